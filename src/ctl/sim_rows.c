/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim_rows.c -- reads what callers say, from the pack's own file or from a foreign one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/sim.h"
#include "hotline/alloc.h"
#include "hotline/city.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"

#define ROWS_MOST 1000000
#define TEXT_BYTES 8000         /* the server takes no longer text */

enum { TITLE, TEXT, NUMBER, NAME, CHANNEL, SKILL, TITLE_ZH, TEXT_ZH, USER_ZH };
static const char *const columns[] = { "?title", "?text", "?number", "?name", "?channel", "?skill",
				       "?留言主题", "?留言详情", "?留言用户", NULL };

static const char *first_of(const char *a, const char *b)
{
	return *a ? a : b;
}

/*
 * 199 and eight digits made of the name: no subscriber that we know of, and the same in every run.
 */
static char *made_up_number(const char *user, size_t index)
{
	char hash[HASH_TEXT], text[32];

	snprintf(text, sizeof(text), "row %zu", index);
	if (!*user)
		user = text;
	hash_hex(user, strlen(user), hash);
	hash[12] = '\0';
	return xasprintf("199%08llu", strtoull(hash, NULL, 16) % 100000000ULL);
}

/* Title and text as the caller's words, cut before a character that would not fit. */
static char *words(const char *title, const char *text)
{
	struct buf b = BUF_INIT;

	buf_adds(&b, title);
	if (*title && *text)
		buf_addch(&b, '\n');
	buf_adds(&b, text);
	if (b.len > TEXT_BYTES) {
		size_t end = TEXT_BYTES;
		while (end && ((unsigned char)b.data[end] & 0xc0) == 0x80)
			end--;
		buf_truncate(&b, end);
	}
	return buf_detach(&b);
}

static char *copy(const char *cell)
{
	return *cell ? xstrdup(cell) : NULL;
}

static void add_row(struct sim_rows *r, const char **c)
{
	const char *title = first_of(c[TITLE], c[TITLE_ZH]), *text = first_of(c[TEXT], c[TEXT_ZH]);

	ARRAY_GROW(r->rows, r->count + 1, r->alloc);
	r->rows[r->count] = (struct sim_row){
		.number = *c[NUMBER] ? xstrdup(c[NUMBER]) : made_up_number(c[USER_ZH], r->count),
		.name = copy(c[NAME]),
		.channel = xstrdup(first_of(c[CHANNEL], "phone")),
		.skill = copy(c[SKILL]),
		.text = words(title, text),
	};
	r->count++;
}

bool sim_rows_read(struct sim_rows *r, const char *file, struct error *err)
{
	const char *cells[sizeof(columns) / sizeof(columns[0])];
	struct tsv *t = tsv_open(file, columns, true, err);
	int got;

	if (!t)
		return false;
	while ((got = tsv_next(t, cells, err)) > 0 && r->count < ROWS_MOST) {
		bool silent = !*cells[TITLE] && !*cells[TEXT] && !*cells[TITLE_ZH] &&
			      !*cells[TEXT_ZH];
		if (!silent)
			add_row(r, cells);
	}
	tsv_close(t);
	if (got < 0)
		return false;
	return r->count ||
	       error_set(
		       err, ERROR_INPUT, _("%s: no row has a title or a text (columns title, text, 留言主题, "
			 "留言详情)."), file);
}

void sim_rows_release(struct sim_rows *r)
{
	for (size_t i = 0; i < r->count; i++) {
		free(r->rows[i].number);
		free(r->rows[i].name);
		free(r->rows[i].channel);
		free(r->rows[i].skill);
		free(r->rows[i].text);
	}
	free(r->rows);
	*r = (struct sim_rows){ 0 };
}
