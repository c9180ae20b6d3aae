/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * precedents.c -- cases that others learn from: found by words or by a ticket, read whole, made of a closed ticket.
 *
 * What a precedent will say is shown before it is made, in precedent_form.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/act.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { READ_MOST = 5 };

/* -- reading -------------------------------------------------------------------------- */

/* The cases found, fetched one after the other into one page. */
struct reading {
	struct app *app;
	json *items;
	size_t at;
	struct buf page;
};

static void read_next(struct reading *r);

static void reading_free(struct reading *r)
{
	app_busy(r->app, -1);
	jo_free(r->items);
	buf_release(&r->page);
	free(r);
}

static void add_case(struct reading *r, const json *o)
{
	const char *body = jo_str(o, "body");

	buf_addf(&r->page, "%s%s\n", r->page.len ? "\n────\n" : "", jo_str(o, "title"));
	words_category(r->app, &r->page, jo_str(o, "category"), true);
	buf_adds(&r->page, " · ");
	words_unit(r->app, &r->page, jo_str(o, "unit"));
	buf_addf(&r->page, "\n\n%s\n", body ? body : "");
}

static void case_came(void *arg, const struct net_answer *answer)
{
	struct reading *r = arg;

	if (net_is_ok(answer))
		add_case(r, answer->body);
	else
		buf_addf(&r->page, "\n%s\n", client_sentence(answer));
	r->at++;
	read_next(r);
}

static void read_next(struct reading *r)
{
	const char *id = jo_str(jo_at(r->items, r->at), "id");
	struct buf path = BUF_INIT;

	if (id && r->at < READ_MOST) {
		buf_adds(&path, "/precedents/");
		net_encode(&path, id);
		work_get(client_work(r->app), path.data, case_came, r);
		buf_release(&path);
		return;
	}
	struct text_page page = { .title = _("Precedents"), .text = r->page.data };
	if (r->page.len)
		app_push(r->app, &screen_text, &page);
	else
		app_say(r->app, LOOK_MESSAGE, "%s", _("No precedent is found for this."));
	app_draw_later(r->app);
	reading_free(r);
}

void precedents_read(struct app *app, const json *items)
{
	struct reading *r = xcalloc(1, sizeof(*r));

	r->app = app;
	r->items = items ? jo_copy((json *)items) : NULL;
	buf_init(&r->page);
	app_busy(app, 1);
	read_next(r);
}

static void found(void *arg, const struct net_answer *answer)
{
	if (net_is_ok(answer))
		precedents_read(arg, jo_array(answer->body, "items"));
	else
		app_say(arg, LOOK_ERROR, "%s", client_sentence(answer));
}

void precedents_find(struct app *app, const char *words)
{
	struct buf path = BUF_INIT;

	buf_adds(&path, "/precedents?limit=5&q=");
	net_encode(&path, words ? words : "");
	work_get(client_work(app), path.data, found, app);
	buf_release(&path);
}

/* -- making ----------------------------------------------------------------------------- */

static void make(struct app *app, const char *no, const char *title)
{
	json *body = json_object_new_object();

	jo_set_str(body, "ticket", no);
	if (strcmp(title, ".") != 0)
		jo_set_str(body, "title", title);
	work_send(client_work(app), "POST", "/precedents", body, precedent_made, app);
}

static void proposal_came(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	app_draw_later(app);
	if (net_is_ok(answer))
		app_push(app, &screen_precedent, answer->body);
	else
		app_say(app, LOOK_ERROR, "%s", client_sentence(answer));
}

void precedent_of_ticket(struct app *app, const char *no, const char *title)
{
	struct buf path = BUF_INIT;

	if (!model_has_role(client_model(app), ROLE_KB_EDITOR | ROLE_DISPATCHER | ROLE_SUPERVISOR)) {
		app_say(app, LOOK_WARNING, "%s", _("Precedents are made by editors, dispatchers and supervisors."));
	} else if (title) {
		make(app, no, title);
	} else {
		buf_addf(&path, "/precedents/draft?ticket=%.23s", no);
		work_get(client_work(app), path.data, proposal_came, app);
	}
	buf_release(&path);
}
