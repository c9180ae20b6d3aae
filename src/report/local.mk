# report: rates and reports, for hotlined and hotlinectl alike
noinst_LIBRARIES += libreport.a
libreport_a_SOURCES = \
	src/report/calls.c \
	src/report/daily.c \
	src/report/desk_figures.c \
	src/report/hot.c \
	src/report/inspection.c \
	src/report/kinds.c \
	src/report/lay_out.c \
	src/report/list.c \
	src/report/monthly.c \
	src/report/names.c \
	src/report/private.h \
	src/report/query.c \
	src/report/queue.c \
	src/report/rates.c \
	src/report/report.h \
	src/report/scan.c \
	src/report/special.c \
	src/report/sums.c \
	src/report/sums.h
REPORT_LIBS = libreport.a libadvice.a libdomain.a $(STORE_LIBS)
