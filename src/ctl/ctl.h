/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ctl.h -- what the commands of hotlinectl share: the table row of a command, its parsed words, and
 * the way to a store: through the running server, or straight when nobody has it.
 */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include <stdio.h>

#include "hotline/city.h"
#include "hotline/file.h"
#include "hotline/json.h"
#include "hotline/scenario.h"
#include "hotline/store.h"

enum { CTL_OK = 0, CTL_FAILED = 1, CTL_WRONG_USE = 2 };
#define CTL_OPTIONS 15
#define CTL_ANY (-1)

struct ctl_option {
	const char *name;       /* without the hyphens */
	const char *argument;   /* as help shows it; NULL: a flag */
	const char *help;
};

struct ctl_call;
struct ctl_command {
	const char *name;       /* one or two words */
	const char *arguments;  /* as help shows them, "" for none */
	int count;              /* how many there must be; CTL_ANY */
	const char *help;       /* one line */
	struct ctl_option options[CTL_OPTIONS];
	int (*run)(const struct ctl_call *call);
};

/* One command line. */
struct ctl_call {
	const struct ctl_command *command;
	/* "" for a flag that was given, NULL for what was not */
	const char *values[CTL_OPTIONS];
	char **arguments;       /* NULL behind the last */
};
/* NULL when the option was not given. */
const char *ctl_option(const struct ctl_call *call, const char *name);
/* False after saying what is wrong (CTL_WRONG_USE): no whole number within [least, most]. */
bool ctl_number(const struct ctl_call *call, const char *name, int64_t absent, int64_t least,
		int64_t most, int64_t *value);

/*
 * say.c: lines for people, made harmless; a message of a failure goes to stderr after the program's
 * name.
 */
__attribute__((format(printf, 1, 2))) void ctl_say(const char *fmt, ...);
__attribute__((format(printf, 1, 2))) int ctl_fail(const char *fmt, ...);       /* CTL_FAILED */
__attribute__((format(printf, 1, 2))) int ctl_misuse(const char *fmt, ...);     /* CTL_WRONG_USE */
/* The sentence of an error; CTL_WRONG_USE is never its answer. */
int ctl_error(const struct error *err);
/* For other programs, a line; what could drive a terminal is escaped, so that it means the same. */
void ctl_say_json(json *o);

/* folder.c */
/* "DIR/name"; caller frees. */
char *file_in(const char *dir, const char *name);
/*
 * Makes the folder (mode 0700) when it is not there and gives its absolute path. NULL: err. Caller
 * frees.
 */
char *file_make_dir(const char *dir, struct error *err);

/* place.c: where the server's files are. */
struct ctl_place { char *config, *store, *socket; };
/* From --config, by default $(sysconfdir)/hotline/hotlined.conf. */
bool ctl_place_read(struct ctl_place *p, const struct ctl_call *call, struct error *err);
bool ctl_place_from(struct ctl_place *p, const char *config, struct error *err);
void ctl_place_release(struct ctl_place *p);
/*
 * The folder of the city pack: `given` when not NULL, else $HOTLINE_DATADIR/city, else `city`
 * beside the build folder that the program runs from, else the installed one. Absolute; caller
 * frees.
 */
char *ctl_city_dir(const char *given, struct error *err);

/*
 * link.c: one administration command (admin.h). The result is the caller's; NULL: err. Takes the
 * request.
 */
json *ctl_request(const struct ctl_place *p, json *request, struct error *err);
/* For many commands: the store, once this process had to open it, stays open. Begin with {place}. */
struct ctl_link {
	const struct ctl_place *place;
	struct store *store;
	struct city *city;
};
/* An admin_ask; `arg` is a struct ctl_link. */
json *ctl_ask(void *arg, json *request, struct error *err);
void ctl_link_release(struct ctl_link *l);
/* As above, on a store that this process has open; `city` may be NULL. */
json *ctl_store_request(struct store *s, const struct city *city, json *request, struct error *err);
/* NULL with ERROR_NETWORK: no server listens there. */
json *ctl_server_request(const struct ctl_place *p, json *request, struct error *err);

/* scenario.c: the one of the first argument; NULL after saying what is wrong. Caller frees. */
struct scenario *ctl_scenario_of(const struct ctl_call *call);

/* verify.c, audit.c: what a proof found, in sentences. */
void ctl_say_verified(const json *result);
void ctl_say_audit(const json *result);

/* The commands, one file each. */
int ctl_run_init(const struct ctl_call *call);
int ctl_run_demo(const struct ctl_call *call);
int ctl_run_check(const struct ctl_call *call);
int ctl_run_scenario_check(const struct ctl_call *call);
int ctl_run_scenario_play(const struct ctl_call *call);
int ctl_run_import(const struct ctl_call *call);
int ctl_run_user_add(const struct ctl_call *call);
int ctl_run_user_passwd(const struct ctl_call *call);
int ctl_run_user_disable(const struct ctl_call *call);
int ctl_run_user_enable(const struct ctl_call *call);
int ctl_run_user_list(const struct ctl_call *call);
int ctl_run_token(const struct ctl_call *call);
int ctl_run_simulate(const struct ctl_call *call);
int ctl_simulate_training(const struct ctl_call *call);
int ctl_run_report(const struct ctl_call *call);
int ctl_run_status(const struct ctl_call *call);
int ctl_run_audit_verify(const struct ctl_call *call);
int ctl_run_backup(const struct ctl_call *call);
int ctl_run_restore(const struct ctl_call *call);
int ctl_run_verify(const struct ctl_call *call);

#endif
