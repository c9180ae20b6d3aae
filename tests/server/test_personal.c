/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_personal.c -- the caller's data: whose number is shown to whom, in lists, on tickets and in events, and that
 * each read of them is on record before it is answered.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "tests/server/life.h"

#define NUMBER "13700246813"
#define MASKED "137****6813"
#define OF_CALLER "/tickets?caller=" NUMBER

static struct fixture f;
static struct life l;
static char *ops, *other;
static char contact[40], no[24];

static int make(void **state)
{
	(void)state;
	fixture_make(&f);
	fixture_start(&f);
	life_begin(&l, &f);
	ops = life_login(&l, "ops1");
	other = life_login(&l, "agent2");
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	life_end(&l);
	fixture_free(&f);
	return 0;
}

static char *text_of(const char *path, const char *token, int *status)
{
	struct answer a;

	fixture_request(&f, "GET", path, token, NULL, NULL, &a);
	char *text = xstrdup(a.body.data ? a.body.data : "");
	*status = a.status;
	answer_release(&a);
	return text;
}

static void drain(struct stream *s, struct buf *said)
{
	struct stream_event e;

	while (stream_next(s, &e, 500))
		if (e.data)
			buf_addf(said, "%s %s\n", e.name, jo_text(e.data));
}

static void submit(void)
{
	char body[1200];

	snprintf(body, sizeof(body),
		 "{\"contact_id\":\"%s\",\"draft\":1,\"action\":\"submit\",\"fields\":{\"matter\":{\"type\":\"complaint\","
		 "\"category\":\"010101\",\"title\":\"不热\",\"content\":\"室温14度\"},\"place\":{\"district\":\"110105\","
		 "\"street\":\"110105026\"},\"caller\":{\"number\":\"" NUMBER "\",\"callback\":\"" NUMBER "\",\"name\":\"林小满\"}}}",
		 contact);
	json *t = life_post(&l, "/tickets", l.agent, NULL, body, 201);
	snprintf(no, sizeof(no), "%s", jo_str(t, "no"));
	jo_free(t);
}

/* No stream but that of the agent who has the call ever carries the number. */
static void test_events_mask(void **state)
{
	const char *const tokens[] = { l.agent, other, l.dispatcher, l.supervisor, l.visitor, l.street, ops };
	struct stream *streams[ARRAY_SIZE(tokens)];
	struct stream_event e;
	(void)state;

	streams[0] = stream_open(&f, tokens[0], NULL);
	for (size_t i = 1; i < ARRAY_SIZE(tokens); i++) {
		streams[i] = stream_open(&f, tokens[i], NULL);
		assert_true(stream_wait(streams[i], "hello", &e, 5000));
	}
	life_answer(&l, streams[0], NUMBER, contact);
	submit();
	life_hang_up(&l, contact);
	life_handle(&l, no);
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++) {
		struct buf said = BUF_INIT;
		drain(streams[i], &said);
		if (i && said.len && (strstr(said.data, NUMBER) || strstr(said.data, "林小满")))
			fail_msg("reader %zu: %s", i, said.data);
		stream_close(streams[i]);
		buf_release(&said);
	}
}

/* Everywhere but on the agent's own ticket and call. */
static void test_answers_mask(void **state)
{
	static const char *const seen[] = {
		"/tickets", "/tickets?state=visiting", OF_CALLER, "/contacts", "/tickets/%s",
		"/tickets/%s/history", "/tickets/%s/deadline", "/tickets/%s/actions", "/tickets/%s/suggestions",
		"/reports/special", "/reports/hot", "/reports/queue", "/seats", "/audit", "/status", "/tickets/views",
	};
	const char *const tokens[] = { other, l.dispatcher, l.supervisor, l.visitor, l.street, l.district, ops };
	char path[96];
	int status, shown = 0;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(seen); i++)
		for (size_t k = 0; k < ARRAY_SIZE(tokens); k++) {
			snprintf(path, sizeof(path), seen[i], no);
			char *text = text_of(path, tokens[k], &status);
			if (strstr(text, NUMBER))
				fail_msg("%s for reader %zu: %s", path, k, text);
			assert_true(status < 500);
			shown += strstr(text, MASKED) != NULL;
			free(text);
		}
	assert_true(shown > 5);         /* it was there to be masked */
	/* the agent's own list is masked, the ticket is not */
	char *text = text_of("/tickets", l.agent, &status);
	assert_null(strstr(text, NUMBER));
	free(text);
	snprintf(path, sizeof(path), "/tickets/%s", no);
	text = text_of(path, l.agent, &status);
	assert_non_null(strstr(text, NUMBER));
	free(text);
}

/* ---- on record ---- */

static size_t rows(const char *account, const char *action, const char *subject)
{
	char path[160];

	snprintf(path, sizeof(path), "/audit?limit=200&account=%s&action=%s", account, action);
	json *page = life_get(&l, path, ops, 200);
	size_t count = 0;
	for (size_t i = 0; i < jo_len(jo_get(page, "items")); i++)
		count += !subject || !strcmp(jo_str(jo_at(jo_get(page, "items"), i), "subject"), subject);
	jo_free(page);
	return count;
}

static void test_reads_are_on_record(void **state)
{
	char path[96];
	(void)state;

	life_submit(&l, "另一件", no);
	life_dispatch(&l, no);
	snprintf(path, sizeof(path), "/tickets/%s", no);
	assert_int_equal(rows("unit1", "ticket.read", no), 0);
	jo_free(life_get(&l, path, l.street, 200));
	assert_int_equal(rows("unit1", "ticket.read", no), 1);
	/* again, and its history with it: the same read; somebody else's is another */
	jo_free(life_get(&l, path, l.street, 200));
	strcat(path, "/history");
	jo_free(life_get(&l, path, l.street, 200));
	assert_int_equal(rows("unit1", "ticket.read", no), 1);
	size_t before = rows("visitor1", "ticket.read", no);
	jo_free(life_get(&l, path, l.visitor, 200));
	assert_int_equal(rows("visitor1", "ticket.read", no), before + 1);
	/* who may not know of it has read nothing */
	jo_free(life_get(&l, path, l.company, 404));
	assert_int_equal(rows("unit2", "ticket.read", no), 0);
	/* lists, with what was asked for, and no number in it */
	before = rows("dispatcher1", "ticket.list", NULL);
	jo_free(life_get(&l, "/tickets?caller=" NUMBER "&state=visiting", l.dispatcher, 200));
	assert_int_equal(rows("dispatcher1", "ticket.list", NULL), before + 1);
	json *page = life_get(&l, "/audit?limit=1&action=ticket.list", ops, 200);
	assert_string_equal(jo_pointer_str(jo_at(jo_get(page, "items"), 0), "/detail/query"), "caller=" MASKED "&state=visiting");
	jo_free(page);
	jo_free(life_get(&l, "/tickets?caller=13999999999", l.dispatcher, 200));
	assert_int_equal(rows("dispatcher1", "ticket.list", NULL), before + 1);
	jo_free(life_get(&l, "/contacts", l.supervisor, 200));
	assert_true(rows("supervisor1", "contact.list", NULL) > 0);
	snprintf(path, sizeof(path), "/contacts/%s", contact);
	jo_free(life_get(&l, path, l.supervisor, 200));
	assert_int_equal(rows("supervisor1", "contact.read", contact), 1);
	strcat(path, "/drafts/1");
	jo_free(life_get(&l, path, l.supervisor, 200));
	assert_int_equal(rows("supervisor1", "draft.read", contact), 1);
}

static void test_reveal_is_on_record(void **state)
{
	char path[96];
	(void)state;

	snprintf(path, sizeof(path), "/tickets/%s/reveal", no);
	jo_free(life_post(&l, path, l.visitor, NULL, "{}", 422));
	jo_free(life_post(&l, path, l.visitor, NULL, "{\"reason\":\"\"}", 422));
	assert_int_equal(rows("visitor1", "ticket.reveal", no), 0);
	json *shown = life_post(&l, path, l.visitor, NULL, "{\"reason\":\"回访\"}", 200);
	assert_non_null(jo_str(shown, "number"));
	jo_free(shown);
	assert_int_equal(rows("visitor1", "ticket.reveal", no), 1);
	/* each time, however often */
	jo_free(life_post(&l, path, l.visitor, NULL, "{\"reason\":\"再次回访\"}", 200));
	assert_int_equal(rows("visitor1", "ticket.reveal", no), 2);
}

/* What cannot be put on record is not shown; what needs no record is. */
static void test_no_record_no_read(void **state)
{
	struct rlimit limit;
	char path[64];
	int status;
	(void)state;

	life_submit(&l, "第三件", no);
	snprintf(path, sizeof(path), "/tickets/%s", no);
	prlimit(f.pid, RLIMIT_FSIZE, NULL, &limit);
	limit.rlim_cur = 0;
	prlimit(f.pid, RLIMIT_FSIZE, &limit, NULL);
	char *text = text_of(path, l.visitor, &status);
	assert_int_equal(status, 503);
	assert_non_null(strstr(text, "on record"));
	assert_null(strstr(text, "第三件"));
	free(text);
	jo_free(life_get(&l, "/knowledge?q=%E6%9A%96%E6%B0%94", l.visitor, 200));
	limit.rlim_cur = RLIM_INFINITY;
	prlimit(f.pid, RLIMIT_FSIZE, &limit, NULL);
	jo_free(life_get(&l, path, l.visitor, 200));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events_mask), cmocka_unit_test(test_answers_mask),
		cmocka_unit_test(test_reads_are_on_record), cmocka_unit_test(test_reveal_is_on_record),
		cmocka_unit_test(test_no_record_no_read),
	};

	return cmocka_run_group_tests_name("personal", tests, make, unmake);
}
