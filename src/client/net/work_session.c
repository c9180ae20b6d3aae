/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work_session.c -- from login to logout: the first questions asked, the city pack kept between runs.
 */
#include "client/net/work_internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"
#include "hotline/i18n.h"

enum { CITY_MOST = 16 << 20 };

/* ---- the city pack, kept on disk between runs ---- */

static char *city_file(const struct work *w)
{
	char hash[HASH_TEXT];
	const char *server = net_server(w->net);
	char *root = state_root(w->state_dir, NULL), *file = NULL;

	if (root)
		file =
		    xasprintf("%s/city-%.16s.json", root, hash_hex(server, strlen(server), hash));
	free(root);
	return file;
}

static bool read_file(const char *name, struct buf *out)
{
	FILE *f = fopen(name, "re");
	char block[65536];
	size_t n;

	while (f && (n = fread(block, 1, sizeof(block), f)) > 0 && out->len < CITY_MOST)
		buf_add(out, block, n);
	if (f)
		fclose(f);
	return out->len > 0 && out->len < CITY_MOST;
}

static unsigned set_city(struct work *w, const json *o, const char *etag)
{
	struct city *city = o ? city_from_json(o, NULL) : NULL;

	return city ? model_set_city(w->model, city, etag) : 0;
}

/* First line the ETag, then the pack as it came. */
static void load_city(struct work *w)
{
	char *name = city_file(w);
	struct buf text = BUF_INIT;

	if (name && !w->model->city && read_file(name, &text)) {
		char *line = memchr(text.data, '\n', text.len);
		if (line) {
			*line++ = '\0';
			json *o = jo_parse(line, text.len - (size_t)(line - text.data), NULL);
			work_changed(w, set_city(w, o, text.data));
			jo_free(o);
		}
	}
	buf_release(&text);
	free(name);
}

/* A cache: when it cannot be written, the next start fetches the pack again. */
static void keep_city(const struct work *w, json *o, const char *etag)
{
	char *name = city_file(w), *made = name ? xasprintf("%s.new", name) : NULL;
	const char *text = jo_text(o);
	int fd =
	    made ? open(made, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;

	if (fd >= 0) {
		bool ok = dprintf(fd, "%s\n", etag) > 0;
		for (size_t at = 0, len = strlen(text); ok && at < len;) {
			ssize_t n = write(fd, text + at, len - at);
			ok = n > 0;
			at += ok ? (size_t)n : 0;
		}
		ok = !fsync(fd) && ok;
		close(fd);
		if (!ok || rename(made, name))
			unlink(made);
	}
	free(made);
	free(name);
}

static unsigned apply_city(struct work *w, struct op *op, const struct net_answer *a)
{
	unsigned what = net_is_ok(a) ? set_city(w, a->body, a->etag) : 0;

	(void)op;
	work_refit_forms(w);
	if (!net_is_ok(a))
		return 0;
	if (!what)
		work_say(w, WORK_WARNS, "%s",
			 _("The city pack of the server cannot be read by this program; is it too "
			   "old?"));
	else if (a->etag)
		keep_city(w, a->body, a->etag);
	return what;
}

void work_fetch_city(struct work *w)
{
	struct op *op = op_new(w, apply_city, NULL, NULL);
	struct net_request r = {
		.method = "GET", .path = "/city", .etag = w->model->city_etag, .retry_ms = 60000,
	};

	op_request(op, &r);
}

/* ---- login and logout ---- */

void work_on_session(void *arg, enum session_state s, const char *sentence)
{
	struct work *w = arg;
	bool lost = s == SESSION_EXPIRED && w->was_in;

	w->expired_due = 0;
	if (s == SESSION_IN || s == SESSION_NONE)
		w->was_in = s == SESSION_IN;
	if (lost) {
		w->was_in = false; /* told once; a failed login over it tells by its own answer */
		stream_stop(w->stream);
		if (w->hooks.login_needed)
			w->hooks.login_needed(w->hooks.arg, sentence);
	}
	work_changed(w, MODEL_SESSION);
}

static unsigned apply_me(struct work *w, struct op *op, const struct net_answer *a)
{
	if (!net_is_ok(a))
		return 0;
	/* What was told since it was asked is newer than this answer. */
	return op->number == w->told ? model_apply_me(w->model, a->body) : model_apply_me_late(w->model, a->body);
}

void work_ask_me(struct work *w)
{
	struct op *me = op_new(w, apply_me, NULL, NULL);

	me->flags = OP_QUIET;
	me->number = w->told;
	op_send(me, "GET", "/me", NULL, false, 30000);
}

/* What the stream does not tell by itself. */
static void first_questions(struct work *w)
{
	work_ask_me(w);
	work_fetch_city(w);
	if (model_has_role(w->model, ROLE_AGENT))
		work_contacts(w, "state=call_back", NULL, NULL);
}

static void begin(struct work *w, const json *user)
{
	unsigned what = model_apply_user(w->model, user);

	stream_start(w->stream);
	outbox_hurry(w->outbox);
	first_questions(w);
	work_changed(w, what | MODEL_ME | MODEL_OUTBOX | MODEL_JOURNAL);
}

static void on_login(void *arg, const struct net_answer *answer)
{
	struct work *w = arg;
	struct net_answer a = *answer;
	struct error e = ERROR_INIT;

	if (net_is_ok(&a) && !w->open) {
		model_apply_user(w->model, jo_get(a.body, "user"));
		if (!work_open_user(w, &e)) {
			a.result = NET_REFUSED;
			snprintf(a.sentence, sizeof(a.sentence), "%s", e.text);
			model_clear(w->model);
			session_logout(w->session, NULL, NULL);
		}
	}
	if (net_is_ok(&a)) {
		verifier_accept(w->verifier);
		begin(w, jo_get(a.body, "user"));
	}
	net_done done = w->login_done;
	w->login_done = NULL;
	if (done)
		done(w->login_arg, &a);
}

bool work_login(struct work *w, const char *user, char *password, net_done done, void *arg, struct error *err)
{
	if (session_state(w->session) != SESSION_LOGGING_IN)
		work_try_password(w, password);
	if (!session_login(w->session, user, password, on_login, w, err))
		return false;
	w->login_done = done;
	w->login_arg = arg;
	net_perform(w->net);    /* on its way before the pack is read, which takes longer */
	load_city(w);
	return true;
}

/* Until GET /me says it: whoever trains is an agent there. */
static json *agent_of(const struct model_me *who)
{
	json *user = json_object_new_object(), *roles = json_object_new_array();

	json_object_array_add(roles, json_object_new_string("agent"));
	jo_set_str(user, "id", who->id);
	jo_set_str(user, "username", who->username);
	jo_set_str(user, "name", who->name);
	jo_set(user, "roles", roles);
	return user;
}

bool work_enter_realm(struct work *w, const struct model_me *who, const json *pass, struct error *err)
{
	const char *realm = jo_str(pass, "realm");

	if (!realm || !session_enter(w->session, who->username, pass))
		return error_set(err, ERROR_INPUT, "%s", _("The answer of the server opens no training session."));
	w->realm = xstrdup(realm);
	load_city(w);
	if (!work_open_user(w, err))
		return false;
	json *user = agent_of(who);
	begin(w, user);
	jo_free(user);
	return true;
}

const char *work_realm(const struct work *w)
{
	return w->realm;
}

void work_end_realm(struct work *w)
{
	struct state kept = w->state;

	w->state = (struct state){ .fd = -1, .lock = -1 };
	work_close_user(w);
	state_remove(&kept);
}

void work_logout(struct work *w, net_done done, void *arg)
{
	w->expired_due = 0;             /* nobody asks for a password in the middle of it */
	stream_stop(w->stream);
	stream_forget(w->stream);
	work_close_user(w);
	ops_clear(w);
	work_forget_password(w);
	session_logout(w->session, done, arg);
	model_clear(w->model);
	work_changed(w, MODEL_ALL & ~(unsigned)MODEL_CITY);
}

static unsigned apply_presence(struct work *w, struct op *op, const struct net_answer *a)
{
	(void)op;
	w->told++;
	return net_is_ok(a) ? model_apply_me(w->model, a->body) : 0;
}

static void send_presence(struct work *w, const char *state, const char *reason, net_done done, void *arg)
{
	json *body = json_object_new_object();

	jo_set_str(body, "state", state);
	jo_set_str(body, "reason", reason);
	op_send(op_new(w, apply_presence, done, arg), "PUT", "/me/presence", body, false, 5000);
}

void work_set_presence(struct work *w, enum presence state, const char *reason, net_done done, void *arg)
{
	/* Without its event stream no call could reach this seat: ready waits for it. */
	w->ready_wanted = state == PRESENCE_READY && work_link(w)->state != LINK_UP;
	if (!w->ready_wanted)
		send_presence(w, presence_name(state), reason, done, arg);
	else if (done)
		op_fail(op_new(w, NULL, done, arg), _("The server is not reached yet; you are ready as soon as it is."));
	else
		work_say(w, WORK_SAYS, "%s", _("The server is not reached yet; you are ready as soon as it is."));
}

void work_on_hello(struct work *w)
{
	enum presence state = w->model->presence.state;

	if (w->ready_wanted && state != PRESENCE_READY && state != PRESENCE_RINGING)
		send_presence(w, presence_name(PRESENCE_READY), NULL, NULL, NULL);
	w->ready_wanted = false;
}
