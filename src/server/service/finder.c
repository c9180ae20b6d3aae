/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * finder.c -- see finder.h. The index proposes, the folded text decides: a ticket is found when each word stands in it.
 */
#include "server/service/finder.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "hotline/alloc.h"
#include "hotline/index.h"
#include "hotline/log.h"
#include "hotline/text.h"

enum { WORDS_MOST = 8, HITS_MOST = 1000 };

/* One ticket; its place in `entries` is its document. */
struct entry {
	UT_hash_handle hh;
	char no[24];
	char realm[40];
	uint32_t doc;
	char *folded;           /* " title content place " */
};

struct finder {
	pthread_rwlock_t lock;
	struct text_index *index;
	struct entry **entries, *by_no;
	size_t count, alloc;
	atomic_bool ready;
};

struct finder *finder_new(void)
{
	struct finder *f = xcalloc(1, sizeof(*f));

	pthread_rwlock_init(&f->lock, NULL);
	f->index = index_new();
	return f;
}

void finder_free(struct finder *f)
{
	if (!f)
		return;
	HASH_CLEAR(hh, f->by_no);
	for (size_t i = 0; i < f->count; i++) {
		free(f->entries[i]->folded);
		free(f->entries[i]);
	}
	free(f->entries);
	index_free(f->index);
	pthread_rwlock_destroy(&f->lock);
	free(f);
}

bool finder_is_ready(const struct finder *f)
{
	return atomic_load(&f->ready);
}

static struct entry *open_entry(struct finder *f, const char *no, const char *realm)
{
	struct entry *e;

	HASH_FIND_STR(f->by_no, no, e);
	if (e)
		return e;
	e = xcalloc(1, sizeof(*e));
	snprintf(e->no, sizeof(e->no), "%s", no);
	snprintf(e->realm, sizeof(e->realm), "%s", realm);
	e->doc = (uint32_t)f->count;
	ARRAY_GROW(f->entries, f->count + 1, f->alloc);
	f->entries[f->count++] = e;
	HASH_ADD_STR(f->by_no, no, e);
	return e;
}

void finder_put(struct finder *f, const struct ticket *t)
{
	const char *title = jo_pointer_str(t->fields, "/matter/title");
	const char *content = jo_pointer_str(t->fields, "/matter/content");
	const char *point = jo_pointer_str(t->fields, "/place/point");
	const char *address = jo_pointer_str(t->fields, "/place/address");
	const struct index_field fields[] = { { title, 2 }, { content, 1 }, { point, 1 }, { address, 1 } };
	struct buf all = BUF_INIT, folded = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		buf_addf(&all, "%s ", fields[i].text ? fields[i].text : "");
	text_fold(&folded, all.data, all.len);
	buf_release(&all);
	pthread_rwlock_wrlock(&f->lock);
	struct entry *e = open_entry(f, t->no, t->realm);
	if (!e->folded || strcmp(e->folded, folded.len ? folded.data : "")) {
		free(e->folded);
		e->folded = xstrdup(folded.len ? folded.data : "");
		index_put(f->index, e->doc, fields, ARRAY_SIZE(fields));
	}
	pthread_rwlock_unlock(&f->lock);
	buf_release(&folded);
}

/* ---- finding ---- */

struct wanted {
	const struct finder *finder;
	const char *realm, *but;
	const char *words[WORDS_MOST];
	size_t count;
};

static double fits(void *arg, uint32_t doc)
{
	const struct wanted *w = arg;
	const struct entry *e = w->finder->entries[doc];

	if (strcmp(e->realm, w->realm) || (w->but && !strcmp(e->no, w->but)))
		return 0;
	for (size_t i = 0; i < w->count; i++)
		if (!strstr(e->folded, w->words[i]))
			return 0;
	return 1;
}

static size_t take_hits(const struct finder *f, const struct index_hit *found, size_t count, struct finder_hit *hits)
{
	for (size_t i = 0; i < count; i++) {
		memcpy(hits[i].no, f->entries[found[i].doc]->no, sizeof(hits[i].no));
		hits[i].score = found[i].score;
	}
	return count;
}

size_t finder_search(struct finder *f, const char *realm, const char *query, size_t limit, struct finder_hit *hits)
{
	struct wanted w = { .finder = f, .realm = realm };
	struct index_hit found[HITS_MOST];
	struct buf folded = BUF_INIT;
	char *rest = NULL;

	text_fold(&folded, query, strlen(query));
	char *copy = xstrdup(folded.len ? folded.data : "");
	for (char *p = strtok_r(copy, " ", &rest); p && w.count < WORDS_MOST; p = strtok_r(NULL, " ", &rest))
		w.words[w.count++] = p;
	pthread_rwlock_rdlock(&f->lock);
	size_t n = w.count ? index_search(f->index, query, limit < HITS_MOST ? limit : HITS_MOST, fits, &w, found) : 0;
	n = take_hits(f, found, n, hits);
	pthread_rwlock_unlock(&f->lock);
	free(copy);
	buf_release(&folded);
	return n;
}

size_t finder_similar(struct finder *f, const char *realm, const char *text, const char *but, size_t limit,
		      struct finder_hit *hits)
{
	struct wanted w = { .finder = f, .realm = realm, .but = but };
	struct index_hit found[HITS_MOST];

	pthread_rwlock_rdlock(&f->lock);
	size_t n = index_similar(f->index, text, limit < HITS_MOST ? limit : HITS_MOST, fits, &w, found);
	n = take_hits(f, found, n, hits);
	pthread_rwlock_unlock(&f->lock);
	return n;
}

/* ---- what the store holds ---- */

bool finder_load(struct server *s, struct error *err)
{
	struct db *db = store_reader(s->store, err);

	if (!db)
		return false;
	struct query *q = db_ask(db, "SELECT no, body FROM ticket WHERE state <> 'closed' OR created_at > ?1", "i",
				 clock_now() - FINDER_DAYS * (int64_t)86400000);
	while (db_step(q) == DB_ROW) {
		const char *text = db_get_text(q, 1);
		json *stored = jo_parse(text, strlen(text), NULL);
		struct ticket *t = stored ? ticket_load(stored, NULL) : NULL;
		if (t)
			finder_put(s->finder, t);
		else
			log_error("ticket %s cannot be read; it will not be found by its words", db_get_text(q, 0));
		ticket_free(t);
		jo_free(stored);
	}
	bool ok = db_done(q, err);
	store_reader_put(s->store, db);
	atomic_store(&s->finder->ready, ok);
	return ok;
}
