/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * learn_caller.c -- learns a simulated caller's mind from questions whose fact is known:
 *
 *   learn_caller learn FILE SENSES WEIGHTS    writes src/advice/caller_senses.c and caller_weights.c
 *   learn_caller judge FILE                   says how right the answers are to questions that were not learnt from
 *   learn_caller judge-calls FILE             likewise for whole calls that were not
 *
 * FILE is like tests/data/paraphrases.tsv. Besides, every way to ask that a call gives is a question to the call
 * without it; and one that no fact answers to the call without that fact; and all that is asked is asked once more
 * of the call with few ways to ask.
 *
 * What likeness of sense is worth is learnt from questions that the senses were not learnt from, or it would be
 * thought worth too much. To judge, one part in five is left out of both in turn; then, too, the questions are put to
 * whole callers. With HOTLINE_TEST_TELL set each mistake is said.
 */
#include "learn_caller.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/caller_internal.h"
#include "hotline/alloc.h"
#include "hotline/caller.h"
#include "hotline/text.h"
#include "../unit/caller_book.h"

#define ROW_WEIGHT 2.0
#define FORGOTTEN_WEIGHT 0.5
#define NONE_SHARE 2.5          /* a wrong answer to what is off the topic is worse than none to what is on it */
#define POOR_ASKS 2             /* for a fact in a call that gives few */
#define POOR_SHARE 0.5          /* of the weight of a question to it */
#define LEVELS 14
#define TURNS 8
#define ASKS_MOST 60
#define LINES_MOST 500

struct tally { int facts, right, wrong, off, off_wrong; };

static bool by_question;                        /* the parts are of the questions, not of the calls */
static struct examples examples;
static struct book book;
static struct matcher **rich, **poor;           /* by call */
static const struct senses no_senses;
static const struct mind no_mind = { &no_senses, NULL };

/* ---- examples ---- */

static int part_of(const char *text)
{
	unsigned hash = 5381;

	while (*text)
		hash = hash * 33 + (unsigned char)*text++;
	return (int)(hash % PARTS);
}

static size_t find_fact(const struct scenario *s, const char *code)
{
	for (size_t i = 0; i < s->fact_count; i++)
		if (!strcmp(s->facts[i].code, code))
			return i;
	return NOTHING;
}

/* Puts a question to `m`, which is of a call or of what is left of it. `right`: NOTHING: none of its facts. */
static struct example *add_example(struct matcher *m, size_t call, const char *question, size_t right,
				   enum source source, double weight)
{
	const struct scenario *s = m->scenario;
	struct reading r;

	ARRAY_GROW(examples.list, examples.count + 1, examples.alloc);
	struct example *e = &examples.list[examples.count++];
	*e = (struct example){
		.source = source, .call = call, .fact = right, .ask = NOTHING, .count = s->fact_count,
		.right = right == NOTHING ? s->fact_count : right, .part = part_of(by_question ? question : s->code),
		.weight = right == NOTHING ? weight * NONE_SHARE : weight, .question = xstrdup(question),
		.features = xcalloc(s->fact_count + 1, sizeof(*e->features)),
	};
	reading_init(&r);
	reading_make_text(&r, matcher_lexicon(m), question);
	matcher_measure(m, &r, e->doubts);
	memcpy(e->features, m->features, s->fact_count * sizeof(*e->features));
	for (enum view view = 0; view < VIEW_COUNT; view++) {
		bag_add(&e->bags[view], &m->scratch, matcher_text_of(&r, view));
		bag_settle(&e->bags[view]);
	}
	reading_release(&r);
	return e;
}

/* What is left of a call. */
struct rest { struct scenario scenario; struct scenario_fact facts[FACTS_MOST]; const char *asks[FACTS_MOST * ASKS_MOST]; };

/* One way to ask in so many, of every fact, is left out at a time; the only one stays. */
static bool is_left_out(const struct scenario_fact *f, size_t ask, size_t turn)
{
	return f->ask_count > 1 && ask % TURNS == turn;
}

/* Without a fact; or, if `fact` is NOTHING, without the ways to ask whose turn it is. */
static const struct scenario *leave_out(struct rest *rest, const struct scenario *s, size_t fact, size_t turn)
{
	const char **asks = rest->asks;

	rest->scenario = *s;
	rest->scenario.facts = rest->facts;
	rest->scenario.fact_count = 0;
	for (size_t i = 0; i < s->fact_count; i++) {
		if (i == fact)
			continue;
		struct scenario_fact *f = &rest->facts[rest->scenario.fact_count++];
		*f = s->facts[i];
		f->asks = asks;
		f->ask_count = 0;
		for (size_t k = 0; k < s->facts[i].ask_count; k++)
			if (fact != NOTHING || !is_left_out(&s->facts[i], k, turn))
				asks[f->ask_count++] = s->facts[i].asks[k];
		asks += f->ask_count;
	}
	return &rest->scenario;
}

static void add_own(size_t call, size_t turn)
{
	static struct rest rest;
	const struct scenario *s = book.calls[call];
	struct matcher *m = matcher_new(leave_out(&rest, s, NOTHING, turn), &no_mind);

	for (size_t i = 0; i < s->fact_count; i++)
		for (size_t k = 0; k < s->facts[i].ask_count; k++)
			if (is_left_out(&s->facts[i], k, turn))
				add_example(m, call, s->facts[i].asks[k], i, SOURCE_OWN, 1)->ask = k;
	matcher_free(m);
}

static void add_forgotten(size_t call, size_t fact)
{
	static struct rest rest;
	const struct scenario_fact *f = &book.calls[call]->facts[fact];
	struct matcher *m = matcher_new(leave_out(&rest, book.calls[call], fact, 0), &no_mind);

	for (size_t i = 0; i < f->ask_count; i++)
		add_example(m, call, f->asks[i], NOTHING, SOURCE_FORGOTTEN, FORGOTTEN_WEIGHT)->fact = fact;
	matcher_free(m);
}

static void add_call(size_t call)
{
	const struct scenario *s = book.calls[call];

	for (size_t turn = 0; turn < TURNS; turn++)
		add_own(call, turn);
	for (size_t i = 0; i < s->fact_count; i++) {
		if (s->fact_count > 1)
			add_forgotten(call, i);
		for (size_t k = POOR_ASKS; k < s->facts[i].ask_count; k += 2)
			add_example(poor[call], call, s->facts[i].asks[k], i, SOURCE_POOR, POOR_SHARE);
	}
}

static struct scenario *make_poor(const struct scenario *s)
{
	struct scenario *left = xcalloc(1, sizeof(*left));

	*left = *s;
	left->facts = xcalloc(s->fact_count + 1, sizeof(*left->facts));
	memcpy(left->facts, s->facts, s->fact_count * sizeof(*s->facts));
	for (size_t i = 0; i < s->fact_count; i++)
		if (left->facts[i].ask_count > POOR_ASKS)
			left->facts[i].ask_count = POOR_ASKS;
	return left;
}

static void add_calls(void)
{
	rich = xcalloc(book.count + 1, sizeof(*rich));
	poor = xcalloc(book.count + 1, sizeof(*poor));
	for (size_t i = 0; i < book.count; i++) {
		rich[i] = matcher_new(book.calls[i], &no_mind);
		poor[i] = matcher_new(make_poor(book.calls[i]), &no_mind);
		add_call(i);
	}
}

static void add_row(char **cells)
{
	for (size_t i = 0; i < book.count; i++) {
		if (strcmp(book.calls[i]->code, cells[1]) != 0)
			continue;
		size_t fact = find_fact(book.calls[i], cells[2]);
		enum source source = !strcmp(cells[0], "near") ? SOURCE_NEAR : fact == NOTHING ? SOURCE_OFF : SOURCE_TUNE;
		add_example(rich[i], i, cells[3], fact, source, ROW_WEIGHT);
		if (i < book.shipped)
			add_example(poor[i], i, cells[3], fact, SOURCE_POOR, ROW_WEIGHT * POOR_SHARE);
	}
}

static bool add_rows(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[4096], *cells[4];

	if (!file) {
		perror(path);
		return false;
	}
	while (fgets(line, sizeof(line), file))
		if (book_cut(line, cells, 4))
			add_row(cells);
	fclose(file);
	return true;
}

/* ---- senses ---- */

static struct sense ***asks;            /* by call, fact and way to ask */

static void make_asks(void)
{
	asks = xcalloc(book.count + 1, sizeof(*asks));
	for (size_t i = 0; i < book.count; i++) {
		asks[i] = xcalloc(book.calls[i]->fact_count + 1, sizeof(**asks));
		for (size_t n = 0; n < book.calls[i]->fact_count; n++)
			asks[i][n] = xcalloc(book.calls[i]->facts[n].ask_count + 1, sizeof(***asks));
	}
}

static void locate_asks(const struct senses *s)
{
	struct sense scratch;

	for (size_t i = 0; i < examples.count; i++) {
		const struct example *e = &examples.list[i];

		if (e->source != SOURCE_OWN)
			continue;
		matcher_sense(s, e->bags, &scratch);
		asks[e->call][e->fact][e->ask] = scratch;
	}
	/* The only way to ask for a fact is no question of its own. */
	for (size_t i = 0; i < book.count; i++)
		for (size_t n = 0; n < rich[i]->place_count; n++) {
			const struct place *p = &rich[i]->places[n];

			if (p->whole && book.calls[i]->facts[p->fact].ask_count == 1)
				matcher_sense(s, p->bags, asks[i][p->fact]);
		}
}

static void sense_fact(const struct example *e, size_t fact, const struct sense *point, double *x)
{
	const struct scenario_fact *f = &book.calls[e->call]->facts[fact];
	size_t all = e->source == SOURCE_POOR && f->ask_count > POOR_ASKS ? POOR_ASKS : f->ask_count, count = 0;

	for (size_t i = 0; i < all; i++)
		count += e->source != SOURCE_OWN || !is_left_out(f, i, e->ask % TURNS);
	x[FEATURE_SENSE_MEAN] = x[FEATURE_SENSE_MOST] = 0;
	for (size_t i = 0; i < all; i++)
		if (e->source != SOURCE_OWN || !is_left_out(f, i, e->ask % TURNS))
			features_note_sense(x, sense_likeness(point, &asks[e->call][fact][i]), count);
}

static void sense_example(struct example *e, const struct senses *s)
{
	struct sense point;

	e->doubts[DOUBT_SENSE] = log1p(matcher_sense(s, e->bags, &point) / 100);
	e->doubts[DOUBT_OFF] = point.off / 50;
	for (size_t i = 0; i < e->count; i++)
		sense_fact(e, i + (e->source == SOURCE_FORGOTTEN && i >= e->fact), &point, e->features[i]);
	features_settle_senses(e->features, e->count, e->doubts);
}

/* What is learnt without some parts: once for each choice of them. */
static const struct senses *senses_without(unsigned left_out)
{
	static struct senses learnt[1 << PARTS];

	if (!learnt[left_out].words)
		learnt[left_out] = learn_senses(&examples, left_out);
	return &learnt[left_out];
}

/* Sets the senses of the examples of one part by what was learnt from the others, and not from `left_out`. */
static void sense_part(int part, unsigned left_out)
{
	const struct senses *s = senses_without(left_out | 1U << part);

	locate_asks(s);
	for (size_t i = 0; i < examples.count; i++)
		if (examples.list[i].part == part)
			sense_example(&examples.list[i], s);
}

/* ---- judging ---- */

static double level(int i)
{
	return 0.3 + 0.05 * i;
}

static void count_example(struct tally *t, const struct example *e, size_t best, double chance)
{
	for (int i = 0; i < LEVELS; i++, t++) {
		bool sure = chance >= level(i), off = e->right == e->count;

		t->off += off;
		t->off_wrong += off && sure;
		t->facts += !off;
		t->right += !off && sure && best == e->right;
		t->wrong += !off && sure && best != e->right;
	}
}

static void judge(const struct net nets[NET_CROWD], int part, struct tally (*tallies)[LEVELS])
{
	double chance;

	for (size_t k = 0; k < examples.count; k++) {
		const struct example *e = &examples.list[k];

		if (e->part != part || !e->count)
			continue;
		size_t best = nets_choose(nets, e, &chance);
		count_example(tallies[e->source], e, best, chance);
	}
}

/* What a caller with that mind knows who is asked `e`. */
static struct matcher *matcher_for(const struct example *e, const struct mind *mind)
{
	static struct rest rest;
	static const struct example *last;
	static struct matcher *m;
	bool own = e->source == SOURCE_OWN, forgotten = e->source == SOURCE_FORGOTTEN;

	if (m && m->mind == mind && e->source == last->source && e->call == last->call &&
	    (!own || e->ask % TURNS == last->ask % TURNS) && (!forgotten || e->fact == last->fact))
		return m;
	matcher_free(m);
	last = e;
	m = matcher_new(own || forgotten ? leave_out(&rest, book.calls[e->call], own ? NOTHING : e->fact, e->ask % TURNS)
					 : book.calls[e->call], mind);
	return m;
}

/* Puts an example to a caller, as test_caller does; the codes told. Caller frees. */
static char *put_to_caller(const struct example *e, const struct mind *mind)
{
	struct matcher *m = matcher_for(e, mind);
	struct fact_state facts[FACTS_MOST] = { 0 };
	struct line_state lines[LINES_MOST] = { 0 };
	struct caller c = {
		.scenario = m->scenario, .matcher = m, .facts = facts, .lines = lines, .leaves_at = -1, .last_fact = NO_FACT,
	};
	struct caller_reply reply;
	char *all;

	caller_ask(&c, "您好，北京12345，请问有什么可以帮您？", 3, &reply, NULL);
	free(reply.text);
	caller_ask(&c, e->question, 9, &reply, &all);
	free(reply.text);
	return all;
}

static void judge_whole(const struct mind *mind, int part, struct tally *tallies)
{
	for (size_t k = 0; k < examples.count; k++) {
		const struct example *e = &examples.list[k];
		struct tally *t = &tallies[e->source];
		bool off = e->right == e->count;

		if (e->part != part || e->source == SOURCE_POOR || !e->count)
			continue;
		char *all = put_to_caller(e, mind);
		bool right = off ? !*all : !strcmp(all, book.calls[e->call]->facts[e->fact].code);
		t->facts += !off;
		t->off += off;
		t->right += !off && right;
		t->wrong += !off && !right && *all;
		t->off_wrong += off && !right;
		if (!right && getenv("HOTLINE_TEST_TELL"))
			printf("%d\t%s\t%s\t%s\tgot “%s”\n", e->source, book.calls[e->call]->code,
			       off ? "-" : book.calls[e->call]->facts[e->fact].code, e->question, all);
		free(all);
	}
}

static void print_tally(const char *name, enum source source, const struct tally *t)
{
	static const char *const names[] = {
		[SOURCE_OWN] = "in own words", [SOURCE_TUNE] = "in other words", [SOURCE_OFF] = "off the topic",
		[SOURCE_NEAR] = "near it", [SOURCE_FORGOTTEN] = "forgotten", [SOURCE_POOR] = "with few ways to ask",
	};

	if (t->facts)
		printf("%s: %s: %d for facts, %.1f %% right, %.1f %% wrong\n", name, names[source], t->facts,
		       100.0 * t->right / t->facts, 100.0 * t->wrong / t->facts);
	if (t->off)
		printf("%s: %s: %d for nothing known, %.1f %% got a fact\n", name, names[source], t->off,
		       100.0 * t->off_wrong / t->off);
}

static void judge_all(void)
{
	static struct tally tallies[SOURCE_COUNT][LEVELS], whole[SOURCE_COUNT];
	static struct net nets[PARTS][NET_CROWD];
	static struct mind minds[PARTS];
	char name[20];

	for (int part = 0; part < PARTS; part++) {
		for (int other = 0; other < PARTS; other++)
			sense_part(other, 1U << part);
		learn_nets(nets[part], &examples, 1U << part);
		judge(nets[part], part, tallies);
	}
	for (enum source source = 0; source < SOURCE_COUNT; source++)
		for (int i = 0; i < LEVELS; i++) {
			snprintf(name, sizeof(name), "from %.2f", level(i));
			print_tally(name, source, &tallies[source][i]);
		}
	fflush(stdout);
	for (int part = 0; part < PARTS; part++) {
		minds[part] = (struct mind){ senses_without(1U << part), nets[part] };
		judge_whole(&minds[part], part, whole);
	}
	for (enum source source = 0; source < SOURCE_COUNT; source++)
		print_tally("whole", source, &whole[source]);
}

static bool learn_all(const char *senses_path, const char *weights_path)
{
	static struct net nets[NET_CROWD];

	for (int part = 0; part < PARTS; part++)
		sense_part(part, 0);
	learn_nets(nets, &examples, 0);
	const struct senses *senses = senses_without(0);
	if (!freopen(senses_path, "w", stdout))
		return false;
	write_senses(senses);
	if (!freopen(weights_path, "w", stdout))
		return false;
	write_nets(nets);
	return fflush(stdout) == 0;
}

int main(int argc, char **argv)
{
	bool learning = argc == 5 && !strcmp(argv[1], "learn");
	bool judging = argc == 3 && (!strcmp(argv[1], "judge") || !strcmp(argv[1], "judge-calls"));

	if (!learning && !judging) {
		fputs("usage: learn_caller learn FILE SENSES WEIGHTS | learn_caller judge|judge-calls FILE\n", stderr);
		return 2;
	}
	text_init();
	by_question = strcmp(argv[1], "judge-calls") != 0;
	if (!book_read(&book, true))
		return 1;
	add_calls();
	make_asks();
	if (!add_rows(argv[2]))
		return 1;
	if (learning)
		return !learn_all(argv[3], argv[4]);
	judge_all();
	book_release(&book);
	return 0;
}
