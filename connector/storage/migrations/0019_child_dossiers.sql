-- A dossier may be split: some lines go on in a child (state 'split' here), which names its parent.

ALTER TABLE dossier ADD COLUMN parent_id TEXT NOT NULL DEFAULT '';   -- '' : it came by itself
CREATE INDEX dossier_parent ON dossier(parent_id) WHERE parent_id <> '';

-- A CHECK cannot be changed in place.
CREATE TABLE line_now(
  dossier_id  TEXT    NOT NULL REFERENCES dossier(id),
  seat        INTEGER NOT NULL CHECK(seat >= 0),   -- place in the list
  id          TEXT    NOT NULL,
  ordinal     INTEGER NOT NULL,
  kind        TEXT    NOT NULL CHECK(kind IN('individual','collective','household')),
  name        TEXT    NOT NULL,
  position    TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  achievement TEXT    NOT NULL,
  award       TEXT    NOT NULL,
  state       TEXT    NOT NULL CHECK(state IN('proposed','held','returned','dropped','passed','failed','decided',
                                              'issued','withdrawn','annulled','split')),
  reason      TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY(dossier_id, seat)
) STRICT, WITHOUT ROWID;
INSERT INTO line_now(dossier_id, seat, id, ordinal, kind, name, position, unit, achievement, award, state, reason)
  SELECT dossier_id, seat, id, ordinal, kind, name, position, unit, achievement, award, state, reason FROM line;
DROP TABLE line;
ALTER TABLE line_now RENAME TO line;
