/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.c -- rows of the audit chain, written on the writer thread in the transaction of what they record. */
#include "admin/admin.h"
#include "server/service/service.h"

bool audit_add(struct work *w, const char *account, const char *action, const char *subject,
	       json *detail, struct error *err)
{
	return admin_audit_add(w->db, w->now, account, action, subject, detail, err);
}
