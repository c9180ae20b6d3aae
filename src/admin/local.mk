# admin: accounts, tokens, packs and the audit chain, for hotlined and hotlinectl alike
noinst_LIBRARIES += libadmin.a
libadmin_a_SOURCES = \
	src/admin/admin.h \
	src/admin/articles.c \
	src/admin/audit.c \
	src/admin/audit_head.c \
	src/admin/audit_verify.c \
	src/admin/backup.c \
	src/admin/command.c \
	src/admin/pack.c \
	src/admin/password.c \
	src/admin/private.h \
	src/admin/rate_days.c \
	src/admin/reports.c \
	src/admin/scenarios.c \
	src/admin/ticket_facts.c \
	src/admin/ticket_facts.h \
	src/admin/ticket_rows.c \
	src/admin/ticket_rows.h \
	src/admin/tokens.c \
	src/admin/users.c \
	src/admin/verify.c \
	src/admin/verify_all.c \
	src/admin/verify_days.c
ADMIN_LIBS = libadmin.a libreport.a libadvice.a libdomain.a $(STORE_LIBS) -lm
