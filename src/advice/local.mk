# advice: the text index, the simulated caller (classifier, duplicates and the like join it here)
noinst_LIBRARIES += libadvice.a
libadvice_a_SOURCES = \
	include/hotline/caller.h \
	include/hotline/index.h \
	src/advice/caller.c \
	src/advice/caller_address.c \
	src/advice/caller_bag.c \
	src/advice/caller_bag.h \
	src/advice/caller_check.c \
	src/advice/caller_english.c \
	src/advice/caller_internal.h \
	src/advice/caller_learn.c \
	src/advice/caller_match.c \
	src/advice/caller_match.h \
	src/advice/caller_matcher.h \
	src/advice/caller_net.c \
	src/advice/caller_net.h \
	src/advice/caller_phrases.c \
	src/advice/caller_reading.c \
	src/advice/caller_reading.h \
	src/advice/caller_sense.c \
	src/advice/caller_sense.h \
	src/advice/caller_senses.c \
	src/advice/caller_say.c \
	src/advice/caller_talk.c \
	src/advice/caller_turn.c \
	src/advice/caller_usual.c \
	src/advice/caller_weights.c \
	src/advice/caller_words.c \
	src/advice/caller_words.h \
	src/advice/index.c \
	src/advice/index_search.c \
	src/advice/index_similar.c \
	src/advice/postings.c \
	src/advice/postings.h \
	src/advice/private.h \
	src/advice/snippet.c \
	src/advice/terms.c \
	src/advice/terms.h
ADVICE_LIBS = libadvice.a $(BASE_LIBS) -lm
