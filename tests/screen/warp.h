/* SPDX-License-Identifier: GPL-3.0-or-later */
/* warp.h -- what a test writes for warp.c to add, in ms. */
#ifndef TESTS_WARP_H
#define TESTS_WARP_H

struct warp { volatile long long wall, awake, always; };

#endif
