# man pages; tests/papers holds them against the programs
dist_man_MANS += \
	man/hotline-city.5 \
	man/hotline-keymap.5 \
	man/hotline.1 \
	man/hotlinectl.8 \
	man/hotlined.8 \
	man/hotlined.conf.5
EXTRA_DIST += scripts/make-action-list

# Needs the programs, no test library.
TESTS += tests/papers
EXTRA_DIST += tests/papers
