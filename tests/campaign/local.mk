# The crash campaign: short runs among the tests, a long one by `make campaign CAMPAIGN_KILLS=N`.
CAMPAIGN_KILLS = 2000
EXTRA_DIST += tests/campaign/faults.c tests/campaign/faults.h tests/campaign/lying-disk tests/campaign/lying-seat
CLEANFILES += tests/campaign/faults.so

# Preloaded into the program: without sanitizers, whatever else is built with them.
tests/campaign/faults.so: tests/campaign/faults.c tests/campaign/faults.h
	$(AM_V_GEN)$(MKDIR_P) tests/campaign && $(CC) -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -shared -fPIC \
		-o $@ $(srcdir)/tests/campaign/faults.c -ldl

check_PROGRAMS += tests/campaign/campaign
tests_campaign_campaign_SOURCES = tests/campaign/campaign.c
tests_campaign_campaign_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_campaign_campaign_LDADD = $(server_test_ldadd)
EXTRA_tests_campaign_campaign_DEPENDENCIES = hotlined hotlinectl tests/campaign/faults.so
TESTS += tests/campaign/lying-disk

if HAVE_VTERM
check_PROGRAMS += tests/campaign/workstation
tests_campaign_workstation_SOURCES = tests/campaign/workstation.c tests/campaign/ledger.c tests/campaign/ledger.h \
	tests/screen/seat.c tests/screen/seat.h tests/server/life.c tests/server/life.h
tests_campaign_workstation_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_campaign_workstation_LDADD = tests/screen/libharness.a $(server_test_ldadd) $(UI_LIBS) $(VTERM_LIBS) -lutil
EXTRA_tests_campaign_workstation_DEPENDENCIES = hotline hotlined tests/campaign/faults.so
TESTS += tests/campaign/lying-seat
campaign_seat = tests/campaign/workstation
endif

campaign: all tests/campaign/campaign $(campaign_seat)
	tests/campaign/campaign --kills $(CAMPAIGN_KILLS)
	tests/campaign/campaign --kills 50 --no-sync
	test -z "$(campaign_seat)" || $(campaign_seat) --kills $(CAMPAIGN_KILLS)
	test -z "$(campaign_seat)" || $(campaign_seat) --kills 20 --no-sync
