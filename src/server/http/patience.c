/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * patience.c -- nobody holds a place by sending or reading a byte now and then.
 *
 * libmicrohttpd gives a connection up that does nothing for a while; one byte counts as something. So each
 * connection also has a time by which its present step must be done, whatever trickles: the handshake and the headers,
 * the body, reading the answer. Being answered and event streams have none. One thread shuts what is late; the library
 * then sees a peer that hung up.
 *
 * Nor does it take a processor: with epoll, libmicrohttpd 0.9.75 asks without a pause for the bytes of a handshake that
 * are still on their way. Reading from the peer is ours, and waits a moment then.
 */
#include "server/http/front.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hotline/alloc.h"
#include "hotline/clock.h"

/* In units of the patience: a little more than what the library itself allows to an idle peer. */
#define HEADERS(p) ((p) + (p) / 4)
#define BODY(p) (2 * (p))
#define ANSWER(p) (10 * (p))

struct peer {
	struct peer *next, *prev;
	int fd;
	_Atomic int64_t until;          /* monotonic ms; 0: no hurry */
	unsigned in_vain;               /* how often it was read from since there was something */
	unsigned turn;                  /* of its thread, when that was last */
};

struct patience {
	int64_t ms;
	pthread_mutex_t lock;           /* of the list: who is in it has an open fd */
	struct peer *peers;
	pthread_t thread;
	int stop;
	_Atomic uint64_t shut;
};

static void shut_late(struct patience *p)
{
	int64_t now = clock_monotonic();

	pthread_mutex_lock(&p->lock);
	for (struct peer *peer = p->peers; peer; peer = peer->next) {
		int64_t until = atomic_load(&peer->until);
		if (!until || until > now)
			continue;
		atomic_store(&peer->until, 0);
		atomic_fetch_add(&p->shut, 1);
		shutdown(peer->fd, SHUT_RDWR);
	}
	pthread_mutex_unlock(&p->lock);
}

static void *look_often(void *arg)
{
	struct patience *p = arg;
	struct pollfd stop = { p->stop, POLLIN, 0 };
	int every = p->ms / 8 < 1000 ? (int)(p->ms / 8) : 1000;

	while (poll(&stop, 1, every) <= 0)
		shut_late(p);
	return NULL;
}

struct patience *patience_start(int64_t ms)
{
	struct patience *p = xcalloc(1, sizeof(*p));

	p->ms = ms;
	pthread_mutex_init(&p->lock, NULL);
	p->stop = eventfd(0, EFD_CLOEXEC);
	if (p->stop >= 0 && !pthread_create(&p->thread, NULL, look_often, p))
		return p;
	if (p->stop >= 0)
		close(p->stop);
	pthread_mutex_destroy(&p->lock);
	free(p);
	return NULL;
}

/* After the last connection was closed. */
void patience_stop(struct patience *p)
{
	if (!p)
		return;
	while (eventfd_write(p->stop, 1) < 0)
		;
	pthread_join(p->thread, NULL);
	close(p->stop);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

/*
 * A gnutls_pull_func. A connection that is established is asked twice in a row at most. A thread serves many by turns:
 * it rests once in each turn, however many of them wait, and no longer than till the first of them sends.
 */
static ssize_t read_peer(gnutls_transport_ptr_t of, void *data, size_t len)
{
	enum { REST_MS = 1, ASKED_OFTEN = 3 };
	static _Thread_local unsigned turn;
	struct peer *peer = of;

	ssize_t n = recv(peer->fd, data, len, 0);
	if (n >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) {
		peer->in_vain = 0;
		return n;
	}
	if (++peer->in_vain >= ASKED_OFTEN && peer->turn == turn) {
		poll(&(struct pollfd){ peer->fd, POLLIN, 0 }, 1, REST_MS);
		turn++;
	}
	peer->turn = turn;
	errno = EAGAIN;
	return -1;
}

void patience_read(struct peer *peer, gnutls_session_t session)
{
	gnutls_transport_set_ptr2(session, peer, (gnutls_transport_ptr_t)(intptr_t)peer->fd);
	gnutls_transport_set_pull_function(session, read_peer);
}

struct peer *patience_begin(struct patience *p, int fd)
{
	struct peer *peer = xcalloc(1, sizeof(*peer));

	peer->fd = fd;
	atomic_store(&peer->until, clock_monotonic() + HEADERS(p->ms));
	pthread_mutex_lock(&p->lock);
	peer->next = p->peers;
	if (p->peers)
		p->peers->prev = peer;
	p->peers = peer;
	pthread_mutex_unlock(&p->lock);
	return peer;
}

void patience_end(struct patience *p, struct peer *peer)
{
	if (!peer)
		return;
	pthread_mutex_lock(&p->lock);
	if (peer->prev)
		peer->prev->next = peer->next;
	else
		p->peers = peer->next;
	if (peer->next)
		peer->next->prev = peer->prev;
	pthread_mutex_unlock(&p->lock);
	free(peer);
}

void patience_step(struct patience *p, struct MHD_Connection *c, enum step step)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct peer *peer = info ? info->socket_context : NULL;
	const int64_t allowed[] = {
		[STEP_HEADERS] = HEADERS(p->ms), [STEP_BODY] = BODY(p->ms), [STEP_WORK] = 0, [STEP_ANSWER] = ANSWER(p->ms),
	};

	if (peer)
		atomic_store(&peer->until, allowed[step] ? clock_monotonic() + allowed[step] : 0);
}

uint64_t patience_shut(const struct patience *p)
{
	return atomic_load(&p->shut);
}
