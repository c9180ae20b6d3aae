/* SPDX-License-Identifier: GPL-3.0-or-later */
/* training_score.c -- what was done in each call, put before score_call(); the sum of a session; the trainer's word. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/citation.h"
#include "hotline/i18n.h"
#include "hotline/score.h"
#include "server/service/training.h"

enum { REQUESTS_MOST = 20, TEXTS = 6 };         /* TEXTS: of one request, kept by add_request() */

/* A call as it was performed; owns what score_call() borrows. */
struct evidence {
	struct score_turn *turns;
	size_t turn_count, turn_alloc;
	struct score_request requests[REQUESTS_MOST];
	char *texts[REQUESTS_MOST][TEXTS];
	size_t request_count;
};

static void evidence_release(struct evidence *e)
{
	for (size_t i = 0; i < e->turn_count; i++) {
		free((char *)e->turns[i].text);
		free((char *)e->turns[i].facts);
	}
	free(e->turns);
	for (size_t i = 0; i < e->request_count; i++) {
		jo_free((json *)e->requests[i].fields);
		for (size_t k = 0; k < TEXTS; k++)
			free(e->texts[i][k]);
	}
}

/* ---- what was said ---- */

static bool read_turns(struct work *w, const char *contact, struct evidence *e, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT at, speaker, text, facts FROM training_turn WHERE contact = ?1 AND "
				 "speaker IN ('trainee', 'caller') AND kind IN ('said', 'unasked', 'twist') ORDER BY seq", "s",
				 contact);

	while (db_step(q) == DB_ROW) {
		ARRAY_GROW(e->turns, e->turn_count + 1, e->turn_alloc);
		e->turns[e->turn_count++] = (struct score_turn){
			db_get_int(q, 0), !strcmp(db_get_text(q, 1), "trainee"), xstrdup(db_get_text(q, 2)),
			xstrdup(db_get_text(q, 3)),
		};
	}
	return db_done(q, err);
}

/* ---- what was made of it ---- */

static const char *keep(struct evidence *e, size_t which, const char *text)
{
	e->texts[e->request_count][which] = xstrdup(text);
	return e->texts[e->request_count][which];
}

/* What the request was answered from, else what its note cites: also of one that is dispatched. NULL: nothing. */
static const char *cited_in(const json *fields, const json *detail, char id[CITATION_ID])
{
	const char *answered = jo_str(jo_get(detail, "article"), "id");
	int64_t version;

	if (answered)
		return answered;
	return citation_find(jo_pointer_str(fields, "/control/note"), id, &version) ? id : NULL;
}

static void add_request(struct work *w, struct evidence *e, struct query *q)
{
	const char *fields = db_get_text(q, 0), *detail = db_get_text(q, 2);
	struct score_request *r = &e->requests[e->request_count];
	json *d = detail ? jo_parse(detail, strlen(detail), NULL) : NULL;
	char id[CITATION_ID];

	r->fields = fields ? jo_parse(fields, strlen(fields), NULL) : NULL;
	if (!r->fields)
		r->fields = json_object_new_object();
	const struct city_unit *unit = city_suggest_unit(
		server_city(w->server), jo_pointer_str(r->fields, "/matter/category"),
		jo_pointer_str(r->fields, "/place/district"), jo_pointer_str(r->fields, "/place/street"), NULL);
	r->action = keep(e, 0, db_get_text(q, 1));
	/* A form of an emergency is filled in after the transfer, and its grade is that of what stands there then. */
	r->grade = keep(e, 1, r->action ? form_grade(server_city(w->server), r->fields) : NULL);
	r->to = keep(e, 2, jo_str(d, "to"));
	r->article = keep(e, 3, cited_in(r->fields, d, id));
	r->unit = keep(e, 4, unit ? unit->code : NULL);
	r->reason = keep(e, 5, jo_str(d, "reason"));
	r->at = db_get_int(q, 3);
	jo_free(d);
	e->request_count++;
}

static bool read_requests(struct work *w, const char *realm, const char *contact, struct evidence *e, struct error *err)
{
	struct query *q = db_ask(w->db,
		"SELECT d.fields, t.outcome, e.detail, t.created_at FROM draft d "
		"LEFT JOIN ticket t ON t.no = d.ticket AND t.realm = d.realm "
		"LEFT JOIN ticket_event e ON e.no = t.no AND e.seq = 1 "
		"WHERE d.contact = ?1 AND d.realm = ?2 ORDER BY d.n", "ss", contact, realm);

	while (e->request_count < REQUESTS_MOST && db_step(q) == DB_ROW)
		add_request(w, e, q);
	return db_done(q, err);
}

/* ---- one call ---- */

/* The clock ended it, nobody hung up. */
static bool is_time_up(const struct training *t)
{
	return t->limit_ms && t->started_at && t->ended_at - t->started_at - t->paused_ms >= t->limit_ms;
}

static void put_times(struct performance *p, const struct training *t, const struct training_call *c)
{
	p->rang = c->rang_at;
	p->answered = c->answered_at;
	p->ended = c->ended_at;
	p->wrapped_up = c->done_at;
	p->agent_hung_up = c->ended_at && !c->hung_up && !(c->ended_at == t->ended_at && is_time_up(t));
	p->gave_up = c->hung_up && jo_bool(c->marks, "gave_up", false);
	p->searched = jo_bool(c->marks, "searched", false);
	p->keystrokes = jo_int(c->marks, "keystrokes", -1);
}

/* Kept as message ids, and said in each reader's language: training_spoken(). */
static json *score_in_english(const struct city *city, const struct scenario *s, const struct performance *p)
{
	enum i18n_language before = i18n_spoken();

	i18n_speak(I18N_ENGLISH);
	json *score = score_call(city, s, p);
	i18n_speak(before);
	return score;
}

json *training_spoken(json *o)
{
	const char *why = jo_str(o, "why");

	for (size_t i = 0; i < jo_len(o); i++)
		training_spoken(jo_at(o, i));
	if (!json_object_is_type(o, json_type_object))
		return o;
	if (why && *why)
		jo_set_str(o, "why", i18n_text(why));
	json_object_object_foreach(o, name, member) {
		(void)name;
		training_spoken(member);
	}
	return o;
}

static bool score_one(struct work *w, const struct training *t, struct training_call *c, struct error *err)
{
	struct evidence e = { 0 };
	struct performance p = { 0 };
	struct scenario *s = training_kept_scenario(w->db, c->version, err);
	bool ok = s && read_turns(w, c->contact, &e, err) && read_requests(w, t->id, c->contact, &e, err);

	if (ok) {
		p.turns = e.turns;
		p.turn_count = e.turn_count;
		p.requests = e.requests;
		p.request_count = e.request_count;
		put_times(&p, t, c);
		jo_free(c->score);
		c->score = score_in_english(server_city(w->server), s, &p);
		ok = training_call_save(w, t->id, c, err);
	}
	evidence_release(&e);
	scenario_free(s);
	return ok;
}

/* ---- the session ---- */

static double total_of(const json *score)
{
	json *v = jo_get(score, "total");

	return v ? json_object_get_double(v) : 0;
}

/* What the calls of a session come to. */
struct sum {
	double total;
	int calls;
	int64_t right, wrong, missing, keystrokes;
	json *items, *each, *next, *only;       /* only: the score of the last one */
};

/* What to practise next: what each fault cost in all calls together, the dearest first. */
static void add_next(json *next, const json *fault)
{
	const char *sheet = jo_str(fault, "sheet"), *item = jo_str(fault, "item");

	for (size_t i = 0; sheet && item && i < jo_len(next); i++) {
		json *o = jo_at(next, i);
		if (strcmp(jo_str(o, "sheet"), sheet) != 0 || strcmp(jo_str(o, "item"), item) != 0)
			continue;
		jo_set(o, "lost", json_object_new_double(json_object_get_double(jo_get(o, "lost")) +
							 json_object_get_double(jo_get(fault, "lost"))));
		return;
	}
	json_object_array_add(next, jo_copy((json *)fault));
}

static int by_loss(const void *a, const void *b)
{
	double x = json_object_get_double(jo_get(*(json *const *)a, "lost"));
	double y = json_object_get_double(jo_get(*(json *const *)b, "lost"));

	return x < y ? 1 : x > y ? -1 : 0;
}

static void add_sums(struct sum *sum, const json *score)
{
	const json *fields = jo_get(score, "fields"), *next = jo_array(score, "next");
	int64_t keystrokes = jo_int(score, "keystrokes", 0);

	sum->right += jo_int(fields, "right", 0);
	sum->wrong += jo_int(fields, "wrong", 0);
	sum->missing += jo_int(fields, "missing", 0);
	sum->keystrokes += keystrokes > 0 ? keystrokes : 0;
	for (size_t i = 0; i < jo_len(next); i++)
		add_next(sum->next, jo_at(next, i));
}

/* The only call's score, or the mean of all with each call's items, as a team always has it. */
static void sum_up(struct training *t, const struct sum *s)
{
	int calls = s->only || s->calls != 1 ? s->calls : 0;
	bool alone = calls == 1 && !training_is_team(t);
	json *sum = alone ? jo_copy(s->only) : json_object_new_object();

	if (!alone) {
		double mean = calls ? s->total / calls : 0;
		json *fields = json_object_new_object();
		jo_set(sum, "total", json_object_new_double(round(mean * 10) / 10));
		jo_set_str(sum, "level", s->only ? score_level(s->only, round(mean * 10) / 10) : NULL);
		jo_set_int(fields, "right", s->right);
		jo_set_int(fields, "wrong", s->wrong);
		jo_set_int(fields, "missing", s->missing);
		jo_set(sum, "fields", fields);
		jo_set_int(sum, "keystrokes", s->keystrokes);
		json_object_array_sort(s->next, by_loss);
		jo_set(sum, "next", json_object_get(s->next));
		jo_set(sum, "items", json_object_get(s->items));
		jo_set(sum, "calls", json_object_get(s->each));
	}
	jo_free(t->score);
	t->score = sum;
}

/* Of one call among very many: what it came to, and by which rule that is called good. */
static json *brief(const json *score)
{
	static const char *const levels[] = { "excellent", "good", "passed" };
	json *o = json_object_new_object(), *rule = json_object_new_object();

	jo_set(o, "total", json_object_get(jo_get(score, "total")));
	jo_set_str(o, "level", jo_str(score, "level"));
	for (size_t i = 0; i < ARRAY_SIZE(levels); i++)
		jo_set_int(rule, levels[i], jo_int(jo_get(score, "rule"), levels[i], 0));
	jo_set(o, "rule", rule);
	return o;
}

/* Of a big storm only what was lost. */
static void add_call(const struct training_call *c, bool big, json *items, json *each)
{
	const json *own = jo_array(c->score, "items");
	json *o = json_object_new_object();

	jo_set_str(o, "contact_id", c->contact);
	jo_set_str(o, "scenario", c->scenario);
	jo_set_str(o, "title", c->title);
	jo_set_str(o, "account", c->account[0] ? c->account : NULL);
	jo_set(o, "score", big ? brief(c->score) : json_object_get(c->score));
	json_object_array_add(each, o);
	for (size_t i = 0; i < jo_len(own); i++) {
		if (big && json_object_get_double(jo_get(jo_at(own, i), "deducted")) <= 0)
			continue;
		json *item = jo_share(jo_at(own, i));
		jo_set_str(item, "contact_id", c->contact);
		json_object_array_add(items, item);
	}
}

/* Calls of an exam that were never reached count as nothing; a caller of a storm whom nobody answered counts for nobody. */
static bool counts(const struct training *t, const struct training_call *c)
{
	return c->contact[0] ? c->answered_at || !training_is_team(t) : !strcmp(t->mode, "exam");
}

static bool sum_session(struct work *w, struct training *t, bool anew, struct error *err)
{
	struct sum sum = { .items = json_object_new_array(), .each = json_object_new_array(), .next = json_object_new_array() };
	bool ok = true, big = training_is_big(w->db, t);

	for (int n = 1; ok && n <= TRAINING_CALLS_MOST; n++) {
		struct training_call c = { 0 };
		struct error none = ERROR_INIT;
		if (!training_call_load(w->db, t->id, n, &c, &none))
			break;
		bool counted = counts(t, &c);
		/* Of a storm most were scored when they ended. */
		bool scored = !anew || (c.score && training_is_team(t));
		ok = !counted || !c.contact[0] || scored || score_one(w, t, &c, err);
		if (ok && counted) {
			sum.calls++;
			sum.total += total_of(c.score);
			if (c.score) {
				add_call(&c, big, sum.items, sum.each);
				add_sums(&sum, c.score);
				jo_free(sum.only);
				sum.only = json_object_get(c.score);
			}
		}
		training_call_release(&c);
	}
	if (ok) {
		sum_up(t, &sum);
		jo_set(t->score, "practise", training_practise(w, t, t->score));
	}
	jo_free(sum.only);
	jo_free(sum.items);
	jo_free(sum.each);
	jo_free(sum.next);
	return ok;
}

bool training_score_now(struct work *w, const struct training *t, struct training_call *c, struct error *err)
{
	return !training_is_team(t) || !c->answered_at || c->score || score_one(w, t, c, err);
}

bool training_score_calls(struct work *w, struct training *t, struct error *err)
{
	return sum_session(w, t, true, err);
}

/* ---- the trainer's word ---- */

static bool check(const json *body, struct form_problems *problems, struct error *err)
{
	json *points = jo_get(body, "points");
	const char *item = jo_str(body, "item");
	struct error none = ERROR_INIT;

	if (!item || !*item)
		form_problem_add(problems, "/item", "required", _("Name the item of the score."));
	if (!json_object_is_type(points, json_type_int) && !json_object_is_type(points, json_type_double))
		form_problem_add(problems, "/points", "type", _("Say how many points are deducted."));
	audit_reason_fits(body, true, problems, &none);
	return !problems->count || error_set(err, ERROR_INPUT, _("The score was left as it was."));
}

static bool find_call(struct work *w, const struct training *t, const json *body, struct training_call *c,
		      struct error *err)
{
	const char *contact = jo_str(body, "contact_id");

	return contact ? training_call_of(w->db, t->id, contact, c, err)
		: training_call_now(w->db, t->id, NULL, c, err);
}

static bool audit(struct work *w, const struct user *by, const struct training *t, const char *item, struct error *err)
{
	json *detail = json_object_new_object();

	jo_set_str(detail, "item", item);
	return audit_add(w, by->id, "training.override", t->id, detail, err);
}

bool training_override(struct work *w, const struct user *by, struct training *t, const json *body,
		       struct form_problems *problems, struct error *err)
{
	struct training_call c = { 0 };
	const char *item = jo_str(body, "item");

	if (!check(body, problems, err))
		return false;
	if (!training_need_score(w->db, t))
		return error_set(err, ERROR_STATE, _("The session has no score yet; end it first."));
	bool ok = find_call(w, t, body, &c, err);
	if (ok && !c.score)
		ok = error_set(err, ERROR_STATE, _("This call has no score."));
	ok = ok && score_override(c.score, item, json_object_get_double(jo_get(body, "points")), jo_str(body, "reason"),
				  by->name, w->now, err) &&
	     training_call_save(w, t->id, &c, err) && sum_session(w, t, false, err) && training_save(w, t, err) &&
	     audit(w, by, t, item, err) && training_tell_judged(w, t, err);
	training_call_release(&c);
	return ok;
}
