/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenario_read.c -- scenarios of a pack, scenarios/NAME.scn: sections, `key: value`, lines that go on.
 *
 * A file is read to its end whatever is wrong in it. What stands alone is checked in its line, what needs the rest of the
 * file or the city's form afterwards (scenario_check.c), and only when the file as such could be read.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/scenario_build.h"
#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

#define FILE_MOST (256u << 10)
#define SCENARIOS_MOST 1000

struct file {
	struct scenario_reading r;
	void (*take)(struct file *f, char *head, const char *value);    /* of the section in hand; NULL: none yet */
	int request;
	bool must_not;
	bool scenario_seen, targets_seen;
	unsigned seen;                  /* keys of the section, one bit each */
	char *head;                     /* of the line that may go on; NULL: none */
	struct buf value;
	int line;                       /* where it began */
};

/* ---- keys ---- */

bool scenario_has_article(const struct scenario_reading *r, const char *id)
{
	for (size_t i = 0; i < r->article_count; i++)
		if (!strcmp(r->articles[i].id, id))
			return true;
	return !r->article_count;
}

static void check_code_of(struct file *f, const char *set, const char *value)
{
	if (!city_find_code(f->r.c, set, value))
		city_mistake(&f->r.b, _("the city has no %s %s; see codes.tsv"), set, value);
}

static void check_key(struct file *f, const char *name, const char *value)
{
	char digits[24];

	if (!strcmp(name, "channel") || !strcmp(name, "skill") || !strcmp(name, "sex"))
		check_code_of(f, name, value);
	else if (!strcmp(name, "mood") && scenario_name_in(scenario_moods, 99, value) < 0)
		city_mistake(&f->r.b, _("mood must be calm, anxious, angry, afraid, confused, cold or joking, not “%s”"),
			     value);
	else if (!strcmp(name, "number") && !phone_normalise(value, digits))
		city_mistake(&f->r.b, _("number is no telephone number: 3 to 20 digits; leave the line out when it is withheld"));
}

/* Words parted by blanks, or one more of a key that stands several times. */
static void take_list(struct file *f, const struct scenario_key *k, void *to, const char *value)
{
	const char ***list = (const char ***)(void *)((char *)to + k->at);
	size_t *count = (size_t *)(void *)((char *)to + k->count_at);
	bool words = !strcmp(k->name, "articles");
	char *text = xstrdup(value), *rest = text, *word;

	while ((word = words ? strtok_r(rest, " \t", &rest) : text)) {
		if (*count >= SCENARIO_LIST_MOST)
			city_mistake(&f->r.b, _("%s stands here more than %d times"), k->name, SCENARIO_LIST_MOST);
		else
			scenario_list_add(f->r.s, list, count, word);
		if (words && !scenario_has_article(&f->r, word))
			city_mistake(&f->r.b, _("there is no article %s"), word);
		if (!words || *count >= SCENARIO_LIST_MOST)
			break;
	}
	free(text);
}

static void take_value(struct file *f, const struct scenario_key *k, void *to, const char *value)
{
	char *at = (char *)to + k->at;
	int64_t whole;

	if (k->kind == SCENARIO_LIST) {
		take_list(f, k, to, value);
	} else if (k->kind == SCENARIO_TEXT) {
		const char *text = scenario_keep(f->r.s, value);
		memcpy(at, &text, sizeof(text));
		check_key(f, k->name, value);
	} else if (city_check_whole(&f->r.b, k->name, value, k->least, k->most, &whole)) {
		int n = (int)whole;
		memcpy(at, &n, sizeof(n));
	}
}

static void take_pair(struct file *f, const struct scenario_key *keys, void *to, const char *head, const char *value)
{
	for (size_t i = 0; keys[i].name; i++) {
		if (strcmp(keys[i].name, head))
			continue;
		bool twice = f->seen & 1u << i && strcmp(head, "ask");
		f->seen |= 1u << i;
		if (twice)
			city_mistake(&f->r.b, _("%s stands here twice"), head);
		else if (city_check_filled(&f->r.b, head, value))
			take_value(f, &keys[i], to, value);
		return;
	}
	city_mistake(&f->r.b, _("unknown key %s"), head);
}

/* The section ends: what of its keys must be there. Said of the line where it begins. */
static void check_needed(struct file *f, const struct scenario_key *keys, int line)
{
	int here = f->r.b.line;

	f->r.b.line = line;
	for (size_t i = 0; keys[i].name; i++)
		if (keys[i].needed && !(f->seen & 1u << i))
			city_mistake(&f->r.b, _("%s is missing in this section"), keys[i].name);
	f->r.b.line = here;
}

/* ---- sections ---- */

static void take_in_scenario(struct file *f, char *head, const char *value)
{
	take_pair(f, scenario_keys, f->r.s, head, value);
}

static void take_in_targets(struct file *f, char *head, const char *value)
{
	take_pair(f, scenario_target_keys, f->r.s, head, value);
}

static void take_in_fact(struct file *f, char *head, const char *value)
{
	size_t last = f->r.s->fact_count - 1;

	if (!strcmp(head, "after"))
		f->r.facts[last].after = f->r.b.line;
	take_pair(f, scenario_fact_keys, &f->r.s->facts[last], head, value);
}

static void take_in_say(struct file *f, char *head, const char *value)
{
	scenario_take_say(&f->r, head, value);
}

static void take_in_expect(struct file *f, char *head, const char *value)
{
	scenario_take_expect(&f->r, f->request, head, value);
}

static void take_in_must(struct file *f, char *head, const char *value)
{
	scenario_take_must(&f->r, f->must_not, head, value);
}

static void take_in_nothing(struct file *f, char *head, const char *value)
{
	(void)f;
	(void)head;
	(void)value;
}

static void end_section(struct file *f)
{
	if (f->take == take_in_scenario)
		check_needed(f, scenario_keys, f->r.head_line);
	else if (f->take == take_in_fact)
		check_needed(f, scenario_fact_keys, f->r.facts[f->r.s->fact_count - 1].head);
	f->seen = 0;
}

static void once(struct file *f, bool *seen, const char *name)
{
	if (*seen)
		city_mistake(&f->r.b, _("[%s] stands here twice"), name);
	*seen = true;
}

static void begin_scenario(struct file *f, const char *more)
{
	(void)more;
	once(f, &f->scenario_seen, "scenario");
	f->r.head_line = f->r.b.line;
	f->take = take_in_scenario;
}

static void begin_targets(struct file *f, const char *more)
{
	(void)more;
	once(f, &f->targets_seen, "targets");
	f->take = take_in_targets;
}

static void begin_fact(struct file *f, const char *code)
{
	struct scenario *s = f->r.s;

	f->take = take_in_nothing;
	if (!city_check_code(&f->r.b, _("the name of a fact"), code))
		return;
	if (s->fact_count >= SCENARIO_FACTS_MOST) {
		city_mistake(&f->r.b, _("there are more than %d facts"), SCENARIO_FACTS_MOST);
		return;
	}
	if (scenario_find_fact(s, code))
		city_mistake(&f->r.b, _("the fact %s stands here twice"), code);
	f->r.facts[s->fact_count].head = f->r.facts[s->fact_count].after = f->r.b.line;
	scenario_add_fact(s)->code = scenario_keep(s, code);
	f->take = take_in_fact;
}

static void begin_say(struct file *f, const char *more)
{
	(void)more;
	f->take = take_in_say;
}

static void begin_expect(struct file *f, const char *number)
{
	int64_t n = 1;

	f->take = take_in_nothing;
	if (*number && !city_check_whole(&f->r.b, _("the number of the request"), number, 1, SCENARIO_REQUESTS_MOST, &n))
		return;
	f->request = (int)n;
	f->take = take_in_expect;
}

static void begin_must(struct file *f, const char *more)
{
	f->must_not = *more;
	f->take = take_in_must;
	if (*more && strcmp(more, "not"))
		city_mistake(&f->r.b, _("expected [must] or [must not]"));
}

static const struct { const char *name; bool more; void (*begin)(struct file *f, const char *more); } sections[] = {
	{ "scenario", false, begin_scenario }, { "targets", false, begin_targets }, { "fact", true, begin_fact },
	{ "say", false, begin_say }, { "expect", true, begin_expect }, { "must", true, begin_must },
};

static void begin_section(struct file *f, char *line)
{
	size_t len = strlen(line);

	end_section(f);
	f->take = take_in_nothing;
	if (line[len - 1] != ']') {
		city_mistake(&f->r.b, _("a section is a line such as [fact where]"));
		return;
	}
	line[len - 1] = '\0';
	char *name = line + 1 + strspn(line + 1, " "), *more = name + strcspn(name, " ");
	if (*more)
		*more++ = '\0';
	more += strspn(more, " ");
	for (size_t i = 0; i < ARRAY_SIZE(sections); i++) {
		if (strcmp(sections[i].name, name))
			continue;
		if (*more && !sections[i].more)
			city_mistake(&f->r.b, _("nothing stands behind the name of [%s]"), name);
		sections[i].begin(f, more);
		return;
	}
	city_mistake(&f->r.b, _("unknown section [%s]: there are scenario, targets, fact, say, expect, must and must not"), name);
}

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
		f->take(f, f->head, f->value.data);
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
	if (!f->take) {
		city_mistake(&f->r.b, _("the file must begin with a section such as [scenario]"));
		f->take = take_in_nothing;
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
		begin_section(f, line);
	} else if (text == line) {
		begin_pair(f, line);
	} else if (f->head) {
		go_on(f, text);
	} else if (f->take != take_in_nothing) {
		city_mistake(&f->r.b, _("this line goes on, but there is nothing above that it belongs to"));
	}
}

static bool read_whole(const char *path, struct buf *out)
{
	char block[65536];
	size_t got;
	FILE *f = fopen(path, "re");

	if (!f)
		return false;
	while ((got = fread(block, 1, sizeof(block), f)) > 0 && out->len < FILE_MOST)
		buf_add(out, block, got);
	bool good = !ferror(f) && out->len < FILE_MOST && !memchr(out->data, '\0', out->len);
	fclose(f);
	return good;
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
	end_section(f);
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
	if (!read_whole(path, &text)) {
		city_mistake(&f->r.b, _("this is no readable text file of less than 256 KiB"));
	} else {
		bool mark = !strncmp(text.data, "\ufeff", 3);
		take_lines(f, text.data + (mark ? 3 : 0));
		f->r.b.line = 1;
		if (!f->scenario_seen)
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

bool scenarios_read(const char *dir, const struct city *c, const struct city_article *articles, size_t article_count,
		    struct scenario ***scenarios, size_t *count, struct city_report *report)
{
	struct dirent **files = NULL;
	size_t before = report->total;
	char *folder = xasprintf("%s/scenarios", dir);
	int n = scandir(folder, &files, is_ours, alphasort);

	*scenarios = xcalloc(n > 0 ? (size_t)n : 1, sizeof(**scenarios));
	*count = 0;
	for (int i = 0; i < n; i++) {
		char *path = xasprintf("%s/%s", folder, files[i]->d_name);
		char *where = xasprintf("scenarios/%s", files[i]->d_name);
		struct scenario *s = NULL;
		if (!ends_in(files[i]->d_name, ".scn"))
			report_stranger(where, report);
		else if (i < SCENARIOS_MOST)
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
