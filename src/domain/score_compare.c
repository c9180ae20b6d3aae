/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score_compare.c -- is a value what was expected? Folded text, numbers by value, phones by digits, times within half
 * an hour.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "domain/score_internal.h"
#include "hotline/alloc.h"
#include "hotline/figures.h"
#include "hotline/form.h"
#include "hotline/text.h"

/* Folded, and without the blanks that folding leaves for punctuation. Caller releases. */
static void bare(struct buf *out, const char *text, size_t len)
{
	struct buf folded = BUF_INIT;

	text_fold(&folded, text, len);
	for (size_t i = 0; i < folded.len; i++)
		if (folded.data[i] != ' ')
			buf_addch(out, folded.data[i]);
	buf_release(&folded);
}

/* The next piece of the pattern in what is left of the text; where it ends, NULL: nowhere. */
static const char *find_piece(const char *piece, const char *text, bool first, bool last)
{
	size_t len = strlen(piece), left = strlen(text);

	if (first)
		return !strncmp(text, piece, len) && (!last || len == left) ? text + len : NULL;
	if (last)
		return left >= len && !strcmp(text + left - len, piece) ? text + left : NULL;
	const char *at = strstr(text, piece);
	return at ? at + len : NULL;
}

bool score_text_matches(const char *pattern, const char *text, bool whole)
{
	struct buf in = BUF_INIT, piece = BUF_INIT;
	bool first = whole;

	bare(&in, text, strlen(text));
	const char *at = in.data;
	for (const char *p = pattern; at;) {
		const char *star = strchr(p, '*');
		buf_reset(&piece);
		bare(&piece, p, star ? (size_t)(star - p) : strlen(p));
		if (piece.len || (first && !star))
			at = find_piece(piece.data, at, first, whole && !star);
		first = false;
		if (!star)
			break;
		p = star + 1;
	}
	bool found = at != NULL;
	buf_release(&in);
	buf_release(&piece);
	return found;
}

bool score_text_matches_one(const char *patterns, const char *text)
{
	for (const char *p = patterns; *p;) {
		size_t len = strcspn(p, "|");
		char *pattern = xstrndup(p, len);
		bool found = *pattern && score_text_matches(pattern, text, false);
		free(pattern);
		if (found)
			return true;
		p += len + (p[len] == '|');
	}
	return false;
}

static void add_value(struct buf *out, const json *value)
{
	if (json_object_is_type(value, json_type_boolean))
		buf_adds(out, json_object_get_boolean(value) ? "yes" : "no");
	else if (value)
		buf_adds(out, json_object_get_string((json *)value));
}

void score_value_text(struct buf *out, const json *value)
{
	if (!json_object_is_type(value, json_type_array)) {
		add_value(out, value);
		return;
	}
	for (size_t i = 0; i < jo_len(value); i++) {
		if (i)
			buf_adds(out, ", ");
		add_value(out, jo_at(value, i));
	}
}

/* "unit", "grade" …: of what was made of the request. */
static const char *made(const char *name, const struct score_request *r)
{
	const struct { const char *name, *value; } all[] = {
		{ "unit", r->unit }, { "grade", r->grade }, { "action", r->action }, { "article", r->article },
		{ "to", r->to },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (!strcmp(all[i].name, name))
			return all[i].value;
	return NULL;
}

static bool is_empty(const json *got)
{
	struct buf text = BUF_INIT;

	score_value_text(&text, got);
	bool empty = !text.len;
	buf_release(&text);
	return empty;
}

json *score_value(const struct scenario_expect *e, const struct score_request *r)
{
	if (!r)
		return NULL;
	json *value = *e->pointer == '/' ? jo_pointer(r->fields, e->pointer) : NULL;
	if (r->reason && !strcmp(e->pointer, "/matter/content") && is_empty(value))
		return json_object_new_string(r->reason);
	if (*e->pointer == '/')
		return json_object_get(value);
	const char *text = made(e->pointer, r);
	return text ? json_object_new_string(text) : NULL;
}

static bool is_number(const char *text, double *value)
{
	char *end;

	*value = strtod(text, &end);
	return *text && !*end;
}

static bool same_number(const char *a, const char *b)
{
	double x, y;

	return is_number(a, &x) && is_number(b, &y) && fabs(x - y) < 1e-9;
}

static bool same_phone(const char *a, const char *b)
{
	char x[24], y[24];

	return phone_normalise(a, x) && phone_normalise(b, y) && !strcmp(x, y);
}

static bool same_time(const char *expected, const char *got, instant now)
{
	int64_t wanted, is;

	if (!clock_parse(got, &is))
		return false;
	if (!clock_parse(expected, &wanted) && time_read(expected, now, &wanted) == TIME_UNSURE)
		return false;
	return llabs(wanted - is) <= SECONDS(1800);
}

static bool same_yes(const char *expected, const char *got)
{
	return (!strcmp(expected, "true") && !strcmp(got, "yes")) || (!strcmp(expected, "false") && !strcmp(got, "no"));
}

struct comparing { enum field_kind kind; bool whole; instant now; };

static bool value_is(const struct comparing *c, const char *expected, const char *got)
{
	if (score_text_matches(expected, got, c->whole) || same_yes(expected, got))
		return true;
	return c->kind == FIELD_NUMBER  ? same_number(expected, got)
	       : c->kind == FIELD_PHONE ? same_phone(expected, got)
	       : c->kind == FIELD_TIME  ? same_time(expected, got, c->now)
					: false;
}

/* Does any of the values (one, or each of an array) fit? */
static bool any_is(const struct comparing *c, const char *expected, const json *got)
{
	struct buf text = BUF_INIT;
	bool found = false;

	if (!json_object_is_type(got, json_type_array)) {
		add_value(&text, got);
		found = value_is(c, expected, text.data);
	}
	for (size_t i = 0; i < jo_len(got) && !found; i++) {
		buf_reset(&text);
		add_value(&text, jo_at(got, i));
		found = value_is(c, expected, text.data);
	}
	buf_release(&text);
	return found;
}

void score_form_texts(struct buf *out, json *value)
{
	if (json_object_is_type(value, json_type_object)) {
		json_object_object_foreach(value, name, inner)
		{
			(void)name;
			score_form_texts(out, inner);
		}
	} else if (json_object_is_type(value, json_type_array)) {
		for (size_t i = 0; i < jo_len(value); i++)
			score_form_texts(out, jo_at(value, i));
	} else if (value) {
		buf_adds(out, json_object_get_string(value));
	}
	buf_addch(out, '\n');
}

/*
 * A number that is to stand in the content is not lost where another field holds it, nor where the article holds it by
 * which the caller was answered.
 */
static bool stands_elsewhere(const struct scenario_expect *e, const char *value, const struct score_request *r)
{
	struct buf all = BUF_INIT;
	bool any;

	if (strcmp(e->pointer, "/matter/content"))
		return false;
	score_form_texts(&all, (json *)r->fields);
	bool there = figures_within(value, all.data, &any);
	buf_release(&all);
	return any && (there || (r->article && r->action && !strcmp(r->action, "answer")));
}

/* Any time will do, and a section asks for it in its own words. */
static bool time_stands_elsewhere(const struct city *c, const struct scenario_expect *e, const struct score_request *r)
{
	if (!r || strcmp(e->pointer, "/matter/happened_at") || !e->value_count || strcmp(e->values[0], "*"))
		return false;
	for (size_t i = 0; i < c->field_count; i++) {
		const struct city_field *f = &c->fields[i];
		const char *text = f->kind == FIELD_TIME && !strncmp(f->pointer, "/sections/", 10) ?
			jo_pointer_str(r->fields, f->pointer) : NULL;
		if (text && *text)
			return true;
	}
	return false;
}

/* A part may be given in several ways, parted by |. */
static bool part_is(const struct comparing *how, const struct scenario_expect *e, const char *part, const json *got,
		    const struct score_request *r)
{
	char *ways = xstrdup(part), *rest = ways, *way;
	bool found = false;

	while (!found && (way = strsep(&rest, "|")))
		found = any_is(how, way, got) || stands_elsewhere(e, way, r);
	free(ways);
	return found;
}

double score_compare(const struct city *c, const struct scenario_expect *e, const struct score_request *r, instant now,
		     bool *empty)
{
	const struct city_field *field = *e->pointer == '/' ? city_find_field(c, e->pointer) : NULL;
	bool part = e->match == MATCH_CONTAINS || e->match == MATCH_CONTAINS_ANY;
	json *got = score_value(e, r);
	bool whole = !part || json_object_is_type(got, json_type_array);
	struct comparing how = { field ? field->kind : FIELD_LINE, whole, now };
	size_t found = 0;

	*empty = is_empty(got);
	if (*empty && time_stands_elsewhere(c, e, r)) {
		*empty = false;
		jo_free(got);
		return 0;
	}
	for (size_t i = 0; i < e->value_count; i++)
		found += !*empty && (part ? part_is(&how, e, e->values[i], got, r) : any_is(&how, e->values[i], got));
	bool no = json_object_is_type(got, json_type_boolean) && !json_object_get_boolean(got);
	jo_free(got);
	if (e->match == MATCH_EMPTY)
		return *empty || no ? 0 : 1;
	if (e->match == MATCH_NOT)
		return found ? 1 : 0;
	if (e->match == MATCH_CONTAINS && e->value_count)
		return 1 - (double)found / (double)e->value_count;
	return found ? 0 : 1;
}

/* ---- likeness ---- */

/* Pairs of neighbouring characters, each once. */
struct pairs { uint64_t *items; size_t count; };

static int compare_pairs(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static struct pairs pairs_of(const char *text)
{
	struct text_folded f = { .points = NULL };
	struct pairs p = { NULL, 0 };
	uint32_t before = 0;

	text_fold_points(&f, text, strlen(text));
	p.items = xcalloc(f.count + 1, sizeof(*p.items));
	for (size_t i = 0; i < f.count; i++) {
		if (f.points[i] == ' ')
			continue;
		if (before)
			p.items[p.count++] = (uint64_t)before << 32 | f.points[i];
		before = f.points[i];
	}
	text_folded_release(&f);
	qsort(p.items, p.count, sizeof(*p.items), compare_pairs);
	size_t kept = 0;
	for (size_t i = 0; i < p.count; i++)
		if (!i || p.items[i] != p.items[i - 1])
			p.items[kept++] = p.items[i];
	p.count = kept;
	return p;
}

static size_t common_pairs(const struct pairs *a, const struct pairs *b)
{
	size_t n = 0;

	for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
		int order = compare_pairs(&a->items[i], &b->items[j]);
		n += !order;
		i += order <= 0;
		j += order >= 0;
	}
	return n;
}

double score_likeness(const char *a, const char *b)
{
	struct pairs x = pairs_of(a), y = pairs_of(b);
	size_t common = common_pairs(&x, &y), least = x.count < y.count ? x.count : y.count;

	free(x.items);
	free(y.items);
	return common >= 3 ? (double)common / (double)least : 0;
}

double score_covered(const char *what, const char *text)
{
	struct pairs x = pairs_of(what), y = pairs_of(text);
	size_t common = common_pairs(&x, &y);
	double part = x.count ? (double)common / (double)x.count : 0;

	free(x.items);
	free(y.items);
	return part;
}
