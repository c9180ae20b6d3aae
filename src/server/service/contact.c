/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contact.c -- a contact as a row, as JSON, and coming in from a gateway. */
#include "server/service/contact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "hotline/text.h"
#include "server/service/training.h"

enum { TEXT_MOST = 8000, NAME_MOST = 120, SOURCE_MOST = 200 };

void contact_release(struct contact *c)
{
	free(c->source_id);
	free(c->number);
	free(c->number_shown);
	free(c->name);
	free(c->text);
	jo_free(c->body);
	memset(c, 0, sizeof(*c));
}

void contact_read_row(struct query *q, struct contact *c)
{
	memset(c, 0, sizeof(*c));
	db_copy_text(q, 0, c->id, sizeof(c->id));
	db_copy_text(q, 1, c->channel, sizeof(c->channel));
	c->source_id = xstrdup(db_get_text(q, 2));
	c->number = xstrdup(db_get_text(q, 3));
	c->number_shown = xstrdup(db_get_text(q, 4));
	c->name = xstrdup(db_get_text(q, 5));
	db_copy_text(q, 6, c->skill, sizeof(c->skill));
	c->priority = (int)db_get_int(q, 7);
	c->text = xstrdup(db_get_text(q, 8));
	db_copy_text(q, 9, c->state, sizeof(c->state));
	db_copy_text(q, 10, c->agent, sizeof(c->agent));
	instant *times[] = { &c->head, &c->queued_at, &c->offered_at, &c->answered_at, &c->ended_at,
			     &c->done_at, &c->touched_at };
	for (size_t i = 0; i < ARRAY_SIZE(times); i++)
		*times[i] = db_get_int(q, 11 + (int)i);
	const char *body = db_get_text(q, 18);
	c->body = body ? jo_parse(body, strlen(body), NULL) : NULL;
	if (!c->body)
		c->body = json_object_new_object();
}

bool contact_load(struct work *w, const char *id, struct contact *c, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT " CONTACT_COLUMNS
				 "FROM contact WHERE id = ?1 AND realm = ?2", "ss", id, w->realm);
	bool found = db_step(q) == DB_ROW;

	if (found)
		contact_read_row(q, c);
	if (!db_done(q, err)) {
		if (found)
			contact_release(c);
		return false;
	}
	return found || error_set(err, ERROR_NOT_FOUND, _("There is no such contact."));
}

static int64_t or_null(struct query *q, int n, instant t)
{
	if (t)
		db_int(q, n, t);
	else
		db_null(q, n);
	return t;
}

/* One more or one less is queued for the skill. */
static bool count(struct work *w, const char *skill, int64_t by, struct error *err)
{
	return db_run(w->db, err, "INSERT INTO queue_count (realm, skill, waiting) VALUES (?1, ?2, ?3) "
		      "ON CONFLICT (realm, skill) DO UPDATE SET waiting = queue_count.waiting + ?3", "ssi", w->realm,
		      skill, by) == DB_END;
}

static bool count_move(struct work *w, const struct contact *c, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT state, skill FROM contact WHERE id = ?1", "s", c->id);
	bool found = db_step(q) == DB_ROW;
	bool was = found && !strcmp(db_get_text(q, 0), "queued"), is = !strcmp(c->state, "queued");
	char skill[33] = "";

	if (found)
		db_copy_text(q, 1, skill, sizeof(skill));
	return db_done(q, err) && (!was || count(w, skill, -1, err)) && (!is || count(w, c->skill, 1, err));
}

bool contact_save(struct work *w, const struct contact *c, struct error *err)
{
	if (!count_move(w, c, err))
		return false;
	struct query *q = db_ask(w->db,
		"UPDATE contact SET skill = ?2, state = ?3, agent = ?4, head = ?5, offered_at = ?6, "
		"answered_at = ?7, ended_at = ?8, done_at = ?9, touched_at = ?10, body = ?11 WHERE id = ?1",
		"sssi", c->id, c->skill, c->state, (int64_t)0);

	db_text(q, 4, c->agent[0] ? c->agent : NULL);
	db_int(q, 5, c->head);
	or_null(q, 6, c->offered_at);
	or_null(q, 7, c->answered_at);
	or_null(q, 8, c->ended_at);
	or_null(q, 9, c->done_at);
	or_null(q, 10, c->touched_at);
	db_text(q, 11, jo_text(c->body));
	db_step(q);
	return db_done(q, err);
}

/* The numbers of its drafts, in order. */
static json *draft_numbers(struct work *w, const char *id)
{
	json *list = json_object_new_array();
	struct query *q = db_ask(w->db, "SELECT n FROM draft WHERE contact = ?1 ORDER BY n", "s", id);

	while (db_step(q) == DB_ROW)
		json_object_array_add(list, json_object_new_int64(db_get_int(q, 0)));
	db_done(q, NULL);
	return list;
}

static json *caller_to_json(const struct contact *c, bool whole)
{
	json *caller = json_object_new_object();
	char masked[32];

	if (c->number_shown && !whole)
		phone_mask(c->number_shown, masked);
	jo_set_str(caller, "number", c->number_shown && !whole ? masked : c->number_shown);
	jo_set_str(caller, "name", c->name);
	return caller;
}

json *contact_to_json(struct work *w, const struct contact *c, bool whole)
{
	json *o = json_object_new_object();

	jo_set_str(o, "id", c->id);
	jo_set_str(o, "state", c->state);
	jo_set_str(o, "channel", c->channel);
	jo_set(o, "caller", caller_to_json(c, whole));
	jo_set_str(o, "skill", c->skill);
	jo_set_int(o, "priority", c->priority);
	jo_set_str(o, "text", whole ? c->text : NULL);
	jo_set_str(o, "agent", c->agent[0] ? c->agent : NULL);
	jo_set_time(o, "queued_at", c->queued_at);
	if (c->offered_at)
		jo_set_time(o, "offered_at", c->offered_at);
	if (c->answered_at)
		jo_set_time(o, "answered_at", c->answered_at);
	if (c->ended_at)
		jo_set_time(o, "ended_at", c->ended_at);
	jo_set(o, "drafts", draft_numbers(w, c->id));
	return o;
}

bool contact_tell_wall(struct work *w, const struct contact *c, struct error *err)
{
	struct audience wall = { .roles = ROLE_SUPERVISOR };

	return event_send(w->server, w->db, w->realm, &wall, "contact.updated", contact_to_json(w, c, false), err);
}

bool contact_tell(struct work *w, const struct contact *c, struct error *err)
{
	struct audience agent = { .user = c->agent };

	return (!c->agent[0] || event_send(w->server, w->db, w->realm, &agent, "contact.updated",
					   contact_to_json(w, c, true), err)) &&
	       contact_tell_wall(w, c, err) && (work_in_city(w) || training_contact_moved(w, c, err));
}

bool contact_is_held(const struct contact *c)
{
	return !strcmp(c->state, "talking") || !strcmp(c->state, "held") ||
	       !strcmp(c->state, "wrap_up") || !strcmp(c->state, "orphaned");
}

bool contact_number_in_hand(struct work *w, const char *account, const char *digits)
{
	struct query *q = db_ask(w->db,
		"SELECT COUNT(*) FROM contact WHERE realm = ?1 AND agent = ?2 AND number = ?3 AND "
		"state IN ('talking', 'held', 'wrap_up', 'orphaned')", "sss", w->realm, account, digits);
	bool in_hand = db_step(q) == DB_ROW && db_get_int(q, 0) > 0;

	db_done(q, NULL);
	return in_hand;
}

/* A text member within its bounds, or a problem. */
static const char *take_text(const json *o, const char *name, const char *pointer, size_t most,
			     struct form_problems *problems)
{
	json *v = jo_get(o, name);

	if (!v)
		return NULL;
	const char *s = jo_str(o, name);
	if (!s)
		form_problem_add(problems, pointer, "type", _("This must be a text."));
	else if (strlen(s) > most * 4)
		form_problem_add(problems, pointer, "length", _("This text is too long."));
	return s;
}

static const char *take_code(struct work *w, const json *body, const char *name, const char *pointer,
			     const char *absent, struct form_problems *problems)
{
	const char *code = take_text(body, name, pointer, 32, problems);
	const struct city *city = server_city(w->server);

	if (!code)
		code = absent;
	if (!code)
		form_problem_add(problems, pointer, "required", _("This is required."));
	else if (city && !city_find_code(city, name, code))
		form_problem_add(problems, pointer, "choice", _("The city pack does not know this code."));
	return code;
}

static int64_t take_priority(const json *body, struct form_problems *problems)
{
	json *v = jo_get(body, "priority");
	int64_t n = jo_int(body, "priority", 0);

	if (v && (!json_object_is_type(v, json_type_int) || n < 0 || n > 9))
		form_problem_add(problems, "/priority", "range", _("The priority is a whole number from 0 to 9."));
	return n;
}

static bool find_existing(struct work *w, const char *channel, const char *source, struct contact *c)
{
	if (!source)
		return false;
	struct query *q = db_ask(w->db, "SELECT " CONTACT_COLUMNS "FROM contact "
				 "WHERE realm = ?1 AND channel = ?2 AND source_id = ?3",
				 "sss", w->realm, channel, source);
	bool found = db_step(q) == DB_ROW;

	if (found)
		contact_read_row(q, c);
	db_done(q, NULL);
	return found;
}

static bool insert(struct work *w, const struct contact *c, struct error *err)
{
	enum db_result done = db_run(w->db, err,
		"INSERT INTO contact (id, realm, channel, source_id, number, number_shown, name, skill, "
		"priority, text, state, queued_at, body) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
		"ssssssssissis", c->id, w->realm, c->channel, c->source_id, c->number, c->number_shown,
		c->name, c->skill, (int64_t)c->priority, c->text, c->state, c->queued_at, jo_text(c->body));

	if (done == DB_EXISTS)
		return error_set(err, ERROR_STATE, _("This contact exists already."));
	return done == DB_END && (strcmp(c->state, "queued") || count(w, c->skill, 1, err));
}

bool contact_create(struct work *w, const json *body, struct contact *c, bool *existing,
		    struct form_problems *problems, struct error *err)
{
	const json *caller = jo_get(body, "caller");
	const char *channel = take_code(w, body, "channel", "/channel", NULL, problems);
	const char *skill = take_code(w, body, "skill", "/skill", "general", problems);
	const char *number = take_text(caller, "number", "/caller/number", 40, problems);
	const char *name = take_text(caller, "name", "/caller/name", NAME_MOST, problems);
	const char *text = take_text(body, "text", "/text", TEXT_MOST, problems);
	const char *source = take_text(body, "source_id", "/source_id", SOURCE_MOST, problems);
	int64_t priority = take_priority(body, problems);
	char digits[24];

	if (caller && !json_object_is_type(caller, json_type_object))
		form_problem_add(problems, "/caller", "type", _("This must be an object."));
	if (number && *number && !phone_normalise(number, digits))
		form_problem_add(problems, "/caller/number", "format", _("This is not a phone number."));
	if (problems->count)
		return error_set(err, ERROR_INPUT, _("The contact was not taken."));
	*existing = find_existing(w, channel, source, c);
	if (*existing)
		return true;
	memset(c, 0, sizeof(*c));
	id_new(c->id);
	snprintf(c->channel, sizeof(c->channel), "%s", channel);
	snprintf(c->skill, sizeof(c->skill), "%s", skill);
	snprintf(c->state, sizeof(c->state), "queued");
	if (number && *number) {
		c->number = xstrdup(digits);
		c->number_shown = xstrdup(number);
	}
	c->name = xstrdup(name);
	c->text = xstrdup(text);
	c->source_id = xstrdup(source);
	c->priority = (int)priority;
	c->queued_at = w->now;
	c->body = json_object_new_object();
	return insert(w, c, err) && queue_offer(w, err);
}
