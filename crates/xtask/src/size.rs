//! What a browser downloads, compressed as a server would send it, against the budgets.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::brotli::{brotli, extension, files};
use crate::steps::{Result, Steps};
use crate::{parts, tools, web};

/// Design section 12: all files of the first load, in bytes.
const APP_BUDGET: u64 = 300_000;
/// Design section 12: glue and WebAssembly of the npm package's engine, in bytes.
const ENGINE_BUDGET: u64 = 120_000;

struct Sized {
    name: String,
    plain: u64,
    small: u64,
}

/// `cargo xtask size`: builds what is out of date, then measures.
///
/// # Errors
/// When something is over budget or cannot be built.
pub(crate) fn size(steps: &mut Steps) -> Result<()> {
    tools::for_the_web(steps)?;
    web::app(steps)?;
    web::engine(steps)?;
    measure()
}

/// Measures what is built and prints the tables.
///
/// # Errors
/// When something is over budget.
pub(crate) fn measure() -> Result<()> {
    if !tools::have_npm() {
        return Err(
            "measuring needs Node.js (its Brotli encoder): install Node.js 20 or newer".into()
        );
    }
    let dist = web::dist();
    let page = std::fs::read_to_string(dist.join("index.html"))
        .map_err(|e| format!("dist/index.html: {e}; run `cargo xtask build`"))?;
    let (first, later): (Vec<_>, Vec<_>) =
        files(&dist)?.into_iter().partition(|file| is_first_load(&page, file));
    let engine = files(&web::engine_dir())?
        .into_iter()
        .filter(|file| matches!(extension(file), "js" | "wasm"))
        .collect::<Vec<_>>();

    let app = table("app, first load", &compressed(&first)?, Some(APP_BUDGET));
    let later = table("app, loaded when first needed", &compressed(&later)?, None);
    let engine = compressed(&engine)?;
    let together = engine.iter().map(|row| row.small).sum();
    let engine = table("engine of the npm package", &engine, Some(ENGINE_BUDGET));
    match parts::table(&web::named_engine(), together) {
        Ok(table) => println!("{table}"),
        Err(problem) => println!("\n  no table by part: {problem}"),
    }
    app.and(later).and(engine)
}

/// The page itself and what it names with `src`, `href` or `data-`; an icon or a manifest is
/// fetched by the browser too, so it counts. `snippets` is what wasm-bindgen's glue imports.
fn is_first_load(page: &str, file: &Path) -> bool {
    let name = file.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let glue = file.components().any(|part| part.as_os_str() == "snippets");
    name == "index.html"
        || glue
        || page.contains(&format!("/{name}"))
        || page.contains(&format!("\"{name}"))
}

fn compressed(files: &[PathBuf]) -> Result<Vec<Sized>> {
    let said = brotli("measure", files)?;
    let rows = files.iter().zip(said.lines()).filter_map(|(file, line)| {
        let (plain, small) = line.split_once(' ')?;
        let name = file.file_name()?.to_string_lossy().into_owned();
        Some(Sized { name, plain: plain.parse().ok()?, small: small.parse().ok()? })
    });
    let rows: Vec<_> = rows.collect();
    if rows.len() == files.len() { Ok(rows) } else { Err(format!("Node.js said: {said}")) }
}

fn table(title: &str, rows: &[Sized], budget: Option<u64>) -> Result<()> {
    let mut text = format!("\n{title}\n");
    for row in rows {
        let _ = writeln!(text, "  {:<44} {:>9} {:>9}", row.name, row.plain, row.small);
    }
    let total: u64 = rows.iter().map(|row| row.small).sum();
    let kib = |bytes: u64| format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100);
    let _ = write!(text, "  {:<44} {:>9} {:>9}  = {}", "together", "", total, kib(total));
    let Some(budget) = budget else {
        println!("{text}");
        return Ok(());
    };
    println!("{text} of {}", kib(budget));
    if total <= budget {
        Ok(())
    } else {
        Err(format!("{title}: {} is over the budget of {}", kib(total), kib(budget)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_budget_is_an_error_that_names_both_numbers() {
        let rows = [Sized { name: "a.wasm".into(), plain: 5000, small: 2000 }];
        assert_eq!(table("app", &rows, Some(2000)), Ok(()));
        let problem = table("app", &rows, Some(1999)).unwrap_err();
        assert!(problem.contains("2.0 KB") && problem.contains("1.9 KB"), "{problem}");
    }

    #[test]
    fn only_what_the_page_names_is_first_load() {
        let page = "<script src=\"/start.js\" data-wasm=\"/a-1_bg.wasm\"></script>";
        for (file, first) in
            [("index.html", true), ("start.js", true), ("a-1_bg.wasm", true), ("qr.wasm", false)]
        {
            assert_eq!(is_first_load(page, Path::new(file)), first, "{file}");
        }
    }
}
