/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * speech.h -- the caller of a practised call is heard: each sentence goes to the standard input of a command.
 *
 * The command is the user's own (`set speech`), its words parted by blanks, and no shell reads it. Nothing here
 * waits: a sentence that comes while one is being spoken waits its turn, and what cannot be started is said once.
 */
#ifndef HOTLINE_CLIENT_SPEECH_H
#define HOTLINE_CLIENT_SPEECH_H

#include <stdbool.h>

struct app;
void speech_begin(struct app *app);
/* Speaks it, or nothing when no command is set. */
void speech_say(const char *text);
/* Silence, at once. */
void speech_stop(void);
bool speech_is_set(void);

#endif
