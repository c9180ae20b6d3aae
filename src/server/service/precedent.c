/* SPDX-License-Identifier: GPL-3.0-or-later */
/* precedent.c -- see precedent.h. */
#include "server/service/precedent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "hotline/privacy.h"
#include "hotline/text.h"
#include "server/service/knowledge.h"
#include "server/service/tickets.h"

enum { TITLE_MOST = 80, KEYWORDS_MOST = 200, BODY_MOST = 20000 };      /* characters */

/* ---- the ticket it comes from ---- */

/* Somebody to whom a confidential caller must not be known. */
static const struct ticket_actor outsider = { .id = "", .username = "", .roles = ROLE_UNIT };

/* An editor need not see the ticket; what comes of it here is without its people. NULL: err. */
static struct ticket *load_closed(struct work *w, const char *no, struct error *err)
{
	struct ticket *t = tickets_load(w, no, NULL, err);

	if (!t)
		return NULL;
	if (!work_in_city(w))
		error_set(err, ERROR_DENIED, _("An exercise makes no precedents; make them of the city's own tickets."));
	else if (t->state != TICKET_CLOSED)
		error_set(err, ERROR_STATE, _("Only a closed ticket becomes a precedent; wait until it is closed."));
	else if (ticket_hides_caller(t, &outsider))
		error_set(err, ERROR_STATE, _("The caller asked for confidentiality; choose another ticket."));
	else
		return t;
	ticket_free(t);
	return NULL;
}

static void add_paragraph(struct buf *out, const struct privacy *p, const char *label, const char *text)
{
	if (!text || !*text)
		return;
	buf_addf(out, "%s%s\n", out->len ? "\n" : "", label);
	privacy_clean(p, text, out);
	buf_addch(out, '\n');
}

static void add_replies(struct buf *out, const struct privacy *p, const struct city *city, const struct ticket *t)
{
	const json *parts = ticket_parts(t);

	for (size_t i = 0; i < jo_len(parts); i++) {
		const json *part = jo_at(parts, i);
		const struct city_unit *unit = city_find_unit(city, jo_str(part, "unit"));
		char *label = xasprintf(_("Handled by %s:"), unit ? unit->name : jo_str(part, "unit"));
		add_paragraph(out, p, label, jo_str(jo_get(part, "reply"), "answer"));
		free(label);
	}
}

static void add_result(struct buf *out, const struct ticket *t)
{
	const json *final = jo_get(jo_get(t->extra, "visit"), "final");
	const char *satisfied = jo_str(final, "satisfied");

	if (!final)
		return;
	buf_addf(out, _("\nAt the return visit: %s"), jo_bool(final, "solved", false) ? _("solved") : _("not solved"));
	if (satisfied)
		buf_addf(out, " · %s", !strcmp(satisfied, "yes") ? _("satisfied") :
			 !strcmp(satisfied, "basically") ? _("basically satisfied") : _("not satisfied"));
	buf_addch(out, '\n');
}

static void set_clean(json *o, const char *name, const struct privacy *p, const char *text)
{
	struct buf clean = BUF_INIT;

	privacy_clean(p, text ? text : "", &clean);
	jo_set_str(o, name, clean.len ? clean.data : "");
	buf_release(&clean);
}

static json *propose(struct work *w, const struct ticket *t)
{
	const struct city *city = server_city(w->server);
	const char *code = jo_pointer_str(t->fields, "/matter/category");
	struct buf body = BUF_INIT, path = BUF_INIT;
	struct privacy p;
	json *o = json_object_new_object();

	privacy_of_ticket(t, &p);
	add_paragraph(&body, &p, _("Request:"), jo_pointer_str(t->fields, "/matter/content"));
	add_replies(&body, &p, city, t);
	add_result(&body, t);
	if (code)
		city_category_path(city, code, false, &path);
	jo_set_str(o, "ticket", t->no);
	set_clean(o, "title", &p, jo_pointer_str(t->fields, "/matter/title"));
	jo_set_str(o, "category", code);
	jo_set_str(o, "unit", ticket_scored_unit(city, t));
	jo_set_str(o, "keywords", path.len ? path.data : "");
	jo_set_str(o, "body", body.len ? body.data : "");
	buf_release(&body);
	buf_release(&path);
	return o;
}

json *precedent_draft(struct work *w, const char *ticket, struct error *err)
{
	struct ticket *t = load_closed(w, ticket, err);
	json *o = t ? propose(w, t) : NULL;

	ticket_free(t);
	return o;
}

/* ---- checking what was written ---- */

static void refuse(struct form_problems *problems, const char *name, const char *code, const char *detail)
{
	char pointer[40];

	snprintf(pointer, sizeof(pointer), "/%s", name);
	form_problem_add(problems, pointer, code, detail);
}

struct rule { const char *name; size_t most; bool required, lines; };

static const struct rule rules[] = {
	{ "title", TITLE_MOST, true, false }, { "keywords", KEYWORDS_MOST, false, false }, { "body", BODY_MOST, true, true },
};

static void check_text(const json *o, const struct rule *rule, const struct privacy *p, struct form_problems *problems)
{
	const json *given = jo_get(o, rule->name);
	const char *name = rule->name, *text = jo_str(o, name);
	struct buf piece = BUF_INIT;
	char pointer[40];

	snprintf(pointer, sizeof(pointer), "/%s", name);
	if (!given || (text && text_is_blank(text))) {
		if (rule->required)
			refuse(problems, name, "required", _("This is required."));
	} else if (!(rule->lines ? form_words_fit : form_line_fits)(given, rule->most, pointer, problems)) {
		;       /* told */
	} else if (privacy_find(p, text, &piece)) {
		char shown[81];
		text_copy(shown, sizeof(shown), piece.data);
		char *detail = xasprintf(_("“%s” tells who somebody is; write it without."), shown);
		refuse(problems, name, "personal", detail);
		free(detail);
	}
	buf_release(&piece);
}

static void check(struct work *w, const json *o, const struct ticket *t, struct form_problems *problems)
{
	const char *category = jo_str(o, "category");
	struct privacy p;

	privacy_of_ticket(t, &p);
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		check_text(o, &rules[i], &p, problems);
	if (!category || !city_find_category(server_city(w->server), category))
		refuse(problems, "category", "choice", _("Choose a category of the city pack."));
}

/* What was given, over what there is. */
static void overlay(json *o, const json *given)
{
	static const char *const names[] = { "title", "category", "keywords", "body" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (jo_get(given, names[i]))
			jo_set(o, names[i], jo_copy(jo_get(given, names[i])));
}

/* ---- writing ---- */

static bool insert(struct work *w, const struct user *by, const json *o, struct error *err)
{
	return db_run(w->db, err, "UPDATE precedent SET current = 0 WHERE id = ?1 AND current = 1", "s", jo_str(o, "id")) ==
		       DB_END &&
	       db_run(w->db, err, "INSERT INTO precedent (id, version, current, title, category, unit, kind, keywords, body, "
		      "changed_at, account, ticket) VALUES (?1, ?2, 1, ?3, ?4, ?5, 'precedent', ?6, ?7, ?8, ?9, ?10)",
		      "sisssssiss", jo_str(o, "id"), jo_int(o, "version", 1), jo_str(o, "title"), jo_str(o, "category"),
		      jo_str(o, "unit"), jo_str(o, "keywords"), jo_str(o, "body"), w->now, by->id, jo_str(o, "ticket")) ==
		       DB_END;
}

static bool record(struct work *w, const struct user *by, const char *action, const json *o, struct error *err)
{
	json *detail = json_object_new_object();

	jo_set_str(detail, "ticket", jo_str(o, "ticket"));
	jo_set_int(detail, "version", jo_int(o, "version", 1));
	return audit_add(w, by->id, action, jo_str(o, "id"), detail, err);
}

/* A ticket teaches one thing; who sees it otherwise changes the precedent. */
static bool is_first(struct work *w, const char *no, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT id FROM precedent WHERE ticket = ?1 AND current = 1", "s", no);
	char id[ID_TEXT] = "";

	if (db_step(q) == DB_ROW)
		snprintf(id, sizeof(id), "%s", db_get_text(q, 0));
	if (!db_done(q, err))
		return false;
	return !*id || error_set(err, ERROR_STATE, _("Ticket %s has become precedent %s already; change that one."), no, id);
}

static json *make(struct work *w, const struct user *by, const struct ticket *t, const json *body,
		  struct form_problems *problems, struct error *err)
{
	char id[ID_TEXT];
	json *o = propose(w, t);

	overlay(o, body);
	check(w, o, t, problems);
	jo_set_str(o, "id", id_new(id));
	jo_set_int(o, "version", 1);
	if (problems->count)
		error_set(err, ERROR_INPUT, "%s", problems->items[0].detail);
	else if (is_first(w, t->no, err) && insert(w, by, o, err) && record(w, by, "precedent.create", o, err))
		return o;
	jo_free(o);
	return NULL;
}

json *precedent_create(struct work *w, const struct user *by, const json *body, struct form_problems *problems,
		       struct error *err)
{
	const char *no = jo_str(body, "ticket");

	if (!no || !*no) {
		refuse(problems, "ticket", "required", _("Give the number of a closed ticket."));
		error_set(err, ERROR_INPUT, "%s", problems->items[0].detail);
		return NULL;
	}
	struct ticket *t = load_closed(w, no, err);
	json *made = t ? make(w, by, t, body, problems, err) : NULL;
	json *o = made ? precedent_read(w, jo_str(made, "id"), 0, err) : NULL;

	jo_free(made);
	ticket_free(t);
	return o;
}

/* ---- reading ---- */

static json *versions_of(struct work *w, const char *id, json *o, struct error *err)
{
	json *list = json_object_new_array();
	struct query *q = db_ask(w->db,
		"SELECT p.version, p.changed_at, a.name, p.ticket, p.current FROM precedent p LEFT JOIN account a ON "
		"a.id = p.account WHERE p.id = ?1 ORDER BY p.version", "s", id);
	bool current = false;

	while (db_step(q) == DB_ROW) {
		json *version = json_object_new_object();
		jo_set_int(version, "version", db_get_int(q, 0));
		jo_set_time(version, "changed_at", db_get_int(q, 1));
		jo_set_str(version, "by_name", db_get_text(q, 2));
		json_object_array_add(list, version);
		if (work_in_city(w))
			jo_set_str(o, "ticket", db_get_text(q, 3));
		current |= db_get_int(q, 4) != 0;
	}
	jo_set(o, "versions", list);
	jo_set_bool(o, "withdrawn", !current);
	if (db_done(q, err))
		return o;
	jo_free(o);
	return NULL;
}

json *precedent_read(struct work *w, const char *id, int64_t version, struct error *err)
{
	json *o = knowledge_read(w, w->server->precedents, id, version, err);

	return o ? versions_of(w, id, o, err) : NULL;
}

/* ---- changing ---- */

static bool withdraw(struct work *w, const struct user *by, json *o, struct error *err)
{
	json_object_object_del(o, "body");
	jo_set_bool(o, "withdrawn", true);
	return db_run(w->db, err, "UPDATE precedent SET current = 0 WHERE id = ?1", "s", jo_str(o, "id")) == DB_END &&
	       record(w, by, "precedent.withdraw", o, err);
}

static bool write_version(struct work *w, const struct user *by, json *o, const json *body,
			  struct form_problems *problems, struct error *err)
{
	struct ticket *t = tickets_load(w, jo_str(o, "ticket"), NULL, err);

	if (!t)
		return false;
	overlay(o, body);
	check(w, o, t, problems);
	ticket_free(t);
	if (problems->count)
		return error_set(err, ERROR_INPUT, "%s", problems->items[0].detail);
	jo_set_int(o, "version", jo_int(o, "version", 0) + 1);
	return insert(w, by, o, err) && record(w, by, "precedent.change", o, err);
}

json *precedent_change(struct work *w, const struct user *by, const char *id, int64_t seen, const json *body,
		       struct form_problems *problems, struct error *err)
{
	json *o = precedent_read(w, id, 0, err), *changed = NULL;
	int64_t version = jo_int(o, "version", 0);

	if (!o)
		return NULL;
	if (seen != version)
		error_set(err, ERROR_VERSION, _("The precedent was changed meanwhile: it is at version %lld, you saw %lld; read "
						"it again."), (long long)version, (long long)seen);
	else if (jo_bool(body, "withdrawn", false) ? withdraw(w, by, o, err) :
						     write_version(w, by, o, body, problems, err))
		changed = jo_get(o, "body") ? precedent_read(w, id, 0, err) : json_object_get(o);
	jo_free(o);
	return changed;
}
