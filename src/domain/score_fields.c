/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score_fields.c -- what was recorded against what was to be recorded.
 *
 * Each expectation belongs to one fault of the sheets, by its pointer; those of one request that share a fault share
 * its deduction by their weights.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/scenario_build.h"
#include "domain/score_internal.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

struct fault { const char *sheet, *item; };

/* The longest beginning rules. */
static const struct { const char *pointer; struct fault fault; } faults[] = {
	{ "/", { "ticket", "completeness-course" } },
	{ "/caller/", { "ticket", "completeness-who" } },
	{ "/caller/confidential", { "ticket", "risk-confidential" } },
	{ "/matter/type", { "ticket", "consistency-category" } },
	{ "/matter/category", { "ticket", "consistency-category" } },
	{ "/matter/title", { "ticket", "wording-title" } },
	{ "/matter/happened_at", { "ticket", "completeness-when" } },
	{ "/matter/frequency", { "ticket", "completeness-when" } },
	{ "/matter/party", { "ticket", "completeness-cause" } },
	{ "/matter/tags", { "ticket", "risk-repeat" } },
	{ "/place/", { "ticket", "completeness-where" } },
	{ "/control/grade", { "ticket", "risk-grade" } },
	{ "/control/urgency", { "ticket", "risk-grade" } },
	{ "/control/linked", { "ticket", "risk-repeat" } },
	{ "grade", { "ticket", "risk-grade" } },
	{ "unit", { "ticket", "consistency-unit" } },
	{ "article", { "call", "accuracy-policy" } },
	{ "to", { "ticket", "risk-emergency" } },
};

/* What was made instead of what should have been: the first row that fits; NULL fits all. */
static const struct { const char *expected, *got; struct fault fault; } wrong_actions[] = {
	{ "transfer", NULL, { "ticket", "risk-emergency" } },
	{ "answer", "submit", { "call", "resolution-answer" } },
	{ "submit", "decline", { "call", "resolution-shirking" } },
	{ "submit", "void", { "call", "resolution-shirking" } },
	{ "answer", "decline", { "call", "resolution-shirking" } },
	{ "answer", "void", { "call", "resolution-shirking" } },
	{ NULL, NULL, { "call", "accuracy-misunderstood" } },
};

static const struct { const char *pointer, *name, *name_en; } made_names[] = {
	{ "unit", "承办单位", "Unit" }, { "grade", "等级", "Grade" }, { "action", "处理方式", "What was made of it" },
	{ "article", "引用知识", "Article" }, { "to", "转接", "Transferred to" },
};

static const struct fault *fault_of_action(const struct scenario_expect *e, const char *got)
{
	const char *expected = e->value_count ? e->values[0] : "";
	size_t i = 0;

	for (; wrong_actions[i].expected; i++)
		if (!strcmp(wrong_actions[i].expected, expected) &&
		    (!wrong_actions[i].got || (got && !strcmp(wrong_actions[i].got, got))))
			break;
	return &wrong_actions[i].fault;
}

static const struct fault *fault_of(const struct scenario_expect *e, const struct score_request *r)
{
	const struct fault *found = &faults[0].fault;
	size_t longest = 0;

	if (!strcmp(e->pointer, "action"))
		return fault_of_action(e, r ? r->action : NULL);
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		size_t len = strlen(faults[i].pointer);
		if (len > longest && !strncmp(faults[i].pointer, e->pointer, len)) {
			longest = len;
			found = &faults[i].fault;
		}
	}
	return found;
}

static double weight_with(const struct scoring *to, const struct scenario_expect *e, const struct fault *fault)
{
	double sum = 0;

	for (size_t i = 0; i < to->s->expect_count; i++) {
		const struct scenario_expect *other = &to->s->expects[i];
		const struct fault *f = fault_of(other, to->matched[e->request - 1]);
		if (other->request == e->request && !strcmp(f->sheet, fault->sheet) && !strcmp(f->item, fault->item))
			sum += other->points;
	}
	return sum > 0 ? sum : 1;
}

static void set_name(const struct scoring *to, const char *pointer, struct score_item *item)
{
	const struct city_field *field = city_find_field(to->city, pointer);

	item->name = field ? field->label : pointer;
	item->name_en = field ? field->label_en : NULL;
	for (size_t i = 0; i < ARRAY_SIZE(made_names); i++)
		if (!strcmp(made_names[i].pointer, pointer)) {
			item->name = made_names[i].name;
			item->name_en = made_names[i].name_en;
		}
}

static void set_texts(json *o, const struct scenario_expect *e, const struct score_request *r)
{
	struct buf text = BUF_INIT;
	json *got = score_value(e, r);

	for (size_t i = 0; i < e->value_count; i++) {
		buf_adds(&text, i ? e->match == MATCH_CONTAINS ? ", " : " | " : "");
		for (const char *p = e->values[i]; *p; p++)
			buf_addch(&text, *p == '|' ? '/' : *p);
	}
	jo_set_str(o, "pointer", e->pointer);
	jo_set_str(o, "match", scenario_match_names[e->match]);
	jo_set_str(o, "expected", text.data);
	buf_reset(&text);
	score_value_text(&text, got);
	jo_set_str(o, "got", text.data);
	jo_free(got);
	buf_release(&text);
}

static const char *say_field(const struct scenario_expect *e, double lost, bool empty)
{
	if (e->match == MATCH_EMPTY && lost > 0)
		return _("This was to stay empty.");
	if (e->match == MATCH_NOT && lost > 0)
		return _("This is what it was not to be.");
	if (lost > 0 && empty)
		return _("It is missing.");
	return lost >= 1 ? _("It is not what was expected.") : lost > 0 ? _("A part of it is missing.") : NULL;
}

/* What the content alone lacks stood in another field, which counts as well; whoever reads the sheet has to know. */
static bool counts_elsewhere(const struct scoring *to, const struct scenario_expect *e, const struct score_request *r, double lost)
{
	bool empty;

	if (!r || strcmp(e->pointer, "/matter/content") != 0)
		return false;
	struct score_request alone = *r;
	json *fields = json_object_new_object(), *matter = json_object_new_object();
	jo_set(matter, "content", json_object_get(jo_pointer(r->fields, e->pointer)));
	jo_set(fields, "matter", matter);
	alone.fields = fields;
	alone.article = NULL;
	bool less = score_compare(to->city, e, &alone, to->done->answered, &empty) > lost;
	jo_free(fields);
	return less;
}

/* "1/matter/content", the second time "1/matter/content#2". Caller frees. */
static char *field_id(const struct scenario *s, const struct scenario_expect *e)
{
	const char *slash = *e->pointer == '/' ? "" : "/";
	int number = 1;

	for (const struct scenario_expect *o = s->expects; o < e; o++)
		number += o->request == e->request && !strcmp(o->pointer, e->pointer);
	return number > 1 ? xasprintf("%d%s%s#%d", e->request, slash, e->pointer, number)
			  : xasprintf("%d%s%s", e->request, slash, e->pointer);
}

/* A wrong number or time misleads whoever handles it, more than one that is missing. */
static bool is_wrong_figure(const struct scoring *to, const struct scenario_expect *e, double lost, bool empty)
{
	const struct city_field *field = *e->pointer == '/' ? city_find_field(to->city, e->pointer) : NULL;
	bool figure = field && (field->kind == FIELD_NUMBER || field->kind == FIELD_TIME);

	return figure && lost > 0 && !empty && e->match != MATCH_EMPTY &&
	       score_sheet_item(to->city, "ticket", "consistency-fact");
}

static void score_field(struct scoring *to, const struct scenario_expect *e)
{
	const struct score_request *r = to->matched[e->request - 1];
	const struct fault *fault = fault_of(e, r);
	bool empty;
	double lost = score_compare(to->city, e, r, to->done->answered, &empty);
	char *id = field_id(to->s, e);
	struct score_item item = { .id = id, .sheet = fault->sheet, .item = fault->item, .request = e->request,
				   .part = e->points / weight_with(to, e, fault), .lost = lost,
				   .why = say_field(e, lost, empty) };
	bool missing = lost > 0 && empty;

	if (!item.why && counts_elsewhere(to, e, r, lost))
		item.why = _("Not all of it is in the content; what another field or the cited article holds is not lost.");
	if (is_wrong_figure(to, e, lost, empty)) {
		item.item = "consistency-fact";
		item.part = 1;
	}
	set_name(to, e->pointer, &item);
	json *o = score_add(to, &item);
	set_texts(o, e, r);
	jo_set_str(o, "result", lost <= 0 ? "right" : missing ? "missing" : "wrong");
	*(lost <= 0 ? &to->right : missing ? &to->missing : &to->wrong) += 1;
	free(id);
}

/* A request of which nothing was made: its part of the ticket sheet is lost, and that of the solution, by its own name. */
static void score_none(struct scoring *to, int request)
{
	char id[32], solution[32];

	snprintf(id, sizeof(id), "none/%d", request);
	snprintf(solution, sizeof(solution), "none/%d/call", request);
	struct score_item item = { .id = id, .sheet = "ticket", .item = "*", .request = request, .part = 1, .lost = 1,
				   .name = "诉求未办理", .name_en = "Request left undone",
				   .why = _("Nothing was made of this request.") };
	score_add(to, &item);
	if (!score_sheet_item(to->city, "call", "resolution"))
		return;
	item.id = solution;
	item.sheet = "call";
	item.item = "resolution";
	item.name = NULL;
	score_add(to, &item);
}

/* A ticket that must not be, or none where one had to be: nothing in it is worth a point. */
static bool is_no_use(const struct scenario_expect *e, const char *got)
{
	const char *expected = e->value_count ? e->values[0] : "";
	bool away = !strcmp(got, "void") || !strcmp(got, "decline");
	bool wanted = !strcmp(expected, "submit") || !strcmp(expected, "answer") || !strcmp(expected, "transfer");

	return (wanted && away) || (!strcmp(expected, "void") && !away);
}

static void score_wrong_action(struct scoring *to, const struct scenario_expect *e)
{
	const struct score_request *r = to->matched[e->request - 1];
	bool empty;
	char id[32];

	if (strcmp(e->pointer, "action") || !r || !r->action || !is_no_use(e, r->action) ||
	    score_compare(to->city, e, r, to->done->answered, &empty) <= 0)
		return;
	const char *why = _("Another outcome was right, so nothing of this ticket is of use.");
	snprintf(id, sizeof(id), "action/%d", e->request);
	score_add(to, &(struct score_item){ .id = id, .sheet = "ticket", .item = "*", .request = e->request,
					    .part = 1, .lost = 1, .name = "处理方式不对", .name_en = "Wrong outcome",
					    .why = why });
}

static bool is_matched(const struct scoring *to, const struct score_request *r)
{
	for (int i = 0; i < to->requests; i++)
		if (to->matched[i] == r)
			return true;
	return false;
}

/* A ticket that nobody asked for. */
static void score_extra(struct scoring *to)
{
	for (size_t i = 0; i < to->done->request_count; i++) {
		const struct score_request *r = &to->done->requests[i];
		if (!r->action || is_matched(to, r))
			continue;
		score_add(to, &(struct score_item){ .id = "extra", .sheet = "call", .item = "accuracy-misunderstood",
						    .part = 1, .lost = 1,
						    .why = _("More was made of the call than the caller asked for.") });
		return;
	}
}

/* The wrong unit is the wrong dispatch of the call too. */
static void score_dispatch(struct scoring *to)
{
	double all = 0, lost = 0;
	bool empty, somewhere = false;

	for (size_t i = 0; i < to->s->expect_count; i++) {
		const struct scenario_expect *e = &to->s->expects[i];
		const struct score_request *r = to->matched[e->request - 1];
		if (strcmp(e->pointer, "unit") || !r || !r->action)
			continue;
		all++;
		lost += score_compare(to->city, e, r, to->done->answered, &empty);
		somewhere = somewhere || r->unit;
	}
	if (lost > 0)
		score_add(to, &(struct score_item){ .sheet = "call", .item = "resolution-dispatch", .part = 1,
						    .lost = lost / all,
						    .why = somewhere ? _("The ticket goes to another unit than it should.") :
						    _("No unit follows from the category and the place in the form.") });
}

/* An article that is none of those which answer the call, where the scenario expects no certain one. */
static void score_article(struct scoring *to)
{
	for (size_t i = 0; i < to->s->expect_count; i++)
		if (!strcmp(to->s->expects[i].pointer, "article"))
			return;
	for (int i = 0; i < to->requests && to->s->article_count; i++) {
		const char *cited = to->matched[i] ? to->matched[i]->article : NULL;
		bool fits = !cited;
		for (size_t j = 0; j < to->s->article_count && !fits; j++)
			fits = !strcmp(to->s->articles[j], cited);
		if (fits)
			continue;
		score_add(to, &(struct score_item){ .id = "article", .sheet = "call", .item = "accuracy-policy",
						    .part = 1, .lost = 1,
						    .why = _("The cited article does not answer the question.") });
		return;
	}
}

void score_fields(struct scoring *to)
{
	for (size_t i = 0; i < to->s->expect_count; i++) {
		score_field(to, &to->s->expects[i]);
		score_wrong_action(to, &to->s->expects[i]);
	}
	for (int i = 0; i < to->requests; i++)
		if (!to->matched[i] || !to->matched[i]->action)
			score_none(to, i + 1);
	score_extra(to);
	score_dispatch(to);
	score_article(to);
}
