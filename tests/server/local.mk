# tests of the real hotlined on loopback; included by tests/local.mk
check_LIBRARIES += libfixture.a
libfixture_a_CPPFLAGS = $(pack_cppflags) $(CURL_CFLAGS) $(GNUTLS_CFLAGS)
libfixture_a_SOURCES = \
	tests/server/fixture.c \
	tests/server/fixture.h \
	tests/server/pem.c \
	tests/server/pem.h \
	tests/server/raw.c \
	tests/server/slow.h \
	tests/server/stream.c
server_test_ldadd = libfixture.a $(ADMIN_LIBS) $(CURL_LIBS) $(GNUTLS_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/server/test_front
tests_server_test_front_SOURCES = tests/server/test_front.c
tests_server_test_front_CPPFLAGS = $(pack_cppflags)
tests_server_test_front_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_front_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_queue
tests_server_test_queue_SOURCES = tests/server/test_queue.c
tests_server_test_queue_CPPFLAGS = $(pack_cppflags)
tests_server_test_queue_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_queue_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_life
tests_server_test_life_SOURCES = tests/server/life.c tests/server/life.h tests/server/test_life.c
tests_server_test_life_CPPFLAGS = $(pack_cppflags)
tests_server_test_life_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_life_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_lists
tests_server_test_lists_SOURCES = tests/server/life.c tests/server/life.h tests/server/test_lists.c
tests_server_test_lists_CPPFLAGS = $(pack_cppflags)
tests_server_test_lists_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_lists_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_visit
tests_server_test_visit_SOURCES = tests/server/life.c tests/server/life.h tests/server/test_visit.c
tests_server_test_visit_CPPFLAGS = $(pack_cppflags)
tests_server_test_visit_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_visit_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_inspection
tests_server_test_inspection_SOURCES = tests/server/life.c tests/server/life.h tests/server/test_inspection.c
tests_server_test_inspection_CPPFLAGS = $(pack_cppflags)
tests_server_test_inspection_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_inspection_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_desk
tests_server_test_desk_SOURCES = tests/server/life.c tests/server/life.h tests/server/test_desk.c
tests_server_test_desk_CPPFLAGS = $(pack_cppflags)
tests_server_test_desk_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_desk_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_main_job
tests_server_test_main_job_SOURCES = tests/server/test_main_job.c
tests_server_test_main_job_CPPFLAGS = $(pack_cppflags)
tests_server_test_main_job_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_main_job_DEPENDENCIES = hotlined
check_PROGRAMS += tests/server/test_login
tests_server_test_login_SOURCES = tests/server/test_login.c
tests_server_test_login_CPPFLAGS = $(pack_cppflags)
tests_server_test_login_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_login_DEPENDENCIES = hotlined
check_PROGRAMS += tests/server/test_keyed
tests_server_test_keyed_SOURCES = tests/server/test_keyed.c
tests_server_test_keyed_CPPFLAGS = $(pack_cppflags)
tests_server_test_keyed_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_keyed_DEPENDENCIES = hotlined
check_PROGRAMS += tests/server/test_events
tests_server_test_events_SOURCES = tests/server/test_events.c
tests_server_test_events_CPPFLAGS = $(pack_cppflags)
tests_server_test_events_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_events_DEPENDENCIES = hotlined hotlinectl

check_PROGRAMS += tests/server/test_openapi
tests_server_test_openapi_SOURCES = tests/server/test_openapi.c tests/server/schema.c tests/server/schema.h
tests_server_test_openapi_CPPFLAGS = $(pack_cppflags)
tests_server_test_openapi_LDADD = libfixture.a $(SERVER_LIBS) $(CURL_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_server_test_openapi_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_openapi_call
tests_server_test_openapi_call_SOURCES = tests/server/test_openapi_call.c tests/server/schema.c tests/server/schema.h
tests_server_test_openapi_call_CPPFLAGS = $(pack_cppflags)
tests_server_test_openapi_call_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_openapi_call_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_report_links
tests_server_test_report_links_SOURCES = tests/server/life.c tests/server/life.h tests/server/test_report_links.c
tests_server_test_report_links_CPPFLAGS = $(pack_cppflags)
tests_server_test_report_links_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_report_links_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_precedents
tests_server_test_precedents_SOURCES = tests/server/life.c tests/server/life.h tests/server/test_precedents.c
tests_server_test_precedents_CPPFLAGS = $(pack_cppflags)
tests_server_test_precedents_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_precedents_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_roles_matrix
tests_server_test_roles_matrix_SOURCES = tests/server/life.c tests/server/life.h tests/server/test_roles_matrix.c
tests_server_test_roles_matrix_CPPFLAGS = $(pack_cppflags)
tests_server_test_roles_matrix_LDADD = libfixture.a $(SERVER_LIBS) $(CURL_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_server_test_roles_matrix_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_badinput
tests_server_test_badinput_SOURCES = tests/server/life.c tests/server/life.h tests/server/test_badinput.c
tests_server_test_badinput_CPPFLAGS = $(pack_cppflags)
tests_server_test_badinput_LDADD = tests/libhostile.a $(server_test_ldadd)
EXTRA_tests_server_test_badinput_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_controls
tests_server_test_controls_SOURCES = $(practice_sources) tests/server/test_controls.c
tests_server_test_controls_CPPFLAGS = $(pack_cppflags)
tests_server_test_controls_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_controls_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_hostile
tests_server_test_hostile_SOURCES = $(practice_sources) tests/server/test_hostile.c
tests_server_test_hostile_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_server_test_hostile_LDADD = tests/libhostile.a tests/ctl/librun.a $(server_test_ldadd)
EXTRA_tests_server_test_hostile_DEPENDENCIES = hotlined hotlinectl

check_PROGRAMS += tests/server/test_hostile_papers
tests_server_test_hostile_papers_SOURCES = $(practice_sources) tests/server/test_hostile_papers.c
tests_server_test_hostile_papers_CPPFLAGS = $(pack_cppflags) -I$(top_srcdir)/tests
tests_server_test_hostile_papers_LDADD = tests/libhostile.a tests/ctl/librun.a $(server_test_ldadd)
EXTRA_tests_server_test_hostile_papers_DEPENDENCIES = hotlined hotlinectl

check_PROGRAMS += tests/server/test_limits
tests_server_test_limits_SOURCES = tests/server/test_limits.c
tests_server_test_limits_CPPFLAGS = $(pack_cppflags)
tests_server_test_limits_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_limits_DEPENDENCIES = hotlined

# Preloaded into the server: without sanitizers, whatever else is built with them.
EXTRA_DIST += tests/server/hung_disk.c
CLEANFILES += tests/server/hung_disk.so
tests/server/hung_disk.so: tests/server/hung_disk.c
	$(AM_V_GEN)$(MKDIR_P) tests/server && $(CC) -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -shared -fPIC \
		-o $@ $(srcdir)/tests/server/hung_disk.c -ldl
check_PROGRAMS += tests/server/test_trust
tests_server_test_trust_SOURCES = tests/server/test_trust.c
tests_server_test_trust_CPPFLAGS = $(pack_cppflags)
tests_server_test_trust_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_trust_DEPENDENCIES = hotlined hotlinectl

check_PROGRAMS += tests/server/test_trouble
tests_server_test_trouble_SOURCES = tests/server/life.c tests/server/life.h tests/server/test_trouble.c
tests_server_test_trouble_CPPFLAGS = $(pack_cppflags)
tests_server_test_trouble_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_trouble_DEPENDENCIES = hotlined hotlinectl tests/server/hung_disk.so

check_PROGRAMS += tests/server/test_personal
tests_server_test_personal_SOURCES = tests/server/life.c tests/server/life.h tests/server/test_personal.c
tests_server_test_personal_CPPFLAGS = $(pack_cppflags)
tests_server_test_personal_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_personal_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_shelf
tests_server_test_shelf_SOURCES = tests/server/test_shelf.c tests/unit/temp_dir.h
tests_server_test_shelf_CPPFLAGS = $(pack_cppflags)
tests_server_test_shelf_LDADD = $(SERVER_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/server/test_config
tests_server_test_config_SOURCES = tests/server/test_config.c tests/unit/temp_dir.h
tests_server_test_config_CPPFLAGS = $(pack_cppflags)
tests_server_test_config_LDADD = $(SERVER_LIBS) $(CMOCKA_LIBS)

# practised calls
practice_sources = tests/server/life.c tests/server/life.h tests/server/practice.c tests/server/practice.h
check_PROGRAMS += tests/server/test_invent
tests_server_test_invent_SOURCES = tests/server/test_invent.c
tests_server_test_invent_LDADD = $(SERVER_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/server/test_storm
tests_server_test_storm_SOURCES = tests/server/test_storm.c
tests_server_test_storm_LDADD = $(SERVER_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/server/test_training
tests_server_test_training_SOURCES = $(practice_sources) tests/server/test_training.c
tests_server_test_training_CPPFLAGS = $(pack_cppflags)
tests_server_test_training_LDADD = $(server_test_ldadd)
EXTRA_tests_server_test_training_DEPENDENCIES = hotlined

check_PROGRAMS += tests/server/test_training_wall
tests_server_test_training_wall_SOURCES = $(practice_sources) tests/server/test_training_wall.c
tests_server_test_training_wall_CPPFLAGS = $(pack_cppflags)
tests_server_test_training_wall_LDADD = libfixture.a $(SERVER_LIBS) $(CURL_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_server_test_training_wall_DEPENDENCIES = hotlined hotlinectl
