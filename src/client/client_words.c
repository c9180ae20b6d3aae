/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client_words.c -- what can be typed after a command's name: codes of the city, actions on tickets, views, filters.
 *
 * It is offered, never required: what is not in these lists may be right all the same.
 */
#include "client/client_commands.h"

#include <stdio.h>
#include <string.h>

#include "client/screens/act.h"
#include "client/ui/prompt.h"
#include "hotline/alloc.h"
#include "hotline/city.h"
#include "hotline/i18n.h"

enum { EVERY = 0 };
static const struct { enum action action; int place; const char *words; } lists[] = {
	{ ACTION_QUIT, 1, "ask" },
	{ ACTION_BOARD, 1, "pending supplied returns arbitration extensions open" },
	{ ACTION_INBOX, 1, "inbox sign overdue soon returned again urged below found" },
	{ ACTION_REPORT, 1, "rates queue hourly daily special hot monthly governance inspection" },
	{ ACTION_REPORT, EVERY, "by=unit by=level by=category by=district from= to= excluded=with excluded=without" },
	{ ACTION_INSPECTIONS, 1, "drawn scored appealed decided" },
	{ ACTION_TRAINING, 1, "running waiting scenarios ended results" },
	{ ACTION_VISIT, EVERY, "reached contacted solved satisfied basically" },
	{ ACTION_TICKETS, EVERY,
	  "state= grade= unit= category= district= street= due_before= created_from= created_to= closed_from= closed_to= "
	  "contacted= solved= satisfied= excluded=" },
	{ ACTION_DRAW_SAMPLE, EVERY, "agent= category= share= from= to= seed= call" },
	{ ACTION_SET, 1, "theme look bell escape-delay lock-after speech" },
};

static void add_list(struct prompt *p, const char *words)
{
	for (const char *w = words; *w; w += strspn(w, " ")) {
		size_t length = strcspn(w, " ");
		char *word = xstrndup(w, length);
		prompt_add_word(p, word, NULL);
		free(word);
		w += length;
	}
}

/* The codes of a set, each after `prefix`. */
static void add_codes(const struct app *app, struct prompt *p, const char *set, const char *prefix)
{
	const struct city *city = client_model(app)->city;
	struct buf word = BUF_INIT;

	for (size_t i = 0; city && i < city->code_count; i++) {
		const struct city_code *k = &city->codes[i];
		if (strcmp(k->set, set) != 0)
			continue;
		buf_reset(&word);
		buf_addf(&word, "%s%s", prefix, k->code);
		prompt_add_word(p, word.data, words_in_language(app, k->name, k->name_en));
	}
	buf_release(&word);
}

static void add_lines(const struct app *app, struct prompt *p)
{
	const struct city *city = client_model(app)->city;

	for (size_t i = 0; city && i < city->emergency_line_count; i++) {
		const struct city_line *line = &city->emergency_lines[i];
		prompt_add_word(p, line->code, words_in_language(app, line->name, line->name_en));
	}
}

/* Those that one of the user's roles may ever do. */
static void add_moves(const struct app *app, struct prompt *p)
{
	const char *name;

	for (size_t i = 0; (name = ticket_action_at(i)) != NULL; i++)
		if (model_has_role(client_model(app), ticket_action_roles(name)))
			prompt_add_word(p, name, words_action(name));
}

static void add_states(struct prompt *p)
{
	char word[48];

	for (int s = 0; s < TICKET_STATE_COUNT && prompt_word_begins(p, "state="); s++) {
		snprintf(word, sizeof(word), "state=%s", ticket_state_name((enum ticket_state)s));
		prompt_add_word(p, word, words_ticket_state((enum ticket_state)s));
	}
}

static void add_by_place(const struct app *app, enum action action, struct prompt *p)
{
	if (action == ACTION_EMERGENCY)
		add_lines(app, p);
	else if (action == ACTION_ACT)
		add_moves(app, p);
	else if (action == ACTION_REGRADE)
		add_codes(app, p, "grade", "");
	else if (action == ACTION_FOUND)
		add_codes(app, p, "origin", "");
	else if (action == ACTION_TRANSFER_CALL)
		add_codes(app, p, "skill", "skill:");
}

void client_words(void *data, enum action action, int place, struct prompt *p)
{
	const struct app *app = data;

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		if (lists[i].action == action && (lists[i].place == place || (lists[i].place == EVERY && place > 0)))
			add_list(p, lists[i].words);
	if (place == 1)
		add_by_place(app, action, p);
	if (action == ACTION_TICKETS) {
		add_states(p);
		if (prompt_word_begins(p, "grade="))
			add_codes(app, p, "grade", "grade=");
	}
}
