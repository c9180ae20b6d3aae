# store: the SQLite driver, the group-commit writer, readers, checkpoints, the schema
noinst_LIBRARIES += libstore.a
libstore_a_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
libstore_a_SOURCES = \
	include/hotline/db.h \
	include/hotline/store.h \
	src/store/checkpoint.c \
	src/store/db_sqlite.c \
	src/store/driver.h \
	src/store/private.h \
	src/store/schema.c \
	src/store/store.c \
	src/store/writer.c
nodist_libstore_a_SOURCES = src/store/schema_sql.c
STORE_LIBS = libstore.a $(SQLITE_LIBS) $(BASE_LIBS)

EXTRA_DIST += src/store/schema.sql
BUILT_SOURCES += src/store/schema_sql.c
CLEANFILES += src/store/schema_sql.c
src/store/schema_sql.c: src/store/schema.sql
	$(AM_V_GEN)$(MKDIR_P) src/store && { \
	echo '/* Made from schema.sql. */'; \
	echo '#include "store/private.h"'; \
	echo 'const char store_schema_sql[] ='; \
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $(srcdir)/src/store/schema.sql; \
	echo ';'; } > $@.tmp && mv $@.tmp $@
