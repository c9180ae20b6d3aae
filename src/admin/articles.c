/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * articles.c -- knowledge articles of a pack into the store, as new versions.
 *
 * What editors wrote is theirs: an article is changed by an import only when the pack's text
 * differs from the one imported before and nobody edited it since. Articles no longer in the pack
 * stay.
 */
#include <stdio.h>
#include <string.h>

#include "admin/private.h"
#include "hotline/i18n.h"

static const char importer[] = "import";        /* the account of imported versions */

enum fate { ARTICLE_ADDED, ARTICLE_CHANGED, ARTICLE_SAME, ARTICLE_KEPT, ARTICLE_FATES };
static const char *const fate_names[ARTICLE_FATES] = { "added", "changed", "same", "kept" };

static bool same_text(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* The row of a query that begins with the columns of an article. */
static bool same_article(struct query *q, const struct city_article *a)
{
	const char *const mine[] = { a->title, a->category, a->unit, a->kind, a->keywords, a->body,
				     a->valid_from, a->valid_to };

	for (int i = 0; i < (int)(sizeof(mine) / sizeof(mine[0])); i++)
		if (!same_text(db_get_text(q, i), mine[i]))
			return false;
	return true;
}

/* *newest: the highest version, 0 when the article is new. */
static bool decide(struct db *db, const struct city_article *a, enum fate *fate, int64_t *newest, struct error *err)
{
	struct query *q = db_ask(db,
		"SELECT title, category, unit, kind, keywords, body, valid_from, valid_to, "
		"version, account "
		"FROM article WHERE id = ?1 ORDER BY version DESC", "s", a->id);
	bool edited = false;

	*newest = 0;
	*fate = ARTICLE_ADDED;
	while (db_step(q) == DB_ROW) {
		if (!*newest)
			*newest = db_get_int(q, 8);
		if (!strcmp(db_get_text(q, 9), importer)) {
			*fate = same_article(q, a) ? ARTICLE_SAME :
				edited		   ? ARTICLE_KEPT : ARTICLE_CHANGED;
			break;
		}
		edited = true;
		*fate = ARTICLE_KEPT;
	}
	return db_done(q, err);
}

static bool insert_article(struct db *db, const struct city_article *a, int64_t version,
			   instant now, struct error *err)
{
	if (db_run(db, err, "UPDATE article SET current = 0 WHERE id = ?1 AND current = 1", "s", a->id) != DB_END)
		return false;
	return db_run(db, err,
		      "INSERT INTO article (id, version, current, title, category, unit, kind, "
		      "keywords, body, "
		      "valid_from, valid_to, changed_at, account) "
		      "VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
		      "sissssssssis", a->id, version, a->title, a->category, a->unit, a->kind,
		      a->keywords ? a->keywords : "", a->body, a->valid_from, a->valid_to, now, importer) == DB_END;
}

static bool import_one(struct db *db, const struct city_article *a, enum fate *fate, instant now, struct error *err)
{
	int64_t newest;

	if (!decide(db, a, fate, &newest, err))
		return false;
	if (*fate == ARTICLE_SAME || *fate == ARTICLE_KEPT)
		return true;
	return insert_article(db, a, newest + 1, now, err);
}

json *articles_import(struct db *db, const struct city_article *articles, size_t count, instant now,
		      struct error *err)
{
	int64_t counts[ARTICLE_FATES] = { 0 };
	enum fate fate;

	for (size_t i = 0; i < count; i++) {
		if (!import_one(db, &articles[i], &fate, now, err)) {
			error_prefix(err, "%.64s", articles[i].id);
			return NULL;
		}
		counts[fate]++;
	}
	json *o = json_object_new_object();
	for (int i = 0; i < ARTICLE_FATES; i++)
		jo_set_int(o, fate_names[i], counts[i]);
	return o;
}
