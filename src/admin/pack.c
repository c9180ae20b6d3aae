/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pack.c -- a city pack into the store and out of it. A pack is imported whole or not at all; those
 * before it stay, because tickets were made by their forms.
 */
#include <stdio.h>
#include <string.h>

#include "admin/private.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

static bool refuse_pack(const char *dir, const struct city_report *r, struct error *err)
{
	if (!r->count)
		return error_set(err, ERROR_INPUT, _("The city pack in %.200s cannot be read."), dir);
	return error_set(
		err, ERROR_INPUT, _("The city pack has %zu mistakes and was not imported; the first is %.400s"),
		r->total, r->problems[0]);
}

bool import_prepare(struct admin_job *job, const struct city *city, struct error *err)
{
	const char *dir = jo_str(job->request, "dir");
	struct city_report report = { 0 };

	(void)city;
	if (dir[0] != '/')
		return error_set(err, ERROR_INPUT,
				 _("The folder of a city pack must be an absolute path."));
	job->pack = city_read(dir, &report);
	bool ok = job->pack &&
		  city_read_articles(dir, job->pack, &job->articles, &job->article_count, &report) &&
		  scenarios_read(dir, job->pack, job->articles, job->article_count, &job->scenarios,
				 &job->scenario_count, &report);
	if (!ok)
		refuse_pack(dir, &report, err);
	city_report_release(&report);
	return ok;
}

/* 1: it is current; 0: it was imported before, but another is current; -1: unknown; -2: err. */
static int find_pack(struct db *db, const char *version, struct error *err)
{
	struct query *q =
		db_ask(db, "SELECT current FROM city_pack WHERE version = ?1", "s", version);
	int found = -1;

	if (db_step(q) == DB_ROW)
		found = db_get_int(q, 0) != 0;
	return db_done(q, err) ? found : -2;
}

static bool insert_pack(struct db *db, const struct city *pack, instant now, struct error *err)
{
	json *body = city_to_json(pack, true);
	bool ok = db_run(db, err,
			 "INSERT INTO city_pack (version, imported_at, current, form_version, "
			 "body) "
			 "VALUES (?1, ?2, 1, ?3, ?4)",
			 "siis", pack->version, now, (int64_t)form_version(pack), jo_text(body)) == DB_END;

	jo_free(body);
	return ok;
}

static bool make_current(struct db *db, const struct city *pack, int found, instant now, struct error *err)
{
	if (db_run(db, err, "UPDATE city_pack SET current = 0 WHERE current = 1", "") != DB_END ||
	    db_run(db, err, "INSERT INTO city_use (at, version) VALUES (?1, ?2)", "is", now, pack->version) != DB_END)
		return false;
	if (found < 0)
		return insert_pack(db, pack, now, err);
	return db_run(db, err,
		      "UPDATE city_pack SET current = 1, imported_at = ?1 WHERE version = ?2", "is",
		      now, pack->version) == DB_END;
}

bool import_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	int found = find_pack(db, job->pack->version, err);

	if (found == -2 || (found != 1 && !make_current(db, job->pack, found, now, err)))
		return false;
	json *counts = articles_import(db, job->articles, job->article_count, now, err);
	if (!counts)
		return false;
	json *scenarios = scenarios_import(db, job->scenarios, job->scenario_count, now, err);
	if (!scenarios) {
		jo_free(counts);
		return false;
	}
	if (found != 1)
		job->effects |= ADMIN_CITY;
	if (jo_int(counts, "added", 0) + jo_int(counts, "changed", 0))
		job->effects |= ADMIN_ARTICLES;
	jo_set_str(job->result, "version", job->pack->version);
	jo_set_bool(job->result, "changed", found != 1);
	jo_set(job->result, "articles", counts);
	jo_set(job->result, "scenarios", scenarios);
	json *detail = jo_share(counts);
	jo_set(detail, "scenarios", json_object_get(scenarios));
	return admin_audit_add(db, now, ADMIN_BY, "import", job->pack->version, detail, err);
}

static struct city *load_city(struct query *q, struct error *err)
{
	struct error bad = ERROR_INIT;
	struct city *city = NULL;

	if (db_step(q) == DB_ROW) {
		const char *body = db_get_text(q, 0);
		json *o = jo_parse(body, strlen(body), &bad);
		city = o ? city_from_json(o, &bad) : NULL;
		jo_free(o);
	} else {
		error_set(
			&bad, ERROR_NOT_FOUND, _("The store holds no city pack; import one with `hotlinectl import "
			  "DIR`."));
	}
	if (!db_done(q, err)) {
		city_free(city);
		return NULL;
	}
	if (!city && err)
		*err = bad;
	return city;
}

struct city *admin_city_load(struct db *db, struct error *err)
{
	return load_city(db_query(db, "SELECT body FROM city_pack WHERE current = 1"), err);
}

bool admin_city_used(struct db *db, const char *version, instant at, struct error *err)
{
	return db_run(db, err, "UPDATE city_use SET at = ?1 WHERE version = ?2 AND at = "
		      "(SELECT MAX(at) FROM city_use)", "is", at, version) == DB_END;
}

struct city *admin_city_version(struct db *db, const char *version, struct error *err)
{
	return load_city(db_ask(db, "SELECT body FROM city_pack WHERE version = ?1", "s", version), err);
}
