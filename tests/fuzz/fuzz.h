/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz.h -- what the fuzzers share: the entry, the input as a string, a promise that ends the run when broken. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "hotline/buf.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PROMISE(holds)                                                  \
	do {                                                            \
		if (!(holds)) {                                         \
			fprintf(stderr, "broken: %s\n", #holds);        \
			abort();                                        \
		}                                                       \
	} while (0)

/* The first byte chooses, the rest is the input: one of `count`. */
static inline size_t fuzz_choose(const uint8_t **data, size_t *size, size_t count)
{
	if (!*size)
		return 0;
	--*size;
	return *(*data)++ % count;
}

/* The input with a NUL behind it. */
static inline void fuzz_text(struct buf *text, const uint8_t *data, size_t size)
{
	buf_reset(text);
	buf_add(text, data, size);
	buf_adds(text, "");
}

static inline void fuzz_write(const char *file, const void *data, size_t size)
{
	FILE *out = fopen(file, "we");

	PROMISE(out && fwrite(data, 1, size, out) == size && !fclose(out));
}

#endif
