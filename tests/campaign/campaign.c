/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * campaign.c -- the server is killed again and again while agents and dispatchers work, and an independent ledger of what
 * was acknowledged is compared with the store afterwards.
 *
 * Each worker makes tickets and dispatches them, as the workstation does: under a key of its own, again and again under
 * the same key until there is an answer. The kills are kill -9 at any moment, cuts of the current at any write or sync of
 * the store's files (faults.c: what was not synced is gone), and disks that fail or are full for a while. In the end
 * every acknowledged ticket and dispatch must be in the store once, nothing twice, and every row what its events make it.
 *
 *	campaign [--kills N] [--seed N] [--no-sync] [--verbose]
 *
 * With --verbose each life of the server is told on standard error. SIGTERM and SIGINT end the killing early: what was
 * acknowledged until then is compared and reported as in the end; a second one ends the campaign at once.
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
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "campaign/faults.h"
#include "hotline/alloc.h"
#include "hotline/ids.h"
#include "hotline/store.h"
#include "server/fixture.h"

enum {
	WORKERS = 6, LIFE_MS_MOST = 600, CUT_WAIT_MS = 3000, BOUNDARY_MOST = 400, FAULTS_MOST = 40, PAUSE_MS = 20,
	REQUEST_TRIES = 3000,
};

#define FIELDS                                                                 \
	"{\"caller\": {\"number\": \"13900001234\", \"wants_visit\": true}, \"matter\": {"                   \
	"\"type\": \"complaint\", \"category\": \"010101\", \"title\": \"%s\", \"content\": \"室温15度\"}, " \
	"\"place\": {\"district\": \"110105\", \"street\": \"110105026\"}, \"control\": {\"urgency\": \"normal\"}}"

/* One request of a caller, as the ledger has it. */
struct line {
	char title[48], no[24];         /* no: "" until acknowledged */
	bool dispatched;
};

struct worker {
	pthread_t thread;
	int number;
	struct line *lines;
	size_t count, alloc;
	long refused;                   /* answers that are neither success nor "later" */
};

static struct fixture server;
static struct worker workers[WORKERS];
static char *dispatcher;
static atomic_bool stop;
static atomic_long asked, acknowledged, dispatched;     /* tickets so far, of all workers */
static char wrapper[128], plan[128];
static unsigned seed = 1;
static bool lying, tells;
static volatile sig_atomic_t told_to_stop;

static void die(const char *what)
{
	fprintf(stderr, "campaign: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void wait_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static long below(long n)
{
	return rand_r(&seed) % n;
}

/* -- the work ---------------------------------------------------------------------------- */

/* Until there is an answer; what the outbox of the workstation does. */
static bool ask(struct worker *w, const char *path, const char *token, const char *version, const char *body,
		struct answer *a)
{
	char key[ID_TEXT], line[96], match[48];
	const char *const headers[] = { line, version ? match : NULL, NULL };

	snprintf(line, sizeof(line), "Idempotency-Key: %s", id_new(key));
	snprintf(match, sizeof(match), "If-Match: \"%s\"", version ? version : "");
	for (int i = 0; i < REQUEST_TRIES; i++) {
		fixture_request(&server, "POST", path, token, body, headers, a);
		if (a->status && a->status < 500 && a->status != 429)
			break;
		answer_release(a);
		if (atomic_load(&stop))
			return false;
		wait_ms(PAUSE_MS);
	}
	if (a->status == 200 || a->status == 201)
		return true;
	if (a->status) {
		fprintf(stderr, "campaign: %s: %d %s\n", path, a->status, a->body.data);
		w->refused++;
		answer_release(a);
	}
	return false;
}

static struct line *new_line(struct worker *w)
{
	ARRAY_GROW(w->lines, w->count + 1, w->alloc);
	struct line *l = &w->lines[w->count++];
	*l = (struct line){ .dispatched = false };
	snprintf(l->title, sizeof(l->title), "worker %d request %zu", w->number, w->count);
	return l;
}

static void make_and_dispatch(struct worker *w)
{
	struct line *l = new_line(w);
	char fields[1024], path[64];
	struct answer a;

	snprintf(fields, sizeof(fields), FIELDS, l->title);
	char *body = xasprintf("{\"action\": \"submit\", \"fields\": %s}", fields);
	atomic_fetch_add(&asked, 1);
	bool made = ask(w, "/tickets", server.gateway, NULL, body, &a);
	free(body);
	if (!made)
		return;
	snprintf(l->no, sizeof(l->no), "%s", jo_str(a.json, "no"));
	answer_release(&a);
	atomic_fetch_add(&acknowledged, 1);
	snprintf(path, sizeof(path), "/tickets/%s/actions", l->no);
	l->dispatched = ask(w, path, dispatcher, "1", "{\"action\": \"dispatch\", \"lead\": \"S110105026\"}", &a);
	if (l->dispatched) {
		answer_release(&a);
		atomic_fetch_add(&dispatched, 1);
	}
	snprintf(path, sizeof(path), "/tickets/%s", l->no);
	fixture_request(&server, "GET", path, dispatcher, NULL, NULL, &a);      /* a look at personal data is a row of audit */
	answer_release(&a);
}

static void *work(void *arg)
{
	while (!atomic_load(&stop))
		make_and_dispatch(arg);
	return NULL;
}

/* -- the kills ---------------------------------------------------------------------------- */

/* The server is started through a script, which gives it the disk of this round. */
static void make_wrapper(const char *layer)
{
	snprintf(wrapper, sizeof(wrapper), "%s/hotlined", server.dir);
	snprintf(plan, sizeof(plan), "%s/faults", server.dir);
	FILE *out = fopen(wrapper, "we");
	if (!out || fprintf(out, "#!/bin/sh\nHOTLINE_FAULTS=$(cat %s)\nexport HOTLINE_FAULTS\n"
			    "export ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0:$ASAN_OPTIONS\n"
			    "LD_PRELOAD=%s exec ./hotlined \"$@\"\n", plan, layer) < 0 ||
	    fclose(out) || chmod(wrapper, 0700))
		die(wrapper);
	setenv("HOTLINED", wrapper, 1);
}

static void set_plan(const char *kind, long at, long count)
{
	FILE *out = fopen(plan, "we");

	if (!out || fprintf(out, "%s %s%s %ld %ld %u\n", server.store, lying ? "lie-" : "", kind, at, count,
			    (unsigned)below(1 << 30)) < 0 || fclose(out))
		die(plan);
}

/* Waits for the end that the plan brings, but not longer than `ms`. */
static bool ends_within(long ms)
{
	int status;

	for (; ms > 0; ms -= 5) {
		if (waitpid(server.pid, &status, WNOHANG) == server.pid) {
			server.pid = 0;
			/* Ctrl-C at the terminal is for the server, too. */
			bool told = told_to_stop && WIFEXITED(status) && !WEXITSTATUS(status);
			if (!told && (!WIFEXITED(status) || WEXITSTATUS(status) != FAULTS_EXIT)) {
				char *log = fixture_log(&server);
				fprintf(stderr, "campaign: the server ended by itself (status %#x):\n%s\n", status, log);
				exit(1);
			}
			return true;
		}
		wait_ms(5);
	}
	return false;
}

static struct { const char *kind; int weight; long kills; } kinds[] = {
	{ "none", 3, 0 }, { "power", 4, 0 }, { "eio", 1, 0 }, { "enospc", 1, 0 }, { "short", 1, 0 },
};

static size_t choose_kind(void)
{
	long n = lying ? 3 : below(10);

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if ((n -= kinds[i].weight) < 0)
			return i;
	return 0;
}

/* One life of the server, from start to kill; gives how it ended. */
static const char *live_and_die(size_t kind)
{
	bool power = !strcmp(kinds[kind].kind, "power");

	set_plan(kinds[kind].kind, 1 + below(BOUNDARY_MOST), 1 + below(FAULTS_MOST));
	kinds[kind].kills++;
	if (!fixture_try_start(&server))
		return "cut while it got up";
	if (ends_within(power ? CUT_WAIT_MS : 1 + below(LIFE_MS_MOST)))
		return "cut";
	fixture_end(&server, SIGKILL);
	return "killed";
}

static void tell(long kill, long kills, size_t kind, const char *end)
{
	fprintf(stderr, "campaign: %ld of %ld, disk %s: %s; asked for %ld tickets, acknowledged %ld, dispatched %ld\n", kill, kills,
		kinds[kind].kind, end, atomic_load(&asked), atomic_load(&acknowledged), atomic_load(&dispatched));
}

/* How many lives there were. */
static long kill_all(long kills)
{
	long i = 0;

	while (i < kills && !told_to_stop) {
		size_t kind = choose_kind();
		const char *end = live_and_die(kind);
		i++;
		if (tells)
			tell(i, kills, kind, end);
	}
	if (i < kills)
		fprintf(stderr, "campaign: stopped after %ld of %ld kills; what was acknowledged until now is compared\n", i, kills);
	return i;
}

/* -- the ledger ---------------------------------------------------------------------------- */

struct result { long tickets, dispatched, lost, doubled; };

static long count_of(struct db *db, const char *sql, const char *value)
{
	struct query *q = db_ask(db, sql, "s", value);
	long n = db_step(q) == DB_ROW ? (long)db_get_int(q, 0) : -1;

	db_done(q, NULL);
	return n;
}

static void compare_line(struct db *db, const struct line *l, struct result *r)
{
	long rows = count_of(db, "SELECT COUNT(*) FROM ticket WHERE title = ?1", l->title);
	long events = *l->no ? count_of(db, "SELECT COUNT(*) FROM ticket_event WHERE no = ?1 AND action = 'dispatch'",
					l->no) : 0;

	r->tickets += *l->no != '\0';
	r->dispatched += l->dispatched;
	r->lost += (*l->no && rows < 1) + (l->dispatched && events < 1);
	r->doubled += (rows > 1) + (events > 1);
}

static void compare(struct result *r)
{
	struct error err = ERROR_INIT;
	struct db *db = db_open(server.store, false, &err);

	/* The store has no use for this index; the ledger asks by title. */
	if (!db || db_run(db, &err, "CREATE INDEX campaign_title ON ticket (title)", "") != DB_END) {
		fprintf(stderr, "campaign: the store does not open: %s\n", err.text);
		exit(1);
	}
	for (int i = 0; i < WORKERS; i++)
		for (size_t k = 0; k < workers[i].count; k++)
			compare_line(db, &workers[i].lines[k], r);
	db_close(db);
}

/* Every row is what its events make it, and the audit chain holds what was noted of it beside the store. */
static bool rows_are_right(void)
{
	char *line = xasprintf("./hotlinectl verify --config %s && ./hotlinectl audit verify --config %s", server.config,
			       server.config);
	int status = system(line);

	free(line);
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

/* -- the whole ------------------------------------------------------------------------------ */

static void note_signal(int number)
{
	told_to_stop = number;
}

/* The next one does what it does by default. */
static void take_signals(void)
{
	struct sigaction action = { .sa_handler = note_signal, .sa_flags = (int)(SA_RESETHAND | SA_RESTART) };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
}

static void begin(const char *layer)
{
	fixture_make(&server);
	fixture_start(&server);
	fixture_keep_port(&server);
	dispatcher = fixture_login(&server, "dispatcher1");
	fixture_end(&server, SIGTERM);
	make_wrapper(layer);
	for (int i = 0; i < WORKERS; i++) {
		workers[i].number = i + 1;
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]))
			die("thread");
	}
}

static void finish(void)
{
	bool was_lying = lying;

	lying = false;
	set_plan("none", 1, 1);
	if (!fixture_try_start(&server)) {
		char *log = fixture_log(&server);
		fprintf(stderr, "campaign: the server does not start any more:\n%s\n", log);
		exit(was_lying ? 0 : 1);        /* a lying disk may well break the store */
	}
	wait_ms(PAUSE_MS * 10);                 /* what waits for an answer gets it */
	atomic_store(&stop, true);
	for (int i = 0; i < WORKERS; i++)
		pthread_join(workers[i].thread, NULL);
	fixture_end(&server, SIGTERM);
}

static int report(long kills)
{
	struct result r = { 0, 0, 0, 0 };
	long refused = 0;

	bool right = rows_are_right();
	compare(&r);
	for (int i = 0; i < WORKERS; i++)
		refused += workers[i].refused;
	printf("kills %ld (", kills);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		printf("%s%s %ld", i ? ", " : "", !strcmp(kinds[i].kind, "none") ? "kill -9" : kinds[i].kind, kinds[i].kills);
	printf("), tickets %ld, dispatched %ld, lost %ld, doubled %ld, refused %ld\n", r.tickets, r.dispatched, r.lost,
	       r.doubled, refused);
	return !right || r.lost || r.doubled || refused || !r.tickets;
}

static void use(void)
{
	fprintf(stderr, "Usage: campaign [--kills N] [--seed N] [--no-sync] [--verbose]\n");
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "kills", required_argument, NULL, 'k' }, { "seed", required_argument, NULL, 's' },
		{ "no-sync", no_argument, NULL, 'n' }, { "verbose", no_argument, NULL, 'v' }, { NULL, 0, NULL, 0 },
	};
	const char *layer = getenv("FAULTS_LAYER");
	long kills = 15;

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
	char *found = realpath(layer ? layer : "tests/campaign/faults.so", NULL);
	if (!found)
		die("tests/campaign/faults.so");
	begin(found);
	take_signals();
	kills = kill_all(kills);
	finish();
	int bad = report(kills);
	fixture_free(&server);
	free(found);
	if (expects_loss)
		printf("%s\n", bad ? "the lying disk was noticed" : "the lying disk was NOT noticed");
	return expects_loss ? !bad : bad;
}
