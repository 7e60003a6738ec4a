-- Up Migration
UPDATE schema_state SET revision = 10;

-- The record says who by their accounts too: hunters of one account have several names. No references, for its rows
-- never change; what was written before has neither.
ALTER TABLE audit
  ADD COLUMN by_account bigint,
  ADD COLUMN about_account bigint,
  ADD COLUMN via text CHECK (via IN ('game', 'site', 'console'));
CREATE INDEX audit_about_account_idx ON audit (about_account, id DESC);
CREATE INDEX audit_by_name_idx ON audit (lower(by_name), id DESC);

-- What a report needs to be judged: what its writer could hear, the last line that was said by then, and who looks at it.
ALTER TABLE reports
  ADD COLUMN by_account bigint,
  ADD COLUMN about_account bigint,
  ADD COLUMN about_hunter bigint,
  ADD COLUMN channels text[] NOT NULL DEFAULT '{}',
  ADD COLUMN last_line bigint,
  ADD COLUMN claimed_by text,
  ADD COLUMN claimed_at timestamptz;
CREATE INDEX reports_about_account_idx ON reports (about_account, id DESC);
CREATE INDEX reports_by_account_idx ON reports (by_account, id DESC);

-- The site finds accounts by how their names begin.
CREATE INDEX accounts_name_prefix_idx ON accounts (lower(name) text_pattern_ops);
CREATE INDEX accounts_role_idx ON accounts (role) WHERE role <> 'player';

-- What operators turn: one row, which every server reads each second.
CREATE TABLE switches (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  registration text NOT NULL DEFAULT 'open' CHECK (registration IN ('open', 'invitation', 'closed')),
  maintenance boolean NOT NULL DEFAULT false,
  -- What players read meanwhile.
  message text NOT NULL DEFAULT '' CHECK (length(message) <= 160),
  changed_by text,
  changed_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO switches DEFAULT VALUES;

-- Kept as they are, unlike tokens: an operator reads them out again, and all that they open is a registration.
CREATE TABLE invitations (
  code text PRIMARY KEY CHECK (code ~ '^[a-z0-9-]{8,40}$'),
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 120),
  uses integer NOT NULL CHECK (uses BETWEEN 1 AND 1000),
  used integer NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND uses),
  expires_at timestamptz NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
);
-- By which one the account came, for ever.
ALTER TABLE accounts ADD COLUMN invitation text;

GRANT SELECT, UPDATE ON switches TO terminusa_app;
GRANT SELECT, INSERT, UPDATE ON invitations TO terminusa_app;
