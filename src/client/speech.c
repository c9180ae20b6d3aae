/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * speech.c -- see speech.h.
 *
 * One command runs at a time. Its end is seen on a pipe that it holds open as its file descriptor 3, which the loop
 * watches: no signal and no waiting is needed. A sentence is shorter than a pipe is deep, so writing it never blocks.
 */
#include "client/speech.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/app.h"
#include "client/ui/keymap.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

enum { WAITING_MOST = 8, WORDS_MOST = 32 };

static struct {
	struct app *app;
	pid_t pid;              /* 0: nothing is spoken */
	int end;                /* readable when the command has ended */
	char *waiting[WAITING_MOST];
	size_t count;
	bool failed;            /* it was said that it cannot be started */
} voice;

extern char **environ;

void speech_begin(struct app *app)
{
	voice.app = app;
}

bool speech_is_set(void)
{
	return ui_settings.speech && *ui_settings.speech;
}

static void fail(int reason)
{
	if (!voice.failed)
		app_say(voice.app, LOOK_WARNING, _("The caller cannot be heard: %s: %s"), ui_settings.speech,
			i18n_errno(reason));
	voice.failed = true;
}

/* The words of the command; the last one is NULL. */
static void part(char *command, char **words)
{
	char *rest = NULL;
	int n = 0;

	for (char *w = strtok_r(command, " \t", &rest); w && n < WORDS_MOST; w = strtok_r(NULL, " \t", &rest))
		words[n++] = w;
	words[n] = NULL;
}

/* Standard input is the sentence, output goes nowhere, 3 is only held. */
static int spawn(char **words, int in, int held)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, usual;

	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	sigaddset(&usual, SIGTSTP);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
	posix_spawn_file_actions_adddup2(&files, held, 3);
	posix_spawnattr_init(&how);
	posix_spawnattr_setpgroup(&how, 0);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &usual);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	int wrong = posix_spawnp(&voice.pid, words[0], &files, &how, words, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	if (wrong)
		voice.pid = 0;
	return wrong;
}

static void ended(struct app *app, void *data, short events);

static void speak(const char *text)
{
	char *command = xstrdup(ui_settings.speech), *words[WORDS_MOST + 1];
	size_t length = strlen(text) < PIPE_BUF - 1 ? strlen(text) : PIPE_BUF - 1;
	int in[2] = { -1, -1 }, held[2] = { -1, -1 };

	part(command, words);
	int wrong = !words[0] || pipe2(in, O_CLOEXEC) || pipe2(held, O_CLOEXEC) ? errno ? errno : EINVAL : 0;
	if (!wrong)
		wrong = spawn(words, in[0], held[1]);
	if (!wrong && (write(in[1], text, length) < 0 || write(in[1], "\n", 1) < 0))
		wrong = errno == EPIPE ? 0 : errno;
	for (int i = 0; i < 2; i++)
		if (in[i] >= 0)
			close(in[i]);
	if (held[1] >= 0)
		close(held[1]);
	if (wrong)
		fail(wrong);
	voice.end = held[0];
	if (voice.pid)
		app_watch(voice.app, voice.end, POLLIN, ended, NULL);
	else if (voice.end >= 0)
		close(voice.end);
	free(command);
}

static void take_next(void)
{
	char *next = voice.count ? voice.waiting[0] : NULL;

	if (!next)
		return;
	memmove(voice.waiting, voice.waiting + 1, --voice.count * sizeof(voice.waiting[0]));
	speak(next);
	free(next);
}

static void close_command(void)
{
	app_unwatch(voice.app, voice.end);
	close(voice.end);
	if (waitpid(voice.pid, NULL, WNOHANG) == 0) {   /* it closed what it was to hold */
		kill(-voice.pid, SIGKILL);
		waitpid(voice.pid, NULL, 0);
	}
	voice.pid = 0;
}

static void ended(struct app *app, void *data, short events)
{
	(void)app;
	(void)data;
	(void)events;
	close_command();
	take_next();
}

void speech_say(const char *text)
{
	if (!speech_is_set() || !voice.app)
		return;
	if (!voice.pid)
		speak(text);
	else if (voice.count < WAITING_MOST)
		voice.waiting[voice.count++] = xstrdup(text);
}

void speech_stop(void)
{
	while (voice.count)
		free(voice.waiting[--voice.count]);
	if (!voice.pid)
		return;
	kill(-voice.pid, SIGKILL);
	close_command();
}
