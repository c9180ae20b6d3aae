/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * queue.c -- who gets the call: the agent with its skill who has been ready longest.
 *
 * Among the waiting, priority goes before age, and a contact that came back unanswered stands at
 * the head of its priority. Offers are made on the writer thread only, so no contact can be
 * offered twice and no agent rung twice. Each skill is a line of its own, counted in `queue_count`
 * and read from its head by an index, so that it costs the same however many wait.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/service/contact.h"
#include "server/service/training.h"

enum { SKILLS_MOST = 64, AGENTS_A_PAGE = 32 };

/* One skill of the queue: how many wait, and who is next when that has been asked. */
struct line {
	char skill[33], id[40];
	int64_t waiting;
	int priority;
	bool asked, came_back;
	instant queued_at;
};

struct lines {
	struct line line[SKILLS_MOST];
	size_t count;
	int64_t waiting;        /* in all of them */
};

static bool read_lines(struct work *w, struct lines *l, struct error *err)
{
	struct query *q = db_ask(w->db, "SELECT skill, waiting FROM queue_count WHERE realm = ?1 AND waiting > 0",
				 "s", w->realm);

	l->count = 0;
	l->waiting = 0;
	while (l->count < SKILLS_MOST && db_step(q) == DB_ROW) {
		struct line *line = &l->line[l->count++];
		memset(line, 0, sizeof(*line));
		snprintf(line->skill, sizeof(line->skill), "%s", db_get_text(q, 0));
		l->waiting += line->waiting = db_get_int(q, 1);
	}
	return db_done(q, err);
}

/* Who is next in the line: priority, then who came back unanswered, then age. */
static bool ask_next(struct work *w, struct line *line, struct error *err)
{
	struct query *q = db_ask(w->db,
		"SELECT id, priority, head, queued_at FROM contact WHERE realm = ?1 AND state = 'queued' AND skill = ?2 "
		"ORDER BY priority DESC, CASE WHEN head > 0 THEN 0 ELSE 1 END, queued_at, id LIMIT 1",
		"ss", w->realm, line->skill);

	line->id[0] = '\0';
	if (db_step(q) == DB_ROW) {
		snprintf(line->id, sizeof(line->id), "%s", db_get_text(q, 0));
		line->priority = (int)db_get_int(q, 1);
		line->came_back = db_get_int(q, 2) > 0;
		line->queued_at = db_get_int(q, 3);
	}
	line->asked = true;
	return db_done(q, err);
}

static bool goes_before(const struct line *a, const struct line *b)
{
	if (a->priority != b->priority)
		return a->priority > b->priority;
	if (a->came_back != b->came_back)
		return a->came_back;
	return a->queued_at != b->queued_at ? a->queued_at < b->queued_at : strcmp(a->id, b->id) < 0;
}

/* "*": all of them. */
static bool has_skill(const char *skills, const char *skill)
{
	if (!strcmp(skills, "*"))
		return true;
	size_t len = strlen(skill);

	for (const char *p = skills; (p = strstr(p, skill)); p += len)
		if ((p == skills || p[-1] == ' ') && (!p[len] || p[len] == ' '))
			return true;
	return false;
}

/* The line whose first contact this agent should get; NULL when none waits, or err. */
static struct line *best_line(struct work *w, struct lines *l, const char *skills, struct error *err)
{
	struct line *best = NULL;

	for (size_t i = 0; i < l->count; i++) {
		struct line *line = &l->line[i];
		if (!line->waiting || !has_skill(skills, line->skill))
			continue;
		if (!line->asked && !ask_next(w, line, err))
			return NULL;
		if (line->id[0] && (!best || goes_before(line, best)))
			best = line;
	}
	return best;
}

/* Ready agents, longest ready first, a page at a time. Whoever practises takes every call. */
struct candidate {
	char account[40], skills[256];
	instant ready_since;
};

static size_t ready_agents(struct work *w, const struct candidate *after, struct candidate page[AGENTS_A_PAGE],
			   struct error *err)
{
	size_t count = 0;
	struct query *q = db_ask(w->db,
		"SELECT p.account, CASE WHEN p.realm = 'city' THEN a.skills ELSE '*' END, p.ready_since FROM presence p JOIN account a ON a.id = p.account "
		"WHERE p.realm = ?1 AND p.state = 'ready' AND a.disabled = 0 "
		"AND (p.ready_since, p.account) > (?2, ?3) ORDER BY p.ready_since, p.account LIMIT 32",
		"sis", w->realm, after->ready_since, after->account);

	while (count < AGENTS_A_PAGE && db_step(q) == DB_ROW) {
		struct candidate *c = &page[count++];
		snprintf(c->account, sizeof(c->account), "%s", db_get_text(q, 0));
		snprintf(c->skills, sizeof(c->skills), "%s", db_get_text(q, 1));
		c->ready_since = db_get_int(q, 2);
	}
	db_done(q, err);
	return count;
}

/* What the banner shows before the call is answered: how often this number came before. */
static int64_t earlier_tickets(struct work *w, const char *number)
{
	if (!number)
		return 0;
	struct query *q = db_ask(w->db, "SELECT COUNT(*) FROM ticket WHERE realm = ?1 AND number = ?2",
				 "ss", w->realm, number);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;

	db_done(q, NULL);
	return n;
}

static json *what_rings(struct work *w, const struct contact *c)
{
	json *data = json_object_new_object(), *shown = contact_to_json(w, c, true);

	jo_set_int(shown, "earlier_tickets", earlier_tickets(w, c->number));
	jo_set(data, "contact", shown);
	jo_set_int(data, "ring_seconds", w->server->config.ring / 1000);
	return data;
}

bool contact_ring(struct work *w, struct contact *c, const char *account, struct error *err)
{
	struct audience to = { .user = account };

	snprintf(c->state, sizeof(c->state), "offered");
	snprintf(c->agent, sizeof(c->agent), "%s", account);
	c->offered_at = w->now;
	return contact_save(w, c, err) &&
	       event_send(w->server, w->db, w->realm, &to, "contact.offered", what_rings(w, c), err) &&
	       presence_set(w, account, "ringing", NULL, c->id, err) && contact_tell_wall(w, c, err) &&
	       (work_in_city(w) || training_contact_rings(w, c, err));
}

static bool offer(struct work *w, const char *id, const char *account, struct error *err)
{
	struct contact c;

	if (!contact_load(w, id, &c, err))
		return false;
	bool ok = contact_ring(w, &c, account, err);
	contact_release(&c);
	return ok;
}

static bool offer_best(struct work *w, struct lines *l, const struct candidate *agent, struct error *err)
{
	struct error failed = ERROR_INIT;

	if (!events_streams(w->server, w->realm, agent->account))
		return true;            /* the timers settle what became of a lost stream */
	struct line *line = best_line(w, l, agent->skills, &failed);
	if (line && offer(w, line->id, agent->account, &failed)) {
		line->asked = false;
		line->waiting--;
		l->waiting--;
	}
	if (failed.kind != ERROR_NONE && err)
		*err = failed;
	return failed.kind == ERROR_NONE;
}

bool queue_offer(struct work *w, struct error *err)
{
	struct candidate page[AGENTS_A_PAGE], after = { .ready_since = -1 };
	struct error failed = ERROR_INIT;
	struct lines lines;
	size_t count = AGENTS_A_PAGE;

	if (!read_lines(w, &lines, err))
		return false;
	while (lines.waiting > 0 && count == AGENTS_A_PAGE) {
		count = ready_agents(w, &after, page, &failed);
		for (size_t i = 0; i < count && lines.waiting > 0 && failed.kind == ERROR_NONE; i++)
			offer_best(w, &lines, &page[i], &failed);
		if (failed.kind != ERROR_NONE)
			break;
		if (count)
			after = page[count - 1];
	}
	if (failed.kind != ERROR_NONE && err)
		*err = failed;
	return failed.kind == ERROR_NONE;
}

/* Where this agent stands among the ready: 1 is next. */
static int64_t position_of(struct work *w, const char *account, struct error *err)
{
	struct query *q = db_ask(w->db,
		"SELECT COUNT(*) FROM presence p JOIN presence me ON me.realm = p.realm "
		"WHERE me.realm = ?1 AND me.account = ?2 AND me.state = 'ready' AND p.state = 'ready' "
		"AND (p.ready_since < me.ready_since OR "
		"(p.ready_since = me.ready_since AND p.account <= me.account))", "ss", w->realm, account);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;

	db_done(q, err);
	return n;
}

static instant oldest_of(struct work *w, const char *skill, struct error *err)
{
	struct query *q = db_ask(w->db,
		"SELECT queued_at FROM contact WHERE realm = ?1 AND state = 'queued' AND skill = ?2 "
		"ORDER BY queued_at LIMIT 1", "ss", w->realm, skill);
	instant t = db_step(q) == DB_ROW ? db_get_int(q, 0) : INSTANT_NONE;

	db_done(q, err);
	return t;
}

json *queue_summary(struct work *w, const struct user *u, struct error *err)
{
	json *o = json_object_new_object();
	struct lines lines;
	int64_t waiting = 0;
	instant oldest = INSTANT_NONE;

	if (!read_lines(w, &lines, err))
		lines.count = 0;
	for (size_t i = 0; i < lines.count; i++) {
		const struct line *line = &lines.line[i];
		/* A reader without skills of their own (a supervisor) sees the whole queue. */
		if (u && u->skills[0] && !has_skill(u->skills, line->skill))
			continue;
		instant t = oldest_of(w, line->skill, err);
		waiting += line->waiting;
		if (oldest == INSTANT_NONE || (t != INSTANT_NONE && t < oldest))
			oldest = t;
	}
	jo_set_int(o, "waiting", waiting);
	jo_set_time(o, "oldest_at", oldest);
	int64_t position = u ? position_of(w, u->id, err) : 0;
	if (position)
		jo_set_int(o, "position", position);
	else
		jo_set_null(o, "position");
	return o;
}

json *queue_hello(struct work *w, const struct user *u)
{
	struct presence p;
	struct contact c;
	json *hello = json_object_new_object();

	if (!presence_load(w, u->id, &p, NULL))
		return hello;
	jo_set(hello, "presence", presence_to_json(&p));
	if (p.contact[0] && contact_load(w, p.contact, &c, NULL)) {
		jo_set(hello, "contact", contact_to_json(w, &c, true));
		contact_release(&c);
	} else {
		jo_set_null(hello, "contact");
	}
	return hello;
}
