/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema.c -- is this file a store of ours, and of a version we know?
 *
 * The schema grows in steps, one file a version, the same for a new store and an old one. What is missing is applied
 * in one transaction together with the new version in `meta`, so a crash leaves the store as it was or whole; before
 * an upgrade a copy is kept beside it. A newer schema is refused: an old program would write rows that the new one
 * misreads.
 */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/log.h"

int store_schema_version(void)
{
	int n = 0;

	while (store_schema_steps[n])
		n++;
	return n;
}

bool schema_check_file(const char *path, bool create, struct error *err)
{
	static const char magic[16] = "SQLite format 3";
	char head[sizeof(magic)];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		if (errno != ENOENT)
			return error_errno(err, _("The store %s cannot be opened"), path);
		return create ||
		       error_set(err, ERROR_NOT_FOUND, _("There is no store at %s."), path);
	}
	ssize_t got = read(fd, head, sizeof(head));
	if (got < 0)
		error_errno(err, _("The store %s cannot be read"), path);
	close(fd);
	if (got < 0)
		return false;
	if (got == 0 && create)
		return true;
	if (got < (ssize_t)sizeof(head) || memcmp(head, magic, sizeof(magic)) != 0)
		return error_set(err, ERROR_TRUST,
				 _("%s is not a store of hotline: its header is foreign or "
				   "damaged. Nothing was changed."), path);
	return true;
}

/* The steps after `version`, and the number that is reached, in one transaction. */
static bool apply_steps(struct db *db, int64_t version, struct error *err)
{
	bool ok = db_begin(db, err);

	for (int64_t n = version; ok && store_schema_steps[n]; n++)
		ok = db_script(db, store_schema_steps[n], err);
	ok = ok && db_run(db, err, "INSERT INTO meta (name, value) VALUES ('schema_version', ?1) "
			  "ON CONFLICT (name) DO UPDATE SET value = ?1", "i",
			  (int64_t)store_schema_version()) == DB_END && db_commit(db, err);
	if (!ok)
		db_rollback(db);
	return ok;
}

/* An upgrade never touches the only copy. */
static bool upgrade(struct db *db, const char *path, int64_t version, struct error *err)
{
	char *copy = xasprintf("%s.before-%d", path, store_schema_version());
	bool ok = db_copy_to(db, copy, err);

	if (!ok)
		error_prefix(err, _("The store %s was not upgraded, because no copy could be kept of it"), path);
	else if (!(ok = apply_steps(db, version, err)))
		error_prefix(err, _("The store %s could not be upgraded and is as it was"), path);
	else
		log_info("the store %s was upgraded from version %lld to %d; as it was before it is in %s", path,
			 (long long)version, store_schema_version(), copy);
	free(copy);
	return ok;
}

/* Also false when there is no such table: the file is somebody else's. */
static bool read_version(struct db *db, int64_t *version)
{
	struct query *q = db_query(db, "SELECT value FROM meta WHERE name = 'schema_version'");
	bool found = db_step(q) == DB_ROW;

	*version = found ? db_get_int(q, 0) : 0;
	return db_done(q, NULL) && found;
}

bool schema_prepare(struct db *db, const char *path, bool create, struct error *err)
{
	bool empty;
	int64_t version;

	if (!db_is_empty(db, &empty, err))
		return false;
	if (empty && !create)
		return error_set(err, ERROR_NOT_FOUND, _("The store %s is empty."), path);
	if (empty)
		return apply_steps(db, 0, err);
	if (!read_version(db, &version) || version < 1)
		return error_set(err, ERROR_TRUST,
				 _("%s is a database, but not a store of hotline. Nothing was "
				   "changed."), path);
	if (version > store_schema_version())
		return error_set(err, ERROR_TRUST,
				 _("The store %s has schema version %lld, and this program knows "
				   "versions up to %d. Use the program that wrote it, or a newer "
				   "one. Nothing was changed."),
				 path, (long long)version, store_schema_version());
	return version == store_schema_version() || upgrade(db, path, version, err);
}
