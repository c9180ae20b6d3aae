/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formview_internal.h -- between the files of the form. */
#ifndef HOTLINE_UI_FORMVIEW_INTERNAL_H
#define HOTLINE_UI_FORMVIEW_INTERNAL_H

#include "client/ui/formview.h"

enum { PAST_MOST = 16 };
struct formview_field {
	char *key, *section, *label, *hint;
	enum input_kind kind;
	bool required, hidden, quick;
	size_t max;
	const struct choices *choices;
	struct edit edit;       /* of the kinds that are typed */
	char *value;            /* of the others */
	char *past[PAST_MOST];  /* values it had, in order; what was chosen last is at `now` */
	size_t past_count, now;
	char *problem;
	char *note;             /* NULL: none */
	int line, height;       /* where it is drawn, set by the layout */
	int problem_height;     /* rows of the problem below it */
};

bool field_is_typed(const struct formview_field *f);
/* May the focus rest on it? */
bool field_takes_focus(const struct formview_field *f);
const char *field_value(const struct formview_field *f);
/* The focused field; NULL: none. */
struct formview_field *formview_field(const struct formview *f);
/* Of a field that is not typed: its values are forgotten, for undo. */
void field_forget(struct formview_field *f);
/* Leaves the list of choices without taking anything. */
/* Moves the focus to the field, and readline's with it. */
void formview_move(struct formview *f, size_t to);

#endif
