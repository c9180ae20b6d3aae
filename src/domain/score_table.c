/* SPDX-License-Identifier: GPL-3.0-or-later */
/* score_table.c -- many scores in one table: of a trainee, a class, a category, a field; the weakest first. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "domain/score_internal.h"
#include "hotline/alloc.h"

#define ROWS_MOST 20000

struct row {
	char *key, *name, *name_en;
	int64_t calls, right, wrong, missing;
	double sum, best, worst, last, lost;
};
struct score_table { enum score_by by; struct row *rows; size_t count, alloc; };

struct score_table *score_table_new(enum score_by by)
{
	struct score_table *t = xcalloc(1, sizeof(*t));

	t->by = by;
	return t;
}

void score_table_free(struct score_table *t)
{
	for (size_t i = 0; t && i < t->count; i++) {
		free(t->rows[i].key);
		free(t->rows[i].name);
		free(t->rows[i].name_en);
	}
	if (t)
		free(t->rows);
	free(t);
}

static struct row *row_of(struct score_table *t, const char *key)
{
	for (size_t i = 0; i < t->count; i++)
		if (!strcmp(t->rows[i].key, key))
			return &t->rows[i];
	if (t->count == ROWS_MOST)
		return NULL;
	ARRAY_GROW(t->rows, t->count + 1, t->alloc);
	t->rows[t->count] = (struct row){ .key = xstrdup(key), .best = -HUGE_VAL, .worst = HUGE_VAL };
	return &t->rows[t->count++];
}

static void add_total(struct row *r, const json *score)
{
	const json *fields = jo_get(score, "fields");
	double total = score_number(score, "total");

	r->calls++;
	r->sum += total;
	r->last = total;
	r->best = total > r->best ? total : r->best;
	r->worst = total < r->worst ? total : r->worst;
	r->right += jo_int(fields, "right", 0);
	r->wrong += jo_int(fields, "wrong", 0);
	r->missing += jo_int(fields, "missing", 0);
}

static void add_field(struct score_table *t, const json *item)
{
	const char *pointer = jo_str(item, "pointer"), *result = jo_str(item, "result");
	struct row *r = pointer && result ? row_of(t, pointer) : NULL;

	if (!r)
		return;
	if (!r->name) {
		r->name = xstrdup(jo_str(item, "name"));
		r->name_en = xstrdup(jo_str(item, "name_en"));
	}
	r->calls++;
	r->right += !strcmp(result, "right");
	r->wrong += !strcmp(result, "wrong");
	r->missing += !strcmp(result, "missing");
	r->lost += score_number(item, "deducted");
}

/* The best of what the first category should be: "0401 | 0402" is 0401. */
static char *category_of(const json *score)
{
	const json *items = jo_array(score, "items");

	for (size_t i = 0; i < jo_len(items); i++) {
		const char *pointer = jo_str(jo_at(items, i), "pointer"), *code = jo_str(jo_at(items, i), "expected");
		if (pointer && code && !strcmp(pointer, "/matter/category"))
			return xstrndup(code, strcspn(code, " "));
	}
	return xstrdup("");
}

void score_table_add(struct score_table *t, const char *key, const json *score)
{
	const json *items = jo_array(score, "items");
	char *code = t->by == SCORE_BY_CATEGORY ? category_of(score) : NULL;
	struct row *r = t->by == SCORE_BY_FIELD ? NULL : row_of(t, code ? code : key ? key : "");

	for (size_t i = 0; t->by == SCORE_BY_FIELD && i < jo_len(items); i++)
		add_field(t, jo_at(items, i));
	if (r)
		add_total(r, score);
	free(code);
}

static json *field_item(const struct row *r)
{
	json *o = json_object_new_object();

	jo_set_str(o, "key", r->key);
	jo_set_str(o, "pointer", r->key);
	jo_set_str(o, "name", r->name);
	jo_set_str(o, "name_en", r->name_en);
	jo_set_int(o, "calls", r->calls);
	jo_set_int(o, "right", r->right);
	jo_set_int(o, "wrong", r->wrong);
	jo_set_int(o, "missing", r->missing);
	score_set_number(o, "lost", r->lost);
	return o;
}

static json *total_item(const struct row *r, enum score_by by)
{
	json *o = json_object_new_object();

	jo_set_str(o, "key", r->key);
	jo_set_str(o, "category", by == SCORE_BY_CATEGORY ? r->key : NULL);
	jo_set_int(o, "calls", r->calls);
	score_set_number(o, "mean", r->sum / (double)r->calls);
	score_set_number(o, "best", r->best);
	score_set_number(o, "worst", r->worst);
	score_set_number(o, "last", r->last);
	jo_set_int(o, "right", r->right);
	jo_set_int(o, "wrong", r->wrong);
	jo_set_int(o, "missing", r->missing);
	return o;
}

/* By weakness: the greatest first. */
static int compare_rows(const json *a, const json *b, double weakness_of_a, double weakness_of_b)
{
	if (weakness_of_a != weakness_of_b)
		return weakness_of_a > weakness_of_b ? -1 : 1;
	return strcmp(jo_str(a, "key"), jo_str(b, "key"));
}

static int compare_means(const void *a, const void *b)
{
	const json *x = *(json *const *)a, *y = *(json *const *)b;

	return compare_rows(x, y, -score_number(x, "mean"), -score_number(y, "mean"));
}

static int compare_losses(const void *a, const void *b)
{
	const json *x = *(json *const *)a, *y = *(json *const *)b;

	return compare_rows(x, y, score_number(x, "lost"), score_number(y, "lost"));
}

json *score_table_items(const struct score_table *t)
{
	bool field = t->by == SCORE_BY_FIELD;
	json *items = json_object_new_array();

	for (size_t i = 0; i < t->count; i++)
		json_object_array_add(items, field ? field_item(&t->rows[i]) : total_item(&t->rows[i], t->by));
	json_object_array_sort(items, field ? compare_losses : compare_means);
	return items;
}
