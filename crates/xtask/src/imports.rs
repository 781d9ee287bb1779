//! Which module of a crate imports from which: read from its files, without compiling.

use std::collections::{BTreeMap, BTreeSet};

use crate::rust_source::{Token, tokens, without_tests};

/// An import: from which module, of which, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Import {
    pub(crate) from: Vec<String>,
    pub(crate) to: Vec<String>,
    pub(crate) at: String,
}

/// One module with a file of its own.
#[derive(Default)]
struct Module {
    file: String,
    /// What it declares: `mod name`.
    children: BTreeSet<String>,
    /// Names that it defines anywhere.
    defined: BTreeSet<String>,
    /// What `use` brings in, by the name that it has here.
    used: BTreeMap<String, Vec<String>>,
    /// Modules of which `use …::*` brings in everything.
    globs: Vec<Vec<String>>,
    /// Paths that are imports: as they are written, with their line.
    paths: Vec<(Vec<String>, usize)>,
}

/// The modules of one crate by path; the root is the empty path.
pub(crate) struct Modules {
    by_path: BTreeMap<Vec<String>, Module>,
    /// The crate's own name, by which its binaries call its library.
    own: String,
}

/// Names followed in re-exports: more than any chain of them, so that a circle of `use` ends.
const MOST_STEPS: usize = 8;

impl Modules {
    /// Reads the files of a crate: pairs of path below `src/` and text. Test modules are left out.
    pub(crate) fn read(own: &str, files: &[(&str, &str)]) -> Self {
        let mut modules = Self { by_path: BTreeMap::new(), own: own.to_owned() };
        let mut tests = Vec::new();
        for (name, text) in files {
            let path = module_path(name);
            let all = tokens(text);
            let (code, test_modules) = without_tests(&all);
            for name in test_modules {
                tests.push([path.as_slice(), &[name.to_owned()]].concat());
            }
            let module = modules.by_path.entry(path).or_default();
            // `lib.rs` and `main.rs` are one root here: no two modules of theirs share a name.
            module.file = (*name).to_owned();
            module.add(&code);
        }
        modules.by_path.retain(|path, _| !tests.iter().any(|test| path.starts_with(test)));
        modules
    }

    /// Every import from one module's file of another's.
    pub(crate) fn imports(&self) -> BTreeSet<Import> {
        let mut found = BTreeSet::new();
        for (from, module) in &self.by_path {
            for (path, line) in &module.paths {
                let Some(to) = self.resolve(from, path, MOST_STEPS) else { continue };
                if to != *from {
                    let at = format!("{}:{line} {}", module.file, path.join("::"));
                    found.insert(Import { from: from.clone(), to, at });
                }
            }
        }
        found
    }

    /// The module whose file defines what `path` names in `from`; `None` when it is of another crate.
    fn resolve(&self, from: &[String], path: &[String], steps: usize) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let module = self.by_path.get(from)?;
        let steps = steps.checked_sub(1)?;
        match first.as_str() {
            "self" => self.walk(from, rest, steps),
            "super" => self.walk(from.split_last()?.1, rest, steps),
            name if name == "crate" || name == self.own => self.walk(&[], rest, steps),
            name if module.children.contains(name) => self.walk(from, path, steps),
            name => {
                let used = module.used.get(name)?;
                self.resolve(from, &[used.as_slice(), rest].concat(), steps)
            }
        }
    }

    /// Follows `rest` from a module of this crate.
    fn walk(&self, at: &[String], rest: &[String], steps: usize) -> Option<Vec<String>> {
        let Some((first, after)) = rest.split_first() else { return Some(at.to_vec()) };
        if first == "super" {
            return self.walk(at.split_last()?.1, after, steps);
        }
        let child = [at, std::slice::from_ref(first)].concat();
        if self.by_path.contains_key(&child) {
            return self.walk(&child, after, steps);
        }
        let module = self.by_path.get(at)?;
        if let Some(used) = module.used.get(first) {
            let steps = steps.checked_sub(1)?;
            return self.resolve(at, &[used.as_slice(), after].concat(), steps);
        }
        if !module.defined.contains(first) {
            for glob in &module.globs {
                let Some(target) = self.resolve(at, glob, steps.checked_sub(1)?) else { continue };
                if self.by_path.get(&target).is_some_and(|m| m.defined.contains(first)) {
                    return Some(target);
                }
            }
        }
        Some(at.to_vec())
    }
}

impl Module {
    fn add(&mut self, code: &[Token<'_>]) {
        let mut at = 0;
        while let Some(token) = code.get(at) {
            let next = code.get(at + 1).and_then(Token::word);
            let word = token.word().unwrap_or_default();
            let after_path = at > 1 && code.get(at - 1).is_some_and(|before| before.is(":"));
            match (word, next) {
                ("use", Some(_)) => {
                    // What a module shows of its own children is no import.
                    let shown =
                        at > 0 && code.get(at - 1).is_some_and(|b| b.is("pub") || b.is(")"));
                    let mut leaves = Vec::new();
                    at = tree(code, at + 1, &[], &mut leaves);
                    for leaf in leaves {
                        self.add_use(leaf, shown, token.line);
                    }
                    continue;
                }
                ("mod", Some(name)) if code.get(at + 2).is_some_and(|t| t.is(";")) => {
                    self.children.insert(name.to_owned());
                    at += 2;
                }
                (
                    "fn" | "struct" | "enum" | "const" | "static" | "type" | "trait" | "union"
                    | "macro_rules" | "mod",
                    Some(name),
                ) => {
                    self.defined.insert(name.to_owned());
                }
                (_, _) if !word.is_empty() && !after_path => {
                    if let Some(path) = path_at(code, at) {
                        self.paths.push((path, token.line));
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn add_use(
        &mut self,
        (mut path, name): (Vec<String>, Option<String>),
        shown: bool,
        line: usize,
    ) {
        match name {
            Some(name) if name == "*" => self.globs.push(path.clone()),
            Some(name) => {
                self.used.insert(name, path.clone());
            }
            None => {}
        }
        let own_child =
            path.first().is_some_and(|first| self.children.contains(first) || first == "self");
        if !(shown && own_child) {
            if path.first().is_some_and(|first| first == "self") && path.len() == 1 {
                path.clear();
            }
            self.paths.push((path, line));
        }
    }
}

/// Reads a tree of `use` from `at`; answers where it ends. A leaf is a path and the name it gets here.
fn tree(
    code: &[Token<'_>],
    mut at: usize,
    prefix: &[String],
    leaves: &mut Vec<(Vec<String>, Option<String>)>,
) -> usize {
    let mut path = prefix.to_vec();
    let mut name = None;
    while let Some(token) = code.get(at) {
        match token.word() {
            Some("as") => {
                name = code.get(at + 1).and_then(Token::word).map(str::to_owned);
                at += 1;
            }
            Some("self") if !path.is_empty() => {}
            Some(word) => path.push(word.to_owned()),
            None if token.is(":") => {}
            None if token.is("*") => name = Some("*".to_owned()),
            None if token.is("{") => {
                at += 1;
                while code.get(at).is_some_and(|token| !token.is("}")) {
                    at = tree(code, at, &path, leaves);
                    at += usize::from(code.get(at).is_some_and(|token| token.is(",")));
                }
                return at + 1;
            }
            None => break,
        }
        at += 1;
    }
    let name = name.or_else(|| path.last().cloned());
    leaves.push((path, name));
    at
}

/// The path that begins at `at`, if it is one: `a::b::c`.
fn path_at(code: &[Token<'_>], mut at: usize) -> Option<Vec<String>> {
    let mut path = vec![code.get(at)?.word()?.to_owned()];
    while code.get(at + 1)?.is(":") && code.get(at + 2)?.is(":") {
        let Some(word) = code.get(at + 3).and_then(Token::word) else { break };
        path.push(word.to_owned());
        at += 3;
    }
    (path.len() > 1).then_some(path)
}

/// `a/b.rs` and `a/b/mod.rs` are `a::b`; the roots are the empty path.
fn module_path(file: &str) -> Vec<String> {
    let file = file.strip_suffix(".rs").unwrap_or(file);
    let mut path: Vec<_> = file.split('/').map(str::to_owned).collect();
    let last = path.last().map(String::as_str);
    let root = path.len() == 1 && matches!(last, Some("lib" | "main"));
    if root || last == Some("mod") {
        path.pop();
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrows(files: &[(&str, &str)]) -> Vec<String> {
        let found = Modules::read("own", files).imports();
        let arrow = |i: &Import| format!("{} > {}", i.from.join("::"), i.to.join("::"));
        let arrows: BTreeSet<_> = found.iter().map(arrow).collect();
        arrows.into_iter().collect()
    }

    #[test]
    fn every_way_to_import_is_seen() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c; pub use b::Inner as Outer; pub use c::*;"),
            ("a.rs", "use crate::{b::{self, deep::X as Y}, Outer};\nfn f() { b::g(); }"),
            ("b/mod.rs", "mod deep; struct Inner; fn g() { super::C; }"),
            ("b/deep.rs", "pub struct X; use super::Inner; fn f() { own::a::f() }"),
            ("c.rs", "pub struct C; use std::fmt;"),
        ];
        assert_eq!(arrows(&files), ["a > b", "a > b::deep", "b > c", "b::deep > a", "b::deep > b"]);
    }

    #[test]
    fn tests_and_what_a_module_shows_of_its_children_are_no_imports() {
        let files = [
            ("lib.rs", "pub mod a; mod t; #[cfg(test)] mod tests; pub use a::A;"),
            ("a.rs", "pub struct A; #[cfg(test)] mod tests { use crate::t::T; }"),
            ("t.rs", "pub struct T;"),
            ("tests.rs", "use crate::{a::A, t::T};"),
        ];
        assert!(arrows(&files).is_empty());
    }
}
