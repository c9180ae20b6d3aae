/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * found.c -- tickets made without a call: what a patrol or a grid member found, or a pattern foretells.
 *
 * It is the intake form without a caller. The name of such a form holds its origin, so that it is known again
 * from the journal after a crash; until it is submitted it lies on this workstation only. Each has a name of its own:
 * the submission of an earlier one may come back from the disk after a power cut, and must not be taken for this one's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/screens/intake.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"

const char *found_origin(const char *contact)
{
	size_t prefix = strlen(MODEL_FOUND);

	if (!contact || strncmp(contact, MODEL_FOUND, prefix) != 0)
		return NULL;
	const char *slash = strchr(contact + prefix, '/');
	return slash ? slash + 1 : contact + prefix;
}

static bool is_of(const struct model_draft *d, const char *origin)
{
	const char *its = found_origin(d->contact_id);

	return its && !strcmp(its, origin);
}

/* The tickets made so far need no form any more. */
static void forget_accepted(struct app *app, const char *origin)
{
	const struct model *m = client_model(app);

	for (size_t i = m->draft_count; i-- > 0; )
		if (m->drafts[i]->state == DRAFT_ACCEPTED && is_of(m->drafts[i], origin)) {
			char *contact = xstrdup(m->drafts[i]->contact_id);
			work_draft_drop(client_work(app), contact, m->drafts[i]->n);
			free(contact);
		}
}

/* The form of this origin that was begun and not sent, or a new one. Caller frees. */
static char *choose_form(struct app *app, const char *origin)
{
	const struct model *m = client_model(app);
	char id[ID_TEXT];

	for (size_t i = 0; i < m->draft_count; i++)
		if (m->drafts[i]->state != DRAFT_QUEUED && is_of(m->drafts[i], origin))
			return xstrdup(m->drafts[i]->contact_id);
	return xasprintf("%s%s/%s", MODEL_FOUND, id_new(id), origin);
}

static void open_form(struct app *app, const char *origin)
{
	struct intake *i = app_find(app, &screen_intake);

	forget_accepted(app, origin);
	char *contact = choose_form(app, origin);
	if (i) {
		intake_open(i, contact, 0);
		app_pop_to(app, &screen_intake);
	} else {
		app_push(app, &screen_intake, contact);
	}
	free(contact);
}

/* "1. Patrol, 2. Grid report" */
static void list_origins(struct app *app, struct buf *out)
{
	const struct city *city = client_model(app)->city;

	for (size_t i = 0, n = 0; i < city->code_count; i++)
		if (!strcmp(city->codes[i].set, "origin")) {
			buf_addf(out, "%s%zu ", n ? _(", ") : "", n + 1);
			buf_adds(out, words_code(app, "origin", city->codes[i].code));
			n++;
		}
}

/* By its number in that list, its code or its name; NULL: none. */
static const char *find_origin(struct app *app, const char *answer)
{
	const struct city *city = client_model(app)->city;
	long n = strtol(answer, NULL, 10);

	for (size_t i = 0; i < city->code_count; i++) {
		const struct city_code *c = &city->codes[i];
		if (!strcmp(c->set, "origin") &&
		    (--n == 0 || !strcmp(c->code, answer) || !strcmp(words_code(app, "origin", c->code), answer)))
			return c->code;
	}
	return NULL;
}

static void origin_told(struct app *app, void *data, const char *answer)
{
	const char *origin = answer && *answer ? find_origin(app, answer) : NULL;
	struct buf names = BUF_INIT;

	(void)data;
	list_origins(app, &names);
	if (origin)
		open_form(app, origin);
	else if (answer && *answer)
		app_say(app, LOOK_WARNING, _("There is no origin %s: %s."), answer, names.data);
	buf_release(&names);
}

static void ask_origin(struct app *app)
{
	struct buf names = BUF_INIT;

	list_origins(app, &names);
	buf_adds(&names, _(": "));
	app_ask(app, names.data, false, origin_told, NULL);     /* a question has half of the line: no more words */
	buf_release(&names);
}

void found_begin(struct app *app, const char *origin)
{
	const struct model *m = client_model(app);

	if (!model_has_role(m, ROLE_AGENT | ROLE_SUPERVISOR | ROLE_UNIT))
		app_say(app, LOOK_WARNING, "%s", _("Tickets of what was found are made by agents, supervisors and units."));
	else if (model_current_contact(m))
		app_say(app, LOOK_WARNING, "%s", _("A call is with you; what the caller tells goes into its form."));
	else if (!m->city)
		app_say(app, LOOK_WARNING, "%s", _("The form comes with the city's data; it is being fetched."));
	else if (origin)
		origin_told(app, NULL, origin);
	else
		ask_origin(app);
}
