/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_turn.c -- what was said and done in a session, numbered, and telling it to the seat and the trainer.
 *
 * A trainee never sees which fact a sentence tells, and a trainer's comments only when the session is over.
 */
#include <string.h>

#include "server/service/training.h"

/* ---- telling ---- */

bool training_tell_seat(struct work *w, const struct training *t, const char *account, const char *name, json *data,
			struct error *err)
{
	struct audience to = { .user = account, .roles = ROLE_AGENT };

	return event_send(w->server, w->db, t->id, &to, name, data, err);
}

bool training_tell_trainer(struct work *w, const struct training *t, const char *name, json *data, struct error *err)
{
	struct audience to = { .user = t->trainer };

	if (!t->trainer[0]) {
		jo_free(data);
		return true;
	}
	return event_send(w->server, w->db, "city", &to, name, data, err);
}

static json *news_of(const struct training *t, bool judged)
{
	json *data = json_object_new_object();

	jo_set_str(data, "id", t->id);
	jo_set_str(data, "class", t->class[0] ? t->class : NULL);
	jo_set_str(data, "state", t->state);
	if (judged)
		jo_set_bool(data, "judged", true);
	return data;
}

/* Trainees hear of it in the city too: that is where they are before they join and after the end. */
static bool tell_trainees(struct work *w, const struct training *t, bool judged, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT account FROM training_seat WHERE training = ?1", "s", t->id);
	bool ok = true;

	while (ok && db_step(q) == DB_ROW) {
		struct audience to = { .user = db_get_text(q, 0) };
		ok = event_send(w->server, w->db, "city", &to, "training.updated", news_of(t, judged), err);
	}
	return db_done(q, ok ? err : NULL) && ok;
}

bool training_tell(struct work *w, const struct training *t, struct error *err)
{
	return training_tell_seat(w, t, NULL, "training.updated", news_of(t, false), err) &&
	       tell_trainees(w, t, false, err) &&
	       training_tell_trainer(w, t, "training.updated", news_of(t, false), err);
}

bool training_tell_judged(struct work *w, const struct training *t, struct error *err)
{
	return tell_trainees(w, t, true, err) &&
	       training_tell_trainer(w, t, "training.updated", news_of(t, true), err);
}

/* ---- rows ---- */

static bool is_for_trainers(const char *kind, bool over)
{
	return !strcmp(kind, "comment") && !over;
}

json *training_turn_row(struct query *q, bool trainer, bool over)
{
	const char *kind = db_get_text(q, 5);

	if (!trainer && is_for_trainers(kind, over))
		return NULL;
	json *o = json_object_new_object();
	jo_set_int(o, "seq", db_get_int(q, 0));
	jo_set_str(o, "contact_id", db_get_text(q, 1));
	jo_set_time(o, "at", db_get_int(q, 2));
	if (!db_is_null(q, 3))
		jo_set_int(o, "second", db_get_int(q, 3));
	jo_set_str(o, "by", db_get_text(q, 4));
	jo_set_str(o, "kind", kind);
	jo_set_str(o, "text", db_get_text(q, 6));
	if (trainer || over)
		jo_set_str(o, "fact", db_get_text(q, 7));
	jo_set_str(o, "account", db_get_text(q, 8));
	if (!db_is_null(q, 9))
		jo_set_int(o, "turn", db_get_int(q, 9));
	return o;
}

static bool last_seq(struct work *w, const struct training *t, int64_t *seq, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT COALESCE(MAX(seq), 0) FROM training_turn WHERE training = ?1", "s",
				 t->id);

	*seq = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;
	return db_done(q, err);
}

/* Of a big storm that runs, all that is shown to its trainer are the latest. */
static int64_t first_shown(struct work *w, const struct training *t, const char *own)
{
	int64_t last = 0;
	bool all = own || !training_is_big(w->db, t) || !last_seq(w, t, &last, NULL);

	return all || last < TRAINING_TURNS_SHOWN ? 0 : last - TRAINING_TURNS_SHOWN;
}

json *training_turns(struct work *w, const struct training *t, bool trainer, const char *own, struct error *err)
{
	json *list = json_object_new_array();
	struct query *q = db_ask(w->db,
				 "SELECT " TRAINING_TURN_COLUMNS "FROM training_turn WHERE training = ?1 AND "
				 "seq > ?3 AND (?2 IS NULL OR contact IS NULL OR contact IN " TRAINING_OWN_CONTACTS ") ORDER BY seq",
				 "ssi", t->id, own, first_shown(w, t, own));

	while (db_step(q) == DB_ROW) {
		json *turn = training_turn_row(q, trainer, !strcmp(t->state, "ended"));
		if (turn)
			json_object_array_add(list, turn);
	}
	if (db_done(q, err))
		return list;
	jo_free(list);
	return NULL;
}

static bool insert(struct work *w, const struct training *t, const struct training_turn *turn, int64_t seq,
		   struct error *err)
{
	struct query *q = db_ask(w->db,
		"INSERT INTO training_turn (training, seq, contact, at, speaker, kind, text, facts, account, second, about) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)", "sisisssss", t->id, seq, turn->contact, w->now,
		turn->speaker, turn->kind, turn->text, turn->facts && turn->facts[0] ? turn->facts : NULL,
		turn->account);

	if (turn->second >= 0)
		db_int(q, 10, turn->second);
	else
		db_null(q, 10);
	if (turn->about)
		db_int(q, 11, turn->about);
	else
		db_null(q, 11);
	db_step(q);
	return db_done(q, err);
}

/* The row as it was just written. Caller frees; NULL: this reader does not see it. */
static json *read_back(struct work *w, const struct training *t, int64_t seq, bool trainer)
{
	struct query *q = db_ask(w->db,
				 "SELECT " TRAINING_TURN_COLUMNS "FROM training_turn WHERE training = ?1 AND seq = ?2",
				 "si", t->id, seq);
	json *turn = db_step(q) == DB_ROW ? training_turn_row(q, trainer, !strcmp(t->state, "ended")) : NULL;

	db_done(q, NULL);
	return turn;
}

static json *event_of(const struct training *t, json *turn)
{
	json *data = json_object_new_object();

	jo_set_str(data, "id", t->id);
	jo_set(data, "turn", json_object_get(turn));
	return data;
}

/* In a team each hears the own calls; what is of no call everybody hears. */
static bool tell_turn(struct work *w, const struct training *t, const struct training_turn *turn, json *seen,
		      json *whole, struct error *err)
{
	struct training_call c = { 0 };
	bool known = turn->contact && training_call_of(w->db, t->id, turn->contact, &c, NULL) && c.account[0];
	bool ok = (!seen || training_tell_seat(w, t, known ? c.account : NULL, "training.turn", event_of(t, seen),
					       err)) &&
		  training_tell_trainer(w, t, "training.turn", event_of(t, whole), err);

	training_call_release(&c);
	return ok;
}

bool training_say(struct work *w, const struct training *t, const struct training_turn *turn, json *shown,
		  struct error *err)
{
	int64_t seq;

	if (!last_seq(w, t, &seq, err) || !insert(w, t, turn, seq + 1, err))
		return false;
	json *seen = read_back(w, t, seq + 1, false), *whole = read_back(w, t, seq + 1, true);
	bool ok = tell_turn(w, t, turn, seen, whole, err);
	if (shown && seen)
		json_object_array_add(shown, json_object_get(seen));
	jo_free(seen);
	jo_free(whole);
	return ok;
}
