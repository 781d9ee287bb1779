//! An office after years: as quick as on its first day?

use crate::{
    Run,
    goals::Goals,
    load::Outcome,
    site::{Engine, Site},
    sql::Sql,
};

/// How often the empty and the grown one take turns; what else the machine does meets both.
const ROUNDS: usize = 5;

/// What a database holds.
const FILINGS: usize = 10_000_000;
const CERTIFICATES: usize = 1_000_000;
const ATTACHMENTS: usize = 100_000;

/// Months over which filings are spread, each with its table.
const MONTHS: usize = 10;
const SECONDS_OF_MONTH: i64 = 2_592_000;

/// As the server has it: so many certificates in a list, whose numbers are so far apart.
const IN_A_LIST: usize = 98_304;
const APART: usize = 1_000;

/// Of so many certificates one is not valid.
const NOT_VALID: usize = 50;

/// How far the grown one may lie behind.
const BEHIND: f64 = 0.1;

/// Measures an empty and a grown one in turn.
///
/// # Errors
/// When something cannot be started or answers wrongly.
pub(crate) fn measure(run: &Run, goals: &mut Goals) -> Result<(), String> {
    let mut grown = Site::open(&run.program, Engine::Postgres, 1)?;
    let many = [FILINGS, CERTIFICATES, ATTACHMENTS].map(|whole| run.many(whole, whole / 100));
    fill(&mut Sql::open(&grown.database())?, many)?;
    let mut empty = Site::open(&run.program, Engine::Postgres, 1)?;
    let [filings, certificates, attachments] = many;
    println!(
        "grown on PostgreSQL: {filings} filings in {MONTHS} months (bodies of two bytes), {certificates} certificates in \
         status lists of one department (1 in {NOT_VALID} not valid), {attachments} attachments (of 64 bytes)"
    );
    let mut outcomes = [Vec::new(), Vec::new()];
    let mut seconds = [0.0, 0.0];
    let each = run.many(800, 300);
    for round in 0..=ROUNDS {
        for (which, site) in [&mut empty, &mut grown].into_iter().enumerate() {
            let filings = site.sign(each)?;
            let before = site.seconds() + site.seconds_of_database();
            let outcome = site.file(&filings, None)?;
            // The first round makes both warm.
            if round > 0 {
                seconds[which] += site.seconds() + site.seconds_of_database() - before;
                outcomes[which].push(outcome);
            }
        }
    }
    let [empty, grown] = outcomes.map(Outcome::of_all);
    let (empty, grown) = (empty.ok_or("no round")?, grown.ok_or("no round")?);
    println!(
        "empty: {:.0} filings a second, 99 of 100 within {:.0} ms; grown: {:.0} a second, within {:.0} ms; \
         processors of server and PostgreSQL {:.2} times as long",
        empty.rate,
        empty.within(99),
        grown.rate,
        grown.within(99),
        seconds[1] / seconds[0],
    );
    let rate = grown.rate / empty.rate;
    goals.at_least("grown-rate", rate, 1.0 - BEHIND, "of the rate with an empty database");
    let late = grown.within(99) / empty.within(99);
    goals.at_most("grown-p99", late, 1.0 + BEHIND, "times the p99 with an empty database");
    Ok(())
}

/// Fills a database as years would have.
fn fill(sql: &mut Sql, [filings, certificates, attachments]: [usize; 3]) -> Result<(), String> {
    sql.run("SET synchronous_commit = off; SET maintenance_work_mem = '1GB'")?;
    let this_month = sql.number(
        "SELECT CAST(EXTRACT(EPOCH FROM date_trunc('month', now() AT TIME ZONE 'UTC')) AS BIGINT)",
    )?;
    let in_a_month = filings / MONTHS;
    for month in 0..MONTHS {
        let (from, to) = (month * in_a_month + 1, (month + 1) * in_a_month);
        let back = i64::try_from(MONTHS - month).unwrap_or_default();
        let start = this_month - back * SECONDS_OF_MONTH;
        let end = start + SECONDS_OF_MONTH;
        sql.run(&format!("CREATE TABLE filings_past_{month} (LIKE filings INCLUDING DEFAULTS)"))?;
        sql.run(&format!(
            "INSERT INTO filings_past_{month} (case_no, office, submission_id, filing, holder, form_id, form_version,
                 body, answers, provenance, verified, declared, evidence, transaction_data_hash, receipt, received_at,
                 progress)
             SELECT 'PSB-' || lpad(CAST(g AS TEXT), 9, '0'), 'psb', 's' || g, 'psb', 'holder-' || g % 500000, 'form', '1',
                 '\\x7b7d', '{{}}', '{{}}', '[]', '[]', '[]', '-', 'receipt', {start} + g % {SECONDS_OF_MONTH},
                 md5(CAST(g AS TEXT))
             FROM generate_series({from}, {to}) AS g"
        ))?;
        sql.run(&format!(
            "ALTER TABLE filings ATTACH PARTITION filings_past_{month} FOR VALUES FROM ({start}) TO ({end})"
        ))?;
    }
    let of_all = "FROM filings WHERE case_no LIKE 'PSB-_________'";
    without_indexes(
        sql,
        "idempotency",
        &format!(
            "INSERT INTO idempotency (office, client, key, body_hash, case_no, stored_at)
             SELECT office, holder, submission_id || '.psb', '\\x00', case_no, received_at {of_all}"
        ),
    )?;
    without_indexes(
        sql,
        "decisions",
        &format!(
            "INSERT INTO decisions (case_no, number, state, statement, decided_at)
             SELECT case_no, 1, 'received', 'statement', received_at {of_all}"
        ),
    )?;
    without_indexes(
        sql,
        "desk_cases",
        &format!(
            "INSERT INTO desk_cases (case_no, office, form_id, state, is_open, received_at, changed_at)
             SELECT case_no, office, form_id, 'accepted', 0, received_at, received_at {of_all}"
        ),
    )?;
    certificates_and_attachments(sql, certificates, attachments)?;
    sql.run("VACUUM ANALYZE")?;
    sql.run("CHECKPOINT")
}

fn certificates_and_attachments(
    sql: &mut Sql,
    certificates: usize,
    attachments: usize,
) -> Result<(), String> {
    sql.run(&format!(
        "INSERT INTO status_entries (list, idx, value, credential_type, person, issued_at, expires_at)
         SELECT 1 + g / {IN_A_LIST} * {APART}, g % {IN_A_LIST},
             CASE WHEN g % {NOT_VALID} = 0 THEN 1 + g / {NOT_VALID} % 2 ELSE 0 END, 'resident-id', 'chen',
             1700000000 + g, 2000000000
         FROM generate_series(1, {certificates}) AS g ON CONFLICT DO NOTHING"
    ))?;
    sql.run(
        "INSERT INTO status_lists (list, first, issued) SELECT list, 1, COUNT(*) FROM status_entries
         WHERE list % 1000 = 1 GROUP BY list ON CONFLICT (list) DO UPDATE SET issued = excluded.issued",
    )?;
    for statement in [
        "INSERT INTO attachments (office, digest, media_type, size, stored_at, is_filed)
         SELECT 'psb', sha256(CAST(CAST(g AS TEXT) AS BYTEA)), 'application/pdf', 64, 1700000000, 1",
        "INSERT INTO attachment_contents (office, digest, content)
         SELECT 'psb', sha256(CAST(CAST(g AS TEXT) AS BYTEA)), CAST(repeat('x', 64) AS BYTEA)",
        "INSERT INTO filing_attachments (case_no, office, digest)
         SELECT 'PSB-' || lpad(CAST(g AS TEXT), 9, '0'), 'psb', sha256(CAST(CAST(g AS TEXT) AS BYTEA))",
    ] {
        sql.run(&format!("{statement} FROM generate_series(1, {attachments}) AS g"))?;
    }
    Ok(())
}

/// Fills a table at once and not row by row: what orders it goes before and comes back after.
fn without_indexes(sql: &mut Sql, table: &str, insert: &str) -> Result<(), String> {
    let keys = sql.pairs(&format!(
        "SELECT CAST(conname AS TEXT), pg_get_constraintdef(oid) FROM pg_constraint
         WHERE conrelid = '{table}'::regclass AND contype = 'p'"
    ))?;
    for (name, _) in &keys {
        sql.run(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}"))?;
    }
    let indexes = sql.pairs(&format!(
        "SELECT CAST(indexname AS TEXT), indexdef FROM pg_indexes WHERE tablename = '{table}'"
    ))?;
    for (name, _) in &indexes {
        sql.run(&format!("DROP INDEX {name}"))?;
    }
    sql.run(insert)?;
    for (name, definition) in &keys {
        sql.run(&format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))?;
    }
    for (_, definition) in &indexes {
        sql.run(definition)?;
    }
    Ok(())
}
