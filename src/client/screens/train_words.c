/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train_words.c -- training sessions in words: modes, states, people, times, what was said. */
#include <string.h>

#include "client/screens/form_fields.h"
#include "client/screens/train.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

struct word { const char *code, *word; };

static const char *word_of(const struct word *words, size_t count, const char *code)
{
	for (size_t i = 0; code && i < count; i++)
		if (!strcmp(words[i].code, code))
			return _(words[i].word);
	return code ? code : "";
}

const char *train_mode_word(const char *mode)
{
	static const struct word words[] = {
		{ "practice", N_("practice") }, { "exam", N_("exam") }, { "class", N_("in class") },
		{ "storm", N_("storm") }, { "replay", N_("replay") },
	};

	return word_of(words, ARRAY_SIZE(words), mode);
}

const char *train_state_word(const char *state)
{
	static const struct word words[] = {
		{ "waiting", N_("not begun") }, { "running", N_("running") }, { "paused", N_("paused") },
		{ "ended", N_("ended") },
	};

	return word_of(words, ARRAY_SIZE(words), state);
}

const char *train_level_word(const char *level)
{
	static const struct word words[] = {
		{ "excellent", N_("excellent") }, { "good", N_("good") }, { "passed", N_("passed") },
		{ "failed", N_("not passed") },
	};

	return word_of(words, ARRAY_SIZE(words), level);
}

enum look train_level_look(double total)
{
	enum { GOOD = 80, PASSED = 60 };

	return total >= GOOD ? LOOK_GOOD : total >= PASSED ? LOOK_NORMAL : LOOK_ERROR;
}

bool train_is(const json *session, const char *state)
{
	const char *now = jo_str(session, "state");

	return now && !strcmp(now, state);
}

const char *train_person(const json *session, const char *role)
{
	const json *who = jo_get(session, role);
	const char *name = jo_str(who, "name"), *login = jo_str(who, "username"), *plain = jo_str(session, role);

	return name ? name : login ? login : plain ? plain : "";
}

void train_people(const json *session, struct buf *out)
{
	const json *all = jo_array(session, "trainees");
	size_t before = out->len;

	for (size_t i = 0; i < jo_len(all); i++) {
		const json *one = jo_at(all, i);
		const char *name = jo_str(one, "name") ? jo_str(one, "name") : jo_str(one, "username");
		buf_addf(out, "%s%s", out->len > before ? _(", ") : "", name ? name : "");
	}
	if (out->len == before)
		buf_adds(out, train_person(session, "trainee"));
}

const char *train_title(const json *session)
{
	const char *name = jo_str(session, "name"), *title = jo_str(session, "title");
	const char *scenario = jo_pointer_str(session, "/scenario/title"), *code = jo_str(session, "scenario");

	if (name && *name)
		return name;
	return title ? title : scenario ? scenario : code ? code : "";
}

char *train_path(const char *id, const char *after)
{
	struct buf path = BUF_INIT;

	buf_adds(&path, "/training/sessions/");
	net_encode(&path, id);
	buf_adds(&path, after);
	return buf_detach(&path);
}

/* -- time ------------------------------------------------------------------------- */

static instant time_of(const json *o, const char *name)
{
	const char *text = jo_str(o, name);
	instant t;

	return text && clock_parse(text, &t) ? t : INSTANT_NONE;
}

/* What lay between each pause and its end; one that goes on ends at `until`. */
static int64_t pauses(const json *turns, instant until)
{
	instant since = INSTANT_NONE;
	int64_t sum = 0;

	for (size_t i = 0; i < jo_len(turns); i++) {
		const json *turn = jo_at(turns, i);
		const char *kind = jo_str(turn, "kind");
		if (kind && !strcmp(kind, "pause") && since == INSTANT_NONE) {
			since = time_of(turn, "at");
		} else if (kind && !strcmp(kind, "resume") && since != INSTANT_NONE) {
			sum += time_of(turn, "at") - since;
			since = INSTANT_NONE;
		}
	}
	return since == INSTANT_NONE ? sum : sum + until - since;
}

int64_t train_elapsed(const json *session, instant now)
{
	instant start = time_of(session, "started_at"), end = time_of(session, "ended_at");
	instant paused = time_of(session, "paused_at"), until = end == INSTANT_NONE ? now : end;

	if (start == INSTANT_NONE)
		return -1;
	if (!jo_array(session, "turns") && paused != INSTANT_NONE)
		until = paused;         /* a row of a list does not tell of its pauses */
	int64_t ms = until - start - pauses(jo_array(session, "turns"), until);
	return ms > 0 ? ms : 0;
}

void train_difficulty(struct buf *out, int64_t difficulty)
{
	for (int64_t n = 1; n <= 5; n++)
		buf_adds(out, n <= difficulty ? "*" : "·");
}

/* -- what was said ------------------------------------------------------------------- */

static bool is(const char *text, const char *wanted)
{
	return text && !strcmp(text, wanted);
}

const char *train_speaker(const char *by, const char *kind, bool own)
{
	if (is(kind, "hint"))
		return _("Hint");
	if (is(kind, "comment"))
		return _("Comment");
	if (is(by, "trainee"))
		return own ? _("You") : _("Trainee");
	if (is(by, "trainer"))          /* in the play the trainer speaks as the supervisor */
		return is(kind, "twist") ? _("Supervisor") : _("Trainer");
	return is(by, "caller") ? _("Caller") : "–";
}

/* A thing that happened, not words: NULL when they are words. */
static const char *happened(const char *kind)
{
	static const struct word words[] = {
		{ "pause", N_("the trainer paused the call") }, { "resume", N_("the call goes on") },
		{ "drop", N_("the line was lost") }, { "hang_up", N_("the caller hung up") },
		{ "silence", N_("the caller says nothing") },
	};

	for (size_t i = 0; kind && i < ARRAY_SIZE(words); i++)
		if (!strcmp(words[i].code, kind))
			return _(words[i].word);
	return NULL;
}

static void add_padded(struct pager *p, enum look look, const char *text, int columns)
{
	struct buf padded = BUF_INIT;

	buf_adds(&padded, text);
	for (int n = text_width(text); n < columns; n++)
		buf_addch(&padded, ' ');
	pager_add(p, look, padded.data);
	buf_release(&padded);
}

/* "1:05 " after the answer of the call, or after the beginning of the session. */
static void add_second(struct pager *p, const json *session, const json *turn)
{
	instant at = time_of(turn, "at"), start = time_of(session, "started_at");
	int64_t second = jo_int(turn, "second", -1);
	struct buf text = BUF_INIT;

	if (second < 0 && at != INSTANT_NONE && start != INSTANT_NONE)
		second = (at - start) / 1000;
	if (second >= 0)
		words_timer(&text, second * 1000);
	add_padded(p, LOOK_DIM, text.len ? text.data : "", 6);
	buf_release(&text);
}

/* True for something that happened and is no words. */
static bool is_event(const json *turn)
{
	const char *kind = jo_str(turn, "kind"), *text = jo_str(turn, "text");

	return happened(kind) && (!text || !*text || is(kind, "pause") || is(kind, "resume") || is(kind, "drop"));
}

void train_turn_text(const json *turn, struct buf *out)
{
	const char *kind = jo_str(turn, "kind"), *text = jo_str(turn, "text");

	if (is_event(turn))
		buf_adds(out, happened(kind));
	else if (is(jo_str(turn, "by"), "caller") && (!text || !*text))
		buf_adds(out, _("(silence)"));
	else if (!is(kind, "mark"))
		buf_adds(out, text ? text : "");
}

static enum look look_of(const json *turn)
{
	const char *kind = jo_str(turn, "kind"), *text = jo_str(turn, "text");
	bool caller = is(jo_str(turn, "by"), "caller");

	if (is_event(turn) || is(kind, "hint") || is(kind, "comment"))
		return LOOK_WARNING;
	return caller && text && *text ? LOOK_NORMAL : LOOK_DIM;
}

void train_add_turn(struct pager *p, const json *session, const json *turn, bool own)
{
	enum { WHO_COLUMNS = 11, TIME_COLUMNS = 6 };
	const char *by = jo_str(turn, "by"), *kind = jo_str(turn, "kind"), *fact = jo_str(turn, "fact");
	struct buf text = BUF_INIT;

	if (is(kind, "mark"))
		return;
	pager_hang(p, WHO_COLUMNS + (own ? 0 : TIME_COLUMNS));
	if (!own)
		add_second(p, session, turn);
	add_padded(p, is(by, "caller") ? LOOK_HEADING : LOOK_LABEL, train_speaker(by, kind, own), WHO_COLUMNS);
	train_turn_text(turn, &text);
	pager_add(p, look_of(turn), text.len ? text.data : "");
	if (fact && !own) {
		pager_add(p, LOOK_GOOD, " ← ");
		pager_add(p, LOOK_GOOD, fact);
	}
	pager_add(p, LOOK_NORMAL, "\n");
	buf_release(&text);
}

void train_add_turns(struct pager *p, const json *session, const char *contact, bool own)
{
	const json *turns = jo_array(session, "turns");

	for (size_t i = 0; i < jo_len(turns); i++) {
		const char *of = jo_str(jo_at(turns, i), "contact_id");
		if (!of || !contact || !strcmp(of, contact))
			train_add_turn(p, session, jo_at(turns, i), own);
	}
}

/* -- fields ------------------------------------------------------------------------------ */

void train_field_name(const struct app *app, struct buf *out, const char *pointer)
{
	static const struct word others[] = {
		{ "unit", N_("Unit") }, { "grade", N_("Grade") }, { "action", N_("What was made of it") },
		{ "article", N_("Article") }, { "to", N_("Transferred to") },
	};
	const struct city *city = client_model(app)->city;
	struct form_fields *fields = city && pointer[0] == '/' ? form_fields_new(city, client_english(app)) : NULL;
	const char *key = fields ? form_fields_key_of(fields, pointer) : NULL;

	buf_adds(out, key ? form_fields_label(fields, key) : word_of(others, ARRAY_SIZE(others), pointer));
	form_fields_free(fields);
}

static const char *text_at(const json *array, size_t i)
{
	const char *text = json_object_get_string(jo_at(array, i));

	return text ? text : "";
}

/* Two forms may lack the same. */
static bool stands_before(const json *array, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (!strcmp(text_at(array, i), text_at(array, at)))
			return true;
	return false;
}

void train_add_missing(const struct app *app, const json *session, struct buf *out)
{
	const json *missing = jo_array(session, "missing");

	for (size_t i = 0; i < jo_len(missing); i++) {
		if (stands_before(missing, i))
			continue;
		buf_adds(out, i ? _(", ") : "");
		train_field_name(app, out, text_at(missing, i));
	}
}
