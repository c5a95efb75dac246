-- What a step waits for besides people, and why a line is where it is.

-- Pending timers; a row goes when the timer fires or no longer waits. The first due is found by the index,
-- however many wait.
CREATE TABLE timer(
  id         TEXT    NOT NULL PRIMARY KEY,
  dossier_id TEXT    NOT NULL REFERENCES dossier(id),
  node       TEXT    NOT NULL,
  purpose    TEXT    NOT NULL,
  due        BIGINT  NOT NULL                           -- ms since 1970, UTC
);
CREATE INDEX timer_due ON timer(due, id);
CREATE INDEX timer_dossier ON timer(dossier_id);

ALTER TABLE line ADD COLUMN reason TEXT NOT NULL DEFAULT '';
