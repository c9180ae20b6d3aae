/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_openapi.c -- docs/openapi.json agrees with the route table, and answers agree with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "hotline/alloc.h"
#include "hotline/ticket.h"
#include "schema.h"
#include "server/http/http.h"

static struct fixture f;
static json *doc;

static int set_up(void **state)
{
	struct answer a;
	(void)state;

	fixture_make(&f);
	fixture_start(&f);
	fixture_request(&f, "GET", "/openapi.json", NULL, NULL, NULL, &a);
	assert_int_equal(a.status, 200);
	doc = json_object_get(a.json);
	answer_release(&a);
	return doc ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	jo_free(doc);
	fixture_free(&f);
	return 0;
}

static void lower(char *to, const char *from)
{
	for (; (*to = *from); to++, from++)
		if (*to >= 'A' && *to <= 'Z')
			*to += 'a' - 'A';
}

static json *operation(const char *method, const char *path)
{
	char name[16];

	lower(name, method);
	return jo_get(jo_get(jo_get(doc, "paths"), path), name);
}

static bool has_reference(json *op, const char *ref)
{
	json *list = jo_get(op, "parameters");

	for (size_t i = 0; i < jo_len(list); i++) {
		const char *text = jo_str(jo_at(list, i), "$ref");
		if (text && !strcmp(text, ref))
			return true;
	}
	return false;
}

static unsigned roles_of(json *op)
{
	json *list = jo_get(op, "x-roles");
	struct buf text = BUF_INIT;
	unsigned roles = 0;

	for (size_t i = 0; i < jo_len(list); i++)
		buf_addf(&text, "%s ", json_object_get_string(jo_at(list, i)));
	assert_true(roles_parse(text.data, &roles));
	buf_release(&text);
	return roles;
}

static void test_every_route_is_described(void **state)
{
	(void)state;
	for (size_t i = 0; i < route_count; i++) {
		const struct route *r = &routes[i];
		json *op = operation(r->method, r->path);
		if (!op)
			fail_msg("%s %s is not in docs/openapi.json", r->method, r->path);
		bool open = jo_get(op, "security") && !jo_len(jo_get(op, "security"));
		if (strcmp(jo_str(op, "summary"), r->summary) || roles_of(op) != r->roles ||
		    open != !!(r->flags & ROUTE_OPEN) ||
		    has_reference(op, "#/components/parameters/key") !=
			    !!(r->flags & ROUTE_KEYED) ||
		    jo_bool(jo_get(op, "requestBody"), "required", false) !=
			    !!(r->flags & ROUTE_BODY))
			fail_msg("%s %s: summary, roles, security, key or body differ", r->method, r->path);
	}
}

static bool is_routed(const char *method, const char *path)
{
	char name[16];

	for (size_t i = 0; i < route_count; i++) {
		lower(name, routes[i].method);
		if (!strcmp(name, method) && !strcmp(routes[i].path, path))
			return true;
	}
	return false;
}

static void test_nothing_else_is_described(void **state)
{
	(void)state;
	json_object_object_foreach(jo_get(doc, "paths"), path, item) {
		json_object_object_foreach(item, method, op) {
			(void)op;
			if (strcmp(method, "servers") && !is_routed(method, path))
				fail_msg("%s %s is described but not routed", method, path);
		}
	}
}

/* Every reference in the document leads somewhere. */
static void check_references(json *v)
{
	const char *ref = jo_str(v, "$ref");

	if (ref && !jo_pointer(doc, ref + 1))
		fail_msg("%s leads nowhere", ref);
	for (size_t i = 0; i < jo_len(v); i++)
		check_references(jo_at(v, i));
	if (!json_object_is_type(v, json_type_object))
		return;
	json_object_object_foreach(v, name, member) {
		(void)name;
		check_references(member);
	}
}

static void test_references(void **state)
{
	(void)state;
	check_references(doc);
}

static json *schema_of(json *op, int status)
{
	char code[16];

	snprintf(code, sizeof(code), "%d", status);
	json *answer = jo_get(jo_get(op, "responses"), code);
	answer = answer ? answer : jo_get(jo_get(op, "responses"), "default");
	const char *ref = jo_str(answer, "$ref");
	json *content = jo_get(ref ? jo_pointer(doc, ref + 1) : answer, "content");
	json *type =
		jo_get(content, status < 400 ? "application/json" : "application/problem+json");
	return jo_get(type, "schema");
}

/* Asks and holds the answer against the document. Caller frees the answer's value. */
static json *ask(const char *method, const char *route, const char *path, const char *token,
		 const char *body, int status)
{
	struct answer a;
	struct buf mistakes = BUF_INIT;
	static int key;
	char line[48];
	const char *headers[] = { line, NULL };

	snprintf(line, sizeof(line), "Idempotency-Key: openapi-%d", ++key);
	fixture_request(&f, method, path, token, body, headers, &a);
	if (a.status != status)
		fail_msg("%s %s: %d, not %d", method, path, a.status, status);
	json *schema = schema_of(operation(method, route), status);
	if (a.body.len && !schema)
		fail_msg("%s %s: %d is not described", method, route, status);
	if (schema && !schema_check(doc, schema, a.json, "", &mistakes))
		fail_msg("%s %s:\n%s", method, route, mistakes.data);
	json *value = json_object_get(a.json);
	answer_release(&a);
	buf_release(&mistakes);
	return value;
}

static void test_answers(void **state)
{
	char *agent = fixture_login(&f, "agent1"), *supervisor = fixture_login(&f, "supervisor1");
	(void)state;

	jo_free(ask("GET", "/healthz", "//healthz", NULL, NULL, 200));
	jo_free(ask("GET", "/readyz", "//readyz", NULL, NULL, 200));
	jo_free(ask("POST", "/sessions", "/sessions", NULL,
		    "{\"username\": \"agent1\", \"password\": \"" PASSWORD "\"}", 201));
	jo_free(ask("POST", "/sessions", "/sessions", NULL, "{\"username\": \"agent1\"}", 422));
	jo_free(ask("POST", "/sessions", "/sessions", NULL, "{", 400));
	jo_free(ask("GET", "/me", "/me", NULL, NULL, 401));
	jo_free(ask("GET", "/city", "/city", agent, NULL, 200));
	jo_free(ask("GET", "/city/regions", "/city/regions", agent, NULL, 200));
	json *me = ask("GET", "/me", "/me", agent, NULL, 200);
	char *path = xasprintf("/users/%s/sessions", jo_pointer_str(me, "/user/id"));
	jo_free(ask("GET", "/users/{id}/sessions", path, supervisor, NULL, 200));
	jo_free(ask("GET", "/users/{id}/sessions", path, agent, NULL, 403));
	jo_free(ask("GET", "/seats", "/seats", supervisor, NULL, 200));
	jo_free(ask("PUT", "/me/presence", "/me/presence", agent,
		    "{\"state\": \"break\", \"reason\": \"tea\"}", 200));
	jo_free(ask("POST", "/contacts", "/contacts", f.gateway,
		    "{\"channel\": \"phone\", \"caller\": {\"number\": \"13800138000\"}, "
		    "\"skill\": \"general\"}", 201));
	jo_free(ask("GET", "/contacts", "/contacts", supervisor, NULL, 200));
	jo_free(ask("POST", "/tickets/preview", "/tickets/preview", agent, "{\"fields\": {}}", 200));
	jo_free(ask("GET", "/tickets", "/tickets", supervisor, NULL, 200));
	jo_free(ask("GET", "/tickets/{no}", "/tickets/261124000000", supervisor, NULL, 404));
	fixture_wait_for_items(&f, "/knowledge?q=%E4%BE%9B%E6%9A%96", agent);
	json *found = ask("GET", "/knowledge", "/knowledge?q=%E4%BE%9B%E6%9A%96", agent, NULL, 200);
	char *article = xasprintf("/knowledge/%s", jo_str(jo_at(jo_get(found, "items"), 0), "id"));
	jo_free(ask("GET", "/knowledge/{id}", article, agent, NULL, 200));
	jo_free(found);
	jo_free(me);
	free(article);
	free(path);
	free(agent);
	free(supervisor);
}

/* The checker itself must be able to say no. */
static void test_schema_check(void **state)
{
	static const struct { const char *schema, *value; bool good; } cases[] = {
		{ "{\"type\": \"integer\"}", "1", true },
		{ "{\"type\": \"integer\"}", "\"1\"", false },
		{ "{\"type\": [\"string\", \"null\"]}", "null", true },
		{ "{\"type\": [\"string\", \"null\"]}", "2", false },
		{ "{\"required\": [\"a\"]}", "{\"b\": 1}", false },
		{ "{\"properties\": {\"a\": {\"type\": \"string\"}}}", "{\"a\": 1}", false },
		{ "{\"items\": {\"type\": \"string\"}}", "[\"a\", 1]", false },
		{ "{\"enum\": [\"a\", \"b\"]}", "\"c\"", false },
		{ "{\"format\": \"date-time\"}", "\"yesterday\"", false },
		{ "{\"pattern\": \"^[0-9]+$\"}", "\"12a\"", false },
		{ "{\"$ref\": \"#/nowhere\"}", "1", false },
		{ "{\"surprise\": 1}", "1", false },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf out = BUF_INIT;
		json *schema = jo_parse(cases[i].schema, strlen(cases[i].schema), NULL);
		json *value = jo_parse(cases[i].value, strlen(cases[i].value), NULL);
		assert_int_equal(schema_check(doc, schema, value, "", &out), cases[i].good);
		jo_free(schema);
		jo_free(value);
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_route_is_described),
		cmocka_unit_test(test_nothing_else_is_described),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_schema_check),
		cmocka_unit_test(test_answers),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
