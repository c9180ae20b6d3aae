/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_results.c -- how people did: per trainee, per class, by field, by category; as JSON and as CSV.
 *
 * Every figure is made from the scores that are kept with each call, an override included, of calls that somebody
 * answered in sessions that ended in [from, to).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/score.h"
#include "hotline/text.h"
#include "server/service/training.h"

enum { USUAL_DAYS = 90 };

/* What groups the scores, and the column of the row that is its key. */
static const struct by { const char *name, *member; enum score_by table; int key; } bys[] = {
	{ "trainee", "trainee", SCORE_BY_KEY, 2 }, { "class", "class", SCORE_BY_KEY, 1 },
	{ "field", "pointer", SCORE_BY_FIELD, 2 }, { "category", "category", SCORE_BY_CATEGORY, 2 },
};

struct range { instant from, to; };

static struct query *ask(struct work *w, const struct range *r, const char *trainee, const char *class)
{
	return db_ask(w->db,
		"SELECT c.score, t.class, c.account FROM training_call c JOIN training t ON t.id = c.training "
		"JOIN account a ON a.id = c.account "
		"WHERE t.ended_at >= ?1 AND t.ended_at < ?2 AND c.score IS NOT NULL AND c.answered_at IS NOT NULL AND "
		"(?3 IS NULL OR c.account = ?3 OR a.username = ?3) AND (?4 IS NULL OR t.class = ?4) ORDER BY t.ended_at, t.id, c.n",
		"iiss", r->from, r->to, trainee, class);
}

static void add_row(struct score_table *table, const struct by *by, struct query *q)
{
	const char *text = db_get_text(q, 0), *key = db_get_text(q, by->key);
	json *score = key ? jo_parse(text, strlen(text), NULL) : NULL;

	if (score)
		score_table_add(table, key, score);
	jo_free(score);
}

/* ---- names of what is in a row ---- */

static void name_class(struct work *w, const char *class, json *item)
{
	struct query *q = db_ask(w->db,
				 "SELECT COALESCE(t.name, c.title), t.created_at FROM training t JOIN training_call c ON "
				 "c.training = t.id AND c.n = 1 WHERE t.class = ?1 ORDER BY t.created_at LIMIT 1", "s", class);

	if (db_step(q) == DB_ROW) {
		jo_set_str(item, "name", db_get_text(q, 0));
		jo_set_time(item, "began_at", db_get_int(q, 1));
	}
	db_done(q, NULL);
}

static void name_trainee(struct work *w, const char *account, json *item)
{
	char name[64];
	struct query *q = db_ask(w->db, "SELECT username FROM account WHERE id = ?1", "s", account);

	if (db_step(q) == DB_ROW)
		jo_set_str(item, "username", db_get_text(q, 0));
	db_done(q, NULL);
	account_name(w, account, name);
	jo_set_str(item, "name", name);
}

static void name_category(struct work *w, const char *code, json *item)
{
	struct buf path = BUF_INIT;

	city_category_path(server_city(w->server), code, false, &path);
	jo_set_str(item, "name", path.len ? path.data : code);
	buf_release(&path);
}

static json *named(struct work *w, const struct by *by, json *items)
{
	for (size_t i = 0; i < jo_len(items); i++) {
		json *item = jo_at(items, i);
		const char *key = jo_str(item, "key");
		/* A score is that of one call. */
		jo_set(item, "calls", json_object_get(jo_get(item, "sessions")));
		json_object_object_del(item, "sessions");
		jo_set_str(item, by->member, key);
		if (!strcmp(by->name, "class"))
			name_class(w, key, item);
		else if (!strcmp(by->name, "trainee"))
			name_trainee(w, key, item);
		else if (!strcmp(by->name, "category"))
			name_category(w, key, item);
	}
	return items;
}

/* ---- the question ---- */

static bool read_time(const char *text, const char *name, instant *t, struct error *err)
{
	return !text || !*text || clock_parse(text, t) ||
	       error_set(err, ERROR_INPUT, _("the value of `%s` cannot be read"), name);
}

static const struct by *read_by(const char *text, struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(bys); i++)
		if (!text || !*text || !strcmp(bys[i].name, text))
			return &bys[i];
	error_set(err, ERROR_INPUT, _("the value of `%s` cannot be read"), "by");
	return NULL;
}

static json *answer(struct work *w, const struct range *r, const struct by *by, const struct score_table *table)
{
	json *o = page_of(named(w, by, score_table_items(table)), NULL);

	jo_set_time(o, "from", r->from);
	jo_set_time(o, "to", r->to);
	jo_set_str(o, "by", by->name);
	return o;
}

json *training_results(struct work *w, const struct user *u, query_getter *get, void *arg, struct error *err)
{
	struct range r = { w->now - (instant)USUAL_DAYS * 86400 * 1000, w->now + 1 };
	const struct by *by = read_by(get(arg, "by"), err);

	if (!by || !read_time(get(arg, "from"), "from", &r.from, err) || !read_time(get(arg, "to"), "to", &r.to, err))
		return NULL;
	struct score_table *table = score_table_new(by->table);
	struct query *q = ask(w, &r, training_is_trainer(u) ? get(arg, "trainee") : u->id, get(arg, "class"));
	while (db_step(q) == DB_ROW)
		add_row(table, by, q);
	json *o = db_done(q, err) ? answer(w, &r, by, table) : NULL;
	score_table_free(table);
	return o;
}

/* ---- CSV (RFC 4180), with a byte order mark for spreadsheets ---- */

static void add_cell(struct buf *out, const json *v)
{
	const char *text = v ? json_object_get_string((json *)v) : "";
	struct buf clean = BUF_INIT;

	text_clean(&clean, text, strlen(text), 0);
	/* What a spreadsheet would take for a formula is made a text. */
	bool formula = clean.len && strchr("=+-@", clean.data[0]) && json_object_is_type(v, json_type_string);
	buf_adds(out, "\"");
	if (formula)
		buf_addch(out, '\'');
	for (const char *p = clean.len ? clean.data : ""; *p; p++) {
		if (*p == '"')
			buf_addch(out, '"');
		buf_addch(out, *p);
	}
	buf_adds(out, "\"");
	buf_release(&clean);
}

void training_results_csv(const json *results, struct buf *out)
{
	static const char *const columns[] = { "name", "username", "calls", "mean", "best", "worst", "last", "right",
					      "wrong",
					       "missing", "lost" };
	const json *items = jo_get(results, "items");

	buf_addf(out, "\xef\xbb\xbf%s", jo_str(results, "by"));
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		buf_addf(out, ",%s", columns[i]);
	buf_adds(out, "\r\n");
	for (size_t i = 0; i < jo_len(items); i++) {
		add_cell(out, jo_get(jo_at(items, i), "key"));
		for (size_t k = 0; k < ARRAY_SIZE(columns); k++) {
			buf_addch(out, ',');
			add_cell(out, jo_get(jo_at(items, i), columns[k]));
		}
		buf_adds(out, "\r\n");
	}
}
