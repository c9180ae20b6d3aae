/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * harness.c -- see harness.h.
 *
 * Idle is measured, not guessed: the program has read as many bytes as it was sent (/proc/PID/io;
 * the pty hands them over from a kernel thread, which a busy machine delays), neither side of the
 * pty holds unread bytes, and the program sleeps, twice in a row. A lone ESC is the exception: the
 * program itself waits 25 ms for the rest of a sequence, so after one we wait as long.
 */
#include "screen/harness.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>
#include <vterm.h>

#include "client/ui/key.h"
#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/clock.h"

enum { LIMIT = 10000, UNREAD_LIMIT = 1000, REST_LIMIT = 1000, ESCAPE_WAIT = 60, PROBE = 2 };

struct screen {
	int master, slave;
	pid_t pid;
	int status;             /* of waitpid(); valid when pid is 0 */
	int width, height;
	VTerm *vterm;
	VTermScreen *picture;
	bool cursor_visible;
	size_t bytes;
	uint64_t to_read;       /* what /proc/PID/io must reach before the input counts as taken */
	int64_t sent_at;
	struct buf row, *overheard;
};

/* -- the program -------------------------------------------------------------------- */

static int on_property(VTermProp prop, VTermValue *value, void *data)
{
	struct screen *s = data;

	if (prop == VTERM_PROP_CURSORVISIBLE)
		s->cursor_visible = value->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = on_property };

static void make_environment(const struct screen_options *o)
{
	static const char *const kept[] = { "PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS",
					    "TSAN_OPTIONS" };
	char *values[4];

	for (int i = 0; i < 4; i++)
		values[i] = xstrdup(getenv(kept[i]));
	clearenv();
	for (int i = 0; i < 4; i++) {
		if (values[i])
			setenv(kept[i], values[i], 1);
	}
	setenv("TERM", o->term ? o->term : "xterm-256color", 1);
	setenv("INPUTRC", "/dev/null", 1);
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	setenv("TZ", "Asia/Shanghai", 1);
	for (const char *const *e = o->environment; e && *e; e++)
		putenv(xstrdup(*e));
}

static void run(struct screen *s, const char *const *argv, const struct screen_options *o)
{
	setsid();
	ioctl(s->slave, TIOCSCTTY, 0);
	for (int fd = 0; fd < 3; fd++)
		dup2(s->slave, fd);
	close(s->master);
	if (s->slave > 2)
		close(s->slave);
	make_environment(o);
	execv(argv[0], (char *const *)argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

const char *screen_program(const char *argv0, const char *name)
{
	const char *slash = strrchr(argv0, '/');

	return xasprintf("%.*s%s", slash ? (int)(slash - argv0) + 1 : 0, argv0, name);
}

struct screen *screen_start(const char *const *argv, const struct screen_options *options)
{
	struct screen_options o = options ? *options : (struct screen_options){ 0 };
	struct screen *s = xcalloc(1, sizeof(*s));

	s->width = o.width ? o.width : 80;
	s->height = o.height ? o.height : 24;
	buf_init(&s->row);
	struct winsize w = { .ws_row = (unsigned short)s->height,
			     .ws_col = (unsigned short)s->width };
	if (openpty(&s->master, &s->slave, NULL, NULL, &w) < 0)
		fail_msg("openpty: %s", strerror(errno));
	fcntl(s->master, F_SETFL, O_NONBLOCK);
	fcntl(s->master, F_SETFD, FD_CLOEXEC);
	s->vterm = vterm_new(s->height, s->width);
	vterm_set_utf8(s->vterm, 1);
	s->picture = vterm_obtain_screen(s->vterm);
	vterm_screen_set_callbacks(s->picture, &callbacks, s);
	vterm_screen_enable_altscreen(s->picture, 1);
	vterm_screen_reset(s->picture, 1);
	s->cursor_visible = true;
	fflush(NULL);
	s->pid = fork();
	if (s->pid < 0)
		fail_msg("fork: %s", strerror(errno));
	if (s->pid == 0)
		run(s, argv, &o);
	screen_idle(s);
	return s;
}

/* Reads what there is; true when there was something. */
static bool take_output(struct screen *s)
{
	char block[65536], answer[1024];
	ssize_t n = read(s->master, block, sizeof(block));

	if (n <= 0)
		return false;
	vterm_input_write(s->vterm, block, (size_t)n);
	if (s->overheard)
		buf_add(s->overheard, block, (size_t)n);
	vterm_screen_flush_damage(s->picture);
	s->bytes += (size_t)n;
	size_t length = vterm_output_read(s->vterm, answer, sizeof(answer));
	if (length && write(s->master, answer, length) < 0)
		fail_msg("write to the program: %s", strerror(errno));
	return true;
}

static bool has_ended(struct screen *s)
{
	if (s->pid && waitpid(s->pid, &s->status, WNOHANG) == s->pid)
		s->pid = 0;
	return !s->pid;
}

/* 'S' for sleeping, as in /proc/PID/stat; `thread` is one of its, or the process itself. */
static char state_of(pid_t pid, pid_t thread)
{
	char path[64], text[512] = "";

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", (int)pid, (int)thread);
	FILE *f = fopen(path, "re");
	if (!f)
		return '?';
	size_t n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	char *end = strrchr(text, ')');
	return end && end[1] == ' ' ? end[2] : '?';
}

static bool is_resting(char thread_state)
{
	return thread_state == 'S' || thread_state == 'T';
}

/* Sleeps every thread of it, those that write to the disk among them? */
static bool all_rest(pid_t pid)
{
	char path[64];
	bool rest = true;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	DIR *dir = opendir(path);
	for (struct dirent *e; dir && rest && (e = readdir(dir));)
		rest = e->d_name[0] == '.' || is_resting(state_of(pid, atoi(e->d_name)));
	if (dir)
		closedir(dir);
	return rest;
}

/* Bytes that the program has read so far, from anywhere. */
static uint64_t bytes_read(pid_t pid)
{
	char path[64];
	unsigned long long n = 0;

	snprintf(path, sizeof(path), "/proc/%d/io", (int)pid);
	FILE *f = fopen(path, "re");
	if (f && fscanf(f, "rchar: %llu", &n) != 1)
		n = 0;
	if (f)
		fclose(f);
	return n;
}

/* False while keys are on their way; who does not read at all is waited for a second at most. */
static bool has_read_all(struct screen *s)
{
	return bytes_read(s->pid) >= s->to_read || clock_monotonic() - s->sent_at > UNREAD_LIMIT;
}

static bool is_quiet(struct screen *s)
{
	int unread = 0;

	char now = state_of(s->pid, s->pid);
	return now == 'T' || (now == 'S' && has_read_all(s) &&
			      ioctl(s->slave, FIONREAD, &unread) == 0 && unread == 0);
}

void screen_idle(struct screen *s)
{
	int64_t until = clock_monotonic() + LIMIT;
	int quiet = 0;

	while (quiet < 2 && clock_monotonic() < until) {
		struct pollfd fd = { s->master, POLLIN, 0 };
		poll(&fd, 1, PROBE);
		if (take_output(s))
			quiet = 0;
		else if (has_ended(s))
			return;
		else
			quiet = is_quiet(s) ? quiet + 1 : 0;
	}
	if (quiet < 2)
		fail_msg("the program is never idle");
}

static void wait_ms(struct screen *s, int ms)
{
	int64_t until = clock_monotonic() + ms;

	while (clock_monotonic() < until) {
		struct pollfd fd = { s->master, POLLIN, 0 };
		poll(&fd, 1, (int)(until - clock_monotonic()));
		take_output(s);
	}
}

int screen_wait_exit(struct screen *s)
{
	int64_t until = clock_monotonic() + LIMIT;

	while (!has_ended(s) && clock_monotonic() < until) {
		poll(&(struct pollfd){ s->master, POLLIN, 0 }, 1, PROBE);
		take_output(s);
	}
	while (take_output(s))
		continue;
	if (s->pid)
		return -1;
	return WIFEXITED(s->status) ? WEXITSTATUS(s->status) : 128 + WTERMSIG(s->status);
}

/* What was typed is on the disk a moment after the picture shows it: a killed program is let write it. */
static void wait_for_rest(struct screen *s)
{
	int64_t until = clock_monotonic() + REST_LIMIT;

	for (int quiet = 0; quiet < 2 && clock_monotonic() < until; quiet = all_rest(s->pid) ? quiet + 1 : 0) {
		poll(&(struct pollfd){ s->master, POLLIN, 0 }, 1, PROBE);
		take_output(s);
	}
}

void screen_free(struct screen *s)
{
	if (!s)
		return;
	if (!has_ended(s)) {
		wait_for_rest(s);
		kill(s->pid, SIGKILL);
		waitpid(s->pid, &s->status, 0);
	}
	if (s->master >= 0) {
		close(s->master);
		close(s->slave);
	}
	vterm_free(s->vterm);
	buf_release(&s->row);
	free(s);
}

void screen_signal(struct screen *s, int number)
{
	if (has_ended(s))               /* pid 0 would be this process and all its group */
		fail_msg("signal %d: the program has ended", number);
	kill(s->pid, number);
	screen_idle(s);
}

bool screen_has_ended(struct screen *s)
{
	return has_ended(s);
}

pid_t screen_pid(const struct screen *s)
{
	return s->pid;
}

void screen_hang_up(struct screen *s)
{
	close(s->slave);
	close(s->master);
	s->slave = s->master = -1;
}

bool screen_is_stopped(struct screen *s)
{
	return state_of(s->pid, s->pid) == 'T';
}

bool screen_is_cooked(struct screen *s)
{
	struct termios t;

	return tcgetattr(s->slave, &t) == 0 && (t.c_lflag & (ICANON | ECHO)) == (ICANON | ECHO);
}

void screen_limit_files(struct screen *s, long bytes)
{
	struct rlimit limit;

	if (prlimit(s->pid, RLIMIT_FSIZE, NULL, &limit) < 0)
		fail_msg("prlimit: %s", strerror(errno));
	limit.rlim_cur = bytes < 0 ? limit.rlim_max : (rlim_t)bytes;
	if (prlimit(s->pid, RLIMIT_FSIZE, &limit, NULL) < 0)
		fail_msg("prlimit: %s", strerror(errno));
}

void screen_resize(struct screen *s, int width, int height)
{
	struct winsize w = { .ws_row = (unsigned short)height, .ws_col = (unsigned short)width };

	s->width = width;
	s->height = height;
	vterm_set_size(s->vterm, height, width);
	ioctl(s->master, TIOCSWINSZ, &w);
	screen_idle(s);
}

/* -- keys ------------------------------------------------------------------------------ */

static void send(struct screen *s, const char *bytes, size_t length)
{
	s->to_read = bytes_read(s->pid) + length;
	s->sent_at = clock_monotonic();
	while (length) {
		ssize_t n = write(s->master, bytes, length);
		if (n < 0 && errno != EAGAIN)
			fail_msg("write to the program: %s", strerror(errno));
		if (n < 0)
			take_output(s);
		bytes += n > 0 ? n : 0;
		length -= n > 0 ? (size_t)n : 0;
	}
	screen_idle(s);
}

void screen_send(struct screen *s, const char *bytes)
{
	size_t length = strlen(bytes);

	send(s, bytes, length);
	if (length && bytes[length - 1] == '\033') {
		wait_ms(s, ESCAPE_WAIT);
		screen_idle(s);
	}
}

void screen_keys(struct screen *s, const char *names)
{
	char *copy = xstrdup(names), *rest = NULL;

	for (char *name = strtok_r(copy, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
		struct key key;
		if (!key_parse(name, &key))
			fail_msg("no such key: %s", name);
		send(s, key.bytes, key.length);
		if (key.code == KC_ESCAPE) {
			wait_ms(s, ESCAPE_WAIT);
			screen_idle(s);
		}
	}
	free(copy);
}

void screen_type(struct screen *s, const char *text)
{
	send(s, text, strlen(text));
}

void screen_paste(struct screen *s, const char *text)
{
	struct buf all = BUF_INIT;

	buf_addf(&all, "\033[200~%s\033[201~", text);
	send(s, all.data, all.len);
	buf_release(&all);
}

/* -- the picture -------------------------------------------------------------------------- */

static void add_character(struct buf *out, uint32_t c)
{
	char bytes[4];
	int n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (int i = n - 1; i > 0; i--, c >>= 6)
		bytes[i] = (char)(0x80 | (c & 0x3f));
	bytes[0] = (char)(lead[n] | c);
	buf_add(out, bytes, (size_t)n);
}

const char *screen_row(struct screen *s, int y)
{
	buf_reset(&s->row);
	y += y < 0 ? s->height : 0;
	for (int x = 0; x < s->width; x++) {
		VTermScreenCell cell;
		vterm_screen_get_cell(s->picture, (VTermPos){ y, x }, &cell);
		if (cell.chars[0] == (uint32_t)-1)      /* right half of a wide one */
			continue;
		if (!cell.chars[0])
			buf_addch(&s->row, ' ');
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			add_character(&s->row, cell.chars[i]);
	}
	while (s->row.len && s->row.data[s->row.len - 1] == ' ')
		buf_truncate(&s->row, s->row.len - 1);
	return s->row.data;
}

int screen_find(struct screen *s, const char *text)
{
	for (int y = 0; y < s->height; y++) {
		if (strstr(screen_row(s, y), text))
			return y;
	}
	return -1;
}

static bool wait_for(struct screen *s, const char *text, bool there)
{
	int64_t until = clock_monotonic() + LIMIT;

	while ((screen_find(s, text) >= 0) != there) {
		if (has_ended(s) || clock_monotonic() >= until)
			return false;
		poll(&(struct pollfd){ s->master, POLLIN, 0 }, 1, PROBE);
		take_output(s);
	}
	return true;
}

bool screen_shows(struct screen *s, const char *text)
{
	return wait_for(s, text, true);
}

bool screen_loses(struct screen *s, const char *text)
{
	return wait_for(s, text, false);
}

bool screen_hides(struct screen *s, const char *text)
{
	screen_idle(s);
	return screen_find(s, text) < 0;
}

void screen_cursor(struct screen *s, int *x, int *y)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(s->vterm), &at);
	*x = at.col;
	*y = at.row;
}

bool screen_cursor_visible(struct screen *s)
{
	return s->cursor_visible;
}

unsigned screen_attributes(struct screen *s, int x, int y)
{
	VTermScreenCell cell;

	y += y < 0 ? s->height : 0;
	vterm_screen_get_cell(s->picture, (VTermPos){ y, x }, &cell);
	bool own = !VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) || !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg);
	return (cell.attrs.reverse ? CELL_REVERSE : 0) | (cell.attrs.bold ? CELL_BOLD : 0) |
	       (cell.attrs.underline ? CELL_UNDERLINE : 0) | (own ? CELL_COLOUR : 0);
}

size_t screen_bytes(struct screen *s)
{
	size_t n = s->bytes;

	s->bytes = 0;
	return n;
}

void screen_overhear(struct screen *s, struct buf *bytes)
{
	s->overheard = bytes;
}

int screen_cell(struct screen *s, int x, int y, uint32_t points[CELL_POINTS + 1])
{
	VTermScreenCell cell;

	vterm_screen_get_cell(s->picture, (VTermPos){ y, x }, &cell);
	memset(points, 0, (CELL_POINTS + 1) * sizeof(*points));
	if (cell.chars[0] == (uint32_t)-1)
		return 0;
	for (int i = 0; i < CELL_POINTS && i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
		points[i] = cell.chars[i];
	return cell.width;
}

void screen_size(const struct screen *s, int *width, int *height)
{
	*width = s->width;
	*height = s->height;
}

void screen_dump(struct screen *s)
{
	for (int y = 0; y < s->height; y++)
		fprintf(stderr, "%3d|%s\n", y, screen_row(s, y));
}

void assert_screen(struct screen *s, bool right, const char *what, const char *text,
		   const char *file, int line)
{
	if (right)
		return;
	screen_dump(s);
	fprintf(stderr, "%s:%d: expected that the screen %s \"%s\"\n", file, line, what, text);
	_fail(file, line);
}

void assert_screen_row(struct screen *s, int y, const char *text, const char *file, int line)
{
	if (strcmp(screen_row(s, y), text) == 0)
		return;
	screen_dump(s);
	fprintf(stderr, "%s:%d: row %d is \"%s\", expected \"%s\"\n", file, line, y, screen_row(s, y), text);
	_fail(file, line);
}

/* -- the forms of the workstation ------------------------------------------------- */

void screen_go_to(struct screen *s, const char *label)
{
	char *wanted = xasprintf("> %s", label);

	for (int n = 0; n < 200 && screen_find(s, wanted) < 0; n++)
		screen_keys(s, "Tab");
	assert_screen(s, screen_find(s, wanted) >= 0, "has the field", label, __FILE__, __LINE__);
	free(wanted);
}

void screen_choose(struct screen *s, const char *label, const char *filter)
{
	screen_go_to(s, label);
	screen_keys(s, "Space");
	screen_type(s, filter);
	screen_keys(s, "Enter");
}
