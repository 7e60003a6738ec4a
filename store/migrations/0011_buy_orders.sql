-- Up Migration
UPDATE schema_state SET revision = 11;

-- What hunters want, and the crystals that are set aside for it: they lie in the ledger's account market:<id>, from the
-- order's beginning to its last sale, its calling off or its end. Numbered in one row with the listings.
CREATE TABLE buy_orders (
  id bigint PRIMARY KEY DEFAULT nextval('listings_id_seq'),
  buyer_id bigint NOT NULL REFERENCES characters ON DELETE CASCADE,
  item text NOT NULL,
  -- Still wanted.
  count integer NOT NULL CHECK (count > 0),
  -- Crystals for one.
  price bigint NOT NULL CHECK (price > 0),
  placed_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX buy_orders_buyer_id_idx ON buy_orders (buyer_id);
CREATE INDEX buy_orders_item_idx ON buy_orders (item, price DESC);
CREATE INDEX buy_orders_expires_at_idx ON buy_orders (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON buy_orders TO terminusa_app;
GRANT USAGE ON SEQUENCE listings_id_seq TO terminusa_app;

-- As before, and with what orders hold.
CREATE OR REPLACE FUNCTION economy_proof() RETURNS json LANGUAGE sql STABLE AS $$
  WITH booked AS (
    SELECT account, currency, sum(amount) AS amount FROM (
      SELECT credit AS account, currency, amount FROM ledger
      UNION ALL SELECT debit, currency, -amount FROM ledger) m GROUP BY account, currency),
  stored AS (
    SELECT 'hunter:' || id AS account, 'crystals' AS currency, crystals AS amount FROM characters
    UNION ALL SELECT 'hunter:' || id, 'exons', exons FROM characters
    UNION ALL SELECT 'guild:' || id, 'crystals', crystals FROM guilds
    UNION ALL SELECT 'market:' || id, 'crystals', price * count FROM buy_orders),
  wrong AS (
    SELECT account, currency, coalesce(s.amount, 0) AS has, coalesce(b.amount, 0) AS booked
    FROM stored s FULL JOIN booked b USING (account, currency)
    WHERE account NOT IN ('mint', 'burn', 'operator') AND coalesce(s.amount, 0) <> coalesce(b.amount, 0)),
  supply AS (
    SELECT c.currency,
      coalesce((SELECT -b.amount FROM booked b WHERE b.account = 'mint' AND b.currency = c.currency), 0) AS minted,
      coalesce((SELECT b.amount FROM booked b WHERE b.account = 'burn' AND b.currency = c.currency), 0) AS burnt,
      coalesce((SELECT sum(s.amount) FROM stored s WHERE s.currency = c.currency), 0)
        + coalesce((SELECT b.amount FROM booked b WHERE b.account = 'operator' AND b.currency = c.currency), 0) AS held
    FROM (VALUES ('crystals'), ('exons')) c(currency)),
  broken AS (
    SELECT id FROM characters WHERE crystals < 0 OR exons < 0
    UNION ALL SELECT id FROM guilds WHERE crystals < 0)
  SELECT json_build_object(
    'wrong', (SELECT count(*) FROM wrong),
    'examples', (SELECT coalesce(json_agg(w), '[]') FROM (SELECT * FROM wrong ORDER BY account LIMIT 5) w),
    'supply', (SELECT json_agg(supply) FROM supply),
    'negative', (SELECT count(*) FROM broken),
    'empty_listings', (SELECT count(*) FROM listings WHERE count < 1 OR item = ''),
    'movements', (SELECT count(*) FROM ledger))
$$;
