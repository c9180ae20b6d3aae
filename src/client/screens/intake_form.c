/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intake_form.c -- the form on the screen and the draft in the model, kept the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/intake.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

/* Kept beside the form: the key of the field that was typed in last. */
#define TYPED_AT "/at"

enum { PREVIEW_AFTER_MS = 400, SEARCH_CHARS = 100 };

const struct model_contact *intake_contact(const struct intake *i)
{
	return model_contact(client_model(i->app), i->contact);
}

const struct model_draft *intake_draft(const struct intake *i)
{
	return model_draft(client_model(i->app), i->contact, i->n);
}

const json *intake_values(const struct intake *i)
{
	const struct model_draft *d = intake_draft(i);

	return d ? d->fields : i->nothing;
}

bool intake_is_locked(const struct intake *i)
{
	const struct model_draft *d = intake_draft(i);

	return d && (d->state == DRAFT_QUEUED || d->state == DRAFT_ACCEPTED);
}

/* -- from the model to the form --------------------------------------------------- */

/* A list of choices that is open would close, or lose what it shows: later then. */
static bool must_wait(struct intake *i)
{
	bool picking = formview_context(&i->form) == CONTEXT_PICKER;

	i->stale |= picking;
	return picking;
}

static void describe(struct intake *i)
{
	bool changed;
	size_t count;
	const struct input *inputs =
		form_fields_describe(i->fields, intake_values(i), &count, &changed);

	if (changed)
		formview_describe(&i->form, inputs, count);
}

/* -- places by their communities, which only the server knows ----------------------- */

static void places_came(void *arg, const struct net_answer *answer)
{
	struct intake *i = arg;
	const char *words = jo_str(answer->body, "q");

	if (!i->fields || !i->place_words || (words && strcmp(words, i->place_words)))
		return;
	if (net_is_ok(answer))
		form_fields_found_places(i->fields, jo_array(answer->body, "items"));
	formview_choices_changed(&i->form);
	app_draw_later(i->app);
}

static void place_typed(void *arg, const char *words)
{
	struct intake *i = arg;
	struct buf path = BUF_INIT;

	free(i->place_words);
	i->place_words = *words ? xstrdup(words) : NULL;
	if (!*words) {
		form_fields_found_places(i->fields, NULL);
		formview_choices_changed(&i->form);
		return;
	}
	buf_adds(&path, "/city/regions?q=");
	net_encode(&path, words);
	work_get(client_work(i->app), path.data, places_came, i);
	buf_release(&path);
}

/* A new pack is a new form; the values stay. */
static void take_city(struct intake *i)
{
	const struct city *city = client_model(i->app)->city;
	struct form_fields *old = i->fields;

	if (!city ||
	    (old && form_fields_city(old) == city && !strcmp(i->city_version, city->version)))
		return;
	i->fields = form_fields_new(city, client_english(i->app));
	form_fields_on_place(i->fields, place_typed, i);
	if (found_origin(i->contact))
		form_fields_without_caller(i->fields);
	free(i->city_version);
	i->city_version = xstrdup(city->version);
	i->unmarked |= old != NULL;
	describe(i);
	form_fields_free(old);
	app_expects_no_more(i->app);
}

/* The communities of the street that was chosen, as soon as they are here. */
static void take_communities(struct intake *i)
{
	const char *street = jo_pointer_str(intake_values(i), "/place/street");

	if (street)
		work_communities(client_work(i->app), street, NULL, NULL);
	form_fields_set_communities(i->fields, street,
				    model_communities(client_model(i->app), street));
}

static void take_values(struct intake *i)
{
	const json *values = intake_values(i);
	struct buf text = BUF_INIT;

	if (jo_same((json *)values, i->shown))
		return;
	for (size_t k = 0; k < form_fields_count(i->fields); k++) {
		const char *key = form_fields_key(i->fields, k);
		if (form_fields_same(i->fields, key, values, i->shown))
			continue;
		buf_reset(&text);
		form_fields_text(i->fields, values, key, &text);
		formview_set(&i->form, key, text.data);
		formview_set_problem(&i->form, key, NULL);
		formview_set_note(&i->form, key, NULL);
	}
	jo_free(i->shown);
	i->shown = jo_copy((json *)values);
	buf_release(&text);
}

static void say_recovered(struct intake *i)
{
	work_draft_recovery_told(client_work(i->app), i->contact, i->n);
	app_say(i->app, LOOK_GOOD, "%s",
		_("What you had typed when the program ended is back in the form."));
}

/* Earlier tickets of the caller, who may have a new one now; only those of a caller in hand may be seen. */
static void ask_history(const struct intake *i, const struct model_contact *c)
{
	if (c && c == model_current_contact(client_model(i->app)) && c->number && !strchr(c->number, '*'))
		work_lookup_caller(client_work(i->app), i->contact, c->number, NULL, NULL);
}

/* What became of the form; %s is the ticket. */
static const char *accepted_sentence(const struct model_ticket *t)
{
	switch (t ? t->state : TICKET_PENDING) {
	case TICKET_ANSWERED:
	case TICKET_CLOSED:
		return _("Answered on the phone: ticket %s.");
	case TICKET_TRANSFERRED:
		return _("Handed to the emergency line: ticket %s.");
	case TICKET_DECLINED:
		return _("Not accepted; a supervisor confirms it: ticket %s.");
	case TICKET_VOID:
		return _("Recorded as void; a supervisor confirms it: ticket %s.");
	default:
		return _("Accepted: ticket %s.");
	}
}

static void say_accepted(struct intake *i, const struct model_draft *d)
{
	struct buf no = BUF_INIT;

	words_no(&no, d->no);
	app_say(i->app, LOOK_GOOD, accepted_sentence(model_ticket(client_model(i->app), d->no)), no.data);
	buf_release(&no);
}

static void take_problems(struct intake *i, const struct model_draft *d)
{
	formview_clear_problems(&i->form);
	intake_show_refusal(i, d);
	app_say(i->app, LOOK_ERROR, "%s", d->sentence ? d->sentence : _("The server refused the form."));
}

/* What a new state of the draft means for the form: the keys, the problems, a sentence. */
static void take_state(struct intake *i)
{
	const struct model_draft *d = intake_draft(i);
	enum draft_state state = d ? d->state : DRAFT_NEW, before = i->state;

	if (d && d->recovered && !d->recovery_told && !intake_is_locked(i))
		say_recovered(i);
	if (state == before)
		return;
	i->state = state;
	if (before == DRAFT_QUEUED && (state == DRAFT_ACCEPTED || (d && d->record))) {
		say_accepted(i, d);
		ask_history(i, intake_contact(i));
	}
	if (state == DRAFT_REFUSED)
		take_problems(i, d);
	if (intake_is_locked(i))
		formview_blur(&i->form);
	else if (app_is_top(i->app, &screen_intake))
		intake_take_keys(i);
}

void intake_sync(struct intake *i)
{
	if (i->editing || !i->contact)
		return;
	take_city(i);
	if (!i->fields)
		return;
	if (!must_wait(i)) {
		take_communities(i);
		describe(i);
	}
	take_values(i);
	take_state(i);
	if (i->unmarked && !i->fetching) {
		i->unmarked = false;
		intake_mark_again(i);
	}
	if (i->fresh && !i->fetching)
		intake_go_first_empty(i);
}

/* -- from the form to the model ------------------------------------------------------ */

void intake_ask_preview(struct app *app, void *data)
{
	struct intake *i = data;

	(void)app;
	i->preview.at = 0;
	if (i->contact && !intake_is_locked(i) && jo_pointer(intake_values(i), "/matter/category"))
		work_preview(client_work(i->app), i->contact, i->n, NULL, NULL);
}

/* The title, and how the content begins: what comes later hardly changes what is meant. */
void intake_search(struct intake *i)
{
	const char *title = jo_pointer_str(intake_values(i), "/matter/title");
	const char *content = jo_pointer_str(intake_values(i), "/matter/content");
	struct buf query = BUF_INIT;
	size_t at = 0;

	buf_adds(&query, title ? title : "");
	for (int n = 0; content && content[at] && n < SEARCH_CHARS; n++)
		at = text_next(content, strlen(content), at);
	if (at) {
		buf_addch(&query, ' ');
		buf_add(&query, content, at);
	}
	for (size_t k = 0; k < query.len; k++)
		if (query.data[k] == '\n')
			query.data[k] = ' ';
	i->searched |= query.len > 0;
	const char *category = jo_pointer_str(intake_values(i), "/matter/category");
	if (query.len)
		work_knowledge_search(client_work(i->app), query.data, category ? category : "");
	buf_release(&query);
}

static bool is_one_of(const char *key, const char *const *keys, size_t count)
{
	for (size_t k = 0; k < count; k++)
		if (!strcmp(key, keys[k]))
			return true;
	return false;
}

/* How a time was understood, beside it. */
static void note_time(struct intake *i, const char *key, const char *text)
{
	struct buf note = BUF_INIT;

	form_fields_understood(i->fields, key, text, clock_agreed(), &note);
	formview_set_note(&i->form, key, note.data);
	buf_release(&note);
}

/* What else follows from a change of this field. */
static void after_edit(struct intake *i, const char *key)
{
	static const char *const rules[] = { "/matter/category", "/place", "/control/grade" };
	static const char *const asked[] = { "/matter/title", "/matter/content", "/matter/category" };

	if (is_one_of(key, rules, ARRAY_SIZE(rules)))
		app_timer_start(i->app, &i->preview, clock_monotonic() + PREVIEW_AFTER_MS);
	if (is_one_of(key, asked, ARRAY_SIZE(asked)))
		intake_search(i);
}

static bool is_demanded(const struct intake *i)
{
	const struct model_draft *d = intake_draft(i);

	return d && d->demanded;
}

/* Only of the field just left or mended; that it is empty is no problem until the form was to be sent. */
static void check_field(struct intake *i, const char *key)
{
	struct form_problems problems = { 0 };

	formview_set_problem(&i->form, key, NULL);
	form_check(form_fields_city(i->fields), intake_values(i), is_demanded(i), "", &problems);
	for (size_t k = 0; k < problems.count; k++) {
		const char *its = form_fields_key_of(i->fields, problems.items[k].pointer);
		if (its && !strcmp(its, key))
			intake_show_problem(i, key, problems.items[k].code, problems.items[k].detail);
	}
	form_problems_release(&problems);
}

/* A place is two fields, and a choice in the first may change both: a community was found, or that of before is gone. */
static void show_place(struct intake *i)
{
	static const char *const keys[] = { "/place", "/place/community" };
	struct buf text = BUF_INIT;

	for (size_t k = 0; k < ARRAY_SIZE(keys); k++) {
		buf_reset(&text);
		form_fields_text(i->fields, i->shown, keys[k], &text);
		formview_set(&i->form, keys[k], text.data);
	}
	buf_release(&text);
}

/* Where one types; asked beside the form, it goes when the form goes. */
static void keep_place(const struct intake *i, const char *key)
{
	char name[ASKED_NAME];
	const struct model_draft *beside = model_draft(client_model(i->app), work_asked_name(name, i->contact), i->n);
	const char *kept = model_draft_text(beside, TYPED_AT);

	if (!kept || strcmp(kept, key) != 0)
		work_edit_text(client_work(i->app), name, i->n, TYPED_AT, key);
}

/* After a killed program: the field one was typing in. */
static bool go_where_typed(struct intake *i)
{
	char name[ASKED_NAME];
	const char *key = model_draft_text(model_draft(client_model(i->app), work_asked_name(name, i->contact), i->n), TYPED_AT);

	return key && formview_go(&i->form, key);
}

void intake_typed(void *data, const char *key, const char *value)
{
	struct intake *i = data;
	struct form_edit edits[FORM_EDITS_MOST];
	size_t count = form_fields_edits(i->fields, key, value, clock_agreed(), edits);

	i->editing = true;
	for (size_t k = 0; k < count; k++) {
		json *copy = edits[k].value ? jo_copy(edits[k].value) : NULL;
		jo_pointer_set(i->shown, edits[k].pointer, copy);
		work_edit(client_work(i->app), i->contact, i->n, edits[k].pointer, edits[k].value);
	}
	keep_place(i, key);
	i->editing = false;
	i->stale = true;
	note_time(i, key, value);
	after_edit(i, key);
	if (is_demanded(i))
		check_field(i, key);
	else
		formview_set_problem(&i->form, key, NULL);      /* it was of what stood there before */
	if (!strcmp(key, "/place"))
		show_place(i);          /* `value` is gone then */
}

void intake_settle(struct intake *i, const char *left)
{
	if (i->stale && i->fields) {
		i->stale = false;
		intake_sync(i);
	}
	const char *now = formview_focus_key(&i->form);
	if (left && now && strcmp(left, now) && i->fields)
		check_field(i, left);
}

/* -- which form is shown ------------------------------------------------------------------ */

static bool is_empty_text(const struct intake *i, const char *key)
{
	const struct city_field *f = form_fields_field(i->fields, key);

	return f && (f->kind == FIELD_LINE || f->kind == FIELD_TEXT) &&
	       form_field_shown(form_fields_city(i->fields), f, intake_values(i)) &&
	       !*formview_get(&i->form, key);
}

static bool is_owed(const struct intake *i, const char *key)
{
	const struct city *city = form_fields_city(i->fields);
	const struct city_field *f = form_fields_field(i->fields, key);

	return f && form_field_shown(city, f, intake_values(i)) && form_field_required(city, f, intake_values(i)) &&
	       !*formview_get(&i->form, key);
}

/* Who asks for something more is not asked for the name again: what must be there comes first. */
static bool go_first_owed(struct intake *i)
{
	for (size_t k = 0; i->n > 1 && k < form_fields_count(i->fields); k++) {
		const char *key = form_fields_key(i->fields, k);
		if (is_owed(i, key) && formview_go(&i->form, key))
			return true;
	}
	return false;
}

/* A number is no text: with the line's own at hand the call-back number is seldom asked for. */
void intake_go_first_empty(struct intake *i)
{
	i->fresh = false;
	if (go_where_typed(i) || go_first_owed(i))
		return;
	for (size_t k = 0; k < form_fields_count(i->fields); k++) {
		const char *key = form_fields_key(i->fields, k);
		if (is_empty_text(i, key) && formview_go(&i->form, key))
			return;
	}
	formview_go_first_empty(&i->form);
}

static void take_message(struct intake *i, const char *message)
{
	struct buf text = BUF_INIT;

	text_squeeze(&text, message, TEXT_LINES);
	work_edit_text(client_work(i->app), i->contact, i->n, "/matter/content", text.data);
	buf_release(&text);
	app_say(i->app, LOOK_MESSAGE, "%s", _("Their own words stand in the content: write them anew, in the third person."));
}

/* What the line and the message tell already. */
static void prefill(struct intake *i)
{
	const struct model_contact *c = intake_contact(i);
	struct work *w = client_work(i->app);

	if (!c || json_object_object_length(intake_values(i)))
		return;
	if (c->number && !strchr(c->number, '*'))
		work_edit_text(w, i->contact, i->n, "/caller/number", c->number);
	if (c->name)
		work_edit_text(w, i->contact, i->n, "/caller/name", c->name);
	if (c->text && !model_is_spoken(c))
		take_message(i, c->text);
}

static void draft_came(void *arg, const struct net_answer *answer)
{
	struct intake *i = arg;

	i->fetching = false;
	if (answer->result == NET_UNREACHABLE)
		app_say(i->app, LOOK_WARNING, "%s", answer->sentence);
	prefill(i);
	intake_sync(i);
	app_draw_later(i->app);
}

/* The newest request that is not a ticket yet, else the newest; 1 when there is none. */
static int choose_request(const struct model *m, const struct model_contact *c, const char *contact)
{
	int newest = 1, open = 0;

	for (size_t k = 0; k < m->draft_count; k++) {
		const struct model_draft *d = m->drafts[k];
		if (strcmp(d->contact_id, contact))
			continue;
		newest = d->n > newest ? d->n : newest;
		if (d->state != DRAFT_ACCEPTED && d->n > open)
			open = d->n;
	}
	for (size_t k = 0; c && k < c->draft_count; k++)
		if (!model_draft(m, contact, c->drafts[k]) && c->drafts[k] > open)
			open = c->drafts[k];
	return open ? open : newest;
}

/* Nothing typed here, nothing heard of what is there. */
static bool is_unseen(const struct model_draft *d)
{
	return !d || (d->state == DRAFT_NEW && !d->revision);
}

static void look_up_caller(struct intake *i)
{
	const struct model_contact *c = intake_contact(i);

	if (c && !c->caller_history)
		ask_history(i, c);
}

static void remember_current(struct intake *i)
{
	const struct model_contact *current = model_current_contact(client_model(i->app));

	free(i->followed);
	i->followed = xstrdup(current ? current->id : NULL);
}

void intake_open(struct intake *i, const char *contact, int n)
{
	const struct model *m = client_model(i->app);
	const struct model_contact *c = model_contact(m, contact);
	bool other = !i->contact || strcmp(i->contact, contact);
	bool another_kind = !found_origin(i->contact) != !found_origin(contact);
	char *copy = xstrdup(contact);

	free(i->contact);
	i->contact = copy;
	if (another_kind) {
		form_fields_free(i->fields);    /* made anew, with or without a caller */
		i->fields = NULL;
	}
	remember_current(i);
	i->n = n ? n : choose_request(m, c, i->contact);
	i->state = intake_draft(i) ? intake_draft(i)->state : DRAFT_NEW;
	i->fresh = true;
	i->searched = i->hit_chosen = false;
	i->unmarked = true;
	i->fetching = model_contact_has_form(c, i->n) && is_unseen(intake_draft(i));
	formview_clear_problems(&i->form);
	i->form.top = 0;                /* what is empty above the caret is seen, wherever the form before was read */
	if (other) {
		edit_forget();
		look_up_caller(i);
	}
	if (i->fetching)
		work_draft_get(client_work(i->app), i->contact, i->n, draft_came, i);
	else
		prefill(i);
	intake_sync(i);
	if (!intake_is_locked(i) && app_is_top(i->app, &screen_intake))
		intake_take_keys(i);            /* the form before may have been a ticket already */
	intake_search(i);
	if (jo_pointer(intake_values(i), "/matter/category"))
		app_timer_start(i->app, &i->preview, clock_monotonic() + PREVIEW_AFTER_MS);
}

/* May this form be left for a newer call? Not one that is being talked about. */
static bool is_behind(const struct intake *i)
{
	const struct model_contact *c = intake_contact(i);

	return !c || (c->state != CONTACT_TALKING && c->state != CONTACT_HELD);
}

void intake_follow(struct intake *i)
{
	const struct model_contact *current = model_current_contact(client_model(i->app));

	if (!current || (i->contact && !strcmp(current->id, i->contact)) || !is_behind(i))
		return;
	if (!i->followed || strcmp(current->id, i->followed))
		intake_open(i, current->id, 0);
}

void intake_release(struct intake *i)
{
	app_timer_stop(i->app, &i->preview);
	work_forget(client_work(i->app), i);
	formview_release(&i->form);
	talk_free(i->talk);
	form_fields_free(i->fields);
	jo_free(i->shown);
	jo_free(i->nothing);
	free(i->city_version);
	free(i->followed);
	free(i->place_words);
	free(i->contact);
	edit_forget();
}
