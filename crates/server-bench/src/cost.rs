//! What a filing costs the server, by the time that processors spend on it, beside its bare signatures.

use crate::{
    Run,
    bare::Signatures,
    goals::Goals,
    site::{Engine, Site},
};

/// By then connections are open, statements prepared and lists read.
const WARM: usize = 100;

/// Times the bare signatures; more is work that no signature asks for.
const MOST: f64 = 1.7;

/// Of the filings that bare signatures would leave room for.
const SHARE: f64 = 0.6;

/// Measures on one engine.
///
/// # Errors
/// When something cannot be started or answers wrongly.
pub(crate) fn measure(run: &Run, engine: Engine, goals: &mut Goals) -> Result<(), String> {
    let mut site = Site::open(&run.program, engine, 1)?;
    let count = run.many(3_000, 600);
    let filings = site.sign(WARM + count)?;
    let (warm, filings) = filings.split_at(WARM.min(filings.len()));
    site.file(warm, None)?;
    let signatures = Signatures::of(filings.first().ok_or("nothing signed")?, &site.people)?;
    let before = signatures.seconds();
    let (server, database) = (site.seconds(), site.seconds_of_database());
    let outcome = site.file(filings, None)?;
    let (server, database) = (site.seconds() - server, site.seconds_of_database() - database);
    // The machine may have become slower or quicker meanwhile.
    let bare = f64::midpoint(before, signatures.seconds());
    let count = f64::from(u32::try_from(filings.len()).unwrap_or(u32::MAX));
    let (each, stored) = (server / count, database / count);
    let name = engine.name();
    println!(
        "{name}: a challenge and a filing take {:.2} ms of a processor in the server{}; bare ({}) {:.2} ms; \
         {:.0} filings a second with their clients beside them, half within {:.0} ms, 99 of 100 within {:.0} ms",
        each * 1e3,
        if stored > 0.0 {
            format!(", {:.2} ms in PostgreSQL", stored * 1e3)
        } else {
            String::new()
        },
        signatures.in_words(),
        bare * 1e3,
        outcome.rate,
        outcome.within(50),
        outcome.within(99),
    );
    goals.at_most(&format!("filing-cost-{name}"), each / bare, MOST, "times its bare signatures");
    let of_what = "of what bare signatures would leave room for";
    goals.at_least(&format!("filing-share-{name}"), bare / each, SHARE, of_what);
    Ok(())
}
