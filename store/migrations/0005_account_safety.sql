-- Up Migration
UPDATE schema_state SET revision = 5;

ALTER TABLE accounts
  -- Base32; null: no second factor.
  ADD COLUMN totp_secret text CHECK (length(totp_secret) BETWEEN 16 AND 128),
  -- The last 30-second step whose code was taken: no code is good twice.
  ADD COLUMN totp_step bigint NOT NULL DEFAULT 0,
  -- When an account that its owner gave up goes for good; a login before that keeps it.
  ADD COLUMN deletes_at timestamptz;
CREATE INDEX accounts_deletes_at_idx ON accounts (deletes_at) WHERE deletes_at IS NOT NULL;
CREATE INDEX accounts_email_idx ON accounts (lower(email)) WHERE email IS NOT NULL;

CREATE TABLE recovery_codes (
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  code_sha256 bytea NOT NULL CHECK (length(code_sha256) = 32),
  PRIMARY KEY (account_id, code_sha256)
);

-- Links that work once, by mail or from the operator's hand. The token itself is not kept.
CREATE TABLE one_time_links (
  token_sha256 bytea PRIMARY KEY CHECK (length(token_sha256) = 32),
  account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
  purpose text NOT NULL CHECK (purpose IN ('password', 'email')),
  -- The address that the link confirms.
  email text CHECK (length(email) <= 254),
  expires_at timestamptz NOT NULL,
  CHECK ((purpose = 'email') = (email IS NOT NULL))
);
CREATE INDEX one_time_links_account_id_idx ON one_time_links (account_id);

-- Which browser session or client token opened the game, so that its end ends the game too.
ALTER TABLE game_sessions ADD COLUMN via text CHECK (length(via) <= 80);

GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_codes, one_time_links TO terminusa_app;
