/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_head.c -- the head of the audit chain, noted beside a store in a small file of its own.
 *
 * Rows that are cut off at the end leave a chain that is sound; only what was noted elsewhere tells. A head is noted after
 * its row is on the disk: so after a crash the file may lag behind the chain, and is never ahead of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/private.h"
#include "hotline/alloc.h"
#include "hotline/file.h"
#include "hotline/i18n.h"

enum { FILE_MOST = 1024 };

char *audit_head_file(const char *store)
{
	return xasprintf("%s.audit-head", store);
}

bool audit_head_in(struct db *db, const struct audit_head *head, bool *in, struct error *err)
{
	struct query *q = db_ask(db, "SELECT hash FROM audit WHERE node = ?1 AND seq = ?2", "si", AUDIT_NODE, head->seq);

	*in = db_step(q) == DB_ROW && !strcmp(db_get_text(q, 0), head->hash);
	return db_done(q, err);
}

static bool read_head(const char *text, size_t len, struct audit_head *head)
{
	json *o = jo_parse(text, len, NULL);
	const char *hash = jo_str(o, "hash");
	bool ok = hash && strlen(hash) == strlen(AUDIT_NONE) && jo_int(o, "seq", 0) > 0;

	if (ok) {
		head->seq = jo_int(o, "seq", 0);
		snprintf(head->hash, sizeof(head->hash), "%s", hash);
	}
	jo_free(o);
	return ok;
}

bool audit_head_read(const char *store, struct audit_head *head, struct error *err)
{
	char *file = audit_head_file(store);
	size_t len;

	*head = (struct audit_head){ 0 };
	bool there = file_exists(file);
	char *text = there ? file_read(file, FILE_MOST, &len, err) : NULL;
	bool ok = !there || (text && (read_head(text, len, head) ||
				      error_set(err, ERROR_TRUST, _("%s holds no head of an audit chain."), file)));
	free(text);
	free(file);
	return ok;
}

bool audit_head_write(const char *store, const struct audit_head *head, struct error *err)
{
	char *file = audit_head_file(store);
	json *o = json_object_new_object();

	jo_set_str(o, "node", AUDIT_NODE);
	jo_set_int(o, "seq", head->seq);
	jo_set_str(o, "hash", head->hash);
	char *text = xasprintf("%s\n", jo_text(o));
	bool ok = file_write(file, text, strlen(text), 0600, err);
	free(text);
	free(file);
	jo_free(o);
	return ok;
}
