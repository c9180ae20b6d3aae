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

/* A ticket that was made needs no form any more. */
static bool is_accepted(const struct model_draft *d, const char *origin)
{
	return d->state == DRAFT_ACCEPTED && is_of(d, origin);
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

	work_drop_drafts(client_work(app), is_accepted, origin);
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

/* The form of a call whose text a new form begins with. */
struct source {
	char *contact;
	int n;
};

static void source_free(struct source *s)
{
	if (s)
		free(s->contact);
	free(s);
}

/* All but the caller, whom such a ticket has not. */
static void begin_with(struct app *app, const struct source *s, const char *origin)
{
	static const char *const sections[] = { "/matter", "/place", "/control", "/sections" };
	const struct model_draft *d = model_draft(client_model(app), s->contact, s->n);
	json *fields = d ? jo_copy(d->fields) : json_object_new_object();
	char id[ID_TEXT], *form = xasprintf("%s%s/%s", MODEL_FOUND, id_new(id), origin);

	for (size_t i = 0; i < ARRAY_SIZE(sections); i++)
		if (jo_pointer(fields, sections[i]))
			work_edit(client_work(app), form, 1, sections[i], jo_copy(jo_pointer(fields, sections[i])));
	work_forget_refused(client_work(app), s->contact, s->n);
	jo_free(fields);
	app_push(app, &screen_intake, form);
	app_say(app, LOOK_MESSAGE, "%s", _("What was typed for the call is in this form, without the caller; it is not submitted yet."));
	free(form);
}

/* `data`: the source, or NULL. */
static void origin_told(struct app *app, void *data, const char *answer)
{
	const char *origin = answer && *answer ? find_origin(app, answer) : NULL;
	struct buf names = BUF_INIT;

	list_origins(app, &names);
	if (origin && data)
		begin_with(app, data, origin);
	else if (origin)
		open_form(app, origin);
	else if (answer && *answer)
		app_say(app, LOOK_WARNING, _("There is no origin %s: %s."), answer, names.data);
	source_free(data);
	buf_release(&names);
}

static void ask_origin(struct app *app, struct source *source)
{
	struct buf names = BUF_INIT;

	list_origins(app, &names);
	buf_adds(&names, _(": "));
	app_ask(app, names.data, false, origin_told, source);   /* a question has half of the line: no more words */
	buf_release(&names);
}

/* False: said why not. */
static bool may_begin(struct app *app)
{
	const struct model *m = client_model(app);

	if (!model_has_role(m, ROLE_AGENT | ROLE_SUPERVISOR | ROLE_UNIT))
		app_say(app, LOOK_WARNING, "%s", _("Tickets of what was found are made by agents, supervisors and units."));
	else if (model_current_contact(m))
		app_say(app, LOOK_WARNING, "%s", _("A call is with you; what the caller tells goes into its form."));
	else if (!m->city)
		app_say(app, LOOK_WARNING, "%s", _("The form comes with the city's data; it is being fetched."));
	else
		return true;
	return false;
}

void found_begin(struct app *app, const char *origin)
{
	if (!may_begin(app))
		return;
	if (origin)
		origin_told(app, NULL, origin);
	else
		ask_origin(app, NULL);
}

void found_take(struct app *app, const char *contact, int n)
{
	struct source *s;

	if (!may_begin(app))
		return;
	s = xcalloc(1, sizeof(*s));
	*s = (struct source){ xstrdup(contact), n };
	ask_origin(app, s);
}
