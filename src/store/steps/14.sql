-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 14: practised calls. The id of a session is the realm of all that its calls make.

ALTER TABLE session ADD COLUMN parent TEXT;     -- of a realm's token: the login that asked for it, and with which it ends
CREATE INDEX session_realm ON session (realm) WHERE realm <> 'city';

-- A scenario as a session began with it; also one made of a real ticket.
CREATE TABLE training_scenario (
	version TEXT PRIMARY KEY,
	code TEXT NOT NULL,
	body TEXT NOT NULL
);

CREATE TABLE training (
	id TEXT PRIMARY KEY,
	class TEXT,                     -- sessions that a trainer began together
	name TEXT,
	mode TEXT NOT NULL,             -- practice, exam, class, storm, replay
	state TEXT NOT NULL,            -- waiting, running, paused, ended
	seed BIGINT NOT NULL,
	trainer TEXT,                   -- who led it last; null: nobody, it is somebody's own practice
	created_at BIGINT NOT NULL,
	started_at BIGINT,
	ended_at BIGINT,
	ends_at BIGINT,                 -- when it ends by itself; null: it has ended
	limit_ms BIGINT,                -- of an exam; null: none
	paused_at BIGINT,
	paused_ms BIGINT NOT NULL DEFAULT 0,
	score TEXT,                     -- of all its calls, once it has ended
	purged INTEGER NOT NULL DEFAULT 0       -- its contacts and tickets are gone
);
CREATE INDEX training_created ON training (created_at, id);
CREATE INDEX training_class ON training (class) WHERE class IS NOT NULL;
CREATE INDEX training_end ON training (ends_at) WHERE ends_at IS NOT NULL;
CREATE INDEX training_kept ON training (ended_at) WHERE purged = 0 AND ended_at IS NOT NULL;

CREATE TABLE training_seat (
	training TEXT NOT NULL,
	account TEXT NOT NULL,
	state_key TEXT NOT NULL,        -- seals what the workstation keeps of it
	joined_at BIGINT,               -- first
	PRIMARY KEY (training, account)
);
CREATE INDEX training_seat_account ON training_seat (account, training);

CREATE TABLE training_call (
	training TEXT NOT NULL,
	n INTEGER NOT NULL,
	scenario TEXT NOT NULL,
	version TEXT NOT NULL,
	title TEXT NOT NULL,
	seed BIGINT NOT NULL,
	wait_ms BIGINT,                 -- comes so long after the start; null: when the one before is over
	due_at BIGINT,                  -- null: not yet known, or it has come
	contact TEXT,
	account TEXT,                   -- who had it last
	came_at BIGINT,
	answered_at BIGINT,
	ended_at BIGINT,
	done_at BIGINT,
	paused_ms BIGINT NOT NULL DEFAULT 0,    -- of the session, when it was answered
	next_at BIGINT,                 -- when the caller will say or do something by itself
	hung_up INTEGER NOT NULL DEFAULT 0,     -- 1: the caller did; 2: the line dropped
	marks TEXT NOT NULL DEFAULT '{}',       -- what only the workstation knows: keystrokes …
	score TEXT,
	PRIMARY KEY (training, n)
);
CREATE UNIQUE INDEX training_call_contact ON training_call (contact) WHERE contact IS NOT NULL;
CREATE INDEX training_call_due ON training_call (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX training_call_next ON training_call (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE training_turn (
	training TEXT NOT NULL,
	seq BIGINT NOT NULL,
	contact TEXT,
	at BIGINT NOT NULL,
	second BIGINT,                  -- after the answer
	speaker TEXT NOT NULL,          -- trainee, caller, trainer, server
	kind TEXT NOT NULL,
	text TEXT NOT NULL,
	facts TEXT,                     -- asked for or told, blank separated
	account TEXT,
	about BIGINT,                   -- the turn that a comment is about
	PRIMARY KEY (training, seq)
);

-- The form as it stood, now and then, to walk the time line by.
CREATE TABLE training_form (
	training TEXT NOT NULL,
	contact TEXT NOT NULL,
	draft INTEGER NOT NULL,
	at BIGINT NOT NULL,
	fields TEXT NOT NULL,
	PRIMARY KEY (training, contact, draft, at)
);
