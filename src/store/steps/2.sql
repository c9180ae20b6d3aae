-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 2: the queue answers at once however many wait.

-- How many contacts are queued; kept with every move of a contact.
CREATE TABLE queue_count (
	realm TEXT NOT NULL,
	skill TEXT NOT NULL,
	waiting BIGINT NOT NULL,
	PRIMARY KEY (realm, skill)
);
INSERT INTO queue_count (realm, skill, waiting)
	SELECT realm, skill, COUNT(*) FROM contact WHERE state = 'queued' GROUP BY realm, skill;

-- The contact that is next for a skill, and the one that has waited longest.
CREATE INDEX contact_next ON contact
	(realm, state, skill, priority DESC, (CASE WHEN head > 0 THEN 0 ELSE 1 END), queued_at, id);
CREATE INDEX contact_oldest ON contact (realm, state, skill, queued_at);
DROP INDEX contact_state;

-- Who has been ready longest.
CREATE INDEX presence_ready ON presence (realm, state, ready_since, account);
