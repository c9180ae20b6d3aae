/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hung_disk.c -- preloaded: as long as the file that $HUNG_DISK names is there, no sync comes back. */
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

static void hang(void)
{
	const char *file = getenv("HUNG_DISK");

	while (file && access(file, F_OK) == 0)
		usleep(10000);
}

EXPORT int fsync(int fd)
{
	static int (*real)(int);

	if (!real)
		real = dlsym(RTLD_NEXT, "fsync");
	hang();
	return real(fd);
}

EXPORT int fdatasync(int fd)
{
	static int (*real)(int);

	if (!real)
		real = dlsym(RTLD_NEXT, "fdatasync");
	hang();
	return real(fd);
}
