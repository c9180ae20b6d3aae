/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tickets_visit.c -- return visits: who is phoned by whom, so that nobody is phoned by two.
 *
 * A claim is of a ticket, but a citizen may have several: whoever phones about one has them all.
 */
#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/service/tickets_internal.h"

/* ---- claims ---- */

void tickets_name_claim(struct work *w, json *shown)
{
	const char *by = jo_str(shown, "claimed_by");
	char name[NAME_TEXT];

	if (!by)
		return;
	account_name(w, by, name);
	jo_set_str(shown, "claimed_by_name", name);
}

static bool is_taken(struct work *w, const struct ticket *t, const struct ticket_actor *who)
{
	return t->claimed_by && t->claimed_until > w->now && strcmp(t->claimed_by, who->id) != 0;
}

static bool refuse(struct work *w, const struct ticket *t, bool other, struct error *err)
{
	char name[NAME_TEXT], until[CLOCK_TEXT], no[40];

	account_name(w, t->claimed_by, name);
	clock_format(t->claimed_until, until);
	ticket_no_spaced(t->no, no);
	if (other)
		return error_set(err, ERROR_STATE, _("%s is phoning this caller about ticket %s; choose another visit."), name,
				 no);
	return error_set(err, ERROR_STATE, _("%s has this ticket until %.5s, or gives it free before; choose another."), name,
			 until + 11);
}

/* The other tickets of the same citizen that wait for a visit. */
static bool caller_is_free(struct work *w, const struct ticket *t, const struct ticket_actor *who, struct error *err)
{
	const char *number = jo_pointer_str(t->fields, "/caller/number");
	char digits[24], taken[24] = "";
	bool known = number && phone_normalise(number, digits);
	struct query *q = db_ask(w->db,
		"SELECT body FROM ticket WHERE realm = ?1 AND visit_at IS NOT NULL AND no <> ?2 AND "
		"(number = ?3 OR contact = ?4) LIMIT 100", "ssss", w->realm, t->no, known ? digits : NULL, t->contact_id);

	while (!*taken && db_step(q) == DB_ROW) {
		const char *text = db_get_text(q, 0);
		json *stored = jo_parse(text, strlen(text), NULL);
		struct ticket *other = stored ? ticket_load(stored, NULL) : NULL;
		if (other && is_taken(w, other, who))
			snprintf(taken, sizeof(taken), "%s", other->no);
		ticket_free(other);
		jo_free(stored);
	}
	if (!db_done(q, err) || !*taken)
		return !*taken && (!err || err->kind == ERROR_NONE);
	struct ticket *other = tickets_load(w, taken, NULL, err);
	if (other)
		refuse(w, other, true, err);
	ticket_free(other);
	return false;
}

bool tickets_may_claim(struct work *w, const struct ticket *t, const struct ticket_actor *who, struct error *err)
{
	if (who->roles & ROLE_SUPERVISOR)
		return true;
	if (is_taken(w, t, who))
		return refuse(w, t, false, err);
	return ticket_visit_due(t) == INSTANT_NONE || caller_is_free(w, t, who, err);
}

/* ---- the callers of one matter ---- */

/* Those who joined called once: name and number are their contact's. */
static void add_joined(struct work *w, json *joined)
{
	const char *id = jo_str(joined, "contact_id");
	struct contact c;

	if (!id || !contact_load(w, id, &c, NULL))
		return;
	json *contact = contact_to_json(w, &c, false);
	jo_set(joined, "caller", json_object_get(jo_get(contact, "caller")));
	jo_free(contact);
	contact_release(&c);
}

static void add_merged(struct work *w, json *merged, const struct ticket_actor *who)
{
	struct ticket *t = tickets_load(w, jo_str(merged, "no"), NULL, NULL);

	if (!t)
		return;
	json *row = ticket_to_list_item(t, who, w->now);
	jo_set_str(merged, "state", ticket_state_name(t->state));
	jo_set(merged, "caller", json_object_get(jo_get(row, "caller")));
	jo_set(merged, "visit", json_object_get(jo_get(t->extra, "visit")));
	jo_free(row);
	ticket_free(t);
}

void tickets_show_callers(struct work *w, const struct ticket_actor *who, json *shown)
{
	json *joined = jo_array(shown, "callers"), *merged = jo_array(shown, "merged");

	if (!(who->roles & (ROLE_VISITOR | ROLE_SUPERVISOR | ROLE_DISPATCHER)))
		return;
	if (joined)
		jo_set(shown, "callers", joined = jo_copy(joined));
	for (size_t i = 0; i < jo_len(joined); i++)
		add_joined(w, jo_at(joined, i));
	if (merged)
		jo_set(shown, "merged", merged = jo_copy(merged));
	for (size_t i = 0; i < jo_len(merged); i++)
		add_merged(w, jo_at(merged, i), who);
}

/* ---- numbers ---- */

static json *own_numbers(const struct ticket *t)
{
	json *o = json_object_new_object();

	jo_set_str(o, "number", jo_pointer_str(t->fields, "/caller/number"));
	jo_set_str(o, "callback", jo_pointer_str(t->fields, "/caller/callback"));
	return o;
}

/* Of who joined by that contact: the number they called from. NULL: nobody did. */
static json *joined_number(struct work *w, const struct ticket *t, const char *contact)
{
	const json *joined = jo_array(t->extra, "callers");
	struct contact c;

	for (size_t i = 0; i < jo_len(joined); i++) {
		const char *id = jo_str(jo_at(joined, i), "contact_id");
		if (!id || strcmp(id, contact) || !contact_load(w, contact, &c, NULL))
			continue;
		json *o = json_object_new_object();
		jo_set_str(o, "number", c.number_shown);
		contact_release(&c);
		return o;
	}
	return NULL;
}

/* Nobody asked those who joined whether the units may know them. */
static bool may_reveal(const struct ticket *t, const struct ticket_actor *who, const char *joined, struct error *err)
{
	bool desk = who->roles & (ROLE_AGENT | ROLE_DISPATCHER | ROLE_VISITOR | ROLE_SUPERVISOR);

	return (!ticket_hides_caller(t, who) && (!joined || desk)) ||
	       error_set(err, ERROR_DENIED, _("The caller asked for confidentiality; the hotline passes messages on."));
}

json *tickets_reveal(struct work *w, const struct ticket *t, const struct ticket_actor *who, const json *body,
		     struct form_problems *problems, struct error *err)
{
	const char *contact = jo_str(body, "contact_id");
	bool joined = contact && !(t->contact_id && !strcmp(contact, t->contact_id));

	if (!audit_reason_fits(body, true, problems, err) || !may_reveal(t, who, joined ? contact : NULL, err))
		return NULL;
	json *numbers = joined ? joined_number(w, t, contact) : own_numbers(t);
	if (!numbers) {
		form_problem_add(problems, "/contact_id", "unknown", _("This caller has no part in the ticket."));
		error_set(err, ERROR_INPUT, _("This caller has no part in the ticket."));
		return NULL;
	}
	json *detail = json_object_new_object();
	jo_set_str(detail, "reason", jo_str(body, "reason"));
	jo_set_str(detail, "contact_id", contact);
	if (audit_add(w, who->id, "ticket.reveal", t->no, detail, err))
		return numbers;
	jo_free(numbers);
	return NULL;
}
