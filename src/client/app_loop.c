/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * app_loop.c -- the one loop and what it waits for.
 *
 * A turn: take everything that is there, draw once, wait in one place. Signals and other threads
 * write a byte into a pipe. A key file is played only when the program has nothing else to do, so
 * that what it saves is the whole effect of the keys before.
 */
#include "client/app_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/ui/term.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/error.h"

enum { INPUT_BLOCK = 4096, WAIT_MOST = 60000 };

static volatile sig_atomic_t signals_seen[NSIG];
static int signal_pipe = -1;

static const int signals_taken[] = { SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGCONT };

static void note_signal(int number)
{
	int saved = errno;

	signals_seen[number] = 1;
	if (write(signal_pipe, "s", 1) < 0)
		errno = saved;          /* full: a byte that wakes is in it already */
	errno = saved;
}

static bool signal_came(int number)
{
	bool came = signals_seen[number];

	signals_seen[number] = 0;
	return came;
}

void app_wake(struct app *app)
{
	if (write(app->pipe[1], "w", 1) < 0)
		return;                 /* full: as above */
}

/* -- what is waited for ------------------------------------------------------------ */

void app_set_woken(struct app *app, void (*woken)(struct app *app, void *data), void *data)
{
	app->woken = woken;
	app->woken_data = data;
}

void app_set_transfers(struct app *app, const struct app_transfers *transfers)
{
	if (transfers)
		app->transfers = *transfers;
	else
		memset(&app->transfers, 0, sizeof(app->transfers));
}

void app_busy(struct app *app, int change)
{
	app->busy += change;
}

void app_watch(struct app *app, int fd, short events,
	       void (*ready)(struct app *app, void *data, short events), void *data)
{
	app_unwatch(app, fd);
	if (app->watch_count < WATCHES_MAX)
		app->watches[app->watch_count++] = (struct watch){ fd, events, ready, data };
}

void app_unwatch(struct app *app, int fd)
{
	for (size_t i = 0; i < app->watch_count; i++) {
		if (app->watches[i].fd == fd) {
			app->watches[i] = app->watches[--app->watch_count];
			return;
		}
	}
}

void app_timer_stop(struct app *app, struct app_timer *t)
{
	for (struct app_timer **at = &app->timers; *at; at = &(*at)->next) {
		if (*at == t) {
			*at = t->next;
			break;
		}
	}
	t->at = 0;
	t->next = NULL;
}

void app_timer_start(struct app *app, struct app_timer *t, int64_t at)
{
	app_timer_stop(app, t);
	t->at = at;
	t->next = app->timers;
	app->timers = t;
}

static int64_t next_deadline(const struct app *app)
{
	int64_t at = typing_has_held(app) ? 0 : key_reader_deadline(&app->keys);

	for (const struct app_timer *t = app->timers; t; t = t->next)
		at = t->at < at ? t->at : at;
	if (app->script && script_deadline(app->script) < at)
		at = script_deadline(app->script);
	return at;
}

/* Milliseconds that the loop may sleep. */
static int longest_wait(const struct app *app)
{
	int64_t left = next_deadline(app) - clock_monotonic();
	int wait = left < 0 ? 0 : left > WAIT_MOST ? WAIT_MOST : (int)left;
	int transfers = app->transfers.timeout ? app->transfers.timeout(app->transfers.data) : -1;

	return transfers >= 0 && transfers < wait ? transfers : wait;
}

/* -- what came ------------------------------------------------------------------------- */

static void take_input(struct app *app)
{
	char block[INPUT_BLOCK];
	ssize_t n = read(term_input(), block, sizeof(block));

	if (n > 0)
		key_reader_feed(&app->keys, block, (size_t)n, clock_monotonic());
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		app_quit(app, 1);       /* the terminal is gone */
}

static void take_keys(struct app *app)
{
	struct key key;

	while (!app->quit) {
		bool held = typing_next_held(app, &key);
		if (!held && !key_reader_next(&app->keys, clock_monotonic(), &key))
			break;
		if (!held && typing_holds(app, &key))
			continue;
		app_key(app, &key);
		app_settle(app);
	}
}

static void take_signals(struct app *app)
{
	if (signal_came(SIGTERM) || signal_came(SIGHUP))
		app_quit(app, 0);
	if (signal_came(SIGCONT)) {
		term_resume();
		app->dirty = true;
	}
	if (signal_came(SIGWINCH) && term_resized())
		app->dirty = true;
}

static void take_pipe(struct app *app)
{
	char block[256];
	bool woken = false;

	for (ssize_t n; (n = read(app->pipe[0], block, sizeof(block))) > 0;)
		woken = woken || memchr(block, 'w', (size_t)n);
	take_signals(app);
	if (woken && app->woken)
		app->woken(app, app->woken_data);
}

static void take_timers(struct app *app)
{
	int64_t now = clock_monotonic();
	struct app_timer *t = app->timers;

	while (t) {
		if (t->at > now) {
			t = t->next;
			continue;
		}
		app_timer_stop(app, t);
		t->fire(app, t->data);
		app_settle(app);
		t = app->timers;
	}
}

static void take_watch(struct app *app, int fd, short events)
{
	for (size_t i = 0; i < app->watch_count; i++) {
		if (app->watches[i].fd == fd) {
			app->watches[i].ready(app, app->watches[i].data, events);
			app_settle(app);
			return;
		}
	}
}

/* -- waiting ------------------------------------------------------------------------------- */

static int wait_for(struct app *app, struct pollfd *fds, unsigned count, int ms)
{
	if (app->transfers.wait)
		return app->transfers.wait(app->transfers.data, fds, count, ms);
	return poll(fds, count, ms);
}

/* Waits and takes what came. True when anything did. */
static bool turn(struct app *app, int ms)
{
	struct pollfd fds[WATCHES_MAX + 2] = {
		{ app->pipe[0], POLLIN, 0 },
		{ term_input(), POLLIN, 0 },
	};
	unsigned first = term_input() < 0 ? 1 : 2, count = first;

	for (size_t i = 0; i < app->watch_count; i++)
		fds[count++] = (struct pollfd){ app->watches[i].fd, app->watches[i].events, 0 };
	bool came = wait_for(app, fds, count, ms) > 0;
	if (fds[0].revents)
		take_pipe(app);
	if (first == 2 && fds[1].revents)
		take_input(app);
	for (unsigned i = first; i < count; i++) {
		if (fds[i].revents)
			take_watch(app, fds[i].fd, fds[i].revents);
	}
	if (app->transfers.work)
		app->transfers.work(app, app->transfers.data);
	app_settle(app);
	take_keys(app);
	take_timers(app);
	return came;
}

/* -- life -------------------------------------------------------------------------------------- */

static void each_minute(struct app *app, void *data)
{
	(void)data;
	app->dirty = true;
	app_timer_start(app, &app->minute, clock_monotonic() + 60000 - clock_agreed() % 60000);
}

static void take_over_signals(void)
{
	struct sigaction take = { .sa_handler = note_signal, .sa_flags = SA_RESTART };

	sigemptyset(&take.sa_mask);
	for (size_t i = 0; i < ARRAY_SIZE(signals_taken); i++)
		sigaction(signals_taken[i], &take, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);       /* write(2) fails instead: a full disk is said */
	signal(SIGTSTP, SIG_IGN);
}

bool app_open_loop(struct app *app, struct error *err)
{
	if (pipe2(app->pipe, O_CLOEXEC | O_NONBLOCK) < 0)
		return error_errno(err, _("No pipe can be made"));
	signal_pipe = app->pipe[1];
	take_over_signals();
	app->key_at = clock_monotonic();
	app->minute.fire = each_minute;
	each_minute(app, NULL);
	return true;
}

void app_close_loop(struct app *app)
{
	for (size_t i = 0; i < ARRAY_SIZE(signals_taken); i++)
		signal(signals_taken[i], SIG_DFL);
	close(app->pipe[0]);
	close(app->pipe[1]);
}

/* With nothing to do, the key file goes on; a headless program ends with it. */
static bool play_when_idle(struct app *app)
{
	if (app->script && app->busy > 0)
		script_check(app->script, app);
	if (!app->script || app->busy > 0 || app->dirty || app->keys.in.len || turn(app, 0) ||
	    app->dirty)
		return app->dirty;
	enum script_state state = script_play(app->script, app);
	app_settle(app);
	if (state == SCRIPT_ENDED && term_input() < 0 && !app->quit)
		app_quit(app, 0);
	return state == SCRIPT_PLAYED;
}

int app_run(struct app *app)
{
	app_settle(app);
	app->dirty = true;
	while (!app->quit) {
		if (app->dirty)
			app_draw(app);
		if (!play_when_idle(app) && !app->quit)
			turn(app, longest_wait(app));
	}
	term_close();
	if (app->failure)
		fprintf(stderr, "hotline: %s\n", app->failure);
	app_free_screens(app);          /* what they draw from is freed next */
	return app->status;
}
