/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_caller.c -- the callers that are on the line.
 *
 * A caller is what its scenario, its seed and the turns up to now make of it: it is rebuilt from the stored turns when it
 * is not at hand, and when the turns are not those it has seen (a transaction was undone, the server was started again).
 * So nothing of a call is lost, and the same questions at the same seconds give the same call. What callers of one
 * scenario understand they share. Only the writer thread comes here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "hotline/alloc.h"
#include "hotline/caller.h"
#include "hotline/i18n.h"
#include "hotline/text.h"
#include "server/service/training.h"

enum { CALLERS_MOST = 256, WORDS_MOST = 500 };

/* A scenario that somebody on the line is of. */
struct part {
	char version[20];
	struct scenario *scenario;
	struct caller_mind *mind;
	size_t players;
	UT_hash_handle hh;
};

/* A caller at hand, and the last turn that it has seen. */
struct line {
	char contact[40];
	struct part *part;
	const struct scenario *scenario;        /* of the part */
	struct caller *caller;
	int64_t seen;
	UT_hash_handle hh;
};
struct training_callers {
	struct line *lines;
	struct part *parts;
	struct buf ended;
};

struct training_callers *training_callers_new(void)
{
	struct training_callers *all = xcalloc(1, sizeof(*all));

	buf_init(&all->ended);
	return all;
}

struct buf *training_ended_tokens(struct training_callers *all)
{
	return &all->ended;
}

static void leave_part(struct training_callers *all, struct part *part)
{
	if (--part->players)
		return;
	HASH_DEL(all->parts, part);
	caller_mind_free(part->mind);
	scenario_free(part->scenario);
	free(part);
}

static void hang_up(struct training_callers *all, struct line *line)
{
	HASH_DEL(all->lines, line);
	caller_free(line->caller);
	leave_part(all, line->part);
	free(line);
}

void training_callers_free(struct training_callers *all)
{
	struct line *line, *next;

	if (!all)
		return;
	HASH_ITER(hh, all->lines, line, next)
		hang_up(all, line);
	buf_release(&all->ended);
	free(all);
}

static void reply_release(struct caller_reply *r)
{
	free(r->text);
	memset(r, 0, sizeof(*r));
}

/* ---- the same once more ---- */

/* What the caller answered comes of itself when the same is asked. */
static void live_turn(struct caller *caller, const char *speaker, const char *kind, const char *text, int second)
{
	struct caller_reply r = { 0 };

	if (!strcmp(speaker, "trainee"))
		caller_ask(caller, text, second, &r, NULL);
	else if (strcmp(kind, "said"))
		caller_wait(caller, second, &r);
	reply_release(&r);
}

/* Everything that was said, up to now. */
static bool live_again(struct db *db, struct line *line, struct error *err)
{
	struct caller_reply r = { 0 };
	struct query *q = db_ask(db,
				 "SELECT seq, speaker, kind, text, second FROM training_turn WHERE contact = ?1 AND "
				 "second IS NOT NULL AND speaker IN ('trainee', 'caller') AND kind IN ('said', 'unasked', 'drop') "
				 "ORDER BY seq", "s", line->contact);

	caller_begin(line->caller, &r);
	reply_release(&r);
	while (db_step(q) == DB_ROW) {
		line->seen = db_get_int(q, 0);
		live_turn(line->caller, db_get_text(q, 1), db_get_text(q, 2), db_get_text(q, 3), (int)db_get_int(q, 4));
	}
	return db_done(q, err);
}

static bool last_turn(struct db *db, const char *contact, int64_t *seq, struct error *err)
{
	struct query *q = db_ask(db,
				 "SELECT COALESCE(MAX(seq), 0) FROM training_turn WHERE contact = ?1 AND second IS NOT NULL "
				 "AND speaker IN ('trainee', 'caller') AND kind IN ('said', 'unasked', 'drop')", "s",
				 contact);

	*seq = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;
	return db_done(q, err);
}

/* One more player of it. NULL: err. */
static struct part *take_part(struct training_callers *all, struct db *db, const char *version, struct error *err)
{
	struct part *part;

	HASH_FIND_STR(all->parts, version, part);
	if (!part) {
		struct scenario *s = training_kept_scenario(db, version, err);

		if (!s)
			return NULL;
		part = xcalloc(1, sizeof(*part));
		text_copy(part->version, sizeof(part->version), version);
		part->scenario = s;
		part->mind = caller_mind_new(s);
		HASH_ADD_STR(all->parts, version, part);
	}
	part->players++;
	return part;
}

static struct line *new_line(struct training_callers *all, struct db *db, const struct training_call *c,
			     struct error *err)
{
	struct part *part = take_part(all, db, c->version, err);

	if (!part)
		return NULL;
	if (HASH_COUNT(all->lines) >= CALLERS_MOST)
		hang_up(all, all->lines);       /* the oldest; it can be rebuilt */
	struct line *line = xcalloc(1, sizeof(*line));
	snprintf(line->contact, sizeof(line->contact), "%s", c->contact);
	line->part = part;
	line->scenario = part->scenario;
	line->caller = caller_new(part->mind, (uint64_t)c->seed);
	HASH_ADD_STR(all->lines, contact, line);
	return line;
}

/* The caller as the turns have made it. NULL: err. */
static struct line *line_of(struct work *w, const struct training_call *c, struct error *err)
{
	struct training_callers *all = w->server->callers;
	struct line *line;
	int64_t last;

	if (!last_turn(w->db, c->contact, &last, err))
		return NULL;
	HASH_FIND_STR(all->lines, c->contact, line);
	if (line && line->seen == last)
		return line;
	if (line)
		hang_up(all, line);
	line = new_line(all, w->db, c, err);
	if (line && !live_again(w->db, line, err)) {
		hang_up(all, line);
		return NULL;
	}
	return line;
}

/* ---- what the caller says ---- */

/* Which facts were told before something is said; what was said is compared with it. */
static bool *told_now(const struct line *line)
{
	bool *told = xcalloc(line->scenario->fact_count + 1, sizeof(*told));

	for (size_t i = 0; i < line->scenario->fact_count; i++)
		told[i] = caller_told(line->caller, line->scenario->facts[i].code);
	return told;
}

/* Facts that are told now and were not before, or were asked for; a refused one is not told. */
static void told_since(const struct line *line, const bool *before, const char *asked, struct buf *out)
{
	for (size_t i = 0; i < line->scenario->fact_count; i++) {
		const char *code = line->scenario->facts[i].code;
		if (caller_told(line->caller, code) && (!before[i] || text_has_code(asked, code)))
			buf_addf(out, "%s%s", out->len ? " " : "", code);
	}
}

static bool caller_says(struct work *w, const struct training *t, const struct training_turn *turn, struct line *line,
			json *shown, struct error *err)
{
	return training_say(w, t, turn, shown, err) && last_turn(w->db, turn->contact, &line->seen, err);
}

/* `before`: told_now() before it was said. Whoever hangs up does so after the last words, or without any. */
static bool caller_said(struct work *w, const struct training *t, struct training_call *c, struct line *line,
			const struct caller_reply *r, const bool *before, const char *asked, json *shown,
			struct error *err)
{
	bool silent = !r->text || !r->text[0], waited = r->did == CALLER_UNASKED || r->did == CALLER_SILENT;
	struct buf facts = BUF_INIT;
	struct training_turn turn = {
		.contact = c->contact, .second = training_second(t, c, w->now), .speaker = "caller",
		.kind = r->hung_up && silent ? "drop" : waited && !asked ? "unasked" : "said",
		.text = silent ? "" : r->text,
	};

	if (r->hung_up)
		c->hung_up = 1;
	if (r->gave_up)
		jo_set_bool(c->marks, "gave_up", true);
	if (silent && !strcmp(turn.kind, "said"))
		return true;
	told_since(line, before, asked, &facts);
	turn.facts = facts.len ? facts.data : NULL;
	bool ok = caller_says(w, t, &turn, line, shown, err);
	buf_release(&facts);
	if (ok && r->hung_up && !silent) {
		turn.kind = "drop";
		turn.text = "";
		turn.facts = NULL;
		ok = caller_says(w, t, &turn, line, shown, err);
	}
	return ok;
}

bool training_set_next(struct work *w, const struct training *t, struct training_call *c, struct error *err)
{
	struct line *line = line_of(w, c, err);

	if (!line)
		return false;
	int next = t->paused_at || c->ended_at || c->hung_up ? -1 : caller_next(line->caller);
	c->next_at = next < 0 ? 0 : c->answered_at + SECONDS(next) + t->paused_ms - c->paused_ms;
	return training_call_save(w, t->id, c, err);
}

/* Whoever hung up is off the line: the contact is told as a gateway would. */
static bool leave(struct work *w, const struct training *t, const struct training_call *c, struct error *err)
{
	struct work realm = { w->server, w->db, t->id, w->now };
	struct contact contact;

	if (!c->hung_up)
		return true;
	if (!contact_load(&realm, c->contact, &contact, err))
		return false;
	bool ok = !contact_is_held(&contact) || contact_ended(&realm, &contact, NULL, err);
	contact_release(&contact);
	return ok;
}

static bool speaks_up(struct work *w, const struct training *t, struct training_call *c, struct line *line, json *shown,
		      struct error *err)
{
	struct caller_reply r = { 0 };
	bool ok = true, *before = told_now(line);

	while (ok && !c->hung_up && caller_wait(line->caller, training_second(t, c, w->now), &r)) {
		r.did = CALLER_UNASKED;
		ok = caller_said(w, t, c, line, &r, before, NULL, shown, err);
		reply_release(&r);
		free(before);
		before = told_now(line);
	}
	free(before);
	return ok;
}

static bool settle(struct work *w, const struct training *t, struct training_call *c, struct error *err)
{
	return training_set_next(w, t, c, err) && leave(w, t, c, err);
}

bool training_answered(struct work *w, struct training *t, struct training_call *c, struct error *err)
{
	struct caller_reply r = { 0 };
	struct line *line = line_of(w, c, err);

	if (!line)
		return false;
	/* line_of() has begun it; the words are wanted too. */
	caller_restart(line->caller, (uint64_t)c->seed);
	caller_begin(line->caller, &r);
	line->seen = 0;
	bool *before = xcalloc(line->scenario->fact_count + 1, sizeof(*before));
	bool ok = caller_said(w, t, c, line, &r, before, "", NULL, err);
	free(before);
	reply_release(&r);
	return ok && settle(w, t, c, err);
}

/* Nobody answers for so long that the caller gives up. */
static bool give_up(struct work *w, struct training_call *c, const char *training, struct error *err)
{
	struct contact contact;

	c->next_at = 0;
	if (!training_call_save(w, training, c, err) || !contact_load(w, c->contact, &contact, err))
		return false;
	bool ok = (strcmp(contact.state, "queued") && strcmp(contact.state, "offered")) ||
		  contact_abandon(w, &contact, NULL, err);
	contact_release(&contact);
	return ok;
}

bool training_caller_speaks(struct work *w, const char *contact, struct error *err)
{
	struct training t = { 0 };
	struct training_call c = { 0 };
	bool ok = training_find(w->db, w->realm, &t, err) && training_call_of(w->db, t.id, contact, &c, err);

	if (!ok || !c.next_at || c.next_at > w->now || t.paused_at) {
		/* nothing is due any more */
	} else if (!c.answered_at) {
		ok = give_up(w, &c, t.id, err);
	} else {
		struct line *line = line_of(w, &c, err);
		ok = line && speaks_up(w, &t, &c, line, NULL, err) && settle(w, &t, &c, err);
	}
	training_call_release(&c);
	training_release(&t);
	return ok;
}

/* ---- what the trainee says ---- */

static const char *take_words(const json *body, struct form_problems *problems)
{
	const char *text = jo_str(body, "text");

	if (!text || text_is_blank(text))
		form_problem_add(problems, "/text", "required", _("Type what you say to the caller."));
	else if (form_words_fit(jo_get(body, "text"), WORDS_MOST, "/text", problems))
		return text;
	return NULL;
}

static bool must_be_on_line(struct work *w, const struct user *u, const struct training *t,
			    const struct training_call *c, struct error *err)
{
	struct work realm = { w->server, w->db, t->id, w->now };
	struct contact contact;

	if (t->paused_at)
		return error_set(err, ERROR_STATE, _("The trainer has paused the session; go on when it is resumed."));
	if (!contact_load(&realm, c->contact, &contact, err))
		return false;
	bool mine = !strcmp(contact.agent, u->id), talking = !strcmp(contact.state, "talking");
	contact_release(&contact);
	if (!mine || !c->answered_at)
		return error_set(err, ERROR_STATE, _("You do not have this call; answer it first."));
	return talking || error_set(err, ERROR_STATE,
				    _("The caller does not hear you: the call is held or over. Resume it, or call back."));
}

static bool say_to(struct work *w, const struct user *u, const struct training *t, struct training_call *c,
		   const char *text, json *shown, struct error *err)
{
	struct caller_reply r = { 0 };
	char *asked = NULL;
	struct line *line = line_of(w, c, err);

	if (!line || !speaks_up(w, t, c, line, shown, err))
		return false;
	if (c->hung_up)
		return true;
	int second = training_second(t, c, w->now);
	bool *before = told_now(line);
	caller_ask(line->caller, text, second, &r, &asked);
	struct training_turn said = {
		.contact = c->contact, .second = second, .speaker = "trainee", .kind = "said", .text = text,
		.facts = asked, .account = u->id,
	};
	bool ok = training_say(w, t, &said, shown, err) && last_turn(w->db, c->contact, &line->seen, err) &&
		  caller_said(w, t, c, line, &r, before, asked ? asked : "", shown, err);
	reply_release(&r);
	free(before);
	free(asked);
	return ok;
}

bool training_ask(struct work *w, const struct user *u, struct training *t, const json *body, json *shown,
		  struct form_problems *problems, struct error *err)
{
	const char *text = take_words(body, problems), *contact = jo_str(body, "contact_id");
	struct training_call c = { 0 };

	if (!text)
		return error_set(err, ERROR_INPUT, _("Nothing was said."));
	if (!strcmp(t->state, "ended"))
		return error_set(err, ERROR_STATE, _("This practice session is over."));
	bool ok = (contact ? training_call_of(w->db, t->id, contact, &c, err)
		   : training_call_now(w->db, t->id, u->id, &c, err)) &&
		  must_be_on_line(w, u, t, &c, err) && say_to(w, u, t, &c, text, shown, err) && settle(w, t, &c, err);
	training_call_release(&c);
	return ok;
}
