# The workstation's toolkit, and screen tests: real programs on a pseudo-terminal, read through libvterm.
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_ui
tests_unit_test_ui_SOURCES = tests/unit/test_ui.c
tests_unit_test_ui_LDADD = $(UI_LIBS) $(CMOCKA_LIBS)

if HAVE_VTERM
check_LIBRARIES += tests/screen/libharness.a
tests_screen_libharness_a_SOURCES = tests/screen/harness.c tests/screen/harness.h tests/screen/warp_make.c \
	tests/screen/warp.h
tests_screen_libharness_a_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests $(VTERM_CFLAGS)
SCREEN_LIBS = tests/screen/libharness.a $(UI_LIBS) $(CMOCKA_LIBS) $(VTERM_LIBS) -lutil

noinst_PROGRAMS += tests/screen/demo_ui
tests_screen_demo_ui_SOURCES = tests/screen/demo_ui.c
tests_screen_demo_ui_LDADD = $(UI_LIBS)
check_PROGRAMS += tests/screen/test_ui
tests_screen_test_ui_SOURCES = tests/screen/test_ui.c
tests_screen_test_ui_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests \
	-DMESSAGES='"$(abs_top_builddir)/po/locale"'
tests_screen_test_ui_LDADD = $(SCREEN_LIBS)
EXTRA_tests_screen_test_ui_DEPENDENCIES = tests/screen/demo_ui tests/screen/warp.so

seat_sources = tests/screen/seat.c tests/screen/seat.h tests/server/life.c tests/server/life.h

check_PROGRAMS += tests/screen/test_intake
tests_screen_test_intake_SOURCES = tests/screen/test_intake.c $(seat_sources)
tests_screen_test_intake_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_intake_LDADD = tests/screen/libharness.a $(server_test_ldadd) $(UI_LIBS) $(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_intake_DEPENDENCIES = hotline hotlined

check_PROGRAMS += tests/screen/test_visits
tests_screen_test_visits_SOURCES = tests/screen/test_visits.c $(seat_sources)
tests_screen_test_visits_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_visits_LDADD = tests/screen/libharness.a $(server_test_ldadd) $(UI_LIBS) $(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_visits_DEPENDENCIES = hotline hotlined

check_PROGRAMS += tests/screen/test_reports
tests_screen_test_reports_SOURCES = tests/screen/test_reports.c $(seat_sources)
tests_screen_test_reports_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_reports_LDADD = tests/screen/libharness.a $(server_test_ldadd) $(UI_LIBS) $(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_reports_DEPENDENCIES = hotline hotlined

check_PROGRAMS += tests/screen/test_roles
tests_screen_test_roles_SOURCES = tests/screen/test_roles.c $(seat_sources)
tests_screen_test_roles_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_roles_LDADD = tests/screen/libharness.a $(server_test_ldadd) $(UI_LIBS) $(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_roles_DEPENDENCIES = hotline hotlined

check_PROGRAMS += tests/screen/test_frame
tests_screen_test_frame_SOURCES = tests/screen/test_frame.c $(seat_sources)
tests_screen_test_frame_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_frame_LDADD = tests/screen/libharness.a $(server_test_ldadd) $(UI_LIBS) $(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_frame_DEPENDENCIES = hotline hotlined

check_PROGRAMS += tests/screen/test_inspect
tests_screen_test_inspect_SOURCES = tests/screen/test_inspect.c $(seat_sources)
tests_screen_test_inspect_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_inspect_LDADD = tests/screen/libharness.a $(server_test_ldadd) $(UI_LIBS) $(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_inspect_DEPENDENCIES = hotline hotlined

check_PROGRAMS += tests/screen/test_lock
tests_screen_test_lock_SOURCES = tests/screen/test_lock.c $(seat_sources)
tests_screen_test_lock_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_lock_LDADD = tests/screen/libharness.a $(server_test_ldadd) $(UI_LIBS) $(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_lock_DEPENDENCIES = hotline hotlined

check_PROGRAMS += tests/screen/test_training
tests_screen_test_training_SOURCES = tests/screen/test_training.c $(seat_sources)
tests_screen_test_training_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_training_LDADD = tests/screen/libharness.a $(server_test_ldadd) $(UI_LIBS) $(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_training_DEPENDENCIES = hotline hotlined

check_PROGRAMS += tests/screen/test_hostile_screens
tests_screen_test_hostile_screens_SOURCES = tests/screen/test_hostile_screens.c tests/screen/glass.c tests/screen/glass.h \
	$(seat_sources)
tests_screen_test_hostile_screens_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_hostile_screens_LDADD = tests/screen/libharness.a tests/libhostile.a $(server_test_ldadd) $(UI_LIBS) \
	$(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_hostile_screens_DEPENDENCIES = hotline hotlined

check_PROGRAMS += tests/screen/test_hostile_keys
tests_screen_test_hostile_keys_SOURCES = tests/screen/test_hostile_keys.c tests/screen/glass.c tests/screen/glass.h \
	$(seat_sources)
tests_screen_test_hostile_keys_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_hostile_keys_LDADD = tests/screen/libharness.a tests/libhostile.a $(server_test_ldadd) $(UI_LIBS) \
	$(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_hostile_keys_DEPENDENCIES = hotline hotlined

# Preloaded into the workstation: without sanitizers, whatever else is built with them.
EXTRA_DIST += tests/screen/warp.c
CLEANFILES += tests/screen/warp.so
tests/screen/warp.so: tests/screen/warp.c tests/screen/warp.h
	$(AM_V_GEN)$(MKDIR_P) tests/screen && $(CC) -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -shared -fPIC \
		-o $@ $(srcdir)/tests/screen/warp.c

check_PROGRAMS += tests/screen/test_line
tests_screen_test_line_SOURCES = tests/screen/test_line.c $(seat_sources) tests/server/proxy.c tests/server/proxy.h
tests_screen_test_line_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_line_LDADD = tests/screen/libharness.a $(server_test_ldadd) $(UI_LIBS) $(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_line_DEPENDENCIES = hotline hotlined tests/screen/warp.so

check_PROGRAMS += tests/screen/test_core
tests_screen_test_core_SOURCES = tests/screen/test_core.c $(seat_sources)
tests_screen_test_core_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_core_LDADD = tests/screen/libharness.a $(server_test_ldadd) $(UI_LIBS) $(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_core_DEPENDENCIES = hotline hotlined

check_PROGRAMS += tests/screen/test_refused
tests_screen_test_refused_SOURCES = tests/screen/test_refused.c $(seat_sources) tests/server/proxy.c tests/server/proxy.h
tests_screen_test_refused_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_refused_LDADD = tests/screen/libharness.a $(server_test_ldadd) $(UI_LIBS) $(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_refused_DEPENDENCIES = hotline hotlined

check_PROGRAMS += tests/screen/test_kept
tests_screen_test_kept_SOURCES = tests/screen/test_kept.c $(seat_sources)
tests_screen_test_kept_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_screen_test_kept_LDADD = tests/screen/libharness.a $(server_test_ldadd) $(UI_LIBS) $(VTERM_LIBS) -lutil
EXTRA_tests_screen_test_kept_DEPENDENCIES = hotline hotlined hotlinectl tests/screen/warp.so tests/campaign/faults.so

endif
endif
