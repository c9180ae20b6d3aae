/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * framing.c -- where does a request end? One answer or none.
 *
 * Two readers that disagree on the length of a request let a third slip a second request past
 * one of them (RFC 9112 section 11.2). What leaves room for that, a length given twice, a
 * length beside a transfer coding, a coding other than chunked, a header name that is no token,
 * gets a 400 and the connection is closed.
 *
 * The library joins a folded line to the name of the header before it, cuts a value at a NUL, and ends a line at a bare
 * line feed, all without a word. It reads the head in place, though, with NUL for the end of every line: where each
 * header does not begin two bytes behind the last one's value, and the body two bytes behind the blank line, something
 * was between that it did not show.
 */
#include "server/http/front.h"

#include <string.h>
#include <strings.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { LENGTH_DIGITS = 15 };
enum { LENGTH, CODING };        /* the two that framing is decided by */
/* Headers of which there may be one. */
static const char *const single[] = {
	[LENGTH] = "Content-Length", [CODING] = "Transfer-Encoding", "Host", "Authorization", "Content-Type",
	"Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID", "Expect",
};

struct seen {
	int count[ARRAY_SIZE(single)];
	bool malformed;
	bool coding_other;
	const char *next;       /* where the next line must begin; NULL before the first header */
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

/* The header stands on one line, right behind the one before it. */
static bool is_in_line(struct seen *seen, const char *name, size_t name_len, const char *value, size_t value_len)
{
	const char *begin = name + name_len + 1;
	bool follows = !seen->next || name == seen->next;

	seen->next = value + value_len + 2;
	return follows && value >= begin && strspn(begin, " \t") == (size_t)(value - begin) && !value[value_len + 1];
}

static bool is_word(const char *word, const char *s, size_t len)
{
	return strlen(word) == len && !strncasecmp(word, s, len);
}

static enum MHD_Result look_at(void *arg, enum MHD_ValueKind kind, const char *name,
			       size_t name_len, const char *value, size_t value_len)
{
	struct seen *seen = arg;
	(void)kind;

	if (!is_token(name, name_len) || !value || !is_field_value(value, value_len) ||
	    !is_in_line(seen, name, name_len, value, value_len))
		seen->malformed = true;
	for (size_t i = 0; i < ARRAY_SIZE(single); i++)
		seen->count[i] += is_word(single[i], name, name_len);
	if (is_word(single[CODING], name, name_len) && !is_word("chunked", value, value_len))
		seen->coding_other = true;
	if (is_word(single[LENGTH], name, name_len) && (!is_digits(value, value_len) || value_len > LENGTH_DIGITS))
		seen->malformed = true;
	return MHD_YES;
}

static bool refuse(struct exchange *ex, const char *why)
{
	ex->close = true;
	return reply_problem(&ex->rp, 400, "framing", "%s", why);
}

/* Behind the last header there is the blank line and nothing else. */
static bool head_ends(struct exchange *ex, const char *head, const struct seen *seen)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(ex->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

	return info && seen->next && seen->next + 2 == head + info->header_size;
}

bool framing_check(struct exchange *ex, const char *head)
{
	struct seen seen = { 0 };

	MHD_get_connection_values_n(ex->connection, MHD_HEADER_KIND, look_at, &seen);
	if (seen.malformed || !head_ends(ex, head, &seen))
		return refuse(ex, _("A header of the request is malformed."));
	if (seen.count[LENGTH] && seen.count[CODING])
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
