/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_kept.c -- whatever happens to a workstation: a closed terminal, a full or slow disk, a session that ends,
 * another certificate, a clock that jumps, a second program; what was typed is kept, what was sent is sent once, and the
 * user is told.
 */
#include <glob.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "screen/seat.h"
#include "screen/warp.h"
#include "tests/server/pem.h"

static struct fixture server;
static struct life l;
static struct screen *s, *other;        /* the programs of the present test */
static struct warp *warp;
static char *warp_file, *authority;

/* -- the stage --------------------------------------------------------------------- */

static void read_whole(const char *path, struct buf *out)
{
	char block[65536];
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	for (size_t n; (n = fread(block, 1, sizeof(block), f)) > 0;)
		buf_add(out, block, n);
	fclose(f);
}

static void write_whole(const char *path, const char *data, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_true(f && fwrite(data, 1, len, f) == len && !fclose(f));
}

static void copy_file(const char *from, const char *to)
{
	struct buf all = BUF_INIT;

	read_whole(from, &all);
	write_whole(to, all.data, all.len);
	buf_release(&all);
}

static int make_stage(void **state)
{
	(void)state;
	seat_stage(&server, &l);
	fixture_keep_port(&server);
	warp_file = xasprintf("%s/warp", server.dir);
	authority = xasprintf("%s/authority.pem", server.dir);
	warp = warp_make(warp_file);
	return 0;
}

static int clear_stage(void **state)
{
	(void)state;
	munmap(warp, sizeof(*warp));
	free(warp_file);
	free(authority);
	return seat_clear(&server, &l);
}

static int begin(void **state)
{
	(void)state;
	*warp = (struct warp){ 0 };
	copy_file(server.certificate, authority);
	s = other = NULL;
	return 0;
}

static int end(void **state)
{
	(void)state;
	if (s)
		screen_free(s);
	if (other)
		screen_free(other);
	seat_wait_nobody(&server);
	return 0;
}

/* With other clocks, and a disk as `faults` says (a printf() format for where the state is); NULL: a good one. */
static struct screen *start(const char *name, const char *faults)
{
	char *state = xasprintf("HOTLINE_FAULTS=%s/state-%s/agent1 %s", server.dir, name,
				faults ? faults : "none 1 1 1");
	char *file = xasprintf("HOTLINE_WARP=%s", warp_file);
	char *disk = realpath("tests/campaign/faults.so", NULL), *clocks = realpath("tests/screen/warp.so", NULL);
	char *preload = xasprintf("LD_PRELOAD=%s %s", disk, clocks);
	const char *const environment[] = {
		state, file, preload, "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0", NULL,
	};
	struct seat seat = {
		.user = "agent1", .state = name, .width = 100, .height = 40, .environment = environment,
		.ca = authority,
	};
	struct screen *made = seat_open(&server, &seat);

	free(state);
	free(file);
	free(disk);
	free(clocks);
	free(preload);
	return made;
}

static void sit(const char *name)
{
	s = start(name, NULL);
	seat_wait_in(s, "agent1");
	assert_shows(s, "connected");
}

/* kill -9, and the same user at the same seat again. */
static void kill_and_sit(const char *name)
{
	screen_free(s);
	sit(name);
}

static void fill_in(const char *title)
{
	seat_begin_found(s, title);
	seat_fill_found(s);
}

/* -- the terminal and the disk ---------------------------------------------------------------- */

static void test_closed_terminal(void **state)
{
	(void)state;
	sit("closed");
	seat_begin_found(s, "终端关了");
	screen_hang_up(s);
	assert_true(screen_wait_exit(s) >= 0);
	kill_and_sit("closed");
	seat_open_found(s);
	assert_shows(s, "终端关了");
	assert_shows(s, "is back in the form");
}

/* Typing goes on and is kept by itself when there is space again. */
static void test_full_disk(void **state)
{
	(void)state;
	s = start("full", "enospc 8 4 1");
	assert_shows(s, "Welcome");
	seat_begin_found(s, "磁盘满了也要能打字");
	assert_shows(s, "not on disk");
	assert_shows(s, "The disk is full: what you type is only in memory; do not close the program.");
	assert_shows(s, "磁盘满了也要能打字");
	assert_loses(s, "not on disk");
	kill_and_sit("full");
	seat_open_found(s);
	assert_shows(s, "磁盘满了也要能打字");
}

/* Each sync takes three seconds, and no key waits for one. */
static void test_slow_disk_delays_no_key(void **state)
{
	(void)state;
	s = start("slow", "slow 12 3000 1");
	assert_shows(s, "Welcome");
	seat_open_found(s);
	screen_go_to(s, "Title");
	screen_type(s, "一");
	int64_t begun = clock_monotonic();
	screen_type(s, "二");
	screen_type(s, "三");
	screen_type(s, "四");
	assert_shows(s, "一二三四");
	assert_true(clock_monotonic() - begun < 3000);
	assert_shows(s, "typed");
	assert_shows(s, "saved here");
}

/* A submission that no disk keeps is not said to be kept. */
static void test_submission_in_memory_says_so(void **state)
{
	(void)state;
	s = start("memory", "eio 1 1000 1");
	assert_shows(s, "not on disk");
	fill_in("只在内存里");
	fixture_end(&server, SIGKILL);
	assert_shows(s, "server away");
	screen_keys(s, "F8");
	assert_hides(s, "Submitted and kept");
	assert_shows(s, "do not close the program. There is");
	assert_shows(s, "it is not on disk.");
	assert_hides(s, "is kept and sent again");
	fixture_start(&server);
	assert_shows(s, "Accepted: ticket");
}

/* Without a place for it nothing is kept here, and no form says that it is. */
static void test_no_place_for_the_state(void **state)
{
	(void)state;
	char *in_the_way = xasprintf("%s/state-nowhere", server.dir);

	write_whole(in_the_way, "", 0);
	s = start("nowhere", NULL);
	assert_shows(s, "not kept on this computer: ");
	assert_shows(s, "not on disk");
	seat_begin_found(s, "只在屏幕上");
	fixture_end(&server, SIGKILL);
	assert_shows(s, "server away");
	screen_type(s, "和内存里");
	assert_shows(s, "和内存里");
	assert_hides(s, "saved here");
	fixture_start(&server);
	assert_shows(s, "connected");
	free(in_the_way);
}

/* And when there is a place again, what was typed is kept by itself, with what stood there before the program began. */
static void test_a_place_for_the_state_comes_late(void **state)
{
	(void)state;
	char *place = xasprintf("%s/state-late", server.dir), *away = xasprintf("%s/late", server.dir);

	sit("late");
	seat_begin_found(s, "早先写的");
	assert_shows(s, "saved here");
	screen_free(s);
	s = NULL;
	assert_int_equal(rename(place, away), 0);
	write_whole(place, "", 0);
	s = start("late", NULL);
	assert_shows(s, "not kept on this computer: ");
	seat_begin_found(s, "在内存里写的");
	assert_int_equal(unlink(place), 0);
	assert_int_equal(rename(away, place), 0);
	assert_shows(s, "What you type is kept on the disk again.");
	assert_shows(s, "在内存里写的");
	fixture_end(&server, SIGKILL);
	assert_shows(s, "server away");
	screen_type(s, "又写");
	assert_shows(s, "saved here");
	screen_free(s);
	s = NULL;
	fixture_start(&server);
	sit("late");
	assert_shows(s, "早先写的");
	assert_shows(s, "在内存里写的又写");
	free(place);
	free(away);
}

/* The password of a file is sent again with one key when the server was away. */
static void test_server_away_at_the_start(void **state)
{
	(void)state;
	fixture_end(&server, SIGKILL);
	s = start("away", NULL);
	assert_shows(s, "Enter tries again with the");
	fixture_start(&server);
	screen_keys(s, "Enter");
	assert_shows(s, "Welcome");
}

/* What the journal lost stays on the screen; no greeting takes its place. */
static void test_damaged_journal(void **state)
{
	(void)state;
	char *pattern = xasprintf("%s/state-damaged/agent1-*/journal", server.dir);
	glob_t found;
	struct buf all = BUF_INIT;

	sit("damaged");
	seat_begin_found(s, "坏了一半");
	assert_shows(s, "saved");
	screen_free(s);
	s = NULL;
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	read_whole(found.gl_pathv[0], &all);
	all.data[all.len / 2] ^= 1;
	write_whole(found.gl_pathv[0], all.data, all.len);
	s = start("damaged", NULL);
	assert_shows(s, "connected");
	assert_shows(s, "was damaged");
	assert_hides(s, "Welcome");
	buf_release(&all);
	globfree(&found);
	free(pattern);
}

/* -- the session and the server ------------------------------------------------------------------ */

static void log_in_again(void)
{
	assert_shows(s, "Your work is underneath");
	screen_type(s, PASSWORD);
	screen_keys(s, "Enter");
	assert_shows(s, "Welcome");
}

/* All of the agent's: the test's own, too, which gets another. */
static void end_sessions(void)
{
	char *ops = fixture_login(&server, "ops1");
	json *me = life_get(&l, "/me", l.agent, 200);
	char *path = xasprintf("/users/%s/sessions", jo_pointer_str(me, "/user/id"));
	struct answer a;

	fixture_request(&server, "DELETE", path, ops, NULL, NULL, &a);
	assert_int_equal(a.status, 204);
	answer_release(&a);
	free(l.agent);
	l.agent = fixture_login(&server, "agent1");
	free(path);
	free(ops);
	jo_free(me);
}

static void test_session_ends(void **state)
{
	(void)state;
	sit("session");
	fill_in("登录被结束");
	end_sessions();
	log_in_again();
	assert_shows(s, "登录被结束");
	screen_keys(s, "F8");
	assert_shows(s, "Accepted: ticket");
	assert_int_equal(life_count(&l, "登录被结束"), 1);
}

static void run_ops(const char *command)
{
	char *line = xasprintf("./hotlinectl %s --config %s >/dev/null", command, server.config);

	assert_int_equal(system(line), 0);
	free(line);
}

/* Why it ended is said: who types the old password for the third time would think that the work is lost. */
static void test_session_ends_for_a_reason(void **state)
{
	(void)state;
	sit("reason");
	seat_begin_found(s, "密码被改");
	char *file = xasprintf("%s/new-password", server.dir), *command = xasprintf("user passwd agent1 --password-file %s", file);
	write_whole(file, PASSWORD "\n", strlen(PASSWORD) + 1);
	run_ops(command);
	assert_shows(s, "Your password was changed. Log in with the new one");
	log_in_again();
	assert_shows(s, "密码被改");
	assert_shows(s, "connected");           /* the stream tells it */
	run_ops("user disable agent1");
	assert_shows(s, "Ops have switched this account off");
	assert_shows(s, "Your work is underneath");
	screen_type(s, PASSWORD);
	screen_keys(s, "Enter");
	assert_shows(s, "The password is right, but ops have switched this account off");
	run_ops("user enable agent1");
	log_in_again();
	assert_shows(s, "密码被改");
	free(l.agent);
	l.agent = fixture_login(&server, "agent1");
	free(command);
	free(file);
}

/* The login does not come between the keys of somebody who types: no word of the caller's ends in the password. */
static void test_session_ends_while_typing(void **state)
{
	(void)state;
	sit("typing");
	seat_begin_found(s, "边");
	screen_signal(s, SIGSTOP);              /* so that the end of the session and the keys come at once */
	end_sessions();
	screen_type(s, "打完");
	screen_signal(s, SIGCONT);
	assert_shows(s, "The server ended this session");
	log_in_again();
	assert_shows(s, "边打完");
}

/* Who stopped typing before the login came has the whole password taken, however slow the machine is. */
static void test_session_ends_on_slow_machine(void **state)
{
	(void)state;
	sit("slow-machine");
	seat_begin_found(s, "慢");
	screen_signal(s, SIGSTOP);
	screen_type(s, "机器");
	warp->late = 60;
	screen_signal(s, SIGCONT);
	end_sessions();
	log_in_again();
	assert_shows(s, "慢机器");
}

static void test_server_restarts(void **state)
{
	(void)state;
	sit("restart");
	seat_begin_found(s, "重启以前");
	fixture_end(&server, SIGTERM);
	assert_shows(s, "server away");
	screen_type(s, "和重启之间");
	assert_shows(s, "saved here");
	fixture_start(&server);
	assert_shows(s, "connected");
	seat_fill_found(s);
	screen_keys(s, "F8");
	assert_shows(s, "Accepted: ticket");
	assert_int_equal(life_count(&l, "重启以前和重启之间"), 1);
}

/* What answers is not our server: nothing is sent to it, and that is said. With the right one all goes on. */
static void test_certificate_changes(void **state)
{
	(void)state;
	char *key = xasprintf("%s/server.key", server.dir), *old_key = xasprintf("%s/old.key", server.dir);
	copy_file(key, old_key);
	sit("certificate");
	fill_in("证书换了");
	fixture_end(&server, SIGTERM);
	assert_true(pem_make(server.certificate, key));
	fixture_start(&server);
	assert_shows(s, "wrong certificate");
	assert_shows(s, "cannot prove that it is our server");
	screen_keys(s, "F8");
	assert_shows(s, "Submitted and kept");
	fixture_end(&server, SIGTERM);
	copy_file(authority, server.certificate);
	copy_file(old_key, key);
	fixture_start(&server);
	assert_shows(s, "Accepted: ticket");
	assert_int_equal(life_count(&l, "证书换了"), 1);
	free(key);
	free(old_key);
}

/* -- clocks --------------------------------------------------------------------------------------- */

static void test_clock_jumps(void **state)
{
	const long long days = 24 * 3600 * 1000LL;

	(void)state;
	sit("jump");
	seat_begin_found(s, "昨天");
	warp->wall = 9 * days;
	screen_type(s, "明天");
	assert_shows(s, "saved here");
	warp->wall = -9 * days;
	screen_type(s, "今天");
	assert_shows(s, "昨天明天今天");
	assert_shows(s, "saved here");
	kill_and_sit("jump");
	warp->wall = 0;
	seat_open_found(s);
	assert_shows(s, "昨天明天今天");
	seat_fill_found(s);
	warp->wall = 9 * days;
	screen_keys(s, "F8");
	assert_shows(s, "Accepted: ticket");
	assert_int_equal(life_count(&l, "昨天明天今天"), 1);
}

/* The server may not remember a key for so long: sending it could make a second ticket, so it asks. */
static void test_old_submission_asks(void **state)
{
	(void)state;
	warp->wall = -8 * 24 * 3600 * 1000LL;
	sit("old");
	fill_in("八天以前");
	fixture_end(&server, SIGKILL);
	assert_shows(s, "server away");
	screen_keys(s, "F8");
	assert_shows(s, "Submitted and kept");
	assert_shows(s, "queued");
	screen_free(s);
	warp->wall = 0;
	fixture_start(&server);
	s = start("old", NULL);
	assert_shows(s, "1 submission is too old to be sent without asking");
	assert_hides(s, "Welcome");
	assert_shows(s, "1 unsent");
	assert_shows(s, "asks");
	assert_int_equal(life_count(&l, "八天以前"), 0);
	screen_keys(s, "F2 Home Enter");
	assert_shows(s, "Send what waits since");
	screen_keys(s, "n Enter");
	assert_shows(s, "It is kept.");
	assert_int_equal(life_count(&l, "八天以前"), 0);
	screen_keys(s, "Home Enter y Enter");
	assert_loses(s, "unsent");
	assert_int_equal(life_count(&l, "八天以前"), 1);
}

/* -- two programs ------------------------------------------------------------------------------------ */

static void test_two_seats_of_one_user(void **state)
{
	(void)state;
	sit("first");
	other = s;
	s = start("second", NULL);
	assert_shows(other, "Your user has logged in at another seat too (127.0.0.1)");
	assert_shows(s, "Your user works at another seat too (127.0.0.1)");
}

/* The second would overwrite what the first keeps: it says so and leaves everything as it is. */
static void test_two_programs_on_one_state(void **state)
{
	(void)state;
	sit("shared");
	seat_begin_found(s, "第一个程序的");
	other = s;
	s = start("shared", NULL);
	assert_shows(s, "another hotline (process");
	assert_shows(s, "works with this user's unsent");
	assert_shows(s, "> Password");
	screen_type(other, "字都在");
	assert_shows(other, "第一个程序的字都在");
	assert_shows(other, "saved here");
	screen_free(other);
	other = NULL;
	kill_and_sit("shared");
	seat_open_found(s);
	assert_shows(s, "第一个程序的字都在");
}

/* -- what the server refuses --------------------------------------------------------------------------- */

/* This seat's pack lets a title be longer than the server's does: so the refusal is the server's. */
static void allow_a_long_title(const char *pattern)
{
	struct buf pack = BUF_INIT;
	glob_t found;

	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	read_whole(found.gl_pathv[0], &pack);
	char *at = strstr(pack.data, "\"/matter/title\""), *most = at ? strstr(at, "\"max\":40") : NULL;
	assert_non_null(most);
	memcpy(most, "\"max\":99", strlen("\"max\":99"));
	write_whole(found.gl_pathv[0], pack.data, pack.len);
	globfree(&found);
	buf_release(&pack);
}

static void remove_files(const char *pattern)
{
	glob_t found;

	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		unlink(found.gl_pathv[i]);
	globfree(&found);
}

static void test_refused_form_comes_back_marked(void **state)
{
	(void)state;
	char *pack = xasprintf("%s/state-refused/city-*.json", server.dir);
	sit("refused");
	seat_open_found(s);
	screen_free(s);
	allow_a_long_title(pack);
	sit("refused");
	seat_begin_found(s, "0123456789012345678901234567890123456789");
	screen_type(s, "长了");
	seat_fill_found(s);
	screen_keys(s, "F8");
	assert_shows(s, "refused; correct it and submit again");
	assert_shows(s, "! ");
	assert_shows(s, "This form is too old; reload the city pack");
	screen_keys(s, "Esc");
	assert_shows(s, "Your tickets");
	assert_shows(s, "refused");
	screen_keys(s, "F2 Home Enter");
	assert_shows(s, "! ");
	screen_free(s);
	remove_files(pack);
	sit("refused");                 /* the marks are kept with the submission */
	assert_shows(s, "1 unsent");
	screen_keys(s, "F2 Home Enter");
	assert_shows(s, "refused; correct it and submit again");
	assert_shows(s, "! ");
	screen_go_to(s, "Title");
	screen_keys(s, "End C-u");
	screen_type(s, "改短的标题");
	assert_hides(s, "! ");
	screen_keys(s, "F8");
	assert_shows(s, "Accepted: ticket");
	assert_int_equal(life_count(&l, "改短的标题"), 1);
	free(pack);
}

static char *state_file(const char *state, const char *name)
{
	char *pattern = xasprintf("%s/state-%s/agent1-*/%s", server.dir, state, name);
	glob_t found;

	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	char *file = xstrdup(found.gl_pathv[0]);
	globfree(&found);
	free(pattern);
	return file;
}

/* Submitted and accepted, and then the disk has the form as it was before: it kept neither. */
static void forget_what_was_accepted(const char *state, const char *title)
{
	static const char *const names[] = { "journal", "outbox" };
	char *files[ARRAY_SIZE(names)], *kept[ARRAY_SIZE(names)];

	sit(state);
	fill_in(title);
	assert_shows(s, "saved here");
	screen_signal(s, SIGSTOP);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		files[i] = state_file(state, names[i]);
		kept[i] = xasprintf("%s/kept-%s", server.dir, names[i]);
		copy_file(files[i], kept[i]);
	}
	screen_signal(s, SIGCONT);
	screen_keys(s, "F8");
	assert_shows(s, "Accepted: ticket");
	screen_free(s);                 /* kill -9 */
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		copy_file(kept[i], files[i]);
		free(files[i]);
		free(kept[i]);
	}
	sit(state);
	seat_open_found(s);
	assert_shows(s, title);
	assert_shows(s, "is back in the form");
}

/* Submitting it again gives the ticket that there is. */
static void test_forgotten_acceptance_makes_no_second_ticket(void **state)
{
	(void)state;
	forget_what_was_accepted("forgot", "受理了却没记住");
	screen_keys(s, "F8");
	assert_shows(s, "Accepted: ticket");
	assert_int_equal(life_count(&l, "受理了却没记住"), 1);
	seat_begin_found(s, "另一件事");       /* the next form is another one */
	seat_fill_found(s);
	screen_keys(s, "F8");
	assert_shows(s, "Accepted: ticket");
	assert_int_equal(life_count(&l, "另一件事"), 1);
}

/* With other words it is no second ticket either, and that is said; the words stay until they are thrown away. */
static void test_forgotten_acceptance_with_other_words(void **state)
{
	(void)state;
	forget_what_was_accepted("reworded", "受理后又改");
	screen_go_to(s, "Title");
	screen_keys(s, "End");
	screen_type(s, "了题");
	screen_keys(s, "F8");
	assert_shows(s, "This was sent before with other words, and those were accepted.");
	assert_shows(s, "受理后又改了题");
	assert_int_equal(life_count(&l, "受理后又改"), 1);
	assert_int_equal(life_count(&l, "受理后又改了题"), 0);
}

/* The city's pack with one line of its form changed, imported while the server is away. */
static void change_the_pack(const char *from, const char *to)
{
	char *make = xasprintf("rm -rf %s/pack && cp -r " SRCDIR "/city %s/pack && chmod -R u+w %s/pack && "
			       "sed -i 's|%s|%s|' %s/pack/fields.tsv && "
			       "./hotlinectl import %s/pack --config %s >/dev/null", server.dir, server.dir, server.dir,
			       from, to, server.dir, server.dir, server.config);

	assert_int_equal(system(make), 0);
	free(make);
}

/* A form of a version that the server has never served, submitted while it was away and has got another one. */
static void submit_an_old_form(const char *state, const char *title, const char *from, const char *to)
{
	char *pack = xasprintf("%s/state-%s/city-*.json", server.dir, state);

	sit(state);
	seat_open_found(s);
	screen_free(s);
	allow_a_long_title(pack);
	sit(state);
	fill_in(title);
	fixture_end(&server, SIGKILL);
	assert_shows(s, "server away");
	screen_keys(s, "F8");
	assert_shows(s, "Submitted and kept");
	change_the_pack(from, to);
	fixture_start(&server);
	free(pack);
}

/* The new form asks for nothing more: nobody has to look at it again. */
static void test_old_form_that_fits_goes_by_itself(void **state)
{
	(void)state;
	submit_an_old_form("fits", "表单换了版本", "发生频次", "频次");
	assert_shows(s, "Accepted: ticket");
	assert_int_equal(life_count(&l, "表单换了版本"), 1);
	assert_loses(s, "unsent");
}

static void test_old_form_that_lacks_something_is_marked(void **state)
{
	(void)state;
	submit_an_old_form("lacks", "表单多了一问", "被反映对象\\tAbout whom\\tno", "被反映对象\\tAbout whom\\tyes");
	assert_shows(s, "The form has changed; what it asks for now is marked.");
	assert_shows(s, "About whom*");
	assert_shows(s, "! This must be filled in.");
	assert_int_equal(life_count(&l, "表单多了一问"), 0);
	screen_go_to(s, "About whom");
	screen_type(s, "某公司");
	screen_keys(s, "F8");
	assert_shows(s, "Accepted: ticket");
	assert_int_equal(life_count(&l, "表单多了一问"), 1);
}

/* What was found missing is marked still when the form was left and is opened again. */
static void test_marks_stay_when_left(void **state)
{
	(void)state;
	sit("marks");
	seat_begin_found(s, "只有标题");
	screen_keys(s, "F8");
	assert_shows(s, "4 fields are not right yet");
	assert_shows(s, "! This must be filled in.");
	screen_keys(s, "Esc");
	assert_shows(s, "Your tickets");
	seat_open_found(s);
	assert_shows(s, "只有标题");
	assert_shows(s, "! This must be filled in.");
	screen_choose(s, "Type", "complaint");
	screen_keys(s, "Esc");
	seat_open_found(s);
	screen_keys(s, "F8");
	assert_shows(s, "3 fields are not right yet");
}

/* A power cut brings back the submission of the form before; the new form is another one, and stays. */
static void test_old_submission_takes_no_new_form(void **state)
{
	(void)state;
	char *pattern = xasprintf("%s/state-back/agent1-*/outbox", server.dir);
	char *kept = xasprintf("%s/outbox", server.dir);
	glob_t found;

	sit("back");
	fill_in("前一件");
	fixture_end(&server, SIGKILL);
	assert_shows(s, "server away");
	screen_keys(s, "F8");
	assert_shows(s, "Submitted and kept");
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	copy_file(found.gl_pathv[0], kept);
	fixture_start(&server);
	assert_shows(s, "Accepted: ticket");
	seat_begin_found(s, "后一件");
	assert_shows(s, "saved here");
	screen_free(s);
	copy_file(kept, found.gl_pathv[0]);
	sit("back");
	assert_loses(s, "unsent");
	assert_int_equal(life_count(&l, "前一件"), 1);
	seat_open_found(s);
	assert_shows(s, "后一件");
	globfree(&found);
	free(pattern);
	free(kept);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_closed_terminal),
		TEST(test_full_disk),
		TEST(test_slow_disk_delays_no_key),
		TEST(test_submission_in_memory_says_so),
		TEST(test_no_place_for_the_state),
		TEST(test_a_place_for_the_state_comes_late),
		TEST(test_server_away_at_the_start),
		TEST(test_damaged_journal),
		TEST(test_session_ends),
		TEST(test_session_ends_for_a_reason),
		TEST(test_session_ends_while_typing),
		TEST(test_session_ends_on_slow_machine),
		TEST(test_server_restarts),
		TEST(test_certificate_changes),
		TEST(test_clock_jumps),
		TEST(test_old_submission_asks),
		TEST(test_two_seats_of_one_user),
		TEST(test_two_programs_on_one_state),
		TEST(test_refused_form_comes_back_marked),
		TEST(test_marks_stay_when_left),
		TEST(test_old_submission_takes_no_new_form),
		TEST(test_forgotten_acceptance_makes_no_second_ticket),
		TEST(test_forgotten_acceptance_with_other_words),
		TEST(test_old_form_that_fits_goes_by_itself),
		TEST(test_old_form_that_lacks_something_is_marked),
	};

	return cmocka_run_group_tests(tests, make_stage, clear_stage);
}
