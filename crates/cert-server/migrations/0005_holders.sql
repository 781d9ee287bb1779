-- How often somebody has filed lately is asked before each filing.
CREATE INDEX filings_by_holder ON filings (office, holder, received_at);
