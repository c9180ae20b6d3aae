/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c -- hotlinectl: one row per command. Help, the parsing of options and the check of their
 * number all read that row, so they cannot drift apart.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/process.h"
#include "hotline/text.h"

#define CONFIG { "config", "FILE", N_("the server's hotlined.conf") }
#define CITY { "city", "DIR", N_("the city pack, instead of the one that is installed") }
#define PASSWORDS \
	{ "password-file", "FILE", N_("read the password from FILE (- is standard input)") }, \
	{ "generate", NULL, N_("make a password and print it") }

static const struct ctl_command commands[] = {
	{ "init", "DIR", 1, N_("make certificates, an empty store and hotlined.conf in DIR"),
	  { { "port", "N", N_("port of the server (default 8443)") },
	    { "listen", "ADDRESS", N_("address to listen on (default 127.0.0.1)") },
	    { "names", "LIST", N_("further names of the server in the certificate") } },
	  ctl_run_init },
	{ "demo", "DIR", 1, N_("make a whole demo city in DIR; what is there already is kept"),
	  { { "port", "N", N_("port of the server (default 8443, or the one DIR has)") }, CITY },
	  ctl_run_demo },
	{ "check", "DIR", 1, N_("check a city pack and say every mistake as file:line"), { { 0 } },
	  ctl_run_check },
	{ "scenario check", "[FILE|DIR]...", CTL_ANY, N_("check scenarios and say every mistake as file:line"),
	  { CITY }, ctl_run_scenario_check },
	{ "scenario play", "FILE", 1, N_("speak with the caller of a scenario, to try it"),
	  { CITY, { "seed", "N", N_("of the caller's choices (default 1)") } }, ctl_run_scenario_play },
	{ "import", "DIR", 1, N_("make the city pack in DIR the current one"), { CONFIG },
	  ctl_run_import },
	{ "user add", "USERNAME", 1, N_("add a person's account"),
	  { CONFIG, { "name", "NAME", N_("the person's name (required)") },
	    { "roles", "LIST", N_("roles, separated by commas or blanks (required)") },
	    { "skills", "LIST", N_("skills, separated by commas or blanks") },
	    { "unit", "CODE", N_("the undertaking unit, for the role unit") }, PASSWORDS },
	  ctl_run_user_add },
	{ "user passwd", "USERNAME", 1, N_("give a new password; ends the person's sessions"),
	  { CONFIG, PASSWORDS }, ctl_run_user_passwd },
	{ "user disable", "USERNAME", 1, N_("let nobody log in as USERNAME; ends the sessions"),
	  { CONFIG }, ctl_run_user_disable },
	{ "user enable", "USERNAME", 1, N_("undo `user disable`"), { CONFIG },
	  ctl_run_user_enable },
	{ "user list", "", 0, N_("list the accounts"),
	  { CONFIG, { "json", NULL, N_("as JSON, one account a line") } }, ctl_run_user_list },
	{ "token", "NAME", 1, N_("make a long-lived token for the machine NAME and print it"),
	  { CONFIG, { "roles", "LIST", N_("the machine's roles (default gateway)") },
	    { "days", "N", N_("how long it lives (default 365)") },
	    { "revoke", NULL, N_("end all tokens of NAME instead") } },
	  ctl_run_token },
	{ "simulate", "", 0, N_("play callers through the gateway interface"),
	  { { "config", "FILE", N_("the demo.json of a demo city (required)") },
	    { "from", "FILE", N_("a .tsv of calls, instead of those of the city pack") }, CITY,
	    { "rate", "N/s", N_("calls a second, or N/m, N/h (default 1/s)") },
	    { "count", "M", N_("how many calls (default: each row once)") },
	    { "patience", "SECONDS", N_("hang up unanswered after so long; default never") },
	    { "talk", "SECONDS", N_("when answered by then, hang up so much later") },
	    { "loop", NULL, N_("begin again at the end of the rows until stopped") },
	    { "training", NULL, N_("play trainees in a trainer's class instead of callers") },
	    { "scenario", "CODE", N_("of --training: begin the class with this scenario") },
	    { "class", "ID", N_("of --training: only sessions of this class, or this session") },
	    { "storm", "CALLS", N_("of --training: begin a storm of so many calls for all of them") },
	    { "seed", "N", N_("of --training: another number, other mistakes (default 0)") },
	    { "minutes", "N", N_("of --storm: within so many minutes (default 10)") },
	    { "verbose", NULL, N_("print a line for each call") } },
	  ctl_run_simulate },
	{ "report", "KIND", 1, N_("print a report: rates, queue, hourly, daily, special, hot, monthly, governance, inspection"),
	  { CONFIG, { "from", "TIME", N_("begin, such as 2026-11-01T00:00:00+08:00") },
	    { "to", "TIME", N_("end, not counted any more") },
	    { "by", "WHAT", N_("unit, level, category or district (rates)") },
	    { "depth", "N", N_("level of the categories, 1 to 3 (default as recorded)") },
	    { "excluded", "HOW", N_("with or without excluded tickets (default without)") },
	    { "format", "FORM", N_("text, csv, html or json (default text)") } },
	  ctl_run_report },
	{ "verify", "", 0, N_("prove that every ticket is what its events make it"),
	  { CONFIG, { "repair", NULL, N_("write those that are not anew from their events") },
	    { "json", NULL, N_("as JSON") } },
	  ctl_run_verify },
	{ "backup", "FILE", 1, N_("copy the store to FILE while it is in use"), { CONFIG }, ctl_run_backup },
	{ "restore", "FILE", 1, N_("prove a backup and put it in the place of the store"),
	  { CONFIG, { "drill", NULL, N_("only restore it beside the store, prove it and say how long it took") },
	    { "force", NULL, N_("put it in place also when the proof found something") } },
	  ctl_run_restore },
	{ "audit verify", "", 0, N_("prove that no row of the audit chain was changed, removed or moved"),
	  { CONFIG, { "head", "HASH", N_("a head from the server's log, which the chain must hold") },
	    { "json", NULL, N_("as JSON") } },
	  ctl_run_audit_verify },
	{ "status", "", 0, N_("say whether the server runs, and how it is"),
	  { CONFIG, { "json", NULL, N_("as JSON") } }, ctl_run_status },
};

/* ---- help ---- */

enum { LEFT_COLUMNS = 24 };

/* What is too long for the left column stands above its help. */
static void print_row(const char *left, const char *help)
{
	if (strlen(left) > LEFT_COLUMNS)
		printf("  %s\n  %-*s %s\n", left, LEFT_COLUMNS, "", help);
	else
		printf("  %-*s %s\n", LEFT_COLUMNS, left, help);
}

static void print_option(const char *name, const char *argument, const char *help)
{
	char *left = xasprintf("--%s%s%s", name, argument ? " " : "", argument ? argument : "");

	print_row(left, help);
	free(left);
}

static int print_command_help(const struct ctl_command *c)
{
	printf(_("Usage: hotlinectl %s%s%s [OPTION]...\n"), c->name, *c->arguments ? " " : "", c->arguments);
	printf("\n  %s\n\n", _(c->help));
	for (const struct ctl_option *o = c->options; o < c->options + CTL_OPTIONS && o->name; o++)
		print_option(o->name, o->argument, _(o->help));
	print_option("help", NULL, _("show this help"));
	return CTL_OK;
}

static int print_help(void)
{
	printf(_("Usage: hotlinectl COMMAND [ARGUMENT] [OPTION]...\n"
		 "Looks after a hotline server: accounts, tokens, city packs, demo and callers.\n\n"
		 "Commands:\n"));
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		const struct ctl_command *c = &commands[i];
		char *left = xasprintf("%s%s%s", c->name, *c->arguments ? " " : "", c->arguments);
		print_row(left, _(c->help));
		free(left);
	}
	printf(_("\nOptions:\n"));
	print_option("help", NULL, _("show this help, or that of a command"));
	print_option("version", NULL, _("show the version"));
	printf(_("\nA command asks the running server over its UNIX socket, and opens the store\n"
		 "itself only when no server has it. The exit status is 0, 1 when something\n"
		 "failed, 2 when the command line is wrong.\n"));
	return CTL_OK;
}

static int print_version(void)
{
	printf("hotlinectl (%s) %s\n", PACKAGE_NAME, PACKAGE_VERSION);
	printf(_("Licence GPLv3+: GNU GPL version 3 or later. There is no warranty.\n"));
	return CTL_OK;
}

/* ---- words ---- */

const char *ctl_option(const struct ctl_call *call, const char *name)
{
	for (int i = 0; i < CTL_OPTIONS && call->command->options[i].name; i++)
		if (!strcmp(call->command->options[i].name, name))
			return call->values[i];
	return NULL;
}

bool ctl_number(const struct ctl_call *call, const char *name, int64_t absent, int64_t least,
		int64_t most, int64_t *value)
{
	const char *text = ctl_option(call, name);
	char *end;

	*value = absent;
	if (!text)
		return true;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	if (errno || end == text || *end || n < least || n > most) {
		ctl_misuse(_("--%s takes a whole number from %lld to %lld."), name,
			   (long long)least, (long long)most);
		return false;
	}
	*value = n;
	return true;
}

/* "user add" takes two words; *used gets how many. */
static const struct ctl_command *find_command(int argc, char **argv, int *used)
{
	for (size_t i = 0; argc > 1 && i < ARRAY_SIZE(commands); i++) {
		const char *name = commands[i].name, *blank = strchr(name, ' ');
		size_t first = blank ? (size_t)(blank - name) : strlen(name);

		if (strlen(argv[1]) != first || strncmp(argv[1], name, first))
			continue;
		if (blank && (argc < 3 || strcmp(argv[2], blank + 1)))
			continue;
		*used = blank ? 2 : 1;
		return &commands[i];
	}
	return NULL;
}

#define HELP_VALUE (CTL_OPTIONS + 1)

/* What can stand after a first word such as `user`; false: no command begins with it. */
static bool print_group(const char *word)
{
	size_t length = strlen(word);
	bool found = false;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		const struct ctl_command *c = &commands[i];
		if (strncmp(c->name, word, length) || c->name[length] != ' ')
			continue;
		if (!found)
			printf(_("The commands of `%s`; each takes --help:\n"), word);
		found = true;
		printf("  hotlinectl %s %s\n        %s\n", c->name, c->arguments, _(c->help));
	}
	return found;
}

static void make_long_options(const struct ctl_command *c, struct option *out)
{
	int n = 0;

	for (; n < CTL_OPTIONS && c->options[n].name; n++)
		out[n] = (struct option){ c->options[n].name,
					  c->options[n].argument ? required_argument : no_argument,
					  NULL, n + 1 };
	out[n++] = (struct option){ "help", no_argument, NULL, HELP_VALUE };
	out[n] = (struct option){ 0 };
}

/* CTL_OK to go on, else *status is the program's answer. */
static bool read_options(struct ctl_call *call, int argc, char **argv, int *status)
{
	struct option options[CTL_OPTIONS + 2];
	int got;

	make_long_options(call->command, options);
	opterr = 0;
	while ((got = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (got == HELP_VALUE) {
			*status = print_command_help(call->command);
			return false;
		}
		if (got == '?' || got == ':') {
			*status = ctl_misuse(got == ':' ?
					     _("%s needs a value; see `hotlinectl %s --help`.") :
						      _("%s is no option of `hotlinectl %s`."),
					     argv[optind - 1], call->command->name);
			return false;
		}
		call->values[got - 1] = optarg ? optarg : "";
	}
	call->arguments = argv + optind;
	return true;
}

static int run_command(const struct ctl_command *c, int argc, char **argv)
{
	struct ctl_call call = { .command = c };
	int status = CTL_OK;

	if (!read_options(&call, argc, argv, &status))
		return status;
	if (c->count != CTL_ANY && argc - optind != c->count)
		return ctl_misuse(_("`hotlinectl %s` takes %s; see `hotlinectl %s --help`."),
				  c->name, *c->arguments ? c->arguments : _("no argument"), c->name);
	return c->run(&call);
}

int main(int argc, char **argv)
{
	int used = 0;

	process_guard();
	i18n_init(i18n_wanted(), false);
	text_init();
	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help")))
		return print_help();
	if (argc > 1 && !strcmp(argv[1], "--version"))
		return print_version();
	if (argc < 2)
		return ctl_misuse(_("What shall be done? See `hotlinectl --help`."));
	const struct ctl_command *c = find_command(argc, argv, &used);
	if (!c && (argc == 2 || !strcmp(argv[2], "--help")) && print_group(argv[1]))
		return argc == 2 ? CTL_WRONG_USE : CTL_OK;
	if (!c)
		return ctl_misuse(_("There is no command `%s`; see `hotlinectl --help`."), argv[1]);
	int status = run_command(c, argc - used, argv + used);
	if (fflush(stdout) || ferror(stdout))
		return ctl_fail(_("The output cannot be written."));
	return status;
}
