/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lock.c -- the workstation left alone: everything is covered until the password comes.
 *
 * The work goes on underneath: a call is heard and shown to be running or ringing, without whose it is; what was typed
 * stays where it is. The server looks at the password and makes guessing slow; while it is away the seat does.
 * A session that ends meanwhile turns the lock into the login.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/screens.h"
#include "client/ui/draw_text.h"
#include "client/ui/edit.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"

struct lock {
	struct app *app;
	struct edit password;
	char sentence[768];     /* why it is still locked */
	bool sent;
};

static void say(struct lock *l, const char *sentence)
{
	snprintf(l->sentence, sizeof(l->sentence), "%s", sentence);
	app_draw_later(l->app);
}

static void say_refused(struct lock *l, const struct net_answer *answer)
{
	char wait[200];

	snprintf(wait, sizeof(wait), _("Too many wrong passwords; try again in %lld seconds."),
		 (long long)((answer->retry_after + 999) / 1000));
	if (answer->status == 429 && answer->retry_after)
		say(l, wait);
	else if (answer->status == 403)
		say(l, _("The password is not right; type it again."));
	else
		say(l, answer->sentence);
}

static void answered(void *arg, const struct net_answer *answer)
{
	struct lock *l = arg;
	struct app *app = l->app;

	app_busy(app, -1);
	l->sent = false;
	if (!net_is_ok(answer)) {
		say_refused(l, answer);
		return;
	}
	client_unlock(app);
	app_say(app, LOOK_GOOD, "%s", _("Unlocked. What was said meanwhile is in :messages."));
}

static bool is_away(const struct lock *l)
{
	return work_link(client_city_work(l->app))->state != LINK_UP;
}

static void try_password(struct lock *l)
{
	char *password = xstrdup(edit_text(&l->password));

	edit_replace(&l->password, "");
	if (*password && !l->sent) {
		l->sent = true;
		say(l, is_away(l) ? _("One moment…") : _("Asking the server…"));
		app_busy(l->app, 1);
		work_unlock(client_city_work(l->app), password, answered, l);
	}
	secret_wipe(password);
	free(password);
}

/* -- the screen ------------------------------------------------------------------- */

static void *lock_enter(struct app *app, void *argument)
{
	struct lock *l = xcalloc(1, sizeof(*l));

	(void)argument;
	l->app = app;
	edit_init(&l->password, EDIT_SECRET);
	return l;
}

static void lock_leave(struct app *app, void *state)
{
	struct lock *l = state;

	if (l->sent)
		app_busy(app, -1);
	work_forget(client_city_work(app), l);
	edit_release(&l->password);
	free(l);
}

/* Nobody takes these keys: an event that opens a form underneath must not get a password to show. */
static void lock_show(struct app *app, void *state)
{
	struct lock *l = state;

	(void)app;
	edit_hold(&l->password);
}

static void lock_hide(struct app *app, void *state)
{
	struct lock *l = state;

	(void)app;
	edit_unhold(&l->password);
}

static void add_call(struct buf *out, const struct model *m)
{
	const struct model_contact *contact = model_current_contact(m);

	if (model_ringing_contact(m))
		buf_adds(out, _("A call is ringing. Type your password first, then answer it."));
	else if (contact && contact->state == CONTACT_WRAP_UP)
		buf_adds(out, _("A call waits for its wrap-up."));
	else if (contact) {
		buf_adds(out, _("A call is running: "));
		words_timer(out, clock_agreed() - contact->answered_at);
	}
}

static void lock_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct lock *l = state;
	int width = r.width < 64 ? r.width : 64, x = r.x + (r.width - width) / 2;
	int y = r.y + (r.height > 14 ? r.height / 4 : 0);
	struct buf text = BUF_INIT;

	canvas_fill(c, r, LOOK_NORMAL);
	buf_addf(&text, _("Locked by %s"), client_model(app)->me.name);
	canvas_text(c, x, y, width, LOOK_HEADING, text.data);
	int used = canvas_text(c, x, y + 2, width / 2, LOOK_LABEL, _("Password")) + 2;
	edit_draw(&l->password, c, (struct rect){ x + used, y + 2, width - used, 1 }, LOOK_FOCUS, LOOK_FOCUS);
	draw_wrapped(c, (struct rect){ x, y + 4, width, 3 }, l->sent ? LOOK_DIM : LOOK_WARNING, l->sentence);
	buf_reset(&text);
	add_call(&text, client_model(app));
	draw_wrapped(c, (struct rect){ x, y + 7, width, 2 }, LOOK_WARNING, text.data ? text.data : "");
	if (is_away(l))
		draw_wrapped(c, (struct rect){ x, y + 10, width, 3 }, LOOK_WARNING,
			     _("The server is away; your password still unlocks this seat. Your work is underneath, as you "
			       "left it."));
	else
		draw_wrapped(c, (struct rect){ x, y + 10, width, 3 }, LOOK_DIM,
			     _("Your work is underneath, as you left it. Enter sends the password to the server."));
	buf_release(&text);
}

static enum handled lock_key(struct app *app, void *state, const struct key *key)
{
	struct lock *l = state;

	(void)app;
	switch (edit_key(&l->password, key)) {
	case EDIT_ACCEPTED:
		try_password(l);
		return HANDLED_DRAW;
	case EDIT_IGNORED:
		return HANDLED_QUIET;
	default:
		return HANDLED_DRAW;
	}
}

/* Nothing else works: whatever it would do, it would do for a stranger. */
static enum handled lock_action(struct app *app, void *state, const struct command *command)
{
	struct lock *l = state;

	(void)app;
	if (command->action == ACTION_REDRAW)
		return HANDLED_NOT;
	if (command->action == ACTION_BACK || command->action == ACTION_CLEAR)
		edit_replace(&l->password, "");
	else
		say(l, _("It is locked; the password comes first."));
	return HANDLED_DRAW;
}

static enum context lock_focus(void *state)
{
	(void)state;
	return CONTEXT_FIELD;
}

const struct screen_ops screen_lock = {
	.name = "lock", .title = N_("Locked"),
	.enter = lock_enter, .leave = lock_leave, .draw = lock_draw, .action = lock_action,
	.key = lock_key, .focus = lock_focus, .show = lock_show, .hide = lock_hide,
};
