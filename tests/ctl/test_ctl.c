/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_ctl.c -- hotlinectl without a server: wrong use, broken packs, the demo city, accounts,
 * tokens.
 *
 * The demo city is made once for all tests of this program.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/run.h"
#include "admin/admin.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/db.h"
#include "hotline/ids.h"
#include "hotline/ticket.h"

static char *demo, *config, *store;     /* of the city made in set_up() */

static int set_up(void **state)
{
	(void)state;
	demo = dir_new();
	config = path_in(demo, "hotlined.conf");
	store = path_in(demo, "store.db");
	expect_status(0, "demo", demo, "--port", "18443", "--city", SRCDIR "/city");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	dir_remove(demo);
	free(config);
	free(store);
	return 0;
}

static bool says(const struct ran *r, const char *text)
{
	bool found = strstr(r->out, text) || strstr(r->err, text);

	if (!found)
		print_error("not said: %s\n%s%s", text, r->out, r->err);
	return found;
}

/* ---- the command line ---- */

static void wrong_use_is_two(void **state)
{
	(void)state;
	struct ran r = run_ctl(NULL, NULL);

	assert_int_equal(r.status, 2);
	ran_free(&r);
	expect_status(2, "no-such-command");
	expect_status(2, "user");
	expect_status(2, "user", "list", "--no-such-option");
	expect_status(2, "user", "list", "surplus");
	expect_status(2, "demo");
	expect_status(2, "demo", "/tmp/x", "--port", "0x10");
	expect_status(2, "demo", "/tmp/x", "--port");
	expect_status(2, "demo", "/tmp/x", "--port", "65536");
	expect_status(2, "user", "add", "x", "--config", config);
	expect_status(2, "simulate");
	expect_status(2, "token", "x", "--config", config, "--days", "0");
}

static void help_names_every_option(void **state)
{
	(void)state;
	struct ran all = run_ctl(NULL, "--help", NULL),
		   one = run_ctl(NULL, "user", "add", "--help", NULL);

	assert_int_equal(all.status, 0);
	assert_true(says(&all, "simulate") && says(&all, "check DIR") && says(&all, "--version"));
	assert_int_equal(one.status, 0);
	assert_true(says(&one, "--password-file FILE") && says(&one, "--unit CODE"));
	ran_free(&all);
	ran_free(&one);
	expect_status(0, "--version");
}

/* ---- packs ---- */

static void expect_problem(const char *file, const char *old, const char *text, const char *message)
{
	char *pack = pack_copy();

	pack_change(pack, file, old, text);
	struct ran r = run_ctl(NULL, "check", pack, NULL);
	assert_true(says(&r, message));
	assert_int_equal(r.status, 1);
	ran_free(&r);
	dir_remove(pack);
}

static void whole_pack_passes(void **state)
{
	(void)state;
	struct ran r = run_ctl(NULL, "check", SRCDIR "/city", NULL);

	assert_int_equal(r.status, 0);
	assert_true(says(&r, "no mistake"));
	ran_free(&r);
}

static void broken_packs_are_told(void **state)
{
	(void)state;
	expect_problem("city.conf", "zone = Asia/Shanghai", "zone = Asia/Nowhere", "city.conf:");
	expect_problem("categories.tsv", "", "99\t77\t名\n", "categories.tsv:");
	expect_problem("demo/users.tsv", "", "x1\t甲\twizard\t\t\n",
		       "demo/users.tsv:39: roles: wizard");
	expect_problem("demo/calls.tsv", "", "x\t\tphone\tgeneral\t题\t文\n", "no telephone number");
	expect_problem("demo/history.tsv", "",
		       "13800130001\t1\t题\t文\thelp\t010101\t\t\t\thandling\t\t\t\t\t\n", "unit is empty");
	expect_problem("knowledge/heating.kb", "category: 010101", "category: 9999", "knowledge/heating.kb:");
	expect_status(1, "check", "/tmp/no-such-pack");
	expect_status(1, "check", "/tmp");
}

/* Every mistake is said, not only the first. */
static void all_problems_are_told(void **state)
{
	(void)state;
	char *pack = pack_copy();

	pack_change(pack, "demo/users.tsv", "", "x1\t甲\twizard\t\t\nx2\t乙\tunit\t\tNOWHERE\n");
	struct ran r = run_ctl(NULL, "check", pack, NULL);
	assert_true(says(&r, "demo/users.tsv:39:") && says(&r, "demo/users.tsv:40:") &&
		    says(&r, "2 mistakes"));
	ran_free(&r);
	dir_remove(pack);
}

/* What a pack says cannot drive the terminal of the one who checks it. */
static void mistakes_are_harmless(void **state)
{
	(void)state;
	char *pack = pack_copy();

	pack_change(pack, "demo/users.tsv", "", "x1\t甲\t\033[2Jwizard\t\t\n");
	struct ran r = run_ctl(NULL, "check", pack, NULL);
	assert_int_equal(r.status, 1);
	assert_null(strchr(r.out, '\033'));
	assert_null(strchr(r.err, '\033'));
	ran_free(&r);
	dir_remove(pack);
}

/* Scenarios by themselves: a pack's, a file, a folder, none. */
static void scenarios_are_checked(void **state)
{
	char *pack = pack_copy(), *file = path_in(pack, "scenarios/heating-cold.scn");

	(void)state;
	struct ran r = run_ctl(NULL, "scenario", "check", "--city", pack, NULL);
	assert_int_equal(r.status, 0);
	assert_true(says(&r, "heating-cold.scn: 五楼暖气不热") && says(&r, "facts 11"));
	ran_free(&r);
	pack_change(pack, "scenarios/heating-cold.scn", "ask: 您希望怎么解决？", "ask: 您好，再见");
	r = run_ctl(NULL, "scenario", "check", "--city", pack, NULL);
	assert_int_equal(r.status, 0);
	assert_true(says(&r, "note: “您好，再见” should bring wish, but brings no fact"));
	ran_free(&r);
	pack_change(pack, "scenarios/heating-cold.scn", "channel: phone", "channel: pigeon\ncolour: \033[2Jred");
	r = run_ctl(NULL, "scenario", "check", pack, NULL);
	assert_int_equal(r.status, 1);
	assert_true(says(&r, "heating-cold.scn:6: the city has no channel pigeon") && says(&r, "heating-cold.scn:7:"));
	assert_null(strchr(r.out, '\033'));
	ran_free(&r);
	expect_status(1, "scenario", "check", file, "--city", SRCDIR "/city");
	expect_status(0, "scenario", "check", SRCDIR "/city/scenarios/heating-cold.scn", SRCDIR "/city/scenarios",
		      "--city", SRCDIR "/city");
	expect_status(1, "scenario", "check", "/tmp/no-such.scn", "--city", SRCDIR "/city");
	expect_status(1, "scenario", "check", SRCDIR "/city/knowledge", "--city", SRCDIR "/city");
	expect_status(2, "scenario", "check", "--pack", pack);
	free(file);
	dir_remove(pack);
}

/* The caller of a scenario, spoken to by its author: what is asked, what time brings, the end. */
static void scenario_is_played(void **state)
{
	static const char talk[] = "您好，北京12345\n现在屋里多少度？\n:told\n:wait 4000\n:nonsense\n:wait 60\n再见\n:wait 20\n";

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct ran r = run_ctl(talk, "scenario", "play", SRCDIR "/city/scenarios/heating-cold.scn", "--city",
				       SRCDIR "/city", "--seed", "7", NULL);
		assert_int_equal(r.status, 0);
		assert_true(says(&r, "暖气不热啊，你们管不管？  [unasked: fault]"));
		assert_true(says(&r, "客厅15度。  [told: temperature]"));
		assert_true(says(&r, "Facts told: 2 of 11. fault temperature"));
		assert_true(says(&r, "Not told: place"));
		assert_true(says(&r, "1 to 3600") && says(&r, "There are :wait N"));
		assert_true(says(&r, "你们快点给我办吧"));
		assert_true(says(&r, "The caller has hung up."));
		ran_free(&r);
	}
	struct ran r = run_ctl("您好", "scenario", "play", SRCDIR "/city/scenarios/heating-cold.scn", "--city",
			       SRCDIR "/city", NULL);
	assert_true(says(&r, "[polite]"));
	ran_free(&r);
	r = run_ctl("", "scenario", "play", SRCDIR "/city/scenarios/silent-call.scn", "--city", SRCDIR "/city", NULL);
	assert_int_equal(r.status, 0);
	assert_true(says(&r, "…  [silent]"));
	ran_free(&r);
	expect_status(1, "scenario", "play", "/tmp/no-such.scn", "--city", SRCDIR "/city");
	expect_status(2, "scenario", "play");
}

/* ---- the demo city ---- */

static void demo_makes_everything(void **state)
{
	(void)state;
	static const struct { const char *name; unsigned mode; } files[] = {
		{ "ca.pem", 0644 }, { "ca-key.pem", 0600 },
		{ "server.pem", 0644 }, { "server-key.pem", 0600 },
		{ "hotlined.conf", 0600 }, { "demo.json", 0600 }, { "store.db", 0600 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char *path = path_in(demo, files[i].name);
		if (mode_of(path) != files[i].mode)
			print_error("%s has the mode %o\n", files[i].name, mode_of(path));
		assert_int_equal(mode_of(path), files[i].mode);
		free(path);
	}
}

static json *demo_info(void)
{
	char *path = path_in(demo, "demo.json"), *text = read_text(path);
	json *o = jo_parse(text, strlen(text), NULL);

	assert_non_null(o);
	free(text);
	free(path);
	return o;
}

static void demo_json_holds_the_contract(void **state)
{
	(void)state;
	static const char *const users[] = { "agent1",	 "agent2",   "dispatcher1", "unit1",
					     "unit2",	 "visitor1", "supervisor1", "trainer1",
					     "trainee1", "editor1",  "ops1" };
	json *info = demo_info();

	assert_string_equal(jo_str(info, "url"), "https://127.0.0.1:18443");
	assert_int_equal(jo_str(info, "ca")[0], '/');
	assert_int_equal(strlen(jo_str(info, "gateway_token")), 43);
	assert_true(jo_len(jo_get(info, "callers")) >= 10);
	for (size_t i = 0; i < ARRAY_SIZE(users); i++) {
		const json *user = jo_get(jo_get(info, "users"), users[i]);
		assert_non_null(jo_str(user, "password"));
		assert_true(jo_len(jo_get(user, "roles")) >= 1);
	}
	jo_free(info);
}

static void demo_twice_keeps_all(void **state)
{
	(void)state;
	json *before = demo_info();
	struct ran r = run_ctl(NULL, "demo", demo, "--city", SRCDIR "/city", NULL);

	assert_int_equal(r.status, 0);
	assert_true(says(&r, "there already") && says(&r, "0 accounts and 0 earlier tickets"));
	ran_free(&r);
	json *after = demo_info();
	assert_true(jo_same(before, after));
	jo_free(before);
	jo_free(after);
}

/* A folder whose demo.json was lost, as after a crash, gets passwords that work. */
static void demo_mends_a_lost_json(void **state)
{
	(void)state;
	json *before = demo_info();
	char *path = path_in(demo, "demo.json");

	assert_int_equal(remove(path), 0);
	expect_status(0, "demo", demo, "--city", SRCDIR "/city");
	json *after = demo_info();
	const json *old = jo_get(jo_get(before, "users"), "agent1"),
		   *now = jo_get(jo_get(after, "users"), "agent1");
	assert_string_not_equal(jo_str(old, "password"), jo_str(now, "password"));
	assert_string_not_equal(jo_str(before, "gateway_token"), jo_str(after, "gateway_token"));
	jo_free(before);
	jo_free(after);
	free(path);
}

/* Only the port of a configuration that somebody edited is changed. */
static void demo_keeps_an_edited_configuration(void **state)
{
	(void)state;
	char *text = read_text(config), *edited = xasprintf("%s# mine\ntest = yes\n", text);

	write_text(config, edited);
	expect_status(0, "demo", demo, "--port", "18444", "--city", SRCDIR "/city");
	char *now = read_text(config);
	assert_non_null(strstr(now, "# mine\ntest = yes\n"));
	assert_non_null(strstr(now, "port = 18444\n"));
	assert_null(strstr(now, "18443"));
	json *info = demo_info();
	assert_string_equal(jo_str(info, "url"), "https://127.0.0.1:18444");
	jo_free(info);
	write_text(config, text);
	expect_status(0, "demo", demo, "--port", "18443", "--city", SRCDIR "/city");
	free(text);
	free(edited);
	free(now);
}

/* ---- the past of the demo callers ---- */

/* The ticket that the events in `db` make. */
static struct ticket *replay(struct db *db, const struct city *city, const char *no)
{
	struct ticket *t = ticket_new(no, "city");
	struct query *q = db_ask(
		db, "SELECT seq, at, account, action, from_state, to_state, detail FROM ticket_event "
		"WHERE no = ?1 ORDER BY seq", "s", no);

	while (db_step(q) == DB_ROW) {
		const char *text = db_get_text(q, 6);
		json *detail = jo_parse(text, strlen(text), NULL);
		struct ticket_event e = { .seq = db_get_int(q, 0),
					  .at = db_get_int(q, 1),
					  .by = db_get_text(q, 2),
					  .action = db_get_text(q, 3),
					  .detail = detail };
		ticket_state_parse(db_get_text(q, 4), &e.from);
		assert_true(ticket_state_parse(db_get_text(q, 5), &e.to));
		assert_int_equal(e.seq, t->version + 1);
		ticket_apply(city, t, &e);
		jo_free(detail);
	}
	assert_true(db_done(q, NULL));
	return t;
}

static void expect_replay(struct db *db, const struct city *city, const char *no, const char *body)
{
	struct ticket *t = replay(db, city, no);
	json *made = ticket_store(t), *stored = jo_parse(body, strlen(body), NULL);

	if (!jo_same(made, stored))
		print_error("ticket %s does not replay\n", no);
	assert_true(jo_same(made, stored));
	jo_free(made);
	jo_free(stored);
	ticket_free(t);
}

static void history_replays(void **state)
{
	(void)state;
	struct error err = ERROR_INIT;
	struct db *db = db_open(store, true, &err), *other = db_open(store, true, &err);
	struct city *city = db ? admin_city_load(db, &err) : NULL;
	int tickets = 0;

	assert_non_null(other);
	assert_non_null(city);
	assert_true(clock_set_zone(city->zone, NULL));
	struct query *q = db_query(db, "SELECT no, body FROM ticket ORDER BY no");
	for (; db_step(q) == DB_ROW; tickets++)
		expect_replay(other, city, db_get_text(q, 0), db_get_text(q, 1));
	assert_true(db_done(q, NULL));
	assert_true(tickets > 100);
	city_free(city);
	db_close(db);
	db_close(other);
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

static void change_store(const char *sql)
{
	struct error err = ERROR_INIT;
	struct db *db = db_open(store, false, &err);

	assert_non_null(db);
	assert_true(db_script(db, sql, &err));
	db_close(db);
}

/* A row that says something else than its events is found, named, and made anew from them. */
static void verify_finds_what_was_changed(void **state)
{
	static const char *const changes[] = {
		"UPDATE ticket SET state = 'void' WHERE no = (SELECT MIN(no) FROM ticket)",
		"UPDATE ticket SET body = REPLACE(body, '\"urged\":0', '\"urged\":7') WHERE no = (SELECT MAX(no) FROM ticket)",
		"DELETE FROM visit WHERE no = (SELECT MIN(no) FROM visit)",
		"UPDATE visit SET solved = 1 - solved WHERE no = (SELECT MAX(no) FROM visit)",
		"DELETE FROM ticket WHERE no = (SELECT MIN(no) FROM ticket)",
	};
	(void)state;

	expect_status(0, "verify", "--config", config);
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		change_store(changes[i]);
		struct ran r = run_ctl(NULL, "verify", "--config", config, NULL);
		if (r.status != 1)
			fail_msg("%s: %s", changes[i], r.out);
		assert_non_null(strstr(r.out, "is not what its events make it"));
		ran_free(&r);
		expect_status(0, "verify", "--repair", "--config", config);
		expect_status(0, "verify", "--config", config);
	}
}

static void reports_are_printed(void **state)
{
	static const char *const kinds[] = {
		"rates", "queue", "hourly", "daily", "special", "hot", "monthly", "governance",
		"inspection",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		expect_status(0, "report", kinds[i], "--config", config);
		expect_status(0, "report", kinds[i], "--config", config, "--format", "html");
	}
	struct ran r = run_ctl(NULL, "report", "rates", "--config", config, "--from", "2020-01-01T00:00:00+08:00", "--format",
			       "csv", NULL);
	assert_int_equal(r.status, 0);
	assert_non_null(strstr(r.out, "100.0%"));
	ran_free(&r);
	expect_status(1, "report", "weather", "--config", config);
	expect_status(1, "report", "rates", "--config", config, "--from", "tomorrow");
	expect_status(2, "report", "rates", "--config", config, "--format", "pdf");
}

static void history_is_whole(void **state)
{
	(void)state;
	assert_int_equal(ask_number("SELECT COUNT(*) FROM ticket"),
			 ask_number("SELECT COUNT(*) FROM contact WHERE state = 'done'"));
	assert_int_equal(
		ask_number(
			"SELECT COUNT(*) FROM ticket WHERE contact NOT IN (SELECT contact FROM "
			"draft)"), 0);
	assert_int_equal(
		ask_number(
			"SELECT COUNT(*) FROM ticket_event a JOIN ticket_event b ON a.no = b.no "
			"AND "
			"a.seq + 1 = b.seq WHERE a.at > b.at OR a.to_state <> b.from_state"), 0);
	assert_int_equal(
		ask_number(
			"SELECT COUNT(*) FROM ticket WHERE updated_at > strftime('%s', 'now') * "
			"1000"), 0);
	assert_true(ask_number("SELECT COUNT(*) FROM ticket WHERE state = 'visiting'") > 0);
}

/* ---- accounts and tokens, on the store ---- */

static void accounts_on_the_store(void **state)
{
	(void)state;
	struct ran r = run_ctl("a long password\n", "user", "add", "li.si", "--config", config,
			       "--name", "李四", "--roles", "agent,dispatcher", "--skills",
			       "general", "--password-file", "-", NULL);

	assert_int_equal(r.status, 0);
	ran_free(&r);
	r = run_ctl(NULL, "user", "list", "--config", config, "--json", NULL);
	assert_true(says(
		&r,
		"{\"username\":\"li.si\",\"name\":\"李四\",\"roles\":[\"agent\",\"dispatcher\"],"
		"\"skills\":[\"general\"],\"disabled\":false,\"machine\":false}"));
	ran_free(&r);
	expect_status(0, "user", "disable", "li.si", "--config", config);
	r = run_ctl(NULL, "user", "list", "--config", config, NULL);
	assert_true(says(&r, "disabled"));
	ran_free(&r);
	expect_status(0, "user", "enable", "li.si", "--config", config);
	expect_status(0, "user", "passwd", "li.si", "--config", config, "--generate");
}

static void refused_accounts(void **state)
{
	(void)state;
	static const struct { const char *username, *option, *value, *message; } cases[] = {
		{ "a b", "--skills", "", "A user name has" },
		{ "agent1", "--skills", "", "there already" },
		{ "new1", "--skills", "juggling", "no skill juggling" },
		{ "new1", "--unit", "B001", "Only a user with the role unit" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct ran r = run_ctl(NULL, "user", "add", cases[i].username, "--config", config,
				       "--name", "某", "--roles", "agent", "--generate",
				       cases[i].option, cases[i].value, NULL);
		assert_int_equal(r.status, 1);
		assert_true(says(&r, cases[i].message));
		ran_free(&r);
	}
	struct ran r = run_ctl("short\n", "user", "add", "new1", "--config", config, "--name", "某",
			       "--roles", "agent", NULL);
	assert_int_equal(r.status, 1);
	assert_true(says(&r, "8 to 256 bytes"));
	ran_free(&r);
	expect_status(1, "user", "disable", "nobody", "--config", config);
	expect_status(1, "user", "passwd", "gateway1", "--config", config, "--generate");
	expect_status(1, "user", "list", "--config", "/tmp/no-such.conf");
}

static void tokens_are_kept_as_hashes(void **state)
{
	(void)state;
	struct ran r = run_ctl(NULL, "token", "monitor1", "--config", config, "--roles", "ops", "--days", "7", NULL);
	char hash[65];

	assert_int_equal(r.status, 0);
	assert_int_equal(strlen(r.out), 44);
	r.out[43] = '\0';
	hash_hex(r.out, 43, hash);
	char *sql = xasprintf(
		"SELECT COUNT(*) FROM session WHERE token_hash = '%s' AND machine = 'monitor1'", hash);
	assert_int_equal(ask_number(sql), 1);
	expect_status(0, "token", "monitor1", "--config", config, "--revoke");
	assert_int_equal(ask_number(sql), 0);
	expect_status(1, "token", "agent1", "--config", config);
	free(sql);
	ran_free(&r);
}

static void import_again_changes_nothing(void **state)
{
	(void)state;
	struct ran r = run_ctl(NULL, "import", SRCDIR "/city", "--config", config, NULL);

	assert_int_equal(r.status, 0);
	assert_true(says(&r, "was the current one already") && says(&r, "0 added, 0 changed"));
	ran_free(&r);
}

/*
 * A changed pack becomes current; the one before stays, and so do articles that an editor changed.
 */
static void import_of_a_changed_pack(void **state)
{
	(void)state;
	char *pack = pack_copy();
	int64_t articles = ask_number("SELECT COUNT(*) FROM article");

	pack_change(pack, "city.conf", "hotline = 12345", "hotline = 12346");
	pack_change(pack, "knowledge/heating.kb", "title: ", "title: 新");
	struct ran r = run_ctl(NULL, "import", pack, "--config", config, NULL);
	assert_int_equal(r.status, 0);
	assert_true(says(&r, "Imported") && says(&r, "0 added, 1 changed"));
	ran_free(&r);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM city_pack"), 2);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM city_pack WHERE current = 1"), 1);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM article"), articles + 1);
	assert_int_equal(
		ask_number(
			"SELECT COUNT(*) FROM article a JOIN article b ON a.id = b.id AND "
			"a.current = 1 "
			"AND b.current = 1 AND a.version <> b.version"), 0);
	dir_remove(pack);
}

/* A changed scenario becomes current and the version before stays; what the pack has no more is current no more. */
static void import_of_scenarios(void **state)
{
	static const char current[] = "SELECT COUNT(*) FROM scenario WHERE current = 1 AND code = 'heating-cold'";
	char *pack = pack_copy(), *file = path_in(pack, "scenarios/heating-cold.scn");

	(void)state;
	assert_int_equal(ask_number("SELECT COUNT(*) FROM scenario WHERE code = 'heating-cold'"), 1);
	pack_change(pack, "scenarios/heating-cold.scn", "minutes: 8", "minutes: 9");
	struct ran r = run_ctl(NULL, "import", pack, "--config", config, NULL);
	assert_true(says(&r, "Scenarios: 0 added, 1 changed"));
	ran_free(&r);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM scenario WHERE code = 'heating-cold'"), 2);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM scenario WHERE current = 1 AND code = 'heating-cold' "
				    "AND body LIKE '%\"minutes\":9%'"), 1);
	assert_int_equal(remove(file), 0);
	r = run_ctl(NULL, "import", pack, "--config", config, NULL);
	assert_true(says(&r, "0 added, 0 changed") && says(&r, "1 withdrawn"));
	ran_free(&r);
	assert_int_equal(ask_number(current), 0);
	r = run_ctl(NULL, "import", SRCDIR "/city", "--config", config, NULL);
	assert_true(says(&r, "Scenarios: 1 added, 0 changed"));
	ran_free(&r);
	assert_int_equal(ask_number(current), 1);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM scenario WHERE code = 'heating-cold'"), 2);
	free(file);
	dir_remove(pack);
}

/* A broken scenario is a mistake of the pack: nothing of it is imported. */
static void import_of_a_broken_scenario(void **state)
{
	char *pack = pack_copy();

	(void)state;
	pack_change(pack, "scenarios/heating-cold.scn", "mood: anxious", "mood: hungry");
	struct ran r = run_ctl(NULL, "import", pack, "--config", config, NULL);
	assert_int_equal(r.status, 1);
	assert_true(says(&r, "scenarios/heating-cold.scn:") && says(&r, "1 mistakes"));
	ran_free(&r);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM scenario WHERE body LIKE '%hungry%'"), 0);
	dir_remove(pack);
}

static void audit_chain_holds(void **state)
{
	(void)state;
	assert_int_equal(
		ask_number("SELECT COUNT(*) FROM audit a JOIN audit b ON a.node = b.node AND "
			   "a.seq + 1 = b.seq WHERE a.hash <> b.before_hash"), 0);
	assert_true(ask_number("SELECT COUNT(*) FROM audit WHERE action = 'user disable'") > 0);
}

static void expect_audit(int status, const char *said)
{
	struct ran r = run_ctl(NULL, "audit", "verify", "--config", config, NULL);

	assert_true(says(&r, said));
	assert_int_equal(r.status, status);
	ran_free(&r);
}

/* A row changed, removed, taken for another or cut off is found and named. */
static void audit_verify_names_what_was_done(void **state)
{
	(void)state;
	struct ran r = run_ctl(NULL, "audit", "verify", "--config", config, "--json", NULL);
	json *sound = jo_parse(r.out, strlen(r.out), NULL);
	const char *head = jo_str(sound, "hash");

	assert_int_equal(r.status, 0);
	assert_true(jo_int(sound, "rows", 0) > 4);
	expect_audit(0, "is whole");
	expect_status(0, "audit", "verify", "--config", config, "--head", head);
	change_store("CREATE TABLE kept AS SELECT * FROM audit");
	change_store("UPDATE audit SET subject = subject || 'x' WHERE seq = 3");
	expect_audit(1, "Row 3 was changed.");
	change_store("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; DELETE FROM audit WHERE seq IN (2, 3)");
	expect_audit(1, "Rows 2 to 3 were removed.");
	change_store("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; DELETE FROM audit WHERE seq = 1");
	expect_audit(1, "Row 1 was removed.");
	change_store("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; UPDATE audit SET seq = -1 WHERE seq = 2;"
		     "UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = -1");
	expect_audit(1, "Row 2 was moved here or rewritten.");
	expect_audit(1, "Row 3 was moved here or rewritten.");
	change_store("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept WHERE seq < (SELECT MAX(seq) FROM kept)");
	expect_audit(0, "is whole");
	expect_status(1, "audit", "verify", "--config", config, "--head", head);
	change_store("INSERT INTO audit SELECT '2', 7, at, account, action, subject, detail, before_hash, hash FROM kept WHERE seq = 1");
	expect_audit(1, "Row 7 stands outside the chain");
	change_store("DELETE FROM audit");
	expect_audit(1, "it was emptied");
	change_store("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; DROP TABLE kept");
	expect_audit(0, "is whole");
	jo_free(sound);
	ran_free(&r);
}

/* ---- backups ---- */

static void rewind_to(const char *backup)
{
	expect_status(0, "restore", backup, "--config", config);
}

/* A copy that nobody else can read, proved without touching the store; the store remembers both. */
static void backup_and_drill(void **state)
{
	(void)state;
	char *backup = path_in(demo, "copy.db"), *beside = xasprintf("%s.restoring", store);
	int64_t tickets = ask_number("SELECT COUNT(*) FROM ticket");

	expect_status(0, "backup", backup, "--config", config);
	assert_int_equal(mode_of(backup), 0600);
	expect_status(0, "backup", backup, "--config", config);
	struct ran r = run_ctl(NULL, "restore", "--drill", backup, "--config", config, NULL);
	assert_int_equal(r.status, 0);
	assert_true(says(&r, "The backup is whole") && says(&r, "audit chain is whole") && says(&r, "All "));
	ran_free(&r);
	assert_int_equal(mode_of(beside), 0);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM meta WHERE name IN ('last_backup', 'last_drill')"), 2);
	/* What came after the backup is gone when it is restored, and kept in what was replaced. */
	expect_status(0, "user", "add", "late", "--config", config, "--name", "晚", "--roles", "agent", "--generate");
	rewind_to(backup);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM account WHERE username = 'late'"), 0);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM ticket"), tickets);
	expect_status(0, "verify", "--config", config);
	free(backup);
	free(beside);
}

static char *find_replaced(void)
{
	char *pattern = xasprintf("%s.replaced-*Z", store), *found = NULL;
	glob_t g;

	if (glob(pattern, 0, NULL, &g) == 0)
		found = xstrdup(g.gl_pathv[g.gl_pathc - 1]);
	globfree(&g);
	free(pattern);
	return found;
}

static void what_was_replaced_is_kept(void **state)
{
	(void)state;
	char *kept = find_replaced();
	struct db *db = db_open(kept, true, NULL);
	struct query *q = db_query(db, "SELECT COUNT(*) FROM account WHERE username = 'late'");

	assert_int_equal(db_step(q), DB_ROW);
	assert_int_equal(db_get_int(q, 0), 1);
	db_done(q, NULL);
	db_close(db);
	free(kept);
}

static void change_file(const char *file, const char *sql)
{
	struct error err = ERROR_INIT;
	struct db *db = db_open(file, false, &err);

	assert_non_null(db);
	assert_true(db_script(db, sql, &err));
	db_close(db);
}

/* Overwrites pages in the middle of a store. */
static void spoil(const char *file)
{
	char page[4096];
	FILE *f = fopen(file, "r+");

	memset(page, 0xff, sizeof(page));
	assert_true(f && !fseek(f, 40 * sizeof(page), SEEK_SET));
	for (int i = 0; i < 60; i++)
		assert_int_equal(fwrite(page, 1, sizeof(page), f), sizeof(page));
	fclose(f);
}

/* A backup in which something was changed is told, and not put in place unless one insists. */
static void a_bad_backup_is_refused(void **state)
{
	(void)state;
	char *backup = path_in(demo, "bad.db"), *text = path_in(demo, "text.db"), *missing = path_in(demo, "none.db");

	write_text(text, "no database at all");
	struct ran drilled = run_ctl(NULL, "restore", "--drill", text, "--config", config, NULL);
	assert_int_equal(drilled.status, 1);
	assert_true(says(&drilled, "text.db is damaged") && says(&drilled, "store in use was not touched"));
	assert_false(says(&drilled, "restore it from a backup"));
	ran_free(&drilled);
	assert_int_equal(ask_number("SELECT value LIKE '%\"sound\":false%' AND value LIKE '%text.db%' FROM meta "
				    "WHERE name = 'last_drill'"), 1);
	expect_status(1, "restore", text, "--config", config);
	expect_status(1, "restore", missing, "--config", config);
	expect_status(1, "backup", text, "--config", config);
	expect_status(1, "backup", store, "--config", config);
	expect_status(1, "backup", "/no-such-folder/copy.db", "--config", config);
	expect_status(0, "backup", backup, "--config", config);
	change_file(backup, "DELETE FROM audit WHERE seq = 2");
	struct ran r = run_ctl(NULL, "restore", "--drill", backup, "--config", config, NULL);
	assert_int_equal(r.status, 1);
	assert_true(says(&r, "Row 2 was removed.") && says(&r, "not the numbers") && says(&r, "not whole"));
	assert_true(says(&r, "The store in use was not touched.") && says(&r, "make another one"));
	ran_free(&r);
	expect_status(1, "restore", backup, "--config", config);
	assert_int_equal(ask_number("SELECT COUNT(*) FROM audit WHERE seq = 2"), 1);
	spoil(backup);
	r = run_ctl(NULL, "restore", "--drill", backup, "--config", config, NULL);
	assert_int_equal(r.status, 1);
	assert_true(says(&r, "bad.db is damaged: a part of it cannot be read"));
	ran_free(&r);
	free(backup);
	free(text);
	free(missing);
}

/* ---- a bare installation ---- */

static void init_makes_a_folder(void **state)
{
	(void)state;
	char *dir = dir_new(), *conf = path_in(dir, "hotlined.conf"),
	     *key = path_in(dir, "ca-key.pem");

	expect_status(0, "init", dir, "--names", "hotline.example,10.1.2.3", "--listen", "0.0.0.0");
	assert_int_equal(mode_of(key), 0600);
	char *before = read_text(key);
	struct ran r = run_ctl(NULL, "init", dir, NULL);
	assert_int_equal(r.status, 0);
	assert_true(says(&r, "Kept the certificates") && says(&r, "Kept the store"));
	ran_free(&r);
	char *after = read_text(key);
	assert_string_equal(before, after);
	expect_status(0, "import", SRCDIR "/city", "--config", conf);
	expect_status(0, "user", "add", "boss", "--config", conf, "--name", "班长", "--roles",
		      "supervisor", "--generate");
	char *bad = dir_new();
	expect_status(1, "init", bad, "--names", "not a name!");
	dir_remove(bad);
	free(before);
	free(after);
	free(conf);
	free(key);
	dir_remove(dir);
}

static void status_without_a_server(void **state)
{
	(void)state;
	struct ran r = run_ctl(NULL, "status", "--config", config, NULL);

	assert_int_equal(r.status, 1);
	assert_true(says(&r, "No server runs"));
	ran_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_use_is_two),
		cmocka_unit_test(help_names_every_option),
		cmocka_unit_test(whole_pack_passes),
		cmocka_unit_test(broken_packs_are_told),
		cmocka_unit_test(all_problems_are_told),
		cmocka_unit_test(mistakes_are_harmless),
		cmocka_unit_test(scenarios_are_checked),
		cmocka_unit_test(scenario_is_played),
		cmocka_unit_test(demo_makes_everything),
		cmocka_unit_test(demo_json_holds_the_contract),
		cmocka_unit_test(history_replays),
		cmocka_unit_test(verify_finds_what_was_changed),
		cmocka_unit_test(reports_are_printed),
		cmocka_unit_test(history_is_whole),
		cmocka_unit_test(demo_twice_keeps_all),
		cmocka_unit_test(demo_mends_a_lost_json),
		cmocka_unit_test(demo_keeps_an_edited_configuration),
		cmocka_unit_test(accounts_on_the_store),
		cmocka_unit_test(refused_accounts),
		cmocka_unit_test(tokens_are_kept_as_hashes),
		cmocka_unit_test(import_again_changes_nothing),
		cmocka_unit_test(import_of_a_changed_pack),
		cmocka_unit_test(import_of_scenarios),
		cmocka_unit_test(import_of_a_broken_scenario),
		cmocka_unit_test(audit_chain_holds),
		cmocka_unit_test(audit_verify_names_what_was_done),
		cmocka_unit_test(backup_and_drill),
		cmocka_unit_test(what_was_replaced_is_kept),
		cmocka_unit_test(a_bad_backup_is_refused),
		cmocka_unit_test(init_makes_a_folder),
		cmocka_unit_test(status_without_a_server),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
