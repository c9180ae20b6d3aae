/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures.h -- figures as people say and write them, made comparable: 三号楼 is 3, 五零一 is 501, 两万三 is 23000. */
#ifndef HOTLINE_FIGURES_H
#define HOTLINE_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

struct figure { char digits[32]; bool hour; };          /* "14.5"; hour: a time of day that may be twelve hours more */
struct figures { struct figure *items; size_t count, alloc; };
/* Those of a text, appended. careful: only what surely is one. */
void figures_read(struct figures *to, const char *text, bool careful);
bool figures_hold(const struct figures *f, const struct figure *one);
void figures_release(struct figures *f);
/* Do all figures of `text` (*any: has it one?) stand in `in`? */
bool figures_within(const char *text, const char *in, bool *any);

#endif
