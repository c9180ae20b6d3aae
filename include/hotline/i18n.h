/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * i18n.h -- message ids are English sentences; zh_CN is in po/. N_() marks a string in a table.
 *
 * A program speaks one language, its user's; a server speaks with each request that request's, by thread.
 */
#ifndef HOTLINE_I18N_H
#define HOTLINE_I18N_H

#include <libintl.h>
#include <stdbool.h>

#define _(s) i18n_text(s)
#define N_(s) (s)

#undef ngettext
#define ngettext(one, many, n) i18n_plural(one, many, n)

/* The sentence in the language of this thread. Borrowed for ever. */
__attribute__((format_arg(1))) const char *i18n_text(const char *msgid);
__attribute__((format_arg(1), format_arg(2)))
const char *i18n_plural(const char *one, const char *many, unsigned long n);

enum i18n_language { I18N_DEFAULT, I18N_ENGLISH, I18N_CHINESE };
/* This thread's language from now on; at first and with I18N_DEFAULT that of the program. */
void i18n_speak(enum i18n_language language);
/* What i18n_speak() was told last in this thread. */
enum i18n_language i18n_spoken(void);
/* Is what this thread says now Chinese? */
bool i18n_is_chinese(void);
/* What an Accept-Language header (RFC 9110, 12.5.4) names first; I18N_DEFAULT when neither, or NULL. */
enum i18n_language i18n_accepted(const char *header);
/* strerror() in the language that this thread speaks. */
const char *i18n_errno(int number);
/* The language the environment asks for, in gettext's order; I18N_DEFAULT when it names none. */
enum i18n_language i18n_wanted(void);
/*
 * Before the first thread: the program speaks `language`, English by default; `others`: its threads will speak others
 * too. Works without generated locales (C.UTF-8 with LANGUAGE); the messages of a build directory are found beside the
 * program, others where HOTLINE_LOCALEDIR or the installation says.
 */
void i18n_init(enum i18n_language language, bool others);

#endif
