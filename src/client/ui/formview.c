/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * formview.c -- the fields of a form and their values.
 *
 * Fields are allocated one by one, because readline works on the text of one of them while the form
 * is described anew around it.
 */
#include "client/ui/formview_internal.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

bool field_is_typed(const struct formview_field *f)
{
	return f->kind == INPUT_LINE || f->kind == INPUT_TEXT || f->kind == INPUT_SECRET;
}

bool field_takes_focus(const struct formview_field *f)
{
	return !f->hidden && f->kind != INPUT_SHOWN;
}

const char *field_value(const struct formview_field *f)
{
	return field_is_typed(f) ? edit_text(&f->edit) : f->value;
}

struct formview_field *formview_field(const struct formview *f)
{
	return f->focus < f->count ? f->fields[f->focus] : NULL;
}

/* -- life ----------------------------------------------------------------------- */

void formview_init(struct formview *f)
{
	memset(f, 0, sizeof(*f));
	f->page = 1;
}

static void free_texts(struct formview_field *f)
{
	free(f->key);
	free(f->section);
	free(f->label);
	free(f->hint);
}

void field_forget(struct formview_field *f)
{
	while (f->past_count)
		free(f->past[--f->past_count]);
	f->now = 0;
}

static void free_field(struct formview_field *f)
{
	if (!f)
		return;
	edit_release(&f->edit);
	free_texts(f);
	free(f->value);
	field_forget(f);
	free(f->problem);
	free(f->note);
	free(f);
}

void formview_close_picker(struct formview *f)
{
	if (f->picking)
		picker_close(&f->picker);
	f->picking = f->picking_problem = false;
	for (char **label = f->problem_labels; label && *label; label++)
		free(*label);
	free(f->problem_labels);
	free(f->problem_fields);
	f->problem_labels = NULL;
	f->problem_fields = NULL;
}

void formview_release(struct formview *f)
{
	formview_blur(f);
	for (size_t i = 0; i < f->count; i++)
		free_field(f->fields[i]);
	free(f->fields);
	formview_init(f);
}

/* -- describing -------------------------------------------------------------------- */

static unsigned edit_flags(enum input_kind kind)
{
	return kind == INPUT_TEXT ? EDIT_LINES : kind == INPUT_SECRET ? EDIT_SECRET : 0;
}

static struct formview_field *new_field(enum input_kind kind, const char *value)
{
	struct formview_field *f = xcalloc(1, sizeof(*f));

	f->kind = kind;
	edit_init(&f->edit, edit_flags(kind));
	f->value = xstrdup("");
	if (field_is_typed(f)) {
		edit_set(&f->edit, value);
		return f;
	}
	free(f->value);
	f->value = xstrdup(value);
	return f;
}

static void describe(struct formview_field *f, const struct input *input)
{
	free_texts(f);
	f->key = xstrdup(input->key);
	f->section = xstrdup(input->section);
	f->label = xstrdup(input->label);
	f->hint = xstrdup(input->hint);
	f->required = input->required;
	f->hidden = input->hidden;
	f->quick = input->quick;
	f->max = input->max;
	f->choices = input->choices;
}

static size_t find(const struct formview *f, const char *key)
{
	size_t i = 0;

	while (i < f->count && (!f->fields[i] || strcmp(f->fields[i]->key, key) != 0))
		i++;
	return i;
}

/* Takes the field of that key out of the form, or makes one. */
static struct formview_field *take_field(struct formview *f, const struct input *input)
{
	size_t i = find(f, input->key);
	struct formview_field *old = i < f->count ? f->fields[i] : NULL;

	if (!old)
		return new_field(input->kind, "");
	f->fields[i] = NULL;
	if (old->kind == input->kind)
		return old;
	struct formview_field *new = new_field(input->kind, field_value(old));
	free_field(old);
	return new;
}

void formview_describe(struct formview *f, const struct input *inputs, size_t count)
{
	struct formview_field **fields = xcalloc(count + 1, sizeof(struct formview_field *));
	struct formview_field *focused = formview_field(f);
	char *focus_key = focused ? xstrdup(focused->key) : NULL;

	formview_close_picker(f);
	for (size_t i = 0; i < count; i++) {
		fields[i] = take_field(f, &inputs[i]);
		describe(fields[i], &inputs[i]);
	}
	for (size_t i = 0; i < f->count; i++)
		free_field(f->fields[i]);
	free(f->fields);
	f->fields = fields;
	f->count = count;
	f->focus = count;
	if (!focus_key || !formview_go(f, focus_key))
		formview_move(f, 0);
	free(focus_key);
}

/* -- values --------------------------------------------------------------------------- */

const char *formview_get(const struct formview *f, const char *key)
{
	size_t i = find(f, key);

	return i < f->count ? field_value(f->fields[i]) : "";
}

void formview_set(struct formview *f, const char *key, const char *value)
{
	size_t i = find(f, key);

	if (i == f->count || strcmp(field_value(f->fields[i]), value ? value : "") == 0)
		return;
	struct formview_field *field = f->fields[i];
	char *copy = xstrdup(value ? value : "");
	if (field_is_typed(field)) {
		edit_set(&field->edit, copy);
		free(copy);
		return;
	}
	free(field->value);
	field->value = copy;
	if (!f->telling) {
		field_forget(field);
	} else if (field->past_count) {
		free(field->past[field->now]);
		field->past[field->now] = xstrdup(copy);
	}
}

void formview_choices_changed(struct formview *f)
{
	if (f->picking)
		picker_refresh(&f->picker);
}

void formview_set_problem(struct formview *f, const char *key, const char *problem)
{
	size_t i = find(f, key);

	if (i == f->count)
		return;
	free(f->fields[i]->problem);
	f->fields[i]->problem = problem && *problem ? xstrdup(problem) : NULL;
}

void formview_set_note(struct formview *f, const char *key, const char *note)
{
	size_t i = find(f, key);

	if (i == f->count)
		return;
	free(f->fields[i]->note);
	f->fields[i]->note = note && *note ? xstrdup(note) : NULL;
}

void formview_clear_problems(struct formview *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->fields[i]->problem);
		f->fields[i]->problem = NULL;
	}
}

size_t formview_problem_count(const struct formview *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->count; i++)
		n += f->fields[i]->problem && !f->fields[i]->hidden;
	return n;
}

/* -- focus -------------------------------------------------------------------------------- */

void formview_move(struct formview *f, size_t to)
{
	while (to < f->count && !field_takes_focus(f->fields[to]))
		to++;
	f->focus = to;
	if (!f->focused || f->picking)
		return;
	struct formview_field *field = formview_field(f);
	if (field && field_is_typed(field))
		edit_focus(&field->edit);
	else
		edit_focus_none();
}

bool formview_go(struct formview *f, const char *key)
{
	size_t i = find(f, key);

	if (i == f->count || !field_takes_focus(f->fields[i]))
		return false;
	formview_move(f, i);
	return true;
}

void formview_go_first_empty(struct formview *f)
{
	for (size_t i = 0; i < f->count; i++) {
		struct formview_field *field = f->fields[i];
		if (field_takes_focus(field) && field_is_typed(field) && !*field_value(field)) {
			formview_move(f, i);
			return;
		}
	}
	formview_move(f, 0);
}

const char *formview_focus_key(const struct formview *f)
{
	const struct formview_field *field = formview_field(f);

	return field ? field->key : NULL;
}

void formview_focus(struct formview *f)
{
	f->focused = true;
	if (f->picking)
		edit_focus(&f->picker.filter);
	else
		formview_move(f, f->focus);
}

void formview_blur(struct formview *f)
{
	struct formview_field *field = formview_field(f);

	formview_close_picker(f);
	if (field)
		edit_blur(&field->edit);
	f->focused = false;
}

enum context formview_context(const struct formview *f)
{
	const struct formview_field *field = formview_field(f);

	if (f->picking)
		return CONTEXT_PICKER;
	return field && field_is_typed(field) ? CONTEXT_FIELD : CONTEXT_FORM;
}

bool formview_takes_escape(const struct formview *f)
{
	const struct formview_field *field = formview_field(f);

	if (f->picking)
		return edit_takes_escape(&f->picker.filter);
	return field && field_is_typed(field) && edit_takes_escape(&field->edit);
}
