/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_reports.c -- a store full of tickets that went their ways at random: it proves itself, what was changed is found,
 * and every figure of the rates is that of a slow calculator which reads each ticket.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "admin/admin.h"
#include "admin/ticket_rows.h"
#include "hotline/alloc.h"
#include "report/report.h"
#include "temp_dir.h"
#include "ticket_world.h"

enum { TICKETS = 120, RANGES = 60 };

static struct temp_dir dir;
static struct world *world;
static struct store *store;
static struct city *other;              /* the pack in force from B to C: longer clocks, other weights */
static instant pack_b, pack_c, begin, end;
static unsigned seed = 20261126;

static unsigned below(unsigned n)
{
	return (unsigned)rand_r(&seed) % n;
}

/* ---- the store ---- */

struct import { struct admin_job *job; instant at; };

static bool apply_import(struct db *db, void *arg, struct error *err)
{
	struct import *i = arg;

	return admin_apply(i->job, db, i->at, err);
}

static void import(const char *folder, instant when)
{
	struct error err = ERROR_INIT;
	json *request = json_object_new_object();

	jo_set_str(request, "command", "import");
	jo_set_str(request, "dir", folder);
	struct import i = { admin_prepare(request, NULL, &err), when };
	if (!i.job || !store_write(store, apply_import, &i, &err))
		fail_msg("%s", err.text);
	admin_job_free(i.job);
	jo_free(request);
}

/* The demo city with other grades and a heavier category. */
static struct city *make_other(const char *folder)
{
	struct city_report report = { 0 };
	char *command = xasprintf("cp -r %s/city %s && chmod -R u+w %s && sed -i 's/P7D/P9D/;s/P15D/P11D/' %s/grades.tsv && "
				  "sed -i 's/\t2$/\t3/' %s/checklists/epidemic.tsv", SRCDIR, folder, folder, folder, folder);

	assert_int_equal(system(command), 0);
	free(command);
	struct city *c = city_read(folder, &report);
	assert_non_null(c);
	city_report_release(&report);
	return c;
}

static const struct city *city_at(instant t)
{
	return t >= pack_b && t < pack_c ? other : world->city;
}

/* ---- random tickets ---- */

static const char *some_fields(void)
{
	static const char *const categories[] = { "010101", "0201", "030101", "0401" };
	static const char *const places[] = {
		"{\"district\":\"110105\",\"street\":\"110105026\"}", "{\"district\":\"110101\"}", "{\"not_mentioned\":true}",
	};
	static char fields[1024];

	snprintf(fields, sizeof(fields),
		 "{\"caller\":{\"number\":\"1381234%04u\"},\"matter\":{\"type\":\"help\",\"category\":\"%s\",\"title\":\"t\","
		 "\"content\":\"c\"},\"place\":%s%s}", below(10000), categories[below(4)], places[below(3)],
		 below(4) ? "" : ",\"sections\":{\"medical\":{\"situations\":[\"0101\"]}}");
	return fields;
}

static void pass(unsigned hours)
{
	world->now += (instant)below(hours * 3600 + 1) * 1000 + below(1000);
}

static int some_unit(const char **code)
{
	static const struct { int who; const char *code; } units[] = {
		{ WHO_STREET, STREET }, { WHO_DEPARTMENT, DEPARTMENT }, { WHO_COMPANY, COMPANY }, { WHO_DISTRICT, DISTRICT },
	};
	unsigned i = below(4);

	*code = units[i].code;
	return units[i].who;
}

static void may_happen(int who, const char *action, const char *body)
{
	world_move(world, who, action, body, NULL, NULL);
}

static void dispatch_and_reply(void)
{
	const char *code;
	int who = some_unit(&code);
	char body[100];

	snprintf(body, sizeof(body), "{\"lead\":\"%s\"}", code);
	pass(20 * 24);
	may_happen(WHO_DISPATCHER, "dispatch", body);
	pass(30);
	if (!below(5))
		may_happen(WHO_DISPATCHER, "recall", "{\"reason\":\"r\"}");
	if (!below(3))
		may_happen(WHO_AGENT, "join", "{\"contact_id\":\"c-2\"}");
	if (!below(6))
		may_happen(WHO_AGENT, "join", "{\"contact_id\":\"c-3\"}");
	may_happen(who, "sign", NULL);
	pass(50);
	may_happen(who, "reply", "{\"answer\":\"a\"}");
	may_happen(WHO_SERVER, "visiting", NULL);
}

static void visit(const char *contact)
{
	static const char *const satisfied[] = { "yes", "basically", "no" };
	char body[300];

	pass(30);
	snprintf(body, sizeof(body), "{\"reached\":%s,\"contacted\":%s,\"solved\":%s,\"satisfied\":\"%s\"%s%s%s}",
		 below(4) ? "true" : "false", below(5) ? "true" : "false", below(3) ? "true" : "false", satisfied[below(3)],
		 contact ? ",\"contact_id\":\"" : "", contact ? contact : "", contact ? "\"" : "");
	may_happen(WHO_VISITOR, "record_visit", body);
}

static void some_life(void)
{
	world_open(world, below(10) ? "submit" : "answer", some_fields());
	for (int round = 0; round < 3; round++) {
		dispatch_and_reply();
		visit(NULL);
		visit("c-2");
		visit(below(2) ? "c-3" : NULL);
		if (!below(4))
			may_happen(WHO_SUPERVISOR, below(3) ? "exclude" : "include", "{\"reason\":\"r\"}");
		may_happen(WHO_VISITOR, "rehandle", "{\"reason\":\"r\"}");
		if (!below(4))
			may_happen(WHO_DISPATCHER, "recall", "{\"reason\":\"r\"}");
	}
}

/* The events of the world's ticket, as moves in the store. */
static bool keep(struct db *db, void *arg, struct error *err)
{
	int n = *(int *)arg;
	char no[24], contact[24];
	bool ok = true;

	snprintf(no, sizeof(no), "261124%06d", n);
	snprintf(contact, sizeof(contact), "call-%d", n);
	struct ticket *t = ticket_new(no, n % 10 ? "city" : "lesson-1");
	jo_set_str(world->details[0], "contact_id", contact);
	if (n % 7 == 0)
		jo_set_str(world->details[0], "origin", "patrol");
	for (size_t i = 0; ok && i < world->count; i++)
		ok = ticket_rows_write(db, city_at(world->events[i].at), t, &world->events[i], err);
	ticket_free(t);
	return ok;
}

static int set_up(void **state)
{
	struct error err = ERROR_INIT;
	char *file, *folder;
	(void)state;

	temp_dir_make(&dir);
	world = world_new();
	file = xasprintf("%s/store.db", dir.path);
	folder = xasprintf("%s/other", dir.path);
	store = store_open(file, true, &err);
	if (!store)
		fail_msg("%s", err.text);
	other = make_other(folder);
	begin = at("2026-11-23T00:00:00+08:00");
	end = at("2027-03-01T00:00:00+08:00");
	pack_b = at("2026-12-02T09:30:00+08:00");
	pack_c = at("2026-12-09T17:00:00+08:00");
	import(SRCDIR "/city", begin);
	import(folder, pack_b);
	import(SRCDIR "/city", pack_c);
	for (int n = 1; n <= TICKETS; n++) {
		some_life();
		if (!store_write(store, keep, &n, &err))
			fail_msg("%s", err.text);
	}
	free(file);
	free(folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	store_close(store);
	city_free(other);
	world_free(world);
	temp_dir_remove(&dir);
	return 0;
}

/* ---- the slow calculator: every ticket is read ---- */

struct slow {
	const char *unit, *category, *district;
	bool excluded;
	int64_t weight;
	instant at;
	bool contacted, solved;
	char happy;
};
typedef void slow_fn(void *arg, const struct slow *visit, const struct slow *dispatch);

static void slow_answers(const json *t, const json *final, slow_fn *fn, void *arg)
{
	const char *district = jo_pointer_str(t, "/fields/place/district"), *happy = jo_str(final, "satisfied");
	struct slow v = {
		jo_str(final, "unit"), jo_pointer_str(t, "/fields/matter/category"), district ? district : "",
		jo_bool(t, "excluded", false), jo_int(final, "weight", 1000), at(jo_str(final, "at")),
		jo_bool(final, "contacted", false), jo_bool(final, "solved", false), happy ? happy[0] : 'n',
	};
	fn(arg, &v, NULL);
}

static void slow_ticket(const json *t, slow_fn *fn, void *arg)
{
	const json *callers = jo_pointer(t, "/extra/callers"), *own = jo_pointer(t, "/extra/visit");
	const char *district = jo_pointer_str(t, "/fields/place/district");

	if (jo_str(t, "origin"))
		return;
	if (jo_bool(own, "valid", false))
		slow_answers(t, jo_get(own, "final"), fn, arg);
	for (size_t i = 0; i < jo_len(callers); i++) {
		const json *joined = jo_get(jo_at(callers, i), "visit");
		if (jo_bool(joined, "valid", false))
			slow_answers(t, jo_get(joined, "final"), fn, arg);
	}
	struct slow d = { jo_str(t, "lead"), jo_pointer_str(t, "/fields/matter/category"), district ? district : "",
			  jo_bool(t, "excluded", false), 0, jo_int(t, "dispatched_at", 0), false, false, 'n' };
	if (d.unit && d.at)
		fn(arg, NULL, &d);
}

static void slow_all(struct db *db, slow_fn *fn, void *arg)
{
	struct query *q = db_query(db, "SELECT body FROM ticket WHERE realm = 'city'");

	while (db_step(q) == DB_ROW) {
		json *t = jo_parse(db_get_text(q, 0), strlen(db_get_text(q, 0)), NULL);
		slow_ticket(t, fn, arg);
		jo_free(t);
	}
	assert_true(db_done(q, NULL));
}

struct wanted { const struct report_query *q; const char *key; double figures[6]; };

static void slow_add(void *arg, const struct slow *v, const struct slow *d)
{
	struct wanted *w = arg;
	const struct slow *s = v ? v : d;
	const struct city_unit *unit = s->unit ? city_find_unit(world->city, s->unit) : NULL;
	const char *const keys[] = { s->unit, unit ? unit->kind : "", s->category, s->district };

	if (s->at < w->q->from || s->at >= w->q->to || (s->excluded && !w->q->excluded))
		return;
	if (w->key && strcmp(w->key, keys[w->q->by]) != 0)
		return;
	if (d) {
		w->figures[0]++;
		return;
	}
	double weight = (double)v->weight / 1000;
	w->figures[1] += weight;
	w->figures[2] += v->contacted ? weight : 0;
	w->figures[3] += v->solved ? weight : 0;
	w->figures[4] += v->happy == 'y' ? weight : 0;
	w->figures[5] += v->happy == 'b' ? weight : 0;
}

static const char *const names[] = { "volume", "valid", "contacted", "solved", "satisfied", "basically" };

static void compare(struct db *db, const struct report_query *q, const char *key, const json *row, double sums[6])
{
	struct wanted w = { q, key, { 0 } };

	slow_all(db, slow_add, &w);
	for (int i = 0; i < 6; i++) {
		double is = json_object_get_double(jo_get(row, names[i]));
		if (fabs(is - w.figures[i]) > 1e-9)
			fail_msg("%s of %s: %g, by reading every ticket %g", names[i], key ? key : "the city", is, w.figures[i]);
		sums[i] += is;
	}
}

static instant some_time(void)
{
	instant t = begin + (instant)((double)(end - begin) * below(1000) / 1000), from, to;

	report_day(t, &from, &to);
	return below(2) ? from : t;
}

static void test_rates_are_those_of_a_slow_calculator(void **state)
{
	struct error err = ERROR_INIT;
	struct db *db = store_reader(store, &err);
	size_t rows = 0;
	(void)state;

	for (int i = 0; i < RANGES; i++) {
		struct report_query q = { .realm = "city", .from = some_time(), .to = some_time(), .by = (enum report_by)below(4),
					  .depth = 3, .excluded = below(2), .now = end };
		double sums[6] = { 0 }, all[6] = { 0 };
		if (q.from >= q.to)
			continue;
		json *report = report_rates(db, world->city, &q, &err);
		assert_non_null(report);
		const json *items = jo_get(report, "items");
		for (size_t k = 0; k < jo_len(items); k++, rows++)
			compare(db, &q, jo_str(jo_at(items, k), report_by_names[q.by]), jo_at(items, k), sums);
		compare(db, &q, NULL, jo_get(report, "city"), all);
		for (int k = 0; k < 6; k++)
			assert_true(fabs(sums[k] - all[k]) < 1e-6);
		jo_free(report);
	}
	assert_true(rows > 60);
	store_reader_put(store, db);
}

/* What the city's row says: the mean over the units, whatever the rows are. */
static void test_the_city_is_the_mean_of_its_units(void **state)
{
	struct report_query q = { .realm = "city", .from = begin, .to = end, .depth = 3, .now = end };
	struct db *db = store_reader(store, NULL);
	double mean = 0;
	size_t with = 0;
	(void)state;

	json *units = report_rates(db, world->city, &q, NULL);
	const json *items = jo_get(units, "items");
	for (size_t i = 0; i < jo_len(items); i++)
		if (json_object_get_double(jo_get(jo_at(items, i), "valid")) > 0) {
			mean += json_object_get_double(jo_get(jo_at(items, i), "solution_rate"));
			with++;
		}
	assert_true(with > 1);
	q.by = BY_CATEGORY;
	json *categories = report_rates(db, world->city, &q, NULL);
	for (int i = 0; i < 2; i++) {
		json *city = jo_get(i ? categories : units, "city");
		assert_true(fabs(json_object_get_double(jo_get(city, "solution_rate")) - mean / (double)with) < 1e-5);
	}
	jo_free(units);
	jo_free(categories);
	store_reader_put(store, db);
}

/* ---- the proof ---- */

static json *prove(bool mend)
{
	struct error err = ERROR_INIT;
	json *result = admin_verify(admin_ask_store, store, mend, &err);

	if (!result)
		fail_msg("%s", err.text);
	return result;
}

static bool run_script(struct db *db, void *arg, struct error *err)
{
	return db_script(db, arg, err);
}

static void change(const char *sql)
{
	struct error err = ERROR_INIT;

	if (!store_write(store, run_script, (void *)sql, &err))
		fail_msg("%s", err.text);
}

static void test_the_store_proves_itself(void **state)
{
	json *result = prove(false);
	(void)state;

	if (jo_int(result, "differing", -1))
		fail_msg("%s", jo_text(result));
	assert_int_equal(jo_int(result, "tickets", 0), TICKETS);
	assert_true(jo_int(result, "days", 0) > 20);
	jo_free(result);
}

/* Some thousand tickets at a time; here four. */
static void test_in_parts(void **state)
{
	struct error err = ERROR_INIT;
	json *next = NULL;
	int64_t tickets = 0;
	int parts = 0;
	(void)state;

	do {
		json *request = json_object_new_object();
		jo_set_str(request, "command", "verify");
		jo_set_int(request, "limit", 4);
		jo_set(request, "after", next);
		json *result = admin_ask_store(store, request, &err);
		assert_non_null(result);
		tickets += jo_int(result, "tickets", 0);
		assert_int_equal(jo_len(jo_get(result, "items")), 0);
		next = json_object_get(jo_get(result, "next"));
		jo_free(result);
		parts++;
	} while (next);
	assert_int_equal(tickets, TICKETS);
	assert_int_equal(parts, TICKETS / 4);
}

static void test_what_was_changed_is_found(void **state)
{
	static const struct { const char *sql, *says; } changes[] = {
		{ "UPDATE ticket SET state = 'void' WHERE no = '261124000005'", "state" },
		{ "UPDATE ticket SET satisfied = 'maybe' WHERE no = '261124000005'", "satisfied" },
		{ "UPDATE ticket SET body = REPLACE(body, '\"urged\":0', '\"urged\":3') WHERE no = '261124000008'", "body" },
		{ "DELETE FROM ticket WHERE no = '261124000120'", "row" },
		{ "DELETE FROM ticket_unit WHERE no IN (SELECT MIN(no) FROM ticket_unit)", "units" },
		{ "UPDATE visit SET first_solved = 1 - first_solved WHERE no IN (SELECT MIN(no) FROM visit)", "visit" },
		{ "UPDATE visit SET unit = 'B001' WHERE no IN (SELECT MAX(no) FROM visit)", "visit" },
		{ "DELETE FROM visit WHERE no IN (SELECT MAX(no) FROM visit WHERE realm = 'lesson-1')", "visit" },
		{ "UPDATE rate_day SET volume = volume + 1 WHERE rowid IN (SELECT MIN(rowid) FROM rate_day)", "day" },
		{ "DELETE FROM rate_day WHERE realm = 'lesson-1' AND dim = 'district'", "day" },
		{ "INSERT INTO rate_day VALUES ('city', 'unit', 1790000000000, 'S1', 0, 1, 0, 0, 0, 0, 0)", "day" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		change(changes[i].sql);
		json *found = prove(false);
		if (jo_int(found, "differing", 0) < 1 || !strstr(jo_text(found), changes[i].says))
			fail_msg("%s: %s", changes[i].sql, jo_text(found));
		jo_free(found);
		found = prove(true);
		assert_int_equal(jo_int(found, "differing", 0), jo_int(found, "mended", -1));
		jo_free(found);
		test_the_store_proves_itself(NULL);
	}
}

/* What cannot be rebuilt is named, and stays. */
static void test_lost_events_are_found(void **state)
{
	(void)state;
	change("CREATE TABLE lost AS SELECT * FROM ticket_event WHERE seq = 12 LIMIT 1;"
	       "DELETE FROM ticket_event WHERE (no, seq) IN (SELECT no, seq FROM lost)");
	json *found = prove(true);
	assert_non_null(strstr(jo_text(found), "\"events\"}"));
	assert_true(jo_int(found, "differing", 0) > jo_int(found, "mended", 0));
	jo_free(found);
	change("INSERT INTO ticket_event SELECT * FROM lost; DROP TABLE lost");
	test_the_store_proves_itself(NULL);
}

/* An upgrade leaves a mark; who opens the store writes what is missing. */
static void test_catching_up(void **state)
{
	struct error err = ERROR_INIT;
	(void)state;

	change("DELETE FROM visit; DELETE FROM rate_day; UPDATE ticket SET outcome = NULL;"
	       "INSERT INTO meta (name, value) VALUES ('rows_behind', '6')");
	assert_true(admin_catch_up(store, &err));
	test_the_store_proves_itself(NULL);
	assert_true(admin_catch_up(store, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_store_proves_itself),
		cmocka_unit_test(test_in_parts),
		cmocka_unit_test(test_rates_are_those_of_a_slow_calculator),
		cmocka_unit_test(test_the_city_is_the_mean_of_its_units),
		cmocka_unit_test(test_what_was_changed_is_found),
		cmocka_unit_test(test_lost_events_are_found),
		cmocka_unit_test(test_catching_up),
	};

	return cmocka_run_group_tests_name("reports", tests, set_up, tear_down);
}
