/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * driver.h -- what the store asks of a driver beyond db.h: the state of a transaction and
 * the write-ahead log. Private to this room. A driver without a log of its own reports no pages.
 */
#ifndef HOTLINE_STORE_DRIVER_H
#define HOTLINE_STORE_DRIVER_H

#include "hotline/db.h"

/* False also when an error, or a db_rollback_to() that failed, ended the transaction unasked. */
bool db_in_transaction(struct db *db);
/* Rows inserted, changed and deleted since the connection was opened, without those of statements that failed. */
int64_t db_rows_written(const struct db *db);
/* No table yet: a new file. */
bool db_is_empty(struct db *db, bool *empty, struct error *err);

/* A whole copy of the store as it is now, in a new file, on disk when it returns. What is at `file` is replaced. */
bool db_copy_to(struct db *db, const char *file, struct error *err);

/* Brings the name of the file to the disk. */
bool db_sync_folder(const char *file, struct error *err);

/* Pages in the write-ahead log after this connection's last commit. */
int db_log_pages(const struct db *db);

enum db_checkpoint {
	DB_CHECKPOINT_PASSIVE,          /* copies what it can, waits for nobody */
	DB_CHECKPOINT_RESTART,          /* also waits for readers, so that the log starts again */
	DB_CHECKPOINT_TRUNCATE,         /* and gives its space back */
};
/* How long this connection waits for others' locks, in milliseconds. */
void db_set_patience(struct db *db, int ms);
/* Copies the log into the file; blocks for the disk. */
bool db_checkpoint(struct db *db, enum db_checkpoint how, struct error *err);

#endif
