/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_badinput.c -- what is no JSON is refused with 400 and what is JSON is taken as such; text of every kind goes
 * through a ticket's form, the list and the reports and comes back as it was, or is refused with the place. In a report
 * nothing becomes a formula or markup. Always with our own cases (tests/hostile.h), and with all of ../shared/data/badinput
 * where it is there.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/text.h"
#include "tests/hostile.h"
#include "tests/server/life.h"

enum { BATCH = 150 };           /* fewer than the reports list */

static struct fixture f;
static struct life l;

static int make(void **state)
{
	(void)state;
	fixture_make(&f);
	fixture_start(&f);
	life_begin(&l, &f);
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	life_end(&l);
	fixture_free(&f);
	return 0;
}

static void skip_without(const char *path)
{
	FILE *in = fopen(path, "re");

	if (in) {
		fclose(in);
		return;
	}
	print_message("%s is not there: skipped\n", path);
	skip();
}

static void read_file(const char *path, struct buf *out)
{
	char block[65536];
	FILE *in = fopen(path, "re");

	assert_non_null(in);
	for (size_t n; (n = fread(block, 1, sizeof(block), in)) > 0;)
		buf_add(out, block, n);
	fclose(in);
}

/* ---- JSON ---- */

/* The status of a preview with these bytes as the body; 0: no answer in time. */
static int send_body(const struct buf *body)
{
	struct buf raw = BUF_INIT, answer = BUF_INIT;
	int status = 0;

	buf_addf(&raw, "POST /api/v1/tickets/preview HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"
		 "Content-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
		 l.agent, body->len);
	buf_add(&raw, body->data, body->len);
	fixture_raw(&f, raw.data, raw.len, 20000, &answer);
	if (answer.len)
		sscanf(answer.data, "HTTP/1.1 %d", &status);
	buf_release(&raw);
	buf_release(&answer);
	return status;
}

/* As it is, and where the form's fields stand: there every value is JSON, even if no form. */
static int send_json(const char *text, size_t len, bool inside)
{
	struct buf body = BUF_INIT;

	buf_adds(&body, inside ? "{\"fields\": " : "");
	buf_add(&body, text, len);
	buf_adds(&body, inside ? "}" : "");
	int status = send_body(&body);
	buf_release(&body);
	return status;
}

/* 'y': JSON, 'n': not, 'i': either. */
static void check_json(const char *name, char kind, const char *text, size_t len)
{
	int whole = send_json(text, len, false), inside = send_json(text, len, true);
	bool taken = inside == 200 || inside == 422, refused = inside == 400;
	bool whole_right = whole == 400 || (kind != 'n' && (whole == 200 || whole == 422));

	if (!whole_right || !(kind == 'y' ? taken : kind == 'n' ? refused : taken || refused))
		fail_msg("%s: %d, as a member %d", name, whole, inside);
}

static void test_json(void **state)
{
	static const struct { char kind; const char *text; } cases[] = {
		{ 'y', "{}" }, { 'y', "[]" }, { 'y', "null" }, { 'y', "-0.5e+3" },
		{ 'y', "\"\\ud83d\\ude00\\u20ac\"" }, { 'y', " {\"a\" : [true , false]} " },
		{ 'y', "{\"a\":1,\"a\":2}" }, { 'n', "" }, { 'n', "{" }, { 'n', "[1,]" },
		{ 'n', "{\"a\":1,}" }, { 'n', "{a:1}" }, { 'n', "nul" }, { 'n', "True" },
		{ 'n', "01" }, { 'n', ".5" }, { 'n', "5." }, { 'n', "+1" }, { 'n', "1e" },
		{ 'n', "0x10" }, { 'n', "NaN" }, { 'n', "-Infinity" }, { 'n', "\"\n\"" },
		{ 'n', "\"\\x41\"" }, { 'n', "\"\\u12\"" }, { 'n', "'a'" }, { 'n', "\"\xff\"" },
		{ 'n', "\"\xc0\xaf\"" }, { 'n', "\"\xed\xa0\x80\"" }, { 'n', "[1] /* why */" },
		{ 'n', "[1]]" }, { 'i', "\"\\ud800\"" }, { 'i', "1e999" },
		{ 'i', "\xef\xbb\xbf{}" },
	};
	struct buf deep = BUF_INIT;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check_json(cases[i].text, cases[i].kind, cases[i].text, strlen(cases[i].text));
	for (int i = 0; i < 100000; i++)
		buf_addch(&deep, '[');
	check_json("a deep one", 'n', deep.data, deep.len);
	buf_release(&deep);
}

/* A NUL that an escape makes would hide what follows it: JSON, but no text that the server takes. */
static bool has_escaped_nul(const char *name)
{
	return !strcmp(name, "y_object_escaped_null_in_key.json") ||
	       !strcmp(name, "y_string_null_escape.json");
}

static void test_json_suite(void **state)
{
	const char *dir = HOSTILE_SHARED "/json_parsing";
	struct dirent *e;
	int files = 0;
	(void)state;

	skip_without(dir);
	DIR *d = opendir(dir);
	while ((e = readdir(d))) {
		struct buf text = BUF_INIT;
		if (e->d_name[0] == '.')
			continue;
		char *path = xasprintf("%s/%s", dir, e->d_name);
		read_file(path, &text);
		check_json(e->d_name, has_escaped_nul(e->d_name) ? 'i' : e->d_name[0],
			   text.data ? text.data : "", text.len);
		buf_release(&text);
		free(path);
		files++;
	}
	closedir(d);
	assert_true(files > 300);
}

/* ---- text ---- */

/* Tickets made since the last look at list and reports. */
static struct { char no[24]; char *title; } made[BATCH];
static size_t made_count;
static char made_from[40];

static bool is_title_or_content(const char *pointer)
{
	return !strcmp(pointer, "/fields/matter/title") || !strcmp(pointer, "/fields/matter/content");
}

static json *form_body(const char *contact, const char *title, const char *content)
{
	char frame[512];

	snprintf(frame, sizeof(frame),
		 "{\"contact_id\":\"%s\",\"draft\":1,\"action\":\"submit\",\"fields\":" LIFE_FIELDS "}",
		 contact, "x");
	json *body = jo_parse(frame, strlen(frame), NULL);
	jo_pointer_set(body, "/fields/matter/title", json_object_new_string(title));
	jo_pointer_set(body, "/fields/matter/content", json_object_new_string(content));
	return body;
}

/* 201, or a refusal that names the title or the content. */
static json *submit(const char *title, const char *content)
{
	static int key;
	char name[32];
	struct answer a;
	json *c = life_post(&l, "/contacts", f.gateway, NULL,
			    "{\"channel\":\"web\",\"skill\":\"general\"}", 201);
	json *body = form_body(jo_str(c, "id"), title, content), *errors;

	snprintf(name, sizeof(name), "bad-%d", key++);
	fixture_post(&f, "/tickets", f.gateway, name, jo_text(body), &a);
	errors = jo_get(a.json, "errors");
	if (a.status != 201 && (a.status != 422 || !jo_len(errors)))
		fail_msg("%s: %d %s", jo_text(body), a.status, a.body.data);
	for (size_t i = 0; i < jo_len(errors); i++)
		assert_true(is_title_or_content(jo_str(jo_at(errors, i), "pointer")));
	json *t = a.status == 201 ? json_object_get(a.json) : NULL;
	answer_release(&a);
	jo_free(body);
	jo_free(c);
	return t;
}

static void check_ticket(const char *no, const char *title, const char *content)
{
	char path[64];

	snprintf(path, sizeof(path), "/tickets/%s", no);
	json *t = life_get(&l, path, l.supervisor, 200);
	assert_string_equal(jo_pointer_str(t, "/fields/matter/title"), title);
	assert_string_equal(jo_pointer_str(t, "/fields/matter/content"), content);
	jo_free(t);
}

static const char *title_of(const json *ticket)
{
	return jo_pointer_str(ticket, "/fields/matter/title");
}

static void check_list(void)
{
	json *page = life_get(&l, "/tickets?limit=200", l.supervisor, 200);
	json *items = jo_get(page, "items");
	size_t found = 0;

	for (size_t i = 0; i < jo_len(items); i++)
		for (size_t k = 0; k < made_count; k++)
			if (!strcmp(jo_str(jo_at(items, i), "no"), made[k].no)) {
				assert_string_equal(title_of(jo_at(items, i)), made[k].title);
				found++;
			}
	assert_int_equal(found, made_count);
	jo_free(page);
}

/* The special report of the time of these tickets. */
static void fetch(const char *accept, struct answer *a)
{
	char path[128], line[64];
	const char *headers[] = { line, "Accept-Language: en", NULL };

	snprintf(path, sizeof(path), "/reports/special?from=%s", made_from);
	for (char *plus; (plus = strchr(path, '+'));) {
		memmove(plus + 3, plus + 1, strlen(plus));
		memcpy(plus, "%2B", 3);
	}
	snprintf(line, sizeof(line), "Accept: %s", accept);
	fixture_request(&f, "GET", path, l.supervisor, NULL, headers, a);
	if (a->status != 200)
		fail_msg("%s: %d %s", path, a->status, a->body.data);
}

/* `text` as a cell of HTML or CSV: each byte of `special` becomes what stands beside it. */
static void add_escaped(struct buf *out, const char *text, const char *special, const char *const *instead)
{
	for (; *text; text++) {
		const char *found = strchr(special, *text);
		if (found)
			buf_adds(out, instead[found - special]);
		else
			buf_addch(out, *text);
	}
}

static void add_html(struct buf *out, const char *text)
{
	static const char *const entities[] = { "&lt;", "&gt;", "&amp;", "&quot;", "&#39;" };

	buf_adds(out, "<td>");
	add_escaped(out, text, "<>&\"'", entities);
	buf_adds(out, "</td>");
}

/* The signs that a spreadsheet calculates with, as RFC 4180 cells never begin here. */
static bool is_formula(const char *text)
{
	return (*text && strchr("=+-@\t\r\n", *text)) || !strncmp(text, "＝", 3) ||
	       !strncmp(text, "＋", 3) || !strncmp(text, "－", 3) || !strncmp(text, "＠", 3);
}

static void add_csv(struct buf *out, const char *text)
{
	static const char *const doubled[] = { "\"\"" };
	bool quoted = is_formula(text) || strpbrk(text, ",\"\r\n");

	buf_adds(out, ",");
	buf_adds(out, quoted ? "\"" : "");
	buf_adds(out, is_formula(text) ? "'" : "");
	add_escaped(out, text, "\"", doubled);
	buf_adds(out, quoted ? "\"" : "");
	buf_adds(out, "\r\n");          /* the title is the last cell */
}

static void check_report(const char *accept, void (*add)(struct buf *out, const char *text))
{
	struct answer a;

	fetch(accept, &a);
	for (size_t i = 0; i < made_count; i++) {
		struct buf clean = BUF_INIT, cell = BUF_INIT;
		text_clean(&clean, made[i].title, strlen(made[i].title), 0);
		add(&cell, clean.data);
		if (!strstr(a.body.data, cell.data))
			fail_msg("%s: the report does not hold %s", made[i].no, cell.data);
		buf_release(&clean);
		buf_release(&cell);
	}
	assert_int_equal(u8_check((const uint8_t *)a.body.data, a.body.len), 0);
	answer_release(&a);
}

/* No cell of it begins as a formula does. */
static void check_no_formula(void)
{
	struct answer a;
	bool quoted = false, begins = true;

	fetch("text/csv", &a);
	for (const char *p = a.body.data + 3; *p; p++) {
		if (begins && *p != '\r' && is_formula(p + (*p == '"')))
			fail_msg("a formula: %.40s", p);
		begins = !quoted && (*p == ',' || *p == '\n');
		quoted ^= *p == '"';
	}
	answer_release(&a);
}

static void check_made(void)
{
	if (!made_count)
		return;
	check_list();
	check_report("text/csv", add_csv);
	check_report("text/html", add_html);
	check_no_formula();
	while (made_count)
		free(made[--made_count].title);
}

static void keep(json *t, const char *title)
{
	if (!made_count)
		snprintf(made_from, sizeof(made_from), "%s", jo_str(t, "created_at"));
	snprintf(made[made_count].no, sizeof(made[0].no), "%s", jo_str(t, "no"));
	made[made_count++].title = xstrdup(title);
	if (made_count == BATCH)
		check_made();
}

/* As title and content; when that is refused, as content alone. */
static void pass_through(const char *text)
{
	json *t = submit(text, text);
	const char *title = t ? text : "long";

	t = t ? t : submit(title, text);
	if (!t)
		return;
	check_ticket(jo_str(t, "no"), title, text);
	keep(t, title);
	jo_free(t);
}

/* Bytes that are no UTF-8 are no JSON; the rest is text. */
static void pass_bytes(const char *bytes, size_t len)
{
	struct buf text = BUF_INIT;

	if (!u8_check((const uint8_t *)bytes, len)) {
		pass_through(bytes);
		return;
	}
	buf_addf(&text, "\"%s\"", bytes);
	assert_int_equal(send_json(text.data, text.len, true), 400);
	buf_release(&text);
}

static void pass_all(const struct texts *t)
{
	for (size_t i = 0; i < t->count; i++)
		pass_bytes(t->at[i], strlen(t->at[i]));
	check_made();
}

static void test_text(void **state)
{
	struct texts t = { 0 };
	(void)state;

	hostile_own(&t);
	hostile_broken(&t);
	pass_all(&t);
	texts_release(&t);
}

static void pass_lines(const char *name, char comment)
{
	struct texts t = { 0 };

	if (!hostile_lines(&t, name, comment))
		skip();
	pass_all(&t);
	assert_true(t.count > 200);
	texts_release(&t);
}

static void test_naughty_strings(void **state)
{
	(void)state;
	pass_lines("blns.txt", '#');
}

static void test_utf8_stress(void **state)
{
	(void)state;
	pass_lines("UTF-8-test.txt", '\n');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_suite),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_naughty_strings),
		cmocka_unit_test(test_utf8_stress),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
