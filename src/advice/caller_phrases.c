/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_phrases.c -- what agents say in every call and ask no fact by, though it has words that do: that it is
 * registered, that someone will ring, whether one is heard. Table; raw text, since it is said in these words.
 */
#include "advice/caller_words.h"

#include "hotline/alloc.h"
#include "hotline/text.h"

const char *caller_answer_phrase(const char *clause, bool asks, const char **english)
{
	static const struct { bool asks; const char *words, *answer, *english; } phrases[] = {
		{ true, "做个评价|作个评价|作出评价|做出评价|评价一下|给个评价|打个分|满意度", "好，行。", "OK, I will." },
		{ true, "大点声|大声点|大一点声|大声一点|声音大一点|信号不", "我大点声，这样听得清吗？", "Is this better?" },
		{ true, "听清我|听得清我|听见我说|听到我说|听得见我|听得到我|能听见我|能听到我|您能听清吗|您听得清吗|"
			"您听得清楚|听得清楚吗|能听清楚吗|you hear me",
		  "听得清，您说。", "Yes, I hear you." },
		{ true, "单号您记|号码您记|电话您记|您记好|拿笔记|您拿笔|找支笔|拿支笔|请您记一下|麻烦您记一下|您记一下号码好|您记一下电话好|您记一下单号|您记一下工单号", "好，您说。", "Yes, go ahead." },
		{ true, "做个回访|做回访|做一个回访|做一次回访", "可以。", "Yes, please." },
		{ true, "号是您本人|号码是您本人|电话是您本人|手机是您本人", "是我的。", "Yes, it is mine." },
		{ false, "经给您登记|已给您登记|经登记|已登记|登记好了|登记完|经记录|已记录|经派单|已派单|经受理|已受理|短信形式|以短信|"
			 "会有工作人员|会跟您联系|会与您联系|会和您联系|会联系您|尽快联系您|跟您联系|与您联系", "嗯，好。", "OK." },
		{ true, "答复您清楚|您清楚了吗|您听清楚了吗|您听明白了吗|您听懂了吗|您明白了吗", "清楚了。", "Yes, it is clear." },
		{ true, "需要我再说一遍|要我再说一遍|用我再说一遍", "不用了。", "No, thank you." },
		{ true, "这样处理您满意|这样处理可以|您看这样处理|这样处理行", "行，就这样吧。", "All right." },
		{ true, "不需要重复登记|不用重复登记|此前已登记|一并记录|不能提供|无法提供|如实登记|文明用语|无法继续通话", "嗯，好。", "OK." },
		{ false, "冷静一下|帮您解决|帮您处理|帮您协调", "嗯，好。", "OK." },
		{ false, "别打火|别点火|不要点火|不要打火|别开灯|不要开灯|别碰开关|不要碰开关|别动开关|马上下楼|赶紧下楼|到室外|到楼外|马上离开|赶紧离开|"
			 "先出来|快出来", "好，我这就照办。", "OK, I will do that." },
	};

	for (size_t i = 0; i < ARRAY_SIZE(phrases); i++)
		if ((phrases[i].asks || !asks) && text_has_any(clause, phrases[i].words)) {
			*english = phrases[i].english;
			return phrases[i].answer;
		}
	return NULL;
}
