/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * say.c -- lines for people. Whatever they quote from outside is cleaned, so it cannot drive the
 * terminal.
 */
#include <stdarg.h>
#include <stdio.h>

#include "ctl/ctl.h"
#include "hotline/buf.h"
#include "hotline/text.h"

static void print_line(FILE *to, const char *prefix, const char *fmt, va_list ap)
{
	struct buf raw = BUF_INIT, clean = BUF_INIT;

	buf_addv(&raw, fmt, ap);
	text_clean(&clean, raw.data, raw.len, TEXT_LINES | TEXT_TABS);
	fprintf(to, "%s%s\n", prefix, clean.data);
	buf_release(&raw);
	buf_release(&clean);
}

void ctl_say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_line(stdout, "", fmt, ap);
	va_end(ap);
}

int ctl_fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_line(stderr, "hotlinectl: ", fmt, ap);
	va_end(ap);
	return CTL_FAILED;
}

int ctl_misuse(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_line(stderr, "hotlinectl: ", fmt, ap);
	va_end(ap);
	return CTL_WRONG_USE;
}

int ctl_error(const struct error *err)
{
	return ctl_fail("%s", err->text);
}
