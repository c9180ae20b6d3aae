/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sim_seat.h -- one simulated workstation: requests one after the other, its event stream kept open beside them.
 *
 * A seat belongs to one thread. Events are not looked at: what to do next is asked of /me, which is enough for a program
 * that has time.
 */
#ifndef CTL_SIM_SEAT_H
#define CTL_SIM_SEAT_H

#include <curl/curl.h>

#include "hotline/buf.h"
#include "hotline/json.h"

struct sim_seat {
	const char *url, *ca;           /* borrowed */
	CURLM *multi;
	CURL *stream;                   /* NULL: none is open */
	struct curl_slist *stream_headers;
	int keys;
	char run[40];
};
void sim_seat_open(struct sim_seat *s, const char *url, const char *ca);
void sim_seat_close(struct sim_seat *s);
/* Waits so long, the stream being read; false: told to stop. */
bool sim_seat_wait(struct sim_seat *s, int64_t ms);
/* GET, or POST and PUT of `body` (NULL: none) below /api/v1. The status, 0: no answer. *answer (may be NULL) is the
 * caller's. */
long sim_seat_ask(struct sim_seat *s, const char *method, const char *path, const char *token, const char *body,
		  json **answer);
/* Opens the event stream of that token, in place of the one before (NULL: only closes it). */
void sim_seat_stream(struct sim_seat *s, const char *token);
/* Told to stop: nobody waits any longer. */
void sim_seats_stop(void);
bool sim_seats_stopped(void);

#endif
