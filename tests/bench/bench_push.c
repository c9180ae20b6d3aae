/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_push.c -- how soon an agent is told of a call while thousands of streams are open, and what they cost.
 *
 * Each agent is ready on a TLS stream of their own; each call is offered to the one who has waited
 * longest. Measured from the moment the gateway sends the call to the last byte of contact.offered: the commit is in
 * it. Printed, not gated: the machine is shared.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/ids.h"
#include "hotline/store.h"
#include "peers.h"
#include "tests/server/fixture.h"

enum { STREAMS = 5000, CALLS = 1000, PATIENCE_MS = 5000 };

static void die(const char *what)
{
	fprintf(stderr, "bench_push: %s\n", what);
	exit(1);
}

/* ---- five thousand agents ---- */

static bool add_agents(struct db *db, void *arg, struct error *err)
{
	instant now = clock_now();
	char id[24], token[32], hash[HASH_TEXT];
	bool ok = true;
	(void)arg;

	for (int i = 0; ok && i < STREAMS; i++) {
		snprintf(id, sizeof(id), "push-%05d", i);
		snprintf(token, sizeof(token), "token-%05d", i);
		ok = db_run(db, err, "INSERT INTO account (id, username, name, roles, skills, state_key, created_at) "
			    "VALUES (?1, ?1, ?1, 'agent', 'general', '00', ?2)", "si", id, now) == DB_END &&
		     db_run(db, err, "INSERT INTO session (token_hash, account, realm, created_at, expires_at) "
			    "VALUES (?1, ?2, 'city', ?3, ?4)", "ssii", hash_hex(token, strlen(token), hash), id, now,
			    now + 86400000) == DB_END &&
		     db_run(db, err, "INSERT INTO presence (realm, account, state, since, ready_since) "
			    "VALUES ('city', ?1, 'ready', ?2, ?3)", "sii", id, now, now + i) == DB_END;
	}
	return ok;
}

static void make_agents(struct fixture *f)
{
	struct error err = ERROR_INIT;
	struct store *s = store_open(f->store, false, &err);

	if (!s || !store_write(s, add_agents, NULL, &err))
		die(err.text);
	store_close(s);
}

static void allow_many(struct fixture *f)
{
	FILE *out = fopen(f->config, "w");
	struct rlimit r;

	if (!out)
		die("no configuration");
	fprintf(out, "[server]\nlisten = 127.0.0.1\nport = 0\ncertificate = server.pem\nkey = server.key\nstore = city.db\n"
		"socket = admin.sock\ntest = yes\nthreads = 2\n[queue]\nring = 600\nstream_lost = 3600\n");
	fclose(out);
	getrlimit(RLIMIT_NOFILE, &r);
	r.rlim_cur = r.rlim_max;
	setrlimit(RLIMIT_NOFILE, &r);
}

/* ---- what is measured ---- */

static double server_mib(const struct fixture *f)
{
	char path[64], line[200];
	long kib = 0;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)f->pid);
	FILE *in = fopen(path, "r");
	while (in && fgets(line, sizeof(line), in))
		if (sscanf(line, "VmRSS: %ld", &kib) == 1)
			break;
	if (in)
		fclose(in);
	return (double)kib / 1024;
}

struct seen { int hellos, offers; int64_t at; };

/* What came of an event is kept until it is whole. */
static void look(struct peer *peer, void *arg)
{
	struct seen *seen = arg;
	const char *event = strstr(peer->in.data, "event: "), *end = event ? strstr(event, "\n\n") : NULL;

	if (!end)
		return;
	if (!strncmp(event, "event: hello", 12))
		seen->hellos++;
	if (!strncmp(event, "event: contact.offered", 22)) {
		seen->at = peers_now_us();
		seen->offers++;
	}
	buf_remove(&peer->in, 0, (size_t)(end + 2 - peer->in.data));
	if (peer->in.len)
		look(peer, arg);
}

static void open_streams(struct peers *streams, struct fixture *f)
{
	struct seen seen = { 0 };
	char request[300];

	peers_open(streams, f->port, f->certificate, STREAMS);
	for (int i = 0; i < STREAMS; i++) {
		int len = snprintf(request, sizeof(request), "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
				   "Authorization: Bearer token-%05d\r\n\r\n", f->port, i);
		peer_send(&streams->list[i], request, (size_t)len);
		peers_wait(streams, 0, look, &seen);
	}
	for (int64_t end = clock_monotonic() + PATIENCE_MS; seen.hellos < STREAMS && clock_monotonic() < end;)
		peers_wait(streams, 100, look, &seen);
	if (seen.hellos < STREAMS)
		die("some streams were not opened");
}

static void call(struct peer *gateway, struct fixture *f)
{
	static const char body[] = "{\"channel\": \"phone\", \"skill\": \"general\", \"caller\": {\"number\": \"13900001234\"}}";
	char request[600], key[ID_TEXT];
	int len = snprintf(request, sizeof(request), "POST /api/v1/contacts HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
			   "Authorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
			   "Idempotency-Key: %s\r\n\r\n%s", f->port, f->gateway, strlen(body), id_new(key), body);

	peer_send(gateway, request, (size_t)len);
}

static void take_answer(struct peer *gateway, void *arg)
{
	int *status = arg, now = peer_answer(gateway);

	if (now)
		*status = now;
}

static int64_t offer_one(struct peers *streams, struct peers *gateway, struct fixture *f)
{
	struct seen seen = { 0 };
	int status = 0;
	int64_t start = peers_now_us(), end = clock_monotonic() + PATIENCE_MS;

	call(&gateway->list[0], f);
	while (!seen.offers && clock_monotonic() < end)
		peers_wait(streams, 100, look, &seen);
	while (!status && clock_monotonic() < end)
		peers_wait(gateway, 100, take_answer, &status);
	if (!seen.offers || status != 201)
		die("a call was not offered");
	return seen.at - start;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

int main(void)
{
	static int64_t delays[CALLS];
	struct fixture f;
	struct peers streams, gateway;

	fixture_make(&f);
	allow_many(&f);
	make_agents(&f);
	fixture_start(&f);
	double idle = server_mib(&f);
	peers_open(&gateway, f.port, f.certificate, 1);
	int64_t start = peers_now_us();
	open_streams(&streams, &f);
	double opened_s = (double)(peers_now_us() - start) / 1e6;
	for (int i = 0; i < CALLS; i++)
		delays[i] = offer_one(&streams, &gateway, &f);
	qsort(delays, CALLS, sizeof(*delays), by_size);
	printf("%d streams over TLS, opened in %.1f s\n", STREAMS, opened_s);
	printf("a call reaches its agent: p50 %.1f ms, p99 %.1f ms (budget 10 ms)\n", (double)delays[CALLS / 2] / 1e3,
	       (double)delays[CALLS * 99 / 100] / 1e3);
	printf("the server's memory: idle %.0f MiB (budget 40), with the streams %.0f MiB (budget 300)\n", idle, server_mib(&f));
	peers_close(&streams);
	peers_close(&gateway);
	fixture_free(&f);
	return 0;
}
