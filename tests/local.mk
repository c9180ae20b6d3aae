# Unit tests: one cmocka program per module, listed by room so that neighbours do not collide.
if HAVE_CMOCKA
unit_ldadd = $(BASE_LIBS) $(CMOCKA_LIBS)

# base
check_PROGRAMS += tests/unit/test_base
tests_unit_test_base_SOURCES = tests/unit/test_base.c
tests_unit_test_base_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/test_text
tests_unit_test_text_SOURCES = tests/unit/test_text.c
tests_unit_test_text_LDADD = $(unit_ldadd)
check_PROGRAMS += tests/unit/test_pinyin
tests_unit_test_pinyin_SOURCES = tests/unit/test_pinyin.c
tests_unit_test_pinyin_LDADD = $(unit_ldadd)

# domain
pack_cppflags = $(AM_CPPFLAGS) -DSRCDIR='"$(abs_top_srcdir)"'
check_LIBRARIES += tests/libhostile.a
tests_libhostile_a_SOURCES = tests/hostile.c tests/hostile.h
tests_libhostile_a_CPPFLAGS = $(pack_cppflags)
check_PROGRAMS += tests/unit/test_city
tests_unit_test_city_SOURCES = tests/unit/test_city.c tests/unit/small_pack.c tests/unit/small_pack.h
tests_unit_test_city_CPPFLAGS = $(pack_cppflags)
tests_unit_test_city_LDADD = $(DOMAIN_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_scenario
tests_unit_test_scenario_SOURCES = tests/unit/test_scenario.c tests/unit/small_pack.c tests/unit/small_pack.h
tests_unit_test_scenario_CPPFLAGS = $(pack_cppflags)
tests_unit_test_scenario_LDADD = $(DOMAIN_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_assess
tests_unit_test_assess_SOURCES = tests/unit/test_assess.c
tests_unit_test_assess_CPPFLAGS = $(pack_cppflags)
tests_unit_test_assess_LDADD = $(DOMAIN_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_sample
tests_unit_test_sample_SOURCES = tests/unit/test_sample.c
tests_unit_test_sample_LDADD = $(DOMAIN_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_score_scenarios
tests_unit_test_score_scenarios_SOURCES = tests/unit/test_score_scenarios.c
tests_unit_test_score_scenarios_CPPFLAGS = $(pack_cppflags)
tests_unit_test_score_scenarios_LDADD = $(DOMAIN_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_score
tests_unit_test_score_SOURCES = tests/unit/test_score.c
tests_unit_test_score_CPPFLAGS = $(pack_cppflags)
tests_unit_test_score_LDADD = $(DOMAIN_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_form
tests_unit_test_form_SOURCES = tests/unit/test_form.c
tests_unit_test_form_CPPFLAGS = $(pack_cppflags)
tests_unit_test_form_LDADD = $(DOMAIN_LIBS) $(CMOCKA_LIBS)
check_LIBRARIES += tests/unit/libticketworld.a
tests_unit_libticketworld_a_SOURCES = tests/unit/ticket_world.c tests/unit/ticket_world.h
tests_unit_libticketworld_a_CPPFLAGS = $(pack_cppflags)
ticket_ldadd = tests/unit/libticketworld.a $(DOMAIN_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_ticket
tests_unit_test_ticket_SOURCES = tests/unit/test_ticket.c
tests_unit_test_ticket_CPPFLAGS = $(pack_cppflags)
tests_unit_test_ticket_LDADD = $(ticket_ldadd)
check_PROGRAMS += tests/unit/test_privacy
tests_unit_test_privacy_SOURCES = tests/unit/test_privacy.c
tests_unit_test_privacy_LDADD = $(DOMAIN_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_time_read
tests_unit_test_time_read_SOURCES = tests/unit/test_time_read.c
tests_unit_test_time_read_LDADD = $(DOMAIN_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_clock
tests_unit_test_clock_SOURCES = tests/unit/test_clock.c
tests_unit_test_clock_CPPFLAGS = $(pack_cppflags)
tests_unit_test_clock_LDADD = $(ticket_ldadd)
check_PROGRAMS += tests/unit/test_ticket_levels
tests_unit_test_ticket_levels_SOURCES = tests/unit/test_ticket_levels.c
tests_unit_test_ticket_levels_LDADD = $(ticket_ldadd)
check_PROGRAMS += tests/unit/test_ticket_walk
tests_unit_test_ticket_walk_SOURCES = tests/unit/test_ticket_walk.c
tests_unit_test_ticket_walk_LDADD = $(ticket_ldadd)

# advice
check_PROGRAMS += tests/unit/test_index
tests_unit_test_index_SOURCES = tests/unit/test_index.c
tests_unit_test_index_CPPFLAGS = $(AM_CPPFLAGS) -DSHARED_DATA='"$(abs_top_srcdir)/../shared/data"'
tests_unit_test_index_LDADD = $(ADVICE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_caller
tests_unit_test_caller_SOURCES = tests/unit/test_caller.c tests/unit/caller_book.h
tests_unit_test_caller_CPPFLAGS = $(pack_cppflags)
tests_unit_test_caller_LDADD = libadvice.a $(DOMAIN_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += tests/data/caller_facts.tsv tests/data/paraphrases.tsv \
	tests/data/blind_questions.tsv

# store
check_PROGRAMS += tests/unit/test_store
tests_unit_test_store_SOURCES = tests/unit/test_store.c
tests_unit_test_store_LDADD = $(STORE_LIBS) $(CMOCKA_LIBS)

# reports
check_PROGRAMS += tests/unit/test_reports
tests_unit_test_reports_SOURCES = tests/unit/test_reports.c tests/unit/temp_dir.h
tests_unit_test_reports_CPPFLAGS = $(pack_cppflags)
tests_unit_test_reports_LDADD = tests/unit/libticketworld.a $(ADMIN_LIBS) $(CMOCKA_LIBS)

# server
include tests/server/local.mk
include tests/campaign/local.mk

# client
check_PROGRAMS += tests/unit/test_stream
tests_unit_test_stream_SOURCES = tests/unit/test_stream.c
tests_unit_test_stream_LDADD = $(CLIENTNET_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_sse
tests_unit_test_sse_SOURCES = tests/unit/test_sse.c
tests_unit_test_sse_LDADD = $(CLIENTNET_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_journal
tests_unit_test_journal_SOURCES = tests/unit/test_journal.c tests/unit/temp_dir.h
tests_unit_test_journal_LDADD = $(CLIENTNET_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_verifier
tests_unit_test_verifier_SOURCES = tests/unit/test_verifier.c
tests_unit_test_verifier_LDADD = $(CLIENTNET_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_outbox
tests_unit_test_outbox_SOURCES = tests/unit/test_outbox.c tests/unit/temp_dir.h
tests_unit_test_outbox_LDADD = $(CLIENTNET_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_model
tests_unit_test_model_SOURCES = tests/unit/test_model.c
tests_unit_test_model_LDADD = $(CLIENTNET_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/server/test_work
tests_server_test_work_SOURCES = tests/server/test_work.c tests/unit/temp_dir.h
tests_server_test_work_CPPFLAGS = $(pack_cppflags) $(CURL_CFLAGS)
tests_server_test_work_LDADD = libclientnet.a $(server_test_ldadd)
EXTRA_tests_server_test_work_DEPENDENCIES = hotlined
check_PROGRAMS += tests/unit/test_form_fields
tests_unit_test_form_fields_SOURCES = tests/unit/test_form_fields.c
tests_unit_test_form_fields_CPPFLAGS = $(pack_cppflags)
tests_unit_test_form_fields_LDADD = $(SCREENS_LIBS) $(CMOCKA_LIBS)

# ctl: these run the programs of this build
check_LIBRARIES += tests/ctl/librun.a
tests_ctl_librun_a_SOURCES = tests/ctl/run.c tests/ctl/run.h
tests_ctl_librun_a_CPPFLAGS = $(ctl_cppflags)
ctl_cppflags = $(pack_cppflags) -I$(top_srcdir)/tests
ctl_ldadd = tests/ctl/librun.a $(ADMIN_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/ctl/test_ctl
tests_ctl_test_ctl_SOURCES = tests/ctl/test_ctl.c
tests_ctl_test_ctl_CPPFLAGS = $(ctl_cppflags)
tests_ctl_test_ctl_LDADD = $(ctl_ldadd)
check_PROGRAMS += tests/ctl/test_ctl_server
tests_ctl_test_ctl_server_SOURCES = tests/ctl/test_ctl_server.c
tests_ctl_test_ctl_server_CPPFLAGS = $(ctl_cppflags)
tests_ctl_test_ctl_server_LDADD = $(ctl_ldadd)

TESTS += $(check_PROGRAMS)
endif

# In a build with --enable-sanitizers=thread: all that works on the server's threads, and what they report, wherever
# a test does not see it.
check-threads: all
	rm -rf thread-reports && $(MKDIR_P) thread-reports
	TSAN_OPTIONS="log_path=$(abs_builddir)/thread-reports/report exitcode=66" $(MAKE) $(AM_MAKEFLAGS) check \
		TESTS="`echo $(check_PROGRAMS) | tr ' ' '\n' | grep -E '^tests/(server/|unit/test_(store|journal)$$)' | tr '\n' ' '`"
	@! cat thread-reports/report.* 2>/dev/null

# The workstation's main walk; valgrind and script(1) are needed.
check-valgrind: all
	$(srcdir)/tests/valgrind/walk
EXTRA_DIST += tests/valgrind/walk
clean-local: clean-thread-reports
clean-thread-reports:
	rm -rf thread-reports
.PHONY: check-threads check-valgrind clean-thread-reports
