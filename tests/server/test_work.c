/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_work.c -- the workstation's network half against the real server: a call from login to
 * ticket, and what happens to it when the server dies, the session ends, or somebody else writes.
 */
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "client/net/work.h"
#include "hotline/alloc.h"
#include "tests/server/fixture.h"
#include "tests/server/pem.h"
#include "tests/unit/temp_dir.h"

#define NUMBER "13900001234"

static struct fixture f;
static struct temp_dir dir;
static char *server;

/* A workstation, and what it was told. */
struct seat {
	struct work *work;
	unsigned changed;
	char said[1024], login_needed[1024];
	int conflicts;
	bool answered;
	enum net_result result;
	int status;
	char sentence[1024], id[64];
};

static void on_changed(void *arg, unsigned what)
{
	((struct seat *)arg)->changed |= what;
}

static void on_say(void *arg, enum work_tone tone, const char *sentence)
{
	struct seat *s = arg;

	(void)tone;
	snprintf(s->said, sizeof(s->said), "%s", sentence);
}

static void on_login_needed(void *arg, const char *sentence)
{
	struct seat *s = arg;

	snprintf(s->login_needed, sizeof(s->login_needed), "%s", sentence);
}

static void on_conflict(void *arg, const char *contact, int n)
{
	(void)contact;
	(void)n;
	((struct seat *)arg)->conflicts++;
}

static void on_done(void *arg, const struct net_answer *a)
{
	struct seat *s = arg;
	const char *id = jo_str(a->body, "id");

	s->answered = true;
	s->result = a->result;
	s->status = a->status;
	snprintf(s->sentence, sizeof(s->sentence), "%s", a->sentence);
	snprintf(s->id, sizeof(s->id), "%s", id ? id : "");
}

static void seat_open(struct seat *s, const char *url, const char *ca)
{
	struct work_hooks hooks = {
		.changed = on_changed, .say = on_say, .login_needed = on_login_needed,
		.conflict = on_conflict, .arg = s,
	};
	struct work_options o = {
		.server = url, .ca = ca, .state_dir = dir.path, .language = "en"
	};
	struct error e = ERROR_INIT;

	memset(s, 0, sizeof(*s));
	s->work = work_new(&o, &hooks, &e);
	if (!s->work)
		fail_msg("%s", e.text);
}

static void seat_close(struct seat *s)
{
	work_free(s->work);
	s->work = NULL;
}

/* Turns the loop until `condition` holds; fails after 20 s. */
#define UNTIL(s, condition)                                                    \
	do {                                                                   \
		int64_t end_ = clock_monotonic() + 20000;                      \
		while (!(condition)) {                                         \
			if (clock_monotonic() > end_)                          \
				fail_msg("never: %s (said: %s)", #condition, (s)->said); \
			turn(s);                                               \
		}                                                              \
	} while (0)

static void turn(struct seat *s)
{
	int ms = work_timeout(s->work);

	if (ms < 0 || ms > 200)
		ms = 200;
	work_wait(s->work, NULL, 0, ms);
	work_turn(s->work);
}

/* Waits for the answer of the verb that was just called with on_done. */
static void wait_answer(struct seat *s)
{
	UNTIL(s, s->answered);
	s->answered = false;
}

static void log_in(struct seat *s, const char *user, const char *password)
{
	char secret[64];
	struct error e = ERROR_INIT;

	snprintf(secret, sizeof(secret), "%s", password);
	if (!work_login(s->work, user, secret, on_done, s, &e))
		fail_msg("%s", e.text);
	assert_string_equal(secret, "");
	wait_answer(s);
}

static void sit_down(struct seat *s, const char *user)
{
	seat_open(s, server, f.certificate);
	log_in(s, user, PASSWORD);
	if (s->result != NET_OK)
		fail_msg("%s", s->sentence);
	UNTIL(s, work_link(s->work)->state == LINK_UP && work_model(s->work)->city);
}

static const struct model *model_of(const struct seat *s)
{
	return work_model(s->work);
}

static const struct model_draft *draft_of(const struct seat *s, const char *contact, int n)
{
	return model_draft(model_of(s), contact, n);
}

static void edit(struct seat *s, const char *contact, int n, const char *pointer, const char *text)
{
	work_edit_text(s->work, contact, n, pointer, text);
}

static void fill_in(struct seat *s, const char *contact, int n, const char *title)
{
	edit(s, contact, n, "/matter/type", "complaint");
	edit(s, contact, n, "/matter/category", "010101");
	edit(s, contact, n, "/matter/title", title);
	edit(s, contact, n, "/matter/content", "来电人反映室内温度15度，已持续3天。");
	edit(s, contact, n, "/place/district", "110105");
	edit(s, contact, n, "/place/street", "110105026");
}

/* A caller comes, rings here and is answered; the contact's id. */
static void take_call(struct seat *s, const char *key, char contact[64])
{
	struct answer a;

	work_set_presence(s->work, PRESENCE_READY, NULL, on_done, s);
	wait_answer(s);
	fixture_post(
	    &f, "/contacts", f.gateway, key,
	    "{\"channel\": \"phone\", \"skill\": \"general\", \"caller\": {\"number\": \"" NUMBER
	    "\"}}", &a);
	assert_int_equal(a.status, 201);
	answer_release(&a);
	UNTIL(s, model_ringing_contact(model_of(s)));
	work_answer(s->work, model_ringing_contact(model_of(s))->id, on_done, s);
	wait_answer(s);
	assert_int_equal(s->result, NET_OK);
	snprintf(contact, 64, "%s", s->id);
	assert_non_null(model_current_contact(model_of(s)));
}

static void end_call(struct seat *s, const char *contact)
{
	work_hang_up(s->work, contact, on_done, s);
	wait_answer(s);
	work_wrap_up_done(s->work, contact, on_done, s);
	wait_answer(s);
	assert_int_equal(s->result, NET_OK);
}

/* The tickets whose title is this one, as the server has them. */
static size_t tickets_titled(const char *title)
{
	char *token = fixture_login(&f, "dispatcher1");
	struct answer a;
	size_t count = 0;

	fixture_request(&f, "GET", "/tickets?limit=200", token, NULL, NULL, &a);
	const json *items = jo_get(a.json, "items");
	for (size_t i = 0; i < jo_len(items); i++) {
		const char *other = jo_pointer_str(jo_at(items, i), "/fields/matter/title");
		count += other && !strcmp(other, title);
	}
	answer_release(&a);
	free(token);
	return count;
}

/* The port must stay the same when the server is started again. */
static void fix_port(void)
{
	char *text = xasprintf("sed -i 's/^port = .*/port = %d/' '%s'", f.port, f.config);
	pid_t pid = fork();

	if (!pid) {
		execl("/bin/sh", "sh", "-c", text, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
	free(text);
}

static int make(void **state)
{
	(void)state;
	temp_dir_make(&dir);
	fixture_make(&f);
	fixture_start(&f);
	fix_port();
	server = xasprintf("https://127.0.0.1:%d", f.port);
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	free(server);
	fixture_free(&f);
	temp_dir_remove(&dir);
	return 0;
}

static void test_login(void **state)
{
	struct seat s, other;
	(void)state;

	seat_open(&s, server, f.certificate);
	log_in(&s, "agent1", "wrong");
	assert_int_equal(s.result, NET_REFUSED);
	assert_int_equal(s.status, 401);
	assert_int_equal(work_session(s.work), SESSION_NONE);
	log_in(&s, "agent1", PASSWORD);
	assert_int_equal(s.result, NET_OK);
	assert_string_equal(model_of(&s)->me.username, "agent1");
	assert_true(model_has_role(model_of(&s), ROLE_AGENT));
	UNTIL(&s, work_link(s.work)->state == LINK_UP && model_of(&s)->city);
	UNTIL(&s, work_is_idle(s.work));
	/* Idle costs nothing: only the watch over the stream's silence is set. */
	assert_true(work_timeout(s.work) > 10000);
	/* A second program with the same state is refused and told why. */
	seat_open(&other, server, f.certificate);
	log_in(&other, "agent1", PASSWORD);
	assert_int_equal(other.result, NET_REFUSED);
	assert_non_null(strstr(other.sentence, "another hotline"));
	assert_int_equal(work_session(other.work), SESSION_NONE);
	assert_null(model_of(&other)->me.id);
	seat_close(&other);
	work_logout(s.work, on_done, &s);
	assert_null(model_of(&s)->me.id);
	wait_answer(&s);
	assert_int_equal(s.result, NET_OK);
	log_in(&s, "agent2", PASSWORD);
	assert_string_equal(model_of(&s)->me.username, "agent2");
	/* The pack came from the disk and was still right. */
	assert_non_null(model_of(&s)->city);
	seat_close(&s);
}

static void test_too_many_attempts(void **state)
{
	struct seat s;
	(void)state;

	seat_open(&s, server, f.certificate);
	for (int i = 0; i < 8 && s.status != 429; i++)
		log_in(&s, "editor1", "wrong");
	assert_int_equal(s.status, 429);
	assert_non_null(strstr(s.sentence, "seconds"));
	seat_close(&s);
}

static void test_who_answers(void **state)
{
	struct seat s;
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	char *key = xasprintf("%s/other.key", dir.path), *pem = xasprintf("%s/other.pem", dir.path),
	     url[64];
	(void)state;

	assert_true(pem_make(pem, key));
	seat_open(&s, server, pem);
	log_in(&s, "agent1", PASSWORD);
	assert_int_equal(s.result, NET_CERTIFICATE);
	seat_close(&s);

	/* The name must fit as well. */
	snprintf(url, sizeof(url), "https://127.0.0.2:%d", f.port);
	seat_open(&s, url, f.certificate);
	log_in(&s, "agent1", PASSWORD);
	assert_true(s.result == NET_CERTIFICATE || s.result == NET_UNREACHABLE);
	seat_close(&s);

	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	snprintf(url, sizeof(url), "https://127.0.0.1:%d", ntohs(address.sin_port));
	seat_open(&s, url, f.certificate);
	log_in(&s, "agent1", PASSWORD);
	assert_int_equal(s.result, NET_UNREACHABLE);
	assert_int_equal(listen(fd, 5), 0);
	pid_t pid = fork();
	if (!pid) {
		int peer = accept(fd, NULL, NULL);
		_exit(write(peer, "220 mail.example ESMTP\r\n", 24) != 24);
	}
	log_in(&s, "agent1", PASSWORD);
	assert_int_equal(s.result, NET_NOT_OURS);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(fd);
	seat_close(&s);
	free(key);
	free(pem);
}

static void test_call_to_ticket(void **state)
{
	struct seat s;
	struct error e = ERROR_INIT;
	char contact[64];
	struct buf file = BUF_INIT;
	(void)state;

	sit_down(&s, "agent1");
	take_call(&s, "call-1", contact);
	const struct model_contact *c = model_current_contact(model_of(&s));
	assert_string_equal(c->number, NUMBER);
	work_lookup_caller(s.work, contact, c->number, on_done, &s);
	wait_answer(&s);
	assert_non_null(model_current_contact(model_of(&s))->caller_history);
	UNTIL(&s, model_of(&s)->presence.state == PRESENCE_TALKING);
	edit(&s, contact, 1, "/matter/title", "暖气不热");
	assert_int_equal(draft_of(&s, contact, 1)->state, DRAFT_TYPED);
	UNTIL(&s, draft_of(&s, contact, 1)->state == DRAFT_SAVED);
	assert_int_equal(draft_of(&s, contact, 1)->revision, 1);
	assert_int_equal(work_draft_next(s.work, contact), 2);
	/* Not complete: refused with the fields that are missing, and corrected under its key. */
	assert_true(work_submit(s.work, contact, 1, "submit", NULL, &e));
	assert_false(work_submit(s.work, contact, 1, "submit", NULL, &e));
	UNTIL(&s, draft_of(&s, contact, 1)->state == DRAFT_REFUSED);
	assert_true(draft_of(&s, contact, 1)->problem_count > 0);
	assert_int_equal(outbox_waiting(work_outbox(s.work)), 1);
	/* It is still known as refused, with its words, when the program was closed meanwhile. */
	seat_close(&s);
	sit_down(&s, "agent1");
	UNTIL(&s, !draft_of(&s, contact, 1)->stale);
	assert_int_equal(draft_of(&s, contact, 1)->state, DRAFT_REFUSED);
	assert_true(strlen(draft_of(&s, contact, 1)->sentence) > 5);
	assert_string_equal(model_draft_text(draft_of(&s, contact, 1), "/matter/title"), "暖气不热");
	fill_in(&s, contact, 1, "暖气不热");
	work_preview(s.work, contact, 1, on_done, &s);
	wait_answer(&s);
	assert_int_equal(draft_of(&s, contact, 1)->problem_count, 0);
	assert_true(work_submit(s.work, contact, 1, "submit", NULL, &e));
	UNTIL(&s, draft_of(&s, contact, 1)->state == DRAFT_ACCEPTED);
	assert_int_equal(outbox_waiting(work_outbox(s.work)), 0);
	assert_non_null(model_ticket(model_of(&s), draft_of(&s, contact, 1)->no));
	edit(&s, contact, 1, "/matter/title", "too late");
	assert_string_equal(model_draft_text(draft_of(&s, contact, 1), "/matter/title"), "暖气不热");
	end_call(&s, contact);
	UNTIL(&s, model_of(&s)->presence.state == PRESENCE_READY);
	UNTIL(&s, work_is_idle(s.work));
	assert_int_equal(tickets_titled("暖气不热"), 1);
	seat_close(&s);
	buf_release(&file);
}

/* The server dies; typing and submitting go on, the program ends too; all of it arrives, once. */
static void test_server_down(void **state)
{
	struct seat s;
	struct error e = ERROR_INIT;
	char contact[64];
	(void)state;

	sit_down(&s, "agent1");
	take_call(&s, "call-2", contact);
	fixture_end(&f, SIGKILL);
	fill_in(&s, contact, 1, "停水两天");
	edit(&s, contact, 2, "/matter/title", "第二件事");
	UNTIL(&s, work_link(s.work)->state == LINK_WAITING);
	assert_true(strlen(work_link(s.work)->sentence) > 10);
	assert_true(work_submit(s.work, contact, 1, "submit", NULL, &e));
	UNTIL(&s, outbox_at(work_outbox(s.work), 0)->tries >= 1);
	assert_int_equal(draft_of(&s, contact, 1)->state, DRAFT_QUEUED);
	assert_true(strlen(s.said) > 10);
	seat_close(&s);
	fixture_start(&f);
	sit_down(&s, "agent1");
	assert_true(draft_of(&s, contact, 1)->recovered);
	assert_true(draft_of(&s, contact, 2)->recovered);
	assert_string_equal(model_draft_text(draft_of(&s, contact, 2), "/matter/title"), "第二件事");
	UNTIL(&s, draft_of(&s, contact, 1)->state == DRAFT_ACCEPTED);
	UNTIL(&s, draft_of(&s, contact, 2)->state == DRAFT_SAVED);
	assert_int_equal(tickets_titled("停水两天"), 1);
	/* The call is still this agent's. */
	UNTIL(&s, model_current_contact(model_of(&s)));
	end_call(&s, contact);
	seat_close(&s);
}

/* The same program lives on while the server is started again. */
static void test_reconnect(void **state)
{
	struct seat s;
	char contact[64];
	(void)state;

	sit_down(&s, "agent1");
	fixture_end(&f, SIGTERM);
	UNTIL(&s, work_link(s.work)->state == LINK_WAITING);
	assert_true(work_link(s.work)->retry_at != INSTANT_NONE);
	fixture_start(&f);
	work_hurry(s.work);
	UNTIL(&s, work_link(s.work)->state == LINK_UP);
	take_call(&s, "call-5", contact);
	end_call(&s, contact);
	seat_close(&s);
}

/* What was typed a moment before goes along with the call, and leaves this seat. */
static void test_transfer(void **state)
{
	struct seat a, b;
	char contact[64];
	(void)state;

	sit_down(&a, "agent1");
	sit_down(&b, "agent2");
	take_call(&a, "call-6", contact);
	work_set_presence(b.work, PRESENCE_READY, NULL, on_done, &b);
	wait_answer(&b);
	edit(&a, contact, 1, "/matter/title", "typed just now");
	work_transfer_contact(a.work, contact, "agent2", NULL, on_done, &a);
	wait_answer(&a);
	if (a.result != NET_OK)
		fail_msg("%s", a.sentence);
	UNTIL(&a, !model_contact(model_of(&a), contact) && !draft_of(&a, contact, 1));
	UNTIL(&b, model_ringing_contact(model_of(&b)));
	assert_string_equal(model_ringing_contact(model_of(&b))->id, contact);
	work_answer(b.work, contact, on_done, &b);
	wait_answer(&b);
	UNTIL(&b, draft_of(&b, contact, 1) && draft_of(&b, contact, 1)->state == DRAFT_SAVED);
	assert_string_equal(model_draft_text(draft_of(&b, contact, 1), "/matter/title"), "typed just now");
	end_call(&b, contact);
	work_set_presence(b.work, PRESENCE_OFFLINE, NULL, on_done, &b);
	wait_answer(&b);
	seat_close(&a);
	seat_close(&b);
}

static void end_sessions_of(const char *id)
{
	char *token = fixture_login(&f, "ops1"), *path = xasprintf("/users/%s/sessions", id);
	struct answer a;

	fixture_request(&f, "DELETE", path, token, NULL, NULL, &a);
	assert_true(a.status == 200 || a.status == 204);
	answer_release(&a);
	free(path);
	free(token);
}

static void test_session_ends(void **state)
{
	struct seat s;
	struct error e = ERROR_INIT;
	char contact[64], secret[32] = PASSWORD;
	(void)state;

	sit_down(&s, "agent1");
	take_call(&s, "call-3", contact);
	end_sessions_of(model_of(&s)->me.id);
	UNTIL(&s, s.login_needed[0]);
	assert_int_equal(work_session(s.work), SESSION_EXPIRED);
	fill_in(&s, contact, 1, "路灯不亮");
	assert_true(work_submit(s.work, contact, 1, "submit", NULL, &e));
	UNTIL(&s, work_timeout(s.work) == -1);
	for (int i = 0; i < 20; i++)
		turn(&s);
	assert_int_equal(work_timeout(s.work), -1);
	/* Only the same user may go on with what is here. */
	assert_false(work_login(s.work, "agent2", secret, on_done, &s, &e));
	log_in(&s, "agent1", "wrong");
	assert_int_equal(work_session(s.work), SESSION_EXPIRED);
	log_in(&s, "agent1", PASSWORD);
	assert_int_equal(work_session(s.work), SESSION_IN);
	UNTIL(&s, draft_of(&s, contact, 1)->state == DRAFT_ACCEPTED);
	assert_int_equal(tickets_titled("路灯不亮"), 1);
	UNTIL(&s, work_link(s.work)->state == LINK_UP);
	end_call(&s, contact);
	seat_close(&s);
}

/* Somebody else (the same agent on another seat, say) writes the draft. */
static void write_draft(struct seat *s, const char *contact, int64_t base, const char *title)
{
	char *token = fixture_login(&f, "agent1"),
	     *path = xasprintf("/contacts/%s/drafts/1", contact);
	char *body = xasprintf(
	    "{\"base\":%lld,\"form_version\":%d,\"fields\":{\"matter\":{\"title\":\"%s\"}}}",
	    (long long)base, form_version(model_of(s)->city), title);
	struct answer a;

	fixture_request(&f, "PUT", path, token, body, NULL, &a);
	assert_int_equal(a.status, 200);
	answer_release(&a);
	free(body);
	free(path);
	free(token);
}

static void test_draft_conflict(void **state)
{
	struct seat s;
	struct error e = ERROR_INIT;
	char contact[64];
	(void)state;

	sit_down(&s, "agent1");
	take_call(&s, "call-4", contact);
	edit(&s, contact, 1, "/matter/title", "mine");
	UNTIL(&s, draft_of(&s, contact, 1)->state == DRAFT_SAVED);
	write_draft(&s, contact, 1, "theirs");
	edit(&s, contact, 1, "/matter/title", "mine again");
	UNTIL(&s, s.conflicts == 1);
	const struct model_draft *d = draft_of(&s, contact, 1);
	assert_int_equal(d->state, DRAFT_CONFLICT);
	assert_string_equal(jo_pointer_str(d->theirs, "/matter/title"), "theirs");
	assert_string_equal(model_draft_text(d, "/matter/title"), "mine again");
	assert_false(work_submit(s.work, contact, 1, "submit", NULL, &e));
	work_draft_keep(s.work, contact, 1, true);
	UNTIL(&s, draft_of(&s, contact, 1)->state == DRAFT_SAVED);
	assert_int_equal(draft_of(&s, contact, 1)->revision, 3);
	write_draft(&s, contact, 3, "theirs");
	edit(&s, contact, 1, "/matter/title", "mine");
	UNTIL(&s, s.conflicts == 2);
	work_draft_keep(s.work, contact, 1, false);
	assert_string_equal(model_draft_text(draft_of(&s, contact, 1), "/matter/title"), "theirs");
	assert_int_equal(draft_of(&s, contact, 1)->state, DRAFT_SAVED);
	end_call(&s, contact);
	seat_close(&s);
}

static void move(struct seat *s, const char *no, const char *action)
{
	struct error e = ERROR_INIT;
	json *body = json_object_new_object();

	jo_set_str(body, "reason", "because");
	if (!work_ticket_action(s->work, no, action, body, on_done, s, &e))
		fail_msg("%s", e.text);
	wait_answer(s);
}

struct parts {
	int came;
	bool good;
};

static void on_part(void *arg, const struct net_answer *a)
{
	struct parts *p = arg;

	p->came++;
	p->good = p->good && a->result == NET_OK;
}

/* Whoever reads a ticket out is not shown half of it: what waits for all of it hears of the part that came last. */
static void read_whole(struct seat *s, const char *no)
{
	struct parts parts = { 0, true };

	work_ticket_whole(s->work, no, on_part, &parts);
	UNTIL(s, parts.came == WORK_TICKET_PARTS);
	const struct model_ticket *t = model_ticket(model_of(s), no);
	assert_true(parts.good && t->ticket && t->history && t->deadline);
}

static void test_tickets(void **state)
{
	struct seat s, other;
	char no[24];
	(void)state;

	sit_down(&s, "dispatcher1");
	work_list(s.work, "board", "state=pending", on_done, &s);
	assert_true(model_list(model_of(&s), "board")->loading);
	wait_answer(&s);
	const struct model_list *l = model_list(model_of(&s), "board");
	assert_true(l->count >= 1);
	snprintf(no, sizeof(no), "%s", l->rows[0].no);
	work_ticket(s.work, no, true, on_done, &s);
	wait_answer(&s);
	UNTIL(&s,
	      model_ticket(model_of(&s), no)->history && model_ticket(model_of(&s), no)->deadline);
	assert_true(l->count >= 2);
	read_whole(&s, l->rows[1].no);
	int64_t version = model_ticket(model_of(&s), no)->version;
	assert_true(model_can(model_ticket(model_of(&s), no), "claim"));
	move(&s, no, "claim");
	assert_int_equal(s.result, NET_OK);
	assert_int_equal(model_ticket(model_of(&s), no)->version, version + 1);
	/* Another dispatcher's move makes what is shown old, by the stream alone. */
	seat_open(&other, server, f.certificate);
	log_in(&other, "supervisor1", PASSWORD);
	work_ticket(other.work, no, false, on_done, &other);
	wait_answer(&other);
	move(&other, no, "supervise");
	if (other.result != NET_OK)
		fail_msg("%s", other.sentence);
	UNTIL(&s, model_ticket(model_of(&s), no)->version == version + 2);
	UNTIL(&s, model_list(model_of(&s), "board")->rows[0].supervised);
	/* A move on a version that is old is refused, and the newer one comes. */
	move(&s, no, "release");
	assert_int_equal(s.result, NET_OK);
	move(&other, no, "urge");
	UNTIL(&other, work_is_idle(other.work));
	seat_close(&other);
	seat_close(&s);
}

static void test_old_version(void **state)
{
	struct seat s;
	struct error e = ERROR_INIT;
	struct answer a;
	char no[24], *token = fixture_login(&f, "supervisor1");
	(void)state;

	sit_down(&s, "dispatcher1");
	work_list(s.work, "board", "state=pending", on_done, &s);
	wait_answer(&s);
	snprintf(no, sizeof(no), "%s", model_list(model_of(&s), "board")->rows[0].no);
	work_ticket(s.work, no, false, on_done, &s);
	wait_answer(&s);
	int64_t version = model_ticket(model_of(&s), no)->version;
	char *path = xasprintf("/tickets/%s/actions", no);
	fixture_post(&f, path, token, "note-1", "{\"action\":\"add_note\",\"note\":\"x\"}", &a);
	assert_int_equal(a.status, 200);
	answer_release(&a);
	/* No turn of the loop between: this seat does not know yet. */
	assert_true(work_ticket_action(s.work, no, "claim", NULL, on_done, &s, &e));
	wait_answer(&s);
	assert_int_equal(s.status, 412);
	assert_int_equal(outbox_waiting(work_outbox(s.work)), 1);
	UNTIL(&s, model_ticket(model_of(&s), no)->version == version + 1);
	assert_true(work_outbox_discard(s.work, outbox_at(work_outbox(s.work), 0)->key, &e));
	assert_int_equal(outbox_waiting(work_outbox(s.work)), 0);
	seat_close(&s);
	free(path);
	free(token);
}

static void test_knowledge(void **state)
{
	struct seat s;
	char id[64];
	(void)state;

	sit_down(&s, "agent1");
	work_knowledge_search(s.work, "供", NULL);
	work_knowledge_search(s.work, "供暖", NULL);
	work_knowledge_search(s.work, "供暖温度", NULL);
	UNTIL(&s, model_of(&s)->knowledge.query && !strcmp(model_of(&s)->knowledge.query, "供暖温度"));
	assert_true(model_of(&s)->knowledge.count > 0);
	snprintf(id, sizeof(id), "%s", model_of(&s)->knowledge.items[0].id);
	work_knowledge_get(s.work, id, on_done, &s);
	wait_answer(&s);
	assert_non_null(jo_str(model_article(model_of(&s), id), "body"));
	work_communities(s.work, "110105026", on_done, &s);
	wait_answer(&s);
	assert_true(jo_len(model_communities(model_of(&s), "110105026")) > 0);
	seat_close(&s);
}

static bool is_of(const struct model_draft *d, const char *contact)
{
	return !strcmp(d->contact_id, contact);
}

/* What was asked beside a form goes with it, wherever it stands among the forms. */
static void test_forms_are_dropped(void **state)
{
	struct seat s;
	char name[ASKED_NAME];
	(void)state;

	seat_open(&s, server, f.certificate);
	work_edit_text(s.work, "c2", 1, "/matter/title", "stays");
	work_edit_text(s.work, work_asked_name(name, "c1"), 1, "/reason", "goes");
	work_edit_text(s.work, "c1", 1, "/matter/title", "goes");
	work_drop_drafts(s.work, is_of, "c1");
	assert_null(model_draft(work_model(s.work), "c1", 1));
	assert_null(model_draft(work_model(s.work), name, 1));
	assert_non_null(model_draft(work_model(s.work), "c2", 1));
	seat_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_login),
		cmocka_unit_test(test_too_many_attempts),
		cmocka_unit_test(test_who_answers),
		cmocka_unit_test(test_call_to_ticket),
		cmocka_unit_test(test_server_down),
		cmocka_unit_test(test_reconnect),
		cmocka_unit_test(test_transfer),
		cmocka_unit_test(test_session_ends),
		cmocka_unit_test(test_draft_conflict),
		cmocka_unit_test(test_forms_are_dropped),
		cmocka_unit_test(test_tickets),
		cmocka_unit_test(test_old_version),
		cmocka_unit_test(test_knowledge),
	};
	return cmocka_run_group_tests(tests, make, unmake);
}
