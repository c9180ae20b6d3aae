/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_join.c -- a trainee comes in: a token of the session's realm, bound to the login that asked for it.
 *
 * Joining again is resuming: one seat at a time, the token before ends. A trainee who has a call of the city finishes it
 * first, and is not rung by the city meanwhile.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "server/service/training.h"

/* ---- tokens ---- */

static void remember_ended(struct work *w, const char *account, const char *hash)
{
	buf_addf(training_ended_tokens(w->server->callers), "%s %s\n", account, hash);
}

bool training_end_tokens(struct work *w, const struct training *t, const char *account, struct error *err)
{
	struct query *q = db_ask(w->db,
				 "SELECT account, token_hash FROM session WHERE realm = ?1 AND (?2 IS NULL OR account = ?2)",
				 "ss", t->id, account);

	while (db_step(q) == DB_ROW)
		remember_ended(w, db_get_text(q, 0), db_get_text(q, 1));
	return db_done(q, err) &&
	       db_run(w->db, err, "DELETE FROM session WHERE realm = ?1 AND (?2 IS NULL OR account = ?2)", "ss", t->id,
		      account) == DB_END;
}

void training_close_ended(struct server *s)
{
	struct buf *ended = training_ended_tokens(s->callers);
	char account[40], hash[HASH_TEXT];

	for (const char *p = ended->data; ended->len && *p; p += strcspn(p, "\n") + 1)
		if (sscanf(p, "%39s %64s", account, hash) == 2)
			s->streams->close(s, account, hash, "training");
	buf_reset(ended);
}

static bool open_token(struct work *w, const struct user *u, const struct training *t, char token[TOKEN_TEXT],
		       instant *expires_at, struct error *err)
{
	char hash[HASH_TEXT];

	token_new(token);
	hash_hex(token, strlen(token), hash);
	*expires_at = u->expires_at;
	return db_run(w->db, err,
		      "INSERT INTO session (token_hash, account, realm, machine, address, created_at, expires_at, parent) "
		      "SELECT ?1, account, ?2, NULL, address, ?3, expires_at, token_hash FROM session WHERE token_hash = ?4",
		      "ssis", hash, t->id, w->now, u->session) == DB_END;
}

/* ---- coming in ---- */

static bool is_free(struct work *w, const struct user *u, struct error *err)
{
	struct work city = { w->server, w->db, "city", w->now };
	struct presence p;

	if (!presence_load(&city, u->id, &p, err))
		return false;
	if (p.contact[0])
		return error_set(err, ERROR_STATE, _("You have a call of the city; finish it before you practise."));
	/* Who is at the seat is seen to be in training, ready before or not; a break stays one. */
	if (strcmp(p.state, "ready") && strcmp(p.state, "not_ready"))
		return true;
	return presence_set(&city, u->id, "not_ready", "training", NULL, err);
}

/* Storms come by their curve, everything else one after the other. */
static bool start_calls(struct work *w, const struct training *t, struct error *err)
{
	return db_run(w->db, err,
		      "UPDATE training_call SET due_at = ?2 + wait_ms WHERE training = ?1 AND wait_ms IS NOT NULL",
		      "si", t->id, w->now) == DB_END &&
	       db_run(w->db, err,
		      "UPDATE training_call SET due_at = ?2 WHERE training = ?1 AND wait_ms IS NULL AND n = 1", "si",
		      t->id, w->now) == DB_END;
}

static bool start(struct work *w, struct training *t, struct error *err)
{
	if (strcmp(t->state, "waiting"))
		return true;
	snprintf(t->state, sizeof(t->state), "running");
	t->started_at = w->now;
	t->ends_at = w->now + (t->limit_ms ? t->limit_ms : SECONDS(12 * 3600));
	return training_save(w, t, err) && start_calls(w, t, err) && training_tell(w, t, err);
}

static bool take_seat(struct work *w, const struct user *u, const struct training *t, char state_key[72],
		      struct error *err)
{
	if (db_run(w->db, err,
		   "UPDATE training_seat SET joined_at = ?3 WHERE training = ?1 AND account = ?2 AND joined_at IS NULL",
		   "ssi", t->id, u->id, w->now) != DB_END)
		return false;
	struct query *q = db_ask(w->db, "SELECT state_key FROM training_seat WHERE training = ?1 AND account = ?2",
				 "ss", t->id, u->id);
	bool found = db_step(q) == DB_ROW;
	if (found)
		snprintf(state_key, 72, "%s", db_get_text(q, 0));
	return db_done(q, err) &&
	       (found || error_set(err, ERROR_DENIED, _("Only its trainees can join a practice session.")));
}

static bool note(struct work *w, const struct training *t, const struct user *u, struct error *err)
{
	struct training_turn turn = { .second = -1, .speaker = "trainee", .kind = "mark", .text = "joined",
				     .account = u->id };

	return training_say(w, t, &turn, NULL, err);
}

json *training_join(struct work *w, const struct user *u, struct training *t, struct error *err)
{
	struct work realm = { w->server, w->db, t->id, w->now };
	char token[TOKEN_TEXT], state_key[72] = "";
	instant expires_at;

	if (!strcmp(t->state, "ended")) {
		error_set(err, ERROR_STATE, _("This practice session is over."));
		return NULL;
	}
	if (!take_seat(w, u, t, state_key, err) || !is_free(w, u, err) || !training_end_tokens(w, t, u->id, err) ||
	    !open_token(w, u, t, token, &expires_at, err) || !note(w, t, u, err) || !start(w, t, err) ||
	    !training_calls_come(&realm, t->id, err))
		return NULL;
	json *o = json_object_new_object();
	jo_set_str(o, "token", token);
	jo_set_time(o, "expires_at", expires_at);
	jo_set_str(o, "realm", t->id);
	jo_set_str(o, "state_key", state_key);
	return o;
}
