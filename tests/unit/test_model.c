/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_model.c -- answers and events make the model, and what they leave alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/model/model.h"
#include "client/net/net.h"
#include "hotline/alloc.h"
#include "hotline/buf.h"

#define ME                                                                                         \
	"{\"id\":\"u1\",\"username\":\"agent1\",\"name\":\"王\",\"roles\":[\"agent\","            \
	"\"astronaut\"],"                                                                          \
	"\"skills\":[\"general\",\"heating\"]}"
#define NOW 1764000000000

static json *parse(const char *text)
{
	struct error e = ERROR_INIT;
	json *o = jo_parse(text, strlen(text), &e);

	if (!o)
		print_error("%s: %s\n", text, e.text);
	assert_non_null(o);
	return o;
}

static int make(void **state)
{
	struct model *m = model_new();
	json *me = parse(ME);

	model_apply_user(m, me);
	jo_free(me);
	*state = m;
	return 0;
}

static int unmake(void **state)
{
	model_free(*state);
	return 0;
}

static unsigned event(struct model *m, const char *name, const char *data)
{
	json *o = parse(data);
	unsigned what = model_apply_event(m, name, o, NOW);

	jo_free(o);
	return what;
}

/* Calls one of the model_apply_… functions with text instead of JSON. */
#define WITH(text, call)                                                       \
	({                                                                     \
		json *o = parse(text);                                         \
		unsigned what_ = call;                                         \
		jo_free(o);                                                    \
		what_;                                                         \
	})

static void test_user(void **state)
{
	struct model *m = *state;

	assert_string_equal(m->me.name, "王");
	assert_string_equal(m->me.skills, "general heating");
	assert_true(model_has_role(m, ROLE_AGENT));
	assert_false(model_has_role(m, ROLE_SUPERVISOR));
	assert_int_equal(WITH(ME, model_apply_user(m, o)), 0);
}

#define CONTACT(state, agent, number)                                                              \
	"{\"id\":\"c1\",\"state\":\"" state "\",\"agent\":\"" agent "\",\"channel\":\"phone\","    \
	"\"caller\":{\"number\":\"" number                                                         \
	"\"},\"queued_at\":\"2025-11-24T10:00:00+08:00\",\"drafts\":[1]}"

static void test_a_call(void **state)
{
	struct model *m = *state;

	assert_int_equal(event(m, "contact.offered", "{\"ring_seconds\":15,\"contact\":"
			       CONTACT("offered", "u1", "13800138000") "}"),
			 MODEL_CONTACTS | MODEL_RINGING);
	const struct model_contact *c = model_ringing_contact(m);
	assert_non_null(c);
	assert_int_equal(c->ring_until, NOW + 15000);
	assert_null(model_current_contact(m));
	/* A second telling of the same does not ring again. */
	assert_int_equal(event(m, "contact.updated", CONTACT("offered", "u1", "13800138000")), MODEL_CONTACTS);
	event(m, "contact.updated", CONTACT("talking", "u1", "138****8000"));
	assert_null(model_ringing_contact(m));
	c = model_current_contact(m);
	assert_non_null(c);
	assert_string_equal(c->number, "13800138000");
	assert_int_equal(c->draft_count, 1);
	event(m, "presence.updated", "{\"state\":\"talking\",\"contact_id\":\"c1\"}");
	assert_int_equal(m->presence.state, PRESENCE_TALKING);
	assert_int_equal(event(m, "contact.withdrawn", "{\"contact_id\":\"c1\"}"), MODEL_CONTACTS);
	assert_null(model_contact(m, "c1"));
	assert_int_equal(event(m, "contact.withdrawn", "{\"contact_id\":\"c1\"}"), 0);
}

static void test_others_calls(void **state)
{
	struct model *m = *state;

	event(m, "contact.updated", CONTACT("offered", "u2", "138****8000"));
	assert_null(model_ringing_contact(m));
	event(m, "contact.updated", CONTACT("talking", "u2", "138****8000"));
	assert_null(model_current_contact(m));
	assert_non_null(model_contact(m, "c1"));
	event(m, "contact.updated", CONTACT("done", "u2", "138****8000"));
	assert_null(model_contact(m, "c1"));
	event(m, "contact.updated", CONTACT("done", "u1", "138****8000"));
	assert_non_null(model_contact(m, "c1"));
	assert_int_equal(event(m, "contact.updated", "{\"id\":\"c2\",\"state\":\"dancing\"}"), 0);
	assert_int_equal(event(m, "no.such.event", "{}"), 0);
}

static void test_contacts_are_bounded(void **state)
{
	struct model *m = *state;
	char text[160];

	for (int i = 0; i < MODEL_CONTACTS_MOST + 50; i++) {
		snprintf(text, sizeof(text), "{\"id\":\"q%d\",\"state\":\"queued\"}", i);
		event(m, "contact.updated", text);
	}
	assert_int_equal(m->contact_count, MODEL_CONTACTS_MOST);
	for (int i = 0; i < 60; i++) {
		snprintf(text, sizeof(text), "{\"id\":\"d%d\",\"state\":\"done\",\"agent\":\"u1\"}", i);
		event(m, "contact.updated", text);
	}
	assert_null(model_contact(m, "d0"));
	assert_non_null(model_contact(m, "d59"));
	assert_int_equal(model_forget_others(m), MODEL_CONTACTS);
	assert_true(m->contact_count <= 20);
}

static void edit(struct model *m, const char *pointer, const char *text)
{
	model_draft_edit(m, "c1", 1, pointer, json_object_new_string(text));
}

static void test_draft_saved_while_typing(void **state)
{
	struct model *m = *state;

	edit(m, "/matter/title", "a");
	const struct model_draft *d = model_draft(m, "c1", 1);
	assert_int_equal(d->state, DRAFT_TYPED);
	model_draft_set(m, "c1", 1, DRAFT_SAVING, NULL);
	edit(m, "/matter/title", "ab");
	model_draft_saved(m, "c1", 1, 1, 1, NOW);
	assert_int_equal(d->state, DRAFT_TYPED);
	assert_int_equal(d->revision, 1);
	model_draft_set(m, "c1", 1, DRAFT_SAVING, NULL);
	model_draft_saved(m, "c1", 1, 2, 2, NOW);
	assert_int_equal(d->state, DRAFT_SAVED);
	assert_string_equal(model_draft_text(d, "/matter/title"), "ab");
	model_draft_edit(m, "c1", 1, "/matter/title", NULL);
	assert_null(model_draft_text(d, "/matter/title"));
}

static void test_draft_from_the_server(void **state)
{
	struct model *m = *state;
	const struct model_draft *d;

	WITH("{\"revision\":3,\"fields\":{\"matter\":{\"title\":\"theirs\"}}}",
	     model_apply_draft(m, "c1", 1, o));
	d = model_draft(m, "c1", 1);
	assert_int_equal(d->state, DRAFT_SAVED);
	assert_string_equal(model_draft_text(d, "/matter/title"), "theirs");
	/* An answer that a later one overtook says nothing new. */
	assert_int_equal(WITH("{\"revision\":2,\"fields\":{}}", model_apply_draft(m, "c1", 1, o)), 0);
	assert_string_equal(model_draft_text(d, "/matter/title"), "theirs");
	/* What is typed here is not overwritten. */
	edit(m, "/matter/title", "mine");
	assert_int_equal(WITH("{\"revision\":3,\"fields\":{}}", model_apply_draft(m, "c1", 1, o)), 0);
	assert_int_equal(d->state, DRAFT_TYPED);
	WITH("{\"revision\":4,\"fields\":{\"matter\":{\"title\":\"newer\"}}}",
	     model_apply_draft(m, "c1", 1, o));
	assert_int_equal(d->state, DRAFT_CONFLICT);
	assert_string_equal(model_draft_text(d, "/matter/title"), "mine");
	assert_string_equal(jo_pointer_str(d->theirs, "/matter/title"), "newer");
	assert_int_equal(d->theirs_revision, 4);
	/* A form that became a ticket meanwhile is one; what is only here is not forgotten for it. */
	WITH("{\"revision\":5,\"ticket\":\"251124000001\",\"fields\":{}}",
	     model_apply_draft(m, "c1", 1, o));
	assert_int_equal(d->state, DRAFT_CONFLICT);
	assert_string_equal(d->no, "251124000001");
	assert_string_equal(model_draft_text(d, "/matter/title"), "mine");
	WITH("{\"revision\":5,\"ticket\":\"251124000001\",\"fields\":{\"matter\":{\"title\":\"mine\"}}}",
	     model_apply_draft(m, "c1", 1, o));
	assert_int_equal(d->state, DRAFT_ACCEPTED);
}

/* What both seats filled in alike, such as the caller's number, is nothing to ask about; what was emptied here is. */
static void test_draft_that_holds_ours(void **state)
{
	struct model *m = *state;
	const struct model_draft *d;

	edit(m, "/caller/number", "13800130001");
	WITH("{\"revision\":1,\"fields\":{\"caller\":{\"number\":\"13800130001\"},\"matter\":{\"title\":\"theirs\"}}}",
	     model_apply_draft(m, "c1", 1, o));
	d = model_draft(m, "c1", 1);
	assert_int_equal(d->state, DRAFT_SAVED);
	assert_int_equal(d->revision, 1);
	assert_string_equal(model_draft_text(d, "/matter/title"), "theirs");
	model_draft_edit(m, "c1", 1, "/matter/title", NULL);
	WITH("{\"revision\":2,\"fields\":{\"caller\":{\"number\":\"13800130001\"},\"matter\":{\"title\":\"theirs 2\"}}}",
	     model_apply_draft(m, "c1", 1, o));
	assert_int_equal(d->state, DRAFT_CONFLICT);
	assert_null(model_draft_text(d, "/matter/title"));
}

/* The draft that is read beside it does not undo what is known of the submission. */
static void test_submission_outlives_its_draft(void **state)
{
	static const enum draft_state states[] = { DRAFT_QUEUED, DRAFT_REFUSED, DRAFT_ACCEPTED };
	struct model *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		WITH("{\"revision\":1,\"fields\":{\"matter\":{\"title\":\"a\"}}}", model_apply_draft(m, "c1", 1, o));
		model_draft_set(m, "c1", 1, states[i], "why");
		WITH("{\"revision\":1,\"fields\":{\"matter\":{\"title\":\"a\"}}}", model_apply_draft(m, "c1", 1, o));
		assert_int_equal(model_draft(m, "c1", 1)->state, states[i]);
		assert_string_equal(model_draft(m, "c1", 1)->sentence, "why");
	}
}

static void test_full_drafts_make_room_without_loss(void **state)
{
	struct model *m = *state;

	edit(m, "/n", "unsaved");
	for (int i = 2; i < MODEL_DRAFTS_MOST + 50; i++)
		model_draft_set(m, "c1", i, DRAFT_SAVED, NULL);
	assert_int_equal(m->draft_count, MODEL_DRAFTS_MOST);
	assert_non_null(model_draft(m, "c1", 1));
}

#define TICKET(no, version, state)                                                                 \
	"{\"no\":\"" no "\",\"version\":" version ",\"state\":\"" state "\",\"grade\":\"II\","     \
	"\"fields\":{\"matter\":{\"title\":\"停水\"},\"caller\":{\"number\":\"138****8000\"}},"  \
	"\"deadlines\":{\"dispatch\":\"2025-11-24T12:00:00+08:00\",\"sign\":\"2025-11-24T11:00:"   \
	"00+08:00\"},"                                                                             \
	"\"actions\":[\"dispatch\",\"claim\"]}"

static void test_lists(void **state)
{
	struct model *m = *state;
	instant due;

	model_list_start(m, "board", "state=pending", false);
	const struct model_list *l = model_list(m, "board");
	assert_true(l->loading);
	WITH("{\"items\":[" TICKET("1", "1", "pending") "," TICKET("2", "1",
								   "dispatched") ",{\"no\":7}],"
										 "\"next\":\"x\"}",
	     model_apply_list(m, "board", o, false, NOW));
	assert_false(l->loading);
	assert_int_equal(l->count, 2);
	assert_string_equal(l->rows[0].title, "停水");
	assert_string_equal(l->rows[0].caller, "138****8000");
	assert_true(clock_parse("2025-11-24T12:00:00+08:00", &due) && l->rows[0].due_at == due);
	assert_int_equal(l->rows[1].due_clock, CLOCK_SIGN);
	/* The next page; a row that moved between the pages is not doubled. */
	WITH("{\"items\":[" TICKET("2", "1", "pending") "," TICKET("3", "1",
								   "pending") "],\"next\":null}",
	     model_apply_list(m, "board", o, true, NOW));
	assert_int_equal(l->count, 3);
	assert_null(l->next);
	event(m, "ticket.updated", "{\"no\":\"2\",\"version\":2,\"state\":\"pending\"}");
	assert_true(l->rows[1].stale);
	assert_false(l->behind);
	event(m, "ticket.updated", "{\"no\":\"9\",\"version\":1,\"state\":\"pending\"}");
	assert_true(l->behind);
	/* An opened ticket brings its rows up to date, an older answer does not take them back. */
	WITH(TICKET("2", "3", "closed"), model_apply_ticket(m, o));
	assert_int_equal(l->rows[1].state, TICKET_CLOSED);
	assert_false(l->rows[1].stale);
	WITH(TICKET("2", "2", "pending"), model_apply_ticket(m, o));
	assert_int_equal(l->rows[1].state, TICKET_CLOSED);
	assert_int_equal(model_ticket(m, "2")->version, 3);
	/* Nor does the answer of before, which was on its way when a newer version was told, make it fresh. */
	model_ticket_start(m, "2");
	event(m, "ticket.updated", "{\"no\":\"2\",\"version\":4,\"state\":\"closed\"}");
	WITH(TICKET("2", "3", "closed"), model_apply_ticket(m, o));
	assert_true(model_ticket(m, "2")->stale);
	/* One that was asked for afterwards does, whatever it says; so does a refusal: it is not asked for without end. */
	model_ticket_start(m, "2");
	WITH(TICKET("2", "3", "closed"), model_apply_ticket(m, o));
	assert_false(model_ticket(m, "2")->stale);
	event(m, "ticket.updated", "{\"no\":\"2\",\"version\":4,\"state\":\"closed\"}");
	assert_true(model_ticket(m, "2")->stale);
	model_ticket_start(m, "2");
	model_ticket_failed(m, "2", "It is not yours.", false);
	assert_false(model_ticket(m, "2")->stale);
	/* Another query begins empty; a reload keeps what is shown. */
	model_list_start(m, "board", "state=pending", false);
	assert_int_equal(l->count, 3);
	model_list_start(m, "board", "state=closed", false);
	assert_int_equal(l->count, 0);
	model_list_close(m, "board");
	assert_null(model_list(m, "board"));
}

/* The answer may be of before: it does not make the list as new as what was told meanwhile. */
static void test_events_while_a_list_is_on_its_way(void **state)
{
	struct model *m = *state;

	model_list_start(m, "board", "state=pending", false);
	const struct model_list *l = model_list(m, "board");
	WITH("{\"items\":[" TICKET("1", "1", "pending") "]}", model_apply_list(m, "board", o, false, NOW));
	assert_false(l->behind);
	model_list_start(m, "board", "state=pending", false);
	event(m, "ticket.updated", "{\"no\":\"1\",\"version\":2,\"state\":\"pending\"}");
	WITH("{\"items\":[" TICKET("1", "1", "pending") "]}", model_apply_list(m, "board", o, false, NOW));
	assert_true(l->behind);
	model_list_start(m, "board", "state=pending", false);
	event(m, "ticket.updated", "{\"no\":\"2\",\"version\":1,\"state\":\"pending\"}");
	WITH("{\"items\":[" TICKET("1", "2", "pending") "]}", model_apply_list(m, "board", o, false, NOW));
	assert_true(l->behind);
	model_list_start(m, "board", "state=pending", false);
	WITH("{\"items\":[]}", model_apply_list(m, "board", o, false, NOW));
	assert_false(l->behind);
}

static void test_tickets_are_a_cache(void **state)
{
	struct model *m = *state;
	char text[200];

	WITH(TICKET("keep", "1", "pending"), model_apply_ticket(m, o));
	assert_true(model_can(model_ticket(m, "keep"), "dispatch"));
	assert_false(model_can(model_ticket(m, "keep"), "reply"));
	for (int i = 0; i < MODEL_TICKETS + 10; i++) {
		snprintf(text, sizeof(text), "{\"no\":\"%d\",\"version\":1,\"state\":\"pending\"}", i);
		WITH(text, model_apply_ticket(m, o));
		model_ticket_start(m, "keep");
	}
	assert_non_null(model_ticket(m, "keep")->ticket);
	assert_null(model_ticket(m, "0"));
	assert_int_equal(WITH("{\"no\":\"1\",\"state\":\"on fire\"}", model_apply_ticket(m, o)), 0);
}

#define HITS(id)                                                                                     \
	"{\"items\":[{\"id\":\"" id "\",\"version\":2,\"title\":\"t\",\"snippet\":\"供暖时间\"," \
	"\"marks\":[[0,2],[3,1],[\"x\"]],\"score\":1.5,\"expired\":true}]}"

static void test_latest_search_wins(void **state)
{
	struct model *m = *state;
	uint64_t first = model_knowledge_ask(m), second = model_knowledge_ask(m);

	assert_int_equal(WITH(HITS("b"), model_apply_knowledge(m, second, "gongnuan", o)), MODEL_KNOWLEDGE);
	assert_int_equal(WITH(HITS("a"), model_apply_knowledge(m, first, "gong", o)), 0);
	assert_int_equal(model_knowledge_failed(m, first, "x"), 0);
	assert_string_equal(m->knowledge.query, "gongnuan");
	assert_int_equal(m->knowledge.count, 1);
	assert_string_equal(m->knowledge.items[0].id, "b");
	assert_true(m->knowledge.items[0].expired);
	assert_int_equal(m->knowledge.items[0].mark_count, 2);
	assert_int_equal(m->knowledge.items[0].marks[1].start, 3);
}

static void test_articles_are_a_cache(void **state)
{
	struct model *m = *state;
	char text[64];

	for (int i = 0; i < MODEL_ARTICLES + 5; i++) {
		snprintf(text, sizeof(text), "{\"id\":\"a%d\",\"body\":\"%d\"}", i, i);
		WITH(text, model_apply_article(m, o));
	}
	assert_null(model_article(m, "a4"));
	assert_string_equal(jo_str(model_article(m, "a5"), "body"), "5");
	WITH("{\"id\":\"a5\",\"body\":\"new\"}", model_apply_article(m, o));
	assert_string_equal(jo_str(model_article(m, "a5"), "body"), "new");
	event(m, "knowledge.updated", "{\"id\":\"a5\"}");
	assert_null(model_article(m, "a5"));
	assert_non_null(model_article(m, "a68"));
}

static void test_seats_notices_alarms(void **state)
{
	struct model *m = *state;
	char text[64];

	WITH("{\"items\":[{\"user\":{\"id\":\"u1\",\"name\":\"王\"},\"state\":\"ready\"}]}",
	     model_apply_seats(m, o, NOW));
	assert_int_equal(event(m, "seat.updated", "{\"user_id\":\"u1\",\"state\":\"talking\"}"), MODEL_SEATS);
	assert_int_equal(m->seats[0].state, PRESENCE_TALKING);
	assert_int_equal(event(m, "seat.updated", "{\"user_id\":\"u9\",\"state\":\"talking\"}"), 0);
	for (int i = 0; i < MODEL_NOTICES_MOST + 5; i++) {
		snprintf(text, sizeof(text), "{\"id\":\"n%d\",\"text\":\"t\"}", i);
		event(m, "notice", text);
		event(m, "alarm",
		      "{\"no\":\"1\",\"clock\":\"sign\",\"due_at\":\"2025-11-24T11:00:00Z\"}");
	}
	assert_int_equal(m->notice_count, MODEL_NOTICES_MOST);
	assert_string_equal(m->notices[0].id, "n104");
	assert_int_equal(m->alarm_count, MODEL_ALARMS_MOST);
	event(m, "notice", "{\"id\":\"n100\",\"text\":\"changed\"}");
	assert_string_equal(m->notices[4].text, "changed");
}

static void test_regions(void **state)
{
	struct model *m = *state;

	assert_null(model_communities(m, "S1"));
	WITH("{\"items\":[{\"code\":\"C1\",\"name\":\"a\"}]}", model_apply_regions(m, "S1", o));
	assert_int_equal(jo_len(model_communities(m, "S1")), 1);
	assert_int_equal(WITH("{}", model_apply_regions(m, "S2", o)), 0);
}

static void test_clear_leaves_nothing(void **state)
{
	struct model *m = *state;

	edit(m, "/caller/name", "x");
	event(m, "contact.updated", CONTACT("talking", "u1", "13800138000"));
	WITH(TICKET("1", "1", "pending"), model_apply_ticket(m, o));
	model_list_start(m, "l", "", false);
	model_clear(m);
	assert_null(m->me.id);
	assert_int_equal(m->contact_count + m->draft_count, 0);
	assert_null(model_ticket(m, "1"));
	assert_null(model_list(m, "l"));
}

/* ---- training ---- */

static void expect_turns(const struct model *m, const char *seqs)
{
	const json *turns = jo_array(model_training(m, "s1"), "turns");
	struct buf all = BUF_INIT;

	for (size_t i = 0; i < jo_len(turns); i++)
		buf_addf(&all, "%s%lld", i ? " " : "", (long long)jo_int(jo_at(turns, i), "seq", 0));
	assert_string_equal(all.len ? all.data : "", seqs);
	buf_release(&all);
}

static void test_turns_stand_once_and_in_order(void **state)
{
	struct model *m = *state;
	json *session = parse("{\"id\":\"s1\",\"state\":\"running\",\"turns\":[{\"seq\":2},{\"seq\":5}]}");

	/* of a session that nobody looks at only the lists hear */
	assert_int_equal(event(m, "training.turn", "{\"id\":\"s1\",\"turn\":{\"seq\":1}}"), MODEL_TRAININGS_LIST);
	assert_null(model_training(m, "s1"));
	assert_int_equal(model_apply_training(m, session, 1), MODEL_TRAINING);
	assert_true(event(m, "training.turn", "{\"id\":\"s1\",\"turn\":{\"seq\":7}}") & MODEL_TRAINING);
	event(m, "training.turn", "{\"id\":\"s1\",\"turn\":{\"seq\":3}}");
	event(m, "training.turn", "{\"id\":\"s1\",\"turn\":{\"seq\":7}}");
	expect_turns(m, "2 3 5 7");
	/* an answer that is older than an event loses nothing of it */
	model_apply_training(m, session, 2);
	expect_turns(m, "2 3 5 7");
	json *more = parse("[{\"seq\":7},{\"seq\":8}]");
	assert_int_equal(model_apply_turns(m, "s1", more), MODEL_TRAINING);
	assert_int_equal(model_apply_turns(m, "s1", more), 0);
	expect_turns(m, "2 3 5 7 8");
	/* a form that was kept and a state that moved make it worth reading anew */
	assert_false(model_training_is_stale(m, "s1"));
	event(m, "draft.updated", "{\"training\":\"s1\",\"contact_id\":\"c1\",\"n\":1,\"revision\":2}");
	assert_true(model_training_is_stale(m, "s1"));
	model_apply_training(m, session, 4);
	json *overtaken = parse("{\"id\":\"s1\",\"state\":\"paused\",\"turns\":[{\"seq\":4}]}");
	model_apply_training(m, overtaken, 3);
	jo_free(overtaken);
	assert_string_equal(jo_str(model_training(m, "s1"), "state"), "running");
	expect_turns(m, "2 3 4 5 7 8");
	event(m, "training.updated", "{\"id\":\"s1\",\"state\":\"ended\"}");
	assert_string_equal(jo_str(model_training(m, "s1"), "state"), "ended");
	assert_true(model_training_is_stale(m, "s1"));
	event(m, "training.hint", "{\"id\":\"s1\",\"from\":\"supervisor\",\"text\":\"还要多久\"}");
	assert_string_equal(m->hint, "还要多久");
	assert_true(m->hint_of_supervisor);
	assert_int_equal(model_forget_hint(m), MODEL_TRAINING);
	model_clear(m);
	assert_null(model_training(m, "s1"));
	jo_free(more);
	jo_free(session);
}

static void test_trainings_are_bounded(void **state)
{
	struct model *m = *state;
	char text[80];

	for (int i = 0; i < MODEL_TRAININGS + 3; i++) {
		snprintf(text, sizeof(text), "{\"id\":\"t%d\",\"state\":\"running\"}", i);
		json *o = parse(text);
		model_apply_training(m, o, 1);
		jo_free(o);
	}
	assert_int_equal(m->training_count, MODEL_TRAININGS);
	assert_null(model_training(m, "t2"));
	assert_non_null(model_training(m, "t3"));
}

static void test_problem(void **state)
{
	struct problem p;
	char text[700];
	(void)state;

	json *o = parse(
	    "{\"type\":\"/problems/fields\",\"title\":\"t\",\"detail\":\"d\",\"errors\":["
	    "{\"pointer\":\"/fields/place/street\",\"code\":\"required\",\"detail\":\"x\"},7]}");
	assert_true(problem_read(&p, 422, o));
	assert_string_equal(p.type, "/problems/fields");
	assert_int_equal(p.error_count, 2);
	assert_string_equal(p.errors[0].pointer, "/fields/place/street");
	assert_string_equal(p.errors[1].pointer, "");
	problem_release(&p);
	jo_free(o);
	/* Longer than we keep: cut at a character. */
	snprintf(text, sizeof(text), "{\"title\":\"%s\"}",
		 "水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水水");
	o = parse(text);
	assert_true(problem_read(&p, 500, o));
	assert_int_equal(strlen(p.title) % 3, 0);
	jo_free(o);
	o = parse("{\"hello\":1}");
	assert_false(problem_read(&p, 404, o));
	jo_free(o);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make, unmake)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_user),
		TEST(test_a_call),
		TEST(test_others_calls),
		TEST(test_contacts_are_bounded),
		TEST(test_draft_saved_while_typing),
		TEST(test_draft_from_the_server),
		TEST(test_draft_that_holds_ours),
		TEST(test_submission_outlives_its_draft),
		TEST(test_full_drafts_make_room_without_loss),
		TEST(test_lists),
		TEST(test_events_while_a_list_is_on_its_way),
		TEST(test_tickets_are_a_cache),
		TEST(test_latest_search_wins),
		TEST(test_articles_are_a_cache),
		TEST(test_seats_notices_alarms),
		TEST(test_regions),
		TEST(test_clear_leaves_nothing),
		TEST(test_turns_stand_once_and_in_order),
		TEST(test_trainings_are_bounded),
		TEST(test_problem),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
