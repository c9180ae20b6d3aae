/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * curl_late.h -- libcurl, loaded when the first screen stands.
 *
 * libcurl brings thirty libraries along; loading them takes 16 ms of the 33 ms that the workstation
 * needed from its start to its first picture. So it is not linked but opened at the first transfer, while
 * somebody looks at the screen. The names stay those of libcurl; this header puts our
 * pointers in their place (and gives up the type checks of curl's own macros).
 */
#ifndef CLIENT_CURL_LATE_H
#define CLIENT_CURL_LATE_H

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <stdbool.h>

#undef curl_easy_getinfo
#undef curl_easy_setopt
#undef curl_multi_setopt
#undef curl_share_setopt

#define CURL_LATE(X)                                                                       \
	X(curl_easy_cleanup) X(curl_easy_getinfo) X(curl_easy_init) X(curl_easy_reset)     \
	X(curl_easy_setopt) X(curl_easy_strerror) X(curl_global_init)                      \
	X(curl_multi_add_handle) X(curl_multi_cleanup) X(curl_multi_fdset)                 \
	X(curl_multi_info_read)                                                            \
	X(curl_multi_init) X(curl_multi_perform) X(curl_multi_poll)                        \
	X(curl_multi_remove_handle) X(curl_multi_setopt) X(curl_multi_wakeup)              \
	X(curl_share_cleanup) X(curl_share_init) X(curl_share_setopt)                      \
	X(curl_slist_append) X(curl_slist_free_all)

struct curl_late {
#define X(name) __typeof__(&name) name;
	CURL_LATE(X)
#undef X
};
extern struct curl_late curl_late;

/* Opens the library; also after it was opened. False: *why says what the loader said, borrowed. */
bool curl_late_open(const char **why);

#ifndef CURL_LATE_OWN_NAMES
#define curl_easy_cleanup curl_late.curl_easy_cleanup
#define curl_easy_getinfo curl_late.curl_easy_getinfo
#define curl_easy_init curl_late.curl_easy_init
#define curl_easy_reset curl_late.curl_easy_reset
#define curl_easy_setopt curl_late.curl_easy_setopt
#define curl_easy_strerror curl_late.curl_easy_strerror
#define curl_global_init curl_late.curl_global_init
#define curl_multi_add_handle curl_late.curl_multi_add_handle
#define curl_multi_cleanup curl_late.curl_multi_cleanup
#define curl_multi_fdset curl_late.curl_multi_fdset
#define curl_multi_info_read curl_late.curl_multi_info_read
#define curl_multi_init curl_late.curl_multi_init
#define curl_multi_perform curl_late.curl_multi_perform
#define curl_multi_poll curl_late.curl_multi_poll
#define curl_multi_remove_handle curl_late.curl_multi_remove_handle
#define curl_multi_setopt curl_late.curl_multi_setopt
#define curl_multi_wakeup curl_late.curl_multi_wakeup
#define curl_share_cleanup curl_late.curl_share_cleanup
#define curl_share_init curl_late.curl_share_init
#define curl_share_setopt curl_late.curl_share_setopt
#define curl_slist_append curl_late.curl_slist_append
#define curl_slist_free_all curl_late.curl_slist_free_all
#endif

#endif
