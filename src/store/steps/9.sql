-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 9: an index holds only the tickets that it can find, so that a new one is in few.

DROP INDEX ticket_draft;
DROP INDEX ticket_timer;
DROP INDEX ticket_lead;
DROP INDEX ticket_number;
DROP INDEX ticket_agent;
DROP INDEX ticket_dispatched;
DROP INDEX ticket_asks;
DROP INDEX ticket_closed;
DROP INDEX ticket_visited;
DROP INDEX ticket_alarm;
DROP INDEX ticket_kind;
CREATE UNIQUE INDEX ticket_draft ON ticket (contact, draft) WHERE contact IS NOT NULL;
CREATE INDEX ticket_closing ON ticket (created_at) WHERE state IN ('answered', 'transferred');
CREATE INDEX ticket_lead ON ticket (realm, lead, created_at, no) WHERE lead IS NOT NULL;
CREATE INDEX ticket_number ON ticket (realm, number, created_at) WHERE number IS NOT NULL;
CREATE INDEX ticket_agent ON ticket (realm, agent, created_at) WHERE agent IS NOT NULL;
CREATE INDEX ticket_dispatched ON ticket (realm, dispatched_at, origin, excluded, lead, category, district, street)
	WHERE dispatched_at IS NOT NULL;
CREATE INDEX ticket_asks ON ticket (realm, asks, due_at) WHERE asks IS NOT NULL;
CREATE INDEX ticket_closed ON ticket (realm, closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX ticket_visited ON ticket (realm, visited_at) WHERE visited_at IS NOT NULL;
CREATE INDEX ticket_alarm ON ticket (alarm_at) WHERE alarm_at IS NOT NULL;
CREATE INDEX ticket_kind ON ticket (realm, kind, created_at) WHERE kind IS NOT NULL;

-- Events go in the order of their ids.
DROP INDEX event_at;
