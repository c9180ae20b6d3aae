/* SPDX-License-Identifier: GPL-3.0-or-later */
/* names.c -- how reports name things and figures. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "hotline/i18n.h"
#include "report/private.h"

static const char *name_of(const struct report_query *q, const char *name, const char *name_en)
{
	return q->english && name_en ? name_en : name;
}

const char *name_unit(const struct report_query *q, const struct city *c, const char *code)
{
	const struct city_unit *u = city_find_unit(c, code);

	return u ? name_of(q, u->name, u->name_en) : code;
}

const char *name_level(const char *kind)
{
	static const struct { const char *kind, *name; } names[] = {
		{ "district", N_("Districts") }, { "street", N_("Streets and townships") },
		{ "department", N_("Departments") }, { "company", N_("Companies") }, { "grid", N_("Grids") },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i].kind, kind))
			return _(names[i].name);
	return kind;
}

const char *name_category(const struct report_query *q, const struct city *c, const char *code)
{
	const struct city_category *k = city_find_category(c, code);

	return k ? name_of(q, k->name, k->name_en) : code;
}

const char *name_region(const struct report_query *q, const struct city *c, const char *code)
{
	const struct city_region *r = city_find_region(c, code);

	return r ? name_of(q, r->name, r->name_en) : code;
}

/* ---- figures ---- */

json *figure(double value, int digits)
{
	char text[40];
	int len = snprintf(text, sizeof(text), "%.*f", digits, value);

	while (digits && len > 0 && text[len - 1] == '0' && text[len - 2] != '.')
		text[--len] = '\0';
	return json_object_new_double_s(value, text);
}

json *figure_weighed(int64_t thousandths)
{
	return thousandths % 1000 ? figure((double)thousandths / 1000, 3) : json_object_new_int64(thousandths / 1000);
}

void set_figures(json *o, const struct assess_sum *s, const struct assess_rates *r)
{
	jo_set_int(o, "volume", s->volume);
	jo_set(o, "valid", figure_weighed(s->valid));
	jo_set(o, "contacted", figure_weighed(s->contacted));
	jo_set(o, "solved", figure_weighed(s->solved));
	jo_set(o, "satisfied", figure_weighed(s->satisfied));
	jo_set(o, "basically", figure_weighed(s->basically));
	jo_set(o, "response_rate", figure(r->response, 6));
	jo_set(o, "solution_rate", figure(r->solution, 6));
	jo_set(o, "satisfaction_rate", figure(r->satisfaction, 6));
	jo_set(o, "score", figure(r->score, 1));
}

void set_period(json *o, const struct report_query *q)
{
	jo_set_time(o, "from", q->from);
	jo_set_time(o, "to", q->to);
}

json *new_list(json *o, const char *name)
{
	json *list = json_object_new_array();

	jo_set(o, name, list);
	return list;
}

/* ---- tickets behind a figure ---- */

/* RFC 3986: what is not unreserved is coded; a comma stands for itself. */
static void add_coded(struct buf *out, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (isalnum(*p) || strchr("-._~,", *p))
			buf_addch(out, (char)*p);
		else
			buf_addf(out, "%%%02X", *p);
	}
}

void link_add(struct link *l, const char *name, const char *value)
{
	buf_addf(&l->text, "%s%s=", l->text.len ? "&" : "", name);
	add_coded(&l->text, *value ? value : "-");
}

void link_period(struct link *l, const char *of, instant from, instant to)
{
	char name[40], time[CLOCK_TEXT];

	snprintf(name, sizeof(name), "%s_from", of);
	link_add(l, name, clock_format(from, time));
	snprintf(name, sizeof(name), "%s_to", of);
	link_add(l, name, clock_format(to, time));
}

void link_set(json *o, const char *name, struct link *l)
{
	jo_set_str(o, name, l->text.data);
	buf_release(&l->text);
}

bool unit_in_scope(const struct city *c, const struct report_query *q, const char *unit)
{
	return !q->unit || !strcmp(unit, q->unit) || city_unit_is_under(c, unit, q->unit);
}
