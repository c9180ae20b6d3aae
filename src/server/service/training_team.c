/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_team.c -- a storm by its queue and its seats: who has which call, who waits how long, how each one did.
 *
 * Every figure is made from the calls and the marks of the contacts as they moved, so that it is the same while the storm
 * goes on and long after; all of them stand in an index, so that a look costs little however many calls there were. A
 * trainee is shown the own seat alone.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/score.h"
#include "server/service/training.h"

bool training_is_team(const struct training *t)
{
	return !strcmp(t->mode, "storm");
}

const char *training_own(const struct training *t, const struct user *u)
{
	return training_is_team(t) && !training_is_trainer(u) ? u->id : NULL;
}

/* ---- the queue ---- */

json *training_queue(struct work *w, const struct training *t)
{
	struct query *q = db_ask(w->db,
		"SELECT COUNT(*), COUNT(came_at), COUNT(answered_at), "
		"COALESCE(SUM(CASE WHEN came_at IS NOT NULL AND answered_at IS NULL AND done_at IS NULL THEN 1 ELSE 0 END), 0), "
		"COALESCE(SUM(CASE WHEN came_at IS NOT NULL AND answered_at IS NULL AND done_at IS NOT NULL THEN 1 ELSE 0 END), 0), "
		"MIN(CASE WHEN came_at IS NOT NULL AND answered_at IS NULL AND done_at IS NULL THEN came_at ELSE NULL END), "
		"COALESCE(MAX(COALESCE(answered_at, done_at, ?2) - came_at), 0) FROM training_call WHERE training = ?1",
		"si", t->id, w->now);
	static const char *const counts[] = { "total", "came", "answered", "waiting", "lost" };
	json *o = json_object_new_object();

	if (db_step(q) == DB_ROW) {
		for (int i = 0; i < (int)ARRAY_SIZE(counts); i++)
			jo_set_int(o, counts[i], db_get_int(q, i));
		if (!db_is_null(q, 5))
			jo_set_time(o, "oldest_at", db_get_int(q, 5));
		jo_set_int(o, "longest_s", db_get_int(q, 6) / 1000);
	}
	db_done(q, NULL);
	return o;
}

/* ---- the seats ---- */

struct seat {
	char account[40];
	int calls, scored;
	double total;
	instant answer_ms, slowest_ms;
};
struct team { struct seat seats[TRAINING_SEATS_MOST]; size_t count; };

static struct seat *find_seat(struct team *team, const char *account)
{
	for (size_t i = 0; i < team->count; i++)
		if (!strcmp(team->seats[i].account, account))
			return &team->seats[i];
	return NULL;
}

/* By what the index holds: neither the calls nor their scores are read. */
static void count_calls(struct work *w, const struct training *t, struct team *team)
{
	struct query *q = db_ask(w->db,
		"SELECT account, COUNT(*), COUNT(tenths), COALESCE(SUM(tenths), 0), COALESCE(SUM(answered_at - rang_at), 0), "
		"COALESCE(MAX(answered_at - rang_at), 0) FROM training_call WHERE training = ?1 AND account IS NOT NULL AND "
		"answered_at IS NOT NULL GROUP BY account", "s", t->id);

	while (db_step(q) == DB_ROW) {
		struct seat *seat = find_seat(team, db_get_text(q, 0));
		if (!seat)
			continue;
		seat->calls = (int)db_get_int(q, 1);
		seat->scored = (int)db_get_int(q, 2);
		seat->total = (double)db_get_int(q, 3) / 10;
		seat->answer_ms = db_get_int(q, 4);
		seat->slowest_ms = db_get_int(q, 5);
	}
	db_done(q, NULL);
}

/* Calls that rang there and were taken by somebody else, or by nobody; the one that rings now is not yet among them. */
static int64_t missed(struct work *w, const struct training *t, const char *account, const char *ringing)
{
	struct query *q = db_ask(w->db,
		"SELECT COUNT(DISTINCT o.contact) FROM training_turn o WHERE o.training = ?1 AND o.account = ?2 AND "
		"o.kind = 'mark' AND o.text = 'offered' AND o.contact <> ?3 AND NOT EXISTS (SELECT 1 FROM training_turn k "
		"WHERE k.training = o.training AND k.contact = o.contact AND k.account = o.account AND k.kind = 'mark' AND "
		"k.text = 'talking')", "sss", t->id, account, ringing);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;

	db_done(q, NULL);
	return n;
}

static json *seat_to_json(struct work *w, const struct training *t, struct query *q, const struct seat *s)
{
	const char *state = db_get_text(q, 4), *contact = db_get_text(q, 6);
	json *o = json_object_new_object();

	jo_set_str(o, "id", db_get_text(q, 0));
	jo_set_str(o, "username", db_get_text(q, 1));
	jo_set_str(o, "name", db_get_text(q, 2));
	jo_set_time(o, "joined_at", db_is_null(q, 3) ? INSTANT_NONE : db_get_int(q, 3));
	jo_set_str(o, "state", state);
	if (state)
		jo_set_time(o, "since", db_get_int(q, 5));
	jo_set_str(o, "contact_id", contact && *contact ? contact : NULL);
	jo_set_int(o, "calls", s->calls);
	jo_set_int(o, "missed", missed(w, t, s->account, contact ? contact : ""));
	if (s->scored)
		jo_set(o, "mean", json_object_new_double(round(s->total / s->scored * 10) / 10));
	if (s->calls) {
		jo_set_int(o, "answer_s", s->answer_ms / s->calls / 1000);
		jo_set_int(o, "slowest_s", s->slowest_ms / 1000);
	}
	return o;
}

static struct query *ask_seats(struct work *w, const struct training *t, const char *own)
{
	return db_ask(w->db, "SELECT s.account, a.username, a.name, s.joined_at, p.state, p.since, p.contact "
		      "FROM training_seat s JOIN account a ON a.id = s.account "
		      "LEFT JOIN presence p ON p.realm = s.training AND p.account = s.account "
		      "WHERE s.training = ?1 AND (?2 IS NULL OR s.account = ?2) ORDER BY a.username LIMIT 100", "ss", t->id,
		      own);
}

json *training_seats(struct work *w, const struct training *t, const char *own)
{
	struct team team = { .count = 0 };
	json *list = json_object_new_array();
	struct query *q = ask_seats(w, t, own);

	while (team.count < TRAINING_SEATS_MOST && db_step(q) == DB_ROW) {
		struct seat *s = &team.seats[team.count++];
		*s = (struct seat){ .calls = 0 };
		snprintf(s->account, sizeof(s->account), "%s", db_get_text(q, 0));
	}
	db_done(q, NULL);
	count_calls(w, t, &team);
	q = ask_seats(w, t, own);
	while (db_step(q) == DB_ROW) {
		const struct seat *s = find_seat(&team, db_get_text(q, 0));
		if (s)
			json_object_array_add(list, seat_to_json(w, t, q, s));
	}
	db_done(q, NULL);
	return list;
}

/* ---- the own part of a score ---- */

/* Their contacts as names of members: a big storm has many calls, and many more items. Caller frees. */
static json *contacts_of(const json *calls)
{
	json *set = json_object_new_object();

	for (size_t i = 0; i < jo_len(calls); i++)
		jo_set_bool(set, jo_str(jo_at(calls, i), "contact_id"), true);
	return set;
}

static json *items_of(const json *score, const json *calls)
{
	const json *items = jo_array(score, "items");
	json *list = json_object_new_array(), *own = contacts_of(calls);

	for (size_t i = 0; i < jo_len(items); i++) {
		const char *contact = jo_str(jo_at(items, i), "contact_id");
		if (contact && jo_get(own, contact))
			json_object_array_add(list, json_object_get(jo_at(items, i)));
	}
	jo_free(own);
	return list;
}

static json *own_calls(const json *score, const char *own, double *mean)
{
	const json *all = jo_array(score, "calls");
	json *list = json_object_new_array();
	double sum = 0;

	for (size_t i = 0; i < jo_len(all); i++) {
		const char *account = jo_str(jo_at(all, i), "account");
		if (!account || strcmp(account, own))
			continue;
		json_object_array_add(list, json_object_get(jo_at(all, i)));
		sum += json_object_get_double(jo_pointer(jo_at(all, i), "/score/total"));
	}
	*mean = jo_len(list) ? sum / (double)jo_len(list) : 0;
	return list;
}

json *training_own_score(const json *score, const char *own)
{
	double mean;
	json *calls = own_calls(score, own, &mean);

	if (!jo_len(calls)) {
		jo_free(calls);
		return NULL;
	}
	json *o = json_object_new_object();
	jo_set(o, "total", json_object_new_double(round(mean * 10) / 10));
	jo_set_str(o, "level", score_level(jo_pointer(jo_at(calls, 0), "/score"), round(mean * 10) / 10));
	jo_set(o, "items", items_of(score, calls));
	jo_set(o, "calls", calls);
	return o;
}
