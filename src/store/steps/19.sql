-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 19: up to which version its agent was told of an inspection. Those of before count as told.

ALTER TABLE inspection ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
UPDATE inspection SET told = version;
CREATE INDEX inspection_untold ON inspection (agent, id) WHERE scored_at IS NOT NULL AND told < version;
