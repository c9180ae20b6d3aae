/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * throttle.c -- guessing passwords is made slow: per account and address, so that a stranger cannot
 * lock an agent out from another seat.
 *
 * An attempt is counted before the password is looked at and forgiven when it was right, so
 * that many attempts at once are not one. Unknown names are counted alike and tell nothing.
 */
#include "hotline/i18n.h"
#include "server/service/session.h"

enum { FREE_FAILURES = 5, FIRST_WAIT = 30, LONGEST_WAIT = 900, FORGOTTEN_AFTER = 900 };

static int wait_after(int64_t failures)
{
	int64_t seconds = FIRST_WAIT;

	for (int64_t i = FREE_FAILURES; i < failures && seconds < LONGEST_WAIT; i++)
		seconds *= 2;
	return (int)(seconds < LONGEST_WAIT ? seconds : LONGEST_WAIT);
}

static bool read_failures(struct db *db, struct attempt *a, int64_t *failures, instant *until, struct error *err)
{
	struct query *q = db_ask(
		db, "SELECT failures, until FROM login_failure WHERE username = ?1 AND address = ?2",
		"ss", a->username, a->address);

	*failures = 0;
	*until = 0;
	if (db_step(q) == DB_ROW) {
		*failures = db_get_int(q, 0);
		*until = db_get_int(q, 1);
	}
	if (*until + SECONDS(FORGOTTEN_AFTER) < a->now)
		*failures = 0;
	return db_done(q, err);
}

static bool charge(struct db *db, void *arg, struct error *err)
{
	struct attempt *a = arg;
	int64_t failures;
	instant until;

	a->wait = 0;
	if (!read_failures(db, a, &failures, &until, err))
		return false;
	if (failures >= FREE_FAILURES && until > a->now) {
		a->wait = (int)((until - a->now + 999) / 1000);
		return error_set(err, ERROR_DENIED,
				 _("Too many failed logins; this account can be tried again from "
				   "here in %d seconds."), a->wait);
	}
	failures++;
	until = a->now + (failures >= FREE_FAILURES ? SECONDS(wait_after(failures)) : 0);
	return db_run(db, err,
		      "INSERT INTO login_failure (username, address, failures, until) VALUES (?1, "
		      "?2, ?3, ?4) "
		      "ON CONFLICT (username, address) DO UPDATE SET failures = ?3, until = ?4",
		      "ssii", a->username, a->address, failures, until) == DB_END;
}

bool throttle_charge(struct server *s, struct attempt *a, struct error *err)
{
	return store_write(s->store, charge, a, err);
}

bool throttle_forget(struct db *db, const char *username, const char *address, struct error *err)
{
	return db_run(db, err, "DELETE FROM login_failure WHERE username = ?1 AND address = ?2",
		      "ss", username, address) == DB_END;
}
