//! `cargo xtask bench browser`: verifying in Chromium, beside what npm offers for the same.

use super::peers;
use crate::steps::{Result, Steps, cargo, sh, target_dir};
use crate::{browser, tools, web};

/// What is measured beside ours, and what bundles it. `@sd-jwt/sd-jwt-vc` 0.20 needs a package that the registry does
/// not have; no package for MOSIP Claim 169 is there.
const PEERS: &[&str] = &["@noble/curves@2.4.0", "@sd-jwt/sd-jwt-vc@0.19.0", "esbuild@0.28.2"];

/// Builds the engine and the peers and lets the example of `tests/e2e` measure them.
///
/// # Errors
/// When something cannot be built, or a goal is missed.
pub(super) fn bench(steps: &mut Steps) -> Result<()> {
    drop(browser::set_up(steps)?);
    tools::for_the_web(steps)?;
    web::engine(steps)?;
    let package = ["build", "-q", "-p", "cert-bench", "--bin", "fill", "--profile", "web"];
    steps
        .step("filling: compile (cargo)", || sh(cargo(&package).args(["--target", tools::WASM])))?;
    let filling = target_dir().join(tools::WASM).join("web/fill.wasm");
    let peers =
        steps.step("peers (npm, esbuild)", || peers::bundled("peers", PEERS, "bench_browser"))?;
    steps.step("verifying in Chromium", || {
        let run = ["run", "-q", "-p", "cert-e2e", "--example", "bench_browser", "--"];
        sh(cargo(&run).arg(&peers).arg(&filling))
    })
}
