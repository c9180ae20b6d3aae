/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenario.c -- scenarios without a server: every mistake by file and line, a summary of each that is whole, and which of
 * its own questions the caller would misunderstand.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ctl/ctl.h"
#include "hotline/alloc.h"
#include "hotline/caller.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"
#include "hotline/scenario.h"
#include "hotline/text.h"

struct checking {
	struct city *city;
	struct city_article *articles;
	size_t article_count;
	size_t whole, mistakes, files;
};

static size_t count_of(const struct scenario *s, bool must_not)
{
	size_t n = 0;

	for (size_t i = 0; i < s->must_count; i++)
		n += s->musts[i].must_not == must_not;
	return n;
}

static void say_summary(const char *file, const struct scenario *s)
{
	ctl_say(_("%s: %s; difficulty %d, %d min, %s; facts %zu, lines %zu, requests %d, expected values %zu, "
		  "must %zu, must not %zu; no mistake."),
		file, s->title, s->difficulty, s->minutes, s->channel, s->fact_count, s->line_count, s->request_count,
		s->expect_count, count_of(s, false), count_of(s, true));
}

/* NULL after printing every mistake. */
static struct scenario *read_file(struct checking *k, const char *file)
{
	struct city_report report = { 0 };
	struct scenario *s = scenario_read(file, k->city, k->articles, k->article_count, &report);

	for (size_t i = 0; i < report.count; i++)
		ctl_say("%s", report.problems[i]);
	if (report.total > report.count)
		ctl_say(_("… and %zu more."), report.total - report.count);
	k->files++;
	k->whole += s != NULL;
	k->mistakes += report.total;
	city_report_release(&report);
	return s;
}

static char *ask(struct caller *c, const char *text, int second)
{
	struct caller_reply r = { 0 };
	char *facts = NULL;

	caller_ask(c, text, second, &r, &facts);
	free(r.text);
	return facts;
}

/* Does the caller understand the scenario's own question? No mistake, but the trainee would hear something else. */
static void check_question(const char *file, struct caller *c, const struct scenario_fact *f, const char *question)
{
	char *facts = ask(c, question, 5);

	if (!text_has_code(facts, f->code))
		ctl_say(_("%s: note: “%s” should bring %s, but brings %s; word it otherwise."), file, question, f->code,
			facts && *facts ? facts : _("no fact"));
	free(facts);
}

/* With fewer the caller seldom understands a trainee who asks in words of their own. */
#define ASKS_LEAST 3

static void check_questions(const char *file, const struct scenario *s)
{
	struct scenario patient = *s;

	patient.patience = patient.hang_up_after = 0;
	struct caller_mind *mind = caller_mind_new(&patient);
	struct caller *c = caller_new(mind, 1);
	free(ask(c, "您好", 3));        /* in the first words "what is it about" is no question yet */
	for (size_t i = 0; i < s->fact_count; i++) {
		const struct scenario_fact *f = &s->facts[i];

		if (f->ask_count < ASKS_LEAST)
			ctl_say(_("%s: note: %s has %zu ways to ask for it; give four to six, in different words."), file,
				f->code, f->ask_count);
		for (size_t k = 0; k < f->ask_count; k++)
			check_question(file, c, f, f->asks[k]);
	}
	caller_free(c);
	caller_mind_free(mind);
}

static void check_file(struct checking *k, const char *file)
{
	struct scenario *s = read_file(k, file);

	if (s) {
		say_summary(file, s);
		check_questions(file, s);
	}
	scenario_free(s);
}

static int is_scenario(const struct dirent *e)
{
	size_t len = strlen(e->d_name);

	return len > 4 && e->d_name[0] != '.' && !strcmp(e->d_name + len - 4, ".scn");
}

static void check_folder(struct checking *k, const char *folder)
{
	struct dirent **files = NULL;
	int n = scandir(folder, &files, is_scenario, alphasort);

	for (int i = 0; i < n; i++) {
		char *path = file_in(folder, files[i]->d_name);
		check_file(k, path);
		free(path);
		free(files[i]);
	}
	free(files);
}

/* A file, a folder of them, or a city pack. */
static void check_argument(struct checking *k, const char *name)
{
	char *inner = file_in(name, "scenarios");
	struct stat st;

	if (stat(name, &st) || !S_ISDIR(st.st_mode))
		check_file(k, name);
	else
		check_folder(k, !stat(inner, &st) && S_ISDIR(st.st_mode) ? inner : name);
	free(inner);
}

/* The pack that scenarios are checked against. False after saying why there is none. */
static bool read_pack(struct checking *k, const char *dir)
{
	struct city_report report = { 0 };

	k->city = city_read(dir, &report);
	bool ok = k->city && city_read_articles(dir, k->city, &k->articles, &k->article_count, &report);
	if (!ok)
		ctl_fail(_("The city pack in %s has %zu mistakes; scenarios can be checked once it is whole: see "
			   "`hotlinectl check`."), dir, report.total);
	else
		clock_set_zone(k->city->zone, NULL);
	city_report_release(&report);
	return ok;
}

static int conclude(const struct checking *k)
{
	if (k->mistakes)
		return ctl_fail(_("%zu scenarios checked, %zu of them whole; %zu mistakes."), k->files, k->whole,
				k->mistakes);
	if (!k->files)
		return ctl_fail(_("No scenario was found: a scenario is a file NAME.scn."));
	return CTL_OK;
}

/* The pack: --city, or the one whose scenarios were named, or the one that is installed. */
static char *pack_of(const struct ctl_call *call, struct error *err)
{
	const char *given = ctl_option(call, "city"), *first = call->arguments[0];
	char *conf = !given && first ? file_in(first, "city.conf") : NULL;
	bool is_pack = conf && file_exists(conf);

	free(conf);
	return ctl_city_dir(is_pack ? first : given, err);
}

static void release(struct checking *k)
{
	city_articles_free(k->articles, k->article_count);
	city_free(k->city);
}

struct scenario *ctl_scenario_of(const struct ctl_call *call)
{
	struct error err = ERROR_INIT;
	struct checking k = { 0 };
	struct scenario *s = NULL;
	char *dir = ctl_city_dir(ctl_option(call, "city"), &err);

	if (!dir)
		ctl_error(&err);
	else if (read_pack(&k, dir) && !(s = read_file(&k, call->arguments[0])))
		conclude(&k);
	release(&k);
	free(dir);
	return s;
}

int ctl_run_scenario_check(const struct ctl_call *call)
{
	struct error err = ERROR_INIT;
	struct checking k = { 0 };
	char *dir = pack_of(call, &err);
	int status = CTL_FAILED;

	if (!dir)
		return ctl_error(&err);
	if (read_pack(&k, dir)) {
		for (char **name = call->arguments; *name; name++)
			check_argument(&k, *name);
		if (!call->arguments[0])
			check_argument(&k, dir);
		status = conclude(&k);
	}
	release(&k);
	free(dir);
	return status;
}
