/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assess.c -- see assess.h. */
#include "hotline/assess.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

/* ---- one ticket ---- */

static enum visit_answer satisfied_of(const json *answers)
{
	const char *word = jo_str(answers, "satisfied");

	return !word ? VISIT_NO : !strcmp(word, "yes") ? VISIT_YES : !strcmp(word, "basically") ? VISIT_BASICALLY
											       : VISIT_NO;
}

static void read_answers(const json *from, struct assess_answers *to)
{
	const char *at = jo_str(from, "at");

	*to = (struct assess_answers){
		.at = INSTANT_NONE,
		.contacted = jo_bool(from, "contacted", false),
		.solved = jo_bool(from, "solved", false),
		.satisfied = satisfied_of(from),
	};
	if (at)
		clock_parse(at, &to->at);
}

static void set_code(char to[ASSESS_CODE], const char *code)
{
	snprintf(to, ASSESS_CODE, "%s", code ? code : "");
}

static void set_ticket(struct assess_row *row, const struct ticket *t)
{
	set_code(row->category, jo_pointer_str(t->fields, "/matter/category"));
	set_code(row->district, jo_pointer_str(t->fields, "/place/district"));
	set_code(row->street, jo_pointer_str(t->fields, "/place/street"));
	row->excluded = t->excluded;
	row->weight = 1000;
}

/* False: the visit is not valid, or there is none. */
static bool read_visit(const struct ticket *t, const json *visit, const char *caller, struct assess_row *row)
{
	const json *final = jo_get(visit, "final");
	const char *unit = jo_str(final, "unit");

	if (!jo_bool(visit, "valid", false) || !final)
		return false;
	*row = (struct assess_row){ .excluded = false };
	set_ticket(row, t);
	snprintf(row->caller, sizeof(row->caller), "%s", caller);
	set_code(row->unit, unit);
	row->weight = jo_int(final, "weight", 1000);
	read_answers(jo_get(visit, "first"), &row->first);
	read_answers(final, &row->final);
	return true;
}

bool assess_own_visit(const struct ticket *t, struct assess_row *row)
{
	return read_visit(t, jo_get(t->extra, "visit"), "", row);
}

static void read_visits(const struct ticket *t, struct assess_facts *f)
{
	const json *callers = jo_array(t->extra, "callers");
	size_t most = jo_len(callers) + 1;

	if (!jo_get(t->extra, "visit") && !callers)
		return;
	f->visits = xcalloc(most, sizeof(*f->visits));
	f->count = assess_own_visit(t, f->visits);
	for (size_t i = 0; i < jo_len(callers); i++) {
		const char *id = jo_str(jo_at(callers, i), "contact_id");
		f->count += id && read_visit(t, jo_get(jo_at(callers, i), "visit"), id, &f->visits[f->count]);
	}
}

void assess_facts(const struct city *c, const struct ticket *t, struct assess_facts *f)
{
	*f = (struct assess_facts){ .count = 0 };
	if (t->origin)
		return;
	read_visits(t, f);
	f->dispatched = t->lead && t->dispatched_at != INSTANT_NONE;
	if (!f->dispatched)
		return;
	set_ticket(&f->dispatch, t);
	set_code(f->dispatch.unit, ticket_scored_unit(c, t));
	f->dispatch.final.at = t->dispatched_at;
}

void assess_facts_release(struct assess_facts *f)
{
	free(f->visits);
	*f = (struct assess_facts){ .count = 0 };
}

static bool answers_equal(const struct assess_answers *a, const struct assess_answers *b)
{
	return a->at == b->at && a->contacted == b->contacted && a->solved == b->solved && a->satisfied == b->satisfied;
}

bool assess_row_equal(const struct assess_row *a, const struct assess_row *b)
{
	return !strcmp(a->caller, b->caller) && !strcmp(a->unit, b->unit) && !strcmp(a->category, b->category) &&
	       !strcmp(a->district, b->district) && !strcmp(a->street, b->street) && a->excluded == b->excluded &&
	       a->weight == b->weight && answers_equal(&a->first, &b->first) && answers_equal(&a->final, &b->final);
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

void assess_scale(struct assess_sum *s, int by)
{
	int64_t *const all[] = { &s->volume, &s->valid, &s->contacted, &s->solved, &s->satisfied, &s->basically };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		*all[i] *= by;
}

void assess_count_visit(const struct assess_row *row, struct assess_sum *s)
{
	s->valid += row->weight;
	s->contacted += row->final.contacted ? row->weight : 0;
	s->solved += row->final.solved ? row->weight : 0;
	s->satisfied += row->final.satisfied == VISIT_YES ? row->weight : 0;
	s->basically += row->final.satisfied == VISIT_BASICALLY ? row->weight : 0;
}

void assess_count_dispatch(struct assess_sum *s)
{
	s->volume++;
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
