/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.c -- reads of callers' data: the answer goes out when the audit chain has its row.
 *
 * A screen reads the same thing again and again; the same user's same read within ten minutes is one read. What was
 * recorded lately is known by a hash in a table where a newer one may push an older one out: then there is a row more,
 * never one less.
 */
#include "server/http/front.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/log.h"

enum { RECENT = 16384, AGAIN_MS = 10 * 60 * 1000 };

struct recent {
	pthread_mutex_t lock;
	struct { uint64_t mark; int64_t at; } slots[RECENT];
};

struct recent *recent_new(void)
{
	struct recent *r = xcalloc(1, sizeof(*r));

	pthread_mutex_init(&r->lock, NULL);
	return r;
}

void recent_free(struct recent *r)
{
	if (r)
		pthread_mutex_destroy(&r->lock);
	free(r);
}

/* FNV-1a. */
static uint64_t add_mark(uint64_t mark, const char *text)
{
	do
		mark = (mark ^ (unsigned char)*text) * 0x100000001b3u;
	while (*text++);
	return mark;
}

static bool is_recent(struct recent *r, uint64_t mark)
{
	pthread_mutex_lock(&r->lock);
	bool is = r->slots[mark % RECENT].mark == mark && r->slots[mark % RECENT].at + AGAIN_MS > clock_monotonic();
	pthread_mutex_unlock(&r->lock);
	return is;
}

static void remember(struct recent *r, uint64_t mark)
{
	pthread_mutex_lock(&r->lock);
	r->slots[mark % RECENT].mark = mark;
	r->slots[mark % RECENT].at = clock_monotonic();
	pthread_mutex_unlock(&r->lock);
}

void request_personal(const struct request *rq, const char *action, const char *subject, json *detail)
{
	struct exchange *ex = rq->http;
	struct personal_read *p = &ex->personal;

	jo_free(p->detail);
	p->detail = detail;
	if (!user_in_city(&ex->user))
		return;         /* the callers of a practice session are nobody */
	p->action = action;
	snprintf(p->subject, sizeof(p->subject), "%s", subject);
	p->mark = add_mark(add_mark(add_mark(0xcbf29ce484222325u, ex->user.id), action), subject);
	if (detail)
		p->mark = add_mark(p->mark, jo_text(detail));
}

bool record_is_needed(const struct exchange *ex)
{
	return ex->personal.action && ex->rp.status < 300 && !is_recent(ex->http->recent, ex->personal.mark);
}

static bool write_row(struct store_job *job, struct db *db, struct error *err)
{
	struct exchange *ex = exchange_of(job);
	const struct personal_read *p = &ex->personal;

	return ex->http->record_read(db, clock_now(), ex->user.id, p->action, p->subject,
				     p->detail ? jo_copy(p->detail) : NULL, err);
}

static void row_written(struct store_job *job, bool committed, const struct error *err)
{
	struct exchange *ex = exchange_of(job);

	if (committed) {
		remember(ex->http->recent, ex->personal.mark);
	} else {
		struct error why = ERROR_INIT;
		i18n_speak(ex->language);
		exchange_not_kept(err, &why);
		reply_problem(&ex->rp, 503, "store",
			      _("Reading this is put on record, and the record cannot be kept: %s"), why.text);
		i18n_speak(I18N_DEFAULT);
		log_error("a read of callers' data was refused: %s", err->text);
	}
	exchange_resume(ex);
}

void record_submit(struct exchange *ex)
{
	ex->job = (struct store_job){ .repeatable = true, .fn = write_row, .done = row_written };
	store_submit(ex->http->server->store, &ex->job);
}
