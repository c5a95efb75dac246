-- Who may sign in at the desk, who is signed in, and whom another house vouches for.

-- No password is ever put here by us: an account without one can only be opened by its one-use link.
CREATE TABLE account(
  name          TEXT    NOT NULL PRIMARY KEY,      -- lower case; what is typed at sign-in
  official      TEXT    NOT NULL,                  -- id in the directory
  password_hash TEXT    NOT NULL DEFAULT '',       -- "scrypt$N$r$p$salt$hash"; empty = none yet
  state         TEXT    NOT NULL DEFAULT 'active' CHECK(state IN('active','disabled')),
  created_at    INTEGER NOT NULL,
  changed_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setup_link(
  hash    TEXT    NOT NULL PRIMARY KEY,            -- SHA-256 of the secret in the link
  account TEXT    NOT NULL REFERENCES account(name),
  ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- By digest, and for names that do not exist too: the answer to a guess tells nothing about who has an account.
CREATE TABLE sign_in_failure(
  name_hash    TEXT    NOT NULL PRIMARY KEY,
  failures     INTEGER NOT NULL,
  last_at      INTEGER NOT NULL,
  locked_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE session(
  hash       TEXT    NOT NULL PRIMARY KEY,         -- SHA-256 of the cookie
  official   TEXT    NOT NULL,
  method     TEXT    NOT NULL CHECK(method IN('link','password','oidc')),
  account    TEXT    NOT NULL DEFAULT '',          -- of method 'password'
  created_at INTEGER NOT NULL,
  idle_end   INTEGER NOT NULL,
  whole_end  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_end ON session(idle_end);

-- A person of another house's sign-in service. Never filled from a name in a message.
CREATE TABLE identity(
  issuer     TEXT    NOT NULL,
  subject    TEXT    NOT NULL,
  official   TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY(issuer, subject)
) STRICT, WITHOUT ROWID;

-- For the monitor, which counts what waits for a person while the finished part of the inbox grows for ever.
CREATE INDEX inbox_rejected ON inbox(received_at) WHERE state = 'rejected';
