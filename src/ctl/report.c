/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report.c -- prints a report: a table for the terminal, CSV, or a page to print. */
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"
#include "hotline/i18n.h"
#include "report/report.h"

/* False: there is no such form. */
static bool read_form(const char *name, enum report_form *form)
{
	static const char *const names[] = { [REPORT_TEXT] = "text", [REPORT_CSV] = "csv", [REPORT_HTML] = "html" };

	*form = REPORT_TEXT;
	for (size_t i = 0; name && i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], name)) {
			*form = (enum report_form)i;
			return true;
		}
	return !name;
}

static json *make_request(const struct ctl_call *call)
{
	static const char *const options[] = { "from", "to", "by", "depth", "excluded" };
	json *request = json_object_new_object();

	jo_set_str(request, "command", "report");
	jo_set_str(request, "kind", call->arguments[0]);
	jo_set_str(request, "language", i18n_wanted() == I18N_CHINESE ? "zh" : "en");
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		jo_set_str(request, options[i], ctl_option(call, options[i]));
	return request;
}

static int print_report(const char *kind, const json *report, enum report_form form)
{
	struct buf out = BUF_INIT;

	report_lay_out(kind, report, form, &out);
	bool ok = fwrite(out.data, 1, out.len, stdout) == out.len && fflush(stdout) == 0;
	buf_release(&out);
	return ok ? CTL_OK : ctl_fail(_("The report could not be written."));
}

int ctl_run_report(const struct ctl_call *call)
{
	const char *format = ctl_option(call, "format");
	struct error err = ERROR_INIT;
	struct ctl_place place;
	enum report_form form;
	bool as_json = format && !strcmp(format, "json");

	if (!as_json && !read_form(format, &form))
		return ctl_misuse(_("--format is text, csv, html or json."));
	if (!ctl_place_read(&place, call, &err))
		return ctl_error(&err);
	json *result = ctl_request(&place, make_request(call), &err);
	int status = CTL_FAILED;
	if (!result)
		status = ctl_error(&err);
	else if (as_json)
		status = (ctl_say_json(jo_get(result, "report")), CTL_OK);
	else
		status = print_report(call->arguments[0], jo_get(result, "report"), form);
	jo_free(result);
	ctl_place_release(&place);
	return status;
}
