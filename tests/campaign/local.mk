# The crash campaign: short runs among the tests, a long one by `make campaign CAMPAIGN_KILLS=N`.
CAMPAIGN_KILLS = 2000
EXTRA_DIST += tests/campaign/faults.c tests/campaign/faults.h tests/campaign/lying-disk
CLEANFILES += tests/campaign/faults.so

# Preloaded into the server: without sanitizers, whatever else is built with them.
tests/campaign/faults.so: tests/campaign/faults.c tests/campaign/faults.h
	$(AM_V_GEN)$(MKDIR_P) tests/campaign && $(CC) -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -shared -fPIC \
		-o $@ $(srcdir)/tests/campaign/faults.c -ldl

check_PROGRAMS += tests/campaign/campaign
tests_campaign_campaign_SOURCES = tests/campaign/campaign.c
tests_campaign_campaign_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_campaign_campaign_LDADD = $(server_test_ldadd)
EXTRA_tests_campaign_campaign_DEPENDENCIES = hotlined hotlinectl tests/campaign/faults.so
TESTS += tests/campaign/lying-disk

campaign: all tests/campaign/campaign
	tests/campaign/campaign --kills $(CAMPAIGN_KILLS)
	tests/campaign/campaign --kills 50 --no-sync
