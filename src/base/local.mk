# base: text, time, ids, json helpers, log, config, errors
noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	src/base/alloc.c \
	src/base/buf.c \
	src/base/clock.c \
	src/base/conf.c \
	src/base/error.c \
	src/base/ids.c \
	src/base/json.c \
	src/base/log.c
BASE_LIBS = libbase.a $(JSON_LIBS) $(INIH_LIBS) $(SODIUM_LIBS) -lunistring -lpthread
