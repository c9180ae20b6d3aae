/* SPDX-License-Identifier: GPL-3.0-or-later */
/* process.h -- what a program that holds secrets asks of the kernel. */
#ifndef HOTLINE_PROCESS_H
#define HOTLINE_PROCESS_H

/*
 * Passwords, tokens and callers' data are in this process: a crash leaves no core file, and whoever collects core files
 * gets none either (PR_SET_DUMPABLE, which also keeps debuggers of the same user away). Called first in main().
 */
void process_guard(void);

#endif
