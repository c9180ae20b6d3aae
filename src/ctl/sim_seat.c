/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim_seat.c -- see sim_seat.h. */
#include "ctl/sim_seat.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/ids.h"

enum { ANSWER_MOST = 4 << 20, POLL_MS = 200 };

static volatile sig_atomic_t stopped;

void sim_seats_stop(void)
{
	stopped = 1;
}

bool sim_seats_stopped(void)
{
	return stopped;
}

void sim_seat_open(struct sim_seat *s, const char *url, const char *ca)
{
	*s = (struct sim_seat){ .url = url, .ca = ca, .multi = curl_multi_init() };
	id_new(s->run);
}

void sim_seat_close(struct sim_seat *s)
{
	sim_seat_stream(s, NULL);
	curl_multi_cleanup(s->multi);
}

static size_t pass_over(char *data, size_t size, size_t count, void *arg)
{
	(void)data;
	(void)arg;
	return size * count;
}

static size_t keep(char *data, size_t size, size_t count, void *arg)
{
	struct buf *out = arg;

	if (out->len + size * count > ANSWER_MOST)
		return 0;
	buf_add(out, data, size * count);
	return size * count;
}

/* One turn of the loop; true when `easy` has finished, with its code. */
static bool turn(struct sim_seat *s, CURL *easy, int ms, CURLcode *code)
{
	bool finished = false;
	CURLMsg *m;
	int running, left;

	curl_multi_perform(s->multi, &running);
	while ((m = curl_multi_info_read(s->multi, &left))) {
		if (m->msg != CURLMSG_DONE || m->easy_handle != easy)
			continue;       /* the stream ended; it is opened anew when its owner joins again */
		*code = m->data.result;
		finished = true;
	}
	if (!finished && ms > 0)
		curl_multi_poll(s->multi, NULL, 0, ms, NULL);
	return finished;
}

bool sim_seat_wait(struct sim_seat *s, int64_t ms)
{
	int64_t until = clock_monotonic() + ms, left;
	CURLcode code;

	while (!stopped && (left = until - clock_monotonic()) > 0)
		turn(s, NULL, left < POLL_MS ? (int)left : POLL_MS, &code);
	return !stopped;
}

static CURL *handle(struct sim_seat *s, const char *path, struct curl_slist *headers)
{
	char *url = xasprintf("%s/api/v1%s", s->url, path);
	CURL *easy = curl_easy_init();

	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_CAINFO, s->ca);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, 10L);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	free(url);
	return easy;
}

static struct curl_slist *header_lines(struct sim_seat *s, const char *token)
{
	char *bearer = token ? xasprintf("Authorization: Bearer %s", token) : NULL;
	char *key = xasprintf("Idempotency-Key: %s-%d", s->run, s->keys++);
	struct curl_slist *list = curl_slist_append(NULL, "Content-Type: application/json");

	list = curl_slist_append(list, "Expect:");
	list = curl_slist_append(list, key);
	if (bearer)
		list = curl_slist_append(list, bearer);
	free(bearer);
	free(key);
	return list;
}

long sim_seat_ask(struct sim_seat *s, const char *method, const char *path, const char *token, const char *body,
		  json **answer)
{
	struct curl_slist *headers = header_lines(s, token);
	CURL *easy = handle(s, path, headers);
	struct buf out = BUF_INIT;
	CURLcode code = CURLE_OK;
	long status = 0;

	curl_easy_setopt(easy, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, &out);
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method);
	if (strcmp(method, "GET"))
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body ? body : "");
	curl_multi_add_handle(s->multi, easy);
	while (!turn(s, easy, POLL_MS, &code))
		continue;
	if (code == CURLE_OK)
		curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	if (answer)
		*answer = out.len ? jo_parse(out.data, out.len, NULL) : NULL;
	curl_multi_remove_handle(s->multi, easy);
	curl_easy_cleanup(easy);
	curl_slist_free_all(headers);
	buf_release(&out);
	return status;
}

void sim_seat_stream(struct sim_seat *s, const char *token)
{
	if (s->stream) {
		curl_multi_remove_handle(s->multi, s->stream);
		curl_easy_cleanup(s->stream);
		curl_slist_free_all(s->stream_headers);
		s->stream = NULL;
	}
	if (!token)
		return;
	s->stream_headers = header_lines(s, token);
	s->stream = handle(s, "/events", s->stream_headers);
	curl_easy_setopt(s->stream, CURLOPT_WRITEFUNCTION, pass_over);
	curl_multi_add_handle(s->multi, s->stream);
}
