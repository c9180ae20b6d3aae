/* SPDX-License-Identifier: GPL-3.0-or-later */
/* buf.c -- a growing run of bytes; grows by half so that appending is linear over all. */
#include "hotline/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

char buf_empty[1];

void buf_init(struct buf *b)
{
	*b = (struct buf)BUF_INIT;
}

void buf_release(struct buf *b)
{
	if (b->alloc)
		free(b->data);
	buf_init(b);
}

void buf_reset(struct buf *b)
{
	buf_truncate(b, 0);
}

void buf_reserve(struct buf *b, size_t more)
{
	size_t need = b->len + more + 1;

	if (need <= b->alloc)
		return;
	size_t size = b->alloc * 3 / 2 + 32;
	if (size < need)
		size = need;
	char *data = xrealloc(b->alloc ? b->data : NULL, size);
	if (!b->alloc)
		data[0] = '\0';
	b->data = data;
	b->alloc = size;
}

void buf_add(struct buf *b, const void *data, size_t len)
{
	if (!len)
		return;
	buf_reserve(b, len);
	memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_addch(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_addv(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int need = vsnprintf(NULL, 0, fmt, ap);
	if (need > 0) {
		buf_reserve(b, (size_t)need);
		vsnprintf(b->data + b->len, (size_t)need + 1, fmt, again);
		b->len += (size_t)need;
	}
	va_end(again);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_addv(b, fmt, ap);
	va_end(ap);
}

void buf_insert(struct buf *b, size_t at, const void *data, size_t len)
{
	if (!len)
		return;
	buf_reserve(b, len);
	memmove(b->data + at + len, b->data + at, b->len - at + 1);
	memcpy(b->data + at, data, len);
	b->len += len;
}

void buf_remove(struct buf *b, size_t at, size_t len)
{
	if (at >= b->len)
		return;
	if (len > b->len - at)
		len = b->len - at;
	memmove(b->data + at, b->data + at + len, b->len - at - len + 1);
	b->len -= len;
}

void buf_truncate(struct buf *b, size_t len)
{
	if (len < b->len || (len == b->len && b->alloc)) {
		b->len = len;
		b->data[len] = '\0';
	}
}

char *buf_detach(struct buf *b)
{
	char *s = b->alloc ? b->data : xstrdup("");

	buf_init(b);
	return s;
}
