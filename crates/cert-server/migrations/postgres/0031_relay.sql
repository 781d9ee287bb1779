-- Sealed messages between a kiosk and a phone, which may talk to different machines. UNLOGGED: they go neither
-- into the write-ahead log nor to a replica, and after a crash they are gone; one server alone keeps them in memory.
CREATE UNLOGGED TABLE relay_channels (
    channel    TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL,
    -- Messages so far, those that wait, and their bytes.
    slots      BIGINT NOT NULL,
    waiting    BIGINT NOT NULL,
    bytes      BIGINT NOT NULL
);
CREATE INDEX relay_channels_by_end ON relay_channels (expires_at);

CREATE UNLOGGED TABLE relay_slots (
    channel TEXT NOT NULL REFERENCES relay_channels (channel) ON DELETE CASCADE,
    slot    TEXT NOT NULL,
    -- NULL when it was taken. A slot is used once.
    message BYTEA,
    PRIMARY KEY (channel, slot)
);
