# server: hotlined
noinst_LIBRARIES += libserver.a
libserver_a_CPPFLAGS = $(AM_CPPFLAGS) $(MHD_CFLAGS) $(GNUTLS_CFLAGS)
SERVER_LIBS = libserver.a $(ADMIN_LIBS) $(MHD_LIBS) $(GNUTLS_LIBS) -lm

# the front
libserver_a_SOURCES = \
	src/server/server.h \
	src/server/http/answer.c \
	src/server/http/auth.c \
	src/server/http/auth.h \
	src/server/http/events.c \
	src/server/http/events.h \
	src/server/http/events_private.h \
	src/server/http/exchange.c \
	src/server/http/framing.c \
	src/server/http/front.h \
	src/server/http/hash_pool.c \
	src/server/http/hash_pool.h \
	src/server/http/http.c \
	src/server/http/http.h \
	src/server/http/keyed.c \
	src/server/http/keyed.h \
	src/server/http/reply.c \
	src/server/http/request.c \
	src/server/http/route.c \
	src/server/http/stream.c
