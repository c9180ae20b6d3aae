/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_precedents.c -- a closed ticket becomes a case that others find, without the people in it. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "tests/server/life.h"

#define PERSONAL_FIELDS                                                                                \
	"{\"caller\":{\"number\":\"13900004444\",\"name\":\"赵铁柱\"%s},\"matter\":{\"type\":\"complaint\","     \
	"\"category\":\"010101\",\"title\":\"和平里七区16号楼不热\",\"content\":\"来电人赵铁柱（13900004444）反映，其住"   \
	"和平里七区16号楼3单元602室，室温14度，已持续5天。\"},\"place\":{\"district\":\"110105\",\"street\":\"110105026\"," \
	"\"address\":\"和平里七区16号楼3单元602室\"}}"

static struct fixture f;
static struct life l;
static char *editor;
static char closed[24], open_one[24], secret[24];

static void submit(const char *more, char no[24])
{
	char body[2048];

	json *c = life_post(&l, "/contacts", f.gateway, NULL,
			    "{\"channel\":\"web\",\"skill\":\"general\",\"caller\":{\"number\":\"13900004444\"}}", 201);
	snprintf(body, sizeof(body), "{\"contact_id\":\"%s\",\"draft\":1,\"action\":\"submit\",\"fields\":" PERSONAL_FIELDS "}",
		 jo_str(c, "id"), more);
	json *t = life_post(&l, "/tickets", f.gateway, NULL, body, 201);
	snprintf(no, 24, "%s", jo_str(t, "no"));
	jo_free(t);
	jo_free(c);

}

static void close_ticket(const char *no)
{
	life_dispatch(&l, no);
	life_move(&l, no, l.street, "{\"action\":\"sign\"}", "handling");
	life_move(&l, no, l.street, "{\"action\":\"reply\",\"answer\":\"工作人员李建国与王女士联系（010-55551234），更换循环泵后室温20度。\"}",
		  "visiting");
	life_close(&l, no);
}

static int make(void **state)
{
	(void)state;
	fixture_make(&f);
	fixture_start(&f);
	life_begin(&l, &f);
	editor = life_login(&l, "editor1");
	submit("", closed);
	submit("", open_one);
	submit(",\"confidential\":true", secret);
	close_ticket(closed);
	close_ticket(secret);
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	life_end(&l);
	fixture_free(&f);
	return 0;
}

static void has_nobody(const char *text)
{
	static const char *const people[] = { "赵铁柱", "13900004444", "602室", "16号楼", "王女士", "010-5555" };

	for (size_t i = 0; i < ARRAY_SIZE(people); i++)
		if (strstr(text, people[i]))
			fail_msg("%s is in: %s", people[i], text);
}

static json *draft_of(const char *no, const char *token, int status)
{
	char path[80];

	snprintf(path, sizeof(path), "/precedents/draft?ticket=%s", no);
	return life_get(&l, path, token, status);
}

static void test_the_proposal_has_nobody_in_it(void **state)
{
	(void)state;
	json *o = draft_of(closed, editor, 200);
	has_nobody(jo_text(o));
	assert_non_null(strstr(jo_str(o, "body"), "室温14度，已持续5天"));
	assert_non_null(strstr(jo_str(o, "body"), "更换循环泵后室温20度"));
	assert_non_null(strstr(jo_str(o, "body"), "solved · satisfied"));
	assert_string_equal(jo_str(o, "category"), "010101");
	assert_string_equal(jo_str(o, "unit"), STREET);
	assert_non_null(strstr(jo_str(o, "keywords"), "室温不达标"));
	jo_free(o);
	jo_free(draft_of(open_one, editor, 409));
	jo_free(draft_of(secret, editor, 409));
	jo_free(draft_of("261124999999", editor, 404));
	jo_free(draft_of(closed, l.agent, 403));
	jo_free(draft_of(closed, l.street, 403));
}

static json *create(const char *body, const char *token, int status)
{
	return life_post(&l, "/precedents", token, NULL, body, status);
}

static bool refuses(const json *o, const char *pointer, const char *code)
{
	const json *errors = jo_get(o, "errors");

	for (size_t i = 0; i < jo_len(errors); i++)
		if (!strcmp(jo_str(jo_at(errors, i), "pointer"), pointer) && !strcmp(jo_str(jo_at(errors, i), "code"), code))
			return true;
	return false;
}

static char id[64];

static void test_who_names_somebody_is_refused(void **state)
{
	char body[512];
	(void)state;

	snprintf(body, sizeof(body), "{\"ticket\":\"%s\",\"title\":\"帮赵铁柱家恢复供暖\",\"body\":\"致电139 0000 4444\"}", closed);
	json *o = create(body, editor, 422);
	assert_true(refuses(o, "/title", "personal"));
	assert_true(refuses(o, "/body", "personal"));
	jo_free(o);
	snprintf(body, sizeof(body), "{\"ticket\":\"%s\",\"title\":\"\",\"category\":\"999999\"}", closed);
	o = create(body, editor, 422);
	assert_true(refuses(o, "/title", "required"));
	assert_true(refuses(o, "/category", "choice"));
	jo_free(o);
	o = create("{}", editor, 422);
	assert_true(refuses(o, "/ticket", "required"));
	jo_free(o);
	jo_free(create("{\"ticket\":\"261124999999\"}", editor, 404));
	snprintf(body, sizeof(body), "{\"ticket\":\"%s\"}", open_one);
	jo_free(create(body, l.supervisor, 409));
	jo_free(create(body, l.agent, 403));
}

static size_t found(const char *query)
{
	char path[200];

	snprintf(path, sizeof(path), "/precedents?%s", query);
	json *o = life_get(&l, path, l.agent, 200);
	size_t n = jo_len(jo_get(o, "items"));
	jo_free(o);
	return n;
}

static void test_it_is_found_like_knowledge(void **state)
{
	char body[512], path[128];
	(void)state;

	snprintf(body, sizeof(body), "{\"ticket\":\"%s\",\"title\":\"换热站循环泵故障的快速处置\"}", closed);
	json *o = create(body, l.dispatcher, 201);
	snprintf(id, sizeof(id), "%s", jo_str(o, "id"));
	assert_int_equal(jo_int(o, "version", 0), 1);
	has_nobody(jo_text(o));
	jo_free(o);
	jo_free(create(body, l.dispatcher, 409));       /* it teaches one thing */
	assert_int_equal(found("q=%E5%BE%AA%E7%8E%AF%E6%B3%B5"), 1);            /* 循环泵 */
	assert_int_equal(found(""), 1);
	assert_int_equal(found("category=0101"), 1);
	assert_int_equal(found("category=05"), 0);
	snprintf(path, sizeof(path), "/precedents/%s", id);
	o = life_get(&l, path, l.street, 200);
	assert_string_equal(jo_str(o, "ticket"), closed);
	jo_free(o);
	o = life_get(&l, "/knowledge?q=%E5%BE%AA%E7%8E%AF%E6%B3%B5%E6%95%85%E9%9A%9C&limit=200", l.agent, 200);
	for (size_t i = 0; i < jo_len(jo_get(o, "items")); i++)
		assert_string_not_equal(jo_str(jo_at(jo_get(o, "items"), i), "kind"), "precedent");
	jo_free(o);
}

static json *change(const char *match, const char *token, const char *body, int status)
{
	char path[128], line[40];
	const char *headers[] = { match ? line : NULL, NULL };
	struct answer a;

	snprintf(path, sizeof(path), "/precedents/%s", id);
	snprintf(line, sizeof(line), "If-Match: \"%s\"", match ? match : "");
	fixture_request(&f, "PUT", path, token, body, headers, &a);
	if (a.status != status)
		fail_msg("PUT %s: %d %s", body, a.status, a.body.data);
	json *o = json_object_get(a.json);
	answer_release(&a);
	return o;
}

/* Whoever dispatches such a matter sees the case beside it. */
static void test_it_is_suggested(void **state)
{
	char path[80];
	(void)state;

	snprintf(path, sizeof(path), "/tickets/%s/suggestions", open_one);
	json *o = life_get(&l, path, l.dispatcher, 200);
	const json *first = jo_at(jo_array(o, "precedents"), 0);
	assert_string_equal(jo_str(first, "id"), id);
	assert_string_equal(jo_str(first, "title"), "换热站循环泵故障的快速处置");
	jo_free(o);
}

static void test_versions_are_kept(void **state)
{
	char path[128];
	(void)state;

	jo_free(change(NULL, editor, "{\"title\":\"x\"}", 428));
	jo_free(change("7", editor, "{\"title\":\"x\"}", 412));
	jo_free(change("1", l.agent, "{\"title\":\"x\"}", 403));
	jo_free(change("1", editor, "{\"body\":\"赵铁柱说好\"}", 422));
	json *o = change("1", editor, "{\"title\":\"供热循环泵故障当日修复\",\"keywords\":\"供热 水泵\"}", 200);
	assert_int_equal(jo_int(o, "version", 0), 2);
	assert_int_equal(jo_len(jo_get(o, "versions")), 2);
	jo_free(o);
	snprintf(path, sizeof(path), "/precedents/%s?version=1", id);
	o = life_get(&l, path, l.agent, 200);
	assert_string_equal(jo_str(o, "title"), "换热站循环泵故障的快速处置");
	jo_free(o);
	assert_int_equal(found("q=%E6%B0%B4%E6%B3%B5"), 1);             /* 水泵, only in the new one */
	assert_int_equal(found(""), 1);
}

static void test_it_outlives_the_server(void **state)
{
	(void)state;
	assert_int_equal(fixture_end(&f, SIGKILL), -SIGKILL);
	fixture_start(&f);
	fixture_wait_for_items(&f, "/precedents?q=%E6%B0%B4%E6%B3%B5", l.agent);
	assert_int_equal(found("q=%E6%B0%B4%E6%B3%B5"), 1);
	json *o = change("2", editor, "{\"withdrawn\":true}", 200);
	assert_true(jo_bool(o, "withdrawn", false));
	jo_free(o);
	assert_int_equal(found(""), 0);
	jo_free(change("2", editor, "{\"title\":\"x\"}", 404));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_proposal_has_nobody_in_it),
		cmocka_unit_test(test_who_names_somebody_is_refused),
		cmocka_unit_test(test_it_is_found_like_knowledge),
		cmocka_unit_test(test_it_is_suggested),
		cmocka_unit_test(test_versions_are_kept),
		cmocka_unit_test(test_it_outlives_the_server),
	};

	return cmocka_run_group_tests_name("precedents", tests, make, unmake);
}
