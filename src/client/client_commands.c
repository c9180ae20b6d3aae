/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client_commands.c -- the commands that work on every screen: the call, presence, where to go, leaving.
 */
#include "client/client_commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "client/screens/act.h"
#include "client/screens/inspect.h"
#include "client/screens/train.h"
#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

static const struct model_contact *contact_in_hand(struct app *app)
{
	const struct model_contact *contact = model_current_contact(client_model(app));

	if (!contact)
		app_say(app, LOOK_WARNING, "%s", _("No call is with you now."));
	return contact;
}

/* Verbs on a contact that need nothing else. */
typedef void contact_verb(struct work *w, const char *contact, net_done done, void *arg);

static void answered(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	if (!net_is_ok(answer)) {
		app_say(app, LOOK_ERROR, app_expected_in_vain(app) ? _("%s What you typed for its form was not kept.") : "%s",
			answer->sentence);
		return;
	}
	app_expects_no_more(app);
	if (!app_find(app, &screen_intake))
		app_push(app, &screen_intake, (void *)jo_str(answer->body, "id"));
	else
		app_pop_to(app, &screen_intake);
	if (!client_model(app)->city)
		app_expects_screen(app);        /* its fields are the city's */
}

/* What is typed from here on is for the form. */
static void answer(struct app *app, const char *contact, contact_verb *verb)
{
	app_expects_screen(app);
	verb(client_work(app), contact, answered, app);
}

static void run_answer(struct app *app, const struct command *c)
{
	const struct model_contact *ringing = model_ringing_contact(client_model(app));

	(void)c;
	if (ringing)
		answer(app, ringing->id, work_answer);
	else
		app_say(app, LOOK_WARNING, "%s", _("No call is ringing."));
}

static void run_decline_call(struct app *app, const struct command *c)
{
	const struct model_contact *ringing = model_ringing_contact(client_model(app));

	(void)c;
	if (ringing)
		work_decline(client_work(app), ringing->id, NULL, NULL);
	else
		app_say(app, LOOK_WARNING, "%s", _("No call is ringing."));
}

static void on_contact(struct app *app, contact_verb *verb)
{
	const struct model_contact *contact = contact_in_hand(app);

	if (contact)
		verb(client_work(app), contact->id, NULL, NULL);
}

static void run_hang_up(struct app *app, const struct command *c)
{
	(void)c;
	on_contact(app, work_hang_up);
}

static void run_hold(struct app *app, const struct command *c)
{
	(void)c;
	on_contact(app, work_hold);
}

/* What stays on the desk when a call is over. */
static void tell_unfinished(struct app *app, const char *contact)
{
	const struct model *m = client_model(app);
	unsigned long n = 0;

	for (size_t i = 0; i < m->draft_count; i++)
		n += !strcmp(m->drafts[i]->contact_id, contact) && model_draft_is_unfinished(m->drafts[i]);
	if (n)
		app_say(app, LOOK_WARNING, ngettext("%lu form of this call is not submitted; it stands on the desk.",
			"%lu forms of this call are not submitted; they stand on the desk.", n), n);
}

/* Also one that is being hung up: the wrap-up follows. */
static bool is_wrapping_up(const struct app *app, const struct model_contact *contact)
{
	return contact && (contact->state == CONTACT_WRAP_UP || work_is_hanging_up(client_work(app), contact->id));
}

static void run_wrap_up_done(struct app *app, const struct command *c)
{
	const struct model_contact *contact = model_current_contact(client_model(app));

	(void)c;
	if (train_asks_before_end(app))
		return;
	on_contact(app, work_wrap_up_done);
	if (is_wrapping_up(app, contact))
		tell_unfinished(app, contact->id);
}

static void run_resume_call(struct app *app, const struct command *c)
{
	const struct model_contact *contact = contact_in_hand(app);

	(void)c;
	if (!contact)
		return;
	if (contact->state == CONTACT_HELD || contact->state == CONTACT_ORPHANED)
		work_resume(client_work(app), contact->id, NULL, NULL);
	client_show(app, &screen_intake, NULL);
}

static void run_call_back(struct app *app, const struct command *c)
{
	const struct model_contact *mine = model_current_contact(client_model(app));

	if (c->count)
		answer(app, c->words[0], work_call_back);
	else if (mine)
		answer(app, mine->id, work_call_back);
	else
		app_say(app, LOOK_WARNING, "%s", _("Select somebody on the desk's call-back list first."));
}

/* The skill of that code or name; NULL: it is somebody's user name. */
static const char *skill_of(const struct app *app, const char *to)
{
	const struct city *city = client_model(app)->city;

	if (!strncmp(to, "skill:", 6))
		return to + 6;
	for (size_t i = 0; city && i < city->code_count; i++) {
		const struct city_code *k = &city->codes[i];
		if (!strcmp(k->set, "skill") && (!strcmp(k->code, to) || !strcmp(k->name, to) ||
						 (k->name_en && !strcasecmp(k->name_en, to))))
			return k->code;
	}
	return NULL;
}

static void add_skills(const struct app *app, struct buf *out)
{
	const struct city *city = client_model(app)->city;
	bool any = false;

	for (size_t i = 0; city && i < city->code_count; i++)
		if (!strcmp(city->codes[i].set, "skill")) {
			buf_addf(out, "%s%s", any ? _(", ") : "", city->codes[i].code);
			any = true;
		}
}

static void transferred(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;
	struct buf skills = BUF_INIT;

	if (net_is_ok(answer)) {
		app_say(app, LOOK_GOOD, "%s", _("The call is handed over, and its forms with it."));
	} else if (answer->status == 422) {
		add_skills(app, &skills);
		app_say(app, LOOK_ERROR, _("Not handed over: give an agent's user name, or a skill: %s."), skills.data);
	} else {
		app_say(app, LOOK_ERROR, "%s", client_sentence(answer));
	}
	buf_release(&skills);
	app_draw_later(app);
}

static void run_transfer_call(struct app *app, const struct command *c)
{
	const struct model_contact *contact = contact_in_hand(app);
	const char *skill = skill_of(app, c->words[0]);

	if (contact)
		work_transfer_contact(client_work(app), contact->id, skill ? NULL : c->words[0], skill, transferred, app);
}

/* The server makes nobody ready to whom no call could be brought. */
static void made_ready(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	if (!net_is_ok(answer))
		app_say(app, LOOK_ERROR, "%s", client_sentence(answer));
	else if (work_link(client_work(app))->state != LINK_UP)
		work_set_presence(client_work(app), PRESENCE_READY, NULL, NULL, NULL);
}

/* Ready also ends the wrap-up: one key between two calls. */
static void run_ready(struct app *app, const struct command *c)
{
	const struct model_contact *contact = model_current_contact(client_model(app));

	(void)c;
	if (train_asks_before_end(app))
		return;
	if (is_wrapping_up(app, contact)) {
		work_wrap_up_done(client_work(app), contact->id, made_ready, app);
		tell_unfinished(app, contact->id);
	} else {
		work_set_presence(client_work(app), PRESENCE_READY, NULL, NULL, NULL);
	}
}

/* A pause that begins when the wrap-up has ended. */
struct pause { struct app *app; enum presence presence; char *reason; };

static void wrapped_up(void *arg, const struct net_answer *answer)
{
	struct pause *p = arg;

	/* 409: it had ended already */
	if (net_is_ok(answer) || answer->status == 409)
		work_set_presence(client_work(p->app), p->presence, p->reason, NULL, NULL);
	else
		app_say(p->app, LOOK_ERROR, "%s", client_sentence(answer));
	free(p->reason);
	free(p);
}

static void pause_work(struct app *app, enum presence presence, const char *reason)
{
	const struct model_contact *contact = model_current_contact(client_model(app));

	if (!is_wrapping_up(app, contact)) {
		work_set_presence(client_work(app), presence, reason, NULL, NULL);
		return;
	}
	if (train_asks_before_end(app))
		return;
	struct pause *p = xcalloc(1, sizeof(*p));
	*p = (struct pause){ app, presence, xstrdup(reason) };
	work_wrap_up_done(client_work(app), contact->id, wrapped_up, p);
	tell_unfinished(app, contact->id);
}

static void run_not_ready(struct app *app, const struct command *c)
{
	pause_work(app, PRESENCE_NOT_READY, c->words[0]);
}

static void run_break(struct app *app, const struct command *c)
{
	pause_work(app, PRESENCE_BREAK, c->words[0]);
}

/* The screen that this user's work begins on; the desk when the role has none of its own. */
static const struct screen_ops *home_of(const struct model *m)
{
	if (model_has_role(m, ROLE_SUPERVISOR))
		return &screen_wall;
	if (model_has_role(m, ROLE_DISPATCHER))
		return &screen_board;
	if (client_is_unit(m))
		return &screen_unit;
	if (m->me.roles == ROLE_OPS)
		return &screen_status;
	if (model_has_role(m, ROLE_TRAINEE | ROLE_TRAINER) && !model_has_role(m, ROLE_AGENT))
		return &screen_training;
	return model_has_role(m, ROLE_VISITOR) && !model_has_role(m, ROLE_AGENT) ? &screen_visits : &screen_desk;
}

/* From elsewhere to where the work begins; from there to the desk, where lies what is not sent. */
static void run_desk(struct app *app, const struct command *c)
{
	const struct screen_ops *home = home_of(client_model(app));

	(void)c;
	client_show(app, app_is_top(app, home) ? &screen_desk : home, NULL);
}

const char *client_label(const struct app *app, enum action action)
{
	const struct screen_ops *home = home_of(client_model(app));

	if (action != ACTION_DESK || app_is_top(app, home))
		return NULL;
	enum action named = action_find(home->name, strlen(home->name));
	return named == ACTION_COUNT ? NULL : _(actions[named].name);
}

static void run_intake(struct app *app, const struct command *c)
{
	(void)c;
	if (contact_in_hand(app))
		client_show(app, &screen_intake, NULL);
}

static void run_search(struct app *app, const struct command *c)
{
	knowledge_open(app, c->words[0], NULL);
}

/* "state=pending grade=I 漏水": what has a '=' is a filter, the rest is looked for. */
static void add_query(struct buf *query, const char *words)
{
	struct buf text = BUF_INIT;

	for (const char *p = words; *p; ) {
		size_t len = strcspn(p, " ");
		const char *equals = memchr(p, '=', len);
		if (equals) {
			char *value = xstrndup(equals + 1, len - (size_t)(equals + 1 - p));
			buf_addf(query, "%s%.*s=", query->len ? "&" : "", (int)(equals - p), p);
			net_encode(query, value);
			free(value);
		} else if (len) {
			buf_addf(&text, "%s%.*s", text.len ? " " : "", (int)len, p);
		}
		p += len + strspn(p + len, " ");
	}
	if (text.len) {
		buf_addf(query, "%stext=", query->len ? "&" : "");
		net_encode(query, text.data);
	}
	buf_release(&text);
}

static void run_tickets(struct app *app, const struct command *c)
{
	struct buf query = BUF_INIT;

	if (c->count)
		add_query(&query, c->words[0]);
	struct tickets_query want = { N_("Tickets"), query.data };
	if (!c->count && client_is_unit(client_model(app)))
		want = tickets_of_part(false);
	app_push(app, &screen_tickets, &want);
	buf_release(&query);
}

static void run_below(struct app *app, const struct command *c)
{
	struct tickets_query want = tickets_of_part(true);

	(void)c;
	if (client_is_unit(client_model(app)))
		app_push(app, &screen_tickets, &want);
	else
		app_say(app, LOOK_WARNING, "%s",
			_("Only a unit has units below it; :tickets lists all that you may see."));
}

/* -- screens ---------------------------------------------------------------------------- */

static void run_report(struct app *app, const struct command *c)
{
	if (model_has_role(client_model(app), ROLE_SUPERVISOR | ROLE_OPS | ROLE_UNIT | ROLE_TRAINER))
		app_push(app, &screen_report, (void *)c);
	else
		app_say(app, LOOK_WARNING, "%s", _("Reports are for supervisors, trainers, ops staff and units."));
}

static void run_wall(struct app *app, const struct command *c)
{
	(void)c;
	if (model_has_role(client_model(app), ROLE_SUPERVISOR))
		client_show(app, &screen_wall, NULL);
	else
		app_say(app, LOOK_WARNING, "%s", _("The wall is for supervisors."));
}

static void run_status(struct app *app, const struct command *c)
{
	(void)c;
	if (model_has_role(client_model(app), ROLE_OPS))
		client_show(app, &screen_status, NULL);
	else
		app_say(app, LOOK_WARNING, "%s", _("How the server is, is shown to ops."));
}

static void run_notices(struct app *app, const struct command *c)
{
	(void)c;
	client_show(app, &screen_notices, NULL);
}

static void run_visits(struct app *app, const struct command *c)
{
	(void)c;
	if (model_has_role(client_model(app), ROLE_VISITOR | ROLE_SUPERVISOR))
		client_show(app, &screen_visits, NULL);
	else
		app_say(app, LOOK_WARNING, "%s", _("Return visits are for visitors and supervisors."));
}

void client_home(struct app *app)
{
	const struct screen_ops *home = home_of(client_model(app));

	app_pop_to(app, &screen_desk);
	if (home != &screen_desk)
		app_push(app, home, NULL);
}

static void run_board(struct app *app, const struct command *c)
{
	if (model_has_role(client_model(app), ROLE_DISPATCHER | ROLE_SUPERVISOR))
		client_show(app, &screen_board, (void *)c->words[0]);
	else
		app_say(app, LOOK_WARNING, "%s", _("The board is for dispatchers."));
}

static void run_found(struct app *app, const struct command *c)
{
	found_begin(app, c->words[0]);
}

static void run_precedents(struct app *app, const struct command *c)
{
	precedents_find(app, c->words[0]);
}

static void run_inbox(struct app *app, const struct command *c)
{
	if (client_is_unit(client_model(app)))
		client_show(app, &screen_unit, (void *)c->words[0]);
	else
		app_say(app, LOOK_WARNING, "%s", _("The inbox is for the users of a unit."));
}

static void run_score(struct app *app, const struct command *c)
{
	(void)c;
	if (client_is_unit(client_model(app)))
		app_push(app, &screen_score, NULL);
	else
		app_command(app, "report rates");
}

static void run_ticket(struct app *app, const struct command *c)
{
	char no[24];
	size_t n = 0;

	/* As it is read out: blanks and dashes between the groups do not count. */
	for (const char *p = c->words[0]; *p && n + 1 < sizeof(no); p++)
		if (*p != ' ' && *p != '-')
			no[n++] = *p;
	no[n] = '\0';
	app_push(app, &screen_ticket, no);
}

static void logged_out(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	(void)answer;
	app_pop_to(app, &screen_desk);
	app_push(app, &screen_login, (void *)_("You are logged out."));
}

static void run_log_out(struct app *app, const struct command *c)
{
	const struct outbox *out = work_outbox(client_work(app));

	(void)c;
	if (client_realm(app))
		app_say(app, LOOK_WARNING, _("You are in a training session; %s leaves it first."),
			client_key_name(app, ACTION_LEAVE_TRAINING));
	else if (model_current_contact(client_model(app)))
		app_say(app, LOOK_WARNING, "%s", _("A call is with you; end it before you log out."));
	else if (out && outbox_waiting(out))
		app_say(app, LOOK_WARNING, "%s",
			_("Something is not sent yet; wait for the server, or discard it on the desk."));
	else
		work_logout(client_work(app), logged_out, app);
}

static void run_inspections(struct app *app, const struct command *c)
{
	if (client_realm(app))
		app_say(app, LOOK_WARNING, _("You are in a training session; %s leaves it first."),
			client_key_name(app, ACTION_LEAVE_TRAINING));
	else if (model_has_role(client_model(app), ROLE_AGENT | ROLE_SUPERVISOR | ROLE_TRAINER))
		client_show(app, &screen_inspections, (void *)c->words[0]);
	else
		app_say(app, LOOK_WARNING, "%s", _("Inspections are for agents, trainers and supervisors."));
}

static void run_training(struct app *app, const struct command *c)
{
	if (client_realm(app))
		app_say(app, LOOK_WARNING, _("You are in a training session; %s leaves it first."),
			client_key_name(app, ACTION_LEAVE_TRAINING));
	else if (model_has_role(client_model(app), ROLE_TRAINEE | ROLE_TRAINER))
		train_show(app, c->words[0]);
	else
		app_say(app, LOOK_WARNING, "%s", _("Training is for trainees and trainers."));
}

static void run_replay(struct app *app, const struct command *c)
{
	train_replay(app, c->words[0]);
}

static void run_leave_training(struct app *app, const struct command *c)
{
	(void)c;
	train_leave(app);
}

static void run_finish(struct app *app, const struct command *c)
{
	(void)c;
	train_finish(app);
}

static void run_reconnect(struct app *app, const struct command *c)
{
	(void)c;
	work_hurry(client_work(app));
}

static void run_lock(struct app *app, const struct command *c)
{
	(void)c;
	client_lock(app);
}

static void run_password(struct app *app, const struct command *c)
{
	(void)c;
	client_change_password(app);
}

/* -- what the bottom line names ---------------------------------------------------------- */

enum { WORTH_LITTLE = 1, WORTH_SOME, WORTH_MUCH };

/* What the call that rings or is in hand makes of a key. */
static int worth_in_call(const struct model *m, enum action action)
{
	const struct model_contact *contact = model_current_contact(m);
	bool talks = contact && contact->state != CONTACT_WRAP_UP;

	if (action == ACTION_ANSWER)
		return model_ringing_contact(m) ? WORTH_MUCH : WORTH_LITTLE;
	if (action == ACTION_QUIT)
		return talks ? WORTH_LITTLE : WORTH_SOME;
	if (action == ACTION_HANG_UP)
		return talks ? WORTH_MUCH : WORTH_LITTLE;
	return talks || m->presence.state == PRESENCE_READY ? WORTH_LITTLE : WORTH_MUCH;
}

int client_worth(const struct app *app, enum action action)
{
	static const struct { enum action action; unsigned roles; int worth; } rows[] = {
		{ ACTION_HELP, ROLE_ANY, WORTH_MUCH }, { ACTION_QUIT, ROLE_ANY, 0 },
		{ ACTION_LOCK, ROLE_ANY, WORTH_SOME }, { ACTION_READY, ROLE_AGENT, 0 }, { ACTION_ANSWER, ROLE_AGENT, 0 },
		{ ACTION_HANG_UP, ROLE_AGENT | ROLE_SUPERVISOR, 0 },
		{ ACTION_CLAIM, ROLE_DISPATCHER | ROLE_VISITOR | ROLE_SUPERVISOR, WORTH_SOME },
		{ ACTION_DISPATCH, ROLE_DISPATCHER | ROLE_SUPERVISOR, WORTH_MUCH },
		{ ACTION_DISPATCH_FIRST, ROLE_DISPATCHER | ROLE_SUPERVISOR, WORTH_MUCH },
		{ ACTION_SUBMIT, ROLE_ANY, WORTH_MUCH }, { ACTION_SEND, ROLE_ANY, WORTH_MUCH },
		{ ACTION_PROGRESS, ROLE_ANY, WORTH_LITTLE }, { ACTION_RESULTS_BY, ROLE_ANY, WORTH_LITTLE },
		{ ACTION_SAYS, ROLE_TRAINER, WORTH_SOME }, { ACTION_DROP_LINE, ROLE_TRAINER, WORTH_SOME },
		{ ACTION_SUPERVISOR_ASKS, ROLE_TRAINER, WORTH_SOME }, { ACTION_HINT, ROLE_TRAINER, WORTH_SOME },
		{ ACTION_PAUSE_CALL, ROLE_TRAINER, WORTH_SOME }, { ACTION_END_SESSION, ROLE_TRAINER, WORTH_SOME },
		{ ACTION_COMMENT, ROLE_TRAINER, WORTH_SOME }, { ACTION_OVERRIDE, ROLE_TRAINER, WORTH_SOME },
		{ ACTION_TICKETS, ROLE_ANY & ~(ROLE_TRAINEE | ROLE_TRAINER), WORTH_SOME },
		{ ACTION_DEDUCT, ROLE_SUPERVISOR | ROLE_TRAINER, WORTH_MUCH },
		{ ACTION_DRAW_SAMPLE, ROLE_SUPERVISOR | ROLE_TRAINER, WORTH_SOME },
	};
	const struct model *m = client_model(app);

	if (app_is_covered(app))
		return 0;
	if (work_session(client_work(app)) != SESSION_IN)
		return action == ACTION_HELP || action == ACTION_QUIT;
	if (!ticket_action_is_for(m, action))
		return 0;
	if (action == ACTION_RESULTS_BY && !train_sums(app))
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].action != action)
			continue;
		if (!(m->me.roles & rows[i].roles))
			return 0;
		return rows[i].worth ? rows[i].worth : worth_in_call(m, action);
	}
	return WORTH_SOME;
}

enum context client_role(const struct app *app, enum context screen)
{
	const struct model *m = client_model(app);

	if (screen != CONTEXT_TICKETS)
		return CONTEXT_GLOBAL;
	if (model_has_role(m, ROLE_DISPATCHER | ROLE_SUPERVISOR))
		return CONTEXT_DISPATCHER;
	if (model_has_role(m, ROLE_UNIT))
		return CONTEXT_UNIT;
	return model_has_role(m, ROLE_VISITOR) ? CONTEXT_VISITOR : CONTEXT_GLOBAL;
}

/* -- leaving -------------------------------------------------------------------------- */

static size_t unfinished_forms(const struct model *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->draft_count; i++)
		n += model_draft_is_unfinished(m->drafts[i]);
	return n;
}

static size_t unsent_actions(const struct model *m)
{
	const char *action;
	char no[24];
	size_t n = 0;

	for (size_t i = 0; i < m->draft_count; i++)
		n += act_kept(m->drafts[i], no, &action);
	return n;
}

static void add_part(struct buf *out, const char *part)
{
	buf_addf(out, "%s%s", out->len ? _(", ") : "", part);
}

void client_unfinished(const struct app *app, struct buf *out)
{
	const struct outbox *box = work_outbox(client_work(app));
	const struct model *m = client_model(app);
	size_t unsent = box ? outbox_waiting(box) : 0;
	size_t forms = unfinished_forms(m), acts = unsent_actions(m), sheets = inspect_kept_count(app);
	char part[100];

	if (model_current_contact(m))
		add_part(out, _("a call is with you"));
	if (unsent) {
		snprintf(part, sizeof(part), ngettext("%zu submission is not sent", "%zu submissions are not sent",
						      unsent), unsent);
		add_part(out, part);
	}
	if (forms) {
		snprintf(part, sizeof(part), ngettext("%zu form is not submitted", "%zu forms are not submitted",
						      forms), forms);
		add_part(out, part);
	}
	if (acts) {
		snprintf(part, sizeof(part), ngettext("%zu action on a ticket is begun and not sent",
						      "%zu actions on tickets are begun and not sent", acts), acts);
		add_part(out, part);
	}
	if (sheets) {
		snprintf(part, sizeof(part), ngettext("%zu inspection is marked and not handed in",
						      "%zu inspections are marked and not handed in", sheets), sheets);
		add_part(out, part);
	}
}

/* Is something only in memory, because the disk does not take it? */
static bool is_at_risk(const struct app *app)
{
	const struct outbox *box = work_outbox(client_work(app));
	struct journal_state kept;

	work_journal(client_work(app), &kept);
	for (size_t i = 0; box && i < outbox_count(box); i++)
		if (outbox_at(box, i)->in_memory_only && outbox_at(box, i)->state != SUBMISSION_ACCEPTED)
			return true;
	return kept.failing;
}

static void say_unfinished(struct app *app, const char *what)
{
	const char *key = client_key_name(app, ACTION_QUIT);

	if (is_at_risk(app))
		app_say(app, LOOK_ERROR, _("Unfinished: %s. The disk is full: what the server does not have would be lost. "
					   "%s again leaves all the same."), what, key);
	else
		app_say(app, LOOK_WARNING, _("Unfinished: %s. All is kept and comes back at the next login. %s again leaves."),
			what, key);
}

/* `quit` leaves at once, `quit ask` (the key) says first what is unfinished, and leaves when it is pressed again. */
static enum handled run_quit(struct app *app, const struct command *c)
{
	enum { ASKED_MS = 10000 };
	static int64_t asked_until;
	struct buf what = BUF_INIT;

	if (work_session(client_work(app)) == SESSION_IN)
		client_unfinished(app, &what);
	bool ask = what.len && c->count && clock_monotonic() > asked_until;
	if (ask) {
		asked_until = clock_monotonic() + ASKED_MS;
		say_unfinished(app, what.data);
	}
	buf_release(&what);
	return ask ? HANDLED_DRAW : HANDLED_NOT;
}

static const struct {
	enum action action;
	void (*run)(struct app *app, const struct command *c);
} commands[] = {
	{ ACTION_ANSWER, run_answer },
	{ ACTION_DECLINE_CALL, run_decline_call },
	{ ACTION_HANG_UP, run_hang_up },
	{ ACTION_HOLD, run_hold },
	{ ACTION_RESUME_CALL, run_resume_call },
	{ ACTION_WRAP_UP_DONE, run_wrap_up_done },
	{ ACTION_CALL_BACK, run_call_back },
	{ ACTION_TRANSFER_CALL, run_transfer_call },
	{ ACTION_READY, run_ready },
	{ ACTION_NOT_READY, run_not_ready },
	{ ACTION_BREAK, run_break },
	{ ACTION_PASSWORD, run_password },
	{ ACTION_LOCK, run_lock },
	{ ACTION_LOG_OUT, run_log_out },
	{ ACTION_DESK, run_desk },
	{ ACTION_INTAKE, run_intake },
	{ ACTION_SEARCH, run_search },
	{ ACTION_TICKETS, run_tickets },
	{ ACTION_REPORT, run_report },
	{ ACTION_WALL, run_wall },
	{ ACTION_STATUS, run_status },
	{ ACTION_VISITS, run_visits },
	{ ACTION_NOTICES, run_notices },
	{ ACTION_BOARD, run_board }, { ACTION_FOUND, run_found },
	{ ACTION_PRECEDENTS, run_precedents },
	{ ACTION_INBOX, run_inbox },
	{ ACTION_SCORE, run_score },
	{ ACTION_BELOW, run_below },
	{ ACTION_TICKET, run_ticket },
	{ ACTION_RECONNECT, run_reconnect },
	{ ACTION_INSPECTIONS, run_inspections },
	{ ACTION_TRAINING, run_training },
	{ ACTION_REPLAY, run_replay },
	{ ACTION_LEAVE_TRAINING, run_leave_training },
	{ ACTION_FINISH, run_finish },
};

enum handled client_command(struct app *app, const struct command *c)
{
	bool in = work_session(client_work(app)) == SESSION_IN;

	if (c->action == ACTION_QUIT)
		return run_quit(app, c);

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (commands[i].action != c->action)
			continue;
		if (in)
			commands[i].run(app, c);
		else
			app_say(app, LOOK_WARNING, "%s", _("Log in first."));
		return HANDLED_DRAW;
	}
	return HANDLED_NOT;
}
