/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_rows.c -- a ticket in the store: one event appended, and its row written anew from the
 * projection. The only place that writes these tables, whoever makes the ticket.
 */
#include "admin/ticket_rows.h"

#include <stdio.h>
#include <string.h>

#include "admin/ticket_facts.h"
#include "hotline/i18n.h"

bool ticket_rows_number(struct db *db, const char *counter, const char *prefix, instant now, char no[24],
			struct error *err)
{
	char name[48], day[8], date[CLOCK_TEXT];

	clock_format(now, date);        /* 2026-11-24T... */
	snprintf(day, sizeof(day), "%.2s%.2s%.2s", date + 2, date + 5, date + 8);
	snprintf(name, sizeof(name), "%.30s:%s", counter, day);
	if (db_run(db, err,
		   "INSERT INTO counter (name, value) VALUES (?1, 1) "
		   "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1", "s", name) != DB_END)
		return false;
	struct query *q = db_ask(db, "SELECT value FROM counter WHERE name = ?1", "s", name);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;
	if (!db_done(q, err))
		return false;
	snprintf(no, 24, "%.1s%.6s%06lld", prefix, day, (long long)n);
	return true;
}

static bool append_event(struct db *db, const struct ticket *t, const struct ticket_event *e, struct error *err)
{
	struct buf detail = BUF_INIT;

	buf_reserve(&detail, 1024);
	jo_print(&detail, (json *)e->detail);
	bool ok = db_run(db, err,
			 "INSERT INTO ticket_event (no, seq, realm, at, account, action, "
			 "from_state, to_state, detail) "
			 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
			 "sisisssss", t->no, e->seq, t->realm, e->at, e->by, e->action,
			 e->seq == 1 ? "" : ticket_state_name(e->from), ticket_state_name(e->to),
			 detail.data) == DB_END;
	buf_release(&detail);
	return ok;
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

/* ---- the row: what a ticket is found and counted by, beside its whole projection ---- */

#define ROW_TEXTS(X)                                                                           \
	X(realm) X(state) X(contact) X(number) X(agent) X(lead) X(grade) X(category) X(district) X(street) X(title) \
	X(satisfied) X(origin) X(asks) X(kind) X(outcome)
#define ROW_NUMBERS(X)                                                                         \
	X(version) X(draft) X(due_at) X(excluded) X(created_at) X(updated_at) X(closed_at) X(dispatched_at) \
	X(visited_at) X(contacted) X(solved) X(visit_at)
#define COLUMN(name) #name ", "
#define MEMBER_OF_TEXT(name) const char *name;
#define MEMBER_OF_NUMBER(name) int64_t name;
#define ABSENT INT64_MIN                /* a number's null */

struct row {
	ROW_TEXTS(MEMBER_OF_TEXT)
	ROW_NUMBERS(MEMBER_OF_NUMBER)
	char digits[24];
};

static int64_t or_absent(instant t)
{
	return t && t != INSTANT_NONE ? t : ABSENT;
}

static void row_visit(const struct ticket *t, struct row *r)
{
	static const char *const words[] = { [VISIT_NO] = "no", [VISIT_YES] = "yes", [VISIT_BASICALLY] = "basically" };
	struct assess_row own;

	r->visited_at = r->contacted = r->solved = ABSENT;
	if (!assess_own_visit(t, &own))
		return;
	r->visited_at = or_absent(own.final.at);
	r->contacted = own.final.contacted;
	r->solved = own.final.solved;
	r->satisfied = words[own.final.satisfied];
}

static void row_of(const struct city *city, const struct ticket *t, struct row *r)
{
	const char *title = jo_pointer_str(t->fields, "/matter/title");

	*r = (struct row){
		.realm = t->realm, .state = ticket_state_name(t->state), .contact = t->contact_id, .agent = t->agent,
		.lead = ticket_scored_unit(city, t), .grade = t->grade, .category = jo_pointer_str(t->fields, "/matter/category"),
		.district = jo_pointer_str(t->fields, "/place/district"),
		.street = jo_pointer_str(t->fields, "/place/street"), .title = title ? title : "",
		.origin = t->origin, .asks = ticket_asks(t), .kind = jo_pointer_str(t->fields, "/caller/kind"),
		.outcome = jo_pointer_str(t->extra, "/outcome/action"), .version = t->version,
		.draft = t->contact_id ? t->draft : ABSENT, .due_at = or_absent(nearest_due(t)),
		.excluded = t->excluded, .created_at = t->created_at, .updated_at = t->updated_at,
		.closed_at = or_absent(t->closed_at), .dispatched_at = or_absent(t->dispatched_at),
		.visit_at = or_absent(ticket_visit_due(t)),
	};
	r->number = caller_digits(t, r->digits);
	row_visit(t, r);
}

static void bind_row(struct query *q, int n, const struct row *r)
{
#define BIND_TEXT(name) db_text_kept(q, n++, r->name);
#define BIND_NUMBER(name) if (r->name == ABSENT) db_null(q, n++); else db_int(q, n++, r->name);
	ROW_TEXTS(BIND_TEXT)
	ROW_NUMBERS(BIND_NUMBER)
#undef BIND_TEXT
#undef BIND_NUMBER
}

#define ROW_INSERT                                                                             \
	"INSERT INTO ticket (" ROW_TEXTS(COLUMN) ROW_NUMBERS(COLUMN) "no, body, alarm_at) VALUES "       \
	"(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, " \
	"?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31)"
#define ROW_UPDATE                                                                             \
	"UPDATE ticket SET (" ROW_TEXTS(COLUMN) ROW_NUMBERS(COLUMN) "body, alarm_at) = "               \
	"(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, " \
	"?24, ?25, ?26, ?27, ?28, ?30, ?31) WHERE no = ?29"
enum { ROW_COLUMNS = 28 };

/* When an alarm comes next is no part of the ticket: it moves on with time. */
static void bind_alarm(struct query *q, int n, const struct ticket *t, instant now)
{
	instant next;

	ticket_alarms(t, now, now, NULL, 0, &next);
	if (next == INSTANT_NONE)
		db_null(q, n);
	else
		db_int(q, n, next);
}

bool ticket_rows_alarm(struct db *db, const struct ticket *t, instant now, struct error *err)
{
	struct query *q = db_query(db, "UPDATE ticket SET alarm_at = ?1 WHERE no = ?2");

	bind_alarm(q, 1, t, now);
	db_text(q, 2, t->no);
	db_step(q);
	return db_done(q, err);
}

static bool write_row(struct db *db, const struct city *city, const struct ticket *t, bool fresh, instant now,
		      struct error *err)
{
	struct row r;
	struct buf body = BUF_INIT;
	json *stored = ticket_store(t);
	struct query *q = db_query(db, fresh ? ROW_INSERT : ROW_UPDATE);

	row_of(city, t, &r);
	bind_row(q, 1, &r);
	buf_reserve(&body, 2048);
	jo_print(&body, stored);
	jo_free(stored);
	db_text_kept(q, ROW_COLUMNS + 1, t->no);
	db_text_kept(q, ROW_COLUMNS + 2, body.data);
	bind_alarm(q, ROW_COLUMNS + 3, t, now);
	bool taken = db_step(q) == DB_EXISTS, ok = db_done(q, err);
	buf_release(&body);
	return ok || (taken && error_set(err, ERROR_STATE, _("This form was submitted already.")));
}

/* ---- units ---- */

static bool add_share(struct db *db, const struct ticket *t, const struct ticket_share *s, struct error *err)
{
	struct query *q = db_query(db, "INSERT INTO ticket_unit (no, unit, part, state, live, urged, again, due_at) "
				   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");

	db_text(q, 1, t->no);
	db_text(q, 2, s->unit);
	db_text(q, 3, s->part);
	db_text(q, 4, s->state);
	db_int(q, 5, s->live);
	db_int(q, 6, s->live && t->urged);
	db_int(q, 7, s->live && t->rehandled);
	if (s->due_at == INSTANT_NONE)
		db_null(q, 8);
	else
		db_int(q, 8, s->due_at);
	db_step(q);
	return db_done(q, err);
}

/* Who has a part in it now, and with what: each unit's inbox. */
static bool write_units(struct db *db, const struct ticket *t, struct error *err)
{
	struct ticket_share list[TICKET_SHARES_MOST];
	size_t count = ticket_shares(t, list, TICKET_SHARES_MOST);
	bool ok = t->version == 1 || db_run(db, err, "DELETE FROM ticket_unit WHERE no = ?1", "s", t->no) == DB_END;

	for (size_t i = 0; ok && i < count; i++)
		ok = add_share(db, t, &list[i], err);
	return ok;
}

static bool count_unit(struct db *db, const struct ticket *t, const char *unit, int64_t dispatched, int64_t returned,
		       struct error *err)
{
	const char *category = jo_pointer_str(t->fields, "/matter/category");

	return db_run(db, err, "INSERT INTO unit_record (realm, category, unit, dispatched, returned) VALUES "
		      "(?1, ?2, ?3, ?4, ?5) ON CONFLICT (realm, category, unit) DO UPDATE SET "
		      "dispatched = unit_record.dispatched + ?4, returned = unit_record.returned + ?5", "sssii", t->realm,
		      category ? category : "", unit, dispatched, returned) == DB_END;
}

/* Who was made the lead unit of such a matter, and who gave it back. */
static bool keep_record(struct db *db, const struct ticket *t, const char *action, const char *lead_before,
			struct error *err)
{
	bool sent = !strcmp(action, "dispatch") || !strcmp(action, "arbitrate");

	if (sent && t->lead)
		return count_unit(db, t, t->lead, 1, 0, err);
	if (!strcmp(action, "grant_return") && lead_before && !t->lead)
		return count_unit(db, t, lead_before, 0, 1, err);
	return true;
}

bool ticket_rows_write(struct db *db, const struct city *city, struct ticket *t,
		       const struct ticket_event *e, struct error *err)
{
	bool fresh = t->version == 0;
	struct assess_facts was, is;
	char lead[ASSESS_CODE];

	if (!append_event(db, t, e, err))
		return false;
	snprintf(lead, sizeof(lead), "%s", t->lead ? t->lead : "");
	assess_facts(city, t, &was);
	ticket_apply(city, t, e);
	assess_facts(city, t, &is);
	bool ok = keep_record(db, t, e->action, *lead ? lead : NULL, err) && write_row(db, city, t, fresh, e->at, err) &&
		  write_units(db, t, err) && ticket_facts_write(db, t, &was, &is, err);
	assess_facts_release(&was);
	assess_facts_release(&is);
	return ok;
}

/* ---- the proof ---- */

static bool same_text(const char *a, const char *b)
{
	return !a || !b ? a == b : !strcmp(a, b);
}

static bool row_is(struct query *q, const struct row *r, const char **differs)
{
	int n = 0;

#define TEXT_IS(name) if (!same_text(db_get_text(q, n++), r->name)) *differs = #name;
#define NUMBER_IS(name) if ((db_is_null(q, n) ? ABSENT : db_get_int(q, n)) != r->name) *differs = #name; n++;
	ROW_TEXTS(TEXT_IS)
	ROW_NUMBERS(NUMBER_IS)
#undef TEXT_IS
#undef NUMBER_IS
	return !*differs;
}

static bool body_is(struct query *q, const struct ticket *t)
{
	const char *text = db_get_text(q, ROW_COLUMNS);
	json *stored = text ? jo_parse(text, strlen(text), NULL) : NULL, *made = ticket_store(t);
	bool same = stored && jo_same(stored, made);

	jo_free(stored);
	jo_free(made);
	return same;
}

/* Is the row one of what the ticket's units have in it? Columns: unit part state live urged again due_at */
static bool is_share(struct query *q, const struct ticket *t, const struct ticket_share *list, size_t count)
{
	size_t i = 0;

	while (i < count && (!same_text(db_get_text(q, 0), list[i].unit) || !same_text(db_get_text(q, 1), list[i].part)))
		i++;
	return i < count && same_text(db_get_text(q, 2), list[i].state) && db_get_int(q, 3) == list[i].live &&
	       db_get_int(q, 4) == (list[i].live && t->urged) && db_get_int(q, 5) == (list[i].live && t->rehandled) &&
	       (db_is_null(q, 6) ? INSTANT_NONE : db_get_int(q, 6)) == list[i].due_at;
}

static bool units_are(struct db *db, const struct ticket *t, struct error *err)
{
	struct ticket_share list[TICKET_SHARES_MOST];
	size_t count = ticket_shares(t, list, TICKET_SHARES_MOST), found = 0;
	struct query *q = db_ask(db, "SELECT unit, part, state, live, urged, again, due_at FROM ticket_unit WHERE no = ?1", "s",
				 t->no);
	bool same = true;

	for (; same && db_step(q) == DB_ROW; found++)
		same = is_share(q, t, list, count);
	return db_done(q, err) && same && found == count;
}

static bool visits_are(struct db *db, const struct city *city, const struct ticket *t, struct error *err)
{
	struct assess_facts f;

	assess_facts(city, t, &f);
	bool same = ticket_facts_are(db, t, &f, err);
	assess_facts_release(&f);
	return same;
}

bool ticket_rows_are(struct db *db, const struct city *city, const struct ticket *t, const char **differs,
		     struct error *err)
{
	struct row r;
	struct query *q = db_query(db, "SELECT " ROW_TEXTS(COLUMN) ROW_NUMBERS(COLUMN) "body FROM ticket WHERE no = ?1");

	*differs = NULL;
	row_of(city, t, &r);
	db_text(q, 1, t->no);
	if (db_step(q) != DB_ROW)
		*differs = "row";
	else if (row_is(q, &r, differs) && !body_is(q, t))
		*differs = "body";
	if (!db_done(q, err))
		return false;
	if (!*differs && !units_are(db, t, err))
		*differs = "units";
	if (!*differs && !visits_are(db, city, t, err))
		*differs = "visit";
	return !*differs && (!err || err->kind == ERROR_NONE);
}

bool ticket_rows_mend(struct db *db, const struct city *city, const struct ticket *t, struct error *err)
{
	struct query *q = db_ask(db, "SELECT 1 FROM ticket WHERE no = ?1", "s", t->no);
	bool there = db_step(q) == DB_ROW;
	struct assess_facts f;

	assess_facts(city, t, &f);
	bool ok = db_done(q, err) && write_row(db, city, t, !there, clock_now(), err) && write_units(db, t, err) &&
		  ticket_facts_mend(db, t, &f, err);
	assess_facts_release(&f);
	return ok;
}
