/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form.h -- is this form filled in rightly? The same code answers in the workstation and in the server.
 *
 * A form's values are JSON in the shape `fields` of the API. Conditions are those of
 * hotline-city(5): `POINTER = a|b`, `POINTER != a`, `POINTER set`, `POINTER unset`, joined by ` and `.
 */
#ifndef HOTLINE_FORM_H
#define HOTLINE_FORM_H

#include "hotline/city.h"

struct form_problem {
	char pointer[160];      /* with the caller's prefix: "/fields/place/district" */
	char code[24];          /* required, type, choice, length, range, format, unknown, inactive */
	char detail[320];       /* a sentence */
};
struct form_problems {
	struct form_problem *items;
	size_t count, alloc;
};
void form_problems_release(struct form_problems *p);
void form_problem_add(struct form_problems *p, const char *pointer, const char *code, const char *detail);

/* The sentence that refuses control characters; NULL: there are none. */
const char *form_control_fault(const char *s, size_t len, bool lines);
/*
 * A text that stands in a request by itself: at most so many characters, none of control but, in words, line ends. False,
 * and told at the pointer, when it is none. True also where there is no value.
 */
bool form_words_fit(const json *value, size_t most, const char *pointer, struct form_problems *problems);
bool form_line_fits(const json *value, size_t most, const char *pointer, struct form_problems *problems);

bool form_condition(const struct city *c, const char *condition, const json *fields);
bool form_condition_is_valid(const char *condition);        /* grammar only */
bool form_section_shown(const struct city *c, const struct city_section *s, const json *fields);
bool form_field_shown(const struct city *c, const struct city_field *f, const json *fields);
bool form_field_required(const struct city *c, const struct city_field *f, const json *fields);

/*
 * Checks the values: types, codes, lengths, and, with `complete`, what is required. Values of
 * hidden sections and unknown members are left alone (they are kept, not judged).
 * `prefix` ("/fields" or "") goes before each pointer. True when there is no problem.
 */
bool form_check(const struct city *c, const json *fields, bool complete, const char *prefix,
		struct form_problems *problems);

/* Would this field take the value, whatever else the form holds? `pointer` may also be a part of the place. */
bool form_check_value(const struct city *c, const char *pointer, json *value, struct form_problems *problems);

/*
 * For what has to go whatever the form holds (an emergency, a prank): values that form_check() finds wrong leave their
 * place for `set_aside` {"/matter/happened_at": "since the rain", …}, so that the rest is right and nothing typed is
 * lost.
 */
void form_set_aside(const struct city *c, json *fields);

/* The grade the form asks for: control.grade, else the category's, else III. Borrowed. */
const char *form_grade(const struct city *c, const json *fields);
/* The version of the form, which changes whenever sections or fields do. */
int form_version(const struct city *c);

/* Phone numbers as compared: digits only, +86/0086/86 before an 11-digit mobile or an area code dropped,
 * spaces - / ( ) and full width folded. False when it is no number (3 to 20 digits). */
bool phone_normalise(const char *text, char digits[24]);
/* "138****5678": how lists show a number; short numbers keep the last two. */
void phone_mask(const char *number, char out[32]);

/*
 * A time as agents type it, relative to `now`, in the process's zone: 2026-11-24 20:05, 11-24 20:05, 11月24日晚8点半,
 * 昨晚8点, 今早7:30, 前天下午, 刚才, 半小时前, 3天前, yesterday 20:00 … A part of a day without an hour is its middle,
 * a day alone its beginning. TIME_UNSURE: several readings (*instant is the likeliest) or none (INSTANT_NONE); ask.
 * TIME_HALF: of the morning or of the evening, *instant is the likelier of the two and the other 12 hours off.
 */
enum time_reading { TIME_SURE, TIME_UNSURE, TIME_HALF };
enum time_reading time_read(const char *text, int64_t now, int64_t *instant);
/*
 * The same of a limit that is to come: what people leave out of it is the day, the month or the year, and a day alone
 * is meant until its end, 23:59. INSTANT_NONE: none, or one that may be two.
 */
int64_t time_read_ahead(const char *text, int64_t now);
/* "25 Nov 20:05", with the year unless it is this one's and past; appended. time_read() takes it back on any later day of
 * the year. */
void time_say(struct buf *out, int64_t t, int64_t now);
/* The same, but "today 20:05", "yesterday 20:05": to be read now. */
void time_say_near(struct buf *out, int64_t t, int64_t now);

#endif
