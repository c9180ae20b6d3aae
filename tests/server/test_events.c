/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_events.c -- the event stream: hello, heartbeat, who gets what, resuming, ending. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"

enum { SOON = 10000 };

static struct fixture f;
static char *agent1, *agent2, *supervisor;

static int set_up(void **state)
{
	(void)state;
	fixture_make(&f);
	fixture_start(&f);
	agent1 = fixture_login(&f, "agent1");
	agent2 = fixture_login(&f, "agent2");
	supervisor = fixture_login(&f, "supervisor1");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(agent1);
	free(agent2);
	free(supervisor);
	fixture_free(&f);
	return 0;
}

static void presence(const char *token, const char *presence)
{
	struct answer a;
	char *body = xasprintf("{\"state\": \"%s\", \"reason\": \"test\"}", presence);

	fixture_request(&f, "PUT", "/me/presence", token, body, NULL, &a);
	free(body);
	assert_int_equal(a.status, 200);
	answer_release(&a);
}

static void test_hello_and_heartbeat(void **state)
{
	struct stream_event e;
	struct stream *s = stream_open(&f, agent1, NULL);
	(void)state;

	assert_true(stream_next(s, &e, SOON));
	assert_string_equal(e.name, "hello");
	assert_int_equal(strlen(e.id), 16);
	assert_non_null(jo_get(e.data, "presence"));
	/* The heartbeat is set to one second here. */
	assert_true(stream_wait(s, ":", &e, SOON));
	assert_true(stream_wait(s, ":", &e, SOON));
	stream_close(s);
}

/* An agent's change of presence reaches the agent and the supervisor, not the neighbour. */
static void test_only_those_concerned(void **state)
{
	struct stream_event e;
	struct stream *mine = stream_open(&f, agent1, NULL), *other = stream_open(&f, agent2, NULL);
	struct stream *wall = stream_open(&f, supervisor, NULL);
	(void)state;

	assert_true(stream_wait(mine, "hello", &e, SOON));
	assert_true(stream_wait(other, "hello", &e, SOON));
	assert_true(stream_wait(wall, "hello", &e, SOON));
	presence(agent1, "break");
	assert_true(stream_wait(mine, "presence.updated", &e, SOON));
	assert_int_equal(strlen(e.id), 16);
	assert_string_equal(jo_str(e.data, "state"), "break");
	assert_true(stream_wait(wall, "seat.updated", &e, SOON));
	/* Two heartbeats later nothing has come. */
	for (int beats = 0; beats < 2;) {
		assert_true(stream_next(other, &e, SOON));
		assert_string_not_equal(e.name, "presence.updated");
		assert_string_not_equal(e.name, "seat.updated");
		beats += !strcmp(e.name, ":");
	}
	stream_close(mine);
	stream_close(other);
	stream_close(wall);
}

/* The ids of the stored events that came after `from`, until `last` has come. */
static void collect(const char *from, const char *last, struct buf *ids)
{
	struct stream_event e;
	struct stream *s = stream_open(&f, agent1, from);

	assert_true(stream_next(s, &e, SOON));
	assert_string_equal(e.name, "hello");
	assert_string_equal(e.id, from);
	do {
		assert_true(stream_next(s, &e, SOON));
		if (e.id[0])
			buf_addf(ids, "%s\n", e.id);
	} while (strcmp(e.id, last));
	stream_close(s);
}

static void test_resume_without_gap(void **state)
{
	enum { EVENTS = 6 };
	char ids[EVENTS][40];
	struct stream_event e;
	struct stream *s = stream_open(&f, agent1, NULL);
	(void)state;

	assert_true(stream_wait(s, "hello", &e, SOON));
	for (int i = 0; i < EVENTS;) {
		if (i == 0 || e.id[0])
			presence(agent1, i % 2 ? "break" : "not_ready");
		do
			assert_true(stream_next(s, &e, SOON));
		while (!e.id[0]);
		snprintf(ids[i++], sizeof(ids[0]), "%s", e.id);
	}
	stream_close(s);
	struct buf got = BUF_INIT, want = BUF_INIT;
	for (int i = 2; i < EVENTS; i++)
		buf_addf(&want, "%s\n", ids[i]);
	collect(ids[1], ids[EVENTS - 1], &got);
	assert_string_equal(got.data, want.data);
	/* What happened while nobody listened comes as well, also over a restart. */
	presence(agent1, "break");
	assert_int_equal(fixture_end(&f, SIGTERM), 0);
	fixture_start(&f);
	s = stream_open(&f, agent1, ids[EVENTS - 1]);
	assert_true(stream_wait(s, "hello", &e, SOON));
	do
		assert_true(stream_next(s, &e, SOON));
	while (!e.id[0]);
	assert_string_not_equal(e.name, "reset");
	stream_close(s);
	buf_release(&got);
	buf_release(&want);
}

static void test_reset(void **state)
{
	static const char *const bad[] = { "0000000000000000", "nonsense", "ffffffffffffffff",
					   "1234567890abcdef" };
	struct stream_event e;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct stream *s = stream_open(&f, agent1, bad[i]);
		assert_true(stream_next(s, &e, SOON));
		assert_string_equal(e.name, "hello");
		assert_string_not_equal(e.id, bad[i]);
		assert_true(stream_next(s, &e, SOON));
		assert_string_equal(e.name, "reset");
		stream_close(s);
	}
}

/* Who missed more than is told again is sent to look at everything anew, and goes on from there. */
static void test_too_much_was_missed(void **state)
{
	enum { MORE_THAN_ARE_KEPT = 520 };
	char id[40], *editor = fixture_login(&f, "editor1");
	struct stream_event e;
	struct answer a;
	(void)state;

	struct stream *s = stream_open(&f, agent1, NULL);
	assert_true(stream_wait(s, "hello", &e, SOON));
	snprintf(id, sizeof(id), "%s", e.id);
	stream_close(s);
	for (int i = 0; i < MORE_THAN_ARE_KEPT; i++) {
		char key[32];
		snprintf(key, sizeof(key), "missed-%d", i);
		fixture_post(&f, "/notices", editor, key, "{\"title\":\"通知\",\"body\":\"今晚检修\"}", &a);
		assert_int_equal(a.status, 201);
		answer_release(&a);
	}
	s = stream_open(&f, agent1, id);
	assert_true(stream_next(s, &e, SOON));
	assert_string_equal(e.name, "hello");
	assert_true(stream_next(s, &e, SOON));
	assert_string_equal(e.name, "reset");
	assert_string_not_equal(e.id, id);
	fixture_post(&f, "/notices", editor, "missed-last", "{\"title\":\"最后\",\"body\":\"今晚检修\"}", &a);
	answer_release(&a);
	assert_true(stream_wait(s, "notice", &e, SOON));        /* there may be a heartbeat before it */
	assert_string_equal(jo_str(e.data, "title"), "最后");
	stream_close(s);
	free(editor);
}

static void test_session_end(void **state)
{
	struct stream_event e;
	struct answer a;
	char *token = fixture_login(&f, "agent2");
	struct stream *s = stream_open(&f, token, NULL), *kept = stream_open(&f, agent2, NULL);
	(void)state;

	assert_true(stream_wait(s, "hello", &e, SOON));
	assert_true(stream_wait(kept, "hello", &e, SOON));
	fixture_request(&f, "DELETE", "/sessions/current", token, NULL, NULL, &a);
	assert_int_equal(a.status, 204);
	answer_release(&a);
	assert_true(stream_wait(s, "session.ended", &e, SOON));
	assert_string_equal(jo_str(e.data, "reason"), "logout");
	assert_true(stream_ended(s, SOON));
	assert_true(stream_wait(kept, ":", &e, SOON));
	assert_false(stream_ended(kept, 0));
	stream_close(s);
	stream_close(kept);
	free(token);
}

/* However close the end of a session and the opening of its stream fall together, no stream outlives it. */
static void test_session_ends_while_its_stream_opens(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		struct answer a;
		char *token = fixture_login(&f, "agent2");
		struct stream *s = stream_open(&f, token, NULL);
		fixture_request(&f, "DELETE", "/sessions/current", token, NULL, NULL, &a);
		assert_int_equal(a.status, 204);
		answer_release(&a);
		assert_true(stream_ended(s, SOON));
		stream_close(s);
		free(token);
	}
}

/* Ending a user's sessions is for the person at a seat: a machine's token and stream go on. */
static void test_machine_stays(void **state)
{
	struct stream_event e;
	struct answer a;
	char *ops = fixture_login(&f, "ops1");
	struct stream *s = stream_open(&f, f.gateway, NULL);
	(void)state;

	assert_true(stream_wait(s, "hello", &e, SOON));
	fixture_request(&f, "GET", "/me", f.gateway, NULL, NULL, &a);
	char *path = xasprintf("/users/%s/sessions", jo_pointer_str(a.json, "/user/id"));
	answer_release(&a);
	fixture_request(&f, "DELETE", path, ops, NULL, NULL, &a);
	assert_int_equal(a.status, 204);
	answer_release(&a);
	fixture_request(&f, "GET", "/me", f.gateway, NULL, NULL, &a);
	assert_int_equal(a.status, 200);
	answer_release(&a);
	do {
		assert_true(stream_next(s, &e, SOON));
		assert_string_not_equal(e.name, "session.ended");
	} while (strcmp(e.name, ":"));
	assert_false(stream_ended(s, 0));
	stream_close(s);
	free(path);
	free(ops);
}

/* An account that is disabled beside the server loses its streams, and nobody else's. */
static void test_disabled_account(void **state)
{
	struct stream_event e;
	char *token = fixture_login(&f, "trainee3");
	struct stream *s = stream_open(&f, token, NULL), *kept = stream_open(&f, agent2, NULL);
	char *command = xasprintf("./hotlinectl user disable trainee3 --config %s >/dev/null", f.config);
	(void)state;

	assert_true(stream_wait(s, "hello", &e, SOON));
	assert_true(stream_wait(kept, "hello", &e, SOON));
	assert_int_equal(system(command), 0);
	assert_true(stream_wait(s, "session.ended", &e, SOON));
	assert_string_equal(jo_str(e.data, "reason"), "disabled");
	assert_true(stream_ended(s, SOON));
	assert_true(stream_wait(kept, ":", &e, SOON));
	stream_close(s);
	stream_close(kept);
	free(command);
	free(token);
}

/* A workstation that vanishes is noticed, and its agent cannot be ready without a stream. */
static void test_ready_needs_a_stream(void **state)
{
	struct stream_event e;
	struct answer a;
	int status = 200;
	(void)state;

	struct stream *s = stream_open(&f, agent2, NULL);
	assert_true(stream_wait(s, "hello", &e, SOON));
	presence(agent2, "ready");
	presence(agent2, "break");
	stream_close(s);
	for (int64_t end = clock_monotonic() + 10000; status == 200 && clock_monotonic() < end;) {
		fixture_request(&f, "PUT", "/me/presence", agent2, "{\"state\": \"ready\"}", NULL, &a);
		status = a.status;
		answer_release(&a);
	}
	assert_int_equal(status, 409);
}

static void test_streams_end_with_the_server(void **state)
{
	struct stream_event e;
	struct stream *s = stream_open(&f, agent1, NULL);
	(void)state;

	assert_true(stream_wait(s, "hello", &e, SOON));
	assert_int_equal(fixture_end(&f, SIGTERM), 0);
	assert_true(stream_ended(s, SOON));
	stream_close(s);
	fixture_start(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hello_and_heartbeat),
		cmocka_unit_test(test_only_those_concerned),
		cmocka_unit_test(test_resume_without_gap),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_too_much_was_missed),
		cmocka_unit_test(test_session_end),
		cmocka_unit_test(test_session_ends_while_its_stream_opens),
		cmocka_unit_test(test_machine_stays),
		cmocka_unit_test(test_disabled_account),
		cmocka_unit_test(test_ready_needs_a_stream),
		cmocka_unit_test(test_streams_end_with_the_server),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
