/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c -- options of the workstation, and its start and end. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "client/app.h"
#include "client/client.h"
#include "client/language.h"
#include "hotline/error.h"
#include "hotline/i18n.h"
#include "hotline/process.h"

enum { EXIT_WRONG_USE = 2 };

enum option_value { OPT_SERVER = 256, OPT_CA, OPT_USER, OPT_PASSWORD_FILE, OPT_STATE, OPT_KEYMAP,
		    OPT_KEYS, OPT_LANG, OPT_HELP, OPT_VERSION };

static const struct option long_options[] = {
	{ "server", required_argument, NULL, OPT_SERVER },
	{ "ca", required_argument, NULL, OPT_CA },
	{ "user", required_argument, NULL, OPT_USER },
	{ "password-file", required_argument, NULL, OPT_PASSWORD_FILE },
	{ "state", required_argument, NULL, OPT_STATE },
	{ "keymap", required_argument, NULL, OPT_KEYMAP },
	{ "keys", required_argument, NULL, OPT_KEYS },
	{ "lang", required_argument, NULL, OPT_LANG },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

static void print_help(void)
{
	fputs(_("Usage: hotline --server URL --ca FILE [OPTION]...\n"
		"The workstation of a city hotline.\n"
		"\n"
		"  --server URL          the central server, https://HOST:PORT\n"
		"  --ca FILE             certificate of the authority that vouches for the server\n"
		"  --user NAME           who logs in\n"
		"  --password-file FILE  read the password from FILE instead of asking\n"
		"  --state DIR           keep journal and outbox here\n"
		"                        (default: hotline below $XDG_STATE_HOME)\n"
		"  --keymap FILE         default, vi, emacs, or a keymap file\n"
		"  --keys FILE           play the keys in FILE\n"
		"  --lang zh_CN|en       language of the screen\n"
		"  --help                this text\n"
		"  --version             the version\n"), stdout);
}

/* Where the value of an option goes; NULL: it has none. */
static const char **option_place(struct options *o, int value)
{
	switch (value) {
	case OPT_SERVER:
		return &o->server;
	case OPT_CA:
		return &o->ca;
	case OPT_USER:
		return &o->user;
	case OPT_PASSWORD_FILE:
		return &o->password_file;
	case OPT_STATE:
		return &o->state;
	case OPT_KEYMAP:
		return &o->keymap;
	case OPT_KEYS:
		return &o->keys;
	case OPT_LANG:
		return &o->lang;
	default:
		return NULL;
	}
}

/* -1: go on; else the exit status. */
static int read_options(int argc, char **argv, struct options *o)
{
	bool help = false, version = false;
	int value;

	while ((value = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		const char **place = option_place(o, value);
		if (place)
			*place = optarg;
		else if (value == OPT_HELP)
			help = true;
		else if (value == OPT_VERSION)
			version = true;
		else
			return EXIT_WRONG_USE;
	}
	if (optind < argc) {
		fprintf(stderr, _("hotline: \"%s\" is not understood; see hotline --help\n"), argv[optind]);
		return EXIT_WRONG_USE;
	}
	if (!language_init(o->lang)) {
		fprintf(stderr, _("hotline: the language \"%s\" is not there; zh_CN and en are\n"), o->lang);
		return EXIT_WRONG_USE;
	}
	if (help)
		print_help();
	else if (version)
		puts("hotline " PACKAGE_VERSION);
	return help || version ? EXIT_SUCCESS : -1;
}

/* All mistakes of a file as FILE:LINE, or the one sentence. */
static int fail(const struct error *err, struct mistakes *mistakes)
{
	if (mistakes->count) {
		mistakes_end(mistakes);
		fputs(mistakes->text.data, stderr);
		mistakes_release(mistakes);
		return EXIT_WRONG_USE;
	}
	fprintf(stderr, "hotline: %s\n", err->text);
	return err->kind == ERROR_INPUT ? EXIT_WRONG_USE : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	struct mistakes mistakes = MISTAKES_INIT;
	struct error err = ERROR_INIT;

	process_guard();
	umask(077);             /* what it makes is its user's alone */
	language_init(NULL);            /* for the sentences about the options */
	int status = read_options(argc, argv, &options);
	if (status >= 0)
		return status;
	struct app *app = app_new(
		&(struct app_options){ options.keymap, options.keys, !options.keys, &mistakes }, &err);
	if (!app)
		return fail(&err, &mistakes);
	if (!client_start(app, &options, &err)) {
		client_stop(app);
		app_free(app);
		return fail(&err, &mistakes);
	}
	if (language_was_refused())
		app_say(app, LOOK_WARNING,
			_("The Linux console has no Chinese characters, so the screen is in "
			  "English."));
	status = app_run(app);
	client_stop(app);
	app_free(app);
	return status;
}
