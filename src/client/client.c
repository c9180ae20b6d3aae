/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client.c -- what stands beside the frame: the connection, the lines around the screens, and
 * the commands that work everywhere.
 *
 * The hooks of work.h end here: a change of the model becomes status lines, a banner and a redraw of
 * the screens concerned. A ringing call changes the banner and nothing else: whatever the
 * agent is typing goes where it went.
 */
#include "client/client.h"
#include "client/language.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/screens/screens.h"
#include "client/ui/term.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

struct client {
	struct app *app;
	struct work *work;
	char *user, *password, *server, *ca, *article;
	bool english;
	struct app_timer second;        /* while a timer is to be seen running */
};

static struct client *client_of(const struct app *app)
{
	return app_data(app);
}

struct work *client_work(const struct app *app)
{
	return client_of(app)->work;
}

bool client_english(const struct app *app)
{
	return client_of(app)->english;
}

const char *client_server(const struct app *app)
{
	return client_of(app)->server;
}

const char *client_first_user(const struct app *app)
{
	return client_of(app)->user;
}

char *client_take_password(const struct app *app)
{
	struct client *c = client_of(app);
	char *password = c->password ? c->password : xstrdup("");

	c->password = NULL;
	return password;
}

const json *client_article(const struct app *app)
{
	struct client *c = client_of(app);

	return c->article ? model_article(work_model(c->work), c->article) : NULL;
}

void client_set_article(struct app *app, const char *id)
{
	struct client *c = client_of(app);

	free(c->article);
	c->article = xstrdup(id);
}

void client_show(struct app *app, const struct screen_ops *ops, void *argument)
{
	if (!app_pop_to(app, ops))
		app_push(app, ops, argument);
}

/* -- lines around the screen ------------------------------------------------- */

static void show_link(struct client *c)
{
	const struct link *link = work_link(c->work);
	struct buf text = BUF_INIT;
	enum look look = LOOK_GOOD;

	switch (link->state) {
	case LINK_UP:
		buf_adds(&text, _("online"));
		break;
	case LINK_OFF:
		break;
	case LINK_CONNECTING:
		look = LOOK_WARNING;
		buf_adds(&text, _("connecting…"));
		break;
	case LINK_WAITING:
		look = LOOK_WARNING;
		buf_adds(&text, _("server away"));
		break;
	}
	const struct outbox *out = work_outbox(c->work);
	size_t waiting = out ? outbox_waiting(out) : 0;
	if (waiting)
		buf_addf(&text, ngettext(" · %zu unsent", " · %zu unsent", waiting), waiting);
	app_set_status(c->app, STATUS_SERVER, look, text.data);
	buf_release(&text);
}

static void show_queue(struct client *c)
{
	const struct model_queue *q = &work_model(c->work)->queue;
	struct buf text = BUF_INIT;

	if (q->waiting >= 0) {
		buf_addf(&text, _("waiting %lld"), (long long)q->waiting);
		if (q->waiting > 0 && q->oldest_at != INSTANT_NONE) {
			buf_adds(&text, " · ");
			words_timer(&text, clock_now() - q->oldest_at);
		}
	}
	app_set_status(c->app, STATUS_QUEUE, q->waiting > 0 ? LOOK_WARNING : LOOK_DIM, text.data);
	buf_release(&text);
}

static void show_presence(struct client *c)
{
	const struct model *m = work_model(c->work);
	struct buf text = BUF_INIT;

	if (m->me.username) {
		buf_addf(&text, "%s · %s", m->me.name, words_presence(m->presence.state));
		if (m->presence.since != INSTANT_NONE && model_has_role(m, ROLE_AGENT)) {
			buf_addch(&text, ' ');
			words_timer(&text, clock_now() - m->presence.since);
		}
	}
	app_set_status(c->app, STATUS_PRESENCE,
		       m->presence.state == PRESENCE_READY ? LOOK_GOOD : LOOK_NORMAL, text.data);
	buf_release(&text);
}

/* Number, name if known, earlier tickets, waiting time; the key is on the bottom line. */
static void show_banner(struct client *c)
{
	const struct model_contact *ringing = model_ringing_contact(work_model(c->work));
	struct buf text = BUF_INIT;

	if (!ringing) {
		app_set_banner(c->app, LOOK_BANNER, NULL);
		return;
	}
	buf_addf(&text, _("CALL  %s"), ringing->number ? ringing->number : _("number withheld"));
	if (ringing->name)
		buf_addf(&text, "  %s", ringing->name);
	if (ringing->earlier_tickets > 0)
		buf_addf(&text, ngettext("  %lld earlier ticket", "  %lld earlier tickets",
					 (unsigned long)ringing->earlier_tickets),
			 (long long)ringing->earlier_tickets);
	buf_adds(&text, _("  waiting "));
	words_timer(&text, clock_now() - ringing->queued_at);
	const struct binding *key = keymap_find_action(app_keymap(c->app), CONTEXT_GLOBAL, ACTION_ANSWER);
	if (key) {
		buf_adds(&text, "   ");
		key_format(&key->key, &text);
		buf_addf(&text, " %s", _("answers"));
	}
	app_set_banner(c->app, LOOK_BANNER, text.data);
	buf_release(&text);
}

static void tick(struct app *app, void *data);

/* A second hand only while something on the screen counts seconds. */
static void keep_time(struct client *c)
{
	const struct model *m = work_model(c->work);
	bool counting = m->me.username && (m->queue.waiting > 0 || m->contact_count > 0);

	if (m->me.username && !c->second.at)
		app_timer_start(c->app, &c->second, clock_monotonic() + (counting ? 1000 : 15000));
}

static void show_lines(struct client *c)
{
	show_link(c);
	show_queue(c);
	show_presence(c);
	show_banner(c);
	keep_time(c);
}

static void tick(struct app *app, void *data)
{
	struct client *c = data;

	c->second.at = 0;
	show_lines(c);
	app_draw_later(app);
}

/* -- hooks of work.h ------------------------------------------------------------ */

static void on_changed(void *arg, unsigned what)
{
	struct client *c = arg;

	if (what & MODEL_RINGING && ui_settings.bell)
		term_bell();
	if (what & (MODEL_RINGING | MODEL_CONTACTS)) {
		app_timer_stop(c->app, &c->second);
		c->second.at = 0;
	}
	/* Times are the city's, wherever the terminal stands. */
	if (what & MODEL_CITY && work_model(c->work)->city)
		clock_set_zone(work_model(c->work)->city->zone, NULL);
	if (what & (MODEL_LINK | MODEL_OUTBOX | MODEL_QUEUE | MODEL_PRESENCE | MODEL_CONTACTS |
		    MODEL_RINGING | MODEL_ME | MODEL_SESSION))
		show_lines(c);
	app_changed(c->app, what);
}

static void on_say(void *arg, enum work_tone tone, const char *sentence)
{
	static const enum look looks[] = {
		[WORK_SAYS] = LOOK_MESSAGE, [WORK_WARNS] = LOOK_WARNING, [WORK_FAILED] = LOOK_ERROR,
	};
	struct client *c = arg;

	app_say(c->app, looks[tone], "%s", sentence);
}

static void on_login_needed(void *arg, const char *sentence)
{
	struct client *c = arg;

	if (!app_is_top(c->app, &screen_login))
		app_push(c->app, &screen_login, (void *)sentence);
}

static void on_conflict(void *arg, const char *contact, int n)
{
	struct client *c = arg;

	(void)contact;
	app_say(c->app, LOOK_WARNING,
		_("Form %d was changed elsewhere. Both are kept: :keep-mine or :keep-theirs"), n);
}

/* -- commands that work everywhere ------------------------------------------------ */

static const struct model_contact *contact_in_hand(struct app *app)
{
	const struct model_contact *contact = model_current_contact(client_model(app));

	if (!contact)
		app_say(app, LOOK_WARNING, "%s", _("No call is with you now."));
	return contact;
}

static void answered(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	if (!net_is_ok(answer)) {
		app_say(app, LOOK_ERROR, "%s", answer->sentence);
		return;
	}
	if (!app_find(app, &screen_intake))
		app_push(app, &screen_intake, (void *)jo_str(answer->body, "id"));
	else
		app_pop_to(app, &screen_intake);
}

static void run_answer(struct app *app, const struct command *c)
{
	const struct model_contact *ringing = model_ringing_contact(client_model(app));

	(void)c;
	if (ringing)
		work_answer(client_work(app), ringing->id, answered, app);
	else
		app_say(app, LOOK_WARNING, "%s", _("No call is ringing."));
}

static void run_decline_call(struct app *app, const struct command *c)
{
	const struct model_contact *ringing = model_ringing_contact(client_model(app));

	(void)c;
	if (ringing)
		work_decline(client_work(app), ringing->id, NULL, NULL);
	else
		app_say(app, LOOK_WARNING, "%s", _("No call is ringing."));
}

/* Verbs on the call in hand that need nothing else. */
typedef void contact_verb(struct work *w, const char *contact, net_done done, void *arg);

static void on_contact(struct app *app, contact_verb *verb)
{
	const struct model_contact *contact = contact_in_hand(app);

	if (contact)
		verb(client_work(app), contact->id, NULL, NULL);
}

static void run_hang_up(struct app *app, const struct command *c)
{
	(void)c;
	on_contact(app, work_hang_up);
}

static void run_hold(struct app *app, const struct command *c)
{
	(void)c;
	on_contact(app, work_hold);
}

static void run_wrap_up_done(struct app *app, const struct command *c)
{
	(void)c;
	on_contact(app, work_wrap_up_done);
}

static void run_resume_call(struct app *app, const struct command *c)
{
	const struct model_contact *contact = contact_in_hand(app);

	(void)c;
	if (!contact)
		return;
	if (contact->state == CONTACT_HELD || contact->state == CONTACT_ORPHANED)
		work_resume(client_work(app), contact->id, NULL, NULL);
	client_show(app, &screen_intake, NULL);
}

static void run_call_back(struct app *app, const struct command *c)
{
	const struct model_contact *mine = model_current_contact(client_model(app));

	if (c->count)
		work_call_back(client_work(app), c->words[0], answered, app);
	else if (mine)
		work_call_back(client_work(app), mine->id, answered, app);
	else
		app_say(app, LOOK_WARNING, "%s", _("Select somebody on the desk's call-back list first."));
}

static void run_transfer_call(struct app *app, const struct command *c)
{
	const struct model_contact *contact = contact_in_hand(app);
	const char *to = c->words[0];
	bool skill = !strncmp(to, "skill:", 6);

	if (contact)
		work_transfer_contact(client_work(app), contact->id, skill ? NULL : to,
				      skill ? to + 6 : NULL, NULL, NULL);
}

/* Ready also ends the wrap-up: one key between two calls. */
static void run_ready(struct app *app, const struct command *c)
{
	const struct model_contact *contact = model_current_contact(client_model(app));

	(void)c;
	if (contact && contact->state == CONTACT_WRAP_UP)
		work_wrap_up_done(client_work(app), contact->id, NULL, NULL);
	else
		work_set_presence(client_work(app), PRESENCE_READY, NULL, NULL, NULL);
}

static void run_not_ready(struct app *app, const struct command *c)
{
	work_set_presence(client_work(app), PRESENCE_NOT_READY, c->words[0], NULL, NULL);
}

static void run_break(struct app *app, const struct command *c)
{
	work_set_presence(client_work(app), PRESENCE_BREAK, c->words[0], NULL, NULL);
}

static void run_desk(struct app *app, const struct command *c)
{
	(void)c;
	client_show(app, &screen_desk, NULL);
}

static void run_intake(struct app *app, const struct command *c)
{
	(void)c;
	if (contact_in_hand(app))
		client_show(app, &screen_intake, NULL);
}

static void run_search(struct app *app, const struct command *c)
{
	knowledge_open(app, c->words[0], NULL);
}

/* "state=pending grade=I 漏水": what has a '=' is a filter, the rest is looked for. */
static void add_query(struct buf *query, const char *words)
{
	struct buf text = BUF_INIT;

	for (const char *p = words; *p; ) {
		size_t len = strcspn(p, " ");
		const char *equals = memchr(p, '=', len);
		if (equals) {
			char *value = xstrndup(equals + 1, len - (size_t)(equals + 1 - p));
			buf_addf(query, "%s%.*s=", query->len ? "&" : "", (int)(equals - p), p);
			net_encode(query, value);
			free(value);
		} else if (len) {
			buf_addf(&text, "%s%.*s", text.len ? " " : "", (int)len, p);
		}
		p += len + strspn(p + len, " ");
	}
	if (text.len) {
		buf_addf(query, "%stext=", query->len ? "&" : "");
		net_encode(query, text.data);
	}
	buf_release(&text);
}

static void run_tickets(struct app *app, const struct command *c)
{
	struct buf query = BUF_INIT;

	if (c->count)
		add_query(&query, c->words[0]);
	struct tickets_query want = { N_("Tickets"), query.data };
	app_push(app, &screen_tickets, &want);
	buf_release(&query);
}

static void run_board(struct app *app, const struct command *c)
{
	struct tickets_query want = { N_("Waiting for dispatch"),
				      "state=pending,needs_info,return_requested&sort=due" };

	(void)c;
	app_push(app, &screen_tickets, &want);
}

static void run_ticket(struct app *app, const struct command *c)
{
	char no[24];
	size_t n = 0;

	/* As it is read out: blanks and dashes between the groups do not count. */
	for (const char *p = c->words[0]; *p && n + 1 < sizeof(no); p++)
		if (*p != ' ' && *p != '-')
			no[n++] = *p;
	no[n] = '\0';
	app_push(app, &screen_ticket, no);
}

static void logged_out(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	(void)answer;
	app_push(app, &screen_login, _("You are logged out."));
}

static void run_log_out(struct app *app, const struct command *c)
{
	const struct outbox *out = work_outbox(client_work(app));

	(void)c;
	if (model_current_contact(client_model(app)))
		app_say(app, LOOK_WARNING, "%s", _("A call is with you; end it before you log out."));
	else if (out && outbox_waiting(out))
		app_say(app, LOOK_WARNING, "%s",
			_("Something is not sent yet; wait for the server, or discard it on the desk."));
	else
		work_logout(client_work(app), logged_out, app);
}

static void run_reconnect(struct app *app, const struct command *c)
{
	(void)c;
	work_hurry(client_work(app));
}

static void password_changed(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	if (net_is_ok(answer))
		app_say(app, LOOK_GOOD, "%s", _("The password is changed."));
	else
		app_say(app, LOOK_ERROR, "%s", answer->sentence);
}

static void new_password(struct app *app, void *data, const char *answer)
{
	char *old = data;

	if (answer) {
		char *fresh = xstrdup(answer);
		work_change_password(client_work(app), old, fresh, password_changed, app);
		free(fresh);
	} else {
		secret_wipe(old);
	}
	free(old);
}

static void old_password(struct app *app, void *data, const char *answer)
{
	(void)data;
	if (answer)
		app_ask(app, _("New password: "), true, new_password, xstrdup(answer));
}

static void run_password(struct app *app, const struct command *c)
{
	(void)c;
	app_ask(app, _("Present password: "), true, old_password, NULL);
}

static const struct {
	enum action action;
	void (*run)(struct app *app, const struct command *c);
} commands[] = {
	{ ACTION_ANSWER, run_answer },
	{ ACTION_DECLINE_CALL, run_decline_call },
	{ ACTION_HANG_UP, run_hang_up },
	{ ACTION_HOLD, run_hold },
	{ ACTION_RESUME_CALL, run_resume_call },
	{ ACTION_WRAP_UP_DONE, run_wrap_up_done },
	{ ACTION_CALL_BACK, run_call_back },
	{ ACTION_TRANSFER_CALL, run_transfer_call },
	{ ACTION_READY, run_ready },
	{ ACTION_NOT_READY, run_not_ready },
	{ ACTION_BREAK, run_break },
	{ ACTION_PASSWORD, run_password },
	{ ACTION_LOG_OUT, run_log_out },
	{ ACTION_DESK, run_desk },
	{ ACTION_INTAKE, run_intake },
	{ ACTION_SEARCH, run_search },
	{ ACTION_TICKETS, run_tickets },
	{ ACTION_BOARD, run_board },
	{ ACTION_TICKET, run_ticket },
	{ ACTION_RECONNECT, run_reconnect },
};

static enum handled run_command(struct app *app, const struct command *c)
{
	bool in = work_session(client_work(app)) == SESSION_IN;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (commands[i].action != c->action)
			continue;
		if (in)
			commands[i].run(app, c);
		else
			app_say(app, LOOK_WARNING, "%s", _("Log in first."));
		return HANDLED_DRAW;
	}
	return HANDLED_NOT;
}

/* -- start and stop ----------------------------------------------------------------- */

static void do_transfers(struct app *app, void *data)
{
	struct client *c = data;

	(void)app;
	work_turn(c->work);
}

static int wait_for_transfers(void *data, struct pollfd *fds, unsigned count, int ms)
{
	struct client *c = data;

	return work_wait(c->work, fds, count, ms);
}

static int transfers_timeout(void *data)
{
	struct client *c = data;

	return work_timeout(c->work);
}

/* The first line of the file, without its end. */
static bool read_password(struct client *c, const char *file, struct error *err)
{
	char line[512] = "";
	FILE *f = fopen(file, "re");

	if (!f)
		return error_errno(err, _("cannot read the password file %s"), file);
	bool read = fgets(line, sizeof(line), f);
	fclose(f);
	line[strcspn(line, "\r\n")] = '\0';
	if (!read || !line[0])
		return error_set(err, ERROR_INPUT, _("%s:1: the password file is empty"), file);
	c->password = xstrdup(line);
	secret_wipe(line);
	return true;
}

bool client_start(struct app *app, const struct options *o, struct error *err)
{
	struct client *c = xcalloc(1, sizeof(*c));
	struct work_hooks hooks = {
		.changed = on_changed, .say = on_say, .login_needed = on_login_needed,
		.conflict = on_conflict, .arg = c,
	};

	c->app = app;
	c->english = strcmp(language_name(), "en") == 0;
	c->user = xstrdup(o->user);
	c->server = xstrdup(o->server);
	c->second.fire = tick;
	c->second.data = c;
	app_set_data(app, c);
	if (!o->server)
		return error_set(err, ERROR_INPUT, _("no server is named: use --server https://HOST:PORT"));
	if (o->password_file && !read_password(c, o->password_file, err))
		return false;
	struct work_options options = {
		.server = o->server, .ca = o->ca, .state_dir = o->state,
		.language = c->english ? "en" : "zh-CN",
	};
	c->work = work_new(&options, &hooks, err);
	if (!c->work)
		return false;
	struct app_transfers transfers = {
		.wait = wait_for_transfers, .work = do_transfers, .timeout = transfers_timeout, .data = c,
	};
	app_set_transfers(app, &transfers);
	app_set_commands(app, run_command);
	app_push(app, &screen_desk, NULL);
	app_push(app, &screen_login, NULL);
	return true;
}

void client_stop(struct app *app)
{
	struct client *c = client_of(app);

	if (!c)
		return;
	if (c->work)
		work_free(c->work);
	secret_wipe(c->password);
	free(c->password);
	free(c->user);
	free(c->server);
	free(c->article);
	free(c);
	app_set_data(app, NULL);
}
