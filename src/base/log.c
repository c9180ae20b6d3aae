/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log.c -- one line, one write(2); what could drive a terminal becomes a mark. */
#include "hotline/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hotline/buf.h"
#include "hotline/clock.h"
#include "hotline/text.h"

static enum log_level most = LOG_LEVEL_INFO;

void log_set_level(enum log_level level)
{
	most = level;
}

static size_t put_head(char *line, size_t size, enum log_level level)
{
	static const struct { const char *name; int priority; } levels[] = {
		{ "error", 3 }, { "warning", 4 }, { "info", 6 }, { "debug", 7 },
	};
	char when[CLOCK_TEXT];

	if (getenv("JOURNAL_STREAM"))
		return (size_t)snprintf(line, size, "<%d>", levels[level].priority);
	return (size_t)snprintf(line, size, "%s %s ", clock_format(clock_now(), when), levels[level].name);
}

static void put_line(enum log_level level, const char *fmt, va_list ap)
{
	char line[2048];

	if (level > most)
		return;
	size_t head = put_head(line, sizeof(line), level);
	struct buf clean = BUF_INIT;
	vsnprintf(line + head, sizeof(line) - head, fmt, ap);
	text_clean(&clean, line, strlen(line), 0);      /* it is read on terminals */
	buf_addch(&clean, '\n');
	/* A log that cannot be written has nowhere to say so. */
	if (write(STDERR_FILENO, clean.data, clean.len) < 0)
		clean.len = 0;
	buf_release(&clean);
}

#define LOG_FUNCTION(name, level)                                              \
	void name(const char *fmt, ...)                                        \
	{                                                                      \
		va_list ap;                                                    \
                                                                               \
		va_start(ap, fmt);                                             \
		put_line(level, fmt, ap);                                      \
		va_end(ap);                                                    \
	}

LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warn, LOG_LEVEL_WARN)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)
