/* SPDX-License-Identifier: GPL-3.0-or-later */
/* views.c -- see views.h. */
#include "client/screens/views.h"
#include "client/client_commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

enum { REST_MS = 120, NEAR_END = 60 };

const struct model_list *views_list(const struct views *v)
{
	return model_list(client_model(v->app), v->list_name);
}

const struct model_ticket_row *views_row(const struct views *v)
{
	const struct model_list *l = views_list(v);
	size_t row = list_selected(&v->list);

	return l && row != LIST_NONE && row < l->count ? &l->rows[row] : NULL;
}

const struct model_ticket *views_ticket(const struct views *v)
{
	const struct model_ticket *t = *v->no ? model_ticket(client_model(v->app), v->no) : NULL;

	return t && t->ticket ? t : NULL;
}

/* -- the selected ticket ---------------------------------------------------------- */

static void set_waiting(struct views *v, bool waits)
{
	if (v->waits != waits)
		app_busy(v->app, waits ? 1 : -1);
	v->waits = waits;
}

static void look(struct views *v)
{
	const struct model_ticket *t = views_ticket(v);

	if (!*v->no)
		return;
	if (!t || t->stale || !t->history)
		work_ticket(client_work(v->app), v->no, true, NULL, NULL);
	if (v->rested)
		v->rested(v->data);
}

static void rest(struct app *app, void *data)
{
	struct views *v = data;

	v->rest.at = 0;
	set_waiting(v, false);
	look(v);
	app_draw_later(app);
}

static void select_no(struct views *v, const char *no)
{
	bool first = !*v->no;

	if (!strcmp(v->no, no))
		return;
	snprintf(v->no, sizeof(v->no), "%s", no);
	if (first) {
		look(v);
	} else {
		set_waiting(v, true);
		app_timer_start(v->app, &v->rest, clock_monotonic() + REST_MS);
	}
}

/* The cursor's row is the selected ticket. */
static void follow_cursor(struct views *v)
{
	const struct model_ticket_row *row = views_row(v);

	select_no(v, row ? row->no : "");
}

/* The list was read anew: the cursor goes to its ticket. */
static void keep_selection(struct views *v)
{
	const struct model_list *l = views_list(v);

	list_changed(&v->list);
	for (size_t i = 0; *v->no && i < l->count; i++) {
		if (strcmp(l->rows[i].no, v->no))
			continue;
		list_select(&v->list, i);
		break;
	}
	follow_cursor(v);
}

/* -- asking -------------------------------------------------------------------------- */

static void counts_came(void *arg, const struct net_answer *answer)
{
	struct views *v = arg;
	const json *items = jo_array(answer->body, "items");

	for (size_t i = 0; net_is_ok(answer) && i < v->count; i++)
		for (size_t k = 0; k < jo_len(items); k++)
			if (!strcmp(jo_str(jo_at(items, k), "view"), v->table[i].name))
				v->counts[i] = jo_int(jo_at(items, k), "count", -1);
	app_draw_later(v->app);
}

static void ask(struct views *v)
{
	struct buf query = BUF_INIT;

	if (work_session(client_work(v->app)) != SESSION_IN)
		return;
	buf_addf(&query, "view=%s&sort=%s", v->table[v->shown].name, v->table[v->shown].sort);
	work_list(client_work(v->app), v->list_name, query.data, NULL, NULL);
	buf_release(&query);
}

bool views_show(struct views *v, const char *name)
{
	size_t i = v->shown;

	if (name)
		for (i = 0; i < v->count && strcmp(v->table[i].name, name) != 0; i++)
			continue;
	if (i == v->count)
		return false;
	if (i != v->shown) {
		v->shown = i;
		list_filter(&v->list, NULL);
		v->list.selected = v->list.top = 0;
		v->no[0] = '\0';
	}
	v->list.empty = v->table[i].empty;
	ask(v);
	return true;
}

void views_show_named(struct views *v, const char *name)
{
	if (!views_show(v, name))
		app_say(v->app, LOOK_WARNING, _("There is no view %s; Tab goes through them."), name);
}

/* What the counts were asked for with; a row that moved may stand in another view now. */
static uint64_t versions(const struct model_list *l)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < l->count; i++)
		sum = sum * 31 + (uint64_t)l->rows[i].version;
	return sum;
}

static void count_again(struct views *v, const struct model_list *l)
{
	uint64_t now = versions(l);

	if (l->at == INSTANT_NONE || (l->at == v->counted_at && now == v->counted))
		return;
	v->counted_at = l->at;
	v->counted = now;
	work_get(client_work(v->app), "/tickets/views", counts_came, v);
}

void views_changed(struct views *v, unsigned what)
{
	const struct model_list *l = views_list(v);
	char before[24];

	if (what & MODEL_SESSION && !l)
		ask(v);
	if (what & (MODEL_LIST | MODEL_TICKET) && l && !(l->loading && !l->count)) {
		snprintf(before, sizeof(before), "%s", v->no);
		keep_selection(v);
		v->slid |= *before && strcmp(before, v->no) && strcmp(before, v->acted);
	}
	if (what & MODEL_CITY)
		list_changed(&v->list);
	if (what & (MODEL_LIST | MODEL_TICKET) && l)
		count_again(v, l);
	const struct model_ticket *t = views_ticket(v);
	if (what & MODEL_TICKET && t && t->stale && !t->loading)
		work_ticket(client_work(v->app), v->no, true, NULL, NULL);
}

/* -- commands -------------------------------------------------------------------------- */

static void fetch_more(struct views *v)
{
	const struct model_list *l = views_list(v);
	size_t row = list_selected(&v->list);

	if (l && l->next && !l->loading && !v->list.filter && row != LIST_NONE && row + NEAR_END > l->count)
		work_list_more(client_work(v->app), v->list_name, NULL, NULL);
}

static void step(struct views *v, size_t by)
{
	views_show(v, v->table[(v->shown + by) % v->count].name);
}

bool views_command(struct views *v, const struct command *c)
{
	if (list_command(&v->list, c)) {
		v->slid = false;
		follow_cursor(v);
		fetch_more(v);
	} else if (c->action == ACTION_NEXT_VIEW) {
		step(v, 1);
	} else if (c->action == ACTION_PREVIOUS_VIEW) {
		step(v, v->count - 1);
	} else if (c->action == ACTION_RELOAD) {
		ask(v);
		look(v);
	} else if (c->action == ACTION_OPEN && *v->no) {
		app_push(v->app, &screen_ticket, v->no);
	} else {
		return false;
	}
	return true;
}

void views_acted(struct views *v)
{
	snprintf(v->acted, sizeof(v->acted), "%s", v->no);
}

bool views_hold(struct views *v)
{
	bool slid = v->slid;

	v->slid = false;
	if (slid)
		app_say(v->app, LOOK_WARNING, "%s",
			_("The ticket before went elsewhere, and this one came under the cursor. Look at it, then press again."));
	return slid;
}

/* -- drawing --------------------------------------------------------------------------- */

static void add_tab(const struct views *v, size_t i, struct buf *text)
{
	buf_adds(text, _(v->table[i].label));
	if (v->counts[i] >= 0)
		buf_addf(text, " %lld", (long long)v->counts[i]);
}

/* What is not sent lies on the desk. */
static int draw_unfinished(struct views *v, struct canvas *c, struct rect r)
{
	struct buf what = BUF_INIT, text = BUF_INIT;

	client_unfinished(v->app, &what);
	if (what.len)
		buf_addf(&text, _("Unfinished: %s. %s shows the desk, where it waits."), what.data,
			 client_key_name(v->app, ACTION_DESK));
	canvas_text(c, r.x + 1, r.y, r.width - 2, LOOK_WARNING, text.data ? text.data : "");
	bool some = what.len;
	buf_release(&what);
	buf_release(&text);
	return some;
}

int views_draw_tabs(struct views *v, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	int x = r.x, rows = 1;

	for (size_t i = 0; i < v->count; i++) {
		bool some = v->counts[i] > 0, shown = i == v->shown;
		buf_reset(&text);
		buf_adds(&text, shown ? "[" : " ");
		add_tab(v, i, &text);
		buf_adds(&text, shown ? "]" : " ");
		int width = text_width(text.data);
		if (x > r.x && x + width > r.x + r.width && rows < r.height) {
			x = r.x;
			rows++;
		}
		x += canvas_text(c, x, r.y + rows - 1, r.x + r.width - x,
				 shown ? LOOK_HEADING : some ? v->table[i].alarm : LOOK_DIM, text.data);
	}
	buf_release(&text);
	return rows + draw_unfinished(v, c, (struct rect){ r.x, r.y + rows, r.width, 1 });
}

static void draw_foot(struct views *v, struct canvas *c, struct rect r)
{
	const struct model_list *l = views_list(v);
	struct buf text = BUF_INIT;

	if (l && l->sentence) {
		canvas_text(c, r.x, r.y, r.width, LOOK_ERROR, l->sentence);
		return;
	}
	if (!l || (l->loading && !l->count))
		buf_adds(&text, _("Loading…"));
	else if (v->list.filter)
		buf_addf(&text, _("%zu of %zu rows; / alone shows all again"), list_visible(&v->list), l->count);
	else if (l->next)
		buf_addf(&text, _("%zu rows, more to come"), l->count);
	canvas_text(c, r.x, r.y, r.width, LOOK_DIM, text.data);
	buf_release(&text);
}

void views_draw_list(struct views *v, struct canvas *c, struct rect r)
{
	const struct model_list *l = views_list(v);
	bool foot = !l || l->sentence || l->next || l->loading || v->list.filter;

	v->list.empty = !l || l->loading || l->at == INSTANT_NONE ? NULL : v->table[v->shown].empty;
	list_draw(&v->list, c, (struct rect){ r.x, r.y, r.width, r.height - foot });
	if (foot)
		draw_foot(v, c, (struct rect){ r.x + 2, r.y + r.height - 1, r.width - 2, 1 });
}

struct views_layout views_lay_out(struct canvas *c, struct rect r)
{
	enum { BESIDE_FROM = 100, LIST_LEAST = 52, LIST_MOST = 100 };
	struct views_layout l;

	if (r.width >= BESIDE_FROM) {
		int width = r.width / 2;
		width = width < LIST_LEAST ? LIST_LEAST : width > LIST_MOST ? LIST_MOST : width;
		l.list = (struct rect){ r.x, r.y, width, r.height };
		l.pane = (struct rect){ r.x + width + 2, r.y, r.width - width - 3, r.height };
		for (int y = r.y; y < r.y + r.height; y++)
			canvas_text(c, r.x + width, y, 1, LOOK_DIM, "│");
	} else {
		int rows = r.height / 3;
		l.list = (struct rect){ r.x, r.y, r.width, rows };
		l.pane = (struct rect){ r.x + 1, r.y + rows + 1, r.width - 2, r.height - rows - 1 };
		for (int x = r.x; x < r.x + r.width; x++)
			canvas_text(c, x, r.y + rows, 1, LOOK_DIM, "─");
	}
	return l;
}

/* -- life -------------------------------------------------------------------------------- */

void views_init(struct views *v, struct app *app, const struct view *table, size_t count, const char *list_name,
		const struct list_source *source, const struct list_column *columns, int column_count, void *data)
{
	*v = (struct views){ .app = app, .table = table, .count = count, .list_name = list_name, .data = data };
	for (size_t i = 0; i < VIEWS_MOST; i++)
		v->counts[i] = -1;
	v->now = clock_agreed();
	v->counted_at = INSTANT_NONE;
	v->rest.fire = rest;
	v->rest.data = v;
	list_init(&v->list, source, data, columns, column_count);
}

void views_release(struct views *v)
{
	app_timer_stop(v->app, &v->rest);
	set_waiting(v, false);
	work_forget(client_work(v->app), v);
	work_list_close(client_work(v->app), v->list_name);
	list_release(&v->list);
}
