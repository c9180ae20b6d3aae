/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * train_realm.c -- into a training session and back, and what the frame says meanwhile.
 *
 * The realm's work stands beside the city's (client.c), so nothing typed there meets the journal of the job. Who goes
 * in takes no calls of the city: a seat that was ready is made not ready first. What is to be shown once the city is
 * back (the score) is shown after the screens have changed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/train.h"
#include "client/speech.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

const json *train_session(const struct app *app)
{
	return model_training(client_model(app), client_realm(app));
}

int64_t train_time_in(const struct app *app, instant since, instant now)
{
	return now - since - train_paused(train_session(app), since, now);
}

/* -- in --------------------------------------------------------------------------- */

/*
 * Something was begun or joined and is not answered yet: a second press must not begin it twice. Not for ever, since a
 * logout drops what was asked.
 */
static int64_t going_until;
enum { GOING_MS = 10000 };

static void session_came(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	if (net_is_ok(answer))
		train_follow(app);
	else
		app_say(app, LOOK_ERROR, "%s", answer->sentence);
}

static void joined(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct error err = ERROR_INIT;

	going_until = 0;
	if (!net_is_ok(answer)) {
		app_say(app, LOOK_ERROR, "%s", client_sentence(answer));
		return;
	}
	if (!client_enter_realm(app, answer->body, &err)) {
		app_say(app, LOOK_ERROR, _("The training session cannot be entered: %s"), err.text);
		return;
	}
	speech_stop();
	work_training_get(client_work(app), client_realm(app), session_came, app);
	if (client_model(app)->draft_count)
		app_say(app, LOOK_GOOD, "%s", _("You are in training again; what you had typed is kept."));
	else
		app_say(app, LOOK_GOOD,
			_("You are in training: nothing here is real. %s makes you ready, then the call rings."),
			client_key_name(app, ACTION_READY));
}

/* Nobody trains with a citizen on the line. */
static bool may_go(struct app *app)
{
	const struct model *m = client_model(app);

	if (client_realm(app))
		app_say(app, LOOK_WARNING, _("You are in a training session; %s leaves it first."),
			client_key_name(app, ACTION_LEAVE_TRAINING));
	else if (model_current_contact(m) || model_ringing_contact(m))
		app_say(app, LOOK_WARNING, "%s", _("A real call is with you; end it before you train."));
	else if (clock_monotonic() < going_until)
		app_say(app, LOOK_WARNING, "%s", _("You are on your way into a session; wait for the server's answer."));
	else
		return true;
	return false;
}

void train_join(struct app *app, const char *id)
{
	struct work *city = client_work(app);
	char *path = train_path(id, "/join");

	if (may_go(app)) {
		if (client_model(app)->presence.state == PRESENCE_READY)
			work_set_presence(city, PRESENCE_NOT_READY, "training", NULL, NULL);
		going_until = clock_monotonic() + GOING_MS;
		work_send(city, "POST", path, NULL, joined, app);
	}
	free(path);
}

static void begun(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	const char *id = jo_str(answer->body, "id");

	going_until = 0;
	if (net_is_ok(answer) && id)
		train_join(app, id);
	else
		app_say(app, LOOK_ERROR, "%s", client_sentence(answer));
}

void train_practise(struct app *app, const char *scenario)
{
	json *body;

	if (!may_go(app))
		return;
	body = json_object_new_object();
	jo_set_str(body, "scenario", scenario);
	jo_set_str(body, "mode", "practice");
	going_until = clock_monotonic() + GOING_MS;
	work_send(client_work(app), "POST", "/training/sessions", body, begun, app);
}

/* -- out -------------------------------------------------------------------------------- */

/* Back where trainees begin, and the score on top when there is one to come. */
static void go_out(struct app *app, bool ended)
{
	json *session = train_session(app) ? jo_copy((json *)train_session(app)) : json_object_new_object();

	jo_set_str(session, "id", client_realm(app));
	if (ended)
		jo_set_str(session, "state", "ended");
	speech_stop();
	client_leave_realm(app, ended);
	client_home(app);
	if (!app_find(app, &screen_training))
		app_push(app, &screen_training, NULL);
	if (ended)
		train_open(app, session);
	jo_free(session);
}

void train_leave(struct app *app)
{
	const json *session = train_session(app);

	if (!client_realm(app)) {
		app_say(app, LOOK_WARNING, "%s", _("You are in no training session."));
		return;
	}
	bool ended = train_is(session, "ended");
	go_out(app, ended);
	/* Who is back is no longer seen to be in training. */
	if (!ended && client_model(app)->presence.state == PRESENCE_NOT_READY)
		work_set_presence(client_work(app), PRESENCE_NOT_READY, NULL, NULL, NULL);
	if (!ended)
		app_say(app, LOOK_MESSAGE, "%s", _("The session is not ended: it waits for you in the list."));
}

/* The end is asked for when all that was typed is at the server, for it is scored as it is there; but not for ever. */
static struct {
	struct app_timer again;
	int64_t until;          /* monotonic; 0: no end is asked for */
	bool sent;
} ending;

static void finished(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	ending.until = 0;
	if (net_is_ok(answer))
		go_out(app, true);
	else if (client_realm(app))
		app_say(app, LOOK_ERROR, "%s", client_sentence(answer));
}

static void end_when_saved(struct app *app, void *data)
{
	enum { AGAIN_MS = 50 };
	(void)data;

	ending.again.at = 0;
	if (!client_realm(app))
		ending.until = 0;       /* the session was left meanwhile */
	if (!ending.until || ending.sent)
		return;
	if (!work_is_idle(client_work(app)) && clock_monotonic() < ending.until) {
		app_timer_start(app, &ending.again, clock_monotonic() + AGAIN_MS);
		return;
	}
	/* By the city's way in: the session's own ends with it, and its answer might not come. */
	char *path = train_path(client_realm(app), "/end");
	ending.sent = true;
	work_send(client_city_work(app), "POST", path, NULL, finished, app);
	free(path);
}

static void save_forms(struct app *app)
{
	const struct model *m = client_model(app);

	for (size_t i = 0; i < m->draft_count; i++)
		if (m->drafts[i]->contact_id[0] != '.')
			work_draft_put(client_work(app), m->drafts[i]->contact_id, m->drafts[i]->n);
}

static void finish_answered(struct app *app, void *data, const char *answer)
{
	enum { SAVE_MS = 3000 };
	(void)data;

	if (!client_realm(app) || !words_is_yes(answer))
		return;
	train_mark(app);
	save_forms(app);
	ending.until = clock_monotonic() + SAVE_MS;
	ending.sent = false;
	ending.again.fire = end_when_saved;
	end_when_saved(app, NULL);
}

void train_finish(struct app *app)
{
	const struct model_contact *mine = model_current_contact(client_model(app));

	if (!client_realm(app) || train_is(train_session(app), "ended"))
		train_leave(app);
	else if (mine && mine->state != CONTACT_WRAP_UP)
		app_ask(app, _("The caller is on the line. y ends all the same, anything else goes on: "), false,
			finish_answered, NULL);
	else
		app_ask(app, _("y ends the session and scores it, anything else goes on: "), false, finish_answered, NULL);
}

/* ---- the wrap-up ---- */

/* A form of the call of which nothing was made; 0: there is none. The first one counts though nothing is typed. */
static int unhandled_form(const struct model *m, const char *contact)
{
	const struct model_draft *first = model_draft(m, contact, 1);

	if (!first || (!first->record && first->state != DRAFT_QUEUED && first->state != DRAFT_ACCEPTED))
		return 1;
	for (size_t i = 0; i < m->draft_count; i++)
		if (!strcmp(m->drafts[i]->contact_id, contact) && model_draft_is_unfinished(m->drafts[i]))
			return m->drafts[i]->n;
	return 0;
}

static void wrap_up_answered(struct app *app, void *data, const char *answer)
{
	char *contact = data;

	if (client_realm(app) && words_is_yes(answer))
		work_wrap_up_done(client_work(app), contact, NULL, NULL);
	free(contact);
}

bool train_asks_before_end(struct app *app)
{
	const struct model_contact *c = model_current_contact(client_model(app));
	bool ends = c && (c->state == CONTACT_WRAP_UP || work_is_hanging_up(client_work(app), c->id));
	int n = client_realm(app) && ends ? unhandled_form(client_model(app), c->id) : 0;
	struct buf question = BUF_INIT;

	if (!n)
		return false;
	buf_addf(&question, _("Form %d is not handled yet. y ends the wrap-up all the same: "), n);
	app_ask(app, question.data, false, wrap_up_answered, xstrdup(c->id));
	buf_release(&question);
	return true;
}

/* -- the frame --------------------------------------------------------------------------- */

void train_status(const struct app *app, struct buf *out)
{
	const json *session = train_session(app);
	int64_t ms = train_elapsed(session, clock_agreed()), limit = jo_int(session, "limit_s", 0);

	buf_adds(out, _(" TRAINING "));
	if (ms < 0)
		return;
	buf_adds(out, _("session "));   /* the time beside it is that of the call */
	words_timer(out, ms);
	if (limit > 0) {
		buf_addch(out, '/');
		words_timer(out, limit * 1000);
	}
	buf_addch(out, ' ');
}

/* Milliseconds until the limit; -1: there is none. */
static int64_t time_left(const json *session, instant now)
{
	int64_t limit = jo_int(session, "limit_s", 0) * 1000, passed = train_elapsed(session, now);

	return !limit || passed < 0 ? -1 : passed < limit ? limit - passed : 0;
}

/* Was the line lost in the call that is in hand? Its last drop was the server's, and nobody talked to the caller since. */
static bool is_dropped(const struct model *m, const json *session)
{
	const struct model_contact *mine = model_current_contact(m);
	const json *turns = jo_array(session, "turns");

	for (size_t i = jo_len(turns); mine && mine->state == CONTACT_WRAP_UP && i-- > 0;) {
		const json *turn = jo_at(turns, i);
		const char *kind = jo_str(turn, "kind"), *by = jo_str(turn, "by"), *of = jo_str(turn, "contact_id");
		if (!kind || !of || strcmp(of, mine->id) != 0)
			continue;
		if (!strcmp(kind, "drop"))
			return by && !strcmp(by, "server");
		if (!strcmp(kind, "mark") && !strcmp(jo_str(turn, "text"), "talking"))
			return false;
	}
	return false;
}

void train_banner(const struct app *app, struct buf *out)
{
	enum { WARN_MS = 60000 };
	const struct model *m = client_model(app);
	const json *session = train_session(app);
	int64_t left = time_left(session, clock_agreed());

	if (!client_realm(app))
		return;
	if (train_ran_out(session))
		buf_addf(out, _("Time is up: what you typed is kept and judged; %s shows the score"),
			 client_key_name(app, ACTION_LEAVE_TRAINING));
	else if (train_is(session, "ended"))
		buf_addf(out, _("The session has ended: %s shows what it was worth"),
			 client_key_name(app, ACTION_LEAVE_TRAINING));
	else if (train_is(session, "paused"))
		buf_adds(out, _("The trainer has paused the session"));
	else if (is_dropped(m, session))
		buf_addf(out, _("The line was lost: %s calls back, %s leaves it at that"),
			 client_key_name(app, ACTION_CALL_BACK), client_key_name(app, ACTION_READY));
	else if (m->hint)
		buf_addf(out, m->hint_of_supervisor ? _("SUPERVISOR  %s · ask the caller, write it in the form") : _("HINT  %s"),
			 m->hint);
	else if (left >= 0 && left <= WARN_MS)
		buf_addf(out, _("%lld s left; what is not submitted then counts as not done"), (long long)(left / 1000));
}

/* -- what only the workstation knows ---------------------------------------------------------- */

static struct {
	char contact[64];
	int64_t keys, told;
	bool searched;
	enum contact_state state;
} marks;

/* Of this run of the program: what an earlier one counted stays. */
static const char *run_name(void)
{
	static char name[32];

	if (!*name)
		snprintf(name, sizeof(name), "%lld", (long long)clock_agreed());
	return name;
}

static void send_marks(struct app *app)
{
	char *path = train_path(client_realm(app), "/marks");
	json *body = json_object_new_object();

	jo_set_str(body, "contact_id", marks.contact);
	jo_set_int(body, "keystrokes", marks.keys);
	jo_set_str(body, "run", run_name());
	if (marks.searched)
		jo_set_bool(body, "searched", true);
	marks.told = marks.keys;
	work_send(client_work(app), "POST", path, body, NULL, NULL);
	free(path);
}

void train_mark(struct app *app)
{
	if (client_realm(app) && marks.contact[0] && marks.keys != marks.told)
		send_marks(app);
}

/* Of the call in hand; another one begins with nothing. */
static void take_call(struct app *app)
{
	const struct model_contact *c = model_current_contact(client_model(app));

	if (c && strcmp(c->id, marks.contact) != 0) {
		train_mark(app);
		memset(&marks, 0, sizeof(marks));
		snprintf(marks.contact, sizeof(marks.contact), "%s", c->id);
		marks.state = c->state;
	} else if (!c || c->state != marks.state) {
		train_mark(app);
		marks.state = c ? c->state : CONTACT_DONE;
	}
}

void train_count(struct app *app, bool search)
{
	enum { TOLD_EVERY = 25 };       /* so many are lost at most when the program is killed */

	if (!client_realm(app))
		return;
	take_call(app);
	marks.keys++;
	marks.searched |= search;
	if (marks.keys - marks.told >= TOLD_EVERY)
		train_mark(app);
}

/* -- following ------------------------------------------------------------------------------ */

/* The last turn that was spoken, and of which session. */
static struct {
	char id[64];
	int64_t seq;
} spoken;

void train_follow(struct app *app)
{
	const json *session = train_session(app), *turns = jo_array(session, "turns");
	const char *id = jo_str(session, "id");
	bool first = id && strcmp(spoken.id, id) != 0;

	take_call(app);
	if (first)
		snprintf(spoken.id, sizeof(spoken.id), "%s", id);
	for (size_t i = 0; i < jo_len(turns); i++) {
		const json *turn = jo_at(turns, i);
		const char *by = jo_str(turn, "by"), *text = jo_str(turn, "text");
		int64_t seq = jo_int(turn, "seq", 0);
		if (!first && seq > spoken.seq && by && !strcmp(by, "caller") && text && *text)
			speech_say(text);
		spoken.seq = first || seq > spoken.seq ? seq : spoken.seq;
	}
}

/* -- the way in ran out ------------------------------------------------------------------------- */

static void expired(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	if (!client_realm(app))
		return;
	bool ended = net_is_ok(answer) && train_is(answer->body, "ended");
	bool late = ended && train_ran_out(answer->body);
	go_out(app, ended);
	if (late)
		app_say(app, LOOK_WARNING, "%s", _("Time is up: the session has ended. What you typed is kept and judged."));
	else if (ended)
		app_say(app, LOOK_GOOD, "%s", _("The session has ended; this is what it was worth."));
	else
		app_say(app, LOOK_WARNING, "%s", _("The way into the session was lost; it waits for you in the list."));
}

void train_expired(struct app *app)
{
	char *path = train_path(client_realm(app), "");

	if (!ending.until)
		work_get(client_city_work(app), path, expired, app);
	free(path);
}

/* -- after a login ---------------------------------------------------------------------------- */

/* Told once of each: as it waits, and when it was begun and left. */
static void looked(void *arg, const struct net_answer *answer)
{
	static char told[64];
	struct app *app = arg;
	const json *items = jo_array(answer->body, "items");
	const json *open = NULL;

	for (size_t i = 0; net_is_ok(answer) && !client_realm(app) && !open && i < jo_len(items); i++)
		if (!train_is(jo_at(items, i), "ended"))
			open = jo_at(items, i);
	if (!open || !strcmp(told, jo_str(open, "id")))
		return;
	snprintf(told, sizeof(told), "%s", jo_str(open, "id"));
	struct buf title = BUF_INIT;
	train_add_title(app, open, &title);
	if (train_is(open, "waiting"))
		app_say(app, LOOK_WARNING, _("Training waits for you: %s (%s). :training lists it, Enter goes in."), title.data,
			train_mode_word(jo_str(open, "mode")));
	else
		app_say(app, LOOK_WARNING,
			_("A training session is not ended: %s. :training lists it, Enter goes on with it."), title.data);
	buf_release(&title);
}

void train_judged(struct app *app)
{
	if (model_has_role(client_model(app), ROLE_TRAINEE) && !client_realm(app))
		app_say(app, LOOK_WARNING, "%s",
			_("Your trainer has judged a score or commented on it; :training ended lists it."));
}

void train_look(struct app *app)
{
	if (!client_realm(app) && model_has_role(client_model(app), ROLE_TRAINEE))
		work_get(client_work(app), "/training/sessions?mine=1&limit=20", looked, app);
}
