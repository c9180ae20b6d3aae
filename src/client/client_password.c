/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_password.c -- the user's own password: the present one, then twice the new one, for it is typed blind. */
#include <stdlib.h>
#include <string.h>

#include "client/client_commands.h"
#include "client/screens/screens.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

/* Both until the server has answered. */
struct passwords { char *old, *fresh; };

static void forget_passwords(struct passwords *p)
{
	secret_wipe(p->old);
	secret_wipe(p->fresh);
	free(p->old);
	free(p->fresh);
	free(p);
}

static void password_changed(void *arg, const struct net_answer *answer)
{
	struct app *app = arg;

	if (net_is_ok(answer))
		app_say(app, LOOK_GOOD, "%s", _("The password is changed."));
	else
		app_say(app, LOOK_ERROR, "%s", client_sentence(answer));
}

/* It is typed blind, so it is typed twice. */
static void same_password(struct app *app, void *data, const char *answer)
{
	struct passwords *p = data;

	if (!answer)
		app_say(app, LOOK_MESSAGE, "%s", _("The password stays as it is."));
	else if (strcmp(answer, p->fresh) != 0)
		app_say(app, LOOK_ERROR, "%s", _("The two new passwords differ; the old one stays. Try :password again."));
	else
		work_change_password(client_city_work(app), p->old, p->fresh, password_changed, app);
	forget_passwords(p);
}

static void new_password(struct app *app, void *data, const char *answer)
{
	struct passwords *p = data;

	if (answer && *answer) {
		p->fresh = xstrdup(answer);
		app_ask(app, _("The new password once more: "), true, same_password, p);
		return;
	}
	app_say(app, LOOK_MESSAGE, "%s", _("The password stays as it is."));
	forget_passwords(p);
}

static void old_password(struct app *app, void *data, const char *answer)
{
	struct passwords *p;

	(void)data;
	if (!answer || !*answer)
		return;
	p = xcalloc(1, sizeof(*p));
	p->old = xstrdup(answer);
	app_ask(app, _("New password, 8 characters or more: "), true, new_password, p);
}

void client_change_password(struct app *app)
{
	app_ask(app, _("Present password: "), true, old_password, NULL);
}
