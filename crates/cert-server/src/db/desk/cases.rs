//! Cases in the order in which a list shows them, and one of them whole.

use cert_verify::UnixTime;
use sqlx::{AssertSqlSafe, Row};

use crate::db::{Database, StorageError, WriteTransaction};

/// Whether somebody still has to decide about a case that stands so, as a column.
pub(in crate::db) fn is_open(state: &str) -> i64 {
    i64::from(!matches!(state, "accepted" | "refused"))
}

/// Notes where a case stands now.
pub(crate) async fn stands(
    transaction: &mut WriteTransaction,
    case_no: &str,
    state: &str,
    at: UnixTime,
) -> Result<(), StorageError> {
    sqlx::query(
        "INSERT INTO desk_cases (case_no, office, form_id, state, is_open, received_at, changed_at)
         SELECT case_no, office, form_id, $1, $2, received_at, $3 FROM filings WHERE case_no = $4
         ON CONFLICT (case_no) DO UPDATE SET state = excluded.state, is_open = excluded.is_open,
             changed_at = excluded.changed_at",
    )
    .bind(state)
    .bind(is_open(state))
    .bind(at.seconds())
    .bind(case_no)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// A case in a list.
pub(crate) struct Line {
    pub(crate) case_no: String,
    pub(crate) office: String,
    pub(crate) form_id: String,
    pub(crate) state: String,
    pub(crate) received_at: UnixTime,
    pub(crate) changed_at: UnixTime,
}

/// Which cases of one office, and in which order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) form: Option<String>,
    /// A state; without it those that are not decided, unless `decided_too`.
    pub(crate) state: Option<String>,
    pub(crate) decided_too: bool,
    /// Received from this second on, and before that one.
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
    /// The case number begins so.
    pub(crate) begins: Option<String>,
    pub(crate) oldest_first: bool,
    /// The last case of the page before.
    pub(crate) after: Option<(i64, String)>,
}

/// A value of a statement that is put together.
enum Bound {
    Text(String),
    Number(i64),
}

fn statement(office: &str, wanted: &Wanted, limit: i64) -> (String, Vec<Bound>) {
    let mut bound = vec![Bound::Text(office.to_owned())];
    let mut text = String::from(
        "SELECT case_no, form_id, state, received_at, changed_at FROM desk_cases WHERE office = $1",
    );
    let mut add = |text: &mut String, part: &str, value: Bound| {
        bound.push(value);
        text.push_str(&part.replace('?', &format!("${}", bound.len())));
    };
    match &wanted.state {
        Some(state) => add(&mut text, " AND state = ?", Bound::Text(state.clone())),
        None if !wanted.decided_too => add(&mut text, " AND is_open = ?", Bound::Number(1)),
        None => {}
    }
    if let Some(form) = &wanted.form {
        add(&mut text, " AND form_id = ?", Bound::Text(form.clone()));
    }
    if let Some(from) = wanted.from {
        add(&mut text, " AND received_at >= ?", Bound::Number(from));
    }
    if let Some(until) = wanted.until {
        add(&mut text, " AND received_at < ?", Bound::Number(until));
    }
    if let Some(begins) = &wanted.begins {
        add(&mut text, " AND case_no >= ?", Bound::Text(begins.clone()));
        // The last character there is: everything that begins so stands before it.
        add(&mut text, " AND case_no < ?", Bound::Text(format!("{begins}\u{10ffff}")));
    }
    let (sign, order) = if wanted.oldest_first { (">", "ASC") } else { ("<", "DESC") };
    if let Some((at, case_no)) = &wanted.after {
        add(&mut text, &format!(" AND (received_at, case_no) {sign} (?, "), Bound::Number(*at));
        add(&mut text, "?)", Bound::Text(case_no.clone()));
    }
    add(
        &mut text,
        &format!(" ORDER BY received_at {order}, case_no {order} LIMIT ?"),
        Bound::Number(limit),
    );
    (text, bound)
}

/// The next cases of this office.
pub(crate) async fn list(
    database: &Database,
    office: &str,
    wanted: &Wanted,
    limit: i64,
) -> Result<Vec<Line>, StorageError> {
    let (text, bound) = statement(office, wanted, limit);
    // Made of our own words; what somebody typed is bound.
    let mut query = sqlx::query(AssertSqlSafe(text));
    for value in bound {
        query = match value {
            Bound::Text(text) => query.bind(text),
            Bound::Number(number) => query.bind(number),
        };
    }
    let rows = query.fetch_all(database.reader()?).await?;
    let read = rows.iter().map(|row| {
        Ok(Line {
            case_no: row.try_get(0)?,
            office: office.to_owned(),
            form_id: row.try_get(1)?,
            state: row.try_get(2)?,
            received_at: UnixTime::from_seconds(row.try_get(3)?),
            changed_at: UnixTime::from_seconds(row.try_get(4)?),
        })
    });
    read.collect()
}

/// A filing with everything that was kept of it.
pub(crate) struct Dossier {
    pub(crate) case_no: String,
    pub(crate) office: String,
    pub(crate) holder: String,
    pub(crate) form_id: String,
    pub(crate) form_version: String,
    /// As it was received.
    pub(crate) body: Vec<u8>,
    pub(crate) answers: String,
    pub(crate) provenance: String,
    pub(crate) verified: String,
    pub(crate) receipt: String,
    pub(crate) received_at: UnixTime,
    /// What the office has said, oldest first.
    pub(crate) statements: Vec<Spoken>,
}

/// A statement of the office.
pub(crate) struct Spoken {
    pub(crate) number: i64,
    pub(crate) statement: String,
}

/// The office of a case: what a clerk may do is asked before anything else is read.
pub(crate) async fn office_of(
    database: &Database,
    case_no: &str,
) -> Result<Option<String>, StorageError> {
    let row = sqlx::query("SELECT office FROM filings WHERE case_no = $1")
        .bind(case_no)
        .fetch_optional(database.reader()?)
        .await?;
    row.map(|row| row.try_get(0).map_err(StorageError::from)).transpose()
}

/// A case whole.
pub(crate) async fn dossier(
    database: &Database,
    case_no: &str,
) -> Result<Option<Dossier>, StorageError> {
    let pool = database.reader()?;
    let row = sqlx::query(
        "SELECT office, holder, form_id, form_version, body, answers, provenance, verified, receipt,
             received_at FROM filings WHERE case_no = $1",
    )
    .bind(case_no)
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let said =
        sqlx::query("SELECT number, statement FROM decisions WHERE case_no = $1 ORDER BY number")
            .bind(case_no)
            .fetch_all(pool)
            .await?;
    let statements = said
        .iter()
        .map(|row| Ok(Spoken { number: row.try_get(0)?, statement: row.try_get(1)? }))
        .collect::<Result<_, StorageError>>()?;
    Ok(Some(Dossier {
        case_no: case_no.to_owned(),
        office: row.try_get(0)?,
        holder: row.try_get(1)?,
        form_id: row.try_get(2)?,
        form_version: row.try_get(3)?,
        body: row.try_get(4)?,
        answers: row.try_get(5)?,
        provenance: row.try_get(6)?,
        verified: row.try_get(7)?,
        receipt: row.try_get(8)?,
        received_at: UnixTime::from_seconds(row.try_get(9)?),
        statements,
    }))
}

const EARLIER: &str = "SELECT case_no, answers, received_at FROM filings
    WHERE office = $1 AND holder = $2 AND received_at < $3 AND form_id = $4
    ORDER BY received_at DESC LIMIT 1";

/// What the same holder filed with the same form before.
pub(crate) struct Earlier {
    pub(crate) case_no: String,
    pub(crate) answers: String,
    pub(crate) received_at: UnixTime,
}

/// The last filing of the same form by the same holder before this one.
pub(crate) async fn earlier(
    database: &Database,
    of: &Dossier,
) -> Result<Option<Earlier>, StorageError> {
    let row = sqlx::query(EARLIER)
        .bind(&of.office)
        .bind(&of.holder)
        .bind(of.received_at.seconds())
        .bind(&of.form_id)
        .fetch_optional(database.reader()?)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Earlier {
        case_no: row.try_get(0)?,
        answers: row.try_get(1)?,
        received_at: UnixTime::from_seconds(row.try_get(2)?),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn looks_at(wanted: Wanted, index: &str) {
        let (text, _) = statement("psb", &wanted, 50);
        crate::db::tests::uses_an_index(&text, index).await;
        assert!(!text.contains('?'), "{text}");
    }

    #[tokio::test]
    async fn every_list_is_read_along_an_index() {
        let after = Some((1, "PSB-1".to_owned()));
        looks_at(Wanted::default(), "desk_cases_open").await;
        looks_at(
            Wanted { oldest_first: true, after: after.clone(), ..Wanted::default() },
            "desk_cases_open",
        )
        .await;
        looks_at(
            Wanted { state: Some("waiting".to_owned()), ..Wanted::default() },
            "desk_cases_by_state",
        )
        .await;
        let all = Wanted { decided_too: true, from: Some(1), until: Some(2), ..Wanted::default() };
        looks_at(Wanted { after, ..all.clone() }, "desk_cases_all").await;
        looks_at(Wanted { form: Some("x".to_owned()), ..all }, "desk_cases_by_form").await;
        crate::db::tests::uses_an_index(EARLIER, "filings_by_holder").await;
    }

    #[tokio::test]
    async fn no_list_is_sorted_after_it_was_read() {
        for oldest_first in [false, true] {
            let wanted = Wanted { oldest_first, ..Wanted::default() };
            let (text, _) = statement("psb", &wanted, 50);
            let steps = crate::db::tests::steps_of(&text).await;
            assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:?}");
        }
    }
}
