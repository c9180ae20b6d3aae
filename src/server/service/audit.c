/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.c -- rows of the audit chain: written on the writer thread in the transaction of what they record, and read. */
#include <stdio.h>
#include <string.h>

#include "admin/admin.h"
#include "hotline/form.h"
#include "hotline/i18n.h"
#include "hotline/text.h"
#include "server/service/service.h"

enum { REASON_MOST = 500 };     /* characters */

bool audit_add(struct work *w, const char *account, const char *action, const char *subject,
	       json *detail, struct error *err)
{
	/* What is done in a practice session is not done to anybody; its own time line tells of it. */
	if (!work_in_city(w)) {
		jo_free(detail);
		return true;
	}
	return admin_audit_add(w->db, w->now, account, action, subject, detail, err);
}

bool audit_reason_fits(const json *body, bool required, struct form_problems *problems, struct error *err)
{
	const json *given = jo_get(body, "reason");
	const char *reason = jo_str(body, "reason");

	if (required && (!given || (reason && text_is_blank(reason))))
		form_problem_add(problems, "/reason", "required", _("Say the reason."));
	else if (form_words_fit(given, REASON_MOST, "/reason", problems))
		return true;
	return error_set(err, ERROR_INPUT, "%s", problems->items[problems->count - 1].detail);
}

/* ---- reading ---- */

/* Whose past was looked up is known to who may reveal it. */
static void set_subject(json *o, const char *action, const char *subject)
{
	char masked[32];

	if (strcmp(action, "caller.lookup")) {
		jo_set_str(o, "subject", subject);
		return;
	}
	phone_mask(subject, masked);
	jo_set_str(o, "subject", masked);
}

/* Columns: node seq at account action subject detail before_hash hash username */
static json *to_json(struct query *q)
{
	static const char *const texts[] = { "node", NULL, NULL, "account", "action", NULL, NULL, "before_hash", "hash",
					     "username" };
	const char *detail = db_get_text(q, 6);
	json *o = json_object_new_object(), *parsed = jo_parse(detail, strlen(detail), NULL);

	for (int i = 0; i < (int)(sizeof(texts) / sizeof(texts[0])); i++)
		if (texts[i])
			jo_set_str(o, texts[i], db_get_text(q, i));
	jo_set_int(o, "seq", db_get_int(q, 1));
	jo_set_time(o, "at", db_get_int(q, 2));
	set_subject(o, db_get_text(q, 4), db_get_text(q, 5));
	jo_set(o, "detail", parsed ? parsed : json_object_new_object());
	return o;
}

json *audit_list(struct work *w, const struct audit_filter *f, struct error *err)
{
	json *items = json_object_new_array();
	char next[24] = "";
	bool more = false;
	struct query *q = db_ask(w->db,
		"SELECT u.node, u.seq, u.at, u.account, u.action, u.subject, u.detail, u.before_hash, u.hash, a.username "
		"FROM audit u LEFT JOIN account a ON a.id = u.account WHERE u.node = ?5 AND u.seq < ?1 AND "
		"(?2 IS NULL OR u.account = ?2 OR a.username = ?2) AND (?3 IS NULL OR u.action = ?3) AND "
		"(?4 IS NULL OR u.subject = ?4) ORDER BY u.seq DESC", "issss", f->before, f->account, f->action, f->subject,
		AUDIT_NODE);
	while (!more && db_step(q) == DB_ROW) {
		more = (int)jo_len(items) == f->limit;
		if (more)
			continue;
		json_object_array_add(items, to_json(q));
		snprintf(next, sizeof(next), "%lld", (long long)db_get_int(q, 1));
	}
	if (db_done(q, err))
		return page_of(items, more ? next : NULL);
	jo_free(items);
	return NULL;
}
