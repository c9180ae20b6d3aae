/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alloc.h -- allocation that does not fail.
 *
 * Every size that comes from outside is bounded before it gets here, so running
 * out of memory is the machine's end, not a case to handle: these functions
 * abort with a message. Memory is freed with free().
 */
#ifndef HOTLINE_ALLOC_H
#define HOTLINE_ALLOC_H

#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
/* NULL gives NULL. Caller frees. */
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t len);
__attribute__((format(printf, 1, 2))) char *xasprintf(const char *fmt, ...);

/*
 * Make room for `need` elements in a growing array; `alloc` is its capacity.
 *	ARRAY_GROW(list->items, list->count + 1, list->alloc);
 */
#define ARRAY_GROW(ptr, need, alloc)                                           \
	do {                                                                   \
		if ((size_t)(need) > (size_t)(alloc)) {                        \
			size_t grow_ = (size_t)(alloc) * 3 / 2 + 16;           \
			if (grow_ < (size_t)(need))                            \
				grow_ = (size_t)(need);                        \
			(ptr) = xrealloc((ptr), grow_ * sizeof(*(ptr)));       \
			(alloc) = grow_;                                       \
		}                                                              \
	} while (0)

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
