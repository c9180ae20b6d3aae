/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_draft.c -- the forms being filled in: values here, revision there, and which is ahead.
 *
 * `edits` counts changes made here, `saved` the ones the server has; the difference is what is
 * unsaved. Nothing from the server replaces what was typed here unless the user said so.
 */
#include "client/model/model_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

static void free_problems(struct model_draft *d)
{
	for (size_t i = 0; i < d->problem_count; i++) {
		free(d->problems[i].pointer);
		free(d->problems[i].code);
		free(d->problems[i].detail);
	}
	free(d->problems);
	d->problems = NULL;
	d->problem_count = 0;
}

void model_draft_free(struct model_draft *d)
{
	free_problems(d);
	free(d->contact_id);
	free(d->sentence);
	jo_free(d->fields);
	jo_free(d->theirs);
	jo_free(d->typed);
	jo_free(d->preview);
	jo_free(d->advice);
	free(d);
}

static size_t position(const struct model *m, const char *contact, int n)
{
	size_t i = 0;

	while (i < m->draft_count &&
	       (m->drafts[i]->n != n || strcmp(m->drafts[i]->contact_id, contact)))
		i++;
	return i;
}

const struct model_draft *model_draft(const struct model *m, const char *contact, int n)
{
	size_t i = contact ? position(m, contact, n) : m->draft_count;

	return i < m->draft_count ? m->drafts[i] : NULL;
}

const char *model_draft_text(const struct model_draft *d, const char *pointer)
{
	return d ? jo_pointer_str(d->fields, pointer) : NULL;
}

static void remove_at(struct model *m, size_t at)
{
	model_draft_free(m->drafts[at]);
	memmove(m->drafts + at, m->drafts + at + 1, (--m->draft_count - at) * sizeof(*m->drafts));
}

/* The oldest of which nothing can be lost any more makes room. */
static void make_room(struct model *m)
{
	size_t at = 0;

	if (m->draft_count < MODEL_DRAFTS_MOST)
		return;
	while (at < m->draft_count && m->drafts[at]->state != DRAFT_ACCEPTED &&
	       m->drafts[at]->state != DRAFT_SAVED)
		at++;
	remove_at(m, at < m->draft_count ? at : 0);
}

struct model_draft *model_draft_open(struct model *m, const char *contact, int n)
{
	size_t at = position(m, contact, n);

	if (at < m->draft_count)
		return m->drafts[at];
	make_room(m);
	struct model_draft *d = xcalloc(1, sizeof(*d));
	d->contact_id = xstrdup(contact);
	d->n = n;
	d->fields = json_object_new_object();
	d->typed = json_object_new_object();
	d->saved_at = INSTANT_NONE;
	ARRAY_GROW(m->drafts, m->draft_count + 1, m->draft_alloc);
	return m->drafts[m->draft_count++] = d;
}

/* The pointers of a refusal begin with "/fields". */
static bool is_about(const struct model_problem *p, const char *pointer)
{
	size_t prefix = strlen("/fields");
	const char *its = p->pointer + (strncmp(p->pointer, "/fields", prefix) ? 0 : prefix);

	return !strcmp(its, pointer);
}

/* What was refused there may be right now. */
static void forget_problem(struct model_draft *d, const char *pointer)
{
	for (size_t i = d->problem_count; i-- > 0;) {
		struct model_problem *p = &d->problems[i];
		if (!is_about(p, pointer))
			continue;
		free(p->pointer);
		free(p->code);
		free(p->detail);
		*p = d->problems[--d->problem_count];
	}
}

unsigned model_draft_edit(struct model *m, const char *contact, int n, const char *pointer, json *value)
{
	struct model_draft *d = model_draft_open(m, contact, n);

	jo_pointer_set(d->fields, pointer, value);
	jo_set_bool(d->typed, pointer, true);
	forget_problem(d, pointer);
	d->edits++;
	d->recovered = d->stale = d->followed = false;
	d->advice_old = true;
	if (d->state != DRAFT_CONFLICT && d->state != DRAFT_SAVING)
		d->state = DRAFT_TYPED;
	return MODEL_DRAFT;
}

unsigned model_draft_remove(struct model *m, const char *contact, int n)
{
	size_t at = position(m, contact, n);

	if (at == m->draft_count)
		return 0;
	remove_at(m, at);
	return MODEL_DRAFT;
}

static void take_fields(json **to, const json *answer)
{
	const json *fields = jo_get(answer, "fields");

	jo_free(*to);
	*to = json_object_is_type(fields, json_type_object) ? jo_copy((json *)fields)
							    : json_object_new_object();
}

static void take_number(struct model_draft *d, const char *no)
{
	if (no && strlen(no) < sizeof(d->no))
		memcpy(d->no, no, strlen(no) + 1);
}

bool model_draft_record(struct model_draft *d, const json *answer)
{
	const char *no = jo_str(answer, "ticket");

	d->record = no && jo_bool(answer, "open", false);
	if (d->record)
		take_number(d, no);
	return d->record;
}

/* Another seat made a ticket of the form, without what was typed here and never sent. */
static bool is_only_here(const struct model_draft *d, const json *answer)
{
	bool open = d->state == DRAFT_TYPED || d->state == DRAFT_SAVING || d->state == DRAFT_CONFLICT;

	return open && !jo_same(d->fields, jo_get(answer, "fields"));
}

/* Something that was typed here, and saved, stands otherwise in what came. */
static bool replaces_typed(const struct model_draft *d, const json *answer)
{
	const json *theirs = jo_get(answer, "fields");

	json_object_object_foreach(d->typed, pointer, unused) {
		(void)unused;
		if (!jo_same(jo_pointer(d->fields, pointer), jo_pointer(theirs, pointer)))
			return true;
	}
	return false;
}

/* Stands all that is here there, too? */
static bool is_within(json *here, json *there)
{
	if (!json_object_is_type(here, json_type_object))
		return jo_same(here, there);
	json_object_object_foreach(here, name, value)
		if (!is_within(value, jo_get(there, name)))
			return false;
	return true;
}

bool model_draft_is_within(const struct model_draft *d, const json *answer)
{
	return is_within(d->fields, jo_get(answer, "fields")) && !replaces_typed(d, answer);
}

bool model_draft_is_submitted(const struct model_draft *d)
{
	return d->state >= DRAFT_QUEUED;
}

unsigned model_apply_draft(struct model *m, const char *contact, int n, const json *answer)
{
	struct model_draft *d = model_draft_open(m, contact, n);
	int64_t revision = jo_int(answer, "revision", 0);
	const char *no = jo_str(answer, "ticket");

	d->stale = false;
	model_draft_record(d, answer);
	if (d->record && d->edits != d->saved) {
		d->revision = revision;         /* nobody else writes on it */
		return MODEL_DRAFT;
	}
	if (!no && (revision < d->revision || (revision == d->revision && d->edits != d->saved)))
		return 0;       /* an answer that was overtaken, or ours is ahead of what both know */
	take_number(d, no);
	if (d->edits != d->saved && (no ? is_only_here(d, answer) : !model_draft_is_within(d, answer)))
		return model_draft_conflict(m, contact, n, answer);
	if (!no && (d->state == DRAFT_SAVED || d->state == DRAFT_REFUSED) && replaces_typed(d, answer)) {
		d->edits++;                     /* ours is to be sent again if it is kept */
		return model_draft_conflict(m, contact, n, answer);
	}
	take_fields(&d->fields, answer);
	d->revision = revision;
	d->saved = d->edits;
	d->form_version = jo_int(answer, "form_version", 0);
	if (no && !d->record)
		d->state = DRAFT_ACCEPTED;
	else if (!model_draft_is_submitted(d))
		d->state = DRAFT_SAVED;
	d->advice_old = true;
	return MODEL_DRAFT;
}

unsigned model_draft_alone(struct model *m, const char *contact, int n, const char *sentence)
{
	struct model_draft *d = model_draft_open(m, contact, n);

	if (!d->stale)
		return 0;
	d->stale = false;
	d->edits++;
	return model_draft_set(m, contact, n, DRAFT_TYPED, sentence);
}

unsigned model_draft_saved(struct model *m, const char *contact, int n, int64_t revision,
			   uint64_t edits, instant now)
{
	struct model_draft *d = model_draft_open(m, contact, n);

	d->revision = revision;
	d->saved = edits;
	d->saved_at = now;
	if (d->state == DRAFT_SAVING)
		d->state = d->edits == d->saved ? DRAFT_SAVED : DRAFT_TYPED;
	if (d->state <= DRAFT_SAVED)
		model_set_text(&d->sentence, NULL);
	return MODEL_DRAFT;
}

unsigned model_draft_conflict(struct model *m, const char *contact, int n, const json *theirs)
{
	struct model_draft *d = model_draft_open(m, contact, n);

	take_fields(&d->theirs, theirs);
	d->theirs_revision = jo_int(theirs, "revision", 0);
	d->state = DRAFT_CONFLICT;
	return MODEL_DRAFT;
}

unsigned model_draft_set(struct model *m, const char *contact, int n, enum draft_state state, const char *sentence)
{
	struct model_draft *d = model_draft_open(m, contact, n);

	d->state = state;
	model_set_text(&d->sentence, sentence && *sentence ? sentence : NULL);
	return MODEL_DRAFT;
}

unsigned model_draft_demand(struct model *m, const char *contact, int n, bool demanded)
{
	model_draft_open(m, contact, n)->demanded = demanded;
	return 0;
}

unsigned model_draft_problems(struct model *m, const char *contact, int n, const json *errors)
{
	struct model_draft *d = model_draft_open(m, contact, n);
	size_t count = jo_len(errors) < 100 ? jo_len(errors) : 100;

	free_problems(d);
	d->problems = xcalloc(count + 1, sizeof(*d->problems));
	for (size_t i = 0; i < count; i++) {
		const json *e = jo_at(errors, i);
		const char *pointer = jo_str(e, "pointer"), *code = jo_str(e, "code");
		const char *detail = jo_str(e, "detail");
		d->problems[d->problem_count++] = (struct model_problem){
			xstrdup(pointer ? pointer : ""), xstrdup(code ? code : ""),
			xstrdup(detail ? detail : ""),
		};
	}
	return MODEL_DRAFT;
}

unsigned model_apply_preview(struct model *m, const char *contact, int n, const json *answer)
{
	struct model_draft *d = model_draft_open(m, contact, n);

	jo_free(d->preview);
	d->preview = jo_copy((json *)answer);
	return MODEL_ADVICE;
}

unsigned model_apply_advice(struct model *m, const char *contact, int n, const json *answer)
{
	struct model_draft *d = model_draft_open(m, contact, n);

	jo_free(d->advice);
	d->advice = jo_copy((json *)answer);
	d->advice_old = false;
	return MODEL_ADVICE;
}

static bool has_members(const json *fields, const char *name)
{
	const json *o = jo_get(fields, name);

	return o && json_object_is_type(o, json_type_object) && json_object_object_length(o);
}

bool model_draft_is_unfinished(const struct model_draft *d)
{
	bool open = d->state == DRAFT_TYPED || d->state == DRAFT_SAVING || d->state == DRAFT_SAVED ||
		    d->state == DRAFT_CONFLICT;
	bool typed = has_members(d->fields, "matter") || has_members(d->fields, "place") ||
		     has_members(d->fields, "sections") || has_members(d->fields, "control");
	bool ticket = *d->contact_id != '.' || !strncmp(d->contact_id, MODEL_FOUND, strlen(MODEL_FOUND));

	return open && ticket && typed && !d->record;
}

bool model_draft_missed_ticket(const struct model_draft *d)
{
	return d->state == DRAFT_CONFLICT && *d->no && !d->record;
}
