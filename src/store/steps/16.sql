-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 16: the English titles of practised calls.

ALTER TABLE training_call ADD COLUMN title_en TEXT;     -- of its scenario; NULL: it has none
