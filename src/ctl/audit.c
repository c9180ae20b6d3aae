/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.c -- the proof of the audit chain, said in sentences; status 1 when a row is not what was written. */
#include <stdio.h>
#include <string.h>

#include "admin/admin.h"
#include "ctl/ctl.h"
#include "hotline/i18n.h"

static const struct { const char *what, *sentence; } faults[] = {
	{ "changed", N_("Row %lld was changed.") },
	{ "moved", N_("Row %lld was moved here or rewritten.") },
	{ "order", N_("Row %lld does not follow row %lld: one of the two was moved or rewritten, or rows between were removed.") },
	{ "foreign", N_("Row %lld stands outside the chain, under another node's name or a number below 1: this server did not write it.") },
	{ "emptied", N_("The chain has no row, but the store holds accounts, which only changes on record make: it was emptied.") },
	{ "head", N_("The given head is nowhere in the chain: rows behind row %lld were removed, or it is another store.") },
};

/* What was noted beside the store, or beside a backup when it was made, is not in the chain. */
static bool print_cut(const char *what, long long last, long long noted)
{
	if (!strcmp(what, "noted"))
		ctl_say(_("The server noted row %lld beside the store, and the chain, which ends with row %lld, does not hold it: "
			  "rows at the end were cut off or rewritten, or an older copy of the store was put in its place. Compare "
			  "with the server's log and the last backup; remove the file STORE.audit-head when it is explained."),
			noted, last);
	else if (!strcmp(what, "backup"))
		ctl_say(_("When the backup was made its chain ended with row %lld; now it ends with row %lld and does not hold "
			  "that one: the backup was changed since."), noted, last);
	else
		return false;
	return true;
}

static void print_fault(const json *item)
{
	long long seq = jo_int(item, "seq", 0), to = jo_int(item, "to", seq);
	const char *what = jo_str(item, "what");

	if (what && print_cut(what, seq, to))
		return;
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

/* The head to hold the chain against; false: err. */
static bool noted_head(const struct ctl_call *call, const struct ctl_place *place, struct audit_head *head,
		       struct error *err)
{
	const char *given = ctl_option(call, "head");

	if (!given)
		return audit_head_read(place->store, head, err);
	*head = (struct audit_head){ 0 };
	snprintf(head->hash, sizeof(head->hash), "%s", given);
	return true;
}

static void say_noted(const struct audit_head *head, const json *result)
{
	if (!*head->hash)
		ctl_say(_("No head is noted beside the store yet: rows cut off at the end would not show."));
	else if (head->seq && jo_bool(result, "met", false))
		ctl_say(_("It holds row %lld, the last one that the server noted beside the store."), (long long)head->seq);
}

int ctl_run_audit_verify(const struct ctl_call *call)
{
	struct audit_head head = { 0 };
	struct error err = ERROR_INIT;
	struct ctl_place place;

	if (!ctl_place_read(&place, call, &err))
		return ctl_error(&err);
	struct ctl_link link = { .place = &place };
	bool given = ctl_option(call, "head") != NULL;
	/* read before the chain: it may only lag behind */
	json *result = noted_head(call, &place, &head, &err) ?
		admin_audit_verify(ctl_ask, &link, &head, given ? "head" : "noted", &err) : NULL;
	int status = result ? (jo_int(result, "faults", 0) ? CTL_FAILED : CTL_OK) : ctl_error(&err);
	if (result && ctl_option(call, "json"))
		ctl_say_json(result);
	else if (result) {
		ctl_say_audit(result);
		say_noted(&head, result);
	}
	jo_free(result);
	ctl_link_release(&link);
	ctl_place_release(&place);
	return status;
}
