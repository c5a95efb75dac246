-- Numbers and the files that carry them.

-- One locked row per book and year: the next number is taken and used in one transaction, so there are no gaps.
CREATE TABLE number_counter(
  book TEXT    NOT NULL,
  year BIGINT  NOT NULL,
  last BIGINT  NOT NULL CHECK(last >= 0),
  PRIMARY KEY(book, year)
);

CREATE TABLE number_issue(
  book       TEXT    NOT NULL,
  year       BIGINT  NOT NULL,
  number     BIGINT  NOT NULL,
  notation   TEXT    NOT NULL,
  date       TEXT    NOT NULL,                  -- ISO, the day in Vietnam
  request_id TEXT    NOT NULL UNIQUE,           -- the same request gets the same number
  taken_at   BIGINT  NOT NULL,
  voided_at  BIGINT,                           -- set once: the number will never be used
  void_reason TEXT,
  voided_by  TEXT,                              -- official, '' for the system itself
  dossier_id TEXT,                              -- whose files can never be issued any more
  PRIMARY KEY(book, year, number),
  CHECK((voided_at IS NULL) = (void_reason IS NULL) AND (voided_at IS NULL) = (voided_by IS NULL)
        AND (voided_at IS NULL) = (dossier_id IS NULL))
);
CREATE INDEX number_voided ON number_issue(dossier_id) WHERE dossier_id IS NOT NULL;

CREATE TABLE issued_file(
  verify_id           TEXT    PRIMARY KEY,
  dossier_id          TEXT    NOT NULL,
  kind                TEXT    NOT NULL CHECK(kind IN('decision','certificate')),
  ordinal             BIGINT  NOT NULL,
  name                TEXT    NOT NULL,
  recipient           TEXT    NOT NULL,
  box                 TEXT    NOT NULL,          -- JSON [page, x, y, width, height] of the person's signature
  state               TEXT    NOT NULL CHECK(state IN('rendered','person-signed','organisation-signed','published')),
  rendered_sha256     TEXT    NOT NULL,
  person_sha256       TEXT    NOT NULL DEFAULT '',
  final_sha256        TEXT    NOT NULL DEFAULT '',
  published_at        BIGINT,
  added_at            BIGINT  NOT NULL,
  UNIQUE(dossier_id, kind, ordinal)
);

-- What was prepared for signing, before the key is asked: after a crash the same octets are signed again.
CREATE TABLE signing_intent(
  verify_id  TEXT NOT NULL,
  signer     TEXT NOT NULL CHECK(signer IN('person','organisation')),
  sha256     TEXT NOT NULL,                     -- blob with the prepared signature
  created_at BIGINT  NOT NULL,
  PRIMARY KEY(verify_id, signer)
);
