-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 1, in the subset that SQLite and PostgreSQL share. Times are milliseconds
-- since 1970 (UTC); JSON is text. Everything a call or a ticket makes names its realm:
-- 'city' or the id of a training session.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE account (
	id TEXT PRIMARY KEY,
	username TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	password TEXT,                  -- argon2id in PHC form; null: a machine, tokens only
	roles TEXT NOT NULL,            -- blank separated
	skills TEXT NOT NULL DEFAULT '',
	unit TEXT,
	state_key TEXT NOT NULL,        -- 32 bytes hex: seals the workstation's local state
	disabled INTEGER NOT NULL DEFAULT 0,
	created_at BIGINT NOT NULL
);

CREATE TABLE session (
	token_hash TEXT PRIMARY KEY,
	account TEXT NOT NULL,
	realm TEXT NOT NULL,
	machine TEXT,                   -- name of a long-lived token; null: a login
	address TEXT,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account);

CREATE TABLE login_failure (
	username TEXT NOT NULL,
	address TEXT NOT NULL,
	failures INTEGER NOT NULL,
	until BIGINT NOT NULL,
	PRIMARY KEY (username, address)
);

CREATE TABLE presence (
	realm TEXT NOT NULL,
	account TEXT NOT NULL,
	state TEXT NOT NULL,
	reason TEXT,
	since BIGINT NOT NULL,          -- of this state
	ready_since BIGINT NOT NULL DEFAULT 0,
	contact TEXT,
	PRIMARY KEY (realm, account)
);

CREATE TABLE contact (
	id TEXT PRIMARY KEY,
	realm TEXT NOT NULL,
	channel TEXT NOT NULL,
	source_id TEXT,
	number TEXT,                    -- normalised digits
	number_shown TEXT,
	name TEXT,
	skill TEXT NOT NULL,
	priority INTEGER NOT NULL,
	text TEXT,
	state TEXT NOT NULL,
	agent TEXT,
	head BIGINT NOT NULL DEFAULT 0, -- time it went back to the head of the queue; 0: never
	queued_at BIGINT NOT NULL,
	offered_at BIGINT,
	answered_at BIGINT,
	ended_at BIGINT,
	done_at BIGINT,
	touched_at BIGINT,              -- last draft write, for wrap-up
	body TEXT NOT NULL DEFAULT '{}' -- what else: declined by, transferred from, call-back …
);
CREATE UNIQUE INDEX contact_source ON contact (realm, channel, source_id);
CREATE INDEX contact_state ON contact (realm, state, priority, queued_at);
CREATE INDEX contact_timer ON contact (state, offered_at);
CREATE INDEX contact_agent ON contact (realm, agent, queued_at);
CREATE INDEX contact_number ON contact (realm, number, queued_at);

CREATE TABLE draft (
	contact TEXT NOT NULL,
	n INTEGER NOT NULL,
	realm TEXT NOT NULL,
	revision BIGINT NOT NULL,
	form_version INTEGER NOT NULL,
	fields TEXT NOT NULL,
	ticket TEXT,                    -- number of the ticket made from it
	updated_at BIGINT NOT NULL,
	PRIMARY KEY (contact, n)
);

CREATE TABLE ticket (
	no TEXT PRIMARY KEY,
	realm TEXT NOT NULL,
	state TEXT NOT NULL,
	version BIGINT NOT NULL,
	contact TEXT,
	draft INTEGER,
	number TEXT,                    -- of the caller, normalised
	agent TEXT,
	lead TEXT,
	grade TEXT NOT NULL,
	category TEXT,
	district TEXT,
	street TEXT,
	title TEXT NOT NULL,
	due_at BIGINT,                  -- nearest clock that runs
	excluded INTEGER NOT NULL DEFAULT 0,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	closed_at BIGINT,
	dispatched_at BIGINT,
	visited_at BIGINT,
	contacted INTEGER,              -- final answers of the return visit
	solved INTEGER,
	satisfied TEXT,
	body TEXT NOT NULL              -- ticket_store(): the projection of its events
);
CREATE UNIQUE INDEX ticket_draft ON ticket (contact, draft);
CREATE INDEX ticket_state ON ticket (realm, state, due_at);
CREATE INDEX ticket_timer ON ticket (state);
CREATE INDEX ticket_created ON ticket (realm, created_at);
CREATE INDEX ticket_lead ON ticket (realm, lead, state);
CREATE INDEX ticket_number ON ticket (realm, number, created_at);
CREATE INDEX ticket_agent ON ticket (realm, agent, created_at);

CREATE TABLE ticket_unit (              -- lead, co-units, whistled: who may see it
	no TEXT NOT NULL,
	unit TEXT NOT NULL,
	part TEXT NOT NULL,
	PRIMARY KEY (no, unit, part)
);
CREATE INDEX ticket_unit_unit ON ticket_unit (unit, no);

CREATE TABLE ticket_event (
	no TEXT NOT NULL,
	seq BIGINT NOT NULL,
	realm TEXT NOT NULL,
	at BIGINT NOT NULL,
	account TEXT NOT NULL,
	action TEXT NOT NULL,
	from_state TEXT NOT NULL,
	to_state TEXT NOT NULL,
	detail TEXT NOT NULL,
	PRIMARY KEY (no, seq)
);

CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);

CREATE TABLE idempotency (
	realm TEXT NOT NULL,
	account TEXT NOT NULL,
	method TEXT NOT NULL,
	path TEXT NOT NULL,
	idem_key TEXT NOT NULL,
	body_hash TEXT NOT NULL,
	status INTEGER NOT NULL,
	answer TEXT NOT NULL,
	etag TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (realm, account, method, path, idem_key)
);
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE event (
	id BIGINT PRIMARY KEY,
	realm TEXT NOT NULL,
	at BIGINT NOT NULL,
	account TEXT,                   -- audience: one of these three
	roles INTEGER NOT NULL DEFAULT 0,
	unit TEXT,
	name TEXT NOT NULL,
	data TEXT NOT NULL
);
CREATE INDEX event_at ON event (at);

CREATE TABLE audit (
	node TEXT NOT NULL,
	seq BIGINT NOT NULL,
	at BIGINT NOT NULL,
	account TEXT NOT NULL,
	action TEXT NOT NULL,
	subject TEXT NOT NULL,
	detail TEXT NOT NULL,
	before_hash TEXT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (node, seq)
);

CREATE TABLE city_pack (
	version TEXT PRIMARY KEY,
	imported_at BIGINT NOT NULL,
	current INTEGER NOT NULL,
	form_version INTEGER NOT NULL,
	body TEXT NOT NULL              -- city_to_json() with communities
);

CREATE TABLE article (
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	current INTEGER NOT NULL,
	title TEXT NOT NULL,
	category TEXT,
	unit TEXT,
	kind TEXT NOT NULL,
	keywords TEXT NOT NULL DEFAULT '',
	body TEXT NOT NULL,
	valid_from TEXT,                -- YYYY-MM-DD, inclusive
	valid_to TEXT,
	changed_at BIGINT NOT NULL,
	account TEXT NOT NULL,
	PRIMARY KEY (id, version)
);
