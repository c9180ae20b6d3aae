/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * curl_late.c -- finds libcurl's functions at run time; see curl_late.h.
 *
 * The file's name (CURL_SONAME) is the one that configure found a program linked with it asks for,
 * so the library is the same as if it had been linked.
 */
#define CURL_LATE_OWN_NAMES
#include "client/net/curl_late.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

struct curl_late curl_late;

static const struct {
	const char *name;
	size_t offset;
} functions[] = {
#define X(name) { #name, offsetof(struct curl_late, name) },
	CURL_LATE(X)
#undef X
};

bool curl_late_open(const char **why)
{
	static void *library;

	if (library)
		return true;
	void *opened = dlopen(CURL_SONAME, RTLD_LAZY | RTLD_LOCAL);
	for (size_t i = 0; opened && i < sizeof(functions) / sizeof(functions[0]); i++) {
		void *f = dlsym(opened, functions[i].name);
		if (!f)
			opened = NULL;
		memcpy((char *)&curl_late + functions[i].offset, &f, sizeof(f));
	}
	if (!opened)
		*why = dlerror();
	library = opened;
	return opened != NULL;
}
