/* SPDX-License-Identifier: GPL-3.0-or-later */
/* learn_net.c -- see learn_caller.h: learns src/advice/caller_weights.c. */
#include "learn_caller.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "hotline/alloc.h"

#define EPOCHS 10
#define RATE 0.01
#define SHRINK 0.001
#define BATCH 32
#define WEIGHTS (sizeof(struct net) / sizeof(double))

double chance_next(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(*seed >> 33) / (double)(UINT64_C(1) << 31);
}

static void find_chances(const struct example *e, const struct net *n, double *chances, double (*units)[NET_UNITS])
{
	size_t none = e->count;
	double sum = 0, most = chances[none] = net_none(n, e->doubts);

	for (size_t i = 0; i < none; i++) {
		chances[i] = net_score(n, e->features[i], e->doubts, units[i]);
		most = fmax(most, chances[i]);
	}
	for (size_t i = 0; i <= none; i++)
		sum += chances[i] = exp(chances[i] - most);
	for (size_t i = 0; i <= none; i++)
		chances[i] /= sum;
}

size_t nets_choose(const struct net nets[NET_CROWD], const struct example *e, double *chance)
{
	double chances[FACTS_MOST];
	size_t best = 0;

	net_find_chances(nets, (const double (*)[FEATURE_COUNT])e->features, e->count, e->doubts, chances);
	for (size_t i = 1; i < e->count; i++)
		best = chances[i] > chances[best] ? i : best;
	*chance = chances[best];
	return best;
}

static void add_scaled(double *to, const double *values, double factor, size_t count)
{
	for (size_t i = 0; i < count; i++)
		to[i] += factor * values[i];
}

/* Adds how the loss of one example grows with each weight. */
static void add_slope(const struct example *e, const struct net *n, struct net *slope)
{
	double chances[FACTS_MOST], units[FACTS_MOST][NET_UNITS];
	size_t none = e->count;

	find_chances(e, n, chances, units);
	for (size_t i = 0; i < none; i++) {
		double d = e->weight * (chances[i] - (i == e->right));

		add_scaled(slope->straight, e->features[i], d, FEATURE_COUNT);
		add_scaled(slope->out, units[i], d, NET_UNITS);
		for (size_t u = 0; u < NET_UNITS; u++) {
			double back = d * n->out[u] * (1 - units[i][u] * units[i][u]);

			add_scaled(slope->features[u], e->features[i], back, FEATURE_COUNT);
			add_scaled(slope->doubts[u], e->doubts, back, DOUBT_COUNT);
		}
	}
	add_scaled(slope->none, e->doubts, e->weight * (chances[none] - (none == e->right)), DOUBT_COUNT);
}

static void begin_net(struct net *n, uint64_t *seed)
{
	*n = (struct net){ 0 };
	for (size_t u = 0; u < NET_UNITS; u++) {
		n->out[u] = 0.4 * (chance_next(seed) - 0.5);
		for (size_t k = 0; k < FEATURE_COUNT; k++)
			n->features[u][k] = 0.4 * (chance_next(seed) - 0.5);
		for (size_t k = 0; k < DOUBT_COUNT; k++)
			n->doubts[u][k] = 0.4 * (chance_next(seed) - 0.5);
	}
}

struct descent { struct net net, slope, mean, square; long step; };

/* Adam (Kingma and Ba 2015), with weights that shrink. */
static void descend(struct descent *d, double rate)
{
	double *w = (double *)&d->net, *slope = (double *)&d->slope, *mean = (double *)&d->mean;
	double *square = (double *)&d->square;

	d->step++;
	for (size_t k = 0; k < WEIGHTS; k++) {
		double g = slope[k] / BATCH;

		mean[k] = 0.9 * mean[k] + 0.1 * g;
		square[k] = 0.999 * square[k] + 0.001 * g * g;
		double m = mean[k] / (1 - pow(0.9, (double)d->step));
		double s = square[k] / (1 - pow(0.999, (double)d->step));
		w[k] -= rate * (m / (sqrt(s) + 1e-8) + SHRINK * w[k]);
	}
	d->slope = (struct net){ 0 };
}

static void shuffle(size_t *order, size_t count, uint64_t *seed)
{
	for (size_t i = count; i > 1; i--) {
		size_t k = (size_t)(chance_next(seed) * (double)i), kept = order[k];

		order[k] = order[i - 1];
		order[i - 1] = kept;
	}
}

static void learn_net(struct net *n, const struct examples *examples, unsigned left_out, uint64_t seed)
{
	static struct descent d;
	size_t *order = xcalloc(examples->count + 1, sizeof(*order)), count = 0;

	d = (struct descent){ 0 };
	begin_net(&d.net, &seed);
	for (size_t i = 0; i < examples->count; i++)
		if (!(left_out >> examples->list[i].part & 1))
			order[count++] = i;
	for (int epoch = 0; epoch < EPOCHS; epoch++) {
		shuffle(order, count, &seed);
		for (size_t i = 0; i < count; i++) {
			add_slope(&examples->list[order[i]], &d.net, &d.slope);
			if ((i + 1) % BATCH == 0)
				descend(&d, RATE * (1 - (double)epoch / EPOCHS));
		}
	}
	free(order);
	*n = d.net;
}

void learn_nets(struct net nets[NET_CROWD], const struct examples *examples, unsigned left_out)
{
	for (size_t i = 0; i < NET_CROWD; i++)
		learn_net(&nets[i], examples, left_out, i + 1);
}

/* ---- writing ---- */

static void write_row(const char *indent, const double *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("%s%.3f,%s", i % 12 ? " " : indent, values[i], i % 12 == 11 || i + 1 == count ? "\n" : "");
}

static void write_part(const char *name, const double *values, size_t rows, size_t count)
{
	printf("\t\t.%s = {\n", name);
	for (size_t i = 0; i < rows; i++) {
		if (rows > 1)
			puts("\t\t\t{");
		write_row(rows > 1 ? "\t\t\t\t" : "\t\t\t", values + i * count, count);
		if (rows > 1)
			puts("\t\t\t},");
	}
	puts("\t\t},");
}

static void write_net(const struct net *n)
{
	puts("\t{");
	write_part("straight", n->straight, 1, FEATURE_COUNT);
	write_part("features", n->features[0], NET_UNITS, FEATURE_COUNT);
	write_part("doubts", n->doubts[0], NET_UNITS, DOUBT_COUNT);
	write_part("out", n->out, 1, NET_UNITS);
	write_part("none", n->none, 1, DOUBT_COUNT);
	puts("\t},");
}

void write_nets(const struct net nets[NET_CROWD])
{
	puts("/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
	     "/* caller_weights.c -- made by tests/bench/learn_caller; not to be edited. */\n"
	     "#include \"advice/caller_net.h\"\n\n"
	     "const struct net caller_nets[NET_CROWD] = {");
	for (size_t i = 0; i < NET_CROWD; i++)
		write_net(&nets[i]);
	puts("};");
}
