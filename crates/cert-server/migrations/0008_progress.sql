-- News of a case. The digest of the handle that the person will show; the handle itself never comes with a filing.
ALTER TABLE filings ADD COLUMN progress TEXT;
CREATE INDEX filings_by_progress ON filings (office, progress, received_at) WHERE progress IS NOT NULL;
CREATE INDEX filings_newest ON filings (received_at DESC, case_no DESC);

-- What an office has said about a case, each statement signed over the one before. Only ever added to.
CREATE TABLE decisions (
    case_no    TEXT NOT NULL REFERENCES filings (case_no),
    number     INTEGER NOT NULL,
    state      TEXT NOT NULL,
    statement  TEXT NOT NULL,
    -- The offer of the certificate that a decision gives; a secret, so it stands in no statement.
    offer      TEXT,
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (case_no, number)
) STRICT;
CREATE TRIGGER decisions_are_not_changed BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'what was said stays said'); END;
CREATE TRIGGER decisions_are_not_deleted BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'what was said stays said'); END;

-- An offer of one certificate made anew with a later end, which is passed on to the token that its code is
-- redeemed for and to the certificate that is issued.
ALTER TABLE offers ADD COLUMN renewal TEXT;
ALTER TABLE access_tokens ADD COLUMN renewal TEXT;
ALTER TABLE status_entries ADD COLUMN renewal TEXT;
