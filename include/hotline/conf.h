/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conf.h -- an INI file as a list of (section, key, value, line), read with inih.
 *
 * The reader of a file asks for the keys it knows and then calls conf_unknown(),
 * which names the first key nobody asked for: a misspelt key never passes silently.
 */
#ifndef HOTLINE_CONF_H
#define HOTLINE_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "hotline/error.h"

struct conf;

/* NULL: err holds "file:line: …". conf_free() frees. */
struct conf *conf_read(const char *file, struct error *err);
void conf_free(struct conf *c);

/* Borrowed; `absent` when the key is not there. Section and key are case sensitive. */
const char *conf_str(struct conf *c, const char *section, const char *key, const char *absent);
/* False with "file:line: …" when the value is not a whole number within [least, most]. */
bool conf_int(struct conf *c, const char *section, const char *key, int64_t absent,
	      int64_t least, int64_t most, int64_t *value, struct error *err);
bool conf_double(struct conf *c, const char *section, const char *key, double absent,
		 double least, double most, double *value, struct error *err);
bool conf_bool(struct conf *c, const char *section, const char *key, bool absent,
	       bool *value, struct error *err);        /* yes/no */
/* Calls fn for each key of a section in file order; marks them asked for. */
void conf_each(struct conf *c, const char *section,
	       void (*fn)(void *arg, const char *key, const char *value, int line), void *arg);
/* False when a key was never asked for: "file:line: unknown key …". */
bool conf_unknown(struct conf *c, struct error *err);

#endif
