/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch.c -- an agent's forms as they are being filled in, for the supervisor: to read, not to write.
 *
 * The server says when a form was changed, then it is read anew. What is shown stays in this screen: nothing of it goes
 * into the supervisor's own journal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/form_fields.h"
#include "client/screens/screens.h"
#include "client/ui/pager.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* An event asks at once; without one it is asked again after a while, should a form have become a ticket. */
enum { AGAIN_MS = 10000, FORMS_MOST = 20 };

struct watch_screen {
	struct app *app;
	char contact[64];
	json *about;                    /* the contact */
	json *drafts[FORMS_MOST + 1];   /* by number; NULL: not there */
	char *sentence;
	struct form_fields *fields;     /* of the city, while the text is made; NULL: it is not here yet */
	struct pager pager;
	struct app_timer again;
	int asking;                     /* answers awaited */
	enum contact_state state;       /* as it was asked for last */
	bool ask_again;                 /* something was changed meanwhile */
	bool ended;                     /* nobody works on it any more */
};

static void add_line(struct watch_screen *s, const char *label, const char *value)
{
	pager_add(&s->pager, LOOK_LABEL, label);
	pager_add(&s->pager, LOOK_LABEL, "  ");
	pager_add(&s->pager, LOOK_NORMAL, value);
	pager_add(&s->pager, LOOK_NORMAL, "\n");
}

static const char *agent_name(const struct watch_screen *s)
{
	const struct model *m = client_model(s->app);
	const char *id = jo_str(s->about, "agent");

	for (size_t i = 0; id && i < m->seat_count; i++)
		if (m->seats[i].id && !strcmp(m->seats[i].id, id))
			return m->seats[i].name;
	return NULL;
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
	if (agent_name(s))
		add_line(s, _("Agent"), agent_name(s));
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

static void add_form(struct watch_screen *s, int n, const json *draft)
{
	const json *fields = jo_get(draft, "fields");
	const char *no = jo_str(draft, "ticket");
	struct buf heading = BUF_INIT;

	buf_addf(&heading, "\n");
	buf_addf(&heading, _("Form %d"), n);
	if (no) {
		buf_adds(&heading, _(" · submitted as ticket "));
		words_no(&heading, no);
	}
	buf_addch(&heading, '\n');
	pager_add(&s->pager, LOOK_TITLE, heading.data);
	buf_release(&heading);
	if (fields && s->fields)
		add_fields(s, fields);
}

static void make_text(struct watch_screen *s)
{
	const struct city *city = client_model(s->app)->city;
	bool empty = true;

	s->fields = city ? form_fields_new(city, client_english(s->app)) : NULL;
	pager_set_text(&s->pager, "", true);
	if (s->about)
		add_caller(s);
	if (s->sentence) {
		pager_add(&s->pager, LOOK_WARNING, s->sentence);
		pager_add(&s->pager, LOOK_WARNING, "\n");
	}
	for (int n = 1; n <= FORMS_MOST; n++) {
		if (!s->drafts[n])
			continue;
		add_form(s, n, s->drafts[n]);
		empty = false;
	}
	if (empty && !s->sentence)
		pager_add(&s->pager, LOOK_DIM, _("Nothing is written in the form yet."));
	form_fields_free(s->fields);
	s->fields = NULL;
	app_draw_later(s->app);
}

/* -- asking ----------------------------------------------------------------------------- */

static void say(struct watch_screen *s, const char *sentence)
{
	free(s->sentence);
	s->sentence = xstrdup(sentence);
}

static void ask(struct watch_screen *s);

static void answered(struct watch_screen *s)
{
	if (--s->asking)
		return;
	make_text(s);
	if (s->ask_again)
		ask(s);
	else
		app_timer_start(s->app, &s->again, clock_monotonic() + AGAIN_MS);
}

static void draft_came(void *arg, const struct net_answer *answer)
{
	struct watch_screen *s = arg;
	int64_t n = jo_int(answer->body, "n", 0);

	if (net_is_ok(answer) && n > 0 && n <= FORMS_MOST) {
		jo_free(s->drafts[n]);
		s->drafts[n] = jo_copy((json *)answer->body);
	} else if (!net_is_ok(answer) && answer->status != 404) {
		say(s, answer->sentence);
	}
	answered(s);
}

static void ask_drafts(struct watch_screen *s, const json *numbers)
{
	for (size_t i = 0; i < jo_len(numbers) && i < FORMS_MOST; i++) {
		char path[120];
		snprintf(path, sizeof(path), "/contacts/%.60s/drafts/%d", s->contact, json_object_get_int(jo_at(numbers, i)));
		s->asking++;
		work_get(client_work(s->app), path, draft_came, s);
	}
}

static bool is_over(const json *contact)
{
	const char *state = jo_str(contact, "state");

	return state && (!strcmp(state, "done") || !strcmp(state, "abandoned") || !strcmp(state, "queued"));
}

static void contact_came(void *arg, const struct net_answer *answer)
{
	struct watch_screen *s = arg;

	say(s, net_is_ok(answer) ? NULL : answer->sentence);
	if (net_is_ok(answer)) {
		jo_free(s->about);
		s->about = jo_copy((json *)answer->body);
		s->ended = is_over(s->about);
		contact_state_parse(jo_str(s->about, "state"), &s->state);
		if (s->ended)
			say(s, _("Nobody works on this call any more; this is what was written."));
		ask_drafts(s, jo_array(answer->body, "drafts"));
	}
	answered(s);
}

/* One round at a time: what changes meanwhile is asked for when it ends. */
static void ask(struct watch_screen *s)
{
	char path[100];

	s->ask_again = s->asking != 0;
	if (s->ask_again)
		return;
	app_timer_stop(s->app, &s->again);
	snprintf(path, sizeof(path), "/contacts/%.60s", s->contact);
	s->asking++;
	work_get(client_work(s->app), path, contact_came, s);
}

static void again(struct app *app, void *data)
{
	struct watch_screen *s = data;
	(void)app;

	s->again.at = 0;
	if (!s->ended)
		ask(s);
}

static void observed(void *arg, const struct net_answer *answer)
{
	struct watch_screen *s = arg;

	if (net_is_ok(answer)) {
		ask(s);
		return;
	}
	say(s, answer->sentence);
	make_text(s);
}

/* -- the screen --------------------------------------------------------------------- */

static void *watch_enter(struct app *app, void *argument)
{
	struct watch_screen *s = xcalloc(1, sizeof(*s));
	json *body = json_object_new_object();

	s->app = app;
	snprintf(s->contact, sizeof(s->contact), "%s", (const char *)argument);
	s->again.fire = again;
	s->again.data = s;
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
	jo_free(s->about);
	for (int n = 1; n <= FORMS_MOST; n++)
		jo_free(s->drafts[n]);
	free(s->sentence);
	free(s);
}

static void watch_changed(struct app *app, void *state, unsigned what)
{
	struct watch_screen *s = state;
	const struct model_contact *c = model_contact(client_model(app), s->contact);
	bool moved = what & MODEL_CONTACTS && (!c || c->state != s->state);

	if (s->about && what & MODEL_CITY)
		make_text(s);
	if (s->about && !s->ended && (moved || what & MODEL_WATCHED))
		ask(s);
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
	.changed = watch_changed,
};
