-- Whether a challenge is for a filing that is carried to a counter, whose proofs may be days old.
ALTER TABLE challenges ADD COLUMN counter INTEGER NOT NULL DEFAULT 0;
