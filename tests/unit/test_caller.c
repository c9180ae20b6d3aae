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

#define RIGHT_LEAST 0.90
#define WRONG_MOST 0.03
#define OWN_LEAST 0.98
/* Of the questions that nobody looked at while the words were mended. */
#define HELD_RIGHT_LEAST 0.80
#define HELD_WRONG_MOST 0.10

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
	{ CUE_OPENING, 0, "喂，我家没水了！", NULL, 0 },
	{ CUE_SECONDS, 30, "早上六点就停了！", since_told, 1 },
	{ CUE_TURNS, 3, "你们快点儿。", NULL, 0 },
	{ CUE_SILENCE, 20, "喂？还在吗？", NULL, 0 },
	{ CUE_UNKNOWN, 0, "不知道一。", NULL, 0 },
	{ CUE_UNKNOWN, 0, "不知道二。", NULL, 0 },
	{ CUE_REPEAT, 0, "说过了。", NULL, 0 },
	{ CUE_IMPATIENT, 0, "还没完？", NULL, 0 },
	{ CUE_GREETING, 0, "你好你好。", NULL, 0 },
	{ CUE_CLOSING, 0, "好，再见。", NULL, 0 },
	{ CUE_HANG_UP, 0, "不说了！", NULL, 0 },
};
static const struct scenario small = {
	.code = "small", .title = "没水", .mood = "anxious", .patience = 4, .hang_up_after = 600,
	.facts = facts, .fact_count = ARRAY_SIZE(facts), .lines = lines, .line_count = ARRAY_SIZE(lines),
};

struct call { struct caller *c; struct caller_reply reply; char *all; };

static void clear(struct call *call)
{
	free(call->reply.text);
	free(call->all);
	call->reply.text = call->all = NULL;
}

static struct call begin(const struct scenario *s, uint64_t seed)
{
	struct call call = { .c = caller_new(s, seed) };

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

static void test_small_talk(void **state)
{
	static const struct { const char *text; const char *answer; } cases[] = {
		{ "您别着急，慢慢说。", "你好你好。" }, { "请您稍等，我查询一下。", "好，我等着。" },
		{ "请问您还有其他诉求吗？", "没有了，就这些。" }, { "好的，我给您登记了。", "嗯，好。" },
		{ "我和您核对一下，您反映的是家里没有水，对吗？", "对。" }, { "感谢您的来电，再见。", "好，再见。" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct call call = begin(&small, 1);

		assert_string_equal(ask(&call, 5, cases[i].text), cases[i].answer);
		assert_did(&call, CALLER_POLITE, NULL, "");
		end(&call);
	}
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
	assert_true(call.reply.hung_up && caller_hung_up(call.c));
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
	ask(&call, 33, "请稍等");
	assert_false(wait_until(&call, 33));
	ask(&call, 34, "请稍等");
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
	static struct scenario_line none[] = { { CUE_OPENING, 0, "", NULL, 0 }, { CUE_SECONDS, 40, "", NULL, 0 } };
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
#define CALLS_MOST 200

struct book {
	struct scenario *calls[CALLS_MOST];     /* made from caller_facts.tsv */
	size_t made;
	struct scenario **shipped;
	size_t shipped_count;
};
struct tally { int facts, right, wrong, unknown, off, off_wrong; };

static struct scenario *call_of(struct book *b, const char *code)
{
	for (size_t i = 0; i < b->made; i++)
		if (!strcmp(b->calls[i]->code, code))
			return b->calls[i];
	for (size_t i = 0; i < b->shipped_count; i++)
		if (!strcmp(b->shipped[i]->code, code))
			return b->shipped[i];
	return NULL;
}

/* Cuts a line at tabs; false: a remark. */
static bool cut(char *line, char **cells, size_t count)
{
	line[strcspn(line, "\n")] = '\0';
	if (*line == '#' || !*line)
		return false;
	for (size_t i = 0; i < count; i++) {
		cells[i] = strsep(&line, "\t");
		assert_non_null(cells[i]);
	}
	return true;
}

static void add_fact(struct scenario *s, char **cells)
{
	s->facts = xrealloc(s->facts, (s->fact_count + 1) * sizeof(*s->facts));
	struct scenario_fact *f = &s->facts[s->fact_count++];
	*f = (struct scenario_fact){
		.code = xstrdup(cells[1]),
		.about = xstrdup(cells[2]),
		.asks = xcalloc(strlen(cells[3]) + 1, sizeof(*f->asks)),
		.say = xstrdup(cells[4]),
	};
	for (char *at = cells[3], *one; (one = strsep(&at, "|")); )
		f->asks[f->ask_count++] = xstrdup(one);
}

static void read_facts(struct book *b)
{
	FILE *file = fopen(DATA "caller_facts.tsv", "r");
	char line[4096], *cells[5];

	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		if (!cut(line, cells, 5))
			continue;
		struct scenario *s = call_of(b, cells[0]);
		if (!s) {
			assert_true(b->made < CALLS_MOST);
			s = b->calls[b->made++] = xcalloc(1, sizeof(*s));
			s->code = xstrdup(cells[0]);
		}
		add_fact(s, cells);
	}
	fclose(file);
}

static void read_shipped(struct book *b)
{
	struct city_report report = { 0 };
	struct city *c = city_read(SRCDIR "/city", &report);

	assert_non_null(c);
	assert_true(scenarios_read(SRCDIR "/city", c, NULL, 0, &b->shipped, &b->shipped_count, &report));
	city_report_release(&report);
	city_free(c);
}

static void release_made(struct scenario *s)
{
	for (size_t i = 0; i < s->fact_count; i++) {
		struct scenario_fact *f = &s->facts[i];

		for (size_t k = 0; k < f->ask_count; k++)
			free((char *)f->asks[k]);
		free(f->asks);
		free((char *)f->code);
		free((char *)f->about);
		free((char *)f->say);
	}
	free(s->facts);
	free((char *)s->code);
	free(s);
}

static void release_book(struct book *b)
{
	for (size_t i = 0; i < b->made; i++)
		release_made(b->calls[i]);
	scenarios_free(b->shipped, b->shipped_count);
}

/* The words are none of the fact's own. */
static void assert_is_paraphrase(const struct scenario *s, const char *fact, const char *question)
{
	const struct scenario_fact *f = scenario_find_fact(s, fact);

	if (!f)
		fail_msg("%s: no fact %s", s->code, fact);
	for (size_t i = 0; i < f->ask_count; i++)
		if (!strncmp(f->asks[i], question, strlen(question)))
			fail_msg("%s: %s holds “%s”", s->code, fact, question);
}

/* Codes asked for, of a caller who was greeted. */
static void put_question(const struct scenario *s, const char *question, struct call *call)
{
	*call = begin(s, 1);
	ask(call, 3, "您好，北京12345，请问有什么可以帮您？");
	ask(call, 9, question);
}

static void measure(struct tally *t, const struct scenario *s, const char *fact, const char *question, bool tell)
{
	bool off = !strcmp(fact, "-");
	struct call call;

	put_question(s, question, &call);
	bool right = off ? !*call.all : !strcmp(call.all, fact);
	t->off += off;
	t->off_wrong += off && !right;
	t->facts += !off;
	t->right += !off && right;
	t->unknown += !off && !*call.all;
	t->wrong += !off && !right && *call.all;
	if (tell && !right)
		printf("  %s\t%s\t%s\tgot “%s”\n", s->code, fact, question, call.all);
	end(&call);
}

static void read_questions(struct book *b, struct tally *tune, struct tally *held)
{
	FILE *file = fopen(DATA "paraphrases.tsv", "r");
	char line[4096], *cells[4];

	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		if (!cut(line, cells, 4))
			continue;
		bool is_held = !strcmp(cells[0], "held");
		struct scenario *s = call_of(b, cells[1]);
		if (!s)
			fail_msg("no scenario %s", cells[1]);
		if (strcmp(cells[2], "-") != 0)
			assert_is_paraphrase(s, cells[2], cells[3]);
		measure(is_held ? held : tune, s, cells[2], cells[3], !is_held && getenv("HOTLINE_TEST_TELL"));
	}
	fclose(file);
}

static void print_tally(const char *name, const struct tally *t)
{
	if (!t->facts || !t->off)
		return;
	printf("%s: %d questions for facts, %.1f %% right, %.1f %% unknown, %.1f %% wrong; "
	       "%d off topic, %.1f %% got a fact\n",
	       name, t->facts, 100.0 * t->right / t->facts, 100.0 * t->unknown / t->facts,
	       100.0 * t->wrong / t->facts, t->off, 100.0 * t->off_wrong / t->off);
}

static void test_paraphrases(void **state)
{
	struct book book = { 0 };
	struct tally tune = { 0 }, held = { 0 };

	(void)state;
	read_facts(&book);
	read_shipped(&book);
	read_questions(&book, &tune, &held);
	release_book(&book);
	print_tally("tuned with", &tune);
	print_tally("held out", &held);
	assert_true(tune.right >= RIGHT_LEAST * tune.facts);
	assert_true(tune.off_wrong <= WRONG_MOST * tune.off);
	assert_true(held.right >= HELD_RIGHT_LEAST * held.facts);
	assert_true(held.off_wrong <= HELD_WRONG_MOST * held.off);
}

static bool has_code(const char *all, const char *code)
{
	size_t length = strlen(code);

	for (const char *at = all; (at = strstr(at, code)); at += length)
		if ((at == all || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return true;
	return false;
}

/* Every way to ask that a shipped scenario gives finds its fact. */
static void test_own_words(void **state)
{
	struct book book = { 0 };
	int asked = 0, found = 0;

	(void)state;
	read_shipped(&book);
	for (size_t i = 0; i < book.shipped_count; i++) {
		const struct scenario *s = book.shipped[i];

		for (size_t n = 0; n < s->fact_count; n++)
			for (size_t k = 0; k < s->facts[n].ask_count; k++) {
				struct call call;

				put_question(s, s->facts[n].asks[k], &call);
				asked++;
				if (has_code(call.all, s->facts[n].code))
					found++;
				else
					print_message("%s: %s is not found by “%s”\n", s->code, s->facts[n].code,
						      s->facts[n].asks[k]);
				end(&call);
			}
	}
	release_book(&book);
	printf("in the scenarios' own words: %d of %d\n", found, asked);
	assert_true(found >= OWN_LEAST * asked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers), cmocka_unit_test(test_small_talk), cmocka_unit_test(test_taken_back),
		cmocka_unit_test(test_kept_back), cmocka_unit_test(test_patience),
		cmocka_unit_test(test_unknown_in_turn),
		cmocka_unit_test(test_unasked), cmocka_unit_test(test_not_said_twice), cmocka_unit_test(test_good_bye),
		cmocka_unit_test(test_leaves), cmocka_unit_test(test_silent), cmocka_unit_test(test_same_again),
		cmocka_unit_test(test_anything), cmocka_unit_test(test_paraphrases), cmocka_unit_test(test_own_words),
	};

	text_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
