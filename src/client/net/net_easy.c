/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net_easy.c -- one request as a libcurl transfer: options, headers, and the callbacks.
 *
 * The callbacks only append and set flags; whatever follows from them happens after
 * curl_multi_perform() has returned. Verification of the certificate is set in one place,
 * here, and there is no way to switch it off.
 */
#include "client/net/net_internal.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "hotline/alloc.h"

static size_t on_body(char *data, size_t one, size_t len, void *arg)
{
	struct call *c = arg;

	if (c->body.len + len * one > NET_ANSWER_MOST)
		return 0;
	buf_add(&c->body, data, len * one);
	return len * one;
}

/* The value of the header when it is this one, without blanks; NULL otherwise. */
static const char *header_value(const char *line, size_t len, const char *name, size_t *size)
{
	size_t n = strlen(name);

	if (len <= n || line[n] != ':' || strncasecmp(line, name, n))
		return NULL;
	const char *start = line + n + 1, *end = line + len;
	while (start < end && (*start == ' ' || *start == '\t'))
		start++;
	while (end > start && strchr(" \t\r\n", end[-1]))
		end--;
	*size = (size_t)(end - start);
	return start;
}

static void keep(char *out, size_t room, const char *value, size_t len)
{
	if (len >= room)
		len = 0;        /* longer than anything we ever send back: as if it were absent */
	memcpy(out, value, len);
	out[len] = '\0';
}

/*
 * RFC 9110, 5.6.7: "Fri, 27 Nov 2026 13:59:46 GMT". What is shown as a time or an age is the server's, however wrong this
 * computer's clock is.
 */
static void take_time(const char *value, size_t len)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char text[48], month[4] = "";
	struct tm tm = { 0 };

	keep(text, sizeof(text), value, len);
	if (sscanf(text, "%*3s, %2d %3s %4d %2d:%2d:%2d GMT", &tm.tm_mday, month, &tm.tm_year, &tm.tm_hour, &tm.tm_min,
		   &tm.tm_sec) != 6 || strlen(month) != 3)
		return;
	const char *found = strstr(months, month);
	if (!found || (found - months) % 3)
		return;
	tm.tm_mon = (int)(found - months) / 3;
	tm.tm_year -= 1900;
	clock_agree(SECONDS(timegm(&tm)));
}

static size_t on_header(char *line, size_t one, size_t count, void *arg)
{
	struct call *c = arg;
	size_t len = one * count, size;
	const char *v;
	char number[16];

	if ((v = header_value(line, len, "Content-Type", &size))) {
		keep(c->type, sizeof(c->type), v, size);
	} else if ((v = header_value(line, len, "ETag", &size))) {
		if (size >= 2 && v[0] == '"' && v[size - 1] == '"')
			keep(c->etag_in, sizeof(c->etag_in), v + 1, size - 2);
	} else if ((v = header_value(line, len, "Retry-After", &size))) {
		keep(number, sizeof(number), v, size);
		c->retry_after = strtoll(number, NULL, 10) * 1000;
	} else if ((v = header_value(line, len, "Idempotent-Replayed", &size))) {
		c->replayed = size == 4 && !strncasecmp(v, "true", 4);
	} else if ((v = header_value(line, len, "Date", &size))) {
		take_time(v, size);
	} else if (len <= 2) {
		c->headers_done = true;
	}
	return len;
}

static void add_header(struct call *c, const char *name, const char *value, const char *quote)
{
	char *line = xasprintf("%s: %s%s%s", name, quote, value, quote);
	struct curl_slist *more = curl_slist_append(c->headers, line);

	if (!more)
		abort();
	c->headers = more;
	free(line);
}

static void add_headers(const struct net *n, struct call *c)
{
	char version[24];

	if (n->authorization && !(c->flags & NET_OPEN))
		c->headers = curl_slist_append(c->headers, n->authorization);
	if (n->language)
		add_header(c, "Accept-Language", n->language, "");
	add_header(c, "Accept",
		   c->accept ? c->accept : "application/json, application/problem+json", "");
	if (c->text)
		add_header(c, "Content-Type", "application/json", "");
	if (c->key)
		add_header(c, "Idempotency-Key", c->key, "");
	if (c->etag)
		add_header(c, "If-None-Match", c->etag, "\"");
	snprintf(version, sizeof(version), "%lld", (long long)c->if_match);
	if (c->if_match)
		add_header(c, "If-Match", version, "\"");
	add_header(c, "Expect", "", "");        /* no waiting for 100 Continue */
}

static void set_trust(const struct net *n, CURL *e)
{
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
	if (n->ca) {
		curl_easy_setopt(e, CURLOPT_CAINFO, n->ca);
		curl_easy_setopt(e, CURLOPT_CAPATH, NULL);
	}
	curl_easy_setopt(e, CURLOPT_PROXY, "");
	curl_easy_setopt(e, CURLOPT_SHARE, n->share);
}

static void set_method(struct call *c)
{
	CURL *e = c->easy;

	if (!strcmp(c->method, "GET")) {
		curl_easy_setopt(e, CURLOPT_HTTPGET, 1L);
	} else if (c->text || !strcmp(c->method, "POST") || !strcmp(c->method, "PUT")) {
		const char *text = c->text ? c->text : "";
		curl_easy_setopt(e, CURLOPT_POST, 1L);
		curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(text));
		curl_easy_setopt(e, CURLOPT_POSTFIELDS, text);
		curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, c->method);
	} else {
		curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, c->method);
	}
}

static void set_transport(struct call *c, bool endless, bool fresh)
{
	CURL *e = c->easy;

	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(e, CURLOPT_USERAGENT, "hotline/" PACKAGE_VERSION);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)NET_CONNECT_MS);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, endless ? 0L : (long)NET_TOTAL_MS);
	curl_easy_setopt(e, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, (long)NET_IDLE_MOST_MS / 1000);
	curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, c->error);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, c);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, c);
	curl_easy_setopt(e, CURLOPT_PRIVATE, c);
}

/* By then what was kept alive before is too old to be used. */
void net_distrust(struct net *n)
{
	n->fresh_until = clock_monotonic() + NET_IDLE_MOST_MS + 1000;
}

bool net_easy_start(struct net *n, struct call *c, bool endless)
{
	if (!net_open(n, c))
		return false;
	c->easy = n->idle_count ? n->idle[--n->idle_count] : curl_easy_init();
	if (!c->easy)
		abort();
	char *url = xasprintf("%s/api/v1%s", n->server, c->path);
	curl_easy_setopt(c->easy, CURLOPT_URL, url);
	free(url);
	set_trust(n, c->easy);
	set_transport(c, endless, n->fresh_until > clock_monotonic());
	set_method(c);
	add_headers(n, c);
	curl_easy_setopt(c->easy, CURLOPT_HTTPHEADER, c->headers);
	buf_reset(&c->body);
	c->type[0] = c->etag_in[0] = c->error[0] = '\0';
	c->retry_after = 0;
	c->replayed = c->headers_done = false;
	c->session = n->session;
	c->state = CALL_FLYING;
	return curl_multi_add_handle(n->multi, c->easy) == CURLM_OK;
}

void net_easy_end(struct net *n, struct call *c)
{
	if (!c->easy)
		return;
	curl_multi_remove_handle(n->multi, c->easy);
	curl_easy_reset(c->easy);
	if (n->idle_count < NET_IDLE_HANDLES)
		n->idle[n->idle_count++] = c->easy;
	else
		curl_easy_cleanup(c->easy);
	c->easy = NULL;
	for (struct curl_slist *h = c->headers; h; h = h->next)
		sodium_memzero(h->data, strlen(h->data));
	curl_slist_free_all(c->headers);
	c->headers = NULL;
}

void net_call_free(struct net *n, struct call *c)
{
	net_easy_end(n, c);
	if (c->text && (c->flags & NET_SECRET))
		sodium_memzero(c->text, strlen(c->text));
	if (c->flags & NET_SECRET)
		sodium_memzero(c->body.data, c->body.len);
	free(c->path);
	free(c->text);
	free(c->key);
	free(c->etag);
	buf_release(&c->body);
	free(c);
}
