/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * i18n.c -- gettext without generated locales, and by thread.
 *
 * gettext looks at LANGUAGE as soon as the locale is not "C", and C.UTF-8 is there on every system. So the locale is
 * always C.UTF-8, LANGUAGE says the rest, and who speaks English is not translated at all. LC_ALL goes into the
 * environment because readline reads it there and would otherwise fall back to bytes.
 */
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hotline/i18n.h"

static enum i18n_language program = I18N_ENGLISH;
static _Thread_local enum i18n_language spoken;

bool i18n_is_chinese(void)
{
	return (spoken == I18N_DEFAULT ? program : spoken) == I18N_CHINESE;
}

const char *i18n_text(const char *msgid)
{
	return i18n_is_chinese() ? gettext(msgid) : msgid;
}

const char *i18n_plural(const char *one, const char *many, unsigned long n)
{
	if (i18n_is_chinese())
		return (ngettext)(one, many, n);
	return n == 1 ? one : many;
}

/* The C library would follow LANGUAGE alone, which names Chinese wherever some thread speaks it. */
const char *i18n_errno(int number)
{
	const char *english = i18n_is_chinese() ? NULL : strerrordesc_np(number);

	return english ? english : strerror(number);
}

void i18n_speak(enum i18n_language language)
{
	spoken = language;
}

enum i18n_language i18n_spoken(void)
{
	return spoken;
}

static enum i18n_language language_of(const char *tag)
{
	return !strncmp(tag, "zh", 2) ? I18N_CHINESE : !strncmp(tag, "en", 2) ? I18N_ENGLISH : I18N_DEFAULT;
}

enum i18n_language i18n_accepted(const char *header)
{
	enum i18n_language found = I18N_DEFAULT;

	for (const char *p = header; p && *p && found == I18N_DEFAULT; p += strcspn(p, ",")) {
		p += strspn(p, ", ");
		found = language_of(p);
	}
	return found;
}

enum i18n_language i18n_wanted(void)
{
	static const char *const names[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return language_of(value);
	}
	return I18N_DEFAULT;
}

/* A build directory has its messages beside the program. */
static bool find_beside_program(char *directory, size_t size)
{
	char file[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", file, sizeof(file) - 1);

	if (n <= 0)
		return false;
	file[n] = '\0';
	char *slash = strrchr(file, '/');
	if (!slash)
		return false;
	*slash = '\0';
	if (snprintf(directory, size, "%s/po/locale", file) >= (int)size)
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

void i18n_init(enum i18n_language language, bool others)
{
	program = language == I18N_CHINESE ? I18N_CHINESE : I18N_ENGLISH;
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("LANGUAGE", program == I18N_CHINESE || others ? "zh_CN" : "en", 1);
	setlocale(LC_ALL, "C.UTF-8");
	bind_messages();
}
