/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_hostile.c -- texts made to do harm (tests/hostile.h) are written wherever a person can write, and read back:
 * the same bytes where they were taken, the place where they were refused. No broken bytes get in; the server lives on,
 * and its store and its audit chain are whole.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistr.h>

#include <cmocka.h>

#include "ctl/run.h"
#include "hotline/alloc.h"
#include "hotline/text.h"
#include "tests/hostile.h"
#include "tests/server/practice.h"

static struct fixture f;
static struct life l;
static char *editor, *trainer, *trainee, *ops;
static struct texts all, own;   /* every one; ours */
static struct texts plain;      /* of all those that an action takes: without control characters */

static int make(void **state)
{
	(void)state;
	practice_stage(&f, &l);
	editor = life_login(&l, "editor1");
	trainer = life_login(&l, "trainer1");
	trainee = life_login(&l, "trainee1");
	ops = life_login(&l, "ops1");
	hostile_all(&all);
	hostile_own(&own);
	for (size_t i = 0; i < all.count; i++)
		if (!text_has_control(all.at[i], strlen(all.at[i]), TEXT_LINES))
			texts_add(&plain, all.at[i], strlen(all.at[i]));
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	texts_release(&all);
	texts_release(&own);
	texts_release(&plain);
	life_end(&l);
	fixture_free(&f);
	return 0;
}

/* ---- asking ---- */

/* Sends it; fails for an answer that is none, a failure of the server, or broken. Caller releases. */
static int ask(const char *method, const char *path, const char *token, const char *match, json *body, struct answer *a)
{
	life_request(&l, method, path, token, match, body ? jo_text(body) : NULL, a);
	bool whole = !a->body.len || (a->json && text_is_valid(a->body.data, a->body.len));
	if (a->status < 200 || a->status >= 500 || !whole)
		fail_msg("%s %s %s: %d %s", method, path, body ? jo_text(body) : "", a->status,
			 a->body.len ? a->body.data : "");
	return a->status;
}

/* The same, of which the answer's body is wanted. NULL: refused with this place, or in a whole sentence. */
static json *send(const char *method, const char *path, const char *token, const char *match, json *body,
		  const char *place)
{
	struct answer a;
	int status = ask(method, path, token, match, body, &a);
	json *errors = jo_get(a.json, "errors"), *o = status < 300 ? json_object_get(a.json) : NULL;
	bool told = status == 422 && jo_len(errors);

	for (size_t i = 0; i < jo_len(errors); i++)
		told = told && !strncmp(jo_str(jo_at(errors, i), "pointer"), place, strlen(place));
	if (!o && !told && !(status == 400 && jo_str(a.json, "detail")))
		fail_msg("%s %s %s: %d %s", method, path, jo_text(body), status, a.body.data);
	answer_release(&a);
	return o;
}

/* A body of which the members that `names` lists hold the text. Caller frees. */
static json *body_of(const char *frame, const char *names, const char *text)
{
	json *o = jo_parse(frame, strlen(frame), NULL);
	char *list = xstrdup(names), *rest = NULL;

	assert_non_null(o);
	for (char *name = strtok_r(list, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
		jo_set_str(o, name, text);
	free(list);
	return o;
}

static void expect_text(const json *o, const char *name, const char *text)
{
	const char *found = jo_str(o, name);

	if (!found || strcmp(found, text))
		fail_msg("%s was \"%s\" and is \"%s\"", name, text, found ? found : "not there");
}

/* ---- forms ---- */

static const char *const pointers[] = {
	"/matter/title", "/matter/content", "/matter/party", "/caller/name", "/caller/company", "/place/point",
	"/place/address", "/control/note", "/sections/medical/patient_name", "/sections/medical/symptoms",
	"/sections/medical/hospital",
};

/* A form whose texts are those from `first` on, `step` apart. Caller frees. */
static json *form_of(size_t first, size_t step)
{
	char frame[512];

	snprintf(frame, sizeof(frame), LIFE_FIELDS, "x");
	json *fields = jo_parse(frame, strlen(frame), NULL);
	for (size_t i = 0; i < ARRAY_SIZE(pointers); i++)
		jo_pointer_set(fields, pointers[i], json_object_new_string(all.at[(first + i * step) % all.count]));
	return fields;
}

static void expect_form(const json *kept, const json *given)
{
	for (size_t i = 0; i < ARRAY_SIZE(pointers); i++) {
		const char *was = jo_pointer_str(given, pointers[i]), *is = jo_pointer_str(kept, pointers[i]);
		if (was && (!is || strcmp(was, is)))
			fail_msg("%s was \"%s\" and is \"%s\"", pointers[i], was, is ? is : "not there");
	}
}

/* Takes out what was refused; a form has to have a title and a content. */
static void mend(json *fields, json *errors)
{
	for (size_t i = 0; i < jo_len(errors); i++) {
		const char *pointer = jo_str(jo_at(errors, i), "pointer") + strlen("/fields");
		bool required = !strcmp(pointer, pointers[0]) || !strcmp(pointer, pointers[1]);
		assert_non_null(jo_pointer_str(fields, pointer));
		jo_pointer_set(fields, pointer, required ? json_object_new_string("x") : NULL);
	}
}

/* Caller frees. */
static json *submit(const char *contact, json *fields)
{
	json *body = json_object_new_object();
	struct answer a;

	jo_set_str(body, "contact_id", contact);
	jo_set_int(body, "draft", 1);
	jo_set_str(body, "action", "submit");
	jo_set(body, "fields", json_object_get(fields));
	if (ask("POST", "/tickets", f.gateway, NULL, body, &a) == 422) {
		mend(fields, jo_get(a.json, "errors"));
		answer_release(&a);
		ask("POST", "/tickets", f.gateway, NULL, body, &a);
	}
	if (a.status != 201)
		fail_msg("%s: %d %s", jo_text(body), a.status, a.body.data);
	json *t = json_object_get(a.json);
	answer_release(&a);
	jo_free(body);
	return t;
}

/* A message that a citizen sent through a page: who, what, and the page's own name for it. Caller frees. */
static char *come(const char *text)
{
	json *body = body_of("{\"channel\":\"web\",\"skill\":\"general\"}", "text", text),
	     *caller = body_of("{\"number\":\"13900000001\"}", "name", text);
	struct answer a;

	jo_set(body, "caller", caller);
	if (ask("POST", "/contacts", f.gateway, NULL, body, &a) == 422) {
		json_object_object_del(caller, "name");
		answer_release(&a);
		ask("POST", "/contacts", f.gateway, NULL, body, &a);
	}
	if (a.status != 201)
		fail_msg("%s: %d %s", jo_text(body), a.status, a.body.data);
	char *id = xstrdup(jo_str(a.json, "id"));
	jo_free(body);
	answer_release(&a);
	return id;
}

/* Each text in every field of a form at once. */
static void test_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < all.count; i++) {
		char *contact = come(all.at[i]), path[64];
		json *fields = form_of(i, 0), *t = submit(contact, fields);
		snprintf(path, sizeof(path), "/tickets/%s", jo_str(t, "no"));
		json *kept = life_get(&l, path, l.supervisor, 200);
		expect_form(jo_get(kept, "fields"), fields);
		jo_free(kept);
		jo_free(t);
		jo_free(fields);
		free(contact);
	}
}

static json *contact_verb(const char *id, const char *verb, json *body)
{
	char path[96];

	snprintf(path, sizeof(path), "/contacts/%s/%s", id, verb);
	return life_post(&l, path, l.supervisor, NULL, jo_text(body), 200);
}

/* What a citizen wrote is read by whoever has the contact; why somebody took it is told, too. */
static void test_messages(void **state)
{
	struct texts packs = { 0 };
	(void)state;

	hostile_packs(&packs, &all, 7900);
	for (size_t i = 0; i < packs.count; i++) {
		char *id = come(packs.at[i]), path[64];
		json *body = body_of("{}", "reason", own.at[i]);
		jo_free(contact_verb(id, "take", body));
		snprintf(path, sizeof(path), "/contacts/%s", id);
		json *kept = life_get(&l, path, l.supervisor, 200);
		expect_text(kept, "text", packs.at[i]);
		jo_free(kept);
		jo_free(contact_verb(id, "hang_up", body));
		jo_free(contact_verb(id, "wrap_up_done", body));
		jo_free(body);
		free(id);
	}
	texts_release(&packs);
}

/* A draft is whatever stands in the form, right or not. */
static void test_drafts(void **state)
{
	char path[96];
	struct answer a;
	struct seat s;
	int64_t base = 0;
	(void)state;

	seat_begin(&l, &s, trainee, OWN_PRACTICE, trainee);
	json *city = life_get(&l, "/city", s.token, 200);
	snprintf(path, sizeof(path), "/contacts/%s/drafts/1", s.contact);
	for (size_t i = 0; i < all.count; i += ARRAY_SIZE(pointers)) {
		json *body = json_object_new_object();
		jo_set_int(body, "base", base);
		jo_set_int(body, "form_version", jo_int(jo_at(jo_get(city, "forms"), 0), "version", 0));
		jo_set(body, "fields", form_of(i, 1));
		if (ask("PUT", path, s.token, NULL, body, &a) != 200)
			fail_msg("%s: %d %s", jo_text(body), a.status, a.body.data);
		base = jo_int(a.json, "revision", 0);
		json *kept = life_get(&l, path, s.token, 200);
		expect_form(jo_get(kept, "fields"), jo_get(body, "fields"));
		jo_free(kept);
		jo_free(body);
		answer_release(&a);
	}
	seat_end(&l, &s, trainee);
	jo_free(city);
}

/* ---- moves of tickets ---- */

#define SIGN { &l.street, "{\"action\":\"sign\"}", "", "handling" }
#define DISPATCH { &l.dispatcher, "{\"action\":\"dispatch\",\"lead\":\"" STREET "\"}", "basis note", "dispatched" }
#define UNTIL "\"until\":\"2100-01-01T00:00:00+08:00\""

struct step { char **who; const char *frame, *texts, *state; };

static const struct step handled[] = {
	{ &l.dispatcher, "{\"action\":\"need_info\"}", "question", "needs_info" },
	{ &l.supervisor, "{\"action\":\"supply_info\",\"fields\":{\"control\":{\"urgency\":\"urgent\"}}}", "reason", "pending" },
	{ &l.dispatcher, "{\"action\":\"amend\",\"fields\":{\"control\":{\"urgency\":\"normal\"}}}", "reason", "pending" },
	{ &l.dispatcher, "{\"action\":\"regrade\",\"grade\":\"III\"}", "reason", "pending" },
	{ &l.dispatcher, "{\"action\":\"pause\"}", "reason", "pending" },
	{ &l.dispatcher, "{\"action\":\"unpause\"}", "reason", "pending" },
	{ &l.dispatcher, "{\"action\":\"urge\"}", "reason", "pending" },
	{ &l.supervisor, "{\"action\":\"supervise\"}", "reason", "pending" },
	DISPATCH,
	{ &l.dispatcher, "{\"action\":\"recall\"}", "reason", "pending" },
	DISPATCH,
	{ &l.street, "{\"action\":\"request_return\"}", "reason basis", "return_requested" },
	{ &l.dispatcher, "{\"action\":\"refuse_return\"}", "reason", "dispatched" },
	{ &l.street, "{\"action\":\"request_return\"}", "reason basis", "return_requested" },
	{ &l.dispatcher, "{\"action\":\"refer\"}", "reason", "arbitration" },
	{ &l.supervisor, "{\"action\":\"arbitrate\",\"lead\":\"" STREET "\"}", "basis", "dispatched" },
	SIGN,
	{ &l.street, "{\"action\":\"respond\"}", "how", "handling" },
	{ &l.street, "{\"action\":\"request_extension\",\"until\":\"LATER\"}", "reason", "handling" },
	{ &l.dispatcher, "{\"action\":\"refuse_extension\"}", "reason", "handling" },
	{ &l.street, "{\"action\":\"whistle\",\"units\":[\"C001\"]}", "reason", "handling" },
	{ &l.company, "{\"action\":\"report_in\"}", "note", "handling" },
	{ &l.street, "{\"action\":\"request_carry\",\"until\":\"LATER\"}", "reason", "handling" },
	{ &l.supervisor, "{\"action\":\"refuse_carry\"}", "reason", "handling" },
	{ &l.street, "{\"action\":\"reply\"}", "done answer evidence", NULL },
	{ &l.visitor, "{\"action\":\"record_visit\",\"reached\":true,\"contacted\":true,\"solved\":false,\"satisfied\":\"no\"}",
	  "note", "visiting" },
	{ &l.visitor, "{\"action\":\"rehandle\"}", "reason", "rehandling" },
	SIGN,
	{ &l.street, "{\"action\":\"reply\"}", "done answer evidence", NULL },
	{ &l.supervisor, "{\"action\":\"exclude\"}", "reason", "visiting" },
	{ &l.supervisor, "{\"action\":\"include\"}", "reason", "visiting" },
	{ &l.visitor, "{\"action\":\"close\"}", "note", "closed" },
	{ &l.street, "{\"action\":\"appeal\"}", "reason", "closed" },
	{ &l.supervisor, "{\"action\":\"decide_appeal\",\"granted\":false}", "reason", "closed" },
	{ &l.visitor, "{\"action\":\"add_note\"}", "note", "closed" },
	{ &l.street, "{\"action\":\"add_note\"}", "note", "closed" },
};

static const struct step withdrawn[] = {
	{ &l.supervisor, "{\"action\":\"withdraw\"}", "reason", "void" },
	{ &l.supervisor, "{\"action\":\"reject\"}", "reason", "pending" },
	{ &l.supervisor, "{\"action\":\"withdraw\"}", "reason", "void" },
	{ &l.supervisor, "{\"action\":\"confirm\"}", "reason", "void" },
};

static bool has_controls(const char *text)
{
	return text_has_control(text, strlen(text), TEXT_LINES);
}

/* Without line ends too. */
static bool is_line(const char *text)
{
	return !text_has_control(text, strlen(text), 0);
}

/* What an action's texts are called. */
static bool is_text(const char *name)
{
	static const char *const names[] = { "reason", "note", "question", "basis", "how", "answer", "done", "evidence" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* Every text of the history is this one; how many there are. */
static size_t check_history(const char *no, const char *text)
{
	char path[64];
	size_t count = 0;

	snprintf(path, sizeof(path), "/tickets/%s/history", no);
	json *history = life_get(&l, path, l.supervisor, 200), *items = jo_array(history, "items");
	for (size_t i = 0; i < jo_len(items); i++) {
		json *detail = jo_get(jo_at(items, i), "detail");
		json_object_object_foreach(detail, name, value) {
			if (!is_text(name) || !value)
				continue;
			expect_text(detail, name, text);
			count++;
		}
	}
	jo_free(history);
	return count;
}

static size_t texts_of(const struct step *steps, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		for (const char *p = steps[i].texts; *p; p += strspn(p, " "), n++)
			p += strcspn(p, " ");
	return n;
}

static void set_until(json *body)
{
	time_t later = time(NULL) + 90 * 86400;
	char text[40];
	struct tm tm;

	strftime(text, sizeof(text), "%Y-%m-%dT12:00:00Z", gmtime_r(&later, &tm));
	if (jo_str(body, "until"))
		jo_set_str(body, "until", text);
}

static void walk(const char *no, const struct step *steps, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++) {
		json *body = body_of(steps[i].frame, steps[i].texts, text);
		set_until(body);
		json *t = life_act(&l, no, *steps[i].who, jo_text(body), 200);
		if (steps[i].state)
			assert_string_equal(jo_str(t, "state"), steps[i].state);
		jo_free(t);
		jo_free(body);
	}
	assert_int_equal(check_history(no, text), texts_of(steps, count));
}

static void test_moves(void **state)
{
	struct texts packs = { 0 };
	char no[24];
	(void)state;

	hostile_packs(&packs, &plain, 3900);
	for (size_t i = 0; i < packs.count; i++) {
		life_submit(&l, "全程", no);
		walk(no, handled, ARRAY_SIZE(handled), packs.at[i]);
		life_submit(&l, "撤单", no);
		walk(no, withdrawn, ARRAY_SIZE(withdrawn), packs.at[i]);
	}
	texts_release(&packs);
}

/* What holds control characters is refused at its place, as in a form, and leaves no trace. */
static void test_moves_refuse_controls(void **state)
{
	char no[24], path[64];
	size_t refused = 0;
	(void)state;

	life_submit(&l, "控制字符", no);
	snprintf(path, sizeof(path), "/tickets/%s/actions", no);
	for (size_t i = 0; i < own.count; i++) {
		if (!has_controls(own.at[i]) || text_is_blank(own.at[i]) || strlen(own.at[i]) > 4000)
			continue;
		json *body = body_of("{\"action\":\"need_info\"}", "question", own.at[i]);
		struct answer a;
		assert_int_equal(ask("POST", path, l.dispatcher, "1", body, &a), 422);
		assert_string_equal(jo_str(jo_at(jo_get(a.json, "errors"), 0), "pointer"), "/question");
		assert_string_equal(jo_str(jo_at(jo_get(a.json, "errors"), 0), "code"), "format");
		answer_release(&a);
		jo_free(body);
		refused++;
	}
	assert_true(refused > 5);
	assert_int_equal(check_history(no, ""), 0);
}

/* Each alone: what begins or ends as no text should. */
static void test_notes(void **state)
{
	struct texts taken = { 0 };
	char no[24], path[64];
	size_t found = 0;
	(void)state;

	life_submit(&l, "备注", no);
	snprintf(path, sizeof(path), "/tickets/%s/actions", no);
	for (size_t i = 0; i < own.count; i++) {
		json *body = body_of("{\"action\":\"add_note\"}", "note", own.at[i]);
		json *t = send("POST", path, l.dispatcher, NULL, body, "/note");
		bool long_or_blank = text_is_blank(own.at[i]) || strlen(own.at[i]) > 4000;
		assert_true(t ? !has_controls(own.at[i]) : has_controls(own.at[i]) || long_or_blank);
		if (t)
			texts_add(&taken, own.at[i], strlen(own.at[i]));
		jo_free(t);
		jo_free(body);
	}
	snprintf(path, sizeof(path), "/tickets/%s/history", no);
	json *history = life_get(&l, path, l.supervisor, 200), *items = jo_array(history, "items");
	for (size_t i = 0; i < jo_len(items); i++) {
		const char *note = jo_str(jo_get(jo_at(items, i), "detail"), "note");
		if (!note)
			continue;
		assert_true(found < taken.count);
		assert_string_equal(note, taken.at[found++]);
	}
	jo_free(history);
	assert_int_equal(found, taken.count);
	assert_true(found > 80);        /* of some 100 */
	texts_release(&taken);
}

/* Why somebody wanted the full number stands in the audit chain. */
static void test_reasons(void **state)
{
	struct texts packs = { 0 };
	char no[24], path[80];
	(void)state;

	life_submit(&l, "号码", no);
	hostile_packs(&packs, &plain, 480);
	for (size_t i = 0; i < packs.count; i++) {
		json *body = body_of("{}", "reason", packs.at[i]);
		snprintf(path, sizeof(path), "/tickets/%s/reveal", no);
		jo_free(life_post(&l, path, l.visitor, NULL, jo_text(body), 200));
		snprintf(path, sizeof(path), "/audit?action=ticket.reveal&subject=%s&limit=1", no);
		json *audit = life_get(&l, path, ops, 200);
		expect_text(jo_get(jo_at(jo_array(audit, "items"), 0), "detail"), "reason", packs.at[i]);
		jo_free(audit);
		jo_free(body);
	}
	texts_release(&packs);
}

/* ---- what is for everybody to read ---- */

/* Ours each alone, the others several at once: what is put where few are wanted. Caller releases. */
static void some_alone(struct texts *t, size_t most)
{
	hostile_own(t);
	hostile_packs(t, &plain, most);
}

/* The title where it fits. */
static const char *title_and(const char *text, const char *names, const char *other)
{
	return text_count(text, strlen(text)) <= 80 && is_line(text) ? names : other;
}

static void test_notices(void **state)
{
	struct texts texts = { 0 };
	(void)state;

	some_alone(&texts, 3900);
	for (size_t i = 0; i < texts.count; i++) {
		json *body = body_of("{\"title\":\"x\",\"valid_to\":\"2100-01-01T00:00:00+08:00\"}",
				     title_and(texts.at[i], "title body", "body"), texts.at[i]);
		json *o = send("POST", "/notices", editor, NULL, body, "/");
		assert_true(o ? !has_controls(texts.at[i]) : has_controls(texts.at[i]) || text_is_blank(texts.at[i]));
		if (o) {
			char *path = xasprintf("/notices/%s", jo_str(o, "id"));
			json *kept = life_get(&l, path, l.agent, 200);
			expect_text(kept, "title", jo_str(body, "title"));
			expect_text(kept, "body", texts.at[i]);
			jo_free(kept);
			free(path);
		}
		jo_free(o);
		jo_free(body);
	}
	texts_release(&texts);
}

/* Writes its next version; false: it tells who somebody is, or says nothing. */
static bool rewrite(const char *path, const char *text, int *seen)
{
	json *body = body_of("{}", title_and(text, "title keywords body", "body"), text);
	char match[16];

	snprintf(match, sizeof(match), "%d", *seen);
	json *o = send("PUT", path, editor, match, body, "/");
	if (o) {
		json *kept = life_get(&l, path, l.agent, 200);
		expect_text(kept, "body", text);
		if (jo_get(body, "title"))
			expect_text(kept, "title", text);
		*seen = (int)jo_int(kept, "version", 0);
		jo_free(kept);
	}
	jo_free(body);
	jo_free(o);
	return o;
}

static void test_precedents(void **state)
{
	struct texts texts = { 0 };
	size_t kept = 0;
	int seen = 1;
	char no[24];
	(void)state;

	json *first = life_precedent(&l, editor, no);
	char *path = xasprintf("/precedents/%s", jo_str(first, "id"));
	some_alone(&texts, 400);
	for (size_t i = 0; i < texts.count; i++)
		kept += rewrite(path, texts.at[i], &seen);
	assert_true(kept > 90);
	texts_release(&texts);
	free(path);
	jo_free(first);
}

/* Why an agent is away; supervisors read it on their wall. */
static void test_presence(void **state)
{
	struct stream *s = stream_open(&f, l.agent, NULL);      /* who has none for long is not here */
	struct stream_event e;
	(void)state;

	assert_true(stream_wait(s, "hello", &e, 20000));
	for (size_t i = 0; i < own.count; i++) {
		json *body = body_of("{\"state\":\"break\"}", "reason", own.at[i]);
		json *o = send("PUT", "/me/presence", l.agent, NULL, body, "/reason");
		json *me = life_get(&l, "/me", l.agent, 200);
		bool fits = text_count(own.at[i], strlen(own.at[i])) <= 60 && is_line(own.at[i]);
		assert_true(fits == (o != NULL));
		if (o && *own.at[i])
			expect_text(jo_get(me, "presence"), "reason", own.at[i]);
		jo_free(me);
		jo_free(o);
		jo_free(body);
	}
	jo_free(life_get(&l, "/seats", l.supervisor, 200));
	stream_close(s);
}

/* ---- training and inspection ---- */

static bool has_turn(const json *session, const char *by, const char *text)
{
	const json *turns = jo_get(session, "turns");

	for (size_t i = 0; i < jo_len(turns); i++)
		if (!strcmp(jo_str(jo_at(turns, i), "by"), by) && !strcmp(jo_str(jo_at(turns, i), "text"), text))
			return true;
	return false;
}

/* Controls are refused at their place; each of ours that holds some and is not missed as blank. */
static void refuse_controls(const char *path, const char *token, const char *match, const char *frame, const char *name)
{
	size_t refused = 0;

	for (size_t i = 0; i < own.count; i++) {
		struct answer a;
		if (!has_controls(own.at[i]) || text_is_blank(own.at[i]))
			continue;
		json *body = body_of(frame, name, own.at[i]);
		assert_int_equal(ask("POST", path, token, match, body, &a), 422);
		assert_string_equal(jo_str(jo_at(jo_get(a.json, "errors"), 0), "pointer") + 1, name);
		assert_string_equal(jo_str(jo_at(jo_get(a.json, "errors"), 0), "code"), "format");
		answer_release(&a);
		jo_free(body);
		refused++;
	}
	assert_true(refused > 5);
}

static void inject(const char *id, const char *kind, const char *text)
{
	json *body = body_of("{}", "text", text);

	jo_set_str(body, "kind", kind);
	jo_free(practice_post(&l, id, "inject", trainer, jo_text(body), 200));
	jo_free(body);
}

/* What is said in a practised call, what the trainer says into it and about it, and what the session is called. */
static void test_training(void **state)
{
	struct texts packs = { 0 };
	struct seat s;
	(void)state;

	hostile_packs(&packs, &plain, 480);
	seat_begin(&l, &s, trainer, "{\"mode\":\"practice\",\"scenario\":\"fixture\",\"trainees\":[\"trainee1\"]}",
		   trainee);
	for (size_t i = 0; i < packs.count; i++) {
		struct stream_event e;
		inject(s.id, "hint", packs.at[i]);
		assert_true(stream_wait(s.stream, "training.hint", &e, 20000));
		expect_text(e.data, "text", packs.at[i]);
		inject(s.id, "comment", packs.at[i]);
	}
	char *path = xasprintf("/training/sessions/%s/inject", s.id);
	refuse_controls(path, trainer, NULL, "{\"kind\":\"hint\"}", "text");
	refuse_controls(path, trainer, NULL, "{\"kind\":\"comment\"}", "text");
	free(path);
	json *o = practice_get(&l, s.id, trainer, 200);
	for (size_t i = 0; i < packs.count; i++)
		assert_true(has_turn(o, "trainer", packs.at[i]));
	jo_free(o);
	seat_end(&l, &s, trainer);
	texts_release(&packs);
}

static void test_questions(void **state)
{
	struct texts packs = { 0 };
	struct seat s;
	(void)state;

	hostile_packs(&packs, &plain, 190);
	seat_begin(&l, &s, trainee, OWN_PRACTICE, trainee);
	for (size_t i = 0; i < packs.count; i++) {
		json *body = body_of("{}", "text", packs.at[i]);
		char *path = xasprintf("/training/sessions/%s/ask", s.id);
		json *o = send("POST", path, s.token, NULL, body, "/text");
		assert_true(o && has_turn(o, "trainee", packs.at[i]));
		jo_free(o);
		jo_free(body);
		free(path);
	}
	char *ask_path = xasprintf("/training/sessions/%s/ask", s.id);
	refuse_controls(ask_path, s.token, NULL, "{}", "text");
	free(ask_path);
	seat_end(&l, &s, trainee);
	texts_release(&packs);
}

/* A session's name is what trainers find it by. */
static void test_session_names(void **state)
{
	static const char of_trainee2[] =
		"{\"mode\":\"practice\",\"scenario\":\"fixture\",\"trainees\":[\"trainee2\"]}";
	size_t kept = 0;
	(void)state;

	for (size_t i = 0; i < plain.count; i += 8) {
		if (text_count(plain.at[i], strlen(plain.at[i])) > 60 || !is_line(plain.at[i]))
			continue;
		json *body = body_of(of_trainee2, "name", plain.at[i]);
		json *o = practice_start(&l, trainer, jo_text(body), 201);
		char *id = xstrdup(jo_str(o, "id"));
		jo_free(o);
		o = practice_get(&l, id, trainer, 200);
		expect_text(o, "name", plain.at[i]);
		jo_free(o);
		jo_free(practice_post(&l, id, "end", trainer, NULL, 200));
		free(id);
		jo_free(body);
		kept++;
	}
	assert_true(kept > 2);
	refuse_controls("/training/sessions", trainer, NULL, of_trainee2, "name");
}

/* The reasons for a score, an appeal and its decision. */
static void inspect(const char *id, const char *text)
{
	char score[96], appeal[96], decide[96];
	json *body = body_of("{\"marks\":[{\"item\":\"ticket/wording-typo\",\"deducted\":5}]}", "note", text);

	snprintf(score, sizeof(score), "/inspections/%s/score", id);
	snprintf(appeal, sizeof(appeal), "/inspections/%s/appeal", id);
	snprintf(decide, sizeof(decide), "/inspections/%s/decide", id);
	jo_set_str(jo_at(jo_get(body, "marks"), 0), "why", text);
	json *o = life_post(&l, score, trainer, "1", jo_text(body), 200);
	expect_text(o, "note", text);
	jo_free(o);
	jo_free(body);
	body = body_of("{}", "reason", text);
	refuse_controls(appeal, l.agent, "2", "{}", "reason");
	jo_free(life_post(&l, appeal, l.agent, "2", jo_text(body), 200));
	jo_set_bool(body, "granted", false);
	o = life_post(&l, decide, l.supervisor, "3", jo_text(body), 200);
	expect_text(jo_get(o, "appeal"), "reason", text);
	expect_text(jo_get(o, "decision"), "reason", text);
	jo_free(o);
	jo_free(body);
}

static void test_inspections(void **state)
{
	struct texts packs = { 0 };
	char no[24];
	(void)state;

	hostile_packs(&packs, &plain, 980);
	for (size_t i = 0; i < packs.count; i++)
		life_call(&l, "质检", no);
	json *drawn = life_draw(&l, trainer);
	json *items = jo_array(drawn, "items");
	assert_true(jo_len(items) >= packs.count);
	for (size_t i = 0; i < packs.count; i++)
		inspect(jo_str(jo_at(items, i), "id"), packs.at[i]);
	jo_free(drawn);
	texts_release(&packs);
}

/* ---- what is asked for ---- */

static void add_encoded(struct buf *out, const char *text)
{
	for (; *text; text++)
		buf_addf(out, "%%%02X", (unsigned char)*text);
}

static const struct { const char *path; char **who; } searches[] = {
	{ "/knowledge?q=", &l.agent },
	{ "/tickets?text=", &l.supervisor },
	{ "/notices?q=", &l.agent },
	{ "/precedents?q=", &l.agent },
	{ "/tickets?street=", &l.supervisor },
	{ "/tickets?cursor=", &l.supervisor },
	{ "/city/regions?q=", &l.agent },
	{ "/audit?subject=", &ops },
	{ "/reports/rates?from=", &l.supervisor },
	{ "/tickets/", &l.supervisor },
	{ "/knowledge/", &l.agent },
};

/* The first of them get every text, the others a fourth. */
enum { SEARCHED_ALL = 3 };

static void test_searches(void **state)
{
	struct answer a;
	(void)state;

	for (size_t i = 0; i < all.count; i++)
		for (size_t k = 0; k < ARRAY_SIZE(searches); k++) {
			struct buf path = BUF_INIT;
			if (k >= SEARCHED_ALL && (i + k) % 4)
				continue;
			buf_adds(&path, searches[k].path);
			add_encoded(&path, all.at[i]);
			ask("GET", path.data, *searches[k].who, NULL, NULL, &a);
			answer_release(&a);
			buf_release(&path);
		}
}

static void test_lookups(void **state)
{
	(void)state;
	for (size_t i = 0; i < own.count; i++) {
		json *body = body_of("{}", "number", own.at[i]);
		struct answer a;
		int status = ask("POST", "/callers/lookup", l.agent, NULL, body, &a);
		assert_true(status == 422 || status == 403);
		answer_release(&a);
		jo_free(body);
	}
}

/* ---- what is no text ---- */

static void refuse_body(const char *path, const char *token, const char *bytes)
{
	struct buf raw = BUF_INIT, answer = BUF_INIT;
	char *body = xasprintf("{\"text\":\"%s\"}", bytes);
	int status = 0;

	buf_addf(&raw, "POST /api/v1%s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nIdempotency-Key: broken\r\n"
		 "If-Match: \"1\"\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
		 "Connection: close\r\n\r\n%s", path, token, strlen(body), body);
	free(body);
	fixture_raw(&f, raw.data, raw.len, 20000, &answer);
	if (!answer.len || sscanf(answer.data, "HTTP/1.1 %d", &status) != 1 || status != 400)
		fail_msg("%s with broken bytes: %d", path, status);
	buf_release(&raw);
	buf_release(&answer);
}

static void refuse_query(const char *bytes)
{
	struct answer a;

	for (size_t k = 0; k < ARRAY_SIZE(searches); k++) {
		struct buf path = BUF_INIT;
		buf_adds(&path, searches[k].path);
		add_encoded(&path, bytes);
		int status = ask("GET", path.data, *searches[k].who, NULL, NULL, &a);
		if (status != 400)
			fail_msg("%s: %d", path.data, status);
		answer_release(&a);
		buf_release(&path);
	}
}

static void test_broken_bytes(void **state)
{
	struct texts lines = { 0 };
	(void)state;

	hostile_broken(&lines);
	for (size_t i = 0; i < lines.count; i++) {
		refuse_body("/notices", editor, lines.at[i]);
		refuse_body("/precedents", editor, lines.at[i]);
		refuse_body("/contacts", f.gateway, lines.at[i]);
		refuse_body("/tickets", f.gateway, lines.at[i]);
		refuse_body("/tickets/preview", l.agent, lines.at[i]);
		refuse_body("/callers/lookup", l.agent, lines.at[i]);
		refuse_body("/training/sessions", trainer, lines.at[i]);
		refuse_body("/sessions", editor, lines.at[i]);
	}
	hostile_lines(&lines, "UTF-8-test.txt", '\n');
	for (size_t i = 0; i < lines.count; i++)
		if (u8_check((const uint8_t *)lines.at[i], strlen(lines.at[i])) && strlen(lines.at[i]) < 300)
			refuse_query(lines.at[i]);
	texts_release(&lines);
}

/* ---- after it all ---- */

/* What the other tests look for is found where it is. */
static void test_what_is_looked_for(void **state)
{
	static const char *const found[] = {
		"a\x1b[2J", "\x07", "a\tb", "\x7f", ("\xc2\x9b" "31m"), "\xe2\x80\xae反", "\xe2\x81\xa6", "零\xe2\x80\x8d",
		"\xee\x80\x80", "\xf3\xa0\x81\x81", "\xef\xbb\xbf", "中\xff文", "\xed\xa0\xbd",
	};
	static const char *const fine[] = { "a\nb", "中文，", "👍🏽", "e\xcc\x81", "❤\xef\xb8\x8f", "‹U+202E›", "␛" };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(found); i++)
		assert_non_null(hostile_found(found[i], strlen(found[i]), ""));
	for (size_t i = 0; i < ARRAY_SIZE(fine); i++)
		assert_null(hostile_found(fine[i], strlen(fine[i]), ""));
	assert_null(hostile_found("a\tb", 3, "\t"));
}

static void expect_a_quiet_end(void)
{
	int status = fixture_end(&f, SIGTERM);
	char *log = fixture_log(&f);

	if (status)
		fprintf(stderr, "the server ended with %d: %s", status, log);
	free(log);
	assert_int_equal(status, 0);
}

static void test_all_is_whole(void **state)
{
	(void)state;
	expect_status(0, "audit", "verify", "--config", f.config);
	expect_status(0, "verify", "--config", f.config);
	expect_a_quiet_end();
	expect_status(0, "audit", "verify", "--config", f.config);
	expect_status(0, "verify", "--config", f.config);
	fixture_start(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_looked_for),
		cmocka_unit_test(test_inspections),     /* before other contacts wait */
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_drafts),
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_notices),
		cmocka_unit_test(test_precedents),
		cmocka_unit_test(test_presence),
		cmocka_unit_test(test_training),
		cmocka_unit_test(test_questions),
		cmocka_unit_test(test_session_names),
		cmocka_unit_test(test_searches),
		cmocka_unit_test(test_lookups),
		cmocka_unit_test(test_broken_bytes),
		cmocka_unit_test(test_moves_refuse_controls),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_all_is_whole),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
