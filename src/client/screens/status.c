/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status.c -- how the server is, for ops: queue, streams, commits, the last backup and drill, the audit chain's head.
 *
 * It is asked for again every few seconds while the screen is there. What wants somebody's hand is marked: a backup
 * older than a day, a drill older than a month or one that found something, a certificate that ends within a month.
 */
#include <stdlib.h>
#include <string.h>

#include "client/screens/screens.h"
#include "client/ui/pager.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

enum { AGAIN_MS = 3000, LABEL_COLUMNS = 14 };
#define BACKUP_LATE SECONDS(26 * 3600)
#define DRILL_LATE SECONDS(31 * 24 * 3600)

struct status {
	struct app *app;
	struct pager pager;
	json *figures;
	struct app_timer again;
};

/* -- lines ----------------------------------------------------------------------------- */

static void add_line(struct status *s, const char *label, enum look look, struct buf *value)
{
	struct buf padded = BUF_INIT;

	buf_adds(&padded, label);
	for (int n = text_width(label); n < LABEL_COLUMNS; n++)
		buf_addch(&padded, ' ');
	pager_hang(&s->pager, LABEL_COLUMNS);
	pager_add(&s->pager, LOOK_LABEL, padded.data);
	pager_add(&s->pager, look, value->len ? value->data : "");
	pager_add(&s->pager, LOOK_NORMAL, "\n");
	buf_release(&padded);
	buf_release(value);
}

static instant time_of(const json *o, const char *name)
{
	const char *text = jo_str(o, name);
	instant t;

	return text && clock_parse(text, &t) ? t : INSTANT_NONE;
}

/* "11-26 02:00, 11h ago"; false: never. */
static bool add_time(struct buf *out, const json *o, instant now)
{
	instant at = time_of(o, "at");

	if (at == INSTANT_NONE) {
		buf_adds(out, _("never"));
		return false;
	}
	struct buf span = BUF_INIT;
	words_time(out, at, now);
	words_span(&span, now > at ? now - at : 0);
	buf_addf(out, _(", %s ago"), span.data);
	buf_release(&span);
	return true;
}

static enum look look_since(const json *o, instant now, int64_t late)
{
	instant at = time_of(o, "at");

	return at == INSTANT_NONE || now - at > late ? LOOK_WARNING : LOOK_GOOD;
}

static void add_server(struct status *s, instant now)
{
	struct buf text = BUF_INIT, span = BUF_INIT;
	instant since = time_of(s->figures, "started_at");

	words_span(&span, since != INSTANT_NONE && now > since ? now - since : 0);
	buf_addf(&text, _("hotlined %s, schema %lld, running for %s"), jo_str(s->figures, "version"),
		 (long long)jo_int(s->figures, "schema", 0), span.data);
	add_line(s, _("Server"), LOOK_NORMAL, &text);
	buf_adds(&text, jo_str(s->figures, "city"));
	add_line(s, _("City pack"), LOOK_NORMAL, &text);
	buf_release(&span);
}

static void add_certificate(struct status *s, instant now)
{
	instant ends = time_of(s->figures, "certificate_ends_at");
	struct buf text = BUF_INIT, when = BUF_INIT;
	bool late = ends < now + CERTIFICATE_SOON;

	if (ends == INSTANT_NONE)
		return;
	words_time(&when, ends, now);
	buf_addf(&text, late ? _("ends %s: then every workstation refuses the server; `hotlinectl init` makes a new one") :
		 _("valid until %s"), when.data);
	add_line(s, _("Certificate"), late ? LOOK_ERROR : LOOK_NORMAL, &text);
	buf_release(&when);
}

static void add_queue(struct status *s, instant now)
{
	const json *queue = jo_get(s->figures, "queue");
	int64_t waiting = jo_int(queue, "waiting", 0);
	instant oldest = time_of(queue, "oldest_at");
	struct buf text = BUF_INIT;

	buf_addf(&text, _("Waiting %lld"), (long long)waiting);
	if (oldest != INSTANT_NONE) {
		buf_adds(&text, _(", the longest "));
		words_timer(&text, now - oldest);
	}
	add_line(s, _("Queue"), waiting ? LOOK_WARNING : LOOK_GOOD, &text);
}

static void add_damage(struct status *s)
{
	struct buf text = BUF_INIT;

	if (!jo_bool(s->figures, "damaged", false))
		return;
	buf_adds(&text, _("damaged: a part of it cannot be read; restore it from a backup"));
	add_line(s, _("Store"), LOOK_ERROR, &text);
}

static void add_refusal(struct status *s)
{
	const char *refuses = jo_str(s->figures, "refuses");
	struct buf text = BUF_INIT;

	if (!refuses)
		return;
	buf_adds(&text, strcmp(refuses, "full") ? _("takes no change; the log says why") :
		 _("takes no change: no space is left; make room"));
	add_line(s, _("Store"), LOOK_ERROR, &text);
}

static void add_work(struct status *s)
{
	long long queued = jo_int(s->figures, "queued", 0), dropped = jo_int(s->figures, "streams_dropped", 0);
	struct buf text = BUF_INIT;

	buf_addf(&text, _("%lld open, %lld dropped because they fell behind"), (long long)jo_int(s->figures, "streams", 0),
		 dropped);
	add_line(s, _("Streams"), LOOK_NORMAL, &text);
	buf_addf(&text, _("the last took %.1f ms, the longest %.1f ms"),
		 (double)jo_int(s->figures, "commit_us_last", 0) / 1000, (double)jo_int(s->figures, "commit_us_max", 0) / 1000);
	add_line(s, _("Commits"), LOOK_NORMAL, &text);
	buf_addf(&text, _("%lld in %lld commits; %lld wait, %lld were not kept"), (long long)jo_int(s->figures, "jobs", 0),
		 (long long)jo_int(s->figures, "commits", 0), queued, (long long)jo_int(s->figures, "failed", 0));
	add_line(s, _("Changes"), queued > 100 ? LOOK_WARNING : LOOK_NORMAL, &text);
}

static void add_backup(struct status *s, instant now)
{
	const json *backup = jo_get(s->figures, "last_backup"), *drill = jo_get(s->figures, "last_drill");
	bool sound = jo_bool(drill, "sound", false);
	struct buf text = BUF_INIT;

	if (add_time(&text, backup, now))
		buf_addf(&text, _(", %lld kB: %s"), (long long)jo_int(backup, "bytes", 0) / 1024, jo_str(backup, "file"));
	add_line(s, _("Last backup"), look_since(backup, now, BACKUP_LATE), &text);
	const char *file = jo_str(drill, "file"), *last = jo_str(backup, "file");
	if (add_time(&text, drill, now)) {
		if (file && last && strcmp(file, last))
			buf_addf(&text, _(", of %s"), file);
		buf_addf(&text, sound ? _(": whole, restored and proved in %.1f s") : _(": not whole, looked at for %.1f s"),
			 (double)jo_int(drill, "ms", 0) / 1000);
	}
	add_line(s, _("Last drill"), drill && !sound ? LOOK_ERROR : look_since(drill, now, DRILL_LATE), &text);
}

static void add_head(struct status *s, instant now)
{
	const json *head = jo_get(s->figures, "audit_head");
	struct buf text = BUF_INIT;

	if (head) {
		buf_addf(&text, _("row %lld, "), (long long)jo_int(head, "seq", 0));
		words_time(&text, time_of(head, "at"), now);
		buf_addf(&text, "\n%*s%s", LABEL_COLUMNS, "", jo_str(head, "hash"));
	}
	add_line(s, _("Audit head"), LOOK_NORMAL, &text);
}

static void make_lines(struct status *s, const char *trouble)
{
	instant now = clock_agreed();

	pager_set_text(&s->pager, "", true);
	if (trouble) {
		pager_add(&s->pager, LOOK_ERROR, trouble);
		pager_add(&s->pager, LOOK_NORMAL, "\n\n");
	}
	if (!s->figures)
		return;
	add_server(s, now);
	add_certificate(s, now);
	add_damage(s);
	add_refusal(s);
	add_queue(s, now);
	add_work(s);
	add_backup(s, now);
	add_head(s, now);
}

/* -- the screen --------------------------------------------------------------------------- */

static void figures_came(void *arg, const struct net_answer *answer)
{
	struct status *s = arg;
	bool ok = net_is_ok(answer);

	if (ok) {
		jo_free(s->figures);
		s->figures = jo_copy((json *)answer->body);
	}
	make_lines(s, ok ? NULL : answer->sentence);
	app_timer_start(s->app, &s->again, clock_monotonic() + AGAIN_MS);
	app_draw_later(s->app);
}

static void ask(struct app *app, void *data)
{
	struct status *s = data;

	s->again.at = 0;
	work_get(client_work(app), "/status", figures_came, s);
}

static void *status_enter(struct app *app, void *argument)
{
	struct status *s = xcalloc(1, sizeof(*s));

	(void)argument;
	s->app = app;
	s->again.fire = ask;
	s->again.data = s;
	pager_init(&s->pager);
	ask(app, s);
	return s;
}

static void status_leave(struct app *app, void *state)
{
	struct status *s = state;

	app_timer_stop(app, &s->again);
	work_forget(client_work(app), s);
	pager_release(&s->pager);
	jo_free(s->figures);
	free(s);
}

static void status_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct status *s = state;

	(void)app;
	pager_draw(&s->pager, c, (struct rect){ r.x + 1, r.y + 1, r.width - 2, r.height - 1 });
}

static enum handled status_action(struct app *app, void *state, const struct command *command)
{
	struct status *s = state;

	(void)app;
	return pager_command(&s->pager, command) ? HANDLED_DRAW : HANDLED_NOT;
}

static enum context status_focus(void *state)
{
	(void)state;
	return CONTEXT_PAGER;
}

const struct screen_ops screen_status = {
	.name = "status", .title = N_("The server"),
	.enter = status_enter, .leave = status_leave, .draw = status_draw, .action = status_action, .focus = status_focus,
};
