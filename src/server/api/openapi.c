/* SPDX-License-Identifier: GPL-3.0-or-later */
/* openapi.c -- the description of the wire, docs/openapi.json, as it was built in. */
#include <string.h>

#include "server/api/basics.h"

/* Made by the build. */
extern const char openapi_text[];

void api_openapi(struct request *rq, struct reply *rp)
{
	(void)rq;
	rp->status = 200;
	rp->type = "application/json";
	rp->fixed = openapi_text;
	rp->fixed_len = strlen(openapi_text);
}
