/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * formview_draw.c -- a form on the screen: sections, labels, values, problems below their field.
 *
 * Lines are counted from the form's first; the layout is made anew at each drawing, which is cheap
 * beside the text it measures, and scrolled so that the focused field is whole.
 */
#include "client/ui/formview_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

enum { GUTTER = 2, LABEL_MOST = 24, LEAST_LINES = 3, MOST_LINES = 8, PROBLEM_LINES = 3 };

struct place {
	struct rect r;          /* of the whole form on the canvas */
	int label;              /* columns of the labels, with the blank behind */
	int value;              /* columns of the values */
};

static bool begins_section(const struct formview *f, size_t i)
{
	const char *before = NULL;

	for (size_t j = 0; j < i; j++) {
		if (!f->fields[j]->hidden)
			before = f->fields[j]->section;
	}
	const char *here = f->fields[i]->section;
	return here && (!before || strcmp(before, here) != 0);
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

static struct place measure(const struct formview *f, struct rect r)
{
	int label = 4;

	for (size_t i = 0; i < f->count; i++) {
		int width = f->fields[i]->hidden ? 0 : text_width(f->fields[i]->label);
		label = width > label ? width : label;
	}
	label = least(label, least(LABEL_MOST, r.width / 3));
	return (struct place){ r, label + 2, r.width - GUTTER - label - 2 };
}

/* Of several in a tree, each has a line of its own. */
static void add_chosen(const struct formview_field *field, struct buf *out)
{
	bool tree = field->kind == INPUT_CHOICES && field->choices && choices_is_tree(field->choices);
	char *copy = xstrdup(field->value), *rest = NULL;

	for (char *code = strtok_r(copy, ",", &rest); code; code = strtok_r(NULL, ",", &rest)) {
		size_t i = field->choices ? choices_find(field->choices, code) : PICKER_NONE;
		if (out->len)
			buf_adds(out, tree ? "\n" : _(", "));
		if (i == PICKER_NONE)
			buf_adds(out, code);
		else
			choices_path(field->choices, i, out);
	}
	free(copy);
}

static int value_height(struct formview_field *field, int columns)
{
	struct buf text = BUF_INIT;

	if (field->kind == INPUT_TEXT) {
		int height = edit_height(&field->edit, columns);
		return height > LEAST_LINES ? least(height, MOST_LINES) : LEAST_LINES;
	}
	if (field->kind != INPUT_SHOWN && field->kind != INPUT_CHOICES)
		return 1;
	if (field->kind == INPUT_SHOWN)
		buf_adds(&text, field->value);
	else
		add_chosen(field, &text);
	int count = draw_rows(text.data, columns);
	buf_release(&text);
	return count > 1 ? least(count, MOST_LINES) : 1;
}

/* Gives every field its line; returns how many lines there are. */
static int layout(struct formview *f, const struct place *p)
{
	int line = 0;

	for (size_t i = 0; i < f->count; i++) {
		struct formview_field *field = f->fields[i];
		if (field->hidden)
			continue;
		line += begins_section(f, i);
		field->line = line;
		field->height = value_height(field, p->value);
		field->problem_height = least(draw_rows(field->problem, p->value), PROBLEM_LINES);
		line += field->height + field->problem_height;
	}
	return line;
}

static void scroll(struct formview *f, int height, int lines)
{
	const struct formview_field *field = formview_field(f);

	if (field) {
		int first = field->line - (begins_section(f, f->focus) ? 1 : 0);
		int last = field->line + field->height + field->problem_height;
		if (f->top > first)
			f->top = first;
		if (last > f->top + height)
			f->top = last - height;
	}
	if (f->top + height > lines)
		f->top = lines - height;
	if (f->top < 0)
		f->top = 0;
}

/* -- one field ------------------------------------------------------------------- */

static void draw_blanks(struct canvas *c, struct rect r, enum look look)
{
	for (int y = 0; y < r.height; y++)
		canvas_text_pad(c, r.x, r.y + y, r.width, look, "");
}

/* "y [yes]" when it is the one chosen, "y  yes " else, so that nothing moves. Returns the columns used. */
static int draw_answer(struct canvas *c, struct rect r, bool chosen, bool focused, const char *key, const char *label)
{
	struct buf text = BUF_INIT;
	int used = canvas_text(c, r.x, r.y, r.width, LOOK_DIM, key) + 1;

	buf_addf(&text, chosen ? "[%s]" : " %s ", label);
	used += canvas_text(c, r.x + used, r.y, r.width - used, !chosen ? LOOK_NORMAL : focused ? LOOK_FOCUS : LOOK_HEADING,
			    text.data);
	buf_release(&text);
	return used + 1;
}

/* All answers beside each other, each behind its key. */
static void draw_quick(const struct formview_field *field, struct canvas *c, struct rect r, bool focused)
{
	bool yes_no = field->kind == INPUT_YES_NO;
	size_t count = yes_no ? 2 : field->choices->count(field->choices->data);
	int x = 0;

	for (size_t i = 0; i < count && i < 9 && x < r.width; i++) {
		const char number[] = { (char)('1' + i), '\0' };
		const char *key = !yes_no ? number : i ? "n" : "y";
		const char *code = !yes_no ? field->choices->code(field->choices->data, i) : i ? "no" : "yes";
		const char *label = !yes_no ? field->choices->label(field->choices->data, i) : i ? _("no") : _("yes");
		x += draw_answer(c, (struct rect){ r.x + x, r.y, r.width - x, 1 }, !strcmp(field->value, code), focused, key,
				 label);
	}
}

static void draw_chosen(const struct formview_field *field, struct canvas *c, struct rect r, bool focused)
{
	struct buf text = BUF_INIT;

	add_chosen(field, &text);
	if (focused)
		draw_blanks(c, r, LOOK_FOCUS);
	if (text.len)
		draw_wrapped(c, r, focused ? LOOK_FOCUS : LOOK_VALUE, text.data);
	else if (focused)
		canvas_text(c, r.x, r.y, r.width, LOOK_DIM,
			    field->hint ? field->hint : _("Enter or a letter opens the choices"));
	buf_release(&text);
}

/* At the right end: characters near the limit, a note, readline's mode. Returns its columns. */
static int draw_margin(const struct formview_field *field, struct canvas *c, struct rect r, bool focused)
{
	const char *value = field_value(field), *mode = focused ? edit_mode(&field->edit) : "";
	size_t count = field->max ? text_count(value, strlen(value)) : 0;
	char text[64] = "";

	if (field->max && count * 10 >= field->max * 9)
		snprintf(text, sizeof(text), "%zu/%zu", count, field->max);
	const char *shown = *text ? text : field->note ? field->note : mode;
	int width = *shown ? text_width(shown) : 0;
	if (!width || width > r.width / 2)
		return 0;
	canvas_text(c, r.x + r.width - width, r.y, width,
		    *text ? (count > field->max ? LOOK_ERROR : LOOK_WARNING) : LOOK_DIM, shown);
	return width + 1;
}

static void draw_typed(struct formview_field *field, struct canvas *c, struct rect r, bool focused)
{
	r.width -= draw_margin(field, c, r, focused);
	edit_draw(&field->edit, c, r, LOOK_VALUE, focused ? LOOK_FOCUS : LOOK_NORMAL);
	if (focused && field->hint && !*field_value(field))
		canvas_text(c, r.x, r.y, r.width, LOOK_DIM, field->hint);
}

static void draw_label(const struct formview_field *field, struct canvas *c, int x, int y, int width, bool focused)
{
	if (focused)
		canvas_text(c, x, y, 1, LOOK_MARK, ">");
	int used = canvas_text(c, x + GUTTER, y, width - 1, LOOK_LABEL, field->label);
	if (field->required)
		canvas_text(c, x + GUTTER + used, y, 1, LOOK_WARNING, "*");
}

static void draw_field(struct formview *f, struct canvas *c, const struct place *p, size_t i)
{
	struct formview_field *field = f->fields[i];
	bool focused = f->focused && i == f->focus;
	int y = p->r.y + field->line - f->top;
	struct rect r = { p->r.x + GUTTER + p->label, y, p->value, field->height };

	if (begins_section(f, i))
		canvas_text(c, p->r.x, y - 1, p->r.width, LOOK_HEADING, field->section);
	draw_label(field, c, p->r.x, y, p->label, focused);
	if (field->kind == INPUT_SHOWN)
		draw_wrapped(c, r, LOOK_VALUE, field->value);
	else if (field_is_typed(field))
		draw_typed(field, c, r, focused);
	else if (field->quick || field->kind == INPUT_YES_NO)
		draw_quick(field, c, r, focused);
	else
		draw_chosen(field, c, r, focused);
	if (focused && !field_is_typed(field))
		canvas_caret(c, r.x, r.y);
	if (field->problem) {
		canvas_text(c, r.x - 2, y + field->height, 1, LOOK_ERROR, "!");
		draw_wrapped(c, (struct rect){ r.x, y + field->height, r.width, field->problem_height }, LOOK_ERROR,
			     field->problem);
	}
}

void formview_draw(struct formview *f, struct canvas *c, struct rect r)
{
	struct place p = measure(f, r);
	int lines = layout(f, &p);
	struct rect former = canvas_clip(c, r);

	f->page = r.height > 0 ? r.height : 1;
	scroll(f, r.height, lines);
	for (size_t i = 0; i < f->count; i++) {
		const struct formview_field *field = f->fields[i];
		if (!field->hidden && field->line < f->top + r.height &&
		    field->line + field->height + 1 > f->top)
			draw_field(f, c, &p, i);
	}
	if (f->picking)
		picker_draw(&f->picker, c, r);
	canvas_unclip(c, former);
}
