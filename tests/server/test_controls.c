/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_controls.c -- control characters (C0, C1, DEL) in every text that a request can write are refused at the text's
 * place.
 *
 * The table says for each text how it is sent; docs/openapi.json, which the server gives out, says which texts there
 * are: one that is neither in the table nor known to be no free text fails the test.
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
#include "tests/server/practice.h"

static struct fixture f;
static struct life l;
static char *editor, *trainer, *trainee;
static struct seat seat;
static char pending[24], handled[24], closed[24];                                               /* tickets */
static char contact[40], notice[40], precedent[40], drawn[40], scored[40], appealed[40];        /* ids */

/* ---- what there is to write on ---- */

static void make_inspections(void)
{
	static char *const ids[] = { drawn, scored, appealed };
	char no[24], path[80];

	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		life_call(&l, "质检", no);
	json *o = life_draw(&l, trainer);
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		snprintf(ids[i], sizeof(drawn), "%s", jo_str(jo_at(jo_array(o, "items"), i), "id"));
		snprintf(path, sizeof(path), "/inspections/%s/score", ids[i]);
		if (i)
			jo_free(life_post(&l, path, trainer, "1", "{\"marks\":[]}", 200));
	}
	jo_free(o);
	snprintf(path, sizeof(path), "/inspections/%s/appeal", appealed);
	jo_free(life_post(&l, path, l.agent, "2", "{\"reason\":\"x\"}", 200));
}

static void make_papers(void)
{
	json *o = life_post(&l, "/notices", editor, NULL, "{\"title\":\"x\",\"body\":\"x\",\"valid_to\":"
			    "\"2100-01-01T00:00:00+08:00\"}", 201);
	snprintf(notice, sizeof(notice), "%s", jo_str(o, "id"));
	jo_free(o);
	o = life_precedent(&l, editor, closed);
	snprintf(precedent, sizeof(precedent), "%s", jo_str(o, "id"));
	jo_free(o);
	life_submit(&l, "待派单", pending);
	life_submit(&l, "办理中", handled);
	life_dispatch(&l, handled);
	life_move(&l, handled, l.street, "{\"action\":\"sign\"}", "handling");
}

static int make(void **state)
{
	(void)state;
	practice_stage(&f, &l);
	editor = life_login(&l, "editor1");
	trainer = life_login(&l, "trainer1");
	trainee = life_login(&l, "trainee1");
	make_inspections();
	make_papers();
	json *o = life_post(&l, "/contacts", f.gateway, NULL, "{\"channel\":\"web\",\"skill\":\"general\"}", 201);
	snprintf(contact, sizeof(contact), "%s", jo_str(o, "id"));
	jo_free(o);
	seat_begin(&l, &seat, trainee, OWN_PRACTICE, trainee);
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	seat_close(&seat);
	life_end(&l);
	fixture_free(&f);
	return 0;
}

/* ---- the texts ---- */

static char *gateway = f.gateway, *seat_token = seat.token;

#define FORM(action, title, content, note)                                                                                     \
	"{\"action\":\"" action "\",\"reason\":\"x\",\"fields\":{\"matter\":{\"type\":\"complaint\",\"category\":\"010101\",\"title\":" \
	title ",\"content\":" content "},\"place\":{\"district\":\"110105\",\"street\":\"110105026\"},\"caller\":{\"number\":"        \
	"\"13900000001\"},\"control\":{\"urgency\":\"normal\",\"note\":" note "}}}"
#define FOUND(action, members) "{\"action\":\"" action "\"," members ",\"fields\":" PLAIN_FIELDS "}"
#define PLAIN_FIELDS                                                                                                            \
	"{\"matter\":{\"type\":\"complaint\",\"category\":\"010101\",\"title\":\"x\",\"content\":\"x\"},\"place\":{\"district\":"       \
	"\"110105\",\"street\":\"110105026\"},\"caller\":{\"number\":\"13900000001\"}}"
#define NOTICE(title, body) "{\"title\":" title ",\"body\":" body ",\"valid_to\":\"2100-01-01T00:00:00+08:00\"}"
#define MARKS "\"marks\":[{\"item\":\"ticket/wording-typo\",\"deducted\":1,\"why\":@}]"
#define X "\"x\""

/* `id` stands for the {...} of the path and for %s in the body, @ for the text. A line takes no line ends either. */
static const struct text {
	const char *method, *path, *id, *pointer, *body;
	char **who;
	int version;
	bool line;
} texts[] = {
	{ "PUT", "/me/presence", NULL, "/reason", "{\"state\":\"break\",\"reason\":@}", &l.agent, 0, true },

	{ "POST", "/contacts/{id}/take", contact, "/reason", "{\"reason\":@}", &l.supervisor, 0, false },
	{ "POST", "/contacts/{id}/give", contact, "/reason", "{\"to\":{\"user\":\"agent1\"},\"reason\":@}", &l.supervisor, 0, false },
	{ "POST", "/contacts/{id}/observe", contact, "/reason", "{\"reason\":@}", &l.supervisor, 0, false },

	{ "POST", "/tickets", NULL, "/fields/matter/title", FORM("submit", "@", X, X), &gateway, 0, true },
	{ "POST", "/tickets", NULL, "/fields/matter/content", FORM("submit", X, "@", X), &gateway, 0, false },
	{ "POST", "/tickets", NULL, "/fields/control/note", FORM("submit", X, X, "@"), &gateway, 0, false },
	{ "POST", "/tickets", NULL, "/reason", FOUND("void", "\"reason\":@"), &gateway, 0, false },
	{ "POST", "/tickets", NULL, "/reason", FOUND("decline", "\"legal_path\":\"x\",\"reason\":@"), &gateway, 0, false },
	{ "POST", "/tickets", NULL, "/legal_path", FOUND("decline", "\"reason\":\"x\",\"legal_path\":@"), &gateway, 0, false },
	{ "POST", "/tickets", NULL, "/reason", FOUND("submit", "\"reason\":@"), &gateway, 0, false },
	{ "POST", "/tickets", NULL, "/legal_path", FOUND("submit", "\"legal_path\":@"), &gateway, 0, false },
	{ "POST", "/tickets", NULL, "/to", FOUND("submit", "\"to\":@"), &gateway, 0, false },

	{ "POST", "/tickets/{no}/actions", pending, "/question", "{\"action\":\"need_info\",\"question\":@}", &l.dispatcher, 1, false },
	{ "POST", "/tickets/{no}/actions", pending, "/reason", "{\"action\":\"urge\",\"reason\":@}", &l.dispatcher, 1, false },
	{ "POST", "/tickets/{no}/actions", pending, "/note", "{\"action\":\"add_note\",\"note\":@}", &l.dispatcher, 1, false },
	{ "POST", "/tickets/{no}/actions", pending, "/basis", "{\"action\":\"dispatch\",\"lead\":\"" STREET "\",\"basis\":@}",
	  &l.dispatcher, 1, false },
	{ "POST", "/tickets/{no}/actions", pending, "/fields/matter/title",
	  "{\"action\":\"amend\",\"reason\":\"x\",\"fields\":{\"matter\":{\"title\":@}}}", &l.dispatcher, 1, true },
	{ "POST", "/tickets/{no}/actions", handled, "/how", "{\"action\":\"respond\",\"how\":@}", &l.street, 3, false },
	{ "POST", "/tickets/{no}/actions", handled, "/answer", "{\"action\":\"reply\",\"done\":\"x\",\"answer\":@}", &l.street, 3, false },
	{ "POST", "/tickets/{no}/actions", handled, "/done", "{\"action\":\"reply\",\"answer\":\"x\",\"done\":@}", &l.street, 3, false },
	{ "POST", "/tickets/{no}/actions", handled, "/evidence",
	  "{\"action\":\"reply\",\"done\":\"x\",\"answer\":\"x\",\"evidence\":[@]}", &l.street, 3, false },
	{ "POST", "/tickets/{no}/reveal", pending, "/reason", "{\"reason\":@}", &l.visitor, 0, false },

	{ "POST", "/training/sessions", NULL, "/name", "{\"mode\":\"practice\",\"scenario\":\"fixture\",\"name\":@}", &trainer, 0, true },
	{ "POST", "/training/sessions/{id}/ask", seat.id, "/text", "{\"text\":@}", &seat_token, 0, false },
	{ "POST", "/training/sessions/{id}/marks", seat.id, "/run", "{\"run\":@}", &seat_token, 0, true },
	{ "POST", "/training/sessions/{id}/inject", seat.id, "/text", "{\"kind\":\"hint\",\"text\":@}", &trainer, 0, false },
	{ "POST", "/training/sessions/{id}/inject", seat.id, "/text", "{\"kind\":\"comment\",\"text\":@}", &trainer, 0, false },
	{ "POST", "/training/sessions/{id}/inject", seat.id, "/text", "{\"kind\":\"says\",\"text\":@}", &trainer, 0, false },
	{ "POST", "/training/sessions/{id}/override", seat.id, "/reason", "{\"item\":\"x\",\"points\":1,\"reason\":@}", &trainer, 0, false },

	{ "POST", "/notices", NULL, "/title", NOTICE("@", X), &editor, 0, true },
	{ "POST", "/notices", NULL, "/body", NOTICE(X, "@"), &editor, 0, false },
	{ "PUT", "/notices/{id}", notice, "/title", NOTICE("@", X), &editor, 1, true },
	{ "PUT", "/notices/{id}", notice, "/body", NOTICE(X, "@"), &editor, 1, false },

	{ "POST", "/precedents", closed, "/title", "{\"ticket\":\"%s\",\"title\":@}", &editor, 0, true },
	{ "POST", "/precedents", closed, "/keywords", "{\"ticket\":\"%s\",\"keywords\":@}", &editor, 0, true },
	{ "POST", "/precedents", closed, "/body", "{\"ticket\":\"%s\",\"body\":@}", &editor, 0, false },
	{ "PUT", "/precedents/{id}", precedent, "/title", "{\"title\":@}", &editor, 1, true },
	{ "PUT", "/precedents/{id}", precedent, "/keywords", "{\"keywords\":@}", &editor, 1, true },
	{ "PUT", "/precedents/{id}", precedent, "/body", "{\"body\":@}", &editor, 1, false },

	{ "POST", "/inspections/{id}/score", drawn, "/note", "{\"note\":@}", &trainer, 1, false },
	{ "POST", "/inspections/{id}/score", drawn, "/marks/0/why", "{" MARKS "}", &trainer, 1, false },
	{ "POST", "/inspections/{id}/appeal", scored, "/reason", "{\"reason\":@}", &l.agent, 2, false },
	{ "POST", "/inspections/{id}/decide", appealed, "/reason", "{\"granted\":false,\"reason\":@}", &l.supervisor, 3, false },
	{ "POST", "/inspections/{id}/decide", appealed, "/marks/0/why", "{\"granted\":true,\"reason\":\"x\"," MARKS "}", &l.supervisor,
	  3, false },
};

static char *filled(const char *frame, const char *mark, const char *text)
{
	const char *at = strstr(frame, mark);

	return at ? xasprintf("%.*s%s%s", (int)(at - frame), frame, text, at + strlen(mark)) : xstrdup(frame);
}

static char *path_of(const struct text *t)
{
	const char *open = strchr(t->path, '{');

	if (!open)
		return xstrdup(t->path);
	return xasprintf("%.*s%s%s", (int)(open - t->path), t->path, t->id, strchr(open, '}') + 1);
}

static char *body_of(const struct text *t, const char *text)
{
	json *value = json_object_new_string(text);
	char *frame = filled(t->body, "%s", t->id), *body = filled(frame, "@", jo_text(value));

	free(frame);
	jo_free(value);
	return body;
}

/* Where the first mistake is, of which kind; and the status. "" when none is told. */
static int send(const struct text *t, const char *text, char place[64], char code[32])
{
	char match[16], *path = path_of(t), *body = body_of(t, text);
	struct answer a;

	snprintf(match, sizeof(match), "%d", t->version);
	life_request(&l, t->method, path, *t->who, t->version ? match : NULL, body, &a);
	const json *first = jo_at(jo_array(a.json, "errors"), 0);
	snprintf(place, 64, "%s", first ? jo_str(first, "pointer") : "");
	snprintf(code, 32, "%s", first ? jo_str(first, "code") : "");
	int status = a.status;
	answer_release(&a);
	free(path);
	free(body);
	return status;
}

static void expect_refusal(const struct text *t, const char *text)
{
	char place[64], code[32];
	int status = send(t, text, place, code);
	size_t len = strlen(t->pointer);

	/* Of a list the list itself. */
	if (status != 422 || strncmp(place, t->pointer, len) || strcmp(code, "format"))
		fail_msg("%s %s %s, a text with \\x%02x: %d %s %s", t->method, t->path, t->pointer,
			 (unsigned char)text[1], status, place, code);
}

static void test_refused(void **state)
{
	static const char *const dirty[] = {
		"a\x1b[31mb", "a\x01", "a\x08" "b", "a\x1f", "a\x7f", "a\xc2\x80", "a\xc2\x85", "a\xc2\x9b" "31m", "a\xc2\x9f",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		for (size_t k = 0; k < ARRAY_SIZE(dirty); k++)
			expect_refusal(&texts[i], dirty[k]);
		if (texts[i].line)
			expect_refusal(&texts[i], "a\nb");
	}
}

/* What only looks like it, is no fault: U+00A0 begins as C1 does; a text has lines and tabs. */
static void test_taken(void **state)
{
	char place[64], code[32];
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const char *text = texts[i].line ? "a\xc2\xa0" "b中\t" : "a\xc2\xa0" "b中\r\n\tc";
		int status = send(&texts[i], text, place, code);
		if (!strcmp(code, "format") || status >= 500)
			fail_msg("%s %s: %d %s %s", texts[i].method, texts[i].path, status, place, code);
	}
}

/* ---- which there are ---- */

/* Names of what is no free text: codes, numbers, secrets. */
static const char *const codes[] = {
	"username", "password", "current", "state", "user", "skill", "channel", "source_id", "number", "contact_id", "id", "action",
	"origin", "lead", "0", "into", "no", "grade", "unit", "mode", "scenario", "ticket", "curve", "class", "category", "kind", "item",
};

/*
 * Texts that are taken as they are. A message is what a citizen wrote, and must not be lost; a draft is what stands in
 * the form, right or not, and a look ahead stores nothing; who hands a call on says no reason that anybody keeps.
 */
static const char *const as_they_are[] = {
	"POST /contacts /text", "POST /contacts /caller/name", "PUT /contacts/{id}/drafts/{n} /fields", "POST /tickets/preview /fields",
	"POST /contacts/{id}/transfer /reason", "POST /contacts/{id}/conference /reason",
};

static bool is_tried(const char *method, const char *path, const char *pointer)
{
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!strcmp(texts[i].method, method) && !strcmp(texts[i].path, path) && !strcmp(texts[i].pointer, pointer))
			return true;
	return false;
}

static bool is_known(const char *method, const char *path, const char *pointer)
{
	const char *name = strrchr(pointer, '/') + 1;
	char *whole = xasprintf("%s %s %s", method, path, pointer);
	bool of_form = !strncmp(pointer, "/fields/", strlen("/fields/"));       /* one check for all of a form */
	bool known = of_form || is_tried(method, path, pointer);

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		known |= !strcmp(name, codes[i]);
	for (size_t i = 0; i < ARRAY_SIZE(as_they_are); i++)
		known |= !strncmp(whole, as_they_are[i], strlen(as_they_are[i]));
	free(whole);
	return known;
}

struct place { const json *document; const char *method, *path; char *pointer; size_t found; };

static const json *resolved(const struct place *p, const json *schema)
{
	const char *reference = jo_str(schema, "$ref");

	return reference ? jo_pointer(p->document, reference + 1) : schema;
}

static void look_at(struct place *p, const json *schema);

static void look_below(struct place *p, const char *name, const json *schema)
{
	struct place below = *p;

	below.pointer = xasprintf("%s/%s", p->pointer, name);
	look_at(&below, schema);
	p->found = below.found;
	free(below.pointer);
}

static bool may_be_text(const json *schema)
{
	json *type = jo_get(schema, "type");

	for (size_t i = 0; json_object_is_type(type, json_type_array) && i < jo_len(type); i++)
		if (!strcmp(json_object_get_string(jo_at(type, i)), "string"))
			return true;
	return jo_str(schema, "type") && !strcmp(jo_str(schema, "type"), "string");
}

static void look_at(struct place *p, const json *schema)
{
	schema = resolved(p, schema);
	json *properties = jo_get(schema, "properties"), *items = jo_get(schema, "items");

	if (may_be_text(schema) && !jo_get(schema, "enum") && !jo_get(schema, "format")) {
		p->found++;
		if (!is_known(p->method, p->path, p->pointer))
			fail_msg("%s %s %s is a text that nobody tries here", p->method, p->path, p->pointer);
	}
	if (properties) {
		json_object_object_foreach(properties, name, below)
			look_below(p, name, below);
	}
	if (items)
		look_below(p, "0", items);
}

static void test_all_are_tried(void **state)
{
	struct answer a;
	size_t found = 0;
	(void)state;

	fixture_request(&f, "GET", "/openapi.json", NULL, NULL, NULL, &a);
	assert_int_equal(a.status, 200);
	json_object_object_foreach(jo_get(a.json, "paths"), path, methods) {
		json_object_object_foreach(methods, name, operation) {
			struct place p = { a.json, !strcmp(name, "put") ? "PUT" : "POST", path, xstrdup(""), 0 };
			const json *body = resolved(&p, jo_get(operation, "requestBody"));
			const json *schema = jo_get(jo_get(jo_get(body, "content"), "application/json"), "schema");
			if (schema)
				look_at(&p, schema);
			free(p.pointer);
			found += p.found;
		}
	}
	answer_release(&a);
	assert_true(found > ARRAY_SIZE(texts));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_are_tried), cmocka_unit_test(test_refused), cmocka_unit_test(test_taken),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
