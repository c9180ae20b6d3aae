/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_shelf.c -- what is written while all articles are read anew is found afterwards, whichever came first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/text.h"
#include "server/service/knowledge.h"
#include "tests/unit/temp_dir.h"

enum { ROUNDS = 30, BEFORE = 600, WRITTEN = 5 };

static struct temp_dir dir;
static struct server server;

static int make(void **state)
{
	(void)state;
	text_init();
	temp_dir_make(&dir);
	char *path = xasprintf("%s/store.db", dir.path);
	server.store = store_open(path, true, NULL);
	server.knowledge = knowledge_new(SHELF_ARTICLES);
	free(path);
	return server.store ? 0 : -1;
}

static int unmake(void **state)
{
	(void)state;
	knowledge_free(server.knowledge);
	store_close(server.store);
	temp_dir_remove(&dir);
	return 0;
}

struct made { int first, count; };

static bool insert(struct db *db, void *arg, struct error *err)
{
	const struct made *m = arg;
	bool ok = true;

	for (int i = m->first; ok && i < m->first + m->count; i++) {
		char id[24], title[40];
		snprintf(id, sizeof(id), "a%d", i);
		snprintf(title, sizeof(title), "供暖 w%dw", i);
		ok = db_run(db, err, "INSERT INTO article (id, version, current, title, kind, body, changed_at, account) "
			    "VALUES (?1, 1, 1, ?2, 'answer', ?3, ?4, 'x')", "sssi", id, title,
			    "室温不低于十八度，供暖期从十一月十五日到三月十五日。", (int64_t)i) == DB_END;
	}
	return ok;
}

static void write_one(int i)
{
	struct made m = { i, 1 };
	json *o = json_object_new_object();
	char id[24], title[40];

	assert_true(store_write(server.store, insert, &m, NULL));
	snprintf(id, sizeof(id), "a%d", i);
	snprintf(title, sizeof(title), "供暖 w%dw", i);
	jo_set_str(o, "id", id);
	jo_set_str(o, "title", title);
	jo_set_str(o, "kind", "answer");
	jo_set_str(o, "keywords", "");
	jo_set_str(o, "body", "正文");
	knowledge_put(server.knowledge, o);
	jo_free(o);
}

static bool is_found(int i)
{
	struct work w = { .server = &server, .realm = "city", .now = clock_now() };
	char query[24], id[24];

	snprintf(query, sizeof(query), "w%dw", i);
	snprintf(id, sizeof(id), "a%d", i);
	struct knowledge_want want = { query, NULL, NULL, 20 };
	json *page = knowledge_search(&w, server.knowledge, &want);
	bool found = false;
	for (size_t k = 0; k < jo_len(jo_get(page, "items")); k++)
		found |= !strcmp(jo_str(jo_at(jo_get(page, "items"), k), "id"), id);
	jo_free(page);
	return found;
}

static void *reload(void *arg)
{
	(void)arg;
	return knowledge_reload(&server, server.knowledge, NULL) ? NULL : &server;
}

static void test_written_while_read(void **state)
{
	struct made m = { 0, BEFORE };
	int next = BEFORE;
	(void)state;

	assert_true(store_write(server.store, insert, &m, NULL));
	for (int round = 0; round < ROUNDS; round++, next += WRITTEN) {
		pthread_t thread;
		void *failed;
		assert_int_equal(pthread_create(&thread, NULL, reload, NULL), 0);
		for (int i = 0; i < WRITTEN; i++)
			write_one(next + i);
		pthread_join(thread, &failed);
		assert_null(failed);
		for (int i = 0; i < WRITTEN; i++)
			if (!is_found(next + i))
				fail_msg("round %d: the article that was written %d is lost", round, i);
	}
	assert_true(is_found(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_written_while_read) };

	return cmocka_run_group_tests_name("shelf", tests, make, unmake);
}
