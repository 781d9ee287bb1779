//! `cargo xtask bench qr`: reading codes in Chromium, beside what npm offers for the same; and the whole way
//! from the camera to the verdict.

use super::peers;
use crate::steps::{Result, Steps, cargo, sh};
use crate::{browser, size, tools, web};

/// What is measured beside ours, and what bundles it.
const PEERS: &[&str] = &["zxing-wasm@3.1.4", "jsqr@1.4.0", "esbuild@0.28.2"];

/// Builds the decoder and the peers, lets the example of `tests/e2e` measure them, and weighs ours.
///
/// # Errors
/// When something cannot be built, or a goal is missed.
pub(super) fn bench(steps: &mut Steps) -> Result<()> {
    drop(browser::set_up(steps)?);
    tools::for_the_web(steps)?;
    web::app(steps, web::Care::Smallest)?;
    let peers =
        steps.step("peers (npm, esbuild)", || peers::bundled("qr-peers", PEERS, "bench_qr"))?;
    let zxing = peers.with_file_name("node_modules/zxing-wasm/dist/reader/zxing_reader.wasm");
    let read = steps.step("codes in Chromium", || {
        let run = ["run", "-q", "-p", "cert-e2e", "--example", "bench_qr", "--"];
        sh(cargo(&run).arg(&peers).arg(&zxing))
    });
    let scanned = steps.step("from the camera to the verdict", || {
        sh(&mut cargo(&["run", "-q", "-p", "cert-e2e", "--example", "bench_scan"]))
    });
    let is_light = size::scanner()?;
    read?;
    scanned?;
    if is_light { Ok(()) } else { Err("missed: the decoder's size".into()) }
}
