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
	"\"lines\":[{\"cue\":\"opening\",\"text\":\"" OPENING "\"},{\"cue\":\"unknown\",\"text\":\"我不知道。\"}],"              \
	"\"expects\":[{\"request\":1,\"pointer\":\"/matter/category\",\"match\":\"one_of\",\"values\":[\"010101\"],\"points\":2}]," \
	"\"musts\":[]}"

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

static void end_call(struct screen *s)
{
	screen_keys(s, "M-z");
	assert_shows(s, "The caller is on the line. y ends");
	screen_type(s, "y");
	screen_keys(s, "Enter");
	assert_shows(s, "Score: ");
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
	screen_keys(s, "Esc");
	assert_shows(s, "> Name");
	say(s, "您住在哪里？");
	assert_shows(s, PLACE);
	/* the keys are the form's again */
	screen_type(s, "麒麟");
	assert_shows(s, "> Name                    麒麟");
	end_call(s);
	assert_hides(s, "TRAINING");
	assert_shows(s, "[Lost ");
	assert_shows(s, "Category");
	screen_keys(s, "Tab Tab");
	assert_shows(s, "[Time line ");
	assert_shows(s, PLACE);
	assert_shows(s, "Name: 麒麟");
	assert_int_equal(training_states("trainee1"), 0);
	screen_keys(s, "Esc");
	seat_command(s, "training ended");
	assert_shows(s, "[Done 1]");
	assert_shows(s, "practice");
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
	assert_int_equal(training_states("trainee2"), 1);
	screen_signal(s, SIGKILL);
	screen_wait_exit(s);
	screen_free(s);
	screen = NULL;
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
	for (int n = 0; n < 40 && screen_find(s, "Name                    貔貅") < 0; n++)
		screen_keys(s, "BackTab");
	assert_shows(s, "Name                    貔貅");
	/* left on purpose it waits, too */
	screen_keys(s, "M-l");
	assert_shows(s, "The session is not ended: it waits for you in the list.");
	assert_hides(s, "TRAINING");
	assert_int_equal(training_states("trainee2"), 1);
	assert_shows(s, "[Waiting for you 1]");
	screen_keys(s, "Enter");
	assert_shows(s, "M-r goes back to it");
	screen_keys(s, "M-r");
	assert_shows(s, PLACE);
	end_call(s);
	assert_int_equal(training_states("trainee2"), 0);
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
	assert_shows(s, "对话 ──");
	assert_shows(s, "来电人     " OPENING);
	screen_keys(s, "F9");
	assert_shows(s, "整理");
	screen_keys(s, "F12");
	assert_shows(s, "这场训练已结束，得分如下。");
	assert_shows(s, "得分：");
	assert_hides(s, " 训练 ");
}

/* -- a trainer ---------------------------------------------------------------------------------- */

static void begin_class(struct screen *s)
{
	seat_command(s, "training scenarios");
	assert_shows(s, "No heat");
	screen_keys(s, "F6");
	assert_shows(s, "Scenarios* No heat");
	screen_go_to(s, "Trainees*");
	screen_keys(s, "Enter");
	assert_shows(s, "[ ] all trainees");
	screen_type(s, "trainee1");
	screen_keys(s, "Space Enter");
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
	struct screen *trainer = other = seat_sit(&server, "trainer1", 100, 30), *trainee = sit("trainee1", 80, 24);

	assert_shows(trainer, "Going on 0");
	begin_class(trainer);
	assert_shows(trainee, "Training waits for you: 暖气不热 (in class)");
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
	screen_keys(trainer, "M-p");
	assert_shows(trainee, "the call goes on");
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
	screen_type(trainer, "1");
	screen_keys(trainer, "Enter");
	assert_shows(trainer, "The reason, which the trainee reads:");
	screen_type(trainer, "已口头说明");
	screen_keys(trainer, "Enter");
	assert_shows(trainee, "Score: ");
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
	screen_keys(trainee, "Tab Tab");
	assert_shows(trainee, "问得好");
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
	screen_keys(s, "F7");
	assert_shows(s, "By field");
	assert_shows(s, "Category");
	seat_command(s, line);
	assert_shows(s, "The results are in ");
	assert_int_equal(stat(file, &st), 0);
	assert_true(st.st_size > 20);
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
		cmocka_unit_test_teardown(test_trainer_follows_and_judges, end),
		cmocka_unit_test_teardown(test_results_and_csv, end),
		cmocka_unit_test_teardown(test_caller_is_heard, end),
		cmocka_unit_test_teardown(test_agents_are_told, end),
	};

	return cmocka_run_group_tests_name("training", tests, make_stage, clear_stage);
}
