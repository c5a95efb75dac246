-- Lists of nominees that wait for a person before their dossier starts, and what was decided about them.

-- A delivery that is due but waits for a person is not claimed.
ALTER TABLE inbox ADD COLUMN waits TEXT NOT NULL DEFAULT '' CHECK(waits IN('','list'));
DROP INDEX inbox_due;
CREATE INDEX inbox_due ON inbox(id) WHERE state = 'due' AND waits = '';

CREATE TABLE list_case(
  inbox_id         INTEGER NOT NULL PRIMARY KEY REFERENCES inbox(id),
  office           TEXT    NOT NULL,
  sender_code      TEXT    NOT NULL,
  sender_name      TEXT    NOT NULL,
  document_code    TEXT    NOT NULL,               -- "118/TTr-SGDĐT"
  subject          TEXT    NOT NULL,
  host_document_id TEXT    NOT NULL,
  business_key     TEXT    NOT NULL,
  received_at      INTEGER NOT NULL,
  questions        INTEGER NOT NULL,               -- how many there were when it was last looked at
  version          INTEGER NOT NULL DEFAULT 0,     -- of its newest decision
  state            TEXT    NOT NULL DEFAULT 'open'
                   CHECK(state IN('open','confirmed','returned','superseded','withdrawn')),
  opened_at        INTEGER NOT NULL,
  closed_at        INTEGER,
  closed_by        TEXT    NOT NULL DEFAULT '',    -- official; '' for the sender or a newer submission
  CHECK((state = 'open') = (closed_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX list_case_open ON list_case(opened_at, inbox_id) WHERE state = 'open';

-- Append-only: who decided what, when.
CREATE TABLE list_decision(
  inbox_id INTEGER NOT NULL REFERENCES list_case(inbox_id),
  version  INTEGER NOT NULL CHECK(version > 0),
  kind     TEXT    NOT NULL CHECK(kind IN('columns','cells','return')),
  official TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  content  TEXT    NOT NULL,                       -- JSON
  digest   TEXT    NOT NULL,                       -- of kind and content: tells a repeat from another decision
  PRIMARY KEY(inbox_id, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER list_decision_stays BEFORE UPDATE ON list_decision
  BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
CREATE TRIGGER list_decision_kept BEFORE DELETE ON list_decision
  BEGIN SELECT RAISE(ABORT, 'decisions are never deleted'); END;

-- How a sender's form of list is read, once somebody has said so.
CREATE TABLE list_memory(
  office      TEXT    NOT NULL,
  sender_code TEXT    NOT NULL,
  signature   TEXT    NOT NULL,                    -- of its row of headings
  plan        TEXT    NOT NULL,                    -- JSON
  headings    TEXT    NOT NULL,                    -- for people
  official    TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY(office, sender_code, signature)
) STRICT, WITHOUT ROWID;
