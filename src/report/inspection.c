/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inspection.c -- what the inspections of a time found: of each agent, and of each fault of the sheets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "report/private.h"

#include "hotline/alloc.h"

struct agent {
	UT_hash_handle hh;
	char id[ASSESS_CODE], name[80];
	int64_t scored, appealed, granted, sum, worst;          /* tenths */
};
struct fault {
	UT_hash_handle hh;
	char key[2 * ASSESS_CODE], name[160];
	int64_t times;
	double lost;
};
struct findings { struct agent *agents; struct fault *faults; struct agent all; };

static struct agent *agent_of(struct findings *f, const char *id, const char *name)
{
	struct agent *a;
	char key[ASSESS_CODE];

	snprintf(key, sizeof(key), "%s", id);
	HASH_FIND_STR(f->agents, key, a);
	if (a)
		return a;
	a = xcalloc(1, sizeof(*a));
	memcpy(a->id, key, sizeof(key));
	snprintf(a->name, sizeof(a->name), "%s", name ? name : id);
	HASH_ADD_STR(f->agents, id, a);
	return a;
}

static void add_total(struct agent *a, int64_t total, bool appealed, bool granted)
{
	a->worst = !a->scored || total < a->worst ? total : a->worst;
	a->scored++;
	a->sum += total;
	a->appealed += appealed;
	a->granted += granted;
}

static void add_fault(struct findings *f, const struct report_query *q, const json *item, double lost)
{
	const char *name = q->english ? jo_str(item, "name_en") : NULL;
	struct fault *found;
	char key[2 * ASSESS_CODE];

	snprintf(key, sizeof(key), "%s/%s", jo_str(item, "sheet"), jo_str(item, "item"));
	HASH_FIND_STR(f->faults, key, found);
	if (!found) {
		found = xcalloc(1, sizeof(*found));
		memcpy(found->key, key, sizeof(key));
		snprintf(found->name, sizeof(found->name), "%s", name ? name : jo_str(item, "name"));
		HASH_ADD_STR(f->faults, key, found);
	}
	found->times++;
	found->lost += lost;
}

/* Columns: agent, its name, state, total, body. */
static void add_row(struct findings *f, const struct report_query *q, struct query *row)
{
	const char *text = db_get_text(row, 4);
	json *body = jo_parse(text, strlen(text), NULL);
	const json *items = jo_array(jo_get(body, "score"), "items");
	bool granted = jo_bool(jo_get(body, "decision"), "granted", false);
	int64_t total = db_get_int(row, 3);

	add_total(agent_of(f, db_get_text(row, 0), db_get_text(row, 1)), total, jo_get(body, "appeal"), granted);
	add_total(&f->all, total, jo_get(body, "appeal"), granted);
	for (size_t i = 0; i < jo_len(items); i++) {
		double lost = json_object_get_double(jo_get(jo_at(items, i), "deducted"));
		if (lost > 0)
			add_fault(f, q, jo_at(items, i), lost);
	}
	jo_free(body);
}

static bool read_rows(struct db *db, const struct report_query *q, struct findings *f, struct error *err)
{
	struct query *rows = db_ask(db,
		"SELECT i.agent, a.name, i.state, i.total, i.body FROM inspection i LEFT JOIN account a ON a.id = i.agent "
		"WHERE i.realm = ?1 AND i.scored_at >= ?2 AND i.scored_at < ?3", "sii", q->realm, q->from, q->to);

	while (db_step(rows) == DB_ROW)
		add_row(f, q, rows);
	return db_done(rows, err);
}

/* Drawn in that time and not looked at yet. */
static bool count_open(struct db *db, const struct report_query *q, int64_t *open, struct error *err)
{
	struct query *rows = db_ask(db, "SELECT COUNT(*) FROM inspection WHERE realm = ?1 AND state = 'drawn' AND "
				    "drawn_at >= ?2 AND drawn_at < ?3", "sii", q->realm, q->from, q->to);

	*open = db_step(rows) == DB_ROW ? db_get_int(rows, 0) : 0;
	return db_done(rows, err);
}

static double mean_of(const struct agent *a)
{
	return a->scored ? (double)a->sum / (double)a->scored / 10 : 0;
}

static int worst_first(struct agent *a, struct agent *b)
{
	double x = mean_of(a), y = mean_of(b);

	return x != y ? (x < y ? -1 : 1) : strcmp(a->id, b->id);
}

static int dearest_first(struct fault *a, struct fault *b)
{
	return a->lost != b->lost ? (a->lost > b->lost ? -1 : 1) : strcmp(a->key, b->key);
}

static void set_agent(json *o, const struct agent *a)
{
	jo_set_int(o, "scored", a->scored);
	jo_set(o, "mean", a->scored ? figure(mean_of(a), 1) : NULL);
	jo_set(o, "worst", a->scored ? figure((double)a->worst / 10, 1) : NULL);
	jo_set_int(o, "appealed", a->appealed);
	jo_set_int(o, "granted", a->granted);
}

static void add_agents(json *o, struct findings *f)
{
	json *list = new_list(o, "agents");

	HASH_SORT(f->agents, worst_first);
	for (struct agent *a = f->agents; a; a = a->hh.next) {
		json *item = json_object_new_object();
		jo_set_str(item, "agent", a->id);
		jo_set_str(item, "name", a->name);
		set_agent(item, a);
		json_object_array_add(list, item);
	}
}

static void add_faults(json *o, struct findings *f)
{
	json *list = new_list(o, "items");

	HASH_SORT(f->faults, dearest_first);
	for (struct fault *x = f->faults; x; x = x->hh.next) {
		json *item = json_object_new_object();
		char *slash = strchr(x->key, '/');
		jo_set(item, "sheet", json_object_new_string_len(x->key, (int)(slash - x->key)));
		jo_set_str(item, "item", slash + 1);
		jo_set_str(item, "name", x->name);
		jo_set_int(item, "times", x->times);
		jo_set(item, "share", figure((double)x->times / (double)f->all.scored, 4));
		jo_set(item, "lost", figure(x->lost, 1));
		json_object_array_add(list, item);
	}
}

static void release(struct findings *f)
{
	struct agent *a, *next;
	struct fault *x, *after;

	HASH_ITER(hh, f->agents, a, next) {
		HASH_DEL(f->agents, a);
		free(a);
	}
	HASH_ITER(hh, f->faults, x, after) {
		HASH_DEL(f->faults, x);
		free(x);
	}
}

json *report_inspection(struct db *db, const struct city *c, const struct report_query *q, struct error *err)
{
	struct findings f = { .agents = NULL };
	json *o = json_object_new_object(), *totals = json_object_new_object();
	int64_t open = 0;
	(void)c;

	set_period(o, q);
	bool ok = read_rows(db, q, &f, err) && count_open(db, q, &open, err);
	jo_set_int(totals, "open", open);
	set_agent(totals, &f.all);
	jo_set(o, "totals", totals);
	add_agents(o, &f);
	add_faults(o, &f);
	release(&f);
	if (ok)
		return o;
	jo_free(o);
	return NULL;
}
