-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 5: which unit had which matters, for suggestions.

CREATE TABLE unit_record (
	realm TEXT NOT NULL,
	category TEXT NOT NULL,
	unit TEXT NOT NULL,
	dispatched BIGINT NOT NULL,     -- times it was made the lead unit
	returned BIGINT NOT NULL,       -- times it gave the ticket back, granted
	PRIMARY KEY (realm, category, unit)
);
CREATE INDEX visit_category ON visit (realm, category, unit, solved);
