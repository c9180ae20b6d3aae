-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 3: the answers of return visits as rows, for the rates.

ALTER TABLE ticket ADD COLUMN origin TEXT;      -- made without a call: outside the rates
ALTER TABLE ticket ADD COLUMN asks TEXT;        -- what waits for a decision: return, extension, carry, appeal, confirm, arbitration
CREATE INDEX ticket_dispatched ON ticket (realm, dispatched_at, origin, excluded, lead, category, district);
CREATE INDEX ticket_asks ON ticket (realm, asks, due_at);

-- The final answers of one caller of a ticket; what a month's rates need stands in one index.
CREATE TABLE visit (
	no TEXT NOT NULL,
	caller TEXT NOT NULL,           -- contact of a caller who joined; '' the ticket's own
	realm TEXT NOT NULL,
	at BIGINT NOT NULL,
	unit TEXT NOT NULL,
	category TEXT NOT NULL,
	district TEXT NOT NULL,
	excluded INTEGER NOT NULL,
	weight BIGINT NOT NULL,         -- thousandths
	contacted INTEGER NOT NULL,
	solved INTEGER NOT NULL,
	satisfied INTEGER NOT NULL,     -- 0 no, 1 yes, 2 basically
	PRIMARY KEY (no, caller)
);
CREATE INDEX visit_period ON visit
	(realm, at, unit, category, district, excluded, contacted, solved, satisfied, weight);

-- Reports ask for what happened between two times.
CREATE INDEX contact_queued ON contact (realm, queued_at);
CREATE INDEX ticket_closed ON ticket (realm, closed_at);
CREATE INDEX ticket_visited ON ticket (realm, visited_at);
