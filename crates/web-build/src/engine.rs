//! The engine of the npm package: one module with its glue, its digest, and the same bytes as a script.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use wasm_bindgen_cli_support::Bindgen;

use crate::{Options, Result, digest, files, glue, shrink};

/// Writes `cert_wasm.js` and `cert_wasm_bg.wasm`; `digests.js`, with which `pkg/lib/engine.mjs` checks the module
/// before it runs; and `inline/engine.js` for pages that cannot serve a module.
///
/// # Errors
/// When a tool fails.
pub(crate) fn build(options: &Options) -> Result<()> {
    files::fresh(&options.out)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&options.module).out_name("cert_wasm").typescript(false);
    // The package loads and checks the module itself, and can start it anew.
    bindgen.omit_default_module_path(true).reset_state_function(true);
    let target = bindgen.web(true).map_err(|problem| format!("wasm-bindgen: {problem:#}"))?;
    target.generate(&options.out).map_err(|problem| format!("wasm-bindgen: {problem:#}"))?;
    let module = options.out.join("cert_wasm_bg.wasm");
    let named = files::read(&module)?;
    // With its names, for the table of `cargo xtask size`.
    files::write(&options.work.join("engine-named.wasm"), &named)?;
    let (own, work, wasm_opt) = (shrink::Memory::Own, &options.work, options.wasm_opt.as_deref());
    let small = shrink::module(named, own, shrink::Traps::NeverHappen, work, wasm_opt)?;
    let integrity = digest::integrity(&small);
    let digests = format!("export const digests = {{ engine: '{integrity}' }};\n");
    files::write(&options.out.join("digests.js"), digests)?;
    let inline = format!("export default '{}';\n", STANDARD.encode(&small));
    files::write(&options.out.join("inline/engine.js"), inline)?;
    files::write(&module, small)?;
    let script = options.out.join("cert_wasm.js");
    files::write(&script, glue::without_comments(&files::read_text(&script)?))
}
