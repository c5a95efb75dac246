-- Signed files that are raised to a higher level after they were issued, and what is remembered of revocation.

-- Each raise is one more revision behind the issued file; its octets begin with those of the one before.
CREATE TABLE issued_revision(
  verify_id TEXT    NOT NULL REFERENCES issued_file(verify_id),
  ordinal   BIGINT NOT NULL CHECK(ordinal > 0),   -- 1 is the first after the file that was published
  sha256    TEXT    NOT NULL UNIQUE,
  level     TEXT    NOT NULL CHECK(level IN('B-B','B-T','B-LT','B-LTA')),
  made_at   BIGINT NOT NULL,
  PRIMARY KEY(verify_id, ordinal)
);

CREATE INDEX issued_final ON issued_file(final_sha256);

-- One row per file that is, was or will again be raised.
CREATE TABLE extension_job(
  verify_id    TEXT    NOT NULL PRIMARY KEY REFERENCES issued_file(verify_id),
  target       TEXT    NOT NULL CHECK(target IN('B-T','B-LT','B-LTA')),
  state        TEXT    NOT NULL DEFAULT 'due' CHECK(state IN('due','done','dead')),
  since        BIGINT NOT NULL,                   -- when this raise was asked for
  attempts     BIGINT NOT NULL DEFAULT 0,
  next_at      BIGINT NOT NULL DEFAULT 0,
  lease_until  BIGINT NOT NULL DEFAULT 0,
  error_code   TEXT    NOT NULL DEFAULT '',
  error_detail TEXT    NOT NULL DEFAULT '',
  done_at      BIGINT,
  renew_at     BIGINT                             -- B-LTA: when its newest time-stamp is to be looked at again
);
CREATE INDEX extension_due ON extension_job(next_at) WHERE state = 'due';
CREATE INDEX extension_renew ON extension_job(renew_at) WHERE state = 'done' AND renew_at IS NOT NULL;

-- Which octets the e-office was given: written before they are sent, so that a repeat sends the same.
CREATE TABLE pushed_file(
  verify_id TEXT NOT NULL PRIMARY KEY REFERENCES issued_file(verify_id),
  sha256    TEXT NOT NULL
);

-- The last good answer about a certificate of our own signing keys and their issuers.
CREATE TABLE revocation_answer(
  certificate TEXT    NOT NULL PRIMARY KEY,        -- SHA-256 of its DER
  produced_at BIGINT NOT NULL,                    -- thisUpdate of the evidence
  source      TEXT    NOT NULL CHECK(source IN('ocsp','crl')),
  der         BYTEA   NOT NULL
);
