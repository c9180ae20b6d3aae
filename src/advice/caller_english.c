/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_english.c -- see caller_words.h. What a caller who can says in English when the scenario has no line.
 */
#include "advice/caller_words.h"

#include <stddef.h>

const char *const *caller_english_lines(enum scenario_cue cue)
{
	static const char *const lines[CUE_COUNT][4] = {
		[CUE_UNKNOWN] = { "Sorry, I don't know that.", "That I can't tell you." },
		[CUE_REPEAT] = { "I said that already.", "As I said:" },
		[CUE_IMPATIENT] = { "Could we be a bit quicker, please?" },
		[CUE_GREETING] = { "Hello.", "Yes, thank you." },
		[CUE_CLOSING] = { "All right, thank you. Goodbye." },
		[CUE_HANG_UP] = { "Never mind, I'm hanging up." },
	};

	return lines[cue];
}

const char *caller_english_talk(enum caller_talk talk)
{
	static const char *const lines[TALK_COUNT] = {
		[TALK_ELSE] = "No, that is all.",
		[TALK_CHECK] = "Yes, that's right.",
		[TALK_HOLD] = "OK, I'll wait.",
		[TALK_WORK] = "OK.",
		[TALK_THANKS] = "You're welcome.",
		[TALK_ACCEPT] = "OK.",
		[TALK_LEAVE] = "Yes, go ahead.",
	};

	return lines[talk];
}
