# server: hotlined
noinst_LIBRARIES += libserver.a
libserver_a_CPPFLAGS = $(AM_CPPFLAGS) $(MHD_CFLAGS) $(GNUTLS_CFLAGS)
SERVER_LIBS = libserver.a libadvice.a $(ADMIN_LIBS) $(MHD_LIBS) $(GNUTLS_LIBS) -lm

# the front
libserver_a_SOURCES = \
	src/server/port.h \
	src/server/server.h \
	src/server/http/answer.c \
	src/server/http/auth.c \
	src/server/http/events.c \
	src/server/http/events.h \
	src/server/http/events_private.h \
	src/server/http/exchange.c \
	src/server/http/framing.c \
	src/server/http/front.h \
	src/server/http/worker_pool.c \
	src/server/http/worker_pool.h \
	src/server/http/http.c \
	src/server/http/http.h \
	src/server/http/keyed.c \
	src/server/http/keyed.h \
	src/server/http/patience.c \
	src/server/http/record.c \
	src/server/http/reply.c \
	src/server/http/request.c \
	src/server/http/route.c \
	src/server/http/stream.c

# start and stop, administration, what every server has
libserver_a_SOURCES += \
	src/server/admin.c \
	src/server/audit_watch.c \
	src/server/audit_watch.h \
	src/server/admin.h \
	src/server/city.c \
	src/server/config.c \
	src/server/housekeeping.c \
	src/server/housekeeping.h \
	src/server/trust.c \
	src/server/trust.h \
	src/server/api/basics.h \
	src/server/api/city.c \
	src/server/api/health.c \
	src/server/api/login.c \
	src/server/api/openapi.c \
	src/server/api/routes.c \
	src/server/api/session.c
nodist_libserver_a_SOURCES = src/server/api/openapi_text.c

# the services and their routes
libserver_a_SOURCES += \
	src/server/api/api.h \
	src/server/api/audit.c \
	src/server/api/contacts.c \
	src/server/api/drafts.c \
	src/server/api/inspections.c \
	src/server/api/knowledge.c \
	src/server/api/notices.c \
	src/server/api/precedents.c \
	src/server/api/presence.c \
	src/server/api/reports.c \
	src/server/api/status.c \
	src/server/api/tickets.c \
	src/server/api/training.c \
	src/server/service/audit.c \
	src/server/service/contact.c \
	src/server/service/contact.h \
	src/server/service/contact_moves.c \
	src/server/service/contact_read.c \
	src/server/service/draft.c \
	src/server/service/finder.c \
	src/server/service/finder.h \
	src/server/service/inspection.c \
	src/server/service/inspection.h \
	src/server/service/inspection_draw.c \
	src/server/service/inspection_moves.c \
	src/server/service/knowledge.c \
	src/server/service/knowledge.h \
	src/server/service/notices.c \
	src/server/service/notices.h \
	src/server/service/outbox.c \
	src/server/service/outbox.h \
	src/server/service/precedent.c \
	src/server/service/precedent.h \
	src/server/service/presence.c \
	src/server/service/queue.c \
	src/server/service/seats.c \
	src/server/service/service.h \
	src/server/service/session.c \
	src/server/service/session.h \
	src/server/service/throttle.c \
	src/server/service/suggest.c \
	src/server/service/tickets.c \
	src/server/service/tickets.h \
	src/server/service/tickets_create.c \
	src/server/service/tickets_internal.h \
	src/server/service/tickets_filter.c \
	src/server/service/tickets_list.c \
	src/server/service/tickets_read.c \
	src/server/service/tickets_statement.h \
	src/server/service/tickets_visit.c \
	src/server/service/tickets_views.c \
	src/server/service/timers.c \
	src/server/service/training.c \
	src/server/service/training.h \
	src/server/service/training_caller.c \
	src/server/service/training_end.c \
	src/server/service/training_inject.c \
	src/server/service/training_invent.c \
	src/server/service/training_invent.h \
	src/server/service/training_join.c \
	src/server/service/training_moves.c \
	src/server/service/training_next.c \
	src/server/service/training_read.c \
	src/server/service/training_replay.c \
	src/server/service/training_replay.h \
	src/server/service/training_replay_usual.c \
	src/server/service/training_results.c \
	src/server/service/training_score.c \
	src/server/service/training_search.c \
	src/server/service/training_start.c \
	src/server/service/training_storm.c \
	src/server/service/training_team.c \
	src/server/service/training_timeline.c \
	src/server/service/training_turn.c

EXTRA_DIST += docs/openapi.json
BUILT_SOURCES += src/server/api/openapi_text.c
CLEANFILES += src/server/api/openapi_text.c
src/server/api/openapi_text.c: docs/openapi.json
	$(AM_V_GEN)$(MKDIR_P) src/server/api && { \
	echo '/* Made from docs/openapi.json. */'; \
	echo 'extern const char openapi_text[];'; \
	echo 'const char openapi_text[] ='; \
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $(srcdir)/docs/openapi.json; \
	echo ';'; } > $@.tmp && mv $@.tmp $@

sbin_PROGRAMS += hotlined
hotlined_SOURCES = src/server/main.c
hotlined_LDADD = $(SERVER_LIBS)
