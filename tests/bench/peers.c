/* SPDX-License-Identifier: GPL-3.0-or-later */
/* peers.c -- see peers.h. Sockets block while a handshake or a request goes out, and never on reading. */
#include "peers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "hotline/alloc.h"

enum { EVENTS_AT_ONCE = 64, BLOCK = 16384 };

static void die(const char *what, const char *why)
{
	fprintf(stderr, "peers: %s: %s\n", what, why);
	exit(1);
}

int64_t peers_now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* After the handshake reading never waits: epoll does. */
static ssize_t pull(gnutls_transport_ptr_t arg, void *to, size_t most)
{
	const struct peer *peer = arg;

	return recv(peer->fd, to, most, peer->greeted ? MSG_DONTWAIT : 0);
}

static ssize_t push(gnutls_transport_ptr_t arg, const void *from, size_t len)
{
	const struct peer *peer = arg;

	return send(peer->fd, from, len, MSG_NOSIGNAL);
}

static int connect_to(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)))
		die("connect", strerror(errno));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	return fd;
}

static void greet(struct peers *p, struct peer *peer, int port)
{
	int r;

	peer->fd = connect_to(port);
	gnutls_init(&peer->tls, GNUTLS_CLIENT | GNUTLS_NO_TICKETS);
	gnutls_set_default_priority(peer->tls);
	gnutls_credentials_set(peer->tls, GNUTLS_CRD_CERTIFICATE, p->ca);
	gnutls_session_set_verify_cert(peer->tls, "127.0.0.1", 0);
	gnutls_transport_set_ptr(peer->tls, peer);
	gnutls_transport_set_pull_function(peer->tls, pull);
	gnutls_transport_set_push_function(peer->tls, push);
	do
		r = gnutls_handshake(peer->tls);
	while (r < 0 && !gnutls_error_is_fatal(r));
	if (r < 0)
		die("handshake", gnutls_strerror(r));
	peer->greeted = true;
}

void peers_open(struct peers *p, int port, const char *ca, int count)
{
	*p = (struct peers){ .count = count, .list = xcalloc((size_t)count, sizeof(*p->list)) };
	p->epoll = epoll_create1(EPOLL_CLOEXEC);
	gnutls_certificate_allocate_credentials(&p->ca);
	if (gnutls_certificate_set_x509_trust_file(p->ca, ca, GNUTLS_X509_FMT_PEM) < 1)
		die(ca, "no certificate");
	for (int i = 0; i < count; i++) {
		struct epoll_event e = { .events = EPOLLIN, .data.ptr = &p->list[i] };
		p->list[i].number = i;
		buf_init(&p->list[i].in);
		greet(p, &p->list[i], port);
		if (epoll_ctl(p->epoll, EPOLL_CTL_ADD, p->list[i].fd, &e) < 0)
			die("epoll", strerror(errno));
	}
}

void peers_close(struct peers *p)
{
	for (int i = 0; i < p->count; i++) {
		gnutls_deinit(p->list[i].tls);
		close(p->list[i].fd);
		buf_release(&p->list[i].in);
	}
	free(p->list);
	close(p->epoll);
	gnutls_certificate_free_credentials(p->ca);
}

void peer_send(struct peer *peer, const char *bytes, size_t len)
{
	ssize_t n;

	do
		n = gnutls_record_send(peer->tls, bytes, len);
	while (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED);
	if (n != (ssize_t)len)
		die("send", n < 0 ? gnutls_strerror((int)n) : "cut short");
}

static void read_all(struct peer *peer)
{
	char block[BLOCK];
	ssize_t n;

	do {
		n = gnutls_record_recv(peer->tls, block, sizeof(block));
		if (n > 0)
			buf_add(&peer->in, block, (size_t)n);
	} while (gnutls_record_check_pending(peer->tls));
	if (n == 0 || (n < 0 && gnutls_error_is_fatal((int)n)))
		die("receive", n ? gnutls_strerror((int)n) : "the server closed a connection");
}

void peers_wait(struct peers *p, int ms, void (*fn)(struct peer *peer, void *arg), void *arg)
{
	struct epoll_event events[EVENTS_AT_ONCE];
	int n = epoll_wait(p->epoll, events, EVENTS_AT_ONCE, ms);

	for (int i = 0; i < n; i++) {
		struct peer *peer = events[i].data.ptr;
		read_all(peer);
		if (peer->in.len)
			fn(peer, arg);
	}
}

int peer_answer(struct peer *peer)
{
	static const char name[] = "\r\nContent-Length: ";
	const char *head = peer->in.data, *end = strstr(head, "\r\n\r\n"), *length = strstr(head, name);

	if (!end || !length || length > end)
		return 0;
	size_t all = (size_t)(end + 4 - head) + strtoul(length + strlen(name), NULL, 10);
	if (peer->in.len < all)
		return 0;
	int status = (int)strtol(head + strlen("HTTP/1.1 "), NULL, 10);
	buf_remove(&peer->in, 0, all);
	return status;
}
