/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pem.h -- a certificate for 127.0.0.1 that signs itself, made anew for each test program. */
#ifndef TESTS_SERVER_PEM_H
#define TESTS_SERVER_PEM_H

#include <stdbool.h>

/* It ends in that many seconds, which may be over. */
bool pem_make_until(const char *certificate, const char *key, long seconds);
bool pem_make(const char *certificate, const char *key);

#endif
