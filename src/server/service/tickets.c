/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tickets.c -- the ticket in the store: events are appended, the row is written anew from the
 * projection, and those concerned are told, all in the caller's transaction.
 */
#include "server/service/tickets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/service/tickets_internal.h"

void actor_of(const struct user *u, struct ticket_actor *who)
{
	*who = (struct ticket_actor){
		.id = u->id,
		.username = u->username,
		.roles = u->roles,
		.unit = u->unit[0] ? u->unit : NULL,
	};
}

struct ticket *tickets_load(struct work *w, const char *no, const struct ticket_actor *who,
			    struct error *err)
{
	struct ticket *t = NULL;
	struct query *q = db_ask(w->db, "SELECT body FROM ticket WHERE no = ?1 AND realm = ?2", "ss",
				 no, w->realm);

	if (db_step(q) == DB_ROW) {
		const char *text = db_get_text(q, 0);
		json *stored = jo_parse(text, strlen(text), err);
		t = stored ? ticket_load(stored, err) : NULL;
		jo_free(stored);
		if (!t) {
			db_done(q, NULL);
			return NULL;
		}
	}
	if (!db_done(q, err)) {
		ticket_free(t);
		return NULL;
	}
	if (t && (!who || ticket_is_visible(server_city(w->server), t, who)))
		return t;
	ticket_free(t);
	error_set(err, ERROR_NOT_FOUND, _("there is no ticket %s"), no);
	return NULL;
}

/* ---- writing ---- */

bool ticket_number_next(struct work *w, char no[24], struct error *err)
{
	char name[40], day[8];
	struct tm tm;
	time_t seconds = (time_t)(w->now / 1000);

	localtime_r(&seconds, &tm);
	strftime(day, sizeof(day), "%y%m%d", &tm);
	snprintf(name, sizeof(name), "ticket:%s", day);
	if (db_run(w->db, err,
		   "INSERT INTO counter (name, value) VALUES (?1, 1) "
		   "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1", "s", name) != DB_END)
		return false;
	struct query *q = db_ask(w->db, "SELECT value FROM counter WHERE name = ?1", "s", name);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;
	if (!db_done(q, err))
		return false;
	snprintf(no, 24, "%s%06lld", day, (long long)n);
	return true;
}

static bool append_event(struct work *w, const struct ticket *t, const struct ticket_event *e,
			 struct error *err)
{
	return db_run(w->db, err,
		      "INSERT INTO ticket_event (no, seq, realm, at, account, action, from_state, to_state, detail) "
		      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
		      "sisisssss", t->no, e->seq, w->realm, e->at, e->by, e->action,
		      e->seq == 1 ? "" : ticket_state_name(e->from), ticket_state_name(e->to),
		      jo_text((json *)e->detail)) == DB_END;
}

static void bind_time(struct query *q, int n, instant t)
{
	if (t && t != INSTANT_NONE)
		db_int(q, n, t);
	else
		db_null(q, n);
}

/* The nearest clock that still runs. */
static instant nearest_due(const struct ticket *t)
{
	instant due = INSTANT_NONE;

	for (int i = 0; t->deadline && i < CLOCK_COUNT; i++) {
		const struct deadline_clock *c = &t->deadline->clocks[i];
		if (c->on && c->met_at == INSTANT_NONE && (due == INSTANT_NONE || c->due_at < due))
			due = c->due_at;
	}
	return due;
}

/* The caller's number as compared; the form's before the line's. */
static const char *caller_digits(const struct ticket *t, char digits[24])
{
	const char *number = jo_pointer_str(t->fields, "/caller/number");

	return number && phone_normalise(number, digits) ? digits : NULL;
}

#define ROW_UPDATE                                                             \
	"UPDATE ticket SET realm = ?2, state = ?3, version = ?4, contact = ?5, draft = ?6, number = ?7, " \
	"agent = ?8, lead = ?9, grade = ?10, category = ?11, district = ?12, street = ?13, title = ?14, " \
	"due_at = ?15, excluded = ?16, created_at = ?17, updated_at = ?18, closed_at = ?19, " \
	"dispatched_at = ?20, body = ?21 WHERE no = ?1"
#define ROW_INSERT                                                             \
	"INSERT INTO ticket (no, realm, state, version, contact, draft, number, agent, lead, grade, category, " \
	"district, street, title, due_at, excluded, created_at, updated_at, closed_at, dispatched_at, body) " \
	"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)"

static bool write_row(struct work *w, const struct ticket *t, bool fresh, struct error *err)
{
	char digits[24];
	const char *title = jo_pointer_str(t->fields, "/matter/title");
	json *stored = ticket_store(t);
	struct query *q = db_ask(w->db, fresh ? ROW_INSERT : ROW_UPDATE, "sssis", t->no, w->realm,
				 ticket_state_name(t->state), t->version, t->contact_id);

	if (t->contact_id)
		db_int(q, 6, t->draft);
	else
		db_null(q, 6);
	db_text(q, 7, caller_digits(t, digits));
	db_text(q, 8, t->agent);
	db_text(q, 9, t->lead);
	db_text(q, 10, t->grade);
	db_text(q, 11, jo_pointer_str(t->fields, "/matter/category"));
	db_text(q, 12, jo_pointer_str(t->fields, "/place/district"));
	db_text(q, 13, jo_pointer_str(t->fields, "/place/street"));
	db_text(q, 14, title ? title : "");
	bind_time(q, 15, nearest_due(t));
	db_int(q, 16, t->excluded);
	db_int(q, 17, t->created_at);
	db_int(q, 18, t->updated_at);
	bind_time(q, 19, t->closed_at);
	bind_time(q, 20, t->dispatched_at);
	db_text(q, 21, jo_text(stored));
	bool taken = db_step(q) == DB_EXISTS;
	jo_free(stored);
	if (!db_done(q, err))
		return taken ? error_set(err, ERROR_STATE, _("this form was submitted already")) : false;
	return true;
}

static bool add_unit(struct work *w, const char *no, const char *unit, const char *part, struct error *err)
{
	return !unit || db_run(w->db, err, "INSERT INTO ticket_unit (no, unit, part) VALUES (?1, ?2, ?3) "
			       "ON CONFLICT (no, unit, part) DO NOTHING", "sss", no, unit, part) == DB_END;
}

/* Who may see it: rows are only ever added, for a unit that had it once may read what became of it. */
static bool write_units(struct work *w, const struct ticket *t, struct error *err)
{
	if (!add_unit(w, t->no, t->lead, "lead", err))
		return false;
	for (size_t i = 0; i < jo_len(t->co); i++)
		if (!add_unit(w, t->no, json_object_get_string(jo_at(t->co, i)), "co", err))
			return false;
	return true;
}

static bool tell_one(struct work *w, const struct ticket *t, const struct audience *to, struct error *err)
{
	json *data = json_object_new_object();

	jo_set_str(data, "no", t->no);
	jo_set_str(data, "state", ticket_state_name(t->state));
	jo_set_int(data, "version", t->version);
	return event_send(w->server, w->db, w->realm, to, "ticket.updated", data, err);
}

static bool tell(struct work *w, const struct ticket *t, struct error *err)
{
	struct audience desk = { .roles = ROLE_DISPATCHER | ROLE_SUPERVISOR | ROLE_VISITOR };
	struct audience agent = { .user = t->agent }, lead = { .unit = t->lead };

	if (!tell_one(w, t, &desk, err) || (t->agent && !tell_one(w, t, &agent, err)) ||
	    (t->lead && !tell_one(w, t, &lead, err)))
		return false;
	for (size_t i = 0; i < jo_len(t->co); i++) {
		struct audience co = { .unit = json_object_get_string(jo_at(t->co, i)) };
		if (!tell_one(w, t, &co, err))
			return false;
	}
	return true;
}

bool ticket_move(struct work *w, struct ticket *t, const char *by, const char *action,
		 enum ticket_state to, const json *detail, struct error *err)
{
	bool fresh = t->version == 0;
	struct ticket_event e = {
		.seq = t->version + 1,
		.at = w->now,
		.by = by,
		.action = action,
		.from = t->state,
		.to = to,
		.detail = detail,
	};

	if (!append_event(w, t, &e, err))
		return false;
	ticket_apply(server_city(w->server), t, &e);
	return write_row(w, t, fresh, err) && write_units(w, t, err) && tell(w, t, err);
}

bool tickets_act(struct work *w, struct ticket *t, const struct ticket_actor *who, const char *action,
		 json *body, struct form_problems *problems, struct error *err)
{
	const struct city *city = server_city(w->server);
	enum ticket_state to;

	if (!ticket_may(city, t, who, action, body, w->now, &to, problems, err))
		return false;
	json *fields = jo_get(body, "fields");
	if (fields && !form_check(city, fields, false, "/fields", problems))
		return error_set(err, ERROR_INPUT, _("some fields are not filled in rightly"));
	json *detail = jo_copy(body);
	json_object_object_del(detail, "action");
	bool ok = ticket_move(w, t, who->id, action, to, detail, err);
	jo_free(detail);
	return ok;
}

/* ---- the server's own moves ---- */

bool tickets_close_finished(struct work *w, struct error *err)
{
	enum { MOST = 100 };
	struct { char no[24], realm[40]; } list[MOST];
	size_t count = 0;
	struct query *q = db_ask(w->db,
		"SELECT no, realm FROM ticket WHERE state IN ('answered', 'transferred') LIMIT 100", "");

	while (count < MOST && db_step(q) == DB_ROW) {
		snprintf(list[count].no, sizeof(list[0].no), "%s", db_get_text(q, 0));
		snprintf(list[count++].realm, sizeof(list[0].realm), "%s", db_get_text(q, 1));
	}
	if (!db_done(q, err))
		return false;
	bool ok = true;
	for (size_t i = 0; ok && i < count; i++) {
		struct work in_realm = { w->server, w->db, list[i].realm, w->now };
		struct ticket *t = tickets_load(&in_realm, list[i].no, NULL, err);
		json *detail = json_object_new_object();
		ok = t && ticket_move(&in_realm, t, "server", "close", TICKET_CLOSED, detail, err);
		jo_free(detail);
		ticket_free(t);
	}
	return ok;
}
