/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_privacy.c -- nobody is left in a text, and what is nobody's stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/privacy.h"

static const struct privacy known = { { "王秀兰", "花家地西里三区5号楼2单元301室" }, 2 };

static void test_people_go(void **state)
{
	static const struct { const char *text, *clean; } cases[] = {
		{ "来电人王秀兰反映", "来电人某反映" },
		{ "请回电13800130001，谢谢", "请回电［号码］，谢谢" },
		{ "+86 138-0013-0001", "［号码］" },
		{ "010-5555 0051", "［号码］" },
		{ "电话１３８１２３４５６７８", "电话［号码］" },
		{ "(010)6512.3456或138.1234.5678", "(［号码］或［号码］" },
		{ "138·1234·5678", "［号码］" },
		{ "（010）65123456", "（［号码］" },
		{ "身份证11010519491231002X号", "身份证［号码］号" },
		{ "车牌京A12345和沪AD12345", "车牌［车牌］和［车牌］" },
		{ "京A·12345", "［车牌］" },
		{ "写信到 li.si@example.org", "写信到 ［邮箱］" },
		{ "其住花家地西里三区5号楼2单元301室，很冷", "其住某，很冷" },
		{ "另一户在12号楼3单元402室", "另一户在某号楼某单元某室" },
		{ "王女士和欧阳先生、张师傅都说", "某女士和某先生、某师傅都说" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf out = BUF_INIT, piece = BUF_INIT;
		assert_true(privacy_clean(&known, cases[i].text, &out) > 0);
		assert_string_equal(out.data, cases[i].clean);
		assert_true(privacy_find(&known, cases[i].text, &piece));
		buf_reset(&piece);
		assert_false(privacy_find(&known, out.data, &piece));
		buf_release(&out);
		buf_release(&piece);
	}
}

static void test_the_rest_stays(void **state)
{
	static const char *const texts[] = {
		"", "室温14度，已持续5天，共报修3次", "2026-11-24 20:05起停热", "2026.11.24和2026/11/24", "涉及1200000元，1500人", "120和12345",
		"按《条例》第二十条第3款处理", "维修师傅、各位老师和女士们", "3号线地铁", "一楼到五楼", "C001承办，评分87.5",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct buf out = BUF_INIT;
		if (privacy_clean(&known, texts[i], &out))
			fail_msg("%s became %s", texts[i], out.data);
		assert_string_equal(out.len ? out.data : "", texts[i]);
		buf_release(&out);
	}
}

static void test_what_a_ticket_knows(void **state)
{
	static const char joined[] = "[{\"caller\":{\"name\":\"赵小兰\"}}]";
	struct ticket *t = ticket_new("261126000001", "city");
	struct privacy p;
	struct buf out = BUF_INIT;
	(void)state;

	jo_pointer_set(t->fields, "/caller/name", json_object_new_string("周明"));
	jo_pointer_set(t->fields, "/caller/number", json_object_new_string("6555"));
	jo_pointer_set(t->fields, "/matter/party", json_object_new_string("某某餐馆"));
	jo_pointer_set(t->fields, "/place/point", json_object_new_string("X"));         /* one character tells nothing */
	/* whom the sections name, not what else stands there */
	jo_pointer_set(t->fields, "/sections/medical/patient_name", json_object_new_string("孙大力"));
	jo_pointer_set(t->fields, "/sections/supplies/receiver", json_object_new_string("吴某人"));
	jo_pointer_set(t->fields, "/sections/medical/hospital_contacted", json_object_new_boolean(true));
	jo_pointer_set(t->fields, "/sections/medical/medicine", json_object_new_string("胰岛素"));
	jo_set(t->extra, "callers", jo_parse(joined, strlen(joined), NULL));
	privacy_of_ticket(t, &p);
	assert_int_equal(p.count, 6);
	privacy_clean(&p, "周明（6555）投诉某某餐馆，孙大力缺胰岛素", &out);
	assert_string_equal(out.data, "某（某）投诉某，某缺胰岛素");
	buf_release(&out);
	ticket_free(t);
}

static void name_kind(void *arg, enum privacy_kind kind, const char *piece, size_t len, struct buf *out)
{
	(void)arg;
	buf_addf(out, "<%d:%.*s>", (int)kind, (int)len, piece);
}

static void test_something_else_instead(void **state)
{
	static const struct privacy words = { { "花家地", "花家地西里" }, 2 };
	struct buf out = BUF_INIT;
	(void)state;

	assert_int_equal(privacy_replace(&words, "花家地西里5号楼王女士，13800130001，京A12345，a@b.cn", name_kind, NULL, &out), 6);
	assert_string_equal(out.data, "<0:花家地西里><4:5>号楼<5:王>女士，<1:13800130001>，<2:京A12345>，<3:a@b.cn>");
	buf_release(&out);
}

/* Whatever bytes come, nothing is read beyond them and valid text stays valid. */
static void test_odd_text(void **state)
{
	static const char *const texts[] = { "\xe4\xba", "京", "京A", "1", "+", "@", "a@", "王", "5号", ("\xff\xfe" "1234567"), "12345678901234567" };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct buf out = BUF_INIT;
		privacy_clean(&known, texts[i], &out);
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_people_go),
		cmocka_unit_test(test_the_rest_stays),
		cmocka_unit_test(test_what_a_ticket_knows),
		cmocka_unit_test(test_something_else_instead),
		cmocka_unit_test(test_odd_text),
	};

	return cmocka_run_group_tests_name("privacy", tests, NULL, NULL);
}
