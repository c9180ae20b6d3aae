/* SPDX-License-Identifier: GPL-3.0-or-later */
/* training_timeline.c -- a session from its beginning to its end: turns, forms as they grew, what became of them. */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/service/training.h"

/* One moment; sorted by time, and within one by what comes of what. */
struct moment {
	instant at;
	int order;
	json *o;
};
struct moments {
	struct moment *list;
	size_t count, alloc;
};

static void add(struct moments *m, instant at, int order, json *o)
{
	ARRAY_GROW(m->list, m->count + 1, m->alloc);
	m->list[m->count] = (struct moment){ at, order, o };
	m->count++;
}

static void add_turns(struct work *w, const struct training *t, bool trainer, struct moments *m)
{
	struct query *q = db_ask(w->db,
				 "SELECT " TRAINING_TURN_COLUMNS "FROM training_turn WHERE training = ?1 ORDER BY seq",
				 "s", t->id);

	while (db_step(q) == DB_ROW) {
		instant at = db_get_int(q, 2);
		json *turn = training_turn_row(q, trainer, !strcmp(t->state, "ended")), *o = json_object_new_object();
		if (!turn) {
			jo_free(o);
			continue;
		}
		jo_set_str(o, "what", "turn");
		jo_set(o, "turn", turn);
		add(m, at, 0, o);
	}
	db_done(q, NULL);
}

static void add_forms(struct work *w, const struct training *t, struct moments *m)
{
	struct query *q = db_ask(w->db,
				 "SELECT contact, draft, at, fields FROM training_form WHERE training = ?1 ORDER BY at",
				 "s",
				 t->id);

	while (db_step(q) == DB_ROW) {
		const char *fields = db_get_text(q, 3);
		json *o = json_object_new_object();
		jo_set_str(o, "what", "form");
		jo_set_str(o, "contact_id", db_get_text(q, 0));
		jo_set_int(o, "n", db_get_int(q, 1));
		jo_set(o, "fields", jo_parse(fields, strlen(fields), NULL));
		add(m, db_get_int(q, 2), 1, o);
	}
	db_done(q, NULL);
}

static void add_tickets(struct work *w, const struct training *t, struct moments *m)
{
	struct query *q = db_ask(w->db,
				 "SELECT e.at, e.no, e.action, e.to_state, k.contact, k.draft FROM ticket_event e "
				 "JOIN ticket k ON k.no = e.no WHERE k.realm = ?1 ORDER BY e.at, e.seq", "s", t->id);

	while (db_step(q) == DB_ROW) {
		json *o = json_object_new_object();
		jo_set_str(o, "what", "ticket");
		jo_set_str(o, "no", db_get_text(q, 1));
		jo_set_str(o, "action", db_get_text(q, 2));
		jo_set_str(o, "state", db_get_text(q, 3));
		jo_set_str(o, "contact_id", db_get_text(q, 4));
		jo_set_int(o, "n", db_get_int(q, 5));
		add(m, db_get_int(q, 0), 2, o);
	}
	db_done(q, NULL);
}

static int by_time(const void *a, const void *b)
{
	const struct moment *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->order - y->order;
}

json *training_timeline(struct work *w, const struct user *u, const struct training *t, struct error *err)
{
	struct moments m = { 0 };
	json *items = json_object_new_array();
	bool trainer = training_is_trainer(u);

	if (!trainer && strcmp(t->state, "ended")) {
		error_set(err, ERROR_STATE, _("The time line is there when the session is over."));
		jo_free(items);
		return NULL;
	}
	add_turns(w, t, trainer, &m);
	add_forms(w, t, &m);
	add_tickets(w, t, &m);
	if (m.count)
		qsort(m.list, m.count, sizeof(*m.list), by_time);
	for (size_t i = 0; i < m.count; i++) {
		jo_set_time(m.list[i].o, "at", m.list[i].at);
		json_object_array_add(items, m.list[i].o);
	}
	free(m.list);
	return page_of(items, NULL);
}
