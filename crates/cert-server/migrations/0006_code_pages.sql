-- Where the digits of a transaction code are shown: an address that the offer does not name.
ALTER TABLE offers ADD COLUMN code_page TEXT;
CREATE UNIQUE INDEX offers_by_code_page ON offers (code_page) WHERE code_page IS NOT NULL;
