/* SPDX-License-Identifier: GPL-3.0-or-later */
/* language.c -- the language of the screen, and where it cannot be shown. */
#include "client/language.h"

#include "client/ui/term.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

static bool chinese, refused;

bool language_init(const char *language)
{
	enum i18n_language asked = language ? i18n_accepted(language) : i18n_wanted();

	if (language && asked == I18N_DEFAULT)
		return false;
	refused = asked == I18N_CHINESE && term_is_linux_console();
	chinese = asked == I18N_CHINESE && !refused;
	i18n_init(chinese ? I18N_CHINESE : I18N_ENGLISH, false);
	text_init();
	return true;
}

const char *language_name(void)
{
	return chinese ? "zh_CN" : "en";
}

bool language_was_refused(void)
{
	return refused;
}
