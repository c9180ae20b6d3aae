/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * asked.c -- what is typed on the prompt is kept by the journal until it is answered, as every form is.
 *
 * It comes back when the same is asked again about the same thing, after a killed program or a prompt that was left.
 */
#include <stdlib.h>
#include <string.h>

#include "client/screens/screens.h"
#include "hotline/alloc.h"

#define TEXT "/text"

struct asked {
	char name[ASKED_NAME];
	void (*answered)(struct app *app, void *data, const char *answer);
	void *data;
};

const char *client_asked(const struct app *app, const char *about)
{
	char name[ASKED_NAME];
	const char *text = model_draft_text(model_draft(client_model(app), work_asked_name(name, about), KEPT_N), TEXT);

	return text ? text : "";
}

void client_keep_asked(struct app *app, const char *about, const char *text)
{
	char name[ASKED_NAME];
	bool kept = model_draft(client_model(app), work_asked_name(name, about), KEPT_N) != NULL;

	if (*text)
		work_edit_text(client_work(app), name, KEPT_N, TEXT, text);
	else if (kept)
		work_draft_drop(client_work(app), name, KEPT_N);
}

static void typed(struct app *app, void *data, const char *text)
{
	struct asked *a = data;

	client_keep_asked(app, a->name, text);
}

static void answered(struct app *app, void *data, const char *answer)
{
	struct asked *a = data;

	if (answer && *answer)
		client_keep_asked(app, a->name, "");
	a->answered(app, a->data, answer);
	free(a);
}

void client_ask_kept(struct app *app, const char *about, const char *question,
		     void (*told)(struct app *app, void *data, const char *answer), void *data)
{
	struct asked *a = xcalloc(1, sizeof(*a));
	char *before = xstrdup(client_asked(app, about));

	*a = (struct asked){ .answered = told, .data = data };
	strncat(a->name, about, sizeof(a->name) - 1);
	app_ask_on(app, question, before, typed, answered, a);
	free(before);
}
