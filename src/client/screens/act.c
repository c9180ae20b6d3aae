/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * act.c -- a form for any action on a ticket, made from what the state table says its body holds.
 *
 * So a new row of the table needs no screen of its own. A dispatch starts from the catalogue's
 * suggestion. A refusal comes back to the form with the fields marked; nothing typed is lost: until
 * it is sent it is kept in the journal, by ticket and action.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "client/screens/act.h"
#include "client/screens/pane.h"
#include "client/ui/draw_text.h"
#include "client/ui/formview.h"
#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

enum { MEMBERS_MOST = 8, KEPT_N = 1 };
static const char kept_prefix[] = ".act/";

struct act {
	struct app *app;
	char no[24];
	char *action;
	char kept[64];          /* the name of what is typed, in the journal */
	const struct move_member *members;
	size_t count;
	struct formview form;
	struct choices units, grades, satisfied;
	const struct city *units_of;    /* that `unit_rows` were made of */
	size_t *unit_rows, unit_rows_count;     /* indexes of the units to choose from */
	int64_t seen;           /* the ticket's version when the form was opened; 0: not known then */
	char *basis;            /* why the catalogue names that unit */
	json *suggestions;      /* of a dispatch; NULL: not here */
	char *sentence;
	bool sent, done;
	char key[40];           /* of what was sent, in the outbox */
};

/* -- choices ------------------------------------------------------------------- */

static const struct city *city_of(void *data)
{
	return client_model(((struct act *)data)->app)->city;
}

/* A ticket is forwarded to a unit below the own, everything else goes to any. */
static bool may_choose(const struct act *a, const struct city_unit *u)
{
	const char *mine = client_model(a->app)->me.unit;

	if (strcmp(a->action, "forward") != 0)
		return true;
	return mine && strcmp(u->code, mine) && city_unit_is_under(city_of((void *)a), u->code, mine);
}

static size_t unit_count(void *data)
{
	struct act *a = data;
	const struct city *city = city_of(data);

	if (!city || city == a->units_of)
		return a->unit_rows_count;
	a->units_of = city;
	a->unit_rows_count = 0;
	a->unit_rows = xrealloc(a->unit_rows, (city->unit_count + 1) * sizeof(*a->unit_rows));
	for (size_t i = 0; i < city->unit_count; i++)
		if (may_choose(a, &city->units[i]))
			a->unit_rows[a->unit_rows_count++] = i;
	return a->unit_rows_count;
}

static const struct city_unit *unit_at(struct act *a, size_t i)
{
	return &a->units_of->units[a->unit_rows[i]];
}

static const char *unit_code(void *data, size_t i)
{
	return unit_at(data, i)->code;
}

static const char *unit_label(void *data, size_t i)
{
	const struct city_unit *u = unit_at(data, i);
	bool en = client_english(((struct act *)data)->app);

	return en && u->name_en && *u->name_en ? u->name_en : u->name;
}

static const char *unit_brief(void *data, size_t i)
{
	const struct city_unit *u = unit_at(data, i);

	return city_unit_brief(((struct act *)data)->units_of, u);
}

static size_t grade_count(void *data)
{
	return city_of(data) ? city_of(data)->grade_count : 0;
}

static const char *grade_code(void *data, size_t i)
{
	return city_of(data)->grades[i].code;
}

static const char *grade_label(void *data, size_t i)
{
	const struct city_grade *g = &city_of(data)->grades[i];
	bool en = client_english(((struct act *)data)->app);

	return en && g->name_en && *g->name_en ? g->name_en : g->name;
}

static const struct { const char *code, *label; } satisfactions[] = {
	{ "yes", N_("satisfied") }, { "basically", N_("basically satisfied") }, { "no", N_("not satisfied") },
};

static size_t satisfied_count(void *data)
{
	(void)data;
	return ARRAY_SIZE(satisfactions);
}

static const char *satisfied_code(void *data, size_t i)
{
	(void)data;
	return satisfactions[i].code;
}

static const char *satisfied_label(void *data, size_t i)
{
	(void)data;
	return _(satisfactions[i].label);
}

/* -- from members to fields ------------------------------------------------------- */

static const struct { const char *name, *label; } labels[] = {
	{ "reason", N_("Reason") }, { "note", N_("Note") }, { "lead", N_("Lead unit") },
	{ "co", N_("Co-units") }, { "basis", N_("Basis") }, { "question", N_("Question") },
	{ "into", N_("Into ticket") }, { "no", N_("Ticket") }, { "contact_id", N_("Contact") },
	{ "grade", N_("Grade") }, { "unit", N_("Unit") }, { "how", N_("How") },
	{ "final", N_("No further return") }, { "until", N_("Until") }, { "units", N_("Units") },
	{ "done", N_("What was done") }, { "answer", N_("Answer for the citizen") },
	{ "evidence", N_("Evidence") }, { "solved", N_("Solved") }, { "reached", N_("Reached") },
	{ "contacted", N_("Contacted by the unit") }, { "satisfied", N_("Satisfied") },
	{ "truthful", N_("Reply is truthful") }, { "granted", N_("Granted") }, { "fields", N_("Added text") },
};

static const char *label_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(labels); i++)
		if (!strcmp(labels[i].name, name))
			return _(labels[i].label);
	return name;
}

static bool is_long(const char *name)
{
	static const char *const long_ones[] = { "done", "answer", "evidence", "note", "question", "fields" };

	for (size_t i = 0; i < ARRAY_SIZE(long_ones); i++)
		if (!strcmp(long_ones[i], name))
			return true;
	return false;
}

static void describe_member(struct act *a, const struct move_member *m, struct input *input)
{
	*input = (struct input){
		.key = m->name, .label = label_of(m->name), .required = m->ask != NULL,
		.hint = m->ask ? _(m->ask) : NULL,
		.kind = is_long(m->name) ? INPUT_TEXT : INPUT_LINE,
	};
	if (m->kind == MEMBER_TIME && !m->ask)
		input->hint = _("A time such as 11-30 18:00");
	if (m->kind == MEMBER_UNIT || m->kind == MEMBER_UNITS) {
		input->kind = m->kind == MEMBER_UNIT ? INPUT_CHOICE : INPUT_CHOICES;
		input->choices = &a->units;
	} else if (m->kind == MEMBER_GRADE) {
		input->kind = INPUT_CHOICE;
		input->choices = &a->grades;
	} else if (m->kind == MEMBER_SATISFIED) {
		input->kind = INPUT_CHOICE;
		input->choices = &a->satisfied;
	} else if (m->kind == MEMBER_YES_NO) {
		input->kind = INPUT_YES_NO;
		input->hint = _("y yes, n no, Delete unknown");
	}
}

static void describe(struct act *a)
{
	struct input inputs[MEMBERS_MOST];

	for (size_t i = 0; i < a->count; i++)
		describe_member(a, &a->members[i], &inputs[i]);
	formview_describe(&a->form, inputs, a->count);
}

static void suggest_unit(struct act *a)
{
	const struct model_ticket *t = model_ticket(client_model(a->app), a->no);
	const struct city *city = client_model(a->app)->city;
	const char *basis = NULL;

	if ((strcmp(a->action, "dispatch") && strcmp(a->action, "arbitrate")) || !t || !t->ticket || !city || *formview_get(&a->form, "lead"))
		return;
	const json *fields = jo_get(t->ticket, "fields");
	const struct city_unit *unit = city_suggest_unit(city, jo_pointer_str(fields, "/matter/category"),
							 jo_pointer_str(fields, "/place/district"),
							 jo_pointer_str(fields, "/place/street"), &basis);
	if (!unit)
		return;
	formview_set(&a->form, "lead", unit->code);
	formview_set(&a->form, "basis", basis);
	free(a->basis);
	a->basis = xstrdup(basis);
}

/* What is granted is first what was asked for. */
static void suggest_until(struct act *a)
{
	const struct model_ticket *t = model_ticket(client_model(a->app), a->no);
	const char *asked = t ? jo_pointer_str(t->ticket, "/asks/until") : NULL;
	bool grants = !strcmp(a->action, "grant_extension") || !strcmp(a->action, "grant_carry");
	struct buf text = BUF_INIT;
	instant until;

	if (grants && asked && clock_parse(asked, &until) && !*formview_get(&a->form, "until")) {
		time_say(&text, until, clock_now());
		formview_set(&a->form, "until", text.data);
	}
	buf_release(&text);
}

/* -- from fields to the body -------------------------------------------------------- */

static json *codes_to_array(const char *codes)
{
	json *list = json_object_new_array();

	for (const char *p = codes; *p; ) {
		size_t len = strcspn(p, ",");
		if (len)
			json_object_array_add(list, json_object_new_string_len(p, (int)len));
		p += len + (p[len] == ',');
	}
	return list;
}

/* What is added stands below the note that was there. */
static json *added_note(const struct act *a, const char *text)
{
	const struct model_ticket *t = model_ticket(client_model(a->app), a->no);
	const char *before = t ? jo_pointer_str(t->ticket, "/fields/control/note") : NULL;
	json *fields = json_object_new_object();
	struct buf note = BUF_INIT;

	buf_addf(&note, "%s%s%s", before ? before : "", before && *before ? "\n" : "", text);
	jo_pointer_set(fields, "/control/note", json_object_new_string(note.data));
	buf_release(&note);
	return fields;
}

/* A time to come: what people leave out of it is the day or the year. INSTANT_NONE: none, or one that may be two. */
static instant read_ahead(const char *text)
{
	const instant day = 24 * 60 * 60 * 1000LL;
	instant now = clock_now(), t;
	enum time_reading reading = time_read(text, now, &t);

	if (t == INSTANT_NONE || reading == TIME_HALF)
		return INSTANT_NONE;
	if (reading == TIME_SURE || t > now)
		return t;
	if (now - t < day)
		return t + day;
	time_t seconds = (time_t)(t / 1000);
	struct tm later;
	localtime_r(&seconds, &later);
	later.tm_year++;
	later.tm_isdst = -1;
	return (instant)mktime(&later) * 1000;
}

/* NULL: the text is no value of that kind. */
static json *member_value(const struct act *a, const struct move_member *m, const char *text)
{
	char when[CLOCK_TEXT];
	instant t;

	switch (m->kind) {
	case MEMBER_UNITS:
		return codes_to_array(text);
	case MEMBER_YES_NO:
		return json_object_new_boolean(!strcmp(text, "yes"));
	case MEMBER_TIME:
		t = read_ahead(text);
		if (t == INSTANT_NONE)
			return NULL;
		return json_object_new_string(clock_format(t, when));
	case MEMBER_FIELDS:
		return added_note(a, text);
	default:
		return json_object_new_string(text);
	}
}

static json *make_body(struct act *a)
{
	json *body = json_object_new_object();
	const char *first = NULL;

	formview_clear_problems(&a->form);
	for (size_t i = 0; i < a->count; i++) {
		const struct move_member *m = &a->members[i];
		const char *text = formview_get(&a->form, m->name);
		json *value = *text ? member_value(a, m, text) : NULL;
		if (!*text && m->ask)
			formview_set_problem(&a->form, m->name, _(m->ask));
		else if (*text && !value)
			formview_set_problem(&a->form, m->name, _("Type a time such as 11-30 18:00."));
		if (!first && !value && (*text || m->ask))
			first = m->name;
		jo_set(body, m->name, value);
	}
	if (first)
		formview_go(&a->form, first);
	return body;
}

static void say(struct act *a, const char *sentence)
{
	free(a->sentence);
	a->sentence = xstrdup(sentence);
}

static void mark_problems(struct act *a, const struct problem *p)
{
	for (size_t i = 0; i < p->error_count; i++)
		if (p->errors[i].pointer[0] == '/')
			formview_set_problem(&a->form, p->errors[i].pointer + 1, p->errors[i].detail);
}

/* -- what is typed and not sent ------------------------------------------------------ */

static void keep(struct act *a, const char *member, const char *text)
{
	char pointer[40];

	snprintf(pointer, sizeof(pointer), "/%s", member);
	work_edit_text(client_work(a->app), a->kept, KEPT_N, pointer, text);
}

static void keep_all(struct act *a)
{
	for (size_t i = 0; i < a->count; i++)
		keep(a, a->members[i].name, formview_get(&a->form, a->members[i].name));
}

static void forget_kept(struct act *a)
{
	if (model_draft(client_model(a->app), a->kept, KEPT_N))
		work_draft_drop(client_work(a->app), a->kept, KEPT_N);
}

static const char *basis_of(const struct act *a, const char *unit)
{
	const json *units = jo_array(a->suggestions, "units");

	for (size_t i = 0; i < jo_len(units); i++)
		if (!strcmp(jo_str(jo_at(units, i), "unit"), unit))
			return jo_str(jo_at(units, i), "basis");
	return NULL;
}

/* The basis of the unit that was chosen, when the suggestions know one; not over the dispatcher's own words. */
static void suggest_basis(struct act *a)
{
	const char *basis = basis_of(a, formview_get(&a->form, "lead")), *now = formview_get(&a->form, "basis");

	if (*now && (!a->basis || strcmp(now, a->basis) != 0))
		return;
	formview_set(&a->form, "basis", basis ? basis : "");
	free(a->basis);
	a->basis = xstrdup(basis);
}

static void typed(void *data, const char *key, const char *value)
{
	struct act *a = data;

	formview_set_problem(&a->form, key, NULL);
	if (!a->sent)
		keep(a, key, value);
	if (!strcmp(key, "lead") && a->suggestions)
		suggest_basis(a);
}

static void bring_back(struct act *a)
{
	const struct model_draft *kept = model_draft(client_model(a->app), a->kept, KEPT_N);
	char pointer[40];

	for (size_t i = 0; kept && i < a->count; i++) {
		snprintf(pointer, sizeof(pointer), "/%s", a->members[i].name);
		const char *text = model_draft_text(kept, pointer);
		if (text)
			formview_set(&a->form, a->members[i].name, text);
	}
	if (kept)
		app_say(a->app, LOOK_MESSAGE, "%s", _("What you typed here before is back."));
}

bool act_kept(const struct model_draft *draft, char no[24], const char **action)
{
	const char *from = draft->contact_id + strlen(kept_prefix), *slash;

	if (strncmp(draft->contact_id, kept_prefix, strlen(kept_prefix)) ||
	    !(slash = strchr(from, '/')) || slash - from >= 24 || !draft->fields || !json_object_object_length(draft->fields))
		return false;
	snprintf(no, 24, "%.*s", (int)(slash - from), from);
	*action = slash + 1;
	return true;
}

/* -- what was sent and refused ---------------------------------------------------------- */

/* As one would type it; nothing when that cannot be told from what was sent. */
static void member_text(const struct move_member *m, const json *value, struct buf *out)
{
	instant t;

	if (m->kind == MEMBER_TIME && clock_parse(json_object_get_string((json *)value), &t)) {
		time_t seconds = (time_t)(t / 1000);
		struct tm parts;
		char text[32];
		localtime_r(&seconds, &parts);
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &parts);
		buf_adds(out, text);
	} else if (json_object_is_type(value, json_type_boolean)) {
		buf_adds(out, json_object_get_boolean(value) ? "yes" : "no");
	} else if (json_object_is_type(value, json_type_array)) {
		for (size_t i = 0; i < jo_len(value); i++)
			buf_addf(out, "%s%s", i ? "," : "", json_object_get_string(jo_at(value, i)));
	} else if (json_object_is_type(value, json_type_string)) {
		buf_adds(out, json_object_get_string((json *)value));
	}
}

/* Into the journal, as if it had just been typed; what was kept since is newer. */
static void keep_body(struct app *app, const char *kept, const struct move_member *members, const json *body)
{
	if (model_draft(client_model(app), kept, KEPT_N))
		return;
	for (const struct move_member *m = members; m->name; m++) {
		const json *value = jo_get(body, m->name);
		struct buf text = BUF_INIT;
		char pointer[40];
		if (value)
			member_text(m, value, &text);
		snprintf(pointer, sizeof(pointer), "/%s", m->name);
		if (text.len)
			work_edit_text(client_work(app), kept, KEPT_N, pointer, text.data);
		buf_release(&text);
	}
}

bool act_correct(struct app *app, const struct outbox_item *item)
{
	const char *action = jo_str(item->body, "action");
	const struct move_member *members = action ? ticket_action_members(action) : NULL;
	bool ticket = !strncmp(item->lane, "ticket/", 7) && strlen(item->lane + 7) < 24;
	char kept[64], no[24], name[32];

	if (!ticket || !members || !members->name)
		return false;
	snprintf(no, sizeof(no), "%s", item->lane + 7);
	snprintf(name, sizeof(name), "%s", action);
	snprintf(kept, sizeof(kept), "%s%s/%s", kept_prefix, no, name);
	keep_body(app, kept, members, item->body);
	app_push(app, &screen_act, &(struct act_argument){ no, name, NULL });
	return true;
}

/* The same move was refused: why, and where. */
static void mark_refused(struct act *a)
{
	const struct outbox *out = work_outbox(client_work(a->app));

	for (size_t i = 0; out && i < outbox_count(out); i++) {
		const struct outbox_item *item = outbox_at(out, i);
		const char *its = jo_str(item->body, "action");
		if (item->state != SUBMISSION_REFUSED || !its || strcmp(its, a->action) != 0 ||
		    strncmp(item->lane, "ticket/", 7) != 0 || strcmp(item->lane + 7, a->no) != 0)
			continue;
		say(a, item->sentence);
		mark_problems(a, &item->problem);
	}
}

/* -- sending -------------------------------------------------------------------------- */

/* How far what the form sent has come; the outbox forgets what is accepted. */
static enum submission sent_state(const struct act *a)
{
	const struct outbox *out = work_outbox(client_work(a->app));

	for (size_t i = 0; out && i < outbox_count(out); i++)
		if (!strcmp(outbox_at(out, i)->key, a->key))
			return outbox_at(out, i)->state;
	return SUBMISSION_ACCEPTED;
}

static void refused(struct act *a, const struct net_answer *answer)
{
	a->sent = false;
	keep_all(a);
	say(a, answer->sentence);
	mark_problems(a, &answer->problem);
}

/* Under another screen it is left when that one is. */
static void leave_done(struct act *a)
{
	a->done = true;
	if (app_is_top(a->app, &screen_act))
		app_pop(a->app);
}

/* The move that was accepted last for this ticket, by its label. */
static const char *accepted_move(const struct app *app, const char *no)
{
	const struct outbox *out = work_outbox(client_work(app));

	for (size_t i = out ? outbox_count(out) : 0; no && i-- > 0; ) {
		const struct outbox_item *item = outbox_at(out, i);
		const char *action = jo_str(item->body, "action");
		if (item->state == SUBMISSION_ACCEPTED && action && !strcmp(item->no, no))
			return words_action(action);
	}
	return _("Done");
}

/* What was done, to which ticket, and where that is now. */
static void say_done(struct app *app, const json *ticket)
{
	const char *no = jo_str(ticket, "no"), *lead = jo_str(ticket, "lead"), *into = jo_str(ticket, "merged_into");
	struct buf at = BUF_INIT, spaced = BUF_INIT;
	enum ticket_state state;

	words_no(&spaced, no ? no : "");
	buf_adds(&at, ticket_state_parse(jo_str(ticket, "state"), &state) ? words_ticket_state(state) : "?");
	if (into) {
		buf_adds(&at, _(" into "));
		words_no(&at, into);
	} else if (lead) {
		buf_adds(&at, " · ");
		words_unit(app, &at, lead);
	}
	app_say(app, LOOK_GOOD, _("%s: done. %s is now: %s."), accepted_move(app, no), spaced.data, at.data);
	buf_release(&at);
	buf_release(&spaced);
}

/* May come long after the form was left, while another one is open. */
static void acted(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct act *a = app_find(app, &screen_act);
	enum submission now = a && a->sent ? sent_state(a) : SUBMISSION_QUEUED;

	app_draw_later(app);
	if (net_is_ok(answer)) {
		say_done(app, answer->body);
		if (now == SUBMISSION_ACCEPTED)
			leave_done(a);
	} else if (now == SUBMISSION_REFUSED) {
		refused(a, answer);
	} else {
		app_say(app, LOOK_ERROR, "%s", client_sentence(answer));
	}
}

void act_now(struct app *app, const char *no, const char *action, json *body)
{
	struct error err = ERROR_INIT;

	if (!work_ticket_action(client_work(app), no, action, body, acted, app, &err))
		app_say(app, LOOK_ERROR, "%s", err.text);
}

static enum handled send(struct act *a)
{
	struct error err = ERROR_INIT;
	json *body = make_body(a);

	if (a->sent || formview_problem_count(&a->form)) {
		jo_free(body);
		return HANDLED_DRAW;
	}
	a->sent = work_ticket_action(client_work(a->app), a->no, a->action, body, acted, a->app, &err);
	say(a, a->sent ? _("Sending…") : err.text);
	if (a->sent) {
		const struct outbox *out = work_outbox(client_work(a->app));
		snprintf(a->key, sizeof(a->key), "%s", outbox_at(out, outbox_count(out) - 1)->key);
		forget_kept(a);         /* the outbox has it */
	}
	return HANDLED_DRAW;
}

/* -- the screen ------------------------------------------------------------------------ */

static void suggestions_came(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct act *a = app_find(app, &screen_act);

	if (a && net_is_ok(answer)) {
		jo_free(a->suggestions);
		a->suggestions = jo_copy((json *)answer->body);
		suggest_basis(a);
		app_draw_later(app);
	}
}

static void ask_suggestions(struct act *a)
{
	char path[64];

	if (strcmp(a->action, "dispatch") != 0 && strcmp(a->action, "arbitrate") != 0)
		return;
	snprintf(path, sizeof(path), "/tickets/%.23s/suggestions", a->no);
	work_get(client_work(a->app), path, suggestions_came, a->app);
}

static void ticket_came(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct act *a = app_find(app, &screen_act);

	if (a && net_is_ok(answer))
		suggest_unit(a);
	else if (a && !model_ticket(client_model(app), a->no))
		say(a, answer->sentence);
	app_draw_later(app);
}

static void *act_enter(struct app *app, void *argument)
{
	const struct act_argument *arg = argument;
	struct act *a = xcalloc(1, sizeof(*a));

	a->app = app;
	snprintf(a->no, sizeof(a->no), "%s", arg->no);
	a->action = xstrdup(arg->action);
	snprintf(a->kept, sizeof(a->kept), "%s%s/%s", kept_prefix, a->no, a->action);
	a->members = ticket_action_members(arg->action);
	while (a->count < MEMBERS_MOST && a->members[a->count].name)
		a->count++;
	a->units = (struct choices){ .count = unit_count, .code = unit_code, .label = unit_label,
		.brief = unit_brief, .data = a };
	a->grades = (struct choices){ .count = grade_count, .code = grade_code, .label = grade_label, .data = a };
	a->satisfied = (struct choices){
		.count = satisfied_count, .code = satisfied_code, .label = satisfied_label, .data = a,
	};
	formview_init(&a->form);
	describe(a);
	a->form.changed = typed;
	a->form.changed_data = a;
	bring_back(a);
	if (arg->text && a->count) {
		formview_set(&a->form, a->members[0].name, arg->text);
		keep(a, a->members[0].name, arg->text);
	}
	suggest_unit(a);
	suggest_until(a);
	mark_refused(a);
	ask_suggestions(a);
	work_ticket(client_work(app), a->no, true, ticket_came, app);
	return a;
}

static void act_leave(struct app *app, void *state)
{
	struct act *a = state;
	const struct model_draft *kept = model_draft(client_model(app), a->kept, KEPT_N);

	if (kept && !json_object_object_length(kept->fields))
		forget_kept(a);
	formview_release(&a->form);
	free(a->action);
	free(a->basis);
	free(a->sentence);
	free(a->unit_rows);
	jo_free(a->suggestions);
	free(a);
}

/* The first that is empty and required or typed: an optional choice is passed over. */
static void go_first_wanted(struct act *a)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct move_member *m = &a->members[i];
		bool wanted = m->ask || m->kind == MEMBER_TEXT || is_long(m->name);
		if (wanted && !*formview_get(&a->form, m->name)) {
			formview_go(&a->form, m->name);
			return;
		}
	}
	formview_go_first_empty(&a->form);
}

static void act_show(struct app *app, void *state)
{
	struct act *a = state;

	formview_focus(&a->form);
	go_first_wanted(a);
	if (a->done)
		app_pop(app);
}

static void act_hide(struct app *app, void *state)
{
	struct act *a = state;

	(void)app;
	formview_blur(&a->form);
}

/* What the ticket is about, above the form: nobody dispatches by number. */
static int draw_matter(struct act *a, struct canvas *c, struct rect r)
{
	const struct model_ticket *t = model_ticket(client_model(a->app), a->no);
	const char *content = t ? jo_pointer_str(t->ticket, "/fields/matter/content") : NULL;
	const char *title = t ? jo_pointer_str(t->ticket, "/fields/matter/title") : NULL;
	struct buf line = BUF_INIT;
	struct text_lines lines = { 0 };
	int rows = 2;

	words_no(&line, a->no);
	buf_addf(&line, "  %s", title ? title : "");
	canvas_text(c, r.x, r.y, r.width, LOOK_HEADING, line.data);
	buf_reset(&line);
	if (t && t->ticket) {
		words_category(a->app, &line, jo_pointer_str(t->ticket, "/fields/matter/category"), true);
		buf_adds(&line, " · ");
		words_place(a->app, &line, jo_get(t->ticket, "fields"));
	}
	canvas_text(c, r.x, r.y + 1, r.width, LOOK_DIM, line.data);
	if (content) {
		text_wrap(&lines, content, strlen(content), r.width);
		for (size_t i = 0; i < lines.count && rows < r.height; i++)
			canvas_text_n(c, r.x, r.y + rows++, r.width, LOOK_NORMAL, content + lines.lines[i].start,
				      lines.lines[i].len);
	}
	text_lines_release(&lines);
	buf_release(&line);
	return rows;
}

/* What is asked, and that the ticket was moved since the form was opened. Rows used. */
static int draw_state(struct act *a, struct canvas *c, struct rect r)
{
	const struct model_ticket *t = model_ticket(client_model(a->app), a->no);
	struct buf text = BUF_INIT;
	int rows;

	if (!t || !t->ticket)
		return 0;
	if (!a->seen)
		a->seen = t->version;
	if (t->state == TICKET_REHANDLING || t->state == TICKET_HANDLING)
		pane_answers(t->ticket, &text);
	rows = draw_wrapped(c, (struct rect){ r.x, r.y, r.width, r.height - 1 }, LOOK_WARNING, text.data);
	buf_reset(&text);
	pane_asked(a->app, t->ticket, &text);
	rows += draw_wrapped(c, (struct rect){ r.x, r.y + rows, r.width, r.height - rows - 1 }, LOOK_WARNING, text.data);
	buf_reset(&text);
	if (t->version > a->seen && !a->sent)
		pane_news(a->app, t, &text);
	rows += draw_wrapped(c, (struct rect){ r.x, r.y + rows, r.width, 1 }, LOOK_ERROR, text.data);
	buf_release(&text);
	return rows;
}

/* Who has had such matters and what came of it; what may be the same. Rows used. */
static int draw_suggestions(struct act *a, struct canvas *c, struct rect r)
{
	const json *units = jo_array(a->suggestions, "units"), *same = jo_array(a->suggestions, "duplicates");
	int rows = 0;

	for (size_t i = 0; i < jo_len(units) && i < 3 && rows < r.height; i++) {
		const json *u = jo_at(units, i);
		struct buf text = BUF_INIT;
		words_unit(a->app, &text, jo_str(u, "unit"));
		buf_addf(&text, _(" · %s · dispatched %lld, solved %lld, returned %lld"), jo_str(u, "why") ? jo_str(u, "why") : "",
			 (long long)jo_int(u, "dispatched", 0), (long long)jo_int(u, "solved", 0),
			 (long long)jo_int(u, "returned", 0));
		canvas_text(c, r.x, r.y + rows++, r.width, i ? LOOK_DIM : LOOK_NORMAL, text.data);
		buf_release(&text);
	}
	for (size_t i = 0; i < jo_len(same) && i < 3 && rows < r.height; i++) {
		const json *d = jo_at(same, i);
		struct buf text = BUF_INIT;
		enum ticket_state state;
		buf_adds(&text, jo_bool(d, "same", false) ? _("The same: ") : _("Perhaps the same: "));
		words_no(&text, jo_str(d, "no"));
		if (ticket_state_parse(jo_str(d, "state"), &state))
			buf_addf(&text, " (%s)", words_ticket_state(state));
		buf_addf(&text, " :merge %s", jo_str(d, "no"));
		buf_addf(&text, " · %s", jo_str(d, "title") ? jo_str(d, "title") : "");
		canvas_text(c, r.x, r.y + rows++, r.width, LOOK_WARNING, text.data);
		buf_release(&text);
	}
	return rows ? rows + 1 : 0;
}

/* What came of sending it, before that how to. */
static void draw_sentence(struct act *a, struct canvas *c, struct rect r)
{
	char how[200];

	snprintf(how, sizeof(how), _("%s sends it; Esc goes back and keeps what you typed."),
		 client_key_name(a->app, ACTION_SEND));
	if (!a->sentence)
		canvas_text(c, r.x, r.y, r.width, LOOK_DIM, how);
	else if (!a->sent)
		canvas_text(c, r.x, r.y, r.width, LOOK_ERROR, a->sentence);
	else if (work_link(client_work(a->app))->state == LINK_UP)
		canvas_text(c, r.x, r.y, r.width, LOOK_DIM, a->sentence);
	else
		canvas_text(c, r.x, r.y, r.width, LOOK_WARNING,
			    _("It waits and goes out by itself when the server is back. "
			      "Esc goes back."));
}

static void act_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct act *a = state;
	int width = r.width - 2, matter = r.height / 3;
	int y = r.y + draw_matter(a, c, (struct rect){ r.x + 1, r.y, width, matter });
	y += draw_state(a, c, (struct rect){ r.x + 1, y, width, 4 }) + 1;
	y += draw_suggestions(a, c, (struct rect){ r.x + 1, y, width, r.height / 4 });

	(void)app;
	canvas_text(c, r.x + 1, y, width, LOOK_TITLE, words_action(a->action));
	formview_draw(&a->form, c, (struct rect){ r.x + 1, y + 1, width, r.y + r.height - y - 2 });
	draw_sentence(a, c, (struct rect){ r.x + 1, r.y + r.height - 1, width, 1 });
}

static bool is_one_line(const struct act *a, size_t field)
{
	return field < a->count && !is_long(a->members[field].name);
}

static enum handled act_key(struct app *app, void *state, const struct key *key)
{
	struct act *a = state;
	size_t focus = a->form.focus;
	bool typing = formview_context(&a->form) == CONTEXT_FIELD;

	if (!formview_key(&a->form, key))
		return HANDLED_NOT;
	if (key->code == KC_ENTER && typing && a->form.focus == focus && is_one_line(a, focus))
		app_say(app, LOOK_MESSAGE, _("This was the last field; %s sends it."),
			client_key_name(app, ACTION_SEND));
	return HANDLED_DRAW;
}

static enum handled act_action(struct app *app, void *state, const struct command *command)
{
	struct act *a = state;

	(void)app;
	if (formview_command(&a->form, command))
		return HANDLED_DRAW;
	if (command->action == ACTION_SEND || command->action == ACTION_SUBMIT)
		return send(a);
	return HANDLED_NOT;
}

static enum context act_focus(void *state)
{
	return formview_context(&((struct act *)state)->form);
}

static bool act_takes_escape(void *state)
{
	return formview_takes_escape(&((struct act *)state)->form);
}

static void act_title(void *state, struct buf *out)
{
	buf_adds(out, words_action(((struct act *)state)->action));
}

const struct screen_ops screen_act = {
	.name = "act", .title = N_("Action"), .context = CONTEXT_ACT, .flags = SCREEN_PERSONAL,
	.enter = act_enter, .leave = act_leave, .draw = act_draw, .action = act_action, .key = act_key,
	.focus = act_focus, .takes_escape = act_takes_escape, .show = act_show, .hide = act_hide,
	.add_title = act_title,
};
