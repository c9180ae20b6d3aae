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

enum { WORDS_MOST = 16, HITS_MOST = 1000, TEXTS = 4, PARTS = 6, NEWS_AT_ONCE = 256, SWEEP_AT_ONCE = 4096 };

/* One ticket; its place in `entries` is its document. */
struct entry {
	UT_hash_handle hh;
	char no[24];
	char realm[40];
	uint32_t doc;
	char *folded;           /* "title content place " */
	char *caller;           /* "name company " */
	bool confidential, over;
	instant created_at;
};

/* Word of a ticket: title, content, point and address as they are now; then name and company of its caller. */
struct news {
	struct news *next;
	char no[24], realm[40];
	bool confidential, over;
	instant created_at;
	bool if_absent;                 /* as the store has it, where a later move may have brought newer word */
	const char *parts[PARTS];       /* within text */
	char text[];
};

struct finder {
	pthread_mutex_t news_lock;
	pthread_cond_t enough;          /* news to wake the thread for, or the end */
	struct news *first, **last;
	size_t news_count;
	bool stop, has_thread;
	pthread_mutex_t order;          /* news are taken in one after the other */
	pthread_t thread;
	pthread_rwlock_t lock;          /* what follows */
	struct text_index *index;
	struct entry **entries, *by_no;         /* entries: NULL where one was forgotten */
	size_t count, alloc;
	uint32_t *unused;                       /* documents of those */
	size_t unused_count, unused_alloc;
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
	f->has_thread = !pthread_create(&f->thread, NULL, take_in_often, f);
	return f;
}

static void end_thread(struct finder *f)
{
	pthread_mutex_lock(&f->news_lock);
	f->stop = true;
	pthread_cond_signal(&f->enough);
	pthread_mutex_unlock(&f->news_lock);
	if (f->has_thread)
		pthread_join(f->thread, NULL);
}

static void free_news(struct news *list)
{
	for (struct news *next; list; list = next) {
		next = list->next;
		free(list);
	}
}

static void entry_free(struct entry *e)
{
	if (!e)
		return;
	free(e->folded);
	free(e->caller);
	free(e);
}

void finder_free(struct finder *f)
{
	if (!f)
		return;
	end_thread(f);
	free_news(f->first);
	HASH_CLEAR(hh, f->by_no);
	for (size_t i = 0; i < f->count; i++)
		entry_free(f->entries[i]);
	free(f->entries);
	free(f->unused);
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

static struct entry *open_entry(struct finder *f, const char *no)
{
	struct entry *e;

	HASH_FIND_STR(f->by_no, no, e);
	if (e)
		return e;
	e = xcalloc(1, sizeof(*e));
	snprintf(e->no, sizeof(e->no), "%s", no);
	if (f->unused_count) {
		e->doc = f->unused[--f->unused_count];
	} else {
		e->doc = (uint32_t)f->count++;
		ARRAY_GROW(f->entries, f->count, f->alloc);
	}
	f->entries[e->doc] = e;
	HASH_ADD_STR(f->by_no, no, e);
	return e;
}

static struct news *news_of(const struct ticket *t, bool if_absent)
{
	static const char *const pointers[PARTS] = {
		"/matter/title", "/matter/content", "/place/point", "/place/address", "/caller/name", "/caller/company",
	};
	const struct ticket_actor stranger = { .id = "", .username = "" };
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
	n->confidential = ticket_hides_caller(t, &stranger);
	n->over = t->state == TICKET_CLOSED || t->state == TICKET_VOID;
	n->created_at = t->created_at;
	n->if_absent = if_absent;
	return n;
}

/* Texts one behind the other as the index sees them, each with a blank behind it. Caller frees. */
static char *fold_all(const char *const *texts, size_t count)
{
	struct buf all = BUF_INIT, folded = BUF_INIT;

	for (size_t i = 0; i < count; i++) {
		buf_adds(&all, texts[i]);
		buf_addch(&all, ' ');
	}
	text_fold(&folded, all.data, all.len);
	buf_release(&all);
	return buf_detach(&folded);
}

/* Takes the texts; true when they are others than before. */
static bool take_texts(struct entry *e, char *folded, char *caller)
{
	bool same = e->folded && !strcmp(e->folded, folded) && !strcmp(e->caller, caller);

	free(e->folded);
	free(e->caller);
	e->folded = folded;
	e->caller = caller;
	return !same;
}

/* Under the lock. */
static void take_in_one(struct finder *f, const struct news *n)
{
	const struct index_field fields[PARTS] = {
		{ n->parts[0], 2 }, { n->parts[1], 1 }, { n->parts[2], 1 }, { n->parts[3], 1 }, { n->parts[4], 1 },
		{ n->parts[5], 1 },
	};
	struct entry *e = open_entry(f, n->no);

	if (n->if_absent && e->folded)
		return;
	/* A number whose ticket was rolled back may come again elsewhere. */
	snprintf(e->realm, sizeof(e->realm), "%s", n->realm);
	e->confidential = n->confidential;
	e->over = n->over;
	e->created_at = n->created_at;
	if (take_texts(e, fold_all(n->parts, TEXTS), fold_all(n->parts + TEXTS, PARTS - TEXTS)))
		index_put(f->index, e->doc, fields, PARTS);
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

static void leave_word(struct finder *f, struct news *n)
{
	pthread_mutex_lock(&f->news_lock);
	*f->last = n;
	f->last = &n->next;
	if (++f->news_count == NEWS_AT_ONCE)
		pthread_cond_signal(&f->enough);
	pthread_mutex_unlock(&f->news_lock);
}

void finder_put(struct finder *f, const struct ticket *t)
{
	leave_word(f, news_of(t, false));
}

static void forget(struct finder *f, struct entry *e)
{
	index_remove(f->index, e->doc);
	HASH_DELETE(hh, f->by_no, e);
	f->entries[e->doc] = NULL;
	ARRAY_GROW(f->unused, f->unused_count + 1, f->unused_alloc);
	f->unused[f->unused_count++] = e->doc;
	entry_free(e);
}

void finder_sweep(struct finder *f, instant now)
{
	instant limit = now - FINDER_DAYS * (int64_t)86400000;
	bool more = true;

	/* Some at a time, so that nobody waits for it. */
	for (size_t i = 0; more; ) {
		pthread_rwlock_wrlock(&f->lock);
		size_t end = i + SWEEP_AT_ONCE < f->count ? i + SWEEP_AT_ONCE : f->count;
		for (; i < end; i++)
			if (f->entries[i] && f->entries[i]->over && f->entries[i]->created_at <= limit)
				forget(f, f->entries[i]);
		more = end < f->count;
		pthread_rwlock_unlock(&f->lock);
	}
}

/* ---- finding ---- */

struct finder_words {
	char *query, *folded;
	const char *words[WORDS_MOST];          /* in folded */
	size_t count;
	bool callers;
};

struct finder_words *finder_words_new(const char *query, bool callers)
{
	struct finder_words *w = xcalloc(1, sizeof(*w));
	struct buf folded = BUF_INIT;
	char *rest = NULL;

	text_fold(&folded, query, strlen(query));
	w->query = xstrdup(query);
	w->folded = buf_detach(&folded);
	w->callers = callers;
	for (char *p = strtok_r(w->folded, " ", &rest); p && w->count < WORDS_MOST; p = strtok_r(NULL, " ", &rest))
		w->words[w->count++] = p;
	return w;
}

void finder_words_free(struct finder_words *words)
{
	if (!words)
		return;
	free(words->query);
	free(words->folded);
	free(words);
}

static bool entry_holds(const struct entry *e, const struct finder_words *w)
{
	bool with_caller = w->callers || !e->confidential;

	for (size_t i = 0; i < w->count; i++)
		if (!strstr(e->folded, w->words[i]) && !(with_caller && strstr(e->caller, w->words[i])))
			return false;
	return true;
}

struct wanted {
	const struct finder *finder;
	const char *realm, *but;
	const struct finder_words *words;       /* NULL: any */
};

static double fits(void *arg, uint32_t doc)
{
	const struct wanted *w = arg;
	const struct entry *e = w->finder->entries[doc];

	return !strcmp(e->realm, w->realm) && !(w->but && !strcmp(e->no, w->but)) &&
	       (!w->words || entry_holds(e, w->words));
}

static size_t take_hits(const struct finder *f, const struct index_hit *found, size_t count, struct finder_hit *hits)
{
	for (size_t i = 0; i < count; i++) {
		memcpy(hits[i].no, f->entries[found[i].doc]->no, sizeof(hits[i].no));
		hits[i].score = found[i].score;
	}
	return count;
}

size_t finder_search(struct finder *f, const char *realm, const struct finder_words *words, size_t limit,
		     struct finder_hit *hits)
{
	struct wanted w = { .finder = f, .realm = realm, .words = words };
	struct index_hit found[HITS_MOST];

	if (!words->count)
		return 0;
	take_in(f);
	pthread_rwlock_rdlock(&f->lock);
	size_t n = index_search(f->index, words->query, limit < HITS_MOST ? limit : HITS_MOST, fits, &w, found);
	n = take_hits(f, found, n, hits);
	pthread_rwlock_unlock(&f->lock);
	return n;
}

bool finder_holds(struct finder *f, const struct finder_words *words, const char *no)
{
	struct entry *e;

	pthread_rwlock_rdlock(&f->lock);
	HASH_FIND_STR(f->by_no, no, e);
	bool holds = e && entry_holds(e, words);
	pthread_rwlock_unlock(&f->lock);
	return holds;
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

/* A page of tickets behind the number in `last`, which moves on; false: that was the last, or err. */
static bool load_page(struct finder *f, struct db *db, instant since, char last[24], struct error *err)
{
	struct query *q = db_ask(db, "SELECT no, body FROM ticket WHERE no > ?2 AND (state NOT IN (" FINDER_OVER ") OR "
				 "created_at > ?1) ORDER BY no LIMIT 1000", "is", since, last);
	char before[24];

	snprintf(before, sizeof(before), "%s", last);
	while (db_step(q) == DB_ROW) {
		const char *text = db_get_text(q, 1);
		json *stored = jo_parse(text, strlen(text), NULL);
		struct ticket *t = stored ? ticket_load(stored, NULL) : NULL;
		snprintf(last, 24, "%s", db_get_text(q, 0));
		if (t)
			leave_word(f, news_of(t, true));
		else
			log_error("ticket %s cannot be read; it will not be found by its words", last);
		ticket_free(t);
		jo_free(stored);
	}
	bool ok = db_done(q, err);
	take_in(f);
	return ok && strcmp(before, last) != 0;
}

/* By pages, so that no read is so long that the store's log cannot be copied meanwhile. */
bool finder_load(struct server *s, struct error *err)
{
	struct error failed = ERROR_INIT;
	struct db *db = store_reader(s->store, err);
	instant since = clock_now() - FINDER_DAYS * (int64_t)86400000;
	char last[24] = "";

	if (!db)
		return false;
	while (!atomic_load(&s->stopping) && load_page(s->finder, db, since, last, &failed))
		;
	store_reader_put(s->store, db);
	if (failed.kind != ERROR_NONE) {
		*err = failed;
		return false;
	}
	atomic_store(&s->finder->ready, true);
	return true;
}
