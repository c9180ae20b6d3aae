/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * city_build.c -- the frame in which a city is built: memory, lookups, mistakes, the version.
 *
 * Strings and lookup entries lie in chunks that are freed at once. The version is a hash over every
 * cell in the order read, so comments and spacing do not change it.
 */
#include "domain/city_build.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "hotline/text.h"

#define CHUNK_SIZE 65536
#define CELL_MOST 8192
#define PROBLEMS_MOST 200
#define KEY_MOST 200

struct city_chunk {
	struct city_chunk *next;
	size_t used, size;
	_Alignas(16) char data[];
};

#define COLUMNS(...) (const char *const[]){ __VA_ARGS__, NULL }, \
	sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *)
#define ARRAY(member) offsetof(struct city, member), sizeof(*((struct city *)0)->member)

const struct city_table city_tables[TABLE_COUNT] = {
	[TABLE_GRADES] = { "grades", true,
			   COLUMNS("code", "name", "?name_en", "dispatch", "sign", "respond", "feedback"),
			   city_add_grade, ARRAY(grades) },
	[TABLE_CODES] = { "codes", true, COLUMNS("set", "code", "name", "?name_en"), city_add_code,
			  ARRAY(codes) },
	[TABLE_CALENDAR] = { "calendar", false, COLUMNS("date", "kind", "?name"), city_add_day,
			     ARRAY(days) },
	[TABLE_HOURS] = { "hours", false, COLUMNS("weekday", "from", "to"), city_add_hours, 0, 0 },
	[TABLE_SITUATIONS] = { "checklists", false,
			       COLUMNS("class", "class_name", "code", "name", "?name_en", "?weight"),
			       city_add_situation, ARRAY(situations) },
	[TABLE_SECTIONS] = { "sections", true, COLUMNS("code", "form", "name", "?name_en", "when"),
			     city_add_section, ARRAY(sections) },
	[TABLE_FIELDS] = { "fields", true,
			   COLUMNS("section", "pointer", "kind", "label", "?label_en", "required",
				   "?required_when", "?when", "choices", "max", "?hint", "?hint_en"),
			   city_add_field, ARRAY(fields) },
	[TABLE_CATEGORIES] = { "categories", true,
			       COLUMNS("code", "parent", "name", "?name_en", "grade", "?section",
				       "?keywords", "?weight"),
			       city_add_category, ARRAY(categories) },
	[TABLE_REGIONS] = { "regions", true, COLUMNS("code", "parent", "kind", "name", "?name_en"),
			    city_add_region, ARRAY(regions) },
	[TABLE_COMMUNITIES] = { "communities", false, COLUMNS("code", "parent", "name"),
				city_add_community, ARRAY(communities) },
	[TABLE_UNITS] = { "units", true,
			  COLUMNS("code", "parent", "kind", "name", "?name_en", "?district"),
			  city_add_unit, ARRAY(units) },
	[TABLE_CATALOGUE] = { "catalogue", false, COLUMNS("category", "region", "unit", "basis"),
			      city_add_dispatch, ARRAY(catalogue) },
	[TABLE_PHRASES] = { "phrases", false, COLUMNS("id", "text", "?text_en"), city_add_phrase,
			    ARRAY(phrases) },
	[TABLE_SHEETS] = { "sheets", false,
			   COLUMNS("sheet", "item", "name", "?name_en", "points", "deduction"),
			   city_add_sheet_item, ARRAY(sheet_items) },
	[TABLE_CURVES] = { "curves", false, COLUMNS("curve", "part", "weight"), city_add_curve_part, ARRAY(curve_parts) },
	[TABLE_LINES] = { "emergency_lines", false, COLUMNS("code", "name", "?name_en"),
			  city_add_line, ARRAY(emergency_lines) },
};

void city_report_add(struct city_report *r, const char *text)
{
	r->total++;
	if (r->count >= PROBLEMS_MOST)
		return;
	struct buf clean = BUF_INIT;
	text_clean(&clean, text, strlen(text), 0);      /* it may quote what is wrong in a file */
	ARRAY_GROW(r->problems, r->count + 1, r->alloc);
	r->problems[r->count++] = buf_detach(&clean);
}

void city_report_release(struct city_report *r)
{
	for (size_t i = 0; i < r->count; i++)
		free(r->problems[i]);
	free(r->problems);
	*r = (struct city_report){ 0 };
}

void city_mistake(struct city_build *b, const char *fmt, ...)
{
	struct error e = ERROR_INIT;
	char sentence[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	/* error_set() also takes care of a character that was cut. */
	error_set(&e, ERROR_INPUT, "%s%s:%d: %s", b->where, b->suffix, b->line, sentence);
	city_report_add(b->report, e.text);
}

static void *take_memory(struct city_internal *in, size_t size)
{
	struct city_chunk *chunk = in->chunks;

	size = (size + 15) & ~(size_t)15;
	if (!chunk || chunk->used + size > chunk->size) {
		size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
		chunk = xmalloc(sizeof(*chunk) + room);
		chunk->next = in->chunks;
		chunk->used = 0;
		chunk->size = room;
		in->chunks = chunk;
	}
	chunk->used += size;
	return chunk->data + chunk->used - size;
}

const char *city_keep(struct city_build *b, const char *text)
{
	size_t len = strlen(text);

	if (!len)
		return NULL;
	return memcpy(take_memory(b->c->internal, len + 1), text, len + 1);
}

/* 0: too long to be a key of ours. Every lookup makes one, hence no printf. */
static size_t make_key(char key[KEY_MOST], const char *first, const char *second)
{
	size_t len = strlen(first), more = second ? strlen(second) + 1 : 0;

	if (len + more >= KEY_MOST)
		return 0;
	memcpy(key, first, len);
	if (second) {
		key[len] = '\x1f';
		memcpy(key + len + 1, second, more - 1);
	}
	key[len + more] = '\0';
	return len + more;
}

struct city_entry *city_look_entry(const struct city *c, enum city_lookup table, const char *first,
				   const char *second)
{
	struct city_entry *found = NULL;
	char key[KEY_MOST];

	size_t len = first ? make_key(key, first, second) : 0;
	if (len)
		HASH_FIND(hh, c->internal->lookups[table], key, len, found);
	return found;
}

const void *city_look(const struct city *c, enum city_lookup table, const char *first, const char *second)
{
	struct city_entry *e = city_look_entry(c, table, first, second);

	return e ? e->value : NULL;
}

bool city_register(struct city_build *b, enum city_lookup table, const char *first,
		   const char *second, const void *value)
{
	struct city_internal *in = b->c->internal;
	char key[KEY_MOST];
	size_t len = make_key(key, first, second);

	if (!len || city_look_entry(b->c, table, first, second))
		return false;
	struct city_entry *e = take_memory(in, sizeof(*e) + len + 1);
	e->value = value;
	memcpy(e->key, key, len + 1);
	HASH_ADD(hh, in->lookups[table], key, len, e);
	return true;
}

bool city_check_code(struct city_build *b, const char *column, const char *text)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
	size_t len = strlen(text);

	if (len && len <= 32 && strspn(text, allowed) == len)
		return true;
	city_mistake(b, _("%s must be a code of 1 to 32 letters, digits, _ and -, not “%s”"), column, text);
	return false;
}

bool city_check_filled(struct city_build *b, const char *column, const char *text)
{
	if (*text)
		return true;
	city_mistake(b, _("%s is empty"), column);
	return false;
}

bool city_check_number(struct city_build *b, const char *column, const char *text, double least,
		       double most, double *value)
{
	char *end;
	double n = strtod(text, &end);

	if (end == text || *end || strspn(text, "-.0123456789") != strlen(text) || n < least ||
	    n > most) {
		city_mistake(b, _("%s must be a number from %g to %g, not “%s”"), column, least, most, text);
		return false;
	}
	*value = n;
	return true;
}

bool city_check_whole(struct city_build *b, const char *column, const char *text, int64_t least,
		      int64_t most, int64_t *value)
{
	size_t digits = strspn(text, "0123456789");
	int64_t n = digits && digits <= 18 && !text[digits] ? strtoll(text, NULL, 10) : -1;

	if (n < least || n > most) {
		city_mistake(b, _("%s must be a whole number from %lld to %lld, not “%s”"), column,
			     (long long)least, (long long)most, text);
		return false;
	}
	*value = n;
	return true;
}

void city_build_begin(struct city_build *b, struct city_report *report)
{
	*b = (struct city_build){ .report = report, .where = "", .suffix = "" };
	buf_init(&b->content);
	buf_adds(&b->content, "city pack 1\n");
	b->c = xcalloc(1, sizeof(*b->c));
	b->c->internal = xcalloc(1, sizeof(*b->c->internal));
	city_default_settings(b->c);
}

void city_build_reserve(struct city_build *b, int table, size_t rows)
{
	const struct city_table *t = &city_tables[table];

	if (t->size) {
		void *memory = xcalloc(rows + 1, t->size);
		memcpy((char *)b->c + t->array, &memory, sizeof(memory));
	}
	if (table == TABLE_SECTIONS)
		b->section_lines = xcalloc(rows + 1, sizeof(int));
	if (table == TABLE_FIELDS)
		b->field_lines = xcalloc(rows + 1, sizeof(int));
}

/*
 * Controls (a tab and a newline may stand) and marks that turn the direction of text. Not what
 * text_clean() marks: whether a pack is good must not hang on a machine's table of widths.
 */
static bool has_control(const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if ((*p < 0x20 && *p != '\t' && *p != '\n') || *p == 0x7f)
			return true;
		if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			return true;
		if (*p == 0xe2 && p[1] == 0x80 &&
		    (p[2] == 0x8e || p[2] == 0x8f || (p[2] >= 0xaa && p[2] <= 0xae)))
			return true;
		if (*p == 0xe2 && p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9)
			return true;
	}
	return false;
}

bool city_read_whole(const char *path, struct buf *out, size_t most)
{
	char block[65536];
	size_t got;
	FILE *f = fopen(path, "re");

	if (!f)
		return false;
	while ((got = fread(block, 1, sizeof(block), f)) > 0 && out->len < most)
		buf_add(out, block, got);
	bool good = !ferror(f) && out->len < most && !memchr(out->data, '\0', out->len);
	fclose(f);
	return good;
}

bool city_check_text(struct city_build *b, const char *column, const char *text)
{
	if (u8_check((const uint8_t *)text, strlen(text)))
		city_mistake(b, _("%s is not valid UTF-8"), column);
	else if (has_control(text))
		city_mistake(b, _("%s holds a control character"), column);
	else if (strlen(text) > CELL_MOST)
		city_mistake(b, _("%s is longer than %d bytes"), column, CELL_MOST);
	else
		return true;
	return false;
}

void city_build_row(struct city_build *b, int table, const char *const *cells)
{
	const struct city_table *t = &city_tables[table];

	for (size_t i = 0; i < t->column_count; i++) {
		const char *column = t->columns[i] + (t->columns[i][0] == '?');
		if (!city_check_text(b, column, cells[i]))
			return;
		buf_adds(&b->content, cells[i]);
		buf_addch(&b->content, '\t');
	}
	buf_addf(&b->content, "%d\n", table);
	t->add(b, cells);
}

static int compare_days(const void *a, const void *b)
{
	const struct city_day *x = a, *y = b;

	return (x->year - y->year) * 512 + (x->month - y->month) * 32 + x->day - y->day;
}

/* The sets that the program itself asks for. */
static void check_sets(struct city_build *b)
{
	static const char *const needed[] = {
		"channel", "type", "urgency", "skill", "sex", "kind"
	};

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!city_look_entry(b->c, LOOKUP_SET, needed[i], NULL))
			city_mistake(b, _("the set %s is missing"), needed[i]);
}

static void check_working_time(struct city_build *b)
{
	bool hours = false;

	for (size_t i = 0; i < ARRAY_SIZE(b->weekdays); i++)
		hours = hours || b->weekdays[i];
	for (size_t i = 0; i < b->c->grade_count && !hours; i++)
		for (int k = 0; k < CLOCK_COUNT; k++)
			if (b->c->grades[i].clocks[k].working) {
				city_mistake(b, _("the grade %s counts working time without hours"),
					     b->c->grades[i].code);
				return;
			}
}

struct city *city_build_end(struct city_build *b)
{
	struct city *c = b->c;
	char hash[HASH_TEXT];

	city_finish_form(b);
	b->where = city_tables[TABLE_CODES].name;
	b->line = 1;
	check_sets(b);
	b->where = city_tables[TABLE_HOURS].name;
	check_working_time(b);
	b->where = "city.conf";
	b->suffix = "";
	city_check_special(b);
	if (c->day_count)
		qsort(c->days, c->day_count, sizeof(*c->days), compare_days);
	if (!c->version)
		c->version = xstrndup(hash_hex(b->content.data, b->content.len, hash), 16);
	buf_release(&b->content);
	free(b->section_lines);
	free(b->field_lines);
	if (!b->report->total) {
		c->internal->form_version = form_version_of(c);
		return c;
	}
	city_free(c);
	return NULL;
}

void city_free(struct city *c)
{
	if (!c)
		return;
	for (int i = 0; i < LOOKUP_COUNT; i++)
		HASH_CLEAR(hh, c->internal->lookups[i]);
	for (struct city_chunk *chunk = c->internal->chunks, *next; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	for (int i = 0; i < TABLE_COUNT; i++) {
		void *memory = NULL;
		if (city_tables[i].size)
			memcpy(&memory, (char *)c + city_tables[i].array, sizeof(memory));
		free(memory);
	}
	free(c->internal);
	free(c->version);
	free(c);
}
