/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train_results.c -- which results are shown: of whom, of which class, of which days; and writing those to a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/train_lists.h"
#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

enum { OF_TRAINEE, OF_CLASS, OF_FROM, OF_TO };
static const struct { const char *word, *shown; bool time; } parts[TRAIN_PARTS] = {
	[OF_TRAINEE] = { "trainee", N_("trainee"), false },
	[OF_CLASS] = { "class", N_("class"), false },
	[OF_FROM] = { "from", N_("from"), true },
	[OF_TO] = { "to", N_("to"), true },
};

void train_filter_release(struct train_filter *f)
{
	for (size_t i = 0; i < TRAIN_PARTS; i++) {
		free(f->value[i]);
		free(f->shown[i]);
	}
	*f = (struct train_filter){ 0 };
}

static void set_part(struct train_filter *f, int part, const char *value, const char *shown)
{
	free(f->value[part]);
	free(f->shown[part]);
	f->value[part] = xstrdup(value);
	f->shown[part] = xstrdup(shown);
}

void train_filter_path(const struct training *t, struct buf *path)
{
	buf_addf(path, "%s?by=%s", train_views[TRAIN_RESULTS].path, train_by[t->by].code);
	for (int i = 0; i < TRAIN_PARTS; i++) {
		if (!t->filter.value[i])
			continue;
		buf_addf(path, "&%s=", parts[i].word);
		net_encode(path, t->filter.value[i]);
	}
}

void train_filter_words(const struct training *t, struct buf *out)
{
	for (int i = 0; i < TRAIN_PARTS; i++)
		if (t->filter.shown[i])
			buf_addf(out, " · %s %s", _(parts[i].shown), t->filter.shown[i]);
}

/* A day alone means all of it: its end is the beginning of the next. */
static char *read_time(const char *text, bool end)
{
	bool day = !strchr(text, ':') && !strstr(text, "：") && !strstr(text, "点");
	char stamp[CLOCK_TEXT];
	int64_t at;

	if (time_read(text, clock_agreed(), &at) == TIME_UNSURE)
		return NULL;
	return xstrdup(clock_format(at + (end && day ? SECONDS(86400) : 0), stamp));
}

static int part_of(const char *word)
{
	size_t len = strcspn(word, "=");

	for (int i = 0; word[len] && i < TRAIN_PARTS; i++)
		if (strlen(parts[i].word) == len && !strncmp(parts[i].word, word, len))
			return i;
	return -1;
}

/* One part as it was typed; false: the time cannot be read. */
static bool take_part(struct train_filter *f, int part, const char *value)
{
	char *time = parts[part].time ? read_time(value, part == OF_TO) : NULL;

	if (parts[part].time && !time)
		return false;
	set_part(f, part, time ? time : value, value);
	free(time);
	return true;
}

/* Words without a sign of their own belong to the part before: class=Monday morning. */
static bool read_filter(struct train_filter *f, const char *text, struct buf *wrong)
{
	char *copy = xstrdup(text), *rest = NULL;
	int part = -1;
	bool ok = true;

	for (char *word = strtok_r(copy, " ", &rest); word && ok; word = strtok_r(NULL, " ", &rest)) {
		int next = part_of(word);
		struct buf value = BUF_INIT;
		if (next < 0 && part >= 0)
			buf_addf(&value, "%s %s", f->shown[part], word);
		part = next >= 0 ? next : part;
		ok = part >= 0 && take_part(f, part, value.len ? value.data : strchr(word, '=') + 1);
		if (!ok)
			buf_adds(wrong, word);
		buf_release(&value);
	}
	free(copy);
	return ok;
}

bool train_filter_read(struct training *t, const char *text)
{
	struct train_filter f = { 0 };
	struct buf wrong = BUF_INIT;
	bool ok = read_filter(&f, text, &wrong);

	if (ok) {
		train_filter_release(&t->filter);
		t->filter = f;
	} else {
		train_filter_release(&f);
		app_say(t->app, LOOK_ERROR, _("\"%s\" chooses no results; all stays as it was. As: trainee=trainee1 class=Monday "
			"from=11-19 to=11-26"), wrong.data);
	}
	buf_release(&wrong);
	return ok;
}

bool train_filter_row(struct training *t, const json *row)
{
	const char *key = jo_str(row, "key"), *name = jo_str(row, "name");
	bool class = !strcmp(train_by[t->by].code, "class");

	if (!key || (!class && strcmp(train_by[t->by].code, "trainee") != 0))
		return false;
	const char *mode = class && !(name && *name) ? jo_str(row, "mode") : NULL;
	char *alone = mode ? xasprintf("%s · %s", _("for one trainee alone"), train_mode_word(mode)) : NULL;
	set_part(&t->filter, class ? OF_CLASS : OF_TRAINEE, key, alone ? alone : name && *name ? name : key);
	free(alone);
	return true;
}

/* -- CSV ---------------------------------------------------------------------------------------- */

static void saved(void *arg, const struct net_answer *answer)
{
	struct training *t = arg;
	const char *why = net_is_ok(answer) && answer->text ? client_write_file(t->file, answer->text)
		: client_sentence(answer);

	if (why)
		app_say(t->app, LOOK_ERROR, _("%s was not written: %s."), t->file, why);
	else
		app_say(t->app, LOOK_GOOD, _("The results are in %s."), t->file);
	free(t->file);
	t->file = NULL;
	app_busy(t->app, -1);
}

void train_save_results(struct training *t, const char *file)
{
	struct buf path = BUF_INIT;
	const char *home = getenv("HOME");

	if (t->file)
		return;
	t->file = !strncmp(file, "~/", 2) && home ? xasprintf("%s%s", home, file + 1) : xstrdup(file);
	app_busy(t->app, 1);
	train_filter_path(t, &path);
	work_get_as(client_work(t->app), path.data, "text/csv", saved, t);
	buf_release(&path);
}
