/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mistakes.c -- what is wrong in a file that a person wrote. */
#include "client/ui/mistakes.h"

#include "hotline/i18n.h"

void mistakes_add(struct mistakes *m, const char *file, int line, const char *sentence)
{
	if (m && m->count++ < MISTAKES_SHOWN)
		buf_addf(&m->text, "%s:%d: %s\n", file, line, sentence);
}

void mistakes_end(struct mistakes *m)
{
	size_t more = m->count > MISTAKES_SHOWN ? m->count - MISTAKES_SHOWN : 0;

	if (more)
		buf_addf(&m->text, ngettext("and %zu more mistake\n", "and %zu more mistakes\n", more), more);
}

void mistakes_release(struct mistakes *m)
{
	buf_release(&m->text);
	m->count = 0;
}
