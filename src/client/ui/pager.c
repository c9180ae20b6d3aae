/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pager.c -- long texts.
 *
 * The text is cleaned as it is added, so lines, spans and hits are all bytes of what is shown. A
 * search folds the text and maps hits back by code points (text_fold_points()).
 */
#include "client/ui/pager.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define HITS_MAX 10000

void pager_init(struct pager *p)
{
	memset(p, 0, sizeof(*p));
	buf_init(&p->text);
	p->page = 1;
}

void pager_release(struct pager *p)
{
	buf_release(&p->text);
	text_lines_release(&p->lines);
	free(p->spans);
	free(p->search);
	free(p->hits);
	free(p->hangs);
	pager_init(p);
}

void pager_set_text(struct pager *p, const char *text, bool keep_place)
{
	buf_reset(&p->text);
	p->span_count = p->hit_count = p->hang_count = 0;
	p->columns = 0;
	free(p->search);
	p->search = NULL;
	if (!keep_place) {
		p->top = 0;
		p->at_end = false;
	}
	pager_add(p, LOOK_NORMAL, text);
}

void pager_add(struct pager *p, enum look look, const char *text)
{
	size_t start = p->text.len;

	text_clean(&p->text, text, strlen(text), TEXT_LINES);
	p->columns = 0;
	if (look == LOOK_NORMAL || p->text.len == start)
		return;
	ARRAY_GROW(p->spans, p->span_count + 1, p->span_alloc);
	p->spans[p->span_count++] = (struct pager_span){ start, p->text.len - start, look };
}

void pager_hang(struct pager *p, int columns)
{
	ARRAY_GROW(p->hangs, p->hang_count + 1, p->hang_alloc);
	p->hangs[p->hang_count++] = (struct pager_hang){ p->text.len, columns };
}

static int hang_at(const struct pager *p, size_t byte)
{
	int hang = 0;

	for (size_t i = 0; i < p->hang_count && p->hangs[i].from <= byte; i++)
		hang = p->hangs[i].columns;
	return hang;
}

/* How far in a line of the layout begins: not at all when it begins a line of the text. */
static int indent_of(const struct pager *p, const struct text_line *line)
{
	return line->start && p->text.data[line->start - 1] != '\n' ? hang_at(p, line->start) : 0;
}

static void add_lines(struct pager *p, const struct text_lines *lines, size_t count, size_t offset)
{
	for (size_t i = 0; i < count; i++) {
		ARRAY_GROW(p->lines.lines, p->lines.count + 1, p->lines.alloc);
		struct text_line *line = &p->lines.lines[p->lines.count++];
		*line = lines->lines[i];
		line->start += offset;
		line->next += offset;
	}
}

/* One line of the text: what does not fit into the first row is wrapped anew to the narrower rows below. */
static void wrap_hanging(struct pager *p, size_t start, size_t length, int columns)
{
	struct text_lines first = { 0 }, rest = { 0 };
	const char *text = p->text.data + start;
	int hang = hang_at(p, start);

	text_wrap(&first, text, length, columns);
	if (first.count == 1 || hang >= columns) {
		add_lines(p, &first, first.count, start);
	} else {
		size_t next = first.lines[0].next;
		text_wrap(&rest, text + next, length - next, columns - hang);
		add_lines(p, &first, 1, start);
		add_lines(p, &rest, rest.count, start + next);
	}
	text_lines_release(&first);
	text_lines_release(&rest);
}

static void wrap_all(struct pager *p, int columns)
{
	p->lines.count = 0;
	if (!p->hang_count) {
		text_wrap(&p->lines, p->text.data, p->text.len, columns);
		return;
	}
	for (size_t at = 0, length; at <= p->text.len; at += length + 1) {
		length = strcspn(p->text.data + at, "\n");
		wrap_hanging(p, at, length, columns);
	}
}

static void layout(struct pager *p, int columns)
{
	size_t at = p->top < p->lines.count ? p->lines.lines[p->top].start : 0;

	if (p->columns == columns)
		return;
	bool anew = p->columns == 0;
	p->columns = columns;
	wrap_all(p, columns);
	if (anew)               /* another text, the same line */
		return;
	p->top = 0;             /* the same text, the same place in it */
	while (p->top + 1 < p->lines.count && p->lines.lines[p->top + 1].start <= at)
		p->top++;
}

/* -- search ------------------------------------------------------------------- */

/* Bytes at which the code points begin, one more for the end. */
static size_t *point_offsets(const struct buf *text)
{
	size_t *offsets = xcalloc(text->len + 1, sizeof(*offsets));
	size_t n = 0;
	int bytes;

	for (size_t i = 0; i < text->len; i += (size_t)bytes) {
		offsets[n++] = i;
		text_decode(text->data + i, text->len - i, &bytes);
	}
	offsets[n] = text->len;
	return offsets;
}

static void add_hit(struct pager *p, size_t start, size_t end)
{
	ARRAY_GROW(p->hits, p->hit_count + 1, p->hit_alloc);
	p->hits[p->hit_count++] = (struct pager_span){ start, end - start, LOOK_MATCH };
}

static void find_hits(struct pager *p, const struct text_folded *text,
		      const struct text_folded *wanted)
{
	size_t *offsets = point_offsets(&p->text);
	size_t size = wanted->count * sizeof(*wanted->points);

	for (size_t i = 0; i + wanted->count <= text->count && p->hit_count < HITS_MAX; i++) {
		if (memcmp(text->points + i, wanted->points, size) != 0)
			continue;
		add_hit(p, offsets[text->origin[i]],
			offsets[text->origin[i + wanted->count - 1] + 1]);
		i += wanted->count - 1;
	}
	free(offsets);
}

static size_t line_of(const struct pager *p, size_t byte)
{
	size_t line = 0;

	while (line + 1 < p->lines.count && p->lines.lines[line + 1].start <= byte)
		line++;
	return line;
}

static void show_hit(struct pager *p, size_t hit)
{
	size_t line = line_of(p, p->hits[hit].start);
	size_t above = p->page > 6 ? 2 : 0;

	p->hit = hit;
	if (line < p->top || line >= p->top + (size_t)p->page)
		p->top = line > above ? line - above : 0;
}

size_t pager_search(struct pager *p, const char *text)
{
	struct text_folded folded = { 0 }, wanted = { 0 };

	free(p->search);
	p->search = text && *text ? xstrdup(text) : NULL;
	p->hit_count = p->hit = 0;
	p->at_end = false;
	if (!p->search)
		return 0;
	text_fold_points(&folded, p->text.data, p->text.len);
	text_fold_points(&wanted, text, strlen(text));
	if (wanted.count)
		find_hits(p, &folded, &wanted);
	text_folded_release(&folded);
	text_folded_release(&wanted);
	for (size_t i = 0; i < p->hit_count; i++) {
		if (line_of(p, p->hits[i].start) >= p->top) {
			show_hit(p, i);
			return p->hit_count;
		}
	}
	if (p->hit_count)
		show_hit(p, 0);
	return p->hit_count;
}

static void step_hit(struct pager *p, bool forward)
{
	p->at_end = false;
	if (p->hit_count)
		show_hit(p, (p->hit + (forward ? 1 : p->hit_count - 1)) % p->hit_count);
}

/* -- commands -------------------------------------------------------------------- */

static void scroll(struct pager *p, long lines)
{
	long last = (long)p->lines.count - p->page;
	long to = (long)p->top + lines;

	p->top = (size_t)(to < 0 || last < 0 ? 0 : to > last ? last : to);
	if (lines < 0)
		p->at_end = false;
}

bool pager_command(struct pager *p, const struct command *command)
{
	long count = command->count ? strtol(command->words[0], NULL, 10) : 1;
	long all = (long)p->lines.count;

	count = count < 1 ? 1 : count > all ? all : count;
	switch (command->action) {
	case ACTION_NEXT:
		scroll(p, count);
		return true;
	case ACTION_PREVIOUS:
		scroll(p, -count);
		return true;
	case ACTION_PAGE_DOWN:
		scroll(p, p->page > 2 ? p->page - 1 : 1);
		return true;
	case ACTION_PAGE_UP:
		scroll(p, p->page > 2 ? 1 - p->page : -1);
		return true;
	case ACTION_FIRST:
		scroll(p, -all);
		return true;
	case ACTION_LAST:
		scroll(p, all);
		p->at_end = true;
		return true;
	case ACTION_FILTER:
		pager_search(p, command->count ? command->words[0] : NULL);
		return true;
	case ACTION_FIND_NEXT:
	case ACTION_FIND_PREVIOUS:
		step_hit(p, command->action == ACTION_FIND_NEXT);
		return true;
	default:
		return false;
	}
}

/* -- drawing ------------------------------------------------------------------------ */

/* Recolours the part of a span that lies on the line drawn at (x, y). */
static void mark(const struct pager *p, struct canvas *c, int x, int y,
		 const struct text_line *line, const struct pager_span *span)
{
	size_t end = line->start + line->len;
	size_t from = span->start > line->start ? span->start : line->start;
	size_t to = span->start + span->length < end ? span->start + span->length : end;

	if (from >= to)
		return;
	int before = text_width_n(p->text.data + line->start, from - line->start);
	int width = text_width_n(p->text.data + from, to - from);
	canvas_restyle(c, (struct rect){ x + before, y, width, 1 }, span->look);
}

void pager_end(struct pager *p, int width, int height)
{
	layout(p, width);
	size_t count = p->lines.count;
	if (count && !p->lines.lines[count - 1].len)
		count--;                /* behind the last newline */
	p->top = height > 0 && count > (size_t)height ? count - (size_t)height : 0;
	p->at_end = false;
}

void pager_draw(struct pager *p, struct canvas *c, struct rect r)
{
	struct rect former = canvas_clip(c, r);

	layout(p, r.width > 1 ? r.width : 1);
	p->page = r.height > 0 ? r.height : 1;
	scroll(p, p->at_end ? (long)p->lines.count : 0);
	for (int i = 0; i < r.height && p->top + (size_t)i < p->lines.count; i++) {
		const struct text_line *line = &p->lines.lines[p->top + (size_t)i];
		int x = r.x + indent_of(p, line);
		canvas_text_n(c, x, r.y + i, r.x + r.width - x, LOOK_NORMAL, p->text.data + line->start, line->len);
		for (size_t s = 0; s < p->span_count; s++)
			mark(p, c, x, r.y + i, line, &p->spans[s]);
		for (size_t s = 0; s < p->hit_count; s++)
			mark(p, c, x, r.y + i, line, &p->hits[s]);
	}
	canvas_unclip(c, former);
}
