-- As in SQLite: a small message lives in its row; NULL: the body is the blob named by sha256.
ALTER TABLE inbox ADD COLUMN body BYTEA;
CREATE INDEX inbox_content ON inbox(office, sha256) WHERE kind = 'edxml';
