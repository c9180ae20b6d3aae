/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client.c -- what stands beside the frame: the connection and the lines around the screens.
 *
 * The hooks of work.h end here: a change of the model becomes status lines, a banner and a redraw of
 * the screens concerned. A ringing call changes the banner and nothing else: whatever the
 * agent is typing goes where it went.
 */
#include "client/client.h"
#include "client/client_commands.h"
#include "client/language.h"
#include "client/speech.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/screens/screens.h"
#include "client/screens/train.h"
#include "client/ui/term.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* Whose hooks: the work of the city, or that of a training session. */
struct side {
	struct client *client;
	bool realm;
};

struct client {
	struct app *app;
	struct work *work;              /* the city's, always there */
	struct work *realm;             /* of the training session one is in; NULL: none */
	struct work *left;              /* a realm's that is freed when nothing of it runs */
	struct side sides[2];
	char *state_dir;
	char *expired;                  /* the city's session ran out meanwhile: what to say; NULL: it did not */
	struct app_timer login;         /* until who types has come to a stop */
	int64_t login_latest;
	char *password_file;            /* NULL: none was given */
	char *user, *password, *server, *ca, *article;
	bool english;
	struct app_timer second;        /* while a timer is to be seen running */
};

static struct client *client_of(const struct app *app)
{
	return app_data(app);
}

/* The work that is on the screen. */
static struct work *now_of(const struct client *c)
{
	return c->realm ? c->realm : c->work;
}

struct work *client_work(const struct app *app)
{
	return now_of(client_of(app));
}

struct work *client_city_work(const struct app *app)
{
	return client_of(app)->work;
}

const char *client_realm(const struct app *app)
{
	const struct client *c = client_of(app);

	return c->realm ? work_realm(c->realm) : NULL;
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

char *client_take_password(struct app *app)
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

bool client_search_failed(const struct app *app)
{
	return client_model(app)->knowledge.sentence && work_link(client_work(app))->state == LINK_UP;
}

const char *client_key_in(const struct app *app, enum context context, enum action action)
{
	const enum context looked_in[] = {
		context, CONTEXT_TRAINING, CONTEXT_INTAKE, CONTEXT_ACT, CONTEXT_VISIT, CONTEXT_WALL, CONTEXT_REPORT,
		CONTEXT_FORM, CONTEXT_INSPECTION,
		client_role(app, CONTEXT_TICKETS), CONTEXT_TICKETS,
		CONTEXT_LIST, CONTEXT_GLOBAL,
	};
	static char names[4][48];
	static unsigned last;
	char *name = names[++last % ARRAY_SIZE(names)];
	struct buf text = BUF_INIT;

	for (size_t k = 0; k < ARRAY_SIZE(looked_in) && !text.len; k++) {
		const struct binding *b = keymap_find_action(app_keymap(app), looked_in[k], action);
		if (b)
			key_format(&b->key, &text);
	}
	if (!text.len)
		buf_addf(&text, ":%s", actions[action].name);
	snprintf(name, sizeof(names[0]), "%s", text.data);
	buf_release(&text);
	return name;
}

const char *client_key_name(const struct app *app, enum action action)
{
	return client_key_in(app, CONTEXT_TRAINING, action);
}

void client_show(struct app *app, const struct screen_ops *ops, void *argument)
{
	if (!app_pop_to(app, ops))
		app_push(app, ops, argument);
}

/* -- lines around the screen ------------------------------------------------- */

static void show_link(struct client *c)
{
	const struct link *link = work_link(now_of(c));
	struct journal_state kept;
	struct buf text = BUF_INIT;
	enum look look = LOOK_GOOD;

	switch (link->state) {
	case LINK_UP:
		buf_adds(&text, _("connected"));
		break;
	case LINK_OFF:
		break;
	case LINK_CONNECTING:
		look = LOOK_WARNING;
		buf_adds(&text, _("connecting…"));
		break;
	case LINK_WAITING:
		look = link->result == NET_CERTIFICATE ? LOOK_ERROR : LOOK_WARNING;
		buf_adds(&text, link->result == NET_CERTIFICATE ? _("wrong certificate") : _("server away"));
		break;
	}
	const struct outbox *out = work_outbox(now_of(c));
	size_t waiting = out ? outbox_waiting(out) : 0;
	if (waiting)
		buf_addf(&text, ngettext(" · %zu unsent", " · %zu unsent", waiting), waiting);
	work_journal(now_of(c), &kept);
	if (kept.failing) {
		look = LOOK_WARNING;
		buf_adds(&text, _(" · not on disk"));
	}
	app_set_status(c->app, STATUS_SERVER, look, text.data, NULL);
	buf_release(&text);
}

static void show_queue(struct client *c)
{
	const struct model_queue *q = &work_model(now_of(c))->queue;
	struct buf text = BUF_INIT, brief = BUF_INIT;

	/* Only these are told of it. */
	if (q->waiting >= 0 && model_has_role(work_model(now_of(c)), ROLE_AGENT | ROLE_SUPERVISOR | ROLE_OPS)) {
		buf_addf(&text, _("waiting %lld"), (long long)q->waiting);
		buf_adds(&brief, text.data);
		if (q->waiting > 0 && q->oldest_at != INSTANT_NONE) {
			buf_adds(&text, " · ");
			words_timer(&text, clock_agreed() - q->oldest_at);
		}
	}
	app_set_status(c->app, STATUS_QUEUE, q->waiting > 0 ? LOOK_WARNING : LOOK_DIM, text.data, brief.data);
	buf_release(&text);
	buf_release(&brief);
}

static void show_presence(struct client *c)
{
	const struct model *m = work_model(now_of(c));
	bool agent = model_has_role(m, ROLE_AGENT);
	struct buf text = BUF_INIT, state = BUF_INIT;

	if (agent && m->me.username) {
		buf_adds(&state, words_presence(m->presence.state));
		if (m->presence.since != INSTANT_NONE) {
			buf_addch(&state, ' ');
			words_timer(&state, train_time_in(c->app, m->presence.since, clock_agreed()));
		}
	}
	if (m->me.username)
		buf_addf(&text, "%s%s%s", m->me.name, agent ? " · " : "", state.len ? state.data : "");
	app_set_status(c->app, STATUS_PRESENCE,
		       m->presence.state == PRESENCE_READY ? LOOK_GOOD : LOOK_NORMAL, text.data, state.data);
	buf_release(&text);
	buf_release(&state);
}

/* Number, name if known, earlier tickets, waiting time; the key is on the bottom line. */
static void show_banner(struct client *c)
{
	const struct model_contact *ringing = model_ringing_contact(work_model(now_of(c)));
	struct buf text = BUF_INIT;

	if (app_is_covered(c->app)) {
		app_set_banner(c->app, LOOK_BANNER, ringing ? _("CALL") : NULL);
		return;
	}
	if (!ringing) {
		train_banner(c->app, &text);
		app_set_banner(c->app, LOOK_BANNER, text.len ? text.data : NULL);
		buf_release(&text);
		return;
	}
	buf_addf(&text, "%s  %s", model_is_spoken(ringing) ? _("CALL") : words_code(c->app, "channel", ringing->channel),
		 ringing->number ? ringing->number : _("number withheld"));
	if (ringing->name)
		buf_addf(&text, "  %s", ringing->name);
	if (ringing->earlier_tickets > 0)
		buf_addf(&text, ngettext("  %lld earlier ticket", "  %lld earlier tickets",
					 (unsigned long)ringing->earlier_tickets),
			 (long long)ringing->earlier_tickets);
	buf_adds(&text, _("  waiting "));
	words_timer(&text, clock_agreed() - ringing->queued_at);
	const struct binding *key = keymap_find_action(app_keymap(c->app), CONTEXT_GLOBAL, ACTION_ANSWER);
	if (key) {
		buf_adds(&text, "   ");
		key_format(&key->key, &text);
		buf_addf(&text, " %s", _("answers"));
	}
	app_set_banner(c->app, LOOK_BANNER, text.data);
	buf_release(&text);
}

/* When the screen locks by itself, if no key is pressed; INT64_MAX: it does not. */
static int64_t lock_at(const struct client *c)
{
	bool locks = ui_settings.lock_after && work_session(c->work) == SESSION_IN && !app_is_covered(c->app);

	return locks ? app_idle_since(c->app) + 1000 * (int64_t)ui_settings.lock_after : INT64_MAX;
}

/* A second hand only while something on the screen counts seconds. */
static void keep_time(struct client *c)
{
	const struct model *m = work_model(now_of(c));
	bool counting = m->me.username && (m->queue.waiting > 0 || m->contact_count > 0 || c->realm);
	int64_t next = clock_monotonic() + (counting ? 1000 : 15000), lock = lock_at(c);

	if (m->me.username && !c->second.at)
		app_timer_start(c->app, &c->second, next < lock ? next : lock);
}

static void show_training(struct client *c)
{
	struct buf text = BUF_INIT;

	if (c->realm)
		train_status(c->app, &text);
	app_set_status(c->app, STATUS_TRAINING, LOOK_BANNER, text.data, NULL);
	buf_release(&text);
}

static void show_lines(struct client *c)
{
	show_training(c);
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
	if (clock_monotonic() >= lock_at(c))
		client_lock(app);
	show_lines(c);
	app_draw_later(app);
}

void client_lock(struct app *app)
{
	struct client *c = client_of(app);

	if (work_session(c->work) != SESSION_IN)
		return;
	app_cover(app, &screen_lock, NULL);
	show_lines(c);
}

void client_unlock(struct app *app)
{
	app_uncover(app);
	show_lines(client_of(app));
}

/* The newest alarm of a ticket's clock; `:messages` keeps those before it. */
static void say_alarm(struct client *c)
{
	const struct model *m = work_model(now_of(c));
	struct buf text = BUF_INIT;
	int clock = 0;

	if (!m->alarm_count)
		return;
	const struct model_alarm *a = &m->alarms[0];
	while (clock < CLOCK_COUNT - 1 && strcmp(city_clock_names[clock], a->clock) != 0)
		clock++;
	words_no(&text, a->no);
	buf_addf(&text, " · %s ", words_clock(clock));
	enum look look = words_due(&text, a->due_at, clock_agreed());
	app_say(c->app, look == LOOK_ERROR ? LOOK_ERROR : LOOK_WARNING, _("Ticket %s"), text.data);
	buf_release(&text);
}

/* -- hooks of work.h ------------------------------------------------------------ */

static void on_changed(void *arg, unsigned what)
{
	struct side *side = arg;
	struct client *c = side->client;

	if (side->realm != (c->realm != NULL))
		return;                 /* the city goes on, unseen */
	if (what & MODEL_RINGING && ui_settings.bell)
		term_bell();
	if (what & (MODEL_RINGING | MODEL_CONTACTS)) {
		app_timer_stop(c->app, &c->second);
		c->second.at = 0;
	}
	/* Times are the city's, wherever the terminal stands. */
	if (what & MODEL_CITY && work_model(now_of(c))->city) {
		clock_set_zone(work_model(now_of(c))->city->zone, NULL);
		app_show_time(c->app, true);
	}
	if (what & (MODEL_LINK | MODEL_OUTBOX | MODEL_JOURNAL | MODEL_QUEUE | MODEL_PRESENCE | MODEL_CONTACTS |
		    MODEL_RINGING | MODEL_ME | MODEL_SESSION | MODEL_TRAINING))
		show_lines(c);
	if (what & MODEL_ALARMS)
		say_alarm(c);
	if (c->realm && what & (MODEL_TRAINING | MODEL_CONTACTS))
		train_follow(c->app);
	if (what & MODEL_TRAININGS_LIST)
		train_look(c->app);
	if (what & MODEL_JUDGED)
		train_judged(c->app);
	app_changed(c->app, what);
}

static void on_say(void *arg, enum work_tone tone, const char *sentence)
{
	static const enum look looks[] = {
		[WORK_SAYS] = LOOK_MESSAGE, [WORK_WARNS] = LOOK_WARNING, [WORK_FAILED] = LOOK_ERROR,
	};
	struct client *c = ((struct side *)arg)->client;

	app_say(c->app, looks[tone], "%s", sentence);
}

/* Says why the session ended, once; a login that is open has its own sentence. */
static void open_login(struct client *c)
{
	if (!app_is_top(c->app, &screen_login))
		app_push(c->app, &screen_login, c->expired);
	free(c->expired);
	c->expired = NULL;
}

/*
 * The login takes the keys: what somebody is typing into a form must not run into the password. It waits for a stop, but
 * not for ever.
 */
static void ask_login(struct app *app, void *data)
{
	struct client *c = data;
	int64_t until = app_types_until(app);

	if (until && c->login_latest > clock_monotonic()) {
		app_timer_start(app, &c->login, until < c->login_latest ? until : c->login_latest);
		return;
	}
	open_login(c);
	app_uncover(app);       /* the login asks the same password */
}

static void on_login_needed(void *arg, const char *sentence)
{
	enum { LATEST_MS = 10000 };
	struct side *side = arg;
	struct client *c = side->client;

	if (side->realm) {
		train_expired(c->app);
		return;
	}
	free(c->expired);
	c->expired = xstrdup(sentence);
	if (c->realm)
		return;
	c->login_latest = clock_monotonic() + LATEST_MS;
	ask_login(c->app, c);
	if (c->login.at && sentence)
		app_say(c->app, LOOK_WARNING, "%s", sentence);
}

static void on_conflict(void *arg, const char *contact, int n)
{
	const struct side *side = arg;
	struct client *c = side->client;
	const struct model_draft *d = model_draft(work_model(side->realm ? c->realm : c->work), contact, n);

	if (d && model_draft_missed_ticket(d)) {
		app_say(c->app, LOOK_WARNING,
			_("Form %d became ticket %s elsewhere, without what you typed here; the desk has that."),
			n, d->no);
		return;
	}
	app_say(c->app, LOOK_WARNING,
		_("Form %d was changed elsewhere. Both versions are kept: %s keeps yours, %s takes theirs."), n,
		client_key_name(c->app, ACTION_KEEP_MINE), client_key_name(c->app, ACTION_KEEP_THEIRS));
}

/* -- start and stop ----------------------------------------------------------------- */

static void do_transfers(struct app *app, void *data)
{
	struct client *c = data;

	(void)app;
	work_turn(c->work);
	if (c->realm)
		work_turn(c->realm);
	work_free(c->left);
	c->left = NULL;
}

static int wait_for_transfers(void *data, struct pollfd *fds, unsigned count, int ms)
{
	struct client *c = data;
	struct pollfd all[NET_WAIT_MOST];

	if (!c->realm || count >= NET_WAIT_MOST)
		return work_wait(c->work, fds, count, ms);
	memcpy(all, fds, count * sizeof(*fds));
	unsigned more = work_descriptors(c->work, all + count, NET_WAIT_MOST - count);
	int came = work_wait(c->realm, all, count + more, ms);
	memcpy(fds, all, count * sizeof(*fds));
	return came;
}

static int transfers_timeout(void *data)
{
	enum { BESIDE_MS = 1000 };      /* libcurl's own times of the one that is not waited in */
	struct client *c = data;
	int city = work_timeout(c->work), realm = c->realm ? work_timeout(c->realm) : -1;

	if (c->left)
		return 0;
	if (c->realm && (city < 0 || city > BESIDE_MS))
		city = BESIDE_MS;
	return realm >= 0 && realm < city ? realm : city;
}

/* -- into a training session and back -------------------------------------------------- */

static struct work *make_work(struct client *c, bool realm, struct error *err)
{
	c->sides[realm] = (struct side){ c, realm };
	struct work_hooks hooks = {
		.changed = on_changed, .say = on_say, .login_needed = on_login_needed,
		.conflict = on_conflict, .arg = &c->sides[realm],
	};
	struct work_options options = {
		.server = c->server, .ca = c->ca, .state_dir = c->state_dir, .language = c->english ? "en" : "zh-CN",
	};

	return work_new(&options, &hooks, err);
}

/* The screens were another's work: they are left, and what they asked for is not told them any more. */
static void begin_anew(struct client *c, struct work *former)
{
	work_forget_all(former);
	free(c->article);
	c->article = NULL;
	app_begin(c->app, &screen_desk, NULL);
	on_changed(&c->sides[c->realm != NULL], MODEL_ALL & ~(unsigned)MODEL_ALARMS);
}

bool client_enter_realm(struct app *app, const json *pass, struct error *err)
{
	struct client *c = client_of(app);
	struct work *realm = c->realm ? NULL : make_work(c, true, err);

	if (!realm)
		return false;
	if (!work_enter_realm(realm, &work_model(c->work)->me, pass, err)) {
		work_free(realm);
		return false;
	}
	c->realm = realm;
	begin_anew(c, c->work);
	return true;
}

void client_leave_realm(struct app *app, bool ended)
{
	struct client *c = client_of(app);

	if (!c->realm)
		return;
	if (ended)
		work_end_realm(c->realm);
	c->left = c->realm;
	c->realm = NULL;
	begin_anew(c, c->left);
	if (c->expired)
		open_login(c);
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

char *client_password_again(struct app *app)
{
	struct client *c = client_of(app);

	if (!c->password && c->password_file)
		read_password(c, c->password_file, NULL);
	return client_take_password(app);
}

bool client_start(struct app *app, const struct options *o, struct error *err)
{
	struct client *c = xcalloc(1, sizeof(*c));

	c->app = app;
	c->english = strcmp(language_name(), "en") == 0;
	c->user = xstrdup(o->user);
	c->server = xstrdup(o->server);
	c->ca = xstrdup(o->ca);
	c->state_dir = xstrdup(o->state);
	c->password_file = xstrdup(o->password_file);
	c->second.fire = tick;
	c->second.data = c;
	c->login.fire = ask_login;
	c->login.data = c;
	app_set_data(app, c);
	if (!o->server)
		return error_set(err, ERROR_INPUT, _("no server is named: use --server https://HOST:PORT"));
	if (o->password_file && !read_password(c, o->password_file, err))
		return false;
	c->work = make_work(c, false, err);
	if (!c->work)
		return false;
	struct app_transfers transfers = {
		.wait = wait_for_transfers, .work = do_transfers, .timeout = transfers_timeout, .data = c,
	};
	app_set_transfers(app, &transfers);
	speech_begin(app);
	app_set_commands(app, client_command);
	app_set_worth(app, client_worth);
	app_set_label(app, client_label);
	app_set_words(app, client_words);
	app_set_role(app, client_role);
	app_show_time(app, false);
	app_push(app, &screen_desk, NULL);
	app_push(app, &screen_login, NULL);
	return true;
}

void client_stop(struct app *app)
{
	struct client *c = client_of(app);

	if (!c)
		return;
	speech_stop();
	work_free(c->left);
	work_free(c->realm);
	work_free(c->work);
	secret_wipe(c->password);
	free(c->password);
	free(c->password_file);
	free(c->user);
	free(c->server);
	free(c->ca);
	free(c->state_dir);
	free(c->expired);
	free(c->article);
	free(c);
	app_set_data(app, NULL);
}
