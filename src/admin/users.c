/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * users.c -- accounts of people: added, given a new password, disabled, listed.
 *
 * An account is never removed, because tickets and the audit chain name it; it is disabled. What
 * ends a person's access also ends the sessions that are open.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "admin/private.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"
#include "hotline/ticket.h"

#define NAME_MOST 64            /* characters of a person's name */

bool username_check(const char *name, struct error *err)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	size_t len = strlen(name);

	if (len && len <= 64 && strspn(name, allowed) == len)
		return true;
	return error_set(
		err, ERROR_INPUT, _("A user name has 1 to 64 letters, digits, dots, underscores or hyphens."));
}

bool account_find(struct db *db, const char *username, struct account_row *row, struct error *err)
{
	struct query *q =
		db_ask(db, "SELECT id, password IS NULL, disabled FROM account WHERE username = ?1", "s", username);

	*row = (struct account_row){ 0 };
	if (db_step(q) == DB_ROW) {
		row->found = true;
		snprintf(row->id, sizeof(row->id), "%s", db_get_text(q, 0));
		row->machine = db_get_int(q, 1) != 0;
		row->disabled = db_get_int(q, 2) != 0;
	}
	return db_done(q, err);
}

/* The account that the request names, which must be there. */
static bool find_named(struct admin_job *job, struct db *db, struct account_row *row, struct error *err)
{
	const char *username = jo_str(job->request, "username");

	if (!account_find(db, username, row, err))
		return false;
	if (!row->found)
		return error_set(err, ERROR_NOT_FOUND, _("There is no user %.64s."), username);
	snprintf(job->account, sizeof(job->account), "%s", row->id);
	return true;
}

static bool check_skills(const char *skills, const struct city *city, struct error *err)
{
	char code[33];

	for (const char *p = skills; *p;) {
		size_t len = strcspn(p, " ");
		if (len) {
			snprintf(code, sizeof(code), "%.*s", (int)len, p);
			if (len >= sizeof(code) || !city_find_code(city, "skill", code))
				return error_set(err, ERROR_INPUT,
						 _("The city pack knows no skill %.*s."),
						 (int)(len > 64 ? 64 : len), p);
		}
		p += len + (p[len] == ' ');
	}
	return true;
}

static bool check_place_in_city(const json *request, unsigned roles, const struct city *city, struct error *err)
{
	const char *skills = jo_str(request, "skills"), *unit = jo_str(request, "unit");
	bool has_unit = unit && *unit;

	if ((roles & ROLE_UNIT) && !has_unit)
		return error_set(err, ERROR_INPUT, _("A user with the role unit needs a unit."));
	if (!(roles & ROLE_UNIT) && has_unit)
		return error_set(err, ERROR_INPUT, _("Only a user with the role unit has a unit."));
	if (!city)
		return true;
	if (has_unit && !city_find_unit(city, unit))
		return error_set(err, ERROR_INPUT, _("The city pack knows no unit %.64s."), unit);
	return !skills || check_skills(skills, city, err);
}

static bool check_password(struct admin_job *job, struct error *err)
{
	const char *password = jo_str(job->request, "password");

	return admin_password_check(password, err) && admin_password_hash(password, job->hash, err);
}

bool user_add_prepare(struct admin_job *job, const struct city *city, struct error *err)
{
	const char *name = jo_str(job->request, "name"), *words = jo_str(job->request, "roles");
	size_t len = strlen(name);
	unsigned roles;

	if (!username_check(jo_str(job->request, "username"), err))
		return false;
	if (!text_is_clean(name, len, 0) || text_count(name, len) > NAME_MOST)
		return error_set(err, ERROR_INPUT,
				 _("A name is one line of at most %d characters."), NAME_MOST);
	if (!roles_parse(words, &roles) || !roles)
		return error_set(err, ERROR_INPUT, _("%.64s is no list of known roles."), words);
	return check_place_in_city(job->request, roles, city, err) && check_password(job, err);
}

static void new_state_key(char text[65])
{
	unsigned char key[32];

	randombytes_buf(key, sizeof(key));
	sodium_bin2hex(text, 65, key, sizeof(key));
	sodium_memzero(key, sizeof(key));
}

bool account_insert(struct db *db, const char *id, const json *request, const char *username,
		    const char *hash, instant now, struct error *err)
{
	const char *skills = jo_str(request, "skills"), *unit = jo_str(request, "unit");
	const char *name = jo_str(request, "name");
	char state_key[65];

	new_state_key(state_key);
	enum db_result r = db_run(db, err,
		"INSERT INTO account (id, username, name, password, roles, skills, unit, "
		"state_key, disabled, created_at) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9)",
		"ssssssssi", id, username, name, hash, jo_str(request, "roles"),
		skills ? skills : "", unit && *unit ? unit : NULL, state_key, now);
	sodium_memzero(state_key, sizeof(state_key));
	return r == DB_END;
}

bool user_add_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	const char *username = jo_str(job->request, "username");
	struct account_row row;

	if (!account_find(db, username, &row, err))
		return false;
	if (row.found)
		return error_set(err, ERROR_STATE, _("The user %.64s is there already."), username);
	id_new(job->account);
	jo_set_str(job->result, "id", job->account);
	if (!account_insert(db, job->account, job->request, username, job->hash, now, err))
		return false;
	json *detail = json_object_new_object();
	jo_set_str(detail, "roles", jo_str(job->request, "roles"));
	jo_set_str(detail, "unit", jo_str(job->request, "unit"));
	return admin_audit_add(db, now, ADMIN_BY, "user add", username, detail, err);
}

bool user_passwd_prepare(struct admin_job *job, const struct city *city, struct error *err)
{
	(void)city;
	return check_password(job, err);
}

static bool end_sessions(struct admin_job *job, struct db *db, const char *action, const char *why, instant now,
			 struct error *err)
{
	job->effects |= ADMIN_SESSIONS;
	job->ended = why;
	return db_run(db, err, "DELETE FROM session WHERE account = ?1", "s", job->account) ==
		       DB_END &&
	       admin_audit_add(db, now, ADMIN_BY, action, jo_str(job->request, "username"), NULL, err);
}

bool user_passwd_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	const char *username = jo_str(job->request, "username");
	struct account_row row;

	if (!find_named(job, db, &row, err))
		return false;
	if (row.machine)
		return error_set(err, ERROR_STATE,
				 _("%.64s is a machine: it has tokens and no password."), username);
	return db_run(db, err, "UPDATE account SET password = ?1 WHERE id = ?2", "ss", job->hash,
		      job->account) == DB_END &&
	       db_run(db, err, "DELETE FROM login_failure WHERE username = ?1", "s", username) ==
		       DB_END &&
	       end_sessions(job, db, "user passwd", "password", now, err);
}

bool user_disable_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	struct account_row row;

	return find_named(job, db, &row, err) &&
	       db_run(db, err, "UPDATE account SET disabled = 1 WHERE id = ?1", "s", job->account) == DB_END &&
	       end_sessions(job, db, "user disable", "disabled", now, err);
}

bool user_enable_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	struct account_row row;

	return find_named(job, db, &row, err) &&
	       db_run(db, err, "UPDATE account SET disabled = 0 WHERE id = ?1", "s", job->account) == DB_END &&
	       admin_audit_add(db, now, ADMIN_BY, "user enable", jo_str(job->request, "username"), NULL, err);
}

/* "agent general" as an array. */
static json *word_list(const char *words)
{
	json *array = json_object_new_array();

	while (words && *words) {
		size_t len = strcspn(words, " ");
		if (len)
			json_object_array_add(array, json_object_new_string_len(words, (int)len));
		words += len + (words[len] == ' ');
	}
	return array;
}

static json *user_row(struct query *q)
{
	json *user = json_object_new_object();

	jo_set_str(user, "username", db_get_text(q, 0));
	jo_set_str(user, "name", db_get_text(q, 1));
	jo_set(user, "roles", word_list(db_get_text(q, 2)));
	jo_set(user, "skills", word_list(db_get_text(q, 3)));
	jo_set_str(user, "unit", db_get_text(q, 4));
	jo_set_bool(user, "disabled", db_get_int(q, 5) != 0);
	jo_set_bool(user, "machine", db_get_int(q, 6) != 0);
	return user;
}

bool user_list_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	struct query *q = db_query(db,
		"SELECT username, name, roles, skills, unit, disabled, password IS NULL FROM "
		"account "
		"ORDER BY username");
	json *items = json_object_new_array();

	(void)now;
	while (db_step(q) == DB_ROW)
		json_object_array_add(items, user_row(q));
	jo_set(job->result, "items", items);
	return db_done(q, err);
}
