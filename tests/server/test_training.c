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
#include "hotline/db.h"
#include "tests/server/practice.h"

static struct fixture f;
static struct life l;
static char *trainer, *other_trainer, *trainee, *second, *third;

static int make(void **state)
{
	(void)state;
	fixture_make(&f);
	practice_scenarios(&f);
	fixture_keep_port(&f);
	fixture_clock(&f, 0);
	fixture_start(&f);
	life_begin(&l, &f);
	trainer = fixture_login(&f, "trainer1");
	other_trainer = fixture_login(&f, "trainer2");
	trainee = fixture_login(&f, "trainee1");
	second = fixture_login(&f, "trainee2");
	third = fixture_login(&f, "trainee3");
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	free(trainer);
	free(other_trainer);
	free(trainee);
	free(second);
	free(third);
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

static void end(struct seat *s, const char *token)
{
	jo_free(practice_post(&l, s->id, "end", token, NULL, 200));
	seat_close(s);
}

/* ---- one's own practice ---- */

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
	jo_free(practice_post(&l, id, "marks", s.token, "{\"keystrokes\":321,\"searched\":true}", 204));
	seat_verb(&l, &s, "hang_up", 200);
	seat_verb(&l, &s, "wrap_up_done", 200);
	/* The last call is over: the session ends by itself, and so does its token. */
	wait_state(city, id, "ended");
	jo_free(life_get(&l, "/me", s.token, 401));
	o = practice_get(&l, id, trainee, 200);
	assert_true(json_object_get_double(jo_pointer(o, "/score/total")) > 0);
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
	end(&s, trainee);
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
	/* What is looked up counts; it is written behind the answer. */
	jo_free(life_get(&l, "/knowledge?q=%E4%BE%9B%E6%9A%96", s.token, 200));
	wait_turn(s.stream, "mark", searched);
	while (strncmp(searched, "searched ", 9))
		wait_turn(s.stream, "mark", searched);
	assert_int_equal(fixture_end(&f, 9), -9);
	fixture_start(&f);
	fixture_clock(&f, now_ahead);
	json *o = seat_ask(&l, &s, "您贵姓？", 200);
	assert_string_equal(turn_text(jo_get(o, "turns"), "caller", 0), "我叫" PRACTICE_NAME "。");
	jo_free(o);
	o = practice_get(&l, id, trainee, 200);
	assert_int_equal(jo_len(jo_get(o, "calls")), 1);
	jo_free(o);
	end(&s, trainee);
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
	end(&again, trainee);
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
	end(&s, trainee);
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
	end(&s, trainee);
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
	end(&s, trainer);
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
	end(&s, trainer);
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
	end(&s, other_trainer);
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
	end(&late, trainer);
	end(&s[0], trainer);
	end(&s[1], trainer);
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
	seat_open(&l, &s, trainee, id);
	seat_answer(&l, &s);
	json *o = practice_get(&l, id, trainee, 200);
	assert_null(jo_get(o, "missing"));
	assert_int_equal(jo_len(jo_get(o, "calls")), 1);        /* the next one is a surprise */
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
	end(&s[0], trainer);
}

static void test_a_real_ticket_is_played_again(void **state)
{
	char no[24], body[200];
	struct seat s;
	(void)state;

	json *c = life_post(&l, "/contacts", f.gateway, NULL,
			    "{\"channel\":\"web\",\"skill\":\"general\",\"caller\":{\"number\":\"13677665544\"}}", 201);
	char *form = xasprintf("{\"contact_id\":\"%s\",\"draft\":1,\"action\":\"submit\",\"fields\":{\"matter\":{\"type\":\"complaint\","
			       "\"category\":\"010101\",\"title\":\"欧阳真名家暖气不热\",\"content\":\"欧阳真名说室温14度，电话13677665544，住真实小区8号楼303室\"},"
			       "\"place\":{\"district\":\"110105\",\"street\":\"110105026\",\"address\":\"真实小区8号楼303室\"},"
			       "\"caller\":{\"number\":\"13677665544\",\"name\":\"欧阳真名\"}}}", jo_str(c, "id"));
	json *t = life_post(&l, "/tickets", f.gateway, NULL, form, 201);
	snprintf(no, sizeof(no), "%s", jo_str(t, "no"));
	jo_free(t);
	jo_free(c);
	free(form);
	snprintf(body, sizeof(body), "{\"mode\":\"replay\",\"ticket\":\"%s\",\"trainees\":[\"trainee1\"],\"seed\":5}",
		 no);
	json *o = practice_start(&l, trainer, body, 201);
	seat_open(&l, &s, trainee, jo_str(o, "id"));
	jo_free(o);
	seat_answer(&l, &s);
	const char *const asked[] = { "请您说一下具体情况。", "具体地址是哪里？", "请问您怎么称呼？", "您的联系电话是多少？" };
	for (size_t i = 0; i < ARRAY_SIZE(asked); i++)
		jo_free(seat_ask(&l, &s, asked[i], 200));
	end(&s, trainee);
	o = life_get(&l, "/training/sessions", trainer, 200);
	const json *newest = jo_at(jo_get(o, "items"), 0);
	json *whole = practice_get(&l, jo_str(newest, "id"), trainer, 200);
	const char *text = jo_text(whole);
	assert_non_null(strstr(text, "14度"));
	assert_null(strstr(text, "欧阳真名"));
	assert_null(strstr(text, "13677665544"));
	assert_null(strstr(text, "真实小区"));
	assert_null(strstr(text, no));
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
	end(&s, trainer);
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
	static const char *const by[] = { "class", "field", "category" };
	for (size_t i = 0; i < ARRAY_SIZE(by); i++) {
		char path[60];
		snprintf(path, sizeof(path), "/training/results?by=%s", by[i]);
		o = life_get(&l, path, trainer, 200);
		assert_true(jo_len(jo_get(o, "items")) >= 1);
		jo_free(o);
	}
	jo_free(life_get(&l, "/training/results?by=moon", trainer, 400));
	struct answer a;
	const char *csv[] = { "Accept: text/csv", NULL };
	fixture_request(&f, "GET", "/training/results", trainer, NULL, csv, &a);
	assert_int_equal(a.status, 200);
	assert_non_null(strstr(a.body.data, "trainee,name,username,calls"));
	answer_release(&a);
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
	free(login);
	/* Forced out by a supervisor: the same. */
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

/* Everybody's login has run out meanwhile. */
static void log_in_again(void)
{
	char **all[] = { &trainer, &other_trainer, &trainee, &second, &third };
	static const char *const names[] = { "trainer1", "trainer2", "trainee1", "trainee2", "trainee3" };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		free(*all[i]);
		*all[i] = fixture_login(&f, names[i]);
	}
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
	log_in_again();
	struct stream *eyes = stream_open(&f, trainee, NULL);
	assert_true(stream_wait(eyes, "hello", &e, 5000));
	for (int i = 0; i < 50 && (strcmp(state_of(waiting), "ended") || strcmp(state_of(id), "ended")); i++)
		stream_wait(eyes, "training.updated", &e, 200);
	assert_string_equal(state_of(waiting), "ended");
	assert_string_equal(state_of(id), "ended");
	stream_close(eyes);
	seat_close(&s);
}

/* A month later what the call made is gone, and its score is not. */
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
	end(&s, trainee);
	assert_int_equal(count_rows("SELECT COUNT(*) FROM ticket WHERE realm = ?1", id), 1);
	assert_int_equal(fixture_end(&f, 15), 0);
	now_ahead += 31 * 86400;
	fixture_start(&f);
	fixture_clock(&f, now_ahead);
	assert_int_equal(fixture_end(&f, 15), 0);
	fixture_start(&f);              /* the first thing it does is to sweep */
	log_in_again();
	for (int i = 0; i < 100 && count_rows("SELECT COUNT(*) FROM contact WHERE realm = ?1", id); i++)
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
		cmocka_unit_test(test_nobody_begins_without_end),
		cmocka_unit_test(test_who_may_know_of_a_session),
		cmocka_unit_test(test_twists),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_a_trainer_leaves),
		cmocka_unit_test(test_a_class_has_one_call),
		cmocka_unit_test(test_an_exam_and_its_limit),
		cmocka_unit_test(test_a_storm_for_a_team),
		cmocka_unit_test(test_a_real_ticket_is_played_again),
		cmocka_unit_test(test_override_and_results),
		cmocka_unit_test(test_a_realm_token_ends_with_its_login),
		cmocka_unit_test(test_a_changed_scenario_does_not_change_a_session),
		cmocka_unit_test(test_what_is_forgotten_ends),
		cmocka_unit_test(test_old_realms_are_forgotten),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
