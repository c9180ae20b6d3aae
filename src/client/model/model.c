/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model.c -- the model as a whole: made, cleared, and who the user is and does. */
#include "client/model/model_internal.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"

#define PRESENCE_TEXT(id, name) [PRESENCE_##id] = name,
static const char *const presence_names[] = { PRESENCE_LIST(PRESENCE_TEXT) };
#define CONTACT_TEXT(id, name) [CONTACT_##id] = name,
static const char *const contact_names[] = { CONTACT_STATE_LIST(CONTACT_TEXT) };

static bool parse_name(const char *const *names, size_t count, const char *name, unsigned *value)
{
	for (size_t i = 0; name && i < count; i++)
		if (!strcmp(names[i], name)) {
			*value = (unsigned)i;
			return true;
		}
	return false;
}

const char *presence_name(enum presence p)
{
	return presence_names[p];
}

bool presence_parse(const char *name, enum presence *p)
{
	unsigned value;
	bool known = parse_name(presence_names, PRESENCE_COUNT, name, &value);

	if (known)
		*p = (enum presence)value;
	return known;
}

const char *contact_state_name(enum contact_state s)
{
	return contact_names[s];
}

bool contact_state_parse(const char *name, enum contact_state *s)
{
	unsigned value;
	bool known = parse_name(contact_names, CONTACT_STATE_COUNT, name, &value);

	if (known)
		*s = (enum contact_state)value;
	return known;
}

bool model_set_text(char **to, const char *text)
{
	if (*to == text || (*to && text && !strcmp(*to, text)))
		return false;
	char *copy = xstrdup(text);
	free(*to);
	*to = copy;
	return true;
}

instant model_time(const json *o, const char *name)
{
	const char *text = jo_str(o, name);
	instant t;

	return text && clock_parse(text, &t) ? t : INSTANT_NONE;
}

char *model_words(const json *array)
{
	struct buf words = BUF_INIT;

	for (size_t i = 0; i < jo_len(array); i++)
		if (json_object_is_type(jo_at(array, i), json_type_string))
			buf_addf(&words, "%s%s", words.len ? " " : "",
				 json_object_get_string(jo_at(array, i)));
	return words.len ? buf_detach(&words) : NULL;
}

struct model *model_new(void)
{
	struct model *m = xcalloc(1, sizeof(*m));

	m->presence.since = INSTANT_NONE;
	m->queue = (struct model_queue){ -1, -1, INSTANT_NONE };
	m->seats_at = INSTANT_NONE;
	return m;
}

static void clear_me(struct model *m)
{
	free(m->me.id);
	free(m->me.username);
	free(m->me.name);
	free(m->me.unit);
	free(m->me.skills);
	free(m->presence.reason);
	free(m->presence.contact_id);
	m->me = (struct model_me){ 0 };
	m->presence = (struct model_presence){ .since = INSTANT_NONE };
	m->queue = (struct model_queue){ -1, -1, INSTANT_NONE };
}

static void clear_tickets(struct model *m)
{
	for (size_t i = 0; i < MODEL_LISTS; i++) {
		model_list_free(m->lists[i]);
		m->lists[i] = NULL;
	}
	for (size_t i = 0; i < MODEL_TICKETS; i++) {
		model_ticket_free(m->tickets[i]);
		m->tickets[i] = NULL;
	}
}

static void clear_notices(struct model *m)
{
	for (size_t i = 0; i < m->notice_count; i++) {
		free(m->notices[i].id);
		free(m->notices[i].title);
		free(m->notices[i].text);
	}
	m->notice_count = m->alarm_count = 0;
}

void model_clear(struct model *m)
{
	clear_me(m);
	for (size_t i = 0; i < m->contact_count; i++)
		model_contact_free(m->contacts[i]);
	for (size_t i = 0; i < m->draft_count; i++)
		model_draft_free(m->drafts[i]);
	m->contact_count = m->draft_count = 0;
	clear_tickets(m);
	clear_notices(m);
	model_seats_release(m);
	model_knowledge_release(&m->knowledge);
	model_trainings_release(m);
}

void model_free(struct model *m)
{
	if (!m)
		return;
	model_clear(m);
	for (size_t i = 0; i < MODEL_REGIONS; i++) {
		free(m->regions[i].parent);
		jo_free(m->regions[i].items);
	}
	city_free(m->city);
	free(m->city_etag);
	free(m->contacts);
	free(m->drafts);
	free(m->notices);
	free(m->alarms);
	free(m);
}

bool model_has_role(const struct model *m, unsigned roles)
{
	return m->me.roles & roles;
}

/* Each by itself: a role that this version does not know hides none of the others. */
static unsigned read_roles(const json *array)
{
	unsigned roles = 0;

	for (size_t i = 0; i < jo_len(array); i++) {
		const char *name = json_object_get_string(jo_at(array, i));
		unsigned one = 0;
		if (name && roles_parse(name, &one))
			roles |= one;
	}
	return roles;
}

unsigned model_apply_user(struct model *m, const json *user)
{
	struct model_me *me = &m->me;

	if (!jo_str(user, "id"))
		return 0;
	bool changed = model_set_text(&me->id, jo_str(user, "id"));
	changed |= model_set_text(&me->username, jo_str(user, "username"));
	changed |= model_set_text(&me->name, jo_str(user, "name"));
	changed |= model_set_text(&me->unit, jo_str(user, "unit"));
	char *skills = model_words(jo_array(user, "skills"));
	changed |= model_set_text(&me->skills, skills);
	free(skills);
	unsigned roles = read_roles(jo_array(user, "roles"));
	changed |= roles != me->roles;
	me->roles = roles;
	return changed ? MODEL_ME : 0;
}

unsigned model_apply_presence(struct model *m, const json *o)
{
	enum presence state;

	if (!presence_parse(jo_str(o, "state"), &state))
		return 0;
	m->presence.state = state;
	m->presence.since = model_time(o, "since");
	model_set_text(&m->presence.reason, jo_str(o, "reason"));
	model_set_text(&m->presence.contact_id, jo_str(o, "contact_id"));
	return MODEL_PRESENCE;
}

static unsigned apply_queue(struct model *m, const json *o)
{
	if (!json_object_is_type(o, json_type_object))
		return 0;
	m->queue.waiting = jo_int(o, "waiting", -1);
	m->queue.oldest_at = model_time(o, "oldest_at");
	if (jo_get(o, "position") || m->presence.state != PRESENCE_READY)
		m->queue.position = jo_int(o, "position", -1);
	return MODEL_QUEUE;
}

unsigned model_apply_me_late(struct model *m, const json *o)
{
	return model_apply_user(m, jo_get(o, "user")) | apply_queue(m, jo_get(o, "queue"));
}

unsigned model_apply_me(struct model *m, const json *o)
{
	unsigned what = model_apply_presence(m, jo_get(o, "presence"));

	return what | model_apply_me_late(m, o);
}

/* ---- events ---- */

static unsigned on_hello(struct model *m, const json *o, instant now)
{
	unsigned what = model_apply_presence(m, jo_get(o, "presence"));
	const json *contact = jo_get(o, "contact");
	(void)now;

	return contact ? what | model_apply_contact(m, contact, INSTANT_NONE) : what;
}

static unsigned on_offered(struct model *m, const json *o, instant now)
{
	return model_apply_contact(m, jo_get(o, "contact"),
				   now + SECONDS(jo_int(o, "ring_seconds", 15)));
}

static unsigned on_contact(struct model *m, const json *o, instant now)
{
	const json *inner = jo_get(o, "contact");
	(void)now;

	return model_apply_contact(m, inner ? inner : o, INSTANT_NONE);
}

static unsigned on_withdrawn(struct model *m, const json *o, instant now)
{
	const char *id = jo_str(o, "contact_id");
	(void)now;

	return id ? model_remove_contact(m, id) : 0;
}

static unsigned on_presence(struct model *m, const json *o, instant now)
{
	(void)now;
	return model_apply_presence(m, o);
}

static unsigned on_queue(struct model *m, const json *o, instant now)
{
	(void)now;
	return apply_queue(m, o);
}

static unsigned on_seat(struct model *m, const json *o, instant now)
{
	(void)now;
	return model_seat_event(m, o);
}

static unsigned on_ticket(struct model *m, const json *o, instant now)
{
	(void)now;
	return model_ticket_event(m, o);
}

static unsigned on_knowledge(struct model *m, const json *o, instant now)
{
	(void)now;
	return model_knowledge_event(m, o);
}

static unsigned on_draft(struct model *m, const json *o, instant now)
{
	const char *id = jo_str(o, "contact_id");
	(void)now;

	if (jo_str(o, "training"))
		return model_training_draft(m, o);
	return id && !model_contact_is_mine(m, id) ? MODEL_WATCHED : 0;
}

static unsigned on_alarm(struct model *m, const json *o, instant now)
{
	const char *no = jo_str(o, "no"), *clock = jo_str(o, "clock");
	struct model_alarm a = { .due_at = model_time(o, "due_at"), .at = now };

	if (!no || strlen(no) >= sizeof(a.no) || !clock || strlen(clock) >= sizeof(a.clock))
		return 0;
	memcpy(a.no, no, strlen(no) + 1);
	memcpy(a.clock, clock, strlen(clock) + 1);
	if (m->alarm_count >= MODEL_ALARMS_MOST)
		m->alarm_count--;
	ARRAY_GROW(m->alarms, m->alarm_count + 1, m->alarm_alloc);
	memmove(m->alarms + 1, m->alarms, m->alarm_count * sizeof(*m->alarms));
	m->alarms[0] = a;
	m->alarm_count++;
	return MODEL_ALARMS;
}

static unsigned on_training_turn(struct model *m, const json *o, instant now)
{
	(void)now;
	return model_training_turn(m, o);
}

static unsigned on_training_updated(struct model *m, const json *o, instant now)
{
	(void)now;
	return model_training_updated(m, o);
}

static unsigned on_training_hint(struct model *m, const json *o, instant now)
{
	(void)now;
	return model_training_hint(m, o);
}

static const struct {
	const char *name;
	unsigned (*apply)(struct model *m, const json *data, instant now);
} events[] = {
	{ "hello", on_hello },
	{ "contact.offered", on_offered },
	{ "contact.updated", on_contact },
	{ "contact.withdrawn", on_withdrawn },
	{ "presence.updated", on_presence },
	{ "queue.updated", on_queue },
	{ "seat.updated", on_seat },
	{ "ticket.updated", on_ticket },
	{ "draft.updated", on_draft },
	{ "knowledge.updated", on_knowledge },
	{ "notice", model_notice_event },
	{ "alarm", on_alarm },
	{ "training.turn", on_training_turn },
	{ "training.updated", on_training_updated },
	{ "training.hint", on_training_hint },
};

unsigned model_apply_event(struct model *m, const char *name, const json *data, instant now)
{
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		if (!strcmp(events[i].name, name))
			return events[i].apply(m, data, now);
	return 0;
}
