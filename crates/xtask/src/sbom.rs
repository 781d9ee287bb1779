//! `cargo xtask sbom`: of what each program is made, as a bill of materials (CycloneDX 1.6, JSON). Names, versions and
//! licences are what cargo says about this build, digests and who needs whom are in `Cargo.lock`. No network.
//! There is neither time nor serial number in it: the same sources give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::Command;

use crate::steps::{Result, Steps, WASM, root};

/// What is shipped: the package, the name of the file, and what it is built for; without that, this machine.
const PROGRAMS: [(&str, &str, Option<&str>); 6] = [
    ("cert-server", "cert-server", None),
    ("cert-cli", "certfill", None),
    ("cert-app", "app", Some(WASM)),
    ("cert-wasm", "engine", Some(WASM)),
    ("scan-wasm", "decoder", Some(WASM)),
    ("pages-wasm", "reader", Some(WASM)),
];

/// Where the files come.
const FOLDER: &str = "target/sbom";

/// Name and version: what a package is known by.
type Package = (String, String);

/// What `Cargo.lock` knows of a package.
#[derive(Debug, Default, PartialEq, Eq)]
struct Locked {
    checksum: Option<String>,
    needs: Vec<String>,
}

/// Writes the bills.
///
/// # Errors
/// When cargo does not say what is asked, or a file cannot be written.
pub(crate) fn sbom(steps: &mut Steps) -> Result<()> {
    let folder = root().join(FOLDER);
    let lock = std::fs::read_to_string(root().join("Cargo.lock"));
    let lock = lock.map_err(|error| format!("Cargo.lock: {error}"))?;
    let locked = read_lock(&lock);
    std::fs::create_dir_all(&folder).map_err(|error| format!("{FOLDER}: {error}"))?;
    for (package, name, target) in PROGRAMS {
        let file = format!("{FOLDER}/{name}.cdx.json");
        steps.step(&file, || {
            let parts = read_tree(&tree(package, target)?);
            let bill = bill(package, &parts, &locked)?;
            println!("  {} packages", parts.len());
            std::fs::write(root().join(&file), bill).map_err(|error| error.to_string())
        })?;
    }
    Ok(())
}

/// What cargo builds into this package.
fn tree(package: &str, target: Option<&str>) -> Result<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["tree", "--locked", "--package", package]);
    cargo.args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}\t{l}"]);
    if let Some(target) = target {
        cargo.args(["--target", target]);
    }
    let said = cargo.output().map_err(|error| format!("cargo tree: {error}"))?;
    if !said.status.success() {
        return Err(String::from_utf8_lossy(&said.stderr).into_owned());
    }
    Ok(String::from_utf8_lossy(&said.stdout).into_owned())
}

/// The packages with their licences: `name v1.2.3 (what else)`, a tab, the licence.
fn read_tree(tree: &str) -> BTreeMap<Package, String> {
    let mut parts = BTreeMap::new();
    for line in tree.lines() {
        let (package, licence) = line.split_once('\t').unwrap_or((line, ""));
        let mut words = package.split(' ');
        let (Some(name), Some(version)) = (words.next(), words.next()) else { continue };
        let Some(version) = version.strip_prefix('v') else { continue };
        // A package that came already is marked behind its licence.
        let licence = licence.trim_end_matches(" (*)");
        // The old way to write "or", which SPDX does not have.
        let licence = if licence.contains(" OR ") || licence.contains(" AND ") {
            licence.to_owned()
        } else {
            licence.split('/').map(str::trim).collect::<Vec<_>>().join(" OR ")
        };
        parts.insert((name.to_owned(), version.to_owned()), licence);
    }
    parts
}

/// `Cargo.lock`, which cargo always writes in the same way.
fn read_lock(text: &str) -> BTreeMap<Package, Locked> {
    let mut all = BTreeMap::new();
    for block in text.split("[[package]]").skip(1) {
        let value = |name: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|rest| rest.strip_prefix(" = "))
                .map(|text| text.trim_matches('"').to_owned())
        };
        let (Some(name), Some(version)) = (value("name"), value("version")) else { continue };
        let needs = block.split_once("dependencies = [").map_or("", |(_, rest)| rest);
        let needs = needs.lines().map_while(|line| (line != "]").then(|| line.trim()));
        let needs = needs.filter(|line| !line.is_empty());
        let needs = needs.map(|line| line.trim_matches([',', '"']).to_owned()).collect();
        all.insert((name, version), Locked { checksum: value("checksum"), needs });
    }
    all
}

/// Those of `parts` that this need of `Cargo.lock` names: `name`, or `name version` where there are several.
fn named<'p>(
    need: &str,
    parts: &'p BTreeMap<Package, String>,
) -> impl Iterator<Item = &'p Package> {
    let mut words = need.split(' ').map(str::to_owned);
    let (name, version) = (words.next(), words.next());
    parts.keys().filter(move |(other, number)| {
        name.as_ref() == Some(other) && version.as_ref().is_none_or(|version| version == number)
    })
}

/// The bill of this package.
fn bill(
    package: &str,
    parts: &BTreeMap<Package, String>,
    locked: &BTreeMap<Package, Locked>,
) -> Result<String> {
    let itself = parts.keys().find(|(name, _)| name == package);
    let itself = itself.ok_or(format!("cargo does not name {package}"))?;
    let component = |one: &Package, kind: &str| {
        let (name, version) = one;
        let mut text = format!(
            "{{\"type\": {}, \"bom-ref\": {}, \"name\": {}, \"version\": {}, \"purl\": {}",
            quoted(kind),
            quoted(&purl(one)),
            quoted(name),
            quoted(version),
            quoted(&purl(one)),
        );
        if let Some(licence) = parts.get(one).filter(|licence| !licence.is_empty()) {
            let _ = write!(text, ", \"licenses\": [{{\"expression\": {}}}]", quoted(licence));
        }
        if let Some(sum) = locked.get(one).and_then(|locked| locked.checksum.as_ref()) {
            let _ = write!(
                text,
                ", \"hashes\": [{{\"alg\": \"SHA-256\", \"content\": {}}}]",
                quoted(sum)
            );
        }
        text.push('}');
        text
    };
    let components: Vec<_> =
        parts.keys().filter(|one| *one != itself).map(|one| component(one, "library")).collect();
    let mut edges = Vec::new();
    for one in parts.keys() {
        let known =
            locked.get(one).ok_or(format!("Cargo.lock does not name {} {}", one.0, one.1))?;
        let needs: BTreeSet<_> = known
            .needs
            .iter()
            .flat_map(|need| named(need, parts))
            .map(|need| quoted(&purl(need)))
            .collect();
        let needs = needs.into_iter().collect::<Vec<_>>().join(", ");
        edges.push(format!("{{\"ref\": {}, \"dependsOn\": [{needs}]}}", quoted(&purl(one))));
    }
    Ok(format!(
        "{{\n\"bomFormat\": \"CycloneDX\",\n\"specVersion\": \"1.6\",\n\"version\": 1,\n\"metadata\": {{\"component\": {}}},\n\
         \"components\": [\n{}\n],\n\"dependencies\": [\n{}\n]\n}}\n",
        component(itself, "application"),
        components.join(",\n"),
        edges.join(",\n"),
    ))
}

/// Where the package is known by everybody (purl, type `cargo`).
fn purl((name, version): &Package) -> String {
    // A plus stands for a blank elsewhere.
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign < ' ' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(sign));
            }
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\ndependencies = [\n \"b 2.0.0+1\",\n \"c\",\n]\n\n\
        [[package]]\nname = \"b\"\nversion = \"2.0.0+1\"\nsource = \"x\"\nchecksum = \"abc\"\n\n\
        [[package]]\nname = \"b\"\nversion = \"1.0.0\"\nsource = \"x\"\nchecksum = \"def\"\n\n\
        [[package]]\nname = \"c\"\nversion = \"3.0.0\"\nsource = \"x\"\nchecksum = \"123\"\ndependencies = [\n \"b 1.0.0\",\n]\n";
    const TREE: &str = "a v0.1.0 (/somewhere)\tMIT OR Apache-2.0\nb v2.0.0+1\tMIT/Apache-2.0\nb v2.0.0+1\tMIT/Apache-2.0 (*)\n\n";

    #[test]
    fn a_bill_names_what_is_built_and_who_needs_whom() {
        let parts = read_tree(TREE);
        assert_eq!(parts.len(), 2, "each once");
        let text = bill("a", &parts, &read_lock(LOCK)).unwrap();
        for part in [
            "\"metadata\": {\"component\": {\"type\": \"application\", \"bom-ref\": \"pkg:cargo/a@0.1.0\"",
            "\"purl\": \"pkg:cargo/b@2.0.0%2B1\", \"licenses\": [{\"expression\": \"MIT OR Apache-2.0\"}]",
            "\"hashes\": [{\"alg\": \"SHA-256\", \"content\": \"abc\"}]",
            // `c` is in the lock and not in this build.
            "{\"ref\": \"pkg:cargo/a@0.1.0\", \"dependsOn\": [\"pkg:cargo/b@2.0.0%2B1\"]}",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(
            !text.contains("pkg:cargo/c@") && !text.contains("def") && !text.contains("somewhere")
        );
        assert!(bill("z", &parts, &read_lock(LOCK)).is_err());
        assert!(bill("a", &parts, &BTreeMap::new()).is_err());
    }

    #[test]
    fn text_is_quoted() {
        assert_eq!(quoted("a\"\\\n"), "\"a\\\"\\\\\\u000a\"");
    }

    #[test]
    fn the_programs_are_those_of_the_lock() {
        let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
        let locked = read_lock(&lock);
        for (package, ..) in PROGRAMS {
            assert!(locked.keys().any(|(name, _)| name == package), "{package}");
        }
        let missing = |(_, one): &(&Package, &Locked)| one.needs.iter().any(|need| need.is_empty());
        assert_eq!(locked.iter().filter(missing).count(), 0);
        assert_eq!(locked.len(), lock.matches("[[package]]").count());
    }
}
