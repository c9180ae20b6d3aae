/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * admin.h -- what ops does to a store: accounts, tokens, city packs; one command is one JSON
 * request.
 *
 * The same commands run in hotlined (asked through its UNIX socket) and in hotlinectl (on a store
 * that nobody has), so that both check alike. A command has two halves: admin_prepare() does what
 * is slow (password hashing, reading a pack) on any thread, admin_apply() is quick and runs inside
 * the caller's transaction. Every change leaves a row in the audit chain.
 *
 * On the socket one connection carries one request and one answer, each a line of at most 1 MiB:
 *	{"command": "user add", "username": …}
 *	{"ok": true, "result": {…}}  or  {"ok": false, "error": {"kind": "input", "detail": "…"}}
 * "status" is the server's own command and not in the table here.
 */
#ifndef ADMIN_ADMIN_H
#define ADMIN_ADMIN_H

#include "hotline/city.h"
#include "hotline/clock.h"
#include "hotline/db.h"
#include "hotline/ids.h"
#include "hotline/json.h"
#include "hotline/store.h"

#define ADMIN_LINE_MAX (1 << 20)
#define ADMIN_BY "ops"                  /* the account in the audit chain */

/*
 * Commands and their members (optional ones in brackets):
 *	user add        username, name, roles, [skills, unit], password    -> {id}
 *	user passwd     username, password
 *	user disable    username        ends the user's sessions
 *	user enable     username
 *	user list       -> {items: [{username, name, roles[], skills[], unit, disabled, machine}]}
 *	token           name, [roles = "gateway", days = 365]           -> {token, expires_at}
 *	                makes the machine's account when needed
 *	token revoke    name
 *	import          dir (absolute)
 *	                -> {version, changed, articles: {added, changed, same, kept}, scenarios: {added, changed, same, gone}}
 *	report          kind (rates, queue, hourly, daily, special, …), [from, to, by, excluded]  -> {report}
 *	verify          -> {tickets, events, differing, repaired, without_events, items: [{no, column}]}
 *	verify repair   the same, and writes the rows of differing tickets anew from their events
 *	audit verify    [seq, hash (of the row before), head]
 *	                -> {rows, seq, hash (of the last row), met (head was there), items: [{seq, to, what}]}
 *	backup          file (absolute) -> {file, at, bytes, counts}; made while others read and write
 *	note            what (backup, drill), value     remembers it as the last one
 *	store status    -> what admin_store_status() adds
 * Lists of roles and skills are blank separated strings.
 */
struct admin_job;
/*
 * NULL: err, ERROR_INPUT for an unknown command or a bad member. Skills and units are held against
 * `city` (NULL: not at all), which is not kept; the request may be freed. Blocks.
 */
struct admin_job *admin_prepare(const json *request, const struct city *city, struct error *err);
void admin_job_free(struct admin_job *job);
/* True when a reader connection without a transaction is enough. */
bool admin_reads_only(const struct admin_job *job);
/* False: err; the caller rolls back. Call once. */
bool admin_apply(struct admin_job *job, struct db *db, instant now, struct error *err);

/* What a server does after the commit. */
enum {
	ADMIN_CITY = 1,         /* another pack is current: admin_city_load(), city.updated */
	ADMIN_ARTICLES = 2,     /* knowledge_reload() */
	ADMIN_SESSIONS = 4,     /* sessions of admin_account() ended: close its streams */
};
unsigned admin_effects(const struct admin_job *job);
/* id, borrowed; NULL when none is concerned */
const char *admin_account(const struct admin_job *job);
/* With ADMIN_SESSIONS, the reason of session.ended: "password", "disabled" or "ended". Static. */
const char *admin_ended(const struct admin_job *job);

/*
 * The answer line's object for an applied job, or for an error (job may then be NULL). Caller
 * frees.
 */
json *admin_answer(struct admin_job *job, bool ok, const struct error *err);
/* Reads an answer: its "result" (borrowed), or NULL with err. */
json *admin_result(const json *answer, struct error *err);

/* Does one command, somewhere. Takes the request; the result is the caller's. NULL: err. */
typedef json *admin_ask(void *arg, json *request, struct error *err);
/* In this process; `arg` is a struct store. */
json *admin_ask_store(void *arg, json *request, struct error *err);
/*
 * The whole proof: {tickets, events, days, differing, mended, items (the first 100)}; `mend`: what differs is written
 * anew. Blocks for as long as it takes, but nobody else for long. NULL: err. Caller frees.
 */
json *admin_verify(admin_ask *ask, void *arg, bool mend, struct error *err);
/* The head of the audit chain, as it is noted in STORE.audit-head; seq 0: none. */
struct audit_head { int64_t seq; char hash[HASH_TEXT]; };
char *audit_head_file(const char *store);       /* caller frees */
bool audit_head_of(struct db *db, struct audit_head *head, struct error *err);          /* the last row; seq 0: there is none */
bool audit_head_in(struct db *db, const struct audit_head *head, bool *in, struct error *err);  /* a row of the chain? */
bool audit_head_read(const char *store, struct audit_head *head, struct error *err);    /* true without the file, too */
/* Atomically and synced, mode 0600. The row must be on the disk already: a reader of the store sees no other. */
bool audit_head_write(const char *store, const struct audit_head *head, struct error *err);

/*
 * The whole audit chain: {rows, seq, hash, met, faults, items (the first 100 faults)}. `head` (NULL or seq 0: none) was
 * noted elsewhere, and the chain must hold its hash; `what` is the fault's name when it does not. NULL: err. Caller frees.
 */
json *admin_audit_verify(admin_ask *ask, void *arg, const struct audit_head *head, const char *what, struct error *err);
/* {accounts, contacts, tickets, events, audit}: how many the store holds. NULL: err. Caller frees. */
json *admin_counts(struct db *db, struct error *err);
/* Adds schema, audit_head {node, seq, at, hash}, and, when there were any, last_backup and last_drill. */
bool admin_store_status(struct db *db, json *o, struct error *err);
/* What an upgrade of the schema left to be written anew. Before anything is served; the zone is set. False: err. */
bool admin_catch_up(struct store *s, struct error *err);

/* The current pack of the store; NULL with ERROR_NOT_FOUND when none was imported. */
struct city *admin_city_load(struct db *db, struct error *err);
/* The pack imported last is in force from `at` on, not from its import: who serves it has taken it over only now. */
bool admin_city_used(struct db *db, const char *version, instant at, struct error *err);
/* A pack that was current at some time. */
struct city *admin_city_version(struct db *db, const char *version, struct error *err);

/* argon2id in PHC form, about 64 MiB and 0.1 s. The text's buffer is crypto_pwhash_STRBYTES. */
#define ADMIN_HASH_TEXT 128
bool admin_password_hash(const char *password, char text[ADMIN_HASH_TEXT], struct error *err);
/* 8 to 256 bytes of valid UTF-8 without control characters; says what is wrong. */
bool admin_password_check(const char *password, struct error *err);
/* "vokina-debulo-274": made to be read aloud and typed, about 46 bits. */
#define ADMIN_PASSWORD_TEXT 24
char *admin_password_new(char text[ADMIN_PASSWORD_TEXT]);

/*
 * The audit chain: each row carries the hash of the row before, so that a row changed, removed or
 * moved shows. One writer at a time, in the transaction of what it records. Takes detail (NULL:
 * none).
 */
#define AUDIT_NODE "1"                  /* one server, one chain */
bool admin_audit_add(struct db *db, instant now, const char *account, const char *action,
		     const char *subject, json *detail, struct error *err);

#endif
