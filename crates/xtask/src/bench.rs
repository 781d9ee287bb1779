//! `cargo xtask bench`: how long verifying takes, natively.

use crate::steps::{Result, Steps, cargo, sh};

/// Runs the timing example (`tests/e2e/examples/bench.rs`) in release.
///
/// # Errors
/// When it cannot be built or fails.
pub(crate) fn bench(steps: &mut Steps) -> Result<()> {
    steps.step("verify, native", || {
        sh(&mut cargo(&["run", "-q", "--release", "-p", "cert-e2e", "--example", "bench"]))
    })
}
