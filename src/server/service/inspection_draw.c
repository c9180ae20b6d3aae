/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inspection_draw.c -- a sample of tickets, by rule and seed, of those that nobody inspected yet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "hotline/sample.h"
#include "server/service/inspection.h"

enum { DRAWN_MOST = 500, POPULATION_MOST = 200000, EACH_MOST = 100, AGENTS_MOST = 200 };

struct draw {
	struct sample_rule rule;
	instant from, to;
	bool call;
	const char *category;           /* only this and those below; NULL: all */
	json *agents;                   /* usernames or ids as names of members: asked of every ticket; none: all */
	struct sample_ticket *tickets;
	char **texts;                   /* number and agent of each: one block */
	size_t count, alloc;
};

/* ---- what was asked for ---- */

static bool refuse(struct form_problems *problems, const char *pointer, const char *code, const char *detail)
{
	form_problem_add(problems, pointer, code, detail);
	return false;
}

static void take_time(const json *body, const char *name, const char *pointer, instant *at, struct form_problems *problems)
{
	const char *text = jo_str(body, name);

	if (!text)
		refuse(problems, pointer, "required", _("This is required."));
	else if (!clock_parse(text, at))
		refuse(problems, pointer, "format", _("This is no time such as 2026-11-24T17:05:09+08:00."));
}

static int take_count(const json *body, const char *name, const char *pointer, struct form_problems *problems)
{
	int64_t n = jo_int(body, name, 0);

	if (n < 0 || n > EACH_MOST)
		refuse(problems, pointer, "range", _("Give a number from 0 to 100."));
	return (int)n;
}

static void take_rule(const json *body, struct draw *d, struct form_problems *problems, instant now)
{
	double share = json_object_get_double(jo_get(body, "share"));

	d->rule = (struct sample_rule){ .most = DRAWN_MOST, .share = share, .seed = jo_int(body, "seed", now % 1000000000) };
	d->rule.per_agent = take_count(body, "per_agent", "/per_agent", problems);
	d->rule.per_category = take_count(body, "per_category", "/per_category", problems);
	if (!(share >= 0 && share <= 1))
		refuse(problems, "/share", "range", _("Give a share from 0 to 1."));
	if (!problems->count && !d->rule.per_agent && !d->rule.per_category && !(share > 0))
		refuse(problems, "/per_agent", "required",
		       _("Say how many of each agent, of each category, or which share of all."));
}

static void take_agents(const json *body, struct draw *d, struct form_problems *problems)
{
	const json *given = jo_array(body, "agents");

	d->agents = json_object_new_object();
	if (jo_len(given) > AGENTS_MOST)
		refuse(problems, "/agents", "length", _("Name at most 200 agents."));
	for (size_t i = 0; i < jo_len(given) && i < AGENTS_MOST; i++) {
		const char *name = json_object_get_string(jo_at(given, i));
		jo_set_bool(d->agents, name ? name : "", true);
	}
}

static bool take(struct work *w, const json *body, struct draw *d, struct form_problems *problems, struct error *err)
{
	take_rule(body, d, problems, w->now);
	take_time(body, "from", "/from", &d->from, problems);
	take_time(body, "to", "/to", &d->to, problems);
	d->call = jo_bool(body, "call", false);
	d->category = jo_str(body, "category");
	take_agents(body, d, problems);
	if (!problems->count && d->from >= d->to)
		refuse(problems, "/to", "range", _("The end must come after the beginning."));
	if (d->category && !city_find_category(server_city(w->server), d->category))
		refuse(problems, "/category", "choice", _("Choose a category of the city pack."));
	return !problems->count || error_set(err, ERROR_INPUT, "%s", problems->items[0].detail);
}

/* ---- the tickets to draw from ---- */

/* The category at the top, which the rule counts by. */
static const char *top_category(const struct city *c, const char *code)
{
	const struct city_category *k = code ? city_find_category(c, code) : NULL;

	while (k && k->parent)
		k = k->parent;
	return k ? k->code : NULL;
}

static bool is_wanted(const struct draw *d, const char *agent, const char *username)
{
	return !json_object_object_length(d->agents) || jo_get(d->agents, agent) ||
	       (username && jo_get(d->agents, username));
}

static void add_ticket(struct draw *d, const struct city *c, const char *no, const char *agent, const char *category)
{
	size_t len = strlen(no) + 1;

	if (d->count == d->alloc) {
		size_t alloc = d->alloc;
		ARRAY_GROW(d->tickets, d->count + 1, alloc);
		ARRAY_GROW(d->texts, d->count + 1, d->alloc);
	}
	char *text = xmalloc(len + strlen(agent) + 1);
	memcpy(text, no, len);
	strcpy(text + len, agent);
	d->texts[d->count] = text;
	d->tickets[d->count++] =
		(struct sample_ticket){ .no = text, .agent = text + len, .category = top_category(c, category) };
}

static bool read_tickets(struct work *w, struct draw *d, struct error *err)
{
	size_t len = d->category ? strlen(d->category) : 0;
	struct query *q = db_ask(w->db,
		"SELECT t.no, t.agent, t.category, a.username FROM ticket t LEFT JOIN account a ON a.id = t.agent "
		"WHERE t.realm = ?1 AND t.created_at >= ?2 AND t.created_at < ?3 AND t.agent IS NOT NULL AND "
		"t.origin IS NULL AND (?4 IS NULL OR SUBSTR(t.category, 1, ?5) = ?4) AND NOT EXISTS (SELECT 1 FROM "
		"inspection i WHERE i.realm = t.realm AND i.ticket = t.no)", "siisi", w->realm, d->from, d->to, d->category,
		(int64_t)len);

	while (d->count <= POPULATION_MOST && db_step(q) == DB_ROW)
		if (is_wanted(d, db_get_text(q, 1), db_get_text(q, 3)))
			add_ticket(d, server_city(w->server), db_get_text(q, 0), db_get_text(q, 1), db_get_text(q, 2));
	if (!db_done(q, err))
		return false;
	return d->count <= POPULATION_MOST ||
	       error_set(err, ERROR_STATE, _("These are more than 200,000 tickets; narrow the time."));
}

/* ---- kept ---- */

static bool keep_one(struct work *w, const struct draw *d, const char *sample, const struct sample_ticket *t, json *items,
		     struct error *err)
{
	struct inspection i = { .call = d->call, .version = 1, .drawn_at = w->now, .body = NULL };

	id_new(i.id);
	snprintf(i.sample, sizeof(i.sample), "%s", sample);
	snprintf(i.ticket, sizeof(i.ticket), "%s", t->no);
	snprintf(i.agent, sizeof(i.agent), "%s", t->agent);
	snprintf(i.category, sizeof(i.category), "%s", t->category ? t->category : "");
	snprintf(i.why, sizeof(i.why), "%s", t->why);
	snprintf(i.state, sizeof(i.state), "drawn");
	if (db_run(w->db, err, "INSERT INTO inspection (id, realm, sample, ticket, agent, category, why, call, state, "
		   "version, drawn_at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'drawn', 1, ?9, '{}')", "sssssssii",
		   i.id, w->realm, i.sample, i.ticket, i.agent, t->category, i.why, (int64_t)i.call, w->now) != DB_END)
		return false;
	json_object_array_add(items, inspection_to_json(w, &i, false));
	return true;
}

static bool record(struct work *w, const struct user *by, const char *sample, const struct draw *d, size_t drawn,
		   struct error *err)
{
	json *detail = json_object_new_object();

	jo_set_int(detail, "seed", d->rule.seed);
	jo_set_int(detail, "per_agent", d->rule.per_agent);
	jo_set_int(detail, "per_category", d->rule.per_category);
	jo_set(detail, "share", json_object_new_double(d->rule.share));
	jo_set_time(detail, "from", d->from);
	jo_set_time(detail, "to", d->to);
	jo_set_int(detail, "population", (int64_t)d->count);
	jo_set_int(detail, "drawn", (int64_t)drawn);
	return audit_add(w, by->id, "inspection.draw", sample, detail, err);
}

static json *keep(struct work *w, const struct user *by, struct draw *d, struct error *err)
{
	size_t drawn = sample_draw(d->tickets, d->count, &d->rule);
	json *items = json_object_new_array(), *o = json_object_new_object();
	char sample[ID_TEXT];
	bool ok = true;

	id_new(sample);
	for (size_t i = 0; i < d->count && ok; i++)
		if (d->tickets[i].why)
			ok = keep_one(w, d, sample, &d->tickets[i], items, err);
	jo_set_str(o, "sample", sample);
	jo_set_int(o, "seed", d->rule.seed);
	jo_set_int(o, "population", (int64_t)d->count);
	jo_set(o, "items", items);
	if (ok && record(w, by, sample, d, drawn, err))
		return o;
	jo_free(o);
	return NULL;
}

json *inspection_draw(struct work *w, const struct user *by, const json *body, struct form_problems *problems,
		      struct error *err)
{
	struct draw d = { .count = 0 };
	json *o = take(w, body, &d, problems, err) && read_tickets(w, &d, err) ? keep(w, by, &d, err) : NULL;

	for (size_t i = 0; i < d.count; i++)
		free(d.texts[i]);
	free(d.texts);
	free(d.tickets);
	jo_free(d.agents);
	return o;
}
