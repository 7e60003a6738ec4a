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

GRANT SELECT, INSERT, UPDATE, DELETE ON game_sessions TO terminusa_app;
