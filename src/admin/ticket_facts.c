/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ticket_facts.c -- see ticket_facts.h: the visits of a ticket, and the sums kept beside them. */
#include "admin/ticket_facts.h"

#include <string.h>

#include "hotline/alloc.h"
#include "report/report.h"

/* ---- sums ---- */

static bool add_to_day(struct db *db, const char *realm, const char *dim, const char *code, instant day,
		       const struct assess_row *row, const struct assess_sum *s, struct error *err)
{
	return db_run(db, err,
		"INSERT INTO rate_day (realm, dim, day, code, excluded, volume, valid, contacted, solved, satisfied, "
		"basically) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
		"ON CONFLICT (realm, dim, day, code, excluded) DO UPDATE SET volume = rate_day.volume + ?6, "
		"valid = rate_day.valid + ?7, contacted = rate_day.contacted + ?8, solved = rate_day.solved + ?9, "
		"satisfied = rate_day.satisfied + ?10, basically = rate_day.basically + ?11",
		"ssisiiiiiii", realm, dim, day, code, (int64_t)row->excluded, s->volume, s->valid, s->contacted,
		s->solved, s->satisfied, s->basically) == DB_END;
}

/* Adds the row (sign 1) or takes it away (-1), in each dimension. */
static bool count_row(struct db *db, const char *realm, const struct assess_row *row, bool dispatch, int sign,
		      struct error *err)
{
	const struct { const char *dim, *code; } dims[] = {
		{ "unit", row->unit }, { "category", row->category }, { "district", row->district },
		{ "street", row->street },
	};
	struct assess_sum s = { 0 };
	instant day, next;

	if (dispatch)
		assess_count_dispatch(&s);
	else
		assess_count_visit(row, &s);
	assess_scale(&s, sign);
	report_day(row->final.at, &day, &next);
	for (size_t i = 0; i < ARRAY_SIZE(dims); i++)
		if (!add_to_day(db, realm, dims[i].dim, dims[i].code, day, row, &s, err))
			return false;
	return true;
}

/* ---- rows ---- */

static bool write_visit(struct db *db, const struct ticket *t, const struct assess_row *v, struct error *err)
{
	const struct assess_answers *first = &v->first, *final = &v->final;

	return db_run(db, err,
		"INSERT INTO visit (no, caller, realm, at, unit, category, district, street, excluded, weight, contacted, "
		"solved, satisfied, first_at, first_contacted, first_solved, first_satisfied) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) "
		"ON CONFLICT (no, caller) DO UPDATE SET at = ?4, unit = ?5, category = ?6, district = ?7, street = ?8, "
		"excluded = ?9, weight = ?10, contacted = ?11, solved = ?12, satisfied = ?13, first_at = ?14, "
		"first_contacted = ?15, first_solved = ?16, first_satisfied = ?17",
		"sssissssiiiiiiiii", t->no, v->caller, t->realm, final->at, v->unit, v->category, v->district, v->street,
		(int64_t)v->excluded, v->weight, (int64_t)final->contacted, (int64_t)final->solved,
		(int64_t)final->satisfied, first->at, (int64_t)first->contacted, (int64_t)first->solved,
		(int64_t)first->satisfied) == DB_END;
}

static const struct assess_row *find_caller(const struct assess_facts *f, const char *caller)
{
	for (size_t i = 0; i < f->count; i++)
		if (!strcmp(f->visits[i].caller, caller))
			return &f->visits[i];
	return NULL;
}

static bool forget_visits(struct db *db, const struct ticket *t, const struct assess_facts *was,
			  const struct assess_facts *is, struct error *err)
{
	for (size_t i = 0; i < was->count; i++) {
		const struct assess_row *row = &was->visits[i], *now = find_caller(is, row->caller);
		if (now && assess_row_equal(row, now))
			continue;
		if (!count_row(db, t->realm, row, false, -1, err))
			return false;
		if (!now && db_run(db, err, "DELETE FROM visit WHERE no = ?1 AND caller = ?2", "ss", t->no,
				   row->caller) != DB_END)
			return false;
	}
	return true;
}

static bool keep_visits(struct db *db, const struct ticket *t, const struct assess_facts *was,
			const struct assess_facts *is, struct error *err)
{
	for (size_t i = 0; i < is->count; i++) {
		const struct assess_row *row = &is->visits[i], *before = find_caller(was, row->caller);
		if (before && assess_row_equal(row, before))
			continue;
		if (!write_visit(db, t, row, err) || !count_row(db, t->realm, row, false, 1, err))
			return false;
	}
	return true;
}

static bool count_dispatch(struct db *db, const struct ticket *t, const struct assess_facts *was,
			   const struct assess_facts *is, struct error *err)
{
	if (was->dispatched == is->dispatched && (!is->dispatched || assess_row_equal(&was->dispatch, &is->dispatch)))
		return true;
	return (!was->dispatched || count_row(db, t->realm, &was->dispatch, true, -1, err)) &&
	       (!is->dispatched || count_row(db, t->realm, &is->dispatch, true, 1, err));
}

bool ticket_facts_write(struct db *db, const struct ticket *t, const struct assess_facts *was,
			const struct assess_facts *is, struct error *err)
{
	return forget_visits(db, t, was, is, err) && keep_visits(db, t, was, is, err) &&
	       count_dispatch(db, t, was, is, err);
}

/* ---- the proof ---- */

static void copy_code(char to[ASSESS_CODE], const char *text)
{
	size_t len = strnlen(text, ASSESS_CODE - 1);

	memcpy(to, text, len);
	to[len] = '\0';
}

static void read_row(struct query *q, struct assess_row *row)
{
	char *const codes[] = { row->unit, row->category, row->district, row->street };

	*row = (struct assess_row){
		.excluded = db_get_int(q, 5), .weight = db_get_int(q, 6),
		.final = { db_get_int(q, 7), db_get_int(q, 8), db_get_int(q, 9), (enum visit_answer)db_get_int(q, 10) },
		.first = { db_get_int(q, 11), db_get_int(q, 12), db_get_int(q, 13), (enum visit_answer)db_get_int(q, 14) },
	};
	strncpy(row->caller, db_get_text(q, 0), sizeof(row->caller) - 1);
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		copy_code(codes[i], db_get_text(q, 1 + (int)i));
}

bool ticket_facts_are(struct db *db, const struct ticket *t, const struct assess_facts *f, struct error *err)
{
	struct query *q = db_ask(db, "SELECT caller, unit, category, district, street, excluded, weight, at, contacted, "
				 "solved, satisfied, first_at, first_contacted, first_solved, first_satisfied FROM visit "
				 "WHERE no = ?1 AND realm = ?2", "ss", t->no, t->realm);
	size_t found = 0;
	bool same = true;

	while (same && db_step(q) == DB_ROW) {
		struct assess_row row;
		read_row(q, &row);
		const struct assess_row *made = find_caller(f, row.caller);
		same = made && assess_row_equal(made, &row);
		found++;
	}
	return db_done(q, err) && same && found == f->count;
}

bool ticket_facts_mend(struct db *db, const struct ticket *t, const struct assess_facts *f, struct error *err)
{
	if (db_run(db, err, "DELETE FROM visit WHERE no = ?1", "s", t->no) != DB_END)
		return false;
	for (size_t i = 0; i < f->count; i++)
		if (!write_visit(db, t, &f->visits[i], err))
			return false;
	return true;
}
