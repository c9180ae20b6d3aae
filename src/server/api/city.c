/* SPDX-License-Identifier: GPL-3.0-or-later */
/* city.c -- GET /city, made once per pack, and regions: the children of one, or those that a caller's words mean. */
#include <stdio.h>
#include <string.h>

#include "hotline/i18n.h"
#include "hotline/text.h"
#include "server/api/basics.h"
#include "server/server.h"

void api_city(struct request *rq, struct reply *rp)
{
	const struct server_pack *p = atomic_load(&rq->server->pack);

	rp->status = 200;
	rp->type = "application/json";
	rp->fixed = p->text;
	rp->fixed_len = p->len;
	memcpy(rp->etag, p->etag, sizeof(p->etag));
}

static json *region_to_json(const struct city_region *r)
{
	static const char *const kinds[] = { "district", "street", "community" };
	json *o = json_object_new_object();

	jo_set_str(o, "code", r->code);
	jo_set_str(o, "name", r->name);
	jo_set_str(o, "name_en", r->name_en);
	jo_set_str(o, "kind", kinds[r->kind]);
	jo_set_str(o, "parent", r->parent ? r->parent->code : NULL);
	return o;
}

static void add_children(json *items, const struct city_region *list, size_t count,
			 const struct city_region *parent)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].parent == parent)
			json_object_array_add(items, region_to_json(&list[i]));
}

/* -- regions by what is said of them ------------------------------------------- */

enum { FOUND_MOST = 20 };
struct found {
	const struct city_region *region;
	int score;
};

/* Keeps the best, in order; of equals the one that came first. */
static size_t keep_best(struct found *best, size_t count, const struct city_region *r, int score)
{
	size_t i = count < FOUND_MOST ? count : FOUND_MOST - 1;

	if (!score || (count == FOUND_MOST && best[i].score >= score))
		return count;
	for (; i > 0 && best[i - 1].score < score; i--)
		best[i] = best[i - 1];
	best[i] = (struct found){ r, score };
	return count < FOUND_MOST ? count + 1 : count;
}

/* One word, which may also mean what the region lies in. */
static int word_score(const struct city_region *r, const char *word, bool *own)
{
	int score = pinyin_match(r->name, word);

	if (score)
		return *own = true, score;
	for (const struct city_region *above = r->parent; above; above = above->parent)
		if (pinyin_match(above->name, word))
			return 1;
	return 0;
}

/* All of them mean it, or its place: "chaoyang hjd". */
static int words_score(const struct city_region *r, const char *words)
{
	char copy[200], *rest = NULL;
	int score = pinyin_match(r->name, words), total = 0;
	bool own = false;

	if (score || !strchr(words, ' ') || strlen(words) >= sizeof(copy))
		return score;
	snprintf(copy, sizeof(copy), "%s", words);
	for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		if (!(score = word_score(r, word, &own)))
			return 0;
		total += score;
	}
	return own ? total : 0;
}

static void find_regions(struct request *rq, struct reply *rp, const char *words)
{
	const struct city *c = server_city(rq->server);
	struct found best[FOUND_MOST];
	size_t count = 0;

	for (size_t i = 0; i < c->region_count; i++)
		count = keep_best(best, count, &c->regions[i], words_score(&c->regions[i], words));
	for (size_t i = 0; i < c->community_count; i++)
		count = keep_best(best, count, &c->communities[i], words_score(&c->communities[i], words));
	while (count && best[0].score > PINYIN_LOOSE_MOST && best[count - 1].score <= PINYIN_LOOSE_MOST)
		count--;
	json *o = json_object_new_object(), *items = json_object_new_array();
	for (size_t i = 0; i < count; i++)
		json_object_array_add(items, region_to_json(best[i].region));
	jo_set_str(o, "q", words);
	jo_set(o, "items", items);
	jo_set_null(o, "next");
	reply_json(rp, 200, o);
}

void api_regions(struct request *rq, struct reply *rp)
{
	const struct city *c = server_city(rq->server);
	const char *code = request_query(rq, "parent"), *words = request_query(rq, "q");
	const struct city_region *parent = code && *code ? city_find_region(c, code) : NULL;

	if (words && *words) {
		find_regions(rq, rp, words);
		return;
	}
	if (code && *code && !parent) {
		reply_problem(rp, 404, "not-found", _("There is no region with this code."));
		return;
	}
	json *o = json_object_new_object(), *items = json_object_new_array();
	add_children(items, c->regions, c->region_count, parent);
	if (parent)
		add_children(items, c->communities, c->community_count, parent);
	jo_set(o, "items", items);
	jo_set_null(o, "next");
	reply_json(rp, 200, o);
	snprintf(rp->etag, sizeof(rp->etag), "%.16s-%.24s", c->version, parent ? parent->code : "");
}
