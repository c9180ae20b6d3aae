/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list.c -- selection, scrolling, filter and drawing of rows that belong to somebody else. */
#include "client/ui/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

#define GUTTER 2                /* mark and blank */
#define LEAST_FILL 8            /* columns below which a filling column is of no use */

void list_init(struct list *l, const struct list_source *source, void *data,
	       const struct list_column *columns, int column_count)
{
	memset(l, 0, sizeof(*l));
	l->source = source;
	l->data = data;
	l->columns = columns;
	l->column_count = column_count;
	l->page = 1;
	buf_init(&l->folded);
}

static void forget_folded(struct list *l)
{
	buf_reset(&l->folded);
	free(l->folded_at);
	l->folded_at = NULL;
	l->folded_count = 0;
}

void list_release(struct list *l)
{
	forget_folded(l);
	buf_release(&l->folded);
	free(l->filter);
	free(l->visible);
	l->filter = NULL;
	l->visible = NULL;
}

size_t list_visible(const struct list *l)
{
	return l->filter ? l->visible_count : l->source->count(l->data);
}

static size_t row_at(const struct list *l, size_t place)
{
	return l->filter ? l->visible[place] : place;
}

size_t list_selected(const struct list *l)
{
	size_t count = list_visible(l);

	if (!count)
		return LIST_NONE;
	return row_at(l, l->selected < count ? l->selected : count - 1);
}

/* -- the filter ------------------------------------------------------------ */

static void add_search_text(struct list *l, size_t row, struct buf *text)
{
	enum look look = LOOK_NORMAL;

	if (l->source->search_text) {
		l->source->search_text(l->data, row, text);
		return;
	}
	for (int i = 0; i < l->column_count; i++) {
		l->source->cell(l->data, row, i, text, &look);
		buf_addch(text, ' ');
	}
}

static void fold_rows(struct list *l)
{
	struct buf text = BUF_INIT;
	size_t count = l->source->count(l->data);

	if (l->folded_at)
		return;
	l->folded_at = xcalloc(count + 1, sizeof(*l->folded_at));
	l->folded_count = count;
	for (size_t i = 0; i < count; i++) {
		buf_reset(&text);
		add_search_text(l, i, &text);
		l->folded_at[i] = l->folded.len;
		text_fold(&l->folded, text.data, text.len);
		buf_addch(&l->folded, '\0');
	}
	buf_release(&text);
}

/* Does the folded text hold every word? */
static bool holds_all(const char *text, char **words, int count)
{
	for (int i = 0; i < count; i++) {
		if (!strstr(text, words[i]))
			return false;
	}
	return true;
}

static int part_words(char *filter, char **words, int most)
{
	char *rest = NULL;
	int n = 0;

	for (char *w = strtok_r(filter, " ", &rest); w && n < most; w = strtok_r(NULL, " ", &rest))
		words[n++] = w;
	return n;
}

static void apply_filter(struct list *l)
{
	char *words[8], *filter = xstrdup(l->filter);
	int word_count = part_words(filter, words, 8);

	fold_rows(l);
	l->visible = xrealloc(l->visible, (l->folded_count + 1) * sizeof(*l->visible));
	l->visible_count = 0;
	for (size_t i = 0; i < l->folded_count; i++) {
		if (holds_all(l->folded.data + l->folded_at[i], words, word_count))
			l->visible[l->visible_count++] = i;
	}
	free(filter);
}

void list_filter(struct list *l, const char *text)
{
	struct buf folded = BUF_INIT;
	size_t row = list_selected(l);

	if (text)
		text_fold(&folded, text, strlen(text));
	free(l->filter);
	l->filter = folded.len && strcmp(folded.data, " ") != 0 ? buf_detach(&folded) : NULL;
	buf_release(&folded);
	if (l->filter)
		apply_filter(l);
	l->selected = l->top = 0;
	if (row != LIST_NONE)
		list_select(l, row);
}

/* -- moving ------------------------------------------------------------------ */

void list_select(struct list *l, size_t row)
{
	if (!l->filter) {
		l->selected = row;
		return;
	}
	for (size_t i = 0; i < l->visible_count; i++) {
		if (l->visible[i] == row) {
			l->selected = i;
			return;
		}
	}
}

/* Which row is selected, as it was drawn: the owner's rows may be others when it says that they changed. */
static void remember_selected(struct list *l)
{
	size_t row = list_selected(l);

	if (l->id)
		snprintf(l->selected_id, sizeof(l->selected_id), "%s", row != LIST_NONE ? l->id(l->data, row) : "");
}

bool list_key(struct list *l, const struct key *key)
{
	enum { TOGETHER_MS = 1000 };
	bool digit = key->code >= '0' && key->code <= '9' && !key->modifiers;
	size_t count = l->source->count(l->data), number = l->typed * 10 + key->code - '0';
	int64_t now = clock_monotonic();

	if (!digit)
		return false;
	if (now - l->typed_at > TOGETHER_MS || number > count)
		number = key->code - '0';
	l->typed = number;
	l->typed_at = now;
	if (number && number <= count) {
		list_select(l, number - 1);
		remember_selected(l);
	}
	return true;
}

void list_changed(struct list *l)
{
	size_t count = l->source->count(l->data);

	forget_folded(l);
	if (l->filter)
		apply_filter(l);
	for (size_t i = 0; l->id && *l->selected_id && i < count; i++)
		if (!strcmp(l->id(l->data, i), l->selected_id)) {
			list_select(l, i);
			break;
		}
}

static void move_by(struct list *l, long rows)
{
	long count = (long)list_visible(l);
	long to = (long)l->selected + rows;

	l->selected = (size_t)(to >= count ? count - 1 : to);
	if (to < 0 || !count)
		l->selected = 0;
}

static long step_of(const struct list *l, const struct command *command)
{
	long n = command->count ? strtol(command->words[0], NULL, 10) : 1;
	long count = (long)list_visible(l);

	if (n < 1 || n > count)
		n = n < 1 ? 1 : count;
	switch (command->action) {
	case ACTION_NEXT:
		return n;
	case ACTION_PREVIOUS:
		return -n;
	case ACTION_PAGE_DOWN:
		return l->page;
	case ACTION_PAGE_UP:
		return -l->page;
	case ACTION_FIRST:
		return -count;
	case ACTION_LAST:
		return count;
	default:
		return 0;
	}
}

bool list_command(struct list *l, const struct command *command)
{
	long step = step_of(l, command);

	if (command->action == ACTION_FILTER) {
		list_filter(l, command->count ? command->words[0] : NULL);
		fold_rows(l);
		return true;
	}
	if (command->action == ACTION_BACK && l->filter) {
		list_filter(l, NULL);
		return true;
	}
	if (command->action == ACTION_PAGE_DOWN || command->action == ACTION_PAGE_UP)
		l->top = step < 0 && (size_t)-step > l->top ? 0 : (size_t)((long)l->top + step);
	if (step) {
		move_by(l, step);
		remember_selected(l);
	}
	return step || command->action == ACTION_NEXT || command->action == ACTION_PREVIOUS ||
	       command->action == ACTION_FIRST || command->action == ACTION_LAST;
}

/* -- drawing -------------------------------------------------------------------- */

static bool is_shown(const struct list_column *column, int width)
{
	return width >= column->from_width;
}

/* The width of a column that shares what the fixed ones leave. */
static int fill_width(const struct list *l, int width)
{
	int left = width - GUTTER, fills = 0;

	for (int i = 0; i < l->column_count; i++) {
		const struct list_column *column = &l->columns[i];
		if (!is_shown(column, width))
			continue;
		left -= column->width + 1;
		fills += column->width == 0;
	}
	left++;                 /* no gap after the last one */
	return fills && left / fills > LEAST_FILL ? left / fills : LEAST_FILL;
}

static void draw_titles(const struct list *l, struct canvas *c, struct rect r, int fill)
{
	int x = r.x + GUTTER;

	for (int i = 0; i < l->column_count; i++) {
		const struct list_column *column = &l->columns[i];
		int width = column->width ? column->width : fill;
		if (!is_shown(column, r.width))
			continue;
		if (column->title && (column->flags & LIST_RIGHT))
			canvas_text_right(c, x, r.y, width, LOOK_HEADING, _(column->title));
		else if (column->title)
			canvas_text(c, x, r.y, width, LOOK_HEADING, _(column->title));
		x += width + 1;
	}
}

static void draw_row(struct list *l, struct canvas *c, struct rect r, int fill, size_t place)
{
	struct buf text = BUF_INIT;
	bool selected = place == l->selected && !l->passive;
	int x = r.x + GUTTER;

	if (selected)
		canvas_text(c, r.x, r.y, 1, LOOK_MARK, ">");
	for (int i = 0; i < l->column_count; i++) {
		const struct list_column *column = &l->columns[i];
		enum look look = LOOK_NORMAL;
		int width = column->width ? column->width : fill;
		if (!is_shown(column, r.width))
			continue;
		buf_reset(&text);
		l->source->cell(l->data, row_at(l, place), i, &text, &look);
		if (selected && (column->flags & LIST_MAIN))
			look = LOOK_SELECTED;
		if (column->flags & LIST_RIGHT)
			canvas_text_right(c, x, r.y, width, look, text.data);
		else
			canvas_text_n(c, x, r.y, width, look, text.data, text.len);
		x += width + 1;
	}
	buf_release(&text);
}

static void keep_in_view(struct list *l, int rows, size_t count)
{
	if (l->selected >= count)
		l->selected = count ? count - 1 : 0;
	if (l->top > l->selected)
		l->top = l->selected;
	if (l->selected >= l->top + (size_t)rows)
		l->top = l->selected - (size_t)rows + 1;
	if (l->top + (size_t)rows > count)
		l->top = count > (size_t)rows ? count - (size_t)rows : 0;
}

static bool has_titles(const struct list *l)
{
	for (int i = 0; i < l->column_count; i++) {
		if (l->columns[i].title)
			return true;
	}
	return false;
}

static const char *empty_sentence(const struct list *l)
{
	if (l->filter)
		return _("No row contains what you typed.");
	return l->empty ? _(l->empty) : "";
}

/* Rows that are left out must not be missed in silence. */
static void draw_filter(const struct list *l, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;

	buf_addf(&text, _("Only rows with \"%s\": %zu of %zu. Esc shows all."), l->filter, l->visible_count,
		 l->source->count(l->data));
	canvas_text(c, r.x + GUTTER, r.y, r.width - GUTTER, LOOK_WARNING, text.data);
	buf_release(&text);
}

void list_draw(struct list *l, struct canvas *c, struct rect r)
{
	struct rect former = canvas_clip(c, r);
	size_t count = list_visible(l);
	int fill = fill_width(l, r.width);

	if (has_titles(l) && r.height > 1) {
		draw_titles(l, c, r, fill);
		r.y++;
		r.height--;
	}
	if (l->filter && r.height > 1) {
		draw_filter(l, c, r);
		r.y++;
		r.height--;
	}
	l->page = r.height > 0 ? r.height : 1;
	keep_in_view(l, l->page, count);
	remember_selected(l);
	for (int i = 0; i < r.height && l->top + (size_t)i < count; i++)
		draw_row(l, c, (struct rect){ r.x, r.y + i, r.width, 1 }, fill, l->top + (size_t)i);
	if (!count)
		canvas_text(c, r.x + GUTTER, r.y, r.width - GUTTER, LOOK_DIM, empty_sentence(l));
	if (!l->passive)
		canvas_caret(c, r.x, r.y + (count ? (int)(l->selected - l->top) : 0));
	canvas_unclip(c, former);
}
