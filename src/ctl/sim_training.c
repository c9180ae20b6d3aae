/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim_training.c -- `hotlinectl simulate --training`: plays a class of trainees, so that a trainer's screen is full.
 *
 * Each trainee is a thread: logs in, takes the seat in whatever session waits, answers, asks for the scenario's facts one
 * after the other, fills in the forms as it goes (sim_form.h), handles each request as the scenario has it and hangs up.
 * How good each is at it follows from the number, and what each misses from that and the seed,
 * so that the class has its best and its worst; the scenario is read with the trainer's account.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "ctl/sim_form.h"
#include "ctl/sim_seat.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"

enum { TRAINEES_MOST = 100, TRAINEES_USUAL = 19, DEMO_MOST = 1 << 20, LOOK_MS = 1500, TRIES_MOST = 6, STORM_MOST = 5000 };

struct class {
	char *url, *ca, *trainer_token;
	const json *users;
	const char *wanted;             /* a class; NULL: any session */
	int64_t pace;                   /* ms between two things that a trainee does */
	bool once, verbose;
	int64_t storm, minutes;         /* calls of a storm to be begun, 0: none */
	int64_t chance;                 /* another seed, other mistakes */
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
	bool finished;                  /* took part in a session that is over */
};

/* ---- chance that is the same every time ---- */

/* Numbers that follow one another would otherwise have the same luck with the same thing. */
static unsigned stir(unsigned x)
{
	x ^= x >> 16;
	x *= 0x7feb352du;
	x ^= x >> 15;
	x *= 0x846ca68bu;
	return x ^ x >> 16;
}

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

/* ---- the call in hand ---- */

struct call {
	const json *scenario;           /* NULL: one that cannot be read */
	int64_t version;                /* of the form */
	int requests;
	bool urgent;                    /* and the trainee knows: somebody else is waiting for it */
	bool noticed[SIM_REQUESTS_MOST];
	bool knows[SIM_REQUESTS_MOST];  /* what is to become of it */
	json *fields[SIM_REQUESTS_MOST];
	int64_t revisions[SIM_REQUESTS_MOST];
};

static json *draft_body(const struct call *c, int request)
{
	json *body = json_object_new_object();

	jo_set_int(body, "base", c->revisions[request - 1]);
	jo_set_int(body, "form_version", c->version);
	jo_set(body, "fields", json_object_get(c->fields[request - 1]));
	return body;
}

static void keep_draft(struct trainee *t, struct call *c, int request)
{
	json *body = draft_body(c, request), *answer = NULL;
	char *path = xasprintf("/contacts/%s/drafts/%d", t->contact, request);

	if (sim_seat_ask(&t->seat, "PUT", path, t->token, jo_text(body), &answer) == 200)
		c->revisions[request - 1] = jo_int(answer, "revision", c->revisions[request - 1]);
	jo_free(answer);
	jo_free(body);
	free(path);
}

static void keep_all(struct trainee *t, struct call *c)
{
	for (int request = 1; request <= c->requests; request++)
		if (c->noticed[request - 1])
			keep_draft(t, c, request);
}

/* The article as it is now, to be cited; NULL: it is not there. */
static json *cite(struct trainee *t, const char *id)
{
	char *path = xasprintf("/knowledge/%s", id ? id : "-");
	json *article = id ? get(t, t->token, path) : NULL, *cited = article ? json_object_new_object() : NULL;

	free(path);
	if (cited) {
		jo_set_str(cited, "id", id);
		jo_set(cited, "version", json_object_get(jo_get(article, "version")));
	}
	jo_free(article);
	return cited;
}

/* What the scenario has become of a request; who does not know it sends it to be dispatched, as does who was refused. */
static void add_outcome(struct trainee *t, const struct call *c, int request, bool known, json *body)
{
	const char *action = known ? sim_form_expected(c->scenario, request, "action") : NULL;

	jo_set_str(body, "action", action ? action : "submit");
	if (!action)
		return;
	jo_set_str(body, "to", sim_form_expected(c->scenario, request, "to"));
	jo_set(body, "article", cite(t, sim_form_expected(c->scenario, request, "article")));
	if (!strcmp(action, "void") || !strcmp(action, "decline"))
		jo_set_str(body, "reason", "按来电情况判断");
	if (!strcmp(action, "decline"))
		jo_set_str(body, "legal_path", "依法通过其他途径解决");
}

static bool submit(struct trainee *t, struct call *c, int request)
{
	bool sent = false, again = true;

	for (int tries = 0; again && !sim_seats_stopped(); tries++) {
		json *body = draft_body(c, request), *answer = NULL;
		jo_set_str(body, "contact_id", t->contact);
		jo_set_int(body, "draft", request);
		add_outcome(t, c, request, c->knows[request - 1] && tries < TRIES_MOST / 2, body);
		long status = post(t, t->token, &answer, jo_text(body), "/tickets");
		sent = status == 201;
		again = status == 422 && tries + 1 < TRIES_MOST;
		if (again)
			sim_form_mend(c->fields[request - 1], answer, c->scenario, request);
		else if (!sent && t->class->verbose)
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

/* "出来|离开": the first of the words that a duty wants said, as far as this trainee thinks of it. */
static void say_duties(struct trainee *t, const json *scenario)
{
	const json *musts = jo_array(scenario, "musts");

	for (size_t i = 0; i < jo_len(musts); i++) {
		const json *must = jo_at(musts, i);
		const char *duty = jo_str(must, "duty"), *what = jo_str(must, "what");
		if (!duty || strcmp(duty, "say") || !what || jo_bool(must, "must_not", false) || !succeeds(t, skill(t)))
			continue;
		char *words = xstrndup(what, strcspn(what, "|"));
		say(t, words);
		free(words);
	}
}

/* Each expectation of a request that was noticed, of those that belong to the fact asked for. */
static void write_down(struct trainee *t, struct call *c, size_t fact, size_t facts)
{
	const json *expects = jo_get(c->scenario, "expects");

	for (size_t k = fact; k < jo_len(expects); k += facts ? facts : 1) {
		const json *expect = jo_at(expects, k);
		int request = sim_form_request(expect);
		bool known = succeeds(t, skill(t));
		if (request >= 1 && request <= c->requests && c->noticed[request - 1])
			sim_form_expect(c->fields[request - 1], expect, known);
	}
	keep_all(t, c);
}

/* Asks for the facts, and writes down after each what it now knows. Who knows that it is urgent asks for little. */
static void ask_all(struct trainee *t, struct call *c)
{
	static const char *const usual[] = { "请您说一下具体情况。", "事情发生在哪里？", "请问您怎么称呼？", "您的联系电话是多少？" };
	enum { URGENT_FACTS = 3 };
	const json *facts = jo_get(c->scenario, "facts");
	size_t count = c->scenario ? jo_len(facts) : ARRAY_SIZE(usual);

	count = c->urgent && count > URGENT_FACTS ? URGENT_FACTS : count;
	for (size_t i = 0; i < count && think(t); i++) {
		const json *asks = jo_get(jo_at(facts, i), "ask");
		if (c->scenario && !succeeds(t, skill(t)))
			continue;
		say(t, c->scenario ? json_object_get_string(jo_at(asks, t->seed % (jo_len(asks) ? jo_len(asks) : 1)))
		    : usual[i]);
		write_down(t, c, i, count);
	}
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
			       200 + t->seed % 300, succeeds(t, skill(t)) ? "true" : "false");

	post(t, t->token, NULL, body, path);
	free(path);
	free(body);
}

/* Which of its requests are heard at all: the first always is. */
static void begin_call(struct trainee *t, struct call *c, const json *scenario)
{
	const char *action = sim_form_expected(scenario, 1, "action");

	*c = (struct call){ .scenario = scenario, .version = form_version(t), .requests = sim_form_requests(scenario) };
	for (int i = 0; i < c->requests; i++) {
		c->noticed[i] = !i || succeeds(t, skill(t));
		c->knows[i] = succeeds(t, skill(t));
		c->fields[i] = sim_form_new();
	}
	c->urgent = c->knows[0] && action && !strcmp(action, "transfer");
}

/* Is every request handled that this trainee noticed? */
static bool submit_all(struct trainee *t, struct call *c)
{
	bool sent = true;

	for (int request = 1; request <= c->requests; request++) {
		if (!c->noticed[request - 1])
			continue;
		sim_form_complete(c->fields[request - 1]);
		keep_draft(t, c, request);
		sent = think(t) && submit(t, c, request) && sent;
	}
	return sent;
}

static void handle_call(struct trainee *t)
{
	json *scenario = scenario_of(t);
	struct call c;

	begin_call(t, &c, scenario);
	if (succeeds(t, skill(t)))
		say(t, "您好，这里是12345市民服务热线，请问有什么可以帮您？");
	say_duties(t, scenario);
	ask_all(t, &c);
	bool sent = submit_all(t, &c);
	if (sent && succeeds(t, skill(t)))
		say(t, "您的诉求已经记录，感谢您的来电，再见。");
	if (think(t)) {
		verb(t, "hang_up");
		tell_marks(t);
		verb(t, "wrap_up_done");
	}
	count_call(t, sent);
	for (int i = 0; i < c.requests; i++)
		jo_free(c.fields[i]);
	jo_free(scenario);
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
		t->seed = stir((unsigned)i * 2654435761u ^ (unsigned)c->chance);
		sim_seat_open(&t->seat, c->url, c->ca);
		t->city = log_in(&t->seat, c->users, t->name);
		n += t->city != NULL;
		if (!t->city)
			sim_seat_close(&t->seat);
	}
	return n;
}

static json *order_storm(const struct class *c)
{
	json *arrivals = json_object_new_object();

	jo_set_int(arrivals, "calls", c->storm);
	jo_set_int(arrivals, "seconds", c->minutes * 60);
	return arrivals;
}

/* With --scenario or --storm the trainer begins the session for them. */
static bool begin(struct class *c, struct sim_seat *s, const struct trainee *all, int count, const char *scenario,
		  char class[64])
{
	json *body = json_object_new_object(), *names = json_object_new_array(), *answer = NULL;

	for (int i = 0; i < count; i++)
		json_object_array_add(names, json_object_new_string(all[i].name));
	jo_set_str(body, "mode", c->storm ? "storm" : "class");
	jo_set_str(body, "scenario", scenario);
	jo_set(body, "trainees", names);
	if (c->storm)
		jo_set(body, "arrivals", order_storm(c));
	long status = sim_seat_ask(s, "POST", "/training/sessions", c->trainer_token, jo_text(body), &answer);
	if (status == 201)
		snprintf(class, 64, "%s", jo_str(answer, c->storm ? "id" : "class"));
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
	if (ok && (scenario || c->storm))
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
	    ctl_number(call, "talk", 4, 0, 600, &pace) && ctl_number(call, "storm", 0, 1, STORM_MOST, &c.storm) &&
	    ctl_number(call, "minutes", 10, 1, 240, &c.minutes) &&
	    ctl_number(call, "seed", 0, 0, INT32_MAX, &c.chance)) {
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
