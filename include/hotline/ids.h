/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ids.h -- identifiers made by us: time-ordered UUIDs (RFC 9562 section 5.7) and secrets. */
#ifndef HOTLINE_IDS_H
#define HOTLINE_IDS_H

#include <stdbool.h>
#include <stddef.h>

#define ID_TEXT 37
/* A UUIDv7, monotonic within the process. Thread safe. Returns text. */
char *id_new(char text[ID_TEXT]);
bool id_is_valid(const char *text);

#define TOKEN_TEXT 44
/* 32 random bytes as 43 characters of URL-safe base64 (RFC 4648 section 5). */
char *token_new(char text[TOKEN_TEXT]);

#define HASH_TEXT 65
/* SHA-256 of the bytes in lower-case hex. */
char *hash_hex(const void *data, size_t len, char text[HASH_TEXT]);

#endif
