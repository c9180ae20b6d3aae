/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * city.h -- the city pack in memory: what a city changes without a programmer.
 *
 * Read from a directory (hotline-city(5)) with every mistake reported as `file:line:
 * sentence`, written as JSON for the store and the wire (shape `city` of the API), read back from
 * it. Immutable once made, so threads share it without locks. All strings are owned by the
 * city; lookups return borrowed pointers, NULL when unknown.
 */
#ifndef HOTLINE_CITY_H
#define HOTLINE_CITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hotline/buf.h"
#include "hotline/error.h"
#include "hotline/json.h"

/* A name_en, label_en, hint … that the city has not given is NULL; names, labels and texts never are. */
struct city_code { const char *set, *code, *name, *name_en; };

struct city_category {
	const char *code, *name, *name_en, *keywords;
	const char *own_grade, *own_section;            /* NULL: the same as the parent's */
	const char *grade, *section;                    /* effective; section may be NULL */
	const struct city_category *parent;             /* NULL at the top */
	int level;                                      /* 1..3 */
	double weight;                                  /* in the rates; its own, the parent's, or 1 */
};

enum region_kind { REGION_DISTRICT, REGION_STREET, REGION_COMMUNITY };
struct city_region {
	const char *code, *name, *name_en;
	enum region_kind kind;
	const struct city_region *parent;
};

struct city_unit {
	const char *code, *name, *name_en, *kind, *district;    /* kind: street district department company grid */
	const struct city_unit *parent;
};

enum { CLOCK_DISPATCH, CLOCK_SIGN, CLOCK_RESPOND, CLOCK_FEEDBACK, CLOCK_COUNT };
extern const char *const city_clock_names[CLOCK_COUNT];     /* "dispatch" … */
/* text: ISO 8601 without the w of the file ("P1D"), NULL: no such clock. */
struct city_clock { const char *text; int64_t ms; bool working; };
struct city_grade { const char *code, *name, *name_en; struct city_clock clocks[CLOCK_COUNT]; };

struct city_day { int year, month, day; bool work; const char *name; };
struct city_hours { int from, to; };                    /* minutes of the day; from == to: no work */

enum field_kind {
	FIELD_LINE, FIELD_TEXT, FIELD_CHOICE, FIELD_TAGS, FIELD_CATEGORY, FIELD_UNIT, FIELD_PLACE,
	FIELD_TIME, FIELD_PHONE, FIELD_NUMBER, FIELD_YES_NO, FIELD_CHECKLIST,
};
extern const char *const city_field_kinds[];
struct city_field {
	const char *section, *pointer, *label, *label_en, *choices, *hint, *hint_en;
	const char *required_when, *when;               /* conditions of form.h, NULL: none */
	enum field_kind kind;
	bool required;
	int64_t max;                                    /* 0: the kind's own limit */
};
struct city_section {
	const char *code, *form, *name, *name_en, *when;        /* "always", "category" or a condition */
	const struct city_field *fields;
	size_t count;
};

struct city_situation {
	const char *checklist, *class_code, *class_name, *code, *name, *name_en;
	double weight;
};
struct city_dispatch { const char *category, *region, *unit, *basis; };         /* one catalogue row */
struct city_phrase { const char *id, *text, *text_en; };
struct city_sheet_item { const char *sheet, *item, *name, *name_en; double points, deduction; };

/* How much of a day's calls came in one part of it; the parts of a curve stand together, in their order. */
struct city_curve_part { const char *curve, *part, *text; double weight; };

struct city_line { const char *code, *name, *name_en; };       /* 119 … */

struct city {
	char *version;                                  /* hash of the content, hex, 16 characters */
	const char *name, *name_en, *zone, *hotline, *form;
	double weight_response, weight_solution, weight_satisfaction, basically;
	int period_day;
	const char *special_categories;                 /* codes parted by blanks, those below belong to them; NULL: none */
	double monthly_frequency, monthly_width, monthly_unsolved, monthly_rising;     /* make 1 together */
	int monthly_tickets;                            /* with fewer a category is no candidate */
	int governance_volume, governance_score;        /* at least so many tickets, a score below that */
	int hot_tickets;                                /* so many of one matter at one place make a cluster */
	double hot_rise;                                /* so many times as many as before is fast */
	int visit_attempts;                             /* so often not reached: the visit is not valid */
	struct city_clock visit_wait;                   /* between two of them */
	struct city_hours visit_hours;                  /* when citizens are phoned; from == to: at any hour */
	double training_ticket;                         /* what the ticket sheet counts in a score; the call sheet the rest */
	int training_excellent, training_good, training_passed;         /* from so many of 100 points on */
	int training_silence;                           /* seconds a caller may be kept waiting without a word; 0: any */
	struct city_code *codes; size_t code_count;
	struct city_category *categories; size_t category_count;        /* parents before children */
	struct city_region *regions; size_t region_count;               /* districts, streets */
	struct city_region *communities; size_t community_count;        /* server and pack only; client 0 */
	struct city_unit *units; size_t unit_count;
	struct city_grade *grades; size_t grade_count;
	struct city_day *days; size_t day_count;
	struct city_hours hours[7];                     /* Monday first */
	struct city_section *sections; size_t section_count;
	struct city_field *fields; size_t field_count;                  /* in form order */
	struct city_situation *situations; size_t situation_count;
	struct city_dispatch *catalogue; size_t catalogue_count;
	struct city_phrase *phrases; size_t phrase_count;
	struct city_sheet_item *sheet_items; size_t sheet_item_count;
	struct city_curve_part *curve_parts; size_t curve_part_count;
	struct city_line *emergency_lines; size_t emergency_line_count;
	struct city_internal *internal;                 /* string memory, hash tables */
};

/* Mistakes of a pack, in file order; at most 200 are kept. */
struct city_report {
	char **problems;        /* "categories.tsv:17: the parent 09 is not known" */
	size_t count, alloc;
	size_t total;
};
void city_report_add(struct city_report *r, const char *text);      /* "file:line: sentence", copied, cleaned for a terminal */
void city_report_release(struct city_report *r);

/* Reads and checks a pack. NULL when there is any mistake; the report says all of them. */
struct city *city_read(const char *dir, struct city_report *report);
void city_free(struct city *c);

/* The API shape `city`; with_communities is for the store, without for GET /city. Caller frees. */
json *city_to_json(const struct city *c, bool with_communities);
struct city *city_from_json(const json *o, struct error *err);

const struct city_code *city_find_code(const struct city *c, const char *set, const char *code);
const struct city_category *city_find_category(const struct city *c, const char *code);
const struct city_region *city_find_region(const struct city *c, const char *code);     /* any kind */
const struct city_unit *city_find_unit(const struct city *c, const char *code);
const struct city_grade *city_find_grade(const struct city *c, const char *code);
const struct city_field *city_find_field(const struct city *c, const char *pointer);
const struct city_phrase *city_find_phrase(const struct city *c, const char *id);
const struct city_situation *city_find_situation(const struct city *c, const char *checklist, const char *code);

/* Is it one of the city's special categories, or below one? */
bool city_category_is_special(const struct city *c, const char *code);
/* True when `unit` is `above` or lies below it. */
bool city_unit_is_under(const struct city *c, const char *unit, const char *above);
/*
 * The catalogue's unit for a matter at a place (codes, NULL = unknown); *basis (may be NULL) gets the text to cite.
 * The most special row with a unit rules; `@street` without a known street is its district's unit. NULL: none.
 */
const struct city_unit *city_suggest_unit(const struct city *c, const char *category,
					  const char *district, const char *street, const char **basis);
/* "朝阳区望京街道" without the district before it, as people ask for it; NULL: none stands before it. */
const char *city_unit_brief(const struct city *c, const struct city_unit *u);
/* The unit of a street itself, what a catalogue's `@street` means there. NULL: none. */
const struct city_unit *city_suggest_local(const struct city *c, const char *street);
/* "供热 / 室内不热 / 温度不达标"; en: English names. Appends. */
void city_category_path(const struct city *c, const char *code, bool en, struct buf *out);

/* Knowledge articles of a pack: knowledge/NAME.kb. */
struct city_article {
	char *id, *title, *category, *unit, *kind, *keywords, *valid_from, *valid_to, *body;
};
/* False when there is any mistake (reported) and then nothing is given. Array and strings are the caller's:
 * city_articles_free(). unit, keywords, valid_from, valid_to may be NULL. A pack without knowledge/ has none. */
bool city_read_articles(const char *dir, const struct city *c, struct city_article **articles,
			size_t *count, struct city_report *report);
void city_articles_free(struct city_article *articles, size_t count);

/* One TSV file as the pack and the simulator use it. */
struct tsv;
/* `columns` is NULL-terminated, static, at most 64; a leading '?' marks an optional column. `others_allowed`: a foreign
 * file, whose other columns are passed over and whose stray backslashes stay. NULL: err has file:line. */
struct tsv *tsv_open(const char *file, const char *const *columns, bool others_allowed, struct error *err);
/* 1: cells filled in the order of `columns` ("" when absent), valid till the next call; 0: end; -1: err. A bad row
 * (ERROR_INPUT) is passed over: the next call goes on behind it; after ERROR_IO stop. */
int tsv_next(struct tsv *t, const char **cells, struct error *err);
int tsv_line(const struct tsv *t);
void tsv_close(struct tsv *t);

#endif
