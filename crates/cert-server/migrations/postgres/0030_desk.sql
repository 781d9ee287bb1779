-- The desk: who works there, what they did, and where each case stands, in an order that a list can be read in.

CREATE TABLE clerks (
    name       TEXT PRIMARY KEY,
    -- Argon2id with its parameters and salt.
    password   TEXT NOT NULL,
    -- Roles at offices, such as `look:psb decide:land`.
    grants     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- The digest of a token; the token itself has the browser and nobody else.
CREATE TABLE desk_sessions (
    token_hash TEXT PRIMARY KEY,
    clerk      TEXT NOT NULL,
    name       TEXT NOT NULL,
    -- What the identity provider said; none for local accounts, whose own roles count at each request.
    grants     TEXT,
    began_at   BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    -- What was typed when the session before had ended.
    kept       TEXT
);
CREATE INDEX desk_sessions_by_clerk ON desk_sessions (clerk);
CREATE INDEX desk_sessions_by_end ON desk_sessions (ends_at);

-- Who has gone to the identity provider and not come back yet.
CREATE TABLE desk_journeys (
    state_hash   TEXT PRIMARY KEY,
    -- Of the browser that began.
    browser_hash TEXT NOT NULL,
    nonce        TEXT NOT NULL,
    verifier     TEXT NOT NULL,
    kept         TEXT,
    ends_at      BIGINT NOT NULL
);
CREATE INDEX desk_journeys_by_end ON desk_journeys (ends_at);

-- Everything that a clerk did, each entry with the digest of the one before. Only ever added to.
CREATE TABLE desk_log (
    number  BIGINT PRIMARY KEY,
    at      BIGINT NOT NULL,
    clerk   TEXT NOT NULL,
    office  TEXT,
    case_no TEXT COLLATE "C",
    -- The bytes that the digest is of.
    entry   TEXT NOT NULL,
    hash    TEXT NOT NULL
);
CREATE INDEX desk_log_by_case ON desk_log (case_no, number);
CREATE INDEX desk_log_by_office ON desk_log (office, number);
CREATE TRIGGER desk_log_stays BEFORE UPDATE OR DELETE ON desk_log
FOR EACH ROW EXECUTE FUNCTION stays();

-- Where each case stands, as its last statement says; the statements are the truth and this is the way to find it.
CREATE TABLE desk_cases (
    case_no     TEXT COLLATE "C" PRIMARY KEY,
    office      TEXT NOT NULL,
    form_id     TEXT NOT NULL,
    state       TEXT NOT NULL,
    is_open     BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL
);
INSERT INTO desk_cases (case_no, office, form_id, state, is_open, received_at, changed_at)
    SELECT f.case_no, f.office, f.form_id, COALESCE(d.state, 'received'),
        CASE WHEN d.state = 'accepted' OR d.state = 'refused' THEN 0 ELSE 1 END,
        f.received_at, COALESCE(d.decided_at, f.received_at)
    FROM filings AS f LEFT JOIN decisions AS d ON d.case_no = f.case_no
        AND d.number = (SELECT MAX(number) FROM decisions WHERE case_no = f.case_no);
CREATE INDEX desk_cases_open ON desk_cases (office, is_open, received_at, case_no);
CREATE INDEX desk_cases_by_state ON desk_cases (office, state, received_at, case_no);
CREATE INDEX desk_cases_by_form ON desk_cases (office, form_id, received_at, case_no);
CREATE INDEX desk_cases_all ON desk_cases (office, received_at, case_no);
