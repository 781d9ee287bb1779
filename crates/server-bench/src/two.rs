//! Two servers on one PostgreSQL, as behind a balancer.

use crate::{
    Run,
    goals::Goals,
    site::{Engine, Site},
};

/// Filings a second, on two processors.
const RATE: f64 = 200.0;

/// Milliseconds for a challenge and a filing.
const LATEST: f64 = 300.0;

/// Of the most that they can do.
const SHARE: f64 = 0.8;

/// Measures the most that two can do, and how long one waits somewhat below it.
///
/// # Errors
/// When something cannot be started or answers wrongly.
pub(crate) fn measure(run: &Run, goals: &mut Goals) -> Result<(), String> {
    let mut site = Site::open(&run.program, Engine::Postgres, 2)?;
    let warm = site.sign(200)?;
    site.file(&warm, None)?;
    let filings = site.sign(run.many(3_000, 600))?;
    let most = site.file(&filings, None)?.rate;
    let filings = site.sign(run.many(3_000, 600))?;
    let steady = site.file(&filings, Some(most * SHARE))?;
    println!(
        "two servers on one PostgreSQL, their clients beside them: {most:.0} filings a second; at {:.0} a second half \
         within {:.0} ms, 99 of 100 within {:.0} ms",
        steady.rate,
        steady.within(50),
        steady.within(99),
    );
    goals.at_least("two-rate", most, RATE, "filings a second on one PostgreSQL");
    goals.at_most("two-p99", steady.within(99), LATEST, "ms at 80 % of the most");
    Ok(())
}
