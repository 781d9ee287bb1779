//! Cutting the app's module at the functions that it marks (`src/chunks.rs`), and the glue for it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

use crate::{Result, files, names};

/// The name under which the glue imports the loaders.
pub(crate) const LOADER: &str = "./loader.js";
/// The name under which the loaders import the glue.
pub(crate) const GLUE: &str = "./app.js";

/// The app in parts.
pub(crate) struct Program {
    /// The main module, the parts and what they share: their names and where they are.
    pub(crate) modules: Vec<(String, PathBuf)>,
    /// For each part the modules that have to be there before it runs, itself included.
    pub(crate) parts: BTreeMap<String, Vec<String>>,
    /// What wasm-bindgen wrote for the main module.
    pub(crate) glue: String,
    /// What loads the parts.
    pub(crate) loader: String,
    /// The names that the loader uses for files, and ours.
    pub(crate) names: Vec<(String, String)>,
}

/// Splits, and writes the glue. The order matters: wasm-bindgen rewrites the main module only,
/// and what the parts import from it has to be there under its name.
///
/// # Errors
/// When the module was not linked with `--emit-relocs`, or a tool refuses it.
pub(crate) fn split(module: &[u8], work: &Path) -> Result<Program> {
    let parts_dir = work.join("parts");
    let main = parts_dir.join("app.wasm");
    let mut options = Options::new(module);
    options.output_dir = &parts_dir;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = GLUE;
    let done = transform(options).map_err(|problem| format!("splitting: {problem:#}"))?;
    let glued = work.join("glue");
    bindgen(&main, &glued)?;
    let app = glued.join("app_bg.wasm");
    let glue = files::read_text(&glued.join("app.js"))?;
    let (short, glue) = names::shorten(&files::read(&app)?, &glue)?;
    files::write(&app, short)?;

    let named = readable(&done.prefetch_map);
    let mut modules = vec![("app".to_owned(), app)];
    for file in &done.split_modules {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        // A module without content is never asked for.
        if let Some(name) = named.get(stem) {
            modules.push((name.clone(), file.clone()));
        }
    }
    let parts = done.prefetch_map.iter().map(|(part, stems)| {
        (part.clone(), stems.iter().filter_map(|stem| named.get(stem).cloned()).collect())
    });
    Ok(Program {
        modules,
        parts: parts.collect(),
        glue,
        loader: files::read_text(&parts_dir.join(LOADER))?,
        names: named.into_iter().collect(),
    })
}

fn bindgen(module: &Path, out: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name("app").typescript(false).keep_lld_exports(true);
    bindgen.remove_producers_section(true);
    let target = bindgen.web(true).map_err(|problem| format!("wasm-bindgen: {problem:#}"))?;
    target.generate(out).map_err(|problem| format!("wasm-bindgen: {problem:#}"))
}

/// Readable names: a part is called as the app calls it, and what several parts share by them.
fn readable(prefetch: &std::collections::HashMap<String, Vec<String>>) -> BTreeMap<String, String> {
    let mut users = BTreeMap::<&str, BTreeSet<&str>>::new();
    for (part, stems) in prefetch {
        for stem in stems {
            users.entry(stem).or_default().insert(part);
        }
    }
    let name = |(stem, parts): (&str, BTreeSet<&str>)| {
        let name = match stem.strip_prefix("split_") {
            Some(part) => part.to_owned(),
            None => parts.into_iter().collect::<Vec<_>>().join("-"),
        };
        (stem.to_owned(), name)
    };
    users.into_iter().map(name).collect()
}
