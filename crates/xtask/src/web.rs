//! Building what a browser loads: the app with Trunk, the engine of the npm package by hand.

use std::path::PathBuf;

use crate::steps::{Result, Steps, cargo, program, quietly, root, sh, target_dir};
use crate::{brotli, slim, stamp, tools};

/// Where Trunk puts the app.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// Where the engine of the npm package goes.
pub(crate) fn engine_dir() -> PathBuf {
    root().join("pkg/dist")
}

/// The engine's module before wasm-opt takes the names of its functions away.
pub(crate) fn named_engine() -> PathBuf {
    tools::folder().join("engine-named.wasm")
}

/// `cargo xtask build`.
///
/// # Errors
/// Names the step that failed.
pub(crate) fn build_all(steps: &mut Steps) -> Result<()> {
    tools::for_the_web(steps)?;
    app(steps)?;
    engine(steps)?;
    println!("\n{}", steps.table());
    Ok(())
}

/// Builds the app unless `dist/` is as new as its sources.
///
/// # Errors
/// When Trunk fails.
pub(crate) fn app(steps: &mut Steps) -> Result<()> {
    let mark = tools::folder().join("dist.stamp");
    let now = format!("{}{}", stamp::of_the_app()?, tools::wasm_opt().is_file());
    let built = dist().join("index.html").is_file();
    if built && std::fs::read_to_string(&mark).is_ok_and(|then| then == now) {
        println!("  app: dist/ is as new as its sources");
        return Ok(());
    }
    let _ = std::fs::remove_file(&mark);
    steps.step("app (trunk, wasm-opt)", || {
        // Trunk reads NO_COLOR as a boolean and stops at the usual `1`.
        sh(program("trunk")
            .args(["build", "--skip-version-check", "--release", "--cargo-profile", "web"])
            .env("PATH", tools::path())
            .env("NO_COLOR", "true")
            .env("RUST_BACKTRACE", "0"))
    })?;
    if tools::have_npm() {
        steps.step("compressed copies (Brotli 11)", || brotli::compress_beside(&dist()))?;
    }
    std::fs::write(&mark, now).map_err(|e| e.to_string())
}

/// Builds the npm package's engine into `pkg/dist/`.
///
/// # Errors
/// When a tool fails.
pub(crate) fn engine(steps: &mut Steps) -> Result<()> {
    let dir = engine_dir();
    steps.step("engine (cargo, wasm-bindgen, wasm-opt)", || {
        sh(&mut cargo(&[
            "build",
            "-q",
            "-p",
            "cert-wasm",
            "--profile",
            "web",
            "--target",
            tools::WASM,
        ]))?;
        let built = target_dir().join(tools::WASM).join("web/cert_wasm.wasm");
        quietly(
            program("wasm-bindgen")
                .env("PATH", tools::path())
                .args(["--target", "web", "--out-name", "cert_wasm", "--out-dir"])
                .arg(&dir)
                .arg(built),
        )?;
        // With its names, for the table of `cargo xtask size`.
        std::fs::copy(dir.join("cert_wasm_bg.wasm"), named_engine()).map_err(|e| e.to_string())?;
        slim::module(&dir.join("cert_wasm_bg.wasm"))?;
        slim::glue(&dir.join("cert_wasm.js"))
    })
}
