/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * route.c -- from method and path to one row of the table.
 *
 * Segments are compared one by one after decoding; a literal segment goes before a {parameter}
 * whatever the order of the rows. A path that is known under another method is 405 with Allow.
 */
#include "server/http/front.h"

#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define PREFIX "/api/v1"
enum { SEGMENTS = 12 };

struct split {
	char *part[SEGMENTS];
	int count;
};

static bool split_path(char *text, struct split *out)
{
	out->count = 0;
	while (*text == '/') {
		*text++ = '\0';
		if (out->count == SEGMENTS)
			return false;
		out->part[out->count++] = text;
		text += strcspn(text, "/");
	}
	for (int i = 0; i < out->count; i++)
		if (!request_decode(out->part[i], false))
			return false;
	return out->count > 0;
}

/* -1: another path; else the number of literal segments. */
static int match(const char *pattern, const struct split *path, char **params)
{
	int literals = 0, found = 0;

	for (int i = 0; i < path->count; i++) {
		if (*pattern++ != '/')
			return -1;
		size_t len = strcspn(pattern, "/");
		if (*pattern == '{') {
			if (!*path->part[i] || found == PATH_PARAMETERS)
				return -1;
			params[found++] = path->part[i];
		} else {
			if (strlen(path->part[i]) != len ||
			    memcmp(path->part[i], pattern, len) != 0)
				return -1;
			literals++;
		}
		pattern += len;
	}
	return *pattern ? -1 : literals;
}

static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };

/* All sixteen Allow values, so that the reply can keep a static string. */
static const char *const allow[16] = {
	"", "GET", "POST", "GET, POST", "PUT", "GET, PUT", "POST, PUT", "GET, POST, PUT", "DELETE",
	"GET, DELETE", "POST, DELETE", "GET, POST, DELETE", "PUT, DELETE", "GET, PUT, DELETE",
	"POST, PUT, DELETE", "GET, POST, PUT, DELETE",
};

static unsigned method_bit(const char *method)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++)
		if (!strcmp(methods[i], method))
			return 1u << i;
	return 0;
}

bool route_find(struct exchange *ex, const char *method)
{
	char *text = ex->segments;
	bool api = !strncmp(text, PREFIX "/", strlen(PREFIX "/"));
	struct split path;
	unsigned others = 0;
	int best = -1;

	ex->rq.path = api ? ex->path + strlen(PREFIX) : ex->path;
	if (!split_path(api ? text + strlen(PREFIX) : text, &path))
		return reply_problem(&ex->rp, 404, "not-found",
				     _("There is nothing at this path."));
	for (size_t i = 0; i < route_count; i++) {
		const struct route *r = &routes[i];
		char *params[PATH_PARAMETERS] = { NULL };
		if (api == !!(r->flags & ROUTE_ROOT))
			continue;
		int literals = match(r->path, &path, params);
		if (literals < 0)
			continue;
		if (strcmp(r->method, method) != 0) {
			others |= method_bit(r->method);
		} else if (literals > best) {
			best = literals;
			ex->rq.route = r;
			memcpy(ex->rq.params, params, sizeof(params));
		}
	}
	if (best >= 0)
		return true;
	if (!others)
		return reply_problem(&ex->rp, 404, "not-found",
				     _("There is nothing at this path."));
	ex->rp.allow = allow[others];
	return reply_problem(&ex->rp, 405, "method", _("This path does not take the method."));
}
