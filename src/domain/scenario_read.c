/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenario_read.c -- scenarios of a pack, scenarios/NAME.scn: sections, `key: value`, lines that go on.
 *
 * A file is read to its end whatever is wrong in it. What stands alone is checked in its line, what needs the rest of
 * the file or the city's form afterwards (scenario_check.c).
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domain/scenario_build.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define FILE_MOST (256u << 10)
#define SCENARIOS_MOST 1000

struct file {
	struct scenario_reading r;
	char *head;                     /* of the line that may go on; NULL: none */
	struct buf value;
	int line;                       /* where it began */
};

/* ---- lines ---- */

/* The line in hand, with what went on below it, is whole. */
static void end_pair(struct file *f)
{
	int here = f->r.b.line;

	if (!f->head)
		return;
	f->r.b.line = f->line;
	if (f->value.len > SCENARIO_TEXT_MOST)
		city_mistake(&f->r.b, _("the text is longer than %d bytes"), SCENARIO_TEXT_MOST);
	else
		scenario_section_take(&f->r, f->head, f->value.data);
	f->r.b.line = here;
	free(f->head);
	f->head = NULL;
	buf_reset(&f->value);
}

/* A blank between two words of letters; none beside Chinese. */
static void go_on(struct file *f, const char *text)
{
	struct buf *v = &f->value;

	if (v->len && (unsigned char)v->data[v->len - 1] < 0x80 && (unsigned char)*text < 0x80)
		buf_addch(v, ' ');
	if (v->len <= SCENARIO_TEXT_MOST)
		buf_adds(v, text);
}

/* Also those of an input method. */
static char *skip_blanks(char *text)
{
	while (isblank((unsigned char)*text) || !strncmp(text, "\u3000", 3))
		text += isblank((unsigned char)*text) ? 1 : 3;
	return text;
}

/* The colon of an input method is one as well. */
static bool split(char *line, char **value)
{
	char *colon = strchr(line, ':'), *wide = strstr(line, "：");
	bool is_wide = wide && (!colon || wide < colon);

	if (is_wide)
		colon = wide;
	if (!colon)
		return false;
	*value = colon + (is_wide ? strlen("：") : 1);
	*colon = '\0';
	while (colon > line && isblank((unsigned char)colon[-1]))
		*--colon = '\0';
	*value = skip_blanks(*value);
	return true;
}

static void begin_pair(struct file *f, char *line)
{
	char *value;

	end_pair(f);
	if (!f->r.begun) {
		city_mistake(&f->r.b, _("the file must begin with a section such as [scenario]"));
		f->r.begun = true;
	} else if (!split(line, &value)) {
		city_mistake(&f->r.b, _("expected `key: value`; a line that goes on begins with a blank"));
	} else {
		f->head = xstrdup(line);
		buf_adds(&f->value, value);
		f->line = f->r.b.line;
	}
}

static void take_line(struct file *f, char *line)
{
	size_t len = strlen(line);

	while (len && (line[len - 1] == '\r' || isblank((unsigned char)line[len - 1])))
		line[--len] = '\0';
	if (!len || line[0] == '#' || !city_check_text(&f->r.b, _("the line"), line))
		return;
	char *text = skip_blanks(line);
	if (line[0] == '[') {
		end_pair(f);
		scenario_section_begin(&f->r, line);
	} else if (text == line) {
		begin_pair(f, line);
	} else if (f->head) {
		go_on(f, text);
	} else if (f->r.take) {
		city_mistake(&f->r.b, _("this line goes on, but there is nothing above that it belongs to"));
	}
}

static void take_lines(struct file *f, char *text)
{
	f->r.b.line = 0;
	for (char *line = text, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		f->r.b.line++;
		take_line(f, line);
	}
	end_pair(f);
	scenario_section_end(&f->r);
}

/* "…/NAME.scn" gives NAME, which is the scenario's code. Caller frees. */
static char *code_of(const char *path)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	size_t len = strlen(name);

	return xstrndup(name, len > 4 && !strcmp(name + len - 4, ".scn") ? len - 4 : len);
}

static void read_file(struct file *f, const char *path)
{
	struct buf text = BUF_INIT;
	char *code = code_of(path);

	f->r.b.line = 1;
	f->r.s->code = scenario_keep(f->r.s, code);
	city_check_code(&f->r.b, _("the name of the file"), code);
	free(code);
	if (!city_read_whole(path, &text, FILE_MOST)) {
		city_mistake(&f->r.b, access(path, F_OK) ? _("there is no such file") :
			     _("this is no readable text file of less than 256 KiB"));
	} else {
		bool mark = !strncmp(text.data, "\ufeff", 3);
		take_lines(f, text.data + (mark ? 3 : 0));
		f->r.b.line = 1;
		if (!f->r.scenario_seen)
			city_mistake(&f->r.b, _("the section [scenario] is missing"));
		else
			scenario_check(&f->r);
	}
	buf_release(&text);
}

static int line_of(const char *problem)
{
	const char *end = strstr(problem, ": ");

	while (end && end > problem && isdigit((unsigned char)end[-1]))
		end--;
	return end ? atoi(end) : 0;
}

/* Mistakes of one file by their lines, whenever they were found; few enough for the plainest sort, which is stable. */
static void sort_problems(char **problems, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		char *one = problems[i];
		size_t k = i;
		for (; k && line_of(problems[k - 1]) > line_of(one); k--)
			problems[k] = problems[k - 1];
		problems[k] = one;
	}
}

/* `where` is the file as the report names it. */
static struct scenario *read_one(const char *path, const char *where, const struct city *c,
				 const struct city_article *articles, size_t article_count, struct city_report *report)
{
	struct file *f = xcalloc(1, sizeof(*f));
	size_t before = report->total, kept = report->count;

	f->r.before = before;
	f->r.b = (struct city_build){ .report = report, .where = where, .suffix = "" };
	f->r.s = scenario_new();
	f->r.c = c;
	f->r.articles = articles;
	f->r.article_count = article_count;
	buf_init(&f->value);
	read_file(f, path);
	struct scenario *s = f->r.s;
	sort_problems(report->problems + kept, report->count - kept);
	buf_release(&f->value);
	free(f);
	if (report->total == before) {
		scenario_finish(s);
		return s;
	}
	scenario_free(s);
	return NULL;
}

struct scenario *scenario_read(const char *file, const struct city *c, const struct city_article *articles,
			       size_t article_count, struct city_report *report)
{
	return read_one(file, file, c, articles, article_count, report);
}

/* ---- all of a pack ---- */

static bool ends_in(const char *name, const char *end)
{
	size_t len = strlen(name), more = strlen(end);

	return len > more && !strcmp(name + len - more, end);
}

/* Whatever an editor or a version control leaves there is passed over. */
static int is_ours(const struct dirent *e)
{
	return e->d_name[0] != '.' && strncmp(e->d_name, "README", 6) && !ends_in(e->d_name, "~");
}

static void report_stranger(const char *where, struct city_report *report)
{
	struct city_build b = { .report = report, .where = where, .suffix = "", .line = 1 };

	city_mistake(&b, _("this is no scenario: its name must end in .scn"));
}

/* How many there are; none, and said, where it cannot be read or holds too many. */
static int list_folder(const char *folder, struct dirent ***files, struct city_report *report)
{
	struct city_build b = { .report = report, .where = "scenarios", .suffix = "", .line = 1 };
	int n = scandir(folder, files, is_ours, alphasort);

	if (n < 0 && errno != ENOENT)
		city_mistake(&b, _("the folder cannot be read: %s"), strerror(errno));
	if (n <= SCENARIOS_MOST)
		return n > 0 ? n : 0;
	city_mistake(&b, _("there are more than %d files"), SCENARIOS_MOST);
	while (n)
		free((*files)[--n]);
	return 0;
}

bool scenarios_read(const char *dir, const struct city *c, const struct city_article *articles, size_t article_count,
		    struct scenario ***scenarios, size_t *count, struct city_report *report)
{
	struct dirent **files = NULL;
	size_t before = report->total;
	char *folder = xasprintf("%s/scenarios", dir);
	int n = list_folder(folder, &files, report);

	*scenarios = xcalloc((size_t)n + 1, sizeof(**scenarios));
	*count = 0;
	for (int i = 0; i < n; i++) {
		char *path = xasprintf("%s/%s", folder, files[i]->d_name);
		char *where = xasprintf("scenarios/%s", files[i]->d_name);
		struct scenario *s = NULL;
		if (!ends_in(files[i]->d_name, ".scn"))
			report_stranger(where, report);
		else
			s = read_one(path, where, c, articles, article_count, report);
		if (s)
			(*scenarios)[(*count)++] = s;
		free(where);
		free(path);
		free(files[i]);
	}
	free(files);
	free(folder);
	if (report->total == before)
		return true;
	scenarios_free(*scenarios, *count);
	*scenarios = NULL;
	*count = 0;
	return false;
}
