/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * formview_keys.c -- what keys and commands do in a form.
 *
 * Every change by the user, whatever its kind, goes through changed(), so the owner hears of
 * all of them and can keep the draft.
 */
#include "client/ui/formview_internal.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

static void tell(struct formview *f, const struct formview_field *field)
{
	f->telling = true;
	if (f->changed)
		f->changed(f->changed_data, field->key, field_value(field));
	f->telling = false;
}

static void set_value(struct formview *f, struct formview_field *field, const char *value)
{
	char *copy = xstrdup(value);

	free(field->value);
	field->value = copy;
	tell(f, field);
}

/* The oldest makes room; what was undone before is gone. */
static void push_past(struct formview_field *field, const char *value)
{
	while (field->past_count && field->past_count > field->now + 1)
		free(field->past[--field->past_count]);
	if (field->past_count == PAST_MOST) {
		free(field->past[0]);
		memmove(field->past, field->past + 1, --field->past_count * sizeof(field->past[0]));
	}
	field->now = field->past_count;
	field->past[field->past_count++] = xstrdup(value);
}

/* A new value of a field that is not typed; those before come back by undo. */
static void change(struct formview *f, struct formview_field *field, const char *value)
{
	if (strcmp(field->value, value) == 0)
		return;
	if (!field->past_count)
		push_past(field, field->value);
	push_past(field, value);
	set_value(f, field, value);
}

/* -- moving ---------------------------------------------------------------------- */

static bool step(struct formview *f, int direction)
{
	size_t i = f->focus;

	while (direction > 0 ? i + 1 < f->count : i > 0) {
		i = direction > 0 ? i + 1 : i - 1;
		if (i < f->count && field_takes_focus(f->fields[i])) {
			formview_move(f, i);
			return true;
		}
	}
	return false;
}

static void step_round(struct formview *f, int direction)
{
	if (step(f, direction))
		return;
	if (direction > 0) {
		formview_move(f, 0);
		return;
	}
	f->focus = f->count;
	step(f, -1);
}

/* A page of the form up or down. */
static void step_page(struct formview *f, int direction)
{
	const struct formview_field *field = formview_field(f);
	int from = field ? field->line : 0;

	while (step(f, direction)) {
		field = formview_field(f);
		if (abs(field->line - from) >= f->page - 2)
			break;
	}
}

static void next_problem(struct formview *f)
{
	for (size_t n = 1; n <= f->count; n++) {
		size_t i = (f->focus + n) % f->count;
		if (f->fields[i]->problem && field_takes_focus(f->fields[i])) {
			formview_move(f, i);
			return;
		}
	}
}

/* -- the list of choices -------------------------------------------------------------- */

static bool has_choices(const struct formview_field *field)
{
	return field->choices && (field->kind == INPUT_CHOICE || field->kind == INPUT_CHOICES);
}

static bool open_choices(struct formview *f)
{
	struct formview_field *field = formview_field(f);

	if (!field || !has_choices(field))
		return false;
	picker_open(&f->picker, field->choices, field->label, field->value,
		    field->kind == INPUT_CHOICES);
	f->picking = true;
	f->picking_problem = false;
	return true;
}

static struct formview_field *problem_field(const struct formview *f, size_t i)
{
	return f->fields[f->problem_fields[i]];
}

static size_t problem_count(void *data)
{
	return formview_problem_count(data);
}

static const char *problem_key(void *data, size_t i)
{
	return problem_field(data, i)->key;
}

static const char *problem_label(void *data, size_t i)
{
	const struct formview *f = data;

	return f->problem_labels[i];
}

static void list_problems(struct formview *f)
{
	size_t n = 0;

	if (f->picking || !formview_problem_count(f))
		return;
	f->problem_fields = xcalloc(f->count, sizeof(*f->problem_fields));
	f->problem_labels = xcalloc(f->count + 1, sizeof(*f->problem_labels));
	for (size_t i = 0; i < f->count; i++) {
		const struct formview_field *field = f->fields[i];
		if (!field->problem || field->hidden)
			continue;
		f->problem_labels[n] = xasprintf("%s: %s", field->label, field->problem);
		f->problem_fields[n++] = i;
	}
	f->problem_choices = (struct choices){
		.count = problem_count, .code = problem_key, .label = problem_label, .data = f,
	};
	f->picking = f->picking_problem = true;
	picker_open(&f->picker, &f->problem_choices, _("Problems"), "", false);
}

static void end_picking(struct formview *f, bool taken)
{
	struct formview_field *field = formview_field(f);
	bool problem = f->picking_problem;
	struct buf value = BUF_INIT;

	picker_value(&f->picker, &value);
	formview_close_picker(f);
	formview_move(f, f->focus);
	if (taken && problem)
		formview_go(f, value.data);
	else if (taken && field)
		change(f, field, value.data);
	buf_release(&value);
}

static void picked(struct formview *f, enum picker_result result)
{
	if (result != PICKER_GOES_ON)
		end_picking(f, result == PICKER_TAKEN);
}

/* -- keys ----------------------------------------------------------------------------------- */

static bool typed_key(struct formview *f, struct formview_field *field, const struct key *key)
{
	switch (edit_key(&field->edit, key)) {
	case EDIT_CHANGED:
		tell(f, field);
		return true;
	case EDIT_MOVED:
		return true;
	case EDIT_ACCEPTED:
		step(f, 1);
		return true;
	case EDIT_IGNORED:
		break;
	}
	return false;
}

static const char *yes_or_no(const struct formview_field *field, const struct key *key)
{
	switch (key->code) {
	case 'y':
	case 'Y':
	case '1':
	case 0x662f:                    /* 是 */
		return "yes";
	case 'n':
	case 'N':
	case '0':
	case 0x5426:                    /* 否 */
		return "no";
	case ' ':
	case KC_LEFT:
	case KC_RIGHT:
	case KC_ENTER:
		return strcmp(field->value, "yes") == 0 ? "no" : "yes";
	default:
		return NULL;
	}
}

/* The answer that a digit stands for, as the line shows it; NULL: none. */
static const char *numbered(const struct formview_field *field, const struct key *key)
{
	bool digit = key->code >= '1' && key->code <= '9';
	size_t i = digit ? (size_t)(key->code - '1') : 0;

	return digit && field->quick && has_choices(field) && i < field->choices->count(field->choices->data)
		       ? field->choices->code(field->choices->data, i) : NULL;
}

static bool chosen_key(struct formview *f, struct formview_field *field, const struct key *key)
{
	const char *answer = field->kind == INPUT_YES_NO ? yes_or_no(field, key) : numbered(field, key);

	if (answer) {
		bool goes_on = field->quick && key_is_text(key) && key->code != ' ';
		change(f, field, answer);
		if (goes_on)
			step(f, 1);
		return true;
	}
	if (key->code == KC_DELETE || key->code == KC_BACKSPACE) {
		change(f, field, "");
		return true;
	}
	if (!has_choices(field) || (key->code != KC_ENTER && !key_is_text(key)))
		return false;
	open_choices(f);
	if (key->code != KC_ENTER && key->code != ' ')  /* a letter begins the filter */
		picked(f, picker_key(&f->picker, key));
	return true;
}

static bool moving_key(struct formview *f, const struct key *key)
{
	switch (key->code) {
	case KC_UP:
		step(f, -1);
		return true;
	case KC_DOWN:
		step(f, 1);
		return true;
	case KC_PAGE_UP:
		step_page(f, -1);
		return true;
	case KC_PAGE_DOWN:
		step_page(f, 1);
		return true;
	case KC_TAB:
		step_round(f, key->modifiers & MOD_SHIFT ? -1 : 1);
		return true;
	default:
		return false;
	}
}

bool formview_key(struct formview *f, const struct key *key)
{
	struct formview_field *field = formview_field(f);

	if (f->picking) {
		picked(f, picker_key(&f->picker, key));
		return true;
	}
	if (!field)
		return false;
	bool taken = field_is_typed(field) ? typed_key(f, field, key) : chosen_key(f, field, key);
	return taken || moving_key(f, key);
}

/* -- commands ------------------------------------------------------------------------ */

static void undo(struct formview *f, struct formview_field *field, bool forward)
{
	if (!field_is_typed(field)) {
		if (forward ? field->now + 1 < field->past_count : field->now > 0) {
			field->now += forward ? 1 : -1;
			set_value(f, field, field->past[field->now]);
		}
	} else if (forward ? edit_redo(&field->edit) : edit_undo(&field->edit)) {
		tell(f, field);
	}
}

static void clear(struct formview *f, struct formview_field *field)
{
	if (!field_is_typed(field)) {
		change(f, field, "");
		return;
	}
	edit_replace(&field->edit, "");
	tell(f, field);
}

/* Commands that need a field; false: not for a form. */
static bool field_command(struct formview *f, struct formview_field *field, enum action action)
{
	switch (action) {
	case ACTION_UNDO:
	case ACTION_REDO:
		undo(f, field, action == ACTION_REDO);
		return true;
	case ACTION_CLEAR:
		clear(f, field);
		return true;
	case ACTION_CHOOSE:
		return open_choices(f);
	default:
		return false;
	}
}

bool formview_command(struct formview *f, const struct command *command)
{
	struct formview_field *field = formview_field(f);
	enum picker_result result;

	if (f->picking && picker_command(&f->picker, command, &result)) {
		picked(f, result);
		return true;
	}
	switch (command->action) {
	case ACTION_NEXT_FIELD:
		step_round(f, 1);
		return true;
	case ACTION_PREVIOUS_FIELD:
		step_round(f, -1);
		return true;
	case ACTION_NEXT_PROBLEM:
		next_problem(f);
		return true;
	case ACTION_PROBLEMS:
		list_problems(f);
		return true;
	default:
		return field && field_command(f, field, command->action);
	}
}
