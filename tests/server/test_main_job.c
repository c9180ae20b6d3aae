/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_main_job.c -- a call from ringing to a dispatched ticket that survives kill -9: the look-up,
 * the draft, the refused form, the ticket once, what each role sees, the search.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "tests/server/fixture.h"

#define NUMBER "13900001234"
#define FIELDS FIELDS_AT("")
#define FIELDS_AT(point)                                                       \
	"{\"caller\": {\"number\": \"" NUMBER "\", \"name\": \"王五\", \"confidential\": true, \"wants_visit\": true}," \
	" \"matter\": {\"type\": \"complaint\", \"category\": \"010101\", \"title\": \"暖气不热\"," \
	" \"content\": \"来电人反映室内温度15度，已持续3天。\"}," \
	" \"place\": {\"district\": \"110105\", \"street\": \"110105026\"" point "}, \"control\": {\"urgency\": \"normal\"}}"

static struct fixture f;
static char *agent, *other, *dispatcher, *supervisor;
static struct stream *stream;
static char contact[40], no[24];
static char transferred[24];     /* the ticket of an emergency */
static int form_version;

/* One request; the JSON is the caller's. */
static json *ask(const char *method, const char *path, const char *token, const char *key,
		 const char *match, const char *body, int status)
{
	char key_line[80], match_line[80];
	const char *headers[3] = { NULL };
	struct answer a;
	int n = 0;

	if (key) {
		snprintf(key_line, sizeof(key_line), "Idempotency-Key: %s", key);
		headers[n++] = key_line;
	}
	if (match) {
		snprintf(match_line, sizeof(match_line), "If-Match: \"%s\"", match);
		headers[n++] = match_line;
	}
	fixture_request(&f, method, path, token, body, headers, &a);
	if (a.status != status)
		fail_msg("%s %s: %d %s", method, path, a.status, a.body.data);
	json *o = json_object_get(a.json);
	answer_release(&a);
	return o;
}

static char *path_of(const char *fmt, const char *id)
{
	static char path[200];

	snprintf(path, sizeof(path), fmt, id);
	return path;
}

static int make(void **state)
{
	struct stream_event e;
	(void)state;

	fixture_make(&f);
	fixture_start(&f);
	agent = fixture_login(&f, "agent1");
	other = fixture_login(&f, "agent2");
	dispatcher = fixture_login(&f, "dispatcher1");
	supervisor = fixture_login(&f, "supervisor1");
	stream = stream_open(&f, agent, NULL);
	return stream_wait(stream, "hello", &e, 20000) ? 0 : -1;
}

static int unmake(void **state)
{
	(void)state;
	stream_close(stream);
	free(agent);
	free(other);
	free(dispatcher);
	free(supervisor);
	fixture_free(&f);
	return 0;
}

static void test_take_the_call(void **state)
{
	struct stream_event e;
	(void)state;

	jo_free(ask("PUT", "/me/presence", agent, NULL, NULL, "{\"state\": \"ready\"}", 200));
	jo_free(ask("POST", "/contacts", f.gateway, "c1", NULL,
		    "{\"channel\": \"phone\", \"skill\": \"general\", \"caller\": {\"number\": \"" NUMBER "\"}}", 201));
	assert_true(stream_wait(stream, "contact.offered", &e, 20000));
	snprintf(contact, sizeof(contact), "%s", jo_str(jo_get(e.data, "contact"), "id"));
	/* Not before the call is in hand, and never another number. */
	jo_free(ask("POST", "/callers/lookup", agent, NULL, NULL, "{\"number\": \"" NUMBER "\"}", 403));
	jo_free(ask("POST", path_of("/contacts/%s/answer", contact), agent, "a1", NULL, NULL, 200));
	json *past = ask("POST", "/callers/lookup", agent, NULL, NULL, "{\"number\": \"+86 139-0000-1234\"}", 200);
	assert_int_equal(jo_len(jo_get(past, "tickets")), 0);
	jo_free(past);
	jo_free(ask("POST", "/callers/lookup", agent, NULL, NULL, "{\"number\": \"13900009999\"}", 403));
	jo_free(ask("POST", "/callers/lookup", other, NULL, NULL, "{\"number\": \"" NUMBER "\"}", 403));
}

static void test_draft(void **state)
{
	char body[2048];
	json *city = ask("GET", "/city", agent, NULL, NULL, NULL, 200);
	(void)state;

	form_version = (int)jo_int(jo_at(jo_get(city, "forms"), 0), "version", 0);
	jo_free(city);
	snprintf(body, sizeof(body), "{\"base\": 0, \"form_version\": %d, \"fields\": " FIELDS "}", form_version);
	jo_free(ask("GET", path_of("/contacts/%s/drafts/1", contact), agent, NULL, NULL, NULL, 404));
	json *kept = ask("PUT", path_of("/contacts/%s/drafts/1", contact), agent, NULL, NULL, body, 200);
	assert_int_equal(jo_int(kept, "revision", 0), 1);
	jo_free(kept);
	json *old = ask("PUT", path_of("/contacts/%s/drafts/1", contact), agent, NULL, NULL, body, 412);
	assert_string_equal(jo_pointer_str(jo_get(old, "current"), "/fields/matter/title"), "暖气不热");
	jo_free(old);
	json *watched = ask("GET", path_of("/contacts/%s/drafts/1", contact), supervisor, NULL, NULL, NULL, 200);
	assert_string_equal(jo_pointer_str(watched, "/fields/caller/number"), "139****1234");
	jo_free(watched);
	jo_free(ask("GET", path_of("/contacts/%s/drafts/1", contact), other, NULL, NULL, NULL, 404));
	jo_free(ask("PUT", path_of("/contacts/%s/drafts/1", contact), other, NULL, NULL, body, 409));
}

static void ticket_body(char *body, size_t size, const char *fields, const char *action)
{
	snprintf(body, size, "{\"contact_id\": \"%s\", \"draft\": 1, \"form_version\": %d, \"fields\": %s, "
		 "\"action\": \"%s\"}", contact, form_version, fields, action);
}

static void test_regions_by_words(void **state)
{
	(void)state;
	json *found = ask("GET", "/city/regions?q=hjdxl", agent, NULL, NULL, NULL, 200);
	assert_string_equal(jo_str(found, "q"), "hjdxl");
	const json *first = jo_at(jo_get(found, "items"), 0);
	assert_string_equal(jo_str(first, "kind"), "community");
	assert_string_equal(jo_str(first, "parent"), "110105026");
	jo_free(found);
	/* What begins with it comes before what has it inside; twenty at most. */
	found = ask("GET", "/city/regions?q=%E6%9C%9B%E4%BA%AC", agent, NULL, NULL, NULL, 200);
	assert_true(jo_len(jo_get(found, "items")) > 1 && jo_len(jo_get(found, "items")) <= 20);
	assert_int_equal(strncmp(jo_str(jo_at(jo_get(found, "items"), 0), "name"), "望京", 6), 0);
	jo_free(found);
	/* Several words: one of them its own, the others of where it lies. */
	found = ask("GET", "/city/regions?q=chaoyang%20hjdxl", agent, NULL, NULL, NULL, 200);
	assert_string_equal(jo_str(jo_at(jo_get(found, "items"), 0), "parent"), "110105026");
	jo_free(found);
	found = ask("GET", "/city/regions?q=haidian%20hjdxl", agent, NULL, NULL, NULL, 200);
	assert_int_equal(jo_len(jo_get(found, "items")), 0);
	jo_free(found);
	/* Initials inside a name are not meant when others begin with them. */
	found = ask("GET", "/city/regions?q=hjd", agent, NULL, NULL, NULL, 200);
	assert_true(jo_len(jo_get(found, "items")) > 0);
	assert_null(strstr(jo_text(found), "东湖街道"));
	jo_free(found);
	found = ask("GET", "/city/regions?q=zzzzzz", agent, NULL, NULL, NULL, 200);
	assert_int_equal(jo_len(jo_get(found, "items")), 0);
	jo_free(found);
}

static void test_refused_form_keeps_its_key(void **state)
{
	char body[2048];
	(void)state;

	ticket_body(body, sizeof(body), "{\"matter\": {\"type\": \"complaint\", \"category\": \"nowhere\"}}", "submit");
	json *p = ask("POST", "/tickets", agent, "t1", NULL, body, 422);
	assert_string_equal(jo_str(p, "type"), "/problems/fields");
	bool title = false, category = false, place = false;
	for (size_t i = 0; i < jo_len(jo_get(p, "errors")); i++) {
		const char *pointer = jo_str(jo_at(jo_get(p, "errors"), i), "pointer");
		title |= !strcmp(pointer, "/fields/matter/title");
		category |= !strcmp(pointer, "/fields/matter/category");
		place |= !strcmp(pointer, "/fields/place/district");
	}
	assert_true(title && category && place);
	jo_free(p);
	/* Not even a form that is no form may hurt the server. */
	static const char *const none[] = { "null", "[]", "\"text\"", "7" };
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		ticket_body(body, sizeof(body), none[i], "submit");
		jo_free(ask("POST", "/tickets", agent, "t0", NULL, body, 422));
	}
}

static void test_one_ticket(void **state)
{
	char body[2048];
	(void)state;

	/* Its last words were not saved before. */
	ticket_body(body, sizeof(body), FIELDS_AT(", \"point\": \"5号楼\""), "submit");
	json *t = ask("POST", "/tickets", agent, "t1", NULL, body, 201);
	json *again = ask("POST", "/tickets", agent, "t1", NULL, body, 201);
	assert_true(jo_same(t, again));
	json *form = ask("GET", path_of("/contacts/%s/drafts/1", contact), agent, NULL, NULL, NULL, 200);
	assert_int_equal(jo_int(form, "revision", 0), 2);
	assert_string_equal(jo_pointer_str(form, "/fields/place/point"), "5号楼");
	jo_free(form);
	snprintf(no, sizeof(no), "%s", jo_str(t, "no"));
	assert_int_equal(strlen(no), 12);
	assert_string_equal(jo_str(t, "state"), "pending");
	assert_string_equal(jo_str(t, "grade"), "II");
	jo_free(t);
	jo_free(again);
	/* Another key does not make another ticket of the same form. */
	jo_free(ask("POST", "/tickets", agent, "t2", NULL, body, 409));
	ticket_body(body, sizeof(body), FIELDS, "void");
	json *reused = ask("POST", "/tickets", agent, "t1", NULL, body, 422);
	assert_string_equal(jo_str(reused, "type"), "/problems/key-reused");
	jo_free(reused);
}

static void test_who_sees_what(void **state)
{
	(void)state;
	json *mine = ask("GET", path_of("/tickets/%s", no), agent, NULL, NULL, NULL, 200);
	assert_string_equal(jo_pointer_str(mine, "/fields/caller/number"), NUMBER);
	jo_free(mine);
	json *theirs = ask("GET", path_of("/tickets/%s", no), dispatcher, NULL, NULL, NULL, 200);
	assert_string_equal(jo_pointer_str(theirs, "/fields/caller/number"), "139****1234");
	jo_free(theirs);
	jo_free(ask("GET", path_of("/tickets/%s", no), other, NULL, NULL, NULL, 404));
	json *list = ask("GET", "/tickets?state=pending&category=0101&text=%E6%9A%96%E6%B0%94&limit=5", dispatcher,
			 NULL, NULL, NULL, 200);
	assert_int_equal(jo_len(jo_get(list, "items")), 1);
	assert_null(strstr(jo_text(list), NUMBER));
	jo_free(list);
	jo_free(ask("GET", "/tickets?due_before=tomorrow", dispatcher, NULL, NULL, NULL, 400));
	json *refused = ask("POST", path_of("/tickets/%s/reveal", no), dispatcher, "r1", NULL, "{}", 422);
	jo_free(ask("POST", path_of("/tickets/%s/reveal", no), dispatcher, "r1", NULL, "{\"reason\": \" \\u3000\\u200b\"}", 422));
	assert_string_equal(jo_str(jo_at(jo_get(refused, "errors"), 0), "pointer"), "/reason");
	jo_free(refused);
	char much[700];
	snprintf(much, sizeof(much), "{\"reason\": \"%0600d\"}", 0);
	jo_free(ask("POST", path_of("/tickets/%s/reveal", no), dispatcher, "r1", NULL, much, 422));
	json *number = ask("POST", path_of("/tickets/%s/reveal", no), dispatcher, "r2", NULL,
			   "{\"reason\": \"回拨核实地址\"}", 200);
	assert_string_equal(jo_str(number, "number"), NUMBER);
	jo_free(number);
}

static void test_dispatch(void **state)
{
	(void)state;
	const char *to_street = "{\"action\": \"dispatch\", \"lead\": \"S110105026\", \"basis\": \"按派单目录\"}";
	char path[100];

	snprintf(path, sizeof(path), "/tickets/%s/actions", no);
	jo_free(ask("POST", path, dispatcher, "d1", NULL, to_street, 428));
	jo_free(ask("POST", path, agent, "d1", "1", to_street, 403));
	jo_free(ask("POST", path, dispatcher, "d2", "1", "{\"action\": \"dispatch\", \"lead\": \"nobody\"}", 422));
	jo_free(ask("POST", path, dispatcher, "d3", "1", "{\"action\": \"fly\"}", 422));
	json *t = ask("POST", path, dispatcher, "d4", "1", to_street, 200);
	assert_string_equal(jo_str(t, "state"), "dispatched");
	assert_int_equal(jo_int(t, "version", 0), 2);
	jo_free(t);
	jo_free(ask("POST", path, dispatcher, "d5", "1", "{\"action\": \"recall\", \"reason\": \"x\"}", 412));
	/* The lost answer is asked for again. */
	t = ask("POST", path, dispatcher, "d4", "1", to_street, 200);
	assert_int_equal(jo_int(t, "version", 0), 2);
	jo_free(t);
	jo_free(ask("POST", path, agent, "d6", NULL, "{\"action\": \"urge\", \"reason\": \"老人怕冷\"}", 200));
}

static void test_survives_kill(void **state)
{
	(void)state;
	assert_int_equal(fixture_end(&f, SIGKILL), -SIGKILL);
	fixture_start(&f);
	fixture_wait_for_items(&f, "/knowledge?q=%E6%9A%96%E6%B0%94%E4%B8%8D%E7%83%AD", agent);
	json *t = ask("GET", path_of("/tickets/%s", no), dispatcher, NULL, NULL, NULL, 200);
	assert_string_equal(jo_str(t, "state"), "dispatched");
	assert_int_equal(jo_int(t, "version", 0), 3);
	assert_int_equal(jo_int(t, "urged", 0), 1);
	jo_free(t);
	json *history = ask("GET", path_of("/tickets/%s/history", no), dispatcher, NULL, NULL, NULL, 200);
	assert_int_equal(jo_len(jo_get(history, "items")), 3);
	assert_null(strstr(jo_text(history), NUMBER));
	jo_free(history);
	json *c = ask("GET", path_of("/contacts/%s", contact), agent, NULL, NULL, NULL, 200);
	assert_string_equal(jo_str(c, "state"), "talking");
	jo_free(c);
}

/* "How much, and how do I apply": what the form is about decides, and far-off articles do not fill the list. */
static void test_category_weighs_in_a_search(void **state)
{
	json *all = ask("GET", "/knowledge?q=%E5%A4%9A%E5%B0%91%E9%92%B1%20%E7%94%B3%E8%AF%B7&limit=30", agent, NULL, NULL, NULL, 200);
	json *near = ask("GET", "/knowledge?q=%E5%A4%9A%E5%B0%91%E9%92%B1%20%E7%94%B3%E8%AF%B7&limit=30&near=010303", agent, NULL,
			 NULL, NULL, 200);
	const json *first = jo_at(jo_get(near, "items"), 0), *before = jo_at(jo_get(all, "items"), 0);
	(void)state;

	assert_non_null(first);
	assert_int_equal(strncmp(jo_str(first, "category"), "01", 2), 0);
	assert_int_not_equal(strncmp(jo_str(before, "category"), "01", 2), 0);
	assert_true(jo_len(jo_get(near, "items")) <= jo_len(jo_get(all, "items")));
	jo_free(all);
	jo_free(near);
}

static void test_answer_from_the_knowledge_base(void **state)
{
	char body[3072];
	json *hits = ask("GET", "/knowledge?q=%E6%9A%96%E6%B0%94%E4%B8%8D%E7%83%AD", agent, NULL, NULL, NULL, 200);
	const json *first = jo_at(jo_get(hits, "items"), 0);
	(void)state;

	assert_non_null(first);
	assert_true(jo_len(jo_get(first, "marks")) > 0);
	assert_false(jo_bool(first, "expired", true));
	snprintf(body, sizeof(body), "{\"contact_id\": \"%s\", \"draft\": 2, \"form_version\": %d, \"fields\": " FIELDS
		 ", \"action\": \"answer\", \"article\": {\"id\": \"%s\", \"version\": %d}}", contact, form_version,
		 jo_str(first, "id"), (int)jo_int(first, "version", 0));
	json *t = ask("POST", "/tickets", agent, "k1", NULL, body, 201);
	assert_string_equal(jo_str(t, "state"), "answered");
	jo_free(t);
	jo_free(ask("GET", "/knowledge/none", agent, NULL, NULL, NULL, 404));
	jo_free(hits);
	snprintf(body, sizeof(body), "{\"contact_id\": \"%s\", \"draft\": 3, \"form_version\": %d, \"fields\": " FIELDS
		 ", \"action\": \"answer\"}", contact, form_version);
	jo_free(ask("POST", "/tickets", agent, "k2", NULL, body, 422));
}

/* Words find tickets; what a form says of its caller does not, and what is named must be there. */
static void test_found_by_words(void **state)
{
	char path[64];
	(void)state;

	static const struct { const char *query; size_t count; } cases[] = {
		{ "text=%E6%9A%96%E6%B0%94", 1 },               /* 暖气 */
		{ "text=%E6%9A%96%E6%B0%94%E6%9C%BA", 0 },      /* 暖气机 */
		{ "text=" NUMBER, 0 },
		{ "text=%E6%9A%96%E6%B0%94&state=void", 0 },
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char query[128];
		snprintf(query, sizeof(query), "/tickets?%s", cases[i].query);
		json *list = ask("GET", query, dispatcher, NULL, NULL, NULL, 200);
		if (jo_len(jo_get(list, "items")) != cases[i].count)
			fail_msg("%s: %s", cases[i].query, jo_text(list));
		jo_free(list);
	}
	snprintf(path, sizeof(path), "/tickets/%s/actions", no);
	jo_free(ask("POST", path, dispatcher, "join-1", NULL, "{\"action\": \"join\", \"contact_id\": \"nobody\"}", 428));
	json *t = ask("GET", path_of("/tickets/%s", no), dispatcher, NULL, NULL, NULL, 200);
	char version[32];
	snprintf(version, sizeof(version), "%lld", (long long)jo_int(t, "version", 0));
	jo_free(t);
	jo_free(ask("POST", path, dispatcher, "join-2", version,
		    "{\"action\": \"join\", \"contact_id\": \"nobody\"}", 422));
	jo_free(ask("POST", path, dispatcher, "link-1", version,
		    "{\"action\": \"link\", \"no\": \"991231000001\"}", 422));
}

/* Who joins is another caller; their number is the one they called from, and only revealed. */
static void test_joined_caller(void **state)
{
	char path[64], body[128], joined[40];
	(void)state;

	json *c = ask("POST", "/contacts", f.gateway, "c-join", NULL, "{\"channel\": \"web\", \"skill\": \"enterprise\", "
		      "\"caller\": {\"number\": \"13900007777\"}}", 201);
	snprintf(joined, sizeof(joined), "%s", jo_str(c, "id"));
	snprintf(body, sizeof(body), "{\"action\": \"join\", \"contact_id\": \"%s\"}", joined);
	jo_free(c);
	snprintf(path, sizeof(path), "/tickets/%s/actions", no);
	json *t = ask("POST", path, dispatcher, "join-3", "3", body, 200);
	assert_int_equal(jo_len(jo_get(t, "callers")), 1);
	assert_null(strstr(jo_text(t), "13900007777"));
	jo_free(t);
	snprintf(body, sizeof(body), "{\"reason\": \"回访\", \"contact_id\": \"%s\"}", joined);
	t = ask("POST", path_of("/tickets/%s/reveal", no), dispatcher, NULL, NULL, body, 200);
	assert_string_equal(jo_str(t, "number"), "13900007777");
	jo_free(t);
	jo_free(ask("POST", path_of("/tickets/%s/reveal", no), dispatcher, NULL, NULL,
		    "{\"reason\": \"回访\", \"contact_id\": \"nobody\"}", 422));
	char *unit = fixture_login(&f, "unit1");
	jo_free(ask("POST", path_of("/tickets/%s/reveal", no), unit, NULL, NULL, "{\"reason\": \"上门\"}", 403));
	free(unit);
}

/* Each request is answered in its own language, read or written, whoever asked before. */
static void test_language_of_the_request(void **state)
{
	static const struct { const char *header, *read, *written; } cases[] = {
		{ "Accept-Language: zh-CN", "没有工单", "没有这个动作" },
		{ "Accept-Language: en", "There is no ticket", "There is no such action" },
		{ "Accept-Language: fr, zh;q=0.5", "没有工单", "没有这个动作" },
	};
	char path[64];
	(void)state;

	snprintf(path, sizeof(path), "/tickets/%s/actions", no);
	for (size_t i = 0; i < 9; i++) {
		const char *headers[] = { cases[i % 3].header, "Idempotency-Key: language", NULL };
		struct answer a;
		fixture_request(&f, "GET", "/tickets/none", dispatcher, NULL, headers, &a);
		assert_non_null(strstr(a.body.data, cases[i % 3].read));
		answer_release(&a);
		fixture_request(&f, "POST", path, dispatcher, "{\"action\": \"dance\"}", headers, &a);
		assert_int_equal(a.status, 422);
		assert_non_null(strstr(a.body.data, cases[i % 3].written));
		answer_release(&a);
	}
}

/* An emergency cannot wait until a field is right: what was typed there is kept aside. */
static void test_emergency_with_a_wrong_form(void **state)
{
	char body[2048];
	(void)state;

	snprintf(body, sizeof(body),
		 "{\"contact_id\": \"%s\", \"draft\": 7, \"form_version\": %d, \"action\": \"transfer\", \"to\": \"120\", "
		 "\"fields\": {\"matter\": {\"title\": \"老人晕倒\", \"frequency\": \"常常\", \"happened_at\": \"雨停以后\"}, \"place\": 5}}",
		 contact, form_version);
	json *t = ask("POST", "/tickets", agent, "emergency", NULL, body, 201);
	assert_string_equal(jo_pointer_str(t, "/fields/matter/title"), "老人晕倒");
	assert_string_equal(jo_str(jo_pointer(t, "/fields/set_aside"), "/matter/happened_at"), "雨停以后");
	assert_int_equal(jo_int(jo_pointer(t, "/fields/set_aside"), "/place", 0), 5);
	assert_null(jo_pointer(t, "/fields/place"));
	/* The form of the call is what was submitted, also when it had never been saved. */
	json *form = ask("GET", path_of("/contacts/%s/drafts/7", contact), agent, NULL, NULL, NULL, 200);
	assert_string_equal(jo_str(form, "ticket"), jo_str(t, "no"));
	assert_string_equal(jo_pointer_str(form, "/fields/matter/happened_at"), "雨停以后");
	assert_true(jo_bool(form, "open", false));
	snprintf(transferred, sizeof(transferred), "%s", jo_str(t, "no"));
	jo_free(form);
	jo_free(t);
}

static json *wait_for_state(const char *ticket, const char *state)
{
	int64_t until = clock_monotonic() + 10000;
	json *t = ask("GET", path_of("/tickets/%s", ticket), supervisor, NULL, NULL, NULL, 200);

	while (strcmp(jo_str(t, "state"), state) && clock_monotonic() < until) {
		jo_free(t);
		t = ask("GET", path_of("/tickets/%s", ticket), supervisor, NULL, NULL, NULL, 200);
	}
	assert_string_equal(jo_str(t, "state"), state);
	return t;
}

/* The caller is handed over first, the record is written after: until the call is over, and then it is the ticket's. */
static void test_record_after_a_transfer(void **state)
{
	char body[2048];
	(void)state;

	snprintf(body, sizeof(body),
		 "{\"base\": 1, \"form_version\": %d, \"fields\": {\"matter\": {\"title\": \"老人晕倒\", "
		 "\"content\": \"来电人称父亲突然晕倒，已转120。\"}}}", form_version);
	json *kept = ask("PUT", path_of("/contacts/%s/drafts/7", contact), agent, NULL, NULL, body, 200);
	assert_int_equal(jo_int(kept, "revision", 0), 2);
	jo_free(kept);
	json *t = ask("GET", path_of("/tickets/%s", transferred), agent, NULL, NULL, NULL, 200);
	assert_string_equal(jo_str(t, "state"), "transferred");
	jo_free(t);
	/* A form that was submitted stays as it was submitted. */
	jo_free(ask("PUT", path_of("/contacts/%s/drafts/1", contact), agent, NULL, NULL, body, 409));
	jo_free(ask("POST", path_of("/contacts/%s/hang_up", contact), agent, "h1", NULL, "{}", 200));
	jo_free(ask("POST", path_of("/contacts/%s/wrap_up_done", contact), agent, "w1", NULL, "{}", 200));
	t = wait_for_state(transferred, "closed");
	assert_string_equal(jo_pointer_str(t, "/fields/matter/content"), "来电人称父亲突然晕倒，已转120。");
	assert_non_null(jo_pointer_str(t, "/fields/caller/number"));
	assert_null(jo_pointer(t, "/fields/set_aside"));
	assert_null(jo_pointer(t, "/fields/matter/frequency"));         /* taken out of the form since */
	jo_free(t);
	json *form = ask("GET", path_of("/contacts/%s/drafts/7", contact), supervisor, NULL, NULL, NULL, 200);
	assert_false(jo_bool(form, "open", false));
	jo_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_take_the_call),
		cmocka_unit_test(test_draft),
		cmocka_unit_test(test_regions_by_words),
		cmocka_unit_test(test_refused_form_keeps_its_key),
		cmocka_unit_test(test_one_ticket),
		cmocka_unit_test(test_who_sees_what),
		cmocka_unit_test(test_found_by_words),
		cmocka_unit_test(test_dispatch),
		cmocka_unit_test(test_survives_kill),
		cmocka_unit_test(test_joined_caller),
		cmocka_unit_test(test_emergency_with_a_wrong_form),
		cmocka_unit_test(test_language_of_the_request),
		cmocka_unit_test(test_category_weighs_in_a_search),
		cmocka_unit_test(test_answer_from_the_knowledge_base),
		cmocka_unit_test(test_record_after_a_transfer),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
