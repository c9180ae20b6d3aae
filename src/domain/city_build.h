/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * city_build.h -- how a city comes to be, private to the domain.
 *
 * A pack and its JSON are both rows of the same tables: whoever reads hands cells to
 * city_build_row(), which checks and adds them. So the wire is checked as strictly as the files. A
 * row with a mistake is still added when others may refer to it, lest one mistake is reported many
 * times; the city is thrown away whenever there was any. Parents and whatever a row refers to come
 * first, which rules out circles.
 */
#ifndef DOMAIN_CITY_BUILD_H
#define DOMAIN_CITY_BUILD_H

#include <uthash.h>

#include "hotline/city.h"

/* What can be looked up by one or two codes. */
enum city_lookup {
	LOOKUP_CODE,
	LOOKUP_SET,
	LOOKUP_CATEGORY,
	LOOKUP_REGION,
	LOOKUP_UNIT,
	LOOKUP_GRADE,
	LOOKUP_PHRASE,
	LOOKUP_SITUATION,
	LOOKUP_CHECKLIST,
	LOOKUP_CLASS,
	LOOKUP_SECTION,
	LOOKUP_FIELD,
	LOOKUP_CATALOGUE,
	LOOKUP_DAY,
	LOOKUP_SHEET,
	LOOKUP_SHEET_ITEM,
	LOOKUP_LINE,
	LOOKUP_ARTICLE,
	LOOKUP_COUNT,
};

struct city_entry {
	UT_hash_handle hh;
	const void *value;
	char key[];
};

struct city_internal {
	struct city_chunk *chunks;              /* all strings and lookup entries */
	struct city_entry *lookups[LOOKUP_COUNT];
	int form_version;
};

struct city_build {
	struct city *c;
	struct city_report *report;
	bool is_pack;                           /* read from files */
	const char *where, *suffix; /* "categories" and ".tsv"; or the member of the JSON and "" */
	int line;                               /* of the row in hand */
	struct buf content;                     /* every row, for the version */
	const char *checklist;                  /* the one in hand */
	int *section_lines, *field_lines; /* where each row stood, for what is checked at the end */
	bool weekdays[7];                       /* of the hours, seen */
	unsigned settings;                      /* of city.conf, seen: one bit each */
};

struct city_table {
	const char *name; /* "categories": of the file, and of the JSON member */
	bool required;
	const char *const *columns;
	size_t column_count;
	void (*add)(struct city_build *b, const char *const *cells);
	size_t array, size; /* offset in struct city and size of an element; 0: no array */
};

/* In an order in which references point back. */
enum {
	TABLE_GRADES,
	TABLE_CODES,
	TABLE_CALENDAR,
	TABLE_HOURS,
	TABLE_SITUATIONS,
	TABLE_SECTIONS,
	TABLE_FIELDS,
	TABLE_CATEGORIES,
	TABLE_REGIONS,
	TABLE_COMMUNITIES,
	TABLE_UNITS,
	TABLE_CATALOGUE,
	TABLE_PHRASES,
	TABLE_SHEETS,
	TABLE_CURVES,
	TABLE_LINES,
	TABLE_COUNT,
};
extern const struct city_table city_tables[TABLE_COUNT];
#define CITY_COLUMNS_MOST 16
#define CITY_ROWS_MOST 200000

void city_build_begin(struct city_build *b, struct city_report *report);
/* Room for the rows of a table, before its first row, once: elements never move afterwards. */
void city_build_reserve(struct city_build *b, int table, size_t rows);
void city_build_row(struct city_build *b, int table, const char *const *cells);
/* The checks that need everything. The city, or NULL when the report holds anything. */
struct city *city_build_end(struct city_build *b);

__attribute__((format(printf, 2, 3)))
void city_mistake(struct city_build *b, const char *fmt, ...);

/* A copy that lives as long as the city; NULL for "". */
const char *city_keep(struct city_build *b, const char *text);
/* False when the key was there already. `second` may be NULL. */
bool city_register(struct city_build *b, enum city_lookup table, const char *first,
		   const char *second, const void *value);
const void *city_look(const struct city *c, enum city_lookup table, const char *first, const char *second);
struct city_entry *city_look_entry(const struct city *c, enum city_lookup table, const char *first,
				   const char *second);

/* Checks of a cell, each reporting its own mistake. */
/* A text file of less than `most` bytes and without a NUL, appended; false: it is none, or cannot be read. */
bool city_read_whole(const char *path, struct buf *out, size_t most);
bool city_check_text(struct city_build *b, const char *column, const char *text);
bool city_check_code(struct city_build *b, const char *column, const char *text);
bool city_check_filled(struct city_build *b, const char *column, const char *text);
bool city_check_number(struct city_build *b, const char *column, const char *text, double least,
		       double most, double *value);
bool city_check_whole(struct city_build *b, const char *column, const char *text, int64_t least,
		      int64_t most, int64_t *value);

#define CITY_SETTING 8200       /* a list of codes may be as long as a cell */
/* The settings in order: section, key, value into text; false behind the last. */
bool city_setting(const struct city *c, size_t i, const char **section, const char **key, char text[CITY_SETTING]);
/* "PT15M", "P1Dw"; `name` is for the mistake. "" leaves the clock alone. */
void city_read_clock(struct city_build *b, const char *name, const char *text, struct city_clock *clock);

/* Rows. */
void city_add_grade(struct city_build *b, const char *const *cells);
void city_add_code(struct city_build *b, const char *const *cells);
void city_add_day(struct city_build *b, const char *const *cells);
void city_add_hours(struct city_build *b, const char *const *cells);
void city_add_situation(struct city_build *b, const char *const *cells);
void city_add_section(struct city_build *b, const char *const *cells);
void city_add_field(struct city_build *b, const char *const *cells);
void city_add_category(struct city_build *b, const char *const *cells);
void city_add_region(struct city_build *b, const char *const *cells);
void city_add_community(struct city_build *b, const char *const *cells);
void city_add_unit(struct city_build *b, const char *const *cells);
void city_add_dispatch(struct city_build *b, const char *const *cells);
void city_add_phrase(struct city_build *b, const char *const *cells);
void city_add_sheet_item(struct city_build *b, const char *const *cells);
void city_add_curve_part(struct city_build *b, const char *const *cells);
void city_add_line(struct city_build *b, const char *const *cells);

/* What a city that sets nothing gets. */
void city_default_settings(struct city *c);
/* One value of city.conf: sections city, assessment, visits, special … False when there is no such key. */
bool city_set(struct city_build *b, const char *section, const char *key, const char *value);
/* What city.conf must hold is there. */
void city_check_settings(struct city_build *b);
/* What they name is there; after the tables. */
void city_check_special(struct city_build *b);

/* The end of a form: conditions are checked, fields sorted under their sections. */
void city_finish_form(struct city_build *b);

/* A number of the form's content, made once when the city is. */
int form_version_of(const struct city *c);

#endif
