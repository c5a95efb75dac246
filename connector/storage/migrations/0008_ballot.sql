-- Secret ballots. Who voted stands in the dossier and its log; what was voted stands here, with no voter, no
-- time, no order: rows are keyed by a random name and have no row number.
CREATE TABLE ballot_box(
  box      TEXT NOT NULL,               -- one round of one ballot
  paper    TEXT NOT NULL,               -- random
  envelope BLOB NOT NULL,               -- sealed: connector/council/Envelope.h
  PRIMARY KEY(box, paper)
) STRICT, WITHOUT ROWID;

-- The papers after the count, sorted by what they say.
CREATE TABLE ballot_paper(
  box   TEXT    NOT NULL,
  place INTEGER NOT NULL CHECK(place > 0),
  marks TEXT    NOT NULL,               -- runs: "4999y1n"
  PRIMARY KEY(box, place)
) STRICT, WITHOUT ROWID;
