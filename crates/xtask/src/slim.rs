//! What makes the npm package's engine smaller than cargo and wasm-bindgen leave it.

use std::path::Path;

use crate::steps::{Result, program, quietly};
use crate::tools;

/// wasm-opt, twice over: once as a graph that is laid out anew, then until nothing gets smaller.
/// The assumptions hold for what rustc writes: memory starts as zeros, nobody reads near address 0,
/// and a trap ends the program. Measured (Brotli): 119.3 KB without the graph passes, 118.6 KB with.
const PASSES: &[&str] = &[
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
    "--traps-never-happen",
    "--low-memory-unused",
    "--zero-filled-memory",
    "--flatten",
    "--rereloop",
    "--simplify-locals-nonesting",
    "--ssa-nomerge",
    "-Oz",
    "--converge",
];

/// The longest path of a source file in a panic's message.
const LONGEST_PATH: usize = 256;

/// Shrinks the WebAssembly module in place.
///
/// # Errors
/// When it cannot be read or written, or wasm-opt fails.
pub(crate) fn module(file: &Path) -> Result<()> {
    let mut bytes = std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    blank_paths(&mut bytes);
    std::fs::write(file, bytes).map_err(|e| format!("{}: {e}", file.display()))?;
    if !tools::wasm_opt().is_file() {
        return Ok(());
    }
    let smaller = file.with_extension("smaller");
    quietly(program(tools::wasm_opt()).args(PASSES).arg(file).arg("-o").arg(&smaller))?;
    std::fs::rename(&smaller, file).map_err(|e| e.to_string())
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

/// Takes comments and indentation out of the glue; the types beside it keep the documentation.
///
/// # Errors
/// When it cannot be read or written.
pub(crate) fn glue(file: &Path) -> Result<()> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    std::fs::write(file, without_comments(&text)).map_err(|e| e.to_string())
}

/// wasm-bindgen writes no text over several lines, so whole lines can be judged.
fn without_comments(text: &str) -> String {
    let mut is_comment = false;
    let mut out = String::new();
    for line in text.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if !is_comment && !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
        is_comment &= !line.ends_with("*/");
    }
    out
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

    #[test]
    fn comments_go_and_code_stays() {
        let glue = "/* one */\n/**\n * two\n */\nlet a = 1; // kept\n\n    // three\n  b();\n";
        assert_eq!(without_comments(glue), "let a = 1; // kept\nb();\n");
    }
}
