/* SPDX-License-Identifier: GPL-3.0-or-later */
/* score_sheet.c -- the sheet itself: new, marked by an inspector, and the word of whoever knows better. */
#include <string.h>

#include "domain/score_internal.h"
#include "hotline/i18n.h"

json *score_new(const struct city *c, int requests, bool call)
{
	json *score = json_object_new_object();

	/* In the order in which people read them. */
	score_set_number(score, "total", 0);
	jo_set_str(score, "level", "failed");
	jo_set(score, "sheets", json_object_new_object());
	jo_set_int(score, "requests", requests);
	score_set_rule(score, c, call);
	jo_set(score, "items", json_object_new_array());
	jo_set(score, "overrides", json_object_new_array());
	return score;
}

json *score_blank(const struct city *city, bool call)
{
	json *score = score_new(city, 1, call);
	struct scoring to = { .city = city, .items = jo_array(score, "items"), .requests = 1 };

	score_add_rest(&to, "ticket");
	if (call)
		score_add_rest(&to, "call");
	score_make_sums(score);
	return score;
}

static json *find_item(const json *score, const char *id)
{
	const json *items = jo_array(score, "items");

	for (size_t i = 0; i < jo_len(items); i++)
		if (!strcmp(jo_str(jo_at(items, i), "id"), id))
			return jo_at(items, i);
	return NULL;
}

/* The item, if so much can be deducted there. */
static json *item_for(const json *score, const char *id, double deducted, struct error *err)
{
	json *item = find_item(score, id);
	double points = item ? score_number(item, "points") : 0;

	if (!item) {
		error_set(err, ERROR_NOT_FOUND, _("The score has no item %.60s."), id);
		return NULL;
	}
	if (!(deducted >= 0 && deducted <= points + 1e-9)) {
		error_set(err, ERROR_INPUT, _("From %s between 0 and %g points can be taken, not %g."), id, points,
			  deducted);
		return NULL;
	}
	return item;
}

bool score_mark(json *score, const char *id, double deducted, const char *why, struct error *err)
{
	json *item = item_for(score, id, deducted, err);

	if (!item)
		return false;
	json *said = why ? json_object_new_string(why) : NULL;  /* it may be the item's own */
	score_set_number(item, "deducted", deducted);
	json_object_object_del(item, "why");
	json_object_object_del(item, "unjudged");
	if (said)
		jo_set(item, "why", said);
	score_make_sums(score);
	return true;
}

bool score_override(json *score, const char *id, double deducted, const char *reason, const char *by, instant at,
		    struct error *err)
{
	json *item = item_for(score, id, deducted, err);
	json *kept = item ? json_object_new_object() : NULL;

	if (!item)
		return false;
	jo_set_str(kept, "item", id);
	score_set_number(kept, "was", score_number(item, "deducted"));
	score_set_number(kept, "deducted", deducted);
	score_set_number(kept, "total_before", score_number(score, "total"));
	jo_set_str(kept, "reason", reason);
	jo_set_str(kept, "by", by);
	jo_set_time(kept, "at", at);
	json_object_array_add(jo_array(score, "overrides"), kept);
	score_set_number(item, "deducted", deducted);
	json_object_object_del(item, "unjudged");
	jo_set_bool(item, "override", true);
	score_make_sums(score);
	return true;
}
