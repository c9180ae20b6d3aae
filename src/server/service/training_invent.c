/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_invent.c -- see training_invent.h. What stands instead of a piece follows from the piece and the seed alone;
 * of what is found, privacy.h decides.
 */
#include "server/service/training_invent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/privacy.h"
#include "hotline/text.h"

struct pair { char *word, *instead; };
struct invention {
	uint64_t seed;
	struct privacy privacy;
	struct pair pairs[PRIVACY_WORDS];       /* known words; the privacy borrows them */
	size_t pair_count;
	bool full;                              /* a word found no room: nothing may be told */
	char *name, *number, *address, *point, *party;
};

/* ---- chance that follows from the piece ---- */

/* FNV-1a over the piece, stirred with the seed. */
static uint64_t stir(const struct invention *v, const char *piece, size_t len)
{
	uint64_t h = 0xcbf29ce484222325ULL ^ v->seed * 0x9e3779b97f4a7c15ULL;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)piece[i]) * 0x100000001b3ULL;
	h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9ULL;
	return h ^ (h >> 31);
}

static const char *pick(const char *const *of, size_t count, uint64_t chance)
{
	return of[chance % count];
}

static const char *surname_for(const struct invention *v, const char *surname, size_t len)
{
	static const char *const surnames[] = { "钱", "孔", "祝", "范", "彭", "鲁", "韦", "昌", "苗", "凤", "花", "方" };

	return pick(surnames, ARRAY_SIZE(surnames), stir(v, surname, len));
}

/* The surname is that by which one is addressed, 王女士. */
static char *name_for(const struct invention *v, const char *name)
{
	static const char *const given[] = { "练", "习之", "试", "演", "假设", "例", "模", "拟之", "样", "如是" };
	const size_t first = strlen("王");
	size_t len = strlen(name) < first ? strlen(name) : first;

	return xasprintf("%s%s", surname_for(v, name, len), pick(given, ARRAY_SIZE(given), stir(v, name, strlen(name)) >> 8));
}

/* ---- numbers ---- */

/* Bytes of the digit at s, half or full width, which is then in `digit`; 0: none. */
static size_t digit_at(const char *s, char *digit)
{
	const unsigned char *u = (const unsigned char *)s;

	if (*u >= '0' && *u <= '9') {
		*digit = *s;
		return 1;
	}
	if (u[0] != 0xef || u[1] != 0xbc || u[2] < 0x90 || u[2] > 0x99)
		return 0;
	*digit = (char)('0' + u[2] - 0x90);
	return 3;
}

/* Only the digits, half width. */
static size_t read_digits(const char *piece, size_t len, char digits[32])
{
	size_t n = 0;

	for (size_t i = 0; i < len && n < 31; i++)
		n += digit_at(piece + i, &digits[n]) > 0;
	digits[n] = '\0';
	return n;
}

/* Bytes of the number at s: digits, or numerals as in 十二号楼; 0: none. */
static size_t number_at(const char *s)
{
	static const char *const numerals[] = { "〇", "零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百" };
	size_t len = 0, step;
	char digit;

	do {
		step = digit_at(s + len, &digit);
		for (size_t i = 0; !step && i < ARRAY_SIZE(numerals); i++)
			step = strncmp(s + len, numerals[i], strlen(numerals[i])) ? 0 : strlen(numerals[i]);
		len += step;
	} while (step);
	return len;
}

/* All nought but the last four: no telephone has such a number. The area code stays. */
static void add_other_number(char *digits, size_t n, unsigned chance, struct buf *out)
{
	for (size_t i = digits[0] == '0' ? 3 : 0; i + 4 < n; i++)
		digits[i] = '0';
	snprintf(digits + n - 4, 5, "%04u", chance % 10000);
	buf_adds(out, digits);
}

/* Mobile numbers of the block 139 0000 0000, which is nobody's; identity cards of somebody born in 1900. */
static void add_number(const struct invention *v, const char *piece, size_t len, struct buf *out)
{
	char digits[32];
	size_t n = read_digits(piece, len, digits);
	bool country = n == 13 && !strncmp(digits, "861", 3);
	unsigned chance = (unsigned)(stir(v, digits + (country ? 2 : 0), n - (country ? 2 : 0)) >> 16);

	if (country || (n == 11 && digits[0] == '1'))
		buf_addf(out, "1390000%04u", chance % 10000);
	else if (n == 17 || n == 18)
		buf_addf(out, "11010119000101%03u%s", chance % 1000, n == 17 ? "X" : "0");
	else if (n >= 4)
		add_other_number(digits, n, chance, out);
	else
		buf_addf(out, "%04u", chance % 10000);
}

/* 京A12345 becomes 京A00123: its province, its length. */
static void add_plate(const struct invention *v, const char *piece, size_t len, struct buf *out)
{
	size_t head = strlen("京") + 1, sign = !strncmp(piece + head, "·", strlen("·")) ? strlen("·") : 0;
	int count = (int)(len - head - sign);

	buf_addf(out, "%.*s%0*u", (int)head, piece, count, (unsigned)(stir(v, piece, len) >> 16) % 1000);
}

/* 5 as another building, 1203 as another flat. */
static void add_door(const struct invention *v, const char *piece, size_t len, struct buf *out)
{
	char digits[32];
	size_t n = read_digits(piece, len, digits);
	unsigned chance = (unsigned)((n ? stir(v, digits, n) : stir(v, piece, len)) >> 16);

	if (n > 2)
		buf_addf(out, "%u", (chance % 18 + 1) * 100 + chance / 18 % 4 + 1);
	else
		buf_addf(out, "%u", chance % 20 + 1);
}

/* ---- a text ---- */

static void add_word(const struct invention *v, const char *piece, size_t len, struct buf *out)
{
	for (size_t i = 0; i < v->pair_count; i++)
		if (strlen(v->pairs[i].word) == len && !strncmp(v->pairs[i].word, piece, len)) {
			buf_adds(out, v->pairs[i].instead);
			return;
		}
	buf_adds(out, "某");
}

static void instead(void *arg, enum privacy_kind kind, const char *piece, size_t len, struct buf *out)
{
	const struct invention *v = arg;

	switch (kind) {
	case PRIVACY_WORD: add_word(v, piece, len, out); break;
	case PRIVACY_NUMBER: add_number(v, piece, len, out); break;
	case PRIVACY_PLATE: add_plate(v, piece, len, out); break;
	case PRIVACY_MAIL: buf_addf(out, "lianxi%u@example.com", (unsigned)(stir(v, piece, len) >> 16) % 1000); break;
	case PRIVACY_DOOR: add_door(v, piece, len, out); break;
	case PRIVACY_SURNAME: buf_adds(out, surname_for(v, piece, len)); break;
	}
}

char *invention_text(const struct invention *v, const char *text)
{
	struct buf out = BUF_INIT;

	privacy_replace(&v->privacy, text ? text : "", instead, (void *)v, &out);
	return out.len ? buf_detach(&out) : xstrdup("");
}

/* ---- what the ticket knows ---- */

static bool is_known(const struct invention *v, const char *word)
{
	for (size_t i = 0; i < v->pair_count; i++)
		if (!strcmp(v->pairs[i].word, word))
			return true;
	return false;
}

/* Takes the word. */
static void know(struct invention *v, char *word, const char *other)
{
	if (!*word || is_known(v, word)) {
		free(word);
	} else if (v->pair_count == ARRAY_SIZE(v->pairs)) {
		v->full = true;
		free(word);
	} else {
		v->pairs[v->pair_count] = (struct pair){ word, xstrdup(other) };
		privacy_know(&v->privacy, v->pairs[v->pair_count++].word);
	}
}

static const char *field(const struct ticket *t, const char *pointer)
{
	const char *text = jo_pointer_str(t->fields, pointer);

	return text ? text : "";
}

static void know_person(struct invention *v, const char *name, const char *number)
{
	struct buf other = BUF_INIT;

	if (name && *name) {
		char *invented = name_for(v, name);
		know(v, xstrdup(name), invented);
		free(invented);
	}
	if (number && *number) {
		add_number(v, number, strlen(number), &other);
		know(v, xstrdup(number), other.data);
	}
	buf_release(&other);
}

static void know_caller(struct invention *v, const struct ticket *t)
{
	know_person(v, field(t, "/caller/name"), field(t, "/caller/number"));
	know_person(v, NULL, field(t, "/caller/callback"));
}

static void know_joined(struct invention *v, const struct ticket *t)
{
	const json *callers = jo_get(t->extra, "callers");

	for (size_t i = 0; i < jo_len(callers); i++) {
		const json *caller = jo_get(jo_at(callers, i), "caller");
		know_person(v, jo_str(caller, "name"), jo_str(caller, "number"));
	}
}

/* Somebody by name, as most are; a longer one is a firm. */
static void know_named(void *arg, const char *name)
{
	enum { PERSON_MOST = 4 };
	struct invention *v = arg;

	if (text_count(name, strlen(name)) <= PERSON_MOST)
		know_person(v, name, NULL);
	else
		know(v, xstrdup(name), v->party);
}

static void know_parties(struct invention *v, const struct ticket *t)
{
	static const char *const parties[] = { "示例物业公司", "练习商店", "模拟工程队", "样例培训班" };
	const char *party = field(t, "/matter/party");

	v->party = xstrdup(pick(parties, ARRAY_SIZE(parties), stir(v, party, strlen(party))));
	know(v, xstrdup(party), v->party);
	know(v, xstrdup(field(t, "/caller/company")), "练习公司");
	privacy_each_named(t->fields, know_named, v);
}

/* ---- where it is ---- */

/* A road stays a road. */
static char *point_for(const struct invention *v, const char *point)
{
	static const char *const stems[] = { "练习", "示例", "模拟", "演练", "样板" };
	static const char *const ends[] = { "路", "街", "胡同", "村", "园", "大厦", "市场", "广场", "社区" };
	const char *end = "小区";
	size_t len = strlen(point);

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (len > strlen(ends[i]) && !strcmp(point + len - strlen(ends[i]), ends[i]))
			end = ends[i];
	return xasprintf("%s%s", pick(stems, ARRAY_SIZE(stems), stir(v, point, len)), end);
}

/* What a number of `len` bytes at s counts, from the list; NULL: none of that. */
static const char *counted_by(const char *s, size_t len, const char *const *kinds, size_t count)
{
	for (size_t i = 0; len && i < count; i++)
		if (!strncmp(s + len, kinds[i], strlen(kinds[i])))
			return kinds[i];
	return NULL;
}

static const char *door_at(const char *s, size_t len)
{
	static const char *const kinds[] = { "号楼", "号院", "号", "单元", "室", "栋", "幢", "层" };

	return counted_by(s, len, kinds, ARRAY_SIZE(kinds));
}

/* 5号楼3单元 of the address, as other doors; whatever else stands behind the name is left out. */
static void add_doors(const struct invention *v, const char *tail, struct buf *out)
{
	size_t len;

	for (const char *p = tail; *p; p += len + !len) {
		len = number_at(p);
		const char *kind = door_at(p, len);
		if (!kind)
			continue;
		add_door(v, p, len, out);
		buf_adds(out, kind);
	}
}

/* Bytes of the address before its first digit or door: 三里屯 is none, 三号楼 is. */
static size_t name_length(const char *address)
{
	const char *p = address;
	char digit;

	while (*p && !digit_at(p, &digit) && !door_at(p, number_at(p)))
		p++;
	return (size_t)(p - address);
}

/* Past the words at the start that name no place, 楼下2栋 and 我们小区3号楼; not if one character would be left. */
static const char *behind_plain_words(const char *from, const char *end)
{
	static const char *const plain[] = {
		"楼下", "楼上", "楼前", "楼后", "隔壁", "对面", "旁边", "附近", "前面", "后面", "东侧", "西侧", "南侧", "北侧", "小区", "院内", "院里", "园区",
		"社区", "大院", "里面", "里边", "我们", "咱们", "他们", "我家", "今天", "昨天", "前天", "今早", "昨晚", "今晚", "晚上", "早上", "目前", "现在",
		"近日", "其中", "以及", "还有", "另外", "包括", "整个", "所有", "全部", "部分", "居民", "业主", "邻居", "住户", "物业", "号楼", "号院", "单元",
		"一共", "总共", "共", "我", "本", "该", "此", "其", "这", "那", "的", "内", "里", "全", "有", "第", "各", "号", "室", "层", "栋", "幢", "楼",
	};
	size_t len = 1;

	while (from < end && len) {
		size_t left = (size_t)(end - from);
		len = 0;
		for (size_t i = 0; !len && i < ARRAY_SIZE(plain); i++)
			if (strlen(plain[i]) <= left && !strncmp(from, plain[i], strlen(plain[i])))
				len = strlen(plain[i]);
		if (len < left && text_count(from + len, left - len) < 2)
			break;
		from += len;
	}
	return from;
}

/* Where the name begins that ends at `end`: behind the last sign or word that is none of it. */
static const char *name_begins(const char *text, const char *end)
{
	static const char *const before[] = { "，", "。", "、", "；", "：", "（", "）", "“", "”", "在", "住", "于", "到", "是", "和", "与",
					      "反映", "来电人", "投诉" };
	const char *from = text;
	char digit;

	for (size_t i = 0; i < ARRAY_SIZE(before); i++)
		for (const char *p = text; (p = strstr(p, before[i])) && p + strlen(before[i]) <= end; p += strlen(before[i]))
			from = p + strlen(before[i]) > from ? p + strlen(before[i]) : from;
	for (const char *p = from; p < end; p++) {
		size_t other = (unsigned char)*p < 0x80 ? 1 : digit_at(p, &digit);
		from = other ? p + other : from;
	}
	return behind_plain_words(from, end);
}

/* What stands before a building's number is a name, 貔貅苑3号楼, though no field tells it. */
static void know_names(struct invention *v, const char *text)
{
	static const char *const kinds[] = { "号楼", "号院", "栋", "幢" };
	enum { NAME_MOST = 12 * 3 };
	size_t len;

	for (const char *p = text; *p; p += len + !len) {
		len = number_at(p);
		const char *from = counted_by(p, len, kinds, ARRAY_SIZE(kinds)) ? name_begins(text, p) : p;
		if (from < p && p - from <= NAME_MOST)
			know(v, xstrndup(from, (size_t)(p - from)), v->point);
	}
}

/* Names of the street's communities; people leave 社区居委会 away. */
static void know_communities(struct invention *v, const struct city *city, const char *street)
{
	for (size_t i = 0; i < city->community_count; i++) {
		const struct city_region *c = &city->communities[i];
		const char *last = strstr(c->name, "社区");
		size_t len = last ? (size_t)(last - c->name) : strlen(c->name);
		if (c->parent && !strcmp(c->parent->code, street))
			know(v, xstrndup(c->name, len), v->point);
	}
}

/* The name up to the first door is a word of its own: people say it without the door. */
static void know_place(struct invention *v, const struct ticket *t)
{
	static const char *const tell[] = { "/place/address", "/place/point", "/matter/title", "/matter/content" };
	const char *address = field(t, "/place/address");
	size_t name = name_length(address);
	char *point = xstrndup(address, name);
	struct buf other = BUF_INIT;

	v->point = point_for(v, name ? point : "小区");
	buf_adds(&other, v->point);
	if (*address)
		add_doors(v, address + name, &other);
	else
		buf_adds(&other, "3号楼2单元501室");
	v->address = buf_detach(&other);
	know(v, xstrdup(address), v->address);
	know(v, point, v->point);
	know(v, xstrdup(field(t, "/place/point")), v->point);
	for (size_t i = 0; i < ARRAY_SIZE(tell); i++)
		know_names(v, field(t, tell[i]));
}

struct invention *invention_new(const struct city *city, const struct ticket *t, uint64_t seed)
{
	struct invention *v = xcalloc(1, sizeof(*v));
	const char *name = field(t, "/caller/name"), *number = field(t, "/caller/number");
	struct buf text = BUF_INIT;

	v->seed = seed;
	know_caller(v, t);
	know_parties(v, t);
	know_place(v, t);
	know_communities(v, city, field(t, "/place/street"));
	know_joined(v, t);
	v->name = name_for(v, name);
	if (*number)
		add_number(v, number, strlen(number), &text);
	else
		buf_addf(&text, "1390000%04u", (unsigned)(stir(v, "", 0) >> 16) % 10000);
	v->number = buf_detach(&text);
	if (!v->full)
		return v;
	invention_free(v);
	return NULL;
}

void invention_free(struct invention *v)
{
	if (!v)
		return;
	for (size_t i = 0; i < v->pair_count; i++) {
		free(v->pairs[i].word);
		free(v->pairs[i].instead);
	}
	free(v->name);
	free(v->number);
	free(v->address);
	free(v->point);
	free(v->party);
	free(v);
}

const char *invention_name(const struct invention *v) { return v->name; }
const char *invention_number(const struct invention *v) { return v->number; }
const char *invention_address(const struct invention *v) { return v->address; }
const char *invention_point(const struct invention *v) { return v->point; }
const char *invention_party(const struct invention *v) { return v->party; }
