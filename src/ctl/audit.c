/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.c -- the proof of the audit chain, said in sentences; status 1 when a row is not what was written. */
#include <string.h>

#include "admin/admin.h"
#include "ctl/ctl.h"
#include "hotline/i18n.h"

static const struct { const char *what, *sentence; } faults[] = {
	{ "changed", N_("Row %lld was changed.") },
	{ "moved", N_("Row %lld was moved here or rewritten.") },
	{ "order", N_("Row %lld does not follow row %lld: one of the two was moved or rewritten, or rows between were removed.") },
	{ "head", N_("The given head is nowhere in the chain: rows behind row %lld were removed, or it is another store.") },
};

static void print_fault(const json *item)
{
	long long seq = jo_int(item, "seq", 0), to = jo_int(item, "to", seq);
	const char *what = jo_str(item, "what");

	if (what && !strcmp(what, "removed")) {
		ctl_say(seq == to ? _("Row %lld was removed.") : _("Rows %lld to %lld were removed."), seq, to);
		return;
	}
	for (size_t i = 0; what && i < sizeof(faults) / sizeof(faults[0]); i++)
		if (!strcmp(faults[i].what, what))
			ctl_say(_(faults[i].sentence), seq, seq - 1);
}

void ctl_say_audit(const json *result)
{
	const json *items = jo_get(result, "items");
	long long count = jo_int(result, "faults", 0);

	for (size_t i = 0; i < jo_len(items); i++)
		print_fault(jo_at(items, i));
	if (count > (long long)jo_len(items))
		ctl_say(_("… and %lld more."), count - (long long)jo_len(items));
	ctl_say(count ? _("The audit chain is broken in %2$lld places; it has %1$lld rows.") :
			_("The audit chain is whole: %1$lld rows."), (long long)jo_int(result, "rows", 0), count);
	ctl_say(_("Its head is row %lld, %s."), (long long)jo_int(result, "seq", 0), jo_str(result, "hash"));
}

int ctl_run_audit_verify(const struct ctl_call *call)
{
	struct error err = ERROR_INIT;
	struct ctl_place place;

	if (!ctl_place_read(&place, call, &err))
		return ctl_error(&err);
	struct ctl_link link = { .place = &place };
	json *result = admin_audit_verify(ctl_ask, &link, ctl_option(call, "head"), &err);
	int status = result ? (jo_int(result, "faults", 0) ? CTL_FAILED : CTL_OK) : ctl_error(&err);
	if (result && ctl_option(call, "json"))
		ctl_say("%s", jo_text(result));
	else if (result)
		ctl_say_audit(result);
	jo_free(result);
	ctl_link_release(&link);
	ctl_place_release(&place);
	return status;
}
