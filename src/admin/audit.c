/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit.c -- the audit chain. What is hashed is the row's text, a line each, so that the chain can
 * be checked with sha256sum alone; free text comes last, so that no other field can be forged by
 * it.
 */
#include <stdio.h>

#include "admin/admin.h"
#include "hotline/ids.h"

static const char node[] = "1";         /* one server, one chain */

static bool last_row(struct db *db, int64_t *seq, char hash[HASH_TEXT], struct error *err)
{
	struct query *q = db_ask(db,
		"SELECT seq, hash FROM audit WHERE node = ?1 ORDER BY seq DESC LIMIT 1", "s", node);

	*seq = 0;
	snprintf(hash, HASH_TEXT, "%064d", 0);
	if (db_step(q) == DB_ROW) {
		*seq = db_get_int(q, 0);
		snprintf(hash, HASH_TEXT, "%s", db_get_text(q, 1));
	}
	return db_done(q, err);
}

static bool add_row(struct db *db, instant now, const char *account, const char *action,
		    const char *subject, const char *detail, struct error *err)
{
	char before[HASH_TEXT], hash[HASH_TEXT];
	struct buf line = BUF_INIT;
	int64_t seq;

	if (!last_row(db, &seq, before, err))
		return false;
	buf_addf(&line, "%s\n%s\n%lld\n%lld\n%s\n%s\n%s\n%s", before, node, (long long)seq + 1,
		 (long long)now, account, action, subject, detail);
	hash_hex(line.data, line.len, hash);
	buf_release(&line);
	return db_run(db, err,
		      "INSERT INTO audit (node, seq, at, account, action, subject, detail, "
		      "before_hash, hash) "
		      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
		      "siissssss", node, seq + 1, now, account, action, subject, detail, before,
		      hash) == DB_END;
}

bool admin_audit_add(struct db *db, instant now, const char *account, const char *action,
		     const char *subject, json *detail, struct error *err)
{
	bool ok = add_row(db, now, account, action, subject, detail ? jo_text(detail) : "{}", err);

	jo_free(detail);
	return ok;
}
