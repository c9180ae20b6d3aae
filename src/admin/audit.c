/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit.c -- the audit chain. What is hashed is the row's text, a line each, so that the chain can
 * be checked with sha256sum alone; free text comes last, so that no other field can be forged by
 * it.
 */
#include <stdio.h>
#include <string.h>

#include "admin/private.h"

bool audit_head_of(struct db *db, struct audit_head *head, struct error *err)
{
	struct query *q = db_ask(db,
		"SELECT seq, hash FROM audit WHERE node = ?1 ORDER BY seq DESC LIMIT 1", "s", AUDIT_NODE);

	head->seq = 0;
	strcpy(head->hash, AUDIT_NONE);
	if (db_step(q) == DB_ROW) {
		head->seq = db_get_int(q, 0);
		db_copy_text(q, 1, head->hash, sizeof(head->hash));
	}
	return db_done(q, err);
}

void audit_hash(const char *before, int64_t seq, instant at, const char *const texts[4], char hash[HASH_TEXT])
{
	struct buf line = BUF_INIT;

	buf_addf(&line, "%s\n%s\n%lld\n%lld\n%s\n%s\n%s\n%s", before, AUDIT_NODE, (long long)seq, (long long)at,
		 texts[0], texts[1], texts[2], texts[3]);
	hash_hex(line.data, line.len, hash);
	buf_release(&line);
}

static bool add_row(struct db *db, instant now, const char *account, const char *action,
		    const char *subject, const char *detail, struct error *err)
{
	struct audit_head last;
	char hash[HASH_TEXT];

	if (!audit_head_of(db, &last, err))
		return false;
	audit_hash(last.hash, last.seq + 1, now, (const char *const[]){ account, action, subject, detail }, hash);
	return db_run(db, err,
		      "INSERT INTO audit (node, seq, at, account, action, subject, detail, "
		      "before_hash, hash) "
		      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
		      "siissssss", AUDIT_NODE, last.seq + 1, now, account, action, subject, detail, last.hash,
		      hash) == DB_END;
}

bool admin_audit_add(struct db *db, instant now, const char *account, const char *action,
		     const char *subject, json *detail, struct error *err)
{
	bool ok = add_row(db, now, account, action, subject, detail ? jo_text(detail) : "{}", err);

	jo_free(detail);
	return ok;
}
