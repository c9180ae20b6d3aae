/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_score_scenarios.c -- each scenario of the city can be had right: whoever asks for everything, writes what is
 * expected and does what must be done gets every point; whoever does nothing gets none; whoever leaves out one thing
 * loses what the sheet says of it.
 *
 * The right call is made of the scenario itself, so a scenario whose expectations contradict each other, or whose values
 * the form could not hold, is found here.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/score_internal.h"
#include "hotline/alloc.h"
#include "hotline/figures.h"
#include "hotline/score.h"

enum { TURNS = 400, REQUESTS = 10, TEXTS = 400 };
#define ANSWERED SECONDS(1764000000)

static struct city *city;
static struct city_article *articles;
static size_t article_count, scenario_count;
static struct scenario **scenarios;

struct call {
	const struct scenario *s;
	struct score_turn turns[TURNS];
	struct score_request requests[REQUESTS];
	struct performance done;
	char *texts[TEXTS];             /* to be freed */
	size_t text_count;
	int second;
	const struct scenario_must *left_must;          /* not done */
	const struct scenario_expect *left_expect;      /* not written */
};

static const char *keep(struct call *c, char *text)
{
	assert_true(c->text_count < TEXTS);
	return c->texts[c->text_count++] = text;
}

static void say(struct call *c, bool by_agent, const char *text, const char *facts)
{
	assert_true(c->done.turn_count < TURNS);
	c->turns[c->done.turn_count++] = (struct score_turn){ ANSWERED + SECONDS(c->second), by_agent, text, facts };
}

/* ---- what is written ---- */

/* A value without its stars; what may be anything is something. */
static const char *plain(struct call *c, const char *value, enum field_kind kind)
{
	struct buf text = BUF_INIT;
	char when[CLOCK_TEXT];

	for (const char *p = value; *p; p++)
		if (*p != '*')
			buf_addch(&text, *p);
	if (!text.len)
		buf_adds(&text, kind == FIELD_TIME ? clock_format(ANSWERED, when) : kind == FIELD_NUMBER ? "1" : "某");
	return keep(c, buf_detach(&text));
}

static json *list_of(struct call *c, const struct scenario_expect *e, json *there, enum field_kind kind)
{
	json *list = there ? json_object_get(there) : json_object_new_array();
	size_t count = e->match == MATCH_CONTAINS ? e->value_count : 1;

	for (size_t i = 0; i < count; i++)
		json_object_array_add(list, json_object_new_string(plain(c, e->values[i], kind)));
	return list;
}

/* One text after the other; each field of the form once. */
static json *text_of(struct call *c, const struct scenario_expect *e, json *there, enum field_kind kind)
{
	const char *before = there ? json_object_get_string(there) : "";
	size_t count = e->match == MATCH_CONTAINS ? e->value_count : 1;
	struct buf text = BUF_INIT;

	buf_adds(&text, before);
	for (size_t i = 0; i < count; i++)
		if (!*before || !score_text_matches(e->values[i], before, false))
			buf_addf(&text, "%s%s", text.len ? "；" : "", plain(c, e->values[i], kind));
	json *value = json_object_new_string(text.data);
	buf_release(&text);
	return value;
}

static json *value_of(struct call *c, const struct scenario_expect *e, json *there)
{
	const struct city_field *f = city_find_field(city, e->pointer);
	enum field_kind kind = f ? f->kind : FIELD_LINE;

	if (kind == FIELD_TAGS || kind == FIELD_CHECKLIST)
		return list_of(c, e, there, kind);
	if (kind == FIELD_YES_NO || !strcmp(e->pointer, "/place/not_mentioned"))
		return json_object_new_boolean(!strcmp(e->values[0], "yes") || !strcmp(e->values[0], "true"));
	return text_of(c, e, there, kind);
}

static void write_made(struct call *c, const struct scenario_expect *e)
{
	struct score_request *r = &c->requests[e->request - 1];
	const struct { const char *name, **value; } all[] = {
		{ "unit", &r->unit }, { "grade", &r->grade }, { "action", &r->action }, { "article", &r->article },
		{ "to", &r->to },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (!strcmp(all[i].name, e->pointer))
			*all[i].value = e->values[0];
}

static void write_expected(struct call *c)
{
	for (size_t i = 0; i < c->s->expect_count; i++) {
		const struct scenario_expect *e = &c->s->expects[i];
		json *fields = (json *)c->requests[e->request - 1].fields;
		if (e->match == MATCH_EMPTY || e->match == MATCH_NOT || e == c->left_expect)
			continue;
		if (*e->pointer != '/')
			write_made(c, e);
		else
			jo_pointer_set(fields, e->pointer, value_of(c, e, jo_pointer(fields, e->pointer)));
	}
}

/* Every figure of every fact, in the note of each request. */
static void write_figures(struct call *c)
{
	struct figures f = { .items = NULL };
	struct buf note = BUF_INIT;

	for (size_t i = 0; i < c->s->fact_count; i++)
		figures_read(&f, c->s->facts[i].say, true);
	for (size_t i = 0; i < f.count; i++)
		buf_addf(&note, "%s、", f.items[i].digits);
	for (size_t r = 0; r < c->done.request_count; r++)
		if (!jo_pointer(c->requests[r].fields, "/control/note"))
			jo_pointer_set((json *)c->requests[r].fields, "/control/note", json_object_new_string(note.data));
	buf_release(&note);
	figures_release(&f);
}

/* ---- what is said and done ---- */

static bool must(const struct scenario *s, bool not, enum scenario_duty duty, const char *what)
{
	for (size_t i = 0; i < s->must_count; i++) {
		const struct scenario_must *m = &s->musts[i];
		if (m->must_not == not && m->duty == duty && m->what && !strcmp(m->what, what))
			return true;
	}
	return false;
}

static void say_what_must_be_said(struct call *c)
{
	for (size_t i = 0; i < c->s->must_count; i++) {
		const struct scenario_must *m = &c->s->musts[i];
		if (!m->must_not && m->duty == DUTY_SAY && m->what && m != c->left_must)
			say(c, true, keep(c, xstrndup(m->what, strcspn(m->what, "|"))), NULL);
	}
}

static void ask_for(struct call *c, const struct scenario_fact *f)
{
	bool left = c->left_must && c->left_must->duty == DUTY_ASK && !strcmp(c->left_must->what, f->code);

	if (left || must(c->s, true, DUTY_ASK, f->code))
		return;
	say(c, true, f->ask_count ? f->asks[0] : "请问呢？", f->code);
	say(c, false, f->say, f->code);
}

/* Whatever has to be asked first, first. */
static void ask_for_everything(struct call *c)
{
	for (size_t i = 0; i < c->s->must_count; i++) {
		const struct scenario_must *m = &c->s->musts[i];
		const struct scenario_fact *f = m->duty == DUTY_ASK && m->what ? scenario_find_fact(c->s, m->what) : NULL;
		if (f && !m->must_not && m->before)
			ask_for(c, f);
	}
	for (size_t i = 0; i < c->s->fact_count; i++)
		ask_for(c, &c->s->facts[i]);
}

/* Are words in it that must not be said? */
static bool is_forbidden(const struct scenario *s, const char *text)
{
	bool found = false;

	for (size_t i = 0; i < s->must_count && !found; i++) {
		const struct scenario_must *m = &s->musts[i];
		for (const char *p = m->must_not && m->duty == DUTY_SAY && m->what ? m->what : ""; *p && !found;) {
			char *word = xstrndup(p, strcspn(p, "|"));
			found = *word && score_text_matches(word, text, false);
			p += strlen(word) + (p[strlen(word)] == '|');
			free(word);
		}
	}
	return found;
}

/* What has to be, in any words; the rest where its own words may be said. */
static void read_everything_back(struct call *c)
{
	for (size_t i = 0; i < c->s->fact_count; i++) {
		const struct scenario_fact *f = &c->s->facts[i];
		if (must(c->s, false, DUTY_READ_BACK, f->code) || !is_forbidden(c->s, f->say))
			say(c, true, f->say, NULL);
	}
}

static void do_the_rest(struct call *c)
{
	c->done.searched = true;
	if (c->left_expect && !strcmp(c->left_expect->pointer, "article"))
		return;
	for (size_t i = 0; i < c->s->must_count; i++) {
		const struct scenario_must *m = &c->s->musts[i];
		if (!m->must_not && m->duty == DUTY_CITE && m->what && !c->requests[0].article)
			c->requests[0].article = m->what;
	}
	for (size_t r = 0; r < c->done.request_count; r++)
		if (!c->requests[r].article && c->requests[r].action && !strcmp(c->requests[r].action, "answer") &&
		    c->s->article_count)
			c->requests[r].article = c->s->articles[0];
}

static const char *phrase(const char *id)
{
	const struct city_phrase *p = city_find_phrase(city, id);

	assert_non_null(p);
	return p->text;
}

/* All but one thing; NULL: all. */
static void make_call(struct call *c, const struct scenario *s, const struct scenario_must *left_must,
		      const struct scenario_expect *left_expect)
{
	*c = (struct call){ .s = s, .second = 1, .left_must = left_must, .left_expect = left_expect };
	c->done = (struct performance){ .turns = c->turns, .requests = c->requests,
					.request_count = (size_t)s->request_count, .rang = ANSWERED - 1000,
					.answered = ANSWERED, .ended = ANSWERED + SECONDS(9),
					.wrapped_up = ANSWERED + SECONDS(10), .keystrokes = -1 };
	for (int r = 0; r < s->request_count; r++) {
		c->requests[r].fields = json_object_new_object();
		c->requests[r].at = ANSWERED + SECONDS(5);
	}
	write_expected(c);
	write_figures(c);
	say(c, true, phrase("greeting"), NULL);
	say_what_must_be_said(c);
	ask_for_everything(c);
	c->second = 4;
	read_everything_back(c);
	do_the_rest(c);
	say(c, true, phrase("ticket_created"), NULL);
	say(c, true, phrase("closing"), NULL);
}

static void release_call(struct call *c)
{
	for (int r = 0; r < c->s->request_count; r++)
		jo_free((json *)c->requests[r].fields);
	for (size_t i = 0; i < c->text_count; i++)
		free(c->texts[i]);
}

/* ---- the tests ---- */

static void print_lost(const char *code, const json *score)
{
	const json *items = jo_array(score, "items");

	for (size_t i = 0; i < jo_len(items); i++) {
		json *item = jo_at(items, i);
		const char *result = jo_str(item, "result");
		if (score_number(item, "deducted") > 0 || (result && strcmp(result, "right") != 0))
			print_message("%s: %s\n", code, jo_text(item));
	}
}

static void test_every_scenario_can_be_had_right(void **state)
{
	size_t wrong = 0;
	(void)state;

	assert_true(scenario_count > 0);
	for (size_t i = 0; i < scenario_count; i++) {
		struct call c;
		make_call(&c, scenarios[i], NULL, NULL);
		json *score = score_call(city, scenarios[i], &c.done);
		bool right = score_number(score, "total") > 99.99 &&
			     jo_int(jo_get(score, "fields"), "right", 0) == (int64_t)scenarios[i]->expect_count;
		wrong += !right;
		if (!right)
			print_lost(scenarios[i]->code, score);
		jo_free(score);
		release_call(&c);
	}
	if (wrong)
		fail_msg("%zu of %zu scenarios", wrong, scenario_count);
}

/* ---- one thing left out ---- */

static void remove_turn(struct call *c, size_t i)
{
	memmove(&c->turns[i], &c->turns[i + 1], (--c->done.turn_count - i) * sizeof(c->turns[0]));
}

static bool says(const struct scenario_must *m, const char *text)
{
	bool found = false;

	for (const char *p = m->what; *p && !found;) {
		char *word = xstrndup(p, strcspn(p, "|"));
		found = *word && score_text_matches(word, text, false);
		p += strlen(word) + (p[strlen(word)] == '|');
		free(word);
	}
	return found;
}

/* Whatever else of the call would count for it. */
static bool counts_for(const struct scenario_must *m, const struct score_turn *t)
{
	if (!t->by_agent)
		return false;
	if (m->duty == DUTY_READ_BACK)
		return t->at >= ANSWERED + SECONDS(4) || !t->facts;
	return m->duty == DUTY_SAY && says(m, t->text);
}

static void leave_out(struct call *c, const struct scenario_must *m)
{
	for (size_t i = c->done.turn_count; i-- > 0;)
		if (counts_for(m, &c->turns[i]))
			remove_turn(c, i);
	c->done.searched &= m->duty != DUTY_SEARCH;
	c->done.agent_hung_up |= m->duty == DUTY_HANG_UP_LAST;
	for (size_t r = 0; r < c->done.request_count; r++) {
		if (m->duty == DUTY_CITE)
			c->requests[r].article = NULL;
		if (m->duty == DUTY_TRANSFER || m->duty == DUTY_ACTION)
			c->requests[r].action = NULL;
	}
}

static const json *item_of(const json *score, const char *id)
{
	const json *items = jo_array(score, "items");

	for (size_t i = 0; i < jo_len(items); i++)
		if (!strcmp(jo_str(jo_at(items, i), "id"), id))
			return jo_at(items, i);
	return NULL;
}

/* The sheet's deduction, as points of the whole. */
static double worth(const json *item)
{
	bool ticket = !strcmp(jo_str(item, "sheet"), "ticket");

	return score_number(item, "deducted") * (ticket ? city->training_ticket : 1 - city->training_ticket);
}

/* Empty: it costs what it should. */
static const char *wrong_cost(const json *score, const json *item)
{
	const struct city_sheet_item *fault = item ? score_sheet_item(city, jo_str(item, "sheet"), jo_str(item, "item")) : NULL;

	if (!item)
		return "has no item";
	if (!fault || score_number(item, "points") > fault->deduction + fault->points + 0.01)
		return "costs more than its fault";
	if (!strcmp(jo_str(item, "result"), "right") || score_number(item, "deducted") <= 0)
		return "costs nothing";
	/* Totals have a tenth of a point. */
	return score_number(score, "total") > 100 - worth(item) + 0.051 ? "is not taken from the total" : "";
}

static void complain(const struct scenario *s, const char *id, const char *why, size_t *wrong)
{
	if (*why)
		print_message("%s: %s %s\n", s->code, id, why);
	*wrong += *why != '\0';
}

static void leave_out_must(const struct scenario *s, size_t i, size_t *wrong)
{
	const struct scenario_must *m = &s->musts[i];
	struct call c;
	char id[32];

	make_call(&c, s, m, NULL);
	leave_out(&c, m);
	json *score = score_call(city, s, &c.done);
	snprintf(id, sizeof(id), "must/%zu", i + 1);
	const json *item = item_of(score, id);
	complain(s, id, wrong_cost(score, item), wrong);
	jo_free(score);
	release_call(&c);
}

static void test_each_duty_left_out_costs_its_fault(void **state)
{
	size_t wrong = 0;
	(void)state;

	for (size_t i = 0; i < scenario_count; i++)
		for (size_t k = 0; k < scenarios[i]->must_count; k++)
			if (!scenarios[i]->musts[k].must_not)
				leave_out_must(scenarios[i], k, &wrong);
	if (wrong)
		fail_msg("%zu duties", wrong);
}

/* All is right, and then something is said that must not be. */
static void say_what_must_not_be_said(const struct scenario *s, size_t i, size_t *wrong)
{
	const struct scenario_must *m = &s->musts[i];
	struct call c;
	char id[32];

	make_call(&c, s, NULL, NULL);
	say(&c, true, keep(&c, xstrndup(m->what, strcspn(m->what, "|"))), NULL);
	json *score = score_call(city, s, &c.done);
	snprintf(id, sizeof(id), "must/%zu", i + 1);
	complain(s, id, wrong_cost(score, item_of(score, id)), wrong);
	jo_free(score);
	release_call(&c);
}

static void test_each_forbidden_word_costs_its_fault(void **state)
{
	size_t wrong = 0, words = 0;
	(void)state;

	for (size_t i = 0; i < scenario_count; i++)
		for (size_t k = 0; k < scenarios[i]->must_count; k++) {
			const struct scenario_must *m = &scenarios[i]->musts[k];
			if (!m->must_not || m->duty != DUTY_SAY || m->before || m->within)
				continue;
			say_what_must_not_be_said(scenarios[i], k, &wrong);
			words++;
		}
	assert_true(words > scenario_count / 2);
	if (wrong)
		fail_msg("%zu of %zu", wrong, words);
}

/* What is expected of the same field once more may be there all the same. */
static bool is_alone(const struct scenario *s, const struct scenario_expect *e)
{
	size_t others = 0;

	for (size_t i = 0; i < s->expect_count; i++)
		others += s->expects[i].request == e->request && !strcmp(s->expects[i].pointer, e->pointer);
	return others == 1 && e->match != MATCH_EMPTY && e->match != MATCH_NOT;
}

static void leave_out_field(const struct scenario *s, const struct scenario_expect *e, size_t *wrong)
{
	struct call c;
	char *id = xasprintf("%d%s%s", e->request, *e->pointer == '/' ? "" : "/", e->pointer);

	make_call(&c, s, NULL, e);
	json *score = score_call(city, s, &c.done);
	complain(s, id, wrong_cost(score, item_of(score, id)), wrong);
	jo_free(score);
	release_call(&c);
	free(id);
}

static void test_each_field_left_out_costs_its_fault(void **state)
{
	size_t wrong = 0, fields = 0;
	(void)state;

	for (size_t i = 0; i < scenario_count; i++)
		for (size_t k = 0; k < scenarios[i]->expect_count; k++) {
			const struct scenario_expect *e = &scenarios[i]->expects[k];
			if (!is_alone(scenarios[i], e))
				continue;
			leave_out_field(scenarios[i], e, &wrong);
			fields++;
		}
	assert_true(fields > scenario_count * 5);
	if (wrong)
		fail_msg("%zu of %zu fields", wrong, fields);
}

/* A call that is taken and left: nothing said, nothing made. */
static void test_nothing_is_worth_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < scenario_count; i++) {
		struct performance none = { .rang = ANSWERED - 1000, .answered = ANSWERED, .ended = ANSWERED + SECONDS(5),
					    .wrapped_up = ANSWERED + SECONDS(6), .agent_hung_up = true, .keystrokes = 0 };
		json *score = score_call(city, scenarios[i], &none);
		if (score_number(score, "total") > 0)
			fail_msg("%s gives %g for nothing", scenarios[i]->code, score_number(score, "total"));
		jo_free(score);
	}
}

static int set_up(void **state)
{
	struct city_report report = { 0 };
	(void)state;

	city = city_read(SRCDIR "/city", &report);
	bool ok = city && city_read_articles(SRCDIR "/city", city, &articles, &article_count, &report) &&
		  scenarios_read(SRCDIR "/city", city, articles, article_count, &scenarios, &scenario_count, &report);
	for (size_t i = 0; i < report.count; i++)
		print_message("%s\n", report.problems[i]);
	city_report_release(&report);
	return ok ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	scenarios_free(scenarios, scenario_count);
	city_articles_free(articles, article_count);
	city_free(city);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_scenario_can_be_had_right),
		cmocka_unit_test(test_each_duty_left_out_costs_its_fault),
		cmocka_unit_test(test_each_forbidden_word_costs_its_fault),
		cmocka_unit_test(test_each_field_left_out_costs_its_fault),
		cmocka_unit_test(test_nothing_is_worth_nothing),
	};

	return cmocka_run_group_tests_name("score of scenarios", tests, set_up, tear_down);
}
