/* SPDX-License-Identifier: GPL-3.0-or-later */
/* form_values.h -- one value of the form as text and as JSON, by the kind of its field. */
#ifndef CLIENT_FORM_VALUES_H
#define CLIENT_FORM_VALUES_H

#include "hotline/buf.h"
#include "hotline/city.h"
#include "hotline/clock.h"

/* Appends; nothing for an absent value. */
void form_value_text(enum field_kind kind, bool has_choices, const json *value, struct buf *out);
/* NULL for an empty text. Caller frees. */
json *form_value_json(enum field_kind kind, bool has_choices, const char *text, instant now);

#endif
