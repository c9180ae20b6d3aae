-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 8: first answers beside the final ones, the sums of each day, and which city pack was in force when.

ALTER TABLE visit ADD COLUMN street TEXT NOT NULL DEFAULT '';
ALTER TABLE visit ADD COLUMN first_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE visit ADD COLUMN first_contacted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visit ADD COLUMN first_solved INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visit ADD COLUMN first_satisfied INTEGER NOT NULL DEFAULT 0;

-- What `visit` and the dispatches of `ticket` add up to, by one dimension each; kept with every move.
CREATE TABLE rate_day (
	realm TEXT NOT NULL,
	dim TEXT NOT NULL,              -- unit, category, district or street
	day BIGINT NOT NULL,            -- its midnight, in the city's zone
	code TEXT NOT NULL,             -- of the unit, category …; '' none
	excluded INTEGER NOT NULL,
	volume BIGINT NOT NULL,         -- tickets dispatched
	valid BIGINT NOT NULL,          -- the rest in thousandths
	contacted BIGINT NOT NULL,
	solved BIGINT NOT NULL,
	satisfied BIGINT NOT NULL,
	basically BIGINT NOT NULL,
	PRIMARY KEY (realm, dim, day, code, excluded)
);

-- A pack that comes back is in force twice.
CREATE TABLE city_use (
	at BIGINT NOT NULL,
	version TEXT NOT NULL,
	PRIMARY KEY (at, version)
);
INSERT INTO city_use (at, version) SELECT imported_at, version FROM city_pack;

ALTER TABLE ticket ADD COLUMN kind TEXT;        -- person or company: who asks
CREATE INDEX ticket_kind ON ticket (realm, kind, created_at);

-- Reports read these alone, not the rows behind them.
DROP INDEX ticket_created;
CREATE INDEX ticket_created ON ticket (realm, created_at, category, district, street, outcome);
DROP INDEX ticket_dispatched;
CREATE INDEX ticket_dispatched ON ticket
	(realm, dispatched_at, origin, excluded, lead, category, district, street);
DROP INDEX contact_queued;
CREATE INDEX contact_queued ON contact (realm, queued_at, answered_at, ended_at);

-- Tickets of before are written anew from their events, once, when the store is next opened.
INSERT INTO meta (name, value) SELECT 'rows_behind', '8' WHERE EXISTS (SELECT 1 FROM ticket);
