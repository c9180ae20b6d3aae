/* SPDX-License-Identifier: GPL-3.0-or-later */
/* form_term.h -- the terms of a condition, private to the domain. */
#ifndef DOMAIN_FORM_TERM_H
#define DOMAIN_FORM_TERM_H

#include <stdbool.h>
#include <stddef.h>

enum form_operator { FORM_EQUALS, FORM_DIFFERS, FORM_SET, FORM_UNSET };

struct form_term {
	char pointer[128];
	enum form_operator operator;
	const char *values;             /* "a|b", of the two comparisons */
	size_t len;
};

/* Takes the first term off *text, which then stands behind its ` and ` or at the end.
 * False: bad grammar. */
bool form_next_term(const char **text, struct form_term *term);
/* Takes the first value off a term; false when there is none left. */
bool form_next_value(struct form_term *term, const char **value, size_t *len);

#endif
