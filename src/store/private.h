/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * private.h -- the parts of a store: the writer, the checkpointer and the pool of readers.
 * Private to this room.
 */
#ifndef HOTLINE_STORE_PRIVATE_H
#define HOTLINE_STORE_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "hotline/store.h"
#include "store/driver.h"

/* The steps from one version of the schema to the next, the first from nothing; NULL-terminated, made by the build. */
extern const char *const store_schema_steps[];

/* Copies the log into the file, on a thread and a connection of its own. */
struct checkpointer {
	struct db *db;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	int log_pages;          /* under lock: of the last commit that asked; 0: nothing to do */
	bool stop;              /* under lock */
	bool failing;           /* the thread's own: already logged */
};
bool checkpointer_start(struct checkpointer *c, const char *path, struct error *err);
void checkpointer_stop(struct checkpointer *c);
/* Tells how long the log has grown. Never blocks for long. */
void checkpointer_notice(struct checkpointer *c, int log_pages);

struct writer {
	struct db *db;
	struct checkpointer *checkpointer;
	void (*on_commit)(void *arg);   /* NULL: nobody asked */
	void *on_commit_arg;
	pthread_t thread;
	_Atomic int64_t busy_since;     /* monotonic us: the present group was begun; 0: none is */
	pthread_mutex_t lock;
	pthread_cond_t wake;
	/* Under lock: */
	struct store_job *first, **last;
	struct store_stats stats;
	bool group;
	bool stop;
};
/* The writer uses db but does not own it. */
bool writer_start(struct writer *w, struct db *db, struct checkpointer *c, struct error *err);
/* Runs what is queued, then ends the thread. */
void writer_stop(struct writer *w);

#define READERS_KEPT 32

struct store {
	char *path;
	int lock_fd;            /* flock(2): one process has the store */
	struct db *db;          /* the writer's */
	struct checkpointer checkpointer;
	struct writer writer;
	pthread_mutex_t readers_lock;
	struct db *readers[READERS_KEPT];       /* idle ones */
	size_t reader_count;
};

/* The descriptor that holds the lock beside the store, or -1. Closing it gives the lock back. */
int store_take_lock(const char *path, struct error *err);

/* schema.c: makes the schema in an empty store; refuses one that is not ours, or newer. */
bool schema_prepare(struct db *db, const char *path, bool create, struct error *err);
/* Refuses a file that is not a database, before SQLite touches it. */
bool schema_check_file(const char *path, bool create, struct error *err);

#endif
