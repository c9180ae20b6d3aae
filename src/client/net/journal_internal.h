/* SPDX-License-Identifier: GPL-3.0-or-later */
/* journal_internal.h -- what journal.c and journal_forms.c share; nobody else. */
#ifndef CLIENT_JOURNAL_INTERNAL_H
#define CLIENT_JOURNAL_INTERNAL_H

#include "client/net/journal.h"

enum change_kind { CHANGE_FIELD, CHANGE_REVISION, CHANGE_DROP, CHANGE_FORM };
struct change {
	enum change_kind kind;
	char *contact;
	int n;
	char *pointer;          /* of a field */
	json *value;            /* of a field; NULL: removed; of a form: all of its fields */
	int64_t revision;
	bool saved;
	instant at;
};
void change_release(struct change *c);
json *change_to_json(const struct change *c);

/* The value is shared with the change, not copied: neither side alters values. */
void journal_forms_apply(struct journal_forms *f, const struct change *c);
void journal_forms_replay(struct journal_forms *f, const char *text, size_t len);
/* However old, what has something in it stays: only its user throws it away. */
void journal_forms_drop_empty(struct journal_forms *f);
/* The oldest go till the rest is within JOURNAL_SIZE_MOST. */
void journal_forms_limit(struct journal_forms *f);
void journal_forms_copy(struct journal_forms *to, const struct journal_forms *from);
size_t journal_forms_size(const struct journal_forms *f);      /* about, in bytes of a file */
json *form_to_json(const struct journal_form *f);

#endif
