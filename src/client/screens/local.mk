# client: the screens, and the workstation itself
noinst_LIBRARIES += libscreens.a
libscreens_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)
libscreens_a_SOURCES = \
	src/client/client.c \
	src/client/client_commands.c \
	src/client/client_commands.h \
	src/client/asked.c \
	src/client/client_password.c \
	src/client/client_words.c \
	src/client/client.h \
	src/client/speech.c \
	src/client/speech.h \
	src/client/screens/act.c \
	src/client/screens/act.h \
	src/client/screens/act_draw.c \
	src/client/screens/act_form.c \
	src/client/screens/act_kept.c \
	src/client/screens/act_private.h \
	src/client/screens/board.c \
	src/client/screens/board.h \
	src/client/screens/board_moves.c \
	src/client/screens/board_pane.c \
	src/client/screens/caller.c \
	src/client/screens/desk.c \
	src/client/screens/form_choices.c \
	src/client/screens/form_choices.h \
	src/client/screens/found.c \
	src/client/screens/form_fields.c \
	src/client/screens/form_fields.h \
	src/client/screens/form_values.c \
	src/client/screens/form_values.h \
	src/client/screens/inspect.c \
	src/client/screens/inspect.h \
	src/client/screens/inspect_draw.c \
	src/client/screens/inspect_kept.c \
	src/client/screens/inspect_rows.c \
	src/client/screens/inspect_sheet.c \
	src/client/screens/intake.c \
	src/client/screens/intake.h \
	src/client/screens/intake_draw.c \
	src/client/screens/intake_form.c \
	src/client/screens/intake_requests.c \
	src/client/screens/intake_send.c \
	src/client/screens/intake_side.c \
	src/client/screens/intake_talk.c \
	src/client/screens/knowledge.c \
	src/client/screens/lock.c \
	src/client/screens/login.c \
	src/client/screens/pane.c \
	src/client/screens/pane.h \
	src/client/screens/screens.h \
	src/client/screens/text.c \
	src/client/screens/ticket.c \
	src/client/screens/status.c \
	src/client/screens/ticket_choices.c \
	src/client/screens/ticket_command.c \
	src/client/screens/ticket_fields.c \
	src/client/screens/ticket_pages.c \
	src/client/screens/ticket_fields.h \
	src/client/screens/precedent_form.c \
	src/client/screens/notices.c \
	src/client/screens/precedents.c \
	src/client/screens/report.c \
	src/client/screens/report.h \
	src/client/screens/report_want.c \
	src/client/screens/rubbish.c \
	src/client/screens/score.c \
	src/client/screens/stray.c \
	src/client/screens/tickets.c \
	src/client/screens/train.c \
	src/client/screens/train.h \
	src/client/screens/train_begin.c \
	src/client/screens/train_lead.c \
	src/client/screens/train_lists.c \
	src/client/screens/train_lists.h \
	src/client/screens/train_results.c \
	src/client/screens/train_realm.c \
	src/client/screens/train_scenario.c \
	src/client/screens/train_score.c \
	src/client/screens/train_score.h \
	src/client/screens/train_score_rows.c \
	src/client/screens/train_storm.c \
	src/client/screens/train_storm.h \
	src/client/screens/train_storm_rows.c \
	src/client/screens/train_values.c \
	src/client/screens/train_watch.c \
	src/client/screens/train_words.c \
	src/client/screens/unit.c \
	src/client/screens/views.c \
	src/client/screens/views.h \
	src/client/screens/visit.c \
	src/client/screens/visit.h \
	src/client/screens/visit_draw.c \
	src/client/screens/visit_form.c \
	src/client/screens/visits.c \
	src/client/screens/wall.c \
	src/client/screens/wall.h \
	src/client/screens/wall_calls.c \
	src/client/screens/wall_figures.c \
	src/client/screens/wall_lists.c \
	src/client/screens/watch.c \
	src/client/screens/words.c
SCREENS_LIBS = libscreens.a $(CLIENTNET_LIBS) $(UI_LIBS)

bin_PROGRAMS += hotline
hotline_SOURCES = src/client/main.c
hotline_LDADD = $(SCREENS_LIBS)
