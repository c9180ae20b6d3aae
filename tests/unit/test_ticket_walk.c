/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_ticket_walk.c -- everybody tries everything, at random, for thousands of moves.
 *
 * What must hold whatever they do: the table's answers agree with its list of actions; a move
 * happens only along the arrows and by the roles written down here, apart from the table; every
 * state is reached; a due time is the sum of its steps; the store's form gives the same ticket
 * back; and so does replaying the events. The seed is fixed; WALK_SEED tries another, which then
 * need not reach every state.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/ticket_internal.h"
#include "hotline/alloc.h"
#include "ticket_world.h"

#define WALKS 300
#define MOVES 60

static uint64_t seed;
static json *some_fields;

static unsigned random_below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 11) % n);
}

/* The arrows of the life of a ticket. */
#define TO(s) (1u << TICKET_##s)
static const uint32_t arrows[TICKET_STATE_COUNT] = {
	[TICKET_ANSWERED] = TO(CLOSED),
	[TICKET_TRANSFERRED] = TO(CLOSED),
	[TICKET_DECLINED] = TO(CLOSED) | TO(PENDING),
	[TICKET_VOID] = TO(PENDING),
	[TICKET_PENDING] = TO(DISPATCHED) | TO(NEEDS_INFO) | TO(MERGED) | TO(VOID),
	[TICKET_NEEDS_INFO] = TO(PENDING) | TO(VOID),
	[TICKET_MERGED] = TO(PENDING) | TO(VISITING),
	[TICKET_DISPATCHED] = TO(HANDLING) | TO(RETURN_REQUESTED) | TO(PENDING) | TO(VOID),
	[TICKET_RETURN_REQUESTED] = TO(PENDING) | TO(DISPATCHED) | TO(ARBITRATION) | TO(VOID),
	[TICKET_ARBITRATION] = TO(DISPATCHED) | TO(VOID),
	[TICKET_HANDLING] = TO(REPLIED) | TO(CARRIED) | TO(RETURN_REQUESTED) | TO(DISPATCHED) |
			    TO(PENDING) | TO(VOID),
	[TICKET_CARRIED] = TO(HANDLING) | TO(CLOSED) | TO(VOID),
	[TICKET_REPLIED] = TO(VISITING) | TO(CLOSED),
	[TICKET_VISITING] = TO(CLOSED) | TO(REHANDLING),
	[TICKET_REHANDLING] = TO(HANDLING) | TO(DISPATCHED) | TO(PENDING) | TO(VOID),
	[TICKET_CLOSED] = 0,
};

/* Who may, by the contract. */
#define DESK (ROLE_DISPATCHER | ROLE_SUPERVISOR)
static const struct { unsigned roles; const char *actions; } who_may[] = {
	{ DESK | ROLE_SERVER, " dispatch " },
	{ DESK, " need_info merge unmerge regrade pause refer grant_extension refuse_extension " },
	{ DESK | ROLE_UNIT, " recall grant_return refuse_return " },        /* a unit of what it forwarded */
	{ DESK | ROLE_AGENT, " urge amend link unlink join " },
	{ DESK | ROLE_UNIT, " unpause " },
	{ ROLE_AGENT | ROLE_UNIT | ROLE_SUPERVISOR, " supply_info " },      /* of what they made */
	{ ROLE_AGENT | ROLE_SUPERVISOR, " withdraw " },
	{ DESK | ROLE_VISITOR, " claim release " },
	{ ROLE_SUPERVISOR,
	  " confirm reject arbitrate grant_carry refuse_carry strike_off supervise exclude include "
	  "decide_appeal " },
	{ ROLE_UNIT, " sign forward respond request_return request_extension whistle report_in "
		     "request_carry reply "
		     "appeal " },
	{ ROLE_VISITOR | ROLE_SUPERVISOR, " record_visit rehandle " },
	{ ROLE_VISITOR | ROLE_SUPERVISOR | ROLE_SERVER, " close " },
	{ ROLE_SERVER, " visiting merged_in merged_out " },
	{ DESK | ROLE_AGENT | ROLE_UNIT | ROLE_VISITOR, " add_note " },
};

static unsigned roles_for(const char *action)
{
	char word[40];

	snprintf(word, sizeof(word), " %s ", action);
	for (size_t i = 0; i < ARRAY_SIZE(who_may); i++)
		if (strstr(who_may[i].actions, word))
			return who_may[i].roles;
	fail_msg("%s is missing among who may", action);
	return 0;
}

/* Words that fit a kind of member, and some that do not. */
static const char *some_unit(void)
{
	static const char *const units[] = { STREET, DISTRICT, DEPARTMENT, COMPANY, GRID };

	return units[random_below(ARRAY_SIZE(units))];
}

static json *some_units(void)
{
	json *list = json_object_new_array();

	for (unsigned n = random_below(3); n > 0; n--)
		json_object_array_add(list, json_object_new_string(some_unit()));
	return list;
}

static json *text(const char *s)
{
	return json_object_new_string(s);
}

static json *some_value(const struct world *w, enum member_kind kind)
{
	static const char *const grades[] = { "I", "II", "III", "IV", "special" };
	static const char *const answers[] = { "yes", "basically", "no" };
	static const char *const numbers[] = { "261124000001", "261124000002", "261124000003" };
	static const char *const contacts[] = { "c-1", "c-2", "c-3" };
	char time[CLOCK_TEXT];

	switch (kind) {
	case MEMBER_UNIT:
		return text(some_unit());
	case MEMBER_UNITS:
		return some_units();
	case MEMBER_GRADE:
		return text(grades[random_below(ARRAY_SIZE(grades))]);
	case MEMBER_TIME:
		return text(clock_format(w->now + SECONDS(3600) * random_below(24 * 40), time));
	case MEMBER_YES_NO:
		return json_object_new_boolean(random_below(2));
	case MEMBER_SATISFIED:
		return text(answers[random_below(3)]);
	case MEMBER_TICKET:
		return text(numbers[random_below(3)]);
	case MEMBER_ID:
		return text(contacts[random_below(3)]);
	case MEMBER_FIELDS:
		return json_object_get(some_fields);
	default:
		return text("because of that");
	}
}

static char *some_body(const struct world *w, const char *action)
{
	const struct move_member *m = ticket_action_members(action);
	json *o = json_object_new_object();

	for (; m && m->name; m++) {
		unsigned dice = random_below(20);
		if (dice == 0)
			jo_set_int(o, m->name, 17);
		else if (dice > 1 && (m->ask || random_below(2)))
			jo_set(o, m->name, some_value(w, m->kind));
	}
	char *body = xstrdup(jo_text(o));
	jo_free(o);
	return body;
}

static bool is_listed(const struct world *w, int who, const char *action)
{
	const char **list = ticket_actions(w->city, w->ticket, people[who], w->now);
	bool found = false;

	for (size_t i = 0; list[i]; i++)
		found |= !strcmp(list[i], action);
	free(list);
	return found;
}

static void steps_add_up(const struct world *w)
{
	for (int k = 0; k < CLOCK_COUNT; k++) {
		const struct deadline_clock *clock = &w->ticket->deadline->clocks[k];
		int64_t sum = 0;
		for (size_t i = 0; clock->on && i < clock->count; i++)
			sum += clock->steps[i].effect_ms;
		if (clock->on)
			assert_true(clock->started_at + sum == clock->due_at);
		if (w->ticket->state == TICKET_CLOSED || w->ticket->state == TICKET_VOID)
			assert_true(!clock->on || clock->met_at != INSTANT_NONE);
	}
}

static void same_ticket(const struct ticket *a, const struct ticket *b)
{
	json *x = ticket_store(a), *y = ticket_store(b);

	if (!jo_same(x, y))
		fail_msg("%s\n%s", jo_text(x), jo_text(y));
	jo_free(x);
	jo_free(y);
}

/* What the store's form could forget on both sides of same_ticket(). */
static void members_are_same(const struct ticket *a, const struct ticket *b)
{
	assert_string_equal(a->no, b->no);
	assert_string_equal(a->realm, b->realm);
	assert_string_equal(a->grade, b->grade);
	assert_string_equal(a->deadline->grade, b->deadline->grade);
	assert_int_equal(a->state, b->state);
	assert_int_equal(a->version, b->version);
	assert_int_equal(a->draft, b->draft);
	assert_int_equal(a->urged, b->urged);
	assert_int_equal(a->rehandled, b->rehandled);
	assert_int_equal(a->supervised, b->supervised);
	assert_int_equal(a->excluded, b->excluded);
	assert_int_equal(a->return_forbidden, b->return_forbidden);
	assert_int_equal(a->claimed_until, b->claimed_until);
	assert_int_equal(a->created_at, b->created_at);
	assert_int_equal(a->updated_at, b->updated_at);
	assert_int_equal(a->closed_at, b->closed_at);
	assert_int_equal(a->dispatched_at, b->dispatched_at);
	assert_int_equal(a->deadline->paused_at, b->deadline->paused_at);
	assert_int_equal(a->deadline->round_at, b->deadline->round_at);
	assert_int_equal(a->deadline->pause_count, b->deadline->pause_count);
}

static void texts_are_same(const struct ticket *a, const struct ticket *b)
{
	const char *x[] = { a->contact_id, a->agent,	  a->origin,
			    a->lead,	   a->claimed_by, a->merged_into };
	const char *y[] = { b->contact_id, b->agent,	  b->origin,
			    b->lead,	   b->claimed_by, b->merged_into };

	for (size_t i = 0; i < ARRAY_SIZE(x); i++)
		assert_true(x[i] ? y[i] && !strcmp(x[i], y[i]) : !y[i]);
	assert_true(jo_same(a->fields, b->fields));
	assert_true(jo_same(a->co, b->co));
	assert_true(jo_same(a->extra, b->extra));
}

static void store_gives_it_back(const struct world *w)
{
	json *stored = ticket_store(w->ticket);
	const char *words = jo_text(stored);
	json *read = jo_parse(words, strlen(words), NULL);
	struct ticket *t = ticket_load(read, NULL);

	assert_non_null(t);
	same_ticket(w->ticket, t);
	members_are_same(w->ticket, t);
	texts_are_same(w->ticket, t);
	ticket_free(t);
	jo_free(read);
	jo_free(stored);
}

/* Lead and co-units have rows that agree with the ticket. */
static void parts_agree(const struct world *w)
{
	const struct ticket *t = w->ticket;
	json *parts = ticket_parts(t);
	size_t leads = 0, co = 0;

	for (size_t i = 0; i < jo_len(parts); i++) {
		leads += part_is(jo_at(parts, i), "lead");
		co += part_is(jo_at(parts, i), "co");
		assert_ptr_equal(part_find(t, jo_str(jo_at(parts, i), "unit")), jo_at(parts, i));
	}
	assert_int_equal(leads, t->lead ? 1 : 0);
	assert_int_equal(co, jo_len(t->co));
	if (t->state == TICKET_REPLIED)
		assert_true(parts_have_replied(t, NULL));
	if (t->state == TICKET_PENDING || t->state == TICKET_NEEDS_INFO)
		assert_null(t->lead);
}

/* How often each action was taken, by its first row. */
static unsigned taken[100];

static unsigned *taken_of(const char *action)
{
	for (size_t i = 0; i < ticket_move_count; i++)
		if (!strcmp(ticket_moves[i].action, action))
			return &taken[i];
	return NULL;
}

static bool try_move(struct world *w, int who, const char *action, size_t *reached)
{
	enum ticket_state from = w->ticket->state;
	bool listed = is_listed(w, who, action);
	char *body = some_body(w, action);
	struct error err = ERROR_INIT;
	int64_t version = w->ticket->version;
	enum error_kind kind = world_move(w, who, action, body, NULL, &err);

	free(body);
	assert_int_equal(listed, kind == ERROR_NONE || kind == ERROR_INPUT);
	if (kind != ERROR_NONE) {
		assert_int_equal(w->ticket->version, version);
		return false;
	}
	assert_true(roles_for(action) & people[who]->roles);
	enum ticket_state to = w->ticket->state;
	if (from != to && !(arrows[from] & 1u << to))
		fail_msg("%s led from %s to %s", action, ticket_state_name(from), ticket_state_name(to));
	reached[to]++;
	++*taken_of(action);
	steps_add_up(w);
	parts_agree(w);
	store_gives_it_back(w);
	return true;
}

static void pass_time(struct world *w)
{
	static const instant spans[] = {
		1, 61, 30500, SECONDS(599), SECONDS(3600), SECONDS(9 * 3600)
	};

	w->now += spans[random_below(ARRAY_SIZE(spans))];
}

struct idea { int who; const char *action; };

/* All that anybody can do now. */
static size_t possible(const struct world *w, struct idea *ideas)
{
	size_t count = 0;

	for (int who = 0; who < WHO_COUNT; who++) {
		const char **list = ticket_actions(w->city, w->ticket, people[who], w->now);
		for (size_t i = 0; list[i]; i++)
			ideas[count++] = (struct idea){ who, list[i] };
		free(list);
	}
	return count;
}

/* One of them, often the one taken the least so that the rare moves happen; sometimes anything at
 * all. */
static struct idea some_idea(const struct world *w)
{
	struct idea ideas[WHO_COUNT * 100], best;
	size_t count = possible(w, ideas);

	if (!count || !random_below(8))
		return (struct idea){
			(int)random_below(WHO_COUNT),
			ticket_moves[random_below((unsigned)ticket_move_count)].action
		};
	best = ideas[random_below((unsigned)count)];
	if (random_below(3))
		return best;
	for (size_t i = 0; i < count; i++)
		if (*taken_of(ideas[i].action) < *taken_of(best.action))
			best = ideas[i];
	return best;
}

static void walk(struct world *w, size_t *reached)
{
	static const char *const firsts[] = { "submit", "submit", "submit",   "submit",	 "submit",
					      "submit", "answer", "transfer", "decline", "void" };

	world_open(w, firsts[random_below(ARRAY_SIZE(firsts))], FIELDS);
	reached[w->ticket->state]++;
	for (int i = 0; i < MOVES; i++) {
		pass_time(w);
		struct idea idea = some_idea(w);
		try_move(w, idea.who, idea.action, reached);
	}
	struct ticket *again = world_replay(w);
	same_ticket(w->ticket, again);
	ticket_free(again);
}

static void test_everybody_tries_everything(void **state)
{
	struct world *w = *state;
	size_t reached[TICKET_STATE_COUNT] = { 0 };
	const char *other = getenv("WALK_SEED");

	some_fields = json_object_new_object();
	jo_pointer_set(some_fields, "/place/point", json_object_new_string("gate 3"));
	jo_pointer_set(some_fields, "/caller/confidential", json_object_new_boolean(true));
	seed = other ? strtoull(other, NULL, 10) | 1 : 20261124;
	for (int i = 0; i < WALKS; i++)
		walk(w, reached);
	for (int i = 0; !other && i < TICKET_STATE_COUNT; i++)
		if (!reached[i])
			fail_msg("no walk reached %s", ticket_state_name(i));
	for (size_t i = 0; !other && i < ticket_move_count; i++)
		if (!*taken_of(ticket_moves[i].action))
			fail_msg("no walk took %s", ticket_moves[i].action);
	jo_free(some_fields);
}

/* Every row of the table can be taken by somebody, and rows of one action stand together. */
static void test_the_table_is_well_made(void **state)
{
	(void)state;
	for (size_t i = 0; i < ticket_move_count; i++) {
		const struct ticket_move *row = &ticket_moves[i];
		assert_true(row->states != 0 && row->roles != 0 && row->members != NULL);
		assert_true(row->to == MOVE_STAYS || !row->next);
		assert_int_equal(row->roles & ~roles_for(row->action), 0);
		for (size_t k = i + 2; k < ticket_move_count; k++)
			if (!strcmp(ticket_moves[k].action, row->action))
				assert_string_equal(ticket_moves[k - 1].action, row->action);
		for (int s = 0; s < TICKET_STATE_COUNT; s++)
			if ((row->states & 1u << s) && row->to != MOVE_STAYS)
				assert_true(arrows[s] & 1u << row->to);
	}
}

static int setup(void **state)
{
	*state = world_new();
	return 0;
}

static int teardown(void **state)
{
	world_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_table_is_well_made),
		cmocka_unit_test_setup_teardown(test_everybody_tries_everything, setup, teardown),
	};

	return cmocka_run_group_tests_name("ticket walk", tests, NULL, NULL);
}
