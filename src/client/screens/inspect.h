/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect.h -- quality inspection on the screen: inspect.c lists what was drawn, scored, appealed against, decided;
 * inspect_sheet.c is one sheet with its ticket beside it, inspect_rows.c its rows, inspect_draw.c how it looks.
 */
#ifndef CLIENT_SCREENS_INSPECT_H
#define CLIENT_SCREENS_INSPECT_H

#include "client/screens/screens.h"
#include "client/ui/list.h"
#include "client/ui/pager.h"

extern const struct screen_ops screen_inspections;      /* argument: a view, or NULL */
extern const struct screen_ops screen_inspection;       /* argument: the id */

/* inspect_kept.c: marks that are made and not handed in, {"version", "score", "note"} in the journal: also after a power cut. */
void inspect_keep(struct app *app, const char *id, int64_t version, const json *score, const char *note);
const json *inspect_kept(const struct app *app, const char *id);        /* NULL: there are none; borrowed */
void inspect_forget(struct app *app, const char *id);
size_t inspect_kept_count(const struct app *app);
/* After a login: tells of those that an earlier run left. */
void inspect_look(struct app *app);
void inspect_reload(struct app *app);                   /* the lists, if they are there */

/* Who may do what with it now. */
enum sheet_mode { SHEET_READ, SHEET_SCORE, SHEET_APPEAL, SHEET_DECIDE };
struct sheet_row { const json *group, *item; };         /* one of both */
struct sheet {
	struct app *app;
	char id[64];
	json *inspection;               /* NULL: not there yet */
	json *score;                    /* as it stands here; the server's is in the inspection */
	char *note;
	struct model_ticket ticket;     /* what was read for the inspection; ticket NULL: not there yet */
	struct pager pager;
	struct list list;
	struct sheet_row *rows;
	size_t row_count;
	enum sheet_mode mode;
	bool reading;                   /* the ticket has the keys */
	bool changed;                   /* what is marked is not handed in */
	char *sentence, *points;        /* points: typed, while the reason is asked for */
};

/* inspect_rows.c */
void sheet_list_init(struct sheet *s);
void sheet_make_rows(struct sheet *s);
const json *sheet_item(const struct sheet *s);          /* selected; NULL: none */
const char *sheet_name(const struct sheet *s, const json *o);
const char *sheet_id(const json *item);
/* The item of that id in a score; NULL. */
const json *sheet_find(const json *score, const char *id);
double sheet_number(const json *o, const char *name);

/* inspect_draw.c */
void sheet_draw(struct app *app, void *state, struct canvas *c, struct rect r);
const char *inspect_state_word(const char *state);

#endif
