/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench_caller.c -- what making a simulated caller and one turn of a practised call cost. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "hotline/alloc.h"
#include "hotline/caller.h"
#include "hotline/text.h"

#define ROUNDS 2000

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void put(struct caller *c, const char *text, int second)
{
	struct caller_reply reply;

	caller_ask(c, text, second, &reply, NULL);
	free(reply.text);
}

static void run(const struct scenario *shipped)
{
	struct scenario patient = *shipped, *s = &patient;
	static const char *const said[] = {
		"您好，北京12345，请问有什么可以帮您？", "您贵姓，家住哪里？",
		"这种情况持续多长时间了",
		"之前有没有跟物业或者供热单位反映过，他们怎么答复的？", "您喜欢什么颜色",
		"您别着急，我给您登记，请稍等。",
	};
	double start = now(), made, asked;
	struct caller_mind *mind = NULL;

	patient.patience = patient.hang_up_after = 0;
	for (int i = 0; i < ROUNDS; i++) {
		caller_mind_free(mind);
		mind = caller_mind_new(s);
	}
	made = now();
	struct caller *c = caller_new(mind, 1);
	for (int i = 0; i < ROUNDS; i++)
		put(c, said[(size_t)i % ARRAY_SIZE(said)], i);
	asked = now();
	caller_free(c);
	caller_mind_free(mind);
	printf("%s, %zu facts: a mind %.0f us, a turn %.0f us\n", s->code, s->fact_count, (made - start) / ROUNDS,
	       (asked - made) / ROUNDS);
}

int main(void)
{
	struct city_report report = { 0 };
	struct city *city;
	struct scenario **scenarios;
	size_t count;

	text_init();
	city = city_read(SRCDIR "/city", &report);
	if (!city || !scenarios_read(SRCDIR "/city", city, NULL, 0, &scenarios, &count, &report))
		return 1;
	for (size_t i = 0; i < count; i++)
		run(scenarios[i]);
	scenarios_free(scenarios, count);
	city_free(city);
	city_report_release(&report);
	return 0;
}
