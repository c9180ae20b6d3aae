/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model_internal.h -- small helpers that the files of the model share; nobody else. */
#ifndef CLIENT_MODEL_INTERNAL_H
#define CLIENT_MODEL_INTERNAL_H

#include "client/model/model.h"

/* Replaces a text by a copy; true when it was another one. */
bool model_set_text(char **to, const char *text);
/* INSTANT_NONE when the member is absent or no time. */
instant model_time(const json *o, const char *name);
/* An array of strings as words with blanks between. Caller frees; NULL when there is none. */
char *model_words(const json *array);

void model_contact_free(struct model_contact *c);
void model_draft_free(struct model_draft *d);
void model_list_free(struct model_list *l);
void model_ticket_free(struct model_ticket *t);
void model_knowledge_release(struct model_knowledge *k);
void model_seats_release(struct model *m);
void model_trainings_release(struct model *m);

unsigned model_ticket_event(struct model *m, const json *data);
unsigned model_seat_event(struct model *m, const json *data);
unsigned model_notice_event(struct model *m, const json *data, instant now);
unsigned model_knowledge_event(struct model *m, const json *data);
unsigned model_training_turn(struct model *m, const json *data);
unsigned model_training_updated(struct model *m, const json *data);
unsigned model_training_draft(struct model *m, const json *data);
unsigned model_training_hint(struct model *m, const json *data);

#endif
