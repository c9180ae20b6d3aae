/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caller_address.c -- how a caller is addressed, which asks for nothing: 王阿姨 where a clause begins, at most behind a
 * word like 好的. Behind 您是 it is a question and stays.
 */
#include "advice/caller_words.h"

#include <string.h>

#include "hotline/alloc.h"

/* Bytes of the first of the words, blank separated, with which the text begins; 0: none. */
static size_t begins_with(const char *words, const char *text, size_t len)
{
	for (const char *w = words; *w;) {
		size_t word = strcspn(w, " ");

		if (word <= len && !memcmp(w, text, word))
			return word;
		w += word + (w[word] == ' ');
	}
	return 0;
}

/* A surname is one Chinese character here; what stands before a title in other sentences is none. */
static size_t surname_at(const char *text, size_t len)
{
	static const char others[] = "这 那 位 个 老 问 您 你 他 她 的 和 跟 是 叫 找 有 几 哪 贵 该 各 小 好 啊 哎 嗯";
	bool han = len >= 3 && ((unsigned char)text[0] & 0xf0) == 0xe0;

	return han && !begins_with(others, text, len) ? 3 : 0;
}

char *caller_without_address(const char *text, size_t len)
{
	static const char before[] = "好的 好嘞 好 嗯 哎 哦 行 那 对 您好 你好 没事 谢谢 感谢 抱歉 对不起 不好意思";
	static const char titles[] = "先生 女士 小姐 阿姨 大爷 大妈 大姐 大哥 大叔 大娘 师傅 同志 叔叔 奶奶 爷爷 老师";
	size_t at = 0, word;

	while ((word = begins_with(before, text + at, len - at)))
		at += word;
	size_t surname = surname_at(text + at, len - at);
	size_t title = surname ? begins_with(titles, text + at + surname, len - at - surname) : 0;
	if (!title)
		return xstrndup(text, len);
	size_t rest = at + surname + title;
	return xasprintf("%.*s%.*s", (int)at, text, (int)(len - rest), text + rest);
}
