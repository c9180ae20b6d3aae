/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_watch.c -- notes the head of the audit chain beside the store, where `hotlinectl audit verify` looks for it.
 *
 * It is read as any reader sees it, so its row is on the disk; what is noted lags a second behind and is never ahead.
 * What was noted and is no row of the chain any more is never overwritten: it is the only trace of what was cut off.
 */
#include "server/audit_watch.h"

#include <stdlib.h>

#include "hotline/file.h"
#include "hotline/i18n.h"
#include "hotline/log.h"

static bool look(struct audit_watch *w, struct server *s, struct db *db, struct error *err)
{
	struct audit_head head;
	bool in = true;

	if (!w->begun && !audit_head_read(s->config.store, &w->noted, err))
		return false;
	w->begun = true;
	if (w->noted.seq && !audit_head_in(db, &w->noted, &in, err))
		return false;
	w->broken = !in;
	if (!in)
		return error_set(err, ERROR_TRUST, _("Row %lld, which was noted beside the store, is not in the chain any "
				 "more; run `hotlinectl audit verify`."), (long long)w->noted.seq);
	if (!audit_head_of(db, &head, err) || head.seq == w->noted.seq)
		return err->kind == ERROR_NONE;
	if (!audit_head_write(s->config.store, &head, err))
		return false;
	w->noted = head;
	return true;
}

/* Somebody has looked at it and removed it: the chain that is there now is taken for whole. */
static bool is_settled(const struct server *s)
{
	char *file = audit_head_file(s->config.store);
	bool gone = !file_exists(file);

	free(file);
	return gone;
}

void audit_watch_look(struct audit_watch *w, struct server *s)
{
	struct error err = ERROR_INIT;

	if (w->broken && is_settled(s))
		*w = (struct audit_watch){ 0 };
	struct db *db = w->broken ? NULL : store_reader(s->store, &err);
	bool ok = w->broken || (db && look(w, s, db, &err));

	store_reader_put(s->store, db);
	if (!ok && !w->failing)
		log_error("audit head: %s", err.text);
	w->failing = !ok;
}
