/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_replay.c -- a real ticket becomes a scenario in which nobody of it can be known again.
 *
 * What people are called, how they are reached and where they live is invented anew (training_invent.h), the same in all
 * that is said and expected. Facts are made of the fields that were filled in, and what became of the ticket is what is
 * expected. A confidential caller's ticket is never played.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/figures.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "hotline/privacy.h"
#include "hotline/text.h"
#include "server/service/tickets.h"
#include "server/service/training.h"
#include "server/service/training_replay.h"

enum { FACTS_MOST = 40, FIGURES_MOST = 6 };

/* Nobody to whom a confidential caller may be known. */
static const struct ticket_actor outsider = { .id = "", .username = "", .roles = ROLE_UNIT };

/* ---- parts of a scenario ---- */

struct replay {
	const struct city *city;
	const struct ticket *t;
	struct invention *people;
	json *facts, *expects, *lines, *musts;
};

static json *strings(const char *one)
{
	json *list = json_object_new_array();

	json_object_array_add(list, json_object_new_string(one));
	return list;
}

static json *words(const char *text)
{
	json *list = json_object_new_array();
	size_t len;

	for (const char *p = text; *p; p += len + (p[len] == '|')) {
		len = strcspn(p, "|");
		json_object_array_add(list, json_object_new_string_len(p, (int)len));
	}
	return list;
}

void replay_add_fact(json *facts, const char *code, const char *about, const char *asks, const char *say)
{
	json *o = json_object_new_object();

	if (!say || !*say) {
		jo_free(o);
		return;
	}
	jo_set_str(o, "code", code);
	jo_set_str(o, "about", about);
	jo_set(o, "ask", words(asks));
	jo_set_str(o, "say", say);
	json_object_array_add(facts, o);
}

static void add_fact(struct replay *r, const char *code, const char *about, const char *asks, const char *say)
{
	replay_add_fact(r->facts, code, about, asks, say);
}

/* Takes the values. */
static void expect_all(struct replay *r, const char *pointer, const char *match, json *values, double points)
{
	json *o = json_object_new_object();

	jo_set_int(o, "request", 1);
	jo_set_str(o, "pointer", pointer);
	jo_set_str(o, "match", match);
	jo_set(o, "values", values);
	jo_set(o, "points", json_object_new_double(points));
	json_object_array_add(r->expects, o);
}

static void expect(struct replay *r, const char *pointer, const char *value, double points)
{
	if (value && *value)
		expect_all(r, pointer, "one_of", strings(value), points);
}

static void add_line(struct replay *r, const char *cue, const char *text)
{
	json *o = json_object_new_object();

	jo_set_str(o, "cue", cue);
	jo_set_str(o, "text", text);
	json_object_array_add(r->lines, o);
}

static char *clean(const struct replay *r, const char *text)
{
	return invention_text(r->people, text);
}

/* What an agent wrote of the caller, as the caller says it. */
static char *in_own_words(char *text)
{
	static const struct { const char *written, *said; } words[] = {
		{ "来电人反映，", "" }, { "来电人反映：", "" }, { "来电人反映", "" }, { "市民反映，", "" }, { "市民反映", "" },
		{ "来电人", "我" },
	};
	struct buf out = BUF_INIT;

	for (const char *p = text; *p;) {
		size_t i = 0;
		while (i < ARRAY_SIZE(words) && strncmp(p, words[i].written, strlen(words[i].written)) != 0)
			i++;
		if (i < ARRAY_SIZE(words)) {
			buf_adds(&out, words[i].said);
			p += strlen(words[i].written);
		} else {
			buf_addch(&out, *p++);
		}
	}
	free(text);
	return out.len ? buf_detach(&out) : xstrdup("");
}

static const char *field(const struct replay *r, const char *pointer)
{
	return jo_pointer_str(r->t->fields, pointer);
}

/* ---- what the ticket tells ---- */

/* 6号楼 and 7单元 of 演练小区6号楼7单元, each as a part of its own. */
static void add_doors(const char *doors, json *parts)
{
	size_t len;

	for (const char *p = doors; *p; p += len) {
		len = strspn(p, "0123456789");
		len += strcspn(p + len, "0123456789");
		json_object_array_add(parts, json_object_new_string_len(p, (int)len));
	}
}

static json *address_parts(const struct replay *r)
{
	const char *point = invention_point(r->people), *address = invention_address(r->people);
	json *parts = strings(point);

	if (!strncmp(address, point, strlen(point)))
		add_doors(address + strlen(point), parts);
	return parts;
}

static void add_place(struct replay *r)
{
	const struct city_region *district = city_find_region(r->city, field(r, "/place/district")
							      ? field(r, "/place/district") : ""),
				 *street = city_find_region(r->city, field(r, "/place/street") ? field(r, "/place/street") : "");
	const char *address = field(r, "/place/address");
	bool addressed = address && *address;
	char *say = xasprintf("在%s%s%s。", district ? district->name : "", street ? street->name : "",
			      invention_address(r->people));

	/* Only what the caller can tell is expected. */
	if (district || street || addressed)
		add_fact(r, "where", "地址 地点 位置 哪里 小区 街道 区", "您在哪个区、哪条街道？|具体地址是哪里？|事情发生在什么地方？", say);
	free(say);
	expect(r, "/place/district", district ? field(r, "/place/district") : NULL, 1);
	expect(r, "/place/street", street ? field(r, "/place/street") : NULL, 1);
	if (addressed)
		expect_all(r, "/place/address", "contains", address_parts(r), 2);
}

static void add_person(struct replay *r)
{
	char *name = xasprintf("我叫%s。", invention_name(r->people));
	char *number = xasprintf("就打%s。", invention_number(r->people));

	if (field(r, "/caller/name")) {
		add_fact(r, "name", "姓名 名字 称呼 贵姓", "请问您怎么称呼？|您贵姓？|您的姓名是什么？", name);
		expect(r, "/caller/name", invention_name(r->people), 1);
	} else {
		add_fact(r, "name", "姓名 名字 称呼 贵姓", "请问您怎么称呼？|您贵姓？|您的姓名是什么？", "我不想说名字。");
	}
	add_fact(r, "number", "电话 号码 联系方式 回电", "您的联系电话是多少？|回电打哪个号码？|怎么联系您？", number);
	free(name);
	free(number);
}

/* What an agent would ask for of a story; the words that tell it. */
static const struct { const char *code, *told_by, *about, *asks; } topics[] = {
	{ "urgent", "受伤|晕倒|昏迷|流血|出血|危险|起火|着火|漏气|触电", "紧急 危险 受伤", "情况紧急吗？|现在有没有危险？|有没有人受伤？" },
	{ "temperature", "度|℃", "温度 室温 几度", "温度是多少？|室温多少度？" },
	{ "wish", "要求|希望|请求|诉求|建议", "希望 要求 怎么处理", "您希望怎么处理？|您有什么要求？" },
	{ "tried", "报修|反映过|投诉过|联系过|找过|物业称|答复", "找过 反映过 报修 答复", "您之前找过谁？|您向别的部门反映过吗？" },
	{ "scope", "楼上楼下|邻居|全楼|整栋|多户|居民", "邻居 别家 范围 多少户", "邻居家也这样吗？|影响到哪些人？" },
	{ "cause", "因为|由于|原因|导致|造成", "原因 引起 造成", "您了解是什么原因吗？|是什么引起的？" },
	{ "since", "开始|持续|以来|已经|天|个月|小时", "从什么时候 多久 几天", "从什么时候开始的？|这样多久了？" },
};

/* Between two signs of a sentence; NULL at the end. Caller frees. */
static char *next_clause(const char **text)
{
	static const char *const signs[] = { "，", "。", "；", "！", "？", ",", ";" };
	const char *from = *text, *end = from + strlen(from);
	size_t sign = 0;

	if (!*from)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		const char *p = strstr(from, signs[i]);
		if (p && p < end) {
			end = p;
			sign = strlen(signs[i]);
		}
	}
	*text = end + sign;
	return xstrndup(from, (size_t)(end - from));
}

/* The story's sentences by what they are about, so that whoever asks for one thing is told that. */
static void add_topics(struct replay *r, const char *content)
{
	struct buf told[ARRAY_SIZE(topics)];

	for (size_t i = 0; i < ARRAY_SIZE(topics); i++)
		told[i] = (struct buf)BUF_INIT;
	for (char *clause = next_clause(&content); clause; clause = next_clause(&content)) {
		size_t i = 0;
		while (i < ARRAY_SIZE(topics) && !text_has_any(clause, topics[i].told_by))
			i++;
		if (i < ARRAY_SIZE(topics))
			buf_addf(&told[i], "%s%s", told[i].len ? "，" : "", clause);
		free(clause);
	}
	for (size_t i = 0; i < ARRAY_SIZE(topics); i++) {
		if (told[i].len)
			add_fact(r, topics[i].code, topics[i].about, topics[i].asks, told[i].data);
		buf_release(&told[i]);
	}
}

static bool holds(const json *list, const char *text)
{
	for (size_t i = 0; i < jo_len(list); i++)
		if (!strcmp(json_object_get_string(jo_at(list, i)), text))
			return true;
	return false;
}

/* Own words cannot be compared with the agent's of then: but they have to be there, with each figure that is told. */
static void expect_story(struct replay *r, const char *content)
{
	struct figures told = { 0 };
	json *parts = json_object_new_array();

	figures_read(&told, content, true);
	for (size_t i = 0; i < told.count && jo_len(parts) < FIGURES_MOST; i++)
		if (!holds(parts, told.items[i].digits))
			json_object_array_add(parts, json_object_new_string(told.items[i].digits));
	expect(r, "/matter/title", "*", 1);
	expect(r, "/matter/content", "*", 1);
	if (jo_len(parts))
		expect_all(r, "/matter/content", "contains", parts, 2);
	else
		jo_free(parts);
	figures_release(&told);
}

static void add_matter(struct replay *r)
{
	char *title = clean(r, field(r, "/matter/title")), *content = in_own_words(clean(r, field(r, "/matter/content")));
	char *opening = xasprintf("您好，我要反映%s。", title);
	char *party = xasprintf("是%s。", invention_party(r->people));

	add_line(r, "opening", opening);
	add_fact(r, "what", "什么事 情况 经过 怎么回事 问题 具体", "请您说一下具体情况。|发生了什么事？|是怎么回事？", content);
	expect(r, "/matter/frequency", field(r, "/matter/frequency"), 1);
	expect_story(r, content);
	add_topics(r, content);
	if (field(r, "/matter/party")) {
		expect(r, "/matter/party", invention_party(r->people), 1);
		add_fact(r, "party", "对方 谁 单位 公司 名称", "对方叫什么名字？|是哪家单位？|您反映的是谁？", party);
	}
	expect(r, "/matter/type", field(r, "/matter/type"), 1);
	expect(r, "/matter/category", field(r, "/matter/category"), 2);
	free(title);
	free(content);
	free(opening);
	free(party);
}

/* The date alone would find the caller in the ticket list. */
static void add_hour(const char *text, struct buf *out)
{
	instant at;

	if (text && clock_parse(text, &at))
		buf_addf(out, "前几天，大概%.2s点多。", text + 11);
}

static void add_time(struct replay *r)
{
	struct buf say = BUF_INIT;

	add_hour(field(r, "/matter/happened_at"), &say);
	if (say.len)
		add_fact(r, "when", "时间 什么时候 几点 哪天", "什么时候发生的？|大概几点？|是哪一天的事？", say.data);
	buf_release(&say);
}

/* ---- what the sections of the form tell ---- */

static void add_code(const struct replay *r, const struct city_field *f, const char *code, struct buf *out)
{
	const char *set = f->choices ? strchr(f->choices, ':') + 1 : "";        /* checked when the pack was read */
	const struct city_situation *s = f->kind == FIELD_CHECKLIST ? city_find_situation(r->city, set, code) : NULL;
	const struct city_code *c = f->kind == FIELD_CHECKLIST ? NULL : city_find_code(r->city, set, code);

	buf_addf(out, "%s%s", out->len ? "、" : "", s ? s->name : c ? c->name : code);
}

/* As it is said; nothing of what cannot be. */
static void add_said(const struct replay *r, const struct city_field *f, const json *value, struct buf *out)
{
	char *text = NULL;

	switch (f->kind) {
	case FIELD_CHOICE:
		add_code(r, f, json_object_get_string((json *)value), out);
		break;
	case FIELD_TAGS:
	case FIELD_CHECKLIST:
		for (size_t i = 0; i < jo_len(value); i++)
			add_code(r, f, json_object_get_string(jo_at(value, i)), out);
		break;
	case FIELD_YES_NO:
		buf_adds(out, json_object_get_boolean((json *)value) ? "是的。" : "没有。");
		break;
	case FIELD_LINE:
	case FIELD_TEXT:
	case FIELD_PHONE:
		text = clean(r, json_object_get_string((json *)value));
		buf_adds(out, text);
		break;
	case FIELD_TIME:
		add_hour(json_object_get_string((json *)value), out);
		break;
	case FIELD_NUMBER:
		buf_adds(out, json_object_get_string((json *)value));
		break;
	default:
		break;
	}
	free(text);
}

/* The same value, or what stands instead of it. */
static void expect_field(struct replay *r, const struct city_field *f, const json *value, const char *said)
{
	bool list = f->kind == FIELD_TAGS || f->kind == FIELD_CHECKLIST, text = f->kind == FIELD_LINE || f->kind == FIELD_TEXT;

	if (list)
		expect_all(r, f->pointer, "contains", jo_copy((json *)value), 1);
	else if (f->kind == FIELD_YES_NO)
		expect(r, f->pointer, json_object_get_boolean((json *)value) ? "yes" : "no", 1);
	else
		expect(r, f->pointer, text || f->kind == FIELD_PHONE ? said : json_object_get_string((json *)value), 1);
}

/* "/sections/heating/since" is the fact heating_since, so that the usual ways to ask for it are understood. */
static void add_section_field(struct replay *r, const struct city_field *f)
{
	const json *value = jo_pointer(r->t->fields, f->pointer);
	char *code = xstrdup(f->pointer + strlen("/sections/")), *asks = xasprintf("%s？|请问%s？", f->label, f->label);
	struct buf said = BUF_INIT;

	for (char *p = strchr(code, '/'); p; p = strchr(p, '/'))
		*p = '_';
	if (value)
		add_said(r, f, value, &said);
	if (said.len)
		add_fact(r, code, f->label, asks, said.data);
	/* Nobody can tell the date that is not told. */
	if (said.len && f->kind != FIELD_TIME)
		expect_field(r, f, value, said.data);
	buf_release(&said);
	free(code);
	free(asks);
}

static void add_sections(struct replay *r)
{
	for (size_t i = 0; i < r->city->field_count && jo_len(r->facts) < FACTS_MOST; i++)
		if (!strncmp(r->city->fields[i].pointer, "/sections/", strlen("/sections/")))
			add_section_field(r, &r->city->fields[i]);
}

/* ---- what became of it ---- */

static void add_outcome(struct replay *r)
{
	const json *outcome = jo_get(r->t->extra, "outcome");
	const char *action = jo_str(outcome, "action");

	expect(r, "action", action ? action : "submit", 1);
	expect(r, "article", jo_pointer_str(outcome, "/article/id"), 1);
	expect(r, "to", jo_str(outcome, "to"), 1);
	expect(r, "grade", r->t->grade, 1);
	expect(r, "unit", r->t->lead, 1);
}

/* ---- the whole ---- */

static void add_manners(struct replay *r)
{
	add_line(r, "unknown", "这个我不清楚。");
	add_line(r, "unknown", "我不知道，您问这个做什么？");
	add_line(r, "greeting", "您好。");
	add_line(r, "repeat", "我刚才说过了。");
	add_line(r, "impatient", "能不能快一点？");
	add_line(r, "closing", "好的，谢谢，再见。");
	add_line(r, "hang_up", "算了，我不说了。");
}

static json *put_together(struct replay *r, const char *code)
{
	json *o = json_object_new_object(), *targets = json_object_new_object();
	char *title = clean(r, field(r, "/matter/title")), *shown = xasprintf("重放：%s", title);
	char *english = xasprintf("Played again: %s", title);

	jo_set_str(o, "code", code);
	jo_set_str(o, "title", shown);
	jo_set_str(o, "title_en", english);
	jo_set_str(o, "channel", "phone");
	jo_set_str(o, "skill", "general");
	jo_set_str(o, "tags", "replay");
	jo_set_int(o, "difficulty", 3);
	jo_set_int(o, "minutes", 10);
	jo_set_str(o, "number", invention_number(r->people));
	jo_set_str(o, "mood", "calm");
	jo_set_int(o, "patience", 12);
	jo_set_int(targets, "answer", 15);
	jo_set(o, "targets", targets);
	jo_set(o, "facts", json_object_get(r->facts));
	jo_set(o, "lines", json_object_get(r->lines));
	jo_set(o, "expects", json_object_get(r->expects));
	jo_set(o, "musts", json_object_get(r->musts));
	free(title);
	free(shown);
	free(english);
	return o;
}

static struct scenario *make(struct work *w, const struct ticket *t, struct invention *people, uint64_t seed,
			     struct error *err)
{
	struct replay r = {
		.city = server_city(w->server), .t = t, .people = people, .facts = json_object_new_array(),
		.expects = json_object_new_array(), .lines = json_object_new_array(), .musts = json_object_new_array(),
	};
	char hash[HASH_TEXT], code[48];

	add_matter(&r);
	add_place(&r);
	add_person(&r);
	add_time(&r);
	add_sections(&r);
	replay_add_usual(r.facts, r.city, t, people);
	add_outcome(&r);
	add_manners(&r);
	/* The number of the real ticket is not to be had from the code. */
	snprintf(code, sizeof(code), "replay-%llu", (unsigned long long)seed);
	json *o = put_together(&r, code);
	const char *text = jo_text(o);
	hash_hex(text, strlen(text), hash);
	hash[16] = '\0';
	jo_set_str(o, "version", hash);
	struct scenario *s = scenario_from_json(o, err);
	jo_free(o);
	jo_free(r.facts);
	jo_free(r.expects);
	jo_free(r.lines);
	jo_free(r.musts);
	return s;
}

/* Without the people in it. */
static void set_cleaned(json *o, const char *name, const struct ticket *t, const struct privacy *people, const char *pointer)
{
	const char *words = jo_pointer_str(t->fields, pointer);
	struct buf text = BUF_INIT;

	privacy_clean(people, words ? words : "", &text);
	jo_set_str(o, name, text.len ? text.data : "");
	buf_release(&text);
}

static void add_ticket(struct work *w, const char *no, json *items)
{
	struct ticket *t = tickets_load(w, no, NULL, NULL);
	struct privacy people;

	if (t && !ticket_hides_caller(t, &outsider)) {
		json *o = json_object_new_object();
		privacy_of_ticket(t, &people);
		jo_set_str(o, "no", no);
		set_cleaned(o, "title", t, &people, "/matter/title");
		set_cleaned(o, "content", t, &people, "/matter/content");
		jo_set_str(o, "category", jo_pointer_str(t->fields, "/matter/category"));
		jo_set_str(o, "type", jo_pointer_str(t->fields, "/matter/type"));
		jo_set_str(o, "district", jo_pointer_str(t->fields, "/place/district"));
		jo_set_str(o, "street", jo_pointer_str(t->fields, "/place/street"));
		jo_set_str(o, "action", jo_pointer_str(t->extra, "/outcome/action"));
		json_object_array_add(items, o);
	}
	ticket_free(t);
}

json *training_tickets(struct work *w, int limit, struct error *err)
{
	struct work city = { w->server, w->db, "city", w->now };
	json *items = json_object_new_array();
	struct query *q = db_ask(w->db, "SELECT no FROM ticket WHERE realm = 'city' AND closed_at IS NOT NULL "
				 "ORDER BY closed_at DESC LIMIT ?1", "i", (int64_t)limit);

	while (db_step(q) == DB_ROW)
		add_ticket(&city, db_get_text(q, 0), items);
	if (db_done(q, err))
		return page_of(items, NULL);
	jo_free(items);
	return NULL;
}

struct scenario *training_of_ticket(struct work *w, const struct user *by, const char *no, uint64_t seed,
				    struct error *err)
{
	struct work city = { w->server, w->db, "city", w->now };
	struct ticket *t = tickets_load(&city, no, NULL, err);
	struct invention *people = NULL;
	struct scenario *s = NULL;

	if (!t)
		return NULL;
	if (ticket_hides_caller(t, &outsider))
		error_set(err, ERROR_STATE, _("The caller asked for confidentiality; choose another ticket."));
	else if (!(people = invention_new(server_city(w->server), t, seed)))
		error_set(err, ERROR_STATE, _("This ticket names more people and places than a replay can hide; "
					      "nothing was begun. Choose another ticket."));
	else if (audit_add(&city, by->id, "training.replay", no, NULL, err))
		s = make(w, t, people, seed, err);
	invention_free(people);
	ticket_free(t);
	return s;
}
