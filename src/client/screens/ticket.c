/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket.c -- one ticket: what it is about, where it stands, what happened, what can be done now.
 *
 * The text is put together anew whenever the model has a newer ticket; the place in it is kept.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/act.h"
#include "client/screens/pane.h"
#include "client/screens/ticket_fields.h"
#include "client/ui/pager.h"
#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

struct ticket_screen {
	struct app *app;
	char no[24];
	struct pager own, *pager;
	bool made;
};

static instant time_of(const json *o, const char *name)
{
	const char *text = jo_str(o, name);
	instant t;

	return text && clock_parse(text, &t) ? t : INSTANT_NONE;
}

static void line(struct ticket_screen *s, const char *label, const char *value)
{
	ticket_add_line(s->pager, label, value);
}

static void heading(struct ticket_screen *s, const char *text)
{
	ticket_add_heading(s->pager, text);
}

/* Of a clock of the ticket itself: done in time, done late; of the first that runs the time left, as in the lists. */
static void add_clock_mark(struct buf *out, const json *deadline, const char *name, instant due, instant now,
			   bool *runs)
{
	const json *clocks = jo_get(deadline, "clocks");
	instant met = INSTANT_NONE;
	struct buf left = BUF_INIT;

	if (!deadline)
		return;
	for (size_t i = 0; i < jo_len(clocks); i++)
		if (!strcmp(jo_str(jo_at(clocks, i), "clock"), name) && !jo_str(jo_at(clocks, i), "unit"))
			met = time_of(jo_at(clocks, i), "met_at");
	if (met != INSTANT_NONE) {
		buf_adds(out, met > due ? _(" (done late)") : _(" (done)"));
	} else if (!*runs) {
		words_due(&left, due, now);
		buf_addf(out, _(" (%s)"), left.data);
		buf_release(&left);
		*runs = true;
	}
}

static void add_clocks(struct ticket_screen *s, const struct model_ticket *t, instant now)
{
	const json *deadlines = jo_get(t->ticket, "deadlines");
	struct buf text = BUF_INIT;
	bool runs = false;

	for (int i = 0; i < CLOCK_COUNT; i++) {
		instant due = time_of(deadlines, city_clock_names[i]);
		if (due == INSTANT_NONE)
			continue;
		buf_addf(&text, "%s%s ", text.len ? " · " : "", words_clock(i));
		words_time(&text, due, now);
		add_clock_mark(&text, t->deadline, city_clock_names[i], due, now, &runs);
	}
	line(s, _("Due"), text.data);
	buf_release(&text);
}

static void add_state(struct ticket_screen *s, const struct model_ticket *t, instant now)
{
	const json *o = t->ticket;
	struct buf text = BUF_INIT;

	buf_adds(&text, words_ticket_state(t->state));
	if (jo_int(o, "urged", 0))
		buf_addf(&text, _(" · urged %lld×"), (long long)jo_int(o, "urged", 0));
	if (jo_int(o, "rehandled", 0))
		buf_addf(&text, _(" · re-handled %lld×"), (long long)jo_int(o, "rehandled", 0));
	if (jo_bool(o, "supervised", false))
		buf_adds(&text, _(" · supervised"));
	if (jo_bool(o, "excluded", false))
		buf_adds(&text, _(" · outside the score"));
	if (jo_str(o, "merged_into")) {
		buf_adds(&text, _(" into "));
		words_no(&text, jo_str(o, "merged_into"));
	}
	line(s, _("State"), text.data);
	buf_reset(&text);
	words_unit(s->app, &text, jo_str(o, "lead"));
	for (size_t i = 0; i < jo_len(jo_get(o, "co")); i++) {
		buf_adds(&text, i ? _(", ") : _("  with "));
		words_unit(s->app, &text, json_object_get_string(jo_at(jo_get(o, "co"), i)));
	}
	line(s, _("Unit"), text.data);
	line(s, _("Grade"), words_code(s->app, "grade", jo_str(o, "grade")));
	add_clocks(s, t, now);
	buf_release(&text);
}

static void add_when(struct ticket_screen *s, const char *value)
{
	struct buf text = BUF_INIT;
	instant t;

	if (value && clock_parse(value, &t))
		time_say_near(&text, t, clock_agreed());
	else if (value)
		buf_adds(&text, value);
	line(s, _("When"), text.data);
	buf_release(&text);
}

static void add_matter(struct ticket_screen *s, const json *fields)
{
	struct buf text = BUF_INIT;

	heading(s, _("Matter"));
	words_category(s->app, &text, jo_pointer_str(fields, "/matter/category"), true);
	line(s, _("Category"), text.data);
	line(s, _("Type"), words_code(s->app, "type", jo_pointer_str(fields, "/matter/type")));
	buf_reset(&text);
	words_place(s->app, &text, fields);
	line(s, _("Place"), text.data);
	ticket_add_fields(s->app, s->pager, fields, "/place/");
	add_when(s, jo_pointer_str(fields, "/matter/happened_at"));
	line(s, _("About"), jo_pointer_str(fields, "/matter/party"));
	ticket_add_fields(s->app, s->pager, fields, "/matter/");
	const char *content = jo_pointer_str(fields, "/matter/content");
	if (content) {
		pager_add(s->pager, LOOK_NORMAL, content);
		pager_add(s->pager, LOOK_NORMAL, "\n");
	}
	line(s, _("Note"), jo_pointer_str(fields, "/control/note"));
	buf_release(&text);
}

static void add_caller(struct ticket_screen *s, const json *fields)
{
	const json *confidential = jo_pointer(fields, "/caller/confidential");
	struct buf text = BUF_INIT;

	if (!jo_get(fields, "caller"))
		return;
	heading(s, _("Caller"));
	const char *name = jo_pointer_str(fields, "/caller/name"), *number = jo_pointer_str(fields, "/caller/number");
	buf_addf(&text, "%s  %s", name ? name : _("(no name)"), number ? number : "");
	if (confidential && json_object_get_boolean(confidential))
		buf_adds(&text, _("  · confidential"));
	line(s, _("Caller"), text.data);
	line(s, _("Call back"), jo_pointer_str(fields, "/caller/callback"));
	line(s, _("Company"), jo_pointer_str(fields, "/caller/company"));
	ticket_add_fields(s->app, s->pager, fields, "/caller/");
	buf_release(&text);
}

const char *words_of_event(const json *detail)
{
	static const char *const members[] = {
		"reason", "note", "question", "answer", "done", "basis", "how", "legal_path", "to",
	};

	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		const char *said = jo_str(detail, members[i]);
		if (said && *said)
			return said;
	}
	return NULL;
}

static void add_said(struct ticket_screen *s, const char *said)
{
	if (!said)
		return;
	pager_hang(s->pager, 4);
	pager_add(s->pager, LOOK_DIM, "    ");
	pager_add(s->pager, LOOK_DIM, said);
	pager_add(s->pager, LOOK_DIM, "\n");
	pager_hang(s->pager, 0);
}

static void add_event(struct ticket_screen *s, const json *e, instant now)
{
	const json *detail = jo_get(e, "detail");
	const char *path = jo_str(detail, "legal_path");
	const char *who = jo_str(e, "by_name"), *said = words_of_event(detail), *to = jo_str(e, "to");
	struct buf text = BUF_INIT;
	enum ticket_state state;

	words_time(&text, time_of(e, "at"), now);
	buf_addf(&text, "  %s", words_action(jo_str(e, "action") ? jo_str(e, "action") : ""));
	if (to && ticket_state_parse(to, &state))
		buf_addf(&text, " → %s", words_ticket_state(state));
	words_about_event(s->app, &text, detail, now);
	buf_adds(&text, "  (");
	if (who && strcmp(who, "server"))
		words_unit(s->app, &text, who);         /* a person's name is no unit's code */
	else
		buf_adds(&text, _("server"));
	buf_adds(&text, ")\n");
	pager_add(s->pager, LOOK_NORMAL, text.data);
	if (!strcmp(jo_str(e, "action") ? jo_str(e, "action") : "", "record_visit") && jo_bool(detail, "reached", false)) {
		buf_reset(&text);
		words_answers(&text, detail);
		said = text.data;
	}
	add_said(s, said);
	if (path && path != said)
		add_said(s, path);
	buf_release(&text);
}

/* Each with its own key, and the key that lists them all. */
static void add_actions(struct ticket_screen *s, const json *ticket)
{
	const json *list = jo_get(ticket, "actions");
	const char *overseen = words_overseen(s->app, ticket);
	struct buf text = BUF_INIT;

	buf_addf(&text, _("Possible now; %s chooses, or says why the rest is not"),
		 client_key_name(s->app, ACTION_ACT));
	heading(s, text.data);
	buf_reset(&text);
	for (size_t i = 0; i < jo_len(list); i++) {
		const char *name = json_object_get_string(jo_at(list, i));
		const char *key = ticket_move_key(s->app, name);
		buf_addf(&text, "%s%s", i ? _(", ") : "", words_action(name));
		if (key)
			buf_addf(&text, " (%s)", key);
	}
	if (!text.len)
		buf_adds(&text, _("nothing"));
	buf_addch(&text, '\n');
	pager_add(s->pager, LOOK_DIM, text.data);
	if (overseen)
		pager_add(s->pager, LOOK_WARNING, overseen);
	buf_release(&text);
}

static void add_all(struct ticket_screen *s, const struct model_ticket *t)
{
	const json *fields = jo_get(t->ticket, "fields");
	const char *title = jo_pointer_str(fields, "/matter/title");
	instant now = clock_agreed();
	struct buf text = BUF_INIT;

	words_no(&text, s->no);
	buf_adds(&text, "  ");
	words_title(s->app, &text, title, NULL);
	buf_addch(&text, '\n');
	pager_add(s->pager, LOOK_HEADING, text.data);
	add_state(s, t, now);
	add_matter(s, fields);
	ticket_add_fields(s->app, s->pager, fields, NULL);
	add_caller(s, fields);
	heading(s, _("History"));
	for (size_t i = 0; i < jo_len(t->history); i++)
		add_event(s, jo_at(t->history, i), now);
	buf_release(&text);
}

void ticket_add_all(struct app *app, struct pager *pager, const struct model_ticket *t)
{
	struct ticket_screen s = { .app = app, .pager = pager };

	snprintf(s.no, sizeof(s.no), "%s", t->no);
	add_all(&s, t);
}

static void make_text(struct ticket_screen *s)
{
	const struct model_ticket *t = model_ticket(client_model(s->app), s->no);

	if (!t || !t->ticket)
		return;
	pager_set_text(s->pager, "", s->made);
	add_all(s, t);
	add_actions(s, t->ticket);
	s->made = true;
}

static void *ticket_enter(struct app *app, void *argument)
{
	struct ticket_screen *s = xcalloc(1, sizeof(*s));

	s->app = app;
	snprintf(s->no, sizeof(s->no), "%s", (const char *)argument);
	s->pager = &s->own;
	pager_init(s->pager);
	make_text(s);
	work_ticket(client_work(app), s->no, true, NULL, NULL);
	return s;
}

static void ticket_leave(struct app *app, void *state)
{
	struct ticket_screen *s = state;

	(void)app;
	pager_release(s->pager);
	free(s);
}

static void ticket_changed(struct app *app, void *state, unsigned what)
{
	struct ticket_screen *s = state;
	const struct model_ticket *t = model_ticket(client_model(app), s->no);

	if (!(what & (MODEL_TICKET | MODEL_CITY)))
		return;
	if (t && t->stale && !t->loading)
		work_ticket(client_work(app), s->no, true, NULL, NULL);
	make_text(s);
}

static void ticket_draw(struct app *app, void *state, struct canvas *c, struct rect r)
{
	struct ticket_screen *s = state;
	const struct model_ticket *t = model_ticket(client_model(app), s->no);
	int margin = r.width > 100 ? (r.width - 96) / 2 : 1;

	if (s->made && t && t->ticket) {
		struct pane p = { .app = app, .c = c, .r = { r.x + margin, r.y, r.width - 2 * margin, r.height } };
		pane_moves(&p, t);
		pager_draw(s->pager, c, p.r);
	} else {
		canvas_text(c, r.x + 1, r.y + 1, r.width - 2, LOOK_DIM,
			    t && t->sentence ? t->sentence : _("Loading…"));
	}
}

static enum handled ticket_action(struct app *app, void *state, const struct command *command)
{
	struct ticket_screen *s = state;

	if (pager_command(s->pager, command))
		return HANDLED_DRAW;
	if (command->action == ACTION_RELOAD) {
		work_ticket(client_work(app), s->no, true, NULL, NULL);
		return HANDLED_DRAW;
	}
	return ticket_command(app, s->no, command);
}

static enum context ticket_focus(void *state)
{
	(void)state;
	return CONTEXT_PAGER;
}

static void ticket_title(void *state, struct buf *out)
{
	struct ticket_screen *s = state;

	buf_addf(out, "%s ", _("Ticket"));
	words_no(out, s->no);
}

const struct screen_ops screen_ticket = {
	.name = "ticket", .title = N_("Ticket"), .context = CONTEXT_TICKETS, .flags = SCREEN_PERSONAL,
	.enter = ticket_enter, .leave = ticket_leave, .draw = ticket_draw, .action = ticket_action,
	.focus = ticket_focus, .changed = ticket_changed, .add_title = ticket_title,
};
