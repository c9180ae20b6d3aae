# client: model, requests, event stream, outbox, journal
noinst_LIBRARIES += libclientnet.a
libclientnet_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)
libclientnet_a_SOURCES = \
	src/client/model/model.c \
	src/client/model/model.h \
	src/client/model/model_contact.c \
	src/client/model/model_draft.c \
	src/client/model/model_internal.h \
	src/client/model/model_library.c \
	src/client/model/model_ticket.c \
	src/client/model/model_train.c \
	src/client/net/curl_late.c \
	src/client/net/curl_late.h \
	src/client/net/journal.c \
	src/client/net/journal.h \
	src/client/net/journal_forms.c \
	src/client/net/journal_internal.h \
	src/client/net/net.c \
	src/client/net/net.h \
	src/client/net/net_answer.c \
	src/client/net/net_easy.c \
	src/client/net/net_internal.h \
	src/client/net/net_stream.c \
	src/client/net/outbox.c \
	src/client/net/outbox.h \
	src/client/net/outbox_file.c \
	src/client/net/outbox_internal.h \
	src/client/net/sealed.c \
	src/client/net/sealed.h \
	src/client/net/session.c \
	src/client/net/session.h \
	src/client/net/sse.c \
	src/client/net/sse.h \
	src/client/net/state.c \
	src/client/net/state.h \
	src/client/net/stream.c \
	src/client/net/stream.h \
	src/client/net/verifier.c \
	src/client/net/verifier.h \
	src/client/net/work.c \
	src/client/net/work.h \
	src/client/net/work_contact.c \
	src/client/net/work_draft.c \
	src/client/net/work_events.c \
	src/client/net/work_internal.h \
	src/client/net/work_inspect.c \
	src/client/net/work_library.c \
	src/client/net/work_hand.c \
	src/client/net/work_move.c \
	src/client/net/work_password.c \
	src/client/net/work_session.c \
	src/client/net/work_state.c \
	src/client/net/work_submit.c \
	src/client/net/work_train.c
CLIENTNET_LIBS = libclientnet.a $(DOMAIN_LIBS)
