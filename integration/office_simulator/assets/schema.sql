-- What the simulated e-office remembers. It has no uniqueness where real hosts have none.
CREATE TABLE IF NOT EXISTS documents(
  n           INTEGER PRIMARY KEY,
  document_id TEXT NOT NULL UNIQUE,
  code        TEXT NOT NULL,
  subject     TEXT NOT NULL,
  sender      TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  status      TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS attachments(
  id         INTEGER PRIMARY KEY,
  document   INTEGER NOT NULL REFERENCES documents(n),
  name       TEXT NOT NULL,
  media_type TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  bytes      BLOB NOT NULL,
  added_by   TEXT NOT NULL,
  added_at   INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tasks(
  id         INTEGER PRIMARY KEY,
  document   INTEGER NOT NULL REFERENCES documents(n),
  task_key   TEXT NOT NULL,
  assignee   TEXT NOT NULL,
  title      TEXT NOT NULL,
  due        TEXT NOT NULL,
  state      TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS messages(
  id          INTEGER PRIMARY KEY,
  message_key TEXT NOT NULL,
  document    INTEGER,                            -- the document it is about, when we know it
  status_code TEXT NOT NULL,
  bytes       BLOB NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS trace(
  id       INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents(n),
  at       INTEGER NOT NULL,
  who      TEXT NOT NULL,
  what     TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sessions(
  token TEXT PRIMARY KEY,
  user  TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS calls(
  id         INTEGER PRIMARY KEY,
  webhook_id TEXT NOT NULL UNIQUE,
  path       TEXT NOT NULL,
  media_type TEXT NOT NULL,
  body       BLOB NOT NULL,
  document   INTEGER NOT NULL,
  state      TEXT NOT NULL,
  attempts   INTEGER NOT NULL,
  next_at    INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS counters(
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT;
