/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link.c -- one administration command, done by whoever has the store: the running server, asked
 * over its UNIX socket, or this process when no server runs. There is never a second writer.
 *
 * Passwords go over the socket, so the other side must be the store's owner or root.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "admin/admin.h"
#include "ctl/ctl.h"
#include "hotline/i18n.h"

#define ANSWER_SECONDS 120      /* an import on a slow disk */
#define COPY_SECONDS 14400      /* a backup of a large store */
#define ANSWER_MOST (16 << 20)  /* a list of all accounts */

/* ---- the server ---- */

static bool check_peer(int fd, const struct ctl_place *p, struct error *err)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);
	struct stat st;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0)
		return error_errno(err, _("It cannot be found out who listens on %s"), p->socket);
	uid_t owner = stat(p->store, &st) == 0 ? st.st_uid : geteuid();
	if (peer.uid == 0 || peer.uid == owner)
		return true;
	return error_set(
		err, ERROR_TRUST, _("The socket %s is served by the user %u, who does not own the store; nothing "
		  "was sent."), p->socket, (unsigned)peer.uid);
}

/* -1 with ERROR_NETWORK when nobody listens. */
static int connect_server(const struct ctl_place *p, struct error *err)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	struct timeval wait = { .tv_sec = ANSWER_SECONDS };

	if (strlen(p->socket) >= sizeof(addr.sun_path)) {
		error_set(err, ERROR_INPUT,
			  _("The path of the socket, %s, is longer than %zu bytes."), p->socket,
			  sizeof(addr.sun_path) - 1);
		return -1;
	}
	memcpy(addr.sun_path, p->socket, strlen(p->socket));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0 &&
	    check_peer(fd, p, err)) {
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
		return fd;
	}
	if (err->kind == ERROR_NONE) {
		bool nobody = errno == ENOENT || errno == ECONNREFUSED;
		error_errno(err, _("The server cannot be asked over %s"), p->socket);
		if (nobody)
			err->kind = ERROR_NETWORK;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool send_line(int fd, const char *text, struct error *err)
{
	struct buf line = BUF_INIT;
	size_t sent = 0;

	buf_adds(&line, text);
	buf_addch(&line, '\n');
	while (sent < line.len) {
		ssize_t n = send(fd, line.data + sent, line.len - sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		sent += (size_t)n;
	}
	bool ok = sent == line.len ||
		  error_errno(err, _("The request cannot be sent to the server"));
	buf_release(&line);
	return ok;
}

static bool receive_line(int fd, struct buf *line, struct error *err)
{
	char block[65536];

	for (;;) {
		ssize_t n = recv(fd, block, sizeof(block), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(
				err, _("The server gave no answer; whether the command was done is "
				       "not known"));
		if (n == 0)
			return error_set(
				err, ERROR_NETWORK, _("The server ended without an answer; whether the command was "
				  "done is "
				  "not known."));
		const char *end = memchr(block, '\n', (size_t)n);
		buf_add(line, block, end ? (size_t)(end - block) : (size_t)n);
		if (end)
			return true;
		if (line->len > ANSWER_MOST)
			return error_set(err, ERROR_TRUST, _("The server's answer is too long."));
	}
}

static json *converse(int fd, json *request, struct error *err)
{
	struct buf line = BUF_INIT;
	json *answer = NULL, *result = NULL;

	if (send_line(fd, jo_text(request), err) && receive_line(fd, &line, err))
		answer = jo_parse(line.data, line.len, err);
	if (answer)
		result = json_object_get(admin_result(answer, err));
	jo_free(answer);
	buf_release(&line);
	return result;
}

static void wait_for_copy(int fd, const json *request)
{
	struct timeval wait = { .tv_sec = COPY_SECONDS };
	const char *name = jo_str(request, "command");

	if (name && !strcmp(name, "backup"))
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
}

json *ctl_server_request(const struct ctl_place *p, json *request, struct error *err)
{
	struct error mine = ERROR_INIT;
	json *result = NULL;
	int fd = connect_server(p, &mine);

	if (fd >= 0) {
		jo_set_str(request, "language", i18n_wanted() == I18N_CHINESE ? "zh" : "en");
		wait_for_copy(fd, request);
		mine = (struct error)ERROR_INIT;
		result = converse(fd, request, &mine);
		close(fd);
		if (mine.kind == ERROR_NETWORK)
			mine.kind = ERROR_IO;   /* there is a server: do not go round it */
	}
	jo_free(request);
	if (!result)
		*err = mine;
	return result;
}

/* ---- the store ---- */

struct applied { struct admin_job *job; instant now; };

static bool apply(struct db *db, void *arg, struct error *err)
{
	struct applied *a = arg;

	return admin_apply(a->job, db, a->now, err);
}

static bool apply_reading(struct store *s, struct applied *a, struct error *err)
{
	struct db *db = store_reader(s, err);

	if (!db)
		return false;
	bool ok = apply(db, a, err);
	store_reader_put(s, db);
	return ok;
}

json *ctl_store_request(struct store *s, const struct city *city, json *request, struct error *err)
{
	struct applied a = { admin_prepare(request, city, err), clock_now() };
	json *result = NULL;

	jo_free(request);
	if (!a.job)
		return NULL;
	bool ok = admin_reads_only(a.job) ? apply_reading(s, &a, err)
					  : store_write(s, apply, &a, err);
	if (ok) {
		json *answer = admin_answer(a.job, true, NULL);
		result = json_object_get(jo_get(answer, "result"));
		jo_free(answer);
	}
	admin_job_free(a.job);
	return result;
}

/* NULL is no mistake here: a store without a pack takes accounts too. */
static struct city *current_city(struct store *s)
{
	struct db *db = store_reader(s, NULL);
	struct city *city = db ? admin_city_load(db, NULL) : NULL;

	store_reader_put(s, db);
	return city;
}

/* Opens the store, when nobody has it. */
static bool open_store(struct ctl_link *l, struct error *err)
{
	l->store = store_open(l->place->store, false, err);
	if (!l->store)
		return false;
	l->city = current_city(l->store);
	if (l->city)
		clock_set_zone(l->city->zone, NULL);    /* days and deadlines are the city's */
	return admin_catch_up(l->store, err);
}

json *ctl_ask(void *arg, json *request, struct error *err)
{
	struct ctl_link *l = arg;
	struct error mine = ERROR_INIT;
	json *result = l->store ? NULL : ctl_server_request(l->place, json_object_get(request), &mine);

	if (!l->store && (result || mine.kind != ERROR_NETWORK)) {
		jo_free(request);
		if (!result)
			*err = mine;
		return result;
	}
	if (!l->store && !open_store(l, err)) {
		jo_free(request);
		return NULL;
	}
	return ctl_store_request(l->store, l->city, request, err);
}

void ctl_link_release(struct ctl_link *l)
{
	city_free(l->city);
	store_close(l->store);
	*l = (struct ctl_link){ NULL, NULL, NULL };
}

json *ctl_request(const struct ctl_place *p, json *request, struct error *err)
{
	struct ctl_link link = { .place = p };
	json *result = ctl_ask(&link, request, err);

	ctl_link_release(&link);
	return result;
}
