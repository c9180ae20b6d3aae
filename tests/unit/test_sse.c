/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_sse.c -- the event stream's parser: where the chunks end must not matter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/net/sse.h"
#include "hotline/buf.h"

static void note(void *arg, const struct sse_event *e)
{
	buf_addf(arg, "[%s|%s|%s|%d]", e->name, e->data, e->id, e->has_own_id);
}

/* One of everything the standard allows, and our own shapes. */
static const char sample[] =
	"\xEF\xBB\xBF: a heartbeat\n\n"
	"event: hello\nid: 7\ndata: {\"state\":\"就绪\"}\n\n"
	"data: first\r\ndata: second\r\ndata:\r\ndata:  kept blank\r\n\r\n"
	"event:contact.offered\rid:42\rdata:{\"name\":\"王女士𠮷\"}\r\r"
	": nothing\r\n\r\n"
	"id: 43\n\n"
	"event: lost name\n\n"
	"data\n\n"
	"retry: 1500\nretry: x1\nnonsense: ignored\nevent: last\ndata: 水管爆裂\n\n"
	"event: half\ndata: never ended";
static const char expected[] =
	"[hello|{\"state\":\"就绪\"}|7|1]"
	"[message|first\nsecond\n\n kept blank|7|0]"
	"[contact.offered|{\"name\":\"王女士𠮷\"}|42|1]"
	"[message||43|0]"
	"[last|水管爆裂|43|0]";

static void feed_all(const size_t *cuts, size_t count, struct buf *events, int64_t *retry)
{
	struct sse s;
	size_t at = 0;

	sse_init(&s);
	for (size_t i = 0; i <= count; i++) {
		size_t end = i < count ? cuts[i] : sizeof(sample) - 1;
		assert_true(sse_feed(&s, sample + at, end - at, note, events));
		at = end;
	}
	*retry = s.retry_ms;
	sse_release(&s);
}

static void check(const size_t *cuts, size_t count)
{
	struct buf events = BUF_INIT;
	int64_t retry;

	feed_all(cuts, count, &events, &retry);
	assert_string_equal(events.data, expected);
	assert_int_equal(retry, 1500);
	buf_release(&events);
}

static void test_whole(void **state)
{
	(void)state;
	check(NULL, 0);
}

static void test_any_two_cuts(void **state)
{
	(void)state;
	for (size_t a = 0; a < sizeof(sample); a++)
		for (size_t b = a; b < sizeof(sample); b++)
			check((size_t[]){ a, b }, 2);
}

static void test_single_bytes(void **state)
{
	size_t cuts[sizeof(sample)];
	(void)state;

	for (size_t i = 0; i < sizeof(sample) - 1; i++)
		cuts[i] = i;
	check(cuts, sizeof(sample) - 1);
}

static void test_random_cuts(void **state)
{
	uint32_t seed = 12345;
	(void)state;

	for (int round = 0; round < 2000; round++) {
		size_t cuts[64], count = 0, at = 0;
		for (;;) {
			seed = seed * 1664525 + 1013904223;
			at += (seed >> 16) % 23;
			if (count == 64 || at >= sizeof(sample) - 1)
				break;
			cuts[count++] = at;
		}
		check(cuts, count);
	}
}

/* An id counts when its event was whole: resuming must not skip the one that was cut. */
static void test_restart_keeps_the_last_whole_id(void **state)
{
	struct buf events = BUF_INIT;
	struct sse s;
	(void)state;

	sse_init(&s);
	assert_true(sse_feed(&s, "id: 1\ndata: a\n\nid: 2\ndata: b", 28, note, &events));
	assert_string_equal(s.last_id.data, "1");
	sse_restart(&s);
	assert_true(sse_feed(&s, "data: c\n\n", 9, note, &events));
	assert_string_equal(events.data, "[message|a|1|1][message|c|1|0]");
	sse_release(&s);
	buf_release(&events);
}

static void test_id_with_nul_is_ignored(void **state)
{
	struct buf events = BUF_INIT;
	struct sse s;
	(void)state;

	sse_init(&s);
	assert_true(sse_feed(&s, "id: 5\nid: 6\0x\ndata: a\n\n", 24, note, &events));
	assert_string_equal(events.data, "[message|a|5|1]");
	sse_release(&s);
	buf_release(&events);
}

static void test_bounds(void **state)
{
	struct buf events = BUF_INIT;
	char *block = malloc(70000);
	struct sse s;
	bool ok = true;
	int fed = 0;
	(void)state;

	memset(block, 'x', 70000);
	sse_init(&s);
	assert_true(sse_feed(&s, "data: ", 6, note, &events));
	for (; ok && fed < 100; fed++)
		ok = sse_feed(&s, block, 70000, note, &events);
	assert_false(ok);
	assert_true(s.line.len <= SSE_EVENT_MOST);
	/* Many short lines are bounded as well. */
	sse_restart(&s);
	for (int i = 0; i < 70000; i += 10)
		memcpy(block + i, "data:0123\n", 10);
	ok = true;
	for (fed = 0; ok && fed < 100; fed++)
		ok = sse_feed(&s, block, 70000, note, &events);
	assert_false(ok);
	assert_string_equal(events.data, "");
	free(block);
	sse_release(&s);
	buf_release(&events);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_any_two_cuts),
		cmocka_unit_test(test_single_bytes),
		cmocka_unit_test(test_random_cuts),
		cmocka_unit_test(test_restart_keeps_the_last_whole_id),
		cmocka_unit_test(test_id_with_nul_is_ignored),
		cmocka_unit_test(test_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
