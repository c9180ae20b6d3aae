-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 12: exemplary cases that others learn from.

CREATE TABLE precedent (                -- the columns of article, and where it comes from
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	current INTEGER NOT NULL,       -- none of its versions: withdrawn
	title TEXT NOT NULL,
	category TEXT,
	unit TEXT,
	kind TEXT NOT NULL,
	keywords TEXT NOT NULL DEFAULT '',
	body TEXT NOT NULL,
	valid_from TEXT,
	valid_to TEXT,
	changed_at BIGINT NOT NULL,
	account TEXT NOT NULL,
	ticket TEXT NOT NULL,
	PRIMARY KEY (id, version)
);
CREATE INDEX precedent_ticket ON precedent (ticket);
