/* SPDX-License-Identifier: GPL-3.0-or-later */
/* score.c -- see score.h: a practised call, one part of the scoring after the other. */
#include "hotline/score.h"

#include <stdlib.h>

#include "domain/score_internal.h"
#include "hotline/alloc.h"

static int requests_of(const struct scenario *s)
{
	int most = s->request_count;

	for (size_t i = 0; i < s->expect_count; i++)
		most = s->expects[i].request > most ? s->expects[i].request : most;
	return most;
}

static void set_fields(json *score, const struct scoring *to)
{
	json *fields = json_object_new_object();

	jo_set_int(fields, "right", (int64_t)to->right);
	jo_set_int(fields, "wrong", (int64_t)to->wrong);
	jo_set_int(fields, "missing", (int64_t)to->missing);
	jo_set(score, "fields", fields);
}

json *score_call(const struct city *city, const struct scenario *s, const struct performance *done)
{
	int requests = requests_of(s);
	json *score = score_new(city, requests, true);
	struct scoring to = {
		.city = city, .s = s, .done = done, .items = jo_array(score, "items"), .requests = requests,
		.matched = xcalloc((size_t)requests + 1, sizeof(const struct score_request *)),
	};

	score_match_requests(&to);
	score_fields(&to);
	score_duties(&to);
	score_manners(&to);
	score_rudeness(&to);
	score_wording(&to);
	json *times = score_times(&to);
	score_add_rest(&to, "ticket");
	score_add_rest(&to, "call");
	set_fields(score, &to);
	jo_set(score, "times", times);
	if (done->keystrokes >= 0)
		jo_set_int(score, "keystrokes", done->keystrokes);
	free(to.matched);
	score_make_sums(score);
	return score;
}
