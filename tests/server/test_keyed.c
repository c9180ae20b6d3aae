/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_keyed.c -- Idempotency-Key, and that an answered write outlives the server. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"

static struct fixture f;
static char *supervisor;

static int set_up(void **state)
{
	(void)state;
	fixture_make(&f);
	fixture_start(&f);
	supervisor = fixture_login(&f, "supervisor1");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(supervisor);
	fixture_free(&f);
	return 0;
}

#define CALL(number)                                                                               \
	"{\"channel\": \"phone\", \"caller\": {\"number\": \"" number                              \
	"\"}, \"skill\": \"general\", \"priority\": 3}"

static void test_key_is_needed(void **state)
{
	static const char *const bad[] = {
		"Idempotency-Key:", "Idempotency-Key: a b", "Idempotency-Key: \xc3\xa9",
		"Idempotency-Key: 01234567890123456789012345678901234567890123456789012345678901234"
	};
	struct answer a;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		const char *headers[] = { bad[i], NULL };
		fixture_request(&f, "POST", "/contacts", f.gateway, CALL("13800138000"), headers, &a);
		assert_int_equal(a.status, 400);
		assert_string_equal(jo_str(a.json, "type"), "/problems/key");
		answer_release(&a);
	}
}

static void test_replay(void **state)
{
	struct answer first, again;
	(void)state;

	fixture_post(&f, "/contacts", f.gateway, "k-1", CALL("13800138001"), &first);
	assert_int_equal(first.status, 201);
	assert_string_equal(answer_header(&first, "Idempotent-Replayed"), "");
	/* The same value, spelled otherwise. */
	fixture_post(&f, "/contacts", f.gateway, "k-1",
		     "{ \"priority\": 3.0, \"skill\": \"gener\\u0061l\", \"caller\": {\"number\": "
		     "\"13800138001\"},"
		     "\"channel\": \"phone\"}", &again);
	assert_int_equal(again.status, 201);
	assert_string_equal(answer_header(&again, "Idempotent-Replayed"), "true");
	assert_true(jo_same(first.json, again.json));
	answer_release(&again);
	fixture_post(&f, "/contacts", f.gateway, "k-1", CALL("13800138002"), &again);
	assert_int_equal(again.status, 422);
	assert_string_equal(jo_str(again.json, "type"), "/problems/key-reused");
	answer_release(&again);
	/* Another path is another scope. */
	char *path = xasprintf("/contacts/%s/abandon", jo_str(first.json, "id"));
	fixture_post(&f, path, f.gateway, "k-1", NULL, &again);
	assert_int_equal(again.status, 200);
	assert_string_equal(answer_header(&again, "Idempotent-Replayed"), "");
	answer_release(&again);
	/* A repeat of a move that went through says what it did, although the state no longer
	 * allows it. */
	fixture_post(&f, path, f.gateway, "k-1", NULL, &again);
	assert_int_equal(again.status, 200);
	assert_string_equal(answer_header(&again, "Idempotent-Replayed"), "true");
	answer_release(&again);
	free(path);
	/* What the state refuses under a new key is not a replay. */
	path = xasprintf("/contacts/%s/ended", jo_str(first.json, "id"));
	fixture_post(&f, path, f.gateway, "k-1", NULL, &again);
	assert_int_equal(again.status, 409);
	answer_release(&again);
	free(path);
	answer_release(&first);
}

static void test_refusal_is_not_kept(void **state)
{
	struct answer a;
	(void)state;

	fixture_post(&f, "/contacts", f.gateway, "k-3", "{\"channel\": \"pigeon\"}", &a);
	assert_int_equal(a.status, 422);
	answer_release(&a);
	fixture_post(&f, "/contacts", f.gateway, "k-3", CALL("13800138003"), &a);
	assert_int_equal(a.status, 201);
	answer_release(&a);
}

struct twin { pthread_t thread; char key[16]; char id[64]; int status; bool replayed; };

static void *post(void *arg)
{
	struct twin *t = arg;
	struct answer a;

	fixture_post(&f, "/contacts", f.gateway, t->key, CALL("13800138004"), &a);
	t->status = a.status;
	t->replayed = answer_header(&a, "Idempotent-Replayed")[0] != '\0';
	snprintf(t->id, sizeof(t->id), "%s", a.json ? jo_str(a.json, "id") : "");
	answer_release(&a);
	return NULL;
}

static void test_twins_in_flight(void **state)
{
	enum { TWINS = 8, ROUNDS = 5 };
	struct twin twins[TWINS];
	(void)state;

	for (int round = 0; round < ROUNDS; round++) {
		int replayed = 0;
		for (int i = 0; i < TWINS; i++) {
			snprintf(twins[i].key, sizeof(twins[i].key), "twin-%d", round);
			pthread_create(&twins[i].thread, NULL, post, &twins[i]);
		}
		for (int i = 0; i < TWINS; i++) {
			pthread_join(twins[i].thread, NULL);
			assert_int_equal(twins[i].status, 201);
			assert_string_equal(twins[i].id, twins[0].id);
			replayed += twins[i].replayed;
		}
		assert_int_equal(replayed, TWINS - 1);
	}
}

/* ---- the server ends while callers come in ---- */

struct caller {
	pthread_t thread;
	int n;
	atomic_bool *stop;
	atomic_int *answered;           /* of all callers together */
	struct buf ids;
	int refused;
};

static void *keep_calling(void *arg)
{
	struct caller *c = arg;

	for (int i = 0; !atomic_load(c->stop) && i < 500; i++) {
		char key[32];
		struct answer a;
		snprintf(key, sizeof(key), "c%d-%d", c->n, i);
		fixture_post(&f, "/contacts", f.gateway, key, CALL("13800138005"), &a);
		if (a.status == 201) {
			buf_addf(&c->ids, "%s %s\n", key, jo_str(a.json, "id"));
			atomic_fetch_add(c->answered, 1);
		} else if (a.status) {
			assert_int_equal(a.status, 503);
			c->refused++;
		}
		bool gone = !a.status;
		answer_release(&a);
		if (gone)
			break;
	}
	return NULL;
}

/* Every contact that was answered for is there, and its key still gives the same answer. */
static void check_kept(const struct buf *ids)
{
	for (const char *p = ids->data; *p; p = strchr(p, '\n') + 1) {
		char key[32], id[64], path[128];
		struct answer a;
		assert_int_equal(sscanf(p, "%31s %63s", key, id), 2);
		snprintf(path, sizeof(path), "/contacts/%s", id);
		fixture_request(&f, "GET", path, supervisor, NULL, NULL, &a);
		assert_int_equal(a.status, 200);
		answer_release(&a);
		fixture_post(&f, "/contacts", f.gateway, key, CALL("13800138005"), &a);
		assert_string_equal(jo_str(a.json, "id"), id);
		assert_string_equal(answer_header(&a, "Idempotent-Replayed"), "true");
		answer_release(&a);
	}
}

static int end_under_load(int signal, int least)
{
	enum { CALLERS = 4 };
	struct caller callers[CALLERS];
	atomic_bool stop = false;
	atomic_int answered = 0;

	memset(callers, 0, sizeof(callers));
	for (int i = 0; i < CALLERS; i++) {
		callers[i].n = signal * 10 + i;
		callers[i].stop = &stop;
		callers[i].answered = &answered;
		buf_init(&callers[i].ids);
		pthread_create(&callers[i].thread, NULL, keep_calling, &callers[i]);
	}
	/* Let some come through: they say themselves when they were answered. */
	for (int64_t end = clock_monotonic() + 30000; atomic_load(&answered) < least && clock_monotonic() < end;) {
		struct answer a;
		fixture_request(&f, "GET", "/contacts?limit=200", supervisor, NULL, NULL, &a);
		answer_release(&a);
	}
	int status = fixture_end(&f, signal);
	atomic_store(&stop, true);
	for (int i = 0; i < CALLERS; i++)
		pthread_join(callers[i].thread, NULL);
	fixture_start(&f);
	for (int i = 0; i < CALLERS; i++) {
		check_kept(&callers[i].ids);
		buf_release(&callers[i].ids);
	}
	assert_true(atomic_load(&answered) >= least);
	return status;
}

static void test_sigterm(void **state)
{
	(void)state;
	assert_int_equal(end_under_load(SIGTERM, 20), 0);
}

static void test_kill(void **state)
{
	(void)state;
	assert_int_equal(end_under_load(SIGKILL, 60), -SIGKILL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_key_is_needed), cmocka_unit_test(test_replay),
		cmocka_unit_test(test_refusal_is_not_kept), cmocka_unit_test(test_twins_in_flight),
		cmocka_unit_test(test_sigterm), cmocka_unit_test(test_kill),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
