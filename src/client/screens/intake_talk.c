/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake_talk.c -- the dialogue of a practised call: what was said, and the line on which the trainee asks.
 *
 * The form keeps its keys; one key goes to the question line and Enter asks and goes back, so that the hands do what
 * they do on the job. Another key puts the question for the next thing that the form lacks on the line: the words are
 * the city's phrases, `ask` and the field's pointer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/intake.h"
#include "client/screens/train.h"
#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

struct talk *talk_new(void)
{
	struct talk *t = xcalloc(1, sizeof(*t));

	pager_init(&t->pager);
	edit_init(&t->question, 0);
	return t;
}

void talk_free(struct talk *t)
{
	if (!t)
		return;
	pager_release(&t->pager);
	edit_release(&t->question);
	free(t->picked);
	free(t->next);
	free(t->sent);
	free(t->contact);
	free(t);
}

bool intake_is_asking(const struct intake *i)
{
	return i->talk && i->talk->asking;
}

void intake_take_keys(struct intake *i)
{
	if (intake_is_asking(i))
		edit_focus(&i->talk->question);
	else if (!intake_is_locked(i))
		formview_focus(&i->form);
}

/* What stands on the question line is kept until it is asked. */
static void keep_question(struct intake *i)
{
	char *about = xasprintf("question/%s", i->contact);

	client_keep_asked(i->app, about, edit_text(&i->talk->question));
	free(about);
}

static void take_back_question(struct intake *i)
{
	char *about = xasprintf("question/%s", i->contact);

	edit_set(&i->talk->question, client_asked(i->app, about));
	free(about);
}

/* -- going there and back ---------------------------------------------------------- */

static void go_to_question(struct intake *i)
{
	formview_blur(&i->form);
	i->talk->asking = true;
	edit_focus(&i->talk->question);
}

static void go_to_form(struct intake *i)
{
	i->talk->asking = false;
	edit_blur(&i->talk->question);
	intake_take_keys(i);
}

static bool can_talk(struct intake *i)
{
	const struct model_contact *c = intake_contact(i);

	if (!i->talk)
		app_say(i->app, LOOK_WARNING, "%s", _("Only the caller of a practised call can be asked by typing."));
	else if (!c || c->state != CONTACT_TALKING)
		app_say(i->app, LOOK_WARNING, "%s", _("Nobody is on the line now."));
	else
		return true;
	return false;
}

static void ask(struct intake *i, const char *text);

static void asked(void *arg, const struct net_answer *answer)
{
	struct intake *i = arg;
	struct talk *t = i->talk;
	bool more = t->more_waits;

	t->waiting = t->more_waits = false;
	app_draw_later(i->app);
	if (!net_is_ok(answer)) {
		if (!*edit_text(&t->question))
			edit_set(&t->question, t->sent);
		keep_question(i);
		app_say(i->app, LOOK_ERROR, "%s", client_sentence(answer));
	} else if (more) {
		char *text = xstrdup(edit_text(&t->question));
		ask(i, text);
		free(text);
	}
}

/* Until the question before has arrived, the next one stays on its line. */
static void ask_afterwards(struct intake *i, const char *text)
{
	struct talk *t = i->talk;

	if (strcmp(text, edit_text(&t->question)) != 0)
		edit_set(&t->question, text);
	t->more_waits = true;
	keep_question(i);
	app_say(i->app, LOOK_MESSAGE, "%s", _("Your last words are still on their way; these follow by themselves."));
}

static void ask(struct intake *i, const char *text)
{
	struct talk *t = i->talk;

	if (!can_talk(i) || !*text)
		return;
	if (t->waiting) {
		ask_afterwards(i, text);
		return;
	}
	free(t->sent);
	t->sent = xstrdup(text);
	t->waiting = true;
	t->scrolled = false;
	work_training_ask(client_work(i->app), client_realm(i->app), i->contact, t->sent, asked, i);
	edit_set(&t->question, "");
	keep_question(i);
	go_to_form(i);
}

/* -- the next question ----------------------------------------------------------------- */

static bool is_of_call(const struct intake *i, const json *turn)
{
	const char *of = jo_str(turn, "contact_id");

	return !of || !strcmp(of, i->contact);
}

/* The words of a turn that is this one's, in this call; NULL: it is not, or has none. */
static const char *words_by(const struct intake *i, const json *turn, const char *by)
{
	const char *who = jo_str(turn, "by"), *text = jo_str(turn, "text");

	return who && !strcmp(who, by) && text && *text && is_of_call(i, turn) ? text : NULL;
}

/* What this one said last in this call; NULL: nothing yet. */
static const char *last_words(const struct intake *i, const char *by)
{
	const json *turns = jo_array(train_session(i->app), "turns");

	for (size_t k = jo_len(turns); k-- > 0;) {
		const json *turn = jo_at(turns, k);
		const char *kind = jo_str(turn, "kind"), *text = words_by(i, turn, by);
		if (text && (!kind || strcmp(kind, "mark")))
			return text;
	}
	return NULL;
}

/* How many words of Latin letters, long enough to be no abbreviation, the text has. */
static size_t latin_words(const char *text)
{
	enum { LEAST = 4 };
	size_t words = 0;

	for (const char *p = text; *p;) {
		size_t len = 0;
		while ((p[len] | 0x20) >= 'a' && (p[len] | 0x20) <= 'z')
			len++;
		words += len >= LEAST;
		p += len ? len : 1;
	}
	return words;
}

/* Little Chinese with English words in it is a foreigner's: "hello", "complain", "deposit". */
static bool mixes_in_english(const struct intake *i)
{
	enum { FOREIGN_FROM = 2 };
	const json *turns = jo_array(train_session(i->app), "turns");
	size_t words = 0;

	for (size_t k = 0; k < jo_len(turns); k++) {
		const char *text = words_by(i, jo_at(turns, k), "caller");
		words += text ? latin_words(text) : 0;
	}
	return words >= FOREIGN_FROM;
}

/* A caller is spoken to in the caller's own language, whatever the language of the screen. */
static bool speaks_english(const struct intake *i)
{
	const char *words = last_words(i, "caller");

	if (!words)
		return client_english(i->app);
	for (; *words; words++)
		if ((unsigned char)*words >= 0xe3)      /* the first byte of any Chinese character */
			return mixes_in_english(i);
	return true;
}

static const char *phrase(const struct intake *i, const char *id)
{
	const struct city_phrase *p = city_find_phrase(form_fields_city(i->fields), id);

	if (!p)
		return NULL;
	return speaks_english(i) && p->text_en ? p->text_en : p->text;
}

/* The city's words for a field; NULL: it is not asked for. */
static const char *question_of(const struct intake *i, const char *key)
{
	static const char sections[] = "/sections";
	char id[180];

	if (!strncmp(key, sections, sizeof(sections) - 1))
		key += sizeof(sections) - 1;
	snprintf(id, sizeof(id), "ask%s", key);
	for (char *p = id; *p; p++)
		*p = *p == '/' ? '-' : *p;
	return phrase(i, id);
}

static bool lacks(const struct intake *i, const char *key)
{
	struct buf text = BUF_INIT;

	form_fields_text(i->fields, intake_values(i), key, &text);
	bool empty = !text.len;
	buf_release(&text);
	return empty;
}

/* Where the line told the number nobody asks for another one. */
static bool is_known_already(const struct intake *i, const char *key)
{
	const char *number = jo_pointer_str(intake_values(i), "/caller/number");

	return !strcmp(key, "/caller/callback") && number && *number;
}

static bool is_asked_for(const struct intake *i, const char *key, bool required)
{
	const struct city *city = form_fields_city(i->fields);
	const struct city_field *field = form_fields_field(i->fields, key);

	return field && !is_known_already(i, key) && form_field_shown(city, field, intake_values(i)) &&
	       form_field_required(city, field, intake_values(i)) == required && question_of(i, key);
}

/* In these very words, in this call. */
static bool was_asked(const struct intake *i, const char *words)
{
	const json *turns = jo_array(train_session(i->app), "turns");

	for (size_t k = 0; words && k < jo_len(turns); k++) {
		const char *text = words_by(i, jo_at(turns, k), "trainee");
		if (text && !strcmp(text, words))
			return true;
	}
	return false;
}

/*
 * What is required comes first, then in the form's order; what stands behind `after` (NULL: any), and `anew`: was not
 * asked yet. NULL: nothing more.
 */
static const char *next_lacking(const struct intake *i, const char *after, bool anew)
{
	bool past = !after;

	for (int required = 1; required >= 0; required--)
		for (size_t k = 0; k < form_fields_count(i->fields); k++) {
			const char *key = form_fields_key(i->fields, k);
			if (!is_asked_for(i, key, required))
				continue;
			if (past && lacks(i, key) && !(anew && was_asked(i, question_of(i, key))))
				return key;
			past = past || !strcmp(key, after);
		}
	return NULL;
}

/*
 * What the key offers now: the greeting when nothing was said, a question, or when the form lacks none the closing words.
 * `key` gets the field; NULL: none.
 */
static const char *next_words(const struct intake *i, const char **key)
{
	*key = NULL;
	if (!i->fields || train_is_exam(train_session(i->app)))
		return NULL;
	if (!last_words(i, "trainee"))
		return phrase(i, "greeting");
	/* What was asked and still lacks comes again when nothing else is left to ask. */
	for (int anew = 1; anew >= 0 && !*key; anew--) {
		*key = next_lacking(i, i->talk->picked, anew);
		if (!*key && i->talk->picked)
			*key = next_lacking(i, NULL, anew);
	}
	return *key ? question_of(i, *key) : phrase(i, "closing");
}

static void pick(struct intake *i)
{
	struct talk *t = i->talk;
	const char *key, *words = next_words(i, &key);

	if (!words) {
		app_say(i->app, LOOK_MESSAGE, "%s",
			train_is_exam(train_session(i->app)) ? _("In an exam no question is handed out; ask in your own words.")
			: _("The city pack has no words for this."));
		return;
	}
	edit_set(&t->question, words);
	t->offered = true;
	if (key)
		app_say(i->app, LOOK_MESSAGE, _("Asks for: %s. Enter asks; %s takes the next one."),
			form_fields_label(i->fields, key), client_key_name(i->app, ACTION_ASK_NEXT));
	char *picked = key ? xstrdup(key) : NULL;
	free(t->picked);
	t->picked = picked;
	t->next_due = 0;
	go_to_question(i);
}

/* -- keys --------------------------------------------------------------------------------- */

static void run_question(struct intake *i, const struct command *c)
{
	if (!i->talk || c->count) {
		if (can_talk(i))
			ask(i, c->words[0]);
	} else if (intake_is_asking(i)) {
		go_to_form(i);
	} else {
		go_to_question(i);
		can_talk(i);    /* what is typed for one who has hung up does not fall into the form */
	}
}

static void run_ask_next(struct intake *i)
{
	if (can_talk(i))
		pick(i);
}

/* All that was said, on a screen of its own. */
static void run_dialogue(struct intake *i)
{
	struct pager all;

	if (!i->talk) {
		app_say(i->app, LOOK_WARNING, "%s", _("Only a practised call has a dialogue."));
		return;
	}
	pager_init(&all);
	train_add_turns(i->app, &all, train_session(i->app), i->contact, true);
	struct text_page page = {
		.title = _("Dialogue"), .text = all.text.len ? all.text.data : _("Nothing was said yet."),
	};
	app_push(i->app, &screen_text, &page);
	pager_release(&all);
}

bool intake_speaks(const struct intake *i, enum action action)
{
	return i->talk && (action == ACTION_QUESTION || action == ACTION_ASK_NEXT);
}

bool intake_talk_command(struct intake *i, const struct command *c)
{
	if (c->action == ACTION_QUESTION)
		run_question(i, c);
	else if (c->action == ACTION_ASK_NEXT)
		run_ask_next(i);
	else if (c->action == ACTION_DIALOGUE)
		run_dialogue(i);
	else if (c->action == ACTION_TO_FORM && intake_is_asking(i))
		go_to_form(i);
	else if (intake_is_asking(i) && pager_command(&i->talk->pager, c))
		i->talk->scrolled = true;
	else
		return false;
	return true;
}

enum handled intake_talk_key(struct intake *i, const struct key *key)
{
	struct talk *t = i->talk;

	if (t->offered && key_is_text(key))
		edit_replace(&t->question, "");         /* undo brings it back */
	t->offered = t->more_waits = false;
	switch (edit_key(&t->question, key)) {
	case EDIT_ACCEPTED: {
		char *text = xstrdup(edit_text(&t->question));
		if (*text)
			ask(i, text);
		else
			run_ask_next(i);
		free(text);
		return HANDLED_DRAW;
	}
	case EDIT_IGNORED:
		return HANDLED_NOT;
	case EDIT_CHANGED:
		keep_question(i);
		return HANDLED_DRAW;
	default:
		return HANDLED_DRAW;
	}
}

/* -- drawing --------------------------------------------------------------------------------- */

/* Another caller: what was begun with the one before is no question for this one. */
static void take_caller(struct intake *i)
{
	struct talk *t = i->talk;

	if (!t->waiting)
		take_back_question(i);
	free(t->contact);
	free(t->picked);
	t->contact = xstrdup(i->contact);
	t->picked = NULL;
}

static void take_turns(struct intake *i)
{
	struct talk *t = i->talk;
	const json *session = train_session(i->app);
	size_t count = jo_len(jo_array(session, "turns"));
	bool same = t->contact && !strcmp(t->contact, i->contact);

	if (count == t->shown && same)
		return;
	if (!same)
		take_caller(i);
	if (count != t->shown)
		t->scrolled = false;
	t->shown = count;
	t->next_due = 0;
	pager_set_text(&t->pager, "", true);
	train_add_turns(i->app, &t->pager, session, i->contact, true);
}

/* What the other key would ask, so that it need not be pressed to be seen; also above what one types oneself. */
static void draw_next(const struct intake *i, struct canvas *c, struct rect r)
{
	enum { ANEW_MS = 500 };         /* the whole form is gone through: not with every key */
	struct talk *t = i->talk;
	const char *key;

	if (clock_monotonic() >= t->next_due) {
		const char *words = next_words(i, &key);
		free(t->next);
		t->next = words ? xasprintf("%s: %s", client_key_name(i->app, ACTION_ASK_NEXT), words) : NULL;
		t->next_due = clock_monotonic() + ANEW_MS;
	}
	canvas_text(c, r.x, r.y, r.width, LOOK_DIM, t->next ? t->next : "");
}

/* Is something on the question line, or going to be? */
static bool has_question(const struct intake *i)
{
	return i->talk->asking || *edit_text(&i->talk->question);
}

static void draw_question(struct intake *i, struct canvas *c, struct rect r)
{
	struct talk *t = i->talk;
	struct buf label = BUF_INIT;

	buf_addf(&label, _("Ask (%s): "), client_key_name(i->app, ACTION_QUESTION));
	int used = canvas_text(c, r.x, r.y, r.width, t->asking ? LOOK_FOCUS : LOOK_LABEL, label.data);
	struct rect rest = { r.x + used, r.y, r.width - used, 1 };
	if (has_question(i))
		edit_draw(&t->question, c, rest, LOOK_VALUE, t->asking ? LOOK_VALUE : LOOK_NORMAL);
	draw_next(i, c, (struct rect){ rest.x, r.y - has_question(i), rest.width, 1 });
	buf_release(&label);
}

/* Who is on the line, or who hung up. */
static void add_line(const struct intake *i, struct buf *out)
{
	const struct model_contact *c = intake_contact(i);
	const json *turns = jo_array(train_session(i->app), "turns");
	bool caller = false;

	for (size_t k = 0; k < jo_len(turns); k++)
		if (is_of_call(i, jo_at(turns, k)))
			caller = train_has_hung_up(jo_at(turns, k));
	if (c && c->state == CONTACT_TALKING)
		buf_adds(out, model_is_spoken(c) ? _(" · the caller is on the line") : _(" · they are there"));
	else if (c && c->state == CONTACT_WRAP_UP)
		buf_adds(out, !caller ? _(" · the call is over") :
			      model_is_spoken(c) ? _(" · the caller has hung up") : _(" · they have left"));
}

void intake_draw_talk(struct intake *i, struct canvas *c, struct rect r)
{
	struct talk *t = i->talk;
	struct rect said = { r.x, r.y + 1, r.width, r.height - 2 };

	take_turns(i);
	said.height -= has_question(i);
	struct buf heading = BUF_INIT;
	buf_adds(&heading, _("Dialogue"));
	add_line(i, &heading);
	draw_heading(c, r.x, r.y, r.width, heading.data);
	buf_release(&heading);
	if (!t->scrolled)
		pager_end(&t->pager, said.width, said.height);
	if (t->pager.text.len)
		pager_draw(&t->pager, c, said);
	else
		draw_wrapped(c, said, LOOK_DIM, _("The caller's words and yours come here."));
	draw_question(i, c, (struct rect){ r.x, r.y + r.height - 1, r.width, 1 });
}
