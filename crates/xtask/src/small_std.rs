//! The standard library, compiled anew for size where that is possible.
//!
//! What rustup ships is compiled for speed and carries the words of every panic, which this target
//! prints nowhere. Compiled again with `optimize_for_size` and with panics that trap at once, the
//! app and the engine lose about a tenth. Cargo calls that unstable, so it is asked for with
//! `RUSTC_BOOTSTRAP`, tried before it is used, and left out where the compiler does not know it:
//! the program is the same, only larger.

use std::path::Path;
use std::process::Command;

use crate::steps::{Result, Steps, WASM, output, program, quietly, which};

/// What lets a stable compiler take the two unstable flags below.
const UNSTABLE: (&str, &str) = ("RUSTC_BOOTSTRAP", "1");
/// A panic is a trap, without words and without the place in the source; and `{:?}` writes nothing,
/// because nobody reads it here (no text for people may be made with it).
const FLAGS: [&str; 4] =
    ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];

/// Adds the sources of the standard library where rustup can, and says what it means where not.
///
/// # Errors
/// None that stop a build: the same program is built without them.
pub(crate) fn sources(steps: &mut Steps) -> Result<()> {
    if !sources_are_there() && which("rustup").is_some() {
        let add = || quietly(program("rustup").args(["component", "add", "rust-src"]));
        let _ = steps.step("sources of the standard library", add);
    }
    if !possible() {
        println!("  note: no sources of the standard library: all works, and is a tenth larger");
    }
    Ok(())
}

/// Whether this compiler can do it.
pub(crate) fn possible() -> bool {
    let mut tried = program("rustc");
    tried.env(UNSTABLE.0, UNSTABLE.1).args(FLAGS);
    sources_are_there() && output(tried.args(["--print", "cfg", "--target", WASM])).is_ok()
}

/// Lets `compile`, a call of cargo for the web, compile the standard library as well.
pub(crate) fn of(compile: &mut Command) {
    if !possible() {
        return;
    }
    let flags = FLAGS.map(|flag| format!("\"{flag}\"")).join(",");
    compile.env(UNSTABLE.0, UNSTABLE.1);
    compile.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
    // Joined by cargo to those in .cargo/config.toml; the variable RUSTFLAGS would replace them.
    compile.arg("--config").arg(format!("target.{}.rustflags=[{flags}]", WASM));
}

fn sources_are_there() -> bool {
    let sysroot = output(program("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file()
}
