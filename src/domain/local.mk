# domain: the work itself; each helper library file is listed by the subject it belongs to
noinst_LIBRARIES += libdomain.a
libdomain_a_SOURCES =
DOMAIN_LIBS = libdomain.a $(BASE_LIBS)

# city pack and forms
libdomain_a_SOURCES += \
	src/domain/tsv.c
