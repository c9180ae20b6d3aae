/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http.c -- the listener: libmicrohttpd with an epoll thread pool, TLS 1.2 or newer, limits.
 *
 * TLS is never optional. Session tickets are on, so that a workstation that reconnects spares
 * both sides the handshake. Stopping is in order: no new connection, finish what was accepted, end
 * the streams, then the daemon, for it must not be stopped with a suspended connection.
 */
#include "server/http/front.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/log.h"
#include "server/http/events.h"

#define PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"
/* The fuzzer of the front builds this file for itself, and speaks in the clear. */
#ifndef HTTP_TRANSPORT
#define HTTP_TRANSPORT MHD_USE_TLS
#endif
enum { BACKLOG = 1024, STOP_SECONDS = 5, FILE_MOST = 1024 * 1024 };

static void log_mhd(void *arg, const char *fmt, va_list ap)
{
	struct buf line = BUF_INIT;
	(void)arg;

	buf_addv(&line, fmt, ap);
	log_debug("http: %s", line.data);
	buf_release(&line);
}

/* Our own decoding is stricter; the library must leave the text alone. */
static size_t keep_escapes(void *arg, struct MHD_Connection *c, char *s)
{
	(void)arg;
	(void)c;
	return strlen(s);
}

static void *on_target(void *arg, const char *target, struct MHD_Connection *c)
{
	(void)c;
	return exchange_new(arg, target);
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *c, const char *url,
				  const char *method, const char *version, const char *data,
				  size_t *len, void **context)
{
	struct exchange *ex = *context;
	(void)arg;
	(void)url;
	(void)version;

	switch (atomic_load(&ex->stage)) {
	case STAGE_HEAD:
		return exchange_open(ex, c, method);
	case STAGE_BODY:
		if (!*len)
			return exchange_run(ex);
		if (exchange_take_body(ex, data, *len) == MHD_NO)
			return MHD_NO;
		*len = 0;
		return MHD_YES;
	case STAGE_READY:
		return exchange_answer(ex);
	default:
		return MHD_YES;
	}
}

static void on_completed(void *arg, struct MHD_Connection *c, void **context,
			 enum MHD_RequestTerminationCode code)
{
	struct http *h = arg;

	if (*context)
		exchange_free(*context, code == MHD_REQUEST_TERMINATED_TIMEOUT_REACHED);
	*context = NULL;
	patience_step(h->patience, c, STEP_HEADERS);
}

static void on_connection(void *arg, struct MHD_Connection *c, void **context,
			  enum MHD_ConnectionNotificationCode code)
{
	struct http *h = arg;

	if (code != MHD_CONNECTION_NOTIFY_STARTED) {
		patience_end(h->patience, *context);
		*context = NULL;
		return;
	}
	*context = patience_begin(h->patience, MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd);
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	if (!info || !info->tls_session)
		return;
	patience_read(*context, info->tls_session);
	if (h->ticket_key.size)
		gnutls_session_ticket_enable_server(info->tls_session, &h->ticket_key);
}

/* A PEM file as a string; NULL with err. Caller frees. */
static char *read_pem(const char *file, struct error *err)
{
	FILE *f = fopen(file, "re");
	char *text = NULL;

	if (!f) {
		error_errno(err, _("The certificate file %s cannot be read"), file);
		return NULL;
	}
	text = xmalloc(FILE_MOST);
	size_t len = fread(text, 1, FILE_MOST - 1, f);
	int number = ferror(f) ? errno : 0;
	text[len] = '\0';
	fclose(f);
	if (!number && strstr(text, "-----BEGIN"))
		return text;
	errno = number;
	if (number)
		error_errno(err, _("The certificate file %s cannot be read"), file);
	else
		error_set(err, ERROR_INPUT, _("%s: this is no PEM file"), file);
	explicit_bzero(text, len);      /* it may be a key all the same */
	free(text);
	return NULL;
}

static void raise_file_limit(int connections)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) < 0)
		return;
	r.rlim_cur = r.rlim_max;
	setrlimit(RLIMIT_NOFILE, &r);
	if (r.rlim_cur < (rlim_t)connections + 128)
		log_warn("only %llu files may be open: fewer than %d connections can be served",
			 (unsigned long long)r.rlim_cur, connections);
}

/* A bound socket, or -1: our own, so that IPv6 and port 0 are said in one place. */
static int bind_socket(const struct http_options *o, int *port, struct error *err)
{
	struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICHOST,
				  .ai_socktype = SOCK_STREAM };
	struct addrinfo *list;
	struct sockaddr_storage bound = { 0 };
	socklen_t len = sizeof(bound);
	char service[16];
	int yes = 1;

	snprintf(service, sizeof(service), "%d", o->port);
	if (getaddrinfo(o->listen, service, &hints, &list)) {
		error_set(err, ERROR_INPUT, _("%s is no address to listen on; give an IP address"), o->listen);
		return -1;
	}
	int fd = socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	bool ok = fd >= 0 && !bind(fd, list->ai_addr, list->ai_addrlen) && !listen(fd, BACKLOG) &&
		  !getsockname(fd, (struct sockaddr *)&bound, &len);
	int number = errno;
	freeaddrinfo(list);
	*port = ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&bound)->sin6_port :
						    ((struct sockaddr_in *)&bound)->sin_port);
	if (ok)
		return fd;
	if (fd >= 0)
		close(fd);
	errno = number;
	error_errno(err, _("The server cannot listen on %s port %d"), o->listen, o->port);
	return -1;
}

static bool start_daemon(struct http *h, const struct http_options *o, int fd,
			 const char *certificate, const char *key, struct error *err)
{
	/* A pool of one is no pool to the library. */
	unsigned threads = (unsigned)(o->threads > 1 ? o->threads : 0);

	h->daemon = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | HTTP_TRANSPORT | MHD_ALLOW_SUSPEND_RESUME |
			MHD_USE_ITC | MHD_USE_ERROR_LOG,
		0, NULL, NULL, on_request, h,
		MHD_OPTION_EXTERNAL_LOGGER, log_mhd, NULL,
		MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_HTTPS_MEM_KEY, key,
		MHD_OPTION_HTTPS_MEM_CERT, certificate,
		MHD_OPTION_HTTPS_PRIORITIES, PRIORITIES,
		MHD_OPTION_THREAD_POOL_SIZE, threads,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)o->connections,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)o->connections_per_address,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)o->patience,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_MOST,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, h,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, h,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, h, MHD_OPTION_END);
	if (h->daemon)
		return true;
	return error_set(
		err, ERROR_INPUT, _("The HTTPS server cannot be started; do certificate and key belong together?"));
}

static void http_free(struct http *h)
{
	patience_stop(h->patience);
	recent_free(h->recent);
	gnutls_memset(h->ticket_key.data, 0, h->ticket_key.size);
	gnutls_free(h->ticket_key.data);
	pthread_cond_destroy(&h->changed);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

struct http *http_start(struct server *s, const struct http_options *o, struct error *err)
{
	struct http *h = xcalloc(1, sizeof(*h));
	char *certificate = read_pem(o->certificate, err);
	char *key = certificate ? read_pem(o->key, err) : NULL;
	int fd = key ? bind_socket(o, &h->port, err) : -1;

	h->server = s;
	h->find_user = o->find_user;
	h->record_read = o->record_read;
	h->recent = recent_new();
	pthread_mutex_init(&h->lock, NULL);
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&h->changed, &attr);
	pthread_condattr_destroy(&attr);
	int made = gnutls_session_ticket_key_generate(&h->ticket_key);
	if (made < 0)
		log_warn("no session tickets: %s", gnutls_strerror(made));
	raise_file_limit(o->connections);
	h->patience_ms = 1000 * (int64_t)o->patience;
	h->patience = fd >= 0 ? patience_start(h->patience_ms) : NULL;
	if (fd >= 0 && !h->patience)
		error_set(err, ERROR_IO, _("No thread can be started for the connections."));
	bool ok = h->patience && start_daemon(h, o, fd, certificate, key, err);
	if (key)
		explicit_bzero(key, strlen(key));
	free(key);
	free(certificate);
	if (ok)
		return h;
	if (fd >= 0)
		close(fd);
	http_free(h);
	return NULL;
}

int http_port(const struct http *h)
{
	return h->port;
}

void http_get_stats(struct http *h, struct http_stats *out)
{
	out->requests = atomic_load(&h->requests);
	out->replayed = atomic_load(&h->replayed);
	for (int i = 0; i < 6; i++)
		out->by_class[i] = atomic_load(&h->by_class[i]);
	out->shut = patience_shut(h->patience);
}

/* Work that was begun is always waited for; a client that is slow to read its answer is not. */
static void wait_for_exchanges(struct http *h)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += STOP_SECONDS;
	pthread_mutex_lock(&h->lock);
	while (h->working)
		pthread_cond_wait(&h->changed, &h->lock);
	while (h->open && !pthread_cond_timedwait(&h->changed, &h->lock, &until))
		;
	while (h->working)
		pthread_cond_wait(&h->changed, &h->lock);
	pthread_mutex_unlock(&h->lock);
}

void http_stop(struct http *h)
{
	if (!h)
		return;
	MHD_socket fd = MHD_quiesce_daemon(h->daemon);
	atomic_store(&h->stopping, true);
	events_end_streams(h->server);
	wait_for_exchanges(h);
	MHD_stop_daemon(h->daemon);
	if (fd != MHD_INVALID_SOCKET)
		close(fd);
	http_free(h);
}
