/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * knowledge.c -- the knowledge base: a query that is answered as it is typed, and articles to read.
 *
 * The query has the keys of typing all the time; the arrows go through the results, Enter opens
 * one, Esc closes it. What is cited is what was looked at: the paragraph at the top of the
 * screen in an article that was scrolled, else the passage that the search found.
 */
#include <stdlib.h>
#include <string.h>

#include "client/ui/draw_text.h"
#include "client/screens/intake.h"
#include "client/ui/list.h"
#include "client/ui/pager.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { SNIPPET_ROWS = 4 };
enum { COLUMN_TITLE, COLUMN_CATEGORY, COLUMN_UNIT, COLUMN_KIND, COLUMN_VALID };

static const struct list_column columns[] = {
	[COLUMN_TITLE] = { N_("Title"), 0, LIST_MAIN, 0 },
	[COLUMN_CATEGORY] = { N_("Category"), 18, 0, 110 },
	[COLUMN_UNIT] = { N_("Unit"), 20, 0, 76 },
	[COLUMN_KIND] = { N_("Kind"), 8, 0, 90 },
	[COLUMN_VALID] = { N_("Valid"), 18, 0, 70 },
};

struct knowledge {
	struct app *app;
	struct edit query;
	bool given;             /* the query was not typed here: the first character replaces it */
	enum action meant;      /* for the results of the words that are typed, which are still to come; ACTION_COUNT: nothing */
	struct list list;
	struct pager snippet, article;
	char *snippet_of;       /* id and version that the snippet's pager holds */
	char *open;             /* id of the article that is read; NULL: the results are */
	bool came;              /* it is in the pager */
	size_t body_at;         /* where its body begins in the pager's text */
};

static const struct model_knowledge *results(const struct knowledge *k)
{
	return &client_model(k->app)->knowledge;
}

/* The selected result; NULL: there is none. */
static const struct model_article *selected(const struct knowledge *k)
{
	size_t row = list_selected(&k->list);

	return row < results(k)->count ? &results(k)->items[row] : NULL;
}

static const struct model_article *result_with(const struct knowledge *k, const char *id)
{
	for (size_t i = 0; i < results(k)->count; i++)
		if (!strcmp(results(k)->items[i].id, id))
			return &results(k)->items[i];
	return NULL;
}

/* -- words ------------------------------------------------------------------------ */

static const char *kind_word(const char *kind)
{
	static const struct { const char *kind, *word; } words[] = {
		{ "policy", N_("policy") }, { "guide", N_("guide") }, { "phone", N_("phone") },
		{ "faq", N_("question") }, { "notice", N_("notice") },
	};

	for (size_t i = 0; kind && i < ARRAY_SIZE(words); i++)
		if (!strcmp(words[i].kind, kind))
			return _(words[i].word);
	return kind ? kind : "";
}

static enum look add_validity(struct buf *out, bool expired, bool in_force, const char *from, const char *to)
{
	if (expired)
		buf_addf(out, _("expired %s"), to ? to : "");
	else if (!in_force)
		buf_addf(out, _("not before %s"), from ? from : "");
	else if (to)
		buf_addf(out, _("until %s"), to);
	else
		buf_adds(out, _("in force"));
	return expired ? LOOK_ERROR : in_force ? LOOK_NORMAL : LOOK_WARNING;
}

/* -- the list ------------------------------------------------------------------------ */

static size_t count(void *data)
{
	return results(data)->count;
}

static void cell(void *data, size_t row, int column, struct buf *out, enum look *look)
{
	struct knowledge *k = data;
	const struct model_article *a = &results(k)->items[row];

	switch (column) {
	case COLUMN_TITLE:
		buf_adds(out, a->title ? a->title : a->id);
		break;
	case COLUMN_CATEGORY:
		words_category(k->app, out, a->category, false);
		break;
	case COLUMN_UNIT:
		words_unit(k->app, out, a->unit);
		break;
	case COLUMN_KIND:
		buf_adds(out, kind_word(a->kind));
		break;
	case COLUMN_VALID:
		*look = add_validity(out, a->expired, a->in_force, a->valid_from, a->valid_to);
		break;
	}
}

static const struct list_source source = { count, cell, NULL };

/* -- the snippet of the selected result -------------------------------------------------- */

static void add_part(struct pager *p, enum look look, const char *s, size_t len)
{
	char *part = xstrndup(s, len);

	pager_add(p, look, part);
	free(part);
}

static void add_marked(struct pager *p, const struct model_article *a)
{
	const char *s = a->snippet ? a->snippet : "";
	size_t len = strlen(s), at = 0;

	for (size_t i = 0; i < a->mark_count; i++) {
		size_t from = text_offset(s, len, a->marks[i].start);
		size_t to = text_offset(s, len, a->marks[i].start + a->marks[i].length);
		if (from < at || to <= from)
			continue;
		add_part(p, LOOK_NORMAL, s + at, from - at);
		add_part(p, LOOK_MATCH, s + from, to - from);
		at = to;
	}
	pager_add(p, LOOK_NORMAL, s + at);
}

static void show_snippet(struct knowledge *k)
{
	const struct model_article *a = selected(k);
	char *name = a ? xasprintf("%s v%lld %llu", a->id, (long long)a->version,
				   (unsigned long long)results(k)->shown) : NULL;

	if (k->snippet_of && name && !strcmp(name, k->snippet_of)) {
		free(name);
		return;
	}
	free(k->snippet_of);
	k->snippet_of = name;
	pager_set_text(&k->snippet, "", false);
	if (a)
		add_marked(&k->snippet, a);
}

/* -- the article ---------------------------------------------------------------------------- */

/* The words that the search marked in the snippet of this article. */
static size_t marked_at(const struct model_article *hit, const char *s)
{
	const char *text = hit && hit->snippet ? hit->snippet : "";

	for (size_t i = 0; hit && i < hit->mark_count; i++) {
		size_t from = text_offset(text, strlen(text), hit->marks[i].start);
		size_t to =
			text_offset(text, strlen(text), hit->marks[i].start + hit->marks[i].length);
		if (to > from && !strncmp(s, text + from, to - from))
			return to - from;
	}
	return 0;
}

static void add_body(struct knowledge *k, const char *body)
{
	const struct model_article *hit = result_with(k, k->open);
	const char *plain = body;

	for (const char *p = body; *p; ) {
		size_t marked = marked_at(hit, p);
		if (!marked) {
			p++;
			continue;
		}
		add_part(&k->article, LOOK_NORMAL, plain, (size_t)(p - plain));
		add_part(&k->article, LOOK_MATCH, p, marked);
		plain = p += marked;
	}
	pager_add(&k->article, LOOK_NORMAL, plain);
}

static void add_head(struct knowledge *k, const json *a)
{
	const char *from = jo_str(a, "valid_from"), *to = jo_str(a, "valid_to");
	bool expired = jo_bool(a, "expired", false);
	struct buf text = BUF_INIT, valid = BUF_INIT;

	buf_addf(&text, "%s\n", jo_str(a, "title") ? jo_str(a, "title") : "");
	pager_add(&k->article, LOOK_HEADING, text.data);
	buf_reset(&text);
	words_unit(k->app, &text, jo_str(a, "unit"));
	buf_addf(&text, "%s%s · ", text.len ? " · " : "", kind_word(jo_str(a, "kind")));
	words_category(k->app, &text, jo_str(a, "category"), true);
	buf_addf(&text, _("\n%s, version %lld\n"), jo_str(a, "id"),
		 (long long)jo_int(a, "version", 1));
	pager_add(&k->article, LOOK_DIM, text.data);
	enum look look = add_validity(&valid, expired, jo_bool(a, "in_force", !expired), from, to);
	buf_adds(&valid, "\n\n");
	pager_add(&k->article, look == LOOK_NORMAL ? LOOK_DIM : look, valid.data);
	buf_release(&text);
	buf_release(&valid);
}

static void take_article(struct knowledge *k)
{
	const json *a = k->open ? model_article(client_model(k->app), k->open) : NULL;

	if (!a)
		return;
	k->came = true;
	pager_set_text(&k->article, "", true);
	add_head(k, a);
	k->body_at = k->article.text.len;
	add_body(k, jo_str(a, "body") ? jo_str(a, "body") : "");
	client_set_article(k->app, k->open);
}

static void article_came(void *arg, const struct net_answer *answer)
{
	struct knowledge *k = arg;

	app_busy(k->app, -1);
	app_draw_later(k->app);
	if (net_is_ok(answer))
		take_article(k);
	else
		app_say(k->app, LOOK_ERROR, "%s", answer->sentence);
}

static void read_article(struct knowledge *k, const char *id)
{
	char *copy = xstrdup(id);

	free(k->open);
	k->open = copy;
	k->came = false;
	edit_blur(&k->query);
	pager_set_text(&k->article, "", false);
	take_article(k);
	app_busy(k->app, 1);
	work_knowledge_get(client_work(k->app), copy, article_came, k);
}

static void close_article(struct knowledge *k)
{
	free(k->open);
	k->open = NULL;
	edit_focus(&k->query);
}

/* -- life -------------------------------------------------------------------------------------- */

static void ask(struct knowledge *k)
{
	k->meant = ACTION_COUNT;
	work_knowledge_search(client_work(k->app), edit_text(&k->query), NULL);
	k->list.selected = 0;
}

static void do_meant(struct knowledge *k);

static void *knowledge_enter(struct app *app, void *argument)
{
	struct knowledge *k = xcalloc(1, sizeof(*k));

	k->app = app;
	edit_init(&k->query, 0);
	pager_init(&k->snippet);
	pager_init(&k->article);
	list_init(&k->list, &source, k, columns, ARRAY_SIZE(columns));
	k->list.empty = N_("No article is found for these words; try fewer or others.");
	if (argument)
		edit_set(&k->query, argument);
	k->given = argument;
	ask(k);
	return k;
}

static void knowledge_leave(struct app *app, void *state)
{
	struct knowledge *k = state;

	work_forget(client_work(app), k);
	edit_release(&k->query);
	list_release(&k->list);
	pager_release(&k->snippet);
	pager_release(&k->article);
	free(k->snippet_of);
	free(k->open);
	free(k);
}

static void knowledge_show(struct app *app, void *state)
{
	struct knowledge *k = state;

	(void)app;
	if (!k->open)
		edit_focus(&k->query);
}

static void knowledge_hide(struct app *app, void *state)
{
	struct knowledge *k = state;

	(void)app;
	edit_blur(&k->query);
}

static void knowledge_changed(struct app *app, void *state, unsigned what)
{
	struct knowledge *k = state;

	if (what & MODEL_LINK && client_search_failed(app))
		ask(k);
	if (what & (MODEL_KNOWLEDGE | MODEL_CITY))
		list_changed(&k->list);
	if (what & MODEL_KNOWLEDGE)
		do_meant(k);
	if (what & MODEL_KNOWLEDGE && k->open)
		take_article(k);
}

void knowledge_open(struct app *app, const char *query, const char *id)
{
	char *its = xstrdup(id), *words = xstrdup(query);

	if (!app_pop_to(app, &screen_knowledge))
		app_push(app, &screen_knowledge, words);
	struct knowledge *k = app_find(app, &screen_knowledge);
	if (k && words && strcmp(words, edit_text(&k->query))) {
		edit_set(&k->query, words);
		k->given = true;
		ask(k);
	}
	if (k && its)
		read_article(k, its);
	else if (k && k->open && words)
		close_article(k);
	free(its);
	free(words);
}

/* -- drawing ----------------------------------------------------------------------- */

static void draw_query(struct knowledge *k, struct canvas *c, struct rect r)
{
	const struct model_knowledge *m = results(k);
	struct buf text = BUF_INIT;
	int used = canvas_text(c, r.x, r.y, r.width, LOOK_LABEL, _("Search: "));
	int room = r.width > 70 ? 24 : 16;

	if (m->asked != m->shown)
		buf_adds(&text, _("searching…"));
	else if (!m->sentence)
		buf_addf(&text, ngettext("%zu article", "%zu articles", m->count), m->count);
	canvas_text_right(c, r.x + r.width - room, r.y, room, LOOK_DIM, text.data);
	edit_draw(&k->query, c, (struct rect){ r.x + used, r.y, r.width - used - room, 1 }, LOOK_VALUE, LOOK_FOCUS);
	buf_release(&text);
}

static void draw_results(struct knowledge *k, struct canvas *c, struct rect r)
{
	const struct model_knowledge *m = results(k);
	int below = r.height > 14 ? SNIPPET_ROWS + 1 : 0, y = r.y + r.height - below;

	if (m->sentence)
		draw_wrapped(c, (struct rect){ r.x + 2, r.y + 2, r.width - 4, 3 }, LOOK_ERROR, m->sentence);
	else
		list_draw(&k->list, c,
			  (struct rect){ r.x, r.y + 1, r.width, r.height - 1 - below });
	if (below) {
		show_snippet(k);
		draw_heading(c, r.x + 2, y, r.width - 4,
			     selected(k) && selected(k)->title ? selected(k)->title : "");
		pager_draw(&k->snippet, c,
			   (struct rect){ r.x + 2, y + 1, r.width - 4, SNIPPET_ROWS });
	}
	draw_query(k, c, (struct rect){ r.x + 1, r.y, r.width - 2, 1 });
}

static void knowledge_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct knowledge *k = state;
	int width = r.width - 4 > 100 ? 100 : r.width - 4;

	(void)app;
	if (!k->open)
		draw_results(k, c, r);
	else if (!k->came)
		canvas_text(c, r.x + 2, r.y, r.width - 4, LOOK_DIM,
			    _("The article is being fetched…"));
	else
		pager_draw(&k->article, c, (struct rect){ r.x + 2, r.y, width, r.height });
}

/* -- keys and commands --------------------------------------------------------------- */

static size_t looked_at(const struct knowledge *k)
{
	const struct pager *p = &k->article;
	size_t at = p->top && p->top < p->lines.count ? p->lines.lines[p->top].start : 0;

	return at > k->body_at ? at - k->body_at : 0;
}

static void cite_open(struct knowledge *k)
{
	const json *a = model_article(client_model(k->app), k->open);
	const struct model_article *hit = result_with(k, k->open);
	struct buf passage = BUF_INIT;

	if (!a || !k->came)
		return;
	citation_passage(&passage, k->article.text.data + k->body_at, looked_at(k),
			 hit ? hit->snippet : NULL);
	struct citation c = { k->open, jo_int(a, "version", 1), jo_str(a, "title"), passage.data };
	intake_cite(k->app, &c);
	buf_release(&passage);
}

/* What stands there is of earlier words: the action waits for those that are typed. */
static bool waits(struct knowledge *k, enum action action)
{
	const char *of = results(k)->query;

	if (of && !strcmp(of, edit_text(&k->query)))
		return false;
	k->meant = action;
	return true;
}

static void cite_selected(struct knowledge *k)
{
	const struct model_article *a = selected(k);

	if (waits(k, ACTION_CITE))
		return;
	if (a)
		intake_cite_found(k->app, a);
	else
		app_say(k->app, LOOK_WARNING, "%s", _("There is no article to cite here."));
}

static enum handled open_selected(struct knowledge *k)
{
	if (!waits(k, ACTION_OPEN) && selected(k))
		read_article(k, selected(k)->id);
	return HANDLED_DRAW;
}

static void do_meant(struct knowledge *k)
{
	enum action meant = k->meant;

	if (meant == ACTION_COUNT || k->open || !app_is_top(k->app, &screen_knowledge))
		return;
	k->meant = ACTION_COUNT;
	if (meant == ACTION_CITE)
		cite_selected(k);
	else
		open_selected(k);
}

static enum handled act_on_article(struct knowledge *k, const struct command *command)
{
	if (command->action == ACTION_CITE)
		cite_open(k);
	else if (command->action == ACTION_BACK)
		close_article(k);
	else
		return pager_command(&k->article, command) ? HANDLED_DRAW : HANDLED_NOT;
	return HANDLED_DRAW;
}

static bool edit_command(struct knowledge *k, enum action action)
{
	if (action == ACTION_CLEAR)
		edit_replace(&k->query, "");
	else if (action != ACTION_UNDO && action != ACTION_REDO)
		return false;
	else if (!(action == ACTION_UNDO ? edit_undo(&k->query) : edit_redo(&k->query)))
		return true;
	ask(k);
	return true;
}

static enum handled act_on_results(struct knowledge *k, const struct command *command)
{
	switch (command->action) {
	case ACTION_CITE:
		cite_selected(k);
		return HANDLED_DRAW;
	case ACTION_OPEN:
	case ACTION_CHOOSE:
	case ACTION_ACCEPT:
		return open_selected(k);
	case ACTION_FILTER:
		return HANDLED_NOT;
	default:
		return edit_command(k, command->action) || list_command(&k->list, command)
			       ? HANDLED_DRAW
			       : HANDLED_NOT;
	}
}

static enum handled knowledge_action(struct app *app, void *state, const struct command *command)
{
	struct knowledge *k = state;

	if (command->action == ACTION_SEARCH) {
		if (k->open)
			close_article(k);
		if (command->count)
			knowledge_open(app, command->words[0], NULL);
		return HANDLED_DRAW;
	}
	return k->open ? act_on_article(k, command) : act_on_results(k, command);
}

/* The arrows that a text of one line has no use for. */
static bool move_key(struct knowledge *k, const struct key *key)
{
	static const struct { uint32_t code; enum action action; } moves[] = {
		{ KC_DOWN, ACTION_NEXT }, { KC_UP, ACTION_PREVIOUS },
		{ KC_PAGE_DOWN, ACTION_PAGE_DOWN }, { KC_PAGE_UP, ACTION_PAGE_UP },
	};

	for (size_t i = 0; i < ARRAY_SIZE(moves); i++)
		if (moves[i].code == key->code && !key->modifiers)
			return list_command(&k->list,
					    &(struct command){ .action = moves[i].action });
	return false;
}

static enum handled knowledge_key(struct app *app, void *state, const struct key *key)
{
	struct knowledge *k = state;

	(void)app;
	if (k->open)
		return HANDLED_NOT;
	if (move_key(k, key))
		return HANDLED_DRAW;
	if (k->given && key_is_text(key))
		edit_replace(&k->query, "");    /* undo brings it back */
	k->given = false;
	switch (edit_key(&k->query, key)) {
	case EDIT_CHANGED:
		ask(k);
		return HANDLED_DRAW;
	case EDIT_ACCEPTED:
		return open_selected(k);
	case EDIT_MOVED:
		return HANDLED_DRAW;
	case EDIT_IGNORED:
		break;
	}
	return HANDLED_NOT;
}

static enum context knowledge_focus(void *state)
{
	struct knowledge *k = state;

	return k->open ? CONTEXT_PAGER : CONTEXT_FIELD;
}

static bool knowledge_takes_escape(void *state)
{
	struct knowledge *k = state;

	return !k->open && edit_takes_escape(&k->query);
}

const struct screen_ops screen_knowledge = {
	.name = "knowledge", .title = N_("Knowledge base"), .context = CONTEXT_KNOWLEDGE,
	.enter = knowledge_enter, .leave = knowledge_leave, .draw = knowledge_draw,
	.action = knowledge_action, .key = knowledge_key, .focus = knowledge_focus,
	.takes_escape = knowledge_takes_escape, .show = knowledge_show, .hide = knowledge_hide,
	.changed = knowledge_changed,
};
