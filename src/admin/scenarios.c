/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenarios.c -- scenarios of a pack into the store.
 *
 * Their files are the truth: what the pack has is current afterwards, what it has no more is current no more. No version
 * is ever removed or changed, so that a session can go on with the one it began with.
 */
#include <string.h>

#include "admin/private.h"

enum fate { SCENARIO_ADDED, SCENARIO_CHANGED, SCENARIO_SAME, SCENARIO_GONE, SCENARIO_FATES };
static const char *const fate_names[SCENARIO_FATES] = { "added", "changed", "same", "gone" };

/* *known: this very version was imported before. */
static bool decide(struct db *db, const struct scenario *s, enum fate *fate, bool *known, struct error *err)
{
	struct query *q = db_ask(db, "SELECT version, current FROM scenario WHERE code = ?1", "s", s->code);
	bool current = false, other = false;

	*known = false;
	while (db_step(q) == DB_ROW) {
		bool this = !strcmp(db_get_text(q, 0), s->version), now = db_get_int(q, 1) != 0;
		*known = *known || this;
		current = current || (this && now);
		other = other || (!this && now);
	}
	*fate = current ? SCENARIO_SAME : other ? SCENARIO_CHANGED : SCENARIO_ADDED;
	return db_done(q, err);
}

static bool insert(struct db *db, const struct scenario *s, instant now, struct error *err)
{
	json *body = scenario_to_json(s);
	bool ok = db_run(db, err, "INSERT INTO scenario (code, version, current, imported_at, body) "
			 "VALUES (?1, ?2, 1, ?3, ?4)",
			 "ssis", s->code, s->version, now, jo_text(body)) == DB_END;

	jo_free(body);
	return ok;
}

static bool import_one(struct db *db, const struct scenario *s, enum fate *fate, instant now, struct error *err)
{
	bool known;

	if (!decide(db, s, fate, &known, err))
		return false;
	if (*fate == SCENARIO_SAME)
		return true;
	if (db_run(db, err, "UPDATE scenario SET current = 0 WHERE code = ?1 AND current = 1", "s", s->code) != DB_END)
		return false;
	if (!known)
		return insert(db, s, now, err);
	return db_run(db, err, "UPDATE scenario SET current = 1, imported_at = ?3 WHERE code = ?1 AND version = ?2",
		      "ssi", s->code, s->version, now) == DB_END;
}

static bool is_in(struct scenario *const *scenarios, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(scenarios[i]->code, code))
			return true;
	return false;
}

/* Codes that are current and not in the pack, as an array. NULL: err. */
static json *find_gone(struct db *db, struct scenario *const *scenarios, size_t count, struct error *err)
{
	struct query *q = db_ask(db, "SELECT code FROM scenario WHERE current = 1 ORDER BY code", "");
	json *gone = json_object_new_array();

	while (db_step(q) == DB_ROW)
		if (!is_in(scenarios, count, db_get_text(q, 0)))
			json_object_array_add(gone, json_object_new_string(db_get_text(q, 0)));
	if (db_done(q, err))
		return gone;
	jo_free(gone);
	return NULL;
}

static bool withdraw(struct db *db, const json *gone, struct error *err)
{
	for (size_t i = 0; i < jo_len(gone); i++)
		if (db_run(db, err, "UPDATE scenario SET current = 0 WHERE code = ?1", "s",
			   json_object_get_string(jo_at(gone, i))) != DB_END)
			return false;
	return true;
}

json *scenarios_import(struct db *db, struct scenario *const *scenarios, size_t count, instant now, struct error *err)
{
	int64_t counts[SCENARIO_FATES] = { 0 };
	json *gone = find_gone(db, scenarios, count, err);
	bool ok = gone && withdraw(db, gone, err);
	enum fate fate = SCENARIO_SAME;

	for (size_t i = 0; ok && i < count; i++) {
		ok = import_one(db, scenarios[i], &fate, now, err);
		counts[fate]++;
	}
	counts[SCENARIO_GONE] = (int64_t)jo_len(gone);
	jo_free(gone);
	if (!ok)
		return NULL;
	json *o = json_object_new_object();
	for (int i = 0; i < SCENARIO_FATES; i++)
		jo_set_int(o, fate_names[i], counts[i]);
	return o;
}
