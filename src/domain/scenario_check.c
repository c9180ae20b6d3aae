/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenario_check.c -- what a scenario names is there: facts, lines, articles, items of the sheets; and the call can be
 * played: it has first words, and no fact waits for itself.
 */
#include <string.h>

#include "domain/scenario_build.h"
#include "hotline/i18n.h"

static void at_line(struct scenario_reading *r, int line)
{
	r->b.line = line;
}

static void check_named(struct scenario_reading *r, const char *key, const char *fact)
{
	if (!scenario_find_fact(r->s, fact))
		city_mistake(&r->b, _("%s names the fact %s, which does not exist"), key, fact);
}

/* ---- facts ---- */

static bool waits_for_itself(const struct scenario *s, const struct scenario_fact *fact)
{
	const struct scenario_fact *f = fact;

	for (size_t steps = 0; f && f->after && steps <= s->fact_count; steps++) {
		f = scenario_find_fact(s, f->after);
		if (f == fact)
			return true;
	}
	return false;
}

static bool asks_share(const struct scenario_fact *a, const struct scenario_fact *b, const char **shared)
{
	for (size_t i = 0; i < a->ask_count; i++)
		for (size_t k = 0; k < b->ask_count; k++)
			if (!strcmp(a->asks[i], b->asks[k])) {
				*shared = a->asks[i];
				return true;
			}
	return false;
}

static void check_fact(struct scenario_reading *r, size_t i)
{
	const struct scenario_fact *f = &r->s->facts[i];
	const char *shared;

	at_line(r, r->facts[i].after);
	if (f->after)
		check_named(r, "after", f->after);
	if (waits_for_itself(r->s, f))
		city_mistake(&r->b, _("the fact %s waits for itself: follow `after` from here"), f->code);
	at_line(r, r->facts[i].head);
	if (f->refuse && !f->after)
		city_mistake(&r->b, _("the fact %s has `refuse` without `after`: it is never refused"), f->code);
	for (size_t k = 0; k < i; k++)
		if (asks_share(f, &r->s->facts[k], &shared))
			city_mistake(&r->b, _("the facts %s and %s are asked for by the same words: %s"),
				     r->s->facts[k].code, f->code, shared);
}

/* ---- lines ---- */

static bool is_single(enum scenario_cue cue)
{
	return cue == CUE_OPENING || cue == CUE_IMPATIENT || cue == CUE_HANG_UP;
}

static void check_line(struct scenario_reading *r, size_t i)
{
	const struct scenario_line *l = &r->s->lines[i];

	at_line(r, r->lines[i]);
	for (size_t k = 0; k < l->tell_count; k++)
		check_named(r, "tells", l->tells[k]);
	for (size_t k = 0; k < i && is_single(l->cue); k++)
		if (r->s->lines[k].cue == l->cue) {
			city_mistake(&r->b, _("%s stands here twice"), scenario_cue_names[l->cue]);
			return;
		}
	if (l->cue == CUE_SECONDS && r->s->hang_up_after && l->n > r->s->hang_up_after)
		city_mistake(&r->b, _("the caller has hung up before: hang_up_after is %d seconds"),
			     r->s->hang_up_after);
}

static const struct scenario_line *find_cue(const struct scenario *s, enum scenario_cue cue)
{
	for (size_t i = 0; i < s->line_count; i++)
		if (s->lines[i].cue == cue)
			return &s->lines[i];
	return NULL;
}

static void check_call(struct scenario_reading *r)
{
	const struct scenario *s = r->s;

	at_line(r, r->head_line);
	if (!find_cue(s, CUE_OPENING))
		city_mistake(&r->b, _("the opening words are missing: [say] needs a line `opening: …`, empty for a "
				      "silent call"));
	if (s->fact_count && !find_cue(s, CUE_UNKNOWN))
		city_mistake(&r->b, _("[say] needs a line `unknown: …`: what is said to a question that no fact "
				      "answers"));
	if (find_cue(s, CUE_IMPATIENT) && !s->patience)
		city_mistake(&r->b, _("[say] has `impatient`, but patience is missing: the caller waits for ever"));
	if (find_cue(s, CUE_HANG_UP) && !s->patience && !s->hang_up_after)
		city_mistake(&r->b, _("[say] has `hang_up`, but neither patience nor hang_up_after is set"));
}

/* ---- duties ---- */

static bool has_empty_part(const char *words)
{
	size_t len = strlen(words);

	return words[0] == '|' || words[len - 1] == '|' || strstr(words, "||");
}

static void check_what(struct scenario_reading *r, const struct scenario_must *m)
{
	const char *duty = scenario_duty_names[m->duty];

	if (m->duty == DUTY_SEARCH || m->duty == DUTY_HANG_UP_LAST) {
		if (m->what)
			city_mistake(&r->b, _("behind %s nothing stands but within, before, item and request, not "
					      "“%s”"), duty, m->what);
	} else if (!m->what) {
		city_mistake(&r->b, _("what is to be done is missing behind %s"), duty);
	} else if (m->duty == DUTY_ASK || m->duty == DUTY_READ_BACK) {
		check_named(r, duty, m->what);
	} else if (m->duty == DUTY_TRANSFER && !city_look(r->c, LOOKUP_LINE, m->what, NULL)) {
		city_mistake(&r->b, _("the city has no emergency line %s"), m->what);
	} else if (m->duty == DUTY_CITE && !scenario_has_article(r, m->what)) {
		city_mistake(&r->b, _("there is no article %s"), m->what);
	} else if (m->duty == DUTY_ACTION && !scenario_is_action(m->what)) {
		city_mistake(&r->b, _("an action is submit, answer, transfer, decline or void, not “%s”"), m->what);
	} else if (m->duty == DUTY_SAY && has_empty_part(m->what)) {
		city_mistake(&r->b, _("a word is empty beside | in “%s”"), m->what);
	}
}

static void check_item(struct scenario_reading *r, const char *item)
{
	const char *slash = strchr(item, '/');
	char sheet[40];
	size_t len = slash ? (size_t)(slash - item) : 0;

	if (slash && len < sizeof(sheet)) {
		memcpy(sheet, item, len);
		sheet[len] = '\0';
		const struct city_sheet_item *i = city_look(r->c, LOOKUP_SHEET_ITEM, sheet, slash + 1);
		if (i && i->deduction)
			return;
		if (i) {
			city_mistake(&r->b, _("item %s is earned, not deducted: name one of its faults in "
					      "sheets.tsv"), item);
			return;
		}
	}
	city_mistake(&r->b, _("sheets.tsv has no item %s: write it as SHEET/ITEM, such as call/service-greeting"),
		     item);
}

static void check_must(struct scenario_reading *r, size_t i)
{
	const struct scenario_must *m = &r->s->musts[i];

	at_line(r, r->musts[i]);
	check_what(r, m);
	if (m->before && strcmp(m->before, "submit"))
		check_named(r, "before", m->before);
	if (m->item)
		check_item(r, m->item);
	if (m->request > r->s->request_count)
		city_mistake(&r->b, _("there is no request %d: its section [expect %d] is missing"), m->request,
			     m->request);
	if (m->within > r->s->minutes * 60)
		city_mistake(&r->b, _("within %d seconds is longer than the call's %d minutes"), m->within,
			     r->s->minutes);
}

void scenario_check(struct scenario_reading *r)
{
	scenario_count_requests(r->s);
	check_call(r);
	for (size_t i = 0; i < r->s->fact_count; i++)
		check_fact(r, i);
	for (size_t i = 0; i < r->s->line_count; i++)
		check_line(r, i);
	for (size_t i = 0; i < r->s->must_count; i++)
		check_must(r, i);
	scenario_check_expects(r);
}
