/* SPDX-License-Identifier: GPL-3.0-or-later */
/* training.c -- a session and its calls as rows: who may know of it, and writing it back. */
#include "server/service/training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

static json *parse(const char *text)
{
	return text ? jo_parse(text, strlen(text), NULL) : NULL;
}

/* ---- sessions ---- */

void training_release(struct training *t)
{
	jo_free(t->score);
	memset(t, 0, sizeof(*t));
}

static void read_row(struct query *q, struct training *t)
{
	memset(t, 0, sizeof(*t));
	text_copy(t->id, sizeof(t->id), db_get_text(q, 0));
	text_copy(t->class, sizeof(t->class), db_get_text(q, 1));
	text_copy(t->name, sizeof(t->name), db_get_text(q, 2));
	text_copy(t->mode, sizeof(t->mode), db_get_text(q, 3));
	text_copy(t->state, sizeof(t->state), db_get_text(q, 4));
	text_copy(t->trainer, sizeof(t->trainer), db_get_text(q, 5));
	t->seed = db_get_int(q, 6);
	t->created_at = db_get_int(q, 7);
	t->started_at = db_get_int(q, 8);
	t->ended_at = db_get_int(q, 9);
	t->ends_at = db_get_int(q, 10);
	t->limit_ms = db_get_int(q, 11);
	t->paused_at = db_get_int(q, 12);
	t->paused_ms = db_get_int(q, 13);
	t->tenths = db_is_null(q, 14) ? -1 : db_get_int(q, 14);
}

bool training_find(struct db *db, const char *id, struct training *t, struct error *err)
{
	struct query *q = db_ask(db,
		"SELECT id, class, name, mode, state, trainer, seed, created_at, started_at, ended_at, ends_at, limit_ms, "
		"paused_at, paused_ms, tenths FROM training WHERE id = ?1", "s", id);
	bool found = db_step(q) == DB_ROW;

	if (found)
		read_row(q, t);
	if (!db_done(q, err))
		return false;
	return found || error_set(err, ERROR_NOT_FOUND, _("There is no such practice session."));
}

bool training_need_score(struct db *db, struct training *t)
{
	if (t->score)
		return true;
	struct query *q = db_ask(db, "SELECT score FROM training WHERE id = ?1", "s", t->id);
	if (db_step(q) == DB_ROW)
		t->score = parse(db_get_text(q, 0));
	db_done(q, NULL);
	return t->score != NULL;
}

bool training_is_trainer(const struct user *u)
{
	return u->roles & ROLE_TRAINER && user_in_city(u);
}

bool training_is_big(struct db *db, const struct training *t)
{
	struct query *q = db_ask(db, "SELECT 1 FROM training_call WHERE training = ?1 AND n > ?2 LIMIT 1", "si", t->id,
				 (int64_t)TRAINING_CALLS_FEW);
	bool big = !strcmp(t->mode, "storm") && db_step(q) == DB_ROW;

	db_done(q, NULL);
	return big;
}

static bool has_seat(struct db *db, const char *id, const char *account)
{
	struct query *q = db_ask(db, "SELECT 1 FROM training_seat WHERE training = ?1 AND account = ?2", "ss", id,
				 account);
	bool found = db_step(q) == DB_ROW;

	db_done(q, NULL);
	return found;
}

bool training_load(struct work *w, const struct user *u, const char *id, struct training *t, struct error *err)
{
	if (!training_find(w->db, id, t, err))
		return false;
	bool here = user_in_city(u) || !strcmp(u->realm, id);
	if (here && (training_is_trainer(u) || has_seat(w->db, id, u->id)))
		return true;
	training_release(t);
	return error_set(err, ERROR_NOT_FOUND, _("There is no such practice session."));
}

static void time_or_null(struct query *q, int n, instant t)
{
	if (t)
		db_int(q, n, t);
	else
		db_null(q, n);
}

static int64_t tenths_of(const json *score)
{
	return (int64_t)round(json_object_get_double(jo_get(score, "total")) * 10);
}

bool training_save(struct work *w, const struct training *t, struct error *err)
{
	struct query *q = db_ask(w->db,
		"UPDATE training SET state = ?2, trainer = ?3, paused_ms = ?4, started_at = ?5, ended_at = ?6, ends_at = ?7, "
		"limit_ms = ?8, paused_at = ?9, score = COALESCE(?10, score), tenths = COALESCE(?11, tenths) WHERE id = ?1", "sssi", t->id, t->state,
		t->trainer[0] ? t->trainer : NULL, t->paused_ms);

	time_or_null(q, 5, t->started_at);
	time_or_null(q, 6, t->ended_at);
	time_or_null(q, 7, t->ends_at);
	time_or_null(q, 8, t->limit_ms);
	time_or_null(q, 9, t->paused_at);
	db_text(q, 10, t->score ? jo_text(t->score) : NULL);
	if (t->score)
		db_int(q, 11, tenths_of(t->score));
	else
		db_null(q, 11);
	db_step(q);
	return db_done(q, err);
}

/* ---- calls ---- */

void training_call_release(struct training_call *c)
{
	jo_free(c->marks);
	jo_free(c->score);
	memset(c, 0, sizeof(*c));
}

void training_call_read_row(struct query *q, struct training_call *c)
{
	memset(c, 0, sizeof(*c));
	c->n = (int)db_get_int(q, 0);
	text_copy(c->scenario, sizeof(c->scenario), db_get_text(q, 1));
	text_copy(c->version, sizeof(c->version), db_get_text(q, 2));
	text_copy(c->title, sizeof(c->title), db_get_text(q, 3));
	text_copy(c->title_en, sizeof(c->title_en), db_get_text(q, 18));
	text_copy(c->contact, sizeof(c->contact), db_get_text(q, 4));
	text_copy(c->account, sizeof(c->account), db_get_text(q, 5));
	c->seed = db_get_int(q, 6);
	c->wait_ms = db_is_null(q, 7) ? -1 : db_get_int(q, 7);
	c->due_at = db_get_int(q, 8);
	c->came_at = db_get_int(q, 9);
	c->answered_at = db_get_int(q, 10);
	c->ended_at = db_get_int(q, 11);
	c->done_at = db_get_int(q, 12);
	c->paused_ms = db_get_int(q, 13);
	c->next_at = db_get_int(q, 14);
	c->hung_up = (int)db_get_int(q, 15);
	c->marks = parse(db_get_text(q, 16));
	c->score = parse(db_get_text(q, 17));
	c->rang_at = db_get_int(q, 19);
}

static bool take_call(struct query *q, struct training_call *c, struct error *err)
{
	bool found = db_step(q) == DB_ROW;

	if (found)
		training_call_read_row(q, c);
	if (!db_done(q, err))
		return false;
	return found || error_set(err, ERROR_NOT_FOUND, _("There is no such call in this practice session."));
}

bool training_call_load(struct db *db, const char *training, int n, struct training_call *c, struct error *err)
{
	return take_call(db_ask(db, "SELECT " TRAINING_CALL_COLUMNS "FROM training_call WHERE training = ?1 AND n = ?2",
				"si", training, (int64_t)n), c, err);
}

bool training_call_of(struct db *db, const char *training, const char *contact, struct training_call *c,
		      struct error *err)
{
	return take_call(db_ask(db,
				"SELECT " TRAINING_CALL_COLUMNS "FROM training_call WHERE contact = ?1 AND training = ?2",
				"ss", contact, training), c, err);
}

/* Answered ones that go on come first, then the one that rings, then the latest that is over. */
bool training_call_now(struct db *db, const char *training, const char *account, struct training_call *c,
		       struct error *err)
{
	return take_call(db_ask(db,
		"SELECT " TRAINING_CALL_COLUMNS "FROM training_call WHERE training = ?1 AND contact IS NOT NULL AND "
		"(?2 IS NULL OR account = ?2 OR account IS NULL) ORDER BY "
		"CASE WHEN done_at IS NULL AND answered_at IS NOT NULL THEN 0 WHEN done_at IS NULL THEN 1 ELSE 2 END, "
		"COALESCE(done_at, 0) DESC, n LIMIT 1", "ss", training, account), c, err);
}

bool training_call_save(struct work *w, const char *training, const struct training_call *c, struct error *err)
{
	struct query *q = db_ask(w->db,
		"UPDATE training_call SET paused_ms = ?3, hung_up = ?4, contact = ?5, account = ?6, marks = ?7, score = ?8, "
		"due_at = ?9, came_at = ?10, answered_at = ?11, ended_at = ?12, done_at = ?13, next_at = ?14, rang_at = ?15, "
		"tenths = ?16 "
		"WHERE training = ?1 AND n = ?2", "siii", training, (int64_t)c->n, c->paused_ms, (int64_t)c->hung_up);
	const instant times[] = { c->due_at, c->came_at, c->answered_at, c->ended_at, c->done_at, c->next_at,
				  c->rang_at };

	db_text(q, 5, c->contact[0] ? c->contact : NULL);
	db_text(q, 6, c->account[0] ? c->account : NULL);
	db_text(q, 7, c->marks ? jo_text(c->marks) : "{}");
	db_text(q, 8, c->score ? jo_text(c->score) : NULL);
	for (int i = 0; i < (int)ARRAY_SIZE(times); i++)
		time_or_null(q, 9 + i, times[i]);
	if (c->score)
		db_int(q, 16, tenths_of(c->score));
	else
		db_null(q, 16);
	db_step(q);
	return db_done(q, err);
}

int training_second(const struct training *t, const struct training_call *c, instant at)
{
	if (!c->answered_at)
		return -1;
	instant pauses = t->paused_ms - c->paused_ms + (t->paused_at && at > t->paused_at ? at - t->paused_at : 0);
	instant passed = at - c->answered_at - pauses;
	return passed > 0 ? (int)(passed / 1000) : 0;
}
