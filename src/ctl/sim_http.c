/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim_http.c -- requests to the gateway interface, many at a time on kept connections. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ctl/ctl.h"
#include "ctl/sim.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define DEMO_JSON_MOST (1 << 20)
#define ANSWER_MOST 65536
#define CONNECTIONS 64L

static bool read_config(struct sim_link *l, const char *config, struct error *err)
{
	size_t len;
	char *text = file_read(config, DEMO_JSON_MOST, &len, err);
	json *o = text ? jo_parse(text, len, err) : NULL;

	free(text);
	if (!o)
		return text && error_prefix(err, "%s", config);
	const char *url = jo_str(o, "url"), *ca = jo_str(o, "ca"),
		   *token = jo_str(o, "gateway_token");
	bool ok = url && ca && token;
	if (ok) {
		char *bearer = xasprintf("Authorization: Bearer %s", token);
		l->url = xstrdup(url);
		l->ca = xstrdup(ca);
		l->headers = curl_slist_append(NULL, bearer);
		l->headers = curl_slist_append(l->headers, "Content-Type: application/json");
		l->headers = curl_slist_append(l->headers, "Expect:");
		free(bearer);
	} else {
		error_set(err, ERROR_INPUT,
			  _("%s is no demo.json: url, ca or gateway_token is missing."), config);
	}
	jo_free(o);
	return ok;
}

bool sim_link_open(struct sim_link *l, const char *config, struct error *err)
{
	*l = (struct sim_link){ 0 };
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return error_set(err, ERROR_IO, _("The network library cannot be started."));
	if (!read_config(l, config, err))
		return false;
	l->multi = curl_multi_init();
	curl_multi_setopt(l->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, CONNECTIONS);
	return true;
}

void sim_link_close(struct sim_link *l)
{
	curl_multi_cleanup(l->multi);
	curl_slist_free_all(l->headers);
	free(l->url);
	free(l->ca);
	curl_global_cleanup();
}

static size_t take_answer(char *data, size_t size, size_t count, void *arg)
{
	struct sim_request *r = arg;

	if (r->answer.len + size * count > ANSWER_MOST)
		return 0;
	buf_add(&r->answer, data, size * count);
	return size * count;
}

static size_t take_header(char *data, size_t size, size_t count, void *arg)
{
	static const char name[] = "retry-after:";
	struct sim_request *r = arg;
	size_t len = size * count;
	char text[16];

	if (len > sizeof(name) && !strncasecmp(data, name, sizeof(name) - 1)) {
		size_t rest = len - (sizeof(name) - 1);
		if (rest >= sizeof(text))
			rest = sizeof(text) - 1;
		memcpy(text, data + sizeof(name) - 1, rest);
		text[rest] = '\0';
		long n = strtol(text, NULL, 10);
		r->retry_after = n > 0 && n < 3600 ? (int)n : 0;
	}
	return len;
}

static struct curl_slist *with_key(const struct sim_link *l, const char *key)
{
	char *line = xasprintf("Idempotency-Key: %s", key);
	struct curl_slist *list = curl_slist_append(NULL, line);

	for (const struct curl_slist *h = l->headers; h; h = h->next)
		list = curl_slist_append(list, h->data);
	free(line);
	return list;
}

struct sim_request *sim_post(struct sim_link *l, const char *path, const char *key,
			     const char *body, void *owner)
{
	struct sim_request *r = xcalloc(1, sizeof(*r));
	char *url = xasprintf("%s/api/v1%s", l->url, path);

	buf_init(&r->answer);
	r->owner = owner;
	r->body = xstrdup(body ? body : "");
	r->headers = with_key(l, key);
	r->easy = curl_easy_init();
	curl_easy_setopt(r->easy, CURLOPT_URL, url);
	curl_easy_setopt(r->easy, CURLOPT_CAINFO, l->ca);
	curl_easy_setopt(r->easy, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(r->easy, CURLOPT_PROXY, "");
	curl_easy_setopt(r->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(r->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(r->easy, CURLOPT_CONNECTTIMEOUT, 10L);
	curl_easy_setopt(r->easy, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(r->easy, CURLOPT_HTTPHEADER, r->headers);
	curl_easy_setopt(r->easy, CURLOPT_POSTFIELDS, r->body);
	curl_easy_setopt(r->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(r->body));
	curl_easy_setopt(r->easy, CURLOPT_WRITEFUNCTION, take_answer);
	curl_easy_setopt(r->easy, CURLOPT_WRITEDATA, r);
	curl_easy_setopt(r->easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(r->easy, CURLOPT_HEADERDATA, r);
	curl_easy_setopt(r->easy, CURLOPT_PRIVATE, r);
	curl_multi_add_handle(l->multi, r->easy);
	free(url);
	return r;
}

struct sim_request *sim_link_next(struct sim_link *l, long *status, double *seconds, const char **why)
{
	CURLMsg *msg;
	int left;

	while ((msg = curl_multi_info_read(l->multi, &left))) {
		struct sim_request *r = NULL;
		curl_off_t us = 0;
		CURLcode code = msg->data.result;

		if (msg->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &r);
		curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, status);
		curl_easy_getinfo(r->easy, CURLINFO_TOTAL_TIME_T, &us);
		*seconds = (double)us / 1e6;
		*why = curl_easy_strerror(code);
		if (code != CURLE_OK)
			*status = 0;
		curl_multi_remove_handle(l->multi, r->easy);
		return r;
	}
	return NULL;
}

void sim_request_free(struct sim_request *r)
{
	if (!r)
		return;
	curl_easy_cleanup(r->easy);
	curl_slist_free_all(r->headers);
	buf_release(&r->answer);
	free(r->body);
	free(r);
}
