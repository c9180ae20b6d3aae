# store: the SQLite driver, the group-commit writer, readers, checkpoints, the schema
noinst_LIBRARIES += libstore.a
libstore_a_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
libstore_a_SOURCES = \
	include/hotline/db.h \
	include/hotline/store.h \
	src/store/checkpoint.c \
	src/store/copy.c \
	src/store/db_sqlite.c \
	src/store/driver.h \
	src/store/private.h \
	src/store/schema.c \
	src/store/store.c \
	src/store/writer.c
nodist_libstore_a_SOURCES = src/store/schema_sql.c
STORE_LIBS = libstore.a $(SQLITE_LIBS) $(BASE_LIBS)

# One file a version, applied in this order; a version that was released is never edited again.
schema_steps = src/store/steps/1.sql src/store/steps/2.sql src/store/steps/3.sql \
	src/store/steps/4.sql src/store/steps/5.sql src/store/steps/6.sql src/store/steps/7.sql src/store/steps/8.sql \
	src/store/steps/9.sql src/store/steps/10.sql src/store/steps/11.sql src/store/steps/12.sql \
	src/store/steps/13.sql src/store/steps/14.sql src/store/steps/15.sql src/store/steps/16.sql src/store/steps/17.sql \
	src/store/steps/18.sql \
	src/store/steps/19.sql
EXTRA_DIST += $(schema_steps)
BUILT_SOURCES += src/store/schema_sql.c
CLEANFILES += src/store/schema_sql.c
src/store/schema_sql.c: $(schema_steps)
	$(AM_V_GEN)$(MKDIR_P) src/store && { \
	echo '/* Made from steps/ by the Makefile. */'; \
	echo '#include "store/private.h"'; \
	echo 'const char *const store_schema_steps[] = {'; \
	for step in $(schema_steps); do \
		sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $(srcdir)/$$step; echo ','; \
	done; \
	echo 'NULL };'; } > $@.tmp && mv $@.tmp $@
