/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notices.h -- what the desk has to tell everybody: a burst main, a new rule. The real city's, shown in training, too.
 *
 * A change is a new version; one that is over is changed to end. Writing tells every stream (`notice`).
 */
#ifndef SERVER_NOTICES_H
#define SERVER_NOTICES_H

#include "server/service/service.h"

/* Those in force first, each newest first; `words` NULL: all. NULL: err. Caller frees. */
json *notices_list(struct work *w, const char *words, const char *cursor, int limit, struct error *err);
/* Version 0: the current one. NULL: ERROR_NOT_FOUND. */
json *notices_read(struct work *w, const char *id, int64_t version, struct error *err);
/* `id` NULL: a new one. `seen`: the version that the change began from, -1: whichever. NULL: err, or problems. */
json *notices_write(struct work *w, const struct user *by, const char *id, int64_t seen, const json *body,
		    struct form_problems *problems, struct error *err);

#endif
