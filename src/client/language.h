/* SPDX-License-Identifier: GPL-3.0-or-later */
/* language.h -- which language the program speaks, without a locale of that language installed. */
#ifndef HOTLINE_CLIENT_LANGUAGE_H
#define HOTLINE_CLIENT_LANGUAGE_H

#include <stdbool.h>

/*
 * Sets up text_init(), gettext and the environment that readline and curses look at. `language`:
 * "zh_CN", "en" or NULL (as LANGUAGE, LC_ALL, LC_MESSAGES, LANG say). False: no such language.
 * Call before any thread starts.
 */
bool language_init(const char *language);
/* "zh_CN" or "en". */
const char *language_name(void);
/* True when Chinese was wanted but the terminal (the Linux console) cannot show it. */
bool language_was_refused(void);

#endif
