/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema.c -- is this file a store of ours, and of a version we know?
 *
 * The schema is made in one transaction together with its version in `meta`, so a crash leaves
 * either an empty file or a whole store. A newer schema is refused: an old program would
 * write rows that the new one misreads.
 */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "hotline/i18n.h"

#define SCHEMA_VERSION 1

int store_schema_version(void)
{
	return SCHEMA_VERSION;
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

static bool make_schema(struct db *db, struct error *err)
{
	if (!db_begin(db, err))
		return false;
	if (db_script(db, store_schema_sql, err) &&
	    db_run(db, err, "INSERT INTO meta (name, value) VALUES ('schema_version', ?1)", "i",
		   (int64_t)SCHEMA_VERSION) == DB_END &&
	    db_commit(db, err))
		return true;
	db_rollback(db);
	return false;
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
		return make_schema(db, err);
	if (!read_version(db, &version) || version < 1)
		return error_set(err, ERROR_TRUST,
				 _("%s is a database, but not a store of hotline. Nothing was "
				   "changed."), path);
	if (version > SCHEMA_VERSION)
		return error_set(err, ERROR_TRUST,
				 _("The store %s has schema version %lld, and this program knows "
				   "versions up to %d. Use the program that wrote it, or a newer "
				   "one. Nothing was changed."),
				 path, (long long)version, SCHEMA_VERSION);
	return true;
}
