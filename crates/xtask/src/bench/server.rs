//! `cargo xtask bench server` and `cargo xtask attack`: the server under load and under attack, on SQLite and on
//! PostgreSQL.

use crate::steps::{Result, Steps, cargo, program, sh, target_dir};

/// Builds the server and what loads it, and lets the one measure the other.
///
/// # Errors
/// When something cannot be built or started, or a goal is missed.
pub(super) fn bench(steps: &mut Steps) -> Result<()> {
    built(steps, "the server under load", &[])
}

/// Builds the server and those who attack it, and lets them.
///
/// # Errors
/// When something cannot be built or started, or others wait too long meanwhile.
pub(crate) fn attack(steps: &mut Steps, small: bool) -> Result<()> {
    let words: &[&str] = if small { &["attack", "--small"] } else { &["attack"] };
    built(steps, "the server under attack", words)
}

fn built(steps: &mut Steps, name: &str, words: &[&str]) -> Result<()> {
    steps.step("the server and its clients, release", || {
        // Together, so that what both are made of is compiled once.
        sh(&mut cargo(&["build", "-q", "--release", "-p", "cert-server", "-p", "server-bench"]))
    })?;
    let built = target_dir().join("release");
    steps.step(name, || {
        sh(program(built.join("server-bench")).arg(built.join("cert-server")).args(words))
    })
}
