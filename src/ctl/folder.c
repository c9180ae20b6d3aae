/* SPDX-License-Identifier: GPL-3.0-or-later */
/* folder.c -- where files go. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

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
