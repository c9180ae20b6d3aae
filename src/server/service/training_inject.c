/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_inject.c -- what a trainer does to a session that runs, and what the trainee's workstation tells of itself.
 *
 * Whoever does something to a session leads it from then on: a trainer who leaves is followed by the next.
 */
#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"
#include "server/service/training.h"

enum { TEXT_MOST = 500 };

struct injection {
	const struct user *by;
	struct training *t;
	struct training_call *call;     /* that goes on; without a contact when none does */
	const char *text;
	int64_t about;
	instant now;
};

static bool say(struct work *w, const struct injection *in, const char *speaker, const char *kind, json *shown,
		struct error *err)
{
	bool call = in->call->contact[0];
	struct training_turn turn = {
		.contact = call ? in->call->contact : NULL, .speaker = speaker, .kind = kind,
		.text = in->text ? in->text : "",
		.second = call ? training_second(in->t, in->call, in->now) : -1, .account = in->by->id,
		.about = in->about,
	};

	return training_say(w, in->t, &turn, shown, err);
}

static bool must_talk(const struct injection *in, struct error *err)
{
	if (training_is_team(in->t) && !in->call->contact[0])
		return error_set(err, ERROR_STATE, _("A storm has many calls; say which by its contact_id."));
	return (in->call->answered_at && !in->call->ended_at) ||
	       error_set(err, ERROR_STATE, _("Nobody is on the line; wait until the call is answered."));
}

static bool banner(struct work *w, const struct injection *in, const char *from, struct error *err)
{
	json *data = json_object_new_object();

	jo_set_str(data, "id", in->t->id);
	jo_set_str(data, "from", from);
	jo_set_str(data, "text", in->text);
	return training_tell_seat(w, in->t, in->call->account[0] ? in->call->account : NULL, "training.hint", data, err);
}

/* ---- the kinds ---- */

static bool says(struct work *w, struct injection *in, json *shown, struct error *err)
{
	return must_talk(in, err) && say(w, in, "caller", "twist", shown, err);
}

static bool drops(struct work *w, struct injection *in, json *shown, struct error *err)
{
	struct work realm = { w->server, w->db, in->t->id, w->now };
	struct contact contact;

	if (!must_talk(in, err))
		return false;
	in->call->hung_up = 2;
	in->call->next_at = 0;
	if (!training_call_save(w, in->t->id, in->call, err) || !say(w, in, "server", "drop", shown, err) ||
	    !contact_load(&realm, in->call->contact, &contact, err))
		return false;
	bool ok = contact_ended(&realm, &contact, NULL, err);
	contact_release(&contact);
	return ok;
}

static bool supervisor_asks(struct work *w, struct injection *in, json *shown, struct error *err)
{
	return say(w, in, "trainer", "twist", shown, err) && banner(w, in, "supervisor", err);
}

static bool hints(struct work *w, struct injection *in, json *shown, struct error *err)
{
	if (!strcmp(in->t->mode, "exam"))
		return error_set(err, ERROR_STATE, _("In an exam there are no hints."));
	return say(w, in, "trainer", "hint", shown, err) && banner(w, in, "trainer", err);
}

static bool comments(struct work *w, struct injection *in, json *shown, struct error *err)
{
	return say(w, in, "trainer", "comment", shown, err) &&
	       (strcmp(in->t->state, "ended") || training_tell_judged(w, in->t, err));
}

static bool pauses(struct work *w, struct injection *in, json *shown, struct error *err)
{
	if (strcmp(in->t->state, "running"))
		return error_set(err, ERROR_STATE, _("Only a session that runs can be paused."));
	in->t->paused_at = w->now;
	snprintf(in->t->state, sizeof(in->t->state), "paused");
	return training_save(w, in->t, err) &&
	       db_run(w->db, err,
		      "UPDATE training_call SET next_at = NULL WHERE training = ?1 AND answered_at IS NOT NULL", "s",
		      in->t->id) == DB_END &&
	       say(w, in, "trainer", "pause", shown, err) && training_tell(w, in->t, err);
}

/* What was to come comes later by the pause; so does the end. */
static bool move_times(struct work *w, const struct training *t, instant by, struct error *err)
{
	static const char *const moves[] = {
		"UPDATE training_call SET due_at = due_at + ?2 WHERE training = ?1 AND due_at IS NOT NULL",
		"UPDATE training_call SET next_at = next_at + ?2 WHERE training = ?1 AND next_at IS NOT NULL",
		"UPDATE contact SET offered_at = offered_at + ?2 WHERE realm = ?1 AND state = 'offered'",
		"UPDATE contact SET touched_at = COALESCE(touched_at, ended_at) + ?2 WHERE realm = ?1 AND state = 'wrap_up'",
	};

	for (size_t i = 0; i < ARRAY_SIZE(moves); i++)
		if (db_run(w->db, err, moves[i], "si", t->id, by) != DB_END)
			return false;
	return true;
}

/* Every caller who is on the line is asked again when they have something to say. */
static bool wake_callers(struct work *w, const struct training *t, struct error *err)
{
	int talking[TRAINING_SEATS_MOST], count = 0;
	struct query *q = db_ask(w->db, "SELECT n FROM training_call WHERE training = ?1 AND answered_at IS NOT NULL AND "
				 "ended_at IS NULL ORDER BY n", "s", t->id);

	while (count < TRAINING_SEATS_MOST && db_step(q) == DB_ROW)
		talking[count++] = (int)db_get_int(q, 0);
	if (!db_done(q, err))
		return false;
	for (int i = 0; i < count; i++) {
		struct training_call c = { 0 };
		bool ok = training_call_load(w->db, t->id, talking[i], &c, err) && training_set_next(w, t, &c, err);
		training_call_release(&c);
		if (!ok)
			return false;
	}
	return true;
}

static bool resumes(struct work *w, struct injection *in, json *shown, struct error *err)
{
	struct training *t = in->t;
	instant pause = w->now - t->paused_at;

	if (!t->paused_at)
		return error_set(err, ERROR_STATE, _("The session is not paused."));
	t->paused_ms += pause;
	t->paused_at = 0;
	t->ends_at += pause;
	snprintf(t->state, sizeof(t->state), "running");
	return training_save(w, t, err) && move_times(w, t, pause, err) && wake_callers(w, t, err) &&
	       say(w, in, "trainer", "resume", shown, err) && training_tell(w, t, err);
}

static const struct kind {
	const char *name;
	bool text;              /* required */
	bool after;             /* also when it is over */
	bool (*run)(struct work *w, struct injection *in, json *shown, struct error *err);
} kinds[] = {
	{ "says", true, false, says },
	{ "drop", false, false, drops },
	{ "supervisor", true, false, supervisor_asks },
	{ "hint", true, false, hints },
	{ "comment", true, true, comments },
	{ "pause", false, false, pauses },
	{ "resume", false, false, resumes },
};

static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

/* ---- the request ---- */

static bool check(const struct kind *kind, const json *body, struct form_problems *problems, struct error *err)
{
	const char *text = jo_str(body, "text");

	if (!kind)
		form_problem_add(problems, "/kind", "choice",
				 _("The kind is says, drop, supervisor, hint, comment, pause or resume."));
	else if (kind->text && (!text || text_is_blank(text)))
		form_problem_add(problems, "/text", "required", _("This is required."));
	else
		form_words_fit(jo_get(body, "text"), TEXT_MOST, "/text", problems);
	return !problems->count || error_set(err, ERROR_INPUT, _("Nothing was done to the session."));
}

static bool lead(struct work *w, const struct user *by, struct training *t, struct error *err)
{
	if (!strcmp(t->trainer, by->id))
		return true;
	snprintf(t->trainer, sizeof(t->trainer), "%s", by->id);
	return training_save(w, t, err);
}

/* A remark on a moment belongs to the call of that moment; "": it is of no call. */
static void contact_of_turn(struct work *w, const struct training *t, int64_t turn, char contact[40])
{
	struct query *q = db_ask(w->db, "SELECT contact FROM training_turn WHERE training = ?1 AND seq = ?2", "si", t->id, turn);

	snprintf(contact, 40, "%s", db_step(q) == DB_ROW && !db_is_null(q, 0) ? db_get_text(q, 0) : "");
	db_done(q, NULL);
}

/* What is said to a whole team is of no call. */
static bool find_call(struct work *w, const struct training *t, const json *body, struct training_call *c,
		      struct error *err)
{
	struct error none = ERROR_INIT;
	const char *contact = jo_str(body, "contact_id");
	char of_turn[40] = "";

	if (!contact && jo_int(body, "turn", 0))
		contact_of_turn(w, t, jo_int(body, "turn", 0), of_turn);
	if (of_turn[0])
		contact = of_turn;
	if (contact)
		return training_call_of(w->db, t->id, contact, c, err);
	if (training_is_team(t))
		return true;
	if (training_call_now(w->db, t->id, NULL, c, &none) || none.kind == ERROR_NOT_FOUND)
		return true;
	*err = none;
	return false;
}

bool training_inject(struct work *w, const struct user *by, struct training *t, const json *body, json *shown,
		     struct form_problems *problems, struct error *err)
{
	const struct kind *kind = find_kind(jo_str(body, "kind"));
	struct training_call c = { 0 };

	if (!check(kind, body, problems, err))
		return false;
	if (!strcmp(t->state, "ended") && !kind->after)
		return error_set(err, ERROR_STATE, _("This practice session is over."));
	struct injection in = { by, t, &c, jo_str(body, "text"), jo_int(body, "turn", 0), w->now };
	bool ok = lead(w, by, t, err) && find_call(w, t, body, &c, err) &&
		  kind->run(w, &in, shown, err);
	training_call_release(&c);
	return ok;
}

/* ---- what only the workstation knows ---- */

enum { RUN_NAME_MOST = 40, RUNS_MOST = 32 };

/* Each run of the workstation counts from nothing; a seat that was killed and came back has several. */
static void add_run(json *marks, const char *run, int64_t keystrokes)
{
	json *runs = jo_get(marks, "runs");
	int64_t sum = 0;

	if (!json_object_is_type(runs, json_type_object))
		jo_set(marks, "runs", runs = json_object_new_object());
	if (json_object_object_length(runs) >= RUNS_MOST && !jo_get(runs, run))
		return;
	jo_set_int(runs, run, keystrokes);
	json_object_object_foreach(runs, name, count) {
		(void)name;
		sum += json_object_get_int64(count);
	}
	jo_set_int(marks, "keystrokes", sum);
}

bool training_mark(struct work *w, const struct user *by, struct training *t, const json *body,
		   struct form_problems *problems, struct error *err)
{
	struct training_call c = { 0 };
	int64_t keystrokes = jo_int(body, "keystrokes", 0);

	if (keystrokes < 0 || keystrokes > 1000000)
		form_problem_add(problems, "/keystrokes", "range", _("This must be a whole number."));
	form_line_fits(jo_get(body, "run"), RUN_NAME_MOST, "/run", problems);
	if (strlen(jo_text((json *)body)) > 4000)
		form_problem_add(problems, "", "length", _("This is too much."));
	if (problems->count)
		return error_set(err, ERROR_INPUT, _("Nothing was kept."));
	const char *contact = jo_str(body, "contact_id"), *run = jo_str(body, "run");
	if (!(contact ? training_call_of(w->db, t->id, contact, &c, err)
	      : training_call_now(w->db, t->id, by->id, &c, err)))
		return false;
	if (!json_object_is_type(c.marks, json_type_object)) {
		jo_free(c.marks);
		c.marks = json_object_new_object();
	}
	if (jo_get(body, "searched"))
		jo_set_bool(c.marks, "searched", jo_bool(body, "searched", false));
	if (run)
		add_run(c.marks, run, keystrokes);
	else if (jo_get(body, "keystrokes"))
		jo_set_int(c.marks, "keystrokes", keystrokes);
	bool ok = training_call_save(w, t->id, &c, err);
	training_call_release(&c);
	return ok;
}
