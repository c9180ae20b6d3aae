/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_http.c -- whatever bytes come over a connection, before the real listener, its routes and handlers and a real
 * store: it answers with a status below 500 or 503, or hangs up; whatever it finds wrong with the framing ends the
 * connection. Only TLS is left out. @TOKEN@ in the input is a token of somebody who may do everything.
 */
#include <netinet/in.h>
#include <poll.h>
#include <sodium.h>
#include <sys/socket.h>

#include "admin/admin.h"
#include "hotline/alloc.h"
#include "hotline/log.h"
#include "hotline/text.h"
#include "server/http/events.h"
#include "server/http/worker_pool.h"
#include "server/http/http.h"
#include "server/service/finder.h"
#include "server/service/session.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/temp_dir.h"

enum { ANSWER_MS = 15 };      /* libmicrohttpd keeps a peer that only stopped sending */

static struct temp_dir dir;
static struct server server;
static char token[TOKEN_TEXT];

/* ---- the server ---- */

static bool apply(struct db *db, void *arg, struct error *err)
{
	return admin_apply(arg, db, clock_now(), err);
}

static json *run(json *request)
{
	struct error err = ERROR_INIT;
	struct admin_job *job = admin_prepare(request, NULL, &err);

	PROMISE(job && store_write(server.store, apply, job, &err));
	json *answer = admin_answer(job, true, &err), *result = jo_copy(admin_result(answer, &err));
	admin_job_free(job);
	jo_free(answer);
	jo_free(request);
	return result;
}

static void fill_store(void)
{
	json *o = json_object_new_object();

	jo_set_str(o, "command", "import");
	jo_set_str(o, "dir", SRCDIR "/city");
	jo_free(run(o));
	o = json_object_new_object();
	jo_set_str(o, "command", "token");
	jo_set_str(o, "name", "everybody");
	o = run(o);
	snprintf(token, sizeof(token), "%s", jo_str(o, "token"));
	jo_free(o);
}

static bool give_roles(struct db *db, void *arg, struct error *err)
{
	(void)arg;
	return db_script(db, "UPDATE account SET roles = 'agent dispatcher visitor supervisor kb_editor trainer trainee ops gateway'", err);
}

/* As hotlined's main() does. */
static void start(struct error *err)
{
	struct http_options o = {
		.listen = "127.0.0.1", .certificate = xasprintf("%s/no.pem", dir.path), .threads = 1, .connections = 100,
		.connections_per_address = 100, .patience = 2, .find_user = session_find_user, .record_read = admin_audit_add,
	};
	char *store = xasprintf("%s/store.db", dir.path);

	o.key = o.certificate;
	temp_dir_write(&dir, "no.pem", "-----BEGIN\n", 11);
	server.config.heartbeat = 1000;
	server.config.session = 3600000;
	server.store = store_open(store, true, err);
	PROMISE(server.store);
	fill_store();
	server_city_use(&server, server_city_read(&server, err));
	PROMISE(store_write(server.store, give_roles, NULL, err));
	server.knowledge = knowledge_new(SHELF_ARTICLES);
	server.precedents = knowledge_new(SHELF_PRECEDENTS);
	server.finder = finder_new();
	server.timers = timers_new();
	server.password_pool = worker_pool_start(1, err);
	server.report_pool = worker_pool_start(1, err);
	PROMISE(finder_load(&server, err) && events_start(&server, err));
	server.http = http_start(&server, &o, err);
	free((char *)o.certificate);
	free(store);
}

static void clear(void)
{
	http_stop(server.http);
	worker_pool_stop(server.password_pool);
	worker_pool_stop(server.report_pool);
	events_stop(&server);
	store_close(server.store);
	temp_dir_remove(&dir);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct error err = ERROR_INIT;
	(void)argc;
	(void)argv;

	text_init();
	log_set_level(LOG_LEVEL_ERROR);
	PROMISE(sodium_init() >= 0);
	temp_dir_make(&dir);
	start(&err);
	PROMISE(server.http);
	atexit(clear);
	return 0;
}

/* ---- one connection ---- */

static int connect_to(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	PROMISE(fd >= 0 && !connect(fd, (struct sockaddr *)&a, sizeof(a)));
	return fd;
}

static void put_token(struct buf *out, const uint8_t *data, size_t size)
{
	static const char mark[] = "@TOKEN@";
	const uint8_t *end = data + size, *found;

	while ((found = memmem(data, (size_t)(end - data), mark, sizeof(mark) - 1))) {
		buf_add(out, data, (size_t)(found - data));
		buf_adds(out, token);
		data = found + sizeof(mark) - 1;
	}
	buf_add(out, data, (size_t)(end - data));
}

static void read_answer(int fd, struct buf *answer)
{
	struct pollfd p = { fd, POLLIN, 0 };
	char block[4096];
	ssize_t n;

	while (poll(&p, 1, ANSWER_MS) == 1 && (n = recv(fd, block, sizeof(block), 0)) > 0)
		buf_add(answer, block, (size_t)n);
}

static void check(const char *answer)
{
	static const char begin[] = "HTTP/1.";
	int status = 0;

	if (!*answer)
		return;
	PROMISE(!strncmp(answer, begin, sizeof(begin) - 1));
	PROMISE(sscanf(answer, "HTTP/1.%*d %d", &status) == 1);
	PROMISE((status >= 100 && status < 500) || status == 501 || status == 503 || status == 505);
	const char *framing = strstr(answer, "/problems/framing");
	PROMISE(!framing || !strstr(framing, "HTTP/1.1 "));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf request = BUF_INIT, answer = BUF_INIT;
	int fd = connect_to(http_port(server.http));

	put_token(&request, data, size);
	if (request.len && send(fd, request.data, request.len, MSG_NOSIGNAL) > 0)
		shutdown(fd, SHUT_WR);
	read_answer(fd, &answer);
	buf_adds(&answer, "");
	check(answer.data);
	close(fd);
	buf_release(&request);
	buf_release(&answer);
	return 0;
}
