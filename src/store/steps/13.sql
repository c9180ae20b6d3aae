-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 13: scenarios of simulated calls, every version that was ever current.

CREATE TABLE scenario (
	code TEXT NOT NULL,
	version TEXT NOT NULL,          -- a hash of its content
	current INTEGER NOT NULL,       -- none of its versions: the pack holds it no more
	imported_at BIGINT NOT NULL,
	body TEXT NOT NULL,             -- JSON
	PRIMARY KEY (code, version)
);
CREATE UNIQUE INDEX scenario_current ON scenario (code) WHERE current = 1;
