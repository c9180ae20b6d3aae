/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buf.h -- a growing run of bytes, always followed by a NUL.
 *
 * `data` is never NULL after BUF_INIT's first use or buf_detach(); before that it
 * points at a shared empty string. Bytes may hold NULs; `len` rules.
 */
#ifndef HOTLINE_BUF_H
#define HOTLINE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data;
	size_t len;
	size_t alloc;    /* 0 while data is the shared empty string */
};

extern char buf_empty[1];
#define BUF_INIT { buf_empty, 0, 0 }

void buf_init(struct buf *b);
void buf_release(struct buf *b);            /* frees; ready for use again */
void buf_reset(struct buf *b);              /* length 0, memory kept */
void buf_reserve(struct buf *b, size_t more);
void buf_add(struct buf *b, const void *data, size_t len);
void buf_adds(struct buf *b, const char *s);
void buf_addch(struct buf *b, char c);
__attribute__((format(printf, 2, 3))) void buf_addf(struct buf *b, const char *fmt, ...);
void buf_addv(struct buf *b, const char *fmt, va_list ap);
void buf_insert(struct buf *b, size_t at, const void *data, size_t len);
void buf_remove(struct buf *b, size_t at, size_t len);
void buf_truncate(struct buf *b, size_t len);
/* The string; the buffer is empty afterwards. Caller frees. */
char *buf_detach(struct buf *b);

#endif
