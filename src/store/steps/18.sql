-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 18: how the seats of a storm did, without reading its calls and their scores.

ALTER TABLE training_call ADD COLUMN rang_at BIGINT;    -- where it was answered first; NULL: not answered
ALTER TABLE training_call ADD COLUMN tenths BIGINT;     -- the score's total, in tenths of a point; NULL: none
UPDATE training_call SET
	tenths = CAST(ROUND(json_extract(score, '$.total') * 10) AS INTEGER),
	rang_at = CASE WHEN answered_at IS NOT NULL THEN COALESCE(
		(SELECT MAX(o.at) FROM training_turn o JOIN training t ON t.id = o.training WHERE t.mode = 'storm' AND
		 o.contact = training_call.contact AND o.kind = 'mark' AND o.text = 'offered' AND
		 o.at <= training_call.answered_at), came_at) END;
DROP INDEX training_call_account;
CREATE INDEX training_call_seat ON training_call (training, account, answered_at, rang_at, tenths);
CREATE INDEX training_turn_mark ON training_turn (training, account, text, contact) WHERE kind = 'mark';
