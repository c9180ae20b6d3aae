/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_journal.c -- a journal found at the start: bytes that may be anything, or records that were sealed rightly and
 * hold anything. Whatever could be read is written and read again as the same.
 */
#include <string.h>

#include "client/net/journal_internal.h"
#include "hotline/alloc.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/temp_dir.h"

static struct temp_dir dir;
static struct seal_key *key;

static void clear(void)
{
	seal_key_free(key);
	temp_dir_remove(&dir);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	temp_dir_make(&dir);
	key = seal_key_new("the key of this user");
	atexit(clear);
	return 0;
}

static void on_record(void *arg, const char *text, size_t len)
{
	journal_forms_replay(arg, text, len);
}

static bool read_journal(struct journal_forms *forms)
{
	struct sealed file;
	bool ok = sealed_open(&file, dir.fd, "journal", key, on_record, forms, NULL);

	if (ok)
		sealed_close(&file);
	return ok;
}

/* Each line is a record. */
static void seal_lines(const char *text, size_t len)
{
	struct sealed file;
	struct buf packed = BUF_INIT;

	unlinkat(dir.fd, "journal", 0);
	PROMISE(sealed_open(&file, dir.fd, "journal", key, on_record, NULL, NULL));
	for (const char *end = text + len; text < end;) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));
		eol = eol ? eol : end;
		sealed_pack(key, &packed, text, (size_t)(eol - text));
		text = eol + 1;
	}
	PROMISE(!packed.len || sealed_append(&file, &packed, false, NULL));
	sealed_close(&file);
	buf_release(&packed);
}

static void check_again(struct journal_forms *forms)
{
	struct journal_forms again = { 0 };

	journal_forms_limit(forms);
	for (size_t i = 0; i < forms->count; i++) {
		json *o = form_to_json(&forms->items[i]);
		const char *text = jo_text(o);
		journal_forms_replay(&again, text, strlen(text));
		jo_free(o);
	}
	PROMISE(again.count == forms->count);
	for (size_t i = 0; i < forms->count; i++)
		PROMISE(jo_same(forms->items[i].fields, again.items[i].fields));
	journal_forms_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct journal_forms forms = { 0 };

	if (fuzz_choose(&data, &size, 2))
		seal_lines((const char *)data, size);
	else
		temp_dir_write(&dir, "journal", data, size);
	if (read_journal(&forms))
		check_again(&forms);
	journal_forms_release(&forms);
	return 0;
}
