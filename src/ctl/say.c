/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * say.c -- lines for people. Whatever they quote from outside is cleaned, so it cannot drive the
 * terminal.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

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

/* \uXXXX, beyond the first plane a pair of them; it stands in a string. */
static void add_escaped(struct buf *out, uint32_t c)
{
	if (c >= 0x10000)
		buf_addf(out, "\\u%04x\\u%04x", 0xd7c0 + (unsigned)(c >> 10), 0xdc00 + (unsigned)(c & 0x3ff));
	else
		buf_addf(out, "\\u%04x", (unsigned)c);
}

void ctl_say_json(json *o)
{
	struct buf line = BUF_INIT;
	const char *text = jo_text(o);

	for (size_t len = strlen(text), at = 0; at < len;) {
		int bytes;
		uint32_t c = text_decode(text + at, len - at, &bytes);
		if (text_is_clean(text + at, (size_t)bytes, 0))
			buf_add(&line, text + at, (size_t)bytes);
		else
			add_escaped(&line, c);
		at += (size_t)bytes;
	}
	puts(line.data);
	buf_release(&line);
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
