/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_results.c -- how people did: per trainee, per class, by field, by category, call by call; as JSON and as CSV.
 *
 * Every figure is made from the scores that are kept with each call, an override included, of calls that somebody
 * answered in sessions that ended in [from, to). What a trainer plays to see it is no result. Among the classes stand also
 * the storms, and what was begun for one trainee alone by its mode, so that no call is in no row.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/csv.h"
#include "hotline/i18n.h"
#include "hotline/score.h"
#include "hotline/text.h"
#include "server/service/training.h"

enum { USUAL_DAYS = 90, CALLS_MOST = 5000 };    /* the newest so many are given one by one */

/* What groups the scores, and the column of the row that is its key. */
static const struct by { const char *name, *member; enum score_by table; int key; } bys[] = {
	{ "trainee", "trainee", SCORE_BY_KEY, 2 }, { "class", "class", SCORE_BY_KEY, 1 },
	{ "field", "pointer", SCORE_BY_FIELD, 2 },
	{ "category", "category", SCORE_BY_CATEGORY, 2 },
	{ "call", "session", SCORE_BY_KEY, 3 },          /* not summed: each has its row */
};

static bool is_by_call(const struct by *by)
{
	return !strcmp(by->name, "call");
}

struct range { instant from, to; };

#define CLASS "COALESCE(t.class, CASE t.mode WHEN 'storm' THEN t.id ELSE t.mode END)"

#define ASKED                                                                                                             \
	"SELECT c.score, " CLASS ", c.account, t.id, c.contact, t.class, t.name, t.mode, c.scenario, c.title, c.title_en, " \
	"c.answered_at, COALESCE(c.ended_at, t.ended_at) FROM training_call c JOIN training t ON t.id = c.training "        \
	"JOIN account a ON a.id = c.account "                                                                              \
	"WHERE t.ended_at >= ?1 AND t.ended_at < ?2 AND c.score IS NOT NULL AND c.answered_at IS NOT NULL AND "            \
	"(t.trainer IS NULL OR t.trainer <> c.account OR ' ' || a.roles || ' ' LIKE '% trainee %') AND "                   \
	"(?3 IS NULL OR c.account = ?3 OR a.username = ?3) AND (?4 IS NULL OR " CLASS " = ?4 OR t.name = ?4) "

/* Sums take them in the order of time; one by one the newest come first, and not without end. */
static struct query *ask(struct work *w, const struct range *r, const struct by *by, const char *trainee, const char *class)
{
	if (is_by_call(by))
		return db_ask(w->db, ASKED "ORDER BY t.ended_at DESC, t.id DESC, c.n DESC LIMIT ?5", "iissi", r->from, r->to, trainee,
			      class, (int64_t)CALLS_MOST);
	return db_ask(w->db, ASKED "ORDER BY t.ended_at, t.id, c.n", "iiss", r->from, r->to, trainee, class);
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
				 "SELECT COALESCE(t.name, c.title), t.created_at, COALESCE(t.name, c.title_en), t.mode "
				 "FROM training t JOIN training_call c ON c.training = t.id AND c.n = 1 "
				 "WHERE t.class = ?1 OR (t.id = ?1 AND t.mode = 'storm') ORDER BY t.created_at LIMIT 1", "s",
				 class);
	bool found = db_step(q) == DB_ROW;

	jo_set_str(item, "mode", found ? db_get_text(q, 3) : class);
	if (found) {
		jo_set_str(item, "name", db_get_text(q, 0));
		jo_set_str(item, "name_en", db_get_text(q, 2));
		jo_set_time(item, "began_at", db_get_int(q, 1));
	}
	db_done(q, NULL);
}

static void name_trainee(struct work *w, const char *account, json *item)
{
	char name[NAME_TEXT];
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
	buf_reset(&path);
	city_category_path(server_city(w->server), code, true, &path);
	jo_set_str(item, "name_en", path.len ? path.data : code);
	buf_release(&path);
}

static json *named(struct work *w, const struct by *by, json *items)
{
	for (size_t i = 0; i < jo_len(items); i++) {
		json *item = jo_at(items, i);
		const char *key = jo_str(item, "key");
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

/* ---- one call ---- */

static double points_of(const json *item)
{
	const json *taken = jo_get(item, "taken");

	return json_object_get_double((json *)(taken ? taken : jo_get(item, "deducted")));
}

/* What cost most; a field is called as the form calls it. */
static void name_weakest(struct work *w, const json *score, json *o)
{
	const json *items = jo_array(score, "items"), *worst = NULL;

	for (size_t i = 0; i < jo_len(items); i++)
		if (points_of(jo_at(items, i)) > (worst ? points_of(worst) : 0))
			worst = jo_at(items, i);
	if (!worst)
		return;
	const char *name = jo_str(worst, "name"), *english = jo_str(worst, "name_en");
	const struct city_field *f = name && *name == '/' ? city_find_field(server_city(w->server), name) : NULL;
	jo_set_str(o, "weakest", f ? f->label : name);
	jo_set_str(o, "weakest_en", f ? f->label_en : english);
	jo_set(o, "weakest_lost", json_object_new_double(points_of(worst)));
}

static void set_score(struct work *w, const json *score, json *o)
{
	jo_set(o, "total", json_object_get(jo_get(score, "total")));
	jo_set_str(o, "level", jo_str(score, "level"));
	jo_set_bool(o, "overridden", jo_len(jo_array(score, "overrides")) > 0);
	name_weakest(w, score, o);
}

static json *call_of(struct work *w, struct query *q)
{
	static const struct { int column; const char *name; } texts[] = {
		{ 3, "key" }, { 3, "session" }, { 4, "contact_id" }, { 2, "trainee" }, { 5, "class" }, { 6, "class_name" },
		{ 7, "mode" }, { 8, "scenario" }, { 9, "title" }, { 10, "title_en" },
	};
	const char *text = db_get_text(q, 0);
	json *o = json_object_new_object(), *score = jo_parse(text, strlen(text), NULL);
	int64_t lasted = db_get_int(q, 12) - db_get_int(q, 11);

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		jo_set_str(o, texts[i].name, db_get_text(q, texts[i].column));
	jo_set_time(o, "began_at", db_get_int(q, 11));
	jo_set_int(o, "seconds", lasted > 0 ? lasted / 1000 : 0);
	set_score(w, score, o);
	jo_free(score);
	return o;
}

static json *call_by_call(struct work *w, struct query *q)
{
	json *items = json_object_new_array();

	while (db_step(q) == DB_ROW)
		json_object_array_add(items, call_of(w, q));
	for (size_t i = 0; i < jo_len(items); i++)
		name_trainee(w, jo_str(jo_at(items, i), "trainee"), jo_at(items, i));
	return items;
}

static json *summed(struct work *w, const struct by *by, struct query *q)
{
	struct score_table *table = score_table_new(by->table);

	while (db_step(q) == DB_ROW)
		add_row(table, by, q);
	json *items = named(w, by, score_table_items(table));
	score_table_free(table);
	return items;
}

/* ---- the question ---- */

static bool read_time(const char *text, const char *name, instant *t, struct error *err)
{
	return !text || !*text || clock_parse(text, t) ||
	       error_set(err, ERROR_INPUT, _("The value of `%s` cannot be read."), name);
}

static const struct by *read_by(const char *text, struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(bys); i++)
		if (!text || !*text || !strcmp(bys[i].name, text))
			return &bys[i];
	error_set(err, ERROR_INPUT, _("The value of `%s` cannot be read."), "by");
	return NULL;
}

/* Takes the items. */
static json *answer(const struct range *r, const struct by *by, json *items)
{
	json *o = page_of(items, NULL);

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
	struct query *q = ask(w, &r, by, training_is_trainer(u) ? get(arg, "trainee") : u->id, get(arg, "class"));
	json *items = is_by_call(by) ? call_by_call(w, q) : summed(w, by, q);
	if (db_done(q, err))
		return answer(&r, by, items);
	jo_free(items);
	return NULL;
}

/* ---- CSV ---- */

static void add_cell(struct buf *out, const json *v)
{
	const char *text = v ? json_object_get_string((json *)v) : "";
	struct buf clean = BUF_INIT;
	char number[32];

	if (json_object_is_type(v, json_type_double)) {         /* 7.14, not 7.1399999999999997 */
		snprintf(number, sizeof(number), "%.10g", round(json_object_get_double(v) * 100) / 100);
		text = number;
	}
	text_clean(&clean, text, strlen(text), 0);
	csv_cell(out, clean.data, !json_object_is_type(v, json_type_string));
	buf_release(&clean);
}

struct word { const char *code, *word; };

static const char *say(const struct word *words, size_t count, const char *code)
{
	for (size_t i = 0; code && i < count; i++)
		if (!strcmp(words[i].code, code))
			return _(words[i].word);
	return code;
}

static const char *say_mode(const json *item)
{
	static const struct word words[] = {
		{ "practice", N_("practice") }, { "exam", N_("exam") }, { "class", N_("in class") }, { "storm", N_("storm") },
		{ "replay", N_("replay") },
	};

	return say(words, ARRAY_SIZE(words), jo_str(item, "mode"));
}

static const char *say_level(const json *item)
{
	static const struct word words[] = {
		{ "excellent", N_("excellent") }, { "good", N_("good") }, { "passed", N_("passed") }, { "failed", N_("not passed") },
	};

	return say(words, ARRAY_SIZE(words), jo_str(item, "level"));
}

static const char *say_overridden(const json *item)
{
	return jo_bool(item, "overridden", false) ? _("yes") : _("no");
}

/* A class that was begun for one trainee alone has no name. */
static const char *say_name(const json *item)
{
	return jo_str(item, "mode") && !jo_str(item, "name") ? _("for one trainee alone") : NULL;
}

/*
 * say: in words of ours; NULL, or where it gives NULL: as it stands, in English where that stands beside it. only: by what
 * there is such a column; NULL: by anything. Ids of ours tell a reader nothing.
 */
struct column { const char *column, *head; const char *(*say)(const json *item); const char *only; };
static const struct column sums[] = {
	{ "pointer", N_("field"), NULL, "field" }, { "category", N_("category"), NULL, "category" },
	{ "name", N_("name"), say_name, NULL }, { "username", N_("username"), NULL, "trainee" },
	{ "mode", N_("mode"), say_mode, "class" }, { "calls", N_("calls"), NULL, NULL },
	{ "mean", N_("mean"), NULL, "trainee class category" }, { "best", N_("best"), NULL, "trainee class category" },
	{ "worst", N_("worst"), NULL, "trainee class category" }, { "last", N_("latest"), NULL, "trainee class category" },
	{ "right", N_("right"), NULL, NULL }, { "wrong", N_("wrong"), NULL, NULL }, { "missing", N_("missing"), NULL, NULL },
	{ "lost", N_("points lost"), NULL, "field" },
};
static const struct column calls[] = {
	{ "session", N_("session"), NULL, NULL },
	{ "name", N_("trainee"), NULL, NULL }, { "username", N_("username"), NULL, NULL }, { "class_name", N_("class"), NULL, NULL },
	{ "mode", N_("mode"), say_mode, NULL }, { "scenario", N_("scenario"), NULL, NULL }, { "title", N_("title"), NULL, NULL },
	{ "began_at", N_("answered at"), NULL, NULL }, { "seconds", N_("seconds"), NULL, NULL }, { "total", N_("points"), NULL, NULL },
	{ "level", N_("level"), say_level, NULL }, { "overridden", N_("changed by the trainer"), say_overridden, NULL },
	{ "weakest", N_("weakest"), NULL, NULL }, { "weakest_lost", N_("points lost"), NULL, NULL },
};

static void add_column(struct buf *out, const json *item, const struct column *column)
{
	const char *words = column->say ? column->say(item) : NULL;
	json *said = words ? json_object_new_string(words) : NULL;
	char english[40];

	snprintf(english, sizeof(english), "%s_en", column->column);
	bool other = i18n_spoken() == I18N_ENGLISH && jo_str(item, english);
	add_cell(out, said ? said : jo_get(item, other ? english : column->column));
	jo_free(said);
}

static bool is_shown(const struct column *column, const struct by *by)
{
	return !column->only || text_has_code(column->only, by->name);
}

void training_results_csv(const json *results, struct buf *out)
{
	const struct by *by = read_by(jo_str(results, "by"), NULL);
	const struct column *columns = is_by_call(by) ? calls : sums;
	size_t count = is_by_call(by) ? ARRAY_SIZE(calls) : ARRAY_SIZE(sums), first = 0;
	const json *items = jo_get(results, "items");

	while (!is_shown(&columns[first], by))
		first++;
	buf_adds(out, CSV_BEGIN);
	for (size_t k = first; k < count; k++)
		if (is_shown(&columns[k], by))
			buf_addf(out, "%s%s", k > first ? "," : "", _(columns[k].head));
	buf_adds(out, "\r\n");
	for (size_t i = 0; i < jo_len(items); i++) {
		for (size_t k = first; k < count; k++) {
			if (!is_shown(&columns[k], by))
				continue;
			if (k > first)
				buf_addch(out, ',');
			add_column(out, jo_at(items, i), &columns[k]);
		}
		buf_adds(out, "\r\n");
	}
}
