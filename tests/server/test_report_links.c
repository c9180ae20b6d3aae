/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_report_links.c -- every report of the real server: each figure opens as many tickets as it says, each record of the
 * CSV has the same fields, nothing that callers wrote becomes a formula or markup, and a unit sees what is its own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "tests/server/life.h"

#define ANSWERS(reached, solved, satisfied)                                                            \
	"{\"action\":\"record_visit\",\"reached\":" reached ",\"contacted\":true,\"solved\":" solved ",\"satisfied\":\"" \
	satisfied "\"}"

static const char *const kinds[] = { "rates", "hourly", "daily", "special", "hot", "monthly", "governance", "queue" };
static struct fixture f;
static struct life l;

/* Five tickets: solved, not solved with a caller who joined, never reached, left out of the score, just dispatched. */
static int make(void **state)
{
	static const char *const titles[] = {
		"=1号楼不热", "二号楼不热<b>", "三号楼不热", "四号楼不热", "五号楼不热",
	};
	char no[5][24], body[200];
	(void)state;

	fixture_make(&f);
	fixture_start(&f);
	life_begin(&l, &f);
	for (int i = 0; i < 5; i++)
		life_submit(&l, titles[i], no[i]);
	json *contact = life_post(&l, "/contacts", f.gateway, NULL,
				  "{\"channel\":\"phone\",\"skill\":\"general\",\"caller\":{\"number\":\"13900000009\"}}", 201);
	snprintf(body, sizeof(body), "{\"action\":\"join\",\"contact_id\":\"%s\"}", jo_str(contact, "id"));
	jo_free(life_act(&l, no[1], l.dispatcher, body, 200));
	for (int i = 0; i < 4; i++)
		life_handle(&l, no[i]);
	life_dispatch(&l, no[4]);
	life_move(&l, no[0], l.visitor, ANSWERS("true", "true", "yes"), "closed");
	life_move(&l, no[1], l.visitor, ANSWERS("true", "false", "no"), "visiting");
	snprintf(body, sizeof(body), "{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":true,"
		 "\"satisfied\":\"yes\",\"contact_id\":\"%s\"}", jo_str(contact, "id"));
	jo_free(life_act(&l, no[1], l.visitor, body, 200));
	jo_free(life_act(&l, no[2], l.visitor, ANSWERS("false", "false", "no"), 200));
	life_move(&l, no[3], l.visitor, ANSWERS("true", "true", "basically"), "closed");
	jo_free(life_act(&l, no[3], l.supervisor, "{\"action\":\"exclude\",\"reason\":\"not theirs\"}", 200));
	jo_free(contact);
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	life_end(&l);
	fixture_free(&f);
	return 0;
}

static json *report(const char *kind, const char *parameters, const char *token)
{
	char path[200];

	snprintf(path, sizeof(path), "/reports/%s%s", kind, parameters);
	return life_get(&l, path, token, 200);
}

/* How many tickets a query opens. */
static size_t opened(const char *query)
{
	char *path = xasprintf("/tickets?limit=200&%s", query);
	json *page = life_get(&l, path, l.supervisor, 200);
	size_t count = jo_len(jo_get(page, "items"));

	free(path);
	jo_free(page);
	return count;
}

static int links;

/* A count says exactly how many; of weights it is known that no ticket is left out. */
static void check_item(const char *kind, json *o)
{
	const char *query = jo_str(o, "tickets"), *dispatched = jo_str(o, "tickets_dispatched");
	json *count = jo_get(o, "count");
	bool calls = jo_get(o, "what") && !jo_get(o, "hour") && !query;

	if (query) {
		size_t n = opened(query);
		const char *what = jo_str(o, "what");
		bool visits = what && (!strcmp(what, "visited") || !strcmp(what, "solved"));    /* several of one ticket */
		size_t want = (size_t)json_object_get_int(count);
		if (json_object_is_type(count, json_type_int) && (visits ? n > want || !n != !want : n != want))
			fail_msg("%s: %s\nopens %zu", kind, jo_text(o), n);
		links++;
	} else if (json_object_is_type(count, json_type_int) && !calls && !jo_get(o, "state")) {
		fail_msg("%s: no tickets behind %s", kind, jo_text(o));
	}
	if (dispatched && opened(dispatched) != (size_t)jo_int(o, "volume", -1))
		fail_msg("%s: %s\ndoes not open its volume", kind, jo_text(o));
}

static void walk(const char *kind, json *v)
{
	for (size_t i = 0; i < jo_len(v); i++)
		walk(kind, jo_at(v, i));
	if (!json_object_is_type(v, json_type_object))
		return;
	if (strcmp(kind, "queue") != 0)
		check_item(kind, v);
	json_object_object_foreach(v, name, member) {
		(void)name;
		walk(kind, member);
	}
}

static void test_figures_open_their_tickets(void **state)
{
	static const char *const by[] = { "?by=unit", "?by=level", "?by=category", "?by=district", "?by=category&depth=1",
					  "?by=unit&excluded=with" };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		json *o = report(kinds[i], "", l.supervisor);
		walk(kinds[i], o);
		jo_free(o);
	}
	for (size_t i = 0; i < ARRAY_SIZE(by); i++) {
		json *o = report("rates", by[i], l.supervisor);
		const json *row = jo_at(jo_get(o, "items"), 0);
		walk("rates", o);
		bool with = strstr(by[i], "with");
		assert_int_equal(jo_int(row, "volume", 0), with ? 5 : 4);
		assert_int_equal(jo_int(row, "valid", 0), with ? 4 : 3);        /* two callers of one ticket */
		assert_int_equal(opened(jo_str(row, "tickets")), with ? 3 : 2);
		jo_free(o);
	}
	assert_true(links > 40);
}

/* What is asked of a visit is asked of one: nobody was both not solved and satisfied. */
static void test_one_visit_fits_all(void **state)
{
	(void)state;
	assert_int_equal(opened("solved=no"), 1);
	assert_int_equal(opened("solved=yes&satisfied=yes"), 2);
	assert_int_equal(opened("solved=no&satisfied=yes"), 0);
	assert_int_equal(opened("visited_unit=" STREET "&solved=no"), 1);
	assert_int_equal(opened("visited_unit=C001"), 0);
	assert_int_equal(opened("level=street"), 5);
	assert_int_equal(opened("lead=-"), 0);
	assert_int_equal(opened("kind=company"), 0);
	assert_int_equal(opened("outcome=submit,answer&origin=no"), 5);
	jo_free(life_get(&l, "/tickets?no=12x", l.supervisor, 400));
	jo_free(life_get(&l, "/tickets?satisfied=maybe", l.supervisor, 400));
}

static void test_what_is_counted(void **state)
{
	(void)state;
	json *o = report("daily", "", l.supervisor);
	static const struct { const char *what; int64_t count; } totals[] = {
		{ "tickets", 5 }, { "dispatched", 5 }, { "closed", 2 }, { "visited", 4 }, { "solved", 3 },
	};
	for (size_t i = 0; i < ARRAY_SIZE(totals); i++) {
		const json *list = jo_get(o, "totals"), *found = NULL;
		for (size_t k = 0; k < jo_len(list); k++)
			if (!strcmp(jo_str(jo_at(list, k), "what"), totals[i].what))
				found = jo_at(list, k);
		if (jo_int(found, "count", -1) != totals[i].count)
			fail_msg("%s: %s", totals[i].what, jo_text((json *)found));
	}
	assert_int_equal(jo_len(jo_get(o, "trend")), 14);
	jo_free(o);
	o = report("hot", "", l.supervisor);
	assert_int_equal(jo_int(jo_at(jo_get(o, "clusters"), 0), "count", 0), 5);
	jo_free(o);
	o = report("special", "", l.supervisor);
	assert_int_equal(jo_int(jo_at(jo_get(o, "categories"), 0), "open", 0), 3);
	jo_free(o);
}

/* ---- as CSV and as a page ---- */

static void fetch(const char *kind, const char *accept, const char *language, struct answer *a)
{
	char path[64], first[64], second[64];
	const char *headers[] = { first, second, NULL };

	snprintf(path, sizeof(path), "/reports/%s", kind);
	snprintf(first, sizeof(first), "Accept: %s", accept);
	snprintf(second, sizeof(second), "Accept-Language: %s", language);
	fixture_request(&f, "GET", path, l.supervisor, NULL, headers, a);
	assert_int_equal(a->status, 200);
}

/* RFC 4180: the fields of one record; *text goes behind it. */
static int read_record(const char **text)
{
	int fields = 1;
	bool quoted = false;

	for (; **text && (quoted || **text != '\r'); ++*text) {
		if (**text == '"')
			quoted = !quoted;
		fields += **text == ',' && !quoted;
		assert_true(quoted || **text != '\n');
	}
	assert_memory_equal(*text, "\r\n", 2);
	*text += 2;
	return fields;
}

static void test_csv(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct answer a;
		fetch(kinds[i], "text/csv", "zh-CN", &a);
		const char *p = a.body.data;
		assert_memory_equal(p, "\xef\xbb\xbf", 3);
		p += 3;
		for (int fields = read_record(&p); *p;)
			assert_int_equal(read_record(&p), fields);
		if (!strcmp(kinds[i], "special"))
			assert_non_null(strstr(a.body.data, ",\"'=1号楼不热\""));
		answer_release(&a);
	}
}

static void test_page(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct answer a;
		fetch(kinds[i], "text/html", "en", &a);
		assert_non_null(strstr(a.body.data, "<html lang=\"en\">"));
		assert_null(strstr(a.body.data, "<b>"));
		assert_null(strstr(a.body.data, "<script"));
		assert_string_equal(answer_header(&a, "Content-Security-Policy"), "default-src 'none'; style-src 'unsafe-inline'");
		if (!strcmp(kinds[i], "special"))
			assert_non_null(strstr(a.body.data, "二号楼不热&lt;b&gt;"));
		answer_release(&a);
	}
	struct answer a;
	fetch("rates", "text/html", "zh-CN", &a);
	assert_non_null(strstr(a.body.data, "<html lang=\"zh-CN\">"));
	assert_non_null(strstr(a.body.data, "朝阳区望京街道"));
	answer_release(&a);
	fetch("rates", "text/plain", "en", &a);
	assert_non_null(strstr(a.body.data, "Wangjing Subdistrict"));
	answer_release(&a);
	fetch("rates", "application/json, text/html", "en", &a);
	assert_non_null(a.json);
	answer_release(&a);
}

/* ---- units ---- */

static void test_units_see_their_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		char path[64];
		snprintf(path, sizeof(path), "/reports/%s", kinds[i]);
		jo_free(life_get(&l, path, l.street, strcmp(kinds[i], "queue") ? 200 : 403));
		jo_free(life_get(&l, path, l.agent, 403));
	}
	const char *const empty[] = { "rates", "special", "hot", "monthly", "governance" };
	for (size_t i = 0; i < ARRAY_SIZE(empty); i++) {
		json *o = report(empty[i], "", l.company);
		assert_int_equal(jo_len(jo_get(o, "items")), 0);
		jo_free(o);
	}
	json *o = report("rates", "?by=category", l.district);
	assert_int_equal(jo_int(jo_at(jo_get(o, "items"), 0), "volume", 0), 4);
	jo_free(o);
	o = report("rates", "?by=category", l.company);
	assert_int_equal(jo_len(jo_get(o, "items")), 0);
	jo_free(o);
	o = report("daily", "", l.district);
	assert_string_equal(jo_str(jo_at(jo_get(o, "totals"), 0), "what"), "dispatched");
	assert_null(jo_get(jo_at(jo_get(o, "trend"), 0), "contacts"));
	jo_free(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures_open_their_tickets),
		cmocka_unit_test(test_one_visit_fits_all),
		cmocka_unit_test(test_what_is_counted),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_units_see_their_own),
	};

	return cmocka_run_group_tests_name("report links", tests, make, unmake);
}
