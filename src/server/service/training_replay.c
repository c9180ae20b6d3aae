/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * training_replay.c -- a real ticket becomes a scenario in which nobody of it can be known again.
 *
 * What people are called, how they are reached and where they live is replaced by invented names, numbers and doors; the
 * rest of what was told loses its names and numbers by privacy.h. Facts are made of the fields that were filled in, and
 * what became of the ticket is what is expected. A confidential caller's ticket is never played.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"
#include "hotline/i18n.h"
#include "hotline/ids.h"
#include "hotline/privacy.h"
#include "server/service/tickets.h"
#include "server/service/training.h"

/* Nobody to whom a confidential caller may be known. */
static const struct ticket_actor outsider = { .id = "", .username = "", .roles = ROLE_UNIT };

/* ---- invented people ---- */

static uint64_t mix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

static const char *pick(const char *const *of, size_t count, uint64_t *seed)
{
	return of[mix(seed) % count];
}

struct invented { char name[32], number[16], address[96], point[64], party[64]; };

/* Numbers of the block 139 0000 0000, which is nobody's. */
static void invent(struct invented *p, uint64_t seed)
{
	static const char *const surnames[] = { "钱", "孔", "祝", "范", "彭", "鲁", "韦", "昌", "苗", "凤", "花", "方" };
	static const char *const given[] = { "练", "习之", "试", "演", "假设", "例", "模", "拟之", "样", "如是" };
	static const char *const places[] = { "练习苑小区", "示例家园", "模拟里社区", "演练花园", "样板胡同" };
	static const char *const parties[] = { "示例物业公司", "练习商店", "模拟工程队", "样例培训班" };

	snprintf(p->name, sizeof(p->name), "%s%s", pick(surnames, ARRAY_SIZE(surnames), &seed),
		 pick(given, ARRAY_SIZE(given), &seed));
	snprintf(p->number, sizeof(p->number), "1390000%04u", (unsigned)(mix(&seed) % 10000));
	snprintf(p->point, sizeof(p->point), "%s", pick(places, ARRAY_SIZE(places), &seed));
	snprintf(p->address, sizeof(p->address), "%s%u号楼%u单元%u室", p->point, (unsigned)(mix(&seed) % 20 + 1),
		 (unsigned)(mix(&seed) % 6 + 1),
		 (unsigned)(mix(&seed) % 18 + 1) * 100 + (unsigned)(mix(&seed) % 4 + 1));
	snprintf(p->party, sizeof(p->party), "%s", pick(parties, ARRAY_SIZE(parties), &seed));
}

/* ---- parts of a scenario ---- */

struct replay {
	const struct city *city;
	const struct ticket *t;
	struct privacy privacy;
	struct invented people;
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

static void add_fact(struct replay *r, const char *code, const char *about, const char *asks, const char *say)
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
	json_object_array_add(r->facts, o);
}

static void expect(struct replay *r, const char *pointer, const char *value, double points)
{
	json *o = json_object_new_object();

	if (!value || !*value) {
		jo_free(o);
		return;
	}
	jo_set_int(o, "request", 1);
	jo_set_str(o, "pointer", pointer);
	jo_set_str(o, "match", "one_of");
	jo_set(o, "values", strings(value));
	jo_set(o, "points", json_object_new_double(points));
	json_object_array_add(r->expects, o);
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
	struct buf out = BUF_INIT;

	privacy_clean(&r->privacy, text ? text : "", &out);
	return out.len ? buf_detach(&out) : xstrdup("");
}

static const char *field(const struct replay *r, const char *pointer)
{
	return jo_pointer_str(r->t->fields, pointer);
}

/* ---- what the ticket tells ---- */

static void add_place(struct replay *r)
{
	const struct city_region *district = city_find_region(r->city, field(r, "/place/district")
							      ? field(r, "/place/district") : ""),
				 *street = city_find_region(r->city, field(r, "/place/street") ? field(r, "/place/street") : "");
	char *say = xasprintf("在%s%s%s。", district ? district->name : "", street ? street->name : "",
			      r->people.address);

	if (district)
		add_fact(r, "where", "地址 地点 位置 哪里 小区 街道 区", "您在哪个区、哪条街道？|具体地址是哪里？|事情发生在什么地方？", say);
	free(say);
	expect(r, "/place/district", district ? field(r, "/place/district") : NULL, 1);
	expect(r, "/place/street", street ? field(r, "/place/street") : NULL, 1);
}

static void add_person(struct replay *r)
{
	char *name = xasprintf("我叫%s。", r->people.name);
	char *number = xasprintf("就打%s。", r->people.number);

	if (field(r, "/caller/name")) {
		add_fact(r, "name", "姓名 名字 称呼 贵姓", "请问您怎么称呼？|您贵姓？|您的姓名是什么？", name);
		expect(r, "/caller/name", r->people.name, 1);
	} else {
		add_fact(r, "name", "姓名 名字 称呼 贵姓", "请问您怎么称呼？|您贵姓？|您的姓名是什么？", "我不想说名字。");
	}
	add_fact(r, "number", "电话 号码 联系方式 回电", "您的联系电话是多少？|回电打哪个号码？|怎么联系您？", number);
	free(name);
	free(number);
}

static void add_matter(struct replay *r)
{
	char *title = clean(r, field(r, "/matter/title")), *content = clean(r, field(r, "/matter/content"));
	char *often = clean(r, field(r, "/matter/frequency")), *opening = xasprintf("您好，我要反映%s。", title);
	char *party = xasprintf("是%s。", r->people.party);

	add_line(r, "opening", opening);
	add_fact(r, "what", "什么事 情况 经过 怎么回事 问题 具体", "请您说一下具体情况。|发生了什么事？|是怎么回事？", content);
	add_fact(r, "often", "多久 几次 经常 频率", "多久发生一次？|这种情况经常有吗？|一共几次了？", often);
	if (field(r, "/matter/party"))
		add_fact(r, "party", "对方 谁 单位 公司 名称", "对方叫什么名字？|是哪家单位？|您反映的是谁？", party);
	expect(r, "/matter/type", field(r, "/matter/type"), 1);
	expect(r, "/matter/category", field(r, "/matter/category"), 2);
	free(title);
	free(content);
	free(often);
	free(opening);
	free(party);
}

static void add_time(struct replay *r)
{
	const char *text = field(r, "/matter/happened_at");
	struct buf say = BUF_INIT;
	instant at;

	if (!text || !clock_parse(text, &at))
		return;
	/* The date alone would find the caller in the ticket list. */
	buf_addf(&say, "前几天，大概%.2s点多。", text + 11);
	add_fact(r, "when", "时间 什么时候 几点 哪天", "什么时候发生的？|大概几点？|是哪一天的事？", say.data);
	buf_release(&say);
}

static void add_outcome(struct replay *r)
{
	const char *action = jo_str(r->t->extra, "outcome");

	expect(r, "action", action ? action : "submit", 1);
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
	char *title = clean(r, field(r, "/matter/title")), *shown = xasprintf("%s: %s", _("Played again"), title);

	jo_set_str(o, "code", code);
	jo_set_str(o, "title", shown);
	jo_set_str(o, "channel", "phone");
	jo_set_str(o, "skill", "general");
	jo_set_str(o, "tags", "replay");
	jo_set_int(o, "difficulty", 3);
	jo_set_int(o, "minutes", 10);
	jo_set_str(o, "number", r->people.number);
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
	return o;
}

static struct scenario *make(struct work *w, const struct ticket *t, uint64_t seed, struct error *err)
{
	struct replay r = {
		.city = server_city(w->server), .t = t, .facts = json_object_new_array(),
			.expects = json_object_new_array(),
		.lines = json_object_new_array(), .musts = json_object_new_array(),
	};
	char hash[HASH_TEXT], code[48];

	privacy_of_ticket(t, &r.privacy);
	invent(&r.people, seed);
	add_matter(&r);
	add_place(&r);
	add_person(&r);
	add_time(&r);
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

struct scenario *training_of_ticket(struct work *w, const struct user *by, const char *no, uint64_t seed,
				    struct error *err)
{
	struct work city = { w->server, w->db, "city", w->now };
	struct ticket *t = tickets_load(&city, no, NULL, err);
	struct scenario *s = NULL;

	if (!t)
		return NULL;
	if (ticket_hides_caller(t, &outsider))
		error_set(err, ERROR_STATE, _("The caller asked for confidentiality; choose another ticket."));
	else if (audit_add(&city, by->id, "training.replay", no, NULL, err))
		s = make(w, t, seed, err);
	ticket_free(t);
	return s;
}
