# domain: the work itself; each helper library file is listed by the subject it belongs to
noinst_LIBRARIES += libdomain.a
libdomain_a_SOURCES = \
	include/hotline/assess.h \
	include/hotline/citation.h \
	include/hotline/city.h \
	include/hotline/form.h \
	include/hotline/privacy.h \
	include/hotline/sample.h \
	include/hotline/scenario.h \
	include/hotline/score.h \
	include/hotline/tables.h \
	include/hotline/ticket.h
DOMAIN_LIBS = libdomain.a $(BASE_LIBS)

# city pack and forms
libdomain_a_SOURCES += \
	src/domain/assess.c \
	src/domain/citation.c \
	src/domain/city.c \
	src/domain/city_articles.c \
	src/domain/city_build.c \
	src/domain/city_build.h \
	src/domain/city_conf.c \
	src/domain/city_form.c \
	src/domain/city_from_json.c \
	src/domain/city_places.c \
	src/domain/city_read.c \
	src/domain/city_rows.c \
	src/domain/city_to_json.c \
	src/domain/form.c \
	src/domain/form_check.c \
	src/domain/form_condition.c \
	src/domain/form_term.h \
	src/domain/phone.c \
	src/domain/privacy.c \
	src/domain/time_read.c \
	src/domain/time_say.c \
	src/domain/time_words.c \
	src/domain/time_words.h \
	src/domain/tsv.c

# reports as tables
libdomain_a_SOURCES += \
	src/domain/report_tables.c \
	src/domain/report_text.c

# training
libdomain_a_SOURCES += \
	src/domain/scenario.c \
	src/domain/scenario_build.h \
	src/domain/scenario_check.c \
	src/domain/scenario_expects.c \
	src/domain/scenario_heads.c \
	src/domain/scenario_json.c \
	src/domain/scenario_read.c \
	src/domain/scenario_sections.c

# tickets and deadlines
libdomain_a_SOURCES += \
	src/domain/clock_due.c \
	src/domain/deadline.c \
	src/domain/deadline_json.c \
	src/domain/ticket.c \
	src/domain/ticket_apply.c \
	src/domain/ticket_apply.h \
	src/domain/ticket_apply_desk.c \
	src/domain/ticket_apply_units.c \
	src/domain/ticket_apply_visit.c \
	src/domain/ticket_asks.c \
	src/domain/ticket_checks.c \
	src/domain/ticket_guards.c \
	src/domain/ticket_internal.h \
	src/domain/ticket_json.c \
	src/domain/ticket_levels.c \
	src/domain/ticket_may.c \
	src/domain/ticket_members.c \
	src/domain/ticket_moves.c \
	src/domain/ticket_parts.c \
	src/domain/ticket_shares.c \
	src/domain/ticket_store.c

# scores of training and inspection
libdomain_a_SOURCES += \
	src/domain/sample.c \
	src/domain/score.c \
	src/domain/score_compare.c \
	src/domain/score_duties.c \
	src/domain/score_fields.c \
	src/domain/score_internal.h \
	src/domain/score_items.c \
	src/domain/score_manners.c \
	src/domain/score_match.c \
	src/domain/score_sheet.c \
	src/domain/score_sums.c \
	src/domain/score_table.c \
	src/domain/score_wording.c
