//! One table of filings for each month, in PostgreSQL: made ahead, so that no filing waits for it.

use cert_verify::{
    UnixTime,
    calendar::{date_from_days, days_from_date},
};
use sqlx::{AnyPool, Executor};

use super::{About, StorageError, postgres};

/// How many months there are tables for, the present one included.
const AHEAD: i64 = 3;

/// Makes the tables of this month and of the next ones, unless they are there. Months are those of UTC.
pub(super) async fn make(pool: &AnyPool, now: UnixTime) -> Result<(), StorageError> {
    let first = month_of(now);
    for month in first..first + AHEAD {
        let name = format!("filings_{}_{:02}", month.div_euclid(12), month.rem_euclid(12) + 1);
        let there = sqlx::query("SELECT 1 FROM pg_class WHERE relname = $1").bind(&name);
        if there.fetch_optional(pool).await?.is_some() {
            continue;
        }
        let mut transaction = postgres::begin(pool, About::Months).await?;
        // Attached and not made as a part: so nobody who files waits for more than a moment.
        let mut is_made = true;
        for statement in [
            format!("CREATE TABLE IF NOT EXISTS {name} (LIKE filings INCLUDING DEFAULTS)"),
            format!(
                "ALTER TABLE filings ATTACH PARTITION {name} FOR VALUES FROM ({}) TO ({})",
                start_of(month),
                start_of(month + 1)
            ),
        ] {
            let done = transaction.execute(sqlx::AssertSqlSafe(statement)).await;
            if let Err(error) = done {
                // Somebody else made it meanwhile, or filings of that month lie in the table of the others:
                // there they are found as well.
                tracing::warn!(name, "no table of its own for this month");
                drop(error);
                is_made = false;
                break;
            }
        }
        if is_made {
            transaction.commit().await?;
        } else {
            // The months after it do not wait for it.
            transaction.rollback().await?;
        }
    }
    Ok(())
}

/// Months since the year 0.
fn month_of(time: UnixTime) -> i64 {
    let (year, month, _) = date_from_days(time.seconds().div_euclid(86_400));
    year * 12 + month - 1
}

/// The first second of a month.
fn start_of(month: i64) -> i64 {
    days_from_date(month.div_euclid(12), month.rem_euclid(12) + 1, 1) * 86_400
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_where_the_one_before_ends() {
        let at = |text| UnixTime::parse_rfc3339(text).unwrap();
        for (text, month) in [
            ("2026-11-30T23:59:59Z", 2026 * 12 + 10),
            ("2026-12-01T00:00:00Z", 2026 * 12 + 11),
            ("2028-02-29T12:00:00Z", 2028 * 12 + 1),
            ("2028-03-01T00:00:00Z", 2028 * 12 + 2),
            ("1999-12-31T00:00:00Z", 1999 * 12 + 11),
        ] {
            assert_eq!(month_of(at(text)), month, "{text}");
        }
        assert_eq!(start_of(2026 * 12 + 11), at("2026-12-01T00:00:00Z").seconds());
        assert_eq!(start_of(2027 * 12), at("2027-01-01T00:00:00Z").seconds());
        assert_eq!(start_of(2028 * 12 + 2), at("2028-03-01T00:00:00Z").seconds());
    }
}
