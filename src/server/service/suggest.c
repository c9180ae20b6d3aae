/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * suggest.c -- to whom a ticket goes: what the dispatch catalogue says, who has had such matters and what came of it,
 * open tickets that tell of the same, and precedents.
 */
#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"
#include "server/service/finder.h"
#include "server/service/knowledge.h"
#include "server/service/tickets_internal.h"

enum { UNITS_MOST = 5, SIMILAR_MOST = 8, PRECEDENTS_MOST = 3, CALLERS_MOST = 4 };
#define SIMILAR_LEAST 0.35      /* a possible duplicate; from SIMILAR_SAME on the same */
#define SIMILAR_SAME 0.5

/* ---- units ---- */

static int64_t solved_by(struct work *w, const char *category, const char *unit)
{
	struct query *q = db_ask(w->db, "SELECT COUNT(*) FROM visit WHERE realm = ?1 AND category = ?2 AND unit = ?3 AND "
				 "solved = 1", "sss", w->realm, category, unit);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;

	db_done(q, NULL);
	return n;
}

static void read_record(struct work *w, const char *category, const char *unit, int64_t *dispatched, int64_t *returned)
{
	struct query *q = db_ask(w->db, "SELECT dispatched, returned FROM unit_record WHERE realm = ?1 AND category = ?2 AND "
				 "unit = ?3", "sss", w->realm, category, unit);

	*dispatched = *returned = 0;
	if (db_step(q) == DB_ROW) {
		*dispatched = db_get_int(q, 0);
		*returned = db_get_int(q, 1);
	}
	db_done(q, NULL);
}

static json *unit_to_json(struct work *w, const char *category, const char *unit, const char *basis, const char *why)
{
	const struct city_unit *u = city_find_unit(server_city(w->server), unit);
	int64_t dispatched, returned, solved = category ? solved_by(w, category, unit) : 0;
	json *o = json_object_new_object();

	read_record(w, category ? category : "", unit, &dispatched, &returned);
	jo_set_str(o, "unit", unit);
	jo_set_str(o, "name", u ? u->name : unit);
	jo_set_str(o, "basis", basis);
	jo_set_str(o, "why", why);
	jo_set_int(o, "dispatched", dispatched);
	jo_set_int(o, "returned", returned);
	jo_set_int(o, "solved", solved);
	/* the catalogue is certain; others by how often the matter stayed with them */
	jo_set(o, "score", json_object_new_double(basis ? 1 : dispatched > 0 ?
		  0.9 * (double)(dispatched - returned) / (double)(dispatched + 1) : 0));
	return o;
}

static bool add_catalogue(struct work *w, const struct ticket *t, json *units, char unit[40])
{
	const char *basis = NULL;
	const struct city_unit *u = city_suggest_unit(server_city(w->server),
						      jo_pointer_str(t->fields, "/matter/category"),
						      jo_pointer_str(t->fields, "/place/district"),
						      jo_pointer_str(t->fields, "/place/street"), &basis);

	unit[0] = '\0';
	if (!u)
		return false;
	snprintf(unit, 40, "%s", u->code);
	json_object_array_add(units, unit_to_json(w, jo_pointer_str(t->fields, "/matter/category"), u->code,
						  basis ? basis : "", _("by the dispatch catalogue")));
	return true;
}

/* A district cares for its own place, a street and a grid for theirs, the others for the whole city. */
static bool cares_for(const struct city *city, const struct city_unit *u, const struct ticket *t)
{
	const char *district = jo_pointer_str(t->fields, "/place/district");
	const char *street = jo_pointer_str(t->fields, "/place/street");
	const struct city_unit *local = street ? city_suggest_local(city, street) : NULL;

	if (!u || !u->district || !district)
		return u != NULL;
	if (strcmp(u->district, district) != 0)
		return false;
	return !strcmp(u->kind, "district") || !local || city_unit_is_under(city, u->code, local->code);
}

static void add_experienced(struct work *w, const struct ticket *t, const char *but, json *units)
{
	const struct city *city = server_city(w->server);
	const char *category = jo_pointer_str(t->fields, "/matter/category");
	char codes[UNITS_MOST][40];
	size_t count = 0;
	struct query *q = db_ask(w->db, "SELECT unit FROM unit_record WHERE realm = ?1 AND category = ?2 AND unit <> ?3 "
				 "AND dispatched > returned ORDER BY dispatched - 2 * returned DESC, unit LIMIT 400", "sss",
				 w->realm, category ? category : "", but);

	while (count < UNITS_MOST && db_step(q) == DB_ROW)
		if (cares_for(city, city_find_unit(city, db_get_text(q, 0)), t))
			snprintf(codes[count++], sizeof(codes[0]), "%s", db_get_text(q, 0));
	db_done(q, NULL);
	for (size_t i = 0; i < count; i++)
		json_object_array_add(units, unit_to_json(w, category, codes[i], NULL, _("has had such matters")));
}

/* ---- duplicates ---- */

static bool is_over(enum ticket_state s)
{
	return s == TICKET_CLOSED || s == TICKET_VOID || s == TICKET_MERGED || s == TICKET_DECLINED;
}

static bool is_elsewhere(const struct ticket *t, const struct ticket *other)
{
	const char *street = jo_pointer_str(t->fields, "/place/street");
	const char *its = jo_pointer_str(other->fields, "/place/street");

	return street && its && strcmp(street, its) != 0;
}

static bool is_listed(const json *list, const char *no)
{
	for (size_t i = 0; i < jo_len(list); i++)
		if (!strcmp(jo_str(jo_at(list, i), "no"), no))
			return true;
	return false;
}

/* `caller`: of the same number, whatever it tells of. */
static void add_duplicate(struct work *w, const struct ticket *t, const struct ticket_actor *who,
			  const struct finder_hit *hit, bool caller, json *list)
{
	struct ticket_actor reader = *who;
	struct ticket *other = is_listed(list, hit->no) ? NULL : tickets_load(w, hit->no, &reader, NULL);

	if (other && !is_over(other->state) && (caller || !is_elsewhere(t, other))) {
		json *o = json_object_new_object();
		jo_set_str(o, "no", other->no);
		jo_set_bool(o, "caller", caller);
		jo_set_str(o, "title", jo_pointer_str(other->fields, "/matter/title"));
		jo_set_str(o, "state", ticket_state_name(other->state));
		jo_set_str(o, "lead", other->lead);
		jo_set_time(o, "created_at", other->created_at);
		jo_set(o, "score", json_object_new_double(hit->score));
		jo_set_bool(o, "same", hit->score >= SIMILAR_SAME);
		json_object_array_add(list, o);
	}
	ticket_free(other);
}

static double score_of(const struct finder_hit *hits, size_t count, const char *no)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(hits[i].no, no))
			return hits[i].score;
	return 0;
}

/* What the same caller still waits for stands first: often it is the same matter in other words. */
static void add_callers_own(struct work *w, const struct ticket *t, const struct ticket_actor *who,
			    const struct finder_hit *hits, size_t count, json *list)
{
	const char *number = jo_pointer_str(t->fields, "/caller/number");
	struct finder_hit own[CALLERS_MOST];
	char digits[24];
	size_t n = 0;

	if (!number || !phone_normalise(number, digits))
		return;
	struct query *q = db_ask(w->db, "SELECT no FROM ticket WHERE realm = ?1 AND number = ?2 AND no <> ?3 AND "
				 "closed_at IS NULL ORDER BY created_at DESC LIMIT ?4", "sssi", w->realm, digits, t->no,
				 (int64_t)CALLERS_MOST);
	while (n < CALLERS_MOST && db_step(q) == DB_ROW) {
		snprintf(own[n].no, sizeof(own[n].no), "%s", db_get_text(q, 0));
		own[n].score = score_of(hits, count, own[n].no);
		n++;
	}
	db_done(q, NULL);
	for (size_t i = 0; i < n; i++)
		add_duplicate(w, t, who, &own[i], true, list);
}

static void add_duplicates(struct work *w, const struct ticket *t, const struct ticket_actor *who, json *list)
{
	const char *title = jo_pointer_str(t->fields, "/matter/title");
	const char *content = jo_pointer_str(t->fields, "/matter/content");
	struct finder_hit hits[SIMILAR_MOST];
	struct buf text = BUF_INIT;

	buf_addf(&text, "%s %s", title ? title : "", content ? content : "");
	size_t count = finder_similar(w->server->finder, w->realm, text.data, t->no, SIMILAR_MOST, hits);
	add_callers_own(w, t, who, hits, count, list);
	for (size_t i = 0; i < count; i++)
		if (hits[i].score >= SIMILAR_LEAST)
			add_duplicate(w, t, who, &hits[i], false, list);
	buf_release(&text);
}

static const struct city_category *top_of(const struct city *city, const char *code)
{
	const struct city_category *k = code ? city_find_category(city, code) : NULL;

	while (k && k->parent)
		k = k->parent;
	return k;
}

/* What was found by words stays only where it is about a like matter. */
static json *of_like_matter(const struct city *city, const json *found, const char *category)
{
	json *items = json_object_new_array();

	for (size_t i = 0; i < jo_len(found); i++) {
		json *item = (json *)jo_at(found, i);
		if (!category || top_of(city, jo_str(item, "category")) == top_of(city, category))
			json_object_array_add(items, json_object_get(item));
	}
	return items;
}

/* Those of the category, else what the title finds. Caller frees. */
static json *find_precedents(struct work *w, const struct ticket *t)
{
	const char *category = jo_pointer_str(t->fields, "/matter/category");
	const char *title = jo_pointer_str(t->fields, "/matter/title");
	struct knowledge_want of_category = { NULL, category, NULL, PRECEDENTS_MOST };
	struct knowledge_want of_title = { title, NULL, NULL, PRECEDENTS_MOST };
	json *found = category ? knowledge_search(w, w->server->precedents, &of_category) : NULL;

	if (!jo_len(jo_array(found, "items")) && title && *title) {
		jo_free(found);
		found = knowledge_search(w, w->server->precedents, &of_title);
	}
	json *items = of_like_matter(server_city(w->server), found ? jo_array(found, "items") : NULL, category);
	jo_free(found);
	return items;
}

json *tickets_suggest(struct work *w, const struct ticket *t, const struct ticket_actor *who)
{
	json *o = json_object_new_object(), *units = json_object_new_array(), *duplicates = json_object_new_array();
	char unit[40];

	add_catalogue(w, t, units, unit);
	add_experienced(w, t, unit, units);
	add_duplicates(w, t, who, duplicates);
	jo_set(o, "units", units);
	jo_set(o, "duplicates", duplicates);
	jo_set(o, "precedents", find_precedents(w, t));
	return o;
}
