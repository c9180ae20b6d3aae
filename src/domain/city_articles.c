/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * city_articles.c -- knowledge articles of a pack, knowledge/NAME.kb.
 *
 * Records are separated by a line `%%`; each has `key: value` lines, an empty line, and the text
 * that an agent reads aloud. Mistakes are collected as those of the pack are.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/city_build.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"

#define FILE_MOST (64u << 20)
#define BODY_MOST 65536u

enum part { PART_START, PART_HEADER, PART_BODY };

struct reading {
	struct city_build b;            /* a city of its own, for the ids seen */
	const struct city *c;
	struct city_article *items;
	size_t count, alloc;
	struct city_article article;    /* in hand */
	struct buf body;
	enum part part;
	int first;                      /* line of the record */
};

static const struct { const char *name; size_t at; bool needed; } keys[] = {
	{ "id", offsetof(struct city_article, id), true },
	{ "title", offsetof(struct city_article, title), true },
	{ "category", offsetof(struct city_article, category), true },
	{ "unit", offsetof(struct city_article, unit), false },
	{ "kind", offsetof(struct city_article, kind), true },
	{ "keywords", offsetof(struct city_article, keywords), false },
	{ "valid_from", offsetof(struct city_article, valid_from), false },
	{ "valid_to", offsetof(struct city_article, valid_to), false },
};

static char **member(struct city_article *a, size_t key)
{
	return (char **)((char *)a + keys[key].at);
}

static void release_article(struct city_article *a)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		free(*member(a, i));
	free(a->body);
	*a = (struct city_article){ 0 };
}

void city_articles_free(struct city_article *articles, size_t count)
{
	for (size_t i = 0; i < count; i++)
		release_article(&articles[i]);
	free(articles);
}

static bool is_kind(const char *kind)
{
	static const char *const kinds[] = { "policy", "guide", "phone", "faq", "notice" };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kind, kinds[i]))
			return true;
	return false;
}

static void check_date(struct reading *r, const char *key, const char *text)
{
	char full[40];
	instant unused;

	snprintf(full, sizeof(full), "%.12sT00:00:00Z", text);
	if (strlen(text) != 10 || !clock_parse(full, &unused))
		city_mistake(&r->b, _("%s must be a day such as 2026-10-01, not “%s”"), key, text);
}

static void check_value(struct reading *r, const char *key, const char *value)
{
	if (!strcmp(key, "id"))
		city_check_code(&r->b, key, value);
	else if (!strcmp(key, "category") && !city_find_category(r->c, value))
		city_mistake(&r->b, _("there is no category %s"), value);
	else if (!strcmp(key, "unit") && !city_find_unit(r->c, value))
		city_mistake(&r->b, _("there is no unit %s"), value);
	else if (!strcmp(key, "kind") && !is_kind(value))
		city_mistake(&r->b, _("kind must be policy, guide, phone, faq or notice, not “%s”"), value);
	else if (!strncmp(key, "valid_", 6))
		check_date(r, key, value);
}

static void take_header(struct reading *r, char *line)
{
	char *colon = strstr(line, ": ");

	if (!colon) {
		city_mistake(&r->b, _("expected `key: value`, or an empty line before the text"));
		return;
	}
	*colon = '\0';
	const char *value = colon + 2;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcmp(keys[i].name, line))
			continue;
		if (*member(&r->article, i))
			city_mistake(&r->b, _("%s stands here twice"), line);
		else if (city_check_filled(&r->b, line, value))
			*member(&r->article, i) = xstrdup(value);
		check_value(r, line, value);
		return;
	}
	city_mistake(&r->b, _("unknown key %s"), line);
}

/* The record ends: what it must hold, and whether its id is new. */
static void end_record(struct reading *r)
{
	struct city_article *a = &r->article;
	int here = r->b.line;

	if (r->part == PART_START)
		return;
	r->b.line = r->first; /* what is wrong with a whole record is said of its first line */
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (keys[i].needed && !*member(a, i))
			city_mistake(&r->b, _("%s is missing in this record"), keys[i].name);
	while (r->body.len && r->body.data[r->body.len - 1] == '\n')
		buf_truncate(&r->body, r->body.len - 1);
	if (!r->body.len)
		city_mistake(&r->b, _("the record has no text"));
	if (r->body.len > BODY_MOST)
		city_mistake(&r->b, _("the text is longer than %u bytes"), BODY_MOST);
	if (a->valid_from && a->valid_to && strcmp(a->valid_from, a->valid_to) > 0)
		city_mistake(&r->b, _("valid_to lies before valid_from"));
	if (a->id && !city_register(&r->b, LOOKUP_ARTICLE, a->id, NULL, r))
		city_mistake(&r->b, _("the article %s is there already"), a->id);
	a->body = buf_detach(&r->body);
	ARRAY_GROW(r->items, r->count + 1, r->alloc);
	r->items[r->count++] = *a;
	*a = (struct city_article){ 0 };
	r->part = PART_START;
	r->b.line = here;
}

static void take_line(struct reading *r, char *line)
{
	if (!strcmp(line, "%%")) {
		end_record(r);
		return;
	}
	if (r->part == PART_START && !*line)
		return;
	if (r->part == PART_START) {
		r->part = PART_HEADER;
		r->first = r->b.line;
	}
	if (!city_check_text(&r->b, _("the line"), line))
		return;
	if (r->part == PART_HEADER && !*line) {
		r->part = PART_BODY;
	} else if (r->part == PART_HEADER) {
		take_header(r, line);
	} else {
		buf_adds(&r->body, line);
		buf_addch(&r->body, '\n');
	}
}

static void read_file(struct reading *r, const char *path)
{
	struct buf text = BUF_INIT;

	r->b.line = 1;
	if (!city_read_whole(path, &text, FILE_MOST)) {
		city_mistake(&r->b, _("this is no readable text file of less than 64 MiB"));
		buf_release(&text);
		return;
	}
	r->b.line = 0;
	for (char *line = text.data, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		size_t len = strlen(line);
		if (len && line[len - 1] == '\r')
			line[len - 1] = '\0';
		r->b.line++;
		take_line(r, line);
	}
	end_record(r);
	buf_release(&text);
}

static int is_article_file(const struct dirent *e)
{
	size_t len = strlen(e->d_name);

	return len > 3 && e->d_name[0] != '.' && !strcmp(e->d_name + len - 3, ".kb");
}

bool city_read_articles(const char *dir, const struct city *c, struct city_article **articles,
			size_t *count, struct city_report *report)
{
	struct reading r = { .c = c };
	struct dirent **files = NULL;
	size_t before = report->total;

	city_build_begin(&r.b, report);
	buf_init(&r.body);
	char *folder = xasprintf("%s/knowledge", dir);
	int n = scandir(folder, &files, is_article_file, alphasort);
	for (int i = 0; i < n; i++) {
		char *path = xasprintf("%s/%s", folder, files[i]->d_name);
		char *where = xasprintf("knowledge/%s", files[i]->d_name);
		r.b.where = where;
		read_file(&r, path);
		free(where);
		free(path);
		free(files[i]);
	}
	free(files);
	free(folder);
	buf_release(&r.b.content);
	city_free(r.b.c);
	*articles = r.items;
	*count = r.count;
	if (report->total == before)
		return true;
	city_articles_free(r.items, r.count);
	*articles = NULL;
	*count = 0;
	return false;
}
