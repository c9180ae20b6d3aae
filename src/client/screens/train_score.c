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

static void timeline_came(void *arg, const struct net_answer *answer)
{
	struct train_score *s = arg;

	if (net_is_ok(answer)) {
		jo_free(s->timeline);
		s->timeline = jo_copy(jo_array(answer->body, "items"));
		score_make_rows(s);
	}
	app_draw_later(s->app);
}

static void session_came(void *arg, const struct net_answer *answer)
{
	struct train_score *s = arg;

	say(s, answer);
	if (!net_is_ok(answer))
		return;
	jo_free(s->session);
	s->session = jo_copy(answer->body);
	score_make_rows(s);
}

static void ask(struct train_score *s)
{
	char *path = train_path(s->id, ""), *timeline = train_path(s->id, "/timeline");

	work_get(client_work(s->app), path, session_came, s);
	work_get(client_work(s->app), timeline, timeline_came, s);
	free(path);
	free(timeline);
}

/* -- the screen -------------------------------------------------------------------------- */

static void *score_enter(struct app *app, void *argument)
{
	struct train_score *s = xcalloc(1, sizeof(*s));
	const struct city *city = client_model(app)->city;

	s->app = app;
	snprintf(s->id, sizeof(s->id), "%s", (const char *)argument);
	s->fields = city ? form_fields_new(city, client_english(app)) : NULL;
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
	if (what & MODEL_TRAININGS_LIST && s->session)
		ask(s);
}

/* -- the head ---------------------------------------------------------------------------------- */

static double number(const json *o, const char *name)
{
	return json_object_get_double((json *)jo_get(o, name));
}

static void add_total(const struct train_score *s, struct buf *out)
{
	const json *score = score_of(s), *sheets = jo_get(score, "sheets");

	buf_addf(out, "%.1f · %s", number(score, "total"), train_level_word(jo_str(score, "level")));
	if (jo_get(sheets, "ticket"))
		buf_addf(out, _(" · ticket %.1f"), number(sheets, "ticket"));
	if (jo_get(sheets, "call"))
		buf_addf(out, _(" · call %.1f"), number(sheets, "call"));
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

/* "answer 0:05 (0:15)": the time and, in brackets, what it should be. */
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
			buf_adds(out, " (");
			words_timer(out, target * 1000);
			buf_addch(out, ')');
		}
		if (target && took > target)
			look = LOOK_WARNING;
	}
	return look;
}

static void add_next(const struct train_score *s, struct buf *out)
{
	const json *next = jo_array(score_of(s), "next");

	for (size_t i = 0; i < jo_len(next); i++) {
		const json *one = jo_at(next, i);
		const char *name = jo_str(one, "name"), *english = jo_str(one, "name_en");
		if (!name && json_object_is_type((json *)one, json_type_string))
			name = json_object_get_string((json *)one);
		buf_addf(out, "%s%s", i ? _(", ") : "", client_english(s->app) && english ? english : name ? name : "");
	}
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
	y += draw_row(c, r, y, _("Score: "), train_level_look(number(score_of(s), "total")), &total);
	y += draw_row(c, r, y, "", LOOK_NORMAL, &fields);
	y += draw_row(c, r, y, _("Times: "), look, &times);
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
	buf_addf(&tabs, _("%s: the next list"), client_key_name(s->app, ACTION_NEXT_VIEW));
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
	buf_addf(out, " · %s", train_title(s->session));
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
struct word { struct train_score *score; char *item, *contact, *points; int64_t turn; };

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

	if (answer && *answer)
		strtod(answer, &end);
	if (!end || *end || end == answer) {
		if (answer && *answer)
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
	*w = (struct word){ s, xstrdup(item_id(item)), xstrdup(jo_str(item, "contact_id")), NULL, 0 };
	buf_addf(&question, _("Deduct instead of %.4g (0 to %.4g): "),
		 number(item, "deducted"), number(item, "points"));
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

	*w = (struct word){ s, NULL, NULL, NULL, moment ? moment->seq : 0 };
	if (c->count)
		comment_given(s->app, w, c->words[0]);
	else
		app_ask(s->app, w->turn ? _("Comment on the selected moment: ") : _("Comment on the whole call: "),
			false,
			comment_given, w);
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
	if (command->action != ACTION_RELOAD && command->action != ACTION_OPEN)
		return HANDLED_NOT;
	if (command->action == ACTION_RELOAD)
		ask(s);
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
