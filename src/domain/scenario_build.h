/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenario_build.h -- how a scenario comes to be, private to the domain.
 *
 * Plain members are rows of key tables, which the reader of files and both ways of JSON go by. What needs the whole
 * scenario and the city is checked at the end (scenario_check.c), by the lines that the reader wrote down.
 */
#ifndef DOMAIN_SCENARIO_BUILD_H
#define DOMAIN_SCENARIO_BUILD_H

#include "domain/city_build.h"
#include "hotline/scenario.h"

#define SCENARIO_FACTS_MOST 100
#define SCENARIO_LINES_MOST 200
#define SCENARIO_EXPECTS_MOST 400
#define SCENARIO_MUSTS_MOST 100
#define SCENARIO_LIST_MOST 60           /* questions of a fact, accepted values … */
#define SCENARIO_REQUESTS_MOST 9
#define SCENARIO_TEXT_MOST 4096         /* bytes of one text */

struct scenario_internal {
	char **kept;            /* all strings */
	size_t count, alloc;
};

enum scenario_kind { SCENARIO_TEXT, SCENARIO_WHOLE, SCENARIO_LIST };
struct scenario_key {
	const char *name;
	enum scenario_kind kind;
	size_t at;              /* offset in its struct */
	size_t count_at;        /* of a list */
	bool needed;
	int least, most;        /* of a whole number */
};
extern const struct scenario_key scenario_keys[], scenario_target_keys[], scenario_fact_keys[], scenario_must_keys[];
extern const char *const scenario_moods[];          /* NULL-terminated, as match names are */
enum { MATCH_COUNT = MATCH_NOT + 1 };
extern const char *const scenario_match_names[MATCH_COUNT];

struct scenario *scenario_new(void);
/* A copy that lives as long as the scenario; NULL gives NULL. */
const char *scenario_keep(struct scenario *s, const char *text);
/* One more element, empty; it moves when the next one is added. */
struct scenario_fact *scenario_add_fact(struct scenario *s);
struct scenario_line *scenario_add_line(struct scenario *s);
struct scenario_expect *scenario_add_expect(struct scenario *s);
struct scenario_must *scenario_add_must(struct scenario *s);
void scenario_list_add(struct scenario *s, const char ***list, size_t *count, const char *text);
/* Index in names, -1: none of them. */
int scenario_name_in(const char *const *names, int count, const char *name);
/* The requests that its expectations speak of; sets request_count. */
void scenario_count_requests(struct scenario *s);
/* What is counted and hashed once all is there: requests, version (unless it is set). */
void scenario_finish(struct scenario *s);
/* What an expectation speaks of that is no field: unit, grade, action, article, to. */
bool scenario_is_outcome(const char *pointer);
/* submit, answer, transfer, decline, void */
bool scenario_is_action(const char *name);

/* A file in hand. The lines of the elements stand beside them. */
struct scenario_reading {
	struct city_build b;            /* for mistakes alone: no city is built */
	struct scenario *s;
	const struct city *c;
	const struct city_article *articles;
	size_t article_count;
	/* A line of the section in hand; NULL: it is passed over. */
	void (*take)(struct scenario_reading *r, char *head, const char *value);
	bool begun;                     /* there was a section, or the mistake that there is none */
	bool scenario_seen, targets_seen;
	unsigned seen;                  /* keys of the section, one bit each */
	int request;                    /* of [expect N] */
	bool must_not;
	size_t before;                  /* mistakes in the report when this file began */
	int head_line;                  /* of [scenario] */
	struct { int head, after; } facts[SCENARIO_FACTS_MOST];
	int lines[SCENARIO_LINES_MOST], expects[SCENARIO_EXPECTS_MOST], musts[SCENARIO_MUSTS_MOST];
};
/* scenario_sections.c: "[fact where]" (changed), its lines, its end. */
void scenario_section_begin(struct scenario_reading *r, char *line);
void scenario_section_take(struct scenario_reading *r, char *head, const char *value);
void scenario_section_end(struct scenario_reading *r);
/* True also when the pack's articles are not at hand. */
bool scenario_has_article(const struct scenario_reading *r, const char *id);
/* One line of [say], [expect N], [must] or [must not]: what stands before the colon, and behind it. */
void scenario_take_say(struct scenario_reading *r, char *head, const char *value);
void scenario_take_expect(struct scenario_reading *r, int request, char *head, const char *value);
/* The English words for the duty that was taken before. */
void scenario_take_why_en(struct scenario_reading *r, const char *value);
void scenario_take_must(struct scenario_reading *r, bool must_not, char *head, const char *value);
/* Everything that needs the whole. */
void scenario_check(struct scenario_reading *r);
void scenario_check_expects(struct scenario_reading *r);

#endif
