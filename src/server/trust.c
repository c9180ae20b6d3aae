/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trust.c -- when the certificate ends, and who else may read or change the server's files.
 *
 * The certificate is held against the computer's own time, as every workstation does, not against the test clock.
 */
#include "server/trust.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/log.h"

/* The first certificate of a PEM file is the server's own; INSTANT_NONE: there is none. */
static instant end_of(const char *file)
{
	gnutls_datum_t pem = { 0 };
	gnutls_x509_crt_t crt;
	instant end = INSTANT_NONE;

	if (gnutls_load_file(file, &pem) < 0)
		return end;
	if (gnutls_x509_crt_init(&crt) == 0) {
		if (gnutls_x509_crt_import(crt, &pem, GNUTLS_X509_FMT_PEM) == 0)
			end = SECONDS(gnutls_x509_crt_get_expiration_time(crt));
		gnutls_x509_crt_deinit(crt);
	}
	gnutls_free(pem.data);
	return end;
}

bool trust_certificate(struct server *s, struct error *err)
{
	char end[CLOCK_TEXT];

	s->certificate_ends = end_of(s->config.certificate);
	if (s->certificate_ends == INSTANT_NONE || s->certificate_ends > SECONDS(time(NULL)))
		return true;
	return error_set(err, ERROR_TRUST, _("The certificate %s ended at %s, and every workstation would refuse the server. Make "
					     "a new one (hotlinectl init does) and start again."),
			 s->config.certificate, clock_format(s->certificate_ends, end));
}

void trust_log_certificate(const struct server *s)
{
	char end[CLOCK_TEXT];

	if (s->certificate_ends != INSTANT_NONE && s->certificate_ends < SECONDS(time(NULL)) + CERTIFICATE_SOON)
		log_warn("the certificate ends at %s; then every workstation refuses the server: make a new one",
			 clock_format(s->certificate_ends, end));
}

/* Others: everybody but the user who owns it; a key may be its group's to read. */
static void check_mode(const char *file, mode_t too_much, const char *what)
{
	struct stat st;

	if (file && stat(file, &st) == 0 && st.st_mode & too_much)
		log_warn("%s has the mode %03o: others may %s", file, (unsigned)(st.st_mode & 0777), what);
}

void trust_log_modes(const struct server *s, const char *config_file)
{
	char *folder = xstrdup(s->config.store), *slash = strrchr(folder, '/');

	if (slash)
		slash[slash == folder] = '\0';
	check_mode(config_file, 022, "change it, and with it where the server finds everything else");
	check_mode(s->config.key, 027, "read the server's key and stand in for it");
	check_mode(s->config.store, 077, "read or change the store");
	check_mode(folder, 022, "replace the store");
	free(folder);
}
