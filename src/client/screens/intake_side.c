/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake_side.c -- what stands beside the form on a wide screen: what is missing, the caller's
 * earlier tickets, and what the knowledge base says to the words typed so far.
 */
#include <string.h>

#include "client/ui/draw_text.h"
#include "client/screens/intake.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { MISSING_ROWS = 3, EARLIER_ROWS = 4, SNIPPET_ROWS = 2 };

size_t intake_missing(const struct intake *i, struct buf *out)
{
	struct form_problems problems = { 0 };
	size_t count = 0;

	if (!i->fields)
		return 0;
	form_check(form_fields_city(i->fields), intake_values(i), true, "", &problems);
	for (size_t k = 0; k < problems.count; k++) {
		const char *key = form_fields_key_of(i->fields, problems.items[k].pointer);
		if (!key || strcmp(problems.items[k].code, "required"))
			continue;
		buf_addf(out, "%s%s", count++ ? _(", ") : "", form_fields_label(i->fields, key));
	}
	form_problems_release(&problems);
	return count;
}

static int draw_missing(const struct intake *i, struct canvas *c, struct rect r)
{
	struct buf names = BUF_INIT;
	size_t count = intake_missing(i, &names);
	int rows = 1;

	draw_heading(c, r.x, r.y, r.width, _("Still missing"));
	if (count)
		rows += draw_wrapped(c, (struct rect){ r.x, r.y + 1, r.width, MISSING_ROWS },
				     LOOK_WARNING, names.data);
	else if (i->fields)
		rows += canvas_text(c, r.x, r.y + 1, r.width, LOOK_GOOD,
				    _("Nothing that is required.")) > 0;
	buf_release(&names);
	return rows;
}

/* -- earlier tickets ------------------------------------------------------------- */

const json *intake_earlier(const struct intake *i)
{
	const struct model_contact *c = intake_contact(i);

	return c && c->caller_history ? jo_array(c->caller_history, "tickets") : NULL;
}

static void add_earlier(const struct json_object *item, struct buf *out)
{
	const char *no = jo_str(item, "no"), *title = jo_str(item, "title");
	enum ticket_state state;

	words_no(out, no ? no : "");
	if (ticket_state_parse(jo_str(item, "state"), &state))
		buf_addf(out, " %s", words_ticket_state(state));
	if (title)
		buf_addf(out, " %s", title);
}

static int draw_earlier(const struct intake *i, struct canvas *c, struct rect r)
{
	const json *items = intake_earlier(i);
	struct buf text = BUF_INIT;
	int rows = 1, most = r.height - 1 < EARLIER_ROWS ? r.height - 1 : EARLIER_ROWS;

	buf_addf(&text, _("Earlier tickets: %zu"), jo_len(items));
	draw_heading(c, r.x, r.y, r.width, text.data);
	for (size_t k = 0; k < jo_len(items) && rows <= most; k++, rows++) {
		buf_reset(&text);
		add_earlier(jo_at(items, k), &text);
		canvas_text(c, r.x, r.y + rows, r.width, LOOK_NORMAL, text.data);
	}
	if (!items)
		canvas_text(c, r.x, r.y + rows++, r.width, LOOK_DIM, _("Not looked up yet."));
	else if (!jo_len(items))
		canvas_text(c, r.x, r.y + rows++, r.width, LOOK_DIM, _("None under this number."));
	buf_release(&text);
	return rows;
}

/* -- knowledge ---------------------------------------------------------------------- */

static void draw_hits(const struct intake *i, struct canvas *c, struct rect r)
{
	static const struct model_knowledge nothing;
	const struct model_knowledge *k = intake_found(i) ? intake_found(i) : &nothing;
	size_t most = r.height > 3 ? (size_t)(r.height - 1) / (1 + SNIPPET_ROWS) : 0;
	size_t first = most && i->hit >= most ? i->hit - most + 1 : 0;
	int y = r.y + 1;

	draw_heading(c, r.x, r.y, r.width, _("Knowledge for what is typed"));
	for (size_t n = first; n < k->count && n < first + most; n++) {
		const struct model_article *a = &k->items[n];
		bool selected = n == i->hit;
		canvas_text(c, r.x, y, 1, LOOK_MARK, selected ? ">" : " ");
		int used = a->expired ? canvas_text(c, r.x + 2, y, r.width - 2, LOOK_WARNING, _("[expired] "))
				      : 0;
		canvas_text(c, r.x + 2 + used, y, r.width - 2 - used,
			    selected ? LOOK_SELECTED : LOOK_NORMAL, a->title ? a->title : "");
		y += 1 + draw_wrapped(c, (struct rect){ r.x + 2, y + 1, r.width - 2, SNIPPET_ROWS },
				      LOOK_DIM, a->snippet);
	}
	if (k->sentence && y + 2 > r.y + r.height)
		y = r.y + r.height > 2 ? r.y + r.height - 2 : r.y;
	if (k->sentence)
		draw_wrapped(c, (struct rect){ r.x, y, r.width, 2 }, LOOK_ERROR, k->sentence);
	else if (!k->count)
		draw_wrapped(c, (struct rect){ r.x, y, r.width, 2 }, LOOK_DIM,
			     k->shown ? _("Nothing is found for these words.") :
					_("Articles appear here as title and content are typed."));
}

void intake_draw_side(const struct intake *i, struct canvas *c, struct rect r)
{
	int bottom = r.y + r.height, y = r.y;

	y += draw_missing(i, c, (struct rect){ r.x, y, r.width, bottom - y });
	if (bottom - y > 3 && !found_origin(i->contact))
		y += draw_earlier(i, c, (struct rect){ r.x, y, r.width, bottom - y });
	if (bottom - y > 3)
		draw_hits(i, c, (struct rect){ r.x, y, r.width, bottom - y });
}
