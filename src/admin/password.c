/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * password.c -- passwords: what is accepted, how they are kept, and ones made by us.
 *
 * The cost of the hash is libsodium's "interactive" one, fixed here and written into each hash, so
 * that raising it later leaves old hashes valid.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "admin/admin.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

#define PASSWORD_LEAST 8
#define PASSWORD_MOST 256

_Static_assert(ADMIN_HASH_TEXT >= crypto_pwhash_STRBYTES, "the buffer of a hash is too small");

bool admin_password_check(const char *password, struct error *err)
{
	size_t len = strlen(password);

	if (len < PASSWORD_LEAST || len > PASSWORD_MOST)
		return error_set(err, ERROR_INPUT, _("A password has %d to %d bytes."),
				 PASSWORD_LEAST, PASSWORD_MOST);
	for (const char *p = password; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return error_set(err, ERROR_INPUT,
					 _("A password cannot hold control characters."));
	if (!text_is_valid(password, len))
		return error_set(err, ERROR_INPUT, _("A password must be valid UTF-8."));
	return true;
}

bool admin_password_hash(const char *password, char text[ADMIN_HASH_TEXT], struct error *err)
{
	if (sodium_init() < 0)
		return error_set(err, ERROR_IO, _("The cryptographic library cannot be started."));
	if (crypto_pwhash_str(text, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
			      crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		return error_set(err, ERROR_BUSY,
				 _("There is not enough memory to keep a password safely."));
	return true;
}

/* Consonants and vowels that cannot be misread for one another. */
static void add_syllables(char *out, int count)
{
	static const char consonants[] = "bdfghkmnprstvz", vowels[] = "aeiou";

	for (int i = 0; i < count; i++) {
		*out++ = consonants[randombytes_uniform(sizeof(consonants) - 1)];
		*out++ = vowels[randombytes_uniform(sizeof(vowels) - 1)];
	}
	*out = '\0';
}

char *admin_password_new(char text[ADMIN_PASSWORD_TEXT])
{
	char first[8], second[8];

	add_syllables(first, 3);
	add_syllables(second, 3);
	snprintf(text, ADMIN_PASSWORD_TEXT, "%s-%s-%03u", first, second,
		 (unsigned)randombytes_uniform(1000));
	return text;
}
