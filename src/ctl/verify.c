/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify.c -- the proof over the whole store, said in sentences; status 1 when anything differs and stays so. */
#include "ctl/ctl.h"
#include "hotline/i18n.h"

static void print_differing(const json *result)
{
	const json *items = jo_array(result, "items");

	for (size_t i = 0; i < jo_len(items); i++)
		ctl_say(_("Ticket %s is not what its events make it (%s)."), jo_str(jo_at(items, i), "no"),
			jo_str(jo_at(items, i), "column"));
}

static int print_result(const json *result)
{
	long long tickets = jo_int(result, "tickets", 0), events = jo_int(result, "events", 0);
	long long differing = jo_int(result, "differing", 0), repaired = jo_int(result, "repaired", 0);
	long long without = jo_int(result, "without_events", 0);

	print_differing(result);
	if (without)
		ctl_say(_("%lld tickets have no events; they cannot be rebuilt."), without);
	if (differing && repaired == differing)
		ctl_say(_("%lld tickets were written anew from their events."), repaired);
	if (!differing && !without)
		ctl_say(_("All %lld tickets are what their %lld events make them."), tickets, events);
	else
		ctl_say(_("%lld tickets, %lld events: %lld differed, %lld were mended."), tickets, events, differing,
			repaired);
	return differing > repaired || without ? CTL_FAILED : CTL_OK;
}

int ctl_run_verify(const struct ctl_call *call)
{
	struct error err = ERROR_INIT;
	struct ctl_place place;
	json *request = json_object_new_object();

	jo_set_str(request, "command", ctl_option(call, "repair") ? "verify repair" : "verify");
	if (!ctl_place_read(&place, call, &err)) {
		jo_free(request);
		return ctl_error(&err);
	}
	json *result = ctl_request(&place, request, &err);
	int status = CTL_FAILED;
	if (!result) {
		status = ctl_error(&err);
	} else if (ctl_option(call, "json")) {
		ctl_say("%s", jo_text(result));
		status = jo_int(result, "differing", 0) > jo_int(result, "repaired", 0) ? CTL_FAILED : CTL_OK;
	} else {
		status = print_result(result);
	}
	jo_free(result);
	ctl_place_release(&place);
	return status;
}
