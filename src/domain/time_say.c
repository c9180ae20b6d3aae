/* SPDX-License-Identifier: GPL-3.0-or-later */
/* time_say.c -- a time as people write it: what time_read() takes back, whatever day it is typed on. */
#include <time.h>

#include "hotline/clock.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

static struct tm local(int64_t t)
{
	struct tm tm;
	time_t seconds = (time_t)(t / 1000);

	localtime_r(&seconds, &tm);
	return tm;
}

static void say_day(struct buf *out, const struct tm *at, bool year)
{
	static const char *const months[] = {
		N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
		N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
	};

	/* TRANSLATORS: day, month, year, as in 25 Nov 2026 */
	buf_addf(out, year ? _("%1$d %2$s %3$d") : _("%1$d %2$s"), at->tm_mday, _(months[at->tm_mon]),
		 at->tm_year + 1900);
}

static void say_clock(struct buf *out, const struct tm *at)
{
	buf_addf(out, at->tm_sec ? " %02d:%02d:%02d" : " %02d:%02d", at->tm_hour, at->tm_min, at->tm_sec);
}

void time_say(struct buf *out, int64_t t, int64_t now)
{
	struct tm at = local(t), today = local(now);
	bool later = at.tm_yday > today.tm_yday || (at.tm_yday == today.tm_yday && t > now);

	say_day(out, &at, at.tm_year != today.tm_year || later);
	say_clock(out, &at);
}

void time_say_near(struct buf *out, int64_t t, int64_t now)
{
	struct tm at = local(t), today = local(now), before = local(now - SECONDS(86400));

	if (at.tm_year == today.tm_year && at.tm_yday == today.tm_yday) {
		buf_adds(out, _("today"));
		say_clock(out, &at);
	} else if (at.tm_year == before.tm_year && at.tm_yday == before.tm_yday) {
		buf_adds(out, _("yesterday"));
		say_clock(out, &at);
	} else {
		time_say(out, t, now);
	}
}
