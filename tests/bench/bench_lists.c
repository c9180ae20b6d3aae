/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_lists.c -- reading tickets from a real hotlined that holds a hundred thousand: one, a list, and finding them by
 * words of two characters, rare and in every tenth ticket, for the desk and for a unit.
 *
 * Each question is asked many times on one TLS connection; the budget is DESIGN's for the median, with the room that a
 * shared machine needs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "peers.h"
#include "tests/server/fixture.h"

enum { TICKETS = 100000, CONNECTIONS = 64, ASKED = 300, ROOM = 2 };

/* ---- filling ---- */

struct filling {
	struct fixture *f;
	long begun, done;
};

static const char *const matters[] = { "暖气不热", "噪声扰民", "井盖丢失", "停水", "垃圾未清运", "路灯不亮", "占道经营",
				       "拖欠工资", "电梯故障", "违法停车" };
static const char *const places[] = { "松榆里", "望京西园", "劲松", "管庄", "双井", "酒仙桥", "太阳宫", "垡头", "亚运村", "高碑店" };

/* One in a thousand tells of a crane; the tenth part is the street's, whose unit gets none of them before a dispatch. */
static void post(struct peer *peer, struct filling *l)
{
	long n = l->begun++;
	char *body = xasprintf("{\"action\":\"submit\",\"origin\":\"patrol\",\"fields\":{\"matter\":{\"type\":\"complaint\","
			       "\"category\":\"010101\",\"title\":\"%s%s\",\"content\":\"巡查发现%s%ld号楼附近%s，已持续%ld天，%s"
			       "希望尽快处理。\"},\"place\":{\"district\":\"110105\",\"street\":\"110105026\"}}}",
			       places[n / 10 % 10], matters[n % 10], places[n / 100 % 10], n % 90, matters[n % 10], n % 7 + 1,
			       n % 1000 ? "" : "旁边有塔吊，");
	char *request = xasprintf("POST /api/v1/tickets HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
				  "Content-Type: application/json\r\nContent-Length: %zu\r\nIdempotency-Key: fill-%ld\r\n\r\n%s",
				  l->f->gateway, strlen(body), n, body);

	peer_send(peer, request, strlen(request));
	free(request);
	free(body);
}

static void posted(struct peer *peer, void *arg)
{
	struct filling *l = arg;
	int status = peer_answer(peer);

	if (!status)
		return;
	if (status != 201) {
		fprintf(stderr, "a ticket was not taken: %d\n", status);
		exit(1);
	}
	l->done++;
	if (l->begun < TICKETS)
		post(peer, l);
}

static void fill(struct fixture *f)
{
	struct filling l = { .f = f };
	struct peers peers;

	peers_open(&peers, f->port, f->certificate, CONNECTIONS);
	for (int i = 0; i < CONNECTIONS; i++)
		post(&peers.list[i], &l);
	while (l.done < TICKETS)
		peers_wait(&peers, 100, posted, &l);
	peers_close(&peers);
}

/* ---- asking ---- */

struct asking {
	const char *request;
	int64_t times[ASKED];
	int count;
	size_t bytes;
};

static void ask(struct peer *peer, struct asking *a)
{
	peer->since_us = peers_now_us();
	peer_send(peer, a->request, strlen(a->request));
}

static void answered(struct peer *peer, void *arg)
{
	struct asking *a = arg;
	size_t len = peer->in.len;
	int status = peer_answer(peer);

	if (!status)
		return;
	if (status != 200) {
		fprintf(stderr, "%.100s\n%d\n", a->request, status);
		exit(1);
	}
	a->bytes = len;
	a->times[a->count++] = peers_now_us() - peer->since_us;
	if (a->count < ASKED)
		ask(peer, a);
}

static int compare_times(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* False when the median is over the budget. */
static bool measure(struct fixture *f, const char *what, const char *token, const char *path, double budget_ms)
{
	char *request = xasprintf("GET /api/v1%s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n", path, token);
	struct asking a = { .request = request };
	struct peers peers;

	peers_open(&peers, f->port, f->certificate, 1);
	ask(&peers.list[0], &a);
	while (a.count < ASKED)
		peers_wait(&peers, 100, answered, &a);
	peers_close(&peers);
	qsort(a.times, ASKED, sizeof(a.times[0]), compare_times);
	double p50 = (double)a.times[ASKED / 2] / 1000, p99 = (double)a.times[ASKED * 99 / 100] / 1000;
	bool fits = p50 <= budget_ms * ROOM;
	printf("%-44s p50 %6.2f ms  p99 %6.2f ms  %6zu bytes  (budget %.0f)%s\n", what, p50, p99, a.bytes, budget_ms,
	       fits ? "" : "  TOO SLOW");
	free(request);
	return fits;
}

#define CRANE "/tickets?limit=50&text=%E5%A1%94%E5%90%8A"               /* 塔吊 */
#define NOISE "/tickets?limit=50&text=%E5%99%AA%E5%A3%B0"               /* 噪声 */

/* The street gets every hundredth crane; answers with the number of the newest ticket. */
static void dispatch_some(struct fixture *f, const char *dispatcher, char no[24])
{
	struct answer a;
	char path[64], key[64];

	fixture_request(f, "GET", CRANE, dispatcher, NULL, NULL, &a);
	json *page = json_object_get(a.json);
	answer_release(&a);
	for (size_t i = 0; i < jo_len(jo_get(page, "items")); i += 5) {
		const char *const headers[] = { "If-Match: \"1\"", key, NULL };
		snprintf(no, 24, "%s", jo_str(jo_at(jo_get(page, "items"), i), "no"));
		snprintf(path, sizeof(path), "/tickets/%s/actions", no);
		snprintf(key, sizeof(key), "Idempotency-Key: some-%zu", i);
		fixture_request(f, "POST", path, dispatcher,
				"{\"action\":\"dispatch\",\"lead\":\"S110105026\",\"basis\":\"x\"}", headers, &a);
		answer_release(&a);
	}
	jo_free(page);
}

int main(void)
{
	struct fixture f;
	char no[24] = "", path[64];

	setvbuf(stdout, NULL, _IOLBF, 0);
	fixture_make(&f);
	fixture_start(&f);
	fill(&f);
	char *dispatcher = fixture_login(&f, "dispatcher1"), *unit = fixture_login(&f, "unit1");
	dispatch_some(&f, dispatcher, no);
	snprintf(path, sizeof(path), "/tickets/%s", no);
	printf("%d tickets, one connection\n", TICKETS);
	bool ok = measure(&f, "read one", dispatcher, path, 3);
	ok &= measure(&f, "list 50", dispatcher, "/tickets", 6);
	ok &= measure(&f, "list 50 for a unit", unit, "/tickets", 6);
	ok &= measure(&f, "a word that is in one of 1,000", dispatcher, CRANE, 3);
	ok &= measure(&f, "the same for a unit", unit, CRANE, 3);
	ok &= measure(&f, "a word that is in one of 10", dispatcher, NOISE, 3);
	ok &= measure(&f, "the same for a unit", unit, NOISE, 3);
	ok &= measure(&f, "the same of dispatched ones, nearest due first", dispatcher,
		      NOISE "&state=dispatched&sort=due", 3);
	free(dispatcher);
	free(unit);
	fixture_free(&f);
	return ok ? 0 : 1;
}
