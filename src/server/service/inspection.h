/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspection.h -- quality inspection of real tickets with the city's score sheets.
 *
 * A sample is drawn by rule and seed (sample.h), an inspector scores it item by item, its agent sees that and may appeal,
 * a supervisor who did not score it decides. Each move is in the audit chain; a ticket is drawn once.
 * Supervisors and trainers see all, an agent what was scored of their own; everything belongs to a realm.
 */
#ifndef SERVER_INSPECTION_H
#define SERVER_INSPECTION_H

#include "server/service/service.h"

struct inspection {
	char id[40], sample[40], ticket[24], agent[40], inspector[40], state[12], category[40], why[12];
	bool call;                      /* the call sheet, too */
	int64_t version, total;         /* total: tenths */
	instant drawn_at, scored_at, appealed_at, decided_at;   /* 0: not yet */
	json *body;                     /* {score, note, appeal, decision} */
};
void inspection_release(struct inspection *i);
/* ERROR_NOT_FOUND also when this user may not know of it. */
bool inspection_load(struct work *w, const char *id, const struct user *by, struct inspection *i, struct error *err);
/* whole: with the score and what was said to it. Caller frees. */
json *inspection_to_json(struct work *w, const struct inspection *i, bool whole);
bool inspection_is_inspector(const struct user *u);

struct inspection_filter {
	const char *state, *agent, *sample, *cursor;    /* NULL: all; agent: id or username */
	bool untold;                                    /* of `by`: scored or decided, and they were not told */
	int limit;
};
json *inspection_list(struct work *w, const struct user *by, const struct inspection_filter *f, struct error *err);
/* {"ticket", "history", "contact"}: what the inspector judges by, numbers masked. *no gets the ticket's number. */
json *inspection_ticket(struct work *w, const struct user *by, const char *id, char no[24], struct error *err);

/* `by` was told of theirs: {"items": [{"id", "version"}]} → {"told"}, how many that was new of. NULL: err. Caller frees. */
json *inspection_told(struct work *w, const struct user *by, const json *body, struct error *err);

/*
 * {"from", "to", "per_agent", "per_category", "share", "seed", "call", "agents", "category"} → {"sample", "seed",
 * "population", "items"}. NULL: err, or problems (ERROR_INPUT). Caller frees.
 */
json *inspection_draw(struct work *w, const struct user *by, const json *body, struct form_problems *problems,
		      struct error *err);

/* The moves, each on a loaded inspection whose version was `seen`. */
typedef bool inspection_move(struct work *w, const struct user *by, struct inspection *i, int64_t seen, const json *body,
			     struct form_problems *problems, struct error *err);
inspection_move inspection_score;       /* {"marks": [{"item", "deducted", "why"}], "note"} */
inspection_move inspection_appeal;      /* {"reason", "items": []} */
inspection_move inspection_decide;      /* {"granted", "reason", "marks"} */

#endif
