/* SPDX-License-Identifier: GPL-3.0-or-later */
/* city.c -- the city that the server works with, and its text as clients fetch it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/admin.h"
#include "hotline/alloc.h"
#include "hotline/ids.h"
#include "hotline/scenario.h"
#include "server/server.h"

static struct server_pack *pack_new(struct city *city)
{
	struct server_pack *p = xcalloc(1, sizeof(*p));
	json *shown = city_to_json(city, false);
	char hash[HASH_TEXT];

	p->city = city;
	p->text = xstrdup(jo_text(shown));
	p->len = strlen(p->text);
	jo_free(shown);
	/* Of the text, not the pack's version: a newer program may show the same pack in more
	 * detail. */
	snprintf(p->etag, sizeof(p->etag), "%.16s", hash_hex(p->text, p->len, hash));
	return p;
}

/* Read once here, so that nobody who waits for the writer's thread waits for it. */
static void read_scenarios(struct db *db, struct server_pack *p)
{
	struct query *q = db_ask(db, "SELECT body FROM scenario WHERE current = 1 ORDER BY code LIMIT 1000", "");
	size_t room = 0;

	while (db_step(q) == DB_ROW) {
		const char *body = db_get_text(q, 0);
		json *o = jo_parse(body, strlen(body), NULL);
		struct scenario *scenario = o ? scenario_from_json(o, NULL) : NULL;
		jo_free(o);
		if (!scenario)
			continue;
		ARRAY_GROW(p->scenarios, p->scenario_count + 1, room);
		p->scenarios[p->scenario_count++] = scenario;
	}
	db_done(q, NULL);
}

struct server_pack *server_city_read(struct server *s, struct error *err)
{
	struct db *db = store_reader(s->store, err);
	struct city *city = db ? admin_city_load(db, err) : NULL;
	struct server_pack *p = city ? pack_new(city) : NULL;

	if (p)
		read_scenarios(db, p);
	store_reader_put(s->store, db);
	return p;
}

void server_city_use(struct server *s, struct server_pack *p)
{
	p->older = atomic_load(&s->pack);
	atomic_store(&s->pack, p);
	atomic_store(&s->city, p->city);
}

void server_city_free(struct server *s)
{
	struct server_pack *p = atomic_load(&s->pack), *older;

	for (; p; p = older) {
		older = p->older;
		city_free(p->city);
		for (size_t i = 0; i < p->scenario_count; i++)
			scenario_free(p->scenarios[i]);
		free(p->scenarios);
		free(p->text);
		free(p);
	}
	atomic_store(&s->pack, NULL);
	atomic_store(&s->city, NULL);
}
