# client: libui.a is the frame and its widgets, without model and network
noinst_LIBRARIES += libui.a
libui_a_SOURCES = \
	src/client/actions.c \
	src/client/actions.h \
	src/client/app.c \
	src/client/app.h \
	src/client/app_command.c \
	src/client/app_frame.c \
	src/client/app_internal.h \
	src/client/app_loop.c \
	src/client/app_screens.c \
	src/client/app_typing.c \
	src/client/help.c \
	src/client/language.c \
	src/client/language.h \
	src/client/script.c \
	src/client/ui/canvas.c \
	src/client/ui/doubt.c \
	src/client/ui/doubt.h \
	src/client/ui/canvas.h \
	src/client/ui/draw_text.c \
	src/client/ui/draw_text.h \
	src/client/ui/edit.c \
	src/client/ui/edit.h \
	src/client/ui/edit_draw.c \
	src/client/ui/edit_internal.h \
	src/client/ui/edit_words.c \
	src/client/ui/formview.c \
	src/client/ui/formview.h \
	src/client/ui/formview_draw.c \
	src/client/ui/formview_internal.h \
	src/client/ui/formview_keys.c \
	src/client/ui/key.c \
	src/client/ui/key.h \
	src/client/ui/key_name.c \
	src/client/ui/keymap.c \
	src/client/ui/keymap.h \
	src/client/ui/list.c \
	src/client/ui/list.h \
	src/client/ui/mistakes.c \
	src/client/ui/mistakes.h \
	src/client/ui/pager.c \
	src/client/ui/pager.h \
	src/client/ui/picker.c \
	src/client/ui/picker.h \
	src/client/ui/prompt.c \
	src/client/ui/prompt.h \
	src/client/ui/term.c \
	src/client/ui/term.h \
	src/client/ui/theme.c \
	src/client/ui/theme.h
nodist_libui_a_SOURCES = src/client/ui/keymap_texts.c
libui_a_CPPFLAGS = $(AM_CPPFLAGS) $(NCURSES_CFLAGS) $(READLINE_CFLAGS)
UI_LIBS = libui.a $(BASE_LIBS) $(NCURSES_LIBS) $(READLINE_LIBS)

keymap_files = \
	keymaps/default.keymap \
	keymaps/emacs.keymap \
	keymaps/vi.keymap
EXTRA_DIST += $(keymap_files)
CLEANFILES += src/client/ui/keymap_texts.c

src/client/ui/keymap_texts.c: $(keymap_files)
	@$(MKDIR_P) src/client/ui
	$(AM_V_GEN)( \
	echo '/* Made from keymaps/ by the Makefile. */'; \
	echo '#include "client/ui/keymap.h"'; \
	echo 'const struct keymap_text keymap_texts[] = {'; \
	for f in $^; do \
		name=`basename $$f .keymap`; \
		echo "{ \"$$name\", \"\""; \
		sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $$f; \
		echo "},"; \
	done; \
	echo '{ NULL, NULL } };' ) > $@.tmp && mv $@.tmp $@

include src/client/net/local.mk
include src/client/screens/local.mk
