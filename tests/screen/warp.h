/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warp.h -- what a test and the program under test share by way of warp.c: a file that both have mapped. */
#ifndef TESTS_WARP_H
#define TESTS_WARP_H

struct warp {
	volatile long long wall, awake, always;         /* ms to add; the test writes them */
	volatile long long late;                        /* by how many readings the main thread is still slow: 50 ms each */
	volatile long long writes;                      /* write(2)s to a terminal so far; the program counts them */
};

/* Makes the file, of zeros, and maps it; fails the test when it cannot. munmap() ends it. */
struct warp *warp_make(const char *file);

#endif
