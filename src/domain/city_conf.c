/* SPDX-License-Identifier: GPL-3.0-or-later */
/* city_conf.c -- the settings of a city: one table for city.conf and for the JSON. */
#include <stdio.h>
#include <string.h>

#include "domain/city_build.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum setting_kind { SETTING_TEXT, SETTING_SHARE, SETTING_FACTOR, SETTING_DAY, SETTING_COUNT, SETTING_TIMES, SETTING_CLOCK,
		    SETTING_POINTS, SETTING_SECONDS, SETTING_HOURS };

static const struct setting {
	const char *section, *key;
	enum setting_kind kind;
	size_t at;                      /* offset in struct city */
	bool needed;
} settings[] = {
	{ "city", "name", SETTING_TEXT, offsetof(struct city, name), true },
	{ "city", "name_en", SETTING_TEXT, offsetof(struct city, name_en), false },
	{ "city", "zone", SETTING_TEXT, offsetof(struct city, zone), true },
	{ "city", "hotline", SETTING_TEXT, offsetof(struct city, hotline), true },
	{ "city", "form", SETTING_TEXT, offsetof(struct city, form), true },
	{ "assessment", "response", SETTING_SHARE, offsetof(struct city, weight_response), true },
	{ "assessment", "solution", SETTING_SHARE, offsetof(struct city, weight_solution), true },
	{ "assessment", "satisfaction", SETTING_SHARE, offsetof(struct city, weight_satisfaction),
	  true },
	{ "assessment", "basically", SETTING_SHARE, offsetof(struct city, basically), true },
	{ "assessment", "period_day", SETTING_DAY, offsetof(struct city, period_day), true },
	{ "special", "categories", SETTING_TEXT, offsetof(struct city, special_categories), false },
	{ "monthly", "frequency", SETTING_SHARE, offsetof(struct city, monthly_frequency), false },
	{ "monthly", "width", SETTING_SHARE, offsetof(struct city, monthly_width), false },
	{ "monthly", "unsolved", SETTING_SHARE, offsetof(struct city, monthly_unsolved), false },
	{ "monthly", "rising", SETTING_SHARE, offsetof(struct city, monthly_rising), false },
	{ "monthly", "tickets", SETTING_COUNT, offsetof(struct city, monthly_tickets), false },
	{ "hot", "tickets", SETTING_COUNT, offsetof(struct city, hot_tickets), false },
	{ "hot", "rise", SETTING_FACTOR, offsetof(struct city, hot_rise), false },
	{ "governance", "volume", SETTING_COUNT, offsetof(struct city, governance_volume), false },
	{ "governance", "score", SETTING_COUNT, offsetof(struct city, governance_score), false },
	{ "visits", "attempts", SETTING_TIMES, offsetof(struct city, visit_attempts), false },
	{ "visits", "wait", SETTING_CLOCK, offsetof(struct city, visit_wait), false },
	{ "visits", "hours", SETTING_HOURS, offsetof(struct city, visit_hours), false },
	{ "training", "ticket", SETTING_SHARE, offsetof(struct city, training_ticket), false },
	{ "training", "excellent", SETTING_POINTS, offsetof(struct city, training_excellent), false },
	{ "training", "good", SETTING_POINTS, offsetof(struct city, training_good), false },
	{ "training", "passed", SETTING_POINTS, offsetof(struct city, training_passed), false },
	{ "training", "silence", SETTING_SECONDS, offsetof(struct city, training_silence), false },
};

/* Of whole numbers. */
static const struct { int64_t least, most; } bounds[] = {
	[SETTING_DAY] = { 1, 28 }, [SETTING_COUNT] = { 0, 1000000 }, [SETTING_TIMES] = { 1, 9 },
	[SETTING_POINTS] = { 0, 100 }, [SETTING_SECONDS] = { 0, 3600 },
};

/* "08:30-20:30" */
static bool read_hours(const char *text, struct city_hours *hours)
{
	unsigned from_hour, from_minute, to_hour, to_minute;
	int end = 0;

	if (sscanf(text, "%2u:%2u-%2u:%2u%n", &from_hour, &from_minute, &to_hour, &to_minute, &end) != 4 || text[end] ||
	    from_hour > 23 || to_hour > 24 || from_minute > 59 || to_minute > 59)
		return false;
	hours->from = (int)(from_hour * 60 + from_minute);
	hours->to = (int)(to_hour * 60 + to_minute);
	return hours->from < hours->to && hours->to <= 24 * 60;
}

static void store_value(struct city_build *b, const struct setting *s, const char *value)
{
	void *at = (char *)b->c + s->at;
	double number = 0;
	int64_t whole = 0;

	if (s->kind == SETTING_TEXT) {
		const char *text = city_check_filled(b, s->key, value) ? city_keep(b, value) : NULL;
		memcpy(at, &text, sizeof(text));
	} else if (s->kind == SETTING_SHARE || s->kind == SETTING_FACTOR) {
		bool share = s->kind == SETTING_SHARE;
		city_check_number(b, s->key, value, share ? 0 : 1, share ? 1 : 100, &number);
		memcpy(at, &number, sizeof(number));
	} else if (s->kind == SETTING_CLOCK) {
		struct city_clock clock = { 0 };
		city_read_clock(b, s->key, value, &clock);
		memcpy(at, &clock, sizeof(clock));
	} else if (s->kind == SETTING_HOURS) {
		struct city_hours hours = { 0 };
		if (!read_hours(value, &hours))
			city_mistake(b, _("%s is a time of the day to a later one, such as 08:30-20:30"), s->key);
		memcpy(at, &hours, sizeof(hours));
	} else if (city_check_whole(b, s->key, value, bounds[s->kind].least, bounds[s->kind].most, &whole)) {
		int n = (int)whole;
		memcpy(at, &n, sizeof(n));
	}
}

void city_default_settings(struct city *c)
{
	c->monthly_frequency = 0.4;
	c->monthly_width = 0.2;
	c->monthly_unsolved = 0.3;
	c->monthly_rising = 0.1;
	c->monthly_tickets = 10;
	c->governance_volume = 600;
	c->governance_score = 100;
	c->hot_tickets = 5;
	c->hot_rise = 1.5;
	c->training_ticket = 0.5;
	c->training_excellent = 90;
	c->training_good = 80;
	c->training_passed = 60;
	c->training_silence = 60;
}

bool city_set(struct city_build *b, const char *section, const char *key, const char *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		const struct setting *s = &settings[i];
		if (strcmp(s->section, section) || strcmp(s->key, key))
			continue;
		if (b->settings & 1u << i)
			city_mistake(b, _("%s stands here twice"), key);
		b->settings |= 1u << i;
		if (city_check_text(b, key, value))
			store_value(b, s, value);
		buf_addf(&b->content, "%s.%s=%s\n", section, key, value);
		return true;
	}
	return false;
}

/* What a city that says nothing about visits does. */
static void set_visits(struct city *c)
{
	if (!c->visit_attempts)
		c->visit_attempts = 3;
	if (!c->visit_wait.text)
		c->visit_wait = (struct city_clock){ "PT2H", 2 * 3600000LL, false };
}

void city_check_settings(struct city_build *b)
{
	struct city *c = b->c;
	double sum = c->weight_response + c->weight_solution + c->weight_satisfaction;
	size_t missing = 0;

	set_visits(c);
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		if (b->settings & 1u << i || !settings[i].needed)
			continue;
		city_mistake(b, _("%s is missing in [%s]"), settings[i].key, settings[i].section);
		missing++;
	}
	if (!missing && (sum < 0.999 || sum > 1.001))
		city_mistake(b,
			     _("response, solution and satisfaction must make 1 together, not %g"), sum);
	double monthly = c->monthly_frequency + c->monthly_width + c->monthly_unsolved + c->monthly_rising;
	if (monthly < 0.999 || monthly > 1.001)
		city_mistake(b, _("the weights of [monthly] must make 1 together, not %g"), monthly);
	if (c->training_excellent < c->training_good || c->training_good < c->training_passed)
		city_mistake(b, _("excellent, good and passed of [training] must go down, not up"));
}

/* The next word of a list, "": no more. *text goes behind it. */
static const char *next_code(const char **text, char code[40])
{
	*text += strspn(*text, " ");
	size_t len = strcspn(*text, " ");
	snprintf(code, 40, "%.*s", (int)(len < 40 ? len : 39), *text);
	*text += len;
	return code;
}

void city_check_special(struct city_build *b)
{
	const char *list = b->c->special_categories;
	char code[40];

	while (list && *next_code(&list, code))
		if (!city_find_category(b->c, code))
			city_mistake(b, _("categories: the category %s is not known"), code);
}

bool city_category_is_special(const struct city *c, const char *code)
{
	const char *list = c->special_categories;
	char special[40];

	while (list && *next_code(&list, special))
		if (!strncmp(code, special, strlen(special)))
			return true;
	return false;
}

bool city_setting(const struct city *c, size_t i, const char **section, const char **key, char text[CITY_SETTING])
{
	if (i >= ARRAY_SIZE(settings))
		return false;
	const char *at = (const char *)c + settings[i].at;
	const char *string;
	struct city_clock clock;
	double number;
	int whole;

	*section = settings[i].section;
	*key = settings[i].key;
	memcpy(&string, at, sizeof(string));
	memcpy(&number, at, sizeof(number));
	memcpy(&whole, at, sizeof(whole));
	if (settings[i].kind == SETTING_TEXT) {
		snprintf(text, CITY_SETTING, "%s", string ? string : "");
	} else if (settings[i].kind == SETTING_SHARE || settings[i].kind == SETTING_FACTOR) {
		snprintf(text, CITY_SETTING, "%.10g", number);
	} else if (settings[i].kind == SETTING_CLOCK) {
		memcpy(&clock, at, sizeof(clock));
		snprintf(text, CITY_SETTING, "%s%s", clock.text, clock.working ? "w" : "");
	} else {
		snprintf(text, CITY_SETTING, "%d", whole);
	}
	return true;
}
