/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_keymap.c -- a keymap file after the default one: each binding is found by its key, each mistake is counted. */
#include "client/ui/keymap.h"
#include "hotline/text.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	text_init();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = BUF_INIT;
	struct mistakes mistakes = MISTAKES_INIT;
	struct keymap m;

	fuzz_text(&text, data, size);
	keymap_init(&m);
	PROMISE(keymap_load(&m, "default", NULL, NULL));
	PROMISE(keymap_parse(&m, text.data, "keymap", &mistakes, NULL) == !mistakes.count);
	for (size_t i = 0; i < m.count; i++)
		PROMISE(keymap_find(&m, m.items[i].context, &m.items[i].key));
	mistakes_end(&mistakes);
	mistakes_release(&mistakes);
	keymap_release(&m);
	buf_release(&text);
	return 0;
}
