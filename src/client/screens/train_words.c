/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train_words.c -- training sessions in words: modes, states, people, times, what was said. */
#include <stdlib.h>
#include <string.h>

#include "client/screens/form_fields.h"
#include "client/screens/train.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

const char *train_word_of(const struct train_word *words, size_t count, const char *code)
{
	for (size_t i = 0; code && i < count; i++)
		if (!strcmp(words[i].code, code))
			return _(words[i].word);
	return code ? code : "";
}

const char *train_mode_word(const char *mode)
{
	static const struct train_word words[] = {
		{ "practice", N_("practice") }, { "exam", N_("exam") }, { "class", N_("in class") },
		{ "storm", N_("storm") }, { "replay", N_("replay") },
	};

	return train_word_of(words, ARRAY_SIZE(words), mode);
}

const char *train_state_word(const char *state)
{
	static const struct train_word words[] = {
		{ "waiting", N_("not begun") }, { "running", N_("running") }, { "paused", N_("paused") },
		{ "ended", N_("ended") },
	};

	return train_word_of(words, ARRAY_SIZE(words), state);
}

const char *train_level_word(const char *level)
{
	static const struct train_word words[] = {
		{ "excellent", N_("excellent") }, { "good", N_("good") }, { "passed", N_("passed") },
		{ "failed", N_("not passed") },
	};

	return train_word_of(words, ARRAY_SIZE(words), level);
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

const json *train_call(const json *session, const char *contact)
{
	const json *calls = jo_array(session, "calls");

	for (size_t i = 0; contact && i < jo_len(calls); i++) {
		const char *of = jo_str(jo_at(calls, i), "contact_id");
		if (of && !strcmp(of, contact))
			return jo_at(calls, i);
	}
	return NULL;
}

static bool has_mode(const json *session, const char *wanted)
{
	const char *mode = jo_str(session, "mode");

	return mode && !strcmp(mode, wanted);
}

bool train_is_storm(const json *session)
{
	return has_mode(session, "storm");
}

bool train_is_exam(const json *session)
{
	return has_mode(session, "exam");
}

void train_people(const json *session, struct buf *out)
{
	enum { NAMED_MOST = 3 };
	const json *all = jo_array(session, "trainees");
	size_t before = out->len;

	if (train_is_storm(session) && jo_len(all) > NAMED_MOST) {
		buf_addf(out, _("%zu trainees"), jo_len(all));
		return;
	}

	for (size_t i = 0; i < jo_len(all); i++) {
		const json *one = jo_at(all, i);
		const char *name = jo_str(one, "name") ? jo_str(one, "name") : jo_str(one, "username");
		buf_addf(out, "%s%s", out->len > before ? _(", ") : "", name ? name : "");
	}
	if (out->len == before)
		buf_adds(out, train_person(session, "trainee"));
}

const char *train_title(const struct app *app, const json *session)
{
	const char *title = jo_str(session, client_english(app) ? "title_en" : "title");
	const char *scenario = jo_pointer_str(session, "/scenario/title"), *code = jo_str(session, "scenario");

	if (!title || !*title)
		title = jo_str(session, "title");
	return title ? title : scenario ? scenario : code ? code : "";
}

void train_add_title(const struct app *app, const json *session, struct buf *out)
{
	const char *name = jo_str(session, "name"), *title = train_is_storm(session) ? "" : train_title(app, session);
	bool named = name && *name;

	buf_addf(out, "%s%s%s", named ? name : "", named && *title ? " · " : "", title);
	if (!named && train_is_storm(session))
		buf_adds(out, _("mixed calls"));
	else if (!named && !*title)
		buf_adds(out, _("calls that are not told before"));
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

instant train_time(const json *o, const char *name)
{
	const char *text = jo_str(o, name);
	instant t;

	return text && clock_parse(text, &t) ? t : INSTANT_NONE;
}

static int64_t common(instant from, instant to, instant since, instant until)
{
	int64_t ms = (to < until ? to : until) - (from > since ? from : since);

	return ms > 0 ? ms : 0;
}

/* One that goes on ends at `until`. */
int64_t train_paused(const json *session, instant from, instant until)
{
	const json *turns = jo_array(session, "turns");
	instant since = INSTANT_NONE;
	int64_t sum = 0;

	for (size_t i = 0; i < jo_len(turns); i++) {
		const json *turn = jo_at(turns, i);
		const char *kind = jo_str(turn, "kind");
		if (kind && !strcmp(kind, "pause") && since == INSTANT_NONE) {
			since = train_time(turn, "at");
		} else if (kind && !strcmp(kind, "resume") && since != INSTANT_NONE) {
			sum += common(since, train_time(turn, "at"), from, until);
			since = INSTANT_NONE;
		}
	}
	return since == INSTANT_NONE ? sum : sum + common(since, until, from, until);
}

int64_t train_elapsed(const json *session, instant now)
{
	instant start = train_time(session, "started_at"), end = train_time(session, "ended_at");
	instant paused = train_time(session, "paused_at"), until = end == INSTANT_NONE ? now : end;

	if (start == INSTANT_NONE)
		return -1;
	if (!jo_array(session, "turns") && paused != INSTANT_NONE)
		until = paused;         /* a row of a list does not tell of its pauses */
	int64_t ms = until - start - train_paused(session, start, until);
	return ms > 0 ? ms : 0;
}

bool train_ran_out(const json *session)
{
	int64_t limit = jo_int(session, "limit_s", 0) * 1000, end = train_time(session, "ended_at");

	return limit && end != INSTANT_NONE && train_elapsed(session, end) >= limit;
}

int train_by_difficulty(const void *a, const void *b)
{
	const json *x = *(json *const *)a, *y = *(json *const *)b;
	int64_t order = jo_int(x, "difficulty", 0) - jo_int(y, "difficulty", 0);
	const char *code = jo_str(x, "code"), *other = jo_str(y, "code");

	return order ? (int)order : strcmp(code ? code : "", other ? other : "");
}

static const char *first_trainee(const json *session)
{
	const char *name = jo_str(jo_at(jo_array(session, "trainees"), 0), "username");

	return name ? name : "";
}

int train_by_trainee(const void *a, const void *b)
{
	const json *x = *(json *const *)a, *y = *(json *const *)b;
	int order = strverscmp(first_trainee(x), first_trainee(y));
	const char *id = jo_str(x, "id"), *other = jo_str(y, "id");

	return order ? order : strcmp(id ? id : "", other ? other : "");
}

void train_add_waiting(const json *session, instant now, struct buf *out)
{
	const json *q = jo_get(session, "queue");
	int64_t waiting = jo_int(q, "waiting", 0);
	instant oldest = train_time(q, "oldest_at");

	buf_addf(out, _("%lld of %lld came · %lld waiting"), (long long)jo_int(q, "came", 0),
		 (long long)jo_int(q, "total", 0), (long long)waiting);
	if (waiting && oldest != INSTANT_NONE) {
		buf_adds(out, _(", longest "));
		words_timer(out, now > oldest ? now - oldest : 0);
	}
}

void train_add_answered(const json *session, struct buf *out)
{
	const json *q = jo_get(session, "queue");

	buf_addf(out, _("%lld answered · %lld lost"), (long long)jo_int(q, "answered", 0), (long long)jo_int(q, "lost", 0));
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

bool train_has_hung_up(const json *turn)
{
	return is(jo_str(turn, "kind"), "drop") && is(jo_str(turn, "by"), "caller");
}

void train_mark_text(const json *turn, bool hung_up, struct buf *out)
{
	static const struct train_word states[] = {
		{ "queued", N_("the call comes") }, { "offered", N_("it rings") }, { "talking", N_("the call is answered") },
		{ "held", N_("the caller is put on hold") }, { "abandoned", N_("nobody answered") },
		{ "done", N_("the wrap-up has ended") }, { "call_back", N_("to be called back") },
	};
	static const char looked_up[] = "searched ";
	const char *text = jo_str(turn, "text");

	if (!is(jo_str(turn, "kind"), "mark") || !text)
		return;
	if (!strncmp(text, looked_up, sizeof(looked_up) - 1))
		buf_addf(out, _("looked up: %s"), text + sizeof(looked_up) - 1);
	else if (is(text, "wrap_up"))
		buf_adds(out, hung_up ? _("the wrap-up begins") : _("the agent hung up; the wrap-up begins"));
	else
		for (size_t i = 0; i < ARRAY_SIZE(states); i++)
			buf_adds(out, is(text, states[i].code) ? _(states[i].word) : "");
}

/* A thing that happened, not words: NULL when they are words. */
static const char *happened(const char *kind, const char *by)
{
	static const struct train_word words[] = {
		{ "pause", N_("the trainer paused the call") }, { "resume", N_("the call goes on") },
		{ "drop", N_("the line was lost") },
		{ "silence", N_("the caller says nothing") },
	};

	if (is(kind, "drop") && is(by, "caller"))
		return _("hung up");
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
	instant at = train_time(turn, "at"), start = train_time(session, "started_at");
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

	return happened(kind, NULL) && (!text || !*text || is(kind, "pause") || is(kind, "resume") || is(kind, "drop"));
}

void train_turn_text(const json *turn, struct buf *out)
{
	const char *kind = jo_str(turn, "kind"), *text = jo_str(turn, "text");

	if (is_event(turn))
		buf_adds(out, happened(kind, jo_str(turn, "by")));
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

const char *train_last_words(const json *session, const char *contact)
{
	const json *turns = jo_array(session, "turns");

	for (size_t i = jo_len(turns); i-- > 0;) {
		const json *turn = jo_at(turns, i);
		const char *by = jo_str(turn, "by"), *text = jo_str(turn, "text"), *of = jo_str(turn, "contact_id");
		if (contact && (!of || strcmp(of, contact)))
			continue;
		if (!is(jo_str(turn, "kind"), "mark") && text && *text && (is(by, "caller") || is(by, "trainee")))
			return text;
	}
	return "";
}

const char *train_fact(const struct app *app, const json *call, const char *code)
{
	const char *word = client_english(app) ? NULL : jo_str(jo_get(call, "facts"), code);

	return word ? word : code;
}

/* The facts of a turn, blank separated, in words. */
static void add_facts(const struct app *app, struct pager *p, const json *call, const char *facts)
{
	pager_add(p, LOOK_GOOD, " ← ");
	for (const char *f = facts; *f; f += strcspn(f, " "), f += strspn(f, " ")) {
		char *code = xstrndup(f, strcspn(f, " "));
		pager_add(p, LOOK_GOOD, f == facts ? "" : _(", "));
		pager_add(p, LOOK_GOOD, train_fact(app, call, code));
		free(code);
	}
}

/* One turn of a dialogue as lines of a pager. */
static void add_turn(const struct app *app, struct pager *p, const json *session, const json *turn, bool own)
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
	if (fact && !own)
		add_facts(app, p, train_call(session, jo_str(turn, "contact_id")), fact);
	pager_add(p, LOOK_NORMAL, "\n");
	buf_release(&text);
}

void train_add_turns(const struct app *app, struct pager *p, const json *session, const char *contact, bool own)
{
	const json *turns = jo_array(session, "turns");

	for (size_t i = 0; i < jo_len(turns); i++) {
		const char *of = jo_str(jo_at(turns, i), "contact_id");
		if (!of || !contact || !strcmp(of, contact))
			add_turn(app, p, session, jo_at(turns, i), own);
	}
}

/* -- fields ------------------------------------------------------------------------------ */

void train_part_name(struct buf *out, const char *pointer)
{
	static const struct train_word parts[] = {
		{ "/place/district", N_("District") }, { "/place/street", N_("Street") },
		{ "/place/not_mentioned", N_("not mentioned") },
	};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (!strcmp(pointer, parts[i].code))
			buf_addf(out, " · %s", _(parts[i].word));
}

static void add_label(const struct app *app, struct buf *out, const char *pointer)
{
	static const struct train_word others[] = {
		{ "unit", N_("Unit") }, { "grade", N_("Grade") }, { "action", N_("What was made of it") },
		{ "article", N_("Article") }, { "to", N_("Transferred to") },
	};
	const struct city *city = client_model(app)->city;
	struct form_fields *fields = city && pointer[0] == '/' ? form_fields_new(city, client_english(app)) : NULL;
	const char *key = fields ? form_fields_key_of(fields, pointer) : NULL;

	buf_adds(out, key ? form_fields_label(fields, key) : train_word_of(others, ARRAY_SIZE(others), pointer));
	form_fields_free(fields);
}

void train_field_name(const struct app *app, struct buf *out, const char *pointer)
{
	add_label(app, out, pointer);
	train_part_name(out, pointer);
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
	train_add_pointers(app, jo_array(session, "missing"), out);
}

void train_add_pointers(const struct app *app, const json *missing, struct buf *out)
{
	for (size_t i = 0; i < jo_len(missing); i++) {
		if (stands_before(missing, i))
			continue;
		buf_adds(out, i ? _(", ") : "");
		add_label(app, out, text_at(missing, i));
	}
}
