/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.c -- a report on the screen: tables with bars, one under the other; Enter on a row opens the tickets that its
 * figures count. The period is walked with two keys, the report saved as CSV or as a page to print.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/screens/report.h"
#include "client/screens/screens.h"
#include "client/ui/list.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/tables.h"

enum line_kind { LINE_BLANK, LINE_HEADING, LINE_COURSE, LINE_TITLES, LINE_FIGURES, LINE_NOTHING };
struct line { enum line_kind kind; int table; const json *row; };

enum { TABLES_MOST = 8 };

struct report {
	struct app *app;
	struct report_want want;
	json *answer;           /* NULL: not here yet, or refused */
	char *sentence;         /* why it is not; NULL */
	bool asked;
	int steps;              /* earlier (below 0) or later than what is asked for: they wait for its period */
	struct saving { struct report *report; char *file; } saving;    /* on its way to a file; NULL: nothing is */
	struct table_layout tables[TABLES_MOST];
	int table_count, width; /* laid out for so many columns */
	struct line *lines;
	size_t line_count, line_alloc;
	struct list list;       /* of the lines */
};

/* -- lines ---------------------------------------------------------------------------- */

static void add_line(struct report *p, enum line_kind kind, const json *row)
{
	if (p->line_count == p->line_alloc) {
		p->line_alloc = p->line_alloc ? 2 * p->line_alloc : 64;
		p->lines = xrealloc(p->lines, p->line_alloc * sizeof(*p->lines));
	}
	p->lines[p->line_count++] = (struct line){ kind, p->table_count - 1, row };
}

static void add_table(struct report *p, const struct section *section)
{
	struct table_layout *t = &p->tables[p->table_count++];
	struct buf course = BUF_INIT;

	table_fit(t, section, jo_pointer(p->answer, section->pointer), p->width);
	if (p->line_count)
		add_line(p, LINE_BLANK, NULL);
	add_line(p, LINE_HEADING, NULL);
	if (table_sparks(&course, t))
		add_line(p, LINE_COURSE, NULL);
	add_line(p, table_rows(t->part) ? LINE_TITLES : LINE_NOTHING, NULL);
	for (size_t i = 0; i < table_rows(t->part); i++)
		add_line(p, LINE_FIGURES, table_row_at(t->part, i));
	buf_release(&course);
}

static void lay_out(struct report *p, int width)
{
	const struct table_kind *kind = table_find(p->want.kind);

	p->width = width;
	p->line_count = 0;
	p->table_count = 0;
	for (const struct section *s = kind && p->answer ? kind->sections : NULL; s && s->pointer; s++)
		if (p->table_count < TABLES_MOST)
			add_table(p, s);
	list_changed(&p->list);
}

static size_t count(void *data)
{
	return ((const struct report *)data)->line_count;
}

static void cell(void *data, size_t row, int column, struct buf *out, enum look *look)
{
	const struct report *p = data;
	const struct line *line = &p->lines[row];
	const struct table_layout *t = &p->tables[line->table];

	(void)column;
	switch (line->kind) {
	case LINE_HEADING:
		*look = LOOK_HEADING;
		buf_adds(out, _(t->section->title));
		break;
	case LINE_COURSE:
		table_sparks(out, t);
		break;
	case LINE_NOTHING:
		*look = LOOK_DIM;
		buf_adds(out, _("Nothing."));
		break;
	case LINE_TITLES:
		*look = LOOK_LABEL;
		/* fall through */
	case LINE_FIGURES:
		table_row(out, t, line->row);
		break;
	case LINE_BLANK:
		break;
	}
}

/* A filter leaves rows of figures, nothing of their frame. */
static void search_text(void *data, size_t row, struct buf *out)
{
	const struct report *p = data;

	if (p->lines[row].kind == LINE_FIGURES)
		table_row(out, &p->tables[p->lines[row].table], p->lines[row].row);
}

static const struct list_source source = { count, cell, search_text };
static const struct list_column columns[] = { { NULL, 0, 0, 0 } };

static const struct line *selected_line(const struct report *p)
{
	size_t row = list_selected(&p->list);

	return row == LIST_NONE ? NULL : &p->lines[row];
}

static bool on_figures(const struct report *p)
{
	const struct line *line = selected_line(p);

	return !line || line->kind == LINE_FIGURES;
}

/* Headings are passed over in the direction of the move; at either end the other way. */
static void settle(struct report *p, enum action direction)
{
	struct command step = { .action = direction };

	for (int turn = 0; turn < 2 && !on_figures(p); turn++) {
		for (size_t n = list_visible(&p->list); n && !on_figures(p); n--)
			list_command(&p->list, &step);
		step.action = step.action == ACTION_NEXT ? ACTION_PREVIOUS : ACTION_NEXT;
	}
}

/* -- asking for it ----------------------------------------------------------------------- */

static void ask(struct report *p);

static void report_came(void *arg, const struct net_answer *answer)
{
	struct report *p = arg;
	int steps = p->steps;

	p->steps = 0;
	p->asked = false;
	app_busy(p->app, -1);
	jo_free(p->answer);
	free(p->sentence);
	p->answer = net_is_ok(answer) ? jo_copy((json *)answer->body) : NULL;
	p->sentence = net_is_ok(answer) ? NULL : xstrdup(client_sentence(answer));
	lay_out(p, p->width);
	settle(p, ACTION_NEXT);
	if (p->answer && steps) {
		report_want_step(&p->want, p->answer, steps);
		ask(p);
	}
	app_draw_later(p->app);
}

static unsigned roles_of(const struct report *p)
{
	return client_model(p->app)->me.roles;
}

/* There is none of that name: those that there are. */
static void refuse_kind(struct report *p)
{
	struct buf names = BUF_INIT, text = BUF_INIT;

	for (size_t i = 0; i < table_kind_count; i++)
		if (table_kinds[i].roles & roles_of(p))
			buf_addf(&names, "%s%s", names.len ? ", " : "", table_kinds[i].kind);
	buf_addf(&text, _("There is no report \"%s\"; there are %s."), p->want.kind, names.data);
	free(p->sentence);
	p->sentence = buf_detach(&text);
	jo_free(p->answer);
	p->answer = NULL;
	lay_out(p, p->width);
	buf_release(&names);
}

static void ask(struct report *p)
{
	struct buf path = BUF_INIT;

	bool known = table_find(p->want.kind);

	work_forget(client_work(p->app), p);
	if (known != p->asked)
		app_busy(p->app, known ? 1 : -1);
	p->asked = known;
	if (!known) {
		refuse_kind(p);
		return;
	}
	report_want_path(&p->want, &path);
	work_get(client_work(p->app), path.data, report_came, p);
	buf_release(&path);
}

const char *client_write_file(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	size_t length = strlen(text);

	if (fd < 0)
		return i18n_errno(errno);
	ssize_t written = write(fd, text, length);
	if (close(fd) || written != (ssize_t)length) {
		unlink(file);
		return i18n_errno(written < 0 ? errno : ENOSPC);
	}
	return NULL;
}

static void page_came(void *arg, const struct net_answer *answer)
{
	struct saving *saving = arg;
	struct app *app = saving->report->app;
	const char *why = client_sentence(answer);

	if (net_is_ok(answer) && answer->text)
		why = client_write_file(saving->file, answer->text);
	app_busy(app, -1);
	if (why)
		app_say(app, LOOK_ERROR, _("%s was not written: %s."), saving->file, why);
	else
		app_say(app, LOOK_GOOD, _("The report is in %s."), saving->file);
	free(saving->file);
	saving->file = NULL;
	app_draw_later(app);
}

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n > m && !strcmp(text + n - m, end);
}

static void save(struct report *p, const char *file)
{
	const char *type = ends_in(file, ".csv") ? "text/csv" : ends_in(file, ".html") ? "text/html" : NULL;
	struct buf path = BUF_INIT;

	if (!type) {
		app_say(p->app, LOOK_ERROR, "%s", _("Give a file that ends in .csv, or in .html for a page to print."));
		return;
	}
	if (p->steps) {
		app_say(p->app, LOOK_WARNING, "%s", _("That report is still on its way; save it when it is here."));
		return;
	}
	if (p->saving.file)
		return;
	p->saving = (struct saving){ p, xstrdup(file) };
	app_busy(p->app, 1);
	report_want_path(&p->want, &path);
	work_get_as(client_work(p->app), path.data, type, page_came, &p->saving);
	buf_release(&path);
}

/* -- the screen --------------------------------------------------------------------------- */

static void *report_enter(struct app *app, void *argument)
{
	const struct command *c = argument;
	struct report *p = xcalloc(1, sizeof(*p));

	p->app = app;
	p->width = 78;
	list_init(&p->list, &source, p, columns, ARRAY_SIZE(columns));
	report_want_read(&p->want, roles_of(p), c->words[0], c->words[0] ? c->words[1] : NULL);
	ask(p);
	return p;
}

static void report_leave(struct app *app, void *state)
{
	struct report *p = state;

	work_forget(client_work(app), p);
	work_forget(client_work(app), &p->saving);
	app_busy(app, -(p->asked + (p->saving.file != NULL)));
	report_want_release(&p->want);
	list_release(&p->list);
	jo_free(p->answer);
	free(p->lines);
	free(p->sentence);
	free(p->saving.file);
	free(p);
}

/* The first long text of the selected row stands out. */
static void mark_selected(const struct report *p, struct canvas *c, struct rect r)
{
	const struct line *line = selected_line(p);
	int x, width, y = r.y + (int)(p->list.selected - p->list.top);

	if (line && line->kind == LINE_FIGURES && table_main(&p->tables[line->table], &x, &width))
		canvas_restyle(c, (struct rect){ r.x + 2 + x, y, width, 1 }, LOOK_SELECTED);
}

static const char *counted_by(const char *by)
{
	static const struct { const char *by, *words; } names[] = {
		{ "unit", N_("by unit") }, { "level", N_("by level") }, { "category", N_("by category") },
		{ "district", N_("by district") },
	};

	for (size_t i = 0; by && i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i].by, by))
			return _(names[i].words);
	return "";
}

/* "2026-11-19 00:00 – 2026-12-19 00:00 · by unit · without excluded tickets" */
static void draw_how(const struct report *p, struct canvas *c, struct rect r)
{
	const char *by = jo_str(p->answer, "by"), *excluded = jo_str(p->answer, "excluded");
	struct buf text = BUF_INIT;

	if (p->sentence)
		buf_adds(&text, p->sentence);
	else if (!p->answer)
		buf_adds(&text, _("Loading…"));
	else if (table_add_period(&text, p->answer) && excluded)
		buf_addf(&text, " · %s · %s", counted_by(by), !strcmp(excluded, "with") ? _("with excluded tickets") :
			 _("without excluded tickets"));
	canvas_text(c, r.x, r.y, r.width, p->sentence ? LOOK_ERROR : LOOK_DIM, text.len ? text.data : "");
	buf_release(&text);
}

static void report_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct report *p = state;
	struct rect body = { r.x, r.y + 1, r.width, r.height - 1 };

	(void)app;
	if (p->width != r.width - 3) {
		lay_out(p, r.width - 3);
		settle(p, ACTION_NEXT);
	}
	draw_how(p, c, (struct rect){ r.x + 2, r.y, r.width - 3, 1 });
	if (!p->answer)
		return;
	list_draw(&p->list, c, body);
	mark_selected(p, c, body);
}

static void open_tickets(struct report *p, const json *row)
{
	const char *link = jo_str(row, "tickets"), *no = jo_str(row, "no");
	struct tickets_query want = { N_("Tickets behind the figure"), link };

	if (no)
		app_push(p->app, &screen_ticket, (void *)no);
	else if (link)
		app_push(p->app, &screen_tickets, &want);
	else
		app_say(p->app, LOOK_WARNING, "%s", _("These figures count calls, not tickets: there is nothing to open."));
}

static void open_row(struct report *p)
{
	const struct line *line = selected_line(p);
	struct score_of of = { p->answer, line ? line->row : NULL };

	if (!line || line->kind != LINE_FIGURES)
		return;
	if (!strcmp(p->want.kind, "rates") && jo_get(line->row, "tickets"))
		app_push(p->app, &screen_score, &of);
	else
		open_tickets(p, line->row);
}

/* What is still shown may be of another period or kind than what is on its way. */
static void walk(struct report *p, int step)
{
	if (p->asked) {
		p->steps += step;
		return;
	}
	report_want_step(&p->want, p->answer, step);
	ask(p);
}

static bool ask_for_another(struct report *p, const struct command *command)
{
	bool rates = !strcmp(p->want.kind, "rates");

	switch (command->action) {
	case ACTION_NEXT_VIEW:
	case ACTION_PREVIOUS_VIEW:
		p->steps = 0;
		report_want_kind(&p->want, roles_of(p), command->action == ACTION_NEXT_VIEW ? 1 : -1);
		return true;
	case ACTION_BY:
		if (rates)
			report_want_by(&p->want, p->answer);
		return rates;
	case ACTION_EXCLUDED:
		if (rates)
			report_want_excluded(&p->want, p->answer);
		return rates;
	case ACTION_REPORT:
		p->steps = 0;
		report_want_read(&p->want, roles_of(p), command->words[0], command->words[0] ? command->words[1] : NULL);
		return true;
	case ACTION_RELOAD:
		return true;
	default:
		return false;
	}
}

static enum handled report_action(struct app *app, void *state, const struct command *command)
{
	struct report *p = state;

	(void)app;
	if (list_command(&p->list, command)) {
		bool up = command->action == ACTION_PREVIOUS || command->action == ACTION_PAGE_UP ||
			  command->action == ACTION_LAST;
		settle(p, up ? ACTION_PREVIOUS : ACTION_NEXT);
		return HANDLED_DRAW;
	}
	if (command->action == ACTION_OPEN)
		open_row(p);
	else if (command->action == ACTION_SAVE_REPORT)
		save(p, command->words[0]);
	else if (command->action == ACTION_EARLIER || command->action == ACTION_LATER)
		walk(p, command->action == ACTION_LATER ? 1 : -1);
	else if (ask_for_another(p, command))
		ask(p);
	else
		return HANDLED_NOT;
	return HANDLED_DRAW;
}

static enum context report_focus(void *state)
{
	(void)state;
	return CONTEXT_LIST;
}

static void report_title(void *state, struct buf *out)
{
	const struct report *p = state;
	const struct table_kind *kind = table_find(p->want.kind);

	buf_adds(out, kind ? _(kind->title) : _("Report"));
}

const struct screen_ops screen_report = {
	.name = "report", .title = N_("Report"), .context = CONTEXT_REPORT,
	.enter = report_enter, .leave = report_leave, .draw = report_draw, .action = report_action,
	.focus = report_focus, .add_title = report_title,
};
