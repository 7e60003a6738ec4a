-- Up Migration
UPDATE schema_state SET revision = 2;

-- One row an account: the newest login's stream of numbered commands. A server may write for the account only
-- while `fence` is the one that it took; a newer login raises it, whichever server it is on.
CREATE TABLE game_sessions (
  account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  fence bigint NOT NULL CHECK (fence > 0),
  -- The client's proof that the session is its own; only the digest is kept.
  secret_sha256 bytea NOT NULL UNIQUE CHECK (length(secret_sha256) = 32),
  -- The highest command that is written, and its answer, for a client that asks again.
  last_number bigint NOT NULL DEFAULT 0,
  answer text NOT NULL DEFAULT '',
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 60);

CREATE TABLE character_visits (
  character_id bigint NOT NULL REFERENCES characters ON DELETE CASCADE,
  place text NOT NULL,
  visits bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (character_id, place)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON game_sessions, character_visits TO terminusa_app;
