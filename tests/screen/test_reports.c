/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_reports.c -- reports by keys against a real hotlined: tables of every kind, the tickets behind a figure, periods
 * one after the other, files for somebody else.
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

#include "screen/seat.h"

static struct fixture server;
static struct life l;
static struct screen *screen;
static char no[24];

/* One ticket that was solved, and one that waits. */
static int make_stage(void **state)
{
	char waits[24];

	(void)state;
	if (seat_stage(&server, &l))
		return -1;
	life_submit(&l, "暖气不热已修好", no);
	life_handle(&l, no);
	life_close(&l, no);
	life_submit(&l, "暖气仍在等", waits);
	return 0;
}

static int clear_stage(void **state)
{
	(void)state;
	return seat_clear(&server, &l);
}

static int end(void **state)
{
	(void)state;
	kill(server.pid, SIGCONT);      /* a test that failed may have left it stopped */
	screen_free(screen);
	screen = NULL;
	seat_wait_nobody(&server);
	return 0;
}

static struct screen *report(const char *user, int width, int height, const char *line)
{
	screen = seat_sit(&server, user, width, height);
	seat_command(screen, line);
	return screen;
}

/* The cursor passes headings over; a row of tickets opens the list of them, a row of calls says that there is none. */
static void test_figures_open_their_tickets(void **state)
{
	(void)state;
	struct screen *s = report("supervisor1", 80, 24, "report daily");
	assert_shows(s, "Totals");
	assert_shows(s, "> Contacts");
	screen_keys(s, "Enter");
	assert_shows(s, "These figures count calls, not tickets");
	screen_keys(s, "Down Down Down Down Enter");
	assert_shows(s, "Tickets behind the figure");
	assert_shows(s, "暖气仍在等");
	screen_keys(s, "Esc");
	assert_shows(s, "> Tickets");
	screen_keys(s, "Up Up Up Up Up Up");
	assert_shows(s, "> Contacts");
	screen_keys(s, "End");
	assert_shows(s, "Fourteen days");
	assert_shows(s, "Contacts ▁");
}

/* Rates: units, each with its own figures, each of those with its tickets. */
static void test_rates_of_a_unit(void **state)
{
	(void)state;
	struct screen *s = report("supervisor1", 120, 40, "report");
	assert_shows(s, "by unit · without excluded tickets");
	assert_shows(s, ">   1 ");
	screen_keys(s, "F7");
	assert_shows(s, "by unit · with excluded tickets");
	screen_keys(s, "Enter");
	assert_shows(s, "Score 100.0 · rank 1");
	screen_keys(s, "Down Enter");
	assert_shows(s, "Visits that count");
	assert_shows(s, "暖气不热已修好");
	assert_hides(s, "暖气仍在等");
	screen_keys(s, "Esc Esc F6");
	assert_shows(s, "by level · with excluded tickets");
	screen_keys(s, "F6");
	assert_shows(s, "by category");
}

/* Months for the assessment, days for a day; Tab is the next kind. */
static void test_periods(void **state)
{
	(void)state;
	struct screen *s = report("supervisor1", 80, 24, "report rates from=2026-02-19 to=2026-03-19");
	assert_shows(s, "2026-02-19 00:00 – 2026-03-19 00:00");
	screen_keys(s, "Left");
	assert_shows(s, "2026-01-19 00:00 – 2026-02-19 00:00");
	screen_keys(s, "Right Right");
	assert_shows(s, "2026-03-19 00:00 – 2026-04-19 00:00");
	seat_command(s, "report daily from=2026-03-01");
	assert_shows(s, "2026-03-01 00:00 – 2026-03-02 00:00");
	screen_keys(s, "Left");
	assert_shows(s, "2026-02-28 00:00 – 2026-03-01 00:00");
	screen_keys(s, "BackTab");
	assert_shows(s, "Hourly report");
	seat_command(s, "report nosuch");
	assert_shows(s, "There is no report \"nosuch\"; there are rates, hourly, daily, queue,");
	screen_keys(s, "Enter");                /* no row is left of the one before */
	assert_shows(s, "There is no report \"nosuch\"");
}

/* Pressed before the server has answered: each key counts, from what was asked for and not from what is still shown. */
static void test_faster_than_the_line(void **state)
{
	(void)state;
	struct screen *s = report("supervisor1", 80, 24, "report rates from=2026-02-19 to=2026-03-19");
	assert_shows(s, "2026-02-19 00:00 – 2026-03-19 00:00");
	kill(server.pid, SIGSTOP);
	screen_keys(s, "Right Right Left Right");
	kill(server.pid, SIGCONT);
	assert_shows(s, "2026-04-19 00:00 – 2026-05-19 00:00");
	kill(server.pid, SIGSTOP);
	seat_command(s, "report daily from=2026-03-01");
	screen_keys(s, "Left");
	kill(server.pid, SIGCONT);
	assert_shows(s, "2026-02-28 00:00 – 2026-03-01 00:00");
	seat_command(s, "report rates");
	assert_shows(s, "by unit · without excluded tickets");
	kill(server.pid, SIGSTOP);
	screen_keys(s, "F7 F6 F7 F6");
	kill(server.pid, SIGCONT);
	assert_shows(s, "by category · without excluded tickets");
}

static void save_as(struct screen *s, const char *file)
{
	screen_keys(s, "F8");
	assert_shows(s, ":save-report");
	screen_type(s, file);
	screen_keys(s, "Enter");
}

/* A file is written once; what is there already stays. */
static void test_saved(void **state)
{
	char file[200], text[4000] = "";

	(void)state;
	struct screen *s = report("supervisor1", 120, 40, "report rates");
	assert_shows(s, "by unit");
	snprintf(file, sizeof(file), "%s/rates.csv", server.dir);
	save_as(s, file);
	assert_shows(s, "The report is in ");
	FILE *f = fopen(file, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	assert_non_null(strstr(text, "Score"));
	assert_non_null(strstr(text, ",100"));
	save_as(s, file);
	assert_shows(s, "was not written: File exists.");
	save_as(s, "rates.pdf");
	assert_shows(s, "Give a file that ends in .csv");
}

/* A unit reads about itself, an agent nothing. */
static void test_who_may_read(void **state)
{
	(void)state;
	struct screen *s = report("unit1", 80, 24, "report rates");
	assert_shows(s, ">   1 ");
	screen_free(s);
	s = report("agent1", 80, 24, "report rates");
	assert_shows(s, "Reports are for supervisors, trainers, ops staff and units.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_figures_open_their_tickets, end),
		cmocka_unit_test_teardown(test_rates_of_a_unit, end),
		cmocka_unit_test_teardown(test_periods, end),
		cmocka_unit_test_teardown(test_faster_than_the_line, end),
		cmocka_unit_test_teardown(test_saved, end),
		cmocka_unit_test_teardown(test_who_may_read, end),
	};

	return cmocka_run_group_tests(tests, make_stage, clear_stage);
}
