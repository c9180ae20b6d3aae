/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sse.c -- text/event-stream, a line at a time, over chunks of any size.
 *
 * The state between two chunks is the begun line, the fields of the begun event and whether the
 * last byte was a CR; so where a chunk ends cannot matter. An id counts only when its event
 * is dispatched: resuming from an event that never arrived would lose it.
 */
#include "client/net/sse.h"

#include <string.h>

void sse_init(struct sse *s)
{
	memset(s, 0, sizeof(*s));
	buf_init(&s->line);
	buf_init(&s->name);
	buf_init(&s->data);
	buf_init(&s->id);
	buf_init(&s->last_id);
	s->retry_ms = -1;
}

void sse_release(struct sse *s)
{
	buf_release(&s->line);
	buf_release(&s->name);
	buf_release(&s->data);
	buf_release(&s->id);
	buf_release(&s->last_id);
}

void sse_restart(struct sse *s)
{
	buf_reset(&s->line);
	buf_reset(&s->name);
	buf_reset(&s->data);
	buf_reset(&s->id);
	buf_add(&s->id, s->last_id.data, s->last_id.len);
	s->after_cr = s->started = s->has_data = s->has_id = false;
}

static void set_retry(struct sse *s, const char *value, size_t len)
{
	int64_t ms = 0;

	for (size_t i = 0; i < len; i++) {
		if (value[i] < '0' || value[i] > '9' || ms > 86400000)
			return;
		ms = ms * 10 + (value[i] - '0');
	}
	if (len)
		s->retry_ms = ms;
}

static bool is_field(const char *name, size_t len, const char *field)
{
	return len == strlen(field) && !memcmp(name, field, len);
}

static void set_field(struct sse *s, const char *name, size_t len, const char *value, size_t size)
{
	if (is_field(name, len, "data")) {
		if (s->has_data)
			buf_addch(&s->data, '\n');
		buf_add(&s->data, value, size);
		s->has_data = true;
	} else if (is_field(name, len, "event")) {
		buf_reset(&s->name);
		buf_add(&s->name, value, size);
	} else if (is_field(name, len, "id") && !memchr(value, '\0', size)) {
		buf_reset(&s->id);
		buf_add(&s->id, value, size);
		s->has_id = true;
	} else if (is_field(name, len, "retry")) {
		set_retry(s, value, size);
	}
}

static void dispatch(struct sse *s, void (*fn)(void *arg, const struct sse_event *e), void *arg)
{
	buf_reset(&s->last_id);
	buf_add(&s->last_id, s->id.data, s->id.len);
	struct sse_event e = {
		.name = s->name.len ? s->name.data : "message",
		.data = s->data.data,
		.len = s->data.len,
		.id = s->last_id.data,
		.has_own_id = s->has_id,
	};
	if (s->has_data)
		fn(arg, &e);
	buf_reset(&s->name);
	buf_reset(&s->data);
	s->has_data = s->has_id = false;
}

/* The line is whole in s->line. */
static bool end_line(struct sse *s, void (*fn)(void *arg, const struct sse_event *e), void *arg)
{
	const char *line = s->line.data;
	size_t len = s->line.len;

	if (!s->started && len >= 3 && !memcmp(line, "\xEF\xBB\xBF", 3)) {
		line += 3;
		len -= 3;
	}
	s->started = true;
	const char *colon = memchr(line, ':', len);
	if (!len) {
		dispatch(s, fn, arg);
	} else if (!colon) {
		set_field(s, line, len, "", 0);
	} else if (colon > line) {
		const char *value = colon + 1;
		size_t size = (size_t)(line + len - value);
		if (size && *value == ' ') {
			value++;
			size--;
		}
		set_field(s, line, (size_t)(colon - line), value, size);
	}
	buf_reset(&s->line);
	return s->data.len <= SSE_EVENT_MOST;
}

static size_t to_line_end(const char *bytes, size_t len)
{
	size_t n = 0;

	while (n < len && bytes[n] != '\n' && bytes[n] != '\r')
		n++;
	return n;
}

bool sse_feed(struct sse *s, const char *bytes, size_t len,
	      void (*fn)(void *arg, const struct sse_event *e), void *arg)
{
	while (len) {
		if (s->after_cr && *bytes == '\n') {
			bytes++;
			len--;
		}
		s->after_cr = false;
		size_t n = to_line_end(bytes, len);
		if (s->line.len + n > SSE_EVENT_MOST)
			return false;
		buf_add(&s->line, bytes, n);
		if (n == len)
			return true;
		s->after_cr = bytes[n] == '\r';
		if (!end_line(s, fn, arg))
			return false;
		bytes += n + 1;
		len -= n + 1;
	}
	return true;
}
