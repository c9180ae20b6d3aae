/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_outbox.c -- submissions on the disk: kept, found again in order, erased; and the lock of the
 * state. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "client/net/outbox.h"
#include "client/net/state.h"
#include "hotline/ids.h"
#include "temp_dir.h"

/* Nothing listens on port 1: whatever is sent stays unanswered. */
struct world { struct temp_dir dir; struct seal_key *key; struct net *net; };

static int make(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	temp_dir_make(&w->dir);
	w->key = seal_key_new("the key of this user");
	w->net = net_new(&(struct net_options){ .server = "https://127.0.0.1:1" }, NULL);
	*state = w;
	return 0;
}

static int unmake(void **state)
{
	struct world *w = *state;

	net_free(w->net);
	temp_dir_remove(&w->dir);
	seal_key_free(w->key);
	free(w);
	return 0;
}

static struct outbox *open_outbox(struct world *w)
{
	struct outbox_hooks none = { 0 };
	struct error e = ERROR_INIT;
	struct outbox *o = outbox_new(w->net, w->dir.fd, w->key, &none, &e);

	if (!o)
		print_error("%s\n", e.text);
	assert_non_null(o);
	return o;
}

static const char *put(struct outbox *o, const char *contact, int draft, const char *text)
{
	json *body = json_object_new_object();
	struct outbox_entry e = {
		.lane = "contact/1",
		.path = "/tickets",
		.contact = contact,
		.draft = draft,
		.body = body,
	};

	jo_set_str(body, "text", text);
	return outbox_put(o, &e, NULL);
}

static void test_found_again_in_order(void **state)
{
	struct world *w = *state;
	struct outbox *o = open_outbox(w);
	char first[40];

	snprintf(first, sizeof(first), "%s", put(o, "c1", 1, "暖气不热"));
	assert_true(id_is_valid(first));
	put(o, "c1", 2, "second");
	struct outbox_entry move = {
		.lane = "ticket/261124000123",
		.path = "/tickets/261124000123/actions",
		.if_match = 7,
		.body = json_object_new_object(),
	};
	assert_non_null(outbox_put(o, &move, NULL));
	outbox_free(o);
	o = open_outbox(w);
	assert_int_equal(outbox_count(o), 3);
	assert_string_equal(outbox_at(o, 0)->key, first);
	assert_string_equal(jo_str(outbox_at(o, 0)->body, "text"), "暖气不热");
	assert_int_equal(outbox_at(o, 1)->draft, 2);
	assert_int_equal(outbox_at(o, 2)->if_match, 7);
	assert_string_equal(outbox_at(o, 2)->lane, "ticket/261124000123");
	assert_int_equal(outbox_at(o, 2)->state, SUBMISSION_QUEUED);
	assert_ptr_equal(outbox_of_form(o, "c1", 2), outbox_at(o, 1));
	assert_null(outbox_of_form(o, "c2", 1));
	outbox_free(o);
}

static void test_discarded_is_gone_for_good(void **state)
{
	struct world *w = *state;
	struct outbox *o = open_outbox(w);
	char key[40];

	put(o, "c1", 1, "a");
	snprintf(key, sizeof(key), "%s", put(o, "c1", 2, "b"));
	assert_true(outbox_discard(o, key, NULL));
	assert_false(outbox_discard(o, key, NULL));
	outbox_free(o);
	o = open_outbox(w);
	assert_int_equal(outbox_count(o), 1);
	assert_null(outbox_find(o, key));
	assert_int_equal(outbox_waiting(o), 1);
	outbox_free(o);
}

static void test_only_a_refused_one_is_corrected(void **state)
{
	struct outbox *o = open_outbox(*state);
	struct error e = ERROR_INIT;
	const char *key = put(o, "c1", 1, "a");

	assert_false(outbox_correct(o, key, json_object_new_object(), 0, &e));
	assert_int_equal(e.kind, ERROR_STATE);
	outbox_free(o);
}

static const char *put_move(struct outbox *o, const char *action, const char *after)
{
	struct outbox_entry e = {
		.lane = "ticket/261124000123", .path = "/tickets/261124000123/actions", .after = after,
		.body = json_object_new_object(),
	};

	jo_set_str(e.body, "action", action);
	return outbox_put(o, &e, NULL);
}

static void test_follower_does_not_go_alone(void **state)
{
	struct world *w = *state;
	struct outbox *o = open_outbox(w);
	char first[40];

	snprintf(first, sizeof(first), "%s", put_move(o, "record_visit", NULL));
	put_move(o, "rehandle", first);
	outbox_free(o);
	o = open_outbox(w);
	assert_string_equal(outbox_at(o, 1)->after, first);
	assert_int_equal(outbox_at(o, 1)->state, SUBMISSION_QUEUED);
	assert_true(outbox_discard(o, first, NULL));
	assert_int_equal(outbox_at(o, 0)->state, SUBMISSION_REFUSED);
	assert_true(strlen(outbox_at(o, 0)->sentence) > 10);
	outbox_free(o);
	o = open_outbox(w);
	assert_int_equal(outbox_at(o, 0)->state, SUBMISSION_REFUSED);
	outbox_free(o);
}

static void test_torn_tail(void **state)
{
	struct world *w = *state;
	struct outbox *o = open_outbox(w);
	struct buf file = BUF_INIT;
	size_t last = 0;

	put(o, "c1", 1, "a");
	put(o, "c1", 2, "b");
	outbox_free(o);
	temp_dir_read(&w->dir, "outbox", &file);
	for (size_t len = 0; len <= file.len; len++) {
		temp_dir_write(&w->dir, "outbox", file.data, len);
		o = open_outbox(w);
		assert_true(outbox_count(o) == last || outbox_count(o) == last + 1);
		last = outbox_count(o);
		outbox_free(o);
	}
	assert_int_equal(last, 2);
	buf_release(&file);
}

static void test_disk_that_refuses(void **state)
{
	struct world *w = *state;
	struct outbox *o = open_outbox(w);
	struct rlimit r = { 0, RLIM_INFINITY };

	signal(SIGXFSZ, SIG_IGN);
	r.rlim_cur = 120;
	setrlimit(RLIMIT_FSIZE, &r);
	const char *key =
	    put(o, "c1", 1, "a text that is long enough to be above the limit of the file");
	r.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &r);
	assert_non_null(key);
	assert_true(outbox_find(o, key)->in_memory_only);
	assert_true(strlen(outbox_find(o, key)->sentence) > 20);
	/* The file took no harm. */
	key = put(o, "c1", 2, "b");
	assert_false(outbox_find(o, key)->in_memory_only);
	outbox_free(o);
	o = open_outbox(w);
	assert_int_equal(outbox_count(o), 1);
	outbox_free(o);
}

static void test_bounded(void **state)
{
	struct world *w = *state;
	struct outbox_hooks none = { 0 };
	struct outbox *o = outbox_new(w->net, -1, w->key, &none, NULL);
	struct error e = ERROR_INIT;

	for (int i = 0; i < OUTBOX_ITEMS_MOST; i++)
		assert_non_null(put(o, "c1", i, "x"));
	struct outbox_entry more = { .lane = "l", .path = "/p", .body = json_object_new_object() };
	assert_null(outbox_put(o, &more, &e));
	assert_int_equal(e.kind, ERROR_FULL);
	outbox_free(o);
}

/* What outbox_put() returned for is there after kill -9 at any moment. */
static void test_kill_9(void **state)
{
	struct world *w = *state;
	size_t before = 0;

	for (int round = 1; round < 8; round++) {
		int ends[2], told = 0;
		char byte;
		assert_int_equal(pipe(ends), 0);
		pid_t child = fork();
		if (!child) {
			struct outbox *o = open_outbox(w);
			for (int i = 0;; i++)
				if (!put(o, "c1", i, "x") || write(ends[1], "", 1) != 1)
					_exit(1);
		}
		close(ends[1]);
		for (int i = 0; i < round * 3; i++)
			told += read(ends[0], &byte, 1) == 1;
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		while (read(ends[0], &byte, 1) == 1)
			told++;
		close(ends[0]);
		struct outbox *o = open_outbox(w);
		assert_true(outbox_count(o) >= before + (size_t)told);
		before = outbox_count(o);
		outbox_free(o);
	}
}

/* What training keeps stands beside the city's and goes when the session has ended; the city's stays. */
static void test_training_has_a_state_of_its_own(void **state)
{
	struct world *w = *state;
	struct state city, realm, other;
	struct stat st;

	assert_true(state_open(&city, w->dir.path, "https://h:1", "trainee1", NULL, NULL));
	assert_true(state_open(&realm, w->dir.path, "https://h:1", "trainee1", "r1", NULL));
	assert_true(state_open(&other, w->dir.path, "https://h:1", "trainee1", "r2", NULL));
	assert_string_not_equal(city.path, realm.path);
	assert_string_not_equal(realm.path, other.path);
	int fd = openat(realm.fd, "journal", O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0 && !close(fd));
	char path[4096], journal[4200];
	snprintf(path, sizeof(path), "%s", realm.path);
	snprintf(journal, sizeof(journal), "%s/journal", path);
	assert_int_equal(stat(journal, &st), 0);
	state_remove(&realm);
	assert_int_equal(stat(path, &st), -1);
	assert_int_equal(stat(city.path, &st), 0);
	assert_int_equal(stat(other.path, &st), 0);
	state_close(&city);
	state_close(&other);
}

static void test_state_is_locked_and_private(void **state)
{
	struct world *w = *state;
	struct state a, b;
	struct error e = ERROR_INIT;
	struct stat st;

	assert_true(state_open(&a, w->dir.path, "https://h:1", "agent1", NULL, NULL));
	assert_int_equal(fstat(a.fd, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_false(state_open(&b, w->dir.path, "https://h:1", "agent1", NULL, &e));
	assert_int_equal(e.kind, ERROR_BUSY);
	/* Another user, and the same name at another server, have their own. */
	assert_true(state_open(&b, w->dir.path, "https://h:1", "agent2", NULL, NULL));
	state_close(&b);
	assert_true(state_open(&b, w->dir.path, "https://h:2", "agent1", NULL, NULL));
	state_close(&b);
	assert_true(state_open(&b, w->dir.path, "https://h:1", "../../etc/agent1", NULL, NULL));
	assert_int_equal(strncmp(b.path, w->dir.path, strlen(w->dir.path)), 0);
	assert_null(strstr(b.path, ".."));
	state_close(&b);
	assert_int_equal(fchmod(a.fd, 0755), 0);
	state_close(&a);
	assert_false(state_open(&a, w->dir.path, "https://h:1", "agent1", NULL, &e));
	assert_int_equal(e.kind, ERROR_DENIED);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make, unmake)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_found_again_in_order),
		TEST(test_discarded_is_gone_for_good),
		TEST(test_only_a_refused_one_is_corrected),
		TEST(test_follower_does_not_go_alone),
		TEST(test_torn_tail),
		TEST(test_disk_that_refuses),
		TEST(test_bounded),
		TEST(test_kill_9),
		TEST(test_training_has_a_state_of_its_own),
		TEST(test_state_is_locked_and_private),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
