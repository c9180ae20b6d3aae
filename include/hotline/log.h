/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log.h -- lines to stderr: RFC 3339 time, level, text; systemd's <N> prefix when
 * stderr is the journal. Control characters are replaced before they are written,
 * so that text from outside cannot forge a line or drive a terminal. Thread safe.
 */
#ifndef HOTLINE_LOG_H
#define HOTLINE_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

void log_set_level(enum log_level most);
__attribute__((format(printf, 1, 2))) void log_error(const char *fmt, ...);
__attribute__((format(printf, 1, 2))) void log_warn(const char *fmt, ...);
__attribute__((format(printf, 1, 2))) void log_info(const char *fmt, ...);
__attribute__((format(printf, 1, 2))) void log_debug(const char *fmt, ...);

#endif
