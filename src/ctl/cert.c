/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cert.c -- makes an authority's certificate and a server's, ECDSA over P-256. The authority lives
 * ten years and may sign no further authority; a server's certificate lives 825 days, the most that
 * clients take.
 */
#include "ctl/cert.h"

#include <arpa/inet.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ctl/ctl.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define DAY (24 * 60 * 60)
#define CA_DAYS 3650
#define SERVER_DAYS 825
#define RENEW_DAYS 30
#define PEM_MOST 65536

void cert_files_in(struct cert_files *f, const char *dir)
{
	f->ca = file_in(dir, "ca.pem");
	f->ca_key = file_in(dir, "ca-key.pem");
	f->server = file_in(dir, "server.pem");
	f->server_key = file_in(dir, "server-key.pem");
}

void cert_files_release(struct cert_files *f)
{
	free(f->ca);
	free(f->ca_key);
	free(f->server);
	free(f->server_key);
}

/* A certificate with its key. */
struct pair { gnutls_x509_crt_t crt; gnutls_x509_privkey_t key; };

static bool pair_init(struct pair *p, struct error *err)
{
	*p = (struct pair){ 0 };
	if (gnutls_x509_crt_init(&p->crt) == 0 && gnutls_x509_privkey_init(&p->key) == 0)
		return true;
	return error_set(err, ERROR_IO, _("The TLS library cannot be started."));
}

static void pair_release(struct pair *p)
{
	if (p->crt)
		gnutls_x509_crt_deinit(p->crt);
	if (p->key)
		gnutls_x509_privkey_deinit(p->key);
}

static bool check(int result, const char *what, struct error *err)
{
	return result >= 0 || error_set(err, ERROR_IO, _("%s cannot be made: %s."), what, gnutls_strerror(result));
}

/* ---- what both kinds share ---- */

static int set_serial(gnutls_x509_crt_t crt)
{
	unsigned char serial[16];
	int r = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof(serial));

	serial[0] = (serial[0] & 0x7f) | 0x40;          /* positive and of full length */
	return r < 0 ? r : gnutls_x509_crt_set_serial(crt, serial, sizeof(serial));
}

static int set_key_id(const struct pair *p)
{
	unsigned char id[64];
	size_t len = sizeof(id);
	int r = gnutls_x509_crt_get_key_id(p->crt, GNUTLS_KEYID_USE_SHA256, id, &len);

	return r < 0 ? r : gnutls_x509_crt_set_subject_key_id(p->crt, id, len);
}

static bool set_common(struct pair *p, const char *name, int days, struct error *err)
{
	time_t now = time(NULL);

	return check(gnutls_x509_privkey_generate(p->key, GNUTLS_PK_ECDSA,
						  GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
		     _("A key"), err) &&
	       check(gnutls_x509_crt_set_version(p->crt, 3), name, err) &&
	       check(set_serial(p->crt), name, err) &&
	       check(gnutls_x509_crt_set_activation_time(p->crt, now - DAY), name, err) &&
	       check(gnutls_x509_crt_set_expiration_time(p->crt, now + (time_t)days * DAY), name, err) &&
	       check(gnutls_x509_crt_set_key(p->crt, p->key), name, err) &&
	       check(set_key_id(p), name, err) &&
	       check(gnutls_x509_crt_set_dn_by_oid(p->crt, GNUTLS_OID_X520_COMMON_NAME, 0, name,
						   (unsigned)strlen(name)), name, err);
}

/* ---- names of the server ---- */

static int add_name(gnutls_x509_crt_t crt, const char *name)
{
	unsigned char address[16];

	if (inet_pton(AF_INET, name, address) == 1)
		return gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, address, 4,
							    GNUTLS_FSAN_APPEND);
	if (inet_pton(AF_INET6, name, address) == 1)
		return gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, address, 16,
							    GNUTLS_FSAN_APPEND);
	return gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, name,
						    (unsigned)strlen(name), GNUTLS_FSAN_APPEND);
}

static bool name_is_plain(const char *name)
{
	size_t len = strlen(name);

	return len && len <= 253 &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:*") ==
		       len;
}

static bool add_names(gnutls_x509_crt_t crt, const char *names, struct error *err)
{
	char *list = xasprintf("127.0.0.1,::1,localhost%s%s", names ? "," : "", names ? names : "");
	char *rest = list, *name;
	bool ok = true;

	while (ok && (name = strsep(&rest, ", "))) {
		if (!*name)
			continue;
		ok = name_is_plain(name) ? check(add_name(crt, name), name, err) :
		     error_set(err, ERROR_INPUT, _("%s is no name or address of a server."), name);
	}
	free(list);
	return ok;
}

/* ---- files ---- */

static bool write_pem(const char *path, int r, gnutls_datum_t *pem, unsigned mode, struct error *err)
{
	if (!check(r, path, err))
		return false;
	bool ok = file_write(path, pem->data, pem->size, mode, err);
	gnutls_memset(pem->data, 0, pem->size);
	gnutls_free(pem->data);
	return ok;
}

static bool write_pair(const struct pair *p, const char *crt_file, const char *key_file, struct error *err)
{
	gnutls_datum_t pem = { 0 };

	return write_pem(key_file, gnutls_x509_privkey_export2(p->key, GNUTLS_X509_FMT_PEM, &pem), &pem, 0600, err) &&
	       write_pem(crt_file, gnutls_x509_crt_export2(p->crt, GNUTLS_X509_FMT_PEM, &pem), &pem, 0644, err);
}

static bool read_crt(gnutls_x509_crt_t crt, const char *path, struct error *err)
{
	gnutls_datum_t pem;
	size_t len;
	char *text = file_read(path, PEM_MOST, &len, err);

	if (!text)
		return false;
	pem = (gnutls_datum_t){ (unsigned char *)text, (unsigned)len };
	int r = gnutls_x509_crt_import(crt, &pem, GNUTLS_X509_FMT_PEM);
	free(text);
	return r >= 0 || error_set(err, ERROR_INPUT, _("%s holds no certificate: %s."), path, gnutls_strerror(r));
}

static bool read_key(gnutls_x509_privkey_t key, const char *path, struct error *err)
{
	gnutls_datum_t pem;
	size_t len;
	char *text = file_read(path, PEM_MOST, &len, err);

	if (!text)
		return false;
	pem = (gnutls_datum_t){ (unsigned char *)text, (unsigned)len };
	int r = gnutls_x509_privkey_import(key, &pem, GNUTLS_X509_FMT_PEM);
	gnutls_memset(text, 0, len);
	free(text);
	return r >= 0 ||
	       error_set(err, ERROR_INPUT, _("%s holds no key: %s."), path, gnutls_strerror(r));
}

/* ---- the two kinds ---- */

static bool make_ca(const struct cert_files *f, struct pair *ca, struct error *err)
{
	static const char name[] = "hotline CA";

	return set_common(ca, name, CA_DAYS, err) &&
	       check(gnutls_x509_crt_set_basic_constraints(ca->crt, 1, 0), name, err) &&
	       check(gnutls_x509_crt_set_key_usage(ca->crt,
						   GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN), name, err) &&
	       check(gnutls_x509_crt_sign2(ca->crt, ca->crt, ca->key, GNUTLS_DIG_SHA256, 0), name, err) &&
	       write_pair(ca, f->ca, f->ca_key, err);
}

static int set_authority(const struct pair *server, const struct pair *ca)
{
	unsigned char id[64];
	size_t len = sizeof(id);
	int r = gnutls_x509_crt_get_subject_key_id(ca->crt, id, &len, NULL);

	return r < 0 ? r : gnutls_x509_crt_set_authority_key_id(server->crt, id, len);
}

static bool fill_server(struct pair *s, const struct pair *ca, const char *names, struct error *err)
{
	static const char name[] = "hotlined";

	return set_common(s, name, SERVER_DAYS, err) && add_names(s->crt, names, err) &&
	       check(gnutls_x509_crt_set_basic_constraints(s->crt, 0, -1), name, err) &&
	       check(gnutls_x509_crt_set_key_usage(s->crt, GNUTLS_KEY_DIGITAL_SIGNATURE), name, err) &&
	       check(gnutls_x509_crt_set_key_purpose_oid(s->crt, GNUTLS_KP_TLS_WWW_SERVER, 0), name, err) &&
	       check(set_authority(s, ca), name, err) &&
	       check(gnutls_x509_crt_sign2(s->crt, ca->crt, ca->key, GNUTLS_DIG_SHA256, 0), name, err);
}

static bool make_server(const struct cert_files *f, const struct pair *ca, const char *names, struct error *err)
{
	struct pair server;
	bool ok = pair_init(&server, err) && fill_server(&server, ca, names, err) &&
		  write_pair(&server, f->server, f->server_key, err);

	pair_release(&server);
	return ok;
}

/* The authority that is there, or a new one. */
static bool get_ca(const struct cert_files *f, struct pair *ca, bool *made, struct error *err)
{
	if (file_exists(f->ca) && file_exists(f->ca_key))
		return read_crt(ca->crt, f->ca, err) && read_key(ca->key, f->ca_key, err);
	*made = true;
	return make_ca(f, ca, err);
}

/* Is the server's certificate there, signed by this authority, and not about to run out? */
static bool server_is_good(const struct cert_files *f, const struct pair *ca)
{
	struct pair s;
	unsigned wrong = 1;
	bool ok = file_exists(f->server) && file_exists(f->server_key) && pair_init(&s, NULL);

	if (!ok)
		return false;
	ok = read_crt(s.crt, f->server, NULL) &&
	     gnutls_x509_crt_verify(s.crt, &ca->crt, 1, 0, &wrong) == 0 && wrong == 0 &&
	     gnutls_x509_crt_get_expiration_time(s.crt) > time(NULL) + RENEW_DAYS * DAY;
	pair_release(&s);
	return ok;
}

bool cert_ensure(const struct cert_files *f, const char *names, bool *made, struct error *err)
{
	struct pair ca;
	bool ok = pair_init(&ca, err) && get_ca(f, &ca, made, err);

	if (ok && (*made || !server_is_good(f, &ca))) {
		*made = true;
		ok = make_server(f, &ca, names, err);
	}
	pair_release(&ca);
	return ok;
}
