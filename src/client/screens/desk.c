/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * desk.c -- where a shift is spent between calls: my state, what rings, my place in the queue, today's
 * figures, and one list of what wants attention.
 *
 * The list holds, in this order: what is not sent or was refused, forms of earlier calls that were
 * never submitted, forms of actions begun and not sent, questions of the dispatchers, callers to be
 * called back, and tickets: an agent's own, what a dispatcher has to send, a unit's inbox, a visitor's calls.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/client_commands.h"
#include "client/screens/act.h"
#include "client/screens/train.h"
#include "client/ui/list.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

enum row_kind { ROW_UNSENT, ROW_FORM, ROW_ACT, ROW_QUESTION, ROW_CALL_BACK, ROW_TICKET };
struct row { enum row_kind kind; size_t at; };

enum { COLUMN_WHAT, COLUMN_STATE, COLUMN_DUE, COLUMN_TITLE, COLUMN_PLACE, COLUMN_TIME };
/* Words are longer in English: the time left has to wait for a wider screen there. */
#define COLUMNS(state, due_from, at)                               \
	{                                                          \
		[COLUMN_WHAT] = { N_("Number"), 14, LIST_MAIN, 0 }, \
		[COLUMN_STATE] = { N_("State"), state, 0, 0 },     \
		[COLUMN_DUE] = { N_("Time left"), 11, 0, due_from }, \
		[COLUMN_TITLE] = { N_("Title"), 0, 0, 0 },         \
		[COLUMN_PLACE] = { N_("Place"), 18, 0, 110 },      \
		[COLUMN_TIME] = { N_("At"), at, 0, 0 },            \
	}
static const struct list_column columns[2][COLUMN_TIME + 1] = {
	COLUMNS(8, 0, 11), COLUMNS(16, 90, 15),
};

struct desk {
	struct app *app;
	struct list list;
	struct row *rows;
	size_t count, alloc;
	json *today, *call_backs;       /* today's figures; items of /contacts */
	instant now;
	bool asked;
	instant since;                  /* this desk is there; a call answered before was found at login */
	bool call_told;
};

static const char list_name[] = "desk", questions_name[] = "desk-questions";

/* -- rows ---------------------------------------------------------------------- */

static void add_row(struct desk *d, enum row_kind kind, size_t at)
{
	ARRAY_GROW(d->rows, d->count + 1, d->alloc);
	d->rows[d->count++] = (struct row){ kind, at };
}

/* A form with something in it that nobody submitted, of a call that is over. */
static bool is_left_over(const struct model *m, const struct model_draft *draft)
{
	const struct model_contact *current = model_current_contact(m);

	return model_draft_is_unfinished(draft) && (!current || strcmp(current->id, draft->contact_id));
}

static void make_rows(struct desk *d)
{
	const struct model *m = client_model(d->app);
	const struct outbox *out = work_outbox(client_work(d->app));
	const struct model_list *tickets = model_list(m, list_name), *asked = model_list(m, questions_name);
	const char *action;
	char no[24];

	d->count = 0;
	for (size_t i = 0; out && i < outbox_count(out); i++)
		if (outbox_at(out, i)->state != SUBMISSION_ACCEPTED)
			add_row(d, ROW_UNSENT, i);
	for (size_t i = 0; i < m->draft_count; i++)
		if (is_left_over(m, m->drafts[i]))
			add_row(d, ROW_FORM, i);
	for (size_t i = 0; i < m->draft_count; i++)
		if (act_kept(m->drafts[i], no, &action) && !work_refused(client_work(d->app), m->drafts[i]->contact_id))
			add_row(d, ROW_ACT, i);
	for (size_t i = 0; asked && i < asked->count; i++)
		add_row(d, ROW_QUESTION, i);
	for (size_t i = 0; i < jo_len(d->call_backs); i++)
		add_row(d, ROW_CALL_BACK, i);
	for (size_t i = 0; tickets && i < tickets->count; i++)
		if (!asked || !tickets->rows[i].question)
			add_row(d, ROW_TICKET, i);
	list_changed(&d->list);
}

static size_t count(void *data)
{
	return ((struct desk *)data)->count;
}

static const char *submission_word(enum submission s)
{
	static const char *const words[] = {
		[SUBMISSION_TYPED] = N_("typed"), [SUBMISSION_QUEUED] = N_("queued"),
		[SUBMISSION_SENT] = N_("sent"), [SUBMISSION_ACCEPTED] = N_("accepted"),
		[SUBMISSION_REFUSED] = N_("refused"), [SUBMISSION_OLD] = N_("asks"),
	};

	return _(words[s]);
}

/* A move's is the name of its action and its first words, a form's its title. */
static void unsent_title(const struct outbox_item *item, struct buf *out)
{
	const char *title = jo_pointer_str(item->body, "/fields/matter/title");
	const char *action = jo_str(item->body, "action");

	if (title)
		buf_adds(out, title);
	else if (action)
		buf_adds(out, words_action(action));
	if (!title && item->body) {
		json_object_object_foreach(item->body, name, value) {
			if (!strcmp(name, "action") ||
			    !json_object_is_type(value, json_type_string))
				continue;
			buf_addf(out, " · %s", json_object_get_string(value));
			break;
		}
	}
	if (*item->sentence)
		buf_addf(out, " · %s", item->sentence);
}

static void unsent_cell(const struct desk *d, const struct outbox_item *item, int column, struct buf *out,
			enum look *look)
{
	bool move = !strncmp(item->lane, "ticket/", 7);

	if (column == COLUMN_WHAT && move) {
		words_no(out, item->lane + 7);
	} else if (column == COLUMN_WHAT) {
		buf_adds(out, _("not sent"));
	} else if (column == COLUMN_STATE) {
		buf_adds(out, submission_word(item->state));
		*look = item->state == SUBMISSION_REFUSED ? LOOK_ERROR : LOOK_WARNING;
	} else if (column == COLUMN_TITLE) {
		unsent_title(item, out);
	} else if (column == COLUMN_TIME) {
		words_time(out, item->at, d->now);
	}
}

static void form_cell(const struct desk *d, const struct model_draft *draft, int column, struct buf *out,
		      enum look *look)
{
	const char *number = model_draft_text(draft, "/caller/number");
	const char *title = model_draft_text(draft, "/matter/title");

	if (column == COLUMN_WHAT) {
		const char *origin = found_origin(draft->contact_id);
		buf_adds(out, origin ? words_code(d->app, "origin", origin) : number ? number : _("withheld"));
	} else if (column == COLUMN_STATE) {
		buf_adds(out, _("not submitted"));
		*look = LOOK_WARNING;
	} else if (column == COLUMN_TITLE) {
		buf_adds(out, title ? title : _("a form without a title"));
	} else if (column == COLUMN_TIME && draft->saved_at != INSTANT_NONE) {
		words_time(out, draft->saved_at, d->now);
	}
}

/* What was typed first stands for the rest. */
static void act_cell(const struct model_draft *draft, int column, struct buf *out, enum look *look)
{
	const char *action;
	char no[24];

	if (!act_kept(draft, no, &action))
		return;
	if (column == COLUMN_WHAT) {
		words_no(out, no);
	} else if (column == COLUMN_STATE) {
		buf_adds(out, _("not sent"));
		*look = LOOK_WARNING;
	} else if (column == COLUMN_TITLE) {
		json_object_object_foreach(draft->fields, name, value) {
			buf_addf(out, "%s · %s", words_action(action),
				 json_object_get_string(value));
			(void)name;
			break;
		}
	}
}

static void call_back_cell(const struct desk *d, const json *contact, int column, struct buf *out, enum look *look)
{
	const char *name = jo_pointer_str(contact, "/caller/name");
	const char *number = jo_pointer_str(contact, "/caller/number"), *at = jo_str(contact, "queued_at");
	instant t;

	if (column == COLUMN_WHAT) {
		buf_adds(out, number ? number : _("withheld"));
	} else if (column == COLUMN_STATE) {
		buf_adds(out, words_contact_state(CONTACT_CALL_BACK));
		*look = LOOK_WARNING;
	} else if (column == COLUMN_TITLE) {
		buf_adds(out, name ? name : _("gave up waiting"));
	} else if (column == COLUMN_TIME) {
		words_time(out, at && clock_parse(at, &t) ? t : INSTANT_NONE, d->now);
	}
}

/* The ticket of a row, asked about or not; NULL: it is of another kind. */
static const struct model_ticket_row *ticket_at(const struct desk *d, const struct row *row)
{
	bool question = row->kind == ROW_QUESTION;
	const struct model_list *l = model_list(client_model(d->app), question ? questions_name : list_name);

	return (question || row->kind == ROW_TICKET) && l && row->at < l->count ? &l->rows[row->at] : NULL;
}

static void ticket_cell(const struct desk *d, const struct model_ticket_row *row, int column,
			struct buf *out, enum look *look)
{
	switch (column) {
	case COLUMN_WHAT:
		words_no(out, row->no);
		break;
	case COLUMN_STATE:
		buf_adds(out, words_ticket_state(row->state));
		break;
	case COLUMN_DUE:
		*look = words_due(out, row->due_at, d->now);
		break;
	case COLUMN_TITLE:
		words_marks(out, row);
		if (row->asks && model_has_role(client_model(d->app), ROLE_SUPERVISOR | ROLE_DISPATCHER))
			buf_addf(out, "[%s] ", words_asked(row->asks));
		if (row->question)
			buf_addf(out, _("[question: %s] "), row->question);
		words_title(d->app, out, row->title, row->category);
		break;
	case COLUMN_PLACE:
		words_region(d->app, out, row->street ? row->street : row->district);
		break;
	case COLUMN_TIME:
		words_time(out, row->created_at, d->now);
		break;
	}
}

static void cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	struct desk *d = data;
	struct row row = d->rows[i];
	const struct outbox *unsent = work_outbox(client_work(d->app));

	if (row.kind == ROW_UNSENT && unsent && row.at < outbox_count(unsent))
		unsent_cell(d, outbox_at(unsent, row.at), column, out, look);
	else if (row.kind == ROW_FORM && row.at < client_model(d->app)->draft_count)
		form_cell(d, client_model(d->app)->drafts[row.at], column, out, look);
	else if (row.kind == ROW_ACT && row.at < client_model(d->app)->draft_count)
		act_cell(client_model(d->app)->drafts[row.at], column, out, look);
	else if (row.kind == ROW_CALL_BACK)
		call_back_cell(d, jo_at(d->call_backs, row.at), column, out, look);
	else if (ticket_at(d, &row))
		ticket_cell(d, ticket_at(d, &row), column, out, look);
}

static const struct list_source source = { count, cell, NULL };

/* -- asking -------------------------------------------------------------------------- */

static void figures_came(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct desk *d = app_find(app, &screen_desk);

	if (!d || !net_is_ok(answer))
		return;
	jo_free(d->today);
	d->today = jo_copy(jo_get(answer->body, "today"));
	app_draw_later(app);
}

static void call_backs_came(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct desk *d = app_find(app, &screen_desk);

	if (!d || !net_is_ok(answer))
		return;
	jo_free(d->call_backs);
	d->call_backs = jo_copy(jo_get(answer->body, "items"));
	make_rows(d);
	app_draw_later(app);
}

static void tickets_query_of(const struct model *m, struct buf *query)
{
	if (model_has_role(m, ROLE_DISPATCHER))
		buf_adds(query, "state=pending,needs_info,return_requested&sort=due");
	else if (model_has_role(m, ROLE_SUPERVISOR))
		buf_adds(query, "asks=confirm,arbitration,return,carry,extension,appeal&sort=due");
	else if (model_has_role(m, ROLE_UNIT))
		buf_adds(query, "state=dispatched,handling,rehandling,carried&sort=due&part=own");
	else if (model_has_role(m, ROLE_VISITOR))
		buf_adds(query, "state=visiting&sort=due");
	else
		buf_addf(query, "agent=%s", m->me.id);
}

static void ask(struct desk *d)
{
	struct work *w = client_work(d->app);
	const struct model *m = work_model(w);
	struct buf query = BUF_INIT;

	if (work_session(w) != SESSION_IN || !m->me.id)
		return;
	d->asked = true;
	tickets_query_of(m, &query);
	work_list(w, list_name, query.data, NULL, NULL);
	work_get(w, "/me", figures_came, d->app);
	if (model_has_role(m, ROLE_AGENT)) {
		work_get(w, "/contacts?state=call_back&limit=50", call_backs_came, d->app);
		buf_reset(&query);
		buf_addf(&query, "agent=%s&state=needs_info&sort=due", m->me.id);
		work_list(w, questions_name, query.data, NULL, NULL);
	}
	buf_release(&query);
}

/* -- the screen ------------------------------------------------------------------------- */

static void *desk_enter(struct app *app, void *argument)
{
	struct desk *d = xcalloc(1, sizeof(*d));

	(void)argument;
	d->app = app;
	d->now = d->since = clock_agreed();
	list_init(&d->list, &source, d, columns[client_english(app)], ARRAY_SIZE(columns[0]));
	d->list.empty = N_("Nothing waits for you here.");
	return d;
}

static void desk_leave(struct app *app, void *state)
{
	struct desk *d = state;

	work_list_close(client_work(app), list_name);
	work_list_close(client_work(app), questions_name);
	list_release(&d->list);
	jo_free(d->today);
	jo_free(d->call_backs);
	free(d->rows);
	free(d);
}

static void desk_show(struct app *app, void *state)
{
	(void)app;
	make_rows(state);
	ask(state);
}

/* Whoever logs in again finds the call that was in hand. */
static void tell_call(struct desk *d)
{
	const struct model_contact *c = model_current_contact(client_model(d->app));
	const char *number = c && c->number ? c->number : _("number withheld");

	if (d->call_told || !c || c->answered_at == INSTANT_NONE || c->answered_at >= d->since ||
	    !app_is_top(d->app, &screen_desk))
		return;
	d->call_told = true;
	app_say(d->app, LOOK_WARNING, _("The call of %s is still yours (%s): %s goes back to it."), number,
		words_contact_state(c->state), client_key_name(d->app, ACTION_RESUME_CALL));
}

static void desk_changed(struct app *app, void *state, unsigned what)
{
	struct desk *d = state;
	bool typed = what & MODEL_DRAFT && app_is_top(app, &screen_desk);

	if (what & MODEL_SESSION)
		d->asked = false;
	if (what & MODEL_CONTACTS)
		tell_call(d);
	if (!d->asked || what & MODEL_CONTACTS)
		ask(d);
	if (typed || what & (MODEL_LIST | MODEL_OUTBOX | MODEL_TICKET | MODEL_CONTACTS))
		make_rows(d);
}

static void add_ready_key(const struct desk *d, struct buf *text)
{
	const struct binding *key = keymap_find_action(app_keymap(d->app), CONTEXT_GLOBAL, ACTION_READY);

	buf_adds(text, " · ");
	if (key)
		key_format(&key->key, text);
	else
		buf_adds(text, ":ready");
	buf_adds(text, _(" makes you ready for calls"));
}

/* My state, my place, who waits. */
static void draw_state(struct desk *d, struct canvas *c, struct rect r)
{
	const struct model *m = client_model(d->app);
	struct buf text = BUF_INIT;

	buf_addf(&text, _("You are %s"), words_presence(m->presence.state));
	if (m->presence.since != INSTANT_NONE) {
		buf_addch(&text, ' ');
		words_timer(&text, train_time_in(d->app, m->presence.since, d->now));
	}
	if (m->presence.reason)
		buf_addf(&text, " (%s)", words_reason(m->presence.reason));
	if (m->presence.state == PRESENCE_OFFLINE || m->presence.state == PRESENCE_NOT_READY)
		add_ready_key(d, &text);
	canvas_text(c, r.x, r.y, r.width, m->presence.state == PRESENCE_READY ? LOOK_GOOD : LOOK_HEADING, text.data);
	buf_reset(&text);
	if (m->queue.waiting > 0) {
		buf_addf(&text, ngettext("%lld caller waits", "%lld callers wait", (unsigned long)m->queue.waiting),
			 (long long)m->queue.waiting);
		if (m->queue.oldest_at != INSTANT_NONE) {
			buf_adds(&text, _(", the longest "));
			words_timer(&text, d->now - m->queue.oldest_at);
		}
	} else {
		buf_adds(&text, _("Nobody waits"));
	}
	if (m->queue.position > 0 && m->presence.state == PRESENCE_READY)
		buf_addf(&text, _(" · you are number %lld among the ready"), (long long)m->queue.position);
	canvas_text(c, r.x, r.y + 1, r.width, LOOK_NORMAL, text.data);
	buf_release(&text);
}

static void draw_figures(struct desk *d, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;

	if (!d->today)
		return;
	buf_addf(&text, _("Today: calls %lld · tickets %lld · answered directly %lld · average talk "),
		 (long long)jo_int(d->today, "contacts", 0), (long long)jo_int(d->today, "tickets", 0),
		 (long long)jo_int(d->today, "answered", 0));
	words_timer(&text, jo_int(d->today, "talk_s", 0) * 1000);
	canvas_text(c, r.x, r.y, r.width, LOOK_DIM, text.data);
	buf_release(&text);
}

static const char *list_heading(const struct model *m)
{
	if (model_has_role(m, ROLE_SUPERVISOR | ROLE_DISPATCHER))
		return _("To decide");
	if (model_has_role(m, ROLE_UNIT))
		return _("Your unit's tickets");
	if (model_has_role(m, ROLE_VISITOR))
		return _("To visit");
	return _("Your tickets");
}

/* " · as of 14:03, 5 min ago": without its server what the desk shows grows old, and it says how old. */
static bool add_age(const struct desk *d, struct buf *out)
{
	const struct model_list *l = model_list(client_model(d->app), list_name);
	const struct link *link = work_link(client_work(d->app));

	if (link->state == LINK_UP && !(l && l->sentence))
		return false;
	if (!l || l->at == INSTANT_NONE) {
		buf_adds(out, _(" · not here yet"));
		return l != NULL;
	}
	instant minutes = (d->now - l->at) / SECONDS(60);
	buf_adds(out, _(" · as of "));
	words_time(out, l->at, d->now);
	if (minutes > 0)
		buf_addf(out, _(", %lld min ago"), (long long)minutes);
	return true;
}

static bool has_question(const struct desk *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->rows[i].kind == ROW_QUESTION)
			return true;
	return false;
}

/* Which keys lead from here to the screen where the work is done, and what can be done with what is selected or waits. */
static enum look add_hint(const struct desk *d, struct buf *out)
{
	const char *home = client_label(d->app, ACTION_DESK);
	size_t at = list_selected(&d->list);

	if (add_age(d, out))
		return LOOK_WARNING;
	if (home)
		buf_addf(out, _(" · %s shows the %s"), client_key_name(d->app, ACTION_DESK), home);
	if (at < d->count && d->rows[at].kind <= ROW_ACT)
		buf_addf(out, _(" · Enter opens this, %s throws it away"),
			 client_key_in(d->app, CONTEXT_TICKETS, ACTION_DISCARD));
	else if (has_question(d))
		buf_addf(out, _(" · %s answers the dispatcher's question"),
			 client_key_name(d->app, ACTION_SUPPLY_INFO));
	else if (client_is_unit(client_model(d->app)))
		buf_addf(out, _(" · %s shows those of units below"), client_key_name(d->app, ACTION_BELOW));
	return has_question(d) ? LOOK_WARNING : LOOK_DIM;
}

static void draw_heading_line(struct desk *d, struct canvas *c, struct rect r)
{
	struct buf hint = BUF_INIT;
	int used = canvas_text(c, r.x, r.y, r.width, LOOK_HEADING, list_heading(client_model(d->app)));
	enum look look = add_hint(d, &hint);

	if (hint.len)
		canvas_text(c, r.x + used, r.y, r.width - used, look, hint.data);
	buf_release(&hint);
}

/* How many decisions of each kind are asked for, and what decides them; rows used. */
static int draw_asked(struct desk *d, struct canvas *c, struct rect r)
{
	const struct model_list *l = model_list(client_model(d->app), list_name);
	struct buf text = BUF_INIT;

	if (!model_has_role(client_model(d->app), ROLE_SUPERVISOR))
		return 0;
	words_asked_counts(l, &text);
	if (text.len) {
		buf_addf(&text, _(" · %s grants"), client_key_name(d->app, ACTION_GRANT));
		buf_addf(&text, _(" · %s refuses"), client_key_name(d->app, ACTION_REFUSE));
	}
	canvas_text(c, r.x, r.y, r.width, text.len ? LOOK_WARNING : LOOK_DIM,
		    text.len ? text.data : _("No refusal, return, extension, carrying, arbitration or appeal waits for you."));
	buf_release(&text);
	return 1;
}

static void draw_call(struct desk *d, struct canvas *c, struct rect r)
{
	const struct model_contact *contact = model_current_contact(client_model(d->app));
	struct buf text = BUF_INIT;

	if (!contact)
		return;
	buf_addf(&text, _("%s with %s %s"), words_contact_state(contact->state),
		 contact->number ? contact->number : _("number withheld"), contact->name ? contact->name : "");
	buf_addf(&text, _(" · %s goes back to it"), client_key_name(d->app, ACTION_RESUME_CALL));
	canvas_text(c, r.x, r.y, r.width, LOOK_WARNING, text.data);
	buf_release(&text);
}

static void desk_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct desk *d = state;
	const struct model *m = client_model(app);
	int y = r.y;

	d->now = clock_agreed();
	if (!m->me.id)
		return;
	if (model_has_role(m, ROLE_AGENT)) {
		draw_state(d, c, (struct rect){ r.x + 1, y, r.width - 2, 2 });
		draw_figures(d, c, (struct rect){ r.x + 1, y + 2, r.width - 2, 1 });
		draw_call(d, c, (struct rect){ r.x + 1, y + 3, r.width - 2, 1 });
		y += 4;
	}
	draw_heading_line(d, c, (struct rect){ r.x + 1, y++, r.width - 2, 1 });
	y += draw_asked(d, c, (struct rect){ r.x + 1, y, r.width - 2, 1 });
	list_draw(&d->list, c, (struct rect){ r.x, y, r.width, r.y + r.height - y });
}

static void open_question(struct desk *d, size_t at)
{
	app_push(d->app, &screen_ticket, model_list(client_model(d->app), questions_name)->rows[at].no);
}

static void open_ticket(struct desk *d, size_t at)
{
	app_push(d->app, &screen_ticket, model_list(client_model(d->app), list_name)->rows[at].no);
}

static void open_form(struct desk *d, size_t at)
{
	const struct model *m = client_model(d->app);

	if (at < m->draft_count)
		app_push(d->app, &screen_intake, m->drafts[at]->contact_id);
}

static void open_act(struct desk *d, size_t at)
{
	const struct model *m = client_model(d->app);
	const char *action;
	char no[24];

	if (at < m->draft_count && act_kept(m->drafts[at], no, &action))
		ticket_move(d->app, no, action, NULL);
}

static void open_call_back(struct desk *d, size_t at)
{
	(void)at;
	app_say(d->app, LOOK_MESSAGE, "%s", _("To call this person back: :call-back"));
}

static void old_answered(struct app *app, void *data, const char *answer)
{
	char *key = data;

	if (words_is_yes(answer))
		work_outbox_allow(client_work(app), key);
	else
		app_say(app, LOOK_MESSAGE, "%s", _("It is kept."));
	free(key);
}

/* Too old to be sent without asking. */
static void ask_old(struct desk *d, const struct outbox_item *item)
{
	struct buf question = BUF_INIT, at = BUF_INIT;

	words_time(&at, item->at, d->now);
	buf_addf(&question, _("Send what waits since %s? (y) "), at.data);
	app_ask(d->app, question.data, false, old_answered, xstrdup(item->key));
	buf_release(&question);
	buf_release(&at);
}

static void open_unsent(struct desk *d, size_t at)
{
	const struct outbox_item *item = outbox_at(work_outbox(client_work(d->app)), at);

	if (item->state == SUBMISSION_OLD) {
		ask_old(d, item);
		return;
	}
	if (stray_ask(d->app, item))
		return;
	if (*item->contact && item->state == SUBMISSION_REFUSED) {      /* to be corrected */
		app_push(d->app, &screen_intake, item->contact);
		return;
	}
	if (item->state == SUBMISSION_REFUSED && act_correct(d->app, item))
		return;
	struct text_page page = {
		.title = _("Not sent"), .text = *item->sentence ? item->sentence : _("It waits for the server."),
	};
	app_push(d->app, &screen_text, &page);
}

static void (*const open_row[])(struct desk *d, size_t at) = {
	[ROW_UNSENT] = open_unsent, [ROW_FORM] = open_form, [ROW_ACT] = open_act,
	[ROW_QUESTION] = open_question, [ROW_CALL_BACK] = open_call_back, [ROW_TICKET] = open_ticket,
};

/* -- throwing away --------------------------------------------------------------------- */

enum { TITLE_COLUMNS = 18 };

/* As its row says it. */
static char *title_of(struct desk *d, const struct row *row)
{
	enum look look = LOOK_NORMAL;
	struct buf title = BUF_INIT, cut = BUF_INIT;

	cell(d, (size_t)(row - d->rows), COLUMN_TITLE, &title, &look);
	text_add_fitted(&cut, title.len ? title.data : "–", TITLE_COLUMNS, false);
	buf_release(&title);
	return buf_detach(&cut);
}

static enum handled discard_row(struct desk *d, const struct row *row)
{
	const struct model *m = client_model(d->app);

	if (!row || row->kind == ROW_QUESTION || row->kind == ROW_CALL_BACK || row->kind == ROW_TICKET) {
		app_say(d->app, LOOK_WARNING, "%s",
			_("Select something that is not sent, or a form not submitted."));
		return HANDLED_DRAW;
	}
	struct rubbish r = { .title = title_of(d, row) };
	if (row->kind == ROW_UNSENT) {
		r.key = xstrdup(outbox_at(work_outbox(client_work(d->app)), row->at)->key);
	} else {
		r.contact = xstrdup(m->drafts[row->at]->contact_id);
		r.n = m->drafts[row->at]->n;
	}
	rubbish_ask(d->app, &r);
	return HANDLED_DRAW;
}

static enum handled call_back_row(struct desk *d, struct row row)
{
	struct buf line = BUF_INIT;

	buf_addf(&line, "call-back %s", jo_str(jo_at(d->call_backs, row.at), "id"));
	app_command(d->app, line.data);
	buf_release(&line);
	return HANDLED_DRAW;
}

static enum handled desk_action(struct app *app, void *state, const struct command *command)
{
	struct desk *d = state;
	size_t selected = list_selected(&d->list);
	const struct row *row = selected != LIST_NONE && selected < d->count ? &d->rows[selected] : NULL;
	const struct model_ticket_row *ticket = row ? ticket_at(d, row) : NULL;

	if (list_command(&d->list, command))
		return HANDLED_DRAW;
	if (command->action == ACTION_OPEN && row) {
		open_row[row->kind](d, row->at);
		return HANDLED_DRAW;
	}
	if (command->action == ACTION_DISCARD)
		return discard_row(d, row);
	if (command->action == ACTION_CALL_BACK && !command->count && row && row->kind == ROW_CALL_BACK)
		return call_back_row(d, *row);
	if (command->action == ACTION_RELOAD) {
		ask(d);
		return HANDLED_DRAW;
	}
	return ticket_command(app, ticket ? ticket->no : NULL, command);
}

static enum context desk_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

const struct screen_ops screen_desk = {
	.name = "desk", .title = N_("Desk"), .context = CONTEXT_TICKETS, .flags = SCREEN_ROOT | SCREEN_PERSONAL,
	.enter = desk_enter, .leave = desk_leave, .draw = desk_draw, .action = desk_action,
	.focus = desk_focus, .show = desk_show, .changed = desk_changed,
};
