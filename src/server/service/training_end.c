/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_end.c -- the end of a session: whoever is on the line hangs up, the score is made, the tokens end, no clock of
 * its tickets runs on; and forgetting its contacts and tickets when they have been looked at long enough.
 */
#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/service/training.h"

enum { PURGED_AT_ONCE = 20 };

/* ---- the end ---- */

static bool end_calls(struct work *w, const struct training *t, struct error *err)
{
	return db_run(w->db, err,
		      "UPDATE training_call SET next_at = NULL, due_at = NULL, done_at = COALESCE(done_at, ?2), "
		      "ended_at = COALESCE(ended_at, ?2) WHERE training = ?1 AND contact IS NOT NULL", "si", t->id,
		      w->now) == DB_END &&
	       db_run(w->db, err, "UPDATE training_call SET next_at = NULL, due_at = NULL WHERE training = ?1", "s",
		      t->id) == DB_END;
}

/* No timer looks at the realm again. */
static bool end_realm(struct work *w, const struct training *t, struct error *err)
{
	static const char *const ends[] = {
		"UPDATE contact SET state = 'abandoned', ended_at = COALESCE(ended_at, ?2) WHERE realm = ?1 AND state IN ('queued', 'offered', 'call_back')",
		("UPDATE contact SET state = 'done', done_at = ?2, ended_at = COALESCE(ended_at, ?2) WHERE realm = ?1 AND "
		 "state IN ('talking', 'held', 'wrap_up', 'orphaned')"),
		"UPDATE ticket SET alarm_at = NULL, visit_at = NULL WHERE realm = ?1 AND ?2 > 0",
		"DELETE FROM presence WHERE realm = ?1 AND ?2 > 0",
		"DELETE FROM queue_count WHERE realm = ?1 AND ?2 > 0",
	};

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (db_run(w->db, err, ends[i], "si", t->id, w->now) != DB_END)
			return false;
	return true;
}

bool training_may_end(struct work *w, const struct user *u, const struct training *t, struct error *err)
{
	if (training_is_trainer(u))
		return true;
	struct query *q = db_ask(w->db, "SELECT COUNT(*) FROM training_seat WHERE training = ?1", "s", t->id);
	bool alone = db_step(q) == DB_ROW && db_get_int(q, 0) == 1;
	return db_done(q, err) &&
	       (alone || error_set(err, ERROR_DENIED, _("Others are in this session too; its trainer ends it.")));
}

/* Begun and left before any call was answered, by oneself and for nobody: it is no result. */
static bool is_nothing(struct work *w, const struct training *t)
{
	if (strcmp(t->mode, "practice") || t->trainer[0])
		return false;
	struct query *q = db_ask(w->db, "SELECT 1 FROM training_call WHERE training = ?1 AND answered_at IS NOT NULL LIMIT 1",
				 "s", t->id);
	bool any = db_step(q) == DB_ROW;
	db_done(q, NULL);
	return !any;
}

/* Whoever was seen to be in training is so no more. */
static bool leave_seats(struct work *w, const struct training *t, struct error *err)
{
	struct work city = { w->server, w->db, "city", w->now };
	struct query *q = db_ask(w->db, "SELECT p.account FROM training_seat s JOIN presence p ON p.realm = 'city' AND "
				 "p.account = s.account WHERE s.training = ?1 AND p.state = 'not_ready' AND p.reason = 'training'",
				 "s", t->id);
	char accounts[TRAINING_SEATS_MOST][40];
	int count = 0;

	while (count < TRAINING_SEATS_MOST && db_step(q) == DB_ROW)
		snprintf(accounts[count++], sizeof(accounts[0]), "%s", db_get_text(q, 0));
	if (!db_done(q, err))
		return false;
	for (int i = 0; i < count; i++)
		if (!presence_set(&city, accounts[i], "not_ready", NULL, NULL, err))
			return false;
	return true;
}

bool training_end(struct work *w, struct training *t, struct error *err)
{
	if (!strcmp(t->state, "ended"))
		return true;
	if (t->paused_at)
		t->paused_ms += w->now - t->paused_at;
	t->paused_at = 0;
	t->ends_at = 0;
	t->ended_at = w->now;
	snprintf(t->state, sizeof(t->state), "ended");
	return end_calls(w, t, err) && (!t->started_at || is_nothing(w, t) || training_score_calls(w, t, err)) && training_save(w, t, err) &&
	       end_realm(w, t, err) && leave_seats(w, t, err) && training_tell(w, t, err) && training_end_tokens(w, t, NULL, err);
}

/* ---- forgetting ---- */

/* What its calls made; scores and turns stay, as they are somebody's history. ?1 is the realm. */
static const char *const forgets[] = {
	"DELETE FROM ticket_unit WHERE no IN (SELECT no FROM ticket WHERE realm = ?1)",
	"DELETE FROM visit WHERE realm = ?1",
	"DELETE FROM ticket_event WHERE realm = ?1 AND no IN (SELECT no FROM ticket WHERE realm = ?1)",
	"DELETE FROM ticket WHERE realm = ?1",
	"DELETE FROM draft WHERE realm = ?1 AND contact IN (SELECT id FROM contact WHERE realm = ?1)",
	"DELETE FROM contact WHERE realm = ?1",
	"DELETE FROM presence WHERE realm = ?1",
	"DELETE FROM queue_count WHERE realm = ?1",
	"DELETE FROM rate_day WHERE realm = ?1",
	"DELETE FROM unit_record WHERE realm = ?1",
	"DELETE FROM session WHERE realm = ?1",
	"UPDATE training SET purged = 1 WHERE id = ?1",
};

static bool forget(struct db *db, const char *realm, struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(forgets); i++)
		if (db_run(db, err, forgets[i], "s", realm) != DB_END)
			return false;
	return true;
}

bool training_purge(struct db *db, instant before, struct error *err)
{
	char ids[PURGED_AT_ONCE][40];
	int count = 0;
	struct query *q = db_ask(db, "SELECT id FROM training WHERE purged = 0 AND ended_at < ?1 LIMIT ?2", "ii",
				 before, (int64_t)PURGED_AT_ONCE);

	while (count < PURGED_AT_ONCE && db_step(q) == DB_ROW)
		snprintf(ids[count++], sizeof(ids[0]), "%s", db_get_text(q, 0));
	if (!db_done(q, err))
		return false;
	for (int i = 0; i < count; i++)
		if (!forget(db, ids[i], err))
			return false;
	/* So that the sweep sees by the rows of the last write whether there was any. */
	return count > 0 || db_run(db, err, "UPDATE training SET purged = 1 WHERE id = ''", "") == DB_END;
}
