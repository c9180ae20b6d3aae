/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * form_fields.h -- between the city's form and the form on the screen.
 *
 * The pack's sections and fields become inputs; values in the shape `fields` of the API become the
 * texts that a formview shows, and what is typed or chosen becomes values again. The key of an
 * input is its field's pointer. A place is two inputs: "/place" chooses district and street (or
 * "not mentioned"), "/place/community" one of the street's communities once they are known.
 *
 * What cannot be understood (a time, a number) becomes the text itself, so that it is kept and
 * form_check() names it.
 */
#ifndef CLIENT_FORM_FIELDS_H
#define CLIENT_FORM_FIELDS_H

#include "client/ui/formview.h"
#include "hotline/city.h"
#include "hotline/clock.h"
#include "hotline/form.h"

struct form_fields;
/* The city is borrowed and must outlive it. Caller frees. */
struct form_fields *form_fields_new(const struct city *city, bool english);
void form_fields_free(struct form_fields *f);
const struct city *form_fields_city(const struct form_fields *f);

/*
 * The communities that can be chosen: those of `street`, an array of {code, name}; NULL: none
 * are known. Keeps a reference. True when they changed.
 */
bool form_fields_set_communities(struct form_fields *f, const char *street, const json *items);

/* Hides all that is about a caller: of a ticket made without a call. */
void form_fields_without_caller(struct form_fields *f);

/* What is typed to find a place goes to `typed`; what is found, {code, name, parent}, comes back here. */
void form_fields_on_place(struct form_fields *f, void (*typed)(void *arg, const char *words), void *arg);
void form_fields_found_places(struct form_fields *f, const json *regions);

/*
 * All inputs for these values, in the form's order; what is not shown now is hidden, so that it
 * keeps what was typed. Borrowed until the next call. *changed (may be NULL): not as last time.
 */
const struct input *form_fields_describe(struct form_fields *f, const json *fields, size_t *count, bool *changed);

size_t form_fields_count(const struct form_fields *f);
const char *form_fields_key(const struct form_fields *f, size_t i);
/* The field of an input; NULL: no such key. That of "/place/community" is the place. */
const struct city_field *form_fields_field(const struct form_fields *f, const char *key);
const char *form_fields_label(const struct form_fields *f, const char *key); /* "" when unknown */
/* The input's key for the pointer of a problem, with or without "/fields" before it; NULL: none. */
const char *form_fields_key_of(const struct form_fields *f, const char *pointer);

/* Appends the text that the input shows for these values. */
void form_fields_text(const struct form_fields *f, const json *fields, const char *key, struct buf *out);
/* Do both hold the same for this input? */
bool form_fields_same(const struct form_fields *f, const char *key, const json *a, const json *b);
/* As form_fields_text(), in words: names instead of codes. For comparing two versions. */
void form_fields_words(const struct form_fields *f, const json *fields, const char *key, struct buf *out);

struct form_edit {
	const char *pointer;    /* borrowed from the form */
	json *value;            /* the caller's; NULL: the member goes */
};
enum { FORM_EDITS_MOST = 4 };
/* What a new text of the input changes; `now` is for times. Returns how many edits. */
size_t form_fields_edits(const struct form_fields *f, const char *key, const char *text,
			 instant now, struct form_edit edits[FORM_EDITS_MOST]);

/*
 * How the text of a time was understood, appended as a note; false: it was not, and the note
 * says so. Nothing is appended for other inputs and for what is written out in full.
 */
bool form_fields_understood(const struct form_fields *f, const char *key, const char *text,
			    instant now, struct buf *note);
/* What to ask about a time that was not understood or may be two; appended. */
void form_fields_ask_time(const char *text, instant now, struct buf *question);

#endif
