/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_train.c -- training sessions that are looked at: the trainee's own, or those that a trainer follows.
 *
 * A session is kept as the server sent it. Its turns come whole with it and one by one with events; a turn is known by
 * its number, so that one that comes twice stands there once, and they stay in the order of their numbers.
 */
#include "client/model/model_internal.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

static size_t position(const struct model *m, const char *id)
{
	size_t i = 0;

	while (i < m->training_count && strcmp(m->trainings[i].id, id) != 0)
		i++;
	return i;
}

const json *model_training(const struct model *m, const char *id)
{
	size_t at = id ? position(m, id) : m->training_count;

	return at < m->training_count ? m->trainings[at].session : NULL;
}

bool model_training_is_stale(const struct model *m, const char *id)
{
	size_t at = position(m, id);

	return at == m->training_count || m->trainings[at].stale;
}

static void training_release(struct model_training *t)
{
	free(t->id);
	jo_free(t->session);
}

void model_trainings_release(struct model *m)
{
	for (size_t i = 0; i < m->training_count; i++)
		training_release(&m->trainings[i]);
	m->training_count = 0;
	free(m->hint);
	m->hint = NULL;
}

/* The one that was put there first goes when there is no room. */
static struct model_training *open_training(struct model *m, const char *id)
{
	size_t at = position(m, id);

	if (at < m->training_count)
		return &m->trainings[at];
	if (m->training_count == MODEL_TRAININGS) {
		training_release(&m->trainings[0]);
		memmove(m->trainings, m->trainings + 1, --m->training_count * sizeof(m->trainings[0]));
	}
	m->trainings[m->training_count] = (struct model_training){ xstrdup(id), json_object_new_object(), false, 0 };
	return &m->trainings[m->training_count++];
}

/* Behind all turns with a smaller number; false: it is there. */
static bool add_turn(json *turns, json *turn)
{
	int64_t seq = jo_int(turn, "seq", 0);
	size_t count = jo_len(turns), at = count;

	while (at > 0 && jo_int(jo_at(turns, at - 1), "seq", 0) > seq)
		at--;
	if (at > 0 && jo_int(jo_at(turns, at - 1), "seq", 0) == seq)
		return false;
	json_object_array_add(turns, jo_share(turn));
	for (size_t i = count; i > at; i--)
		json_object_array_put_idx(turns, i, jo_share(jo_at(turns, i - 1)));
	json_object_array_put_idx(turns, at, jo_share(turn));
	return true;
}

static json *turns_of(json *session)
{
	json *turns = jo_array(session, "turns");

	if (!turns)
		jo_set(session, "turns", turns = json_object_new_array());
	return turns;
}

unsigned model_apply_turns(struct model *m, const char *id, const json *turns)
{
	size_t at = position(m, id);
	bool changed = false;

	for (size_t i = 0; at < m->training_count && i < jo_len(turns); i++)
		changed |= add_turn(turns_of(m->trainings[at].session), jo_at(turns, i));
	return changed ? MODEL_TRAINING : 0;
}

/* Turns that an event brought while this answer was under way stay. */
unsigned model_apply_training(struct model *m, const json *session, uint64_t asked)
{
	const char *id = jo_str(session, "id");

	if (!id)
		return 0;
	struct model_training *t = open_training(m, id);
	if (asked < t->asked)
		return model_apply_turns(m, id, jo_array((json *)session, "turns"));
	t->asked = asked;
	json *fresh = jo_copy((json *)session), *turns = turns_of(fresh);
	const json *old = jo_array(t->session, "turns");
	for (size_t i = 0; i < jo_len(old); i++)
		add_turn(turns, jo_at(old, i));
	jo_free(t->session);
	t->session = fresh;
	t->stale = false;
	return MODEL_TRAINING;
}

/* -- events -------------------------------------------------------------------------- */

/* Facts that a caller told are untold no more; `facts` are codes, blank separated. */
static void forget_told(json *untold, const char *facts)
{
	for (size_t i = jo_len(untold); i-- > 0;) {
		const char *code = json_object_get_string(jo_at(untold, i));
		size_t len = strlen(code);
		for (const char *p = facts; *p; p += strcspn(p, " "), p += strspn(p, " "))
			if (strcspn(p, " ") == len && !strncmp(p, code, len)) {
				json_object_array_del_idx(untold, i, 1);
				break;
			}
	}
}

/* Of the session and of the call that it is a turn of; what became of a contact is read anew with the whole. */
static void follow_turn(struct model_training *t, const json *turn)
{
	const char *facts = jo_str(turn, "fact"), *by = jo_str(turn, "by"), *contact = jo_str(turn, "contact_id");
	const char *kind = jo_str(turn, "kind");
	const json *calls = jo_array(t->session, "calls");

	t->stale |= kind && !strcmp(kind, "mark");
	if (!facts || !by || strcmp(by, "caller") || !contact)
		return;
	for (size_t i = 0; i < jo_len(calls); i++) {
		const char *of = jo_str(jo_at(calls, i), "contact_id");
		if (of && !strcmp(of, contact))
			forget_told(jo_array(jo_at(calls, i), "untold"), facts);
	}
	const char *now = jo_str(t->session, "contact_id");
	if (now && !strcmp(now, contact))
		forget_told(jo_array(t->session, "untold"), facts);
}

unsigned model_training_turn(struct model *m, const json *data)
{
	const json *turn = jo_get(data, "turn");
	const char *id = jo_str(data, "id");
	size_t at = id ? position(m, id) : m->training_count;

	if (at == m->training_count || !turn)
		return MODEL_TRAININGS_LIST;
	add_turn(turns_of(m->trainings[at].session), (json *)turn);
	follow_turn(&m->trainings[at], turn);
	return MODEL_TRAINING;
}

unsigned model_training_updated(struct model *m, const json *data)
{
	const char *id = jo_str(data, "id"), *state = jo_str(data, "state");
	size_t at = id ? position(m, id) : m->training_count;

	if (at < m->training_count && state)
		jo_set_str(m->trainings[at].session, "state", state);
	if (at < m->training_count)
		m->trainings[at].stale = true;
	return MODEL_TRAININGS_LIST | (at < m->training_count ? MODEL_TRAINING : 0) |
	       (jo_bool(data, "judged", false) ? MODEL_JUDGED : 0);
}

unsigned model_training_hint(struct model *m, const json *data)
{
	const char *text = jo_str(data, "text"), *from = jo_str(data, "from");

	if (!text)
		return 0;
	m->hint_of_supervisor = from && !strcmp(from, "supervisor");
	model_set_text(&m->hint, text);
	return MODEL_TRAINING;
}

unsigned model_forget_hint(struct model *m)
{
	return model_set_text(&m->hint, NULL) ? MODEL_TRAINING : 0;
}

/* A form in it was kept: what it lacks is another thing now. */
unsigned model_training_draft(struct model *m, const json *data)
{
	const char *id = jo_str(data, "training");
	size_t at = id ? position(m, id) : m->training_count;

	if (at == m->training_count)
		return 0;
	m->trainings[at].stale = true;
	return MODEL_TRAINING;
}
