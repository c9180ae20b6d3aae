-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 6: whose return visit comes when, and how a ticket began.

ALTER TABLE ticket ADD COLUMN visit_at BIGINT;  -- a caller is to be phoned, from then on
ALTER TABLE ticket ADD COLUMN outcome TEXT;     -- its first event: submit, answer, transfer, decline, void
CREATE INDEX ticket_visit ON ticket (realm, visit_at) WHERE visit_at IS NOT NULL;
DROP INDEX ticket_created;
CREATE INDEX ticket_created ON ticket (realm, created_at, outcome);
UPDATE ticket SET outcome = (SELECT e.action FROM ticket_event e WHERE e.no = ticket.no AND e.seq = 1);
UPDATE ticket SET visit_at = updated_at WHERE state = 'visiting';
