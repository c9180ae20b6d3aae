/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_city.c -- a city pack in which the input stands in the place of one file. The pack is refused with a sentence,
 * or goes to the workstation and comes back as it was.
 */
#include "hotline/alloc.h"
#include "hotline/city.h"
#include "hotline/scenario.h"
#include "hotline/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/small_pack.h"

/* The first byte of an input chooses: '@' is city.conf, 'A' codes.tsv, … 'P' the scenario. */
static const char *const names[] = {
	"city.conf", "codes.tsv", "grades.tsv", "calendar.tsv", "hours.tsv", "sections.tsv", "fields.tsv",
	"categories.tsv", "regions.tsv", "communities.tsv", "units.tsv", "catalogue.tsv", "phrases.tsv",
	"sheets.tsv", "checklists/risk.tsv", "knowledge/heat.kb", "scenarios/cold.scn",
};

static char *files[ARRAY_SIZE(names)];
static struct buf whole[ARRAY_SIZE(names)];
static const char *folder;

static void keep_whole(const char *file, struct buf *out)
{
	char block[4096];
	FILE *in = fopen(file, "re");

	PROMISE(in);
	for (size_t n; (n = fread(block, 1, sizeof(block), in)) > 0;)
		buf_add(out, block, n);
	fclose(in);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	text_init();
	folder = small_pack_write(NULL);
	atexit(small_pack_remove);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		files[i] = xasprintf("%s/%s", folder, names[i]);
		keep_whole(files[i], &whole[i]);
	}
	return 0;
}

static void check_city(const struct city *c)
{
	struct error err = ERROR_INIT;
	json *o = city_to_json(c, true);
	struct city *back = city_from_json(o, &err);

	PROMISE(back);
	json *again = city_to_json(back, true);
	PROMISE(jo_same(o, again));
	jo_free(again);
	jo_free(o);
	city_free(back);
}

/* A scenario goes to the store and comes back as it was. */
static void check_scenario(const struct scenario *s)
{
	struct error err = ERROR_INIT;
	json *o = scenario_to_json(s);
	struct scenario *back = scenario_from_json(o, &err);

	PROMISE(back && s->request_count == back->request_count);
	json *again = scenario_to_json(back);
	PROMISE(jo_same(o, again));
	jo_free(again);
	jo_free(o);
	scenario_free(back);
}

static void check_scenarios(const struct city *c, const struct city_article *articles, size_t article_count)
{
	struct city_report report = { 0 };
	struct scenario **scenarios = NULL;
	size_t count = 0;

	PROMISE(scenarios_read(folder, c, articles, article_count, &scenarios, &count, &report) == !report.total);
	for (size_t i = 0; i < count; i++)
		check_scenario(scenarios[i]);
	scenarios_free(scenarios, count);
	city_report_release(&report);
}

static void check_articles(const struct city *c)
{
	struct city_report report = { 0 };
	struct city_article *articles = NULL;
	size_t count = 0;

	PROMISE(city_read_articles(folder, c, &articles, &count, &report) == !report.total);
	check_scenarios(c, articles, count);
	city_articles_free(articles, count);
	city_report_release(&report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct city_report report = { 0 };
	size_t which = fuzz_choose(&data, &size, 32) % ARRAY_SIZE(names);     /* 32: '@' stays the first */

	fuzz_write(files[which], data, size);
	struct city *c = city_read(folder, &report);
	PROMISE(!c == !!report.total);
	if (c) {
		check_city(c);
		check_articles(c);
	}
	city_free(c);
	city_report_release(&report);
	fuzz_write(files[which], whole[which].data, whole[which].len);
	return 0;
}
