/* SPDX-License-Identifier: GPL-3.0-or-later */
/* life.c -- see life.h. */
#include "tests/server/life.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"

void life_begin(struct life *l, struct fixture *f)
{
	*l = (struct life){
		.f = f, .dispatcher = fixture_login(f, "dispatcher1"), .supervisor = fixture_login(f, "supervisor1"),
		.visitor = fixture_login(f, "visitor1"), .street = fixture_login(f, "unit1"),
		.company = fixture_login(f, "unit2"), .district = fixture_login(f, "unit3"),
		.grid = fixture_login(f, "unit4"), .agent = fixture_login(f, "agent1"),
	};
}

char *life_login(struct life *l, const char *username)
{
	ARRAY_GROW(l->others, l->other_count + 1, l->other_alloc);
	return l->others[l->other_count++] = fixture_login(l->f, username);
}

void life_end(struct life *l)
{
	char *tokens[] = { l->dispatcher, l->supervisor, l->visitor, l->street, l->company, l->district, l->grid,
			   l->agent };

	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++)
		free(tokens[i]);
	for (size_t i = 0; i < l->other_count; i++)
		free(l->others[i]);
	free(l->others);
}

void life_request(struct life *l, const char *method, const char *path, const char *token, const char *match,
		  const char *body, struct answer *a)
{
	char key[32], version[40];
	const char *headers[] = { key, match ? version : NULL, NULL };

	snprintf(key, sizeof(key), "Idempotency-Key: life-%d", l->keys++);
	snprintf(version, sizeof(version), "If-Match: \"%s\"", match ? match : "");
	fixture_request(l->f, method, path, token, body, headers, a);
}

json *life_get(struct life *l, const char *path, const char *token, int status)
{
	struct answer a;

	fixture_request(l->f, "GET", path, token, NULL, NULL, &a);
	if (a.status != status)
		fail_msg("GET %s: %d %s", path, a.status, a.body.data);
	json *o = json_object_get(a.json);
	answer_release(&a);
	return o;
}

json *life_post(struct life *l, const char *path, const char *token, const char *match, const char *body, int status)
{
	struct answer a;

	life_request(l, "POST", path, token, match, body, &a);
	if (a.status != status)
		fail_msg("POST %s %s: %d %s", path, body, a.status, a.body.data);
	json *o = json_object_get(a.json);
	answer_release(&a);
	return o;
}

/* `from`: the members that say where it comes from. */
static void submit(struct life *l, const char *token, const char *from, const char *title, char no[24])
{
	char body[1024];

	snprintf(body, sizeof(body), "{%s,\"action\":\"submit\",\"fields\":" LIFE_FIELDS "}", from, title);
	json *t = life_post(l, "/tickets", token, NULL, body, 201);
	snprintf(no, 24, "%s", jo_str(t, "no"));
	jo_free(t);
}

static void submit_of_contact(struct life *l, const char *token, const char *contact, const char *title, char no[24])
{
	char from[80];

	snprintf(from, sizeof(from), "\"contact_id\":\"%s\",\"draft\":1", contact);
	submit(l, token, from, title, no);
}

void life_submit(struct life *l, const char *title, char no[24])
{
	json *c = life_post(l, "/contacts", l->f->gateway, NULL,
			    "{\"channel\":\"web\",\"skill\":\"general\",\"caller\":{\"number\":\"13900000001\"}}", 201);
	submit_of_contact(l, l->f->gateway, jo_str(c, "id"), title, no);
	jo_free(c);
}

static void presence(struct life *l, const char *state)
{
	char body[60];
	struct answer a;

	snprintf(body, sizeof(body), "{\"state\":\"%s\"}", state);
	fixture_request(l->f, "PUT", "/me/presence", l->agent, body, NULL, &a);
	assert_int_equal(a.status, 200);
	answer_release(&a);
}

static void call_verb(struct life *l, const char *contact, const char *verb)
{
	char path[120];

	snprintf(path, sizeof(path), "/contacts/%s/%s", contact, verb);
	jo_free(life_post(l, path, l->agent, NULL, NULL, 200));
}

void life_answer(struct life *l, struct stream *s, const char *number, char contact[40])
{
	struct stream_event e;
	char body[160];

	assert_true(stream_wait(s, "hello", &e, 20000));
	presence(l, "ready");
	snprintf(body, sizeof(body), "{\"channel\":\"phone\",\"skill\":\"general\",\"caller\":{\"number\":\"%s\"}}", number);
	jo_free(life_post(l, "/contacts", l->f->gateway, NULL, body, 201));
	assert_true(stream_wait(s, "contact.offered", &e, 20000));
	snprintf(contact, 40, "%s", jo_str(jo_get(e.data, "contact"), "id"));
	call_verb(l, contact, "answer");
}

void life_hang_up(struct life *l, const char *contact)
{
	call_verb(l, contact, "hang_up");
	call_verb(l, contact, "wrap_up_done");
	presence(l, "not_ready");
}

void life_call(struct life *l, const char *title, char no[24])
{
	struct stream *s = stream_open(l->f, l->agent, NULL);
	char contact[40];

	life_answer(l, s, "13900000001", contact);
	submit_of_contact(l, l->agent, contact, title, no);
	life_hang_up(l, contact);
	stream_close(s);
}

void life_find(struct life *l, const char *title, char no[24])
{
	submit(l, l->agent, "\"origin\":\"patrol\"", title, no);
}

json *life_ticket(struct life *l, const char *no)
{
	char path[64];

	snprintf(path, sizeof(path), "/tickets/%s", no);
	return life_get(l, path, l->supervisor, 200);
}

void life_expect(struct life *l, const char *no, const char *pointer, const char *text)
{
	json *t = life_ticket(l, no);

	assert_string_equal(jo_pointer_str(t, pointer), text);
	jo_free(t);
}

json *life_act(struct life *l, const char *no, const char *token, const char *body, int status)
{
	char path[64], version[32];

	json *t = life_ticket(l, no);
	snprintf(version, sizeof(version), "%lld", (long long)jo_int(t, "version", 0));
	jo_free(t);
	snprintf(path, sizeof(path), "/tickets/%s/actions", no);
	return life_post(l, path, token, version, body, status);
}

void life_move(struct life *l, const char *no, const char *token, const char *body, const char *state)
{
	json *t = life_act(l, no, token, body, 200);

	assert_string_equal(jo_str(t, "state"), state);
	jo_free(t);
}

void life_dispatch(struct life *l, const char *no)
{
	life_move(l, no, l->dispatcher, "{\"action\":\"dispatch\",\"lead\":\"" STREET "\",\"basis\":\"catalogue\"}", "dispatched");
}

void life_handle(struct life *l, const char *no)
{
	life_dispatch(l, no);
	life_move(l, no, l->street, "{\"action\":\"sign\"}", "handling");
	life_move(l, no, l->street, "{\"action\":\"reply\",\"answer\":\"已修复\"}", "visiting");
}

void life_close(struct life *l, const char *no)
{
	life_move(l, no, l->visitor, "{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":true,"
		  "\"satisfied\":\"yes\"}", "closed");
}

json *life_precedent(struct life *l, const char *editor, char no[24])
{
	char body[80];

	life_submit(l, "先例", no);
	life_handle(l, no);
	life_close(l, no);
	snprintf(body, sizeof(body), "{\"ticket\":\"%s\"}", no);
	return life_post(l, "/precedents", editor, NULL, body, 201);
}

json *life_draw(struct life *l, const char *trainer)
{
	return life_post(l, "/inspections", trainer, NULL, "{\"from\":\"2020-01-01T00:00:00+08:00\",\"to\":"
			 "\"2100-01-01T00:00:00+08:00\",\"agents\":[\"agent1\"],\"share\":1}", 201);
}

int life_count(struct life *l, const char *title)
{
	json *list = life_get(l, "/tickets?state=pending&limit=200", l->dispatcher, 200);
	json *items = jo_array(list, "items");
	int count = 0;

	for (size_t i = 0; i < jo_len(items); i++)
		count += !strcmp(jo_pointer_str(jo_at(items, i), "/fields/matter/title"), title);
	jo_free(list);
	return count;
}
