/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_routes.c -- docs/openapi.json against the route table, both ways: every row is described, every
 * description has its row, and they agree on roles, tokens, keys, bodies and sentences; what is referred to is there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/json.h"
#include "server/http/http.h"

static json *document;
static char row_name[256];

static int read_document(void **state)
{
	struct buf text = BUF_INIT;
	struct error err = ERROR_INIT;
	char block[4096];
	FILE *f = fopen(SRCDIR "/docs/openapi.json", "re");
	(void)state;

	for (size_t n; f && (n = fread(block, 1, sizeof(block), f)) > 0;)
		buf_add(&text, block, n);
	if (f)
		fclose(f);
	document = jo_parse(text.data, text.len, &err);
	if (!document)
		fprintf(stderr, "docs/openapi.json: %s\n", err.text);
	buf_release(&text);
	return document ? 0 : -1;
}

static int free_document(void **state)
{
	(void)state;
	jo_free(document);
	return 0;
}

static json *operation_of(const struct route *r)
{
	char method[16];
	size_t n = 0;

	for (; r->method[n] && n < sizeof(method) - 1; n++)
		method[n] = (char)(r->method[n] | 0x20);
	method[n] = '\0';
	snprintf(row_name, sizeof(row_name), "%s %s", r->method, r->path);
	return jo_get(jo_get(jo_get(document, "paths"), r->path), method);
}

static const struct route *row_of(const char *method, const char *path)
{
	for (size_t i = 0; i < route_count; i++)
		if (!strcasecmp(routes[i].method, method) && !strcmp(routes[i].path, path))
			return &routes[i];
	return NULL;
}

/* "#/components/KIND/NAME"; NULL: there is none. */
static json *follow(const char *reference)
{
	return reference && reference[0] == '#' ? jo_pointer(document, reference + 1) : NULL;
}

static bool has_parameter(const json *operation, const char *name, const char *in)
{
	const json *list = jo_array(operation, "parameters");

	for (size_t i = 0; i < jo_len(list); i++) {
		const json *p = jo_at(list, i), *there = follow(jo_str(p, "$ref"));
		p = there ? there : p;
		const char *named = jo_str(p, "name"), *where = jo_str(p, "in");
		if (named && where && !strcmp(named, name) && !strcmp(where, in))
			return true;
	}
	return false;
}

static bool has_response(const json *operation, const char *status)
{
	return jo_get(jo_get(operation, "responses"), status) != NULL;
}

static unsigned roles_in(const json *operation)
{
	const json *list = jo_array(operation, "x-roles");
	unsigned all = 0, one;

	for (size_t i = 0; i < jo_len(list); i++) {
		const char *name = json_object_get_string(jo_at(list, i));
		if (!roles_parse(name, &one))
			fail_msg("%s: %s is no role", row_name, name);
		all |= one;
	}
	return all;
}

static void test_every_row_is_described(void **state)
{
	(void)state;
	assert_true(route_count > 40);
	for (size_t i = 0; i < route_count; i++) {
		const json *o = operation_of(&routes[i]);
		if (!o)
			fail_msg("docs/openapi.json does not describe %s", row_name);
		assert_string_equal(jo_str(o, "summary"), routes[i].summary);
		assert_non_null(jo_str(o, "operationId"));
	}
}

static void test_every_description_has_its_row(void **state)
{
	(void)state;
	json_object_object_foreach(jo_get(document, "paths"), path, methods) {
		json_object_object_foreach(methods, method, operation) {
			(void)operation;
			if (!row_of(method, path))
				fail_msg("docs/openapi.json describes %s %s, which is no route", method, path);
		}
	}
}

static void test_they_agree(void **state)
{
	(void)state;
	for (size_t i = 0; i < route_count; i++) {
		const struct route *r = &routes[i];
		const json *o = operation_of(r), *body = jo_get(o, "requestBody");
		bool open = jo_get(o, "security") && !jo_len(jo_get(o, "security"));
		if (roles_in(o) != r->roles)
			fail_msg("%s: other roles in the table", row_name);
		if (open != !!(r->flags & ROUTE_OPEN))
			fail_msg("%s: does it need a token?", row_name);
		if (has_parameter(o, "Idempotency-Key", "header") != !!(r->flags & ROUTE_KEYED))
			fail_msg("%s: does it need an Idempotency-Key?", row_name);
		if (jo_bool(body, "required", false) != !!(r->flags & ROUTE_BODY))
			fail_msg("%s: does it need a body?", row_name);
		if ((jo_get(o, "servers") != NULL) != !!(r->flags & ROUTE_ROOT))
			fail_msg("%s: is it at the root?", row_name);
		if (!open && !has_response(o, "401"))
			fail_msg("%s: 401 is missing", row_name);
		if (r->roles && !has_response(o, "403"))
			fail_msg("%s: 403 is missing", row_name);
	}
}

static void test_parameters_of_paths(void **state)
{
	(void)state;
	for (size_t i = 0; i < route_count; i++) {
		const json *o = operation_of(&routes[i]);
		for (const char *p = routes[i].path; (p = strchr(p, '{'));) {
			char *name = xstrndup(p + 1, strcspn(p + 1, "}"));
			if (!has_parameter(o, name, "path"))
				fail_msg("%s: the parameter %s is missing", row_name, name);
			free(name);
			p++;
		}
	}
}

static size_t check_references(json *v)
{
	size_t n = 0;

	for (size_t i = 0; json_object_is_type(v, json_type_array) && i < jo_len(v); i++)
		n += check_references(jo_at(v, i));
	if (!json_object_is_type(v, json_type_object))
		return n;
	json_object_object_foreach(v, name, member) {
		if (!strcmp(name, "$ref")) {
			if (!follow(json_object_get_string(member)))
				fail_msg("%s leads nowhere", json_object_get_string(member));
			n++;
		}
		n += check_references(member);
	}
	return n;
}

static void test_references(void **state)
{
	(void)state;
	assert_true(check_references(document) > 100);
}

/* Of a schema's enumeration, each against a question that says what the program knows. */
static void test_enumerations(void **state)
{
	const json *actions = jo_pointer(document, "/components/schemas/TicketAction/properties/action/enum");
	const json *states = jo_pointer(document, "/components/schemas/Ticket/properties/state/enum");
	enum ticket_state s;
	(void)state;

	assert_true(jo_len(actions) > 40);
	for (size_t i = 0; i < jo_len(actions); i++)
		if (!ticket_action_exists(json_object_get_string(jo_at(actions, i))))
			fail_msg("there is no action %s", json_object_get_string(jo_at(actions, i)));
	assert_int_equal(jo_len(states), TICKET_STATE_COUNT);
	for (size_t i = 0; i < jo_len(states); i++)
		assert_true(ticket_state_parse(json_object_get_string(jo_at(states, i)), &s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_row_is_described),
		cmocka_unit_test(test_every_description_has_its_row),
		cmocka_unit_test(test_they_agree),
		cmocka_unit_test(test_parameters_of_paths),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_enumerations),
	};

	return cmocka_run_group_tests(tests, read_document, free_document);
}
