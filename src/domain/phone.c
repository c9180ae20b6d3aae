/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * phone.c -- telephone numbers as compared and as shown.
 *
 * Numbers come from the line, from forms and from agents, in many spellings of the same digits
 * (+86 138…, ０１０－…, (010) …). Comparing is by digits alone; the country code of China is
 * dropped and a trunk zero put before an area code, so that one caller is one number.
 */
#include <stdio.h>
#include <string.h>

#include "hotline/form.h"

#define DIGITS_LEAST 3
#define DIGITS_MOST 20

/* What may stand between digits; full-width forms, dashes, and the word for an extension. */
static size_t separator(const char *p)
{
	static const char *const wide[] = {
		"\u3000", "\u00a0", "－", "（", "）", "／", "‐", "‑", "–", "—", "−", "转",
	};

	if (*p && strchr(" \t-/()", *p))
		return 1;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (!strncmp(p, wide[i], strlen(wide[i])))
			return strlen(wide[i]);
	return 0;
}

/* A digit, half or full width (U+FF10 to U+FF19). Bytes used, 0: none. */
static size_t digit(const char *p, char *d)
{
	const unsigned char *u = (const unsigned char *)p;

	if (*p >= '0' && *p <= '9') {
		*d = *p;
		return 1;
	}
	if (u[0] == 0xef && u[1] == 0xbc && u[2] >= 0x90 && u[2] <= 0x99) {
		*d = (char)('0' + u[2] - 0x90);
		return 3;
	}
	return 0;
}

static size_t plus(const char *p)
{
	return *p == '+' ? 1 : !strncmp(p, "＋", 3) ? 3 : 0;
}

/* All digits of the text; false when there is anything else in it, or too much. */
static bool take_digits(const char *p, char out[24], size_t *count)
{
	char d;

	for (*count = 0; *p; ) {
		size_t used = digit(p, &d);
		if (used && *count == DIGITS_MOST + 3)          /* room for a country code */
			return false;
		if (used)
			out[(*count)++] = d;
		else
			used = separator(p);
		if (!used)
			return false;
		p += used;
	}
	out[*count] = '\0';
	return true;
}

static bool is_mobile(const char *d)
{
	return strlen(d) == 11 && d[0] == '1' && d[1] >= '3';
}

/* An area code without its zero and a number of 7 or 8 digits; 400 and 800 are no areas. */
static bool lacks_trunk_zero(const char *d)
{
	size_t len = strlen(d);

	if (!strncmp(d, "10", 2) || d[0] == '2')
		return len == 10;
	return d[0] >= '3' && d[0] <= '9' && len >= 10 && len <= 11 && strncmp(d, "400", 3) &&
	       strncmp(d, "800", 3);
}

static bool is_local(const char *d)
{
	return is_mobile(d) || (d[0] == '0' && d[1] != '0' && strlen(d) >= 10) ||
	       lacks_trunk_zero(d);
}

bool phone_normalise(const char *text, char digits[24])
{
	char all[24];
	size_t count, skip;

	while ((skip = separator(text)))
		text += skip;
	bool abroad = plus(text);
	if (!take_digits(text + plus(text), all, &count))
		return false;
	char *d = all;
	if (!abroad && !strncmp(d, "00", 2)) {
		abroad = true;
		d += 2;
	}
	if (!strncmp(d, "86", 2) && (abroad || is_local(d + 2))) {
		abroad = true;
		d += 2;
	} else {
		abroad = false;         /* another country's number keeps its code */
	}
	bool zero = abroad && !is_mobile(d) && lacks_trunk_zero(d);
	count = strlen(d) + zero;
	if (count < DIGITS_LEAST || count > DIGITS_MOST)
		return false;
	snprintf(digits, 24, "%s%s", zero ? "0" : "", d);
	return true;
}

void phone_mask(const char *number, char out[32])
{
	char digits[24] = "";

	phone_normalise(number, digits);        /* what is no number shows nothing of itself */
	size_t n = strlen(digits);
	if (n >= 10)
		snprintf(out, 32, "%.3s****%s", digits, digits + n - 4);
	else
		snprintf(out, 32, "%s%s", *number ? "****" : "", n >= 4 ? digits + n - 2 : "");
}
