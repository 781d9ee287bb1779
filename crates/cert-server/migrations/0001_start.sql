-- Everything that the server remembers. Times are Unix seconds. Secrets that a client
-- shows again (access tokens, nonces) are kept as SHA-256, so a copy of this file opens
-- nothing.

CREATE TABLE offers (
    id          TEXT PRIMARY KEY,
    person      TEXT NOT NULL,
    code        TEXT NOT NULL UNIQUE,
    tx_code     TEXT,
    tx_failures INTEGER NOT NULL DEFAULT 0,
    expires_at  INTEGER NOT NULL,
    used_at     INTEGER
) STRICT;

CREATE TABLE access_tokens (
    hash       BLOB PRIMARY KEY,
    person     TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    issued     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE proof_nonces (
    hash       BLOB PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE status_entries (
    list            INTEGER NOT NULL,
    idx             INTEGER NOT NULL,
    value           INTEGER NOT NULL CHECK (value IN (0, 1, 2)),
    credential_type TEXT NOT NULL,
    person          TEXT NOT NULL,
    issued_at       INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    PRIMARY KEY (list, idx)
) STRICT;
CREATE INDEX status_entries_newest ON status_entries (issued_at DESC);

-- The trust list and the status list tokens, as last signed.
CREATE TABLE signed_lists (
    name      TEXT PRIMARY KEY,
    sequence  INTEGER NOT NULL,
    content   BLOB NOT NULL,
    issued_at INTEGER NOT NULL,
    token     TEXT NOT NULL
) STRICT;

CREATE TABLE challenges (
    nonce_hash   BLOB PRIMARY KEY,
    office       TEXT NOT NULL,
    form_id      TEXT NOT NULL,
    form_version TEXT NOT NULL,
    integrity    TEXT NOT NULL,
    filing       TEXT NOT NULL,
    expires_at   INTEGER NOT NULL,
    used_by      TEXT
) STRICT;

CREATE TABLE attachments (
    office     TEXT NOT NULL,
    digest     BLOB NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    content    BLOB NOT NULL,
    stored_at  INTEGER NOT NULL,
    PRIMARY KEY (office, digest)
) STRICT;

-- One row is one filing with its evidence, its result and its receipt.
CREATE TABLE filings (
    case_no               TEXT PRIMARY KEY,
    office                TEXT NOT NULL,
    submission_id         TEXT NOT NULL,
    filing                TEXT NOT NULL,
    holder                TEXT NOT NULL,
    form_id               TEXT NOT NULL,
    form_version          TEXT NOT NULL,
    body                  BLOB NOT NULL,
    answers               TEXT NOT NULL,
    provenance            TEXT NOT NULL,
    verified              TEXT NOT NULL,
    declared              TEXT NOT NULL,
    evidence              TEXT NOT NULL,
    transaction_data_hash TEXT NOT NULL,
    receipt               TEXT NOT NULL,
    received_at           INTEGER NOT NULL,
    UNIQUE (office, submission_id, filing)
) STRICT;

CREATE TABLE filing_attachments (
    case_no TEXT NOT NULL REFERENCES filings (case_no),
    office  TEXT NOT NULL,
    digest  BLOB NOT NULL,
    PRIMARY KEY (case_no, digest),
    FOREIGN KEY (office, digest) REFERENCES attachments (office, digest)
) STRICT;

-- Answers by idempotency key. A row without an answer is a filing that is still running;
-- its lease ends by itself when the process that held it is gone.
CREATE TABLE idempotency (
    office      TEXT NOT NULL,
    client      TEXT NOT NULL,
    key         TEXT NOT NULL,
    body_hash   BLOB NOT NULL,
    lease_until INTEGER NOT NULL,
    case_no     TEXT REFERENCES filings (case_no),
    stored_at   INTEGER NOT NULL,
    PRIMARY KEY (office, client, key)
) STRICT;
