/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_search.c -- the text index beside SQLite FTS5 on the same documents and queries.
 *
 * Documents are sentences of the demo city's articles thrown together; queries are titles of
 * articles, as a question would be typed, and pairs of characters out of them. FTS5 gets what it
 * needs to find words of two characters at all: the text cut into bigrams.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/index.h"
#include "hotline/text.h"

enum { SENTENCES_MOST = 20000, TITLES_MOST = 1000, HITS = 10, QUERIES = 400, PEER_QUERIES = 60 };

static char *sentences[SENTENCES_MOST], *titles[TITLES_MOST];
static size_t sentence_count, title_count;
static uint32_t random_state = 7;

static uint32_t random_below(size_t n)
{
	random_state = random_state * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)(random_state >> 8) * n >> 24);
}

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double resident_mib(void)
{
	long pages = 0;
	FILE *in = fopen("/proc/self/statm", "r");

	if (in && fscanf(in, "%*d %ld", &pages) != 1)
		pages = 0;
	if (in)
		fclose(in);
	return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1048576;
}

/* ---- the corpus ---- */

static void take_line(const char *line)
{
	static const char stop[] = "。";

	if (strncmp(line, "title: ", 7) == 0 && title_count < TITLES_MOST)
		titles[title_count++] = xstrdup(line + 7);
	if ((unsigned char)line[0] < 0x80)
		return;
	while (*line && sentence_count < SENTENCES_MOST) {
		const char *end = strstr(line, stop);
		size_t len = end ? (size_t)(end - line) + strlen(stop) : strlen(line);

		sentences[sentence_count++] = xstrndup(line, len);
		line += len;
	}
}

static bool read_articles(void)
{
	glob_t files;
	char *line = NULL;
	size_t alloc = 0;

	if (glob(SRCDIR "/city/knowledge/*.kb", 0, NULL, &files) != 0)
		return false;
	for (size_t i = 0; i < files.gl_pathc; i++) {
		FILE *in = fopen(files.gl_pathv[i], "r");

		while (in && getline(&line, &alloc, in) > 0) {
			line[strcspn(line, "\n")] = '\0';
			take_line(line);
		}
		if (in)
			fclose(in);
	}
	free(line);
	globfree(&files);
	return sentence_count && title_count;
}

static void make_document(struct buf *title, struct buf *body)
{
	buf_reset(title);
	buf_reset(body);
	buf_adds(title, titles[random_below(title_count)]);
	for (uint32_t n = 1 + random_below(6); n > 0; n--)
		buf_adds(body, sentences[random_below(sentence_count)]);
	buf_addf(body, "%u号楼%u单元", random_below(90), random_below(9));
}

/* ---- FTS5 ---- */

static void add_pairs(struct buf *out, const char *text, const char *between)
{
	struct text_folded f = { 0 };
	struct buf points = BUF_INIT;

	text_fold_points(&f, text, strlen(text));
	text_fold(&points, text, strlen(text));
	const char *at = points.data;
	for (size_t i = 0; i + 1 < f.count; i++) {
		size_t first = text_next(at, strlen(at), 0);
		size_t second = text_next(at, strlen(at), first);

		if (f.points[i] > 0x7f && f.points[i + 1] > 0x7f)
			buf_addf(out, "%s\"%.*s\"", out->len ? between : "", (int)second, at);
		at += first;
	}
	buf_release(&points);
	text_folded_release(&f);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) {
		fprintf(stderr, "%s\n", sqlite3_errmsg(db));
		exit(1);
	}
	return s;
}

static void run(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = prepare(db, sql);

	sqlite3_step(s);
	sqlite3_finalize(s);
}

/* Rows found. */
static size_t peer_search(sqlite3_stmt *s, const char *query)
{
	struct buf match = BUF_INIT;
	size_t rows = 0;

	add_pairs(&match, query, " OR ");
	sqlite3_bind_text(s, 1, match.data, -1, SQLITE_TRANSIENT);
	while (sqlite3_step(s) == SQLITE_ROW)
		rows++;
	sqlite3_reset(s);
	buf_release(&match);
	return rows;
}

/* ---- measuring ---- */

struct both {
	struct text_index *index;
	sqlite3 *db;
	sqlite3_stmt *insert, *select;
};

static void put_both(struct both *b, uint32_t doc, const char *title, const char *body, double *us)
{
	const struct index_field fields[] = { { title, 3 }, { body, 1 } };
	struct buf pairs = BUF_INIT;
	double start = now_us();

	index_put(b->index, doc, fields, ARRAY_SIZE(fields));
	*us += now_us() - start;
	add_pairs(&pairs, title, " ");
	add_pairs(&pairs, body, " ");
	sqlite3_bind_int64(b->insert, 1, doc);
	sqlite3_bind_text(b->insert, 2, pairs.data, -1, SQLITE_TRANSIENT);
	sqlite3_step(b->insert);
	sqlite3_reset(b->insert);
	buf_release(&pairs);
}

static void fill(struct both *b, uint32_t documents)
{
	struct buf title = BUF_INIT, body = BUF_INIT;
	double us = 0;

	run(b->db, "BEGIN");
	for (uint32_t doc = 0; doc < documents; doc++) {
		make_document(&title, &body);
		put_both(b, doc, title.data, body.data, &us);
	}
	run(b->db, "COMMIT");
	run(b->db, "INSERT INTO t (t) VALUES ('optimize')");
	printf("%u documents: index built in %.0f ms, %.1f us each\n", documents, us / 1e3, us / documents);
	buf_release(&title);
	buf_release(&body);
}

static int compare_doubles(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

struct figures {
	double p50, p99;
};

static struct figures figures_of(double *us, size_t count)
{
	qsort(us, count, sizeof(*us), compare_doubles);
	return (struct figures){ us[count / 2], us[count * 99 / 100] };
}

/* A title as it is, or two characters of it. */
static void make_query(struct buf *out, bool pair)
{
	const char *title = titles[random_below(title_count)];
	size_t len = strlen(title), at = 0, count = text_count(title, len);

	buf_reset(out);
	if (!pair || count < 2) {
		buf_adds(out, title);
		return;
	}
	for (uint32_t skip = random_below(count - 1); skip > 0; skip--)
		at = text_next(title, len, at);
	size_t end = text_next(title, len, text_next(title, len, at));
	buf_add(out, title + at, end - at);
}

static struct figures measure(struct both *b, bool pair, bool peer, size_t queries)
{
	struct buf query = BUF_INIT;
	struct index_hit hits[HITS];
	double us[QUERIES];

	random_state = 99;
	for (size_t i = 0; i < queries; i++) {
		make_query(&query, pair);
		double start = now_us();
		if (peer)
			peer_search(b->select, query.data);
		else
			index_search(b->index, query.data, HITS, NULL, NULL, hits);
		us[i] = now_us() - start;
	}
	buf_release(&query);
	return figures_of(us, queries);
}

static void report(struct both *b, const char *what, bool pair)
{
	struct figures ours = measure(b, pair, false, QUERIES);
	struct figures peer = measure(b, pair, true, PEER_QUERIES);

	printf("  %-15s p50 %6.0f us, p99 %6.0f us; FTS5 bigrams %6.0f, %6.0f; %.0f and %.0f times\n",
	       what, ours.p50, ours.p99, peer.p50, peer.p99, peer.p50 / ours.p50, peer.p99 / ours.p99);
}

static void report_similar(const struct text_index *x)
{
	struct buf title = BUF_INIT, body = BUF_INIT;
	struct index_hit hits[HITS];
	double us[100];

	for (size_t i = 0; i < ARRAY_SIZE(us); i++) {
		make_document(&title, &body);
		double start = now_us();
		index_similar(x, body.data, HITS, NULL, NULL, hits);
		us[i] = now_us() - start;
	}
	struct figures f = figures_of(us, ARRAY_SIZE(us));
	printf("  %-15s p50 %6.0f us, p99 %6.0f us\n", "same story", f.p50, f.p99);
	buf_release(&title);
	buf_release(&body);
}

static void bench(uint32_t documents)
{
	double before = resident_mib();
	struct both b = { .index = index_new() };
	char path[] = "/tmp/hotline-bench-XXXXXX";
	int fd = mkstemp(path);

	if (fd < 0 || sqlite3_open(path, &b.db) != SQLITE_OK)
		exit(1);
	close(fd);
	run(b.db, "PRAGMA journal_mode = OFF");
	run(b.db, "CREATE VIRTUAL TABLE t USING fts5(text, content = '')");
	b.insert = prepare(b.db, "INSERT INTO t (rowid, text) VALUES (?1, ?2)");
	b.select = prepare(b.db, "SELECT rowid FROM t WHERE t MATCH ?1 ORDER BY rank LIMIT 10");
	fill(&b, documents);
	report(&b, "question", false);
	report(&b, "two characters", true);
	report_similar(b.index);
	printf("  resident memory grew by %.0f MiB, FTS5's cache included\n", resident_mib() - before);
	sqlite3_finalize(b.insert);
	sqlite3_finalize(b.select);
	sqlite3_close(b.db);
	unlink(path);
	index_free(b.index);
}

int main(void)
{
	text_init();
	if (!read_articles()) {
		printf("skipped: the demo city's articles are not in %s\n", SRCDIR);
		return 0;
	}
	bench(200);
	bench(100000);
	return 0;
}
