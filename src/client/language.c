/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * language.c -- gettext without generated locales.
 *
 * gettext looks at LANGUAGE as soon as the locale is not "C", and C.UTF-8 is there on every system.
 * So the locale is always C.UTF-8 and LANGUAGE says the rest. LC_ALL goes into the environment
 * because readline reads it there and would otherwise fall back to bytes.
 */
#include "client/language.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/ui/term.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

static const char *name = "en";
static bool refused;

static bool is_chinese(const char *language)
{
	return strncmp(language, "zh", 2) == 0;
}

/* What the environment asks for, in gettext's order. */
static const char *wanted(void)
{
	static const char *const names[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return is_chinese(value) ? "zh_CN" : "en";
	}
	return "en";
}

/* A build directory has its messages beside the program. */
static bool find_beside_program(char *directory, size_t size)
{
	char program[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);

	if (n <= 0)
		return false;
	program[n] = '\0';
	char *slash = strrchr(program, '/');
	if (!slash)
		return false;
	*slash = '\0';
	if (snprintf(directory, size, "%s/po/locale", program) >= (int)size)
		return false;
	return access(directory, R_OK | X_OK) == 0;
}

static void bind_messages(void)
{
	const char *directory = getenv("HOTLINE_LOCALEDIR");
	char beside[PATH_MAX];

	if (!directory || !*directory)
		directory = find_beside_program(beside, sizeof(beside)) ? beside : LOCALEDIR;
	bindtextdomain("hotline", directory);
	bind_textdomain_codeset("hotline", "UTF-8");
	textdomain("hotline");
}

bool language_init(const char *language)
{
	if (language && strcmp(language, "en") != 0 && !is_chinese(language))
		return false;
	name = language ? (is_chinese(language) ? "zh_CN" : "en") : wanted();
	refused = is_chinese(name) && term_is_linux_console();
	if (refused)
		name = "en";
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("LANGUAGE", name, 1);
	setlocale(LC_ALL, "C.UTF-8");
	text_init();
	bind_messages();
	return true;
}

const char *language_name(void)
{
	return name;
}

bool language_was_refused(void)
{
	return refused;
}
