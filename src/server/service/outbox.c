/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outbox.c -- see outbox.h. */
#include "server/service/outbox.h"

#include "server/server.h"

bool event_send(struct server *s, struct db *db, const char *realm, const struct audience *to,
		const char *name, json *data, struct error *err)
{
	bool by_role = !to->user && to->roles;
	enum db_result r =
		db_run(db, err,
		       "INSERT INTO event (id, realm, at, account, roles, unit, name, data) "
		       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
		       "isisisss", s->next_event, realm, clock_now(), to->user,
		       (int64_t)(by_role ? to->roles : 0), to->user || by_role ? NULL : to->unit,
		       name, jo_text(data));

	jo_free(data);
	if (r != DB_END)
		return false;
	s->next_event++;
	s->streams->written(s);
	return true;
}

void event_flash(struct server *s, const char *realm, const struct audience *to, const char *name, json *data)
{
	s->streams->flash(s, realm, to, name, data);
}

int events_streams(struct server *s, const char *realm, const char *user)
{
	return s->streams->count(s, realm, user);
}

int64_t events_lost_since(struct server *s, const char *realm, const char *user)
{
	return s->streams->lost_since(s, realm, user);
}
