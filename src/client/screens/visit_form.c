/* SPDX-License-Identifier: GPL-3.0-or-later */
/* visit_form.c -- the questions of a return visit, and whom they are put to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/visit.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* -- choices ------------------------------------------------------------------ */

static size_t whom_count(void *data)
{
	return ((struct visit *)data)->caller_count;
}

static const char *whom_code(void *data, size_t i)
{
	const char *contact = ((struct visit *)data)->callers[i].contact;

	return contact ? contact : "";
}

static const char *whom_label(void *data, size_t i)
{
	return ((struct visit *)data)->callers[i].label;
}

/* -- callers ------------------------------------------------------------------------ */

static instant due_of(const json *visit)
{
	const char *text = jo_str(visit, "due_at");
	instant at;

	return text && clock_parse(text, &at) ? at : INSTANT_NONE;
}

/* "王女士 139****2222 · from 14:30", "… · asked: satisfied" */
static char *label_of(const json *caller, const json *visit)
{
	const char *name = jo_str(caller, "name"), *number = jo_str(caller, "number");
	const char *satisfied = jo_str(jo_get(visit, "final"), "satisfied");
	instant due = due_of(visit), now = clock_agreed();
	struct buf label = BUF_INIT;

	buf_addf(&label, "%s %s · ", name ? name : _("(no name)"), number ? number : _("number withheld"));
	if (due != INSTANT_NONE && due > now) {
		struct buf at = BUF_INIT;
		words_time(&at, due, now);
		buf_addf(&label, _("again from %s"), at.data);
		buf_release(&at);
	} else if (due != INSTANT_NONE && !satisfied) {
		buf_adds(&label, _("to be asked"));
	} else if (satisfied) {
		buf_addf(&label, _("asked: %s"), words_satisfied(satisfied));
	} else {
		buf_adds(&label, jo_int(visit, "unreached", 0) ? _("not reached, given up") : _("not to be asked"));
	}
	return buf_detach(&label);
}

static void add_caller(struct visit *v, const char *contact, const json *caller, const json *visit, bool own)
{
	if (v->caller_count == VISIT_CALLERS_MOST)
		return;
	v->callers[v->caller_count++] = (struct visit_caller){
		.contact = xstrdup(contact), .label = label_of(caller, visit), .due = due_of(visit),
		.unreached = (int)jo_int(visit, "unreached", 0), .own = own,
	};
}

void visit_free_callers(struct visit *v)
{
	while (v->caller_count) {
		free(v->callers[--v->caller_count].contact);
		free(v->callers[v->caller_count].label);
	}
}

/* The one who waits longest; the ticket's own caller when nobody does. */
static size_t first_due(const struct visit *v)
{
	size_t first = 0;

	for (size_t i = 0; i < v->caller_count; i++)
		if (v->callers[i].due != INSTANT_NONE &&
		    (v->callers[first].due == INSTANT_NONE || v->callers[i].due < v->callers[first].due))
			first = i;
	return first;
}

/* Of what is typed for the caller, in the journal. */
static void form_name(const struct visit *v, const struct visit_caller *c, char name[KEPT_NAME])
{
	snprintf(name, KEPT_NAME, VISIT_KEPT "%.23s%s%.40s", visit_no(v), c->own ? "" : "/",
		 c->own || !c->contact ? "" : c->contact);
}

/* What was refused comes before whoever waits. */
static size_t first_in_hand(const struct visit *v)
{
	char name[KEPT_NAME];

	for (size_t i = 0; i < v->caller_count; i++) {
		form_name(v, &v->callers[i], name);
		if (work_refused(client_work(v->app), name))
			return i;
	}
	return first_due(v);
}

void visit_read_callers(struct visit *v)
{
	const json *ticket = visit_ticket(v)->ticket, *joined = jo_array(ticket, "callers");

	visit_free_callers(v);
	add_caller(v, jo_str(ticket, "contact_id"), jo_pointer(ticket, "/fields/caller"), jo_get(ticket, "visit"), true);
	for (size_t i = 0; i < jo_len(joined); i++) {
		const json *one = jo_at(joined, i);
		add_caller(v, jo_str(one, "contact_id"), jo_get(one, "caller"), jo_get(one, "visit"), false);
	}
	visit_take_caller(v, first_in_hand(v));
}

/* -- what is typed and not recorded -------------------------------------------------- */

static const char *const kept_keys[] = { "reached", "contacted", "solved", "satisfied", "truthful", "note" };

static void keep(struct visit *v, const char *key, const char *value)
{
	char pointer[40];

	snprintf(pointer, sizeof(pointer), "/%s", key);
	work_edit_text(client_work(v->app), v->kept, KEPT_N, pointer, value);
}

void visit_forget_kept(struct visit *v)
{
	const char *const names[] = { v->kept, v->decided };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (*names[i] && model_draft(client_model(v->app), names[i], KEPT_N))
			work_draft_drop(client_work(v->app), names[i], KEPT_N);
}

json *visit_texts(const struct visit *v)
{
	json *texts = json_object_new_object();

	for (size_t i = 0; i < ARRAY_SIZE(kept_keys); i++) {
		const char *text = formview_get(&v->form, kept_keys[i]);
		jo_set_str(texts, kept_keys[i], *text ? text : NULL);
	}
	return texts;
}

void visit_keep(struct visit *v)
{
	for (size_t i = 0; i < ARRAY_SIZE(kept_keys); i++)
		keep(v, kept_keys[i], formview_get(&v->form, kept_keys[i]));
}

/* What was recorded is where a visitor goes on who has to decide. */
static const char *recorded_value(const struct visit *v, const char *key)
{
	const json *final = jo_get(jo_get(visit_ticket(v)->ticket, "visit"), "final"), *value = jo_get(final, key);

	if (!visit_is_undecided(v) || !visit_caller(v)->own)
		return "";
	if (!strcmp(key, "reached"))
		return "yes";
	if (json_object_is_type(value, json_type_boolean))
		return json_object_get_boolean(value) ? "yes" : "no";
	return jo_str(final, key) ? jo_str(final, key) : "";
}

static void bring_back(struct visit *v)
{
	const struct model_draft *kept = model_draft(client_model(v->app), v->kept, KEPT_N);
	char pointer[40];

	v->changed = false;
	for (size_t i = 0; i < ARRAY_SIZE(kept_keys); i++) {
		snprintf(pointer, sizeof(pointer), "/%s", kept_keys[i]);
		const char *text = model_draft_text(kept, pointer);
		formview_set(&v->form, kept_keys[i], text ? text : recorded_value(v, kept_keys[i]));
		v->changed |= text && strcmp(kept_keys[i], "note") != 0;
	}
}

void visit_take_caller(struct visit *v, size_t i)
{
	const struct visit_caller *c = &v->callers[i];

	v->caller = i;
	v->top = 0;
	free(v->number);
	v->number = NULL;
	form_name(v, c, v->kept);
	formview_set(&v->form, "contact_id", c->contact);
	formview_clear_problems(&v->form);
	const struct outbox_item *refused = work_take_back(client_work(v->app), v->kept);
	bring_back(v);
	visit_describe(v);
	if (refused)
		visit_mark_refused(v, refused->sentence, &refused->problem);
	if (!formview_go(&v->form, visit_is_undecided(v) && c->own && !v->changed ? "note" : "reached"))
		formview_go(&v->form, "reached");
}

/* -- the questions --------------------------------------------------------------- */

bool visit_answered(const struct visit *v, const char *key, const char *value)
{
	return !strcmp(formview_get(&v->form, key), value);
}

void visit_describe(struct visit *v)
{
	bool reached = visit_answered(v, "reached", "yes");
	const struct input inputs[] = {
		{ .key = "contact_id", .label = _("Whom"), .kind = INPUT_CHOICE, .hidden = v->caller_count < 2, .choices = &v->whom },
		{ .key = "reached", .label = _("Reached"), .kind = INPUT_YES_NO, .required = true, .quick = true },
		{ .key = "contacted", .label = _("Contacted by the unit"), .kind = INPUT_YES_NO, .required = true, .quick = true,
		  .hidden = !reached },
		{ .key = "solved", .label = _("Solved"), .kind = INPUT_YES_NO, .required = true, .quick = true,
		  .hidden = !reached },
		{ .key = "satisfied", .label = _("Satisfied"), .kind = INPUT_CHOICE, .required = true, .quick = true,
		  .hidden = !reached, .choices = &words_satisfied_choices },
		{ .key = "truthful", .label = _("Reply is truthful"), .kind = INPUT_YES_NO, .quick = true, .hidden = !reached },
		{ .key = "note", .label = _("Note"), .kind = INPUT_TEXT, .max = 500 },
	};

	formview_describe(&v->form, inputs, ARRAY_SIZE(inputs));
}

static void changed(void *data, const char *key, const char *value)
{
	struct visit *v = data;

	formview_set_problem(&v->form, key, NULL);
	if (!strcmp(key, "contact_id")) {
		for (size_t i = 0; i < v->caller_count; i++)
			if (!strcmp(whom_code(v, i), value)) {
				visit_take_caller(v, i);
				return;
			}
		return;
	}
	keep(v, key, value);
	v->changed |= strcmp(key, "note") != 0;
	if (!strcmp(key, "reached"))
		visit_describe(v);
}

void visit_form_init(struct visit *v)
{
	v->whom = (struct choices){ .count = whom_count, .code = whom_code, .label = whom_label, .data = v };
	formview_init(&v->form);
	v->form.changed = changed;
	v->form.changed_data = v;
	visit_describe(v);
}

void visit_form_release(struct visit *v)
{
	formview_release(&v->form);
	visit_free_callers(v);
}

bool visit_check(struct visit *v)
{
	static const struct { const char *key, *ask; } asked[] = {
		{ "reached", N_("Say whether the caller was reached.") },
		{ "contacted", N_("Ask whether the unit contacted the caller.") },
		{ "solved", N_("Ask whether the matter is solved.") },
		{ "satisfied", N_("Ask whether the caller is satisfied, basically satisfied or not.") },
	};
	size_t count = visit_answered(v, "reached", "yes") ? ARRAY_SIZE(asked) : 1;
	const char *first = NULL;

	for (size_t i = 0; i < count; i++) {
		if (*formview_get(&v->form, asked[i].key))
			continue;
		formview_set_problem(&v->form, asked[i].key, _(asked[i].ask));
		first = first ? first : asked[i].key;
	}
	if (first)
		formview_go(&v->form, first);
	return !first;
}

json *visit_body(const struct visit *v)
{
	static const char *const yes_no[] = { "reached", "contacted", "solved", "truthful" };
	static const char *const texts[] = { "satisfied", "note" };
	const struct visit_caller *caller = visit_caller(v);
	bool reached = visit_answered(v, "reached", "yes");
	json *body = json_object_new_object();

	for (size_t i = 0; i < ARRAY_SIZE(yes_no); i++) {
		const char *value = formview_get(&v->form, yes_no[i]);
		if (*value && (!i || reached))
			jo_set_bool(body, yes_no[i], !strcmp(value, "yes"));
	}
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const char *value = formview_get(&v->form, texts[i]);
		if (*value && (i || reached))
			jo_set_str(body, texts[i], value);
	}
	if (caller && !caller->own)
		jo_set_str(body, "contact_id", caller->contact);
	return body;
}
