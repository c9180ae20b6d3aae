/* SPDX-License-Identifier: GPL-3.0-or-later */
/* small_pack.h -- the smallest whole city pack, written into a folder of its own, with one thing changed. */
#ifndef TEST_SMALL_PACK_H
#define TEST_SMALL_PACK_H

/* `from` is replaced by `to` in `file`; from NULL: the whole file is `to`; to NULL: the file is left out. */
struct pack_change { const char *file, *from, *to; };

/* Writes the pack; returns its folder (static memory), which small_pack_remove() deletes. */
const char *small_pack_write(const struct pack_change *change);
void small_pack_remove(void);

#endif
