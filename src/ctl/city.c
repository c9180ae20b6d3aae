/* SPDX-License-Identifier: GPL-3.0-or-later */
/* city.c -- checking a pack without a server, and importing it. */
#include <stdlib.h>

#include "ctl/ctl.h"
#include "ctl/demo_rows.h"
#include "hotline/i18n.h"
#include "hotline/scenario.h"

static void print_problems(const char *dir, const struct city_report *r)
{
	for (size_t i = 0; i < r->count; i++)
		ctl_say("%s/%s", dir, r->problems[i]);
	if (r->total > r->count)
		ctl_say(_("… and %zu more."), r->total - r->count);
}

struct counts { size_t articles, scenarios; };

/* What stands beside the tables. Scenarios are read only when the articles that they cite are whole. */
static bool read_more(const char *dir, const struct city *city, struct counts *counts, struct city_report *report)
{
	struct city_article *articles = NULL;
	struct scenario **scenarios = NULL;
	bool ok = city_read_articles(dir, city, &articles, &counts->articles, report) &&
		  scenarios_read(dir, city, articles, counts->articles, &scenarios, &counts->scenarios, report);

	scenarios_free(scenarios, counts->scenarios);
	city_articles_free(articles, counts->articles);
	return ok;
}

/* NULL after printing every mistake. */
static struct city *read_whole_pack(const char *dir, struct counts *counts)
{
	struct city_report report = { 0 };
	struct demo_rows demo = { 0 };
	struct city *city = city_read(dir, &report);
	bool ok = city != NULL;

	*counts = (struct counts){ 0 };
	if (city) {
		ok = read_more(dir, city, counts, &report);
		ok = demo_rows_read(&demo, dir, city, true, &report) && ok;
	}
	if (!ok) {
		print_problems(dir, &report);
		ctl_fail(_("The city pack in %s has %zu mistakes."), dir, report.total);
		city_free(city);
		city = NULL;
	}
	demo_rows_release(&demo);
	city_report_release(&report);
	return city;
}

int ctl_run_check(const struct ctl_call *call)
{
	struct error err = ERROR_INIT;
	char *dir = ctl_city_dir(call->arguments[0], &err);
	struct counts counts;

	if (!dir)
		return ctl_error(&err);
	struct city *city = read_whole_pack(dir, &counts);
	if (city)
		ctl_say(_("%s: %s, version %s: %zu categories, %zu units, %zu streets and "
			  "districts, "
			  "%zu form fields, %zu articles, %zu scenarios; no mistake."),
			dir, city->name, city->version, city->category_count, city->unit_count,
			city->region_count, city->field_count, counts.articles, counts.scenarios);
	free(dir);
	bool ok = city != NULL;
	city_free(city);
	return ok ? CTL_OK : CTL_FAILED;
}

static int import_into(const struct ctl_call *call, const char *dir)
{
	struct error err = ERROR_INIT;
	struct ctl_place place;
	json *request = json_object_new_object();

	jo_set_str(request, "command", "import");
	jo_set_str(request, "dir", dir);
	if (!ctl_place_read(&place, call, &err)) {
		jo_free(request);
		return ctl_error(&err);
	}
	json *result = ctl_request(&place, request, &err);
	ctl_place_release(&place);
	if (!result)
		return ctl_error(&err);
	const json *articles = jo_get(result, "articles");
	ctl_say(jo_bool(result, "changed", false)
			? _("Imported the city pack, version %s.")
			: _("The city pack, version %s, was the current one already."),
		jo_str(result, "version"));
	ctl_say(_("Articles: %d added, %d changed, %d unchanged, %d left as editors made them."),
		(int)jo_int(articles, "added", 0), (int)jo_int(articles, "changed", 0),
		(int)jo_int(articles, "same", 0), (int)jo_int(articles, "kept", 0));
	const json *scenarios = jo_get(result, "scenarios");
	ctl_say(_("Scenarios: %d added, %d changed, %d unchanged, %d withdrawn."), (int)jo_int(scenarios, "added", 0),
		(int)jo_int(scenarios, "changed", 0), (int)jo_int(scenarios, "same", 0),
		(int)jo_int(scenarios, "gone", 0));
	jo_free(result);
	return CTL_OK;
}

int ctl_run_import(const struct ctl_call *call)
{
	struct error err = ERROR_INIT;
	char *dir = ctl_city_dir(call->arguments[0], &err);
	struct counts counts;

	if (!dir)
		return ctl_error(&err);
	struct city *city = read_whole_pack(dir, &counts);
	int status = city ? import_into(call, dir) : CTL_FAILED;
	city_free(city);
	free(dir);
	return status;
}
