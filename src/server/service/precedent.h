/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * precedent.h -- exemplary cases: what a closed ticket teaches others, without the people in it.
 *
 * The server proposes the text from the ticket's category, request and replies, cleaned of persons; whoever makes the
 * precedent writes it. A text that still names somebody of the ticket is refused. Versions are kept.
 */
#ifndef SERVER_PRECEDENT_H
#define SERVER_PRECEDENT_H

#include "server/service/service.h"

/* The proposal: {"ticket", "title", "category", "unit", "keywords", "body"}. NULL: err. Caller frees. */
json *precedent_draft(struct work *w, const char *ticket, struct error *err);
/* The whole of it with `ticket` and `versions` [{version, changed_at, by_name}]; version 0: the current one. NULL: err. */
json *precedent_read(struct work *w, const char *id, int64_t version, struct error *err);
/*
 * From {"ticket", "title", "category", "keywords", "body"}; what is left out is the proposal's. NULL: err, or problems
 * (ERROR_INPUT). Caller frees.
 */
json *precedent_create(struct work *w, const struct user *by, const json *body, struct form_problems *problems,
		       struct error *err);
/* The next version, of what the body names; {"withdrawn": true} takes it away. `seen`: the version that was seen. */
json *precedent_change(struct work *w, const struct user *by, const char *id, int64_t seen, const json *body,
		       struct form_problems *problems, struct error *err);

#endif
