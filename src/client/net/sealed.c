/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sealed.c -- sealed records in an append-only file: pack, append, replace, read back.
 *
 * What counts as written is f->size: an append that fails cuts the file back to it, and so
 * does opening. Reading trusts nothing: a record is one when its authenticator says so,
 * wherever in the file it stands.
 */
#include "client/net/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

#define MAGIC "HLSEAL1\n"
#define CONTEXT "hotline local state 1"
enum { MAGIC_LEN = 8, FILE_MOST = 64 << 20 };
static const unsigned char marker[4] = { 0xF1, 'h', 'l', 0x0A };
enum {
	HEAD = sizeof(marker) + 4 + crypto_secretbox_NONCEBYTES,
	LEAST = HEAD + crypto_secretbox_MACBYTES,
};

struct seal_key { unsigned char bytes[crypto_secretbox_KEYBYTES]; };

struct seal_key *seal_key_new(const char *state_key)
{
	if (sodium_init() < 0)
		abort();
	struct seal_key *k = sodium_malloc(sizeof(*k));
	if (!k)
		abort();
	crypto_generichash(k->bytes, sizeof(k->bytes), (const unsigned char *)state_key,
			   strlen(state_key), (const unsigned char *)CONTEXT, strlen(CONTEXT));
	return k;
}

void seal_key_free(struct seal_key *k)
{
	if (k)
		sodium_free(k);
}

void sealed_pack(const struct seal_key *key, struct buf *out, const char *text, size_t len)
{
	uint32_t size = (uint32_t)(len + crypto_secretbox_MACBYTES);
	unsigned char head[HEAD];

	memcpy(head, marker, sizeof(marker));
	for (int i = 0; i < 4; i++)
		head[sizeof(marker) + i] = (unsigned char)(size >> 8 * i);
	randombytes_buf(head + sizeof(marker) + 4, crypto_secretbox_NONCEBYTES);
	buf_add(out, head, sizeof(head));
	buf_reserve(out, size + 1);
	crypto_secretbox_easy((unsigned char *)out->data + out->len, (const unsigned char *)text,
			      len, head + sizeof(marker) + 4, key->bytes);
	out->len += size;
	out->data[out->len] = '\0';
}

/*
 * The record at p, opened into text (cleared first); the length it takes, 0 when there is none.
 */
static size_t unpack(const struct seal_key *key, const unsigned char *p, size_t len, struct buf *text)
{
	uint32_t size = 0;

	if (len < LEAST || memcmp(p, marker, sizeof(marker)))
		return 0;
	for (int i = 0; i < 4; i++)
		size |= (uint32_t)p[sizeof(marker) + i] << 8 * i;
	if (size < crypto_secretbox_MACBYTES || size > len - HEAD || size > SEALED_RECORD_MOST)
		return 0;
	buf_reset(text);
	buf_reserve(text, size + 1);
	if (crypto_secretbox_open_easy((unsigned char *)text->data, p + HEAD, size,
				       p + sizeof(marker) + 4, key->bytes))
		return 0;
	text->len = size - crypto_secretbox_MACBYTES;
	text->data[text->len] = '\0';
	return HEAD + size;
}

/* Calls fn for every record that opens; the end of the last one, 0 when none does. */
static size_t scan(struct sealed *f, const struct buf *file,
		   void (*fn)(void *arg, const char *text, size_t len), void *arg)
{
	const unsigned char *base = (const unsigned char *)file->data;
	size_t at = MAGIC_LEN, end = 0;
	struct buf text = BUF_INIT;

	while (at < file->len) {
		const unsigned char *p = memmem(base + at, file->len - at, marker, sizeof(marker));
		if (!p)
			break;
		at = (size_t)(p - base);
		size_t taken = unpack(f->key, p, file->len - at, &text);
		if (!taken) {
			at++;
			continue;
		}
		if (at != (end ? end : (size_t)MAGIC_LEN))
			f->damaged++;
		at = end = at + taken;
		if (text.len)
			fn(arg, text.data, text.len);
	}
	sodium_memzero(text.data, text.len);
	buf_release(&text);
	return end;
}

static bool read_all(int fd, struct buf *out, struct error *err, const char *name)
{
	struct stat st;

	if (fstat(fd, &st) || st.st_size > FILE_MOST)
		return error_set(err, ERROR_TRUST,
				 _("%s is larger than this program ever makes it"), name);
	buf_reserve(out, (size_t)st.st_size + 1);
	while (out->len < (size_t)st.st_size) {
		ssize_t n = pread(fd, out->data + out->len, (size_t)st.st_size - out->len, (off_t)out->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(err, _("cannot read %s"), name);
		if (n == 0)
			break;
		out->len += (size_t)n;
	}
	return true;
}

static bool write_all(int fd, const char *data, size_t len, off_t at)
{
	while (len) {
		ssize_t n = pwrite(fd, data, len, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = n ? errno : ENOSPC;
			return false;
		}
		data += n;
		len -= (size_t)n;
		at += n;
	}
	return true;
}

/* The directory's own sync: without it a new name may be gone after a power cut. */
static bool sync_name(struct sealed *f)
{
	f->name_unsure = f->name_unsure && fsync(f->dir) != 0;
	return !f->name_unsure;
}

/* From here on the name is the new file's, whether or not the directory can be synced. */
static void take_over(struct sealed *f, int fd, size_t size)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = fd;
	f->size = (off_t)size;
	f->name_unsure = true;
}

bool sealed_replace(struct sealed *f, const struct buf *packed, struct error *err)
{
	char made[40];
	struct buf head = BUF_INIT;
	int fd, why;

	snprintf(made, sizeof(made), "%s.new", f->name);
	buf_add(&head, MAGIC, MAGIC_LEN);
	sealed_pack(f->key, &head, "", 0);
	fd = openat(f->dir, made, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool named = fd >= 0 && write_all(fd, head.data, head.len, 0) &&
		     write_all(fd, packed->data, packed->len, (off_t)head.len) && !fsync(fd) &&
		     !renameat(f->dir, made, f->dir, f->name);
	why = errno;
	if (named)
		take_over(f, fd, head.len + packed->len);
	else if (fd >= 0) {
		close(fd);
		unlinkat(f->dir, made, 0);
	}
	bool ok = named && sync_name(f);
	if (!ok) {
		errno = named ? errno : why;
		error_errno(err, _("cannot write %s"), f->name);
	}
	buf_release(&head);
	return ok;
}

bool sealed_append(struct sealed *f, const struct buf *packed, bool sync, struct error *err)
{
	if (write_all(f->fd, packed->data, packed->len, f->size) &&
	    (!sync || (!fdatasync(f->fd) && sync_name(f)))) {
		f->size += (off_t)packed->len;
		return true;
	}
	int why = errno;
	if (ftruncate(f->fd, f->size))
		why = why ? why : errno;
	errno = why;
	return error_errno(err, _("cannot write %s"), f->name);
}

bool sealed_empty(struct sealed *f, struct error *err)
{
	off_t least = MAGIC_LEN + LEAST;

	if (ftruncate(f->fd, least))
		return error_errno(err, _("cannot write %s"), f->name);
	f->size = least;
	return true;
}

static bool read_back(struct sealed *f, void (*fn)(void *arg, const char *text, size_t len),
		      void *arg, struct error *err)
{
	static const struct buf nothing = BUF_INIT;
	struct buf file = BUF_INIT;
	bool ok = read_all(f->fd, &file, err, f->name);

	if (ok && file.len < MAGIC_LEN + LEAST) {       /* new, or torn while it was made */
		ok = sealed_replace(f, &nothing, err);
	} else if (ok) {
		size_t end = memcmp(file.data, MAGIC, MAGIC_LEN) ? 0 : scan(f, &file, fn, arg);
		f->size = (off_t)end;
		if (!end)
			ok = error_set(err, ERROR_TRUST, _("%s was sealed with another key"), f->name);
		else if (end < file.len && ftruncate(f->fd, f->size))
			ok = error_errno(err, _("cannot write %s"), f->name);
	}
	buf_release(&file);
	return ok;
}

bool sealed_open(struct sealed *f, int dir, const char *name, const struct seal_key *key,
		 void (*fn)(void *arg, const char *text, size_t len), void *arg, struct error *err)
{
	*f = (struct sealed){ .dir = dir, .fd = -1, .key = key };
	snprintf(f->name, sizeof(f->name), "%s", name);
	f->fd = openat(dir, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (f->fd < 0)
		return error_errno(err, _("cannot open %s"), name);
	if (read_back(f, fn, arg, err))
		return true;
	sealed_close(f);
	return false;
}

void sealed_close(struct sealed *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}
