/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run.c -- see run.h. Output goes through files, so no pipe can fill up and stop a program. */
#include "ctl/run.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hotline/alloc.h"

#define WORDS_MOST 32

char *path_in(const char *dir, const char *name)
{
	return xasprintf("%s/%s", dir, name);
}

char *read_text(const char *path)
{
	FILE *f = fopen(path, "re");
	size_t len = 0, alloc = 1 << 16;
	char *text = xmalloc(alloc + 1);

	assert_non_null(f);
	for (size_t got; (got = fread(text + len, 1, alloc - len, f)) > 0;) {
		len += got;
		if (len == alloc)
			text = xrealloc(text, (alloc *= 2) + 1);
	}
	fclose(f);
	text[len] = '\0';
	return text;
}

void write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

unsigned mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

char *dir_new(void)
{
	char *dir = xstrdup("/tmp/hotlinectl-test-XXXXXX");

	assert_non_null(mkdtemp(dir));
	return dir;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void dir_remove(char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(dir);
}

/* ---- programs ---- */

static void open_as(const char *path, int flags, int fd)
{
	int got = open(path, flags, 0600);

	if (got < 0 || dup2(got, fd) < 0)
		_exit(126);
	close(got);
}

static int wait_status(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

const char *run_language;

static struct ran run_words(const char *input, char **words)
{
	char *dir = dir_new(), *in = path_in(dir, "in"), *out = path_in(dir, "out"),
	     *err = path_in(dir, "err");

	write_text(in, input ? input : "");
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		open_as(in, O_RDONLY, 0);
		open_as(out, O_WRONLY | O_CREAT, 1);
		open_as(err, O_WRONLY | O_CREAT, 2);
		setenv("LC_ALL", "C.UTF-8", 1);
		unsetenv("LANGUAGE");
		if (run_language)
			setenv("LANGUAGE", run_language, 1);
		execv("./hotlinectl", words);
		_exit(127);
	}
	struct ran r = { .status = wait_status(child) };
	r.out = read_text(out);
	r.err = read_text(err);
	free(in);
	free(out);
	free(err);
	dir_remove(dir);
	return r;
}

struct ran run_ctl(const char *input, ...)
{
	char *words[WORDS_MOST] = { (char *)"hotlinectl" }, *word;
	va_list ap;
	int n = 1;

	va_start(ap, input);
	while ((word = va_arg(ap, char *)) && n < WORDS_MOST - 1)
		words[n++] = word;
	va_end(ap);
	return run_words(input, words);
}

void ran_free(struct ran *r)
{
	free(r->out);
	free(r->err);
}

/* ---- packs ---- */

static void link_all(const char *from, const char *to)
{
	DIR *d = opendir(from);
	struct dirent *e;

	assert_non_null(d);
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		char *source = path_in(from, e->d_name), *target = path_in(to, e->d_name);
		struct stat st;
		assert_int_equal(stat(source, &st), 0);
		if (S_ISDIR(st.st_mode)) {
			assert_int_equal(mkdir(target, 0700), 0);
			link_all(source, target);
		} else {
			assert_int_equal(symlink(source, target), 0);
		}
		free(source);
		free(target);
	}
	closedir(d);
}

char *pack_copy(void)
{
	char *pack = dir_new();

	link_all(SRCDIR "/city", pack);
	return pack;
}

void pack_change(const char *pack, const char *file, const char *old, const char *text)
{
	char *path = path_in(pack, file), *content = read_text(path);
	char *at = *old ? strstr(content, old) : content + strlen(content);

	assert_non_null(at);
	char *fresh = xasprintf("%.*s%s%s", (int)(at - content), content, text, at + strlen(old));
	unlink(path);
	write_text(path, fresh);
	free(fresh);
	free(content);
	free(path);
}

/* ---- servers ---- */

int free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	close(fd);
	return ntohs(a.sin_port);
}

/* True when the line came; false at the end of the output or after thirty seconds of silence. */
static bool wait_for_ready(int fd)
{
	char text[256] = "";
	size_t len = 0;
	struct pollfd p = { fd, POLLIN, 0 };

	while (len < sizeof(text) - 1 && poll(&p, 1, 30000) == 1) {
		ssize_t n = read(fd, text + len, sizeof(text) - 1 - len);
		if (n <= 0)
			return false;
		text[len += (size_t)n] = '\0';
		if (strchr(text, '\n'))
			return !strncmp(text, "ready https://", 14);
	}
	return false;
}

pid_t server_start(const char *config)
{
	int out[2];

	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(out[1], 1);
		open_as("/dev/null", O_WRONLY, 2);
		execl("./hotlined", "hotlined", "--config", config, (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	bool ready = wait_for_ready(out[0]);
	close(out[0]);
	if (!ready)
		server_stop(child);
	assert_true(ready);
	return child;
}

bool server_stop(pid_t server)
{
	kill(server, SIGTERM);
	return wait_status(server) == 0;
}
