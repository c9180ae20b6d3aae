/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file.c -- small files written so that a crash leaves the old content or the new, never half of
 * it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

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
	return close(fd) == 0 && ok;
}

bool file_write(const char *path, const void *data, size_t len, unsigned mode, struct error *err)
{
	char *fresh = xasprintf("%s.new", path);
	bool ok = write_new(fresh, data, len, mode) && rename(fresh, path) == 0;

	if (!ok) {
		error_errno(err, _("%s cannot be written"), path);
		unlink(fresh);
	} else {
		sync_folder_of(path);
	}
	free(fresh);
	return ok;
}

char *file_read(const char *path, size_t most, size_t *len, struct error *err)
{
	FILE *f = fopen(path, "re");

	if (!f) {
		error_errno(err, _("%s cannot be read"), path);
		return NULL;
	}
	char *data = xmalloc(most + 2);
	size_t got = fread(data, 1, most + 1, f);
	bool bad = ferror(f) != 0;
	fclose(f);
	if (!bad && got <= most) {
		data[got] = '\0';
		*len = got;
		return data;
	}
	free(data);
	error_set(err, bad ? ERROR_IO : ERROR_INPUT,
		  bad ? _("%s cannot be read.") : _("%s is larger than such a file can be."), path);
	return NULL;
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

char *file_in(const char *dir, const char *name)
{
	return xasprintf("%s/%s", dir, name);
}

char *file_make_dir(const char *dir, struct error *err)
{
	char real[PATH_MAX];

	if (mkdir(dir, 0700) < 0 && errno != EEXIST) {
		error_errno(err, _("The folder %s cannot be made"), dir);
		return NULL;
	}
	if (!realpath(dir, real)) {
		error_errno(err, _("The folder %s cannot be used"), dir);
		return NULL;
	}
	struct stat st;
	if (stat(real, &st) < 0 || !S_ISDIR(st.st_mode)) {
		error_set(err, ERROR_INPUT, _("%s is no folder."), dir);
		return NULL;
	}
	return xstrdup(real);
}
