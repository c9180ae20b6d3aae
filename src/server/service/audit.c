/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.c -- rows of the audit chain, written on the writer thread in the transaction of what they record. */
#include <string.h>

#include "admin/admin.h"
#include "hotline/i18n.h"
#include "hotline/text.h"
#include "server/service/service.h"

enum { REASON_MOST = 500 };     /* characters */

bool audit_add(struct work *w, const char *account, const char *action, const char *subject,
	       json *detail, struct error *err)
{
	return admin_audit_add(w->db, w->now, account, action, subject, detail, err);
}

bool audit_reason_fits(const json *body, bool required, struct form_problems *problems, struct error *err)
{
	const json *given = jo_get(body, "reason");
	const char *reason = jo_str(body, "reason");

	if (given && !reason)
		form_problem_add(problems, "/reason", "type", _("This must be a text."));
	else if (required && (!reason || !*reason))
		form_problem_add(problems, "/reason", "required", _("Say the reason."));
	else if (reason && text_count(reason, strlen(reason)) > REASON_MOST)
		form_problem_add(problems, "/reason", "length", _("A reason has at most 500 characters."));
	else
		return true;
	return error_set(err, ERROR_INPUT, "%s", problems->items[problems->count - 1].detail);
}
