/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_store.c -- the whole projection of a ticket as JSON for its row, and back.
 *
 * Loading what was stored gives the same ticket: ticket_store(ticket_load(x)) equals x.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "ticket_internal.h"

static void set_instant(json *o, const char *name, instant t)
{
	if (t != INSTANT_NONE)
		jo_set_int(o, name, t);
}

json *ticket_store(const struct ticket *t)
{
	json *o = json_object_new_object();

	jo_set_str(o, "no", t->no);
	jo_set_str(o, "realm", t->realm);
	jo_set_str(o, "state", ticket_state_name(t->state));
	jo_set_int(o, "version", t->version);
	jo_set_str(o, "contact_id", t->contact_id);
	jo_set_int(o, "draft", t->draft);
	jo_set_str(o, "agent", t->agent);
	jo_set_str(o, "origin", t->origin);
	jo_set_str(o, "lead", t->lead);
	jo_set_str(o, "claimed_by", t->claimed_by);
	jo_set_str(o, "merged_into", t->merged_into);
	jo_set_str(o, "grade", t->grade);
	jo_set_int(o, "urged", t->urged);
	jo_set_int(o, "rehandled", t->rehandled);
	jo_set_bool(o, "supervised", t->supervised);
	jo_set_bool(o, "excluded", t->excluded);
	jo_set_bool(o, "return_forbidden", t->return_forbidden);
	set_instant(o, "claimed_until", t->claimed_until);
	set_instant(o, "created_at", t->created_at);
	set_instant(o, "updated_at", t->updated_at);
	set_instant(o, "closed_at", t->closed_at);
	set_instant(o, "dispatched_at", t->dispatched_at);
	jo_set(o, "fields", json_object_get(t->fields));
	jo_set(o, "co", json_object_get(t->co));
	jo_set(o, "extra", json_object_get(t->extra));
	jo_set(o, "deadline", deadline_store(t->deadline));
	return o;
}

static void load_json(json **member, const json *stored, const char *name, enum json_type type)
{
	json *value = jo_get(stored, name);

	if (!json_object_is_type(value, type))
		return;
	jo_free(*member);
	*member = jo_copy(value);
}

static void load_texts(struct ticket *t, const json *stored)
{
	t->contact_id = xstrdup(jo_str(stored, "contact_id"));
	t->agent = xstrdup(jo_str(stored, "agent"));
	t->origin = xstrdup(jo_str(stored, "origin"));
	t->lead = xstrdup(jo_str(stored, "lead"));
	t->claimed_by = xstrdup(jo_str(stored, "claimed_by"));
	t->merged_into = xstrdup(jo_str(stored, "merged_into"));
}

static void load_numbers(struct ticket *t, const json *stored)
{
	t->version = jo_int(stored, "version", 0);
	t->draft = (int)jo_int(stored, "draft", 0);
	t->urged = (int)jo_int(stored, "urged", 0);
	t->rehandled = (int)jo_int(stored, "rehandled", 0);
	t->supervised = jo_bool(stored, "supervised", false);
	t->excluded = jo_bool(stored, "excluded", false);
	t->return_forbidden = jo_bool(stored, "return_forbidden", false);
	t->claimed_until = jo_int(stored, "claimed_until", INSTANT_NONE);
	t->created_at = jo_int(stored, "created_at", INSTANT_NONE);
	t->updated_at = jo_int(stored, "updated_at", INSTANT_NONE);
	t->closed_at = jo_int(stored, "closed_at", INSTANT_NONE);
	t->dispatched_at = jo_int(stored, "dispatched_at", INSTANT_NONE);
}

struct ticket *ticket_load(const json *stored, struct error *err)
{
	const char *no = jo_str(stored, "no"), *realm = jo_str(stored, "realm"),
		   *grade = jo_str(stored, "grade");
	enum ticket_state state;

	if (!no || !*no || !realm || !ticket_state_parse(jo_str(stored, "state"), &state)) {
		error_set(err, ERROR_TRUST,
			  _("A stored ticket cannot be read; rebuild it from its events."));
		return NULL;
	}
	struct ticket *t = ticket_new(no, realm);
	t->state = state;
	snprintf(t->grade, sizeof(t->grade), "%s", grade ? grade : "");
	load_texts(t, stored);
	load_numbers(t, stored);
	load_json(&t->fields, stored, "fields", json_type_object);
	load_json(&t->co, stored, "co", json_type_array);
	load_json(&t->extra, stored, "extra", json_type_object);
	deadline_free(t->deadline);
	t->deadline = deadline_load(jo_get(stored, "deadline"));
	return t;
}
