-- How long what was filed is kept. `keeps` is what the form said when it was filed (such as P2Y); NULL for what was
-- filed before this was written down. `ends_at` is when it goes, known when the case is decided.
ALTER TABLE desk_cases ADD COLUMN keeps TEXT;
ALTER TABLE desk_cases ADD COLUMN ends_at BIGINT;
CREATE INDEX desk_cases_ending ON desk_cases (ends_at) WHERE is_open = 0 AND ends_at IS NOT NULL;
CREATE INDEX desk_cases_endless ON desk_cases (case_no) WHERE is_open = 0 AND ends_at IS NULL;
CREATE INDEX filing_feed_by_case ON filing_feed (case_no);

-- That something was deleted, when, and by which rule; nothing of what it was. Each entry with the digest of the one
-- before. Only ever added to.
CREATE TABLE deletions (
    number  BIGINT PRIMARY KEY,
    case_no TEXT COLLATE "C" NOT NULL UNIQUE,
    -- The bytes that the digest is of.
    entry   TEXT NOT NULL,
    hash    TEXT NOT NULL
);
CREATE TRIGGER deletions_stay BEFORE UPDATE OR DELETE ON deletions
FOR EACH ROW EXECUTE FUNCTION stays();

CREATE FUNCTION is_decided() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN
    IF EXISTS (SELECT 1 FROM desk_cases WHERE case_no = NEW.case_no AND is_open = 0 AND ends_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an open case is not deleted';
END$$;
CREATE TRIGGER deletions_are_of_decided_cases BEFORE INSERT ON deletions
FOR EACH ROW EXECUTE FUNCTION is_decided();

-- What was said stays said for as long as its case is kept.
CREATE FUNCTION stays_while_kept() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM deletions WHERE case_no = OLD.case_no) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was said stays said';
END$$;
DROP TRIGGER decisions_stay ON decisions;
CREATE TRIGGER decisions_stay BEFORE UPDATE OR DELETE ON decisions
FOR EACH ROW EXECUTE FUNCTION stays_while_kept();
DROP TRIGGER late_values_stay ON late_values;
CREATE TRIGGER late_values_stay BEFORE UPDATE OR DELETE ON late_values
FOR EACH ROW EXECUTE FUNCTION stays_while_kept();
