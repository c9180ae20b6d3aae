/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenario_sections.c -- the sections of a scenario's file: which there are, the keys of each, what it must hold.
 *
 * Of a section that cannot be begun the lines are passed over: one mistake is not reported as many.
 */
#include <stdlib.h>
#include <string.h>

#include "domain/scenario_build.h"
#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

/* ---- keys ---- */

bool scenario_has_article(const struct scenario_reading *r, const char *id)
{
	for (size_t i = 0; i < r->article_count; i++)
		if (!strcmp(r->articles[i].id, id))
			return true;
	return !r->article_count;
}

static void check_code_of(struct scenario_reading *r, const char *set, const char *value)
{
	if (!city_find_code(r->c, set, value))
		city_mistake(&r->b, _("the city has no %s %s; see codes.tsv"), set, value);
}

static void check_key(struct scenario_reading *r, const char *name, const char *value)
{
	char digits[24];

	if (!strcmp(name, "channel") || !strcmp(name, "skill") || !strcmp(name, "sex"))
		check_code_of(r, name, value);
	else if (!strcmp(name, "mood") && scenario_name_in(scenario_moods, 99, value) < 0)
		city_mistake(&r->b, _("mood must be calm, anxious, angry, afraid, confused, cold or joking, not “%s”"),
			     value);
	else if (!strcmp(name, "number") && !phone_normalise(value, digits))
		city_mistake(&r->b, _("number is no telephone number: 3 to 20 digits; leave the line out when it is "
				      "withheld"));
}

/* Words parted by blanks, or one more of a key that stands several times. */
static void take_list(struct scenario_reading *r, const struct scenario_key *k, void *to, const char *value)
{
	const char ***list = (const char ***)(void *)((char *)to + k->at);
	size_t *count = (size_t *)(void *)((char *)to + k->count_at);
	bool words = !strcmp(k->name, "articles");
	char *text = xstrdup(value), *rest = text, *word;

	while ((word = words ? strtok_r(rest, " \t", &rest) : text)) {
		if (*count >= SCENARIO_LIST_MOST)
			city_mistake(&r->b, _("%s stands here more than %d times"), k->name, SCENARIO_LIST_MOST);
		else
			scenario_list_add(r->s, list, count, word);
		if (words && !scenario_has_article(r, word))
			city_mistake(&r->b, _("there is no article %s"), word);
		if (!words || *count >= SCENARIO_LIST_MOST)
			break;
	}
	free(text);
}

static void take_value(struct scenario_reading *r, const struct scenario_key *k, void *to, const char *value)
{
	char *at = (char *)to + k->at;
	int64_t whole;

	if (k->kind == SCENARIO_LIST) {
		take_list(r, k, to, value);
	} else if (k->kind == SCENARIO_TEXT) {
		const char *text = scenario_keep(r->s, value);
		memcpy(at, &text, sizeof(text));
		check_key(r, k->name, value);
	} else if (city_check_whole(&r->b, k->name, value, k->least, k->most, &whole)) {
		int n = (int)whole;
		memcpy(at, &n, sizeof(n));
	}
}

static void take_pair(struct scenario_reading *r, const struct scenario_key *keys, void *to, const char *head,
		      const char *value)
{
	for (size_t i = 0; keys[i].name; i++) {
		if (strcmp(keys[i].name, head))
			continue;
		bool twice = r->seen & 1u << i && strcmp(head, "ask");
		r->seen |= 1u << i;
		if (twice)
			city_mistake(&r->b, _("%s stands here twice"), head);
		else if (city_check_filled(&r->b, head, value))
			take_value(r, &keys[i], to, value);
		return;
	}
	city_mistake(&r->b, _("unknown key %s"), head);
}

/* The section ends: what of its keys must be there. Said of the line where it begins. */
static void check_needed(struct scenario_reading *r, const struct scenario_key *keys, int line)
{
	int here = r->b.line;

	r->b.line = line;
	for (size_t i = 0; keys[i].name; i++)
		if (keys[i].needed && !(r->seen & 1u << i))
			city_mistake(&r->b, _("%s is missing in this section"), keys[i].name);
	r->b.line = here;
}

/* What is said in English is said in the city's language, too. */
static void check_twins(struct scenario_reading *r, const struct scenario_fact *f, int line)
{
	int here = r->b.line;

	r->b.line = line;
	if ((f->again_en && !f->again) || (f->wrong_en && !f->wrong) || (f->refuse_en && !f->refuse))
		city_mistake(&r->b, _("again_en, wrong_en and refuse_en stand beside again, wrong and refuse"));
	r->b.line = here;
}

/* ---- sections ---- */

static void take_in_scenario(struct scenario_reading *r, char *head, const char *value)
{
	take_pair(r, scenario_keys, r->s, head, value);
}

static void take_in_targets(struct scenario_reading *r, char *head, const char *value)
{
	take_pair(r, scenario_target_keys, r->s, head, value);
}

static void take_in_fact(struct scenario_reading *r, char *head, const char *value)
{
	size_t last = r->s->fact_count - 1;

	if (!strcmp(head, "after"))
		r->facts[last].after = r->b.line;
	take_pair(r, scenario_fact_keys, &r->s->facts[last], head, value);
}

static void take_in_say(struct scenario_reading *r, char *head, const char *value)
{
	scenario_take_say(r, head, value);
}

static void take_in_expect(struct scenario_reading *r, char *head, const char *value)
{
	scenario_take_expect(r, r->request, head, value);
}

static void take_in_must(struct scenario_reading *r, char *head, const char *value)
{
	if (!strcmp(head, "why_en"))
		scenario_take_why_en(r, value);
	else
		scenario_take_must(r, r->must_not, head, value);
}

static void end_fact(struct scenario_reading *r, size_t fact)
{
	check_needed(r, scenario_fact_keys, r->facts[fact].head);
	check_twins(r, &r->s->facts[fact], r->facts[fact].head);
}

void scenario_section_end(struct scenario_reading *r)
{
	if (r->take == take_in_scenario)
		check_needed(r, scenario_keys, r->head_line);
	else if (r->take == take_in_fact)
		end_fact(r, r->s->fact_count - 1);
	r->seen = 0;
}

static void once(struct scenario_reading *r, bool *seen, const char *name)
{
	if (*seen)
		city_mistake(&r->b, _("[%s] stands here twice"), name);
	*seen = true;
}

static void begin_scenario(struct scenario_reading *r, const char *more)
{
	(void)more;
	once(r, &r->scenario_seen, "scenario");
	r->head_line = r->b.line;
	r->take = take_in_scenario;
}

static void begin_targets(struct scenario_reading *r, const char *more)
{
	(void)more;
	once(r, &r->targets_seen, "targets");
	r->take = take_in_targets;
}

static void begin_fact(struct scenario_reading *r, const char *code)
{
	struct scenario *s = r->s;

	r->take = NULL;
	if (!city_check_code(&r->b, _("the name of a fact"), code))
		return;
	if (s->fact_count >= SCENARIO_FACTS_MOST) {
		city_mistake(&r->b, _("there are more than %d facts"), SCENARIO_FACTS_MOST);
		return;
	}
	if (scenario_find_fact(s, code))
		city_mistake(&r->b, _("the fact %s stands here twice"), code);
	r->facts[s->fact_count].head = r->facts[s->fact_count].after = r->b.line;
	scenario_add_fact(s)->code = scenario_keep(s, code);
	r->take = take_in_fact;
}

static void begin_say(struct scenario_reading *r, const char *more)
{
	(void)more;
	r->take = take_in_say;
}

static void begin_expect(struct scenario_reading *r, const char *number)
{
	int64_t n = 1;

	r->take = NULL;
	if (*number && !city_check_whole(&r->b, _("the number of the request"), number, 1, SCENARIO_REQUESTS_MOST, &n))
		return;
	r->request = (int)n;
	r->take = take_in_expect;
}

static void begin_must(struct scenario_reading *r, const char *more)
{
	r->must_not = *more;
	r->take = take_in_must;
	if (*more && strcmp(more, "not"))
		city_mistake(&r->b, _("expected [must] or [must not]"));
}

static const struct {
	const char *name;
	bool more;              /* something may stand behind it */
	void (*begin)(struct scenario_reading *r, const char *more);
} sections[] = {
	{ "scenario", false, begin_scenario }, { "targets", false, begin_targets }, { "fact", true, begin_fact },
	{ "say", false, begin_say }, { "expect", true, begin_expect }, { "must", true, begin_must },
};

void scenario_section_begin(struct scenario_reading *r, char *line)
{
	size_t len = strlen(line);

	scenario_section_end(r);
	r->begun = true;
	r->take = NULL;
	if (line[len - 1] != ']') {
		city_mistake(&r->b, _("a section is a line such as [fact where]"));
		return;
	}
	line[len - 1] = '\0';
	char *name = line + 1 + strspn(line + 1, " "), *more = name + strcspn(name, " ");
	if (*more)
		*more++ = '\0';
	more += strspn(more, " ");
	for (size_t i = 0; i < ARRAY_SIZE(sections); i++) {
		if (strcmp(sections[i].name, name))
			continue;
		if (*more && !sections[i].more)
			city_mistake(&r->b, _("nothing stands behind the name of [%s]"), name);
		sections[i].begin(r, more);
		return;
	}
	city_mistake(&r->b, _("unknown section [%s]: there are scenario, targets, fact, say, expect, must and must "
			      "not"), name);
}

void scenario_section_take(struct scenario_reading *r, char *head, const char *value)
{
	if (r->take)
		r->take(r, head, value);
}
