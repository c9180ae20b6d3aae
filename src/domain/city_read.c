/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * city_read.c -- a pack in a directory: city.conf, the tables, the checklists.
 *
 * Every file is read to its end whatever is wrong in it, so that one run says all there is to
 * mend. A .tsv that is none of the pack's is a mistake too: a misspelt name must not pass for
 * absent.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domain/city_build.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/conf.h"
#include "hotline/i18n.h"

#define CHECKLISTS_MOST 100
#define FILE_MOST (64L << 20)

struct reading {
	struct city_build b;
	const char *dir;
	const char *section;            /* of city.conf */
};

/* An error of a reader speaks of the whole path; the report of the file within the pack. */
static void report_error(struct reading *r, const struct error *err)
{
	size_t len = strlen(r->dir);
	bool inside = !strncmp(err->text, r->dir, len) && err->text[len] == '/';

	city_report_add(r->b.report, inside ? err->text + len + 1 : err->text);
}

static void take_line(struct reading *r, const char *code, const char *value)
{
	const char *bar = strchrnul(value, '|');
	char *name = xstrndup(value, (size_t)(bar - value));
	const char *cells[] = { code, name, *bar ? bar + 1 : "" };

	city_build_row(&r->b, TABLE_LINES, cells);
	free(name);
}

static void take_setting(void *arg, const char *key, const char *value, int line)
{
	struct reading *r = arg;

	r->b.line = line;
	if (!strcmp(r->section, "emergency"))
		take_line(r, key, value);
	else if (!city_set(&r->b, r->section, key, value))
		city_mistake(&r->b, _("unknown key %s in [%s]"), key, r->section);
}

static size_t count_lines(const char *path)
{
	char block[65536];
	size_t got, lines = 1;
	FILE *f = fopen(path, "re");

	while (f && (got = fread(block, 1, sizeof(block), f)) > 0)
		for (const char *p = block; (p = memchr(p, '\n', (size_t)(block + got - p))); p++)
			lines++;
	if (f)
		fclose(f);
	return lines;
}

static void read_conf(struct reading *r)
{
	static const char *const sections[] = { "city", "assessment", "special", "hot", "monthly", "governance", "visits",
						"training", "emergency" };
	struct error err = ERROR_INIT;
	char *path = xasprintf("%s/city.conf", r->dir);

	r->b.where = "city";
	r->b.suffix = ".conf";
	r->b.line = 1;
	struct conf *conf = conf_read(path, &err);
	if (!conf && access(path, F_OK))
		city_mistake(&r->b, _("the file is missing"));
	else if (!conf)
		report_error(r, &err);
	city_build_reserve(&r->b, TABLE_LINES, conf ? count_lines(path) : 0);
	for (size_t i = 0; conf && i < ARRAY_SIZE(sections); i++) {
		r->section = sections[i];
		conf_each(conf, sections[i], take_setting, r);
	}
	if (conf && !conf_unknown(conf, &err))
		report_error(r, &err);
	r->b.line = 1;
	if (conf)
		city_check_settings(&r->b);
	/* Of a pack only: a workstation that gets the city as JSON may lack the tz database. */
	const char *zone = r->b.c->zone;
	if (zone && !clock_zone_is_known(zone))
		city_mistake(&r->b, _("zone: the time zone %.60s is not known here"), zone);
	conf_free(conf);
	free(path);
}

/* The file in hand: is it there, and of a size we take? */
static bool file_is_usable(struct reading *r, const char *path, bool required)
{
	struct stat st;

	r->b.line = 1;
	if (stat(path, &st) < 0) {
		if (required)
			city_mistake(&r->b, _("the file is missing"));
		return false;
	}
	if (!S_ISREG(st.st_mode) || st.st_size > FILE_MOST) {
		city_mistake(&r->b, _("this is no file of at most 64 MiB"));
		return false;
	}
	return true;
}

static void read_rows(struct reading *r, int table, const char *path)
{
	struct error err = ERROR_INIT;
	const char *cells[CITY_COLUMNS_MOST];
	struct tsv *t = tsv_open(path, city_tables[table].columns, false, &err);
	int got;

	if (!t) {
		report_error(r, &err);
		return;
	}
	while ((got = tsv_next(t, cells, &err)) && (got > 0 || err.kind == ERROR_INPUT)) {
		r->b.line = tsv_line(t);
		if (got > 0)
			city_build_row(&r->b, table, cells);
		else
			report_error(r, &err);
	}
	if (got < 0)
		report_error(r, &err);
	tsv_close(t);
}

static bool rows_fit(struct reading *r, size_t rows)
{
	if (rows <= CITY_ROWS_MOST)
		return true;
	city_mistake(&r->b, _("there are more than %d lines"), CITY_ROWS_MOST);
	return false;
}

static void read_table(struct reading *r, int table)
{
	char *path = xasprintf("%s/%s.tsv", r->dir, city_tables[table].name);
	size_t rows = 0;

	r->b.where = city_tables[table].name;
	bool usable = file_is_usable(r, path, city_tables[table].required);
	if (usable)
		rows = count_lines(path);
	usable = usable && rows_fit(r, rows);
	city_build_reserve(&r->b, table, usable ? rows : 0);
	if (usable)
		read_rows(r, table, path);
	free(path);
}

static int is_table(const struct dirent *e)
{
	size_t len = strlen(e->d_name);

	return len > 4 && e->d_name[0] != '.' && !strcmp(e->d_name + len - 4, ".tsv");
}

/* The names without .tsv of a directory's tables, sorted. Caller frees names and array. */
static int list_tables(const char *dir, char ***names)
{
	struct dirent **entries = NULL;
	int count = scandir(dir, &entries, is_table, alphasort);

	*names = count > 0 ? xcalloc((size_t)count, sizeof(**names)) : NULL;
	for (int i = 0; i < count; i++) {
		(*names)[i] = xstrndup(entries[i]->d_name, strlen(entries[i]->d_name) - 4);
		free(entries[i]);
	}
	free(entries);
	return count > 0 ? count : 0;
}

static void free_names(char **names, int count)
{
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

static void read_checklist(struct reading *r, const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s.tsv", dir, name), *where = xasprintf("checklists/%s", name);

	r->b.where = where;
	r->b.line = 1;
	r->b.checklist = city_keep(&r->b, name);
	if (city_check_code(&r->b, "the name of the file", name) && file_is_usable(r, path, true))
		read_rows(r, TABLE_SITUATIONS, path);
	r->b.where = "";
	free(where);
	free(path);
}

static void read_checklists(struct reading *r)
{
	char *dir = xasprintf("%s/checklists", r->dir), **names;
	int count = list_tables(dir, &names);
	size_t rows = 0;

	r->b.where = "checklists";
	r->b.line = 1;
	for (int i = 0; i < count && i < CHECKLISTS_MOST; i++) {
		char *path = xasprintf("%s/%s.tsv", dir, names[i]);
		rows += count_lines(path);
		free(path);
	}
	bool fit = rows_fit(r, rows);
	city_build_reserve(&r->b, TABLE_SITUATIONS, fit ? rows : 0);
	for (int i = 0; fit && i < count && i < CHECKLISTS_MOST; i++)
		read_checklist(r, dir, names[i]);
	free_names(names, count);
	free(dir);
}

static bool is_known_table(const char *name)
{
	for (int i = 0; i < TABLE_COUNT; i++)
		if (i != TABLE_SITUATIONS && i != TABLE_LINES && !strcmp(city_tables[i].name, name))
			return true;
	return false;
}

static void report_strangers(struct reading *r)
{
	char **names;
	int count = list_tables(r->dir, &names);

	r->b.line = 1;
	for (int i = 0; i < count; i++) {
		r->b.where = names[i];
		if (!is_known_table(names[i]))
			city_mistake(&r->b, _("this is no file of a city pack"));
	}
	free_names(names, count);
}

struct city *city_read(const char *dir, struct city_report *report)
{
	struct reading r = { .dir = dir };

	city_build_begin(&r.b, report);
	r.b.is_pack = true;
	read_conf(&r);
	r.b.suffix = ".tsv";
	for (int i = 0; i < TABLE_LINES; i++) {
		if (i == TABLE_SITUATIONS)
			read_checklists(&r);
		else
			read_table(&r, i);
	}
	report_strangers(&r);
	return city_build_end(&r.b);
}
