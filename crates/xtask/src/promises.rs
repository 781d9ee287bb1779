//! The promises of the design that a command can check. Each grows teeth from a *successful*
//! command: a check that passes because a tool broke is no check.

use std::path::Path;

use crate::brotli::files;
use crate::circles;
use crate::city;
use crate::printed_page::PrintedPage;
use crate::steps::{Result, cargo, output, program, root, which};
use crate::{long_functions, names, readme, unused, web};

/// What the pure crates must not reach: browsers, clocks, randomness, network, threads of an executor.
const IMPURE: &[&str] =
    &["wasm-bindgen", "js-sys", "web-sys", "gloo", "yew", "tokio", "reqwest", "getrandom"];
const PURE: &[&str] = &["cert-verify", "cert-issue", "cert-fill", "cert-catalogue", "cert-frames"];
/// More than this is more than one thing.
const LONGEST_FILE: usize = 500;

/// A promise: what it says, and the check.
type Promise = (&'static str, fn(&Tree) -> Result<()>);

const PROMISES: &[Promise] = &[
    ("the cores are pure", pure),
    ("Verified is a type: a doctest shows that nobody else makes one", verified_is_a_type),
    ("no unsafe, and every package obeys the workspace's lints", no_unsafe),
    ("cdylib stands alone, in the bindings", cdylib_alone),
    ("nothing unfinished, no switched-off test", nothing_unfinished),
    ("no path of a machine, no registry host", no_foreign_paths),
    ("no file over 500 lines", short_files),
    ("no function of the app of 80 lines or more", short_functions),
    ("imports run one way: no circle of modules", no_circles),
    ("what is offered is used", all_is_used),
    ("a name means one thing: no two public types of the app share one", one_meaning),
    ("the app knows no demonstration: no specimen, no type of certificate", no_specimen_in_the_app),
    ("the tables of codes are current", codes_are_current),
    ("the package's README shows the code that the tests run", readme_is_run),
    ("the city meets its goals, and its table is current", |_| city::is_current()),
];

/// Checks all of them and names every one that is broken.
///
/// # Errors
/// The broken promises, one a line.
pub(crate) fn check() -> Result<()> {
    let tree = Tree::read()?;
    let mut broken = Vec::new();
    for (promise, check) in PROMISES {
        match check(&tree) {
            Ok(()) => println!("    ✓ {promise}"),
            Err(why) => broken.push(format!("✗ {promise}:\n{why}")),
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(format!("\n{}", broken.join("\n"))) }
}

/// After a web build: what the browser runs needs no `unsafe-eval`.
///
/// # Errors
/// Names the file and the call.
pub(crate) fn glue_needs_no_eval() -> Result<()> {
    let mut seen = 0;
    let mut bad = Vec::new();
    for dir in [web::dist(), web::engine_dir()] {
        for file in files(&dir)? {
            if file.extension().is_none_or(|e| e != "js") {
                continue;
            }
            seen += 1;
            let text = std::fs::read_to_string(&file).map_err(|e| e.to_string())?;
            for call in ["new Function", "eval("] {
                if text.contains(call) {
                    bad.push(format!("  {}: {call}", file.display()));
                }
            }
        }
    }
    match (seen, bad.is_empty()) {
        (0, _) => Err("no JavaScript was built".into()),
        (_, true) => Ok(()),
        (_, false) => Err(bad.join("\n")),
    }
}

/// The files of the project: those git knows, and new ones that it does not ignore.
struct Tree {
    files: Vec<(String, String)>,
}

impl Tree {
    fn read() -> Result<Self> {
        let list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
        let names = output(program("git").args(list))?;
        let files: Vec<_> = names
            .split('\0')
            .filter(|name| !name.is_empty())
            .filter_map(|name| {
                Some((name.to_owned(), std::fs::read_to_string(root().join(name)).ok()?))
            })
            .collect();
        if files.is_empty() { Err("git lists no files".into()) } else { Ok(Self { files }) }
    }

    fn with_extension(
        &self,
        extension: &'static str,
    ) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .filter(move |(name, _)| Path::new(name).extension().is_some_and(|e| e == extension))
    }

    fn rust(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.with_extension("rs")
    }

    /// Manifests of the workspace's packages.
    fn manifests(&self) -> impl Iterator<Item = (&str, &str)> {
        self.with_extension("toml")
            .filter(|(name, _)| name.ends_with("Cargo.toml") && !name.starts_with("fuzz/"))
    }
}

fn none(found: Vec<String>) -> Result<()> {
    if found.is_empty() { Ok(()) } else { Err(found.join("\n")) }
}

/// `name:line: text` for each line that `is_bad` dislikes.
fn lines<'a>(
    files: impl Iterator<Item = (&'a str, &'a str)>,
    is_bad: impl Fn(&str) -> bool,
) -> Result<()> {
    let found = files.flat_map(|(name, text)| {
        text.lines()
            .enumerate()
            .filter(|(_, line)| is_bad(line))
            .map(move |(at, line)| format!("  {name}:{}: {}", at + 1, line.trim()))
    });
    none(found.collect())
}

fn pure(_: &Tree) -> Result<()> {
    let mut found = Vec::new();
    for package in PURE {
        let args = ["tree", "-p", package, "-e", "normal", "--target", "all", "--prefix", "none"];
        let tree = output(&mut cargo(&args))?;
        let mut names = tree.lines().filter_map(|line| line.split_whitespace().next());
        if names.next() != Some(package) {
            return Err(format!("  cargo tree did not show {package}:\n{tree}"));
        }
        found.extend(impure(names).map(|name| format!("  {package} reaches {name}")));
    }
    none(found)
}

fn impure<'a>(names: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    names.filter(|name| {
        IMPURE.iter().any(|bad| {
            name.strip_prefix(bad).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    })
}

fn verified_is_a_type(tree: &Tree) -> Result<()> {
    let shown = tree.rust().any(|(name, text)| {
        name.starts_with("crates/cert-verify/src")
            && text.contains("compile_fail")
            && text.contains("Verified")
    });
    if shown {
        Ok(())
    } else {
        Err("  no compile_fail doctest about Verified in cert-verify".into())
    }
}

fn no_unsafe(tree: &Tree) -> Result<()> {
    lines(tree.rust(), |line| {
        let code = line.split("//").next().unwrap_or_default().trim_start();
        ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern", "allow(unsafe"]
            .iter()
            .any(|bad| code.contains(bad) && !code.contains(&format!("\"{bad}")))
    })?;
    let lax = tree.manifests().filter(|(_, text)| text.contains("[package]"));
    let lax = lax.filter(|(_, text)| !text.contains("[lints]\nworkspace = true"));
    none(lax.map(|(name, _)| format!("  {name} has no `[lints] workspace = true`")).collect())
}

/// The packages whose whole content is a binding for JavaScript.
const BINDINGS: [&str; 3] =
    ["crates/cert-wasm/Cargo.toml", "crates/pages-wasm/Cargo.toml", "crates/scan-wasm/Cargo.toml"];

fn cdylib_alone(tree: &Tree) -> Result<()> {
    let kinds = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("crate-type"))?.to_owned();
        line.contains("cdylib").then_some(line)
    };
    let with: Vec<_> =
        tree.manifests().filter_map(|(name, text)| Some((name, kinds(text)?))).collect();
    let names: Vec<_> = with.iter().map(|(name, _)| *name).collect();
    if names != BINDINGS {
        return Err(format!("  {names:?}, expected {BINDINGS:?}"));
    }
    let beside = with.iter().filter(|(_, kinds)| kinds.contains(','));
    none(beside.map(|(name, kinds)| format!("  {name}: {kinds}")).collect())
}

fn nothing_unfinished(tree: &Tree) -> Result<()> {
    // Put together here, so that this file does not find itself.
    let bad = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("#[ign", "ore"),
        concat!("assert!(", "true)"),
    ];
    let scripts = tree.with_extension("js").chain(tree.with_extension("mjs"));
    let scripts = scripts.chain(tree.with_extension("ts"));
    lines(tree.rust().chain(scripts), |line| bad.iter().any(|bad| line.contains(bad)))
}

fn no_foreign_paths(tree: &Tree) -> Result<()> {
    let hosts = [
        concat!("npm", "js.org"),
        concat!("npm", "js.com"),
        concat!("py", "pi.org"),
        concat!("pythonhosted", ".org"),
        concat!("crates", ".io"),
        concat!("debian", ".org"),
    ];
    let folders = [concat!("/wo", "rk/"), concat!("/home", "/")];
    let files = tree.files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let files = files.filter(|(name, _)| !name.ends_with("Cargo.lock"));
    lines(files.filter(|(name, _)| !name.ends_with("package-lock.json")), |line| {
        let link = line.contains("https://") || line.contains("http://");
        folders.iter().any(|folder| line.contains(folder))
            || (link && hosts.iter().any(|host| line.contains(host)))
    })
}

fn short_files(tree: &Tree) -> Result<()> {
    let long = tree.rust().filter(|(name, _)| !name.starts_with("fuzz/"));
    let long = long.map(|(name, text)| (name, text.lines().count()));
    let long = long.filter(|(_, count)| *count > LONGEST_FILE);
    none(long.map(|(name, count)| format!("  {name}: {count} lines")).collect())
}

fn short_functions(tree: &Tree) -> Result<()> {
    long_functions::check(tree.rust())
}

fn no_circles(tree: &Tree) -> Result<()> {
    circles::check(tree.rust())
}

fn all_is_used(tree: &Tree) -> Result<()> {
    unused::check(tree.rust())
}

fn one_meaning(tree: &Tree) -> Result<()> {
    names::check(tree.rust())
}

/// The types that the departments of this repository describe: every address that stands as `vct` in one of
/// their files.
fn described_types(tree: &Tree) -> Vec<String> {
    let files = tree.with_extension("json").filter(|(name, _)| name.contains("/types/"));
    let named = files.filter_map(|(_, text)| {
        let (_, rest) = text.split_once("\"vct\": \"")?;
        Some(rest.split('"').next()?.to_lowercase())
    });
    // The name of a format, such as that of codes on paper, is known to whoever reads it.
    named.filter(|vct| vct.contains("://")).collect()
}

/// What belongs to the demonstration is data that the server serves, and what a type is called, shows and
/// hides is what its department publishes. Tests of the app may speak of both.
fn no_specimen_in_the_app(tree: &Tree) -> Result<()> {
    let types = described_types(tree);
    if types.is_empty() {
        return Err("  no department describes a type".into());
    }
    let sources =
        tree.rust().filter(|(name, _)| name.starts_with("src/") && !name.ends_with("/tests.rs"));
    let mut found = Vec::new();
    let mut seen = 0;
    for (name, text) in sources {
        seen += 1;
        let shipped = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
        for (line, words) in shipped.lines().enumerate() {
            let words = words.to_lowercase();
            let is_literal = |word: &&str| word.starts_with("http") || word.starts_with("urn:");
            let literals = words.split('"').filter(is_literal);
            let names_type = literals.into_iter().any(|word| types.iter().any(|vct| vct == word));
            let is_bad = ["specimen", "/vct", "vct/"].iter().any(|bad| words.contains(bad));
            if is_bad || names_type {
                found.push(format!("  {name}:{}: {}", line + 1, words.trim()));
            }
        }
    }
    if seen == 0 { Err("  src/ has no Rust files".into()) } else { none(found) }
}

/// What the npm package holds of the table of codes, and how `cert-words` prints it.
const OF_THE_PACKAGE: &[(&str, &str)] = &[
    ("pkg/lib/words-own.mjs", "own"),
    ("pkg/lib/words-table.mjs", "words"),
    ("pkg/codes.d.ts", "types"),
];

fn readme_is_run(tree: &Tree) -> Result<()> {
    readme::check(&tree.files)
}

const CODES: PrintedPage = PrintedPage {
    file: "docs/codes.md",
    name: "codes",
    print: &["run", "-q", "-p", "cert-cli", "--no-default-features", "--", "codes", "--markdown"],
};

/// The table in the page is what the program prints.
fn codes_are_current(_: &Tree) -> Result<()> {
    let mut old = Vec::new();
    if !CODES.is_current()? {
        old.push(format!("  {}: run `cargo xtask codes`", CODES.file));
    }
    for (file, what) in OF_THE_PACKAGE {
        if std::fs::read_to_string(root().join(file)).ok() != Some(of_the_package(what)?) {
            old.push(format!("  {file}: run `cargo xtask codes`"));
        }
    }
    none(old)
}

fn of_the_package(what: &str) -> Result<String> {
    output(&mut cargo(&[
        "run",
        "-q",
        "-p",
        "cert-words",
        "--features",
        "package",
        "--example",
        "npm",
        "--",
        what,
    ]))
}

/// `cargo xtask codes`: writes the table of codes into its page and into the npm package.
///
/// # Errors
/// When the page or the command line is missing.
pub(crate) fn write_codes() -> Result<()> {
    CODES.write()?;
    for (file, what) in OF_THE_PACKAGE {
        std::fs::write(root().join(file), of_the_package(what)?)
            .map_err(|e| format!("{file}: {e}"))?;
    }
    Ok(())
}

/// Licences, advisories and sources, when the tool is installed.
///
/// # Errors
/// What cargo-deny says.
pub(crate) fn deny() -> Result<()> {
    if which("cargo-deny").is_none() {
        println!(
            "    note: cargo-deny is not installed; dependencies are not checked against deny.toml"
        );
        return Ok(());
    }
    crate::steps::sh(&mut cargo(&["deny", "--offline", "check", "bans", "licenses", "sources"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_of_impure_crates_are_found_and_namesakes_are_not() {
        let names = ["serde", "gloo-timers", "web-sys", "getrandom", "yewless", "tokio-macros"];
        let found: Vec<_> = impure(names.into_iter()).collect();
        assert_eq!(found, ["gloo-timers", "web-sys", "getrandom", "tokio-macros"]);
    }

    #[test]
    fn a_marker_is_reported_with_file_and_line() {
        let marker = concat!("// FIX", "ME later");
        let text = format!("fine\n{marker}\n");
        let tree = Tree { files: vec![("src/a.rs".into(), text)] };
        let problem = nothing_unfinished(&tree).unwrap_err();
        assert!(problem.contains("src/a.rs:2:"), "{problem}");
    }

    #[test]
    fn the_type_of_a_department_is_found_in_the_app_and_in_its_tests_is_not() {
        let described = r#"{"vct": "https://a.example/kinds/card"}"#;
        let tree = |line: &str| Tree {
            files: vec![
                ("departments/a/types/card.json".into(), described.into()),
                ("src/a.rs".into(), line.into()),
            ],
        };
        let literal = r#"let kind = "https://a.example/kinds/card";"#;
        assert!(no_specimen_in_the_app(&tree(literal)).is_err());
        let tested = format!("fn a() {{}}\n#[cfg(test)]\nmod tests {{\n{literal}\n}}");
        assert!(no_specimen_in_the_app(&tree(&tested)).is_ok());
        assert!(no_specimen_in_the_app(&tree("// Specimen")).is_err());
        assert!(no_specimen_in_the_app(&Tree { files: Vec::new() }).is_err());
    }

    #[test]
    fn unsafe_in_code_is_found_and_in_comments_is_not() {
        let tree = |line: &str| Tree { files: vec![("src/a.rs".into(), line.into())] };
        let block = concat!("uns", "afe { x() }");
        assert!(no_unsafe(&tree(&format!("    {block}"))).is_err());
        assert!(no_unsafe(&tree(&format!("// {block} is forbidden"))).is_ok());
    }
}
