/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proxy.c -- see proxy.h. One thread accepts; one a connection looks every few milliseconds at what the line is like,
 * and passes bytes under the lock that changes it: after a change, not one byte goes by the old state.
 */
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
#include "hotline/clock.h"

enum { LOOK_MS = 5, SLOW_MS = 150, BLOCK = 4096 };

struct proxy {
	pthread_t thread;
	int listener, port, to;
	atomic_bool over;
	pthread_mutex_t lock;          /* of what follows */
	enum line_state state;
	int accepted, open;
	int cut, stranded;              /* numbers: connections accepted up to this one are */
	int to_close;                   /* of those that are cut, how many are open */
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
	return send_all(p->ends[!from], block, (size_t)n, state == LINE_BYTES ? 1 : BLOCK);
}

/* Under the lock. */
static enum line_state state_of(const struct pair *p)
{
	return p->number <= p->proxy->stranded ? LINE_HALF_OPEN : p->proxy->state;
}

static enum line_state look(struct pair *p)
{
	pthread_mutex_lock(&p->proxy->lock);
	enum line_state state = state_of(p);
	pthread_mutex_unlock(&p->proxy->lock);
	return state;
}

static bool pass_both_ways(struct pair *p, const struct pollfd fds[2])
{
	pthread_mutex_lock(&p->proxy->lock);
	enum line_state state = state_of(p);
	bool good = p->number > p->proxy->cut;
	for (int i = 0; i < 2 && good && state != LINE_HALF_OPEN; i++)
		good = !fds[i].revents || pass(p, i, state);
	pthread_mutex_unlock(&p->proxy->lock);
	return good;
}

static bool step(struct pair *p)
{
	struct pollfd fds[2] = { { p->ends[0], POLLIN, 0 }, { p->ends[1], POLLIN, 0 } };
	enum line_state state = look(p);

	if (atomic_load(&p->proxy->over))
		return false;
	if (state == LINE_HALF_OPEN)
		nap(LOOK_MS);
	else if (poll(fds, 2, LOOK_MS) > 0 && state == LINE_SLOW)
		nap(SLOW_MS);
	return pass_both_ways(p, fds);
}

static void *carry(void *arg)
{
	struct pair *p = arg;
	struct proxy *line = p->proxy;

	while (p->ends[1] >= 0 && step(p))
		;
	close(p->ends[0]);
	if (p->ends[1] >= 0)
		close(p->ends[1]);
	pthread_mutex_lock(&line->lock);
	line->open--;
	line->to_close -= p->number <= line->cut;
	pthread_mutex_unlock(&line->lock);
	free(p);
	return NULL;
}

/* The number of a connection that goes on to the server; 0 when it is refused. */
static int admit(struct proxy *line)
{
	pthread_mutex_lock(&line->lock);
	int number = ++line->accepted;
	bool refused = line->state == LINE_REFUSED;
	line->open += !refused;
	pthread_mutex_unlock(&line->lock);
	return refused ? 0 : number;
}

static void take(struct proxy *line, int fd)
{
	struct pair *p = xcalloc(1, sizeof(*p));
	pthread_t thread;
	int one = 1, number = admit(line);

	if (!number) {
		close(fd);
		free(p);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	*p = (struct pair){ line, { fd, connect_to(line->to) }, number };
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

	pthread_mutex_init(&line->lock, NULL);
	line->to = port;
	line->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (line->listener < 0 || bind(line->listener, (struct sockaddr *)&a, sizeof(a)) ||
	    listen(line->listener, 64) ||
	    getsockname(line->listener, (struct sockaddr *)&a, &len) || pthread_create(&line->thread, NULL, run, line))
		die("listen");
	line->port = ntohs(a.sin_port);
	return line;
}

/* The count is one that the lock guards. */
static void wait_for_none(struct proxy *line, const int *count)
{
	int64_t until = clock_monotonic() + 20000;

	for (int left = 1; left;) {
		pthread_mutex_lock(&line->lock);
		left = *count;
		pthread_mutex_unlock(&line->lock);
		if (left && clock_monotonic() > until) {
			errno = ETIMEDOUT;
			die("connections stay open");
		}
		if (left)
			nap(1);
	}
}

void proxy_stop(struct proxy *line)
{
	atomic_store(&line->over, true);
	pthread_join(line->thread, NULL);
	wait_for_none(line, &line->open);
	close(line->listener);
	pthread_mutex_destroy(&line->lock);
	free(line);
}

int proxy_port(const struct proxy *line)
{
	return line->port;
}

void proxy_set(struct proxy *line, enum line_state state)
{
	pthread_mutex_lock(&line->lock);
	line->state = state;
	pthread_mutex_unlock(&line->lock);
}

void proxy_cut(struct proxy *line)
{
	pthread_mutex_lock(&line->lock);
	line->cut = line->accepted;
	line->to_close = line->open;
	pthread_mutex_unlock(&line->lock);
	wait_for_none(line, &line->to_close);
}

void proxy_strand(struct proxy *line)
{
	pthread_mutex_lock(&line->lock);
	line->stranded = line->accepted;
	pthread_mutex_unlock(&line->lock);
}

int proxy_accepted(struct proxy *line)
{
	pthread_mutex_lock(&line->lock);
	int n = line->accepted;
	pthread_mutex_unlock(&line->lock);
	return n;
}
