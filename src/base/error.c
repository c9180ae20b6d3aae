/* SPDX-License-Identifier: GPL-3.0-or-later */
/* error.c -- filling in an error; a sentence that does not fit is cut at a character's end. */
#include "hotline/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Drops the bytes of a character that was cut at the end of a full buffer. */
static void trim_cut_character(char *text, size_t size)
{
	size_t len = strlen(text);

	if (len + 1 < size)
		return;
	size_t start = len;
	while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start > 0 && (unsigned char)text[start - 1] >= 0xc0)
		text[start - 1] = '\0';
}

static void set_v(struct error *e, enum error_kind kind, const char *fmt, va_list ap)
{
	char text[sizeof(e->text)];     /* the arguments may point into e->text */

	vsnprintf(text, sizeof(text), fmt, ap);
	trim_cut_character(text, sizeof(text));
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
	return error_set(e, e->kind, "%s: %s", e->text, strerror(number));
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
