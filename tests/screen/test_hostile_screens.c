/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_hostile_screens.c -- a city in which every text that others wrote was written to do harm (tests/hostile.h): each
 * screen that shows such texts is opened and scrolled, small and large, and the glass (glass.h) has to stay whole.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/text.h"
#include "screen/glass.h"
#include "screen/seat.h"
#include "tests/hostile.h"

enum { TICKETS = 150, HANDLED = 12, LEARNT = 6, INSPECTED = 4, NOTICES = 20, SESSIONS = 8, PACK = 700, LETTER = 2500, PAGES = 9, CALLS = 3, QUESTIONS = 25 };

static struct fixture server;
static struct life l;
static char *editor, *trainer;
static struct screen *screen;           /* the program of the present test */
static struct glass glass;
/*
 * Those that say something; of them those without controls, which a ticket takes; those that a line of a form takes; several
 * at once, as a form takes them and as a letter does.
 */
static struct texts all, plain, lines, packs, letters;
static char numbers[TICKETS][24];       /* of the tickets; the first were led through their life */

/* ---- the city ---- */

/* What no one-line text of a request may hold, and tabs. */
static bool has_control(const char *s)
{
	return text_has_control(s, strlen(s), 0) || strchr(s, '\t');
}

static void choose_texts(void)
{
	struct texts every = { 0 };

	hostile_all(&every);
	for (size_t i = 0; i < every.count; i++) {
		const char *text = every.at[i];
		size_t len = strlen(text), characters = text_count(text, len);
		if (text_is_blank(text) || characters > 480)
			continue;
		texts_add(&all, text, len);
		if (has_control(text))
			continue;
		texts_add(&plain, text, len);
		if (characters <= 40)
			texts_add(&lines, text, len);
	}
	hostile_packs(&packs, &plain, PACK);
	hostile_packs(&letters, &all, LETTER);
	texts_release(&every);
}

static const char *line_of(size_t i)
{
	return lines.at[i % lines.count];
}

static const char *pack_of(size_t i)
{
	return packs.at[i % packs.count];
}

static const char *plain_of(size_t i)
{
	return plain.at[i % plain.count];
}

static json *with_text(const char *frame, const char *name, const char *text)
{
	json *o = jo_parse(frame, strlen(frame), NULL);

	assert_non_null(o);
	jo_set_str(o, name, text);
	return o;
}

static json *form_of(size_t i)
{
	static const char *const pointers[] = { "/caller/name", "/matter/party", "/place/point", "/place/address" };
	char frame[512];

	snprintf(frame, sizeof(frame), LIFE_FIELDS, "x");
	json *fields = jo_parse(frame, strlen(frame), NULL);
	jo_pointer_set(fields, "/matter/title", json_object_new_string(line_of(i)));
	jo_pointer_set(fields, "/matter/content", json_object_new_string(pack_of(i)));
	for (size_t k = 0; k < ARRAY_SIZE(pointers); k++)
		jo_pointer_set(fields, pointers[k], json_object_new_string(line_of(i * 5 + k)));
	jo_pointer_set(fields, "/control/note", json_object_new_string(line_of(i + 7)));
	return fields;
}

static void submit(size_t i)
{
	json *contact = with_text("{\"channel\":\"web\",\"skill\":\"general\"}", "text", letters.at[i % letters.count]),
	     *caller = with_text("{\"number\":\"13900000001\"}", "name", line_of(i)), *body = json_object_new_object();

	jo_set(contact, "caller", caller);
	json *c = life_post(&l, "/contacts", server.gateway, NULL, jo_text(contact), 201);
	jo_set_str(body, "contact_id", jo_str(c, "id"));
	jo_set_int(body, "draft", 1);
	jo_set_str(body, "action", "submit");
	jo_set(body, "fields", form_of(i));
	json *t = life_post(&l, "/tickets", server.gateway, NULL, jo_text(body), 201);
	snprintf(numbers[i], sizeof(numbers[i]), "%s", jo_str(t, "no"));
	jo_free(t);
	jo_free(body);
	jo_free(c);
	jo_free(contact);
}

static void act(const char *no, const char *token, const char *frame, const char *name, const char *text)
{
	json *body = with_text(frame, name, text);

	if (!strcmp(name, "reason"))
		jo_set_str(body, "basis", text);
	jo_free(life_act(&l, no, token, jo_text(body), 200));
	jo_free(body);
}

/* Each text that a ticket meets on its way is hostile; it ends where a return visit is due. */
static void lead_through(const char *no, size_t i)
{
	act(no, l.dispatcher, "{\"action\":\"need_info\"}", "question", plain_of(i));
	act(no, l.supervisor, "{\"action\":\"supply_info\",\"fields\":{\"control\":{\"urgency\":\"urgent\"}}}", "reason", plain_of(i + 1));
	act(no, l.dispatcher, "{\"action\":\"dispatch\",\"lead\":\"" STREET "\"}", "basis", plain_of(i + 2));
	act(no, l.street, "{\"action\":\"request_return\"}", "reason", plain_of(i + 3));
	act(no, l.dispatcher, "{\"action\":\"refuse_return\"}", "reason", plain_of(i + 4));
	jo_free(life_act(&l, no, l.street, "{\"action\":\"sign\"}", 200));
	act(no, l.street, "{\"action\":\"respond\"}", "how", plain_of(i + 5));
	act(no, l.dispatcher, "{\"action\":\"add_note\"}", "note", pack_of(i));
	act(no, l.street, "{\"action\":\"reply\"}", "answer", plain_of(i + 6));
	act(no, l.visitor, "{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":false,\"satisfied\":\"no\"}",
	    "note", plain_of(i + 7));
}

static void make_precedent(const char *no, size_t i)
{
	json *body = with_text("{}", "ticket", no);

	act(no, l.visitor, "{\"action\":\"close\"}", "note", plain_of(i));
	jo_set_str(body, "title", line_of(i * 3));
	jo_set_str(body, "keywords", line_of(i * 3 + 1));
	jo_set_str(body, "body", "供暖");
	json *o = life_post(&l, "/precedents", editor, NULL, jo_text(body), 201);
	jo_free(o);
	jo_free(body);
}

static void make_tickets(void)
{
	for (size_t i = 0; i < TICKETS; i++) {
		const char *no = numbers[i];
		submit(i);
		if (i < HANDLED + LEARNT)
			lead_through(no, i * 8);
		if (i >= HANDLED && i < HANDLED + LEARNT)
			make_precedent(no, i);
		if (i >= HANDLED + LEARNT && i % 3 == 0)
			act(no, l.dispatcher, "{\"action\":\"dispatch\",\"lead\":\"" STREET "\"}", "note", plain_of(i));
	}
}

static void make_notices(void)
{
	for (size_t i = 0; i < NOTICES; i++) {
		json *body = with_text("{\"title\":\"x\"}", "body", pack_of(i));
		jo_set_str(body, "title", line_of(i * 3));
		jo_free(life_post(&l, "/notices", editor, NULL, jo_text(body), 201));
		jo_free(body);
	}
}

/* Sessions of practice by hostile names, the first with a trainer's words in it. */
static void make_sessions(void)
{
	for (size_t i = 0; i < SESSIONS; i++) {
		json *body = with_text("{\"mode\":\"practice\",\"scenario\":\"heating-cold\",\"trainees\":[\"trainee1\"]}", "name",
				       line_of(i * 17));
		json *o = life_post(&l, "/training/sessions", trainer, NULL, jo_text(body), 201);
		char *path = xasprintf("/training/sessions/%s/inject", jo_str(o, "id"));
		for (size_t k = 0; k < 10; k++) {
			json *hint = with_text("{\"kind\":\"hint\"}", "text", plain_of(i * 10 + k));
			jo_free(life_post(&l, path, trainer, NULL, jo_text(hint), 200));
			jo_free(hint);
		}
		free(path);
		jo_free(o);
		jo_free(body);
	}
}

/* Scored, and appealed against. */
static void inspect(const char *id, size_t i)
{
	json *score = with_text("{}", "note", plain_of(i)), *marks = json_object_new_array(), *appeal = with_text("{}", "reason", plain_of(i + 1));
	char path[96];

	json_object_array_add(marks, with_text("{\"item\":\"ticket/wording-typo\",\"deducted\":5}", "why", plain_of(i + 2)));
	jo_set(score, "marks", marks);
	snprintf(path, sizeof(path), "/inspections/%s/score", id);
	jo_free(life_post(&l, path, trainer, "1", jo_text(score), 200));
	snprintf(path, sizeof(path), "/inspections/%s/appeal", id);
	jo_free(life_post(&l, path, l.agent, "2", jo_text(appeal), 200));
	jo_free(score);
	jo_free(appeal);
}

/* Before others wait: the calls of an agent. */
static void make_inspections(void)
{
	char no[24];

	for (size_t i = 0; i < INSPECTED; i++)
		life_call(&l, "x", no);
	json *drawn = life_draw(&l, trainer);
	for (size_t i = 0; i < INSPECTED; i++)
		inspect(jo_str(jo_at(jo_array(drawn, "items"), i), "id"), 40 + i * 5);
	jo_free(drawn);
}

static int make_stage(void **state)
{
	(void)state;
	seat_stage(&server, &l);
	editor = life_login(&l, "editor1");
	trainer = life_login(&l, "trainer1");
	choose_texts();
	make_inspections();
	make_tickets();
	make_notices();
	make_sessions();
	return 0;
}

static int clear_stage(void **state)
{
	(void)state;
	texts_release(&all);
	texts_release(&plain);
	texts_release(&lines);
	texts_release(&packs);
	texts_release(&letters);
	return seat_clear(&server, &l);
}

static int end(void **state)
{
	(void)state;
	if (screen) {
		glass_close(&glass);
		screen_free(screen);
	}
	screen = NULL;
	return 0;
}

/* ---- the walk ---- */

/* Typed; what has to come; keys, with a look after each, and =words to wait for. */
struct place { const char *line, *shows, *keys; };

static void look(const struct place *p, const char *key)
{
	char *where = xasprintf("%s, %s", p->line, key);

	glass_check(&glass, where);
	free(where);
}

/* All that is shown below the title, where the clock runs. Caller frees. */
static char *shown(struct screen *s)
{
	struct buf text = BUF_INIT;
	int width, height;

	screen_size(s, &width, &height);
	for (int y = 1; y < height; y++)
		buf_addf(&text, "%s\n", screen_row(s, y));
	return buf_detach(&text);
}

/* Down to the end of what is there, a page at a time. */
static void scroll(struct screen *s, const struct place *p)
{
	char *before = shown(s);

	for (int n = 0; n < PAGES; n++) {
		screen_keys(s, "PageDown");
		look(p, "a page down");
		char *now = shown(s);
		bool same = !strcmp(now, before);
		free(before);
		before = now;
		if (same)
			break;
	}
	free(before);
	screen_keys(s, "End");
	look(p, "at the end");
	screen_keys(s, "Up Up");
	look(p, "back");
	screen_keys(s, "Home");
}

static void visit(struct screen *s, const struct place *p)
{
	char *copy = xstrdup(p->keys), *rest = NULL;

	if (*p->line) {
		char *line = xasprintf(p->line, numbers[0]);
		seat_command(s, line);
		free(line);
	}
	assert_shows(s, p->shows);
	look(p, "opened");
	scroll(s, p);
	for (char *key = strtok_r(copy, " ", &rest); key; key = strtok_r(NULL, " ", &rest)) {
		if (*key == '=')
			assert_shows(s, key + 1);
		else
			screen_keys(s, key);
		look(p, key);
	}
	free(copy);
}

static void walk(const char *user, const struct place *places, size_t count)
{
	static const int sizes[][2] = { { 80, 24 }, { 120, 40 } };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		screen = seat_sit(&server, user, sizes[i][0], sizes[i][1]);
		glass_open(&glass, screen, server.dir);
		for (size_t k = 0; k < count; k++)
			visit(screen, &places[k]);
		assert_false(screen_has_ended(screen));
		glass_close(&glass);
		screen_free(screen);
	}
	screen = NULL;
}

/* ---- who sees what ---- */

static void test_dispatcher(void **state)
{
	static const struct place places[] = {
		{ "desk", "To decide", "" },
		{ "board", "Title", "Down Down M-m Esc Tab" },
		{ "tickets", "Title", "" },
		{ "ticket %s", "Matter", "M-d =Deadlines Esc Tab" },
		{ "why", "Possible now", "Esc" },
		{ "precedents", "Precedents", "Enter" },
		{ "messages", "", "" },
	};
	(void)state;

	walk("dispatcher1", places, ARRAY_SIZE(places));
}

/* What stands behind a hostile title stands below its heading all the same. */
static void expect_column(struct screen *s, const char *heading, char begins)
{
	uint32_t points[CELL_POINTS + 1];
	int width, height, x, y = screen_find(s, heading), rows = 0;

	screen_size(s, &width, &height);
	x = text_width_n(screen_row(s, y), (size_t)(strstr(screen_row(s, y), heading) - screen_row(s, y)));
	while (++y < height && strstr(screen_row(s, y), "to be signed")) {
		screen_cell(s, x, y, points);
		assert_screen(s, points[0] == (uint32_t)begins, "has below", heading, __FILE__, __LINE__);
		rows++;
	}
	assert_true(rows > 1);
}

static void test_columns_stand(void **state)
{
	(void)state;
	struct screen *s = screen = seat_sit(&server, "unit1", 80, 24);

	glass_open(&glass, s, server.dir);
	seat_command(s, "inbox");
	for (int n = 0; n < 3; n++) {
		assert_shows(s, "to be signed");
		expect_column(s, "Grade", 'I');
		screen_keys(s, "PageDown");
	}
}

/* Each text without controls is in the content of one of these tickets. */
static void test_every_text(void **state)
{
	static const int sizes[][2] = { { 80, 24 }, { 120, 40 } };
	(void)state;

	assert_true(packs.count < TICKETS);
	for (size_t i = 0; i < packs.count; i++) {
		if (i == 0 || i == packs.count / 2) {
			if (screen)
				end(NULL);
			screen = seat_sit(&server, "dispatcher1", sizes[i > 0][0], sizes[i > 0][1]);
			glass_open(&glass, screen, server.dir);
		}
		char *line = xasprintf("ticket %s", numbers[i]);
		visit(screen, &(struct place){ line, "Matter", "" });
		free(line);
	}
}

static void test_unit(void **state)
{
	static const struct place places[] = {
		{ "inbox", "To sign", "Down Tab" },
		{ "ticket %s", "Matter", "Tab" },
		{ "score", "Score", "" },
	};
	(void)state;

	walk("unit1", places, ARRAY_SIZE(places));
}

static void test_visitor(void **state)
{
	static const struct place places[] = {
		{ "visits", "To phone now", "Enter PageDown PageDown Down Tab Esc" },
	};
	(void)state;

	walk("visitor1", places, ARRAY_SIZE(places));
}

static void test_supervisor(void **state)
{
	static const struct place places[] = {
		{ "wall", "Seats", "Down Tab" },
		{ "report special", "Special", "" },
		{ "report hot", "Newest title", "" },
		{ "inspections appealed", "[Appeals", "Enter Down Down Tab PageDown" },
	};
	(void)state;

	walk("supervisor1", places, ARRAY_SIZE(places));
}

static void test_trainer(void **state)
{
	static const struct place places[] = {
		{ "training running", "Going on", "Enter" },
		{ "training scenarios", "level", "Enter" },
	};
	(void)state;

	walk("trainer1", places, ARRAY_SIZE(places));
}

/* How the server is, and what was announced to all. */
static void test_ops(void **state)
{
	static const struct place places[] = {
		{ "status", "Audit head", "" },
		{ "notices", "Notices", "" },
	};
	(void)state;

	walk("ops1", places, ARRAY_SIZE(places));
}

/* ---- calls ---- */

static void try_key(struct screen *s, const char *key, const char *where)
{
	const struct place p = { where, "", "" };

	screen_keys(s, key);
	screen_idle(s);
	look(&p, key);
}

/* A caller's name in the banner, in the form and among the earlier tickets; what they wrote. */
static void take_call(struct screen *s)
{
	const struct place said = { "said", "", "" }, earlier = { "caller", "", "" };

	assert_shows(s, "F5 answers");
	try_key(s, "C-l", "the call rings");
	screen_keys(s, "F5");
	assert_shows(s, "· talking");
	try_key(s, "C-l", "the form");
	screen_keys(s, "M-t");
	scroll(s, &said);
	screen_keys(s, "Esc M-c");
	assert_shows(s, "Title");
	scroll(s, &earlier);
	screen_keys(s, "Esc F9");
	assert_shows(s, "· wrap-up");
	screen_keys(s, "F12");
}

static void answer_calls(int width, int height)
{
	struct screen *s = screen = seat_sit(&server, "agent1", width, height);

	glass_open(&glass, s, server.dir);
	screen_keys(s, "F12");
	for (int i = 0; i < CALLS; i++)
		take_call(s);
	assert_shows(s, "F5 answers");        /* there is always a next one */
	seat_command(s, "inspections");
	assert_shows(s, "Scored");
	try_key(s, "Enter", "an inspection of the agent's own");
	seat_command(s, "not-ready");
	glass_close(&glass);
	screen_free(s);
	screen = NULL;
}

static void test_agent(void **state)
{
	(void)state;
	answer_calls(80, 24);
	answer_calls(120, 40);
}

/* ---- practice ---- */

/* The trainer's words are in the dialogue, and what the trainee asks is, too. */
static void test_trainee(void **state)
{
	(void)state;
	struct screen *s = screen = seat_sit(&server, "trainee1", 80, 24);

	glass_open(&glass, s, server.dir);
	seat_command(s, "training waiting");
	assert_shows(s, "not begun");
	try_key(s, "Down", "sessions by name");
	screen_keys(s, "Enter");
	assert_shows(s, "TRAINING");
	screen_keys(s, "F12");
	assert_shows(s, "F5 answers");
	screen_keys(s, "F5");
	assert_shows(s, "Dialogue");
	for (size_t i = 0; i < QUESTIONS; i++) {
		screen_keys(s, "M-q");
		screen_type(s, line_of(30 + i));
		try_key(s, "Enter", "a question");
	}
	try_key(s, "PageUp", "the dialogue");
	seat_command(s, "dialogue");
	scroll(s, &(struct place){ "dialogue", "", "" });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_dispatcher, end),
		cmocka_unit_test_teardown(test_every_text, end),
		cmocka_unit_test_teardown(test_unit, end),
		cmocka_unit_test_teardown(test_columns_stand, end),
		cmocka_unit_test_teardown(test_visitor, end),
		cmocka_unit_test_teardown(test_supervisor, end),
		cmocka_unit_test_teardown(test_agent, end),
		cmocka_unit_test_teardown(test_trainee, end),
		cmocka_unit_test_teardown(test_trainer, end),
		cmocka_unit_test_teardown(test_ops, end),
	};

	return cmocka_run_group_tests(tests, make_stage, clear_stage);
}
