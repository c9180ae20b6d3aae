/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fixture.c -- making the city and its server, and talking to it. */
#include "fixture.h"

#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "admin/admin.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/store.h"
#include "hotline/text.h"
#include "pem.h"

static void die(const char *what, const char *why)
{
	fprintf(stderr, "fixture: %s: %s\n", what, why);
	exit(1);
}

static void write_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) || close(fd) < 0)
		die(path, strerror(errno));
}

/* One handle a thread, so that connections are used again. */
static pthread_key_t handle_key;
static pthread_once_t handle_once = PTHREAD_ONCE_INIT;

static void make_handle_key(void)
{
	pthread_key_create(&handle_key, curl_easy_cleanup);
}

static CURL *thread_handle(void)
{
	pthread_once(&handle_once, make_handle_key);
	CURL *c = pthread_getspecific(handle_key);

	if (c) {
		curl_easy_reset(c);
		return c;
	}
	c = curl_easy_init();
	pthread_setspecific(handle_key, c);
	return c;
}

/* ---- the store ---- */

struct command { struct admin_job *job; };

static bool apply(struct db *db, void *arg, struct error *err)
{
	struct command *c = arg;

	return admin_apply(c->job, db, clock_now(), err);
}

/* Runs one administration command; its result. Caller frees. */
static json *command(struct store *store, json *request)
{
	struct error err = ERROR_INIT;
	struct command c = { admin_prepare(request, NULL, &err) };

	if (!c.job || !store_write(store, apply, &c, &err))
		die(jo_str(request, "command"), err.text);
	json *answer = admin_answer(c.job, true, &err),
	     *result = jo_copy(admin_result(answer, &err));
	admin_job_free(c.job);
	jo_free(answer);
	jo_free(request);
	return result;
}

static void add_user(struct store *store, const char *username, const char *roles,
		     const char *skills, const char *unit)
{
	json *o = json_object_new_object();

	jo_set_str(o, "command", "user add");
	jo_set_str(o, "username", username);
	jo_set_str(o, "name", username);
	jo_set_str(o, "roles", roles);
	jo_set_str(o, "skills", skills);
	jo_set_str(o, "unit", unit);
	jo_set_str(o, "password", PASSWORD);
	jo_free(command(store, o));
}

static void make_store(struct fixture *f)
{
	static const struct { const char *username, *roles, *skills, *unit; } users[] = {
		{ "agent1", "agent", "general", NULL },    { "agent2", "agent", "general", NULL },
		{ "dispatcher1", "dispatcher", "", NULL }, { "supervisor1", "supervisor", "", NULL },
		{ "ops1", "ops", "", NULL },               { "editor1", "kb_editor", "", NULL },
		{ "visitor1", "visitor", "", NULL },       { "unit1", "unit", "", "S110105026" },
		{ "unit2", "unit", "", "C001" },           { "unit3", "unit", "", "D110105" },
		{ "visitor2", "visitor", "", NULL },
		{ "unit4", "unit", "", "G110105026034" }, { "dispatcher2", "dispatcher", "", NULL },
		{ "trainer1", "trainer", "", NULL },       { "trainee1", "trainee", "", NULL },
		{ "trainer2", "trainer", "", NULL },       { "trainee2", "trainee", "", NULL },
		{ "trainee3", "trainee", "", NULL },
	};
	struct error err = ERROR_INIT;
	struct store *store = store_open(f->store, true, &err);

	if (!store)
		die("store", err.text);
	json *o = json_object_new_object();
	jo_set_str(o, "command", "import");
	jo_set_str(o, "dir", SRCDIR "/city");
	jo_free(command(store, o));
	for (size_t i = 0; i < ARRAY_SIZE(users); i++)
		add_user(store, users[i].username, users[i].roles, users[i].skills, users[i].unit);
	o = json_object_new_object();
	jo_set_str(o, "command", "token");
	jo_set_str(o, "name", "gate1");
	o = command(store, o);
	snprintf(f->gateway, sizeof(f->gateway), "%s", jo_str(o, "token"));
	jo_free(o);
	store_close(store);
}

static void make_config(struct fixture *f)
{
	char *text = xasprintf(
		"[server]\nlisten = 127.0.0.1\nport = 0\ncertificate = server.pem\n"
		"key = server.key\nstore = city.db\nsocket = admin.sock\ntest = yes\n"
		"heartbeat = 1\nthreads = 2\nconnections = 200\nconnections_per_address = 200\n");

	write_file(f->config, text, 0600);
	free(text);
}

void fixture_make(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	snprintf(f->dir, sizeof(f->dir), "/tmp/hotlined-test-XXXXXX");
	if (!mkdtemp(f->dir) || sodium_init() < 0)
		die(f->dir, strerror(errno));
	text_init();
	curl_global_init(CURL_GLOBAL_DEFAULT);
	signal(SIGPIPE, SIG_IGN);
	f->config = xasprintf("%s/hotlined.conf", f->dir);
	f->certificate = xasprintf("%s/server.pem", f->dir);
	f->store = xasprintf("%s/city.db", f->dir);
	f->clock = xasprintf("%s/clock", f->dir);
	f->log = xasprintf("%s/log", f->dir);
	char *key = xasprintf("%s/server.key", f->dir);
	if (!pem_make(f->certificate, key))
		die("certificate", "it cannot be made");
	free(key);
	write_file(f->clock, "0\n", 0600);
	make_config(f);
	make_store(f);
}

static void remove_dir(const char *dir)
{
	pid_t pid = fork();

	if (!pid) {
		execlp("rm", "rm", "-rf", "--", dir, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}

void fixture_free(struct fixture *f)
{
	if (f->pid)
		fixture_end(f, SIGKILL);
	remove_dir(f->dir);
	curl_easy_cleanup(thread_handle());
	pthread_setspecific(handle_key, NULL);
	free(f->config);
	free(f->certificate);
	free(f->store);
	free(f->clock);
	free(f->log);
}

/* ---- the server ---- */

static void run_server(struct fixture *f, int out)
{
	const char *program = getenv("HOTLINED");
	int log = open(f->log, O_WRONLY | O_CREAT | O_APPEND, 0600);

	/* A test that dies takes its server along. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(out, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	program = program ? program : "./hotlined";
	execl(program, "hotlined", "--config", f->config, "--test-clock", f->clock, (char *)NULL);
	_exit(127);
}

/* False: it ended before it was ready. */
static bool read_ready(struct fixture *f, int fd)
{
	char line[256] = "";
	size_t len = 0;
	struct pollfd p = { fd, POLLIN, 0 };

	while (len < sizeof(line) - 1 && !strchr(line, '\n') && poll(&p, 1, 30000) == 1) {
		ssize_t n = read(fd, line + len, sizeof(line) - 1 - len);
		if (n <= 0)
			break;
		len += (size_t)n;
		line[len] = '\0';
	}
	return sscanf(line, "ready https://127.0.0.1:%d", &f->port) == 1;
}

bool fixture_try_start(struct fixture *f)
{
	int out[2];

	if (pipe2(out, O_CLOEXEC) < 0)
		die("pipe", strerror(errno));
	f->pid = fork();
	if (!f->pid)
		run_server(f, out[1]);
	close(out[1]);
	bool ready = read_ready(f, out[0]);
	close(out[0]);
	if (!ready)
		fixture_end(f, SIGKILL);
	return ready;
}

void fixture_start(struct fixture *f)
{
	if (!fixture_try_start(f)) {
		char *log = fixture_log(f);
		die("hotlined does not start", log);
	}
}

void fixture_keep_port(struct fixture *f)
{
	char text[4096] = "";
	FILE *in = fopen(f->config, "re");
	size_t len = in ? fread(text, 1, sizeof(text) - 1, in) : 0;
	char *port = strstr(text, "port = 0");

	if (!in || fclose(in) || !len || !port)
		die("port", "the configuration names none");
	FILE *out = fopen(f->config, "we");
	if (!out || fprintf(out, "%.*sport = %d%s", (int)(port - text), text, f->port,
			    port + strlen("port = 0")) < 0 || fclose(out))
		die("port", strerror(errno));
}

int fixture_end(struct fixture *f, int signal)
{
	int status = 0;

	if (!f->pid)                    /* 0 would be this process and all its group */
		die("fixture_end", "the server has ended already");
	kill(f->pid, signal);
	if (waitpid(f->pid, &status, 0) != f->pid)
		die("waitpid", strerror(errno));
	f->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

char *fixture_log(struct fixture *f)
{
	struct buf text = BUF_INIT;
	char block[4096];
	FILE *in = fopen(f->log, "re");

	for (size_t n; in && (n = fread(block, 1, sizeof(block), in)) > 0;)
		buf_add(&text, block, n);
	if (in)
		fclose(in);
	return buf_detach(&text);
}

/* ---- requests ---- */

static size_t append(char *data, size_t size, size_t n, void *arg)
{
	buf_add(arg, data, size * n);
	return size * n;
}

void answer_release(struct answer *a)
{
	buf_release(&a->head);
	buf_release(&a->body);
	jo_free(a->json);
	a->json = NULL;
}

const char *answer_header(const struct answer *a, const char *name)
{
	static _Thread_local char value[256];
	size_t len = strlen(name);

	value[0] = '\0';
	for (const char *p = a->head.data; p && *p;
	     p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL) {
		if (strncasecmp(p, name, len) || p[len] != ':')
			continue;
		p += len + 1;
		p += strspn(p, " ");
		snprintf(value, sizeof(value), "%.*s", (int)strcspn(p, "\r\n"), p);
	}
	return value;
}

static CURL *new_request(struct fixture *f, const char *path, const char *token, struct curl_slist **list)
{
	CURL *c = thread_handle();
	bool root = !strncmp(path, "//", 2);
	char *url =
		xasprintf("https://127.0.0.1:%d%s%s", f->port, root ? "" : "/api/v1", path + root);

	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_CAINFO, f->certificate);
	curl_easy_setopt(c, CURLOPT_CAPATH,
			 NULL); /* else each connection reads the system's, too */
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	free(url);
	if (token) {
		char *line = xasprintf("Authorization: Bearer %s", token);
		*list = curl_slist_append(*list, line);
		free(line);
	}
	return c;
}

static void check_sentence(const char *s)
{
	size_t len = s ? strlen(s) : 0;
	bool ends = len && (strchr(".?!", s[len - 1]) || (len > 3 && !strcmp(s + len - 3, "。")));
	bool name = len && strcspn(s, "0123456789") < strcspn(s, " ");          /* "visitor1 has …" */

	if (!ends || (islower((unsigned char)*s) && !name))
		die("no sentence", s ? s : "(none)");
}

/* Whatever is refused is refused in whole sentences. */
static void check_problem(const json *o)
{
	const json *errors = jo_array(o, "errors");

	if (!jo_str(o, "type") || strncmp(jo_str(o, "type"), "/problems/", 10) != 0)
		return;
	check_sentence(jo_str(o, "detail"));
	for (size_t i = 0; i < jo_len(errors); i++)
		check_sentence(jo_str(jo_at(errors, i), "detail"));
}

void fixture_request(struct fixture *f, const char *method, const char *path, const char *token,
		     const char *body, const char *const *headers, struct answer *a)
{
	struct curl_slist *list = NULL;
	long status = 0;
	CURL *c = new_request(f, path, token, &list);

	*a = (struct answer){ .head = BUF_INIT, .body = BUF_INIT };
	if (body)
		list = curl_slist_append(list, "Content-Type: application/json");
	list = curl_slist_append(list, "Expect:");
	for (; headers && *headers; headers++)
		list = curl_slist_append(list, *headers);
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, 60L);
	if (body) {
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(body));
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, body);
	}
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, append);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &a->body);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, append);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, &a->head);
	if (!curl_easy_perform(c))
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(list);
	a->status = (int)status;
	a->json = a->body.len ? jo_parse(a->body.data, a->body.len, NULL) : NULL;
	if (status >= 400)
		check_problem(a->json);
}

void fixture_post(struct fixture *f, const char *path, const char *token, const char *key,
		  const char *body, struct answer *a)
{
	char *line = xasprintf("Idempotency-Key: %s", key);
	const char *headers[] = { line, NULL };

	fixture_request(f, "POST", path, token, body, headers, a);
	free(line);
}

void fixture_wait_for_items(struct fixture *f, const char *path, const char *token)
{
	int64_t end = clock_monotonic() + 20000;
	bool there = false;

	while (!there && clock_monotonic() < end) {
		struct answer a;
		fixture_request(f, "GET", path, token, NULL, NULL, &a);
		there = jo_len(jo_get(a.json, "items")) > 0;
		answer_release(&a);
	}
}

char *fixture_login(struct fixture *f, const char *username)
{
	struct answer a;
	char *body = xasprintf("{\"username\": \"%s\", \"password\": \"%s\"}", username, PASSWORD);

	fixture_request(f, "POST", "/sessions", NULL, body, NULL, &a);
	free(body);
	const char *token = jo_str(a.json, "token");
	if (a.status != 201 || !token)
		die(username, a.body.data);
	char *copy = xstrdup(token);
	answer_release(&a);
	return copy;
}

/* ---- time ---- */

/* How far the server's time is ahead of the real one, in seconds. */
static double server_ahead(struct fixture *f)
{
	struct answer a;
	struct timespec real;
	instant now = 0;

	fixture_request(f, "GET", "//healthz", NULL, NULL, NULL, &a);
	if (!a.json || !clock_parse(jo_str(a.json, "now"), &now))
		die("healthz", a.body.data);
	answer_release(&a);
	clock_gettime(CLOCK_REALTIME, &real);
	return (double)now / 1000 - (double)real.tv_sec - (double)real.tv_nsec / 1e9;
}

void fixture_clock(struct fixture *f, double seconds)
{
	char text[64], *part = xasprintf("%s.new", f->clock);
	int64_t end = clock_monotonic() + 20000;

	snprintf(text, sizeof(text), "%f\n", seconds);
	write_file(part, text, 0600);
	if (rename(part, f->clock) < 0)
		die(f->clock, strerror(errno));
	free(part);
	while (f->pid && (server_ahead(f) < seconds - 1 || server_ahead(f) > seconds + 1))
		if (clock_monotonic() > end)
			die(f->clock, "the server does not follow it");
}
