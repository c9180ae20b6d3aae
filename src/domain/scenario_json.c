/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenario_json.c -- a scenario as JSON and back.
 *
 * What comes back was checked against its city when it was read, and that city may be gone: only the shape is checked
 * here, so that a session can go on with the version it began with.
 */
#include <string.h>

#include "domain/scenario_build.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

static json *list_to_json(const char *const *list, size_t count)
{
	json *array = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		json_object_array_add(array, json_object_new_string(list[i]));
	return array;
}

static void set_keys(json *o, const struct scenario_key *keys, const void *from)
{
	for (const struct scenario_key *k = keys; k->name; k++) {
		const char *at = (const char *)from + k->at, *text;
		const char *const *list;
		size_t count = 0;
		int whole;

		memcpy(&whole, at, sizeof(whole));
		memcpy(&text, at, sizeof(text));
		memcpy(&list, at, sizeof(list));
		if (k->kind == SCENARIO_LIST)
			memcpy(&count, (const char *)from + k->count_at, sizeof(count));
		if (k->kind == SCENARIO_TEXT)
			jo_set_str(o, k->name, text);
		else if (k->kind == SCENARIO_WHOLE && whole)
			jo_set_int(o, k->name, whole);
		else if (k->kind == SCENARIO_LIST && count)
			jo_set(o, k->name, list_to_json(list, count));
	}
}

static json *fact_to_json(const struct scenario_fact *f)
{
	json *o = json_object_new_object();

	jo_set_str(o, "code", f->code);
	set_keys(o, scenario_fact_keys, f);
	return o;
}

static json *line_to_json(const struct scenario_line *l)
{
	json *o = json_object_new_object();

	jo_set_str(o, "cue", scenario_cue_names[l->cue]);
	if (l->n)
		jo_set_int(o, "n", l->n);
	jo_set_str(o, "text", l->text);
	jo_set_str(o, "text_en", l->text_en);
	if (l->tell_count)
		jo_set(o, "tells", list_to_json(l->tells, l->tell_count));
	return o;
}

static json *expect_to_json(const struct scenario_expect *e)
{
	json *o = json_object_new_object();

	jo_set_int(o, "request", e->request);
	jo_set_str(o, "pointer", e->pointer);
	jo_set_str(o, "match", scenario_match_names[e->match]);
	jo_set(o, "values", list_to_json(e->values, e->value_count));
	jo_set(o, "points", json_object_new_double(e->points));
	return o;
}

static json *must_to_json(const struct scenario_must *m)
{
	json *o = json_object_new_object();

	jo_set_bool(o, "must_not", m->must_not);
	jo_set_str(o, "duty", scenario_duty_names[m->duty]);
	jo_set_str(o, "what", m->what);
	set_keys(o, scenario_must_keys, m);
	jo_set_str(o, "why", m->why);
	jo_set_str(o, "why_en", m->why_en);
	return o;
}

json *scenario_to_json(const struct scenario *s)
{
	json *o = json_object_new_object(), *targets = json_object_new_object();
	json *facts = json_object_new_array(), *lines = json_object_new_array();
	json *expects = json_object_new_array(), *musts = json_object_new_array();

	jo_set_str(o, "code", s->code);
	jo_set_str(o, "version", s->version);
	set_keys(o, scenario_keys, s);
	set_keys(targets, scenario_target_keys, s);
	for (size_t i = 0; i < s->fact_count; i++)
		json_object_array_add(facts, fact_to_json(&s->facts[i]));
	for (size_t i = 0; i < s->line_count; i++)
		json_object_array_add(lines, line_to_json(&s->lines[i]));
	for (size_t i = 0; i < s->expect_count; i++)
		json_object_array_add(expects, expect_to_json(&s->expects[i]));
	for (size_t i = 0; i < s->must_count; i++)
		json_object_array_add(musts, must_to_json(&s->musts[i]));
	jo_set(o, "targets", targets);
	jo_set(o, "facts", facts);
	jo_set(o, "lines", lines);
	jo_set(o, "expects", expects);
	jo_set(o, "musts", musts);
	return o;
}

/* ---- back ---- */

struct back {
	struct scenario *s;
	struct error *err;
	bool bad;
};

static bool refuse(struct back *b, const char *what)
{
	if (!b->bad)
		error_set(b->err, ERROR_INPUT, _("This is no scenario: %s is missing or wrong."), what);
	b->bad = true;
	return false;
}

/* A text member that can be shown; NULL when absent. */
static const char *take_text(struct back *b, const json *o, const char *name, bool needed)
{
	json *v = jo_get(o, name);

	if (!v && !needed)
		return NULL;
	if (!json_object_is_type(v, json_type_string) || json_object_get_string_len(v) > SCENARIO_TEXT_MOST ||
	    strlen(json_object_get_string(v)) != (size_t)json_object_get_string_len(v)) {
		refuse(b, name);
		return needed ? "" : NULL;
	}
	return scenario_keep(b->s, json_object_get_string(v));
}

static int take_whole(struct back *b, const json *o, const char *name, int least, int most)
{
	json *v = jo_get(o, name);
	int64_t n = json_object_get_int64(v);

	if (v ? !json_object_is_type(v, json_type_int) || n < least || n > most : least > 0)
		refuse(b, name);
	return b->bad ? least : (int)n;
}

static void take_list(struct back *b, const json *o, const char *name, const char ***list, size_t *count)
{
	const json *array = jo_array(o, name);

	if ((jo_get(o, name) && !array) || jo_len(array) > SCENARIO_LIST_MOST)
		refuse(b, name);
	for (size_t i = 0; !b->bad && i < jo_len(array); i++) {
		json *v = jo_at(array, i);
		if (!json_object_is_type(v, json_type_string) || json_object_get_string_len(v) > SCENARIO_TEXT_MOST)
			refuse(b, name);
		else
			scenario_list_add(b->s, list, count, json_object_get_string(v));
	}
}

static void take_keys(struct back *b, const json *o, const struct scenario_key *keys, void *to)
{
	for (const struct scenario_key *k = keys; k->name && !b->bad; k++) {
		char *at = (char *)to + k->at;
		if (k->kind == SCENARIO_TEXT) {
			const char *text = take_text(b, o, k->name, k->needed);
			memcpy(at, &text, sizeof(text));
		} else if (k->kind == SCENARIO_WHOLE) {
			int n = take_whole(b, o, k->name, k->needed ? k->least : 0, k->most);
			memcpy(at, &n, sizeof(n));
		} else {
			take_list(b, o, k->name, (const char ***)(void *)at,
				  (size_t *)(void *)((char *)to + k->count_at));
		}
	}
}

static int take_name(struct back *b, const json *o, const char *name, const char *const *names, int count)
{
	int n = scenario_name_in(names, count, jo_str(o, name));

	if (n < 0)
		refuse(b, name);
	return n < 0 ? 0 : n;
}

static void check_told(struct back *b, const char *fact, const char *name)
{
	if (fact && !scenario_find_fact(b->s, fact))
		refuse(b, name);
}

static void take_fact(struct back *b, const json *o)
{
	const char *code = take_text(b, o, "code", true);
	bool known = scenario_find_fact(b->s, code);
	struct scenario_fact *f = scenario_add_fact(b->s);

	f->code = code;
	if (known || !*code)
		refuse(b, "code");
	take_keys(b, o, scenario_fact_keys, f);
}

static void take_line(struct back *b, const json *o)
{
	struct scenario_line *l = scenario_add_line(b->s);

	l->cue = (enum scenario_cue)take_name(b, o, "cue", scenario_cue_names, CUE_COUNT);
	l->n = take_whole(b, o, "n", 0, 3600);
	l->text = take_text(b, o, "text", true);
	l->text_en = take_text(b, o, "text_en", false);
	take_list(b, o, "tells", &l->tells, &l->tell_count);
	for (size_t i = 0; i < l->tell_count; i++)
		check_told(b, l->tells[i], "tells");
}

static void take_expect(struct back *b, const json *o)
{
	struct scenario_expect *e = scenario_add_expect(b->s);
	json *points = jo_get(o, "points");

	e->request = take_whole(b, o, "request", 1, SCENARIO_REQUESTS_MOST);
	e->pointer = take_text(b, o, "pointer", true);
	e->match = (enum scenario_match)take_name(b, o, "match", scenario_match_names, MATCH_COUNT);
	take_list(b, o, "values", &e->values, &e->value_count);
	e->points = points ? json_object_get_double(points) : 1;
	if (!(e->points > 0 && e->points <= 100))
		refuse(b, "points");
	if ((e->match == MATCH_EMPTY) != !e->value_count)
		refuse(b, "values");
}

static void take_must(struct back *b, const json *o)
{
	struct scenario_must *m = scenario_add_must(b->s);

	m->must_not = jo_bool(o, "must_not", false);
	m->duty = (enum scenario_duty)take_name(b, o, "duty", scenario_duty_names, DUTY_COUNT);
	m->what = take_text(b, o, "what", false);
	take_keys(b, o, scenario_must_keys, m);
	m->why = take_text(b, o, "why", true);
	m->why_en = take_text(b, o, "why_en", false);
	m->request = m->request ? m->request : 1;
	if (m->duty == DUTY_ASK || m->duty == DUTY_READ_BACK)
		check_told(b, m->what ? m->what : "", "what");
}

static void take_each(struct back *b, const json *o, const char *name, size_t most,
		      void (*take)(struct back *b, const json *o))
{
	const json *array = jo_array(o, name);

	if (!array || jo_len(array) > most)
		refuse(b, name);
	for (size_t i = 0; !b->bad && i < jo_len(array); i++)
		take(b, jo_at(array, i));
}

static void take_scenario(struct back *b, const json *o)
{
	struct scenario *s = b->s;

	s->code = take_text(b, o, "code", true);
	s->version = xstrdup(take_text(b, o, "version", false));
	take_keys(b, o, scenario_keys, s);
	take_keys(b, jo_get(o, "targets"), scenario_target_keys, s);
	take_each(b, o, "facts", SCENARIO_FACTS_MOST, take_fact);
	take_each(b, o, "lines", SCENARIO_LINES_MOST, take_line);
	take_each(b, o, "expects", SCENARIO_EXPECTS_MOST, take_expect);
	take_each(b, o, "musts", SCENARIO_MUSTS_MOST, take_must);
	for (size_t i = 0; !b->bad && i < s->fact_count; i++)
		check_told(b, s->facts[i].after, "after");
}

struct scenario *scenario_from_json(const json *o, struct error *err)
{
	struct back b = { .s = scenario_new(), .err = err };

	take_scenario(&b, o);
	if (b.bad) {
		scenario_free(b.s);
		return NULL;
	}
	scenario_finish(b.s);
	return b.s;
}
