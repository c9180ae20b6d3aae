/* SPDX-License-Identifier: GPL-3.0-or-later */
/* city.c -- GET /city, made once per pack, and the children of a region, fetched as they are
 * needed. */
#include <stdio.h>
#include <string.h>

#include "hotline/i18n.h"
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

static void add_children(json *items, const struct city_region *list, size_t count,
			 const struct city_region *parent)
{
	static const char *const kinds[] = { "district", "street", "community" };

	for (size_t i = 0; i < count; i++) {
		const struct city_region *r = &list[i];
		if (r->parent != parent)
			continue;
		json *o = json_object_new_object();
		jo_set_str(o, "code", r->code);
		jo_set_str(o, "name", r->name);
		jo_set_str(o, "name_en", r->name_en);
		jo_set_str(o, "kind", kinds[r->kind]);
		jo_set_str(o, "parent", parent ? parent->code : NULL);
		json_object_array_add(items, o);
	}
}

void api_regions(struct request *rq, struct reply *rp)
{
	const struct city *c = server_city(rq->server);
	const char *code = request_query(rq, "parent");
	const struct city_region *parent = code && *code ? city_find_region(c, code) : NULL;

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
