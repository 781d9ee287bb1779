//! The promise that imports run one way: no circle of modules.
//!
//! The nodes are, in each folder of a crate, the modules in it; a folder stands for all that is in it. An
//! import from anywhere in one to anything in another is an arrow. A circle is a group in which each can be
//! reached from each; to change one of them, all have to be understood.
//!
//! A module and the folder's own file (`mod.rs`, `lib.rs`) are no pair: the file is the head of its modules, calls them
//! and holds what they share. Where it shows what they define (`pub use child::Name`), whoever imports such a
//! name imports from the child. Test code may import what it likes.

use std::collections::{BTreeMap, BTreeSet};

use crate::imports::{Import, Modules};
use crate::steps::Result;

/// Crates whose modules are looked at: name, and where the sources are.
const CRATES: &[(&str, &str)] = &[
    ("cert_app", "src/"),
    ("cert_verify", "crates/cert-verify/src/"),
    ("cert_fill", "crates/cert-fill/src/"),
    ("cert_catalogue", "crates/cert-catalogue/src/"),
    ("cert_issue", "crates/cert-issue/src/"),
    ("cert_server", "crates/cert-server/src/"),
    ("cert_words", "crates/cert-words/src/"),
    ("cert_frames", "crates/cert-frames/src/"),
    ("cert_cli", "crates/cert-cli/src/"),
    ("xtask", "crates/xtask/src/"),
];

/// Circles that are there today: crate, folder, and the modules. The list only gets shorter: one that is opened, or
/// has become smaller, must be taken from here or written anew.
#[rustfmt::skip] // one a line, so that the list can lose one without touching the others
const KNOWN: &[(&str, &str, &str)] = &[
];

/// An arrow is kept with the first import that draws it.
type Arrows<'a> = BTreeMap<(String, String), &'a Import>;

/// # Errors
/// Circles that are not known, and known ones that are not there.
pub(crate) fn check<'a>(files: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Result<()> {
    let mut problems = Vec::new();
    let mut known = KNOWN.to_vec();
    for (name, folder) in CRATES {
        let sources: Vec<_> = files
            .clone()
            .filter_map(|(file, text)| Some((file.strip_prefix(folder)?, text)))
            .collect();
        if sources.is_empty() {
            return Err(format!("  {folder} has no Rust files"));
        }
        let imports = Modules::read(name, &sources).imports();
        for (place, arrows) in by_folder(&imports) {
            for circle in circles(&arrows) {
                let members = circle.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
                let before = known.len();
                known.retain(|known| *known != (*name, place.as_str(), members.as_str()));
                if known.len() == before {
                    problems.push(shown(name, &place, &members, &circle, &arrows));
                }
            }
        }
    }
    for (name, place, members) in known {
        problems.push(format!(
            "  {name}, {place}: the circle {members} is not there any more; take it from KNOWN in \
             crates/xtask/src/circles.rs"
        ));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

fn shown(
    name: &str,
    place: &str,
    members: &str,
    circle: &BTreeSet<String>,
    arrows: &Arrows<'_>,
) -> String {
    let mut text = format!("  {name}, {place}: {members}");
    for ((from, to), import) in arrows {
        if circle.contains(from) && circle.contains(to) {
            text += &format!("\n      {from} → {to}   {}", import.at);
        }
    }
    text
}

/// The arrows between the nodes of each folder.
fn by_folder(imports: &BTreeSet<Import>) -> BTreeMap<String, Arrows<'_>> {
    let mut folders: BTreeMap<String, Arrows<'_>> = BTreeMap::new();
    for import in imports {
        let shared = import.from.iter().zip(&import.to).take_while(|(from, to)| from == to).count();
        let (Some(from), Some(to)) = (import.from.get(shared), import.to.get(shared)) else {
            continue;
        };
        let place = import.from.get(..shared).unwrap_or_default().join("::");
        let place = if place.is_empty() { "top".to_owned() } else { place };
        let arrow = (from.clone(), to.clone());
        folders.entry(place).or_default().entry(arrow).or_insert(import);
    }
    folders
}

/// Groups of more than one node in which each can be reached from each.
fn circles(arrows: &Arrows<'_>) -> Vec<BTreeSet<String>> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to) in arrows.keys() {
        next.entry(from).or_default().insert(to);
        next.entry(to).or_default();
    }
    let reached = |start: &str| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
        while let Some(node) = open.pop() {
            for &to in next.get(node).into_iter().flatten() {
                if seen.insert(to) {
                    open.push(to);
                }
            }
        }
        seen
    };
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        next.keys().map(|node| (*node, reached(node))).collect();
    let mut found = BTreeSet::new();
    for (node, targets) in &reach {
        let both =
            targets.iter().filter(|to| reach.get(**to).is_some_and(|back| back.contains(node)));
        let circle: BTreeSet<String> = both.map(|&to| to.to_owned()).collect();
        if circle.len() > 1 {
            found.insert(circle);
        }
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let imports = Modules::read("own", files).imports();
        let folders = by_folder(&imports);
        let circles = folders.iter().flat_map(|(place, arrows)| {
            circles(arrows)
                .into_iter()
                .map(move |c| format!("{place}: {}", Vec::from_iter(c).join(" ")))
        });
        circles.collect()
    }

    #[test]
    fn a_circle_of_folders_is_found_though_no_two_files_import_each_other() {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a/mod.rs", "mod x; mod y;"),
            ("a/x.rs", "use crate::b::x::B;"),
            ("a/y.rs", "pub struct A;"),
            ("b/mod.rs", "pub mod x; mod y;"),
            ("b/x.rs", "pub struct B;"),
            ("b/y.rs", "use crate::a::y::A;"),
        ];
        assert_eq!(found(&files), ["top: a b"]);
    }

    #[test]
    fn a_folder_and_its_own_file_are_no_circle() {
        let files = [
            ("lib.rs", "mod a;"),
            ("a/mod.rs", "mod x; struct Shared; fn f() { x::g() }"),
            ("a/x.rs", "use super::Shared;"),
        ];
        assert!(found(&files).is_empty());
    }

    #[test]
    fn a_circle_through_names_that_the_folder_shows_is_found() {
        let files = [
            ("lib.rs", "mod a; mod b; pub use a::A; pub use b::B;"),
            ("a.rs", "use crate::B; pub struct A;"),
            ("b.rs", "pub struct B; fn f() -> crate::A { crate::A }"),
        ];
        assert_eq!(found(&files), ["top: a b"]);
    }

    #[test]
    fn arrows_that_run_one_way_are_no_circle() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::{b::B, c::C};"),
            ("b.rs", "use crate::c::C; pub struct B;"),
            ("c.rs", "pub struct C;"),
        ];
        assert!(found(&files).is_empty());
    }
}
