/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_report.c -- the reports of a month over many tickets, beside the rates made by reading every ticket.
 *
 * Usage: bench_report [TICKETS], 1,000,000 by default; all made, dispatched and visited within the month. The store lies
 * in the present directory and is removed again. The sums of days are made afterwards; in a server they are kept with
 * every move.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "admin/ticket_facts.h"
#include "hotline/alloc.h"
#include "hotline/store.h"
#include "report/report.h"

enum { ROUNDS = 5 };
#define MONTH (30 * 86400000LL)
static const instant month = 1761926400000;     /* 2025-11-01T00:00:00+08:00 */
static const char file[] = "bench-report.db";
static const struct city *city;

/* As large as a stored ticket commonly is. */
static const char body[] =
	"{\"no\":\"251101000001\",\"state\":\"closed\",\"lead\":\"%s\",\"fields\":{\"matter\":{\"category\":\"%s\",\"title\":"
	"\"小区停暖\",\"content\":\"来电人反映，昨夜停暖约12小时，老人受冻，无通知，要求给说法和补偿。来电人反映，昨夜停暖约12小时。\"},"
	"\"place\":{\"district\":\"110105\",\"street\":\"110105026\"}},\"extra\":{\"visit\":{\"valid\":true,\"final\":"
	"{\"reached\":true,\"contacted\":%s,\"solved\":%s,\"satisfied\":\"%s\",\"by\":\"visitor\",\"at\":\"2025-11-20T10:00:00+08:00\"}}}}";

static const struct city_region *some_street(unsigned *seed)
{
	for (;;) {
		const struct city_region *r = &city->regions[(size_t)rand_r(seed) % city->region_count];
		if (r->kind == REGION_STREET)
			return r;
	}
}

static bool sum_up(struct db *db, struct error *err)
{
	instant from, to;

	for (report_day(month, &from, &to); from < month + MONTH; report_day(to, &from, &to))
		if (!rate_days_mend(db, "city", from, to, err))
			return false;
	return true;
}

static bool fill(struct db *db, void *arg, struct error *err)
{
	long count = *(long *)arg;
	static const char *const satisfied[] = { "no", "yes", "basically" };
	unsigned seed = 1;

	for (long i = 0; i < count; i++) {
		const struct city_unit *unit = &city->units[(size_t)rand_r(&seed) % city->unit_count];
		const struct city_category *k = &city->categories[(size_t)rand_r(&seed) % city->category_count];
		const struct city_region *street = some_street(&seed);
		int contacted = rand_r(&seed) % 20 > 0, solved = rand_r(&seed) % 10 > 0, happy = rand_r(&seed) % 3;
		instant at = month + (instant)(rand_r(&seed) % 2592000) * 1000;
		char no[24], text[2048];
		snprintf(no, sizeof(no), "2511%08ld", i);
		snprintf(text, sizeof(text), body, unit->code, k->code, contacted ? "true" : "false",
			 solved ? "true" : "false", satisfied[happy]);
		if (db_run(db, err, "INSERT INTO ticket (no, realm, state, version, lead, grade, category, district, street, title, "
			   "excluded, created_at, updated_at, dispatched_at, closed_at, visited_at, contacted, solved, outcome, body) "
			   "VALUES (?1, 'city', 'closed', 9, ?2, 'III', ?3, ?8, ?9, 't', 0, ?4, ?4, ?4, ?4, ?4, ?5, ?6, 'submit', ?7)",
			   "sssiiisss", no, unit->code, k->code, at, (int64_t)contacted, (int64_t)solved, text,
			   street->parent->code, street->code) != DB_END ||
		    db_run(db, err, "INSERT INTO visit (no, caller, realm, at, unit, category, district, street, excluded, weight, "
			   "contacted, solved, satisfied) VALUES (?1, '', 'city', ?2, ?3, ?4, ?8, ?9, 0, 1000, ?5, ?6, ?7)",
			   "sissiiiss", no, at, unit->code, k->code, (int64_t)contacted, (int64_t)solved, (int64_t)happy,
			   street->parent->code, street->code) != DB_END)
			return false;
	}
	return sum_up(db, err);
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* `shift` moves the month's begin off midnight. */
static double time_report(struct db *db, const char *name, enum report_by by, instant shift, struct error *err)
{
	struct report_query q = { .realm = "city", .by = by, .depth = 3, .now = month + MONTH };
	instant unused;
	double best = 1e9;

	report_day(month, &q.from, &unused);
	q.from += shift;
	q.to = q.from + MONTH;

	for (int i = 0; i < ROUNDS; i++) {
		double start = now_ms();
		json *report = report_find(name)->make(db, city, &q, err);
		double took = now_ms() - start;
		if (!report)
			return -1;
		best = took < best ? took : best;
		jo_free(report);
	}
	return best;
}

/* Every ticket read and taken apart, as one would without rows of visits. */
static double time_naive(struct db *db)
{
	struct query *q = db_ask(db, "SELECT body FROM ticket WHERE realm = 'city' AND visited_at >= ?1 AND visited_at < ?2",
				 "ii", month, month + MONTH);
	double start = now_ms();
	int64_t solved = 0;

	while (db_step(q) == DB_ROW) {
		const char *text = db_get_text(q, 0);
		json *t = jo_parse(text, strlen(text), NULL);
		json *v = jo_pointer(t, "/extra/visit/final/solved");
		solved += v && json_object_get_boolean(v);
		jo_free(t);
	}
	db_done(q, NULL);
	return solved ? now_ms() - start : -1;
}

static void remove_store(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", ".lock" };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		char *name = xasprintf("%s%s", file, ends[i]);
		unlink(name);
		free(name);
	}
}

static int measure(struct store *s, long count, struct error *err)
{
	if (!store_write(s, fill, &count, err))
		return 1;
	struct db *db = store_reader(s, err);
	static const char *const others[] = { "governance", "monthly", "hot", "daily" };
	for (int by = 0; db && by < BY_COUNT; by++)
		printf("rates by %-9s of a month over %ld tickets   %8.1f ms\n", report_by_names[by], count,
		       time_report(db, "rates", (enum report_by)by, 0, err));
	printf("rates by unit, from ten in the morning             %8.1f ms\n",
	       db ? time_report(db, "rates", BY_UNIT, 10 * 3600000, err) : -1);
	for (size_t i = 0; db && i < ARRAY_SIZE(others); i++)
		printf("%-10s of the month                           %8.1f ms\n", others[i],
		       time_report(db, others[i], BY_UNIT, 0, err));
	double rates = db ? time_report(db, "rates", BY_UNIT, 0, err) : -1, naive = db ? time_naive(db) : -1;
	printf("reading every ticket instead                       %8.1f ms  (%.0f times as long)\n", naive, naive / rates);
	store_reader_put(s, db);
	return rates < 0;
}

int main(int argc, char **argv)
{
	struct city_report report = { 0 };
	struct error err = ERROR_INIT;
	long count = argc > 1 ? atol(argv[1]) : 1000000;

	clock_set_zone("Asia/Shanghai", NULL);
	city = city_read(SRCDIR "/city", &report);
	remove_store();
	struct store *s = city ? store_open(file, true, &err) : NULL;
	int status = s ? measure(s, count, &err) : 1;
	if (status)
		fprintf(stderr, "bench_report: %s\n", err.text);
	store_close(s);
	remove_store();
	city_free((struct city *)city);
	city_report_release(&report);
	return status;
}
