/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv.h -- cells of RFC 4180 that a spreadsheet reads as text. */
#ifndef HOTLINE_CSV_H
#define HOTLINE_CSV_H

#include <stdbool.h>

#include "hotline/buf.h"

/* What a file of them begins with, so that a spreadsheet takes it for UTF-8. */
#define CSV_BEGIN "\xef\xbb\xbf"

/* Quoted when needed; what would be taken for a formula gets an apostrophe. Of a number (our own figures) the sign stays. */
void csv_cell(struct buf *out, const char *text, bool number);

#endif
