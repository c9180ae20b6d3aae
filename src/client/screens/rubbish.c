/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rubbish.c -- throwing away what is not sent, or a form that was never submitted: never without asking. */
#include <stdlib.h>

#include "client/screens/screens.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

static void rubbish_free(struct rubbish *r)
{
	free(r->title);
	free(r->key);
	free(r->contact);
	free(r);
}

static void throw_away(struct app *app, const struct rubbish *r)
{
	if (!r->key)
		work_draft_drop(client_work(app), r->contact, r->n);
	if (r->gone)
		r->gone(app);
	app_say(app, LOOK_MESSAGE, _("\"%s\" is thrown away."), r->title);
}

static void answered(struct app *app, void *data, const char *answer)
{
	struct rubbish *r = data;
	struct error err = ERROR_INIT;

	if (!words_is_yes(answer))
		app_say(app, LOOK_MESSAGE, "%s", _("It is kept."));
	else if (r->key && !work_outbox_discard(client_work(app), r->key, &err))
		app_say(app, LOOK_ERROR, "%s", err.text);
	else
		throw_away(app, r);
	rubbish_free(r);
}

void rubbish_ask(struct app *app, const struct rubbish *what)
{
	struct rubbish *r = xcalloc(1, sizeof(*r));
	char *question = xasprintf(_("Throw \"%s\" away? (y) "), what->title);

	*r = *what;
	app_ask(app, question, false, answered, r);
	free(question);
}
