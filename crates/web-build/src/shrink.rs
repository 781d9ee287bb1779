//! What makes a module smaller than the linker and wasm-bindgen leave it.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Result, files};

/// wasm-opt, twice over: once as a graph that is laid out anew, then until nothing gets smaller.
/// The assumption holds for what rustc writes: nobody reads near address 0. Measured on the engine (Brotli): 119.3 KB without the graph passes, 118.6 KB with.
const PASSES: &[&str] = &[
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "--simplify-locals-nonesting",
    "--ssa-nomerge",
    "-Oz",
    "--converge",
];

/// What rustc 1.95 uses by default, named one by one: `--all-features` makes modules that today's
/// browsers reject, and a part carries no list of its own.
const FEATURES: &[&str] = &[
    "--mvp-features",
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-reference-types",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-extended-const",
];

/// The longest path of a source file in a panic's message.
const LONGEST_PATH: usize = 256;

/// Whose memory a module works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Memory {
    /// Its own, which starts as zeros.
    Own,
    /// The main module's, which is in use when a part arrives.
    Shared,
}

/// Whether a module may come to a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Traps {
    /// It may: code that was not written here reads what strangers made. With the other choice the
    /// optimiser takes out the checks before a trap, and the module would go on with what must not be.
    Happen,
    /// It does not: our own code makes an error of everything, and tests look for the contrary.
    NeverHappen,
}

/// The module, smaller. Without an optimiser only the paths are taken out.
///
/// # Errors
/// When the optimiser fails.
pub(crate) fn module(
    mut bytes: Vec<u8>,
    memory: Memory,
    traps: Traps,
    work: &Path,
    wasm_opt: Option<&Path>,
) -> Result<Vec<u8>> {
    blank_paths(&mut bytes);
    let Some(program) = wasm_opt else { return Ok(bytes) };
    let (before, after) = (work.join("before.wasm"), work.join("after.wasm"));
    files::write(&before, bytes)?;
    let mut command = Command::new(program);
    command.args(FEATURES).args(PASSES).stdin(Stdio::null());
    if traps == Traps::NeverHappen {
        command.arg("--traps-never-happen");
    }
    if memory == Memory::Own {
        command.arg("--zero-filled-memory");
    }
    let done = command.arg(&before).arg("-o").arg(&after).output();
    let done = done.map_err(|problem| format!("wasm-opt: {problem}"))?;
    if !done.status.success() {
        return Err(format!("wasm-opt: {}", String::from_utf8_lossy(&done.stderr)));
    }
    files::read(&after)
}

/// Overwrites the paths of source files with zeros, which compress to nothing. They belong to the
/// messages of panics, which this target prints nowhere, and they name folders of the machine that
/// built the module.
fn blank_paths(bytes: &mut [u8]) {
    for start in ["/rustc/".to_owned(), crate_sources()] {
        let (start, mut from) = (start.as_bytes(), 0);
        while let Some(found) = find(&bytes[from..], start) {
            let at = from + found;
            from = at + start.len();
            let window = &bytes[at..bytes.len().min(at + LONGEST_PATH)];
            let Some(length) = find(window, b".rs") else { continue };
            if window[..length].iter().all(u8::is_ascii_graphic) {
                bytes[at..at + length + 3].fill(0);
            }
        }
    }
}

/// Where cargo keeps the sources of crates: in `CARGO_HOME`, else in the person's own folder.
fn crate_sources() -> String {
    let home = std::env::var("CARGO_HOME").or_else(|_| {
        std::env::var("HOME").or_else(|_| std::env::var("USERPROFILE")).map(|at| at + "/.cargo")
    });
    home.unwrap_or_default() + "/registry/src/"
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_blanked_and_what_stands_beside_them_stays() {
        let mut bytes = b"kept/rustc/0f/core/num.rskept /rustc/\x00.rs ".to_vec();
        let before = bytes.len();
        blank_paths(&mut bytes);
        assert_eq!(bytes.len(), before);
        let text = String::from_utf8_lossy(&bytes).replace('\0', "");
        assert_eq!(text, "keptkept /rustc/.rs ");
    }
}
