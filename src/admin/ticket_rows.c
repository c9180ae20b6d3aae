/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_rows.c -- a ticket in the store: one event appended, and its row written anew from the
 * projection. The only place that writes these tables, whoever makes the ticket.
 */
#include "admin/ticket_rows.h"

#include <stdio.h>
#include <time.h>

#include "hotline/i18n.h"

bool ticket_rows_number(struct db *db, instant now, char no[24], struct error *err)
{
	char name[48], day[36];
	struct tm tm;
	time_t seconds = (time_t)(now / 1000);

	localtime_r(&seconds, &tm);
	snprintf(day, sizeof(day), "%02d%02d%02d", tm.tm_year % 100, tm.tm_mon + 1, tm.tm_mday);
	snprintf(name, sizeof(name), "ticket:%s", day);
	if (db_run(db, err,
		   "INSERT INTO counter (name, value) VALUES (?1, 1) "
		   "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1", "s",
		   name) != DB_END)
		return false;
	struct query *q = db_ask(db, "SELECT value FROM counter WHERE name = ?1", "s", name);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;
	if (!db_done(q, err))
		return false;
	snprintf(no, 24, "%.6s%06lld", day, (long long)n);
	return true;
}

static bool append_event(struct db *db, const struct ticket *t, const struct ticket_event *e,
			 struct error *err)
{
	return db_run(db, err,
		      "INSERT INTO ticket_event (no, seq, realm, at, account, action, "
		      "from_state, to_state, detail) "
		      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
		      "sisisssss", t->no, e->seq, t->realm, e->at, e->by, e->action,
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
	"UPDATE ticket SET realm = ?2, state = ?3, version = ?4, contact = ?5, draft = ?6, " \
	"number = ?7, agent = ?8, lead = ?9, grade = ?10, category = ?11, district = ?12, " \
	"street = ?13, title = ?14, due_at = ?15, excluded = ?16, created_at = ?17, " \
	"updated_at = ?18, closed_at = ?19, " \
	"dispatched_at = ?20, body = ?21 WHERE no = ?1"
#define ROW_INSERT                                                             \
	"INSERT INTO ticket (no, realm, state, version, contact, draft, number, agent, lead, " \
	"grade, category, district, street, title, due_at, excluded, created_at, updated_at, " \
	"closed_at, dispatched_at, body) " \
	"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, " \
	"?18, ?19, ?20, ?21)"

static bool write_row(struct db *db, const struct ticket *t, bool fresh, struct error *err)
{
	char digits[24];
	const char *title = jo_pointer_str(t->fields, "/matter/title");
	json *stored = ticket_store(t);
	struct query *q = db_ask(db, fresh ? ROW_INSERT : ROW_UPDATE, "sssis", t->no, t->realm,
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
		return taken ? error_set(err, ERROR_STATE, _("this form was submitted already"))
			     : false;
	return true;
}

static bool add_unit(struct db *db, const char *no, const char *unit, const char *part,
		     struct error *err)
{
	return !unit || db_run(db, err,
			       "INSERT INTO ticket_unit (no, unit, part) VALUES (?1, ?2, ?3) "
			       "ON CONFLICT (no, unit, part) DO NOTHING",
			       "sss", no, unit, part) == DB_END;
}

/* Who may see it: the units that have a part in it now. */
static bool write_units(struct db *db, const struct ticket *t, struct error *err)
{
	const json *parts = jo_array(t->extra, "parts");

	if (!parts)
		return true;
	if (db_run(db, err, "DELETE FROM ticket_unit WHERE no = ?1", "s", t->no) != DB_END)
		return false;
	for (size_t i = 0; i < jo_len(parts); i++)
		if (!add_unit(db, t->no, jo_str(jo_at(parts, i), "unit"),
			      jo_str(jo_at(parts, i), "part"), err))
			return false;
	return true;
}

bool ticket_rows_write(struct db *db, const struct city *city, struct ticket *t,
		       const struct ticket_event *e, struct error *err)
{
	bool fresh = t->version == 0;

	if (!append_event(db, t, e, err))
		return false;
	ticket_apply(city, t, e);
	return write_row(db, t, fresh, err) && write_units(db, t, err);
}
