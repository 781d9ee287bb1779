//! `cargo xtask bench server`: the server under load, on SQLite and on PostgreSQL.

use crate::steps::{Result, Steps, cargo, program, sh, target_dir};

/// Builds the server and what loads it, and lets the one measure the other.
///
/// # Errors
/// When something cannot be built or started, or a goal is missed.
pub(super) fn bench(steps: &mut Steps) -> Result<()> {
    steps.step("the server and its clients, release", || {
        // Together, so that what both are made of is compiled once.
        sh(&mut cargo(&["build", "-q", "--release", "-p", "cert-server", "-p", "server-bench"]))
    })?;
    let built = target_dir().join("release");
    steps.step("the server under load", || {
        sh(program(built.join("server-bench")).arg(built.join("cert-server")))
    })
}
