-- Who comes back to a filing shows the key under which it was filed.
CREATE INDEX idempotency_by_case ON idempotency (case_no);
