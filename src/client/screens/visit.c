/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * visit.c -- the return visit: what was asked beside what was answered, the words to say, the questions, one key to
 * record.
 *
 * Opening it claims the ticket, so that two visitors never phone one citizen; leaving it without answers gives the
 * claim back. A caller who joined the ticket is asked for themselves: the first field chooses whom.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/screens.h"
#include "client/ui/draw_text.h"
#include "client/ui/formview.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { CALLERS_MOST = 32 };

struct visit {
	struct app *app;
	char no[24];
	struct formview form;
	struct choices satisfied, callers;
	char *caller_codes[CALLERS_MOST], *caller_labels[CALLERS_MOST];
	size_t caller_count;
	char *number;           /* revealed; NULL: masked still */
	char *sentence;
	bool claimed, sent;
};

static const struct model_ticket *ticket_of(const struct visit *v)
{
	const struct model_ticket *t = model_ticket(client_model(v->app), v->no);

	return t && t->ticket ? t : NULL;
}

/* -- choices ------------------------------------------------------------------ */

static const struct { const char *code, *label; } answers[] = {
	{ "yes", N_("satisfied") }, { "basically", N_("basically satisfied") }, { "no", N_("not satisfied") },
};

static size_t satisfied_count(void *data)
{
	(void)data;
	return ARRAY_SIZE(answers);
}

static const char *satisfied_code(void *data, size_t i)
{
	(void)data;
	return answers[i].code;
}

static const char *satisfied_label(void *data, size_t i)
{
	(void)data;
	return _(answers[i].label);
}

static size_t caller_count(void *data)
{
	return ((struct visit *)data)->caller_count;
}

static const char *caller_code(void *data, size_t i)
{
	return ((struct visit *)data)->caller_codes[i];
}

static const char *caller_label(void *data, size_t i)
{
	return ((struct visit *)data)->caller_labels[i];
}

static void add_caller(struct visit *v, const char *contact, const char *label)
{
	if (!contact || v->caller_count == CALLERS_MOST)
		return;
	v->caller_codes[v->caller_count] = xstrdup(contact);
	v->caller_labels[v->caller_count++] = xstrdup(label);
}

static void free_callers(struct visit *v)
{
	while (v->caller_count) {
		free(v->caller_codes[--v->caller_count]);
		free(v->caller_labels[v->caller_count]);
	}
}

/* The ticket's own caller and those who joined, with whether they were asked. */
static void read_callers(struct visit *v, const json *ticket)
{
	const json *joined = jo_array(ticket, "callers");

	free_callers(v);
	add_caller(v, jo_str(ticket, "contact_id"), _("the caller of the ticket"));
	for (size_t i = 0; i < jo_len(joined); i++) {
		const json *c = jo_at(joined, i);
		char label[80];
		snprintf(label, sizeof(label), jo_get(c, "visit") ? _("caller %zu who joined, asked already")
								  : _("caller %zu who joined"), i + 1);
		add_caller(v, jo_str(c, "contact_id"), label);
	}
}

/* -- the questions --------------------------------------------------------------- */

static void describe(struct visit *v)
{
	bool reached = !strcmp(formview_get(&v->form, "reached"), "yes");
	const struct input inputs[] = {
		{ .key = "contact_id", .label = _("Whom"), .kind = INPUT_CHOICE, .hidden = v->caller_count < 2,
		  .choices = &v->callers },
		{ .key = "reached", .label = _("Reached"), .kind = INPUT_YES_NO, .required = true },
		{ .key = "contacted", .label = _("Contacted by the unit"), .kind = INPUT_YES_NO, .required = true,
		  .hidden = !reached },
		{ .key = "solved", .label = _("Solved"), .kind = INPUT_YES_NO, .required = true, .hidden = !reached },
		{ .key = "satisfied", .label = _("Satisfied"), .kind = INPUT_CHOICE, .required = true, .hidden = !reached,
		  .choices = &v->satisfied },
		{ .key = "truthful", .label = _("Reply is truthful"), .kind = INPUT_YES_NO, .hidden = !reached },
		{ .key = "note", .label = _("Note"), .kind = INPUT_TEXT, .max = 500 },
	};

	formview_describe(&v->form, inputs, ARRAY_SIZE(inputs));
}

static void changed(void *data, const char *key, const char *value)
{
	(void)value;
	if (!strcmp(key, "reached"))
		describe(data);
}

/* The words of the house for the field one is at. */
static const char *phrase_for(const char *key)
{
	static const struct { const char *key, *id; } phrases[] = {
		{ "reached", "greeting_visit" }, { "contacted", "visit_contacted" }, { "solved", "visit_solved" },
		{ "satisfied", "visit_satisfied" }, { "truthful", "visit_truthful" }, { "note", "closing_visit" },
	};

	for (size_t i = 0; key && i < ARRAY_SIZE(phrases); i++)
		if (!strcmp(phrases[i].key, key))
			return phrases[i].id;
	return NULL;
}

static void say(struct visit *v, const char *sentence)
{
	free(v->sentence);
	v->sentence = xstrdup(sentence);
	app_draw_later(v->app);
}

/* -- claiming ------------------------------------------------------------------------ */

static void claim_done(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct visit *v = app_find(app, &screen_visit);

	if (!v)
		return;
	v->claimed = net_is_ok(answer);
	if (!v->claimed) {
		app_say(app, LOOK_WARNING, "%s", answer->sentence);
		app_pop(app);
	}
	app_draw_later(app);
}

static void ticket_came(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct visit *v = app_find(app, &screen_visit);
	struct error err = ERROR_INIT;

	if (!v)
		return;
	if (!net_is_ok(answer) || !ticket_of(v)) {
		app_say(app, LOOK_ERROR, "%s", answer->sentence);
		app_pop(app);
		return;
	}
	read_callers(v, ticket_of(v)->ticket);
	describe(v);
	if (!v->claimed && !work_ticket_action(client_work(app), v->no, "claim", NULL, claim_done, app, &err))
		say(v, err.text);
	app_draw_later(app);
}

static void give_back(struct visit *v)
{
	if (v->claimed && !v->sent)
		work_ticket_action(client_work(v->app), v->no, "release", NULL, NULL, NULL, NULL);
}

/* -- recording -------------------------------------------------------------------------- */

static void rehandled(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	app_say(app, net_is_ok(answer) ? LOOK_GOOD : LOOK_ERROR, "%s",
		net_is_ok(answer) ? _("The unit handles it again.") : answer->sentence);
	app_draw_later(app);
}

/* What becomes of a matter that is not solved is the visitor's to say. */
static void rehandle_reason(struct app *app, void *data, const char *answer)
{
	char *no = data;
	struct error err = ERROR_INIT;

	if (answer && *answer) {
		json *body = json_object_new_object();
		jo_set_str(body, "reason", answer);
		if (!work_ticket_action(client_work(app), no, "rehandle", body, rehandled, app, &err))
			app_say(app, LOOK_ERROR, "%s", err.text);
	} else {
		app_say(app, LOOK_WARNING, "%s",
			_("Recorded as not solved; the ticket waits: `:act rehandle` or `:act close`."));
	}
	free(no);
	if (app_is_top(app, &screen_visit))
		app_pop(app);
}

/* The screen stays below the question, and goes with its answer. */
static void say_outcome(struct app *app, const char *no, const json *ticket, bool reached)
{
	const char *state = jo_str(ticket, "state");
	long long unreached = jo_int(jo_get(ticket, "visit"), "unreached", 0);

	bool asks = reached && state && strcmp(state, "closed") != 0;

	if (!asks)
		app_pop(app);
	if (state && !strcmp(state, "closed"))
		app_say(app, LOOK_GOOD, "%s", reached ? _("Recorded; the ticket is closed.") :
			_("Not reached for the last time; the ticket is closed without a valid visit."));
	else if (!reached)
		app_say(app, LOOK_MESSAGE, _("Not reached, attempt %lld; the ticket comes again."), unreached);
	else
		app_ask(app, _("Not solved. Handle again, because: "), false, rehandle_reason,
			xstrdup(no));
}

static void recorded(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct visit *v = app_find(app, &screen_visit);

	app_draw_later(app);
	if (!v)
		return;
	if (net_is_ok(answer)) {
		say_outcome(app, v->no, answer->body, !strcmp(formview_get(&v->form, "reached"), "yes"));
		return;
	}
	v->sent = false;
	say(v, answer->sentence);
	for (size_t i = 0; i < answer->problem.error_count; i++)
		if (answer->problem.errors[i].pointer[0] == '/')
			formview_set_problem(&v->form, answer->problem.errors[i].pointer + 1,
					     answer->problem.errors[i].detail);
}

static json *make_body(struct visit *v)
{
	static const char *const yes_no[] = { "reached", "contacted", "solved", "truthful" };
	static const char *const texts[] = { "satisfied", "note", "contact_id" };
	json *body = json_object_new_object();

	for (size_t i = 0; i < ARRAY_SIZE(yes_no); i++) {
		const char *value = formview_get(&v->form, yes_no[i]);
		if (*value)
			jo_set_bool(body, yes_no[i], !strcmp(value, "yes"));
	}
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const char *value = formview_get(&v->form, texts[i]);
		if (*value)
			jo_set_str(body, texts[i], value);
	}
	return body;
}

static enum handled record(struct visit *v)
{
	struct error err = ERROR_INIT;

	if (v->sent)
		return HANDLED_DRAW;
	formview_clear_problems(&v->form);
	v->sent = work_ticket_action(client_work(v->app), v->no, "record_visit", make_body(v), recorded, v->app, &err);
	say(v, v->sent ? _("Sending…") : err.text);
	return HANDLED_DRAW;
}

/* -- the number -------------------------------------------------------------------------- */

static void revealed(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct visit *v = app_find(app, &screen_visit);
	const char *callback = jo_str(answer->body, "callback"), *number = jo_str(answer->body, "number");

	if (!v)
		return;
	if (!net_is_ok(answer)) {
		say(v, answer->sentence);
		return;
	}
	free(v->number);
	v->number = xstrdup(callback && *callback ? callback : number ? number : _("number withheld"));
	app_draw_later(app);
}

/* -- the screen ---------------------------------------------------------------------------- */

static void *visit_enter(struct app *app, void *argument)
{
	struct visit *v = xcalloc(1, sizeof(*v));

	v->app = app;
	snprintf(v->no, sizeof(v->no), "%s", (const char *)argument);
	v->satisfied = (struct choices){
		.count = satisfied_count, .code = satisfied_code, .label = satisfied_label, .data = v,
	};
	v->callers = (struct choices){ .count = caller_count, .code = caller_code, .label = caller_label, .data = v };
	formview_init(&v->form);
	v->form.changed = changed;
	v->form.changed_data = v;
	describe(v);
	work_ticket(client_work(app), v->no, true, ticket_came, app);
	return v;
}

static void visit_leave(struct app *app, void *state)
{
	struct visit *v = state;

	(void)app;
	give_back(v);
	formview_release(&v->form);
	free_callers(v);
	free(v->number);
	free(v->sentence);
	free(v);
}

static void visit_show(struct app *app, void *state)
{
	struct visit *v = state;

	(void)app;
	formview_focus(&v->form);
	formview_go(&v->form, "reached");
}

static void visit_hide(struct app *app, void *state)
{
	(void)app;
	formview_blur(&((struct visit *)state)->form);
}

static void visit_changed(struct app *app, void *state, unsigned what)
{
	(void)state;
	if (what & (MODEL_TICKET | MODEL_CITY))
		app_draw_later(app);
}

/* Who is called, on which number, which attempt it is. */
static void draw_head(const struct visit *v, const struct model_ticket *t, struct canvas *c, struct rect r)
{
	const json *fields = jo_get(t->ticket, "fields"), *visit = jo_get(t->ticket, "visit");
	const char *title = jo_pointer_str(fields, "/matter/title"), *name = jo_pointer_str(fields, "/caller/name");
	const char *number = jo_pointer_str(fields, "/caller/callback");
	struct buf text = BUF_INIT;

	words_no(&text, v->no);
	buf_addf(&text, "  %s", title ? title : "");
	canvas_text(c, r.x, r.y, r.width, LOOK_HEADING, text.data);
	buf_reset(&text);
	if (!number)
		number = jo_pointer_str(fields, "/caller/number");
	buf_addf(&text, "%s  %s", name ? name : _("(no name)"), v->number ? v->number : number ? number : "");
	if (!v->number)
		buf_addf(&text, _("  (%s shows the number)"), client_key_name(v->app, ACTION_REVEAL));
	if (jo_int(visit, "unreached", 0))
		buf_addf(&text, _(" · not reached %lld×"), (long long)jo_int(visit, "unreached", 0));
	if (jo_int(t->ticket, "rehandled", 0))
		buf_addf(&text, _(" · re-handled %lld×"), (long long)jo_int(t->ticket, "rehandled", 0));
	canvas_text(c, r.x, r.y + 1, r.width, v->number ? LOOK_GOOD : LOOK_NORMAL, text.data);
	buf_release(&text);
}

/* What the caller said the first time, when this is not the first. */
static int draw_first(const struct model_ticket *t, struct canvas *c, struct rect r)
{
	const json *first = jo_get(jo_get(t->ticket, "visit"), "first");
	const char *satisfied = jo_str(first, "satisfied");
	struct buf text = BUF_INIT;

	if (!first)
		return 0;
	buf_addf(&text, _("First answers: contacted %s, solved %s, "), jo_bool(first, "contacted", false) ? _("yes") : _("no"),
		 jo_bool(first, "solved", false) ? _("yes") : _("no"));
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++)
		if (satisfied && !strcmp(answers[i].code, satisfied))
			buf_adds(&text, _(answers[i].label));
	canvas_text(c, r.x, r.y, r.width, LOOK_DIM, text.data);
	buf_release(&text);
	return 1;
}

static int draw_part(struct canvas *c, struct rect r, const char *heading, const char *text)
{
	draw_heading(c, r.x, r.y, r.width, heading);
	return 1 + draw_wrapped(c, (struct rect){ r.x, r.y + 1, r.width, r.height - 1 }, LOOK_NORMAL, text);
}

/* What was asked and what was answered: beside each other where there is room. Returns the rows used. */
static int draw_both(const struct visit *v, const struct model_ticket *t, struct canvas *c, struct rect r)
{
	const char *asked = jo_pointer_str(t->ticket, "/fields/matter/content");
	const char *answer = jo_pointer_str(t->ticket, "/reply/answer"), *done = jo_pointer_str(t->ticket, "/reply/done");
	struct buf reply = BUF_INIT, heading = BUF_INIT;

	buf_addf(&reply, "%s%s%s", done ? done : "", done && answer ? "\n" : "", answer ? answer : "");
	buf_adds(&heading, _("Answered: "));
	words_unit(v->app, &heading, jo_str(t->ticket, "lead"));
	int half = (r.width - 3) / 2, rows;
	if (r.width >= 96) {
		rows = draw_part(c, (struct rect){ r.x, r.y, half, r.height }, _("Asked"), asked);
		int right = draw_part(c, (struct rect){ r.x + half + 3, r.y, half, r.height }, heading.data, reply.data);
		rows = right > rows ? right : rows;
	} else {
		rows = draw_part(c, (struct rect){ r.x, r.y, r.width, r.height / 2 }, _("Asked"), asked);
		rows += draw_part(c, (struct rect){ r.x, r.y + rows, r.width, r.height - rows }, heading.data, reply.data);
	}
	buf_release(&reply);
	buf_release(&heading);
	return rows;
}

static int draw_phrase(const struct visit *v, struct canvas *c, struct rect r)
{
	const struct city *city = client_model(v->app)->city;
	const char *id = phrase_for(formview_focus_key(&v->form));
	const struct city_phrase *p = city && id ? city_find_phrase(city, id) : NULL;
	struct buf text = BUF_INIT;

	if (p)
		buf_addf(&text, _("Say: %s"), client_english(v->app) && p->text_en ? p->text_en : p->text);
	int rows = draw_wrapped(c, r, LOOK_MESSAGE, text.data);
	buf_release(&text);
	return rows > 0 ? rows : 1;
}

static void draw_sentence(const struct visit *v, struct canvas *c, struct rect r)
{
	char how[160];

	snprintf(how, sizeof(how), _("%s records it; Esc goes back and gives the ticket free."),
		 client_key_name(v->app, ACTION_SEND));
	canvas_text(c, r.x, r.y, r.width, v->sentence && !v->sent ? LOOK_ERROR : LOOK_DIM, v->sentence ? v->sentence : how);
}

static void visit_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct visit *v = state;
	const struct model_ticket *t = ticket_of(v);
	struct rect inner = { r.x + 1, r.y, r.width - 2, r.height };
	int y = r.y + 2;

	(void)app;
	if (!t) {
		canvas_text(c, inner.x, r.y, inner.width, LOOK_DIM, _("Loading…"));
		return;
	}
	draw_head(v, t, c, inner);
	y += draw_first(t, c, (struct rect){ inner.x, y, inner.width, 1 });
	y += draw_both(v, t, c, (struct rect){ inner.x, y, inner.width, (r.height - 12) > 6 ? r.height - 14 : 6 });
	y += draw_phrase(v, c, (struct rect){ inner.x, y, inner.width, 2 });
	formview_draw(&v->form, c, (struct rect){ inner.x, y, inner.width, r.y + r.height - 1 - y });
	draw_sentence(v, c, (struct rect){ inner.x, r.y + r.height - 1, inner.width, 1 });
}

static enum handled visit_key(struct app *app, void *state, const struct key *key)
{
	struct visit *v = state;

	(void)app;
	return formview_key(&v->form, key) ? HANDLED_DRAW : HANDLED_NOT;
}

static enum handled visit_action(struct app *app, void *state, const struct command *command)
{
	struct visit *v = state;

	if (formview_command(&v->form, command))
		return HANDLED_DRAW;
	if (command->action == ACTION_SEND || command->action == ACTION_SUBMIT)
		return record(v);
	if (command->action == ACTION_REVEAL) {
		work_reveal(client_work(app), v->no, command->count ? command->words[0] : _("return visit"), revealed, app);
		return HANDLED_DRAW;
	}
	return ticket_command(app, v->no, command);
}

static enum context visit_focus(void *state)
{
	return formview_context(&((struct visit *)state)->form);
}

static bool visit_takes_escape(void *state)
{
	return formview_takes_escape(&((struct visit *)state)->form);
}

const struct screen_ops screen_visit = {
	.name = "visit", .title = N_("Return visit"), .context = CONTEXT_VISIT, .flags = SCREEN_PERSONAL,
	.enter = visit_enter, .leave = visit_leave, .draw = visit_draw, .action = visit_action, .key = visit_key,
	.focus = visit_focus, .takes_escape = visit_takes_escape, .show = visit_show, .hide = visit_hide,
	.changed = visit_changed,
};
