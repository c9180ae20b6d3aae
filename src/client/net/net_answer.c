/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net_answer.c -- what came of a request, told apart and said in a sentence.
 *
 * "Cannot be reached", "is not our server" and "refused" need different people to act, so they
 * are never one message. A sentence from the server (`detail`) is taken as it is: it knows
 * best.
 */
#include "client/net/net_internal.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/text.h"

/* A sentence that the server or a proxy said in English although it was asked in another language; its whole sentences are
 * in the same catalogue. */
static const char *in_language(const char *sentence)
{
	return sentence && *sentence ? gettext(sentence) : sentence;
}

bool problem_read(struct problem *p, int status, const json *o)
{
	*p = (struct problem){ .status = status };
	if (!json_object_is_type(o, json_type_object) || !(jo_str(o, "type") || jo_str(o, "title")))
		return false;
	text_copy(p->type, sizeof(p->type), jo_str(o, "type"));
	text_copy(p->title, sizeof(p->title), jo_str(o, "title"));
	text_copy(p->detail, sizeof(p->detail), in_language(jo_str(o, "detail")));
	json *errors = jo_array(o, "errors");
	size_t count = jo_len(errors) < PROBLEM_ERRORS ? jo_len(errors) : PROBLEM_ERRORS;
	p->errors = count ? xcalloc(count, sizeof(*p->errors)) : NULL;
	for (size_t i = 0; i < count; i++) {
		const json *e = jo_at(errors, i);
		struct problem_field *f = &p->errors[p->error_count++];
		text_copy(f->pointer, sizeof(f->pointer), jo_str(e, "pointer"));
		text_copy(f->code, sizeof(f->code), jo_str(e, "code"));
		text_copy(f->detail, sizeof(f->detail), in_language(jo_str(e, "detail")));
	}
	return true;
}

void problem_release(struct problem *p)
{
	free(p->errors);
	p->errors = NULL;
	p->error_count = 0;
}

static const struct {
	CURLcode code;
	enum net_result result;
	const char *sentence;   /* %s: the server's address */
} failures[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, NET_UNREACHABLE,
	  N_("The name in %s is not known to the network. Is the address right?") },
	{ CURLE_COULDNT_CONNECT, NET_UNREACHABLE,
	  N_("Nothing answers at %s. Is the server running, is the address right?") },
	{ CURLE_OPERATION_TIMEDOUT, NET_UNREACHABLE, N_("%s did not answer in time; try again.") },
	{ CURLE_PEER_FAILED_VERIFICATION, NET_CERTIFICATE,
	  N_("What answers at %s cannot prove that it is our server: its certificate is not "
	     "valid for this address, or not from our authority (--ca). Nothing was sent; "
	     "tell whoever runs the system.") },
	{ CURLE_SSL_ISSUER_ERROR, NET_CERTIFICATE,
	  N_("The certificate of %s is not from our authority (--ca). Nothing was sent; tell "
	     "whoever runs the system.") },
	{ CURLE_SSL_CACERT_BADFILE, NET_CERTIFICATE,
	  N_("The authority file (--ca) cannot be read, so %s cannot be trusted. Nothing was "
	     "sent.") },
	{ CURLE_SSL_CONNECT_ERROR, NET_NOT_OURS,
	  N_("Something answers at %s, but no secure connection came about. Is the port right?") },
	{ CURLE_WEIRD_SERVER_REPLY, NET_NOT_OURS,
	  N_("Something answers at %s, but it is no hotline server. Is the port right?") },
	{ CURLE_UNSUPPORTED_PROTOCOL, NET_NOT_OURS,
	  N_("Something answers at %s, but it is no hotline server. Is the port right?") },
	{ CURLE_HTTP_RETURNED_ERROR, NET_NOT_OURS,
	  N_("Something answers at %s, but it is no hotline server. Is the port right?") },
	{ CURLE_WRITE_ERROR, NET_NOT_OURS,
	  N_("The answer of %s is larger than any that a hotline server gives. Is the port "
	     "right?") },
};

static void say_failure(const struct net *n, const struct call *c, struct net_answer *a)
{
	const char *sentence = NULL;

	a->result = NET_UNREACHABLE;
	for (size_t i = 0; i < ARRAY_SIZE(failures) && !sentence; i++)
		if (failures[i].code == c->result) {
			a->result = failures[i].result;
			sentence = failures[i].sentence;
		}
	/* Who logged in here knows the address; it is the server that is away, and the program that tries again. */
	if (a->result == NET_UNREACHABLE && n->authorization)
		snprintf(a->sentence, sizeof(a->sentence), "%s", _("The server does not answer at this moment."));
	else if (sentence)
		snprintf(a->sentence, sizeof(a->sentence), _(sentence), n->server);
	else
		snprintf(a->sentence, sizeof(a->sentence), _("The connection to %s broke (%s); try again."), n->server,
			 c->error[0] || !n->multi ? c->error : curl_easy_strerror(c->result));
}

static void say_not_ours(const struct net *n, struct net_answer *a)
{
	a->result = NET_NOT_OURS;
	snprintf(a->sentence, sizeof(a->sentence),
		 _("What answers at %s does not speak as a hotline server does (status %d). Is the port right?"),
		 n->server, a->status);
}

static const struct { int status; const char *sentence; } statuses[] = {
	{ 401, N_("You are not logged in any more.") },
	{ 403, N_("This user may not do that.") },
	{ 404, N_("There is no such thing, or it is not for this user to see.") },
	{ 409, N_("That is not possible in its present state.") },
	{ 412, N_("Somebody changed it meanwhile; look at it again.") },
	{ 413, N_("That is too large to send.") },
	{ 422, N_("Some fields are not right yet.") },
	{ 429, N_("Too many attempts; wait a moment.") },
	{ 503, N_("The server is busy; it is tried again.") },
};

static void say_refused(struct net_answer *a)
{
	const char *text = a->problem.detail[0] ? a->problem.detail : NULL;

	a->result = a->status == 401 ? NET_EXPIRED : NET_REFUSED;
	for (size_t i = 0; !text && i < ARRAY_SIZE(statuses); i++)
		if (statuses[i].status == a->status)
			text = _(statuses[i].sentence);
	if (!text)
		text = a->problem.title[0] ? a->problem.title : _("The server could not do it.");
	text_copy(a->sentence, sizeof(a->sentence), text);
}

static bool is_json(const char *type)
{
	return strstr(type, "json") != NULL;
}

static void read_answer(const struct net *n, const struct call *c, struct net_answer *a)
{
	bool text = c->accept && !is_json(c->type) && a->status < 300;

	if (text) {
		a->text = c->body.data;
		a->len = c->body.len;
	} else if (c->body.len && is_json(c->type)) {
		a->body = jo_parse(c->body.data, c->body.len, NULL);
	}
	if (a->status == 304)
		a->result = NET_NOT_MODIFIED;
	else if (a->status >= 200 && a->status < 300 && (text || a->body || !c->body.len))
		a->result = NET_OK;
	else if (a->status >= 400 && problem_read(&a->problem, a->status, a->body))
		say_refused(a);
	else
		say_not_ours(n, a);
}

void net_answer_make(const struct net *n, const struct call *c, struct net_answer *a)
{
	long status = 0;

	*a = (struct net_answer){ .id = c->id,
				  .retry_after = c->retry_after,
				  .replayed = c->replayed };
	if (c->etag_in[0])
		a->etag = c->etag_in;
	if (c->result != CURLE_OK) {
		say_failure(n, c, a);
		return;
	}
	curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
	a->status = (int)status;
	read_answer(n, c, a);
}

/* Overwrites the texts of an answer that holds a token or a key. */
static void wipe(json *o)
{
	if (json_object_is_type(o, json_type_string)) {
		char *text = (char *)json_object_get_string(o);
		sodium_memzero(text, (size_t)json_object_get_string_len(o));
	} else if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, name, value) {
			(void)name;
			wipe(value);
		}
	}
}

void net_answer_release(struct net_answer *a, bool secret)
{
	if (secret)
		wipe(a->body);
	jo_free(a->body);
	a->body = NULL;
	problem_release(&a->problem);
}

bool net_answer_may_pass(const struct net_answer *a)
{
	switch (a->result) {
	case NET_UNREACHABLE:
		return true;
	case NET_NOT_OURS:      /* also a line that was cut before any answer came, as in the TLS handshake */
		return !a->status || a->status == 429 || a->status >= 502;
	case NET_REFUSED:
		return a->status == 429 || a->status >= 502;
	default:
		return false;
	}
}
