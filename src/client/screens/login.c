/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * login.c -- who sits here; also laid over the work when the session ran out.
 *
 * What was on the screen stays underneath, untouched: the same user's password brings it back, and
 * requests that met the end of the session are sent again.
 */
#include <stdlib.h>
#include <string.h>

#include "client/language.h"
#include "client/screens/inspect.h"
#include "client/screens/screens.h"
#include "client/screens/train.h"
#include "client/ui/formview.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

struct login {
	struct formview form;
	char *sentence;         /* why one has to log in, or why it failed */
	bool again;             /* over the work of a user who is known */
	bool sent;
	bool by_file;           /* the password of --password-file did not reach the server; Enter sends it again */
};

static void describe(struct login *l)
{
	const struct input inputs[] = {
		{ .key = "user", .label = _("User name"), .kind = l->again ? INPUT_SHOWN : INPUT_LINE, .max = 64 },
		{ .key = "password", .label = _("Password"), .kind = INPUT_SECRET, .max = 256 },
	};

	formview_describe(&l->form, inputs, ARRAY_SIZE(inputs));
}

static void say(struct login *l, const char *sentence)
{
	free(l->sentence);
	l->sentence = xstrdup(sentence);
}

static void welcome(struct app *app)
{
	const char *name = client_model(app)->me.name;
	size_t mistakes = app_keymap_mistakes(app);
	struct journal_state kept;

	work_journal(client_work(app), &kept);
	if (kept.failing)
		app_say(app, LOOK_WARNING, "%s", kept.sentence);
	else if (mistakes)
		app_say(app, LOOK_WARNING,
			ngettext("Welcome, %s. Your own keymap has %zu mistake; %s names it.",
				 "Welcome, %s. Your own keymap has %zu mistakes; %s names them.", mistakes),
			name, mistakes, client_key_name(app, ACTION_HELP));
	else if (language_was_refused())
		app_greet(app, LOOK_WARNING,
			_("Welcome, %s. The Linux console cannot show Chinese: the program speaks "
			  "English."), name);
	else
		app_greet(app, LOOK_GOOD, _("Welcome, %s."), name);
}

static void say_why_not(struct app *app, struct login *l, const struct net_answer *answer)
{
	char *password = client_password_again(app);

	l->by_file = answer->result == NET_UNREACHABLE && !l->again && *password;
	secret_wipe(password);
	free(password);
	char *sentence = l->by_file ? xasprintf(_("%s Enter tries again with the password of the file."), answer->sentence) :
				      xstrdup(answer->sentence);
	say(l, sentence);
	free(sentence);
}

static void done(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct login *l = app_find(app, &screen_login);

	app_busy(app, -1);
	app_draw_later(app);
	if (!l)
		return;
	l->sent = false;
	if (!net_is_ok(answer)) {
		say_why_not(app, l, answer);
		return;
	}
	welcome(app);
	app_pop_to(app, &screen_login);         /* not the help that was opened over it */
	app_pop(app);
	if (!l->again)
		client_home(app);
	train_look(app);
	inspect_look(app);
}

static void try_login(struct app *app, struct login *l, char *password)
{
	struct error err = ERROR_INIT;

	l->sent = work_login(client_work(app), formview_get(&l->form, "user"), password, done, app, &err);
	say(l, l->sent ? _("Logging in…") : err.text);
	if (l->sent)
		app_busy(app, 1);
	formview_set(&l->form, "password", "");
}

static void *login_enter(struct app *app, void *argument)
{
	struct login *l = xcalloc(1, sizeof(*l));
	const struct model *m = client_model(app);
	const char *user = m->me.username ? m->me.username : client_first_user(app);
	char *password = client_take_password(app);

	formview_init(&l->form);
	l->again = m->me.username && work_session(client_work(app)) == SESSION_EXPIRED;
	describe(l);
	formview_set(&l->form, "user", user);
	say(l, argument);
	if (user && *password)
		try_login(app, l, password);
	secret_wipe(password);
	free(password);
	return l;
}

static void login_leave(struct app *app, void *state)
{
	struct login *l = state;

	(void)app;
	formview_release(&l->form);
	free(l->sentence);
	free(l);
}

static void login_show(struct app *app, void *state)
{
	struct login *l = state;

	(void)app;
	formview_focus(&l->form);
	formview_go(&l->form, *formview_get(&l->form, "user") ? "password" : "user");
}

static void login_hide(struct app *app, void *state)
{
	struct login *l = state;

	(void)app;
	formview_blur(&l->form);
}

static void login_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct login *l = state;
	const struct model *m = client_model(app);
	int width = r.width < 64 ? r.width : 64, x = r.x + (r.width - width) / 2;
	int y = r.y + (r.height > 14 ? r.height / 4 : 0);
	struct buf head = BUF_INIT;

	canvas_fill(c, r, LOOK_NORMAL);
	if (m->city)
		buf_addf(&head, "%s · ", words_in_language(app, m->city->name, m->city->name_en));
	buf_adds(&head, _("Citizens' hotline workstation"));
	canvas_text(c, x, y, width, LOOK_HEADING, head.data);
	canvas_text(c, x, y + 1, width, LOOK_DIM, client_server(app));
	formview_draw(&l->form, c, (struct rect){ x, y + 3, width, 4 });
	if (l->sentence) {
		struct text_lines lines = { 0 };
		text_wrap(&lines, l->sentence, strlen(l->sentence), width);
		for (size_t i = 0; i < lines.count && i < 4; i++)
			canvas_text_n(c, x, y + 7 + (int)i, width, l->sent ? LOOK_DIM : LOOK_WARNING,
				      l->sentence + lines.lines[i].start, lines.lines[i].len);
		text_lines_release(&lines);
	}
	if (l->again)
		canvas_text(c, x, y + 12, width, LOOK_DIM, _("Your work is underneath, as you left it."));
	buf_release(&head);
}

static enum handled accept(struct app *app, struct login *l)
{
	char *password = xstrdup(formview_get(&l->form, "password"));

	if (!*password && l->by_file && !l->sent) {
		free(password);
		password = client_password_again(app);
	}
	if (!l->sent) {
		if (!*formview_get(&l->form, "user"))
			formview_go(&l->form, "user");
		else if (!*password)
			formview_go(&l->form, "password");
		else
			try_login(app, l, password);
	}
	secret_wipe(password);
	free(password);
	return HANDLED_DRAW;
}

static enum handled login_key(struct app *app, void *state, const struct key *key)
{
	struct login *l = state;

	if (key->code == KC_ENTER)
		return accept(app, l);
	return formview_key(&l->form, key) ? HANDLED_DRAW : HANDLED_NOT;
}

static enum handled login_action(struct app *app, void *state, const struct command *command)
{
	struct login *l = state;

	if (command->action == ACTION_ACCEPT || command->action == ACTION_OPEN)
		return accept(app, l);
	if (command->action == ACTION_BACK)
		return HANDLED_QUIET;   /* there is nowhere to go without a login; `quit` leaves */
	return formview_command(&l->form, command) ? HANDLED_DRAW : HANDLED_NOT;
}

static enum context login_focus(void *state)
{
	struct login *l = state;

	return formview_context(&l->form);
}

const struct screen_ops screen_login = {
	.name = "login", .title = N_("Log in"), .flags = SCREEN_ROOT | SCREEN_PERSONAL,
	.enter = login_enter, .leave = login_leave, .draw = login_draw, .action = login_action,
	.key = login_key, .focus = login_focus, .show = login_show, .hide = login_hide,
};
