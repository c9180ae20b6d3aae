/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * privacy.c -- see privacy.h. One pass over the text; at each place every rule is asked for how many bytes it takes out,
 * and the first that takes any wins.
 */
#include "hotline/privacy.h"

#include <ctype.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/text.h"

enum { DIGITS_LEAST = 7 };      /* of a telephone number; times, prices and degrees have fewer */

/* What a rule takes out and what it leaves. */
struct taken { size_t len; const char *left; };
typedef struct taken rule(const struct privacy *p, const char *text, size_t at);

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The length of the word that stands at s, of a list parted by blanks; 0: none does. */
static size_t one_of(const char *list, const char *s)
{
	for (const char *p = list; *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		if (!strncmp(s, p, len))
			return len;
		p += len;
	}
	return 0;
}

/* ---- rules ---- */

/* The word's length if it stands at s, else 0. Stops at the first other byte: a ticket may know thousands of words. */
static size_t stands_at(const char *word, const char *s)
{
	size_t len = 0;

	while (word[len] && word[len] == s[len])
		len++;
	return word[len] ? 0 : len;
}

/* The longest that stands here. */
static struct taken known_word(const struct privacy *p, const char *text, size_t at)
{
	size_t longest = 0;

	for (size_t i = 0; i < p->count; i++) {
		size_t len = stands_at(p->words[i], text + at);
		longest = len > longest ? len : longest;
	}
	return (struct taken){ longest, "某" };
}

/* 2026-11-24, also with dots or strokes */
static bool is_date(const char *s)
{
	size_t year = strspn(s, "0123456789");
	char sign = year == 4 && s[4] && strchr("-./", s[4]) ? s[4] : '\0';
	size_t month = sign ? strspn(s + 5, "0123456789") : 0;
	const char *day = s + 6 + month;

	return month >= 1 && month <= 2 && s[5 + month] == sign && is_digit(*day) && !is_digit(day[1 + is_digit(day[1])]);
}

/* Bytes of the digit at s, half or full width (U+FF10 to U+FF19); 0: none. */
static size_t digit_at(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	return is_digit(*s) ? 1 : u[0] == 0xef && u[1] == 0xbc && u[2] >= 0x90 && u[2] <= 0x99 ? 3 : 0;
}

/* Bytes of what may stand between groups of digits at s; 0: nothing of the kind. */
static size_t separator_at(const char *s)
{
	return *s && strchr("-. ()/", *s) ? 1 : one_of("－ （ ） ． ／ · • — – ‐ 　", s);
}

/* Is there a digit, or its part of an amount, before? */
static bool goes_on(const char *text, size_t at)
{
	return at && (is_digit(text[at - 1]) || text[at - 1] == '.' || (at > 2 && digit_at(text + at - 3) == 3));
}

/* Digits with what stands between groups of them; an identity card's may end with X. */
static struct taken long_number(const struct privacy *p, const char *text, size_t at)
{
	size_t len = text[at] == '+', digits = 0, end = 0, step;
	(void)p;

	if ((!len && !digit_at(text + at)) || goes_on(text, at) || is_date(text + at))
		return (struct taken){ 0, NULL };
	while ((step = digit_at(text + at + len)) || (digits && (step = separator_at(text + at + len)))) {
		bool digit = digit_at(text + at + len) > 0;
		len += step;
		digits += digit;
		end = digit ? len : end;
	}
	if (digits < DIGITS_LEAST || one_of("元 万 人 户 吨 度 件 年 平方 立方", text + at + end))
		return (struct taken){ 0, NULL };
	if (digits == 17 && (text[at + end] == 'X' || text[at + end] == 'x'))
		end++;
	return (struct taken){ end, "［号码］" };
}

/* 京A12345, 京AD12345 */
static struct taken number_plate(const struct privacy *p, const char *text, size_t at)
{
	size_t len = one_of("京 津 沪 渝 冀 豫 云 辽 黑 湘 皖 鲁 新 苏 浙 赣 鄂 桂 甘 晋 蒙 陕 吉 闽 贵 粤 青 藏 川 宁 琼", text + at), n = 0;
	(void)p;

	if (!len || !isupper((unsigned char)text[at + len]))
		return (struct taken){ 0, NULL };
	len++;
	if (!strncmp(text + at + len, "·", strlen("·")))
		len += strlen("·");
	while (n < 6 && (isupper((unsigned char)text[at + len + n]) || is_digit(text[at + len + n])))
		n++;
	return (struct taken){ n >= 5 ? len + n : 0, "［车牌］" };
}

static bool is_mail_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("._%+-", c));
}

static struct taken mail_address(const struct privacy *p, const char *text, size_t at)
{
	size_t name = 0, domain = 0;
	bool dot = false;
	(void)p;

	if (at && is_mail_char(text[at - 1]))
		return (struct taken){ 0, NULL };
	while (is_mail_char(text[at + name]))
		name++;
	if (!name || text[at + name] != '@')
		return (struct taken){ 0, NULL };
	for (; is_mail_char(text[at + name + 1 + domain]); domain++)
		dot |= text[at + name + 1 + domain] == '.';
	return (struct taken){ dot ? name + 1 + domain : 0, "［邮箱］" };
}

/* 5号楼, 2单元, 301室: a door tells who lives behind it. */
static struct taken door(const struct privacy *p, const char *text, size_t at)
{
	size_t len = 0;
	(void)p;

	if (at && is_digit(text[at - 1]))
		return (struct taken){ 0, NULL };
	while (is_digit(text[at + len]))
		len++;
	size_t kind = len ? one_of("号楼 号院 单元 室 栋 幢 门牌", text + at + len) : 0;
	if (!kind)
		return (struct taken){ 0, NULL };
	return (struct taken){ len, "某" };     /* the kind stays */
}

/* 王女士, 欧阳先生: a surname before how people are addressed. */
static struct taken addressed(const struct privacy *p, const char *text, size_t at)
{
	static const char surnames[] =
		"欧阳 上官 司马 诸葛 司徒 皇甫 王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 邓 冯 韩 曹 曾 彭 "
		"萧 蔡 潘 田 董 袁 于 余 叶 蒋 杜 苏 魏 程 吕 丁 沈 任 姚 卢 傅 钟 姜 崔 谭 廖 范 汪 陆 金 石 戴 贾 韦 夏 邱 方 侯 邹 熊 孟 秦 白 江 阎 "
		"薛 尹 段 雷 黎 史 龙 陶 贺 顾 毛 郝 龚 邵 万 钱 严 覃 武 戚 莫 孔 向 汤 常 温 康 施 文 牛 樊 葛 邢 安 齐 易 乔 伍 庞 颜 倪 庄 聂 章 鲁 "
		"岳 翟 申 欧 耿 兰 焦 俞 左 柳 甘 祝 包 宁 尚 符 舒 阮 柯 纪 梅 童 凌 毕 单 季 裴 霍 涂 成 苗 谷 盛 曲 翁 冉 骆 蓝 路 游 辛 靳 管 柴 蒙 "
		"鲍 华 喻 祁 蒲 房 滕 屈 饶 解 牟 艾 尤 时 穆 司 卓 古 吉 缪 简 车 项 连 芦 麦 褚 娄 窦 岑 景 党 宫 费 卜 冷 晏 席 卫 柏 宗 瞿 桂 全 佟 "
		"应 臧 闵 苟 邬 边 卞 姬 仇 栾 隋 刁 沙 荣 巫 寇 桑 郎 甄 丛 仲 虞 巩 佘 池 查 麻 苑 迟 谈 匡 鞠 惠 荆 乐 郁 胥 储 燕 楚 楼 闻";
	size_t surname = one_of(surnames, text + at);
	(void)p;

	if (!surname)
		return (struct taken){ 0, NULL };
	return (struct taken){ one_of("先生 女士 小姐 师傅 大爷 大妈 阿姨 老师", text + at + surname) ? surname : 0, "某" };
}

static rule *const rules[] = {
	[PRIVACY_WORD] = known_word, [PRIVACY_NUMBER] = long_number, [PRIVACY_PLATE] = number_plate,
	[PRIVACY_MAIL] = mail_address, [PRIVACY_DOOR] = door, [PRIVACY_SURNAME] = addressed,
};

static struct taken take_at(const struct privacy *p, const char *text, size_t at, enum privacy_kind *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		struct taken t = rules[i](p, text, at);
		*kind = (enum privacy_kind)i;
		if (t.len)
			return t;
	}
	return (struct taken){ 0, NULL };
}

/* ---- the text ---- */

size_t privacy_replace(const struct privacy *p, const char *text, privacy_instead *instead, void *arg, struct buf *out)
{
	size_t len = strlen(text), pieces = 0;
	enum privacy_kind kind;

	for (size_t at = 0; at < len;) {
		struct taken t = take_at(p, text, at, &kind);
		if (t.len) {
			if (instead)
				instead(arg, kind, text + at, t.len, out);
			else
				buf_adds(out, t.left);
			at += t.len;
			pieces++;
			continue;
		}
		int bytes;
		text_decode(text + at, len - at, &bytes);
		buf_add(out, text + at, (size_t)bytes);
		at += (size_t)bytes;
	}
	return pieces;
}

size_t privacy_clean(const struct privacy *p, const char *text, struct buf *out)
{
	return privacy_replace(p, text, NULL, NULL, out);
}

bool privacy_find(const struct privacy *p, const char *text, struct buf *piece)
{
	size_t len = strlen(text);
	enum privacy_kind kind;

	for (size_t at = 0; at < len;) {
		struct taken t = take_at(p, text, at, &kind);
		int bytes;
		if (t.len) {
			buf_add(piece, text + at, t.len);
			return true;
		}
		text_decode(text + at, len - at, &bytes);
		at += (size_t)bytes;
	}
	return false;
}

/* ---- what a ticket knows ---- */

void privacy_know(struct privacy *p, const char *word)
{
	if (word && text_count(word, strlen(word)) >= 2 && p->count < PRIVACY_WORDS)
		p->words[p->count++] = word;
}

/* A city's sections call them so: patient_name, contact, receiver. */
static bool is_a_name(const char *field)
{
	static const char *const ends[] = { "name", "contact", "receiver" };
	size_t len = strlen(field);

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		size_t end = strlen(ends[i]);
		if (len >= end && !strcmp(field + len - end, ends[i]) && (len == end || field[len - end - 1] == '_'))
			return true;
	}
	return false;
}

void privacy_each_named(const json *fields, privacy_named *named, void *arg)
{
	json *sections = jo_get(fields, "sections");

	if (!json_object_is_type(sections, json_type_object))
		return;
	json_object_object_foreach(sections, code, section) {
		(void)code;
		if (!json_object_is_type(section, json_type_object))
			continue;
		json_object_object_foreach(section, name, value)
			if (is_a_name(name) && json_object_is_type(value, json_type_string))
				named(arg, json_object_get_string(value));
	}
}

static void know_named(void *arg, const char *name)
{
	privacy_know(arg, name);
}

void privacy_of_ticket(const struct ticket *t, struct privacy *p)
{
	static const char *const pointers[] = {
		"/caller/name", "/caller/number", "/caller/callback", "/caller/company", "/matter/party", "/place/address",
		"/place/point",
	};
	const json *callers = jo_get(t->extra, "callers");

	*p = (struct privacy){ .count = 0 };
	for (size_t i = 0; i < ARRAY_SIZE(pointers); i++)
		privacy_know(p, jo_pointer_str(t->fields, pointers[i]));
	privacy_each_named(t->fields, know_named, p);
	for (size_t i = 0; i < jo_len(callers); i++) {
		const json *caller = jo_get(jo_at(callers, i), "caller");
		privacy_know(p, jo_str(caller, "name"));
		privacy_know(p, jo_str(caller, "number"));
	}
}
