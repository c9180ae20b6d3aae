/* SPDX-License-Identifier: GPL-3.0-or-later */
/* proxy.c -- see proxy.h. One thread accepts; one a connection looks every few milliseconds at what the line is like. */
#include "tests/server/proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "hotline/alloc.h"

enum { LOOK_MS = 5, SLOW_MS = 150, BLOCK = 4096 };

struct proxy {
	pthread_t thread;
	int listener, port, to;
	atomic_int state, accepted, open;
	atomic_int cut, stranded;       /* numbers: connections accepted up to this one are */
	atomic_bool over;
};

struct pair { struct proxy *proxy; int ends[2]; int number; };   /* of the program, of the server */

static void die(const char *what)
{
	fprintf(stderr, "proxy: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void nap(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

static int connect_to(int port)
{
	struct sockaddr_in a = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a))) {
		close(fd);
		return -1;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

static bool send_all(int fd, const char *data, size_t len, size_t piece)
{
	while (len) {
		ssize_t n = send(fd, data, piece < len ? piece : len, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

/* Takes what one end has for the other; false when the connection is over. */
static bool pass(struct pair *p, int from, enum line_state state)
{
	char block[BLOCK];
	ssize_t n = recv(p->ends[from], block, sizeof(block), 0);

	if (n <= 0)
		return false;
	if (state == LINE_DEAF && from == 1)
		return true;
	if (state == LINE_SLOW)
		nap(SLOW_MS);
	return send_all(p->ends[!from], block, (size_t)n, state == LINE_BYTES ? 1 : BLOCK);
}

static bool step(struct pair *p)
{
	struct proxy *line = p->proxy;
	enum line_state state = (enum line_state)atomic_load(&line->state);
	struct pollfd fds[2] = { { p->ends[0], POLLIN, 0 }, { p->ends[1], POLLIN, 0 } };

	if (atomic_load(&line->over) || p->number <= atomic_load(&line->cut))
		return false;
	if (state == LINE_HALF_OPEN || p->number <= atomic_load(&line->stranded)) {
		nap(LOOK_MS);
		return true;
	}
	poll(fds, 2, LOOK_MS);
	for (int i = 0; i < 2; i++)
		if (fds[i].revents && !pass(p, i, state))
			return false;
	return true;
}

static void *carry(void *arg)
{
	struct pair *p = arg;

	while (step(p))
		;
	close(p->ends[0]);
	if (p->ends[1] >= 0)
		close(p->ends[1]);
	atomic_fetch_sub(&p->proxy->open, 1);
	free(p);
	return NULL;
}

static void take(struct proxy *line, int fd)
{
	struct pair *p = xcalloc(1, sizeof(*p));
	pthread_t thread;
	int one = 1;

	*p = (struct pair){ line, { fd, -1 }, atomic_fetch_add(&line->accepted, 1) + 1 };
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (atomic_load(&line->state) != LINE_REFUSED)
		p->ends[1] = connect_to(line->to);
	if (p->ends[1] < 0) {
		close(fd);
		free(p);
		return;
	}
	atomic_fetch_add(&line->open, 1);
	if (pthread_create(&thread, NULL, carry, p))
		die("thread");
	pthread_detach(thread);
}

static void *run(void *arg)
{
	struct proxy *line = arg;

	while (!atomic_load(&line->over)) {
		struct pollfd fd = { line->listener, POLLIN, 0 };
		int taken = poll(&fd, 1, LOOK_MS) == 1 ? accept4(line->listener, NULL, NULL, SOCK_CLOEXEC) : -1;
		if (taken >= 0)
			take(line, taken);
	}
	return NULL;
}

struct proxy *proxy_start(int port)
{
	struct proxy *line = xcalloc(1, sizeof(*line));
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);

	line->to = port;
	line->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (line->listener < 0 || bind(line->listener, (struct sockaddr *)&a, sizeof(a)) ||
	    listen(line->listener, 64) ||
	    getsockname(line->listener, (struct sockaddr *)&a, &len) || pthread_create(&line->thread, NULL, run, line))
		die("listen");
	line->port = ntohs(a.sin_port);
	return line;
}

void proxy_stop(struct proxy *line)
{
	atomic_store(&line->over, true);
	pthread_join(line->thread, NULL);
	while (atomic_load(&line->open))
		nap(LOOK_MS);
	close(line->listener);
	free(line);
}

int proxy_port(const struct proxy *line)
{
	return line->port;
}

void proxy_set(struct proxy *line, enum line_state state)
{
	atomic_store(&line->state, state);
}

void proxy_cut(struct proxy *line)
{
	atomic_store(&line->cut, atomic_load(&line->accepted));
	while (atomic_load(&line->open) > atomic_load(&line->accepted) - atomic_load(&line->cut))
		nap(1);
}

void proxy_strand(struct proxy *line)
{
	atomic_store(&line->stranded, atomic_load(&line->accepted));
}

int proxy_accepted(const struct proxy *line)
{
	return atomic_load(&line->accepted);
}
