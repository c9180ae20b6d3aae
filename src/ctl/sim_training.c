/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim_training.c -- `hotlinectl simulate --training`: plays a class of trainees, so that a trainer's screen is full.
 *
 * Each trainee is a thread: logs in, takes the seat in whatever session waits, answers, asks for the scenario's facts one
 * after the other, fills in the form as it goes, submits and hangs up. How good each is at it follows from the number,
 * so that the class has its best and its worst; the scenario is read with the trainer's account.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "ctl/sim_seat.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"

enum { TRAINEES_MOST = 100, TRAINEES_USUAL = 19, DEMO_MOST = 1 << 20, LOOK_MS = 1500, TRIES_MOST = 6 };

struct class {
	char *url, *ca, *trainer_token;
	const json *users;
	const char *wanted;             /* a class; NULL: any session */
	int64_t pace;                   /* ms between two things that a trainee does */
	bool once, verbose;
	pthread_mutex_t lock;
	int calls, failed;              /* under lock */
};

struct trainee {
	struct class *class;
	pthread_t thread;
	char name[40];
	int number;
	unsigned seed;
	struct sim_seat seat;
	char *city, *token, session[64], contact[64];
	int64_t revision;
	bool finished;                  /* took part in a session that is over */
};

/* ---- chance that is the same every time ---- */

static bool succeeds(struct trainee *t, int percent)
{
	t->seed = t->seed * 1103515245u + 12345u;
	return (int)(t->seed >> 16) % 100 < percent;
}

/* From 55 to 98 in a hundred. */
static int skill(const struct trainee *t)
{
	return 55 + (t->number * 17) % 44;
}

static bool think(struct trainee *t)
{
	int64_t pace = t->class->pace;

	t->seed = t->seed * 1103515245u + 12345u;
	return sim_seat_wait(&t->seat, pace / 2 + (int64_t)(t->seed >> 16) % (pace + 1));
}

/* ---- requests ---- */

static long post(struct trainee *t, const char *token, json **answer, const char *body, const char *path)
{
	return sim_seat_ask(&t->seat, "POST", path, token, body ? body : "{}", answer);
}

static json *get(struct trainee *t, const char *token, const char *path)
{
	json *answer = NULL;

	if (sim_seat_ask(&t->seat, "GET", path, token, NULL, &answer) == 200)
		return answer;
	jo_free(answer);
	return NULL;
}

static char *log_in(struct sim_seat *s, const json *users, const char *name)
{
	json *body = json_object_new_object(), *answer = NULL;

	jo_set_str(body, "username", name);
	jo_set_str(body, "password", jo_str(jo_get(users, name), "password"));
	long status = sim_seat_ask(s, "POST", "/sessions", NULL, jo_text(body), &answer);
	char *token = status == 201 ? xstrdup(jo_str(answer, "token")) : NULL;
	jo_free(body);
	jo_free(answer);
	return token;
}

static void verb(struct trainee *t, const char *name)
{
	char *path = xasprintf("/contacts/%s/%s", t->contact, name);

	post(t, t->token, NULL, NULL, path);
	free(path);
}

static void say(struct trainee *t, const char *text)
{
	json *body = json_object_new_object();
	char *path = xasprintf("/training/sessions/%s/ask", t->session);

	jo_set_str(body, "text", text);
	post(t, t->token, NULL, jo_text(body), path);
	jo_free(body);
	free(path);
}

/* ---- the form ---- */

/* What the scenario expects there, as far as this trainee gets it right; what is no field of the form is left out. */
static void fill_in(struct trainee *t, json *fields, const json *expect)
{
	const char *pointer = jo_str(expect, "pointer"), *match = jo_str(expect, "match");
	const json *values = jo_array(expect, "values");

	if (!pointer || pointer[0] != '/' || jo_int(expect, "request", 1) != 1 || !jo_len(values) || !match ||
	    !strcmp(match, "not") || jo_pointer(fields, pointer) || !succeeds(t, skill(t)))
		return;
	struct buf text = BUF_INIT;
	bool all = !strcmp(match, "contains");
	for (size_t i = 0; i < jo_len(values) && (all || !i); i++)
		for (const char *p = json_object_get_string(jo_at(values, i)); *p; p++)
			if (*p != '*')
				buf_addch(&text, *p);
	jo_pointer_set(fields, pointer, json_object_new_string(text.len ? text.data : ""));
	buf_release(&text);
}

static json *draft_body(const struct trainee *t, json *fields, int64_t version)
{
	json *body = json_object_new_object();

	jo_set_int(body, "base", t->revision);
	jo_set_int(body, "form_version", version);
	jo_set(body, "fields", json_object_get(fields));
	return body;
}

static void keep_draft(struct trainee *t, json *fields, int64_t version)
{
	json *body = draft_body(t, fields, version), *answer = NULL;
	char *path = xasprintf("/contacts/%s/drafts/1", t->contact);

	if (sim_seat_ask(&t->seat, "PUT", path, t->token, jo_text(body), &answer) == 200)
		t->revision = jo_int(answer, "revision", t->revision);
	jo_free(answer);
	jo_free(body);
	free(path);
}

static json *new_form(void)
{
	static const struct { const char *pointer, *text; } usual[] = {
		{ "/matter/type", "complaint" }, { "/matter/title", "学员记录" }, { "/matter/content", "来电人反映有关情况。" },
	};
	json *fields = json_object_new_object();

	for (size_t i = 0; i < ARRAY_SIZE(usual); i++)
		jo_pointer_set(fields, usual[i].pointer, json_object_new_string(usual[i].text));
	jo_pointer_set(fields, "/place/not_mentioned", json_object_new_boolean(true));
	return fields;
}

/* What is expected replaces what everybody writes. */
static void clear_for(json *fields, const json *expect)
{
	const char *pointer = jo_str(expect, "pointer");

	if (!pointer || pointer[0] != '/')
		return;
	if (!strncmp(pointer, "/place/", 7))
		jo_pointer_set(fields, "/place/not_mentioned", NULL);
	jo_pointer_set(fields, pointer, NULL);
}

/* A text where the form wants a number, yes or no, a list; a time; or nothing that the form takes. */
static json *another_kind(const json *value, const char *pointer, const char *code)
{
	const char *text = value ? json_object_get_string((json *)value) : "";
	char *end, now[CLOCK_TEXT];
	double n = strtod(text, &end);
	size_t len = strlen(pointer);

	if (!strcmp(code, "format") && len > 3 && !strcmp(pointer + len - 3, "_at"))
		return json_object_new_string(clock_format(clock_now(), now));
	if (!strcmp(code, "required"))
		return json_object_new_string("无");
	if (strcmp(code, "type"))
		return NULL;
	if (end != text && !*end)
		return json_object_new_double(n);
	if (!strcmp(text, "yes") || !strcmp(text, "true") || !strcmp(text, "no") || !strcmp(text, "false"))
		return json_object_new_boolean(text[0] == 'y' || text[0] == 't');
	if (!json_object_is_type(value, json_type_string))
		return NULL;
	json *list = json_object_new_array();
	json_object_array_add(list, json_object_new_string(text));
	return list;
}

/* What the server found wrong is put right, or left out. */
static void mend(json *fields, const json *answer)
{
	const json *errors = jo_array(answer, "errors");

	for (size_t i = 0; i < jo_len(errors); i++) {
		const char *pointer = jo_str(jo_at(errors, i), "pointer"), *code = jo_str(jo_at(errors, i), "code");
		if (!pointer || !code || strncmp(pointer, "/fields/", 8))
			continue;
		jo_pointer_set(fields, pointer + 7, another_kind(jo_pointer(fields, pointer + 7), pointer, code));
	}
}

static bool submit(struct trainee *t, json *fields, int64_t version)
{
	bool sent = false;

	for (int tries = 0; !sent && tries < TRIES_MOST && !sim_seats_stopped(); tries++) {
		json *body = draft_body(t, fields, version), *answer = NULL;
		jo_set_str(body, "contact_id", t->contact);
		jo_set_int(body, "draft", 1);
		jo_set_str(body, "action", "submit");
		long status = post(t, t->token, &answer, jo_text(body), "/tickets");
		sent = status == 201;
		if (status == 422)
			mend(fields, answer);
		if (status != 422 || tries == TRIES_MOST - 1)
			tries = TRIES_MOST;
		if (!sent && tries == TRIES_MOST && t->class->verbose)
			ctl_say(_("%s was refused: %s"), t->name, answer ? jo_text(answer) : "");
		jo_free(answer);
		jo_free(body);
	}
	return sent;
}

/* ---- a call ---- */

static json *scenario_of(struct trainee *t)
{
	char *path = xasprintf("/training/sessions/%s", t->session);
	json *session = get(t, t->class->trainer_token, path), *scenario = NULL;
	const json *calls = jo_get(session, "calls");

	free(path);
	for (size_t i = 0; !scenario && i < jo_len(calls); i++) {
		const char *contact = jo_str(jo_at(calls, i), "contact_id");
		if (!contact || strcmp(contact, t->contact))
			continue;
		path = xasprintf("/training/scenarios/%s", jo_str(jo_at(calls, i), "scenario"));
		scenario = get(t, t->class->trainer_token, path);
		free(path);
	}
	jo_free(session);
	return scenario;
}

static int64_t form_version(struct trainee *t)
{
	json *city = get(t, t->token, "/city");
	int64_t version = jo_int(jo_at(jo_get(city, "forms"), 0), "version", 0);

	jo_free(city);
	return version;
}

/* Asks for the facts, and writes down after each what it now knows. */
static void ask_all(struct trainee *t, const json *scenario, json *fields, int64_t version)
{
	static const char *const usual[] = { "请您说一下具体情况。", "事情发生在哪里？", "请问您怎么称呼？", "您的联系电话是多少？" };
	const json *facts = jo_get(scenario, "facts"), *expects = jo_get(scenario, "expects");
	size_t count = scenario ? jo_len(facts) : ARRAY_SIZE(usual);

	for (size_t i = 0; i < count && think(t); i++) {
		const json *asks = jo_get(jo_at(facts, i), "ask");
		if (scenario && !succeeds(t, skill(t)))
			continue;
		say(t, scenario ? json_object_get_string(jo_at(asks, t->seed % (jo_len(asks) ? jo_len(asks) : 1)))
		    : usual[i]);
		for (size_t k = i; k < jo_len(expects); k += count ? count : 1) {
			clear_for(fields, jo_at(expects, k));
			fill_in(t, fields, jo_at(expects, k));
		}
		keep_draft(t, fields, version);
	}
}

/* Whatever a weak memory left out, so that the form can be sent. */
static void complete(json *fields)
{
	json *usual = new_form();
	static const char *const needed[] = { "/matter/type", "/matter/title", "/matter/content" };

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!jo_pointer(fields, needed[i]))
			jo_pointer_set(fields, needed[i], jo_copy(jo_pointer(usual, needed[i])));
	if (!jo_pointer(fields, "/matter/category"))
		jo_pointer_set(fields, "/matter/category", json_object_new_string("010101"));
	if (!jo_pointer(fields, "/place/district"))
		jo_pointer_set(fields, "/place/not_mentioned", json_object_new_boolean(true));
	jo_free(usual);
}

static void count_call(struct trainee *t, bool sent)
{
	struct class *c = t->class;

	pthread_mutex_lock(&c->lock);
	c->calls++;
	c->failed += !sent;
	pthread_mutex_unlock(&c->lock);
	if (c->verbose)
		ctl_say(sent ? _("%s has handled a call.") : _("%s has ended a call without a ticket."), t->name);
}

static void tell_marks(struct trainee *t)
{
	char *path = xasprintf("/training/sessions/%s/marks", t->session);
	char *body = xasprintf("{\"contact_id\":\"%s\",\"keystrokes\":%u,\"searched\":%s}", t->contact,
			       200 + t->seed % 300,
			       succeeds(t, skill(t)) ? "true" : "false");

	post(t, t->token, NULL, body, path);
	free(path);
	free(body);
}

static void handle_call(struct trainee *t)
{
	json *scenario = scenario_of(t), *fields = new_form();
	int64_t version = form_version(t);

	t->revision = 0;
	if (succeeds(t, skill(t)))
		say(t, "您好，这里是12345市民服务热线，请问有什么可以帮您？");
	ask_all(t, scenario, fields, version);
	complete(fields);
	keep_draft(t, fields, version);
	bool sent = think(t) && submit(t, fields, version);
	if (sent && succeeds(t, skill(t)))
		say(t, "您的诉求已经记录，感谢您的来电，再见。");
	if (think(t)) {
		verb(t, "hang_up");
		tell_marks(t);
		verb(t, "wrap_up_done");
	}
	count_call(t, sent);
	jo_free(scenario);
	jo_free(fields);
}

/* ---- a session ---- */

/* One that waits or goes on, of the class that is wanted. */
static bool find_session(struct trainee *t)
{
	json *list = get(t, t->city, "/training/sessions?mine=1&limit=20");
	const json *items = jo_get(list, "items");
	bool found = false;

	for (size_t i = 0; !found && i < jo_len(items); i++) {
		const json *s = jo_at(items, i);
		const char *state = jo_str(s, "state"), *class = jo_str(s, "class"), *wanted = t->class->wanted;
		if (!state || !strcmp(state, "ended"))
			continue;
		if (wanted && strcmp(wanted, class ? class : jo_str(s, "id")))
			continue;
		snprintf(t->session, sizeof(t->session), "%s", jo_str(s, "id"));
		found = true;
	}
	jo_free(list);
	return found;
}

static bool join(struct trainee *t)
{
	char *path = xasprintf("/training/sessions/%s/join", t->session);
	json *seat = NULL;
	bool in = post(t, t->city, &seat, NULL, path) == 201;

	free(t->token);
	t->token = in ? xstrdup(jo_str(seat, "token")) : NULL;
	jo_free(seat);
	free(path);
	sim_seat_stream(&t->seat, t->token);
	return in && sim_seat_wait(&t->seat, 300);
}

/* The next call, until the session has no more: the token ends then. */
static bool next_call(struct trainee *t)
{
	json *me = get(t, t->token, "/me");
	const char *state = jo_pointer_str(me, "/presence/state"),
		*contact = jo_pointer_str(me, "/presence/contact_id");

	if (!me)
		return false;
	snprintf(t->contact, sizeof(t->contact), "%s", contact ? contact : "");
	if (state && !strcmp(state, "ringing")) {
		if (think(t))
			verb(t, "answer");
	} else if (state && (!strcmp(state, "talking") || !strcmp(state, "wrap_up"))) {
		handle_call(t);
	} else if (state && strcmp(state, "ready")) {
		sim_seat_ask(&t->seat, "PUT", "/me/presence", t->token, "{\"state\":\"ready\"}", NULL);
	}
	jo_free(me);
	return sim_seat_wait(&t->seat, 500);
}

static void *practise(void *arg)
{
	struct trainee *t = arg;

	while (!sim_seats_stopped() && !(t->finished && t->class->once)) {
		if (!find_session(t)) {
			sim_seat_wait(&t->seat, LOOK_MS);
			continue;
		}
		if (join(t)) {
			while (next_call(t))
				continue;
			t->finished = true;
		}
		sim_seat_stream(&t->seat, NULL);
		sim_seat_wait(&t->seat, 500);
	}
	return NULL;
}

/* ---- the class ---- */

static json *read_demo(struct class *c, const char *file, struct error *err)
{
	size_t len;
	char *text = file_read(file, DEMO_MOST, &len, err);
	json *o = text ? jo_parse(text, len, err) : NULL;

	free(text);
	if (!o)
		return NULL;
	c->url = xstrdup(jo_str(o, "url"));
	c->ca = xstrdup(jo_str(o, "ca"));
	c->users = jo_get(o, "users");
	if (c->url && c->ca && jo_get(c->users, "trainer1"))
		return o;
	error_set(err, ERROR_INPUT, _("%s is no demo.json with a trainer1."), file);
	jo_free(o);
	return NULL;
}

/* trainee2, trainee3 …: the first one is left to whoever sits before the screen. */
static int enrol(struct class *c, struct trainee *all, int64_t count)
{
	int n = 0;

	for (int i = 2; i < TRAINEES_MOST && n < count; i++) {
		struct trainee *t = &all[n];
		snprintf(t->name, sizeof(t->name), "trainee%d", i);
		if (!jo_get(c->users, t->name))
			continue;
		t->class = c;
		t->number = i;
		t->seed = (unsigned)i * 2654435761u;
		sim_seat_open(&t->seat, c->url, c->ca);
		t->city = log_in(&t->seat, c->users, t->name);
		n += t->city != NULL;
		if (!t->city)
			sim_seat_close(&t->seat);
	}
	return n;
}

/* With --scenario the trainer begins the class for them. */
static bool begin(struct class *c, struct sim_seat *s, const struct trainee *all, int count, const char *scenario,
		  char class[64])
{
	json *body = json_object_new_object(), *names = json_object_new_array(), *answer = NULL;

	for (int i = 0; i < count; i++)
		json_object_array_add(names, json_object_new_string(all[i].name));
	jo_set_str(body, "mode", "class");
	jo_set_str(body, "scenario", scenario);
	jo_set(body, "trainees", names);
	long status = sim_seat_ask(s, "POST", "/training/sessions", c->trainer_token, jo_text(body), &answer);
	if (status == 201)
		snprintf(class, 64, "%s", jo_str(answer, "class"));
	else
		ctl_fail(_("The class was not begun (%ld): %s"), status, answer ? jo_text(answer) : "");
	jo_free(answer);
	jo_free(body);
	c->wanted = class;
	return status == 201;
}

static void on_signal(int number)
{
	(void)number;
	sim_seats_stop();
}

static void run_class(struct trainee *all, int count)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	for (int i = 0; i < count; i++)
		if (pthread_create(&all[i].thread, NULL, practise, &all[i]))
			all[i].class = NULL;
	for (int i = 0; i < count; i++)
		if (all[i].class)
			pthread_join(all[i].thread, NULL);
}

static int play(struct class *c, const struct ctl_call *call, struct trainee *all, int64_t count)
{
	const char *scenario = ctl_option(call, "scenario");
	struct sim_seat trainer;
	char class[64] = "";
	int n = enrol(c, all, count);

	sim_seat_open(&trainer, c->url, c->ca);
	c->trainer_token = log_in(&trainer, c->users, "trainer1");
	bool ok = n && c->trainer_token;
	if (!ok)
		ctl_fail(_("No trainee could log in: is the server of this demo city running?"));
	if (ok && scenario)
		ok = begin(c, &trainer, all, n, scenario, class);
	if (ok) {
		ctl_say(_("%d trainees are there, trainee2 and on; stop them with Ctrl-C."), n);
		run_class(all, n);
		ctl_say(_("%d calls were handled, %d of them without a ticket."), c->calls, c->failed);
	}
	for (int i = 0; i < n; i++) {
		sim_seat_close(&all[i].seat);
		free(all[i].city);
		free(all[i].token);
	}
	sim_seat_close(&trainer);
	return ok ? CTL_OK : CTL_FAILED;
}

int ctl_simulate_training(const struct ctl_call *call)
{
	struct class c = { .wanted = ctl_option(call, "class"), .once = !ctl_option(call, "loop"),
			   .verbose = ctl_option(call, "verbose") != NULL };
	struct trainee *all = xcalloc(TRAINEES_MOST, sizeof(*all));
	struct error err = ERROR_INIT;
	int64_t count, pace;
	int status = CTL_WRONG_USE;

	if (ctl_number(call, "count", TRAINEES_USUAL, 1, TRAINEES_MOST, &count) &&
	    ctl_number(call, "talk", 4, 0, 600, &pace)) {
		json *demo = read_demo(&c, ctl_option(call, "config"), &err);
		c.pace = pace * 1000;
		pthread_mutex_init(&c.lock, NULL);
		curl_global_init(CURL_GLOBAL_DEFAULT);
		status = demo ? play(&c, call, all, count) : ctl_error(&err);
		curl_global_cleanup();
		pthread_mutex_destroy(&c.lock);
		jo_free(demo);
	}
	free(all);
	free(c.url);
	free(c.ca);
	free(c.trainer_token);
	return status;
}
