/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outbox_file.c -- the outbox on disk: one sealed record per submission, one per erasure.
 *
 * When the last item is gone, or erasures are most of the file, it is written anew, so that
 * nothing of an accepted ticket stays on a seat that changes hands.
 */
#include "client/net/outbox_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { REWRITE_BYTES = 1 << 20 };

static json *problem_to_json(const struct problem *p)
{
	json *o = json_object_new_object(), *errors = json_object_new_array();

	jo_set_str(o, "type", *p->type ? p->type : "about:blank");
	for (size_t k = 0; k < p->error_count; k++) {
		json *e = json_object_new_object();
		jo_set_str(e, "pointer", p->errors[k].pointer);
		jo_set_str(e, "code", p->errors[k].code);
		jo_set_str(e, "detail", p->errors[k].detail);
		json_object_array_add(errors, e);
	}
	jo_set(o, "errors", errors);
	return o;
}

static json *item_to_json(const struct outbox_item *i)
{
	json *o = json_object_new_object();

	jo_set_str(o, "key", i->key);
	jo_set_str(o, "lane", i->lane);
	if (*i->after)
		jo_set_str(o, "after", i->after);
	jo_set_str(o, "path", i->path);
	jo_set_str(o, "contact", i->contact);
	jo_set_int(o, "draft", i->draft);
	if (*i->form)
		jo_set_str(o, "form", i->form);
	if (i->typed)
		jo_set(o, "typed", json_object_get(i->typed));
	jo_set_int(o, "if_match", i->if_match);
	jo_set_time(o, "at", i->at);
	jo_set(o, "body", json_object_get(i->body));
	if (i->state == SUBMISSION_REFUSED) {
		jo_set_str(o, "refused", i->sentence);
		jo_set(o, "problem", problem_to_json(&i->problem));
	}
	return o;
}

static struct outbox_item *item_from_json(const json *o)
{
	const char *key = jo_str(o, "key"), *lane = jo_str(o, "lane"), *path = jo_str(o, "path");
	const char *contact = jo_str(o, "contact"), *at = jo_str(o, "at");
	const char *refused = jo_str(o, "refused"), *after = jo_str(o, "after"), *form = jo_str(o, "form");
	json *body = jo_get(o, "body");

	if (!key || strlen(key) >= sizeof(((struct outbox_item *)0)->key) || !lane || !path ||
	    !body)
		return NULL;
	struct outbox_item *i = xcalloc(1, sizeof(*i));
	snprintf(i->key, sizeof(i->key), "%s", key);
	snprintf(i->after, sizeof(i->after), "%s", after ? after : "");
	i->lane = xstrdup(lane);
	i->path = xstrdup(path);
	i->contact = xstrdup(contact ? contact : "");
	i->draft = (int)jo_int(o, "draft", 0);
	i->form = xstrdup(form ? form : "");
	i->typed = jo_copy(jo_get(o, "typed"));
	i->if_match = jo_int(o, "if_match", 0);
	i->body = jo_copy(body);
	i->state = refused ? SUBMISSION_REFUSED : SUBMISSION_QUEUED;
	snprintf(i->sentence, sizeof(i->sentence), "%s", refused ? refused : "");
	problem_read(&i->problem, 0, jo_get(o, "problem"));
	if (!at || !clock_parse(at, &i->at))
		i->at = clock_now();
	return i;
}

static size_t position(const struct outbox *o, const char *key)
{
	size_t i = 0;

	while (i < o->count && strcmp(o->items[i]->key, key))
		i++;
	return i;
}

/* A record with a body is the item as it was last kept, one without erases it. */
static void on_record(void *arg, const char *text, size_t len)
{
	struct outbox *o = arg;
	json *record = jo_parse(text, len, NULL);
	const char *key = jo_str(record, "key");
	size_t at = key ? position(o, key) : 0;
	struct outbox_item *i = key ? item_from_json(record) : NULL;

	if (key && at < o->count) {
		outbox_item_free(o->items[at]);
		if (i)
			o->items[at] = i;
		else
			memmove(o->items + at, o->items + at + 1,
				(--o->count - at) * sizeof(*o->items));
	} else if (i && o->count < OUTBOX_ITEMS_MOST) {
		outbox_add(o, i);
	} else if (i) {
		outbox_item_free(i);
	}
	jo_free(record);
}

bool outbox_file_open(struct outbox *o, int dir, const struct seal_key *key, struct error *err)
{
	return sealed_open(&o->file, dir, "outbox", key, on_record, o, err);
}

static void pack(const struct outbox *o, struct buf *out, json *record)
{
	const char *text = jo_text(record);

	sealed_pack(o->file.key, out, text, strlen(text));
	jo_free(record);
}

/* All that still waits, without `gone`. */
static bool rewrite(struct outbox *o, const struct outbox_item *gone, struct error *err)
{
	struct buf all = BUF_INIT;

	for (size_t i = 0; i < o->count; i++)
		if (o->items[i]->state != SUBMISSION_ACCEPTED && o->items[i] != gone)
			pack(o, &all, item_to_json(o->items[i]));
	bool ok = sealed_replace(&o->file, &all, err);
	buf_release(&all);
	return ok;
}

bool outbox_file_put(struct outbox *o, const struct outbox_item *i, bool sync, struct error *err)
{
	struct buf record = BUF_INIT;

	pack(o, &record, item_to_json(i));
	if (o->file.fd < 0) {
		buf_release(&record);
		return error_set(err, ERROR_IO,
				 _("There is no place on this disk to keep unsent work."));
	}
	bool ok =
	    record.len <= SEALED_RECORD_MOST
		? sealed_append(&o->file, &record, sync, err)
		: error_set(err, ERROR_FULL, _("The form is too large to be kept on the disk."));
	buf_release(&record);
	return ok;
}

static bool others_wait(const struct outbox *o, const struct outbox_item *gone)
{
	for (size_t i = 0; i < o->count; i++)
		if (o->items[i] != gone && o->items[i]->state != SUBMISSION_ACCEPTED)
			return true;
	return false;
}

static bool mark_gone(struct outbox *o, const struct outbox_item *gone, bool sync, struct error *err)
{
	struct buf record = BUF_INIT;
	json *mark = json_object_new_object();

	jo_set_str(mark, "key", gone->key);
	pack(o, &record, mark);
	bool ok = sealed_append(&o->file, &record, sync, err);
	buf_release(&record);
	return ok;
}

bool outbox_file_gone(struct outbox *o, const struct outbox_item *gone, bool sync, struct error *err)
{
	if (o->file.fd < 0)
		return true;
	if (!sync && !others_wait(o, gone))
		return sealed_empty(&o->file, err);
	if (o->file.size > REWRITE_BYTES)
		return rewrite(o, gone, err);
	return mark_gone(o, gone, sync, err);
}
