/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_moves.c -- practised calls come, are answered, end, and let the next one come; forms are kept for the time line.
 *
 * All of it works in the session's realm by the ordinary contacts; the session only listens to them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/service/training.h"

enum { FORM_EVERY_MS = 2000, PATIENCE_LEAST_S = 60, PATIENCE_MORE_S = 120 };

/* ---- a call comes ---- */

static const char *opening_of(const struct scenario *s)
{
	for (size_t i = 0; i < s->line_count; i++)
		if (s->lines[i].cue == CUE_OPENING)
			return s->lines[i].text;
	return NULL;
}

/* As a gateway reports it. A written message brings its words and its sender's name along. */
static json *report_of(const struct scenario *s)
{
	json *o = json_object_new_object(), *caller = json_object_new_object();
	bool written = s->channel && strcmp(s->channel, "phone");

	jo_set_str(caller, "number", s->number);
	jo_set_str(caller, "name", written ? s->name : NULL);
	jo_set(o, "caller", caller);
	jo_set_str(o, "channel", s->channel ? s->channel : "phone");
	jo_set_str(o, "skill", s->skill ? s->skill : "general");
	jo_set_int(o, "priority", s->priority);
	jo_set_str(o, "text", written ? opening_of(s) : NULL);
	return o;
}

/* Whoever waits too long in a storm hangs up, each after their own time. */
static instant gives_up_at(const struct work *w, const struct training *t, const struct training_call *c)
{
	uint64_t mixed = (uint64_t)c->seed * 6364136223846793005ULL + 1442695040888963407ULL;

	if (strcmp(t->mode, "storm"))
		return 0;
	return w->now + SECONDS(PATIENCE_LEAST_S + (int)((mixed >> 33) % PATIENCE_MORE_S));
}

/* Contact states as the time line shows them. */
static bool note(struct work *w, const struct training *t, const struct training_call *c, const struct contact *contact,
		 struct error *err)
{
	struct training_turn turn = {
		.contact = c->contact, .second = -1, .speaker = "server", .kind = "mark", .text = contact->state,
		.account = contact->agent[0] ? contact->agent : NULL,
	};

	return training_say(w, t, &turn, NULL, err);
}

/* It may ring at once. */
static bool note_coming(struct work *w, const struct training *t, const struct training_call *c, struct error *err)
{
	struct contact contact = { 0 };
	bool ok = contact_load(w, c->contact, &contact, err) && note(w, t, c, &contact, err);

	contact_release(&contact);
	return ok;
}

static bool call_comes(struct work *w, const struct training *t, struct training_call *c, struct error *err)
{
	struct form_problems problems = { 0 };
	struct contact contact = { 0 };
	struct scenario *s = training_kept_scenario(w->db, c->version, err);
	bool existing, ok = false;

	if (!s)
		return false;
	json *body = report_of(s);
	if (contact_create(w, body, &contact, &existing, &problems, err)) {
		snprintf(c->contact, sizeof(c->contact), "%s", contact.id);
		c->came_at = w->now;
		c->due_at = 0;
		c->next_at = gives_up_at(w, t, c);
		ok = training_call_save(w, t->id, c, err) && note_coming(w, t, c, err);
	}
	contact_release(&contact);
	form_problems_release(&problems);
	jo_free(body);
	scenario_free(s);
	return ok;
}

/* The first one that is due; false when none is, or with err. */
static bool next_due(struct work *w, const char *id, struct training_call *c, struct error *err)
{
	struct query *q = db_ask(w->db,
				 "SELECT " TRAINING_CALL_COLUMNS "FROM training_call WHERE training = ?1 AND due_at <= ?2 "
				 "ORDER BY due_at, n LIMIT 1", "si", id, w->now);
	bool found = db_step(q) == DB_ROW;

	if (found)
		training_call_read_row(q, c);
	return db_done(q, err) && found;
}

bool training_calls_come(struct work *w, const char *id, struct error *err)
{
	struct training t = { 0 };
	struct training_call c;
	struct error bad = ERROR_INIT;
	bool ok = training_find(w->db, id, &t, &bad);

	while (ok && !strcmp(t.state, "running") && next_due(w, id, &c, &bad)) {
		ok = call_comes(w, &t, &c, &bad);
		training_call_release(&c);
	}
	training_release(&t);
	if (bad.kind != ERROR_NONE && err)
		*err = bad;
	return bad.kind == ERROR_NONE;
}

/* ---- a call is over ---- */

/* The next one comes; after the last one the session ends by itself. */
static bool go_on(struct work *w, struct training *t, struct error *err)
{
	if (db_run(w->db, err,
		   "UPDATE training_call SET due_at = ?2 WHERE training = ?1 AND contact IS NULL AND due_at IS NULL AND "
		   "wait_ms IS NULL AND n = (SELECT MIN(n) FROM training_call WHERE training = ?1 AND contact IS NULL)",
		   "si", t->id, w->now) != DB_END)
		return false;
	struct query *q = db_ask(w->db, "SELECT 1 FROM training_call WHERE training = ?1 AND done_at IS NULL LIMIT 1",
				 "s", t->id);
	bool more = db_step(q) == DB_ROW;
	if (!db_done(q, err))
		return false;
	if (more)
		return true;
	t->ends_at = w->now;
	return training_save(w, t, err);
}

/* ---- the contact moved ---- */

/* At whoever takes it now; after a transfer somebody else has another ring. */
static instant rang_at(struct db *db, const struct training *t, const struct training_call *c)
{
	struct query *q = db_ask(db, "SELECT MAX(at) FROM training_turn WHERE contact = ?1 AND kind = 'mark' AND "
				 "text = 'offered' AND at <= ?2", "si", c->contact, c->answered_at);
	bool rang = training_is_team(t) && db_step(q) == DB_ROW && !db_is_null(q, 0);
	instant at = rang ? db_get_int(q, 0) : c->came_at;

	db_done(q, NULL);
	return at;
}

static bool answered(struct work *w, struct training *t, struct training_call *c, const struct contact *contact,
		     struct error *err)
{
	c->answered_at = contact->answered_at;
	c->rang_at = rang_at(w->db, t, c);
	c->paused_ms = t->paused_ms;
	return training_call_save(w, t->id, c, err) && training_answered(w, t, c, err);
}

/* Called back after the line had dropped, or taken off hold. */
static bool goes_on(struct work *w, struct training *t, struct training_call *c, struct error *err)
{
	if (!c->ended_at)
		return true;
	c->ended_at = c->done_at = 0;
	c->hung_up = 0;
	jo_free(c->score);      /* of the call as it was until now */
	c->score = NULL;
	return training_call_save(w, t->id, c, err) && training_set_next(w, t, c, err);
}

static bool ended(struct work *w, struct training *t, struct training_call *c, struct error *err)
{
	if (c->ended_at)
		return true;
	c->ended_at = w->now;
	c->next_at = 0;
	return training_call_save(w, t->id, c, err);
}

static bool done(struct work *w, struct training *t, struct training_call *c, struct error *err)
{
	if (c->done_at)
		return true;
	c->done_at = w->now;
	c->ended_at = c->ended_at ? c->ended_at : w->now;
	c->next_at = 0;
	return training_call_save(w, t->id, c, err) && training_score_now(w, t, c, err) && go_on(w, t, err);
}

static bool follow(struct work *w, struct training *t, struct training_call *c, const struct contact *contact,
		   struct error *err)
{
	const char *state = contact->state;

	if (contact->agent[0])
		snprintf(c->account, sizeof(c->account), "%s", contact->agent);
	if (!note(w, t, c, contact, err))
		return false;
	if (!strcmp(state, "talking"))
		return c->answered_at ? goes_on(w, t, c, err) : answered(w, t, c, contact, err);
	if (!strcmp(state, "wrap_up"))
		return ended(w, t, c, err);
	if (!strcmp(state, "done") || !strcmp(state, "abandoned") || !strcmp(state, "call_back"))
		return done(w, t, c, err);
	return true;
}

/* Out of the queue, or handed on: whose call it is shows when it is answered. */
static bool rings(struct work *w, struct training *t, struct training_call *c, const struct contact *contact,
		  struct error *err)
{
	return note(w, t, c, contact, err);
}

typedef bool contact_step(struct work *w, struct training *t, struct training_call *c, const struct contact *contact,
			  struct error *err);

static bool step_call(struct work *w, const struct contact *contact, contact_step *step, struct error *err)
{
	struct training t = { 0 };
	struct training_call c = { 0 };
	struct error none = ERROR_INIT;
	bool ok = true;

	if (training_find(w->db, w->realm, &t, &none) && strcmp(t.state, "ended") &&
	    training_call_of(w->db, t.id, contact->id, &c, &none))
		ok = step(w, &t, &c, contact, err);
	training_call_release(&c);
	training_release(&t);
	return ok;
}

bool training_contact_moved(struct work *w, const struct contact *contact, struct error *err)
{
	return step_call(w, contact, follow, err);
}

bool training_contact_rings(struct work *w, const struct contact *contact, struct error *err)
{
	return step_call(w, contact, rings, err);
}

/* ---- forms ---- */

static bool keep_form(struct work *w, const struct contact *c, const struct draft *d, struct error *err)
{
	struct query *q = db_ask(w->db,
				 "SELECT COALESCE(MAX(at), 0) FROM training_form WHERE training = ?1 AND contact = ?2 AND "
				 "draft = ?3", "ssi", w->realm, c->id, (int64_t)d->n);
	instant last = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;

	if (!db_done(q, err))
		return false;
	return db_run(w->db, err,
		      "INSERT INTO training_form (training, contact, draft, at, fields) VALUES (?1, ?2, ?3, ?4, ?5) "
		      "ON CONFLICT (training, contact, draft, at) DO UPDATE SET fields = ?5", "ssiis", w->realm, c->id,
		      (int64_t)d->n, last > w->now - FORM_EVERY_MS ? last : w->now, jo_text(d->fields)) == DB_END;
}

bool training_draft_kept(struct work *w, const struct contact *c, const struct draft *d, struct error *err)
{
	struct training t = { 0 };
	struct error none = ERROR_INIT;

	if (!training_find(w->db, w->realm, &t, &none))
		return true;
	json *data = json_object_new_object();
	jo_set_str(data, "training", t.id);
	jo_set_str(data, "contact_id", c->id);
	jo_set_int(data, "n", d->n);
	jo_set_int(data, "revision", d->revision);
	bool ok = training_tell_trainer(w, &t, "draft.updated", data, err) && keep_form(w, c, d, err);
	training_release(&t);
	return ok;
}

/* ---- time ---- */

bool training_time_is_over(struct work *w, const char *id, struct error *err)
{
	struct training t = { 0 };

	if (!training_find(w->db, id, &t, err))
		return false;
	bool over = t.ends_at && t.ends_at <= w->now && strcmp(t.state, "ended") && !t.paused_at;
	bool ok = !over || training_end(w, &t, err);
	training_release(&t);
	return ok;
}
