/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ids.c -- UUIDv7 with a counter in rand_a, so that ids of one process sort in the
 * order they were made even within a millisecond (RFC 9562 section 6.2, method 1).
 */
#include "hotline/ids.h"

#include <pthread.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t last_ms;
static unsigned counter;                /* 12 bits */

/* Real time on purpose: a test clock set back must not make ids repeat. */
static uint64_t next_stamp(unsigned *count)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	uint64_t ms = (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
	pthread_mutex_lock(&lock);
	if (ms > last_ms) {
		last_ms = ms;
		counter = 0;
	} else if (++counter > 0xfff) {
		last_ms++;
		counter = 0;
	}
	ms = last_ms;
	*count = counter;
	pthread_mutex_unlock(&lock);
	return ms;
}

char *id_new(char text[ID_TEXT])
{
	unsigned char b[16], *p = b;
	unsigned count;
	uint64_t ms = next_stamp(&count);

	for (int shift = 40; shift >= 0; shift -= 8)
		*p++ = (unsigned char)(ms >> shift);
	*p++ = (unsigned char)(0x70 | count >> 8);
	*p++ = (unsigned char)count;
	randombytes_buf(p, 8);
	*p = (*p & 0x3f) | 0x80;
	snprintf(text, ID_TEXT,
		 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		 b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12],
		 b[13], b[14], b[15]);
	return text;
}

bool id_is_valid(const char *text)
{
	if (!text || strlen(text) != ID_TEXT - 1)
		return false;
	for (int i = 0; i < ID_TEXT - 1; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		if (dash ? text[i] != '-' : !strchr("0123456789abcdef", text[i]))
			return false;
	}
	return true;
}

char *token_new(char text[TOKEN_TEXT])
{
	unsigned char b[32];

	randombytes_buf(b, sizeof(b));
	sodium_bin2base64(text, TOKEN_TEXT, b, sizeof(b), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(b, sizeof(b));
	return text;
}

char *hash_hex(const void *data, size_t len, char text[HASH_TEXT])
{
	unsigned char h[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(h, data, len);
	sodium_bin2hex(text, HASH_TEXT, h, sizeof(h));
	return text;
}
