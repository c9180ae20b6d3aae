/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tickets_filter.c -- what a list of tickets can be asked for: one table of filters. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "server/service/tickets_statement.h"

static int add_argument(struct statement *b, struct argument a)
{
	ARRAY_GROW(b->args, b->count + 1, b->alloc);
	b->args[b->count++] = a;
	return (int)b->count;
}

int statement_text(struct statement *b, const char *s)
{
	return add_argument(b, (struct argument){ .text = true, .s = s });
}

int statement_int(struct statement *b, int64_t n)
{
	return add_argument(b, (struct argument){ .n = n });
}

struct buf *statement_string(struct statement *b)
{
	struct buf *s = xmalloc(sizeof(*s));

	buf_init(s);
	ARRAY_GROW(b->strings, b->string_count + 1, b->string_alloc);
	return b->strings[b->string_count++] = s;
}

struct query *statement_run(struct statement *b, struct work *w)
{
	struct query *q = db_query_once(w->db, b->sql.data);

	for (size_t i = 0; i < b->count; i++) {
		if (b->args[i].text)
			db_text(q, (int)i + 1, b->args[i].s);
		else
			db_int(q, (int)i + 1, b->args[i].n);
	}
	return q;
}

void statement_release(struct statement *b)
{
	buf_release(&b->sql);
	buf_release(&b->numbers);
	buf_release(&b->visits);
	for (size_t i = 0; i < b->string_count; i++) {
		buf_release(b->strings[i]);
		free(b->strings[i]);
	}
	free(b->strings);
	free(b->args);
	finder_words_free(b->sieve.words);
}

/* ---- filters ---- */

enum filter_kind {
	BY_TEXT, BY_PREFIX, BY_WORDS, BY_FLAG, BY_TIME_FROM, BY_TIME_TO, BY_UNIT, BY_PART, BY_NUMBER, BY_CONTENT,
	BY_TIME_COME, BY_PRESENCE, BY_NUMBERS, BY_ANSWER, BY_LEVEL,
};
static const struct filter {
	const char *name, *column;
	enum filter_kind kind;
} filters[] = {
	{ "state", "t.state", BY_WORDS },
	{ "unit", "t.no", BY_UNIT },
	{ "part", "t.no", BY_PART },
	{ "grade", "t.grade", BY_WORDS },
	{ "category", "t.category", BY_PREFIX },
	{ "district", "t.district", BY_TEXT },
	{ "street", "t.street", BY_TEXT },
	{ "caller", "t.number", BY_NUMBER },
	{ "contact", "t.contact", BY_TEXT },
	{ "agent", "t.agent", BY_TEXT },
	{ "due_before", "t.due_at", BY_TIME_TO },
	{ "created_from", "t.created_at", BY_TIME_FROM },
	{ "created_to", "t.created_at", BY_TIME_TO },
	{ "closed_from", "t.closed_at", BY_TIME_FROM },
	{ "closed_to", "t.closed_at", BY_TIME_TO },
	{ "visited_from", "v.at", BY_TIME_FROM },
	{ "visited_to", "v.at", BY_TIME_TO },
	{ "visited_unit", "v.unit", BY_TEXT },
	{ "dispatched_from", "t.dispatched_at", BY_TIME_FROM },
	{ "dispatched_to", "t.dispatched_at", BY_TIME_TO },
	{ "lead", "t.lead", BY_TEXT },
	{ "asks", "t.asks", BY_WORDS },
	{ "visit_due", "t.visit_at", BY_TIME_COME },
	{ "contacted", "v.contacted", BY_FLAG },
	{ "solved", "v.solved", BY_FLAG },
	{ "satisfied", "v.satisfied", BY_ANSWER },
	{ "level", "t.lead", BY_LEVEL },
	{ "origin", "t.origin", BY_PRESENCE },
	{ "kind", "t.kind", BY_TEXT },
	{ "outcome", "t.outcome", BY_WORDS },
	{ "no", "t.no", BY_NUMBERS },
	{ "excluded", "t.excluded", BY_FLAG },
	{ "text", "t.title", BY_CONTENT },
};

/* "a,b,c" becomes IN (?, ?, ?). */
static bool add_words(struct statement *b, const char *column, const char *value)
{
	buf_addf(&b->sql, " AND %s IN (", column);
	for (int n = 0; *value; n++) {
		size_t len = strcspn(value, ",");
		if (n == 20)
			return false;
		struct buf *word = statement_string(b);
		buf_add(word, value, len);
		buf_addf(&b->sql, "%s?%d", n ? ", " : "", statement_text(b, word->data));
		value += len + (value[len] == ',');
	}
	buf_adds(&b->sql, ")");
	return true;
}

static bool add_time(struct statement *b, const struct filter *f, const char *value)
{
	instant t;

	if (!clock_parse(value, &t))
		return false;
	buf_addf(&b->sql, " AND %s %s ?%d", f->column, f->kind == BY_TIME_FROM ? ">=" : "<", statement_int(b, t));
	return true;
}

/* What has come by then; "now" is a time as well. */
static bool add_time_come(struct statement *b, struct work *w, const struct filter *f, const char *value)
{
	instant t = w->now;

	if (strcmp(value, "now") && !clock_parse(value, &t))
		return false;
	buf_addf(&b->sql, " AND %s <= ?%d", f->column, statement_int(b, t));
	return true;
}

static bool add_flag(struct statement *b, const struct filter *f, const char *value)
{
	bool yes = !strcmp(value, "yes") || !strcmp(value, "true") || !strcmp(value, "1");
	bool no = !strcmp(value, "no") || !strcmp(value, "false") || !strcmp(value, "0");

	if (yes || no)
		buf_addf(&b->sql, " AND %s = ?%d", f->column, statement_int(b, yes));
	return yes || no;
}

static bool add_number(struct statement *b, const struct filter *f, const char *value)
{
	char digits[24];

	if (!phone_normalise(value, digits))
		return false;
	struct buf *s = statement_string(b);
	buf_adds(s, digits);
	buf_addf(&b->sql, " AND %s = ?%d", f->column, statement_text(b, s->data));
	return true;
}

/* LIKE with %, _ and ! taken literally. */
static const char *like_pattern(struct statement *b, const char *value, bool inside)
{
	struct buf *s = statement_string(b);

	if (inside)
		buf_addch(s, '%');
	for (; *value; value++) {
		if (strchr("%_!", *value))
			buf_addch(s, '!');
		buf_addch(s, *value);
	}
	buf_addch(s, '%');
	return s->data;
}

enum { FOUND_MOST = 1000, NUMBERS_MOST = 100 };

/* The numbers are digits alone. What was typed may be a number itself. */
static void name_tickets(struct statement *b, const char *text, const struct finder_hit *hits, size_t count)
{
	buf_addf(&b->numbers, "VALUES (?%d)", statement_text(b, text));
	for (size_t i = 0; i < count; i++)
		if (strcmp(hits[i].no, text))
			buf_addf(&b->numbers, ", ('%s')", hits[i].no);
}

void statement_words(struct statement *b, struct work *w, const struct ticket_actor *who, const char *text)
{
	struct finder *finder = w->server->finder;

	if (!finder_is_ready(finder))
		return;
	struct finder_hit *hits = xcalloc(FOUND_MOST, sizeof(*hits));
	struct finder_words *words = finder_words_new(text, tickets_knows_callers(who));
	size_t count = finder_search(finder, w->realm, words, FOUND_MOST, hits);
	if (count < FOUND_MOST) {
		name_tickets(b, text, hits, count);
		finder_words_free(words);
	} else {
		b->sieve.text = text;
		b->sieve.words = words;
	}
	free(hits);
}

/*
 * Open tickets and the last 90 days: older ones are found by number, caller or period. Until all are read in after a
 * start, by the title.
 */
static bool add_content(struct statement *b, struct work *w, const char *text)
{
	if (!b->numbers.len && !b->sieve.words)
		buf_addf(&b->sql, " AND (t.no = ?%d OR t.title LIKE ?%d ESCAPE '!')", statement_text(b, text),
			 statement_text(b, like_pattern(b, text, true)));
	buf_addf(&b->sql, " AND (t.state NOT IN (" FINDER_OVER ") OR t.created_at > ?%d)",
		 statement_int(b, w->now - FINDER_DAYS * (int64_t)86400000));
	return true;
}

/* Of a unit's tickets those that it has part in itself, or those that only units below it have. */
static bool add_part(struct statement *b, const struct ticket_actor *who, const char *value)
{
	bool own = !strcmp(value, "own");

	if (!who->unit || (!own && strcmp(value, "below")))
		return false;
	buf_addf(&b->sql, " AND t.no %s (SELECT no FROM ticket_unit WHERE unit = ?%d AND part <> 'level')", own ? "IN" : "NOT IN",
		 statement_text(b, who->unit));
	return true;
}

static bool add_presence(struct statement *b, const struct filter *f, const char *value)
{
	bool yes = !strcmp(value, "yes"), no = !strcmp(value, "no");

	buf_addf(&b->sql, " AND %s IS %sNULL", f->column, yes ? "NOT " : "");
	return yes || no;
}

/* Several tickets by their numbers, which are digits alone. */
static bool add_numbers(struct statement *b, const struct filter *f, const char *value)
{
	int n = 0;

	buf_addf(&b->sql, " AND %s IN (", f->column);
	for (; *value && n < NUMBERS_MOST; n++) {
		size_t len = strspn(value, "0123456789");
		if (!len || len > 23 || (value[len] && value[len] != ','))
			return false;
		buf_addf(&b->sql, "%s'%.*s'", n ? ", " : "", (int)len, value);
		value += len + (value[len] == ',');
	}
	buf_adds(&b->sql, ")");
	return n && !*value;
}

static bool add_answer(struct statement *b, const struct filter *f, const char *value)
{
	static const char *const answers[] = { "no", "yes", "basically" };      /* as the rows of visits number them */

	for (int i = 0; i < (int)ARRAY_SIZE(answers); i++)
		if (!strcmp(answers[i], value)) {
			buf_addf(&b->sql, " AND %s = %d", f->column, i);
			return true;
		}
	return false;
}

/* All units of a kind; of the visit when it is asked for visits. Codes are letters, digits, _ and -. */
static bool add_level(struct statement *b, struct work *w, const struct filter *f, const char *value)
{
	const struct city *city = server_city(w->server);
	struct buf *to = b->visits.len ? &b->visits : &b->sql;

	buf_addf(to, " AND %s IN (''", b->visits.len ? "v.unit" : f->column);
	for (size_t i = 0; i < city->unit_count; i++)
		if (!strcmp(city->units[i].kind, value))
			buf_addf(to, ", '%s'", city->units[i].code);
	buf_adds(to, ")");
	return true;
}

/* "-" asks for tickets without. */
static void add_plain(struct statement *b, const struct filter *f, const char *value)
{
	if (!strcmp(value, "-"))
		buf_addf(&b->sql, " AND COALESCE(%s, '') = ''", f->column);
	else
		buf_addf(&b->sql, " AND %s = ?%d", f->column, statement_text(b, value));
}

static bool add_filter(struct statement *b, struct work *w, const struct ticket_actor *who, const struct filter *f,
		       const char *value)
{
	switch (f->kind) {
	case BY_TEXT:
		add_plain(b, f, value);
		return true;
	case BY_PREFIX:
		if (!strcmp(value, "-")) {
			add_plain(b, f, value);
			return true;
		}
		buf_addf(&b->sql, " AND %s LIKE ?%d ESCAPE '!'", f->column,
			 statement_text(b, like_pattern(b, value, false)));
		return true;
	case BY_UNIT:
		buf_addf(&b->sql, " AND t.no IN (SELECT no FROM ticket_unit WHERE unit = ?%d)",
			 statement_text(b, value));
		return true;
	case BY_PART:
		return add_part(b, who, value);
	case BY_WORDS:
		return add_words(b, f->column, value);
	case BY_FLAG:
		return add_flag(b, f, value);
	case BY_NUMBER:
		return add_number(b, f, value);
	case BY_CONTENT:
		return add_content(b, w, value);
	case BY_TIME_COME:
		return add_time_come(b, w, f, value);
	case BY_TIME_FROM:
	case BY_TIME_TO:
		return add_time(b, f, value);
	case BY_PRESENCE:
		return add_presence(b, f, value);
	case BY_NUMBERS:
		return add_numbers(b, f, value);
	case BY_ANSWER:
		return add_answer(b, f, value);
	case BY_LEVEL:
		return add_level(b, w, f, value);
	}
	return false;
}

/* What is asked of a visit goes together, so that one visit of the ticket fits all of it. */
static bool add_where_it_belongs(struct statement *b, struct work *w, const struct ticket_actor *who,
				 const struct filter *f, const char *value)
{
	bool of_visit = !strncmp(f->column, "v.", 2);
	struct buf ticket = b->sql;

	if (of_visit)
		b->sql = b->visits;
	bool ok = add_filter(b, w, who, f, value);
	if (of_visit) {
		b->visits = b->sql;
		b->sql = ticket;
	}
	return ok;
}

/* A time is found by the index of visits; without one each ticket is looked at, the newest first. */
static void add_visits(struct statement *b, struct work *w, bool timed)
{
	if (!b->visits.len)
		return;
	if (timed)
		buf_addf(&b->sql, " AND t.no IN (SELECT v.no FROM visit v WHERE v.realm = ?%d%s)", statement_text(b, w->realm),
			 b->visits.data);
	else
		buf_addf(&b->sql, " AND EXISTS (SELECT 1 FROM visit v WHERE v.no = t.no%s)", b->visits.data);
}

const char *statement_filters(struct statement *b, struct work *w, const struct ticket_actor *who,
			      const char *(*get)(void *arg, const char *name), void *arg)
{
	b->sieve.openly = get(arg, "caller") && !tickets_knows_callers(who);
	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		const char *value = get(arg, filters[i].name);
		if (value && *value && !add_where_it_belongs(b, w, who, &filters[i], value))
			return filters[i].name;
	}
	add_visits(b, w, get(arg, "visited_from") || get(arg, "visited_to"));
	return NULL;
}
