/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * db_sqlite.c -- the SQLite driver behind db.h.
 *
 * Statements are prepared once and found again by the address of their SQL; one that is in use
 * already (a query inside its own loop) gets a second, uncached twin. An error is kept by its query
 * until db_done(), so that callers bind and step without looking and ask once. The log of
 * a commit is never copied back by the connection that commits: see checkpoint.c.
 */
#include "hotline/db.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uthash.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"
#include "hotline/text.h"
#include "store/driver.h"

#define BUSY_MS 5000
#define CACHE_MOST 512

struct query {
	struct db *db;
	const char *sql;        /* its address is the key of the cache */
	sqlite3_stmt *stmt;     /* NULL: could not be prepared */
	struct error *error;    /* of the first step that failed */
	bool in_use;
	bool cached;
	UT_hash_handle hh;
};

struct db {
	sqlite3 *handle;
	struct query *cache;
	int log_pages;
};

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

/* Counting every allocation takes a lock that all connections share. */
static void set_up_library(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_initialize();
}

/* SQLite knows ENOSPC; a quota is an I/O error to it, whose reason COMMIT leaves in errno. */
static bool is_out_of_space(sqlite3 *handle, int code, int last_errno)
{
	if ((code & 0xff) == SQLITE_FULL)
		return true;
	if ((code & 0xff) != SQLITE_IOERR)
		return false;
	int number = sqlite3_system_errno(handle);
	if (!number)
		number = last_errno;
	return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

static bool is_taken_key(int code)
{
	return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
	       code == SQLITE_CONSTRAINT_ROWID;
}

enum failure {
	FAILURE_FULL, FAILURE_TAKEN, FAILURE_BUSY, FAILURE_DAMAGED, FAILURE_DISK, FAILURE_STOPPED, FAILURE_OTHER
};

/* %1$s: SQLite's own words; %2$d: its code. */
static const struct {
	enum error_kind kind;
	const char *sentence;
} failures[] = {
	[FAILURE_FULL] = { ERROR_FULL,
		N_("No space is left for the store (%1$s, code %2$d). Nothing of this request was "
		   "kept; free some space and try again.") },
	[FAILURE_TAKEN] = { ERROR_STATE,
		N_("A record with this key is already there (%1$s, code %2$d).") },
	[FAILURE_BUSY] = { ERROR_BUSY,
		N_("The store is busy (%1$s, code %2$d). Nothing of this request was kept; try "
		   "again.") },
	[FAILURE_DAMAGED] = { ERROR_IO,
		N_("The store is damaged (%1$s, code %2$d). Nothing of this request was kept; "
		   "restore it from a backup.") },
	[FAILURE_DISK] = { ERROR_IO,
		N_("The store cannot be read or written (%1$s, code %2$d). Nothing of this request "
		   "was kept; see to its disk and its file modes.") },
	[FAILURE_STOPPED] = { ERROR_BUSY,
		N_("This was given up because the server is being stopped (%1$s, code %2$d). Nothing of it was kept; do "
		   "it again when the server runs.") },
	[FAILURE_OTHER] = { ERROR_IO,
		N_("The store refused a statement (%1$s, code %2$d). Nothing of this request was "
		   "kept.") },
};

static enum failure classify(sqlite3 *handle, int code, int last_errno)
{
	if (is_out_of_space(handle, code, last_errno))
		return FAILURE_FULL;
	if (is_taken_key(code))
		return FAILURE_TAKEN;
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return FAILURE_BUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return FAILURE_DAMAGED;
	case SQLITE_IOERR:
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
		return FAILURE_DISK;
	case SQLITE_INTERRUPT:
		return FAILURE_STOPPED;
	}
	return FAILURE_OTHER;
}

static _Atomic int64_t damage_seen = INT64_MIN;         /* monotonic ms */

bool db_was_damaged(int64_t ms)
{
	int64_t at = atomic_load(&damage_seen);

	return at != INT64_MIN && clock_monotonic() - at < ms;
}

/* The sentence for SQLite's last error. Returns false. */
static bool set_error(struct error *err, sqlite3 *handle)
{
	int last_errno = errno;
	int code = sqlite3_extended_errcode(handle);
	enum failure failure = classify(handle, code, last_errno);

	if (failure == FAILURE_DAMAGED)
		atomic_store(&damage_seen, clock_monotonic());
	return error_set(err, failures[failure].kind, _(failures[failure].sentence),
			 sqlite3_errmsg(handle), code);
}

bool db_script(struct db *db, const char *sql, struct error *err)
{
	if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
		return set_error(err, db->handle);
	return true;
}

static int count_log_pages(void *arg, sqlite3 *handle, const char *name, int pages)
{
	struct db *db = arg;

	(void)handle;
	(void)name;
	db->log_pages = pages;
	return SQLITE_OK;
}

static const char *const writer_setup =
	"PRAGMA journal_mode = WAL;"
	"PRAGMA synchronous = FULL;"
	"PRAGMA foreign_keys = OFF;"
	"PRAGMA temp_store = MEMORY;"
	"PRAGMA journal_size_limit = 67108864;"
	"PRAGMA cache_size = -16384";

static const char *const reader_setup =
	"PRAGMA query_only = ON;"
	"PRAGMA temp_store = MEMORY";

static bool set_up(struct db *db, bool reader, struct error *err)
{
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_timeout(db->handle, BUSY_MS);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (!db_script(db, reader ? reader_setup : writer_setup, err))
		return false;
	/* This also ends automatic checkpoints. */
	sqlite3_wal_hook(db->handle, count_log_pages, db);
	return true;
}

/*
 * The log and its index take their mode from the file. One that is there is not opened: closing it would give up the
 * locks of every connection of this process (POSIX fcntl), and another program that then had the store open for a moment
 * would take itself for the last one and remove the log under us.
 */
static bool make_file(const char *path, struct error *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return true;
	if (fd < 0)
		return error_errno(err, _("The store %s cannot be opened"), path);
	close(fd);
	return true;
}

struct db *db_open(const char *url, bool reader, struct error *err)
{
	int flags = SQLITE_OPEN_NOMUTEX | (reader ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);

	pthread_once(&library_once, set_up_library);
	if (!reader && !make_file(url, err))
		return NULL;
	struct db *db = xcalloc(1, sizeof(*db));
	if (sqlite3_open_v2(url, &db->handle, flags, NULL) != SQLITE_OK) {
		set_error(err, db->handle);
	} else if (set_up(db, reader, err)) {
		return db;
	}
	db_close(db);
	return NULL;
}

static void query_free(struct query *q)
{
	sqlite3_finalize(q->stmt);
	free(q->error);
	free(q);
}

void db_close(struct db *db)
{
	struct query *q, *next;

	if (!db)
		return;
	HASH_ITER(hh, db->cache, q, next) {
		HASH_DEL(db->cache, q);
		query_free(q);
	}
	sqlite3_close_v2(db->handle);
	free(db);
}

void db_interrupt(struct db *db)
{
	sqlite3_interrupt(db->handle);
}

/* ---- statements ---- */

static void query_fail(struct query *q)
{
	struct error err = ERROR_INIT;

	if (q->error)
		return;
	set_error(&err, q->db->handle);
	q->error = xmalloc(sizeof(err));
	*q->error = err;
}

/* The cached statement of this SQL, if free; an address that now holds other SQL is forgotten. */
static struct query *find_cached(struct db *db, const char *sql, bool *busy)
{
	struct query *q = NULL;

	HASH_FIND_PTR(db->cache, &sql, q);
	*busy = q && q->in_use;
	if (!q || q->in_use)
		return NULL;
	if (strcmp(sqlite3_sql(q->stmt), sql) == 0)
		return q;
	HASH_DEL(db->cache, q);
	query_free(q);
	return NULL;
}

static struct query *prepare(struct db *db, const char *sql, bool keep)
{
	struct query *q = xcalloc(1, sizeof(*q));

	q->db = db;
	q->sql = sql;
	if (sqlite3_prepare_v3(db->handle, sql, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0,
			       &q->stmt, NULL) != SQLITE_OK)
		query_fail(q);
	q->cached = keep && q->stmt;
	q->in_use = true;
	return q;
}

struct query *db_query(struct db *db, const char *sql)
{
	bool busy;
	struct query *q = find_cached(db, sql, &busy);

	if (q) {
		q->in_use = true;
		return q;
	}
	q = prepare(db, sql, !busy && HASH_COUNT(db->cache) < CACHE_MOST);
	if (q->cached)
		HASH_ADD_PTR(db->cache, sql, q);
	return q;
}

struct query *db_query_once(struct db *db, const char *sql)
{
	return prepare(db, sql, false);
}

static void check_bound(struct query *q, int code)
{
	if (code != SQLITE_OK)
		query_fail(q);
}

void db_int(struct query *q, int n, int64_t value)
{
	if (q->stmt)
		check_bound(q, sqlite3_bind_int64(q->stmt, n, value));
}

void db_text(struct query *q, int n, const char *text)
{
	if (q->stmt)
		check_bound(q, sqlite3_bind_text(q->stmt, n, text, -1, SQLITE_TRANSIENT));
}

void db_text_kept(struct query *q, int n, const char *text)
{
	if (q->stmt)
		check_bound(q, sqlite3_bind_text(q->stmt, n, text, -1, SQLITE_STATIC));
}

void db_null(struct query *q, int n)
{
	if (q->stmt)
		check_bound(q, sqlite3_bind_null(q->stmt, n));
}

enum db_result db_step(struct query *q)
{
	if (q->error)
		return DB_ERROR;
	errno = 0;
	int code = sqlite3_step(q->stmt);
	if (code == SQLITE_ROW)
		return DB_ROW;
	if (code == SQLITE_DONE)
		return DB_END;
	query_fail(q);
	return is_taken_key(code) ? DB_EXISTS : DB_ERROR;
}

int64_t db_get_int(struct query *q, int column)
{
	return sqlite3_column_int64(q->stmt, column);
}

const char *db_get_text(struct query *q, int column)
{
	return (const char *)sqlite3_column_text(q->stmt, column);
}

void db_copy_text(struct query *q, int column, char *out, size_t size)
{
	text_copy(out, size, db_get_text(q, column));
}

bool db_is_null(struct query *q, int column)
{
	return sqlite3_column_type(q->stmt, column) == SQLITE_NULL;
}

bool db_done(struct query *q, struct error *err)
{
	if (!q)
		return true;
	bool ok = !q->error;
	if (!ok && err)
		*err = *q->error;
	if (!q->cached) {
		query_free(q);
		return ok;
	}
	free(q->error);
	q->error = NULL;
	q->in_use = false;
	sqlite3_reset(q->stmt);
	sqlite3_clear_bindings(q->stmt);
	return ok;
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes(db->handle);
}

static struct query *ask_v(struct db *db, const char *sql, void (*text)(struct query *, int, const char *),
			   const char *fmt, va_list ap)
{
	struct query *q = db_query(db, sql);

	for (int n = 1; *fmt; n++, fmt++) {
		if (*fmt == 'i')
			db_int(q, n, va_arg(ap, int64_t));
		else
			text(q, n, va_arg(ap, const char *));
	}
	return q;
}

struct query *db_ask(struct db *db, const char *sql, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	struct query *q = ask_v(db, sql, db_text, fmt, ap);
	va_end(ap);
	return q;
}

enum db_result db_run(struct db *db, struct error *err, const char *sql, const char *fmt, ...)
{
	enum db_result result;
	va_list ap;

	va_start(ap, fmt);
	struct query *q = ask_v(db, sql, db_text_kept, fmt, ap);
	va_end(ap);
	do {
		result = db_step(q);
	} while (result == DB_ROW);
	db_done(q, err);
	return result;
}

/* ---- transactions ---- */

static bool run_plain(struct db *db, const char *sql, struct error *err)
{
	return db_run(db, err, sql, "") == DB_END;
}

bool db_begin(struct db *db, struct error *err)
{
	bool reader = sqlite3_db_readonly(db->handle, "main");

	return reader ? run_plain(db, "BEGIN", err) : run_plain(db, "BEGIN IMMEDIATE", err);
}

bool db_commit(struct db *db, struct error *err)
{
	return run_plain(db, "COMMIT", err);
}

void db_rollback(struct db *db)
{
	if (db_in_transaction(db))
		run_plain(db, "ROLLBACK", NULL);
}

bool db_savepoint(struct db *db, struct error *err)
{
	return run_plain(db, "SAVEPOINT one", err);
}

bool db_release(struct db *db, struct error *err)
{
	return run_plain(db, "RELEASE one", err);
}

void db_rollback_to(struct db *db)
{
	if (!run_plain(db, "ROLLBACK TO one", NULL) || !run_plain(db, "RELEASE one", NULL))
		db_rollback(db);        /* never half a job */
}

bool db_in_transaction(struct db *db)
{
	return !sqlite3_get_autocommit(db->handle);
}

int64_t db_rows_written(const struct db *db)
{
	return sqlite3_total_changes(db->handle);
}

bool db_is_empty(struct db *db, bool *empty, struct error *err)
{
	struct query *q = db_query(db, "SELECT count(*) FROM sqlite_master");

	*empty = db_step(q) == DB_ROW && db_get_int(q, 0) == 0;
	return db_done(q, err);
}

/* ---- the log ---- */

int db_log_pages(const struct db *db)
{
	return db->log_pages;
}

void db_set_patience(struct db *db, int ms)
{
	sqlite3_busy_timeout(db->handle, ms);
}

bool db_checkpoint(struct db *db, enum db_checkpoint how, struct error *err)
{
	static const int modes[] = {
		[DB_CHECKPOINT_PASSIVE] = SQLITE_CHECKPOINT_PASSIVE,
		[DB_CHECKPOINT_RESTART] = SQLITE_CHECKPOINT_RESTART,
		[DB_CHECKPOINT_TRUNCATE] = SQLITE_CHECKPOINT_TRUNCATE,
	};

	if (sqlite3_wal_checkpoint_v2(db->handle, NULL, modes[how], NULL, NULL) != SQLITE_OK)
		return set_error(err, db->handle);
	return true;
}

static bool sync_path(const char *path, int flags, struct error *err)
{
	int fd = open(path, flags | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		error_errno(err, _("%s cannot be brought to the disk"), path);
	if (fd >= 0)
		close(fd);
	return ok;
}

bool db_sync_folder(const char *file, struct error *err)
{
	char *directory = xstrdup(file), *slash = strrchr(directory, '/');

	if (slash)
		slash[slash == directory] = '\0';
	bool ok = sync_path(slash ? directory : ".", O_RDONLY | O_DIRECTORY, err);
	free(directory);
	return ok;
}

/* SQLite takes an empty file for a new one, and so its mode is ours. */
static bool make_empty(const char *file, struct error *err)
{
	if (unlink(file) != 0 && errno != ENOENT)
		return error_errno(err, _("%s cannot be replaced"), file);
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return error_errno(err, _("%s cannot be made"), file);
	close(fd);
	return true;
}

/* A reader, whose own file stays closed to it, may write the copy only. */
static bool vacuum_into(struct db *db, const char *file, struct error *err)
{
	bool reader = sqlite3_db_readonly(db->handle, "main");

	if (reader && !db_script(db, "PRAGMA query_only = OFF", err))
		return false;
	bool ok = db_run(db, err, "VACUUM INTO ?1", "s", file) == DB_END;
	return (!reader || db_script(db, "PRAGMA query_only = ON", ok ? err : NULL)) && ok;
}

bool db_copy_to(struct db *db, const char *file, struct error *err)
{
	bool ok = make_empty(file, err) && vacuum_into(db, file, err) && sync_path(file, O_RDONLY, err) && db_sync_folder(file, err);

	if (!ok)
		unlink(file);
	return ok;
}
