//! The decoder of codes: a module of its own, and its glue in one script with the worker that runs it.

use wasm_bindgen_cli_support::Bindgen;

use crate::{Options, Result, files, glue, shrink};

/// The decoder's file.
pub(crate) const MODULE: &str = "scan.wasm";
/// The worker's file.
pub(crate) const SCRIPT: &str = "scanner.js";

/// The decoder and what wasm-bindgen wrote for it.
pub(crate) struct Decoder {
    pub(crate) module: Vec<u8>,
    pub(crate) glue: String,
}

/// Writes the glue and shrinks the module.
///
/// # Errors
/// When a tool fails.
pub(crate) fn build(options: &Options) -> Result<Decoder> {
    let out = options.work.join("scanner");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&options.scanner).out_name("scan").typescript(false);
    bindgen.remove_producers_section(true);
    let target = bindgen.web(true).map_err(|problem| format!("wasm-bindgen: {problem:#}"))?;
    target.generate(&out).map_err(|problem| format!("wasm-bindgen: {problem:#}"))?;
    let named = files::read(&out.join("scan_bg.wasm"))?;
    let module = shrink::module(named, shrink::Memory::Own, &out, options.wasm_opt.as_deref())?;
    Ok(Decoder { module, glue: files::read_text(&out.join("scan.js"))? })
}

/// Glue and worker as one script: the digest of a script says nothing about what it imports.
///
/// # Errors
/// When the place for the digest is not there.
pub(crate) fn script(bindgen: &str, worker: &str, digest: &str) -> Result<String> {
    let (empty, full) = ("const DIGEST = null;", format!("const DIGEST = \"{digest}\";"));
    match worker.matches(empty).count() {
        1 => Ok(glue::without_comments(&format!("{bindgen}\n{}", worker.replace(empty, &full)))),
        count => Err(format!("{SCRIPT} has `{empty}` {count} times, expected once")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_carries_the_glue_and_the_digest_of_its_module() {
        let worker = "// why\nconst DIGEST = null;\nwork();\n";
        let script = script("export function read() {}\n", worker, "sha384-x").unwrap();
        assert_eq!(script, "export function read() {}\nconst DIGEST = \"sha384-x\";\nwork();\n");
        assert!(super::script("", "work();", "sha384-x").is_err());
    }
}
