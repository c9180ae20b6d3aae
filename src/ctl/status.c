/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status.c -- how the running server is, as it says itself over its socket. */
#include "ctl/ctl.h"
#include "hotline/i18n.h"

static int print_status(json *status, bool as_json)
{
	if (as_json) {
		ctl_say("%s", jo_text(status));
		return CTL_OK;
	}
	ctl_say(_("hotlined %s runs as process %d on port %d since %s."), jo_str(status, "version"),
		(int)jo_int(status, "pid", 0), (int)jo_int(status, "port", 0),
		jo_str(status, "started_at"));
	ctl_say(_("City pack %s; %d open event streams; %lld changes in %lld commits."),
		jo_str(status, "city"), (int)jo_int(status, "streams", 0),
		(long long)jo_int(status, "jobs", 0), (long long)jo_int(status, "commits", 0));
	return CTL_OK;
}

int ctl_run_status(const struct ctl_call *call)
{
	struct error err = ERROR_INIT;
	struct ctl_place place;
	json *request = json_object_new_object();

	jo_set_str(request, "command", "status");
	if (!ctl_place_read(&place, call, &err)) {
		jo_free(request);
		return ctl_error(&err);
	}
	json *status = ctl_server_request(&place, request, &err);
	int result = status ? print_status(status, ctl_option(call, "json") != NULL) :
		     err.kind == ERROR_NETWORK ? ctl_fail(_("No server runs on %s."), place.store) :
						 ctl_error(&err);
	jo_free(status);
	ctl_place_release(&place);
	return result;
}
