/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * learn_sense.c -- see learn_caller.h: learns src/advice/caller_senses.c, where each word lies so that all the ways
 * to ask for one fact lie near each other and far from those for the other facts of the call.
 *
 * Each way to ask is put to its call as if the call did not hold it; which fact is meant is the likelier the nearer
 * the fact's ways to ask lie (softmax), and that it is none, when the fact is taken away. In each round some words
 * are overlooked, so that no single one must carry the sense.
 */
#include "learn_caller.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

#define EPOCHS 40
#define RATE 0.02
#define SHRINK 0.00001
#define OFF_SHRINK 0.0005
#define OVERLOOKED 0.4          /* the share of words, in each round */
#define FORGOTTEN_SHARE 0.5     /* of the weight of a question, for the same when the fact is not known */
#define ROW_SHARE 2.0           /* for a question that is no call's own */
#define CALLS_LEAST 4           /* that use a word, and how often, for it to have a sense */
#define OFTEN_LEAST 8

struct word { uint64_t key; size_t calls, often, last; };
struct question {
	const struct example *example;
	size_t *words, count;
	bool *overlooked;
	struct sense point, slope;
	double length, off, off_slope;
};
struct fact_points { struct sense sum, slope; double count; };

struct descent { double *at, *slope, *mean, *square; };

struct learner {
	struct word *words;
	size_t word_count, word_alloc;
	struct question *questions;     /* by call */
	size_t question_count;
	struct descent at, off;         /* SENSE_SIZE and 1 by word */
	double like, none;              /* how much likeness is worth; and doubt */
	double like_slope, none_slope;
	uint64_t seed;
	long step;
};

/* ---- words ---- */

static int compare_words(const void *a, const void *b)
{
	const struct word *left = a, *right = b;

	if (left->key != right->key)
		return left->key < right->key ? -1 : 1;
	return (left->last > right->last) - (left->last < right->last);
}

static bool is_read(enum view view)
{
	return view == VIEW_WRITTEN || view == VIEW_READ;
}

static void gather_words(struct learner *l, const struct example *e)
{
	for (enum view view = 0; view < VIEW_COUNT; view++)
		for (size_t i = 0; is_read(view) && i < e->bags[view].count; i++) {
			ARRAY_GROW(l->words, l->word_count + 1, l->word_alloc);
			l->words[l->word_count++] = (struct word){ e->bags[view].list[i].key, 1, 1, e->call };
		}
}

static void keep_usual_words(struct learner *l)
{
	size_t kept = 0, usual = 0;

	qsort(l->words, l->word_count, sizeof(*l->words), compare_words);
	for (size_t i = 0; i < l->word_count; i++) {
		struct word *w = kept ? &l->words[kept - 1] : NULL;

		if (w && w->key == l->words[i].key) {
			w->calls += w->last != l->words[i].last;
			w->last = l->words[i].last;
			w->often++;
		} else {
			l->words[kept++] = l->words[i];
		}
	}
	for (size_t i = 0; i < kept; i++)
		if (l->words[i].calls >= CALLS_LEAST && l->words[i].often >= OFTEN_LEAST)
			l->words[usual++] = l->words[i];
	l->word_count = usual;
}

static size_t find_word(const struct learner *l, uint64_t key)
{
	size_t low = 0, high = l->word_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (l->words[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < l->word_count && l->words[low].key == key ? low : NOTHING;
}

static void put_question(struct learner *l, const struct example *e)
{
	struct question *q = &l->questions[l->question_count++];
	size_t most = e->bags[VIEW_WRITTEN].count + e->bags[VIEW_READ].count;

	*q = (struct question){
		.example = e,
		.words = xcalloc(most + 1, sizeof(*q->words)),
		.overlooked = xcalloc(most + 1, sizeof(*q->overlooked)),
	};
	for (enum view view = 0; view < VIEW_COUNT; view++)
		for (size_t i = 0; is_read(view) && i < e->bags[view].count; i++) {
			size_t word = find_word(l, e->bags[view].list[i].key);

			if (word != NOTHING)
				q->words[q->count++] = word;
		}
}

static bool is_question(const struct example *e, unsigned left_out)
{
	return e->source <= SOURCE_NEAR && !(left_out >> e->part & 1);
}

static int compare_questions(const void *a, const void *b)
{
	const struct example *left = ((const struct question *)a)->example, *right = ((const struct question *)b)->example;

	if (left->call != right->call)
		return left->call < right->call ? -1 : 1;
	return (left > right) - (left < right);
}

static void gather(struct learner *l, const struct examples *examples, unsigned left_out)
{
	for (size_t i = 0; i < examples->count; i++)
		if (is_question(&examples->list[i], left_out))
			gather_words(l, &examples->list[i]);
	keep_usual_words(l);
	l->questions = xcalloc(examples->count + 1, sizeof(*l->questions));
	for (size_t i = 0; i < examples->count; i++)
		if (is_question(&examples->list[i], left_out))
			put_question(l, &examples->list[i]);
	qsort(l->questions, l->question_count, sizeof(*l->questions), compare_questions);
}

/* ---- points ---- */

static void add(struct sense *to, const struct sense *from, double factor)
{
	for (size_t k = 0; k < SENSE_SIZE; k++)
		to->at[k] += factor * from->at[k];
}

static void locate(struct learner *l, struct question *q)
{
	q->point = q->slope = (struct sense){ 0 };
	q->off_slope = 0;
	for (size_t i = 0; i < q->count; i++) {
		q->overlooked[i] = chance_next(&l->seed) < OVERLOOKED;
		if (q->overlooked[i])
			continue;
		for (size_t k = 0; k < SENSE_SIZE; k++)
			q->point.at[k] += l->at.at[q->words[i] * SENSE_SIZE + k];
		q->point.off += l->off.at[q->words[i]];
		q->point.words++;
	}
	q->length = sense_settle(&q->point);
}

static bool is_held(const struct question *q)
{
	return q->example->source == SOURCE_OWN;
}

/* To the middle of the fact's ways to ask; its own counts for nothing. */
static double likeness_to(const struct question *q, const struct fact_points *f, bool own)
{
	double count = f->count - own;

	return count > 0 ? (sense_likeness(&q->point, &f->sum) - own) / count : 0;
}

static void find_chances(const struct learner *l, const struct question *q, const struct fact_points *facts,
			 size_t left_out, double *chances)
{
	size_t count = q->example->count;
	double sum = 0, most = chances[count] = l->none + q->point.off;

	for (size_t i = 0; i < count; i++) {
		chances[i] = l->like * likeness_to(q, &facts[i], is_held(q) && i == q->example->right);
		if (i != left_out)
			most = fmax(most, chances[i]);
	}
	for (size_t i = 0; i <= count; i++)
		sum += chances[i] = i == left_out ? 0 : exp(chances[i] - most);
	for (size_t i = 0; i <= count; i++)
		chances[i] /= sum;
}

/* How the loss grows with each point; `left_out` is a fact that the caller does not know. */
static void add_slopes(struct learner *l, struct question *q, struct fact_points *facts, size_t left_out, double weight)
{
	double chances[FACTS_MOST];
	size_t count = q->example->count, right = left_out == NOTHING ? q->example->right : count;

	find_chances(l, q, facts, left_out, chances);
	l->none_slope += weight * (chances[count] - (count == right));
	q->off_slope += weight * (chances[count] - (count == right));
	for (size_t i = 0; i < count; i++) {
		bool own = is_held(q) && i == q->example->right;
		double d = weight * (chances[i] - (i == right)), n = facts[i].count - own;

		if (i == left_out || n <= 0)
			continue;
		l->like_slope += d * likeness_to(q, &facts[i], own);
		add(&q->slope, &facts[i].sum, d * l->like / n);
		add(&facts[i].slope, &q->point, d * l->like / n);
	}
}

/* From a point to its words; what leads along the point itself changes nothing. */
static void add_back(struct learner *l, struct question *q)
{
	if (!(q->length > 0))
		return;
	add(&q->slope, &q->point, -sense_likeness(&q->slope, &q->point));
	for (size_t i = 0; i < q->count; i++) {
		if (q->overlooked[i])
			continue;
		for (size_t k = 0; k < SENSE_SIZE; k++)
			l->at.slope[q->words[i] * SENSE_SIZE + k] += q->slope.at[k] / q->length;
		l->off.slope[q->words[i]] += q->off_slope / sqrt(q->point.words + 1);
	}
}

/* ---- learning ---- */

/* Adam, with a square that forgets sooner: a word's slope is nothing in most calls. */
static void descend(struct descent *d, size_t count, long step, double rate, double shrink)
{
	double early = 1 - pow(0.9, (double)step), late = 1 - pow(0.99, (double)step);

	for (size_t i = 0; i < count; i++) {
		d->mean[i] = 0.9 * d->mean[i] + 0.1 * d->slope[i];
		d->square[i] = 0.99 * d->square[i] + 0.01 * d->slope[i] * d->slope[i];
		d->at[i] -= rate * d->mean[i] / early / (sqrt(d->square[i] / late) + 1e-6) + shrink * d->at[i];
		d->slope[i] = 0;
	}
}

static void descend_all(struct learner *l, double rate)
{
	l->step++;
	descend(&l->at, l->word_count * SENSE_SIZE, l->step, rate, SHRINK);
	descend(&l->off, l->word_count, l->step, rate / 2, OFF_SHRINK);
	l->like -= rate * l->like_slope;
	l->none -= rate * l->none_slope;
	l->like_slope = l->none_slope = 0;
}

static void take_call(struct learner *l, struct question *first, size_t count, double rate)
{
	struct fact_points facts[FACTS_MOST] = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct question *q = &first[i];

		locate(l, q);
		if (is_held(q)) {
			add(&facts[q->example->right].sum, &q->point, 1);
			facts[q->example->right].count++;
		}
	}
	for (size_t i = 0; i < count; i++) {
		struct question *q = &first[i];

		add_slopes(l, q, facts, NOTHING, is_held(q) ? 0.01 : 0.01 * ROW_SHARE);
		if (is_held(q))
			add_slopes(l, q, facts, q->example->right, 0.01 * FORGOTTEN_SHARE);
	}
	for (size_t i = 0; i < count; i++) {
		if (is_held(&first[i]))
			add(&first[i].slope, &facts[first[i].example->right].slope, 1);
		add_back(l, &first[i]);
	}
	descend_all(l, rate);
}

static void begin_descent(struct descent *d, size_t count)
{
	d->at = xcalloc(count + 1, sizeof(*d->at));
	d->slope = xcalloc(count + 1, sizeof(*d->at));
	d->mean = xcalloc(count + 1, sizeof(*d->at));
	d->square = xcalloc(count + 1, sizeof(*d->at));
}

static void release_descent(struct descent *d)
{
	free(d->at);
	free(d->slope);
	free(d->mean);
	free(d->square);
}

static double most_of(const double *values, size_t count)
{
	double most = 1e-9;

	for (size_t i = 0; i < count; i++)
		most = fmax(most, fabs(values[i]));
	return most;
}

static void begin(struct learner *l)
{
	begin_descent(&l->at, l->word_count * SENSE_SIZE);
	begin_descent(&l->off, l->word_count);
	l->like = 8;
	l->none = 3;
	l->seed = 1;
	for (size_t i = 0; i < l->word_count * SENSE_SIZE; i++)
		l->at.at[i] = 0.2 * (chance_next(&l->seed) - 0.5);
}

static struct senses settle(const struct learner *l)
{
	struct sense_word *list = xcalloc(l->word_count + 1, sizeof(*list));
	double most = most_of(l->at.at, l->word_count * SENSE_SIZE), most_off = most_of(l->off.at, l->word_count);

	for (size_t i = 0; i < l->word_count; i++) {
		list[i].key = l->words[i].key;
		list[i].off = (signed char)lround(l->off.at[i] / most_off * 127);
		for (size_t k = 0; k < SENSE_SIZE; k++)
			list[i].at[k] = (signed char)lround(l->at.at[i * SENSE_SIZE + k] / most * 127);
	}
	return (struct senses){ list, l->word_count };
}

static void release(struct learner *l)
{
	for (size_t i = 0; i < l->question_count; i++) {
		free(l->questions[i].words);
		free(l->questions[i].overlooked);
	}
	free(l->questions);
	free(l->words);
	release_descent(&l->at);
	release_descent(&l->off);
}

struct senses learn_senses(const struct examples *examples, unsigned left_out)
{
	struct learner l = { 0 };

	gather(&l, examples, left_out);
	begin(&l);
	for (int epoch = 0; epoch < EPOCHS; epoch++)
		for (size_t first = 0, end; first < l.question_count; first = end) {
			for (end = first; end < l.question_count; end++)
				if (l.questions[end].example->call != l.questions[first].example->call)
					break;
			take_call(&l, &l.questions[first], end - first, RATE * (1 - (double)epoch / EPOCHS));
		}
	struct senses s = settle(&l);
	release(&l);
	return s;
}

/* ---- writing ---- */

void write_senses(const struct senses *s)
{
	puts("/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
	     "/* caller_senses.c -- made by tests/bench/learn_caller; not to be edited. */\n"
	     "#include \"advice/caller_sense.h\"\n\n"
	     "static const struct sense_word words[] = {");
	for (size_t i = 0; i < s->count; i++) {
		printf("\t{ 0x%llx, %d, {", (unsigned long long)s->words[i].key, s->words[i].off);
		for (size_t k = 0; k < SENSE_SIZE; k++)
			printf("%s%d", !k ? "\n\t\t" : ",", s->words[i].at[k]);
		puts(" } },");
	}
	printf("};\n\nconst struct senses caller_senses = { words, %zu };\n", s->count);
}
