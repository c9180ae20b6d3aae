/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_openapi_call.c -- every answer of a call against what docs/openapi.json says of it: from the gateway to a dispatched
 * ticket, with what is refused on the way, each answer by the status and the media type that it came with.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "hotline/alloc.h"
#include "schema.h"

#define NUMBER "13900005678"
#define FIELDS                                                                 \
	"{\"caller\": {\"number\": \"" NUMBER "\", \"name\": \"赵六\", \"wants_visit\": true}," \
	" \"matter\": {\"type\": \"complaint\", \"category\": \"010101\", \"title\": \"暖气不热\"," \
	" \"content\": \"来电人反映室内温度15度，已持续3天。\"}," \
	" \"place\": {\"district\": \"110105\", \"street\": \"110105026\"}, \"control\": {\"urgency\": \"normal\"}}"

static struct fixture f;
static json *document;
static char *agent, *dispatcher, *supervisor, *ops;
static struct stream *stream;
static char contact[40], no[24], article[64];
static int form_version, checked;

/* ---- requests ---- */

/* The schema of "METHOD TEMPLATE"'s answer with this status; "" as media type when it has no content. */
static json *schema_of(const char *method, const char *template, int status, const char *media)
{
	char name[16], number[16];
	json *o;

	snprintf(name, sizeof(name), "%s", method);
	for (char *c = name; *c; c++)
		*c |= 0x20;
	snprintf(number, sizeof(number), "%d", status);
	o = jo_get(jo_get(jo_get(jo_get(jo_get(document, "paths"), template), name), "responses"), number);
	if (!o)
		fail_msg("%s %s: the answer %d is not described", method, template, status);
	const char *reference = jo_str(o, "$ref");
	if (reference)
		o = jo_pointer(document, reference + 1);
	return jo_get(jo_get(jo_get(o, "content"), media), "schema");
}

static void check(const char *method, const char *template, const struct answer *a)
{
	struct buf where = BUF_INIT;
	char media[64];

	snprintf(media, sizeof(media), "%.*s", (int)strcspn(answer_header(a, "Content-Type"), ";"),
		 answer_header(a, "Content-Type"));
	json *schema = schema_of(method, template, a->status, media);
	if (a->body.len && !schema)
		fail_msg("%s %s: %d has content of the type %s, which is not described", method, template, a->status,
			 media);
	if (a->json && !schema_check(document, schema, a->json, "", &where))
		fail_msg("%s %s %d\n%s", method, template, a->status, where.data);
	buf_release(&where);
	checked++;
}

/* Asks, expects the status, checks the answer; the JSON is the caller's. `path` NULL: the template itself. */
static json *ask(const char *method, const char *template, const char *path, const char *token, const char *body,
		 int status)
{
	static int key;
	char key_line[80];
	const char *headers[] = { key_line, "If-Match: \"1\"", NULL };
	struct answer a;

	snprintf(key_line, sizeof(key_line), "Idempotency-Key: openapi-%d", key++);
	fixture_request(&f, method, path ? path : template, token, body, headers, &a);
	if (a.status != status)
		fail_msg("%s %s: %d %s", method, template, a.status, a.body.data);
	check(method, template[0] == '/' && template[1] == '/' ? template + 1 : template, &a);
	json *o = json_object_get(a.json);
	answer_release(&a);
	return o;
}

static void look(const char *method, const char *template, const char *path, const char *token, const char *body,
		 int status)
{
	jo_free(ask(method, template, path, token, body, status));
}

/* A path with %s for the contact, the ticket or the article. */
static const char *with(const char *fmt, const char *id)
{
	static char path[200];

	snprintf(path, sizeof(path), fmt, id);
	return path;
}

static int make(void **state)
{
	struct stream_event e;
	struct answer a;
	(void)state;

	fixture_make(&f);
	fixture_start(&f);
	fixture_request(&f, "GET", "/openapi.json", NULL, NULL, NULL, &a);
	document = json_object_get(a.json);
	answer_release(&a);
	agent = fixture_login(&f, "agent1");
	dispatcher = fixture_login(&f, "dispatcher1");
	supervisor = fixture_login(&f, "supervisor1");
	ops = fixture_login(&f, "ops1");
	stream = stream_open(&f, agent, NULL);
	return document && stream_wait(stream, "hello", &e, 5000) ? 0 : -1;
}

static int unmake(void **state)
{
	(void)state;
	stream_close(stream);
	free(agent);
	free(dispatcher);
	free(supervisor);
	free(ops);
	jo_free(document);
	fixture_free(&f);
	return 0;
}

/* ---- the tests ---- */

static void test_server_and_city(void **state)
{
	(void)state;
	look("GET", "//healthz", NULL, NULL, NULL, 200);
	look("GET", "//readyz", NULL, NULL, NULL, 200);
	look("GET", "//metrics", NULL, ops, NULL, 200);
	look("GET", "//metrics", NULL, agent, NULL, 403);
	look("GET", "/openapi.json", NULL, NULL, NULL, 200);
	json *city = ask("GET", "/city", NULL, agent, NULL, 200);
	form_version = (int)jo_int(jo_at(jo_get(city, "forms"), 0), "version", 0);
	assert_true(jo_len(jo_get(city, "categories")) > 100);
	jo_free(city);
	look("GET", "/city/regions", NULL, agent, NULL, 200);
	look("GET", "/city/regions", "/city/regions?parent=110105026", agent, NULL, 200);
	look("GET", "/city/regions", "/city/regions?parent=nowhere", agent, NULL, 404);
}

static void test_people(void **state)
{
	(void)state;
	json *in = ask("POST", "/sessions", NULL, NULL, "{\"username\": \"agent2\", \"password\": \"" PASSWORD "\"}", 201);
	const char *token = jo_str(in, "token");
	look("POST", "/sessions", NULL, NULL, "{\"username\": \"agent2\", \"password\": \"no\"}", 401);
	look("POST", "/sessions", NULL, NULL, "{\"username\": \"agent2\"}", 422);
	look("POST", "/sessions", NULL, NULL, "[", 400);
	look("GET", "/users/{id}/sessions", with("/users/%s/sessions", jo_str(jo_get(in, "user"), "id")), ops, NULL, 200);
	look("GET", "/users/{id}/sessions", "/users/nobody/sessions", ops, NULL, 404);
	look("POST", "/me/unlock", NULL, token, "{\"password\": \"" PASSWORD "\"}", 204);
	look("PUT", "/me/password", NULL, token, "{\"current\": \"wrong one\", \"password\": \"another good 1\"}", 403);
	look("DELETE", "/sessions/current", NULL, token, NULL, 204);
	look("GET", "/me", NULL, token, NULL, 401);
	jo_free(in);
	look("GET", "/me", NULL, agent, NULL, 200);
	look("PUT", "/me/presence", NULL, agent, "{\"state\": \"flying\"}", 422);
	look("PUT", "/me/presence", NULL, agent, "{\"state\": \"ready\"}", 200);
	look("GET", "/seats", NULL, supervisor, NULL, 200);
}

static void test_contact(void **state)
{
	struct stream_event e;
	(void)state;

	look("POST", "/contacts", NULL, f.gateway, "{\"channel\": \"pigeon\"}", 422);
	json *c = ask("POST", "/contacts", NULL, f.gateway,
		      "{\"channel\": \"phone\", \"source_id\": \"s1\", \"caller\": {\"number\": \"" NUMBER "\"}}", 201);
	snprintf(contact, sizeof(contact), "%s", jo_str(c, "id"));
	jo_free(c);
	look("POST", "/contacts", NULL, f.gateway, "{\"channel\": \"phone\", \"source_id\": \"s1\"}", 200);
	assert_true(stream_wait(stream, "contact.offered", &e, 5000));
	struct buf where = BUF_INIT;
	if (!schema_check(document, jo_pointer(document, "/components/schemas/EventOffered"), e.data, "", &where))
		fail_msg("contact.offered\n%s", where.data);
	buf_release(&where);
	look("POST", "/contacts/{id}/answer", with("/contacts/%s/answer", contact), agent, NULL, 200);
	look("POST", "/contacts/{id}/decline", with("/contacts/%s/decline", contact), agent, NULL, 409);
	look("POST", "/contacts/{id}/hold", with("/contacts/%s/hold", contact), agent, NULL, 200);
	look("POST", "/contacts/{id}/resume", with("/contacts/%s/resume", contact), agent, NULL, 200);
	look("GET", "/contacts/{id}", with("/contacts/%s", contact), agent, NULL, 200);
	look("GET", "/contacts/{id}", "/contacts/none", agent, NULL, 404);
	look("GET", "/contacts", NULL, supervisor, NULL, 200);
	look("GET", "/contacts", "/contacts?limit=0", supervisor, NULL, 400);
	look("POST", "/contacts/{id}/observe", with("/contacts/%s/observe", contact), supervisor, "{}", 200);
	look("POST", "/callers/lookup", NULL, agent, "{\"number\": \"" NUMBER "\"}", 200);
	look("POST", "/callers/lookup", NULL, agent, "{\"number\": \"13900000000\"}", 403);
}

static void test_draft_and_ticket(void **state)
{
	char body[2048];
	(void)state;

	snprintf(body, sizeof(body), "{\"base\": 0, \"form_version\": %d, \"fields\": " FIELDS "}", form_version);
	look("PUT", "/contacts/{id}/drafts/{n}", with("/contacts/%s/drafts/1", contact), agent, body, 200);
	look("PUT", "/contacts/{id}/drafts/{n}", with("/contacts/%s/drafts/1", contact), agent, body, 412);
	look("GET", "/contacts/{id}/drafts/{n}", with("/contacts/%s/drafts/1", contact), agent, NULL, 200);
	look("POST", "/tickets/preview", NULL, agent, "{\"fields\": " FIELDS "}", 200);
	look("POST", "/tickets/preview", NULL, agent, "{\"fields\": {}}", 200);
	snprintf(body, sizeof(body), "{\"contact_id\": \"%s\", \"draft\": 1, \"form_version\": %d, \"fields\": " FIELDS
		 ", \"action\": \"submit\"}", contact, form_version);
	json *t = ask("POST", "/tickets", NULL, agent, body, 201);
	snprintf(no, sizeof(no), "%s", jo_str(t, "no"));
	jo_free(t);
	look("POST", "/tickets", NULL, agent, body, 409);
	look("GET", "/tickets/{no}", with("/tickets/%s", no), dispatcher, NULL, 200);
	look("GET", "/tickets", "/tickets?state=pending&sort=due", dispatcher, NULL, 200);
	look("GET", "/tickets", "/tickets?sort=colour", dispatcher, NULL, 400);
	look("GET", "/tickets", "/tickets?view=pending&sort=grade", dispatcher, NULL, 200);
	look("GET", "/tickets/views", NULL, dispatcher, NULL, 200);
	look("POST", "/tickets/{no}/reveal", with("/tickets/%s/reveal", no), dispatcher, "{\"reason\": \"核实\"}", 200);
	look("POST", "/tickets/{no}/reveal", with("/tickets/%s/reveal", no), dispatcher, "{}", 422);
	look("POST", "/callers/lookup", NULL, agent, "{\"number\": \"" NUMBER "\"}", 200);
}

static void test_moves(void **state)
{
	(void)state;
	const char *path = with("/tickets/%s/actions", no);

	look("POST", "/tickets/{no}/actions", path, agent, "{\"action\": \"dispatch\", \"lead\": \"S110105026\"}", 403);
	look("POST", "/tickets/{no}/actions", path, dispatcher, "{\"action\": \"dispatch\"}", 422);
	look("POST", "/tickets/{no}/actions", path, dispatcher, "{\"action\": \"dispatch\", \"lead\": \"S110105026\"}", 200);
	look("POST", "/tickets/{no}/actions", path, dispatcher, "{\"action\": \"recall\", \"reason\": \"x\"}", 412);
	look("GET", "/tickets/{no}", with("/tickets/%s", no), agent, NULL, 200);
	look("GET", "/tickets/{no}/history", with("/tickets/%s/history", no), dispatcher, NULL, 200);
	look("GET", "/tickets/{no}/deadline", with("/tickets/%s/deadline", no), dispatcher, NULL, 200);
	look("GET", "/tickets/{no}/deadline", "/tickets/none/deadline", dispatcher, NULL, 404);
	look("GET", "/tickets/{no}/actions", with("/tickets/%s/actions", no), dispatcher, NULL, 200);
	look("GET", "/tickets/{no}/actions", "/tickets/none/actions", dispatcher, NULL, 404);
	look("GET", "/tickets/{no}/suggestions", with("/tickets/%s/suggestions", no), dispatcher, NULL, 200);
}

static void test_knowledge(void **state)
{
	(void)state;
	json *hits = ask("GET", "/knowledge", "/knowledge?q=%E6%9A%96%E6%B0%94&limit=5", agent, NULL, 200);
	assert_true(jo_len(jo_get(hits, "items")) > 0);
	snprintf(article, sizeof(article), "%s", jo_str(jo_at(jo_get(hits, "items"), 0), "id"));
	jo_free(hits);
	look("GET", "/knowledge/{id}", with("/knowledge/%s", article), agent, NULL, 200);
	look("GET", "/knowledge/{id}", "/knowledge/none", agent, NULL, 404);
}

static void test_status(void **state)
{
	(void)state;
	look("GET", "/status", NULL, agent, NULL, 403);
	json *s = ask("GET", "/status", NULL, ops, NULL, 200);
	assert_non_null(jo_get(s, "queue"));
	assert_int_equal(strlen(jo_str(jo_get(s, "audit_head"), "hash")), 64);
	jo_free(s);
}

/* Who did what, newest first; a page follows the one before, and a looked-up number is not shown. */
static void test_audit(void **state)
{
	char *path;
	(void)state;

	look("GET", "/audit", NULL, agent, NULL, 403);
	look("GET", "/audit", "/audit?cursor=x", ops, NULL, 400);
	json *a = ask("GET", "/audit", "/audit?action=caller.lookup&account=agent1", ops, NULL, 200);
	json *row = jo_at(jo_get(a, "items"), 0);
	assert_non_null(strstr(jo_str(row, "subject"), "****"));
	assert_string_equal(jo_str(row, "username"), "agent1");
	jo_free(a);
	a = ask("GET", "/audit", "/audit?limit=1", ops, NULL, 200);
	path = xasprintf("/audit?limit=1&cursor=%s", jo_str(a, "next"));
	json *b = ask("GET", "/audit", path, ops, NULL, 200);
	assert_string_equal(jo_str(jo_at(jo_get(a, "items"), 0), "before_hash"), jo_str(jo_at(jo_get(b, "items"), 0), "hash"));
	jo_free(a);
	jo_free(b);
	free(path);
}

/* The agent's ticket of the call above, drawn, scored, appealed against and decided. */
static void test_inspections(void **state)
{
	char *trainer = fixture_login(&f, "trainer1"), id[64];
	(void)state;

	look("POST", "/inspections", NULL, trainer, "{}", 422);
	look("POST", "/inspections", NULL, agent, "{}", 403);
	json *o = ask("POST", "/inspections", NULL, trainer, "{\"from\": \"2020-01-01T00:00:00+08:00\", \"to\": "
		      "\"2100-01-01T00:00:00+08:00\", \"per_agent\": 1, \"call\": true}", 201);
	assert_int_equal(jo_len(jo_array(o, "items")), 1);
	snprintf(id, sizeof(id), "%s", jo_str(jo_at(jo_array(o, "items"), 0), "id"));
	jo_free(o);
	look("GET", "/inspections", NULL, trainer, NULL, 200);
	look("GET", "/inspections", NULL, ops, NULL, 403);
	look("GET", "/inspections/{id}", with("/inspections/%s", id), trainer, NULL, 200);
	look("GET", "/inspections/{id}", with("/inspections/%s", id), agent, NULL, 404);
	look("GET", "/inspections/{id}/ticket", with("/inspections/%s/ticket", id), trainer, NULL, 200);
	look("GET", "/inspections/{id}/ticket", "/inspections/none/ticket", trainer, NULL, 404);
	look("POST", "/inspections/{id}/score", with("/inspections/%s/score", id), trainer,
	     "{\"marks\": [{\"item\": \"ticket/wording-typo\", \"deducted\": 50}]}", 422);
	look("POST", "/inspections/{id}/score", with("/inspections/%s/score", id), trainer,
	     "{\"marks\": [{\"item\": \"ticket/wording-typo\", \"deducted\": 2.5, \"why\": \"x\"}], \"note\": \"y\"}", 200);
	look("GET", "/inspections", "/inspections?untold=1", agent, NULL, 200);
	look("POST", "/inspections/told", NULL, agent, with("{\"items\": [{\"id\": \"%s\", \"version\": 2}]}", id), 200);
	look("POST", "/inspections/told", NULL, trainer, "{}", 403);
	look("POST", "/inspections/{id}/appeal", with("/inspections/%s/appeal", id), agent, "{\"reason\": \"x\"}", 412);
	look("POST", "/inspections/{id}/decide", with("/inspections/%s/decide", id), supervisor,
	     "{\"granted\": false, \"reason\": \"x\"}", 412);
	look("GET", "/inspections/{id}", with("/inspections/%s", id), agent, NULL, 200);
	look("GET", "/reports/inspection", NULL, trainer, NULL, 200);
	look("GET", "/reports/inspection", NULL, agent, NULL, 403);
	free(trainer);
}

static void test_notices(void **state)
{
	char *editor = fixture_login(&f, "editor1"), *after = NULL, id[40];
	struct stream_event e;
	(void)state;

	look("POST", "/notices", NULL, agent, "{\"title\": \"x\", \"body\": \"y\"}", 403);
	look("POST", "/notices", NULL, editor, "{\"title\": \"\", \"valid_to\": \"tomorrow\"}", 422);
	json *n = ask("POST", "/notices", NULL, editor, "{\"title\": \"松榆里停水\", \"body\": \"抢修到18点\"}", 201);
	snprintf(id, sizeof(id), "%s", jo_str(n, "id"));
	assert_true(stream_wait(stream, "notice", &e, 5000));
	assert_true(jo_same(e.data, n));
	jo_free(n);
	n = ask("POST", "/notices", NULL, supervisor, "{\"title\": \"新规定\", \"body\": \"明日起执行\", \"valid_to\": null}", 201);
	jo_free(n);
	n = ask("GET", "/notices", "/notices?limit=1", agent, NULL, 200);
	assert_string_equal(jo_str(jo_at(jo_get(n, "items"), 0), "title"), "新规定");
	after = xasprintf("/notices?limit=1&cursor=%s", jo_str(n, "next"));
	jo_free(n);
	n = ask("GET", "/notices", after, agent, NULL, 200);
	assert_string_equal(jo_str(jo_at(jo_get(n, "items"), 0), "id"), id);
	assert_null(jo_str(n, "next"));
	jo_free(n);
	n = ask("GET", "/notices", "/notices?q=%E5%81%9C%E6%B0%B4", agent, NULL, 200);
	assert_int_equal(jo_len(jo_get(n, "items")), 1);
	jo_free(n);
	/* Ended: flagged, behind what is in force; the first version is kept. */
	const char *over = "{\"title\": \"松榆里已来水\", \"body\": \"已修好\", \"valid_to\": \"2026-01-01T00:00:00+08:00\"}";
	n = ask("PUT", "/notices/{id}", with("/notices/%s", id), editor, over, 200);
	assert_int_equal(jo_int(n, "version", 0), 2);
	assert_true(jo_bool(n, "expired", false));
	jo_free(n);
	look("PUT", "/notices/{id}", with("/notices/%s", id), editor, over, 412);
	look("PUT", "/notices/{id}", "/notices/none", editor, over, 404);
	n = ask("GET", "/notices", NULL, agent, NULL, 200);
	assert_string_equal(jo_str(jo_at(jo_get(n, "items"), 1), "id"), id);
	jo_free(n);
	n = ask("GET", "/notices/{id}", with("/notices/%s?version=1", id), agent, NULL, 200);
	assert_string_equal(jo_str(n, "title"), "松榆里停水");
	jo_free(n);
	look("GET", "/notices/{id}", "/notices/none", agent, NULL, 404);
	look("GET", "/notices", "/notices?cursor=x", agent, NULL, 400);
	free(editor);
	free(after);
}

static void test_end_of_the_call(void **state)
{
	(void)state;
	look("POST", "/contacts/{id}/hang_up", with("/contacts/%s/hang_up", contact), agent, NULL, 200);
	look("POST", "/contacts/{id}/ended", with("/contacts/%s/ended", contact), f.gateway, NULL, 200);
	look("POST", "/contacts/{id}/wrap_up_done", with("/contacts/%s/wrap_up_done", contact), agent, NULL, 200);
	look("POST", "/contacts/{id}/abandon", with("/contacts/%s/abandon", contact), f.gateway, NULL, 409);
	assert_true(checked > 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_server_and_city),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_contact),
		cmocka_unit_test(test_draft_and_ticket),
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_knowledge),
		cmocka_unit_test(test_audit),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_notices),
		cmocka_unit_test(test_inspections),
		cmocka_unit_test(test_end_of_the_call),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
