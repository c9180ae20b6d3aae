/* SPDX-License-Identifier: GPL-3.0-or-later */
/* knowledge.c -- see knowledge.h. Title and keywords weigh more than the body. */
#include "server/service/knowledge.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/index.h"
#include "hotline/text.h"

enum { SNIPPET_CHARS = 90, CANDIDATES_MOST = 400 };

struct article {
	char *id, *title, *category, *unit, *kind, *keywords, *body, *valid_from, *valid_to;
	int64_t version, changed_at;
};

/* Articles of one shelf. A place without id is free: what lay there was changed since the last reload. */
struct knowledge {
	enum knowledge_shelf shelf;
	pthread_rwlock_t lock;
	struct article *articles;       /* `sorted` ones, the newest first; behind them those put since, the newest last */
	size_t sorted, count, alloc;
	struct text_index *index;       /* document = place in articles */
	bool reloading;
	json *missed;                   /* put since the reload that is under way began */
	pthread_mutex_t order;          /* one reload at a time */
};

struct knowledge *knowledge_new(enum knowledge_shelf shelf)
{
	struct knowledge *k = xcalloc(1, sizeof(*k));

	k->shelf = shelf;
	pthread_rwlock_init(&k->lock, NULL);
	pthread_mutex_init(&k->order, NULL);
	k->index = index_new();
	return k;
}

static void release_article(struct article *a)
{
	char *texts[] = { a->id, a->title, a->category, a->unit, a->kind, a->keywords, a->body, a->valid_from,
			  a->valid_to };

	for (size_t n = 0; n < ARRAY_SIZE(texts); n++)
		free(texts[n]);
	*a = (struct article){ .id = NULL };
}

static void free_articles(struct article *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		release_article(&list[i]);
	free(list);
}

void knowledge_free(struct knowledge *k)
{
	if (!k)
		return;
	free_articles(k->articles, k->count);
	index_free(k->index);
	jo_free(k->missed);
	pthread_mutex_destroy(&k->order);
	pthread_rwlock_destroy(&k->lock);
	free(k);
}

#define ARTICLE_COLUMNS                                                        \
	"id, version, title, category, unit, kind, keywords, body, valid_from, valid_to, changed_at "

/* One statement for all that is current, one for a version (0: the current one). */
#define STATEMENTS(table)                                                      \
	{ "SELECT " ARTICLE_COLUMNS "FROM " table " WHERE current = 1 ORDER BY changed_at DESC, id", \
	  "SELECT " ARTICLE_COLUMNS "FROM " table " WHERE id = ?1 AND ((?2 = 0 AND current = 1) OR version = ?2)" }
static const struct { const char *all, *one; } statements[] = {
	[SHELF_ARTICLES] = STATEMENTS("article"), [SHELF_PRECEDENTS] = STATEMENTS("precedent"),
};

static void read_article(struct query *q, struct article *a)
{
	char **texts[] = { &a->title, &a->category, &a->unit, &a->kind, &a->keywords, &a->body,
			   &a->valid_from, &a->valid_to };

	a->id = xstrdup(db_get_text(q, 0));
	a->version = db_get_int(q, 1);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		*texts[i] = xstrdup(db_get_text(q, 2 + (int)i));
	a->changed_at = db_get_int(q, 10);
}

static void index_article(struct text_index *index, uint32_t doc, const struct article *a)
{
	const struct index_field fields[] = {
		{ a->title, 3.0 },
		{ a->keywords ? a->keywords : "", 2.0 },
		{ a->body, 1.0 },
	};

	index_put(index, doc, fields, ARRAY_SIZE(fields));
}

/* ---- putting one ---- */

static void take_out(struct knowledge *k, const char *id)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->articles[i].id && !strcmp(k->articles[i].id, id)) {
			index_remove(k->index, (uint32_t)i);
			release_article(&k->articles[i]);
		}
}

/* Under the lock. */
static void put(struct knowledge *k, const json *o)
{
	const char *id = jo_str(o, "id"), *body = jo_str(o, "body");

	take_out(k, id);
	if (!body)
		return;
	ARRAY_GROW(k->articles, k->count + 1, k->alloc);
	struct article *a = &k->articles[k->count];
	*a = (struct article){
		.id = xstrdup(id), .title = xstrdup(jo_str(o, "title")), .category = xstrdup(jo_str(o, "category")),
		.unit = xstrdup(jo_str(o, "unit")), .kind = xstrdup(jo_str(o, "kind")),
		.keywords = xstrdup(jo_str(o, "keywords")), .body = xstrdup(body),
		.version = jo_int(o, "version", 0),
	};
	index_article(k->index, (uint32_t)k->count++, a);
}

void knowledge_put(struct knowledge *k, const json *o)
{
	pthread_rwlock_wrlock(&k->lock);
	put(k, o);
	if (k->reloading)
		json_object_array_add(k->missed, jo_copy((json *)o));
	pthread_rwlock_unlock(&k->lock);
}

/* ---- reading all ---- */

struct library { struct article *list; size_t count, alloc; };

static bool read_all(struct server *s, struct knowledge *k, struct library *l, struct error *err)
{
	struct db *db = store_reader(s->store, err);

	if (!db)
		return false;
	struct query *q = db_query(db, statements[k->shelf].all);
	while (db_step(q) == DB_ROW) {
		ARRAY_GROW(l->list, l->count + 1, l->alloc);
		memset(&l->list[l->count], 0, sizeof(*l->list));
		read_article(q, &l->list[l->count++]);
	}
	bool ok = db_done(q, err);
	store_reader_put(s->store, db);
	return ok;
}

/* From here on what is put is remembered: the store may have been read before it was there. */
static void begin_reload(struct knowledge *k)
{
	pthread_rwlock_wrlock(&k->lock);
	k->reloading = true;
	k->missed = json_object_new_array();
	pthread_rwlock_unlock(&k->lock);
}

/* The new shelf takes the old one's place, and the other way round. Without `index`: it failed, and the old one stays. */
static void end_reload(struct knowledge *k, struct library *l, struct text_index **index)
{
	pthread_rwlock_wrlock(&k->lock);
	if (*index) {
		struct library old = { k->articles, k->count, k->alloc };
		struct text_index *old_index = k->index;
		k->articles = l->list;
		k->sorted = k->count = l->count;
		k->alloc = l->alloc;
		k->index = *index;
		for (size_t i = 0; i < jo_len(k->missed); i++)
			put(k, jo_at(k->missed, i));
		*l = old;
		*index = old_index;
	}
	jo_free(k->missed);
	k->missed = NULL;
	k->reloading = false;
	pthread_rwlock_unlock(&k->lock);
}

bool knowledge_reload(struct server *s, struct knowledge *k, struct error *err)
{
	struct library l = { 0 };
	struct text_index *index = NULL;

	pthread_mutex_lock(&k->order);
	begin_reload(k);
	bool ok = read_all(s, k, &l, err);      /* half a library is no library: the old one stays */
	if (ok) {
		index = index_new();
		for (size_t i = 0; i < l.count; i++)
			index_article(index, (uint32_t)i, &l.list[i]);
	}
	end_reload(k, &l, &index);
	pthread_mutex_unlock(&k->order);
	free_articles(l.list, l.count);
	if (index)
		index_free(index);
	return ok;
}

static void today_text(instant now, char day[16])
{
	time_t seconds = (time_t)(now / 1000);
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(day, 16, "%Y-%m-%d", &tm);
}

/* Dates compare as text. Not yet valid counts as not valid, too. */
static bool is_valid(const struct article *a, const char *today)
{
	return (!a->valid_from || strcmp(a->valid_from, today) <= 0) &&
	       (!a->valid_to || strcmp(today, a->valid_to) <= 0);
}

static json *article_to_json(const struct article *a, const char *today, bool whole)
{
	json *o = json_object_new_object();

	jo_set_str(o, "id", a->id);
	jo_set_int(o, "version", a->version);
	jo_set_str(o, "title", a->title);
	jo_set_str(o, "category", a->category);
	jo_set_str(o, "unit", a->unit);
	jo_set_str(o, "kind", a->kind);
	jo_set_str(o, "keywords", a->keywords);
	jo_set_str(o, "body", whole ? a->body : NULL);
	jo_set_str(o, "valid_from", a->valid_from);
	jo_set_str(o, "valid_to", a->valid_to);
	jo_set_bool(o, "expired", a->valid_to && strcmp(today, a->valid_to) > 0);
	jo_set_bool(o, "in_force", is_valid(a, today));
	return o;
}

static void add_snippet(json *o, const struct article *a, const char *query)
{
	struct index_snippet s = { 0 };
	json *marks = json_object_new_array();

	index_snippet(a->body, query ? query : "", SNIPPET_CHARS, &s);
	for (size_t i = 0; i < s.mark_count; i++) {
		json *mark = json_object_new_array();
		json_object_array_add(mark, json_object_new_int64(s.marks[i].start));
		json_object_array_add(mark, json_object_new_int64(s.marks[i].length));
		json_object_array_add(marks, mark);
	}
	jo_set_str(o, "snippet", s.text ? s.text : "");
	jo_set(o, "marks", marks);
	free(s.text);
}

enum { TOP_ALIKE = 2 };          /* characters of a code that name its top category */
#define FAR_BEHIND 0.25

struct wanted {
	const struct knowledge *k;
	const char *category, *near, *today;
};

/* Of the same category or one above or below it 1, of the same top one less, of another little: codes begin alike. */
static double nearness(const char *category, const char *near)
{
	size_t alike = 0;

	while (category && category[alike] && category[alike] == near[alike])
		alike++;
	return category && (!near[alike] || !category[alike]) ? 1 : alike >= TOP_ALIKE ? 0.75 : 0.4;
}

/* Out-of-force articles stay findable, far behind. */
static double factor(void *arg, uint32_t doc)
{
	const struct wanted *want = arg;
	const struct article *a = &want->k->articles[doc];

	if (!a->id)
		return 0;
	if (want->category &&
	    (!a->category || strncmp(a->category, want->category, strlen(want->category))))
		return 0;
	return (is_valid(a, want->today) ? 1 : 0.2) * (want->near ? nearness(a->category, want->near) : 1);
}

static size_t newest(const struct wanted *want, size_t limit, struct index_hit *hits)
{
	const struct knowledge *k = want->k;
	size_t n = 0;

	for (size_t i = 0; i < k->count && n < limit; i++) {
		size_t put = k->count - k->sorted, doc = i < put ? k->count - 1 - i : i - put;
		if (factor((void *)want, (uint32_t)doc) >= 1)
			hits[n++] = (struct index_hit){ (uint32_t)doc, 0 };
	}
	return n;
}

static void add_hits(json *items, const struct wanted *want, const struct index_hit *hits, size_t count,
		     bool valid, const char *query, int limit)
{
	for (size_t i = 0; i < count && jo_len(items) < (size_t)limit; i++) {
		const struct article *a = &want->k->articles[hits[i].doc];
		if (is_valid(a, want->today) != valid)
			continue;
		json *o = article_to_json(a, want->today, false);
		add_snippet(o, a, query);
		json_object_object_add(o, "score", json_object_new_double(hits[i].score));
		json_object_array_add(items, o);
	}
}

/* Beside a form nobody reads what is far behind the best. */
static size_t without_far(const struct index_hit *hits, size_t count)
{
	while (count > 1 && hits[count - 1].score < FAR_BEHIND * hits[0].score)
		count--;
	return count;
}

static const char *filled(const char *text)
{
	return !text || text_is_blank(text) ? NULL : text;
}

json *knowledge_search(struct work *w, struct knowledge *k, const struct knowledge_want *asked)
{
	struct index_hit hits[CANDIDATES_MOST];
	char today[16];
	json *items = json_object_new_array();

	today_text(w->now, today);
	pthread_rwlock_rdlock(&k->lock);
	struct wanted want = { k, filled(asked->category), filled(asked->near), today };
	size_t most = (size_t)asked->limit * 2 > CANDIDATES_MOST ? CANDIDATES_MOST : (size_t)asked->limit * 2;
	size_t count = !asked->query || text_is_blank(asked->query) ? newest(&want, (size_t)asked->limit, hits)
					      : index_search(k->index, asked->query, most, factor, &want, hits);
	if (want.near)
		count = without_far(hits, count);
	add_hits(items, &want, hits, count, true, asked->query, asked->limit);
	add_hits(items, &want, hits, count, false, asked->query, asked->limit);
	pthread_rwlock_unlock(&k->lock);
	return page_of(items, NULL);
}

json *knowledge_read(struct work *w, const struct knowledge *k, const char *id, int64_t version, struct error *err)
{
	json *o = NULL;
	char today[16];
	struct query *q = db_ask(w->db, statements[k->shelf].one, "si", id, version);

	today_text(w->now, today);
	if (db_step(q) == DB_ROW) {
		struct article *a = xcalloc(1, sizeof(*a));
		read_article(q, a);
		o = article_to_json(a, today, true);
		jo_set_time(o, "changed_at", a->changed_at);
		free_articles(a, 1);
	}
	if (db_done(q, err) && !o)
		error_set(err, ERROR_NOT_FOUND, _("There is no article %s."), id);
	return o;
}
