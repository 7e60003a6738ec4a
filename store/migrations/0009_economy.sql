-- Up Migration
UPDATE schema_state SET revision = 9;

-- What the operator sees of the ledger. A web server adds up each minute what is new (store/economy/count.ts), so
-- that no page reads the whole ledger, and no command touches or waits for these tables.

-- All rows of one commit have one time, so this stays small.
CREATE INDEX ledger_at_idx ON ledger (at);

CREATE TABLE economy_state (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- All movements before this are counted; null before the first count.
  counted_to timestamptz
);
INSERT INTO economy_state DEFAULT VALUES;

CREATE TABLE economy_flows (
  unit text NOT NULL CHECK (unit IN ('hour', 'day')),
  -- Hours or days since 1970, in UTC.
  since integer NOT NULL,
  currency text NOT NULL,
  -- The accounts' kinds: mint, burn, operator, hunter, guild, market.
  source text NOT NULL,
  target text NOT NULL,
  reason text NOT NULL,
  movements bigint NOT NULL,
  amount bigint NOT NULL,
  PRIMARY KEY (unit, since, currency, source, target, reason)
);

CREATE TABLE economy_balances (
  currency text NOT NULL,
  account text COLLATE "C" NOT NULL,
  balance bigint NOT NULL,
  PRIMARY KEY (currency, account)
);
CREATE INDEX economy_balances_top_idx ON economy_balances (currency, balance DESC, account);

-- Crystals that came to a hunter on a day: new ones, and those of others.
CREATE TABLE economy_incomes (
  day integer NOT NULL,
  hunter_id bigint NOT NULL,
  earned bigint NOT NULL,
  received bigint NOT NULL,
  PRIMARY KEY (day, hunter_id)
);
CREATE INDEX economy_incomes_earned_idx ON economy_incomes (day, earned DESC);

-- The largest movements of each day.
CREATE TABLE economy_peaks (
  day integer NOT NULL,
  currency text NOT NULL,
  amount bigint NOT NULL,
  key text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  debit text NOT NULL,
  credit text NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (day, currency, key)
);

-- What economy_proof() found, each time that it was asked by the site.
CREATE TABLE economy_proofs (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT now(),
  took_ms integer NOT NULL,
  movements bigint NOT NULL,
  -- A sentence each; none when the books are right.
  faults text[] NOT NULL
);

GRANT SELECT, UPDATE ON economy_state TO terminusa_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON economy_flows, economy_balances, economy_incomes, economy_peaks,
  economy_proofs TO terminusa_app;
