/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inspection.c -- inspections in the store: read, listed, shown; and the ticket beside the sheet. */
#include "server/service/inspection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/score.h"
#include "hotline/text.h"
#include "server/service/contact.h"
#include "server/service/tickets.h"

#define COLUMNS                                                                                              \
	"id, sample, ticket, agent, category, why, call, state, version, inspector, drawn_at, scored_at, appealed_at, " \
	"decided_at, total, body"

static void read_row(struct query *q, struct inspection *i)
{
	const char *body = db_get_text(q, 15);

	*i = (struct inspection){ .call = db_get_int(q, 6) != 0, .version = db_get_int(q, 8), .drawn_at = db_get_int(q, 10),
				  .scored_at = db_get_int(q, 11), .appealed_at = db_get_int(q, 12),
				  .decided_at = db_get_int(q, 13), .total = db_get_int(q, 14) };
	db_copy_text(q, 0, i->id, sizeof(i->id));
	db_copy_text(q, 1, i->sample, sizeof(i->sample));
	db_copy_text(q, 2, i->ticket, sizeof(i->ticket));
	db_copy_text(q, 3, i->agent, sizeof(i->agent));
	db_copy_text(q, 4, i->category, sizeof(i->category));
	db_copy_text(q, 5, i->why, sizeof(i->why));
	db_copy_text(q, 7, i->state, sizeof(i->state));
	db_copy_text(q, 9, i->inspector, sizeof(i->inspector));
	i->body = jo_parse(body, strlen(body), NULL);
}

void inspection_release(struct inspection *i)
{
	jo_free(i->body);
	i->body = NULL;
}

bool inspection_is_inspector(const struct user *u)
{
	return u->roles & (ROLE_SUPERVISOR | ROLE_TRAINER);
}

/* An agent sees what was said of their work, when it has been said. */
static bool may_see(const struct user *u, const struct inspection *i)
{
	return inspection_is_inspector(u) || (!strcmp(u->id, i->agent) && i->scored_at);
}

bool inspection_load(struct work *w, const char *id, const struct user *by, struct inspection *i, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT " COLUMNS " FROM inspection WHERE id = ?1 AND realm = ?2", "ss", id, w->realm);

	*i = (struct inspection){ .body = NULL };
	if (db_step(q) == DB_ROW)
		read_row(q, i);
	if (!db_done(q, err)) {
		inspection_release(i);
		return false;
	}
	if (i->body && may_see(by, i))
		return true;
	inspection_release(i);
	return error_set(err, ERROR_NOT_FOUND, _("There is no such inspection."));
}

/* ---- shown ---- */

static void set_person(struct work *w, json *o, const char *name, const char *id)
{
	char shown[NAME_TEXT], member[32];

	if (!*id)
		return;
	account_name(w, id, shown);
	snprintf(member, sizeof(member), "%s_name", name);
	jo_set_str(o, name, id);
	jo_set_str(o, member, shown);
}

static void set_when(json *o, const char *name, instant at)
{
	if (at)
		jo_set_time(o, name, at);
}

static void set_body(struct work *w, json *o, const json *body)
{
	static const char *const members[] = { "score", "note", "appeal", "decision" };

	for (size_t m = 0; m < ARRAY_SIZE(members); m++)
		if (jo_get(body, members[m]))
			jo_set(o, members[m], json_object_get(jo_get(body, members[m])));
	const char *by = jo_str(jo_get(body, "decision"), "by");
	if (by)
		set_person(w, o, "decided_by", by);
}

json *inspection_to_json(struct work *w, const struct inspection *i, bool whole)
{
	json *o = json_object_new_object();
	char total[16];

	jo_set_str(o, "id", i->id);
	jo_set_str(o, "sample", i->sample);
	jo_set_str(o, "ticket", i->ticket);
	set_person(w, o, "agent", i->agent);
	jo_set_str(o, "category", *i->category ? i->category : NULL);
	jo_set_str(o, "why", i->why);
	jo_set_bool(o, "call", i->call);
	jo_set_str(o, "state", i->state);
	jo_set_int(o, "version", i->version);
	set_person(w, o, "inspector", i->inspector);
	set_when(o, "drawn_at", i->drawn_at);
	set_when(o, "scored_at", i->scored_at);
	set_when(o, "appealed_at", i->appealed_at);
	set_when(o, "decided_at", i->decided_at);
	if (i->scored_at) {
		snprintf(total, sizeof(total), "%.1f", (double)i->total / 10);
		jo_set(o, "total", json_object_new_double_s((double)i->total / 10, total));
		jo_set_str(o, "level", jo_str(jo_get(i->body, "score"), "level"));
	}
	if (whole)
		set_body(w, o, i->body);
	return o;
}

/* ---- lists ---- */

/* The id of an account by its id or username; the text itself when there is none. */
static void account_of(struct work *w, const char *text, char id[40])
{
	struct query *q = db_ask(w->db, "SELECT id FROM account WHERE id = ?1 OR username = ?1", "s", text);

	snprintf(id, 40, "%s", db_step(q) == DB_ROW ? db_get_text(q, 0) : text);
	db_done(q, NULL);
}

static json *read_page(struct work *w, struct query *q, int limit, struct error *err)
{
	json *items = json_object_new_array();
	char next[40] = "";
	bool more = false;

	while (!more && db_step(q) == DB_ROW) {
		struct inspection i;
		more = (int)jo_len(items) == limit;
		if (more)
			continue;
		read_row(q, &i);
		json_object_array_add(items, inspection_to_json(w, &i, false));
		snprintf(next, sizeof(next), "%s", i.id);
		inspection_release(&i);
	}
	if (db_done(q, err))
		return page_of(items, more ? next : NULL);
	jo_free(items);
	return NULL;
}

json *inspection_list(struct work *w, const struct user *by, const struct inspection_filter *f, struct error *err)
{
	bool all = inspection_is_inspector(by);
	char agent[40] = "";

	if (!all || f->untold)
		snprintf(agent, sizeof(agent), "%s", by->id);
	else if (f->agent)
		account_of(w, f->agent, agent);
	/* Ids are ordered by time, so the newest come first and an id is a place to go on from. */
	struct query *q = db_ask(w->db, "SELECT " COLUMNS " FROM inspection WHERE realm = ?1 AND "
		"(?2 IS NULL OR state = ?2) AND (?3 IS NULL OR agent = ?3) AND (?4 IS NULL OR sample = ?4) AND "
		"(?5 IS NULL OR id < ?5) AND (?6 = 1 OR scored_at IS NOT NULL) AND (?7 = 0 OR (told < version AND "
		"state IN ('scored', 'decided'))) ORDER BY id DESC LIMIT ?8", "sssssiii", w->realm, f->state,
		*agent ? agent : NULL, f->sample, f->cursor, (int64_t)all, (int64_t)f->untold, (int64_t)f->limit + 1);
	return read_page(w, q, f->limit, err);
}

/* ---- told ---- */

static bool told_one(struct work *w, const struct user *by, const json *item, int64_t *told, struct error *err)
{
	const char *id = jo_str(item, "id");
	int64_t version = jo_int(item, "version", 0);

	if (!id)
		return error_set(err, ERROR_INPUT, _("Name the inspections that were told, each with its version."));
	bool done = db_run(w->db, err, "UPDATE inspection SET told = ?4 WHERE id = ?1 AND realm = ?2 AND agent = ?3 AND "
			   "told < ?4 AND version >= ?4", "sssi", id, w->realm, by->id, version) == DB_END;
	*told += done ? db_changes(w->db) : 0;
	return done;
}

json *inspection_told(struct work *w, const struct user *by, const json *body, struct error *err)
{
	enum { ITEMS_MOST = 200 };
	const json *items = jo_array(body, "items");
	int64_t told = 0;

	if (jo_len(items) > ITEMS_MOST) {
		error_set(err, ERROR_INPUT, _("Name at most %d inspections at a time."), ITEMS_MOST);
		return NULL;
	}
	for (size_t i = 0; i < jo_len(items); i++)
		if (!told_one(w, by, jo_at(items, i), &told, err))
			return NULL;
	json *o = json_object_new_object();
	jo_set_int(o, "told", told);
	return o;
}

/* ---- the ticket beside the sheet ---- */

/* An inspector reads what a supervisor reads. */
static struct ticket_actor inspector_of(const struct user *by)
{
	struct ticket_actor who;

	actor_of(by, &who);
	who.roles = ROLE_SUPERVISOR;
	return who;
}

static json *contact_of(struct work *w, const struct ticket *t)
{
	struct contact c;

	if (!t->contact_id || !contact_load(w, t->contact_id, &c, NULL))
		return NULL;
	json *o = contact_to_json(w, &c, false);
	contact_release(&c);
	json_object_object_del(o, "caller");
	json_object_object_del(o, "text");
	return o;
}

json *inspection_ticket(struct work *w, const struct user *by, const char *id, char no[24], struct error *err)
{
	struct ticket_actor who = inspector_of(by);
	struct inspection i;

	if (!inspection_load(w, id, by, &i, err))
		return NULL;
	struct ticket *t = tickets_load(w, i.ticket, &who, err);
	json *history = t ? tickets_history(w, t, &who, err) : NULL;
	json *o = history ? json_object_new_object() : NULL;
	snprintf(no, 24, "%s", i.ticket);
	inspection_release(&i);
	if (o) {
		json *ticket = tickets_show(w, t, &who);
		jo_set(ticket, "actions", json_object_new_array());     /* it is read, not moved */
		jo_set(o, "ticket", ticket);
		jo_set(o, "history", json_object_get(jo_get(history, "items")));
		jo_set(o, "contact", contact_of(w, t));
	}
	jo_free(history);
	ticket_free(t);
	return o;
}
