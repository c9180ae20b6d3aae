/* SPDX-License-Identifier: GPL-3.0-or-later */
/* raw.c -- bytes over TLS as they are, to send what no HTTP library would, and as slowly as none would. */
#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "hotline/alloc.h"
#include "hotline/clock.h"
#include "slow.h"

static int connect_to(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1, few = 8192;

	/* Who does not read soon makes the other side keep what it has to say. */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &few, sizeof(few));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd >= 0 && !connect(fd, (struct sockaddr *)&a, sizeof(a)))
		return fd;
	close(fd);
	return -1;
}

static void read_all(gnutls_session_t tls, int fd, int ms, struct buf *answer)
{
	char block[4096];
	int64_t end = clock_monotonic() + ms;

	for (;;) {
		struct pollfd p = { fd, POLLIN, 0 };
		int64_t left = end - clock_monotonic();
		if (!gnutls_record_check_pending(tls) && (left <= 0 || poll(&p, 1, (int)left) != 1))
			return;
		ssize_t n = gnutls_record_recv(tls, block, sizeof(block));
		if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED)
			continue;
		if (n <= 0)
			return;
		buf_add(answer, block, (size_t)n);
	}
}

struct slow {
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t tls;
	int fd;
};

struct slow *slow_open(int port)
{
	return slow_open_as(port, "NORMAL");
}

struct slow *slow_open_as(int port, const char *priorities)
{
	struct slow *s = xcalloc(1, sizeof(*s));
	int r = GNUTLS_E_INTERNAL_ERROR;

	s->fd = connect_to(port);
	gnutls_certificate_allocate_credentials(&s->credentials);
	gnutls_init(&s->tls, GNUTLS_CLIENT);
	gnutls_priority_set_direct(s->tls, priorities, NULL);
	gnutls_credentials_set(s->tls, GNUTLS_CRD_CERTIFICATE, s->credentials);
	gnutls_transport_set_int(s->tls, s->fd);
	do
		r = s->fd < 0 ? GNUTLS_E_INTERNAL_ERROR : gnutls_handshake(s->tls);
	while (r < 0 && !gnutls_error_is_fatal(r));
	if (!r)
		return s;
	slow_close(s);
	return NULL;
}

void slow_close(struct slow *s)
{
	if (!s)
		return;
	gnutls_deinit(s->tls);
	gnutls_certificate_free_credentials(s->credentials);
	if (s->fd >= 0)
		close(s->fd);
	free(s);
}

bool slow_send(struct slow *s, const void *bytes, size_t len)
{
	for (size_t sent = 0; sent < len;) {
		ssize_t n = gnutls_record_send(s->tls, (const char *)bytes + sent, len - sent);
		if (n < 0)
			return false;
		sent += (size_t)n;
	}
	return true;
}

bool slow_hung_up(struct slow *s, int ms)
{
	int64_t end = clock_monotonic() + ms, left;
	char block[4096];

	while ((left = end - clock_monotonic()) > 0) {
		struct pollfd p = { s->fd, POLLIN, 0 };
		if (poll(&p, 1, (int)left) != 1)
			return false;
		ssize_t n = gnutls_record_recv(s->tls, block, sizeof(block));
		if (n == 0 || (n < 0 && gnutls_error_is_fatal((int)n)))
			return true;
	}
	return false;
}

/* The head of a TLS record that announces more than ever comes. */
int64_t slow_handshake(int port, int most)
{
	static const unsigned char head[] = { 22, 3, 1, 2, 0 };
	int64_t began = clock_monotonic();
	int fd = connect_to(port);
	bool up = fd >= 0 && send(fd, head, sizeof(head), MSG_NOSIGNAL) > 0;

	while (up && clock_monotonic() - began < most) {
		struct pollfd p = { fd, POLLIN, 0 };
		char byte = 1;
		up = poll(&p, 1, 300) == 0 && send(fd, &byte, 1, MSG_NOSIGNAL) == 1;
	}
	if (fd >= 0)
		close(fd);
	return clock_monotonic() - began;
}

void fixture_raw(struct fixture *f, const void *bytes, size_t len, int ms, struct buf *answer)
{
	struct slow *s = slow_open(f->port);

	if (s && slow_send(s, bytes, len))
		read_all(s->tls, s->fd, ms, answer);
	slow_close(s);
}
