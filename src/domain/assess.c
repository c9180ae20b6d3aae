/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assess.c -- see assess.h. */
#include "hotline/assess.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"

/* ---- one ticket ---- */

static enum visit_answer satisfied_of(const json *answers)
{
	const char *word = jo_str(answers, "satisfied");

	return !word ? VISIT_NO : !strcmp(word, "yes") ? VISIT_YES : !strcmp(word, "basically") ? VISIT_BASICALLY
											       : VISIT_NO;
}

static void read_answers(const json *answers, const char *caller, struct assess_visit *v)
{
	const char *at = jo_str(answers, "at");

	*v = (struct assess_visit){ .at = INSTANT_NONE };
	snprintf(v->caller, sizeof(v->caller), "%s", caller);
	if (at)
		clock_parse(at, &v->at);
	v->contacted = jo_bool(answers, "contacted", false);
	v->solved = jo_bool(answers, "solved", false);
	v->satisfied = satisfied_of(answers);
}

size_t assess_visits(const struct ticket *t, struct assess_visit *list, size_t most)
{
	const json *visit = jo_get(t->extra, "visit"), *callers = jo_array(t->extra, "callers");
	size_t count = 0;

	if (jo_bool(visit, "valid", false) && most)
		read_answers(jo_get(visit, "final"), "", &list[count++]);
	for (size_t i = 0; i < jo_len(callers) && count < most; i++) {
		const json *joined = jo_get(jo_at(callers, i), "visit");
		const char *id = jo_str(jo_at(callers, i), "contact_id");
		if (id && jo_bool(joined, "valid", false))
			read_answers(jo_get(joined, "final"), id, &list[count++]);
	}
	return count;
}

/* The largest weight among the chosen situations of one checklist field; 0: none is chosen. */
static double situation_weight(const struct city *c, const struct city_field *f, const json *fields)
{
	const json *chosen = jo_pointer(fields, f->pointer);
	const char *list = f->choices ? strchr(f->choices, ':') : NULL;
	double most = 0;

	for (size_t i = 0; list && i < jo_len(chosen); i++) {
		const struct city_situation *s =
			city_find_situation(c, list + 1, json_object_get_string(jo_at(chosen, i)));
		if (s && s->weight > most)
			most = s->weight;
	}
	return most;
}

int64_t assess_weight(const struct city *c, const struct ticket *t)
{
	const char *code = jo_pointer_str(t->fields, "/matter/category");
	const struct city_category *k = code ? city_find_category(c, code) : NULL;
	double weight = k ? k->weight : 1, most = 0;

	for (size_t i = 0; i < c->field_count; i++) {
		if (c->fields[i].kind != FIELD_CHECKLIST)
			continue;
		double w = situation_weight(c, &c->fields[i], t->fields);
		most = w > most ? w : most;
	}
	return llround(weight * (most > 0 ? most : 1) * 1000);
}

/* ---- sums and rates ---- */

void assess_add(struct assess_sum *to, const struct assess_sum *other)
{
	to->volume += other->volume;
	to->valid += other->valid;
	to->contacted += other->contacted;
	to->solved += other->solved;
	to->satisfied += other->satisfied;
	to->basically += other->basically;
}

static double score_of(const struct city *c, const struct assess_rates *r)
{
	double score = 100 * (c->weight_response * r->response + c->weight_solution * r->solution +
			      c->weight_satisfaction * r->satisfaction);

	/* A hair above, so that 86.25 is 86.3 whichever way the sum was rounded. */
	return floor(score * 10 + 0.5 + 1e-9) / 10;
}

void assess_rates(const struct city *c, const struct assess_sum *s, struct assess_rates *r)
{
	*r = (struct assess_rates){ 0 };
	if (!s->valid)
		return;
	double valid = (double)s->valid;
	r->response = (double)s->contacted / valid;
	r->solution = (double)s->solved / valid;
	r->satisfaction = ((double)s->satisfied + c->basically * (double)s->basically) / valid;
	r->score = score_of(c, r);
}

void assess_mean(const struct city *c, const struct assess_rates *list, const struct assess_sum *sums, size_t count,
		 struct assess_rates *r)
{
	size_t with = 0;

	*r = (struct assess_rates){ 0 };
	for (size_t i = 0; i < count; i++) {
		if (!sums[i].valid)
			continue;
		r->response += list[i].response;
		r->solution += list[i].solution;
		r->satisfaction += list[i].satisfaction;
		with++;
	}
	if (!with)
		return;
	r->response /= (double)with;
	r->solution /= (double)with;
	r->satisfaction /= (double)with;
	r->score = score_of(c, r);
}

int assess_compare(double score_a, int64_t volume_a, double score_b, int64_t volume_b)
{
	if (score_a != score_b)
		return score_a > score_b ? -1 : 1;
	return volume_a > volume_b ? -1 : volume_a < volume_b;
}
