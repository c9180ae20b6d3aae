/* SPDX-License-Identifier: GPL-3.0-or-later */
/* practice.c -- see practice.h. */
#include "tests/server/practice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/db.h"

#define SCENARIO(code, version, opening, musts) \
	"{\"code\":\"" code "\",\"version\":\"" version "\",\"title\":\"暖气不热（练习）\",\"channel\":\"phone\",\"skill\":\"general\"," \
	"\"difficulty\":1,\"minutes\":5,\"number\":\"" PRACTICE_NUMBER "\",\"name\":\"" PRACTICE_NAME "\",\"mood\":\"calm\"," \
	"\"patience\":20,\"targets\":{\"answer\":15},\"facts\":[" \
	"{\"code\":\"where\",\"about\":\"地址 哪里 小区\",\"ask\":[\"您住在哪里？\",\"具体地址是哪里？\"]," \
	"\"say\":\"我住" PRACTICE_PLACE "。\"}," \
	"{\"code\":\"name\",\"about\":\"姓名 称呼\",\"ask\":[\"您怎么称呼？\",\"您贵姓？\"],\"say\":\"我叫" PRACTICE_NAME "。\"}," \
	"{\"code\":\"what\",\"about\":\"温度 情况\",\"ask\":[\"屋里多少度？\",\"具体是什么情况？\"]," \
	"\"say\":\"屋里14度，" PRACTICE_WORD "漏水。\"}]," \
	"\"lines\":[{\"cue\":\"opening\",\"text\":\"" opening "\"},{\"cue\":\"unknown\",\"text\":\"我不知道。\"}," \
	"{\"cue\":\"silence\",\"n\":20,\"text\":\"喂，您在听吗？\"},{\"cue\":\"hang_up\",\"text\":\"算了。\"}]," \
	"\"expects\":[{\"request\":1,\"pointer\":\"/matter/category\",\"match\":\"one_of\",\"values\":[\"010101\"],\"points\":2}," \
	"{\"request\":1,\"pointer\":\"/matter/content\",\"match\":\"contains\",\"values\":[\"14\"],\"points\":1}," \
	"{\"request\":1,\"pointer\":\"/place/district\",\"match\":\"one_of\",\"values\":[\"110105\"],\"points\":1}]," \
	"\"musts\":[" musts "]}"

static void put(struct fixture *f, const char *code, const char *version, const char *body)
{
	struct error err = ERROR_INIT;
	struct db *db = db_open(f->store, false, &err);

	if (!db || db_run(db, &err, "UPDATE scenario SET current = 0 WHERE code = ?1", "s", code) != DB_END ||
	    db_run(db, &err,
		   "INSERT INTO scenario (code, version, current, imported_at, body) VALUES (?1, ?2, 1, 1, ?3)", "sss",
		   code, version, body) != DB_END)
		fail_msg("the scenario is not in the store: %s", err.text);
	db_close(db);
}

void practice_scenarios(struct fixture *f)
{
	put(f, "fixture", "00000000000000f1", SCENARIO("fixture", "00000000000000f1", "您好，我家暖气不热。", ""));
	put(f, "fixture-two", "00000000000000f2", SCENARIO("fixture-two", "00000000000000f2", "您好，楼道里很冷。", ""));
	put(f, "fixture-cite", "00000000000000f4", SCENARIO("fixture-cite", "00000000000000f4", "您好，暖气多少度算达标？",
	    "{\"duty\":\"cite\",\"what\":\"heat-001\",\"why\":\"要有依据。\"}"));
}

void practice_stage(struct fixture *f, struct life *l)
{
	fixture_make(f);
	practice_scenarios(f);
	fixture_start(f);
	life_begin(l, f);
}

void practice_change(struct fixture *f)
{
	put(f, "fixture", "00000000000000f3", SCENARIO("fixture", "00000000000000f3", "您好，改过的开场白。", ""));
}

json *practice_start(struct life *l, const char *token, const char *body, int status)
{
	return life_post(l, "/training/sessions", token, NULL, body, status);
}

json *practice_get(struct life *l, const char *id, const char *token, int status)
{
	char path[96];

	snprintf(path, sizeof(path), "/training/sessions/%s", id);
	return life_get(l, path, token, status);
}

json *practice_post(struct life *l, const char *id, const char *verb, const char *token, const char *body, int status)
{
	char path[120];

	snprintf(path, sizeof(path), "/training/sessions/%s/%s", id, verb);
	return life_post(l, path, token, NULL, body, status);
}

void seat_join(struct life *l, struct seat *s, const char *city, const char *id)
{
	struct stream_event e;

	memset(s, 0, sizeof(*s));
	s->city = xstrdup(city);
	snprintf(s->id, sizeof(s->id), "%s", id);
	json *joined = practice_post(l, id, "join", city, NULL, 201);
	assert_string_equal(jo_str(joined, "realm"), id);
	snprintf(s->token, sizeof(s->token), "%s", jo_str(joined, "token"));
	jo_free(joined);
	s->stream = stream_open(l->f, s->token, NULL);
	assert_true(stream_wait(s->stream, "hello", &e, 20000));
}

void seat_ready(struct life *l, struct seat *s)
{
	struct answer a;

	fixture_request(l->f, "PUT", "/me/presence", s->token, "{\"state\":\"ready\"}", NULL, &a);
	if (a.status != 200 && a.status != 409)         /* 409: resumed in the middle of a call */
		fail_msg("ready: %d %s", a.status, a.body.data);
	answer_release(&a);
}

void seat_open(struct life *l, struct seat *s, const char *city, const char *id)
{
	seat_join(l, s, city, id);
	seat_ready(l, s);
}

void seat_close(struct seat *s)
{
	stream_close(s->stream);
	free(s->city);
	memset(s, 0, sizeof(*s));
}

void seat_begin(struct life *l, struct seat *s, const char *leader, const char *body, const char *city)
{
	json *begun = practice_start(l, leader, body, 201), *class = jo_get(begun, "items");

	seat_open(l, s, city, jo_str(class ? jo_at(class, 0) : begun, "id"));
	seat_answer(l, s);
	jo_free(begun);
}

void seat_end(struct life *l, struct seat *s, const char *leader)
{
	jo_free(practice_post(l, s->id, "end", leader, NULL, 200));
	seat_close(s);
}

void seat_wait_call(struct seat *s)
{
	struct stream_event e;

	assert_true(stream_wait(s->stream, "contact.offered", &e, 10000));
	snprintf(s->contact, sizeof(s->contact), "%s", jo_str(jo_get(e.data, "contact"), "id"));
}

void seat_verb(struct life *l, struct seat *s, const char *verb, int status)
{
	char path[96];

	snprintf(path, sizeof(path), "/contacts/%s/%s", s->contact, verb);
	jo_free(life_post(l, path, s->token, NULL, "{}", status));
}

void seat_answer(struct life *l, struct seat *s)
{
	seat_wait_call(s);
	seat_verb(l, s, "answer", 200);
}

json *seat_ask(struct life *l, struct seat *s, const char *text, int status)
{
	json *body = json_object_new_object();

	jo_set_str(body, "text", text);
	json *answer = practice_post(l, s->id, "ask", s->token, jo_text(body), status);
	jo_free(body);
	return answer;
}

const char *turn_text(const json *turns, const char *by, size_t from_end)
{
	for (size_t i = jo_len(turns); i-- > 0;)
		if (!strcmp(jo_str(jo_at(turns, i), "by"), by) && !from_end--)
			return jo_str(jo_at(turns, i), "text");
	return "";
}

#define FORM(title) \
	"{\"matter\":{\"type\":\"complaint\",\"category\":\"010101\",\"title\":\"%s\",\"content\":\"室温14度，" PRACTICE_WORD \
	"漏水\"},\"place\":{\"district\":\"110105\",\"street\":\"110105026\",\"address\":\"" PRACTICE_PLACE "\"}," \
	"\"caller\":{\"number\":\"" PRACTICE_NUMBER "\",\"name\":\"" PRACTICE_NAME "\"}}"

void seat_draft(struct life *l, struct seat *s, const char *title)
{
	struct answer a;
	char path[96], *fields = xasprintf(FORM(title), title);
	json *city = life_get(l, "/city", s->token, 200);
	int64_t version = jo_int(jo_at(jo_get(city, "forms"), 0), "version", 0);
	char *body = xasprintf("{\"base\":0,\"form_version\":%lld,\"fields\":%s}", (long long)version, fields);

	snprintf(path, sizeof(path), "/contacts/%s/drafts/1", s->contact);
	fixture_request(l->f, "PUT", path, s->token, body, NULL, &a);
	if (a.status != 200)
		fail_msg("draft: %d %s", a.status, a.body.data);
	answer_release(&a);
	jo_free(city);
	free(body);
	free(fields);
}

json *seat_submit(struct life *l, struct seat *s, const char *title)
{
	char *fields = xasprintf(FORM(title), title);
	char *body = xasprintf("{\"contact_id\":\"%s\",\"draft\":1,\"action\":\"submit\",\"fields\":%s}", s->contact,
			       fields);
	json *ticket = life_post(l, "/tickets", s->token, NULL, body, 201);

	free(body);
	free(fields);
	return ticket;
}
