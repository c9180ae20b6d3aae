/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inspection_moves.c -- an inspection scored, appealed against, decided. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/score.h"
#include "hotline/text.h"
#include "server/service/inspection.h"

enum { TEXT_MOST = 1000, MARKS_MOST = 200 };

static bool is_in(const struct inspection *i, const char *state)
{
	return !strcmp(i->state, state);
}

static bool is_fresh(const struct inspection *i, int64_t seen, struct error *err)
{
	return seen == i->version ||
	       error_set(err, ERROR_VERSION, _("The inspection was changed meanwhile: it is at version %lld, you saw %lld; "
					       "read it again."), (long long)i->version, (long long)seen);
}

/* False, and told in problems, when it is no text, too long, or missing though it is required. */
static bool take_text(const json *body, const char *name, const char *pointer, bool required, const char **text,
		      struct form_problems *problems, struct error *err)
{
	const json *given = jo_get(body, name);

	*text = jo_str(body, name);
	if (required && (!given || (*text && text_is_blank(*text))))
		form_problem_add(problems, pointer, "required", _("Say the reason."));
	else if (form_words_fit(given, TEXT_MOST, pointer, problems))
		return true;
	return error_set(err, ERROR_INPUT, "%s", problems->items[problems->count - 1].detail);
}

/* ---- marks ---- */

struct marking { json *score; const char *by; instant at; const char *reason; };        /* reason NULL: the first word */

static bool mark_one(const struct marking *m, const json *mark, struct error *err)
{
	const char *item = jo_str(mark, "item"), *why = jo_str(mark, "why");
	json *deducted = jo_get(mark, "deducted");

	if (!item || !deducted ||
	    !(json_object_is_type(deducted, json_type_int) || json_object_is_type(deducted, json_type_double)))
		return error_set(err, ERROR_INPUT, _("A mark names an item and how many points are taken from it."));
	double points = json_object_get_double(deducted);
	return m->reason ? score_override(m->score, item, points, m->reason, m->by, m->at, err)
			 : score_mark(m->score, item, points, why, err);
}

/* All or none; what is wrong is told in problems, by its place. */
static bool mark_all(const struct marking *m, const json *marks, struct form_problems *problems, struct error *err)
{
	char pointer[40];

	if (jo_len(marks) > MARKS_MOST)
		return error_set(err, ERROR_INPUT, _("These are more marks than the sheets have items."));
	for (size_t i = 0; i < jo_len(marks); i++) {
		const json *mark = jo_at(marks, i);
		struct error why = ERROR_INIT;
		snprintf(pointer, sizeof(pointer), "/marks/%zu/why", i);
		if (!form_words_fit(jo_get(mark, "why"), TEXT_MOST, pointer, problems))
			return error_set(err, ERROR_INPUT, "%s", problems->items[problems->count - 1].detail);
		if (mark_one(m, mark, &why))
			continue;
		snprintf(pointer, sizeof(pointer), "/marks/%zu", i);
		form_problem_add(problems, pointer, why.kind == ERROR_NOT_FOUND ? "choice" : "range", why.text);
		return error_set(err, ERROR_INPUT, "%s", why.text);
	}
	return true;
}

/* ---- kept ---- */

static void set_or_null(struct query *q, int n, instant at)
{
	if (at)
		db_int(q, n, at);
	else
		db_null(q, n);
}

static bool save(struct work *w, struct inspection *i, struct error *err)
{
	struct query *q = db_query(w->db, "UPDATE inspection SET state = ?3, version = ?4, inspector = ?5, scored_at = ?6, "
				   "appealed_at = ?7, decided_at = ?8, total = ?9, body = ?10 WHERE id = ?1 AND realm = ?2");

	i->version++;
	i->total = llround(json_object_get_double(jo_get(jo_get(i->body, "score"), "total")) * 10);
	db_text(q, 1, i->id);
	db_text(q, 2, w->realm);
	db_text(q, 3, i->state);
	db_int(q, 4, i->version);
	db_text(q, 5, i->inspector);
	set_or_null(q, 6, i->scored_at);
	set_or_null(q, 7, i->appealed_at);
	set_or_null(q, 8, i->decided_at);
	db_int(q, 9, i->total);
	db_text(q, 10, jo_text(i->body));
	db_step(q);
	return db_done(q, err);
}

/* The agent hears of what became of their work, the supervisors of an appeal. */
static bool tell(struct work *w, const struct inspection *i, struct error *err)
{
	struct audience agent = { .user = i->agent }, desk = { .roles = ROLE_SUPERVISOR };
	json *data = json_object_new_object();

	jo_set_str(data, "id", i->id);
	jo_set_str(data, "ticket", i->ticket);
	jo_set_str(data, "state", i->state);
	jo_set_int(data, "version", i->version);
	return event_send(w->server, w->db, w->realm, is_in(i, "appealed") ? &desk : &agent, "inspection.updated", data, err);
}

static bool record(struct work *w, const struct user *by, const char *action, const struct inspection *i, struct error *err)
{
	json *detail = json_object_new_object();

	jo_set_str(detail, "ticket", i->ticket);
	jo_set_int(detail, "version", i->version);
	jo_set(detail, "total", json_object_get(jo_get(jo_get(i->body, "score"), "total")));
	return audit_add(w, by->id, action, i->id, detail, err);
}

static bool finish(struct work *w, const struct user *by, const char *action, struct inspection *i, struct error *err)
{
	return save(w, i, err) && tell(w, i, err) && record(w, by, action, i, err);
}

/* ---- the moves ---- */

bool inspection_score(struct work *w, const struct user *by, struct inspection *i, int64_t seen, const json *body,
		      struct form_problems *problems, struct error *err)
{
	const char *note;

	if (!is_fresh(i, seen, err))
		return false;
	if (!strcmp(by->id, i->agent))
		return error_set(err, ERROR_DENIED, _("Nobody inspects their own work; leave this one to another."));
	if (!is_in(i, "drawn") && !is_in(i, "scored"))
		return error_set(err, ERROR_STATE, _("The agent has appealed; a supervisor decides that now."));
	if (!take_text(body, "note", "/note", false, &note, problems, err))
		return false;
	json *score = score_blank(server_city(w->server), i->call);
	struct marking m = { .score = score };
	if (!mark_all(&m, jo_array(body, "marks"), problems, err)) {
		jo_free(score);
		return false;
	}
	jo_set(i->body, "score", score);
	json_object_object_del(i->body, "note");
	jo_set_str(i->body, "note", note && *note ? note : NULL);
	snprintf(i->state, sizeof(i->state), "scored");
	snprintf(i->inspector, sizeof(i->inspector), "%s", by->id);
	i->scored_at = w->now;
	return finish(w, by, "inspection.score", i, err);
}

static bool has_item(const json *score, const json *id)
{
	const json *items = jo_array(score, "items");

	for (size_t n = 0; n < jo_len(items) && json_object_is_type(id, json_type_string); n++)
		if (!strcmp(jo_str(jo_at(items, n), "id"), json_object_get_string((json *)id)))
			return true;
	return false;
}

/* What the agent does not agree with; false, and told in problems, when one is no item of the sheet. */
static bool items_fit(const struct inspection *i, const json *body, struct form_problems *problems, struct error *err)
{
	const json *given = jo_array(body, "items");
	char pointer[40];

	if (jo_len(given) > MARKS_MOST)
		return error_set(err, ERROR_INPUT, _("These are more marks than the sheets have items."));
	for (size_t n = 0; n < jo_len(given); n++) {
		if (has_item(jo_get(i->body, "score"), jo_at(given, n)))
			continue;
		snprintf(pointer, sizeof(pointer), "/items/%zu", n);
		form_problem_add(problems, pointer, "choice", _("The sheet has no such item."));
		return error_set(err, ERROR_INPUT, "%s", problems->items[problems->count - 1].detail);
	}
	return true;
}

bool inspection_appeal(struct work *w, const struct user *by, struct inspection *i, int64_t seen, const json *body,
		       struct form_problems *problems, struct error *err)
{
	const char *reason;

	if (!is_fresh(i, seen, err))
		return false;
	if (strcmp(by->id, i->agent))
		return error_set(err, ERROR_DENIED, _("Only the agent whose work it is can appeal."));
	if (is_in(i, "appealed"))
		return error_set(err, ERROR_STATE, _("You have appealed already; wait for the decision."));
	if (!is_in(i, "scored"))
		return error_set(err, ERROR_STATE, _("The appeal has been decided; that stands."));
	if (!take_text(body, "reason", "/reason", true, &reason, problems, err) || !items_fit(i, body, problems, err))
		return false;
	json *appeal = json_object_new_object(), *items = jo_array(body, "items");
	jo_set_str(appeal, "reason", reason);
	jo_set(appeal, "items", items ? jo_copy(items) : json_object_new_array());
	jo_set(i->body, "appeal", appeal);
	snprintf(i->state, sizeof(i->state), "appealed");
	i->appealed_at = w->now;
	return finish(w, by, "inspection.appeal", i, err);
}

static bool may_decide(const struct user *by, const struct inspection *i, struct error *err)
{
	if (!is_in(i, "appealed"))
		return error_set(err, ERROR_STATE, _("There is no appeal to decide."));
	if (!strcmp(by->id, i->inspector) || !strcmp(by->id, i->agent))
		return error_set(err, ERROR_DENIED,
				 _("Who scored it, or whose work it is, does not decide the appeal; leave it to another "
				   "supervisor."));
	return true;
}

/* Granting changes something, refusing nothing. */
static bool marks_fit(bool granted, const json *body, struct form_problems *problems, struct error *err)
{
	size_t count = jo_len(jo_array(body, "marks"));

	if (!jo_get(body, "granted"))
		form_problem_add(problems, "/granted", "required", _("Say whether the appeal is granted."));
	else if (granted && !count)
		form_problem_add(problems, "/marks", "required", _("Say what the items cost now."));
	else if (!granted && count)
		form_problem_add(problems, "/marks", "inactive", _("A refused appeal changes no points."));
	else
		return true;
	return error_set(err, ERROR_INPUT, "%s", problems->items[0].detail);
}

bool inspection_decide(struct work *w, const struct user *by, struct inspection *i, int64_t seen, const json *body,
		       struct form_problems *problems, struct error *err)
{
	bool granted = jo_bool(body, "granted", false);
	const char *reason;

	if (!is_fresh(i, seen, err) || !may_decide(by, i, err) || !marks_fit(granted, body, problems, err) ||
	    !take_text(body, "reason", "/reason", true, &reason, problems, err))
		return false;
	struct marking m = { .score = jo_get(i->body, "score"), .by = by->name, .at = w->now, .reason = reason };
	if (!mark_all(&m, jo_array(body, "marks"), problems, err))
		return false;
	json *decision = json_object_new_object();
	jo_set_bool(decision, "granted", granted);
	jo_set_str(decision, "reason", reason);
	jo_set_str(decision, "by", by->id);
	jo_set(i->body, "decision", decision);
	snprintf(i->state, sizeof(i->state), "decided");
	i->decided_at = w->now;
	return finish(w, by, "inspection.decide", i, err);
}
