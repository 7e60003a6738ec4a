-- Up Migration
UPDATE schema_state SET revision = 8;

-- What a token may be used for. Those of terminal clients play, and nothing else.
ALTER TABLE play_tokens
  ADD COLUMN kind text NOT NULL DEFAULT 'client' CHECK (kind IN ('client', 'personal')),
  ADD COLUMN scopes text[] NOT NULL DEFAULT '{game:play}' CHECK (cardinality(scopes) > 0),
  -- null: for as long as it is used.
  ADD COLUMN expires_at timestamptz;

-- What was asked under the key, so that the same key with another wish is not taken for a repetition; null: a form of
-- the site, whose key belongs to one page.
ALTER TABLE form_deeds ADD COLUMN asked_sha256 bytea CHECK (length(asked_sha256) = 32);
