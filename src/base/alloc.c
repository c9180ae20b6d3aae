/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alloc.c -- allocation that does not fail: the program ends instead, with a line that says so. */
#include "hotline/alloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *p, size_t size)
{
	if (!p && size) {
		fprintf(stderr, "out of memory: %zu bytes were asked for\n", size);
		abort();
	}
	return p;
}

void *xmalloc(size_t size)
{
	return checked(malloc(size), size);
}

void *xcalloc(size_t count, size_t size)
{
	return checked(calloc(count, size), count && size);
}

void *xrealloc(void *old, size_t size)
{
	return checked(realloc(old, size), size);
}

char *xstrdup(const char *s)
{
	return s ? checked(strdup(s), strlen(s) + 1) : NULL;
}

char *xstrndup(const char *s, size_t len)
{
	return s ? checked(strndup(s, len), len + 1) : NULL;
}

char *xasprintf(const char *fmt, ...)
{
	char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		checked(NULL, 1);
	va_end(ap);
	return s;
}
