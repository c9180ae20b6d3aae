/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seat.c -- the workstation at a fixture's server. */
#include "screen/seat.h"

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

static char *password_file(const struct fixture *f)
{
	return xasprintf("%s/password", f->dir);
}

static void write_password(const struct fixture *f)
{
	char *file = password_file(f);
	FILE *out = fopen(file, "w");

	assert_true(out && fputs(PASSWORD "\n", out) >= 0 && !fclose(out));
	free(file);
}

int seat_stage(struct fixture *f, struct life *l)
{
	return seat_stage_prepared(f, l, NULL);
}

int seat_stage_prepared(struct fixture *f, struct life *l, void (*prepare)(struct fixture *f))
{
	fixture_make(f);
	if (prepare)
		prepare(f);
	fixture_clock(f, 0);
	fixture_start(f);
	life_begin(l, f);
	write_password(f);
	return 0;
}

int seat_clear(struct fixture *f, struct life *l)
{
	life_end(l);
	fixture_free(f);
	return 0;
}

struct screen *seat_open(struct fixture *f, const struct seat *seat)
{
	char *url = xasprintf("https://127.0.0.1:%d", seat->port ? seat->port : f->port), *password = password_file(f);
	char *state = xasprintf("%s/state-%s", f->dir, seat->state ? seat->state : seat->user);
	const char *const argv[] = {
		"./hotline", "--server", url, "--ca", seat->ca ? seat->ca : f->certificate, "--user", seat->user,
		"--password-file", password, "--state", state,
		"--lang", seat->language ? seat->language : "en", NULL,
	};
	struct screen *s = screen_start(argv, &(struct screen_options){
		.width = seat->width, .height = seat->height, .environment = seat->environment, });

	free(url);
	free(password);
	free(state);
	return s;
}

void seat_wait_in(struct screen *s, const char *user)
{
	int64_t until = clock_monotonic() + 20000;

	while (!strstr(screen_row(s, 0), user) && clock_monotonic() < until)
		screen_idle(s);
	assert_screen(s, strstr(screen_row(s, 0), user), "shows above", user, __FILE__, __LINE__);
}

static int count_streams(struct fixture *f, const char *ops)
{
	static const char name[] = "\nhotline_streams ";
	struct answer a;

	fixture_request(f, "GET", "//metrics", ops, NULL, NULL, &a);
	const char *found = a.status == 200 ? strstr(a.body.data, name) : NULL;
	int count = found ? atoi(found + strlen(name)) : -1;
	answer_release(&a);
	return count;
}

void seat_wait_nobody(struct fixture *f)
{
	int64_t until = clock_monotonic() + 20000;

	if (!f->pid)
		return;
	char *ops = fixture_login(f, "ops1");
	int count = count_streams(f, ops);
	while (count && clock_monotonic() < until)
		count = count_streams(f, ops);
	free(ops);
	assert_int_equal(count, 0);
}

struct screen *seat_sit(struct fixture *f, const char *user, int width, int height)
{
	struct seat seat = { .user = user, .width = width, .height = height };
	struct screen *s = seat_open(f, &seat);

	seat_wait_in(s, user);
	return s;
}

void seat_command(struct screen *s, const char *line)
{
	screen_keys(s, "M-x");
	screen_type(s, line);
	screen_keys(s, "Enter");
}

void seat_look_up(struct screen *s)
{
	screen_keys(s, "F1 Esc");
}

void seat_open_found(struct screen *s)
{
	/* over a bad line the city takes its time */
	for (int n = 0; n < 200 && screen_find(s, "Title*") < 0; n++)
		seat_command(s, "found patrol");
	assert_shows(s, "Title*");
}

void seat_begin_found(struct screen *s, const char *title)
{
	seat_open_found(s);
	screen_go_to(s, "Title");
	screen_type(s, title);
}

void seat_fill_found(struct screen *s)
{
	screen_choose(s, "Type", "complaint");
	screen_choose(s, "Category", "010101");
	screen_choose(s, "Place", "wangjing");
	screen_go_to(s, "Content");
	screen_type(s, "室温15度");
	assert_shows(s, "Nothing required is missing.");
}
