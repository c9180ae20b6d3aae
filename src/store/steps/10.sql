-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 10: keys in their own order, so that those made by time (UUIDv7) are all written in one place.

ALTER TABLE idempotency RENAME TO idempotency_before;
DROP INDEX idempotency_at;
CREATE TABLE idempotency (
	idem_key TEXT NOT NULL,
	realm TEXT NOT NULL,
	account TEXT NOT NULL,
	method TEXT NOT NULL,
	path TEXT NOT NULL,
	body_hash TEXT NOT NULL,
	status INTEGER NOT NULL,
	answer TEXT NOT NULL,
	etag TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (idem_key, account, realm, method, path)
);
INSERT INTO idempotency (idem_key, realm, account, method, path, body_hash, status, answer, etag, at)
	SELECT idem_key, realm, account, method, path, body_hash, status, answer, etag, at FROM idempotency_before;
DROP TABLE idempotency_before;
CREATE INDEX idempotency_at ON idempotency (at);
