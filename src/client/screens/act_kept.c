/* SPDX-License-Identifier: GPL-3.0-or-later */
/* act_kept.c -- what is typed into the form of an action is kept until it is sent; what was refused comes back to it. */
#include "client/screens/act_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* -- what is typed and not sent ------------------------------------------------------ */

void act_keep(struct act *a, const char *member, const char *text)
{
	char pointer[40];

	snprintf(pointer, sizeof(pointer), "/%s", member);
	work_edit_text(client_work(a->app), a->kept, KEPT_N, pointer, text);
}

void act_keep_all(struct act *a)
{
	for (size_t i = 0; i < a->count; i++)
		act_keep(a, a->members[i].name, formview_get(&a->form, a->members[i].name));
}

void act_forget_kept(struct act *a)
{
	if (model_draft(client_model(a->app), a->kept, KEPT_N))
		work_draft_drop(client_work(a->app), a->kept, KEPT_N);
}

static const char *basis_of(const struct act *a, const char *unit)
{
	const json *units = jo_array(a->suggestions, "units");

	for (size_t i = 0; i < jo_len(units); i++)
		if (!strcmp(jo_str(jo_at(units, i), "unit"), unit))
			return jo_str(jo_at(units, i), "basis");
	return NULL;
}

/* The basis of the unit that was chosen, when the suggestions know one; not over the dispatcher's own words. */
void act_suggest_basis(struct act *a)
{
	const char *basis = basis_of(a, formview_get(&a->form, "lead")), *now = formview_get(&a->form, "basis");

	if (*now && (!a->basis || strcmp(now, a->basis) != 0))
		return;
	formview_set(&a->form, "basis", basis ? basis : "");
	free(a->basis);
	a->basis = xstrdup(basis);
}

void act_typed(void *data, const char *key, const char *value)
{
	struct act *a = data;

	formview_set_problem(&a->form, key, NULL);
	if (!a->sent)
		act_keep(a, key, value);
	if (!strcmp(key, "lead") && a->suggestions)
		act_suggest_basis(a);
}

void act_bring_back(struct act *a)
{
	const struct model_draft *kept = model_draft(client_model(a->app), a->kept, KEPT_N);
	char pointer[40];

	for (size_t i = 0; kept && i < a->count; i++) {
		snprintf(pointer, sizeof(pointer), "/%s", a->members[i].name);
		const char *text = model_draft_text(kept, pointer);
		if (text)
			formview_set(&a->form, a->members[i].name, text);
	}
	if (kept)
		app_say(a->app, LOOK_MESSAGE, "%s", _("What you typed here before is back."));
}

bool act_kept(const struct model_draft *draft, char no[24], const char **action)
{
	const char *from = draft->contact_id + strlen(ACT_KEPT), *slash;

	if (strncmp(draft->contact_id, ACT_KEPT, strlen(ACT_KEPT)) ||
	    !(slash = strchr(from, '/')) || slash - from >= 24 || !draft->fields || !json_object_object_length(draft->fields))
		return false;
	snprintf(no, 24, "%.*s", (int)(slash - from), from);
	*action = slash + 1;
	return true;
}

/* -- what was sent and refused ---------------------------------------------------------- */

/* As one would type it; nothing when that cannot be told from what was sent. */
static void member_text(const struct move_member *m, const json *value, struct buf *out)
{
	instant t;

	if (m->kind == MEMBER_TIME && clock_parse(json_object_get_string((json *)value), &t)) {
		time_t seconds = (time_t)(t / 1000);
		struct tm parts;
		char text[32];
		localtime_r(&seconds, &parts);
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &parts);
		buf_adds(out, text);
	} else if (json_object_is_type(value, json_type_boolean)) {
		buf_adds(out, json_object_get_boolean(value) ? "yes" : "no");
	} else if (json_object_is_type(value, json_type_array)) {
		for (size_t i = 0; i < jo_len(value); i++)
			buf_addf(out, "%s%s", i ? "," : "", json_object_get_string(jo_at(value, i)));
	} else if (json_object_is_type(value, json_type_string)) {
		buf_adds(out, json_object_get_string((json *)value));
	}
}

/* Into the journal, as if it had just been typed; what was kept since is newer. */
static void keep_body(struct app *app, const char *kept, const struct move_member *members, const json *body)
{
	if (model_draft(client_model(app), kept, KEPT_N))
		return;
	for (const struct move_member *m = members; m->name; m++) {
		const json *value = jo_get(body, m->name);
		struct buf text = BUF_INIT;
		char pointer[40];
		if (value)
			member_text(m, value, &text);
		snprintf(pointer, sizeof(pointer), "/%s", m->name);
		if (text.len)
			work_edit_text(client_work(app), kept, KEPT_N, pointer, text.data);
		buf_release(&text);
	}
}

bool act_correct(struct app *app, const struct outbox_item *item)
{
	const char *action = jo_str(item->body, "action");
	const struct move_member *members = action ? ticket_action_members(action) : NULL;
	bool ticket = !strncmp(item->lane, "ticket/", 7) && strlen(item->lane + 7) < 24;
	char kept[64], no[24], name[32];

	if (!ticket || !members || !members->name)
		return false;
	snprintf(no, sizeof(no), "%s", item->lane + 7);
	snprintf(name, sizeof(name), "%s", action);
	snprintf(kept, sizeof(kept), "%s%s/%s", ACT_KEPT, no, name);
	keep_body(app, kept, members, item->body);
	app_push(app, &screen_act, &(struct act_argument){ no, name, NULL });
	return true;
}

/* The same move was refused: why, and where. */
void act_mark_refused(struct act *a)
{
	const struct outbox *out = work_outbox(client_work(a->app));

	for (size_t i = 0; out && i < outbox_count(out); i++) {
		const struct outbox_item *item = outbox_at(out, i);
		const char *its = jo_str(item->body, "action");
		if (item->state != SUBMISSION_REFUSED || !its || strcmp(its, a->action) != 0 ||
		    strncmp(item->lane, "ticket/", 7) != 0 || strcmp(item->lane + 7, a->no) != 0)
			continue;
		act_say(a, item->sentence);
		act_mark_problems(a, &item->problem);
	}
}
