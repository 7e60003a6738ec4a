-- Up Migration
UPDATE schema_state SET revision = 14;

-- The market's first page is the cheapest of all.
CREATE INDEX listings_price_idx ON listings (price, id);
