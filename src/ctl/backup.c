/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup.c -- backup, restore and the drill of a restore.
 *
 * A restore is a drill whose result is kept: the backup is copied beside the store, opened as a server would, proved
 * whole, and only then put in the store's place, which is moved aside and never overwritten.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "admin/admin.h"
#include "ctl/ctl.h"
#include "hotline/alloc.h"
#include "hotline/i18n.h"

static json *command(const char *name)
{
	json *o = json_object_new_object();

	jo_set_str(o, "command", name);
	return o;
}

static bool note(struct ctl_link *link, const char *what, json *value, struct error *err)
{
	json *request = command("note");

	jo_set_str(request, "what", what);
	jo_set(request, "value", jo_copy(value));
	json *done = ctl_ask(link, request, err);
	jo_free(done);
	return done != NULL;
}

/* Absolute: the server's folder is another one. The file need not be there. Caller frees. */
static char *absolute(const char *file)
{
	char here[PATH_MAX];

	return file[0] != '/' && getcwd(here, sizeof(here)) ? xasprintf("%s/%s", here, file) : xstrdup(file);
}

static double seconds_since(int64_t start)
{
	return (double)(clock_monotonic() - start) / 1000;
}

static void print_counts(const json *counts)
{
	ctl_say(_("It holds %lld tickets with %lld events, %lld contacts, %lld accounts and %lld rows of audit."),
		(long long)jo_int(counts, "tickets", 0), (long long)jo_int(counts, "events", 0),
		(long long)jo_int(counts, "contacts", 0), (long long)jo_int(counts, "accounts", 0),
		(long long)jo_int(counts, "audit", 0));
}

/* ---- backup ---- */

/* The server wrote it where it sees that name, which may be another place than it is here. */
static bool is_seen_here(const char *file, const json *made, struct error *err)
{
	struct stat st;

	return (stat(file, &st) == 0 && st.st_size == jo_int(made, "bytes", -1)) ||
	       error_set(err, ERROR_STATE,
			 _("The server wrote the copy, but it is not to be seen here as %s: the server has a /tmp or other "
			   "folders of its own (PrivateTmp= in its unit). It was not noted as a backup. Name a folder that "
			   "both see, and give it to the server with ReadWritePaths=; see hotlined(8)."), file);
}

static int back_up(struct ctl_link *link, const char *file)
{
	struct error err = ERROR_INIT;
	json *request = command("backup");
	int64_t start = clock_monotonic();

	jo_set_str(request, "file", file);
	json *made = ctl_ask(link, request, &err);
	if (!made || !is_seen_here(file, made, &err)) {
		jo_free(made);
		return ctl_error(&err);
	}
	ctl_say(_("Copied the store to %s: %lld bytes in %.1f s."), file, (long long)jo_int(made, "bytes", 0),
		seconds_since(start));
	print_counts(jo_get(made, "counts"));
	int status = CTL_OK;
	if (!note(link, "backup", made, &err))
		status = ctl_fail(_("The copy is whole, but the store could not note it: %s"), err.text);
	jo_free(made);
	return status;
}

int ctl_run_backup(const struct ctl_call *call)
{
	struct error err = ERROR_INIT;
	struct ctl_place place;

	if (!ctl_place_read(&place, call, &err))
		return ctl_error(&err);
	struct ctl_link link = { .place = &place };
	char *file = absolute(call->arguments[0]);
	int status = back_up(&link, file);
	free(file);
	ctl_link_release(&link);
	ctl_place_release(&place);
	return status;
}

/* ---- restore ---- */

struct drill {
	char *file, *path;      /* the backup; where it is restored beside the store */
	json *last;             /* what the store noted of its last backup; NULL: nothing, or it cannot be asked */
	json *counts, *rows, *audit;
	bool sound, damaged;    /* damaged: it could not be read so far that anything could be counted */
};

static bool is_whole(struct store *s, struct error *err)
{
	struct db *db = store_reader(s, err);

	if (!db)
		return false;
	struct query *q = db_query(db, "PRAGMA integrity_check(1)");
	bool whole = db_step(q) == DB_ROW && !strcmp(db_get_text(q, 0), "ok");
	char *found = whole || db_is_null(q, 0) ? NULL : xstrdup(db_get_text(q, 0));
	bool ok = db_done(q, err) && (whole || error_set(err, ERROR_TRUST, _("The file is damaged: %s"), found));
	free(found);
	store_reader_put(s, db);
	return ok;
}

static bool count_rows(struct store *s, struct drill *d, struct error *err)
{
	struct db *db = store_reader(s, err);
	struct city *city = db ? admin_city_load(db, NULL) : NULL;

	if (city)
		clock_set_zone(city->zone, NULL);
	city_free(city);
	d->counts = db ? admin_counts(db, err) : NULL;
	store_reader_put(s, db);
	return d->counts != NULL;
}

/* Is this the file the store noted, and does it hold other numbers than were noted? */
static bool counts_differ(const struct drill *d)
{
	const char *file = jo_str(d->last, "file");

	return file && !strcmp(file, d->file) && !jo_same(jo_get(d->last, "counts"), d->counts);
}

/* Everything that a server would trust; false only when it could not be looked at. */
static bool prove(struct store *s, struct drill *d, struct error *err)
{
	if (!is_whole(s, err) || !count_rows(s, d, err) || !admin_catch_up(s, err))
		return false;
	d->rows = admin_verify(admin_ask_store, s, false, err);
	struct audit_head head = { 0 };
	if (d->rows && audit_head_read(d->file, &head, err))
		d->audit = admin_audit_verify(admin_ask_store, s, &head, "backup", err);
	d->sound = d->audit && !jo_int(d->rows, "differing", 0) && !jo_int(d->audit, "faults", 0) && !counts_differ(d);
	return d->audit != NULL;
}

/* Says which file is bad, or that only the trying went wrong. Returns false. */
static bool not_proved(struct drill *d, const struct error *why, bool unreadable, struct error *err)
{
	d->damaged = unreadable || why->kind == ERROR_TRUST;
	if (unreadable)         /* what the store says of itself would be taken for the store in use */
		return error_set(err, ERROR_TRUST, _("The backup %s is damaged: a part of it cannot be read. The store in use was "
						     "not touched. Make another backup and prove that one."), d->file);
	return error_set(err, why->kind, d->damaged ?
			 _("The backup %s is damaged, and the store in use was not touched. Make another backup and prove "
			   "that one. What was found: %s") :
			 _("The backup %s was not proved, and the store in use was not touched: %s"), d->file, why->text);
}

static bool restore_beside(struct drill *d, struct error *err)
{
	int64_t start = clock_monotonic();
	struct error why = ERROR_INIT;

	store_remove(d->path);
	struct store *s = store_copy_file(d->file, d->path, &why) ? store_open(d->path, false, &why) : NULL;
	bool ok = s && prove(s, d, &why);
	store_close(s);
	return ok || not_proved(d, &why, db_was_damaged(clock_monotonic() - start + 1), err);
}

static void print_drill(const struct drill *d, int64_t start)
{
	print_counts(d->counts);
	if (counts_differ(d))
		ctl_say(_("These are not the numbers that were noted when it was made."));
	ctl_say_verified(d->rows);
	ctl_say_audit(d->audit);
	ctl_say(d->sound ? _("The backup is whole; restoring and proving it took %.1f s.") :
			   _("The backup is not whole; restoring and proving it took %.1f s."), seconds_since(start));
}

static json *drill_note(const struct drill *d, int64_t start)
{
	json *o = json_object_new_object();

	jo_set_str(o, "file", d->file);
	jo_set_time(o, "at", clock_now());
	jo_set_int(o, "ms", clock_monotonic() - start);
	jo_set_bool(o, "sound", d->sound);
	if (d->counts)
		jo_set(o, "counts", json_object_get(d->counts));
	return o;
}

static int note_drill(struct ctl_link *link, const struct drill *d, int64_t start)
{
	struct error err = ERROR_INIT;
	json *value = drill_note(d, start);
	bool kept = note(link, "drill", value, &err);

	jo_free(value);
	return kept ? CTL_OK : ctl_fail(_("The drill could not be noted in the store: %s"), err.text);
}

static int run_drill(struct ctl_link *link, struct drill *d)
{
	struct error err = ERROR_INIT;
	int64_t start = clock_monotonic();
	json *status = ctl_ask(link, command("store status"), &err);

	d->last = json_object_get(jo_get(status, "last_backup"));
	jo_free(status);
	err = (struct error)ERROR_INIT;
	bool ok = restore_beside(d, &err);
	store_remove(d->path);
	if (ok)
		print_drill(d, start);
	else
		ctl_error(&err);
	if (ok && !d->sound)
		ctl_say(_("The store in use was not touched. Keep this backup for whoever looks into it, make another one and prove that."));
	if (!ok && !d->damaged)
		return CTL_FAILED;      /* it says nothing about the backup */
	int noted = note_drill(link, d, start);
	return d->sound ? noted : CTL_FAILED;
}

static void move_head(const char *store, const char *kept)
{
	char *from = audit_head_file(store), *to = audit_head_file(kept);

	if (rename(from, to) != 0 && errno != ENOENT)
		ctl_say(_("%s cannot be moved: %s"), from, strerror(errno));
	free(from);
	free(to);
}

/* Nobody else has the store, and what is there is kept under the name that is said. */
static int put_in_place(const struct ctl_place *place, struct drill *d)
{
	struct error err = ERROR_INIT;
	char stamp[32];
	time_t now = time(NULL);
	struct tm tm;

	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", gmtime_r(&now, &tm));
	char *kept = xasprintf("%s.replaced-%s", place->store, stamp);
	bool was_there = file_exists(place->store);
	move_head(place->store, kept);  /* it is of the chain that goes; the server notes the new one */
	bool ok = store_replace(place->store, d->path, kept, &err);
	if (ok && was_there)
		ctl_say(_("Restored %s. The store as it was before lies at %s."), place->store, kept);
	else if (ok)
		ctl_say(_("Restored %s; there was no store before."), place->store);
	free(kept);
	return ok ? CTL_OK : ctl_error(&err);
}

/* False after saying why not: only the store of a server that is stopped is replaced. */
static bool nobody_serves(const struct ctl_place *place)
{
	struct error err = ERROR_INIT;
	json *answer = ctl_server_request(place, command("status"), &err);
	bool nobody = !answer && err.kind == ERROR_NETWORK;

	jo_free(answer);
	if (!nobody)
		ctl_fail(_("A server has the store %s; nothing was changed. Stop it first, or use --drill."), place->store);
	return nobody;
}

static int run_restore(const struct ctl_place *place, struct drill *d, bool force)
{
	struct error err = ERROR_INIT;
	int64_t start = clock_monotonic();
	int status = CTL_FAILED;

	if (!nobody_serves(place))
		return CTL_FAILED;
	if (!store_finish_replace(place->store, &err) || !restore_beside(d, &err))
		ctl_error(&err);
	else if (print_drill(d, start), !d->sound && !force)
		ctl_fail(_("Nothing was changed. With --force it is put in place all the same."));
	else
		status = put_in_place(place, d);
	store_remove(d->path);
	return status;
}

int ctl_run_restore(const struct ctl_call *call)
{
	struct error err = ERROR_INIT;
	struct ctl_place place;

	if (!ctl_place_read(&place, call, &err))
		return ctl_error(&err);
	struct ctl_link link = { .place = &place };
	struct drill d = { .file = absolute(call->arguments[0]), .path = xasprintf("%s.restoring", place.store) };
	int status = ctl_option(call, "drill") ? run_drill(&link, &d) :
						 run_restore(&place, &d, ctl_option(call, "force") != NULL);
	ctl_link_release(&link);
	free(d.file);
	free(d.path);
	jo_free(d.last);
	jo_free(d.counts);
	jo_free(d.rows);
	jo_free(d.audit);
	ctl_place_release(&place);
	return status;
}
