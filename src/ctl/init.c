/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * init.c -- the first step of a real installation: everything but the city pack and the accounts.
 */
#include <string.h>

#include "ctl/setup.h"
#include "hotline/i18n.h"

static void say_made(bool made, const char *fresh, const char *kept)
{
	ctl_say("%s", made ? fresh : kept);
}

static int make(struct setup *s, const struct ctl_call *call)
{
	struct error err = ERROR_INIT;
	struct store *store = NULL;

	if (!setup_folder(s, call->arguments[0], &err) || !setup_certificates(s, &err) ||
	    !(store = setup_store(s, &err)))
		return ctl_error(&err);
	bool ok = setup_port(s, &err);
	store_close(store);
	if (!ok)
		return ctl_error(&err);
	say_made(s->made_certificates, _("Made the certificates."),
		 _("Kept the certificates that are there."));
	say_made(s->made_store, _("Made an empty store."), _("Kept the store that is there."));
	say_made(s->made_config, _("Made hotlined.conf."),
		 _("Kept the hotlined.conf that is there."));
	ctl_say(_("Next: `hotlinectl import DIR --config %s` with the city pack, `hotlinectl "
		  "user add` for the "
		  "first accounts, then `hotlined --config %s`. Workstations are given %s."),
		s->config, s->config, s->ca);
	return CTL_OK;
}

int ctl_run_init(const struct ctl_call *call)
{
	struct setup s = { .listen = ctl_option(call, "listen"),
			   .names = ctl_option(call, "names") };

	if (!ctl_number(call, "port", 0, 1, 65535, &s.port))
		return CTL_WRONG_USE;
	if (s.listen && strpbrk(s.listen, "\r\n"))
		return ctl_misuse(_("--listen takes an address."));
	int status = make(&s, call);
	setup_release(&s);
	return status;
}
