//! `cargo xtask bench native`: how long verifying takes, natively.

use crate::steps::{Result, Steps, cargo, sh};

/// Runs the two programs of `crates/cert-bench` in release: what people do every day, and
/// the worst case of every format.
///
/// # Errors
/// When one cannot be built or fails.
pub(super) fn bench(steps: &mut Steps) -> Result<()> {
    for (name, binary) in [("verify, native", "verify"), ("worst cases, native", "worst_cases")] {
        steps.step(name, || {
            sh(&mut cargo(&["run", "-q", "--release", "-p", "cert-bench", "--bin", binary]))
        })?;
    }
    Ok(())
}
