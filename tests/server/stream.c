/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stream.c -- reading an event stream with libcurl on a thread, event by event. */
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fixture.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"

struct stream {
	CURL *curl;
	struct curl_slist *list;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct buf in;          /* not yet taken */
	bool ended, stop;
	json *data;             /* of the last event */
};

static size_t on_bytes(char *data, size_t size, size_t n, void *arg)
{
	struct stream *s = arg;

	pthread_mutex_lock(&s->lock);
	buf_add(&s->in, data, size * n);
	pthread_cond_broadcast(&s->changed);
	bool stop = s->stop;
	pthread_mutex_unlock(&s->lock);
	return stop ? 0 : size * n;
}

static int on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct stream *s = arg;
	(void)a, (void)b, (void)c, (void)d;

	pthread_mutex_lock(&s->lock);
	bool stop = s->stop;
	pthread_mutex_unlock(&s->lock);
	return stop;
}

static void *run(void *arg)
{
	struct stream *s = arg;

	curl_easy_perform(s->curl);
	pthread_mutex_lock(&s->lock);
	s->ended = true;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

static void add_header(struct stream *s, const char *name, const char *value)
{
	char *line = xasprintf("%s: %s", name, value);

	s->list = curl_slist_append(s->list, line);
	free(line);
}

struct stream *stream_open(struct fixture *f, const char *token, const char *last_id)
{
	struct stream *s = xcalloc(1, sizeof(*s));
	char *url = xasprintf("https://127.0.0.1:%d/api/v1/events", f->port);
	char *bearer = xasprintf("Bearer %s", token);

	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	buf_init(&s->in);
	s->curl = curl_easy_init();
	add_header(s, "Authorization", bearer);
	if (last_id)
		add_header(s, "Last-Event-ID", last_id);
	curl_easy_setopt(s->curl, CURLOPT_URL, url);
	curl_easy_setopt(s->curl, CURLOPT_CAINFO, f->certificate);
	curl_easy_setopt(s->curl, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(s->curl, CURLOPT_HTTPHEADER, s->list);
	curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(s->curl, CURLOPT_WRITEFUNCTION, on_bytes);
	curl_easy_setopt(s->curl, CURLOPT_WRITEDATA, s);
	curl_easy_setopt(s->curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(s->curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(s->curl, CURLOPT_XFERINFODATA, s);
	free(url);
	free(bearer);
	pthread_create(&s->thread, NULL, run, s);
	return s;
}

static struct timespec deadline(int ms)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * 1000000L;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

/* Takes one block up to its empty line. Under the lock. */
static char *take_block(struct stream *s)
{
	char *end = strstr(s->in.data, "\n\n");

	if (!end)
		return NULL;
	size_t len = (size_t)(end - s->in.data);
	char *block = xstrndup(s->in.data, len + 1);
	buf_remove(&s->in, 0, len + 2);
	return block;
}

static void read_block(struct stream *s, char *block, struct stream_event *e)
{
	jo_free(s->data);
	*e = (struct stream_event){ .data = NULL };
	for (char *line = block, *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (line[0] == ':')
			snprintf(e->name, sizeof(e->name), ":");
		else if (!strncmp(line, "event: ", 7))
			snprintf(e->name, sizeof(e->name), "%s", line + 7);
		else if (!strncmp(line, "id: ", 4))
			snprintf(e->id, sizeof(e->id), "%s", line + 4);
		else if (!strncmp(line, "data: ", 6))
			e->data = jo_parse(line + 6, strlen(line + 6), NULL);
	}
	s->data = e->data;
}

bool stream_next(struct stream *s, struct stream_event *e, int ms)
{
	struct timespec until = deadline(ms);
	char *block;

	pthread_mutex_lock(&s->lock);
	while (!(block = take_block(s)) && !s->ended &&
	       !pthread_cond_timedwait(&s->changed, &s->lock, &until))
		;
	pthread_mutex_unlock(&s->lock);
	if (!block)
		return false;
	read_block(s, block, e);
	free(block);
	return true;
}

bool stream_wait(struct stream *s, const char *name, struct stream_event *e, int ms)
{
	int64_t end = clock_monotonic() + ms;

	for (int64_t left = ms; left > 0 && stream_next(s, e, (int)left);
	     left = end - clock_monotonic())
		if (!strcmp(e->name, name))
			return true;
	return false;
}

bool stream_ended(struct stream *s, int ms)
{
	struct timespec until = deadline(ms);

	pthread_mutex_lock(&s->lock);
	while (!s->ended && !pthread_cond_timedwait(&s->changed, &s->lock, &until))
		;
	bool ended = s->ended;
	pthread_mutex_unlock(&s->lock);
	return ended;
}

void stream_close(struct stream *s)
{
	pthread_mutex_lock(&s->lock);
	s->stop = true;
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	curl_easy_cleanup(s->curl);
	curl_slist_free_all(s->list);
	buf_release(&s->in);
	jo_free(s->data);
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	free(s);
}
