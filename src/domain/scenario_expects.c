/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenario_expects.c -- would the city's form take what a scenario expects in it?
 *
 * Every accepted value is put through the form's own check. The best ones together make a form, which must show the
 * fields and be right as a whole: no street in another district, no field of a section that the category does not add.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/scenario_build.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

/* ---- values ---- */

static bool is_place_code(const char *pointer)
{
	return !strcmp(pointer, "/place/district") || !strcmp(pointer, "/place/street") ||
	       !strcmp(pointer, "/place/community");
}

static bool is_yes_no(const struct city_field *f, const char *pointer)
{
	return f ? f->kind == FIELD_YES_NO : !strcmp(pointer, "/place/not_mentioned");
}

/* As the form holds it. What cannot be turned into the field's kind stays text, which the form refuses. */
static json *value_of(const struct city_field *f, const char *pointer, const char *text)
{
	enum field_kind kind = f ? f->kind : FIELD_LINE;
	instant t = INSTANT_NONE;
	char *end, at[CLOCK_TEXT];

	if (is_yes_no(f, pointer) && (!strcmp(text, "yes") || !strcmp(text, "no")))
		return json_object_new_boolean(!strcmp(text, "yes"));
	if (kind == FIELD_NUMBER) {
		double n = strtod(text, &end);
		if (*text && !*end && strspn(text, "-.0123456789") == strlen(text))
			return json_object_new_double(n);
	}
	if (kind == FIELD_TIME && time_read(text, clock_now(), &t) != TIME_UNSURE && t != INSTANT_NONE)
		return json_object_new_string(clock_format(t, at));
	json *v = json_object_new_string(text);
	if (kind != FIELD_TAGS && kind != FIELD_CHECKLIST)
		return v;
	json *list = json_object_new_array();
	json_object_array_add(list, v);
	return list;
}

/* Text that the form holds as typed, in which a `*` stands for anything and a part may be looked for. */
static bool is_free(const struct city_field *f)
{
	return f && (f->kind == FIELD_LINE || f->kind == FIELD_TEXT || f->kind == FIELD_PHONE);
}

static bool is_list(const struct city_field *f)
{
	return f && (f->kind == FIELD_TAGS || f->kind == FIELD_CHECKLIST);
}

static void say_refused(struct scenario_reading *r, const struct city_field *f, const char *pointer, const char *value,
			const char *why)
{
	if (f && f->kind == FIELD_TIME)
		why = _("It must be a time as agents type it, such as 昨晚8点, 3天前 or 11-24 20:05.");
	else if (is_yes_no(f, pointer))
		why = _("It must be yes or no.");
	city_mistake(&r->b, _("%s would not take “%s”. %s"), pointer, value, why);
}

static void check_value(struct scenario_reading *r, const struct scenario_expect *e, const char *value)
{
	const struct city_field *f = city_find_field(r->c, e->pointer);
	struct form_problems problems = { 0 };

	if (!strcmp(value, "*") || (is_free(f) && (e->match != MATCH_ONE_OF || strchr(value, '*'))))
		return;
	json *v = value_of(f, e->pointer, value);
	if (!form_check_value(r->c, e->pointer, v, &problems))
		say_refused(r, f, e->pointer, value, problems.items[0].detail);
	form_problems_release(&problems);
	jo_free(v);
}

/* ---- what is made of the request ---- */

static void check_outcome(struct scenario_reading *r, const struct scenario_expect *e, const char *value)
{
	if (!strcmp(e->pointer, "unit") && !city_find_unit(r->c, value))
		city_mistake(&r->b, _("there is no unit %s"), value);
	else if (!strcmp(e->pointer, "grade") && !city_find_grade(r->c, value))
		city_mistake(&r->b, _("there is no grade %s"), value);
	else if (!strcmp(e->pointer, "action") && !scenario_is_action(value))
		city_mistake(&r->b, _("an action is submit, answer, transfer, decline or void, not “%s”"), value);
	else if (!strcmp(e->pointer, "article") && !scenario_has_article(r, value))
		city_mistake(&r->b, _("there is no article %s"), value);
	else if (!strcmp(e->pointer, "to") && !city_look(r->c, LOOKUP_LINE, value, NULL))
		city_mistake(&r->b, _("the city has no emergency line %s"), value);
}

/* ---- one line ---- */

static bool is_known(const struct city *c, const char *pointer)
{
	const struct city_field *f = city_find_field(c, pointer);

	if (scenario_is_outcome(pointer) || is_place_code(pointer) || !strcmp(pointer, "/place/not_mentioned"))
		return true;
	return f && f->kind != FIELD_PLACE;
}

static void check_match(struct scenario_reading *r, const struct scenario_expect *e)
{
	const struct city_field *f = city_find_field(r->c, e->pointer);
	bool parts = e->match == MATCH_CONTAINS || e->match == MATCH_CONTAINS_ANY;

	if (parts && !is_free(f) && !is_list(f))
		city_mistake(&r->b, _("%s holds one value, so `contains` says nothing: name the values parted by |"),
			     e->pointer);
	else if (e->match == MATCH_EMPTY && scenario_is_outcome(e->pointer))
		city_mistake(&r->b, _("%s cannot be empty; leave the line out when it does not matter"), e->pointer);
}

static void check_expect(struct scenario_reading *r, size_t i)
{
	const struct scenario_expect *e = &r->s->expects[i];

	r->b.line = r->expects[i];
	if (!is_known(r->c, e->pointer)) {
		city_mistake(&r->b, _("%s is no field of the form, and not unit, grade, action, article or to"),
			     e->pointer);
		return;
	}
	check_match(r, e);
	for (size_t k = 0; k < e->value_count; k++) {
		if (scenario_is_outcome(e->pointer))
			check_outcome(r, e, e->values[k]);
		else
			check_value(r, e, e->values[k]);
	}
	for (size_t k = 0; k < i; k++) {
		const struct scenario_expect *x = &r->s->expects[k];
		if (x->request == e->request && x->match == e->match && e->match != MATCH_CONTAINS_ANY &&
		    !strcmp(x->pointer, e->pointer))
			city_mistake(&r->b, _("%s stands here twice: put the values in one line"), e->pointer);
	}
}

/* ---- one request ---- */

static const struct scenario_expect *find_expect(const struct scenario *s, int request, const char *pointer, size_t *at)
{
	for (size_t i = 0; i < s->expect_count; i++) {
		const struct scenario_expect *e = &s->expects[i];
		if (e->request == request && e->match != MATCH_NOT && !strcmp(e->pointer, pointer)) {
			if (at)
				*at = i;
			return e;
		}
	}
	return NULL;
}

/* The form that is best: the first value of each field. Caller frees. */
static json *best_form(const struct scenario_reading *r, int request)
{
	json *fields = json_object_new_object();

	for (size_t i = 0; i < r->s->expect_count; i++) {
		const struct scenario_expect *e = &r->s->expects[i];
		const struct city_field *f = city_find_field(r->c, e->pointer);
		bool whole = e->match == MATCH_ONE_OF && e->values[0][0] && !strchr(e->values[0], '*');
		bool part = e->match == MATCH_CONTAINS && is_list(f);
		if (e->request == request && e->pointer[0] == '/' && (whole || part))
			jo_pointer_set(fields, e->pointer, value_of(f, e->pointer, e->values[0]));
	}
	return fields;
}

/* A field that the best form does not show cannot be filled in. */
static void check_shown(struct scenario_reading *r, int request, const json *fields)
{
	for (size_t i = 0; i < r->s->expect_count; i++) {
		const struct scenario_expect *e = &r->s->expects[i];
		const struct city_field *f = city_find_field(r->c, e->pointer);
		r->b.line = r->expects[i];
		if (e->request == request && f && e->match != MATCH_EMPTY && e->match != MATCH_NOT &&
		    !form_field_shown(r->c, f, fields))
			city_mistake(&r->b, _("the form does not show %s with the category and the other values "
					      "expected here"), e->pointer);
	}
}

static void check_form(struct scenario_reading *r, int request, const json *fields)
{
	struct form_problems problems = { 0 };

	form_check(r->c, fields, false, "", &problems);
	for (size_t i = 0; i < problems.count; i++) {
		size_t at = 0;
		find_expect(r->s, request, problems.items[i].pointer, &at);
		r->b.line = r->expects[at];
		city_mistake(&r->b, "%s: %s", problems.items[i].pointer, problems.items[i].detail);
	}
	form_problems_release(&problems);
}

/* What the catalogue says must be right: it is what the trainee's program proposes. */
static void check_unit(struct scenario_reading *r, int request, const json *fields)
{
	size_t at;
	const struct scenario_expect *e = find_expect(r->s, request, "unit", &at);
	const struct city_unit *u = city_suggest_unit(r->c, jo_pointer_str(fields, "/matter/category"),
						      jo_pointer_str(fields, "/place/district"),
						      jo_pointer_str(fields, "/place/street"), NULL);

	if (!e || e->match != MATCH_ONE_OF || !u)
		return;
	for (size_t i = 0; i < e->value_count; i++)
		if (!strcmp(e->values[i], u->code))
			return;
	r->b.line = r->expects[at];
	city_mistake(&r->b, _("the dispatch catalogue sends this category at this place to %s (%s), which is not "
			      "accepted here"), u->code, u->name);
}

static void need(struct scenario_reading *r, int request, const char *pointer, const char *why)
{
	if (!find_expect(r->s, request, pointer, NULL))
		city_mistake(&r->b, _("[expect %d] needs a line %s: %s"), request, pointer, why);
}

static void check_request(struct scenario_reading *r, int request)
{
	const struct scenario_expect *action = find_expect(r->s, request, "action", NULL);
	const char *best = action && action->value_count ? action->values[0] : "";

	r->b.line = r->head_line;
	for (size_t i = r->s->expect_count; i--;)
		if (r->s->expects[i].request == request)
			r->b.line = r->expects[i];
	need(r, request, "action", _("submit, answer, transfer, decline or void"));
	if (!strcmp(best, "submit") || !strcmp(best, "answer"))
		need(r, request, "/matter/category", _("the category that is right"));
	if (!strcmp(best, "answer"))
		need(r, request, "article", _("the article that answers it"));
	if (!strcmp(best, "transfer"))
		need(r, request, "to", _("the emergency line"));
}

void scenario_check_expects(struct scenario_reading *r)
{
	for (size_t i = 0; i < r->s->expect_count; i++)
		check_expect(r, i);
	for (int request = 1; request <= r->s->request_count; request++)
		check_request(r, request);
	if (r->b.report->total > r->before)
		return;         /* one mistake is not reported as many */
	for (int request = 1; request <= r->s->request_count; request++) {
		json *fields = best_form(r, request);
		check_shown(r, request, fields);
		check_form(r, request, fields);
		check_unit(r, request, fields);
		jo_free(fields);
	}
}
