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
	struct buf checked;     /* what the agent reads back */
	struct reading alone, joined;
	bool *answered;         /* by fact: in this turn */
	size_t first;           /* fact; NO_FACT */
	enum caller_did did;
	const char *phrase;     /* answer to what asks for no fact; NULL: there was none */
	unsigned talks;
	bool useful, useless, unknown, refused;
	bool usual;             /* something was answered as by anyone, without a fact */
	bool closes;            /* the last that was said is a good-bye */
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
		return caller_words(t->c, f->again, f->again_en);
	caller_add(&t->out, caller_line(t->c, CUE_REPEAT));
	return caller_words(t->c, f->say, f->say_en);
}

/* The words for a fact that may be told; notes what telling it makes of the turn. */
static enum caller_did tell(struct turn *t, size_t fact)
{
	const struct scenario_fact *f = &t->c->scenario->facts[fact];
	struct fact_state *state = &t->c->facts[fact];
	enum caller_did did = state->told ? CALLER_REPEATED : CALLER_TOLD;
	const char *words = caller_words(t->c, f->say, f->say_en);

	if (state->wrong) {
		state->wrong = false;
		words = f->again ? caller_words(t->c, f->again, f->again_en) : words;
		t->useful = true;
	} else if (state->asked) {
		words = repeated_answer(t, f);
		t->useless = true;
	} else {
		state->wrong = f->wrong && !state->told;
		words = state->wrong ? caller_words(t->c, f->wrong, f->wrong_en) : words;
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
		caller_add(&t->out, caller_words(t->c, f->refuse, f->refuse_en));
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
	best = matcher_best(t->c->mind->matcher, r);
	if (!match_is_sure(&best) || (more && !matcher_is_of(t->c->mind->matcher, best.fact, TOPIC_MORE)))
		best.fact = NO_FACT;
	return best;
}

static bool is_talk(unsigned talks)
{
	const unsigned any = 1U << TALK_SERVICE | 1U << TALK_ELSE | 1U << TALK_AGAIN | 1U << TALK_HOLD |
			     1U << TALK_CLOSING | 1U << TALK_CHECK;

	return talks & any;
}

/* Asked for more than was said, a caller does not say again what was. */
static bool is_old_more(const struct turn *t, size_t fact)
{
	return has_talk(t->alone.talks, TALK_ELSE) && t->c->facts[fact].told && !t->c->facts[fact].wrong;
}

static bool knows_of(const struct caller *c, enum caller_topic topic)
{
	for (size_t i = 0; i < c->scenario->fact_count; i++)
		if (matcher_has_topic(c->mind->matcher, i, topic))
			return true;
	return false;
}

/* Has a fact of its own for it? */
static bool has_fact_of(const struct caller *c, enum caller_topic topic)
{
	for (size_t i = 0; i < c->scenario->fact_count; i++)
		if (matcher_is_of(c->mind->matcher, i, topic))
			return true;
	return false;
}

/* Asked for what kind of thing, where yes or no is wanted? "您的姓名要保密吗" only names one. */
static bool asks_more(const struct reading *r, enum caller_topic topic)
{
	return r->forms & ~(topic == TOPIC_SECRET ? 1U << FORM_NAME : 0);
}

/* Asked yes or no for what the scenario says nothing of; was there a usual answer? */
static bool answer_usual(struct turn *t)
{
	for (size_t i = 0; i < TOPIC_COUNT; i++) {
		const char *line = caller_default_answer(i);

		if (!line || t->alone.topics[i] < 1 || asks_more(&t->alone, i) || knows_of(t->c, i) || t->c->mind->silent)
			continue;
		t->usual = true;
		caller_add(&t->out, caller_words(t->c, line, "No."));
		return true;
	}
	return false;
}

static bool ends_in(const struct clause *clause, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(words[i]);

		if (clause->len >= len && !memcmp(clause->text + clause->len - len, words[i], len))
			return true;
	}
	return false;
}

/* "我这样写可以吗" wants leave; "您说一下姓名可以吗" wants the name, though the caller may know none. */
static bool wants_leave(const struct clause *clause)
{
	static const char *const tails[] = { "可以吗", "可以么", "可以吧", "行吗", "行么", "行吧", "行不行", "好吗", "好么", "好不好",
					     "成吗", "同意吗" };
	char *text = xstrndup(clause->text, clause->len);
	bool leave = ends_in(clause, tails, ARRAY_SIZE(tails)) &&
		     !text_has_any(text, "说|讲|告诉|报一|报下|提供|描述|介绍|留个|留下|留一|念");
	bool english = text_has_any(text, "an I|an we|ay I|ay we|hall I|hall we|ould it be|s it all right|s it OK|ould you mind if") &&
		       text_has_any(text, "call you back|called you back|call back|ring you|write it|write that|note it|put it|"
				    "register|pass it|pass this|send it|send this|transfer you|follow up") &&
		       !text_has_any(text, "hen |hat |hich |here |ho |ow ");

	free(text);
	return leave || english;
}

/* For what the agent does, so that no fact is looked for in it. */
static bool wants_own_leave(const struct clause *clause)
{
	char *text = xstrndup(clause->text, clause->len);
	bool own = text_has_any(text, "我这样|我这么|这样写|这样记|这么写|这么记") && wants_leave(clause);

	free(text);
	return own;
}

/* "办完回访您，可以吗", "需要回访吗": whoever knows nothing of it agrees. How an earlier one went is another matter. */
static bool answer_visit(struct turn *t, const struct clause *clause)
{
	char *text = xstrndup(clause->text, clause->len);
	bool visit = text_has_any(text, "回访") && !has_fact_of(t->c, TOPIC_VISIT) && !t->c->mind->silent &&
		     (wants_leave(clause) || text_has_any(text, "需要|需不需要|要不要|接受|愿意|同意")) &&
		     !text_has_any(text, "上次|之前|已经|过|怎么|结果|哪|几|什么");

	free(text);
	if (visit)
		caller_add(&t->out, caller_words(t->c, "可以。", "Yes, please."));
	t->usual |= visit;
	return visit;
}

static void say_opening(struct turn *t)
{
	const struct scenario *s = t->c->scenario;

	for (size_t i = 0; i < s->line_count; i++)
		if (s->lines[i].cue == CUE_OPENING && !t->c->lines[i].passed_over)
			caller_add(&t->out, caller_words(t->c, s->lines[i].text, s->lines[i].text_en));
}

/* "具体是怎么回事" without a fact that is the story: what was said at first, and that once. */
static bool tell_matter(struct turn *t)
{
	if (t->alone.topics[TOPIC_COURSE] < 1 || t->c->mind->silent || (t->c->retold && t->c->retold != t->c->turns))
		return false;
	if (!t->c->retold)
		say_opening(t);
	t->c->retold = t->c->turns;
	return t->usual = true;
}

/* The clause in t->alone, or with what stood before it. Was there a fact? */
static bool answer(struct turn *t, const struct clause *clause)
{
	struct match best = { NO_FACT, 0 };

	if ((!t->alone.matter && has_talk(t->alone.talks, TALK_CHECK)) || has_talk(t->alone.talks, TALK_LEAVE))
		return true;
	if (answer_visit(t, clause) || wants_own_leave(clause))
		return true;
	if (t->alone.matter)
		best = match(t, &t->alone);
	if (t->before.len) {
		buf_addch(&t->before, ' ');
		buf_add(&t->before, clause->text, clause->len);
		reading_make_text(&t->joined, matcher_lexicon(t->c->mind->matcher), t->before.data);
		struct match joined = match(t, &t->joined);
		if (joined.fact != NO_FACT && (best.fact == NO_FACT || joined.score > best.score))
			best = joined;
	}
	if (best.fact == NO_FACT && (answer_usual(t) || tell_matter(t) || wants_leave(clause)))
		return true;
	if (best.fact == NO_FACT) {
		t->unknown |= t->alone.matter && !is_talk(t->alone.talks);
		return false;
	}
	if (is_old_more(t, best.fact))
		return true;
	/* What is read back and was told needs no second telling. */
	if (!has_talk(t->talks, TALK_CHECK) || !t->c->facts[best.fact].told)
		answer_fact(t, best.fact);
	return true;
}

/* "带户口本去街道办" tells what to bring, and asks for none of it. */
static bool advises(const struct clause *clause)
{
	static const char *const verbs[] = { "拿", "带", "携带", "凭", "持", "拨打", "到", "去", "可以", "您可以", "您带", "您拿", "您去" };

	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (clause->len > strlen(verbs[i]) && !memcmp(clause->text, verbs[i], strlen(verbs[i])))
			return true;
	return false;
}

/* A few words without any that asks may be a question all the same, as "地址" and "铭牌上的号码" are. */
static void answer_terse(struct turn *t, const struct clause *clause)
{
	struct match best = { NO_FACT, 0 };

	if (t->alone.matter && t->alone.length <= TERSE && !t->alone.talks && !advises(clause))
		best = match(t, &t->alone);
	if (best.fact != NO_FACT && match_is_plain(&best))
		answer_fact(t, best.fact);
}

/* "我给您登记一下": what an agent does needs no answer, unless it names what is still to be told. */
static bool is_work(const struct turn *t, const struct clause *clause)
{
	return has_talk(t->alone.talks, TALK_WORK) && !t->alone.asks_surely && !clause->questions;
}

/* By its topic or by a thing: "登记" alone sounds of the name. */
static bool is_named(const struct turn *t, size_t fact)
{
	for (size_t i = 0; i < TOPIC_COUNT; i++)
		if (t->alone.topics[i] > 0 && matcher_has_topic(t->c->mind->matcher, fact, i))
			return true;
	return t->alone.things > 0;
}

static void take_work(struct turn *t)
{
	struct match best = { NO_FACT, 0 };

	if (t->alone.matter)
		best = match(t, &t->alone);
	if (match_is_plain(&best) && is_named(t, best.fact) && !t->c->facts[best.fact].asked)
		answer_fact(t, best.fact);
	buf_reset(&t->before);
}

/* "您的诉求已经登记" asks for no wish, though it has a word that asks. */
static bool asks(const struct reading *r, const struct clause *clause)
{
	return clause->questions || (r->asks && (r->asks_surely || !has_talk(r->talks, TALK_DONE)));
}

static void take_clause(struct turn *t, const struct clause *clause)
{
	char *text = caller_without_address(clause->text, clause->len);

	reading_make_text(&t->alone, matcher_lexicon(t->c->mind->matcher), text);
	t->talks |= t->alone.talks;
	t->closes = has_talk(t->alone.talks, TALK_CLOSING);
	if (has_talk(t->alone.talks, TALK_CHECK))
		buf_addf(&t->checked, "%s %.*s ", t->before.len ? t->before.data : "", (int)clause->len, clause->text);
	const char *english = NULL;
	const char *phrase = caller_answer_phrase(text, t->alone.asks_surely || clause->questions, &english);
	if (phrase) {
		t->phrase = caller_words(t->c, phrase, english);
		buf_reset(&t->before);
	} else if (is_work(t, clause)) {
		take_work(t);
	} else if (asks(&t->alone, clause)) {
		if (answer(t, clause) || clause->ends)
			buf_reset(&t->before);
		else if (!t->before.len)
			buf_adds(&t->before, text);     /* what comes may say what is meant */
	} else if (clause->ends) {
		answer_terse(t, clause);
		buf_reset(&t->before);
	} else if (t->alone.matter && t->alone.length <= 3 * TERSE) {
		buf_addch(&t->before, ' ');
		buf_adds(&t->before, text);
	}
	free(text);
}

/* ---- reading back ---- */

static double said_again(const struct caller *c, const struct scenario_fact *f, const struct text_folded *heard)
{
	return caller_echo(caller_words(c, f->wrong, f->wrong_en), heard);
}

/* What was told wrongly and is now read back is taken back. */
static void correct(struct turn *t, const char *text, size_t len)
{
	const struct scenario *s = t->c->scenario;
	double enough = has_talk(t->talks, TALK_CHECK) ? ECHO_CHECKED : ECHO;
	struct text_folded heard = { 0 };

	text_fold_points(&heard, text, len);
	for (size_t i = 0; i < s->fact_count; i++)
		if (t->c->facts[i].wrong && !t->answered[i] && said_again(t->c, &s->facts[i], &heard) >= enough)
			answer_fact(t, i);
	text_folded_release(&heard);
}

/* What was told rightly and is now read back wrongly. */
static bool set_right(struct turn *t)
{
	size_t fact = NO_FACT;

	if (t->checked.len) {
		reading_make_text(&t->joined, matcher_lexicon(t->c->mind->matcher), t->checked.data);
		fact = caller_misread(t->c, &t->joined, t->checked.data);
	}
	if (fact == NO_FACT)
		return false;
	const struct scenario_fact *f = &t->c->scenario->facts[fact];
	t->first = t->c->last_fact = fact;
	t->did = CALLER_REPEATED;
	caller_add(&t->out, caller_words(t->c, "不对。", "No."));
	caller_add(&t->out, caller_words(t->c, f->say, f->say_en));
	return true;
}

/* ---- the rest ---- */

static void say_talk(struct turn *t, enum caller_talk talk)
{
	t->did = CALLER_POLITE;
	if (!t->c->mind->silent)
		caller_add(&t->out, caller_words(t->c, caller_default_talk(talk, t->c->scenario->mood),
						 caller_english_talk(talk)));
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
		caller_add(&t->out, c->facts[c->last_fact].wrong ? caller_words(c, f->wrong, f->wrong_en) :
								   caller_words(c, f->say, f->say_en));
		return;
	}
	say_opening(t);
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
	static const enum caller_talk small[] = { TALK_LEAVE, TALK_ELSE, TALK_HOLD, TALK_WORK, TALK_THANKS };
	const unsigned waiting = 1U << TALK_HOLD | 1U << TALK_WORK;

	if (t->closes) {
		say_good_bye(t);
	} else if (has_talk(t->talks, TALK_CHECK) && !t->c->mind->silent && t->checked.len &&
		   caller_never_said(t->c, t->checked.data)) {
		t->did = CALLER_POLITE;
		caller_add(&t->out, caller_words(t->c, "这个我没说过。", "I did not say that."));
	} else if (has_talk(t->talks, TALK_CHECK)) {
		say_talk(t, TALK_CHECK);
	} else if (has_talk(t->talks, TALK_CLOSING)) {
		say_good_bye(t);
	} else if (has_talk(t->talks, TALK_AGAIN)) {
		say_again(t);
	} else if (t->unknown) {
		say_unknown(t);
	} else if (t->phrase && !t->c->mind->silent) {
		t->did = CALLER_POLITE;
		caller_add(&t->out, t->phrase);
	} else if (has_talk(t->talks, TALK_SERVICE) ||
		   (t->talks & (1U << TALK_COMFORT | 1U << TALK_GREETING) && !(t->talks & waiting))) {
		say_line(t, CUE_GREETING, CALLER_POLITE);
	} else {
		size_t i = 0;

		while (i < ARRAY_SIZE(small) && !has_talk(t->talks, small[i]))
			i++;
		t->c->waits = t->talks & waiting;
		say_talk(t, i < ARRAY_SIZE(small) ? small[i] : TALK_ACCEPT);
	}
}

/* No fact was told. */
static void say_rest(struct turn *t)
{
	if (t->refused && !t->unknown)
		t->did = CALLER_UNKNOWN;
	else if (t->usual && !t->unknown)
		t->did = CALLER_POLITE;
	else
		talk(t);
}

static void listen_to(struct turn *t, const char *text, size_t len)
{
	const char *end = text + len, *at = text;
	struct clause clause;

	for (int i = 0; i < CLAUSES_MOST && (at = next_clause(at, end, &clause)); i++)
		take_clause(t, &clause);
	correct(t, text, len);
	if (t->first == NO_FACT && !set_right(t))
		say_rest(t);
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
		.checked = BUF_INIT,
		.answered = xcalloc(c->scenario->fact_count + 1, sizeof(bool)),
		.first = NO_FACT,
	};
	reading_init(&t->alone);
	reading_init(&t->joined);
	c->turns++;
	c->spoke_at = c->second;
	c->waits = false;
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
	buf_release(&t->checked);
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
	caller_hear(c, text, len);
	begin_turn(c, &t);
	listen_to(&t, text, len);
	end_turn(&t, reply, all);
}
