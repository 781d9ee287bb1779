//! What workers do with a module of their own: the decoder of codes and the reader of PDF files. Each
//! has a module, and its glue in one script with the worker that runs it.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use wasm_bindgen_cli_support::Bindgen;

use crate::digest::integrity;
use crate::shrink::{self, Memory, Traps};
use crate::{Options, Result, files, glue};

/// One of them.
pub(crate) struct Kind {
    /// The worker's file.
    pub(crate) script: &'static str,
    /// The module's file.
    pub(crate) module: &'static str,
    name: &'static str,
    linked: fn(&Options) -> &Path,
}

/// All of them.
pub(crate) const KINDS: [Kind; 2] = [
    Kind {
        script: "scanner.js",
        module: "scan.wasm",
        name: "scan",
        linked: |options| &options.scanner,
    },
    Kind {
        script: "pages.js",
        module: "pages.wasm",
        name: "pages",
        linked: |options| &options.pages,
    },
];

/// A module and what wasm-bindgen wrote for it.
pub(crate) struct Built {
    pub(crate) module: Vec<u8>,
    pub(crate) glue: String,
}

impl Kind {
    /// Writes the glue and shrinks the module. Its traps stay: it reads what strangers made, and where
    /// it meets something that must not be, it has to stop.
    ///
    /// # Errors
    /// When a tool fails.
    pub(crate) fn build(&self, options: &Options) -> Result<Built> {
        let (name, out) = (self.name, options.work.join(self.name));
        let mut bindgen = Bindgen::new();
        bindgen.input_path((self.linked)(options)).out_name(name).typescript(false);
        bindgen.remove_producers_section(true);
        let target = bindgen.web(true).map_err(|problem| format!("wasm-bindgen: {problem:#}"))?;
        target.generate(&out).map_err(|problem| format!("wasm-bindgen: {problem:#}"))?;
        let named = files::read(&out.join(format!("{name}_bg.wasm")))?;
        let wasm_opt = options.wasm_opt.as_deref();
        let module = shrink::module(named, Memory::Own, Traps::Happen, &out, wasm_opt)?;
        Ok(Built { module, glue: files::read_text(&out.join(format!("{name}.js")))? })
    }
}

/// The decoder of codes for the npm package: `scanner.js` and `scan.wasm` as in the app, and the same two as one script for
/// development servers that move scripts away from what lies beside them.
///
/// # Errors
/// When a tool fails.
pub(crate) fn for_the_package(options: &Options) -> Result<()> {
    let [kind, _] = &KINDS;
    let built = kind.build(options)?;
    let worker = files::read_text(&options.www.join(kind.script))?;
    let script = script(&built.glue, &worker, &integrity(&built.module))?;
    let module = STANDARD.encode(&built.module);
    let carried =
        format!("export const script = {};\nexport const module = '{module}';\n", json!(script));
    files::write(&options.out.join("inline").join(kind.script), carried)?;
    files::write(&options.out.join(kind.script), script)?;
    files::write(&options.out.join(kind.module), built.module)
}

/// Glue and worker as one script: the digest of a script says nothing about what it imports.
///
/// # Errors
/// When the place for the digest is not there.
pub(crate) fn script(bindgen: &str, worker: &str, digest: &str) -> Result<String> {
    let (empty, full) = ("const DIGEST = null;", format!("const DIGEST = \"{digest}\";"));
    match worker.matches(empty).count() {
        1 => Ok(glue::without_comments(&format!("{bindgen}\n{}", worker.replace(empty, &full)))),
        count => Err(format!("a worker has `{empty}` {count} times, expected once")),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_worker_carries_the_glue_and_the_digest_of_its_module() {
        let worker = "// why\nconst DIGEST = null;\nwork();\n";
        let script = super::script("export function read() {}\n", worker, "sha384-x").unwrap();
        assert_eq!(script, "export function read() {}\nconst DIGEST = \"sha384-x\";\nwork();\n");
        assert!(super::script("", "work();", "sha384-x").is_err());
    }
}
