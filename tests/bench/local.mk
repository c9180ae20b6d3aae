# Benchmarks: `make bench` runs each program or script listed in BENCHES and prints its figures.
BENCHES =
EXTRA_PROGRAMS =

bench: all $(BENCHES)
	@for b in $(BENCHES); do echo "== $$b"; ./$$b || exit 1; done
.PHONY: bench

# base
EXTRA_PROGRAMS += tests/bench/bench_text
tests_bench_bench_text_SOURCES = tests/bench/bench_text.c
tests_bench_bench_text_LDADD = $(BASE_LIBS)
BENCHES += tests/bench/bench_text

# advice
EXTRA_PROGRAMS += tests/bench/bench_search
tests_bench_bench_search_SOURCES = tests/bench/bench_search.c
tests_bench_bench_search_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS) -DSRCDIR='"$(abs_top_srcdir)"'
tests_bench_bench_search_LDADD = $(ADVICE_LIBS) $(SQLITE_LIBS)
BENCHES += tests/bench/bench_search

EXTRA_PROGRAMS += tests/bench/bench_caller
tests_bench_bench_caller_SOURCES = tests/bench/bench_caller.c
tests_bench_bench_caller_CPPFLAGS = $(pack_cppflags)
tests_bench_bench_caller_LDADD = libadvice.a $(DOMAIN_LIBS)
BENCHES += tests/bench/bench_caller
EXTRA_PROGRAMS += tests/bench/learn_caller
tests_bench_learn_caller_SOURCES = tests/bench/learn_caller.c tests/bench/learn_caller.h tests/bench/learn_net.c \
	tests/bench/learn_sense.c tests/unit/caller_book.h
tests_bench_learn_caller_CPPFLAGS = $(pack_cppflags)
tests_bench_learn_caller_LDADD = libadvice.a $(DOMAIN_LIBS)

# store
EXTRA_PROGRAMS += tests/bench/bench_store
tests_bench_bench_store_SOURCES = tests/bench/bench_store.c
tests_bench_bench_store_LDADD = $(STORE_LIBS)
BENCHES += tests/bench/bench_store

# server
EXTRA_PROGRAMS += tests/bench/bench_server
tests_bench_bench_server_SOURCES = tests/bench/bench_server.c tests/bench/peers.c tests/bench/peers.h
tests_bench_bench_server_CPPFLAGS = $(pack_cppflags) $(GNUTLS_CFLAGS)
tests_bench_bench_server_LDADD = $(server_test_ldadd)
BENCHES += tests/bench/bench_server

EXTRA_PROGRAMS += tests/bench/bench_lists
tests_bench_bench_lists_SOURCES = tests/bench/bench_lists.c tests/bench/peers.c tests/bench/peers.h
tests_bench_bench_lists_CPPFLAGS = $(pack_cppflags) $(GNUTLS_CFLAGS)
tests_bench_bench_lists_LDADD = $(server_test_ldadd)
BENCHES += tests/bench/bench_lists

EXTRA_PROGRAMS += tests/bench/bench_push
tests_bench_bench_push_SOURCES = tests/bench/bench_push.c tests/bench/peers.c tests/bench/peers.h
tests_bench_bench_push_CPPFLAGS = $(pack_cppflags) $(GNUTLS_CFLAGS)
tests_bench_bench_push_LDADD = $(server_test_ldadd)
BENCHES += tests/bench/bench_push

# client
EXTRA_PROGRAMS += tests/bench/bench_client
tests_bench_bench_client_SOURCES = tests/bench/bench_client.c
tests_bench_bench_client_LDADD = $(BASE_LIBS) -lutil
BENCHES += tests/bench/bench_client

# report
EXTRA_PROGRAMS += tests/bench/bench_report
tests_bench_bench_report_SOURCES = tests/bench/bench_report.c
tests_bench_bench_report_CPPFLAGS = $(pack_cppflags)
tests_bench_bench_report_LDADD = $(ADMIN_LIBS)
BENCHES += tests/bench/bench_report
