-- Running dossiers. These tables are the truth for work under way; the event log must replay to the same values
-- (tdkt verify-store). Instants are ms since 1970, UTC; days are ISO dates.

CREATE TABLE definition(
  hash TEXT NOT NULL PRIMARY KEY CHECK(length(hash) = 64),
  bpmn BYTEA NOT NULL                               -- raw bytes; hash is their SHA-256
);

CREATE TABLE dossier(
  id               TEXT    NOT NULL PRIMARY KEY,
  office           TEXT    NOT NULL,
  host_document_id TEXT    NOT NULL,
  business_key     TEXT    NOT NULL,               -- '' when the submission has no number
  definition_hash  TEXT    NOT NULL REFERENCES definition(hash),
  version          BIGINT  NOT NULL CHECK(version > 0),
  revision         BIGINT  NOT NULL CHECK(revision > 0),
  phase            TEXT    NOT NULL CHECK(phase IN('running','returned','refused','issued')),
  documents_digest TEXT    NOT NULL,
  subject          TEXT    NOT NULL,
  sender_name      TEXT    NOT NULL,
  document_code    TEXT    NOT NULL,               -- "118/TTr-SGDĐT"
  received_at      BIGINT  NOT NULL,
  ended_at         BIGINT  CHECK((ended_at IS NULL) = (phase IN('running','returned'))),
  line_count       BIGINT  NOT NULL CHECK(line_count > 0),
  content          TEXT    NOT NULL,               -- JSON: header, documents; changes with the revision only
  live             TEXT    NOT NULL                -- JSON: tokens, actions, facts
);
CREATE UNIQUE INDEX dossier_business ON dossier(office, business_key) WHERE phase <> 'refused' AND business_key <> '';
CREATE INDEX dossier_host ON dossier(office, host_document_id);
CREATE INDEX dossier_received ON dossier(received_at);

-- One nominee × award.
CREATE TABLE line(
  dossier_id  TEXT    NOT NULL REFERENCES dossier(id),
  seat        BIGINT  NOT NULL CHECK(seat >= 0),   -- place in the list
  id          TEXT    NOT NULL,
  ordinal     BIGINT  NOT NULL,
  kind        TEXT    NOT NULL CHECK(kind IN('individual','collective','household')),
  name        TEXT    NOT NULL,
  position    TEXT    NOT NULL,
  unit        TEXT    NOT NULL,
  achievement TEXT    NOT NULL,
  award       TEXT    NOT NULL,
  state       TEXT    NOT NULL CHECK(state IN('proposed','held','returned','dropped','passed','failed','decided',
                                              'issued','withdrawn','annulled')),
  PRIMARY KEY(dossier_id, seat)
);

CREATE TABLE work_item(
  id         TEXT    NOT NULL PRIMARY KEY,
  dossier_id TEXT    NOT NULL REFERENCES dossier(id),
  seat       BIGINT  NOT NULL CHECK(seat >= 0),    -- order of opening inside the dossier
  node       TEXT    NOT NULL,
  step       TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  role       TEXT    NOT NULL,
  opened_at  BIGINT  NOT NULL,
  due        TEXT    NOT NULL,
  state      TEXT    NOT NULL CHECK(state IN('open','done','cancelled')),
  outcome    TEXT    CHECK(outcome IN('agree','return','refuse')),
  actor      TEXT    NOT NULL,
  reason     TEXT    NOT NULL,
  closed_at  BIGINT,
  UNIQUE(dossier_id, seat),
  CHECK((state = 'open') = (closed_at IS NULL)),
  CHECK((state = 'done') = (outcome IS NOT NULL))
);
CREATE INDEX work_open ON work_item(role, due) WHERE state = 'open';

-- Append-only. hash = SHA-256(previous hash || json); the first follows 64 zeros.
CREATE TABLE event(
  dossier_id TEXT    NOT NULL REFERENCES dossier(id),
  seq        BIGINT  NOT NULL CHECK(seq > 0),
  json       TEXT    NOT NULL,
  hash       TEXT    NOT NULL CHECK(length(hash) = 64),
  PRIMARY KEY(dossier_id, seq)
);
CREATE FUNCTION event_stays() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'events are never changed or deleted' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION event_stays();
CREATE TRIGGER event_kept BEFORE TRUNCATE ON event EXECUTE FUNCTION event_stays();

-- What each command was answered: the same command again gets the same answer.
CREATE TABLE reply(
  command_id TEXT    NOT NULL PRIMARY KEY,
  digest     TEXT    NOT NULL,
  dossier_id TEXT    NOT NULL REFERENCES dossier(id),
  version    BIGINT  NOT NULL,
  phase      TEXT    NOT NULL
);
