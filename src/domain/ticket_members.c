/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket_members.c -- does the body of an action hold what its row of the table asks for?
 *
 * Every member has a kind; each mistake becomes a problem with a pointer and a sentence that says
 * what to do.
 */
#include <stdio.h>
#include <string.h>

#include "hotline/i18n.h"
#include "hotline/text.h"
#include "ticket_internal.h"

void ask_problem(const struct ticket_ask *ask, const char *pointer, const char *code, const char *detail)
{
	form_problem_add(ask->problems, pointer, code, detail);
}

static void member_problem(const struct ticket_ask *ask, const char *name, const char *code, const char *detail)
{
	char pointer[80];

	snprintf(pointer, sizeof(pointer), "/%s", name);
	ask_problem(ask, pointer, code, detail);
}

/* JSON true, or "yes" as forms write it. */
bool move_yes(const json *body, const char *name)
{
	const char *text = jo_str(body, name);

	return text ? !strcmp(text, "yes") : jo_bool(body, name, false);
}

bool move_time(const json *body, const char *name, instant *t)
{
	const char *text = jo_str(body, name);

	return text && clock_parse(text, t);
}

json *fields_patched(const json *fields, const json *patch)
{
	json *out = jo_share((json *)fields);

	if (!json_object_is_type(patch, json_type_object))
		return out;
	json_object_object_foreach((json *)patch, name, value) {
		if (!value)
			json_object_object_del(out, name);
		else if (json_object_is_type(value, json_type_object))
			jo_set(out, name, fields_patched(jo_get(out, name), value));
		else
			jo_set(out, name, json_object_get(value));
	}
	return out;
}

/* As a field of several lines is checked. */
static bool text_fits(json *value, const char **code, const char **detail)
{
	const char *text = json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
	size_t len = text ? (size_t)json_object_get_string_len(value) : 0;
	bool fits = text && text_count(text, len) <= TEXT_MOST;
	const char *fault = fits ? form_control_fault(text, len, true) : _("Write a text of at most 4000 characters.");

	if (!fault)
		return true;
	*code = fits ? "format" : text ? "length" : "type";
	*detail = fault;
	return false;
}

static bool is_known_unit(const struct ticket_ask *ask, json *value)
{
	return json_object_is_type(value, json_type_string) &&
	       city_find_unit(ask->city, json_object_get_string(value));
}

static bool check_text(const struct ticket_ask *ask, json *value, const char **code, const char **detail)
{
	(void)ask;
	return text_fits(value, code, detail);
}

static bool check_unit(const struct ticket_ask *ask, json *value, const char **code, const char **detail)
{
	*code = "unknown";
	*detail = _("This unit is not known; choose one of the city's units by its code.");
	return is_known_unit(ask, value);
}

static bool check_units(const struct ticket_ask *ask, json *value, const char **code, const char **detail)
{
	*code = "type";
	*detail = _("Give the units as a list of at most 20 unit codes.");
	if (!json_object_is_type(value, json_type_array) || jo_len(value) > UNITS_MOST)
		return false;
	*code = "unknown";
	*detail = _("One of these units is not known; choose each by its code.");
	for (size_t i = 0; i < jo_len(value); i++)
		if (!is_known_unit(ask, jo_at(value, i)))
			return false;
	return true;
}

static bool check_grade(const struct ticket_ask *ask, json *value, const char **code, const char **detail)
{
	*code = "unknown";
	*detail = _("This grade is not known; choose one of the city's grades.");
	return json_object_is_type(value, json_type_string) &&
	       city_find_grade(ask->city, json_object_get_string(value));
}

static bool check_time(const struct ticket_ask *ask, json *value, const char **code, const char **detail)
{
	instant t;

	(void)ask;
	*code = "format";
	*detail = _("Give a time with its offset, such as 2026-11-24T20:05:00+08:00.");
	return json_object_is_type(value, json_type_string) &&
	       clock_parse(json_object_get_string(value), &t);
}

static bool is_word(json *value, const char *const *words)
{
	for (; json_object_is_type(value, json_type_string) && *words; words++)
		if (!strcmp(json_object_get_string(value), *words))
			return true;
	return false;
}

static bool check_yes_no(const struct ticket_ask *ask, json *value, const char **code, const char **detail)
{
	static const char *const words[] = { "yes", "no", NULL };

	(void)ask;
	*code = "type";
	*detail = _("Answer with true or false.");
	return json_object_is_type(value, json_type_boolean) || is_word(value, words);
}

static bool check_satisfied(const struct ticket_ask *ask, json *value, const char **code, const char **detail)
{
	static const char *const words[] = { "yes", "basically", "no", NULL };

	(void)ask;
	*code = "choice";
	*detail = _("Answer with yes, basically or no.");
	return is_word(value, words);
}

static bool check_object(const struct ticket_ask *ask, json *value, const char **code, const char **detail)
{
	(void)ask;
	*code = "type";
	*detail = _("Give the fields that change as an object.");
	return json_object_is_type(value, json_type_object);
}

static bool check_ticket_no(const struct ticket_ask *ask, json *value, const char **code, const char **detail)
{
	const char *text = json_object_get_string(value);

	(void)ask;
	*code = "format";
	*detail = _("A ticket number has 12 digits or more, such as 261124000123.");
	return json_object_is_type(value, json_type_string) && strlen(text) >= 12 && strlen(text) < 24 &&
	       strspn(text, "0123456789") == strlen(text);
}

static bool check_id(const struct ticket_ask *ask, json *value, const char **code, const char **detail)
{
	const char *text = json_object_get_string(value);

	(void)ask;
	*code = "format";
	*detail = _("Give the contact's id as it was shown.");
	if (!json_object_is_type(value, json_type_string) || !*text || strlen(text) > 64)
		return false;
	for (; *text; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

/* A text, an answer yes or no, or a list of references: what a unit encloses differs by city. */
static bool check_any(const struct ticket_ask *ask, json *value, const char **code, const char **detail)
{
	if (json_object_is_type(value, json_type_boolean))
		return true;
	if (!json_object_is_type(value, json_type_array))
		return check_text(ask, value, code, detail);
	for (size_t i = 0; i < jo_len(value); i++)
		if (!text_fits(jo_at(value, i), code, detail))
			return false;
	*code = "type";
	*detail = _("Give a list of at most 20 texts.");
	return jo_len(value) <= 20;
}

static bool (*const kinds[])(const struct ticket_ask *, json *, const char **, const char **) = {
	[MEMBER_TEXT] = check_text,
	[MEMBER_UNIT] = check_unit,
	[MEMBER_UNITS] = check_units,
	[MEMBER_GRADE] = check_grade,
	[MEMBER_TIME] = check_time,
	[MEMBER_YES_NO] = check_yes_no,
	[MEMBER_FIELDS] = check_object,
	[MEMBER_SATISFIED] = check_satisfied,
	[MEMBER_TICKET] = check_ticket_no,
	[MEMBER_ID] = check_id,
	[MEMBER_ANY] = check_any,
};

static bool is_missing(const json *value)
{
	if (!value)
		return true;
	if (json_object_is_type(value, json_type_array))
		return !jo_len(value);
	return json_object_is_type(value, json_type_string) &&
	       text_is_blank(json_object_get_string((json *)value));
}

void move_check_members(const struct ticket_ask *ask)
{
	const char *code, *detail;

	for (const struct move_member *m = ask->move->members; m && m->name; m++) {
		json *value = jo_get(ask->body, m->name);
		if (is_missing(value)) {
			if (m->ask)
				member_problem(ask, m->name, "required", _(m->ask));
		} else if (!kinds[m->kind](ask, value, &code, &detail)) {
			member_problem(ask, m->name, code, detail);
		}
	}
}

json *ticket_event_detail(const char *action, const json *body, const struct ticket_actor *who)
{
	json *out = json_object_new_object();
	bool by_unit = false;

	for (size_t i = 0; i < ticket_move_count; i++) {
		if (strcmp(ticket_moves[i].action, action))
			continue;
		by_unit |= (ticket_moves[i].roles & who->roles & ROLE_UNIT) != 0;
		for (const struct move_member *m = ticket_moves[i].members; m && m->name; m++) {
			json *value = jo_get(body, m->name);
			if (value && m->kind == MEMBER_YES_NO)
				jo_set_bool(out, m->name, move_yes(body, m->name));
			else if (!is_missing(value))
				jo_set(out, m->name, jo_copy(value));
		}
	}
	if (by_unit)
		jo_set_str(out, "by_unit", who->unit);
	return out;
}
