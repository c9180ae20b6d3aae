/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keyed.c -- Idempotency-Key: the first 2xx answer is kept in the transaction that earned it.
 *
 * Looked up before If-Match and state, so that a repeat of a move that went through is answered with what it did. Bodies
 * are compared as parsed JSON by the hash of a canonical form, made before the writer gets the request: members sorted,
 * numbers by value; their order and the spelling of strings do not matter. The one writer makes a twin wait for the
 * first.
 */
#include "server/http/front.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "server/http/keyed.h"

bool keyed_read(struct exchange *ex)
{
	const char *key = request_header(&ex->rq, "Idempotency-Key");
	size_t len = key ? strlen(key) : 0;

	if (!(ex->rq.route->flags & ROUTE_KEYED))
		return true;
	for (size_t i = 0; i < len; i++)
		if (key[i] < '!' || key[i] > '~')
			len = 0;
	if (len < 1 || len > 64)
		return reply_problem(&ex->rp, 400, "key",
				     _("The request needs an Idempotency-Key of 1 to 64 visible "
				       "ASCII characters."));
	memcpy(ex->key, key, len + 1);
	return true;
}

struct member { const char *name; json *value; };

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct member *)a)->name, ((const struct member *)b)->name);
}

static void put_canonical(struct buf *out, json *v);

/* A letter or none, a count and what follows it. */
static void put_count(struct buf *out, const char *before, size_t n, const char *after)
{
	char digits[24], *p = digits + sizeof(digits);

	do {
		*--p = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	buf_adds(out, before);
	buf_add(out, p, (size_t)(digits + sizeof(digits) - p));
	buf_adds(out, after);
}

static void put_string(struct buf *out, const char *s, size_t len)
{
	put_count(out, "", len, ":");
	buf_add(out, s, len);
}

static void put_members(struct buf *out, json *o)
{
	size_t count = 0, all = (size_t)json_object_object_length(o);
	struct member few[32], *members = all <= ARRAY_SIZE(few) ? few : xcalloc(all, sizeof(*members));

	json_object_object_foreach(o, name, value)
		members[count++] = (struct member){ name, value };
	qsort(members, count, sizeof(*members), by_name);
	put_count(out, "o", count, "");
	for (size_t i = 0; i < count; i++) {
		put_string(out, members[i].name, strlen(members[i].name));
		put_canonical(out, members[i].value);
	}
	if (members != few)
		free(members);
}

static void put_number(struct buf *out, double d)
{
	if (d == floor(d) && fabs(d) < 9e15)
		buf_addf(out, "i%" PRId64 ";", (int64_t)d);
	else
		buf_addf(out, "d%.17g;", d);
}

static void put_canonical(struct buf *out, json *v)
{
	switch (json_object_get_type(v)) {
	case json_type_null:
		buf_addch(out, 'n');
		break;
	case json_type_boolean:
		buf_addch(out, json_object_get_boolean(v) ? 't' : 'f');
		break;
	case json_type_int:
		buf_addf(out, "i%s;", json_object_get_string(v));
		break;
	case json_type_double:
		put_number(out, json_object_get_double(v));
		break;
	case json_type_string:
		buf_addch(out, 's');
		put_string(out, json_object_get_string(v), (size_t)json_object_get_string_len(v));
		break;
	case json_type_array:
		put_count(out, "a", jo_len(v), "");
		for (size_t i = 0; i < jo_len(v); i++)
			put_canonical(out, jo_at(v, i));
		break;
	case json_type_object:
		put_members(out, v);
		break;
	}
}

void keyed_hash_body(struct exchange *ex)
{
	struct buf text = BUF_INIT;

	if (!ex->key[0])
		return;
	buf_reserve(&text, ex->body.len + 256);
	put_canonical(&text, ex->rq.body);
	hash_hex(text.data, text.len, ex->body_hash);
	buf_release(&text);
}

/* Gives the kept answer again, or refuses the key for another body. */
static void replay(struct exchange *ex, struct query *q)
{
	const char *answer = db_get_text(q, 2), *etag = db_get_text(q, 3);

	if (strcmp(db_get_text(q, 0), ex->body_hash) != 0) {
		reply_problem(
			&ex->rp, 422, "key-reused",
			_("This Idempotency-Key was used for another request; make a new one."));
		return;
	}
	reply_json(&ex->rp, (int)db_get_int(q, 1), NULL);
	if (*answer) {
		ex->rp.type = "application/json";
		buf_adds(&ex->rp.text, answer);
	}
	if (strlen(etag) < sizeof(ex->rp.etag))
		memcpy(ex->rp.etag, etag, strlen(etag) + 1);
	ex->replayed = true;
}

enum keyed keyed_look_up(struct exchange *ex, struct db *db)
{
	struct error err = ERROR_INIT;

	if (!ex->key[0])
		return KEYED_NEW;
	struct query *q = db_ask(db,
				 "SELECT body_hash, status, answer, etag FROM idempotency "
				 "WHERE realm = ?1 AND account = ?2 AND method = ?3 "
				 "AND path = ?4 AND idem_key = ?5",
				 "sssss", ex->user.realm, ex->user.id, ex->rq.route->method, ex->rq.path, ex->key);
	bool found = db_step(q) == DB_ROW;
	if (found)
		replay(ex, q);
	if (!db_done(q, &err))
		reply_error(&ex->rp, &err);
	return found || err.kind != ERROR_NONE ? KEYED_DONE : KEYED_NEW;
}

bool keyed_keep(struct exchange *ex, struct db *db, struct error *err)
{
	size_t len;

	if (!ex->key[0])
		return true;
	return db_run(db, err,
		      "INSERT INTO idempotency (realm, account, method, path, idem_key, body_hash, "
		      "status, answer, etag, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
		      "ssssssissi", ex->user.realm, ex->user.id, ex->rq.route->method, ex->rq.path,
		      ex->key, ex->body_hash, (int64_t)ex->rp.status,
		      reply_content(&ex->rp, &len), ex->rp.etag, ex->rq.now) == DB_END;
}

bool keyed_purge(struct db *db, instant now, struct error *err)
{
	return db_run(db, err, "DELETE FROM idempotency WHERE (realm, account, method, path, idem_key) IN "
		      "(SELECT realm, account, method, path, idem_key FROM idempotency WHERE at < ?1 LIMIT 1000)", "i",
		      now - SECONDS(KEYED_DAYS * 86400)) == DB_END;
}
