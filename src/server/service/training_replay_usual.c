/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_replay_usual.c -- what every agent asks for, by the house's own phrases: a replay's caller answers each of it.
 *
 * From the field of the ticket that tells it, as it is said; where none does, as most callers would, without claiming
 * anything that the form of the ticket could be wrong about.
 */
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/text.h"
#include "server/service/training_replay.h"

/* How a value is said; NULL: it does not tell. Caller frees. */
struct telling { const struct city *city; const struct ticket *t; const struct invention *people; };
typedef char *usual_say(const struct telling *from, const char *pointer);

static const char *value_of(const struct telling *from, const char *pointer)
{
	const char *text = jo_pointer_str(from->t->fields, pointer);

	return text && *text ? text : NULL;
}

static char *say_choice(const struct telling *from, const char *pointer)
{
	const struct city_field *f = city_find_field(from->city, pointer);
	const char *value = value_of(from, pointer), *set = f && f->choices ? strchr(f->choices, ':') + 1 : "";
	const struct city_code *code = city_find_code(from->city, set, value);

	return code ? xasprintf("%s。", code->name) : NULL;
}

static char *say_text(const struct telling *from, const char *pointer)
{
	const char *value = value_of(from, pointer);

	return value ? invention_text(from->people, value) : NULL;
}

static char *say_yes_no(const struct telling *from, const char *pointer)
{
	const json *value = jo_pointer(from->t->fields, pointer);

	if (!value)
		return NULL;
	return xstrdup(json_object_get_boolean((json *)value) ? "要的，办完给我打个电话。" : "不用了。");
}

static char *say_number(const struct telling *from, const char *pointer)
{
	const char *value = value_of(from, pointer);
	char *instead = value ? invention_text(from->people, value) : NULL, *say;

	say = xasprintf("打%s就行。", instead ? instead : invention_number(from->people));
	free(instead);
	return say;
}

static char *say_urgency(const struct telling *from, const char *pointer)
{
	const char *value = value_of(from, pointer);

	return value && strcmp(value, "normal") ? xstrdup("很急，请你们快一点。") : NULL;
}

static char *say_company(const struct telling *from, const char *pointer)
{
	char *name = say_text(from, pointer), *say = name ? xasprintf("我是%s的。", name) : NULL;

	free(name);
	return say;
}

/* Somebody who called before knows it. */
static char *say_earlier(const struct telling *from, const char *pointer)
{
	return jo_len(jo_pointer(from->t->fields, pointer)) ? xstrdup("之前打过12345，还没有解决。") : NULL;
}

static char *say_wish(const struct telling *from, const char *pointer)
{
	static const struct { const char *type, *say; } wishes[] = {
		{ "enquiry", "就想要个准确的答复。" }, { "suggestion", "希望你们转给有关部门考虑。" },
		{ "praise", "希望你们转达我的感谢。" }, { "report", "希望有人去查一查。" },
	};
	const char *type = value_of(from, pointer);

	for (size_t i = 0; type && i < ARRAY_SIZE(wishes); i++)
		if (!strcmp(wishes[i].type, type))
			return xstrdup(wishes[i].say);
	return NULL;
}

static const struct { const char *code, *pointer; usual_say *say; const char *about, *asks, *otherwise; } usual[] = {
	{ "often", "/matter/frequency", say_choice, "几次 经常 频率 频次 现在还",
	  "多久发生一次？|这种情况经常有吗？|一共几次了？|现在还是这样吗？", "说不好几次，反正现在还是这样。" },
	{ "since", NULL, NULL, "从什么时候 多久 几天", "从什么时候开始的？|这样多久了？", "有几天了，具体从哪天起记不清了。" },
	{ "when", NULL, NULL, "时间 什么时候 几点 哪天", "什么时候发生的？|大概几点？|是哪一天的事？",
	  "就是最近的事，具体时间记不清了。" },
	{ "where", NULL, NULL, "地址 地点 位置 哪里", "具体地址是哪里？|事情发生在什么地方？", "具体地方我说不上来。" },
	{ "tried", "/control/linked", say_earlier, "找过 反映过 报修 答复",
	  "您之前找过谁？|您之前联系过物业、社区或其他单位吗？|他们怎么答复的？", "还没找过别人，先打的12345。" },
	{ "wish", "/matter/type", say_wish, "希望 要求 怎么处理 怎么解决", "您希望怎么处理？|您希望怎么解决？|您有什么要求？",
	  "希望尽快派人来处理。" },
	{ "cause", NULL, NULL, "原因 引起 造成", "您了解是什么原因吗？|是什么引起的？", "原因我不清楚，得请你们查。" },
	{ "party", NULL, NULL, "对方 谁 单位 公司 名称", "对方叫什么名字？|是哪家单位？|您反映的是谁？", "对方叫什么我说不上来。" },
	{ "callback", "/caller/callback", say_number, "回拨 联系得上",
	  "方便留一个能联系到您的电话吗？|承办单位打哪个电话找您？", NULL },
	{ "company", "/caller/company", say_company, "个人 企业 代表", "您是个人还是企业？|您代表哪家企业？", "我是个人反映的。" },
	{ "urgent", "/control/urgency", say_urgency, "紧急 危险 受伤", "情况紧急吗？|现在有没有危险？|有没有人受伤？",
	  "没有危险，就是想早点解决。" },
	{ "secret", NULL, NULL, "保密", "您的姓名和电话需要为您保密吗？|需要保密吗？", "不用保密。" },
	{ "visit", "/caller/wants_visit", say_yes_no, "回访", "办完需要给您回访吗？|需要回访吗？", "可以，到时候打给我。" },
	{ "more", NULL, NULL, "其他诉求 别的事", "除了这件事，您还有其他诉求吗？|还有别的问题吗？", "没有别的事了。" },
};

static bool has_fact(const json *facts, const char *code)
{
	for (size_t i = 0; i < jo_len(facts); i++)
		if (!strcmp(jo_str(jo_at(facts, i), "code"), code))
			return true;
	return false;
}

void replay_add_usual(json *facts, const struct city *city, const struct ticket *t, const struct invention *people)
{
	const struct telling from = { city, t, people };

	for (size_t i = 0; i < ARRAY_SIZE(usual); i++) {
		if (has_fact(facts, usual[i].code))
			continue;
		char *say = usual[i].say ? usual[i].say(&from, usual[i].pointer) : NULL;
		replay_add_fact(facts, usual[i].code, usual[i].about, usual[i].asks, say ? say : usual[i].otherwise);
		free(say);
	}
}
