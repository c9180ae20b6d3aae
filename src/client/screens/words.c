/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words.c -- states, times and names as people say them, in one place. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "client/screens/screens.h"
#include "hotline/alloc.h"
#include "hotline/form.h"
#include "hotline/i18n.h"

const char *words_ticket_state(enum ticket_state s)
{
	return _(ticket_state_label(s));
}

const char *words_own_state(const char *name)
{
	static const struct { const char *name, *word; } states[] = {
		{ "dispatched", N_("to be signed") }, { "handling", N_("being handled") },
		{ "return_requested", N_("return asked for") }, { "replied", N_("replied") },
		{ "called", N_("to report in") }, { "reported", N_("reported in") },
		{ "forwarded", N_("forwarded") }, { "given_back", N_("to be taken back") },
	};

	for (size_t i = 0; name && i < ARRAY_SIZE(states); i++)
		if (!strcmp(states[i].name, name))
			return _(states[i].word);
	return name ? name : "";
}

const char *words_presence(enum presence p)
{
	static const char *const words[PRESENCE_COUNT] = {
		[PRESENCE_OFFLINE] = N_("offline"), [PRESENCE_READY] = N_("ready"),
		[PRESENCE_RINGING] = N_("ringing"), [PRESENCE_TALKING] = N_("talking"),
		[PRESENCE_WRAP_UP] = N_("wrap-up"), [PRESENCE_BREAK] = N_("break"),
		[PRESENCE_NOT_READY] = N_("not ready"),
	};

	return _(words[p]);
}

const char *words_contact_state(enum contact_state s)
{
	static const char *const words[CONTACT_STATE_COUNT] = {
		[CONTACT_QUEUED] = N_("waiting"), [CONTACT_OFFERED] = N_("ringing"),
		[CONTACT_TALKING] = N_("talking"), [CONTACT_HELD] = N_("on hold"),
		[CONTACT_WRAP_UP] = N_("wrap-up"), [CONTACT_DONE] = N_("done"),
		[CONTACT_ABANDONED] = N_("given up"), [CONTACT_CALL_BACK] = N_("to call back"),
		[CONTACT_ORPHANED] = N_("line lost"),
	};

	return _(words[s]);
}

const char *words_clock(int clock)
{
	static const char *const words[CLOCK_COUNT] = {
		[CLOCK_DISPATCH] = N_("dispatch"), [CLOCK_SIGN] = N_("sign-in"),
		[CLOCK_RESPOND] = N_("respond"), [CLOCK_FEEDBACK] = N_("feedback"),
	};

	return clock >= 0 && clock < CLOCK_COUNT ? _(words[clock]) : "";
}

const char *words_action(const char *name)
{
	const char *label = ticket_action_label(name);

	return label ? _(label) : name;
}

static const struct { const char *what, *word; } asked_words[] = {
	{ "confirm", N_("refusal") }, { "arbitration", N_("arbitration") }, { "return", N_("return") },
	{ "carry", N_("carrying") }, { "extension", N_("extension") }, { "appeal", N_("appeal") },
	{ "supplied", N_("supplied") },
};

const char *words_asked(const char *what)
{
	for (size_t i = 0; what && i < ARRAY_SIZE(asked_words); i++)
		if (!strcmp(asked_words[i].what, what))
			return _(asked_words[i].word);
	return what ? what : "";
}

void words_asked_counts(const struct model_list *l, struct buf *out)
{
	for (size_t k = 0; k < ARRAY_SIZE(asked_words); k++) {
		size_t n = 0;
		for (size_t i = 0; l && i < l->count; i++)
			n += l->rows[i].asks && !strcmp(l->rows[i].asks, asked_words[k].what);
		if (n)
			buf_addf(out, "%s%s %zu", out->len ? " · " : "", _(asked_words[k].word), n);
	}
}

static void local_time(instant t, struct tm *tm)
{
	time_t seconds = (time_t)(t / 1000);

	localtime_r(&seconds, tm);
}

void words_time(struct buf *out, instant t, instant now)
{
	struct tm at, today, before;
	char text[40];

	if (t == INSTANT_NONE) {
		buf_adds(out, "–");
		return;
	}
	local_time(t, &at);
	local_time(now, &today);
	local_time(now - SECONDS(86400), &before);
	const char *format = "%Y-%m-%d %H:%M";
	if (at.tm_year == today.tm_year && at.tm_yday == today.tm_yday) {
		format = "%H:%M";
	} else if (at.tm_year == before.tm_year && at.tm_yday == before.tm_yday) {
		buf_adds(out, _("yesterday "));
		format = "%H:%M";
	} else if (at.tm_year == today.tm_year) {
		format = "%m-%d %H:%M";
	}
	strftime(text, sizeof(text), format, &at);
	buf_adds(out, text);
}

void words_span(struct buf *out, int64_t ms)
{
	int64_t minutes = ms / 60000, hours = minutes / 60, days = hours / 24;

	if (minutes < 60)
		buf_addf(out, _("%lld min"), (long long)minutes);
	else if (hours < 24)
		buf_addf(out, _("%lldh%02lldm"), (long long)hours, (long long)(minutes % 60));
	else if (days < 10)
		buf_addf(out, _("%lldd%lldh"), (long long)days, (long long)(hours % 24));
	else
		buf_addf(out, _("%lldd"), (long long)days);
}

void words_timer(struct buf *out, int64_t ms)
{
	long long s = ms > 0 ? ms / 1000 : 0;

	if (s >= 3600)
		buf_addf(out, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
	else
		buf_addf(out, "%lld:%02lld", s / 60, s % 60);
}

enum look words_due(struct buf *out, instant due, instant now)
{
	struct buf span = BUF_INIT;

	if (due == INSTANT_NONE) {
		buf_adds(out, "–");
		return LOOK_DIM;
	}
	words_span(&span, due > now ? due - now : now - due);
	buf_addf(out, due > now ? _("%s left") : _("%s late"), span.data);
	buf_release(&span);
	if (due <= now)
		return LOOK_ERROR;
	return due - now < SECONDS(3600) ? LOOK_WARNING : LOOK_NORMAL;
}

void words_marks(struct buf *out, const struct model_ticket_row *row)
{
	static const char *const parts[PART_COUNT] = {
		[PART_CO] = N_("[co-unit] "), [PART_WHISTLED] = N_("[called to help] "),
		[PART_BELOW] = N_("[below] "),
	};

	if (parts[row->part])
		buf_adds(out, _(parts[row->part]));
	if (row->urged)
		buf_adds(out, _("[urged] "));
	if (row->supervised)
		buf_adds(out, _("[supervised] "));
	if (row->claimed_name)
		buf_addf(out, _("[claimed by %s] "), row->claimed_name);
	else if (row->claimed_by)
		buf_adds(out, _("[claimed] "));
}

const char *words_overseen(const struct app *app, const json *ticket)
{
	const struct model *m = client_model(app);
	const json *units = jo_get(ticket, "units");

	if (!ticket || !client_is_unit(m))
		return NULL;
	for (size_t i = 0; i < jo_len(units); i++) {
		const char *unit = jo_str(jo_at(units, i), "unit");
		if (unit && !strcmp(unit, m->me.unit))
			return NULL;
	}
	return _("Your unit oversees this ticket: you read it and add notes; its lead and co-units "
		 "act on it.");
}

const char *words_in_language(const struct app *app, const char *text, const char *text_en)
{
	return client_english(app) && text_en && *text_en ? text_en : text;
}

void words_category(const struct app *app, struct buf *out, const char *code, bool whole_path)
{
	const struct city *city = client_model(app)->city;
	const struct city_category *c = city && code ? city_find_category(city, code) : NULL;

	if (!c)
		buf_adds(out, code ? code : "");
	else if (whole_path)
		city_category_path(city, code, client_english(app), out);
	else
		buf_adds(out, words_in_language(app, c->name, c->name_en));
}

void words_title(const struct app *app, struct buf *out, const char *title, const char *category)
{
	if (title && *title) {
		buf_adds(out, title);
		return;
	}
	buf_adds(out, _("(no title)"));
	if (category) {
		buf_addch(out, ' ');
		words_category(app, out, category, false);
	}
}

/* In English its code: there the names differ in nothing else. */
void words_grade(const struct app *app, struct buf *out, const char *code)
{
	if (code)
		buf_adds(out, client_english(app) ? code : words_code(app, "grade", code));
}

void words_unit(const struct app *app, struct buf *out, const char *code)
{
	const struct city *city = client_model(app)->city;
	const struct city_unit *u = city && code ? city_find_unit(city, code) : NULL;

	buf_adds(out, u ? words_in_language(app, u->name, u->name_en) : code ? code : "");
}

void words_region(const struct app *app, struct buf *out, const char *code)
{
	const struct city *city = client_model(app)->city;
	const struct city_region *r = city && code ? city_find_region(city, code) : NULL;

	buf_adds(out, r ? words_in_language(app, r->name, r->name_en) : code ? code : "");
}

/* The name of a community, when its street's are known here. */
static void add_community(const struct app *app, struct buf *out, const json *fields)
{
	const char *street = jo_pointer_str(fields, "/place/street");
	const char *code = jo_pointer_str(fields, "/place/community");
	const json *list = street && code ? model_communities(client_model(app), street) : NULL;

	for (size_t i = 0; i < jo_len(list); i++)
		if (jo_str(jo_at(list, i), "code") && !strcmp(jo_str(jo_at(list, i), "code"), code))
			buf_addf(out, " %s", jo_str(jo_at(list, i), "name"));
}

static void add_units(const struct app *app, struct buf *out, const json *list)
{
	for (size_t i = 0; i < jo_len(list); i++) {
		buf_adds(out, i ? _(", ") : " · ");
		words_unit(app, out, json_object_get_string(jo_at(list, i)));
	}
}

void words_about_event(const struct app *app, struct buf *out, const json *detail, instant now)
{
	static const char *const units[] = { "lead", "unit" }, *const lists[] = { "co", "units" };
	static const char *const tickets[] = { "into", "no" };
	const char *grade = jo_str(detail, "grade"), *until = jo_str(detail, "until");
	instant t;

	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (jo_str(detail, units[i])) {
			buf_adds(out, " · ");
			words_unit(app, out, jo_str(detail, units[i]));
		}
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		add_units(app, out, jo_array(detail, lists[i]));
	for (size_t i = 0; i < ARRAY_SIZE(tickets); i++)
		if (jo_str(detail, tickets[i])) {
			buf_adds(out, " · ");
			words_no(out, jo_str(detail, tickets[i]));
		}
	if (grade)
		buf_addf(out, " · %s", words_code(app, "grade", grade));
	if (until && clock_parse(until, &t)) {
		buf_adds(out, _(" · until "));
		words_time(out, t, now);
	}
}

void words_place(const struct app *app, struct buf *out, const json *fields)
{
	const char *district = jo_pointer_str(fields, "/place/district");
	const char *street = jo_pointer_str(fields, "/place/street");
	const char *point = jo_pointer_str(fields, "/place/point");
	const char *address = jo_pointer_str(fields, "/place/address");

	if (!district && !address) {
		const json *none = jo_pointer(fields, "/place/not_mentioned");
		buf_adds(out, none && json_object_get_boolean(none) ? _("not mentioned") : "");
		return;
	}
	words_region(app, out, district);
	if (street) {
		buf_addch(out, ' ');
		words_region(app, out, street);
	}
	add_community(app, out, fields);
	if (point && *point)
		buf_addf(out, " · %s", point);
	if (address && *address)
		buf_addf(out, " · %s", address);
}

bool words_is_yes(const char *answer)
{
	return answer && (!strcmp(answer, "y") || !strcmp(answer, "Y") || !strcmp(answer, "是"));
}

const char *words_code(const struct app *app, const char *set, const char *code)
{
	const struct city *city = client_model(app)->city;
	const struct city_code *c = city && code ? city_find_code(city, set, code) : NULL;

	return c ? words_in_language(app, c->name, c->name_en) : code ? code : "";
}

void words_no(struct buf *out, const char *no)
{
	char spaced[40];

	ticket_no_spaced(no, spaced);
	buf_adds(out, spaced);
}

/* What the caller wants to hear about each state; %s is the unit. */
static const char *state_sentence(enum ticket_state s)
{
	static const char *const sentences[TICKET_STATE_COUNT] = {
		[TICKET_ANSWERED] = N_("It was answered on the phone."),
		[TICKET_TRANSFERRED] = N_("It was handed to the emergency line at once."),
		[TICKET_DECLINED] = N_("It could not be accepted; the reason and the legal way were told."),
		[TICKET_VOID] = N_("It is not followed up."),
		[TICKET_PENDING] = N_("It is with the dispatchers, who send it to the responsible unit."),
		[TICKET_NEEDS_INFO] = N_("The dispatchers have a question before they send it on."),
		[TICKET_MERGED] = N_("It is handled together with an earlier request on the same matter."),
		[TICKET_DISPATCHED] = N_("It was sent to %s, which has yet to sign it in."),
		[TICKET_RETURN_REQUESTED] = N_("%s says it is not responsible; the dispatchers are deciding."),
		[TICKET_ARBITRATION] = N_("Which unit is responsible is being settled."),
		[TICKET_HANDLING] = N_("%s is handling it."),
		[TICKET_CARRIED] = N_("%s keeps it on its list as a long-term matter."),
		[TICKET_REPLIED] = N_("%s has replied; we shall call you about it."),
		[TICKET_VISITING] = N_("%s has replied; we shall call you about it."),
		[TICKET_REHANDLING] = N_("It went back to %s to be handled again."),
		[TICKET_CLOSED] = N_("It is closed."),
	};

	return _(sentences[s]);
}

/* The unit's latest answer for the citizen. */
static const char *last_answer(const struct model_ticket *t)
{
	const char *answer = NULL;

	for (size_t i = 0; i < jo_len(t->history); i++) {
		const char *said = jo_str(jo_get(jo_at(t->history, i), "detail"), "answer");
		if (said && *said)
			answer = said;
	}
	return answer;
}

static void add_deadline(struct buf *out, const struct model_ticket *t, instant now)
{
	const char *text = jo_pointer_str(t->ticket, "/deadlines/feedback");
	struct buf when = BUF_INIT, late = BUF_INIT;
	instant due;

	if (!text || !clock_parse(text, &due) || t->state == TICKET_CLOSED ||
	    t->state == TICKET_REPLIED || t->state == TICKET_VISITING)
		return;
	time_say_near(&when, due - due % 60000, now);
	if (due > now) {
		buf_addf(out, _("It is due by %s.\n"), when.data);
	} else {
		words_span(&late, now - due);
		buf_addf(out, _("It was due by %s and is %s late; we shall urge the unit.\n"), when.data, late.data);
	}
	buf_release(&when);
	buf_release(&late);
}

/* When it came to its present state; INSTANT_NONE: not known here. */
static instant state_since(const struct model_ticket *t)
{
	instant at = INSTANT_NONE, since = INSTANT_NONE;

	for (size_t i = 0; i < jo_len(t->history); i++) {
		const json *event = jo_at(t->history, i);
		const char *from = jo_str(event, "from"), *to = jo_str(event, "to"), *text = jo_str(event, "at");
		if (to && (!from || strcmp(from, to) != 0) && text && clock_parse(text, &at))
			since = at;
	}
	return since;
}

static void add_state(struct buf *out, const struct model_ticket *t, const char *unit, instant now)
{
	instant since = state_since(t);
	struct buf when = BUF_INIT;

	if (t->state == TICKET_CLOSED && since != INSTANT_NONE) {
		time_say_near(&when, since - since % 60000, now);
		if (jo_str(t->ticket, "lead"))
			buf_addf(out, _("%s handled it; it was closed %s.\n"), unit, when.data);
		else
			buf_addf(out, _("It was closed %s.\n"), when.data);
	} else {
		buf_addf(out, state_sentence(t->state), unit);
		buf_addch(out, '\n');
	}
	buf_release(&when);
}

void words_progress(const struct app *app, struct buf *out, const struct model_ticket *t, instant now)
{
	const char *made = jo_str(t->ticket, "created_at"), *answer = last_answer(t);
	struct buf unit = BUF_INIT, no = BUF_INIT, when = BUF_INIT;
	instant at;

	words_unit(app, &unit, jo_str(t->ticket, "lead"));
	if (!unit.len)
		buf_adds(&unit, _("the unit"));
	words_no(&no, t->no);
	if (made && clock_parse(made, &at))
		time_say_near(&when, at - at % 60000, now);
	buf_addf(out, _("Ticket %s, taken %s.\n"), no.data, when.len ? when.data : "–");
	add_state(out, t, unit.data, now);
	add_deadline(out, t, now);
	if (jo_int(t->ticket, "urged", 0) > 0)
		buf_addf(out, ngettext("It was urged %lld time.\n", "It was urged %lld times.\n",
				       (unsigned long)jo_int(t->ticket, "urged", 0)),
			 (long long)jo_int(t->ticket, "urged", 0));
	if (answer)
		buf_addf(out, _("The unit's answer: %s\n"), answer);
	buf_release(&unit);
	buf_release(&no);
	buf_release(&when);
}

static const struct { const char *code, *word; } satisfactions[] = {
	{ "yes", N_("satisfied") }, { "basically", N_("basically satisfied") }, { "no", N_("not satisfied") },
};

static size_t satisfied_count(void *data)
{
	(void)data;
	return ARRAY_SIZE(satisfactions);
}

static const char *satisfied_code(void *data, size_t i)
{
	(void)data;
	return satisfactions[i].code;
}

static const char *satisfied_word(void *data, size_t i)
{
	(void)data;
	return _(satisfactions[i].word);
}

const struct choices words_satisfied_choices = {
	.count = satisfied_count, .code = satisfied_code, .label = satisfied_word,
};

const char *words_satisfied(const char *code)
{
	for (size_t i = 0; code && i < ARRAY_SIZE(satisfactions); i++)
		if (!strcmp(satisfactions[i].code, code))
			return _(satisfactions[i].word);
	return "";
}

void words_answers(struct buf *out, const json *answers)
{
	static const struct { const char *name, *yes, *no; } questions[] = {
		{ "contacted", N_("contacted"), N_("not contacted") }, { "solved", N_("solved"), N_("not solved") },
	};
	const char *satisfied = jo_str(answers, "satisfied"), *note = jo_str(answers, "note");
	size_t start = out->len;

	for (size_t i = 0; i < ARRAY_SIZE(questions); i++)
		if (jo_get(answers, questions[i].name))
			buf_addf(out, "%s%s", out->len > start ? " · " : "",
				 _(jo_bool(answers, questions[i].name, false) ? questions[i].yes : questions[i].no));
	if (satisfied)
		buf_addf(out, " · %s", words_satisfied(satisfied));
	if (note && *note)
		buf_addf(out, " · %s", note);
}

/* The server's own reasons are words of the wire; what a person wrote is shown as it is. */
const char *words_reason(const char *reason)
{
	static const struct { const char *code, *word; } reasons[] = {
		{ "unanswered", N_("a call was not answered in time") },
		{ "declined", N_("a call was declined") },
		{ "line_lost", N_("the line to the server was lost") },
		{ "caller_hung_up", N_("the caller hung up") },
		{ "transferred", N_("the call was transferred") },
		{ "taken over", N_("the call was taken over") },
		{ "training", N_("training") },
		{ "given to another agent", N_("the call was given to another agent") },
	};

	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		if (!strcmp(reasons[i].code, reason))
			return _(reasons[i].word);
	return reason;
}
