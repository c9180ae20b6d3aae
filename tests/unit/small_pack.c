/* SPDX-License-Identifier: GPL-3.0-or-later */
/* small_pack.c -- see small_pack.h. */
#include "small_pack.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "hotline/alloc.h"
#include "hotline/buf.h"

static const struct { const char *name, *text;
} files[] = {
	{ "city.conf",
	  "[city]\nname = 小城\nname_en = Smalltown\nzone = Asia/Shanghai\nhotline = 12345\nform = intake\n"
	  "[assessment]\nresponse = 0.1\nsolution = 0.5\nsatisfaction = 0.4\nbasically = 0.9\nperiod_day = 19\n"
	  "[emergency]\n119 = 火警|Fire\n" },
	{ "codes.tsv",
	  "set\tcode\tname\tname_en\nchannel\tphone\t电话\tPhone\ntype\tenquiry\t咨询\tEnquiry\n"
	  "urgency\tnormal\t一般\tNormal\nskill\tgeneral\t综合\tGeneral\nsex\tmale\t男\tMale\n"
	  "kind\tperson\t个人\tPerson\nkind\tcompany\t企业\t\n" },
	{ "grades.tsv",
	  "code\tname\tname_en\tdispatch\tsign\trespond\tfeedback\n"
	  "II\t二级\tGrade II\tPT2H\tPT30M\t\tPT24H\nIII\t三级\t\tPT24H\tP1Dw\t\tP7D\n" },
	{ "calendar.tsv",
	  "date\tkind\tname\n2026-10-10\tworkday\t调休\n2026-10-01\tholiday\t国庆\n" },
	{ "hours.tsv", "weekday\tfrom\tto\n1\t09:00\t18:00\n2\t09:00\t18:00\n" },
	{ "sections.tsv",
	  "code\tform\tname\tname_en\twhen\nmatter\tintake\t诉求\tMatter\talways\n"
	  "place\tintake\t地点\tPlace\talways\nheating\tintake\t供热\tHeating\tcategory\n"
	  "firm\tintake\t企业\tFirm\t/caller/kind = company\n" },
	{ "fields.tsv",
	  "section\tpointer\tkind\tlabel\tlabel_en\trequired\trequired_when\twhen\tchoices\tmax\thint\thint_en\n"
	  "matter\t/caller/kind\tchoice\t主体\tKind\tno\t\t\tset:kind\t\t\t\n"
	  "heating\t/sections/heating/cold\tyes_no\t冷\tCold\tno\t\t\t\t\t\t\n"
	  "matter\t/matter/type\tchoice\t类型\tType\tyes\t\t\tset:type\t\t\t\n"
	  "matter\t/matter/category\tcategory\t分类\tCategory\tyes\t\t\t\t\t\t\n"
	  "matter\t/matter/title\tline\t标题\tTitle\tyes\t\t\t\t40\t提示\tHint\n"
	  "matter\t/matter/content\ttext\t内容\tContent\tyes\t\t\t\t\t\t\n"
	  "place\t/place\tplace\t地点\tPlace\tyes\t\t\t\t\t\t\n"
	  "heating\t/sections/heating/degrees\tnumber\t温度\tDegrees\tno\t/sections/heating/cold = yes\t\t\t40\t\t\n"
	  "heating\t/sections/heating/risks\tchecklist\t情形\tRisks\tno\t\t/place/district set\tchecklist:risk\t\t\t\n"
	  "firm\t/sections/firm/name\tline\t名称\tName\tno\t\t\t\t\t\t\n" },
	{ "categories.tsv",
	  "code\tparent\tname\tname_en\tgrade\tsection\tkeywords\n01\t\t供热\tHeating\tII\theating\t\n"
	  "0101\t01\t室内不热\tCold rooms\t\t\t不热 冷\n010101\t0101\t温度不达标\t\tIII\t\t\n02\t\t噪声\tNoise\tIII\t\t\n" },
	{ "regions.tsv",
	  "code\tparent\tkind\tname\tname_en\n110101\t\tdistrict\t东区\tEast\n110102\t\tdistrict\t西区\tWest\n"
	  "110101001\t110101\tstreet\t一街\tFirst\n110101002\t110101\tstreet\t二街\tSecond\n" },
	{ "communities.tsv", "code\tparent\tname\n110101001001\t110101001\t甲社区\n" },
	{ "units.tsv",
	  "code\tparent\tkind\tname\tname_en\tdistrict\nD110101\t\tdistrict\t东区\tEast\t110101\n"
	  "D110102\t\tdistrict\t西区\tWest\t110102\nS110101001\tD110101\tstreet\t一街\tFirst\t110101\n"
	  "B001\t\tdepartment\t住建委\tHousing\t\nC001\tB001\tcompany\t热力\tHeat\t\nG1\tS110101001\tgrid\t网格\t\t\n" },
	{ "catalogue.tsv",
	  "category\tregion\tunit\tbasis\n01\t\t@district\t甲\n0101\t110101\tC001\t乙\n010101\t110101001\t@street\t丙\n"
	  "02\t\tB001\t丁\n" },
	{ "phrases.tsv", "id\ttext\ttext_en\ngreeting\t您好\tHello\n" },
	{ "sheets.tsv",
	  "sheet\titem\tname\tname_en\tpoints\tdeduction\nticket\trisk\t风险\tRisk\t100\t\n"
	  "ticket\trisk-grade\t定低\tToo low\t\t15\n" },
	{ "checklists/risk.tsv",
	  "class\tclass_name\tcode\tname\tweight\n01\t就医\t0101\t无法就医\t2\n01\t就医\t0102\t断药\t\n02\t物资\t0201\t缺粮\t1.5\n" },
	{ "knowledge/heat.kb",
	  "id: heat-1\ntitle: 不热怎么办\ncategory: 0101\nunit: C001\nkind: guide\nkeywords: 不热\n\n第一段。\n\n第二段。\n"
	  "%%\nid: heat-2\ntitle: 供暖期\ncategory: 01\nkind: policy\nvalid_from: 2026-01-01\nvalid_to: 2026-12-31\n\n四个月。\n" },
	{ "scenarios/cold.scn",
	  "# 样例\n[scenario]\ntitle: 屋里冷\ntitle_en: Cold\nchannel: phone\nskill: general\ntags: heat easy\n"
	  "difficulty: 2\nminutes: 5\nnumber: 13800130001\nname: 王\nsex: male\nmood: calm\npatience: 3\n"
	  "hang_up_after: 300\narticles: heat-1 heat-2\nbrief: 一段；\n  又一段\n\n[targets]\nanswer: 15\nsubmit: 200\n\n"
	  "[fact place]\nabout: 地址 哪里\nask: 在哪里？\nask: 什么地址？\nsay: 一街甲社区。\nwrong: 二街。\nagain: 说错了，一街。\n\n"
	  "[fact degrees]\nabout: 温度 多少度\nask: 多少度？\nsay: 15度。\nafter: place\nrefuse: 先记地址。\n\n"
	  "[say]\nopening tells place: 喂，屋里冷。\nseconds 40: 快点。\nturns 3 tells degrees: 才15度！\nsilence 10: 喂？\n"
	  "unknown: 不知道。\nunknown: 不清楚。\nrepeat: 说过了。\nimpatient: 行不行啊？\ngreeting: 你好。\nclosing: 再见。\n"
	  "hang_up: 不说了。\n\n"
	  "[expect]\naction: submit\n/matter/type: enquiry\n/matter/category weight 3: 0101 | 01\n/matter/title: *冷*\n"
	  "/matter/content contains weight 2: 15 & 一街\n/caller/kind not: company\n/place/district: 110101\n"
	  "/place/street: 110101001\n/sections/heating/cold: yes\n/sections/heating/degrees: 15 | 15.5\n"
	  "/sections/heating/risks contains any: 0101 | 0102\n/sections/heating/risks not: 0201\nunit: C001\ngrade: II\n\n"
	  "[expect 2]\naction: answer | submit\n/matter/category: 02\n/matter/title empty:\narticle: heat-2\nunit: B001\n\n"
	  "[must]\nsay 您好|你 好 within 10 item ticket/risk-grade: 问候\nask place before degrees: 先问地址\nwhy_en: Ask for the address first\n"
	  "read_back place: 复述\ntransfer 119 within 30: 转\ncite heat-2 request 2: 引用\nsearch: 查\naction answer request 2: 答\n"
	  "hang_up_last before submit: 后挂\n[must not]\nsay 不管: 推诿\n" },
};

static char folder[] = "/tmp/hotline-pack-XXXXXX";
static const char template[] = "/tmp/hotline-pack-XXXXXX";

static void write_file(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", folder, name);
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	free(path);
}

static void write_changed(const char *name, const char *text, const struct pack_change *change)
{
	struct buf b = BUF_INIT;

	if (!change->to)
		return;
	if (!change->from) {
		write_file(name, change->to);
		return;
	}
	const char *at = strstr(text, change->from);
	if (!at)
		fail_msg("%s does not hold %s", name, change->from);
	buf_add(&b, text, (size_t)(at - text));
	buf_adds(&b, change->to);
	buf_adds(&b, at + strlen(change->from));
	write_file(name, b.data);
	buf_release(&b);
}

static void make_folder(const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);

	assert_int_equal(mkdir(path, 0700), 0);
	free(path);
}

const char *small_pack_write(const struct pack_change *change)
{
	bool found = !change;

	memcpy(folder, template, sizeof(folder));
	assert_non_null(mkdtemp(folder));
	make_folder("checklists");
	make_folder("knowledge");
	make_folder("scenarios");
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		bool here = change && !strcmp(change->file, files[i].name);
		found = found || here;
		if (here)
			write_changed(files[i].name, files[i].text, change);
		else
			write_file(files[i].name, files[i].text);
	}
	if (!found)
		write_file(change->file, change->to);
	return folder;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *where)
{
	(void)st;
	(void)flag;
	(void)where;
	return remove(path);
}

void small_pack_remove(void)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
