/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket.c -- making tickets, the names of roles and states, and who may see one.
 */
#include "hotline/ticket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "ticket_internal.h"

#define ROLE_NAME(id, name) name,
static const char *const role_names[ROLE_COUNT] = { ROLE_LIST(ROLE_NAME) };
#undef ROLE_NAME
#define STATE_NAME(id, name) name,
static const char *const state_names[TICKET_STATE_COUNT] = { TICKET_STATE_LIST(STATE_NAME) };
#undef STATE_NAME

static const char *const role_labels[ROLE_COUNT] = {
	[ROLE_AGENT_BIT] = N_("agent"),
	[ROLE_DISPATCHER_BIT] = N_("dispatcher"),
	[ROLE_UNIT_BIT] = N_("unit"),
	[ROLE_VISITOR_BIT] = N_("return visitor"),
	[ROLE_SUPERVISOR_BIT] = N_("supervisor"),
	[ROLE_TRAINER_BIT] = N_("trainer"),
	[ROLE_TRAINEE_BIT] = N_("trainee"),
	[ROLE_KB_EDITOR_BIT] = N_("editor"),
	[ROLE_OPS_BIT] = N_("operations"),
	[ROLE_GATEWAY_BIT] = N_("gateway"),
};

static const char *const state_labels[TICKET_STATE_COUNT] = {
	[TICKET_ANSWERED] = N_("answered"),
	[TICKET_TRANSFERRED] = N_("transferred"),
	[TICKET_DECLINED] = N_("declined"),
	[TICKET_VOID] = N_("void"),
	[TICKET_PENDING] = N_("to be dispatched"),
	[TICKET_NEEDS_INFO] = N_("information due"),
	[TICKET_MERGED] = N_("merged"),
	[TICKET_DISPATCHED] = N_("to be signed"),
	[TICKET_RETURN_REQUESTED] = N_("return asked for"),
	[TICKET_ARBITRATION] = N_("in arbitration"),
	[TICKET_HANDLING] = N_("being handled"),
	[TICKET_CARRIED] = N_("carried"),
	[TICKET_REPLIED] = N_("replied"),
	[TICKET_VISITING] = N_("to be visited"),
	[TICKET_REHANDLING] = N_("to be re-handled"),
	[TICKET_CLOSED] = N_("closed"),
};

const struct ticket_actor ticket_server = { .id = "server",
					    .username = "server",
					    .roles = ROLE_SERVER };

const char *role_name(unsigned bit)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (bit == 1u << i)
			return role_names[i];
	return NULL;
}

const char *role_label(unsigned bit)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (bit == 1u << i)
			return role_labels[i];
	return NULL;
}

static unsigned role_of(const char *word, size_t len)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (strlen(role_names[i]) == len && !strncmp(role_names[i], word, len))
			return 1u << i;
	return ROLE_NONE;
}

bool roles_parse(const char *text, unsigned *roles)
{
	unsigned all = ROLE_NONE;

	for (;;) {
		text += strspn(text, " ");
		size_t len = strcspn(text, " ");
		if (!len)
			break;
		unsigned role = role_of(text, len);
		if (!role)
			return false;
		all |= role;
		text += len;
	}
	*roles = all;
	return true;
}

const char *ticket_state_name(enum ticket_state s)
{
	return (unsigned)s < TICKET_STATE_COUNT ? state_names[s] : "";
}

const char *ticket_state_label(enum ticket_state s)
{
	return (unsigned)s < TICKET_STATE_COUNT ? state_labels[s] : "";
}

bool ticket_state_parse(const char *name, enum ticket_state *s)
{
	for (size_t i = 0; name && i < TICKET_STATE_COUNT; i++) {
		if (!strcmp(state_names[i], name)) {
			*s = (enum ticket_state)i;
			return true;
		}
	}
	return false;
}

struct ticket *ticket_new(const char *no, const char *realm)
{
	struct ticket *t = xcalloc(1, sizeof(*t));

	snprintf(t->no, sizeof(t->no), "%s", no);
	t->realm = xstrdup(realm);
	t->state = TICKET_PENDING;
	t->fields = json_object_new_object();
	t->co = json_object_new_array();
	t->extra = json_object_new_object();
	t->claimed_until = t->created_at = t->updated_at = INSTANT_NONE;
	t->closed_at = t->dispatched_at = INSTANT_NONE;
	t->deadline = deadline_new();
	return t;
}

void ticket_free(struct ticket *t)
{
	if (!t)
		return;
	char *texts[] = { t->realm, t->contact_id, t->agent,	  t->origin,
			  t->lead,  t->claimed_by, t->merged_into };
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		free(texts[i]);
	jo_free(t->fields);
	jo_free(t->co);
	jo_free(t->extra);
	deadline_free(t->deadline);
	free(t);
}

static bool is_own(const struct ticket *t, const struct ticket_actor *who)
{
	return who->caller_here || (t->agent && who->id && !strcmp(t->agent, who->id));
}

static bool unit_is_involved(const struct city *c, const struct ticket *t, const char *unit)
{
	json *parts = ticket_parts(t);

	for (size_t i = 0; i < jo_len(parts); i++) {
		const char *of = jo_str(jo_at(parts, i), "unit");
		if (of && (!strcmp(of, unit) || city_unit_is_under(c, of, unit)))
			return true;
	}
	return false;
}

bool ticket_is_visible(const struct city *c, const struct ticket *t, const struct ticket_actor *who)
{
	if (who->roles & (ROLE_DISPATCHER | ROLE_VISITOR | ROLE_SUPERVISOR | ROLE_SERVER))
		return true;
	if ((who->roles & (ROLE_AGENT | ROLE_UNIT)) && is_own(t, who))
		return true;
	return (who->roles & ROLE_UNIT) && who->unit && unit_is_involved(c, t, who->unit);
}

bool ticket_hides_caller(const struct ticket *t, const struct ticket_actor *reader)
{
	if (reader->roles & (ROLE_DISPATCHER | ROLE_VISITOR | ROLE_SUPERVISOR | ROLE_SERVER))
		return false;
	if ((reader->roles & ROLE_AGENT) && is_own(t, reader))
		return false;
	return move_yes(jo_get(t->fields, "caller"), "confidential");
}

bool ticket_is_claimed(const struct ticket *t, const char *by, instant now)
{
	return t->claimed_by && now < t->claimed_until && (!by || strcmp(t->claimed_by, by));
}

bool ticket_has_caller(const struct ticket *t)
{
	return t->contact_id || jo_pointer_str(t->fields, "/caller/number") || !t->origin;
}

const char *ticket_own_move(const struct ticket *t)
{
	if (t->state == TICKET_ANSWERED || t->state == TICKET_TRANSFERRED)
		return "close";
	if (t->state == TICKET_REPLIED)
		return ticket_has_caller(t) ? "visiting" : "close";
	return NULL;
}

void ticket_no_spaced(const char *no, char out[40])
{
	size_t letters = strcspn(no, "0123456789"), date = strnlen(no + letters, 6);
	const char *rest = no + letters + date;

	snprintf(out, 40, "%.*s%s%.*s%s%s", (int)letters, no, letters ? " " : "", (int)date, no + letters,
		 *rest ? " " : "", rest);
}
