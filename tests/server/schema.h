/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema.h -- is this value what openapi.json says? The part of JSON Schema 2020-12 that we use. */
#ifndef TESTS_SERVER_SCHEMA_H
#define TESTS_SERVER_SCHEMA_H

#include "hotline/buf.h"
#include "hotline/json.h"

/* Appends a line for each mistake: where, and what. True when there is none. */
bool schema_check(const json *doc, const json *schema, json *value, const char *where, struct buf *out);

#endif
