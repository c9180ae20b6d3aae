/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_talk.c -- see caller_words.h. Tables: words beside the matter, and what a caller says when the
 * scenario has no line.
 */
#include "advice/caller_words.h"

#include <string.h>

#include "hotline/alloc.h"

const char32_t caller_fillers[] =
	(U"您好|你好|请问一下|请问|请教|麻烦您|麻烦你|麻烦|请您|请你|劳驾|方便话|方便说|方便|不好意思|打扰|能不能|"
	 U"可不可以|可以吗|可以|行吗|行不行|好吗|好不好|好|好嘞|告诉我|告诉|说一下|说说|讲一下|讲讲|报一下|报下|"
	 U"报给我|登记一下|登记下|登记|记录一下|记一下|确认一下|核实一下|了解一下|了解到|了解|提供一下|提供|"
	 U"描述一下|描述|介绍一下|留一下|留个|我登记|我记录|给我|帮我|跟我|我这边|我这里|我们这边|我想|我再|我先|"
	 U"我们|我|先生|女士|阿姨|大爷|大妈|大姐|师傅|同志|老师傅|叔叔|奶奶您|您这边|您那边|您那儿|您那里|您说|"
	 U"您反映|您提到|您刚才|刚才|您|你|您们|你们|您家|你家|咱们|咱家|贵|咱|他们|她们|他|她|那么|那个|这个|那种|"
	 U"这种|这样|那样|那|这|哎|嗯|哦|噢|啊|呀|呢|吧|吗|嘛|哈|么|呐|喽|具体|大概|大约|一般|通常|平时|现在|目前|"
	 U"当时|后来|然后|另外|还有|其实|就是|是不是|是否|有没有|有无|能否|需不需要|要不要|知不知道|知道|清楚|记得|"
	 U"记不记得|看一下|问一下|一下|一些|一个|一种|什么样|什么|怎么样|怎么|怎样|哪些|哪个|哪|多少|如何|没有|没|"
	 U"有|是|会|能|想|要|请|给|让|把|被|和|跟|与|或者|或|还是|也|都|就|才|又|再|还|很|太|比较|特别|非常|齐全|"
	 U"经营|今年|去年|到底|究竟|到|在|从|对|向|为|以|于|由|今天来电|来电|今天|主要|主|问题|一共|总共|处理|部门|"
	 U"后续|"
	 U"工作人员|人员|回头|相关|有关|关于|所以|因为|如果|话|时候|以后|之后|之前|以前|过|说|讲|谈|叫|"
	 "the|a|an|of|to|do|did|does|is|are|was|were|be|been|have|has|had|you|your|i|we|us|me|my|he|him|his|it|its|s|"
	 "they|them|please|can|could|may|will|would|should|for|in|on|at|and|or|any|this|that|with|about|what|how|which|"
	 "there");

const char32_t caller_dropped[] = U"的了呢吗呀啊吧嘛着地得";

const char32_t caller_askers[] =
	(U"留下|请留|吗|么|什么|哪|几|多少|多久|多长|多大|谁|怎么|怎样|如何|为何|为什么|是否|有没有|是不是|"
	 U"能不能|要不要|能否|可否|可不可以|贵姓|啥|咋|何时|何处|说一下|讲一下|报一下|说说|讲讲|告诉我|报给我|报下|"
	 U"提供|描述|留一下|留个|请讲|请说|尊姓|高寿|还是|急不急|对不对|大不大|多不多|高不高|"
	 U"行不行|好不好");

const char32_t caller_recorders[] = U"登记|记一下|确认|呢";

const char32_t caller_tails[] = U"是|没有|没|不|吗|么|不成";

const char32_t *const caller_talks[TALK_COUNT] = {
	[TALK_CLOSING] = U"再见|拜拜|感谢您来电|感谢来电|谢谢您来电|祝您生活愉快|祝您|祝你|生活愉快|goodbye|good bye|bye|"
		U"have a nice day|have a good day|thank you for calling|thanks for calling",
	[TALK_SERVICE] = U"有什么诉求|什么可以帮|有什么需要帮|需要什么帮助|有什么能帮|请讲您诉求|请问您要反映什么|"
		U"请说您诉求",
	[TALK_ELSE] = U"其他方面|还有诉求|别的方面|除此之外|还有其他诉求|还有其他需要|还有别诉求|还有其他问题|"
		U"还有别问题|还有什么需要|还有什么可以帮|还有其他事|还有别事|其他需要帮|别需要|除了这件事|"
		U"还有什么要反映|还有补充|还有要补充|需要补充|要补充|补充吗|补充没有|其他问题|别问题吗|还有别吗|还有其他吗|"
		U"还有什么要说|还有什么要跟|还有什么要讲|还有啥要说|没有啥要说|没有什么要说|没有要说|别要说|别要帮|别要反映|别要问|"
		U"还有什么不明白|还有什么不清楚|还有什么不懂|还有不明白|还有不清楚|还有不懂|还有疑问|什么疑问|"
		U"还有问题吗|还有什么问题|还有没有问题|就这一件事|就这件事吗|就这些吗|就这一个问题|就这一个事|没有别事|没别事|"
		U"anything else|any other questions|any more questions|anything more",
	[TALK_AGAIN] = U"再说一遍|再说一次|再讲一遍|没听清|没有听清|没听清楚|重复一遍|重复一下|再重复|听不清|"
		U"再说下|没听明白|say that again|say it again|repeat that|pardon",
	[TALK_CHECK] = U"is that correct|is that right|is this correct|is this right|did i get that right|am i right|read that back|"
		U"read it back|let me confirm|to confirm|let me check that|let me repeat|核对|对吗|对吧|是吧|没错吧|对不对|是这样吗|是吗|正确吗|没错吗|没问题吧",
	[TALK_COMFORT] = U"别着急|不要着急|别急|不要急|别担心|不要担心|别难过|别激动|不要激动|别生气|消消气|冷静|"
		U"理解您|能理解|非常理解|很理解|抱歉|对不起|不好意思|放心|辛苦了|受委屈|慢慢说|慢慢讲|别怕|不要怕|"
		U"别害怕|不要害怕|您受累|别慌|不要慌|体谅|心情|让您久等|让您等|让您跑|给您添|给您带来不便|don t worry|sorry to hear|take your time|"
		U"so sorry|i am sorry|i m sorry|apologize|apologise|i understand how",
	[TALK_HOLD] = U"请稍等|稍等|请等一下|等一下|不要挂|别挂|稍候|查询一下|查一下|我帮您查|为您查询|马上转|"
		U"给您转|为您转接|转接|hold on|one moment|just a moment|a moment please|please wait",
	[TALK_GREETING] = U"您好|你好|早上好|下午好|晚上好|很高兴为您服务|为您服务|喂|我是工号|话务员|"
		U"hello|good morning|good afternoon|good evening",
	[TALK_THANKS] = U"谢谢|感谢|感谢您等待|多谢|thank you|thanks",
	[TALK_WORK] = U"正在给您|正在为您|正在帮您|正在登记|正在记|正在查|正在联系|我正在|这边正在|我记一下|我先记|我记录一下|我登记一下|"
		U"我写一下|我查一查|我看一下|马上好|马上就好|马上登记|马上记|给您登记|给您记|帮您登记|帮您记|帮您催|为您登记|"
		U"为您记|记着呢|听着呢|写着呢|查着呢|在记呢|在听呢|在查呢",
	[TALK_DONE] = U"已登记|已经登记|登记了|登记好|已记录|已经记录|记录好|记录下来|已受理|已经受理|已派单|已经派|会尽快|尽快为您|"
		U"会联系您|会与您联系|会跟您联系|会和您联系|会给您|我一定|我们一定|一定帮您|一定给您|一定为您|我会帮|我会把|我们会|"
		U"i will|we will|i ll|we ll|will call you|will contact you|will get back",
	[TALK_LEAVE] = U"几件事|几个情况|确认几|核实几|核对几|几个问题|一些问题|几个小问题|问您几个|问你几个|问几个|问您几句|问你几句|问几句|耽误您|占用您|"
		U"some questions|a few questions|several questions|a couple of questions",
	[TALK_ACCEPT] = U"好|嗯|明白|知道了|收到|记下了|登记了|已经登记|已登记|为您登记|了解了|我记录|为您反映|"
		U"尽快|会联系您|会与您联系|转给|转派|派单|行|没问题|清楚了|听到了|我在听|请讲|请说|您说|您请说",
};

struct temper_lines {
	const char *mood;               /* NULL: any other */
	const char *lines[4];
};

static const struct temper_lines unknown_lines[] = {
	{ "angry", { "这我哪儿知道！", "我不清楚，您别问我这个。", "不知道！" } },
	{ "anxious", { "这个我真不知道。", "哎呀，这个我不清楚。", "我不知道啊，您先管我的事吧。" } },
	{ "afraid", { "我、我不知道。", "这个我不清楚。", "我说不上来。" } },
	{ "confused", { "这我也闹不明白。", "我记不清了。", "哎，这个我不知道。" } },
	{ "joking", { "那谁知道呢。", "您猜。", "不知道，嘿嘿。" } },
	{ NULL, { "这个我不清楚。", "不知道，我说不好。", "这我就不了解了。" } },
};

static const struct temper_lines repeat_lines[] = {
	{ "angry", { "我不是说过了吗！", "怎么又问！" } },
	{ "anxious", { "刚才说了呀。", "我说过了。" } },
	{ "confused", { "我没说吗？", "好像说过了。" } },
	{ NULL, { "刚才说过了。", "我再说一遍：" } },
};

static const struct temper_lines impatient_lines[] = {
	{ "angry", { "你们能不能干点正事！", "问来问去的，到底管不管！" } },
	{ "anxious", { "能不能快一点？", "我这儿真等不了了。" } },
	{ NULL, { "您能不能快点儿？", "还要问多少啊？" } },
};

static const struct temper_lines greeting_lines[] = {
	{ "angry", { "行了行了，说正事。", "别跟我客气，解决问题就行。" } },
	{ "anxious", { "好，您快帮帮我。", "嗯，好。" } },
	{ "afraid", { "嗯，谢谢您。", "好……" } },
	{ "joking", { "哟，态度不错。", "你好你好。" } },
	{ NULL, { "哎，你好。", "好，您好。" } },
};

static const struct temper_lines closing_lines[] = {
	{ "angry", { "行吧，我等着你们。", "这回可别再糊弄我。" } },
	{ NULL, { "好，谢谢，再见。", "行，麻烦您了，再见。" } },
};

static const struct temper_lines hang_up_lines[] = {
	{ "angry", { "不跟你说了！", "跟你们说没用，挂了！" } },
	{ "joking", { "没意思，挂了。", "拜拜了您。" } },
	{ NULL, { "算了，我不说了。", "唉，我先挂了。" } },
};

static const struct temper_lines *const defaults[CUE_COUNT] = {
	[CUE_UNKNOWN] = unknown_lines,
	[CUE_REPEAT] = repeat_lines,
	[CUE_IMPATIENT] = impatient_lines,
	[CUE_GREETING] = greeting_lines,
	[CUE_CLOSING] = closing_lines,
	[CUE_HANG_UP] = hang_up_lines,
};

const char *const *caller_default_lines(enum scenario_cue cue, const char *mood)
{
	const struct temper_lines *row = defaults[cue];

	if (!row)
		return NULL;
	while (row->mood && (!mood || strcmp(row->mood, mood) != 0))
		row++;
	return row->lines;
}

const char *caller_default_talk(enum caller_talk talk, const char *mood)
{
	static const char *const lines[TALK_COUNT] = {
		[TALK_ELSE] = "没有了，就这些。",
		[TALK_CHECK] = "对。",
		[TALK_HOLD] = "好，我等着。",
		[TALK_WORK] = "嗯，好。",
		[TALK_THANKS] = "没事。",
		[TALK_ACCEPT] = "嗯，好。",
		[TALK_LEAVE] = "可以，您问吧。",
	};
	static const char *const angry[TALK_COUNT] = {
		[TALK_ELSE] = "没了，先把这个给我办了。",
		[TALK_CHECK] = "对！",
		[TALK_HOLD] = "快点儿。",
		[TALK_WORK] = "行，快点儿。",
		[TALK_ACCEPT] = "嗯。",
		[TALK_LEAVE] = "问吧，快点儿。",
	};
	const char *line = mood && !strcmp(mood, "angry") ? angry[talk] : NULL;

	return line ? line : lines[talk];
}

const char *caller_default_answer(enum caller_topic topic)
{
	static const char *const lines[TOPIC_COUNT] = {
		[TOPIC_SECRET] = "不用。",
		[TOPIC_POLICE] = "没有。",
	};

	return lines[topic];
}
