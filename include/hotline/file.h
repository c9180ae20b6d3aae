/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file.h -- small files, whole or not at all. They block. */
#ifndef HOTLINE_FILE_H
#define HOTLINE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "hotline/error.h"

/* Through a new file and rename(2), synced: after a crash the old or the new content is there. */
bool file_write(const char *path, const void *data, size_t len, unsigned mode, struct error *err);
/* At most `most` bytes, NUL added. NULL: err. Caller frees. */
char *file_read(const char *path, size_t most, size_t *len, struct error *err);
bool file_exists(const char *path);

#endif
