-- What officials are shown of how a list was read, and who is proposed twice.

CREATE TABLE list_reading(
  dossier_id       TEXT NOT NULL,
  documents_digest TEXT NOT NULL,                  -- of the revision it is about
  notes            TEXT NOT NULL,                  -- JSON: per file its columns and every change
  PRIMARY KEY(dossier_id, documents_digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE nominee_key(
  dossier_id       TEXT    NOT NULL,
  documents_digest TEXT    NOT NULL,
  seat             INTEGER NOT NULL,
  name_key         TEXT    NOT NULL,               -- the name in lower case
  award            TEXT    NOT NULL,
  PRIMARY KEY(dossier_id, documents_digest, seat)
) STRICT, WITHOUT ROWID;
CREATE INDEX nominee_key_name ON nominee_key(name_key, award);
