-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 4: alarms before and at the limits of tickets.

ALTER TABLE ticket ADD COLUMN alarm_at BIGINT;  -- the next alarm of a clock that runs
CREATE INDEX ticket_alarm ON ticket (alarm_at);
UPDATE ticket SET alarm_at = due_at WHERE due_at IS NOT NULL AND state <> 'closed' AND state <> 'void';
