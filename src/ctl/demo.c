/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * demo.c -- a whole city to try: folder, certificates, store, pack, people and their past.
 *
 * Every step looks first at what is there, so that a second run, or one after a crash, completes it
 * and keeps the rest. Passwords are written to demo.json before the accounts are made: it is never
 * behind the store.
 */
#include "ctl/demo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "admin/admin.h"
#include "ctl/setup.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/i18n.h"

#define DEMO_JSON_MOST (1 << 20)
#define GATEWAY "gateway1"
#define TOKEN_DAYS 3650

struct demo {
	struct setup setup;
	char *pack;                     /* folder of the city pack */
	struct city *city;
	struct demo_rows rows;
	char *file;                     /* demo.json */
	json *info;                     /* its content */
	struct store *store;
	int users_made, tickets_made;
};

/* ---- demo.json ---- */

static bool read_info(struct demo *d, struct error *err)
{
	size_t len;

	d->file = file_in(d->setup.dir, "demo.json");
	if (!file_exists(d->file)) {
		d->info = json_object_new_object();
		return true;
	}
	char *text = file_read(d->file, DEMO_JSON_MOST, &len, err);
	if (!text)
		return false;
	d->info = jo_parse(text, len, err);
	free(text);
	return d->info || error_prefix(err, "%s", d->file);
}

static bool write_info(const struct demo *d, struct error *err)
{
	const char *text = json_object_to_json_string_ext(
		d->info, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE);
	char *line = xasprintf("%s\n", text);
	bool ok = file_write(d->file, line, strlen(line), 0600, err);

	free(line);
	return ok;
}

static json *word_list(const char *words)
{
	json *list = json_object_new_array();
	char *copy = xstrdup(words ? words : ""), *rest = copy, *word;

	while ((word = strsep(&rest, " ")))
		if (*word)
			json_object_array_add(list, json_object_new_string(word));
	free(copy);
	return list;
}

static const char *known_password(const struct demo *d, const char *username)
{
	return jo_str(jo_get(jo_get(d->info, "users"), username), "password");
}

static json *describe_user(const struct demo *d, const struct demo_user *u)
{
	json *o = json_object_new_object();
	const char *known = known_password(d, u->username);
	char fresh[ADMIN_PASSWORD_TEXT];

	jo_set_str(o, "password", known ? known : admin_password_new(fresh));
	jo_set_str(o, "name", u->name);
	jo_set(o, "roles", word_list(u->roles));
	jo_set(o, "skills", word_list(u->skills));
	jo_set_str(o, "unit", u->unit);
	return o;
}

/* Numbers with a past, each once, in the order of callers.tsv. */
static json *list_callers(const struct demo *d)
{
	json *list = json_object_new_array();

	for (size_t i = 0; i < d->rows.caller_count; i++) {
		const char *number = d->rows.callers[i].number;
		for (size_t j = 0; j < d->rows.history_count; j++) {
			if (strcmp(d->rows.history[j].number, number))
				continue;
			json_object_array_add(list, json_object_new_string(number));
			break;
		}
	}
	return list;
}

static void fill_info(struct demo *d)
{
	char *url = xasprintf("https://127.0.0.1:%lld", (long long)d->setup.port);
	json *users = json_object_new_object();

	for (size_t i = 0; i < d->rows.user_count; i++)
		jo_set(users, d->rows.users[i].username, describe_user(d, &d->rows.users[i]));
	jo_set_str(d->info, "url", url);
	jo_set_str(d->info, "ca", d->setup.ca);
	jo_set(d->info, "users", users);
	jo_set(d->info, "callers", list_callers(d));
	free(url);
}

/* ---- the store ---- */

static json *new_request(const char *command)
{
	json *request = json_object_new_object();

	jo_set_str(request, "command", command);
	return request;
}

static bool run(struct demo *d, json *request, struct error *err)
{
	json *result = ctl_store_request(d->store, d->city, request, err);

	jo_free(result);
	return result != NULL;
}

static bool import_pack(struct demo *d, struct error *err)
{
	json *request = new_request("import");

	jo_set_str(request, "dir", d->pack);
	return run(d, request, err);
}

static bool has_account(const json *list, const char *username)
{
	const json *items = jo_array(list, "items");

	for (size_t i = 0; i < jo_len(items); i++)
		if (!strcmp(jo_str(jo_at(items, i), "username"), username))
			return true;
	return false;
}

static bool add_user(struct demo *d, const struct demo_user *u, struct error *err)
{
	json *request = new_request("user add");

	jo_set_str(request, "username", u->username);
	jo_set_str(request, "name", u->name);
	jo_set_str(request, "roles", u->roles);
	jo_set_str(request, "skills", u->skills);
	jo_set_str(request, "unit", u->unit);
	jo_set_str(request, "password", known_password(d, u->username));
	d->users_made++;
	return run(d, request, err);
}

static bool set_password(struct demo *d, const char *username, struct error *err)
{
	json *request = new_request("user passwd");

	jo_set_str(request, "username", username);
	jo_set_str(request, "password", known_password(d, username));
	return run(d, request, err);
}

/*
 * `known`: users whose password demo.json had before. The rest of those in the store get a new one.
 */
static bool make_users(struct demo *d, const json *known, struct error *err)
{
	json *list = ctl_store_request(d->store, d->city, new_request("user list"), err);
	bool ok = list != NULL;

	for (size_t i = 0; ok && i < d->rows.user_count; i++) {
		const struct demo_user *u = &d->rows.users[i];
		if (!has_account(list, u->username))
			ok = add_user(d, u, err);
		else if (!jo_get(known, u->username))
			ok = set_password(d, u->username, err);
	}
	jo_free(list);
	return ok;
}

static bool make_token(struct demo *d, struct error *err)
{
	json *request = new_request("token");

	jo_set_str(request, "name", GATEWAY);
	jo_set_int(request, "days", TOKEN_DAYS);
	json *result = ctl_store_request(d->store, d->city, request, err);
	if (!result)
		return false;
	jo_set_str(d->info, "gateway_token", jo_str(result, "token"));
	jo_free(result);
	return write_info(d, err);
}

static bool fill_store(struct demo *d, struct error *err)
{
	json *known = json_object_get(jo_get(d->info, "users"));
	bool has_token = jo_str(d->info, "gateway_token") != NULL && !d->setup.made_store;

	if (d->setup.made_store) {      /* what an earlier demo.json says is of no use */
		jo_free(known);
		known = NULL;
	}
	fill_info(d);
	bool ok = write_info(d, err) && import_pack(d, err) && make_users(d, known, err) &&
		  (has_token || make_token(d, err)) &&
		  demo_history_write(d->store, d->city, &d->rows, &d->tickets_made, err);
	jo_free(known);
	return ok;
}

/* ---- the command ---- */

static bool read_pack(struct demo *d, const char *given, struct error *err)
{
	struct city_report report = { 0 };

	d->pack = ctl_city_dir(given, err);
	if (!d->pack)
		return false;
	d->city = city_read(d->pack, &report);
	bool ok = d->city && demo_rows_read(&d->rows, d->pack, d->city, false, &report);
	if (!ok)
		error_set(
			err, ERROR_INPUT, _("The city pack in %.200s has %zu mistakes; `hotlinectl check` says "
			  "all of them. The "
			  "first is %.300s"), d->pack, report.total, report.count ? report.problems[0] : "");
	city_report_release(&report);
	return ok && clock_set_zone(d->city->zone, err);
}

static void say_summary(const struct demo *d)
{
	if (d->setup.made_store)
		ctl_say(_("Made the demo city %s in %s: %d accounts, %d earlier tickets, %zu "
			  "callers with a past."), d->city->name, d->setup.dir, d->users_made, d->tickets_made,
			jo_len(jo_get(d->info, "callers")));
	else
		ctl_say(_("The demo city in %s was there already: its data, accounts and "
			  "passwords are kept "
			  "(%d accounts and %d earlier tickets were missing and made)."),
			d->setup.dir, d->users_made, d->tickets_made);
	ctl_say(_("Passwords and the gateway's token are in %s."), d->file);
	ctl_say(_("Start the server with `hotlined --config %s`; it will be %s."), d->setup.config,
		jo_str(d->info, "url"));
}

static int keep_running_city(struct demo *d, const struct error *busy)
{
	if (!jo_str(d->info, "gateway_token"))
		return ctl_error(busy);
	ctl_say(_("A server is running on the demo city in %s: it was left as it is."), d->setup.dir);
	return CTL_OK;
}

static int make(struct demo *d, const struct ctl_call *call)
{
	struct error err = ERROR_INIT;

	if (!read_pack(d, ctl_option(call, "city"), &err) ||
	    !setup_folder(&d->setup, call->arguments[0], &err) || !read_info(d, &err))
		return ctl_error(&err);
	d->store = setup_store(&d->setup, &err);
	if (!d->store)
		return err.kind == ERROR_BUSY ? keep_running_city(d, &err) : ctl_error(&err);
	bool ok = setup_port(&d->setup, &err) && setup_certificates(&d->setup, &err) &&
		  fill_store(d, &err);
	store_close(d->store);
	if (!ok)
		return ctl_error(&err);
	say_summary(d);
	return CTL_OK;
}

int ctl_run_demo(const struct ctl_call *call)
{
	struct demo d = { .setup = { 0 } };

	if (!ctl_number(call, "port", 0, 1, 65535, &d.setup.port))
		return CTL_WRONG_USE;
	int status = make(&d, call);
	setup_release(&d.setup);
	demo_rows_release(&d.rows);
	city_free(d.city);
	jo_free(d.info);
	free(d.file);
	free(d.pack);
	return status;
}
