//! What npm offers for the same work, in one script for a page.

use std::path::PathBuf;

use crate::steps::{Result, program, quietly, root};
use crate::tools;

/// One file with what others offer: these packages (esbuild among them), bundled by the `peers.mjs` of an
/// example of `tests/e2e`, in a folder under `target/tools` with this name.
///
/// # Errors
/// When npm or esbuild fails.
pub(super) fn bundled(name: &str, packages: &[&str], example: &str) -> Result<PathBuf> {
    let dir = tools::folder().join(name);
    let (bundle, mark) = (dir.join("peers.js"), dir.join("versions"));
    let wanted = packages.join(" ");
    if bundle.is_file() && std::fs::read_to_string(&mark).is_ok_and(|have| have == wanted) {
        return Ok(bundle);
    }
    std::fs::create_dir_all(&dir).map_err(|e| e.to_string())?;
    let npm = ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"];
    quietly(program("npm").args(npm).arg(&dir).args(packages))?;
    let source = format!("tests/e2e/examples/{example}/peers.mjs");
    std::fs::copy(root().join(&source), dir.join("peers.mjs"))
        .map_err(|e| format!("{source}: {e}"))?;
    let esbuild = dir.join("node_modules/esbuild/bin/esbuild");
    quietly(
        program(esbuild)
            .args(["peers.mjs", "--bundle", "--minify", "--format=esm", "--outfile=peers.js"])
            .current_dir(&dir),
    )?;
    std::fs::write(mark, wanted).map_err(|e| e.to_string())?;
    Ok(bundle)
}
