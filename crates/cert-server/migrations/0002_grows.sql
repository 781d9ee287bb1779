-- What a database needs that has grown: contents of attachments apart from what is asked about
-- them, an index for every question, and filings that are one for each holder.
--
-- SQLite changes no constraint of a table that exists; so the tables that point at each other are
-- written anew, and the old ones go from the outside in.

CREATE TABLE new_attachments (
    office     TEXT NOT NULL,
    digest     BLOB NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    stored_at  INTEGER NOT NULL,
    -- Whether a filing has taken it up; until then it waits, and is deleted in the end.
    is_filed   INTEGER NOT NULL DEFAULT 0 CHECK (is_filed IN (0, 1)),
    PRIMARY KEY (office, digest)
) STRICT;
INSERT INTO new_attachments (office, digest, media_type, size, stored_at, is_filed)
    SELECT a.office, a.digest, a.media_type, a.size, a.stored_at,
        EXISTS (SELECT 1 FROM filing_attachments AS f WHERE f.office = a.office AND f.digest = a.digest)
    FROM attachments AS a;

CREATE TABLE attachment_contents (
    office  TEXT NOT NULL,
    digest  BLOB NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (office, digest),
    FOREIGN KEY (office, digest) REFERENCES new_attachments (office, digest) ON DELETE CASCADE
) STRICT;
INSERT INTO attachment_contents (office, digest, content) SELECT office, digest, content FROM attachments;

CREATE TABLE new_filings (
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
    -- A stranger who takes somebody's submission number takes nothing away from them.
    UNIQUE (office, holder, submission_id, filing)
) STRICT;
INSERT INTO new_filings SELECT * FROM filings;

CREATE TABLE new_filing_attachments (
    case_no TEXT NOT NULL REFERENCES new_filings (case_no),
    office  TEXT NOT NULL,
    digest  BLOB NOT NULL,
    PRIMARY KEY (case_no, digest),
    FOREIGN KEY (office, digest) REFERENCES new_attachments (office, digest)
) STRICT;
INSERT INTO new_filing_attachments SELECT * FROM filing_attachments;

-- Answers by idempotency key; written with the filing, so that a key is never taken without one.
CREATE TABLE new_idempotency (
    office    TEXT NOT NULL,
    client    TEXT NOT NULL,
    key       TEXT NOT NULL,
    body_hash BLOB NOT NULL,
    case_no   TEXT NOT NULL REFERENCES new_filings (case_no),
    stored_at INTEGER NOT NULL,
    PRIMARY KEY (office, client, key)
) STRICT;
INSERT INTO new_idempotency (office, client, key, body_hash, case_no, stored_at)
    SELECT office, client, key, body_hash, case_no, stored_at FROM idempotency WHERE case_no IS NOT NULL;

DROP TABLE idempotency;
DROP TABLE filing_attachments;
DROP TABLE filings;
DROP TABLE attachments;
-- What refers to a table follows when it is renamed.
ALTER TABLE new_attachments RENAME TO attachments;
ALTER TABLE new_filings RENAME TO filings;
ALTER TABLE new_filing_attachments RENAME TO filing_attachments;
ALTER TABLE new_idempotency RENAME TO idempotency;

CREATE INDEX attachments_waiting ON attachments (stored_at, size) WHERE is_filed = 0;
CREATE INDEX filing_attachments_of ON filing_attachments (office, digest);
CREATE INDEX status_entries_not_valid ON status_entries (list, idx, value) WHERE value <> 0;
CREATE INDEX challenges_by_end ON challenges (expires_at);
CREATE INDEX offers_by_end ON offers (expires_at);
CREATE INDEX access_tokens_by_end ON access_tokens (expires_at);
CREATE INDEX proof_nonces_by_end ON proof_nonces (expires_at);

-- The last number given on a day; comparing numbers as text ends at the first one that is longer.
CREATE TABLE case_numbers (
    day  TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;
