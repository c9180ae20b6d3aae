/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * config.c -- hotlined.conf: one table of keys; what is not in it is refused.
 *
 * File names that are not absolute are taken from the directory of the file, so that a
 * configuration can be moved with what it names.
 */
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/conf.h"
#include "hotline/i18n.h"
#include "server/server.h"

#define MEMBER(name) offsetof(struct server_config, name)

static const struct number {
	const char *section, *key;
	int64_t absent, least, most, unit;      /* unit: what one is in the member */
	size_t member;
} numbers[] = {
	{ "server", "port", 8443, 0, 65535, 1, MEMBER(port) },
	{ "server", "threads", 4, 1, 64, 1, MEMBER(threads) },
	{ "server", "connections", 8192, 16, 1000000, 1, MEMBER(connections) },
	{ "server", "connections_per_address", 6144, 1, 1000000, 1,
	  MEMBER(connections_per_address) },
	{ "server", "patience", 60, 1, 600, 1, MEMBER(patience) },
	{ "server", "hash_threads", 2, 1, 16, 1, MEMBER(hash_threads) },
	{ "server", "session", 43200, 60, 7 * 86400, 1000, MEMBER(session) },
	{ "server", "heartbeat", 15, 1, 300, 1000, MEMBER(heartbeat) },
	{ "queue", "ring", 15, 1, 600, 1000, MEMBER(ring) },
	{ "queue", "wrap_up", 150, 1, 3600, 1000, MEMBER(wrap_up) },
	{ "queue", "stream_lost", 45, 1, 3600, 1000, MEMBER(stream_lost) },
	{ "queue", "orphan", 180, 1, 7200, 1000, MEMBER(orphan) },
	{ "training", "keep_days", 30, 1, 3650, SECONDS(86400), MEMBER(practice_kept) },
};

static const struct text {
	const char *key, *absent;       /* NULL: the key must be there */
	bool file;
	size_t member;
} texts[] = {
	{ "listen", "127.0.0.1", false, MEMBER(listen) },
	{ "certificate", NULL, true, MEMBER(certificate) },
	{ "key", NULL, true, MEMBER(key) },
	{ "store", NULL, true, MEMBER(store) },
	{ "socket", NULL, true, MEMBER(socket) },
};

static char **text_member(struct server_config *c, const struct text *t)
{
	return (char **)((char *)c + t->member);
}

static char *beside(const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');

	if (name[0] == '/' || !slash)
		return xstrdup(name);
	return xasprintf("%.*s/%s", (int)(slash - file), file, name);
}

static bool read_texts(struct server_config *c, struct conf *conf, const char *file, struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const struct text *t = &texts[i];
		const char *value = conf_str(conf, "server", t->key, t->absent);
		if (!value || !*value)
			return error_set(err, ERROR_INPUT, _("%s: [server] needs the key %s"), file, t->key);
		*text_member(c, t) = t->file ? beside(file, value) : xstrdup(value);
	}
	return true;
}

static bool read_numbers(struct server_config *c, struct conf *conf, struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		const struct number *n = &numbers[i];
		int64_t *value = (int64_t *)((char *)c + n->member);
		if (!conf_int(conf, n->section, n->key, n->absent, n->least, n->most, value, err))
			return false;
		*value *= n->unit;
	}
	return true;
}

bool server_config_read(struct server_config *c, const char *file, struct error *err)
{
	struct conf *conf = conf_read(file, err);

	memset(c, 0, sizeof(*c));
	if (!conf)
		return false;
	bool ok = read_texts(c, conf, file, err) && read_numbers(c, conf, err) &&
		  conf_bool(conf, "server", "test", false, &c->test, err) &&
		  conf_bool(conf, "server", "group_commit", true, &c->group_commit, err) &&
		  conf_unknown(conf, err);
	conf_free(conf);
	return ok;
}

void server_config_release(struct server_config *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		free(*text_member(c, &texts[i]));
		*text_member(c, &texts[i]) = NULL;
	}
}
