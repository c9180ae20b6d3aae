/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * user.c -- accounts and tokens from the command line. A password is never an argument: others
 * could read it there.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "admin/admin.h"
#include "ctl/ctl.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

#define PASSWORD_LINE 300

/* ---- passwords ---- */

static bool read_line(FILE *f, char *text, size_t size, struct error *err)
{
	if (!fgets(text, (int)size, f))
		return error_set(err, ERROR_INPUT, _("There is no password to read."));
	text[strcspn(text, "\r\n")] = '\0';
	return true;
}

static bool ask_silently(const char *prompt, char *text, size_t size, struct error *err)
{
	struct termios before, silent;

	if (tcgetattr(STDIN_FILENO, &before) < 0)
		return error_errno(err, _("The terminal cannot be used"));
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	fprintf(stderr, "%s", prompt);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	bool ok = read_line(stdin, text, size, err);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	fprintf(stderr, "\n");
	return ok;
}

static bool ask_twice(char *text, size_t size, struct error *err)
{
	char again[PASSWORD_LINE];

	bool ok = ask_silently(_("New password: "), text, size, err) &&
		  ask_silently(_("The same again: "), again, sizeof(again), err);
	if (ok && strcmp(text, again))
		ok = error_set(err, ERROR_INPUT,
			       _("The two passwords differ; nothing was changed."));
	sodium_memzero(again, sizeof(again));
	return ok;
}

static bool read_password_file(const char *file, char *text, size_t size, struct error *err)
{
	if (!strcmp(file, "-"))
		return read_line(stdin, text, size, err);
	FILE *f = fopen(file, "re");
	if (!f)
		return error_errno(err, _("The password file %s cannot be read"), file);
	bool ok = read_line(f, text, size, err);
	fclose(f);
	return ok;
}

static bool get_password(const struct ctl_call *call, char text[PASSWORD_LINE], struct error *err)
{
	const char *file = ctl_option(call, "password-file");

	if (ctl_option(call, "generate")) {
		admin_password_new(text);
		return true;
	}
	bool ok = file ? read_password_file(file, text, PASSWORD_LINE, err) :
		  isatty(STDIN_FILENO) ? ask_twice(text, PASSWORD_LINE, err) :
		  read_line(stdin, text, PASSWORD_LINE, err);
	return ok && admin_password_check(text, err);
}

/* ---- requests ---- */

static json *new_request(const char *command, const char *member, const char *value)
{
	json *request = json_object_new_object();

	jo_set_str(request, "command", command);
	jo_set_str(request, member, value);
	return request;
}

/* "a, b c" as "a b c"; NULL stays. Caller frees. */
static char *word_list(const char *text)
{
	char *words = xstrdup(text);

	for (char *p = words; p && *p; p++)
		if (*p == ',')
			*p = ' ';
	return words;
}

static void set_list(json *request, const char *member, const char *text)
{
	char *words = word_list(text);

	jo_set_str(request, member, words);
	free(words);
}

/* The result is the caller's; NULL after saying why. Takes the request. */
static json *ask(const struct ctl_call *call, json *request)
{
	struct error err = ERROR_INIT;
	struct ctl_place place;

	if (!ctl_place_read(&place, call, &err)) {
		jo_free(request);
		ctl_error(&err);
		return NULL;
	}
	json *result = ctl_request(&place, request, &err);
	ctl_place_release(&place);
	if (!result)
		ctl_error(&err);
	return result;
}

static int ask_and_say(const struct ctl_call *call, json *request, const char *done)
{
	json *result = ask(call, request);

	if (!result)
		return CTL_FAILED;
	jo_free(result);
	ctl_say(done, call->arguments[0]);
	return CTL_OK;
}

static int with_password(const struct ctl_call *call, json *request, const char *done)
{
	char password[PASSWORD_LINE];
	struct error err = ERROR_INIT;

	if (!get_password(call, password, &err)) {
		jo_free(request);
		return ctl_error(&err);
	}
	jo_set_str(request, "password", password);
	int status = ask_and_say(call, request, done);
	if (status == CTL_OK && ctl_option(call, "generate"))
		ctl_say(_("Password: %s"), password);
	sodium_memzero(password, sizeof(password));
	return status;
}

int ctl_run_user_add(const struct ctl_call *call)
{
	json *request = new_request("user add", "username", call->arguments[0]);

	if (!ctl_option(call, "name") || !ctl_option(call, "roles")) {
		jo_free(request);
		return ctl_misuse(_("`hotlinectl user add` needs --name and --roles."));
	}
	jo_set_str(request, "name", ctl_option(call, "name"));
	set_list(request, "roles", ctl_option(call, "roles"));
	set_list(request, "skills", ctl_option(call, "skills"));
	jo_set_str(request, "unit", ctl_option(call, "unit"));
	return with_password(call, request, _("Added the user %s."));
}

int ctl_run_user_passwd(const struct ctl_call *call)
{
	return with_password(call, new_request("user passwd", "username", call->arguments[0]),
			     _("Changed the password of %s and ended its sessions."));
}

int ctl_run_user_disable(const struct ctl_call *call)
{
	return ask_and_say(call, new_request("user disable", "username", call->arguments[0]),
			   _("Disabled %s and ended its sessions."));
}

int ctl_run_user_enable(const struct ctl_call *call)
{
	return ask_and_say(call, new_request("user enable", "username", call->arguments[0]), _("Enabled %s."));
}

/* ---- lists ---- */

static void add_words(struct buf *line, const json *list)
{
	for (size_t i = 0; i < jo_len(list); i++)
		buf_addf(line, "%s%s", i ? "," : "", json_object_get_string(jo_at(list, i)));
}

static void add_column(struct buf *line, const char *text, int columns)
{
	text_add_fitted(line, text ? text : "", columns, true);
	buf_addch(line, ' ');
}

static void print_user(const json *user)
{
	struct buf line = BUF_INIT, roles = BUF_INIT, skills = BUF_INIT;
	const char *unit = jo_str(user, "unit");

	add_words(&roles, jo_get(user, "roles"));
	add_words(&skills, jo_get(user, "skills"));
	add_column(&line, jo_str(user, "username"), 16);
	add_column(&line, jo_str(user, "name"), 16);
	add_column(&line, roles.data, 24);
	add_column(&line, skills.len ? skills.data : "-", 24);
	add_column(&line, unit ? unit : "-", 12);
	buf_adds(&line, jo_bool(user, "disabled", false) ? _("disabled") :
			jo_bool(user, "machine", false) ? _("machine") : _("active"));
	ctl_say("%s", line.data);
	buf_release(&line);
	buf_release(&roles);
	buf_release(&skills);
}

int ctl_run_user_list(const struct ctl_call *call)
{
	json *request = json_object_new_object();

	jo_set_str(request, "command", "user list");
	json *result = ask(call, request);
	if (!result)
		return CTL_FAILED;
	const json *items = jo_array(result, "items");
	for (size_t i = 0; i < jo_len(items); i++) {
		if (ctl_option(call, "json"))
			ctl_say_json(jo_at(items, i));
		else
			print_user(jo_at(items, i));
	}
	jo_free(result);
	return CTL_OK;
}

int ctl_run_token(const struct ctl_call *call)
{
	json *request = new_request("token", "name", call->arguments[0]);
	int64_t days;

	if (ctl_option(call, "revoke")) {
		jo_set_str(request, "command", "token revoke");
		return ask_and_say(call, request, _("Ended all tokens of %s."));
	}
	if (!ctl_number(call, "days", 365, 1, 3660, &days)) {
		jo_free(request);
		return CTL_WRONG_USE;
	}
	set_list(request, "roles", ctl_option(call, "roles"));
	jo_set_int(request, "days", days);
	json *result = ask(call, request);
	if (!result)
		return CTL_FAILED;
	ctl_say("%s", jo_str(result, "token"));
	jo_free(result);
	return CTL_OK;
}
