/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * db.h -- the driver seam: open, prepare, bind, step, begin, commit.
 *
 * SQL is written once in the subset SQLite and PostgreSQL share (`?1` parameters, no serial, no
 * upsert beyond ON CONFLICT). A connection belongs to one thread at a time. Statements are
 * cached by the address of their SQL text, so SQL given to db_query() must be a string literal or
 * live as long as the connection. Text is copied on binding and borrowed on reading (until the next step).
 */
#ifndef HOTLINE_DB_H
#define HOTLINE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hotline/error.h"

struct db;
struct query;   /* one prepared statement being used */

/* `url`: a file path for SQLite. A reader cannot write. */
struct db *db_open(const char *url, bool reader, struct error *err);
void db_close(struct db *db);
/* Ends the statement that another thread is running on it, which fails; the only call another thread may make. */
void db_interrupt(struct db *db);

/* Did any connection of this program meet a damaged page within the last `ms`? */
bool db_was_damaged(int64_t ms);
bool db_begin(struct db *db, struct error *err);
bool db_commit(struct db *db, struct error *err);
void db_rollback(struct db *db);
bool db_savepoint(struct db *db, struct error *err);           /* one level, inside a transaction */
bool db_release(struct db *db, struct error *err);
void db_rollback_to(struct db *db);

/* Never NULL: an error shows at db_step(). Ended by db_done(). */
struct query *db_query(struct db *db, const char *sql);
/* The same for SQL that was put together for this one use; it is not cached and may be freed after db_done(). */
struct query *db_query_once(struct db *db, const char *sql);
void db_int(struct query *q, int n, int64_t value);              /* n from 1 */
void db_text(struct query *q, int n, const char *text);          /* NULL binds null */
void db_text_kept(struct query *q, int n, const char *text);     /* not copied: it lives until db_done() */
void db_null(struct query *q, int n);
enum db_result { DB_ROW, DB_END, DB_ERROR, DB_EXISTS };          /* DB_EXISTS: a unique key is taken */
enum db_result db_step(struct query *q);
int64_t db_get_int(struct query *q, int column);                 /* column from 0; null gives 0 */
const char *db_get_text(struct query *q, int column);            /* NULL for null */
void db_copy_text(struct query *q, int column, char *out, size_t size);  /* what fits, cut at a character's end; "" for null */
bool db_is_null(struct query *q, int column);
/* Ends the use; false (with err) when any step failed. Also NULL-safe. */
bool db_done(struct query *q, struct error *err);
int64_t db_changes(struct db *db);                               /* rows of the last write */

/*
 * Shorthand for a statement without rows: fmt has one letter per parameter, i = int64_t, s = const char * (NULL: null).
 *	db_run(db, err, "UPDATE contact SET state = ?1 WHERE id = ?2", "ss", state, id)
 * DB_END on success, DB_EXISTS, DB_ERROR.
 */
enum db_result db_run(struct db *db, struct error *err, const char *sql, const char *fmt, ...);
/* As db_run(), but a query ready to step, its parameters bound. */
struct query *db_ask(struct db *db, const char *sql, const char *fmt, ...);

/* Several statements separated by ';' (the schema). */
bool db_script(struct db *db, const char *sql, struct error *err);

#endif
