/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place.c -- where things are: the server's store and socket, and the city pack. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "hotline/alloc.h"
#include "hotline/conf.h"
#include "hotline/i18n.h"

/* File names in hotlined.conf that are not absolute are taken from its folder. */
static char *beside(const char *config, const char *name)
{
	const char *slash = strrchr(config, '/');

	if (name[0] == '/' || !slash)
		return xstrdup(name);
	return xasprintf("%.*s/%s", (int)(slash - config), config, name);
}

bool ctl_place_from(struct ctl_place *p, const char *config, struct error *err)
{
	struct conf *conf = conf_read(config, err);

	*p = (struct ctl_place){ 0 };
	if (!conf)
		return false;
	const char *store = conf_str(conf, "server", "store", NULL);
	const char *socket = conf_str(conf, "server", "socket", NULL);
	bool ok = store && socket;
	if (ok)
		*p = (struct ctl_place){ xstrdup(config), beside(config, store),
					 beside(config, socket) };
	else
		error_set(err, ERROR_INPUT, _("%s names no store or no socket under [server]."), config);
	conf_free(conf);
	return ok;
}

bool ctl_place_read(struct ctl_place *p, const struct ctl_call *call, struct error *err)
{
	const char *config = ctl_option(call, "config");

	return ctl_place_from(p, config ? config : SYSCONFDIR "/hotline/hotlined.conf", err);
}

void ctl_place_release(struct ctl_place *p)
{
	free(p->config);
	free(p->store);
	free(p->socket);
	*p = (struct ctl_place){ 0 };
}

static bool is_pack(const char *dir)
{
	char *conf = file_in(dir, "city.conf");
	bool there = file_exists(conf);

	free(conf);
	return there;
}

/* The folder above the one the program lies in, when that one is a build folder. */
static char *beside_build(void)
{
	char exe[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (len <= 0)
		return NULL;
	exe[len] = '\0';
	char *slash = strrchr(exe, '/');
	*slash = '\0';
	char *status = file_in(exe, "config.status");
	char *city = file_exists(status) ? file_in(exe, "../city") : NULL;
	free(status);
	return city;
}

static char *find_pack(const char *given)
{
	const char *data = getenv("HOTLINE_DATADIR");

	if (given)
		return xstrdup(given);
	if (data && *data)
		return file_in(data, "city");
	char *built = beside_build();
	if (built && is_pack(built))
		return built;
	free(built);
	return xstrdup(PKGDATADIR "/city");
}

char *ctl_city_dir(const char *given, struct error *err)
{
	char *dir = find_pack(given), *real = realpath(dir, NULL);

	if (!real)
		error_errno(err, _("The folder %s of the city pack cannot be used"), dir);
	else if (!is_pack(real)) {
		error_set(err, ERROR_INPUT, _("%s is no city pack: it holds no city.conf."), real);
		free(real);
		real = NULL;
	}
	free(dir);
	return real;
}
