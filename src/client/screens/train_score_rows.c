/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train_score_rows.c -- the lists of the score screen: items with what was expected beside what was got, and
 * moments. */
#include "client/screens/train_score.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

double score_figure(const json *o, const char *name)
{
	return json_object_get_double((json *)jo_get(o, name));
}

/* -- items ---------------------------------------------------------------------------------- */

enum { ITEM_LOST, ITEM_OF, ITEM_NAME, ITEM_EXPECTED, ITEM_GOT };
static const struct list_column item_columns[] = {
	[ITEM_LOST] = { N_("Lost"), 6, LIST_MAIN | LIST_RIGHT, 0 },
	[ITEM_OF] = { N_("of"), 5, LIST_RIGHT, 60 },
	[ITEM_NAME] = { N_("What"), 0, 0, 0 },
	[ITEM_EXPECTED] = { N_("Expected"), 0, 0, 0 },
	[ITEM_GOT] = { N_("Got"), 0, 0, 0 },
};

static const json *item_at(const struct train_score *s, enum score_view v, size_t i)
{
	return s->rows[v][i];
}

const char *score_words(const struct train_score *s, const json *o, const char *name, const char *name_en)
{
	const char *text = jo_str(o, name), *english = jo_str(o, name_en);

	return client_english(s->app) && english && *english ? english : text ? text : "";
}

/* Which of several calls it is of, from 1; 0: there is one alone. */
static size_t call_of(const struct train_score *s, const json *o)
{
	const json *calls = jo_array(jo_get(s->session, "score"), "calls");
	const char *contact = jo_str(o, "contact_id");

	for (size_t i = 0; contact && i < jo_len(calls); i++) {
		const char *of = jo_str(jo_at(calls, i), "contact_id");
		if (of && !strcmp(of, contact))
			return jo_len(calls) > 1 ? i + 1 : 0;
	}
	return 0;
}

/* What an item is about, and of which of several calls and requests; a part of the place is called as the form calls it. */
static void add_name(const struct train_score *s, struct buf *out, const json *item)
{
	const char *name = score_words(s, item, "name", "name_en");
	const char *key = s->fields && *name == '/' ? form_fields_key_of(s->fields, name) : NULL;
	int64_t request = jo_int(item, "request", 0);
	size_t call = call_of(s, item);

	if (call)
		buf_addf(out, "#%zu ", call);
	if (request && jo_int(jo_get(s->session, "score"), "requests", 1) > 1)
		buf_addf(out, "%lld· ", (long long)request);
	buf_adds(out, jo_bool(item, "override", false) ? "* " : "");       /* by the trainer's word */
	buf_adds(out, key ? form_fields_label(s->fields, key) : name);
	train_part_name(out, name);
}

static void add_text(const struct train_score *s, struct buf *out, const json *item, const char *name)
{
	const char *text = jo_str(item, name), *match = jo_str(item, "match");

	if (text && match && !strcmp(match, "not") && !strcmp(name, "expected"))
		buf_adds(out, _("not: "));
	if (text && (*text || jo_str(item, "pointer")))
		train_add_value(s->app, s->fields, out, jo_str(item, "pointer"), text);
}

/* No blank stands behind 。 */
static bool ends_wide(const char *sentence)
{
	static const char stop[] = "。";
	size_t len = strlen(sentence);

	return len >= strlen(stop) && !strcmp(sentence + len - strlen(stop), stop);
}

static bool is_to_say(const json *item)
{
	const char *duty = jo_str(item, "duty");

	return duty && !strcmp(duty, "say");
}

/* What is wrong, and what the scenario says to it. */
static void add_why(const struct train_score *s, const json *item, struct buf *out)
{
	const char *why = jo_str(item, "why"), *advice = score_words(s, item, "advice", "advice_en");

	if (jo_bool(item, "unjudged", false)) {
		buf_adds(out, _("not assessed; for the trainer"));
		return;
	}

	bool apart = why && *advice && !ends_wide(why);
	if (!why && jo_bool(item, "must_not", false))
		buf_adds(out, is_to_say(item) ? _("Not to be said: ") : _("Not to be done: "));
	buf_addf(out, "%s%s%s", why ? why : "", apart ? " " : "", advice);
}

static double taken_by(const json *item)
{
	return score_figure(item, jo_get(item, "taken") ? "taken" : "deducted");
}

static void item_cell(const struct train_score *s, enum score_view v, size_t i, int column, struct buf *out,
		      enum look *look)
{
	const json *item = item_at(s, v, i);
	double taken = taken_by(item);
	bool lost = score_figure(item, "deducted") > 0;

	if (column == ITEM_LOST && jo_bool(item, "unjudged", false)) {
		buf_adds(out, "–");
		*look = LOOK_DIM;
	} else if (column == ITEM_LOST) {
		buf_addf(out, taken > 0 ? "-%.4g" : "%.4g", taken);
		*look = lost ? LOOK_ERROR : LOOK_GOOD;
	} else if (column == ITEM_OF) {
		buf_addf(out, "%.4g", score_figure(item, "points"));
		*look = LOOK_DIM;
	} else if (column == ITEM_NAME) {
		add_name(s, out, item);
	} else if (column == ITEM_EXPECTED && (jo_str(item, "pointer") || jo_str(item, "expected"))) {
		add_text(s, out, item, "expected");
	} else if (column == ITEM_EXPECTED) {
		add_why(s, item, out);
		*look = LOOK_DIM;
	} else if (column == ITEM_GOT) {
		add_text(s, out, item, "got");
		*look = lost ? LOOK_WARNING : LOOK_NORMAL;
	}
}

static size_t lost_count(void *data)
{
	return ((struct train_score *)data)->counts[SCORE_LOST];
}

static size_t all_count(void *data)
{
	return ((struct train_score *)data)->counts[SCORE_ALL];
}

static void lost_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	item_cell(data, SCORE_LOST, i, column, out, look);
}

static void all_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	item_cell(data, SCORE_ALL, i, column, out, look);
}

/* The selection stays with an item that costs something else now. */
static const char *item_id(const json *item)
{
	const char *id = jo_str(item, "row") ? jo_str(item, "row") : jo_str(item, "id") ? jo_str(item, "id") :
			 jo_str(item, "item");

	return id && strlen(id) < 40 ? id : "-";
}

/* Two calls have items of the same ids. */
static void set_row(const struct train_score *s, json *item)
{
	size_t call = call_of(s, item);
	char *row = call ? xasprintf("%zu/%s", call, jo_str(item, "id") ? jo_str(item, "id") : "-") : NULL;

	if (row)
		jo_set_str(item, "row", row);
	free(row);
}

static const char *lost_id(void *data, size_t i)
{
	return item_id(item_at(data, SCORE_LOST, i));
}

static const char *all_id(void *data, size_t i)
{
	return item_id(item_at(data, SCORE_ALL, i));
}

static const struct list_source lost = { lost_count, lost_cell, NULL }, all = { all_count, all_cell, NULL };

static int largest_first(double x, double y)
{
	return x < y ? 1 : x > y ? -1 : 0;
}

/* By what it took; where other rows take that already, by what it would have taken. */
static int by_loss(const void *a, const void *b)
{
	const json *x = *(const json *const *)a, *y = *(const json *const *)b;
	int order = largest_first(taken_by(x), taken_by(y));

	return order ? order : largest_first(score_figure(x, "deducted"), score_figure(y, "deducted"));
}

static void make_items(struct train_score *s)
{
	const json *items = jo_array(jo_get(s->session, "score"), "items");
	size_t count = jo_len(items);

	for (int v = 0; v < SCORE_TIMELINE; v++) {
		s->rows[v] = xrealloc(s->rows[v], (count + 1) * sizeof(*s->rows[v]));
		s->counts[v] = 0;
	}
	for (size_t i = 0; i < count; i++) {
		json *item = jo_at(items, i);
		set_row(s, item);
		s->rows[SCORE_ALL][s->counts[SCORE_ALL]++] = item;
		if (score_figure(item, "deducted") > 0)
			s->rows[SCORE_LOST][s->counts[SCORE_LOST]++] = item;
	}
	qsort(s->rows[SCORE_LOST], s->counts[SCORE_LOST], sizeof(*s->rows[SCORE_LOST]), by_loss);
}

/* -- moments ------------------------------------------------------------------------------------- */

enum { MOMENT_TIME, MOMENT_WHO, MOMENT_WHAT };
static const struct list_column moment_columns[] = {
	[MOMENT_TIME] = { N_("Time"), 7, LIST_MAIN | LIST_RIGHT, 0 },
	[MOMENT_WHO] = { N_("Who"), 10, 0, 0 },
	[MOMENT_WHAT] = { N_("What"), 0, 0, 0 },
};

static const struct score_moment *moment_at(const struct train_score *s, size_t i)
{
	return &s->moments[i];
}

/* The turn that a comment is about; 0: no turn. */
static int64_t about(const struct score_moment *m)
{
	return jo_int(jo_get(m->item, "turn"), "turn", 0);
}

/* What was remarked later has the time of what it is about. */
static const json *timed_by(const struct train_score *s, const struct score_moment *m)
{
	for (size_t i = 0; about(m) && i < s->moment_count; i++)
		if (s->moments[i].seq == about(m))
			return s->moments[i].item;
	return m->item;
}

static void moment_time(const struct train_score *s, const struct score_moment *m, struct buf *out)
{
	const char *at = jo_str(timed_by(s, m), "at"), *start = jo_str(s->session, "started_at");
	instant t, begun;

	if (at && start && clock_parse(at, &t) && clock_parse(start, &begun))
		words_timer(out, t > begun ? t - begun : 0);
}

static void moment_cell(void *data, size_t i, int column, struct buf *out, enum look *look)
{
	const struct train_score *s = data;
	const struct score_moment *m = moment_at(s, i);
	const json *turn = jo_get(m->item, "turn");
	const char *by = jo_str(turn, "by"), *kind = jo_str(turn, "kind");

	if (column == MOMENT_TIME)
		moment_time(s, m, out);
	else if (column == MOMENT_WHO)
		buf_adds(out, turn ? train_speaker(by, kind, !model_has_role(client_model(s->app), ROLE_TRAINER))
			: _("Form"));
	else if (column == MOMENT_WHAT)
		buf_adds(out, m->text);
	if (column != MOMENT_TIME && (!turn || (kind && (!strcmp(kind, "comment") || !strcmp(kind, "hint")))))
		*look = turn ? LOOK_WARNING : LOOK_DIM;
}

static size_t moment_count(void *data)
{
	return ((struct train_score *)data)->moment_count;
}

static const struct list_source moments = { moment_count, moment_cell, NULL };

/* The form of the same call as it stood before that moment; NULL: it was empty. */
static const json *former_form(const struct train_score *s, size_t at, const json *form)
{
	const char *contact = jo_str(form, "contact_id");

	while (at-- > 0) {
		const json *item = jo_at(s->timeline, at);
		const char *what = jo_str(item, "what"), *of = jo_str(item, "contact_id");
		if (what && !strcmp(what, "form") && of && contact && !strcmp(of, contact) &&
		    jo_int(item, "n", 0) == jo_int(form, "n", 0))
			return jo_get(item, "fields");
	}
	return NULL;
}

/* What changed in the form since it was kept before. */
static void add_changes(const struct train_score *s, size_t at, const json *form, struct buf *out)
{
	const json *now = jo_get(form, "fields"), *before = former_form(s, at, form);
	json *nothing = json_object_new_object();
	const char *street = jo_pointer_str(now, "/place/street");

	if (s->fields && street)
		form_fields_set_communities(s->fields, street, model_communities(client_model(s->app), street));
	for (size_t i = 0; s->fields && i < form_fields_count(s->fields); i++) {
		const char *key = form_fields_key(s->fields, i);
		if (form_fields_same(s->fields, key, now, before ? before : nothing))
			continue;
		buf_addf(out, "%s%s: ", out->len ? "; " : "", form_fields_label(s->fields, key));
		size_t start = out->len;
		form_fields_words(s->fields, now, key, out);
		if (out->len == start)
			buf_adds(out, "–");
	}
	jo_free(nothing);
}

/* Did the caller of this moment's call hang up just before? */
static bool is_hung_up(const struct train_score *s, size_t at)
{
	const char *contact = jo_pointer_str(jo_at(s->timeline, at), "/turn/contact_id");

	while (at-- > 0) {
		const json *turn = jo_get(jo_at(s->timeline, at), "turn");
		const char *of = jo_str(turn, "contact_id"), *kind = jo_str(turn, "kind");
		if (!of || !contact || strcmp(of, contact))
			continue;
		if (kind && (!strcmp(kind, "drop") || !strcmp(kind, "mark")))
			return !strcmp(kind, "drop");
	}
	return false;
}

static bool make_moment(const struct train_score *s, size_t at, struct score_moment *m)
{
	const json *item = jo_at(s->timeline, at), *turn = jo_get(item, "turn");
	const char *what = jo_str(item, "what"), *action = jo_str(item, "action"), *no = jo_str(item, "no");
	struct buf text = BUF_INIT;

	*m = (struct score_moment){ item, jo_int(turn, "seq", 0), NULL };
	if (turn) {
		train_turn_text(turn, &text);
		train_mark_text(turn, is_hung_up(s, at), &text);
	}
	else if (what && !strcmp(what, "form"))
		add_changes(s, at, item, &text);
	else if (no) {
		buf_addf(&text, _("Ticket %s"), no);
		buf_addf(&text, ": %s", words_action(action ? action : ""));
	}
	m->text = buf_detach(&text);
	return m->text && *m->text;
}

static void free_moments(struct train_score *s)
{
	while (s->moment_count)
		free(s->moments[--s->moment_count].text);
}

/* What was remarked later stands below what it is about, and below the remarks before it. */
static void move_comments(struct train_score *s)
{
	for (size_t i = 0; i < s->moment_count; i++) {
		struct score_moment comment = s->moments[i];
		size_t to = 0;
		while (about(&comment) && to < i && s->moments[to].seq != about(&comment))
			to++;
		if (!about(&comment) || to >= i)
			continue;
		for (to++; to < i && about(&s->moments[to]) == about(&comment); to++)
			;
		memmove(&s->moments[to + 1], &s->moments[to], (i - to) * sizeof(comment));
		s->moments[to] = comment;
	}
}

static void make_moments(struct train_score *s)
{
	size_t count = jo_len(s->timeline);

	free_moments(s);
	s->moments = xrealloc(s->moments, (count + 1) * sizeof(*s->moments));
	for (size_t i = 0; i < count; i++) {
		if (make_moment(s, i, &s->moments[s->moment_count]))
			s->moment_count++;
		else
			free(s->moments[s->moment_count].text);
	}
	move_comments(s);
}

/* -- what is selected ------------------------------------------------------------------------------- */

const json *score_item(const struct train_score *s)
{
	size_t row = list_selected(&s->lists[s->view]);

	return s->view == SCORE_TIMELINE || row == LIST_NONE ? NULL : item_at(s, s->view, row);
}

const struct score_moment *score_moment(const struct train_score *s)
{
	size_t row = list_selected(&s->lists[s->view]);

	return s->view != SCORE_TIMELINE || row == LIST_NONE ? NULL : moment_at(s, row);
}

/* The trainer's word on an item, if there is one. */
static void add_override(const struct train_score *s, const json *item, struct buf *out)
{
	const json *score = jo_get(s->session, "score");
	size_t call = call_of(s, item);
	const json *words = jo_array(call ? jo_get(jo_at(jo_array(score, "calls"), call - 1), "score") : score, "overrides");
	const char *id = jo_str(item, "id") ? jo_str(item, "id") : jo_str(item, "item");

	for (size_t i = 0; id && i < jo_len(words); i++) {
		const json *one = jo_at(words, i);
		const char *of = jo_str(one, "item"), *by = jo_str(one, "by"), *reason = jo_str(one, "reason");
		if (of && !strcmp(of, id))
			buf_addf(out, _("\n%s deducts %.4g: %s"), by ? by : "", score_figure(one, "deducted"),
				 reason ? reason : "");
	}
}

/* What the article of a duty is called, once it is known. */
static void add_article(const struct train_score *s, const json *item, struct buf *out)
{
	const char *duty = jo_str(item, "duty"), *id = jo_str(item, "what");

	if (!duty || strcmp(duty, "cite") || !id)
		return;
	buf_adds(out, _("\nThe article: "));
	train_add_value(s->app, s->fields, out, "article", id);
}

/* The words that were looked for: the scenario's, or the city's own. */
static void add_words(const struct train_score *s, const json *item, struct buf *out)
{
	const char *duty = jo_str(item, "duty"), *words = score_words(s, item, "words", "words_en");

	if (*words) {
		buf_addf(out, duty && !strcmp(duty, "ask") ? _("\nTo ask: %s") : _("\nThe city's words: %s"), words);
	} else if (is_to_say(item) && jo_str(item, "what")) {
		buf_adds(out, jo_bool(item, "must_not", false) ? _("\nNone of these words may be said: ") :
							       _("\nAny of these words counts: "));
		for (const char *p = jo_str(item, "what"); *p; p++) {
			if (*p == '|')
				buf_adds(out, " / ");
			else
				buf_addch(out, *p);
		}
	}
}

static void add_item_detail(const struct train_score *s, const json *item, struct buf *out)
{
	struct buf why = BUF_INIT;
	bool faulty = score_figure(item, "deducted") > 0 || jo_bool(item, "unjudged", false);

	add_why(s, item, &why);
	add_name(s, out, item);
	if (faulty && *score_words(s, item, "fault", "fault_en"))     /* read of what is right, it was a reproach */
		buf_addf(out, " · %s", score_words(s, item, "fault", "fault_en"));
	if (why.len)
		buf_addf(out, " · %s", why.data);
	buf_release(&why);
	if (call_of(s, item)) {
		const json *call = train_call(s->session, jo_str(item, "contact_id"));
		buf_addf(out, _("\nCall %zu: %s"), call_of(s, item), call ? train_title(s->app, call) : "");
	}
	add_words(s, item, out);
	add_article(s, item, out);
	if (jo_str(item, "pointer") || jo_str(item, "expected")) {
		buf_adds(out, _("\nExpected: "));
		add_text(s, out, item, "expected");
	}
	if (jo_str(item, "said"))
		buf_addf(out, _("\nThe caller: %s"), jo_str(item, "said"));
	if (jo_str(item, "pointer") || jo_str(item, "got")) {
		buf_adds(out, _("\nGot: "));
		add_text(s, out, item, "got");
		if (jo_str(item, "duty"))
			buf_adds(out, _(" after the call was answered"));       /* the time line counts from its ring */
	}
	if (jo_get(item, "taken") && score_figure(item, "taken") < score_figure(item, "deducted"))
		buf_adds(out, _("\nOther rows take the rest of what this fault or its group can cost."));
	add_override(s, item, out);
}

void score_add_detail(const struct train_score *s, struct buf *out)
{
	const json *item = score_item(s);
	const struct score_moment *moment = score_moment(s);

	if (item)
		add_item_detail(s, item, out);
	else if (moment)
		buf_adds(out, moment->text);
}

/* -- all ------------------------------------------------------------------------------------------------ */

void score_make_rows(struct train_score *s)
{
	make_items(s);
	make_moments(s);
	for (int v = 0; v < SCORE_VIEWS; v++)
		list_changed(&s->lists[v]);
}

void score_lists_init(struct train_score *s)
{
	list_init(&s->lists[SCORE_LOST], &lost, s, item_columns, ARRAY_SIZE(item_columns));
	list_init(&s->lists[SCORE_ALL], &all, s, item_columns, ARRAY_SIZE(item_columns));
	list_init(&s->lists[SCORE_TIMELINE], &moments, s, moment_columns, ARRAY_SIZE(moment_columns));
	s->lists[SCORE_LOST].id = lost_id;
	s->lists[SCORE_ALL].id = all_id;
	s->lists[SCORE_LOST].empty = N_("Nothing was lost.");
	s->lists[SCORE_ALL].empty = N_("Nothing was looked at.");
	s->lists[SCORE_TIMELINE].empty = N_("The time line is there when the session is over.");
}

void score_lists_release(struct train_score *s)
{
	for (int v = 0; v < SCORE_VIEWS; v++)
		list_release(&s->lists[v]);
	for (int v = 0; v < SCORE_TIMELINE; v++)
		free(s->rows[v]);
	free_moments(s);
	free(s->moments);
}
