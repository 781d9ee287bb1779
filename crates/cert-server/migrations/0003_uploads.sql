-- How many bytes were uploaded under a challenge, so that one challenge fills no disk.
ALTER TABLE challenges ADD COLUMN uploaded INTEGER NOT NULL DEFAULT 0;
