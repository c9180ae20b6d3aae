/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inspect_rows.c -- the rows of a sheet: each group with what was lost of its points, below it its faults. */
#include <stdlib.h>
#include <string.h>

#include "client/screens/inspect.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

double sheet_number(const json *o, const char *name)
{
	return json_object_get_double((json *)jo_get(o, name));
}

const char *sheet_id(const json *item)
{
	const char *id = jo_str(item, "id");

	return id ? id : "";
}

const char *sheet_name(const struct sheet *s, const json *o)
{
	const char *name = jo_str(o, "name"), *english = jo_str(o, "name_en");

	return client_english(s->app) && english && *english ? english : name ? name : "";
}

const json *sheet_find(const json *score, const char *id)
{
	const json *items = jo_array(score, "items");

	for (size_t i = 0; i < jo_len(items); i++)
		if (!strcmp(sheet_id(jo_at(items, i)), id))
			return jo_at(items, i);
	return NULL;
}

/* -- the list ------------------------------------------------------------------------- */

enum { COLUMN_LOST, COLUMN_OF, COLUMN_NAME, COLUMN_WHY };
static const struct list_column columns[] = {
	[COLUMN_LOST] = { N_("Lost"), 6, LIST_MAIN | LIST_RIGHT, 0 },
	[COLUMN_OF] = { N_("of"), 5, LIST_RIGHT, 0 },
	[COLUMN_NAME] = { N_("What"), 0, 0, 0 },
	[COLUMN_WHY] = { N_("Why"), 0, 0, 100 },
};

static size_t count(void *data)
{
	return ((const struct sheet *)data)->row_count;
}

static void group_cell(const struct sheet *s, const json *g, int column, struct buf *out, enum look *look)
{
	const char *sheet = jo_str(g, "sheet");
	double lost = sheet_number(g, "points") - sheet_number(g, "earned");

	*look = LOOK_HEADING;
	if (column == COLUMN_LOST)
		buf_addf(out, lost > 0 ? "-%.4g" : "%.4g", lost);
	else if (column == COLUMN_OF)
		buf_addf(out, "%.4g", sheet_number(g, "points"));
	else if (column == COLUMN_NAME)
		buf_addf(out, "%s · %s", sheet_name(s, g),
			 sheet && !strcmp(sheet, "call") ? _("Call sheet") : _("Ticket sheet"));
}

/* Differs from what the server has: not handed in. */
static bool is_new(const struct sheet *s, const json *item)
{
	const json *there = sheet_find(jo_get(s->inspection, "score"), sheet_id(item));

	return sheet_number(item, "deducted") != (there ? sheet_number(there, "deducted") : 0);
}

static void cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const struct sheet *s = data;
	const json *item = s->rows[i].item;
	double lost = sheet_number(item, "deducted");

	if (s->rows[i].group) {
		group_cell(s, s->rows[i].group, column, out, look);
	} else if (column == COLUMN_LOST) {
		buf_addf(out, lost > 0 ? "-%.4g" : "%.4g", lost);
		buf_adds(out, is_new(s, item) ? "*" : "");
		*look = lost > 0 ? LOOK_ERROR : LOOK_DIM;
	} else if (column == COLUMN_OF) {
		buf_addf(out, "%.4g", sheet_number(item, "points"));
		*look = LOOK_DIM;
	} else if (column == COLUMN_NAME) {
		buf_addf(out, "  %s", sheet_name(s, item));
		*look = lost > 0 ? LOOK_WARNING : LOOK_NORMAL;
	} else if (column == COLUMN_WHY) {
		buf_adds(out, jo_str(item, "why") ? jo_str(item, "why") : "");
		*look = LOOK_DIM;
	}
}

static const char *row_id(void *data, size_t i)
{
	const struct sheet *s = data;
	const char *id = s->rows[i].item ? sheet_id(s->rows[i].item) : jo_str(s->rows[i].group, "item");

	return id && strlen(id) < 40 ? id : "-";
}

static const struct list_source source = { count, cell, NULL };

void sheet_list_init(struct sheet *s)
{
	list_init(&s->list, &source, s, columns, ARRAY_SIZE(columns));
	s->list.id = row_id;
	s->list.empty = N_("Loading…");
}

const json *sheet_item(const struct sheet *s)
{
	size_t row = list_selected(&s->list);

	return row == LIST_NONE ? NULL : s->rows[row].item;
}

/* -- making them ------------------------------------------------------------------------ */

static bool belongs(const json *item, const json *group)
{
	const char *code = jo_str(item, "item"), *name = jo_str(group, "item"), *sheet = jo_str(item, "sheet");
	size_t len = name ? strlen(name) : 0;

	return code && len && sheet && jo_str(group, "sheet") && !strcmp(sheet, jo_str(group, "sheet")) &&
	       !strncmp(code, name, len) && (!code[len] || code[len] == '-');
}

void sheet_make_rows(struct sheet *s)
{
	const json *groups = jo_array(s->score, "groups"), *items = jo_array(s->score, "items");

	s->rows = xrealloc(s->rows, (jo_len(groups) + jo_len(items) + 1) * sizeof(*s->rows));
	s->row_count = 0;
	for (size_t g = 0; g < jo_len(groups); g++) {
		s->rows[s->row_count++] = (struct sheet_row){ jo_at(groups, g), NULL };
		for (size_t i = 0; i < jo_len(items) && s->row_count < jo_len(groups) + jo_len(items); i++)
			if (belongs(jo_at(items, i), jo_at(groups, g)))
				s->rows[s->row_count++] = (struct sheet_row){ NULL, jo_at(items, i) };
	}
	list_changed(&s->list);
}
