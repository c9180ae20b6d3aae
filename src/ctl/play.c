/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * play.c -- a dry run of a scenario: its author speaks with the caller in a plain terminal.
 *
 * Time is the real one, so that the caller also speaks unasked; `:wait N` lets N seconds pass at once. What the
 * trainee does not see is shown at the side: the facts that a turn told or asked for.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "hotline/alloc.h"
#include "hotline/caller.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"

#define LINE_MOST 4096
#define WAIT_MOST 3600

struct play {
	const struct scenario *s;
	struct caller *caller;
	int64_t begun;                  /* monotonic, ms */
	int skipped;                    /* seconds */
	char line[LINE_MOST];           /* typed so far */
	size_t len;
	bool ended;                     /* no more input, or enough of it */
};

static int second_of(const struct play *p)
{
	return (int)((clock_monotonic() - p->begun) / 1000) + p->skipped;
}

/* ---- what is shown ---- */

static void say_reply(const struct play *p, const struct caller_reply *r, const char *facts)
{
	static const char *const did[] = {
		[CALLER_TOLD] = N_("told"), [CALLER_REPEATED] = N_("told again"), [CALLER_UNKNOWN] = N_("no fact"),
		[CALLER_POLITE] = N_("polite"), [CALLER_UNASKED] = N_("unasked"), [CALLER_SILENT] = N_("silent"),
	};
	const char *fact = facts && *facts ? facts : r->fact ? r->fact : "";

	ctl_say("%4d s  %s  [%s%s%s]", second_of(p), *r->text ? r->text : "…", _(did[r->did]), *fact ? ": " : "", fact);
	if (r->hung_up)
		ctl_say(_("%4d s  The caller has hung up."), second_of(p));
}

static void show_prompt(void)
{
	if (isatty(STDIN_FILENO))
		printf("> ");
	fflush(stdout);
}

static void say_told(const struct play *p)
{
	struct buf told = BUF_INIT, untold = BUF_INIT;
	size_t count = 0;

	for (size_t i = 0; i < p->s->fact_count; i++) {
		bool yes = caller_told(p->caller, p->s->facts[i].code);
		buf_addf(yes ? &told : &untold, " %s", p->s->facts[i].code);
		count += yes;
	}
	ctl_say(_("Facts told: %zu of %zu.%s"), count, p->s->fact_count, told.data);
	if (untold.len)
		ctl_say(_("Not told:%s"), untold.data);
	buf_release(&told);
	buf_release(&untold);
}

static void say_header(const struct play *p, uint64_t seed)
{
	const struct scenario *s = p->s;

	ctl_say(_("%s: %s; number %s, name %s, mood %s; seed %llu."), s->code, s->title, s->number ? s->number : "-",
		s->name ? s->name : "-", s->mood, (unsigned long long)seed);
	if (s->brief)
		ctl_say("%s", s->brief);
	ctl_say(_("Type what the agent says. :wait N lets N seconds pass, :told shows what is known, :quit ends."));
}

/* ---- the call ---- */

/* What the caller says by itself up to now. */
static bool say_unasked(struct play *p)
{
	struct caller_reply r = { 0 };
	bool any = false;

	while (!caller_hung_up(p->caller) && caller_wait(p->caller, second_of(p), &r)) {
		if (!any && isatty(STDIN_FILENO))
			printf("\n");
		any = true;
		say_reply(p, &r, NULL);
		free(r.text);
	}
	return any;
}

static void ask(struct play *p, const char *text)
{
	struct caller_reply r = { 0 };
	char *facts = NULL;

	caller_ask(p->caller, text, second_of(p), &r, &facts);
	say_reply(p, &r, facts);
	free(r.text);
	free(facts);
}

static void wait_for(struct play *p, const char *number)
{
	char *end;
	long n = strtol(number, &end, 10);

	if (end == number || *end || n < 1 || n > WAIT_MOST)
		ctl_say(_(":wait takes a number of seconds from 1 to %d."), WAIT_MOST);
	else
		p->skipped += (int)n;
}

static void take_line(struct play *p, const char *line)
{
	if (!strncmp(line, ":wait", 5))
		wait_for(p, line + 5 + strspn(line + 5, " "));
	else if (!strcmp(line, ":told"))
		say_told(p);
	else if (!strcmp(line, ":quit"))
		p->ended = true;
	else if (*line == ':')
		ctl_say(_("There are :wait N, :told and :quit."));
	else if (*line)
		ask(p, line);
	say_unasked(p);
}

/* The lines of what was typed; what is longer than a line may be is taken as several. */
static void take_typed(struct play *p)
{
	char *end;

	while (!p->ended && !caller_hung_up(p->caller) &&
	       ((end = memchr(p->line, '\n', p->len)) || p->len == sizeof(p->line) - 1)) {
		size_t used = end ? (size_t)(end - p->line) : p->len;
		char *line = xstrndup(p->line, used);
		take_line(p, line);
		free(line);
		used += end != NULL;
		memmove(p->line, p->line + used, p->len - used);
		p->len -= used;
	}
}

static void read_typed(struct play *p)
{
	ssize_t got = read(STDIN_FILENO, p->line + p->len, sizeof(p->line) - 1 - p->len);

	if (got < 0 && errno == EINTR)
		return;
	if (got > 0)
		p->len += (size_t)got;
	else if (p->len && p->line[p->len - 1] != '\n')
		p->line[p->len++] = '\n';       /* the last line had no end */
	take_typed(p);
	p->ended = p->ended || got <= 0;
}

/* Until the caller has something to say, at most; -1: as long as it takes. */
static int patience_ms(const struct play *p)
{
	int next = caller_next(p->caller), now = second_of(p);

	if (next < 0)
		return -1;
	return next <= now ? 200 : (next - now) * 1000;
}

static void talk(struct play *p)
{
	struct caller_reply r = { 0 };

	caller_begin(p->caller, &r);
	say_reply(p, &r, NULL);
	free(r.text);
	show_prompt();
	while (!p->ended && !caller_hung_up(p->caller)) {
		struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
		int ready = poll(&in, 1, patience_ms(p));
		bool spoke = say_unasked(p);
		if (ready > 0 && !caller_hung_up(p->caller))
			read_typed(p);
		if (spoke || ready > 0)
			show_prompt();
	}
	if (isatty(STDIN_FILENO))
		printf("\n");
	say_told(p);
}

int ctl_run_scenario_play(const struct ctl_call *call)
{
	struct scenario *s;
	struct play p = { 0 };
	int64_t seed;

	if (!ctl_number(call, "seed", 1, 0, INT64_MAX, &seed))
		return CTL_WRONG_USE;
	s = ctl_scenario_of(call);
	if (!s)
		return CTL_FAILED;
	p.s = s;
	struct caller_mind *mind = caller_mind_new(s);
	p.caller = caller_new(mind, (uint64_t)seed);
	p.begun = clock_monotonic();
	say_header(&p, (uint64_t)seed);
	talk(&p);
	caller_free(p.caller);
	caller_mind_free(mind);
	scenario_free(s);
	return CTL_OK;
}
