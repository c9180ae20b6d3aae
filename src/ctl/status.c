/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status.c -- how the running server is, as it says itself over its socket. */
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"

/* "2026-11-24 10:05:00 +08:00": the member, for a person to read. */
struct shown_time { char text[32]; };

static struct shown_time shown(const json *o, const char *member)
{
	struct shown_time t = { "" };
	const char *text = jo_str(o, member), *zone = text && strlen(text) > 19 ? strpbrk(text + 19, "+-Z") : NULL;

	if (zone)
		snprintf(t.text, sizeof(t.text), "%.10s %.8s %.8s", text, text + 11, zone);
	return t;
}

static void print_trouble(const json *status)
{
	const char *refuses = jo_str(status, "refuses");

	if (!refuses)
		return;
	ctl_say(strcmp(refuses, "full") ?
		_("THE STORE TAKES NO CHANGE. See the log for why; the server goes on by itself when that is mended.") :
		_("THE STORE TAKES NO CHANGE: no space is left. Make room; the server goes on by itself."));
}

static void print_work(const json *status)
{
	const json *queue = jo_get(status, "queue");

	if (jo_bool(status, "damaged", false))
		ctl_say(_("THE STORE IS DAMAGED: a part of it cannot be read. See the log, and restore it from a backup."));

	if (jo_str(queue, "oldest_at"))
		ctl_say(_("%lld calls wait, the longest since %s."), (long long)jo_int(queue, "waiting", 0),
			shown(queue, "oldest_at").text);
	else
		ctl_say(_("No call waits."));
	ctl_say(_("The last commit took %.1f ms, the longest %.1f ms; %lld changes wait, %lld were not kept."),
		(double)jo_int(status, "commit_us_last", 0) / 1000, (double)jo_int(status, "commit_us_max", 0) / 1000,
		(long long)jo_int(status, "queued", 0), (long long)jo_int(status, "failed", 0));
}

static void print_copies(const json *status)
{
	const json *backup = jo_get(status, "last_backup"), *drill = jo_get(status, "last_drill");
	const json *head = jo_get(status, "audit_head");

	if (backup)
		ctl_say(_("Last backup %s: %s."), shown(backup, "at").text, jo_str(backup, "file"));
	else
		ctl_say(_("The store was never backed up."));
	if (drill)
		ctl_say(jo_bool(drill, "sound", false) ? _("Last drill %1$s of %3$s: whole, in %2$.1f s.") :
			_("Last drill %1$s of %3$s: NOT whole, in %2$.1f s."), shown(drill, "at").text,
			(double)jo_int(drill, "ms", 0) / 1000, jo_str(drill, "file"));
	else
		ctl_say(_("No backup was ever tried by a drill."));
	if (head)
		ctl_say(_("Schema %lld; head of the audit chain: row %lld, %s."), (long long)jo_int(status, "schema", 0),
			(long long)jo_int(head, "seq", 0), jo_str(head, "hash"));
}

static void print_certificate(const json *status)
{
	const char *ends = jo_str(status, "certificate_ends_at");
	instant at;

	if (!ends || !clock_parse(ends, &at))
		return;
	ctl_say(at < clock_now() + CERTIFICATE_SOON ?
		_("THE CERTIFICATE ENDS AT %s; then every workstation refuses the server. `hotlinectl init` makes a new one.") :
		_("The certificate is valid until %s."), shown(status, "certificate_ends_at").text);
}

static int print_status(json *status, bool as_json)
{
	if (as_json) {
		ctl_say_json(status);
		return CTL_OK;
	}
	ctl_say(_("hotlined %s runs as process %d on port %d since %s."), jo_str(status, "version"),
		(int)jo_int(status, "pid", 0), (int)jo_int(status, "port", 0),
		shown(status, "started_at").text);
	ctl_say(_("City pack %s; %d open event streams; %lld changes in %lld commits."),
		jo_str(status, "city"), (int)jo_int(status, "streams", 0),
		(long long)jo_int(status, "jobs", 0), (long long)jo_int(status, "commits", 0));
	print_certificate(status);
	print_trouble(status);
	print_work(status);
	print_copies(status);
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
