-- Channels are the settings' business now: our own events go out through "event:" + the subscriber's id.
CREATE TABLE outbox_any_channel(
  id             INTEGER PRIMARY KEY,             -- order of work inside (dossier, channel)
  effect_id      TEXT    NOT NULL UNIQUE,         -- idempotency key
  dossier_id     TEXT    NOT NULL,
  channel        TEXT    NOT NULL,                -- 'office', 'issuing', 'event:…', 'signing:…'
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
INSERT INTO outbox_any_channel(id, effect_id, dossier_id, channel, kind, payload, correlation_id, state, attempts, next_at,
  lease_until, error_code, error_detail, done_at)
SELECT id, effect_id, dossier_id, channel, kind, payload, correlation_id, state, attempts, next_at, lease_until, error_code,
  error_detail, done_at FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_any_channel RENAME TO outbox;
CREATE INDEX outbox_due ON outbox(channel, id) WHERE state = 'due';
CREATE INDEX outbox_order ON outbox(dossier_id, channel, id) WHERE state <> 'done';
