/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_roles_matrix.c -- who may ask for what: every route of the server's table, by everybody and by nobody, against
 * the matrix below. It is written from the contract, not from that table: a route that is not in both fails. Then what a
 * role opens is not open to all who have the role: tickets of other units, callers of other agents.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "server/http/http.h"
#include "tests/server/life.h"

/* Users of the fixture, one for each role. */
static const struct { const char *role, *username; } people[] = {
	{ "agent", "agent1" },         { "dispatcher", "dispatcher1" }, { "unit", "unit1" },
	{ "visitor", "visitor1" },     { "supervisor", "supervisor1" }, { "trainer", "trainer1" },
	{ "trainee", "trainee1" },     { "kb_editor", "editor1" },      { "ops", "ops1" },
	{ "gateway", NULL },            /* a machine: its token is the fixture's */
};
static char *tokens[ARRAY_SIZE(people)];

#define CALL "agent supervisor"                 /* who can have a call in hand */
#define FORM "agent supervisor unit gateway"    /* who can make tickets */
#define FIGURES "supervisor ops unit"
#define EDITORS "kb_editor supervisor"
#define INSPECTORS "supervisor trainer"
#define LEARNERS "trainer trainee"
#define MAKERS "kb_editor dispatcher supervisor"

/* "open": without a token; "any": everybody who has one. */
static const struct expected { const char *method, *path, *who; } matrix[] = {
	{ "GET", "/healthz", "open" },
	{ "GET", "/readyz", "open" },
	{ "GET", "/metrics", "ops" },
	{ "GET", "/openapi.json", "open" },
	{ "POST", "/sessions", "open" },
	{ "DELETE", "/sessions/current", "any" },
	{ "PUT", "/me/password", "any" },
	{ "POST", "/me/unlock", "any" },
	{ "GET", "/users/{id}/sessions", "ops supervisor" },
	{ "DELETE", "/users/{id}/sessions", "ops supervisor" },
	{ "GET", "/me", "any" },
	{ "PUT", "/me/presence", "agent" },
	{ "GET", "/seats", "supervisor" },
	{ "GET", "/events", "any" },
	{ "GET", "/status", "ops" },
	{ "GET", "/audit", "ops" },
	{ "GET", "/city", "any" },
	{ "GET", "/city/regions", "any" },
	{ "POST", "/contacts", "gateway" },
	{ "POST", "/contacts/{id}/abandon", "gateway" },
	{ "POST", "/contacts/{id}/ended", "gateway" },
	{ "GET", "/contacts", CALL },
	{ "GET", "/contacts/{id}", CALL },
	{ "POST", "/contacts/{id}/answer", CALL },
	{ "POST", "/contacts/{id}/decline", CALL },
	{ "POST", "/contacts/{id}/hold", CALL },
	{ "POST", "/contacts/{id}/resume", CALL },
	{ "POST", "/contacts/{id}/hang_up", CALL },
	{ "POST", "/contacts/{id}/wrap_up_done", CALL },
	{ "POST", "/contacts/{id}/transfer", CALL },
	{ "POST", "/contacts/{id}/conference", CALL },
	{ "POST", "/contacts/{id}/call_back", CALL },
	{ "POST", "/contacts/{id}/take", "supervisor" },
	{ "POST", "/contacts/{id}/give", "supervisor" },
	{ "POST", "/contacts/{id}/observe", "supervisor" },
	{ "GET", "/contacts/{id}/drafts/{n}", CALL },
	{ "PUT", "/contacts/{id}/drafts/{n}", CALL },
	{ "POST", "/callers/lookup", CALL },
	{ "POST", "/tickets", FORM },
	{ "POST", "/tickets/preview", FORM },
	{ "GET", "/tickets", "any" },
	{ "GET", "/tickets/views", CALL " dispatcher unit" },
	{ "GET", "/tickets/{no}", "any" },
	{ "GET", "/tickets/{no}/history", "any" },
	{ "GET", "/tickets/{no}/deadline", "any" },
	{ "GET", "/tickets/{no}/suggestions", CALL " dispatcher" },
	{ "GET", "/tickets/{no}/actions", "any" },
	{ "POST", "/tickets/{no}/actions", "any" },
	{ "POST", "/tickets/{no}/reveal", "any" },
	{ "GET", "/knowledge", "any" },
	{ "GET", "/knowledge/{id}", "any" },
	{ "GET", "/notices", "any" },
	{ "GET", "/notices/{id}", "any" },
	{ "POST", "/notices", EDITORS },
	{ "PUT", "/notices/{id}", EDITORS },
	{ "GET", "/precedents", "any" },
	{ "GET", "/precedents/draft", MAKERS },
	{ "GET", "/precedents/{id}", "any" },
	{ "POST", "/precedents", MAKERS },
	{ "PUT", "/precedents/{id}", MAKERS },
	{ "GET", "/training/scenarios", LEARNERS },
	{ "GET", "/training/scenarios/{code}", "trainer" },
	{ "GET", "/training/trainees", "trainer" },
	{ "GET", "/training/tickets", "trainer" },
	{ "POST", "/training/sessions", LEARNERS },
	{ "GET", "/training/sessions", LEARNERS },
	{ "GET", "/training/sessions/{id}", LEARNERS },
	{ "GET", "/training/sessions/{id}/timeline", LEARNERS },
	{ "POST", "/training/sessions/{id}/join", LEARNERS },
	{ "POST", "/training/sessions/{id}/ask", LEARNERS },
	{ "POST", "/training/sessions/{id}/marks", LEARNERS },
	{ "POST", "/training/sessions/{id}/end", LEARNERS },
	{ "POST", "/training/sessions/{id}/inject", "trainer" },
	{ "POST", "/training/sessions/{id}/override", "trainer" },
	{ "GET", "/training/results", LEARNERS },
	{ "GET", "/reports/rates", FIGURES },
	{ "GET", "/reports/queue", "supervisor ops" },
	{ "GET", "/reports/hourly", FIGURES },
	{ "GET", "/reports/daily", FIGURES },
	{ "GET", "/reports/special", FIGURES },
	{ "GET", "/reports/hot", FIGURES },
	{ "GET", "/reports/monthly", FIGURES },
	{ "GET", "/reports/governance", FIGURES },
	{ "GET", "/reports/inspection", INSPECTORS },
	{ "POST", "/inspections", INSPECTORS },
	{ "GET", "/inspections", INSPECTORS " agent" },
	{ "POST", "/inspections/told", "agent" },
	{ "GET", "/inspections/{id}", INSPECTORS " agent" },
	{ "GET", "/inspections/{id}/ticket", INSPECTORS " agent" },
	{ "POST", "/inspections/{id}/score", INSPECTORS },
	{ "POST", "/inspections/{id}/appeal", "agent" },
	{ "POST", "/inspections/{id}/decide", "supervisor" },
};

static struct fixture f;
static struct life l;

static int make(void **state)
{
	(void)state;
	fixture_make(&f);
	fixture_clock(&f, 0);
	fixture_start(&f);
	for (size_t i = 0; i < ARRAY_SIZE(people); i++)
		tokens[i] = people[i].username ? fixture_login(&f, people[i].username) : xstrdup(f.gateway);
	life_begin(&l, &f);
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(people); i++)
		free(tokens[i]);
	life_end(&l);
	fixture_free(&f);
	return 0;
}

/* ---- the matrix ---- */

static bool is_among(const char *word, const char *words)
{
	size_t len = strlen(word);

	for (const char *p = words; (p = strstr(p, word)); p += len)
		if ((p == words || p[-1] == ' ') && (!p[len] || p[len] == ' '))
			return true;
	return false;
}

static const struct expected *expected_of(const struct route *r)
{
	for (size_t i = 0; i < ARRAY_SIZE(matrix); i++)
		if (!strcmp(matrix[i].method, r->method) && !strcmp(matrix[i].path, r->path))
			return &matrix[i];
	fail_msg("%s %s is not in the matrix", r->method, r->path);
	return NULL;
}

/* A path whose parameters name nothing that is there; "//" for the root. */
static void fill(const struct route *r, char *path)
{
	const char *from = r->path;

	if (r->flags & ROUTE_ROOT)
		*path++ = '/';
	for (; *from; from++) {
		*path++ = *from == '{' ? '7' : *from;
		if (*from == '{')
			from = strchr(from, '}');
	}
	*path = '\0';
}

/* The stream stays open: its first event is the answer. */
static int open_stream(const char *token)
{
	struct stream_event e;
	struct stream *s = stream_open(&f, token, NULL);
	bool hello = stream_wait(s, "hello", &e, 5000);

	stream_close(s);
	return hello ? 200 : 0;
}

static int ask(const struct route *r, const char *token, bool granted)
{
	static int key;
	char path[128], line[48];
	const char *headers[] = { line, NULL };
	struct answer a;

	if (r->kind == ROUTE_STREAM && granted)
		return open_stream(token);
	fill(r, path);
	snprintf(line, sizeof(line), "Idempotency-Key: matrix-%d", key++);
	fixture_request(&f, r->method, path, token, r->flags & ROUTE_BODY ? "{}" : NULL, headers, &a);
	answer_release(&a);
	return a.status;
}

static void check(const struct route *r, const char *who, const char *token, bool granted, int refusal)
{
	int status = ask(r, token, granted);

	if (granted ? !status || status == 401 || status == 403 || status >= 500 : status != refusal)
		fail_msg("%s %s by %s: %d", r->method, r->path, who, status);
}

static void walk(const struct route *r)
{
	const struct expected *e = expected_of(r);
	bool open = !strcmp(e->who, "open"), any = !strcmp(e->who, "any");

	check(r, "nobody", NULL, open, 401);
	check(r, "a stranger", "0123456789abcdef0123456789abcdef01234567890", open, 401);
	for (size_t i = 0; i < ARRAY_SIZE(people); i++)
		check(r, people[i].role, tokens[i],
		      open || any || is_among(people[i].role, e->who), 403);
}

/* Logging out ends the token, a machine's too, so it comes last. */
static void test_every_route_by_everybody(void **state)
{
	const struct route *out = NULL;
	(void)state;

	for (size_t i = 0; i < route_count; i++)
		if (strcmp(routes[i].path, "/sessions/current"))
			walk(&routes[i]);
		else
			out = &routes[i];
	assert_non_null(out);
	assert_int_equal(route_count, ARRAY_SIZE(matrix));
	walk(out);
	for (size_t i = 0; i < ARRAY_SIZE(people); i++)
		check(out, people[i].role, tokens[i], false, 401);
}

/* ---- what the role alone does not open ---- */

static const char *const parts[] = { "", "/history", "/deadline", "/actions" };

static void look(const char *no, const char *token, int status)
{
	char path[64];

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		snprintf(path, sizeof(path), "/tickets/%s%s", no, parts[i]);
		jo_free(life_get(&l, path, token, status));
	}
	snprintf(path, sizeof(path), "/tickets/%s/reveal", no);
	jo_free(life_post(&l, path, token, NULL, "{\"reason\":\"回拨\"}", status));
}

static size_t count_tickets(const char *token)
{
	json *page = life_get(&l, "/tickets", token, 200);
	size_t count = jo_len(jo_get(page, "items"));

	jo_free(page);
	return count;
}

static void test_units_see_their_own(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "暖气不热", no);
	look(no, l.street, 404);
	life_dispatch(&l, no);
	look(no, l.street, 200);
	look(no, l.district, 200);      /* above the street */
	look(no, l.company, 404);
	look(no, l.grid, 404);          /* below it */
	assert_int_equal(count_tickets(l.street), 1);
	assert_int_equal(count_tickets(l.district), 1);
	assert_int_equal(count_tickets(l.company), 0);
	assert_int_equal(count_tickets(l.grid), 0);
	jo_free(life_act(&l, no, l.company, "{\"action\":\"sign\"}", 404));
	jo_free(life_act(&l, no, l.agent, "{\"action\":\"add_note\",\"note\":\"x\"}", 404));
}

#define NUMBER "13900000077"

static json *submit(const char *contact)
{
	char body[1024];

	snprintf(body, sizeof(body),
		 "{\"contact_id\":\"%s\",\"draft\":1,\"action\":\"submit\",\"fields\":" LIFE_FIELDS "}",
		 contact, "夜间施工");
	return life_post(&l, "/tickets", l.agent, NULL, body, 201);
}

static void test_agents_know_their_callers(void **state)
{
	char *other = fixture_login(&f, "agent2"), contact[40], path[96], draft[128];
	struct stream *s = stream_open(&f, l.agent, NULL);
	(void)state;

	life_answer(&l, s, NUMBER, contact);
	const char *lookup = "{\"number\":\"" NUMBER "\"}";
	jo_free(life_post(&l, "/callers/lookup", l.agent, NULL, lookup, 200));
	jo_free(life_post(&l, "/callers/lookup", other, NULL, lookup, 403));
	jo_free(life_post(&l, "/callers/lookup", l.agent, NULL, "{\"number\":\"13900000001\"}", 403));
	snprintf(path, sizeof(path), "/contacts/%s", contact);
	jo_free(life_get(&l, path, l.agent, 200));
	jo_free(life_get(&l, path, other, 404));
	snprintf(draft, sizeof(draft), "%s/drafts/1", path);
	jo_free(life_get(&l, draft, other, 404));
	json *t = submit(contact);
	look(jo_str(t, "no"), l.agent, 200);
	look(jo_str(t, "no"), other, 404);
	look(jo_str(t, "no"), f.gateway, 404);
	assert_int_equal(count_tickets(other), 0);
	/* The call is over: the number is no longer in hand, the own ticket still is. */
	life_hang_up(&l, contact);
	jo_free(life_post(&l, "/callers/lookup", l.agent, NULL, lookup, 403));
	look(jo_str(t, "no"), l.agent, 200);
	jo_free(t);
	stream_close(s);
	free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agents_know_their_callers),
		cmocka_unit_test(test_units_see_their_own),
		cmocka_unit_test(test_every_route_by_everybody),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
