/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tickets_list.c -- lists of tickets, each for one reader.
 *
 * A list is one statement; the cursor is the place of the last row, so a page is never shifted by what comes in
 * meanwhile. What the statement cannot say is asked of each row (struct sieve).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/service/tickets_statement.h"

enum { FEW = 10000 };             /* tickets of a unit that are taken by number */

bool tickets_knows_callers(const struct ticket_actor *who)
{
	return (who->roles & (ROLE_DISPATCHER | ROLE_VISITOR | ROLE_SUPERVISOR)) ||
	       ((who->roles & ROLE_AGENT) && !(who->roles & ROLE_UNIT));
}

/* ---- who may see what ---- */

/* A unit reads what it or a unit below it has part in; an agent what is theirs; the desks read all. */
static bool sees_all(const struct ticket_actor *who)
{
	return who->roles & (ROLE_DISPATCHER | ROLE_VISITOR | ROLE_SUPERVISOR);
}

/* "?1, ?2 …": the reader's unit and those below it. NULL: the reader has none. */
static const char *list_units(struct statement *b, const struct city *city, const struct ticket_actor *who)
{
	if (!(who->roles & ROLE_UNIT) || !who->unit)
		return NULL;
	struct buf *list = statement_string(b);
	buf_addf(list, "?%d", statement_text(b, who->unit));
	for (size_t i = 0; i < city->unit_count; i++)
		if (strcmp(city->units[i].code, who->unit) && city_unit_is_under(city, city->units[i].code, who->unit))
			buf_addf(list, ", ?%d", statement_text(b, city->units[i].code));
	return list->data;
}

/* Asked while the units are the only parameters. */
static bool have_few(struct statement *b, struct work *w, const char *units)
{
	struct buf sql = b->sql;

	buf_init(&b->sql);
	buf_addf(&b->sql, "SELECT COUNT(*) FROM (SELECT 1 FROM ticket_unit WHERE unit IN (%s) LIMIT %d) AS some", units,
		 FEW + 1);
	struct query *q = statement_run(b, w);
	bool few = db_step(q) == DB_ROW && db_get_int(q, 0) <= FEW;
	db_done(q, NULL);
	buf_release(&b->sql);
	b->sql = sql;
	return few;
}

/* The few tickets of a unit are taken by their numbers; of one with many, or of few that are named, each is looked at. */
static void add_visibility(struct statement *b, struct work *w, const struct ticket_actor *who, struct buf *also)
{
	if (sees_all(who))
		return;
	const char *units = list_units(b, server_city(w->server), who);
	bool few = units && !b->numbers.len && have_few(b, w, units);
	int id = statement_text(b, who->id);
	if (!units)
		buf_addf(also, " AND t.agent = ?%d", id);
	else if (few)
		buf_addf(&b->numbers, "SELECT no FROM ticket WHERE realm = ?%d AND agent = ?%d UNION SELECT no FROM "
			 "ticket_unit WHERE unit IN (%s)", statement_text(b, w->realm), id, units);
	else
		buf_addf(also, " AND (t.agent = ?%d OR EXISTS (SELECT 1 FROM ticket_unit s WHERE s.no = t.no AND "
			 "s.unit IN (%s)))", id, units);
}

/*
 * Orders: newest first; the nearest deadline first, in a unit's view its own; the strictest grade first, within it the
 * nearest deadline; the return visit that has been due longest.
 */
static const struct order {
	const char *name;
	bool ascending;
} orders[] = { { "created", false }, { "due", true }, { "grade", true }, { "visit", true } };

static const struct order *find_order(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(orders); i++)
		if (!name || !strcmp(orders[i].name, name))
			return &orders[i];
	return NULL;
}

static void add_grade_key(struct buf *key, const struct city *city, const char *due)
{
	buf_adds(key, "CASE t.grade");
	for (size_t i = 0; i < city->grade_count; i++)          /* a code has no quote in it */
		buf_addf(key, " WHEN '%s' THEN %d", city->grades[i].code, ticket_grade_rank(city, i));
	buf_addf(key, " ELSE 99 END * 10000000000000 + COALESCE(%s, 9999999999999)", due);
}

static void add_key(struct buf *key, const struct city *city, const struct order *order, bool of_unit)
{
	const char *due = of_unit ? "u.due_at" : "t.due_at";

	if (!strcmp(order->name, "grade"))
		add_grade_key(key, city, due);
	else if (!strcmp(order->name, "due"))
		buf_addf(key, "COALESCE(%s, 9007199254740991)", due);
	else
		buf_addf(key, "t.%s_at", order->name);
}

/* A cursor is "KEY-NO". */
static bool add_order(struct statement *b, const struct order *order, const char *key, const char *cursor)
{
	const char *direction = order->ascending ? "ASC" : "DESC", *beyond = order->ascending ? ">" : "<";

	if (!strcmp(order->name, "visit"))
		buf_adds(&b->sql, " AND t.visit_at IS NOT NULL");
	if (cursor) {
		char *end;
		long long n = strtoll(cursor, &end, 10);
		if (end == cursor || *end != '-' || strlen(end + 1) > 23)
			return false;
		int at = statement_int(b, n), no = statement_text(b, end + 1);
		buf_addf(&b->sql, " AND (%s %s ?%d OR (%s = ?%d AND t.no %s ?%d))", key, beyond, at, key, at, beyond, no);
	}
	buf_addf(&b->sql, " ORDER BY %s %s, t.no %s", key, direction, direction);
	return true;
}

/* ---- pages ---- */

/* The row's ticket; NULL when the stored projection cannot be read. A long statement leaves the text to be asked for. */
static struct ticket *load_row(struct work *w, struct query *row)
{
	const char *text = db_get_text(row, 2);
	struct query *q = text ? NULL : db_ask(w->db, "SELECT body FROM ticket WHERE no = ?1", "s", db_get_text(row, 1));

	if (q && db_step(q) == DB_ROW)
		text = db_get_text(q, 0);
	json *stored = text ? jo_parse(text, strlen(text), NULL) : NULL;
	struct ticket *t = stored ? ticket_load(stored, NULL) : NULL;
	db_done(q, NULL);
	jo_free(stored);
	return t;
}

static bool passes(struct work *w, const struct sieve *s, const char *no)
{
	return !s->text || !strcmp(s->text, no) || finder_holds(w->server->finder, s->words, no);
}

/* One row as a list item; NULL: it is left out. */
static json *list_item(struct work *w, struct query *q, const struct ticket_actor *who, const struct sieve *s)
{
	struct ticket *t = passes(w, s, db_get_text(q, 1)) ? load_row(w, q) : NULL;
	json *item = t && !(s->openly && ticket_hides_caller(t, who)) ? ticket_to_list_item(t, who, w->now) : NULL;

	ticket_free(t);
	return item;
}

static json *read_page(struct work *w, struct query *q, const struct ticket_actor *who, const struct sieve *s, int limit,
		       struct error *err)
{
	json *items = json_object_new_array(), *item;
	char cursor[64] = "";
	bool more = false;

	while (!more && db_step(q) == DB_ROW) {
		if (!(item = list_item(w, q, who, s)))
			continue;
		more = (int)jo_len(items) == limit;
		if (more) {
			jo_free(item);
			continue;
		}
		json_object_array_add(items, item);
		snprintf(cursor, sizeof(cursor), "%lld-%s", (long long)db_get_int(q, 0), db_get_text(q, 1));
	}
	if (!db_done(q, err)) {
		jo_free(items);
		return NULL;
	}
	for (size_t i = 0; i < jo_len(items); i++)
		tickets_name_claim(w, jo_at(items, i));
	return page_of(items, more ? cursor : NULL);
}

json *tickets_page(struct work *w, struct query *q, const struct ticket_actor *who, int limit, struct error *err)
{
	return read_page(w, q, who, &(struct sieve){ .text = NULL }, limit, err);
}

/* ---- a list ---- */

/* Where the rows come from, and who may see them: a unit's own view holds only what it has a part in. */
static void add_source(struct statement *b, struct work *w, const struct ticket_actor *who, const struct ticket_view *view,
		       const char *key)
{
	bool of_unit = ticket_view_is_of_unit(view);
	struct buf also = BUF_INIT;

	if (!of_unit)
		add_visibility(b, w, who, &also);
	bool named = b->numbers.len > 0;
	if (named)
		buf_addf(&b->sql, "WITH named (no) AS (%s) ", b->numbers.data);
	/* Rows that are sorted or dropped before they are shown leave their text in the store. */
	buf_addf(&b->sql, "SELECT %s, t.no, %s FROM %sticket t", key, named || b->sieve.words ? "NULL" : "t.body",
		 named ? "named CROSS JOIN " : "");
	if (of_unit)
		buf_addf(&b->sql, " JOIN ticket_unit u ON u.no = t.no AND u.unit = ?%d", statement_text(b, who->unit));
	buf_addf(&b->sql, " WHERE t.realm = ?%d%s%s", statement_text(b, w->realm), named ? " AND t.no = named.no" : "",
		 also.len ? also.data : "");
	if (view)
		ticket_view_where(view, who, w->now, &b->sql);
	buf_release(&also);
}

/* The whole statement; NULL, or the parameter that cannot be read. */
static const char *build(struct statement *b, struct work *w, const struct ticket_actor *who,
			 const char *(*get)(void *arg, const char *name), void *arg, int limit)
{
	const struct order *order = find_order(get(arg, "sort"));
	const char *name = get(arg, "view"), *text = get(arg, "text");
	const struct ticket_view *view = name ? ticket_view_find(name, who) : NULL;
	struct buf *key = statement_string(b);

	if (!order)
		return "sort";
	if (name && !view)
		return "view";
	add_key(key, server_city(w->server), order, ticket_view_is_of_unit(view));
	if (text && *text)
		statement_words(b, w, who, text);
	add_source(b, w, who, view, key->data);
	const char *bad = statement_filters(b, w, who, get, arg);
	if (bad)
		return bad;
	if (!add_order(b, order, key->data, get(arg, "cursor")))
		return "cursor";
	if (!b->sieve.text && !b->sieve.openly)
		buf_addf(&b->sql, " LIMIT ?%d", statement_int(b, limit + 1));
	return NULL;
}

json *tickets_list(struct work *w, const struct ticket_actor *who,
		   const char *(*get)(void *arg, const char *name), void *arg, int limit, struct error *err)
{
	struct statement b = { .sql = BUF_INIT, .numbers = BUF_INIT, .visits = BUF_INIT };
	const char *bad = build(&b, w, who, get, arg, limit);
	json *page = NULL;

	if (bad)
		error_set(err, ERROR_INPUT, _("The value of `%s` cannot be read."), bad);
	else
		page = read_page(w, statement_run(&b, w), who, &b.sieve, limit, err);
	statement_release(&b);
	return page;
}
