/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outbox.c -- items, their lanes, and the way to the server.
 *
 * The file (outbox_file.c) is written before anything is sent, and an item leaves it only after
 * an answer; so at any moment each submission is in the file, at the server, or both, and the
 * key makes "both" harmless. Sending never depends on the file: a full disk delays nobody.
 */
#include "client/net/outbox_internal.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"

enum { RETRY_FIRST_MS = 1000, RETRY_MOST_MS = 60000 };

void outbox_item_free(struct outbox_item *i)
{
	free(i->lane);
	free(i->path);
	free(i->contact);
	free(i->form);
	jo_free(i->typed);
	jo_free(i->body);
	problem_release(&i->problem);
	free(i);
}

void outbox_add(struct outbox *o, struct outbox_item *i)
{
	ARRAY_GROW(o->items, o->count + 1, o->alloc);
	o->items[o->count++] = i;
}

static struct outbox_item *detach(struct outbox *o, size_t at)
{
	struct outbox_item *i = o->items[at];

	memmove(o->items + at, o->items + at + 1, (o->count - at - 1) * sizeof(*o->items));
	o->count--;
	return i;
}

static void take_out(struct outbox *o, size_t at)
{
	outbox_item_free(detach(o, at));
}

static void tell(struct outbox *o, const struct outbox_item *i, const struct net_answer *a)
{
	if (o->hooks.changed)
		o->hooks.changed(o->hooks.arg, i, a);
}

static struct outbox_item *find(const struct outbox *o, const char *key)
{
	for (size_t i = 0; i < o->count; i++)
		if (!strcmp(o->items[i]->key, key))
			return o->items[i];
	return NULL;
}

static void say(struct outbox_item *i, const char *sentence)
{
	snprintf(i->sentence, sizeof(i->sentence), "%s", sentence);
}

/* What was to follow it makes no sense any more. */
static void refuse_followers(struct outbox *o, const char *key)
{
	for (size_t at = 0; at < o->count; at++) {
		struct outbox_item *i = o->items[at];
		if (i->state != SUBMISSION_QUEUED || strcmp(i->after, key) != 0)
			continue;
		i->state = SUBMISSION_REFUSED;
		say(i, _("It was not sent, because the step before it was not taken."));
		if (!i->in_memory_only)
			outbox_file_put(o, i, false, NULL);
		tell(o, i, NULL);
	}
}

static bool is_old(const struct outbox_item *i)
{
	const instant day = SECONDS(86400);
	instant age = clock_now() - i->at;

	return age > OUTBOX_OLD_DAYS * day || age < -day;
}

/* True when it has to be asked for. */
static bool hold_old(struct outbox_item *i)
{
	if (i->state == SUBMISSION_QUEUED && is_old(i)) {
		i->state = SUBMISSION_OLD;
		say(i, _("It waited for so long that it may be accepted already without anybody knowing; it is not "
			 "sent unless you say so."));
	}
	return i->state == SUBMISSION_OLD;
}

/* The program ended between the two. */
static void look_after_followers(struct outbox *o)
{
	for (size_t at = 0; at < o->count; at++)
		if (o->items[at]->state == SUBMISSION_REFUSED)
			refuse_followers(o, o->items[at]->key);
}

struct outbox *outbox_new(struct net *n, int dir, const struct seal_key *key,
			  const struct outbox_hooks *hooks, struct error *err)
{
	struct outbox *o = xcalloc(1, sizeof(*o));

	o->net = n;
	o->hooks = *hooks;
	o->file.fd = -1;
	o->file.key = key;
	if (dir < 0 || outbox_file_open(o, dir, key, err)) {
		look_after_followers(o);
		for (size_t i = 0; i < o->count; i++)
			hold_old(o->items[i]);
		return o;
	}
	outbox_free(o);
	return NULL;
}

void outbox_free(struct outbox *o)
{
	if (!o)
		return;
	net_forget(o->net, o);
	for (size_t i = 0; i < o->count; i++)
		outbox_item_free(o->items[i]);
	free(o->items);
	sealed_close(&o->file);
	free(o);
}

/* Writes the item down; when the disk refuses, says so and goes on. */
static void keep(struct outbox *o, struct outbox_item *i)
{
	struct error e = ERROR_INIT;

	i->in_memory_only = !outbox_file_put(o, i, true, &e);
	if (i->in_memory_only)
		snprintf(i->sentence, sizeof(i->sentence),
			 _("The submission is only in memory until the server accepts it; do not close the "
			   "program. %s"), e.text);
}

/* Of an item of this key only the memory that it was accepted may be here. */
static bool is_free(struct outbox *o, const char *key, struct error *err)
{
	for (size_t at = 0; key && at < o->count; at++) {
		if (strcmp(o->items[at]->key, key) != 0)
			continue;
		if (o->items[at]->state != SUBMISSION_ACCEPTED)
			return error_set(err, ERROR_STATE, _("It is on its way; wait for the answer."));
		take_out(o, at);
		break;
	}
	return true;
}

static bool has_room(const struct outbox *o, struct error *err)
{
	return outbox_waiting(o) < OUTBOX_ITEMS_MOST ||
	       error_set(err, ERROR_FULL, _("%d submissions wait for the server already; nothing more can be kept."),
			 OUTBOX_ITEMS_MOST);
}

static struct outbox_item *make_item(const struct outbox_entry *entry)
{
	struct outbox_item *i = xcalloc(1, sizeof(*i));

	if (entry->key)
		snprintf(i->key, sizeof(i->key), "%s", entry->key);
	else
		id_new(i->key);
	snprintf(i->after, sizeof(i->after), "%s", entry->after ? entry->after : "");
	i->lane = xstrdup(entry->lane);
	i->path = xstrdup(entry->path);
	i->contact = xstrdup(entry->contact ? entry->contact : "");
	i->draft = entry->draft;
	i->form = xstrdup(entry->form ? entry->form : "");
	i->typed = entry->typed;
	i->body = entry->body ? entry->body : json_object_new_object();
	i->if_match = entry->if_match;
	i->state = SUBMISSION_QUEUED;
	i->at = clock_now();
	return i;
}

const char *outbox_put(struct outbox *o, const struct outbox_entry *entry, struct error *err)
{
	if (!is_free(o, entry->key, err) || !has_room(o, err)) {
		jo_free(entry->body);
		jo_free(entry->typed);
		return NULL;
	}
	struct outbox_item *i = make_item(entry);
	keep(o, i);
	outbox_add(o, i);
	tell(o, i, NULL);
	return i->key;
}

bool outbox_correct(struct outbox *o, const char *key, json *body, int64_t if_match, struct error *err)
{
	struct outbox_item *i = find(o, key);

	if (!i || i->state != SUBMISSION_REFUSED) {
		jo_free(body);
		return error_set(err, ERROR_STATE, _("This submission was not refused."));
	}
	jo_free(i->body);
	i->body = body;
	i->if_match = if_match;
	i->state = SUBMISSION_QUEUED;
	i->tries = 0;
	i->retry_at = 0;
	say(i, "");
	problem_release(&i->problem);
	keep(o, i);
	tell(o, i, NULL);
	return true;
}

void outbox_allow(struct outbox *o, const char *key)
{
	struct outbox_item *i = find(o, key);

	if (!i || i->state != SUBMISSION_OLD)
		return;
	i->state = SUBMISSION_QUEUED;
	i->at = clock_now();
	i->retry_at = 0;
	say(i, "");
	keep(o, i);
	tell(o, i, NULL);
}

bool outbox_discard(struct outbox *o, const char *key, struct error *err)
{
	for (size_t at = 0; at < o->count; at++) {
		struct outbox_item *i = o->items[at];
		if (strcmp(i->key, key))
			continue;
		if (i->state == SUBMISSION_SENT)
			return error_set(err, ERROR_STATE,
					 _("It is on its way; wait for the answer."));
		if (!i->in_memory_only && !outbox_file_gone(o, i, true, err))
			return false;
		i->state = SUBMISSION_TYPED;
		detach(o, at);
		tell(o, i, NULL);       /* whoever counts now counts without it */
		refuse_followers(o, i->key);
		outbox_item_free(i);
		return true;
	}
	return error_set(err, ERROR_NOT_FOUND, _("There is no such submission."));
}

size_t outbox_count(const struct outbox *o)
{
	return o->count;
}

const struct outbox_item *outbox_at(const struct outbox *o, size_t i)
{
	return i < o->count ? o->items[i] : NULL;
}

const struct outbox_item *outbox_find(const struct outbox *o, const char *key)
{
	return find(o, key);
}

const struct outbox_item *outbox_of_form(const struct outbox *o, const char *contact, int draft)
{
	for (size_t i = o->count; i-- > 0;)
		if (o->items[i]->draft == draft && !strcmp(o->items[i]->contact, contact))
			return o->items[i];
	return NULL;
}

const struct outbox_item *outbox_refused_of(const struct outbox *o, const char *form)
{
	for (size_t i = o->count; *form && i-- > 0;)
		if (o->items[i]->state == SUBMISSION_REFUSED && !strcmp(o->items[i]->form, form))
			return o->items[i];
	return NULL;
}

size_t outbox_waiting(const struct outbox *o)
{
	size_t n = 0;

	for (size_t i = 0; i < o->count; i++)
		n += o->items[i]->state != SUBMISSION_ACCEPTED;
	return n;
}

size_t outbox_damaged(const struct outbox *o)
{
	return o->file.damaged;
}

/* Accepted items stay to be looked at, the newest few. */
static void forget_old(struct outbox *o)
{
	size_t accepted = o->count - outbox_waiting(o);

	for (size_t i = 0; i < o->count && accepted > OUTBOX_ACCEPTED_KEPT; i++)
		if (o->items[i]->state == SUBMISSION_ACCEPTED) {
			take_out(o, i--);
			accepted--;
		}
}

/*
 * Moves of one ticket that were queued on the same version: the one that was accepted made a
 * new version, and the user who queued the next one knew of it.
 */
static void follow_version(struct outbox *o, const struct outbox_item *accepted, int64_t version)
{
	for (size_t at = 0; at < o->count; at++) {
		struct outbox_item *i = o->items[at];
		if (i == accepted || i->state != SUBMISSION_QUEUED || !version || !i->if_match ||
		    i->if_match != accepted->if_match || strcmp(i->lane, accepted->lane))
			continue;
		i->if_match = version;
		outbox_file_put(o, i, false, NULL);
	}
}

static void on_accepted(struct outbox *o, struct outbox_item *i, const struct net_answer *a)
{
	const char *no = jo_str(a->body, "no");

	i->state = SUBMISSION_ACCEPTED;
	i->in_memory_only = false;
	snprintf(i->no, sizeof(i->no), "%s", no ? no : "");
	say(i, "");
	follow_version(o, i, jo_int(a->body, "version", 0));    /* before it is gone: it can be asked again */
	outbox_file_gone(o, i, false, NULL);
	tell(o, i, a);
	forget_old(o);
}

/* A copy that outlives the answer. */
static void keep_problem(struct outbox_item *i, const struct net_answer *a)
{
	i->problem = a->problem;
	i->problem.errors = xmalloc((a->problem.error_count + 1) * sizeof(*i->problem.errors));
	memcpy(i->problem.errors, a->problem.errors ? a->problem.errors : i->problem.errors,
	       a->problem.error_count * sizeof(*i->problem.errors));
}

/* What to tell: what is wrong beside the fields has nowhere else to stand. */
static const char *why_refused(const struct net_answer *a)
{
	if (!strcmp(a->problem.type, "/problems/key-reused"))
		return _("This was sent before with other words, and those were accepted. Look there, and throw this "
			 "away.");
	for (size_t i = 0; i < a->problem.error_count; i++)
		if (!strcmp(a->problem.errors[i].pointer, "/form_version"))
			return a->problem.errors[i].detail;
	return a->sentence;
}

static void on_refused(struct outbox *o, struct outbox_item *i, const struct net_answer *a)
{
	i->state = SUBMISSION_REFUSED;
	say(i, why_refused(a));
	keep_problem(i, a);
	if (!i->in_memory_only)
		outbox_file_put(o, i, false, NULL);
	tell(o, i, a);
	refuse_followers(o, i->key);
}

static void on_delayed(struct outbox *o, struct outbox_item *i, const struct net_answer *a)
{
	int64_t ms = (int64_t)RETRY_FIRST_MS << (i->tries < 6 ? i->tries : 6);

	if (ms > RETRY_MOST_MS)
		ms = RETRY_MOST_MS;
	ms = ms / 2 + randombytes_uniform((uint32_t)ms / 2 + 1);
	if (a->retry_after > ms)
		ms = a->retry_after;
	i->tries++;
	i->retry_at = clock_monotonic() + ms;
	i->state = SUBMISSION_QUEUED;
	say(i, a->sentence);
	if (i->in_memory_only)
		keep(o, i);
	tell(o, i, a);
}

/* Only a refusal of this very submission is final; whatever may pass is tried again. */
static bool is_final(const struct net_answer *a)
{
	return a->result == NET_REFUSED && a->status < 500 && a->status != 429 && a->status != 408;
}

static void on_answer(void *arg, const struct net_answer *a)
{
	struct outbox *o = arg;
	struct outbox_item *i = NULL;

	for (size_t at = 0; at < o->count && !i; at++)
		if (o->items[at]->request && o->items[at]->request == a->id)
			i = o->items[at];
	if (!i)
		return;
	i->request = 0;
	if (net_is_ok(a))
		on_accepted(o, i, a);
	else if (is_final(a))
		on_refused(o, i, a);
	else
		on_delayed(o, i, a);
}

/*
 * Nothing before it in its lane waits. A refused one does not hold the lane: the server judges.
 */
static bool is_first(const struct outbox *o, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if ((o->items[i]->state == SUBMISSION_QUEUED ||
		     o->items[i]->state == SUBMISSION_SENT) &&
		    !strcmp(o->items[i]->lane, o->items[at]->lane))
			return false;
	return true;
}

/* What it follows is not accepted yet. */
static bool must_wait(const struct outbox *o, const struct outbox_item *i)
{
	const struct outbox_item *first = *i->after ? find(o, i->after) : NULL;

	return first && first->state != SUBMISSION_ACCEPTED;
}

static bool may_go(const struct outbox *o, size_t at)
{
	return o->items[at]->state == SUBMISSION_QUEUED && is_first(o, at) && !must_wait(o, o->items[at]);
}

static bool send_item(struct outbox *o, struct outbox_item *i)
{
	struct net_request r = {
		.method = "POST", .path = i->path, .body = jo_copy(i->body), .key = i->key,
		.if_match = i->if_match, .done = on_answer, .arg = o,
	};

	i->request = net_send(o->net, &r);
	if (i->request)
		i->state = SUBMISSION_SENT;
	return i->request != 0;
}

void outbox_turn(struct outbox *o)
{
	int64_t now = clock_monotonic();

	for (size_t at = 0; at < o->count && net_has_token(o->net); at++) {
		struct outbox_item *i = o->items[at];
		if (!may_go(o, at) || i->retry_at > now)
			continue;
		if (!hold_old(i) && !send_item(o, i))
			return;
		tell(o, i, NULL);
	}
}

int outbox_timeout(const struct outbox *o)
{
	int64_t now = clock_monotonic(), least = -1;

	for (size_t at = 0; at < o->count && net_has_token(o->net); at++) {
		if (!may_go(o, at))
			continue;
		int64_t ms = o->items[at]->retry_at > now ? o->items[at]->retry_at - now : 0;
		if (least < 0 || ms < least)
			least = ms;
	}
	return (int)least;
}

void outbox_hurry(struct outbox *o)
{
	for (size_t i = 0; i < o->count; i++)
		o->items[i]->retry_at = 0;
}
