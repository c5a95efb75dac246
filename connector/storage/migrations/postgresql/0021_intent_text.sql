-- What is kept of a prepared signature is a time and a digest: it stands in the row itself. Only an official's own machine
-- needs the whole new revision, which stays a blob; then this is empty.
ALTER TABLE signing_intent ADD COLUMN prepared TEXT NOT NULL DEFAULT '';
