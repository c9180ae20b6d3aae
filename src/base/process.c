/* SPDX-License-Identifier: GPL-3.0-or-later */
/* process.c -- see process.h. */
#include "hotline/process.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif
/* Its search for leaks is a debugger. */
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define IS_DEBUGGED 1
#else
#define IS_DEBUGGED 0
#endif

void process_guard(void)
{
	const struct rlimit none = { 0, 0 };

	/* Neither can fail for these values; without them the program still does its work. */
	setrlimit(RLIMIT_CORE, &none);
	if (!IS_DEBUGGED)
		prctl(PR_SET_DUMPABLE, 0);
}
