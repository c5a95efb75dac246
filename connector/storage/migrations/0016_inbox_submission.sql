-- Which submission a delivery carries and when its sender says he sent it: an older packet that comes late must not undo a
-- newer one.
ALTER TABLE inbox ADD COLUMN business_key TEXT;
ALTER TABLE inbox ADD COLUMN sent_at INTEGER;
CREATE INDEX inbox_submission ON inbox(office, business_key, sent_at) WHERE business_key IS NOT NULL;
