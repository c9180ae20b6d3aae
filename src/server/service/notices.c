/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notices.c -- see notices.h. There are few of them: a list reads all that are current until its page is full. */
#include "server/service/notices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "hotline/text.h"

enum { TITLE_MOST = 80, BODY_MOST = 4000 };     /* characters */

#define COLUMNS "n.id, n.version, n.title, n.body, n.valid_to, n.created_at, n.changed_at, n.account, a.name "
#define TABLES "FROM notice n LEFT JOIN account a ON a.id = n.account "
#define IS_OVER "CASE WHEN n.valid_to <= ?1 THEN 1 ELSE 0 END"

static json *to_json(struct query *q, instant now)
{
	json *o = json_object_new_object();
	instant valid_to = db_is_null(q, 4) ? INSTANT_NONE : db_get_int(q, 4);

	jo_set_str(o, "id", db_get_text(q, 0));
	jo_set_int(o, "version", db_get_int(q, 1));
	jo_set_str(o, "title", db_get_text(q, 2));
	jo_set_str(o, "body", db_get_text(q, 3));
	jo_set_time(o, "valid_to", valid_to);
	jo_set_bool(o, "expired", valid_to != INSTANT_NONE && valid_to <= now);
	jo_set_time(o, "created_at", db_get_int(q, 5));
	jo_set_time(o, "changed_at", db_get_int(q, 6));
	jo_set_str(o, "by", db_get_text(q, 7));
	jo_set_str(o, "by_name", db_get_text(q, 8));
	return o;
}

/* ---- reading ---- */

/* "OVER-CREATED_AT-ID" of the last row. */
struct place {
	int64_t over, at;
	char id[40];
};

static bool read_cursor(const char *cursor, struct place *p)
{
	char *end;

	*p = (struct place){ -1, 0, "" };
	if (!cursor)
		return true;
	p->over = strtoll(cursor, &end, 10);
	if (end == cursor || *end != '-')
		return false;
	cursor = end + 1;
	p->at = strtoll(cursor, &end, 10);
	if (end == cursor || *end != '-' || strlen(end + 1) >= sizeof(p->id))
		return false;
	snprintf(p->id, sizeof(p->id), "%s", end + 1);
	return true;
}

/* Is every word of the folded query in the notice? */
static bool holds(struct query *q, const char *words)
{
	struct buf all = BUF_INIT, folded = BUF_INIT;
	char *list = xstrdup(words), *rest = NULL;
	bool all_there = true;

	buf_addf(&all, "%s ", db_get_text(q, 2));
	buf_adds(&all, db_get_text(q, 3));
	text_fold(&folded, all.data, all.len);
	for (char *word = strtok_r(list, " ", &rest); word && all_there; word = strtok_r(NULL, " ", &rest))
		all_there = folded.len && strstr(folded.data, word);
	free(list);
	buf_release(&all);
	buf_release(&folded);
	return all_there;
}

static json *read_page(struct query *q, const char *words, instant now, int limit, struct error *err)
{
	json *items = json_object_new_array();
	char next[100] = "";
	bool more = false;

	while (!more && db_step(q) == DB_ROW) {
		if (*words && !holds(q, words))
			continue;
		more = (int)jo_len(items) == limit;
		if (more)
			continue;
		json_object_array_add(items, to_json(q, now));
		snprintf(next, sizeof(next), "%lld-%lld-%s", (long long)db_get_int(q, 9), (long long)db_get_int(q, 5),
			 db_get_text(q, 0));
	}
	if (db_done(q, err))
		return page_of(items, more ? next : NULL);
	jo_free(items);
	return NULL;
}

json *notices_list(struct work *w, const char *words, const char *cursor, int limit, struct error *err)
{
	struct buf folded = BUF_INIT;
	struct place from;

	if (!read_cursor(cursor, &from)) {
		error_set(err, ERROR_INPUT, _("The value of `%s` cannot be read."), "cursor");
		return NULL;
	}
	if (words)
		text_fold(&folded, words, strlen(words));
	struct query *q = db_ask(w->db, "SELECT " COLUMNS ", " IS_OVER " " TABLES "WHERE n.current = 1 AND (" IS_OVER
				 " > ?2 OR (" IS_OVER " = ?2 AND (n.created_at < ?3 OR (n.created_at = ?3 AND n.id < ?4)))) "
				 "ORDER BY " IS_OVER ", n.created_at DESC, n.id DESC", "iiis", w->now, from.over, from.at,
				 from.id);
	json *page = read_page(q, folded.len ? folded.data : "", w->now, limit, err);
	buf_release(&folded);
	return page;
}

json *notices_read(struct work *w, const char *id, int64_t version, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT " COLUMNS TABLES "WHERE n.id = ?1 AND "
				 "((?2 = 0 AND n.current = 1) OR n.version = ?2)", "si", id, version);
	json *o = db_step(q) == DB_ROW ? to_json(q, w->now) : NULL;

	if (db_done(q, err) && !o)
		error_set(err, ERROR_NOT_FOUND, _("There is no such notice."));
	return o;
}

/* ---- writing ---- */

/* False, and told, when it is not there; whether it fits is asked of the form's rules. */
static bool is_given(const json *body, const char *name, const char *pointer, struct form_problems *problems)
{
	const char *text = jo_str(body, name);

	if (jo_get(body, name) && !(text && !*text))
		return true;
	form_problem_add(problems, pointer, "required", _("This is required."));
	return false;
}

static const char *take_title(const json *body, struct form_problems *problems)
{
	if (is_given(body, "title", "/title", problems))
		form_line_fits(jo_get(body, "title"), TITLE_MOST, "/title", problems);
	return jo_str(body, "title");
}

static const char *take_body(const json *body, struct form_problems *problems)
{
	if (is_given(body, "body", "/body", problems))
		form_words_fit(jo_get(body, "body"), BODY_MOST, "/body", problems);
	return jo_str(body, "body");
}

static instant take_end(const json *body, struct form_problems *problems)
{
	const char *text = jo_str(body, "valid_to");
	instant end = INSTANT_NONE;

	if (jo_get(body, "valid_to") && (!text || !clock_parse(text, &end)))
		form_problem_add(problems, "/valid_to", "format",
				 _("This must be a time with its offset, such as 2026-11-24T20:05:00+08:00."));
	return end;
}

/* The version that is current; 0: there is none yet. */
static bool current_version(struct work *w, const char *id, int64_t *version, instant *created_at, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT version, created_at FROM notice WHERE id = ?1 AND current = 1", "s", id);

	*version = 0;
	if (db_step(q) == DB_ROW) {
		*version = db_get_int(q, 0);
		*created_at = db_get_int(q, 1);
	}
	return db_done(q, err);
}

static bool find_before(struct work *w, const char *id, int64_t seen, int64_t *version, instant *created_at,
			struct error *err)
{
	if (!current_version(w, id, version, created_at, err))
		return false;
	if (!*version)
		return error_set(err, ERROR_NOT_FOUND, _("There is no such notice."));
	return seen < 0 || seen == *version ||
	       error_set(err, ERROR_VERSION, _("The notice was changed meanwhile; reload it and look again."));
}

static bool insert(struct work *w, const struct user *by, const char *id, int64_t version, instant created_at,
		   const char *title, const char *text, instant end, struct error *err)
{
	struct query *q = db_ask(w->db,
		"INSERT INTO notice (id, version, current, title, body, created_at, changed_at, account, valid_to) "
		"VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8)", "sissiis", id, version, title, text, created_at, w->now, by->id);

	if (end == INSTANT_NONE)
		db_null(q, 8);
	else
		db_int(q, 8, end);
	db_step(q);
	return db_done(q, err);
}

static bool tell(struct work *w, const json *notice, struct error *err)
{
	struct audience all = { .roles = ROLE_ANY };

	return event_send(w->server, w->db, "*", &all, "notice", jo_copy((json *)notice), err);
}

json *notices_write(struct work *w, const struct user *by, const char *id, int64_t seen, const json *body,
		    struct form_problems *problems, struct error *err)
{
	const char *title = take_title(body, problems), *text = take_body(body, problems);
	instant end = take_end(body, problems), created_at = w->now;
	int64_t version = 0;
	char made[ID_TEXT];

	if (problems->count)
		error_set(err, ERROR_INPUT, "%s", problems->items[0].detail);
	else if (!work_in_city(w))
		error_set(err, ERROR_DENIED, _("Training tells the real city nothing."));
	if (err->kind != ERROR_NONE || (id && !find_before(w, id, seen, &version, &created_at, err)))
		return NULL;
	if (!id)
		id = id_new(made);
	if (db_run(w->db, err, "UPDATE notice SET current = 0 WHERE id = ?1 AND current = 1", "s", id) != DB_END ||
	    !insert(w, by, id, version + 1, created_at, title, text, end, err))
		return NULL;
	json *notice = notices_read(w, id, 0, err);
	if (notice && tell(w, notice, err))
		return notice;
	jo_free(notice);
	return NULL;
}
