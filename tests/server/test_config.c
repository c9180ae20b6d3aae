/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_config.c -- hotlined.conf: what is missing, empty, misspelt or out of range is refused with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "server/server.h"
#include "tests/unit/temp_dir.h"

#define FILES "certificate = a.pem\nkey = /b.key\nstore = c.db\nsocket = d.sock\n"

/* The sentence that refuses it, "" when it was read. Valid till the next call. */
static const char *read_config(const char *text, struct server_config *config)
{
	static struct error err;
	struct temp_dir dir;

	temp_dir_make(&dir);
	char *file = xasprintf("%s/hotlined.conf", dir.path);
	temp_dir_write(&dir, "hotlined.conf", text, strlen(text));
	err = (struct error)ERROR_INIT;
	bool ok = server_config_read(config, file, &err);
	assert_int_equal(ok, !err.text[0]);
	temp_dir_remove(&dir);
	free(file);
	return err.text;
}

static void test_read(void **state)
{
	struct server_config c;
	(void)state;

	assert_string_equal(read_config("[server]\n" FILES "port = 0\n[queue]\nring = 20\n[training]\nkeep_days = 2\n", &c), "");
	assert_string_equal(c.listen, "127.0.0.1");
	assert_string_equal(c.key, "/b.key");
	assert_non_null(strstr(c.store, "/c.db"));
	assert_int_equal(c.ring, 20000);
	assert_int_equal(c.practice_kept, SECONDS(2 * 86400));
	server_config_release(&c);
}

static void test_refused(void **state)
{
	static const struct { const char *text, *sentence; } cases[] = {
		{ "", "[server] needs the key certificate" },
		{ "[server]\n" FILES "listen =\n", "[server] needs the key listen" },
		{ "[server]\nstore =\n", "[server] needs the key" },
		{ "[server]\n" FILES "port = many\n", "hotlined.conf:6: " },
		{ "[server]\n" FILES "threads = 0\n", "hotlined.conf:6: " },
		{ "[server]\n" FILES "[training]\nkeep_days = 0\n", "hotlined.conf:7: " },
		{ "[server]\n" FILES "test = maybe\n", "hotlined.conf:6: " },
		{ "[server]\n" FILES "thread = 2\n", "hotlined.conf:6: " },
		{ "[server\n" FILES, "hotlined.conf:1: " },
	};
	struct server_config c;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *sentence = read_config(cases[i].text, &c);
		if (!strstr(sentence, cases[i].sentence))
			fail_msg("%s\n%s", cases[i].text, sentence);
		server_config_release(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
