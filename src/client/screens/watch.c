/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch.c -- an agent's form as it is being filled in, for the supervisor: to read, not to write.
 *
 * What is shown stays in this screen: nothing of it goes into the supervisor's own journal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/form_fields.h"
#include "client/screens/screens.h"
#include "client/ui/pager.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { AGAIN_MS = 2000 };

struct watch_screen {
	struct app *app;
	char contact[64];
	json *about, *draft;            /* the contact; its newest draft */
	char *sentence;
	struct form_fields *fields;
	struct pager pager;
	struct app_timer again;
};

static void add_line(struct watch_screen *s, const char *label, const char *value)
{
	pager_add(&s->pager, LOOK_LABEL, label);
	pager_add(&s->pager, LOOK_LABEL, "  ");
	pager_add(&s->pager, LOOK_NORMAL, value);
	pager_add(&s->pager, LOOK_NORMAL, "\n");
}

static void add_caller(struct watch_screen *s)
{
	const char *number = jo_pointer_str(s->about, "/caller/number"), *name = jo_pointer_str(s->about, "/caller/name");
	enum contact_state state;
	struct buf text = BUF_INIT;

	if (contact_state_parse(jo_str(s->about, "state") ? jo_str(s->about, "state") : "", &state))
		buf_addf(&text, "%s · ", words_contact_state(state));
	buf_addf(&text, "%s  %s", number ? number : _("number withheld"), name ? name : "");
	add_line(s, _("Call"), text.data);
	buf_release(&text);
}

/* Every field that holds something, in the form's order and in words. */
static void add_fields(struct watch_screen *s, const json *fields)
{
	size_t count;
	const struct input *inputs = form_fields_describe(s->fields, fields, &count, NULL);
	const char *section = NULL;

	for (size_t i = 0; i < count; i++) {
		struct buf words = BUF_INIT;
		form_fields_words(s->fields, fields, inputs[i].key, &words);
		if (words.len && !inputs[i].hidden) {
			if (!section || strcmp(section, inputs[i].section) != 0) {
				pager_add(&s->pager, LOOK_HEADING, inputs[i].section);
				pager_add(&s->pager, LOOK_HEADING, "\n");
				section = inputs[i].section;
			}
			add_line(s, inputs[i].label, words.data);
		}
		buf_release(&words);
	}
}

static void make_text(struct watch_screen *s)
{
	const json *fields = jo_get(s->draft, "fields");
	const char *no = jo_str(s->draft, "ticket");

	pager_set_text(&s->pager, "", true);
	if (s->about)
		add_caller(s);
	if (s->sentence)
		pager_add(&s->pager, LOOK_WARNING, s->sentence);
	else if (!fields)
		pager_add(&s->pager, LOOK_DIM, _("Nothing is written in the form yet."));
	else if (s->fields)
		add_fields(s, fields);
	if (no)
		add_line(s, _("Ticket"), no);
	app_draw_later(s->app);
}

/* -- asking again and again ------------------------------------------------------ */

static void keep(struct watch_screen *s, json **to, const struct net_answer *answer)
{
	free(s->sentence);
	s->sentence = net_is_ok(answer) || answer->status == 404 ? NULL : xstrdup(answer->sentence);
	if (net_is_ok(answer)) {
		jo_free(*to);
		*to = jo_copy((json *)answer->body);
	}
	make_text(s);
}

static void draft_came(void *arg, const struct net_answer *answer)
{
	struct watch_screen *s = arg;

	keep(s, &s->draft, answer);
	app_timer_start(s->app, &s->again, clock_monotonic() + AGAIN_MS);
}

static void contact_came(void *arg, const struct net_answer *answer)
{
	struct watch_screen *s = arg;
	const json *drafts = jo_array(answer->body, "drafts");
	int64_t n = jo_len(drafts) ? json_object_get_int64(jo_at(drafts, jo_len(drafts) - 1)) : 0;
	char path[120];

	keep(s, &s->about, answer);
	if (n) {
		snprintf(path, sizeof(path), "/contacts/%.60s/drafts/%d", s->contact, (int)n);
		work_get(client_work(s->app), path, draft_came, s);
	} else {
		app_timer_start(s->app, &s->again, clock_monotonic() + AGAIN_MS);
	}
}

static void ask(struct app *app, void *data)
{
	struct watch_screen *s = data;
	char path[100];

	s->again.at = 0;
	snprintf(path, sizeof(path), "/contacts/%.60s", s->contact);
	work_get(client_work(app), path, contact_came, s);
}

static void observed(void *arg, const struct net_answer *answer)
{
	struct watch_screen *s = arg;

	if (net_is_ok(answer)) {
		ask(s->app, s);
		return;
	}
	keep(s, &s->about, answer);
}

/* -- the screen --------------------------------------------------------------------- */

static void *watch_enter(struct app *app, void *argument)
{
	struct watch_screen *s = xcalloc(1, sizeof(*s));
	const struct city *city = client_model(app)->city;
	json *body = json_object_new_object();

	s->app = app;
	snprintf(s->contact, sizeof(s->contact), "%s", (const char *)argument);
	s->again.fire = ask;
	s->again.data = s;
	s->fields = city ? form_fields_new(city, client_english(app)) : NULL;
	pager_init(&s->pager);
	jo_set_str(body, "reason", _("live view"));
	work_supervise_contact(client_work(app), s->contact, "observe", body, observed, s);
	return s;
}

static void watch_leave(struct app *app, void *state)
{
	struct watch_screen *s = state;

	app_timer_stop(app, &s->again);
	work_forget(client_work(app), s);
	pager_release(&s->pager);
	form_fields_free(s->fields);
	jo_free(s->about);
	jo_free(s->draft);
	free(s->sentence);
	free(s);
}

static void watch_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct watch_screen *s = state;

	(void)app;
	pager_draw(&s->pager, c, (struct rect){ r.x + 1, r.y, r.width - 2, r.height });
}

static enum handled watch_action(struct app *app, void *state, const struct command *command)
{
	struct watch_screen *s = state;

	if (pager_command(&s->pager, command))
		return HANDLED_DRAW;
	return wall_command(app, s->contact, command);
}

static enum context watch_focus(void *state)
{
	(void)state;
	return CONTEXT_PAGER;
}

const struct screen_ops screen_watch = {
	.name = "watch", .title = N_("Live view of a form"), .context = CONTEXT_WALL, .flags = SCREEN_PERSONAL,
	.enter = watch_enter, .leave = watch_leave, .draw = watch_draw, .action = watch_action, .focus = watch_focus,
};
