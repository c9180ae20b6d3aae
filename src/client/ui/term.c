/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * term.c -- the terminal and what is on it.
 *
 * The picture that the terminal shows is kept here (`shown`) beside curses' own, for two reasons:
 * only rows that differ are handed to curses, and a row in which a wide character gives way to
 * something else is written whole, because terminals differ in what they leave of the other half.
 *
 * curses writes to a memory file (memfd_create(2)), since its own buffer is too small for a screen
 * full of Chinese and would be written in pieces. So curses has no tty: its size comes from us by
 * resize_term(), and the modes of the tty are set here, in the open.
 */
#include "client/ui/term.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "client/ui/doubt.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

static struct {
	bool open, headless, colour;
	bool all;                               /* the next paint writes everything */
	bool personal;                          /* erase what we showed when we leave */
	bool ring;                              /* and rings */
	int width, height;
	struct termios before;                  /* as the shell left the tty */
	int memory;                             /* what curses writes to */
	FILE *out, *in;
	SCREEN *screen;
	unsigned generation;                    /* of the theme that `attributes` were made from */
	attr_t attributes[LOOK_COUNT];
	struct cell *shown;
	bool *fresh;                            /* which rows this paint hands over */
	struct buf beside;                      /* what curses does not get to see; written behind it */
	cchar_t *line;
} term = { .memory = -1, .beside = BUF_INIT };

/* What curses wrote since the last time, and `more`, go out in one write. */
static void flush_with(const char *more)
{
	off_t length = lseek(term.memory, 0, SEEK_CUR);
	size_t added = strlen(more);

	if (length < 0 || (!length && !added))
		return;
	char *bytes = xmalloc((size_t)length + added);
	ssize_t n = pread(term.memory, bytes, (size_t)length, 0);
	size_t total = n > 0 ? (size_t)n : 0;
	memcpy(bytes + total, more, added);
	total += added;
	for (size_t done = 0; !term.headless && done < total;) {
		n = write(STDOUT_FILENO, bytes + done, total - done);
		if (n < 0 && errno == EAGAIN)
			poll(&(struct pollfd){ STDOUT_FILENO, POLLOUT, 0 }, 1, 1000);
		else if (n < 0 && errno != EINTR)
			break;
		done += n > 0 ? (size_t)n : 0;
	}
	free(bytes);
	lseek(term.memory, 0, SEEK_SET);
}

/* -- modes, and a crash ------------------------------------------------------------ */

/* What a dying program writes: made beforehand, because a signal handler can make nothing. */
static char last_words[256];
static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

/* The shell gets its terminal back even from a program that crashes; then the crash goes on. */
static void on_crash(int number)
{
	if (write(STDOUT_FILENO, last_words, strlen(last_words)) >= 0)
		tcsetattr(STDIN_FILENO, TCSANOW, &term.before);
	signal(number, SIG_DFL);
	raise(number);
}

static void prepare_crash(void)
{
	struct sigaction now;

	snprintf(last_words, sizeof(last_words), "%s%s%s" PASTE_OFF,
		 exit_attribute_mode ? exit_attribute_mode : "", cursor_normal ? cursor_normal : "",
		 exit_ca_mode ? exit_ca_mode : "");
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++) {
		if (sigaction(crashes[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
			signal(crashes[i], on_crash);
	}
}

static void set_modes(void)
{
	struct termios t = term.before;

	if (term.headless)
		return;
	cfmakeraw(&t);
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &t);
}

static void restore_modes(void)
{
	if (!term.headless)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &term.before);
}

static int number_from_environment(const char *name, int otherwise)
{
	const char *text = getenv(name);
	long n = text ? strtol(text, NULL, 10) : 0;

	return n > 0 && n <= 1000 ? (int)n : otherwise;
}

static void ask_size(int *width, int *height)
{
	struct winsize w;

	*width = number_from_environment("COLUMNS", 80);
	*height = number_from_environment("LINES", 24);
	if (!term.headless && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col && w.ws_row) {
		*width = w.ws_col;
		*height = w.ws_row;
	}
	*width = *width > 1000 ? 1000 : *width;
	*height = *height > 1000 ? 1000 : *height;
}

static void take_size(int width, int height)
{
	term.width = width;
	term.height = height;
	resize_term(height, width);
	free(term.shown);
	free(term.line);
	free(term.fresh);
	term.fresh = xcalloc((size_t)height, sizeof(*term.fresh));
	term.shown = xcalloc((size_t)width * (size_t)height, sizeof(*term.shown));
	term.line = xcalloc((size_t)width + 1, sizeof(*term.line));
	term_invalidate();
}

static attr_t attributes_of(unsigned style)
{
	return (style & STYLE_BOLD ? A_BOLD : 0) | (style & STYLE_REVERSE ? A_REVERSE : 0) |
	       (style & STYLE_UNDERLINE ? A_UNDERLINE : 0) | (style & STYLE_DIM ? A_DIM : 0);
}

/* Makes curses' attributes and colour pairs of the theme; pair numbers are looks plus one. */
static void take_theme(void)
{
	bool colour = term.colour && !theme_is_mono();

	term.generation = theme_generation();
	for (int i = 0; i < LOOK_COUNT; i++) {
		const struct style *s = theme_style((enum look)i);
		term.attributes[i] = attributes_of(colour ? s->attributes : s->mono);
		if (colour)
			init_pair((short)(i + 1), (short)s->foreground, (short)s->background);
	}
}

static void start_colour(void)
{
	term.colour = has_colors() && !theme_is_mono() && start_color() == OK && COLORS >= 8 &&
		      use_default_colors() == OK;
}

static bool start_curses(struct error *err)
{
	const char *type = getenv("TERM");

	if (term.headless && (!type || !*type || strcmp(type, "dumb") == 0))
		type = "xterm";
	term.memory = memfd_create("screen", MFD_CLOEXEC);
	if (term.memory < 0)
		return error_errno(err, _("The screen's memory file cannot be made"));
	term.out = fdopen(dup(term.memory), "w");
	term.in = fopen("/dev/null", "re");
	if (!term.out || !term.in)
		return error_errno(err, _("The screen's memory file cannot be opened"));
	term.screen = newterm((char *)type, term.out, term.in);
	if (!term.screen || !cursor_address) {
		return error_set(
			err, ERROR_INPUT, _("The terminal type \"%s\" is not known or cannot move its cursor; "
			  "set TERM to what your terminal is, such as xterm."), type ? type : "");
	}
	typeahead(-1);
	nonl();
	noecho();
	raw();
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	idlok(stdscr, TRUE);
	idcok(stdscr, FALSE);
	return true;
}

bool term_open(bool headless, struct error *err)
{
	int width, height;

	term.headless = headless;
	if (!headless && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
		return error_set(err, ERROR_INPUT,
				 _("hotline needs a terminal for input and output."));
	if (!headless && tcgetattr(STDIN_FILENO, &term.before) != 0)
		return error_errno(err, _("The terminal's modes cannot be read"));
	if (!start_curses(err))
		return false;
	term.open = true;
	ask_size(&width, &height);
	start_colour();
	take_theme();
	take_size(width, height);
	set_modes();
	if (!headless)
		prepare_crash();
	return true;
}

/* The terminal as the shell left it, as far as it can do that. */
static void leave(void)
{
	curs_set(1);
	if (term.personal && !enter_ca_mode) {
		werase(stdscr);
		wrefresh(stdscr);
	}
	endwin();
	flush_with(PASTE_OFF);
	restore_modes();
}

void term_close(void)
{
	if (!term.open)
		return;
	term.open = false;
	leave();
	delscreen(term.screen);
	fclose(term.out);
	fclose(term.in);
	close(term.memory);
	term.memory = -1;
	free(term.shown);
	free(term.line);
	free(term.fresh);
	buf_release(&term.beside);
	term.shown = NULL;
	term.line = NULL;
	term.fresh = NULL;
}

void term_set_personal(bool personal)
{
	term.personal = personal;
}

int term_input(void)
{
	return term.headless ? -1 : STDIN_FILENO;
}

void term_size(int *width, int *height)
{
	*width = term.width;
	*height = term.height;
}

bool term_resized(void)
{
	int width, height;

	ask_size(&width, &height);
	if (width == term.width && height == term.height)
		return false;
	take_size(width, height);
	return true;
}

void term_invalidate(void)
{
	term.all = true;
}

/* True when a wide character of the old row is replaced by something of another shape. */
static bool wide_is_replaced(const struct cell *old, const struct cell *new, int width)
{
	for (int x = 0; x < width; x++) {
		if (old[x].width != new[x].width && old[x].width != 1)
			return true;
	}
	return false;
}

static short pair_of(const struct cell *cell)
{
	return term.colour && !theme_is_mono() ? (short)(cell->look + 1) : 0;
}

static void hand_over_row(const struct cell *row, int y)
{
	int n = 0;

	for (int x = 0; x < term.width; x++) {
		const struct cell *cell = &row[x];
		wchar_t text[CELL_CHARS + 1] = { 0 };
		if (cell->width == 0)
			continue;
		memcpy(text, cell->text, sizeof(cell->text));
		bool doubt = doubt_of(cell);
		for (int i = 1; doubt && i <= cell->width; i++)         /* nothing else looks so to curses */
			setcchar(&term.line[n++], L" ", A_INVIS, 0, NULL);
		if (!doubt)
			setcchar(&term.line[n++], text, term.attributes[cell->look], pair_of(cell), NULL);
	}
	mvwadd_wchnstr(stdscr, y, 0, term.line, n);
}

/* ---- what curses does not get to see, see doubt.h ---- */

static int add_beside(int c)
{
	buf_addch(&term.beside, (char)c);
	return c;
}

static void move_beside(int x, int y)
{
	tputs(tiparm(cursor_address, y, x), 1, add_beside);
}

static void put_beside(const struct cell *row, int x, int y)
{
	const struct cell *cell = &row[x];

	if (!cell->width)
		return;
	move_beside(x, y);
	vid_puts(term.attributes[cell->look], pair_of(cell), NULL, add_beside);
	for (int i = 0; i < CELL_CHARS && cell->text[i]; i++) {
		char bytes[MB_LEN_MAX];
		int n = wctomb(bytes, cell->text[i]);
		if (n > 0)
			buf_add(&term.beside, bytes, (size_t)n);
	}
}

static void put_row_beside(const struct cell *row, int y)
{
	for (int x = 0; x < term.width; x++) {
		if (!doubt_of(&row[x]))
			continue;
		if (doubt_fits(row, x, term.width))
			put_beside(row, x, y);
		for (int i = row[x].width; i < doubt_reach(row, x) && x + i < term.width; i++)
			if (!doubt_of(&row[x + i]))
				put_beside(row, x + i, y);
	}
}

/* After curses has written: it knows of the colours and of the cursor, and finds them as it left them. */
static void put_all_beside(const struct canvas *c)
{
	for (int y = 0; y < c->height; y++)
		if (term.fresh[y])
			put_row_beside(c->cells + (size_t)y * (size_t)c->width, y);
	if (!term.beside.len)
		return;
	vid_puts(A_NORMAL, 0, NULL, add_beside);
	move_beside(c->caret_x, c->caret_y);
}

static struct cell *shown_row(int y)
{
	return term.shown + (size_t)y * (size_t)term.width;
}

/* Rows of the new picture that are the old one's, one row on; *first and *last bound them. */
static int moved_rows(const struct canvas *c, int by, int *first, int *last)
{
	size_t size = (size_t)c->width * sizeof(struct cell);
	int count = 0;

	for (int y = 0; y < c->height; y++) {
		const struct cell *new = c->cells + (size_t)y * (size_t)c->width;
		if (y + by < 0 || y + by >= c->height ||
		    memcmp(new, shown_row(y + by), size) != 0 ||
		    memcmp(new, shown_row(y), size) == 0)
			continue;
		if (!count++)
			*first = y;
		*last = y;
	}
	return count;
}

/*
 * A list that moved on by one row: curses is told to scroll, or it would write each row anew. The
 * row that comes in is not like anything shown, so it is written.
 */
static void scroll_by_one(const struct canvas *c, int by)
{
	int first = 0, last = 0;

	if (moved_rows(c, by, &first, &last) < c->height / 3)
		return;
	int low = by > 0 ? first : first + by, high = by > 0 ? last + by : last;
	size_t size = (size_t)c->width * sizeof(struct cell);
	scrollok(stdscr, TRUE);
	wsetscrreg(stdscr, low, high);
	wscrl(stdscr, by);
	wsetscrreg(stdscr, 0, c->height - 1);
	scrollok(stdscr, FALSE);
	memmove(shown_row(by > 0 ? low : low + 1), shown_row(by > 0 ? low + 1 : low),
		size * (size_t)(high - low));
	memset(shown_row(by > 0 ? high : low), 0, size);
}

/* Hands over what differs from what is shown. */
static void hand_over(const struct canvas *c, bool all)
{
	for (int y = 0; y < c->height; y++) {
		const struct cell *new = c->cells + (size_t)y * (size_t)c->width;
		struct cell *old = shown_row(y);
		size_t size = (size_t)c->width * sizeof(*old);
		term.fresh[y] = all || memcmp(old, new, size);
		if (!term.fresh[y])
			continue;
		if (!all && wide_is_replaced(old, new, c->width))
			wredrawln(stdscr, y, 1);
		hand_over_row(new, y);
		memcpy(old, new, size);
	}
}

void term_paint(const struct canvas *c)
{
	bool all = term.all || term.generation != theme_generation();

	if (!term.open || c->width != term.width || c->height != term.height)
		return;
	if (all) {
		take_theme();
		clearok(curscr, TRUE);
	} else {
		scroll_by_one(c, 1);
		scroll_by_one(c, -1);
	}
	hand_over(c, all);
	curs_set(c->caret_set ? 1 : 0);
	wmove(stdscr, c->caret_y, c->caret_x);
	wrefresh(stdscr);
	buf_reset(&term.beside);
	put_all_beside(c);
	buf_addf(&term.beside, "%s%s", term.all ? PASTE_ON : "", term.ring ? "\a" : "");
	flush_with(term.beside.data);
	term.all = term.ring = false;
}

void term_suspend(void)
{
	if (term.headless)
		return;
	leave();
	kill(getpid(), SIGSTOP);
	term_resume();
}

void term_resume(void)
{
	set_modes();
	term_invalidate();
}

void term_bell(void)
{
	term.ring = true;
}

bool term_is_linux_console(void)
{
	const char *type = getenv("TERM");

	return type && (strcmp(type, "linux") == 0 || strncmp(type, "linux-", 6) == 0);
}

bool term_has_colour(void)
{
	return term.colour;
}
