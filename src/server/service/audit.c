/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit.c -- the audit chain: each row carries the hash of the row before, so that a row
 * changed, removed or moved shows. Rows are written only on the writer thread, in the
 * transaction of what they record.
 */
#include <stdio.h>
#include <string.h>

#include "hotline/buf.h"
#include "hotline/ids.h"
#include "server/service/service.h"

static const char node[] = "1";         /* one server, one chain */

static bool last_row(struct work *w, int64_t *seq, char hash[HASH_TEXT], struct error *err)
{
	struct query *q = db_ask(w->db,
		"SELECT seq, hash FROM audit WHERE node = ?1 ORDER BY seq DESC LIMIT 1", "s", node);

	*seq = 0;
	snprintf(hash, HASH_TEXT, "%064d", 0);
	if (db_step(q) == DB_ROW) {
		*seq = db_get_int(q, 0);
		snprintf(hash, HASH_TEXT, "%s", db_get_text(q, 1));
	}
	return db_done(q, err);
}

bool audit_add(struct work *w, const char *account, const char *action, const char *subject,
	       json *detail, struct error *err)
{
	char before[HASH_TEXT], hash[HASH_TEXT];
	struct buf line = BUF_INIT;
	int64_t seq;

	if (!last_row(w, &seq, before, err)) {
		jo_free(detail);
		return false;
	}
	const char *text = detail ? jo_text(detail) : "{}";
	buf_addf(&line, "%s\n%s\n%lld\n%lld\n%s\n%s\n%s\n%s", before, node, (long long)seq + 1,
		 (long long)w->now, account, action, subject, text);
	hash_hex(line.data, line.len, hash);
	bool ok = db_run(w->db, err,
			 "INSERT INTO audit (node, seq, at, account, action, subject, detail, before_hash, hash) "
			 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
			 "siissssss", node, seq + 1, w->now, account, action, subject, text, before,
			 hash) == DB_END;
	buf_release(&line);
	jo_free(detail);
	return ok;
}
