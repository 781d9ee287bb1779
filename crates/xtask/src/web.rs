//! Building what a browser loads: cargo compiles, `crates/web-build` does the rest.

use std::path::{Path, PathBuf};

use crate::steps::{Result, Steps, cargo, program, quietly, root, sh, target_dir};
use crate::{brotli, small_std, stamp, tools};

/// Where the app goes.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Where the engine of the npm package goes.
pub(crate) fn engine_dir() -> PathBuf {
    root().join("pkg/dist")
}

/// How the engine is compiled: for speed where it is used, unlike the app.
const ENGINE_PROFILE: &str = "engine";

/// What `crates/web-build` leaves for the tables of sizes: modules with the names of their
/// functions, and which belong to which part of the app.
pub(crate) fn work(what: &str) -> PathBuf {
    tools::folder().join("web").join(what)
}

/// How much time a build takes for a smaller app. The program is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Care {
    /// As small as we can: what is tested, measured and published.
    Smallest,
    /// For a first start: the standard library as it comes, and no optimiser after the compiler.
    /// The two take half the time of a whole build and save a fifth.
    Start,
    /// For trying a change: hardly optimised, compiled in pieces that are kept.
    Trial,
}

impl Care {
    fn profile(self) -> &'static str {
        match self {
            Self::Smallest | Self::Start => "web",
            Self::Trial => "trial",
        }
    }
}

/// `cargo xtask build`.
///
/// # Errors
/// Names the step that failed.
pub(crate) fn build_all(steps: &mut Steps, care: Care) -> Result<()> {
    tools::for_the_web(steps)?;
    app(steps, care)?;
    if care == Care::Smallest {
        engine(steps)?;
    }
    println!("\n{}", steps.table());
    Ok(())
}

/// Builds the app unless `dist/` is as new as its sources, and built with as much care.
///
/// # Errors
/// When the compiler or a tool fails.
pub(crate) fn app(steps: &mut Steps, care: Care) -> Result<()> {
    let mark = tools::folder().join("dist.stamp");
    let sources = stamp::of_the_app()?;
    let with = (tools::wasm_opt().is_file(), small_std::possible());
    let of = |care: Care| format!("{sources}{care:?} {with:?}");
    let built = dist().join("index.html").is_file();
    let then = std::fs::read_to_string(&mark).unwrap_or_default();
    if built && (then == of(care) || (care == Care::Start && then == of(Care::Smallest))) {
        println!("  app: dist/ is as new as its sources");
        return Ok(());
    }
    let _ = std::fs::remove_file(&mark);
    steps.step("app: compile (cargo)", || {
        // What the split needs from the linker, for this one program: names and where they are used.
        let package = ["rustc", "-q", "-p", "cert-app", "--bin", "cert-app", "--features", "split"];
        let mut compile = cargo(&package);
        compile.args(["--profile", care.profile(), "--target", tools::WASM]);
        if care == Care::Smallest {
            small_std::of(&mut compile);
        }
        sh(compile.args(["--", "-Clink-arg=--emit-relocs"]))
    })?;
    steps.step("decoder of codes, reader of PDF files: compile (cargo)", || {
        let packages = ["build", "-q", "-p", "scan-wasm", "-p", "pages-wasm"];
        let package = [&packages[..], &["--profile", care.profile(), "--target"]].concat();
        // With the standard library as rustup ships it: compiled anew for size, the decoder came to a stop in
        // its memory's own checks on one photograph of twelve (ARCHITECTURE.md).
        sh(cargo(&package).arg(tools::WASM))
    })?;
    web_build_is_compiled(steps)?;
    steps.step("app: split, glue, shrink (web-build)", || {
        let more = [
            "--www".into(),
            root().join("www"),
            "--scanner".into(),
            linked(care.profile()).join("scan_wasm.wasm"),
            "--pages".into(),
            linked(care.profile()).join("pages_wasm.wasm"),
        ];
        let linked = linked(care.profile()).join("cert-app.wasm");
        web_build("app", care, &linked, &dist(), &more)
    })?;
    if care == Care::Smallest && tools::have_npm() {
        steps.step("app: compressed copies (Brotli 11)", || brotli::compress_beside(&dist()))?;
    }
    std::fs::write(&mark, of(care)).map_err(|e| e.to_string())
}

/// Builds the npm package's engine into `pkg/dist/`.
///
/// # Errors
/// When the compiler or a tool fails.
pub(crate) fn engine(steps: &mut Steps) -> Result<()> {
    steps.step("engine: compile (cargo)", || {
        let package = ["rustc", "-q", "-p", "cert-wasm", "--profile", ENGINE_PROFILE, "--target"];
        let mut compile = cargo(&package);
        small_std::of(compile.arg(tools::WASM));
        // As for the app: the rest is a module of its own.
        sh(compile.args(["--", "-Clink-arg=--emit-relocs"]))
    })?;
    let profile = Care::Smallest.profile();
    steps.step("decoder of codes: compile (cargo)", || {
        let package = ["build", "-q", "-p", "scan-wasm", "--profile", profile, "--target"];
        sh(cargo(&package).arg(tools::WASM))
    })?;
    web_build_is_compiled(steps)?;
    steps.step("engine: split, glue, shrink (web-build)", || {
        let scanner = linked(profile).join("scan_wasm.wasm");
        let linked = linked(ENGINE_PROFILE).join("cert_wasm.wasm");
        let more = ["--scanner".into(), scanner, "--www".into(), root().join("www")];
        web_build("engine", Care::Smallest, &linked, &engine_dir(), &more)
    })
}

/// Where the app goes that Trunk builds.
fn trunk_dist() -> PathBuf {
    root().join("target/trunk")
}

/// The same sources with Trunk, in one module and without optimisation: that it builds and (in the
/// browser tests) opens. Who has Trunk may use `trunk serve` and `trunk build`.
///
/// # Errors
/// When Trunk fails or builds something else than a page with its module.
pub(crate) fn with_trunk(steps: &mut Steps) -> Result<()> {
    tools::trunk(steps)?;
    steps.step("trunk build (one module, not optimised)", || {
        // Trunk reads NO_COLOR as a boolean and stops at the usual `1`.
        let mut trunk = program("trunk");
        trunk.args(["build", "--skip-version-check", "--cargo-profile", "dev", "--release=false"]);
        trunk.arg("--dist").arg(trunk_dist()).env("PATH", tools::path()).env("NO_COLOR", "true");
        quietly(trunk.env("RUST_BACKTRACE", "0"))?;
        let page = std::fs::read_to_string(trunk_dist().join("index.html"));
        let page = page.map_err(|e| format!("Trunk's index.html: {e}"))?;
        let starts = page.contains("boot.js\" data-js=\"/cert-app") && page.contains("_bg.wasm\"");
        if starts { Ok(()) } else { Err(format!("Trunk's page does not start the app:\n{page}")) }
    })
}

/// A step of its own: the first time it takes a minute, and one should see what for.
fn web_build_is_compiled(steps: &mut Steps) -> Result<()> {
    steps.step("web-build: compile (cargo)", || sh(&mut cargo(&["build", "-q", "-p", "web-build"])))
}

/// Where cargo leaves what it linked with this profile.
fn linked(profile: &str) -> PathBuf {
    target_dir().join(tools::WASM).join(profile)
}

fn web_build(what: &str, care: Care, linked: &Path, out: &Path, more: &[PathBuf]) -> Result<()> {
    let mut command = program(target_dir().join("debug/web-build"));
    command.arg(what).arg("--module").arg(linked);
    command.arg("--out").arg(out).arg("--work").arg(work(what)).args(more);
    if care == Care::Smallest && tools::wasm_opt().is_file() {
        command.arg("--wasm-opt").arg(tools::wasm_opt());
    }
    sh(&mut command)
}
