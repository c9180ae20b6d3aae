/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_ticket.c -- lists of tickets, and the tickets that were opened.
 *
 * A row keeps only what a list draws, so that 20,000 of them stay small; a ticket that was
 * opened keeps all, the least recently used makes room.
 */
#include "client/model/model_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

static void row_release(struct model_ticket_row *r)
{
	free(r->title);
	free(r->category);
	free(r->district);
	free(r->street);
	free(r->caller);
	free(r->grade);
	free(r->lead);
	free(r->claimed_by);
	free(r->claimed_name);
	free(r->asks);
	free(r->asks_unit);
	free(r->asks_why);
	free(r->question);
	free(r->origin);
	free(r->own_state);
	free(r->own_with);
}

static void clear_rows(struct model_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		row_release(&l->rows[i]);
	l->count = 0;
}

void model_list_free(struct model_list *l)
{
	if (!l)
		return;
	clear_rows(l);
	free(l->rows);
	free(l->name);
	free(l->query);
	free(l->next);
	free(l->sentence);
	free(l);
}

void model_ticket_free(struct model_ticket *t)
{
	if (!t)
		return;
	jo_free(t->ticket);
	jo_free(t->history);
	jo_free(t->deadline);
	free(t->sentence);
	free(t);
}

/* ---- rows ---- */

/* The clock that runs in this state; of two, the one that ends first. */
static const struct { enum ticket_state state; int clocks[2]; } running[] = {
	{ TICKET_PENDING, { CLOCK_DISPATCH, -1 } },
	{ TICKET_NEEDS_INFO, { CLOCK_DISPATCH, -1 } },
	{ TICKET_DISPATCHED, { CLOCK_SIGN, CLOCK_FEEDBACK } },
	{ TICKET_RETURN_REQUESTED, { CLOCK_SIGN, CLOCK_FEEDBACK } },
	{ TICKET_ARBITRATION, { CLOCK_SIGN, CLOCK_FEEDBACK } },
	{ TICKET_HANDLING, { CLOCK_FEEDBACK, -1 } },
	{ TICKET_REHANDLING, { CLOCK_FEEDBACK, -1 } },
};

static void read_due(struct model_ticket_row *r, const json *deadlines)
{
	r->due_at = INSTANT_NONE;
	r->due_clock = -1;
	for (size_t i = 0; i < ARRAY_SIZE(running); i++)
		for (int k = 0; running[i].state == r->state && k < 2 && running[i].clocks[k] >= 0;
		     k++) {
			instant t = model_time(deadlines, city_clock_names[running[i].clocks[k]]);
			if (t == INSTANT_NONE || (r->due_at != INSTANT_NONE && r->due_at <= t))
				continue;
			r->due_at = t;
			r->due_clock = running[i].clocks[k];
		}
}

static void read_row_texts(struct model_ticket_row *r, const json *o)
{
	const json *fields = jo_get(o, "fields"), *caller = jo_get(fields, "caller");
	const char *name = jo_str(caller, "name");

	model_set_text(&r->title, jo_pointer_str(fields, "/matter/title"));
	model_set_text(&r->category, jo_pointer_str(fields, "/matter/category"));
	model_set_text(&r->district, jo_pointer_str(fields, "/place/district"));
	model_set_text(&r->street, jo_pointer_str(fields, "/place/street"));
	model_set_text(&r->caller, name ? name : jo_str(caller, "company"));
	if (!r->caller)
		model_set_text(&r->caller, jo_str(caller, "number"));
	model_set_text(&r->grade, jo_str(o, "grade"));
	model_set_text(&r->lead, jo_str(o, "lead"));
	model_set_text(&r->claimed_by, jo_str(o, "claimed_by"));
	model_set_text(&r->claimed_name, jo_str(o, "claimed_by_name"));
	model_set_text(&r->question, jo_pointer_str(o, "/question/question"));
	model_set_text(&r->origin, jo_str(o, "origin"));
}

static void read_visit(struct model_ticket_row *r, const json *o)
{
	const json *visit = jo_get(o, "visit"), *joined = jo_array(o, "callers");

	r->visit_at = model_time(o, "visit_due_at");
	r->unreached = (int)jo_int(visit, "unreached", 0);
	r->undecided = jo_bool(visit, "undecided", false);
	r->callers = (int)jo_int(visit, "callers", 1 + (int64_t)jo_len(joined));
}

static void read_asks(struct model_ticket_row *r, const json *asks)
{
	const char *basis = jo_str(asks, "basis"), *reason = jo_str(asks, "reason");

	model_set_text(&r->asks, jo_str(asks, "what"));
	model_set_text(&r->asks_unit, jo_str(asks, "unit"));
	model_set_text(&r->asks_why, reason ? reason : basis ? basis : jo_str(asks, "legal_path"));
	r->asks_at = model_time(asks, "at");
}

/* The user's unit's own part in it. */
static void read_own(struct model_ticket_row *r, const json *own)
{
	const char *clock = jo_pointer_str(own, "/due/clock");

	model_set_text(&r->own_state, jo_str(own, "state"));
	model_set_text(&r->own_with, jo_str(own, "with"));
	r->own_due_at = model_time(jo_get(own, "due"), "due_at");
	r->own_clock = -1;
	for (int k = 0; clock && k < CLOCK_COUNT; k++)
		if (!strcmp(city_clock_names[k], clock))
			r->own_clock = k;
}

static enum ticket_part part_of(const json *o)
{
	static const char *const names[PART_COUNT] = {
		[PART_LEAD] = "lead", [PART_CO] = "co", [PART_WHISTLED] = "whistled", [PART_BELOW] = "below",
	};
	const char *name = jo_str(o, "part");

	for (int i = PART_LEAD; name && i < PART_COUNT; i++)
		if (!strcmp(names[i], name))
			return (enum ticket_part)i;
	return PART_NONE;
}

/* False when it is no ticket: no number, or a state that we do not know. */
static bool read_row(struct model_ticket_row *r, const json *o)
{
	const char *no = jo_str(o, "no"), *state = jo_str(o, "state");

	if (!no || strlen(no) >= sizeof(r->no) || !state || !ticket_state_parse(state, &r->state))
		return false;
	memcpy(r->no, no, strlen(no) + 1);
	r->version = jo_int(o, "version", 0);
	r->stale = false;
	r->urged = (int)jo_int(o, "urged", 0);
	r->rehandled = (int)jo_int(o, "rehandled", 0);
	r->supervised = jo_bool(o, "supervised", false);
	r->part = part_of(o);
	r->excluded = jo_bool(o, "excluded", false);
	r->created_at = model_time(o, "created_at");
	r->updated_at = model_time(o, "updated_at");
	read_row_texts(r, o);
	read_visit(r, o);
	read_asks(r, jo_get(o, "asks"));
	read_due(r, jo_get(o, "deadlines"));
	read_own(r, jo_get(o, "own"));
	return true;
}

/* ---- lists ---- */

static struct model_list **find_list(struct model *m, const char *name)
{
	for (size_t i = 0; i < MODEL_LISTS; i++)
		if (m->lists[i] && !strcmp(m->lists[i]->name, name))
			return &m->lists[i];
	return NULL;
}

const struct model_list *model_list(const struct model *m, const char *name)
{
	struct model_list **l = find_list((struct model *)m, name);

	return l ? *l : NULL;
}

/* A free place, or that of the list which was read longest ago. */
static struct model_list *open_list(struct model *m, const char *name)
{
	struct model_list **found = find_list(m, name), **place = &m->lists[0];

	if (found)
		return *found;
	for (size_t i = 0; i < MODEL_LISTS && *place; i++)
		if (!m->lists[i] || m->lists[i]->at < (*place)->at)
			place = &m->lists[i];
	model_list_free(*place);
	*place = xcalloc(1, sizeof(**place));
	(*place)->name = xstrdup(name);
	(*place)->at = INSTANT_NONE;
	return *place;
}

unsigned model_list_start(struct model *m, const char *name, const char *query, bool more)
{
	struct model_list *l = open_list(m, name);

	if (model_set_text(&l->query, query) && !more) {
		clear_rows(l);
		model_set_text(&l->next, NULL);
	}
	l->loading = true;
	if (!more)
		l->behind = false;      /* what is told from here on may not be in the answer */
	model_set_text(&l->sentence, NULL);
	return MODEL_LIST;
}

static size_t row_position(const struct model_list *l, const char *no)
{
	size_t i = 0;

	while (i < l->count && strcmp(l->rows[i].no, no))
		i++;
	return i;
}

unsigned model_apply_list(struct model *m, const char *name, const json *answer, bool more, instant now)
{
	struct model_list **found = find_list(m, name), *l = found ? *found : NULL;
	const json *items = jo_array(answer, "items");

	if (!l)
		return 0;
	if (!more)
		clear_rows(l);
	for (size_t i = 0; i < jo_len(items) && l->count < MODEL_LIST_ROWS; i++) {
		struct model_ticket_row row = { 0 };
		/*
		 * The list may have moved between two pages: what is there already is not
		 * doubled.
		 */
		if (!read_row(&row, jo_at(items, i)) ||
		    (more && row_position(l, row.no) < l->count)) {
			row_release(&row);
			continue;
		}
		ARRAY_GROW(l->rows, l->count + 1, l->alloc);
		l->rows[l->count++] = row;
	}
	model_set_text(&l->next, l->count < MODEL_LIST_ROWS ? jo_str(answer, "next") : NULL);
	l->loading = false;
	l->at = now;
	return MODEL_LIST;
}

unsigned model_list_failed(struct model *m, const char *name, const char *sentence, bool may_pass)
{
	struct model_list **l = find_list(m, name);

	if (!l)
		return 0;
	(*l)->loading = false;
	(*l)->behind |= may_pass;
	model_set_text(&(*l)->sentence, sentence);
	return MODEL_LIST;
}

unsigned model_list_close(struct model *m, const char *name)
{
	struct model_list **l = find_list(m, name);

	if (!l)
		return 0;
	model_list_free(*l);
	*l = NULL;
	return MODEL_LIST;
}

/* ---- tickets ---- */

static struct model_ticket **find_ticket(struct model *m, const char *no)
{
	for (size_t i = 0; i < MODEL_TICKETS; i++)
		if (m->tickets[i] && !strcmp(m->tickets[i]->no, no))
			return &m->tickets[i];
	return NULL;
}

const struct model_ticket *model_ticket(const struct model *m, const char *no)
{
	struct model_ticket **t = no ? find_ticket((struct model *)m, no) : NULL;

	return t ? *t : NULL;
}

static struct model_ticket *open_ticket(struct model *m, const char *no)
{
	struct model_ticket **found = find_ticket(m, no), **place = &m->tickets[0];

	for (size_t i = 0; !found && i < MODEL_TICKETS && *place; i++)
		if (!m->tickets[i] || m->tickets[i]->used < (*place)->used)
			place = &m->tickets[i];
	if (!found) {
		model_ticket_free(*place);
		*place = xcalloc(1, sizeof(**place));
		snprintf((*place)->no, sizeof((*place)->no), "%s", no);
		found = place;
	}
	(*found)->used = ++m->ticket_clock;
	return *found;
}

unsigned model_ticket_start(struct model *m, const char *no)
{
	struct model_ticket *t = open_ticket(m, no);

	t->loading = true;
	model_set_text(&t->sentence, NULL);
	return MODEL_TICKET;
}

static unsigned apply_to_rows(struct model *m, const json *o)
{
	unsigned what = 0;

	for (size_t i = 0; i < MODEL_LISTS; i++) {
		struct model_list *l = m->lists[i];
		size_t at = l ? row_position(l, jo_str(o, "no")) : 0;
		if (l && at < l->count && l->rows[at].version <= jo_int(o, "version", 0) &&
		    read_row(&l->rows[at], o))
			what = MODEL_LIST;
	}
	return what;
}

unsigned model_apply_ticket(struct model *m, const json *o)
{
	const char *no = jo_str(o, "no"), *state = jo_str(o, "state");
	enum ticket_state s;

	if (!no || strlen(no) >= sizeof(((struct model_ticket *)0)->no) || !state ||
	    !ticket_state_parse(state, &s))
		return 0;
	struct model_ticket *t = open_ticket(m, no);
	int64_t version = jo_int(o, "version", 0);
	t->loading = false;
	if (version < t->version)
		return MODEL_TICKET;    /* an answer that was overtaken */
	t->state = s;
	t->version = version;
	t->stale = t->overtaken;
	t->behind = t->overtaken = false;
	model_set_text(&t->sentence, NULL);
	jo_free(t->ticket);
	t->ticket = jo_copy((json *)o);
	return MODEL_TICKET | apply_to_rows(m, o);
}

unsigned model_apply_history(struct model *m, const char *no, const json *answer, bool more)
{
	struct model_ticket *t = open_ticket(m, no);
	json *items = jo_array(answer, "items");

	if (!more || !t->history) {
		jo_free(t->history);
		t->history = json_object_new_array();
	}
	for (size_t i = 0; i < jo_len(items); i++)
		json_object_array_add(t->history, jo_copy(jo_at(items, i)));
	return MODEL_TICKET;
}

unsigned model_apply_deadline(struct model *m, const char *no, const json *answer)
{
	struct model_ticket *t = open_ticket(m, no);

	jo_free(t->deadline);
	t->deadline = jo_copy((json *)answer);
	return MODEL_TICKET;
}

unsigned model_ticket_failed(struct model *m, const char *no, const char *sentence, bool may_pass)
{
	struct model_ticket *t = open_ticket(m, no);

	t->loading = t->overtaken = false;
	t->stale = false;               /* what is refused now would be refused at once again */
	t->behind = may_pass;
	model_set_text(&t->sentence, sentence);
	return MODEL_TICKET;
}

bool model_can(const struct model_ticket *t, const char *action)
{
	const json *actions = t ? jo_array(t->ticket, "actions") : NULL;

	for (size_t i = 0; i < jo_len(actions); i++)
		if (!strcmp(json_object_get_string(jo_at(actions, i)), action))
			return true;
	return false;
}

unsigned model_ticket_event(struct model *m, const json *data)
{
	const char *no = jo_str(data, "no");
	int64_t version = jo_int(data, "version", 0);
	struct model_ticket **t = no ? find_ticket(m, no) : NULL;

	if (!no)
		return 0;
	if (t && (*t)->version < version) {
		(*t)->stale = true;
		(*t)->overtaken = (*t)->loading;
	}
	for (size_t i = 0; i < MODEL_LISTS; i++) {
		struct model_list *l = m->lists[i];
		size_t at = l ? row_position(l, no) : 0;
		if (l && (at == l->count || l->loading))
			l->behind = true;
		else if (l && l->rows[at].version < version)
			l->rows[at].stale = true;
	}
	return MODEL_LIST | (t ? MODEL_TICKET : 0);
}
