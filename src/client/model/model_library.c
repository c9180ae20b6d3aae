/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_library.c -- what is looked up: knowledge, the city, regions, seats, notices.
 *
 * Search results are numbered when they are asked for; only an answer newer than what is shown
 * gets in, so that typing fast never shows the results of a word typed before.
 */
#include "client/model/model_internal.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

/* ---- knowledge ---- */

static void article_release(struct model_article *a)
{
	free(a->id);
	free(a->title);
	free(a->category);
	free(a->unit);
	free(a->kind);
	free(a->snippet);
	free(a->valid_from);
	free(a->valid_to);
}

static void clear_hits(struct model_knowledge *k)
{
	for (size_t i = 0; i < k->count; i++)
		article_release(&k->items[i]);
	free(k->items);
	k->items = NULL;
	k->count = 0;
}

void model_knowledge_release(struct model_knowledge *k)
{
	clear_hits(k);
	for (size_t i = 0; i < MODEL_ARTICLES; i++)
		jo_free(k->articles[i]);
	free(k->query);
	free(k->sentence);
	*k = (struct model_knowledge){ .asked = k->asked, .shown = k->asked };
}

uint64_t model_knowledge_ask(struct model *m)
{
	return ++m->knowledge.asked;
}

static void read_marks(struct model_article *a, const json *marks)
{
	for (size_t i = 0; i < jo_len(marks) && a->mark_count < MODEL_MARKS; i++) {
		const json *pair = jo_at(marks, i);
		if (jo_len(pair) != 2)
			continue;
		a->marks[a->mark_count].start = json_object_get_int(jo_at(pair, 0));
		a->marks[a->mark_count++].length = json_object_get_int(jo_at(pair, 1));
	}
}

static void read_article(struct model_article *a, const json *o)
{
	model_set_text(&a->id, jo_str(o, "id"));
	model_set_text(&a->title, jo_str(o, "title"));
	model_set_text(&a->category, jo_str(o, "category"));
	model_set_text(&a->unit, jo_str(o, "unit"));
	model_set_text(&a->kind, jo_str(o, "kind"));
	model_set_text(&a->snippet, jo_str(o, "snippet"));
	model_set_text(&a->valid_from, jo_str(o, "valid_from"));
	model_set_text(&a->valid_to, jo_str(o, "valid_to"));
	a->version = jo_int(o, "version", 0);
	a->expired = jo_bool(o, "expired", false);
	a->in_force = jo_bool(o, "in_force", !a->expired);
	a->score = json_object_get_double(jo_get(o, "score"));
	read_marks(a, jo_array(o, "marks"));
}

unsigned model_apply_knowledge(struct model *m, uint64_t number, const char *query, const json *answer)
{
	struct model_knowledge *k = &m->knowledge;
	const json *items = jo_array(answer, "items");
	size_t count = jo_len(items) < MODEL_HITS ? jo_len(items) : MODEL_HITS;

	if (number <= k->shown)
		return 0;
	clear_hits(k);
	k->items = xcalloc(count + 1, sizeof(*k->items));
	for (size_t i = 0; i < count; i++)
		if (jo_str(jo_at(items, i), "id"))
			read_article(&k->items[k->count++], jo_at(items, i));
	k->shown = number;
	model_set_text(&k->query, query);
	model_set_text(&k->sentence, NULL);
	return MODEL_KNOWLEDGE;
}

unsigned model_knowledge_failed(struct model *m, uint64_t number, const char *sentence)
{
	if (number <= m->knowledge.shown)
		return 0;
	m->knowledge.shown = number;
	model_set_text(&m->knowledge.sentence, sentence);
	return MODEL_KNOWLEDGE;
}

static size_t article_position(const struct model *m, const char *id)
{
	for (size_t i = 0; i < MODEL_ARTICLES; i++) {
		const char *other = jo_str(m->knowledge.articles[i], "id");
		if (other && !strcmp(other, id))
			return i;
	}
	return MODEL_ARTICLES;
}

const json *model_article(const struct model *m, const char *id)
{
	size_t i = id ? article_position(m, id) : MODEL_ARTICLES;

	return i < MODEL_ARTICLES ? m->knowledge.articles[i] : NULL;
}

unsigned model_apply_article(struct model *m, const json *article)
{
	json **all = m->knowledge.articles;
	const char *id = jo_str(article, "id");

	if (!id)
		return 0;
	size_t at = article_position(m, id);
	if (at == MODEL_ARTICLES)
		at--;
	jo_free(all[at]);
	memmove(all + 1, all, at * sizeof(*all));
	all[0] = jo_copy((json *)article);
	return MODEL_KNOWLEDGE;
}

/* A cached article that changed is forgotten; whoever shows it asks again. */
unsigned model_knowledge_event(struct model *m, const json *data)
{
	const char *id = jo_str(data, "id");
	size_t at = id ? article_position(m, id) : MODEL_ARTICLES;

	if (at < MODEL_ARTICLES) {
		jo_free(m->knowledge.articles[at]);
		m->knowledge.articles[at] = NULL;
	}
	return MODEL_KNOWLEDGE;
}

/* ---- city ---- */

unsigned model_set_city(struct model *m, struct city *city, const char *etag)
{
	city_free(m->city);
	m->city = city;
	model_set_text(&m->city_etag, etag);
	for (size_t i = 0; i < MODEL_REGIONS; i++) {
		free(m->regions[i].parent);
		jo_free(m->regions[i].items);
		m->regions[i] = (struct model_regions){ 0 };
	}
	return MODEL_CITY;
}

const json *model_communities(const struct model *m, const char *street)
{
	for (size_t i = 0; street && i < MODEL_REGIONS; i++)
		if (m->regions[i].parent && !strcmp(m->regions[i].parent, street))
			return m->regions[i].items;
	return NULL;
}

unsigned model_apply_regions(struct model *m, const char *parent, const json *answer)
{
	json *items = jo_array(answer, "items");

	if (!items || model_communities(m, parent))
		return 0;
	struct model_regions *r = &m->regions[m->region_next++ % MODEL_REGIONS];
	model_set_text(&r->parent, parent);
	jo_free(r->items);
	r->items = jo_copy(items);
	return MODEL_CITY;
}

/* ---- seats ---- */

static void seat_release(struct model_seat *s)
{
	free(s->id);
	free(s->username);
	free(s->name);
	free(s->reason);
	free(s->contact_id);
	free(s->skills);
}

void model_seats_release(struct model *m)
{
	for (size_t i = 0; i < m->seat_count; i++)
		seat_release(&m->seats[i]);
	free(m->seats);
	m->seats = NULL;
	m->seat_count = 0;
	m->seats_at = INSTANT_NONE;
}

static void read_seat_state(struct model_seat *s, const json *o)
{
	if (!presence_parse(jo_str(o, "state"), &s->state))
		s->state = PRESENCE_OFFLINE;
	s->since = model_time(o, "since");
	model_set_text(&s->reason, jo_str(o, "reason"));
	model_set_text(&s->contact_id, jo_str(o, "contact_id"));
}

unsigned model_apply_seats(struct model *m, const json *answer, instant now)
{
	const json *items = jo_array(answer, "items");
	size_t count = jo_len(items) < MODEL_SEATS_MOST ? jo_len(items) : MODEL_SEATS_MOST;
	unsigned what = MODEL_SEATS;

	model_seats_release(m);
	m->seats = xcalloc(count + 1, sizeof(*m->seats));
	for (size_t i = 0; i < count; i++) {
		const json *o = jo_at(items, i), *user = jo_get(o, "user");
		struct model_seat *s = &m->seats[m->seat_count++];
		model_set_text(&s->id, jo_str(user, "id"));
		model_set_text(&s->username, jo_str(user, "username"));
		model_set_text(&s->name, jo_str(user, "name"));
		s->skills = model_words(jo_array(o, "skills"));
		read_seat_state(s, o);
		if (jo_get(o, "contact"))
			what |= model_apply_contact(m, jo_get(o, "contact"), INSTANT_NONE);
	}
	m->seats_at = now;
	return what;
}

unsigned model_seat_event(struct model *m, const json *data)
{
	const char *id = jo_str(data, "user_id");

	for (size_t i = 0; id && i < m->seat_count; i++)
		if (m->seats[i].id && !strcmp(m->seats[i].id, id)) {
			read_seat_state(&m->seats[i], data);
			return MODEL_SEATS;
		}
	return 0;
}

/* ---- notices ---- */

static void notice_release(struct model_notice *n)
{
	free(n->id);
	free(n->title);
	free(n->text);
}

static size_t notice_position(const struct model *m, const char *id)
{
	size_t i = 0;

	while (i < m->notice_count && strcmp(m->notices[i].id, id))
		i++;
	return i;
}

/* By its time, the newest first; of too many the oldest goes. */
static struct model_notice *notice_new(struct model *m, const char *id, instant at)
{
	size_t where = 0;

	if (m->notice_count >= MODEL_NOTICES_MOST)
		notice_release(&m->notices[--m->notice_count]);
	while (where < m->notice_count && m->notices[where].at > at)
		where++;
	ARRAY_GROW(m->notices, m->notice_count + 1, m->notice_alloc);
	memmove(m->notices + where + 1, m->notices + where, (m->notice_count++ - where) * sizeof(*m->notices));
	m->notices[where] = (struct model_notice){ .id = xstrdup(id), .at = at };
	return &m->notices[where];
}

/* One that is there already stays in its place. */
unsigned model_notice_event(struct model *m, const json *o, instant now)
{
	const char *id = jo_str(o, "id"), *text = jo_str(o, "text");
	instant at =
	    model_time(o, "at") != INSTANT_NONE ? model_time(o, "at") : model_time(o, "created_at");

	if (!id)
		return 0;
	size_t where = notice_position(m, id);
	struct model_notice *n = where < m->notice_count ? &m->notices[where] : notice_new(m, id, at != INSTANT_NONE ? at : now);
	model_set_text(&n->title, jo_str(o, "title"));
	model_set_text(&n->text, text ? text : jo_str(o, "body"));
	n->until = model_time(o, "valid_to");
	return MODEL_NOTICES;
}

bool model_add_news(struct model *m, const char *id, const char *title, instant at)
{
	if (notice_position(m, id) < m->notice_count)
		return false;
	struct model_notice *n = notice_new(m, id, at);
	model_set_text(&n->title, title);
	n->until = INSTANT_NONE;
	return true;
}

/* The answer is newest first. */
unsigned model_apply_notices(struct model *m, const json *answer)
{
	const json *items = jo_array(answer, "items");
	unsigned what = 0;

	for (size_t i = jo_len(items); i-- > 0;)
		what |= model_notice_event(m, jo_at(items, i), INSTANT_NONE);
	return what;
}
