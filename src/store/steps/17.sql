-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 17: what was said in one call of many, and what many came to.

CREATE INDEX training_turn_contact ON training_turn (contact, seq) WHERE contact IS NOT NULL;
CREATE INDEX training_call_account ON training_call (training, account);
ALTER TABLE training ADD COLUMN tenths BIGINT;  -- the score's total, in tenths of a point; NULL: none, or older than this
