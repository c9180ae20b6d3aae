/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify_all.c -- the whole proof, command after command, and what an upgrade left to be written anew. */
#include <string.h>

#include "admin/admin.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/log.h"

enum { NAMED_MOST = 100, MEND_AT_ONCE = 500 };

struct proof {
	admin_ask *ask;
	void *arg;
	bool mend;
	json *result;
};

static void add(struct proof *p, const char *name, int64_t n)
{
	jo_set_int(p->result, name, jo_int(p->result, name, 0) + n);
}

static json *command(const char *name)
{
	json *o = json_object_new_object();

	jo_set_str(o, "command", name);
	return o;
}

/* Some of the items from the n-th on. */
static json *some_of(const json *items, size_t from)
{
	json *some = json_object_new_array();

	for (size_t i = from; i < jo_len(items) && i < from + MEND_AT_ONCE; i++)
		json_object_array_add(some, json_object_get(jo_at(items, i)));
	return some;
}

static bool mend(struct proof *p, const char *name, const json *items, struct error *err)
{
	for (size_t i = 0; i < jo_len(items); i += MEND_AT_ONCE) {
		json *request = command(name);
		jo_set(request, "items", some_of(items, i));
		json *done = p->ask(p->arg, request, err);
		if (!done)
			return false;
		add(p, "mended", jo_int(done, "mended", 0));
		jo_free(done);
	}
	return true;
}

static void keep_items(struct proof *p, const json *items)
{
	json *named = jo_get(p->result, "items");

	add(p, "differing", (int64_t)jo_len(items));
	for (size_t i = 0; i < jo_len(items) && jo_len(named) < NAMED_MOST; i++)
		json_object_array_add(named, json_object_get(jo_at(items, i)));
}

/* One half of the proof: `counts` name what an answer counts; the answer's "next" goes into the next request as `to`. */
static bool prove(struct proof *p, const char *name, const char *mending, const char *to, const char *const counts[2],
		  struct error *err)
{
	json *next = NULL;
	bool ok = true;

	do {
		json *request = command(name);
		jo_set(request, to, next);
		json *answer = p->ask(p->arg, request, err);
		const json *items = jo_get(answer, "items");
		next = json_object_get(jo_get(answer, "next"));
		for (size_t i = 0; i < 2 && counts[i]; i++)
			add(p, counts[i], jo_int(answer, counts[i], 0));
		keep_items(p, items);
		ok = answer && (!p->mend || mend(p, mending, items, err));
		jo_free(answer);
	} while (ok && next);
	jo_free(next);
	return ok;
}

json *admin_verify(admin_ask *ask, void *arg, bool mend_too, struct error *err)
{
	static const char *const tickets[2] = { "tickets", "events" }, *const days[2] = { "days", NULL };
	struct proof p = { ask, arg, mend_too, json_object_new_object() };

	jo_set(p.result, "items", json_object_new_array());
	add(&p, "mended", 0);
	if (prove(&p, "verify", "verify mend", "after", tickets, err) &&
	    prove(&p, "verify days", "verify days mend", "next", days, err))
		return p.result;
	jo_free(p.result);
	return NULL;
}

/* ---- after an upgrade ---- */

struct run { struct admin_job *job; };

static bool apply(struct db *db, void *arg, struct error *err)
{
	return admin_apply(((struct run *)arg)->job, db, clock_now(), err);
}

json *admin_ask_store(void *arg, json *request, struct error *err)
{
	struct store *s = arg;
	struct run r = { admin_prepare(request, NULL, err) };
	json *result = NULL;

	jo_free(request);
	if (!r.job)
		return NULL;
	struct db *db = admin_reads_only(r.job) ? store_reader(s, err) : NULL;
	bool ok = admin_reads_only(r.job) ? db && apply(db, &r, err) : store_write(s, apply, &r, err);
	store_reader_put(s, db);
	if (ok) {
		json *answer = admin_answer(r.job, true, NULL);
		result = json_object_get(jo_get(answer, "result"));
		jo_free(answer);
	}
	admin_job_free(r.job);
	return result;
}

static bool is_behind(struct store *s, bool *behind, struct error *err)
{
	struct db *db = store_reader(s, err);

	if (!db)
		return false;
	struct query *q = db_query(db, "SELECT 1 FROM meta WHERE name = 'rows_behind'");
	*behind = db_step(q) == DB_ROW;
	bool ok = db_done(q, err);
	store_reader_put(s, db);
	return ok;
}

static bool forget_mark(struct db *db, void *arg, struct error *err)
{
	(void)arg;
	return db_run(db, err, "DELETE FROM meta WHERE name = 'rows_behind'", "") == DB_END;
}

bool admin_catch_up(struct store *s, struct error *err)
{
	bool behind;

	if (!is_behind(s, &behind, err) || !behind)
		return err->kind == ERROR_NONE;
	log_info("the store was upgraded: its tickets are written anew from their events");
	json *result = admin_verify(admin_ask_store, s, true, err);
	if (!result)
		return false;
	log_info("%lld of %lld tickets and days were written anew", (long long)jo_int(result, "mended", 0),
		 (long long)(jo_int(result, "tickets", 0) + jo_int(result, "days", 0)));
	jo_free(result);
	return store_write(s, forget_mark, NULL, err);
}
