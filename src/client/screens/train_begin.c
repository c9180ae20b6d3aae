/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * train_begin.c -- the form by which a trainer begins a session: what is practised, by whom, how.
 *
 * What a mode does not ask for is hidden. Trainees are chosen from those whom the server names.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/train.h"
#include "client/ui/draw_text.h"
#include "client/ui/formview.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

struct train_begin {
	struct app *app;
	struct formview form;
	json *scenarios, *trainees, *tickets;   /* items; NULL: not there yet */
	struct choices modes, scenario_choices, trainee_choices, ticket_choices;
	char number[24];                /* of a ticket, typed in full; "": none */
	char *sentence;
	bool sent;
};

/* -- choices ------------------------------------------------------------------------- */

static const char *const modes[] = { "practice", "class", "exam", "storm", "replay" };

static size_t mode_count(void *data)
{
	(void)data;
	return ARRAY_SIZE(modes);
}

static const char *mode_code(void *data, size_t i)
{
	(void)data;
	return modes[i];
}

static const char *mode_label(void *data, size_t i)
{
	(void)data;
	return train_mode_word(modes[i]);
}

static size_t scenario_count(void *data)
{
	return jo_len(((struct train_begin *)data)->scenarios);
}

static const char *scenario_code(void *data, size_t i)
{
	const char *code = jo_str(jo_at(((struct train_begin *)data)->scenarios, i), "code");

	return code ? code : "";
}

static const char *scenario_label(void *data, size_t i)
{
	const char *label = jo_str(jo_at(((const struct train_begin *)data)->scenarios, i), "label");

	return label ? label : scenario_code(data, i);
}

/* "No heat  ***··", and the channel of what is no call. */
static void label_scenario(const struct train_begin *b, json *o)
{
	const char *title = jo_str(o, "title"), *english = jo_str(o, "title_en"), *channel = jo_str(o, "channel");
	struct buf label = BUF_INIT;

	buf_addf(&label, "%s  ", client_english(b->app) && english && *english ? english : title ? title : "");
	train_difficulty(&label, jo_int(o, "difficulty", 0));
	if (channel && strcmp(channel, "phone"))
		buf_addf(&label, " · %s", words_code(b->app, "channel", channel));
	jo_set_str(o, "label", label.data);
	buf_release(&label);
}

/* The first choice is everybody, the second oneself. */
enum { CHOICE_ALL, CHOICE_SELF, CHOICES_BEFORE };
static const char everybody[] = "*";

static const char *own_name(const struct train_begin *b)
{
	const char *name = client_model(b->app)->me.username;

	return name ? name : "";
}

static size_t trainee_count(void *data)
{
	const struct train_begin *b = data;

	return b->trainees ? jo_len(b->trainees) + CHOICES_BEFORE : 0;
}

static const json *trainee_at(const struct train_begin *b, size_t i)
{
	return i < CHOICES_BEFORE ? NULL : jo_at(b->trainees, i - CHOICES_BEFORE);
}

static const char *trainee_code(void *data, size_t i)
{
	const char *name = i == CHOICE_ALL ? everybody : i == CHOICE_SELF ? own_name(data) : jo_str(trainee_at(data, i), "username");

	return name ? name : "";
}

static const char *trainee_label(void *data, size_t i)
{
	const char *name = i == CHOICE_ALL ? _("all trainees") : i == CHOICE_SELF ? _("myself") : jo_str(trainee_at(data, i), "name");

	return name ? name : trainee_code(data, i);
}

/* Behind the latest closed tickets comes the number that is typed, so that any can be chosen. */
static size_t ticket_count(void *data)
{
	const struct train_begin *b = data;

	return jo_len(b->tickets) + (b->number[0] != '\0');
}

static const char *ticket_code(void *data, size_t i)
{
	const struct train_begin *b = data;
	const char *no = i < jo_len(b->tickets) ? jo_str(jo_at(b->tickets, i), "no") : b->number;

	return no ? no : "";
}

static const char *ticket_label(void *data, size_t i)
{
	const struct train_begin *b = data;
	const char *label = i < jo_len(b->tickets) ? jo_str(jo_at(b->tickets, i), "label") : NULL;

	return label ? label : ticket_code(data, i);
}

static bool is_listed(const struct train_begin *b, const char *no)
{
	for (size_t i = 0; i < jo_len(b->tickets); i++)
		if (!strcmp(ticket_code((void *)b, i), no))
			return true;
	return false;
}

static void set_number(struct train_begin *b, const char *no)
{
	enum { NUMBER_LEAST = 9 };
	size_t digits = strspn(no, "0123456789");
	bool whole = !no[digits] && digits >= NUMBER_LEAST && digits < sizeof(b->number) && !is_listed(b, no);

	snprintf(b->number, sizeof(b->number), "%s", whole ? no : "");
}

static void ticket_typed(void *data, const char *filter)
{
	struct train_begin *b = data;

	set_number(b, filter);
	formview_choices_changed(&b->form);
}

/* -- the form ------------------------------------------------------------------------------ */

static void describe(struct train_begin *b)
{
	const char *mode = formview_get(&b->form, "mode");
	bool storm = !strcmp(mode, "storm"), replay = !strcmp(mode, "replay"), exam = !strcmp(mode, "exam");
	const struct input inputs[] = {
		{ .key = "mode", .label = _("Mode"), .kind = INPUT_CHOICE, .required = true, .quick = true,
			.choices = &b->modes },
		{ .key = "scenarios", .label = _("Scenarios"), .kind = INPUT_CHOICES, .choices = &b->scenario_choices,
		  .required = !storm, .hidden = replay,
		  .hint = storm ? _("none: all that come by phone") : _("several come one after the other") },
		{ .key = "ticket", .label = _("Ticket"), .kind = INPUT_CHOICE, .required = true, .hidden = !replay,
			.choices = &b->ticket_choices, .hint = _("a closed one, or its number; the people in it are replaced") },
		{ .key = "trainees", .label = _("Trainees"), .kind = INPUT_CHOICES, .choices = &b->trainee_choices,
			.required = true,
		  .hint = _("Space marks, Enter takes them") },
		{ .key = "name", .label = _("Name"), .kind = INPUT_LINE, .max = 60,
			.hint = _("such as the class, for the results") },
		{ .key = "minutes", .label = _("Minutes"), .kind = INPUT_LINE, .max = 3, .hidden = !exam,
		  .hint = _("empty: the sum of the scenarios'") },
		{ .key = "calls", .label = _("Calls"), .kind = INPUT_LINE, .max = 4, .hidden = !storm,
			.hint = _("empty: 30") },
		{ .key = "lasts", .label = _("Come within minutes"), .kind = INPUT_LINE, .max = 3, .hidden = !storm,
		  .hint = _("empty: 10") },
		{ .key = "seed", .label = _("Seed"), .kind = INPUT_LINE, .max = 10,
		  .hint = _("empty: by chance; the same number gives the same call") },
	};

	formview_describe(&b->form, inputs, ARRAY_SIZE(inputs));
}

/* Another mode asks for something else; an open list of choices goes on first. */
static void follow_mode(struct train_begin *b)
{
	if (formview_context(&b->form) != CONTEXT_PICKER)
		describe(b);
}

static void changed(void *data, const char *key, const char *value)
{
	struct train_begin *b = data;

	(void)value;
	formview_set_problem(&b->form, key, NULL);
}

/* -- what can be chosen --------------------------------------------------------------------- */

static void scenarios_came(void *arg, const struct net_answer *answer)
{
	struct train_begin *b = arg;

	if (net_is_ok(answer)) {
		jo_free(b->scenarios);
		b->scenarios = jo_copy(jo_array(answer->body, "items"));
		json_object_array_sort(b->scenarios, train_by_difficulty);
		for (size_t i = 0; i < jo_len(b->scenarios); i++)
			label_scenario(b, jo_at(b->scenarios, i));
	} else {
		app_say(b->app, LOOK_ERROR, "%s", answer->sentence);
	}
	formview_choices_changed(&b->form);
	app_draw_later(b->app);
}

static void trainees_came(void *arg, const struct net_answer *answer)
{
	struct train_begin *b = arg;

	if (net_is_ok(answer)) {
		jo_free(b->trainees);
		b->trainees = jo_copy(jo_array(answer->body, "items"));
	} else {
		app_say(b->app, LOOK_ERROR, "%s", answer->sentence);
	}
	formview_choices_changed(&b->form);
	app_draw_later(b->app);
}

static void label_ticket(const struct train_begin *b, json *item)
{
	const char *no = jo_str(item, "no"), *title = jo_str(item, "title"), *category = jo_str(item, "category");
	struct buf label = BUF_INIT;

	words_no(&label, no ? no : "");
	buf_addf(&label, "  %s", title ? title : "");
	if (category) {
		buf_adds(&label, " · ");
		words_category(b->app, &label, category, false);
	}
	jo_set_str(item, "label", label.data);
	buf_release(&label);
}

static void tickets_came(void *arg, const struct net_answer *answer)
{
	struct train_begin *b = arg;

	if (net_is_ok(answer)) {
		jo_free(b->tickets);
		b->tickets = jo_copy(jo_array(answer->body, "items"));
		for (size_t i = 0; i < jo_len(b->tickets); i++)
			label_ticket(b, jo_at(b->tickets, i));
		set_number(b, formview_get(&b->form, "ticket"));
	} else {
		app_say(b->app, LOOK_ERROR, "%s", answer->sentence);
	}
	formview_choices_changed(&b->form);
	app_draw_later(b->app);
}

/* -- the screen ---------------------------------------------------------------------------------- */

static void *begin_enter(struct app *app, void *argument)
{
	struct train_begin *b = xcalloc(1, sizeof(*b));
	const struct train_order *order = argument;
	const char *scenario = order ? order->scenario : NULL, *ticket = order ? order->ticket : NULL;

	b->app = app;
	b->modes = (struct choices){ .count = mode_count, .code = mode_code, .label = mode_label, .data = b };
	b->scenario_choices = (struct choices){
		.count = scenario_count, .code = scenario_code, .label = scenario_label, .also = scenario_code,
			.data = b,
	};
	b->trainee_choices = (struct choices){
		.count = trainee_count, .code = trainee_code, .label = trainee_label, .also = trainee_code, .data = b,
	};
	b->ticket_choices = (struct choices){
		.count = ticket_count, .code = ticket_code, .label = ticket_label, .also = ticket_code, .typed = ticket_typed,
			.data = b,
	};
	formview_init(&b->form);
	describe(b);
	formview_set(&b->form, "mode", ticket ? "replay" : "class");
	formview_set(&b->form, "scenarios", scenario ? scenario : "");
	set_number(b, ticket ? ticket : "");
	describe(b);
	formview_set(&b->form, "ticket", ticket ? ticket : "");
	if (ticket)
		formview_go(&b->form, *ticket ? "trainees" : "ticket");
	b->form.changed = changed;
	b->form.changed_data = b;
	work_get(client_work(app), "/training/scenarios", scenarios_came, b);
	work_get(client_work(app), "/training/trainees", trainees_came, b);
	work_get(client_work(app), "/training/tickets?limit=100", tickets_came, b);
	return b;
}

static void begin_leave(struct app *app, void *state)
{
	struct train_begin *b = state;

	work_forget(client_work(app), b);
	formview_release(&b->form);
	jo_free(b->scenarios);
	jo_free(b->trainees);
	jo_free(b->tickets);
	free(b->sentence);
	free(b);
}

static void begin_show(struct app *app, void *state)
{
	(void)app;
	formview_focus(&((struct train_begin *)state)->form);
}

static void begin_hide(struct app *app, void *state)
{
	(void)app;
	formview_blur(&((struct train_begin *)state)->form);
}

static json *words_of(const char *text)
{
	json *list = json_object_new_array();

	for (const char *p = text; *p; p += strspn(p, ",")) {
		size_t n = strcspn(p, ",");
		json_object_array_add(list, json_object_new_string_len(p, (int)n));
		p += n;
	}
	return list;
}

static bool has_all(const struct train_begin *b)
{
	return strchr(formview_get(&b->form, "trainees"), *everybody);
}

/* Everybody is everybody, whoever is named beside it. */
static json *trainees_of(const struct train_begin *b)
{
	json *chosen = words_of(formview_get(&b->form, "trainees"));

	if (!has_all(b))
		return chosen;
	json *all = json_object_new_array();
	for (size_t i = 0; i < jo_len(chosen); i++)
		if (!strcmp(json_object_get_string(jo_at(chosen, i)), own_name(b)))
			json_object_array_add(all, json_object_get(jo_at(chosen, i)));
	jo_free(chosen);
	for (size_t i = 0; i < jo_len(b->trainees); i++)
		json_object_array_add(all, json_object_new_string(jo_str(jo_at(b->trainees, i), "username")));
	return all;
}

/* What sending it will begin, before it does. */
static void add_outcome(const struct train_begin *b, struct buf *out)
{
	const char *key = client_key_name(b->app, ACTION_SEND);
	json *trainees = trainees_of(b);
	size_t count = jo_len(trainees);

	if (has_all(b) && strchr(formview_get(&b->form, "trainees"), ','))
		buf_adds(out, _("\"all trainees\" holds the names beside it · "));
	if (!count)
		buf_addf(out, _("%s begins it, Esc leaves."), key);
	else if (!strcmp(formview_get(&b->form, "mode"), "storm"))
		buf_addf(out, ngettext("%s begins one storm with %zu seat, Esc leaves.",
				       "%s begins one storm with %zu seats, Esc leaves.", count), key, count);
	else
		buf_addf(out, ngettext("%s begins %zu session, Esc leaves.", "%s begins %zu sessions, one for each, Esc leaves.",
				       count), key, count);
	jo_free(trainees);
}

static const char *mode_sentence(const char *mode)
{
	if (!strcmp(mode, "practice"))
		return _("Practice: each trainee by themselves; hints are allowed, what is missing is shown.");
	if (!strcmp(mode, "class"))
		return _("Class: the same call for all of them at once, each in a session of their own.");
	if (!strcmp(mode, "exam"))
		return _("Exam: the same calls for all, a time limit, no hints, no question handed out; the form says what it lacks.");
	if (!strcmp(mode, "storm"))
		return _("Storm: one queue for the whole team, calls come by the city's curve.");
	return _("Replay: a real ticket as a call, with invented people.");
}

/* The ticket that was chosen of the list; NULL: none, or one of which only the number is known. */
static const json *chosen_ticket(const struct train_begin *b)
{
	const char *no = formview_get(&b->form, "ticket");

	for (size_t i = 0; !strcmp(formview_get(&b->form, "mode"), "replay") && i < jo_len(b->tickets); i++)
		if (!strcmp(ticket_code((void *)b, i), no))
			return jo_at(b->tickets, i);
	return NULL;
}

/* What the call will be about, people left out. */
static void add_ticket(const struct train_begin *b, const json *ticket, struct buf *out)
{
	const char *type = jo_str(ticket, "type"), *street = jo_str(ticket, "street"), *content = jo_str(ticket, "content");

	if (type)
		buf_addf(out, "%s · ", words_code(b->app, "type", type));
	words_category(b->app, out, jo_str(ticket, "category"), true);
	if (street) {
		buf_adds(out, " · ");
		words_region(b->app, out, street);
	}
	buf_addf(out, "\n%s", content ? content : "");
}

/* Above the last line; returns how many rows it took. */
static int draw_ticket(struct train_begin *b, struct canvas *c, struct rect r)
{
	const json *ticket = formview_context(&b->form) == CONTEXT_PICKER ? NULL : chosen_ticket(b);
	struct buf text = BUF_INIT;
	int rows = ticket ? r.height / 3 : 0;

	if (!rows)
		return 0;
	add_ticket(b, ticket, &text);
	draw_heading(c, r.x + 1, r.y + r.height - rows - 1, r.width - 2, _("The ticket, without its people"));
	draw_wrapped(c, (struct rect){ r.x + 1, r.y + r.height - rows, r.width - 2, rows - 1 }, LOOK_NORMAL, text.data);
	buf_release(&text);
	return rows + 1;
}

static void begin_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct train_begin *b = state;
	int y = r.y;

	(void)app;
	y += draw_wrapped(c, (struct rect){ r.x + 1, y, r.width - 2, 2 }, LOOK_DIM,
			  mode_sentence(formview_get(&b->form, "mode")));
	if (b->sentence)
		y += draw_wrapped(c, (struct rect){ r.x + 1, y, r.width - 2, 3 }, LOOK_ERROR, b->sentence);
	int below = draw_ticket(b, c, r);
	formview_draw(&b->form, c, (struct rect){ r.x + 1, y + 1, r.width - 2, r.y + r.height - y - 2 - below });
	struct buf text = BUF_INIT;
	add_outcome(b, &text);
	canvas_text(c, r.x + 1, r.y + r.height - 1, r.width - 2, LOOK_DIM, text.data);
	buf_release(&text);
}

/* -- sending ------------------------------------------------------------------------------------------ */

/* A number typed; false: it is none, and the field says so. */
static bool take_number(struct train_begin *b, const char *key, int64_t times, json *body, const char *name)
{
	const char *text = formview_get(&b->form, key);
	char *end;
	long long n = strtoll(text, &end, 10);

	if (!*text)
		return true;
	if (*end || n < 0) {
		formview_set_problem(&b->form, key, _("This must be a whole number."));
		return false;
	}
	jo_set_int(body, name, n * times);
	return true;
}

static bool add_storm(struct train_begin *b, json *body)
{
	json *arrivals = json_object_new_object();

	jo_set(body, "arrivals", arrivals);
	return take_number(b, "calls", 1, arrivals, "calls") && take_number(b, "lasts", 60, arrivals, "seconds");
}

/* NULL: something is not right, and says so. */
static json *make_body(struct train_begin *b)
{
	const char *mode = formview_get(&b->form, "mode"), *scenarios = formview_get(&b->form, "scenarios");
	json *body = json_object_new_object();
	bool right = take_number(b, "seed", 1, body, "seed");

	jo_set_str(body, "mode", mode);
	if (*formview_get(&b->form, "name"))
		jo_set_str(body, "name", formview_get(&b->form, "name"));
	jo_set(body, "trainees", trainees_of(b));
	if (!strcmp(mode, "replay"))
		jo_set_str(body, "ticket", formview_get(&b->form, "ticket"));
	else if (*scenarios)
		jo_set(body, "scenarios", words_of(scenarios));
	if (!strcmp(mode, "exam"))
		right = take_number(b, "minutes", 60, body, "limit_s") && right;
	if (!strcmp(mode, "storm"))
		right = add_storm(b, body) && right;
	if (right)
		return body;
	jo_free(body);
	return NULL;
}

/* The field that a pointer of the request means. */
static const char *field_of(const char *pointer)
{
	static const struct { const char *begins, *field; } fields[] = {
		{ "/mode", "mode" }, { "/scenario", "scenarios" }, { "/ticket", "ticket" }, { "/trainees", "trainees" },
		{ "/name", "name" }, { "/limit", "minutes" }, { "/arrivals/calls", "calls" }, { "/arrivals", "lasts" },
		{ "/seed", "seed" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (!strncmp(pointer, fields[i].begins, strlen(fields[i].begins)))
			return fields[i].field;
	return NULL;
}

static void show_problems(struct train_begin *b, const struct net_answer *answer)
{
	free(b->sentence);
	b->sentence = NULL;
	for (size_t i = 0; i < answer->problem.error_count; i++) {
		const struct problem_field *e = &answer->problem.errors[i];
		const char *key = field_of(e->pointer);
		if (key)
			formview_set_problem(&b->form, key, e->detail);
	}
	if (!formview_problem_count(&b->form))
		b->sentence = xstrdup(client_sentence(answer));
}

static void begun(void *arg, const struct net_answer *answer)
{
	struct train_begin *b = arg;
	size_t count = jo_len(jo_array(answer->body, "items"));
	struct app *app = b->app;

	b->sent = false;
	app_draw_later(app);
	if (!net_is_ok(answer)) {
		show_problems(b, answer);
		return;
	}
	bool own = !count && !strcmp(formview_get(&b->form, "trainees"), own_name(b)) && jo_str(answer->body, "id");
	char *id = own ? xstrdup(jo_str(answer->body, "id")) : NULL;
	count = count ? count : 1;
	app_say(app, LOOK_GOOD, ngettext("%zu session waits for its trainees.", "%zu sessions wait for their trainees.",
		count), count);
	app_pop(app);
	train_show(app, "running");
	if (id)
		train_join(app, id);
	free(id);
}

static void send(struct train_begin *b)
{
	json *body;

	if (b->sent)
		return;
	formview_clear_problems(&b->form);
	body = make_body(b);
	if (!body)
		return;
	b->sent = true;
	work_send(client_work(b->app), "POST", "/training/sessions", body, begun, b);
}

static enum handled begin_action(struct app *app, void *state, const struct command *command)
{
	struct train_begin *b = state;

	(void)app;
	if (formview_context(&b->form) == CONTEXT_PICKER && formview_command(&b->form, command)) {
		follow_mode(b);
		return HANDLED_DRAW;
	}
	if (command->action == ACTION_SEND || command->action == ACTION_BEGIN) {
		send(b);
		return HANDLED_DRAW;
	}
	if (!formview_command(&b->form, command))
		return HANDLED_NOT;
	follow_mode(b);
	return HANDLED_DRAW;
}

static enum handled begin_key(struct app *app, void *state, const struct key *key)
{
	struct train_begin *b = state;

	(void)app;
	if (!formview_key(&b->form, key))
		return HANDLED_NOT;
	follow_mode(b);
	return HANDLED_DRAW;
}

static enum context begin_focus(void *state)
{
	return formview_context(&((struct train_begin *)state)->form);
}

static bool begin_takes_escape(void *state)
{
	return formview_takes_escape(&((struct train_begin *)state)->form);
}

const struct screen_ops screen_train_begin = {
	.name = "train-begin", .title = N_("Begin training"), .context = CONTEXT_ACT,
	.enter = begin_enter, .leave = begin_leave, .draw = begin_draw, .action = begin_action, .key = begin_key,
	.focus = begin_focus, .takes_escape = begin_takes_escape, .show = begin_show, .hide = begin_hide,
};
