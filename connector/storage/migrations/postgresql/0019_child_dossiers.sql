-- A dossier may be split: some lines go on in a child (state 'split' here), which names its parent.

ALTER TABLE dossier ADD COLUMN parent_id TEXT NOT NULL DEFAULT '';   -- '' : it came by itself
CREATE INDEX dossier_parent ON dossier(parent_id) WHERE parent_id <> '';

ALTER TABLE line DROP CONSTRAINT line_state_check;
ALTER TABLE line ADD CONSTRAINT line_state_check
  CHECK(state IN('proposed','held','returned','dropped','passed','failed','decided','issued','withdrawn','annulled',
                 'split'));
