//! The app: all files of one version in one folder named by their digest, a page that names the
//! version, and a service worker that keeps it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use crate::digest::{integrity, version};
use crate::split::Program;
use crate::{Options, Result, files, glue, page, shrink, split, workers};

/// The service worker has its place at the top, because it serves everything below.
const SERVICE: &str = "service.js";

/// Writes everything that a browser loads, and beside the modules in `work` a list of which file
/// belongs to which part.
///
/// # Errors
/// Names the file or the tool that failed.
pub(crate) fn build(options: &Options) -> Result<()> {
    files::fresh(&options.work)?;
    let program = split::split(&files::read(&options.module)?, &options.work)?;
    let mut content = BTreeMap::new();
    for (name, bytes) in small_modules(&program, options)? {
        content.insert(format!("{name}.wasm"), bytes);
    }
    let script = glue::bundle(&program, &|name| content.get(name).map(|bytes| integrity(bytes)))?;
    content.insert("app.js".into(), script.into_bytes());

    let source = files::read_text(&options.www.join("index.html"))?;
    let named = page::named(&source);
    let sheets: Result<Vec<_>> =
        named.styles.iter().map(|name| files::read_text(&options.www.join(name))).collect();
    content.insert("app.css".into(), page::style(&sheets?).into_bytes());
    for kind in workers::KINDS {
        let built = kind.build(options)?;
        let worker = files::read_text(&options.www.join(kind.script))?;
        let script = workers::script(&built.glue, &worker, &integrity(&built.module))?;
        content.insert(kind.script.into(), script.into_bytes());
        content.insert(kind.module.into(), built.module);
    }
    for name in named.copies.iter().filter(|name| *name != SERVICE) {
        if content.contains_key(name) {
            continue;
        }
        let file = options.www.join(name);
        let bytes = if name.ends_with(".js") {
            glue::without_comments(&files::read_text(&file)?).into_bytes()
        } else {
            files::read(&file)?
        };
        content.insert(name.clone(), bytes);
    }

    let service = files::read_text(&options.www.join(SERVICE))?;
    let fixed = [("index.html", source.as_bytes()), (SERVICE, service.as_bytes())];
    let all = content.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let name = version(all.chain(fixed));
    let folder = format!("/v/{name}/");
    let page = page::of_version(&source, &folder, &|name| content.get(name).cloned())?;
    let list = manifest(&name, &folder, &page, &content);
    let service = page::service(&service, &list)?;

    files::fresh(&options.out)?;
    let inside = options.out.join("v").join(&name);
    for (name, bytes) in &content {
        files::write(&inside.join(name), bytes)?;
    }
    files::write(&inside.join("files.json"), format!("{list}\n"))?;
    files::write(&options.out.join("index.html"), page)?;
    files::write(&options.out.join(SERVICE), service)?;
    files::write(&options.work.join("parts.txt"), parts(&program))
}

fn small_modules(program: &Program, options: &Options) -> Result<Vec<(String, Vec<u8>)>> {
    let small = |(name, file): &(String, std::path::PathBuf)| {
        let named = files::read(file)?;
        // With the names of its functions, for the table of `cargo xtask size`.
        files::write(&options.work.join(format!("{name}-named.wasm")), &named)?;
        let memory = if name == "app" { shrink::Memory::Own } else { shrink::Memory::Shared };
        let work = options.work.join(name);
        let wasm_opt = options.wasm_opt.as_deref();
        let bytes = shrink::module(named, memory, shrink::Traps::NeverHappen, &work, wasm_opt)?;
        Ok((name.clone(), bytes))
    };
    // The optimiser runs on one core; there are at least two.
    std::thread::scope(|scope| {
        let running: Vec<_> =
            program.modules.iter().map(|module| scope.spawn(move || small(module))).collect();
        let done = |thread: std::thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|_| Err("shrinking a module failed".into()))
        };
        running.into_iter().map(done).collect()
    })
}

/// The version's name and all its files with their digests, the page among them.
fn manifest(
    name: &str,
    folder: &str,
    page: &str,
    content: &BTreeMap<String, Vec<u8>>,
) -> serde_json::Value {
    let mut list = vec![json!(["/", integrity(page.as_bytes())])];
    for (name, bytes) in content {
        list.push(json!([format!("{folder}{name}"), integrity(bytes)]));
    }
    json!({ "name": name, "files": list })
}

/// One line for each module of each part: `form shared.wasm`.
fn parts(program: &Program) -> String {
    let mut text = String::new();
    for (part, modules) in &program.parts {
        for module in modules {
            let _ = writeln!(text, "{part} {module}.wasm");
        }
    }
    text
}
