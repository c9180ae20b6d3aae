/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_intake.c -- the workstation against a real hotlined: a call comes, its form is filled in
 * by keys, and what the server then holds is asked for by another user.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "screen/seat.h"

static struct fixture server;
static struct life l;
static char contact[64];                /* the call of the present test */
static struct screen *screen, *second;  /* its program; the same user's at another seat */

/* -- the stage --------------------------------------------------------------------- */

static int make_stage(void **state)
{
	(void)state;
	seat_stage(&server, &l);
	fixture_keep_port(&server);
	return 0;
}

static int clear_stage(void **state)
{
	(void)state;
	return seat_clear(&server, &l);
}

static struct screen *start_at(const char *state_name, int width, int height, const char *language)
{
	return seat_open(&server, &(struct seat){
		.user = "agent1", .state = state_name, .language = language, .width = width, .height = height, });
}

static void call_by(const char *channel, const char *number, const char *name)
{
	char *body =
		xasprintf("{\"channel\":\"%s\",\"caller\":{\"number\":\"%s\",\"name\":\"%s\"},"
			  "\"skill\":\"general\"%s}", channel, number, name,
			  strcmp(channel, "phone") ? ",\"text\":\"我家停水了\"" : "");

	json *c = life_post(&l, "/contacts", server.gateway, NULL, body, 201);
	snprintf(contact, sizeof(contact), "%s", jo_str(c, "id"));
	jo_free(c);
	free(body);
}

static void call(const char *number, const char *name)
{
	call_by("phone", number, name);
}

/* A program with a call answered in it. */
static struct screen *answered_call(const char *name, int width, int height, const char *language)
{
	struct screen *s = screen = start_at(name, width, height, language);
	bool english = !strcmp(language, "en");

	assert_shows(s, english ? "Welcome" : "欢迎");
	screen_keys(s, "F12");
	assert_shows(s, english ? "You are ready" : "你的状态：示闲");
	call("13800130001", "王秀兰");
	assert_shows(s, english ? "CALL" : "13800130001");
	screen_keys(s, "F5");
	assert_shows(s, "138 0013 0001");
	return s;
}

/* The call ends, whatever became of the test. */
static int end(void **state)
{
	const char *const verbs[] = { "hang_up", "wrap_up_done" };

	(void)state;
	screen_free(screen);
	screen_free(second);
	screen = second = NULL;
	seat_wait_nobody(&server);
	for (size_t i = 0; i < 2; i++) {
		struct answer a;
		char *path = xasprintf("/contacts/%s/%s", contact, verbs[i]);
		life_request(&l, "POST", path, l.agent, NULL, "{}", &a);
		answer_release(&a);
		free(path);
	}
	return 0;
}

/* kill -9 */
static void kill_program(void)
{
	screen_free(screen);
	screen = NULL;
	seat_wait_nobody(&server);
}

/* It may have given way to other words already. */
static void expect_said(struct screen *s, const char *sentence)
{
	int64_t until = clock_monotonic() + 10000;
	bool said = false;

	while (!said && clock_monotonic() < until) {
		seat_command(s, "messages");    /* those of this moment */
		assert_shows(s, "Latest messages");
		said = screen_find(s, sentence) >= 0;
		screen_keys(s, "Esc");
		assert_loses(s, "Latest messages");
	}
	assert_screen(s, said, "said", sentence, __FILE__, __LINE__);
}

/* The newest ticket of the call, whole. Caller frees. */
static json *ticket(void)
{
	char path[96];

	snprintf(path, sizeof(path), "/tickets?contact=%s", contact);
	json *list = life_get(&l, path, l.dispatcher, 200);
	const char *no = jo_str(jo_at(jo_array(list, "items"), 0), "no");
	assert_non_null(no);
	snprintf(path, sizeof(path), "/tickets/%s", no);
	jo_free(list);
	return life_get(&l, path, l.dispatcher, 200);
}

static void expect_field(const json *t, const char *pointer, const char *value)
{
	char *whole = xasprintf("/fields%s", pointer);
	json *found = jo_pointer(t, whole);

	assert_string_equal(found ? json_object_get_string(found) : "nothing", value);
	free(whole);
}

/* -- filling in ----------------------------------------------------------------------- */

static void fill_in(struct screen *s)
{
	screen_go_to(s, "Title");
	screen_type(s, "花家地西里三区5号楼暖气不热");
	screen_go_to(s, "Content");
	screen_type(s, "来电人反映室温15度。");
	screen_choose(s, "Type", "complaint");
	screen_choose(s, "Category", "010103");
	screen_choose(s, "Place", "wangjing");
}

static void test_call_becomes_a_ticket(void **state)
{
	int x, y;

	(void)state;
	struct screen *s = answered_call("ticket", 80, 24, "en");
	/* the line has told number and name: the first empty text is the title */
	assert_shows(s, "> Title");
	screen_cursor(s, &x, &y);
	assert_int_equal(y, screen_find(s, "> Title"));
	assert_shows(s, "Missing: Type, Category, Title, Content, Place");
	fill_in(s);
	assert_shows(s, "Nothing required is missing.");
	assert_shows(s, "Grade II");
	assert_shows(s, "saved at the server");
	screen_keys(s, "F8");
	assert_shows(s, "accepted as ticket");
	assert_shows(s, "Read it to the caller.");
	assert_hides(s, "can be read to them");
	json *t = ticket();
	expect_field(t, "/matter/title", "花家地西里三区5号楼暖气不热");
	expect_field(t, "/matter/content", "来电人反映室温15度。");
	expect_field(t, "/matter/type", "complaint");
	expect_field(t, "/matter/category", "010103");
	expect_field(t, "/place/district", "110105");
	expect_field(t, "/place/street", "110105026");
	expect_field(t, "/caller/name", "王秀兰");
	assert_string_equal(jo_str(t, "state"), "pending");
	jo_free(t);
	/* nothing can be typed into it any more */
	screen_type(s, "x");
	assert_shows(s, "This form is submitted. F7 starts one more request");
	screen_keys(s, "F9");
	assert_shows(s, "The caller is gone: it can be read to them");
	assert_hides(s, "Read it to the caller.");
}

/* Whoever writes does not call, and is not read to. */
static void test_somebody_who_writes(void **state)
{
	(void)state;
	struct screen *s = screen = start_at("writes", 80, 24, "en");
	assert_shows(s, "Welcome");
	screen_keys(s, "F12");
	assert_shows(s, "You are ready");
	call_by("web", "13800130001", "王秀兰");
	assert_shows(s, "Website  13800130001");
	assert_hides(s, "CALL");
	screen_keys(s, "F5");
	assert_shows(s, "138 0013 0001");
	assert_shows(s, "in the third person");
	assert_shows(s, "我家停水了");
	fill_in(s);
	screen_keys(s, "F8");
	assert_shows(s, "Write it to them.");
}

static void test_problems_stand_beside_the_fields(void **state)
{
	(void)state;
	struct screen *s = answered_call("problems", 80, 24, "en");
	screen_keys(s, "F8");
	assert_shows(s, "5 fields are not right yet, the first: Type. C-g lists them.");
	assert_shows(s, "! This must be filled in.");
	assert_shows(s, "> Type");
	screen_keys(s, "C-g");
	assert_shows(s, "Place: Choose the district");
	screen_type(s, "place");
	screen_keys(s, "Enter");
	assert_shows(s, "> Place");
}

/* What is missing is a way through the form before it was sent, too. */
static void test_next_problem_goes_to_what_is_missing(void **state)
{
	(void)state;
	struct screen *s = answered_call("missing", 80, 24, "en");
	screen_go_to(s, "Title");
	screen_type(s, "楼道灯坏了");
	screen_keys(s, "M-g");
	assert_shows(s, "> Type");
	screen_keys(s, "M-g");
	assert_shows(s, "> Category");
	screen_keys(s, "M-g");
	assert_shows(s, "> Content");
}

static void test_a_list_that_is_all_here_says_when_nothing_fits(void **state)
{
	(void)state;
	struct screen *s = answered_call("nothing", 80, 24, "en");
	screen_keys(s, "BackTab Enter");
	screen_type(s, "zzzz");
	assert_shows(s, "Nothing fits what you typed.");
	assert_hides(s, "Looking for more");
	screen_keys(s, "Enter");
	assert_shows(s, "Nothing to take: C-u empties the line, Esc leaves");
	screen_keys(s, "C-u");
	assert_shows(s, "Type to filter");
	assert_hides(s, "Nothing");
}

static void test_hidden_sections_keep_their_values(void **state)
{
	(void)state;
	struct screen *s = answered_call("sections", 120, 40, "en");
	screen_choose(s, "Category", "010103");
	screen_go_to(s, "Room temperature");
	screen_type(s, "１５．５");
	screen_choose(s, "Category", "020101");
	assert_shows(s, "Water, power, gas");
	assert_hides(s, "Room temperature");
	screen_choose(s, "Category", "010103");
	screen_go_to(s, "Room temperature");
	assert_shows(s, "１５．５");
}

/* Whoever handles the ticket reads what the category asked, and times as people write them. */
static void test_ticket_shows_all_of_its_form(void **state)
{
	(void)state;
	struct screen *s = answered_call("whole", 80, 40, "en");
	fill_in(s);
	screen_go_to(s, "Title");
	screen_keys(s, "C-u");
	screen_type(s, "每一栏都填");
	screen_go_to(s, "Happened");
	screen_type(s, "8点");
	assert_shows(s, "morning or evening?");
	screen_keys(s, "Tab");
	assert_shows(s, "Morning or evening? Write ");
	screen_keys(s, "BackTab C-u");
	screen_type(s, "昨晚8点");
	screen_keys(s, "Tab");
	assert_hides(s, "Morning or evening?");
	screen_go_to(s, "Room temperature");
	screen_type(s, "15.5");
	screen_go_to(s, "Measured by");
	screen_keys(s, "Space Enter F8");
	assert_shows(s, "accepted as ticket");
	screen_keys(s, "F2");
	assert_shows(s, "to be dispatched 每一栏都填");
	screen_keys(s, "Home Enter");
	assert_shows(s, "When  yesterday 20:00");
	assert_shows(s, "Room temperature (C)  15.5");
}

/* Callers name the compound they live in, not the street it belongs to. */
static void test_place_by_its_community(void **state)
{
	(void)state;
	struct screen *s = answered_call("community", 80, 24, "en");
	screen_go_to(s, "Place");
	screen_keys(s, "Space");
	assert_shows(s, "1 of ");
	assert_shows(s, "↓");
	screen_type(s, "hjd");
	assert_shows(s, "花家地社区居委会");
	assert_loses(s, "Donghu");
	screen_type(s, "xl");
	assert_shows(s, "1 of 2");
	assert_shows(s, " / 花家地西里社区居委会");
	screen_keys(s, "Enter");
	assert_shows(s, "> Place*");
	screen_go_to(s, "Community");
	assert_shows(s, "花家地西里社区居委会");
	screen_go_to(s, "Title");
	screen_type(s, "暖气不热");
	screen_choose(s, "Type", "complaint");
	screen_choose(s, "Category", "010103");
	screen_go_to(s, "Content");
	screen_type(s, "室温15度");
	screen_keys(s, "F8");
	assert_shows(s, "accepted as ticket");
	json *t = ticket();
	expect_field(t, "/place/district", "110105");
	expect_field(t, "/place/street", "110105026");
	assert_non_null(jo_pointer(t, "/fields/place/community"));
	jo_free(t);
}

static void test_another_request_keeps_the_caller(void **state)
{
	(void)state;
	struct screen *s = answered_call("another", 80, 24, "en");
	fill_in(s);
	screen_keys(s, "F8");
	assert_shows(s, "accepted as ticket");
	screen_keys(s, "F7");
	assert_shows(s, "form 2 of 2");
	assert_shows(s, "> Type*");
	assert_shows(s, "Category*");
	assert_shows(s, "Missing: Type, Category, Title, Content");
	assert_hides(s, "Content, Place");
	screen_go_to(s, "Title");
	screen_type(s, "楼道灯不亮");
	screen_keys(s, "M-n");
	assert_shows(s, "accepted as ticket");
	assert_shows(s, "form 1 of 2");
	screen_keys(s, "M-n");
	assert_shows(s, "楼道灯不亮");
	screen_keys(s, "C-g");
	assert_shows(s, "Problems");
	assert_shows(s, "> Type: This must be filled in.");
	screen_keys(s, "Esc");
	assert_hides(s, "Problems");
	/* the ticket that was just made is among the caller's */
	screen_keys(s, "M-c");
	assert_shows(s, "to be dispatched");
	assert_shows(s, "花家地西里三区5号楼暖气不热");
}

static void test_answer_cites_its_article(void **state)
{
	(void)state;
	struct screen *s = answered_call("cite", 80, 24, "en");
	fill_in(s);
	screen_keys(s, "M-a");
	assert_shows(s, "Cite the article that the answer was read from first");
	/* a cursor key keeps the query that is given, a character takes its place */
	screen_keys(s, "F3 Home");
	screen_type(s, "急");
	assert_shows(s, "急花家地西里三区5号楼暖气不热");
	screen_keys(s, "Esc F3");
	assert_shows(s, "Knowledge base");
	/* Enter is for the words that were typed, though their articles are not here yet */
	screen_send(s, "暖气不热怎么报修\r");
	assert_shows(s, "heat-001, version 1");
	screen_keys(s, "F6");
	assert_shows(s, "Cited in the note");
	screen_keys(s, "M-a");
	assert_shows(s, "accepted as ticket");
	json *t = ticket();
	const char *note = jo_pointer_str(t, "/fields/control/note");
	assert_non_null(note);
	assert_non_null(strstr(note, "(heat-001 v1): "));
	/* the server closes an answered ticket by itself */
	assert_true(!strcmp(jo_str(t, "state"), "answered") ||
		    !strcmp(jo_str(t, "state"), "closed"));
	jo_free(t);
}

static void test_emergency_needs_no_whole_form(void **state)
{
	(void)state;
	struct screen *s = answered_call("emergency", 80, 24, "en");
	screen_keys(s, "M-e");
	assert_shows(s, "110 Police");
	assert_shows(s, "120 ");
	screen_keys(s, "Esc");
	assert_hides(s, "110 Police");
	screen_keys(s, "M-x");
	screen_type(s, "emergency");
	screen_keys(s, "Enter");
	assert_shows(s, "which line");
	assert_shows(s, "110 Police");
	screen_keys(s, "Esc");
	screen_keys(s, "M-x");
	screen_type(s, "emergency 911");
	screen_keys(s, "Enter");
	assert_shows(s, "911 is no emergency line of the city: 110");
	screen_keys(s, "M-x");
	screen_type(s, "emergency 120");
	screen_keys(s, "Enter");
	assert_shows(s, "Transferred: ticket ");
	assert_hides(s, "Say: ");
	json *t = ticket();
	assert_string_equal(jo_pointer_str(t, "/fields/caller/number"), "138****0001");
	jo_free(t);
	/* it is a record from now on, that is written and kept, and is never sent again */
	screen_go_to(s, "Title");
	screen_type(s, "老人晕倒");
	assert_shows(s, "Title*                  老人晕倒");
	assert_shows(s, "saved at the server");
	screen_keys(s, "F8");
	assert_shows(s, "not right yet");
	screen_keys(s, "M-x");
	screen_type(s, "emergency 110");
	screen_keys(s, "Enter");
	assert_shows(s, "not right yet");
	screen_keys(s, "F9");
	assert_shows(s, "wrap-up");
	screen_go_to(s, "Title");
	screen_type(s, "在家");
	assert_shows(s, "老人晕倒在家");
	assert_shows(s, "saved at the server");
	screen_keys(s, "F12");
	assert_shows(s, "Your tickets");
	assert_hides(s, "Transferred: ticket ");
	/* the server takes the record when the call is over */
	int64_t until = clock_monotonic() + 10000;
	for (t = ticket(); strcmp(jo_str(t, "state"), "closed") && clock_monotonic() < until; t = ticket())
		jo_free(t);
	assert_string_equal(jo_pointer_str(t, "/fields/matter/title"), "老人晕倒在家");
	jo_free(t);
}

/* An open list of choices does not keep an ambulance waiting. */
static void test_emergency_out_of_a_list(void **state)
{
	(void)state;
	struct screen *s = answered_call("emergency-list", 80, 24, "en");
	screen_go_to(s, "Category");
	screen_keys(s, "Enter");
	assert_shows(s, "Type to filter");
	screen_keys(s, "M-x");
	screen_type(s, "emergency 120");
	screen_keys(s, "Enter");
	assert_shows(s, "Transferred: ticket ");
}

static void test_emergency_goes_whatever_the_form_holds(void **state)
{
	(void)state;
	struct screen *s = answered_call("emergency-bad", 80, 24, "en");
	screen_go_to(s, "Happened");
	screen_type(s, "雨停以后");
	screen_keys(s, "M-x");
	screen_type(s, "emergency 110");
	screen_keys(s, "Enter");
	assert_shows(s, "Transferred: ticket ");
	json *t = ticket();
	assert_string_equal(jo_str(jo_pointer(t, "/fields/set_aside"), "/matter/happened_at"), "雨停以后");
	jo_free(t);
}

static void test_declining_asks_for_the_legal_way(void **state)
{
	(void)state;
	struct screen *s = answered_call("decline", 80, 24, "en");
	fill_in(s);
	screen_keys(s, "M-x");
	screen_type(s, "decline 已进入诉讼");
	screen_keys(s, "Enter");
	assert_shows(s, "Legal way told to the caller");
	screen_keys(s, "Esc");
	assert_shows(s, "Not declined");
	screen_keys(s, "M-x");
	screen_type(s, "decline 已进入诉讼");
	screen_keys(s, "Enter");
	screen_type(s, "litigation");
	screen_keys(s, "Enter");
	assert_shows(s, "accepted as ticket");
	json *t = ticket();
	assert_string_equal(jo_str(t, "state"), "declined");
	jo_free(t);
}

/* -- what must not be lost --------------------------------------------------------------- */

static void test_typing_survives_a_kill(void **state)
{
	(void)state;
	struct screen *s = answered_call("killed", 80, 24, "en");
	screen_go_to(s, "Title");
	screen_type(s, "拔掉电源以前打的字");
	assert_shows(s, "saved");
	kill_program();
	s = screen = start_at("killed", 80, 24, "en");
	assert_shows(s, "talking with 13800130001");
	assert_shows(s, "The call of 13800130001 is still yours (talking): M-r goes back to it.");
	screen_keys(s, "M-r");
	assert_shows(s, "拔掉电源以前打的字");
	assert_shows(s, "is back in the form");
	screen_type(s, "，接着打");       /* where one was */
	assert_shows(s, "拔掉电源以前打的字，接着打");
}

/* A hang-up while the server is away is remembered, and said so; it is carried out when the server is back. */
static void test_hang_up_while_the_server_is_away(void **state)
{
	(void)state;
	struct screen *s = answered_call("away", 80, 24, "en");
	fixture_end(&server, SIGKILL);
	assert_shows(s, "server away");
	screen_keys(s, "M-h");
	assert_shows(s, "This is tried for 20 seconds more");
	screen_keys(s, "F9");
	assert_shows(s, "The call is hung up as soon as it is.");
	fixture_start(&server);
	assert_shows(s, "connected");
	assert_shows(s, "wrap-up 0:");
}

/* What becomes of what is typed meanwhile stands below the form, whole; nobody is asked about addresses. */
static void test_typing_while_the_server_is_away(void **state)
{
	(void)state;
	struct screen *s = answered_call("away-typing", 80, 24, "zh_CN");

	screen_type(s, "断开以前");
	assert_shows(s, "已存服务器");
	fixture_end(&server, SIGKILL);
	assert_shows(s, "服务器不在线");
	screen_type(s, "断开以后");
	assert_shows(s, "已存本机；服务器一应答就自动上传  第 1 张，共 1 张");
	screen_keys(s, "F3");
	assert_shows(s, "服务器暂时没有应答。");
	assert_hides(s, "地址是否正确");
	fixture_start(&server);
	assert_shows(s, "已连接");
}

/* More than a field takes: nothing of it is taken, and that is said. */
static void test_paste_that_is_too_long(void **state)
{
	(void)state;
	struct screen *s = answered_call("paste", 80, 24, "en");
	char *text = xmalloc(70001);
	memset(text, 'x', 70000);
	text[70000] = '\0';
	screen_go_to(s, "Title");
	screen_paste(s, text);
	assert_shows(s, "Nothing was pasted: the text would be longer than 64 kB");
	free(text);
	screen_paste(s, "short");
	assert_shows(s, "short");
}

static void decline(struct screen *s)
{
	screen_keys(s, "M-x");
	screen_type(s, "decline");
	screen_keys(s, "Enter");
}

/* So do the words that declining asks for, begun or done, on the prompt. */
static void test_reason_for_declining_survives_a_kill(void **state)
{
	(void)state;
	struct screen *s = answered_call("declining", 80, 24, "en");
	fill_in(s);
	decline(s);
	assert_shows(s, "decline, the reason:");
	screen_type(s, "法院已");
	for (int round = 0; round < 2; round++) {
		kill_program();
		s = screen = start_at("declining", 80, 24, "en");
		assert_shows(s, "M-r goes back to it");
		screen_keys(s, "M-r");
		assert_shows(s, "is back in the form");
		decline(s);
		assert_shows(s, "decline, the reason:");
		assert_shows(s, round ? "法院已受理" : "法院已");
		screen_type(s, round ? "" : "受理");
		screen_keys(s, "Enter");
		assert_shows(s, "Legal way told to the caller");
		screen_type(s, round ? "ation" : "litig");
	}
	screen_keys(s, "Enter");
	assert_shows(s, "accepted as ticket");
	json *t = ticket();
	assert_string_equal(jo_str(t, "state"), "declined");
	assert_non_null(strstr(jo_text(t), "法院已受理"));
	assert_null(strstr(jo_text(t), "litigation"));  /* the city's phrase for it was found */
	jo_free(t);
}

/* What was typed last goes with the submission, before it is ever saved as a draft. */
static void test_submitted_form_is_whole_after_a_kill(void **state)
{
	(void)state;
	struct screen *s = answered_call("submitted", 80, 24, "en");
	fill_in(s);
	screen_keys(s, "F8");
	assert_shows(s, "accepted as ticket");
	kill_program();
	s = screen = start_at("submitted", 80, 24, "en");
	assert_shows(s, "talking with 13800130001");
	screen_keys(s, "M-i");
	assert_shows(s, "accepted as ticket");
	assert_shows(s, "来电人反映室温15度。");
	for (int n = 0; n < 30 && screen_find(s, "Wangjing Subdistrict") < 0; n++)
		screen_keys(s, "Tab");
	assert_shows(s, "Chaoyang District / Wangjing Subdistrict");
}

static void test_submission_waits_for_the_server(void **state)
{
	(void)state;
	struct screen *s = answered_call("away", 80, 24, "en");
	fill_in(s);
	assert_shows(s, "saved at the server");
	fixture_end(&server, SIGKILL);
	screen_keys(s, "F8");
	assert_shows(s, "Submitted and kept");
	/* The narrower the screen, the more gives way; the state of the connection never does. */
	assert_shows(s, "server away · 1 unsent");
	assert_non_null(strstr(screen_row(s, 0), "talking"));
	screen_resize(s, 60, 16);
	assert_shows(s, "server away · 1 unsent");
	screen_resize(s, 80, 24);
	fixture_start(&server);
	assert_shows(s, "accepted as ticket");
	json *t = ticket();
	expect_field(t, "/matter/title", "花家地西里三区5号楼暖气不热");
	jo_free(t);
}

/* Somebody else writes the form: both versions are shown, and one key decides. */
static void write_elsewhere(const char *title)
{
	struct answer a;
	char *path = xasprintf("/contacts/%s/drafts/1", contact);

	fixture_request(&server, "GET", path, l.agent, NULL, NULL, &a);
	assert_int_equal(a.status, 200);
	json *body = json_object_new_object(), *fields = jo_copy(jo_get(a.json, "fields"));
	jo_set_int(body, "base", jo_int(a.json, "revision", 0));
	jo_set_int(body, "form_version", jo_int(a.json, "form_version", 0));
	jo_pointer_set(fields, "/matter/title", json_object_new_string(title));
	jo_set(body, "fields", fields);
	answer_release(&a);
	fixture_request(&server, "PUT", path, l.agent, jo_text(body), NULL, &a);
	assert_int_equal(a.status, 200);
	answer_release(&a);
	jo_free(body);
	free(path);
}

static void test_two_writers_are_both_kept(void **state)
{
	(void)state;
	struct screen *s = answered_call("conflict", 80, 24, "en");
	screen_go_to(s, "Title");
	screen_type(s, "我的");
	assert_shows(s, "saved at the server");
	write_elsewhere("他们的标题");
	screen_type(s, "标题");
	assert_shows(s, "Changed elsewhere: M-1 keeps what is here, M-2 takes theirs, M-3 shows both.");
	assert_shows(s, "there 他们的标题");
	screen_keys(s, "M-3");
	assert_shows(s, "here: 我的标题");
	assert_shows(s, "there: 他们的标题");
	screen_keys(s, "Esc");
	screen_keys(s, "F8");
	assert_shows(s, "decide first");
	screen_keys(s, "M-2");
	assert_shows(s, "What is there was taken.");
	assert_shows(s, "他们的标题");
	assert_hides(s, "我的标题");
}

/* What the server had whole when the program ended is not "mine" any more: what was added there since is no conflict. */
static void test_saved_form_follows_the_server(void **state)
{
	(void)state;
	struct screen *s = answered_call("follows", 80, 24, "en");
	screen_go_to(s, "Title");
	screen_type(s, "断电以前");
	assert_shows(s, "saved at the server");
	screen_keys(s, "F10 F10");
	assert_int_equal(screen_wait_exit(s), 0);
	kill_program();
	write_elsewhere("别处接着写的标题");
	s = screen = start_at("follows", 80, 24, "en");
	assert_shows(s, "talking with 13800130001");
	expect_said(s, "Form 1 was changed elsewhere after you left it");
	screen_keys(s, "M-r");
	assert_shows(s, "别处接着写的标题");
	screen_go_to(s, "Title");
	screen_keys(s, "End");
	screen_type(s, "，完");
	assert_shows(s, "saved at the server");
	assert_shows(s, "别处接着写的标题，完");
	assert_hides(s, "changed elsewhere: ");
}

/* After a crash the journal has one text and the server another one: both are shown, and nothing is chosen silently. */
static void test_journal_and_server_differ(void **state)
{
	(void)state;
	struct screen *s = answered_call("differ", 80, 24, "en");
	screen_go_to(s, "Title");
	screen_type(s, "断电");
	assert_shows(s, "saved at the server");
	fixture_end(&server, SIGTERM);
	screen_type(s, "以前");
	assert_shows(s, "saved here");
	screen_free(s);                 /* kill -9 */
	fixture_start(&server);
	write_elsewhere("班长改过的标题");
	s = screen = start_at("differ", 80, 24, "en");
	assert_shows(s, "talking with 13800130001");
	screen_keys(s, "M-r");
	assert_shows(s, "断电以前");
	screen_go_to(s, "Title");
	screen_type(s, "的");
	assert_shows(s, "Changed elsewhere: ");
	assert_shows(s, "there 班长改过的标题");
	screen_keys(s, "M-x");
	screen_type(s, "keep-mine");
	screen_keys(s, "Enter");
	assert_shows(s, "What is here was kept.");
	assert_shows(s, "断电以前");
	assert_shows(s, "saved at the server");
}

/* Typed here without the server, and the form became a ticket at another seat: the words come back as a note. */
static void test_words_that_missed_the_ticket(void **state)
{
	(void)state;
	struct screen *s = answered_call("missed", 80, 24, "en");
	fill_in(s);
	screen_go_to(s, "Content");
	assert_shows(s, "saved at the server");
	fixture_end(&server, SIGTERM);
	screen_keys(s, "End");
	screen_type(s, "家里有七旬老人。");
	assert_shows(s, "saved here");
	screen_free(s);                 /* kill -9 */
	fixture_start(&server);
	s = screen = start_at("missed-other", 80, 24, "en");
	assert_shows(s, "talking with 13800130001");
	screen_keys(s, "M-r");
	assert_shows(s, "来电人反映室温15度。");
	screen_keys(s, "F8");
	assert_shows(s, "accepted as ticket");
	kill_program();
	s = screen = start_at("missed", 80, 24, "en");
	assert_shows(s, "talking with 13800130001");
	expect_said(s, "elsewhere, without what you typed");
	screen_keys(s, "M-r");
	assert_shows(s, "A ticket elsewhere, without this");
	screen_keys(s, "M-1");
	assert_shows(s, "Typed at another seat and not in the ticket:");
	assert_shows(s, "家里有七旬老人。");
	screen_keys(s, "F8");
	assert_shows(s, "Add a note: done");
	assert_hides(s, "家里有七旬老人。");
	json *t = ticket();
	char *path = xasprintf("/tickets/%s/history", jo_str(t, "no"));
	struct answer a;
	fixture_request(&server, "GET", path, l.agent, NULL, NULL, &a);
	assert_non_null(strstr(a.body.data, "家里有七旬老人。"));
	answer_release(&a);
	free(path);
	jo_free(t);
}

static struct screen *sit_beside(const char *name)
{
	struct screen *s = second = start_at(name, 100, 30, "en");

	assert_shows(s, "talking with 13800130001");
	screen_keys(s, "M-i");
	assert_shows(s, "Title*");
	assert_shows(s, "saved at the server");         /* the form is as it is there: what comes now is news */
	return s;
}

/* Two seats of one user: each shows what is typed at the other and says so; what was typed here goes only by one's own choice. */
static void test_two_seats_of_one_user(void **state)
{
	(void)state;
	struct screen *a = answered_call("two-a", 100, 30, "en"), *b = sit_beside("two-b");

	screen_go_to(a, "Title");
	screen_type(a, "甲写的标题");
	assert_shows(b, "Form 1 is being filled in at another seat too");
	assert_shows(b, "甲写的标题");
	screen_go_to(b, "Content");
	screen_type(b, "乙写的内容");
	assert_shows(a, "Form 1 is being filled in at another seat too");
	assert_shows(a, "乙写的内容");
	assert_shows(a, "甲写的标题");
	screen_go_to(b, "Title");
	screen_keys(b, "End");
	screen_type(b, "，乙改了");
	assert_shows(b, "saved at the server");
	assert_shows(a, "Form 1 was changed elsewhere. Both versions are kept");
	assert_shows(a, "there 甲写的标题，乙改了");
	screen_keys(a, "M-1");
	assert_shows(a, "What is here was kept.");
	assert_shows(b, "Form 1 was changed elsewhere. Both versions are kept");
	assert_shows(b, "甲写的标题，乙改了");
	screen_keys(b, "M-2");
	assert_hides(b, "乙改了");
	assert_shows(b, "甲写的标题");
}

static void test_form_submitted_at_another_seat(void **state)
{
	(void)state;
	struct screen *a = answered_call("sent-a", 100, 30, "en"), *b = sit_beside("sent-b");

	fill_in(a);
	assert_shows(a, "saved at the server");
	assert_shows(b, "来电人反映室温15度。");
	screen_keys(a, "F8");
	assert_shows(a, "accepted as ticket");
	assert_shows(b, "Form 1 became ticket");
	screen_type(b, "x");
	assert_shows(b, "This form is submitted.");
}

/* What became of the form while this program was dead; it does not know any more whether it was itself. */
static void test_form_submitted_after_a_kill(void **state)
{
	(void)state;
	struct screen *s = answered_call("sent-dead", 100, 30, "en");

	screen_go_to(s, "Title");
	screen_type(s, "断了线");
	assert_shows(s, "saved at the server");
	kill_program();
	struct screen *b = sit_beside("sent-alive");
	assert_shows(b, "断了线");
	fill_in(b);
	screen_keys(b, "F8");
	assert_shows(b, "accepted as ticket");
	s = screen = start_at("sent-dead", 100, 30, "en");
	assert_shows(s, "talking with 13800130001");
	expect_said(s, "it was submitted before the program ended, or at");
	seat_command(s, "messages");
	assert_shows(s, "Latest messages");
	assert_hides(s, "became ticket");
}

/* Nobody else did: a program that begins again and finds its own ticket does not speak of another seat. */
static void test_form_submitted_before_a_restart(void **state)
{
	(void)state;
	struct screen *s = answered_call("sent-again", 100, 30, "en");

	fill_in(s);
	screen_keys(s, "F8");
	assert_shows(s, "accepted as ticket");
	kill_program();
	s = screen = start_at("sent-again", 100, 30, "en");
	assert_shows(s, "is still yours");
	screen_keys(s, "M-r");
	assert_shows(s, "accepted as ticket");
	screen_keys(s, "M-x");
	screen_type(s, "messages");
	screen_keys(s, "Enter");
	assert_shows(s, "Latest messages");
	assert_hides(s, "became ticket");
	assert_hides(s, "another seat");
}

/* A disk that was full kept the beginning in the journal and all of it in the outbox: that is what the ticket has. */
static void test_form_is_what_was_submitted(void **state)
{
	(void)state;
	struct screen *s = answered_call("sent-more", 100, 40, "en");
	char *keep = xasprintf("cp %s/state-sent-more/agent1-*/journal %s/kept-journal", server.dir, server.dir);
	char *back = xasprintf("cp %s/kept-journal %s/state-sent-more/agent1-*/journal", server.dir, server.dir);

	fixture_end(&server, SIGKILL);
	assert_shows(s, "server away");
	screen_go_to(s, "Title");
	screen_type(s, "只写了一半");
	assert_shows(s, "saved here");
	assert_int_equal(system(keep), 0);
	fill_in(s);
	screen_keys(s, "F8");
	assert_shows(s, "Submitted and kept");
	screen_free(s);
	screen = NULL;
	assert_int_equal(system(back), 0);
	fixture_start(&server);
	s = screen = start_at("sent-more", 100, 40, "en");
	assert_shows(s, "is still yours");
	screen_keys(s, "M-r");
	assert_shows(s, "accepted as ticket");
	assert_shows(s, "来电人反映室温15度。");
	assert_hides(s, "Missing");
	free(keep);
	free(back);
}

/* -- a form whose call went to somebody else before it was submitted ------------------------ */

static void take_over(char *taker)
{
	struct answer a;
	char *path = xasprintf("/contacts/%s/take", contact);

	life_request(&l, "POST", path, taker, NULL, "{\"reason\":\"asked for\"}", &a);
	assert_int_equal(a.status, 200);
	answer_release(&a);
	free(path);
}

static void end_as(char *taker)
{
	static const char *const verbs[] = { "hang_up", "wrap_up_done" };

	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
		struct answer a;
		char *path = xasprintf("/contacts/%s/%s", contact, verbs[i]);
		life_request(&l, "POST", path, taker, NULL, "{}", &a);
		answer_release(&a);
		free(path);
	}
}

/* Submitted while the server was away; before it came back the call was somebody else's. Gives the taker's token. */
static char *strayed(const char *name, struct stream **stream)
{
	struct screen *s = answered_call(name, 80, 24, "en");
	char *taker = fixture_login(&server, "supervisor1");

	assert_shows(s, "saved at the server");
	fixture_end(&server, SIGKILL);
	fill_in(s);
	screen_keys(s, "F8");
	assert_shows(s, "Submitted and kept");
	screen_free(s);
	screen = NULL;
	fixture_start(&server);
	*stream = stream_open(&server, taker, NULL);
	take_over(taker);
	s = screen = start_at(name, 80, 24, "en");
	assert_shows(s, "This contact is not yours");
	screen_keys(s, "F2 Home Enter");
	assert_shows(s, "1 to the call's agent, 2 found, Enter:");
	return taker;
}

static void test_form_goes_after_its_call(void **state)
{
	struct stream *stream;
	struct stream_event e;
	struct answer a;
	char *taker = strayed("after", &stream);
	(void)state;

	screen_type(screen, "1");
	screen_keys(screen, "Enter");
	assert_shows(screen, "Whoever has the call has the form now");
	assert_hides(screen, "This contact is not yours");
	assert_hides(screen, "refused");
	assert_true(stream_wait(stream, "draft.updated", &e, 5000));
	char *path = xasprintf("/contacts/%s/drafts/%d", contact, (int)jo_int(e.data, "n", 0));
	fixture_request(&server, "GET", path, taker, NULL, NULL, &a);
	assert_int_equal(a.status, 200);
	assert_string_equal(jo_pointer_str(a.json, "/fields/matter/content"), "来电人反映室温15度。");
	answer_release(&a);
	/* brought again it is there once; what is not theirs is not shown to them */
	char *body = xasprintf("{\"base\":0,\"form_version\":%d,\"fields\":{\"matter\":{\"title\":\"x\"}}}",
			       (int)jo_int(e.data, "form_version", 1));
	fixture_request(&server, "PUT", path, l.agent, body, NULL, &a);
	assert_true(a.status == 412 || a.status == 422);
	assert_null(strstr(a.body.data, "15度"));
	answer_release(&a);
	free(body);
	free(path);
	stream_close(stream);
	end_as(taker);
	free(taker);
}

static void test_form_without_its_call(void **state)
{
	struct stream *stream;
	char *taker = strayed("without", &stream);
	(void)state;

	end_as(taker);
	screen_type(screen, "1");
	screen_keys(screen, "Enter");
	assert_shows(screen, "The form is kept here");
	screen_keys(screen, "Enter");
	screen_type(screen, "2");
	screen_keys(screen, "Enter");
	assert_shows(screen, "1 Patrol");
	screen_type(screen, "patrol");
	screen_keys(screen, "Enter");
	assert_shows(screen, "is in this form, without the caller");
	assert_shows(screen, "来电人反映室温15度。");
	screen_keys(screen, "F8");
	assert_shows(screen, "Accepted: ticket");
	stream_close(stream);
	free(taker);
}

static void test_leaving_and_coming_back(void **state)
{
	(void)state;
	struct screen *s = answered_call("leaving", 80, 24, "en");
	screen_go_to(s, "Title");
	screen_type(s, "没有说完");
	screen_go_to(s, "About whom");
	screen_keys(s, "Esc");
	assert_shows(s, "talking with 13800130001");
	screen_keys(s, "M-i");
	assert_shows(s, "> About whom");
	screen_keys(s, "F3 Esc F10");
	assert_shows(s, "Unfinished: a call is with you, 1 form is not submitted");
	screen_keys(s, "F10");
	assert_int_equal(screen_wait_exit(s), 0);
}

/* A form that was never submitted is not forgotten when the call is over. */
static void test_left_over_form_waits_on_the_desk(void **state)
{
	(void)state;
	struct screen *s = answered_call("leftover", 80, 24, "en");
	screen_go_to(s, "Title");
	screen_type(s, "话没说完就断了");
	screen_keys(s, "F9");
	assert_shows(s, "wrap-up");
	screen_keys(s, "F12 F2");
	assert_shows(s, "not submitted");
	screen_keys(s, "Home Enter");
	assert_shows(s, "> Title*                  话没说完就断了");
	screen_keys(s, "M-x");
	screen_type(s, "void 断线，回拨无人接听");
	screen_keys(s, "Enter");
	assert_shows(s, "Recorded as void; a supervisor confirms it: ticket");
	/* nothing is left to do on it: the desk comes back */
	assert_shows(s, "You are ready");
	assert_hides(s, "not submitted");
}

static void test_chinese_screen_at_120_columns(void **state)
{
	(void)state;
	struct screen *s = answered_call("chinese", 120, 40, "zh_CN");
	assert_shows(s, "还缺");
	assert_shows(s, "> 标题");
	assert_shows(s, "历史工单");
	screen_type(s, "暖气不热");
	assert_shows(s, "室内温度不达标");
	screen_keys(s, "Esc");
	assert_shows(s, "工作台");
	screen_keys(s, "M-i");
	assert_shows(s, "> 标题");
	assert_shows(s, "暖气不热");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_call_becomes_a_ticket, end),
		cmocka_unit_test_teardown(test_somebody_who_writes, end), cmocka_unit_test_teardown(test_problems_stand_beside_the_fields, end),
		cmocka_unit_test_teardown(test_next_problem_goes_to_what_is_missing, end),
		cmocka_unit_test_teardown(test_a_list_that_is_all_here_says_when_nothing_fits, end),
		cmocka_unit_test_teardown(test_hidden_sections_keep_their_values, end),
		cmocka_unit_test_teardown(test_place_by_its_community, end),
		cmocka_unit_test_teardown(test_ticket_shows_all_of_its_form, end),
		cmocka_unit_test_teardown(test_another_request_keeps_the_caller, end),
		cmocka_unit_test_teardown(test_answer_cites_its_article, end),
		cmocka_unit_test_teardown(test_emergency_needs_no_whole_form, end),
		cmocka_unit_test_teardown(test_emergency_out_of_a_list, end),
		cmocka_unit_test_teardown(test_emergency_goes_whatever_the_form_holds, end),
		cmocka_unit_test_teardown(test_declining_asks_for_the_legal_way, end),
		cmocka_unit_test_teardown(test_typing_survives_a_kill, end),
		cmocka_unit_test_teardown(test_hang_up_while_the_server_is_away, end),
		cmocka_unit_test_teardown(test_typing_while_the_server_is_away, end),
		cmocka_unit_test_teardown(test_paste_that_is_too_long, end),
		cmocka_unit_test_teardown(test_reason_for_declining_survives_a_kill, end),
		cmocka_unit_test_teardown(test_submitted_form_is_whole_after_a_kill, end),
		cmocka_unit_test_teardown(test_submission_waits_for_the_server, end),
		cmocka_unit_test_teardown(test_two_writers_are_both_kept, end),
		cmocka_unit_test_teardown(test_saved_form_follows_the_server, end),
		cmocka_unit_test_teardown(test_journal_and_server_differ, end),
		cmocka_unit_test_teardown(test_words_that_missed_the_ticket, end),
		cmocka_unit_test_teardown(test_two_seats_of_one_user, end),
		cmocka_unit_test_teardown(test_form_submitted_at_another_seat, end),
		cmocka_unit_test_teardown(test_form_submitted_after_a_kill, end),
		cmocka_unit_test_teardown(test_form_submitted_before_a_restart, end),
		cmocka_unit_test_teardown(test_form_is_what_was_submitted, end),
		cmocka_unit_test_teardown(test_form_goes_after_its_call, end),
		cmocka_unit_test_teardown(test_form_without_its_call, end),
		cmocka_unit_test_teardown(test_leaving_and_coming_back, end),
		cmocka_unit_test_teardown(test_left_over_form_waits_on_the_desk, end),
		cmocka_unit_test_teardown(test_chinese_screen_at_120_columns, end),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, make_stage, clear_stage);
}
