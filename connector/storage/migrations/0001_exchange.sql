-- What came in and what must go out. Both sides of the engine's single transaction.

-- One row per delivery. The bytes are a blob file named by their SHA-256; the row is the promise to work on them.
CREATE TABLE inbox(
  id             INTEGER PRIMARY KEY,
  office         TEXT    NOT NULL,                -- which e-office
  delivery_key   TEXT    NOT NULL,                -- its name for this delivery (webhook-id, file digest…)
  kind           TEXT    NOT NULL CHECK(kind IN('edxml','task-event')),
  sha256         TEXT    NOT NULL,                -- blob with the body, byte for byte
  received_at    INTEGER NOT NULL,                -- ms since 1970, UTC
  correlation_id TEXT    NOT NULL,
  state          TEXT    NOT NULL DEFAULT 'due' CHECK(state IN('due','done','rejected')),
  attempts       INTEGER NOT NULL DEFAULT 0,
  next_at        INTEGER NOT NULL DEFAULT 0,
  lease_until    INTEGER NOT NULL DEFAULT 0,
  error_code     TEXT,
  error_detail   TEXT,
  error_field    TEXT,
  dossier_id     TEXT,
  repeats        INTEGER NOT NULL DEFAULT 0,      -- how often the same delivery came again
  UNIQUE(office, delivery_key)
) STRICT;
CREATE INDEX inbox_due ON inbox(next_at) WHERE state = 'due';

-- One row per thing to do outside. Written by the engine's transaction, worked off in order per dossier and channel.
CREATE TABLE outbox(
  id             INTEGER PRIMARY KEY,             -- order of work inside (dossier, channel)
  effect_id      TEXT    NOT NULL UNIQUE,         -- idempotency key
  dossier_id     TEXT    NOT NULL,
  channel        TEXT    NOT NULL CHECK(channel IN('office','issuing')),
  kind           TEXT    NOT NULL,
  payload        TEXT    NOT NULL,                -- JSON
  correlation_id TEXT    NOT NULL,
  state          TEXT    NOT NULL DEFAULT 'due' CHECK(state IN('due','done','dead')),
  attempts       INTEGER NOT NULL DEFAULT 0,
  next_at        INTEGER NOT NULL DEFAULT 0,
  lease_until    INTEGER NOT NULL DEFAULT 0,
  error_code     TEXT,
  error_detail   TEXT,
  done_at        INTEGER
) STRICT;
CREATE INDEX outbox_due ON outbox(channel, next_at) WHERE state = 'due';
CREATE INDEX outbox_order ON outbox(dossier_id, channel, id) WHERE state <> 'done';
