-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 7: each unit's inbox by its own sub-state and clock.

ALTER TABLE ticket_unit ADD COLUMN state TEXT;          -- dispatched, handling, return_requested, replied, called, reported, forwarded, given_back
ALTER TABLE ticket_unit ADD COLUMN due_at BIGINT;       -- its own nearest clock that runs
ALTER TABLE ticket_unit ADD COLUMN live INTEGER NOT NULL DEFAULT 0;     -- the ticket waits for this unit
ALTER TABLE ticket_unit ADD COLUMN urged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket_unit ADD COLUMN again INTEGER NOT NULL DEFAULT 0;    -- to be handled again
CREATE INDEX ticket_unit_live ON ticket_unit (unit, live, due_at);

-- As near as the ticket's own row tells; the next event of each sets it right.
UPDATE ticket_unit SET
	state = (SELECT CASE t.state WHEN 'dispatched' THEN 'dispatched' WHEN 'rehandling' THEN 'dispatched'
		WHEN 'return_requested' THEN 'return_requested' WHEN 'handling' THEN 'handling'
		WHEN 'carried' THEN 'handling' WHEN 'arbitration' THEN 'return_requested' ELSE 'replied' END
		FROM ticket t WHERE t.no = ticket_unit.no),
	due_at = (SELECT t.due_at FROM ticket t WHERE t.no = ticket_unit.no),
	live = (SELECT CASE WHEN t.state IN ('dispatched', 'rehandling', 'return_requested', 'handling', 'carried',
		'arbitration') THEN 1 ELSE 0 END FROM ticket t WHERE t.no = ticket_unit.no)
	WHERE EXISTS (SELECT 1 FROM ticket t WHERE t.no = ticket_unit.no);
DELETE FROM ticket_unit WHERE no IN (SELECT t.no FROM ticket t WHERE t.state IN ('pending', 'needs_info', 'merged'));
