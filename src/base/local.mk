# base: text, time, ids, json helpers, log, config, errors
noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	include/hotline/alloc.h \
	include/hotline/buf.h \
	include/hotline/clock.h \
	include/hotline/conf.h \
	include/hotline/csv.h \
	include/hotline/error.h \
	include/hotline/figures.h \
	include/hotline/file.h \
	include/hotline/i18n.h \
	include/hotline/ids.h \
	include/hotline/json.h \
	include/hotline/log.h \
	include/hotline/process.h \
	include/hotline/text.h \
	src/base/alloc.c \
	src/base/buf.c \
	src/base/clock.c \
	src/base/conf.c \
	src/base/csv.c \
	src/base/error.c \
	src/base/figures.c \
	src/base/file.c \
	src/base/i18n.c \
	src/base/ids.c \
	src/base/json.c \
	src/base/log.c \
	src/base/pinyin.c \
	src/base/pinyin_match.c \
	src/base/pinyin_table.c \
	src/base/pinyin_table.h \
	src/base/process.c \
	src/base/text_clean.c \
	src/base/text_fold.c \
	src/base/text_internal.h \
	src/base/text_simplify.c \
	src/base/text_simplify_table.c \
	src/base/text_simplify_table.h \
	src/base/text_utf8.c \
	src/base/text_width.c \
	src/base/text_wrap.c
EXTRA_DIST += COPYING.data scripts/make-fold-table scripts/make-pinyin-table
BASE_LIBS = libbase.a $(JSON_LIBS) $(INIH_LIBS) $(SODIUM_LIBS) -lunistring -lpthread -lm
