/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_training.c -- training in the workstation against a real hotlined: a trainee's call from the list to the score,
 * killed in the middle and resumed; a class that a trainer begins, follows, interrupts and judges; a caller that is heard.
 */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/db.h"
#include "screen/seat.h"

/* What the caller says stands nowhere else. */
#define OPENING "喂，我家暖气不热。"
#define PLACE "我住獬豸苑9号楼。"
#define LONG_STORY "三天前开始的，先是卧室不热，后来客厅也不热，我找过物业两次，物业说归供热公司管，供热公司的电话一直占线，打不通。"
#define SCENARIO                                                                                                          \
	"{\"code\":\"screen\",\"version\":\"00000000000000e1\",\"title\":\"暖气不热\",\"title_en\":\"No heat\",\"channel\":\"phone\","  \
	"\"skill\":\"general\",\"difficulty\":2,\"minutes\":5,\"tags\":\"heating winter\",\"number\":\"13900007799\",\"mood\":\"calm\",\"patience\":20," \
	"\"targets\":{\"answer\":15},\"facts\":["                                                                          \
	"{\"code\":\"where\",\"about\":\"地址 哪里 小区\",\"ask\":[\"您住在哪里？\",\"具体地址是哪里？\"],\"say\":\"" PLACE "\"},"      \
	"{\"code\":\"since\",\"about\":\"时间 开始\",\"ask\":[\"什么时候开始的？\"],\"say\":\"" LONG_STORY "\"}],"                \
	"\"lines\":[{\"cue\":\"opening\",\"text\":\"" OPENING "\"},{\"cue\":\"unknown\",\"text\":\"我不知道。\"},"              \
	"{\"cue\":\"silence\",\"n\":45,\"text\":\"您还在吗？\",\"text_en\":\"Are you there?\"}],"                                  \
	"\"expects\":[{\"request\":1,\"pointer\":\"/matter/category\",\"match\":\"one_of\",\"values\":[\"010101\"],\"points\":2}]," \
	"\"musts\":[{\"duty\":\"ask\",\"what\":\"where\",\"why\":\"先问地址\",\"why_en\":\"Ask where first.\"}]}"

static struct fixture server;
static struct life l;
static struct screen *screen, *other;   /* the programs of the present test */

static void put_scenario(struct fixture *f)
{
	struct error err = ERROR_INIT;
	struct db *db = db_open(f->store, false, &err);

	if (!db || db_run(db, &err, "DELETE FROM scenario", "") != DB_END ||
	    db_run(db, &err, "INSERT INTO scenario (code, version, current, imported_at, body) VALUES (?1, ?2, 1, 1, ?3)", "sss",
		   "screen", "00000000000000e1", SCENARIO) != DB_END)
		fail_msg("the scenario is not in the store: %s", err.text);
	db_close(db);
}

static int make_stage(void **state)
{
	(void)state;
	return seat_stage_prepared(&server, &l, put_scenario);
}

static int clear_stage(void **state)
{
	(void)state;
	return seat_clear(&server, &l);
}

static int end(void **state)
{
	(void)state;
	if (screen)
		screen_free(screen);
	if (other)
		screen_free(other);
	screen = other = NULL;
	seat_wait_nobody(&server);
	return 0;
}

/* -- helpers ------------------------------------------------------------------------------- */

static struct screen *sit(const char *user, int width, int height)
{
	return screen = seat_sit(&server, user, width, height);
}

/* How many directories of training the local state of this seat holds. */
static int training_states(const char *state)
{
	char *path = xasprintf("%s/state-%s", server.dir, state);
	DIR *d = opendir(path);
	struct dirent *e;
	int n = 0;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		n += strstr(e->d_name, "-training-") != NULL;
	closedir(d);
	free(path);
	return n;
}

/* What is forgotten leaves the disk behind the screen. */
static void expect_training_states(const char *state, int wanted)
{
	int64_t until = clock_monotonic() + SECONDS(10);
	int n;

	while ((n = training_states(state)) != wanted && clock_monotonic() < until)
		continue;
	assert_int_equal(n, wanted);
}

static void join_and_answer(struct screen *s)
{
	screen_keys(s, "Enter");
	assert_shows(s, "TRAINING");
	screen_keys(s, "F12");
	assert_shows(s, "CALL  13900007799");
	screen_keys(s, "F5");
	assert_shows(s, OPENING);
}

static void say(struct screen *s, const char *text)
{
	screen_keys(s, "M-q");
	screen_type(s, text);
	screen_keys(s, "Enter");
}

/* Where nobody is on the line. */
static void end_session(struct screen *s)
{
	screen_keys(s, "M-z");
	assert_shows(s, "y ends the session and scores it");
	screen_type(s, "y");
	screen_keys(s, "Enter");
}

/* Where somebody is. */
static void end_call(struct screen *s)
{
	screen_keys(s, "M-z");
	assert_shows(s, "The caller is on the line. y ends");
	screen_type(s, "y");
	screen_keys(s, "Enter");
	assert_shows(s, "Score: ");
}

/* Of the choices, when they are there. */
static void pick(struct screen *s, const char *label, const char *filter, const char *choice)
{
	screen_go_to(s, label);
	screen_keys(s, "Enter");
	screen_type(s, filter);
	assert_shows(s, choice);
}

static void pick_trainee(struct screen *s, const char *name)
{
	char *choice = xasprintf("> [ ] %s", name);

	pick(s, "Trainees*", name, choice);
	screen_keys(s, "Space Enter");
	free(choice);
}

/* -- a trainee -------------------------------------------------------------------------------- */

static void test_practice_from_list_to_score(void **state)
{
	(void)state;
	struct screen *s = sit("trainee1", 80, 24);

	assert_shows(s, "[Scenarios 1]");       /* nothing waits, so this comes first */
	assert_shows(s, "**···  No heat");
	assert_hides(s, "TRAINING");
	screen_type(s, "/");
	screen_type(s, "level3");
	screen_keys(s, "Enter");
	assert_hides(s, "No heat");
	screen_keys(s, "Esc");
	assert_shows(s, "No heat");
	join_and_answer(s);
	/* the greeting comes first, in the caller's language, and Enter says it */
	assert_shows(s, "M-m: 您好，北京12345");
	screen_keys(s, "M-m Enter");
	assert_shows(s, "You        您好，北京12345");
	/* then what the form lacks; pressed again the next thing */
	screen_keys(s, "M-m");
	assert_shows(s, "Asks for: Content");
	screen_keys(s, "M-m");
	assert_shows(s, "Asks for: Place");
	/* one's own words take its place */
	screen_type(s, "您住");
	assert_shows(s, "Ask (M-q): 您住");
	screen_keys(s, "BackSpace BackSpace Esc");
	assert_shows(s, "> Name");
	say(s, "您住在哪里？");
	assert_shows(s, PLACE);
	/* the keys are the form's again */
	screen_type(s, "麒麟");
	assert_shows(s, "> Name                    麒麟");
	end_call(s);
	assert_loses(s, "TRAINING");
	assert_shows(s, "[Lost ");
	assert_shows(s, "Category");
	screen_keys(s, "Tab Tab");
	assert_shows(s, "[Time line ");
	assert_shows(s, PLACE);
	assert_shows(s, "the call comes");
	assert_shows(s, "the call is answered");
	assert_shows(s, "Name: 麒麟");
	expect_training_states("trainee1", 0);
	screen_keys(s, "Esc");
	assert_shows(s, "[Scenarios 1]");
	screen_keys(s, "Esc");
	assert_shows(s, "This is where you begin");
	seat_command(s, "training ended");
	assert_shows(s, "[Done 1]");
	assert_shows(s, "practice");
}

/* As much as a question may have; its end arrives. */
static void ask_at_length(struct screen *s)
{
	enum { WORDS = 490 };
	struct buf text = BUF_INIT;

	for (int i = 0; i < WORDS; i++)
		buf_adds(&text, "慢");
	buf_adds(&text, "您贵姓END？");
	screen_keys(s, "M-q");
	screen_paste(s, text.data);
	screen_keys(s, "Enter");
	assert_shows(s, "Ask (M-q):");
	assert_loses(s, "Ask (M-q): 慢");      /* at once, or when the words before it are there */
	assert_shows(s, "END");
	buf_release(&text);
}

/* The long story wraps, the newest words are seen, and the question line reads back. */
static void test_dialogue_scrolls_and_says_what_happened(void **state)
{
	(void)state;
	struct screen *s = sit("trainee1", 80, 24);

	assert_shows(s, "No heat");
	join_and_answer(s);
	say(s, "什么时候开始的？");
	assert_shows(s, "打不通。");
	say(s, "您住在哪里？");
	assert_shows(s, PLACE);
	assert_hides(s, OPENING);
	screen_keys(s, "M-q PageUp");
	assert_shows(s, OPENING);
	screen_keys(s, "Esc");
	screen_resize(s, 120, 40);
	assert_shows(s, "Still missing");
	int x = -1, row = screen_find(s, "Dialogue");
	const char *line = row >= 0 ? screen_row(s, row) : "", *at = strstr(line, "Dialogue");
	x = at ? (int)(at - line) : -1;
	assert_true(x > 60);                    /* beside the form */
	seat_command(s, "dialogue");
	assert_shows(s, OPENING);
	screen_keys(s, "Esc");
	/* what was asked is not offered again while something else lacks */
	assert_shows(s, "M-m: 请您说一下具体情况");
	say(s, "请您说一下具体情况，是怎么回事？");
	assert_shows(s, "M-m: 请问事情发生在哪个区");
	ask_at_length(s);
	end_call(s);
}

static void test_killed_program_resumes(void **state)
{
	(void)state;
	struct screen *s = sit("trainee2", 80, 24);

	assert_shows(s, "No heat");
	join_and_answer(s);
	say(s, "您住在哪里？");
	assert_shows(s, PLACE);
	screen_type(s, "貔貅");
	assert_shows(s, "> Name                    貔貅");
	assert_shows(s, "saved at the server");
	expect_training_states("trainee2", 1);
	screen_signal(s, SIGKILL);
	screen_wait_exit(s);
	screen_free(s);
	screen = NULL;
	seat_wait_nobody(&server);
	struct seat again = { .user = "trainee2", .width = 80, .height = 24 };
	s = screen = seat_open(&server, &again);
	assert_shows(s, "A training session is not ended: ");
	assert_shows(s, "[Waiting for you 1]");
	screen_keys(s, "Enter");
	assert_shows(s, "TRAINING");
	assert_shows(s, "M-r goes back to it");
	screen_keys(s, "M-r");
	assert_shows(s, "Dialogue");
	assert_shows(s, PLACE);
	screen_keys(s, "BackTab");
	for (int64_t until = clock_monotonic() + SECONDS(10);
	     screen_find(s, "Name                    貔貅") < 0 && clock_monotonic() < until;)
		screen_keys(s, "BackTab");
	assert_shows(s, "Name                    貔貅");
	/* left on purpose it waits, too */
	screen_keys(s, "M-l");
	assert_shows(s, "The session is not ended: it waits for you in the list.");
	assert_loses(s, "TRAINING");
	expect_training_states("trainee2", 1);
	assert_shows(s, "[Waiting for you 1]");
	screen_keys(s, "Enter");
	assert_shows(s, "M-r goes back to it");
	screen_keys(s, "M-r");
	assert_shows(s, PLACE);
	end_call(s);
	expect_training_states("trainee2", 0);
}

static void test_whole_call_ends_by_itself(void **state)
{
	(void)state;
	struct seat seat = { .user = "trainee3", .language = "zh_CN", .width = 80, .height = 24 };
	struct screen *s = screen = seat_open(&server, &seat);

	assert_shows(s, "[场景 1]");
	assert_shows(s, "暖气不热");
	screen_keys(s, "Enter");
	assert_shows(s, " 训练 ");
	screen_keys(s, "F12");
	assert_shows(s, "来电  13900007799");
	screen_keys(s, "F5");
	assert_shows(s, "对话 · 来电人在线 ──");
	assert_shows(s, "来电人     " OPENING);
	screen_keys(s, "F9");
	assert_shows(s, "对话 · 通话已结束 ──");
	/* with nothing made of the call it is asked first */
	screen_keys(s, "F12");
	assert_shows(s, "第 1 张还没办理。");
	screen_keys(s, "Enter");
	assert_shows(s, " 训练 ");
	screen_keys(s, "F12");
	assert_shows(s, "第 1 张还没办理。");
	screen_type(s, "y");
	screen_keys(s, "Enter");
	assert_shows(s, "这场训练已结束，得分如下。");
	assert_shows(s, "得分：");
	assert_loses(s, " 训练 ");
	screen_keys(s, "Tab Tab");
	assert_shows(s, "坐席挂机，开始整理");
	assert_shows(s, "整理结束");
}

/* Pressed twice it is begun once. */
static void test_practice_is_begun_once(void **state)
{
	(void)state;
	struct screen *s = sit("trainee3", 80, 24);

	assert_shows(s, "[Scenarios 1]");
	screen_send(s, "\r\r");
	assert_shows(s, "TRAINING");
	screen_keys(s, "F2");
	seat_command(s, "leave-training");
	assert_shows(s, "[Waiting for you 1]");
	screen_keys(s, "Enter");
	assert_shows(s, "TRAINING");
	end_session(s);
	assert_shows(s, "There is no score: no call was taken.");
}

/* Nothing ends before it is asked for. */
static void test_finish_asks(void **state)
{
	(void)state;
	struct screen *s = sit("trainee3", 80, 24);

	assert_shows(s, "No heat");
	join_and_answer(s);
	screen_keys(s, "F9");
	assert_shows(s, "Dialogue · the call is over");
	screen_keys(s, "M-z");
	assert_shows(s, "y ends the session and scores it");
	screen_keys(s, "Enter");
	assert_shows(s, "TRAINING");
	end_session(s);
	assert_shows(s, "Score: ");
}

/* -- a trainer ---------------------------------------------------------------------------------- */

static void begin_class(struct screen *s)
{
	seat_command(s, "training scenarios");
	assert_shows(s, "> **···  No heat");
	screen_keys(s, "F6");
	assert_shows(s, "Scenarios* No heat");
	pick_trainee(s, "trainee1");
	screen_keys(s, "F8");
	assert_shows(s, "1 session waits for its trainees.");
	assert_shows(s, "[Going on 1]");
}

static void tell(struct screen *trainer, const char *key, const char *question, const char *text)
{
	screen_keys(trainer, key);
	assert_shows(trainer, question);
	screen_type(trainer, text);
	screen_keys(trainer, "Enter");
}

static void test_trainer_follows_and_judges(void **state)
{
	(void)state;
	fixture_clock(&server, -12 * 60);       /* so long is the pause */
	struct screen *trainer = other = seat_sit(&server, "trainer1", 100, 30), *trainee = sit("trainee1", 80, 24);

	assert_shows(trainer, "Going on 0");
	begin_class(trainer);
	assert_shows(trainee, "Training waits for you: No heat (in class)");
	seat_command(trainee, "training waiting");
	assert_shows(trainee, "[Waiting for you 1]");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "Training of trainee1");
	join_and_answer(trainee);
	/* live: what is said, what is typed */
	say(trainee, "您住在哪里？");
	assert_shows(trainer, PLACE);
	assert_shows(trainer, "← where");
	screen_type(trainee, "饕餮");
	assert_shows(trainer, "Name  饕餮");
	/* what the trainer does to it */
	tell(trainer, "M-t", "Hint for the trainee:", "先问时间");
	assert_shows(trainee, "HINT  先问时间");
	tell(trainer, "M-s", "The caller says:", "我还有一件事");
	assert_shows(trainee, "Caller     我还有一件事");
	tell(trainer, "M-b", "The supervisor asks:", "还要多久");
	assert_shows(trainee, "SUPERVISOR  还要多久");
	screen_keys(trainer, "M-p");
	assert_shows(trainer, "paused");
	assert_shows(trainee, "The trainer has paused the session");
	fixture_clock(&server, 0);
	screen_keys(trainer, "M-p");
	assert_shows(trainee, "the call goes on");
	assert_shows(trainee, "talking 0:");                    /* the pause is none of the trainee's time */
	assert_hides(trainee, "talking 12:");
	tell(trainer, "M-c", "Comment on this moment:", "问得好");
	assert_shows(trainer, "Comment    问得好");
	assert_hides(trainee, "问得好");
	/* the end, for both */
	screen_keys(trainer, "M-e");
	assert_shows(trainer, "y ends the session");
	screen_type(trainer, "y");
	screen_keys(trainer, "Enter");
	assert_shows(trainee, "The session has ended; this is what it was worth.");
	assert_shows(trainer, "It has ended: Enter shows the score.");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "Score: ");
	/* the trainer's word, with its reason */
	screen_keys(trainer, "M-o");
	assert_shows(trainer, "Deduct instead of");
	screen_type(trainer, "900");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "\"900\" is not between 0 and");
	screen_keys(trainer, "M-o");
	assert_shows(trainer, "Deduct instead of");
	screen_type(trainer, "1");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "The reason, which the trainee reads:");
	screen_type(trainer, "已口头说明");
	screen_keys(trainer, "Enter");
	assert_shows(trainee, "Score: ");
	assert_shows(trainee, "Your trainer has judged a score");
	assert_shows(trainer, "deducts 1: 已口头说明");       /* the selection stays with its item */
	/* a remark on a moment stands below it, for both */
	screen_keys(trainer, "Tab Tab");
	assert_shows(trainer, "您住在哪里？");
	for (int n = 0; n < 30 && screen_row(trainer, screen_find(trainer, "您住在哪里？"))[0] != '>'; n++)
		screen_keys(trainer, "Down");
	tell(trainer, "M-c", "Comment on the selected moment:", "先问候再问");
	assert_shows(trainer, "先问候再问");
	int asked = screen_find(trainer, "您住在哪里？");
	assert_int_equal(screen_find(trainer, "先问候再问"), asked + 1);
	/* at its time */
	assert_memory_equal(screen_row(trainer, asked) + 1, screen_row(trainer, asked + 1) + 1, 8);
	seat_look_up(trainee);
	screen_keys(trainee, "Tab Tab End");
	assert_shows(trainee, "问得好");
}

/* Time is up in the middle of a word: it is said, and stays on the sheet; what was typed is judged. */
static void test_the_time_of_an_exam_is_up(void **state)
{
	(void)state;
	char *token = fixture_login(&server, "trainer1");
	struct screen *s = sit("trainee1", 80, 24);

	assert_shows(s, "[Scenarios 1]");
	jo_free(life_post(&l, "/training/sessions", token, NULL, "{\"mode\":\"exam\",\"scenarios\":[\"screen\"],\"limit_s\":90,"
			  "\"trainees\":[\"trainee1\"]}", 201));
	free(token);
	assert_shows(s, " Waiting for you 1 ");         /* beside the list that is shown */
	screen_keys(s, "Enter");
	assert_shows(s, "An exam waits for you; take it first, then practise.");
	seat_command(s, "training");            /* as the news of it says */
	assert_shows(s, "[Waiting for you 1]");
	assert_shows(s, "> calls that are not told before");
	join_and_answer(s);
	screen_type(s, "貔貅");
	assert_shows(s, "saved at the server");
	fixture_clock(&server, 100);
	assert_shows(s, "Time is up: the session has ended.");
	assert_shows(s, "· time was up");
	seat_look_up(s);
	screen_keys(s, "Tab Tab");
	assert_shows(s, "Name: 貔貅");
	fixture_clock(&server, 0);
}

/* Of two calls each row says of which it is, and the head sums both up. */
static void test_an_exam_of_two_calls(void **state)
{
	(void)state;
	char *token = fixture_login(&server, "trainer1");
	struct screen *s = sit("trainee1", 100, 30);

	jo_free(life_post(&l, "/training/sessions", token, NULL, "{\"mode\":\"exam\",\"scenarios\":[\"screen\",\"screen\"],"
			  "\"limit_s\":90,\"trainees\":[\"trainee1\"]}", 201));
	free(token);
	seat_command(s, "training waiting");
	assert_shows(s, "[Waiting for you 1]");
	join_and_answer(s);
	screen_keys(s, "F9");
	assert_shows(s, "wrap-up");
	screen_keys(s, "F12");
	assert_shows(s, "Form 1 is not handled yet. y ends");
	screen_type(s, "y");
	screen_keys(s, "Enter");
	assert_shows(s, "CALL  13900007799");
	screen_keys(s, "F5");
	assert_shows(s, OPENING);
	fixture_clock(&server, 100);
	assert_shows(s, "· time was up");
	seat_look_up(s);
	assert_shows(s, "#1 ");
	assert_shows(s, "#2 ");
	assert_shows(s, "Call 1: ");
	assert_hides(s, "0 right, 0 wrong, 0 missing");
	fixture_clock(&server, 0);
}

/* -- a storm -------------------------------------------------------------------------------------- */

/* So many callers that one is there at once and others wait. */
static void begin_storm(void)
{
	char *token = fixture_login(&server, "trainer1");

	jo_free(life_post(&l, "/training/sessions", token, NULL,
			  "{\"mode\":\"storm\",\"name\":\"Friday\",\"scenarios\":[\"screen\"],\"seed\":1,"
			  "\"trainees\":[\"trainee1\",\"trainee2\"],\"arrivals\":{\"calls\":200,\"seconds\":30}}", 201));
	free(token);
}

static void join_storm(struct screen *s)
{
	seat_command(s, "training waiting");
	assert_shows(s, "> Friday");
	screen_keys(s, "Enter");
	assert_shows(s, "TRAINING");
	screen_keys(s, "F12");
	assert_shows(s, "CALL  13900007799");
}

static void test_trainer_watches_a_storm(void **state)
{
	(void)state;
	struct screen *trainer = other = seat_sit(&server, "trainer1", 100, 30), *trainee;

	assert_shows(trainer, "Going on 0");
	begin_storm();
	seat_command(trainer, "training running");
	screen_keys(trainer, "F5");
	trainee = sit("trainee1", 80, 24);
	join_storm(trainee);
	assert_shows(trainer, "Friday");
	/* the queue, and a row for each seat */
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "Storm · Friday");
	assert_shows(trainer, " of 200 came · ");
	assert_shows(trainer, "[Seats 2]");
	assert_shows(trainer, ">  1 trainee1   ringing");
	assert_shows(trainer, "   2 trainee2   not there");
	screen_type(trainer, "2");
	assert_shows(trainer, ">  2 trainee2");
	screen_type(trainer, "7");              /* no such seat */
	assert_shows(trainer, ">  2 trainee2");
	screen_keys(trainer, "Home");
	screen_keys(trainee, "F5");
	assert_shows(trainee, OPENING);
	assert_shows(trainer, ">  1 trainee1   talking");
	assert_shows(trainer, "1 answered");
	/* a twist for the seat under the cursor; none without a call */
	tell(trainer, "M-s", "The caller says:", "我还有一件事");
	assert_shows(trainee, "Caller     我还有一件事");
	screen_keys(trainer, "Down M-s");
	assert_shows(trainer, "There is no call at this seat");
	/* its call, live */
	screen_keys(trainer, "Up Enter");
	assert_shows(trainer, "Training of trainee1");
	say(trainee, "您住在哪里？");
	assert_shows(trainer, PLACE);
	assert_shows(trainer, "not asked yet: since");
	screen_type(trainee, "饕餮");
	assert_shows(trainer, "Name  饕餮");
	assert_hides(trainer, "{ }");
	tell(trainer, "M-t", "Hint for the trainee:", "先问时间");
	assert_shows(trainee, "HINT  先问时间");
	screen_keys(trainer, "Esc M-e");
	assert_shows(trainer, "y ends the session");
	screen_type(trainer, "y");
	screen_keys(trainer, "Enter");
	/* afterwards by seat, and the sheet of each call */
	assert_shows(trainer, "calls scored: 1");
	assert_shows(trainer, "Answered in");
	screen_keys(trainer, "End Enter");
	assert_shows(trainer, "No call was answered at this seat.");
	screen_keys(trainer, "Home Enter");
	assert_shows(trainer, "Score · trainee1 · No heat");
	assert_shows(trainer, "Fields: ");
	tell(trainer, "M-c", "Comment on the whole call:", "整通不错");
	screen_keys(trainer, "Esc");
	assert_shows(trainer, "[Calls ");
	/* the trainee finds the own call alone */
	assert_shows(trainee, "[Calls 1]");
	assert_shows(trainee, "Seats 1");
	seat_look_up(trainee);
	screen_keys(trainee, "Enter");
	assert_shows(trainee, "Score · trainee1 · No heat");
	screen_keys(trainee, "Tab Tab");
	assert_shows(trainee, "整通不错");
}

/* Enter watches, another key takes the own seat, and it is ended from the list. */
static void test_trainer_takes_part_in_a_storm(void **state)
{
	(void)state;
	char *token = fixture_login(&server, "trainer1");

	jo_free(life_post(&l, "/training/sessions", token, NULL,
			  "{\"mode\":\"storm\",\"name\":\"Monday\",\"scenarios\":[\"screen\"],\"seed\":1,"
			  "\"trainees\":[\"trainee1\",\"trainer1\"],\"arrivals\":{\"calls\":200,\"seconds\":30}}", 201));
	struct screen *trainer = other = seat_sit(&server, "trainer1", 120, 30);
	seat_command(trainer, "training running");
	screen_keys(trainer, "F5");
	assert_shows(trainer, "Monday");
	assert_shows(trainer, "M-y takes your seat");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "Storm · Monday");
	assert_shows(trainer, "[Seats 2]");
	screen_keys(trainer, "Esc M-y");
	assert_shows(trainer, "TRAINING");
	screen_keys(trainer, "M-l");
	assert_shows(trainer, "M-e ends it · M-y takes your seat");
	screen_keys(trainer, "M-e");
	assert_shows(trainer, "y ends the session");
	screen_type(trainer, "y");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "Nobody trains now");
	free(token);
}

/* By name, whatever becomes of the sessions; a number selects, and a scenario that was read is begun from there. */
static void test_trainer_finds_a_trainee_by_number(void **state)
{
	(void)state;
	char *token = fixture_login(&server, "trainer1");

	jo_free(life_post(&l, "/training/sessions", token, NULL,
			  "{\"mode\":\"class\",\"scenario\":\"screen\",\"trainees\":[\"trainee3\",\"trainee2\",\"trainee1\"]}", 201));
	struct screen *trainer = other = seat_sit(&server, "trainer1", 100, 30), *trainee;
	assert_shows(trainer, ">  1 trainee1");
	assert_shows(trainer, "   2 trainee2");
	assert_shows(trainer, "   3 trainee3");
	screen_type(trainer, "2");
	assert_shows(trainer, ">  2 trainee2");
	trainee = sit("trainee3", 80, 24);
	seat_command(trainee, "training waiting");
	assert_shows(trainee, "[Waiting for you 1]");
	join_and_answer(trainee);
	assert_shows(trainer, "   3 trainee3     running");
	assert_shows(trainer, ">  2 trainee2     not begun");
	seat_command(trainer, "training scenarios");
	assert_shows(trainer, "> **···  No heat");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "What the caller knows");
	assert_shows(trainer, "F6 begins a session with it");
	screen_keys(trainer, "F6");
	assert_shows(trainer, "Scenarios* No heat");
	screen_keys(trainer, "Esc Esc");
	end_call(trainee);
	/* nobody has judged anything */
	assert_hides(trainee, "Your trainer has judged");
	json *open = life_get(&l, "/training/sessions?state=waiting", token, 200);
	for (size_t i = 0; i < jo_len(jo_get(open, "items")); i++) {
		char *path = xasprintf("/training/sessions/%s/end", jo_str(jo_at(jo_get(open, "items"), i), "id"));
		jo_free(life_post(&l, path, token, NULL, NULL, 200));
		free(path);
	}
	jo_free(open);
	free(token);
}

/* The line is lost: one key calls back; what could be asked stays readable beside what one types. */
static void test_the_line_is_lost(void **state)
{
	(void)state;
	struct screen *trainer = other = seat_sit(&server, "trainer1", 100, 30), *s = sit("trainee1", 80, 24);

	assert_shows(s, "No heat");
	join_and_answer(s);
	assert_shows(s, " TRAINING session 0:");
	screen_keys(s, "M-q");
	screen_type(s, "您好");
	assert_shows(s, "M-m: 您好，北京12345");
	assert_shows(s, "Ask (M-q): 您好");
	screen_keys(s, "Esc");
	/* who is on the line does not wait for a choice */
	screen_keys(s, "Tab Space");
	assert_shows(s, "Type to filter");
	screen_keys(s, "M-q");
	screen_type(s, "啊");
	assert_shows(s, "Ask (M-q): 您好啊");
	screen_keys(s, "BackSpace Esc");
	seat_command(trainer, "training running");
	assert_shows(trainer, "[Going on 1]");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "Training of trainee1");
	screen_keys(trainer, "M-d");
	assert_shows(s, "The line was lost: M-k calls back, F12 leaves it at that");
	screen_keys(s, "M-q");
	assert_shows(s, "Nobody is on the line now.");
	screen_type(s, "呢");
	assert_shows(s, "Ask (M-q): 您好呢");
	screen_keys(s, "Esc");
	screen_keys(s, "M-k");
	assert_shows(s, "the caller is on the line");
	/* who hangs up by oneself has lost no line */
	screen_keys(s, "F9");
	assert_shows(s, "Dialogue · the call is over");
	assert_loses(s, "The line was lost");
	end_session(s);
	assert_shows(s, "Score: ");
}

/* -- a trainer plays it, too --------------------------------------------------------------------------- */

static void take_the_call(struct screen *s, const char *opening)
{
	assert_shows(s, "TRAINING");
	screen_keys(s, "F12");
	assert_shows(s, "F5 answers");
	screen_keys(s, "F5");
	assert_shows(s, opening);
}

/* In the reader's language, with its title in the other one below. */
static void test_scenario_is_read(void **state)
{
	(void)state;
	struct seat in_chinese = { .user = "trainer1", .state = "reader", .language = "zh_CN", .width = 80, .height = 24 };
	struct screen *s = sit("trainer1", 120, 40);

	seat_command(s, "training scenarios");
	assert_shows(s, "> **···  No heat");
	screen_keys(s, "Enter");
	assert_shows(s, "Mood: calm");
	int title = screen_find(s, "No heat");
	assert_true(title >= 0 && title + 1 == screen_find(s, "暖气不热"));
	assert_shows(s, "First words: " OPENING);
	assert_shows(s, "After 45 s of silence: Are you there?");
	assert_shows(s, "must: ask for where · Ask where first.");
	screen_keys(s, "Esc");
	other = s = seat_open(&server, &in_chinese);
	assert_shows(s, "培训");
	seat_command(s, "training scenarios");
	assert_shows(s, "> **···  暖气不热");
	screen_keys(s, "Enter");
	assert_shows(s, "情绪: 平静");
	title = screen_find(s, "暖气不热");
	assert_true(title >= 0 && title + 1 == screen_find(s, "No heat"));
	assert_shows(s, "首句: " OPENING);
	assert_shows(s, "对方沉默 45 秒后: 您还在吗？");
	assert_shows(s, "地址: " PLACE);
	screen_keys(s, "End");
	assert_shows(s, "必须： 问到 地址 · 先问地址");
	assert_hides(s, "silence");
}

static void test_trainer_plays_a_scenario(void **state)
{
	(void)state;
	struct screen *s = sit("trainer1", 100, 30);

	seat_command(s, "training scenarios");
	assert_shows(s, "M-y plays it yourself");
	assert_shows(s, "> **···  No heat");
	screen_keys(s, "M-y");
	take_the_call(s, OPENING);
	say(s, "您住在哪里？");
	assert_shows(s, PLACE);
	/* left, it waits among what goes on, and Enter takes the seat again */
	screen_keys(s, "M-l");
	assert_shows(s, "The session is not ended");
	seat_command(s, "training running");
	assert_shows(s, "[Going on 1]");
	screen_keys(s, "Enter");
	assert_shows(s, "M-r goes back to it");
	screen_keys(s, "M-r");
	assert_shows(s, PLACE);
	end_call(s);
	/* what one plays to see it is nobody's result */
	screen_keys(s, "Esc");
	seat_command(s, "training results");
	assert_shows(s, "[Results 3]");
	assert_shows(s, "trainee3");
}

/* The whole way: which ticket, for whom; nothing of the real people is on the screen. */
static void pick_ticket(struct screen *s, const char *no)
{
	char *choice = xasprintf("> %s", no);

	pick(s, "Ticket*", no, choice);
	screen_keys(s, "Enter");
	free(choice);
}

static void test_real_ticket_is_played_again(void **state)
{
	(void)state;
	char no[24];
	struct screen *s = sit("trainer1", 100, 30), *trainee;

	life_call(&l, "貔貅苑3号楼暖气不热", no);
	seat_command(s, "replay");
	assert_shows(s, "5 [replay]");
	pick_ticket(s, no);
	pick_trainee(s, "trainee1");
	screen_keys(s, "F8");
	assert_shows(s, "1 session waits for its trainees.");
	assert_hides(s, "貔貅");
	other = trainee = seat_sit(&server, "trainee1", 80, 24);
	seat_command(trainee, "training waiting");
	assert_shows(trainee, "> Played again: ");
	screen_keys(trainee, "Enter");
	take_the_call(trainee, "您好，我要反映");
	assert_shows(trainee, "Intake · 1390000");
	say(trainee, "您的联系电话是多少？");
	assert_shows(trainee, "就打1390000");
	assert_hides(trainee, "13900000001");
	assert_hides(trainee, "貔貅");
	end_call(trainee);
	assert_hides(trainee, "貔貅");
	/* a trainer looks at it first */
	seat_command(s, "replay");
	assert_shows(s, "5 [replay]");
	pick_ticket(s, no);
	pick_trainee(s, "myself");
	screen_keys(s, "F8");
	take_the_call(s, "您好，我要反映");
	end_call(s);
}

/* "All" takes everybody, also with names beside it; the last line says what will begin. */
static void test_what_will_begin_is_said(void **state)
{
	(void)state;
	struct screen *s = sit("trainer1", 80, 24);

	seat_command(s, "training scenarios");
	assert_shows(s, "> **···  No heat");
	screen_keys(s, "F6");
	assert_shows(s, "F8 begins it, Esc leaves.");
	pick_trainee(s, "trainee1");
	assert_shows(s, "F8 begins 1 session, Esc leaves.");
	pick_trainee(s, "all");
	assert_shows(s, "\"all trainees\" holds the names beside it · F8 begins");
	assert_shows(s, "sessions, one for each");
	screen_keys(s, "Esc");
}

/* Of the closed tickets one is chosen by its title, and read without its people before it is played. */
static void test_a_ticket_is_chosen(void **state)
{
	(void)state;
	char no[24];
	struct seat in_chinese = { .user = "trainer1", .state = "chooses", .language = "zh_CN", .width = 80, .height = 24 };
	struct screen *s = sit("trainer1", 120, 40), *narrow;

	life_call(&l, "貔貅苑路灯不亮王女士", no);
	life_handle(&l, no);
	life_close(&l, no);
	seat_command(s, "replay");
	assert_shows(s, "> Ticket*");
	screen_keys(s, "Enter");
	screen_type(s, "路灯");
	assert_shows(s, "路灯不亮某女士");
	screen_keys(s, "Enter");
	assert_shows(s, "The ticket, without its people");
	assert_shows(s, "Complaint · ");
	assert_shows(s, "室温14度");
	assert_hides(s, "王女士");
	screen_keys(s, "Esc");
	other = narrow = seat_open(&server, &in_chinese);
	assert_shows(narrow, "培训");
	seat_command(narrow, "replay");
	assert_shows(narrow, "> 工单*");
	screen_keys(narrow, "Enter");
	screen_type(narrow, "路灯");
	assert_shows(narrow, "路灯不亮某女士");
	screen_keys(narrow, "Enter");
	assert_shows(narrow, "工单内容（人物已隐去）");
	assert_shows(narrow, "室温14度");
}

static void test_results_and_csv(void **state)
{
	(void)state;
	struct screen *s = sit("trainer1", 100, 30);
	char *file = xasprintf("%s/results.csv", server.dir), *line = xasprintf("save-results %s", file);
	struct stat st;

	assert_shows(s, "Going on");
	seat_command(s, "training results");
	assert_shows(s, "[Results ");
	assert_shows(s, "trainee1");
	screen_keys(s, "F7");
	assert_shows(s, "By class");
	/* what somebody did alone has a name of its own, above what is looked into, too */
	screen_type(s, "/");
	screen_type(s, "alone · practice");
	screen_keys(s, "Enter");
	assert_shows(s, "> for one trainee alone");
	screen_keys(s, "Enter");
	assert_shows(s, "By field · class for one trainee alone · practice");
	screen_keys(s, "M-f");
	assert_shows(s, "Which, as trainee=trainee1");
	screen_keys(s, "Enter");
	assert_loses(s, "· class for");
	assert_shows(s, "By field");
	assert_shows(s, "Not right");
	assert_shows(s, "Category");
	/* call by call, each with its sheet */
	screen_keys(s, "F7 F7");
	assert_shows(s, "By call ·");
	assert_shows(s, "Weakest");
	assert_shows(s, "No heat");
	char *calls = xasprintf("save-results %s.calls", file), *written = xasprintf("%s.calls", file);
	seat_command(s, calls);
	assert_shows(s, "The results are in ");
	assert_int_equal(stat(written, &st), 0);
	assert_true(st.st_size > 100);
	free(calls);
	free(written);
	screen_keys(s, "Enter");
	assert_shows(s, "Score: ");
	screen_keys(s, "Esc");
	assert_shows(s, "By call ·");
	/* only some of them: a row, a day, everybody again */
	screen_keys(s, "F7");
	assert_shows(s, "By trainee ·");
	screen_type(s, "/");
	screen_type(s, "trainee2");
	screen_keys(s, "Enter");
	assert_shows(s, "> trainee2");
	screen_keys(s, "Enter");
	assert_shows(s, "By field · trainee trainee2");
	assert_shows(s, "Category");
	seat_command(s, "choose-results trainee=trainee2 from=2020-01-01 to=2020-01-02");
	assert_shows(s, "· trainee trainee2 · from 2020-01-01 · to 2020-01-02");
	assert_shows(s, "There is no result yet.");
	seat_command(s, "choose-results moon=full");
	assert_shows(s, "\"moon=full\" chooses no results; all stays as it was.");
	screen_keys(s, "M-f");
	assert_shows(s, "Which, as trainee=trainee1");
	screen_type(s, "trainee=trainee1");
	screen_keys(s, "Enter");
	assert_shows(s, "By field · trainee trainee1");
	seat_command(s, line);
	assert_shows(s, "The results are in ");
	assert_int_equal(stat(file, &st), 0);
	assert_true(st.st_size > 20);
	seat_command(s, "choose-results");
	screen_keys(s, "Enter");
	assert_shows(s, "By field · F7");
	screen_keys(s, "F7 F7 F7");
	assert_shows(s, "By trainee · F7");
	assert_shows(s, "trainee2");
	/* what was practised has its title in one's language */
	seat_command(s, "training ended");
	assert_shows(s, "No heat");
	assert_hides(s, "暖气不热");
	free(file);
	free(line);
}

/* -- the caller is heard ----------------------------------------------------------------------------- */

static char *write_file(const char *name, const char *text, mode_t mode)
{
	char *file = xasprintf("%s/%s", server.dir, name);
	FILE *f = fopen(file, "w");

	assert_true(f && fputs(text, f) >= 0 && !fclose(f) && !chmod(file, mode));
	return file;
}

/* Waits for the file to hold the text. */
static bool holds(const char *file, const char *text)
{
	int64_t until = clock_monotonic() + 10000;
	char block[4096];
	bool found = false;

	while (!found && clock_monotonic() < until) {
		FILE *f = fopen(file, "r");
		size_t n = f ? fread(block, 1, sizeof(block) - 1, f) : 0;
		if (f)
			fclose(f);
		block[n] = '\0';
		found = strstr(block, text) != NULL;
	}
	return found;
}

static void test_caller_is_heard(void **state)
{
	(void)state;
	char *heard = xasprintf("%s/heard", server.dir), *script = xasprintf("#!/bin/sh\ncat >>%s\n", heard);
	char *command = write_file("speak", script, 0700), *config = xasprintf("XDG_CONFIG_HOME=%s/config", server.dir);
	char *keymap = xasprintf("set speech %s --loud ;touch %s/shell\n", command, server.dir);
	const char *const environment[] = { config, NULL };
	struct seat seat = { .user = "trainee1", .width = 80, .height = 24, .environment = environment };

	char *dir = xasprintf("%s/config", server.dir);
	mkdir(dir, 0700);
	free(dir);
	dir = xasprintf("%s/config/hotline", server.dir);
	mkdir(dir, 0700);
	free(dir);
	free(write_file("config/hotline/keymap", keymap, 0600));
	struct screen *s = screen = seat_open(&server, &seat);
	assert_shows(s, "No heat");
	join_and_answer(s);
	assert_true(holds(heard, OPENING));
	say(s, "您住在哪里？");
	assert_shows(s, PLACE);
	assert_true(holds(heard, PLACE));
	/* the words of the command are no shell's */
	char *shell = xasprintf("%s/shell", server.dir);
	assert_int_equal(access(shell, F_OK), -1);
	/* one that cannot be started is said, and the call goes on */
	seat_command(s, "set speech /nowhere/speak");
	say(s, "什么时候开始的？");
	assert_shows(s, "The caller cannot be heard: /nowhere/speak");
	assert_shows(s, "打不通。");
	end_call(s);
	free(shell);
	free(heard);
	free(script);
	free(command);
	free(config);
	free(keymap);
}

/* What training's keys do outside of it is said. */
static void test_agents_are_told(void **state)
{
	(void)state;
	struct screen *s = sit("agent1", 80, 24);

	seat_command(s, "training");
	assert_shows(s, "Training is for trainees and trainers.");
	screen_keys(s, "M-z");
	assert_shows(s, "You are in no training session.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_practice_from_list_to_score, end),
		cmocka_unit_test_teardown(test_dialogue_scrolls_and_says_what_happened, end),
		cmocka_unit_test_teardown(test_killed_program_resumes, end),
		cmocka_unit_test_teardown(test_whole_call_ends_by_itself, end),
		cmocka_unit_test_teardown(test_practice_is_begun_once, end),
		cmocka_unit_test_teardown(test_finish_asks, end),
		cmocka_unit_test_teardown(test_trainer_follows_and_judges, end),
		cmocka_unit_test_teardown(test_the_time_of_an_exam_is_up, end),
		cmocka_unit_test_teardown(test_an_exam_of_two_calls, end),
		cmocka_unit_test_teardown(test_trainer_finds_a_trainee_by_number, end),
		cmocka_unit_test_teardown(test_the_line_is_lost, end),
		cmocka_unit_test_teardown(test_results_and_csv, end),
		cmocka_unit_test_teardown(test_scenario_is_read, end),
		cmocka_unit_test_teardown(test_trainer_plays_a_scenario, end),
		cmocka_unit_test_teardown(test_trainer_watches_a_storm, end),
		cmocka_unit_test_teardown(test_trainer_takes_part_in_a_storm, end),
		cmocka_unit_test_teardown(test_real_ticket_is_played_again, end),
		cmocka_unit_test_teardown(test_what_will_begin_is_said, end),
		cmocka_unit_test_teardown(test_a_ticket_is_chosen, end),
		cmocka_unit_test_teardown(test_caller_is_heard, end),
		cmocka_unit_test_teardown(test_agents_are_told, end),
	};

	return cmocka_run_group_tests_name("training", tests, make_stage, clear_stage);
}
