/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tokens.c -- long-lived tokens of machines (telephone gateways, monitors). Only the hash is kept,
 * so a token is shown once. A machine may hold several, so that one can be replaced without a gap.
 */
#include <stdio.h>
#include <string.h>

#include "admin/private.h"
#include "hotline/i18n.h"
#include "hotline/ticket.h"

#define DAYS_DEFAULT 365
#define DAYS_MOST 3660

bool token_prepare(struct admin_job *job, const struct city *city, struct error *err)
{
	const char *name = jo_str(job->request, "name"), *words = jo_str(job->request, "roles");
	int64_t days = jo_int(job->request, "days", DAYS_DEFAULT);
	unsigned roles;

	(void)city;
	if (!username_check(name, err))
		return false;
	if (!words)
		jo_set_str(job->request, "roles", words = "gateway");
	if (!roles_parse(words, &roles) || !roles)
		return error_set(err, ERROR_INPUT, _("%.64s is no list of known roles."), words);
	if (days < 1 || days > DAYS_MOST)
		return error_set(err, ERROR_INPUT, _("A token lives 1 to %d days."), DAYS_MOST);
	return true;
}

/* The machine's account; made when it is not there. */
static bool machine_account(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	const char *name = jo_str(job->request, "name");
	struct account_row row;

	if (!account_find(db, name, &row, err))
		return false;
	if (!row.found) {
		id_new(job->account);
		return account_insert(db, job->account, job->request, name, NULL, now, err);
	}
	if (!row.machine)
		return error_set(err, ERROR_STATE,
				 _("%.64s is a person's account; tokens are for machines."), name);
	if (row.disabled)
		return error_set(err, ERROR_STATE, _("%.64s is disabled; enable it first."), name);
	snprintf(job->account, sizeof(job->account), "%s", row.id);
	return db_run(db, err, "UPDATE account SET roles = ?1 WHERE id = ?2", "ss",
		      jo_str(job->request, "roles"), row.id) == DB_END;
}

bool token_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	const char *name = jo_str(job->request, "name");
	instant expires = now + SECONDS(86400) * jo_int(job->request, "days", DAYS_DEFAULT);
	char token[TOKEN_TEXT], hash[HASH_TEXT];

	if (!machine_account(job, db, now, err))
		return false;
	token_new(token);
	hash_hex(token, strlen(token), hash);
	if (db_run(db, err,
		   "INSERT INTO session (token_hash, account, realm, machine, address, "
		   "created_at, expires_at) "
		   "VALUES (?1, ?2, 'city', ?3, NULL, ?4, ?5)",
		   "sssii", hash, job->account, name, now, expires) != DB_END)
		return false;
	jo_set_str(job->result, "token", token);
	jo_set_time(job->result, "expires_at", expires);
	json *detail = json_object_new_object();
	jo_set_str(detail, "roles", jo_str(job->request, "roles"));
	jo_set_time(detail, "expires_at", expires);
	return admin_audit_add(db, now, ADMIN_BY, "token", name, detail, err);
}

bool token_revoke_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	const char *name = jo_str(job->request, "name");
	struct account_row row;

	if (!account_find(db, name, &row, err))
		return false;
	if (!row.found || !row.machine)
		return error_set(err, ERROR_NOT_FOUND, _("There is no machine %.64s."), name);
	snprintf(job->account, sizeof(job->account), "%s", row.id);
	job->effects |= ADMIN_SESSIONS;
	return db_run(db, err, "DELETE FROM session WHERE account = ?1", "s", row.id) == DB_END &&
	       admin_audit_add(db, now, ADMIN_BY, "token revoke", name, NULL, err);
}
