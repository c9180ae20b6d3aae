/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contact_moves.c -- what may happen to a contact, each move keeping contact and presence in step.
 *
 * Every move checks the contact's state itself and says in its refusal what to do; the agent's
 * presence is written in the same transaction, so the two can never disagree.
 */
#include <stdio.h>
#include <string.h>

#include "hotline/i18n.h"
#include "server/service/contact.h"

enum { LAST_WORDS_MS = 15000 };  /* so long what was typed before a call was handed over is taken */

static void set_state(struct contact *c, const char *state)
{
	snprintf(c->state, sizeof(c->state), "%s", state);
}

static bool is(const struct contact *c, const char *state)
{
	return !strcmp(c->state, state);
}

static bool save_and_tell(struct work *w, struct contact *c, struct error *err)
{
	return contact_save(w, c, err) && contact_tell(w, c, err);
}

static bool withdraw_from(struct work *w, const struct contact *c, const char *account,
			  const char *why, struct error *err)
{
	struct audience to = { .user = account };
	json *data = json_object_new_object();

	jo_set_str(data, "contact_id", c->id);
	jo_set_str(data, "reason", why);
	return event_send(w->server, w->db, w->realm, &to, "contact.withdrawn", data, err);
}

/* A member of the body is not right. */
static bool refuse(const struct contact_order *o, const char *pointer, const char *code, const char *why,
		   struct error *err)
{
	form_problem_add(o->problems, pointer, code, why);
	return error_set(err, ERROR_INPUT, "%s", why);
}

static bool must_hold(const struct contact *c, const struct user *by, struct error *err)
{
	if (strcmp(c->agent, by->id))
		return c->agent[0] ? error_set(err, ERROR_STATE, _("Another agent has this contact."))
				   : error_set(err, ERROR_STATE, _("You do not have this contact."));
	return contact_is_held(c) ||
	       error_set(err, ERROR_STATE, _("This contact is not being talked to now."));
}

bool contact_answer(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	if (strcmp(c->agent, o->by->id) || !(is(c, "offered") || contact_is_held(c)))
		return error_set(err, ERROR_STATE,
				 _("This call is not offered to you any more: it was answered elsewhere, "
				   "returned to the queue or given up by the caller."));
	if (!is(c, "offered"))
		return true;            /* answered already, by the same agent */
	set_state(c, "talking");
	c->answered_at = w->now;
	c->head = 0;
	return presence_set(w, o->by->id, "talking", NULL, c->id, err) && save_and_tell(w, c, err);
}

bool contact_back_to_queue(struct work *w, struct contact *c, const char *why, struct error *err)
{
	char account[40];

	snprintf(account, sizeof(account), "%s", c->agent);
	set_state(c, "queued");
	c->agent[0] = '\0';
	c->head = w->now;
	c->offered_at = 0;
	return withdraw_from(w, c, account, why, err) &&
	       presence_set(w, account, "not_ready", why, NULL, err) &&
	       save_and_tell(w, c, err) && queue_offer(w, err);
}

bool contact_decline(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	if (!is(c, "offered") || strcmp(c->agent, o->by->id))
		return error_set(err, ERROR_STATE, _("This call is not offered to you any more."));
	return contact_back_to_queue(w, c, "declined", err);
}

bool contact_hold(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	if (!must_hold(c, o->by, err))
		return false;
	if (!is(c, "talking") && !is(c, "held"))
		return error_set(err, ERROR_STATE, _("Only a call that is being talked to can be held."));
	set_state(c, "held");
	return save_and_tell(w, c, err);
}

bool contact_resume(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	if (!must_hold(c, o->by, err))
		return false;
	if (is(c, "wrap_up"))
		return error_set(err, ERROR_STATE, _("The caller has hung up; use call back instead."));
	set_state(c, "talking");
	return presence_set(w, o->by->id, "talking", NULL, c->id, err) && save_and_tell(w, c, err);
}

static bool start_wrap_up(struct work *w, struct contact *c, const char *why, struct error *err)
{
	set_state(c, "wrap_up");
	c->ended_at = w->now;
	return presence_set(w, c->agent, "wrap_up", why, c->id, err) && save_and_tell(w, c, err);
}

bool contact_hang_up(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	if (!must_hold(c, o->by, err))
		return false;
	return is(c, "wrap_up") || start_wrap_up(w, c, NULL, err);
}

bool contact_finish(struct work *w, struct contact *c, struct error *err)
{
	set_state(c, "done");
	c->done_at = w->now;
	return save_and_tell(w, c, err) &&
	       presence_after_call(w, c->agent, NULL, err) && queue_offer(w, err);
}

bool contact_wrap_up_done(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	if (!must_hold(c, o->by, err))
		return false;
	if (!is(c, "wrap_up"))
		return error_set(err, ERROR_STATE, _("Hang up first; then end the wrap-up."));
	return contact_finish(w, c, err);
}

/* The account that the body names, if it is an agent or supervisor that works; false says why. */
static bool find_person(struct work *w, const struct contact_order *o, char id[40], struct error *err)
{
	const char *username = jo_str(jo_get(o->body, "to"), "user");
	struct query *q = db_ask(w->db,
		"SELECT id FROM account WHERE (username = ?1 OR id = ?1) AND disabled = 0 AND "
		"(' ' || roles || ' ' LIKE '% agent %' OR ' ' || roles || ' ' LIKE '% supervisor %')",
		"s", username ? username : "");
	bool found = db_step(q) == DB_ROW;

	if (found)
		snprintf(id, 40, "%s", db_get_text(q, 0));
	if (!db_done(q, err))
		return false;
	return found || refuse(o, "/to/user", username ? "unknown" : "required",
			       _("There is no agent of that name."), err);
}

/* Rings one person directly, who must be free. */
static bool ring_person(struct work *w, struct contact *c, const char *account, struct error *err)
{
	struct presence p;

	if (!presence_load(w, account, &p, err))
		return false;
	if (strcmp(p.state, "ready") || !events_streams(w->server, w->realm, account))
		return error_set(err, ERROR_STATE,
				 _("That agent is not ready; give the contact to the queue of a skill instead."));
	return contact_ring(w, c, account, err);
}

/* Leaves the agent who had it free for the next call. */
static bool let_go(struct work *w, const struct contact *c, const char *account, const char *why, struct error *err)
{
	if (!account[0])
		return true;
	return withdraw_from(w, c, account, why, err) && presence_after_call(w, account, why, err);
}

bool contact_transfer(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	const json *to = jo_get(o->body, "to");
	const char *user = jo_str(to, "user"), *skill = jo_str(to, "skill");
	const struct city *city = server_city(w->server);
	char account[40];

	if (!must_hold(c, o->by, err))
		return false;
	if (is(c, "wrap_up"))
		return error_set(err, ERROR_STATE, _("The caller has hung up; there is nothing to transfer."));
	if (!user == !skill)
		return refuse(o, "/to", "required", _("Name the user or the skill to transfer to."), err);
	if (user)
		return find_person(w, o, account, err) && ring_person(w, c, account, err) &&
		       let_go(w, c, o->by->id, "transferred", err) && queue_offer(w, err);
	if (city && !city_find_code(city, "skill", skill))
		return refuse(o, "/to/skill", "choice", _("The city pack does not know this code."), err);
	set_state(c, "queued");
	snprintf(c->skill, sizeof(c->skill), "%s", skill);
	c->agent[0] = '\0';
	c->head = w->now;
	return save_and_tell(w, c, err) && let_go(w, c, o->by->id, "transferred", err) &&
	       queue_offer(w, err);
}

static void remember_person(struct contact *c, const char *list, const char *account)
{
	json *people = jo_array(c->body, list);

	if (!people) {
		people = json_object_new_array();
		jo_set(c->body, list, people);
	}
	for (size_t i = 0; i < jo_len(people); i++)
		if (!strcmp(json_object_get_string(jo_at(people, i)), account))
			return;
	if (jo_len(people) < 20)
		json_object_array_add(people, json_object_new_string(account));
}

bool contact_conference(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	char account[40];

	if (!must_hold(c, o->by, err) || !find_person(w, o, account, err))
		return false;
	remember_person(c, "conference", account);
	struct audience to = { .user = account };
	return event_send(w->server, w->db, w->realm, &to, "contact.updated",
			  contact_to_json(w, c, false), err) &&
	       save_and_tell(w, c, err);
}

bool contact_call_back(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	struct presence p;

	if (!presence_load(w, o->by->id, &p, err))
		return false;
	bool mine = !strcmp(c->agent, o->by->id) && is(c, "wrap_up");
	if (!mine && !is(c, "call_back"))
		return error_set(err, ERROR_STATE, _("This contact does not wait to be called back."));
	if (!mine && p.contact[0])
		return error_set(err, ERROR_STATE, _("Finish the call you have before calling somebody back."));
	if (!c->number)
		return error_set(err, ERROR_STATE, _("No number is known for this contact."));
	set_state(c, "talking");
	snprintf(c->agent, sizeof(c->agent), "%s", o->by->id);
	c->answered_at = w->now;
	c->ended_at = 0;
	return presence_set(w, o->by->id, "talking", NULL, c->id, err) && save_and_tell(w, c, err);
}

static bool is_free(struct work *w, const char *account, struct error *err)
{
	struct presence p;

	if (!presence_load(w, account, &p, err))
		return false;
	return !p.contact[0] || error_set(err, ERROR_STATE, _("That person has a call already."));
}

/* Who had it hears who took it, for whom and why; the last words may still come, see contact_was_just(). */
static bool take_from(struct work *w, struct contact *c, const char *before, const char *why, const struct contact_order *o,
		      struct error *err)
{
	struct audience to = { .user = before };
	json *data = json_object_new_object(), *handed = json_object_new_object();
	char name[NAME_TEXT];

	account_name(w, c->agent, name);
	jo_set_str(data, "contact_id", c->id);
	jo_set_str(data, "reason", why);
	jo_set_str(data, "by_name", o->by->name);
	jo_set_str(data, "to_name", name);
	jo_set_str(data, "note", jo_str(o->body, "reason"));
	jo_set_str(handed, "from", before);
	jo_set_time(handed, "at", w->now);
	jo_set(c->body, "handed", handed);
	return event_send(w->server, w->db, w->realm, &to, "contact.withdrawn", data, err) &&
	       presence_after_call(w, before, why, err);
}

/* Who gets it without having asked hears from whom, whose it was and why. */
static bool tell_given(struct work *w, const struct contact *c, const char *before, const struct contact_order *o,
		       struct error *err)
{
	struct audience to = { .user = c->agent };
	json *data = json_object_new_object();
	char name[NAME_TEXT];

	account_name(w, before, name);
	jo_set_str(data, "contact_id", c->id);
	jo_set_str(data, "by_name", o->by->name);
	jo_set_str(data, "from_name", strcmp(before, o->by->id) ? name : NULL);
	jo_set_str(data, "note", jo_str(o->body, "reason"));
	return event_send(w->server, w->db, w->realm, &to, "contact.given", data, err);
}

bool contact_was_just(const struct work *w, const struct contact *c, const char *account)
{
	const json *handed = jo_get(c->body, "handed");
	const char *from = jo_str(handed, "from"), *text = jo_str(handed, "at");
	instant at;

	return from && text && !strcmp(from, account) && clock_parse(text, &at) && w->now - at <= LAST_WORDS_MS;
}

bool contact_goes_on_without(const struct contact *c, const char *account)
{
	const char *from = jo_str(jo_get(c->body, "handed"), "from");

	return from && !strcmp(from, account) && strcmp(c->state, "done") && strcmp(c->state, "abandoned");
}

/* The contact goes over to `account`, as it is. */
static bool hand_over(struct work *w, struct contact *c, const char *account, const char *why,
		      const struct contact_order *o, struct error *err)
{
	char before[40];

	snprintf(before, sizeof(before), "%s", c->agent);
	snprintf(c->agent, sizeof(c->agent), "%s", account);
	if (!is(c, "wrap_up"))
		set_state(c, "talking");
	if (!c->answered_at)
		c->answered_at = w->now;
	return (!*before || take_from(w, c, before, why, o, err)) &&
	       (!strcmp(account, o->by->id) || tell_given(w, c, before, o, err)) &&
	       presence_set(w, account, is(c, "wrap_up") ? "wrap_up" : "talking", NULL, c->id, err) &&
	       save_and_tell(w, c, err) && queue_offer(w, err);
}

static bool audit_reason(struct work *w, const struct contact *c, const struct contact_order *o,
			 const char *action, struct error *err)
{
	json *detail = json_object_new_object();

	jo_set_str(detail, "reason", jo_str(o->body, "reason"));
	return audit_add(w, o->by->id, action, c->id, detail, err);
}

bool contact_take(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	if (!audit_reason_fits(o->body, true, o->problems, err))
		return false;
	if (!contact_is_held(c) && !is(c, "queued") && !is(c, "offered"))
		return error_set(err, ERROR_STATE, _("This contact is over."));
	if (!strcmp(c->agent, o->by->id))
		return true;
	return is_free(w, o->by->id, err) && audit_reason(w, c, o, "contact.take", err) &&
	       hand_over(w, c, o->by->id, "taken over", o, err);
}

bool contact_give(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	char account[40];

	if (!audit_reason_fits(o->body, true, o->problems, err) ||
	    !find_person(w, o, account, err))
		return false;
	if (!contact_is_held(c))
		return error_set(err, ERROR_STATE, _("Nobody is working on this contact."));
	if (!strcmp(c->agent, account))
		return true;
	if (!events_streams(w->server, w->realm, account))
		return error_set(err, ERROR_STATE, _("That person is not logged in; give it to somebody who is."));
	return is_free(w, account, err) && audit_reason(w, c, o, "contact.give", err) &&
	       hand_over(w, c, account, "given to another agent", o, err);
}

bool contact_observe(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	if (!audit_reason_fits(o->body, false, o->problems, err))
		return false;
	if (!contact_is_held(c))
		return error_set(err, ERROR_STATE, _("Nobody is working on this contact."));
	remember_person(c, "observers", o->by->id);
	return audit_reason(w, c, o, "contact.observe", err) && contact_save(w, c, err);
}

bool contact_abandon(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	(void)o;
	char account[40];
	bool ringing = is(c, "offered");

	if (is(c, "call_back") || is(c, "abandoned"))
		return true;
	if (!ringing && !is(c, "queued"))
		return error_set(err, ERROR_STATE, _("The call was answered already; report it as ended."));
	snprintf(account, sizeof(account), "%s", c->agent);
	set_state(c, c->number ? "call_back" : "abandoned");
	c->agent[0] = '\0';
	c->ended_at = w->now;
	if (ringing && !(withdraw_from(w, c, account, "abandoned", err) &&
			 presence_set(w, account, "ready", NULL, NULL, err)))
		return false;
	return save_and_tell(w, c, err) && queue_offer(w, err);
}

bool contact_ended(struct work *w, struct contact *c, const struct contact_order *o, struct error *err)
{
	(void)o;
	if (is(c, "wrap_up") || is(c, "done"))
		return true;
	if (!contact_is_held(c))
		return error_set(err, ERROR_STATE, _("The call was not answered; report it as abandoned."));
	return start_wrap_up(w, c, "caller_hung_up", err);
}
