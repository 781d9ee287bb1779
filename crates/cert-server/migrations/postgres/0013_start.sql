-- The tables of change 13 of SQLite, as PostgreSQL has them. Times are Unix seconds. Secrets that a client
-- shows again (access tokens, nonces) are kept as SHA-256, so a copy of this database opens nothing.
--
-- What is sorted or compared as text is compared by its bytes ("C"), as SQLite does: a database's own order
-- depends on the machine.

CREATE TABLE offers (
    id          TEXT PRIMARY KEY,
    person      TEXT NOT NULL,
    code        TEXT NOT NULL UNIQUE,
    tx_code     TEXT,
    tx_failures BIGINT NOT NULL DEFAULT 0,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT,
    code_page   TEXT,
    renewal     TEXT
);
CREATE INDEX offers_by_end ON offers (expires_at);
CREATE UNIQUE INDEX offers_by_code_page ON offers (code_page) WHERE code_page IS NOT NULL;

CREATE TABLE access_tokens (
    hash       BYTEA PRIMARY KEY,
    person     TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    issued     BIGINT NOT NULL DEFAULT 0,
    renewal    TEXT
);
CREATE INDEX access_tokens_by_end ON access_tokens (expires_at);

CREATE TABLE proof_nonces (
    hash       BYTEA PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX proof_nonces_by_end ON proof_nonces (expires_at);

CREATE TABLE status_entries (
    list            BIGINT NOT NULL,
    idx             BIGINT NOT NULL,
    value           BIGINT NOT NULL CHECK (value IN (0, 1, 2)),
    credential_type TEXT NOT NULL,
    person          TEXT NOT NULL,
    issued_at       BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    renewal         TEXT,
    PRIMARY KEY (list, idx)
);
CREATE INDEX status_entries_newest ON status_entries (issued_at DESC, list, idx);
CREATE INDEX status_entries_not_valid ON status_entries (list, idx, value) WHERE value <> 0;

-- How many certificates stand in each status list; all lists of an authority have the number of its first
-- one in common.
CREATE TABLE status_lists (
    list   BIGINT PRIMARY KEY,
    first  BIGINT NOT NULL,
    issued BIGINT NOT NULL
);
CREATE INDEX status_lists_of ON status_lists (first, list);

-- The trust list, the indexes and the status list tokens, as last signed.
CREATE TABLE signed_lists (
    name      TEXT PRIMARY KEY,
    sequence  BIGINT NOT NULL,
    content   BYTEA NOT NULL,
    issued_at BIGINT NOT NULL,
    token     TEXT NOT NULL
);

CREATE TABLE challenges (
    nonce_hash   BYTEA PRIMARY KEY,
    office       TEXT NOT NULL,
    form_id      TEXT NOT NULL,
    form_version TEXT NOT NULL,
    integrity    TEXT NOT NULL,
    filing       TEXT NOT NULL,
    expires_at   BIGINT NOT NULL,
    used_by      TEXT,
    uploaded     BIGINT NOT NULL DEFAULT 0,
    counter      BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX challenges_by_end ON challenges (expires_at);

CREATE TABLE attachments (
    office     TEXT NOT NULL,
    digest     BYTEA NOT NULL,
    media_type TEXT NOT NULL,
    size       BIGINT NOT NULL,
    stored_at  BIGINT NOT NULL,
    is_filed   BIGINT NOT NULL DEFAULT 0 CHECK (is_filed IN (0, 1)),
    PRIMARY KEY (office, digest)
);
CREATE INDEX attachments_waiting ON attachments (stored_at, size) WHERE is_filed = 0;

CREATE TABLE attachment_contents (
    office  TEXT NOT NULL,
    digest  BYTEA NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (office, digest),
    FOREIGN KEY (office, digest) REFERENCES attachments (office, digest) ON DELETE CASCADE
);

-- One row is one filing with its evidence, its result and its receipt; one table for each month, so that a
-- month can be moved, checked and taken away by itself. A partition can be unique only together with its
-- month, so what has to be unique over all of them is not here: the number of a case comes from
-- `case_numbers`, keys stand in `idempotency`, and that a holder files a submission once is asked by a
-- transaction that is alone with this holder.
CREATE TABLE filings (
    case_no               TEXT COLLATE "C" NOT NULL,
    office                TEXT NOT NULL,
    submission_id         TEXT NOT NULL,
    filing                TEXT NOT NULL,
    holder                TEXT NOT NULL,
    form_id               TEXT NOT NULL,
    form_version          TEXT NOT NULL,
    body                  BYTEA NOT NULL,
    answers               TEXT NOT NULL,
    provenance            TEXT NOT NULL,
    verified              TEXT NOT NULL,
    declared              TEXT NOT NULL,
    evidence              TEXT NOT NULL,
    transaction_data_hash TEXT NOT NULL,
    receipt               TEXT NOT NULL,
    received_at           BIGINT NOT NULL,
    progress              TEXT,
    PRIMARY KEY (case_no, received_at)
) PARTITION BY RANGE (received_at);
CREATE INDEX filings_by_holder ON filings (office, holder, received_at);
CREATE INDEX filings_by_progress ON filings (office, progress, received_at) WHERE progress IS NOT NULL;
CREATE INDEX filings_newest ON filings (received_at DESC, case_no DESC);
-- A month that nobody has made a table for yet.
CREATE TABLE filings_other PARTITION OF filings DEFAULT;

CREATE TABLE filing_attachments (
    case_no TEXT COLLATE "C" NOT NULL,
    office  TEXT NOT NULL,
    digest  BYTEA NOT NULL,
    PRIMARY KEY (case_no, digest),
    FOREIGN KEY (office, digest) REFERENCES attachments (office, digest)
);
CREATE INDEX filing_attachments_of ON filing_attachments (office, digest);

-- Answers by idempotency key; written with the filing, so that a key is never taken without one.
CREATE TABLE idempotency (
    office    TEXT NOT NULL,
    client    TEXT NOT NULL,
    key       TEXT NOT NULL,
    body_hash BYTEA NOT NULL,
    case_no   TEXT COLLATE "C" NOT NULL,
    stored_at BIGINT NOT NULL,
    PRIMARY KEY (office, client, key)
);
CREATE UNIQUE INDEX idempotency_by_case ON idempotency (case_no);

-- The last number given on a day.
CREATE TABLE case_numbers (
    day  TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);

-- Written into and emptied at once, to know whether there is room on the disk.
CREATE TABLE probe (content BYTEA NOT NULL);

CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION 'what was said stays said'; END$$;

-- What an office has said about a case, each statement signed over the one before. Only ever added to.
CREATE TABLE decisions (
    case_no    TEXT COLLATE "C" NOT NULL,
    number     BIGINT NOT NULL,
    state      TEXT NOT NULL,
    statement  TEXT NOT NULL,
    offer      TEXT,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (case_no, number)
);
CREATE TRIGGER decisions_stay BEFORE UPDATE OR DELETE ON decisions
FOR EACH ROW EXECUTE FUNCTION stays();

-- What came for a case that waits for another office. Only ever added to.
CREATE TABLE late_values (
    case_no     TEXT COLLATE "C" NOT NULL,
    from_filing TEXT NOT NULL,
    taken       TEXT,
    evidence    BYTEA NOT NULL,
    came_at     BIGINT NOT NULL,
    PRIMARY KEY (case_no, from_filing)
);
CREATE TRIGGER late_values_stay BEFORE UPDATE OR DELETE ON late_values
FOR EACH ROW EXECUTE FUNCTION stays();

-- What tells the machines of one server apart from those of another: the public keys that they work with.
CREATE TABLE public_keys (
    name       TEXT PRIMARY KEY,
    thumbprint TEXT NOT NULL
);
