/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tickets_views.c -- the views of the dispatch desk and of a unit's inbox: one table gives both what a list holds and
 * how many there are.
 *
 * A view of a unit looks at the rows of ticket_unit, so it goes by the unit's own sub-state and clock.
 */
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "server/service/tickets_internal.h"

#define SOON SECONDS(2 * 3600)
#define DESK (ROLE_DISPATCHER | ROLE_SUPERVISOR)
#define OPEN_STATES                                                                            \
	"'pending', 'needs_info', 'dispatched', 'return_requested', 'arbitration', 'handling', " \
	"'carried', 'replied', 'visiting', 'rehandling'"

enum view_also { ALL, OVERDUE, DUE_SOON, MADE_BY_USER };        /* overdue and soon: by the unit's own clock */
struct ticket_view {
	const char *name;
	unsigned roles;
	const char *where;      /* of ticket t, and of ticket_unit u for a unit */
	enum view_also also;
};

static const struct ticket_view views[] = {
	{ "pending", DESK, "t.state = 'pending'", ALL },
	{ "supplied", DESK, "t.asks = 'supplied'", ALL },
	{ "returns", DESK, "t.asks = 'return'", ALL },
	{ "arbitration", DESK, "t.asks = 'arbitration'", ALL },
	{ "extensions", DESK, "t.asks = 'extension'", ALL },
	{ "open", DESK, "t.state IN (" OPEN_STATES ")", ALL },
	{ "inbox", ROLE_UNIT, "(u.part <> 'level' OR u.state = 'given_back')", ALL },
	{ "sign", ROLE_UNIT, "u.state IN ('dispatched', 'called')", ALL },
	{ "overdue", ROLE_UNIT, "u.due_at IS NOT NULL", OVERDUE },
	{ "soon", ROLE_UNIT, "u.due_at IS NOT NULL", DUE_SOON },
	{ "returned", ROLE_UNIT, "u.state IN ('return_requested', 'given_back')", ALL },
	{ "again", ROLE_UNIT, "u.again = 1", ALL },
	{ "urged", ROLE_UNIT, "u.urged = 1", ALL },
	{ "below", ROLE_UNIT, "u.part = 'level'", ALL },
	{ "found", ROLE_AGENT | ROLE_UNIT, "t.origin IS NOT NULL AND t.state IN (" OPEN_STATES ")", MADE_BY_USER },
};

bool ticket_view_is_of_unit(const struct ticket_view *v)
{
	return v && v->roles == ROLE_UNIT;
}

static bool may_see(const struct ticket_view *v, const struct ticket_actor *who)
{
	return (v->roles & who->roles) && (!ticket_view_is_of_unit(v) || who->unit);
}

const struct ticket_view *ticket_view_find(const char *name, const struct ticket_actor *who)
{
	for (size_t i = 0; i < ARRAY_SIZE(views); i++)
		if (!strcmp(views[i].name, name) && may_see(&views[i], who))
			return &views[i];
	return NULL;
}

void ticket_view_where(const struct ticket_view *v, const struct ticket_actor *who, instant now, struct buf *sql)
{
	buf_addf(sql, " AND %s", v->where);
	if (v->also == MADE_BY_USER)
		buf_addf(sql, " AND t.agent = '%s'", who->id);          /* an id is letters, digits and - */
	if (v->roles == ROLE_UNIT)
		buf_adds(sql, " AND u.live = 1");
	if (v->also == OVERDUE)
		buf_addf(sql, " AND u.due_at <= %lld", (long long)now);
	else if (v->also == DUE_SOON)
		buf_addf(sql, " AND u.due_at > %lld AND u.due_at <= %lld", (long long)now, (long long)(now + SOON));
}

static int64_t count_of(struct work *w, const struct ticket_view *v, const struct ticket_actor *who)
{
	bool unit = ticket_view_is_of_unit(v);
	struct buf sql = BUF_INIT;

	buf_addf(&sql, "SELECT COUNT(*) FROM ticket t %s WHERE t.realm = ?1",
		 unit ? "JOIN ticket_unit u ON u.no = t.no AND u.unit = ?2" : "");
	ticket_view_where(v, who, w->now, &sql);
	struct query *q = db_query_once(w->db, sql.data);
	db_text(q, 1, w->realm);
	if (unit)
		db_text(q, 2, who->unit);
	int64_t n = db_step(q) == DB_ROW ? db_get_int(q, 0) : 0;
	db_done(q, NULL);
	buf_release(&sql);
	return n;
}

json *tickets_views(struct work *w, const struct ticket_actor *who)
{
	json *o = json_object_new_object(), *items = json_object_new_array();

	for (size_t i = 0; i < ARRAY_SIZE(views); i++) {
		if (!may_see(&views[i], who))
			continue;
		json *item = json_object_new_object();
		jo_set_str(item, "view", views[i].name);
		jo_set_int(item, "count", count_of(w, &views[i], who));
		json_object_array_add(items, item);
	}
	jo_set(o, "items", items);
	jo_set_null(o, "next");
	return o;
}

/* ---- the order by grade: the stricter its clocks, the sooner ---- */

static bool is_stricter(const struct city_grade *a, const struct city_grade *b)
{
	static const int clocks[] = { CLOCK_DISPATCH, CLOCK_FEEDBACK };

	for (size_t i = 0; i < ARRAY_SIZE(clocks); i++)
		if (a->clocks[clocks[i]].ms != b->clocks[clocks[i]].ms)
			return a->clocks[clocks[i]].ms < b->clocks[clocks[i]].ms;
	return false;
}

int ticket_grade_rank(const struct city *c, size_t grade)
{
	int rank = 0;

	for (size_t i = 0; i < c->grade_count; i++)
		rank += is_stricter(&c->grades[i], &c->grades[grade]);
	return rank;
}
