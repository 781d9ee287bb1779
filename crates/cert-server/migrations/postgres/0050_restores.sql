-- When this database was restored from a backup. Certificates that were issued after the backup was made stand in
-- status lists that it does not know, so lists are opened from a number on that the lost ones cannot have.
CREATE TABLE restores (
    at         BIGINT NOT NULL,
    -- When the backup was made, if that is known.
    made_at    BIGINT,
    lists_from BIGINT NOT NULL
);
