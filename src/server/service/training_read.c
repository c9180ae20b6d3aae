/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_read.c -- sessions, scenarios and time lines as the API shows them.
 *
 * A trainee sees what is said, what the form still lacks (not in an exam), and after the end the score; a trainer sees in
 * addition the forms as they are filled in, which facts are untold, and comments.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"
#include "server/service/training.h"

/* ---- people ---- */

static json *person(struct work *w, const char *id)
{
	struct query *q = db_ask(w->db, "SELECT username, name FROM account WHERE id = ?1", "s", id);
	json *o = NULL;

	if (db_step(q) == DB_ROW) {
		o = json_object_new_object();
		jo_set_str(o, "id", id);
		jo_set_str(o, "username", db_get_text(q, 0));
		jo_set_str(o, "name", db_get_text(q, 1));
	}
	db_done(q, NULL);
	return o;
}

static json *trainees(struct work *w, const char *id)
{
	json *list = json_object_new_array();
	struct query *q = db_ask(w->db, "SELECT s.account, a.username, a.name, s.joined_at FROM training_seat s "
				 "JOIN account a ON a.id = s.account WHERE s.training = ?1 ORDER BY a.username", "s",
				 id);

	while (db_step(q) == DB_ROW) {
		json *o = json_object_new_object();
		jo_set_str(o, "id", db_get_text(q, 0));
		jo_set_str(o, "username", db_get_text(q, 1));
		jo_set_str(o, "name", db_get_text(q, 2));
		jo_set_time(o, "joined_at", db_is_null(q, 3) ? INSTANT_NONE : db_get_int(q, 3));
		json_object_array_add(list, o);
	}
	db_done(q, NULL);
	return list;
}

json *training_trainees(struct work *w, struct error *err)
{
	json *items = json_object_new_array();
	struct query *q = db_ask(w->db, "SELECT id, username, name FROM account WHERE disabled = 0 AND "
				 "' ' || roles || ' ' LIKE '% trainee %' ORDER BY username LIMIT 5000", "");

	while (db_step(q) == DB_ROW) {
		json *o = json_object_new_object();
		jo_set_str(o, "id", db_get_text(q, 0));
		jo_set_str(o, "username", db_get_text(q, 1));
		jo_set_str(o, "name", db_get_text(q, 2));
		json_object_array_add(items, o);
	}
	if (db_done(q, err))
		return page_of(items, NULL);
	jo_free(items);
	return NULL;
}

/* ---- calls ---- */

static json *call_state(struct work *w, const struct training *t, const struct training_call *c)
{
	struct query *q = db_ask(w->db, "SELECT state FROM contact WHERE id = ?1 AND realm = ?2", "ss", c->contact,
				 t->id);
	const char *state = db_step(q) == DB_ROW ? db_get_text(q, 0) : c->done_at ? "done" : NULL;
	json *v = state ? json_object_new_string(state) : NULL;

	db_done(q, NULL);
	return v;
}

static void set_moment(json *o, const char *name, instant t)
{
	jo_set_time(o, name, t ? t : INSTANT_NONE);
}

/* What a fact is called on a screen: the first word that means it. */
static json *fact_names(const struct scenario *s)
{
	json *names = json_object_new_object();

	for (size_t i = 0; i < s->fact_count; i++) {
		const char *about = s->facts[i].about ? s->facts[i].about : "";
		size_t len = strcspn(about, " ");
		if (len)
			jo_set(names, s->facts[i].code, json_object_new_string_len(about, (int)len));
	}
	return names;
}

/* The codes of all facts that the caller of that contact has told, blank separated. */
static void read_told(struct work *w, const char *contact, struct buf *codes)
{
	struct query *q = db_ask(w->db, "SELECT facts FROM training_turn WHERE contact = ?1 AND speaker = 'caller' AND "
				 "facts IS NOT NULL", "s", contact);

	while (db_step(q) == DB_ROW)
		buf_addf(codes, " %s", db_get_text(q, 0));
	db_done(q, NULL);
}

/* Facts of a call that the caller has not told, and how all of them are called. */
static void set_facts(struct work *w, const struct training_call *c, json *o)
{
	struct scenario *s = training_kept_scenario(w->db, c->version, NULL);

	if (!s)
		return;
	json *list = json_object_new_array();
	struct buf told = BUF_INIT;
	read_told(w, c->contact, &told);
	for (size_t i = 0; i < s->fact_count; i++)
		if (!text_has_code(told.data, s->facts[i].code))
			json_object_array_add(list, json_object_new_string(s->facts[i].code));
	buf_release(&told);
	jo_set(o, "untold", list);
	jo_set(o, "facts", fact_names(s));
	scenario_free(s);
}

/* What a reader may see of a session. */
struct reader { bool trainer, over; const char *own; bool big; };

/* Of an exam even the title gives away what is asked, so long as it is not over. */
static bool may_know_title(const struct training *t, bool trainer)
{
	return trainer || strcmp(t->mode, "exam") != 0 || !strcmp(t->state, "ended");
}

static json *call_to_json(struct work *w, const struct training *t, const struct training_call *c,
			  const struct reader *r)
{
	json *o = json_object_new_object();

	jo_set_int(o, "n", c->n);
	if (may_know_title(t, r->trainer)) {
		jo_set_str(o, "scenario", c->scenario);
		jo_set_str(o, "title", c->title);
		jo_set_str(o, "title_en", c->title_en[0] ? c->title_en : NULL);
	}
	jo_set_str(o, "contact_id", c->contact[0] ? c->contact : NULL);
	if (c->contact[0])
		jo_set(o, "state", call_state(w, t, c));
	jo_set(o, "agent", c->account[0] ? person(w, c->account) : NULL);
	set_moment(o, "came_at", c->came_at);
	set_moment(o, "answered_at", c->answered_at);
	set_moment(o, "ended_at", c->ended_at);
	set_moment(o, "done_at", c->done_at);
	if (c->answered_at && training_is_team(t))
		set_moment(o, "rang_at", c->rang_at);
	if (r->over && c->score)
		jo_set(o, "total", json_object_get(jo_get(c->score, "total")));
	if (r->trainer && c->contact[0] && (!r->big || (c->answered_at && !c->done_at)))
		set_facts(w, c, o);
	return o;
}

/* Those that have come (a trainee sees no others: what is still to come is a surprise). NULL: err. */
static json *calls(struct work *w, const struct training *t, const struct reader *r, struct error *err)
{
	json *list = json_object_new_array();
	struct query *q = db_ask(w->db, "SELECT " TRAINING_CALL_COLUMNS "FROM training_call WHERE training = ?1 AND "
				 "(?3 = 1 OR contact IS NOT NULL) AND (?2 IS NULL OR account = ?2) AND "
				 "(?4 = 0 OR (contact IS NOT NULL AND done_at IS NULL)) ORDER BY n", "ssii", t->id,
				 r->own, (int64_t)(r->trainer || r->over), (int64_t)(r->big && !r->over && !r->own));

	while (db_step(q) == DB_ROW) {
		struct training_call c;
		training_call_read_row(q, &c);
		json_object_array_add(list, call_to_json(w, t, &c, r));
		training_call_release(&c);
	}
	if (db_done(q, err))
		return list;
	jo_free(list);
	return NULL;
}

/* ---- one session ---- */

static void set_first_call(struct work *w, const struct training *t, json *o)
{
	struct training_call c = { 0 };

	if (!training_call_load(w->db, t->id, 1, &c, NULL))
		return;
	jo_set_str(o, "scenario", c.scenario);
	jo_set_str(o, "scenario_version", c.version);
	jo_set_str(o, "title", c.title);
	jo_set_str(o, "title_en", c.title_en[0] ? c.title_en : NULL);
	training_call_release(&c);
}

/* A trainee of a team reads of the own calls alone. NULL: none. Caller frees. */
static json *score_for(struct work *w, const struct user *u, const struct training *t)
{
	const char *own = training_own(t, u);
	struct training scored = { 0 };
	json *score = NULL;

	snprintf(scored.id, sizeof(scored.id), "%s", t->id);
	scored.score = t->score ? json_object_get(t->score) : NULL;
	if (training_need_score(w->db, &scored))
		score = own ? training_own_score(scored.score, own) : json_object_get(scored.score);
	training_release(&scored);
	return score;
}

static void set_tenths(json *o, const char *name, int64_t tenths)
{
	char text[32];

	snprintf(text, sizeof(text), "%.10g", (double)tenths / 10);
	jo_set(o, name, json_object_new_double_s((double)tenths / 10, text));
}

/* A list reads no score for it where the sum is known by itself. */
static void set_total(struct work *w, const struct user *u, const struct training *t, json *o)
{
	bool known = t->tenths >= 0 && !training_own(t, u);
	json *score = known || strcmp(t->state, "ended") ? NULL : score_for(w, u, t);

	if (known)
		set_tenths(o, "total", t->tenths);
	else if (score)
		jo_set(o, "total", json_object_get(jo_get(score, "total")));
	jo_free(score);
}

static json *row(struct work *w, const struct user *u, const struct training *t)
{
	json *o = json_object_new_object(), *list = trainees(w, t->id);

	jo_set_str(o, "id", t->id);
	jo_set_str(o, "class", t->class[0] ? t->class : NULL);
	jo_set_str(o, "name", t->name[0] ? t->name : NULL);
	jo_set_str(o, "mode", t->mode);
	jo_set_str(o, "state", t->state);
	jo_set_int(o, "seed", t->seed);
	if (may_know_title(t, training_is_trainer(u)))
		set_first_call(w, t, o);
	jo_set(o, "trainer", t->trainer[0] ? person(w, t->trainer) : NULL);
	if (jo_len(list) == 1)
		jo_set(o, "trainee", json_object_get(jo_at(list, 0)));
	jo_set(o, "trainees", list);
	jo_set_time(o, "created_at", t->created_at);
	set_moment(o, "started_at", t->started_at);
	set_moment(o, "ended_at", t->ended_at);
	set_moment(o, "paused_at", t->paused_at);
	set_moment(o, "ends_at", t->limit_ms && t->started_at ? t->ends_at : 0);
	if (t->limit_ms)
		jo_set_int(o, "limit_s", t->limit_ms / 1000);
	if (training_is_team(t))
		jo_set(o, "queue", training_queue(w, t));
	set_total(w, u, t, o);
	return o;
}

/* What a form of these fields requires and does not hold. */
static void add_required(struct work *w, const json *fields, json *missing)
{
	struct form_problems lacks = { 0 };

	form_check(server_city(w->server), fields, true, "", &lacks);
	for (size_t i = 0; i < lacks.count; i++)
		if (!strcmp(lacks.items[i].code, "required"))
			json_object_array_add(missing, json_object_new_string(lacks.items[i].pointer));
	form_problems_release(&lacks);
}

static void add_form(struct work *w, json *list, struct query *q)
{
	const char *text = db_get_text(q, 3);
	json *fields = jo_parse(text, strlen(text), NULL), *o = json_object_new_object();
	json *missing = json_object_new_array();

	add_required(w, fields, missing);
	jo_set_str(o, "contact_id", db_get_text(q, 0));
	jo_set_int(o, "n", db_get_int(q, 1));
	jo_set_int(o, "revision", db_get_int(q, 2));
	jo_set(o, "fields", fields);
	jo_set_str(o, "ticket", db_get_text(q, 4));
	jo_set_time(o, "updated_at", db_get_int(q, 5));
	jo_set(o, "missing", missing);
	json_object_array_add(list, o);
}

/* NULL: err. */
static json *forms(struct work *w, const struct training *t, const struct reader *r, struct error *err)
{
	json *list = json_object_new_array();
	struct query *q = db_ask(w->db,
				 "SELECT contact, n, revision, fields, ticket, updated_at FROM draft WHERE realm = ?1 AND "
				 "contact IN (SELECT contact FROM training_call WHERE training = ?1 AND (?2 IS NULL OR account = ?2) AND "
				 "(?3 = 0 OR done_at IS NULL)) ORDER BY contact, n LIMIT 2000", "ssi", t->id, r->own,
				 (int64_t)(r->big && !r->own));

	while (db_step(q) == DB_ROW)
		add_form(w, list, q);
	if (db_done(q, err))
		return list;
	jo_free(list);
	return NULL;
}

/* Of the forms (of that contact; NULL: of all) that are not yet submitted; without any form, what every form requires. */
static json *missing_of(struct work *w, const json *all, const char *contact)
{
	json *missing = json_object_new_array(), *empty = json_object_new_object();
	bool any = false;

	for (size_t i = 0; i < jo_len(all); i++) {
		const json *form = jo_at(all, i), *own = jo_get(form, "missing");
		if (contact && strcmp(contact, jo_str(form, "contact_id")))
			continue;
		any = true;
		for (size_t k = 0; !jo_str(form, "ticket") && k < jo_len(own); k++)
			json_object_array_add(missing, json_object_get(jo_at(own, k)));
	}
	if (!any)
		add_required(w, empty, missing);
	jo_free(empty);
	return missing;
}

static const json *call_of(const json *list, const char *contact)
{
	for (size_t i = 0; i < jo_len(list); i++) {
		const char *id = jo_str(jo_at(list, i), "contact_id");
		if (id && !strcmp(id, contact))
			return jo_at(list, i);
	}
	return NULL;
}

static void add_call_now(struct work *w, const struct training *t, const char *account, json *o)
{
	struct training_call c = { 0 };

	if (!training_call_now(w->db, t->id, account, &c, NULL))
		return;
	json *untold = jo_get(call_of(jo_get(o, "calls"), c.contact), "untold");
	jo_set_str(o, "contact_id", c.contact);
	if (c.answered_at)
		jo_set_int(o, "second", training_second(t, &c, c.ended_at ? c.ended_at : w->now));
	if (untold)
		jo_set(o, "untold", json_object_get(untold));
	training_call_release(&c);
}

static void add_seats(struct work *w, const struct training *t, const struct reader *r, const json *all, json *o)
{
	json *seats = training_seats(w, t, r->own);

	for (size_t i = 0; r->trainer && !r->over && i < jo_len(seats); i++) {
		const char *contact = jo_str(jo_at(seats, i), "contact_id");
		if (contact)
			jo_set(jo_at(seats, i), "missing", missing_of(w, all, contact));
	}
	jo_set(o, "seats", seats);
}

json *training_show(struct work *w, const struct user *u, const struct training *t, struct error *err)
{
	struct reader r = { training_is_trainer(u), !strcmp(t->state, "ended"), training_own(t, u), training_is_big(w->db, t) };
	json *turns = training_turns(w, t, r.trainer, r.own, err), *all = turns ? forms(w, t, &r, err) : NULL;
	json *come = all ? calls(w, t, &r, err) : NULL;

	if (!come) {
		jo_free(turns);
		jo_free(all);
		return NULL;
	}
	json *o = row(w, u, t), *score = r.over ? score_for(w, u, t) : NULL;
	jo_set(o, "turns", turns);
	jo_set(o, "calls", come);
	add_call_now(w, t, r.trainer ? NULL : u->id, o);
	if (!r.over && (r.trainer || strcmp(t->mode, "exam")))
		jo_set(o, "missing", missing_of(w, all, NULL));
	if (r.trainer || r.over)
		jo_set(o, "forms", json_object_get(all));
	if (training_is_team(t))
		add_seats(w, t, &r, all, o);
	if (score)
		jo_set(o, "score", training_spoken(jo_copy(score)));
	else
		jo_set_null(o, "score");
	jo_free(score);
	jo_free(all);
	return o;
}

/* ---- lists ---- */

/* "CREATED_AT-ID" of the last row. */
static bool read_cursor(const char *cursor, int64_t *at, char id[40])
{
	char *end;

	*at = INT64_MAX;
	id[0] = '\0';
	if (!cursor)
		return true;
	*at = strtoll(cursor, &end, 10);
	if (end == cursor || *end != '-' || strlen(end + 1) >= 40)
		return false;
	snprintf(id, 40, "%s", end + 1);
	return true;
}

static struct query *ask_list(struct work *w, const struct user *u, query_getter *get, void *arg, int64_t at,
			      const char *id, int64_t limit)
{
	const char *mine = get(arg, "mine");
	bool own = !training_is_trainer(u) || (mine && strcmp(mine, "no") && strcmp(mine, "0"));

	return db_ask(w->db,
		"SELECT id, created_at FROM training WHERE (created_at < ?1 OR (created_at = ?1 AND id < ?2)) AND "
		"(?3 IS NULL OR state = ?3) AND (?4 IS NULL OR class = ?4) AND (?5 IS NULL OR trainer = ?5 OR id IN "
		"(SELECT training FROM training_seat WHERE account = ?5)) ORDER BY created_at DESC, id DESC LIMIT ?6",
		"issssi", at, id, get(arg, "state"), get(arg, "class"), own ? u->id : NULL, limit + 1);
}

json *training_list(struct work *w, const struct user *u, query_getter *get, void *arg, int limit, struct error *err)
{
	json *items = json_object_new_array();
	char from[40], next[80] = "";
	int64_t at;
	bool more = false;

	if (!read_cursor(get(arg, "cursor"), &at, from)) {
		error_set(err, ERROR_INPUT, _("The value of `%s` cannot be read."), "cursor");
		jo_free(items);
		return NULL;
	}
	struct query *q = ask_list(w, u, get, arg, at, from, limit);
	while (!more && db_step(q) == DB_ROW) {
		struct training t = { 0 };
		more = (int)jo_len(items) == limit;
		if (more || !training_find(w->db, db_get_text(q, 0), &t, NULL))
			continue;
		json_object_array_add(items, row(w, u, &t));
		snprintf(next, sizeof(next), "%lld-%s", (long long)t.created_at, t.id);
		training_release(&t);
	}
	if (db_done(q, err))
		return page_of(items, more ? next : NULL);
	jo_free(items);
	return NULL;
}

/* ---- scenarios ---- */

static json *scenario_row(const struct scenario *s)
{
	json *o = json_object_new_object(), *tags = json_object_new_array();

	jo_set_str(o, "code", s->code);
	jo_set_str(o, "version", s->version);
	jo_set_str(o, "title", s->title ? s->title : s->code);
	jo_set_str(o, "title_en", s->title_en);
	jo_set_int(o, "difficulty", s->difficulty);
	jo_set_str(o, "channel", s->channel ? s->channel : "phone");
	jo_set_str(o, "skill", s->skill ? s->skill : "general");
	jo_set_int(o, "minutes", s->minutes);
	for (const char *p = s->tags ? s->tags : ""; *p; ) {
		size_t len = strcspn(p, " ");
		if (len)
			json_object_array_add(tags, json_object_new_string_len(p, (int)len));
		p += len + strspn(p + len, " ");
	}
	jo_set(o, "tags", tags);
	return o;
}

static json *row_of(json *items, const char *code)
{
	for (size_t i = 0; i < jo_len(items); i++)
		if (!strcmp(jo_str(jo_at(items, i), "code"), code))
			return jo_at(items, i);
	return NULL;
}

/* How often that account answered each, and the best it was worth. */
static bool add_had(struct work *w, const char *account, json *items, struct error *err)
{
	struct query *q = db_ask(w->db,
		"SELECT c.scenario, COUNT(*), MAX(c.tenths) FROM training_seat s JOIN training t ON t.id = s.training "
		"JOIN training_call c ON c.training = s.training AND c.account = s.account WHERE s.account = ?1 AND "
		"t.state = 'ended' AND c.answered_at IS NOT NULL AND c.tenths IS NOT NULL GROUP BY c.scenario", "s", account);

	while (db_step(q) == DB_ROW) {
		json *row = row_of(items, db_get_text(q, 0));
		if (!row)
			continue;
		jo_set_int(row, "had", db_get_int(q, 1));
		set_tenths(row, "best", db_get_int(q, 2));
	}
	return db_done(q, err);
}

json *training_scenarios(struct work *w, const struct user *u, struct error *err)
{
	json *items = json_object_new_array();
	struct query *q = db_ask(w->db, "SELECT body FROM scenario WHERE current = 1 ORDER BY code LIMIT 1000", "");

	while (db_step(q) == DB_ROW) {
		const char *body = db_get_text(q, 0);
		json *o = jo_parse(body, strlen(body), NULL);
		struct scenario *s = o ? scenario_from_json(o, NULL) : NULL;
		if (s)
			json_object_array_add(items, scenario_row(s));
		scenario_free(s);
		jo_free(o);
	}
	if (db_done(q, err) && add_had(w, u->id, items, err))
		return page_of(items, NULL);
	jo_free(items);
	return NULL;
}

json *training_scenario_show(struct work *w, const char *code, struct error *err)
{
	struct scenario *s = training_current_scenario(w->db, code, err);
	json *o = s ? scenario_to_json(s) : NULL;

	scenario_free(s);
	return o;
}
