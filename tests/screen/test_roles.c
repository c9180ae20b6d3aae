/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_roles.c -- the workstation of dispatchers, units and supervisors against a real hotlined: by
 * keys on one side, asked of the server on the other.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "screen/seat.h"

static struct fixture server;
static struct life l;
static struct screen *screen;           /* the program of the present test */

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

static int end(void **state)
{
	(void)state;
	screen_free(screen);
	screen = NULL;
	return 0;
}

static struct screen *sit(const char *user, int width, int height)
{
	return screen = seat_sit(&server, user, width, height);
}

/* ---- agent ---- */

/* A dispatcher's question stands on the agent's desk, and is answered there by one key and the words. */
static void test_question_on_the_desk(void **state)
{
	char no[24];
	(void)state;

	life_find(&l, "问到坐席", no);
	struct screen *s = sit("agent1", 80, 24);
	assert_hides(s, "[question");
	life_move(&l, no, l.dispatcher, "{\"action\":\"need_info\",\"question\":\"几号楼\"}", "needs_info");
	assert_shows(s, "[question: 几号楼] 问到坐席");
	assert_shows(s, "M-o answers the dispatcher's question");
	screen_keys(s, "M-o");
	assert_shows(s, "Question: 几号楼");
	screen_type(s, "3号楼2单元");
	screen_keys(s, "F8");
	assert_shows(s, "is now: to be dispatched");
	life_expect(&l, no, "/state", "pending");
	assert_loses(s, "[question");
	life_expect(&l, no, "/fields/control/note", "3号楼2单元");
}

/* ---- dispatcher ---- */

/* The desk's key is called by where it leads, from the board to the desk and back. */
static void test_board_and_desk(void **state)
{
	(void)state;

	struct screen *s = sit("dispatcher1", 80, 24);
	assert_shows(s, "Dispatch board");
	assert_shows(s, "F2desk");
	screen_keys(s, "F2");
	assert_shows(s, "To decide · F2 shows the board");
	assert_shows(s, "F2board");
	screen_keys(s, "F4");
	assert_shows(s, "F2board");
	screen_keys(s, "F2");
	assert_shows(s, "F2desk");
}

/* What can be done now stands below the ticket with its keys, and after `:act` with its names. */
static void test_moves_below_a_ticket(void **state)
{
	char no[24], line[64];
	(void)state;

	life_submit(&l, "看能做什么", no);
	jo_free(life_act(&l, no, l.dispatcher, "{\"action\":\"regrade\",\"grade\":\"III\",\"reason\":\"不急\"}", 200));
	struct screen *s = sit("dispatcher1", 80, 24);
	snprintf(line, sizeof(line), "ticket %s", no);
	seat_command(s, line);
	assert_shows(s, "F6 Dispatch");
	assert_shows(s, "M-e Ask for information");
	screen_type(s, ":act ");
	assert_shows(s, "dispatch Dispatch");
	assert_hides(s, "record_visit");
	screen_keys(s, "Esc End");
	assert_shows(s, "Change the grade → to be dispatched · Grade III");
	screen_type(s, ":act need");
	screen_keys(s, "Tab");
	assert_row(s, -2, ":act need_info");
	screen_keys(s, "Enter");
	assert_shows(s, "Ask for information");
}

/* Nobody looks for a ticket by nothing: one without a title says so, and what it is about. */
static void test_ticket_without_a_title(void **state)
{
	(void)state;

	json *c = life_post(&l, "/contacts", l.f->gateway, NULL,
			    "{\"channel\":\"web\",\"skill\":\"general\",\"caller\":{\"number\":\"13900000002\"}}", 201);
	char *body = xasprintf("{\"contact_id\":\"%s\",\"draft\":1,\"action\":\"void\",\"reason\":\"误拨\",\"fields\":{}}",
			       jo_str(c, "id"));
	jo_free(life_post(&l, "/tickets", l.f->gateway, NULL, body, 201));
	free(body);
	jo_free(c);
	struct screen *s = sit("supervisor1", 100, 30);
	screen_keys(s, "F2");
	assert_shows(s, "[refusal] (no title)");
	assert_shows(s, "refusal 1 · ");
	assert_shows(s, " · M-g grants · M-f refuses");
}

/* The pack has no communities, and yet everybody reads which one it is; deadlines are explained from a list, too. */
static void test_place_and_deadline_of_a_ticket(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "社区测试", no);
	jo_free(life_act(&l, no, l.supervisor, "{\"action\":\"amend\",\"reason\":\"补地点\",\"fields\":{\"place\":"
			 "{\"district\":\"110105\",\"street\":\"110105026\",\"community\":\"110105026034\","
			 "\"address\":\"301室\",\"point\":\"5号楼\"}}}", 200));
	struct screen *s = sit("dispatcher1", 120, 40);
	assert_shows(s, "社区测试");
	screen_keys(s, "End");
	assert_shows(s, "花家地西里社区");
	assert_shows(s, "5号楼 · 301室");
	screen_keys(s, "M-d");
	assert_shows(s, "dispatch: by ");        /* today, or tomorrow late in the evening */
	assert_shows(s, "Submitted: grade II sets the time.");
	screen_keys(s, "Esc");
	assert_shows(s, "社区测试");
	life_dispatch(&l, no);
}

/* While a question is asked no key of the screen below does anything; the one that sends answers it. */
static void test_keys_beside_a_question(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "并单提问", no);
	struct screen *s = sit("dispatcher1", 120, 40);
	assert_shows(s, "并单提问");
	screen_keys(s, "End");
	assert_shows(s, "F8 dispatches to");     /* the ticket has been read */
	screen_keys(s, "M-m");
	assert_shows(s, "Merge into");
	screen_keys(s, "F6");
	assert_shows(s, "Merge into");
	screen_keys(s, "F8");
	assert_hides(s, "Merge into");
	life_expect(&l, no, "/state", "pending");
	life_dispatch(&l, no);
}

static void test_dispatch_by_the_catalogue(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "派单测试", no);
	struct screen *s = sit("dispatcher1", 80, 24);
	assert_shows(s, "派单测试");
	/* what the ticket does not allow is not begun */
	seat_command(s, "act sign");
	assert_shows(s, "Your role does not allow this; ask somebody with one of these roles: unit");
	screen_keys(s, "M-q");
	assert_shows(s, "Possible now?");
	screen_keys(s, "Esc F6");
	assert_shows(s, "Lead unit*");
	assert_shows(s, "F8 sends it");
	screen_keys(s, "F8");
	assert_shows(s, "is now: to be signed");
	life_expect(&l, no, "/state", "dispatched");
}

/* The basis of one unit is not another's. */
static void test_basis_follows_the_unit(void **state)
{
	char no[24], line[64];
	(void)state;

	life_submit(&l, "改派他人", no);
	struct screen *s = sit("dispatcher1", 120, 40);
	snprintf(line, sizeof(line), "ticket %s", no);
	seat_command(s, line);
	assert_shows(s, "Possible now");
	screen_keys(s, "F6");
	assert_shows(s, "Basis      按供热派单目录");
	screen_choose(s, "Lead unit", "Dongcheng District");
	assert_shows(s, "Lead unit* Dongcheng District");
	assert_hides(s, "Basis      按供热派单目录");
	screen_go_to(s, "Basis");
	screen_type(s, "own words");
	screen_choose(s, "Lead unit", "Wangjing");
	assert_shows(s, "own words");
	screen_keys(s, "F8");
	assert_shows(s, "is now: to be signed");
}

/* Two at one ticket: the second is told, and what was typed is kept. */
static void test_two_dispatchers(void **state)
{
	char no[24], line[64];
	(void)state;

	life_submit(&l, "同时派单", no);
	struct screen *s = sit("dispatcher1", 120, 40);
	snprintf(line, sizeof(line), "ticket %s", no);
	seat_command(s, line);
	assert_shows(s, "Possible now");
	screen_keys(s, "F8");
	assert_shows(s, "Lead unit*");
	screen_keys(s, "Tab Tab Tab");
	screen_type(s, "kept words");
	life_dispatch(&l, no);
	screen_keys(s, "F8");
	/* refused for its version, or, when the news came first, for its state: said either way, and the words stay */
	assert_shows(s, "1 unsent");
	assert_shows(s, "kept words");
	assert_shows(s, "Meanwhile: to be signed");     /* the news is here: the next try is of the newest version */
	screen_keys(s, "F8");
	assert_shows(s, "The ticket waits for the unit to sign");
	assert_shows(s, "kept words");
	/* trying again leaves one refused move, not two */
	assert_shows(s, "1 unsent");
	screen_free(s);                 /* kill -9: it comes back to its form from the desk */
	s = sit("dispatcher1", 120, 40);
	assert_shows(s, "1 unsent");
	seat_command(s, "desk");
	assert_shows(s, "refused");
	screen_keys(s, "Home Enter");
	assert_shows(s, "Lead unit*");
	assert_shows(s, "kept words");
	assert_shows(s, "The ticket waits for the unit to sign");
}

/* ---- unit ---- */

static void test_unit_signs_and_replies(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "单位办理", no);
	life_dispatch(&l, no);
	struct screen *s = sit("unit1", 80, 24);
	assert_shows(s, "单位办理");
	screen_type(s, "/");
	screen_type(s, "单位办理");
	screen_keys(s, "Enter M-s");
	assert_shows(s, "is now: being handled");
	screen_keys(s, "M-y");
	assert_shows(s, "Answer for the citizen*");
	screen_keys(s, "Tab");
	screen_type(s, "已修复，请放心");
	screen_keys(s, "F8");
	assert_shows(s, "is now: to be visited");
	life_expect(&l, no, "/state", "visiting");
}

/* More time is asked for by month and day: the next one is meant, not the last. The counts follow what others do. */
static void test_unit_asks_for_time_and_to_return(void **state)
{
	char no[24], until[32], wire[32], line[64];
	time_t later = time(NULL) + 10 * 86400;
	struct tm tm;
	(void)state;

	strftime(until, sizeof(until), "%m-%d 18:00", localtime_r(&later, &tm));
	strftime(wire, sizeof(wire), "%Y-%m-%dT18:00", &tm);
	life_submit(&l, "要延期的", no);
	life_dispatch(&l, no);
	life_move(&l, no, l.street, "{\"action\":\"sign\"}", "handling");
	struct screen *s = sit("unit1", 120, 40);
	assert_shows(s, "Returns 0");
	snprintf(line, sizeof(line), "filter %s", "要延期的");
	seat_command(s, line);
	assert_shows(s, "M-e Request an extension");
	screen_keys(s, "M-e");
	screen_type(s, "12月20日");
	assert_shows(s, "= until 20 Dec");
	assert_shows(s, "23:59");
	for (int i = 0; i < 6; i++)
		screen_keys(s, "Backspace");
	screen_type(s, until);
	screen_keys(s, "Tab");
	screen_type(s, "等配件");
	screen_keys(s, "F8");
	assert_shows(s, "is now: being handled");
	snprintf(line, sizeof(line), "/tickets/%s", no);
	json *t = life_get(&l, line, l.supervisor, 200);
	assert_non_null(strstr(jo_text(t), wire));
	jo_free(t);
	assert_shows(s, "Extension asked for");
	life_move(&l, no, l.dispatcher, "{\"action\":\"grant_extension\"}", "handling");
	assert_shows(s, "Grant the extension");
	assert_loses(s, "Extension asked for");         /* the ticket is here, too: what is asked now is of its newest version */
	screen_keys(s, "M-r");
	assert_shows(s, "Reason*");
	screen_type(s, "不归我管");
	screen_keys(s, "Tab");
	screen_type(s, "条例");
	screen_keys(s, "F8");
	assert_shows(s, "is now: return asked for");
	assert_shows(s, "Returns 1");
	life_move(&l, no, l.dispatcher, "{\"action\":\"refuse_return\",\"reason\":\"属于你\"}", "dispatched");
	assert_shows(s, "Returns 0");
}

/* A clock that runs out is said on whatever screen the unit is. */
static void test_alarm_is_said(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "快到时限", no);
	life_dispatch(&l, no);
	struct screen *s = sit("unit1", 80, 24);
	fixture_clock(&server, 29 * 60);
	assert_shows(s, "· sign-in ");
	fixture_clock(&server, 0);
}

/* ---- supervisor ---- */

static void queue_call(const char *number, char id[64])
{
	char body[200];

	snprintf(body, sizeof(body), "{\"channel\":\"phone\",\"skill\":\"general\",\"priority\":9,\"caller\":{\"number\":\"%s\"}}",
		 number);
	json *c = life_post(&l, "/contacts", server.gateway, NULL, body, 201);
	snprintf(id, 64, "%s", jo_str(c, "id"));
	jo_free(c);
}

/* Ops begin with how the server is, others are told that it is theirs. */
static void test_ops_screen(void **state)
{
	(void)state;
	struct screen *s = sit("ops1", 80, 24);

	assert_shows(s, "Last backup");
	assert_shows(s, "never");
	assert_shows(s, "Audit head");
	screen_free(s);
	s = sit("supervisor1", 80, 24);
	seat_command(s, "status");
	assert_shows(s, "How the server is, is shown to ops.");
}

/* What came in as a message and is a ticket already still waits for an agent; here it would ring first. */
static void empty_queue(void)
{
	char path[100];
	json *list = life_get(&l, "/contacts?state=queued&limit=200", l.supervisor, 200);

	for (size_t i = 0; i < jo_len(jo_get(list, "items")); i++) {
		snprintf(path, sizeof(path), "/contacts/%s/abandon", jo_str(jo_at(jo_get(list, "items"), i), "id"));
		jo_free(life_post(&l, path, server.gateway, NULL, "{}", 200));
	}
	jo_free(list);
}

/* Whoever leaves ready is offered the next contact until the server sees that the line is gone. */
static void rest(struct screen *agent)
{
	seat_look_up(agent);            /* the call may have gone under what they typed */
	seat_command(agent, "not-ready");
	assert_shows(agent, "· not ready");
}

/* The wall shows the seat, Enter the form as it is written; taken over, the call is the supervisor's. */
static void test_wall_live_view_and_taking_over(void **state)
{
	char contact[64], path[100];
	(void)state;

	empty_queue();
	queue_call("13800138099", contact);
	struct screen *agent = sit("agent1", 80, 24);
	screen_keys(agent, "F12");
	assert_shows(agent, "CALL  13800138099");
	screen_keys(agent, "F5");
	assert_shows(agent, "138 0013 8099");
	screen_type(agent, "李女士");
	assert_shows(agent, "saved at the server");
	struct screen *s = sit("supervisor1", 120, 40);
	seat_command(s, "wall");
	assert_shows(s, "Seats 2");
	assert_shows(s, "> agent1");
	assert_shows(s, "138****8099");
	screen_keys(s, "Enter");
	assert_shows(s, "李女士");
	screen_keys(s, "M-t");
	screen_type(s, "asked");
	screen_free(s);                 /* kill -9: the reason that was begun is there when it is asked for again */
	s = sit("supervisor1", 120, 40);
	seat_command(s, "wall");
	assert_shows(s, "138****8099");
	screen_keys(s, "Enter");
	assert_shows(s, "李女士");
	screen_keys(s, "M-t");
	assert_shows(s, "Reason for taking the call over:  asked");
	screen_type(s, " for");
	screen_keys(s, "Enter");
	assert_shows(s, "Done; the call is where you wanted it.");
	assert_shows(agent, "supervisor1 took the call over: asked for. The forms went with it");
	screen_keys(s, "M-i");
	assert_shows(s, "138 0013 8099");
	assert_shows(s, "李女士");
	rest(agent);
	screen_free(agent);
	snprintf(path, sizeof(path), "/contacts/%s/hang_up", contact);
	jo_free(life_post(&l, path, l.supervisor, NULL, "{}", 200));
	snprintf(path, sizeof(path), "/contacts/%s/wrap_up_done", contact);
	jo_free(life_post(&l, path, l.supervisor, NULL, "{}", 200));
}

/* A half-filled form goes to an agent chosen from the seats. */
static void test_wall_gives_a_call(void **state)
{
	char contact[64];
	(void)state;

	empty_queue();
	queue_call("13800138077", contact);
	struct screen *agent = sit("agent1", 80, 24);
	screen_keys(agent, "F12");
	assert_shows(agent, "CALL  13800138077");
	screen_keys(agent, "F5");
	assert_shows(agent, "138 0013 8077");
	screen_type(agent, "半张表单");
	assert_shows(agent, "saved at the server");
	struct screen *other = seat_sit(&server, "agent2", 80, 24);
	screen_keys(other, "F12");
	struct screen *s = seat_sit(&server, "supervisor1", 120, 40);
	seat_command(s, "wall");
	assert_shows(s, "> agent1");
	assert_shows(s, "138****8077");
	screen_keys(s, "M-o");
	assert_shows(s, "Enter chooses the agent");
	assert_shows(s, "> agent2");
	screen_keys(s, "Enter");
	screen_type(s, "end of the shift");
	screen_keys(s, "Enter");
	assert_shows(s, "Done; the call is where you wanted it.");
	assert_shows(other, "talking with 13800138077");
	screen_keys(other, "M-i");
	assert_shows(other, "半张表单");
	screen_keys(other, "F9");
	assert_shows(other, "· wrap-up");
	screen_keys(other, "M-w");
	rest(other);
	rest(agent);
	screen_free(other);
	screen_free(s);
}

/* What waits for a decision is the supervisor's first screen. */
static void test_approvals(void **state)
{
	char no[24], line[64];
	(void)state;

	life_submit(&l, "申请退单", no);
	life_dispatch(&l, no);
	life_move(&l, no, l.street, "{\"action\":\"request_return\",\"reason\":\"x\",\"basis\":\"y\"}", "return_requested");
	struct screen *s = sit("supervisor1", 80, 24);
	seat_command(s, "desk");
	assert_shows(s, "申请退单");
	seat_command(s, "act refer 两家都说不归自己管");
	assert_shows(s, "is now: in arbitration");
	snprintf(line, sizeof(line), "ticket %s", no);
	seat_command(s, line);
	seat_command(s, "act arbitrate");
	assert_shows(s, "Referred to arbitration: 两家都说不归自己管");
	assert_shows(s, "by the dispatch catalogue");
	screen_keys(s, "Esc");
	life_expect(&l, no, "/state", "arbitration");
}

/* A unit sees its figures and the tickets behind each of them. */
static void test_score_opens_its_tickets(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "没有解决的", no);
	life_handle(&l, no);
	life_move(&l, no, l.visitor, "{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":false,"
		  "\"satisfied\":\"no\"}", "visiting");
	life_move(&l, no, l.visitor, "{\"action\":\"close\",\"note\":\"x\"}", "closed");
	struct screen *s = sit("unit1", 80, 24);
	screen_keys(s, "M-v");
	assert_shows(s, "Score ");
	assert_shows(s, "Not solved");
	seat_command(s, "filter not solved");
	screen_keys(s, "Enter");
	assert_shows(s, "没有解决的");
}

/* An appeal is decided by y or n, then the reason: the form begins with what is required. */
static void test_appeal_is_decided(void **state)
{
	char no[24], line[64];
	(void)state;

	life_submit(&l, "申诉一件", no);
	life_handle(&l, no);
	life_move(&l, no, l.visitor, "{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":true,"
		  "\"satisfied\":\"no\"}", "closed");
	life_move(&l, no, l.street, "{\"action\":\"appeal\",\"reason\":\"误答\"}", "closed");
	struct screen *s = sit("supervisor1", 80, 24);
	snprintf(line, sizeof(line), "ticket %s", no);
	seat_command(s, line);
	screen_keys(s, "M-g");
	assert_shows(s, "> Granted*");
	screen_type(s, "y");
	screen_go_to(s, "Reason");
	screen_type(s, "属实");
	screen_keys(s, "F8");
	assert_shows(s, "is now: closed");
	snprintf(line, sizeof(line), "/tickets/%s", no);
	json *t = life_get(&l, line, l.supervisor, 200);
	assert_true(jo_bool(t, "excluded", false));
	jo_free(t);
}

static void test_reports_on_screen(void **state)
{
	char no[24];
	(void)state;

	life_submit(&l, "已回访", no);
	life_handle(&l, no);
	life_close(&l, no);
	struct screen *s = sit("supervisor1", 80, 24);
	seat_command(s, "report rates");
	assert_shows(s, "Rates and scores");
	assert_shows(s, "Wangjing Subdistrict");
	screen_keys(s, "Esc");
	seat_command(s, "report daily");
	assert_shows(s, "Daily report");
	screen_keys(s, "Esc");
	seat_command(s, "report rates by=colour");
	assert_shows(s, "`by` is unit, level, category or district.");
}

/* A street's patrol finds something: a form without a caller, kept when left, submitted into a pending ticket. */
static void test_ticket_without_a_call(void **state)
{
	(void)state;

	struct screen *s = sit("unit1", 80, 24);
	seat_command(s, "found nobody");
	assert_shows(s, "There is no origin nobody: 1 Patrol, 2 Grid report, 3 Forecast.");
	screen_keys(s, "M-m");
	assert_shows(s, "1 Patrol, 2 Grid report, 3 Forecast:");
	screen_type(s, "1");
	screen_keys(s, "Enter");
	assert_shows(s, "without a call: Patrol");
	assert_hides(s, "Call-back");
	screen_type(s, "巡查发现井盖破损");
	seat_command(s, "void prank");
	assert_shows(s, "There is no caller to tell; F8 submits it.");
	screen_keys(s, "Esc");
	seat_command(s, "desk");
	assert_shows(s, "not submitted");
	assert_shows(s, "巡查发现井盖破损");
	seat_command(s, "found patrol");
	assert_shows(s, "巡查发现井盖破损");
	screen_keys(s, "F8");
	assert_shows(s, "4 fields are not right yet");
	screen_go_to(s, "Content");
	screen_type(s, "人行道上缺一块井盖");
	screen_choose(s, "Type", "report");
	screen_choose(s, "Category", "010103");
	screen_choose(s, "Place", "wangjing");
	screen_keys(s, "F8");
	assert_shows(s, "Accepted: ticket");
	seat_command(s, "inbox found");
	assert_shows(s, "巡查发现井盖破损");
	assert_shows(s, "without a call: Patrol");
	json *list = life_get(&l, "/tickets?origin=yes&state=pending", l.supervisor, 200);
	const json *made = jo_at(jo_array(list, "items"), 0);
	assert_string_equal(jo_str(made, "origin"), "patrol");
	assert_string_equal(jo_str(made, "title"), "巡查发现井盖破损");
	jo_free(list);
}

/* A closed ticket becomes a case, which stands beside the next such matter and is read there. */
static void test_precedent(void **state)
{
	char no[24], line[64];
	(void)state;

	life_submit(&l, "办得好的一件", no);
	life_handle(&l, no);
	life_close(&l, no);
	struct screen *s = sit("dispatcher1", 120, 40);
	snprintf(line, sizeof(line), "ticket %s", no);
	seat_command(s, line);
	assert_shows(s, "closed");
	seat_command(s, "precedent");
	assert_shows(s, "So it will stand.");
	assert_shows(s, "Handled by");
	screen_keys(s, "Tab Tab");
	screen_type(s, "换泵当天见效。打13900000001问。");
	screen_keys(s, "Esc");
	seat_command(s, "precedent");
	assert_shows(s, "换泵当天见效。");
	screen_keys(s, "F8");
	assert_shows(s, "tells who somebody is; write it without.");
	screen_keys(s, "F7");
	assert_shows(s, "It stands again as it was proposed.");
	assert_hides(s, "换泵当天见效。");
	screen_keys(s, "C-e C-u");
	screen_type(s, "循环泵更换后恢复供热");
	screen_keys(s, "F8");
	assert_shows(s, "The precedent is made: 循环泵更换后恢复供热");
	screen_keys(s, "Esc");
	life_submit(&l, "下一件同类事", no);
	snprintf(line, sizeof(line), "%s", "filter 下一件同类事");
	seat_command(s, line);
	assert_shows(s, "Precedent: 循环泵更换后恢复供热");
	screen_keys(s, "M-l");
	assert_shows(s, "Precedents");
	assert_shows(s, "Handled by");
	screen_keys(s, "Esc");
	seat_command(s, "precedents 台风");
	assert_shows(s, "No precedent is found for this.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_keys_beside_a_question, end),
		cmocka_unit_test_teardown(test_dispatch_by_the_catalogue, end),
		cmocka_unit_test_teardown(test_basis_follows_the_unit, end),
		cmocka_unit_test_teardown(test_two_dispatchers, end),
		cmocka_unit_test_teardown(test_unit_signs_and_replies, end),
		cmocka_unit_test_teardown(test_unit_asks_for_time_and_to_return, end),
		cmocka_unit_test_teardown(test_alarm_is_said, end),
		cmocka_unit_test_teardown(test_ops_screen, end),
		cmocka_unit_test_teardown(test_wall_live_view_and_taking_over, end),
		cmocka_unit_test_teardown(test_wall_gives_a_call, end),
		cmocka_unit_test_teardown(test_approvals, end),
		cmocka_unit_test_teardown(test_score_opens_its_tickets, end),
		cmocka_unit_test_teardown(test_appeal_is_decided, end),
		cmocka_unit_test_teardown(test_reports_on_screen, end),
		cmocka_unit_test_teardown(test_question_on_the_desk, end),
		cmocka_unit_test_teardown(test_ticket_without_a_call, end),
		cmocka_unit_test_teardown(test_precedent, end),
		cmocka_unit_test_teardown(test_place_and_deadline_of_a_ticket, end),
		cmocka_unit_test_teardown(test_board_and_desk, end),
		cmocka_unit_test_teardown(test_moves_below_a_ticket, end),
		cmocka_unit_test_teardown(test_ticket_without_a_title, end),
	};

	return cmocka_run_group_tests_name("roles", tests, make_stage, clear_stage);
}
