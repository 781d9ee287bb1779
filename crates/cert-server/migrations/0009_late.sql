-- What came for a case that waits for another office: the case of that office as it was brought, and what was
-- taken from it. Only ever added to, once for each office that is waited for.
CREATE TABLE late_values (
    case_no     TEXT NOT NULL REFERENCES filings (case_no),
    -- The filing of the other office, as the form names it.
    from_filing TEXT NOT NULL,
    -- The values as JSON by the answers that they are; NULL when that office refused.
    taken       TEXT,
    evidence    BLOB NOT NULL,
    came_at     INTEGER NOT NULL,
    PRIMARY KEY (case_no, from_filing)
) STRICT;
CREATE TRIGGER late_values_are_not_changed BEFORE UPDATE ON late_values
BEGIN SELECT RAISE(ABORT, 'what came stays'); END;
CREATE TRIGGER late_values_are_not_deleted BEFORE DELETE ON late_values
BEGIN SELECT RAISE(ABORT, 'what came stays'); END;
