//! The promise that a name means one thing: no two public types of the app have the same one.
//!
//! Paths would tell them apart, but who reads `Session` or `Kept` in a file sees the name alone. Components are not
//! looked at: one that draws a thing is called after it. Nor is what is private to a file, or what the cores call by
//! the same name: their crate stands before it.

use std::collections::BTreeMap;

use crate::rust_source::{Token, tokens, without_tests};
use crate::steps::Result;

/// Where it holds.
const APP: &str = "src/";

/// What may stand more than once: the name, how often, and the reason. One that stands less often must be corrected
/// here.
const SHARED: &[(&str, usize, &str)] = &[];

/// # Errors
/// Names of several types, and entries of [`SHARED`] that are not so any more.
pub(crate) fn check<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<()> {
    let defined = read(files);
    if defined.is_empty() {
        return Err(format!("  no public type was found in {APP}"));
    }
    let mut problems = broken(&defined, SHARED);
    for (name, count, _) in SHARED {
        if defined.get(*name).map_or(0, Vec::len) < *count {
            problems.push(format!("  {name}: correct SHARED in crates/xtask/src/names.rs"));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

/// Every place of a name that stands more often than it may.
fn broken(defined: &BTreeMap<&str, Vec<String>>, shared: &[(&str, usize, &str)]) -> Vec<String> {
    let may = |name: &str| shared.iter().find(|it| it.0 == name).map_or(1, |it| it.1);
    let several = defined.iter().filter(|(name, places)| places.len() > may(name));
    several.map(|(name, places)| format!("  {name}: {}", places.join(", "))).collect()
}

/// The public types of the app, each with its places.
fn read<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<&'a str, Vec<String>> {
    let mut defined = BTreeMap::<_, Vec<_>>::new();
    let is_of_app = |file: &str| file.starts_with(APP) && !file.ends_with("/tests.rs");
    for (file, text) in files.filter(|(file, _)| is_of_app(file)) {
        let all = tokens(text);
        let code = without_tests(&all).0;
        for (at, token) in code.iter().enumerate() {
            if let Some(name) = definition(code.get(at..).unwrap_or_default()) {
                defined.entry(name).or_default().push(format!("{file}:{}", token.line));
            }
        }
    }
    defined
}

/// The name, when a type is defined here that others may see, if only the folder.
fn definition<'a>(tokens: &[Token<'a>]) -> Option<&'a str> {
    let (first, mut rest) = tokens.split_first()?;
    if !first.is("pub") {
        return None;
    }
    if rest.first()?.is("(") {
        let end = rest.iter().position(|token| token.is(")"))?;
        rest = rest.get(end + 1..)?;
    }
    let [kind, name, ..] = rest else { return None };
    matches!(kind.word()?, "struct" | "enum" | "trait" | "type" | "union").then(|| name.word())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(files: &[(&'static str, &'static str)]) -> Vec<String> {
        broken(&read(files.iter().copied()), &[("Known", 2, "for this test")])
    }

    #[test]
    fn two_types_of_one_name_are_found_wherever_they_are() {
        let found = shared(&[
            ("src/a.rs", "pub struct One<'a>(&'a str);\npub enum Two {}"),
            ("src/ui/b.rs", "\npub(crate) trait One {} pub type Three = u8;"),
        ]);
        assert_eq!(found, ["  One: src/a.rs:1, src/ui/b.rs:2"]);
    }

    #[test]
    fn private_types_tests_functions_and_other_crates_are_not_looked_at() {
        let found = shared(&[
            ("src/a.rs", "pub struct One; struct Two; #[cfg(test)] mod tests { pub struct One; }"),
            ("src/b.rs", "pub fn One() {} pub use a::One; pub struct Two;"),
            ("src/b/tests.rs", "pub struct One;"),
            ("crates/a/src/a.rs", "pub struct One;"),
        ]);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn an_exception_has_a_number() {
        let two = [("src/a.rs", "pub struct Known;"), ("src/b.rs", "pub struct Known;")];
        assert!(shared(&two).is_empty());
        let three = [two.as_slice(), &[("src/c.rs", "pub struct Known;")]].concat();
        assert_eq!(shared(&three).len(), 1);
        assert!(check(two.into_iter()).is_err(), "the list of exceptions is not right any more");
        assert!(check([("crates/a.rs", "")].into_iter()).is_err(), "nothing was looked at");
    }
}
