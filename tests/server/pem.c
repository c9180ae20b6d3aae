/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pem.c -- the certificate, by GnuTLS. */
#include "pem.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <time.h>

static bool write_datum(const char *path, const gnutls_datum_t *d)
{
	FILE *f = fopen(path, "we");
	bool ok = f && fwrite(d->data, 1, d->size, f) == d->size;

	return f && !fclose(f) && ok;
}

static void fill(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key, long seconds)
{
	static const unsigned char address[4] = { 127, 0, 0, 1 };

	gnutls_x509_crt_set_version(crt, 3);
	gnutls_x509_crt_set_serial(crt, "\x01", 1);
	gnutls_x509_crt_set_dn(crt, "CN=127.0.0.1", NULL);
	gnutls_x509_crt_set_activation_time(crt, time(NULL) - 7200);
	gnutls_x509_crt_set_expiration_time(crt, time(NULL) + seconds);
	gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, address, sizeof(address), GNUTLS_FSAN_SET);
	gnutls_x509_crt_set_basic_constraints(crt, 1, -1);
	gnutls_x509_crt_set_key(crt, key);
	gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0);
}

bool pem_make_until(const char *certificate, const char *key_file, long seconds)
{
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t crt;
	gnutls_datum_t text = { 0 };
	bool ok;

	gnutls_x509_privkey_init(&key);
	gnutls_x509_crt_init(&crt);
	ok = !gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
					   GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	fill(crt, key, seconds);
	ok = ok && !gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &text) &&
	     write_datum(certificate, &text);
	gnutls_free(text.data);
	text.data = NULL;
	ok = ok && !gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &text) &&
	     write_datum(key_file, &text);
	gnutls_free(text.data);
	gnutls_x509_crt_deinit(crt);
	gnutls_x509_privkey_deinit(key);
	return ok;
}

bool pem_make(const char *certificate, const char *key_file)
{
	return pem_make_until(certificate, key_file, 86400);
}
