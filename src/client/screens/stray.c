/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stray.c -- a form that was refused because somebody else has its call by now: it is given to them as one more form of
 * the call, or becomes the form of a ticket without a call.
 */
#include <stdlib.h>
#include <string.h>

#include "client/screens/intake.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

struct stray {
	char *contact;
	int n;
};

static void stray_free(struct stray *s)
{
	free(s->contact);
	free(s);
}

static void given(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	if (net_is_ok(answer))
		app_say(app, LOOK_GOOD, "%s", _("Whoever has the call has the form now, as one more of the call."));
	else
		app_say(app, LOOK_ERROR, _("%s The form is kept here; it can still become a ticket without a call."),
			client_sentence(answer));
	app_draw_later(app);
}

static void answered(struct app *app, void *data, const char *answer)
{
	struct stray *s = data;

	if (answer && !strcmp(answer, "1"))
		work_hand_form(client_work(app), s->contact, s->n, given, app);
	else if (answer && !strcmp(answer, "2"))
		found_take(app, s->contact, s->n);
	else if (answer && *answer)
		app_say(app, LOOK_WARNING, _("There is no choice %s; the form is kept."), answer);
	else if (answer)
		app_push(app, &screen_intake, s->contact);
	stray_free(s);
}

bool stray_ask(struct app *app, const struct outbox_item *item)
{
	const struct model *m = client_model(app);

	if (!*item->contact || item->state != SUBMISSION_REFUSED || strcmp(item->problem.type, "/problems/state") ||
	    found_origin(item->contact) || model_contact_is_mine(m, item->contact))
		return false;
	struct stray *s = xcalloc(1, sizeof(*s));
	*s = (struct stray){ xstrdup(item->contact), item->draft };
	app_ask(app, _("1 to the call's agent, 2 found, Enter: "), false, answered, s);   /* half of the line */
	return true;
}
