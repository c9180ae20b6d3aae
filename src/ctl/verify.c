/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify.c -- the proof over the whole store, said in sentences; status 1 when anything differs and stays so. */
#include <stdlib.h>

#include "admin/admin.h"
#include "ctl/ctl.h"
#include "hotline/i18n.h"

static void print_item(const json *item)
{
	char day[CLOCK_TEXT];

	if (jo_get(item, "no"))
		ctl_say(_("Ticket %s is not what its events make it (%s)."), jo_str(item, "no"), jo_str(item, "column"));
	else
		ctl_say(_("The sums of %.10s (%s) are not those of its tickets."),
			clock_format(jo_int(item, "day", 0), day), jo_str(item, "realm"));
}

static bool is_sound(const json *result)
{
	return jo_int(result, "differing", 0) <= jo_int(result, "mended", 0);
}

void ctl_say_verified(const json *result)
{
	const json *items = jo_get(result, "items");
	long long tickets = jo_int(result, "tickets", 0), events = jo_int(result, "events", 0);
	long long days = jo_int(result, "days", 0), differing = jo_int(result, "differing", 0);

	for (size_t i = 0; i < jo_len(items); i++)
		print_item(jo_at(items, i));
	if (differing > (long long)jo_len(items))
		ctl_say(_("… and %lld more."), differing - (long long)jo_len(items));
	if (!differing)
		ctl_say(_("All %lld tickets are what their %lld events make them, and so are the sums of %lld days."), tickets,
			events, days);
	else
		ctl_say(_("%lld tickets, %lld events, %lld days: %lld differed, %lld were written anew."), tickets, events,
			days, differing, (long long)jo_int(result, "mended", 0));
}

int ctl_run_verify(const struct ctl_call *call)
{
	struct error err = ERROR_INIT;
	struct ctl_place place;

	if (!ctl_place_read(&place, call, &err))
		return ctl_error(&err);
	struct ctl_link link = { .place = &place };
	json *result = admin_verify(ctl_ask, &link, ctl_option(call, "repair") != NULL, &err);
	int status = result ? (is_sound(result) ? CTL_OK : CTL_FAILED) : ctl_error(&err);
	if (result && ctl_option(call, "json"))
		ctl_say_json(result);
	else if (result)
		ctl_say_verified(result);
	jo_free(result);
	ctl_link_release(&link);
	ctl_place_release(&place);
	return status;
}
