/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake_draw.c -- the picture of the intake form.
 *
 * From the top: the caller; what the line said, or what the agent may say; what became of the form
 * when it was sent, or both versions of a conflict; the form, with the side list beside it where
 * there is room and two short rows of it below where there is not; the state in words; deadlines.
 */
#include <string.h>

#include "client/ui/draw_text.h"
#include "client/screens/intake.h"
#include "client/screens/train.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

enum { SIDE_FROM = 110, FORM_LEAST = 66, TALL = 32, CONFLICT_ROWS = 6, TALK_ROWS = 7, TALK_ROWS_TALL = 13 };

/* -- the caller ------------------------------------------------------------------- */

/* A mobile number in the groups in which it is read out. */
static void add_number(struct buf *out, const char *number)
{
	if (strlen(number) == 11 && number[0] == '1' && strspn(number, "0123456789*") == 11)
		buf_addf(out, "%.3s %.4s %s", number, number + 3, number + 7);
	else
		buf_adds(out, number);
}

/* How many earlier tickets, and the newest of them. */
static void add_earlier(const struct intake *i, struct buf *out)
{
	const json *items = intake_earlier(i), *newest = jo_at(items, 0);
	const char *no = jo_str(newest, "no"), *title = jo_str(newest, "title");
	enum ticket_state state;

	if (!newest || !no)
		return;
	buf_addf(out, ngettext("%zu earlier: ", "%zu earlier: ", jo_len(items)), jo_len(items));
	words_no(out, no);
	if (ticket_state_parse(jo_str(newest, "state"), &state))
		buf_addf(out, " %s", words_ticket_state(state));
	buf_addch(out, ' ');
	words_title(i->app, out, title, jo_str(newest, "category"));
}

static void draw_caller(const struct intake *i, struct canvas *c, struct rect r, bool wide)
{
	const struct model_contact *contact = intake_contact(i);
	struct buf text = BUF_INIT;
	int x = r.x;

	if (found_origin(i->contact))
		buf_addf(&text, _("without a call: %s"), words_code(i->app, "origin", found_origin(i->contact)));
	else if (contact && contact->number)
		add_number(&text, contact->number);
	else
		buf_adds(&text, contact ? _("number withheld") : _("the call is over"));
	x += canvas_text(c, x, r.y, r.width, LOOK_HEADING, text.data) + 2;
	buf_reset(&text);
	if (contact && contact->name)
		buf_addf(&text, "%s · ", contact->name);
	if (contact)
		buf_addf(&text, "%s · %s", words_code(i->app, "channel", contact->channel),
			 words_code(i->app, "skill", contact->skill));
	x += canvas_text(c, x, r.y, r.x + r.width - x, LOOK_NORMAL, text.data) + 2;
	buf_reset(&text);
	if (!wide)
		add_earlier(i, &text);
	canvas_text(c, x, r.y, r.x + r.width - x, LOOK_DIM, text.data);
	buf_release(&text);
}

/* The city's phrase for the field that is asked for now. */
static const char *phrase_id(const struct intake *i)
{
	static const struct { const char *key, *id;
	} phrases[] = {
		{ "/caller/name", "ask_name" },
		{ "/caller/callback", "ask_callback" },
		{ "/caller/confidential", "ask_confidential" },
		{ "/matter/title", "greeting" },
		{ "/matter/content", "ask_wish" },
		{ "/matter/happened_at", "ask_time" },
		{ "/place", "ask_place" },
		{ "/place/point", "ask_place" },
		{ "/place/address", "ask_place" },
		{ "/control/note", "repeat_back" },
	};
	const struct model_draft *d = intake_draft(i);
	const struct model_contact *contact = intake_contact(i);
	const char *key = formview_focus_key(&i->form);

	if (contact && contact->state == CONTACT_HELD)
		return "hold";
	if (!contact || contact->state != CONTACT_TALKING)
		return NULL;
	if (d && d->record)
		return NULL;            /* whoever is in danger notes down no number */
	if (d && d->state == DRAFT_ACCEPTED)
		return "ticket_created";
	if (key && !strcmp(key, "/matter/title") && i->n > 1)
		return "ask_more";
	if (!d || d->state == DRAFT_NEW)
		return "greeting";      /* the first thing to say, wherever the caret is */
	for (size_t k = 0; key && k < ARRAY_SIZE(phrases); k++)
		if (!strcmp(phrases[k].key, key))
			return phrases[k].id;
	return NULL;
}

/* What the city left open in the phrase is the number of the ticket. */
static void add_with_number(struct buf *out, const char *phrase, const char *no)
{
	static const char *const gaps[] = { "……", "…" };
	const char *gap = NULL;
	size_t len = 0;

	for (size_t k = 0; !gap && k < ARRAY_SIZE(gaps); k++) {
		gap = strstr(phrase, gaps[k]);
		len = strlen(gaps[k]);
	}
	if (!gap) {
		buf_adds(out, phrase);
		return;
	}
	buf_add(out, phrase, (size_t)(gap - phrase));
	words_no(out, no);
	buf_adds(out, gap + len);
}

static int draw_phrase(const struct intake *i, struct canvas *c, struct rect r)
{
	const struct city *city = i->fields ? form_fields_city(i->fields) : NULL;
	const char *id = phrase_id(i);
	const struct city_phrase *p = city && id ? city_find_phrase(city, id) : NULL;
	struct buf text = BUF_INIT;

	if (p) {
		struct buf phrase = BUF_INIT;
		const char *words = words_in_language(i->app, p->text, p->text_en);
		if (!strcmp(id, "ticket_created"))
			add_with_number(&phrase, words, intake_draft(i)->no);
		else
			buf_adds(&phrase, words);
		buf_addf(&text, _("Say: %s"), phrase.data);
		buf_release(&phrase);
	}
	canvas_text(c, r.x, r.y, r.width, LOOK_DIM, text.data);
	buf_release(&text);
	return 1;
}

/* The key that shows the rest, over the end of the last line. */
static void draw_more(const struct intake *i, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;

	buf_addf(&text, _(" … %s reads on"), intake_key_of(i, ACTION_SAID));
	int width = text_width(text.data);
	canvas_text(c, r.x + r.width - width, r.y, width, LOOK_DIM, text.data);
	buf_release(&text);
}

/* What came with the contact; a phrase to say where nothing did, or where both have room. */
static int draw_said(const struct intake *i, struct canvas *c, struct rect r, int most)
{
	const struct model_contact *contact = intake_contact(i);
	struct buf said = BUF_INIT;
	int rows = 0;

	if (contact && contact->text)
		text_squeeze(&said, contact->text, TEXT_LINES);
	rows = draw_wrapped(c, (struct rect){ r.x, r.y, r.width, most }, LOOK_NORMAL, said.data);
	if (rows == most && draw_rows(said.data, r.width) > most)
		draw_more(i, c, (struct rect){ r.x, r.y + rows - 1, r.width, 1 });
	buf_release(&said);
	if (model_is_spoken(contact) && (!rows || most > 2))
		rows += draw_phrase(i, c, (struct rect){ r.x, r.y + rows, r.width, 1 });
	return rows;
}

/* -- what became of it --------------------------------------------------------------- */

/* What is done with the number now. */
static const char *what_of_number(const struct model_contact *contact)
{
	if (!contact || (contact->state != CONTACT_TALKING && contact->state != CONTACT_HELD))
		return _("The caller is gone: it can be read to them on a call-back.");
	return model_is_spoken(contact) ? _("Read it to the caller.") : _("Write it to them.");
}

static int draw_accepted(const struct intake *i, struct canvas *c, struct rect r)
{
	const struct model_draft *d = intake_draft(i);
	struct buf text = BUF_INIT, no = BUF_INIT;

	words_no(&no, d->no);
	buf_addf(&text, _("Ticket %s"), no.data);
	int used = canvas_text(c, r.x, r.y, r.width, LOOK_GOOD, text.data);
	canvas_text(c, r.x + used + 2, r.y, r.width - used - 2, LOOK_DIM, what_of_number(intake_contact(i)));
	buf_release(&no);
	buf_release(&text);
	return 1;
}

/* Where two long texts begin to differ, a few characters before that; 0: near the beginning. */
static size_t difference_at(const char *a, const char *b)
{
	enum { NEAR = 24, BEFORE = 4 };
	size_t at = 0;

	while (a[at] && a[at] == b[at])
		at++;
	while (at && ((unsigned char)a[at] & 0xc0) == 0x80)
		at--;
	if (at < NEAR)
		return 0;
	for (int n = 0; n < BEFORE; n++)
		at = text_prev(a, strlen(a), at);
	return at;
}

static void draw_version(struct canvas *c, struct rect r, enum look look, const char *fmt,
			 const char *value, size_t at)
{
	struct buf text = BUF_INIT, part = BUF_INIT;

	buf_addf(&part, "%s%s", at ? "…" : "", *value ? value + at : "–");
	for (size_t k = 0; k < part.len; k++)
		if (part.data[k] == '\n')
			part.data[k] = ' ';
	buf_addf(&text, fmt, part.data);
	canvas_text(c, r.x, r.y, r.width, look, text.data);
	buf_release(&text);
	buf_release(&part);
}

static int draw_difference(const struct intake *i, struct canvas *c, struct rect r, const char *key,
			   const struct model_draft *d)
{
	struct buf mine = BUF_INIT, theirs = BUF_INIT, label = BUF_INIT;

	form_fields_words(i->fields, d->fields, key, &mine);
	form_fields_words(i->fields, d->theirs, key, &theirs);
	size_t at = difference_at(mine.data, theirs.data);
	buf_addf(&label, "%s: ", form_fields_label(i->fields, key));
	int used = canvas_text(c, r.x + 2, r.y, r.width - 2, LOOK_LABEL, label.data) + 2;
	int half = (r.width - used) / 2;
	draw_version(c, (struct rect){ r.x + used, r.y, half - 1, 1 }, LOOK_NORMAL, _("here %s"), mine.data, at);
	draw_version(c, (struct rect){ r.x + used + half, r.y, half, 1 }, LOOK_WARNING,
		     _("there %s"), theirs.data, at);
	buf_release(&mine);
	buf_release(&theirs);
	buf_release(&label);
	return 1;
}

static int draw_conflict(const struct intake *i, const struct model_draft *d, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	int rows = 1;

	buf_addf(&text, model_draft_missed_ticket(d) ? _("A ticket elsewhere, without this: %s makes a note of it, %s drops it, %s shows both.")
			: _("Changed elsewhere: %s keeps what is here, %s takes theirs, %s shows both."),
		 intake_key_of(i, ACTION_KEEP_MINE), intake_key_of(i, ACTION_KEEP_THEIRS), intake_key_of(i, ACTION_THEIRS));
	canvas_text(c, r.x, r.y, r.width, LOOK_ERROR, text.data);
	buf_release(&text);
	for (size_t k = 0; i->fields && k < form_fields_count(i->fields) && rows < CONFLICT_ROWS;
	     k++) {
		const char *key = form_fields_key(i->fields, k);
		if (!form_fields_same(i->fields, key, d->fields, d->theirs))
			rows += draw_difference(i, c, (struct rect){ r.x, r.y + rows, r.width, 1 }, key, d);
	}
	return rows;
}

static const char *queued_word(const struct intake *i)
{
	const struct outbox_item *item = intake_submission(i);

	if (item && item->state == SUBMISSION_SENT)
		return _("sent");
	return item && item->state == SUBMISSION_OLD ? _("asks, on the desk") : _("queued");
}

static int draw_record(const struct model_draft *d, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	struct buf no = BUF_INIT;

	words_no(&no, d->no);
	buf_addf(&text, _("Transferred: ticket %s. Write on, the record is kept with it."), no.data);
	canvas_text(c, r.x, r.y, r.width, LOOK_GOOD, text.data);
	buf_release(&no);
	buf_release(&text);
	return 1;
}

static int draw_outcome(const struct intake *i, struct canvas *c, struct rect r)
{
	const struct model_draft *d = intake_draft(i);

	if (!d)
		return 0;
	if (d->record && d->state != DRAFT_CONFLICT)
		return draw_record(d, c, r);
	if (d->state == DRAFT_ACCEPTED)
		return draw_accepted(i, c, r);
	if (d->state == DRAFT_CONFLICT)
		return draw_conflict(i, d, c, r);
	if (d->state == DRAFT_REFUSED)
		return draw_wrapped(c, (struct rect){ r.x, r.y, r.width, 2 }, LOOK_ERROR,
				    d->sentence ? d->sentence : _("The server refused the form."));
	const struct outbox_item *item = intake_submission(i);
	if (d->state != DRAFT_QUEUED)
		return 0;
	if (item && (item->in_memory_only || item->state == SUBMISSION_OLD))
		return draw_wrapped(c, (struct rect){ r.x, r.y, r.width, 2 }, LOOK_ERROR, item->sentence);
	canvas_text(c, r.x, r.y, r.width, LOOK_WARNING,
		    _("Submitted and kept; it goes to the server as soon as it answers."));
	return 1;
}

/* -- below the form ---------------------------------------------------------------------- */

static enum look draft_words(const struct intake *i, struct buf *out, instant now)
{
	const struct model_draft *d = intake_draft(i);
	struct journal_state journal = { 0 };

	work_journal(client_work(i->app), &journal);
	switch (d ? d->state : DRAFT_NEW) {
	case DRAFT_NEW:
		buf_adds(out, _("nothing typed yet"));
		return LOOK_DIM;
	case DRAFT_TYPED:
	case DRAFT_SAVING:
		if (journal.failing)
			buf_adds(out, journal.sentence);
		else if (d->sentence)
			buf_addf(out, _("saved here; %s"), d->sentence);
		else
			buf_adds(out, journal.kept == journal.typed ? _("saved here") : _("typed"));
		return journal.failing ? LOOK_ERROR : LOOK_WARNING;
	case DRAFT_SAVED:
		buf_adds(out, _("saved at the server "));
		words_time(out, d->saved_at == INSTANT_NONE ? now : d->saved_at, now);
		return LOOK_GOOD;
	case DRAFT_CONFLICT:
		buf_adds(out, _("changed elsewhere"));
		return LOOK_ERROR;
	case DRAFT_QUEUED:
		buf_adds(out, queued_word(i));
		return LOOK_WARNING;
	case DRAFT_ACCEPTED:
		buf_adds(out, _("accepted as ticket "));
		words_no(out, d->no);
		return LOOK_GOOD;
	case DRAFT_REFUSED:
		buf_adds(out, _("refused; correct it and submit again"));
		return LOOK_ERROR;
	}
	return LOOK_NORMAL;
}

static void add_call(const struct intake *i, struct buf *out, instant now)
{
	const struct model_contact *contact = intake_contact(i);
	instant since;

	if (!contact)
		return;
	since = contact->state == CONTACT_WRAP_UP ? contact->ended_at : contact->answered_at;
	buf_adds(out, words_contact_state(contact->state));
	if (since != INSTANT_NONE && contact->state != CONTACT_DONE) {
		buf_addch(out, ' ');
		words_timer(out, train_time_in(i->app, since, now));
	}
}

static void draw_status(const struct intake *i, struct canvas *c, struct rect r)
{
	instant now = clock_agreed();
	struct buf text = BUF_INIT;
	int x = r.x, which, count;

	add_call(i, &text, now);
	if (text.len)
		x += canvas_text(c, x, r.y, r.width, LOOK_NORMAL, text.data) + 2;
	buf_reset(&text);
	enum look look = draft_words(i, &text, now);
	intake_requests(i, &which, &count);
	x += canvas_text(c, x, r.y, r.x + r.width - x, look, text.data) + 2;
	buf_reset(&text);
	buf_addf(&text, _("form %d of %d"), which, count);
	canvas_text(c, x, r.y, r.x + r.width - x, count > 1 ? LOOK_NORMAL : LOOK_DIM, text.data);
	buf_release(&text);
}

/* The unit signs so long after the dispatch, whenever that is: of no use to the caller, and no time yet. */
static void add_deadlines(const json *deadlines, struct buf *out, instant now)
{
	for (int k = 0; k < CLOCK_COUNT; k++) {
		const char *text = jo_str(deadlines, city_clock_names[k]);
		instant t;
		if (k == CLOCK_SIGN || !text || !clock_parse(text, &t))
			continue;
		buf_addf(out, " · %s ", words_clock(k));
		words_time(out, t, now);
	}
}

/* " → the unit of the catalogue" */
static void add_unit(const struct intake *i, struct buf *out)
{
	const struct model_draft *d = intake_draft(i);
	const char *unit = d ? jo_pointer_str(d->preview, "/unit/code") : NULL;

	if (!unit)
		return;
	buf_adds(out, " → ");
	words_unit(i->app, out, unit);
}

/* "Grade II · dispatch 12:31 · feedback 11-25 10:29", and the unit where there is room for it. */
static void draw_preview(const struct intake *i, struct canvas *c, struct rect r, bool wide)
{
	const struct model_draft *d = intake_draft(i);
	const json *preview = d ? d->preview : NULL;
	struct buf text = BUF_INIT;

	if (preview) {
		buf_adds(&text, words_code(i->app, "grade", jo_str(preview, "grade")));
		add_deadlines(jo_get(preview, "deadlines"), &text, clock_agreed());
		if (wide)
			add_unit(i, &text);
	} else if (!intake_is_locked(i)) {
		buf_adds(&text,
			 _("Deadlines and the responsible unit appear with category and place."));
	}
	canvas_text(c, r.x, r.y, r.width, preview ? LOOK_NORMAL : LOOK_DIM, text.data);
	buf_release(&text);
}

static void draw_missing(const struct intake *i, struct canvas *c, struct rect r)
{
	struct buf names = BUF_INIT, text = BUF_INIT;
	int used = 0;

	if (intake_missing(i, &names)) {
		buf_addf(&text, _("Missing: %s"), names.data);
		used = canvas_text(c, r.x, r.y, r.width, LOOK_WARNING, text.data);
	} else if (i->fields) {
		used = canvas_text(c, r.x, r.y, r.width, LOOK_GOOD,
				   _("Nothing required is missing."));
	}
	buf_reset(&text);
	add_unit(i, &text);
	canvas_text(c, r.x + used, r.y, r.width - used, LOOK_NORMAL, text.data);
	buf_release(&names);
	buf_release(&text);
}

/* Without room for the side list: the selected article, its place among them, what it says. */
static void draw_hit(const struct intake *i, struct canvas *c, struct rect r)
{
	const struct model_knowledge *k = intake_found(i);
	const struct model_article *hit = intake_hit(i);
	struct buf text = BUF_INIT;

	if (hit) {
		buf_addf(&text, _("Knowledge %zu of %zu: "), i->hit + 1, k->count);
		int used = canvas_text(c, r.x, r.y, r.width, LOOK_DIM, text.data);
		used += canvas_text(c, r.x + used, r.y, r.width - used, LOOK_SELECTED, hit->title) +
			1;
		canvas_text(c, r.x + used, r.y, r.width - used, LOOK_DIM,
			    hit->snippet ? hit->snippet : "");
	} else {
		canvas_text(c, r.x, r.y, r.width, LOOK_DIM,
			    !k ? _("Knowledge: articles appear as title and content are typed.")
			    : k->sentence ? k->sentence
					  : _("Knowledge: nothing is found for these words."));
	}
	buf_release(&text);
}

/* -- all of it ------------------------------------------------------------------------------ */

static void draw_form(struct intake *i, struct canvas *c, struct rect r, bool wide)
{
	int form = r.width * 3 / 5;

	if (!wide) {
		formview_draw(&i->form, c, r);
		return;
	}
	form = form < FORM_LEAST ? FORM_LEAST : form;
	for (int y = r.y; y < r.y + r.height; y++)
		canvas_text(c, r.x + form, y, 1, LOOK_DIM, "│");
	struct rect side = { r.x + form + 2, r.y, r.width - form - 2, r.height };
	if (i->talk) {
		int talk = r.height * 3 / 5;
		intake_draw_talk(i, c, (struct rect){ side.x, side.y, side.width, talk });
		side.y += talk;
		side.height -= talk;
	}
	intake_draw_side(i, c, side);
	formview_draw(&i->form, c, (struct rect){ r.x, r.y, form - 1, r.height });
}

void intake_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct intake *i = state;
	bool wide = r.width >= SIDE_FROM, tall = r.height >= TALL;
	int below = wide ? 2 : 4;

	(void)app;
	if (!i->contact) {
		canvas_text(c, r.x + 2, r.y + 1, r.width - 2, LOOK_DIM,
			    _("No call is with you now."));
		return;
	}
	r.x++;
	r.width -= 2;
	draw_caller(i, c, r, wide);
	int y = r.y + 1, bottom = r.y + r.height - below;
	y += draw_said(i, c, (struct rect){ r.x, y, r.width, bottom - y }, tall ? 4 : 2);
	y += draw_outcome(i, c, (struct rect){ r.x, y, r.width, bottom - y });
	if (!wide) {
		draw_hit(i, c, (struct rect){ r.x, bottom, r.width, 1 });
		draw_missing(i, c, (struct rect){ r.x, bottom + 1, r.width, 1 });
	}
	if (!wide && i->talk) {
		int talk = tall ? TALK_ROWS_TALL : TALK_ROWS;
		bottom -= talk;
		intake_draw_talk(i, c, (struct rect){ r.x, bottom, r.width, talk });
	}
	draw_status(i, c, (struct rect){ r.x, r.y + r.height - 2, r.width, 1 });
	draw_preview(i, c, (struct rect){ r.x, r.y + r.height - 1, r.width, 1 }, wide);
	if (i->fields)
		draw_form(i, c, (struct rect){ r.x, y, r.width, bottom - y }, wide);
	else
		canvas_text(c, r.x, y, r.width, LOOK_DIM,
			    _("The form comes with the city's data; it is being fetched."));
}
