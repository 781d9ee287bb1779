//! The engine of the npm package: its glue, the module that answers most questions and the module of the rest, their
//! digests, and the same bytes as scripts.

use std::path::{Path, PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options as SplitOptions, transform};

use crate::split::{GLUE, LOADER};
use crate::{Options, Result, digest, files, glue, shrink, workers};

/// Writes `cert_wasm.js`, `cert_wasm_bg.wasm` and `cert_wasm_rest.wasm`; `digests.js`, with which `pkg/lib/engine.mjs`
/// checks the modules before they run; and `inline/engine.js` and `inline/rest.js` for pages that cannot serve a module.
///
/// # Errors
/// When a tool fails, or writes something else than it did when this was written.
pub(crate) fn build(options: &Options) -> Result<()> {
    files::fresh(&options.out)?;
    let (main, rest) = split(options)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&main).out_name("cert_wasm").typescript(false).keep_lld_exports(true);
    // The package loads and checks the module itself, and can start it anew.
    bindgen.omit_default_module_path(true).reset_state_function(true);
    let target = bindgen.web(true).map_err(|problem| format!("wasm-bindgen: {problem:#}"))?;
    target.generate(&options.out).map_err(|problem| format!("wasm-bindgen: {problem:#}"))?;

    let module = options.out.join("cert_wasm_bg.wasm");
    let mut digests = String::new();
    for (name, from, to, memory) in [
        ("engine", &module, "cert_wasm_bg.wasm", shrink::Memory::Own),
        ("rest", &rest, "cert_wasm_rest.wasm", shrink::Memory::Shared),
    ] {
        let small = small(options, from, name, memory)?;
        digests += &format!(" {name}: '{}',", digest::integrity(&small));
        let inline = format!("export default '{}';\n", STANDARD.encode(&small));
        files::write(&options.out.join(format!("inline/{name}.js")), inline)?;
        files::write(&options.out.join(to), small)?;
    }
    let digests = format!("export const digests = {{{digests} }};\n");
    files::write(&options.out.join("digests.js"), digests)?;
    let script = options.out.join("cert_wasm.js");
    files::write(&script, script_with_rest(&files::read_text(&script)?)?)?;
    workers::for_the_package(options)
}

/// Cuts what was linked at the one function that is marked for it: the main module, and the rest.
fn split(options: &Options) -> Result<(PathBuf, PathBuf)> {
    let parts = options.work.join("parts");
    let main = parts.join("cert_wasm.wasm");
    let linked = files::read(&options.module)?;
    let mut cut = SplitOptions::new(&linked);
    (cut.output_dir, cut.main_out_path) = (&parts, &main);
    (cut.link_name, cut.main_module) = (LOADER, GLUE);
    let done = transform(cut).map_err(|problem| format!("splitting: {problem:#}"))?;
    match <[PathBuf; 1]>::try_from(done.split_modules) {
        Ok([rest]) => Ok((main, rest)),
        Err(modules) => Err(format!("the engine is cut into {} modules", 1 + modules.len())),
    }
}

/// The module, smaller; with its names it is kept for the table of `cargo xtask size`.
fn small(options: &Options, from: &Path, name: &str, memory: shrink::Memory) -> Result<Vec<u8>> {
    let named = files::read(from)?;
    files::write(&options.work.join(format!("{name}-named.wasm")), &named)?;
    let (work, wasm_opt) = (options.work.join(name), options.wasm_opt.as_deref());
    shrink::module(named, memory, shrink::Traps::NeverHappen, &work, wasm_opt)
}

/// The glue with `initRest`.
fn script_with_rest(script: &str) -> Result<String> {
    let mut whole = String::new();
    for line in script.lines() {
        match line.strip_prefix("import * as ") {
            // The one function that the main module takes from a loader: it is told whether the rest is here.
            Some(rest) => match rest.strip_suffix(&format!(" from \"{LOADER}\"")) {
                Some(name) => whole.push_str(&format!("const {name} = {{ {LOAD} }};")),
                None => return Err(format!("the glue imports something else: {line}")),
            },
            None => whole.push_str(line),
        }
        whole.push('\n');
    }
    if whole.matches(LOAD).count() != 1 || !whole.contains("\nlet wasmModule, wasmInstance, wasm;")
    {
        return Err("the glue has another shape than the rest expects".into());
    }
    Ok(glue::without_comments(&(whole + INIT_REST)))
}

/// Calls back at once, with the answer.
const LOAD: &str = "__wasm_split_load_rest: (told, to) => wasm.__indirect_function_table.get(told)(to, Number(restOf === wasm))";

/// Takes the compiled module of the rest. The rest belongs to an instance: one that was started anew has none. A second
/// instance of the rest would write over the memory of the first.
const INIT_REST: &str = "
let restOf;
function initRest(module) {
if (wasm === undefined || restOf === wasm) return;
new WebAssembly.Instance(module, { __wasm_split: wasm });
restOf = wasm;
if (!takeRest()) throw new Error('rest-not-loaded');
}
export { initRest };
";

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "import * as import1 from \"./loader.js\"\nuse(import1);\nlet wasmModule, wasmInstance, wasm;\n";

    #[test]
    fn the_glue_takes_the_rest_and_imports_nothing() {
        let script = script_with_rest(GLUE).unwrap();
        assert!(!script.contains("import *"), "{script}");
        assert!(script.contains("const import1 = { __wasm_split_load_rest:"), "{script}");
        assert!(script.contains("export { initRest };"), "{script}");
    }

    #[test]
    fn what_a_tool_writes_differently_is_an_error() {
        assert!(script_with_rest("use(1);\nlet wasmModule, wasmInstance, wasm;\n").is_err());
        assert!(script_with_rest(&GLUE.replace("./loader.js", "./other.js")).is_err());
        assert!(script_with_rest(&GLUE.replace("wasmInstance, ", "")).is_err());
    }
}
