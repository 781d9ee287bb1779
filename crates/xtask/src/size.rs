//! What a browser downloads, compressed as a server would send it, against the budgets.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::brotli::{brotli, extension, files};
use crate::steps::{Result, Steps};
use crate::{parts, small_std, tools, web};

/// Glue and first module of the npm package's engine: all that a page fetches for the certificates that most
/// people have.
const ENGINE: Held = Held { goal: 120_000, ceiling: 120_000 };

/// The rest of the engine, fetched when something is handed over that needs it.
const ENGINE_REST: Held = Held { goal: 60_000, ceiling: 60_000 };
const REST_FILE: &str = "cert_wasm_rest.wasm";

/// The same modules as scripts, which are loaded where modules cannot be.
const INLINE: &str = "inline";

/// The decoder of codes with its worker: fetched when somebody scans.
const SCANNER: Held = Held { goal: 160_000, ceiling: 60_000 };
const SCANNER_FILES: [&str; 2] = ["scanner.js", "scan.wasm"];

/// The reader of PDF files with its worker: fetched when somebody opens one. Half of it unpacks pictures
/// (JPEG, JPEG 2000, JBIG2, fax), which scanned papers need.
const PAGES: Held = Held { goal: 200_000, ceiling: 240_000 };
const PAGES_FILES: [&str; 2] = ["pages.js", "pages.wasm"];

/// All files that a browser has fetched when a person has come so far.
const WAYS: &[Way] = &[
    Way { name: "first screen", parts: &[], held: Held { goal: 180_000, ceiling: 180_000 } },
    Way {
        name: "certificates only",
        parts: &["inside"],
        held: Held { goal: 400_000, ceiling: 484_000 },
    },
    Way {
        name: "first filed form",
        parts: &["inside", "adding", "filing"],
        held: Held { goal: 600_000, ceiling: 920_000 },
    },
];

/// What something should weigh (design section 12) and what it may not outgrow until it does, in bytes.
/// `cargo xtask size` fails when the goal is missed, the tests only at the ceiling.
#[derive(Clone, Copy)]
struct Held {
    goal: u64,
    ceiling: u64,
}

/// Each module, in bytes: so that a page that grows is seen where it grows. Those with several
/// names are what these parts share.
const MODULES: &[(&str, u64)] = &[
    ("app.wasm", 151_000),
    ("inside.wasm", 50_000),
    ("adding.wasm", 39_000),
    ("aside.wasm", 151_500),
    ("filing.wasm", 281_000),
    ("kiosk.wasm", 52_500),
    ("adding-aside-filing-inside-kiosk.wasm", 162_000),
    ("adding-aside-filing-inside.wasm", 1_000),
    ("adding-aside-filing-kiosk.wasm", 10_500),
    ("adding-aside-filing.wasm", 1_500),
    ("adding-aside-inside-kiosk.wasm", 1_500),
    ("adding-aside-inside.wasm", 6_500),
    ("adding-aside-kiosk.wasm", 1_500),
    ("adding-aside.wasm", 4_500),
    ("adding-filing-inside-kiosk.wasm", 500),
    ("adding-filing-inside.wasm", 500),
    ("adding-filing-kiosk.wasm", 500),
    ("adding-filing.wasm", 1_000),
    ("adding-inside-kiosk.wasm", 500),
    ("adding-inside.wasm", 1_500),
    ("adding-kiosk.wasm", 2_000),
    ("aside-filing-inside-kiosk.wasm", 19_500),
    ("aside-filing-inside.wasm", 13_000),
    ("aside-filing-kiosk.wasm", 6_500),
    ("aside-filing.wasm", 18_000),
    ("aside-inside-kiosk.wasm", 2_500),
    ("aside-inside.wasm", 45_500),
    ("aside-kiosk.wasm", 14_000),
    ("filing-inside-kiosk.wasm", 2_000),
    ("filing-inside.wasm", 11_000),
    ("filing-kiosk.wasm", 80_500),
    ("inside-kiosk.wasm", 1_000),
];

/// How far a person comes with which parts (`src/ui/part.rs`).
struct Way {
    name: &'static str,
    parts: &'static [&'static str],
    held: Held,
}

/// What is fetched when a vault is made or opened, so with every part.
const WITH_ANY_PART: &str = "worker.js";

/// The version's list of files, for whoever serves them; no browser asks for it.
const LIST: &str = "files.json";

/// A file with its sizes.
struct Sized {
    name: String,
    plain: u64,
    small: u64,
}

/// `cargo xtask size`: builds what is out of date, then measures.
///
/// # Errors
/// When a goal is missed, something has outgrown its ceiling, or cannot be built.
pub(crate) fn size(steps: &mut Steps) -> Result<()> {
    tools::for_the_web(steps)?;
    web::app(steps, web::Care::Smallest)?;
    web::engine(steps)?;
    let missed = measure()?;
    if missed.is_empty() { Ok(()) } else { Err(format!("missed: {}", missed.join(", "))) }
}

/// Weighs the decoder of codes alone; says whether its goal is met.
///
/// # Errors
/// When it is not built, or there is no Node.js.
pub(crate) fn scanner() -> Result<bool> {
    let app = compressed(&files(&web::dist())?)?;
    let scanner = app.iter().filter(|file| SCANNER_FILES.contains(&file.name.as_str()));
    Ok(SCANNER.is_met("decoder of codes", table("decoder of codes", scanner)))
}

/// Measures what is built and prints the tables. Gives back the names of missed goals.
///
/// # Errors
/// Names everything that has outgrown its ceiling.
pub(crate) fn measure() -> Result<Vec<String>> {
    if !tools::have_npm() {
        return Err(
            "measuring needs Node.js (its Brotli encoder): install Node.js 20 or newer".into()
        );
    }
    let list = web::work("app").join("parts.txt");
    let list = std::fs::read_to_string(&list)
        .map_err(|e| format!("{}: {e}; run `cargo xtask build`", list.display()))?;
    let app = compressed(&files(&web::dist())?)?;
    let mut weighed = Vec::new();
    for way in WAYS {
        let rows = app.iter().filter(|file| way.fetches(file, &list));
        let title = format!("app, {}", way.name);
        weighed.push((table(&title, rows), title, way.held));
    }
    let later = app.iter().filter(|file| file.name != LIST && !is_on_a_way(file, &list));
    table("app, only where it is asked for", later);
    for (title, names, held) in
        [("decoder of codes", SCANNER_FILES, SCANNER), ("reader of PDF files", PAGES_FILES, PAGES)]
    {
        let rows = app.iter().filter(|file| names.contains(&file.name.as_str()));
        weighed.push((table(title, rows), title.to_owned(), held));
    }
    let engine: Vec<_> = files(&web::engine_dir())?
        .into_iter()
        // Not the same bytes once more.
        .filter(|file| matches!(extension(file), "js" | "wasm"))
        .filter(|file| file.parent().is_none_or(|folder| !folder.ends_with(INLINE)))
        // The decoder has a goal of its own, and is fetched when somebody scans.
        .filter(|file| !SCANNER_FILES.iter().any(|name| file.ends_with(name)))
        .collect();
    let engine = compressed(&engine)?;
    let (rest, engine): (Vec<_>, Vec<_>) =
        engine.into_iter().partition(|file| file.name == REST_FILE);
    for (title, files, held) in
        [("engine of the npm package", &engine, ENGINE), ("rest of the engine", &rest, ENGINE_REST)]
    {
        weighed.push((table(title, files.iter()), title.to_owned(), held));
    }

    let named = |name: &str| web::work("app").join(format!("{}-named.wasm", stem(name)));
    let named_modules: Vec<_> = app
        .iter()
        .filter(|file| file.name.ends_with(".wasm") && named(&file.name).is_file())
        .map(|file| (named(&file.name), stem(&file.name), file.small))
        .collect();
    println!("{}", parts::of_the_app(&named_modules)?);
    for (files, named) in [(&engine, "engine-named.wasm"), (&rest, "rest-named.wasm")] {
        let together = files.iter().map(|row| row.small).sum();
        println!("{}", parts::of_the_engine(&web::work("engine").join(named), together)?);
    }
    let (mut missed, mut over) = (Vec::new(), modules(&app, &list));
    for (total, title, held) in weighed {
        if !held.is_met(&title, total) {
            missed.push(title.clone());
        }
        over.extend(held.outgrown(&title, total));
    }
    if over.is_empty() { Ok(missed) } else { Err(over.join("\n")) }
}

impl Held {
    /// Prints the line of a goal.
    fn is_met(self, title: &str, total: u64) -> bool {
        let met = total <= self.goal;
        let said = if met { "met" } else { "missed" };
        println!("goal {title}: {}, want at most {}: {said}", kb(total), kb(self.goal));
        met
    }

    /// What to say when the ceiling does not hold.
    fn outgrown(self, title: &str, total: u64) -> Option<String> {
        let ceiling = most(self.ceiling);
        let (is, most) = (kb(total), kb(ceiling));
        (total > ceiling).then(|| format!("{title}: {is} is over its ceiling of {most}"))
    }
}

/// A ceiling as it holds here: with the standard library as rustup ships it, all is a tenth larger.
fn most(ceiling: u64) -> u64 {
    if small_std::possible() { ceiling } else { ceiling + ceiling / 10 }
}

fn stem(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

impl Way {
    /// Whether somebody who has come so far has fetched this file. `list` says `part module` a line.
    fn fetches(&self, file: &Sized, list: &str) -> bool {
        let mut of = parts_of(&file.name, list).peekable();
        let by_workers = [SCANNER_FILES, PAGES_FILES].concat();
        if file.name == LIST || by_workers.contains(&file.name.as_str()) {
            false
        } else if file.name == WITH_ANY_PART {
            !self.parts.is_empty()
        } else if file.name == "app.wasm" || !file.name.ends_with(".wasm") {
            // The page names it, or the browser asks for it by itself.
            true
        } else {
            of.peek().is_some() && of.any(|part| self.parts.contains(&part))
        }
    }
}

fn parts_of<'a>(module: &'a str, list: &'a str) -> impl Iterator<Item = &'a str> {
    list.lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(move |(part, name)| (name == module).then_some(part))
}

fn is_on_a_way(file: &Sized, list: &str) -> bool {
    WAYS.iter().any(|way| way.fetches(file, list))
}

/// Every module of the app against its own budget; one without a budget has come unnoticed.
fn modules(app: &[Sized], list: &str) -> Vec<String> {
    let ours =
        |file: &&Sized| file.name == "app.wasm" || parts_of(&file.name, list).next().is_some();
    let over = |file: &Sized| match MODULES.iter().find(|(name, _)| *name == file.name) {
        None => Some(format!("{} has no budget in crates/xtask/src/size.rs", file.name)),
        Some((name, budget)) if file.small > most(*budget) => {
            Some(format!("{name}: {} is over its budget of {}", kb(file.small), kb(most(*budget))))
        }
        Some(_) => None,
    };
    app.iter().filter(ours).filter_map(over).collect()
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

fn kb(bytes: u64) -> String {
    format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100)
}

/// Prints the files and gives back what they weigh together.
fn table<'a>(title: &str, rows: impl Iterator<Item = &'a Sized>) -> u64 {
    let (mut text, mut total) = (format!("\n{title}\n"), 0);
    for row in rows {
        total += row.small;
        let _ = writeln!(text, "  {:<44} {:>9} {:>9}", row.name, row.plain, row.small);
    }
    if total > 0 {
        println!("{text}  {:<44} {:>9} {:>9}  = {}", "together", "", total, kb(total));
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: &str =
        "inside shared.wasm\ninside inside.wasm\nfiling shared.wasm\nfiling filing.wasm\n";

    fn file(name: &str, small: u64) -> Sized {
        Sized { name: name.into(), plain: 2 * small, small }
    }

    #[test]
    fn what_outgrows_its_ceiling_is_named_with_both_numbers() {
        let held = Held { goal: 1000, ceiling: if small_std::possible() { 1999 } else { 1818 } };
        assert_eq!(table("app", [file("a.wasm", 1500), file("b.js", 499)].iter()), 1999);
        assert_eq!(held.outgrown("app", 1999), None);
        let problem = held.outgrown("app", 2000).unwrap_or_default();
        assert!(problem.contains("2.0 KB") && problem.contains("1.9 KB"), "{problem}");
    }

    #[test]
    fn each_way_counts_what_was_fetched_on_it() {
        for (name, expected) in [
            ("index.html", [true, true, true]),
            ("app.wasm", [true, true, true]),
            ("worker.js", [false, true, true]),
            ("shared.wasm", [false, true, true]),
            ("filing.wasm", [false, false, true]),
            ("scan.wasm", [false, false, false]),
            ("scanner.js", [false, false, false]),
            ("pages.wasm", [false, false, false]),
            ("pages.js", [false, false, false]),
            ("files.json", [false, false, false]),
        ] {
            let fetched: Vec<_> =
                WAYS.iter().map(|way| way.fetches(&file(name, 1), PARTS)).collect();
            assert_eq!(fetched, expected, "{name}");
        }
    }

    #[test]
    fn a_module_over_its_budget_or_without_one_is_named() {
        let found = modules(&[file("app.wasm", 1), file("filing.wasm", u64::MAX / 2)], PARTS);
        assert!(
            found.len() == 1 && found.iter().all(|one| one.starts_with("filing.wasm:")),
            "{found:?}"
        );
        let found = modules(&[file("shared.wasm", 1)], PARTS);
        assert!(found.iter().any(|one| one.contains("no budget")), "{found:?}");
    }
}
