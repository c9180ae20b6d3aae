/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_caller.c -- the simulated caller: what is answered, refused, repeated, taken back and said unasked;
 * that a call is the same every time; and, over tests/data, how often a question in words that no fact holds
 * gets the right fact, and one that no fact answers gets none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/caller.h"
#include "hotline/text.h"
#include "caller_book.h"

#define RIGHT_LEAST 0.93
#define WRONG_MOST 0.03
#define OWN_LEAST 0.98
/* Of blind_questions.tsv: what is reached, and may only grow. The aim is 0.90 and 0.03. */
#define BLIND_RIGHT_LEAST 0.91
#define BLIND_WRONG_MOST 0.04
/* Of questions that come close to what the caller knows. */
#define NEAR_WRONG_MOST 0.03

/* ---- a call made by hand ---- */

static const char *name_asks[] = { "请问怎么称呼您？" };
static const char *place_asks[] = { "您住在哪个小区、几号楼？", "麻烦说一下详细地址。" };
static const char *since_asks[] = { "从什么时候开始没有水的？" };
static const char *people_asks[] = { "家里有老人、孩子或者病人吗？" };
static const char *debt_asks[] = { "您交水费了吗？" };
static struct scenario_fact facts[] = {
	{ .code = "name", .about = "姓名 称呼", .asks = name_asks, .ask_count = 1, .say = "我姓王。" },
	{ .code = "place", .about = "地址 小区 楼号", .asks = place_asks, .ask_count = 2, .say = "花园里5号楼501。",
	  .wrong = "花园里3号楼501。", .again = "我刚才说错了，是5号楼。" },
	{ .code = "since", .about = "时间 多久", .asks = since_asks, .ask_count = 1, .say = "早上六点停的。" },
	{ .code = "people", .about = "老人 孩子 病人", .asks = people_asks, .ask_count = 1, .say = "有个吃奶的孩子。",
	  .again = "说了，有孩子。" },
	{ .code = "debt", .about = "水费 欠费", .asks = debt_asks, .ask_count = 1, .say = "欠了两个月。",
	  .after = "name", .refuse = "你问这个干什么。" },
};
static const char *since_told[] = { "since" };
static struct scenario_line lines[] = {
	{ .cue = CUE_OPENING, .text = "喂，我家没水了！" },
	{ .cue = CUE_SECONDS, .n = 30, .text = "早上六点就停了！", .tells = since_told, .tell_count = 1 },
	{ .cue = CUE_TURNS, .n = 3, .text = "你们快点儿。" },
	{ .cue = CUE_SILENCE, .n = 20, .text = "喂？还在吗？" },
	{ .cue = CUE_UNKNOWN, .text = "不知道一。" },
	{ .cue = CUE_UNKNOWN, .text = "不知道二。" },
	{ .cue = CUE_REPEAT, .text = "说过了。" },
	{ .cue = CUE_IMPATIENT, .text = "还没完？" },
	{ .cue = CUE_GREETING, .text = "你好你好。" },
	{ .cue = CUE_CLOSING, .text = "好，再见。" },
	{ .cue = CUE_HANG_UP, .text = "不说了！" },
};
static const struct scenario small = {
	.code = "small", .title = "没水", .mood = "anxious", .patience = 4, .hang_up_after = 600,
	.facts = facts, .fact_count = ARRAY_SIZE(facts), .lines = lines, .line_count = ARRAY_SIZE(lines),
};

struct call { struct caller_mind *mind; struct caller *c; struct caller_reply reply; char *all; };

static void clear(struct call *call)
{
	free(call->reply.text);
	free(call->all);
	call->reply.text = call->all = NULL;
}

static struct call begin(const struct scenario *s, uint64_t seed)
{
	struct call call = { .mind = caller_mind_new(s) };

	call.c = caller_new(call.mind, seed);
	caller_begin(call.c, &call.reply);
	return call;
}

static const char *ask(struct call *call, int second, const char *text)
{
	clear(call);
	caller_ask(call->c, text, second, &call->reply, &call->all);
	return call->reply.text;
}

static bool wait_until(struct call *call, int second)
{
	clear(call);
	return caller_wait(call->c, second, &call->reply);
}

static void end(struct call *call)
{
	clear(call);
	caller_free(call->c);
	caller_mind_free(call->mind);
}

static void assert_did(const struct call *call, enum caller_did did, const char *fact, const char *all)
{
	assert_int_equal(call->reply.did, did);
	if (fact)
		assert_string_equal(call->reply.fact, fact);
	else
		assert_null(call->reply.fact);
	assert_string_equal(call->all, all);
}

/* ---- answers ---- */

static void test_answers(void **state)
{
	struct call call = begin(&small, 1);

	(void)state;
	assert_string_equal(call.reply.text, "喂，我家没水了！");
	assert_int_equal(call.reply.did, CALLER_UNASKED);
	assert_string_equal(ask(&call, 3, "您好，北京12345，请问您有什么诉求？"), "你好你好。");
	assert_did(&call, CALLER_POLITE, NULL, "");
	assert_string_equal(ask(&call, 5, "您贵姓？"), "我姓王。");
	assert_did(&call, CALLER_TOLD, "name", "name");
	assert_true(caller_told(call.c, "name"));
	assert_false(caller_told(call.c, "since"));
	assert_string_equal(ask(&call, 9, "停水多久了，家里有没有老人小孩"), "早上六点停的。有个吃奶的孩子。");
	assert_did(&call, CALLER_TOLD, "since", "since people");
	assert_string_equal(ask(&call, 12, "没听清，麻烦您再说一遍"), "有个吃奶的孩子。");
	assert_did(&call, CALLER_REPEATED, "people", "");
	end(&call);
}

/* Who can speak English does, with an agent who does; the others answer as always. */
static void test_english(void **state)
{
	struct scenario_fact sum = {
		.code = "amount", .about = "多少钱 how much", .asks = (const char *[]){ "How much is it?" }, .ask_count = 1,
		.say = "八千六。", .say_en = "8600 yuan.", .wrong = "两千？", .wrong_en = "Two thousand?",
		.again = "八千六，对。", .again_en = "No, 8600.",
	};
	struct scenario_line said[] = {
		{ .cue = CUE_OPENING, .text = "喂？" }, { .cue = CUE_UNKNOWN, .text = "听不懂。", .text_en = "I don't know." },
		{ .cue = CUE_SILENCE, .n = 20, .text = "在吗？", .text_en = "Are you there?" },
	};
	const struct scenario s = {
		.code = "english", .title = "押金", .mood = "calm", .facts = &sum, .fact_count = 1, .lines = said,
		.line_count = ARRAY_SIZE(said),
	};
	struct call call = begin(&s, 1);

	(void)state;
	assert_string_equal(ask(&call, 2, "How much is it?"), "Two thousand?");
	assert_string_equal(ask(&call, 5, "Two thousand, is it?"), "No, 8600.");
	assert_string_equal(ask(&call, 8, "一共多少钱？"), "刚才说过了。八千六。");
	assert_true(wait_until(&call, 40));
	assert_string_equal(call.reply.text, "在吗？");
	assert_string_equal(ask(&call, 41, "What colour is the sky?"), "I don't know.");
	assert_true(wait_until(&call, 80));
	assert_string_equal(call.reply.text, "Are you there?");
	assert_string_equal(ask(&call, 81, "So it is 8600 yuan, is that correct?"), "Yes, that's right.");
	assert_string_equal(ask(&call, 82, "Have you spoken to the police?"), "No.");
	assert_string_equal(ask(&call, 83, "Would it be all right if we called you back?"), "OK.");
	assert_string_equal(ask(&call, 84, "Can you hear me?"), "Yes, I hear you.");
	end(&call);

	/* A long sentence has the pairs of letters of any short one, and takes nothing back. */
	call = begin(&s, 1);
	ask(&call, 2, "How much is it?");
	assert_string_equal(ask(&call, 5, "I will note it down and the housing office will call you within one working day."), "OK.");
	end(&call);

	call = begin(&small, 1);
	assert_non_null(strstr(ask(&call, 3, "What colour is the sky?"), "不知道"));
	end(&call);
}

/* A call that begins anew is the same call. */
static void test_restarted(void **state)
{
	struct call call = begin(&small, 1);

	(void)state;
	ask(&call, 3, "您住哪儿？");
	ask(&call, 6, "您住哪儿？");
	ask(&call, 9, "再见");
	caller_restart(call.c, 1);
	assert_false(caller_told(call.c, "place"));
	assert_string_equal(ask(&call, 3, "您住哪儿？"), "花园里3号楼501。");
	assert_true(caller_next(call.c) > 9);
	end(&call);
}

/* Who reads back another figure or name than was told is set right; who reads back what was told is not. */
static void test_set_right(void **state)
{
	static const struct { const char *text, *answer; } cases[] = {
		{ "跟您核对一下，您姓李，对吗？", "不对。我姓王。" },
		{ "您姓王，对吗？", "对。" },
		{ "核对一下，花园里7号楼501，是吗？", "不对。花园里5号楼501。" },
		{ "核对一下，花园里5号楼501，是吗？", "对。" },
		{ "您是早上八点停的，对吧？", "不对。早上六点停的。" },
		{ "好的，都记下了，对吗？", "对。" },
	};
	struct call call = begin(&small, 1);

	(void)state;
	ask(&call, 3, "您贵姓？住哪个小区几号楼？");
	ask(&call, 6, "您是住花园里3号楼501吗？");      /* taken back */
	ask(&call, 9, "什么时候停的水？");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(ask(&call, 12 + (int)i, cases[i].text), cases[i].answer);
	end(&call);

	call = begin(&small, 1);        /* of what was not told yet */
	assert_string_equal(ask(&call, 3, "您刚说昨天下午三点停的，对吗？"), "这个我没说过。");
	assert_string_equal(ask(&call, 6, "老人今年70岁对吧"), "这个我没说过。");       /* without a sign of a question */
	end(&call);
}

/* Who has no story to tell says the first words once more. */
static void test_matter(void **state)
{
	struct call call = begin(&small, 1);

	(void)state;
	ask(&call, 2, "您好");
	assert_string_equal(ask(&call, 4, "是怎么回事，到底什么情况？"), "喂，我家没水了！");
	assert_did(&call, CALLER_POLITE, NULL, "");
	ask(&call, 8, "到底是怎么回事？");
	assert_int_equal(call.reply.did, CALLER_UNKNOWN);
	end(&call);
}

struct exchange { const char *text, *answer; };

/* Each said to a caller who has only just answered: no fact, and nothing lost with it. */
static void expect_polite(const struct exchange *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct call call = begin(&small, 1);

		assert_string_equal(ask(&call, 5, cases[i].text), cases[i].answer);
		assert_did(&call, CALLER_POLITE, NULL, "");
		end(&call);
	}
}

static void test_small_talk(void **state)
{
	static const struct exchange cases[] = {
		{ "您别着急，慢慢说。", "你好你好。" }, { "请您稍等，我查询一下。", "好，我等着。" },
		{ "请问您还有其他诉求吗？", "没有了，就这些。" }, { "好的，我给您登记了。", "嗯，好。" },
		{ "我和您核对一下，您反映的是家里没有水，对吗？", "对。" }, { "感谢您的来电，再见。", "好，再见。" },
		{ "我可以问您几个问题吗？", "可以，您问吧。" }, { "请稍等，我查一下。", "好，我等着。" },
		{ "需要给您保密吗？", "不用。" }, { "您报警了吗", "没有。" }, { "有没有报过警？", "没有。" },
		{ "您的诉求已经登记，祝您生活愉快，再见！", "好，再见。" },
		{ "Thank you for calling. Goodbye!", "好，再见。" }, { "Have a nice day, bye bye.", "好，再见。" },
	};

	(void)state;
	expect_polite(cases, ARRAY_SIZE(cases));
}

/* What an agent tells of the own work asks for nothing, and costs no patience. */
static void test_own_work(void **state)
{
	static const struct exchange cases[] = {
		{ "好的王阿姨，您稍等，我记一下", "好，我等着。" }, { "阿姨我正在给您登记，别着急，马上好", "嗯，好。" },
		{ "您好李先生，请稍等", "好，我等着。" }, { "刚才掉线了不好意思，我这边记着呢", "嗯，好。" },
		{ "好的，我正在给您登记，马上就好", "嗯，好。" }, { "您稍后对我的服务做个评价好吗", "好，行。" },
		{ "已经给您登记好了，稍后会有工作人员跟您联系", "嗯，好。" }, { "工单号会以短信形式发给您", "嗯，好。" },
		{ "信号不太好，您能大点声吗", "我大点声，这样听得清吗？" }, { "您能听清我说话吗？", "听得清，您说。" },
		{ "千万别打火，也别碰开关，马上下楼到室外！", "好，我这就照办。" },
		{ "您先冷静一下，我来帮您解决", "嗯，好。" }, { "办完了给您做个回访可以吗", "可以。" },
		{ "我先登记一下，您稍等", "好，我等着。" }, { "王阿姨，我给您登记一下您家的情况", "嗯，好。" },
		{ "真对不起，让您等了这么久", "你好你好。" }, { "我特别理解您，换谁都得着急", "你好你好。" },
		{ "我一定帮您把情况写清楚", "嗯，好。" }, { "还有没有别的要说的", "没有了，就这些。" },
		{ "您还有什么不清楚的吗", "没有了，就这些。" }, { "就这一件事吗", "没有了，就这些。" },
		{ "我这样写可以吗", "嗯，好。" }, { "请您保持电话畅通好吗", "嗯，好。" },
		{ "您拿笔记一下单号", "好，您说。" }, { "您听得清楚吗", "听得清，您说。" },
		{ "办完以后给您打回访电话可以吗", "可以。" }, { "我跟您确认几件事", "可以，您问吧。" },
	};

	(void)state;
	expect_polite(cases, ARRAY_SIZE(cases));
	struct call call = begin(&small, 1);
	assert_string_equal(ask(&call, 5, "王阿姨，我登记一下您的姓名"), "我姓王。");
	end(&call);
}

/* Who was asked to wait does so for a minute; then silence counts as ever. */
static void test_waits(void **state)
{
	struct call call = begin(&small, 1);

	(void)state;
	ask(&call, 31, "停水多久了？");
	ask(&call, 40, "您稍等，我查一下。");
	assert_false(wait_until(&call, 104));
	assert_int_equal(caller_next(call.c), 105);
	assert_true(wait_until(&call, 105));
	assert_string_equal(call.reply.text, "喂？还在吗？");
	ask(&call, 110, "家里有老人吗？");
	assert_int_equal(caller_next(call.c), 110);     /* its third turn */
	end(&call);
}

/* Whether there is more is no second asking for what was told as such. */
static void test_nothing_more(void **state)
{
	static const char *const closings[] = {
		"还有其他问题吗？", "请问您还有什么要补充的吗？", "还有别的吗？", "Anything else?",
	};
	static const char *more_asks[] = { "还有其他问题吗？", "还有什么要反映的？" };
	static struct scenario_fact more[] = {
		{ .code = "more", .about = "其他 别的", .asks = more_asks, .ask_count = 2, .say = "还有路灯也不亮。" },
	};
	static const struct scenario two = {
		.code = "two", .title = "两件事", .mood = "calm", .facts = more, .fact_count = 1,
	};
	struct call call = begin(&two, 1);

	(void)state;
	assert_string_equal(ask(&call, 5, "还有其他问题吗？"), "还有路灯也不亮。");
	for (size_t i = 0; i < ARRAY_SIZE(closings); i++) {
		assert_string_equal(ask(&call, 9, closings[i]), "没有了，就这些。");
		assert_did(&call, CALLER_POLITE, NULL, "");
	}
	end(&call);
	call = begin(&small, 1);
	ask(&call, 5, "停水多久了？");
	for (size_t i = 0; i < ARRAY_SIZE(closings); i++)
		assert_string_equal(ask(&call, 9, closings[i]), "没有了，就这些。");
	end(&call);
}

static void test_taken_back(void **state)
{
	struct call call = begin(&small, 1);

	(void)state;
	assert_string_equal(ask(&call, 5, "地址是哪里？"), "花园里3号楼501。");
	assert_did(&call, CALLER_TOLD, "place", "place");
	assert_string_equal(ask(&call, 8, "您是几号楼？"), "我刚才说错了，是5号楼。");
	assert_did(&call, CALLER_REPEATED, "place", "place");
	assert_string_equal(ask(&call, 9, "门牌是多少？"), "说过了。花园里5号楼501。");
	end(&call);
	call = begin(&small, 1);
	ask(&call, 5, "地址是哪里？");
	assert_string_equal(ask(&call, 8, "好的，花园里3号楼501，我登记了。"), "我刚才说错了，是5号楼。");
	assert_did(&call, CALLER_REPEATED, "place", "place");
	end(&call);
}

static void test_kept_back(void **state)
{
	struct call call = begin(&small, 1);

	(void)state;
	assert_string_equal(ask(&call, 5, "您的水费交了没有？"), "你问这个干什么。");
	assert_did(&call, CALLER_UNKNOWN, NULL, "debt");
	assert_false(caller_told(call.c, "debt"));
	ask(&call, 8, "怎么称呼您");
	assert_string_equal(ask(&call, 9, "您的水费交了没有？"), "欠了两个月。");
	assert_did(&call, CALLER_TOLD, "debt", "debt");
	end(&call);
}

/* ---- patience ---- */

static void test_patience(void **state)
{
	struct call call = begin(&small, 1);

	(void)state;
	ask(&call, 1, "您喜欢什么颜色？");
	assert_did(&call, CALLER_UNKNOWN, NULL, "");
	assert_non_null(strstr(call.reply.text, "不知道"));
	assert_string_equal(ask(&call, 2, "家里有病人吗"), "有个吃奶的孩子。");
	assert_string_equal(ask(&call, 3, "家里有老人吗"), "说了，有孩子。还没完？");
	assert_did(&call, CALLER_REPEATED, "people", "people");
	ask(&call, 4, "您老家是哪里的？");
	assert_null(strstr(call.reply.text, "还没完"));
	assert_false(caller_hung_up(call.c));
	assert_string_equal(ask(&call, 5, "您坐几路车？"), "不说了！");
	assert_true(call.reply.hung_up && call.reply.gave_up && caller_hung_up(call.c));
	assert_string_equal(ask(&call, 6, "喂？"), "");
	assert_int_equal(call.reply.did, CALLER_SILENT);
	assert_false(wait_until(&call, 1000));
	assert_int_equal(caller_next(call.c), -1);
	end(&call);
}

static void test_unknown_in_turn(void **state)
{
	struct call call = begin(&small, 1);
	char *first = xstrdup(ask(&call, 1, "您喜欢什么颜色？"));

	(void)state;
	assert_string_not_equal(ask(&call, 2, "您老家是哪里的？"), first);
	free(first);
	end(&call);
}

/* ---- unasked ---- */

static void test_unasked(void **state)
{
	struct call call = begin(&small, 1);

	(void)state;
	assert_int_equal(caller_next(call.c), 20);
	assert_false(wait_until(&call, 19));
	assert_true(wait_until(&call, 25));
	assert_string_equal(call.reply.text, "喂？还在吗？");
	assert_false(wait_until(&call, 29));
	assert_int_equal(caller_next(call.c), 30);
	assert_true(wait_until(&call, 31));
	assert_string_equal(call.reply.fact, "since");
	assert_true(caller_told(call.c, "since"));
	ask(&call, 32, "您好");
	ask(&call, 33, "好的");
	assert_false(wait_until(&call, 33));
	ask(&call, 34, "好的");
	assert_int_equal(caller_next(call.c), 34);
	assert_true(wait_until(&call, 34));
	assert_string_equal(call.reply.text, "你们快点儿。");
	assert_int_equal(caller_next(call.c), 54);      /* another silence */
	end(&call);
}

static void test_not_said_twice(void **state)
{
	struct call call = begin(&small, 1);

	(void)state;
	ask(&call, 15, "从几点开始没水的？");
	ask(&call, 29, "请您稍等");
	assert_false(wait_until(&call, 40));
	end(&call);
}

static void test_good_bye(void **state)
{
	struct call call = begin(&small, 1);

	(void)state;
	ask(&call, 50, "感谢您的来电，再见。");
	assert_false(call.reply.hung_up);
	while (wait_until(&call, 52))
		assert_false(call.reply.hung_up);
	assert_true(wait_until(&call, 53));
	assert_true(call.reply.hung_up);
	assert_string_equal(call.reply.text, "");
	end(&call);
}

static void test_leaves(void **state)
{
	struct call call = begin(&small, 1);
	bool left = false;

	(void)state;
	ask(&call, 590, "您贵姓？");
	while (wait_until(&call, 600))
		left |= call.reply.hung_up && !strcmp(call.reply.text, "不说了！");
	assert_true(left);
	end(&call);
}

static void test_silent(void **state)
{
	static struct scenario_line none[] = { { .cue = CUE_OPENING, .text = "" }, { .cue = CUE_SECONDS, .n = 40, .text = "" } };
	static const struct scenario silent = { .code = "silent", .mood = "cold", .lines = none, .line_count = 2 };
	struct call call = begin(&silent, 3);

	(void)state;
	assert_string_equal(call.reply.text, "");
	assert_int_equal(call.reply.did, CALLER_SILENT);
	assert_string_equal(ask(&call, 3, "您好，请问您有什么诉求？"), "");
	assert_string_equal(ask(&call, 9, "请问您能听到吗？"), "");
	assert_int_equal(call.reply.did, CALLER_SILENT);
	end(&call);
}

/* ---- the same call again ---- */

static char *play(uint64_t seed, int step)
{
	static const char *const said[] = { "您好", "您喜欢什么？", "地址？", "您老家在哪里？", "您是几号楼", "再见" };
	struct call call = begin(&small, seed);
	struct buf all = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(said); i++) {
		int second = (int)i * 12;

		for (int at = second - 12; at < second; at += step)
			while (wait_until(&call, at + step - 1))
				buf_addf(&all, "%s|", call.reply.text);
		buf_addf(&all, "%s|", ask(&call, second, said[i]));
	}
	end(&call);
	return buf_detach(&all);
}

/* It does not matter how often the server looks. */
static void test_same_again(void **state)
{
	bool differs = false;

	(void)state;
	for (uint64_t seed = 0; seed < 20; seed++) {
		char *once = play(seed, 1), *again = play(seed, 12), *other = play(seed + 1, 1);

		assert_string_equal(once, again);
		differs |= strcmp(once, other) != 0;
		free(once);
		free(again);
		free(other);
	}
	assert_true(differs);
}

static void test_anything(void **state)
{
	static const char *const texts[] = { "", " \n", "？", "，，，。", "\xff\xfe\xe4\xb8", "地址\x01\x02", "𠀀𠀁？",
					     "a?b?c?" };
	char *much = xmalloc(60001);
	struct call call = begin(&small, 1);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_non_null(ask(&call, 1, texts[i]));
	for (size_t i = 0; i < 60000; i += 6)
		memcpy(much + i, "谁？", 6);
	much[60000] = '\0';
	assert_non_null(ask(&call, -5, much));
	free(much);
	end(&call);
}

/* ---- the measure ---- */

#define DATA SRCDIR "/tests/data/"

struct tally { int facts, right, wrong, unknown, off, off_wrong, own; };

/* Are the words the fact's own? */
static bool is_own(const struct scenario *s, const char *fact, const char *question)
{
	const struct scenario_fact *f = scenario_find_fact(s, fact);

	if (!f)
		fail_msg("%s: no fact %s", s->code, fact);
	for (size_t i = 0; i < f->ask_count; i++)
		if (!strncmp(f->asks[i], question, strlen(question)))
			return true;
	return false;
}

/* The caller of the last question; for the next one in the same scenario the call begins anew. */
static struct { const struct scenario *of; struct call call; } held;

static void put_down(void)
{
	end(&held.call);
	held.call = (struct call){ 0 };
	held.of = NULL;
}

/* Codes asked for, of a caller who was greeted. */
static const char *put_question(const struct scenario *s, const char *question)
{
	if (held.of == s) {
		caller_restart(held.call.c, 1);
	} else {
		put_down();
		held.call = begin(s, 1);
		held.of = s;
	}
	ask(&held.call, 3, "您好，北京12345，请问有什么可以帮您？");
	ask(&held.call, 9, question);
	return held.call.all;
}

static void measure(struct tally *t, const struct scenario *s, const char *fact, const char *question, bool tell)
{
	bool off = !strcmp(fact, "-");
	const char *all = put_question(s, question);
	bool right = off ? !*all : !strcmp(all, fact);

	t->off += off;
	t->off_wrong += off && !right;
	t->facts += !off;
	t->right += !off && right;
	t->unknown += !off && !*all;
	t->wrong += !off && !right && *all;
	if (tell && !right)
		printf("  %s\t%s\t%s\tgot “%s”\n", s->code, fact, question, all);
}

static void read_questions(struct book *b, struct tally *tune, struct tally *near)
{
	FILE *file = fopen(DATA "paraphrases.tsv", "r");
	char line[4096], *cells[4];

	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		if (!book_cut(line, cells, 4))
			continue;
		bool is_near = !strcmp(cells[0], "near");
		struct scenario *s = book_find(b, cells[1]);
		if (!s)
			fail_msg("no scenario %s", cells[1]);
		if (strcmp(cells[2], "-") != 0 && is_own(s, cells[2], cells[3]))
			fail_msg("%s: %s holds “%s”", s->code, cells[2], cells[3]);
		measure(is_near ? near : tune, s, cells[2], cells[3], getenv("HOTLINE_TEST_TELL"));
	}
	fclose(file);
}

/*
 * One line of questions that nobody has looked at: scenario of the pack, fact or -, question. What the scenario
 * has come to hold since is no paraphrase and does not count.
 */
static void take_blind(struct book *b, struct tally *t, char **cells)
{
	struct scenario *s = book_find(b, cells[0]);

	if (!s)
		fail_msg("no scenario %s", cells[0]);
	if (strcmp(cells[1], "-") != 0 && is_own(s, cells[1], cells[2]))
		t->own++;
	else
		measure(t, s, cells[1], cells[2], getenv("HOTLINE_TEST_TELL"));
}

static void print_tally(const char *name, const struct tally *t)
{
	double all = t->facts ? t->facts : 1, off = t->off ? t->off : 1;

	printf("%s: %d questions for facts, %.1f %% right, %.1f %% unknown, %.1f %% wrong; "
	       "%d off topic, %.1f %% got a fact\n",
	       name, t->facts, 100.0 * t->right / all, 100.0 * t->unknown / all,
	       100.0 * t->wrong / all, t->off, 100.0 * t->off_wrong / off);
}

static void test_paraphrases(void **state)
{
	struct book book = { 0 };
	struct tally tune = { 0 }, near = { 0 };

	(void)state;
	assert_true(book_read(&book, true));
	read_questions(&book, &tune, &near);
	put_down();
	book_release(&book);
	print_tally("questions", &tune);
	print_tally("near the matter", &near);
	assert_true(tune.right >= RIGHT_LEAST * tune.facts);
	assert_true(tune.off_wrong <= WRONG_MOST * tune.off);
	assert_true(near.off_wrong <= NEAR_WRONG_MOST * near.off);
}

static void test_blind(void **state)
{
	const char *path = getenv("HOTLINE_TEST_BLIND");
	FILE *file = fopen(path ? path : DATA "blind_questions.tsv", "r");
	char line[4096], *cells[3];
	struct book book = { 0 };
	struct tally t = { 0 };

	(void)state;
	if (!file)
		skip();
	assert_true(book_read(&book, false));
	while (fgets(line, sizeof(line), file))
		if (book_cut(line, cells, 3) && strcmp(cells[0], "scenario") != 0)
			take_blind(&book, &t, cells);
	fclose(file);
	put_down();
	book_release(&book);
	print_tally("blind", &t);
	if (t.own)
		printf("%d more the scenarios themselves hold\n", t.own);
	assert_true(t.right >= BLIND_RIGHT_LEAST * t.facts);
	assert_true(t.off_wrong <= BLIND_WRONG_MOST * t.off);
}

static bool has_code(const char *all, const char *code)
{
	size_t length = strlen(code);

	for (const char *at = all; (at = strstr(at, code)); at += length)
		if ((at == all || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return true;
	return false;
}

/* Whoever has a number to be called back at tells it when asked how to be reached. */
static void test_number(void **state)
{
	static const char *const questions[] = { "您的联系方式？", "怎么联系您？", "您的联系电话是多少？" };
	struct book book = { 0 };
	int asked = 0;

	(void)state;
	assert_true(book_read(&book, false));
	for (size_t i = 0; i < book.count; i++) {
		bool phone = scenario_find_fact(book.calls[i], "phone");

		if (!phone && !scenario_find_fact(book.calls[i], "callback"))
			continue;
		for (size_t k = 0; k < ARRAY_SIZE(questions); k++, asked++) {
			const char *all = put_question(book.calls[i], questions[k]);

			if (!has_code(all, phone ? "phone" : "callback"))
				fail_msg("%s: “%s” brings “%s”", book.calls[i]->code, questions[k], all);
		}
	}
	put_down();
	book_release(&book);
	assert_true(asked > 30);
}

/*
 * What agents say in every call, whatever it is about: no shipped caller takes it for a question that cannot be
 * answered, nor for one that asks for a fact, unless they offer to hear more or to call back.
 */
static void test_courtesy(void **state)
{
	static const char *const said[] = {
		"您好，先生，实在抱歉，让您跑了这么多次", "非常抱歉，给您添了这么多麻烦", "真对不起，让您等了这么久",
		"我特别理解您的心情，换谁都得着急", "您受委屈了，我一定帮您把情况写清楚", "我们一定给您办",
		"您还有什么不明白的吗", "您还有什么不清楚的吗", "还有什么要跟我说的吗", "还有没有别的要说的",
		"除了这个还有没有啥要说的", "您除了这件事还有别的要帮忙吗", "还有什么需要我帮忙的吗", "就这一件事吗",
		"您看我这样记行吗", "我这样写可以吗", "您记一下号码好吗", "您拿笔记一下单号", "请您保持电话畅通好吗",
		"您先别挂电话，我跟您确认几件事", "您听得清楚吗", "让您久等了", "一个工作日内会有人跟您联系",
		"80到89岁的老人每人每月100元，拿身份证户口本去街道办", "您看还有问题吗", "还有什么问题需要反映吗",
		"单号您记一下，261128000099", "您的诉求已登记，工单号是261128000021，请您记一下。",
		"您的工单正在办理中，我为您再催办一次。",
		"您的诉求此前已登记，这次来电我一并记录，并为您催办，不需要重复登记。",
		"涉及国家秘密、个人隐私或商业秘密的内容，热线不能提供，请您谅解。", "以上答复您清楚了吗？需要我再说一遍吗？",
		"请您文明用语，否则我们无法继续通话，您的诉求我会如实登记。", "您看这样处理您满意吗",
	};
	struct book book = { 0 };
	int failed = 0;

	(void)state;
	assert_true(book_read(&book, false));
	for (size_t i = 0; i < book.shipped; i++)
		for (size_t k = 0; k < ARRAY_SIZE(said); k++) {
			const char *all = put_question(book.calls[i], said[k]);
			if (held.call.reply.did != CALLER_UNKNOWN &&
			    (!*all || has_code(all, "more") || has_code(all, "callback")))
				continue;
			print_message("%s: “%s” brings “%s” (%s)\n", book.calls[i]->code, said[k],
				      held.call.reply.text, all);
			failed++;
		}
	put_down();
	book_release(&book);
	assert_int_equal(failed, 0);
}

/* The city's question for a field of the form: that of M-m. Caller frees; NULL: there is none. */
static char *question_of(const char *pointer)
{
	char section[40], field[40], line[2048], *cells[3], *found = NULL;
	FILE *file = fopen(SRCDIR "/city/phrases.tsv", "r");

	assert_non_null(file);
	if (sscanf(pointer, "/sections/%39[^/]/%39s", section, field) == 2) {
		char *id = xasprintf("ask-%s-%s", section, field);
		while (!found && fgets(line, sizeof(line), file))
			if (book_cut(line, cells, 3) && !strcmp(cells[0], id))
				found = xstrdup(cells[1]);
		free(id);
	}
	fclose(file);
	return found;
}

/* What the form lacks and the sheet wants can be asked for by the key that asks for it. */
static void test_questions_of_the_form(void **state)
{
	struct book book = { 0 };
	int asked = 0, failed = 0;

	(void)state;
	assert_true(book_read(&book, false));
	for (size_t i = 0; i < book.shipped; i++)
		for (size_t k = 0; k < book.calls[i]->expect_count; k++) {
			const struct scenario_expect *e = &book.calls[i]->expects[k];
			char *question = e->match == MATCH_EMPTY ? NULL : question_of(e->pointer);
			if (!question)
				continue;
			asked++;
			if (!*put_question(book.calls[i], question) && held.call.reply.did == CALLER_UNKNOWN) {
				print_message("%s: %s: “%s” brings “%s”\n", book.calls[i]->code, e->pointer, question,
					      held.call.reply.text);
				failed++;
			}
			free(question);
		}
	put_down();
	book_release(&book);
	assert_true(asked > 60);
	assert_int_equal(failed, 0);
}

/* Every way to ask that a shipped scenario gives finds its fact. */
static void test_own_words(void **state)
{
	struct book book = { 0 };
	int asked = 0, found = 0;

	(void)state;
	assert_true(book_read(&book, false));
	for (size_t i = 0; i < book.count; i++) {
		const struct scenario *s = book.calls[i];

		for (size_t n = 0; n < s->fact_count; n++)
			for (size_t k = 0; k < s->facts[n].ask_count; k++) {
				asked++;
				if (has_code(put_question(s, s->facts[n].asks[k]), s->facts[n].code))
					found++;
				else
					print_message("%s: %s is not found by “%s”\n", s->code, s->facts[n].code,
						      s->facts[n].asks[k]);
			}
	}
	put_down();
	book_release(&book);
	printf("in the scenarios' own words: %d of %d\n", found, asked);
	assert_true(found >= OWN_LEAST * asked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers), cmocka_unit_test(test_english), cmocka_unit_test(test_restarted),
		cmocka_unit_test(test_set_right), cmocka_unit_test(test_matter),
		cmocka_unit_test(test_small_talk), cmocka_unit_test(test_own_work),
		cmocka_unit_test(test_waits), cmocka_unit_test(test_nothing_more), cmocka_unit_test(test_taken_back),
		cmocka_unit_test(test_kept_back), cmocka_unit_test(test_patience),
		cmocka_unit_test(test_unknown_in_turn),
		cmocka_unit_test(test_unasked), cmocka_unit_test(test_not_said_twice), cmocka_unit_test(test_good_bye),
		cmocka_unit_test(test_leaves), cmocka_unit_test(test_silent), cmocka_unit_test(test_same_again),
		cmocka_unit_test(test_anything), cmocka_unit_test(test_paraphrases), cmocka_unit_test(test_blind),
		cmocka_unit_test(test_number), cmocka_unit_test(test_courtesy), cmocka_unit_test(test_questions_of_the_form), cmocka_unit_test(test_own_words),
	};

	text_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
