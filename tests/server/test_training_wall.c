/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_training_wall.c -- the wall between practice and the city, walked along on both sides.
 *
 * A session is in the middle of a call and another has ended; the city has tickets of its own. Then every route of the
 * server's table is asked by every role of the city, with the practised contact, ticket and session in its path and its
 * words in every search, and no answer, report, figure or event may hold a mark of them; and every route is asked with the
 * session's token for the city's. The routes below /training are the only door, and open to whom they concern.
 */
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
#include "server/http/http.h"
#include "tests/server/practice.h"

static struct fixture f;
static struct life l;

static const struct { const char *role, *username; } people[] = {
	{ "agent", "agent1" },         { "dispatcher", "dispatcher1" }, { "unit", "unit1" },
	{ "visitor", "visitor1" },     { "supervisor", "supervisor1" }, { "trainer", "trainer1" },
	{ "trainee", "trainee2" },     { "kb_editor", "editor1" },      { "ops", "ops1" },
	{ "gateway", NULL },            /* a machine: its token is the fixture's */
};
static char *tokens[ARRAY_SIZE(people)];
static struct stream *streams[ARRAY_SIZE(people)];

/* What stands on the one side and may not be seen on the other; NULL-terminated. */
static const char *practised[16] = { PRACTICE_NAME, PRACTICE_NUMBER, "139****7788", PRACTICE_PLACE, PRACTICE_WORD,
				    "演练标题甲",
				     "演练旁白乙" };
static const char *real[16] = { "饕餮真实人", "13655550001", "136****0001", "夔牛真街5号", "蠃鱼真事" };

static struct seat seat;                /* in the middle of a call */
static char trainee_account[40], ended[40], practised_no[24], real_no[24], real_contact[40], real_event[40];
static char *trainee, precedent[40];

/* ---- both sides ---- */

static void make_city(void)
{
	json *c = life_post(&l, "/contacts", f.gateway, NULL,
			    "{\"channel\":\"web\",\"skill\":\"general\",\"caller\":{\"number\":\"13655550001\",\"name\":\"饕餮真实人\"}}",
			    201);
	snprintf(real_contact, sizeof(real_contact), "%s", jo_str(c, "id"));
	char *form = xasprintf("{\"contact_id\":\"%s\",\"draft\":1,\"action\":\"submit\",\"fields\":{\"matter\":{\"type\":\"complaint\","
			       "\"category\":\"010101\",\"title\":\"蠃鱼真事供暖不达标\",\"content\":\"饕餮真实人反映蠃鱼真事，室温14度\"},"
			       "\"place\":{\"district\":\"110105\",\"street\":\"110105026\",\"address\":\"夔牛真街5号\"},"
			       "\"caller\":{\"number\":\"13655550001\",\"name\":\"饕餮真实人\"}}}", real_contact);
	json *t = life_post(&l, "/tickets", f.gateway, NULL, form, 201);
	snprintf(real_no, sizeof(real_no), "%s", jo_str(t, "no"));
	life_handle(&l, real_no);
	life_close(&l, real_no);
	char *body = xasprintf("{\"ticket\":\"%s\",\"title\":\"老楼供暖改造\",\"category\":\"010101\",\"keywords\":\"供暖\","
			       "\"body\":\"更换立管后室温达标\"}", real_no);
	json *p = life_post(&l, "/precedents", tokens[7], NULL, body, 201);
	snprintf(precedent, sizeof(precedent), "%s", jo_str(p, "id"));
	jo_free(p);
	free(body);
	jo_free(t);
	jo_free(c);
	free(form);
}

static json *begin(const char *body)
{
	return practice_start(&l, tokens[5], body, 201);
}

/* One session that has ended, with a ticket, an override, a comment. */
static void practise_once(void)
{
	struct seat s;
	char path[120];
	json *o = begin("{\"mode\":\"practice\",\"scenario\":\"fixture\",\"seed\":1,\"name\":\"演练标题甲\",\"trainees\":[\"trainee1\"]}");

	snprintf(ended, sizeof(ended), "%s", jo_str(o, "id"));
	jo_free(o);
	seat_open(&l, &s, trainee, ended);
	seat_answer(&l, &s);
	jo_free(seat_ask(&l, &s, "您住在哪里？", 200));
	seat_draft(&l, &s, "演练标题甲");
	jo_free(seat_submit(&l, &s, "演练标题甲"));
	jo_free(life_post(&l, "/callers/lookup", s.token, NULL, "{\"number\":\"" PRACTICE_NUMBER "\"}", 200));
	snprintf(path, sizeof(path), "/training/sessions/%s/inject", ended);
	jo_free(life_post(&l, path, tokens[5], NULL, "{\"kind\":\"comment\",\"text\":\"演练旁白乙\"}", 200));
	seat_end(&l, &s, tokens[5]);
}

/* And one that is in the middle of its second call: the first one's ticket is made, the form of this one half filled in. */
static void practise_now(void)
{
	json *o = begin("{\"mode\":\"exam\",\"scenarios\":[\"fixture\",\"fixture\"],\"seed\":2,\"trainees\":[\"trainee1\"]}");

	seat_open(&l, &seat, trainee, jo_str(o, "id"));
	jo_free(o);
	seat_answer(&l, &seat);
	json *t = seat_submit(&l, &seat, "演练标题甲");
	snprintf(practised_no, sizeof(practised_no), "%s", jo_str(t, "no"));
	jo_free(t);
	seat_verb(&l, &seat, "hang_up", 200);
	seat_verb(&l, &seat, "wrap_up_done", 200);
	seat_answer(&l, &seat);
	jo_free(seat_ask(&l, &seat, "您怎么称呼？", 200));
	seat_draft(&l, &seat, "演练标题甲");
	/* Reads that the city would put on record. */
	char path[96];
	snprintf(path, sizeof(path), "/tickets/%s", practised_no);
	jo_free(life_get(&l, path, seat.token, 200));
	snprintf(path, sizeof(path), "/contacts/%s", seat.contact);
	jo_free(life_get(&l, path, seat.token, 200));
}

static void log_in(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(people); i++) {
		struct stream_event e;
		tokens[i] = people[i].username ? fixture_login(&f, people[i].username) : xstrdup(f.gateway);
		streams[i] = stream_open(&f, tokens[i], NULL);
		assert_true(stream_wait(streams[i], "hello", &e, 5000));
		snprintf(real_event, sizeof(real_event), "%s", e.id);
	}
	trainee = fixture_login(&f, "trainee1");
	json *me = life_get(&l, "/me", trainee, 200);
	snprintf(trainee_account, sizeof(trainee_account), "%s", jo_pointer_str(me, "/user/id"));
	jo_free(me);
}

/* ---- figures of the city, before and after ---- */

static const char *const figures[] = {
	"/reports/rates?from=2020-01-01T00:00:00Z&to=2040-01-01T00:00:00Z", "/reports/hourly", "/reports/daily",
		"/reports/special",
	"/reports/hot", "/reports/monthly", "/reports/governance", "/reports/queue", "/seats", "/tickets/views",
	"/tickets?limit=200", "/contacts?limit=200", "/notices", "/precedents",
};
static json *before[ARRAY_SIZE(figures)];
static int64_t waiting_before;

static int64_t waiting(void)
{
	json *o = life_get(&l, "/status", tokens[8], 200);
	int64_t n = jo_int(jo_get(o, "queue"), "waiting", -1);

	jo_free(o);
	return n;
}

/* What time changes by itself. */
static void forget_times(json *o)
{
	static const char *const names[] = { "at", "now", "to", "from", "oldest_s", "since", "left_s", "generated_at" };

	for (size_t i = 0; i < jo_len(o); i++)
		forget_times(jo_at(o, i));
	if (!json_object_is_type(o, json_type_object))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		json_object_object_del(o, names[i]);
	/* Links, up to now. */
	if (jo_str(o, "tickets"))
		json_object_object_del(o, "tickets");
	if (jo_str(o, "query"))
		json_object_object_del(o, "query");
	json_object_object_foreach(o, name, value) {
		(void)name;
		forget_times(value);
	}
}

static json *figure(size_t i)
{
	const char *token = strstr(figures[i], "views") ? l.dispatcher : l.supervisor;
	json *o = life_get(&l, figures[i], token, 200);

	forget_times(o);
	return o;
}

/* Seconds to ten past twelve in the city: neither an hour nor a day, for which reports have rows, ends in the test. */
static double to_noon(void)
{
	enum { DAY = 86400, ZONE = 8 * 3600, NOON = 12 * 3600 + 600 };

	return (double)((NOON + DAY - (clock_now() / 1000 + ZONE) % DAY) % DAY);
}

static int make(void **state)
{
	(void)state;
	fixture_make(&f);
	practice_scenarios(&f);
	fixture_clock(&f, to_noon());
	fixture_start(&f);
	life_begin(&l, &f);
	log_in();
	make_city();
	for (size_t i = 0; i < ARRAY_SIZE(figures); i++)
		before[i] = figure(i);
	waiting_before = waiting();
	practise_once();
	practise_now();
	size_t n = 0;
	while (practised[n])
		n++;
	practised[n++] = practised_no;
	practised[n++] = seat.contact;
	practised[n++] = seat.id;
	practised[n++] = ended;
	for (n = 0; real[n]; n++)
		;
	real[n++] = real_no;
	real[n++] = real_contact;
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(people); i++) {
		stream_close(streams[i]);
		free(tokens[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(figures); i++)
		jo_free(before[i]);
	seat_close(&seat);
	free(trainee);
	life_end(&l);
	fixture_free(&f);
	return 0;
}

/* A refusal may repeat what it was asked for. */
static void must_hold_none(const char *text, const char *const *marks, const char *where, const char *who)
{
	for (size_t i = 0; text && marks[i]; i++)
		if (strstr(text, marks[i]) && !(strstr(where, marks[i]) && strstr(text, "\"type\":\"/problems/")))
			fail_msg("%s by %s shows %s: %.600s", where, who, marks[i], text);
}

/* ---- walking ---- */

/* The ids of one side. */
struct side { const char *contact, *no, *session, *account, *number, *word; };

static const char *parameter(const char *path, const char *name, const struct side *s)
{
	if (!strcmp(name, "no"))
		return s->no;
	if (!strcmp(name, "n"))
		return "1";
	if (!strcmp(name, "code"))
		return "fixture";
	if (strstr(path, "/contacts/"))
		return s->contact;
	if (strstr(path, "/users/"))
		return s->account;
	if (strstr(path, "/precedents/"))
		return precedent;
	return strstr(path, "/training/") ? s->session : "1";
}

static void fill(const struct route *r, const struct side *s, char *path)
{
	char name[20];

	if (r->flags & ROUTE_ROOT)
		*path++ = '/';
	for (const char *from = r->path; *from; from++) {
		if (*from != '{') {
			*path++ = *from;
			continue;
		}
		size_t len = strcspn(from, "}") - 1;
		snprintf(name, sizeof(name), "%.*s", (int)len, from + 1);
		path += sprintf(path, "%s", parameter(r->path, name, s));
		from += len + 1;
	}
	*path = '\0';
}

/* Ways to ask for something in a list or with a body; %s is one of the side's. */
static char *body_for(const struct route *r, const struct side *s)
{
	if (strstr(r->path, "/lookup"))
		return xasprintf("{\"number\":\"%s\"}", s->number);
	if (strstr(r->path, "/reveal") || strstr(r->path, "/take") || strstr(r->path, "/observe"))
		return xstrdup("{\"reason\":\"x\"}");
	if (strstr(r->path, "/give") || strstr(r->path, "/transfer") || strstr(r->path, "/conference"))
		return xstrdup("{\"reason\":\"x\",\"to\":{\"user\":\"agent2\"}}");
	if (strstr(r->path, "/actions"))
		return xstrdup("{\"action\":\"add_note\",\"note\":\"x\"}");
	if (strstr(r->path, "/drafts"))
		return xstrdup("{\"base\":0,\"form_version\":1,\"fields\":{}}");
	if (!strcmp(r->path, "/tickets"))
		return xasprintf("{\"contact_id\":\"%s\",\"draft\":1,\"action\":\"void\",\"reason\":\"x\",\"fields\":{}}", s->contact);
	if (strstr(r->path, "/preview"))
		return xasprintf("{\"contact_id\":\"%s\",\"fields\":{\"caller\":{\"number\":\"%s\"}}}", s->contact,
				 s->number);
	if (!strcmp(r->path, "/precedents"))
		return xasprintf("{\"ticket\":\"%s\",\"title\":\"x\",\"category\":\"010101\",\"body\":\"y\"}", s->no);
	return xstrdup("{}");
}

static const char *const questions[] = {
	"", "?limit=200", "?q=%s&text=%s&limit=200", "?caller=%s&number=%s&limit=200", "?contact=%s&ticket=%s",
		"?subject=%s&no=%s",
};

/* Asks the route in every way; nothing of the other side is in an answer. 404 or 403 to what is named in the path. */
static void ask(const struct route *r, const char *token, const char *who, const struct side *s,
		const char *const *marks)
{
	static int key;
	char path[256], whole[600], line[48];
	const char *headers[] = { line, "Accept: application/json", NULL };
	const char *words[] = { "", "", s->word, s->number, s->contact, s->no };
	bool named = strchr(r->path, '{') && (strstr(r->path, "/contacts/") || strstr(r->path, "/tickets/"));
	char *body = r->flags & ROUTE_BODY || !strcmp(r->method, "POST") ? body_for(r, s) : NULL;

	fill(r, s, path);
	for (size_t i = 0; i < ARRAY_SIZE(questions); i++) {
		struct answer a;
		char question[200];
		if (i && strcmp(r->method, "GET"))
			break;
		snprintf(question, sizeof(question), questions[i], words[i], words[i]);
		snprintf(whole, sizeof(whole), "%s%s", path, question);
		snprintf(line, sizeof(line), "Idempotency-Key: wall-%d", key++);
		fixture_request(&f, r->method, whole, token, body, headers, &a);
		if (!a.status || a.status >= 500)
			fail_msg("%s %s by %s: %d %s", r->method, whole, who, a.status, a.body.data);
		if (named && a.status < 400)
			fail_msg("%s %s by %s: %d %s", r->method, whole, who, a.status, a.body.data);
		char *asked = xasprintf("%s %s", whole, body ? body : "");
		must_hold_none(a.body.data, marks, asked, who);
		free(asked);
		answer_release(&a);
	}
	free(body);
}

/* What ends the sessions that walk. */
static bool ends_sessions(const struct route *r)
{
	return !strcmp(r->path, "/sessions/current") || (!strcmp(r->method, "DELETE") && strstr(r->path, "/users/")) ||
	       strstr(r->path, "/me/password");
}

static void test_no_city_token_sees_practice(void **state)
{
	const struct side s = { seat.contact, practised_no, seat.id, trainee_account, PRACTICE_NUMBER,
			       "%E8%B2%94%E8%B2%85" };
	(void)state;

	for (size_t i = 0; i < route_count; i++) {
		const struct route *r = &routes[i];
		/* The chain keeps what the others ask for here; it is looked at before. */
		if (r->kind == ROUTE_STREAM || ends_sessions(r) || !strcmp(r->path, "/audit"))
			continue;
		for (size_t k = 0; k < ARRAY_SIZE(people); k++) {
			/* The trainer's own door. */
			if (strstr(r->path, "/training/") && !strcmp(people[k].role, "trainer"))
				continue;
			/* A supervisor may know that somebody is logged in to a session. */
			const char *const *marks = practised;
			static const char *const own[] = { PRACTICE_NAME, PRACTICE_NUMBER, PRACTICE_WORD, NULL };
			ask(r, tokens[k], people[k].role, &s, strstr(r->path, "/users/") ? own : marks);
		}
	}
}

/* The trainer reaches it by the routes of training only. */
static void test_the_door_is_open_to_its_trainer(void **state)
{
	(void)state;
	json *o = practice_get(&l, seat.id, tokens[5], 200);
	assert_non_null(strstr(jo_text(o), PRACTICE_PLACE));
	jo_free(o);
	jo_free(practice_get(&l, seat.id, tokens[6], 404));     /* another trainee */
	jo_free(practice_get(&l, seat.id, trainee, 200));
}

static void test_no_figure_of_the_city_moved(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(figures); i++) {
		json *after = figure(i);
		if (!jo_same(before[i], after))
			fail_msg("%s: %s\nnot\n%s", figures[i], jo_text(after), jo_text(before[i]));
		jo_free(after);
	}
}

/* The trainee looked a caller up, the trainer began and ended sessions: none of it stands in the city's chain. */
static void test_the_chain_is_the_citys(void **state)
{
	(void)state;
	json *o = life_get(&l, "/audit?limit=200", tokens[8], 200);
	assert_true(jo_len(jo_get(o, "items")) > 0);
	must_hold_none(jo_text(o), practised, "/audit", "ops");
	assert_null(strstr(jo_text(o), "caller.lookup"));
	jo_free(o);
}

/* Status, metrics and the city's number of the next ticket. */
static void test_nothing_is_counted_twice(void **state)
{
	char no[24];
	(void)state;

	assert_int_equal(waiting(), waiting_before + 1);        /* the message of the test above */
	life_submit(&l, "下一张工单", no);
	assert_int_equal(atoll(no), atoll(real_no) + 2);        /* one was made in the test above */
	assert_int_equal(practised_no[0], 'T');
}

static void test_suggestions_and_duplicates(void **state)
{
	char path[80], no[24];
	(void)state;

	/* A real ticket that tells of just the same as the practised one. */
	json *c = life_post(&l, "/contacts", f.gateway, NULL,
			    "{\"channel\":\"web\",\"skill\":\"general\",\"caller\":{\"number\":\"13900000009\"}}", 201);
	char *form = xasprintf("{\"contact_id\":\"%s\",\"draft\":1,\"action\":\"submit\",\"fields\":{\"matter\":{\"type\":\"complaint\","
			       "\"category\":\"010101\",\"title\":\"暖气管漏水\",\"content\":\"室温14度，管道漏水\"},"
			       "\"place\":{\"district\":\"110105\",\"street\":\"110105026\"},\"caller\":{\"number\":\"13900000009\"}}}",
			       jo_str(c, "id"));
	json *t = life_post(&l, "/tickets", f.gateway, NULL, form, 201);
	snprintf(no, sizeof(no), "%s", jo_str(t, "no"));
	jo_free(t);
	jo_free(c);
	free(form);
	snprintf(path, sizeof(path), "/tickets/%s/suggestions", no);
	json *o = life_get(&l, path, l.dispatcher, 200);
	must_hold_none(jo_text(o), practised, path, "dispatcher");
	jo_free(o);
}

/* hotlinectl is in the city as well. */
static void run_ctl(const char *arguments, struct buf *out)
{
	char *command = xasprintf("./hotlinectl %s --config %s 2>&1", arguments, f.config);
	char block[4096];
	FILE *p = popen(command, "r");

	assert_non_null(p);
	for (size_t n; (n = fread(block, 1, sizeof(block), p)) > 0;)
		buf_add(out, block, n);
	int status = pclose(p);
	if (status)
		fail_msg("%s: %d %s", command, status, out->data);
	free(command);
}

static void test_hotlinectl(void **state)
{
	static const char *const commands[] = {
		"report rates", "report queue", "report hourly", "report daily", "report special", "report hot",
			"report monthly",
		"report governance", "status", "audit verify", "verify", "user list",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		struct buf out = BUF_INIT;
		run_ctl(commands[i], &out);
		must_hold_none(out.data, practised, commands[i], "hotlinectl");
		buf_release(&out);
	}
}

/* ---- events ---- */

static void read_all(struct stream *s, const char *who, const char *const *marks, bool training)
{
	struct stream_event e;

	while (stream_next(s, &e, 300)) {
		if (training && (!strncmp(e.name, "training.", 9) || (e.data && jo_str(e.data, "training"))))
			continue;       /* who leads a session hears of it */
		must_hold_none(e.data ? jo_text(e.data) : NULL, marks, e.name, who);
	}
}

static void test_no_event_crosses(void **state)
{
	(void)state;
	jo_free(seat_ask(&l, &seat, "屋里多少度？", 200));
	for (size_t i = 0; i < ARRAY_SIZE(people); i++)
		read_all(streams[i], people[i].role, practised, !strcmp(people[i].role, "trainer"));
	/* Also not to who asks for everything since before. */
	for (size_t i = 0; i < ARRAY_SIZE(people); i++) {
		struct stream *s = stream_open(&f, tokens[i], real_event);
		read_all(s, people[i].role, practised, !strcmp(people[i].role, "trainer"));
		stream_close(s);
	}
	struct stream *s = stream_open(&f, seat.token, real_event);
	read_all(s, "the session", real, false);
	stream_close(s);
	read_all(seat.stream, "the session", real, false);
}

/* ---- the other side ---- */

static void test_no_realm_token_sees_the_city(void **state)
{
	json *me = life_get(&l, "/me", l.agent, 200);
	const struct side s = { real_contact, real_no, ended, jo_pointer_str(me, "/user/id"), "13655550001",
			       "%E8%9E%A0%E9%B1%BC" };
	static const struct side own = { "1", "1", "1", "1", "13655550001", "14" };
	(void)state;

	for (size_t i = 0; i < route_count; i++) {
		const struct route *r = &routes[i];
		if (r->kind == ROUTE_STREAM || ends_sessions(r))
			continue;
		ask(r, seat.token, "the session", &s, real);
		if (!strchr(r->path, '{') && !strcmp(r->method, "GET"))
			ask(r, seat.token, "the session", &own, real);
	}
	jo_free(me);
}

/* The practised caller has a past in practice only, and the real one none in it. */
static void test_callers_have_two_pasts(void **state)
{
	(void)state;
	json *past = life_post(&l, "/callers/lookup", seat.token, NULL, "{\"number\":\"" PRACTICE_NUMBER "\"}", 200);
	assert_non_null(strstr(jo_text(past), practised_no));
	must_hold_none(jo_text(past), real, "/callers/lookup", "the session");
	jo_free(past);
	jo_free(life_post(&l, "/callers/lookup", seat.token, NULL, "{\"number\":\"13655550001\"}", 403));
}

/* The same key in the city and in a session is two keys. */
static void test_keys_are_apart(void **state)
{
	struct answer a;
	(void)state;

	fixture_post(&f, "/tickets/preview", seat.token, "same-key", "{\"fields\":{}}", &a);
	assert_int_equal(a.status, 200);
	answer_release(&a);
	json *mine = life_get(&l, "/tickets?limit=200", seat.token, 200);
	assert_true(jo_len(jo_get(mine, "items")) >= 1);
	jo_free(mine);
}

/* What an agent and trainee is in the city, nobody is in a session. */
static void test_a_session_has_no_other_roles(void **state)
{
	static const char *const denied[] = { "/seats", "/audit", "/status", "/reports/rates", "/training/sessions",
					      "/training/scenarios", "/training/results" };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(denied); i++)
		jo_free(life_get(&l, denied[i], seat.token, 403));
	json *me = life_get(&l, "/me", seat.token, 200);
	assert_int_equal(jo_len(jo_pointer(me, "/user/roles")), 1);
	assert_string_equal(json_object_get_string(jo_at(jo_pointer(me, "/user/roles"), 0)), "agent");
	jo_free(me);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_chain_is_the_citys),
		cmocka_unit_test(test_no_figure_of_the_city_moved),
		cmocka_unit_test(test_no_city_token_sees_practice),
		cmocka_unit_test(test_no_realm_token_sees_the_city),
		cmocka_unit_test(test_the_door_is_open_to_its_trainer),
		cmocka_unit_test(test_suggestions_and_duplicates),
		cmocka_unit_test(test_no_event_crosses),
		cmocka_unit_test(test_callers_have_two_pasts),
		cmocka_unit_test(test_keys_are_apart),
		cmocka_unit_test(test_a_session_has_no_other_roles),
		cmocka_unit_test(test_hotlinectl),
		cmocka_unit_test(test_nothing_is_counted_twice),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
