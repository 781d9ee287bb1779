//! The engine of the npm package: one module with its glue.

use wasm_bindgen_cli_support::Bindgen;

use crate::{Options, Result, files, glue, shrink};

/// Writes `cert_wasm.js`, its types and `cert_wasm_bg.wasm`.
///
/// # Errors
/// When a tool fails.
pub(crate) fn build(options: &Options) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&options.module).out_name("cert_wasm").typescript(true);
    // Who loads the glue need not say where the module is: it lies beside.
    bindgen.omit_default_module_path(false);
    let target = bindgen.web(true).map_err(|problem| format!("wasm-bindgen: {problem:#}"))?;
    target.generate(&options.out).map_err(|problem| format!("wasm-bindgen: {problem:#}"))?;
    let module = options.out.join("cert_wasm_bg.wasm");
    let named = files::read(&module)?;
    // With its names, for the table of `cargo xtask size`.
    files::write(&options.work.join("engine-named.wasm"), &named)?;
    let (own, work, wasm_opt) = (shrink::Memory::Own, &options.work, options.wasm_opt.as_deref());
    let small = shrink::module(named, own, shrink::Traps::NeverHappen, work, wasm_opt)?;
    files::write(&module, small)?;
    let script = options.out.join("cert_wasm.js");
    files::write(&script, glue::without_comments(&files::read_text(&script)?))
}
