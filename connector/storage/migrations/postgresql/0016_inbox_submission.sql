-- As in SQLite: an older packet of a submission that comes late must not undo a newer one.
ALTER TABLE inbox ADD COLUMN business_key TEXT;
ALTER TABLE inbox ADD COLUMN sent_at BIGINT;
CREATE INDEX inbox_submission ON inbox(office, business_key, sent_at) WHERE business_key IS NOT NULL;
