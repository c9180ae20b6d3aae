/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * actions.h -- everything the workstation can be told to do: one row an action.
 *
 * From these rows come the enum, the keymap parser, the `:` line with its completion, the help
 * screen, the man page's table and the test that every action has a handler and a sentence.
 *
 * A row is X(ID, name, "ARGUMENTS", CONTEXT, help): the name is what is typed after `:`, its
 * translation is what the bottom line shows beside an F-key;
 * ARGUMENTS lists words, [WORD] is optional, a last word with … takes the rest of the line; CONTEXT
 * is where it has a meaning (GLOBAL: everywhere), which groups the help.
 *
 * To add a screen: a row in CONTEXTS with its name, the rows of its actions, one file in
 * screens/ ending in a `const struct screen_ops` (client/app.h).
 */
#ifndef HOTLINE_CLIENT_ACTIONS_H
#define HOTLINE_CLIENT_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "hotline/i18n.h"

/* X(ID, "name in keymap files", typed: characters go into a text, heading in the help) */
#define CONTEXTS(X)                                                                        \
	X(GLOBAL, "global", false, N_("Everywhere"))                                       \
	X(LIST, "list", false, N_("In lists"))                                             \
	X(PAGER, "pager", false, N_("In long texts"))                                      \
	X(FORM, "form", false, N_("In forms"))                                             \
	X(FIELD, "field", true, N_("In a text field"))                                     \
	X(PICKER, "picker", true, N_("In a list of choices"))                              \
	X(PROMPT, "prompt", true, N_("On the command line"))                               \
	X(DESK, "desk", false, N_("On the desk"))                                          \
	X(INTAKE, "intake", false, N_("In the intake form"))                               \
	X(KNOWLEDGE, "knowledge", false, N_("In the knowledge base"))                      \
	X(TICKETS, "tickets", false, N_("On tickets"))                                     \
	X(DISPATCHER, "dispatcher", false, N_("On tickets, for a dispatcher"))             \
	X(UNIT, "unit", false, N_("On tickets, for a unit"))                               \
	X(VISITOR, "visitor", false, N_("On tickets, for a return visitor"))               \
	X(ACT, "act", false, N_("In the form of an action"))                               \
	X(VISIT, "visit", false, N_("On a return visit"))                                  \
	X(WALL, "wall", false, N_("On the supervisor's wall"))                             \
	X(REPORT, "report", false, N_("In reports"))                                       \
	X(INSPECTION, "inspection", false, N_("In quality inspection"))                     \
	X(QUESTION, "question", true, N_("On the question line of a practised call"))      \
	X(TRAINING, "training", false, N_("In training"))

#define UI_ACTIONS(X)                                                                      \
	X(HELP, N_("help"), "[ACTION]", GLOBAL, N_("Show the keys and commands that work here")) \
	X(QUIT, N_("quit"), "[ask]", GLOBAL, N_("Leave the program; what is unsent is kept. `ask` says first what is unfinished")) \
	X(BACK, N_("back"), "", GLOBAL, N_("Go back to the screen before; nothing is lost"))   \
	X(COMMAND, N_("command"), "[TEXT…]", GLOBAL, N_("Type a command"))                     \
	X(REDRAW, N_("redraw"), "", GLOBAL, N_("Paint the whole screen anew"))                 \
	X(SUSPEND, N_("suspend"), "", GLOBAL, N_("Stop the program until `fg` in the shell"))  \
	X(SAVE_SCREEN, N_("save-screen"), "FILE", GLOBAL, N_("Write the visible screen to a new file as text")) \
	X(SET, N_("set"), "NAME VALUE…", GLOBAL, N_("Change a setting, as in a keymap file"))  \
	X(BIND, N_("bind"), "CONTEXT KEY COMMAND…", GLOBAL, N_("Bind a key until the program ends")) \
	X(UNBIND, N_("unbind"), "CONTEXT KEY", GLOBAL, N_("Free a key until the program ends")) \
	X(MESSAGES, N_("messages"), "", GLOBAL, N_("Show the latest messages again"))          \
	X(NOTICES, N_("notices"), "", GLOBAL, N_("Show the notices to all, the newest first"))    \
	X(NEXT, N_("next"), "[COUNT]", LIST, N_("Go one row down"))                            \
	X(PREVIOUS, N_("previous"), "[COUNT]", LIST, N_("Go one row up"))                      \
	X(PAGE_DOWN, N_("page-down"), "", LIST, N_("Go one page down"))                        \
	X(PAGE_UP, N_("page-up"), "", LIST, N_("Go one page up"))                              \
	X(FIRST, N_("first"), "", LIST, N_("Go to the beginning"))                             \
	X(LAST, N_("last"), "", LIST, N_("Go to the end"))                                     \
	X(OPEN, N_("open"), "", LIST, N_("Open what is selected"))                             \
	X(FILTER, N_("filter"), "[TEXT…]", LIST, N_("Show only rows that contain a text, or search in a long text")) \
	X(FIND_NEXT, N_("find-next"), "", PAGER, N_("Go to the next hit"))                     \
	X(FIND_PREVIOUS, N_("find-previous"), "", PAGER, N_("Go to the hit before"))           \
	X(NEXT_FIELD, N_("next-field"), "", FORM, N_("Go to the next field"))                  \
	X(PREVIOUS_FIELD, N_("previous-field"), "", FORM, N_("Go to the field before"))        \
	X(CHOOSE, N_("choose"), "", FORM, N_("Open the list of choices of the field"))         \
	X(NEXT_PROBLEM, N_("next-problem"), "", FORM, N_("Go to the next field with a problem")) \
	X(PROBLEMS, N_("problems"), "", FORM, N_("List the problems of the form; Enter jumps to the field")) \
	X(UNDO, N_("undo"), "", FIELD, N_("Take back the last change of the text"))            \
	X(REDO, N_("redo"), "", FIELD, N_("Make the change again that was taken back"))        \
	X(CLEAR, N_("clear"), "", FIELD, N_("Empty the field; undo brings the text back"))     \
	X(ACCEPT, N_("accept"), "", PICKER, N_("Take what is selected"))                       \
	X(EXPAND, N_("expand"), "", PICKER, N_("Show what is below the selected row"))         \
	X(COLLAPSE, N_("collapse"), "", PICKER, N_("Hide what is below the selected row"))     \
	X(COMPLETE, N_("complete"), "", PROMPT, N_("Complete the word"))

/* The rows of the hotline's own work; screens add theirs here. */
#define WORK_ACTIONS(X)                                                                    \
	X(ANSWER, N_("answer"), "", GLOBAL, N_("Answer the ringing call"))                     \
	X(DECLINE_CALL, N_("decline-call"), "", GLOBAL, N_("Let the ringing call go to the next agent")) \
	X(HANG_UP, N_("hang-up"), "", GLOBAL, N_("End the call; wrap-up begins"))              \
	X(HOLD, N_("hold"), "", GLOBAL, N_("Put the caller on hold"))                          \
	X(RESUME_CALL, N_("resume-call"), "", GLOBAL, N_("Go on with the call you have: from hold, or after a lost line")) \
	X(WRAP_UP_DONE, N_("wrap-up-done"), "", GLOBAL, N_("End the wrap-up: ready for the next call")) \
	X(CALL_BACK, N_("call-back"), "[CONTACT]", GLOBAL, N_("Call back somebody who could not be answered")) \
	X(TRANSFER_CALL, N_("transfer-call"), "TO", GLOBAL, N_("Hand the call to an agent, or to a skill as skill:CODE")) \
	X(READY, N_("ready"), "", GLOBAL, N_("Be ready for calls"))                            \
	X(NOT_READY, N_("not-ready"), "[REASON…]", GLOBAL, N_("Take no calls for a while"))    \
	X(BREAK, N_("break"), "[REASON…]", GLOBAL, N_("Take a break"))                         \
	X(PASSWORD, N_("password"), "", GLOBAL, N_("Change your password"))                    \
	X(LOCK, N_("lock"), "", GLOBAL, N_("Cover the screen until you type your password; the work goes on underneath")) \
	X(LOG_OUT, N_("log-out"), "", GLOBAL, N_("Log out; the seat is free for somebody else")) \
	X(DESK, N_("desk"), "", GLOBAL, N_("Show where your work begins: the board, the inbox, the wall …; from there the desk with what is unfinished")) \
	X(FOUND, N_("found"), "[ORIGIN]", GLOBAL, N_("Make a ticket of what was found without a call: by a patrol, a grid member, a forecast")) \
	X(INTAKE, N_("intake"), "", GLOBAL, N_("Show the form of the call you have"))          \
	X(SEARCH, N_("search"), "[TEXT…]", GLOBAL, N_("Search the knowledge base"))            \
	X(TICKETS, N_("tickets"), "[FILTER…]", GLOBAL, N_("List tickets: words to find, or state=pending grade=I …")) \
	X(VISITS, N_("visits"), "", GLOBAL, N_("List who is to be phoned for a return visit")) \
	X(BOARD, N_("board"), "[VIEW]", GLOBAL, N_("Show the dispatcher's board: what waits, beside it the units that may be responsible; VIEW is pending, supplied, returns, arbitration, extensions, open")) \
	X(INBOX, N_("inbox"), "[VIEW]", GLOBAL, N_("Show your unit's inbox; VIEW is sign, overdue, soon, returned, again, urged, below, found")) \
	X(NEXT_VIEW, N_("next-view"), "", TICKETS, N_("Where there are several views (board, inbox, reports, training, inspection): show the next one")) \
	X(PREVIOUS_VIEW, N_("previous-view"), "", TICKETS, N_("Where there are several views (board, inbox, reports, training, inspection): show the one before")) \
	X(WALL, N_("wall"), "", GLOBAL, N_("Show the queue, the seats, what waits for a decision and what is overdue; Enter on a seat is the live view of its forms")) \
	X(TAKE, N_("take"), "[REASON…]", WALL, N_("Take the selected seat's call over"))        \
	X(GIVE, N_("give"), "[TO] [REASON…]", WALL, N_("Give the selected seat's call, or your own, forms and all, to an agent chosen from the seats")) \
	X(SUPERVISE, N_("supervise"), "[REASON…]", TICKETS, N_("Supervise the ticket: it is marked until it is closed")) \
	X(REPORT, N_("report"), "[KIND] [HOW…]", GLOBAL, N_("Show a report: rates, queue, hourly, daily, special, hot, monthly, governance, inspection; HOW is by=category from=11-19 …")) \
	X(EARLIER, N_("earlier"), "", REPORT, N_("The same report for the period before"))     \
	X(LATER, N_("later"), "", REPORT, N_("The same report for the period after"))          \
	X(BY, N_("by"), "", REPORT, N_("Count the rates by units, levels, categories, districts in turn")) \
	X(EXCLUDED, N_("excluded"), "", REPORT, N_("Count the rates with the excluded tickets, or without")) \
	X(SAVE_REPORT, N_("save-report"), "FILE", REPORT, N_("Write the report to FILE.csv, or as a page to print to FILE.html")) \
	X(STATUS, N_("status"), "", GLOBAL, N_("Show how the server is, for ops: queue, streams, commits, last backup and drill, audit")) \
	X(PRECEDENTS, N_("precedents"), "[TEXT…]", GLOBAL, N_("Read precedents; on the board without TEXT those of the ticket's category")) \
	X(TICKET, N_("ticket"), "NO", GLOBAL, N_("Open a ticket by its number"))               \
	X(RECONNECT, N_("reconnect"), "", GLOBAL, N_("Connect and send now, not at the next retry")) \
	X(SUBMIT, N_("submit"), "", INTAKE, N_("Submit the form for dispatch"))                \
	X(SEND, N_("send"), "", ACT, N_("Do it: send the form of the action"))                  \
	X(CITE, N_("cite"), "", GLOBAL, N_("Put the article's answer and its citation into the form")) \
	X(ANSWERED, N_("answered"), "", INTAKE, N_("Close the request as answered from the cited article")) \
	X(EMERGENCY, N_("emergency"), "LINE", INTAKE, N_("Transfer the caller to an emergency line (110, 119, 120, 122) at once; the form stays open for the record")) \
	X(DECLINE, N_("decline"), "[REASON…]", INTAKE, N_("Do not accept the request, with the reason told")) \
	X(VOID, N_("void"), "[REASON…]", INTAKE, N_("Record the call as void: silent, prank, withdrawn")) \
	X(ANOTHER, N_("another"), "", INTAKE, N_("One more request from this caller: a new form with the same caller")) \
	X(NEXT_REQUEST, N_("next-request"), "", INTAKE, N_("Go to the next form of this call"))  \
	X(CALLER, N_("caller"), "", INTAKE, N_("Show the caller's earlier tickets"))           \
	X(SAID, N_("said"), "", INTAKE, N_("Read all that the caller wrote"))                    \
	X(KEEP_MINE, N_("keep-mine"), "", INTAKE, N_("The form was changed elsewhere: keep what is here")) \
	X(THEIRS, N_("theirs"), "", INTAKE, N_("The form was changed elsewhere: show both versions whole, field by field")) \
	X(KEEP_THEIRS, N_("keep-theirs"), "", INTAKE, N_("The form was changed elsewhere: take what is there")) \
	X(PROGRESS, N_("progress"), "", TICKETS, N_("The ticket's progress in words to read out")) \
	X(URGE, N_("urge"), "[REASON…]", TICKETS, N_("Urge the unit that has the ticket"))     \
	X(NOTE, N_("note"), "[TEXT…]", TICKETS, N_("Add a note to the ticket"))                \
	X(WITHDRAW, N_("withdraw"), "[REASON…]", TICKETS, N_("Withdraw the ticket on the caller's wish")) \
	X(RELOAD, N_("reload"), "", TICKETS, N_("Read it anew from the server"))               \
	X(DISPATCH, N_("dispatch"), "[UNIT]", TICKETS, N_("Send the ticket to a unit; the catalogue's suggestion comes first")) \
	X(DISPATCH_FIRST, N_("dispatch-first"), "", DISPATCHER, N_("Dispatch to the first unit suggested on the board, with its basis; elsewhere open the form")) \
	X(SUGGESTION, N_("suggestion"), "NUMBER", DISPATCHER, N_("Open the form of the dispatch with the unit suggested under this number")) \
	X(GRANT, N_("grant"), "", TICKETS, N_("Grant what is asked of you: a return, an extension, carrying")) \
	X(REFUSE, N_("refuse"), "", TICKETS, N_("Refuse what is asked of you, with the reason; a return can be ruled out for ever")) \
	X(REFER, N_("refer"), "[REASON…]", TICKETS, N_("Refer the return that was asked for to arbitration")) \
	X(MERGE, N_("merge"), "[INTO]", DISPATCHER, N_("Merge the ticket into another: a number of the board's possible duplicates, or a ticket's")) \
	X(UNMERGE, N_("unmerge"), "[NO]", DISPATCHER, N_("Undo a merge, of the ticket or of one merged into it")) \
	X(REGRADE, N_("regrade"), "[GRADE]", TICKETS, N_("Change the ticket's grade, with the reason"))  \
	X(PAUSE, N_("pause"), "[REASON…]", TICKETS, N_("Stop the ticket's clocks"))             \
	X(UNPAUSE, N_("unpause"), "[REASON…]", TICKETS, N_("Let the ticket's clocks run again"))  \
	X(CLAIM, N_("claim"), "", TICKETS, N_("Say that you are working on this ticket"))      \
	X(RELEASE, N_("release"), "", TICKETS, N_("Say that you are not working on it any more")) \
	X(NEED_INFO, N_("need-info"), "[QUESTION…]", TICKETS, N_("Ask the agent for what is missing")) \
	X(SUPPLY_INFO, N_("supply-info"), "[TEXT…]", TICKETS, N_("Answer the dispatcher's question")) \
	X(RECALL, N_("recall"), "[REASON…]", TICKETS, N_("Take the ticket back from the unit")) \
	X(PRECEDENT, N_("precedent"), "[TITLE…]", TICKETS, N_("Show the precedent that a closed ticket would become, to change and make it; with TITLE make it at once, `.` keeps the title")) \
	X(LINK, N_("link"), "[NO]", TICKETS, N_("Link the ticket with another one"))           \
	X(UNLINK, N_("unlink"), "[NO]", TICKETS, N_("Undo a link"))                            \
	X(SIGN, N_("sign"), "", TICKETS, N_("Sign the ticket in for your unit"))               \
	X(REPLY, N_("reply"), "[ANSWER…]", TICKETS, N_("Reply for your unit: what was done"))  \
	X(RESPOND, N_("respond"), "[HOW…]", UNIT, N_("Record that the caller was contacted, and what was agreed")) \
	X(FORWARD, N_("forward"), "[UNIT]", UNIT, N_("Hand the ticket to a unit below yours"))   \
	X(REQUEST_RETURN, N_("request-return"), "[REASON…]", UNIT, N_("Ask to return the ticket, with reason and basis")) \
	X(REQUEST_EXTENSION, N_("request-extension"), "[UNTIL]", UNIT, N_("Ask for more time, before it is over")) \
	X(WHISTLE, N_("whistle"), "[UNITS]", UNIT, N_("Call other units to handle the ticket together")) \
	X(REPORT_IN, N_("report-in"), "[NOTE…]", UNIT, N_("Report in: your unit was called to help"))  \
	X(REQUEST_CARRY, N_("request-carry"), "[REASON…]", UNIT, N_("Ask to carry a long-term matter openly")) \
	X(APPEAL, N_("appeal"), "[REASON…]", UNIT, N_("Appeal against the ticket's place in your score")) \
	X(SCORE, N_("score"), "", UNIT, N_("Show your unit's rates and score"))                  \
	X(VISIT, N_("visit"), "[ANSWERS…]", TICKETS, N_("Make the return visit; with ANSWERS record it: reached contacted solved satisfied, or basically")) \
	X(REHANDLE, N_("rehandle"), "", VISIT, N_("Not solved: record it and send it back to the unit; the note is the reason")) \
	X(CLOSE, N_("close"), "", VISIT, N_("Not solved: record it and close the ticket all the same; the note says why")) \
	X(REVEAL, N_("reveal"), "[REASON…]", TICKETS, N_("Show the full phone number; the reason goes into the audit")) \
	X(DEADLINE, N_("deadline"), "", TICKETS, N_("Explain the ticket's deadlines step by step")) \
	X(WHY, N_("why"), "", TICKETS, N_("What can be done with the ticket, and why the rest is not possible now")) \
	X(ACT, N_("act"), "[ACTION] [TEXT…]", TICKETS, N_("Choose what to do with the ticket; or any action by its name")) \
	X(BELOW, N_("below"), "", UNIT, N_("List the tickets of the units below yours; again: your own")) \
	X(INSPECTIONS, N_("inspections"), "[VIEW]", GLOBAL, N_("Show quality inspections; VIEW is drawn, scored, appealed, decided; an agent sees their own")) \
	X(DRAW_SAMPLE, N_("draw-sample"), "[RULE…]", INSPECTION, N_("Draw tickets for inspection: agent=2 category=1 share=5% from=11-19 to=11-26 seed=7 call")) \
	X(DEDUCT, N_("deduct"), "[POINTS] [WHY…]", INSPECTION, N_("Take points for the selected fault, with the reason")) \
	X(TRAINING, N_("training"), "[VIEW]", GLOBAL, N_("Show training; VIEW is running, waiting, scenarios, ended, results")) \
	X(LEAVE_TRAINING, N_("leave-training"), "", GLOBAL, N_("Leave the training session; it goes on, or shows its score when it has ended")) \
	X(FINISH, N_("finish"), "", GLOBAL, N_("End the training session you are in, and see what it was worth")) \
	X(QUESTION, N_("ask"), "[TEXT…]", INTAKE, N_("In training: go to the question line and back; with TEXT say that to the caller")) \
	X(ASK_NEXT, N_("ask-next"), "", INTAKE, N_("In training: put the question for the next thing that the form lacks on the question line")) \
	X(DIALOGUE, N_("dialogue"), "", INTAKE, N_("In training: read all that was said"))     \
	X(TO_FORM, N_("to-form"), "", QUESTION, N_("Go back to the form; what was typed stays on the line")) \
	X(BEGIN, N_("begin"), "[SCENARIO]", TRAINING, N_("Begin a session: a trainee's own practice; a trainer says for whom and how")) \
	X(PRACTISE, N_("practise"), "[SCENARIO]", TRAINING, N_("Play the selected scenario yourself, at once")) \
	X(REPLAY, N_("replay"), "[TICKET]", GLOBAL, N_("For a trainer: play a real ticket again as a call, with invented people")) \
	X(RESULTS_BY, N_("results-by"), "", TRAINING, N_("Sum the results by something else: trainee, class, field, category")) \
	X(CHOOSE_RESULTS, N_("choose-results"), "[WHICH…]", TRAINING, N_("Show only some results: trainee=trainee1 class=NAME from=11-19 to=11-26")) \
	X(SAVE_RESULTS, N_("save-results"), "[FILE]", TRAINING, N_("Write the results that are shown to a file as CSV")) \
	X(SAYS, N_("says"), "[TEXT…]", TRAINING, N_("For a trainer: the caller says something more")) \
	X(DROP_LINE, N_("drop-line"), "", TRAINING, N_("For a trainer: the caller's line is lost")) \
	X(SUPERVISOR_ASKS, N_("supervisor-asks"), "[TEXT…]", TRAINING, N_("For a trainer: the supervisor asks the trainee something in the middle of the call")) \
	X(HINT, N_("hint"), "[TEXT…]", TRAINING, N_("For a trainer: send the trainee a hint, shown above the form")) \
	X(PAUSE_CALL, N_("pause-call"), "", TRAINING, N_("For a trainer: stop the session's time and its caller; again: go on")) \
	X(END_SESSION, N_("end-session"), "", TRAINING, N_("For a trainer: end the session and score it")) \
	X(COMMENT, N_("comment"), "[TEXT…]", TRAINING, N_("For a trainer: comment on this moment, or on the selected one; the trainee reads it after the end")) \
	X(OVERRIDE, N_("override"), "[DEDUCTED] [REASON…]", TRAINING, N_("For a trainer: deduct something else for the selected item, with the reason")) \
	X(DISCARD, N_("discard"), "", TICKETS, N_("On the desk or in its form: throw away what is not sent, or a form"))

#define ACTIONS(X) UI_ACTIONS(X) WORK_ACTIONS(X)

enum context {
#define X(id, name, typed, heading) CONTEXT_##id,
	CONTEXTS(X)
#undef X
	CONTEXT_COUNT
};

enum action {
#define X(id, name, arguments, context, help) ACTION_##id,
	ACTIONS(X)
#undef X
	ACTION_COUNT
};

struct context_row {
	const char *name;
	bool typed;
	const char *heading;
};
extern const struct context_row contexts[CONTEXT_COUNT];

struct action_row {
	const char *name, *arguments;
	enum context context;
	const char *help;       /* msgid: show _(help) */
};
extern const struct action_row actions[ACTION_COUNT];

/* ACTION_COUNT, CONTEXT_COUNT when there is no such name. */
enum action action_find(const char *name, size_t length);
enum context context_find(const char *name);

/* A command line taken apart. */
#define COMMAND_WORDS 8
struct command {
	enum action action;
	int count;                              /* of words after the name */
	const char *words[COMMAND_WORDS];       /* NULL beyond count; a … word holds the rest of the line */
	char *memory;                           /* what the words point into */
};
struct error;
/* Words are parted by blanks and may stand in "…"; checked against the action's arguments. */
bool command_parse(const char *line, struct command *command, struct error *err);
void command_release(struct command *command);

#endif
