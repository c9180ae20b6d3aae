/* SPDX-License-Identifier: GPL-3.0-or-later */
/* act_form.c -- from the members of an action to the fields of its form, and from what is filled in to the body. */
#include "client/screens/act_private.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

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

	return words_in_language(((struct act *)data)->app, u->name, u->name_en);
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

	return words_in_language(((struct act *)data)->app, g->name, g->name_en);
}

void act_choices(struct act *a)
{
	a->units = (struct choices){ .count = unit_count, .code = unit_code, .label = unit_label,
		.brief = unit_brief, .data = a };
	a->grades = (struct choices){ .count = grade_count, .code = grade_code, .label = grade_label, .data = a };
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

bool act_is_long(const char *name)
{
	static const char *const long_ones[] = { "done", "answer", "evidence", "note", "question", "fields" };

	for (size_t i = 0; i < ARRAY_SIZE(long_ones); i++)
		if (!strcmp(long_ones[i], name))
			return true;
	return false;
}

/* How a limit is understood, beside it, when it was not typed just so. */
void act_note_time(struct act *a, const char *name)
{
	const struct move_member *m = a->members;
	struct buf note = BUF_INIT, shown = BUF_INIT;

	while (m->name && strcmp(m->name, name) != 0)
		m++;
	const char *text = m->name && m->kind == MEMBER_TIME ? formview_get(&a->form, name) : "";
	instant t = *text ? time_read_ahead(text, clock_agreed()) : INSTANT_NONE;
	if (t != INSTANT_NONE)
		time_say(&shown, t, clock_agreed());
	else if (*text)
		buf_adds(&note, _("not understood yet"));
	if (shown.len && strcmp(shown.data, text) != 0)
		buf_addf(&note, _("= until %s"), shown.data);
	if (m->name && m->kind == MEMBER_TIME)
		formview_set_note(&a->form, name, note.data);
	buf_release(&note);
	buf_release(&shown);
}

static void describe_member(struct act *a, const struct move_member *m, struct input *input)
{
	*input = (struct input){
		.key = m->name, .label = label_of(m->name), .required = m->ask != NULL,
		.hint = m->ask ? _(m->ask) : NULL,
		.kind = act_is_long(m->name) ? INPUT_TEXT : INPUT_LINE,
	};
	if (m->kind == MEMBER_FIELDS && !strcmp(a->action, "amend")) {
		input->label = _("Added to the note");
		input->hint = _("Goes below the ticket's note; what is there stays");
	}
	if (m->kind == MEMBER_TIME)
		input->hint = _("A time such as 11-30 18:00; a day alone means until its end");
	if (m->kind == MEMBER_UNIT || m->kind == MEMBER_UNITS) {
		input->kind = m->kind == MEMBER_UNIT ? INPUT_CHOICE : INPUT_CHOICES;
		input->choices = &a->units;
	} else if (m->kind == MEMBER_GRADE) {
		input->kind = INPUT_CHOICE;
		input->choices = &a->grades;
	} else if (m->kind == MEMBER_SATISFIED) {
		input->kind = INPUT_CHOICE;
		input->choices = &words_satisfied_choices;
	} else if (m->kind == MEMBER_YES_NO) {
		input->kind = INPUT_YES_NO;
		input->hint = _("y yes, n no, Delete unknown");
	}
}

void act_describe(struct act *a)
{
	struct input inputs[MEMBERS_MOST];

	for (size_t i = 0; i < a->count; i++)
		describe_member(a, &a->members[i], &inputs[i]);
	formview_describe(&a->form, inputs, a->count);
}

void act_suggest_unit(struct act *a)
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
void act_suggest_until(struct act *a)
{
	const struct model_ticket *t = model_ticket(client_model(a->app), a->no);
	const char *asked = t ? jo_pointer_str(t->ticket, "/asks/until") : NULL;
	bool grants = !strcmp(a->action, "grant_extension") || !strcmp(a->action, "grant_carry");
	struct buf text = BUF_INIT;
	instant until;

	if (grants && asked && clock_parse(asked, &until) && !*formview_get(&a->form, "until")) {
		time_say(&text, until, clock_agreed());
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

static bool moves_ticket(const struct outbox_item *item, const char *no)
{
	return !strncmp(item->lane, "ticket/", 7) && !strcmp(item->lane + 7, no);
}

/* As it will be when what waits for the server has been taken. */
static const char *present_note(const struct act *a)
{
	static const char note[] = "/fields/control/note";
	const struct outbox *out = work_outbox(client_work(a->app));
	const struct model_ticket *t = model_ticket(client_model(a->app), a->no);

	for (size_t i = out ? outbox_count(out) : 0; i-- > 0;) {
		const struct outbox_item *item = outbox_at(out, i);
		bool waits = item->state == SUBMISSION_QUEUED || item->state == SUBMISSION_SENT;
		if (waits && moves_ticket(item, a->no) && jo_pointer_str(item->body, note))
			return jo_pointer_str(item->body, note);
	}
	return t ? jo_pointer_str(t->ticket, note) : NULL;
}

/* What is added stands below the note that was there. */
static json *added_note(const struct act *a, const char *text)
{
	const char *before = present_note(a);
	json *fields = json_object_new_object();
	struct buf note = BUF_INIT;

	buf_addf(&note, "%s%s%s", before ? before : "", before && *before ? "\n" : "", text);
	jo_pointer_set(fields, "/control/note", json_object_new_string(note.data));
	buf_release(&note);
	return fields;
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
		t = time_read_ahead(text, clock_agreed());
		if (t == INSTANT_NONE)
			return NULL;
		return json_object_new_string(clock_format(t, when));
	case MEMBER_FIELDS:
		return added_note(a, text);
	default:
		return json_object_new_string(text);
	}
}

json *act_make_body(struct act *a)
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

json *act_texts(const struct act *a)
{
	json *texts = json_object_new_object();

	for (size_t i = 0; i < a->count; i++) {
		const char *text = formview_get(&a->form, a->members[i].name);
		jo_set_str(texts, a->members[i].name, *text ? text : NULL);
	}
	return texts;
}

void act_say(struct act *a, const char *sentence)
{
	free(a->sentence);
	a->sentence = xstrdup(sentence);
}

/* "/fields/control/note" is within "fields". */
static bool is_within(const char *pointer, const char *member)
{
	size_t len = strlen(member);

	return *pointer == '/' && !strncmp(pointer + 1, member, len) && (!pointer[1 + len] || pointer[1 + len] == '/');
}

void act_mark_problems(struct act *a, const struct problem *p)
{
	for (size_t i = 0; i < p->error_count; i++)
		for (size_t k = 0; k < a->count; k++)
			if (is_within(p->errors[i].pointer, a->members[k].name))
				formview_set_problem(&a->form, a->members[k].name, p->errors[i].detail);
}
