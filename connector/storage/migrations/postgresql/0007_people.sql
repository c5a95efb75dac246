-- A task may be about some lines only, is not offered to people too close to a nominee, and may be done for
-- somebody else by a grant.

ALTER TABLE work_item ADD COLUMN lines TEXT NOT NULL DEFAULT '';      -- JSON list of line ids; '' = all
ALTER TABLE work_item ADD COLUMN excluded TEXT NOT NULL DEFAULT '';   -- JSON list of officials; '' = nobody
ALTER TABLE work_item ADD COLUMN principal TEXT NOT NULL DEFAULT '';  -- for whom the actor acted; '' = himself
