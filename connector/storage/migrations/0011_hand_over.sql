-- Signatures made on an official's own machine: what was handed over, what came back, and who did what.

-- One row per file from the moment its digest is handed over until its signature is in the file.
CREATE TABLE handed_over(
  verify_id          TEXT    NOT NULL PRIMARY KEY REFERENCES issued_file(verify_id),
  dossier_id         TEXT    NOT NULL,
  job                TEXT    NOT NULL UNIQUE,
  algorithm          TEXT    NOT NULL,
  document_digest    TEXT    NOT NULL,           -- hex
  attributes         TEXT    NOT NULL,           -- base 64, DER
  digest             TEXT    NOT NULL,           -- hex, what the key signs
  certificate_sha256 TEXT    NOT NULL,
  expires_at         INTEGER NOT NULL,           -- ms since 1970, UTC: no signature is taken after it
  signature          TEXT    NOT NULL DEFAULT '',-- base 64; empty while it is waited for
  signed_at          INTEGER,
  CHECK((signature = '') = (signed_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX handed_over_dossier ON handed_over(dossier_id);

-- Append-only: shown in the dossier's history; its digest stands in the hash-chained event of the finished step.
CREATE TABLE hand_over_note(
  id         INTEGER PRIMARY KEY,
  dossier_id TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  official   TEXT    NOT NULL,
  kind       TEXT    NOT NULL CHECK(kind IN('downloaded','uploaded','declined')),
  files      INTEGER NOT NULL,                   -- handed out, or signatures taken
  refused    INTEGER NOT NULL DEFAULT 0,
  waiting    INTEGER NOT NULL DEFAULT 0,
  detail     TEXT    NOT NULL DEFAULT ''         -- why signatures were refused, or why he declines
) STRICT;
CREATE INDEX hand_over_note_dossier ON hand_over_note(dossier_id, id);
