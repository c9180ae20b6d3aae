/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_front.c -- the front of a real hotlined: routes, tokens, types, sizes, framing. Bad input is test_badinput.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "hotline/alloc.h"
#include "tests/server/slow.h"

static struct fixture f;
static char *agent, *ops, *supervisor;

static int set_up(void **state)
{
	(void)state;
	fixture_make(&f);
	fixture_start(&f);
	agent = fixture_login(&f, "agent1");
	ops = fixture_login(&f, "ops1");
	supervisor = fixture_login(&f, "supervisor1");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(agent);
	free(ops);
	free(supervisor);
	fixture_free(&f);
	return 0;
}

static int status_of(const char *method, const char *path, const char *token, const char *body)
{
	struct answer a;

	fixture_request(&f, method, path, token, body, NULL, &a);
	if (a.status >= 400) {
		assert_string_equal(answer_header(&a, "Content-Type"), "application/problem+json");
		assert_int_equal(jo_int(a.json, "status", 0), a.status);
		assert_memory_equal(jo_str(a.json, "type"), "/problems/", 10);
		assert_non_null(jo_str(a.json, "title"));
		assert_non_null(jo_str(a.json, "detail"));
	}
	assert_string_equal(answer_header(&a, "X-Content-Type-Options"), "nosniff");
	answer_release(&a);
	return a.status;
}

static void test_health(void **state)
{
	(void)state;
	assert_int_equal(status_of("GET", "//healthz", NULL, NULL), 200);
	assert_int_equal(status_of("GET", "//readyz", NULL, NULL), 200);
	assert_int_equal(status_of("GET", "//metrics", NULL, NULL), 401);
	assert_int_equal(status_of("GET", "//metrics", agent, NULL), 403);
	assert_int_equal(status_of("GET", "//metrics", ops, NULL), 200);
	assert_int_equal(status_of("GET", "/healthz", NULL, NULL), 404);
	assert_int_equal(status_of("GET", "//city", agent, NULL), 404);
}

static void test_routes(void **state)
{
	struct answer a;
	(void)state;

	assert_int_equal(status_of("GET", "/nothing", agent, NULL), 404);
	assert_int_equal(status_of("GET", "/city/", agent, NULL), 404);
	assert_int_equal(status_of("GET", "/users//sessions", supervisor, NULL), 404);
	fixture_request(&f, "DELETE", "/sessions", NULL, NULL, NULL, &a);
	assert_int_equal(a.status, 405);
	assert_string_equal(answer_header(&a, "Allow"), "POST");
	answer_release(&a);
	fixture_request(&f, "PATCH", "/contacts", agent, "{}", NULL, &a);
	assert_int_equal(a.status, 405);
	assert_string_equal(answer_header(&a, "Allow"), "GET, POST");
	answer_release(&a);
	assert_int_equal(status_of("FROBNICATE", "/city", agent, NULL), 405);
	assert_int_equal(status_of("GET", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p", agent, NULL), 404);
}

static void test_paths(void **state)
{
	static const char *const bad[] = {
		"/city/%",	"/city/%4",  "/city/%zz",      "/city/%00",   "/city/%0a",
		"/city/%ff%fe", "/city?a=%", "/city?%c0%af=1", "/city?x=%00",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(status_of("GET", bad[i], agent, NULL), 400);
	/* An encoded slash is no separator. */
	assert_int_equal(status_of("GET", "/city%2Fregions", agent, NULL), 404);
	assert_int_equal(status_of("GET", "/%63ity", agent, NULL), 200);
	char *query = xasprintf("/city?%0200d", 0), *many = xasprintf("/city?");
	assert_int_equal(status_of("GET", query, agent, NULL), 200);
	struct buf text = BUF_INIT;
	buf_adds(&text, many);
	for (int i = 0; i < 40; i++)
		buf_addf(&text, "a%d=1&", i);
	assert_int_equal(status_of("GET", text.data, agent, NULL), 400);
	buf_release(&text);
	free(query);
	free(many);
}

static void test_tokens(void **state)
{
	static const char *const bad[] = {
		"Authorization: Bearer",
		"Authorization: Bearer ",
		"Authorization: Basic YTpi",
		"Authorization: x",
		"Authorization: Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"Authorization: Bearer ' OR 1=1 --",
	};
	(void)state;

	assert_int_equal(status_of("GET", "/city", NULL, NULL), 401);
	assert_int_equal(status_of("GET", "/events", NULL, NULL), 401);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct answer a;
		const char *headers[] = { bad[i], NULL };
		fixture_request(&f, "GET", "/city", NULL, NULL, headers, &a);
		assert_int_equal(a.status, 401);
		assert_memory_equal(answer_header(&a, "WWW-Authenticate"), "Bearer", 6);
		answer_release(&a);
	}
	assert_int_equal(status_of("GET", "/city", agent, NULL), 200);
	assert_int_equal(status_of("GET", "/city", f.gateway, NULL), 200);
	assert_int_equal(status_of("GET", "/users/x/sessions", agent, NULL), 403);
	assert_int_equal(status_of("POST", "/contacts", agent, "{}"), 403);
	assert_int_equal(status_of("GET", "/users/x/sessions", supervisor, NULL), 404);
}

static void test_city_etag(void **state)
{
	struct answer a;
	(void)state;

	fixture_request(&f, "GET", "/city", agent, NULL, NULL, &a);
	assert_int_equal(a.status, 200);
	assert_true(jo_len(jo_get(a.json, "categories")) > 100);
	assert_null(jo_get(a.json, "communities"));
	char *line = xasprintf("If-None-Match: %s", answer_header(&a, "ETag"));
	assert_int_equal(line[15], '"');
	answer_release(&a);
	const char *headers[] = { line, NULL };
	fixture_request(&f, "GET", "/city", agent, NULL, headers, &a);
	assert_int_equal(a.status, 304);
	assert_int_equal(a.body.len, 0);
	answer_release(&a);
	free(line);
	fixture_request(&f, "GET", "/city/regions", agent, NULL, NULL, &a);
	const char *code = jo_str(jo_at(jo_get(a.json, "items"), 0), "code");
	assert_non_null(code);
	char *path = xasprintf("/city/regions?parent=%s", code);
	answer_release(&a);
	fixture_request(&f, "GET", path, agent, NULL, NULL, &a);
	assert_string_equal(jo_str(jo_at(jo_get(a.json, "items"), 0), "kind"), "street");
	answer_release(&a);
	free(path);
	assert_int_equal(status_of("GET", "/city/regions?parent=none", agent, NULL), 404);
}

static void test_media_type(void **state)
{
	struct answer a;
	const char *text[] = { "Content-Type: text/plain", NULL };
	const char *charset[] = { "Content-Type: application/json; charset=utf-8", NULL };
	(void)state;

	fixture_request(&f, "PUT", "/me/presence", agent, NULL, text, &a);
	assert_int_equal(a.status, 400);
	answer_release(&a);
	/* curl replaces its own line by ours. */
	const struct {
		const char *const *headers;
		int status;
	} cases[] = { { text, 415 }, { charset, 422 } };
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char raw[512];
		struct buf answer = BUF_INIT;
		snprintf(raw, sizeof(raw),
			 "PUT /api/v1/me/presence HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
			 "%s\r\n"
			 "%s\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
			 agent, cases[i].headers[0]);
		fixture_raw(&f, raw, strlen(raw), 20000, &answer);
		char want[32];
		snprintf(want, sizeof(want), "HTTP/1.1 %d", cases[i].status);
		assert_memory_equal(answer.data, want, strlen(want));
		buf_release(&answer);
	}
}

static void test_size(void **state)
{
	size_t len = 3 << 20;
	char *body = xmalloc(len + 1);
	(void)state;

	memset(body, ' ', len);
	body[len] = '\0';
	assert_int_equal(status_of("PUT", "/me/presence", agent, body), 413);
	body[1 << 20] = '\0';
	memcpy(body, "{}", 2);
	assert_int_equal(status_of("PUT", "/me/presence", agent, body), 422);
	free(body);
}

static void test_json(void **state)
{
	static const char *const bad[] = {
		"{",
		"[]",
		"\"x\"",
		"null",
		"1",
		"{\"state\": \"\xff\"}",
		"{\"state\": \"a\\u0000b\"}",
		"{\"a\\u0000b\": 1}",
		"{\"a\": 1e999}",
		"{\"a\": NaN}",
		"{\"a\": 01}",
		"{} {}",
		"{'a': 1}",
		"{\"a\": \"\t\"}",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(status_of("PUT", "/me/presence", agent, bad[i]), 400);
	assert_int_equal(status_of("PUT", "/me/presence", agent, NULL), 400);
	assert_int_equal(status_of("PUT", "/me/presence", agent, "{\"state\": 7}"), 422);
}

struct framing { const char *head; size_t len; const char *body; };
#define CASE(head, body) { head, sizeof(head) - 1, body }

static void test_framing(void **state)
{
	static const struct framing cases[] = {
		CASE("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"),
		CASE("Content-Length: 2\r\nContent-Length: 40\r\n", "{}"),
		CASE("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
		CASE("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "2\r\n{}\r\n0\r\n\r\n"),
		CASE("Transfer-Encoding: gzip, chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
		CASE("Transfer-Encoding: xchunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
		CASE("Content-Length: +2\r\n", "{}"),
		CASE("Content-Length: -2\r\n", "{}"),
		CASE("Content-Length: 2, 2\r\n", "{}"),
		CASE("Content-Length: 0x2\r\n", "{}"),
		CASE("Content-Length : 2\r\n", "{}"),
		CASE("X Y: 1\r\nContent-Length: 2\r\n", "{}"),
		CASE("X(Y): 1\r\nContent-Length: 2\r\n", "{}"),
		CASE(": 1\r\nContent-Length: 2\r\n", "{}"),
		CASE("Content-Length: 99999999999999999999\r\n", "{}"),
		CASE("Authorization: Bearer a\r\nAuthorization: Bearer b\r\nContent-Length: 2\r\n", "{}"),
		CASE("Host: b\r\nContent-Length: 2\r\n", "{}"),
		CASE("Content-Length: 2\r\n 0\r\n", "{}"),
		CASE("Content-Length: 2\r\n\t\r\n", "{}"),
		CASE("Content-Length:\r\n 2\r\n", "{}"),
		CASE("Content-Length: 2\r\nX-Last: a\r\n b\r\n", "{}"),
		CASE("X:a\r\n b\r\nContent-Length: 2\r\n", "{}"),
		CASE("Transfer-Encoding:\r\n chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
		CASE("X-Bare: a\nContent-Length: 2\r\n", "{}"),
		CASE("Content-Length: 2\n", "{}"),
		CASE("Content-Length: 2\0 40\r\n", "{}"),
		CASE("Content-Length: 2\0\0\0\0\r\n", "{}"),
		CASE("Content-Length: 2\0\0X: 1\r\nY: 2\r\n", "{}"),
		CASE("X-Last: \0\r\nContent-Length: 2\r\n", "{}"),
		CASE("Transfer-Encoding: chunked\0x\r\n", "2\r\n{}\r\n0\r\n\r\n"),
		CASE("X\0Y: 1\r\nContent-Length: 2\r\n", "{}"),
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf raw = BUF_INIT, answer = BUF_INIT;
		buf_adds(&raw, "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n");
		buf_add(&raw, cases[i].head, cases[i].len);
		buf_addf(&raw, "\r\n%s", cases[i].body);
		/* A second request behind it must not be answered: the connection is closed. */
		buf_adds(&raw, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
		fixture_raw(&f, raw.data, raw.len, 20000, &answer);
		if (!answer.data || strncmp(answer.data, "HTTP/1.1 4", 10) != 0 || strstr(answer.data, "HTTP/1.1 200") ||
		    strstr(answer.data, "HTTP/1.1 405"))
			fail_msg("case %zu: %s", i, answer.data ? answer.data : "");
		buf_release(&raw);
		buf_release(&answer);
	}
}

/* What a header line may hold beside its name and value. */
static void test_framing_in_order(void **state)
{
	static const char raw[] = "POST /api/v1/sessions HTTP/1.1\r\nHost:a\r\nX-Empty:\r\nX-Blanks: \t \r\nX-Tail:  b c \t\r\n"
		"Content-Length: \t2\r\n\r\n{}GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
	struct buf answer = BUF_INIT;
	(void)state;

	fixture_raw(&f, raw, sizeof(raw) - 1, 20000, &answer);
	assert_memory_equal(answer.data, "HTTP/1.1 422", 12);
	assert_non_null(strstr(answer.data, "HTTP/1.1 200"));
	buf_release(&answer);
}

/* A body in pieces that are none: 400 or nothing at all, and what stands behind it is not read. */
static void test_bad_chunks(void **state)
{
	static const char *const bodies[] = {
		"zz\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n0\r\n\r\n", "+2\r\n{}\r\n0\r\n\r\n", "0x2\r\n{}\r\n0\r\n\r\n",
		"2\r\n{}XX0\r\n\r\n", "2\r\n{}0\r\n\r\n", "2 2\r\n{}\r\n0\r\n\r\n", "\r\n{}\r\n0\r\n\r\n",
		"fffffffffffffffff\r\n{}\r\n0\r\n\r\n", "ffffffffffffffff\r\n{}\r\n0\r\n\r\n", "2\r{}\r\n0\r\n\r\n",
		"1\r\n{\r\n1\r\n}\r\nzz\r\n\r\n",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		struct buf raw = BUF_INIT, answer = BUF_INIT;
		buf_addf(&raw, "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
			 "Transfer-Encoding: chunked\r\n\r\n%sGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", bodies[i]);
		fixture_raw(&f, raw.data, raw.len, 3000, &answer);
		const char *text = answer.data ? answer.data : "";
		bool large = !strncmp(text, "HTTP/1.1 413", 12) && bodies[i][8] == 'f';
		if ((*text && strncmp(text, "HTTP/1.1 400", 12) != 0 && !large) || strstr(text, "HTTP/1.1 200"))
			fail_msg("case %zu: %s", i, text);
		buf_release(&raw);
		buf_release(&answer);
	}
}

static void test_chunked_body(void **state)
{
	struct buf raw = BUF_INIT, answer = BUF_INIT;
	(void)state;

	buf_adds(&raw,
		 "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
		 "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
		 "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	fixture_raw(&f, raw.data, raw.len, 20000, &answer);
	assert_memory_equal(answer.data, "HTTP/1.1 422", 12);
	assert_non_null(strstr(answer.data, "HTTP/1.1 200"));
	buf_release(&raw);
	buf_release(&answer);
}

/* 1.2 and 1.3, nothing older. */
static void test_versions_of_tls(void **state)
{
	static const struct { const char *priorities; bool taken; } versions[] = {
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.3", true }, { "NORMAL:-VERS-ALL:+VERS-TLS1.2", true },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.1", false }, { "NORMAL:-VERS-ALL:+VERS-TLS1.0", false },
		{ "LEGACY:-VERS-ALL:+VERS-TLS1.1", false },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		struct slow *s = slow_open_as(f.port, versions[i].priorities);
		if ((s != NULL) != versions[i].taken)
			fail_msg("%s", versions[i].priorities);
		slow_close(s);
	}
}

static void test_garbage(void **state)
{
	static const char *const lines[] = {
		"\r\n\r\n",
		"GET\r\n\r\n",
		"GET / HTTP/9.9\r\n\r\n",
		"GET /healthz HTTP/1.1\r\n\r\n",
		"GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n",
		"\x16\x03\x01\x02\x00\x01",
		"GET /healthz\r\n\r\n",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct buf answer = BUF_INIT;
		fixture_raw(&f, lines[i], strlen(lines[i]), 300, &answer);
		assert_null(strstr(answer.data, " 500 "));
		buf_release(&answer);
	}
	char *head = xmalloc(200000);
	memset(head, 'a', 200000);
	memcpy(head, "GET /healthz HTTP/1.1\r\nHost: a\r\nX: ", 36);
	struct buf answer = BUF_INIT;
	fixture_raw(&f, head, 200000, 1000, &answer);
	assert_null(strstr(answer.data, " 200 "));
	buf_release(&answer);
	free(head);
	assert_int_equal(status_of("GET", "//healthz", NULL, NULL), 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_health),      cmocka_unit_test(test_routes),
		cmocka_unit_test(test_paths),       cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_city_etag),   cmocka_unit_test(test_media_type),
		cmocka_unit_test(test_size),        cmocka_unit_test(test_json),
		cmocka_unit_test(test_framing),
		cmocka_unit_test(test_framing_in_order), cmocka_unit_test(test_bad_chunks), cmocka_unit_test(test_versions_of_tls),
		cmocka_unit_test(test_chunked_body), cmocka_unit_test(test_garbage),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
