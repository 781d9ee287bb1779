//! The build tools: found, or installed under `target/tools`, by the quickest way there is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::small_std;
pub(crate) use crate::steps::WASM;
use crate::steps::{Result, Steps, cargo, output, program, quietly, root, sh, which};

/// Only to prove that those who use Trunk can; 0.22 needs a newer Rust than ours.
const TRUNK: &str = "0.21.14";
/// Debian's 108 cannot read what today's wasm-bindgen writes.
const BINARYEN: &str = "132.0.0";
/// The accessibility rules of the browser tests.
const AXE: &str = "4.14.1";
/// Changes the program one place at a time.
const MUTANTS: &str = "27.1.0";
/// The oldest compiler that builds the workspace (`rust-version` in Cargo.toml).
const RUST: (u32, u32) = (1, 95);

/// Where the tools are kept between runs.
pub(crate) fn folder() -> PathBuf {
    root().join("target/tools")
}

/// A file of a package that npm installed.
pub(crate) fn npm_file(path: &str) -> PathBuf {
    folder().join("node_modules").join(path)
}

/// `PATH` with our tools in front.
pub(crate) fn path() -> OsString {
    let mut dirs = vec![folder().join("bin")];
    dirs.push(wasm_opt_folder());
    dirs.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    std::env::join_paths(dirs).unwrap_or_default()
}

/// Whether the build can shrink its output.
pub(crate) fn wasm_opt() -> PathBuf {
    wasm_opt_folder().join("wasm-opt")
}

fn wasm_opt_folder() -> PathBuf {
    npm_file("binaryen/bin")
}

/// What a first start needs: nothing that only makes the app smaller.
///
/// # Errors
/// Names the tool that is missing and says how to get it.
pub(crate) fn for_a_start(steps: &mut Steps) -> Result<()> {
    steps.step("Rust compiler", rust_is_new_enough)?;
    if !wasm_target_is_there() {
        steps.step("WebAssembly target", add_wasm_target)?;
    }
    Ok(())
}

/// Everything that building the app and the engine needs.
///
/// # Errors
/// Names the tool that is missing and says how to get it.
pub(crate) fn for_the_web(steps: &mut Steps) -> Result<()> {
    for_a_start(steps)?;
    small_std::sources(steps)?;
    if !wasm_opt().is_file() {
        if have_npm() {
            steps.step("wasm-opt (npm binaryen)", || npm_install("binaryen", BINARYEN))?;
        } else {
            println!(
                "  note: no Node.js, so no wasm-opt: the app works, and is about a fifth larger"
            );
        }
    }
    Ok(())
}

/// Trunk and the tool that it calls, for the one test that needs them.
///
/// # Errors
/// When they can neither be found nor compiled.
pub(crate) fn trunk(steps: &mut Steps) -> Result<()> {
    let version = wasm_bindgen_version()?;
    let parts = ["--bin", "wasm-bindgen"];
    cargo_tool(steps, "wasm-bindgen", "wasm-bindgen-cli", &version, &parts, Work::Much)?;
    cargo_tool(steps, "trunk", "trunk", TRUNK, &["--no-default-features", "--locked"], Work::Little)
}

/// What `cargo xtask mutants` runs.
///
/// # Errors
/// When it can neither be found nor compiled.
pub(crate) fn mutants(steps: &mut Steps) -> Result<()> {
    cargo_tool(steps, "cargo-mutants", "cargo-mutants", MUTANTS, &["--locked"], Work::Much)
}

/// The accessibility checker of the browser tests.
///
/// # Errors
/// When there is no npm, or it cannot install the package.
pub(crate) fn axe(steps: &mut Steps) -> Result<()> {
    if npm_file("axe-core/axe.min.js").is_file() {
        return Ok(());
    }
    if !have_npm() {
        return Err("the browser tests need axe-core from npm: install Node.js 20 or newer".into());
    }
    steps.step("axe-core (npm)", || npm_install("axe-core", AXE))
}

pub(crate) fn have_npm() -> bool {
    which("node").is_some() && which("npm").is_some()
}

fn rust_is_new_enough() -> Result<()> {
    let said = output(program("rustc").arg("--version"))
        .map_err(|_| "no rustc: install Rust with rustup, https://rustup.rs".to_owned())?;
    let mut numbers = said.split_whitespace().nth(1).unwrap_or_default().split('.');
    let mut next = || numbers.next().and_then(|n| n.parse::<u32>().ok()).unwrap_or(0);
    if (next(), next()) >= RUST {
        Ok(())
    } else {
        let (major, minor) = RUST;
        Err(format!("found {}; needs {major}.{minor} or newer: rustup update stable", said.trim()))
    }
}

/// Asks the compiler, not rustup: distributions ship the target without rustup.
pub(crate) fn wasm_target_is_there() -> bool {
    output(program("rustc").args(["--print", "target-libdir", "--target", WASM]))
        .is_ok_and(|dir| Path::new(dir.trim()).is_dir())
}

fn add_wasm_target() -> Result<()> {
    if which("rustup").is_none() {
        return Err(format!(
            "the compiler has no {WASM} and there is no rustup to add it; install it with your \
             system's package manager (Debian: libstd-rust-dev-wasm32) or use rustup"
        ));
    }
    sh(program("rustup").args(["target", "add", WASM]))
}

/// The crate is pinned with `=`; the command line tool must be of the very same version.
fn wasm_bindgen_version() -> Result<String> {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).map_err(|e| e.to_string())?;
    pinned(&manifest, "wasm-bindgen").ok_or_else(|| "no wasm-bindgen = \"=…\" in Cargo.toml".into())
}

fn pinned(manifest: &str, name: &str) -> Option<String> {
    let line = manifest.lines().find(|line| {
        line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='))
    })?;
    let (_, rest) = line.split_once("\"=")?;
    let (version, _) = rest.split_once('"')?;
    Some(version.to_owned())
}

/// What a tool does when it runs: one that mostly calls others is there soonest when it is not optimised at all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Little,
    Much,
}

/// Finds `binary` in our folder or on PATH at `version`, else installs `package`.
fn cargo_tool(
    steps: &mut Steps,
    binary: &str,
    package: &str,
    version: &str,
    extra: &[&str],
    work: Work,
) -> Result<()> {
    let ours = folder().join("bin").join(binary);
    let found = [Some(ours), which(binary)].into_iter().flatten();
    if found.into_iter().any(|file| has_version(&file, version)) {
        return Ok(());
    }
    let dir = folder();
    if which("cargo-binstall").is_some() {
        let fetched = steps.step(&format!("{package} {version} (binstall)"), || {
            quietly(
                cargo(&["binstall", "--no-confirm", "--force", "--version", version, "--root"])
                    .arg(&dir)
                    .arg(package),
            )
        });
        if fetched.is_ok() && has_version(&dir.join("bin").join(binary), version) {
            return Ok(());
        }
        println!("  note: no ready-made {package}; compiling it");
    }
    steps.step(&format!("{package} {version} (compiled once; some minutes)"), || {
        let mut install = cargo(&["install", "--quiet", "--force", "--root"]);
        install.arg(&dir).args(["--version", version]).args(extra).arg(package);
        // Whole-program optimisation of a build tool costs minutes and buys nothing here.
        install
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", if work == Work::Little { "0" } else { "1" })
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
            .env("CARGO_TARGET_DIR", dir.join("build"))
            .env_remove("RUSTFLAGS");
        quietly(&mut install).map_err(|problem| {
            format!(
                "{problem}\nNeeds a C compiler (Debian: build-essential) and the crate registry."
            )
        })?;
        // Gigabytes of intermediate files that nobody asks for again.
        let _ = std::fs::remove_dir_all(dir.join("build"));
        Ok(())
    })
}

fn has_version(file: &Path, version: &str) -> bool {
    // What cargo finds by its name takes the name of its command first.
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let command = name.strip_prefix("cargo-");
    file.is_file()
        && output(Command::new(file).args(command).arg("--version"))
            .is_ok_and(|said| said.split_whitespace().any(|word| word == version))
}

fn npm_install(package: &str, version: &str) -> Result<()> {
    let dir = folder();
    std::fs::create_dir_all(&dir).map_err(|e| e.to_string())?;
    quietly(
        program("npm")
            .args([
                "install",
                "--silent",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefix",
            ])
            .arg(&dir)
            .arg(format!("{package}@{version}")),
    )
}

#[cfg(test)]
mod tests {
    use super::pinned;

    #[test]
    fn the_pin_is_read_and_a_longer_name_is_not_taken_for_it() {
        let manifest = "wasm-bindgen-futures = \"0.4\"\nwasm-bindgen = \"=0.2.130\" # why\n";
        assert_eq!(pinned(manifest, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(pinned("wasm-bindgen = \"0.2\"", "wasm-bindgen"), None);
    }
}
