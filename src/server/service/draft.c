/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draft.c -- the half-filled forms of a contact, with a revision so that no writer overwrites another unseen. */
#include <stdio.h>
#include <string.h>

#include "hotline/i18n.h"
#include "server/service/training.h"

enum { DRAFTS_MOST = 20 };
#define FORM_KEPT_MS (30LL * 86400 * 1000)

void draft_release(struct draft *d)
{
	jo_free(d->fields);
	memset(d, 0, sizeof(*d));
}

bool draft_load(struct work *w, const char *contact, int n, struct draft *d, struct error *err)
{
	memset(d, 0, sizeof(*d));
	d->n = n;
	struct query *q = db_ask(w->db,
		"SELECT revision, form_version, fields, ticket, updated_at, (SELECT COUNT(*) FROM ticket t WHERE "
		"t.no = draft.ticket AND t.state = 'transferred') FROM draft "
		"WHERE contact = ?1 AND n = ?2 AND realm = ?3", "sis", contact, (int64_t)n, w->realm);
	if (db_step(q) == DB_ROW) {
		const char *fields = db_get_text(q, 2), *ticket = db_get_text(q, 3);
		d->revision = db_get_int(q, 0);
		d->form_version = (int)db_get_int(q, 1);
		d->fields = jo_parse(fields, strlen(fields), NULL);
		snprintf(d->ticket, sizeof(d->ticket), "%s", ticket ? ticket : "");
		d->updated_at = db_get_int(q, 4);
		d->open = db_get_int(q, 5) > 0;
	}
	return db_done(q, err);
}

json *draft_to_json(const struct draft *d)
{
	json *o = json_object_new_object();

	jo_set_int(o, "n", d->n);
	jo_set_int(o, "revision", d->revision);
	jo_set_int(o, "form_version", d->form_version);
	jo_set(o, "fields", d->fields ? jo_copy(d->fields) : json_object_new_object());
	jo_set_str(o, "ticket", d->ticket[0] ? d->ticket : NULL);
	if (d->open)
		jo_set_bool(o, "open", true);
	if (d->updated_at)
		jo_set_time(o, "updated_at", d->updated_at);
	return o;
}

bool form_version_is_known(struct work *w, int64_t version)
{
	struct query *q = db_ask(w->db,
		"SELECT COUNT(*) FROM city_pack p WHERE p.form_version = ?1 AND (p.current = 1 OR "
		"p.imported_at > ?2 OR EXISTS (SELECT 1 FROM city_pack n WHERE n.imported_at > p.imported_at "
		"AND n.imported_at > ?2 AND NOT EXISTS (SELECT 1 FROM city_pack m WHERE "
		"m.imported_at > p.imported_at AND m.imported_at < n.imported_at)))",
		"ii", version, w->now - FORM_KEPT_MS);
	bool known = db_step(q) == DB_ROW && db_get_int(q, 0) > 0;

	db_done(q, NULL);
	return known;
}

/* That it changed, not what was typed. */
static bool tell(struct work *w, const char *contact, const struct draft *d, const char *user, struct error *err)
{
	struct audience to = { .user = user };
	json *data = json_object_new_object();

	jo_set_str(data, "contact_id", contact);
	jo_set_int(data, "n", d->n);
	jo_set_int(data, "revision", d->revision);
	return event_send(w->server, w->db, w->realm, &to, "draft.updated", data, err);
}

/* Whoever writes knows it already, unless at another seat. */
static bool is_at_another_seat(struct work *w, const char *user)
{
	struct query *q = db_ask(w->db, "SELECT COUNT(*) FROM session WHERE account = ?1 AND realm = ?2 AND machine IS NULL "
				 "AND expires_at > ?3", "ssi", user, w->realm, w->now);
	bool another = db_step(q) == DB_ROW && db_get_int(q, 0) > 1;

	db_done(q, NULL);
	return another;
}

static bool tell_observers(struct work *w, const struct contact *c, const struct draft *d, const char *by,
			   struct error *err)
{
	json *people = jo_array(c->body, "observers");

	for (size_t i = 0; i < jo_len(people); i++)
		if (!tell(w, c->id, d, json_object_get_string(jo_at(people, i)), err))
			return false;
	return (!strcmp(c->agent, by) && !is_at_another_seat(w, by)) || tell(w, c->id, d, c->agent, err);
}

static bool store_draft(struct work *w, const char *contact, const struct draft *d, struct error *err)
{
	return db_run(w->db, err,
		      "INSERT INTO draft (contact, n, realm, revision, form_version, fields, updated_at) "
		      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (contact, n) DO UPDATE SET "
		      "revision = ?4, form_version = ?5, fields = ?6, updated_at = ?7",
		      "sisiisi", contact, (int64_t)d->n, w->realm, d->revision,
		      (int64_t)d->form_version, jo_text(d->fields), d->updated_at) == DB_END &&
	       db_run(w->db, err, "UPDATE contact SET touched_at = ?2 WHERE id = ?1", "si", contact,
		      w->now) == DB_END;
}

bool draft_put(struct work *w, struct contact *c, const char *by, int n, int64_t base, int64_t form_version,
	       json *fields, struct draft *d, struct error *err)
{
	if (n < 1 || n > DRAFTS_MOST)
		return error_set(err, ERROR_NOT_FOUND, _("A contact has at most %d forms."), DRAFTS_MOST);
	if (!draft_load(w, c->id, n, d, err))
		return false;
	if (d->ticket[0] && !d->open)
		return error_set(err, ERROR_STATE, _("This form was submitted as ticket %s; amend the ticket instead."),
				 d->ticket);
	if (base != d->revision)
		return error_set(err, ERROR_VERSION,
				 _("This form was changed elsewhere; look at the difference and write again."));
	jo_free(d->fields);
	d->fields = jo_copy(fields);
	d->form_version = (int)form_version;
	d->revision = base + 1;
	d->updated_at = w->now;
	return store_draft(w, c->id, d, err) && tell_observers(w, c, d, by, err) &&
	       (work_in_city(w) || training_draft_kept(w, c, d, err));
}

static bool tell_seats(struct work *w, const char *contact, int n, const char *user, struct error *err)
{
	struct draft d = { 0 };
	bool ok = !is_at_another_seat(w, user) ||
		  (draft_load(w, contact, n, &d, err) && tell(w, contact, &d, user, err));

	draft_release(&d);
	return ok;
}

bool draft_submitted(struct work *w, const char *contact, const char *by, const struct draft *d, struct error *err)
{
	return db_run(w->db, err,
		      "INSERT INTO draft (contact, n, realm, revision, form_version, fields, ticket, updated_at) "
		      "VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7) ON CONFLICT (contact, n) DO UPDATE SET "
		      "revision = draft.revision + 1, form_version = ?4, fields = ?5, ticket = ?6, updated_at = ?7",
		      "sisissi", contact, (int64_t)d->n, w->realm, (int64_t)d->form_version,
		      jo_text(d->fields), d->ticket, w->now) == DB_END &&
	       tell_seats(w, contact, d->n, by, err);
}
