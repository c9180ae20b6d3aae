/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train_lead.c -- what a trainer does to a call that is practised: twists, hints, comments, a pause, the end. */
#include <stdlib.h>
#include <string.h>

#include "client/screens/train.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

static const struct injection {
	enum action action;
	const char *kind, *question;    /* msgid; NULL: it has no words */
} injections[] = {
	{ ACTION_SAYS, "says", N_("The caller says: ") },
	{ ACTION_DROP_LINE, "drop", NULL },
	{ ACTION_SUPERVISOR_ASKS, "supervisor", N_("The supervisor asks: ") },
	{ ACTION_HINT, "hint", N_("Hint for the trainee: ") },
	{ ACTION_COMMENT, "comment", N_("Comment on this moment: ") },
};

/* What is still to be answered; the screen may have moved to another call meanwhile. */
struct asked {
	struct train_target to;
	char *session, *contact;
	const struct injection *what;
};

static void inject(const struct train_target *to, const char *kind, const char *text)
{
	char *path = train_path(to->session, "/inject");
	json *body = json_object_new_object();

	jo_set_str(body, "kind", kind);
	jo_set_str(body, "text", text);
	jo_set_str(body, "contact_id", to->contact);
	work_send(client_work(to->app), "POST", path, body, to->done, to->arg);
	free(path);
}

static struct asked *keep(const struct train_target *to, const struct injection *what)
{
	struct asked *a = xcalloc(1, sizeof(*a));

	a->to = *to;
	a->to.session = a->session = xstrdup(to->session);
	a->to.contact = a->contact = to->contact ? xstrdup(to->contact) : NULL;
	a->what = what;
	return a;
}

static void forget(struct asked *a)
{
	free(a->session);
	free(a->contact);
	free(a);
}

static void answered(struct app *app, void *data, const char *answer)
{
	struct asked *a = data;

	(void)app;
	if (answer && *answer)
		inject(&a->to, a->what->kind, answer);
	forget(a);
}

/* In a storm each word is for one call. */
static bool has_call(const struct train_target *to)
{
	const json *session = model_training(client_model(to->app), to->session);

	if (!train_is_storm(session) || (to->contact && train_call(session, to->contact)))
		return true;
	app_say(to->app, LOOK_WARNING, "%s", _("There is no call at this seat; select one that has a call."));
	return false;
}

static void run_injection(const struct train_target *to, const struct injection *what, const struct command *c)
{
	if (!has_call(to))
		return;
	char *about = xasprintf("%s/%s", what->kind, to->contact ? to->contact : to->session);
	if (c->count || !what->question)
		inject(to, what->kind, c->words[0]);
	else
		client_ask_kept(to->app, about, _(what->question), answered, keep(to, what));
	free(about);
}

static void end_answered(struct app *app, void *data, const char *answer)
{
	struct asked *a = data;

	(void)app;
	if (words_is_yes(answer)) {
		char *path = train_path(a->to.session, "/end");
		work_send(client_work(a->to.app), "POST", path, NULL, a->to.done, a->to.arg);
		free(path);
	}
	forget(a);
}

enum handled train_lead(const struct train_target *to, const struct command *c)
{
	const json *session = model_training(client_model(to->app), to->session);

	for (size_t i = 0; i < ARRAY_SIZE(injections); i++)
		if (injections[i].action == c->action) {
			run_injection(to, &injections[i], c);
			return HANDLED_DRAW;
		}
	const struct train_target all = { to->app, to->session, NULL, to->done, to->arg };
	if (c->action == ACTION_PAUSE_CALL)
		inject(&all, train_is(session, "paused") ? "resume" : "pause", NULL);
	else if (c->action == ACTION_END_SESSION && !train_is(session, "ended"))
		app_ask(to->app, _("y ends the session and scores it, anything else lets it go on: "), false,
			end_answered, keep(to, NULL));
	else if (c->action != ACTION_END_SESSION)
		return HANDLED_NOT;
	return HANDLED_DRAW;
}

void train_draw_lead_keys(struct app *app, struct canvas *c, struct rect r)
{
	static const struct { enum action action; const char *label; } keys[] = {
		{ ACTION_SAYS, N_("says") }, { ACTION_HINT, N_("hint") }, { ACTION_SUPERVISOR_ASKS, N_("supervisor") },
		{ ACTION_DROP_LINE, N_("drop") }, { ACTION_PAUSE_CALL, N_("pause") }, { ACTION_COMMENT, N_("comment") },
		{ ACTION_END_SESSION, N_("end") },
	};
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		buf_addf(&text, "%s%s %s", i ? "  " : "", client_key_name(app, keys[i].action), _(keys[i].label));
	canvas_text(c, r.x, r.y, r.width, LOOK_DIM, text.data);
	buf_release(&text);
}
