/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_client.c -- what a key costs: the workstation's frame over a list of 10,000 rows, in a
 * pseudo-terminal of 120x40, beside less over a file of as many lines.
 *
 * Time from a key to the last byte of its picture (a silence of 8 ms ends it), and the bytes. Times are
 * printed, with the ratio to less where it has the same key; the gate is on the bytes of DESIGN's budgets.
 * Run from the build directory.
 */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hotline/alloc.h"

enum { ROWS = 10000, SAMPLES_MOST = 400, QUIET_MS = 8, START_QUIET_MS = 60, LIMIT_MS = 3000 };

struct terminal { int fd; pid_t pid; };

struct figures {
	double ms[SAMPLES_MOST];
	int bytes[SAMPLES_MOST];
	int count;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct terminal start(char *const argv[])
{
	struct winsize size = { .ws_row = 40, .ws_col = 120 };
	struct terminal t;

	t.pid = forkpty(&t.fd, NULL, NULL, &size);
	if (t.pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		setenv("LESSCHARSET", "utf-8", 1);
		execvp(argv[0], argv);
		_exit(127);
	}
	fcntl(t.fd, F_SETFL, O_NONBLOCK);
	return t;
}

static void stop(struct terminal *t)
{
	kill(t->pid, SIGKILL);
	waitpid(t->pid, NULL, 0);
	close(t->fd);
}

/* Reads until it is quiet; the milliseconds to the last byte, 0 when none came. */
static double settle(struct terminal *t, double from, int quiet_ms, int *bytes)
{
	char chunk[65536];
	double last = 0;

	*bytes = 0;
	for (;;) {
		struct pollfd p = { t->fd, POLLIN, 0 };
		if (poll(&p, 1, *bytes ? quiet_ms : LIMIT_MS) <= 0 || now_ms() - from > LIMIT_MS)
			return last;
		ssize_t n = read(t->fd, chunk, sizeof(chunk));
		if (n <= 0)
			return last;
		*bytes += (int)n;
		last = now_ms() - from;
	}
}

static void press(struct terminal *t, const char *key, struct figures *f)
{
	int bytes;
	double from = now_ms();

	if (write(t->fd, key, strlen(key)) < 0)
		return;
	double ms = settle(t, from, QUIET_MS, &bytes);
	if (!f || f->count == SAMPLES_MOST)
		return;
	f->ms[f->count] = ms;
	f->bytes[f->count++] = bytes;
}

static int by_ms(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static int by_bytes(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static double p95(struct figures *f)
{
	qsort(f->ms, (size_t)f->count, sizeof(f->ms[0]), by_ms);
	return f->count ? f->ms[f->count * 95 / 100] : 0;
}

static int bytes50(struct figures *f)
{
	qsort(f->bytes, (size_t)f->count, sizeof(f->bytes[0]), by_bytes);
	return f->count ? f->bytes[f->count / 2] : 0;
}

/* One line of the table; false when the bytes are over the budget (0: none). */
static bool print_line(const char *what, struct figures *ours, struct figures *less, double budget_ms, int budget_bytes)
{
	double mine = p95(ours), theirs = less ? p95(less) : 0;
	int bytes = bytes50(ours);
	bool fits = !budget_bytes || bytes <= budget_bytes;

	printf("%-24s %8.2f %8.1f %7d", what, mine, budget_ms, bytes);
	if (budget_bytes)
		printf(" %7d", budget_bytes);
	else
		printf("       –");
	if (less)
		printf(" %8.2f %7d %6.2f", theirs, bytes50(less), theirs > 0 ? mine / theirs : 0);
	printf("%s\n", fits ? "" : "  too many bytes");
	return fits;
}

static void repeat(struct terminal *t, const char *key, int times, struct figures *f)
{
	press(t, key, NULL);
	for (int i = 0; i < times; i++)
		press(t, key, f);
}

static void cold_starts(char *const argv[], int times, struct figures *f)
{
	for (int i = 0; i < times; i++) {
		double from = now_ms();
		struct terminal t = start(argv);
		int bytes;
		f->ms[f->count] = settle(&t, from, START_QUIET_MS, &bytes);
		f->bytes[f->count++] = bytes;
		stop(&t);
	}
}

static void make_lines(char *path)
{
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (!f)
		exit(1);
	for (int i = 0; i < ROWS; i++)
		fprintf(f, "261124%06d pending  小区供暖温度不达标 %d\n", i, i);
	fclose(f);
}

int main(void)
{
	static struct figures ours[6], less[4];
	char path[] = "/tmp/hotline-bench-XXXXXX";
	make_lines(path);
	char *const demo_argv[] = { "tests/screen/demo_ui", NULL }, *const less_argv[] = { "less", path, NULL };
	int bytes;

	cold_starts(demo_argv, 15, &ours[0]);
	cold_starts(less_argv, 15, &less[0]);
	struct terminal t = start(demo_argv), l = start(less_argv);
	settle(&t, now_ms(), START_QUIET_MS, &bytes);
	settle(&l, now_ms(), START_QUIET_MS, &bytes);
	repeat(&t, "\033OB", 30, &ours[1]);     /* within the first page */
	for (int i = 0; i < 20; i++)
		press(&t, "\033OB", NULL);
	repeat(&t, "\033OB", 150, &ours[5]);    /* at its end, where the list scrolls */
	repeat(&l, "j", 150, &less[3]);
	repeat(&t, "\033[6~", 100, &ours[2]);
	repeat(&l, " ", 100, &less[2]);
	press(&t, "\033OH", NULL);
	press(&t, "/", NULL);
	for (const char *c = "12345"; *c; c++)
		press(&t, (char[]){ *c, '\0' }, &ours[3]);
	press(&t, "\r", NULL);
	stop(&t);
	t = start(demo_argv);
	settle(&t, now_ms(), START_QUIET_MS, &bytes);
	press(&t, "\033[24~", NULL);            /* F12: the demo's form, its first text */
	press(&t, "a", NULL);
	for (int i = 0; i < 20; i++)            /* short of the limit, where a count appears */
		press(&t, (char[]){ (char)('a' + i % 26), '\0' }, &ours[4]);
	stop(&t);
	stop(&l);
	unlink(path);
	printf("%-24s %8s %8s %7s %7s %8s %7s %6s\n", "120x40, 10,000 rows", "p95 ms", "budget", "bytes50", "budget",
	       "less p95", "bytes", "ratio");
	bool fits = print_line("cold start", &ours[0], &less[0], 25, 0);
	fits &= print_line("one row down", &ours[1], NULL, 1, 120);
	print_line("one row down, scrolling", &ours[5], &less[3], 1, 0);
	fits &= print_line("page down", &ours[2], &less[2], 2, 3000);
	fits &= print_line("filter 10,000 rows, a key", &ours[3], NULL, 5, 0);
	fits &= print_line("a character in a field", &ours[4], NULL, 0.6, 12);
	return fits ? 0 : 1;
}
