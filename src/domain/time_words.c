/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * time_words.c -- the words for times that agents type, Chinese and English.
 *
 * The text is folded into a small buffer (half width, lower case, the few traditional characters of
 * times) and taken apart from the left: the longest word of the table, a number with its unit, or
 * digits with separators. Anything else makes it unreadable: better to ask than to guess.
 */
#include "domain/time_words.h"

#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"

#define TEXT_MOST 200
#define MINUTE 60000LL
#define HOUR (60 * MINUTE)

enum word_kind {
	WORD_SKIP,
	WORD_NOW,
	WORD_SHIFT,
	WORD_PART,
	WORD_SHIFT_PART,
	WORD_WEEK,
	WORD_LAST,
	WORD_WEEKDAY,
	WORD_YEAR_SHIFT,
	WORD_MONTH_SHIFT,
	WORD_HOUR,
	WORD_AGO,
	WORD_DAYS_AGO,
	WORD_MONTHS_AGO,
	WORD_MONTH,
};

static const struct word {
	const char *text;
	enum word_kind kind;
	int value;
	enum day_part part;
} words[] = {
	{ " ", WORD_SKIP, 0, 0 }, { ",", WORD_SKIP, 0, 0 }, { "的", WORD_SKIP, 0, 0 },
	{ "在", WORD_SKIP, 0, 0 }, { "于", WORD_SKIP, 0, 0 }, { "约", WORD_SKIP, 0, 0 },
	{ "大约", WORD_SKIP, 0, 0 }, { "大概", WORD_SKIP, 0, 0 }, { "左右", WORD_SKIP, 0, 0 },
	{ "at", WORD_SKIP, 0, 0 }, { "on", WORD_SKIP, 0, 0 }, { "about", WORD_SKIP, 0, 0 },
	{ "around", WORD_SKIP, 0, 0 }, { "in the", WORD_SKIP, 0, 0 }, { "t", WORD_SKIP, 0, 0 },
	{ "现在", WORD_NOW, 0, 0 }, { "刚才", WORD_NOW, 0, 0 }, { "刚刚", WORD_NOW, 0, 0 },
	{ "方才", WORD_NOW, 0, 0 }, { "now", WORD_NOW, 0, 0 }, { "just now", WORD_NOW, 0, 0 },
	{ "今天", WORD_SHIFT, 0, 0 }, { "今日", WORD_SHIFT, 0, 0 }, { "当天", WORD_SHIFT, 0, 0 },
	{ "today", WORD_SHIFT, 0, 0 }, { "昨天", WORD_SHIFT, -1, 0 }, { "昨日", WORD_SHIFT, -1, 0 },
	{ "yesterday", WORD_SHIFT, -1, 0 }, { "前天", WORD_SHIFT, -2, 0 },
	{ "前日", WORD_SHIFT, -2, 0 }, { "day before yesterday", WORD_SHIFT, -2, 0 },
	{ "the day before yesterday", WORD_SHIFT, -2, 0 }, { "大前天", WORD_SHIFT, -3, 0 },
	{ "明天", WORD_SHIFT, 1, 0 }, { "明日", WORD_SHIFT, 1, 0 },
	{ "tomorrow", WORD_SHIFT, 1, 0 }, { "后天", WORD_SHIFT, 2, 0 },
	{ "大后天", WORD_SHIFT, 3, 0 }, { "凌晨", WORD_PART, 0, DAY_SMALL_HOURS },
	{ "清晨", WORD_PART, 0, DAY_EARLY }, { "清早", WORD_PART, 0, DAY_EARLY },
	{ "一早", WORD_PART, 0, DAY_EARLY }, { "早上", WORD_PART, 0, DAY_EARLY },
	{ "早晨", WORD_PART, 0, DAY_EARLY }, { "早", WORD_PART, 0, DAY_EARLY },
	{ "上午", WORD_PART, 0, DAY_MORNING }, { "午前", WORD_PART, 0, DAY_MORNING },
	{ "morning", WORD_PART, 0, DAY_MORNING }, { "中午", WORD_PART, 0, DAY_NOON },
	{ "下午", WORD_PART, 0, DAY_AFTERNOON }, { "午后", WORD_PART, 0, DAY_AFTERNOON },
	{ "afternoon", WORD_PART, 0, DAY_AFTERNOON }, { "傍晚", WORD_PART, 0, DAY_DUSK },
	{ "晚上", WORD_PART, 0, DAY_EVENING }, { "晚间", WORD_PART, 0, DAY_EVENING },
	{ "晚", WORD_PART, 0, DAY_EVENING }, { "evening", WORD_PART, 0, DAY_EVENING },
	{ "夜里", WORD_PART, 0, DAY_NIGHT }, { "夜间", WORD_PART, 0, DAY_NIGHT },
	{ "夜晚", WORD_PART, 0, DAY_EVENING }, { "半夜", WORD_PART, 0, DAY_NIGHT },
	{ "深夜", WORD_PART, 0, DAY_NIGHT }, { "午夜", WORD_PART, 0, DAY_NIGHT },
	{ "night", WORD_PART, 0, DAY_NIGHT }, { "am", WORD_PART, 0, DAY_AM },
	{ "a.m.", WORD_PART, 0, DAY_AM }, { "pm", WORD_PART, 0, DAY_PM },
	{ "p.m.", WORD_PART, 0, DAY_PM }, { "今早", WORD_SHIFT_PART, 0, DAY_EARLY },
	{ "今晨", WORD_SHIFT_PART, 0, DAY_EARLY }, { "今晚", WORD_SHIFT_PART, 0, DAY_EVENING },
	{ "今夜", WORD_SHIFT_PART, 0, DAY_NIGHT },
	{ "this morning", WORD_SHIFT_PART, 0, DAY_MORNING },
	{ "this afternoon", WORD_SHIFT_PART, 0, DAY_AFTERNOON },
	{ "this evening", WORD_SHIFT_PART, 0, DAY_EVENING },
	{ "tonight", WORD_SHIFT_PART, 0, DAY_EVENING }, { "昨早", WORD_SHIFT_PART, -1, DAY_EARLY },
	{ "昨晨", WORD_SHIFT_PART, -1, DAY_EARLY }, { "昨晚", WORD_SHIFT_PART, -1, DAY_EVENING },
	{ "昨夜", WORD_SHIFT_PART, -1, DAY_NIGHT },
	{ "last night", WORD_SHIFT_PART, -1, DAY_EVENING },
	{ "last evening", WORD_SHIFT_PART, -1, DAY_EVENING },
	{ "前晚", WORD_SHIFT_PART, -2, DAY_EVENING }, { "明早", WORD_SHIFT_PART, 1, DAY_EARLY },
	{ "明晨", WORD_SHIFT_PART, 1, DAY_EARLY }, { "明晚", WORD_SHIFT_PART, 1, DAY_EVENING },
	{ "周", WORD_WEEK, 0, 0 }, { "星期", WORD_WEEK, 0, 0 }, { "礼拜", WORD_WEEK, 0, 0 },
	{ "本", WORD_LAST, 0, 0 }, { "这", WORD_LAST, 0, 0 }, { "这个", WORD_LAST, 0, 0 },
	{ "上", WORD_LAST, -1, 0 }, { "上个", WORD_LAST, -1, 0 }, { "上上", WORD_LAST, -2, 0 },
	{ "上上个", WORD_LAST, -2, 0 }, { "下", WORD_LAST, 1, 0 }, { "下个", WORD_LAST, 1, 0 },
	{ "last", WORD_LAST, -1, 0 }, { "this", WORD_LAST, 0, 0 }, { "next", WORD_LAST, 1, 0 },
	{ "monday", WORD_WEEKDAY, 1, 0 }, { "mon", WORD_WEEKDAY, 1, 0 },
	{ "tuesday", WORD_WEEKDAY, 2, 0 }, { "tue", WORD_WEEKDAY, 2, 0 },
	{ "wednesday", WORD_WEEKDAY, 3, 0 }, { "wed", WORD_WEEKDAY, 3, 0 },
	{ "thursday", WORD_WEEKDAY, 4, 0 }, { "thu", WORD_WEEKDAY, 4, 0 },
	{ "friday", WORD_WEEKDAY, 5, 0 }, { "fri", WORD_WEEKDAY, 5, 0 },
	{ "saturday", WORD_WEEKDAY, 6, 0 }, { "sat", WORD_WEEKDAY, 6, 0 },
	{ "sunday", WORD_WEEKDAY, 7, 0 }, { "sun", WORD_WEEKDAY, 7, 0 },
	{ "今年", WORD_YEAR_SHIFT, 0, 0 }, { "去年", WORD_YEAR_SHIFT, -1, 0 },
	{ "前年", WORD_YEAR_SHIFT, -2, 0 }, { "本月", WORD_MONTH_SHIFT, 0, 0 },
	{ "这个月", WORD_MONTH_SHIFT, 0, 0 }, { "上月", WORD_MONTH_SHIFT, -1, 0 },
	{ "上个月", WORD_MONTH_SHIFT, -1, 0 }, { "下月", WORD_MONTH_SHIFT, 1, 0 },
	{ "下个月", WORD_MONTH_SHIFT, 1, 0 }, { "正午", WORD_HOUR, 12, 0 },
	{ "noon", WORD_HOUR, 12, 0 }, { "midnight", WORD_HOUR, 0, 0 },
	{ "半小时前", WORD_AGO, 30, 0 }, { "半个小时前", WORD_AGO, 30, 0 },
	{ "半个钟头前", WORD_AGO, 30, 0 }, { "half an hour ago", WORD_AGO, 30, 0 },
	{ "an hour ago", WORD_AGO, 60, 0 }, { "a minute ago", WORD_AGO, 1, 0 },
	{ "一刻钟前", WORD_AGO, 15, 0 }, { "a day ago", WORD_DAYS_AGO, 1, 0 },
	{ "a week ago", WORD_DAYS_AGO, 7, 0 }, { "半个月前", WORD_DAYS_AGO, 15, 0 },
	{ "a month ago", WORD_MONTHS_AGO, 1, 0 }, { "半年前", WORD_MONTHS_AGO, 6, 0 },
	{ "jan", WORD_MONTH, 1, 0 }, { "january", WORD_MONTH, 1, 0 },
	{ "feb", WORD_MONTH, 2, 0 }, { "february", WORD_MONTH, 2, 0 },
	{ "mar", WORD_MONTH, 3, 0 }, { "march", WORD_MONTH, 3, 0 }, { "apr", WORD_MONTH, 4, 0 },
	{ "april", WORD_MONTH, 4, 0 }, { "may", WORD_MONTH, 5, 0 }, { "jun", WORD_MONTH, 6, 0 },
	{ "june", WORD_MONTH, 6, 0 }, { "jul", WORD_MONTH, 7, 0 }, { "july", WORD_MONTH, 7, 0 },
	{ "aug", WORD_MONTH, 8, 0 }, { "august", WORD_MONTH, 8, 0 }, { "sep", WORD_MONTH, 9, 0 },
	{ "sept", WORD_MONTH, 9, 0 }, { "september", WORD_MONTH, 9, 0 },
	{ "oct", WORD_MONTH, 10, 0 }, { "october", WORD_MONTH, 10, 0 },
	{ "nov", WORD_MONTH, 11, 0 }, { "november", WORD_MONTH, 11, 0 },
	{ "dec", WORD_MONTH, 12, 0 }, { "december", WORD_MONTH, 12, 0 },
};

/* What may follow a number. */
enum unit_kind {
	UNIT_AGO, UNIT_AGO_AND_HALF, UNIT_DAYS_AGO, UNIT_MONTHS_AGO, UNIT_YEAR, UNIT_MONTH,
	UNIT_DAY, UNIT_HOUR, UNIT_HOUR24, UNIT_AM, UNIT_PM, UNIT_MONTH_NAMED,
};

static const struct unit {
	const char *text;
	enum unit_kind kind;
	int64_t scale;
} units[] = {
	{ "秒前", UNIT_AGO, 1000 }, { "秒钟前", UNIT_AGO, 1000 }, { "seconds ago", UNIT_AGO, 1000 },
	{ "分钟前", UNIT_AGO, MINUTE }, { "分前", UNIT_AGO, MINUTE },
	{ "minutes ago", UNIT_AGO, MINUTE }, { "minute ago", UNIT_AGO, MINUTE },
	{ "mins ago", UNIT_AGO, MINUTE }, { "min ago", UNIT_AGO, MINUTE },
	{ "刻钟前", UNIT_AGO, 15 * MINUTE }, { "小时前", UNIT_AGO, HOUR },
	{ "个小时前", UNIT_AGO, HOUR }, { "钟头前", UNIT_AGO, HOUR },
	{ "个钟头前", UNIT_AGO, HOUR }, { "hours ago", UNIT_AGO, HOUR },
	{ "hour ago", UNIT_AGO, HOUR }, { "h ago", UNIT_AGO, HOUR },
	{ "个半小时前", UNIT_AGO_AND_HALF, HOUR }, { "个半钟头前", UNIT_AGO_AND_HALF, HOUR },
	{ "天前", UNIT_DAYS_AGO, 1 }, { "日前", UNIT_DAYS_AGO, 1 },
	{ "days ago", UNIT_DAYS_AGO, 1 }, { "day ago", UNIT_DAYS_AGO, 1 },
	{ "周前", UNIT_DAYS_AGO, 7 }, { "星期前", UNIT_DAYS_AGO, 7 },
	{ "个星期前", UNIT_DAYS_AGO, 7 }, { "个礼拜前", UNIT_DAYS_AGO, 7 },
	{ "weeks ago", UNIT_DAYS_AGO, 7 }, { "week ago", UNIT_DAYS_AGO, 7 },
	{ "个月前", UNIT_MONTHS_AGO, 1 }, { "months ago", UNIT_MONTHS_AGO, 1 },
	{ "month ago", UNIT_MONTHS_AGO, 1 }, { "年前", UNIT_MONTHS_AGO, 12 },
	{ "years ago", UNIT_MONTHS_AGO, 12 }, { "year ago", UNIT_MONTHS_AGO, 12 },
	{ "年", UNIT_YEAR, 1 }, { "月", UNIT_MONTH, 1 }, { "月份", UNIT_MONTH, 1 },
	{ "日", UNIT_DAY, 1 }, { "号", UNIT_DAY, 1 }, { "点", UNIT_HOUR, 1 },
	{ "点钟", UNIT_HOUR, 1 }, { "时", UNIT_HOUR24, 1 }, { "o'clock", UNIT_HOUR, 1 },
	{ "am", UNIT_AM, 1 }, { "a.m.", UNIT_AM, 1 }, { "pm", UNIT_PM, 1 }, { "p.m.", UNIT_PM, 1 },
	{ "jan", UNIT_MONTH_NAMED, 1 }, { "january", UNIT_MONTH_NAMED, 1 },
	{ "feb", UNIT_MONTH_NAMED, 2 }, { "february", UNIT_MONTH_NAMED, 2 },
	{ "mar", UNIT_MONTH_NAMED, 3 }, { "march", UNIT_MONTH_NAMED, 3 },
	{ "apr", UNIT_MONTH_NAMED, 4 }, { "april", UNIT_MONTH_NAMED, 4 },
	{ "may", UNIT_MONTH_NAMED, 5 }, { "jun", UNIT_MONTH_NAMED, 6 },
	{ "june", UNIT_MONTH_NAMED, 6 }, { "jul", UNIT_MONTH_NAMED, 7 },
	{ "july", UNIT_MONTH_NAMED, 7 }, { "aug", UNIT_MONTH_NAMED, 8 },
	{ "august", UNIT_MONTH_NAMED, 8 }, { "sep", UNIT_MONTH_NAMED, 9 },
	{ "sept", UNIT_MONTH_NAMED, 9 }, { "september", UNIT_MONTH_NAMED, 9 },
	{ "oct", UNIT_MONTH_NAMED, 10 }, { "october", UNIT_MONTH_NAMED, 10 },
	{ "nov", UNIT_MONTH_NAMED, 11 }, { "november", UNIT_MONTH_NAMED, 11 },
	{ "dec", UNIT_MONTH_NAMED, 12 }, { "december", UNIT_MONTH_NAMED, 12 },
};

/* Once only: false when it was said before. */
static bool say(struct time_words *w, enum time_said what)
{
	bool first = !(w->said & what);

	w->said |= what;
	return first;
}

static bool say_part(struct time_words *w, enum day_part part)
{
	w->part = part;
	return say(w, SAID_PART);
}

static bool say_clock(struct time_words *w, int hour, int minute, int second)
{
	w->hour = hour;
	w->minute = minute;
	w->second = second;
	return say(w, SAID_CLOCK) && hour <= 24 && minute <= 59 && second <= 59 &&
	       (hour < 24 || (!minute && !second));
}

static bool say_date(struct time_words *w, int year, int month, int day)
{
	w->year = year;
	w->month = month;
	w->day = day;
	return (!year || say(w, SAID_YEAR)) && say(w, SAID_MONTH) && say(w, SAID_DAY);
}

static int chinese_digit(const char *p)
{
	static const char *const digits[] = { "零", "一", "二", "三", "四",
					      "五", "六", "七", "八", "九" };

	for (int i = 0; i < 10; i++)
		if (!strncmp(p, digits[i], 3))
			return i;
	if (!strncmp(p, "两", 3))
		return 2;
	return !strncmp(p, "〇", 3) ? 0 : -1;
}

/* 二十四, 十, 一百零五, and digits in a row (二〇二六). */
static bool take_chinese_number(const char **text, int *value)
{
	const char *p = *text;
	int total = 0, part = -1, d;

	for (;; p += 3) {
		d = chinese_digit(p);
		if (d >= 0) {
			if (part > 9999)
				return false;
			part = part > 0 ? part * 10 + d : d;
		} else if (!strncmp(p, "百", 3) && part > 0 && !total) {
			total = part * 100;
			part = -1;
		} else if (!strncmp(p, "十", 3) && total % 100 == 0) {
			total += (part > 0 ? part : 1) * 10;
			part = -1;
		} else {
			break;
		}
	}
	if (p == *text)
		return false;
	*value = total + (part > 0 ? part : 0);
	*text = p;
	return true;
}

static int take_digits(const char **p, int *value)
{
	int n = 0;

	for (*value = 0; **p >= '0' && **p <= '9' && n < 8; (*p)++, n++)
		*value = *value * 10 + (**p - '0');
	return n;
}

static bool take_number(const char **p, int *value)
{
	return take_digits(p, value) > 0 || take_chinese_number(p, value);
}

static void skip_blanks(const char **p)
{
	while (**p == ' ')
		(*p)++;
}

static bool take_text(const char **p, const char *text)
{
	size_t len = strlen(text);

	if (strncmp(*p, text, len))
		return false;
	*p += len;
	return true;
}

/* Minutes behind an hour: 半, 一刻, 三刻, 整, 20, 20分, 二十分; none is 0. */
static bool take_minutes(const char **p, int *minute, int *second)
{
	static const struct {
		const char *text;
		int minute;
	} fixed[] = {
		{ "半", 30 },  { "一刻", 15 }, { "1刻", 15 }, { "三刻", 45 },
		{ "3刻", 45 }, { "整", 0 },    { "多", 0 },
	};
	const char *start = *p;

	*minute = *second = 0;
	take_text(p, "过");
	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++) {
		*minute = fixed[i].minute;
		if (take_text(p, fixed[i].text))
			return true;
	}
	*minute = 0;
	if (!take_number(p, minute)) {
		*p = start;
		return true;
	}
	if (take_text(p, "分") && take_number(p, second) && !take_text(p, "秒"))
		return false;
	return true;
}

static bool take_hour(const char **p, struct time_words *w, int hour, bool clock24)
{
	int minute, second;

	if (!take_minutes(p, &minute, &second))
		return false;
	w->clock24 = clock24 || !hour || hour > 12;
	return say_clock(w, hour, minute, second);
}

static bool say_ago(struct time_words *w, int64_t ms)
{
	w->ago_ms = ms;
	return say(w, SAID_AGO);
}

static bool say_days_ago(struct time_words *w, int64_t days, int64_t months)
{
	w->days_ago = days < 40000 ? (int)days : 0;
	w->months_ago = months < 1200 ? (int)months : 0;
	return say(w, SAID_DAYS_AGO) && (w->days_ago || w->months_ago);
}

/* "25 nov", "nov 25", the year behind it or not. */
static bool take_named_month(const char **p, struct time_words *w, int month, int day)
{
	const char *start = *p;
	int year;

	while (**p == ' ' || **p == ',')
		(*p)++;
	if (take_digits(p, &year) != 4 || year < 1900) {
		*p = start;
		year = 0;
	}
	return day && say_date(w, year, month, day);
}

static bool apply_unit(const char **p, struct time_words *w, const struct unit *u, int n)
{
	switch (u->kind) {
	case UNIT_AGO:
		return n < 100000 && say_ago(w, n * u->scale);
	case UNIT_AGO_AND_HALF:
		return n < 100000 && say_ago(w, n * u->scale + u->scale / 2);
	case UNIT_DAYS_AGO:
		return say_days_ago(w, n * u->scale, 0);
	case UNIT_MONTHS_AGO:
		return say_days_ago(w, 0, n * u->scale);
	case UNIT_YEAR:
		w->year = n < 100 ? 2000 + n : n;
		return say(w, SAID_YEAR);
	case UNIT_MONTH:
		w->month = n;
		return say(w, SAID_MONTH) && n;
	case UNIT_DAY:
		w->day = n;
		return say(w, SAID_DAY) && n;
	case UNIT_HOUR:
	case UNIT_HOUR24:
		return take_hour(p, w, n, u->kind == UNIT_HOUR24 && n >= 10);
	case UNIT_MONTH_NAMED:
		return take_named_month(p, w, (int)u->scale, n);
	default:
		return say_clock(w, n, 0, 0) && say_part(w, u->kind == UNIT_AM ? DAY_AM : DAY_PM);
	}
}

/* "20:05", "20:05:30", the hour being read. */
static bool take_clock(const char **p, struct time_words *w, int hour, int digits)
{
	int minute, second = 0;

	if (take_digits(p, &minute) != 2 || (**p == ':' && ((*p)++, take_digits(p, &second) != 2)))
		return false;
	bool dated = (w->said & (SAID_YEAR | SAID_DAY)) == (SAID_YEAR | SAID_DAY);
	w->clock24 = digits == 2 || dated || !hour || hour > 12;
	return say_clock(w, hour, minute, second);
}

/* "2026-11-24", "11-24", with '/' or '.' as well, the first number being read. */
static bool take_date(const char **p, struct time_words *w, int first, int digits)
{
	char separator = *(*p)++;
	int second, third;

	if (!take_digits(p, &second))
		return false;
	if (digits != 4)
		return digits <= 2 && say_date(w, 0, first, second);
	if (**p != separator)
		return false;
	(*p)++;
	return take_digits(p, &third) && say_date(w, first, second, third);
}

static bool take_numeric(const char **p, struct time_words *w)
{
	const struct unit *best = NULL;
	const char *start = *p;
	int n, digits = take_digits(p, &n);

	if (!digits && !take_chinese_number(p, &n))
		return false;
	if (digits && **p == ':')
		return (*p)++, take_clock(p, w, n, digits);
	if (digits && (**p == '-' || **p == '/' || **p == '.') && (*p)[1] >= '0' && (*p)[1] <= '9')
		return take_date(p, w, n, digits);
	if (digits == 8)
		return say_date(w, n / 10000, n / 100 % 100, n % 100);
	skip_blanks(p);
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (!strncmp(*p, units[i].text, strlen(units[i].text)) &&
		    (!best || strlen(units[i].text) > strlen(best->text)))
			best = &units[i];
	if (!best) {
		*p = start;
		return false;
	}
	*p += strlen(best->text);
	return apply_unit(p, w, best, n);
}

/* Behind 周, 星期, 礼拜: 一 to 六, 日, 天, 1 to 7. */
static bool take_weekday(const char **p, struct time_words *w)
{
	int day = 0;

	if (take_text(p, "日") || take_text(p, "天"))
		day = 7;
	else if (!take_digits(p, &day) && (day = chinese_digit(*p)) > 0)
		*p += 3;
	w->weekday = day;
	return day >= 1 && day <= 7 && say(w, SAID_WEEKDAY);
}

static bool apply_word(const char **p, struct time_words *w, const struct word *word)
{
	int day;

	switch (word->kind) {
	case WORD_SKIP:
		return true;
	case WORD_NOW:
		return say(w, SAID_NOW);
	case WORD_SHIFT_PART:
	case WORD_SHIFT:
		w->shift = word->value;
		return say(w, SAID_SHIFT) && (word->kind == WORD_SHIFT || say_part(w, word->part));
	case WORD_PART:
		return say_part(w, word->part);
	case WORD_WEEK:
		return take_weekday(p, w);
	case WORD_LAST:
		w->week = word->value;
		w->last = !strcmp(word->text, "last");
		return say(w, SAID_WEEK);
	case WORD_WEEKDAY:
		w->weekday = word->value;
		return say(w, SAID_WEEKDAY);
	case WORD_YEAR_SHIFT:
		w->year_shift = word->value;
		return say(w, SAID_YEAR);
	case WORD_MONTH_SHIFT:
		w->month_shift = word->value;
		return say(w, SAID_MONTH);
	case WORD_HOUR:
		w->clock24 = true;
		return say_clock(w, word->value, 0, 0);
	case WORD_AGO:
		return say_ago(w, word->value * MINUTE);
	case WORD_DAYS_AGO:
		return say_days_ago(w, word->value, 0);
	case WORD_MONTH:
		skip_blanks(p);
		return take_digits(p, &day) <= 2 && take_named_month(p, w, word->value, day);
	default:
		return say_days_ago(w, 0, word->value);
	}
}

static bool take_word(const char **p, struct time_words *w)
{
	const struct word *best = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strncmp(*p, words[i].text, strlen(words[i].text)) &&
		    (!best || strlen(words[i].text) > strlen(best->text)))
			best = &words[i];
	if (!best)
		return false;
	*p += strlen(best->text);
	return apply_word(p, w, best);
}

/* One character folded; bytes used. */
static size_t fold(const char *p, char out[8])
{
	static const char *const same[][2] = {
		{ "點", "点" }, { "時", "时" }, { "號", "号" }, { "週", "周" }, { "後", "后" },
		{ "個", "个" }, { "鐘", "钟" }, { "兩", "两" }, { "禮", "礼" }, { "剛", "刚" },
		{ "現", "现" }, { "間", "间" }, { "裡", "里" }, { "過", "过" }, { "以前", "前" },
		{ "之前", "前" }, { "\u3000", " " }, { "\t", " " }, { "’", "'" },
	};
	const unsigned char *u = (const unsigned char *)p;

	for (size_t i = 0; i < ARRAY_SIZE(same); i++) {
		if (strncmp(p, same[i][0], strlen(same[i][0])))
			continue;
		snprintf(out, 8, "%s", same[i][1]);
		return strlen(same[i][0]);
	}
	char c = *p;
	size_t used = 1;
	if (u[0] == 0xef && (u[1] == 0xbc || u[1] == 0xbd) && u[2] >= 0x80 && u[2] < 0xc0) {
		int ascii = ((u[1] & 0x3f) << 6 | (u[2] & 0x3f)) - 0xf00 + 0x20;
		if (ascii > 0x20 && ascii < 0x7f) {
			c = (char)ascii;
			used = 3;
		}
	}
	out[0] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
	out[1] = '\0';
	return used;
}

bool time_words_read(const char *text, struct time_words *w)
{
	char folded[TEXT_MOST + 16], one[8];
	size_t len = 0;

	*w = (struct time_words){ 0 };
	for (const char *p = text; *p; ) {
		p += fold(p, one);
		size_t n = strlen(one);
		if (len + n > TEXT_MOST)
			return false;
		memcpy(folded + len, one, n);
		len += n;
	}
	folded[len] = '\0';
	for (const char *p = folded; *p; ) {
		const char *start = p;
		if (take_numeric(&p, w))
			continue;
		if (p != start || !take_word(&p, w))
			return false;
	}
	return w->said != 0;
}
