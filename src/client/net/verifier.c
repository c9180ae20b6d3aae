/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verifier.c -- keys derived from passwords, and how often one may guess. */
#include "client/net/verifier.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

enum { KEY_BYTES = 32, PASSES = 3, MEMORY = 32 << 20, PASSWORD_MOST = 256 };

/* In locked memory. */
struct secrets {
	char next[PASSWORD_MOST + 1], password[PASSWORD_MOST + 1];      /* to be derived; being derived */
	unsigned char derived[KEY_BYTES], tried[KEY_BYTES], right[KEY_BYTES];
};

struct verifier {
	unsigned char salt[crypto_pwhash_SALTBYTES];
	struct secrets *secrets;
	void (*wake)(void *arg);
	void *arg;
	pthread_t thread;
	bool running;                   /* the thread is to be joined */
	int wrong;                      /* since one was right */
	int64_t wait_until;
	pthread_mutex_t lock;           /* of what follows, and of the secrets but what is being derived */
	bool busy, has_next;
	bool next_right, right_now;     /* accepted already: what is to be derived, what is being */
	bool has_tried, has_right;
};

struct verifier *verifier_new(void (*wake)(void *arg), void *arg)
{
	struct verifier *v = xcalloc(1, sizeof(*v));

	v->wake = wake;
	v->arg = arg;
	v->secrets = sodium_malloc(sizeof(*v->secrets));
	if (!v->secrets)
		abort();
	sodium_memzero(v->secrets, sizeof(*v->secrets));
	pthread_mutex_init(&v->lock, NULL);
	randombytes_buf(v->salt, sizeof(v->salt));
	return v;
}

static void join(struct verifier *v)
{
	if (v->running)
		pthread_join(v->thread, NULL);
	v->running = false;
}

void verifier_free(struct verifier *v)
{
	if (!v)
		return;
	join(v);
	sodium_free(v->secrets);
	pthread_mutex_destroy(&v->lock);
	free(v);
}

static bool take_next(struct verifier *v)
{
	pthread_mutex_lock(&v->lock);
	bool some = v->has_next;
	if (some)
		memcpy(v->secrets->password, v->secrets->next, sizeof(v->secrets->password));
	sodium_memzero(v->secrets->next, sizeof(v->secrets->next));
	v->right_now = v->next_right;
	v->has_next = v->next_right = false;
	v->busy = some;
	pthread_mutex_unlock(&v->lock);
	return some;
}

static void take_right(struct verifier *v)
{
	v->has_right = v->has_tried;
	memcpy(v->secrets->right, v->secrets->tried, KEY_BYTES);
}

static void *derive(void *arg)
{
	struct verifier *v = arg;
	struct secrets *s = v->secrets;

	while (take_next(v)) {
		bool derived = !crypto_pwhash(s->derived, KEY_BYTES, s->password, strlen(s->password), v->salt, PASSES, MEMORY,
					      crypto_pwhash_ALG_ARGON2ID13);
		sodium_memzero(s->password, sizeof(s->password));
		pthread_mutex_lock(&v->lock);
		memcpy(s->tried, s->derived, KEY_BYTES);
		v->has_tried = derived;
		if (v->right_now)
			take_right(v);
		pthread_mutex_unlock(&v->lock);
	}
	v->wake(v->arg);
	return NULL;
}

bool verifier_is_busy(struct verifier *v)
{
	pthread_mutex_lock(&v->lock);
	bool busy = v->busy;
	pthread_mutex_unlock(&v->lock);
	return busy;
}

/* True when a thread has to be begun for it. */
static bool put_next(struct verifier *v, const char *password)
{
	pthread_mutex_lock(&v->lock);
	bool idle = !v->busy;
	strcpy(v->secrets->next, password);
	v->has_next = v->busy = true;
	v->next_right = v->has_tried = false;
	pthread_mutex_unlock(&v->lock);
	return idle;
}

void verifier_try(struct verifier *v, const char *password)
{
	if (!put_next(v, strlen(password) <= PASSWORD_MOST ? password : ""))
		return;
	join(v);                        /* it is at its end */
	v->running = !pthread_create(&v->thread, NULL, derive, v);
	if (v->running)
		return;
	pthread_mutex_lock(&v->lock);
	v->busy = v->has_next = false;
	sodium_memzero(v->secrets->next, sizeof(v->secrets->next));
	pthread_mutex_unlock(&v->lock);
}

void verifier_accept(struct verifier *v)
{
	v->wrong = 0;
	v->wait_until = 0;
	pthread_mutex_lock(&v->lock);
	if (v->has_next)
		v->next_right = true;
	else if (v->busy)
		v->right_now = true;
	else
		take_right(v);
	pthread_mutex_unlock(&v->lock);
}

static void count_wrong(struct verifier *v, int64_t now)
{
	v->wrong++;
	if (v->wrong >= VERIFIER_FREE_TRIES)
		v->wait_until = now + ((int64_t)VERIFIER_FIRST_WAIT_MS << (v->wrong - VERIFIER_FREE_TRIES));
}

static bool is_right(struct verifier *v)
{
	pthread_mutex_lock(&v->lock);
	bool right = v->has_tried && !sodium_memcmp(v->secrets->tried, v->secrets->right, KEY_BYTES);
	pthread_mutex_unlock(&v->lock);
	return right;
}

static bool knows_one(struct verifier *v)
{
	pthread_mutex_lock(&v->lock);
	bool knows = v->has_right;
	pthread_mutex_unlock(&v->lock);
	return knows;
}

enum verified verifier_check(struct verifier *v, int64_t now, int64_t *wait)
{
	*wait = v->wait_until > now ? v->wait_until - now : 0;
	if (!knows_one(v))
		return VERIFIED_UNKNOWN;
	if (v->wrong >= VERIFIER_TRIES_MOST)
		return VERIFIED_SPENT;
	if (*wait)
		return VERIFIED_WAIT;
	if (is_right(v)) {
		v->wrong = 0;
		return VERIFIED_RIGHT;
	}
	count_wrong(v, now);
	return VERIFIED_WRONG;
}
