/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * demo_history.c -- gives the demo callers a past: contacts that ended, and tickets as their events
 * made them.
 *
 * A ticket is led to its state through the table of moves, by the people whose work that is, so
 * that its history reads and replays like any other. Times are planned from the grade's clocks and
 * squeezed when the ticket is too young for the plan.
 */
#include "ctl/demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/ticket_rows.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/form.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define STEPS_MOST 10

/* An account of the store. */
struct person { char id[ID_TEXT]; char *username, *unit; unsigned roles; };

struct writing {
	struct db *db;
	const struct city *city;
	const struct demo_rows *rows;
	instant now;
	struct person *people;
	size_t count, alloc;
	int made;
};

/* ---- people ---- */

static bool read_people(struct writing *w, struct error *err)
{
	struct query *q = db_query(w->db, "SELECT id, username, unit, roles FROM account "
				   "WHERE password IS NOT NULL AND disabled = 0 ORDER BY username");

	while (db_step(q) == DB_ROW) {
		struct person p = { .username = xstrdup(db_get_text(q, 1)),
				    .unit = xstrdup(db_get_text(q, 2)) };
		snprintf(p.id, sizeof(p.id), "%s", db_get_text(q, 0));
		roles_parse(db_get_text(q, 3), &p.roles);
		ARRAY_GROW(w->people, w->count + 1, w->alloc);
		w->people[w->count++] = p;
	}
	return db_done(q, err);
}

static void free_people(struct writing *w)
{
	for (size_t i = 0; i < w->count; i++) {
		free(w->people[i].username);
		free(w->people[i].unit);
	}
	free(w->people);
}

static struct ticket_actor actor(const char *id, const char *username, unsigned roles, const char *unit)
{
	return (struct ticket_actor){
		.id = id, .username = username, .roles = roles, .unit = unit
	};
}

/* The turn-th person with this role, round and round; the server when there is none. */
static struct ticket_actor person_with(const struct writing *w, unsigned role, int turn)
{
	size_t have = 0;

	for (size_t i = 0; i < w->count; i++)
		have += (w->people[i].roles & role) != 0;
	size_t wanted = have ? (size_t)turn % have : 0;
	for (size_t i = 0; have && i < w->count; i++) {
		const struct person *p = &w->people[i];
		if ((p->roles & role) && !wanted--)
			return actor(p->id, p->username, p->roles, p->unit);
	}
	return actor("server", "server", role, NULL);
}

/* Somebody of the unit; a unit without an account in the demo goes by its code. */
static struct ticket_actor person_of(const struct writing *w, const char *unit)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct person *p = &w->people[i];
		if (p->unit && !strcmp(p->unit, unit))
			return actor(p->id, p->username, p->roles, p->unit);
	}
	return actor(unit, unit, ROLE_UNIT, unit);
}

/* ---- the plan ---- */

enum actor { BY_DISPATCHER, BY_UNIT, BY_VISITOR, BY_SERVER };
struct step {
	const char *action;
	enum actor by;
	instant after;          /* since the step before */
	json *body;             /* owned by the plan */
};
struct plan { struct step steps[STEPS_MOST]; int count; };

static void plan_add(struct plan *p, const char *action, enum actor by, instant after, json *body)
{
	p->steps[p->count++] =
		(struct step){ action, by, after, body ? body : json_object_new_object() };
}

static json *body_with(const char *name, const char *text)
{
	json *o = json_object_new_object();

	jo_set_str(o, name, text);
	return o;
}

/* A share of one of the grade's clocks, or `absent` when it has no such clock. */
static instant share(const struct writing *w, const char *grade, int clock, int percent, instant absent)
{
	const struct city_grade *g = city_find_grade(w->city, grade);

	return g && g->clocks[clock].text ? g->clocks[clock].ms * percent / 100 : absent;
}

static json *visit_body(const struct demo_history *h)
{
	json *o = json_object_new_object();

	jo_set_bool(o, "reached", h->solved != NULL);
	jo_set_str(o, "contacted", h->contacted);
	jo_set_str(o, "solved", h->solved);
	jo_set_str(o, "satisfied", h->satisfied);
	return o;
}

static void plan_visits(struct plan *p, const struct demo_history *h)
{
	/* Nobody was reached: the third attempt closes it. */
	int visits = h->solved ? 1 : 3;

	for (int i = 0; i < visits; i++)
		plan_add(p, "record_visit", BY_VISITOR, 20 * HOUR, visit_body(h));
	if (h->solved && strcmp(h->solved, "yes"))
		plan_add(p, "close", BY_VISITOR, 10 * MINUTE,
			 body_with("note", "诉求人暂不满意，承办单位已说明原因，纳入后续跟进。"));
}

static void plan_units(const struct writing *w, struct plan *p, const struct demo_history *h, const char *grade)
{
	const char *street = h->street, *basis = NULL;
	json *dispatch = body_with("lead", h->unit);

	city_suggest_unit(w->city, h->category, h->district, street, &basis);
	jo_set_str(dispatch, "basis", basis);
	plan_add(p, "dispatch", BY_DISPATCHER, share(w, grade, CLOCK_DISPATCH, 20, HOUR), dispatch);
	if (h->state == TICKET_DISPATCHED)
		return;
	plan_add(p, "sign", BY_UNIT, share(w, grade, CLOCK_SIGN, 30, HOUR), NULL);
	if (h->state == TICKET_HANDLING)
		return;
	plan_add(p, "reply", BY_UNIT, share(w, grade, CLOCK_FEEDBACK, 40, 2 * DAY),
		 body_with("answer", h->answer));
	if (h->state == TICKET_REPLIED)
		return;
	plan_add(p, "visiting", BY_SERVER, 1000, NULL);
	if (h->state == TICKET_CLOSED)
		plan_visits(p, h);
}

static void plan_make(const struct writing *w, struct plan *p, const struct demo_history *h, const char *grade)
{
	if (h->state == TICKET_ANSWERED)
		plan_add(p, "close", BY_SERVER, 1000, NULL);
	else if (h->state != TICKET_PENDING)
		plan_units(w, p, h, grade);
}

/* All of it has happened by now. */
static void plan_squeeze(struct plan *p, instant available)
{
	instant total = 0;

	for (int i = 0; i < p->count; i++)
		total += p->steps[i].after;
	for (int i = 0; total > available && i < p->count; i++)
		p->steps[i].after =
			(instant)((double)p->steps[i].after * (double)available / (double)total);
}

static void plan_release(struct plan *p)
{
	for (int i = 0; i < p->count; i++)
		jo_free(p->steps[i].body);
}

/* ---- one ticket ---- */

static const struct demo_caller *find_caller(const struct demo_rows *rows, const char *number)
{
	for (size_t i = 0; i < rows->caller_count; i++)
		if (!strcmp(rows->callers[i].number, number))
			return &rows->callers[i];
	return NULL;
}

static void set_field(json *fields, const char *pointer, const char *text)
{
	if (text)
		jo_pointer_set(fields, pointer, json_object_new_string(text));
}

static json *make_fields(const struct writing *w, const struct demo_history *h)
{
	const struct demo_caller *caller = find_caller(w->rows, h->number);
	json *fields = json_object_new_object();

	set_field(fields, "/caller/number", h->number);
	if (caller) {
		set_field(fields, "/caller/name", caller->name);
		set_field(fields, "/caller/sex", caller->sex);
		set_field(fields, "/caller/kind", caller->kind);
		set_field(fields, "/caller/company", caller->company);
	}
	set_field(fields, "/matter/type", h->type);
	set_field(fields, "/matter/category", h->category);
	set_field(fields, "/matter/title", h->title);
	set_field(fields, "/matter/content", h->content);
	set_field(fields, "/place/district", h->district);
	set_field(fields, "/place/street", h->street);
	set_field(fields, "/place/address", h->address);
	if (!h->district)
		jo_pointer_set(fields, "/place/not_mentioned", json_object_new_boolean(true));
	set_field(fields, "/control/urgency", "normal");
	return fields;
}

/* The contact it came by, wrapped up, and the draft that became the ticket. */
static bool write_contact(struct writing *w, const struct demo_history *h, const char *id,
			  const char *agent, const char *no, json *fields, instant created, struct error *err)
{
	char digits[24] = "";
	const struct demo_caller *caller = find_caller(w->rows, h->number);

	phone_normalise(h->number, digits);
	if (db_run(w->db, err,
		   "INSERT INTO contact (id, realm, channel, number, number_shown, name, skill, "
		   "priority, state, agent, "
		   "queued_at, offered_at, answered_at, ended_at, done_at, touched_at) "
		   "VALUES (?1, 'city', 'phone', ?2, ?3, ?4, 'general', 0, 'done', ?5, ?6, ?7, "
		   "?8, ?9, ?10, ?9)", "sssssiiiii", id, digits, h->number, caller ? caller->name : NULL, agent,
		   created - 4 * MINUTE, created - 4 * MINUTE, created - 4 * MINUTE + 8000,
		   created - MINUTE, created + 20000) != DB_END)
		return false;
	return db_run(w->db, err,
		      "INSERT INTO draft (contact, n, realm, revision, form_version, fields, "
		      "ticket, updated_at) "
		      "VALUES (?1, 1, 'city', 1, ?2, ?3, ?4, ?5)",
		      "sissi", id, (int64_t)form_version(w->city), jo_text(fields), no, created) == DB_END;
}

/* The article the agent may have read from: one of the same category, or of the category above. */
static json *find_article(struct writing *w, const char *category, struct error *err)
{
	json *article = NULL;
	char *like = xasprintf("%.4s%%", category);
	struct query *q = db_ask(w->db,
		"SELECT id, version FROM article WHERE current = 1 AND (category = ?1 OR "
		"category LIKE ?2) "
		"ORDER BY category = ?1 DESC, id LIMIT 1", "ss", category, like);

	if (db_step(q) == DB_ROW) {
		article = body_with("id", db_get_text(q, 0));
		jo_set_int(article, "version", db_get_int(q, 1));
	}
	db_done(q, err);
	free(like);
	return article;
}

static bool begin_ticket(struct writing *w, struct ticket *t, const struct demo_history *h,
			 int turn, instant created, struct error *err)
{
	struct ticket_actor agent = person_with(w, ROLE_AGENT, turn);
	bool answered = h->state == TICKET_ANSWERED;
	json *fields = make_fields(w, h), *detail = json_object_new_object();
	char contact[ID_TEXT];

	jo_set_str(detail, "contact_id", id_new(contact));
	jo_set_int(detail, "draft", 1);
	jo_set_str(detail, "agent", agent.id);
	jo_set(detail, "fields", json_object_get(fields));
	if (answered)
		jo_set(detail, "article", find_article(w, h->category, err));
	struct ticket_event e = { 1,
				  created,
				  agent.id,
				  answered ? "answer" : "submit",
				  TICKET_PENDING,
				  answered ? TICKET_ANSWERED : TICKET_PENDING,
				  detail };
	bool ok = ticket_rows_write(w->db, w->city, t, &e, err) &&
		  write_contact(w, h, contact, agent.id, t->no, fields, created, err);
	jo_free(detail);
	jo_free(fields);
	return ok;
}

static struct ticket_actor actor_for(const struct writing *w, const struct demo_history *h, enum actor by, int turn)
{
	switch (by) {
	case BY_DISPATCHER: return person_with(w, ROLE_DISPATCHER, turn);
	case BY_VISITOR: return person_with(w, ROLE_VISITOR, turn);
	case BY_UNIT: return person_of(w, h->unit);
	default: return ticket_server;
	}
}

static bool take_step(struct writing *w, struct ticket *t, const struct demo_history *h,
		      const struct step *s, int turn, instant at, struct error *err)
{
	struct ticket_actor who = actor_for(w, h, s->by, turn);
	enum ticket_state to;

	if (!ticket_may(w->city, t, &who, s->action, s->body, at, &to, NULL, err))
		return error_prefix(err, "%s", s->action);
	json *detail = ticket_event_detail(s->action, s->body, &who);
	struct ticket_event e = { t->version + 1, at, who.id, s->action, t->state, to, detail };
	bool ok = ticket_rows_write(w->db, w->city, t, &e, err);
	jo_free(detail);
	return ok;
}

static bool write_ticket(struct writing *w, const struct demo_history *h, int turn, struct error *err)
{
	/* Spread over the hours before this time of that day, the same in every run. */
	instant created = w->now - h->days_ago * DAY - (30 + turn * 37 % 500) * MINUTE,
		at = created;
	struct plan plan = { .count = 0 };
	char no[24];

	if (!ticket_rows_number(w->db, "ticket", "", created, no, err))
		return false;
	struct ticket *t = ticket_new(no, "city");
	bool ok = begin_ticket(w, t, h, turn, created, err);
	plan_make(w, &plan, h, t->grade);
	plan_squeeze(&plan, w->now - created - 5 * MINUTE);
	for (int i = 0; ok && i < plan.count; i++) {
		at += plan.steps[i].after;
		ok = take_step(w, t, h, &plan.steps[i], turn, at, err);
	}
	if (ok && t->state != (h->state == TICKET_ANSWERED ? TICKET_CLOSED : h->state))
		ok = error_set(err, ERROR_STATE, _("the state %s was not reached"),
			       ticket_state_name(h->state));
	plan_release(&plan);
	ticket_free(t);
	return ok;
}

/* ---- all of them ---- */

static int oldest_first(const void *a, const void *b)
{
	const struct demo_history *const *x = a, *const *y = b;

	if ((*x)->days_ago != (*y)->days_ago)
		return (*y)->days_ago - (*x)->days_ago;
	return (*x)->line - (*y)->line;
}

static bool write_rows(struct writing *w, struct error *err)
{
	size_t count = w->rows->history_count;
	const struct demo_history **list = xcalloc(count + 1, sizeof(*list));
	bool ok = true;

	for (size_t i = 0; i < count; i++)
		list[i] = &w->rows->history[i];
	qsort(list, count, sizeof(*list), oldest_first);
	for (size_t i = 0; ok && i < count; i++) {
		ok = write_ticket(w, list[i], (int)i, err) ||
		     error_prefix(err, "demo/history.tsv:%d", list[i]->line);
		w->made += ok;
	}
	free(list);
	return ok;
}

#define MARK "demo_history"

static bool is_written(struct db *db, bool *written, struct error *err)
{
	struct query *q = db_ask(db, "SELECT 1 FROM meta WHERE name = ?1", "s", MARK);

	*written = db_step(q) == DB_ROW;
	return db_done(q, err);
}

static bool write_all(struct db *db, void *arg, struct error *err)
{
	struct writing *w = arg;
	bool written;

	w->db = db;
	if (!is_written(db, &written, err) || written)
		return written;
	return read_people(w, err) && write_rows(w, err) &&
	       db_run(db, err, "INSERT INTO meta (name, value) VALUES (?1, ?2)", "ss", MARK,
		      w->city->version) == DB_END;
}

bool demo_history_write(struct store *s, const struct city *city, const struct demo_rows *rows,
			int *made, struct error *err)
{
	struct writing w = { .city = city, .rows = rows, .now = clock_now() };
	bool ok = store_write(s, write_all, &w, err);

	free_people(&w);
	*made = ok ? w.made : 0;
	return ok;
}
