/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * train_score.c -- what a practised call was worth: the sum, the times, what to practise next; below them what was
 * lost, everything that was looked at, or how the call went, moment by moment.
 *
 * A trainer deducts something else with a reason, and comments on a moment.
 */
#include "client/screens/train_score.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/ui/draw_text.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { DETAIL_ROWS = 4, HEAD_MOST = 6 };

static const json *score_of(const struct train_score *s)
{
	return jo_get(s->session, "score");
}

/* -- asking ----------------------------------------------------------------------------- */

static void say(struct train_score *s, const struct net_answer *answer)
{
	free(s->sentence);
	s->sentence = net_is_ok(answer) ? NULL : xstrdup(answer->sentence);
	app_draw_later(s->app);
}

static void communities_came(void *arg, const struct net_answer *answer)
{
	struct train_score *s = arg;

	if (net_is_ok(answer))
		score_make_rows(s);
	app_draw_later(s->app);
}

/* The pack has no communities: those of the streets in the forms are fetched, so that each is called by its name. */
static void fetch_communities(struct train_score *s)
{
	const char *asked = "";

	for (size_t i = 0; i < jo_len(s->timeline); i++) {
		const char *street = jo_pointer_str(jo_at(s->timeline, i), "/fields/place/street");
		if (!street || !strcmp(street, asked) || model_communities(client_model(s->app), street))
			continue;
		asked = street;
		work_communities(client_work(s->app), street, communities_came, s);
	}
}

static bool is_of(const struct train_score *s, const json *o)
{
	const char *contact = jo_str(o, "contact_id");

	return !contact || !strcmp(contact, s->contact);
}

/* Of a session of several calls one alone: its sheet, its title, who had it. */
static void take_part(struct train_score *s)
{
	const json *all = jo_array(score_of(s), "calls"), *call = train_call(s->session, s->contact);
	json *sheet = NULL, *people = json_object_new_array();

	for (size_t i = 0; i < jo_len(all); i++)
		if (is_of(s, jo_at(all, i)))
			sheet = jo_share(jo_get(jo_at(all, i), "score"));
	for (size_t i = 0; i < jo_len(jo_array(sheet, "items")); i++)
		jo_set_str(jo_at(jo_array(sheet, "items"), i), "contact_id", s->contact);
	json_object_array_add(people, jo_share(jo_get(call, "agent")));
	jo_set(s->session, "score", sheet);
	jo_set(s->session, "trainees", people);
	json_object_object_del(s->session, "name");
	jo_set_str(s->session, "title", jo_str(call, "title"));
	jo_set_str(s->session, "title_en", jo_str(call, "title_en"));
	jo_set_str(s->session, "started_at", jo_str(call, "came_at"));
}

/* What belongs to no call, or to this one. */
static json *part_of(const struct train_score *s, const json *items)
{
	json *list = json_object_new_array();

	for (size_t i = 0; i < jo_len(items); i++) {
		const json *item = jo_at(items, i);
		if (!s->contact[0] || (is_of(s, item) && is_of(s, jo_get(item, "turn"))))
			json_object_array_add(list, jo_copy((json *)item));
	}
	return list;
}

static void timeline_came(void *arg, const struct net_answer *answer)
{
	struct train_score *s = arg;

	if (net_is_ok(answer)) {
		jo_free(s->timeline);
		s->timeline = part_of(s, jo_array(answer->body, "items"));
		s->cut = jo_str(answer->body, "next") != NULL;
		score_make_rows(s);
		fetch_communities(s);
	}
	app_draw_later(s->app);
}

static void article_came(void *arg, const struct net_answer *answer)
{
	struct train_score *s = arg;

	(void)answer;
	app_draw_later(s->app);
}

static void fetch_article(struct train_score *s, const char *text)
{
	char *id = xstrndup(text ? text : "", strcspn(text ? text : "", " "));

	if (*id && !model_article(client_model(s->app), id))
		work_knowledge_get(client_work(s->app), id, article_came, s);
	free(id);
}

/* Articles are called by their titles. */
static void fetch_articles(struct train_score *s)
{
	const json *items = jo_array(score_of(s), "items");

	for (size_t i = 0; i < jo_len(items); i++) {
		const json *item = jo_at(items, i);
		const char *pointer = jo_str(item, "pointer"), *duty = jo_str(item, "duty");
		if (pointer && !strcmp(pointer, "article")) {
			fetch_article(s, jo_str(item, "expected"));
			fetch_article(s, jo_str(item, "got"));
		} else if (duty && !strcmp(duty, "cite")) {
			fetch_article(s, jo_str(item, "what"));
		}
	}
}

static void session_came(void *arg, const struct net_answer *answer)
{
	struct train_score *s = arg;

	say(s, answer);
	if (!net_is_ok(answer))
		return;
	jo_free(s->session);
	s->session = jo_copy(answer->body);
	if (s->contact[0] && jo_get(score_of(s), "calls"))
		take_part(s);
	score_make_rows(s);
	fetch_articles(s);
}

static void ask(struct train_score *s)
{
	char *path = train_path(s->id, ""), *all = train_path(s->id, "/timeline");
	struct buf timeline = BUF_INIT;

	buf_adds(&timeline, all);
	if (s->contact[0]) {
		buf_adds(&timeline, "?contact_id=");
		net_encode(&timeline, s->contact);
	}
	work_get(client_work(s->app), path, session_came, s);
	work_get(client_work(s->app), timeline.data, timeline_came, s);
	buf_release(&timeline);
	free(path);
	free(all);
}

/* -- the screen -------------------------------------------------------------------------- */

/* The fields point into the city: another one comes with other fields. */
static void read_city(struct train_score *s)
{
	const struct city *city = client_model(s->app)->city;

	form_fields_free(s->fields);
	s->fields = city ? form_fields_new(city, client_english(s->app)) : NULL;
}

static void *score_enter(struct app *app, void *argument)
{
	const struct train_part *part = argument;
	struct train_score *s = xcalloc(1, sizeof(*s));

	s->app = app;
	snprintf(s->id, sizeof(s->id), "%s", part->session);
	snprintf(s->contact, sizeof(s->contact), "%s", part->contact ? part->contact : "");
	read_city(s);
	score_lists_init(s);
	ask(s);
	return s;
}

static void score_leave(struct app *app, void *state)
{
	struct train_score *s = state;

	work_forget(client_work(app), s);
	score_lists_release(s);
	form_fields_free(s->fields);
	jo_free(s->session);
	jo_free(s->timeline);
	free(s->sentence);
	free(s);
}

static void score_changed(struct app *app, void *state, unsigned what)
{
	struct train_score *s = state;

	(void)app;
	if (what & MODEL_CITY) {
		read_city(s);
		score_make_rows(s);
	}
	if (what & MODEL_TRAININGS_LIST && s->session)
		ask(s);
}

/* -- the head ---------------------------------------------------------------------------------- */

static void add_total(const struct train_score *s, struct buf *out)
{
	const json *score = score_of(s), *sheets = jo_get(score, "sheets");

	buf_addf(out, "%.1f · %s", score_figure(score, "total"), train_level_word(jo_str(score, "level")));
	if (jo_get(sheets, "ticket"))
		buf_addf(out, _(" · ticket %.1f"), score_figure(sheets, "ticket"));
	if (jo_get(sheets, "call"))
		buf_addf(out, _(" · call %.1f"), score_figure(sheets, "call"));
}

static void add_fields(const struct train_score *s, struct buf *out)
{
	const json *fields = jo_pointer(s->session, "/score/fields");
	int64_t keys = jo_int(score_of(s), "keystrokes", -1);

	buf_addf(out, _("Fields: %lld right, %lld wrong, %lld missing"), (long long)jo_int(fields, "right", 0),
		 (long long)jo_int(fields, "wrong", 0), (long long)jo_int(fields, "missing", 0));
	if (keys >= 0)
		buf_addf(out, _(" · %lld keys"), (long long)keys);
}

/* "answer 0:05/0:15": the time, and what it should be. */
static enum look add_times(const struct train_score *s, struct buf *out)
{
	static const struct { const char *code, *word; } times[] = {
		{ "answer", N_("answer") }, { "first_question", N_("first question") }, { "submit", N_("submit") },
		{ "wrap_up", N_("wrap-up") },
	};
	const json *all = jo_get(score_of(s), "times");
	enum look look = LOOK_NORMAL;

	for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
		const json *one = jo_get(all, times[i].code);
		int64_t took = jo_int(one, "seconds", -1), target = jo_int(one, "target", 0);
		if (!one || took < 0)
			continue;
		buf_addf(out, "%s%s ", out->len ? " · " : "", _(times[i].word));
		words_timer(out, took * 1000);
		if (target) {
			buf_addch(out, '/');
			words_timer(out, target * 1000);
		}
		if (target && took > target)
			look = LOOK_WARNING;
	}
	return look;
}

/* "Completeness" of "ticket/completeness-course". */
static const char *group_of(const struct train_score *s, const json *fault)
{
	const json *whole = jo_array(score_of(s), "groups");
	const json *groups = whole ? whole : jo_array(jo_pointer(s->session, "/score/calls/0/score"), "groups");
	const char *sheet = jo_str(fault, "sheet"), *item = jo_str(fault, "item");

	for (size_t i = 0; sheet && item && i < jo_len(groups); i++) {
		const json *g = jo_at(groups, i);
		const char *code = jo_str(g, "item"), *name = jo_str(g, "name"), *english = jo_str(g, "name_en");
		size_t len = code ? strlen(code) : 0;
		if (len && !strcmp(jo_str(g, "sheet"), sheet) && !strncmp(item, code, len) && item[len] == '-')
			return client_english(s->app) && english ? english : name;
	}
	return NULL;
}

/* The two dearest faults with what they belong to, and a scenario for them. */
static void add_next(const struct train_score *s, struct buf *out)
{
	enum { MOST = 2 };
	const json *next = jo_array(score_of(s), "next"), *scenario = jo_get(score_of(s), "practise");

	for (size_t i = 0, shown = 0; i < jo_len(next) && shown < MOST; i++) {
		const char *fault = score_words(s, jo_at(next, i), "name", "name_en");
		const char *group = group_of(s, jo_at(next, i));
		if (!group)
			continue;       /* all of a sheet: nothing to practise by itself */
		buf_addf(out, _("%s%s (%s)"), shown++ ? _(", ") : "", group, fault);
	}
	if (scenario)
		buf_addf(out, _(" · with the scenario “%s”: %s"), score_words(s, scenario, "title", "title_en"),
			 client_key_name(s->app, ACTION_BEGIN));
}

static int draw_row(struct canvas *c, struct rect r, int y, const char *label, enum look look, const struct buf *text)
{
	if (!text->len || y >= r.y + r.height)
		return 0;
	int used = canvas_text(c, r.x, y, r.width, LOOK_LABEL, label);
	return draw_wrapped(c, (struct rect){ r.x + used, y, r.width - used, 2 }, look, text->data);
}

/* Returns the rows used. */
static int draw_head(const struct train_score *s, struct canvas *c, struct rect r)
{
	struct buf total = BUF_INIT, fields = BUF_INIT, times = BUF_INIT, next = BUF_INIT;
	int y = r.y;

	add_total(s, &total);
	add_fields(s, &fields);
	enum look look = add_times(s, &times);
	add_next(s, &next);
	y += draw_row(c, r, y, _("Score: "), train_level_look(score_figure(score_of(s), "total")), &total);
	y += draw_row(c, r, y, "", LOOK_NORMAL, &fields);
	y += draw_row(c, r, y, _("Time/target: "), look, &times);
	y += draw_row(c, r, y, _("Practise next: "), LOOK_WARNING, &next);
	buf_release(&total);
	buf_release(&fields);
	buf_release(&times);
	buf_release(&next);
	return y - r.y;
}

/* -- drawing ---------------------------------------------------------------------------------------- */

static void draw_views(struct train_score *s, struct canvas *c, struct rect r)
{
	static const char *const names[SCORE_VIEWS] = { N_("Lost"), N_("All items"), N_("Time line") };
	struct buf tabs = BUF_INIT;

	for (int v = 0; v < SCORE_VIEWS; v++) {
		size_t count = v < SCORE_TIMELINE ? s->counts[v] : s->moment_count;
		buf_addf(&tabs, v == (int)s->view ? "[%s %zu] " : " %s %zu  ", _(names[v]), count);
	}
	if (s->view == SCORE_TIMELINE && s->cut)
		buf_adds(&tabs, _("only the latest · "));
	buf_addf(&tabs, _("%s: the next list"), client_key_name(s->app, ACTION_NEXT_VIEW));
	if (model_has_role(client_model(s->app), ROLE_TRAINER)) {
		buf_addf(&tabs, _(" · %s: deduct"), client_key_name(s->app, ACTION_OVERRIDE));
		buf_addf(&tabs, _(" · %s: comment"), client_key_name(s->app, ACTION_COMMENT));
	}
	buf_adds(&tabs, _(" · Enter: all of it"));
	draw_heading(c, r.x, r.y, r.width, tabs.data);
	buf_release(&tabs);
}

static void draw_detail(const struct train_score *s, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;

	score_add_detail(s, &text);
	for (int x = r.x; x < r.x + r.width; x++)
		canvas_text(c, x, r.y, 1, LOOK_DIM, "─");
	draw_wrapped(c, (struct rect){ r.x, r.y + 1, r.width, r.height - 1 }, LOOK_MESSAGE, text.data);
	buf_release(&text);
}

static void score_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct train_score *s = state;
	struct rect in = { r.x + 1, r.y, r.width - 2, r.height };
	int detail = r.height > 30 ? DETAIL_ROWS + 3 : DETAIL_ROWS, y = r.y;

	(void)app;
	if (s->sentence)
		y += draw_wrapped(c, (struct rect){ in.x, y, in.width, 2 }, LOOK_ERROR, s->sentence);
	if (!s->session && !s->sentence)
		canvas_text(c, in.x, y, in.width, LOOK_DIM, _("Loading…"));
	if (!s->session)
		return;
	if (!score_of(s))
		y += draw_wrapped(c, (struct rect){ in.x, y, in.width, 2 }, LOOK_DIM,
			_("There is no score: no call was taken."));
	else
		y += draw_head(s, c, (struct rect){ in.x, y, in.width, HEAD_MOST });
	draw_views(s, c, (struct rect){ in.x, y, in.width, 1 });
	list_draw(&s->lists[s->view], c, (struct rect){ r.x, y + 1, r.width, r.y + r.height - y - 1 - detail });
	draw_detail(s, c, (struct rect){ in.x, r.y + r.height - detail, in.width, detail });
}

static void score_title(void *state, struct buf *out)
{
	struct train_score *s = state;

	buf_adds(out, _("Score"));
	if (!s->session)
		return;
	buf_adds(out, " · ");
	train_people(s->session, out);
	buf_adds(out, " · ");
	const json *call = train_call(s->session, s->contact);
	if (call && train_is_storm(s->session))
		buf_adds(out, train_title(s->app, call));
	else
		train_add_title(s->app, s->session, out);
	if (train_ran_out(s->session))
		buf_adds(out, _(" · time was up"));
}

/* -- the trainer's word --------------------------------------------------------------------------------- */

static void done(void *arg, const struct net_answer *answer)
{
	struct train_score *s = arg;

	if (net_is_ok(answer))
		ask(s);
	else
		app_say(s->app, LOOK_ERROR, "%s", client_sentence(answer));
}

/* What was asked of the trainer; the list may change meanwhile. */
struct word { struct train_score *score; char *item, *contact, *points; double most; int64_t turn; };

static void word_free(struct word *w)
{
	free(w->item);
	free(w->contact);
	free(w->points);
	free(w);
}

static void override(struct word *w, const char *reason)
{
	char *path = train_path(w->score->id, "/override");
	json *body = json_object_new_object();

	jo_set_str(body, "item", w->item);
	jo_set_str(body, "contact_id", w->contact);
	jo_set(body, "points", json_object_new_double(strtod(w->points, NULL)));
	jo_set_str(body, "reason", reason);
	work_send(client_work(w->score->app), "POST", path, body, done, w->score);
	free(path);
}

static void reason_given(struct app *app, void *data, const char *answer)
{
	struct word *w = data;

	(void)app;
	if (answer && *answer)
		override(w, answer);
	word_free(w);
}

static void points_given(struct app *app, void *data, const char *answer)
{
	struct word *w = data;
	char *end = NULL;
	double points = answer && *answer ? strtod(answer, &end) : 0;
	bool number = end && !*end && end != answer;

	if (!number || points < 0 || points > w->most) {
		if (number)
			app_say(app, LOOK_ERROR, _("\"%s\" is not between 0 and %.4g; the score stays as it is."), answer, w->most);
		else if (answer && *answer)
			app_say(app, LOOK_ERROR, _("\"%s\" is no number; the score stays as it is."), answer);
		word_free(w);
		return;
	}
	w->points = xstrdup(answer);
	app_ask(app, _("The reason, which the trainee reads: "), false, reason_given, w);
}

static const char *item_id(const json *item)
{
	return jo_str(item, "id") ? jo_str(item, "id") : jo_str(item, "item");
}

static enum handled run_override(struct train_score *s, const struct command *c)
{
	const json *item = score_item(s);
	struct buf question = BUF_INIT;

	if (!item) {
		app_say(s->app, LOOK_WARNING, "%s", _("Select an item of the score first."));
		return HANDLED_DRAW;
	}
	struct word *w = xcalloc(1, sizeof(*w));
	*w = (struct word){ s, xstrdup(item_id(item)), xstrdup(jo_str(item, "contact_id")), NULL, score_figure(item, "points"), 0 };
	buf_addf(&question, _("Deduct instead of %.4g (0 to %.4g): "),
		 score_figure(item, "deducted"), score_figure(item, "points"));
	if (c->count > 1) {
		w->points = xstrdup(c->words[0]);
		reason_given(s->app, w, c->words[1]);
	} else if (c->count) {
		points_given(s->app, w, c->words[0]);
	} else {
		app_ask(s->app, question.data, false, points_given, w);
	}
	buf_release(&question);
	return HANDLED_DRAW;
}

static void comment_given(struct app *app, void *data, const char *answer)
{
	struct word *w = data;

	(void)app;
	if (answer && *answer) {
		char *path = train_path(w->score->id, "/inject");
		json *body = json_object_new_object();
		jo_set_str(body, "kind", "comment");
		jo_set_str(body, "text", answer);
		jo_set_str(body, "contact_id", w->contact);
		if (w->turn)
			jo_set_int(body, "turn", w->turn);
		work_send(client_work(w->score->app), "POST", path, body, done, w->score);
		free(path);
	}
	word_free(w);
}

static enum handled run_comment(struct train_score *s, const struct command *c)
{
	const struct score_moment *moment = score_moment(s);
	struct word *w = xcalloc(1, sizeof(*w));

	*w = (struct word){ s, NULL, s->contact[0] ? xstrdup(s->contact) : NULL, NULL, 0, moment ? moment->seq : 0 };
	char *about = xasprintf("comment/%lld/%s", (long long)w->turn, s->id);
	if (c->count)
		comment_given(s->app, w, c->words[0]);
	else
		client_ask_kept(s->app, about, w->turn ? _("Comment on the selected moment: ") : _("Comment on the whole call: "),
				comment_given, w);
	free(about);
	return HANDLED_DRAW;
}

/* What is selected, where it has more to tell than the rows below the list hold. */
static void show_whole(struct train_score *s)
{
	struct buf text = BUF_INIT;

	score_add_detail(s, &text);
	struct text_page page = { .title = _("Score"), .text = text.data };
	if (text.len)
		app_push(s->app, &screen_text, &page);
	buf_release(&text);
}

static enum handled begin_next(struct train_score *s)
{
	const char *code = jo_str(jo_get(score_of(s), "practise"), "code");

	if (!code)
		return HANDLED_NOT;
	if (model_has_role(client_model(s->app), ROLE_TRAINER))
		app_push(s->app, &screen_train_begin, &(struct train_order){ code, NULL });
	else
		train_practise(s->app, code);
	return HANDLED_DRAW;
}

static enum handled score_action(struct app *app, void *state, const struct command *command)
{
	struct train_score *s = state;
	bool trainer = model_has_role(client_model(app), ROLE_TRAINER);

	if (list_command(&s->lists[s->view], command))
		return HANDLED_DRAW;
	if (command->action == ACTION_NEXT_VIEW || command->action == ACTION_PREVIOUS_VIEW) {
		int step = command->action == ACTION_NEXT_VIEW ? 1 : SCORE_VIEWS - 1;
		s->view = (enum score_view)(((int)s->view + step) % SCORE_VIEWS);
		return HANDLED_DRAW;
	}
	if (command->action == ACTION_OVERRIDE && trainer)
		return run_override(s, command);
	if (command->action == ACTION_COMMENT && trainer)
		return run_comment(s, command);
	if (command->action == ACTION_BEGIN && !command->count)
		return begin_next(s);
	if (command->action == ACTION_OPEN)
		show_whole(s);
	else if (command->action == ACTION_RELOAD)
		ask(s);
	else
		return HANDLED_NOT;
	return HANDLED_DRAW;
}

static enum context score_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

const struct screen_ops screen_train_score = {
	.name = "train-score", .title = N_("Score"), .context = CONTEXT_TRAINING, .flags = SCREEN_PERSONAL,
	.enter = score_enter, .leave = score_leave, .draw = score_draw, .action = score_action, .focus = score_focus,
	.changed = score_changed, .add_title = score_title,
};
