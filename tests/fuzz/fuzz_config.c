/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_config.c -- hotlined.conf: it is read, or refused with a sentence. */
#include "hotline/alloc.h"
#include "server/server.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/temp_dir.h"

static struct temp_dir dir;

static void clear(void)
{
	temp_dir_remove(&dir);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	temp_dir_make(&dir);
	atexit(clear);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct server_config config = { 0 };
	struct error err = ERROR_INIT;
	char *file = xasprintf("%s/hotlined.conf", dir.path);

	fuzz_write(file, data, size);
	if (server_config_read(&config, file, &err))
		PROMISE(config.listen && config.store && config.threads > 0);
	else
		PROMISE(err.text[0]);
	server_config_release(&config);
	free(file);
	return 0;
}
