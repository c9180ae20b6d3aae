/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_search.c -- what is looked up in a practised call counts, and stands in the time line.
 *
 * A search is a read and answered at once; that it was made is written behind it, and lost with the server at worst.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/log.h"
#include "hotline/store.h"
#include "server/service/training.h"

enum { WORDS_MOST = 150 };     /* bytes */

struct searched {
	struct store_job job;
	struct server *server;
	char realm[40], account[40], text[200];
};

static bool note(struct work *w, const struct training *t, struct training_call *c, const struct searched *s,
		 struct error *err)
{
	struct training_turn turn = {
		.contact = c->contact, .second = -1, .speaker = "trainee", .kind = "mark", .text = s->text,
			.account = s->account,
	};

	jo_set_bool(c->marks, "searched", true);
	return training_call_save(w, t->id, c, err) && training_say(w, t, &turn, NULL, err);
}

static bool run(struct store_job *job, struct db *db, struct error *err)
{
	struct searched *s = (struct searched *)job;
	struct work w = { s->server, db, "city", clock_now() };
	struct training t = { 0 };
	struct training_call c = { 0 };
	struct error none = ERROR_INIT;
	bool ok = true;

	if (training_find(db, s->realm, &t, &none) && strcmp(t.state, "ended") &&
	    training_call_now(db, t.id, s->account, &c, &none) && c.answered_at && !c.done_at)
		ok = note(&w, &t, &c, s, err);
	training_call_release(&c);
	training_release(&t);
	return ok;
}

static void finished(struct store_job *job, bool committed, const struct error *err)
{
	if (!committed)
		log_warn("a search in a practice session was not kept: %s", err ? err->text : "");
	free(job);
}

void training_searched(struct server *s, const char *realm, const char *account, const char *words)
{
	struct searched *j = xcalloc(1, sizeof(*j));
	size_t len = strlen(words) < WORDS_MOST ? strlen(words) : WORDS_MOST;

	while (len && ((unsigned char)words[len] & 0xc0) == 0x80)
		len--;                  /* not inside a character */
	j->job = (struct store_job){ .fn = run, .done = finished };
	j->server = s;
	snprintf(j->realm, sizeof(j->realm), "%s", realm);
	snprintf(j->account, sizeof(j->account), "%s", account);
	snprintf(j->text, sizeof(j->text), "searched %.*s", (int)len, words);
	store_submit(s->store, &j->job);
}
