/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state.c -- makes, checks and locks the directory of local state.
 *
 * The name has a readable part for whoever looks into the directory and a hash that keeps apart
 * two servers and names that would read the same. The lock is flock(): it goes with the
 * process, however that ends.
 */
#include "client/net/state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"

/* Makes the directories of path one after another; those that are there stay as they are. */
static bool make_path(char *path, struct error *err)
{
	for (char *p = path + 1;; p++) {
		if (*p && *p != '/')
			continue;
		char end = *p;
		*p = '\0';
		if (mkdir(path, 0700) && errno != EEXIST)
			return error_errno(err, _("cannot make the directory %s"), path);
		*p = end;
		if (!end)
			return true;
	}
}

static char *default_root(struct error *err)
{
	const char *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (xdg && xdg[0] == '/')
		return xasprintf("%s/hotline", xdg);
	if (home && home[0] == '/')
		return xasprintf("%s/.local/state/hotline", home);
	error_set(err, ERROR_INPUT,
		  _("there is no home directory to keep unsent work in; name one with --state"));
	return NULL;
}

char *state_root(const char *dir, struct error *err)
{
	char *root = dir && *dir ? xstrdup(dir) : default_root(err);

	if (root && make_path(root, err))
		return root;
	free(root);
	return NULL;
}

static char *own_name(const char *server, const char *user, const char *realm)
{
	char readable[33], hash[HASH_TEXT];
	size_t n = 0;

	for (const char *p = user; *p && n < sizeof(readable) - 1; p++)
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9'))
			readable[n++] = *p;
	readable[n] = '\0';
	char *all = xasprintf("%s\n%s%s%s", server, user, realm ? "\n" : "", realm ? realm : "");
	hash_hex(all, strlen(all), hash);
	free(all);
	return xasprintf("%s%s-%.16s", n ? readable : "user", realm ? "-training" : "", hash);
}

static bool open_checked(struct state *s, struct error *err)
{
	struct stat st;

	s->fd = open(s->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (s->fd < 0 || fstat(s->fd, &st))
		return error_errno(err, _("cannot open the directory %s"), s->path);
	if (st.st_uid != geteuid() || (st.st_mode & 077))
		return error_set(
		    err, ERROR_DENIED, _("%s can be read by other users of this computer; it must belong to you "
		      "with mode 0700"), s->path);
	return true;
}

static bool take_lock(struct state *s, struct error *err)
{
	char text[32] = "";

	s->lock = openat(s->fd, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (s->lock < 0)
		return error_errno(err, _("cannot open %s/lock"), s->path);
	if (flock(s->lock, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK)
			return error_errno(err, _("cannot lock %s"), s->path);
		ssize_t n = pread(s->lock, text, sizeof(text) - 1, 0);
		text[n > 0 ? n : 0] = '\0';
		return error_set(
		    err, ERROR_BUSY, _("another hotline (process %ld) works with this user's unsent work; "
		      "use that one, or end it first"), strtol(text, NULL, 10));
	}
	snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	if (ftruncate(s->lock, 0) || pwrite(s->lock, text, strlen(text), 0) < 0)
		return true;    /* the number is a courtesy; the lock is what counts */
	return true;
}

bool state_open(struct state *s, const char *dir, const char *server, const char *user,
		const char *realm, struct error *err)
{
	*s = (struct state){ .fd = -1, .lock = -1 };
	s->root = state_root(dir, err);
	if (!s->root)
		return false;
	char *name = own_name(server, user, realm);
	s->path = xasprintf("%s/%s", s->root, name);
	free(name);
	if (mkdir(s->path, 0700) && errno != EEXIST)
		error_errno(err, _("cannot make the directory %s"), s->path);
	else if (open_checked(s, err) && take_lock(s, err))
		return true;
	state_close(s);
	return false;
}

void state_set_aside(const struct state *s, const char *name)
{
	char *other = xasprintf("%s.unreadable", name);

	renameat(s->fd, name, s->fd, other);
	free(other);
}

void state_remove(struct state *s)
{
	char *path = s->path ? xstrdup(s->path) : NULL;
	DIR *d = path ? opendir(path) : NULL;
	struct dirent *e;

	while (d && (e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			unlinkat(s->fd, e->d_name, 0);
	if (d)
		closedir(d);
	state_close(s);
	if (path)
		rmdir(path);
	free(path);
}

void state_close(struct state *s)
{
	if (s->lock >= 0)
		close(s->lock);
	if (s->fd >= 0)
		close(s->fd);
	free(s->root);
	free(s->path);
	*s = (struct state){ .fd = -1, .lock = -1 };
}
