/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_hostile_keys.c -- hostile texts (tests/hostile.h) pasted and typed wherever the workstation takes a text: it lives,
 * the glass (glass.h) stays whole, and what was in a form when the program was killed is in it again, and in the ticket.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/text.h"
#include "screen/glass.h"
#include "screen/seat.h"
#include "tests/hostile.h"

enum { CONTENT = 3800, PERSON = 60, LOOKS = 8 };

static struct fixture server;
static struct life l;
static struct screen *screen;           /* the program of the present test */
static struct glass glass;
static struct texts all, own;           /* without those that end a paste: no terminal lets them through */

static void keep_pasteable(struct texts *out, struct texts *from)
{
	for (size_t i = 0; i < from->count; i++)
		if (!strstr(from->at[i], "\033[201~"))
			texts_add(out, from->at[i], strlen(from->at[i]));
	texts_release(from);
}

static int make_stage(void **state)
{
	struct texts t = { 0 };
	(void)state;

	hostile_all(&t);
	keep_pasteable(&all, &t);
	hostile_own(&t);
	keep_pasteable(&own, &t);
	return seat_stage(&server, &l);
}

static int clear_stage(void **state)
{
	(void)state;
	texts_release(&all);
	texts_release(&own);
	return seat_clear(&server, &l);
}

static struct screen *sit(const char *user)
{
	screen = seat_sit(&server, user, 80, 24);
	glass_open(&glass, screen, server.dir);
	return screen;
}

static void leave(void)
{
	glass_close(&glass);
	screen_free(screen);            /* kill -9 */
	screen = NULL;
	seat_wait_nobody(&server);
}

static int end(void **state)
{
	(void)state;
	if (screen)
		leave();
	return 0;
}

/* ---- forms ---- */

/* What a field makes of what is pasted: lines where it has lines, marks for what could harm. Caller frees. */
static char *as_pasted(const char *text, bool lines)
{
	struct buf flat = BUF_INIT, clean = BUF_INIT;

	for (; *text; text++) {
		bool newline = *text == '\n' || *text == '\r';
		if (*text == '\r' && text[1] == '\n')
			continue;
		buf_addch(&flat, newline ? (lines ? '\n' : ' ') : *text == '\t' ? ' ' : *text);
	}
	text_clean(&clean, flat.data, flat.len, lines ? TEXT_LINES : 0);
	buf_release(&flat);
	return buf_detach(&clean);
}

static void paste_into(struct screen *s, const char *label, const char *text)
{
	screen_go_to(s, label);
	screen_paste(s, text);
	glass_check(&glass, label);
}

static void expect_field(const json *t, const char *pointer, const char *pasted, bool lines)
{
	char *expected = as_pasted(pasted, lines);
	const char *found = jo_pointer_str(t, pointer);

	if (!found || strcmp(found, expected))
		fail_msg("%s is \"%s\", expected \"%s\"", pointer, found ? found : "not there", expected);
	free(expected);
}

/* The newest ticket, whole. Caller frees. */
static json *newest(void)
{
	char path[64];
	json *page = life_get(&l, "/tickets?limit=1", l.supervisor, 200);

	snprintf(path, sizeof(path), "/tickets/%s", jo_str(jo_at(jo_array(page, "items"), 0), "no"));
	jo_free(page);
	return life_get(&l, path, l.supervisor, 200);
}

/* It comes back where the caret was. */
static void open_again(struct screen *s)
{
	for (int n = 0; n < 200 && screen_find(s, "without a call") < 0; n++)
		seat_command(s, "found patrol");
	assert_shows(s, "without a call");
}

/* Pasted, killed, there again, sent. */
static void through_a_kill(const char *content, const char *person)
{
	struct screen *s = sit("agent1");

	seat_begin_found(s, "x");
	screen_choose(s, "Type", "complaint");
	screen_choose(s, "Category", "010101");
	screen_choose(s, "Place", "wangjing");
	paste_into(s, "About whom", person);
	paste_into(s, "Content", content);
	assert_shows(s, "saved");
	leave();
	s = sit("agent1");
	open_again(s);
	glass_check(&glass, "the form after a kill");
	assert_shows(s, "Nothing required is missing.");
	screen_keys(s, "F8");
	assert_shows(s, "Accepted: ticket");
	json *t = newest();
	expect_field(t, "/fields/matter/content", content, true);
	expect_field(t, "/fields/matter/party", person, false);
	jo_free(t);
	screen_keys(s, "F10");
	assert_int_equal(screen_wait_exit(s), 0);
	leave();
}

/* A mark is longer than what it stands for: those of which the field takes the marks, too. */
static void choose_people(struct texts *people)
{
	struct texts packs = { 0 };

	hostile_packs(&packs, &own, PERSON);
	for (size_t i = 0; i < packs.count; i++) {
		char *pasted = as_pasted(packs.at[i], false);
		if (text_count(pasted, strlen(pasted)) <= 100)
			texts_add(people, packs.at[i], strlen(packs.at[i]));
		free(pasted);
	}
	texts_release(&packs);
}

static void test_forms_survive_a_kill(void **state)
{
	struct texts contents = { 0 }, people = { 0 };
	(void)state;

	hostile_packs(&contents, &all, CONTENT);
	choose_people(&people);
	for (size_t i = 0; i < contents.count; i++)
		through_a_kill(contents.at[i], people.at[i % people.count]);
	texts_release(&contents);
	texts_release(&people);
}

/* ---- whatever else takes a text ---- */

/* Each is pasted, looked at now and then, and taken out again. */
static void paste_all(struct screen *s, const struct texts *t, const char *where)
{
	for (size_t i = 0; i < t->count; i++) {
		screen_paste(s, t->at[i]);
		if (i % LOOKS == 0 || t == &own)
			glass_check(&glass, where);
		screen_keys(s, "C-u");
		assert_false(screen_has_ended(s));
	}
}

static void test_prompts(void **state)
{
	(void)state;
	struct screen *s = sit("agent1");

	screen_keys(s, "M-x");
	paste_all(s, &all, "the command line");
	screen_keys(s, "Esc F4");
	assert_shows(s, "Title");
	screen_type(s, "/");
	paste_all(s, &own, "the filter of a list");
	screen_keys(s, "Esc");
	screen_keys(s, "F3");
	assert_shows(s, "Knowledge base");
	paste_all(s, &own, "the query");
}

static void test_choices(void **state)
{
	(void)state;
	struct screen *s = sit("agent1");

	open_again(s);
	screen_go_to(s, "Category");
	screen_keys(s, "Space");
	assert_shows(s, "Type to filter");
	paste_all(s, &own, "the list of choices");
	screen_keys(s, "Esc");
	screen_go_to(s, "Title");
	paste_all(s, &own, "the title");
}

static bool has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return true;
	return false;
}

/* By keys and not as a paste: what has no controls, which would be keys. */
static void test_typing(void **state)
{
	(void)state;
	struct screen *s = sit("agent1");

	open_again(s);
	screen_go_to(s, "Content");
	for (size_t i = 0; i < own.count; i++) {
		if (has_control(own.at[i]))
			continue;
		screen_type(s, own.at[i]);
		glass_check(&glass, "typing");
		screen_keys(s, "Left Left Right Backspace");
		glass_check(&glass, "typing back");
	}
}

/* A command line that is run says what it does not understand, whatever that is. */
static void test_commands(void **state)
{
	(void)state;
	struct screen *s = sit("agent1");

	for (size_t i = 0; i < own.count; i++) {
		if (has_control(own.at[i]) || strspn(own.at[i], " 0123456789") == strlen(own.at[i]))
			continue;
		screen_keys(s, "M-x");
		screen_paste(s, i % 2 ? "search " : "tickets ");
		screen_paste(s, own.at[i]);
		screen_keys(s, "Enter");
		glass_check(&glass, "a command");
		screen_keys(s, "F2");
		glass_check(&glass, "the desk");
	}
	assert_false(screen_has_ended(s));
}

/* ---- what the line tells ---- */

/* An agent who does not touch a field passes it on as it came. */
static void test_untouched_fields_stay(void **state)
{
	static const char name[] = "\xe2\x80\xae反的\xe2\x80\x8b名";
	(void)state;
	struct screen *s = sit("agent1");

	screen_keys(s, "F12");
	assert_shows(s, "You are ready");
	jo_free(life_post(&l, "/contacts", server.gateway, NULL, "{\"channel\":\"phone\",\"skill\":\"general\",\"caller\":{\"number\":"
			  "\"13800130001\",\"name\":\"\xe2\x80\xae反的\xe2\x80\x8b名\"}}", 201));
	assert_shows(s, "CALL");
	glass_check(&glass, "it rings");
	screen_keys(s, "F5");
	assert_shows(s, "> Title");
	screen_type(s, "标题");
	seat_fill_found(s);
	screen_keys(s, "F8");
	assert_shows(s, "accepted as ticket");
	json *t = newest();
	assert_string_equal(jo_pointer_str(t, "/fields/caller/name"), name);
	jo_free(t);
	screen_keys(s, "F9");
	assert_shows(s, "· wrap-up");
	screen_keys(s, "F12");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_forms_survive_a_kill, end),
		cmocka_unit_test_teardown(test_prompts, end),
		cmocka_unit_test_teardown(test_choices, end),
		cmocka_unit_test_teardown(test_typing, end),
		cmocka_unit_test_teardown(test_commands, end),
		cmocka_unit_test_teardown(test_untouched_fields_stay, end),
	};

	return cmocka_run_group_tests(tests, make_stage, clear_stage);
}
