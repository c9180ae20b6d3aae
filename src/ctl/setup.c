/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup.c -- makes a server's folder. What is there is kept: a configuration that somebody edited
 * is theirs, and of it only the port is changed, and only when that was asked for.
 */
#include "ctl/setup.h"

#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "ctl/cert.h"
#include "hotline/alloc.h"
#include "hotline/conf.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"

#define CONFIG_MOST 65536

/*
 * A socket's path has at most 107 bytes; a deep folder gets one elsewhere, named after the folder.
 */
static char *socket_path(const char *dir)
{
	char *path = file_in(dir, "hotlined.sock"), hash[HASH_TEXT];
	const char *run = getenv("XDG_RUNTIME_DIR");

	bool fits = strlen(path) < sizeof(((struct sockaddr_un *)0)->sun_path);
	free(path);
	if (fits)
		return xstrdup("hotlined.sock");
	hash_hex(dir, strlen(dir), hash);
	return xasprintf("%s/hotlined-%.16s.sock",
			 run && run[0] == '/' && strlen(run) < 64 ? run : "/tmp", hash);
}

static bool write_config(struct setup *s, struct error *err)
{
	struct buf text = BUF_INIT;
	char *socket = socket_path(s->dir);

	buf_addf(&text,
		 "# Configuration of hotlined; see hotlined.conf(5). File names are taken from "
		 "this folder.\n\n"
		 "[server]\n"
		 "listen = %s\n"
		 "port = %lld\n"
		 "certificate = server.pem\n"
		 "key = server-key.pem\n"
		 "store = store.db\n"
		 "socket = %s\n", s->listen ? s->listen : "127.0.0.1", (long long)s->port, socket);
	bool ok = file_write(s->config, text.data, text.len, 0600, err);
	buf_release(&text);
	free(socket);
	return ok;
}

/* Is this line `key = …`? */
static bool line_sets(const char *line, size_t len, const char *key)
{
	size_t blank = strspn(line, " \t"), word = strlen(key);

	if (blank + word >= len || strncmp(line + blank, key, word))
		return false;
	size_t after = blank + word + strspn(line + blank + word, " \t");
	return after < len && line[after] == '=';
}

/* Rewrites the port under [server], or adds it there. */
static void replace_port(const char *text, long long port, struct buf *out)
{
	bool inside = false, done = false;

	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n"), whole = len + (line[len] == '\n');
		bool header = line[0] == '[';

		if (header)
			inside = !strncmp(line, "[server]", 8);
		if (inside && !done && line_sets(line, len, "port")) {
			buf_addf(out, "port = %lld\n", port);
			done = true;
		} else {
			buf_add(out, line, whole);
		}
		line += whole;
	}
	if (!done) {
		const char *head = strstr(out->data, "[server]\n");
		char *added = xasprintf("port = %lld\n", port);
		if (head)
			buf_insert(out, (size_t)(head - out->data) + 9, added, strlen(added));
		free(added);
	}
}

bool setup_port(struct setup *s, struct error *err)
{
	struct buf out = BUF_INIT;
	size_t len;

	if (s->port == s->port_there)
		return true;
	char *text = file_read(s->config, CONFIG_MOST, &len, err);

	if (!text)
		return false;
	replace_port(text, (long long)s->port, &out);
	bool ok = file_write(s->config, out.data, out.len, 0600, err);
	buf_release(&out);
	free(text);
	return ok;
}

static bool read_port(const char *config, int64_t *port, struct error *err)
{
	struct conf *conf = conf_read(config, err);

	if (!conf)
		return false;
	bool ok = conf_int(conf, "server", "port", PORT_DEFAULT, 0, 65535, port, err);
	conf_free(conf);
	return ok;
}

static bool ensure_config(struct setup *s, struct error *err)
{
	if (file_exists(s->config)) {
		bool ok = read_port(s->config, &s->port_there, err);
		s->port = s->port ? s->port : s->port_there;
		return ok;
	}
	s->port = s->port ? s->port : PORT_DEFAULT;
	s->port_there = s->port;
	s->made_config = true;
	return write_config(s, err);
}

bool setup_folder(struct setup *s, const char *dir, struct error *err)
{
	s->dir = file_make_dir(dir, err);
	if (!s->dir)
		return false;
	s->config = file_in(s->dir, "hotlined.conf");
	s->ca = file_in(s->dir, "ca.pem");
	return ensure_config(s, err) && ctl_place_from(&s->place, s->config, err);
}

bool setup_certificates(struct setup *s, struct error *err)
{
	struct cert_files files;

	cert_files_in(&files, s->dir);
	bool ok = cert_ensure(&files, s->names, &s->made_certificates, err);
	cert_files_release(&files);
	return ok;
}

struct store *setup_store(struct setup *s, struct error *err)
{
	s->made_store = !file_exists(s->place.store);
	return store_open(s->place.store, true, err);
}

void setup_release(struct setup *s)
{
	ctl_place_release(&s->place);
	free(s->dir);
	free(s->config);
	free(s->ca);
}
