/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * admin.c -- hotlinectl's door: one connection, one request line, one answer line.
 *
 * Each connection has a thread, so that a status is told while a backup runs; what changes something is done one at a
 * time, for an import must not meet another. Who may open the socket is decided by its mode (0600) and by asking the kernel who is there.
 */
#include "server/admin.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "admin/admin.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/log.h"
#include "server/api/basics.h"
#include "server/http/events.h"
#include "server/service/service.h"

enum { IO_MS = 10000, SERVED_MOST = 8 };

struct admin_socket {
	struct server *server;
	pthread_t thread;
	int fd, stop;
	pthread_mutex_t order;          /* held by what changes something */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int served;                     /* under lock: connections with a thread */
	struct db *reading[SERVED_MOST];        /* under lock: what they read from now; NULL: nothing */
};

/* ---- commands ---- */

static json *status(struct server *s)
{
	struct db *db = store_snapshot(s->store, NULL);
	json *answer = json_object_new_object();

	jo_set_bool(answer, "ok", true);
	jo_set(answer, "result", status_make(s, db));
	store_reader_put(s->store, db);
	return answer;
}

struct run { struct server *server; struct admin_job *job; enum i18n_language language; };

static bool apply(struct db *db, void *arg, struct error *err)
{
	struct run *r = arg;
	enum i18n_language before = i18n_spoken();

	i18n_speak(r->language);        /* the writer's thread is everybody's */
	bool ok = admin_apply(r->job, db, clock_now(), err);
	i18n_speak(before);
	return ok;
}

static bool tell_everybody(struct server *s, struct db *db, const char *event, struct error *err)
{
	struct audience all = { .roles = ROLE_ANY };
	json *data = json_object_new_object();

	jo_set_str(data, "version", server_city(s)->version);
	return event_send(s, db, "*", &all, event, data, err);
}

struct taken { struct server *server; struct server_pack *pack; };

/* Between two moves of tickets: which pack made an event's times can be told from when it happened. */
static bool take_city(struct db *db, void *arg, struct error *err)
{
	struct taken *t = arg;

	if (t->pack)
		server_city_use(t->server, t->pack);
	t->pack = NULL;
	return admin_city_used(db, server_city(t->server)->version, clock_now(), err) &&
	       tell_everybody(t->server, db, "city.updated", err);
}

static bool follow_city(struct server *s, struct error *err)
{
	struct taken t = { s, server_city_read(s, err) };

	if (!t.pack)
		return false;
	bool ok = store_write(s->store, take_city, &t, err);
	if (t.pack)     /* the writer never came to it */
		server_city_use(s, t.pack);
	return ok;
}

static bool tell_knowledge(struct db *db, void *arg, struct error *err)
{
	return tell_everybody(arg, db, "knowledge.updated", err);
}

/* What was committed must now show. */
static bool follow(struct server *s, const struct admin_job *job, struct error *err)
{
	unsigned effects = admin_effects(job);

	if ((effects & ADMIN_CITY) && !follow_city(s, err))
		return false;
	if ((effects & ADMIN_ARTICLES) &&
	    (!knowledge_reload(s, s->knowledge, err) || !store_write(s->store, tell_knowledge, s, err)))
		return false;
	if (effects & ADMIN_SESSIONS)
		events_close(s, admin_account(job), EVENTS_ALL, NULL, admin_ended(job));
	return true;
}

/* Replaces one by the other in the list of what is read from. */
static void set_reading(struct admin_socket *a, struct db *from, struct db *to)
{
	pthread_mutex_lock(&a->lock);
	for (int i = 0; i < SERVED_MOST; i++)
		if (a->reading[i] == from) {
			a->reading[i] = to;
			break;
		}
	pthread_mutex_unlock(&a->lock);
}

static bool read_only(struct run *r, struct error *err)
{
	struct db *db = store_reader(r->server->store, err);

	if (!db)
		return false;
	set_reading(r->server->admin, NULL, db);
	bool ok = apply(db, r, err);
	set_reading(r->server->admin, db, NULL);
	store_reader_put(r->server->store, db);
	return ok;
}

static bool change(struct run *r, struct error *err)
{
	struct server *s = r->server;

	pthread_mutex_lock(&s->admin->order);
	bool ok = store_write(s->store, apply, r, err) && follow(s, r->job, err);
	pthread_mutex_unlock(&s->admin->order);
	return ok;
}

/* The log has one language, whoever asks; the sentence goes to them. */
static const char *log_outcome(bool ok, const struct error *err)
{
	static const char *const kinds[] = {
		[ERROR_INPUT] = "refused, wrong input", [ERROR_NOT_FOUND] = "refused, not found", [ERROR_STATE] = "refused in this state",
		[ERROR_VERSION] = "refused, changed meanwhile", [ERROR_DENIED] = "refused, not allowed",
		[ERROR_IO] = "failed, input or output", [ERROR_FULL] = "failed, no space left", [ERROR_BUSY] = "failed, busy",
		[ERROR_NETWORK] = "failed, not reached", [ERROR_TRUST] = "failed, not to be trusted",
	};
	const char *kind = err->kind < ARRAY_SIZE(kinds) ? kinds[err->kind] : NULL;

	return ok ? "done" : kind ? kind : "failed";
}

/* In the language of whoever asked. */
static json *run_command(struct server *s, const json *request)
{
	struct error err = ERROR_INIT;
	struct run r = { s, NULL, i18n_accepted(jo_str(request, "language")) };
	const char *name = jo_str(request, "command");

	i18n_speak(r.language);
	if (name && !strcmp(name, "status"))
		return status(s);
	r.job = admin_prepare(request, server_city(s), &err);
	bool ok = r.job && (admin_reads_only(r.job) ? read_only(&r, &err) : change(&r, &err));
	log_info("admin: %s: %s", name ? name : "?", log_outcome(ok, &err));
	json *answer = admin_answer(r.job, ok, &err);
	admin_job_free(r.job);
	return answer;
}

/* ---- the line ---- */

static bool wait_for(int fd, short what)
{
	struct pollfd p = { fd, what, 0 };

	return poll(&p, 1, IO_MS) == 1;
}

/* Reads up to the newline; false: too long, too slow, or hung up. */
static bool read_line(int fd, struct buf *line)
{
	char block[4096];

	while (line->len <= ADMIN_LINE_MAX && wait_for(fd, POLLIN)) {
		ssize_t n = read(fd, block, sizeof(block));
		if (n <= 0)
			return false;
		char *end = memchr(block, '\n', (size_t)n);
		buf_add(line, block, end ? (size_t)(end - block) : (size_t)n);
		if (end)
			return line->len <= ADMIN_LINE_MAX;
	}
	return false;
}

static void write_line(int fd, json *answer)
{
	struct buf line = BUF_INIT;

	buf_addf(&line, "%s\n", jo_text(answer));
	for (size_t sent = 0; sent < line.len && wait_for(fd, POLLOUT);) {
		ssize_t n = send(fd, line.data + sent, line.len - sent, MSG_NOSIGNAL);
		if (n <= 0)
			break;
		sent += (size_t)n;
	}
	buf_release(&line);
}

static void serve(struct server *s, int fd)
{
	struct buf line = BUF_INIT;
	struct error err = ERROR_INIT;
	json *answer;

	if (read_line(fd, &line)) {
		json *request = jo_parse(line.data, line.len, &err);
		answer = request ? run_command(s, request) : admin_answer(NULL, false, &err);
		write_line(fd, answer);
		jo_free(answer);
		jo_free(request);
	}
	/* A password was in it. */
	explicit_bzero(line.data, line.len);
	buf_release(&line);
}

static bool is_ours(int fd)
{
	struct ucred who;
	socklen_t len = sizeof(who);

	return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) &&
	       (who.uid == geteuid() || who.uid == 0);
}

/* ---- connections ---- */

struct connection { struct admin_socket *admin; int fd; };

static void *serve_one(void *arg)
{
	struct connection *c = arg;
	struct admin_socket *a = c->admin;

	serve(a->server, c->fd);
	close(c->fd);
	free(c);
	pthread_mutex_lock(&a->lock);
	a->served--;
	pthread_cond_broadcast(&a->changed);
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

static void wait_until(struct admin_socket *a, int most)
{
	pthread_mutex_lock(&a->lock);
	while (a->served > most)
		pthread_cond_wait(&a->changed, &a->lock);
	pthread_mutex_unlock(&a->lock);
}

/* At the end: what changes something is finished; a backup is not waited for, and leaves nothing behind. */
static void end_all(struct admin_socket *a)
{
	struct timespec until;

	pthread_mutex_lock(&a->lock);
	while (a->served) {
		for (int i = 0; i < SERVED_MOST; i++)
			if (a->reading[i])
				db_interrupt(a->reading[i]);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec++;
		pthread_cond_timedwait(&a->changed, &a->lock, &until);
	}
	pthread_mutex_unlock(&a->lock);
}

static void begin(struct admin_socket *a, int fd)
{
	struct connection *c = xcalloc(1, sizeof(*c));
	pthread_attr_t attr;
	pthread_t thread;

	*c = (struct connection){ a, fd };
	pthread_mutex_lock(&a->lock);
	a->served++;
	pthread_mutex_unlock(&a->lock);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	if (pthread_create(&thread, &attr, serve_one, c))
		serve_one(c);
	pthread_attr_destroy(&attr);
}

static void *run(void *arg)
{
	struct admin_socket *a = arg;
	struct pollfd p[2] = { { a->fd, POLLIN, 0 }, { a->stop, POLLIN, 0 } };

	for (;;) {
		if (poll(p, 2, -1) < 0 && errno != EINTR)
			break;
		if (p[1].revents)
			break;
		int fd = p[0].revents ? accept4(a->fd, NULL, NULL, SOCK_CLOEXEC) : -1;
		if (fd < 0)
			continue;
		wait_until(a, SERVED_MOST - 1);
		if (is_ours(fd))
			begin(a, fd);
		else
			close(fd);
	}
	return NULL;
}

/* ---- start and stop ---- */

static int listen_at(const char *path, struct error *err)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(a.sun_path)) {
		error_set(err, ERROR_INPUT, _("The socket's name %s is longer than %zu bytes"),
			  path, sizeof(a.sun_path) - 1);
		return -1;
	}
	memcpy(a.sun_path, path, strlen(path) + 1);
	/* Only one server has the store, so whoever made this socket is gone. */
	struct stat st;
	if (!lstat(path, &st) && S_ISSOCK(st.st_mode))
		unlink(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	mode_t mask = umask(0177);
	bool ok = fd >= 0 && !bind(fd, (struct sockaddr *)&a, sizeof(a)) && !listen(fd, 8);
	umask(mask);
	if (ok)
		return fd;
	error_errno(err, _("The socket %s cannot be made"), path);
	if (fd >= 0)
		close(fd);
	return -1;
}

static void admin_free(struct server *s)
{
	struct admin_socket *a = s->admin;

	pthread_cond_destroy(&a->changed);
	pthread_mutex_destroy(&a->lock);
	pthread_mutex_destroy(&a->order);
	free(a);
	s->admin = NULL;
}

bool admin_socket_start(struct server *s, struct error *err)
{
	struct admin_socket *a = xcalloc(1, sizeof(*a));

	a->server = s;
	s->admin = a;
	pthread_mutex_init(&a->order, NULL);
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->changed, NULL);
	a->stop = eventfd(0, EFD_CLOEXEC);
	a->fd = listen_at(s->config.socket, err);
	if (a->fd >= 0 && a->stop >= 0 && !pthread_create(&a->thread, NULL, run, a))
		return true;
	if (a->fd >= 0) {
		error_set(err, ERROR_IO,
			  _("No thread can be started for the socket of hotlinectl."));
		close(a->fd);
	}
	if (a->stop >= 0)
		close(a->stop);
	admin_free(s);
	return false;
}

void admin_socket_stop(struct server *s)
{
	struct admin_socket *a = s->admin;

	if (!a)
		return;
	if (eventfd_write(a->stop, 1) < 0)
		log_warn("admin: %s", i18n_errno(errno));
	pthread_join(a->thread, NULL);
	end_all(a);
	unlink(s->config.socket);
	close(a->fd);
	close(a->stop);
	admin_free(s);
}
