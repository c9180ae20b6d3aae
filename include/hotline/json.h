/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.h -- json-c with the questions we ask of it.
 *
 * Our names begin with jo_ (json_ is the library). Getters take NULL and objects of another type and answer "absent", so that a
 * decoder reads as a list of members. Borrowed results live as long as the
 * object. Pointers are JSON pointers (RFC 6901) with object members only.
 */
#ifndef HOTLINE_JSON_H
#define HOTLINE_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hotline/buf.h"
#include "hotline/error.h"

typedef struct json_object json;

/* Strict RFC 8259 in valid UTF-8, at most 32 levels deep, nothing after the value. NULL: err says where. Caller puts. */
json *jo_parse(const char *text, size_t len, struct error *err);

json *jo_get(const json *o, const char *name);              /* borrowed, NULL when absent */
const char *jo_str(const json *o, const char *name);        /* NULL when absent or no string */
int64_t jo_int(const json *o, const char *name, int64_t absent);
bool jo_bool(const json *o, const char *name, bool absent);
size_t jo_len(const json *array);                           /* 0 for what is no array */
json *jo_at(const json *array, size_t i);                   /* borrowed */
json *jo_array(const json *o, const char *name);            /* borrowed, NULL when absent or no array */

/* Setters take NULL text as "leave the member out". */
void jo_set_str(json *o, const char *name, const char *text);
void jo_set_int(json *o, const char *name, int64_t n);
void jo_set_bool(json *o, const char *name, bool b);
void jo_set_null(json *o, const char *name);
void jo_set(json *o, const char *name, json *value);        /* takes the value; NULL: left out */
/* Also an instant as RFC 3339; INSTANT_NONE sets null. */
void jo_set_time(json *o, const char *name, int64_t instant);

json *jo_pointer(const json *o, const char *pointer);       /* borrowed, NULL when absent */
const char *jo_pointer_str(const json *o, const char *pointer);
/* Makes the objects on the way; NULL removes the member. Takes the value. */
void jo_pointer_set(json *o, const char *pointer, json *value);

/* Compact text, borrowed from the object. */
const char *jo_text(json *o);
/* The same text appended to a buffer, with less work. NULL: null. */
void jo_print(struct buf *out, json *o);
bool jo_same(json *a, json *b);                             /* deep, member order ignored */
json *jo_copy(json *o);
/* A new object with the members of `o` (none when it is no object), which both share: change none of them in place. */
json *jo_share(json *o);
void jo_free(json *o);                                      /* json_object_put, NULL allowed */

#endif
