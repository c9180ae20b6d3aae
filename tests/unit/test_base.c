/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_base.c -- buffers, errors, time, ids, strict JSON, INI files. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/clock.h"
#include "hotline/conf.h"
#include "hotline/error.h"
#include "hotline/file.h"
#include "hotline/ids.h"
#include "hotline/json.h"
#include "hotline/log.h"
#include "hotline/text.h"

static void test_buf_edits(void **state)
{
	struct buf b = BUF_INIT;
	(void)state;

	buf_addf(&b, "%s-%d", "ticket", 7);
	buf_insert(&b, 0, "the ", 4);
	buf_remove(&b, 3, 1);
	assert_string_equal(b.data, "theticket-7");
	buf_truncate(&b, 3);
	assert_int_equal(b.len, 3);
	char *s = buf_detach(&b);
	assert_string_equal(s, "the");
	assert_string_equal(b.data, "");
	free(s);
	buf_release(&b);
}

static void test_error_is_cut_at_a_character(void **state)
{
	struct error e = ERROR_INIT;
	char text[2000] = "";
	(void)state;

	for (int i = 0; i < 600; i++)
		strcat(text, "水");
	assert_false(error_set(&e, ERROR_INPUT, "a%s", text));
	assert_int_equal(strlen(e.text) % 3, 1);
	error_prefix(&e, "file:3");
	assert_memory_equal(e.text, "file:3: a水", 9);
	error_set(&e, ERROR_INPUT, "There is no user %.64s.", text);
	assert_memory_equal(e.text + 17 + 63, ".", 2);
}

static void test_time_round_trip(void **state)
{
	char text[CLOCK_TEXT];
	instant t;
	(void)state;

	assert_true(clock_set_zone("Asia/Shanghai", NULL));
	assert_true(clock_parse("2026-11-24T17:05:09.123+08:00", &t));
	assert_string_equal(clock_format(t, text), "2026-11-24T17:05:09.123+08:00");
	assert_true(clock_parse("2026-11-24T09:05:09Z", &t));
	assert_string_equal(clock_format(t, text), "2026-11-24T17:05:09+08:00");
	assert_false(clock_parse("2026-02-30T09:05:09Z", &t));
	assert_false(clock_parse("2026-11-24T09:05:09", &t));
	assert_false(clock_set_zone("../etc/passwd", NULL));
}

static void test_durations(void **state)
{
	static const struct { const char *text; int64_t ms; } good[] = {
		{ "PT15M", 900000 }, { "PT2H", 7200000 }, { "P7D", 604800000 },
		{ "P1DT1H30M5S", 91805000 }, { "P2W", 1209600000 },
	};
	static const char *bad[] = { "", "P", "PT", "15M", "PT15", "P15M", "PT1D", "PT1M1H", "P-1D" };
	int64_t ms;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		assert_true(clock_parse_duration(good[i].text, &ms));
		assert_int_equal(ms, good[i].ms);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(clock_parse_duration(bad[i], &ms));
}

static void test_ids_sort_as_made(void **state)
{
	char before[ID_TEXT] = "", id[ID_TEXT], token[TOKEN_TEXT];
	(void)state;

	for (int i = 0; i < 10000; i++) {
		assert_true(id_is_valid(id_new(id)));
		assert_true(strcmp(before, id) < 0);
		memcpy(before, id, sizeof(id));
	}
	assert_int_equal(strlen(token_new(token)), 43);
}

/* Reads a whole file; caller frees. */
static char *slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	struct buf b = BUF_INIT;
	char chunk[65536];

	assert_non_null(f);
	while ((*len = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(&b, chunk, *len);
	fclose(f);
	*len = b.len;
	return buf_detach(&b);
}

/* Printed into a buffer it is what the library prints. */
static void assert_printed(json *o)
{
	struct buf text = BUF_INIT;

	jo_print(&text, o);
	assert_string_equal(text.data, o ? jo_text(o) : "null");
	buf_release(&text);
}

static void test_json_suite(void **state)
{
	const char *dir = "../shared/data/badinput/json_parsing";
	char path[1024];
	int seen = 0;
	(void)state;

	snprintf(path, sizeof(path), "%s/%s", getenv("srcdir") ? getenv("srcdir") : ".", dir);
	DIR *d = opendir(path);
	if (!d) {
		print_message("skipped: JSONTestSuite is not at %s\n", dir);
		skip();
	}
	for (struct dirent *e; (e = readdir(d)); ) {
		char file[2048];
		size_t len;
		if (e->d_name[1] != '_')
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, e->d_name);
		char *text = slurp(file, &len);
		json *o = jo_parse(text, len, NULL);
		assert_printed(o);
		bool is_null = len >= 4 && strstr(e->d_name, "lonely_null");
		if (e->d_name[0] == 'n' && o)
			fail_msg("%s must be refused", e->d_name);
		if (e->d_name[0] == 'y' && !o && !is_null)
			fail_msg("%s must parse", e->d_name);
		jo_free(o);
		free(text);
		seen++;
	}
	closedir(d);
	assert_true(seen > 300);
}

static void test_json_print(void **state)
{
	const char *text = "{\"a/b\":[],\"\\u0001\\n\\u001f\":{},\"n\":[0,-1,9223372036854775807,-9223372036854775808,"
			   "18446744073709551615,1e3,0.1,39.904200,true,false,null,\"\\b\\f\\r\\t\\\"\\\\/\\u007f王\"]}";
	json *o = jo_parse(text, strlen(text), NULL), *every = json_object_new_array();
	(void)state;

	assert_non_null(o);
	assert_printed(o);
	assert_printed(NULL);
	for (int c = 0; c < 128; c++) {
		char bytes[] = { 'x', (char)c, 'y' };
		json_object_array_add(every, json_object_new_string_len(bytes, 3));
	}
	assert_printed(every);
	jo_free(every);
	jo_free(o);
}

static void test_json_access(void **state)
{
	const char *text = "{\"fields\":{\"place\":{\"street\":\"110101001\"}},\"n\":3}";
	struct error err = ERROR_INIT;
	(void)state;

	json *o = jo_parse(text, strlen(text), &err);
	assert_string_equal(jo_pointer_str(o, "/fields/place/street"), "110101001");
	assert_null(jo_pointer(o, "/fields/none/street"));
	jo_pointer_set(o, "/fields/caller/name", json_object_new_string("王"));
	assert_string_equal(jo_pointer_str(o, "/fields/caller/name"), "王");
	jo_pointer_set(o, "/fields/caller/name", NULL);
	assert_null(jo_pointer(o, "/fields/caller/name"));
	assert_int_equal(jo_int(o, "n", 0), 3);
	assert_int_equal(jo_int(o, "fields", 9), 9);
	jo_free(o);
	assert_null(jo_parse("{\"a\":1} x", 9, &err));
	assert_int_equal(err.kind, ERROR_INPUT);
}

static void test_conf(void **state)
{
	char path[] = "/tmp/hotline-conf-XXXXXX";
	int fd = mkstemp(path);
	const char *text = "[server]\nport = 8443\ntest = yes\n\n[queue]\nring = 15\nrnig = 1\n";
	struct error err = ERROR_INIT;
	int64_t n;
	bool yes;
	(void)state;

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	struct conf *c = conf_read(path, &err);
	assert_non_null(c);
	assert_true(conf_int(c, "server", "port", 1, 1, 65535, &n, &err));
	assert_int_equal(n, 8443);
	assert_true(conf_bool(c, "server", "test", false, &yes, &err));
	assert_true(yes);
	assert_false(conf_int(c, "queue", "ring", 1, 20, 60, &n, &err));
	assert_non_null(strstr(err.text, ":6: ring"));
	assert_false(conf_unknown(c, &err));
	assert_non_null(strstr(err.text, ":7: unknown key rnig"));
	conf_free(c);
	unlink(path);
}

/* What came from outside and is quoted in the log cannot drive the terminal on which somebody reads it. */
static void test_log_is_clean(void **state)
{
	int out[2], kept = dup(STDERR_FILENO);
	char line[1024] = "";
	(void)state;

	assert_int_equal(pipe(out), 0);
	dup2(out[1], STDERR_FILENO);
	log_error("user %s", "\x1b]52;c;eA==\x07 \xc2\x9b" "31m \xe2\x80\xae x\ny \xff 王五");
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(out[1]);
	ssize_t n = read(out[0], line, sizeof(line) - 1);
	close(out[0]);
	assert_true(n > 0);
	assert_int_equal(line[n - 1], '\n');
	assert_ptr_equal(strchr(line, '\n'), line + n - 1);
	assert_null(strchr(line, '\x1b'));
	assert_null(strchr(line, '\x07'));
	assert_null(strstr(line, "\xc2\x9b"));
	assert_null(strstr(line, "\xe2\x80\xae"));
	assert_null(strchr(line, '\xff'));
	assert_non_null(strstr(line, "王五"));
}

/* A sentence about a file says why, and is text whatever the file is called. */
static void test_file_says_why(void **state)
{
	char dir[] = "/tmp/hotline-base-XXXXXX", bad[64];
	struct error err = ERROR_INIT;
	size_t len;
	(void)state;

	assert_non_null(mkdtemp(dir));
	assert_null(file_read(dir, 100, &len, &err));           /* it opens, and is no file */
	assert_non_null(strstr(err.text, "Is a directory"));
	assert_int_equal(err.kind, ERROR_IO);
	snprintf(bad, sizeof(bad), "%s/caf\xe9\x1b[2J.txt", dir);
	assert_null(file_read(bad, 100, &len, &err));
	assert_non_null(strstr(err.text, "caf\xef\xbf\xbd␛[2J.txt cannot be read: No such file"));
	assert_true(text_is_valid(err.text, strlen(err.text)));
	assert_true(file_write(bad, "too long", 8, 0600, &err));
	assert_null(file_read(bad, 4, &len, &err));
	assert_non_null(strstr(err.text, "caf\xef\xbf\xbd␛[2J.txt is larger"));
	unlink(bad);
	rmdir(dir);
	assert_false(file_write(bad, "x", 1, 0600, &err));
	assert_non_null(strstr(err.text, "cannot be written: No such file"));
}

/* Told to the second: what is off by more is followed, what is not goes on without a jump. */
static void test_time_is_agreed(void **state)
{
	instant before = clock_now();
	(void)state;

	assert_in_range(clock_agreed() - before, 0, 1000);
	clock_agree(before - before % 1000);
	assert_in_range(clock_agreed() - before, 0, 1000);
	clock_agree(before + SECONDS(7200));
	assert_in_range(clock_agreed() - before, SECONDS(7200), SECONDS(7202));
	instant ahead = clock_agreed();
	clock_agree(before + SECONDS(7201));
	assert_in_range(clock_agreed() - ahead, 0, 1000);
	clock_agree(before - SECONDS(7200));
	assert_in_range(before - clock_agreed(), SECONDS(7197), SECONDS(7200));
}

static void test_control_characters(void **state)
{
	(void)state;

	assert_false(text_has_control("a\tb，中", strlen("a\tb，中"), 0));
	assert_true(text_has_control("a\nb", 3, 0));
	assert_false(text_has_control("a\r\nb", 4, TEXT_LINES));
	assert_true(text_has_control("a\0b", 3, TEXT_LINES));
	assert_true(text_has_control("\x1b[2J", 4, TEXT_LINES));
	assert_true(text_has_control("\x7f", 1, TEXT_LINES));
	assert_true(text_has_control("a\xc2\x9b" "31m", 6, TEXT_LINES));
	assert_true(text_has_control("\xc2\x80", 2, TEXT_LINES));
	assert_false(text_has_control("\xc2\xa0\xc3\x80", 4, TEXT_LINES));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buf_edits),
		cmocka_unit_test(test_error_is_cut_at_a_character),
		cmocka_unit_test(test_time_round_trip),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_ids_sort_as_made),
		cmocka_unit_test(test_json_suite),
		cmocka_unit_test(test_json_print),
		cmocka_unit_test(test_json_access),
		cmocka_unit_test(test_conf),
		cmocka_unit_test(test_log_is_clean),
		cmocka_unit_test(test_file_says_why),
		cmocka_unit_test(test_time_is_agreed),
		cmocka_unit_test(test_control_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
