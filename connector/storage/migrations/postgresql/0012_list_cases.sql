-- Lists of nominees that wait for a person before their dossier starts, and what was decided about them.

-- A delivery that is due but waits for a person is not claimed.
ALTER TABLE inbox ADD COLUMN waits TEXT NOT NULL DEFAULT '' CHECK(waits IN('','list'));
DROP INDEX inbox_due;
CREATE INDEX inbox_due ON inbox(id) WHERE state = 'due' AND waits = '';

CREATE TABLE list_case(
  inbox_id         BIGINT NOT NULL PRIMARY KEY REFERENCES inbox(id),
  office           TEXT    NOT NULL,
  sender_code      TEXT    NOT NULL,
  sender_name      TEXT    NOT NULL,
  document_code    TEXT    NOT NULL,               -- "118/TTr-SGDĐT"
  subject          TEXT    NOT NULL,
  host_document_id TEXT    NOT NULL,
  business_key     TEXT    NOT NULL,
  received_at      BIGINT NOT NULL,
  questions        BIGINT NOT NULL,               -- how many there were when it was last looked at
  version          BIGINT NOT NULL DEFAULT 0,     -- of its newest decision
  state            TEXT    NOT NULL DEFAULT 'open'
                   CHECK(state IN('open','confirmed','returned','superseded','withdrawn')),
  opened_at        BIGINT NOT NULL,
  closed_at        BIGINT,
  closed_by        TEXT    NOT NULL DEFAULT '',    -- official; '' for the sender or a newer submission
  CHECK((state = 'open') = (closed_at IS NULL))
);
CREATE INDEX list_case_open ON list_case(opened_at, inbox_id) WHERE state = 'open';

-- Append-only: who decided what, when.
CREATE TABLE list_decision(
  inbox_id BIGINT NOT NULL REFERENCES list_case(inbox_id),
  version  BIGINT NOT NULL CHECK(version > 0),
  kind     TEXT    NOT NULL CHECK(kind IN('columns','cells','return')),
  official TEXT    NOT NULL,
  at       BIGINT NOT NULL,
  content  TEXT    NOT NULL,                       -- JSON
  digest   TEXT    NOT NULL,                       -- of kind and content: tells a repeat from another decision
  PRIMARY KEY(inbox_id, version)
);
CREATE FUNCTION list_decision_stays() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'decisions are never changed or deleted' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER list_decision_stays BEFORE UPDATE OR DELETE ON list_decision
  FOR EACH ROW EXECUTE FUNCTION list_decision_stays();
CREATE TRIGGER list_decision_kept BEFORE TRUNCATE ON list_decision EXECUTE FUNCTION list_decision_stays();

-- How a sender's form of list is read, once somebody has said so.
CREATE TABLE list_memory(
  office      TEXT    NOT NULL,
  sender_code TEXT    NOT NULL,
  signature   TEXT    NOT NULL,                    -- of its row of headings
  plan        TEXT    NOT NULL,                    -- JSON
  headings    TEXT    NOT NULL,                    -- for people
  official    TEXT    NOT NULL,
  at          BIGINT NOT NULL,
  PRIMARY KEY(office, sender_code, signature)
);
