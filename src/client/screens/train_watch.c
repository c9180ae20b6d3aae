/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * train_watch.c -- a trainer follows a trainee: the dialogue and the form as they grow, the time, what is missing; and
 * what the trainer does to the call.
 *
 * The session is in the model, where events add what is said; its forms come with the whole, which is read anew a
 * moment after one of them was kept.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/form_fields.h"
#include "client/screens/train.h"
#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { TICK_MS = 1000, WIDE = 100, LABEL_COLUMNS = 2, HEAD_ROWS = 3 };
enum pane { PANE_DIALOGUE, PANE_FORM, PANES };

struct train_watch {
	struct app *app;
	char id[64];
	char account[64], contact[64];  /* of a storm this seat, or this call, alone; "": not so */
	char shown[64];         /* the contact whose words are in the pagers; "": all */
	struct pager panes[PANES];
	enum pane pane;         /* the one that has the keys */
	bool scrolled;          /* away from the end of the dialogue */
	size_t call;            /* 0: all, else that call of the session alone */
	size_t turns;           /* in the pager */
	struct form_fields *fields;
	struct app_timer second;
	bool asking;
};

static const json *session_of(const struct train_watch *s)
{
	return model_training(client_model(s->app), s->id);
}

/* -- what is shown ---------------------------------------------------------------------- */

/* The call that a seat has, else the one it had last. */
static const char *contact_at(const json *session, const char *account)
{
	const json *seats = jo_array(session, "seats"), *calls = jo_array(session, "calls");
	const char *contact = NULL, *id;

	for (size_t i = 0; i < jo_len(seats); i++)
		if ((id = jo_str(jo_at(seats, i), "id")) && !strcmp(id, account))
			contact = jo_str(jo_at(seats, i), "contact_id");
	for (size_t i = jo_len(calls); !contact && i-- > 0;)
		if ((id = jo_str(jo_get(jo_at(calls, i), "agent"), "id")) && !strcmp(id, account))
			contact = jo_str(jo_at(calls, i), "contact_id");
	return contact;
}

static bool is_part(const struct train_watch *s)
{
	return s->account[0] || s->contact[0];
}

/* The contact of the call that is looked at; NULL: all of them. */
static const char *contact_of(const struct train_watch *s)
{
	if (s->contact[0])
		return s->contact;
	if (s->account[0])
		return contact_at(session_of(s), s->account) ? contact_at(session_of(s), s->account) : "-";
	return s->call ? jo_str(jo_at(jo_array(session_of(s), "calls"), s->call - 1), "contact_id") : NULL;
}

static void add_line(struct pager *p, const char *label, const char *value)
{
	pager_hang(p, LABEL_COLUMNS);
	pager_add(p, LOOK_LABEL, label);
	pager_add(p, LOOK_LABEL, "  ");
	pager_add(p, LOOK_NORMAL, value);
	pager_add(p, LOOK_NORMAL, "\n");
}

static void add_values(struct train_watch *s, const json *fields)
{
	struct pager *p = &s->panes[PANE_FORM];

	for (size_t i = 0; i < form_fields_count(s->fields); i++) {
		const char *key = form_fields_key(s->fields, i);
		struct buf words = BUF_INIT;
		form_fields_words(s->fields, fields, key, &words);
		if (words.len)
			add_line(p, form_fields_label(s->fields, key), words.data);
		buf_release(&words);
	}
}

static void add_form(struct train_watch *s, const json *form)
{
	const char *no = jo_str(form, "ticket");
	struct buf heading = BUF_INIT;

	buf_addf(&heading, _("Form %d"), (int)jo_int(form, "n", 1));
	if (no) {
		buf_adds(&heading, _(" · submitted as ticket "));
		words_no(&heading, no);
	}
	buf_addch(&heading, '\n');
	pager_add(&s->panes[PANE_FORM], LOOK_HEADING, heading.data);
	buf_release(&heading);
	if (s->fields)
		add_values(s, jo_get(form, "fields"));
}

static void make_forms(struct train_watch *s)
{
	const json *forms = jo_array(session_of(s), "forms");
	const char *contact = contact_of(s);
	bool any = false;

	pager_set_text(&s->panes[PANE_FORM], "", true);
	for (size_t i = 0; i < jo_len(forms); i++) {
		const char *of = jo_str(jo_at(forms, i), "contact_id");
		if (contact && of && strcmp(of, contact) != 0)
			continue;
		add_form(s, jo_at(forms, i));
		any = true;
	}
	if (!any)
		pager_add(&s->panes[PANE_FORM], LOOK_DIM, _("Nothing is written in the form yet."));
}

static void make_dialogue(struct train_watch *s)
{
	struct pager *p = &s->panes[PANE_DIALOGUE];
	const json *session = session_of(s);

	pager_set_text(p, "", true);
	train_add_turns(s->app, p, session, contact_of(s), false);
	s->turns = jo_len(jo_array(session, "turns"));
	if (!p->text.len)
		pager_add(p, LOOK_DIM, _("Nothing was said yet."));
}

static void make_all(struct train_watch *s)
{
	const char *contact = contact_of(s);

	snprintf(s->shown, sizeof(s->shown), "%s", contact ? contact : "");
	make_dialogue(s);
	make_forms(s);
	app_draw_later(s->app);
}

/* -- asking ------------------------------------------------------------------------------- */

static void came(void *arg, const struct net_answer *answer)
{
	struct train_watch *s = arg;

	s->asking = false;
	if (!net_is_ok(answer))
		app_say(s->app, LOOK_ERROR, "%s", answer->sentence);
	make_all(s);
}

static void ask(struct train_watch *s)
{
	if (s->asking)
		return;
	s->asking = true;
	work_training_get(client_work(s->app), s->id, came, s);
}

static void tick(struct app *app, void *data)
{
	struct train_watch *s = data;

	if (model_training_is_stale(client_model(app), s->id))
		ask(s);
	app_draw_later(app);
	app_timer_start(app, &s->second, clock_monotonic() + TICK_MS);
}

/* -- the screen -------------------------------------------------------------------------- */

/* The fields point into the city: another one comes with other fields. */
static void read_city(struct train_watch *s)
{
	const struct city *city = client_model(s->app)->city;

	form_fields_free(s->fields);
	s->fields = city ? form_fields_new(city, client_english(s->app)) : NULL;
}

static void *watch_enter(struct app *app, void *argument)
{
	const struct train_part *part = argument;
	struct train_watch *s = xcalloc(1, sizeof(*s));

	s->app = app;
	snprintf(s->id, sizeof(s->id), "%s", part->session);
	snprintf(s->account, sizeof(s->account), "%s", part->account ? part->account : "");
	snprintf(s->contact, sizeof(s->contact), "%s", part->contact ? part->contact : "");
	read_city(s);
	for (int p = 0; p < PANES; p++)
		pager_init(&s->panes[p]);
	s->second.fire = tick;
	s->second.data = s;
	make_all(s);
	ask(s);
	app_timer_start(app, &s->second, clock_monotonic() + TICK_MS);
	return s;
}

static void watch_leave(struct app *app, void *state)
{
	struct train_watch *s = state;

	app_timer_stop(app, &s->second);
	work_forget(client_work(app), s);
	for (int p = 0; p < PANES; p++)
		pager_release(&s->panes[p]);
	form_fields_free(s->fields);
	free(s);
}

static void watch_changed(struct app *app, void *state, unsigned what)
{
	struct train_watch *s = state;

	(void)app;
	const char *contact = contact_of(s);
	if (what & MODEL_CITY)
		read_city(s);
	if (what & MODEL_CITY || (what & MODEL_TRAINING && strcmp(s->shown, contact ? contact : "")))
		make_all(s);            /* the seat has another call */
	else if (what & MODEL_TRAINING && jo_len(jo_array(session_of(s), "turns")) != s->turns)
		make_dialogue(s);
}

/* -- drawing --------------------------------------------------------------------------------- */

static void draw_state(struct train_watch *s, struct canvas *c, struct rect r)
{
	const json *session = session_of(s);
	int64_t ms = train_elapsed(session, clock_agreed());
	struct buf text = BUF_INIT;

	buf_addf(&text, "%s · ", train_mode_word(jo_str(session, "mode")));
	train_add_title(s->app, session, &text);
	buf_addf(&text, " · %s", train_state_word(jo_str(session, "state")));
	if (ms >= 0) {
		buf_addch(&text, ' ');
		words_timer(&text, ms);
	}
	if (jo_int(session, "limit_s", 0)) {
		buf_addch(&text, '/');
		words_timer(&text, jo_int(session, "limit_s", 0) * 1000);
	}
	size_t calls = jo_len(jo_array(session, "calls"));
	const json *call = train_call(session, contact_of(s));
	if (is_part(s))
		buf_addf(&text, " · %s", call ? train_title(s->app, call) : _("no call yet"));
	else if (calls > 1 && s->call)
		buf_addf(&text, _(" · call %zu of %zu"), s->call, calls);
	else if (calls > 1)
		buf_addf(&text, _(" · all %zu calls"), calls);
	canvas_text(c, r.x, r.y, r.width, train_is(session, "paused") ? LOOK_WARNING : LOOK_HEADING, text.data);
	buf_release(&text);
}

/* What the forms of one call lack; of no form of it what its seat lacks. Caller frees. */
static json *missing_in(const json *session, const char *contact)
{
	const json *forms = jo_array(session, "forms"), *seats = jo_array(session, "seats");
	json *missing = json_object_new_array();

	for (size_t i = 0; i < jo_len(forms); i++) {
		const json *form = jo_at(forms, i), *own = jo_array(form, "missing");
		const char *of = jo_str(form, "contact_id");
		for (size_t k = 0; of && !strcmp(of, contact) && !jo_str(form, "ticket") && k < jo_len(own); k++)
			json_object_array_add(missing, json_object_get(jo_at(own, k)));
	}
	for (size_t i = 0; !jo_len(missing) && i < jo_len(seats); i++) {
		const char *of = jo_str(jo_at(seats, i), "contact_id");
		const json *own = of && !strcmp(of, contact) ? jo_array(jo_at(seats, i), "missing") : NULL;
		for (size_t k = 0; k < jo_len(own); k++)
			json_object_array_add(missing, json_object_get(jo_at(own, k)));
	}
	return missing;
}

/* The call whose facts are looked at: the one that is shown, or the one that goes on. */
static const json *call_of(const struct train_watch *s)
{
	const char *contact = contact_of(s);

	return train_call(session_of(s), contact ? contact : jo_str(session_of(s), "contact_id"));
}

static void add_untold(const struct train_watch *s, struct buf *out)
{
	const json *call = call_of(s), *untold = jo_array(call, "untold");
	size_t before = out->len;

	for (size_t i = 0; i < jo_len(untold); i++)
		buf_addf(out, "%s%s", i ? _(", ") : "",
			 train_fact(s->app, call, json_object_get_string(jo_at(untold, i))));
	if (out->len == before)
		buf_adds(out, "–");
}

/* What the form lacks, and which facts nobody asked for. */
static void draw_missing(struct train_watch *s, struct canvas *c, struct rect r)
{
	const json *session = session_of(s);
	const char *contact = contact_of(s);
	struct buf text = BUF_INIT;

	if (train_is(session, "ended")) {
		buf_adds(&text, _("It has ended: Enter shows the score."));
	} else {
		json *missing = contact ? missing_in(session, contact) : jo_copy(jo_array(session, "missing"));
		buf_adds(&text, _("Missing: "));
		size_t before = text.len;
		train_add_pointers(s->app, missing, &text);
		if (text.len == before)
			buf_adds(&text, "–");
		jo_free(missing);
		buf_adds(&text, _(" · not asked yet: "));
		add_untold(s, &text);
	}
	draw_wrapped(c, r, LOOK_WARNING, text.data);
	buf_release(&text);
}

static void draw_pane(struct train_watch *s, enum pane pane, struct canvas *c, struct rect r)
{
	static const char *const names[PANES] = { N_("Dialogue"), N_("Form") };
	struct buf name = BUF_INIT;
	struct rect in = { r.x, r.y + 1, r.width, r.height - 1 };

	buf_addf(&name, pane == s->pane ? "[%s]" : " %s ", _(names[pane]));
	draw_heading(c, r.x, r.y, r.width, name.data);
	buf_release(&name);
	if (pane == PANE_DIALOGUE && !s->scrolled)
		pager_end(&s->panes[pane], in.width, in.height);
	pager_draw(&s->panes[pane], c, in);
}

static void watch_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct train_watch *s = state;
	struct rect body = { r.x + 1, r.y + HEAD_ROWS, r.width - 2, r.height - HEAD_ROWS - 1 };
	struct rect dialogue = body, form = body;

	(void)app;
	draw_state(s, c, (struct rect){ body.x, r.y, body.width, 1 });
	draw_missing(s, c, (struct rect){ body.x, r.y + 1, body.width, HEAD_ROWS - 1 });
	if (r.width >= WIDE) {
		dialogue.width = body.width * 11 / 20;
		form.x += dialogue.width + 2;
		form.width -= dialogue.width + 2;
	} else {
		dialogue.height = body.height * 3 / 5;
		form.y += dialogue.height;
		form.height -= dialogue.height;
	}
	draw_pane(s, PANE_DIALOGUE, c, dialogue);
	draw_pane(s, PANE_FORM, c, form);
	if (!train_is(session_of(s), "ended"))
		train_draw_lead_keys(s->app, c, (struct rect){ body.x, r.y + r.height - 1, body.width, 1 });
}

static void watch_title(void *state, struct buf *out)
{
	struct train_watch *s = state;

	const json *seats = jo_array(session_of(s), "seats");

	buf_adds(out, _("Training of "));
	for (size_t i = 0; s->account[0] && i < jo_len(seats); i++)
		if (jo_str(jo_at(seats, i), "id") && !strcmp(jo_str(jo_at(seats, i), "id"), s->account)) {
			buf_adds(out, jo_str(jo_at(seats, i), "name"));
			return;
		}
	if (s->contact[0])
		buf_adds(out, train_person(train_call(session_of(s), s->contact), "agent"));
	else
		train_people(session_of(s), out);
}

/* -- what the trainer does ------------------------------------------------------------------------ */

static void done(void *arg, const struct net_answer *answer)
{
	struct train_watch *s = arg;

	if (net_is_ok(answer))
		ask(s);
	else
		app_say(s->app, LOOK_ERROR, "%s", client_sentence(answer));
}

/* Dialogue, form, then the same of the next call where there are several. */
static void next_pane(struct train_watch *s, int step)
{
	size_t calls = is_part(s) ? 1 : jo_len(jo_array(session_of(s), "calls")), views = calls > 1 ? calls + 1 : 1;
	size_t at = (s->call * PANES + (size_t)s->pane + views * PANES + (size_t)step) % (views * PANES);

	s->pane = (enum pane)(at % PANES);
	if (at / PANES != s->call) {
		s->call = at / PANES;
		s->scrolled = false;
		make_all(s);
	}
}

static enum handled run_other(struct train_watch *s, const struct command *c)
{
	const json *session = session_of(s);

	switch (c->action) {
	case ACTION_OPEN:
		if (train_is(session, "ended"))
			app_push(s->app, &screen_train_score, &(struct train_part){ s->id, NULL, contact_of(s) });
		return HANDLED_DRAW;
	case ACTION_NEXT_VIEW:
		next_pane(s, 1);
		return HANDLED_DRAW;
	case ACTION_PREVIOUS_VIEW:
		next_pane(s, -1);
		return HANDLED_DRAW;
	case ACTION_RELOAD:
		ask(s);
		return HANDLED_DRAW;
	default:
		return HANDLED_NOT;
	}
}

static enum handled watch_action(struct app *app, void *state, const struct command *command)
{
	struct train_watch *s = state;
	const struct train_target target = { app, s->id, contact_of(s), done, s };

	if (train_lead(&target, command) != HANDLED_NOT)
		return HANDLED_DRAW;
	if (pager_command(&s->panes[s->pane], command)) {
		s->scrolled |= s->pane == PANE_DIALOGUE;
		return HANDLED_DRAW;
	}
	return run_other(s, command);
}

static enum context watch_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;            /* Enter opens the score */
}

const struct screen_ops screen_train_watch = {
	.name = "train-watch", .title = N_("Training"), .context = CONTEXT_TRAINING, .flags = SCREEN_PERSONAL,
	.enter = watch_enter, .leave = watch_leave, .draw = watch_draw, .action = watch_action, .focus = watch_focus,
	.changed = watch_changed, .add_title = watch_title,
};
