/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * demo_rows.h -- the made-up people of a pack's demo/ folder: users, callers with a past.
 *
 * Read and held against the city; every mistake goes to the report as `demo/file:line: sentence`.
 */
#ifndef CTL_DEMO_ROWS_H
#define CTL_DEMO_ROWS_H

#include "hotline/city.h"
#include "hotline/ticket.h"

struct demo_user { char *username, *name, *roles, *skills, *unit; };
struct demo_history {
	char *number, *title, *content, *type, *category, *district, *street, *address, *unit,
		*answer;
	char *contacted, *solved, *satisfied;
	enum ticket_state state;
	int days_ago;
	int line;
};
struct demo_caller { char *number, *name, *sex, *kind, *company; };

struct demo_rows {
	struct demo_user *users; size_t user_count, user_alloc;
	struct demo_caller *callers; size_t caller_count, caller_alloc;
	struct demo_history *history; size_t history_count, history_alloc;
};

/*
 * False when there is any mistake, or, unless `may_lack`, no demo/ folder. demo/calls.tsv is
 * checked, not kept.
 */
bool demo_rows_read(struct demo_rows *d, const char *dir, const struct city *city, bool may_lack,
		    struct city_report *report);
void demo_rows_release(struct demo_rows *d);

#endif
