//! The promise that what is offered is used: nothing `pub` lies about that only tests call.
//!
//! The compiler says so of everything private and `pub(crate)`; of what a library shows to others it cannot know.
//! Here the others are known: every package of the workspace. A name that is defined as `pub` has to stand
//! somewhere else in the program, outside of tests, re-exports, the heads of its own `impl` blocks and
//! the programs that are not shipped. By name only: a second thing of the same name hides the first, so this
//! finds less than there is, and nothing that is in use.

use std::collections::{BTreeMap, BTreeSet};

use crate::rust_source::{Token, tokens, without_tests};
use crate::steps::Result;

/// Programs that serve the work on this one; what only they call is not in use. The binding's functions are called
/// from JavaScript.
const NOT_SHIPPED: &[&str] = &[
    "crates/vector-maker/",
    "crates/postgres-maker/",
    "crates/cert-bench/",
    "crates/scan-maker/",
    "crates/server-bench/",
    "crates/xtask/",
    "tests/",
    "fuzz/",
];
const CALLED_FROM_OUTSIDE: &[&str] =
    &["crates/cert-wasm/", "crates/scan-wasm/", "crates/pages-wasm/"];

/// What stays although nothing in the program calls it: the name and the reason. A name that is in use must be
/// taken from here.
const KEPT: &[(&str, &str)] = &[
    ("PROBLEM_CODES", "the list that every page's words are tested against"),
    ("dangerous_with_digest", "the public SD-JWT test sets have symbolic digests"),
    ("from_did", "a key that the caller knows by its identifier only; the public did:key sets"),
    ("fail_before_commit", "a fault for the tests of the server: storage fails"),
    ("panic_before_commit", "a fault for the tests of the server: a handler panics"),
    ("hold_before_commit", "a fault for the tests of the server: an answer is late"),
    ("release", "ends a held answer"),
    ("release_all", "ends all of them"),
    (
        "rotate",
        "new root keys signed by the old ones (TUF 5.3): for the program that replaces its configuration",
    ),
    ("sign_root_keys", "the other side of it"),
    ("sign_by_all", "trust lists with a threshold of root keys"),
    ("with_status", "the history of an issuer on a trust list"),
    ("with_information", "TS 119 602: the address and the page of an issuer on a trust list"),
    ("to_json_with_facts", "what a failing test prints: the report with the facts of each check"),
    (
        "require_integrity",
        "EF 1.0, 3.1: just this edition of a form that its owner signed by itself",
    ),
];

/// A definition: where it is.
struct Defined {
    at: String,
    kind: String,
}

/// # Errors
/// Names that are not in use, and names of [`KEPT`] that are.
pub(crate) fn check<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<()> {
    let (defined, used) = read(files);
    if defined.is_empty() {
        return Err("  no public name was found".into());
    }
    let kept: BTreeSet<_> = KEPT.iter().map(|(name, _)| *name).collect();
    let mut problems = Vec::new();
    for (name, places) in &defined {
        if !used.contains(name) && !kept.contains(name.as_str()) {
            for place in places {
                problems.push(format!("  {}: {} {name}", place.at, place.kind));
            }
        }
    }
    for name in kept {
        if used.contains(name) || !defined.contains_key(name) {
            problems.push(format!("  {name}: take it from KEPT in crates/xtask/src/unused.rs"));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

/// The public names with their places, and the names in use.
fn read<'a>(
    files: impl Iterator<Item = (&'a str, &'a str)>,
) -> (BTreeMap<String, Vec<Defined>>, BTreeSet<String>) {
    let (mut defined, mut used) = (BTreeMap::<_, Vec<_>>::new(), BTreeSet::new());
    for (file, text) in files {
        let is_in = |folders: &[&str]| folders.iter().any(|folder| file.starts_with(folder));
        let test_file = file.ends_with("/tests.rs") || file.contains("/tests/");
        if is_in(NOT_SHIPPED) || test_file {
            continue;
        }
        let all = tokens(text);
        let (code, _) = without_tests(&all);
        let mut at = 0;
        while at < code.len() {
            let rest = code.get(at..).unwrap_or_default();
            if let Some(length) = shown_again(rest) {
                at += length;
            } else if rest.first().is_some_and(|token| token.is("impl")) {
                at += rest.iter().position(|token| token.is("{")).unwrap_or(1);
            } else if let Some((length, kind, name)) = definition(rest) {
                let (Some(token), false) = (rest.first(), is_in(CALLED_FROM_OUTSIDE)) else {
                    at += length;
                    continue;
                };
                let place = Defined { at: format!("{file}:{}", token.line), kind: kind.to_owned() };
                defined.entry(name.to_owned()).or_default().push(place);
                at += length;
            } else {
                used.extend(rest.first().and_then(Token::word).map(str::to_owned));
                at += 1;
            }
        }
    }
    (defined, used)
}

/// The length of `pub use …;`.
fn shown_again(tokens: &[Token<'_>]) -> Option<usize> {
    let [first, ..] = tokens else { return None };
    let after = first.is("pub").then(|| visibility(tokens))?;
    tokens.get(after)?.is("use").then_some(())?;
    tokens.iter().position(|token| token.is(";")).map(|end| end + 1)
}

/// Where what follows `pub` or `pub(…)` begins.
fn visibility(tokens: &[Token<'_>]) -> usize {
    if tokens.get(1).is_some_and(|token| token.is("(")) {
        tokens.iter().position(|token| token.is(")")).map_or(1, |end| end + 1)
    } else {
        1
    }
}

/// A definition that is `pub` without restriction: its length up to and with the name, its kind and its name.
fn definition<'a>(tokens: &[Token<'a>]) -> Option<(usize, &'a str, &'a str)> {
    if !tokens.first()?.is("pub") {
        return None;
    }
    let mut at = 1;
    loop {
        let kind = tokens.get(at)?.word()?;
        let next = tokens.get(at + 1)?.word();
        match (kind, next) {
            ("async", _) | ("const", Some("fn")) => at += 1,
            ("fn" | "struct" | "enum" | "const" | "static" | "type" | "trait", Some(name)) => {
                return Some((at + 2, kind, name));
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unused(text: &str) -> Vec<String> {
        let (defined, used) = read([("src/a.rs", text)].into_iter());
        defined.into_keys().filter(|name| !used.contains(name)).collect()
    }

    #[test]
    fn what_only_tests_and_re_exports_name_is_unused() {
        let text =
            "pub use x::{Shown, lonely}; pub struct Shown; impl Shown { pub const fn made() {} }
            pub async fn lonely() {} pub(crate) fn private() {}
            #[cfg(test)] mod tests { fn t() { lonely(); Shown::made() } }";
        assert_eq!(unused(text), ["Shown", "lonely", "made"]);
    }

    #[test]
    fn a_call_an_import_and_a_captured_constant_are_uses() {
        let text = "pub const LIMIT: u8 = 1; pub fn called() {} pub struct Taken;
            use a::Taken; fn f() { called(); format!(\"{LIMIT}\") }";
        assert!(unused(text).is_empty());
    }
}
