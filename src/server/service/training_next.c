/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_next.c -- which scenario to practise next: the one whose duties watch over what was lost most, rather one
 * that the trainee has not had, rather one that is about as hard, and none that is more than one level harder.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/text.h"
#include "server/service/training.h"

struct choice {
	const json *next;       /* of the score: what was lost, the dearest first */
	struct buf had;         /* codes, blank separated */
	int difficulty;         /* of what was practised now */
	double best;
	json *found;
};

static bool watches(const struct scenario *s, const json *fault)
{
	const char *sheet = jo_str(fault, "sheet"), *item = jo_str(fault, "item");
	char *full = xasprintf("%s/%s", sheet ? sheet : "", item ? item : "");
	bool found = false;

	for (size_t i = 0; i < s->must_count; i++)
		found = found || (s->musts[i].item && !strcmp(s->musts[i].item, full));
	free(full);
	return found;
}

static double worth(const struct choice *c, const struct scenario *s)
{
	double sum = 0;

	if (s->difficulty > c->difficulty + 1)
		return 0;
	for (size_t i = 0; i < jo_len(c->next); i++)
		if (watches(s, jo_at(c->next, i)))
			sum += json_object_get_double(jo_get(jo_at(c->next, i), "lost"));
	return sum > 0 ? sum - 0.5 * abs(s->difficulty - c->difficulty) - (text_has_code(c->had.data, s->code) ? 5 : 0) : 0;
}

static void consider(struct choice *c, const struct scenario *s)
{
	double value = worth(c, s);

	if (value <= c->best)
		return;
	c->best = value;
	jo_free(c->found);
	c->found = json_object_new_object();
	jo_set_str(c->found, "code", s->code);
	jo_set_str(c->found, "title", s->title);
	jo_set_str(c->found, "title_en", s->title_en);
}

/* Everything the only trainee of the session has had; false: there are several. */
static bool read_had(struct work *w, const struct training *t, struct buf *codes)
{
	struct query *q = db_ask(w->db,
		"SELECT DISTINCT c.scenario FROM training_call c JOIN training_seat s ON s.training = c.training WHERE "
		"s.account IN (SELECT account FROM training_seat WHERE training = ?1)", "s", t->id);

	while (db_step(q) == DB_ROW)
		buf_addf(codes, " %s", db_get_text(q, 0));
	if (!db_done(q, NULL))
		return false;
	q = db_ask(w->db, "SELECT COUNT(*) FROM training_seat WHERE training = ?1", "s", t->id);
	bool alone = db_step(q) == DB_ROW && db_get_int(q, 0) == 1;
	return db_done(q, NULL) && alone;
}

static void read_difficulty(struct work *w, const struct training *t, struct choice *c)
{
	struct training_call call = { 0 };
	struct scenario *s = training_call_load(w->db, t->id, 1, &call, NULL) ?
		training_kept_scenario(w->db, call.version, NULL) : NULL;

	c->difficulty = s ? s->difficulty : 1;
	scenario_free(s);
	training_call_release(&call);
}

static void look_through(struct work *w, struct choice *c)
{
	const struct server_pack *pack = server_pack(w->server);

	for (size_t i = 0; i < pack->scenario_count; i++)
		consider(c, pack->scenarios[i]);
}

json *training_practise(struct work *w, const struct training *t, const json *score)
{
	struct choice c = { .next = jo_array(score, "next"), .had = BUF_INIT };

	if (jo_len(c.next) && read_had(w, t, &c.had)) {
		read_difficulty(w, t, &c);
		look_through(w, &c);
	}
	buf_release(&c.had);
	return c.found;
}
