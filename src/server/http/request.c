/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request.c -- reading what was sent: target, query, headers, JSON body.
 *
 * The target is decoded segment by segment, so that an encoded slash never makes a new segment; text that is not UTF-8
 * or holds control characters is refused here, and so are numbers and strings that JSON can spell but no store keeps
 * (NUL, numbers beyond a double).
 */
#include "server/http/front.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistr.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool request_decode(char *s, bool plus)
{
	char *out = s;

	for (const char *p = s; *p; p++) {
		char c = *p;
		if (c == '%') {
			int high = hex_digit(p[1]), low = high < 0 ? -1 : hex_digit(p[2]);
			if (low < 0)
				return false;
			c = (char)(high << 4 | low);
			p += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		if ((unsigned char)c < ' ' || c == 0x7f)
			return false;
		*out++ = c;
	}
	*out = '\0';
	return !u8_check((const uint8_t *)s, (size_t)(out - s));
}

static bool read_query(struct exchange *ex, char *text)
{
	char *next;

	for (; text && *text; text = next) {
		next = strchr(text, '&');
		if (next)
			*next++ = '\0';
		if (!*text)
			continue;
		if (ex->query_count == QUERY_MOST)
			return false;
		struct pair *pair = &ex->query[ex->query_count++];
		char *value = strchr(text, '=');
		if (value)
			*value++ = '\0';
		pair->name = text;
		pair->value = value ? value : text + strlen(text);
		if (!request_decode(pair->name, true) || (value && !request_decode(pair->value, true)))
			return false;
	}
	return true;
}

bool request_read_target(struct exchange *ex)
{
	char *query = strchr(ex->target, '?');

	if (query)
		*query++ = '\0';
	ex->path = xstrdup(ex->target);
	if (ex->target[0] != '/' || strlen(ex->target) > PATH_MOST || !request_decode(ex->path, false))
		return reply_problem(&ex->rp, 400, "path",
				     _("The path of the request is malformed."));
	if (!read_query(ex, query))
		return reply_problem(
			&ex->rp, 400, "query",
			_("The query of the request is malformed or has more than %d parameters."), QUERY_MOST);
	ex->segments = xstrdup(ex->target);
	return true;
}

const char *request_query(const struct request *rq, const char *name)
{
	const struct exchange *ex = rq->http;

	for (int i = 0; i < ex->query_count; i++)
		if (!strcmp(ex->query[i].name, name))
			return ex->query[i].value;
	return NULL;
}

/* As a list shows a number: the longer runs of digits are one. */
static void add_masked(struct buf *out, const char *text)
{
	while (*text) {
		size_t digits = strspn(text, "0123456789"), other = strcspn(text + digits, "0123456789");
		if (digits < 7)
			buf_add(out, text, digits);
		else
			buf_addf(out, "%.3s****%.4s", text, text + digits - 4);
		buf_add(out, text + digits, other);
		text += digits + other;
	}
}

void request_add_query(const struct request *rq, struct buf *out)
{
	const struct exchange *ex = rq->http;

	for (int i = 0; i < ex->query_count; i++) {
		buf_addf(out, "%s%s=", i ? "&" : "", ex->query[i].name);
		add_masked(out, ex->query[i].value);
	}
}

const char *request_header(const struct request *rq, const char *name)
{
	const struct exchange *ex = rq->http;

	return MHD_lookup_connection_value(ex->connection, MHD_HEADER_KIND, name);
}

bool request_number(const char *text, int64_t least, int64_t most, int64_t *value)
{
	char *end;

	if (!text || !isdigit((unsigned char)*text))
		return false;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	if (errno || *end || n < least || n > most)
		return false;
	*value = n;
	return true;
}

bool request_limit(const struct request *rq, struct reply *rp, int *limit)
{
	const char *text = request_query(rq, "limit");
	int64_t n = 50;

	if (text && !request_number(text, 1, 200, &n))
		return reply_problem(rp, 400, "query",
				     _("The limit must be a whole number from 1 to 200."));
	*limit = (int)n;
	return true;
}

/* application/json, any parameters. A body without a type is taken for JSON and must then be it. */
bool request_check_type(struct exchange *ex)
{
	const char *type = request_header(&ex->rq, "Content-Type");
	size_t len = type ? strcspn(type, "; \t") : 0;

	if (!type ||
	    (len == strlen("application/json") && !strncasecmp(type, "application/json", len)))
		return true;
	return reply_problem(&ex->rp, 415, "media-type", _("The body must be application/json."));
}

static bool value_is_storable(json *v, int depth);

static bool members_are_storable(json *o, int depth)
{
	json_object_object_foreach(o, name, member) {
		(void)name;
		if (!value_is_storable(member, depth))
			return false;
	}
	return true;
}

static bool value_is_storable(json *v, int depth)
{
	if (depth > 64)
		return false;
	switch (json_object_get_type(v)) {
	case json_type_double:
		return isfinite(json_object_get_double(v));
	case json_type_string:
		return !memchr(json_object_get_string(v), '\0',
			       (size_t)json_object_get_string_len(v));
	case json_type_array:
		for (size_t i = 0; i < jo_len(v); i++)
			if (!value_is_storable(jo_at(v, i), depth + 1))
				return false;
		return true;
	case json_type_object:
		return members_are_storable(v, depth + 1);
	default:
		return true;
	}
}

/* An escaped NUL would silently cut a member's name; in a string the tree shows it. */
static bool has_escaped_nul(const char *s, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++) {
		if (s[i] != '\\')
			continue;
		if (len - i >= 6 && !memcmp(s + i, "\\u0000", 6))
			return true;
		i++;
	}
	return false;
}

bool request_read_body(struct exchange *ex)
{
	struct error err = ERROR_INIT;

	if (!ex->body.len) {
		if (!(ex->rq.route->flags & ROUTE_BODY))
			return true;
		return reply_problem(&ex->rp, 400, "json",
				     _("The request needs a body: a JSON object."));
	}
	json *o = jo_parse(ex->body.data, ex->body.len, &err);
	if (!o)         /* null is JSON, and no error */
		return reply_problem(&ex->rp, 400, "json", "%s",
				     *err.text ? err.text : _("The body must be a JSON object."));
	ex->rq.body = o;
	if (!json_object_is_type(o, json_type_object))
		return reply_problem(&ex->rp, 400, "json", _("The body must be a JSON object."));
	if (!value_is_storable(o, 0) || has_escaped_nul(ex->body.data, ex->body.len))
		return reply_problem(
			&ex->rp, 400, "json", _("The body holds a NUL character or a number that is too large."));
	return true;
}

void request_check_form(struct exchange *ex)
{
	const struct city *city = server_city(ex->http->server);
	struct form_problems problems = { 0 };

	if (city && (ex->rq.route->flags & ROUTE_FORM) && form_check(city, jo_get(ex->rq.body, "fields"), true, "", &problems))
		ex->rq.right_by = city;
	form_problems_release(&problems);
}

/* RFC 9110 section 13.1.1, in the one form that the API gives out: a strong tag of digits. */
bool request_read_match(struct exchange *ex)
{
	const char *text = request_header(&ex->rq, "If-Match");
	char digits[24];

	ex->rq.if_match = -1;
	if (!text) {
		if (!(ex->rq.route->flags & ROUTE_MATCH))
			return true;
		return reply_problem(
			&ex->rp, 428, "match-required",
			_("The request needs If-Match with the version that you saw."));
	}
	size_t len = strlen(text);
	if (len >= 3 && len <= sizeof(digits) && text[0] == '"' && text[len - 1] == '"') {
		memcpy(digits, text + 1, len - 2);
		digits[len - 2] = '\0';
		if (request_number(digits, 0, INT64_MAX, &ex->rq.if_match))
			return true;
	}
	return reply_problem(&ex->rp, 400, "match", _("If-Match must be one version in quotes."));
}
