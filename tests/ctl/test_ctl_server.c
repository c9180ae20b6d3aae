/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_ctl_server.c -- hotlinectl beside a running server: it asks over the socket, and plays
 * callers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/admin.h"
#include "ctl/run.h"
#include "hotline/alloc.h"
#include "hotline/db.h"

static char *demo, *config, *info, *store;
static pid_t server;

static int set_up(void **state)
{
	char port[16];

	(void)state;
	demo = dir_new();
	config = path_in(demo, "hotlined.conf");
	info = path_in(demo, "demo.json");
	store = path_in(demo, "store.db");
	snprintf(port, sizeof(port), "%d", free_port());
	expect_status(0, "demo", demo, "--port", port, "--city", SRCDIR "/city");
	server = server_start(config);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	bool well = !server || server_stop(server);
	dir_remove(demo);
	free(config);
	free(info);
	free(store);
	return well ? 0 : 1;
}

static bool says(const struct ran *r, const char *text)
{
	bool found = strstr(r->out, text) || strstr(r->err, text);

	if (!found)
		print_error("not said: %s\n%s%s", text, r->out, r->err);
	return found;
}

static int64_t ask_number(const char *sql)
{
	struct db *db = db_open(store, true, NULL);
	struct query *q = db_query(db, sql);

	assert_int_equal(db_step(q), DB_ROW);
	int64_t n = db_get_int(q, 0);
	db_done(q, NULL);
	db_close(db);
	return n;
}

static void status_is_told(void **state)
{
	(void)state;
	struct ran r = run_ctl(NULL, "status", "--config", config, "--json", NULL);
	char *pid = xasprintf("\"pid\":%ld", (long)server);

	assert_int_equal(r.status, 0);
	assert_true(says(&r, pid));
	free(pid);
	ran_free(&r);
}

/* The server makes the copy, goes on, and is not robbed of its store. */
static void backup_through_the_server(void **state)
{
	(void)state;
	char *backup = path_in(demo, "copy.db");

	expect_status(0, "backup", backup, "--config", config);
	assert_int_equal(mode_of(backup), 0600);
	expect_status(0, "restore", "--drill", backup, "--config", config);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM meta WHERE name IN ('last_backup', 'last_drill')"), 2);
	expect_status(1, "restore", backup, "--config", config);
	struct ran r = run_ctl(NULL, "status", "--config", config, NULL);
	assert_true(says(&r, "Last backup") && says(&r, "whole, in") && says(&r, "head of the audit chain"));
	ran_free(&r);
	expect_status(1, "restore", "--drill", config, "--config", config);
	r = run_ctl(NULL, "status", "--config", config, NULL);
	assert_true(says(&r, "NOT whole"));
	assert_false(says(&r, "+00:00"));       /* all times are the city's, whoever noted them */
	ran_free(&r);
	expect_status(1, "backup", store, "--config", config);
	expect_status(0, "audit", "verify", "--config", config);
	free(backup);
}

static void accounts_through_the_server(void **state)
{
	(void)state;
	expect_status(0, "user", "add", "wang", "--config", config, "--name", "王五", "--roles",
		      "visitor", "--generate");
	expect_status(1, "user", "add", "wang", "--config", config, "--name", "王五", "--roles",
		      "visitor", "--generate");
	expect_status(0, "user", "disable", "wang", "--config", config);
	struct ran r = run_ctl(NULL, "user", "list", "--config", config, "--json", NULL);
	assert_true(says(
		&r, "\"username\":\"wang\",\"name\":\"王五\",\"roles\":[\"visitor\"],"
				 "\"skills\":[],\"disabled\":true"));
	ran_free(&r);
	/* The units known are those of the pack that the server works with. */
	r = run_ctl(NULL, "user", "add", "zhao", "--config", config, "--name", "赵六", "--roles",
		    "unit", "--unit", "X9", "--generate", NULL);
	assert_int_equal(r.status, 1);
	assert_true(says(&r, "no unit X9"));
	ran_free(&r);
}

/* The sentence comes from the server, in the language of whoever asked, also from the thread that writes. */
static void in_chinese(void **state)
{
	(void)state;
	run_language = "zh_CN";
	struct ran r = run_ctl(NULL, "user", "add", "wu", "--config", config, "--name", "吴九", "--roles", "nobody",
			       "--generate", NULL);
	assert_int_equal(r.status, 1);
	assert_true(says(&r, "nobody 不是已知角色的列表。"));
	ran_free(&r);
	r = run_ctl(NULL, "user", "disable", "nobody", "--config", config, NULL);
	assert_true(says(&r, "没有用户 nobody。"));
	ran_free(&r);
	r = run_ctl(NULL, "--help", NULL);
	assert_true(says(&r, "用法：hotlinectl") && says(&r, "添加个人账号"));
	ran_free(&r);
	run_language = NULL;
	r = run_ctl(NULL, "user", "disable", "nobody", "--config", config, NULL);
	assert_true(says(&r, "There is no user nobody."));
	ran_free(&r);
}

static void pack_through_the_server(void **state)
{
	(void)state;
	char *pack = pack_copy();

	pack_change(pack, "city.conf", "hotline = 12345", "hotline = 12399");
	struct ran r = run_ctl(NULL, "import", pack, "--config", config, NULL);
	assert_int_equal(r.status, 0);
	assert_true(says(&r, "Imported"));
	ran_free(&r);
	expect_status(0, "import", SRCDIR "/city", "--config", config);
	dir_remove(pack);
}

static void demo_leaves_a_running_city_alone(void **state)
{
	(void)state;
	char *before = read_text(config);
	struct ran r =
		run_ctl(NULL, "demo", demo, "--port", "1234", "--city", SRCDIR "/city", NULL);

	assert_int_equal(r.status, 0);
	assert_true(says(&r, "A server is running"));
	char *after = read_text(config);
	assert_string_equal(before, after);
	free(before);
	free(after);
	ran_free(&r);
}

static void callers_of_the_pack(void **state)
{
	(void)state;
	int64_t before = ask_number("SELECT COUNT(*) FROM contact");
	struct ran r = run_ctl(NULL, "simulate", "--config", info, "--city", SRCDIR "/city",
			       "--rate", "200/s", "--count", "30", NULL);

	assert_int_equal(r.status, 0);
	assert_true(says(&r, "30 taken, 0 refused, 0 did not get through"));
	assert_int_equal(ask_number("SELECT COUNT(*) FROM contact"), before + 30);
	ran_free(&r);
}

/*
 * Without a number each 留言用户 has one of its own, always the same; other columns are passed
 * over.
 */
static void callers_of_a_foreign_file(void **state)
{
	(void)state;
	char *file = path_in(demo, "foreign.tsv");

	write_text(
		file, "留言编号\t留言用户\t留言主题\t留言详情\n"
		   "1\tA1\t路灯不亮\t三盏路灯坏了\\n一周\n"
		   "2\tA2\t噪声\t夜里施工\n"
		"3\tA1\t又不亮\t昨天修好今天又坏\n");
	struct ran r = run_ctl(NULL, "simulate", "--config", info, "--from", file, "--rate",
			       "100/s", "--count", "6", NULL);
	assert_int_equal(r.status, 0);
	assert_int_equal(
		ask_number(
			"SELECT COUNT(*) FROM contact WHERE text = '路灯不亮' || char(10) || "
			"'三盏路灯坏了' "
			"|| char(10) || '一周' AND channel = 'phone' AND skill = 'general'"), 2);
	assert_int_equal(
		ask_number("SELECT COUNT(DISTINCT number) FROM contact WHERE text LIKE '%路灯%' OR "
			   "text LIKE '%又不亮%' AND number LIKE '199%'"), 1);
	ran_free(&r);
	write_text(file, "a\tb\n1\t2\n");
	expect_status(1, "simulate", "--config", info, "--from", file);
	free(file);
}

static void callers_lose_patience(void **state)
{
	(void)state;
	int64_t before = ask_number(
		"SELECT COUNT(*) FROM contact WHERE state = 'abandoned' OR state = 'call_back'");
	struct ran r = run_ctl(NULL, "simulate", "--config", info, "--city", SRCDIR "/city",
			       "--rate", "100/s", "--count", "5", "--patience", "0", NULL);

	assert_int_equal(r.status, 0);
	assert_true(says(&r, "5 gave up waiting"));
	assert_int_equal(
		ask_number(
			"SELECT COUNT(*) FROM contact WHERE state = 'abandoned' OR state = "
			"'call_back'"), before + 5);
	ran_free(&r);
}

/* A class as a trainer sees it: nineteen seats, each with a call handled and scored, none of it the city's. */
static void a_class_of_nineteen(void **state)
{
	(void)state;
	int64_t tickets = ask_number("SELECT COUNT(*) FROM ticket WHERE realm = 'city'");
	int64_t number = ask_number("SELECT COALESCE(SUM(value), 0) FROM counter WHERE name LIKE 'ticket:%'");
	struct ran r = run_ctl(NULL, "simulate", "--config", info, "--training", "--scenario", "heating-cold", "--talk",
			       "0", NULL);

	assert_int_equal(r.status, 0);
	assert_true(says(&r, "19 trainees are there") && says(&r, "19 calls were handled"));
	assert_int_equal(ask_number("SELECT COUNT(*) FROM training WHERE state = 'ended' AND score IS NOT NULL"), 19);
	assert_true(ask_number("SELECT COUNT(DISTINCT json_extract(score, '$.total')) FROM training") >= 5);
	assert_true(ask_number("SELECT COUNT(*) FROM ticket WHERE no LIKE 'T%' AND realm <> 'city'") >= 10);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM ticket WHERE realm = 'city'"), tickets);
	assert_int_equal(ask_number("SELECT COALESCE(SUM(value), 0) FROM counter WHERE name LIKE 'ticket:%'"), number);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM session WHERE realm <> 'city'"), 0);
	ran_free(&r);
}

static void play_class(const char *scenario, const char *seed)
{
	struct ran r = run_ctl(NULL, "simulate", "--config", info, "--training", "--scenario", scenario, "--talk", "0",
			       "--count", "8", "--seed", seed, NULL);

	assert_int_equal(r.status, 0);
	assert_true(says(&r, "8 calls were handled, 0 of them without a ticket."));
	ran_free(&r);
}

#define OF(scenario) "realm IN (SELECT training FROM training_call WHERE scenario = '" scenario "')"
#define BOTH "SELECT COUNT(*) FROM (SELECT contact FROM ticket WHERE " OF("two-requests") " GROUP BY contact HAVING COUNT(*) = 2)"

/* Two requests of one call, and what is urgent: most trainees handle it as the scenario has it, some miss it, by the seed. */
static void a_class_handles_what_the_scenario_has(void **state)
{
	(void)state;
	play_class("two-requests", "4");
	int64_t both = ask_number(BOTH);
	assert_in_range(both, 4, 7);
	assert_true(ask_number("SELECT AVG(json_extract(score, '$.total')) FROM training_call WHERE scenario = 'two-requests'") > 45);
	play_class("two-requests", "4");
	assert_int_equal(ask_number(BOTH), 2 * both);
	play_class("gas-smell", "4");
	assert_in_range(ask_number("SELECT COUNT(*) FROM ticket_event WHERE to_state = 'transferred' AND " OF("gas-smell")), 4, 7);
}

static void a_wrong_token_is_refused(void **state)
{
	(void)state;
	char *file = path_in(demo, "wrong.json"), *text = read_text(info),
	     *token = strstr(text, "gateway_token");

	assert_non_null(token);
	token = strchr(strchr(token, ':'), '"') + 1;
	token[0] = token[0] == 'x' ? 'y' : 'x';
	write_text(file, text);
	struct ran r = run_ctl(NULL, "simulate", "--config", file, "--city", SRCDIR "/city", "--count", "1", NULL);
	assert_int_equal(r.status, 1);
	assert_true(says(&r, "401"));
	ran_free(&r);
	free(text);
	free(file);
}

/* A server whose certificate another authority signed is not spoken to. */
static void a_foreign_authority_is_not_trusted(void **state)
{
	(void)state;
	char *other = dir_new(), *ca = path_in(other, "ca.pem"), *mine = path_in(demo, "ca.pem");
	char *pem = read_text(mine);

	expect_status(0, "init", other);
	char *theirs = read_text(ca);
	write_text(mine, theirs);
	int64_t before = ask_number("SELECT COUNT(*) FROM contact");
	struct ran r = run_ctl(NULL, "simulate", "--config", info, "--city", SRCDIR "/city", "--count", "1", NULL);
	write_text(mine, pem);
	assert_int_equal(r.status, 1);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM contact"), before);
	ran_free(&r);
	free(pem);
	free(theirs);
	free(ca);
	free(mine);
	dir_remove(other);
}

/*
 * Stopped and started again on the same folder it has what it had; then nobody else has the store.
 */
static void data_outlives_the_server(void **state)
{
	(void)state;
	int64_t before = ask_number("SELECT COUNT(*) FROM contact");

	assert_true(server_stop(server));
	server = 0;
	expect_status(0, "user", "add", "sun", "--config", config, "--name", "孙七", "--roles", "ops", "--generate");
	expect_status(0, "demo", demo, "--city", SRCDIR "/city");
	server = server_start(config);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM contact"), before);
	struct ran r = run_ctl(NULL, "user", "list", "--config", config, NULL);
	assert_true(says(&r, "sun"));
	ran_free(&r);
}

/* ---- the head of the audit chain, noted beside the store ---- */

static void expect_verified(int status, const char *said)
{
	struct ran r = run_ctl(NULL, "audit", "verify", "--config", config, NULL);

	assert_int_equal(r.status, status);
	assert_true(says(&r, said));
	ran_free(&r);
}

static void change_store(const char *sql)
{
	struct db *db = db_open(store, false, NULL);

	assert_non_null(db);
	assert_true(db_script(db, sql, NULL));
	db_close(db);
}

/* The last rows are gone, and the chain is sound: what the server noted tells, and stays until somebody has looked. */
static void rows_cut_off_at_the_end_are_found(void **state)
{
	static const char cut[] = "DELETE FROM audit WHERE seq > (SELECT MAX(seq) - 3 FROM audit)";
	char *head = xasprintf("%s.audit-head", store);

	(void)state;
	expect_status(0, "user", "add", "tang", "--config", config, "--name", "孙七", "--roles", "agent", "--generate");
	assert_true(server_stop(server));
	assert_int_equal(mode_of(head), 0600);
	expect_verified(0, "the last one that the server noted beside the store");
	change_store(cut);
	expect_verified(1, "rows at the end were cut off or rewritten");
	server = server_start(config);
	expect_status(0, "user", "disable", "tang", "--config", config);
	assert_true(server_stop(server));
	expect_verified(1, "rows at the end were cut off or rewritten");
	assert_int_equal(remove(head), 0);
	expect_verified(0, "No head is noted beside the store yet");
	server = server_start(config);
	assert_true(server_stop(server));
	expect_verified(0, "the last one that the server noted beside the store");
	server = server_start(config);
	free(head);
}

/* At most a second lies between a row and its note. */
static void wait_until_noted(void)
{
	struct audit_head noted = { 0 };

	for (int64_t until = clock_monotonic() + 10000; clock_monotonic() < until;) {
		assert_true(audit_head_read(store, &noted, NULL));
		if (noted.seq == ask_number("SELECT MAX(seq) FROM audit"))
			return;
		poll(NULL, 0, 20);
	}
	fail_msg("row %lld was noted last", (long long)noted.seq);
}

/* While the server runs, too; and it writes nothing over what it had noted. */
static void cut_under_a_running_server(void **state)
{
	char *head = xasprintf("%s.audit-head", store);

	(void)state;
	wait_until_noted();
	change_store("DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)");
	expect_status(0, "user", "enable", "tang", "--config", config);
	assert_true(server_stop(server));
	expect_verified(1, "rows at the end were cut off or rewritten");
	assert_int_equal(remove(head), 0);
	server = server_start(config);
	free(head);
}

/* A backup says itself with which row it ended; a store that it replaces takes what was noted of it along. */
static void backup_has_its_own_head(void **state)
{
	char *backup = path_in(demo, "headed.db");

	(void)state;
	expect_status(0, "backup", backup, "--config", config);
	expect_status(0, "user", "disable", "tang", "--config", config);
	assert_true(server_stop(server));
	server = 0;
	expect_status(0, "restore", backup, "--config", config);
	expect_verified(0, "No head is noted beside the store yet");
	struct db *db = db_open(backup, false, NULL);
	assert_true(db_script(db, "DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)", NULL));
	db_close(db);
	struct ran r = run_ctl(NULL, "restore", backup, "--config", config, NULL);
	assert_int_equal(r.status, 1);
	assert_true(says(&r, "the backup was changed since"));
	ran_free(&r);
	server = server_start(config);
	free(backup);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_is_told),
		cmocka_unit_test(backup_through_the_server),
		cmocka_unit_test(accounts_through_the_server),
		cmocka_unit_test(in_chinese),
		cmocka_unit_test(pack_through_the_server),
		cmocka_unit_test(demo_leaves_a_running_city_alone),
		cmocka_unit_test(callers_of_the_pack),
		cmocka_unit_test(callers_of_a_foreign_file),
		cmocka_unit_test(callers_lose_patience),
		cmocka_unit_test(a_class_of_nineteen),
		cmocka_unit_test(a_class_handles_what_the_scenario_has),
		cmocka_unit_test(a_wrong_token_is_refused),
		cmocka_unit_test(a_foreign_authority_is_not_trusted),
		cmocka_unit_test(data_outlives_the_server),
		cmocka_unit_test(rows_cut_off_at_the_end_are_found),
		cmocka_unit_test(cut_under_a_running_server),
		cmocka_unit_test(backup_has_its_own_head),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
