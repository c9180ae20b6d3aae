/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.c -- opening and closing a store, and its reader connections.
 *
 * A lock file beside the store, held by flock(2) as long as the process has it open, keeps a second
 * server or hotlinectl out; it is never removed, for removing it would race with the next opener.
 */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* Names the holder when it left its number. Returns -1. */
static int refuse_locked(int fd, const char *path, struct error *err)
{
	char holder[32] = "";
	ssize_t got = pread(fd, holder, sizeof(holder) - 1, 0);

	holder[got > 0 ? strspn(holder, "0123456789") : 0] = '\0';
	error_set(err, ERROR_BUSY,
		  _("The store %s is in use by another program (process %s). Stop it first, or ask "
		    "the running server."), path, *holder ? holder : "?");
	close(fd);
	return -1;
}

int store_take_lock(const char *path, struct error *err)
{
	char *file = xasprintf("%s.lock", path);
	int fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		error_errno(err, _("The lock file %s of the store cannot be opened"), file);
	free(file);
	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return refuse_locked(fd, path, err);
	char self[32];
	int len = snprintf(self, sizeof(self), "%ld\n", (long)getpid());
	/* Only a help for the sentence above: a full disk must not keep the store closed. */
	if (ftruncate(fd, 0) != 0 || pwrite(fd, self, (size_t)len, 0) != len)
		errno = 0;
	return fd;
}

static bool open_parts(struct store *s, bool create, struct error *err)
{
	if (!schema_check_file(s->path, create, err))
		return false;
	s->db = db_open(s->path, false, err);
	if (!s->db || !schema_prepare(s->db, s->path, create, err))
		return false;
	if (!checkpointer_start(&s->checkpointer, s->path, err))
		return false;
	if (writer_start(&s->writer, s->db, &s->checkpointer, err))
		return true;
	checkpointer_stop(&s->checkpointer);
	return false;
}

static void free_store(struct store *s)
{
	db_close(s->db);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	pthread_mutex_destroy(&s->readers_lock);
	free(s->path);
	free(s);
}

struct store *store_open(const char *path, bool create, struct error *err)
{
	if (!store_finish_replace(path, err))
		return NULL;
	/* Before the lock, so that a mistyped path leaves no lock file behind. */
	if (!schema_check_file(path, create, err))
		return NULL;
	struct store *s = xcalloc(1, sizeof(*s));
	s->path = xstrdup(path);
	pthread_mutex_init(&s->readers_lock, NULL);
	s->lock_fd = store_take_lock(path, err);
	if (s->lock_fd >= 0 && open_parts(s, create, err))
		return s;
	free_store(s);
	return NULL;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	writer_stop(&s->writer);
	checkpointer_stop(&s->checkpointer);
	for (size_t i = 0; i < s->reader_count; i++)
		db_close(s->readers[i]);
	db_checkpoint(s->db, DB_CHECKPOINT_TRUNCATE, NULL);     /* else the next opening does it */
	free_store(s);
}

struct db *store_reader(struct store *s, struct error *err)
{
	struct db *db = NULL;

	pthread_mutex_lock(&s->readers_lock);
	if (s->reader_count)
		db = s->readers[--s->reader_count];
	pthread_mutex_unlock(&s->readers_lock);
	return db ? db : db_open(s->path, true, err);
}

struct db *store_snapshot(struct store *s, struct error *err)
{
	struct db *db = store_reader(s, err);

	if (!db || db_begin(db, err))
		return db;
	store_reader_put(s, db);
	return NULL;
}

bool store_is_readable(struct db *db, struct error *err)
{
	struct query *q = db_ask(db, "SELECT COUNT(*) FROM meta", "");
	bool found = db_step(q) == DB_ROW;

	return db_done(q, err) && found;
}

void store_reader_put(struct store *s, struct db *db)
{
	if (!db)
		return;
	db_rollback(db);
	pthread_mutex_lock(&s->readers_lock);
	bool kept = s->reader_count < READERS_KEPT;
	if (kept)
		s->readers[s->reader_count++] = db;
	pthread_mutex_unlock(&s->readers_lock);
	if (!kept)
		db_close(db);
}
