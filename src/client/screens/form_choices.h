/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_choices.h -- what can be chosen in a field of the form: codes, categories, units, places,
 * checklists, all as one kind of list.
 *
 * The items borrow their texts from the city pack (or from the answer that named the communities),
 * which must outlive them.
 */
#ifndef CLIENT_FORM_CHOICES_H
#define CLIENT_FORM_CHOICES_H

#include "client/ui/picker.h"
#include "hotline/city.h"

struct form_choice {
	const char *code, *label;
	const char *brief;      /* its name as people say it, of the same worth; NULL */
	char *also; /* what else it goes by: the other language's name, words of callers; NULL */
	size_t parent;          /* index; PICKER_NONE at the top */
	bool allowed;           /* may be taken itself */
};
struct form_choices {
	char *name; /* "set:sex", "checklist:epidemic", "category", "unit", "place", "community" */
	bool english;
	struct form_choice *items;
	size_t count, alloc;
	size_t own;             /* of the pack; behind them stands what was found elsewhere */
	json *found;            /* that the texts of those belong to */
	struct choices view;
	void (*typed)(void *arg, const char *filter);
	void *typed_arg;
};

/* The code that stands for a place that the caller did not name. */
#define PLACE_NOT_MENTIONED "-"

/* Never NULL; an unknown name gives an empty list. Caller frees. */
struct form_choices *form_choices_new(const struct city *city, const char *name, bool english);
void form_choices_free(struct form_choices *c);
/* Replaces the items by those of an array of {code, name}, which must outlive them. NULL: none. */
void form_choices_take(struct form_choices *c, const json *items);
/* Puts regions {code, name, parent} that are not of the pack behind the others, in place of those found before. */
void form_choices_find(struct form_choices *c, const json *regions);
/* `typed` hears what is typed to filter them. */
void form_choices_on_typed(struct form_choices *c, void (*typed)(void *arg, const char *filter), void *arg);

#endif
