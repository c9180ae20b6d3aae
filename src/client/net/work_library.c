/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_library.c -- what is looked up: tickets, lists, advice, knowledge, seats, notices,
 * regions.
 *
 * Reading is cheap and repeatable, so nothing here is kept: a failure is a sentence beside what
 * was there before.
 */
#include "client/net/work_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

enum {
	PAGE_FIRST = 50, PAGE_MORE = 100, PAGE_MOST = 200, SEARCH_MS = 120, SEARCHES_MOST = 2,
	READ_RETRY_MS = 5000,
};

/* ---- tickets ---- */

/* What failed with the line is asked for again when there is one; a refusal is not. */
static void read_again(struct work *w, const struct net_answer *a)
{
	if (work_link(w)->state == LINK_UP && net_answer_may_pass(a))
		work_reload_later(w);
}

static unsigned apply_list(struct work *w, struct op *op, const struct net_answer *a)
{
	if (net_is_ok(a))
		return model_apply_list(w->model, op->name, a->body, op->more, clock_agreed());
	read_again(w, a);
	return model_list_failed(w->model, op->name, a->sentence, net_answer_may_pass(a));
}

static struct model_list *list_of(struct work *w, const char *name)
{
	return (struct model_list *)model_list(w->model, name);
}

static struct model_ticket *ticket_of(struct work *w, const char *no)
{
	return (struct model_ticket *)model_ticket(w->model, no);
}

static void add_parameter(struct buf *path, const char *name, const char *value)
{
	buf_addch(path, strchr(path->data, '?') ? '&' : '?');
	buf_addf(path, "%s=", name);
	net_encode(path, value);
}

/*
 * One page; an older request for the same list is given up, so that its answer cannot come
 * last.
 */
static void get_page(struct work *w, struct model_list *l, int limit, const char *cursor, net_done done, void *arg)
{
	struct op *op = op_new(w, apply_list, done, arg);
	struct buf path = BUF_INIT;
	char number[16];

	op->name = xstrdup(l->name);
	op->more = cursor != NULL;
	snprintf(number, sizeof(number), "%d", limit);
	buf_addf(&path, "/tickets%s%s", *l->query ? "?" : "", l->query);
	add_parameter(&path, "limit", number);
	if (cursor)
		add_parameter(&path, "cursor", cursor);
	l->request = op_send(op, "GET", path.data, NULL, false, READ_RETRY_MS);
	buf_release(&path);
}

void work_list(struct work *w, const char *name, const char *query, net_done done, void *arg)
{
	char *wanted = xstrdup(query ? query : ""), *called = xstrdup(name);

	work_changed(w, model_list_start(w->model, called, wanted, false));
	struct model_list *l = list_of(w, called);
	op_cancel(w, l->request);
	int limit =
	    l->count > PAGE_FIRST ? (l->count < PAGE_MOST ? (int)l->count : PAGE_MOST) : PAGE_FIRST;
	get_page(w, l, limit, NULL, done, arg);
	free(called);
	free(wanted);
}

void work_list_more(struct work *w, const char *name, net_done done, void *arg)
{
	struct model_list *l = list_of(w, name);

	if (!l || !l->next || l->loading)
		return;
	work_changed(w, model_list_start(w->model, name, l->query, true));
	get_page(w, l, PAGE_MORE, l->next, done, arg);
}

void work_list_close(struct work *w, const char *name)
{
	struct model_list *l = list_of(w, name);

	if (l)
		op_cancel(w, l->request);
	model_list_close(w->model, name);
}

/* The pack has no communities: those of the ticket's street are fetched, so that its place can be named. */
static void know_place(struct work *w, const json *ticket)
{
	const char *street = jo_pointer_str(ticket, "/fields/place/street");

	if (street && jo_pointer_str(ticket, "/fields/place/community") && !model_communities(w->model, street))
		work_communities(w, street, NULL, NULL);
}

static unsigned apply_ticket(struct work *w, struct op *op, const struct net_answer *a)
{
	if (!net_is_ok(a)) {
		read_again(w, a);
		return model_ticket_failed(w->model, op->name, a->sentence, net_answer_may_pass(a));
	}
	know_place(w, a->body);
	return model_apply_ticket(w->model, a->body);
}

static unsigned apply_moved(struct work *w, struct op *op, const struct net_answer *a)
{
	(void)op;
	return net_is_ok(a) ? model_apply_ticket(w->model, a->body) : 0;
}

/* Answers may come in another order than they were asked for: an older one is not put over a newer one. */
static bool is_overtaken(const struct op *op, uint64_t *newest)
{
	if (op->number < *newest)
		return true;
	*newest = op->number;
	return false;
}

static unsigned apply_history(struct work *w, struct op *op, const struct net_answer *a)
{
	struct model_ticket *t = ticket_of(w, op->name);

	if (!net_is_ok(a) || (t && is_overtaken(op, &t->history_asked)))
		return 0;
	return model_apply_history(w->model, op->name, a->body, false);
}

static unsigned apply_deadline(struct work *w, struct op *op, const struct net_answer *a)
{
	struct model_ticket *t = ticket_of(w, op->name);

	if (!net_is_ok(a) || (t && is_overtaken(op, &t->deadline_asked)))
		return 0;
	return model_apply_deadline(w->model, op->name, a->body);
}

static void get_of_ticket(struct work *w, const char *no, const char *part, op_apply *apply, net_done done, void *arg)
{
	struct op *op = op_new(w, apply, done, arg);
	char *path = work_path("/tickets/", no, part);

	op->name = xstrdup(no);
	op->number = ++w->parts_asked;
	op->flags = *part ? OP_QUIET : 0;
	op_send(op, "GET", path, NULL, false, READ_RETRY_MS);
	free(path);
}

/* `part_done` hears of what belongs to the ticket; NULL: nobody. */
static void get_ticket(struct work *w, const char *no, bool history, net_done done, net_done part_done, void *arg)
{
	char *wanted = xstrdup(no);

	work_changed(w, model_ticket_start(w->model, wanted));
	get_of_ticket(w, wanted, "", apply_ticket, done, arg);
	if (history) {
		get_of_ticket(w, wanted, "/history", apply_history, part_done, arg);
		get_of_ticket(w, wanted, "/deadline", apply_deadline, part_done, arg);
	}
	free(wanted);
}

void work_ticket(struct work *w, const char *no, bool history, net_done done, void *arg)
{
	get_ticket(w, no, history, done, NULL, arg);
}

void work_ticket_whole(struct work *w, const char *no, net_done done, void *arg)
{
	get_ticket(w, no, true, done, done, arg);
}

void work_claim(struct work *w, const char *no, bool take, net_done done, void *arg)
{
	const struct model_ticket *t = model_ticket(w->model, no);
	char *path = work_path("/tickets/", no, "/actions"), key[ID_TEXT];
	json *body = json_object_new_object();
	struct op *op = op_new(w, apply_moved, done, arg);

	jo_set_str(body, "action", take ? "claim" : "release");
	op->flags = OP_QUIET;
	op_request(op, &(struct net_request){ .method = "POST", .path = path, .body = body, .key = id_new(key),
					      .if_match = t ? t->version : 0 });
	free(path);
}

void work_reveal(struct work *w, const char *no, const char *contact, const char *reason, net_done done, void *arg)
{
	json *body = json_object_new_object();
	char *path = work_path("/tickets/", no, "/reveal");

	jo_set_str(body, "reason", reason);
	jo_set_str(body, "contact_id", contact);
	op_send(op_new(w, NULL, done, arg), "POST", path, body, true, 0);
	free(path);
}

/* ---- a form before it is submitted ---- */

static unsigned apply_preview(struct work *w, struct op *op, const struct net_answer *a)
{
	return net_is_ok(a) ? model_apply_preview(w->model, op->name, op->n, a->body) : 0;
}

static unsigned apply_advice(struct work *w, struct op *op, const struct net_answer *a)
{
	return net_is_ok(a) ? model_apply_advice(w->model, op->name, op->n, a->body) : 0;
}

static json *form_body(struct work *w, const struct model_draft *d)
{
	json *body = json_object_new_object();

	if (*d->contact_id != '.')
		jo_set_str(body, "contact_id", d->contact_id);
	if (w->model->city)
		jo_set_int(body, "form_version", form_version(w->model->city));
	jo_set(body, "fields", jo_copy(d->fields));
	return body;
}

static void ask_about_form(struct work *w, const char *contact, int n, const char *path,
			   op_apply *apply, net_done done, void *arg)
{
	struct model_draft *d = model_draft_open(w->model, contact, n);
	struct op *op = op_new(w, apply, done, arg);
	json *body = form_body(w, d);

	op->name = xstrdup(contact);
	op->n = n;
	if (apply == apply_advice) {
		op->flags = OP_QUIET;
		jo_set_str(body, "text", model_draft_text(d, "/matter/content"));
	}
	op_send(op, "POST", path, body, false, READ_RETRY_MS);
}

void work_preview(struct work *w, const char *contact, int n, net_done done, void *arg)
{
	ask_about_form(w, contact, n, "/tickets/preview", apply_preview, done, arg);
}

void work_advice(struct work *w, const char *contact, int n, net_done done, void *arg)
{
	ask_about_form(w, contact, n, "/advice", apply_advice, done, arg);
}

/* ---- knowledge ---- */

static unsigned apply_search(struct work *w, struct op *op, const struct net_answer *a)
{
	w->searching--;
	return net_is_ok(a) ? model_apply_knowledge(w->model, op->number, op->text, a->body)
			    : model_knowledge_failed(w->model, op->number, a->sentence);
}

void search_turn(struct work *w)
{
	struct buf path = BUF_INIT;

	if (!w->search || w->search_due > clock_monotonic() || w->searching >= SEARCHES_MOST)
		return;
	struct op *op = op_new(w, apply_search, NULL, NULL);
	op->text = w->search;
	op->number = model_knowledge_ask(w->model);
	op->flags = OP_QUIET;
	w->search = NULL;
	w->search_due = clock_monotonic() + SEARCH_MS;
	w->searching++;
	buf_adds(&path, "/knowledge");
	add_parameter(&path, "q", op->text);
	if (w->search_near)
		add_parameter(&path, "near", w->search_near);
	add_parameter(&path, "limit", "30");
	op_get(op, path.data);
	buf_release(&path);
}

void work_knowledge_search(struct work *w, const char *query, const char *near)
{
	free(w->search);
	free(w->search_near);
	w->search = xstrdup(query);
	w->search_near = xstrdup(near);
	if (session_state(w->session) == SESSION_IN)
		search_turn(w);
}

static unsigned apply_article(struct work *w, struct op *op, const struct net_answer *a)
{
	(void)op;
	return net_is_ok(a) ? model_apply_article(w->model, a->body) : 0;
}

void work_knowledge_get(struct work *w, const char *id, net_done done, void *arg)
{
	char *path = work_path("/knowledge/", id, "");

	op_send(op_new(w, apply_article, done, arg), "GET", path, NULL, false, READ_RETRY_MS);
	free(path);
}

void work_knowledge_correct(struct work *w, const char *id, json *body, net_done done, void *arg)
{
	char *path = work_path("/knowledge/", id, "/corrections");

	op_send(op_new(w, NULL, done, arg), "POST", path, body, true, READ_RETRY_MS);
	free(path);
}

/* ---- the rest ---- */

static unsigned apply_notices(struct work *w, struct op *op, const struct net_answer *a)
{
	(void)op;
	return net_is_ok(a) ? model_apply_notices(w->model, a->body) : 0;
}

void work_notices(struct work *w, net_done done, void *arg)
{
	op_get(op_new(w, apply_notices, done, arg), "/notices");
}

static unsigned apply_seats(struct work *w, struct op *op, const struct net_answer *a)
{
	(void)op;
	return net_is_ok(a) ? model_apply_seats(w->model, a->body, clock_agreed()) : 0;
}

void work_seats(struct work *w, net_done done, void *arg)
{
	op_get(op_new(w, apply_seats, done, arg), "/seats");
}

static unsigned apply_communities(struct work *w, struct op *op, const struct net_answer *a)
{
	return net_is_ok(a) ? model_apply_regions(w->model, op->name, a->body) : 0;
}

void work_communities(struct work *w, const char *street, net_done done, void *arg)
{
	struct net_answer here = { .result = NET_OK };

	if (model_communities(w->model, street)) {
		if (done)
			done(arg, &here);
		return;
	}
	struct op *op = op_new(w, apply_communities, done, arg);
	char *path = work_path("/city/regions?parent=", street, "");
	op->name = xstrdup(street);
	op_send(op, "GET", path, NULL, false, READ_RETRY_MS);
	free(path);
}
