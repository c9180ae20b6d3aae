/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train_scenario.c -- a scenario as its trainer reads it, and begins a session with it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/form_fields.h"
#include "client/screens/train.h"
#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* -- in words ------------------------------------------------------------------------ */

static void add_entry(struct buf *out, const char *name, const char *text)
{
	if (text && *text)
		buf_addf(out, "%s: %s\n", name, text);
}

/* In the reader's language where the scenario has it. */
static const char *in_words(const struct app *app, const json *o, const char *name)
{
	char other[32];

	snprintf(other, sizeof(other), "%s_en", name);
	const char *plain = jo_str(o, name), *english = client_english(app) ? jo_str(o, other) : NULL;
	return english && *english ? english : plain;
}

static const json *fact_of(const json *scenario, const char *code)
{
	const json *facts = jo_array(scenario, "facts");

	for (size_t i = 0; code && i < jo_len(facts); i++)
		if (jo_str(jo_at(facts, i), "code") && !strcmp(jo_str(jo_at(facts, i), "code"), code))
			return jo_at(facts, i);
	return NULL;
}

/* "地址"; in English its code: what a fact is about is told in the city's language. */
static void add_fact_name(const struct app *app, const json *scenario, const char *code, struct buf *out)
{
	const char *about = client_english(app) ? NULL : jo_str(fact_of(scenario, code), "about");

	if (about && *about)
		buf_add(out, about, strcspn(about, " "));
	else
		for (const char *p = code ? code : ""; *p; p++)
			buf_addch(out, *p == '_' ? ' ' : *p);
}

static void add_facts(const struct app *app, const json *scenario, struct buf *out)
{
	const json *facts = jo_array(scenario, "facts");

	if (jo_len(facts))
		buf_addf(out, "\n%s\n", _("What the caller knows"));
	for (size_t i = 0; i < jo_len(facts); i++) {
		const json *fact = jo_at(facts, i);
		struct buf name = BUF_INIT, after = BUF_INIT;
		add_fact_name(app, scenario, jo_str(fact, "code"), &name);
		add_fact_name(app, scenario, jo_str(fact, "after"), &after);
		add_entry(out, name.data, in_words(app, fact, "say"));
		add_entry(out, _("  at first, wrongly"), in_words(app, fact, "wrong"));
		add_entry(out, _("  only after"), after.data);
		buf_release(&name);
		buf_release(&after);
	}
}

static void add_expected(const struct app *app, const json *expects, struct buf *out)
{
	const struct city *city = client_model(app)->city;
	struct form_fields *fields = city ? form_fields_new(city, client_english(app)) : NULL;

	if (jo_len(expects))
		buf_addf(out, "\n%s\n", _("What the form should hold"));
	for (size_t i = 0; i < jo_len(expects); i++) {
		const json *one = jo_at(expects, i), *values = jo_array(one, "values");
		const char *pointer = jo_str(one, "pointer") ? jo_str(one, "pointer") : "";
		const char *match = jo_str(one, "match");
		const char *between = match && !strcmp(match, "contains") ? _(" and ") : _(" or ");
		train_field_name(app, out, pointer);
		buf_addf(out, ": %s", !jo_len(values) ? _("(left empty)") : match && !strcmp(match, "not") ? _("not: ") : "");
		for (size_t k = 0; k < jo_len(values); k++) {
			buf_adds(out, k ? between : "");
			train_add_value(app, fields, out, pointer, json_object_get_string(jo_at(values, k)));
		}
		buf_addch(out, '\n');
	}
	form_fields_free(fields);
}

static const char *duty_word(const char *duty)
{
	static const struct train_word words[] = {
		{ "ask", N_("ask for") }, { "say", N_("say") }, { "read_back", N_("read back") },
		{ "transfer", N_("transfer to") },
		{ "cite", N_("cite") }, { "search", N_("look something up") }, { "action", N_("make of it:") },
		{ "hang_up_last", N_("let the caller hang up first") },
	};

	return train_word_of(words, ARRAY_SIZE(words), duty);
}

static const char *mood_word(const char *mood)
{
	static const struct train_word words[] = {
		{ "calm", N_("calm") }, { "anxious", N_("anxious") }, { "angry", N_("angry") }, { "afraid", N_("afraid") },
		{ "confused", N_("confused") }, { "cold", N_("cold") }, { "joking", N_("joking") },
	};

	return train_word_of(words, ARRAY_SIZE(words), mood);
}

/* What a duty is about, as a reader calls it. */
static void add_what(const struct app *app, const json *scenario, const json *must, struct buf *out)
{
	const char *duty = jo_str(must, "duty") ? jo_str(must, "duty") : "", *what = jo_str(must, "what");

	if (!what)
		return;
	buf_addch(out, ' ');
	if (!strcmp(duty, "action"))
		buf_adds(out, train_action_word(what));
	else if (!strcmp(duty, "ask") || !strcmp(duty, "read_back"))
		add_fact_name(app, scenario, what, out);
	else
		for (const char *p = what; *p; p++)
			buf_adds(out, *p == '|' ? " / " : (const char[]){ *p, '\0' });
}

static void add_duties(const struct app *app, const json *scenario, struct buf *out)
{
	const json *musts = jo_array(scenario, "musts");

	if (jo_len(musts))
		buf_addf(out, "\n%s\n", _("What must be done, and what must not"));
	for (size_t i = 0; i < jo_len(musts); i++) {
		const json *one = jo_at(musts, i);
		const char *why = in_words(app, one, "why");
		int64_t within = jo_int(one, "within", 0);
		buf_addf(out, "%s %s", jo_bool(one, "must_not", false) ? _("not:") : _("must:"), duty_word(jo_str(one, "duty")));
		add_what(app, scenario, one, out);
		if (within)
			buf_addf(out, _(", within %lld s"), (long long)within);
		buf_addf(out, "%s%s\n", why ? " · " : "", why ? why : "");
	}
}

/* When a line is said; those that a number belongs to say it. */
static void add_cue(const json *line, struct buf *out)
{
	static const struct train_word words[] = {
		{ "opening", N_("First words") }, { "unknown", N_("Asked what it does not know") },
		{ "repeat", N_("Asked again") }, { "impatient", N_("Growing impatient") },
		{ "greeting", N_("Greeted or comforted") }, { "closing", N_("At the closing words") },
		{ "hang_up", N_("Before hanging up") },
	};
	const char *cue = jo_str(line, "cue") ? jo_str(line, "cue") : "";
	long long n = jo_int(line, "n", 0);

	if (!strcmp(cue, "seconds"))
		buf_addf(out, _("After %lld s"), n);
	else if (!strcmp(cue, "turns"))
		buf_addf(out, _("After the agent's turn %lld"), n);
	else if (!strcmp(cue, "silence"))
		buf_addf(out, _("After %lld s of silence"), n);
	else
		buf_adds(out, train_word_of(words, ARRAY_SIZE(words), cue));
}

static void add_lines(const struct app *app, const json *lines, struct buf *out)
{
	if (jo_len(lines))
		buf_addf(out, "\n%s\n", _("What the caller says unasked"));
	for (size_t i = 0; i < jo_len(lines); i++) {
		const char *text = in_words(app, jo_at(lines, i), "text");
		add_cue(jo_at(lines, i), out);
		buf_addf(out, ": %s\n", text && *text ? text : _("(silence)"));
	}
}

/* In the reader's language, and below it what it is called in the other one. */
static void add_titles(const struct app *app, const json *s, struct buf *out)
{
	const char *plain = jo_str(s, "title"), *english = jo_str(s, "title_en");
	const char *first = in_words(app, s, "title"), *second = first == plain ? english : plain;

	buf_addf(out, "%s\n", first ? first : "");
	if (second && *second && strcmp(first ? first : "", second))
		buf_addf(out, "%s\n", second);
}

static void add_scenario(const struct app *app, const json *s, struct buf *out)
{
	add_titles(app, s, out);
	add_entry(out, _("Code"), jo_str(s, "code"));
	train_difficulty(out, jo_int(s, "difficulty", 0));
	buf_addf(out, _(" · %s · %lld min\n"), words_code(app, "channel", jo_str(s, "channel")),
		 (long long)jo_int(s, "minutes", 0));
	add_entry(out, _("For the trainer"), jo_str(s, "brief"));
	add_entry(out, _("Caller"), jo_str(s, "name"));
	add_entry(out, _("Mood"), mood_word(jo_str(s, "mood")));
	add_lines(app, jo_array(s, "lines"), out);
	add_facts(app, s, out);
	add_expected(app, jo_array(s, "expects"), out);
	add_duties(app, s, out);
}

/* -- the screen ---------------------------------------------------------------------- */

struct scenario_page { struct pager pager; char *code; };

static void *scenario_enter(struct app *app, void *argument)
{
	const json *scenario = argument;
	struct scenario_page *p = xcalloc(1, sizeof(*p));
	struct buf text = BUF_INIT;

	add_scenario(app, scenario, &text);
	pager_init(&p->pager);
	pager_set_text(&p->pager, text.data, false);
	p->code = xstrdup(jo_str(scenario, "code") ? jo_str(scenario, "code") : "");
	buf_release(&text);
	return p;
}

static void scenario_leave(struct app *app, void *state)
{
	struct scenario_page *p = state;

	(void)app;
	pager_release(&p->pager);
	free(p->code);
	free(p);
}

static void scenario_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	enum { WIDE = 90, TEXT = 86 };
	struct scenario_page *p = state;
	int margin = r.width > WIDE ? (r.width - TEXT) / 2 : 1;
	struct buf hint = BUF_INIT;

	pager_draw(&p->pager, c, (struct rect){ r.x + margin, r.y + 1, r.width - 2 * margin, r.height - 2 });
	buf_addf(&hint, _("%s begins a session with it"), client_key_name(app, ACTION_BEGIN));
	buf_addf(&hint, _(" · %s plays it yourself"), client_key_name(app, ACTION_PRACTISE));
	canvas_text(c, r.x + 1, r.y + r.height - 1, r.width - 2, LOOK_DIM, hint.data);
	buf_release(&hint);
}

static enum handled scenario_action(struct app *app, void *state, const struct command *command)
{
	struct scenario_page *p = state;
	const char *code = command->count ? command->words[0] : p->code;

	if (pager_command(&p->pager, command))
		return HANDLED_DRAW;
	if (command->action == ACTION_BEGIN)
		app_push(app, &screen_train_begin, &(struct train_order){ code, NULL });
	else if (command->action == ACTION_PRACTISE)
		train_practise(app, code);
	else
		return HANDLED_NOT;
	return HANDLED_DRAW;
}

static enum context scenario_focus(void *state)
{
	(void)state;
	return CONTEXT_PAGER;
}

const struct screen_ops screen_train_scenario = {
	.name = "train-scenario", .title = N_("Scenario"), .context = CONTEXT_TRAINING, .flags = SCREEN_PERSONAL,
	.enter = scenario_enter, .leave = scenario_leave, .draw = scenario_draw, .action = scenario_action,
	.focus = scenario_focus,
};
