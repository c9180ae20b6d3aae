/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo.h -- the parts of `hotlinectl demo`. */
#ifndef CTL_DEMO_H
#define CTL_DEMO_H

#include "ctl/demo_rows.h"
#include "hotline/store.h"

/*
 * Turns the rows of demo/history.tsv into closed contacts, and tickets with all their events, each
 * move checked against the table of moves. Once per store; *made: how many tickets. Sets no time
 * zone.
 */
bool demo_history_write(struct store *s, const struct city *city, const struct demo_rows *rows,
			int *made, struct error *err);

#endif
