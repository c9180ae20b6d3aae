# admin: accounts, tokens, packs and the audit chain, for hotlined and hotlinectl alike
noinst_LIBRARIES += libadmin.a
libadmin_a_SOURCES = \
	src/admin/admin.h \
	src/admin/audit.c \
	src/admin/password.c
ADMIN_LIBS = libadmin.a libdomain.a $(STORE_LIBS)
