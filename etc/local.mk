# etc: how the server is run by the system
EXTRA_DIST += etc/hotlined.service.in
CLEANFILES += etc/hotlined.service
systemdunitdir = $(prefix)/lib/systemd/system
nodist_systemdunit_DATA = etc/hotlined.service
etc/hotlined.service: etc/hotlined.service.in
	$(AM_V_GEN)$(MKDIR_P) etc && sed -e 's|@sbindir[@]|$(sbindir)|g' -e 's|@sysconfdir[@]|$(sysconfdir)|g' \
		$(srcdir)/etc/hotlined.service.in >$@.tmp && mv $@.tmp $@
TESTS += tests/hardening
EXTRA_DIST += tests/hardening
