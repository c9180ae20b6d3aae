/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * copy.c -- whole copies of a store, and putting one in a store's place.
 *
 * A copy is made beside its name and renamed when it is on the disk, so nobody ever finds half of one. To replace a
 * store several files move: what is to be done is written down first, and whoever opens the store next finishes what
 * was interrupted, so that there is always a whole store, and never the new file with the old one's log.
 */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* Only what is empty or a database, and no store that somebody works with, may be replaced by a copy. */
static bool may_replace(const char *file, struct error *err)
{
	struct stat st;
	char *log = xasprintf("%s-wal", file);
	bool in_use = access(log, F_OK) == 0;

	free(log);
	if (stat(file, &st) != 0)
		return errno == ENOENT || error_errno(err, _("%s cannot be replaced"), file);
	if (in_use || !S_ISREG(st.st_mode))
		return error_set(err, ERROR_INPUT, _("%s is a store in use, or no file. Nothing was written; give another name."),
				 file);
	return st.st_size == 0 || schema_check_file(file, true, err);
}

bool store_copy(struct db *db, const char *file, struct error *err)
{
	if (!may_replace(file, err))
		return false;
	char *fresh = xasprintf("%s.new", file);
	bool ok = db_copy_to(db, fresh, err);
	if (ok && rename(fresh, file) != 0)
		ok = error_errno(err, _("%s cannot be replaced"), file);
	ok = ok && db_sync_folder(file, err);
	if (!ok)
		unlink(fresh);
	free(fresh);
	return ok;
}

bool store_copy_file(const char *from, const char *file, struct error *err)
{
	if (!schema_check_file(from, false, err))
		return false;
	struct db *db = db_open(from, true, err);
	bool ok = db && store_copy(db, file, err);

	db_close(db);
	return ok;
}

/* What belongs to a store, in the order in which it is moved away. */
static const char *const parts[] = { "", "-wal", "-shm" };

void store_remove(const char *path)
{
	static const char *const others[] = { "", "-wal", "-shm", ".lock" };

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		char *name = xasprintf("%s%s", path, others[i]);
		unlink(name);
		free(name);
	}
}

static bool move_away(const char *path, const char *kept, struct error *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < ARRAY_SIZE(parts); i++) {
		char *from = xasprintf("%s%s", path, parts[i]), *to = xasprintf("%s%s", kept, parts[i]);
		ok = rename(from, to) == 0 || errno == ENOENT ||
		     error_errno(err, _("%s cannot be moved away; what is missing of the store lies at %s"), from, kept);
		free(from);
		free(to);
	}
	return ok;
}

/* ---- what is begun is finished ---- */

static char *plan_of(const char *path)
{
	return xasprintf("%s.replacing", path);
}

static const char *base_of(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? slash + 1 : file;
}

/* The plan, by names in the store's folder, is on the disk before the first file moves. */
static bool write_plan(const char *path, const char *fresh, const char *kept, struct error *err)
{
	char *plan = plan_of(path), *part = xasprintf("%s.new", plan);
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok = fd >= 0 && dprintf(fd, "%s\n%s\n", base_of(fresh), base_of(kept)) > 0 && fsync(fd) == 0;

	if (fd >= 0)
		ok = close(fd) == 0 && ok;
	ok = (ok && rename(part, plan) == 0) || error_errno(err, _("%s cannot be written; nothing was changed"), plan);
	free(part);
	free(plan);
	return ok && db_sync_folder(path, err);
}

/* From wherever it was interrupted: as long as the new store has its own name, what has the store's name is the old one. */
static bool carry_out(const char *path, const char *fresh, const char *kept, struct error *err)
{
	if (access(fresh, F_OK) != 0)
		return true;
	bool ok = move_away(path, kept, err) && db_sync_folder(path, err);
	if (ok && rename(fresh, path) != 0)
		ok = error_errno(err, _("%s cannot be put in the place of the store, which lies at %s"), fresh, kept);
	return ok && db_sync_folder(path, err);
}

/* A name of the plan, in the folder of the store. Caller frees; NULL: none is left. */
static char *read_name(FILE *f, const char *path)
{
	char name[NAME_MAX + 2];

	if (!f || !fgets(name, sizeof(name), f) || strchr(name, '/'))
		return NULL;
	return xasprintf("%.*s%.*s", (int)(base_of(path) - path), path, (int)strcspn(name, "\n"), name);
}

/* Under the lock. */
static bool finish(const char *path, const char *plan, struct error *err)
{
	FILE *f = fopen(plan, "re");
	char *fresh = read_name(f, path), *kept = read_name(f, path);
	bool ok = (fresh && kept) || error_set(err, ERROR_TRUST, _("%s is no plan of a replacement; nothing was changed."), plan);

	if (f)
		fclose(f);
	ok = ok && carry_out(path, fresh, kept, err) &&
	     (unlink(plan) == 0 || error_errno(err, _("%s cannot be replaced"), plan)) && db_sync_folder(path, err);
	free(fresh);
	free(kept);
	return ok;
}

bool store_finish_replace(const char *path, struct error *err)
{
	char *plan = plan_of(path);
	bool ok = true;

	if (access(plan, F_OK) == 0) {
		int lock = store_take_lock(path, err);
		/* Somebody else may have finished it meanwhile. */
		ok = lock >= 0 && (access(plan, F_OK) != 0 || finish(path, plan, err));
		if (lock >= 0)
			close(lock);
	}
	free(plan);
	return ok;
}

bool store_replace(const char *path, const char *fresh, const char *kept, struct error *err)
{
	int lock = store_take_lock(path, err);

	if (lock < 0)
		return false;
	char *plan = plan_of(path);
	bool ok = access(kept, F_OK) != 0 || error_set(err, ERROR_STATE, _("%s is there already. Nothing was changed."), kept);
	ok = ok && write_plan(path, fresh, kept, err) && finish(path, plan, err);
	free(plan);
	close(lock);
	return ok;
}
