/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * warp.c -- other clocks for one program: preloaded, it adds to the wall clock, to the clock that stands still while
 * the computer sleeps and to the one that goes on, what the file $HOTLINE_WARP holds, shared with the test (warp.h); it
 * moves the latter two on between readings, when it is told to be a slow machine; and it counts there what the program
 * writes to a terminal: who reads that may get one write in pieces.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "warp.h"

static struct warp *warp;

__attribute__((constructor)) static void begin(void)
{
	const char *file = getenv("HOTLINE_WARP");
	int fd = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
	void *p = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof(*warp), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	warp = p == MAP_FAILED ? NULL : p;
	if (fd >= 0)
		close(fd);
}

__attribute__((visibility("default"))) int clock_gettime(clockid_t id, struct timespec *t)
{
	int r = (int)syscall(SYS_clock_gettime, id, t);

	if (warp && warp->late > 0 && (id == CLOCK_MONOTONIC || id == CLOCK_BOOTTIME) && gettid() == getpid()) {
		warp->late--;
		warp->awake += 50;
		warp->always += 50;
	}
	long long ms = !warp || r ? 0 : id == CLOCK_REALTIME ? warp->wall : id == CLOCK_MONOTONIC ? warp->awake :
		       id == CLOCK_BOOTTIME ? warp->always : 0;

	t->tv_sec += ms / 1000;
	t->tv_nsec += ms % 1000 * 1000000;
	if (t->tv_nsec >= 1000000000) {
		t->tv_sec++;
		t->tv_nsec -= 1000000000;
	} else if (t->tv_nsec < 0) {
		t->tv_sec--;
		t->tv_nsec += 1000000000;
	}
	return r;
}

__attribute__((visibility("default"))) ssize_t write(int fd, const void *bytes, size_t count)
{
	if (warp && isatty(fd))
		warp->writes++;
	return syscall(SYS_write, fd, bytes, count);
}
