/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_server.c -- the real hotlined under load on loopback, and the price of one intake.
 *
 * Durable ticket POSTs a second on 1, 8 and 64 TLS connections, beside the same server with a
 * transaction a request; nothing is gated on them, for they share the machine. One whole
 * intake (state, answer, look-up, drafts, preview, submission, wrap-up) is gated: at most 12 kB of HTTP in 8
 * requests beside the search.
 */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hotline/alloc.h"
#include "hotline/ids.h"
#include "peers.h"
#include "tests/server/fixture.h"

enum { LOAD_MS = 3000, INTAKE_BYTES_MOST = 12 * 1024, INTAKE_REQUESTS_MOST = 8, INTAKES = 50,
       QUEUED = 20000 };

#define FIELDS                                                                 \
	"{\"caller\": {\"number\": \"13900001234\", \"name\": \"王五\", \"wants_visit\": true}, \"matter\": {" \
	"\"type\": \"complaint\", \"category\": \"010101\", \"title\": \"暖气不热\", \"content\": " \
	"\"来电人反映室内温度15度，已持续3天，家中有老人，希望尽快处理。\"}, \"place\": {\"district\": \"110105\", " \
	"\"street\": \"110105026\"}, \"control\": {\"urgency\": \"normal\"}}"

/* One request over and over; a POST gets a new key each time. */
struct load {
	char *request;
	size_t len, key;        /* where the key stands; 0: none */
	int status;             /* the answer that is right */
	long most;              /* so many and no more */
	long sent, done, failed;
};

/* `body` NULL: a GET. */
static struct load load_of(const struct fixture *f, const char *path, const char *token, const char *body, int status)
{
	struct load l = { .status = status, .most = LONG_MAX };
	struct buf text = BUF_INIT;

	buf_addf(&text, "%s /api/v1%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n", body ? "POST" : "GET",
		 path, f->port, token);
	if (body) {
		buf_addf(&text, "Content-Type: application/json\r\nContent-Length: %zu\r\nIdempotency-Key: ", strlen(body));
		l.key = text.len;
		buf_addf(&text, "00000000-0000-0000-0000-000000000000\r\n\r\n%s", body);
	} else {
		buf_adds(&text, "\r\n");
	}
	l.len = text.len;
	l.request = buf_detach(&text);
	return l;
}

static void send_next(struct peer *peer, struct load *l)
{
	char key[ID_TEXT];

	if (l->sent == l->most)
		return;
	l->sent++;
	if (l->key)             /* as the workstation makes its keys */
		memcpy(l->request + l->key, id_new(key), ID_TEXT - 1);
	peer_send(peer, l->request, l->len);
}

static void answered(struct peer *peer, void *arg)
{
	struct load *l = arg;
	int status = peer_answer(peer);

	if (!status)
		return;
	*(status == l->status ? &l->done : &l->failed) += 1;
	send_next(peer, l);
}

/* What the server has computed so far, in microseconds. */
static int64_t server_cpu_us(const struct fixture *f)
{
	struct timespec t = { 0 };
	clockid_t id;

	if (!clock_getcpuclockid(f->pid, &id))
		clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct figures { double rate, cpu_us; };

/* Until `ms` are over or the load has been sent. Frees the load. */
static struct figures run(struct fixture *f, struct load *l, int connections, int ms)
{
	struct peers peers;

	peers_open(&peers, f->port, f->certificate, connections);
	int64_t cpu = server_cpu_us(f), start = peers_now_us(), end = start;
	for (int i = 0; i < connections; i++)
		send_next(&peers.list[i], l);
	for (; end < start + ms * 1000 && l->done + l->failed < l->most; end = peers_now_us())
		peers_wait(&peers, 100, answered, l);
	cpu = server_cpu_us(f) - cpu;
	peers_close(&peers);
	free(l->request);
	if (l->failed)
		printf("  %ld requests failed\n", l->failed);
	return (struct figures){ (double)l->done * 1e6 / (double)(end - start), (double)cpu / (double)l->done };
}

/* Tickets of web forms. */
static struct figures measure(struct fixture *f, int connections)
{
	struct load l = load_of(f, "/tickets", f->gateway, "{\"action\": \"submit\", \"fields\": " FIELDS "}", 201);

	return run(f, &l, connections, LOAD_MS);
}

/* The last line of a section may be repeated: a switch at the end of [server]. */
static void without_groups(struct fixture *f)
{
	FILE *in = fopen(f->config, "r"), *out;
	struct buf text = BUF_INIT;
	char line[400];

	while (in && fgets(line, sizeof(line), in)) {
		buf_adds(&text, line);
		if (!strncmp(line, "[server]", 8))
			buf_adds(&text, "group_commit = no\n");
	}
	fclose(in);
	out = fopen(f->config, "w");
	fwrite(text.data, 1, text.len, out);
	fclose(out);
	buf_release(&text);
}

static int bench_posts(struct fixture *f)
{
	static const int connections[] = { 1, 8, 64 };
	struct figures grouped[ARRAY_SIZE(connections)];

	printf("durable ticket POSTs a second (client and server on this machine)\n");
	printf("%12s %14s %14s %8s %22s\n", "connections", "group commit", "one by one", "ratio", "server CPU a POST, us");
	for (size_t i = 0; i < ARRAY_SIZE(connections); i++)
		grouped[i] = measure(f, connections[i]);
	fixture_end(f, SIGTERM);
	without_groups(f);
	fixture_start(f);
	for (size_t i = 0; i < ARRAY_SIZE(connections); i++) {
		struct figures single = measure(f, connections[i]);
		printf("%12d %14.0f %14.0f %8.2f %22.0f\n", connections[i], grouped[i].rate, single.rate,
		       grouped[i].rate / single.rate, grouped[i].cpu_us);
	}
	return 0;
}

/* -- one intake ------------------------------------------------------------------- */

static size_t intake_bytes;
static int intake_requests;

/* Both ways, heads and bodies; what the client sends as a head is about what curl sends. */
static json *step(struct fixture *f, const char *method, const char *path, const char *token, const char *body, int status)
{
	char key_line[80] = "Idempotency-Key: ";
	const char *headers[] = { NULL, NULL };
	struct answer a;

	if (!strcmp(method, "POST")) {
		id_new(key_line + strlen(key_line));
		headers[0] = key_line;
	}
	fixture_request(f, method, path, token, body, headers, &a);
	if (a.status != status) {
		fprintf(stderr, "%s %s: %d %s\n", method, path, a.status, a.body.data);
		exit(1);
	}
	intake_requests++;
	intake_bytes += a.head.len + a.body.len + (body ? strlen(body) : 0) + strlen(path) +
			(headers[0] ? strlen(key_line) : 0) + 160;
	json *o = json_object_get(a.json);
	answer_release(&a);
	return o;
}

/* In the field the city is cached by its ETag. */
static int form_version_of(struct fixture *f, const char *agent)
{
	struct answer a;

	fixture_request(f, "GET", "/city", agent, NULL, NULL, &a);
	int version = (int)jo_int(jo_at(jo_get(a.json, "forms"), 0), "version", 0);
	answer_release(&a);
	return version;
}

/* A call rings. Returns its id; caller frees. */
static char *ring(struct fixture *f, struct stream *stream, const char *number)
{
	struct stream_event e;
	char *body = xasprintf("{\"channel\": \"phone\", \"skill\": \"general\", \"caller\": {\"number\": \"%s\"}}", number);
	json *c = step(f, "POST", "/contacts", f->gateway, body, 201);
	char *id = xstrdup(jo_str(c, "id"));

	stream_wait(stream, "contact.offered", &e, 5000);
	jo_free(c);
	free(body);
	return id;
}

static void verb(struct fixture *f, const char *agent, const char *contact, const char *name)
{
	char path[120];

	snprintf(path, sizeof(path), "/contacts/%s/%s", contact, name);
	jo_free(step(f, "POST", path, agent, NULL, 200));
}

static void take_down(struct fixture *f, const char *agent, const char *contact, const char *number, int version)
{
	char path[120], body[2048];

	verb(f, agent, contact, "answer");
	snprintf(body, sizeof(body), "{\"number\": \"%s\"}", number);
	jo_free(step(f, "POST", "/callers/lookup", agent, body, 200));
	snprintf(path, sizeof(path), "/contacts/%s/drafts/1", contact);
	for (int base = 0; base < 2; base++) {
		snprintf(body, sizeof(body), "{\"base\": %d, \"form_version\": %d, \"fields\": " FIELDS "}", base, version);
		jo_free(step(f, "PUT", path, agent, body, 200));
	}
	jo_free(step(f, "POST", "/tickets/preview", agent, "{\"fields\": " FIELDS "}", 200));
	snprintf(body, sizeof(body), "{\"contact_id\": \"%s\", \"draft\": 1, \"form_version\": %d, \"action\": \"submit\", "
		 "\"fields\": " FIELDS "}", contact, version);
	jo_free(step(f, "POST", "/tickets", agent, body, 201));
	verb(f, agent, contact, "hang_up");
	verb(f, agent, contact, "wrap_up_done");
}

static int bench_intake(struct fixture *f)
{
	char *agent = fixture_login(f, "agent1");
	struct stream *stream = stream_open(f, agent, NULL);
	struct stream_event e;
	int version = form_version_of(f, agent);

	stream_wait(stream, "hello", &e, 5000);
	jo_free(step(f, "PUT", "/me/presence", agent, "{\"state\": \"ready\"}", 200));
	int64_t cpu = server_cpu_us(f);
	for (int i = 0; i < INTAKES; i++) {
		char number[16];
		snprintf(number, sizeof(number), "1380000%04d", i);     /* nobody who called before */
		char *contact = ring(f, stream, number);
		intake_bytes = intake_requests = 0;
		take_down(f, agent, contact, number, version);
		free(contact);
	}
	cpu = (server_cpu_us(f) - cpu) / INTAKES;
	bool fits = intake_bytes <= INTAKE_BYTES_MOST && intake_requests <= INTAKE_REQUESTS_MOST;
	printf("one intake: %zu bytes in %d requests (at most %d in %d): %s; %.1f ms of server CPU (budget 5)\n", intake_bytes,
	       intake_requests, INTAKE_BYTES_MOST, INTAKE_REQUESTS_MOST, fits ? "ok" : "too much", (double)cpu / 1e3);
	stream_close(stream);
	free(agent);
	return fits ? 0 : 1;
}

/* -- a long queue ----------------------------------------------------------------- */

static int bench_queue(struct fixture *f)
{
	static const char body[] = "{\"channel\": \"phone\", \"skill\": \"general\", \"caller\": {\"number\": \"13900001234\"}}";
	char *agent = fixture_login(f, "agent1");
	struct load fill = load_of(f, "/contacts", f->gateway, body, 201);
	struct load call = load_of(f, "/contacts", f->gateway, body, 201), me = load_of(f, "/me", agent, NULL, 200);

	fill.most = QUEUED;
	run(f, &fill, 64, 60000);
	struct figures calls = run(f, &call, 8, 1000), views = run(f, &me, 8, 1000);
	printf("with %d contacts queued: one more takes %.2f ms of server CPU, GET /me %.2f ms (budget 1 ms each)\n", QUEUED,
	       calls.cpu_us / 1e3, views.cpu_us / 1e3);
	free(agent);
	return 0;
}

/* For a profiler: only the load. */
static int bench_load(struct fixture *f)
{
	for (int i = 0; i < 3; i++) {
		struct figures now = measure(f, 64);
		printf("%.0f durable ticket POSTs a second on 64 connections, %.0f us of server CPU each\n", now.rate, now.cpu_us);
	}
	return 0;
}

static const struct part {
	const char *name;
	int (*run)(struct fixture *f);
	bool asked_only;
} parts[] = {
	{ "intake", bench_intake, false }, { "queue", bench_queue, false },
	{ "posts", bench_posts, false }, { "load", bench_load, true },
};

/* bench_server [PART]: all, or the named one, each on a server of its own. */
int main(int argc, char **argv)
{
	int status = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		struct fixture f;
		if (argc > 1 ? strcmp(argv[1], parts[i].name) : parts[i].asked_only)
			continue;
		fixture_make(&f);
		fixture_start(&f);
		status |= parts[i].run(&f);
		fixture_free(&f);
	}
	return status;
}
