/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ledger.c -- see ledger.h. */
#include "campaign/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "hotline/store.h"
#include "hotline/text.h"

static const char *const phrases[] = {
	"暖气不热已经三天", "楼道灯坏了没人修", "井盖松动车过就响", "垃圾三天没有清运", "夜里施工吵得睡不着", "自来水发黄有铁锈味",
};

/* Of two forms after one another the first character already tells which it is. */
static const char *const signs[] = {
	"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥",
};

struct line *ledger_new(struct ledger *l, bool called)
{
	ARRAY_GROW(l->lines, l->count + 1, l->alloc);
	struct line *line = &l->lines[l->count++];
	*line = (struct line){ .called = called };
	snprintf(line->text, sizeof(line->text), "%s%zu号：%s", signs[l->count % ARRAY_SIZE(signs)], l->count,
		 phrases[l->count % ARRAY_SIZE(phrases)]);
	line->length = text_count(line->text, strlen(line->text));
	return line;
}

struct line *ledger_last(struct ledger *l)
{
	return l->count ? &l->lines[l->count - 1] : NULL;
}

void ledger_release(struct ledger *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->lines[i].scene);
	free(l->lines);
	*l = (struct ledger){ 0 };
}

/* Where the n-th character begins. */
static size_t at_character(const char *text, size_t n)
{
	size_t at = 0, len = strlen(text);

	while (n--)
		at = text_next(text, len, at);
	return at;
}

const char *ledger_next(const struct line *line)
{
	static char character[8];

	if (line->seen >= line->length)
		return NULL;
	size_t at = at_character(line->text, line->seen), end = at_character(line->text, line->seen + 1);
	snprintf(character, sizeof(character), "%.*s", (int)(end - at), line->text + at);
	return character;
}

bool ledger_seen(struct ledger *l, struct line *line, const char *shown)
{
	size_t end = at_character(line->text, line->seen + 1);

	if (strlen(shown) != end || strncmp(shown, line->text, end) != 0)
		return false;
	line->seen_at[line->seen++] = clock_monotonic();
	l->keys++;
	return true;
}

void ledger_died(struct ledger *l, int64_t at, int64_t told)
{
	struct line *line = ledger_last(l);

	if (!line || line->passed || line->died_at)     /* what was not looked at since counts from then */
		return;
	line->died_at = at;
	line->told_at = told;
}

/* The key and all after it are gone. */
static void count_loss(struct ledger *l, const struct line *line, size_t i)
{
	long age = (long)(line->died_at - line->seen_at[i]);

	if (line->told_at && line->seen_at[i] >= line->told_at - LEDGER_LATEST_MS)
		return;
	l->worst_ms = age > l->worst_ms ? age : l->worst_ms;
	l->late += age > LEDGER_LATEST_MS;
	if (age > LEDGER_LATEST_MS)
		fprintf(stderr, "ledger: character %zu of \"%s\" is lost, seen %ld ms before the end\n", i + 1, line->text, age);
}

bool ledger_compare(struct ledger *l, struct line *line, const char *shown)
{
	long before = l->late + l->wrong;
	size_t back = text_count(shown, strlen(shown));

	if (strncmp(shown, line->text, strlen(shown)) != 0) {
		fprintf(stderr, "ledger: \"%s\" came back as \"%s\"\n", line->text, shown);
		l->wrong++;
		back = 0;
	}
	for (size_t i = back; i < line->seen; i++)
		count_loss(l, line, i);
	while (line->seen < back)               /* taken, and the program ended before it was seen */
		line->seen_at[line->seen++] = line->died_at;
	line->seen = back;
	line->died_at = 0;
	return before == l->late + l->wrong;
}

void ledger_gone_out(struct line *line, char *scene)
{
	line->passed = true;
	line->owed = !line->told_at;
	free(line->scene);
	line->scene = scene;
}

bool ledger_is_older(const struct ledger *l, const struct line *line, const char *shown, bool *whole)
{
	size_t len = strlen(shown);

	*whole = false;
	for (const struct line *i = l->lines; i < line; i++)
		if (len && !strncmp(i->text, shown, len) && strncmp(line->text, shown, len) != 0) {
			*whole = !i->text[len];
			return true;
		}
	return false;
}

static long count_rows(struct db *db, const char *title)
{
	struct query *q = db_ask(db, "SELECT COUNT(*) FROM ticket WHERE title = ?1", "s", title);
	long n = db_step(q) == DB_ROW ? (long)db_get_int(q, 0) : -1;

	db_done(q, NULL);
	return n;
}

static void ask_line(struct ledger *l, struct db *db, const struct line *line)
{
	long rows = count_rows(db, line->text);
	bool promised = line->kept || line->accepted || line->owed;

	l->tickets += rows > 0;
	l->doubled += rows > 1;
	l->lost += promised && rows < 1;
	if ((promised && rows < 1) || rows > 1)
		fprintf(stderr, "ledger: \"%s\"%s%s%s: %ld tickets\n", line->text, line->pressed ? " sent" : "",
			line->kept ? " kept" : "", line->accepted ? " accepted" : "", rows);
	if (promised && rows < 1 && line->scene)
		fprintf(stderr, "ledger: it was taken for sent because of this screen:\n%s", line->scene);
}

void ledger_ask_store(struct ledger *l, const char *store)
{
	struct error err = ERROR_INIT;
	struct db *db = db_open(store, false, &err);

	if (!db) {
		fprintf(stderr, "ledger: the store does not open: %s\n", err.text);
		exit(1);
	}
	for (size_t i = 0; i < l->count; i++)
		ask_line(l, db, &l->lines[i]);
	db_close(db);
}

bool ledger_print(const struct ledger *l)
{
	printf("keys %ld, of them lost %ld beyond the last %d ms (the oldest %ld ms), wrong %ld, tickets %ld, lost %ld, "
	       "doubled %ld\n", l->keys, l->late, LEDGER_LATEST_MS, l->worst_ms, l->wrong, l->tickets, l->lost, l->doubled);
	return l->late || l->wrong || l->lost || l->doubled || !l->tickets;
}
