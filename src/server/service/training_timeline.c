/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_timeline.c -- a session from its beginning to its end: turns, forms as they grew, what became of them.
 *
 * One answer holds the latest moments, so many at most, in order of time; its `next` asks for those before them. Of a
 * storm one call alone can be asked for.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/service/training.h"

enum { MOMENTS_MOST = 2000 };

/* One moment; sorted by time, and within one by what comes of what. */
struct moment {
	instant at;
	int order;
	int64_t number;
	json *o;
};
struct moments {
	struct moment *list;
	size_t count, alloc;
};

/* What is asked for: moments before that one, of one account's calls (NULL: of all), of one call (NULL: of all). */
struct wanted {
	const struct training *t;
	const char *own, *contact;
	instant before;
	bool trainer;
};

static void add(struct moments *m, instant at, int order, int64_t number, json *o)
{
	ARRAY_GROW(m->list, m->count + 1, m->alloc);
	m->list[m->count] = (struct moment){ at, order, number, o };
	m->count++;
}

static bool add_turns(struct work *w, const struct wanted *wanted, struct moments *m, struct error *err)
{
	struct query *q = db_ask(w->db,
				 "SELECT " TRAINING_TURN_COLUMNS "FROM training_turn WHERE training = ?1 AND "
				 "(?2 IS NULL OR contact IS NULL OR contact IN " TRAINING_OWN_CONTACTS ") AND "
				 "(?3 IS NULL OR contact IS NULL OR contact = ?3) AND at < ?4 ORDER BY at DESC, seq DESC LIMIT ?5",
				 "sssii", wanted->t->id, wanted->own, wanted->contact, wanted->before,
				 (int64_t)MOMENTS_MOST + 1);

	while (db_step(q) == DB_ROW) {
		json *turn = training_turn_row(q, wanted->trainer, !strcmp(wanted->t->state, "ended"));
		if (!turn)
			continue;
		json *o = json_object_new_object();
		jo_set_str(o, "what", "turn");
		jo_set(o, "turn", turn);
		add(m, db_get_int(q, 2), 0, db_get_int(q, 0), o);
	}
	return db_done(q, err);
}

static bool add_forms(struct work *w, const struct wanted *wanted, struct moments *m, struct error *err)
{
	struct query *q = db_ask(w->db,
				 "SELECT contact, draft, at, fields FROM training_form WHERE training = ?1 AND "
				 "(?2 IS NULL OR contact IN " TRAINING_OWN_CONTACTS ") AND (?3 IS NULL OR contact = ?3) AND "
				 "at < ?4 ORDER BY at DESC LIMIT ?5", "sssii", wanted->t->id, wanted->own, wanted->contact,
				 wanted->before, (int64_t)MOMENTS_MOST + 1);

	while (db_step(q) == DB_ROW) {
		const char *fields = db_get_text(q, 3);
		json *o = json_object_new_object();
		jo_set_str(o, "what", "form");
		jo_set_str(o, "contact_id", db_get_text(q, 0));
		jo_set_int(o, "n", db_get_int(q, 1));
		jo_set(o, "fields", jo_parse(fields, strlen(fields), NULL));
		add(m, db_get_int(q, 2), 1, db_get_int(q, 1), o);
	}
	return db_done(q, err);
}

static bool add_tickets(struct work *w, const struct wanted *wanted, struct moments *m, struct error *err)
{
	struct query *q = db_ask(w->db,
				 "SELECT e.at, e.no, e.action, e.to_state, k.contact, k.draft, e.seq FROM ticket_event e "
				 "JOIN ticket k ON k.no = e.no WHERE k.realm = ?1 AND "
				 "(?2 IS NULL OR k.contact IN " TRAINING_OWN_CONTACTS ") AND (?3 IS NULL OR k.contact = ?3) AND "
				 "e.at < ?4 ORDER BY e.at DESC, e.seq DESC LIMIT ?5", "sssii", wanted->t->id, wanted->own,
				 wanted->contact, wanted->before, (int64_t)MOMENTS_MOST + 1);

	while (db_step(q) == DB_ROW) {
		json *o = json_object_new_object();
		jo_set_str(o, "what", "ticket");
		jo_set_str(o, "no", db_get_text(q, 1));
		jo_set_str(o, "action", db_get_text(q, 2));
		jo_set_str(o, "state", db_get_text(q, 3));
		jo_set_str(o, "contact_id", db_get_text(q, 4));
		jo_set_int(o, "n", db_get_int(q, 5));
		add(m, db_get_int(q, 0), 2, db_get_int(q, 6), o);
	}
	return db_done(q, err);
}

static int by_time(const void *a, const void *b)
{
	const struct moment *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->order != y->order)
		return x->order - y->order;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* The first of the latest that are shown: what happened at one time is not parted, unless it is more than one answer. */
static size_t first_shown(const struct moments *m)
{
	size_t first = m->count > MOMENTS_MOST ? m->count - MOMENTS_MOST : 0, whole = first;

	while (first && whole < m->count && m->list[whole].at == m->list[first - 1].at)
		whole++;
	return whole < m->count ? whole : first;
}

static void release(struct moments *m)
{
	for (size_t i = 0; i < m->count; i++)
		jo_free(m->list[i].o);
	free(m->list);
}

static json *page(const struct moments *m)
{
	json *items = json_object_new_array();
	size_t first = first_shown(m);
	char next[32] = "";

	if (first)
		snprintf(next, sizeof(next), "%lld", (long long)m->list[first].at);
	for (size_t i = first; i < m->count; i++) {
		jo_set_time(m->list[i].o, "at", m->list[i].at);
		json_object_array_add(items, json_object_get(m->list[i].o));
	}
	return page_of(items, *next ? next : NULL);
}

/* The moment before which the page ends. */
static bool read_cursor(const char *cursor, instant *before)
{
	char *end;

	*before = INT64_MAX;
	if (!cursor || !*cursor)
		return true;
	errno = 0;
	*before = strtoll(cursor, &end, 10);
	return !errno && end != cursor && !*end;
}

json *training_timeline(struct work *w, const struct user *u, const struct training *t, query_getter *get, void *arg,
			struct error *err)
{
	struct wanted wanted = { t, training_own(t, u), get(arg, "contact_id"), 0, training_is_trainer(u) };
	struct moments m = { 0 };

	if (!wanted.trainer && strcmp(t->state, "ended")) {
		error_set(err, ERROR_STATE, _("The time line is there when the session is over."));
		return NULL;
	}
	if (!read_cursor(get(arg, "cursor"), &wanted.before)) {
		error_set(err, ERROR_INPUT, _("The value of `%s` cannot be read."), "cursor");
		return NULL;
	}
	/* The forms of all calls of a big storm, as they grew, would leave room for nothing else. */
	bool forms = wanted.own || wanted.contact || !training_is_big(w->db, t);
	bool ok = add_turns(w, &wanted, &m, err) && (!forms || add_forms(w, &wanted, &m, err)) &&
		  add_tickets(w, &wanted, &m, err);
	if (ok && m.count)
		qsort(m.list, m.count, sizeof(*m.list), by_time);
	json *shown = ok ? page(&m) : NULL;
	release(&m);
	return shown;
}
