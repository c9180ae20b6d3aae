/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_forms.c -- the forms that a run of changes makes, and the records of a change.
 *
 * Records are JSON: {"c", "n", "at", "p", "v"} sets a field, {…, "p"} without "v" removes it,
 * {…, "r"} notes the server's revision, {…, "gone"} drops the form, {…, "f", "r"} is a whole
 * form; "s" beside "r": the server has all of it. A record that makes no sense is passed over: the next one may.
 */
#include "client/net/journal_internal.h"

#include <stdlib.h>
#include <string.h>

#include "hotline/alloc.h"

void change_release(struct change *c)
{
	free(c->contact);
	free(c->pointer);
	jo_free(c->value);
}

static json *record_new(const char *contact, int n, instant at)
{
	json *o = json_object_new_object();

	jo_set_str(o, "c", contact);
	jo_set_int(o, "n", n);
	jo_set_int(o, "at", at);
	return o;
}

json *change_to_json(const struct change *c)
{
	json *o = record_new(c->contact, c->n, c->at);

	jo_set_str(o, "p", c->pointer);
	if (c->value)
		jo_set(o, c->kind == CHANGE_FORM ? "f" : "v", json_object_get(c->value));
	if (c->kind == CHANGE_REVISION || c->kind == CHANGE_FORM)
		jo_set_int(o, "r", c->revision);
	if (c->saved)
		jo_set_bool(o, "s", true);
	if (c->kind == CHANGE_DROP)
		jo_set_bool(o, "gone", true);
	return o;
}

json *form_to_json(const struct journal_form *f)
{
	json *o = record_new(f->contact, f->n, f->at);

	jo_set_int(o, "r", f->revision);
	if (f->saved)
		jo_set_bool(o, "s", true);
	jo_set(o, "f", json_object_get(f->fields));
	return o;
}

static void form_release(struct journal_form *f)
{
	free(f->contact);
	jo_free(f->fields);
}

void journal_forms_release(struct journal_forms *f)
{
	for (size_t i = 0; i < f->count; i++)
		form_release(&f->items[i]);
	free(f->items);
	*f = (struct journal_forms){ 0 };
}

static void remove_at(struct journal_forms *f, size_t at)
{
	form_release(&f->items[at]);
	memmove(f->items + at, f->items + at + 1, (--f->count - at) * sizeof(*f->items));
}

static size_t position(const struct journal_forms *f, const char *contact, int n)
{
	size_t i = 0;

	while (i < f->count && (f->items[i].n != n || strcmp(f->items[i].contact, contact)))
		i++;
	return i;
}

/* The form, made when missing, moved to the end: the order is that of the last change. */
static struct journal_form *touch(struct journal_forms *f, const char *contact, int n, instant at)
{
	size_t where = position(f, contact, n);
	struct journal_form form;

	if (where < f->count) {
		form = f->items[where];
		memmove(f->items + where, f->items + where + 1,
			(--f->count - where) * sizeof(*f->items));
	} else {
		if (f->count >= JOURNAL_FORMS_MOST)
			remove_at(f, 0);
		form = (struct journal_form){ .contact = xstrdup(contact), .n = n,
					      .fields = json_object_new_object() };
	}
	form.at = at;
	ARRAY_GROW(f->items, f->count + 1, f->alloc);
	f->items[f->count] = form;
	return &f->items[f->count++];
}

static void drop(struct journal_forms *f, const char *contact, int n)
{
	size_t where = position(f, contact, n);

	if (where < f->count)
		remove_at(f, where);
}

void journal_forms_apply(struct journal_forms *f, const struct change *c)
{
	if (c->kind == CHANGE_DROP) {
		drop(f, c->contact, c->n);
		return;
	}
	struct journal_form *form = touch(f, c->contact, c->n, c->at);
	if (c->kind == CHANGE_FORM) {
		jo_free(form->fields);
		form->fields = jo_copy(c->value);       /* changed here later on */
	}
	form->saved = c->saved;
	if (c->kind != CHANGE_FIELD)
		form->revision = c->revision;
	else
		jo_pointer_set(form->fields, c->pointer, json_object_get(c->value));
}

static void replay_whole(struct journal_forms *f, const char *contact, int n, instant at, const json *fields)
{
	struct journal_form *form = touch(f, contact, n, at);

	jo_free(form->fields);
	form->fields = jo_copy((json *)fields);
}

void journal_forms_replay(struct journal_forms *f, const char *text, size_t len)
{
	json *o = jo_parse(text, len, NULL), *whole = jo_get(o, "f");
	struct change c = {
		.contact = (char *)jo_str(o, "c"),
		.n = (int)jo_int(o, "n", 0),
		.at = jo_int(o, "at", 0),
		.pointer = (char *)jo_str(o, "p"),
		.value = jo_get(o, "v"),
		.revision = jo_int(o, "r", -1),
		.saved = jo_bool(o, "s", false),
	};

	c.kind = jo_bool(o, "gone", false) ? CHANGE_DROP
		 : c.pointer               ? CHANGE_FIELD
					   : CHANGE_REVISION;
	if (c.contact && json_object_is_type(whole, json_type_object))
		replay_whole(f, c.contact, c.n, c.at, whole);
	if (c.contact && (c.kind != CHANGE_REVISION || c.revision >= 0))
		journal_forms_apply(f, &c);
	jo_free(o);
}

void journal_forms_drop_empty(struct journal_forms *f)
{
	for (size_t i = 0; i < f->count;)
		if (!json_object_object_length(f->items[i].fields))
			remove_at(f, i);
		else
			i++;
}

void journal_forms_copy(struct journal_forms *to, const struct journal_forms *from)
{
	*to = (struct journal_forms){ 0 };
	for (size_t i = 0; i < from->count; i++) {
		const struct journal_form *f = &from->items[i];
		ARRAY_GROW(to->items, to->count + 1, to->alloc);
		to->items[to->count++] = (struct journal_form){
			.contact = xstrdup(f->contact), .n = f->n, .revision = f->revision,
			.saved = f->saved, .at = f->at, .fields = jo_copy(f->fields),
		};
	}
}

static size_t form_size(const struct journal_form *f)
{
	return 128 + strlen(jo_text(f->fields));
}

size_t journal_forms_size(const struct journal_forms *f)
{
	size_t size = 0;

	for (size_t i = 0; i < f->count; i++)
		size += form_size(&f->items[i]);
	return size;
}

void journal_forms_limit(struct journal_forms *f)
{
	size_t size = journal_forms_size(f);

	while (f->count && size > JOURNAL_SIZE_MOST) {
		size -= form_size(&f->items[0]);
		remove_at(f, 0);
	}
}
