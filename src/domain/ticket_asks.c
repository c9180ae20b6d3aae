/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ticket_asks.c -- what of a ticket waits for a decision of the desk, who asked for it and why. */
#include "ticket_internal.h"

/* A request of the lead stands in extra, one of a co-unit with its part; NULL: there is none. */
static const json *request(const struct ticket *t, const char *name)
{
	const json *of_lead = jo_get(t->extra, name);

	return of_lead ? of_lead : jo_get(part_waiting(t, name, NULL), name);
}

/* The record of who asked, borrowed; *what its name. NULL: nothing is asked. */
static const json *asked(const struct ticket *t, const char **what)
{
	const json *appeal = jo_get(t->extra, "appeal");
	bool over = t->state == TICKET_VOID || t->state == TICKET_CLOSED;
	const struct { const char *what; bool waits; const json *record; } all[] = {
		{ "confirm", (t->state == TICKET_DECLINED || t->state == TICKET_VOID) &&
			     !jo_bool(t->extra, "confirmed", false),
		  jo_get(t->extra, jo_get(t->extra, "withdrawn") ? "withdrawn" : "outcome") },
		{ "arbitration", t->state == TICKET_ARBITRATION, jo_get(t->extra, "referred") },
		{ "return", !over && (t->state == TICKET_RETURN_REQUESTED || part_waiting(t, "return", NULL)),
		  request(t, "return") },
		{ "carry", t->state == TICKET_HANDLING && jo_get(t->extra, "carry"), jo_get(t->extra, "carry") },
		{ "extension", !over && request(t, "extension"), request(t, "extension") },
		{ "appeal", appeal && !jo_get(appeal, "granted"), appeal },
		{ "supplied", t->state == TICKET_PENDING && jo_get(t->extra, "supplied"), jo_get(t->extra, "supplied") },
	};

	*what = NULL;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (!all[i].waits)
			continue;
		*what = all[i].what;
		return all[i].record;
	}
	return NULL;
}

const char *ticket_asks(const struct ticket *t)
{
	const char *what;

	asked(t, &what);
	return what;
}

json *ticket_asks_to_json(const struct ticket *t)
{
	static const char *const shown[] = { "reason", "basis", "legal_path", "until", "by", "at" };
	const char *what, *unit;
	const json *record = asked(t, &what);
	json *o = what ? json_object_new_object() : NULL;

	if (!o)
		return NULL;
	jo_set_str(o, "what", what);
	unit = jo_str(record, "by_unit");
	jo_set_str(o, "unit", unit);
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		jo_set_str(o, shown[i], jo_str(record, shown[i]));
	return o;
}
