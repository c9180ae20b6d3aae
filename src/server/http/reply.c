/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reply.c -- filling in answers: JSON, and problems after RFC 9457. */
#include "server/http/front.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"

static const struct { int status; const char *title; } titles[] = {
	{ 400, N_("The request is malformed") },
	{ 401, N_("Not logged in") },
	{ 403, N_("Not allowed") },
	{ 404, N_("Not found") },
	{ 405, N_("Method not allowed") },
	{ 408, N_("The request took too long") },
	{ 409, N_("Not possible now") },
	{ 412, N_("Changed meanwhile") },
	{ 413, N_("The request is too large") },
	{ 415, N_("Not JSON") },
	{ 422, N_("Not accepted") },
	{ 428, N_("If-Match is missing") },
	{ 429, N_("Too many attempts") },
	{ 500, N_("Failure of the server") },
	{ 503, N_("Not available now") },
};

static const char *title_of(int status)
{
	for (size_t i = 0; i < ARRAY_SIZE(titles); i++)
		if (titles[i].status == status)
			return _(titles[i].title);
	return _("Problem");
}

static void clear_body(struct reply *rp)
{
	jo_free(rp->body);
	rp->body = NULL;
	if (rp->text.data)
		buf_reset(&rp->text);
	rp->type = NULL;
	rp->fixed = NULL;
	rp->etag[0] = '\0';
}

void reply_release(struct reply *rp)
{
	clear_body(rp);
	if (rp->text.data)
		buf_release(&rp->text);
}

void reply_reset(struct reply *rp)
{
	clear_body(rp);
	*rp = (struct reply){ .status = 200, .text = rp->text };
	if (!rp->text.data)
		buf_init(&rp->text);
}

void reply_print(struct reply *rp)
{
	if (!rp->body)
		return;
	jo_print(&rp->text, rp->body);
	jo_free(rp->body);
	rp->body = NULL;
	if (!rp->type)
		rp->type = "application/json";
}

void reply_json(struct reply *rp, int status, json *body)
{
	clear_body(rp);
	rp->status = status;
	rp->body = body;
}

bool reply_problem(struct reply *rp, int status, const char *kind, const char *fmt, ...)
{
	json *o = json_object_new_object();
	va_list ap;

	char *type = xasprintf("/problems/%s", kind);
	jo_set_str(o, "type", type);
	free(type);
	jo_set_str(o, "title", title_of(status));
	jo_set_int(o, "status", status);
	struct buf detail = BUF_INIT;
	va_start(ap, fmt);
	buf_addv(&detail, fmt, ap);
	va_end(ap);
	jo_set_str(o, "detail", detail.data);
	buf_release(&detail);
	reply_json(rp, status, o);
	rp->type = "application/problem+json";
	if ((status == 503 || status == 429) && !rp->retry_after)
		rp->retry_after = RETRY_SOON;
	return false;
}

bool reply_fields(struct reply *rp, const struct form_problems *problems)
{
	json *list = json_object_new_array();

	reply_problem(rp, 422, "fields", "%s", _("Some fields are missing or not right."));
	for (size_t i = 0; i < problems->count; i++) {
		const struct form_problem *p = &problems->items[i];
		json *o = json_object_new_object();
		jo_set_str(o, "pointer", p->pointer);
		jo_set_str(o, "code", p->code);
		jo_set_str(o, "detail", p->detail);
		json_object_array_add(list, o);
	}
	jo_set(rp->body, "errors", list);
	return false;
}

static const struct { enum error_kind kind; int status; const char *type; } kinds[] = {
	{ ERROR_INPUT, 400, "input" },     { ERROR_NOT_FOUND, 404, "not-found" },
	{ ERROR_STATE, 409, "state" },     { ERROR_VERSION, 412, "version" },
	{ ERROR_DENIED, 403, "denied" },   { ERROR_IO, 503, "store" },
	{ ERROR_FULL, 503, "store-full" }, { ERROR_BUSY, 503, "busy" },
};

bool reply_error(struct reply *rp, const struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].kind == err->kind)
			return reply_problem(rp, kinds[i].status, kinds[i].type, "%s", err->text);
	return reply_problem(rp, 500, "failure", "%s", err->text);
}

void reply_made(struct reply *rp, json *body, const struct error *err)
{
	if (body)
		reply_json(rp, 200, body);
	else
		reply_error(rp, err);
}

bool reply_refusal(struct reply *rp, const struct form_problems *problems, const struct error *err)
{
	return problems->count ? reply_fields(rp, problems) : reply_error(rp, err);
}

const char *reply_content(struct reply *rp, size_t *len)
{
	const char *text = "";

	if (rp->fixed) {
		*len = rp->fixed_len;
		return rp->fixed;
	}
	if (rp->body) {
		text = jo_text(rp->body);
		*len = strlen(text);
		return text;
	}
	*len = rp->type ? rp->text.len : 0;
	return *len ? rp->text.data : "";
}
