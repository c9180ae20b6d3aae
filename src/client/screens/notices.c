/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notices.c -- what was announced to everybody, the newest first, with when; what is over is dim. */
#include <stdlib.h>

#include "client/screens/screens.h"
#include "client/ui/pager.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

struct notices {
	struct app *app;
	struct pager pager;
	bool asked;             /* the server, which has not answered yet */
	char *sentence;         /* why it did not; NULL */
};

/* A title is one line, whatever came in it; the pager cleans both. */
static void add_notice(struct pager *p, const struct model_notice *n, instant now)
{
	bool over = n->until != INSTANT_NONE && n->until <= now;
	struct buf head = BUF_INIT;

	pager_hang(p, 0);
	words_time(&head, n->at, now);
	buf_addf(&head, "%s  ", over ? _(" · over") : "");
	text_squeeze(&head, n->title ? n->title : "", 0);
	buf_addch(&head, '\n');
	pager_add(p, over ? LOOK_DIM : LOOK_HEADING, head.data);
	pager_hang(p, 2);
	pager_add(p, over ? LOOK_DIM : LOOK_NORMAL, n->text ? n->text : "");
	pager_add(p, LOOK_NORMAL, "\n\n");
	buf_release(&head);
}

static void fill(struct notices *s)
{
	const struct model *m = client_model(s->app);

	pager_set_text(&s->pager, "", true);
	if (s->sentence) {
		pager_add(&s->pager, LOOK_WARNING, s->sentence);
		pager_add(&s->pager, LOOK_NORMAL, "\n\n");
	}
	for (size_t i = 0; i < m->notice_count; i++)
		add_notice(&s->pager, &m->notices[i], clock_agreed());
	if (!m->notice_count && !s->sentence)
		pager_add(&s->pager, LOOK_DIM, s->asked ? _("Looking…") : _("There is no notice."));
}

static void came(void *arg, const struct net_answer *answer)
{
	struct notices *s = app_find(arg, &screen_notices);

	if (!s)
		return;
	s->asked = false;
	free(s->sentence);
	s->sentence = net_is_ok(answer) ? NULL : xstrdup(client_sentence(answer));
	fill(s);
	app_draw_later(arg);
}

static void *notices_enter(struct app *app, void *argument)
{
	struct notices *s = xcalloc(1, sizeof(*s));

	(void)argument;
	s->app = app;
	pager_init(&s->pager);
	s->asked = true;
	work_notices(client_work(app), came, app);
	fill(s);
	return s;
}

static void notices_leave(struct app *app, void *state)
{
	struct notices *s = state;

	(void)app;
	pager_release(&s->pager);
	free(s->sentence);
	free(s);
}

static void notices_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct notices *s = state;

	(void)app;
	pager_draw(&s->pager, c, (struct rect){ r.x + 1, r.y, r.width - 2, r.height });
}

static enum handled notices_action(struct app *app, void *state, const struct command *command)
{
	struct notices *s = state;

	(void)app;
	return pager_command(&s->pager, command) ? HANDLED_DRAW : HANDLED_NOT;
}

static enum context notices_focus(void *state)
{
	(void)state;
	return CONTEXT_PAGER;
}

static void notices_changed(struct app *app, void *state, unsigned what)
{
	(void)app;
	if (what & MODEL_NOTICES)
		fill(state);
}

const struct screen_ops screen_notices = {
	.name = "notices", .title = N_("Notices"),
	.enter = notices_enter, .leave = notices_leave, .draw = notices_draw, .action = notices_action,
	.focus = notices_focus, .changed = notices_changed,
};
