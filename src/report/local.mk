# report: rates and reports, for hotlined and hotlinectl alike
noinst_LIBRARIES += libreport.a
libreport_a_SOURCES = \
	src/report/days.c \
	src/report/desk_figures.c \
	src/report/lay_out.c \
	src/report/query.c \
	src/report/rates.c \
	src/report/report.h \
	src/report/topics.c
REPORT_LIBS = libreport.a libdomain.a $(STORE_LIBS)
