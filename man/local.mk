# man pages; tests/papers holds them against the programs
dist_man_MANS += \
	man/hotline-city.5 \
	man/hotline-keymap.5 \
	man/hotline-scenario.5 \
	man/hotlinectl.8 \
	man/hotlined.8 \
	man/hotlined.conf.5

# hotline(1) has the list of actions as it is.
man_MANS = man/hotline.1
EXTRA_DIST += man/hotline.1.in scripts/make-action-list
CLEANFILES += man/hotline.1
man/hotline.1: man/hotline.1.in scripts/make-action-list src/client/actions.h keymaps/default.keymap
	$(AM_V_GEN)$(MKDIR_P) man && $(srcdir)/scripts/make-action-list $(srcdir)/man/hotline.1.in >$@.tmp && mv $@.tmp $@

# Needs the programs, no test library.
TESTS += tests/papers
EXTRA_DIST += tests/papers
