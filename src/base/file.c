/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file.c -- small files written so that a crash leaves the old content or the new, never half of it. */
#include "hotline/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

/* A name may be no text at all; in a sentence each byte that is none shows as a mark. errno stays. Caller frees. */
static char *name_shown(const char *path)
{
	struct buf name = BUF_INIT;
	int number = errno;

	text_clean(&name, path, strlen(path), 0);
	errno = number;
	return buf_detach(&name);
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

/* Best effort: not every file system can sync a folder. */
static void sync_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash ? xstrndup(path, (size_t)(slash - path) + 1) : xstrdup(".");
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	free(dir);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

static bool write_new(const char *path, const void *data, size_t len, unsigned mode)
{
	unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

	if (fd < 0)
		return false;
	bool ok = fchmod(fd, mode) == 0 && write_all(fd, data, len) && fsync(fd) == 0;
	int number = errno;
	bool closed = close(fd) == 0;
	if (!ok)
		errno = number;         /* why it failed first */
	return closed && ok;
}

bool file_write(const char *path, const void *data, size_t len, unsigned mode, struct error *err)
{
	char *fresh = xasprintf("%s.new", path);
	bool ok = write_new(fresh, data, len, mode) && rename(fresh, path) == 0;

	if (!ok) {
		char *name = name_shown(path);
		error_errno(err, _("%s cannot be written"), name);
		free(name);
		unlink(fresh);
	} else {
		sync_folder_of(path);
	}
	free(fresh);
	return ok;
}

/* As errno says. Always NULL. */
static char *cannot_be_read(const char *path, struct error *err)
{
	char *name = name_shown(path);

	error_errno(err, _("%s cannot be read"), name);
	free(name);
	return NULL;
}

char *file_read(const char *path, size_t most, size_t *len, struct error *err)
{
	FILE *f = fopen(path, "re");

	if (!f)
		return cannot_be_read(path, err);
	char *data = xmalloc(most + 2);
	size_t got = fread(data, 1, most + 1, f);
	int number = ferror(f) ? errno : 0;
	fclose(f);
	if (!number && got <= most) {
		data[got] = '\0';
		*len = got;
		return data;
	}
	free(data);
	errno = number;
	if (number)
		return cannot_be_read(path, err);
	char *name = name_shown(path);
	error_set(err, ERROR_INPUT, _("%s is larger than such a file can be."), name);
	free(name);
	return NULL;
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}
