/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conf.c -- an INI file in memory; what nobody asked for is an error. */
#include "hotline/conf.h"

#include <errno.h>
#include <ini.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

struct entry {
	char *section, *key, *value;
	int line;
	bool asked;
};

struct conf {
	char *file;
	struct entry *entries;
	size_t count, alloc;
	int line;               /* while reading */
	FILE *stream;
	bool too_long;
};

/* inih's reader has no line numbers for the handler and cuts long lines; this one counts and notes a cut. */
static char *read_line(char *line, int size, void *arg)
{
	struct conf *c = arg;

	if (!fgets(line, size, c->stream))
		return NULL;
	c->line++;
	if (!strchr(line, '\n') && !feof(c->stream))
		c->too_long = true;
	return c->too_long ? NULL : line;
}

static int add_entry(void *arg, const char *section, const char *key, const char *value)
{
	struct conf *c = arg;

	ARRAY_GROW(c->entries, c->count + 1, c->alloc);
	c->entries[c->count++] = (struct entry){
		xstrdup(section), xstrdup(key), xstrdup(value ? value : ""), c->line, false
	};
	return 1;
}

struct conf *conf_read(const char *file, struct error *err)
{
	struct conf *c = xcalloc(1, sizeof(*c));

	c->file = xstrdup(file);
	c->stream = fopen(file, "re");
	if (!c->stream) {
		error_errno(err, _("cannot read %s"), file);
		conf_free(c);
		return NULL;
	}
	int bad = ini_parse_stream(read_line, c, add_entry, c);
	fclose(c->stream);
	if (bad || c->too_long) {
		if (c->too_long)
			error_set(err, ERROR_INPUT, _("%s:%d: the line is too long"), file, c->line);
		else
			error_set(err, ERROR_INPUT,
				  _("%s:%d: expected `[section]` or `key = value`"), file, bad);
		conf_free(c);
		return NULL;
	}
	return c;
}

void conf_free(struct conf *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++) {
		free(c->entries[i].section);
		free(c->entries[i].key);
		free(c->entries[i].value);
	}
	free(c->entries);
	free(c->file);
	free(c);
}

static struct entry *find(struct conf *c, const char *section, const char *key)
{
	struct entry *found = NULL;

	for (size_t i = 0; i < c->count; i++) {
		struct entry *e = &c->entries[i];
		if (!strcmp(e->section, section) && !strcmp(e->key, key)) {
			e->asked = true;
			found = e;      /* the last one rules, as users expect of INI files */
		}
	}
	return found;
}

const char *conf_str(struct conf *c, const char *section, const char *key, const char *absent)
{
	struct entry *e = find(c, section, key);

	return e ? e->value : absent;
}

bool conf_int(struct conf *c, const char *section, const char *key, int64_t absent,
	      int64_t least, int64_t most, int64_t *value, struct error *err)
{
	struct entry *e = find(c, section, key);
	char *end;

	*value = absent;
	if (!e)
		return true;
	errno = 0;
	long long n = strtoll(e->value, &end, 10);
	if (errno || end == e->value || *end || n < least || n > most)
		return error_set(err, ERROR_INPUT,
				 _("%s:%d: %s must be a whole number from %lld to %lld"), c->file,
				 e->line, key, (long long)least, (long long)most);
	*value = n;
	return true;
}

bool conf_double(struct conf *c, const char *section, const char *key, double absent,
		 double least, double most, double *value, struct error *err)
{
	struct entry *e = find(c, section, key);
	char *end;

	*value = absent;
	if (!e)
		return true;
	double n = strtod(e->value, &end);
	if (end == e->value || *end || !isfinite(n) || n < least || n > most)
		return error_set(err, ERROR_INPUT, _("%s:%d: %s must be a number from %g to %g"),
				 c->file, e->line, key, least, most);
	*value = n;
	return true;
}

bool conf_bool(struct conf *c, const char *section, const char *key, bool absent,
	       bool *value, struct error *err)
{
	struct entry *e = find(c, section, key);

	*value = absent;
	if (!e)
		return true;
	*value = !strcmp(e->value, "yes");
	if (!*value && strcmp(e->value, "no"))
		return error_set(err, ERROR_INPUT, _("%s:%d: %s must be yes or no"), c->file, e->line, key);
	return true;
}

void conf_each(struct conf *c, const char *section,
	       void (*fn)(void *arg, const char *key, const char *value, int line), void *arg)
{
	for (size_t i = 0; i < c->count; i++) {
		struct entry *e = &c->entries[i];
		if (strcmp(e->section, section))
			continue;
		e->asked = true;
		fn(arg, e->key, e->value, e->line);
	}
}

bool conf_unknown(struct conf *c, struct error *err)
{
	for (size_t i = 0; i < c->count; i++)
		if (!c->entries[i].asked)
			return error_set(err, ERROR_INPUT, _("%s:%d: unknown key %s in [%s]"),
					 c->file, c->entries[i].line, c->entries[i].key, c->entries[i].section);
	return true;
}
