/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_refused.c -- moves that the server refuses: each comes back to its own form with what was typed in it and the
 * fields marked, stands on the desk in one row until it is sent anew or thrown away, and is never lost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "screen/seat.h"
#include "tests/server/proxy.h"

static struct fixture server;
static struct life l;
static struct proxy *line;
static struct screen *s;                /* the program of the present test */
static char no[24];                     /* its ticket */

/* -- the stage --------------------------------------------------------------------- */

static int make_stage(void **state)
{
	(void)state;
	return seat_stage(&server, &l);
}

static int clear_stage(void **state)
{
	(void)state;
	return seat_clear(&server, &l);
}

static int begin(void **state)
{
	(void)state;
	line = proxy_start(server.port);
	return 0;
}

static int end(void **state)
{
	(void)state;
	screen_free(s);
	s = NULL;
	proxy_stop(line);
	return 0;
}

/* Over the line, with the state that an earlier seat of this user left. */
static void sit(const char *user)
{
	if (s)
		screen_free(s);         /* kill -9 */
	s = seat_open(&server, &(struct seat){ .user = user, .width = 100, .height = 30, .port = proxy_port(line) });
	seat_wait_in(s, user);
	assert_shows(s, "connected");
}

static void cut_line(void)
{
	proxy_set(line, LINE_REFUSED);
	proxy_cut(line);
	assert_shows(s, "server away");
}

static void mend_line(void)
{
	proxy_set(line, LINE_GOOD);
	assert_shows(s, "connected");
}

static void open_ticket(void)
{
	char line_text[64];

	snprintf(line_text, sizeof(line_text), "ticket %s", no);
	seat_command(s, line_text);
	assert_shows(s, "Possible now");
}

/* More than the server takes. */
static void paste_too_much(void)
{
	enum { MUCH = 4001 };
	char *text = xcalloc(MUCH + 1, 1);

	memset(text, 'x', MUCH);
	screen_paste(s, text);
	free(text);
}

/* Rows that say how far what is not sent is. */
static int rows_with(const char *text)
{
	int rows = 0;

	for (int y = 1; y < 29; y++)
		rows += strstr(screen_row(s, y), text) != NULL;
	return rows;
}

/* From where the user's work begins to the desk, whose first row is what was refused. */
static void open_refused(void)
{
	assert_shows(s, "1 unsent");
	screen_keys(s, "F2");
	assert_shows(s, "refused");
	screen_keys(s, "Home Enter");
}

/* -- forms -------------------------------------------------------------------------- */

static void begin_amending(void)
{
	open_ticket();
	seat_command(s, "act amend");
	assert_shows(s, "Added to the note*");
}

static void test_amend_is_marked_in_its_form(void **state)
{
	(void)state;
	life_find(&l, "补充说明", no);
	sit("agent1");
	begin_amending();
	screen_type(s, "五号楼也没有暖气");
	screen_go_to(s, "Reason");
	paste_too_much();
	screen_keys(s, "F8");
	assert_shows(s, "! Write a text of at most 4000 characters.");
	assert_shows(s, "五号楼也没有暖气");
	assert_shows(s, "Refused. F8 sends it anew, F7 throws it away; Esc goes back and keeps it.");
	screen_keys(s, "C-u");
	screen_type(s, "来电补充");
	screen_keys(s, "F8");
	assert_shows(s, "done.");
	life_expect(&l, no, "/fields/control/note", "五号楼也没有暖气");
	assert_loses(s, "unsent");
}

/* The form was left and the program killed before the refusal came. */
static void let_amendment_be_refused(const char *title)
{
	life_find(&l, title, no);
	sit("agent1");
	begin_amending();
	cut_line();
	screen_type(s, "六号楼也是");
	screen_go_to(s, "Reason");
	screen_type(s, "又来电");
	screen_keys(s, "F8");
	assert_shows(s, "1 unsent");
	jo_free(life_act(&l, no, l.supervisor, "{\"action\":\"amend\",\"reason\":\"先补\",\"fields\":{\"control\":"
			 "{\"note\":\"七号楼\"}}}", 200));
	screen_keys(s, "Esc");
	mend_line();
	assert_shows(s, "1 unsent");
	sit("agent1");
	assert_shows(s, "refused");
}

static void test_amend_comes_back_with_what_was_added(void **state)
{
	(void)state;
	let_amendment_be_refused("离开以后被拒");
	screen_keys(s, "Home");
	assert_shows(s, "Enter opens this, Delete throws it away");
	assert_int_equal(rows_with("refused"), 1);
	assert_int_equal(rows_with("六号楼也是"), 0);
	open_refused();
	assert_shows(s, "Added to the note*");
	assert_shows(s, "六号楼也是");
	assert_shows(s, "又来电");
	screen_keys(s, "Esc");
	assert_int_equal(rows_with("not sent"), 0);     /* one row, whatever was looked at */
	assert_int_equal(rows_with("refused"), 1);
	screen_keys(s, "Home Enter F8");
	assert_shows(s, "done.");
	assert_loses(s, "unsent");
	life_expect(&l, no, "/fields/control/note", "七号楼\n六号楼也是");
}

/* Its version is not known before. */
static void test_amend_waits_for_its_ticket(void **state)
{
	(void)state;
	let_amendment_be_refused("没读完就发");
	proxy_set(line, LINE_DEAF);
	open_refused();
	assert_shows(s, "六号楼也是");
	screen_keys(s, "F8");
	assert_shows(s, "The ticket is still being read");
	proxy_set(line, LINE_GOOD);
	proxy_cut(line);
	assert_shows(s, "done.");
	assert_loses(s, "unsent");
	life_expect(&l, no, "/fields/control/note", "七号楼\n六号楼也是");
}

/* What was added first is below the note that the second one knows of. */
static void test_two_added_texts_while_away(void **state)
{
	static const char *const texts[] = { "第一句", "第二句" };
	(void)state;

	life_find(&l, "连补两次", no);
	sit("agent1");
	open_ticket();
	cut_line();
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		seat_command(s, "act amend");
		assert_shows(s, "Added to the note*");
		screen_type(s, texts[i]);
		screen_go_to(s, "Reason");
		screen_type(s, "来电");
		screen_keys(s, "F8");
		assert_shows(s, i ? "2 unsent" : "1 unsent");
		screen_keys(s, "Esc");
	}
	mend_line();
	assert_loses(s, "unsent");
	life_expect(&l, no, "/fields/control/note", "第一句\n第二句");
}

/* Other words meanwhile are another move: neither is lost. */
static void test_other_words_replace_nothing(void **state)
{
	char note[64];
	(void)state;

	life_find(&l, "两张便条", no);
	sit("agent1");
	open_ticket();
	screen_keys(s, "M-n");
	assert_shows(s, "Note*");
	paste_too_much();
	screen_type(s, "最后几个字");
	screen_keys(s, "F8");
	assert_shows(s, "! Write a text");
	screen_keys(s, "Esc");
	snprintf(note, sizeof(note), "note %s", "另外一句");
	seat_command(s, note);
	assert_shows(s, "done.");
	assert_shows(s, "1 unsent");
	open_refused();
	assert_shows(s, "几个字");      /* the line is broken within */
	screen_keys(s, "F7 y Enter");
	assert_shows(s, "is thrown away");
	assert_loses(s, "unsent");
	assert_int_equal(rows_with("最后几个字"), 0);
}

static void test_return_comes_back_to_its_form(void **state)
{
	(void)state;
	life_submit(&l, "退单被拒", no);
	life_dispatch(&l, no);
	life_move(&l, no, l.street, "{\"action\":\"sign\"}", "handling");
	sit("unit1");
	open_ticket();
	screen_keys(s, "M-r");
	assert_shows(s, "Basis*");
	cut_line();
	screen_type(s, "不归我管");
	screen_keys(s, "Tab");
	screen_type(s, "职责清单第三条");
	screen_keys(s, "F8 Esc");
	life_move(&l, no, l.dispatcher, "{\"action\":\"recall\",\"reason\":\"派错了\"}", "pending");
	mend_line();
	assert_shows(s, "1 unsent");
	sit("unit1");
	open_refused();
	assert_shows(s, "Basis*");
	assert_shows(s, "不归我管");
	assert_shows(s, "职责清单第三条");
	screen_keys(s, "F7 y Enter");
	assert_loses(s, "unsent");
}

/* -- return visits --------------------------------------------------------------------- */

static void answer_visit(void)
{
	assert_shows(s, "> Reached*");
	screen_keys(s, "y y y 2 y");
	assert_shows(s, "2 [basically satisfied]");
}

static void test_visit_is_marked_in_its_form(void **state)
{
	(void)state;
	life_submit(&l, "回访太长", no);
	life_handle(&l, no);
	sit("visitor1");
	open_ticket();
	screen_keys(s, "M-b");
	answer_visit();
	paste_too_much();
	screen_keys(s, "F8");
	assert_shows(s, "! Write a text of at most 4000 characters.");
	screen_keys(s, "Esc");
	sit("visitor1");
	open_refused();
	assert_shows(s, "2 [basically satisfied]");
	assert_shows(s, "! Write a text of at most 4000 characters.");
	screen_go_to(s, "Note");
	screen_keys(s, "C-u");
	screen_type(s, "尚可");
	screen_keys(s, "F8");
	assert_shows(s, "Recorded; the ticket is closed.");
	assert_loses(s, "unsent");
	json *t = life_ticket(&l, no);
	assert_string_equal(jo_pointer_str(t, "/visit/final/note"), "尚可");
	jo_free(t);
}

static void test_visit_comes_back_to_its_form(void **state)
{
	(void)state;
	life_submit(&l, "回访被拒", no);
	life_handle(&l, no);
	sit("visitor1");
	open_ticket();
	screen_keys(s, "M-b");
	answer_visit();
	cut_line();
	screen_type(s, "说还行");
	screen_keys(s, "F8");
	assert_shows(s, "1 unsent");
	screen_keys(s, "Esc");
	jo_free(life_act(&l, no, l.supervisor, "{\"action\":\"close\",\"note\":\"先关了\"}", 200));
	mend_line();
	assert_shows(s, "1 unsent");
	sit("visitor1");
	open_refused();
	assert_shows(s, "> Reached*");
	assert_shows(s, "2 [basically satisfied]");
	assert_shows(s, "说还行");
	assert_hides(s, "Nobody waits to be asked");
	screen_keys(s, "Esc Delete y Enter");
	assert_shows(s, "is thrown away");
	assert_loses(s, "unsent");
}

/* Of the ticket nothing new was heard, and nobody knows whether it could be claimed. */
static void test_visit_is_recorded_while_away(void **state)
{
	(void)state;
	life_submit(&l, "没等认领", no);
	life_handle(&l, no);
	sit("visitor1");
	open_ticket();
	proxy_set(line, LINE_DEAF);
	screen_keys(s, "M-b");
	answer_visit();
	screen_keys(s, "F8");
	assert_shows(s, "The ticket is being claimed for you");
	cut_line();
	assert_shows(s, "It waits and goes out by itself");
	assert_shows(s, "1 unsent");
	mend_line();
	assert_shows(s, "Recorded; the ticket is closed.");
	assert_loses(s, "unsent");
}

static bool is_claimed(void)
{
	json *t = life_ticket(&l, no);
	bool claimed = jo_str(t, "claimed_by") != NULL;

	jo_free(t);
	return claimed;
}

/* It was opened while the server was away: it is claimed when that is back, and nothing old stands below it. */
static void test_visit_is_claimed_when_the_line_is_back(void **state)
{
	(void)state;
	life_submit(&l, "后来认领", no);
	life_handle(&l, no);
	sit("visitor1");
	open_ticket();
	cut_line();
	screen_keys(s, "M-b");
	assert_shows(s, "no secure connection came about");
	mend_line();
	screen_keys(s, "Down");                 /* what others asked for may have failed, too; that has been read */
	assert_loses(s, "no secure connection came about");
	for (int64_t until = clock_monotonic() + 10000; !is_claimed() && clock_monotonic() < until;)
		screen_idle(s);
	assert_true(is_claimed());
}

/* -- moves without a form ------------------------------------------------------------------ */

static void test_sign_that_was_refused(void **state)
{
	(void)state;
	life_submit(&l, "签收被拒", no);
	life_dispatch(&l, no);
	sit("unit1");
	open_ticket();
	cut_line();
	screen_keys(s, "M-s");
	assert_shows(s, "1 unsent");
	life_move(&l, no, l.dispatcher, "{\"action\":\"recall\",\"reason\":\"派错了\"}", "pending");
	mend_line();
	screen_keys(s, "F2");
	open_refused();
	assert_shows(s, "签收被拒");
	assert_shows(s, "Sign");
	assert_shows(s, "Refused. F8 sends it anew, F7 throws it away; Esc goes back and keeps it.");
	screen_keys(s, "F8");           /* the ticket is still not the unit's */
	assert_shows(s, "1 unsent");
	life_dispatch(&l, no);
	assert_shows(s, "Meanwhile: to be signed");
	screen_keys(s, "F8");
	assert_shows(s, "done.");
	assert_loses(s, "unsent");
	json *t = life_ticket(&l, no);
	assert_string_equal(jo_str(t, "state"), "handling");
	jo_free(t);
}

static void test_refused_dispatch_is_one_row(void **state)
{
	(void)state;
	life_submit(&l, "派单被拒", no);
	sit("dispatcher1");
	open_ticket();
	screen_keys(s, "F6");
	assert_shows(s, "Lead unit* Beijing Heating");  /* the suggestion has come */
	cut_line();
	screen_go_to(s, "Note");
	screen_type(s, "请尽快");
	screen_keys(s, "F8");
	assert_shows(s, "1 unsent");
	life_dispatch(&l, no);
	mend_line();
	assert_shows(s, "you saw 1");
	screen_keys(s, "F2 F2");
	assert_shows(s, "1 unsent");
	assert_int_equal(rows_with("refused"), 1);
	assert_int_equal(rows_with("not sent"), 0);
	screen_keys(s, "Home Enter");
	assert_shows(s, "请尽快");
	screen_keys(s, "F7 n Enter");
	assert_shows(s, "It is kept.");
	screen_keys(s, "F7 y Enter");
	assert_shows(s, "is thrown away");
	assert_loses(s, "unsent");
	assert_int_equal(rows_with("not sent"), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_amend_is_marked_in_its_form),
		TEST(test_amend_comes_back_with_what_was_added),
		TEST(test_amend_waits_for_its_ticket),
		TEST(test_two_added_texts_while_away),
		TEST(test_other_words_replace_nothing),
		TEST(test_return_comes_back_to_its_form),
		TEST(test_visit_is_marked_in_its_form),
		TEST(test_visit_comes_back_to_its_form),
		TEST(test_visit_is_recorded_while_away),
		TEST(test_visit_is_claimed_when_the_line_is_back),
		TEST(test_sign_that_was_refused),
		TEST(test_refused_dispatch_is_one_row),
	};

	return cmocka_run_group_tests(tests, make_stage, clear_stage);
}
