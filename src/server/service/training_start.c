/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_start.c -- POST /training/sessions: who practises what, in which mode.
 *
 * The scenario is kept as it is now, so that a city that changes it does not change a session that has begun. A class is a
 * session for each of its trainees, all with one seed: each gets the same call, in a realm of their own; a storm is one
 * session that a team works in together.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "server/service/training.h"

enum { NAME_MOST = 60, SEED_MOST = 2000000000, LIMIT_LEAST = 60, LIMIT_MOST = 4 * 3600, WAITS_MS = 86400 * 1000, OPEN_MOST = 20 };

/* What the body asks for, read and checked. */
struct order {
	const char *mode, *name;
	char class[40];
	int64_t seed, limit_ms;
	char (*trainees)[40];
	size_t trainee_count;
	struct scenario **scenarios;
	size_t scenario_count;
	int64_t waits[TRAINING_CALLS_MOST];     /* of a storm */
	size_t call_count;
};

static void order_release(struct order *o)
{
	for (size_t i = 0; i < o->scenario_count; i++)
		scenario_free(o->scenarios[i]);
	free(o->scenarios);
	free(o->trainees);
}

/* ---- scenarios ---- */

static struct scenario *read_body(struct query *q, const char *absent, struct error *err)
{
	const char *body = db_step(q) == DB_ROW ? db_get_text(q, 0) : NULL;
	json *o = body ? jo_parse(body, strlen(body), err) : NULL;
	struct scenario *s = o ? scenario_from_json(o, err) : NULL;

	if (!body)
		error_set(err, ERROR_NOT_FOUND, "%s", absent);
	jo_free(o);
	db_done(q, NULL);
	return s;
}

struct scenario *training_current_scenario(struct db *db, const char *code, struct error *err)
{
	return read_body(db_ask(db, "SELECT body FROM scenario WHERE code = ?1 AND current = 1", "s", code),
			 _("The city has no such scenario."), err);
}

struct scenario *training_kept_scenario(struct db *db, const char *version, struct error *err)
{
	return read_body(db_ask(db, "SELECT body FROM training_scenario WHERE version = ?1", "s", version),
			 _("The scenario of this call is not in the store."), err);
}

static void add_scenario(struct order *o, struct scenario *s)
{
	o->scenarios = xrealloc(o->scenarios, (o->scenario_count + 1) * sizeof(*o->scenarios));
	o->scenarios[o->scenario_count++] = s;
}

static void take_scenario(struct work *w, const char *code, const char *pointer, struct order *o,
			  struct form_problems *problems)
{
	struct error err = ERROR_INIT;
	struct scenario *s = code ? training_current_scenario(w->db, code, &err) : NULL;

	if (s)
		add_scenario(o, s);
	else
		form_problem_add(problems, pointer, code ? "choice" : "type",
				 code ? err.text : _("This must be the code of a scenario."));
}

/* A storm without any is made of all that the city has. */
static void take_all(struct work *w, struct order *o, struct form_problems *problems)
{
	struct query *q = db_ask(w->db, "SELECT code FROM scenario WHERE current = 1 ORDER BY code LIMIT 200", "");

	while (db_step(q) == DB_ROW) {
		struct error err = ERROR_INIT;
		struct scenario *s = training_current_scenario(w->db, db_get_text(q, 0), &err);
		if (s && s->channel && !strcmp(s->channel, "phone"))
			add_scenario(o, s);
		else
			scenario_free(s);
	}
	db_done(q, NULL);
	if (!o->scenario_count)
		form_problem_add(problems, "/scenarios", "required",
				 _("The city has no scenarios; import some first."));
}

static void take_scenarios(struct work *w, const json *body, struct order *o, struct form_problems *problems)
{
	const json *list = jo_array(body, "scenarios");
	char pointer[40];

	if (jo_len(list) > TRAINING_CALLS_MOST) {
		form_problem_add(problems, "/scenarios", "length", _("At most 5000 calls are practised in one session."));
		return;
	}
	for (size_t i = 0; i < jo_len(list); i++) {
		snprintf(pointer, sizeof(pointer), "/scenarios/%zu", i);
		json *code = jo_at(list, i);
		take_scenario(w, json_object_is_type(code, json_type_string) ? json_object_get_string(code) : NULL,
			      pointer, o, problems);
	}
	if (!list && jo_get(body, "scenario"))
		take_scenario(w, jo_str(body, "scenario"), "/scenario", o, problems);
	else if (!jo_len(list) && !strcmp(o->mode, "storm"))
		take_all(w, o, problems);
	else if (!jo_len(list))
		form_problem_add(problems, "/scenario", "required", _("Choose a scenario."));
}

static void take_ticket(struct work *w, const struct user *by, const json *body, struct order *o,
			struct form_problems *problems)
{
	const char *no = jo_str(body, "ticket");
	struct error err = ERROR_INIT;
	struct scenario *s = no ? training_of_ticket(w, by, no, (uint64_t)o->seed, &err) : NULL;

	if (s)
		add_scenario(o, s);
	else
		form_problem_add(problems, "/ticket", no ? "choice" : "required",
				 no ? err.text : _("Give the number of the ticket that is played again."));
}

/* ---- the rest of the body ---- */

static void take_seed(const json *body, struct order *o, struct form_problems *problems)
{
	json *given = jo_get(body, "seed");

	o->seed = given ? jo_int(body, "seed", -1) : (int64_t)randombytes_uniform(SEED_MOST);
	if (o->seed < 0 || o->seed > SEED_MOST || (given && !json_object_is_type(given, json_type_int)))
		form_problem_add(problems, "/seed", "range", _("The seed is a whole number from 0 to 2000000000."));
}

static void take_name(const json *body, struct order *o, struct form_problems *problems)
{
	o->name = jo_str(body, "name");
	form_line_fits(jo_get(body, "name"), NAME_MOST, "/name", problems);
}

/* An exam has a limit: that of its scenarios, unless the trainer gives another. */
static void take_limit(const json *body, struct order *o, struct form_problems *problems)
{
	int64_t seconds = jo_int(body, "limit_s", 0);

	if (jo_get(body, "limit_s") && (seconds < LIMIT_LEAST || seconds > LIMIT_MOST))
		form_problem_add(problems, "/limit_s", "range", _("The limit is 60 seconds to 4 hours."));
	for (size_t i = 0; !seconds && !strcmp(o->mode, "exam") && i < o->scenario_count; i++)
		o->limit_ms += SECONDS(60 * (o->scenarios[i]->minutes > 0 ? o->scenarios[i]->minutes : 10));
	if (seconds)
		o->limit_ms = SECONDS(seconds);
}

/* A trainer may take a seat, too, but no other trainer's. */
static bool find_trainee(struct work *w, const struct user *by, const char *name, char id[40])
{
	if (name && training_is_trainer(by) && (!strcmp(name, by->username) || !strcmp(name, by->id))) {
		snprintf(id, 40, "%s", by->id);
		return true;
	}
	struct query *q = db_ask(w->db, "SELECT id FROM account WHERE (username = ?1 OR id = ?1) AND disabled = 0 AND "
				 "' ' || roles || ' ' LIKE '% trainee %'", "s", name ? name : "");
	bool found = db_step(q) == DB_ROW;

	if (found)
		snprintf(id, 40, "%s", db_get_text(q, 0));
	db_done(q, NULL);
	return found;
}

static bool is_taken(const struct order *o, const char *id)
{
	for (size_t i = 0; i < o->trainee_count; i++)
		if (!strcmp(o->trainees[i], id))
			return true;
	return false;
}

/* Who begins without saying for whom: trainees, and trainers who look at what they give to others. */
static bool is_for_oneself(const struct user *by, const json *list, const char *mode)
{
	bool single = mode && (!strcmp(mode, "practice") || !strcmp(mode, "replay"));

	return !list && (by->roles & ROLE_TRAINEE || (training_is_trainer(by) && single));
}

static void take_trainees(struct work *w, const struct user *by, const json *body, struct order *o,
			  struct form_problems *problems)
{
	const json *list = jo_array(body, "trainees");
	char pointer[40], id[40];

	o->trainees = xcalloc(TRAINING_SEATS_MOST + 1, sizeof(*o->trainees));
	for (size_t i = 0; i < jo_len(list) && i < TRAINING_SEATS_MOST; i++) {
		json *name = jo_at(list, i);
		snprintf(pointer, sizeof(pointer), "/trainees/%zu", i);
		if (!json_object_is_type(name, json_type_string) || !find_trainee(w, by, json_object_get_string(name), id))
			form_problem_add(problems, pointer, "choice", _("There is no trainee of that name."));
		else if (!is_taken(o, id))
			snprintf(o->trainees[o->trainee_count++], sizeof(*o->trainees), "%s", id);
	}
	if (jo_len(list) > TRAINING_SEATS_MOST)
		form_problem_add(problems, "/trainees", "length", _("At most 100 trainees practise at once."));
	if (is_for_oneself(by, list, o->mode))
		snprintf(o->trainees[o->trainee_count++], sizeof(*o->trainees), "%s", by->id);
	else if (!jo_len(list))
		form_problem_add(problems, "/trainees", "required", _("Say who is to practise."));
}

static bool take_mode(const struct user *by, const json *body, struct order *o, struct form_problems *problems,
		      struct error *err)
{
	static const char *const modes[] = { "practice", "exam", "class", "storm", "replay" };

	o->mode = "";
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
		if (jo_str(body, "mode") && !strcmp(modes[i], jo_str(body, "mode")))
			o->mode = modes[i];
	if (!o->mode[0]) {
		form_problem_add(problems, "/mode", "choice", _("The mode is practice, exam, class, storm or replay."));
		return error_set(err, ERROR_INPUT, _("The session was not begun."));
	}
	return training_is_trainer(by) || (!strcmp(o->mode, "practice") && !jo_get(body, "trainees")) ||
	       error_set(err, ERROR_DENIED, _("You may practise by yourself; the rest a trainer begins."));
}

static void take_calls(struct work *w, const json *body, struct order *o, struct form_problems *problems)
{
	o->call_count = o->scenario_count;
	if (!strcmp(o->mode, "storm"))
		training_arrivals(server_city(w->server), jo_get(body, "arrivals"), (uint64_t)o->seed, o->waits,
				  &o->call_count, problems);
}

static bool read_order(struct work *w, const struct user *by, const json *body, struct order *o,
		       struct form_problems *problems, struct error *err)
{
	if (!take_mode(by, body, o, problems, err))
		return false;
	take_seed(body, o, problems);
	take_name(body, o, problems);
	take_trainees(w, by, body, o, problems);
	if (!strcmp(o->mode, "replay"))
		take_ticket(w, by, body, o, problems);
	else
		take_scenarios(w, body, o, problems);
	take_limit(body, o, problems);
	take_calls(w, body, o, problems);
	return !problems->count || error_set(err, ERROR_INPUT, _("The session was not begun."));
}

/* ---- writing it ---- */

static bool keep_scenario(struct work *w, const struct scenario *s, struct error *err)
{
	json *body = scenario_to_json(s);
	bool kept = db_run(w->db, err, "INSERT INTO training_scenario (version, code, body) VALUES (?1, ?2, ?3) "
			   "ON CONFLICT (version) DO NOTHING", "sss", s->version, s->code, jo_text(body)) == DB_END;

	jo_free(body);
	return kept;
}

static bool insert_call(struct work *w, const char *training, int n, const struct scenario *s, int64_t seed,
			int64_t wait_ms, struct error *err)
{
	struct query *q = db_ask(w->db,
				 "INSERT INTO training_call (training, n, scenario, version, title, seed, wait_ms, title_en) "
				 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", "sisssi", training, (int64_t)n, s->code,
				 s->version, s->title ? s->title : s->code, seed);
	if (wait_ms >= 0)
		db_int(q, 7, wait_ms);
	else
		db_null(q, 7);
	db_text(q, 8, s->title_en);
	db_step(q);
	return db_done(q, err);
}

bool training_add_call(struct work *w, const char *training, int n, const struct scenario *s, int64_t seed,
		       int64_t wait_ms, struct error *err)
{
	return keep_scenario(w, s, err) && insert_call(w, training, n, s, seed, wait_ms, err);
}

static bool add_calls(struct work *w, const char *training, const struct order *o, struct error *err)
{
	bool storm = !strcmp(o->mode, "storm");

	for (size_t i = 0; i < o->scenario_count; i++)
		if (!keep_scenario(w, o->scenarios[i], err))
			return false;
	for (size_t i = 0; i < o->call_count; i++) {
		/* In a storm each caller is another one, of scenarios in turn. */
		const struct scenario *s = o->scenarios[i % o->scenario_count];
		if (!insert_call(w, training, (int)i + 1, s, o->seed + (int64_t)i, storm ? o->waits[i] : -1, err))
			return false;
	}
	return true;
}

static bool add_seat(struct work *w, const char *training, const char *account, struct error *err)
{
	unsigned char bytes[32];
	char key[65];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(key, sizeof(key), bytes, sizeof(bytes));
	return db_run(w->db, err, "INSERT INTO training_seat (training, account, state_key) VALUES (?1, ?2, ?3) "
		      "ON CONFLICT (training, account) DO NOTHING", "sss", training, account, key) == DB_END;
}

static bool insert(struct work *w, const struct user *by, const struct order *o, const char *id, struct error *err)
{
	struct query *q = db_ask(w->db,
		"INSERT INTO training (id, class, name, mode, state, trainer, seed, created_at, ends_at, limit_ms) "
		"VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?6, ?7, ?8, ?9)", "sssssiii", id, o->class[0] ? o->class : NULL,
		o->name,
		o->mode, training_is_trainer(by) ? by->id : NULL, o->seed, w->now, w->now + (instant)WAITS_MS);

	if (o->limit_ms)
		db_int(q, 9, o->limit_ms);
	else
		db_null(q, 9);
	db_step(q);
	return db_done(q, err);
}

/* One session of the trainees from `first` on. Caller frees; NULL: err. */
static json *begin(struct work *w, const struct user *by, const struct order *o, size_t first, size_t count,
		   struct error *err)
{
	struct training t = { 0 };
	char id[ID_TEXT];

	id_new(id);
	bool ok = insert(w, by, o, id, err) && add_calls(w, id, o, err);
	for (size_t i = first; ok && i < first + count; i++)
		ok = add_seat(w, id, o->trainees[i], err);
	ok = ok && training_find(w->db, id, &t, err) && training_tell(w, &t, err);
	json *shown = ok ? training_show(w, by, &t, err) : NULL;
	training_release(&t);
	return shown;
}

static json *begin_class(struct work *w, const struct user *by, const struct order *o, struct error *err)
{
	json *answer = json_object_new_object(), *items = json_object_new_array();

	jo_set_str(answer, "class", o->class);
	jo_set_str(answer, "mode", o->mode);
	jo_set(answer, "items", items);
	for (size_t i = 0; i < o->trainee_count; i++) {
		json *session = begin(w, by, o, i, 1, err);
		if (!session) {
			jo_free(answer);
			return NULL;
		}
		json_object_array_add(items, session);
	}
	return answer;
}

static json *begin_all(struct work *w, const struct user *by, struct order *o, struct error *err)
{
	bool team = !strcmp(o->mode, "storm");

	if (team || (o->trainee_count == 1 && strcmp(o->mode, "class")))
		return begin(w, by, o, 0, o->trainee_count, err);
	id_new(o->class);
	return begin_class(w, by, o, err);
}

/* ---- more seats for a class that runs ---- */

/* Whoever comes late gets the calls of the others: same scenarios, as they were, same seed. */
static bool copy_calls(struct work *w, const char *from, const char *to, struct error *err)
{
	return db_run(w->db, err,
		      "INSERT INTO training_call (training, n, scenario, version, title, seed, wait_ms, title_en) "
		      "SELECT ?2, n, scenario, version, title, seed, wait_ms, title_en FROM training_call WHERE training = ?1",
		      "ss", from, to) == DB_END;
}

static json *begin_late(struct work *w, const struct user *by, const struct training *like, const char *trainee,
			struct error *err)
{
	struct order o = { .mode = like->mode, .name = like->name[0] ? like->name : NULL, .seed = like->seed,
			   .limit_ms = like->limit_ms };
	struct training t = { 0 };
	char id[ID_TEXT];

	snprintf(o.class, sizeof(o.class), "%s", like->class);
	id_new(id);
	bool ok = insert(w, by, &o, id, err) && copy_calls(w, like->id, id, err) && add_seat(w, id, trainee, err) &&
		  training_find(w->db, id, &t, err) && training_tell(w, &t, err);
	json *shown = ok ? training_show(w, by, &t, err) : NULL;
	training_release(&t);
	return shown;
}

/* A session of the class, or the storm of that id. */
static bool find_class(struct work *w, const char *class, struct training *t, struct error *err)
{
	char id[40] = "";
	struct query *q = db_ask(w->db, "SELECT id FROM training WHERE class = ?1 OR (id = ?1 AND mode = 'storm') "
				 "ORDER BY created_at LIMIT 1", "s", class);

	if (db_step(q) == DB_ROW)
		snprintf(id, sizeof(id), "%s", db_get_text(q, 0));
	return db_done(q, err) && (id[0] ? training_find(w->db, id, t, err)
					 : error_set(err, ERROR_NOT_FOUND, _("There is no such class.")));
}

static json *join_storm(struct work *w, const struct user *by, const struct order *o, struct training *t,
			struct error *err)
{
	if (!strcmp(t->state, "ended")) {
		error_set(err, ERROR_STATE, _("This practice session is over."));
		return NULL;
	}
	for (size_t i = 0; i < o->trainee_count; i++)
		if (!add_seat(w, t->id, o->trainees[i], err))
			return NULL;
	return training_tell(w, t, err) ? training_show(w, by, t, err) : NULL;
}

static json *add_late(struct work *w, const struct user *by, const json *body, struct order *o,
		      struct form_problems *problems, struct error *err)
{
	struct training t = { 0 };

	if (!training_is_trainer(by)) {
		error_set(err, ERROR_DENIED, _("You may practise by yourself; the rest a trainer begins."));
		return NULL;
	}
	take_trainees(w, by, body, o, problems);
	if (problems->count) {
		error_set(err, ERROR_INPUT, _("The session was not begun."));
		return NULL;
	}
	if (!find_class(w, jo_str(body, "class"), &t, err))
		return NULL;
	json *answer = NULL, *items = json_object_new_array();
	bool storm = !strcmp(t.mode, "storm"), ok = true;
	for (size_t i = 0; !storm && ok && i < o->trainee_count; i++) {
		json *session = begin_late(w, by, &t, o->trainees[i], err);
		ok = session != NULL;
		if (session)
			json_object_array_add(items, session);
	}
	if (storm) {
		answer = join_storm(w, by, o, &t, err);
	} else if (ok) {
		answer = json_object_new_object();
		jo_set_str(answer, "class", t.class);
		jo_set_str(answer, "mode", t.mode);
		jo_set(answer, "items", json_object_get(items));
	}
	jo_free(items);
	training_release(&t);
	return answer;
}

/* So that nobody fills the store by beginning and leaving. */
static bool has_room(struct work *w, const struct user *by, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT COUNT(*) FROM training t JOIN training_seat s ON s.training = t.id WHERE "
				 "s.account = ?1 AND t.ends_at IS NOT NULL", "s", by->id);
	bool room = training_is_trainer(by) || (db_step(q) == DB_ROW && db_get_int(q, 0) < OPEN_MOST);

	return db_done(q, err) &&
	       (room || error_set(err, ERROR_STATE, _("You have %d practice sessions open; end some of them first."), OPEN_MOST));
}

/* Nobody rehearses the calls of an exam that waits. */
static bool is_examined(struct work *w, const struct user *by, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT 1 FROM training t JOIN training_seat s ON s.training = t.id WHERE "
				 "s.account = ?1 AND t.mode = 'exam' AND t.ends_at IS NOT NULL LIMIT 1", "s", by->id);
	bool waits = !training_is_trainer(by) && db_step(q) == DB_ROW;

	if (!db_done(q, err))
		return true;
	return waits && !error_set(err, ERROR_STATE, _("An exam waits for you; take it first, then practise."));
}

json *training_start(struct work *w, const struct user *by, const json *body, struct form_problems *problems,
		     struct error *err)
{
	struct order o = { 0 };
	json *answer = NULL;

	if (!user_in_city(by))
		error_set(err, ERROR_DENIED, _("End this practice session before you begin another."));
	else if (jo_str(body, "class"))
		answer = add_late(w, by, body, &o, problems, err);
	else if (has_room(w, by, err) && !is_examined(w, by, err) && read_order(w, by, body, &o, problems, err))
		answer = begin_all(w, by, &o, err);
	order_release(&o);
	return answer;
}
