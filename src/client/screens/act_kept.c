/* SPDX-License-Identifier: GPL-3.0-or-later */
/* act_kept.c -- what is typed into the form of an action is kept until it is sent; what was refused comes back to it. */
#include "client/screens/act_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* -- what is typed and not sent ------------------------------------------------------ */

void act_form_name(char name[ACT_FORM], const char *no, const char *action)
{
	if (!strcmp(action, "record_visit"))
		snprintf(name, ACT_FORM, VISIT_KEPT "%.23s", no);
	else
		snprintf(name, ACT_FORM, ACT_KEPT "%.23s/%.40s", no, action);
}

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
	if (!strcmp(key, "lead"))
		act_suggest_basis(a);
	act_note_time(a, key);
}

void act_bring_back(struct act *a)
{
	const struct model_draft *kept = model_draft(client_model(a->app), a->kept, KEPT_N);
	char pointer[40];

	for (size_t i = 0; kept && i < a->count; i++) {
		snprintf(pointer, sizeof(pointer), "/%s", a->members[i].name);
		const char *text = model_draft_text(kept, pointer);
		if (!text)
			continue;
		formview_set(&a->form, a->members[i].name, text);
		act_note_time(a, a->members[i].name);
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

bool act_correct(struct app *app, const struct outbox_item *item)
{
	const char *action = jo_str(item->body, "action");
	const struct move_member *members = action ? ticket_action_members(action) : NULL;
	char no[24], name[32];

	if (!*item->form || !members || strlen(item->lane) >= strlen("ticket/") + sizeof(no))
		return false;
	snprintf(no, sizeof(no), "%s", item->lane + strlen("ticket/"));
	snprintf(name, sizeof(name), "%s", action);
	if (model_draft(client_model(app), item->form, KEPT_N) && work_refused(client_work(app), item->form) != item)
		app_say(app, LOOK_WARNING, "%s",
			_("Something else was typed there since; send that or throw it away first."));
	else if (!strcmp(name, "record_visit"))
		app_push(app, &screen_visit, no);
	else
		app_push(app, &screen_act, &(struct act_argument){ no, name, NULL });
	return true;
}

const char *act_stands_for(const struct act *a)
{
	const struct outbox_item *item = work_refused(client_work(a->app), a->kept);

	return item ? item->key : NULL;
}

void act_take_back(struct act *a)
{
	const struct outbox_item *item = work_take_back(client_work(a->app), a->kept);

	if (!item)
		return;
	act_say(a, item->sentence);
	act_mark_problems(a, &item->problem);
}
