/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_book.h -- the calls that simulated callers are asked about: those of the shipped pack, and those made of
 * tests/data/caller_facts.tsv. For test_caller.c and for what learns from them.
 */
#ifndef TEST_CALLER_BOOK_H
#define TEST_CALLER_BOOK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/city.h"
#include "hotline/scenario.h"

struct book {
	struct scenario **calls;        /* those of the pack first */
	size_t count, shipped;
};

static struct scenario *book_find(const struct book *b, const char *code)
{
	for (size_t i = 0; i < b->count; i++)
		if (!strcmp(b->calls[i]->code, code))
			return b->calls[i];
	return NULL;
}

/* Cuts a line at tabs; false: a remark, or too few cells. */
static bool book_cut(char *line, char **cells, size_t count)
{
	line[strcspn(line, "\n")] = '\0';
	if (*line == '#' || !*line)
		return false;
	for (size_t i = 0; i < count; i++) {
		cells[i] = strsep(&line, "\t");
		if (!cells[i]) {
			fprintf(stderr, "too few cells behind “%s”\n", cells[0]);
			return false;
		}
	}
	return true;
}

static struct scenario *book_add(struct book *b, const char *code)
{
	struct scenario *s = xcalloc(1, sizeof(*s));

	s->code = xstrdup(code);
	b->calls = xrealloc(b->calls, (b->count + 1) * sizeof(*b->calls));
	b->calls[b->count++] = s;
	return s;
}

static void book_add_fact(struct scenario *s, char **cells)
{
	s->facts = xrealloc(s->facts, (s->fact_count + 1) * sizeof(*s->facts));
	struct scenario_fact *f = &s->facts[s->fact_count++];
	*f = (struct scenario_fact){
		.code = xstrdup(cells[1]),
		.about = xstrdup(cells[2]),
		.asks = xcalloc(strlen(cells[3]) + 1, sizeof(*f->asks)),
		.say = xstrdup(cells[4]),
	};
	for (char *at = cells[3], *one; (one = strsep(&at, "|")); )
		f->asks[f->ask_count++] = xstrdup(one);
}

static bool book_read_made(struct book *b)
{
	FILE *file = fopen(SRCDIR "/tests/data/caller_facts.tsv", "r");
	char line[4096], *cells[5];

	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		if (!book_cut(line, cells, 5))
			continue;
		struct scenario *s = book_find(b, cells[0]);
		book_add_fact(s ? s : book_add(b, cells[0]), cells);
	}
	fclose(file);
	return true;
}

static bool book_read(struct book *b, bool with_made)
{
	struct city_report report = { 0 };
	struct city *c = city_read(SRCDIR "/city", &report);
	bool read = c && scenarios_read(SRCDIR "/city", c, NULL, 0, &b->calls, &b->count, &report);

	b->shipped = b->count;
	city_report_release(&report);
	city_free(c);
	return read && (!with_made || book_read_made(b));
}

static void book_free_made(struct scenario *s)
{
	for (size_t i = 0; i < s->fact_count; i++) {
		struct scenario_fact *f = &s->facts[i];

		for (size_t k = 0; k < f->ask_count; k++)
			free((char *)f->asks[k]);
		free(f->asks);
		free((char *)f->code);
		free((char *)f->about);
		free((char *)f->say);
	}
	free(s->facts);
	free((char *)s->code);
	free(s);
}

static void book_release(struct book *b)
{
	for (size_t i = b->shipped; i < b->count; i++)
		book_free_made(b->calls[i]);
	scenarios_free(b->calls, b->shipped);
	*b = (struct book){ 0 };
}

#endif
