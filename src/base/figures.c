/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * figures.c -- see hotline/figures.h.
 *
 * A caller says 三号楼五零一, 两万三, 晚上八点; an agent writes 3号楼501, 23000, 20:00. Of what was said only
 * sure figures are taken (三五个, 万一 and 十分着急 are none), of what was written all that could be one: better no
 * fault than a wrong one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/figures.h"
#include "hotline/text.h"

#define RUN_MOST 24

struct run {
	uint32_t points[RUN_MOST];
	size_t count;
	size_t hans, units;             /* numerals of Chinese; of them 十百千万亿 */
	uint32_t next;                  /* behind it */
};

static const struct { uint32_t point; double value; } numerals[] = {
	{ 0x3007, 0 }, { 0x96f6, 0 }, { 0x4e00, 1 }, { 0x5e7a, 1 }, { 0x4e8c, 2 }, { 0x4e24, 2 }, { 0x4e09, 3 },
	{ 0x56db, 4 }, { 0x4e94, 5 }, { 0x516d, 6 }, { 0x4e03, 7 }, { 0x516b, 8 }, { 0x4e5d, 9 },
	{ 0x5341, 10 }, { 0x767e, 100 }, { 0x5343, 1000 }, { 0x4e07, 1e4 }, { 0x4ebf, 1e8 },
};

/* -1: no numeral of Chinese. */
static double numeral(uint32_t point)
{
	for (size_t i = 0; i < ARRAY_SIZE(numerals); i++)
		if (numerals[i].point == point)
			return numerals[i].value;
	return -1;
}

static bool is_digit(uint32_t p)
{
	return p >= '0' && p <= '9';
}

static uint32_t narrow(uint32_t p)
{
	return p >= 0xff10 && p <= 0xff19 ? p - 0xff10 + '0' : p == 0xff0e ? '.' : p;
}

static bool is_one_of(uint32_t point, const char *set)
{
	int bytes = 0;

	for (size_t i = 0, len = strlen(set); i < len; i += (size_t)bytes)
		if (text_decode(set + i, len - i, &bytes) == point)
			return true;
	return false;
}

static void add_figure(struct figures *to, const char *digits, bool hour)
{
	ARRAY_GROW(to->items, to->count + 1, to->alloc);
	struct figure *f = &to->items[to->count++];

	f->hour = hour;
	while (digits[0] == '0' && is_digit((unsigned char)digits[1]))
		digits++;
	snprintf(f->digits, sizeof(f->digits), "%s", digits);
}

/* "14.50" is 14.5, "14.0" is 14. */
static void trim_decimals(char *digits)
{
	char *end = digits + strlen(digits);

	if (!strchr(digits, '.'))
		return;
	while (end[-1] == '0')
		*--end = '\0';
	if (end[-1] == '.')
		end[-1] = '\0';
}

/* No 十百千万亿 in it: one digit after the other. */
static void spell_digits(const struct run *r, char digits[32])
{
	size_t len = 0;

	for (size_t i = 0; i < r->count && len < 30; i++) {
		double n = numeral(r->points[i]);
		digits[len++] = n >= 0 ? (char)('0' + (int)n) : (char)r->points[i];
	}
	digits[len] = '\0';
	trim_decimals(digits);
}

struct amount { double total, section, number, unit; bool open; };     /* open: `number` waits for its unit */

static void take_unit(struct amount *a, double unit)
{
	double below = a->section + (a->open ? a->number : 0);

	if (unit >= 1e8) {
		a->total = (a->total + below) * unit;
		a->section = 0;
	} else if (unit >= 1e4) {
		a->total += below * unit;
		a->section = 0;
	} else {
		a->section += (a->open ? a->number : 1) * unit;
	}
	a->open = false;
	a->unit = unit;
}

/* "两万三千五", "3万5", "一百零五": the digit behind 万, 千 or 百 counts a tenth of it, unless a zero is between. */
static double amount_of(const struct run *r)
{
	struct amount a = { .unit = 1 };
	char digits[32];

	for (size_t i = 0; i < r->count;) {
		double n = numeral(r->points[i]);
		size_t len = 0;
		if (n >= 10) {
			take_unit(&a, n);
			i++;
			continue;
		}
		while (n < 0 && i < r->count && numeral(r->points[i]) < 0 && len < 30)
			digits[len++] = (char)r->points[i++];
		digits[len] = '\0';
		i += n >= 0;
		if (n == 0)
			a.unit = 1;
		a.number = n >= 0 ? n : strtod(digits, NULL);
		a.open = true;
	}
	double rest = a.open ? a.number * (a.unit >= 100 && a.number < 10 ? a.unit / 10 : 1) : 0;
	return a.total + a.section + rest;
}

/* Said in passing (一下, 三五个, 万一, 十分) rather than counted? */
static bool is_sure(const struct run *r)
{
	static const char places[] = "号楼层单室岁月日栋幢门", measures[] = "点时度人口户天元块";

	if (r->count > r->hans)
		return true;
	if (!r->units && r->count == 1)
		return is_one_of(r->next, places) || (numeral(r->points[0]) > 2 && is_one_of(r->next, measures));
	if (!r->units)
		return r->count >= 3;
	if (numeral(r->points[0]) > 10 || is_one_of(r->next, "几来多"))
		return false;
	return !(r->count == 1 && is_one_of(r->next, "分"));
}

static void end_run(struct figures *to, struct run *r, bool careful)
{
	char digits[48];

	while (r->count && r->points[r->count - 1] == '.')
		r->count--;
	if (!r->count || (careful && !is_sure(r))) {
		r->count = 0;
		return;
	}
	if (r->units)
		snprintf(digits, sizeof(digits), "%.15g", amount_of(r));
	else
		spell_digits(r, digits);
	add_figure(to, digits, is_one_of(r->next, "点时") && strtod(digits, NULL) <= 12);
	*r = (struct run){ .count = 0 };
}

static bool belongs(const struct run *r, uint32_t p, uint32_t next)
{
	if (r->count == RUN_MOST)
		return false;
	if (is_digit(p) || numeral(p) >= 0)
		return true;
	return p == '.' && r->count && is_digit(r->points[r->count - 1]) && is_digit(next);
}

void figures_read(struct figures *to, const char *text, bool careful)
{
	struct run r = { .count = 0 };
	size_t len = strlen(text);
	int bytes = 0, after = 0;

	for (size_t i = 0; i < len; i += (size_t)bytes) {
		uint32_t p = narrow(text_decode(text + i, len - i, &bytes));
		size_t at = i + (size_t)bytes;
		uint32_t next = at < len ? narrow(text_decode(text + at, len - at, &after)) : 0;
		if (p == ',' && r.count && is_digit(r.points[r.count - 1]) && is_digit(next))
			continue;
		if (!belongs(&r, p, next)) {
			r.next = p;
			end_run(to, &r, careful);
			r = (struct run){ .count = 0 };
			if (!belongs(&r, p, next))
				continue;
		}
		r.points[r.count++] = p;
		r.hans += numeral(p) >= 0;
		r.units += numeral(p) >= 10;
	}
	r.next = 0;
	end_run(to, &r, careful);
}

static bool same_hour(const char *written, const char *said)
{
	char later[32];
	long hour = strtol(said, NULL, 10);

	snprintf(later, sizeof(later), "%ld", hour == 12 ? 0 : hour + 12);
	return !strcmp(written, later);
}

bool figures_hold(const struct figures *f, const struct figure *one)
{
	for (size_t i = 0; i < f->count; i++)
		if (!strcmp(f->items[i].digits, one->digits) ||
		    (one->hour && same_hour(f->items[i].digits, one->digits)))
			return true;
	return false;
}

void figures_release(struct figures *f)
{
	free(f->items);
	*f = (struct figures){ .items = NULL };
}

bool figures_within(const char *text, const char *in, bool *any)
{
	struct figures said = { .items = NULL }, there = { .items = NULL };
	bool all = true;

	figures_read(&said, text, true);
	figures_read(&there, in, false);
	*any = said.count > 0;
	for (size_t i = 0; i < said.count; i++)
		all = all && figures_hold(&there, &said.items[i]);
	figures_release(&said);
	figures_release(&there);
	return all;
}
