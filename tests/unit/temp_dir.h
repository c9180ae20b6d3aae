/* SPDX-License-Identifier: GPL-3.0-or-later */
/* temp_dir.h -- a directory for one test, and files in it. */
#ifndef TESTS_TEMP_DIR_H
#define TESTS_TEMP_DIR_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hotline/buf.h"

struct temp_dir { char path[64]; int fd; };

static inline void temp_dir_make(struct temp_dir *t)
{
	snprintf(t->path, sizeof(t->path), "/tmp/hotline-test-XXXXXX");
	if (!mkdtemp(t->path) || (t->fd = open(t->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		abort();
}

/* With the files in it and one level of directories. */
static inline void temp_dir_remove_at(int dir)
{
	DIR *d = fdopendir(dup(dir));
	struct dirent *e;

	if (!d)
		return;
	rewinddir(d);
	while ((e = readdir(d))) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (!unlinkat(dir, e->d_name, 0))
			continue;
		int inner = openat(dir, e->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (inner >= 0) {
			temp_dir_remove_at(inner);
			close(inner);
			unlinkat(dir, e->d_name, AT_REMOVEDIR);
		}
	}
	closedir(d);
}

static inline void temp_dir_remove(struct temp_dir *t)
{
	temp_dir_remove_at(t->fd);
	close(t->fd);
	rmdir(t->path);
}

static inline void temp_dir_read(const struct temp_dir *t, const char *name, struct buf *out)
{
	char block[65536];
	int fd = openat(t->fd, name, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	buf_reset(out);
	while (fd >= 0 && (n = read(fd, block, sizeof(block))) > 0)
		buf_add(out, block, (size_t)n);
	if (fd >= 0)
		close(fd);
}

static inline void temp_dir_write(const struct temp_dir *t, const char *name, const void *data, size_t len)
{
	int fd = openat(t->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		abort();
	close(fd);
}

#endif
