/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inspect_kept.c -- the marks of an inspection are kept in the journal, as every form is, until they are handed in. */
#include <stdio.h>
#include <string.h>

#include "client/screens/inspect.h"
#include "hotline/i18n.h"

enum { NAME_SIZE = sizeof(INSPECT_KEPT) + 64 };

static void make_name(char name[NAME_SIZE], const char *id)
{
	snprintf(name, NAME_SIZE, "%s%.60s", INSPECT_KEPT, id);
}

void inspect_keep(struct app *app, const char *id, int64_t version, const json *score, const char *note)
{
	struct work *work = client_work(app);
	char name[NAME_SIZE];

	make_name(name, id);
	work_edit(work, name, KEPT_N, "/version", json_object_new_int64(version));
	work_edit_text(work, name, KEPT_N, "/note", note);
	work_edit(work, name, KEPT_N, "/score", jo_copy((json *)score));
}

const json *inspect_kept(const struct app *app, const char *id)
{
	char name[NAME_SIZE];

	make_name(name, id);
	const struct model_draft *draft = model_draft(client_model(app), name, KEPT_N);
	return draft && jo_get(draft->fields, "score") ? draft->fields : NULL;
}

void inspect_forget(struct app *app, const char *id)
{
	char name[NAME_SIZE];

	make_name(name, id);
	if (model_draft(client_model(app), name, KEPT_N))
		work_draft_drop(client_work(app), name, KEPT_N);
}

size_t inspect_kept_count(const struct app *app)
{
	const struct model *m = client_model(app);
	size_t n = 0;

	for (size_t i = 0; i < m->draft_count; i++)
		n += !strncmp(m->drafts[i]->contact_id, INSPECT_KEPT, strlen(INSPECT_KEPT));
	return n;
}

void inspect_look(struct app *app)
{
	size_t n = client_realm(app) ? 0 : inspect_kept_count(app);

	if (n)
		app_say(app, LOOK_WARNING, ngettext("The marks of %zu inspection are kept and not handed in; :inspections lists it.",
						    "The marks of %zu inspections are kept and not handed in; :inspections lists them.",
						    (unsigned)n), n);
}
