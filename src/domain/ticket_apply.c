/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_apply.c -- what an event does to a ticket.
 *
 * The only way a ticket changes. Total and deterministic: an event is a fact, so nothing is refused here; what an
 * odd event lacks is left out. The same events therefore always make the same ticket, which lets the store
 * rebuild its rows from them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "ticket_internal.h"

struct applying {
	const struct city *city;
	struct ticket *t;
	const struct ticket_event *e;
	const json *detail;
	enum ticket_state from;         /* the state before, as the ticket knows it */
};

static void set_text(char **member, const char *text)
{
	char *copy = xstrdup(text);

	free(*member);
	*member = copy;
}

static void forget(struct ticket *t, const char *name)
{
	json_object_object_del(t->extra, name);
}

/* The request or answer as it was given, with who and when. */
static json *record(const struct applying *a)
{
	json *o = json_object_is_type(a->detail, json_type_object) ? jo_copy((json *)a->detail)
								     : json_object_new_object();

	jo_set_str(o, "by", a->e->by);
	jo_set_time(o, "at", a->e->at);
	return o;
}

/* The array `name` of the ticket's extra, made when it is not there. */
static json *list_of(struct ticket *t, const char *name)
{
	json *list = jo_array(t->extra, name);

	if (!list) {
		list = json_object_new_array();
		jo_set(t->extra, name, list);
	}
	return list;
}

static void list_remove(json *list, const char *member, const char *text)
{
	for (size_t i = jo_len(list); text && i-- > 0;) {
		json *item = jo_at(list, i);
		const char *is = member ? jo_str(item, member) : json_object_get_string(item);
		if (is && !strcmp(is, text))
			json_object_array_del_idx(list, i, 1);
	}
}

/* The row of the unit whose user acted; an event that does not say it means the lead. */
static json *acting_part(const struct applying *a)
{
	const char *unit = jo_str(a->detail, "by_unit");

	return part_find(a->t, unit ? unit : a->t->lead);
}

static void drop(json *o, const char *name)
{
	if (o)
		json_object_object_del(o, name);
}

static void part_set_state(json *part, const char *state)
{
	if (part)
		jo_set_str(part, "state", state);
}

/* The units and all that they asked for are gone. */
static void leave_units(struct ticket *t)
{
	static const char *const gone[] = { "parts", "return", "extension", "carry" };

	for (size_t i = 0; i < ARRAY_SIZE(gone); i++)
		forget(t, gone[i]);
	set_text(&t->lead, NULL);
	jo_free(t->co);
	t->co = json_object_new_array();
	t->return_forbidden = false;
	deadline_end_round(t->deadline);
}

static void back_to_dispatch(const struct applying *a, enum deadline_rule why)
{
	leave_units(a->t);
	deadline_start(a->city, a->t->deadline, CLOCK_DISPATCH, a->t->grade, a->e->at, why);
}

static void part_begin(const struct applying *a, json *part, enum deadline_rule why)
{
	part_set_state(part, "dispatched");
	jo_set_time(part, "dispatched_at", a->e->at);
	struct deadline *d = part_deadline(a->t, part);
	if (part_is(part, "co"))
		d->paused_at = a->t->deadline->paused_at;
	deadline_begin_round(a->city, d, a->t->grade, a->e->at, why);
	part_deadline_put(a->t, part, d);
}

static void part_meet(const struct applying *a, json *part, int clock)
{
	struct deadline *d = part_deadline(a->t, part);

	deadline_meet(a->city, d, clock, a->e->at);
	part_deadline_put(a->t, part, d);
}

/* Calls `fn` for the ticket's clocks and for those of each co-unit. */
static void each_deadline(const struct applying *a, void (*fn)(const struct applying *, struct deadline *))
{
	json *parts = ticket_parts(a->t);

	fn(a, a->t->deadline);
	for (size_t i = 0; i < jo_len(parts); i++) {
		json *part = jo_at(parts, i);
		if (!part_is(part, "co"))
			continue;
		struct deadline *d = part_deadline(a->t, part);
		fn(a, d);
		part_deadline_put(a->t, part, d);
	}
}

static void do_pause(const struct applying *a, struct deadline *d)
{
	deadline_pause(d, a->e->at);
}

static void do_unpause(const struct applying *a, struct deadline *d)
{
	deadline_unpause(a->city, d, a->e->at);
}

static void do_regrade(const struct applying *a, struct deadline *d)
{
	deadline_regrade(a->city, d, a->t->grade, a->e->at);
}

static void do_stop(const struct applying *a, struct deadline *d)
{
	(void)a;
	deadline_stop(d);
}

static void set_fields(struct ticket *t, json *fields)
{
	jo_free(t->fields);
	t->fields = fields;
}

static void apply_first(const struct applying *a)
{
	struct ticket *t = a->t;
	const char *grade = jo_str(a->detail, "grade");

	set_fields(t, fields_patched(NULL, jo_get(a->detail, "fields")));
	set_text(&t->contact_id, jo_str(a->detail, "contact_id"));
	set_text(&t->agent, jo_str(a->detail, "agent"));
	set_text(&t->origin, jo_str(a->detail, "origin"));
	t->draft = (int)jo_int(a->detail, "draft", 0);
	snprintf(t->grade, sizeof(t->grade), "%s", grade ? grade : form_grade(a->city, t->fields));
	snprintf(t->deadline->grade, sizeof(t->deadline->grade), "%s", t->grade);
	t->created_at = a->e->at;
	if (a->e->to == TICKET_PENDING)
		deadline_start(a->city, t->deadline, CLOCK_DISPATCH, t->grade, a->e->at, RULE_SUBMITTED);
	json *outcome = record(a);
	json_object_object_del(outcome, "fields");
	jo_set_str(outcome, "action", a->e->action);
	jo_set(t->extra, "outcome", outcome);
}

static void to_units(const struct applying *a, enum deadline_rule why)
{
	struct ticket *t = a->t;
	const char *lead = jo_str(a->detail, "lead");
	const json *co = jo_array(a->detail, "co");

	leave_units(t);
	t->dispatched_at = a->e->at;
	set_text(&t->lead, lead);
	if (lead)
		part_begin(a, part_add(t, lead, "lead", "dispatched"), why);
	for (size_t i = 0; i < jo_len(co); i++) {
		const char *unit = json_object_get_string(jo_at(co, i));
		if (!unit || part_find(t, unit))
			continue;
		json_object_array_add(t->co, json_object_new_string(unit));
		part_begin(a, part_add(t, unit, "co", "dispatched"), why);
	}
	jo_set(t->extra, "dispatch", record(a));
	deadline_meet(a->city, t->deadline, CLOCK_DISPATCH, a->e->at);
}

static void apply_dispatch(const struct applying *a)
{
	to_units(a, RULE_DISPATCHED);
}

static void apply_arbitrate(const struct applying *a)
{
	to_units(a, RULE_ARBITRATED);
}

static void apply_recall(const struct applying *a)
{
	back_to_dispatch(a, RULE_RECALLED);
}

static void apply_need_info(const struct applying *a)
{
	jo_set(a->t->extra, "question", record(a));
}

static void apply_amend(const struct applying *a)
{
	set_fields(a->t, fields_patched(a->t->fields, jo_get(a->detail, "fields")));
}

static void apply_supply_info(const struct applying *a)
{
	apply_amend(a);
	forget(a->t, "question");
}

/* While it is merged the dispatch clock stands still; unmerging lets it run on. */
static void apply_merge(const struct applying *a)
{
	set_text(&a->t->merged_into, jo_str(a->detail, "into"));
	each_deadline(a, do_pause);
}

static void apply_unmerge(const struct applying *a)
{
	set_text(&a->t->merged_into, NULL);
	each_deadline(a, do_unpause);
}

static void set_links(struct ticket *t, const char *no, bool linked)
{
	json *old = jo_pointer(t->fields, "/control/linked");
	json *list = json_object_is_type(old, json_type_array) ? jo_copy(old) : json_object_new_array();

	list_remove(list, NULL, no);
	if (linked && no)
		json_object_array_add(list, json_object_new_string(no));
	jo_pointer_set(t->fields, "/control/linked", list);
}

static void apply_link(const struct applying *a)
{
	set_links(a->t, jo_str(a->detail, "no"), true);
}

static void apply_unlink(const struct applying *a)
{
	set_links(a->t, jo_str(a->detail, "no"), false);
}

static void apply_join(const struct applying *a)
{
	json_object_array_add(list_of(a->t, "callers"), record(a));
}

static void apply_merged_in(const struct applying *a)
{
	json_object_array_add(list_of(a->t, "merged"), record(a));
}

static void apply_merged_out(const struct applying *a)
{
	list_remove(jo_array(a->t->extra, "merged"), "no", jo_str(a->detail, "no"));
}

static void apply_claim(const struct applying *a)
{
	set_text(&a->t->claimed_by, a->e->by);
	a->t->claimed_until = a->e->at + CLAIM_TIME;
}

static void apply_release(const struct applying *a)
{
	set_text(&a->t->claimed_by, NULL);
	a->t->claimed_until = INSTANT_NONE;
}

static void apply_confirm(const struct applying *a)
{
	jo_set_bool(a->t->extra, "confirmed", true);
}

static void apply_reject(const struct applying *a)
{
	jo_set(a->t->extra, "rejected", record(a));
	forget(a->t, "withdrawn");
	back_to_dispatch(a, RULE_REOPENED);
}

static void apply_regrade(const struct applying *a)
{
	const char *grade = jo_str(a->detail, "grade");

	if (!grade)
		return;
	snprintf(a->t->grade, sizeof(a->t->grade), "%s", grade);
	each_deadline(a, do_regrade);
}

static void apply_pause(const struct applying *a)
{
	each_deadline(a, do_pause);
}

static void apply_unpause(const struct applying *a)
{
	each_deadline(a, do_unpause);
	if (a->from == TICKET_CARRIED)
		forget(a->t, "carry");
}

static void apply_sign(const struct applying *a)
{
	json *part = acting_part(a);

	if (!part)
		return;
	part_set_state(part, "handling");
	jo_set_time(part, "signed_at", a->e->at);
	part_meet(a, part, CLOCK_SIGN);
}

static void apply_forward(const struct applying *a)
{
	json *part = acting_part(a);
	const char *unit = jo_str(a->detail, "unit");

	if (!part || !unit)
		return;
	char *before = xstrdup(jo_str(part, "unit"));
	if (part_is(part, "lead"))
		set_text(&a->t->lead, unit);
	for (size_t i = 0; i < jo_len(a->t->co); i++)
		if (!strcmp(json_object_get_string(jo_at(a->t->co, i)), before))
			json_object_array_put_idx(a->t->co, i, json_object_new_string(unit));
	jo_set_str(part, "unit", unit);
	jo_set_str(part, "forwarded_by", before);
	free(before);
	part_set_state(part, "dispatched");
	struct deadline *d = part_deadline(a->t, part);
	deadline_start(a->city, d, CLOCK_SIGN, a->t->grade, a->e->at, RULE_FORWARDED);
	part_deadline_put(a->t, part, d);
}

static void apply_respond(const struct applying *a)
{
	json *part = acting_part(a);

	if (!part)
		return;
	jo_set(part, "response", record(a));
	part_meet(a, part, CLOCK_RESPOND);
}

static void apply_reply(const struct applying *a)
{
	json *part = acting_part(a);

	if (!part)
		return;
	part_set_state(part, "replied");
	jo_set(part, "reply", record(a));
	drop(part_is(part, "lead") ? a->t->extra : part, "extension");
	if (part_is(part, "lead"))
		forget(a->t, "carry");
	part_meet(a, part, CLOCK_RESPOND);
	part_meet(a, part, CLOCK_FEEDBACK);
}

static void apply_request_return(const struct applying *a)
{
	json *part = acting_part(a);

	if (!part)
		return;
	part_set_state(part, "return_requested");
	jo_set(part_is(part, "lead") ? a->t->extra : part, "return", record(a));
}

static void apply_grant_return(const struct applying *a)
{
	const json *part = part_waiting(a->t, "return", jo_str(a->detail, "unit"));

	if (a->from == TICKET_RETURN_REQUESTED)
		back_to_dispatch(a, RULE_RETURNED);
	else if (part)
		part_remove(a->t, jo_str(part, "unit"));
}

static void apply_refuse_return(const struct applying *a)
{
	bool final = move_yes(a->detail, "final");
	json *part = part_waiting(a->t, "return", jo_str(a->detail, "unit"));

	if (a->from == TICKET_RETURN_REQUESTED) {
		forget(a->t, "return");
		a->t->return_forbidden |= final;
		part_set_state(part_find(a->t, a->t->lead), "dispatched");
	} else if (part) {
		drop(part, "return");
		part_set_state(part, "dispatched");
		if (final)
			jo_set_bool(part, "return_forbidden", true);
	}
}

static void apply_refer(const struct applying *a)
{
	jo_set(a->t->extra, "referred", record(a));
}

static void apply_request_extension(const struct applying *a)
{
	json *part = acting_part(a);

	if (part)
		jo_set(part_is(part, "lead") ? a->t->extra : part, "extension", record(a));
}

/* The row whose extension is decided, as the table chose it: the named unit's, the lead's, the first co-unit's. */
static json *extension_part(const struct applying *a)
{
	const char *unit = jo_str(a->detail, "unit");
	bool lead = jo_get(a->t->extra, "extension") != NULL;

	if (lead && (!unit || (a->t->lead && !strcmp(unit, a->t->lead))))
		return part_find(a->t, a->t->lead);
	return part_waiting(a->t, "extension", unit);
}

static void apply_refuse_extension(const struct applying *a)
{
	json *part = extension_part(a);

	if (part)
		drop(part_is(part, "lead") ? a->t->extra : part, "extension");
}

static void apply_grant_extension(const struct applying *a)
{
	json *part = extension_part(a);
	const json *asked = jo_get(part_is(part, "lead") ? a->t->extra : part, "extension");
	instant until;

	if (part && (move_time(a->detail, "until", &until) || move_time(asked, "until", &until))) {
		struct deadline *d = part_deadline(a->t, part);
		deadline_extend(d, until, a->e->at, RULE_EXTENDED);
		part_deadline_put(a->t, part, d);
	}
	apply_refuse_extension(a);
}

static void apply_whistle(const struct applying *a)
{
	const json *units = jo_array(a->detail, "units");

	for (size_t i = 0; i < jo_len(units); i++) {
		const char *unit = json_object_get_string(jo_at(units, i));
		if (!unit || part_find(a->t, unit))
			continue;
		json *part = part_add(a->t, unit, "whistled", "called");
		jo_set_time(part, "called_at", a->e->at);
		jo_set_str(part, "reason", jo_str(a->detail, "reason"));
	}
}

static void apply_report_in(const struct applying *a)
{
	json *part = acting_part(a);

	if (!part)
		return;
	part_set_state(part, "reported");
	jo_set_time(part, "reported_at", a->e->at);
}

static void apply_request_carry(const struct applying *a)
{
	jo_set(a->t->extra, "carry", record(a));
}

static void apply_refuse_carry(const struct applying *a)
{
	forget(a->t, "carry");
}

static void apply_grant_carry(const struct applying *a)
{
	const char *given = jo_str(a->detail, "until");
	json *carry = jo_get(a->t->extra, "carry");
	instant until;

	if (!carry) {
		carry = record(a);
		jo_set(a->t->extra, "carry", carry);
	}
	each_deadline(a, do_unpause);
	if (given)
		jo_set_str(carry, "until", given);
	jo_set_time(carry, "granted_at", a->e->at);
	if (move_time(carry, "until", &until))
		deadline_extend(a->t->deadline, until, a->e->at, RULE_CARRIED);
	forget(a->t, "extension");
}

static void apply_strike_off(const struct applying *a)
{
	jo_set(a->t->extra, "struck_off", record(a));
	deadline_meet(a->city, a->t->deadline, CLOCK_FEEDBACK, a->e->at);
}

static void apply_close(const struct applying *a)
{
	jo_set(a->t->extra, "closing", record(a));
}

/* A merged ticket's caller is asked as well; the unit that handled the primary ticket answers for it. */
static void apply_visiting(const struct applying *a)
{
	const char *lead = jo_str(a->detail, "lead");

	if (a->from == TICKET_MERGED) {
		each_deadline(a, do_unpause);
		deadline_stop(a->t->deadline);
	}
	if (lead && !a->t->lead) {
		set_text(&a->t->lead, lead);
		part_set_state(part_add(a->t, lead, "lead", "replied"), "replied");
	}
}

static json *answers_of(const struct applying *a)
{
	json *o = record(a);

	jo_set_bool(o, "contacted", move_yes(a->detail, "contacted"));
	jo_set_bool(o, "solved", move_yes(a->detail, "solved"));
	return o;
}

static void record_joined_visit(const struct applying *a, const char *contact)
{
	json *callers = jo_array(a->t->extra, "callers");

	for (size_t i = 0; i < jo_len(callers); i++) {
		json *caller = jo_at(callers, i);
		const char *id = jo_str(caller, "contact_id");
		if (id && !strcmp(id, contact))
			jo_set(caller, "visit", answers_of(a));
	}
}

/* The first and the final answers are kept apart; a visit is valid once the caller was reached. */
static void apply_record_visit(const struct applying *a)
{
	const char *contact = jo_str(a->detail, "contact_id");
	json *visit = jo_get(a->t->extra, "visit");

	if (contact && (!a->t->contact_id || strcmp(contact, a->t->contact_id))) {
		record_joined_visit(a, contact);
		return;
	}
	if (!visit) {
		visit = json_object_new_object();
		jo_set_bool(visit, "valid", false);
		jo_set(a->t->extra, "visit", visit);
	}
	if (!move_yes(a->detail, "reached")) {
		jo_set_int(visit, "unreached", jo_int(visit, "unreached", 0) + 1);
		return;
	}
	jo_set_bool(visit, "valid", true);
	if (!jo_get(visit, "first"))
		jo_set(visit, "first", answers_of(a));
	jo_set(visit, "final", answers_of(a));
}

static void apply_rehandle(const struct applying *a)
{
	json *parts = ticket_parts(a->t);

	a->t->rehandled++;
	jo_set(a->t->extra, "rehandling", record(a));
	drop(jo_get(a->t->extra, "visit"), "unreached");
	for (size_t i = 0; i < jo_len(parts); i++)
		if (!part_is(jo_at(parts, i), "whistled"))
			part_begin(a, jo_at(parts, i), RULE_REHANDLED);
}

static void apply_urge(const struct applying *a)
{
	a->t->urged++;
}

static void apply_supervise(const struct applying *a)
{
	a->t->supervised = true;
}

static void apply_exclude(const struct applying *a)
{
	a->t->excluded = true;
	jo_set(a->t->extra, "exclusion", record(a));
}

static void apply_include(const struct applying *a)
{
	a->t->excluded = false;
	forget(a->t, "exclusion");
}

static void apply_withdraw(const struct applying *a)
{
	jo_set(a->t->extra, "withdrawn", record(a));
}

static void apply_appeal(const struct applying *a)
{
	jo_set(a->t->extra, "appeal", record(a));
}

static void apply_decide_appeal(const struct applying *a)
{
	json *appeal = jo_get(a->t->extra, "appeal");
	bool granted = move_yes(a->detail, "granted");

	if (!appeal)
		return;
	jo_set_bool(appeal, "granted", granted);
	jo_set(appeal, "decision", record(a));
	if (granted)
		apply_exclude(a);
}

static const struct { const char *action; void (*fn)(const struct applying *a); } appliers[] = {
	{ "submit", apply_first }, { "answer", apply_first }, { "transfer", apply_first }, { "decline", apply_first },
	{ "void", apply_first }, { "dispatch", apply_dispatch }, { "recall", apply_recall },
	{ "need_info", apply_need_info }, { "supply_info", apply_supply_info }, { "amend", apply_amend },
	{ "merge", apply_merge }, { "unmerge", apply_unmerge }, { "link", apply_link }, { "unlink", apply_unlink },
	{ "join", apply_join }, { "merged_in", apply_merged_in }, { "merged_out", apply_merged_out },
	{ "claim", apply_claim }, { "release", apply_release }, { "confirm", apply_confirm },
	{ "reject", apply_reject }, { "regrade", apply_regrade }, { "pause", apply_pause },
	{ "unpause", apply_unpause }, { "sign", apply_sign }, { "forward", apply_forward },
	{ "respond", apply_respond }, { "reply", apply_reply }, { "request_return", apply_request_return },
	{ "grant_return", apply_grant_return }, { "refuse_return", apply_refuse_return }, { "refer", apply_refer },
	{ "arbitrate", apply_arbitrate }, { "request_extension", apply_request_extension },
	{ "grant_extension", apply_grant_extension }, { "refuse_extension", apply_refuse_extension },
	{ "whistle", apply_whistle }, { "report_in", apply_report_in }, { "request_carry", apply_request_carry },
	{ "grant_carry", apply_grant_carry }, { "refuse_carry", apply_refuse_carry },
	{ "strike_off", apply_strike_off }, { "close", apply_close }, { "visiting", apply_visiting },
	{ "record_visit", apply_record_visit }, { "rehandle", apply_rehandle }, { "urge", apply_urge },
	{ "supervise", apply_supervise }, { "exclude", apply_exclude }, { "include", apply_include },
	{ "withdraw", apply_withdraw }, { "appeal", apply_appeal }, { "decide_appeal", apply_decide_appeal },
};

/* A claim was for the state that the ticket has left; at the end of the road no clock runs. */
static void enter_state(const struct applying *a)
{
	struct ticket *t = a->t;
	bool end = t->state == TICKET_VOID || t->state == TICKET_CLOSED;

	apply_release(a);
	if (end || t->state == TICKET_REPLIED)
		each_deadline(a, do_unpause);
	if (end)
		each_deadline(a, do_stop);
	t->closed_at = t->state == TICKET_CLOSED ? a->e->at : INSTANT_NONE;
}

void ticket_apply(const struct city *c, struct ticket *t, const struct ticket_event *e)
{
	struct applying a = { c, t, e, e->detail, t->state };

	t->version++;
	t->state = e->to;
	t->updated_at = e->at;
	for (size_t i = 0; i < ARRAY_SIZE(appliers); i++)
		if (!strcmp(appliers[i].action, e->action))
			appliers[i].fn(&a);
	if (a.from != e->to || t->version == 1)
		enter_state(&a);
}
