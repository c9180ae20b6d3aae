/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_inspect.c -- an agent hears what became of their work: by events, or at the next login of what came meanwhile.
 *
 * What was said stands among the notices until logging out, and the server is told that it was said, so that it is said
 * once, at whichever seat. An event may come beside the answer that tells the same: only what is new is said.
 */
#include "client/net/work_internal.h"

#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

static const struct { const char *state, *when, *sentence; bool agent; } kinds[] = {
	{ "scored", "scored_at", N_("Your ticket %s was inspected; :inspections shows what was said of it."), true },
	{ "appealed", "appealed_at",
	  N_("An agent appeals against the inspection of ticket %s; :inspections appealed shows it."), false },
	{ "decided", "decided_at", N_("Your appeal about ticket %s was decided; :inspections decided shows how."), true },
};

static int kind_of(const json *item)
{
	const char *state = jo_str(item, "state");

	for (size_t k = 0; state && k < ARRAY_SIZE(kinds); k++)
		if (!strcmp(kinds[k].state, state) && jo_str(item, "id") && jo_str(item, "ticket"))
			return (int)k;
	return -1;
}

static char *sentence_of(const json *item, int kind)
{
	char no[40];

	ticket_no_spaced(jo_str(item, "ticket"), no);
	return xasprintf(_(kinds[kind].sentence), no);
}

/* Among the notices; false: it stands there. */
static bool add_news(struct work *w, const json *item, int kind)
{
	const char *when = jo_str(item, kinds[kind].when);
	instant at;
	char id[80];

	if (!when || !clock_parse(when, &at))
		at = clock_agreed();
	snprintf(id, sizeof(id), "inspection/%.40s/%lld", jo_str(item, "id"), (long long)jo_int(item, "version", 0));
	char *sentence = sentence_of(item, kind);
	bool added = model_add_news(w->model, id, sentence, at);
	free(sentence);
	return added;
}

/* Takes the items. */
static void tell_server(struct work *w, json *items)
{
	json *body = json_object_new_object();

	jo_set(body, "items", items);
	struct op *op = op_new(w, NULL, NULL, NULL);
	op->flags = OP_QUIET;
	op_send(op, "POST", "/inspections/told", body, true, 0);
}

static void add_told(json *told, const json *item)
{
	json *o = json_object_new_object();

	jo_set_str(o, "id", jo_str(item, "id"));
	jo_set_int(o, "version", jo_int(item, "version", 0));
	json_object_array_add(told, o);
}

/* To the agent whose ticket was inspected, and to the supervisors when one appeals. */
void work_follow_inspection(struct work *w, const json *data)
{
	int kind = kind_of(data);

	if (kind >= 0 && add_news(w, data, kind)) {
		char *sentence = sentence_of(data, kind);
		work_say(w, WORK_SAYS, "%s", sentence);
		free(sentence);
	}
	if (kind >= 0 && kinds[kind].agent) {
		json *told = json_object_new_array();
		add_told(told, data);
		tell_server(w, told);
	}
	work_changed(w, MODEL_INSPECTIONS | MODEL_NOTICES);
}

/* One is said whole, of more how many. */
static void say_all(struct work *w, const json *items, size_t fresh)
{
	if (jo_len(items) == 1) {
		char *sentence = sentence_of(jo_at(items, 0), kind_of(jo_at(items, 0)));
		work_say(w, WORK_WARNS, "%s", sentence);
		free(sentence);
	} else {
		work_say(w, WORK_WARNS,
			 ngettext("%zu inspection of your work came meanwhile; :notices names it, :inspections shows it.",
				  "%zu inspections of your work came meanwhile; :notices names them, :inspections shows them.",
				  fresh), fresh);
	}
}

static unsigned apply_untold(struct work *w, struct op *op, const struct net_answer *a)
{
	const json *items = jo_array(a->body, "items");
	size_t fresh = 0;

	(void)op;
	if (!net_is_ok(a) || !jo_len(items))
		return 0;
	json *told = json_object_new_array();
	for (size_t i = jo_len(items); i-- > 0;) {
		int kind = kind_of(jo_at(items, i));
		fresh += kind >= 0 && add_news(w, jo_at(items, i), kind);
		add_told(told, jo_at(items, i));
	}
	if (fresh)
		say_all(w, items, fresh);
	tell_server(w, told);
	return MODEL_NOTICES;
}

void work_ask_inspections(struct work *w)
{
	if (w->realm || !model_has_role(w->model, ROLE_AGENT))
		return;
	struct op *op = op_new(w, apply_untold, NULL, NULL);
	op->flags = OP_QUIET;
	op_send(op, "GET", "/inspections?untold=1&limit=200", NULL, false, 30000);
}
