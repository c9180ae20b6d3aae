/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picker.c -- the list of choices over a form.
 *
 * Without a filter the tree is shown as far as it is open; with one, every matching choice with the
 * path to it, best match first. `rows` is made anew when either changes.
 */
#include "client/ui/picker.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

enum { EXPANDED = 1, MARKED = 2 };
enum { DEPTH_MAX = 8, LEAST_ROWS = 4, MOST_ROWS = 20, MOST_COLUMNS = 76 };

/* -- choices ------------------------------------------------------------------- */

static size_t parent_of(const struct choices *ch, size_t i)
{
	return ch->parent ? ch->parent(ch->data, i) : PICKER_NONE;
}

static bool is_allowed(const struct choices *ch, size_t i)
{
	return !ch->allowed || ch->allowed(ch->data, i);
}

bool choices_is_tree(const struct choices *choices)
{
	size_t count = choices->parent ? choices->count(choices->data) : 0;

	for (size_t i = 0; i < count; i++) {
		if (parent_of(choices, i) != PICKER_NONE)
			return true;
	}
	return false;
}

size_t choices_find(const struct choices *choices, const char *code)
{
	size_t count = choices->count(choices->data);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(choices->code(choices->data, i), code) == 0)
			return i;
	}
	return PICKER_NONE;
}

void choices_path(const struct choices *choices, size_t i, struct buf *out)
{
	size_t path[DEPTH_MAX];
	int depth = 0;

	for (; i != PICKER_NONE && depth < DEPTH_MAX; i = parent_of(choices, i))
		path[depth++] = i;
	while (depth--) {
		buf_adds(out, choices->label(choices->data, path[depth]));
		if (depth)
			buf_adds(out, " / ");
	}
}

static int depth_of(const struct choices *ch, size_t i)
{
	int depth = 0;

	while ((i = parent_of(ch, i)) != PICKER_NONE && depth < DEPTH_MAX)
		depth++;
	return depth;
}

static bool has_children(const struct choices *ch, size_t i)
{
	size_t count = ch->parent ? ch->count(ch->data) : 0;

	for (size_t j = 0; j < count; j++) {
		if (ch->parent(ch->data, j) == i)
			return true;
	}
	return false;
}

/* -- rows ------------------------------------------------------------------------- */

static void add_row(struct picker *p, size_t i)
{
	p->rows[p->row_count++] = i;
}

static void add_children(struct picker *p, size_t parent, int depth)
{
	const struct choices *ch = p->choices;
	size_t count = ch->count(ch->data);

	for (size_t i = 0; i < count && depth < DEPTH_MAX; i++) {
		if (parent_of(ch, i) != parent || p->row_count >= count)
			continue;
		add_row(p, i);
		if (p->state[i] & EXPANDED)
			add_children(p, i, depth + 1);
	}
}

/* By the best of the words that it goes by besides. */
static int other_score(const char *also, const char *word)
{
	char *copy = xstrdup(also), *rest = NULL;
	int best = 0;

	for (char *name = strtok_r(copy, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
		int score = pinyin_match(name, word);
		best = score > best ? score : best;
	}
	free(copy);
	return best;
}

/* By its label or its short name; else by what else it goes by, which weighs less than any name that is not loose. */
static int name_score(const struct choices *ch, size_t i, const char *word)
{
	const char *brief = ch->brief ? ch->brief(ch->data, i) : NULL;
	int score = pinyin_match(ch->label(ch->data, i), word), other = brief ? pinyin_match(brief, word) : 0;

	score = other > score ? other : score;
	const char *also = !score && ch->also ? ch->also(ch->data, i) : NULL;
	other = also ? other_score(also, word) : 0;
	return score ? score : other > PINYIN_LOOSE_MOST ? PINYIN_LOOSE_MOST + 1 + other / 10 : other;
}

/* How well one word fits a choice: its own names count, the best of them in *own; those above only help. */
static int word_score(const struct choices *ch, size_t i, const char *word, int *own)
{
	int score = name_score(ch, i, word);

	*own = score > *own ? score : *own;
	if (score)
		return score + 1;
	if (strncmp(ch->code(ch->data, i), word, strlen(word)) == 0) {
		*own = PINYIN_LOOSE_MOST + 1;
		return 1;
	}
	while ((i = parent_of(ch, i)) != PICKER_NONE) {
		if (name_score(ch, i, word))
			return 1;
	}
	return 0;
}

struct match {
	size_t choice;
	int score;              /* 0: none */
	bool loose;             /* by initials inside its name only */
	bool late;              /* was found elsewhere */
};

static struct match match_of(const struct choices *ch, size_t i, const char *filter)
{
	int own = 0, score = word_score(ch, i, filter, &own);

	if (!own) {
		char *words = xstrdup(filter), *rest = NULL;
		score = 0;
		for (char *w = strtok_r(words, " ", &rest); w; w = strtok_r(NULL, " ", &rest)) {
			int n = word_score(ch, i, w, &own);
			score = n ? score + n : -1000000;
		}
		free(words);
	}
	return (struct match){ i, own && score > 0 ? score : 0, own <= PINYIN_LOOSE_MOST, false };
}

/* What comes late stands below what was seen first. */
static int by_score(const void *a, const void *b)
{
	const struct match *x = a, *y = b;

	if (x->late != y->late)
		return x->late ? 1 : -1;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->choice < y->choice ? -1 : x->choice > y->choice;
}

/* Loose ones only when nothing better is found, or may yet be. */
static void add_matches(struct picker *p, const char *filter)
{
	const struct choices *ch = p->choices;
	size_t count = ch->count(ch->data), n = 0;
	struct match *matches = xcalloc(count + 1, sizeof(*matches));
	bool better = p->waiting;

	for (size_t i = 0; i < count; i++) {
		struct match m = is_allowed(ch, i) ? match_of(ch, i, filter) : (struct match){ 0 };
		m.late = i >= p->own;
		better |= m.score && !m.loose;
		if (m.score)
			matches[n++] = m;
	}
	qsort(matches, n, sizeof(*matches), by_score);
	for (size_t i = 0; i < n; i++) {
		if (!better || !matches[i].loose)
			add_row(p, matches[i].choice);
	}
	free(matches);
}

static bool is_filtered(const struct picker *p)
{
	return *edit_text(&p->filter) != '\0';
}

static void make_rows(struct picker *p)
{
	p->row_count = 0;
	if (is_filtered(p))
		add_matches(p, edit_text(&p->filter));
	else
		add_children(p, PICKER_NONE, 0);
}

static size_t selected_choice(const struct picker *p)
{
	size_t row = list_selected(&p->list);

	return row == LIST_NONE ? PICKER_NONE : p->rows[row];
}

static void select_choice(struct picker *p, size_t choice)
{
	for (size_t i = 0; i < p->row_count; i++) {
		if (p->rows[i] == choice)
			list_select(&p->list, i);
	}
}

/* -- the list's side ------------------------------------------------------------------ */

static size_t row_count(void *data)
{
	const struct picker *p = data;

	return p->row_count;
}

static size_t marked_count(const struct picker *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->choice_count; i++)
		n += (p->state[i] & MARKED) != 0;
	return n;
}

static size_t marked_below(const struct picker *p, size_t parent)
{
	size_t n = 0;

	for (size_t i = 0; i < p->choice_count; i++)
		n += (p->state[i] & MARKED) && parent_of(p->choices, i) == parent;
	return n;
}

static void row_cell(void *data, size_t row, int column, struct buf *out, enum look *look)
{
	const struct picker *p = data;
	const struct choices *ch = p->choices;
	size_t i = p->rows[row];

	(void)column;
	if (p->several && is_allowed(ch, i))
		buf_adds(out, p->state[i] & MARKED ? "[x] " : "[ ] ");
	if (is_filtered(p)) {
		choices_path(ch, i, out);
		return;
	}
	for (int n = depth_of(ch, i); n > 0; n--)
		buf_adds(out, "  ");
	if (p->tree)
		buf_adds(out, !has_children(ch, i) ? "  " : p->state[i] & EXPANDED ? "- " : "+ ");
	buf_adds(out, ch->label(ch->data, i));
	size_t marked = p->several && p->tree ? marked_below(p, i) : 0;
	if (marked)
		buf_addf(out, " (%zu)", marked);
	if (!is_allowed(ch, i))
		*look = LOOK_HEADING;
}

static const struct list_source rows_source = { .count = row_count, .cell = row_cell };
static const struct list_column rows_columns[] = { { NULL, 0, LIST_MAIN, 0 } };

/* -- life -------------------------------------------------------------------------------- */

/* Marks or selects what is chosen now, with the tree open down to it. */
static void show_chosen(struct picker *p, const char *codes)
{
	char *copy = xstrdup(codes), *rest = NULL;
	size_t last = PICKER_NONE;

	for (char *code = strtok_r(copy, ",", &rest); code; code = strtok_r(NULL, ",", &rest)) {
		size_t i = choices_find(p->choices, code);
		if (i == PICKER_NONE)
			continue;
		last = i;
		p->state[i] |= p->several ? MARKED : 0;
		while ((i = parent_of(p->choices, i)) != PICKER_NONE)
			p->state[i] |= EXPANDED;
	}
	free(copy);
	make_rows(p);
	select_choice(p, last);
}

/* For so many choices; those that are new are closed and unmarked. */
static void make_room(struct picker *p, size_t count)
{
	p->rows = xrealloc(p->rows, (count + 1) * sizeof(*p->rows));
	p->state = xrealloc(p->state, count + 1);
	for (size_t i = p->choice_count; i <= count; i++)
		p->state[i] = 0;
	p->choice_count = count;
}

static void wait_for_more(struct picker *p, bool waiting)
{
	p->waiting = waiting;
	p->list.empty = waiting ? N_("Looking for more…") : N_("Nothing fits what you typed.");
}

void picker_refresh(struct picker *p)
{
	size_t chosen = selected_choice(p);

	make_room(p, p->choices->count(p->choices->data));
	wait_for_more(p, false);
	make_rows(p);
	list_changed(&p->list);
	list_select(&p->list, 0);
	select_choice(p, chosen);       /* what comes late never changes what Enter takes */
}

void picker_open(struct picker *p, const struct choices *choices, const char *title,
		 const char *codes, bool several)
{
	if (choices->typed)
		choices->typed(choices->data, "");
	size_t count = choices->count(choices->data);
	memset(p, 0, sizeof(*p));
	p->choices = choices;
	p->title = title;
	p->several = several;
	p->tree = choices_is_tree(choices);
	make_room(p, count);
	edit_init(&p->filter, 0);
	list_init(&p->list, &rows_source, p, rows_columns, 1);
	p->own = count;
	wait_for_more(p, false);
	show_chosen(p, codes);
	int rows = count < MOST_ROWS ? (int)count : MOST_ROWS;
	p->height = rows < LEAST_ROWS ? LEAST_ROWS : rows;
	edit_focus(&p->filter);
}

void picker_close(struct picker *p)
{
	edit_release(&p->filter);
	list_release(&p->list);
	free(p->rows);
	free(p->state);
	memset(p, 0, sizeof(*p));
}

/* -- keys and commands ---------------------------------------------------------------------- */

static void set_expanded(struct picker *p, size_t i, bool expanded)
{
	p->state[i] = (unsigned char)((p->state[i] & ~EXPANDED) | (expanded ? EXPANDED : 0));
	make_rows(p);
	select_choice(p, i);
}

/* A heading has no mark; it opens and closes. */
static void toggle_mark(struct picker *p)
{
	size_t i = selected_choice(p);

	if (i == PICKER_NONE)
		return;
	if (!is_allowed(p->choices, i)) {
		set_expanded(p, i, !(p->state[i] & EXPANDED));
		return;
	}
	p->state[i] ^= MARKED;
	p->touched = true;
}

static void expand(struct picker *p)
{
	size_t i = selected_choice(p);

	if (i != PICKER_NONE && !is_filtered(p))
		set_expanded(p, i, true);
}

static void collapse(struct picker *p)
{
	size_t i = selected_choice(p);

	if (i == PICKER_NONE || is_filtered(p))
		return;
	if (!(p->state[i] & EXPANDED) && parent_of(p->choices, i) != PICKER_NONE)
		i = parent_of(p->choices, i);
	set_expanded(p, i, false);
}

static enum picker_result accept(struct picker *p)
{
	size_t i = selected_choice(p);

	if (p->several && p->touched)
		return PICKER_TAKEN;
	if (i == PICKER_NONE)
		return PICKER_GOES_ON;
	if (!is_allowed(p->choices, i)) {
		set_expanded(p, i, !(p->state[i] & EXPANDED));
		return PICKER_GOES_ON;
	}
	p->state[i] |= p->several ? MARKED : 0;
	return PICKER_TAKEN;
}

enum picker_result picker_key(struct picker *p, const struct key *key)
{
	if (p->several && key->code == ' ' && !key->modifiers) {
		toggle_mark(p);
		return PICKER_GOES_ON;
	}
	if (key->code == KC_ENTER)
		return accept(p);
	if (key->code == KC_ESCAPE && !edit_takes_escape(&p->filter))
		return PICKER_LEFT;
	if (edit_key(&p->filter, key) == EDIT_CHANGED) {
		wait_for_more(p, p->choices->typed && is_filtered(p));
		make_rows(p);
		list_select(&p->list, 0);
		if (p->choices->typed)
			p->choices->typed(p->choices->data, edit_text(&p->filter));
	}
	return PICKER_GOES_ON;
}

bool picker_command(struct picker *p, const struct command *command, enum picker_result *result)
{
	*result = PICKER_GOES_ON;
	switch (command->action) {
	case ACTION_ACCEPT:
	case ACTION_OPEN:
		*result = accept(p);
		return true;
	case ACTION_BACK:
		*result = PICKER_LEFT;
		return true;
	case ACTION_EXPAND:
		expand(p);
		return true;
	case ACTION_COLLAPSE:
		collapse(p);
		return true;
	case ACTION_FILTER:
		return false;
	default:
		return list_command(&p->list, command);
	}
}

void picker_value(const struct picker *p, struct buf *out)
{
	const struct choices *ch = p->choices;
	size_t count = ch->count(ch->data), at = out->len;

	if (!p->several) {
		size_t i = selected_choice(p);
		if (i != PICKER_NONE)
			buf_adds(out, ch->code(ch->data, i));
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (!(p->state[i] & MARKED))
			continue;
		if (out->len > at)
			buf_addch(out, ',');
		buf_adds(out, ch->code(ch->data, i));
	}
}

static const char *hint_of(const struct picker *p)
{
	if (!p->row_count && is_filtered(p) && !p->waiting)
		return _("Nothing to take: C-u empties the line, Esc leaves");
	if (p->tree && !is_filtered(p))
		return p->several ? _("Type to filter, Right opens, Space marks, Enter takes, Esc leaves")
				  : _("Type to filter, Right opens, Enter takes, Esc leaves");
	return p->several ? _("Type to filter, Space marks, Enter takes, Esc leaves")
			  : _("Type to filter, Enter takes, Esc leaves");
}

/* "3 of 349", and arrows when there are rows above or below those that are seen. */
static void draw_title(const struct picker *p, struct canvas *c, struct rect box, int rows)
{
	size_t row = list_selected(&p->list);
	struct buf place = BUF_INIT;

	canvas_text_pad(c, box.x, box.y, box.width, LOOK_TITLE, "");
	if (p->several && marked_count(p))
		buf_addf(&place, _("%zu marked · "), marked_count(p));
	if (row != LIST_NONE)
		buf_addf(&place, _("%zu of %zu"), row + 1, p->row_count);
	buf_addf(&place, " %s%s", p->list.top > 0 ? "↑" : " ",
		 p->list.top + (size_t)rows < p->row_count ? "↓" : " ");
	int width = text_width(place.data);
	canvas_text(c, box.x + 1, box.y, box.width - width - 3, LOOK_TITLE, p->title);
	canvas_text(c, box.x + box.width - width - 1, box.y, width, LOOK_TITLE, place.data);
	buf_release(&place);
}

void picker_draw(struct picker *p, struct canvas *c, struct rect r)
{
	int width = r.width - 4 < MOST_COLUMNS ? r.width - 4 : MOST_COLUMNS;
	int height = p->height + 3 < r.height ? p->height + 3 : r.height;
	struct rect box = { r.x + (r.width - width) / 2, r.y + (r.height - height) / 2, width,
			    height };

	/* The rows beside it are blank: half a field at either end would be read as part of it. */
	canvas_fill(c, (struct rect){ r.x, box.y, r.width, height }, LOOK_NORMAL);
	list_draw(&p->list, c, (struct rect){ box.x, box.y + 2, width, height - 3 });
	draw_title(p, c, box, height - 3);
	canvas_text_pad(c, box.x, box.y + height - 1, width, LOOK_TITLE, hint_of(p));
	canvas_text(c, box.x, box.y + 1, 2, LOOK_LABEL, "/");
	edit_draw(&p->filter, c, (struct rect){ box.x + 2, box.y + 1, width - 2, 1 }, LOOK_VALUE, LOOK_FOCUS);
}
