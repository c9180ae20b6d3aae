/* SPDX-License-Identifier: GPL-3.0-or-later */
/* error.c -- filling in an error; what does not fit is cut at a character's end. */
#include "hotline/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "hotline/i18n.h"
#include "hotline/text.h"

/* Drops what is left of characters that were cut: at the end of a full buffer, or by a %.64s. */
static void drop_cut_characters(char *text)
{
	char *to = text;

	for (size_t len = strlen(text), at = 0; at < len;) {
		int bytes;
		bool cut = text_decode(text + at, len - at, &bytes) == 0xFFFD && bytes == 1;
		if (!cut)
			memmove(to, text + at, (size_t)bytes);
		to += cut ? 0 : bytes;
		at += (size_t)bytes;
	}
	*to = '\0';
}

static void set_v(struct error *e, enum error_kind kind, const char *fmt, va_list ap)
{
	char text[sizeof(e->text)];     /* the arguments may point into e->text */

	vsnprintf(text, sizeof(text), fmt, ap);
	drop_cut_characters(text);
	memcpy(e->text, text, sizeof(text));
	e->kind = kind;
}

bool error_set(struct error *e, enum error_kind kind, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return false;
	va_start(ap, fmt);
	set_v(e, kind, fmt, ap);
	va_end(ap);
	return false;
}

bool error_errno(struct error *e, const char *fmt, ...)
{
	int number = errno;
	va_list ap;

	if (!e)
		return false;
	bool full = number == ENOSPC || number == EDQUOT;
	va_start(ap, fmt);
	set_v(e, full ? ERROR_FULL : ERROR_IO, fmt, ap);
	va_end(ap);
	return error_set(e, e->kind, "%s: %s", e->text, i18n_errno(number));
}

bool error_prefix(struct error *e, const char *fmt, ...)
{
	char prefix[256];
	va_list ap;

	if (!e)
		return false;
	va_start(ap, fmt);
	vsnprintf(prefix, sizeof(prefix), fmt, ap);
	va_end(ap);
	return error_set(e, e->kind, "%s: %s", prefix, e->text);
}
