/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_apply_desk.c -- what agents, dispatchers, visitors, supervisors and the server do to a
 * ticket.
 */
#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "ticket_apply.h"

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

static void do_pause(const struct applying *a, struct deadline *d)
{
	deadline_pause(d, a->e->at);
}

static void do_regrade(const struct applying *a, struct deadline *d)
{
	deadline_regrade(a->city, d, a->t->grade, a->e->at);
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
	ticket_set_text(&t->contact_id, jo_str(a->detail, "contact_id"));
	ticket_set_text(&t->agent, jo_str(a->detail, "agent"));
	ticket_set_text(&t->origin, jo_str(a->detail, "origin"));
	t->draft = (int)jo_int(a->detail, "draft", 0);
	snprintf(t->grade, sizeof(t->grade), "%s", grade ? grade : form_grade(a->city, t->fields));
	snprintf(t->deadline->grade, sizeof(t->deadline->grade), "%s", t->grade);
	t->created_at = a->e->at;
	if (a->e->to == TICKET_PENDING)
		deadline_start(a->city, t->deadline, CLOCK_DISPATCH, t->grade, a->e->at, RULE_SUBMITTED);
	json *outcome = applying_record(a);
	json_object_object_del(outcome, "fields");
	jo_set_str(outcome, "action", a->e->action);
	jo_set(t->extra, "outcome", outcome);
}

static void to_units(const struct applying *a, enum deadline_rule why)
{
	struct ticket *t = a->t;
	const char *lead = jo_str(a->detail, "lead");
	const json *co = jo_array(a->detail, "co");

	applying_leave_units(a);
	t->dispatched_at = a->e->at;
	ticket_set_text(&t->lead, lead);
	if (lead)
		applying_begin(a, part_add(t, lead, "lead", "dispatched"), why);
	for (size_t i = 0; i < jo_len(co); i++) {
		const char *unit = json_object_get_string(jo_at(co, i));
		if (!unit || part_find(t, unit))
			continue;
		json_object_array_add(t->co, json_object_new_string(unit));
		applying_begin(a, part_add(t, unit, "co", "dispatched"), why);
	}
	jo_set(t->extra, "dispatch", applying_record(a));
	ticket_forget(t, "supplied");
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

/* Whoever sent it wrongly gets no new time for it, but what the unit had it does not count. */
static void apply_recall(const struct applying *a)
{
	if (a->e->to != TICKET_PENDING) {
		level_take_back(a);
		return;
	}
	applying_leave_units(a);
	deadline_run_on(a->city, a->t->deadline, CLOCK_DISPATCH, a->t->grade, a->e->at, RULE_RUNS_ON);
}

static void apply_need_info(const struct applying *a)
{
	jo_set(a->t->extra, "question", applying_record(a));
	ticket_forget(a->t, "supplied");
}

static void apply_amend(const struct applying *a)
{
	set_fields(a->t, fields_patched(a->t->fields, jo_get(a->detail, "fields")));
}

static void apply_supply_info(const struct applying *a)
{
	json *supplied = applying_record(a);

	apply_amend(a);
	jo_set(supplied, "question", json_object_get(jo_pointer(a->t->extra, "/question/question")));
	json_object_object_del(supplied, "fields");
	jo_set(a->t->extra, "supplied", supplied);
	ticket_forget(a->t, "question");
}

/* While it is merged the dispatch clock stands still; unmerging lets it run on. */
static void apply_merge(const struct applying *a)
{
	ticket_set_text(&a->t->merged_into, jo_str(a->detail, "into"));
	applying_each_deadline(a, do_pause);
}

static void apply_unmerge(const struct applying *a)
{
	ticket_set_text(&a->t->merged_into, NULL);
	applying_each_deadline(a, applying_unpause);
}

static void set_links(struct ticket *t, const char *no, bool linked)
{
	json *old = jo_pointer(t->fields, "/control/linked");
	json *list =
		json_object_is_type(old, json_type_array) ? jo_copy(old) : json_object_new_array();

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

static void apply_merged_in(const struct applying *a)
{
	json_object_array_add(list_of(a->t, "merged"), applying_record(a));
}

static void apply_merged_out(const struct applying *a)
{
	list_remove(jo_array(a->t->extra, "merged"), "no", jo_str(a->detail, "no"));
}

static void apply_claim(const struct applying *a)
{
	ticket_set_text(&a->t->claimed_by, a->e->by);
	a->t->claimed_until = a->e->at + CLAIM_TIME;
}

static void apply_confirm(const struct applying *a)
{
	jo_set_bool(a->t->extra, "confirmed", true);
}

static void apply_reject(const struct applying *a)
{
	jo_set(a->t->extra, "rejected", applying_record(a));
	ticket_forget(a->t, "withdrawn");
	applying_back_to_dispatch(a, RULE_REOPENED);
}

static void apply_regrade(const struct applying *a)
{
	const char *grade = jo_str(a->detail, "grade");

	if (!grade)
		return;
	snprintf(a->t->grade, sizeof(a->t->grade), "%s", grade);
	applying_each_deadline(a, do_regrade);
}

static void apply_pause(const struct applying *a)
{
	applying_each_deadline(a, do_pause);
}

static void apply_unpause(const struct applying *a)
{
	applying_each_deadline(a, applying_unpause);
	if (a->from == TICKET_CARRIED)
		ticket_forget(a->t, "carry");
}

static void apply_strike_off(const struct applying *a)
{
	jo_set(a->t->extra, "struck_off", applying_record(a));
	deadline_meet(a->city, a->t->deadline, CLOCK_FEEDBACK, a->e->at);
}

static void apply_close(const struct applying *a)
{
	jo_set(a->t->extra, "closing", applying_record(a));
}

static void apply_rehandle(const struct applying *a)
{
	json *parts = ticket_parts(a->t);

	a->t->rehandled++;
	jo_set(a->t->extra, "rehandling", applying_record(a));
	for (size_t i = 0; i < jo_len(parts); i++)
		if (!part_is(jo_at(parts, i), "whistled"))
			applying_begin(a, jo_at(parts, i), RULE_REHANDLED);
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
	jo_set(a->t->extra, "exclusion", applying_record(a));
}

static void apply_include(const struct applying *a)
{
	a->t->excluded = false;
	ticket_forget(a->t, "exclusion");
}

static void apply_withdraw(const struct applying *a)
{
	jo_set(a->t->extra, "withdrawn", applying_record(a));
}

static void apply_appeal(const struct applying *a)
{
	jo_set(a->t->extra, "appeal", applying_record(a));
}

static void apply_decide_appeal(const struct applying *a)
{
	json *appeal = jo_get(a->t->extra, "appeal");
	bool granted = move_yes(a->detail, "granted");

	if (!appeal)
		return;
	jo_set_bool(appeal, "granted", granted);
	jo_set(appeal, "decision", applying_record(a));
	if (granted)
		apply_exclude(a);
}

const struct applier desk_appliers[] = {
	{ "submit", apply_first },
	{ "answer", apply_first },
	{ "transfer", apply_first },
	{ "decline", apply_first },
	{ "void", apply_first },
	{ "dispatch", apply_dispatch },
	{ "recall", apply_recall },
	{ "need_info", apply_need_info },
	{ "supply_info", apply_supply_info },
	{ "amend", apply_amend },
	{ "merge", apply_merge },
	{ "unmerge", apply_unmerge },
	{ "link", apply_link },
	{ "unlink", apply_unlink },
	{ "merged_in", apply_merged_in },
	{ "merged_out", apply_merged_out },
	{ "claim", apply_claim },
	{ "release", applying_release },
	{ "confirm", apply_confirm },
	{ "reject", apply_reject },
	{ "regrade", apply_regrade },
	{ "pause", apply_pause },
	{ "unpause", apply_unpause },
	{ "arbitrate", apply_arbitrate },
	{ "strike_off", apply_strike_off },
	{ "close", apply_close },
	{ "rehandle", apply_rehandle },
	{ "urge", apply_urge },
	{ "supervise", apply_supervise },
	{ "exclude", apply_exclude },
	{ "include", apply_include },
	{ "withdraw", apply_withdraw },
	{ "appeal", apply_appeal },
	{ "decide_appeal", apply_decide_appeal },
	{ NULL, NULL },
};
