/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intake_requests.c -- the requests of one call, two versions of one form, what is cited in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/act.h"
#include "client/screens/intake.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { REQUESTS_MOST = 20, NOTE_CHARS = 500 };

/* -- several requests --------------------------------------------------------------- */

static bool has_request(const struct intake *i, int n)
{
	return n == i->n || model_contact_has_form(intake_contact(i), n) ||
	       model_draft(client_model(i->app), i->contact, n);
}

void intake_requests(const struct intake *i, int *which, int *count)
{
	*which = *count = 0;
	for (int n = 1; n <= REQUESTS_MOST; n++) {
		if (!has_request(i, n))
			continue;
		++*count;
		if (n <= i->n)
			++*which;
	}
}

void intake_next_request(struct intake *i)
{
	for (int step = 1; step < REQUESTS_MOST; step++) {
		int n = (i->n - 1 + step) % REQUESTS_MOST + 1;
		if (has_request(i, n)) {
			intake_open(i, i->contact, n);
			return;
		}
	}
	app_say(i->app, LOOK_MESSAGE, _("This call has one form; %s starts one more request."),
		intake_key_of(i, ACTION_ANOTHER));
}

static void copy_member(struct intake *i, const json *from, const char *pointer, int n)
{
	json *value = jo_pointer(from, pointer);

	if (value)
		work_edit(client_work(i->app), i->contact, n, pointer, jo_copy(value));
}

/* The same caller, and until it is said otherwise the same place. */
void intake_another(struct intake *i)
{
	int n = work_draft_next(client_work(i->app), i->contact);

	if (n > REQUESTS_MOST || has_request(i, n)) {
		app_say(i->app, LOOK_WARNING, _("A call has at most %d forms."), (int)REQUESTS_MOST);
		return;
	}
	json *values = jo_copy((json *)intake_values(i));
	i->editing = true;
	copy_member(i, values, "/caller", n);
	copy_member(i, values, "/place", n);
	i->editing = false;
	jo_free(values);
	intake_open(i, i->contact, n);
	app_say(i->app, LOOK_MESSAGE, _("Form %d: caller and place are kept from the one before."), n);
}

/* -- conflicts ------------------------------------------------------------------------ */

static void add_own_words(const struct intake *i, const struct model_draft *d, struct buf *out)
{
	struct buf words = BUF_INIT;

	for (size_t k = 0; i->fields && k < form_fields_count(i->fields); k++) {
		const char *key = form_fields_key(i->fields, k);
		buf_reset(&words);
		if (!form_fields_same(i->fields, key, d->fields, d->theirs))
			form_fields_words(i->fields, d->fields, key, &words);
		if (words.len)
			buf_addf(out, "\n%s: %s", form_fields_label(i->fields, key), words.data);
	}
	buf_release(&words);
}

/* The form is a ticket by another seat's hand: what is only here becomes a note on it, to be looked through and sent. */
static void keep_as_note(struct intake *i, const struct model_draft *d)
{
	char name[ACT_FORM], no[sizeof(d->no)];
	struct buf text = BUF_INIT;

	snprintf(no, sizeof(no), "%s", d->no);
	act_form_name(name, no, "add_note");
	const char *before = model_draft_text(model_draft(client_model(i->app), name, KEPT_N), "/note");
	buf_adds(&text, before ? before : "");
	buf_adds(&text, before ? "\n" : "");
	buf_adds(&text, _("Typed at another seat and not in the ticket:"));
	add_own_words(i, d, &text);
	work_edit_text(client_work(i->app), name, KEPT_N, "/note", text.data);
	buf_release(&text);
	work_draft_keep(client_work(i->app), i->contact, i->n, true);
	intake_sync(i);
	ticket_move(i->app, no, "add_note", NULL);
}

void intake_keep(struct intake *i, bool mine)
{
	const struct model_draft *d = intake_draft(i);

	if (!d || d->state != DRAFT_CONFLICT) {
		app_say(i->app, LOOK_WARNING, "%s", _("Nobody else has changed this form."));
		return;
	}
	if (mine && model_draft_missed_ticket(d)) {
		keep_as_note(i, d);
		return;
	}
	work_draft_keep(client_work(i->app), i->contact, i->n, mine);
	intake_sync(i);
	app_say(i->app, LOOK_MESSAGE, "%s",
		mine ? _("What is here was kept.") : _("What is there was taken."));
}

static void add_version(const struct intake *i, const char *key, const json *fields, const char *fmt, struct buf *out)
{
	struct buf words = BUF_INIT;

	form_fields_words(i->fields, fields, key, &words);
	buf_addf(out, fmt, words.len ? words.data : "–");
	buf_addch(out, '\n');
	buf_release(&words);
}

void intake_show_theirs(struct intake *i)
{
	const struct model_draft *d = intake_draft(i);
	struct buf text = BUF_INIT;

	if (!d || d->state != DRAFT_CONFLICT || !i->fields) {
		app_say(i->app, LOOK_WARNING, "%s", _("Nobody else has changed this form."));
		return;
	}
	for (size_t k = 0; k < form_fields_count(i->fields); k++) {
		const char *key = form_fields_key(i->fields, k);
		if (form_fields_same(i->fields, key, d->fields, d->theirs))
			continue;
		buf_addf(&text, "%s\n", form_fields_label(i->fields, key));
		add_version(i, key, d->fields, _("  here: %s"), &text);
		add_version(i, key, d->theirs, _("  there: %s"), &text);
		buf_addch(&text, '\n');
	}
	buf_addf(&text, _("Esc goes back to the form; there %s keeps what is here, and %s takes what is there."),
		 intake_key_of(i, ACTION_KEEP_MINE), intake_key_of(i, ACTION_KEEP_THEIRS));
	struct text_page page = { .title = _("Both versions of the form"), .text = text.data };
	app_push(i->app, &screen_text, &page);
	buf_release(&text);
}

/* -- the list of knowledge ---------------------------------------------------------------- */

const struct model_knowledge *intake_found(const struct intake *i)
{
	return i->searched ? &client_model(i->app)->knowledge : NULL;
}

const struct model_article *intake_hit(const struct intake *i)
{
	const struct model_knowledge *k = intake_found(i);

	return k && i->hit < k->count ? &k->items[i->hit] : NULL;
}

void intake_move_hit(struct intake *i, int by)
{
	const struct model_knowledge *k = intake_found(i);

	if (!k || !k->count)
		return;
	i->hit_chosen = true;
	i->hit = by > 0 ? (i->hit + 1) % k->count : (i->hit + k->count - 1) % k->count;
}

static void cite_article(struct app *app, const json *article, const char *snippet)
{
	struct buf passage = BUF_INIT;

	citation_passage(&passage, jo_str(article, "body") ? jo_str(article, "body") : "", 0, snippet);
	struct citation c = { jo_str(article, "id"), jo_int(article, "version", 1), jo_str(article, "title"), passage.data };
	intake_cite(app, &c);
	buf_release(&passage);
}

/* The article cannot be had: what the search found of it. */
static void cite_snippet(struct app *app, const struct model_article *hit)
{
	struct buf passage = BUF_INIT;

	citation_passage(&passage, "", 0, hit->snippet);
	struct citation c = { hit->id, hit->version, hit->title, passage.data };
	intake_cite(app, &c);
	buf_release(&passage);
}

static void cited_article_came(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	const struct intake *i = app_find(app, &screen_intake);
	const struct model_knowledge *k = &client_model(app)->knowledge;
	const struct model_article *hit = NULL;

	for (size_t n = 0; i && n < k->count; n++)
		if (!strcmp(k->items[n].id, i->citing))
			hit = &k->items[n];
	if (i && net_is_ok(answer))
		cite_article(app, answer->body, hit ? hit->snippet : NULL);
	else if (hit)
		cite_snippet(app, hit);
	else
		app_say(app, LOOK_ERROR, "%s", answer->sentence);
	app_draw_later(app);
}

void intake_cite_found(struct app *app, const struct model_article *hit)
{
	struct intake *i = app_find(app, &screen_intake);
	const json *article = model_article(client_model(app), hit->id);

	if (article) {
		cite_article(app, article, hit->snippet);
	} else if (!i) {
		cite_snippet(app, hit);
	} else {
		snprintf(i->citing, sizeof(i->citing), "%s", hit->id);
		work_knowledge_get(client_work(app), i->citing, cited_article_came, app);
	}
}

/* The article that was opened last, unless another one was selected since. */
void intake_cite_hit(struct intake *i)
{
	const json *opened = i->hit_chosen ? NULL : client_article(i->app);
	const struct model_article *hit = intake_hit(i);

	if (opened)
		cite_article(i->app, opened, NULL);
	else if (hit)
		intake_cite_found(i->app, hit);
	else
		app_say(i->app, LOOK_WARNING, "%s", _("There is no article to cite: search the knowledge base first."));
}

static size_t note_room(const struct intake *i)
{
	const struct city_field *f =
		i->fields ? form_fields_field(i->fields, "/control/note") : NULL;

	return f && f->max ? (size_t)f->max : NOTE_CHARS;
}

static void write_citation(struct intake *i, const struct citation *c)
{
	const char *before = jo_pointer_str(intake_values(i), "/control/note");
	char id[CITATION_ID];
	int64_t version;
	struct buf note = BUF_INIT;

	if (citation_find(before, id, &version) && !strcmp(id, c->id) && version == c->version) {
		app_say(i->app, LOOK_MESSAGE, _("%s is cited in the note already."), c->title);
		return;
	}
	buf_adds(&note, before ? before : "");
	citation_add(&note, c, note_room(i));
	if (text_count(note.data, note.len) > note_room(i)) {
		app_say(i->app, LOOK_WARNING, "%s",
			_("The note has no room for the citation; shorten it first."));
	} else {
		work_edit_text(client_work(i->app), i->contact, i->n, "/control/note", note.data);
		intake_sync(i);
		app_say(i->app, LOOK_GOOD,
			_("Cited in the note: %s. %s closes the request with it."), c->title,
			intake_key_of(i, ACTION_ANSWERED));
	}
	buf_release(&note);
}

void intake_cite(struct app *app, const struct citation *c)
{
	struct intake *i = app_find(app, &screen_intake);

	if (!i && model_current_contact(client_model(app))) {
		client_show(app, &screen_intake, NULL);
		i = app_find(app, &screen_intake);
	}
	if (!i || !i->contact || !i->fields) {
		app_say(app, LOOK_WARNING, "%s",
			_("No call is with you: there is no form to cite it in."));
	} else if (intake_is_locked(i)) {
		app_say(app, LOOK_WARNING, "%s",
			_("This form is submitted; nothing can be cited in it any more."));
	} else {
		write_citation(i, c);
		app_pop_to(app, &screen_intake);
	}
}
