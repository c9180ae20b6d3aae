/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command.c -- the table of administration commands, and what every command has in common: its
 * members are there, its halves run in order, its answer has one shape.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "admin/private.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

static const struct admin_command commands[] = {
	{ "user add", { "username", "name", "roles", "password" }, false, user_add_prepare,
	  user_add_apply },
	{ "user passwd", { "username", "password" }, false, user_passwd_prepare,
	  user_passwd_apply },
	{ "user disable", { "username" }, false, NULL, user_disable_apply },
	{ "user enable", { "username" }, false, NULL, user_enable_apply },
	{ "user list", { NULL }, true, NULL, user_list_apply },
	{ "token", { "name" }, false, token_prepare, token_apply },
	{ "token revoke", { "name" }, false, NULL, token_revoke_apply },
	{ "import", { "dir" }, false, import_prepare, import_apply },
	{ "report", { "kind" }, true, NULL, report_apply },
	{ "verify", { NULL }, true, NULL, verify_apply },
	{ "verify mend", { NULL }, false, NULL, verify_mend_apply },
	{ "verify days", { NULL }, true, NULL, verify_days_apply },
	{ "verify days mend", { NULL }, false, NULL, verify_days_mend_apply },
	{ "backup", { "file" }, true, backup_prepare, backup_apply },
	{ "note", { "what" }, false, NULL, note_apply },
	{ "store status", { NULL }, true, NULL, store_status_apply },
	{ "audit verify", { NULL }, true, NULL, audit_verify_apply },
};

static const struct admin_command *find_command(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static bool check_members(const struct admin_command *c, const json *request, struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(c->members) && c->members[i]; i++) {
		const char *value = jo_str(request, c->members[i]);
		if (!value || !*value)
			return error_set(err, ERROR_INPUT, _("`%s` needs the member %s."), c->name, c->members[i]);
	}
	return true;
}

struct admin_job *admin_prepare(const json *request, const struct city *city, struct error *err)
{
	const char *name = jo_str(request, "command");
	const struct admin_command *command = find_command(name);

	if (!command) {
		error_set(err, ERROR_INPUT, _("There is no command `%.64s`."), name ? name : "");
		return NULL;
	}
	if (!check_members(command, request, err))
		return NULL;
	struct admin_job *job = xcalloc(1, sizeof(*job));
	job->command = command;
	job->request = jo_copy((json *)request);
	if (command->prepare && !command->prepare(job, city, err)) {
		admin_job_free(job);
		return NULL;
	}
	return job;
}

void admin_job_free(struct admin_job *job)
{
	if (!job)
		return;
	jo_free(job->request);
	jo_free(job->result);
	city_free(job->pack);
	city_articles_free(job->articles, job->article_count);
	scenarios_free(job->scenarios, job->scenario_count);
	sodium_memzero(job->hash, sizeof(job->hash));
	free(job);
}

bool admin_reads_only(const struct admin_job *job)
{
	return job->command->reads_only;
}

bool admin_apply(struct admin_job *job, struct db *db, instant now, struct error *err)
{
	job->result = json_object_new_object();
	return job->command->apply(job, db, now, err);
}

unsigned admin_effects(const struct admin_job *job)
{
	return job->effects;
}

const char *admin_account(const struct admin_job *job)
{
	return job->account[0] ? job->account : NULL;
}

const char *admin_ended(const struct admin_job *job)
{
	return job->ended ? job->ended : "ended";
}

static const char *const kinds[] = {
	[ERROR_NONE] = "none", [ERROR_INPUT] = "input", [ERROR_NOT_FOUND] = "not_found",
	[ERROR_STATE] = "state", [ERROR_VERSION] = "version", [ERROR_DENIED] = "denied",
	[ERROR_IO] = "io", [ERROR_FULL] = "full", [ERROR_BUSY] = "busy",
	[ERROR_NETWORK] = "network", [ERROR_TRUST] = "trust",
};

json *admin_answer(struct admin_job *job, bool ok, const struct error *err)
{
	json *answer = json_object_new_object();

	jo_set_bool(answer, "ok", ok);
	if (ok) {
		jo_set(answer, "result", json_object_get(job->result));
		return answer;
	}
	json *e = json_object_new_object();
	jo_set_str(e, "kind", kinds[err->kind]);
	jo_set_str(e, "detail", err->text);
	jo_set(answer, "error", e);
	return answer;
}

json *admin_result(const json *answer, struct error *err)
{
	const json *e = jo_get(answer, "error");
	const char *kind = jo_str(e, "kind"), *detail = jo_str(e, "detail");
	json *result = jo_get(answer, "result");

	if (jo_bool(answer, "ok", false) && result)
		return result;
	enum error_kind k = ERROR_TRUST;
	for (size_t i = 0; kind && i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i], kind))
			k = (enum error_kind)i;
	error_set(err, k, "%s", detail ? detail : _("The server's answer makes no sense."));
	return NULL;
}
