-- A small message lives in its row: one commit keeps it, where a file of its own would cost two more waits for the disk.
-- NULL: the body is the blob named by sha256.
ALTER TABLE inbox ADD COLUMN body BLOB;
-- The same message under another key is looked for at every edXML delivery.
CREATE INDEX inbox_content ON inbox(office, sha256) WHERE kind = 'edxml';
-- Which submission a delivery carries and when its sender says he sent it: an older packet that comes late must not undo a
-- newer one.
ALTER TABLE inbox ADD COLUMN business_key TEXT;
ALTER TABLE inbox ADD COLUMN sent_at INTEGER;
CREATE INDEX inbox_submission ON inbox(office, business_key, sent_at) WHERE business_key IS NOT NULL;
