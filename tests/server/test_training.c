/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_training.c -- practised calls on the real server: one's own practice, a trainer's twists, a class with one seed, an
 * exam and its limit, a storm, a real ticket played again, and what goes wrong on the way.
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
#include "hotline/db.h"
#include "tests/server/practice.h"

static struct fixture f;
static struct life l;
static char *trainer, *other_trainer, *trainee, *second, *third;

static void log_in(void)
{
	trainer = life_login(&l, "trainer1");
	other_trainer = life_login(&l, "trainer2");
	trainee = life_login(&l, "trainee1");
	second = life_login(&l, "trainee2");
	third = life_login(&l, "trainee3");
}

static int make(void **state)
{
	(void)state;
	fixture_make(&f);
	practice_scenarios(&f);
	fixture_keep_port(&f);
	fixture_clock(&f, 0);
	fixture_start(&f);
	life_begin(&l, &f);
	log_in();
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	life_end(&l);
	fixture_free(&f);
	return 0;
}

static double now_ahead;

static void pass(double seconds)
{
	now_ahead += seconds;
	fixture_clock(&f, now_ahead);
}

/* A session's id; the answer is put. */
static void begin(const char *token, const char *body, char id[40])
{
	json *o = practice_start(&l, token, body, 201);

	snprintf(id, 40, "%s", jo_str(o, "id"));
	jo_free(o);
}

static void begin_own(char id[40])
{
	begin(trainee, "{\"mode\":\"practice\",\"scenario\":\"fixture\",\"seed\":7}", id);
}

/* A practice of trainee1 that trainer1 leads. */
static void begin_led(char id[40])
{
	begin(trainer, "{\"mode\":\"practice\",\"scenario\":\"fixture\",\"seed\":7,\"trainees\":[\"trainee1\"]}", id);
}

static const char *state_of(const char *id)
{
	static char state[16];
	json *o = practice_get(&l, id, trainer, 200);

	snprintf(state, sizeof(state), "%s", jo_str(o, "state"));
	jo_free(o);
	return state;
}

/* The timers look some times a second. */
static void wait_state(struct stream *s, const char *id, const char *state)
{
	struct stream_event e;

	while (stream_wait(s, "training.updated", &e, 10000))
		if (!strcmp(jo_str(e.data, "id"), id) && !strcmp(jo_str(e.data, "state"), state))
			return;
	fail_msg("%s is never %s", id, state);
}

/* The seat hears that; the caller's text. */
static void wait_turn(struct stream *s, const char *kind, char text[200])
{
	struct stream_event e;

	while (stream_wait(s, "training.turn", &e, 10000)) {
		const json *turn = jo_get(e.data, "turn");
		if (strcmp(jo_str(turn, "kind"), kind))
			continue;
		snprintf(text, 200, "%s", jo_str(turn, "text"));
		return;
	}
	fail_msg("no turn of kind %s came", kind);
}

/* ---- one's own practice ---- */

/* "HAD BEST" of the scenario "fixture" in the list of that token. */
static void read_had(const char *token, char text[40])
{
	json *o = life_get(&l, "/training/scenarios", token, 200);

	for (size_t i = 0; i < jo_len(jo_get(o, "items")); i++) {
		const json *one = jo_at(jo_get(o, "items"), i);
		if (!strcmp(jo_str(one, "code"), "fixture"))
			snprintf(text, 40, "%d %.1f", (int)jo_int(one, "had", 0),
				 json_object_get_double(jo_get(one, "best")));
	}
	jo_free(o);
}

static void test_a_whole_call(void **state)
{
	char id[40];
	struct seat s;
	struct stream_event e;
	struct stream *city = stream_open(&f, trainee, NULL);
	(void)state;

	assert_true(stream_wait(city, "hello", &e, 5000));
	begin_own(id);
	assert_string_equal(state_of(id), "waiting");
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	json *o = practice_get(&l, id, s.token, 200);
	assert_string_equal(turn_text(jo_get(o, "turns"), "caller", 0), "您好，我家暖气不热。");
	assert_true(jo_len(jo_get(o, "missing")) >= 3);
	assert_null(jo_get(o, "untold"));
	jo_free(o);
	o = seat_ask(&l, &s, "具体地址是哪里？", 200);
	assert_int_equal(jo_len(jo_get(o, "turns")), 2);
	assert_string_equal(turn_text(jo_get(o, "turns"), "caller", 0), "我住" PRACTICE_PLACE "。");
	assert_null(jo_get(jo_at(jo_get(o, "turns"), 1), "fact"));
	jo_free(o);
	seat_draft(&l, &s, "供暖温度不达标");
	json *t = seat_submit(&l, &s, "供暖温度不达标");
	assert_true(jo_str(t, "no")[0] == 'T');
	jo_free(t);
	/* of two runs of the program, of which one told twice */
	jo_free(practice_post(&l, id, "marks", s.token, "{\"runs\":\"x\",\"other\":1}", 204));    /* neither is a mark */
	jo_free(practice_post(&l, id, "marks", s.token, "{\"keystrokes\":100,\"run\":\"1\",\"searched\":true}", 204));
	jo_free(practice_post(&l, id, "marks", s.token, "{\"keystrokes\":300,\"run\":\"1\"}", 204));
	jo_free(practice_post(&l, id, "marks", s.token, "{\"keystrokes\":21,\"run\":\"2\"}", 204));
	seat_verb(&l, &s, "hang_up", 200);
	seat_verb(&l, &s, "wrap_up_done", 200);
	/* The last call is over: the session ends by itself, and so does its token. */
	wait_state(city, id, "ended");
	jo_free(life_get(&l, "/me", s.token, 401));
	o = practice_get(&l, id, trainee, 200);
	assert_true(json_object_get_double(jo_pointer(o, "/score/total")) > 0);
	char had[40] = "", expected[40];
	snprintf(expected, sizeof(expected), "1 %.1f", json_object_get_double(jo_pointer(o, "/score/total")));
	read_had(trainee, had);
	assert_string_equal(had, expected);
	read_had(second, had);
	assert_string_equal(had, "0 0.0");
	assert_true(jo_len(jo_pointer(o, "/score/items")) > 0);
	assert_int_equal(jo_int(jo_get(o, "score"), "keystrokes", 0), 321);
	/* After the end one may learn what was asked for. */
	assert_string_equal(jo_str(jo_at(jo_get(o, "forms"), 0), "ticket") ? "yes" : "no", "yes");
	jo_free(o);
	char *path = xasprintf("/training/sessions/%s/timeline", id);
	json *line = life_get(&l, path, trainee, 200);
	free(path);
	assert_true(jo_len(jo_get(line, "items")) >= 6);
	jo_free(line);
	stream_close(city);
	seat_close(&s);
}

static void test_unasked_words_come_by_time(void **state)
{
	char id[40], text[200];
	struct seat s;
	(void)state;

	begin_own(id);
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	pass(25);
	wait_turn(s.stream, "unasked", text);
	assert_string_equal(text, "喂，您在听吗？");
	seat_end(&l, &s, trainee);
}

/* The same seed, questions and seconds: the same call, also when the server was started again in between. */
static void test_a_restart_continues_the_call(void **state)
{
	char id[40], searched[200];
	struct seat s;
	(void)state;

	begin_own(id);
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	jo_free(seat_ask(&l, &s, "您住在哪里？", 200));
	/* What is looked up counts, it is written behind the answer; what a form asks by itself does not. */
	jo_free(life_get(&l, "/knowledge?q=%E6%B0%B4&near=", s.token, 200));
	jo_free(life_get(&l, "/knowledge?q=%E6%B0%B4&near=010101", s.token, 200));
	jo_free(life_get(&l, "/knowledge?q=%E4%BE%9B%E6%9A%96", s.token, 200));
	wait_turn(s.stream, "mark", searched);
	while (strncmp(searched, "searched ", 9))
		wait_turn(s.stream, "mark", searched);
	assert_string_equal(searched, "searched 供暖");
	assert_int_equal(fixture_end(&f, 9), -9);
	fixture_start(&f);
	fixture_clock(&f, now_ahead);
	json *o = seat_ask(&l, &s, "您贵姓？", 200);
	assert_string_equal(turn_text(jo_get(o, "turns"), "caller", 0), "我叫" PRACTICE_NAME "。");
	jo_free(o);
	o = practice_get(&l, id, trainee, 200);
	assert_int_equal(jo_len(jo_get(o, "calls")), 1);
	jo_free(o);
	seat_end(&l, &s, trainee);
}

/* The line is lost: joining again gives the call back, and the seat before is shut out. */
static void test_joining_again_resumes(void **state)
{
	char id[40];
	struct seat s, again;
	struct stream_event e;
	(void)state;

	begin_own(id);
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	jo_free(seat_ask(&l, &s, "您住在哪里？", 200));
	seat_open(&l, &again, trainee, id);
	assert_true(stream_wait(s.stream, "session.ended", &e, 5000));
	assert_string_equal(jo_str(e.data, "reason"), "training");
	jo_free(life_get(&l, "/me", s.token, 401));
	json *me = life_get(&l, "/me", again.token, 200);
	assert_string_equal(jo_pointer_str(me, "/presence/contact_id"), s.contact);
	jo_free(me);
	snprintf(again.contact, sizeof(again.contact), "%s", s.contact);
	jo_free(seat_ask(&l, &again, "您贵姓？", 200));
	seat_close(&s);
	seat_end(&l, &again, trainee);
}

static void test_a_changed_scenario_does_not_change_a_session(void **state)
{
	char id[40], later[40];
	struct seat s;
	(void)state;

	begin_own(id);
	practice_change(&f);
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	json *o = practice_get(&l, id, trainee, 200);
	assert_string_equal(turn_text(jo_get(o, "turns"), "caller", 0), "您好，我家暖气不热。");
	assert_string_equal(jo_str(o, "scenario_version"), "00000000000000f1");
	jo_free(o);
	seat_end(&l, &s, trainee);
	begin_own(later);
	o = practice_get(&l, later, trainee, 200);
	assert_string_equal(jo_str(o, "scenario_version"), "00000000000000f3");
	jo_free(o);
	jo_free(practice_post(&l, later, "end", trainee, NULL, 200));
}

static void test_bad_orders(void **state)
{
	static const struct { const char *body; int status; } bad[] = {
		{ "{\"mode\":\"practice\"}", 422 },
		{ "{\"mode\":\"practice\",\"scenario\":\"nowhere\"}", 422 },
		{ "{\"mode\":\"dance\",\"scenario\":\"fixture\"}", 422 },
		{ "{\"mode\":\"practice\",\"scenario\":\"fixture\",\"seed\":-1}", 422 },
		{ "{\"mode\":\"practice\",\"scenario\":\"fixture\",\"seed\":\"7\"}", 422 },
		{ "{\"mode\":\"practice\",\"scenario\":[\"fixture\"]}", 422 },
		{ "{\"mode\":\"exam\",\"scenario\":\"fixture\"}", 403 },
		{ "{\"mode\":\"practice\",\"scenario\":\"fixture\",\"trainees\":[\"trainee2\"]}", 403 },
	};
	static const struct { const char *body; int status; } of_trainer[] = {
		{ "{\"mode\":\"class\",\"scenario\":\"fixture\",\"trainees\":[\"agent1\"]}", 422 },
		{ "{\"mode\":\"class\",\"scenario\":\"fixture\"}", 422 },
		{ "{\"mode\":\"replay\",\"trainees\":[\"trainee1\"],\"ticket\":\"999\"}", 422 },
		{ "{\"mode\":\"storm\",\"trainees\":[\"trainee1\"],\"arrivals\":{\"curve\":\"sunny\"}}", 422 },
		{ "{\"mode\":\"storm\",\"trainees\":[\"trainee1\"],\"arrivals\":{\"calls\":0}}", 422 },
		{ "{\"class\":\"nothing\",\"mode\":\"class\",\"trainees\":[\"trainee1\"]}", 404 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		jo_free(practice_start(&l, trainee, bad[i].body, bad[i].status));
	for (size_t i = 0; i < ARRAY_SIZE(of_trainer); i++)
		jo_free(practice_start(&l, trainer, of_trainer[i].body, of_trainer[i].status));
}

/* Calls that would find no room are refused, not left out. */
static void test_too_many_calls(void **state)
{
	enum { CALLS = 5001 };
	struct buf body = BUF_INIT;
	(void)state;

	buf_adds(&body, "{\"mode\":\"exam\",\"trainees\":[\"trainee1\"],\"scenarios\":[\"fixture\"");
	for (int i = 1; i < CALLS; i++)
		buf_adds(&body, ",\"fixture\"");
	buf_adds(&body, "]}");
	json *o = practice_start(&l, trainer, body.data, 422);
	const json *problem = jo_at(jo_array(o, "errors"), 0);
	assert_string_equal(jo_str(problem, "pointer"), "/scenarios");
	assert_string_equal(jo_str(problem, "code"), "length");
	assert_int_equal(jo_len(jo_array(o, "errors")), 1);
	jo_free(o);
	buf_release(&body);
}

static void test_nobody_begins_without_end(void **state)
{
	char id[20][40];
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(id); i++)
		begin(third, "{\"mode\":\"practice\",\"scenario\":\"fixture\"}", id[i]);
	jo_free(practice_start(&l, third, "{\"mode\":\"practice\",\"scenario\":\"fixture\"}", 409));
	for (size_t i = 0; i < ARRAY_SIZE(id); i++)
		jo_free(practice_post(&l, id[i], "end", third, NULL, 200));
}

static void test_who_may_know_of_a_session(void **state)
{
	char id[40];
	struct seat s;
	(void)state;

	begin_own(id);
	jo_free(practice_get(&l, id, second, 404));
	jo_free(practice_post(&l, id, "join", second, NULL, 404));
	jo_free(practice_post(&l, id, "join", trainer, NULL, 403));
	jo_free(practice_post(&l, id, "ask", second, "{\"text\":\"您好\"}", 404));
	seat_open(&l, &s, trainee, id);
	jo_free(practice_post(&l, id, "ask", trainee, "{\"text\":\"您好\"}", 409));    /* not answered yet */
	seat_answer(&l, &s);
	jo_free(practice_post(&l, id, "ask", trainee, "{\"text\":\"  \"}", 422));
	jo_free(practice_post(&l, id, "ask", trainee, "{\"text\":\"您好\"}", 200));    /* the city's token does as well */
	jo_free(practice_start(&l, s.token, "{\"mode\":\"practice\",\"scenario\":\"fixture\"}", 403));
	seat_end(&l, &s, trainee);
	jo_free(practice_post(&l, id, "join", trainee, NULL, 409));
	jo_free(practice_post(&l, id, "ask", trainee, "{\"text\":\"您好\"}", 409));
}

/* ---- the trainer ---- */

static json *inject(const char *id, const char *token, const char *body, int status)
{
	return practice_post(&l, id, "inject", token, body, status);
}

static void test_twists(void **state)
{
	char id[40], text[200];
	struct seat s;
	struct stream_event e;
	struct stream *eyes = stream_open(&f, trainer, NULL);
	(void)state;

	assert_true(stream_wait(eyes, "hello", &e, 5000));
	begin_led(id);
	jo_free(inject(id, trainer, "{\"kind\":\"says\",\"text\":\"还有一件事\"}", 409));
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	jo_free(inject(id, trainee, "{\"kind\":\"says\",\"text\":\"x\"}", 403));
	jo_free(inject(id, trainer, "{\"kind\":\"says\",\"text\":\"还有一件事\"}", 200));
	wait_turn(s.stream, "twist", text);
	assert_string_equal(text, "还有一件事");
	jo_free(inject(id, trainer, "{\"kind\":\"hint\",\"text\":\"先问地址\"}", 200));
	assert_true(stream_wait(s.stream, "training.hint", &e, 5000));
	assert_string_equal(jo_str(e.data, "text"), "先问地址");
	jo_free(inject(id, trainer, "{\"kind\":\"supervisor\",\"text\":\"还要多久？\"}", 200));
	assert_true(stream_wait(s.stream, "training.hint", &e, 5000));
	assert_string_equal(jo_str(e.data, "from"), "supervisor");
	jo_free(inject(id, trainer, "{\"kind\":\"comment\",\"text\":\"语气很好\"}", 200));
	json *o = practice_get(&l, id, trainee, 200);
	assert_null(strstr(jo_text(o), "语气很好"));
	jo_free(o);
	o = practice_get(&l, id, trainer, 200);
	assert_non_null(strstr(jo_text(o), "语气很好"));
	assert_int_equal(jo_len(jo_get(o, "untold")), 3);
	jo_free(o);
	/* The trainer sees the form as it grows. */
	seat_draft(&l, &s, "供暖温度不达标");
	assert_true(stream_wait(eyes, "draft.updated", &e, 5000));
	assert_string_equal(jo_str(e.data, "training"), id);
	o = practice_get(&l, id, trainer, 200);
	assert_string_equal(jo_pointer_str(jo_at(jo_get(o, "forms"), 0), "/fields/matter/title"), "供暖温度不达标");
	jo_free(o);
	jo_free(inject(id, trainer, "{\"kind\":\"drop\"}", 200));
	assert_true(stream_wait(s.stream, "training.turn", &e, 5000));
	jo_free(seat_ask(&l, &s, "您住在哪里？", 409));
	seat_verb(&l, &s, "call_back", 200);
	jo_free(seat_ask(&l, &s, "您住在哪里？", 200));
	jo_free(inject(id, trainer, "{\"kind\":\"sing\"}", 422));
	stream_close(eyes);
	seat_end(&l, &s, trainer);
	o = practice_get(&l, id, trainee, 200);
	assert_non_null(strstr(jo_text(o), "语气很好"));
	jo_free(o);
	jo_free(inject(id, trainer, "{\"kind\":\"comment\",\"text\":\"再看一遍\"}", 200));
	jo_free(inject(id, trainer, "{\"kind\":\"hint\",\"text\":\"x\"}", 409));
}

static void test_pause(void **state)
{
	char id[40], text[200];
	struct seat s;
	(void)state;

	begin_led(id);
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	jo_free(inject(id, trainer, "{\"kind\":\"resume\"}", 409));
	jo_free(inject(id, trainer, "{\"kind\":\"pause\"}", 200));
	jo_free(seat_ask(&l, &s, "您住在哪里？", 409));
	pass(600);
	jo_free(inject(id, trainer, "{\"kind\":\"resume\"}", 200));
	/* Ten minutes of pause are nothing to the caller. */
	json *o = practice_get(&l, id, trainer, 200);
	assert_true(jo_int(o, "second", -1) < 20);
	assert_string_equal(turn_text(jo_get(o, "turns"), "caller", 0), "您好，我家暖气不热。");
	jo_free(o);
	pass(25);
	wait_turn(s.stream, "unasked", text);
	seat_end(&l, &s, trainer);
}

/* Whoever does something to a session leads it; it goes on without anybody. */
static void test_a_trainer_leaves(void **state)
{
	char id[40];
	struct seat s;
	struct stream_event e;
	struct stream *eyes = stream_open(&f, other_trainer, NULL);
	(void)state;

	assert_true(stream_wait(eyes, "hello", &e, 5000));
	begin_led(id);
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	jo_free(seat_ask(&l, &s, "您住在哪里？", 200));
	jo_free(inject(id, other_trainer, "{\"kind\":\"comment\",\"text\":\"我来接班\"}", 200));
	jo_free(seat_ask(&l, &s, "您贵姓？", 200));
	assert_true(stream_wait(eyes, "training.turn", &e, 5000));
	json *o = practice_get(&l, id, other_trainer, 200);
	assert_string_equal(jo_pointer_str(o, "/trainer/username"), "trainer2");
	jo_free(o);
	stream_close(eyes);
	seat_end(&l, &s, other_trainer);
}

/* ---- classes ---- */

static void test_a_class_has_one_call(void **state)
{
	struct seat s[2];
	char text[2][200], class[40];
	(void)state;

	json *o = practice_start(&l, trainer,
				 "{\"mode\":\"class\",\"scenario\":\"fixture\",\"seed\":11,\"name\":\"三班\","
				 "\"trainees\":[\"trainee1\",\"trainee2\"]}", 201);
	assert_int_equal(jo_len(jo_get(o, "items")), 2);
	snprintf(class, sizeof(class), "%s", jo_str(o, "class"));
	for (size_t i = 0; i < 2; i++) {
		const json *session = jo_at(jo_get(o, "items"), i);
		assert_int_equal(jo_int(session, "seed", 0), 11);
		seat_open(&l, &s[i], i ? second : trainee, jo_str(session, "id"));
		seat_answer(&l, &s[i]);
		json *said = seat_ask(&l, &s[i], "屋里多少度？", 200);
		snprintf(text[i], sizeof(text[i]), "%s", turn_text(jo_get(said, "turns"), "caller", 0));
		jo_free(said);
	}
	jo_free(o);
	assert_string_equal(text[0], text[1]);
	/* One sees nothing of the other's. */
	jo_free(practice_get(&l, s[0].id, second, 404));
	char path[96];
	snprintf(path, sizeof(path), "/contacts/%s", s[0].contact);
	jo_free(life_get(&l, path, s[1].token, 404));
	/* Somebody comes late. */
	char *body = xasprintf("{\"class\":\"%s\",\"mode\":\"class\",\"trainees\":[\"trainee3\"]}", class);
	o = practice_start(&l, trainer, body, 201);
	struct seat late;
	seat_open(&l, &late, third, jo_str(jo_at(jo_get(o, "items"), 0), "id"));
	seat_answer(&l, &late);
	json *said = seat_ask(&l, &late, "屋里多少度？", 200);
	assert_string_equal(turn_text(jo_get(said, "turns"), "caller", 0), text[0]);
	jo_free(said);
	jo_free(o);
	free(body);
	snprintf(path, sizeof(path), "/training/sessions?class=%s", class);
	o = life_get(&l, path, trainer, 200);
	assert_int_equal(jo_len(jo_get(o, "items")), 3);
	jo_free(o);
	o = life_get(&l, path, trainee, 200);
	assert_int_equal(jo_len(jo_get(o, "items")), 1);
	jo_free(o);
	seat_end(&l, &late, trainer);
	seat_end(&l, &s[0], trainer);
	seat_end(&l, &s[1], trainer);
}

static void test_an_exam_and_its_limit(void **state)
{
	char id[40];
	struct seat s;
	struct stream_event e;
	struct stream *eyes = stream_open(&f, trainer, NULL);
	(void)state;

	assert_true(stream_wait(eyes, "hello", &e, 5000));
	begin(trainer, "{\"mode\":\"exam\",\"scenarios\":[\"fixture\",\"fixture-two\"],\"limit_s\":300,"
	      "\"trainees\":[\"trainee1\"]}", id);
	/* its calls are not rehearsed before */
	jo_free(practice_start(&l, trainee, "{\"mode\":\"practice\",\"scenario\":\"fixture\"}", 409));
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	json *o = practice_get(&l, id, trainee, 200);
	assert_null(jo_get(o, "missing"));
	assert_int_equal(jo_len(jo_get(o, "calls")), 1);        /* the next one is a surprise */
	assert_null(jo_get(o, "title"));                        /* and so is what this one is about */
	assert_null(jo_get(o, "scenario"));
	assert_null(jo_get(jo_at(jo_get(o, "calls"), 0), "title"));
	jo_free(o);
	o = practice_get(&l, id, trainer, 200);
	assert_non_null(jo_str(o, "title"));
	jo_free(o);
	jo_free(inject(id, trainer, "{\"kind\":\"hint\",\"text\":\"x\"}", 409));
	seat_verb(&l, &s, "hang_up", 200);
	seat_verb(&l, &s, "wrap_up_done", 200);
	seat_answer(&l, &s);            /* the second one comes by itself */
	o = practice_get(&l, id, trainee, 200);
	assert_string_equal(turn_text(jo_get(o, "turns"), "caller", 0), "您好，楼道里很冷。");
	assert_true(json_object_is_type(jo_get(o, "score"), json_type_null));
	jo_free(o);
	pass(310);
	wait_state(eyes, id, "ended");
	jo_free(life_get(&l, "/me", s.token, 401));
	o = practice_get(&l, id, trainee, 200);
	assert_int_equal(jo_len(jo_pointer(o, "/score/calls")), 2);
	assert_non_null(jo_str(o, "title"));
	/* The sums are those of both calls. */
	for (size_t k = 0; k < 2; k++) {
		static const char *const names[] = { "right", "missing" };
		int64_t sum = 0;
		for (size_t i = 0; i < 2; i++)
			sum += jo_int(jo_pointer(jo_at(jo_pointer(o, "/score/calls"), i), "/score/fields"), names[k], -99);
		assert_int_equal(jo_int(jo_pointer(o, "/score/fields"), names[k], -1), sum);
	}
	assert_true(jo_int(jo_pointer(o, "/score/fields"), "missing", 0) > 2);
	const json *next = jo_pointer(o, "/score/next");
	assert_true(jo_len(next) > 0);
	for (size_t i = 1; i < jo_len(next); i++) {
		double last = json_object_get_double(jo_get(jo_at(next, i - 1), "lost"));
		assert_true(last >= json_object_get_double(jo_get(jo_at(next, i), "lost")));
	}
	jo_free(o);
	stream_close(eyes);
	seat_close(&s);
}

/* ---- storm and replay ---- */

static void test_a_storm_for_a_team(void **state)
{
	char id[40];
	struct seat s[2];
	(void)state;

	begin(trainer,
	      "{\"mode\":\"storm\",\"scenarios\":[\"fixture\",\"fixture-two\"],\"seed\":3,\"trainees\":[\"trainee1\"],"
	      "\"arrivals\":{\"curve\":\"may-2022\",\"calls\":12,\"seconds\":240}}", id);
	seat_open(&l, &s[0], trainee, id);
	char *body = xasprintf("{\"class\":\"%s\",\"mode\":\"storm\",\"trainees\":[\"trainee2\"]}", id);
	jo_free(practice_start(&l, trainer, body, 201));        /* one more for the team */
	free(body);
	seat_open(&l, &s[1], second, id);
	pass(130);
	seat_answer(&l, &s[0]);
	seat_answer(&l, &s[1]);
	assert_string_not_equal(s[0].contact, s[1].contact);
	json *o = seat_ask(&l, &s[0], "您住在哪里？", 200);
	assert_string_equal(turn_text(jo_get(o, "turns"), "caller", 0), "我住" PRACTICE_PLACE "。");
	jo_free(o);
	json *me = life_get(&l, "/me", s[0].token, 200);
	int64_t waiting = jo_int(jo_get(me, "queue"), "waiting", 0);
	struct stream_event e;
	assert_true(stream_wait(s[0].stream, "queue.updated", &e, 5000));
	assert_true(waiting >= 3 && waiting <= 10);
	jo_free(me);
	o = practice_get(&l, id, trainer, 200);
	assert_int_equal(jo_len(jo_get(o, "calls")), 12);
	jo_free(o);
	/* The city knows nothing of the queue. */
	o = life_get(&l, "/reports/queue", l.supervisor, 200);
	assert_null(strstr(jo_text(o), id));
	jo_free(o);
	/* Who is not answered gives up. */
	pass(400);
	me = life_get(&l, "/me", s[0].token, 200);
	jo_free(me);
	jo_free(practice_post(&l, id, "end", s[1].token, NULL, 403));   /* not one for all */
	seat_close(&s[1]);
	seat_end(&l, &s[0], trainer);
}

/* Begun by mistake and ended before the call was answered: nobody's result. */
static void test_what_was_not_answered_is_no_result(void **state)
{
	char id[40];
	struct seat s;
	(void)state;

	begin_own(id);
	seat_open(&l, &s, trainee, id);
	jo_free(practice_post(&l, id, "end", s.token, NULL, 200));
	seat_close(&s);
	json *o = practice_get(&l, id, trainee, 200);
	assert_string_equal(jo_str(o, "state"), "ended");
	assert_null(jo_get(o, "score"));
	assert_null(jo_get(o, "total"));
	jo_free(o);
	begin_led(id);          /* what a trainer gives is one */
	seat_open(&l, &s, trainee, id);
	jo_free(practice_post(&l, id, "end", s.token, NULL, 200));
	seat_close(&s);
	o = practice_get(&l, id, trainee, 200);
	assert_non_null(jo_get(o, "score"));
	jo_free(o);
}

static const json *seat_of(const json *session, const char *username)
{
	const json *seats = jo_get(session, "seats");

	for (size_t i = 0; i < jo_len(seats); i++)
		if (!strcmp(jo_str(jo_at(seats, i), "username"), username))
			return jo_at(seats, i);
	fail_msg("no seat of %s in %s", username, jo_text((json *)session));
	return NULL;
}

static int64_t queue_number(const json *session, const char *name)
{
	return jo_int(jo_get(session, "queue"), name, -1);
}

/* Every turn of a call there is of that contact. */
static void assert_only_turns_of(const json *session, const char *contact)
{
	const json *turns = jo_get(session, "turns");

	for (size_t i = 0; i < jo_len(turns); i++) {
		const char *of = jo_str(jo_at(turns, i), "contact_id");
		assert_true(!of || !strcmp(of, contact));
	}
}

/* The first calls of a storm come before anybody is ready, so that none rings in vain while the clock is moved. */
static void open_late(const char *id, struct seat s[2], double seconds)
{
	seat_join(&l, &s[0], trainee, id);
	seat_join(&l, &s[1], second, id);
	pass(seconds);
	for (int i = 0; i < 2; i++) {
		seat_ready(&l, &s[i]);
		seat_answer(&l, &s[i]);
	}
}

/* A team of two with a call each, and more callers who wait. */
static void begin_team(char id[40], struct seat s[2])
{
	begin(trainer,
	      "{\"mode\":\"storm\",\"scenarios\":[\"fixture\",\"fixture-two\"],\"seed\":5,"
	      "\"trainees\":[\"trainee1\",\"trainee2\"],\"arrivals\":{\"curve\":\"may-2022\",\"calls\":12,\"seconds\":240}}", id);
	open_late(id, s, 130);
}

static void test_a_storm_is_told_by_its_seats(void **state)
{
	char id[40];
	struct seat s[2];
	(void)state;

	begin_team(id, s);
	json *o = practice_get(&l, id, trainer, 200);
	const json *seat = seat_of(o, "trainee1");
	assert_string_equal(jo_str(seat, "state"), "talking");
	assert_string_equal(jo_str(seat, "contact_id"), s[0].contact);
	assert_true(jo_len(jo_get(seat, "missing")) >= 3);
	assert_int_equal(jo_int(seat, "calls", -1), 1);
	assert_int_equal(queue_number(o, "total"), 12);
	assert_int_equal(queue_number(o, "answered"), 2);
	assert_int_equal(queue_number(o, "came"), 2 + queue_number(o, "waiting"));
	assert_int_equal(queue_number(o, "lost"), 0);
	assert_non_null(jo_str(jo_get(o, "queue"), "oldest_at"));
	jo_free(o);
	/* A call is done and scored, and the next one rings there in vain: each look tells it. */
	seat_verb(&l, &s[0], "hang_up", 200);
	seat_verb(&l, &s[0], "wrap_up_done", 200);
	seat_wait_call(&s[0]);
	seat_verb(&l, &s[0], "decline", 200);
	o = practice_get(&l, id, trainer, 200);
	assert_true(jo_get(seat_of(o, "trainee1"), "mean"));
	assert_int_equal(jo_int(seat_of(o, "trainee1"), "calls", -1), 1);
	assert_int_equal(jo_int(seat_of(o, "trainee1"), "missed", -1), 1);
	assert_int_equal(jo_int(seat_of(o, "trainee2"), "missed", -1), 0);
	jo_free(o);
	/* A trainee sees the own seat, call and words alone. */
	o = practice_get(&l, id, s[1].token, 200);
	assert_int_equal(jo_len(jo_get(o, "seats")), 1);
	assert_string_equal(jo_str(seat_of(o, "trainee2"), "contact_id"), s[1].contact);
	assert_int_equal(jo_len(jo_get(o, "calls")), 1);
	assert_only_turns_of(o, s[1].contact);
	jo_free(o);
	seat_close(&s[1]);
	seat_end(&l, &s[0], trainer);
}

static void set_ready(const struct seat *s)
{
	struct answer a;

	fixture_request(&f, "PUT", "/me/presence", s->token, "{\"state\":\"ready\"}", NULL, &a);
	if (a.status != 200)
		fail_msg("ready: %d %s", a.status, a.body.data);
	answer_release(&a);
}

static void first_rang_at(const char *id, char rang[40])
{
	json *o = practice_get(&l, id, trainer, 200);
	const json *call = jo_at(jo_get(o, "calls"), 0);

	assert_string_not_equal(jo_str(call, "rang_at"), jo_str(call, "came_at"));
	snprintf(rang, 40, "%s", jo_str(call, "rang_at"));
	jo_free(o);
}

/* A call that was handed on rang where it was answered first. */
static void test_a_storm_keeps_when_a_call_rang(void **state)
{
	char id[40], before[40], after[40], path[96];
	struct seat s[2];
	(void)state;

	begin(trainer,
	      "{\"mode\":\"storm\",\"scenarios\":[\"fixture\"],\"seed\":5,\"trainees\":[\"trainee1\",\"trainee2\"],"
	      "\"arrivals\":{\"curve\":\"may-2022\",\"calls\":1,\"seconds\":60}}", id);
	seat_open(&l, &s[0], trainee, id);
	pass(70);
	seat_wait_call(&s[0]);
	seat_verb(&l, &s[0], "decline", 200);
	pass(2);
	set_ready(&s[0]);
	seat_answer(&l, &s[0]);
	first_rang_at(id, before);
	seat_open(&l, &s[1], second, id);
	snprintf(path, sizeof(path), "/contacts/%s/transfer", s[0].contact);
	jo_free(life_post(&l, path, s[0].token, NULL, "{\"to\":{\"skill\":\"general\"}}", 200));
	seat_answer(&l, &s[1]);
	first_rang_at(id, after);
	assert_string_equal(after, before);
	seat_close(&s[1]);
	seat_end(&l, &s[0], trainer);
}

static void test_a_storm_is_judged_by_its_seats(void **state)
{
	char id[40];
	struct seat s[2];
	(void)state;

	begin_team(id, s);
	jo_free(seat_ask(&l, &s[0], "您住在哪里？", 200));
	jo_free(practice_post(&l, id, "end", trainer, NULL, 200));
	json *o = practice_get(&l, id, trainer, 200);
	assert_int_equal(jo_len(jo_get(o, "seats")), 2);
	assert_int_equal(jo_len(jo_pointer(o, "/score/calls")), 2);
	assert_non_null(jo_str(jo_get(o, "score"), "level"));
	assert_true(jo_get(seat_of(o, "trainee1"), "mean"));
	assert_true(jo_int(seat_of(o, "trainee1"), "answer_s", -1) >= 0);
	assert_int_equal(queue_number(o, "lost"), queue_number(o, "came") - 2);
	jo_free(o);
	o = practice_get(&l, id, second, 200);
	assert_int_equal(jo_len(jo_pointer(o, "/score/calls")), 1);
	assert_string_equal(jo_str(jo_at(jo_pointer(o, "/score/calls"), 0), "contact_id"), s[1].contact);
	assert_int_equal(jo_len(jo_get(o, "calls")), 1);
	assert_only_turns_of(o, s[1].contact);
	jo_free(o);
	o = practice_get(&l, id, third, 404);
	jo_free(o);
	seat_close(&s[0]);
	seat_close(&s[1]);
}

static void test_a_word_to_one_seat_of_a_storm(void **state)
{
	char id[40], text[200];
	struct seat s[2];
	struct stream_event e;
	(void)state;

	begin_team(id, s);
	jo_free(practice_post(&l, id, "inject", trainer, "{\"kind\":\"says\",\"text\":\"又是我！\"}", 409));
	char *body = xasprintf("{\"kind\":\"hint\",\"text\":\"问地址\",\"contact_id\":\"%s\"}", s[0].contact);
	jo_free(practice_post(&l, id, "inject", trainer, body, 200));
	free(body);
	wait_turn(s[0].stream, "hint", text);
	assert_string_equal(text, "问地址");
	/* The other seat is told of what is said to all, and of nothing before it. */
	jo_free(practice_post(&l, id, "inject", trainer, "{\"kind\":\"hint\",\"text\":\"快一点\"}", 200));
	assert_true(stream_wait(s[1].stream, "training.hint", &e, 5000));
	assert_string_equal(jo_str(e.data, "text"), "快一点");
	seat_close(&s[1]);
	seat_end(&l, &s[0], trainer);
}

static bool has_comment(const char *token, const char *id, const char *text)
{
	char path[96];

	snprintf(path, sizeof(path), "/training/sessions/%s/timeline", id);
	json *o = life_get(&l, path, token, 200);
	bool found = strstr(jo_text(o), text) != NULL;
	jo_free(o);
	return found;
}

/* A remark on a call that is done is read by whoever had it, by nobody else of the team. */
/* More moments than one answer holds: the latest, then those before them, each once; of one call alone. */
static void test_a_long_time_line_comes_in_pages(void **state)
{
	enum { MARKS = 2500 };
	char id[40], path[160];
	struct seat s;
	struct error err = ERROR_INIT;
	(void)state;

	begin_led(id);
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	seat_end(&l, &s, trainer);
	struct db *db = db_open(f.store, false, &err);
	assert_non_null(db);
	for (int i = 0; i < MARKS; i++)
		assert_int_equal(db_run(db, &err, "INSERT INTO training_turn (training, seq, contact, at, speaker, kind, text) "
					"VALUES (?1, ?2, ?3, ?4, 'server', 'mark', 'x')", "sisi", id, (int64_t)(1000 + i),
					i % 2 ? s.contact : "other", (int64_t)(1 + i / 3)), DB_END);
	db_close(db);
	snprintf(path, sizeof(path), "/training/sessions/%s/timeline", id);
	json *o = life_get(&l, path, trainer, 200), *before;
	size_t latest = jo_len(jo_get(o, "items"));
	assert_in_range(latest, 1990, 2000);
	assert_string_not_equal(jo_pointer_str(jo_at(jo_get(o, "items"), latest - 1), "/turn/text"), "x");
	snprintf(path, sizeof(path), "/training/sessions/%s/timeline?cursor=%s", id, jo_str(o, "next"));
	before = life_get(&l, path, trainer, 200);
	assert_null(jo_str(before, "next"));
	int64_t last = jo_int(jo_get(jo_at(jo_get(before, "items"), jo_len(jo_get(before, "items")) - 1), "turn"), "seq", 0);
	assert_int_equal(jo_int(jo_get(jo_at(jo_get(o, "items"), 0), "turn"), "seq", 0), last + 1);
	jo_free(before);
	jo_free(o);
	snprintf(path, sizeof(path), "/training/sessions/%s/timeline?contact_id=%s", id, s.contact);
	o = life_get(&l, path, trainer, 200);
	assert_null(jo_str(o, "next"));
	assert_in_range(jo_len(jo_get(o, "items")), MARKS / 2, MARKS / 2 + 60);
	jo_free(o);
	snprintf(path, sizeof(path), "/training/sessions/%s/timeline?cursor=yesterday", id);
	jo_free(life_get(&l, path, trainer, 400));
}

static void test_a_comment_in_a_storm_is_of_its_call(void **state)
{
	char id[40], body[200];
	struct seat s[2];
	(void)state;

	begin_team(id, s);
	jo_free(seat_ask(&l, &s[0], "您住在哪里？", 200));
	json *o = practice_get(&l, id, trainer, 200);
	int64_t seq = 0;
	for (size_t i = 0; i < jo_len(jo_get(o, "turns")); i++) {
		const json *turn = jo_at(jo_get(o, "turns"), i);
		seq = !strcmp(jo_str(turn, "by"), "trainee") ? jo_int(turn, "seq", 0) : seq;
	}
	jo_free(o);
	assert_true(seq > 0);
	seat_verb(&l, &s[0], "hang_up", 200);
	seat_verb(&l, &s[0], "wrap_up_done", 200);
	/* while the storm goes on, and when it is over; of the call, and of a moment of it */
	snprintf(body, sizeof(body), "{\"kind\":\"comment\",\"text\":\"先问候\",\"contact_id\":\"%s\"}", s[0].contact);
	jo_free(practice_post(&l, id, "inject", trainer, body, 200));
	jo_free(practice_post(&l, id, "end", trainer, NULL, 200));
	snprintf(body, sizeof(body), "{\"kind\":\"comment\",\"text\":\"问得好\",\"turn\":%lld}", (long long)seq);
	jo_free(practice_post(&l, id, "inject", trainer, body, 200));
	assert_true(has_comment(trainee, id, "先问候"));
	assert_true(has_comment(trainee, id, "问得好"));
	assert_false(has_comment(second, id, "先问候"));
	assert_false(has_comment(second, id, "问得好"));
	seat_close(&s[0]);
	seat_close(&s[1]);
}

static int64_t queued(const json *session, const char *name)
{
	return jo_int(jo_get(session, "queue"), name, -1);
}

/* The queue of a bad day: the trainer sees numbers and what is in hand, each trainee the own calls, the city nothing. */
static void test_a_big_storm_is_shown_by_what_is_in_hand(void **state)
{
	enum { CALLS = 1200, WHOLE_MOST = 600000 };
	char id[40], body[300];
	struct seat s[2];
	(void)state;

	snprintf(body, sizeof(body), "{\"mode\":\"storm\",\"scenarios\":[\"fixture\",\"fixture-two\"],\"seed\":3,\"trainees\":"
		 "[\"trainee1\",\"trainee2\"],\"arrivals\":{\"curve\":\"may-2022\",\"calls\":%d,\"seconds\":1200}}", CALLS);
	begin(trainer, body, id);
	open_late(id, s, 600);
	jo_free(seat_ask(&l, &s[0], "您贵姓貔貅？", 200));
	json *o = practice_get(&l, id, trainer, 200);
	assert_int_equal(queued(o, "total"), CALLS);
	assert_int_equal(queued(o, "answered"), 2);
	assert_true(queued(o, "waiting") > 50);
	assert_int_equal(jo_len(jo_get(o, "calls")), queued(o, "waiting") + 2);
	assert_true(jo_len(jo_get(o, "turns")) <= 400);
	assert_true(strlen(jo_text(o)) < WHOLE_MOST);
	assert_non_null(strstr(jo_text(o), "您贵姓貔貅？"));
	jo_free(o);
	o = practice_get(&l, id, s[1].token, 200);
	assert_null(strstr(jo_text(o), "您贵姓貔貅？"));
	jo_free(o);
	o = life_get(&l, "/reports/queue", l.supervisor, 200);
	assert_int_equal(jo_int(o, "waiting", -1), 0);
	jo_free(o);
	seat_verb(&l, &s[0], "hang_up", 200);
	seat_verb(&l, &s[0], "wrap_up_done", 200);
	seat_close(&s[1]);
	seat_end(&l, &s[0], trainer);
	/* the one that was done, and the one that was in hand */
	o = practice_get(&l, id, trainer, 200);
	assert_int_equal(jo_len(jo_pointer(o, "/score/calls")), 2);
	assert_true(jo_len(jo_pointer(o, "/score/items")) > 5);
	assert_true(strlen(jo_text(o)) < WHOLE_MOST);
	jo_free(o);
	o = practice_get(&l, id, trainee, 200);
	assert_int_equal(jo_len(jo_get(o, "calls")), 1);
	assert_int_equal(jo_len(jo_pointer(o, "/score/calls")), 1);
	jo_free(o);
}

/* While calls come in quickly: the numbers of an answer and the rows beside them are of one moment. */
static void test_an_answer_is_of_one_moment(void **state)
{
	enum { LOOKS = 150 };
	char id[40];
	struct seat seat;
	(void)state;

	begin(trainer, "{\"mode\":\"storm\",\"scenarios\":[\"fixture\"],\"seed\":3,\"trainees\":[\"trainee1\"],"
	      "\"arrivals\":{\"curve\":\"may-2022\",\"calls\":2000,\"seconds\":30}}", id);
	seat_open(&l, &seat, trainee, id);
	for (int i = 0; i < LOOKS; i++) {
		json *o = practice_get(&l, id, trainer, 200);
		assert_int_equal(jo_len(jo_get(o, "calls")), queued(o, "waiting"));
		jo_free(o);
	}
	seat_end(&l, &seat, trainer);
}

/* What the gateway hands in. Its number in `no`. */
static void real_ticket(const char *fields, char no[24])
{
	json *c = life_post(&l, "/contacts", f.gateway, NULL,
			    "{\"channel\":\"web\",\"skill\":\"general\",\"caller\":{\"number\":\"13677665544\"}}", 201);
	char *form = xasprintf("{\"contact_id\":\"%s\",\"draft\":1,\"action\":\"submit\",\"fields\":%s}", jo_str(c, "id"), fields);
	json *t = life_post(&l, "/tickets", f.gateway, NULL, form, 201);

	snprintf(no, 24, "%s", jo_str(t, "no"));
	jo_free(t);
	jo_free(c);
	free(form);
}

#define REAL_FIELDS                                                                                                      \
	"{\"matter\":{\"type\":\"complaint\",\"category\":\"010101\",\"title\":\"真实小区8号楼欧阳真名家暖气不热\","                       \
	"\"content\":\"来电人反映，真实小区8号楼303室室温14度，貔貅苑3号楼也是，欧阳真名电话13677665544，身份证11010119800101123X，车牌京A88888，邻居李女士也不热，要求今天修好\"," \
	"\"party\":\"真热力站\",\"happened_at\":\"2026-11-20T21:30:00+08:00\",\"frequency\":\"night\"},"                                                                                          \
	"\"place\":{\"district\":\"110105\",\"street\":\"110105026\",\"address\":\"真实小区8号楼303室\"},"                          \
	"\"caller\":{\"number\":\"13677665544\",\"name\":\"欧阳真名\"},"                                                       \
	"\"sections\":{\"heating\":{\"fault\":\"low\",\"room_temperature\":14,\"measured_by\":\"resident\"}}}"

static const json *fact_of(const json *scenario, const char *code)
{
	const json *facts = jo_get(scenario, "facts");

	for (size_t i = 0; i < jo_len(facts); i++)
		if (!strcmp(jo_str(jo_at(facts, i), "code"), code))
			return jo_at(facts, i);
	fail_msg("no fact %s in %s", code, jo_text((json *)scenario));
	return NULL;
}

/* The best value that is expected there. */
static const char *expected_at(const json *scenario, const char *pointer)
{
	const json *expects = jo_get(scenario, "expects");

	for (size_t i = 0; i < jo_len(expects); i++)
		if (!strcmp(jo_str(jo_at(expects, i), "pointer"), pointer))
			return json_object_get_string(jo_at(jo_get(jo_at(expects, i), "values"), 0));
	fail_msg("nothing is expected at %s: %s", pointer, jo_text((json *)scenario));
	return NULL;
}

static json *kept_scenario(const char *version)
{
	struct error err = ERROR_INIT;
	struct db *db = db_open(f.store, true, &err);
	struct query *q = db_ask(db, "SELECT body FROM training_scenario WHERE version = ?1", "s", version);

	assert_int_equal(db_step(q), DB_ROW);
	const char *text = db_get_text(q, 0);
	json *o = jo_parse(text, strlen(text), NULL);
	db_done(q, NULL);
	db_close(db);
	return o;
}

/* One invented name, number and place, wherever they stand. */
static void assert_consistent(const json *scenario)
{
	const char *what = jo_str(fact_of(scenario, "what"), "say"), *where = jo_str(fact_of(scenario, "where"), "say");
	const char *name = expected_at(scenario, "/caller/name"), *number = jo_str(scenario, "number");
	const char *point = expected_at(scenario, "/place/address"), *title = jo_str(scenario, "title");

	assert_int_equal(strncmp(number, "1390000", 7), 0);
	assert_non_null(strstr(what, name));
	assert_non_null(strstr(what, number));
	assert_non_null(strstr(what, point));
	assert_non_null(strstr(where, point));
	assert_non_null(strstr(title, point));
	assert_non_null(strstr(title, name));
	assert_non_null(strstr(jo_str(fact_of(scenario, "name"), "say"), name));
	assert_non_null(strstr(jo_str(fact_of(scenario, "number"), "say"), number));
	assert_non_null(strstr(jo_str(fact_of(scenario, "party"), "say"), expected_at(scenario, "/matter/party")));
	assert_string_equal(jo_str(fact_of(scenario, "heating_room_temperature"), "say"), "14");
	assert_string_equal(expected_at(scenario, "/sections/heating/room_temperature"), "14");
	/* the story by what an agent would ask for */
	assert_non_null(strstr(jo_str(fact_of(scenario, "temperature"), "say"), "14度"));
	assert_string_equal(jo_str(fact_of(scenario, "wish"), "say"), "要求今天修好");
	assert_non_null(strstr(jo_str(fact_of(scenario, "scope"), "say"), "也不热"));
	/* what every agent asks for, from the fields or as most callers would */
	assert_string_equal(jo_str(fact_of(scenario, "when"), "say"), "前几天，大概21点多。");
	assert_string_equal(jo_str(fact_of(scenario, "often"), "say"), "每晚。");
	assert_string_equal(expected_at(scenario, "/matter/frequency"), "night");
	assert_string_equal(expected_at(scenario, "/sections/heating/fault"), "low");
	assert_null(strstr(jo_str(fact_of(scenario, "heating_fault"), "say"), "low"));
	assert_non_null(strstr(jo_str(fact_of(scenario, "tried"), "say"), "还没找过"));
	assert_non_null(strstr(jo_str(fact_of(scenario, "callback"), "say"), number));
	assert_non_null(strstr(jo_str(fact_of(scenario, "more"), "say"), "没有"));
	assert_null(strstr(what, "来电人"));
	assert_null(strstr(what, "某"));
	assert_string_equal(expected_at(scenario, "action"), "submit");
}

static void assert_nobody_real(const char *text, const char *no)
{
	const char *const real[] = { "欧阳", "13677665544", "真实小区", "8号楼", "303室", "11010119800101123", "京A88888", "李女士",
				     "真热力站", "貔貅苑", no };

	for (size_t i = 0; i < ARRAY_SIZE(real); i++)
		if (strstr(text, real[i]))
			fail_msg("%s stands in %s", real[i], text);
}

/* Does an expectation of that field hold the words? */
static bool is_expected(const json *scenario, const char *pointer, const char *words)
{
	const json *expects = jo_array(scenario, "expects");
	bool found = false;

	for (size_t i = 0; i < jo_len(expects); i++) {
		const json *e = jo_at(expects, i);
		found |= !strcmp(jo_str(e, "pointer"), pointer) && strstr(jo_text(jo_get(e, "values")), words);
	}
	return found;
}

static void test_a_real_ticket_is_played_again(void **state)
{
	char no[24], body[200];
	struct seat s;
	(void)state;

	real_ticket(REAL_FIELDS, no);
	snprintf(body, sizeof(body), "{\"mode\":\"replay\",\"ticket\":\"%s\",\"trainees\":[\"trainee1\"],\"seed\":5}",
		 no);
	json *o = practice_start(&l, trainer, body, 201);
	json *scenario = kept_scenario(jo_str(o, "scenario_version"));
	assert_consistent(scenario);
	assert_nobody_real(jo_text(scenario), no);
	assert_true(is_expected(scenario, "/matter/title", "*"));
	assert_true(is_expected(scenario, "/matter/content", "14"));
	assert_true(is_expected(scenario, "/place/address", "号楼") && is_expected(scenario, "/place/address", "室"));
	jo_free(scenario);
	seat_open(&l, &s, trainee, jo_str(o, "id"));
	jo_free(o);
	seat_answer(&l, &s);
	const char *const asked[] = { "请您说一下具体情况。", "具体地址是哪里？", "请问您怎么称呼？", "您的联系电话是多少？",
				      "什么时候发生的？", "多久发生一次？", "您之前联系过物业、社区或其他单位吗？", "您希望怎么解决？",
				      "您了解是什么原因吗？", "您的姓名和电话需要为您保密吗？", "除了这件事，您还有其他诉求吗？" };
	for (size_t i = 0; i < ARRAY_SIZE(asked); i++) {
		json *said = seat_ask(&l, &s, asked[i], 200);
		if (strstr(jo_text(said), "不知道") || strstr(jo_text(said), "这个我不清楚"))
			fail_msg("%s: %s", asked[i], jo_text(said));
		jo_free(said);
	}
	seat_end(&l, &s, trainee);
	o = life_get(&l, "/training/sessions", trainer, 200);
	const json *newest = jo_at(jo_get(o, "items"), 0);
	json *whole = practice_get(&l, jo_str(newest, "id"), trainer, 200);
	const char *text = jo_text(whole);
	assert_non_null(strstr(text, "14度"));
	assert_nobody_real(text, no);
	assert_true(jo_len(jo_get(whole, "turns")) >= 8);
	jo_free(whole);
	jo_free(o);
	/* It was read, and that stands in the city's chain. */
	char *ops = fixture_login(&f, "ops1");
	o = life_get(&l, "/audit?action=training.replay", ops, 200);
	assert_int_equal(jo_len(jo_get(o, "items")), 1);
	jo_free(o);
	free(ops);
}

/* A caller who named no district tells where it is as well. */
static void test_a_replay_without_a_district(void **state)
{
	static const char fields[] =
		"{\"matter\":{\"type\":\"complaint\",\"category\":\"010101\","
		"\"title\":\"真实小区暖气不热\",\"content\":\"真实小区不热，一位老人晕倒\"},"
		"\"place\":{\"not_mentioned\":true,\"address\":\"真实小区8号楼303室\"},"
		"\"caller\":{\"number\":\"13677665544\"}}";
	char no[24], body[200];
	(void)state;

	real_ticket(fields, no);
	snprintf(body, sizeof(body), "{\"mode\":\"replay\",\"ticket\":\"%s\",\"trainees\":[\"trainee1\"],\"seed\":6}", no);
	json *o = practice_start(&l, trainer, body, 201), *scenario = kept_scenario(jo_str(o, "scenario_version"));
	const char *point = expected_at(scenario, "/place/address");
	assert_non_null(strstr(jo_str(fact_of(scenario, "where"), "say"), point));
	/* what the story tells is not denied */
	assert_string_equal(jo_str(fact_of(scenario, "urgent"), "say"), "一位老人晕倒");
	jo_free(scenario);
	jo_free(o);
}

/* Whom a section names is somebody else, too, wherever the name stands; so is who takes a delivery. */
static void test_a_replay_invents_whom_sections_name(void **state)
{
	static const char fields[] =
		"{\"matter\":{\"type\":\"help\",\"category\":\"110101\",\"title\":\"貔貅强发烧\","
		"\"content\":\"来电人称貔貅强发烧，现场找饕餮宝\"},\"place\":{\"not_mentioned\":true},"
		"\"caller\":{\"number\":\"13677665544\"},"
		"\"sections\":{\"medical\":{\"patient_name\":\"貔貅强\",\"contact\":\"饕餮宝\"}}}";
	char no[24], body[200];
	(void)state;

	real_ticket(fields, no);
	snprintf(body, sizeof(body), "{\"mode\":\"replay\",\"ticket\":\"%s\",\"trainees\":[\"trainee1\"],\"seed\":7}", no);
	json *o = practice_start(&l, trainer, body, 201), *scenario = kept_scenario(jo_str(o, "scenario_version"));
	const char *patient = expected_at(scenario, "/sections/medical/patient_name");
	assert_null(strstr(jo_text(scenario), "貔貅"));
	assert_null(strstr(jo_text(scenario), "饕餮"));
	assert_non_null(strstr(jo_str(scenario, "title"), patient));
	assert_string_equal(jo_str(fact_of(scenario, "medical_patient_name"), "say"), patient);
	jo_free(scenario);
	jo_free(o);
}

/* ---- scores ---- */

static void test_override_and_results(void **state)
{
	char id[40], body[300];
	struct seat s;
	(void)state;

	begin_led(id);
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	jo_free(practice_post(&l, id, "override", trainer, "{\"item\":\"x\",\"points\":1,\"reason\":\"y\"}", 409));
	seat_end(&l, &s, trainer);
	json *o = practice_get(&l, id, trainer, 200);
	const json *items = jo_pointer(o, "/score/items");
	const json *item = NULL;
	for (size_t i = 0; i < jo_len(items) && !item; i++)
		if (json_object_get_double(jo_get(jo_at(items, i), "deducted")) > 0)
			item = jo_at(items, i);
	assert_non_null(item);
	double before = json_object_get_double(jo_pointer(o, "/score/total"));
	/* Whoever reads it reads it in their own language. */
	struct answer chinese;
	const char *zh[] = { "Accept-Language: zh-CN", NULL };
	char session[100];
	snprintf(session, sizeof(session), "/training/sessions/%s", id);
	fixture_request(&f, "GET", session, trainer, NULL, zh, &chinese);
	assert_non_null(strstr(jo_text(o), "It is missing."));
	assert_null(strstr(chinese.body.data, "It is missing."));
	answer_release(&chinese);
	snprintf(body, sizeof(body), "{\"item\":\"%s\",\"points\":0,\"reason\":\"线路有杂音\"}", jo_str(item, "id"));
	jo_free(practice_post(&l, id, "override", trainer, "{\"item\":\"nothing\",\"points\":0,\"reason\":\"y\"}",
			      404));
	jo_free(practice_post(&l, id, "override", trainer, "{\"item\":\"nothing\",\"points\":0}", 422));
	jo_free(practice_post(&l, id, "override", trainee, body, 403));
	json *after = practice_post(&l, id, "override", trainer, body, 200);
	assert_true(json_object_get_double(jo_pointer(after, "/score/total")) >= before);
	assert_non_null(strstr(jo_text(after), "线路有杂音"));
	jo_free(after);
	jo_free(o);
	o = life_get(&l, "/training/results?by=trainee", trainer, 200);
	assert_true(jo_len(jo_get(o, "items")) >= 1);
	jo_free(o);
	o = life_get(&l, "/training/results", second, 200);
	assert_null(strstr(jo_text(o), "trainee1"));
	jo_free(o);
	/* Every row that costs something costs a part of a point less. */
	o = practice_get(&l, id, trainer, 200);
	for (size_t i = 0; i < jo_len(jo_pointer(o, "/score/items")); i++) {
		item = jo_at(jo_pointer(o, "/score/items"), i);
		if (json_object_get_double(jo_get(item, "deducted")) < 1)
			continue;
		snprintf(body, sizeof(body), "{\"item\":\"%s\",\"points\":%.2f,\"reason\":\"y\"}", jo_str(item, "id"),
			 json_object_get_double(jo_get(item, "deducted")) - 0.86);
		jo_free(practice_post(&l, id, "override", trainer, body, 200));
	}
	jo_free(o);
	static const char *const by[] = { "class", "field", "category" };
	for (size_t i = 0; i < ARRAY_SIZE(by); i++) {
		char path[60];
		snprintf(path, sizeof(path), "/training/results?by=%s", by[i]);
		o = life_get(&l, path, trainer, 200);
		assert_true(jo_len(jo_get(o, "items")) >= 1);
		jo_free(o);
	}
	jo_free(life_get(&l, "/training/results?by=moon", trainer, 400));
	/* the newest call first, by itself, with what the trainer did to it */
	o = life_get(&l, "/training/results?by=call", trainer, 200);
	const json *call = jo_at(jo_get(o, "items"), 0);
	assert_string_equal(jo_str(call, "session"), id);
	assert_string_equal(jo_str(call, "username"), "trainee1");
	assert_true(jo_bool(call, "overridden", false));
	assert_true(json_object_get_double(jo_get(call, "total")) >= before);
	assert_non_null(jo_str(call, "weakest"));
	assert_non_null(jo_str(call, "level"));
	assert_non_null(jo_str(call, "began_at"));
	assert_true(jo_int(call, "seconds", -1) >= 0);
	jo_free(o);
	o = life_get(&l, "/training/results?by=call&trainee=trainee1", second, 200);
	assert_null(strstr(jo_text(o), "trainee1"));
	jo_free(o);
	struct answer a;
	static const char *const zh_csv[] = { "Accept-Language: zh-CN", "Accept: text/csv", NULL };
	fixture_request(&f, "GET", "/training/results?by=call", trainer, NULL, (const char **)zh_csv, &a);
	assert_null(strstr(a.body.data, "99999999"));           /* 7.14 is no 7.1399999999999997 */
	assert_null(strstr(a.body.data, "0000000000"));
	assert_non_null(strstr(a.body.data, ",学员,用户名,"));
	assert_non_null(strstr(a.body.data, ",最弱项,"));
	answer_release(&a);
	const char *csv[] = { "Accept: text/csv", NULL };
	fixture_request(&f, "GET", "/training/results", trainer, NULL, csv, &a);
	assert_int_equal(a.status, 200);
	assert_non_null(strstr(a.body.data, "name,username,calls,mean"));
	assert_null(strstr(a.body.data, "trainee,"));
	answer_release(&a);
}

/* What somebody practised alone stands among the classes, an exam is told from them, and the heads are words. */
static void test_results_of_classes(void **state)
{
	static const char *const zh[] = { "Accept-Language: zh-CN", "Accept: text/csv", NULL };
	char id[40];
	struct seat s;
	struct answer a;
	bool alone = false, exam = false;
	(void)state;

	begin_own(id);
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	seat_end(&l, &s, trainee);
	json *o = practice_start(&l, trainer, "{\"mode\":\"exam\",\"scenario\":\"fixture\",\"name\":\"期末\","
				 "\"trainees\":[\"trainee1\",\"trainee2\"]}", 201);
	seat_open(&l, &s, trainee, jo_str(jo_at(jo_get(o, "items"), 0), "id"));
	seat_answer(&l, &s);
	seat_end(&l, &s, trainer);
	jo_free(practice_post(&l, jo_str(jo_at(jo_get(o, "items"), 1), "id"), "end", trainer, NULL, 200));
	jo_free(o);
	o = life_get(&l, "/training/results?by=class", trainer, 200);
	for (size_t i = 0; i < jo_len(jo_get(o, "items")); i++) {
		const json *row = jo_at(jo_get(o, "items"), i);
		const char *name = jo_str(row, "name"), *mode = jo_str(row, "mode");
		alone = alone || (!strcmp(mode, "practice") && !strcmp(jo_str(row, "key"), "practice") && !name);
		exam = exam || (!strcmp(mode, "exam") && name && !strcmp(name, "期末"));
	}
	assert_true(alone);
	assert_true(exam);
	jo_free(o);
	o = life_get(&l, "/training/results?by=trainee&class=practice", trainer, 200);
	assert_true(jo_len(jo_get(o, "items")) >= 1);
	jo_free(o);
	fixture_request(&f, "GET", "/training/results?by=class", trainer, NULL, (const char **)zh, &a);
	assert_int_equal(a.status, 200);
	assert_null(strstr(a.body.data, "username"));
	assert_non_null(strstr(a.body.data, "期末"));
	assert_null(strstr(a.body.data, ",exam,"));
	answer_release(&a);
}

/* What a note cites is cited, also in a request that is dispatched. */
static void test_a_citation_in_the_note_counts(void **state)
{
	char id[40], path[96];
	struct seat s;
	struct answer a;
	bool cited = false;
	(void)state;

	begin(trainee, "{\"mode\":\"practice\",\"scenario\":\"fixture-cite\"}", id);
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	json *city = life_get(&l, "/city", s.token, 200);
	char *body = xasprintf("{\"base\":0,\"form_version\":%lld,\"fields\":{\"control\":{\"note\":\"供暖 (heat-001 v2): 先测温。\"}}}",
			       (long long)jo_int(jo_at(jo_get(city, "forms"), 0), "version", 0));
	snprintf(path, sizeof(path), "/contacts/%s/drafts/1", s.contact);
	fixture_request(&f, "PUT", path, s.token, body, NULL, &a);
	assert_int_equal(a.status, 200);
	answer_release(&a);
	free(body);
	jo_free(city);
	seat_end(&l, &s, trainee);
	json *o = practice_get(&l, id, trainee, 200);
	const json *items = jo_pointer(o, "/score/items");
	for (size_t i = 0; i < jo_len(items); i++) {
		const char *duty = jo_str(jo_at(items, i), "duty");
		cited = cited || (duty && !strcmp(duty, "cite") && !strcmp(jo_str(jo_at(items, i), "result"), "right"));
	}
	assert_true(cited);
	jo_free(o);
}

/* ---- the wall ---- */

static void put_state(const char *token, const char *body)
{
	struct answer a;

	fixture_request(&f, "PUT", "/me/presence", token, body, NULL, &a);
	if (a.status != 200)
		fail_msg("presence: %d %s", a.status, a.body.data);
	answer_release(&a);
}

/* "STATE REASON" of that seat as supervisors see it. */
static void seat_state(const char *username, char state[60])
{
	char *token = fixture_login(&f, "supervisor1");
	json *o = life_get(&l, "/seats", token, 200);

	snprintf(state, 60, "none");
	for (size_t i = 0; i < jo_len(jo_get(o, "items")); i++) {
		const json *seat = jo_at(jo_get(o, "items"), i);
		const char *reason = jo_str(seat, "reason");
		if (!strcmp(jo_pointer_str(seat, "/user/username"), username))
			snprintf(state, 60, "%s %s", jo_str(seat, "state"), reason ? reason : "-");
	}
	jo_free(o);
	free(token);
}

static void test_supervisors_see_who_trains(void **state)
{
	char *command = xasprintf("printf '" PASSWORD "\n' | ./hotlinectl user add both --config %s --name 两用 --roles "
				  "'agent trainee' --skills general --password-file - >/dev/null", f.config);
	char seen[60];
	struct stream_event e;
	struct seat s;
	(void)state;

	assert_int_equal(system(command), 0);
	free(command);
	char *both = fixture_login(&f, "both");
	struct stream *city = stream_open(&f, both, NULL);
	assert_true(stream_wait(city, "hello", &e, 5000));
	put_state(both, "{\"state\":\"not_ready\",\"reason\":\"喝水\"}");
	json *o = practice_start(&l, both, "{\"mode\":\"practice\",\"scenario\":\"fixture\"}", 201);
	seat_open(&l, &s, both, jo_str(o, "id"));
	jo_free(o);
	seat_state("both", seen);
	assert_string_equal(seen, "not_ready training");
	seat_end(&l, &s, both);
	seat_state("both", seen);
	assert_string_equal(seen, "not_ready -");
	stream_close(city);
	free(both);
}

/* ---- tokens ---- */

static void test_a_realm_token_ends_with_its_login(void **state)
{
	char id[40];
	struct seat s;
	struct stream_event e;
	struct answer a;
	char *login = fixture_login(&f, "trainee3");
	(void)state;

	begin(login, "{\"mode\":\"practice\",\"scenario\":\"fixture\"}", id);
	seat_open(&l, &s, login, id);
	jo_free(life_post(&l, "/notices", s.token, NULL, "{}", 403));
	fixture_request(&f, "PUT", "/me/password", s.token,
			"{\"current\":\"" PASSWORD "\",\"password\":\"correct horse 2\"}", NULL, &a);
	assert_int_equal(a.status, 403);
	answer_release(&a);
	fixture_request(&f, "DELETE", "/sessions/current", login, NULL, NULL, &a);
	assert_int_equal(a.status, 204);
	answer_release(&a);
	assert_true(stream_wait(s.stream, "session.ended", &e, 5000));
	jo_free(life_get(&l, "/me", s.token, 401));
	seat_close(&s);
	/* Forced out by a supervisor: the same. */
	free(login);
	login = fixture_login(&f, "trainee3");
	seat_open(&l, &s, login, id);
	json *me = life_get(&l, "/me", login, 200);
	char path[96];
	snprintf(path, sizeof(path), "/users/%s/sessions", jo_pointer_str(me, "/user/id"));
	jo_free(me);
	fixture_request(&f, "DELETE", path, l.supervisor, NULL, NULL, &a);
	assert_int_equal(a.status, 204);
	answer_release(&a);
	assert_true(stream_wait(s.stream, "session.ended", &e, 5000));
	jo_free(life_get(&l, "/me", s.token, 401));
	seat_close(&s);
	free(login);
	jo_free(practice_post(&l, id, "end", trainer, NULL, 200));
}

/* ---- what time does ---- */

static int64_t count_rows(const char *sql, const char *id)
{
	struct error err = ERROR_INIT;
	struct db *db = db_open(f.store, true, &err);
	struct query *q = db_ask(db, sql, "s", id);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : -1;

	assert_true(db_done(q, &err));
	db_close(db);
	return n;
}

/* Nobody joins, or nobody ends it: it ends by itself. */
static void test_what_is_forgotten_ends(void **state)
{
	char waiting[40], id[40];
	struct seat s;
	struct stream_event e;
	(void)state;

	begin_own(waiting);
	begin_own(id);
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	pass(25 * 3600);
	log_in();       /* everybody's has run out */
	struct stream *eyes = stream_open(&f, trainee, NULL);
	assert_true(stream_wait(eyes, "hello", &e, 20000));
	int64_t end = clock_monotonic() + 20000;
	while ((strcmp(state_of(waiting), "ended") || strcmp(state_of(id), "ended")) && clock_monotonic() < end)
		stream_wait(eyes, "training.updated", &e, 200);
	assert_string_equal(state_of(waiting), "ended");
	assert_string_equal(state_of(id), "ended");
	stream_close(eyes);
	seat_close(&s);
}

static void append_config(const char *text)
{
	FILE *out = fopen(f.config, "ae");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

/* The first thing that a server does is to sweep. */
static void start_after(double seconds)
{
	assert_int_equal(fixture_end(&f, 15), 0);
	now_ahead += seconds;
	fixture_start(&f);
	fixture_clock(&f, now_ahead);
	assert_int_equal(fixture_end(&f, 15), 0);
	fixture_start(&f);
	log_in();       /* everybody's has run out */
}

/* When the city has kept it as long as it wants, what the call made is gone, and its score is not. */
static void test_old_realms_are_forgotten(void **state)
{
	char id[40];
	struct seat s;
	(void)state;

	begin_own(id);
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	seat_draft(&l, &s, "供暖温度不达标");
	jo_free(seat_submit(&l, &s, "供暖温度不达标"));
	seat_end(&l, &s, trainee);
	assert_int_equal(count_rows("SELECT COUNT(*) FROM ticket WHERE realm = ?1", id), 1);
	append_config("[training]\nkeep_days = 45\n");
	start_after(31 * 86400.0);
	assert_int_equal(count_rows("SELECT COUNT(*) FROM ticket WHERE realm = ?1", id), 1);
	start_after(15 * 86400.0);
	int64_t end = clock_monotonic() + 20000;
	while (count_rows("SELECT COUNT(*) FROM contact WHERE realm = ?1", id) && clock_monotonic() < end)
		jo_free(practice_get(&l, id, trainer, 200));
	static const char *const tables[] = {
		"SELECT COUNT(*) FROM contact WHERE realm = ?1", "SELECT COUNT(*) FROM ticket WHERE realm = ?1",
		"SELECT COUNT(*) FROM draft WHERE realm = ?1", "SELECT COUNT(*) FROM ticket_event WHERE realm = ?1",
	};
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		assert_int_equal(count_rows(tables[i], id), 0);
	json *o = practice_get(&l, id, trainer, 200);
	assert_true(jo_len(jo_pointer(o, "/score/items")) > 0);
	assert_true(jo_len(jo_get(o, "turns")) > 0);
	jo_free(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_whole_call),
		cmocka_unit_test(test_unasked_words_come_by_time),
		cmocka_unit_test(test_a_restart_continues_the_call),
		cmocka_unit_test(test_joining_again_resumes),
		cmocka_unit_test(test_bad_orders),
		cmocka_unit_test(test_too_many_calls),
		cmocka_unit_test(test_nobody_begins_without_end),
		cmocka_unit_test(test_who_may_know_of_a_session),
		cmocka_unit_test(test_twists),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_a_trainer_leaves),
		cmocka_unit_test(test_a_class_has_one_call),
		cmocka_unit_test(test_an_exam_and_its_limit),
		cmocka_unit_test(test_a_storm_for_a_team),
		cmocka_unit_test(test_a_big_storm_is_shown_by_what_is_in_hand),
		cmocka_unit_test(test_an_answer_is_of_one_moment),
		cmocka_unit_test(test_what_was_not_answered_is_no_result),
		cmocka_unit_test(test_a_storm_is_told_by_its_seats),
		cmocka_unit_test(test_a_storm_keeps_when_a_call_rang),
		cmocka_unit_test(test_a_storm_is_judged_by_its_seats),
		cmocka_unit_test(test_a_word_to_one_seat_of_a_storm),
		cmocka_unit_test(test_a_comment_in_a_storm_is_of_its_call),
		cmocka_unit_test(test_a_long_time_line_comes_in_pages),
		cmocka_unit_test(test_a_real_ticket_is_played_again),
		cmocka_unit_test(test_a_replay_without_a_district),
		cmocka_unit_test(test_a_replay_invents_whom_sections_name),
		cmocka_unit_test(test_override_and_results),
		cmocka_unit_test(test_results_of_classes),
		cmocka_unit_test(test_supervisors_see_who_trains),
		cmocka_unit_test(test_a_citation_in_the_note_counts),
		cmocka_unit_test(test_a_realm_token_ends_with_its_login),
		cmocka_unit_test(test_a_changed_scenario_does_not_change_a_session),
		cmocka_unit_test(test_what_is_forgotten_ends),
		cmocka_unit_test(test_old_realms_are_forgotten),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
