/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * demo_rows.c -- reads demo/users.tsv, callers.tsv, history.tsv and calls.tsv. One table says which
 * columns a file has and what takes a row; all rows are looked at, whatever is wrong in one.
 */
#include "ctl/demo_rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

struct reading {
	struct demo_rows *d;
	const struct city *city;
	struct city_report *report;
	const char *dir, *file;         /* "demo/users.tsv" */
	int line;
};

__attribute__((format(printf, 2, 3)))
static void mistake(struct reading *r, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;

	buf_addf(&text, "%s:%d: ", r->file, r->line);
	va_start(ap, fmt);
	buf_addv(&text, fmt, ap);
	va_end(ap);
	city_report_add(r->report, text.data);
	buf_release(&text);
}

/* An empty cell may be absent. */
static void check_code(struct reading *r, const char *set, const char *code, const char *column)
{
	if (*code && !city_find_code(r->city, set, code))
		mistake(r, _("%s: the code %.40s is not in the set %s"), column, code, set);
}

static void check_unit(struct reading *r, const char *unit)
{
	if (*unit && !city_find_unit(r->city, unit))
		mistake(r, _("unit: the unit %.40s is not known"), unit);
}

static void check_needed(struct reading *r, const char *cell, const char *column)
{
	if (!*cell)
		mistake(r, _("%s is empty"), column);
}

static void check_place(struct reading *r, const char *district, const char *street)
{
	const struct city_region *d = *district ? city_find_region(r->city, district) : NULL;
	const struct city_region *s = *street ? city_find_region(r->city, street) : NULL;

	if (*district && (!d || d->kind != REGION_DISTRICT))
		mistake(r, _("district: %.40s is no district"), district);
	if (*street && (!s || s->kind != REGION_STREET || (d && s->parent != d)))
		mistake(r, _("street: %.40s is no street of that district"), street);
}

static void check_number(struct reading *r, const char *number)
{
	char digits[24];

	if (!phone_normalise(number, digits))
		mistake(r, _("number: %.40s is no telephone number"), number);
}

static char *copy(const char *cell)
{
	return *cell ? xstrdup(cell) : NULL;
}

/* ---- users: username name roles skills unit ---- */

static void take_user(struct reading *r, const char **c)
{
	struct demo_rows *d = r->d;
	unsigned roles;

	check_needed(r, c[0], "username");
	check_needed(r, c[1], "name");
	if (!roles_parse(c[2], &roles) || !roles)
		mistake(r, _("roles: %.60s is no list of known roles"), c[2]);
	check_unit(r, c[4]);
	ARRAY_GROW(d->users, d->user_count + 1, d->user_alloc);
	d->users[d->user_count++] =
		(struct demo_user){ copy(c[0]), copy(c[1]), copy(c[2]), copy(c[3]), copy(c[4]) };
}

/* ---- callers: number name sex kind company district street address note ---- */

static void take_caller(struct reading *r, const char **c)
{
	struct demo_rows *d = r->d;

	check_number(r, c[0]);
	check_code(r, "sex", c[2], "sex");
	check_code(r, "kind", c[3], "kind");
	check_place(r, c[5], c[6]);
	ARRAY_GROW(d->callers, d->caller_count + 1, d->caller_alloc);
	d->callers[d->caller_count++] = (struct demo_caller){ copy(c[0]), copy(c[1]), copy(c[2]),
							      copy(c[3]), copy(c[4]) };
}

/* ---- history ---- */

enum {
	H_NUMBER,
	H_DAYS,
	H_TITLE,
	H_CONTENT,
	H_TYPE,
	H_CATEGORY,
	H_DISTRICT,
	H_STREET,
	H_ADDRESS,
	H_STATE,
	H_UNIT,
	H_ANSWER,
	H_CONTACTED,
	H_SOLVED,
	H_SATISFIED,
};

static const enum ticket_state history_states[] = {
	TICKET_ANSWERED, TICKET_PENDING, TICKET_DISPATCHED, TICKET_HANDLING, TICKET_REPLIED,
	TICKET_VISITING, TICKET_CLOSED,
};

static bool read_state(const char *text, enum ticket_state *state)
{
	if (!ticket_state_parse(text, state))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(history_states); i++)
		if (history_states[i] == *state)
			return true;
	return false;
}

/* What a state needs: a unit once it was sent out, its answer once it replied. */
static void check_progress(struct reading *r, const char **c, enum ticket_state state)
{
	bool sent = state != TICKET_ANSWERED && state != TICKET_PENDING;
	bool replied = state == TICKET_REPLIED || state == TICKET_VISITING ||
		       state == TICKET_CLOSED;

	if (sent != (*c[H_UNIT] != '\0'))
		mistake(r, sent ? _("unit is empty") : _("a ticket in the state %s has no unit"), c[H_STATE]);
	if (replied)
		check_needed(r, c[H_ANSWER], "answer");
	if (*c[H_SOLVED] && state != TICKET_CLOSED)
		mistake(r, _("only a closed ticket has the answers of a return visit"));
	if (*c[H_SOLVED] && (!*c[H_CONTACTED] || !*c[H_SATISFIED]))
		mistake(r, _("contacted, solved and satisfied are given together"));
}

static void check_answers(struct reading *r, const char **c)
{
	static const char *const columns[] = { "contacted", "solved", "satisfied" };

	for (int i = 0; i < 3; i++) {
		const char *cell = c[H_CONTACTED + i];
		if (*cell && strcmp(cell, "yes") && strcmp(cell, "no") &&
		    (i < 2 || strcmp(cell, "basically")))
			mistake(r, _("%s: %.20s is no answer of a return visit"), columns[i], cell);
	}
}

static int read_days(struct reading *r, const char *text)
{
	char *end;

	errno = 0;
	long n = strtol(text, &end, 10);
	if (errno || end == text || *end || n < 0 || n > 3660) {
		mistake(r, _("days_ago: %.20s is no number of days from 0 to 3660"), text);
		return 0;
	}
	return (int)n;
}

static void take_history(struct reading *r, const char **c)
{
	struct demo_rows *d = r->d;
	struct demo_history h = { .line = r->line };

	check_number(r, c[H_NUMBER]);
	check_needed(r, c[H_TITLE], "title");
	check_needed(r, c[H_CONTENT], "content");
	check_code(r, "type", c[H_TYPE], "type");
	if (!city_find_category(r->city, c[H_CATEGORY]))
		mistake(r, _("category: %.40s is not known"), c[H_CATEGORY]);
	check_place(r, c[H_DISTRICT], c[H_STREET]);
	check_unit(r, c[H_UNIT]);
	check_answers(r, c);
	if (read_state(c[H_STATE], &h.state))
		check_progress(r, c, h.state);
	else
		mistake(r, _("state: %.40s is no state an earlier ticket can have"), c[H_STATE]);
	h.days_ago = read_days(r, c[H_DAYS]);
	char **const to[] = { &h.number,   NULL,	&h.title,     &h.content, &h.type,
			      &h.category, &h.district, &h.street,    &h.address, NULL,
			      &h.unit,	   &h.answer,	&h.contacted, &h.solved,  &h.satisfied };
	for (size_t i = 0; i < ARRAY_SIZE(to); i++)
		if (to[i])
			*to[i] = copy(c[i]);
	ARRAY_GROW(d->history, d->history_count + 1, d->history_alloc);
	d->history[d->history_count++] = h;
}

/* ---- calls: number name channel skill title text ---- */

static void take_call(struct reading *r, const char **c)
{
	check_number(r, c[0]);
	check_code(r, "channel", c[2], "channel");
	check_code(r, "skill", c[3], "skill");
	if (!*c[4] && !*c[5])
		mistake(r, _("title and text are both empty"));
}

/* ---- files ---- */

struct demo_file {
	const char *name;
	const char *columns[16];
	void (*take)(struct reading *r, const char **cells);
};

static const struct demo_file files[] = {
	{ "demo/users.tsv", { "username", "name", "roles", "skills", "unit" }, take_user },
	{ "demo/callers.tsv", { "number", "name", "sex", "kind", "company", "district", "street",
				"address", "note" }, take_caller },
	{ "demo/history.tsv", { "number", "days_ago", "title", "content", "type", "category",
				"district", "street", "address", "state", "unit", "answer",
				"contacted", "solved", "satisfied" }, take_history },
	{ "demo/calls.tsv", { "number", "name", "channel", "skill", "title", "text" }, take_call },
};

/* Readers speak of the whole path, a report of the file within the pack. */
static void report_error(struct reading *r, const struct error *err)
{
	size_t len = strlen(r->dir);
	bool inside = !strncmp(err->text, r->dir, len) && err->text[len] == '/';

	city_report_add(r->report, inside ? err->text + len + 1 : err->text);
}

static void read_file(struct reading *r, const struct demo_file *f)
{
	struct error err = ERROR_INIT;
	char *path = file_in(r->dir, f->name);
	const char *cells[16];
	struct tsv *t = tsv_open(path, f->columns, false, &err);
	int got = -1;

	r->file = f->name;
	while (t && (got = tsv_next(t, cells, &err)) && (got > 0 || err.kind == ERROR_INPUT)) {
		r->line = tsv_line(t);
		if (got > 0)
			f->take(r, cells);
		else
			report_error(r, &err);
	}
	if (got < 0)
		report_error(r, &err);
	tsv_close(t);
	free(path);
}

bool demo_rows_read(struct demo_rows *d, const char *dir, const struct city *city, bool may_lack,
		    struct city_report *report)
{
	struct reading r = { .d = d, .city = city, .report = report, .dir = dir };
	size_t before = report->total;
	char *folder = file_in(dir, "demo");
	bool there = file_exists(folder);

	free(folder);
	if (!there && may_lack)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		read_file(&r, &files[i]);
	return report->total == before;
}

static void free_strings(char **strings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(strings[i]);
}

void demo_rows_release(struct demo_rows *d)
{
	for (size_t i = 0; i < d->user_count; i++)
		free_strings((char *[]){ d->users[i].username, d->users[i].name, d->users[i].roles,
					 d->users[i].skills, d->users[i].unit }, 5);
	for (size_t i = 0; i < d->caller_count; i++)
		free_strings((char *[]){ d->callers[i].number, d->callers[i].name,
					 d->callers[i].sex, d->callers[i].kind, d->callers[i].company }, 5);
	for (size_t i = 0; i < d->history_count; i++) {
		struct demo_history *h = &d->history[i];
		free_strings((char *[]){ h->number, h->title, h->content, h->type, h->category,
					 h->district, h->street, h->address, h->unit, h->answer,
					 h->contacted, h->solved, h->satisfied }, 13);
	}
	free(d->users);
	free(d->callers);
	free(d->history);
	*d = (struct demo_rows){ 0 };
}
