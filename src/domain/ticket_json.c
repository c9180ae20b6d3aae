/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_json.c -- tickets and their events as readers see them.
 *
 * One place decides what a reader may not know: of a confidential ticket a unit's user sees neither
 * name nor number, and but for its agent everybody sees numbers masked, in the ticket, in lists and in
 * what its history repeats of the fields.
 */
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "ticket_internal.h"

static bool sees_numbers(const struct ticket *t, const struct ticket_actor *who)
{
	return who->caller_here || (t->agent && !strcmp(t->agent, who->id));
}

static json *masked(const char *number)
{
	char shown[32];

	if (!number)
		return NULL;
	phone_mask(number, shown);
	return json_object_new_string(shown);
}

static void mask_member(json *fields, const char *pointer)
{
	const char *number = jo_pointer_str(fields, pointer);

	if (number)
		jo_pointer_set(fields, pointer, masked(number));
}

/* Without the caller, wherever a form kept what it was told of them. */
static void hide_caller(json *fields)
{
	static const char *const hidden[] = { "number", "callback", "name", "company", "sex" };
	json *caller = jo_get(fields, "caller");

	json_object_object_del(fields, "set_aside");
	for (size_t i = 0; json_object_is_type(caller, json_type_object) && i < ARRAY_SIZE(hidden); i++)
		json_object_object_del(caller, hidden[i]);
}

static void mask_numbers(json *fields)
{
	static const char *const numbers[] = { "/caller", "/caller/number", "/caller/callback" };
	json *aside = jo_get(fields, "set_aside");

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		mask_member(fields, numbers[i]);
		if (jo_get(aside, numbers[i]))
			json_object_object_del(aside, numbers[i]);
	}
}

/* The fields of the ticket or of one of its events as this reader may see them; not to be changed. */
static json *fields_for(const struct ticket *t, const struct ticket_actor *reader, json *fields)
{
	static const char *const changed[] = { "caller", "set_aside" };
	bool hide = ticket_hides_caller(t, reader);

	if (!hide && sees_numbers(t, reader))
		return json_object_get(fields);
	json *shown = jo_share(fields);
	for (size_t i = 0; i < ARRAY_SIZE(changed); i++)
		if (json_object_is_type(jo_get(shown, changed[i]), json_type_object))
			jo_set(shown, changed[i], jo_share(jo_get(shown, changed[i])));
	if (hide)
		hide_caller(shown);
	else
		mask_numbers(shown);
	return shown;
}

static json *due_times(const struct ticket *t)
{
	json *o = json_object_new_object();

	for (int k = 0; k < CLOCK_COUNT; k++)
		if (t->deadline->clocks[k].on)
			jo_set_time(o, city_clock_names[k], t->deadline->clocks[k].due_at);
	return o;
}

static json *levels_shown(const json *part)
{
	json *levels = jo_array(part, "levels"), *shown = levels ? json_object_new_array() : NULL;

	for (size_t i = 0; i < jo_len(levels); i++) {
		json *level = jo_share(jo_at(levels, i));
		json_object_object_del(level, "sign");
		json_object_array_add(shown, level);
	}
	return shown;
}

/* Extra's rows about units, without what only the store needs. */
static json *units_shown(const struct ticket *t)
{
	json *parts = ticket_parts(t), *shown = parts ? json_object_new_array() : NULL;

	for (size_t i = 0; i < jo_len(parts); i++) {
		json *part = jo_share(jo_at(parts, i));
		json_object_object_del(part, "deadline");
		jo_set(part, "levels", levels_shown(part));
		json_object_array_add(shown, part);
	}
	return shown;
}

static json *action_names(const struct city *c, const struct ticket *t,
			  const struct ticket_actor *reader, instant now)
{
	const char **names = ticket_actions(c, t, reader, now);
	json *list = json_object_new_array();

	for (size_t i = 0; names[i]; i++)
		json_object_array_add(list, json_object_new_string(names[i]));
	free(names);
	return list;
}

static void set_claim(json *o, const struct ticket *t, instant now)
{
	if (!ticket_is_claimed(t, NULL, now))
		return;
	jo_set_str(o, "claimed_by", t->claimed_by);
	jo_set_time(o, "claimed_until", t->claimed_until);
}

static void set_optional_time(json *o, const char *name, instant t)
{
	if (t != INSTANT_NONE)
		jo_set_time(o, name, t);
}

/* What tickets and rows of lists have in common. */
static void set_head(json *o, const struct ticket *t, instant now)
{
	jo_set_str(o, "no", t->no);
	jo_set_str(o, "state", ticket_state_name(t->state));
	jo_set_int(o, "version", t->version);
	jo_set_str(o, "grade", t->grade);
	jo_set_str(o, "lead", t->lead);
	jo_set(o, "co", json_object_get(t->co));
	jo_set_str(o, "agent", t->agent);
	jo_set_str(o, "origin", t->origin);
	jo_set_int(o, "urged", t->urged);
	jo_set_bool(o, "supervised", t->supervised);
	jo_set_bool(o, "excluded", t->excluded);
	jo_set_int(o, "rehandled", t->rehandled);
	set_claim(o, t, now);
	set_optional_time(o, "visit_due_at", ticket_visit_due(t));
	jo_set(o, "asks", ticket_asks_to_json(t));
	jo_set(o, "deadlines", due_times(t));
	jo_set_time(o, "created_at", t->created_at);
	jo_set_time(o, "updated_at", t->updated_at);
}

json *ticket_to_json(const struct city *c, const struct ticket *t,
		     const struct ticket_actor *reader, instant now)
{
	/* Members of extra that are shown as they are; "reply" is the lead's. */
	static const char *const shown[] = {
		"outcome", "question", "supplied", "dispatch", "return", "referred", "extension", "carry",
		"struck_off", "closing", "visit", "rehandling", "exclusion", "withdrawn",
		"rejected", "appeal", "callers", "merged",
	};
	json *o = json_object_new_object();

	set_head(o, t, now);
	jo_set_str(o, "contact_id", t->contact_id);
	if (t->draft)
		jo_set_int(o, "draft", t->draft);
	jo_set(o, "fields", fields_for(t, reader, t->fields));
	jo_set_str(o, "merged_into", t->merged_into);
	set_optional_time(o, "dispatched_at", t->dispatched_at);
	set_optional_time(o, "closed_at", t->closed_at);
	set_optional_time(o, "paused_at",
			  t->state == TICKET_MERGED ? INSTANT_NONE : t->deadline->paused_at);
	jo_set(o, "units", units_shown(t));
	jo_set(o, "own", ticket_share_to_json(t, reader->unit));
	jo_set(o, "reply", json_object_get(jo_get(part_find(t, t->lead), "reply")));
	for (size_t i = 0; i < ARRAY_SIZE(shown); i++)
		jo_set(o, shown[i], json_object_get(jo_get(t->extra, shown[i])));
	jo_set(o, "actions", action_names(c, t, reader, now));
	return o;
}

static void copy_pointer(json *to, const json *from, const char *pointer)
{
	json *value = jo_pointer(from, pointer);

	if (value)
		jo_pointer_set(to, pointer, json_object_get(value));
}

static json *listed_fields(const struct ticket *t, const struct ticket_actor *reader)
{
	static const char *const listed[] = {
		"/caller/name", "/caller/company", "/caller/confidential", "/matter/type",
		"/matter/category", "/matter/title", "/place/district", "/place/street",
		"/control/urgency",
	};
	json *o = json_object_new_object();
	const json *caller = jo_get(t->fields, "caller");

	jo_set(o, "caller", json_object_new_object());
	jo_set(jo_get(o, "caller"), "number", masked(jo_str(caller, "number")));
	for (size_t i = 0; i < ARRAY_SIZE(listed); i++)
		copy_pointer(o, t->fields, listed[i]);
	if (ticket_hides_caller(t, reader))
		hide_caller(o);
	return o;
}

/* What the reader's unit has to do with it: lead, co, whistled; below: only units below it have. */
static void set_part(json *o, const struct ticket *t, const struct ticket_actor *reader)
{
	const json *part = part_find(t, reader->unit);

	if (reader->unit)
		jo_set_str(o, "part", part ? jo_str(part, "part") : "below");
}

/* Of a row: whom to phone, and what there was; NULL: nobody is to be phoned. */
static json *visit_shown(const struct ticket *t)
{
	const json *visit = jo_get(t->extra, "visit");

	if (ticket_visit_due(t) == INSTANT_NONE)
		return NULL;
	json *o = json_object_new_object();
	jo_set_int(o, "unreached", jo_int(visit, "unreached", 0));
	jo_set_bool(o, "undecided", jo_bool(visit, "undecided", false));
	jo_set_int(o, "callers", 1 + (int64_t)jo_len(jo_get(t->extra, "callers")));
	return o;
}

json *ticket_to_list_item(const struct ticket *t, const struct ticket_actor *reader, instant now)
{
	static const struct {
		const char *name, *pointer;
	} flat[] = {
		{ "title", "/matter/title" },
		{ "category", "/matter/category" },
		{ "district", "/place/district" },
		{ "street", "/place/street" },
		{ "caller", "/caller" },
	};
	json *o = json_object_new_object(), *fields = listed_fields(t, reader);
	int clock = 0;

	set_head(o, t, now);
	set_part(o, t, reader);
	jo_set(o, "own", ticket_share_to_json(t, reader->unit));
	for (size_t i = 0; i < ARRAY_SIZE(flat); i++)
		jo_set(o, flat[i].name, json_object_get(jo_pointer(fields, flat[i].pointer)));
	jo_set(o, "fields", fields);
	jo_set_str(o, "contact_id", t->contact_id);
	jo_set(o, "visit", visit_shown(t));
	jo_set(o, "question", json_object_get(jo_get(t->extra, "question")));
	instant due = ticket_next_due(t, INSTANT_NONE, &clock);
	if (due != INSTANT_NONE) {
		json *next = json_object_new_object();
		jo_set_str(next, "clock", city_clock_names[clock]);
		jo_set_time(next, "due_at", due);
		jo_set(o, "due", next);
	}
	return o;
}

json *ticket_event_to_json(const struct ticket *t, const struct ticket_event *e,
			   const struct ticket_actor *reader)
{
	json *o = json_object_new_object(), *detail = jo_share((json *)e->detail);
	json *fields = jo_get(detail, "fields");

	if (fields)
		jo_set(detail, "fields", fields_for(t, reader, fields));
	jo_set_int(o, "seq", e->seq);
	jo_set_time(o, "at", e->at);
	jo_set_str(o, "by", e->by);
	jo_set_str(o, "action", e->action);
	if (e->seq > 1)
		jo_set_str(o, "from", ticket_state_name(e->from));
	else
		jo_set_null(o, "from");
	jo_set_str(o, "to", ticket_state_name(e->to));
	jo_set(o, "detail", detail);
	return o;
}
