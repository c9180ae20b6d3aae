/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_ui.c -- the frame and its widgets on a real terminal: keys in, screens out. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "screen/harness.h"
#include "screen/warp.h"

static const char *program;             /* demo_ui beside this program */

static struct screen *start(int width, int height)
{
	const char *const argv[] = { program, "--lang", "en", NULL };

	return screen_start(argv, &(struct screen_options){ .width = width, .height = height });
}

static struct screen *start_with(const char *term, const char *const *environment)
{
	const char *const argv[] = { program, NULL };

	return screen_start(argv,
			    &(struct screen_options){ .term = term, .environment = environment });
}

/* The whole screen as text. Caller frees. */
static char *picture(struct screen *s, int height)
{
	struct buf all = BUF_INIT;

	for (int y = 0; y < height; y++) {
		buf_adds(&all, screen_row(s, y));
		buf_addch(&all, '\n');
	}
	return buf_detach(&all);
}

/* What was painted bit by bit is what a whole paint gives: no cell is left over. */
static void assert_nothing_is_left_over(struct screen *s, int height)
{
	char *before = picture(s, height);

	screen_keys(s, "C-l");
	char *after = picture(s, height);
	assert_string_equal(before, after);
	free(before);
	free(after);
}

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* -- frame ------------------------------------------------------------------------- */

static void test_first_paint_fits_every_size(void **state)
{
	static const struct {
		int width, height;
	} sizes[] = { { 80, 24 }, { 120, 40 }, { 200, 60 } };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct screen *s = start(sizes[i].width, sizes[i].height);
		char last[64];
		int x, y;
		assert_shows(s, "Demo list");
		assert_row(s, 2, "> 261124000000 pending  水管爆裂路面积水 0");
		snprintf(last, sizeof(last), "2611240000%d", sizes[i].height - 5);
		assert_shows(s, last);
		assert_true(strstr(screen_row(s, 0), "online  ready  "));
		assert_true(strncmp(screen_row(s, -1), "F1help F2answer ", 16) == 0);
		screen_cursor(s, &x, &y);
		assert_int_equal(x, 0);
		assert_int_equal(y, 2);
		assert_true(screen_cursor_visible(s));
		screen_free(s);
	}
}

static void test_list_keys(void **state)
{
	struct screen *s = start(80, 24);
	int x, y;
	(void)state;

	screen_keys(s, "Down Down");
	assert_row(s, 4, "> 261124000002 pending  电梯困人 2");
	assert_int_equal(screen_attributes(s, 2, 4) & CELL_REVERSE, CELL_REVERSE);
	assert_int_equal(screen_attributes(s, 2, 3) & CELL_REVERSE, 0);
	screen_cursor(s, &x, &y);
	assert_int_equal(y, 4);
	screen_keys(s, "End");
	assert_shows(s, "> 261124009999");
	screen_keys(s, "PageUp Home PageDown Up");
	assert_shows(s, "> 261124000019");
	screen_send(s, "\033OB\033[A\033[B");
	assert_shows(s, "> 261124000020");
	assert_nothing_is_left_over(s, 24);
	screen_free(s);
}

static void test_text_from_outside_is_harmless(void **state)
{
	struct screen *s = start(80, 24);
	(void)state;

	assert_row(s, 3, "  261124000001 pending  evil␛[2Jtext\xef\xbf\xbd‹U+202E›😀");
	screen_free(s);
}

static void test_letters_do_nothing_in_a_list(void **state)
{
	struct screen *s = start(80, 24);
	(void)state;

	for (char c = 'a'; c <= 'z'; c++)
		screen_type(s, (char[]){ c, '\0' });
	assert_row(s, 2, "> 261124000000 pending  水管爆裂路面积水 0");
	assert_row(s, -2, "z does nothing here; F1 shows what does.");
	screen_free(s);
}

static void test_full_width_punctuation_acts(void **state)
{
	struct screen *s = start(80, 24);
	(void)state;

	screen_type(s, "：");
	assert_row(s, -2, ":");
	screen_keys(s, "Esc");
	screen_type(s, "／");
	assert_row(s, -2, "/");
	screen_keys(s, "Esc");
	screen_type(s, "、");
	assert_row(s, -2, "/");
	screen_keys(s, "Esc");
	screen_type(s, "？");
	assert_shows(s, "In lists");
	screen_free(s);
}

static void test_filter(void **state)
{
	struct screen *s = start(80, 24);
	int x, y;
	(void)state;

	screen_type(s, "/");
	screen_type(s, "困人 2");
	assert_row(s, -2, "/困人 2");
	assert_shows(s, "Only rows with \"困人 2\": ");
	assert_row(s, 3, "> 261124000002 pending  电梯困人 2");
	assert_row(s, 4, "  261124000012 pending  电梯困人 12");
	screen_cursor(s, &x, &y);
	assert_int_equal(x, 7);
	assert_int_equal(y, 22);
	screen_keys(s, "Enter Down");
	assert_row(s, 4, "> 261124000012 pending  电梯困人 12");
	assert_nothing_is_left_over(s, 24);
	screen_type(s, "/nothing");
	assert_shows(s, "No row contains what you typed.");
	screen_keys(s, "Esc");
	assert_shows(s, "Street light broken 5");
	screen_type(s, "/困人");
	screen_keys(s, "Enter");
	assert_shows(s, "Esc shows all.");
	screen_keys(s, "Esc");
	assert_hides(s, "Only rows with");
	assert_shows(s, "Street light broken");
	screen_free(s);
}

static void test_prompt_completes_and_remembers(void **state)
{
	struct screen *s = start(80, 24);
	(void)state;

	screen_type(s, ":redr");
	screen_keys(s, "Tab");
	assert_row(s, -2, ":redraw");
	screen_keys(s, "Enter");
	screen_type(s, ":pag");
	screen_keys(s, "Tab");
	assert_row(s, -2, ":page-");
	assert_shows(s, "page-down  page-up");
	screen_keys(s, "Tab Enter");
	assert_shows(s, "> 261124000020");
	screen_type(s, ":nonsense");
	screen_keys(s, "Enter");
	assert_row(s, -2, "There is no command \"nonsense\"; press Tab after : to see all.");
	screen_type(s, ":");
	screen_keys(s, "Up Up");
	assert_row(s, -2, ":page-down");
	screen_keys(s, "Esc");
	screen_type(s, ":help next");
	screen_keys(s, "Enter");
	assert_row(s, -2, "next [COUNT]: Go one row down");
	screen_free(s);
}

static void test_help_lists_keys_and_commands(void **state)
{
	struct screen *s = start(100, 60);
	(void)state;

	screen_keys(s, "F1");
	assert_shows(s, "In lists");
	assert_shows(s, "Everywhere");
	assert_shows(s, "PageDown     Go one page down");
	screen_type(s, "/save-screen");
	screen_keys(s, "Enter");
	assert_shows(s, ":save-screen FILE");
	screen_keys(s, "Esc");
	assert_shows(s, "Demo list");
	screen_free(s);
}

static void test_banner_never_takes_the_keys(void **state)
{
	struct screen *s = start(80, 24);
	(void)state;

	screen_keys(s, "Down F11");
	assert_row(s, 1, "Incoming call from 138****5678, F2 answers");
	screen_keys(s, "Down");
	assert_row(s, 5, "> 261124000002 pending  电梯困人 2");
	screen_type(s, ":no");
	screen_keys(s, "F2");                   /* from inside the prompt */
	assert_shows(s, "Answered.");
	assert_hides(s, "Incoming call");
	screen_free(s);
}

static void test_question_is_answered_or_left(void **state)
{
	struct screen *s = start(80, 24);
	(void)state;

	screen_type(s, ":note");
	screen_keys(s, "Enter");
	assert_row(s, -2, "Why?");
	screen_type(s, "因为");
	assert_row(s, -2, "Why? 因为");
	screen_keys(s, "Enter");
	assert_row(s, -2, "answer: 因为");
	screen_type(s, ":note");
	screen_keys(s, "Enter Esc");
	assert_row(s, -2, "answer: (left)");
	screen_type(s, ":messages");
	screen_keys(s, "Enter");
	const char *newest = screen_row(s, 1);
	assert_true(newest[3] == ':');          /* " HH:MM  " */
	assert_string_equal(newest + 8, "answer: (left)");
	screen_free(s);
}

/* -- the prompt when something comes by itself ------------------------------------------ */

static char fifo_dir[32], *fifo;

static struct screen *start_told(void)
{
	snprintf(fifo_dir, sizeof(fifo_dir), "/tmp/hotline-ui-XXXXXX");
	assert_non_null(mkdtemp(fifo_dir));
	fifo = xasprintf("%s/told", fifo_dir);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	const char *const argv[] = { program, "--lang", "en", "--told", fifo, NULL };
	struct screen *s = screen_start(argv, &(struct screen_options){ .width = 80, .height = 24 });

	assert_shows(s, "Demo list");
	return s;
}

static void end_told(struct screen *s)
{
	screen_free(s);
	unlink(fifo);
	rmdir(fifo_dir);
	free(fifo);
}

static void tell(struct screen *s, const char *what, const char *seen)
{
	int fd = open(fifo, O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0 && write(fd, what, 1) == 1);
	close(fd);
	assert_shows(s, seen);
}

/* What is typed for a prompt never acts on a screen that came meanwhile; the command can be fetched again. */
static void test_prompt_outlives_its_screen(void **state)
{
	struct screen *s = start_told();
	(void)state;

	screen_keys(s, "F9");
	screen_type(s, "intake");
	tell(s, "t", "came");
	assert_shows(s, "Demo text");
	assert_shows(s, "Not wanted any more, Enter closes: intake");
	screen_keys(s, "Space PageDown Backspace");
	screen_type(s, "/x");
	assert_shows(s, "Row 0");
	screen_keys(s, "Enter");
	assert_shows(s, "typed \":intake\", so it was not done");
	assert_shows(s, "Demo text");
	assert_shows(s, "Row 0");
	screen_keys(s, "F9 Up");
	assert_row(s, 22, ":intake");
	screen_keys(s, "Esc");
	end_told(s);
}

static void test_question_outlives_its_screen(void **state)
{
	struct screen *s = start_told();
	(void)state;

	screen_keys(s, "Enter");
	assert_shows(s, "Demo text");
	screen_keys(s, "F9");
	screen_type(s, "note");
	tell(s, "l", "left");
	assert_shows(s, "Demo list");
	screen_keys(s, "Down Enter");
	assert_shows(s, "typed \":note\", so it was not done");
	assert_row(s, 2, "> 261124000000 pending  水管爆裂路面积水 0");
	screen_keys(s, "F9");
	screen_type(s, "note");
	screen_keys(s, "Enter");
	assert_shows(s, "Why?");
	screen_type(s, "nobody came");
	tell(s, "t", "came");
	screen_type(s, " at all");
	screen_keys(s, "F1");                   /* what works everywhere works here */
	assert_shows(s, "Show the keys and commands that work here");
	assert_hides(s, "Not wanted");
	end_told(s);
}

/* Nor what is typed into a field: until it comes to a stop. */
static void test_field_outlives_its_screen(void **state)
{
	struct screen *s = start_told();
	(void)state;

	screen_keys(s, "F12");
	assert_shows(s, "Demo form");
	screen_type(s, "室温");
	tell(s, "t", "came");
	screen_type(s, "14度q");
	screen_keys(s, "Space PageDown Backspace M-x Enter Esc");
	assert_shows(s, "Demo text");
	assert_shows(s, "Row 0");
	assert_shows(s, "the last keys did nothing.");
	screen_keys(s, "PageDown");
	assert_hides(s, "Row 0");
	screen_keys(s, "Esc");
	assert_shows(s, "Demo form");
	assert_shows(s, "室温");
	assert_hides(s, "室温14");

	screen_type(s, "低");
	tell(s, "a", "asked");
	assert_shows(s, "Who?");
	screen_type(s, "w");
	screen_keys(s, "Enter");
	assert_row(s, 22, "Who?");
	end_told(s);
}

/* What a key asked for comes at once, and an F-key is always meant. */
static void test_fields_own_keys_go_on(void **state)
{
	struct screen *s = start_told();
	(void)state;

	screen_keys(s, "F12");
	assert_shows(s, "Demo form");
	screen_type(s, "a");
	tell(s, "l", "left");
	assert_shows(s, "Demo list");
	screen_keys(s, "F12");
	assert_shows(s, "Demo form");
	screen_type(s, "a");
	screen_keys(s, "Enter");
	tell(s, "t", "came");
	screen_keys(s, "PageDown");
	assert_hides(s, "Row 0");
	assert_hides(s, "the last keys");
	end_told(s);
}

/* A question that comes by itself does not take what is typed for another one. */
static void test_question_does_not_take_a_prompt(void **state)
{
	struct screen *s = start_told();
	(void)state;

	screen_keys(s, "F9");
	screen_type(s, "inta");
	tell(s, "a", "asked");
	assert_hides(s, "Who?");
	screen_type(s, "ke");
	screen_keys(s, "Enter");
	assert_shows(s, "Demo form");
	end_told(s);
}

/* -- terminals -------------------------------------------------------------------------- */

static void test_resize(void **state)
{
	struct screen *s = start(80, 24);
	(void)state;

	screen_keys(s, "Down Down");
	screen_resize(s, 120, 40);
	assert_shows(s, "26112400003");
	assert_row(s, 4, "> 261124000002 pending  电梯困人 2");
	assert_nothing_is_left_over(s, 40);
	screen_resize(s, 30, 10);
	assert_shows(s, "30x10 is too small");
	screen_resize(s, 3, 2);
	screen_resize(s, 80, 24);
	assert_row(s, 4, "> 261124000002 pending  电梯困人 2");
	assert_nothing_is_left_over(s, 24);
	screen_free(s);
}

static void test_no_color_is_respected(void **state)
{
	struct screen *s = start_with(NULL, (const char *const[]){ "NO_COLOR=1", NULL });
	(void)state;

	screen_keys(s, "F11 Down");
	for (int y = 0; y < 24; y++) {
		for (int x = 0; x < 80; x++)
			assert_int_equal(screen_attributes(s, x, y) & CELL_COLOUR, 0);
	}
	assert_int_equal(screen_attributes(s, 0, 0) & CELL_REVERSE, CELL_REVERSE);
	screen_free(s);
	s = start_with(NULL, NULL);
	assert_int_equal(screen_attributes(s, 0, 0) & CELL_COLOUR, CELL_COLOUR);
	screen_free(s);
}

static void test_poor_terminals(void **state)
{
	static const char *const terms[] = { "vt100", "xterm", "screen", "tmux-256color",
					     "linux", "vt220", "rxvt" };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(terms); i++) {
		struct screen *s = start_with(terms[i], NULL);
		if (screen_find(s, "not known") >= 0)   /* no such entry on this machine */
			print_message("skipped: no terminfo entry %s\n", terms[i]);
		else
			assert_row(s, 2, "> 261124000000 pending  水管爆裂路面积水 0");
		screen_keys(s, "Down PageDown Up");
		screen_free(s);
	}
	struct screen *s = start_with("no-such-terminal", NULL);
	assert_int_equal(screen_wait_exit(s), 1);
	assert_shows(s, "The terminal type \"no-such-terminal\" is not known");
	screen_free(s);
}

static void test_linux_console_speaks_english(void **state)
{
	const char *const argv[] = { program, "--lang", "zh_CN", NULL };
	struct screen *s = screen_start(argv, &(struct screen_options){ .term = "linux" });
	(void)state;

	assert_true(strncmp(screen_row(s, -1), "F1help", 6) == 0);
	screen_free(s);
}

static void test_chinese_without_a_generated_locale(void **state)
{
	const char *const argv[] = { program, NULL };
	static const char *const environment[] = { "LANG=zh_CN.UTF-8",
						   "HOTLINE_LOCALEDIR=" MESSAGES, NULL };
	struct screen *s =
		screen_start(argv, &(struct screen_options){ .environment = environment });
	(void)state;

	screen_keys(s, "F1");
	assert_true(strncmp(screen_row(s, 0), " 帮助 ", strlen(" 帮助 ")) == 0);
	assert_shows(s, "PageDown     下翻一页");
	screen_free(s);
}

static void test_leaving_restores_the_terminal(void **state)
{
	struct screen *s = start(80, 24);
	(void)state;

	screen_keys(s, "Down C-q");
	assert_int_equal(screen_wait_exit(s), 0);
	assert_true(screen_cursor_visible(s));
	assert_hides(s, "Demo list");
	assert_true(screen_is_cooked(s));
	screen_free(s);
}

static void test_signals_end_it(void **state)
{
	struct screen *s = start(80, 24);
	(void)state;

	screen_signal(s, SIGTERM);
	assert_int_equal(screen_wait_exit(s), 0);
	assert_true(screen_is_cooked(s));
	screen_free(s);
	s = start(80, 24);
	screen_signal(s, SIGHUP);
	assert_int_equal(screen_wait_exit(s), 0);
	screen_free(s);
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CRASHES_ARE_TAKEN
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define CRASHES_ARE_TAKEN
#endif

static void test_a_crash_gives_the_terminal_back(void **state)
{
	(void)state;
#ifdef CRASHES_ARE_TAKEN
	print_message("skipped: the sanitizer takes crashes itself\n");
	skip();
#endif
	struct screen *s = start(80, 24);

	screen_signal(s, SIGSEGV);
	assert_int_not_equal(screen_wait_exit(s), 0);
	assert_true(screen_is_cooked(s));
	assert_true(screen_cursor_visible(s));
	screen_free(s);
}

static void test_suspend_and_resume(void **state)
{
	struct screen *s = start(80, 24);
	(void)state;

	screen_keys(s, "Down");
	screen_type(s, "\x1a");
	assert_true(screen_is_stopped(s));
	assert_true(screen_is_cooked(s));
	assert_hides(s, "Demo list");
	screen_signal(s, SIGCONT);
	assert_shows(s, "> 261124000001");
	assert_false(screen_is_cooked(s));
	screen_keys(s, "Down");
	assert_shows(s, "> 261124000002");
	assert_nothing_is_left_over(s, 24);
	screen_free(s);
}

/* -- forms ----------------------------------------------------------------------------------- */

static struct screen *start_form(void)
{
	struct screen *s = start(80, 24);

	screen_keys(s, "F12");
	assert_shows(s, "Demo form");
	return s;
}

static void test_form_is_filled_in(void **state)
{
	struct screen *s = start_form();
	int x, y;
	(void)state;

	screen_type(s, "王小明😀");
	assert_row(s, 2, "> Name          王小明😀");
	screen_cursor(s, &x, &y);
	assert_int_equal(x, 24);
	assert_int_equal(y, 2);
	screen_keys(s, "Tab");
	screen_type(s, "secret");
	assert_row(s, 3, "> Password      ******");
	screen_keys(s, "Tab");
	assert_row(s, 4, "> Confidential  y  yes  n  no");
	screen_type(s, "是");
	assert_row(s, 4, "> Confidential  y [yes] n  no");
	screen_keys(s, "Down");
	assert_shows(s, "one short sentence");
	screen_type(s, ":?/quit");
	assert_row(s, 6, "> Title*        :?/quit");
	screen_keys(s, "Enter");
	screen_type(s, "第一行");
	screen_keys(s, "Enter");
	screen_type(s, "第二行");
	screen_keys(s, "Up");
	screen_type(s, "（改）");
	assert_row(s, 7, "> Content*      第一行（改）");
	assert_row(s, 8, "                第二行");
	screen_keys(s, "BackTab BackTab");
	assert_row(s, 4, "> Confidential  y [yes] n  no");
	assert_nothing_is_left_over(s, 24);
	screen_free(s);
}

static void test_choices(void **state)
{
	struct screen *s = start_form();
	(void)state;

	screen_keys(s, "BackTab");
	screen_type(s, "zgc");
	assert_shows(s, "> 海淀区 / 中关村街道");
	screen_keys(s, "Enter F5");
	assert_shows(s, "place=21");
	screen_keys(s, "Enter Left Left Down Down");    /* collapse, then on among the districts */
	assert_shows(s, "  + 朝阳区");
	screen_keys(s, "Esc");
	assert_shows(s, "Demo form");
	screen_keys(s, "Backspace F5");
	assert_shows(s, "place= ");
	screen_keys(s, "C-_ F5");
	assert_shows(s, "place=21");
	screen_keys(s, "C-^ F5");
	assert_shows(s, "place= ");
	screen_type(s, ":");
	screen_keys(s, "Esc Esc Up");
	screen_keys(s, "F12");
	screen_free(s);
}

static void test_several_choices(void **state)
{
	struct screen *s = start_form();
	(void)state;

	screen_keys(s, "BackTab Up Enter Space Down Down Space");
	assert_shows(s, "[x] 朝阳区");
	screen_keys(s, "Enter F5");
	assert_shows(s, "tags=1,12");
	assert_shows(s, "朝阳区, 建外街道");
	screen_free(s);
}

static void test_problems_stand_beside_their_fields(void **state)
{
	struct screen *s = start_form();
	(void)state;

	screen_keys(s, "F5");
	assert_shows(s, "3 problems");
	assert_row(s, 7, "              ! This is needed.");
	screen_keys(s, "F7");
	assert_row(s, 6, "> Title*        one short sentence");
	screen_keys(s, "F7 F7");
	assert_int_equal(screen_find(s, "> Place*"), 14);
	screen_keys(s, "C-g");
	assert_shows(s, "Content: This is needed.");
	screen_type(s, "content");
	screen_keys(s, "Enter");
	assert_int_equal(screen_find(s, "> Content*"), 8);
	screen_type(s, "x");
	assert_row(s, 8, "> Content*      x");
	screen_free(s);
}

static void test_undo_redo_and_words(void **state)
{
	struct screen *s = start_form();
	(void)state;

	screen_type(s, "水管爆裂，路面积水");
	screen_keys(s, "C-w");
	assert_row(s, 2, "> Name          水管爆裂，");
	screen_keys(s, "C-_");
	assert_row(s, 2, "> Name          水管爆裂，路面积水");
	screen_keys(s, "C-^");
	assert_row(s, 2, "> Name          水管爆裂，");
	screen_keys(s, "F9");
	screen_type(s, "clear");
	screen_keys(s, "Enter");
	assert_row(s, 2, "> Name");
	screen_keys(s, "C-_");
	assert_row(s, 2, "> Name          水管爆裂，");
	screen_keys(s, "C-a M-d");
	assert_row(s, 2, "> Name          ，");
	screen_keys(s, "C-k C-y");
	assert_row(s, 2, "> Name          水管爆裂，");
	assert_nothing_is_left_over(s, 24);
	screen_free(s);
}

static void test_paste_is_literal(void **state)
{
	struct screen *s = start_form();
	(void)state;

	screen_paste(s, "a\nb\r\n:quit\n\033[A\x03");
	assert_row(s, 2, "> Name          a b :quit ␛[A␃");
	screen_keys(s, "Down Down Down Down");
	screen_paste(s, "一\n二\n三");
	assert_row(s, 7, "> Content*      一");
	assert_row(s, 9, "                三");
	screen_free(s);
}

static void test_oversized_text(void **state)
{
	struct screen *s = start_form();
	struct buf big = BUF_INIT;
	(void)state;

	for (int i = 0; i < 5000; i++)
		buf_adds(&big, "水管abc ");
	screen_paste(s, big.data);
	assert_shows(s, "/20");                         /* the count against the limit */
	screen_keys(s, "C-a");
	assert_int_equal(screen_find(s, "> Name          水管abc"), 2);
	screen_keys(s, "C-e");
	screen_type(s, "!");
	assert_int_equal(screen_find(s, "水管abc !"), 2);
	for (int i = 0; i < 5000; i++)
		buf_adds(&big, "水管abc ");
	screen_keys(s, "C-u");
	screen_paste(s, big.data); /* more than a text can hold: refused whole */
	assert_row(s, 2, "> Name");
	screen_keys(s, "Down Down Down Down");
	buf_truncate(&big, 30000);
	screen_paste(s, big.data);
	assert_nothing_is_left_over(s, 24);
	buf_release(&big);
	screen_free(s);
}

static void test_lone_escape_goes_back(void **state)
{
	struct screen *s = start_form();
	(void)state;

	screen_type(s, "abc");
	screen_send(s, "\033");
	assert_shows(s, "Demo list");
	screen_keys(s, "Down Down");
	screen_send(s, "\033");
	screen_send(s, "[A");                   /* a slow line: still an arrow */
	assert_shows(s, "> 261124000001");
	assert_hides(s, "does nothing");
	screen_free(s);
}

static void test_vi_inputrc(void **state)
{
	char name[] = "/tmp/hotline-inputrc-XXXXXX", variable[64];
	int fd = mkstemp(name);
	(void)state;

	assert_true(fd >= 0);
	close(fd);
	write_file(name, "set editing-mode vi\n");
	snprintf(variable, sizeof(variable), "INPUTRC=%s", name);
	struct screen *s = start_with(NULL, (const char *const[]){ variable, NULL });
	screen_keys(s, "F12");
	screen_type(s, "水管爆裂，路面");
	screen_keys(s, "Esc");                  /* readline's: command mode */
	assert_shows(s, "vi command mode");
	screen_type(s, "x");
	assert_int_equal(screen_find(s, "> Name          水管爆裂，路 "), 2);
	screen_type(s, "0dwu");
	assert_int_equal(screen_find(s, "> Name          水管爆裂，路 "), 2);
	screen_type(s, "wiX");
	assert_row(s, 2, "> Name          水管爆裂，X路");
	screen_keys(s, "Tab BackTab");          /* a field is entered in insert mode */
	screen_type(s, "Y");
	assert_row(s, 2, "> Name          水管爆裂，XY路");
	screen_keys(s, "Esc Esc");              /* the second one is ours */
	assert_shows(s, "Demo list");
	screen_keys(s, ":");
	screen_type(s, "desk");
	assert_shows(s, ":desk");
	screen_keys(s, "C-o");                  /* never written into the text */
	assert_hides(s, "␏");
	screen_keys(s, "C-c");                  /* in insert mode, too */
	assert_hides(s, ":desk");
	screen_free(s);
	unlink(name);
}

/* -- keymaps ------------------------------------------------------------------------------- */

static void test_vi_keymap_and_binding(void **state)
{
	const char *const argv[] = { program, "--keymap", "vi", NULL };
	struct screen *s = screen_start(argv, NULL);
	(void)state;

	screen_type(s, "jjjk");
	assert_shows(s, "> 261124000002");
	screen_type(s, "G");
	assert_shows(s, "> 261124009999");
	screen_type(s, ":bind list F6 first");
	screen_keys(s, "Enter F6");
	assert_shows(s, "> 261124000000");
	assert_true(strstr(screen_row(s, -1), "F6first"));
	screen_type(s, ":unbind list F6");
	screen_keys(s, "Enter F6");
	assert_shows(s, "F6 does nothing here");
	screen_free(s);
}

static void test_keymap_mistake_is_told_at_start(void **state)
{
	char name[] = "/tmp/hotline-keymap-XXXXXX", expected[96];
	int fd = mkstemp(name);
	(void)state;

	assert_true(fd >= 0);
	close(fd);
	write_file(name, "# mine\nbind list F5 dance\nbind list F6 next\nbind lost F7 next\n");
	snprintf(expected, sizeof(expected), "%s:2: There is no command \"dance\"", name);
	const char *const argv[] = { program, "--keymap", name, NULL };
	struct screen *s = screen_start(argv, NULL);
	assert_int_equal(screen_wait_exit(s), 1);
	assert_shows(s, expected);
	snprintf(expected, sizeof(expected), "%s:4: there is no context \"lost\"", name);
	assert_shows(s, expected);
	screen_free(s);
	unlink(name);
}

/* A slip in the own file keeps nobody from work. */
static void test_mistake_in_the_own_keymap_is_passed_over(void **state)
{
	char dir[] = "/tmp/hotline-config-XXXXXX";
	(void)state;

	assert_non_null(mkdtemp(dir));
	char *folder = xasprintf("%s/hotline", dir), *file = xasprintf("%s/keymap", folder);
	char *config = xasprintf("XDG_CONFIG_HOME=%s", dir);
	assert_int_equal(mkdir(folder, 0700), 0);
	write_file(file, "bind list F6 dance\nbind list F7 last\n");
	const char *const argv[] = { program, NULL }, *const environment[] = { config, NULL };
	struct screen *s = screen_start(argv, &(struct screen_options){ .environment = environment });
	assert_shows(s, "/hotline/keymap:1: There is no command \"dance\"");
	screen_keys(s, "F7");
	assert_shows(s, "> 261124009999");
	screen_free(s);
	unlink(file);
	rmdir(folder);
	rmdir(dir);
	free(folder);
	free(file);
	free(config);
}

static void test_keys_from_a_file(void **state)
{
	char keys[] = "/tmp/hotline-keys-XXXXXX", shot[] = "/tmp/hotline-shot-XXXXXX",
	     text[4096] = "";
	struct buf script = BUF_INIT;
	int fd = mkstemp(keys), fd2 = mkstemp(shot);
	(void)state;

	assert_true(fd >= 0 && fd2 >= 0);
	close(fd);
	close(fd2);
	unlink(shot);           /* what is there would not be overwritten */
	buf_addf(
		&script, "# a comment\nDown Down\n/\ntext 困人 2\nEnter\n:wait-idle\n:wait-for 电梯困人 12\n"
		":save-screen %s\nF12\npaste a\\nb\n:quit\n", shot);
	write_file(keys, script.data);
	const char *const argv[] = { program, "--keys", keys, NULL };
	struct screen *s = screen_start(argv, NULL);
	assert_int_equal(screen_wait_exit(s), 0);
	FILE *f = fopen(shot, "r");
	assert_non_null(f);
	assert_true(fread(text, 1, sizeof(text) - 1, f) > 0);
	fclose(f);
	assert_non_null(strstr(text, "\n> 261124000002 pending  电梯困人 2\n"));
	screen_free(s);
	buf_release(&script);
	unlink(keys);
	unlink(shot);
}

static void test_key_file_mistakes_end_it(void **state)
{
	char keys[] = "/tmp/hotline-keys-XXXXXX", expected[96];
	int fd = mkstemp(keys);
	(void)state;

	assert_true(fd >= 0);
	close(fd);
	write_file(keys, "Down\nDance\ntext Sing\nUp Jump F25\n:quit\n");
	snprintf(expected, sizeof(expected), "%s:2: no such key: Dance", keys);
	const char *const argv[] = { program, "--keys", keys, NULL };
	struct screen *s = screen_start(argv, NULL);
	assert_int_equal(screen_wait_exit(s), 1);
	assert_shows(s, expected);
	snprintf(expected, sizeof(expected), "%s:4: no such key: Jump", keys);
	assert_shows(s, expected);
	snprintf(expected, sizeof(expected), "%s:4: no such key: F25", keys);
	assert_shows(s, expected);
	screen_free(s);
	unlink(keys);
}

/* -- budgets --------------------------------------------------------------------------------- */

static struct warp *warp;

static struct screen *start_counted(int width, int height)
{
	char dir[] = "/tmp/hotline-ui-XXXXXX";
	assert_non_null(mkdtemp(dir));
	char *file = xasprintf("%s/warp", dir), *variable = xasprintf("HOTLINE_WARP=%s", file);
	char *layer = realpath("tests/screen/warp.so", NULL), *preload = xasprintf("LD_PRELOAD=%s", layer);
	const char *const argv[] = { program, "--lang", "en", NULL };
	const char *const environment[] = {
		variable, preload, "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0", NULL,
	};

	warp = warp_make(file);
	struct screen *s = screen_start(argv, &(struct screen_options){
		.width = width, .height = height, .environment = environment,
	});
	unlink(file);
	rmdir(dir);
	free(file);
	free(variable);
	free(layer);
	free(preload);
	return s;
}

/* write(2)s to the terminal since the last call. */
static long long writes(void)
{
	static long long before;
	long long n = warp->writes - before;

	before = warp->writes;
	return n;
}

static void test_bytes_and_writes(void **state)
{
	struct screen *s = start_counted(120, 40);
	(void)state;

	screen_keys(s, "Down");
	screen_bytes(s);
	assert_true(writes() > 0);
	for (int i = 0; i < 10; i++) {
		screen_keys(s, "Down");
		assert_true(screen_bytes(s) <= 120);
		assert_int_equal(writes(), 1);
	}
	screen_keys(s, "PageDown");
	assert_true(screen_bytes(s) <= 3000);
	assert_int_equal(writes(), 1);
	screen_keys(s, "Home F12");
	screen_type(s, "a");
	screen_bytes(s);
	writes();
	for (const char *c = "plain text"; *c; c++) {
		screen_type(s, (char[]){ *c, '\0' });
		assert_true(screen_bytes(s) <= 12);
		assert_int_equal(writes(), 1);
	}
	screen_type(s, "水");
	screen_bytes(s);
	screen_type(s, "管");
	assert_true(screen_bytes(s) <= 12);
	screen_free(s);
	munmap(warp, sizeof(*warp));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_paint_fits_every_size),
		cmocka_unit_test(test_list_keys),
		cmocka_unit_test(test_text_from_outside_is_harmless),
		cmocka_unit_test(test_letters_do_nothing_in_a_list),
		cmocka_unit_test(test_full_width_punctuation_acts),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_prompt_completes_and_remembers),
		cmocka_unit_test(test_help_lists_keys_and_commands),
		cmocka_unit_test(test_banner_never_takes_the_keys),
		cmocka_unit_test(test_question_is_answered_or_left),
		cmocka_unit_test(test_prompt_outlives_its_screen),
		cmocka_unit_test(test_question_outlives_its_screen),
		cmocka_unit_test(test_field_outlives_its_screen),
		cmocka_unit_test(test_fields_own_keys_go_on),
		cmocka_unit_test(test_question_does_not_take_a_prompt),
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_no_color_is_respected),
		cmocka_unit_test(test_poor_terminals),
		cmocka_unit_test(test_linux_console_speaks_english),
		cmocka_unit_test(test_chinese_without_a_generated_locale),
		cmocka_unit_test(test_leaving_restores_the_terminal),
		cmocka_unit_test(test_signals_end_it),
		cmocka_unit_test(test_a_crash_gives_the_terminal_back),
		cmocka_unit_test(test_suspend_and_resume),
		cmocka_unit_test(test_form_is_filled_in),
		cmocka_unit_test(test_choices),
		cmocka_unit_test(test_several_choices),
		cmocka_unit_test(test_problems_stand_beside_their_fields),
		cmocka_unit_test(test_undo_redo_and_words),
		cmocka_unit_test(test_paste_is_literal),
		cmocka_unit_test(test_oversized_text),
		cmocka_unit_test(test_lone_escape_goes_back),
		cmocka_unit_test(test_vi_inputrc),
		cmocka_unit_test(test_vi_keymap_and_binding),
		cmocka_unit_test(test_keymap_mistake_is_told_at_start),
		cmocka_unit_test(test_mistake_in_the_own_keymap_is_passed_over),
		cmocka_unit_test(test_keys_from_a_file),
		cmocka_unit_test(test_key_file_mistakes_end_it),
		cmocka_unit_test(test_bytes_and_writes),
	};

	program = screen_program(argv[0], "demo_ui");
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
