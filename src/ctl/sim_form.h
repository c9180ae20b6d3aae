/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim_form.h -- the form of a simulated trainee, and what becomes of it, as a scenario expects them of one request. */
#ifndef CTL_SIM_FORM_H
#define CTL_SIM_FORM_H

#include "hotline/json.h"

enum { SIM_REQUESTS_MOST = 4 };

/* With what everybody writes. Caller frees. */
json *sim_form_new(void);
/* How many requests the call has, 1 to SIM_REQUESTS_MOST; scenario NULL: 1. */
int sim_form_requests(const json *scenario);
/* Which request an expectation is of. */
int sim_form_request(const json *expect);
/* What is expected there stands in the form; `known` false: it is left empty. What is no field changes nothing. */
void sim_form_expect(json *fields, const json *expect, bool known);
/* Whatever a weak memory left out, so that it can be sent. */
void sim_form_complete(json *fields);
/* What the server found wrong is put right, or left out. */
void sim_form_mend(json *fields, const json *answer, const json *scenario, int request);
/* The best value expected of a request at "action", "to", "article" or a field; NULL: none. Borrowed. */
const char *sim_form_expected(const json *scenario, int request, const char *pointer);

#endif
