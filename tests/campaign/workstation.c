/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * workstation.c -- the workstation is killed again and again while an agent types and submits, and an independent ledger
 * of what the agent saw is compared with the screen after each start and with the store in the end.
 *
 * The real program on a pseudo-terminal fills in one form after the other, some of a call, some of what was found without
 * one, at a real server. It ends by kill -9 at any moment, by a cut of the current at any write, sync or rename of its
 * journal and outbox (faults.c: what was not synced is gone), with a disk that fails or is full for a while; now and then
 * the server is killed too. The ledger holds when each character stood on the screen and whether the screen said that the
 * form is kept or accepted. After each start the form in hand has to hold what was typed, but for the last 100 ms; in the
 * end each form is one ticket, with the words that were on the screen. What the screen said is not on the disk is not
 * promised.
 *
 *	workstation [--kills N] [--seed N] [--no-sync] [--verbose]
 *
 * With --no-sync the disk says that it has synced and has not: then the campaign must find a loss, or it would not find
 * one anywhere else; it ends with 0 when it did.
 */
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "campaign/faults.h"
#include "campaign/ledger.h"
#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/clock.h"
#include "hotline/store.h"
#include "screen/seat.h"

enum {
	LIFE_MS_MOST = 2500, CUT_WAIT_MS = 8000, BOUNDARY_MOST = 120, FAULTS_MOST = 30, FORMS_A_LIFE = 2, WIDTH = 100,
	HEIGHT = 40, TABS_MOST = 60, LAST_WAIT_MS = 30000,
	COMES_MS = 10000, AWAY_MS = 500,
};

static struct fixture server;
static struct ledger ledger;
static struct screen *screen;           /* the program of this life */
static char *layer, *agent, contact[64];
static unsigned seed = 1;
static bool lying, tells;

static void die(const char *what)
{
	fprintf(stderr, "workstation: %s: %s\n", what, strerror(errno));
	exit(1);
}

static long below(long n)
{
	return rand_r(&seed) % n;
}

/* -- the killer: a thread, so that it strikes while a key is on its way ----------------------- */

static struct {
	pthread_t thread;
	pid_t pid;
	long ms;
	atomic_bool over;
	_Atomic int64_t struck_at;      /* 0: not yet */
} killer;

static void *strike(void *arg)
{
	(void)arg;
	for (int64_t until = clock_monotonic() + killer.ms; clock_monotonic() < until;) {
		if (atomic_load(&killer.over))
			return NULL;
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	}
	atomic_store(&killer.struck_at, clock_monotonic());
	kill(killer.pid, SIGKILL);
	return NULL;
}

static void send_killer(long ms)
{
	killer.pid = screen_pid(screen);
	killer.ms = ms;
	atomic_store(&killer.over, !killer.pid);
	atomic_store(&killer.struck_at, 0);
	if (pthread_create(&killer.thread, NULL, strike, NULL))
		die("thread");
}

/* -- the hands --------------------------------------------------------------------------- */

/* What was seen of the program last. */
static int64_t alive_at, told_at;

static bool shows(const char *text)
{
	return screen_find(screen, text) >= 0;
}

/* Looks at it: it runs, and does it say that the disk does not keep what is typed? */
static bool alive(void)
{
	if (screen_has_ended(screen))
		return false;
	alive_at = clock_monotonic();
	if (!shows("not on disk"))
		told_at = 0;
	else if (!told_at)
		told_at = alive_at;
	return true;
}

static void command(const char *line)
{
	if (alive())
		seat_command(screen, line);
}

/* Goes down the form to the field; false when the program ended or has no such field. */
static bool go_to(const char *label)
{
	char *wanted = xasprintf("> %s", label);

	for (int n = 0; n < TABS_MOST && alive() && screen_find(screen, wanted) < 0; n++)
		screen_keys(screen, "Tab");
	bool there = screen_find(screen, wanted) >= 0 && alive();
	free(wanted);
	return there;
}

static void choose(const char *label, const char *filter)
{
	if (!go_to(label))
		return;
	screen_keys(screen, "Space");
	screen_type(screen, filter);
	screen_keys(screen, "Enter");
}

/* What stands in the field of that name, which has the caret. Valid until the next call. */
static const char *field_text(const char *label)
{
	static const char hint[] = "Place and problem";         /* of an empty title */
	static char text[512];
	char *wanted = xasprintf("> %s", label);
	int row = screen_find(screen, wanted);
	const char *line = row < 0 ? "" : screen_row(screen, row);
	const char *at = row < 0 ? NULL : strstr(line, wanted) + strlen(wanted);

	at = at ? at + strspn(at, "* ") : "";
	snprintf(text, sizeof(text), "%s", strcmp(at, hint) ? at : "");
	free(wanted);
	return text;
}

static bool is_missing(const char *label)
{
	int row = screen_find(screen, "Missing: ");

	return row >= 0 && strstr(screen_row(screen, row), label);
}

/* Waits for one of these; false when the program ended before, or none comes. */
static bool comes(const char *const *texts)
{
	for (int64_t until = clock_monotonic() + (server.pid ? COMES_MS : AWAY_MS); alive() && clock_monotonic() < until; screen_idle(screen))
		for (const char *const *t = texts; *t; t++)
			if (shows(*t))
				return true;
	return false;
}

static bool form_comes(void)
{
	static const char *const texts[] = { "Missing: ", "Nothing required is missing", NULL };

	return comes(texts);
}

static bool acceptance_comes(void)
{
	static const char *const texts[] = { "accepted as ticket", "Accepted: ticket", NULL };

	return comes(texts);
}

/* -- the work ------------------------------------------------------------------------------ */

static void post(const char *path, const char *token, const char *body, struct answer *a)
{
	static int number;
	char key[48];

	snprintf(key, sizeof(key), "campaign-%d-%d", (int)getpid(), ++number);
	fixture_post(&server, path, token, key, body, a);
}

/* The caller is done with, whatever became of the form; false when the server does not answer. */
static bool end_call(void)
{
	static const char *const verbs[] = { "hang_up", "wrap_up_done" };
	bool answered = true;

	for (size_t i = 0; *contact && i < ARRAY_SIZE(verbs); i++) {
		struct answer a;
		char *path = xasprintf("/contacts/%s/%s", contact, verbs[i]);
		post(path, agent, "{}", &a);
		answered &= a.status != 0;
		answer_release(&a);
		free(path);
	}
	if (answered)
		*contact = '\0';
	return answered;
}

/* The one that rang when the program ended has to be answered by this agent, or it is given up. */
static void look_after_call(void)
{
	static const char *const mine[] = { "talking", "held", "wrap_up", "orphaned" };
	struct answer a;
	bool still = false;

	if (!*contact)
		return;
	char *path = xasprintf("/contacts/%s", contact), *abandon = xasprintf("/contacts/%s/abandon", contact);
	fixture_request(&server, "GET", path, agent, NULL, NULL, &a);
	for (size_t i = 0; a.status == 200 && i < ARRAY_SIZE(mine); i++)
		still |= !strcmp(jo_str(a.json, "state"), mine[i]);
	bool answered = a.status;
	answer_release(&a);
	if (answered && !still) {
		post(abandon, server.gateway, "{}", &a);
		answer_release(&a);
		*contact = '\0';
	}
	free(abandon);
	free(path);
}

/* A call rings and is answered; false when the program ended meanwhile. */
static bool take_call(void)
{
	struct answer a;

	screen_keys(screen, "F12");
	if (!screen_shows(screen, "You are ready"))
		return false;
	post("/contacts", server.gateway,
	     "{\"channel\":\"phone\",\"caller\":{\"number\":\"13800130001\"},\"skill\":\"general\"}", &a);
	snprintf(contact, sizeof(contact), "%s", a.status == 201 ? jo_str(a.json, "id") : "");
	answer_release(&a);
	if (!*contact || !screen_shows(screen, "CALL"))
		return false;
	screen_keys(screen, "F5");
	return form_comes();
}

/* Brings the form of the line to the screen; false when that is not possible now. */
static bool open_form(struct line *l)
{
	if (l->called)
		look_after_call();
	if (l->called && !*contact)
		return server.pid && take_call();
	if (l->called && !screen_shows(screen, "talking with"))
		return false;
	command(l->called ? "resume-call" : "found patrol");
	return form_comes();
}

/* Somebody may have been the agent's own earlier words: what is on this disk is newer. */
static void settle_conflict(void)
{
	if (shows("changed elsewhere"))
		command("keep-mine");
}

static void type_title(struct line *l)
{
	settle_conflict();
	if (!go_to("Title"))
		return;
	screen_keys(screen, "End");
	for (const char *c; alive() && (c = ledger_next(l)); ) {
		screen_type(screen, c);
		if (!ledger_seen(&ledger, l, field_text("Title")))
			return;
	}
}

static void fill_in_the_rest(void)
{
	if (is_missing("Type"))
		choose("Type", "complaint");
	if (is_missing("Category"))
		choose("Category", "010101");
	if (is_missing("Place"))
		choose("Place", "wangjing");
	if (is_missing("Content") && go_to("Content"))
		screen_type(screen, "室温15度");
}

/* What the screen says of the submission, into the ledger. */
static bool read_outcome(struct line *l)
{
	if (!shows(l->text))
		return false;
	l->accepted |= shows("accepted as ticket") || shows("Accepted: ticket");        /* in the form, or back on the desk */
	l->kept |= l->accepted || shows("Submitted and kept");
	return l->accepted;
}

static void submit(struct line *l)
{
	screen_keys(screen, "F8");
	l->pressed = true;
	if (!read_outcome(l) && alive() && server.pid && acceptance_comes())
		read_outcome(l);
}

/* Caller frees. */
static char *whole_screen(void)
{
	struct buf all = BUF_INIT;

	for (int y = 0; y < HEIGHT; y++)
		buf_addf(&all, "%s\n", screen_row(screen, y));
	return buf_detach(&all);
}

/* The form of an earlier life: is everything there? */
static void check_what_is_back(struct line *l)
{
	settle_conflict();
	if (read_outcome(l))
		l->died_at = 0;
	if (l->died_at && go_to("Title")) {
		const char *back = field_text("Title");
		if (l->pressed && !*back)
			ledger_gone_out(l, whole_screen());
		else if (!ledger_compare(&ledger, l, back))
			screen_dump(screen);
	}
}

/* The form on the screen, as an agent does it: on the desk, where it stands first when nothing is unsent. */
static void throw_away(void)
{
	screen_keys(screen, "Esc F2 Home Delete");
	if (alive() && shows("Throw "))
		screen_keys(screen, "y Enter");
}

/*
 * A disk that refused did not keep that the form before is a ticket: it is offered again. Sent again it must be that
 * ticket and not a second one; only begun it is thrown away.
 */
static bool is_over_what_is_a_ticket(const struct line *l)
{
	bool whole;

	if (l->called || !go_to("Title") || !ledger_is_older(&ledger, l, field_text("Title"), &whole))
		return false;
	if (whole) {
		fill_in_the_rest();
		screen_keys(screen, "F8");
	} else if (!shows("unsent")) {
		throw_away();
	}
	return true;
}

/* Until the form is a ticket, or the program ended. */
static void work_on(struct line *l)
{
	if (!open_form(l) || is_over_what_is_a_ticket(l))
		return;
	if (l->died_at)
		check_what_is_back(l);
	if (!alive() || l->accepted || l->passed)
		return;
	type_title(l);
	fill_in_the_rest();
	if (alive() && !ledger_next(l) && !shows("Missing: "))
		submit(l);
}

/* NULL: the call before cannot be ended now. */
static struct line *line_in_hand(void)
{
	struct line *l = ledger_last(&ledger);

	if (l && !l->passed)
		return l;
	return end_call() ? ledger_new(&ledger, below(3) == 0) : NULL;
}

static void work(int forms)
{
	bool done = true;

	for (int n = 0; n < forms && done && alive(); n++) {
		struct line *l = line_in_hand();
		if (!l)
			return;
		work_on(l);
		done = l->passed |= l->kept;    /* what is kept is the program's own to bring to its end */
	}
}

/* -- the lives ------------------------------------------------------------------------------- */

static struct { const char *kind; int weight; long kills; } kinds[] = {
	{ "none", 4, 0 }, { "power", 4, 0 }, { "eio", 1, 0 }, { "enospc", 1, 0 }, { "short", 1, 0 },
};

static size_t choose_kind(void)
{
	long n = below(11);

	for (size_t i = 0; i < ARRAY_SIZE(kinds) && !lying; i++)
		if ((n -= kinds[i].weight) < 0)
			return i;
	return 1;
}

static void begin_life(const char *kind, long at, long count)
{
	char *faults = xasprintf("HOTLINE_FAULTS=%s/state-agent1/agent1 %s%s %ld %ld %u", server.dir, lying ? "lie-" : "",
				 kind, at, count, (unsigned)below(1 << 30));
	char *preload = xasprintf("LD_PRELOAD=%s", layer);
	const char *const environment[] = {
		faults, preload, "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0", NULL,
	};
	struct seat seat = { .user = "agent1", .width = WIDTH, .height = HEIGHT, .environment = environment };

	screen = seat_open(&server, &seat);
	free(faults);
	free(preload);
}

/* Waits for the killer's strike, or for what the disk did. */
static void end_life(bool waits)
{
	atomic_store(&killer.over, !waits || !alive());
	pthread_join(killer.thread, NULL);
	if (!waits && alive())
		kill(screen_pid(screen), SIGKILL);
	int status = screen_wait_exit(screen);
	if (status != 128 + SIGKILL && status != FAULTS_EXIT) {
		screen_dump(screen);
		fprintf(stderr, "workstation: the program ended by itself, status %d\n", status);
		exit(1);
	}
	if (tells) {
		fprintf(stderr, "-- %ld: ended: %s\n", (long)clock_monotonic(), status == FAULTS_EXIT ? "power" : "killed");
		screen_dump(screen);
	}
	int64_t struck = atomic_load(&killer.struck_at);
	ledger_died(&ledger, struck ? struck : alive_at, told_at);
	screen_free(screen);
	screen = NULL;
}

static void live_and_die(void)
{
	size_t kind = choose_kind();
	bool power = !strcmp(kinds[kind].kind, "power");

	kinds[kind].kills++;
	if (!server.pid)
		fixture_start(&server);
	begin_life(kinds[kind].kind, 1 + below(BOUNDARY_MOST), 1 + below(FAULTS_MOST));
	bool early = below(4) == 0;             /* it may strike while the program starts, too */
	if (early)
		send_killer(power ? CUT_WAIT_MS : 1 + below(LIFE_MS_MOST));
	bool in = screen_shows(screen, "Welcome");
	if (!early)
		send_killer(power ? CUT_WAIT_MS : 1 + below(LIFE_MS_MOST));
	if (in) {
		if (below(6) == 0)
			fixture_end(&server, SIGKILL);
		work(FORMS_A_LIFE);
	}
	end_life(!power);
}

/* -- the whole --------------------------------------------------------------------------------- */

static void begin(void)
{
	static struct life everybody;

	seat_stage(&server, &everybody);
	fixture_keep_port(&server);
	agent = xstrdup(everybody.agent);
	life_end(&everybody);
}

/* Without faults: what is left over is brought to its end. */
static void finish(void)
{
	bool was_lying = lying;

	lying = false;
	if (!server.pid)
		fixture_start(&server);
	begin_life("none", 1, 1);
	/* the greeting may be gone already: a form that became a ticket is told over it */
	if (!screen_shows(screen, "F12ready") && !was_lying) {
		screen_dump(screen);
		die("the last start");
	}
	work(1);
	for (int64_t until = clock_monotonic() + LAST_WAIT_MS; shows("unsent") && clock_monotonic() < until;)
		screen_idle(screen);
	screen_free(screen);
	fixture_end(&server, SIGTERM);
}

static int report(long kills)
{
	ledger_ask_store(&ledger, server.store);
	printf("kills %ld (", kills);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		printf("%s%s %ld", i ? ", " : "", !strcmp(kinds[i].kind, "none") ? "kill -9" : kinds[i].kind, kinds[i].kills);
	printf("), ");
	return ledger_print(&ledger);
}

static void use(void)
{
	fprintf(stderr, "Usage: workstation [--kills N] [--seed N] [--no-sync] [--verbose]\n");
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "kills", required_argument, NULL, 'k' }, { "seed", required_argument, NULL, 's' },
		{ "no-sync", no_argument, NULL, 'n' }, { "verbose", no_argument, NULL, 'v' }, { NULL, 0, NULL, 0 },
	};
	const char *file = getenv("FAULTS_LAYER");
	long kills = 12;

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c == '?')
			use();
		kills = c == 'k' ? strtol(optarg, NULL, 10) : kills;
		seed = c == 's' ? (unsigned)strtoul(optarg, NULL, 10) : seed;
		lying |= c == 'n';
		tells |= c == 'v';
	}
	if (optind < argc || kills < 1)
		use();
	bool expects_loss = lying;
	layer = realpath(file ? file : "tests/campaign/faults.so", NULL);
	if (!layer)
		die("tests/campaign/faults.so");
	begin();
	for (long i = 0; i < kills; i++)
		live_and_die();
	finish();
	int bad = report(kills);
	ledger_release(&ledger);
	fixture_free(&server);
	free(layer);
	free(agent);
	if (expects_loss)
		printf("%s\n", bad ? "the lying disk was noticed" : "the lying disk was NOT noticed");
	return expects_loss ? !bad : bad;
}
