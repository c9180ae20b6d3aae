/* SPDX-License-Identifier: GPL-3.0-or-later */
/* raw.c -- bytes over TLS as they are, to send what no HTTP library would. */
#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"
#include "hotline/clock.h"

static int connect_to(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

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

void fixture_raw(struct fixture *f, const void *bytes, size_t len, int ms, struct buf *answer)
{
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t tls;
	int fd = connect_to(f->port), r;

	gnutls_certificate_allocate_credentials(&credentials);
	gnutls_init(&tls, GNUTLS_CLIENT);
	gnutls_set_default_priority(tls);
	gnutls_credentials_set(tls, GNUTLS_CRD_CERTIFICATE, credentials);
	gnutls_transport_set_int(tls, fd);
	do
		r = gnutls_handshake(tls);
	while (r < 0 && !gnutls_error_is_fatal(r));
	for (size_t sent = 0; r == 0 && sent < len;) {
		ssize_t n = gnutls_record_send(tls, (const char *)bytes + sent, len - sent);
		if (n < 0)
			break;
		sent += (size_t)n;
	}
	if (r == 0)
		read_all(tls, fd, ms, answer);
	gnutls_deinit(tls);
	gnutls_certificate_free_credentials(credentials);
	close(fd);
}
