/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_queue.c -- who gets the call: the real server, two agents' streams, a test clock for what
 * happens by time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "tests/server/fixture.h"

enum { SOON = 20000 };

static struct fixture f;
static struct agent { char *token; struct stream *stream; } one, two;
static int number;                      /* of keys and callers */
static double ahead;                    /* the test clock */

static void pass(double seconds)
{
	ahead += seconds;
	fixture_clock(&f, ahead);
}

static json *call(const char *path, const char *token, const char *body, int status)
{
	struct answer a;
	char key[32];

	snprintf(key, sizeof(key), "key-%d", number++);
	fixture_post(&f, path, token, key, body, &a);
	if (a.status != status)
		fail_msg("%s: %d %s", path, a.status, a.body.data);
	json *o = json_object_get(a.json);
	answer_release(&a);
	return o;
}

static void presence(struct agent *agent, const char *state, int status)
{
	struct answer a;
	char body[64];

	snprintf(body, sizeof(body), "{\"state\": \"%s\"}", state);
	fixture_request(&f, "PUT", "/me/presence", agent->token, body, NULL, &a);
	assert_int_equal(a.status, status);
	answer_release(&a);
}

static void assert_presence(struct agent *agent, const char *state)
{
	struct answer a;

	fixture_request(&f, "GET", "/me", agent->token, NULL, NULL, &a);
	assert_string_equal(jo_str(jo_get(a.json, "presence"), "state"), state);
	answer_release(&a);
}

/* A caller comes; writes the contact's id. */
static void ring(int priority, char id[40])
{
	char body[256];

	snprintf(body, sizeof(body),
		 "{\"channel\": \"phone\", \"skill\": \"general\", \"priority\": %d, "
		 "\"caller\": {\"number\": \"1390000%04d\"}}", priority, number);
	json *o = call("/contacts", f.gateway, body, 201);
	snprintf(id, 40, "%s", jo_str(o, "id"));
	jo_free(o);
}

static void verb(struct agent *agent, const char *id, const char *name, const char *body, int status)
{
	char path[100];

	snprintf(path, sizeof(path), "/contacts/%s/%s", id, name);
	jo_free(call(path, agent ? agent->token : f.gateway, body, status));
}

static void assert_offered(struct agent *agent, const char *id)
{
	struct stream_event e;

	assert_true(stream_wait(agent->stream, "contact.offered", &e, SOON));
	assert_string_equal(jo_str(jo_get(e.data, "contact"), "id"), id);
	assert_int_equal(jo_int(jo_get(e.data, "contact"), "earlier_tickets", -1), 0);
}

/* The supervisors' wall hears that the contact is in that state now. */
static void assert_told(struct stream *wall, const char *id, const char *state)
{
	struct stream_event e;

	do
		assert_true(stream_wait(wall, "contact.updated", &e, SOON));
	while (strcmp(jo_str(e.data, "id"), id) || strcmp(jo_str(e.data, "state"), state));
	assert_null(strstr(jo_text(e.data), "1390000"));
}

static void assert_withdrawn(struct agent *agent, const char *id)
{
	struct stream_event e;

	assert_true(stream_wait(agent->stream, "contact.withdrawn", &e, SOON));
	assert_string_equal(jo_str(e.data, "contact_id"), id);
}

static void assert_state(struct agent *agent, const char *id, const char *state)
{
	struct answer a;
	char path[64];

	snprintf(path, sizeof(path), "/contacts/%s", id);
	fixture_request(&f, "GET", path, agent->token, NULL, NULL, &a);
	assert_int_equal(a.status, 200);
	assert_string_equal(jo_str(a.json, "state"), state);
	answer_release(&a);
}

static void sit_down(struct agent *agent, const char *name)
{
	struct stream_event e;

	agent->token = fixture_login(&f, name);
	agent->stream = stream_open(&f, agent->token, NULL);
	assert_true(stream_wait(agent->stream, "hello", &e, SOON));
}

/* Until the server has noticed which lines are gone, and has just so many. */
static void wait_for_streams(int count)
{
	char *ops = fixture_login(&f, "ops1"), *line = xasprintf("\nhotline_streams %d\n", count);
	int64_t end = clock_monotonic() + SOON;

	for (bool found = false; !found;) {
		struct answer a;
		if (clock_monotonic() > end)
			fail_msg("there are never %d streams", count);
		fixture_request(&f, "GET", "//metrics", ops, NULL, NULL, &a);
		found = strstr(a.body.data, line);
		answer_release(&a);
	}
	free(line);
	free(ops);
}

static void finish(struct agent *agent, const char *id)
{
	verb(agent, id, "hang_up", NULL, 200);
	verb(agent, id, "wrap_up_done", NULL, 200);
}

static int make(void **state)
{
	(void)state;
	fixture_make(&f);
	fixture_clock(&f, 0);
	fixture_start(&f);
	sit_down(&one, "agent1");
	sit_down(&two, "agent2");
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	stream_close(one.stream);
	stream_close(two.stream);
	free(one.token);
	free(two.token);
	fixture_free(&f);
	return 0;
}

static int both_away(void **state)
{
	(void)state;
	presence(&one, "not_ready", 200);
	presence(&two, "not_ready", 200);
	return 0;
}

static void test_longest_ready_first(void **state)
{
	char a[40], b[40];
	(void)state;

	presence(&two, "ready", 200);
	presence(&one, "ready", 200);
	ring(0, a);
	assert_offered(&two, a);
	assert_presence(&two, "ringing");
	ring(0, b);
	assert_offered(&one, b);
	verb(&two, a, "answer", NULL, 200);
	verb(&one, a, "answer", NULL, 409);
	assert_presence(&two, "talking");
	verb(&one, b, "answer", NULL, 200);
	finish(&one, b);
	finish(&two, a);
}

static void test_unanswered_goes_on(void **state)
{
	char a[40], b[40];
	(void)state;

	presence(&one, "ready", 200);
	presence(&two, "ready", 200);
	ring(0, a);
	assert_offered(&one, a);
	verb(&two, a, "answer", NULL, 409);
	pass(16);
	assert_withdrawn(&one, a);
	assert_presence(&one, "not_ready");
	assert_offered(&two, a);
	/* Whoever comes later stands behind the one who came back. */
	ring(0, b);
	verb(&two, a, "decline", NULL, 200);
	presence(&one, "ready", 200);
	assert_offered(&one, a);
	verb(&one, a, "answer", NULL, 200);
	presence(&two, "ready", 200);
	assert_offered(&two, b);
	verb(&two, b, "answer", NULL, 200);
	finish(&one, a);
	finish(&two, b);
}

static void test_priority_before_age(void **state)
{
	char low[40], high[40];
	(void)state;

	ring(0, low);
	ring(5, high);
	presence(&one, "ready", 200);
	assert_offered(&one, high);
	verb(&one, high, "answer", NULL, 200);
	presence(&two, "ready", 200);
	assert_offered(&two, low);
	verb(&two, low, "answer", NULL, 200);
	finish(&one, high);
	finish(&two, low);
}

static void test_abandoned_is_called_back(void **state)
{
	char a[40];
	(void)state;

	presence(&one, "ready", 200);
	ring(0, a);
	assert_offered(&one, a);
	verb(NULL, a, "abandon", NULL, 200);
	assert_withdrawn(&one, a);
	assert_presence(&one, "ready");
	assert_state(&one, a, "call_back");
	presence(&one, "not_ready", 200);
	verb(&one, a, "call_back", NULL, 200);
	assert_state(&one, a, "talking");
	verb(NULL, a, "abandon", NULL, 409);
	finish(&one, a);
}

static void test_wrap_up_ends_by_itself(void **state)
{
	char a[40];
	(void)state;

	presence(&one, "ready", 200);
	ring(0, a);
	assert_offered(&one, a);
	verb(&one, a, "answer", NULL, 200);
	verb(NULL, a, "ended", NULL, 200);
	assert_presence(&one, "wrap_up");
	verb(&one, a, "wrap_up_done", NULL, 200);
	ring(0, a);
	assert_offered(&one, a);
	verb(&one, a, "answer", NULL, 200);
	verb(&one, a, "hang_up", NULL, 200);
	pass(100);
	assert_presence(&one, "wrap_up");
	pass(60);
	struct stream_event e;
	do
		assert_true(stream_wait(one.stream, "presence.updated", &e, SOON));
	while (strcmp(jo_str(e.data, "state"), "ready"));
	assert_state(&one, a, "done");
}

static void test_hold_and_transfer(void **state)
{
	char a[40];
	(void)state;

	presence(&one, "ready", 200);
	ring(0, a);
	assert_offered(&one, a);
	verb(&one, a, "answer", NULL, 200);
	verb(&one, a, "hold", NULL, 200);
	assert_state(&one, a, "held");
	verb(&one, a, "resume", NULL, 200);
	verb(&one, a, "transfer", "{\"to\": {}}", 422);
	verb(&one, a, "transfer", "{\"to\": {\"user\": \"agent2\"}}", 409);
	presence(&two, "ready", 200);
	char *boss = fixture_login(&f, "supervisor1");
	struct stream *wall = stream_open(&f, boss, NULL);
	struct stream_event e;
	assert_true(stream_wait(wall, "hello", &e, SOON));
	verb(&one, a, "transfer", "{\"to\": {\"user\": \"agent2\"}}", 200);
	assert_offered(&two, a);
	assert_told(wall, a, "offered");
	stream_close(wall);
	free(boss);
	assert_presence(&one, "ready");
	verb(&two, a, "answer", NULL, 200);
	finish(&two, a);
}

/* The line of a ringing agent: the call returns; of a talking one: it stays theirs, then is orphaned. */
static void test_lost_line(void **state)
{
	char a[40];
	struct stream_event e;
	(void)state;

	presence(&one, "ready", 200);
	ring(0, a);
	assert_offered(&one, a);
	verb(&one, a, "answer", NULL, 200);
	stream_close(one.stream);
	wait_for_streams(1);
	pass(100);
	assert_state(&one, a, "talking");
	char *supervisor = fixture_login(&f, "supervisor1");
	struct stream *wall = stream_open(&f, supervisor, NULL);
	assert_true(stream_wait(wall, "hello", &e, SOON));
	pass(100);
	do
		assert_true(stream_wait(wall, "contact.updated", &e, SOON));
	while (strcmp(jo_str(e.data, "state"), "orphaned"));
	assert_null(strstr(jo_str(jo_get(e.data, "caller"), "number"), "1390000"));
	one.stream = stream_open(&f, one.token, NULL);
	assert_true(stream_wait(one.stream, "hello", &e, SOON));
	assert_string_equal(jo_str(jo_get(e.data, "contact"), "id"), a);
	do
		assert_true(stream_wait(wall, "contact.updated", &e, SOON));
	while (strcmp(jo_str(e.data, "state"), "talking"));
	stream_close(wall);
	free(supervisor);
	finish(&one, a);
}

/* Refused for one member of the body, which the answer points at. */
static void assert_field(struct agent *agent, const char *id, const char *name, const char *body, const char *pointer)
{
	char path[100];

	snprintf(path, sizeof(path), "/contacts/%s/%s", id, name);
	json *problem = call(path, agent->token, body, 422);
	assert_string_equal(jo_str(jo_at(jo_get(problem, "errors"), 0), "pointer"), pointer);
	jo_free(problem);
}

/* A supervisor who took a call over can do all that an agent can with it. */
static void test_supervisor_takes_over(void **state)
{
	struct agent boss;
	char id[40], path[100], body[900];
	(void)state;

	sit_down(&boss, "supervisor1");
	presence(&one, "ready", 200);
	ring(0, id);
	assert_offered(&one, id);
	verb(&one, id, "answer", "{}", 200);
	assert_field(&boss, id, "take", "{}", "/reason");
	snprintf(body, sizeof(body), "{\"reason\": \"%0600d\"}", 0);
	assert_field(&boss, id, "take", body, "/reason");
	assert_field(&boss, id, "observe", body, "/reason");
	assert_field(&boss, id, "observe", "{\"reason\": 7}", "/reason");
	verb(&boss, id, "take", "{\"reason\": \"the caller asked for me\"}", 200);
	assert_withdrawn(&one, id);
	snprintf(path, sizeof(path), "/contacts/%s/drafts/1", id);
	struct answer a;
	fixture_request(&f, "GET", "/city", boss.token, NULL, NULL, &a);
	snprintf(body, sizeof(body), "{\"base\": 0, \"form_version\": %d, \"fields\": {\"matter\": {\"title\": \"停水\"}}}",
		 (int)jo_int(jo_at(jo_get(a.json, "forms"), 0), "version", 0));
	answer_release(&a);
	fixture_request(&f, "PUT", path, boss.token, body, NULL, &a);
	assert_int_equal(a.status, 200);
	answer_release(&a);
	verb(&boss, id, "hold", "{}", 200);
	verb(&boss, id, "resume", "{}", 200);
	snprintf(body, sizeof(body), "{\"contact_id\": \"%s\", \"draft\": 1, \"action\": \"void\", \"reason\": \"a test\", "
		 "\"fields\": {}}", id);
	json *t = call("/tickets", boss.token, body, 201);
	assert_string_equal(jo_str(t, "contact_id"), id);
	assert_non_null(jo_str(t, "agent"));
	jo_free(t);
	verb(&boss, id, "answer", "{}", 200);   /* answered long ago */
	verb(&boss, id, "hang_up", "{}", 200);
	verb(&boss, id, "call_back", "{}", 200);
	assert_state(&boss, id, "talking");
	verb(&boss, id, "hang_up", "{}", 200);
	verb(&boss, id, "wrap_up_done", "{}", 200);
	assert_presence(&boss, "offline");      /* no agent: no call is offered here */
	verb(&boss, id, "give", "{\"reason\": \"x\", \"to\": {\"user\": \"agent2\"}}", 409);
	stream_close(boss.stream);
	free(boss.token);
	presence(&one, "not_ready", 200);
}

/* What nobody could answer cannot be given to anybody. */
static void test_give_needs_somebody_there(void **state)
{
	struct agent boss;
	char id[40];
	(void)state;

	sit_down(&boss, "supervisor1");
	presence(&one, "ready", 200);
	ring(0, id);
	assert_offered(&one, id);
	verb(&one, id, "answer", "{}", 200);
	assert_field(&boss, id, "give", "{\"reason\": \"x\", \"to\": {\"user\": \"agent3\"}}", "/to/user");
	assert_field(&boss, id, "give", "{\"to\": {\"user\": \"agent2\"}}", "/reason");
	verb(&boss, id, "give", "{\"reason\": \"busy\", \"to\": {\"user\": \"agent2\"}}", 200);
	assert_withdrawn(&one, id);
	verb(&two, id, "hang_up", "{}", 200);
	verb(&two, id, "wrap_up_done", "{}", 200);
	presence(&two, "not_ready", 200);
	presence(&one, "not_ready", 200);
	stream_close(boss.stream);
	free(boss.token);
}

static int write_draft(struct agent *agent, const char *id, int base, const char *title)
{
	static int version;
	char path[100], body[300];
	struct answer a;

	if (!version) {
		fixture_request(&f, "GET", "/city", agent->token, NULL, NULL, &a);
		version = (int)jo_int(jo_at(jo_get(a.json, "forms"), 0), "version", 0);
		answer_release(&a);
	}
	snprintf(path, sizeof(path), "/contacts/%s/drafts/1", id);
	snprintf(body, sizeof(body), "{\"base\": %d, \"form_version\": %d, \"fields\": {\"matter\": {\"title\": \"%s\"}}}",
		 base, version, title);
	fixture_request(&f, "PUT", path, agent->token, body, NULL, &a);
	answer_release(&a);
	return a.status;
}

static const json *seat_of(const json *seats, const char *username)
{
	for (size_t i = 0; i < jo_len(jo_get(seats, "items")); i++)
		if (!strcmp(jo_pointer_str(jo_at(jo_get(seats, "items"), i), "/user/username"), username))
			return jo_at(jo_get(seats, "items"), i);
	return NULL;
}

/* Who loses a call hears who has it and why, and what they typed last still counts; so does who gets it. */
static void test_what_is_said_of_a_call_that_goes(void **state)
{
	struct stream_event e;
	struct agent boss;
	struct answer a;
	char id[40];
	(void)state;

	sit_down(&boss, "supervisor1");
	presence(&one, "ready", 200);
	ring(0, id);
	assert_offered(&one, id);
	verb(&one, id, "answer", "{}", 200);
	assert_int_equal(write_draft(&one, id, 0, "停水"), 200);
	fixture_request(&f, "GET", "/seats", boss.token, NULL, NULL, &a);
	const json *seat = seat_of(a.json, "agent1");
	assert_string_equal(jo_pointer_str(seat, "/contact/state"), "talking");
	assert_null(strstr(jo_pointer_str(seat, "/contact/caller/number"), "1390000"));
	assert_null(jo_get(seat_of(a.json, "agent2"), "contact"));
	answer_release(&a);
	verb(&boss, id, "take", "{\"reason\": \"the caller asked for me\"}", 200);
	do
		assert_true(stream_wait(one.stream, "contact.withdrawn", &e, SOON));
	while (strcmp(jo_str(e.data, "contact_id"), id));
	assert_string_equal(jo_str(e.data, "by_name"), "supervisor1");
	assert_string_equal(jo_str(e.data, "to_name"), "supervisor1");
	assert_string_equal(jo_str(e.data, "note"), "the caller asked for me");
	assert_int_equal(write_draft(&one, id, 1, "停水两天"), 200);
	assert_true(stream_wait(boss.stream, "draft.updated", &e, SOON));
	assert_int_equal(jo_int(e.data, "revision", 0), 2);
	assert_int_equal(write_draft(&one, id, 1, "停水三天"), 412);
	pass(20);
	assert_int_equal(write_draft(&one, id, 2, "停水四天"), 409);
	verb(&boss, id, "give", "{\"reason\": \"go on with it\", \"to\": {\"user\": \"agent2\"}}", 200);
	do      /* those of earlier tests */
		assert_true(stream_wait(two.stream, "contact.given", &e, SOON));
	while (strcmp(jo_str(e.data, "contact_id"), id));
	assert_string_equal(jo_str(e.data, "by_name"), "supervisor1");
	assert_null(jo_str(e.data, "from_name"));
	assert_string_equal(jo_str(e.data, "note"), "go on with it");
	finish(&two, id);
	presence(&one, "not_ready", 200);
	stream_close(boss.stream);
	free(boss.token);
}

/* Nor to somebody whom no event reaches. Before anybody opened a stream as supervisor. */
static void test_give_needs_a_stream(void **state)
{
	struct agent boss = { fixture_login(&f, "supervisor1"), NULL };
	char id[40];
	(void)state;

	presence(&one, "ready", 200);
	ring(0, id);
	assert_offered(&one, id);
	verb(&one, id, "answer", "{}", 200);
	verb(&boss, id, "give", "{\"reason\": \"busy\", \"to\": {\"user\": \"supervisor1\"}}", 409);
	assert_state(&one, id, "talking");
	finish(&one, id);
	free(boss.token);
}

/* How many wait, by what is told of the queue. */
static size_t told_waiting(const char *token)
{
	struct answer a;

	fixture_request(&f, "GET", "/me", token, NULL, NULL, &a);
	size_t n = (size_t)jo_int(jo_get(a.json, "queue"), "waiting", -1);
	answer_release(&a);
	return n;
}

/* And by the list of contacts. */
static size_t queued_contacts(const char *token)
{
	struct answer a;

	fixture_request(&f, "GET", "/contacts?state=queued&limit=200", token, NULL, NULL, &a);
	assert_int_equal(a.status, 200);
	size_t n = jo_len(jo_get(a.json, "items"));
	answer_release(&a);
	return n;
}

/* A verb that may be refused: which are allowed is not the question here. */
static void try_verb(const char *token, const char *id, const char *name, const char *body)
{
	struct answer a;
	char path[100], key[32];

	snprintf(path, sizeof(path), "/contacts/%s/%s", id, name);
	snprintf(key, sizeof(key), "try-%d", number++);
	fixture_post(&f, path, token, key, body, &a);
	assert_true(a.status < 500);
	answer_release(&a);
}

/* However contacts come and go, what is told of the queue is what is in it. */
static void test_counts_are_right_after_random_moves(void **state)
{
	static const char *const verbs[] = { "answer", "decline", "hang_up", "wrap_up_done" };
	char *boss = fixture_login(&f, "supervisor1");
	char ids[60][40];
	size_t count = 0;
	unsigned seed = 7;
	(void)state;

	for (int step = 0; step < 200; step++) {
		unsigned dice = (unsigned)rand_r(&seed);
		struct agent *who = dice / 16 % 2 ? &one : &two;
		const char *id = count ? ids[dice / 32 % count] : NULL;
		if ((dice % 16 < 5 && count < ARRAY_SIZE(ids)) || !id) {
			ring((int)(dice / 64 % 10), ids[count++]);
		} else if (dice % 16 == 5) {
			try_verb(f.gateway, id, "abandon", "{}");
		} else if (dice % 16 == 6) {
			try_verb(who->token, id, "transfer", "{\"to\": {\"skill\": \"general\"}}");
		} else if (dice % 16 < 9) {
			struct answer a;
			fixture_request(&f, "PUT", "/me/presence", who->token,
					dice % 2 ? "{\"state\": \"ready\"}" : "{\"state\": \"break\"}", NULL, &a);
			answer_release(&a);
		} else {
			try_verb(who->token, id, verbs[dice / 64 % 4], "{}");
		}
		/* A call that rang too long may come back between the two. */
		int64_t end = clock_monotonic() + SOON;
		size_t told = told_waiting(boss), listed = queued_contacts(boss);
		for (; told != listed && clock_monotonic() < end; listed = queued_contacts(boss))
			told = told_waiting(boss);
		assert_int_equal(told, listed);
	}
	free(boss);
}

/* All pages of a list of contacts, by their ids, newest first; how many. */
static size_t walk_contacts(const char *token, const char *filter, size_t most, char ids[][40])
{
	char path[200], cursor[100] = "";
	size_t count = 0;

	do {
		struct answer a;
		snprintf(path, sizeof(path), "/contacts?limit=3%s%s%s", filter, *cursor ? "&cursor=" : "", cursor);
		fixture_request(&f, "GET", path, token, NULL, NULL, &a);
		assert_int_equal(a.status, 200);
		const json *items = jo_get(a.json, "items");
		for (size_t i = 0; i < jo_len(items) && count < most; i++)
			snprintf(ids[count++], 40, "%s", jo_str(jo_at(items, i), "id"));
		const char *next = jo_str(a.json, "next");
		snprintf(cursor, sizeof(cursor), "%s", next ? next : "");
		answer_release(&a);
	} while (*cursor && count < most);
	return count;
}

/* Pages neither repeat nor leave out; an agent sees their own and whoever waits to be called back. */
static void test_lists_of_contacts(void **state)
{
	enum { MOST = 200 };
	static char all[MOST][40], part[MOST][40];
	char *boss = fixture_login(&f, "supervisor1");
	char a[40], b[40];
	struct answer answer;
	(void)state;

	ring(0, a);
	verb(NULL, a, "abandon", NULL, 200);
	presence(&one, "ready", 200);
	ring(0, b);
	assert_offered(&one, b);
	verb(&one, b, "answer", NULL, 200);
	size_t count = walk_contacts(boss, "", MOST, all);
	assert_true(count > 4 && count < MOST);
	assert_string_equal(all[0], b);
	assert_string_equal(all[1], a);
	for (size_t i = 1; i < count; i++)
		assert_true(strcmp(all[i - 1], all[i]) > 0);
	size_t over = walk_contacts(boss, "&state=done", MOST, part);
	assert_int_equal(over + 2, count);
	assert_int_equal(walk_contacts(boss, "&state=talking", MOST, part), 1);
	assert_int_equal(walk_contacts(one.token, "&state=talking", MOST, part), 1);
	assert_int_equal(walk_contacts(two.token, "&state=talking", MOST, part), 0);
	assert_int_equal(walk_contacts(two.token, "&state=call_back", MOST, part), 1);
	assert_string_equal(part[0], a);
	assert_true(walk_contacts(two.token, "", MOST, part) < count);
	fixture_request(&f, "GET", "/contacts?cursor=x", boss, NULL, NULL, &answer);
	assert_int_equal(answer.status, 400);
	answer_release(&answer);
	finish(&one, b);
	verb(&one, a, "call_back", NULL, 200);
	finish(&one, a);
	free(boss);
}

static void test_ready_needs_a_stream(void **state)
{
	struct stream_event e;
	(void)state;

	presence(&two, "offline", 200);
	stream_close(two.stream);
	wait_for_streams(1);
	presence(&two, "ready", 409);
	two.stream = stream_open(&f, two.token, NULL);
	assert_true(stream_wait(two.stream, "hello", &e, SOON));
	presence(&two, "ready", 200);
}

static void test_source_is_known_again(void **state)
{
	const char *body = "{\"channel\": \"web\", \"skill\": \"general\", \"source_id\": \"form-77\"}";
	(void)state;

	json *first = call("/contacts", f.gateway, body, 201), *again = call("/contacts", f.gateway, body, 200);
	assert_string_equal(jo_str(first, "id"), jo_str(again, "id"));
	jo_free(first);
	jo_free(again);
	jo_free(call("/contacts", f.gateway, "{\"channel\": \"pigeon\", \"skill\": \"general\"}", 422));
	jo_free(call("/contacts", f.gateway, "{\"channel\": \"web\", \"priority\": 10}", 422));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_give_needs_a_stream, both_away),
		cmocka_unit_test_setup(test_longest_ready_first, both_away),
		cmocka_unit_test_setup(test_unanswered_goes_on, both_away),
		cmocka_unit_test_setup(test_priority_before_age, both_away),
		cmocka_unit_test_setup(test_abandoned_is_called_back, both_away),
		cmocka_unit_test_setup(test_wrap_up_ends_by_itself, both_away),
		cmocka_unit_test_setup(test_hold_and_transfer, both_away),
		cmocka_unit_test_setup(test_lists_of_contacts, both_away),
		cmocka_unit_test_setup(test_lost_line, both_away),
		cmocka_unit_test_setup(test_supervisor_takes_over, both_away),
		cmocka_unit_test_setup(test_give_needs_somebody_there, both_away),
		cmocka_unit_test_setup(test_what_is_said_of_a_call_that_goes, both_away),
		cmocka_unit_test_setup(test_ready_needs_a_stream, both_away),
		cmocka_unit_test(test_source_is_known_again),
		cmocka_unit_test(test_counts_are_right_after_random_moves),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
