/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * city_rows.c -- the small tables of a city: grades, codes, days, hours, checklists, phrases,
 * sheets, lines.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/city_build.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"

#define YEAR_MS (366 * 86400000LL)

const char *const city_clock_names[CLOCK_COUNT] = { "dispatch", "sign", "respond", "feedback" };

void city_read_clock(struct city_build *b, const char *name, const char *text, struct city_clock *clock)
{
	char duration[64];
	size_t len = strlen(text);

	if (!len)
		return;
	bool working = text[len - 1] == 'w';
	snprintf(duration, sizeof(duration), "%.*s", (int)(len - working), text);
	if (len >= sizeof(duration) || !clock_parse_duration(duration, &clock->ms) ||
	    clock->ms <= 0 || clock->ms > YEAR_MS) {
		city_mistake(b, _("%s must be a duration such as PT15M, P7D or P1Dw, not “%s”"), name, text);
		return;
	}
	clock->text = city_keep(b, duration);
	clock->working = working;
}

void city_add_grade(struct city_build *b, const char *const *cells)
{
	enum { CODE, NAME, NAME_EN, CLOCKS };
	struct city_grade *g = &b->c->grades[b->c->grade_count];

	if (!city_check_code(b, "code", cells[CODE]))
		return;
	if (!city_register(b, LOOKUP_GRADE, cells[CODE], NULL, g)) {
		city_mistake(b, _("the grade %s stands here twice"), cells[CODE]);
		return;
	}
	b->c->grade_count++;
	city_check_filled(b, "name", cells[NAME]);
	*g = (struct city_grade){ .code = city_keep(b, cells[CODE]),
				  .name = city_keep(b, cells[NAME]),
				  .name_en = city_keep(b, cells[NAME_EN]) };
	for (int i = 0; i < CLOCK_COUNT; i++)
		city_read_clock(b, city_clock_names[i], cells[CLOCKS + i], &g->clocks[i]);
}

void city_add_code(struct city_build *b, const char *const *cells)
{
	enum { SET, CODE, NAME, NAME_EN };
	struct city_code *code = &b->c->codes[b->c->code_count];

	if (!city_check_code(b, "set", cells[SET]) || !city_check_code(b, "code", cells[CODE]))
		return;
	if (!city_register(b, LOOKUP_CODE, cells[SET], cells[CODE], code)) {
		city_mistake(b, _("the set %s holds %s twice"), cells[SET], cells[CODE]);
		return;
	}
	city_register(b, LOOKUP_SET, cells[SET], NULL, code);
	b->c->code_count++;
	city_check_filled(b, "name", cells[NAME]);
	*code = (struct city_code){ city_keep(b, cells[SET]), city_keep(b, cells[CODE]),
				    city_keep(b, cells[NAME]), city_keep(b, cells[NAME_EN]) };
	if (!strcmp(cells[SET], "grade") && !city_find_grade(b->c, cells[CODE]))
		city_mistake(b, _("there is no grade %s"), cells[CODE]);
}

static bool read_date(const char *text, struct city_day *day)
{
	instant unused;
	char full[40];

	if (strlen(text) != 10 || strspn(text, "0123456789-") != 10)
		return false;
	snprintf(full, sizeof(full), "%sT00:00:00Z", text);
	return clock_parse(full, &unused) &&
	       sscanf(text, "%4d-%2d-%2d", &day->year, &day->month, &day->day) == 3;
}

void city_add_day(struct city_build *b, const char *const *cells)
{
	enum { DATE, KIND, NAME };
	struct city_day *day = &b->c->days[b->c->day_count];

	if (!read_date(cells[DATE], day)) {
		city_mistake(b, _("date must be a day such as 2026-10-01, not “%s”"), cells[DATE]);
		return;
	}
	day->work = !strcmp(cells[KIND], "workday");
	if (!day->work && strcmp(cells[KIND], "holiday"))
		city_mistake(b, _("kind must be holiday or workday, not “%s”"), cells[KIND]);
	day->name = city_keep(b, cells[NAME]);
	if (city_register(b, LOOKUP_DAY, cells[DATE], NULL, day))
		b->c->day_count++;
	else
		city_mistake(b, _("the day %s stands here twice"), cells[DATE]);
}

/* "09:00" to minutes of the day; 24:00 is its end. -1: no time. */
static int read_minutes(const char *text)
{
	int hour, minute;

	if (strlen(text) != 5 || strspn(text, "0123456789") != 2 || text[2] != ':' ||
	    strspn(text + 3, "0123456789") != 2 || sscanf(text, "%2d:%2d", &hour, &minute) != 2)
		return -1;
	int minutes = hour * 60 + minute;
	return minute < 60 && minutes <= 1440 ? minutes : -1;
}

void city_add_hours(struct city_build *b, const char *const *cells)
{
	enum { WEEKDAY, FROM, TO };
	int64_t weekday;

	if (!city_check_whole(b, "weekday", cells[WEEKDAY], 1, 7, &weekday))
		return;
	int from = read_minutes(cells[FROM]), to = read_minutes(cells[TO]), at = (int)weekday - 1;
	if (from < 0 || to < 0 || from >= to)
		city_mistake(b,
			     _("from and to must be times such as 09:00 and 18:00, in this order"));
	else if (b->weekdays[at])
		city_mistake(b, _("the weekday %s stands here twice"), cells[WEEKDAY]);
	else
		b->c->hours[at] = (struct city_hours){ from, to };
	b->weekdays[at] = true;
}

static void check_class(struct city_build *b, const struct city_situation *s,
			const struct city_situation *last)
{
	bool same = last && !strcmp(last->checklist, s->checklist) &&
		    !strcmp(last->class_code, s->class_code);

	if (same && s->class_name && last->class_name && strcmp(last->class_name, s->class_name))
		city_mistake(b, _("the class %s has another name above"), s->class_code);
	if (!same && !city_register(b, LOOKUP_CLASS, s->checklist, s->class_code, s))
		city_mistake(b, _("the situations of the class %s must stand together"), s->class_code);
}

void city_add_situation(struct city_build *b, const char *const *cells)
{
	enum { CLASS, CLASS_NAME, CODE, NAME, NAME_EN, WEIGHT };
	struct city_situation *s = &b->c->situations[b->c->situation_count];

	if (!city_check_code(b, "class", cells[CLASS]) || !city_check_code(b, "code", cells[CODE]))
		return;
	if (!city_register(b, LOOKUP_SITUATION, b->checklist, cells[CODE], s)) {
		city_mistake(b, _("the situation %s stands here twice"), cells[CODE]);
		return;
	}
	city_register(b, LOOKUP_CHECKLIST, b->checklist, NULL, s);
	city_check_filled(b, "class_name", cells[CLASS_NAME]);
	city_check_filled(b, "name", cells[NAME]);
	*s = (struct city_situation){ b->checklist,
				      city_keep(b, cells[CLASS]),
				      city_keep(b, cells[CLASS_NAME]),
				      city_keep(b, cells[CODE]),
				      city_keep(b, cells[NAME]),
				      city_keep(b, cells[NAME_EN]),
				      1 };
	if (*cells[WEIGHT])
		city_check_number(b, "weight", cells[WEIGHT], 0, 1000, &s->weight);
	check_class(b, s, b->c->situation_count ? s - 1 : NULL);
	b->c->situation_count++;
}

static void dash(char *id)
{
	for (; *id; id++)
		*id = *id == '/' ? '-' : *id;
}

/* "ask-outage-kind" is the question for /sections/outage/kind. */
static bool asks_for(const char *id, const struct city_field *f)
{
	static const char sections[] = "/sections";
	const char *pointer = f->pointer;

	if (!strncmp(pointer, sections, strlen(sections)))
		pointer += strlen(sections);
	char *wanted = xasprintf("ask%s", pointer);
	dash(wanted);
	bool found = !strcmp(id, wanted);
	free(wanted);
	return found;
}

/* In a pack only: a city that is in use is not refused for a question that nobody will see. */
static void check_question(struct city_build *b, const char *id)
{
	bool found = !b->is_pack || strncmp(id, "ask-", 4) != 0;

	for (size_t i = 0; i < b->c->field_count && !found; i++)
		found = asks_for(id, &b->c->fields[i]);
	if (!found)
		city_mistake(b, _("the phrase %s asks for no field of the form"), id);
}

void city_add_phrase(struct city_build *b, const char *const *cells)
{
	enum { ID, TEXT, TEXT_EN };
	struct city_phrase *p = &b->c->phrases[b->c->phrase_count];

	if (!city_check_code(b, "id", cells[ID]))
		return;
	if (!city_register(b, LOOKUP_PHRASE, cells[ID], NULL, p)) {
		city_mistake(b, _("the phrase %s stands here twice"), cells[ID]);
		return;
	}
	b->c->phrase_count++;
	city_check_filled(b, "text", cells[TEXT]);
	check_question(b, cells[ID]);
	*p = (struct city_phrase){ city_keep(b, cells[ID]), city_keep(b, cells[TEXT]),
				   city_keep(b, cells[TEXT_EN]) };
}

/* A fault "risk-grade" is taken from the item "risk" of its sheet, which stands above it. */
static void check_fault(struct city_build *b, const struct city_sheet_item *i)
{
	const char *hyphen = strchr(i->item, '-');
	char item[40];

	if (!i->deduction)
		return;
	snprintf(item, sizeof(item), "%.*s", hyphen ? (int)(hyphen - i->item) : 0, i->item);
	const struct city_sheet_item *from = city_look(b->c, LOOKUP_SHEET_ITEM, i->sheet, item);
	if (!from || !from->points)
		city_mistake(
			b, _("%s is taken from no item: its name must begin with that of an item with "
			  "points above, and a hyphen"), i->item);
}

void city_add_sheet_item(struct city_build *b, const char *const *cells)
{
	enum { SHEET, ITEM, NAME, NAME_EN, POINTS, DEDUCTION };
	struct city_sheet_item *i = &b->c->sheet_items[b->c->sheet_item_count];

	if (!city_check_code(b, "sheet", cells[SHEET]) || !city_check_code(b, "item", cells[ITEM]))
		return;
	*i = (struct city_sheet_item){ city_keep(b, cells[SHEET]),
				       city_keep(b, cells[ITEM]),
				       city_keep(b, cells[NAME]),
				       city_keep(b, cells[NAME_EN]),
				       0,
				       0 };
	city_check_filled(b, "name", cells[NAME]);
	if (!*cells[POINTS] == !*cells[DEDUCTION])
		city_mistake(b, _("an item has either points or a deduction"));
	else if (*cells[POINTS])
		city_check_number(b, "points", cells[POINTS], 1, 1000, &i->points);
	else
		city_check_number(b, "deduction", cells[DEDUCTION], 1, 1000, &i->deduction);
	check_fault(b, i);
	bool first = !b->c->sheet_item_count || strcmp(i[-1].sheet, i->sheet);
	if (first && !city_register(b, LOOKUP_SHEET, i->sheet, NULL, i))
		city_mistake(b, _("the items of the sheet %s must stand together"), i->sheet);
	if (!city_register(b, LOOKUP_SHEET_ITEM, i->sheet, i->item, i))
		city_mistake(b, _("the sheet %s holds %s twice"), i->sheet, i->item);
	b->c->sheet_item_count++;
}

void city_add_curve_part(struct city_build *b, const char *const *cells)
{
	enum { CURVE, PART, WEIGHT };
	struct city_curve_part *p = &b->c->curve_parts[b->c->curve_part_count];

	if (!city_check_code(b, "curve", cells[CURVE]) || !city_check_filled(b, "part", cells[PART]) ||
	    !city_check_filled(b, "weight", cells[WEIGHT]) ||
	    !city_check_number(b, "weight", cells[WEIGHT], 0.001, 1000000, &p->weight))
		return;
	p->curve = city_keep(b, cells[CURVE]);
	p->part = city_keep(b, cells[PART]);
	p->text = city_keep(b, cells[WEIGHT]);
	b->c->curve_part_count++;
}

void city_add_line(struct city_build *b, const char *const *cells)
{
	enum { CODE, NAME, NAME_EN };
	struct city_line *l = &b->c->emergency_lines[b->c->emergency_line_count];

	if (!city_check_code(b, "code", cells[CODE]) || !city_check_filled(b, "name", cells[NAME]))
		return;
	if (!city_register(b, LOOKUP_LINE, cells[CODE], NULL, l)) {
		city_mistake(b, _("the line %s stands here twice"), cells[CODE]);
		return;
	}
	b->c->emergency_line_count++;
	*l = (struct city_line){ city_keep(b, cells[CODE]), city_keep(b, cells[NAME]),
				 city_keep(b, cells[NAME_EN]) };
}
