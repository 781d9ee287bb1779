//! `cargo xtask bench native`: how long verifying takes, natively.

use crate::steps::{Result, Steps, cargo, sh};

/// Runs the programs of `crates/cert-bench` in release: what people do every day, the worst case of every format, and
/// filling from a large wallet.
///
/// # Errors
/// When one cannot be built or fails.
pub(super) fn bench(steps: &mut Steps) -> Result<()> {
    let binaries = [
        ("verify, native", "verify"),
        ("worst cases, native", "worst_cases"),
        ("filling, native", "fill"),
    ];
    for (name, binary) in binaries {
        steps.step(name, || {
            sh(&mut cargo(&["run", "-q", "--release", "-p", "cert-bench", "--bin", binary]))
        })?;
    }
    Ok(())
}
