//! `cargo xtask city`: what each service of the specimen city asks of people, and whether the goals are met.

use crate::printed_page::PrintedPage;
use crate::steps::{Result, Steps, cargo, sh};

/// The table for readers.
const PAGE: PrintedPage = PrintedPage {
    file: "docs/services.md",
    name: "services",
    print: &["run", "-q", "-p", "cert-server", "--example", "city", "--", "--markdown"],
};

/// Prints the table and the goals; with `write` the page of the documentation is made again.
///
/// # Errors
/// When somebody cannot fill a form, or a goal is missed.
pub(crate) fn city(steps: &mut Steps, write: bool) -> Result<()> {
    steps.step("filling every form", || {
        sh(&mut cargo(&["run", "-q", "-p", "cert-server", "--example", "city"]))
    })?;
    if write { steps.step(PAGE.file, || PAGE.write()) } else { Ok(()) }
}

/// A promise: every goal is met, and the page says what comes out.
///
/// # Errors
/// Says what to do.
pub(crate) fn is_current() -> Result<()> {
    crate::steps::quietly(&mut cargo(&["run", "-q", "-p", "cert-server", "--example", "city"]))?;
    let stale = format!("  {}: run `cargo xtask city --write`", PAGE.file);
    if PAGE.is_current()? { Ok(()) } else { Err(stale) }
}
