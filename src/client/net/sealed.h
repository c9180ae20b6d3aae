/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sealed.h -- an append-only file of sealed records, the ground under journal and outbox.
 *
 * File: 8 bytes magic, then records. Record: marker (4), length of the box (4, little endian),
 * nonce (24), box (secretbox of libsodium: XSalsa20-Poly1305, whose authenticator is the
 * checksum). The first record is empty: it tells a wrong key from a damaged file. A torn tail
 * is cut off, a damaged record is skipped by looking for the next marker. The key is made from
 * the state_key of the session by BLAKE2b, kept in locked memory. One writer at a time (see
 * state.h). Not for screens.
 */
#ifndef CLIENT_SEALED_H
#define CLIENT_SEALED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "hotline/buf.h"
#include "hotline/error.h"

enum { SEALED_RECORD_MOST = 16 << 20 };

struct seal_key;
struct seal_key *seal_key_new(const char *state_key);
void seal_key_free(struct seal_key *k);

struct sealed {
	int dir, fd;
	char name[32];
	off_t size;                     /* what is whole on disk */
	const struct seal_key *key;     /* borrowed */
	size_t damaged;                 /* places that were skipped when it was read */
	bool name_unsure;               /* it was replaced, and the directory could not be synced yet */
};
/*
 * Opens or makes `name` in the directory, calls fn for each record, cuts a torn tail. False:
 * ERROR_TRUST when it is sealed with another key (it is left as it is), ERROR_FULL, ERROR_IO.
 */
bool sealed_open(struct sealed *f, int dir, const char *name, const struct seal_key *key,
		 void (*fn)(void *arg, const char *text, size_t len), void *arg, struct error *err);
void sealed_close(struct sealed *f);
/* Seals one record to the end of `out`. */
void sealed_pack(const struct seal_key *key, struct buf *out, const char *text, size_t len);
/*
 * Appends packed records with one write; with `sync` they are on the disk when it returns true.
 * On failure the file is as before.
 */
bool sealed_append(struct sealed *f, const struct buf *packed, bool sync, struct error *err);
/* No records any more; not synced. */
bool sealed_empty(struct sealed *f, struct error *err);
/* Replaces the whole file by these packed records, atomically and durably. */
bool sealed_replace(struct sealed *f, const struct buf *packed, struct error *err);

#endif
