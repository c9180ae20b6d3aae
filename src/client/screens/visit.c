/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * visit.c -- the return visit, from taking it to recording it.
 *
 * Opening it claims the ticket, so that two visitors never phone one citizen, and the claim is renewed while somebody
 * works on it; leaving it without answers gives it free. What a citizen asked for in one call is asked about in one
 * call: when a request is done the next one comes.
 */
#include "client/screens/act.h"
#include "client/screens/visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { CLAIM_TRIES = 3, RENEW_MS = 5 * 60 * 1000 };

const char *visit_no(const struct visit *v)
{
	return v->requests[v->request];
}

const struct model_ticket *visit_ticket(const struct visit *v)
{
	const struct model_ticket *t = model_ticket(client_model(v->app), visit_no(v));

	return t && t->ticket ? t : NULL;
}

const struct visit_caller *visit_caller(const struct visit *v)
{
	return v->caller < v->caller_count ? &v->callers[v->caller] : NULL;
}

bool visit_is_undecided(const struct visit *v)
{
	const struct model_ticket *t = visit_ticket(v);

	return t && jo_bool(jo_get(t->ticket, "visit"), "undecided", false);
}

void visit_say(struct visit *v, enum look look, const char *sentence)
{
	free(v->sentence);
	v->sentence = xstrdup(sentence);
	v->look = look;
	app_draw_later(v->app);
}

/* -- claiming ------------------------------------------------------------------------ */

static void give_free(struct visit *v)
{
	if (v->claimed_at)
		work_claim(client_work(v->app), visit_no(v), false, NULL, NULL);
	v->claimed_at = 0;
}

static void open_request(struct visit *v, size_t i);

static void claim_failed(struct visit *v, const struct net_answer *answer)
{
	v->claimed_at = 0;
	if (answer->status == 412 && v->tries++ < CLAIM_TRIES) {
		open_request(v, v->request);    /* what waits to be recorded goes on waiting */
		return;
	}
	v->claiming = v->record_waits = false;
	app_say(v->app, LOOK_WARNING, "%s", answer->sentence);
	if (app_is_top(v->app, &screen_visit))
		app_pop(v->app);
	else
		visit_say(v, LOOK_ERROR, answer->sentence);
}

static enum handled record(struct visit *v, enum visit_end end);

/* What was to be recorded meanwhile: before the answer the ticket's version was not known. */
static void go_on(struct visit *v)
{
	bool waits = v->record_waits;

	v->claiming = v->record_waits = false;
	if (waits)
		record(v, v->end);
}

/* By what was seen of the ticket last. */
static void go_on_away(struct visit *v, const struct net_answer *answer)
{
	v->unclaimed = net_answer_may_pass(answer);
	visit_say(v, LOOK_ERROR, answer->sentence);
	go_on(v);
}

/* The visit may have been left while its claim was on its way: then nobody needs it. */
static void claimed(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct visit *v = app_find(app, &screen_visit);
	const char *no = jo_str(answer->body, "no");

	app_draw_later(app);
	if (net_is_ok(answer) && no && (!v || strcmp(no, visit_no(v)))) {
		work_claim(client_work(app), no, false, NULL, NULL);
	} else if (!v || !v->claiming) {
		return;
	} else if (net_is_ok(answer)) {
		v->claimed_at = clock_monotonic();
		go_on(v);
	} else if (net_answer_may_pass(answer)) {
		go_on_away(v, answer);
	} else {
		claim_failed(v, answer);
	}
}

static void claim(struct visit *v, net_done done)
{
	v->claiming = true;
	work_claim(client_work(v->app), visit_no(v), true, done, v->app);
}

static void renewed(void *arg, const struct net_answer *answer)
{
	struct visit *v = app_find(arg, &screen_visit);

	if (!v || !v->claiming)
		return;
	if (net_is_ok(answer))
		v->claimed_at = clock_monotonic();
	else if (answer->result == NET_REFUSED && answer->status != 412)
		visit_say(v, LOOK_ERROR, answer->sentence);
	go_on(v);
}

/* A long call keeps its claim, an empty chair does not. */
static void renew(struct app *app, void *data)
{
	struct visit *v = data;

	v->renew.at = 0;
	if (v->claimed_at && v->keyed_at > v->claimed_at)
		claim(v, renewed);
	app_timer_start(app, &v->renew, clock_monotonic() + RENEW_MS);
}

/* -- the requests of the call ------------------------------------------------------------ */

static bool is_known(const struct visit *v, const char *no)
{
	for (size_t i = 0; i < v->request_count; i++)
		if (!strcmp(v->requests[i], no))
			return true;
	return false;
}

static void siblings_came(void *arg, const struct net_answer *answer)
{
	struct visit *v = arg;
	const json *items = jo_array(answer->body, "items");
	instant due, now = clock_agreed();

	for (size_t i = 0; net_is_ok(answer) && i < jo_len(items) && v->request_count < VISIT_REQUESTS_MOST; i++) {
		const char *no = jo_str(jo_at(items, i), "no"), *at = jo_str(jo_at(items, i), "visit_due_at");
		if (no && at && strlen(no) < 24 && clock_parse(at, &due) && due <= now && !is_known(v, no))
			strcpy(v->requests[v->request_count++], no);
	}
	app_draw_later(v->app);
}

static void ask_siblings(struct visit *v)
{
	const char *contact = jo_str(visit_ticket(v)->ticket, "contact_id");
	struct buf path = BUF_INIT;

	if (!contact)
		return;
	buf_adds(&path, "/tickets?sort=visit&limit=20&contact=");
	net_encode(&path, contact);
	work_get(client_work(v->app), path.data, siblings_came, v);
	buf_release(&path);
}

static bool needs_visit(const struct visit *v)
{
	return jo_str(visit_ticket(v)->ticket, "visit_due_at") != NULL;
}

static void ticket_came(void *arg, const struct net_answer *answer)
{
	struct visit *v = arg;

	app_draw_later(v->app);
	if (!net_is_ok(answer) || !visit_ticket(v)) {
		go_on_away(v, answer);
		return;
	}
	if (!v->caller_count || (!v->tries && !v->changed))
		visit_read_callers(v);
	if (!needs_visit(v) && !work_refused(client_work(v->app), v->kept))
		visit_say(v, LOOK_WARNING, _("Nobody waits to be asked about this ticket."));
	if (needs_visit(v) && !v->claimed_at)
		claim(v, claimed);
	else
		go_on(v);
	if (v->request_count == 1)
		ask_siblings(v);
}

static void open_request(struct visit *v, size_t i)
{
	v->request = i;
	v->claiming = true;
	v->unclaimed = false;
	if (!v->caller_count && visit_ticket(v))
		visit_read_callers(v);          /* as it was seen last: answers may be typed at once */
	work_ticket(client_work(v->app), visit_no(v), false, ticket_came, v);
}

static void go_to_request(struct visit *v, size_t i)
{
	give_free(v);
	visit_say(v, LOOK_DIM, NULL);
	visit_free_callers(v);
	v->sent = v->claiming = v->record_waits = false;
	v->tries = 0;
	open_request(v, i);
}

void visit_leave_request(struct visit *v)
{
	size_t done = v->request;

	give_free(v);
	if (v->request_count == 1) {
		v->done = true;                 /* under another screen it is left when that one is */
		if (app_is_top(v->app, &screen_visit))
			app_pop(v->app);
		return;
	}
	memmove(v->requests[done], v->requests[done + 1], (--v->request_count - done) * sizeof(v->requests[0]));
	go_to_request(v, done < v->request_count ? done : 0);
}

static enum handled next_request(struct visit *v)
{
	if (v->claiming)
		app_say(v->app, LOOK_MESSAGE, "%s", _("One moment: the ticket is being claimed for you."));
	else if (v->request_count > 1 && !v->sent)
		go_to_request(v, (v->request + 1) % v->request_count);
	else
		app_say(v->app, LOOK_MESSAGE, "%s", _("The caller asked for nothing else that waits to be asked about."));
	return HANDLED_DRAW;
}

/* -- recording -------------------------------------------------------------------------- */

void visit_mark_refused(struct visit *v, const char *sentence, const struct problem *p)
{
	visit_say(v, LOOK_ERROR, sentence);
	for (size_t i = 0; i < p->error_count; i++)
		if (p->errors[i].pointer[0] == '/')
			formview_set_problem(&v->form, p->errors[i].pointer + 1, p->errors[i].detail);
}

static bool refused(struct visit *v, const struct net_answer *answer)
{
	v->sent = false;
	if (net_is_ok(answer)) {
		visit_say(v, LOOK_DIM, NULL);
		return false;
	}
	visit_keep(v);
	work_stand_for_refused(client_work(v->app), v->kept);
	visit_mark_refused(v, answer->sentence, &answer->problem);
	return true;
}

static void ended(void *arg, const struct net_answer *answer)
{
	struct visit *v = arg;
	const char *state = jo_str(answer->body, "state");

	app_draw_later(v->app);
	if (refused(v, answer)) {
		work_take_back(client_work(v->app), v->decided);
		return;
	}
	if (state && !strcmp(state, "closed"))
		app_say(v->app, LOOK_GOOD, "%s", _("Recorded; the ticket is closed."));
	else
		app_say(v->app, LOOK_GOOD, _("The unit handles it again, for the %lld. time."),
			(long long)jo_int(answer->body, "rehandled", 1));
	visit_leave_request(v);
}

/* The outbox has it, or says why not. */
static void sent(struct visit *v, bool kept, const struct error *err)
{
	v->sent = kept;
	if (kept)
		visit_forget_kept(v);
	if (!kept)
		visit_say(v, LOOK_ERROR, err->text);
	else if (work_link(client_work(v->app))->state == LINK_UP)
		visit_say(v, LOOK_DIM, _("Sending…"));
	else
		visit_say(v, LOOK_WARNING, _("It waits and goes out by itself when the server is back. Esc goes back."));
}

static void send_moves(struct visit *v, const struct work_move *moves, size_t count)
{
	struct error err = ERROR_INIT;

	sent(v, work_ticket_moves(client_work(v->app), visit_no(v), moves, count, v, &err), &err);
}

static const char *stands_for(const struct visit *v, const char *form)
{
	const struct outbox_item *item = work_refused(client_work(v->app), form);

	return item ? item->key : NULL;
}

/* What is not solved goes back to the unit or is closed; the note is the reason. */
static struct work_move ending(struct visit *v)
{
	const char *action = v->end == VISIT_CLOSE ? "close" : "rehandle";
	json *body = json_object_new_object();

	jo_set_str(body, v->end == VISIT_CLOSE ? "note" : "reason", formview_get(&v->form, "note"));
	act_form_name(v->decided, visit_no(v), action);
	return (struct work_move){ action, body, ended, v->decided, jo_copy(body), stands_for(v, v->decided) };
}

/* Somebody else of this matter to phone now? */
static bool take_next_caller(struct visit *v)
{
	const struct visit_caller *c;

	visit_read_callers(v);
	c = visit_caller(v);
	if (!c || c->due == INSTANT_NONE || c->due > clock_agreed())
		return false;
	visit_say(v, LOOK_MESSAGE, _("Recorded. The next caller of this matter is in hand."));
	return true;
}

static void say_outcome(struct visit *v, const json *ticket, bool reached)
{
	const char *state = jo_str(ticket, "state");
	bool closed = state && !strcmp(state, "closed");

	if (!reached && closed)
		app_say(v->app, LOOK_GOOD, "%s",
			_("Not reached for the last time; the ticket is closed without a valid visit."));
	else if (!reached)
		app_say(v->app, LOOK_MESSAGE, _("Not reached, attempt %d; the ticket comes again."),
			(visit_caller(v) ? visit_caller(v)->unreached : 0) + 1);
	else
		app_say(v->app, LOOK_GOOD, "%s", closed ? _("Recorded; the ticket is closed.") : _("Recorded."));
}

static void recorded(void *arg, const struct net_answer *answer)
{
	struct visit *v = arg;
	bool reached = visit_answered(v, "reached", "yes"), own = !visit_caller(v) || visit_caller(v)->own;

	app_draw_later(v->app);
	if (refused(v, answer))
		return;
	v->changed = false;
	if (own && visit_is_undecided(v) && v->end != VISIT_RECORD) {
		v->sent = true;                 /* the decision was kept with the answers, and follows by itself */
		visit_say(v, LOOK_DIM, _("Sending…"));
	} else if (own && visit_is_undecided(v)) {
		formview_go(&v->form, "note");
	} else {
		say_outcome(v, answer->body, reached);
		if (!take_next_caller(v))
			visit_leave_request(v);
	}
}

/* The answers, and with them what becomes of the ticket: both are kept before the first goes out. */
static void send_answers(struct visit *v, enum visit_end end)
{
	struct work_move moves[2] = {
		{ "record_visit", visit_body(v), recorded, v->kept, visit_texts(v), stands_for(v, v->kept) },
	};

	if (end != VISIT_RECORD)
		moves[1] = ending(v);
	send_moves(v, moves, end == VISIT_RECORD ? 1 : 2);
}

static bool may_end(struct visit *v, enum visit_end end)
{
	const struct visit_caller *c = visit_caller(v);
	const char *note = formview_get(&v->form, "note");

	if (end == VISIT_RECORD)
		return true;
	if (c && !c->own) {
		visit_say(v, LOOK_WARNING, _("Only the ticket's own caller decides what becomes of it; record this caller's answers."));
		return false;
	}
	if (!visit_answered(v, "solved", "no") || !visit_answered(v, "reached", "yes")) {
		visit_say(v, LOOK_WARNING, _("This is for a matter that is not solved; answer the questions first."));
		return false;
	}
	if (*note)
		return true;
	formview_set_problem(&v->form, "note", end == VISIT_CLOSE ? _("Say in a note why the ticket is closed.") :
			     _("Give the reason; everybody who opens the ticket reads it."));
	formview_go(&v->form, "note");
	return false;
}

static enum handled record(struct visit *v, enum visit_end end)
{
	if (v->sent || !visit_ticket(v))
		return HANDLED_DRAW;
	visit_say(v, LOOK_DIM, NULL);
	v->end = end;
	if ((v->record_waits = v->claiming)) {
		visit_say(v, LOOK_DIM, _("The ticket is being claimed for you; what you wrote goes out as soon as it is."));
		return HANDLED_DRAW;
	}
	formview_clear_problems(&v->form);
	if (!visit_check(v) || !may_end(v, end))
		return HANDLED_DRAW;
	if (visit_is_undecided(v) && !v->changed && visit_caller(v)->own && end != VISIT_RECORD)
		send_moves(v, (struct work_move[]){ ending(v) }, 1);
	else
		send_answers(v, end);
	return HANDLED_DRAW;
}

/* -- the number -------------------------------------------------------------------------- */

static void revealed(void *arg, const struct net_answer *answer)
{
	struct visit *v = arg;
	const char *callback = jo_str(answer->body, "callback"), *number = jo_str(answer->body, "number");

	if (!net_is_ok(answer)) {
		visit_say(v, LOOK_ERROR, answer->sentence);
		return;
	}
	free(v->number);
	v->number = xstrdup(callback && *callback ? callback : number ? number : _("number withheld"));
	app_draw_later(v->app);
}

static enum handled reveal(struct visit *v, const char *reason)
{
	const struct visit_caller *c = visit_caller(v);

	work_reveal(client_work(v->app), visit_no(v), c && !c->own ? c->contact : NULL, reason ? reason : _("return visit"),
		    revealed, v);
	return HANDLED_DRAW;
}

/* -- the screen ---------------------------------------------------------------------------- */

static void *visit_enter(struct app *app, void *argument)
{
	struct visit *v = xcalloc(1, sizeof(*v));

	v->app = app;
	v->renew.fire = renew;
	v->renew.data = v;
	snprintf(v->requests[0], sizeof(v->requests[0]), "%s", (const char *)argument);
	v->request_count = 1;
	visit_form_init(v);
	open_request(v, 0);
	app_timer_start(app, &v->renew, clock_monotonic() + RENEW_MS);
	return v;
}

static void visit_leave(struct app *app, void *state)
{
	struct visit *v = state;

	if (!v->sent)
		give_free(v);
	work_forget(client_work(app), v);
	app_timer_stop(app, &v->renew);
	visit_form_release(v);
	free(v->number);
	free(v->sentence);
	free(v);
}

static void visit_show(struct app *app, void *state)
{
	struct visit *v = state;

	formview_focus(&v->form);
	formview_go(&v->form, "reached");
	if (v->done)
		app_pop(app);
}

static void visit_hide(struct app *app, void *state)
{
	(void)app;
	formview_blur(&((struct visit *)state)->form);
}

static void visit_changed(struct app *app, void *state, unsigned what)
{
	struct visit *v = state;

	if (what & (MODEL_TICKET | MODEL_CITY))
		app_draw_later(app);
	if (what & (MODEL_TICKET | MODEL_LINK) && v->unclaimed && !v->sent && visit_ticket(v) &&
	    work_link(client_work(app))->state == LINK_UP) {
		visit_say(v, LOOK_DIM, NULL);
		open_request(v, v->request);
	}
}

/* The page keys move the texts: the form is short. */
static bool scroll(struct visit *v, const struct key *key)
{
	enum { STEP = 5 };

	if (key->code != KC_PAGE_DOWN && key->code != KC_PAGE_UP)
		return false;
	v->top += key->code == KC_PAGE_DOWN ? STEP : -STEP;
	v->top = v->top < 0 ? 0 : v->top > 1000 ? 1000 : v->top;
	return true;
}

static enum handled visit_key(struct app *app, void *state, const struct key *key)
{
	struct visit *v = state;

	(void)app;
	v->keyed_at = clock_monotonic();
	if (formview_context(&v->form) != CONTEXT_PICKER && scroll(v, key))
		return HANDLED_DRAW;
	if (!visit_ticket(v) && key_is_text(key)) {
		visit_say(v, LOOK_MESSAGE, _("The ticket is being fetched; answer when it is here."));
		return HANDLED_DRAW;
	}
	if (!formview_key(&v->form, key))
		return HANDLED_NOT;
	if (v->sentence && !v->sent)
		visit_say(v, LOOK_DIM, NULL);
	return HANDLED_DRAW;
}

static enum handled visit_action(struct app *app, void *state, const struct command *command)
{
	struct visit *v = state;

	v->keyed_at = clock_monotonic();
	if (formview_command(&v->form, command))
		return HANDLED_DRAW;
	switch (command->action) {
	case ACTION_SEND:
	case ACTION_SUBMIT:
		return record(v, VISIT_RECORD);
	case ACTION_REHANDLE:
		return record(v, VISIT_REHANDLE);
	case ACTION_CLOSE:
		return record(v, VISIT_CLOSE);
	case ACTION_NEXT_REQUEST:
		return next_request(v);
	case ACTION_REVEAL:
		return reveal(v, command->words[0]);
	default:
		return ticket_command(app, visit_no(v), command);
	}
}

static enum context visit_focus(void *state)
{
	return formview_context(&((struct visit *)state)->form);
}

static bool visit_takes_escape(void *state)
{
	return formview_takes_escape(&((struct visit *)state)->form);
}

const struct screen_ops screen_visit = {
	.name = "visit", .title = N_("Return visit"), .context = CONTEXT_VISIT, .flags = SCREEN_PERSONAL,
	.enter = visit_enter, .leave = visit_leave, .draw = visit_draw, .action = visit_action, .key = visit_key,
	.focus = visit_focus, .takes_escape = visit_takes_escape, .show = visit_show, .hide = visit_hide,
	.changed = visit_changed,
};
