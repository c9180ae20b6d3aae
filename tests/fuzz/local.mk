# Fuzzers: `make fuzz` runs each for FUZZ_SECONDS on its corpus.
FUZZ_SECONDS = 10
FUZZERS = \
	tests/fuzz/fuzz_city \
	tests/fuzz/fuzz_config \
	tests/fuzz/fuzz_http \
	tests/fuzz/fuzz_journal \
	tests/fuzz/fuzz_keymap \
	tests/fuzz/fuzz_request \
	tests/fuzz/fuzz_sse
EXTRA_DIST += tests/fuzz/corpus tests/fuzz/run

if HAVE_FUZZER
fuzz_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir) -DSRCDIR='"$(abs_top_srcdir)"'
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer

EXTRA_PROGRAMS += $(FUZZERS)

tests_fuzz_fuzz_request_SOURCES = tests/fuzz/fuzz_request.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_request_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_request_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_request_LDADD = $(DOMAIN_LIBS)

tests_fuzz_fuzz_sse_SOURCES = tests/fuzz/fuzz_sse.c tests/fuzz/fuzz.h src/client/net/sse.c
tests_fuzz_fuzz_sse_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_sse_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_sse_LDADD = $(BASE_LIBS)

tests_fuzz_fuzz_keymap_SOURCES = tests/fuzz/fuzz_keymap.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_keymap_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_keymap_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_keymap_LDADD = $(UI_LIBS)

tests_fuzz_fuzz_city_SOURCES = tests/fuzz/fuzz_city.c tests/fuzz/fuzz.h tests/unit/small_pack.c tests/unit/small_pack.h
tests_fuzz_fuzz_city_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_city_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_city_LDADD = $(DOMAIN_LIBS) $(CMOCKA_LIBS)

tests_fuzz_fuzz_journal_SOURCES = tests/fuzz/fuzz_journal.c tests/fuzz/fuzz.h tests/unit/temp_dir.h
tests_fuzz_fuzz_journal_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_journal_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_journal_LDADD = $(CLIENTNET_LIBS)

tests_fuzz_fuzz_config_SOURCES = tests/fuzz/fuzz_config.c tests/fuzz/fuzz.h tests/unit/temp_dir.h src/server/config.c
tests_fuzz_fuzz_config_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_config_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_config_LDADD = $(BASE_LIBS)

# The listener itself, which speaks in the clear here.
tests_fuzz_fuzz_http_SOURCES = tests/fuzz/fuzz_http.c tests/fuzz/fuzz.h tests/unit/temp_dir.h src/server/http/http.c
tests_fuzz_fuzz_http_CPPFLAGS = $(fuzz_cppflags) $(MHD_CFLAGS) $(GNUTLS_CFLAGS) -DHTTP_TRANSPORT=0
tests_fuzz_fuzz_http_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_http_LDADD = $(SERVER_LIBS)

fuzzers: $(FUZZERS)
fuzz: $(FUZZERS)
	@printf '%s\n' $(FUZZERS) | xargs -P `nproc` -n 1 $(srcdir)/tests/fuzz/run $(FUZZ_SECONDS) $(srcdir)/tests/fuzz/corpus
else
fuzz fuzzers:
	@echo 'fuzz: configure with CC=clang CFLAGS="-O1 -g" --enable-sanitizers=fuzzer-no-link,address,undefined' >&2; exit 1
endif
.PHONY: fuzz fuzzers

clean-local: clean-fuzz
clean-fuzz:
	rm -rf tests/fuzz/found
.PHONY: clean-fuzz
