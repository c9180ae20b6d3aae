/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * simulate.c -- plays callers: contacts come in at a steady rate, wait, lose patience, hang up.
 *
 * A caller is a small machine: it rings, waits until its patience ends, and then tries to abandon.
 * The server knows best whether it was answered meanwhile: if so it refuses, and the caller hangs
 * up after the talk instead. A request that met trouble on the way is sent again under its key, so
 * no caller rings twice.
 */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "ctl/sim.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"

#define IN_FLIGHT_MOST 64
#define TRIES_MOST 6
#define COMPLAINTS_MOST 5       /* printed; the rest are only counted */
#define POLL_MOST 500           /* ms: a signal is noticed within */

enum phase { RINGING, WAITING, ABANDONING, TALKING, ENDING };

struct caller {
	enum phase phase;
	/* ms, monotonic: of the next step; INT64_MAX while a request runs */
	int64_t due;
	int64_t number;                 /* of the run, from 0 */
	const struct sim_row *row;
	char contact[ID_TEXT];
	int tries;
};

struct simulation {
	struct sim_rows rows;
	struct sim_link link;
	char run[ID_TEXT];
	double rate;                    /* calls a second */
	int64_t count;                  /* INT64_MAX: until stopped */
	int64_t patience, talk;         /* ms; -1: never */
	bool verbose;
	int64_t started_at, sent;
	struct caller **callers;
	size_t live, alloc;
	int in_flight;
	int64_t taken, refused, failed, gone, ended;
	double *times;                  /* of accepted contacts, seconds */
	size_t time_count, time_alloc;
};

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

/* ---- sending ---- */

static char *contact_body(const struct simulation *s, const struct caller *c)
{
	json *o = json_object_new_object(), *who = json_object_new_object();
	char *source = xasprintf("%s-%lld", s->run, (long long)c->number);

	jo_set_str(who, "number", c->row->number);
	jo_set_str(who, "name", c->row->name);
	jo_set_str(o, "channel", c->row->channel);
	jo_set(o, "caller", who);
	jo_set_str(o, "skill", c->row->skill);
	jo_set_str(o, "text", c->row->text);
	jo_set_str(o, "source_id", source);
	char *text = xstrdup(jo_text(o));
	jo_free(o);
	free(source);
	return text;
}

static void send_step(struct simulation *s, struct caller *c)
{
	static const char *const verbs[] = {
		[RINGING] = "new", [ABANDONING] = "abandon", [ENDING] = "ended"
	};
	char *key = xasprintf("%s-%lld-%s", s->run, (long long)c->number, verbs[c->phase]);
	char *body = c->phase == RINGING ? contact_body(s, c) : NULL;
	char *path = c->phase == RINGING ? xstrdup("/contacts") :
		     xasprintf("/contacts/%s/%s", c->contact, verbs[c->phase]);

	c->due = INT64_MAX;
	c->tries++;
	s->in_flight++;
	sim_post(&s->link, path, key, body, c);
	free(key);
	free(body);
	free(path);
}

static void start_caller(struct simulation *s)
{
	struct caller *c = xcalloc(1, sizeof(*c));

	c->number = s->sent++;
	c->row = &s->rows.rows[(size_t)c->number % s->rows.count];
	ARRAY_GROW(s->callers, s->live + 1, s->alloc);
	s->callers[s->live++] = c;
	send_step(s, c);
}

static int64_t start_time(const struct simulation *s)
{
	return s->started_at + (int64_t)((double)s->sent * 1000.0 / s->rate);
}

static bool may_start(const struct simulation *s)
{
	return !stopped && s->sent < s->count && s->in_flight < IN_FLIGHT_MOST;
}

static void start_due(struct simulation *s, int64_t now)
{
	while (may_start(s) && start_time(s) <= now)
		start_caller(s);
}

/* ---- answers ---- */

static void end_caller(struct simulation *s, struct caller *c)
{
	for (size_t i = 0; i < s->live; i++) {
		if (s->callers[i] != c)
			continue;
		s->callers[i] = s->callers[--s->live];
		break;
	}
	free(c);
}

/* `why` may be NULL: what stands between answers without a reason. */
static void complain(struct simulation *s, const struct caller *c, long status, const char *why)
{
	if (s->refused + s->failed > COMPLAINTS_MOST)
		return;
	if (status)
		ctl_fail(_("Call %lld was refused (%ld): %s"), (long long)c->number + 1, status, why ? why : "");
	else
		ctl_fail(_("Call %lld did not get through: %s."), (long long)c->number + 1, why ? why : "");
}

static void wait_next(struct simulation *s, struct caller *c, enum phase phase, int64_t delay)
{
	c->phase = phase;
	c->tries = 0;
	if (delay < 0 || stopped)
		end_caller(s, c);
	else
		c->due = clock_monotonic() + delay;
}

static void note_time(struct simulation *s, double seconds)
{
	ARRAY_GROW(s->times, s->time_count + 1, s->time_alloc);
	s->times[s->time_count++] = seconds;
}

static void take_contact(struct simulation *s, struct caller *c, const json *answer, double seconds)
{
	const char *id = jo_str(answer, "id");

	s->taken++;
	note_time(s, seconds);
	snprintf(c->contact, sizeof(c->contact), "%s", id && id_is_valid(id) ? id : "");
	if (s->verbose)
		ctl_say(_("Call %lld is contact %s."), (long long)c->number + 1, c->contact);
	wait_next(s, c, WAITING, c->contact[0] ? s->patience : -1);
}

static void take_success(struct simulation *s, struct caller *c, const json *answer, double seconds)
{
	switch (c->phase) {
	case RINGING:
		take_contact(s, c, answer, seconds);
		return;
	case ABANDONING:
		s->gone++;
		break;
	default:
		s->ended++;
		break;
	}
	end_caller(s, c);
}

static void take_refusal(struct simulation *s, struct caller *c, const json *answer, long status)
{
	const char *detail = jo_str(answer, "detail");
	const json *first = jo_at(jo_array(answer, "errors"), 0);

	if (c->phase == ABANDONING && status == 409) {          /* it was answered meanwhile */
		wait_next(s, c, TALKING, s->talk);
		return;
	}
	if (c->phase == RINGING) {
		s->refused++;
		complain(s, c, status, first ? jo_str(first, "detail") : detail);
	}
	end_caller(s, c);       /* a contact that the agent ended is no failure */
}

static void try_again(struct simulation *s, struct caller *c, const struct sim_request *r,
		      long status, const char *why)
{
	if (c->tries < TRIES_MOST && !stopped) {
		c->due = clock_monotonic() +
			 (r->retry_after ? r->retry_after * 1000LL : 250LL << c->tries);
		return;
	}
	s->failed++;
	complain(s, c, status, why);
	end_caller(s, c);
}

static void take_answers(struct simulation *s)
{
	struct sim_request *r;
	const char *why;
	double seconds;
	long status;

	while ((r = sim_link_next(&s->link, &status, &seconds, &why))) {
		json *answer = jo_parse(r->answer.data, r->answer.len, NULL);
		s->in_flight--;
		if (status == 0 || status == 429 || status >= 500)
			try_again(s, r->owner, r, status, status ? jo_str(answer, "detail") : why);
		else if (status < 300)
			take_success(s, r->owner, answer, seconds);
		else
			take_refusal(s, r->owner, answer, status);
		jo_free(answer);
		sim_request_free(r);
	}
}

/* ---- the loop ---- */

/* Starts the steps that are due, and says when the next one is. */
static int64_t run_due(struct simulation *s, int64_t now)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < s->live; i++) {
		struct caller *c = s->callers[i];
		if (c->due <= now && s->in_flight < IN_FLIGHT_MOST) {
			if (c->phase == WAITING || c->phase == TALKING)
				c->phase = c->phase == WAITING ? ABANDONING : ENDING;
			send_step(s, c);
		}
		if (c->due < next && s->in_flight < IN_FLIGHT_MOST)
			next = c->due;  /* else an answer wakes us */
	}
	if (may_start(s) && start_time(s) < next)
		next = start_time(s);
	return next;
}

/* What was asked stays asked: an interrupted run waits for its answers, but starts nothing. */
static bool has_work(const struct simulation *s)
{
	return s->in_flight || (!stopped && (s->sent < s->count || s->live));
}

static void loop(struct simulation *s)
{
	int running;

	s->started_at = clock_monotonic();
	while (has_work(s)) {
		int64_t now = clock_monotonic();
		start_due(s, now);
		int64_t next = stopped ? INT64_MAX : run_due(s, now);
		int64_t wait = next == INT64_MAX ? POLL_MOST : next - now;
		curl_multi_perform(s->link.multi, &running);
		take_answers(s);
		if (wait > POLL_MOST)
			wait = POLL_MOST;
		if (wait > 0 && has_work(s))
			curl_multi_poll(s->link.multi, NULL, 0, (int)wait, NULL);
	}
}

/* ---- the command ---- */

static int by_time(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double percentile(const struct simulation *s, int percent)
{
	return s->time_count ? s->times[(s->time_count - 1) * (size_t)percent / 100] * 1000 : 0;
}

static int report(struct simulation *s)
{
	double seconds = (double)(clock_monotonic() - s->started_at) / 1000;

	qsort(s->times, s->time_count, sizeof(*s->times), by_time);
	ctl_say(_("%lld calls in %.1f s: %lld taken, %lld refused, %lld did not get through; "
		  "%lld gave up waiting, "
		  "%lld hung up after the answer."),
		(long long)s->sent, seconds, (long long)s->taken, (long long)s->refused,
		(long long)s->failed, (long long)s->gone, (long long)s->ended);
	ctl_say(_("Time of a new contact: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms."),
		percentile(s, 50), percentile(s, 95), percentile(s, 99));
	return s->refused || s->failed ? CTL_FAILED : CTL_OK;
}

/* "5/s", "2/m", "0.5/s", "120/h". */
static bool read_rate(const char *text, double *rate)
{
	static const struct { const char *unit; double seconds; } units[] = {
		{ "", 1 }, { "/s", 1 }, { "/m", 60 }, { "/min", 60 }, { "/h", 3600 },
	};
	char *end;
	double n = strtod(text, &end);

	for (size_t i = 0; end != text && i < ARRAY_SIZE(units); i++) {
		if (strcmp(end, units[i].unit))
			continue;
		*rate = n / units[i].seconds;
		return isfinite(*rate) && *rate > 0 && *rate <= 10000;
	}
	return false;
}

static bool read_settings(struct simulation *s, const struct ctl_call *call, int64_t rows)
{
	const char *rate = ctl_option(call, "rate");
	bool forever = ctl_option(call, "loop") != NULL;

	s->rate = 1;
	if (rate && !read_rate(rate, &s->rate)) {
		ctl_misuse(_(
			"--rate takes calls a second, minute or hour, such as 5/s, 2/m or 120/h."));
		return false;
	}
	if (!ctl_number(call, "count", forever ? INT64_MAX : rows, 1, INT64_MAX, &s->count) ||
	    !ctl_number(call, "patience", -1, 0, 86400, &s->patience) ||
	    !ctl_number(call, "talk", -1, 0, 86400, &s->talk))
		return false;
	if (s->talk >= 0 && s->patience < 0) {
		ctl_misuse(_("--talk needs --patience."));
		return false;
	}
	s->patience = s->patience < 0 ? -1 : s->patience * 1000;
	s->talk = s->talk < 0 ? -1 : s->talk * 1000;
	s->verbose = ctl_option(call, "verbose") != NULL;
	return true;
}

static bool read_calls(struct simulation *s, const struct ctl_call *call, struct error *err)
{
	const char *from = ctl_option(call, "from");

	if (from)
		return sim_rows_read(&s->rows, from, err);
	char *dir = ctl_city_dir(ctl_option(call, "city"), err);
	if (!dir)
		return false;
	char *file = file_in(dir, "demo/calls.tsv");
	bool ok = sim_rows_read(&s->rows, file, err);
	free(file);
	free(dir);
	return ok;
}

static void watch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int play(struct simulation *s, const struct ctl_call *call)
{
	struct error err = ERROR_INIT;

	if (!read_calls(s, call, &err))
		return ctl_error(&err);
	if (!read_settings(s, call, (int64_t)s->rows.count))
		return CTL_WRONG_USE;
	if (!sim_link_open(&s->link, ctl_option(call, "config"), &err))
		return ctl_error(&err);
	id_new(s->run);
	watch_signals();
	loop(s);
	return report(s);
}

int ctl_run_simulate(const struct ctl_call *call)
{
	struct simulation s = { 0 };

	if (!ctl_option(call, "config"))
		return ctl_misuse(_(
			"`hotlinectl simulate` needs --config with the demo.json of a demo city."));
	setvbuf(stdout, NULL, _IOLBF, 0);       /* whoever reads it through a pipe follows it too */
	if (ctl_option(call, "training"))
		return ctl_simulate_training(call);
	int status = play(&s, call);
	for (size_t i = 0; i < s.live; i++)
		free(s.callers[i]);
	free(s.callers);
	free(s.times);
	sim_link_close(&s.link);
	sim_rows_release(&s.rows);
	return status;
}
