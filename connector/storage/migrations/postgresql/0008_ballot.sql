-- Secret ballots. Who voted stands in the dossier and its log; what was voted stands here, with no voter, no
-- time, no order: rows are keyed by a random name. Each vote writes all rows of its box anew, so that the
-- server's own row columns (xmin, ctid) do not tell which one is the newest.
CREATE TABLE ballot_box(
  box      TEXT  NOT NULL,
  paper    TEXT  NOT NULL,
  envelope BYTEA NOT NULL,
  PRIMARY KEY(box, paper)
);

CREATE TABLE ballot_paper(
  box   TEXT   NOT NULL,
  place BIGINT NOT NULL CHECK(place > 0),
  marks TEXT   NOT NULL,
  PRIMARY KEY(box, place)
);
