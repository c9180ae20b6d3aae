/* SPDX-License-Identifier: GPL-3.0-or-later */
/* training_replay.h -- parts that the facts of a replay are made by. */
#ifndef SERVER_TRAINING_REPLAY_H
#define SERVER_TRAINING_REPLAY_H

#include "server/service/training_invent.h"

/* One fact more; `asks` are parted by |. Nothing to say: none. */
void replay_add_fact(json *facts, const char *code, const char *about, const char *asks, const char *say);
/* What every agent asks for, as far as no fact answers it yet. */
void replay_add_usual(json *facts, const struct city *city, const struct ticket *t, const struct invention *people);

#endif
