/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_sse.c -- an event stream: however it is cut into chunks, the events are the same. */
#include <string.h>

#include "client/net/sse.h"
#include "tests/fuzz/fuzz.h"

static void note(void *arg, const struct sse_event *e)
{
	buf_addf(arg, "[%s|%zu|%s|%s|%d]", e->name, e->len, e->data, e->id, e->has_own_id);
}

static void feed(const uint8_t *data, size_t size, size_t chunk, struct buf *events)
{
	struct sse s;
	bool fits = true;

	sse_init(&s);
	for (size_t at = 0; fits && at < size; at += chunk)
		fits = sse_feed(&s, (const char *)data + at, size - at < chunk ? size - at : chunk, note, events);
	buf_addf(events, "%d %lld", fits, (long long)s.retry_ms);
	sse_restart(&s);
	sse_release(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_INIT, cut = BUF_INIT;
	size_t chunk = 1 + fuzz_choose(&data, &size, 16);

	feed(data, size, size + 1, &whole);
	feed(data, size, chunk, &cut);
	PROMISE(whole.len == cut.len && !memcmp(whole.data, cut.data, cut.len));
	buf_release(&whole);
	buf_release(&cut);
	return 0;
}
