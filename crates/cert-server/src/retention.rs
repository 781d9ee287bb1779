//! How long what was filed is kept: as long as its form told the person, from the day on which the case was decided.

use std::io::Write;

use cert_fill::{Date, Period, SHANGHAI_OFFSET_SECONDS};
use cert_verify::UnixTime;

use crate::{
    Config, Server, StartError,
    db::{Database, StorageError, retention},
};

/// Ends that are reckoned at once.
const RECKONED: i64 = 200;

/// Cases that are deleted at once: each may have a megabyte, and nobody waits for it.
const DELETED: i64 = 20;

const DAY: i64 = 86_400;

/// Nothing says how long it may be kept, so nothing is deleted.
const NEVER: i64 = i64::MAX;

/// Reckons when decided cases go, and deletes some whose time is over. Says whether there is more.
///
/// # Errors
/// When the database cannot be read. A case that cannot be deleted does not keep the others.
pub(crate) async fn some(server: &Server) -> Result<bool, StorageError> {
    let database = &server.database;
    let endless = retention::endless(database, RECKONED).await?;
    let mut reckoned = 0;
    for case in &endless {
        let keeps = match &case.keeps {
            Some(keeps) => Some(keeps.clone()),
            // Filed before it was written down: what the form says now.
            None => server
                .forms
                .by_id(&case.form_id, "")
                .and_then(|form| form.privacy().retention.as_ref().map(ToString::to_string)),
        };
        let ends_at = keeps.as_deref().map_or(NEVER, |keeps| end_of(case.decided_at, keeps));
        let written = retention::end(database, &case.case_no, keeps.as_deref(), ends_at).await;
        reckoned += i64::from(written.is_ok());
    }
    let ended = retention::ended(database, server.now(), DELETED).await?;
    let mut gone = 0;
    for case_no in &ended {
        let deleted = retention::delete(database, case_no, server.now()).await;
        gone += i64::from(deleted.is_ok());
    }
    // When some could not be done, the next round tries again and not this one.
    Ok(reckoned == RECKONED || gone == DELETED)
}

/// The first second after the last day, as the calendar of Shanghai has it.
fn end_of(decided_at: UnixTime, keeps: &str) -> i64 {
    let end = || {
        let last = Date::from_unix_in_shanghai(decided_at)?.add(&Period::parse(keeps)?)?;
        Some((last.days_since_epoch() + 1) * DAY - SHANGHAI_OFFSET_SECONDS)
    };
    end().unwrap_or(NEVER)
}

/// Writes every proof of deletion, one JSON object a line, and says how many there are. The server may run meanwhile.
///
/// # Errors
/// [`StartError`], when the database cannot be read, nothing can be written, or a proof is not what it was.
pub async fn deletions(config: &Config, out: &mut (dyn Write + Send)) -> Result<i64, StartError> {
    let database = Database::of(config).await?;
    let failed = |reason: String| StartError::Database { path: database.name(), reason };
    let (mut number, mut hash) = (0, String::new());
    let done = loop {
        let proofs = match retention::proofs(&database, number).await {
            Ok(proofs) if proofs.is_empty() => break Ok(number),
            Ok(proofs) => proofs,
            Err(_) => break Err(failed("it cannot be read".to_owned())),
        };
        let broken = proofs.iter().find_map(|proof| {
            let follows = proof.follows(number, &hash);
            (number, hash) = (proof.number, proof.hash.clone());
            match writeln!(out, "{}", proof.entry) {
                Err(error) => Some(format!("the proofs cannot be written: {}", error.kind())),
                Ok(()) if follows => None,
                Ok(()) => Some(format!("its proof of deletion {number} is not what it was")),
            }
        });
        if let Some(reason) = broken {
            break Err(failed(reason));
        }
    };
    database.close().await;
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_kept_whole() {
        let at = |text| UnixTime::parse_rfc3339(text).unwrap();
        for (decided, keeps, end) in [
            ("2026-11-23T12:00:00+08:00", "P2Y", "2028-11-24T00:00:00+08:00"),
            ("2026-11-23T23:59:59+08:00", "P1D", "2026-11-25T00:00:00+08:00"),
            ("2028-02-29T00:00:00+08:00", "P1Y", "2029-03-01T00:00:00+08:00"),
        ] {
            assert_eq!(end_of(at(decided), keeps), at(end).seconds(), "{decided} {keeps}");
        }
        assert_eq!(end_of(at("2026-11-23T12:00:00+08:00"), "two years"), NEVER);
    }
}
