/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_hostile_papers.c -- what leaves the system as a file or as lines of a program, with hostile texts
 * (tests/hostile.h) for titles, names of people and of practice sessions: tables for spreadsheets hold no formula, pages
 * are well formed and hold no markup of others, and nothing that is printed or logged could drive a terminal.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ctl/run.h"
#include "hotline/alloc.h"
#include "hotline/text.h"
#include "tests/hostile.h"
#include "tests/server/practice.h"

static struct fixture f;
static struct life l;
static char *trainer;
static struct texts all;

/* ---- the stage ---- */

/* A title is a line of 40 characters. */
static void make_tickets(void)
{
	for (size_t i = 0; i < all.count; i++) {
		json *body = json_object_new_object(), *fields;
		char frame[512];
		struct answer a;
		snprintf(frame, sizeof(frame), LIFE_FIELDS, "x");
		fields = jo_parse(frame, strlen(frame), NULL);
		jo_pointer_set(fields, "/matter/title", json_object_new_string(all.at[i]));
		jo_pointer_set(fields, "/matter/category", json_object_new_string("110101"));
		jo_pointer_set(fields, "/caller", NULL);
		jo_set_str(body, "origin", "patrol");
		jo_set_str(body, "action", "submit");
		jo_set(body, "fields", fields);
		snprintf(frame, sizeof(frame), "paper-%zu", i);
		fixture_post(&f, "/tickets", l.agent, frame, jo_text(body), &a);
		assert_true(a.status == 201 || a.status == 422);
		answer_release(&a);
		jo_free(body);
	}
}

/* Somebody of that name, or nobody: names are one clean line. */
static void add_user(const char *username, const char *name, bool fine)
{
	struct ran r = run_ctl(PASSWORD "\n", "user", "add", username, "--config", f.config, "--name", name, "--roles",
			       "agent trainee", "--skills", "general", "--password-file", "-", NULL);

	if (r.status != !fine)
		fail_msg("%s: %d %s", name, r.status, r.err);
	ran_free(&r);
}

static void practise(const char *who, const char *name)
{
	json *body = json_object_new_object(), *trainees = json_object_new_array();
	struct seat s;

	jo_set_str(body, "mode", "class");
	jo_set_str(body, "scenario", "fixture");
	jo_set_str(body, "name", name);
	json_object_array_add(trainees, json_object_new_string(who));
	jo_set(body, "trainees", trainees);
	char *token = fixture_login(&f, who);
	seat_begin(&l, &s, trainer, jo_text(body), token);
	seat_end(&l, &s, trainer);
	free(token);
	jo_free(body);
}

static const char *const names[] = {
	"=1+1", "＝1+1", "+86 138", "-5度", "@SUM(A1)", "＠a", "a\",=1", "\"=1\"", "<script>alert(1)</script>",
	"\"><img src=x onerror=alert(1)>", "%s%n%p",
	"文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文文",
};

static void make_people(void)
{
	char username[16];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(username, sizeof(username), "odd%zu", i);
		add_user(username, names[i], true);
		practise(username, names[i]);
	}
	add_user("none", "\x1b[2J", false);
	add_user("none", "\xe2\x80\xae反的", false);
	add_user("none", "a\nb", false);
	add_user("none", "中\xff文", false);
}

static int make(void **state)
{
	(void)state;
	practice_stage(&f, &l);
	trainer = life_login(&l, "trainer1");
	hostile_all(&all);
	make_tickets();
	make_people();
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	texts_release(&all);
	life_end(&l);
	fixture_free(&f);
	return 0;
}

static void expect_harmless(const char *what, const char *text, const char *allowed)
{
	const char *found = hostile_found(text, strlen(text), allowed);

	if (found)
		fail_msg("%s: %s", what, found);
}

/* ---- tables for spreadsheets ---- */

static bool is_formula(const char *cell)
{
	static const char *const signs[] = { "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠" };
	char *end;

	strtod(cell, &end);
	if (end != cell && (!*end || !strcmp(end, "%")))
		return false;           /* a figure of ours */
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (!strncmp(cell, signs[i], strlen(signs[i])))
			return true;
	return false;
}

/* The cell that begins at p; after it. NULL: none as RFC 4180 knows it. */
static const char *read_cell(const char *p, struct buf *cell)
{
	bool quoted = *p == '"';

	buf_reset(cell);
	for (p += quoted; quoted ? *p && !(*p == '"' && p[1] != '"') : *p && !strchr(",\r\n\"", *p); p++) {
		p += quoted && *p == '"';
		buf_addch(cell, *p);
	}
	if (quoted && *p++ != '"')
		return NULL;
	return *p == ',' || !strncmp(p, "\r\n", 2) ? p : NULL;
}

/* Every record has as many cells as the first, and none of them calculates. */
static void check_csv(const char *what, const char *text)
{
	struct buf cell = BUF_INIT;
	int cells = 0, first = 0;

	assert_memory_equal(text, "\xef\xbb\xbf", 3);
	expect_harmless(what, text + 3, "\r");
	for (const char *p = text + 3; *p;) {
		const char *end = read_cell(p, &cell);
		if (!end || is_formula(cell.len ? cell.data : ""))
			fail_msg("%s: %.60s", what, p);
		cells++;
		p = end + (*end == ',' ? 1 : 2);
		if (*end == ',')
			continue;
		first = first ? first : cells;
		assert_int_equal(cells, first);
		cells = 0;
	}
	buf_release(&cell);
}

/* ---- pages ---- */

static bool is_one_of(const char *const *words, const char *s, size_t len)
{
	for (; *words; words++)
		if (strlen(*words) == len && !strncmp(*words, s, len))
			return true;
	return false;
}

static void check_entity(const char *what, const char *p)
{
	static const char *const known[] = { "&lt;", "&gt;", "&amp;", "&quot;", "&#39;", NULL };

	if (!is_one_of(known, p, strcspn(p, ";") + 1))
		fail_msg("%s: no entity: %.40s", what, p);
}

/* An element that a report has, its attributes in quotes. Its name, and how long that is. */
static const char *check_tag(const char *what, const char *p, size_t *len)
{
	static const char *const elements[] = { "html", "head", "meta", "title", "style", "body", "h1", "h2", "table", "thead",
						"tbody", "tr", "th", "td", "span", NULL };
	static const char *const attributes[] = { "lang", "charset", "class", "style", NULL };
	const char *name = p + 1 + (p[1] == '/'), *end = strchr(p, '>');

	*len = strcspn(name, " >");
	if (!end || !is_one_of(elements, name, *len))
		fail_msg("%s: no element of a report: %.60s", what, p);
	for (const char *a = name + *len; a < end; a = strchr(strchr(a, '"') + 1, '"') + 1)
		if (*a != ' ' || !is_one_of(attributes, a + 1, strcspn(a + 1, "=\"")))
			fail_msg("%s: no attribute of a report: %.60s", what, a);
	return name;
}

/* Opens or closes; `open` holds the names of what is open, each behind a '<'. */
static void follow_tag(const char *what, const char *p, struct buf *open)
{
	size_t len;
	const char *name = check_tag(what, p, &len);

	if (is_one_of((const char *const[]){ "meta", NULL }, name, len))
		return;
	if (p[1] != '/') {
		buf_addf(open, "<%.*s", (int)len, name);
		return;
	}
	const char *last = open->len > len ? open->data + open->len - len - 1 : "";
	if (*last != '<' || strncmp(last + 1, name, len))
		fail_msg("%s: closed, but \"%s\" is open: %.60s", what, open->data, p);
	buf_truncate(open, open->len - len - 1);
}

static void check_html(const char *what, const char *text)
{
	static const char begin[] = "<!DOCTYPE html>\n";
	struct buf open = BUF_INIT;

	expect_harmless(what, text, "");
	assert_memory_equal(text, begin, strlen(begin));
	for (const char *p = text + strlen(begin); *p; p++) {
		if (*p == '<') {
			follow_tag(what, p, &open);
			p = strchr(p, '>');
		} else if (*p == '&') {
			check_entity(what, p);
		} else if (*p == '>') {
			fail_msg("%s: a bare sign: %.60s", what, p);
		}
	}
	assert_int_equal(open.len, 0);
	buf_release(&open);
}

static void check_text(const char *what, const char *text)
{
	expect_harmless(what, text, "");
}

static void check_json(const char *what, const char *text)
{
	json *o = jo_parse(text, strlen(text), NULL);

	if (!o)
		fail_msg("%s: no JSON: %.200s", what, text);
	jo_free(o);
}

/* ---- reports ---- */

static const char *const kinds[] = {
	"rates", "queue", "hourly", "daily", "special", "hot", "monthly", "governance", "inspection",
};
static const struct form { const char *type, *format; void (*check)(const char *what, const char *text); } forms[] = {
	{ "text/csv", "csv", check_csv }, { "text/html", "html", check_html }, { "text/plain", "text", check_text },
	{ "application/json", "json", check_json },
};

static void get(const char *path, const char *type, const char *language, struct answer *a)
{
	char accept[60], speaks[60];
	const char *headers[] = { accept, speaks, NULL };

	snprintf(accept, sizeof(accept), "Accept: %s", type);
	snprintf(speaks, sizeof(speaks), "Accept-Language: %s", language);
	fixture_request(&f, "GET", path, strstr(path, "training") ? trainer : l.supervisor, NULL, headers, a);
	if (a->status != 200)
		fail_msg("%s: %d %s", path, a->status, a->body.data);
}

static void test_reports(void **state)
{
	struct answer a;
	char path[64];
	(void)state;

	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
		for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
			snprintf(path, sizeof(path), "/reports/%s", kinds[k]);
			get(path, forms[i].type, i % 2 ? "en" : "zh-CN", &a);
			forms[i].check(path, a.body.data);
			answer_release(&a);
		}
}

static void test_training_results(void **state)
{
	static const char *const paths[] = { "/training/results?by=trainee", "/training/results?by=class",
					     "/training/results?by=field", "/training/results?by=category" };
	struct answer a;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		get(paths[i], "text/csv", "en", &a);
		check_csv(paths[i], a.body.data);
		if (i < 2)
			assert_non_null(strstr(a.body.data, names[ARRAY_SIZE(names) - 1]));
		answer_release(&a);
		get(paths[i], "application/json", "en", &a);
		check_json(paths[i], a.body.data);
		answer_release(&a);
	}
}

/* ---- hotlinectl ---- */

static void expect_ran(struct ran *r, const char *what, int status)
{
	if (r->status != status)
		fail_msg("%s: %d %s%s", what, r->status, r->out, r->err);
	expect_harmless(what, r->err, "\t");
}

static void test_reports_of_ctl(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
		for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
			struct ran r = run_ctl(NULL, "report", kinds[k], "--config", f.config, "--format",
					       forms[i].format, NULL);
			expect_ran(&r, kinds[k], 0);
			forms[i].check(kinds[k], r.out);
			if (!strcmp(forms[i].format, "json"))
				expect_harmless(kinds[k], r.out, "");
			ran_free(&r);
		}
}

/* What is JSON for another program is harmless on a terminal and means the same. */
static void test_json_means_the_same(void **state)
{
	struct ran r = run_ctl(NULL, "report", "special", "--config", f.config, "--format", "json", NULL);
	json *report = jo_parse(r.out, strlen(r.out), NULL), *items = jo_array(report, "items");
	size_t found = 0;
	(void)state;

	for (size_t i = 0; i < jo_len(items); i++)
		for (size_t k = 0; k < all.count; k++)
			if (!strcmp(jo_str(jo_at(items, i), "title"), all.at[k])) {
				found++;
				break;
			}
	assert_true(jo_len(items) > 50);        /* ours that a title takes */
	assert_int_equal(found, jo_len(items));
	jo_free(report);
	ran_free(&r);
}

static void test_lists_of_ctl(void **state)
{
	static const char *const commands[][3] = {
		{ "user", "list", NULL }, { "user", "list", "--json" }, { "audit", "verify", NULL }, { "audit", "verify", "--json" },
		{ "verify", NULL, NULL }, { "verify", "--json", NULL }, { "status", NULL, NULL }, { "status", "--json", NULL },
	};
	(void)state;

	char *config = xasprintf("--config=%s", f.config);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		const char *const *c = commands[i], *second = c[1] ? c[1] : config, *third = c[2] ? c[2] : config;
		struct ran r = run_ctl(NULL, c[0], second, third, config, NULL);
		expect_ran(&r, c[0], 0);
		expect_harmless(c[0], r.out, "\t");
		ran_free(&r);
	}
	free(config);
}

/* Whatever is given by mistake is quoted in the sentence that says so. */
static void test_mistakes_of_ctl(void **state)
{
	struct texts texts = { 0 };
	(void)state;

	hostile_own(&texts);
	hostile_broken(&texts);
	for (size_t i = 0; i < texts.count; i += 3) {
		const char *t = texts.at[i];
		struct ran runs[] = {
			run_ctl(NULL, "user", "disable", "--config", f.config, "--", t, NULL),
			run_ctl(NULL, "report", "--config", f.config, "--", t, NULL),
		};
		for (size_t k = 0; k < ARRAY_SIZE(runs); k++) {
			assert_true(runs[k].status == 1 || runs[k].status == 2);
			expect_harmless(t, runs[k].err, "\t");
			expect_harmless(t, runs[k].out, "\t");
			if (text_is_valid(t, strlen(t)) && strstr(runs[k].err, "UTF-8"))
				fail_msg("%s: %s", t, runs[k].err);
			ran_free(&runs[k]);
		}
	}
	texts_release(&texts);
}

/* A pack with such texts in it is refused line by line. */
static void test_mistakes_of_a_pack(void **state)
{
	struct texts texts = { 0 };
	char *pack = pack_copy();
	(void)state;

	hostile_own(&texts);
	hostile_broken(&texts);
	for (size_t i = 0; i < texts.count; i++) {
		pack_change(pack, "units.tsv", "", texts.at[i]);
		pack_change(pack, "units.tsv", "", "\n");
		pack_change(pack, "city.conf", "", texts.at[i]);
		pack_change(pack, "city.conf", "", "\n");
	}
	struct ran r = run_ctl(NULL, "check", pack, NULL);
	expect_ran(&r, "check", 1);
	expect_harmless("check", r.out, "\t");
	ran_free(&r);
	dir_remove(pack);
	texts_release(&texts);
}

/* ---- the log ---- */

static void test_log(void **state)
{
	(void)state;
	char *log = fixture_log(&f);

	assert_true(strlen(log) > 100);
	expect_harmless("the log", log, "");
	free(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_training_results),
		cmocka_unit_test(test_reports_of_ctl),
		cmocka_unit_test(test_json_means_the_same),
		cmocka_unit_test(test_lists_of_ctl),
		cmocka_unit_test(test_mistakes_of_ctl),
		cmocka_unit_test(test_mistakes_of_a_pack),
		cmocka_unit_test(test_log),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
