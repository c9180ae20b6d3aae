/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tickets_read.c -- one ticket, its history, and lists, each for one reader.
 *
 * A list is one statement put together from a table of filters; the cursor is the place of
 * the last row, so a page is never shifted by what comes in meanwhile.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/service/finder.h"
#include "server/service/tickets_internal.h"

json *tickets_show(struct work *w, const struct ticket *t, const struct ticket_actor *who)
{
	json *o = ticket_to_json(server_city(w->server), t, who, w->now);

	tickets_name_claim(w, o);
	tickets_show_callers(w, who, o);
	return o;
}

static json *event_to_json(struct query *q, const struct ticket *t, const struct ticket_actor *who)
{
	const char *text = db_get_text(q, 5), *name = db_get_text(q, 6);
	json *detail = jo_parse(text, strlen(text), NULL);
	struct ticket_event e = {
		.seq = db_get_int(q, 0), .at = db_get_int(q, 1), .by = db_get_text(q, 7),
		.action = db_get_text(q, 2), .detail = detail,
	};

	ticket_state_parse(db_get_text(q, 3), &e.from);
	ticket_state_parse(db_get_text(q, 4), &e.to);
	json *o = ticket_event_to_json(t, &e, who);
	jo_set_str(o, "by_name", name ? name : e.by);
	jo_free(detail);
	return o;
}

json *tickets_history(struct work *w, const struct ticket *t, const struct ticket_actor *who,
		      struct error *err)
{
	json *items = json_object_new_array();
	struct query *q = db_ask(w->db,
		"SELECT e.seq, e.at, e.action, e.from_state, e.to_state, e.detail, a.name, e.account "
		"FROM ticket_event e LEFT JOIN account a ON a.id = e.account "
		"WHERE e.no = ?1 AND e.realm = ?2 ORDER BY e.seq", "ss", t->no, w->realm);

	while (db_step(q) == DB_ROW)
		json_object_array_add(items, event_to_json(q, t, who));
	if (!db_done(q, err)) {
		jo_free(items);
		return NULL;
	}
	return page_of(items, NULL);
}

/* ---- lists ---- */

/* A statement being put together with its parameters. */
struct builder {
	struct buf sql;
	struct buf visits;              /* conditions on one return visit of the ticket */
	struct { bool text; const char *s; int64_t n; } args[160];
	int count;
	struct buf strings[16];         /* what the builder itself made */
	int string_count;
};

static int add_text(struct builder *b, const char *s)
{
	b->args[b->count].text = true;
	b->args[b->count].s = s;
	return ++b->count;
}

static int add_int(struct builder *b, int64_t n)
{
	b->args[b->count].text = false;
	b->args[b->count].n = n;
	return ++b->count;
}

static struct buf *own_string(struct builder *b)
{
	struct buf *s = &b->strings[b->string_count++];

	buf_init(s);
	return s;
}

enum { PAST_MOST = 50 };          /* of a caller's earlier tickets */

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
static bool add_words(struct builder *b, const char *column, const char *value)
{
	buf_addf(&b->sql, " AND %s IN (", column);
	for (int n = 0; *value; n++) {
		size_t len = strcspn(value, ",");
		if (n == 20)
			return false;
		struct buf *word = NULL;
		if (b->string_count < (int)ARRAY_SIZE(b->strings) - 4)
			word = own_string(b);
		if (!word)
			return false;
		buf_add(word, value, len);
		buf_addf(&b->sql, "%s?%d", n ? ", " : "", add_text(b, word->data));
		value += len + (value[len] == ',');
	}
	buf_adds(&b->sql, ")");
	return true;
}

static bool add_time(struct builder *b, const struct filter *f, const char *value)
{
	instant t;

	if (!clock_parse(value, &t))
		return false;
	buf_addf(&b->sql, " AND %s %s ?%d", f->column, f->kind == BY_TIME_FROM ? ">=" : "<",
		 add_int(b, t));
	return true;
}

/* What has come by then; "now" is a time as well. */
static bool add_time_come(struct builder *b, struct work *w, const struct filter *f, const char *value)
{
	instant t = w->now;

	if (strcmp(value, "now") && !clock_parse(value, &t))
		return false;
	buf_addf(&b->sql, " AND %s <= ?%d", f->column, add_int(b, t));
	return true;
}

static bool add_flag(struct builder *b, const struct filter *f, const char *value)
{
	bool yes = !strcmp(value, "yes") || !strcmp(value, "true") || !strcmp(value, "1");
	bool no = !strcmp(value, "no") || !strcmp(value, "false") || !strcmp(value, "0");

	if (yes || no)
		buf_addf(&b->sql, " AND %s = ?%d", f->column, add_int(b, yes));
	return yes || no;
}

static bool add_number(struct builder *b, const struct filter *f, const char *value)
{
	char digits[24];

	if (!phone_normalise(value, digits))
		return false;
	struct buf *s = own_string(b);
	buf_adds(s, digits);
	buf_addf(&b->sql, " AND %s = ?%d", f->column, add_text(b, s->data));
	return true;
}

/* Whoever may not know the caller of a confidential ticket may not find it by the caller either. */
static void add_openly(struct builder *b, const struct ticket_actor *who)
{
	if (!(who->roles & (ROLE_AGENT | ROLE_DISPATCHER | ROLE_VISITOR | ROLE_SUPERVISOR)))
		buf_addf(&b->sql, " AND t.body NOT LIKE ?%d", add_text(b, "%\"confidential\":true%"));
}

/* LIKE with %, _ and ! taken literally. */
static const char *like_pattern(struct builder *b, const char *value, bool inside)
{
	struct buf *s = own_string(b);

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

/* Tickets that hold the words. Until all are read in after a start, by the title alone. */
static void add_found(struct builder *b, struct work *w, const char *words)
{
	struct finder_hit *hits = xcalloc(FOUND_MOST, sizeof(*hits));
	size_t count = finder_search(w->server->finder, w->realm, words, FOUND_MOST, hits);

	buf_addf(&b->sql, " AND (t.no = ?%d", add_text(b, words));
	if (!finder_is_ready(w->server->finder))
		buf_addf(&b->sql, " OR t.title LIKE ?%d ESCAPE '!'", add_text(b, like_pattern(b, words, true)));
	if (count)
		buf_adds(&b->sql, " OR t.no IN (");
	for (size_t i = 0; i < count; i++)      /* a ticket's number is digits alone */
		buf_addf(&b->sql, "%s'%s'", i ? ", " : "", hits[i].no);
	buf_addf(&b->sql, "%s)", count ? ")" : "");
	free(hits);
}

/* Open tickets and the last 90 days: older ones are found by number, caller or period. */
static bool add_content(struct builder *b, struct work *w, const char *words)
{
	add_found(b, w, words);
	buf_addf(&b->sql, " AND (t.state <> 'closed' OR t.created_at > ?%d)",
		 add_int(b, w->now - FINDER_DAYS * (int64_t)86400000));
	return true;
}

/* Of a unit's tickets those that it has part in itself, or those that only units below it have. */
static bool add_part(struct builder *b, const struct ticket_actor *who, const char *value)
{
	bool own = !strcmp(value, "own");

	if (!who->unit || (!own && strcmp(value, "below")))
		return false;
	buf_addf(&b->sql, " AND t.no %s (SELECT no FROM ticket_unit WHERE unit = ?%d AND part <> 'level')", own ? "IN" : "NOT IN",
		 add_text(b, who->unit));
	return true;
}

static bool add_presence(struct builder *b, const struct filter *f, const char *value)
{
	bool yes = !strcmp(value, "yes"), no = !strcmp(value, "no");

	buf_addf(&b->sql, " AND %s IS %sNULL", f->column, yes ? "NOT " : "");
	return yes || no;
}

/* Several tickets by their numbers, which are digits alone. */
static bool add_numbers(struct builder *b, const struct filter *f, const char *value)
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

static bool add_answer(struct builder *b, const struct filter *f, const char *value)
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
static bool add_level(struct builder *b, struct work *w, const struct filter *f, const char *value)
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
static void add_plain(struct builder *b, const struct filter *f, const char *value)
{
	if (!strcmp(value, "-"))
		buf_addf(&b->sql, " AND COALESCE(%s, '') = ''", f->column);
	else
		buf_addf(&b->sql, " AND %s = ?%d", f->column, add_text(b, value));
}

static bool add_filter(struct builder *b, struct work *w, const struct ticket_actor *who, const struct filter *f,
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
			 add_text(b, like_pattern(b, value, false)));
		return true;
	case BY_UNIT:
		buf_addf(&b->sql, " AND t.no IN (SELECT no FROM ticket_unit WHERE unit = ?%d)",
			 add_text(b, value));
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
static bool add_where_it_belongs(struct builder *b, struct work *w, const struct ticket_actor *who,
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
static void add_visits(struct builder *b, struct work *w, bool timed)
{
	if (!b->visits.len)
		return;
	if (timed)
		buf_addf(&b->sql, " AND t.no IN (SELECT v.no FROM visit v WHERE v.realm = ?%d%s)", add_text(b, w->realm),
			 b->visits.data);
	else
		buf_addf(&b->sql, " AND EXISTS (SELECT 1 FROM visit v WHERE v.no = t.no%s)", b->visits.data);
}

/* A unit reads what it or a unit below it has part in; an agent what is theirs; the desks read all. */
static void add_visibility(struct builder *b, const struct city *city, const struct ticket_actor *who)
{
	if (who->roles & (ROLE_DISPATCHER | ROLE_VISITOR | ROLE_SUPERVISOR))
		return;
	buf_adds(&b->sql, " AND (");
	buf_addf(&b->sql, "t.agent = ?%d", add_text(b, who->id));
	if ((who->roles & ROLE_UNIT) && who->unit) {
		buf_addf(&b->sql, " OR t.no IN (SELECT no FROM ticket_unit WHERE unit = ?%d",
			 add_text(b, who->unit));
		for (size_t i = 0; i < city->unit_count && b->count < 100; i++)
			if (strcmp(city->units[i].code, who->unit) &&
			    city_unit_is_under(city, city->units[i].code, who->unit))
				buf_addf(&b->sql, " OR unit = ?%d", add_text(b, city->units[i].code));
		buf_adds(&b->sql, ")");
	}
	buf_adds(&b->sql, ")");
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
static bool add_order(struct builder *b, const struct order *order, const char *key, const char *cursor, int limit)
{
	const char *direction = order->ascending ? "ASC" : "DESC", *beyond = order->ascending ? ">" : "<";

	if (!strcmp(order->name, "visit"))
		buf_adds(&b->sql, " AND t.visit_at IS NOT NULL");
	if (cursor) {
		char *end;
		long long n = strtoll(cursor, &end, 10);
		if (end == cursor || *end != '-' || strlen(end + 1) > 23)
			return false;
		int at = add_int(b, n), no = add_text(b, end + 1);
		buf_addf(&b->sql, " AND (%s %s ?%d OR (%s = ?%d AND t.no %s ?%d))", key, beyond, at, key, at, beyond, no);
	}
	buf_addf(&b->sql, " ORDER BY %s %s, t.no %s LIMIT ?%d", key, direction, direction, add_int(b, limit + 1));
	return true;
}

static void release(struct builder *b)
{
	buf_release(&b->sql);
	buf_release(&b->visits);
	for (int i = 0; i < b->string_count; i++)
		buf_release(&b->strings[i]);
}

static struct query *run(struct work *w, struct builder *b)
{
	struct query *q = db_query_once(w->db, b->sql.data);

	for (int i = 0; i < b->count; i++) {
		if (b->args[i].text)
			db_text(q, i + 1, b->args[i].s);
		else
			db_int(q, i + 1, b->args[i].n);
	}
	return q;
}

/* One row as a list item; NULL when the stored projection cannot be read. */
static json *list_item(struct work *w, struct query *q, const struct ticket_actor *who)
{
	const char *text = db_get_text(q, 2);
	json *stored = jo_parse(text, strlen(text), NULL);
	struct ticket *t = stored ? ticket_load(stored, NULL) : NULL;
	json *item = t ? ticket_to_list_item(t, who, w->now) : NULL;

	ticket_free(t);
	jo_free(stored);
	return item;
}

static json *read_page(struct work *w, struct query *q, const struct ticket_actor *who, int limit,
		       struct error *err)
{
	json *items = json_object_new_array();
	char cursor[64] = "";
	bool more = false;
	int rows = 0;

	while (db_step(q) == DB_ROW) {
		if (rows++ == limit) {
			more = true;
			break;
		}
		json *item = list_item(w, q, who);
		if (item)
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

/* Where the rows come from, and who may see them: a unit's own view holds only what it has a part in. */
static void add_source(struct builder *b, struct work *w, const struct ticket_actor *who, const struct ticket_view *view,
		       const char *key)
{
	bool of_unit = ticket_view_is_of_unit(view);

	buf_addf(&b->sql, "SELECT %s, t.no, t.body FROM ticket t", key);
	if (of_unit)
		buf_addf(&b->sql, " JOIN ticket_unit u ON u.no = t.no AND u.unit = ?%d", add_text(b, who->unit));
	buf_addf(&b->sql, " WHERE t.realm = ?%d", add_text(b, w->realm));
	if (view)
		ticket_view_where(view, who, w->now, &b->sql);
	if (!of_unit)
		add_visibility(b, server_city(w->server), who);
}

static const char *add_filters(struct builder *b, struct work *w, const struct ticket_actor *who,
			       const char *(*get)(void *arg, const char *name), void *arg)
{
	if (get(arg, "caller"))
		add_openly(b, who);
	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		const char *value = get(arg, filters[i].name);
		if (value && *value && !add_where_it_belongs(b, w, who, &filters[i], value))
			return filters[i].name;
	}
	add_visits(b, w, get(arg, "visited_from") || get(arg, "visited_to"));
	return NULL;
}

json *tickets_list(struct work *w, const struct ticket_actor *who,
		   const char *(*get)(void *arg, const char *name), void *arg, int limit,
		   struct error *err)
{
	struct builder b = { .sql = BUF_INIT, .visits = BUF_INIT };
	const struct order *order = find_order(get(arg, "sort"));
	const char *name = get(arg, "view"), *bad;
	const struct ticket_view *view = name ? ticket_view_find(name, who) : NULL;
	struct buf *key = own_string(&b);

	if (!order) {
		bad = "sort";
	} else if (name && !view) {
		bad = "view";
	} else {
		add_key(key, server_city(w->server), order, ticket_view_is_of_unit(view));
		add_source(&b, w, who, view, key->data);
		bad = add_filters(&b, w, who, get, arg);
		if (!bad && !add_order(&b, order, key->data, get(arg, "cursor"), limit))
			bad = "cursor";
	}
	json *page = NULL;
	if (bad)
		error_set(err, ERROR_INPUT, _("the value of `%s` cannot be read"), bad);
	else
		page = read_page(w, run(w, &b), who, limit, err);
	release(&b);
	return page;
}

/* ---- a caller's past ---- */

static json *tickets_of_number(struct work *w, const struct ticket_actor *who, const char *digits, struct error *err)
{
	struct query *q = db_ask(w->db,
		"SELECT created_at, no, body FROM ticket WHERE realm = ?1 AND number = ?2 "
		"ORDER BY created_at DESC, no DESC LIMIT ?3", "ssi", w->realm, digits, (int64_t)PAST_MOST + 1);

	return read_page(w, q, who, PAST_MOST, err);
}

static bool may_look_up(struct work *w, const struct user *by, const char *number, char digits[24],
			struct form_problems *problems, struct error *err)
{
	if (!number || !phone_normalise(number, digits)) {
		form_problem_add(problems, "/number", number ? "format" : "required", _("This is not a phone number."));
		return error_set(err, ERROR_INPUT, _("This is not a phone number."));
	}
	return contact_number_in_hand(w, by->id, digits) ||
	       error_set(err, ERROR_DENIED, _("only the caller of a contact that you have in hand can be looked up"));
}

json *tickets_caller_past(struct work *w, const struct user *by, const json *body, struct form_problems *problems,
			  struct error *err)
{
	const char *number = jo_str(body, "number");
	struct ticket_actor who;
	char digits[24];

	actor_of(by, &who);
	if (!may_look_up(w, by, number, digits, problems, err))
		return NULL;
	json *tickets = tickets_of_number(w, &who, digits, err);
	json *contacts = tickets ? contacts_of_number(w, digits, err) : NULL;
	json *o = json_object_new_object(), *detail = json_object_new_object();
	jo_set_str(o, "number", number);
	jo_set(o, "tickets", json_object_get(jo_get(tickets, "items")));
	jo_set(o, "contacts", contacts);
	jo_set_int(detail, "tickets", (int64_t)jo_len(jo_get(o, "tickets")));
	jo_free(tickets);
	if (!contacts) {
		jo_free(detail);
	} else if (audit_add(w, by->id, "caller.lookup", digits, detail, err)) {
		return o;
	}
	jo_free(o);
	return NULL;
}
