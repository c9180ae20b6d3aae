/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_turn.c -- what the caller answers when the agent has said something.
 *
 * A turn is sentences, a sentence is clauses. A clause that asks is matched with the facts, alone and
 * together with what stood before it ("您家的地址，方便说一下吗"), and the better of the two counts. What
 * asks nothing may still be a greeting, a comfort, a good-bye, or reads back what was told.
 */
#include "advice/caller_internal.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

#define TEXT_MOST 4096          /* bytes of a turn that are listened to */
#define CLAUSES_MOST 40
#define TERSE 12                /* characters: "地址" asks without any asking word */
#define ECHO 0.5                /* share of a sentence that is enough to have said it again */
#define ECHO_CHECKED 0.3        /* when the agent says that it is read back */
#define LEAVES_AFTER 3          /* seconds from good-bye to hanging up */

struct clause {
	const char *text;
	size_t len;
	bool ends, questions;   /* the sentence; a question mark stands there */
};

struct turn {
	struct caller *c;
	struct buf out, all, before;    /* before: what of the sentence did not ask */
	struct reading alone, joined;
	bool *answered;         /* by fact: in this turn */
	size_t first;           /* fact; NO_FACT */
	enum caller_did did;
	unsigned talks;
	bool useful, useless, unknown, refused;
};

/* ---- clauses ---- */

struct mark { const char *text; bool ends, questions; };
static const struct mark marks[] = {
	{ "，", false, false }, { ",", false, false }, { "：", false, false }, { ":", false, false },
	{ "。", true, false }, { "！", true, false }, { "!", true, false }, { "；", true, false }, { ";", true, false },
	{ "\n", true, false }, { "…", true, false }, { "？", true, true }, { "?", true, true },
};

static const struct mark *mark_at(const char *text, const char *end)
{
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		size_t length = strlen(marks[i].text);

		if ((size_t)(end - text) >= length && !memcmp(text, marks[i].text, length))
			return &marks[i];
	}
	return NULL;
}

/* Returns where the next one begins; NULL: no more. */
static const char *next_clause(const char *text, const char *end, struct clause *clause)
{
	const struct mark *mark = NULL;
	const char *at = text;

	if (text >= end)
		return NULL;
	while (at < end && !(mark = mark_at(at, end)))
		at++;
	*clause = (struct clause){ text, (size_t)(at - text), !mark || mark->ends, mark && mark->questions };
	return mark ? at + strlen(mark->text) : end;
}

/* ---- facts ---- */

/* Asked once more. What is said when a mistake is taken back is not said twice. */
static const char *repeated_answer(struct turn *t, const struct scenario_fact *f)
{
	if (f->again && !f->wrong)
		return f->again;
	caller_add(&t->out, caller_line(t->c, CUE_REPEAT));
	return f->say;
}

/* The words for a fact that may be told; notes what telling it makes of the turn. */
static enum caller_did tell(struct turn *t, size_t fact)
{
	const struct scenario_fact *f = &t->c->scenario->facts[fact];
	struct fact_state *state = &t->c->facts[fact];
	enum caller_did did = state->told ? CALLER_REPEATED : CALLER_TOLD;
	const char *words = f->say;

	if (state->wrong) {
		state->wrong = false;
		words = f->again ? f->again : f->say;
		t->useful = true;
	} else if (state->asked) {
		words = repeated_answer(t, f);
		t->useless = true;
	} else {
		state->wrong = f->wrong && !state->told;
		words = state->wrong ? f->wrong : f->say;
		t->useful = true;
	}
	state->told = true;
	state->asked++;
	t->c->last_fact = fact;
	caller_add(&t->out, words);
	return did;
}

static bool is_kept_back(const struct caller *c, size_t fact)
{
	const struct scenario_fact *f = &c->scenario->facts[fact];

	return f->after && !c->facts[fact].told && !caller_told(c, f->after);
}

static void refuse(struct turn *t, const struct scenario_fact *f)
{
	t->refused = true;
	if (f->refuse)
		caller_add(&t->out, f->refuse);
	else
		t->unknown = true;
}

static void answer_fact(struct turn *t, size_t fact)
{
	const struct scenario_fact *f = &t->c->scenario->facts[fact];

	if (t->answered[fact])
		return;
	t->answered[fact] = true;
	if (t->all.len)
		buf_addch(&t->all, ' ');
	buf_adds(&t->all, f->code);
	if (is_kept_back(t->c, fact)) {
		refuse(t, f);
		return;
	}
	enum caller_did did = tell(t, fact);
	if (t->first == NO_FACT) {
		t->first = fact;
		t->did = did;
	}
}

/* ---- what is asked ---- */

static bool has_talk(unsigned talks, enum caller_talk talk)
{
	return talks & 1U << talk;
}

/* Asked for more, only a fact that is more counts, not the wish or the matter that the words also name. */
static void keep_only_more(struct reading *r)
{
	double more = r->topics[TOPIC_MORE];

	memset(r->topics, 0, sizeof(r->topics));
	r->topics[TOPIC_MORE] = more;
}

static struct match match(struct turn *t, struct reading *r)
{
	struct match best = { NO_FACT, 0 };
	bool more = has_talk(r->talks, TALK_ELSE);

	if (has_talk(r->talks, TALK_SERVICE) && t->c->turns == 1)
		return best;
	if (more)
		keep_only_more(r);
	best = matcher_best(t->c->matcher, r);
	if (!match_is_sure(&best) || (more && !matcher_has_topic(t->c->matcher, best.fact, TOPIC_MORE)))
		best.fact = NO_FACT;
	return best;
}

static bool is_talk(unsigned talks)
{
	const unsigned any = 1U << TALK_SERVICE | 1U << TALK_ELSE | 1U << TALK_AGAIN | 1U << TALK_HOLD |
			     1U << TALK_CLOSING | 1U << TALK_CHECK;

	return talks & any;
}

/* The clause in t->alone, or with what stood before it. */
static void answer(struct turn *t, const struct clause *clause)
{
	struct match best = { NO_FACT, 0 };

	if (!t->alone.matter && has_talk(t->alone.talks, TALK_CHECK))
		return;
	if (t->alone.matter)
		best = match(t, &t->alone);
	if (t->before.len) {
		buf_addch(&t->before, ' ');
		buf_add(&t->before, clause->text, clause->len);
		reading_make_text(&t->joined, matcher_lexicon(t->c->matcher), t->before.data);
		struct match joined = match(t, &t->joined);
		if (joined.fact != NO_FACT && (best.fact == NO_FACT || joined.score > best.score))
			best = joined;
	}
	if (best.fact == NO_FACT) {
		t->unknown |= t->alone.matter && !is_talk(t->alone.talks);
		return;
	}
	/* What is read back and was told needs no second telling. */
	if (has_talk(t->talks, TALK_CHECK) && t->c->facts[best.fact].told)
		return;
	answer_fact(t, best.fact);
}

/* A few words without any that asks may be a question all the same, as "地址" and "铭牌上的号码" are. */
static void answer_terse(struct turn *t)
{
	struct match best = { NO_FACT, 0 };

	if (t->alone.matter && t->alone.length <= TERSE && !t->alone.talks)
		best = match(t, &t->alone);
	if (best.fact != NO_FACT && match_is_plain(&best))
		answer_fact(t, best.fact);
}

static void take_clause(struct turn *t, const struct clause *clause)
{
	char *text = xstrndup(clause->text, clause->len);

	reading_make_text(&t->alone, matcher_lexicon(t->c->matcher), text);
	t->talks |= t->alone.talks;
	if (t->alone.asks || clause->questions) {
		answer(t, clause);
		buf_reset(&t->before);
	} else if (clause->ends) {
		answer_terse(t);
		buf_reset(&t->before);
	} else if (t->alone.matter && t->alone.length <= 3 * TERSE) {
		buf_addch(&t->before, ' ');
		buf_adds(&t->before, text);
	}
	free(text);
}

/* ---- reading back ---- */

static bool has_pair(const struct text_folded *f, uint32_t first, uint32_t second)
{
	for (size_t i = 1; i < f->count; i++)
		if (f->points[i - 1] == first && f->points[i] == second)
			return true;
	return false;
}

/* The share of `said`'s pairs of characters that are heard again. */
static double echo(const char *said, const struct text_folded *heard)
{
	struct text_folded f = { 0 };
	size_t pairs = 0, found = 0;

	text_fold_points(&f, said, strlen(said));
	for (size_t i = 1; i < f.count; i++) {
		if (f.points[i - 1] == ' ' || f.points[i] == ' ')
			continue;
		pairs++;
		found += has_pair(heard, f.points[i - 1], f.points[i]);
	}
	text_folded_release(&f);
	return pairs ? (double)found / (double)pairs : 0;
}

/* What was told wrongly and is now read back is taken back. */
static void correct(struct turn *t, const char *text, size_t len)
{
	const struct scenario *s = t->c->scenario;
	double enough = has_talk(t->talks, TALK_CHECK) ? ECHO_CHECKED : ECHO;
	struct text_folded heard = { 0 };

	text_fold_points(&heard, text, len);
	for (size_t i = 0; i < s->fact_count; i++)
		if (t->c->facts[i].wrong && !t->answered[i] && echo(s->facts[i].wrong, &heard) >= enough)
			answer_fact(t, i);
	text_folded_release(&heard);
}

/* ---- the rest ---- */

static void say_talk(struct turn *t, enum caller_talk talk)
{
	t->did = CALLER_POLITE;
	if (!t->c->silent)
		caller_add(&t->out, caller_default_talk(talk, t->c->scenario->mood));
}

static void say_line(struct turn *t, enum scenario_cue cue, enum caller_did did)
{
	t->did = did;
	caller_add(&t->out, caller_line(t->c, cue));
}

/* The agent did not hear: the last answer, else the first words once more. */
static void say_again(struct turn *t)
{
	const struct caller *c = t->c;

	t->did = CALLER_REPEATED;
	if (c->last_fact != NO_FACT) {
		const struct scenario_fact *f = &c->scenario->facts[c->last_fact];

		t->first = c->last_fact;
		caller_add(&t->out, c->facts[c->last_fact].wrong ? f->wrong : f->say);
		return;
	}
	for (size_t i = 0; i < c->scenario->line_count; i++)
		if (c->scenario->lines[i].cue == CUE_OPENING && !c->lines[i].passed_over)
			caller_add(&t->out, c->scenario->lines[i].text);
}

static void say_good_bye(struct turn *t)
{
	say_line(t, CUE_CLOSING, CALLER_POLITE);
	t->c->leaves_at = t->c->second + LEAVES_AFTER;
}

static void say_unknown(struct turn *t)
{
	t->useless = true;
	say_line(t, CUE_UNKNOWN, CALLER_UNKNOWN);
}

/* Nothing was told: what else there is to say. */
static void talk(struct turn *t)
{
	static const enum caller_talk small[] = { TALK_ELSE, TALK_HOLD, TALK_THANKS };

	if (has_talk(t->talks, TALK_CHECK)) {
		say_talk(t, TALK_CHECK);
	} else if (has_talk(t->talks, TALK_CLOSING)) {
		say_good_bye(t);
	} else if (has_talk(t->talks, TALK_AGAIN)) {
		say_again(t);
	} else if (t->unknown) {
		say_unknown(t);
	} else if (t->talks & (1U << TALK_SERVICE | 1U << TALK_COMFORT | 1U << TALK_GREETING)) {
		say_line(t, CUE_GREETING, CALLER_POLITE);
	} else {
		size_t i = 0;

		while (i < ARRAY_SIZE(small) && !has_talk(t->talks, small[i]))
			i++;
		say_talk(t, i < ARRAY_SIZE(small) ? small[i] : TALK_ACCEPT);
	}
}

static void listen_to(struct turn *t, const char *text, size_t len)
{
	const char *end = text + len, *at = text;
	struct clause clause;

	for (int i = 0; i < CLAUSES_MOST && (at = next_clause(at, end, &clause)); i++)
		take_clause(t, &clause);
	correct(t, text, len);
	if (t->first == NO_FACT && t->refused && !t->unknown)
		t->did = CALLER_UNKNOWN;
	else if (t->first == NO_FACT)
		talk(t);
	if (t->useless && !t->useful)
		caller_lose_patience(t->c, &t->out);
}

static bool is_blank(const char *text)
{
	return !text[strspn(text, " \t\r\n")];
}

static void begin_turn(struct caller *c, struct turn *t)
{
	*t = (struct turn){
		.c = c,
		.out = BUF_INIT,
		.all = BUF_INIT,
		.before = BUF_INIT,
		.answered = xcalloc(c->scenario->fact_count + 1, sizeof(bool)),
		.first = NO_FACT,
	};
	reading_init(&t->alone);
	reading_init(&t->joined);
	c->turns++;
	c->spoke_at = c->second;
	c->leaves_at = -1;
}

static void end_turn(struct turn *t, struct caller_reply *reply, char **all)
{
	const char *fact = t->first == NO_FACT ? NULL : t->c->scenario->facts[t->first].code;

	caller_reply(t->c, reply, t->did, fact, &t->out);
	if (all)
		*all = buf_detach(&t->all);
	buf_release(&t->all);
	buf_release(&t->before);
	reading_release(&t->alone);
	reading_release(&t->joined);
	free(t->answered);
}

void caller_ask(struct caller *c, const char *text, int second, struct caller_reply *reply, char **all)
{
	size_t len = strnlen(text, TEXT_MOST);
	struct turn t;

	if (second > c->second)
		c->second = second;
	if (c->hung_up || is_blank(text)) {
		struct buf nothing = BUF_INIT;

		caller_reply(c, reply, CALLER_SILENT, NULL, &nothing);
		if (all)
			*all = xstrdup("");
		return;
	}
	begin_turn(c, &t);
	listen_to(&t, text, len);
	end_turn(&t, reply, all);
}
