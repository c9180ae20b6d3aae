/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_contact.c -- contacts: mine, those offered to me, and, for a supervisor, everyone's.
 *
 * A contact that is over and was mine stays for a while, since its forms may still be open; one
 * that was somebody else's goes at once. A number that is known in full is not overwritten by
 * the masked one of a list.
 */
#include "client/model/model_internal.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

enum { DONE_KEPT = 20 };

void model_contact_free(struct model_contact *c)
{
	free(c->id);
	free(c->channel);
	free(c->number);
	free(c->name);
	free(c->skill);
	free(c->text);
	free(c->agent);
	free(c->drafts);
	jo_free(c->caller_history);
	free(c);
}

static size_t position(const struct model *m, const char *id)
{
	size_t i = 0;

	while (i < m->contact_count && strcmp(m->contacts[i]->id, id))
		i++;
	return i;
}

const struct model_contact *model_contact(const struct model *m, const char *id)
{
	size_t i = id ? position(m, id) : m->contact_count;

	return i < m->contact_count ? m->contacts[i] : NULL;
}

static bool is_mine(const struct model *m, const struct model_contact *c)
{
	return m->me.id && c->agent && !strcmp(c->agent, m->me.id);
}

static const struct model_contact *mine_in(const struct model *m, enum contact_state state)
{
	for (size_t i = m->contact_count; i-- > 0;)
		if (m->contacts[i]->state == state && is_mine(m, m->contacts[i]))
			return m->contacts[i];
	return NULL;
}

const struct model_contact *model_current_contact(const struct model *m)
{
	static const enum contact_state order[] = {
		CONTACT_TALKING, CONTACT_HELD, CONTACT_ORPHANED, CONTACT_WRAP_UP,
	};
	const struct model_contact *c = NULL;

	for (size_t i = 0; !c && i < ARRAY_SIZE(order); i++)
		c = mine_in(m, order[i]);
	return c;
}

const struct model_contact *model_ringing_contact(const struct model *m)
{
	return mine_in(m, CONTACT_OFFERED);
}

bool model_is_spoken(const struct model_contact *c)
{
	return c && (!c->channel || !strcmp(c->channel, "phone") || !strcmp(c->channel, "video"));
}

bool model_contact_has_form(const struct model_contact *c, int n)
{
	for (size_t i = 0; c && i < c->draft_count; i++)
		if (c->drafts[i] == n)
			return true;
	return false;
}

static void remove_at(struct model *m, size_t at)
{
	model_contact_free(m->contacts[at]);
	memmove(m->contacts + at, m->contacts + at + 1,
		(--m->contact_count - at) * sizeof(*m->contacts));
}

unsigned model_remove_contact(struct model *m, const char *id)
{
	size_t at = position(m, id);

	if (at == m->contact_count)
		return 0;
	remove_at(m, at);
	return MODEL_CONTACTS;
}

static bool is_over(const struct model_contact *c)
{
	return c->state == CONTACT_DONE || c->state == CONTACT_ABANDONED;
}

/*
 * What is over goes: another's at once, mine when there are many, anything when there are too
 * many.
 */
static void forget_old(struct model *m)
{
	size_t over = 0;

	for (size_t i = m->contact_count; i-- > 0;) {
		const struct model_contact *c = m->contacts[i];
		if (is_over(c) && (!is_mine(m, c) || ++over > DONE_KEPT))
			remove_at(m, i);
	}
	while (m->contact_count > MODEL_CONTACTS_MOST)
		remove_at(m, 0);
}

static void read_caller(struct model_contact *c, const json *caller)
{
	const char *number = jo_str(caller, "number");
	bool masked = number && strchr(number, '*');

	if (number && !(masked && c->number && !strchr(c->number, '*')))
		model_set_text(&c->number, number);
	if (jo_str(caller, "name"))
		model_set_text(&c->name, jo_str(caller, "name"));
}

static void read_drafts(struct model_contact *c, const json *array)
{
	if (!array)
		return;
	c->drafts = xrealloc(c->drafts, (jo_len(array) + 1) * sizeof(*c->drafts));
	c->draft_count = 0;
	for (size_t i = 0; i < jo_len(array); i++)
		if (json_object_is_type(jo_at(array, i), json_type_int))
			c->drafts[c->draft_count++] = json_object_get_int(jo_at(array, i));
}

static void read_contact(struct model_contact *c, const json *o)
{
	static const char *const names[] = { "queued_at", "answered_at", "ended_at" };
	instant *times[] = { &c->queued_at, &c->answered_at, &c->ended_at };

	model_set_text(&c->channel, jo_str(o, "channel"));
	model_set_text(&c->skill, jo_str(o, "skill"));
	model_set_text(&c->agent, jo_str(o, "agent"));
	if (jo_str(o, "text"))
		model_set_text(&c->text, jo_str(o, "text"));
	c->priority = (int)jo_int(o, "priority", 0);
	c->earlier_tickets = jo_int(o, "earlier_tickets", c->earlier_tickets);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		*times[i] = model_time(o, names[i]);
	read_caller(c, jo_get(o, "caller"));
	read_drafts(c, jo_array(o, "drafts"));
}

static struct model_contact *open_contact(struct model *m, const char *id)
{
	size_t at = position(m, id);

	if (at < m->contact_count)
		return m->contacts[at];
	struct model_contact *c = xcalloc(1, sizeof(*c));
	c->id = xstrdup(id);
	c->state = CONTACT_QUEUED;
	c->ring_until = INSTANT_NONE;
	ARRAY_GROW(m->contacts, m->contact_count + 1, m->contact_alloc);
	return m->contacts[m->contact_count++] = c;
}

unsigned model_apply_contact(struct model *m, const json *o, instant ring_until)
{
	const char *id = jo_str(o, "id");
	enum contact_state state;

	if (!id || !contact_state_parse(jo_str(o, "state"), &state))
		return 0;
	struct model_contact *c = open_contact(m, id);
	bool rang = c->state == CONTACT_OFFERED && is_mine(m, c);
	c->state = state;
	read_contact(c, o);
	bool rings = state == CONTACT_OFFERED && is_mine(m, c);
	if (!rings)
		c->ring_until = INSTANT_NONE;
	else if (ring_until != INSTANT_NONE)
		c->ring_until = ring_until;
	forget_old(m);
	return MODEL_CONTACTS | (rings && !rang ? MODEL_RINGING : 0);
}

unsigned model_apply_contacts(struct model *m, const json *answer)
{
	const json *items = jo_array(answer, "items");
	unsigned what = 0;

	for (size_t i = 0; i < jo_len(items); i++)
		what |= model_apply_contact(m, jo_at(items, i), INSTANT_NONE);
	return what;
}

static bool is_among(const json *items, const char *id)
{
	for (size_t i = 0; i < jo_len(items); i++) {
		const char *other = jo_str(jo_at(items, i), "id");
		if (other && !strcmp(other, id))
			return true;
	}
	return false;
}

unsigned model_apply_contacts_in(struct model *m, enum contact_state state, const json *answer)
{
	const json *items = jo_array(answer, "items");

	for (size_t i = m->contact_count; items && !jo_str(answer, "next") && i-- > 0;)
		if (m->contacts[i]->state == state && !is_among(items, m->contacts[i]->id))
			remove_at(m, i);
	return MODEL_CONTACTS | model_apply_contacts(m, answer);
}

bool model_contact_is_mine(const struct model *m, const char *id)
{
	const struct model_contact *c = model_contact(m, id);

	return c && is_mine(m, c);
}

unsigned model_forget_others(struct model *m)
{
	for (size_t i = m->contact_count; i-- > 0;)
		if (!is_mine(m, m->contacts[i]))
			remove_at(m, i);
	return MODEL_CONTACTS;
}

unsigned model_apply_caller(struct model *m, const char *contact, const json *answer)
{
	size_t at = position(m, contact);

	if (at == m->contact_count)
		return 0;
	jo_free(m->contacts[at]->caller_history);
	m->contacts[at]->caller_history = jo_copy((json *)answer);
	return MODEL_ADVICE;
}
