/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * framing.c -- where does a request end? One answer or none.
 *
 * Two readers that disagree on the length of a request let a third slip a second request past
 * one of them (RFC 9112 section 11.2). What leaves room for that, a length given twice, a
 * length beside a transfer coding, a coding other than chunked, a header name that is no token,
 * gets a 400 and the connection is closed.
 */
#include "server/http/front.h"

#include <string.h>
#include <strings.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* Headers of which there may be one: framing first, then those that we decide by. */
static const char *const single[] = {
	"Content-Length", "Transfer-Encoding", "Host", "Authorization", "Content-Type",
	"Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID", "Expect",
};

struct seen {
	int count[ARRAY_SIZE(single)];
	bool malformed;
	bool coding_other;
};

static bool is_token(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c <= ' ' || c >= 0x7f || strchr("\"(),/:;<=>?@[\\]{}", c))
			return false;
	}
	return len > 0;
}

static bool is_field_value(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static bool is_digits(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return len > 0;
}

static enum MHD_Result look_at(void *arg, enum MHD_ValueKind kind, const char *name,
			       size_t name_len, const char *value, size_t value_len)
{
	struct seen *seen = arg;
	(void)kind;

	if (!is_token(name, name_len) || (value && !is_field_value(value, value_len)))
		seen->malformed = true;
	for (size_t i = 0; i < ARRAY_SIZE(single); i++)
		if (strlen(single[i]) == name_len && !strncasecmp(single[i], name, name_len))
			seen->count[i]++;
	if (name_len == strlen("Transfer-Encoding") &&
	    !strncasecmp(name, "Transfer-Encoding", name_len))
		seen->coding_other |= value_len != 7 || strncasecmp(value, "chunked", 7) != 0;
	if (name_len == strlen("Content-Length") && !strncasecmp(name, "Content-Length", name_len))
		seen->malformed |= !is_digits(value, value_len) || value_len > 15;
	return MHD_YES;
}

static bool refuse(struct exchange *ex, const char *why)
{
	ex->close = true;
	return reply_problem(&ex->rp, 400, "framing", "%s", why);
}

bool framing_check(struct exchange *ex)
{
	struct seen seen = { 0 };

	MHD_get_connection_values_n(ex->connection, MHD_HEADER_KIND, look_at, &seen);
	if (seen.malformed)
		return refuse(ex, _("A header of the request is malformed."));
	if (seen.count[0] && seen.count[1])
		return refuse(ex,
			      _("The request gives both Content-Length and Transfer-Encoding."));
	if (seen.coding_other)
		return refuse(ex, _("The only transfer coding accepted is chunked."));
	for (size_t i = 0; i < ARRAY_SIZE(single); i++)
		if (seen.count[i] > 1)
			return refuse(ex, _("A header that may be given once is given twice."));
	return true;
}

int64_t framing_length(struct exchange *ex)
{
	const char *text = request_header(&ex->rq, "Content-Length");
	int64_t n;

	return text && request_number(text, 0, INT64_MAX, &n) ? n : -1;
}
