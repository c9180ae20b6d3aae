/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_journal.c -- what was typed comes back: after a restart, a kill -9, a torn tail, a full
 * disk. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "client/net/journal.h"
#include "hotline/alloc.h"
#include "temp_dir.h"

struct world { struct temp_dir dir; struct seal_key *key; };

static int make(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	temp_dir_make(&w->dir);
	w->key = seal_key_new("the key of this user");
	*state = w;
	return 0;
}

static int unmake(void **state)
{
	struct world *w = *state;

	temp_dir_remove(&w->dir);
	seal_key_free(w->key);
	free(w);
	return 0;
}

static struct journal *open_journal(struct world *w, struct journal_forms *found)
{
	struct error e = ERROR_INIT;
	struct journal *j = journal_new(w->dir.fd, w->key, found, NULL, NULL, &e);

	if (!j)
		print_error("%s\n", e.text);
	assert_non_null(j);
	return j;
}

/* What a run that starts now would find. */
static void recover(struct world *w, struct journal_forms *found)
{
	journal_free(open_journal(w, found));
}

static void set(struct journal *j, const char *contact, int n, const char *pointer, const char *text)
{
	journal_set(j, contact, n, pointer, text ? json_object_new_string(text) : NULL);
}

static const char *text_of(const struct journal_forms *f, const char *contact, int n, const char *pointer)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->items[i].n == n && !strcmp(f->items[i].contact, contact))
			return jo_pointer_str(f->items[i].fields, pointer);
	return NULL;
}

static void test_comes_back(void **state)
{
	struct journal_forms found;
	struct journal *j = open_journal(*state, &found);

	assert_int_equal(found.count, 0);
	set(j, "c1", 1, "/matter/title", "暖气不热");
	set(j, "c1", 1, "/caller/name", "王女士");
	set(j, "c1", 2, "/matter/title", "another");
	set(j, ".visit/261124000123", 0, "/note", "later");
	set(j, "c1", 1, "/caller/name", NULL);
	journal_set(j, "c1", 1, "/place/not_mentioned", json_object_new_boolean(true));
	journal_revision(j, "c1", 1, 7, true);
	journal_free(j);
	recover(*state, &found);
	assert_int_equal(found.count, 3);
	assert_string_equal(text_of(&found, "c1", 1, "/matter/title"), "暖气不热");
	assert_null(text_of(&found, "c1", 1, "/caller/name"));
	assert_string_equal(text_of(&found, ".visit/261124000123", 0, "/note"), "later");
	/* The order is that of the last change. */
	assert_string_equal(found.items[2].contact, "c1");
	assert_int_equal(found.items[2].revision, 7);
	assert_true(found.items[2].saved);
	assert_false(found.items[0].saved);
	assert_true(jo_bool(jo_get(found.items[2].fields, "place"), "not_mentioned", false));
	journal_forms_release(&found);
}

/* One record takes the place of the form: there is no moment at which neither is on the disk. */
static void test_whole_form_replaces_the_one_before(void **state)
{
	struct journal_forms found;
	struct journal *j = open_journal(*state, &found);

	set(j, "c1", 1, "/matter/title", "before");
	set(j, "c1", 1, "/note", "only before");
	assert_true(journal_flush(j, 5000));
	journal_form(j, "c1", 1, jo_parse("{\"matter\":{\"title\":\"now\"}}", 26, NULL), 9, true);
	set(j, "c1", 1, "/place/point", "typed after");
	journal_free(j);
	recover(*state, &found);
	assert_int_equal(found.count, 1);
	assert_string_equal(text_of(&found, "c1", 1, "/matter/title"), "now");
	assert_string_equal(text_of(&found, "c1", 1, "/place/point"), "typed after");
	assert_null(text_of(&found, "c1", 1, "/note"));
	assert_int_equal(found.items[0].revision, 9);
	assert_false(found.items[0].saved);
	journal_forms_release(&found);
}

static void set_clock(struct world *w, const char *seconds)
{
	char file[128];

	temp_dir_write(&w->dir, "clock", seconds, strlen(seconds));
	snprintf(file, sizeof(file), "%s/clock", w->dir.path);
	assert_true(clock_follow_file(file, NULL));
}

/* A seat may be shut for weeks, and a clock may be a year ahead: neither throws away what somebody typed. */
static void test_old_forms_are_kept(void **state)
{
	struct journal_forms found;

	set_clock(*state, "-2600000");
	struct journal *j = open_journal(*state, &found);
	set(j, "c1", 1, "/matter/title", "a month ago");
	journal_free(j);
	set_clock(*state, "31536000");
	recover(*state, &found);
	set_clock(*state, "0");
	assert_string_equal(text_of(&found, "c1", 1, "/matter/title"), "a month ago");
	journal_forms_release(&found);
}

static void test_dropped_form_leaves_nothing(void **state)
{
	struct world *w = *state;
	struct journal_forms found;
	struct journal *j = open_journal(w, &found);
	struct buf before = BUF_INIT, after = BUF_INIT;

	assert_true(journal_flush(j, 5000));
	temp_dir_read(&w->dir, "journal", &before);
	set(j, "c1", 1, "/matter/content", "a long story");
	assert_true(journal_flush(j, 5000));
	journal_drop(j, "c1", 1);
	assert_true(journal_flush(j, 5000));
	temp_dir_read(&w->dir, "journal", &after);
	assert_int_equal(after.len, before.len);
	journal_free(j);
	recover(w, &found);
	assert_int_equal(found.count, 0);
	buf_release(&before);
	buf_release(&after);
}

static void test_nothing_readable_on_disk(void **state)
{
	struct world *w = *state;
	struct journal_forms found;
	struct journal *j = open_journal(w, &found);
	struct buf file = BUF_INIT;
	struct stat st;

	set(j, "c1", 1, "/caller/name", "PLAINNAME");
	journal_free(j);
	temp_dir_read(&w->dir, "journal", &file);
	assert_null(memmem(file.data, file.len, "PLAINNAME", 9));
	assert_null(memmem(file.data, file.len, "caller", 6));
	assert_int_equal(fstatat(w->dir.fd, "journal", &st, 0), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	buf_release(&file);
}

static void test_another_key_is_refused_and_harmless(void **state)
{
	struct world *w = *state;
	struct journal_forms found;
	struct journal *j = open_journal(w, &found);
	struct seal_key *other = seal_key_new("somebody else's");
	struct buf before = BUF_INIT, after = BUF_INIT;
	struct error e = ERROR_INIT;

	set(j, "c1", 1, "/caller/name", "x");
	journal_free(j);
	temp_dir_read(&w->dir, "journal", &before);
	assert_null(journal_new(w->dir.fd, other, &found, NULL, NULL, &e));
	assert_int_equal(e.kind, ERROR_TRUST);
	temp_dir_read(&w->dir, "journal", &after);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, before.len);
	seal_key_free(other);
	buf_release(&before);
	buf_release(&after);
}

/* A file that ends anywhere gives a state that was there at some moment, and can be written on. */
static void test_torn_tail_anywhere(void **state)
{
	struct world *w = *state;
	struct journal_forms found;
	struct journal *j = open_journal(w, &found);
	struct buf file = BUF_INIT;
	char text[8];
	int last = 0;

	for (int i = 1; i <= 5; i++) {
		snprintf(text, sizeof(text), "%d", i);
		set(j, "c1", 1, "/n", text);
		assert_true(journal_flush(j, 5000));
	}
	journal_free(j);
	temp_dir_read(&w->dir, "journal", &file);
	for (size_t len = 0; len <= file.len; len++) {
		temp_dir_write(&w->dir, "journal", file.data, len);
		j = open_journal(w, &found);
		const char *n = text_of(&found, "c1", 1, "/n");
		int now = n ? (int)strtol(n, NULL, 10) : 0;
		assert_true(now >= last && now <= last + 1);
		last = now;
		journal_forms_release(&found);
		set(j, "c2", 1, "/n", "after");
		journal_free(j);
		recover(w, &found);
		assert_string_equal(text_of(&found, "c2", 1, "/n"), "after");
		journal_forms_release(&found);
	}
	assert_int_equal(last, 5);
	buf_release(&file);
}

static void test_damage_costs_one_record(void **state)
{
	struct world *w = *state;
	struct journal_forms found;
	struct journal *j = open_journal(w, &found);
	struct journal_state s;
	struct buf file = BUF_INIT;
	char pointer[8];

	for (int i = 0; i < 6; i++) {
		snprintf(pointer, sizeof(pointer), "/%d", i);
		set(j, "c1", 1, pointer, "x");
		assert_true(journal_flush(j, 5000));
	}
	journal_free(j);
	temp_dir_read(&w->dir, "journal", &file);
	for (size_t at = 8; at < file.len; at += 7) {
		file.data[at] ^= 0x40;
		temp_dir_write(&w->dir, "journal", file.data, file.len);
		file.data[at] ^= 0x40;
		j = open_journal(w, &found);
		journal_state(j, &s);
		journal_free(j);
		int lost = 0;
		for (int i = 0; i < 6; i++) {
			snprintf(pointer, sizeof(pointer), "/%d", i);
			lost += !text_of(&found, "c1", 1, pointer);
		}
		assert_true(lost <= 1);
		/* At the end it looks like a torn tail; elsewhere it is noticed. */
		assert_true(s.damaged == 1 || text_of(&found, "c1", 1, "/5") == NULL);
		journal_forms_release(&found);
	}
	buf_release(&file);
}

/* Types numbers and tells each one that is said to be kept, until it is killed. */
static void type_for_ever(struct world *w, int tell)
{
	struct journal_forms found;
	struct journal *j = open_journal(w, &found);
	char text[16];

	for (int i = 1;; i++) {
		snprintf(text, sizeof(text), "%d", i);
		set(j, "c1", 1, "/n", text);
		if (i % 3 == 0 && journal_flush(j, 5000) && write(tell, &i, sizeof(i)) != sizeof(i))
			_exit(1);
	}
}

static void test_kill_9_loses_nothing_kept(void **state)
{
	struct world *w = *state;

	for (int round = 0; round < 12; round++) {
		int ends[2], kept = 0, heard = 0;
		struct journal_forms found;
		assert_int_equal(pipe(ends), 0);
		pid_t child = fork();
		if (!child) {
			close(ends[0]);
			type_for_ever(w, ends[1]);
		}
		close(ends[1]);
		/* The child is killed in the middle of whatever it does after so many reports. */
		for (int i = 0; i < 1 + round * 7; i++)
			if (read(ends[0], &heard, sizeof(heard)) == sizeof(heard))
				kept = heard;
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		while (read(ends[0], &heard, sizeof(heard)) == sizeof(heard))
			kept = heard;
		close(ends[0]);
		recover(w, &found);
		const char *n = text_of(&found, "c1", 1, "/n");
		assert_non_null(n);
		assert_true(strtol(n, NULL, 10) >= kept);
		journal_forms_release(&found);
	}
}

static void test_file_stays_small(void **state)
{
	struct world *w = *state;
	struct journal_forms found;
	struct journal *j = open_journal(w, &found);
	char *text = malloc(4001);
	struct stat st;

	for (int i = 0; i < 1500; i++) {
		memset(text, 'a' + i % 26, 4000);
		text[1 + i % 4000] = '\0';
		set(j, "c1", 1, "/matter/content", text);
		if (i % 4 == 0)
			assert_true(journal_flush(j, 5000));
	}
	assert_true(journal_flush(j, 5000));
	assert_int_equal(fstatat(w->dir.fd, "journal", &st, 0), 0);
	assert_true(st.st_size < 256 << 10);
	journal_free(j);
	recover(w, &found);
	assert_string_equal(text_of(&found, "c1", 1, "/matter/content"), text);
	journal_forms_release(&found);
	free(text);
}

static void limit_files(rlim_t size)
{
	struct rlimit r;

	getrlimit(RLIMIT_FSIZE, &r);
	r.rlim_cur = size;
	setrlimit(RLIMIT_FSIZE, &r);
}

static void test_disk_that_refuses(void **state)
{
	struct journal_forms found;
	struct journal *j = open_journal(*state, &found);
	struct journal_state s;
	char text[400];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	set(j, "c1", 1, "/first", "kept");
	assert_true(journal_flush(j, 5000));
	signal(SIGXFSZ, SIG_IGN);
	limit_files(200);
	set(j, "c1", 1, "/second", text);
	assert_false(journal_flush(j, 5000));
	journal_state(j, &s);
	assert_true(s.failing);
	assert_true(s.kept < s.typed);
	assert_true(strlen(s.sentence) > 20);
	set(j, "c1", 1, "/third", "typing goes on");
	limit_files(RLIM_INFINITY);
	journal_free(j);
	recover(*state, &found);
	assert_string_equal(text_of(&found, "c1", 1, "/first"), "kept");
	assert_string_equal(text_of(&found, "c1", 1, "/second"), text);
	assert_string_equal(text_of(&found, "c1", 1, "/third"), "typing goes on");
	journal_forms_release(&found);
}

static void test_forms_are_bounded(void **state)
{
	struct journal_forms found;
	struct journal *j = open_journal(*state, &found);

	for (int i = 0; i < JOURNAL_FORMS_MOST + 20; i++)
		set(j, "c1", i, "/n", "x");
	journal_free(j);
	recover(*state, &found);
	assert_int_equal(found.count, JOURNAL_FORMS_MOST);
	assert_int_equal(found.items[0].n, 20);
	journal_forms_release(&found);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make, unmake)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_comes_back),
		TEST(test_whole_form_replaces_the_one_before),
		TEST(test_old_forms_are_kept),
		TEST(test_dropped_form_leaves_nothing),
		TEST(test_nothing_readable_on_disk),
		TEST(test_another_key_is_refused_and_harmless),
		TEST(test_torn_tail_anywhere),
		TEST(test_damage_costs_one_record),
		TEST(test_kill_9_loses_nothing_kept),
		TEST(test_file_stays_small),
		TEST(test_disk_that_refuses),
		TEST(test_forms_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
