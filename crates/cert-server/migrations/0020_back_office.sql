-- For the office's own system. In which order an office has taken its filings: a number that grows with each, so that
-- who has read up to one of them reads on from there. It is given while the number of the case is, so none appears
-- behind one that was read.
CREATE TABLE filing_feed (
    office  TEXT NOT NULL,
    number  BIGINT NOT NULL,
    case_no TEXT NOT NULL,
    PRIMARY KEY (office, number)
);
INSERT INTO filing_feed (office, number, case_no)
    SELECT office, ROW_NUMBER() OVER (PARTITION BY office ORDER BY received_at, case_no), case_no FROM filings;

-- What is to be told to other systems, written with what it tells of. `next_at` is when it is tried next; NULL when
-- nothing more is tried.
CREATE TABLE webhooks (
    id       TEXT PRIMARY KEY,
    office   TEXT NOT NULL,
    -- The name of the receiver; its address and its secrets are in the operator's file and nowhere else.
    receiver TEXT NOT NULL,
    -- The place of the filing that it tells of.
    number   BIGINT NOT NULL,
    body     TEXT NOT NULL,
    made_at  BIGINT NOT NULL,
    next_at  BIGINT,
    tries    BIGINT NOT NULL DEFAULT 0,
    -- What the last try came to.
    last     TEXT,
    state    TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'given-up'))
);
CREATE INDEX webhooks_due ON webhooks (office, receiver, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhooks_by_state ON webhooks (office, receiver, state);
