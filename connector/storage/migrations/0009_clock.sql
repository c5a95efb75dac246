-- The clock's own books: who works on which timer, who was reminded of what, which plan of working days is in force; and
-- documents that answer a document of ours. Nothing here is the truth of a dossier: the event log is.

-- A timer somebody works on, or whose rule failed. Without a row the timer is free.
CREATE TABLE timer_lease(
  timer_id     TEXT    NOT NULL PRIMARY KEY,
  dossier_id   TEXT    NOT NULL,
  attempts     INTEGER NOT NULL,
  lease_until  INTEGER NOT NULL,                   -- ms since 1970, UTC
  next_at      INTEGER NOT NULL DEFAULT 0,
  error_code   TEXT,
  error_detail TEXT
) STRICT, WITHOUT ROWID;

-- Said once per task, kind and due date.
CREATE TABLE reminder(
  work_item TEXT    NOT NULL,
  kind      TEXT    NOT NULL CHECK(kind IN('soon','overdue')),
  due       TEXT    NOT NULL,                      -- ISO date it was about
  at        INTEGER NOT NULL,
  PRIMARY KEY(work_item, kind, due)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_due ON work_item(due, id) WHERE state = 'open';

-- One row: the plan that open due dates follow, and how far they have been computed again.
CREATE TABLE calendar_plan(
  id       INTEGER NOT NULL PRIMARY KEY CHECK(id = 1),
  digest   TEXT    NOT NULL,                       -- SHA-256 of the plan
  version  TEXT    NOT NULL,
  run      INTEGER NOT NULL,                       -- counts the changes of plan
  position TEXT    NOT NULL,                       -- last dossier done
  done_at  INTEGER
) STRICT, WITHOUT ROWID;

-- Documents of ours that ask for consent, by their folded code: written with the dossier's own commit.
CREATE TABLE consent_request(
  code_key   TEXT NOT NULL,
  dossier_id TEXT NOT NULL,
  node       TEXT NOT NULL,
  PRIMARY KEY(dossier_id, node)
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_code ON consent_request(code_key);

-- Answers that fit no request: kept until a person says where they belong.
CREATE TABLE unmatched_answer(
  id            INTEGER PRIMARY KEY,
  office        TEXT    NOT NULL,
  delivery      INTEGER NOT NULL UNIQUE,           -- inbox.id
  code          TEXT    NOT NULL,                  -- of the answer
  sender        TEXT    NOT NULL,
  subject       TEXT    NOT NULL,
  answers       TEXT    NOT NULL,                  -- code it says it answers
  document_date TEXT,
  sha256        TEXT    NOT NULL,                  -- blob of the message
  received_at   INTEGER NOT NULL,
  state         TEXT    NOT NULL DEFAULT 'open' CHECK(state IN('open','matched','closed')),
  dossier_id    TEXT,
  closed_by     TEXT,
  reason        TEXT,
  closed_at     INTEGER
) STRICT;
CREATE INDEX unmatched_open ON unmatched_answer(id) WHERE state = 'open';
