-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 15: quality inspection of tickets.

CREATE TABLE inspection (               -- one ticket drawn for inspection
	id TEXT PRIMARY KEY,
	realm TEXT NOT NULL,
	sample TEXT NOT NULL,           -- drawn together with those of the same
	ticket TEXT NOT NULL,
	agent TEXT NOT NULL,            -- whose work it is
	category TEXT,
	why TEXT NOT NULL,              -- the rule that drew it: agent, category, share
	call INTEGER NOT NULL,          -- the call sheet is scored too
	state TEXT NOT NULL,            -- drawn, scored, appealed, decided
	version BIGINT NOT NULL,
	inspector TEXT,
	drawn_at BIGINT NOT NULL,
	scored_at BIGINT,
	appealed_at BIGINT,
	decided_at BIGINT,
	total BIGINT,                   -- tenths of a point
	body TEXT NOT NULL              -- {score, note, appeal, decision}
);
CREATE UNIQUE INDEX inspection_ticket ON inspection (realm, ticket);
CREATE INDEX inspection_state ON inspection (realm, state, id);
CREATE INDEX inspection_agent ON inspection (realm, agent, id);
CREATE INDEX inspection_scored ON inspection (realm, scored_at);
