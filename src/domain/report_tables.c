/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_tables.c -- the sections and columns of every report. */
#include "hotline/tables.h"

#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/ticket.h"

#define COLUMNS(name, ...) \
	static const struct column name[] = { __VA_ARGS__, { NULL, NULL, CELL_TEXT, 0 } }
#define SECTIONS(name, ...) \
	static const struct section name[] = { __VA_ARGS__, { NULL, NULL, NULL } }

COLUMNS(rate_columns,
	{ "rank", N_("No."), CELL_NUMBER, 0 }, { "name", N_("Name"), CELL_TEXT, COLUMN_CUT },
	{ "score", N_("Score"), CELL_NUMBER, COLUMN_PAPER_BAR }, { "response_rate", N_("Response"), CELL_PERCENT, 0 },
	{ "solution_rate", N_("Solution"), CELL_PERCENT, 0 }, { "satisfaction_rate", N_("Satisfaction"), CELL_PERCENT, 0 },
	{ "volume", N_("Sent"), CELL_NUMBER, 0 }, { "valid", N_("Visits"), CELL_NUMBER, 0 },
	{ "contacted", N_("Contacted"), CELL_NUMBER, COLUMN_PAPER }, { "solved", N_("Solved"), CELL_NUMBER, COLUMN_PAPER },
	{ "satisfied", N_("Satisfied"), CELL_NUMBER, COLUMN_PAPER }, { "basically", N_("Basically"), CELL_NUMBER, COLUMN_PAPER });
COLUMNS(unit_columns,
	{ "rank", N_("No."), CELL_NUMBER, 0 }, { "name", N_("Name"), CELL_TEXT, COLUMN_CUT },
	{ "score", N_("Score"), CELL_NUMBER, COLUMN_BAR }, { "volume", N_("Sent"), CELL_NUMBER, 0 },
	{ "valid", N_("Visits"), CELL_NUMBER, 0 });
COLUMNS(hour_columns,
	{ "hour", N_("Hour"), CELL_MOMENT, 0 },
	{ "contacts", N_("Contacts"), CELL_NUMBER, COLUMN_BAR | COLUMN_SPARK },
	{ "answered", N_("Answered"), CELL_NUMBER, 0 }, { "answered_in_15s", N_("Within 15 s"), CELL_NUMBER, 0 },
	{ "abandoned", N_("Abandoned"), CELL_NUMBER, 0 }, { "count", N_("Tickets"), CELL_NUMBER, COLUMN_SPARK },
	{ "direct", N_("Answered at once"), CELL_NUMBER, COLUMN_PAPER }, { "special", N_("Sensitive"), CELL_NUMBER, COLUMN_PAPER });
COLUMNS(last_hour_columns,
	{ "what", N_("Figure"), CELL_WORD, 0 }, { "hour", N_("Hour"), CELL_TIME, 0 },
	{ "contacts", N_("Contacts"), CELL_NUMBER, 0 }, { "answered", N_("Answered"), CELL_NUMBER, 0 },
	{ "answered_in_15s", N_("Within 15 s"), CELL_NUMBER, 0 }, { "abandoned", N_("Abandoned"), CELL_NUMBER, 0 },
	{ "count", N_("Tickets"), CELL_NUMBER, 0 }, { "special", N_("Sensitive"), CELL_NUMBER, COLUMN_PAPER });
COLUMNS(total_columns,
	{ "what", N_("Figure"), CELL_WORD, 0 }, { "count", N_("Count"), CELL_NUMBER, COLUMN_BAR },
	{ "before", N_("Before"), CELL_NUMBER, 0 });
COLUMNS(category_columns,
	{ "name", N_("Category"), CELL_TEXT, COLUMN_CUT }, { "count", N_("Count"), CELL_NUMBER, COLUMN_BAR },
	{ "before", N_("Before"), CELL_NUMBER, 0 });
COLUMNS(place_columns,
	{ "name", N_("Place"), CELL_TEXT, COLUMN_CUT }, { "count", N_("Count"), CELL_NUMBER, COLUMN_BAR },
	{ "before", N_("Before"), CELL_NUMBER, 0 }, { "rise", N_("Times"), CELL_NUMBER, 0 });
COLUMNS(rising_columns,
	{ "name", N_("Category"), CELL_TEXT, COLUMN_CUT }, { "count", N_("Count"), CELL_NUMBER, COLUMN_BAR },
	{ "before", N_("Before"), CELL_NUMBER, 0 }, { "rise", N_("Times"), CELL_NUMBER, 0 });
COLUMNS(trend_columns,
	{ "day", N_("Day"), CELL_DAY, 0 }, { "contacts", N_("Contacts"), CELL_NUMBER, COLUMN_BAR | COLUMN_SPARK },
	{ "count", N_("Tickets"), CELL_NUMBER, COLUMN_SPARK },
	{ "dispatched", N_("Dispatched"), CELL_NUMBER, 0 }, { "closed", N_("Closed"), CELL_NUMBER, COLUMN_SPARK }, { "visited", N_("Valid visits"), CELL_NUMBER, COLUMN_PAPER },
	{ "solved", N_("Solved"), CELL_NUMBER, COLUMN_PAPER });
COLUMNS(ticket_columns,
	{ "no", N_("Ticket"), CELL_TEXT, 0 }, { "created_at", N_("Made"), CELL_MOMENT, 0 },
	{ "state", N_("State"), CELL_STATE, COLUMN_CUT }, { "unit_name", N_("Unit"), CELL_TEXT, COLUMN_CUT },
	{ "name", N_("Category"), CELL_TEXT, COLUMN_PAPER }, { "title", N_("Title"), CELL_TEXT, COLUMN_CUT });
COLUMNS(special_columns,
	{ "name", N_("Category"), CELL_TEXT, COLUMN_CUT }, { "count", N_("Count"), CELL_NUMBER, COLUMN_BAR },
	{ "before", N_("Before"), CELL_NUMBER, 0 }, { "open", N_("Open"), CELL_NUMBER, 0 },
	{ "overdue", N_("Overdue"), CELL_NUMBER, 0 });
COLUMNS(cluster_columns,
	{ "count", N_("Count"), CELL_NUMBER, 0 }, { "title", N_("Newest title"), CELL_TEXT, COLUMN_CUT },
	{ "name", N_("Category"), CELL_TEXT, COLUMN_CUT }, { "street_name", N_("Place"), CELL_TEXT, COLUMN_CUT },
	{ "first_at", N_("Since"), CELL_MOMENT, COLUMN_PAPER });
COLUMNS(candidate_columns,
	{ "rank", N_("Rank"), CELL_NUMBER, 0 }, { "name", N_("Category"), CELL_TEXT, COLUMN_CUT },
	{ "score", N_("Weight"), CELL_NUMBER, COLUMN_BAR }, { "count", N_("Dispatched"), CELL_NUMBER, 0 },
	{ "before", N_("Before"), CELL_NUMBER, 0 }, { "streets", N_("Streets"), CELL_NUMBER, 0 },
	{ "unsolved", N_("Unsolved"), CELL_PERCENT, 0 });
COLUMNS(street_columns,
	{ "name", N_("Street"), CELL_TEXT, COLUMN_CUT }, { "district_name", N_("District"), CELL_TEXT, COLUMN_CUT },
	{ "volume", N_("Dispatched"), CELL_NUMBER, COLUMN_BAR }, { "before", N_("Before"), CELL_NUMBER, 0 },
	{ "score", N_("Score"), CELL_NUMBER, 0 }, { "valid", N_("Valid visits"), CELL_NUMBER, COLUMN_PAPER },
	{ "solution_rate", N_("Solution"), CELL_PERCENT, COLUMN_PAPER },
	{ "satisfaction_rate", N_("Satisfaction"), CELL_PERCENT, COLUMN_PAPER });
COLUMNS(skill_columns,
	{ "name", N_("Skill"), CELL_TEXT, 0 }, { "waiting", N_("Waiting"), CELL_NUMBER, COLUMN_BAR },
	{ "oldest_at", N_("Oldest since"), CELL_TIME, 0 });
COLUMNS(seat_columns,
	{ "state", N_("State"), CELL_WORD, 0 }, { "count", N_("Seats"), CELL_NUMBER, COLUMN_BAR });
COLUMNS(one_row_columns,
	{ "contacts", N_("Contacts"), CELL_NUMBER, 0 }, { "answered", N_("Answered"), CELL_NUMBER, 0 },
	{ "answered_in_15s", N_("Within 15 s"), CELL_NUMBER, 0 }, { "abandoned", N_("Abandoned"), CELL_NUMBER, 0 },
	{ "tickets", N_("Tickets"), CELL_NUMBER, 0 });

COLUMNS(inspection_columns,
	{ "open", N_("Not scored yet"), CELL_NUMBER, 0 }, { "scored", N_("Scored"), CELL_NUMBER, 0 },
	{ "mean", N_("Mean"), CELL_NUMBER, 0 }, { "worst", N_("Lowest"), CELL_NUMBER, 0 },
	{ "appealed", N_("Appealed"), CELL_NUMBER, 0 }, { "granted", N_("Upheld"), CELL_NUMBER, 0 });
COLUMNS(inspected_columns,
	{ "name", N_("Agent"), CELL_TEXT, COLUMN_CUT }, { "mean", N_("Mean"), CELL_NUMBER, COLUMN_BAR },
	{ "scored", N_("Scored"), CELL_NUMBER, 0 }, { "worst", N_("Lowest"), CELL_NUMBER, 0 },
	{ "appealed", N_("Appealed"), CELL_NUMBER, 0 }, { "granted", N_("Upheld"), CELL_NUMBER, 0 });
COLUMNS(fault_columns,
	{ "name", N_("Fault"), CELL_TEXT, COLUMN_CUT }, { "lost", N_("Points lost"), CELL_NUMBER, COLUMN_BAR },
	{ "times", N_("How often"), CELL_NUMBER, 0 }, { "share", N_("Of the tickets"), CELL_PERCENT, 0 },
	{ "sheet", N_("Sheet"), CELL_WORD, COLUMN_PAPER });

SECTIONS(rate_sections, { "/items", N_("Rates and scores"), rate_columns }, { "/city", N_("City"), rate_columns });
SECTIONS(hour_sections,
	 { "/compared", N_("The last whole hour"), last_hour_columns },
	 { "/categories", N_("Its categories"), category_columns }, { "/items", N_("Hour by hour"), hour_columns });
SECTIONS(day_sections,
	 { "/totals", N_("Totals"), total_columns }, { "/categories", N_("Top categories"), category_columns },
	 { "/units/top", N_("Best units of the period"), unit_columns },
	 { "/units/bottom", N_("Units at the end of the list"), unit_columns },
	 { "/enterprises", N_("Enterprises"), ticket_columns }, { "/trend", N_("Fourteen days"), trend_columns });
SECTIONS(queue_sections,
	 { "/skills", N_("Waiting by skill"), skill_columns }, { "/seat_states", N_("Seats"), seat_columns },
	 { "/last_hour", N_("Last hour"), one_row_columns }, { "/today", N_("Today"), one_row_columns });
SECTIONS(special_sections,
	 { "/categories", N_("Sensitive categories"), special_columns },
	 { "/items", N_("Sensitive matters"), ticket_columns });
SECTIONS(hot_sections,
	 { "/clusters", N_("The same matter from many"), cluster_columns },
	 { "/items", N_("Rising matters"), rising_columns }, { "/places", N_("Rising places"), place_columns });
SECTIONS(monthly_sections, { "/items", N_("Candidates"), candidate_columns });
SECTIONS(governance_sections, { "/items", N_("Streets and townships"), street_columns });

SECTIONS(inspection_sections,
	 { "/totals", N_("Inspections"), inspection_columns }, { "/agents", N_("By agent"), inspected_columns },
	 { "/items", N_("By fault"), fault_columns });

#define DESK (ROLE_SUPERVISOR | ROLE_OPS)
#define FIGURES (DESK | ROLE_UNIT)
#define INSPECTORS (ROLE_SUPERVISOR | ROLE_TRAINER)
const struct table_kind table_kinds[] = {
	{ "rates", N_("Assessment"), rate_sections, FIGURES }, { "hourly", N_("Hourly report"), hour_sections, FIGURES },
	{ "daily", N_("Daily report"), day_sections, FIGURES }, { "queue", N_("Queue"), queue_sections, DESK },
	{ "special", N_("Special report"), special_sections, FIGURES }, { "hot", N_("Hot topics"), hot_sections, FIGURES },
	{ "monthly", N_("One problem a month"), monthly_sections, FIGURES },
	{ "governance", N_("Governance list"), governance_sections, FIGURES },
	{ "inspection", N_("Quality inspection"), inspection_sections, INSPECTORS },
};
const size_t table_kind_count = ARRAY_SIZE(table_kinds);

static const struct { const char *code, *word; } words[] = {
	{ "contacts", N_("Contacts") }, { "answered", N_("Answered") }, { "answered_in_15s", N_("Within 15 s") },
	{ "abandoned", N_("Abandoned") }, { "tickets", N_("Tickets") }, { "direct", N_("Answered at once") },
	{ "dispatched", N_("Dispatched") }, { "closed", N_("Closed") }, { "visited", N_("Valid visits") },
	{ "solved", N_("Solved") }, { "last", N_("The last hour") }, { "before", N_("The hour before") },
	{ "day_before", N_("A day before") }, { "offline", N_("offline") }, { "ready", N_("ready") },
	{ "ringing", N_("ringing") }, { "talking", N_("talking") }, { "wrap_up", N_("wrap-up") },
	{ "break", N_("break") }, { "not_ready", N_("not ready") },
	{ "ticket", N_("Ticket sheet") }, { "call", N_("Call sheet") },
};

const struct table_kind *table_find(const char *kind)
{
	for (size_t i = 0; i < table_kind_count; i++)
		if (!strcmp(table_kinds[i].kind, kind))
			return &table_kinds[i];
	return NULL;
}

const char *table_word(const char *code)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(words[i].code, code))
			return _(words[i].word);
	return code;
}
