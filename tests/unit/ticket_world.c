/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ticket_world.c -- the people and the moves of ticket_world.h. */
#include "ticket_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"

static const struct ticket_actor agent = { .id = "u-agent1",
					   .username = "agent1",
					   .roles = ROLE_AGENT };
static const struct ticket_actor agent2 = { .id = "u-agent2",
					    .username = "agent2",
					    .roles = ROLE_AGENT };
static const struct ticket_actor dispatcher = { .id = "u-disp1",
						.username = "dispatcher1",
						.roles = ROLE_DISPATCHER };
static const struct ticket_actor dispatcher2 = { .id = "u-disp2",
						 .username = "dispatcher2",
						 .roles = ROLE_DISPATCHER };
static const struct ticket_actor street = {
	.id = "u-unit1", .username = "unit1", .roles = ROLE_UNIT, .unit = STREET
};
static const struct ticket_actor district = {
	.id = "u-unit3", .username = "unit3", .roles = ROLE_UNIT, .unit = DISTRICT
};
static const struct ticket_actor grid = { .id = "u-grid1", .username = "grid1", .roles = ROLE_UNIT, .unit = GRID };
static const struct ticket_actor department = {
	.id = "u-unit2", .username = "unit2", .roles = ROLE_UNIT, .unit = DEPARTMENT
};
static const struct ticket_actor company = {
	.id = "u-unit4", .username = "unit4", .roles = ROLE_UNIT, .unit = COMPANY
};
static const struct ticket_actor visitor = { .id = "u-visit1",
					     .username = "visitor1",
					     .roles = ROLE_VISITOR };
static const struct ticket_actor supervisor = { .id = "u-super1",
						.username = "supervisor1",
						.roles = ROLE_SUPERVISOR };
static const struct ticket_actor ops = { .id = "u-ops1", .username = "ops1", .roles = ROLE_OPS };

const struct ticket_actor *const people[WHO_COUNT] = {
	[WHO_AGENT] = &agent, [WHO_AGENT2] = &agent2, [WHO_DISPATCHER] = &dispatcher,
	[WHO_DISPATCHER2] = &dispatcher2, [WHO_STREET] = &street, [WHO_DISTRICT] = &district, [WHO_GRID] = &grid,
	[WHO_DEPARTMENT] = &department, [WHO_COMPANY] = &company, [WHO_VISITOR] = &visitor,
	[WHO_SUPERVISOR] = &supervisor, [WHO_SERVER] = &ticket_server, [WHO_OPS] = &ops,
};

instant at(const char *text)
{
	instant t = 0;

	assert_true(clock_parse(text, &t));
	return t;
}

static json *parse(const char *text)
{
	struct error err = ERROR_INIT;
	json *o = jo_parse(text, strlen(text), &err);

	if (!o)
		fail_msg("%s: %s", err.text, text);
	return o;
}

struct world *world_new(void)
{
	struct world *w = xcalloc(1, sizeof(*w));
	struct city_report report = { 0 };

	clock_set_zone("Asia/Shanghai", NULL);
	w->city = city_read(SRCDIR "/city", &report);
	if (!w->city)
		fail_msg("the demo city: %s", report.count ? report.problems[0] : "?");
	city_report_release(&report);
	return w;
}

static void forget_events(struct world *w)
{
	for (size_t i = 0; i < w->count; i++)
		jo_free(w->details[i]);
	w->count = 0;
	ticket_free(w->ticket);
	w->ticket = NULL;
}

void world_free(struct world *w)
{
	forget_events(w);
	free(w->events);
	free(w->details);
	city_free(w->city);
	free(w);
}

/* Keeps the event as the store would: its detail through text. */
static void happen(struct world *w, const struct ticket_actor *who, const char *action,
		   json *detail, enum ticket_state to)
{
	ARRAY_GROW(w->events, w->count + 1, w->alloc);
	ARRAY_GROW(w->details, w->count + 1, w->detail_alloc);
	json *kept = parse(jo_text(detail));
	jo_free(detail);
	w->details[w->count] = kept;
	w->events[w->count] = (struct ticket_event){ (int64_t)w->count + 1, w->now, who->id, action,
						     w->ticket->state, to, kept };
	ticket_apply(w->city, w->ticket, &w->events[w->count++]);
	assert_int_equal(w->ticket->version, w->count);
	assert_int_equal(w->ticket->state, to);
}

void world_open(struct world *w, const char *action, const char *fields)
{
	enum ticket_state first = !strcmp(action, "answer") ? TICKET_ANSWERED
				  : !strcmp(action, "transfer") ? TICKET_TRANSFERRED
				  : !strcmp(action, "decline") ? TICKET_DECLINED
				  : !strcmp(action, "void") ? TICKET_VOID : TICKET_PENDING;
	json *detail = json_object_new_object();

	forget_events(w);
	w->now = at("2026-11-24T10:00:00+08:00");
	w->ticket = ticket_new("261124000001", "city");
	w->ticket->state = first;
	jo_set_str(detail, "contact_id", "c-1");
	jo_set_int(detail, "draft", 1);
	jo_set_str(detail, "agent", "u-agent1");
	jo_set(detail, "fields", parse(fields));
	happen(w, people[WHO_AGENT], action, detail, first);
}

enum error_kind world_move(struct world *w, int who, const char *action, const char *body,
			   struct form_problems *problems, struct error *err)
{
	struct error own = ERROR_INIT;
	json *o = body ? parse(body) : NULL;
	enum ticket_state to;
	bool may =
		ticket_may(w->city, w->ticket, people[who], action, o, w->now, &to, problems, &own);

	if (may)
		happen(w, people[who], action, ticket_event_detail(action, o, people[who]), to);
	jo_free(o);
	if (err)
		*err = own;
	return may ? ERROR_NONE : own.kind;
}

void world_must(struct world *w, int who, const char *action, const char *body)
{
	struct error err = ERROR_INIT;

	if (world_move(w, who, action, body, NULL, &err) != ERROR_NONE)
		fail_msg("%s by %s: %s", action, people[who]->id, err.text);
}

void world_refuses(struct world *w, int who, const char *action, const char *body, enum error_kind kind)
{
	struct error err = ERROR_INIT;
	enum error_kind got = world_move(w, who, action, body, NULL, &err);

	if (got != kind)
		fail_msg("%s by %s: kind %d instead of %d: %s", action, people[who]->id, got, kind, err.text);
	assert_true(strlen(err.text) > 20 && strchr(".", err.text[strlen(err.text) - 1]));
}

struct ticket *world_replay(const struct world *w)
{
	struct ticket *t = ticket_new(w->ticket->no, w->ticket->realm);

	t->state = w->events[0].to;
	for (size_t i = 0; i < w->count; i++)
		ticket_apply(w->city, t, &w->events[i]);
	return t;
}
