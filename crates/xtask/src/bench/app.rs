//! `cargo xtask bench app`: how quickly the app answers, in Chromium.

use crate::steps::{Result, Steps, cargo, sh};
use crate::{browser, tools, web};

/// Builds the app and lets the example of `tests/e2e` measure it.
///
/// # Errors
/// When something cannot be built, or a goal is missed.
pub(super) fn bench(steps: &mut Steps) -> Result<()> {
    drop(browser::set_up(steps)?);
    tools::for_the_web(steps)?;
    web::app(steps, web::Care::Smallest)?;
    steps.step("the app in Chromium", || {
        sh(&mut cargo(&["run", "-q", "-p", "cert-e2e", "--example", "bench_app"]))
    })
}
