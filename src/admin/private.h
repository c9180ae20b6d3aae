/* SPDX-License-Identifier: GPL-3.0-or-later */
/* private.h -- one administration command while it runs. Private to this room. */
#ifndef ADMIN_PRIVATE_H
#define ADMIN_PRIVATE_H

#include "admin/admin.h"
#include "hotline/ids.h"
#include "hotline/scenario.h"

struct admin_job {
	const struct admin_command *command;
	json *request;                  /* a copy */
	json *result;                   /* made by apply */
	char hash[ADMIN_HASH_TEXT];     /* of the password in the request */
	struct city *pack;              /* of an import */
	struct city_article *articles;
	size_t article_count;
	struct scenario **scenarios;
	size_t scenario_count;
	unsigned effects;
	const char *ended;              /* ADMIN_SESSIONS: why, static */
	char account[ID_TEXT];          /* "": none concerned */
};

struct admin_command {
	const char *name;
	const char *members[4];         /* texts that must be there and not empty */
	bool reads_only;
	/* NULL: nothing */
	bool (*prepare)(struct admin_job *job, const struct city *city, struct error *err);
	bool (*apply)(struct admin_job *job, struct db *db, instant now, struct error *err);
};

/* users.c */
bool user_add_prepare(struct admin_job *job, const struct city *city, struct error *err);
bool user_add_apply(struct admin_job *job, struct db *db, instant now, struct error *err);
bool user_passwd_prepare(struct admin_job *job, const struct city *city, struct error *err);
bool user_passwd_apply(struct admin_job *job, struct db *db, instant now, struct error *err);
bool user_disable_apply(struct admin_job *job, struct db *db, instant now, struct error *err);
bool user_enable_apply(struct admin_job *job, struct db *db, instant now, struct error *err);
bool user_list_apply(struct admin_job *job, struct db *db, instant now, struct error *err);

/* Usernames and names of machines: 1 to 64 of A-Z a-z 0-9 . _ - */
bool username_check(const char *name, struct error *err);
struct account_row { char id[ID_TEXT]; bool machine, disabled, found; };
bool account_find(struct db *db, const char *username, struct account_row *row, struct error *err);
/* Adds an account; `hash` NULL makes a machine. */
bool account_insert(struct db *db, const char *id, const json *request, const char *username,
		    const char *hash, instant now, struct error *err);

/* tokens.c */
bool token_prepare(struct admin_job *job, const struct city *city, struct error *err);
bool token_apply(struct admin_job *job, struct db *db, instant now, struct error *err);
bool token_revoke_apply(struct admin_job *job, struct db *db, instant now, struct error *err);

/* pack.c */
bool import_prepare(struct admin_job *job, const struct city *city, struct error *err);
bool import_apply(struct admin_job *job, struct db *db, instant now, struct error *err);

/* reports.c */
bool report_apply(struct admin_job *job, struct db *db, instant now, struct error *err);

/* verify.c, verify_days.c */
bool verify_apply(struct admin_job *job, struct db *db, instant now, struct error *err);
bool verify_mend_apply(struct admin_job *job, struct db *db, instant now, struct error *err);
bool verify_days_apply(struct admin_job *job, struct db *db, instant now, struct error *err);
bool verify_days_mend_apply(struct admin_job *job, struct db *db, instant now, struct error *err);

/* audit.c: the hash of a row; `texts`: account, action, subject, detail. */
#define AUDIT_NONE "0000000000000000000000000000000000000000000000000000000000000000"
void audit_hash(const char *before, int64_t seq, instant at, const char *const texts[4], char hash[HASH_TEXT]);

/* backup.c */
bool backup_prepare(struct admin_job *job, const struct city *city, struct error *err);
bool backup_apply(struct admin_job *job, struct db *db, instant now, struct error *err);
bool note_apply(struct admin_job *job, struct db *db, instant now, struct error *err);
bool store_status_apply(struct admin_job *job, struct db *db, instant now, struct error *err);

/* audit_verify.c */
bool audit_verify_apply(struct admin_job *job, struct db *db, instant now, struct error *err);

/* articles.c: {added, changed, same, kept}; NULL: err. */
json *articles_import(struct db *db, const struct city_article *articles, size_t count, instant now,
		      struct error *err);
/* scenarios.c: {added, changed, same, gone}; NULL: err. */
json *scenarios_import(struct db *db, struct scenario *const *scenarios, size_t count, instant now, struct error *err);

#endif
