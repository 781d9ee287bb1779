//! Brotli at its highest quality, by Node.js: what a server would send, so no crate is needed for it.

use std::path::{Path, PathBuf};

use crate::steps::{Result, output, program};

/// Compresses each file named after the `--`; prints its plain and its compressed size. With
/// `write` first, also writes `FILE.br`.
const SCRIPT: &str = "\
const { readFileSync, writeFileSync } = require('fs');
const { brotliCompressSync, constants: c } = require('zlib');
const [write, ...files] = process.argv.slice(1);
for (const file of files) {
  const plain = readFileSync(file);
  const small = brotliCompressSync(plain, { params: {
    [c.BROTLI_PARAM_QUALITY]: 11, [c.BROTLI_PARAM_LGWIN]: 22, [c.BROTLI_PARAM_SIZE_HINT]: plain.length } });
  if (write === 'write') writeFileSync(file + '.br', small);
  console.log(plain.length + ' ' + small.length);
}";

/// Writes `FILE.br` beside each file that compresses well, for the server to send as it is.
///
/// # Errors
/// When Node.js fails.
pub(crate) fn compress_beside(dir: &Path) -> Result<()> {
    let worth = ["js", "wasm", "css", "html", "svg", "webmanifest", "json"];
    let list: Vec<_> =
        files(dir)?.into_iter().filter(|file| worth.contains(&extension(file))).collect();
    brotli("write", &list).map(drop)
}

/// What is in a folder and below it, without the compressed copies, in order.
///
/// # Errors
/// When an entry cannot be read; a folder that is not there is empty.
pub(crate) fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(dir) else { return Ok(found) };
    for entry in entries {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if extension(&path) != "br" {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The extension of a file, or nothing.
pub(crate) fn extension(file: &Path) -> &str {
    file.extension().and_then(|e| e.to_str()).unwrap_or_default()
}

/// Runs the script over files; `mode` is `measure` or `write`.
///
/// # Errors
/// When Node.js fails.
pub(crate) fn brotli(mode: &str, files: &[PathBuf]) -> Result<String> {
    if files.is_empty() {
        return Ok(String::new());
    }
    output(program("node").args(["-e", SCRIPT, mode]).args(files))
}
