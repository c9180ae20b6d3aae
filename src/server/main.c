/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c -- hotlined: start in order, wait for a signal, stop in the opposite order.
 *
 * What cannot be trusted is not started on: configuration, certificate, store and city are checked
 * first and the reason of a refusal is one sentence on stderr. Exit 0 after SIGTERM, 1 when it
 * could not start, 2 for wrong use.
 */
#include <getopt.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "admin/admin.h"
#include "hotline/i18n.h"
#include "hotline/log.h"
#include "hotline/process.h"
#include "hotline/text.h"
#include "server/admin.h"
#include "server/housekeeping.h"
#include "server/http/events.h"
#include "server/http/worker_pool.h"
#include "server/http/http.h"
#include "server/service/finder.h"
#include "server/service/session.h"
#include "server/service/training.h"
#include "server/trust.h"

enum { KNOWLEDGE_SECONDS = 3, REPORT_THREADS = 2, RELOAD_MS = 5000, LOOK_MS = 100 };

struct options { const char *config, *test_clock; };

static void print_help(FILE *to)
{
	fputs(_("Usage: hotlined --config FILE [--test-clock FILE]\n"
		"The central server of the hotline.\n\n"
		"  --config FILE      what to serve and where: hotlined.conf(5)\n"
		"  --test-clock FILE  all time is moved by the seconds in FILE;\n"
		"                     refused unless FILE of --config says test = yes\n"
		"  --debug            log more\n"
		"  --help, --version  print and exit\n"), to);
}

/* -1: go on; else the exit code. */
static int read_options(int argc, char **argv, struct options *o)
{
	static const struct option known[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "test-clock", required_argument, NULL, 't' },
		{ "debug", no_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};

	opterr = 0;             /* the C library's words would be in the language of LANGUAGE */
	for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
		switch (c) {
		case 'c': o->config = optarg; break;
		case 't': o->test_clock = optarg; break;
		case 'd': log_set_level(LOG_LEVEL_DEBUG); break;
		case 'h': print_help(stdout); return 0;
		case 'v': printf("hotlined (%s) %s\n", PACKAGE, PACKAGE_VERSION); return 0;
		default:
			fprintf(stderr, _("hotlined: %s is no option, or lacks its value.\n"), argv[optind - 1]);
			print_help(stderr);
			return 2;
		}
	}
	if (o->config && optind == argc)
		return -1;
	print_help(stderr);
	return 2;
}

static bool set_clock(struct server *s, const char *file, struct error *err)
{
	if (!file)
		return true;
	if (!s->config.test)
		return error_set(err, ERROR_INPUT,
				 _("--test-clock is refused: the configuration does not say test = "
				   "yes in [server]"));
	return clock_follow_file(file, err) && (clock_poll_file(), true);
}

static bool open_store(struct server *s, struct error *err)
{
	s->store = store_open(s->config.store, false, err);
	struct server_pack *pack = s->store ? server_city_read(s, err) : NULL;
	if (!pack)
		return false;
	server_city_use(s, pack);
	store_set_group(s->store, s->config.group_commit);
	return clock_set_zone(server_city(s)->zone, err) && admin_catch_up(s->store, err);
}

static bool open_front(struct server *s, struct error *err)
{
	struct http_options o = {
		.listen = s->config.listen, .port = (int)s->config.port,
		.certificate = s->config.certificate, .key = s->config.key,
		.threads = (int)s->config.threads, .connections = (int)s->config.connections,
		.connections_per_address = (int)s->config.connections_per_address,
		.patience = (int)s->config.patience,
		.find_user = session_find_user, .record_read = admin_audit_add,
	};

	s->knowledge = knowledge_new(SHELF_ARTICLES);
	s->precedents = knowledge_new(SHELF_PRECEDENTS);
	s->finder = finder_new();
	s->timers = timers_new();
	s->callers = training_callers_new();
	s->password_pool = worker_pool_start((int)s->config.hash_threads, err);
	s->report_pool = s->password_pool ? worker_pool_start(REPORT_THREADS, err) : NULL;
	if (!s->report_pool || !events_start(s, err))
		return false;
	s->http = http_start(s, &o, err);
	return s->http && admin_socket_start(s, err);
}

/* What the searches look in. False: it was said what of it is missing. */
static bool load_once(struct server *s)
{
	struct error texts = ERROR_INIT, tickets = ERROR_INIT;

	bool ok = knowledge_reload(s, s->knowledge, &texts) && knowledge_reload(s, s->precedents, &texts);
	if (!ok)
		log_error("knowledge: %s", texts.text);
	if (!finder_is_ready(s->finder) && !finder_load(s, &tickets)) {
		log_error("tickets cannot be found by their words: %s", tickets.text);
		ok = false;
	}
	return ok;
}

/* Again until it is there: a store that cannot be read today may be read in a minute. */
static void *load_texts(void *arg)
{
	const struct timespec moment = { .tv_nsec = LOOK_MS * 1000000L };
	struct server *s = arg;

	while (!load_once(s))
		for (int i = 0; i < RELOAD_MS / LOOK_MS; i++) {
			if (atomic_load(&s->stopping))
				return NULL;
			nanosleep(&moment, NULL);
		}
	return NULL;
}

static bool nothing(struct db *db, void *arg, struct error *err)
{
	(void)db;
	(void)arg;
	(void)err;
	return true;
}

static void stop(struct server *s)
{
	atomic_store(&s->ready, false);
	admin_socket_stop(s);
	http_stop(s->http);
	worker_pool_stop(s->password_pool);
	worker_pool_stop(s->report_pool);
	/* What the timers queued still wants the streams. */
	if (s->store)
		store_write(s->store, nothing, NULL, NULL);
	events_stop(s);
	store_close(s->store);
	knowledge_free(s->knowledge);
	knowledge_free(s->precedents);
	finder_free(s->finder);
	timers_free(s->timers);
	training_callers_free(s->callers);
	server_city_free(s);
	server_config_release(&s->config);
}

static void wait_for_end(const sigset_t *signals)
{
	int number = 0;

	while (sigwait(signals, &number) || number == SIGHUP)
		;
	log_info("stopping: finishing what was accepted");
}

/*
 * A small city's articles can be searched when the server says ready; calls do not wait longer
 * than KNOWLEDGE_SECONDS for a large one's. True when `loader` is still at it.
 */
static bool start_knowledge(struct server *s, pthread_t *loader)
{
	struct timespec until;

	if (pthread_create(loader, NULL, load_texts, s)) {
		load_once(s);
		return false;
	}
	/* ThreadSanitizer knows no join by the monotonic clock; a clock that is set meanwhile only moves the wait. */
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += KNOWLEDGE_SECONDS;
	return pthread_timedjoin_np(*loader, NULL, &until) != 0;
}

/* False when a thread could not be started. */
static bool serve(struct server *s, const char *config_file, const sigset_t *signals, struct error *err)
{
	pthread_t loader;
	struct housekeeping *h = housekeeping_start(s, err);

	if (!h)
		return false;
	trust_log_modes(s, config_file);
	bool loading = start_knowledge(s, &loader);
	atomic_store(&s->ready, true);
	printf("ready https://%s:%d\n", s->config.listen, http_port(s->http));
	fflush(stdout);
	wait_for_end(signals);
	atomic_store(&s->stopping, true);
	if (loading)
		pthread_join(loader, NULL);
	housekeeping_stop(h);
	return true;
}

static void block_signals(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);       /* a limit on the store's size is a full disk, not the end */
}

/*
 * Requests come and go by the thousand: giving each one's memory back to the kernel costs more than
 * the request (a remapped page table on every core).
 */
static void set_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	mallopt(M_TRIM_THRESHOLD, 8 << 20);
	mallopt(M_TOP_PAD, 256 << 10);
}

static void set_language(void)
{
	i18n_init(i18n_wanted(), true);
	text_init();
}

int main(int argc, char **argv)
{
	static struct server server;
	struct options o = { NULL, NULL };
	struct error err = ERROR_INIT;
	sigset_t signals;

	process_guard();
	umask(077);             /* what it makes is its user's alone */
	set_memory();
	set_language();
	int code = read_options(argc, argv, &o);
	if (code >= 0)
		return code;
	block_signals(&signals);
	bool ok = sodium_init() >= 0 && server_config_read(&server.config, o.config, &err) &&
		  set_clock(&server, o.test_clock, &err);
	server.started_at = clock_now();
	ok = ok && open_store(&server, &err) && trust_certificate(&server, &err) && open_front(&server, &err) &&
	     serve(&server, o.config, &signals, &err);
	stop(&server);
	if (!ok)
		fprintf(stderr, "hotlined: %s\n", err.text);
	return ok ? 0 : 1;
}
