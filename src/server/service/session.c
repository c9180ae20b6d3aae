/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session.c -- see session.h. */
#include "server/service/session.h"

#include <stdio.h>
#include <string.h>

#include "hotline/i18n.h"
#include "hotline/log.h"
#include "hotline/text.h"

/* Of no password: verified for names that are not known. */
static const char nobody[] =
	"$argon2id$v=19$m=65536,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/* In a practice session everybody is an agent who can take every call, and nothing else. */
static void practise(struct user *u)
{
	u->roles = ROLE_AGENT;
	u->skills[0] = u->unit[0] = '\0';
}

bool session_find_user(struct db *db, const char *hash, instant now, struct user *u, struct error *err)
{
	struct query *q = db_ask(
		db,
		"SELECT a.id, a.username, a.name, a.unit, s.realm, a.roles, a.skills, s.expires_at, s.machine, s.parent "
		"FROM session s JOIN account a ON a.id = s.account "
		"WHERE s.token_hash = ?1 AND s.expires_at > ?2 AND a.disabled = 0 AND (s.parent IS NULL OR EXISTS "
		"(SELECT 1 FROM session p WHERE p.token_hash = s.parent AND p.expires_at > ?2))", "si", hash, now);
	bool found = db_step(q) == DB_ROW;

	if (found) {
		db_copy_text(q, 0, u->id, sizeof(u->id));
		db_copy_text(q, 1, u->username, sizeof(u->username));
		db_copy_text(q, 2, u->name, sizeof(u->name));
		db_copy_text(q, 3, u->unit, sizeof(u->unit));
		db_copy_text(q, 4, u->realm, sizeof(u->realm));
		db_copy_text(q, 6, u->skills, sizeof(u->skills));
		text_copy(u->session, sizeof(u->session), hash);
		u->expires_at = db_get_int(q, 7);
		u->machine = !db_is_null(q, 8);
		const char *roles = db_get_text(q, 5);
		if (!roles_parse(roles, &u->roles)) {
			log_warn("account %s has an unknown role: %s", u->username, roles);
			found = false;
		}
		db_copy_text(q, 9, u->parent, sizeof(u->parent));
		if (!user_in_city(u))
			practise(u);
	}
	return db_done(q, err) && found;
}

bool session_find_account(struct server *s, const char *username, struct session_account *a, struct error *err)
{
	struct db *db = store_reader(s->store, err);

	memset(a, 0, sizeof(*a));
	snprintf(a->hash, sizeof(a->hash), "%s", nobody);
	if (!db)
		return false;
	struct query *q = db_ask(db,
				 "SELECT id, password, disabled FROM account WHERE username = ?1 AND "
				 "password IS NOT NULL", "s", username);
	if (db_step(q) == DB_ROW) {
		a->found = true;
		db_copy_text(q, 0, a->id, sizeof(a->id));
		db_copy_text(q, 1, a->hash, sizeof(a->hash));
		a->disabled = db_get_int(q, 2) != 0;
	}
	bool ok = db_done(q, err);
	store_reader_put(s->store, db);
	return ok;
}

/* ---- logging in ---- */

static bool read_state_key(struct db *db, struct session_login *l, struct error *err)
{
	struct query *q =
		db_ask(db, "SELECT state_key FROM account WHERE id = ?1", "s", l->account);

	if (db_step(q) == DB_ROW)
		db_copy_text(q, 0, l->state_key, sizeof(l->state_key));
	return db_done(q, err);
}

static bool open_session(struct db *db, void *arg, struct error *err)
{
	struct session_login *l = arg;
	char hash[HASH_TEXT];

	hash_hex(l->token, strlen(l->token), hash);
	if (!throttle_forget(db, l->username, l->address, err) ||
	    db_run(db, err, "INSERT INTO session (token_hash, account, realm, machine, address, created_at, "
		   "expires_at) "
		   "VALUES (?1, ?2, 'city', NULL, ?3, ?4, ?5)",
		   "sssii", hash, l->account, l->address, l->now, l->expires_at) != DB_END)
		return false;
	/* Read back through the same door as every request: disabled meanwhile is no login. */
	return (session_find_user(db, hash, l->now, &l->user, err) && read_state_key(db, l, err)) ||
	       error_set(err, ERROR_STATE, _("The account has just been disabled."));
}

bool session_open(struct server *s, struct session_login *l, struct error *err)
{
	return store_write(s->store, open_session, l, err);
}

/* ---- passwords ---- */

struct change {
	const struct user *user;
	const char *address, *hash;
};

static bool change_password(struct db *db, void *arg, struct error *err)
{
	const struct change *c = arg;
	const struct user *u = c->user;

	return throttle_forget(db, u->username, c->address, err) &&
	       db_run(db, err, "UPDATE account SET password = ?1 WHERE id = ?2", "ss", c->hash, u->id) == DB_END &&
	       db_run(db, err,
		      "DELETE FROM session WHERE account = ?1 AND machine IS NULL AND token_hash "
		      "<> ?2 AND (parent IS NULL OR parent <> ?2)",
		      "ss", u->id, u->session) == DB_END &&
	       admin_audit_add(db, clock_now(), u->id, "password", u->id, NULL, err);
}

bool session_change_password(struct server *s, const struct user *u, const char *address, const char *hash,
			     struct error *err)
{
	struct change c = { u, address, hash };

	return store_write(s->store, change_password, &c, err);
}

static bool forgive(struct db *db, void *arg, struct error *err)
{
	const struct change *c = arg;

	return throttle_forget(db, c->user->username, c->address, err);
}

bool session_proved(struct server *s, const struct user *u, const char *address, struct error *err)
{
	struct change c = { u, address, NULL };

	return store_write(s->store, forgive, &c, err);
}

/* ---- ending ---- */

bool session_end(struct work *w, const struct user *u, struct error *err)
{
	return db_run(w->db, err, "DELETE FROM session WHERE token_hash = ?1 OR (account = ?2 AND parent = ?1)", "ss",
		      u->session, u->id) == DB_END;
}

static bool is_account(struct work *w, const char *id, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT 1 FROM account WHERE id = ?1", "s", id);
	bool found = db_step(q) == DB_ROW;

	return db_done(q, err) && (found || error_set(err, ERROR_NOT_FOUND, _("There is no such user.")));
}

bool sessions_end(struct work *w, const struct user *by, const char *account, struct error *err)
{
	return is_account(w, account, err) &&
	       db_run(w->db, err, "DELETE FROM session WHERE account = ?1 AND machine IS NULL", "s", account) ==
		       DB_END &&
	       audit_add(w, by->id, "sessions end", account, NULL, err);
}

static json *show_row(struct query *q, const char *own)
{
	json *o = json_object_new_object();
	const char *hash = db_get_text(q, 0);
	char id[17] = "";

	memcpy(id, hash, strnlen(hash, 16));
	jo_set_str(o, "id", id);
	jo_set_str(o, "realm", db_get_text(q, 1));
	jo_set_str(o, "machine", db_get_text(q, 2));
	jo_set_str(o, "address", db_get_text(q, 3));
	jo_set_time(o, "created_at", db_get_int(q, 4));
	jo_set_time(o, "expires_at", db_get_int(q, 5));
	jo_set_bool(o, "current", !strcmp(hash, own));
	return o;
}

json *sessions_list(struct work *w, const struct user *by, const char *account, struct error *err)
{
	if (!is_account(w, account, err))
		return NULL;
	json *items = json_object_new_array();
	struct query *q = db_ask(
		w->db, "SELECT token_hash, realm, machine, address, created_at, expires_at FROM session "
		"WHERE account = ?1 AND expires_at > ?2 ORDER BY created_at DESC, token_hash LIMIT "
		"200", "si", account, w->now);
	while (db_step(q) == DB_ROW)
		json_object_array_add(items, show_row(q, by->session));
	if (db_done(q, err))
		return page_of(items, NULL);
	jo_free(items);
	return NULL;
}
