/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faults.c -- a disk that fails, between a program and its files: preloaded, told what to do by $HOTLINE_FAULTS.
 *
 *	FILE KIND AT COUNT
 *
 * FILE is where the names of the watched files begin (the store and what SQLite puts beside it, but not its
 * shared memory, which no disk has to keep; the local state of a workstation). Each write, each sync and each rename of
 * one of them is a boundary; from number AT on
 *	power   the current is cut: the last writes that were not synced, some or all, are taken back, the program ends
 *	eio     COUNT boundaries fail with EIO
 *	enospc  COUNT writes fail with ENOSPC
 *	short   COUNT writes write half of what they should
 *	slow    each sync takes COUNT milliseconds
 * and with `lie` before KIND (lie-power …) a sync is said to be done and is not: what the other kinds must survive,
 * that must be noticed.
 *
 * Everything that was written since the last sync of its file is kept with what stood there before, so that it can be
 * taken back in the order of time. A rename lasts when its directory was synced; until then what had the name before
 * stays beside it as NAME.NUMBER~.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "faults.h"

#define EXPORT __attribute__((visibility("default")))

enum { FILES_MOST = 256, PATH_MOST = 300 };

/* One write that no sync has made sure. */
struct undo {
	struct undo *before;
	int fd;                 /* a descriptor of our own */
	ino_t file;
	off_t at, size;         /* the file's size before */
	size_t len;             /* of what stood there */
	char old[];
};

/* One rename that no sync of the directory has made sure. */
struct moved {
	struct moved *before;
	char name[PATH_MOST], old[PATH_MOST + 24];
	bool replaced;          /* there was one of that name: it is at `old` */
};

static struct {
	pthread_mutex_t lock;
	char prefix[PATH_MOST], kind[16];
	bool lies;
	long at, count, boundary;
	struct undo *last;
	struct moved *moves;
	struct { ino_t file; int fd; } files[FILES_MOST];       /* the watched ones; fd keeps the inode ours */
	int file_count;
	unsigned seed;
} faults = { .lock = PTHREAD_MUTEX_INITIALIZER };

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int), (*real_fdatasync)(int), (*real_ftruncate)(int, off_t);
static int (*real_renameat)(int, const char *, int, const char *);

__attribute__((constructor)) static void begin(void)
{
	const char *text = getenv("HOTLINE_FAULTS");
	char kind[24] = "";

	real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
	real_write = dlsym(RTLD_NEXT, "write");
	real_fsync = dlsym(RTLD_NEXT, "fsync");
	real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
	real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
	real_renameat = dlsym(RTLD_NEXT, "renameat");
	if (!text || sscanf(text, "%299s %23s %ld %ld %u", faults.prefix, kind, &faults.at, &faults.count, &faults.seed) != 5)
		faults.prefix[0] = '\0';
	faults.lies = !strncmp(kind, "lie-", 4);
	snprintf(faults.kind, sizeof(faults.kind), "%.15s", kind + (faults.lies ? 4 : 0));
}

static bool is_watched_name(const char *path)
{
	size_t len = strlen(path);

	return !strncmp(path, faults.prefix, strlen(faults.prefix)) &&
	       !(len > 4 && !strcmp(path + len - 4, "-shm"));
}

static bool path_of(int fd, char path[PATH_MOST])
{
	char link[40];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, path, PATH_MOST - 1);
	path[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* Files that are gone from the disk and fully synced make room. */
static void make_room(void)
{
	for (int n = 0; n < faults.file_count && faults.file_count == FILES_MOST; n++) {
		struct stat st;
		bool waits = false;
		for (struct undo *u = faults.last; u && !waits; u = u->before)
			waits = u->fd == faults.files[n].fd;
		if (waits || fstat(faults.files[n].fd, &st) || st.st_nlink)
			continue;
		close(faults.files[n].fd);
		faults.files[n] = faults.files[--faults.file_count];
	}
	if (faults.file_count == FILES_MOST)
		abort();
}

/* The place of the file among those watched; -1: it is another. */
static int watched(int fd, struct stat *st)
{
	char path[PATH_MOST];

	if (!*faults.prefix || fstat(fd, st) || !S_ISREG(st->st_mode))
		return -1;
	for (int n = 0; n < faults.file_count; n++)
		if (faults.files[n].file == st->st_ino)
			return n;
	if (!path_of(fd, path) || !is_watched_name(path))
		return -1;
	make_room();
	faults.files[faults.file_count].file = st->st_ino;
	faults.files[faults.file_count].fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return faults.file_count++;
}

static void remember(int n, const struct stat *st, off_t at, size_t len)
{
	size_t there = at >= st->st_size ? 0 : (size_t)(st->st_size - at) < len ? (size_t)(st->st_size - at) : len;
	struct undo *u = malloc(sizeof(*u) + there);

	if (!u)
		abort();
	*u = (struct undo){ .before = faults.last, .fd = faults.files[n].fd, .file = st->st_ino, .at = at,
			    .size = st->st_size, .len = there };
	if (there && pread(u->fd, u->old, there, at) != (ssize_t)there)
		abort();
	faults.last = u;
}

/* The file is safe: nothing of it is taken back any more. */
static void forget(ino_t file)
{
	struct undo **at = &faults.last;

	while (*at) {
		struct undo *u = *at;
		if (u->file != file) {
			at = &u->before;
			continue;
		}
		*at = u->before;
		free(u);
	}
}

/* Some or all of the renames that were not made sure are taken back, the newest first. */
static void move_back(void)
{
	long kept = 0, all = 0;

	for (struct moved *m = faults.moves; m; m = m->before)
		all++;
	if (rand_r(&faults.seed) % 2 && all)
		kept = rand_r(&faults.seed) % (all + 1);
	for (struct moved *m = faults.moves; m && all > kept; m = m->before, all--)
		if (m->replaced ? real_renameat(AT_FDCWD, m->old, AT_FDCWD, m->name) : unlink(m->name))
			abort();
}

/* The current is cut. Holds the lock for ever. */
static void cut(void)
{
	long kept = 0, all = 0;

	move_back();
	for (struct undo *u = faults.last; u; u = u->before)
		all++;
	if (rand_r(&faults.seed) % 2 && all)
		kept = rand_r(&faults.seed) % all;      /* the disk had got to some of them by itself */
	for (struct undo *u = faults.last; u && all > kept; u = u->before, all--) {
		if (u->len && real_pwrite(u->fd, u->old, u->len, u->at) != (ssize_t)u->len)
			abort();
		if (real_ftruncate(u->fd, u->size))
			abort();
	}
	_exit(FAULTS_EXIT);
}

/* One more boundary; this may be the last. */
static void pass_boundary(void)
{
	if (++faults.boundary >= faults.at && !strcmp(faults.kind, "power"))
		cut();
}

/* Does the disk fail in this way now? Then errno is set. */
static bool fails(const char *kind)
{
	if (faults.boundary < faults.at || faults.boundary >= faults.at + faults.count || strcmp(kind, faults.kind))
		return false;
	errno = !strcmp(kind, "enospc") ? ENOSPC : EIO;
	return true;
}

/* A write to a watched file; fd's own place is moved by the caller. */
static ssize_t faulty_write(int n, const struct stat *st, int fd, const void *bytes, size_t len, off_t at)
{
	pass_boundary();
	if (fails("eio") || fails("enospc"))
		return -1;
	if (len > 1 && fails("short"))
		len /= 2;
	remember(n, st, at, len);
	return real_pwrite(fd, bytes, len, at);
}

EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
	struct stat st;

	pthread_mutex_lock(&faults.lock);
	int n = watched(fd, &st);
	ssize_t r = n < 0 ? -1 : faulty_write(n, &st, fd, bytes, len, at);
	int why = errno;
	pthread_mutex_unlock(&faults.lock);
	errno = why;
	return n < 0 ? real_pwrite(fd, bytes, len, at) : r;
}

EXPORT ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	return pwrite64(fd, bytes, len, at);
}

EXPORT ssize_t write(int fd, const void *bytes, size_t len)
{
	struct stat st;

	pthread_mutex_lock(&faults.lock);
	int n = watched(fd, &st);
	if (n < 0) {
		pthread_mutex_unlock(&faults.lock);
		return real_write(fd, bytes, len);
	}
	off_t at = lseek(fd, 0, SEEK_CUR);
	ssize_t r = faulty_write(n, &st, fd, bytes, len, at);
	int why = errno;
	if (r > 0)
		lseek(fd, at + r, SEEK_SET);
	pthread_mutex_unlock(&faults.lock);
	errno = why;
	return r;
}

EXPORT int ftruncate64(int fd, off_t size)
{
	struct stat st;

	pthread_mutex_lock(&faults.lock);
	int n = watched(fd, &st);
	if (n >= 0)
		remember(n, &st, size, size < st.st_size ? (size_t)(st.st_size - size) : 0);
	int r = real_ftruncate(fd, size);
	pthread_mutex_unlock(&faults.lock);
	return r;
}

EXPORT int ftruncate(int fd, off_t size)
{
	return ftruncate64(fd, size);
}

static void nap(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static bool is_below(const char *name, const char *dir)
{
	size_t len = strlen(dir);

	return !strncmp(name, dir, len) && name[len] == '/' && !strchr(name + len + 1, '/');
}

/* The names in this directory are safe. */
static void forget_moves(const char *dir)
{
	struct moved **at = &faults.moves;

	while (*at) {
		struct moved *m = *at;
		if (!is_below(m->name, dir)) {
			at = &m->before;
			continue;
		}
		*at = m->before;
		unlink(m->old);
		free(m);
	}
}

/* Is it a directory with renames that wait for this? */
static bool has_moves(int fd, char dir[PATH_MOST])
{
	struct stat st;

	if (!faults.moves || fstat(fd, &st) || !S_ISDIR(st.st_mode) || !path_of(fd, dir))
		return false;
	for (struct moved *m = faults.moves; m; m = m->before)
		if (is_below(m->name, dir))
			return true;
	return false;
}

static int sync_file(int fd, int (*real)(int))
{
	struct stat st;
	char dir[PATH_MOST] = "";
	int r = 0;

	pthread_mutex_lock(&faults.lock);
	int n = watched(fd, &st);
	if (n < 0 && !has_moves(fd, dir)) {
		pthread_mutex_unlock(&faults.lock);
		return real(fd);
	}
	pass_boundary();
	if (!strcmp(faults.kind, "slow") && faults.boundary >= faults.at) {
		pthread_mutex_unlock(&faults.lock);
		nap(faults.count);
		pthread_mutex_lock(&faults.lock);
	}
	if (fails("eio")) {
		r = -1;
	} else if (!faults.lies) {
		r = real(fd);
		if (*dir)
			forget_moves(dir);
		else
			forget(st.st_ino);
	}
	int why = errno;
	pthread_mutex_unlock(&faults.lock);
	errno = why;
	return r;
}

EXPORT int fsync(int fd)
{
	return sync_file(fd, real_fsync);
}

EXPORT int fdatasync(int fd)
{
	return sync_file(fd, real_fdatasync);
}

/* What had the name keeps another one until the directory was synced. */
static void remember_move(const char *name)
{
	static long number;
	struct moved *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	snprintf(m->name, sizeof(m->name), "%s", name);
	snprintf(m->old, sizeof(m->old), "%s.%ld~", name, ++number);
	unlink(m->old);
	m->replaced = !link(name, m->old);
	m->before = faults.moves;
	faults.moves = m;
}

EXPORT int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	char dir[PATH_MOST] = "", name[PATH_MOST];

	pthread_mutex_lock(&faults.lock);
	if (*faults.prefix && *to != '/' && path_of(to_dir, dir) &&
	    snprintf(name, sizeof(name), "%s/%s", dir, to) < (int)sizeof(name) && is_watched_name(name)) {
		pass_boundary();
		if (fails("eio")) {
			pthread_mutex_unlock(&faults.lock);
			errno = EIO;
			return -1;
		}
		remember_move(name);
	}
	int r = real_renameat(from_dir, from, to_dir, to), why = errno;
	pthread_mutex_unlock(&faults.lock);
	errno = why;
	return r;
}
