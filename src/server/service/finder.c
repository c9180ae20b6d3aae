/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * finder.c -- see finder.h. The index proposes, the folded text decides: a ticket is found when each word stands in it.
 *
 * The writer only leaves word of a ticket. A thread takes many in at once, and whoever searches takes in what is left,
 * so that a ticket is found as soon as it is there and the writer never waits for the index.
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

enum { WORDS_MOST = 8, HITS_MOST = 1000, PARTS = 4, NEWS_AT_ONCE = 256 };

/* One ticket; its place in `entries` is its document. */
struct entry {
	UT_hash_handle hh;
	char no[24];
	char realm[40];
	uint32_t doc;
	char *folded;           /* " title content place " */
};

/* Word of a ticket: title, content, point and address as they are now. */
struct news {
	struct news *next;
	char no[24], realm[40];
	const char *parts[PARTS];       /* within text */
	char text[];
};

struct finder {
	pthread_mutex_t news_lock;
	pthread_cond_t enough;          /* news to wake the thread for, or the end */
	struct news *first, **last;
	size_t news_count;
	bool stop;
	pthread_mutex_t order;          /* news are taken in one after the other */
	pthread_t thread;
	pthread_rwlock_t lock;          /* what follows */
	struct text_index *index;
	struct entry **entries, *by_no;
	size_t count, alloc;
	atomic_bool ready;
};

static void *take_in_often(void *arg);

struct finder *finder_new(void)
{
	struct finder *f = xcalloc(1, sizeof(*f));

	pthread_mutex_init(&f->news_lock, NULL);
	pthread_mutex_init(&f->order, NULL);
	pthread_cond_init(&f->enough, NULL);
	pthread_rwlock_init(&f->lock, NULL);
	f->last = &f->first;
	f->index = index_new();
	/* Without the thread the news are taken in by whoever searches. */
	f->stop = pthread_create(&f->thread, NULL, take_in_often, f) != 0;
	return f;
}

static void end_thread(struct finder *f)
{
	pthread_mutex_lock(&f->news_lock);
	bool runs = !f->stop;
	f->stop = true;
	pthread_cond_signal(&f->enough);
	pthread_mutex_unlock(&f->news_lock);
	if (runs)
		pthread_join(f->thread, NULL);
}

static void free_news(struct news *list)
{
	for (struct news *next; list; list = next) {
		next = list->next;
		free(list);
	}
}

void finder_free(struct finder *f)
{
	if (!f)
		return;
	end_thread(f);
	free_news(f->first);
	HASH_CLEAR(hh, f->by_no);
	for (size_t i = 0; i < f->count; i++) {
		free(f->entries[i]->folded);
		free(f->entries[i]);
	}
	free(f->entries);
	index_free(f->index);
	pthread_rwlock_destroy(&f->lock);
	pthread_cond_destroy(&f->enough);
	pthread_mutex_destroy(&f->order);
	pthread_mutex_destroy(&f->news_lock);
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

static struct news *news_of(const struct ticket *t)
{
	static const char *const pointers[PARTS] = { "/matter/title", "/matter/content", "/place/point", "/place/address" };
	const char *parts[PARTS];
	size_t size = 0;

	for (size_t i = 0; i < PARTS; i++) {
		const char *text = jo_pointer_str(t->fields, pointers[i]);
		parts[i] = text ? text : "";
		size += strlen(parts[i]) + 1;
	}
	struct news *n = xmalloc(sizeof(*n) + size);
	char *p = n->text;
	for (size_t i = 0; i < PARTS; i++) {
		n->parts[i] = p;
		p = stpcpy(p, parts[i]) + 1;
	}
	n->next = NULL;
	snprintf(n->no, sizeof(n->no), "%s", t->no);
	snprintf(n->realm, sizeof(n->realm), "%s", t->realm);
	return n;
}

/* Under the lock. */
static void take_in_one(struct finder *f, const struct news *n)
{
	const struct index_field fields[PARTS] = {
		{ n->parts[0], 2 }, { n->parts[1], 1 }, { n->parts[2], 1 }, { n->parts[3], 1 },
	};
	struct buf all = BUF_INIT, folded = BUF_INIT;

	for (size_t i = 0; i < PARTS; i++) {
		buf_adds(&all, n->parts[i]);
		buf_addch(&all, ' ');
	}
	text_fold(&folded, all.data, all.len);
	buf_release(&all);
	struct entry *e = open_entry(f, n->no, n->realm);
	if (!e->folded || strcmp(e->folded, folded.data)) {
		free(e->folded);
		e->folded = xstrdup(folded.data);
		index_put(f->index, e->doc, fields, PARTS);
	}
	buf_release(&folded);
}

static void take_in(struct finder *f)
{
	pthread_mutex_lock(&f->order);
	pthread_mutex_lock(&f->news_lock);
	struct news *list = f->first;
	f->first = NULL;
	f->last = &f->first;
	f->news_count = 0;
	pthread_mutex_unlock(&f->news_lock);
	if (list)
		pthread_rwlock_wrlock(&f->lock);
	for (struct news *n = list; n; n = n->next)
		take_in_one(f, n);
	if (list)
		pthread_rwlock_unlock(&f->lock);
	pthread_mutex_unlock(&f->order);
	free_news(list);
}

static void *take_in_often(void *arg)
{
	struct finder *f = arg;
	bool stop = false;

	while (!stop) {
		pthread_mutex_lock(&f->news_lock);
		while (f->news_count < NEWS_AT_ONCE && !f->stop)
			pthread_cond_wait(&f->enough, &f->news_lock);
		stop = f->stop;
		pthread_mutex_unlock(&f->news_lock);
		if (!stop)
			take_in(f);
	}
	return NULL;
}

void finder_put(struct finder *f, const struct ticket *t)
{
	struct news *n = news_of(t);

	pthread_mutex_lock(&f->news_lock);
	*f->last = n;
	f->last = &n->next;
	if (++f->news_count == NEWS_AT_ONCE)
		pthread_cond_signal(&f->enough);
	pthread_mutex_unlock(&f->news_lock);
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
	take_in(f);
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

	take_in(f);
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
	for (size_t n = 1; db_step(q) == DB_ROW; n++) {
		const char *text = db_get_text(q, 1);
		json *stored = jo_parse(text, strlen(text), NULL);
		struct ticket *t = stored ? ticket_load(stored, NULL) : NULL;
		if (t)
			finder_put(s->finder, t);
		else
			log_error("ticket %s cannot be read; it will not be found by its words", db_get_text(q, 0));
		ticket_free(t);
		jo_free(stored);
		if (n % NEWS_AT_ONCE == 0)
			take_in(s->finder);
	}
	take_in(s->finder);
	bool ok = db_done(q, err);
	store_reader_put(s->store, db);
	atomic_store(&s->finder->ready, ok);
	return ok;
}
