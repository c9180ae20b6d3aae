-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 11: notices to everybody, every version kept.

CREATE TABLE notice (
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	current INTEGER NOT NULL,
	title TEXT NOT NULL,
	body TEXT NOT NULL,
	valid_to BIGINT,                -- null: until somebody ends it
	created_at BIGINT NOT NULL,     -- of the first version
	changed_at BIGINT NOT NULL,
	account TEXT NOT NULL,          -- who wrote this version
	PRIMARY KEY (id, version)
);
CREATE INDEX notice_newest ON notice (created_at, id) WHERE current = 1;
