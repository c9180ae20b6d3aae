/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.h -- one writer thread with group commit, and reader connections.
 *
 * Everything that queued while the last commit ran goes into the next transaction; a job that fails
 * undoes only itself. `done` is called after COMMIT (durable: WAL,
 * synchronous=FULL), so an answer sent from it survives power loss. When the COMMIT fails every
 * job of the group is told so, `lost`, also those that had undone themselves: what they were refused for may be what
 * a neighbour wrote and is no more. Jobs run one at a time on the writer thread, in order: state that only jobs
 * touch needs no lock.
 */
#ifndef HOTLINE_STORE_H
#define HOTLINE_STORE_H

#include "hotline/db.h"

struct store;

/* Opens or refuses (says why): schema version, integrity of the header, lock of another server. Makes the schema in an empty file when `create`. */
struct store *store_open(const char *path, bool create, struct error *err);
/* Runs what is queued, commits, checkpoints, closes. */
void store_close(struct store *s);

/*
 * `fn` runs on the writer thread: false undoes it. It may be run more than once, each time after what it wrote was
 * undone, when `repeatable`: that is cheaper for the whole group.
 */
struct store_job {
	bool repeatable;
	bool (*fn)(struct store_job *job, struct db *db, struct error *err);
	void (*done)(struct store_job *job, bool committed, const struct error *err);   /* on the writer thread, after COMMIT */
	struct store_job *next;
	bool lost;              /* when told: the whole group was given up, err says why */
};
/* Never blocks. The job lives until `done`. */
void store_submit(struct store *s, struct store_job *job);
/* Runs a job, once, and waits for its commit; not from the writer thread. */
bool store_write(struct store *s, bool (*fn)(struct db *db, void *arg, struct error *err), void *arg, struct error *err);

/*
 * How long the writer has been at its present group, ms; 0: it has nothing to do. When a disk hangs this grows: then
 * whoever may be refused should be, before it waits as long.
 */
int64_t store_busy_ms(struct store *s);

/* `fn` runs on the writer thread after each COMMIT that succeeded, before the `done` of its jobs. Set once, before the first job. */
void store_on_commit(struct store *s, void (*fn)(void *arg), void *arg);

/*
 * A reader connection for this thread, from a pool; given back by store_reader_put(). Of store_reader() each query sees
 * what is committed when it begins; those of store_snapshot() all see one moment, and while it is held the log of the
 * store cannot be emptied.
 */
struct db *store_reader(struct store *s, struct error *err);
struct db *store_snapshot(struct store *s, struct error *err);
void store_reader_put(struct store *s, struct db *db);
/* Does this connection still reach the store's pages? */
bool store_is_readable(struct db *db, struct error *err);

/*
 * A whole copy of the store, as it is at one moment, in `file` (0600), on the disk when it returns; never half of one. A
 * file that is there is replaced when it is empty or a database that nobody has open. Blocks, but no writer and no reader.
 */
bool store_copy(struct db *db, const char *file, struct error *err);
/* The same of a store that nobody has open, such as a backup. */
bool store_copy_file(const char *from, const char *file, struct error *err);
/*
 * Moves the store away to `kept`, which must not be there, and the closed store `fresh` to its place, all in one folder. ERROR_BUSY when
 * somebody has it. When it is interrupted store_open() finishes it, or whoever asks for that.
 */
bool store_finish_replace(const char *path, struct error *err);
bool store_replace(const char *path, const char *fresh, const char *kept, struct error *err);
/* Removes a closed store that is needed no more, with its lock. */
void store_remove(const char *path);

/* For measurement: each job a transaction of its own. */
void store_set_group(struct store *s, bool group);
/* `failed`: not kept for the store's sake; what a rule refused is none. */
struct store_stats {
	uint64_t jobs, commits, failed;
	int64_t commit_us_last, commit_us_max;
	size_t queued;
	enum error_kind refuses;        /* why the newest change was not kept; ERROR_NONE: it was */
};
void store_get_stats(struct store *s, struct store_stats *out);

/* Highest schema version this program knows. */
int store_schema_version(void);

#endif
