/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake_send.c -- the five ways out of a request: one table, checked here as the server will.
 *
 * What is missing is shown beside the fields before anything is sent; once it is in the outbox the
 * form is locked, and only the server's answer (or giving it up on the desk) opens it again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/intake.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* -- problems ------------------------------------------------------------------ */

void intake_show_problem(struct intake *i, const char *pointer, const char *code, const char *detail)
{
	const char *key = i->fields ? form_fields_key_of(i->fields, pointer) : NULL;
	const struct city_field *f = key ? form_fields_field(i->fields, key) : NULL;
	struct buf sentence = BUF_INIT;

	/* What form_check() says for programs is said here for people. */
	if (f && f->kind == FIELD_TIME && !strcmp(code, "format"))
		form_fields_ask_time(formview_get(&i->form, key), clock_agreed(), &sentence);
	if (key)
		formview_set_problem(&i->form, key, sentence.len ? sentence.data : detail);
	buf_release(&sentence);
}

void intake_show_refusal(struct intake *i, const struct model_draft *d)
{
	for (size_t k = 0; k < d->problem_count; k++)
		intake_show_problem(i, d->problems[k].pointer, d->problems[k].code, d->problems[k].detail);
}

const char *intake_key_of(const struct intake *i, enum action action)
{
	return client_key_name(i->app, action);
}

static void say_problems(struct intake *i, size_t count, const char *first)
{
	app_say(i->app, LOOK_WARNING,
		ngettext("%zu field is not right yet: %s. %s lists it.",
			 "%zu fields are not right yet, the first: %s. %s lists them.", count),
		count, first, intake_key_of(i, ACTION_PROBLEMS));
}

static bool mark(struct intake *i, struct form_problems *problems)
{
	bool right = form_check(form_fields_city(i->fields), intake_values(i), true, "", problems);

	formview_clear_problems(&i->form);
	for (size_t k = 0; k < problems->count; k++)
		intake_show_problem(i, problems->items[k].pointer, problems->items[k].code,
				    problems->items[k].detail);
	return right;
}

void intake_mark_again(struct intake *i)
{
	const struct model_draft *d = intake_draft(i);
	struct form_problems problems = { 0 };

	if (!d || intake_is_locked(i))
		return;
	if (d->demanded)
		mark(i, &problems);
	intake_show_refusal(i, d);
	form_problems_release(&problems);
}

bool intake_is_right(struct intake *i)
{
	struct form_problems problems = { 0 };
	bool right = mark(i, &problems);

	work_draft_demand(client_work(i->app), i->contact, i->n, !right);
	if (!right) {
		const char *key = form_fields_key_of(i->fields, problems.items[0].pointer);
		if (key)
			formview_go(&i->form, key);
		say_problems(i, problems.count, key ? form_fields_label(i->fields, key) :
						      problems.items[0].detail);
	}
	form_problems_release(&problems);
	return right;
}

/* -- sending ------------------------------------------------------------------------ */

const struct outbox_item *intake_submission(const struct intake *i)
{
	const struct outbox *out = work_outbox(client_work(i->app));

	return out ? outbox_of_form(out, i->contact, i->n) : NULL;
}

static void forget_asked(const struct intake *i)
{
	char name[ASKED_NAME];

	if (model_draft(client_model(i->app), work_asked_name(name, i->contact), i->n))
		work_draft_drop(client_work(i->app), name, i->n);
}

static void submit(struct intake *i, const char *action, json *more)
{
	struct error err = ERROR_INIT;

	if (work_submit(client_work(i->app), i->contact, i->n, action, more, &err)) {
		forget_asked(i);        /* the outbox has it */
		formview_clear_problems(&i->form);
		intake_sync(i);
	} else {
		app_say(i->app, LOOK_ERROR, "%s", err.text);
	}
}

static json *text_member(const char *name, const char *text)
{
	json *o = json_object_new_object();

	jo_set_str(o, name, text);
	return o;
}

static void send_answered(struct intake *i, const char *text)
{
	char id[CITATION_ID];
	int64_t version;
	json *article = json_object_new_object(), *more = json_object_new_object();

	(void)text;
	jo_set(more, "article", article);
	if (citation_find(jo_pointer_str(intake_values(i), "/control/note"), id, &version)) {
		jo_set_str(article, "id", id);
		jo_set_int(article, "version", version);
		submit(i, "answer", more);
		return;
	}
	jo_free(more);
	app_say(i->app, LOOK_WARNING,
		_("Cite the article that the answer was read from first: select it and press %s."),
		intake_key_of(i, ACTION_CITE));
}

static void say_emergency_lines(struct intake *i, const char *line)
{
	const struct city *city = form_fields_city(i->fields);
	struct buf text = BUF_INIT;

	for (size_t k = 0; k < city->emergency_line_count; k++)
		buf_addf(&text, "%s%s %s", k ? _(", ") : "", city->emergency_lines[k].code,
			 words_in_language(i->app, city->emergency_lines[k].name, city->emergency_lines[k].name_en));
	app_say(i->app, LOOK_WARNING, _("%s is no emergency line of the city: %s."), line, text.data);
	buf_release(&text);
}

static void send_emergency(struct intake *i, const char *line)
{
	const struct city *city = form_fields_city(i->fields);

	for (size_t k = 0; k < city->emergency_line_count; k++)
		if (!strcmp(city->emergency_lines[k].code, line)) {
			submit(i, "transfer", text_member("to", line));
			return;
		}
	say_emergency_lines(i, line);
}

static void send_submit(struct intake *i, const char *text)
{
	const char *origin = found_origin(i->contact);

	(void)text;
	submit(i, "submit", origin ? text_member("origin", origin) : NULL);
}

/* -- what is asked for beside the form ------------------------------------------------------ */

/* A question about the form, which may not be the one in hand when it is answered. */
struct asking {
	char *contact;
	int n;
	const char *member;     /* "reason", "legal_path" */
	enum action action;
};

static void asking_free(struct asking *a)
{
	free(a->contact);
	free(a);
}

static void keep_asked(struct app *app, const struct asking *a, const char *text)
{
	char name[ASKED_NAME], pointer[32];

	snprintf(pointer, sizeof(pointer), "/%s", a->member);
	work_edit_text(client_work(app), work_asked_name(name, a->contact), a->n, pointer, text);
}

/* What was typed before, or was sent and refused; "" when there is none. Borrowed. */
static const char *asked_before(const struct intake *i, const char *member)
{
	const struct outbox_item *sent = intake_submission(i);
	char name[ASKED_NAME], pointer[32];

	snprintf(pointer, sizeof(pointer), "/%s", member);
	const char *typed = model_draft_text(model_draft(client_model(i->app), work_asked_name(name, i->contact), i->n),
					     pointer);
	const char *refused = sent ? jo_str(sent->body, member) : NULL;
	return typed ? typed : refused ? refused : "";
}

static void asked_typed(struct app *app, void *data, const char *text)
{
	keep_asked(app, data, text);
}

static void asked_answered(struct app *app, void *data, const char *answer);

static struct asking *asking_new(const struct intake *i, enum action action, const char *member)
{
	struct asking *a = xcalloc(1, sizeof(*a));

	*a = (struct asking){ xstrdup(i->contact), i->n, member, action };
	return a;
}

static void ask(struct intake *i, enum action action, const char *member, const char *question)
{
	char *before = xstrdup(asked_before(i, member));

	app_ask_on(i->app, question, before, asked_typed, asked_answered, asking_new(i, action, member));
	free(before);
}

static void ask_reason(struct intake *i, enum action action)
{
	char *question = xasprintf(_("%s, %s: "), _(actions[action].name), _("the reason"));

	ask(i, action, "reason", question);
	free(question);
}

/* A word such as "litigation" stands for the city's phrase decline_litigation. */
static const char *legal_path(const struct intake *i, const char *answer)
{
	char id[64];

	snprintf(id, sizeof(id), "decline_%s", answer);
	const struct city_phrase *p = city_find_phrase(form_fields_city(i->fields), id);
	return p ? words_in_language(i->app, p->text, p->text_en) : answer;
}

/* Goes on with the reason that is kept. */
static void have_reason(struct intake *i, enum action action)
{
	if (action == ACTION_DECLINE)
		ask(i, action, "legal_path", _("Legal way told to the caller (or litigation, review, petition …): "));
	else
		submit(i, "void", text_member("reason", asked_before(i, "reason")));
}

static void have_path(struct intake *i, const char *path)
{
	json *more = text_member("reason", asked_before(i, "reason"));

	jo_set_str(more, "legal_path", legal_path(i, path));
	submit(i, "decline", more);
}

static void asked_answered(struct app *app, void *data, const char *answer)
{
	struct asking *a = data;
	struct intake *i = app_find(app, &screen_intake);
	bool here = i && i->contact && !strcmp(i->contact, a->contact) && i->n == a->n;
	bool reason = !strcmp(a->member, "reason");

	if (answer)
		keep_asked(app, a, answer);
	if (here && answer && *answer && reason)
		have_reason(i, a->action);
	else if (here && answer && *answer)
		have_path(i, answer);
	else if (here && !reason)
		app_say(app, LOOK_WARNING, "%s",
			_("Not declined: the legal way that was told belongs to it."));
	asking_free(a);
}

static void begin_with_reason(struct intake *i, enum action action, const char *reason)
{
	if (!reason) {
		ask_reason(i, action);
		return;
	}
	struct asking *a = asking_new(i, action, "reason");
	keep_asked(i->app, a, reason);
	asking_free(a);
	have_reason(i, action);
}

static void send_decline(struct intake *i, const char *reason)
{
	begin_with_reason(i, ACTION_DECLINE, reason);
}

static void send_void(struct intake *i, const char *reason)
{
	begin_with_reason(i, ACTION_VOID, reason);
}

/* -- the table ------------------------------------------------------------------------------ */

static const struct way {
	enum action action;
	bool complete;          /* the form must be right; an emergency or a prank goes whatever it holds */
	void (*send)(struct intake *i, const char *text);
} ways[] = {
	{ ACTION_SUBMIT, true, send_submit },
	{ ACTION_ANSWERED, true, send_answered },
	{ ACTION_EMERGENCY, false, send_emergency },
	{ ACTION_DECLINE, true, send_decline },
	{ ACTION_VOID, false, send_void },
};

/* Nothing is to be sent any more; what the record lacks is still worth knowing. */
static void look_over_record(struct intake *i)
{
	if (intake_is_right(i))
		app_say(i->app, LOOK_GOOD, "%s", _("The record is complete; it is kept with the ticket as it stands here."));
}

/* Says what stands in the way of sending at all. */
static bool is_open(struct intake *i)
{
	const struct model_draft *d = intake_draft(i);

	if (!i->contact || !i->fields)
		app_say(i->app, LOOK_WARNING, "%s", _("There is no form to send."));
	else if (d && d->state == DRAFT_ACCEPTED)
		app_say(i->app, LOOK_WARNING,
			_("This form is a ticket already; %s starts one more request."),
			intake_key_of(i, ACTION_ANOTHER));
	else if (d && d->record)
		look_over_record(i);
	else if (d && d->state == DRAFT_QUEUED)
		app_say(i->app, LOOK_WARNING, "%s", _("This form is on its way to the server."));
	else if (d && d->state == DRAFT_CONFLICT)
		app_say(i->app, LOOK_WARNING,
			_("The form was changed elsewhere; decide first: %s keeps yours, %s takes theirs."),
			intake_key_of(i, ACTION_KEEP_MINE), intake_key_of(i, ACTION_KEEP_THEIRS));
	else
		return true;
	return false;
}

bool intake_sends(enum action action)
{
	for (size_t k = 0; k < ARRAY_SIZE(ways); k++)
		if (ways[k].action == action)
			return true;
	return false;
}

bool intake_send(struct intake *i, const struct command *c)
{
	for (size_t k = 0; k < ARRAY_SIZE(ways); k++) {
		if (ways[k].action != c->action)
			continue;
		if (found_origin(i->contact) && c->action != ACTION_SUBMIT)
			app_say(i->app, LOOK_WARNING, _("There is no caller to tell; %s submits it."),
				intake_key_of(i, ACTION_SUBMIT));
		else if (is_open(i) && (!ways[k].complete || intake_is_right(i)))
			ways[k].send(i, c->count ? c->words[0] : NULL);
		return true;
	}
	return false;
}
