-- As in SQLite: a small message lives in its row; NULL: the body is the blob named by sha256.
ALTER TABLE inbox ADD COLUMN body BYTEA;
CREATE INDEX inbox_content ON inbox(office, sha256) WHERE kind = 'edxml';
-- An older packet of a submission that comes late must not undo a newer one.
ALTER TABLE inbox ADD COLUMN business_key TEXT;
ALTER TABLE inbox ADD COLUMN sent_at BIGINT;
CREATE INDEX inbox_submission ON inbox(office, business_key, sent_at) WHERE business_key IS NOT NULL;
