/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warp_make.c -- see warp.h: the test's side. */
#include "screen/warp.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

struct warp *warp_make(const char *file)
{
	int fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || ftruncate(fd, sizeof(struct warp)))
		fail_msg("%s: %s", file, strerror(errno));
	struct warp *w = mmap(NULL, sizeof(*w), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (w == MAP_FAILED)
		fail_msg("%s: %s", file, strerror(errno));
	close(fd);
	return w;
}
