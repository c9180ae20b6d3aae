/* SPDX-License-Identifier: GPL-3.0-or-later */
/* i18n.h -- message ids are English sentences; zh_CN is in po/. N_() marks a string in a table. */
#ifndef HOTLINE_I18N_H
#define HOTLINE_I18N_H

#include <libintl.h>

#define _(s) gettext(s)
#define N_(s) (s)

#endif
