# ctl: hotlinectl
bin_PROGRAMS += hotlinectl
hotlinectl_CPPFLAGS = $(AM_CPPFLAGS) $(GNUTLS_CFLAGS) $(CURL_CFLAGS) -DSYSCONFDIR='"$(sysconfdir)"'
hotlinectl_SOURCES = \
	src/ctl/audit.c \
	src/ctl/backup.c \
	src/ctl/cert.c \
	src/ctl/cert.h \
	src/ctl/city.c \
	src/ctl/ctl.h \
	src/ctl/demo.c \
	src/ctl/demo.h \
	src/ctl/demo_history.c \
	src/ctl/demo_rows.c \
	src/ctl/demo_rows.h \
	src/ctl/folder.c \
	src/ctl/init.c \
	src/ctl/link.c \
	src/ctl/main.c \
	src/ctl/place.c \
	src/ctl/play.c \
	src/ctl/report.c \
	src/ctl/scenario.c \
	src/ctl/say.c \
	src/ctl/setup.c \
	src/ctl/setup.h \
	src/ctl/sim.h \
	src/ctl/sim_form.c \
	src/ctl/sim_form.h \
	src/ctl/sim_http.c \
	src/ctl/sim_rows.c \
	src/ctl/sim_seat.c \
	src/ctl/sim_seat.h \
	src/ctl/sim_training.c \
	src/ctl/simulate.c \
	src/ctl/status.c \
	src/ctl/user.c \
	src/ctl/verify.c
hotlinectl_LDADD = $(ADMIN_LIBS) $(GNUTLS_LIBS) $(CURL_LIBS)
